"""Does the scorecard answer first, in clock times and hours, and never claim too much?"""

import re
from dataclasses import replace
from functools import cache

import pytest

from mobsim.api import Result, load, run
from mobsim.ground.text_layout import WIDTH
from mobsim.scoring import TargetFacts, score
from mobsim.scoring import events as ev
from mobsim.telling.scorecard import coloured, scorecard

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
        "Capacity": "holds, crews were left to send: at most 4 of 297 PSUs in use, 14:20 (+0h20)",
        "Speed": "no target stated; 40 % of the PSUs needed in Cardiff there after +2h50",
        "Help arrives": "first unit from another force (PSU, Cardiff) 16:50 (+2h50), 2h50m after "
        "disorder began there, most of it muster 1h, booking in 30m and road 25m; "
        "40 % of all PSU need there, own crews counted, 16:50 (+2h50)",
        "Need met": "of the unit-hours needed: PSUs 59 %",
        "Met in full": "in Cardiff, at 18:50 (+4h50)",
        "Worst shortfall": "at least 4 PSUs short in Cardiff, from 14:00 (+0h00) for 1h50m",
        "Home cover": "PSUs: no force down to the floor; fewest in South Wales, 5 of 9 at home "
        "at 14:20 (+0h20)",
        "PSU for London": "75 0 never never never never not tested",
        "ASKED": "RICC first at 14:20 (+0h20), no national call",
        "GAVE MOST": "Dyfed-Powys 1, Gwent 1 (PSUs)",
    }
    for label, answer in answers.items():
        assert f"{label} {answer}" == line_with(card, label)
    # How many were there after 1, 2, 4 and 8 h, then the row of the place.
    there, place = (line.split() for line in card.splitlines() if line.startswith("  Cardiff"))
    assert ["Cardiff", "0", "1", "3", "–", "4"] == there
    assert ["Cardiff", "4", "+1h50", "+2h50", "+4h50", "59", "%", "2/2/0"] == place


@pytest.mark.parametrize("name", NIGHTS)
def test_the_blocks_stand_in_their_order_within_the_width(name: str) -> None:
    card = night(name).scorecard()
    assert [block for block in BLOCKS if block in card] == sorted(
        (block for block in BLOCKS if block in card), key=card.index
    )
    assert WIDTH >= max(len(line) for line in card.splitlines())
    assert "Not a forecast." in card
    assert "promised readiness" in card


def test_a_long_opening_is_wrapped() -> None:
    card = run(load("nineteen-small", override="static")).scorecard()
    assert WIDTH >= max(len(line) for line in card.splitlines())
    assert "no delay and no noise. Not a forecast." in " ".join(card.split())


def test_answers_stand_in_the_order_a_planner_asks() -> None:
    card = night("three-days").scorecard()
    labels = re.findall(r"^  (\w[\w ]+?)  ", card.partition("NATIONAL LINES")[0], re.MULTILINE)
    assert labels == [
        "Capacity", "Speed", "Worst shortfall", "Help arrives", "Need met", "Met in full",
        "Home cover", "National reserve", "Endurance",
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


def unmet(line: str, cause: str | None, left: int = 0, minute: float = 500.0) -> ev.Event:
    """Need left in Cardiff when all had been asked."""
    return ev.Event(
        minute, ev.NEED_UNMET, "cardiff", 1, None, "south-wales", line, None, "psu", 2, cause, left
    )


def quickstart_card(*rows: ev.Event, **facts: object) -> str:
    """Quickstart's scorecard if its log had ended with some more rows."""
    result = night("quickstart")
    known = replace(result.facts, **facts)  # type: ignore[arg-type]
    return scorecard(
        replace(result.scenario, returns_loaded=known.returns_loaded),
        score([*result.log, *rows], known),
        seed=1,
        style=lambda text, _: f"<{text}>" if text.startswith(("FAIL", "watch")) else text,
    )


def test_a_line_that_binds_is_told_with_its_place_its_time_and_its_cause() -> None:
    card = quickstart_card(unmet("psu", "drawdown"))
    assert (
        "Capacity breaks: PSUs at 22:20 (+8h20), needed in Cardiff, none left that may be lent"
        == line_with(card, "Capacity")
    )
    assert line_with(card, "PSU").endswith("<FAIL 22:20 drawdown>")
    assert "no crew in the country could be lent (drawdown)" in " ".join(card.split())


def test_lines_that_bind_in_one_minute_are_all_told() -> None:
    needed = ev.Event(0.0, ev.NEED_CHANGED, "chelsea", force="metropolitan", kind="psu", count=9)
    london = (ev.Event(0.0, ev.INCIDENT_BEGAN, "chelsea", force="metropolitan"), needed)
    card = quickstart_card(*london, unmet("psu", "stock"), unmet("psu_london", "stock"))
    assert (
        "Capacity breaks: PSUs and PSUs for London at 22:20 (+8h20), needed in Cardiff, "
        "none left above the floors" == line_with(card, "Capacity")
    )
    later = quickstart_card(
        *london, unmet("psu", "stock"), unmet("psu_london", "stock", minute=560.0)
    )
    assert "Capacity breaks: PSUs at 22:20" in line_with(later, "Capacity")
    assert line_with(later, "PSU for London").endswith("<FAIL 23:20 stock>")


def test_a_target_is_told_with_what_was_there_and_when_it_was_reached() -> None:
    told = {
        "met at 16:50 (+2h50): 2 PSUs in Cardiff by 17:00 (+3h00); 2 were there then": (2, 180.0),
        "missed by 11m: 3 PSUs in Cardiff by 17:20 (+3h20); only 2 were there then, "
        "and all 3 were there at 17:31 (+3h31)": (3, 200.0),
        "not met: 5 PSUs in Cardiff by 18:00 (+4h00); only 3 were there then, "
        "and all 5 were never there at once": (
            5,
            240.0,
        ),
    }
    for answer, (units, by) in told.items():
        card = quickstart_card(targets=[TargetFacts("cardiff", "psu", units, by)])
        assert f"Your target {answer}" == line_with(card, "Your target")
        assert card.splitlines()[2].startswith("Your target")
        verdict = "met: 1 of 1" if answer.startswith("met") else "missed: 0 of 1"
        assert f"Speed {verdict} target met; 40 %" in line_with(card, "Speed")


def test_what_a_verdict_means_stands_below_the_table() -> None:
    cases = {
        "Pass: there were always crews left to send.": unmet("psu", None, left=30),
        "Watch: need remained, and less than 10 %": unmet("psu", None, left=29),
        "FAIL: all forces had been asked, need remained": unmet("psu", "stock"),
    }
    for told, row in cases.items():
        assert told in " ".join(quickstart_card(row).split())
    assert "Watch:" not in quickstart_card()
    assert "FAIL:" not in quickstart_card()


def test_colours_do_not_push_a_column_out_of_line() -> None:
    lines = [replace(line, declared=0) for line in night("quickstart").facts.lines]
    card = quickstart_card(unmet("psu", "stock"), lines=lines, returns_loaded=True)
    head, psu, london = card[card.index("NATIONAL LINES") :].splitlines()[:3]
    bare = re.sub("[<>]", "", psu)
    assert "<FAIL>" in psu
    assert head.index("returns") + len("returns") == bare.index("FAIL") + len("FAIL")
    assert "<FAIL>" in london


def test_forces_without_a_floor_are_told_as_emptied() -> None:
    result = night("quickstart")
    home = result.measures.home
    assert home
    one = home.forces[0]
    cases = {
        "2 forces down to the floor, 1 of them below, 1 emptied": ((1, 1), (1, 0)),
        "1 force down to the floor, none of them below, 1 emptied": ((1, 1), (0, 0)),
        "2 forces below the floor, 2 emptied": ((1, 0), (2, 0)),
        "no force down to the floor": ((1, 2), (0, 1)),
        "2 forces emptied": ((0, 0), (0, 0)),
        "no force emptied": ((0, 1), (0, 1)),
    }
    for told, forces in cases.items():
        rows = [replace(one, floor=floor, lowest=lowest) for floor, lowest in forces]
        measures = replace(result.measures, home=replace(home, forces=rows))
        card = scorecard(result.scenario, measures, seed=1)
        assert f"Home cover PSUs: {told}; " in line_with(card, "Home cover")


def test_the_force_worst_off_is_told_with_how_long_it_had_too_few() -> None:
    result = night("quickstart")
    assert result.measures.home
    one = replace(result.measures.home.forces[0], fit=9, floor=1, lowest_at=20.0)
    below = replace(one, force="gwent", lowest=0, hours_below_floor=5.0, minutes_emptied=120.0)
    empty = replace(one, force="essex", lowest=0, hours_below_floor=3.0, minutes_emptied=180.0)
    for rows, told in (
        ([one, below], ("Gwent, 0 of 9 at home at 14:20 (+0h20), below its floor for 5h, with none "
         "at home for 2h")),
        ([one, below, empty], "Essex, 0 of 9 at home at 14:20 (+0h20), with none at home for 3h"),
    ):  # fmt: skip
        measures = replace(result.measures, home=replace(result.measures.home, forces=rows))
        card = scorecard(result.scenario, measures, seed=1)
        assert line_with(card, "Home cover").endswith(f"; fewest in {told}")


def test_endurance_is_told_in_days_of_need_that_lasts_a_day() -> None:
    result = night("quickstart")
    heads = replace(result.measures.headlines, endurance_days={"psu": 0})
    [row] = result.measures.incidents
    for ended, told in ((1439.0, ""), (1440.0, "PSUs less than a day")):
        measures = replace(
            result.measures, headlines=heads, incidents=[replace(row, ended_at=ended)]
        )
        card = scorecard(result.scenario, measures, seed=1)
        assert (f"or more of the need was met for: {told}" in card) == bool(told)


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
    cases = ((480.0, "never in Cardiff"), (None, "not in Cardiff by the end of the run"))
    for ended, told in cases:
        measures = replace(result.measures, incidents=[replace(short, ended_at=ended)])
        card = scorecard(result.scenario, measures, seed=1)
        assert f"Met in full {told}" == line_with(card, "Met in full")
        other = replace(short, incident="newport", ended_at=ended)
        card = scorecard(
            result.scenario, replace(measures, incidents=[*measures.incidents, other]), seed=1
        )
        assert "Met in full in none of 2 places; Cardiff and newport" in (
            line_with(card, "Met in full")
        )


def test_need_met_late_is_not_told_as_if_it_had_been_met_all_night() -> None:
    result = night("quickstart")
    [one] = result.measures.incidents
    later = replace(one, incident="newport", began_at=60.0)
    slower = replace(one, kind="bdu", time_to={**one.time_to, "100": 300.0})
    never = replace(one, incident="neath", time_to=dict.fromkeys(one.time_to))
    cases = {
        "every kind, at some time, in 2 of 2 places; last newport, at 19:50 (+5h50)": [one, later],
        "every kind, at some time, in 2 of 2 places; last Cardiff, at 19:00 (+5h00)": [
            replace(later, began_at=0.0),
            one,
            slower,
        ],
        "every kind, at some time, in 1 of 2 places; Cardiff, at 18:50 (+4h50); neath": [
            one,
            never,
        ],
        "in none of 2 places; neath and newport": [never, replace(never, incident="newport")],
    }
    for told, incidents in cases.items():
        measures = replace(result.measures, incidents=incidents)
        card = scorecard(result.scenario, measures, seed=1)
        assert line_with(card, "Met in full").startswith(f"Met in full {told}")


def test_need_of_several_places_is_said_to_be_counted_together() -> None:
    told = line_with(night("six-cities-saturday").scorecard(), "Help arrives")
    assert "40 % of all PSU need of the 6 places together there, own crews counted, " in told


def test_what_a_log_cannot_give_is_told_so() -> None:
    result = night("quickstart")
    log = [row for row in result.log if row.event != ev.UNIT_MUSTERED]
    card = scorecard(result.scenario, score(log, result.facts), seed=1)
    told = [line.split(maxsplit=3) for line in card.splitlines() if "NOT KNOWN" in line]
    lacking = "needs UnitMustered, which the log lacks"
    assert ["NOT", "KNOWN", "people:", lacking] in told
    assert {lacking} == {line[-1] for line in told}


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
    assert "no unit from another force was deployed" in card
    assert "ASKED nobody, no national call" == line_with(card, "ASKED")


def test_a_likely_night_says_so_and_what_went_otherwise_than_asked() -> None:
    card = run(load("six-cities-saturday", override="likely")).scorecard()
    assert "likely readiness" in card
    assert re.search(r"\d+ asks refused, \d+ units withdrawn", line_with(card, "HITCHES"))
    assert "HITCHES" not in night("six-cities-saturday").scorecard()


def test_a_forward_reserve_is_told_by_what_was_sent_from_it() -> None:
    card = run(load("six-cities-saturday", override="forward-reserve")).scorecard()
    assert re.search(r"straight from one .*\d+ sent forward", line_with(card, "MOVED ON"))
    assert "Reserve at Derby" not in card


def test_an_operation_that_finds_too_few_units_is_named_with_what_it_lacks() -> None:
    match = "operations=[{name: Match, force: gwent, begins: +0m, lasts: 8h, units: {psu: 20}}]"
    result = load("quickstart", settings=[match]).run()
    fit = result.scenario.stock["gwent"]["psu"].fit
    card = result.scorecard()
    assert 0 < fit < 20
    assert (
        f"TAKEN OUT by operations, or already out as aid: {fit} PSUs; "
        f"{20 - fit} PSUs that should have been taken out were missing"
    ) == line_with(card, "TAKEN OUT")
