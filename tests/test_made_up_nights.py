"""What is said of nights that are made up, so that every number can be checked in the head?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from mobsim.ground.intervals import Interval, mean_t, paired, paired_shares, proportion, quantile
from mobsim.ground.text_layout import WIDTH
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.measures import STEPS
from mobsim.stress.answers import line_verdicts
from mobsim.stress.findings import SpeedTarget
from mobsim.stress.night_numbers import of_nights, share
from mobsim.stress.pack import Case, readings, shipped_pack
from mobsim.stress.paired_nights import MEASURED, difference_in, night_values
from mobsim.stress.quarter_change import _earlier, _moves
from mobsim.stress.remedies import Change, ranked, remedies_for
from mobsim.stress.speed import TARGET, late_by, on_time, speed_of, speed_told
from mobsim.stress.verdicts import _regional, _share_of, host_results, line_results, scenario_result
from mobsim.study.comparing import Comparison, difference_of, leaves_zero_out, within
from mobsim.study.designs.factors import parse_factor
from mobsim.study.designs.points import grid
from mobsim.study.latest_call import ALWAYS, NEVER, Latest, LatestCallSearch
from mobsim.study.night_frames import Tables
from mobsim.study.night_measures import MEASURES
from mobsim.study.summary import WHERE_IT_CAME, of_measure, summarise
from mobsim.study.sweeping import Sweep, Tried
from tests.findings_made import findings

HORIZON = 1000.0
HOURS = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
"""Of need not met in six nights."""


def study(nights: int = 6, seed: int = 1, **measures: Sequence[float]) -> Any:
    """Nights of which only these measures differ; all else is 0."""
    columns = {name: list(measures.get(name, [0.0] * nights)) for name in MEASURES}
    return SimpleNamespace(
        nights=pd.DataFrame(columns),
        horizon=HORIZON,
        scenario=SimpleNamespace(left_out=()),
        identity=SimpleNamespace(seed=seed, replications=f"0:{nights}"),
        replications_run=nights,
        folder=SimpleNamespace(as_posix=lambda: "/x/runs/test"),
    )


def plus(values: Sequence[float], more: Sequence[float]) -> list[float]:
    return [value + step for value, step in zip(values, more, strict=True)]


def found_in(comparison: Comparison, measure: str, arm: str = "other") -> Any:
    return next(
        each for each in comparison.differences if (each.measure.name, each.arm) == (measure, arm)
    )


def interval(estimate: float) -> Interval:
    return Interval(estimate, estimate, estimate, 0.95, 4, "by hand")


# --- comparing ------------------------------------------------------------------------------------


def test_an_arm_with_an_hour_more_every_night_is_worse_by_an_hour_for_sure() -> None:
    """Night by night: what the nights have in common falls out of the difference."""
    later = plus(HOURS, [1, 1, 1, 1, 1, 1])
    arms = [
        ("one", study(unmet_unit_hours=HOURS)),
        ("other", study(unmet_unit_hours=later)),
    ]
    found = found_in(Comparison(arms), "unmet_unit_hours")
    assert (1.0, 1.0, 1.0) == (
        found.difference.low, found.difference.estimate, found.difference.high,
    )  # fmt: skip
    assert 1.0 == found.variance_reduction
    assert found.sentence().startswith("unit-hours not met: worse, +1.0")
    turned = Comparison([("late", arms[1][1]), ("other", arms[0][1])])
    back = found_in(turned, "unmet_unit_hours")
    assert back.sentence().startswith("unit-hours not met: better, −1.0")


def test_a_share_of_nights_is_better_when_more_is_better() -> None:
    arms = [("one", study(20)), ("other", study(20, forty_in_4h=[1.0] * 20))]
    found = found_in(Comparison(arms), "forty_in_4h")
    assert found.difference == paired_shares([0.0] * 20, [1.0] * 20)
    assert "better, +100 points" in found.sentence()
    worse = [("one", arms[1][1]), ("other", arms[0][1])]
    assert "worse, −100 points" in found_in(Comparison(worse), "forty_in_4h").sentence()


def test_a_time_that_never_comes_is_compared_as_the_whole_run() -> None:
    never = [100.0, 200.0, math.inf, math.inf]
    arms = [
        ("one", study(4, forty_after=[100.0, 200.0, 900.0, 900.0])),
        ("other", study(4, forty_after=never)),
    ]
    found = found_in(Comparison(arms), "forty_after")
    assert 50.0 == found.difference.estimate  # 0, 0, 100 and 100 minutes
    assert (0, 2) == (found.before.never, found.after.never)


def test_each_arm_of_three_has_the_interval_of_two_comparisons() -> None:
    steps = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]
    arms = [
        ("one", study(unmet_unit_hours=HOURS)),
        ("other", study(unmet_unit_hours=plus(HOURS, steps))),
        ("third", study(unmet_unit_hours=HOURS)),
    ]
    found = found_in(Comparison(arms), "unmet_unit_hours").difference
    assert paired(HOURS, plus(HOURS, steps), 0.95, 2) == found
    assert "third: the same" not in Comparison(arms).text()


def test_all_pairs_of_a_ranking_share_the_error() -> None:
    """Alone this difference would be told apart; as one of three it is not."""
    steps = [0.0, 0.0, 1.0, 1.0, 1.0, 1.0]
    assert (paired(HOURS, plus(HOURS, steps)).low or 0) > 0  # type: ignore[union-attr]
    arms = [
        ("a", study(unmet_unit_hours=HOURS)),
        ("b", study(unmet_unit_hours=plus(HOURS, steps))),
        ("c", study(unmet_unit_hours=plus(HOURS, [9.0] * 6))),
    ]
    ranking = Comparison(arms, by="unmet_unit_hours").ranking
    assert [("a", ["b"]), ("b", ["a"]), ("c", [])] == [(arm, like) for arm, _, like in ranking]


def test_the_best_of_a_ranking_comes_first_whether_more_is_better_or_less() -> None:
    arms = [
        ("much", study(forty_in_4h=[1.0] * 6, unmet_unit_hours=HOURS)),
        ("little", study(forty_in_4h=[0.0] * 6, unmet_unit_hours=[0.0] * 6)),
    ]
    firsts = [Comparison(arms, by=by).ranking[0][0] for by in ("forty_in_4h", "unmet_unit_hours")]
    assert ["much", "little"] == firsts


WHAT = "the difference in unit-hours not met"
OF = f"of the variance of {WHAT}"


def worth(before: Sequence[float], after: Sequence[float]) -> str:
    """What a comparison by need not met says of sharing the draws, beside a measure they fit."""
    nights = len(before)
    once = [HOURS[:nights], plus(HOURS[:nights], HOURS[:nights])]
    arms = [
        (name, study(nights, unmet_unit_hours=values, officer_hours=hours))
        for name, values, hours in zip(("one", "other"), (before, after), once, strict=True)
    ]
    text = Comparison(arms, by="unmet_unit_hours").text()
    return " ".join(text.partition("draws;")[2].split())


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        # Variances 4/3 and 1/3, of the differences 1/3; then 4/3, 4/3 and 8/3; 4/3, 1/3 and 3.
        ([0.0, 2.0] * 2, [0.0, 1.0] * 2, f"remove 80 % {OF}, as 5.0 times the nights would"),
        ([0.0, 0.0, 2.0, 2.0], [0.0, 2.0] * 2, f"remove little {OF} (0 %)"),
        ([0.0, 2.0] * 2, [1.0, 0.0] * 2, f"add 80 % to {OF[3:]}; separate nights would do better"),
        ([0.0, 2.0] * 2, [1.0, 3.0] * 2, f"{WHAT} does not vary from night to night"),
    ],
)  # fmt: skip
def test_what_shared_draws_are_worth_is_of_the_measure_that_is_asked_for(
    before: list[float], after: list[float], said: str
) -> None:
    """Nothing is said of the hours of officers, in which they remove more."""
    assert worth(before, after).endswith(said)


def test_no_line_of_a_comparison_is_wider_than_a_terminal() -> None:
    """Long names of arms, and times that never come in some nights of either."""
    late, later = [HORIZON, math.inf] * 5, [HORIZON / 2, math.inf] * 5
    names = [f"durations.muster_assembled={hours}h30m" for hours in range(5)]
    arms = [
        (name, study(10, forty_after=times, unmet_unit_hours=[1.0] * 10))
        for name, times in zip(names, (late, later, late, later, late), strict=True)
    ]
    text = Comparison(arms).text()
    assert [] == [line for line in text.splitlines() if len(line) > WIDTH]
    assert "never in 5 of 10 → 5 of 10 nights" in " ".join(text.split())
    assert f"no clear difference from {names[1]}" in " ".join(text.split())


# --- summing up -----------------------------------------------------------------------------------


def tables(**frames: Mapping[str, Sequence[object]]) -> Any:
    """Tables of a study, empty unless they are given; nobody came, unless it is said how."""
    columns = {
        "national": ("line", "kind", "verdict_capacity", "peak_in_use"),
        "targets": ("incident", "kind", "units", "by", "verdict", "reached_at"),
        "incidents": ("incident", "kind", "time_to_40", "met_share", "worst_short"),
        "forces": ("kind", "force", "hours_below_floor", "given", "replication"),
    }
    made = {
        name: pd.DataFrame(frames.get(name, {column: [] for column in wanted}))
        for name, wanted in columns.items()
    }
    clocks = {"targets": ["spent"], "incidents": ["spent_on_first_aid", "spent_on_40"]}
    for name, of in clocks.items():
        spent = [f"{clock}_{step}" for clock in of for step in STEPS]
        made[name] = made[name].reindex(columns=list(dict.fromkeys([*made[name], *spent])))
    return kept(made)


def kept(frames: Mapping[str, pd.DataFrame]) -> Any:
    """Tables of a study that holds these frames."""
    held = {
        name: pa.Table.from_pandas(frame, preserve_index=False) for name, frame in frames.items()
    }
    return Tables(SimpleNamespace(table=held.__getitem__))


def lines_of(**frames: Mapping[str, Sequence[object]]) -> dict[tuple[str, str, str], Interval]:
    nights = study(4).nights.rename_axis("replication")
    lines = summarise(tables(**frames), nights, HORIZON)
    return {(each.measure, each.subject, each.statistic): each.interval for each in lines}


def test_a_measure_stands_for_itself_by_a_share_a_mean_or_a_mean_up_to_the_horizon() -> None:
    share = of_measure(MEASURES["line_breaks"], [1.0, 0.0, 0.0, 1.0], HORIZON)
    mean = of_measure(MEASURES["unmet_unit_hours"], HOURS, HORIZON)
    time = of_measure(MEASURES["forty_after"], [0.0, 500.0, math.inf, math.inf], HORIZON)
    assert proportion(2, 4) == share
    assert mean_t(HOURS) == mean
    assert time is not None
    assert (625.0, 2) == (time.estimate, time.never)  # 0, 500, 1000 and 1000


def test_half_of_nights_and_nine_tenths_are_order_statistics() -> None:
    found = summarise(tables(), study(6, unmet_unit_hours=HOURS).nights, HORIZON)
    told = {each.statistic: each.interval for each in found if each.measure == "unmet_unit_hours"}
    assert quantile(HOURS, 0.5) == told["median"]
    assert quantile(HOURS, 0.9) == told["quantile 0.9"]


def test_a_line_that_fails_in_one_of_four_nights_is_watched_in_the_others_only() -> None:
    found = lines_of(
        national={
            "line": ["psu"] * 4,
            "kind": ["psu"] * 4,
            "verdict_capacity": ["fail", "watch", "watch", "pass"],
            "peak_in_use": [1.0, 2.0, 3.0, 6.0],
        }
    )
    assert 0.25 == found["verdict_fail", "psu", "share"].estimate
    assert 0.5 == found["verdict_watch", "psu", "share"].estimate
    assert 3.0 == found["peak_in_use", "psu", "mean"].estimate


def test_a_line_breaks_in_a_share_of_all_nights_and_in_none_if_it_is_never_tested() -> None:
    verdicts = ["fail", "not tested", "not tested", "pass"]
    rows = {"line": ["psu"] * 4, "kind": ["psu"] * 4, "verdict_capacity": verdicts}
    found = lines_of(national={**rows, "peak_in_use": [1.0] * 4})

    assert proportion(1, 4) == found["verdict_fail", "psu", "share"]
    never = lines_of(
        national={**rows, "verdict_capacity": ["not tested"] * 4, "peak_in_use": [0.0] * 4}
    )
    assert ("verdict_fail", "psu", "share") not in never


def test_a_target_is_told_by_how_often_it_is_met_and_when_in_the_median_night() -> None:
    found = lines_of(
        targets={
            "incident": ["dee"] * 4,
            "kind": ["psu"] * 4,
            "units": [12] * 4,
            "by": [240.0] * 4,
            "verdict": ["met", "late", "never", "met"],
            "reached_at": [200.0, 300.0, None, 240.0],
        }
    )
    target = "12 in dee by 240"
    assert proportion(2, 4) == found["target_met", target, "share"]
    assert (
        quantile([200.0, 240.0, 300.0, math.inf], 0.5)
        == (found["target_reached_at", target, "median"])
    )


def test_where_the_time_went_is_a_mean_of_the_nights_in_which_the_unit_came() -> None:
    """In two of four: 30 and 50 minutes to muster, and ten for each of the other six steps."""
    muster = [30.0, None, 50.0, None]
    spent = {f"spent_{step}": [10.0, None, 10.0, None] for step in STEPS if step != "muster"}
    found = lines_of(
        targets={
            "incident": ["dee"] * 4,
            "kind": ["psu"] * 4,
            "units": [12] * 4,
            "by": [240.0] * 4,
            "verdict": ["met", "never", "met", "never"],
            "reached_at": [90.0, None, 110.0, None],
            "spent_muster": muster,
            **spent,
        }
    )
    told = {step: found[f"spent_{step}", "12 in dee by 240", WHERE_IT_CAME] for step in STEPS}
    assert mean_t([30.0, 50.0]) == replace(told["muster"], never=0)
    in_all = found["spent_in_all", "12 in dee by 240", WHERE_IT_CAME]
    assert (100.0, 2, 2) == (in_all.estimate, in_all.n, in_all.never)
    assert {40.0, 10.0} == {each.estimate for each in told.values()}


def test_four_hours_to_the_minute_are_within_four_hours_and_never_is_not() -> None:
    found = lines_of(
        incidents={
            "incident": ["dee"] * 4,
            "kind": ["psu"] * 4,
            "time_to_40": [240.0, 241.0, None, 0.0],
            "met_share": [1.0, 0.5, 0.0, 0.5],
            "worst_short": [0, 1, 2, 1],
        }
    )
    assert 0.5 == found["forty_in_4h", "dee", "share"].estimate
    assert 1 == found["time_to_40", "dee", "restricted mean"].never
    assert 370.25 == found["time_to_40", "dee", "restricted mean"].estimate


def test_a_force_that_is_not_asked_in_a_night_gave_nothing_in_it() -> None:
    """It lends 4 in one night of four, and is below its floor in that one."""
    found = lines_of(
        forces={
            "kind": ["psu"],
            "force": ["ash"],
            "hours_below_floor": [2.0],
            "given": [4],
            "replication": [1],
        }
    )
    assert 1.0 == found["given", "ash", "mean"].estimate
    assert 0.25 == found["below_floor", "ash", "share"].estimate


# --- sweeping -------------------------------------------------------------------------------------


def swept(measure: str, outputs: Sequence[float]) -> Sweep:
    design = grid([parse_factor("need_bias=1,2"), parse_factor("drawdown=none,minimal")])
    numbers = [
        {name: interval(output if name == measure else 0.0) for name in MEASURES}
        for output in outputs
    ]
    return Sweep("toy", design, [Tried(*each) for each in zip(design, numbers, strict=True)])


@pytest.mark.parametrize(
    ("measure", "best"), [("unmet_unit_hours", "need_bias=1"), ("forty_in_4h", "need_bias=2")]
)
def test_the_best_point_of_a_sweep_has_the_least_unmet_or_the_most_in_time(
    measure: str, best: str
) -> None:
    """One factor decides: the first two of four points are at 1, the others at 2."""
    text = swept(measure, [0.1, 0.2, 0.8, 0.9]).text(measure)
    first = text.partition("best: ")[2].partition("worst: ")[0]
    assert best in first


def test_what_a_factor_explains_is_its_share_of_the_squares() -> None:
    """Outputs 0, 2, 8, 10 around 5: the first factor makes 4 × 16, the second 4 × 1."""
    effects = swept("unmet_unit_hours", [0.0, 2.0, 8.0, 10.0]).effects("unmet_unit_hours")
    assert ["need_bias", "drawdown"] == list(effects["path"])
    assert [64 / 68, 4 / 68] == pytest.approx(list(effects["explained"]))


# --- the latest call ------------------------------------------------------------------------------


def latest(*minutes: float) -> Latest:
    return Latest(LatestCallSearch(None, within=240.0), minutes)  # type: ignore[arg-type]


def test_a_call_at_the_latest_minute_is_in_time_and_needless_calls_always_are() -> None:
    found = latest(NEVER, 60.0, 60.0, ALWAYS)
    shares = [found.share(minute) for minute in (0.0, 60.0, 61.0, ALWAYS)]
    assert [0.75, 0.75, 0.25, 0.25] == [each.estimate for each in shares if each]


def test_what_is_left_of_four_hours_after_the_latest_call_is_never_below_nothing() -> None:
    found = latest(*[ALWAYS] * 3, *[180.0] * 3, *[NEVER] * 3).median
    assert found is not None
    assert (60.0, 0.0, math.inf) == (found.estimate, found.low, found.high)


# --- stress: verdicts -----------------------------------------------------------------------------


@cache
def quickstart() -> Scenario:
    """A night that lends its lines, places and kinds to those made up."""
    return load_scenario("quickstart")


def broken_study(
    broken: int,
    nights: int,
    *,
    left: int = 3,
    watched: int = 0,
    idle: int = 0,
    lines: Sequence[str] = ("psu", "aep"),
) -> Any:
    """Nights of which the first so many break these lines, an hour after they began.

    The next so many are watched, and in the last so many no crew is needed.
    """
    numbers = list(range(nights))
    fails = [number < broken for number in numbers]
    verdicts = ["fail"] * broken + ["watch"] * watched
    verdicts += ["pass"] * (nights - idle - len(verdicts)) + ["not tested"] * idle
    national = pd.DataFrame(
        {
            "replication": numbers,
            "verdict_capacity": verdicts,
            "binds_at": [160.0 if fail else None for fail in fails],
            "binds_cause": ["stock" if fail else None for fail in fails],
            "binds_where": ["dee" if fail else None for fail in fails],
            "declared": [10 + left] * nights,
            "peak_in_use": [10] * nights,
        }
    )
    national = pd.concat([national.assign(line=line) for line in lines])
    regions = pd.DataFrame(
        {
            "replication": numbers,
            "region": ["moor"] * nights,
            "declared": [2] * nights,
            "peak_in_use": [2 if fail else 1 for fail in fails],
        }
    )
    incidents = pd.DataFrame({"replication": numbers, "began_at": [100.0] * nights})
    scenario = quickstart()
    place = replace(scenario.incidents[0], incident_id="dee", name="Deeside")
    made = kept({"national": national, "regions": regions, "incidents": incidents})
    made.scenario = replace(scenario, incidents=(place,))
    return made


def case_of(test: str, host: str = "") -> Case:
    row = next(row for row in shipped_pack().rows if row.test_id == test)
    return Case(row, readings()[0], host)


def test_a_line_is_told_by_how_often_after_how_long_where_and_with_how_many_to_spare() -> None:
    held = _share_of(broken_study(2, 8), "psu")
    assert share(2, 8) == held.breaks == held.strained
    assert (60.0, 3.0, "stock", "Deeside") == (held.after, held.buffer, held.cause, held.where)


def test_a_share_of_broken_nights_has_the_interval_of_clopper_and_pearson() -> None:
    exact, wilson = (proportion(9, 200, method=how) for how in ("exact", "wilson"))  # type: ignore[arg-type]
    held = _share_of(broken_study(9, 200), "psu").breaks
    assert exact is not None
    assert wilson is not None
    assert (exact.low, exact.high) == (held.low, held.high)
    assert wilson.high < exact.high  # type: ignore[operator]


def test_nights_that_need_no_crew_of_a_line_say_nothing_of_it() -> None:
    held = _share_of(broken_study(2, 8, watched=1, idle=4), "psu")
    assert (share(2, 4), share(3, 4)) == (held.breaks, held.strained)
    case = case_of("three-large")
    unused, used = broken_study(0, 8, idle=8), broken_study(0, 8, idle=7)
    scenario = SimpleNamespace(forces=(), regions=(), lines=quickstart().lines[:1])
    for study_of, verdict in ((unused, "not tested"), (used, "watch")):
        [found] = line_results([(case, study_of)], scenario)  # type: ignore[arg-type]
        assert verdict == found.verdict
    region = _regional([(case, unused)], "moor", "Moor", {})
    assert ("not tested", 0) == (region.verdict, region.breaks.n)


@pytest.mark.parametrize(
    ("watched", "verdict", "reason"),
    [
        (
            0,
            "pass",
            "this line never ran out of crews in 200 nights, though some may have arrived late",
        ),
        (
            20,
            "watch",
            "this line never ran out of crews in 200 nights, though some may have arrived late; in",
        ),
    ],
)
def test_a_line_that_nearly_runs_out_is_on_watch_and_says_why(
    watched: int, verdict: str, reason: str
) -> None:
    scenario = SimpleNamespace(forces=(), regions=(), lines=quickstart().lines[:1])
    runs = [(case_of("three-large"), broken_study(0, 200, watched=watched))]
    [found] = line_results(runs, scenario)  # type: ignore[arg-type]
    assert verdict == found.verdict
    assert found.reason.startswith(reason)


def test_a_test_that_rotates_is_told_by_the_host_with_which_it_breaks_most() -> None:
    names = {"kent": SimpleNamespace(name="Kent"), "surrey": SimpleNamespace(name="Surrey")}
    runs = [
        (case_of("quiet-saturday", "kent"), broken_study(1, 8)),
        (case_of("quiet-saturday", "surrey"), broken_study(6, 8)),
    ]
    found = _regional(runs, "moor", "Moor", names)  # type: ignore[arg-type]
    assert ("surrey", "Surrey", 0.75) == (found.host, found.host_name, found.breaks.estimate)


def test_a_region_that_spends_all_of_its_teams_is_watched_and_never_fails() -> None:
    """To have all in use is what they are for."""
    found = _regional([(case_of("three-large"), broken_study(40, 40))], "moor", "Moor", {})
    assert (1.0, "watch") == (found.breaks.estimate, found.verdict)
    spare = _regional([(case_of("three-large"), broken_study(0, 200))], "moor", "Moor", {})
    assert "pass" == spare.verdict


def test_of_two_hosts_alike_in_breaking_the_one_with_less_to_spare_is_told() -> None:
    forces = tuple(
        SimpleNamespace(force_id=force, name=force.title(), region="moor")
        for force in ("kent", "surrey")
    )
    scenario = SimpleNamespace(forces=forces, regions=(), lines=quickstart().lines)
    runs = [
        (case_of("quiet-saturday", "kent"), both_lines(left=1)),
        (case_of("quiet-saturday", "surrey"), both_lines(left=5)),
    ]
    found = {each.line: each for each in line_results(runs, scenario)}  # type: ignore[arg-type]
    assert ("kent", 1.0) == (found["psu"].host, found["psu"].buffer)


def test_of_two_hosts_the_one_that_tests_a_line_is_told() -> None:
    """The other spends more of it, but in no night is any needed."""
    scenario = SimpleNamespace(forces=(), regions=(), lines=quickstart().lines[:1])
    runs = [
        (case_of("three-large"), broken_study(0, 8, left=5)),
        (case_of("three-large"), broken_study(0, 8, left=0, idle=8)),
    ]
    [found] = line_results(runs, scenario)  # type: ignore[arg-type]
    assert (8, 5.0, "watch") == (found.breaks.n, found.buffer, found.verdict)


def both_lines(left: int) -> Any:
    """A study that breaks no line."""
    return broken_study(0, 8, left=left, lines=("psu", "psu_london", "bdu", "aep"))


@pytest.mark.parametrize("what", ["stock", "promised", "likely"])
def test_one_thing_that_fails_is_enough_for_a_line_to_fail(what: str) -> None:
    made = findings()
    stock = [
        each.model_copy(update={"verdict": "fail" if what == "stock" else "pass"})
        for each in made.stock
    ]
    lines = [
        each.model_copy(update={"verdict": "fail" if each.reading.startswith(what) else "watch"})
        for each in made.lines
    ]
    found = line_verdicts(lines, stock, made.tests)
    national = [each for each in found if not each.region]
    assert national
    assert {"fail"} == {each.verdict for each in national}


@pytest.mark.parametrize(
    ("promised", "likely", "verdict"),
    [
        ("not tested", "not tested", "not tested"),
        ("pass", "pass", "pass"),
        ("pass", "watch", "watch"),
    ],
)
def test_a_line_that_no_run_tests_does_not_pass_on_its_stock_alone(
    promised: str, likely: str, verdict: str
) -> None:
    made = findings()
    stock = [each.model_copy(update={"verdict": "pass"}) for each in made.stock]
    lines = [
        each.model_copy(update={"verdict": promised if "promised" in each.reading else likely})
        for each in made.lines
    ]
    found = line_verdicts(lines, stock, made.tests)
    assert {(promised, likely, verdict)} == {(x.promised, x.likely, x.verdict) for x in found}


# --- stress: speed --------------------------------------------------------------------------------

TIMES = [100.0, 239.0, 240.0, 241.0, 600.0, math.inf]
"""Minutes to 40 % of need in six nights, of which three are within four hours."""


def test_how_often_the_target_is_met_follows_from_the_times_alone() -> None:
    """A night in which every line breaks and everything else is as bad as can be met it too."""
    bad = {"line_breaks": [1.0] * 6, "forty_in_4h": [0.0] * 6, "worst_shortfall": [99.0] * 6}
    made = study(forty_after=TIMES, **bad)
    made.replications = pd.DataFrame({"first_to_break_line": ["psu"] * 6})
    made.scenario = SimpleNamespace(lines=quickstart().lines, forces=(), disorder=None)
    found = scenario_result([(case_of("three-large"), made)])
    assert share(3, 6) == found.on_time
    assert 240.0 == found.forty_after.estimate
    made.scenario.disorder = object()
    drawn = scenario_result([(case_of("spreading-week"), made)])
    assert (0, 0) == (drawn.on_time.n, drawn.forty_after.n)
    made.scenario.forces = (SimpleNamespace(force_id="kent", name="Kent", region="moor"),)
    made.scenario.lines = ()
    [host] = host_results([(case_of("quiet-saturday", "kent"), made)])
    assert share(3, 6) == host.on_time
    assert [1.0, 1.0, 1.0, 0.0, 0.0, 0.0] == night_values(made, "on_time")


def test_another_target_is_another_share() -> None:
    assert [1.0, 0.0, 0.0] == on_time([60.0, 61.0, math.inf], SpeedTarget(percent=40, within=60.0))
    assert (40, 240.0) == (TARGET.percent, TARGET.within)


@pytest.mark.parametrize("times", [TIMES[:3], TIMES[3:], TIMES[2:], [math.inf] * 3])
def test_speed_is_said_without_the_words_of_capacity(times: list[float]) -> None:
    """Half of nights or more within the target: no median night is late."""
    met, after = speed_of(times).values()
    said = speed_told(met, after)
    assert (late_by(after) == "–") is ("median night" not in said)
    assert not {"pass", "fail", "watch"} & set(said.lower().split())
    assert (2 * sum(on_time(times)) < len(times)) is ("median night" in said)


# --- stress: differences, remedies, quarters ------------------------------------------------------


def test_a_difference_is_paired_night_by_night_and_shares_have_their_own_interval() -> None:
    before, after = [1.0, 2.0, 30.0, 40.0], [2.0, 3.0, 31.0, 41.0]
    hours = difference_of(MEASURES["unmet_unit_hours"], before, after)
    assert hours
    assert (1.0, 1.0, 1.0, 4) == (hours.low, hours.estimate, hours.high, hours.n)
    never = within([math.inf] * 4, MEASURES["forty_after"], HORIZON)
    time = difference_of(MEASURES["forty_after"], [100.0] * 4, never)
    assert time
    assert 900.0 == time.estimate
    yes = difference_of(MEASURES["line_breaks"], [0.0] * 20, [1.0] * 20)
    assert yes
    assert 0.7 < (yes.low or 0) < 0.8  # where all are alike a t interval would have no width


@pytest.mark.parametrize(
    ("low", "high", "apart"),
    [(0.1, 2.0, True), (-2.0, -0.1, True), (-0.1, 2.0, False), (0.0, 2.0, False)],
)
def test_a_difference_is_told_apart_when_zero_lies_outside(
    low: float, high: float, apart: bool
) -> None:
    assert apart is leaves_zero_out(low, high)


def test_a_time_of_many_nights_is_told_by_its_median_and_a_number_by_its_mean() -> None:
    times = [10.0, 20.0, 30.0, 40.0, 50.0, math.inf]
    assert 30.0 == of_nights(MEASURES["forty_after"], times).estimate
    assert 3.5 == of_nights(MEASURES["unmet_unit_hours"], HOURS).estimate


def test_the_first_remedy_saves_most_of_what_should_be_less_and_adds_most_to_the_rest() -> None:
    late = study(forty_after=[300.0] * 6, unmet_unit_hours=HOURS)
    tried = {"much": study(forty_after=[60.0] * 6, unmet_unit_hours=[0.0] * 6), "little": late}
    changes = [Change("little", "Little"), Change("much", "Much")]
    rows = ranked(case_of("three-large"), changes, late, tried)
    for measure in ("on_time", "unmet_unit_hours"):
        of = {each.remedy: each.rank for each in rows if each.measure == measure}
        assert {"much": 1, "little": 2} == of
    much = next(each for each in rows if (each.remedy, each.measure) == ("much", "on_time"))
    assert paired_shares([0.0] * 6, [1.0] * 6, 0.95, 2) == Interval(
        much.difference.estimate, much.difference.low, much.difference.high,  # type: ignore[arg-type]
        0.95, 6, "paired Agresti–Min, Bonferroni over 2",
    )  # fmt: skip


@pytest.mark.parametrize("name", MEASURED)
def test_after_less_before_is_the_difference_that_is_printed(name: str) -> None:
    """Skewed nights, whose medians differ by something else than their means."""
    yes = MEASURED[name].sort == "yes"
    before, after = [0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 1.0]
    if not yes:
        before, after = [1.0, 2.0, 30.0, 400.0], [1.0, 2.0, 90.0, 300.0]
    found = difference_in(name, before, after)
    moved = (found.after.estimate or 0) - (found.before.estimate or 0)
    assert (0.5 if yes else -10.0) == found.difference.estimate == pytest.approx(moved)


def test_a_night_without_a_planned_call_is_called_after_an_hour() -> None:
    scenario = case_of("three-large").scenario(None, "trigger=reactive")
    assert scenario.policies.trigger.at_minute is None
    first = min(incident.begins for incident in scenario.incidents)
    earlier = remedies_for(scenario, "kent")[0]
    assert (f"trigger={{national_call: {{at: +{first + 60:g}m}}}}",) == earlier.settings


def quarters(same_pack: bool, same_code: bool, old: Any) -> dict[str, float | None]:
    """By source, what moved between last quarter's run and that on its returns now."""
    findings = SimpleNamespace(
        pack_sha256="p" if same_pack else "q", code_sha256="c" if same_code else "d"
    )
    packed = SimpleNamespace(findings=findings)
    now = SimpleNamespace(findings=SimpleNamespace(pack_sha256="p", code_sha256="c"))
    then: Any = SimpleNamespace(packed=packed)
    between = study(unmet_unit_hours=plus(HOURS, [2.0] * 6))
    case = case_of("three-large")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mobsim.stress.quarter_change._kept", lambda *_: old)
        moved = list(_earlier(case, then, now, between, None))  # type: ignore[arg-type]
    return {
        each.source: each.difference.estimate
        for each in moved
        if each.measure == "unmet_unit_hours"
    }


def test_what_moved_on_the_same_returns_is_owed_to_the_code_or_to_the_scenarios() -> None:
    """Two hours more in each night, and either the pack or the code is another."""
    old = study(unmet_unit_hours=HOURS)
    assert {"code": 2.0, "scenarios": 0.0} == quarters(True, False, old)
    assert {"code": 0.0, "scenarios": 2.0} == quarters(False, True, old)
    assert {} == quarters(True, True, None)


def test_times_that_never_came_count_as_the_whole_run_between_quarters() -> None:
    made = study(2, forty_after=[100.0, math.inf], unmet_unit_hours=[math.inf, 1.0])
    assert [100.0, HORIZON] == night_values(made, "forty_after")
    assert [math.inf, 1.0] == night_values(made, "unmet_unit_hours")


def test_a_movement_is_from_last_quarter_to_this() -> None:
    one, two = study(unmet_unit_hours=HOURS), study(unmet_unit_hours=plus(HOURS, [1.0] * 6))
    moved = {each.measure: each for each in _moves(case_of("three-large"), "all", "", one, two)}
    assert list(MEASURED) == list(moved)
    hours = moved["unmet_unit_hours"]
    assert (3.5, 4.5, 1.0, True) == (
        hours.before.estimate, hours.after.estimate, hours.difference.estimate, hours.told_apart,
    )  # fmt: skip
    assert "runs/test" == hours.run
