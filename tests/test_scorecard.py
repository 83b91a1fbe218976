"""Does the scorecard answer first, in clock times and hours, and never claim too much?"""

import re
from dataclasses import replace
from functools import cache

import pytest

from mobsim import events as ev
from mobsim.api import Result, load, run
from mobsim.scorecard import WIDTH, coloured, scorecard
from mobsim.scoring import score

BLOCKS = ("ANSWERS", "NATIONAL LINES", "PLACE (PSU)", "ASKED")

NIGHTS = ("quickstart", "six-cities-saturday", "three-days", "national-drill", "three-large")


@cache
def night(name: str) -> Result:
    return run(name)


def line_with(card: str, label: str) -> str:
    """The lines of one answer as one, from its label to the next."""
    found = re.search(rf"^ *{re.escape(label)} .*(?:\n {{15,}}.*)*", card, re.MULTILINE)
    assert found, label
    return " ".join(found.group().split())


def test_quickstart_s_scorecard_says_what_its_hand_working_says() -> None:
    card = night("quickstart").scorecard()
    answers = {
        "Help arrives": "first aid unit 16:50 (+2h50); 40 % of all PSU need there at 16:50 (+2h50)",
        "Need met in full": "1 of 1 place",
        "First to break": "no national line",
        "Worst shortfall": "4 PSUs short in Cardiff at 14:00 (+0h00)",
        "Home cover": "no force down to the floor; South Wales emptiest, 5 of 9 PSUs at home at "
        "14:20 (+0h20)",
        "Cardiff": "4 +1h50 +2h50 +4h02 62 % 1/2/1",
        "PSU for London": "75 0 never never never never pass",
        "ASKED": "RICC first at 14:20 (+0h20), NPoCC first at 14:40 (+0h40), no national call",
        "GAVE MOST": "Avon and Somerset 1, Dyfed-Powys 1, Gwent 1 (PSUs)",
    }
    for label, answer in answers.items():
        assert f"{label} {answer}" == line_with(card, label)


@pytest.mark.parametrize("name", NIGHTS)
def test_the_blocks_stand_in_their_order_within_the_width(name: str) -> None:
    card = night(name).scorecard()
    assert [block for block in BLOCKS if block in card] == sorted(
        (block for block in BLOCKS if block in card), key=card.index
    )
    assert WIDTH >= max(len(line) for line in card.splitlines())
    assert "Not a forecast." in card
    assert "promised readiness" in card


def test_answers_stand_in_the_order_a_planner_asks() -> None:
    card = night("three-days").scorecard()
    labels = re.findall(r"^  (\w[\w ]+?)  ", card.partition("NATIONAL LINES")[0], re.MULTILINE)
    assert labels == [
        "First to break", "Worst shortfall", "Help arrives", "Need met in full", "Home cover",
        "National reserve", "Endurance",
    ]  # fmt: skip


def test_commitments_are_called_synthetic_until_a_return_is_loaded() -> None:
    result = night("quickstart")
    assert "Commitments are synthetic: mobsim explain quickstart --assumptions" in (
        result.scorecard()
    )
    loaded = replace(result.scenario, returns_loaded=True)
    card = scorecard(loaded, score(result.log, replace(result.facts, returns_loaded=True)), seed=1)
    assert "synthetic" not in card
    assert "Commitments are those of your own table" in card
    assert "returns" in card
    assert "returns" not in result.scorecard()


def test_a_typical_run_and_a_drawn_one_are_told_apart() -> None:
    assert "One typical night, every duration at its mean" in night("quickstart").scorecard()
    assert "One simulated night (seed 1)" in night("three-large").scorecard()
    assert "One simulated run of 96h (seed 1), promised readiness, sustained" in (
        night("three-days").scorecard()
    )


def test_a_line_that_binds_is_told_with_its_place_its_time_and_its_cause() -> None:
    result = night("quickstart")
    row = ev.Event(
        500.0, ev.NEED_UNMET, "cardiff", 1, None, "south-wales", "psu_london", None, "psu", 2,
        "drawdown", 0,
    )  # fmt: skip
    card = scorecard(result.scenario, score([*result.log, row], result.facts), seed=1)
    assert (
        "First to break PSUs for London at 22:20 (+8h20), for Cardiff: "
        "needed, none left that may be lent" == line_with(card, "First to break")
    )
    assert line_with(card, "PSU for London").endswith("FAIL 22:20")


def test_a_share_of_need_that_is_not_whole_is_never_told_as_whole() -> None:
    result = night("quickstart")
    measures = result.measures
    nearly = replace(measures.incidents[0], met_share=0.9999)
    card = scorecard(result.scenario, replace(measures, incidents=[nearly]), seed=1)
    assert "  99 %  " in card


def test_places_that_are_never_met_are_told_from_those_the_run_leaves_open() -> None:
    result = night("quickstart")
    short = replace(
        result.measures.incidents[0],
        time_to=dict.fromkeys(("first", "10", "40", "60", "100")),
    )
    for ended, told in ((480.0, "Cardiff never"), (None, "Cardiff not by the end of the run")):
        measures = replace(result.measures, incidents=[replace(short, ended_at=ended)])
        card = scorecard(result.scenario, measures, seed=1)
        assert f"Need met in full 0 of 1 place; {told}" == line_with(card, "Need met in full")


def test_what_a_log_cannot_give_is_told_so() -> None:
    result = night("quickstart")
    log = [row for row in result.log if row.event != ev.UNIT_MUSTERED]
    card = scorecard(result.scenario, score(log, result.facts), seed=1)
    assert "NOT TOLD people: needs UnitMustered, which the log lacks" == line_with(card, "NOT TOLD")


def test_colour_changes_nothing_but_colour() -> None:
    result = night("six-cities-saturday")
    colour = result.scorecard(style=coloured)
    assert "\x1b[" in colour
    assert result.scorecard() == re.sub(r"\x1b\[\d*m", "", colour)


def test_a_long_name_does_not_widen_the_table() -> None:
    scenario = load("quickstart", settings=["incidents.cardiff.name=" + "A very long name " * 9])
    card = run(scenario).scorecard()
    assert WIDTH >= max(len(line) for line in card.splitlines())
    assert "A very long name A very l…" in card


def test_a_night_on_which_nothing_happens_has_a_scorecard() -> None:
    result = night("quickstart")
    card = scorecard(result.scenario, score([], result.facts), seed=1)
    assert "no aid unit was deployed" in card
    assert "ASKED nobody, no national call" == line_with(card, "ASKED")
