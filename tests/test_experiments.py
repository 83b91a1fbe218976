"""What is said of two scenarios, of many settings, and of the latest minute to call?"""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import mobsim
from mobsim.cli.main import main
from mobsim.ground.errors import InputError, OutputError
from mobsim.ground.folders import grow_again
from mobsim.policy.triggers.reactive import reactive
from mobsim.study.comparing import Comparison
from mobsim.study.designs.factors import parse_factor
from mobsim.study.designs.points import grid
from mobsim.study.folder import open_folder
from mobsim.study.latest_call import ALWAYS, NEVER, Latest, LatestCallSearch
from mobsim.study.night_measures import MEASURES, horizon_of
from mobsim.study.sweeping import run_sweep
from tests.worlds import hand_world


@pytest.fixture(scope="module")
def night() -> mobsim.LoadedScenario:
    return mobsim.load("quickstart", settings=["chance=drawn"])


# --- comparisons ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def alone(night: mobsim.LoadedScenario) -> Comparison:
    """Nobody lends in the second arm: whoever is needed from outside never comes."""
    return night.compare("drawdown=none", replications=20, jobs=1)


def of(comparison: Comparison, measure: str) -> Any:
    """The first other arm's difference in a measure."""
    return next(each for each in comparison.differences if each.measure.name == measure)


def test_a_scenario_against_itself_differs_in_nothing(night: mobsim.LoadedScenario) -> None:
    found = night.compare(others={"again": night}, replications=10, jobs=1)
    assert all(each.is_same for each in found.differences)
    assert "no measure differs in any night" in found.text()


def test_a_difference_is_the_mean_of_differences_night_by_night(alone: Comparison) -> None:
    before, after = (study.nights["unmet_unit_hours"] for study in alone.arms.values())
    found = of(alone, "unmet_unit_hours")
    assert (after - before).mean() == pytest.approx(found.difference.estimate)
    assert found.before.estimate == pytest.approx(before.mean())
    assert found.is_told_apart
    assert "worse" in found.sentence()


def test_an_arm_that_never_has_first_aid_is_compared_all_the_same(alone: Comparison) -> None:
    """A time that never comes counts as the whole run: from 14:00 to the end."""
    found = of(alone, "first_aid_after")
    assert 20 == found.after.never
    horizon = horizon_of(alone.arms["quickstart"].scenario)
    assert horizon == found.after.estimate
    first = alone.arms["quickstart"].nights["first_aid_after"]
    assert horizon - first.mean() == pytest.approx(found.difference.estimate)


def test_the_same_draws_make_the_variance_smaller(night: mobsim.LoadedScenario) -> None:
    found = night.compare("durations.booking_aid=25m", replications=40, jobs=1)
    saved = of(found, "forty_after").variance_reduction
    assert saved is not None
    assert saved > 0.5


def test_of_three_arms_all_pairs_are_corrected_for(night: mobsim.LoadedScenario) -> None:
    found = night.compare("drawdown=none", "drawdown=extensive", replications=10, jobs=1)
    two = night.compare("drawdown=none", replications=10, jobs=1)
    narrow, wide = (of(each, "unmet_unit_hours").difference for each in (two, found))
    assert narrow.estimate == wide.estimate
    assert wide.low < narrow.low < narrow.high < wide.high
    ranked = [arm for arm, _, _ in found.ranking]
    assert "drawdown=none" == ranked[-1]
    assert "RANKED BY time to 40 % of peak PSU need" in found.text()


def test_arms_of_other_nights_are_refused(night: mobsim.LoadedScenario) -> None:
    one = night.run(replications=3, jobs=1)
    other = night.run(replications=3, jobs=1, seed=2)
    with pytest.raises(InputError, match="does not have the nights of one: found seed 2"):
        Comparison([("one", one), ("other", other)])
    with pytest.raises(InputError, match="twice"):
        Comparison([("one", one), ("one", one)])
    with pytest.raises(InputError, match="expected at least two"):
        Comparison([("one", one)])
    with pytest.raises(InputError, match="did you mean 'forty_after'"):
        Comparison([("one", one), ("two", one)], by="fourty_after")


def test_a_comparison_is_a_frame_too(alone: Comparison) -> None:
    assert list(MEASURES) == list(alone.frame["measure"])
    assert {"difference", "low", "high", "variance_reduction"} <= set(alone.frame.columns)
    assert alone.plot()._repr_png_().startswith(b"\x89PNG")


# --- the latest minute to call --------------------------------------------------------------------


def called_by_hand() -> LatestCallSearch:
    """Eleven crews are needed from minute 0; see `tests.worlds.hand_world`."""
    world = hand_world()
    policies = replace(world.policies, trigger=reactive())
    return LatestCallSearch(replace(world, policies=policies), typical=True, tolerance=1.0)


def test_the_latest_minute_is_found_to_its_tolerance() -> None:
    """With a call at the minute found 40 % is there in time, and a tolerance later it is not."""
    plain = called_by_hand()
    now, later = (
        replace(plain, within=1e6)._there(0, call)  # when 40 % is there
        for call in (0.0, None)
    )
    assert now < later
    within = (now + later) / 2
    search = replace(plain, within=within)
    latest = search.latest(0)
    assert 0 <= latest < within
    assert search._in_time(0, latest)
    assert not search._in_time(0, latest + 1.0)


def test_a_night_in_which_even_the_first_minute_is_too_late_says_so() -> None:
    assert NEVER == replace(called_by_hand(), within=1.0).latest(0)


def test_a_night_that_needs_no_call_says_so() -> None:
    assert ALWAYS == replace(called_by_hand(), within=1e6).latest(0)


def test_the_latest_minutes_of_many_nights_are_told(night: mobsim.LoadedScenario) -> None:
    found = night.latest(within=200.0, replications=6, jobs=1)
    assert 6 == len(found.minutes)
    assert [LatestCallSearch(night, within=200.0).latest(4)] == list(found.minutes[4:5])
    assert "Latest minute in half of nights" in found.text()


def test_half_of_nights_is_an_order_statistic_with_never_and_always() -> None:
    search = called_by_hand()
    told = {
        minutes: Latest(search, minutes * 10).text().partition("\nLatest minute")[2]
        for minutes in ((NEVER,), (ALWAYS,), (60.0,))
    }
    assert "none, because even a call at the first incident is too late" in told[NEVER,]
    assert told[NEVER,].endswith("Try again with more time: --within")
    assert told[ALWAYS,].endswith("any, because no call is needed")
    assert told[60.0,].endswith("1h after the first incident (1h – 1h)")


# --- sweeps ---------------------------------------------------------------------------------------


def test_a_sweep_tries_every_point_on_the_same_nights(night: mobsim.LoadedScenario) -> None:
    found = night.sweep("drawdown=none,minimal,extensive", replications=4, jobs=1)
    assert ["none", "minimal", "extensive"] == [p.settings["drawdown"] for p in found.design]
    hours = found.frame[found.frame.measure == "unmet_unit_hours"].set_index("point")["estimate"]
    for point, level in enumerate(("none", "minimal", "extensive")):
        plain = night.vary(f"drawdown={level}").run(replications=4, jobs=1)
        assert plain.nights["unmet_unit_hours"].mean() == pytest.approx(hours[point])


def test_what_matters_is_what_moves_the_measure(night: mobsim.LoadedScenario) -> None:
    found = night.sweep(
        "incidents.cardiff.need.psu=4:12", "need_cv=0,0.001", points=3, replications=4, jobs=1
    )
    effects = found.effects("unmet_unit_hours")
    assert "incidents.cardiff.need.psu" == effects["path"].iloc[0]
    assert effects["explained"].iloc[0] > 0.9
    assert "WHAT MATTERS" in found.text()
    assert found.plot()._repr_png_().startswith(b"\x89PNG")


def test_a_sweep_that_was_broken_off_is_gone_on_with(
    night: mobsim.LoadedScenario, tmp_path: Path
) -> None:
    design = grid([parse_factor("drawdown=none,minimal,extensive")])

    def resolve(texts: Any) -> Any:
        return night.vary(*texts)

    whole = run_sweep("quickstart", resolve, design, 3, folder=tmp_path / "sweep")
    points = tmp_path / "sweep" / "points"
    kept = {path: path.stat().st_mtime_ns for path in sorted(points.glob("*/blocks/*/*"))}
    assert kept
    blocks = points / "00001"
    grow_again(tmp_path / "sweep", ("points/*/manifest.json", "summary.txt", "*.csv"))
    open_folder(blocks).plan("0:3")
    again = run_sweep("quickstart", resolve, design, 3, folder=tmp_path / "sweep")
    assert whole.frame.equals(again.frame)
    assert json.loads((blocks / "run.json").read_text())["complete"]
    assert kept == {path: path.stat().st_mtime_ns for path in kept}, "a point was run again"
    with pytest.raises(OutputError, match="holds another sweep"):
        run_sweep("quickstart", resolve, design, 4, folder=tmp_path / "sweep")


def test_every_fault_of_every_point_is_told_before_anything_runs(
    night: mobsim.LoadedScenario, tmp_path: Path
) -> None:
    design = grid([parse_factor("drawdown=none,minimall"), parse_factor("ranking=nearest,nearst")])
    with pytest.raises(InputError) as caught:
        run_sweep("quickstart", lambda t: night.vary(*t), design, 3, folder=tmp_path / "sweep")
    assert "minimall" in str(caught.value)
    assert "nearst" in str(caught.value)
    assert not (tmp_path / "sweep").exists()


# --- on the command line --------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_study_is_run_gone_on_with_checked_and_repeated(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["run", "quickstart", "--replications", "0:6", "--jobs", "1"]
    assert 0 == main([*run, "-o", "a"])
    told = capsys.readouterr().out
    assert "quickstart: 6 nights, seed 1, replications 0:6" in told
    assert "Saved in a/" in told
    assert (here / "a" / "summary.txt").read_text() in told
    assert 0 == main(["extend", "a", "--replications", "9", "--jobs", "1"])
    assert 0 == main(["run", "quickstart", "--replications", "9:12", "--jobs", "1", "-o", "b"])
    assert 0 == main(["merge", "b", "a", "-o", "c"])
    assert "12 nights" in capsys.readouterr().out
    assert 0 == main(["verify", "c"])
    assert "sound: 12 nights" in capsys.readouterr().out
    assert 0 == main(["rerun", "c", "-o", "d", "--jobs", "1"])
    assert "The same: all 12 nights have exactly the same values" in capsys.readouterr().out
    assert 0 == main(["rerun", "c", "--night", "7", "-o", "e"])
    assert 0 == main(["why", "e", "cardiff"])
    assert 0 == main(["run", "quickstart", "--replications", "auto", "--json", "-o", "f"])
    document = json.loads(
        capsys.readouterr().out.partition('{\n  "format"')[2].join(['{"format"', ""])
    )
    assert "mobsim.study" == document["format"]


def test_a_study_that_is_not_whole_says_how_to_go_on(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["run", "quickstart", "--replications", "3", "--jobs", "1", "-o", "a"])
    open_folder(Path("a")).plan("0:3")
    capsys.readouterr()
    assert 1 == main(["run", "quickstart", "--replications", "2", "-o", "a"])
    assert "resume it with: mobsim extend a, or replace it with --force" in capsys.readouterr().err
    assert 3 == main(["why", "a", "cardiff"])
    assert "a study of many nights; 'mobsim rerun' with --night" in capsys.readouterr().err
    assert 0 == main(["run", "quickstart", "--replications", "3", "--jobs", "1", "-o", "a"])
    assert 0 == main(["verify", "a"])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["run", "quickstart", "--replications", "many"], "--replications: found 'many', expected"),
        (["run", "quickstart", "--replications", "5:5"], "expected at least one replication"),
        (["extend", "nowhere"], "nowhere: no such folder; expected a folder made by 'mobsim run"),
        (["verify", "."], "found no run.json; expected"),
        (["compare", "quickstart"], "found one arm, expected at least two"),
        (["compare", "quickstart", "quickstart"], "found the arm 'quickstart' twice"),
        (["sweep", "quickstart", "--vary", "drawdown"], "--vary: drawdown"),
    ],
)
def test_a_mistake_is_told_with_the_next_move(
    here: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    assert 3 == main(more)
    assert said in capsys.readouterr().err


def test_jobs_without_replications_are_wrong_usage(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["run", "quickstart", "--jobs", "2"])
    assert "need --replications" in capsys.readouterr().err


def test_compare_latest_and_sweep_print_what_the_library_says(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    night = mobsim.load("quickstart")
    few = ["--replications", "4", "--jobs", "1"]
    assert 0 == main(["compare", "quickstart", "--set", "drawdown=none", *few])
    told = capsys.readouterr().out
    assert night.compare("drawdown=none", replications=4, jobs=1).text() + "\n" == told
    assert 0 == main(["latest", "quickstart", *few])
    assert "Latest minute in half of nights" in capsys.readouterr().out
    assert 0 == main(["sweep", "quickstart", "--vary", "drawdown=none,minimal", *few])
    told = capsys.readouterr().out
    swept = night.sweep("drawdown=none,minimal", replications=4, jobs=1)
    assert swept.text() + "\n" == told
    assert not math.isnan(swept.frame["estimate"].iloc[0])
