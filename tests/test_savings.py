"""Where did the time go, and which step would have saved most?"""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import mobsim
from mobsim.cli.main import main
from mobsim.ground.errors import InputError
from mobsim.ground.text_layout import WIDTH, aligned, sectioned
from mobsim.scoring import TargetFacts, score
from mobsim.scoring import events as ev
from mobsim.scoring.measures import STEPS
from mobsim.study.step_savings import COUNTERFACTUALS, FIRST_AID, Savings
from mobsim.study.study import Study
from mobsim.study.summary import WHERE_IT_CAME

FORTY = "forty_after"
TARGETS = (
    "targets=[{place: cardiff, units: 1, by: +2h}, {place: cardiff, units: 2, by: +2h30m}, "
    "{place: cardiff, units: 9, by: +4h}]"
)
"""Of quickstart: its own first crew is there at 110, Gwent's at 170, and nine never are."""


def steps(*minutes: float | None) -> dict[str, float | None]:
    return dict(zip(STEPS, minutes, strict=True))


# --- one night -----------------------------------------------------------------------------------


def test_a_target_s_time_is_that_of_the_unit_with_which_so_many_were_there() -> None:
    """Own crew: 20 to judge, an hour to muster, 20 on the road, 10 to book in; Gwent's as aid."""
    night = mobsim.load("quickstart", settings=[TARGETS]).run()
    one, two, nine = (target.spent for target in night.measures.targets)
    assert steps(20, 0, 0, 0, 60, 20, 10) == one
    assert steps(20, 0, 20, 15, 60, 25, 30) == two
    assert dict.fromkeys(STEPS) == nine


def test_of_a_target_that_nobody_needs_no_time_is_told() -> None:
    night = mobsim.load("quickstart").run()
    elsewhere = (TargetFacts("cardiff", "bdu", 1, 120.0), TargetFacts("nowhere", "psu", 1, 120.0))
    for target in score(night.log, replace(night.facts, targets=elsewhere)).targets:
        assert ("never", dict.fromkeys(STEPS)) == (target.verdict, target.spent)


# --- many nights ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def six() -> Study:
    """Six cities and two targets; not every place is reached every night."""
    return mobsim.load("six-cities-saturday").run(replications=6, jobs=1)


def columns_of(clock: str) -> list[str]:
    return [f"{clock}_{step}" for step in STEPS]


def whole_of(rows: pd.DataFrame, clock: str) -> "pd.Series[float]":
    return rows[columns_of(clock)].astype("float64").sum(axis=1, skipna=False).dropna()


def test_the_steps_of_a_night_add_up_to_the_whole(six: Study) -> None:
    places, targets = six.incidents, six.targets
    assert places["began_to_first_aid"].dropna().equals(whole_of(places, "spent_on_first_aid"))
    assert places["time_to_40"].dropna().equals(whole_of(places, "spent_on_40"))
    began = places.groupby(["replication", "incident"])["began_at"].first()
    of = pd.MultiIndex.from_frame(targets[["replication", "incident"]])
    since = targets["reached_at"] - began.reindex(of).to_numpy()
    assert since.dropna().equals(whole_of(targets, "spent"))


def test_the_mean_of_a_step_is_that_of_the_nights_in_which_the_unit_came(six: Study) -> None:
    places = set(six.incidents["incident"])
    told = [line for line in six.lines if line.statistic == WHERE_IT_CAME and line.kind == "psu"]
    told = [line for line in told if line.subject in places]
    assert any(line.interval.never for line in told)
    for line in told:
        rows = six.incidents
        rows = rows[(rows["incident"] == line.subject) & (rows["kind"] == line.kind)]
        clock, in_all, _ = line.measure.partition("_in_all")
        came = whole_of(rows, clock) if in_all else rows[line.measure].dropna()
        assert came.mean() == pytest.approx(line.interval.estimate)
        assert (len(came), 6 - len(came)) == (line.interval.n, line.interval.never)


def test_the_means_of_a_target_s_steps_add_up_to_that_of_the_whole(six: Study) -> None:
    told = {
        line.measure: line.interval.estimate
        for line in six.lines
        if line.subject == "40 in leeds by 360" and line.statistic == WHERE_IT_CAME
    }
    assert whole_of(
        six.targets[six.targets["incident"] == "leeds"], "spent"
    ).mean() == pytest.approx(told["spent_in_all"])
    assert told["spent_in_all"] == pytest.approx(sum(told[name] for name in columns_of("spent")))


def test_a_study_says_in_how_many_nights_the_unit_came() -> None:
    night = mobsim.load("quickstart", settings=["drawdown=none", TARGETS])
    text = night.run(replications=3, jobs=1).text()
    _, _, text = text.partition("WHERE THE TIME WENT")
    rows = [line.split("  ") for line in text.splitlines()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    aid, forty, one, *_ = [row for row in cells if row and "Cardiff" in row[0]]
    assert ["Cardiff", "0 of 3", *"––––––––"] == aid
    # Nobody lends: the host's second crew is ready at 260, and there at 290.
    assert ["Cardiff", "3 of 3", "4h50m", "20m", "0m", "0m", "0m", "4h", "20m", "10m"] == forty
    assert ["3 of 3", "1h50m", "20m", "0m", "0m", "0m", "1h", "20m", "10m"] == one[1:]


def test_a_long_name_is_wrapped_to_the_room_that_is_left(six: Study) -> None:
    assert max(map(len, six.text().splitlines())) <= WIDTH
    heading, here, *rows = sectioned(["", "n"], [("here", [["Saint " * 20, "20 of 20"]])])
    assert WIDTH - len("Saint ") < len(heading) == len(rows[0]) <= WIDTH
    assert ("here", 20) == (here, " ".join(rows).count("Saint"))
    table = aligned([["", "n"], ["Saint " * 20, "20 of 20"], ["Leeds", "9 of 20"]])
    assert WIDTH - len("Saint ") < max(map(len, table)) <= WIDTH
    assert ["20 of 20", "9 of 20"] == [line[-8:].strip() for line in table if " of " in line]
    assert 20 == " ".join(table).count("Saint")


# --- what would have saved most ------------------------------------------------------------------


@pytest.fixture(scope="module")
def cardiff() -> Savings:
    return mobsim.load("quickstart", settings=[TARGETS]).savings(replications=2, jobs=1)


def saved(found: Savings, measure: str) -> dict[str, float | None]:
    return {
        each.step: each.saved.estimate if each.saved else None
        for each in found.savings
        if each.measure == measure
    }


def test_every_step_can_be_taken_away_and_none_twice() -> None:
    assert STEPS == tuple(each.step for each in COUNTERFACTUALS)


def test_the_page_on_studies_has_the_settings_of_every_step() -> None:
    page = (Path(__file__).parents[1] / "docs" / "studies.md").read_text(encoding="utf-8")
    for each in COUNTERFACTUALS:
        name = each.step.replace("_", " ")
        (row,) = re.findall(rf"^\| `{name}` \| (`.*)$", page, re.MULTILINE)
        settings = (*each.settings, *each.if_promised, *each.if_local)
        assert sorted(settings) == sorted(re.findall("`([^`]*)`", row))


def test_what_a_step_saves_is_what_the_working_by_hand_says(cardiff: Savings) -> None:
    """Own crews that are ready at once are there before 51, all four: no aid is asked for."""
    by_hand = {
        "booking_in": 30,
        "road": 22.5,
        "judging": 20,
        "desks": 20,
        "answer": 15,
        "waiting": 0,
    }
    assert {"muster": 119, **by_hand} == saved(cardiff, FORTY)
    assert {**by_hand, "muster": None} == saved(cardiff, FIRST_AID)
    assert list(saved(cardiff, FORTY)) == ["muster", *by_hand]
    muster = cardiff.savings[13]
    assert ("muster", 2, None) == (muster.step, muster.no_aid, muster.after)


def test_a_target_gains_the_nights_in_which_it_is_met_without_a_step(cardiff: Savings) -> None:
    """Two are there at 170: in time for 150 without any step but the answer, which takes 15."""
    gains = saved(cardiff, "2 in cardiff by 150")
    assert {"answer": 0, "waiting": 0} == {step: gains.pop(step) for step in ("answer", "waiting")}
    assert {1.0} == set(gains.values())
    assert dict.fromkeys(STEPS, 0.0) == saved(cardiff, "1 in cardiff by 120")
    assert dict.fromkeys(STEPS, 0.0) == saved(cardiff, "9 in cardiff by 240")


def test_a_step_that_is_taken_away_takes_no_time(cardiff: Savings) -> None:
    """Promised crews still take a minute, and aid a tenth of Gwent's 25 on the road."""
    likely = mobsim.load("quickstart", override="likely").savings(replications=1, jobs=1)
    most = {"muster": 1.0, "road": 2.5}
    for found in (cardiff, likely):
        for step in STEPS:
            longest = found.runs.arms[step].incidents[f"spent_on_40_{step}"].max()
            assert longest <= most.get(step, 0.0), (found, step)


@pytest.mark.parametrize("override", [None, "likely"])
def test_without_the_muster_every_crew_is_ready_within_a_minute(override: str | None) -> None:
    """All that the host has, as nobody lends: none waits for a recall, or for its next shift."""
    alone = ["incidents.cardiff.need.psu=60", "drawdown=none"]
    night = mobsim.load("quickstart", override=override, settings=alone)
    muster = next(each for each in COUNTERFACTUALS if each.step == "muster")
    log = night.vary(*muster.settings_for(night)).run().log
    ordered = {row.unit: row.minute for row in log if row.event == ev.UNIT_ORDERED}
    waits = [row.minute - ordered[row.unit] for row in log if row.event == ev.UNIT_MUSTERED]
    assert night.stock["south-wales"]["psu"].fit == len(waits)
    assert max(waits) <= 1


def test_a_time_that_never_came_counts_as_the_horizon_that_is_stated() -> None:
    """At 170 aid comes too late for 160; without the desks, at 150, it saves 10 of 160."""
    found = mobsim.load("quickstart").savings(replications=2, within=160.0, jobs=1)
    assert 10 == saved(found, FORTY)["desks"]
    answer = next(each for each in found.savings if (each.step, each.measure) == ("waiting", FORTY))
    assert (2, 160, 0) == (answer.never, answer.after, answer.saved.estimate if answer.saved else 1)
    text = found.text()
    assert "counts as 2h40m" in " ".join(text.split())
    assert "as it is" in next(line for line in text.splitlines() if line.endswith("2 of 2"))


def test_a_saving_is_the_mean_of_differences_night_by_night() -> None:
    found = mobsim.load("quickstart", settings=["chance=drawn"]).savings(replications=6, jobs=1)
    before, after = (found.runs.arms[arm].nights[FORTY] for arm in ("as it is", "desks"))
    desks = next(each for each in found.savings if (each.step, each.measure) == ("desks", FORTY))
    assert desks.saved is not None
    assert (before - after).mean() == pytest.approx(desks.saved.estimate)
    assert after.mean() == pytest.approx(desks.after)
    assert "paired t, Bonferroni over 7" == desks.saved.method


def test_one_night_has_savings_without_intervals_and_none_of_aid_that_is_not_asked_for() -> None:
    """Nobody lends: the host's second crew is there at 290, whatever desks do."""
    alone = mobsim.load("quickstart", settings=["drawdown=none"])
    found = alone.savings(replications=1, jobs=1)
    assert {"desks": 0, "judging": 20}.items() <= saved(found, FORTY).items()
    assert {None} == set(saved(found, FIRST_AID).values())
    assert "20m        too few" in found.text()
    assert "FORCE\nNo aid was requested in any night.\n" in found.text()


def test_the_nights_of_auto_are_not_fixed_so_they_cannot_be_paired() -> None:
    with pytest.raises(InputError, match="found 'auto'"):
        mobsim.load("quickstart").savings(replications="auto", jobs=1)


def test_savings_print_what_the_library_says_and_resume(
    cardiff: Savings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    few = ["--set", TARGETS, "--replications", "2", "--jobs", "1"]
    words = ["savings", "quickstart", *few, "-o", "kept"]
    assert 0 == main(words)
    told = capsys.readouterr().out
    assert cardiff.text() + "\n" == told == Path("kept", "summary.txt").read_text(encoding="utf-8")
    assert max(map(len, told.splitlines())) <= WIDTH
    assert 0 == main(["verify", "kept"])
    capsys.readouterr()
    assert 0 == main([*words, "--json"])
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["savings"]
    muster = {"measure": FORTY, "step": "muster", "saved": 119.0, "after": 51.0}
    assert muster.items() <= rows[0].items()
    assert 5 * len(STEPS) == len(rows)
