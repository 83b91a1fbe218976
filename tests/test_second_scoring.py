"""Does a second scoring, written from the documents alone, say the same of a log?"""

import ast
import math
from collections.abc import Iterator
from dataclasses import astuple, fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.api import Result, load
from mobsim.ground.clock import LONDON, WallClock
from mobsim.scenario.file import load_scenario, shipped_scenarios
from mobsim.scenario.night import night_of
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import (
    Facts,
    ForceFacts,
    KindFacts,
    LineFacts,
    Measures,
    StockFacts,
    Tally,
    TargetFacts,
    measures,
    score,
)
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.scoring.met_so_far import met_so_far
from mobsim.telling.night_facts import facts_of
from tests import second_scoring
from tests.second_scoring import second_score, spent_on_target, timeline_verdict
from tests.strategies import law, likely_worlds, seeds, worlds
from tests.worlds import chance_of
from tests.worlds import run as simulated

HOUR, DAY = 60.0, 1440.0
Leaf = tuple[str, Any]

# --- how two are compared -----------------------------------------------------------------------

NOT_EXACT = ("officer_hours", "officer_hours_by_kind", "officer_hours_by_force")
"""Sums of fractions of an hour, which round otherwise when they are added in another order."""
ALMOST = 1e-12
"""So near they have to be, as a share of the number."""
SET_ELSEWHERE = {
    "verdict_timeline": "a log does not say when a crew would have been ready that was not "
    "ordered; it is compared where a night's ready curve is known",
    "refused": "every log here has all its events, so that both are empty; what is refused of a "
    "log that lacks some is for tests.test_scoring",
}
"""Measures that are as empty in both on every log, and why."""


def leaves(value: Any, path: str = "") -> Iterator[Leaf]:
    """Every plain value in measures, with its path; of a list also its length."""
    if is_dataclass(value):
        for each in fields(value):
            yield from leaves(getattr(value, each.name), f"{path}.{each.name}")
    elif isinstance(value, dict):
        yield f"{path}#", sorted(value)
        for key, held in value.items():
            yield from leaves(held, f"{path}.{key}")
    elif isinstance(value, list):
        yield f"{path}#", len(value)
        for number, held in enumerate(value):
            yield from leaves(held, f"{path}[{number}]")
    else:
        yield path, value


def same(path: str, expected: Any, found: Any) -> bool:
    """Whether two values are the same, or as near as such a sum can be."""
    numbers = isinstance(expected, float | int) and isinstance(found, float | int)
    if numbers and any(f".{name}" in path for name in NOT_EXACT):
        return math.isclose(expected, found, rel_tol=ALMOST)
    return bool(expected == found)


def differences(expected: Measures, found: Measures) -> list[str]:
    """Every place where two measures differ."""
    theirs, ours = dict(leaves(expected)), dict(leaves(found))
    nothing = "not there"
    return [
        f"{path}: {theirs.get(path, nothing)} by the second scoring, {ours.get(path, nothing)}"
        for path in sorted(theirs.keys() | ours.keys())
        if not same(path, theirs.get(path, nothing), ours.get(path, nothing))
    ]


def assert_same_scores(log: list[Event], facts: Facts) -> Measures:
    """Fail with every measure of which the two scorings say something else."""
    tally = Tally.of(log, facts)
    found = tally.measures()
    assert [] == list(differences(second_score(log, facts), found))
    assert second_scoring.met_so_far(log, facts) == [astuple(row) for row in met_so_far(tally)]
    return found


def otherwise(facts: Facts) -> Facts:
    """The same night known otherwise: the first force London's, the last beyond the 43."""
    first, *_, last = facts.forces
    forces = dict(facts.forces) | {
        first: replace(facts.forces[first], region="london"),
        last: replace(facts.forces[last], region="beyond"),
    }
    known = replace(facts, returns_loaded=True, london_75="available_to", clock=None)
    return replace(known, forces=forces)


def aimed(log: list[Event], facts: Facts) -> Facts:
    """The night with targets: at each change, half of the need and all of it, some hours on."""
    changes = [row for row in log if row.event == ev.NEED_CHANGED and row.count]
    wanted = [
        TargetFacts(row.incident or "", row.kind or "", units, row.minute + 90 * (number % 5))
        for number, row in enumerate(changes)
        if row.incident not in facts.holding
        for units in sorted({(row.count + 1) // 2, row.count})
    ]
    return replace(facts, targets=tuple(wanted))


def assert_same_scores_however_known(log: list[Event], stated: Facts) -> None:
    facts = aimed(log, stated)
    assert_same_scores(log, facts)
    assert_same_scores(log, otherwise(facts))


def cut(log: list[Event], facts: Facts, share: float) -> tuple[list[Event], Facts]:
    """What was known of the night after a share of it, as if the log ended there."""
    until = math.floor(facts.duration * share)
    return [row for row in log if row.minute < until], replace(facts, duration=float(until))


# --- generated nights ---------------------------------------------------------------------------

ENDS = st.sampled_from((1.0, 1.0, 0.6, 0.3))
"""The share of the night after which its log ends."""
GAPS = st.sampled_from(
    (
        *(None, None, ev.NEED_JUDGED, ev.AID_REQUESTED, ev.AID_OFFERED, ev.NEED_CHANGED),
        *(ev.UNIT_CANCELLED, ev.UNIT_RETURNED, ev.UNIT_RESTED, ev.UNIT_UNFIT, ev.NEED_UNMET),
    )
)
"""An event of which every third row was lost: the rules still say what such a log gives."""


def with_gaps(log: list[Event], event: str | None) -> list[Event]:
    lost = [row for row in log if row.event == event][::3]
    return [row for row in log if not any(row is each for each in lost)]


def assert_same_scores_of_a_night(
    scenario: Scenario, seed: int, share: float, gap: str | None
) -> None:
    log, facts = cut(simulated(scenario, seed), facts_of(scenario), share)
    assert_same_scores_however_known(with_gaps(log, gap), facts)


@law(150)
@given(worlds(), seeds(), ENDS, GAPS)
def test_both_scorings_say_the_same_of_generated_worlds(
    scenario: Scenario, seed: int, share: float, gap: str | None
) -> None:
    assert_same_scores_of_a_night(scenario, seed, share, gap)


@law(150)
@given(likely_worlds(), seeds(), ENDS, GAPS)
def test_both_scorings_say_the_same_of_generated_likely_worlds(
    scenario: Scenario, seed: int, share: float, gap: str | None
) -> None:
    assert_same_scores_of_a_night(scenario, seed, share, gap)


# --- shipped nights -----------------------------------------------------------------------------

QUICK = (
    ("quickstart", None),
    ("stochastic-night", None),
    ("three-days", None),
    ("six-cities-saturday", None),
    ("six-cities-saturday", "forward-reserve"),
)
"""Shipped nights of the default run, with an override or none."""
SHIPPED = tuple(
    (shipped.name, override)
    for shipped in shipped_scenarios()
    for override in (None, *shipped.overrides)
)
TRIED = [pytest.param(*each, marks=[] if each in QUICK else [pytest.mark.slow]) for each in SHIPPED]


@pytest.mark.parametrize(("name", "override"), TRIED)
def test_both_scorings_say_the_same_of_a_shipped_scenario(name: str, override: str | None) -> None:
    scenario = load_scenario(name, override=override)
    night = night_of(scenario, chance_of(scenario))
    if override:  # what is known is known as in the scenario without it
        assert_same_scores(log := simulated(night), aimed(log, facts_of(night)))
    else:
        assert_same_scores_however_known(simulated(night), facts_of(night))


@pytest.mark.slow
@pytest.mark.parametrize("settings", [("likely=on", "beyond=[police-scotland, psni]")])
def test_both_scorings_say_the_same_of_a_night_with_bodies_beyond(settings: tuple[str]) -> None:
    scenario = load_scenario("six-cities-saturday", settings=settings)
    assert_same_scores(simulated(scenario), facts_of(scenario))


@cache
def called() -> Result:
    """A shipped night by the roster, under a national call."""
    found = load("six-cities-saturday", override="early-call", settings=["likely=on"]).run()
    assert found.ready_curve
    return found


def test_the_verdict_on_the_timeline_is_that_of_the_ready_curve() -> None:
    night = called()
    found = {line.line: line.verdict_timeline for line in night.measures.national}
    assert timeline_verdict(night.ready_curve) == found.pop("psu")
    assert {None} == set(found.values())


# --- what is compared ---------------------------------------------------------------------------


def test_the_second_scoring_shares_rows_and_names_only() -> None:
    tree = ast.parse(Path(second_scoring.__file__).read_text(encoding="utf-8"))
    names = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    package = ev.__name__.partition(".")[0]
    ours = {name for name in names if name and name.partition(".")[0] == package}
    assert {ev.__name__, measures.__name__} == ours


@cache
def rich() -> Measures:
    """Measures in which every list, by force or by line, holds something."""
    scenario = load_scenario("three-days")
    log = simulated(scenario)
    return score(log, aimed(log, facts_of(scenario)))


def changed(value: Any, path: list[str]) -> Any:
    """The same measures with another value at one path."""
    if not path:
        return "another"
    name, *rest = path
    if isinstance(value, list):
        place = int(name)
        return [*value[:place], changed(value[place], rest), *value[place + 1 :]]
    if isinstance(value, dict):
        return value | {name: changed(value[name], rest)}
    return replace(value, **{name: changed(getattr(value, name), rest)})


def one_of_each(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Paths to every field of measures, by way of the first of each list."""
    yield path
    if isinstance(value, list) and value:
        yield from one_of_each(value[0], (*path, "0"))
    elif is_dataclass(value):
        for each in fields(value):
            yield from one_of_each(getattr(value, each.name), (*path, each.name))


def test_no_field_of_measures_is_left_out_of_the_comparison() -> None:
    paths = [path for path in one_of_each(rich()) if path]
    unseen = [path for path in paths if not differences(rich(), changed(rich(), list(path)))]
    assert [] == unseen
    named = {path[-1] for path in paths}
    for made in (measures.Measures, *measures.PARTS):
        if made is not measures.FirstToBreak:
            assert set() == {each.name for each in fields(made)} - named


def test_what_is_set_elsewhere_is_empty_in_both() -> None:
    scenario = load_scenario("three-days")
    for scored in (rich(), second_score(simulated(scenario), facts_of(scenario))):
        empty = {"verdict_timeline": {line.verdict_timeline for line in scored.national}}
        assert {"verdict_timeline": {None}, "refused": {}} == empty | {"refused": scored.refused}
    assert {"verdict_timeline", "refused"} == set(SET_ELSEWHERE)


# --- nights typed by hand -----------------------------------------------------------------------

FACTS = Facts(
    duration=10 * HOUR,
    clock=WallClock(datetime(2026, 6, 3, 20, 0, tzinfo=LONDON)),
    kinds={
        "psu": KindFacts(25, "support unit", "support units", "PSU"),
        "aep": KindFacts(6, "AEP team", "AEP teams", "AEP"),
    },
    forces={
        "ash": ForceFacts("Ash Police", "Ashby", "forest"),
        "elm": ForceFacts("Elm Constabulary", "Elmton", "forest"),
        "oak": ForceFacts("Oak Police Service", "Oakham", "london"),
        "fjord": ForceFacts("Fjord Police", "Fjordby", "beyond"),
    },
    stock={"ash": {"psu": StockFacts(2, 2, 1)}, "elm": {"psu": StockFacts(4, 3, 1)}},
    lines=(
        LineFacts("psu", "psu", 20, 22, london="outside"),
        LineFacts("psu_london", "psu", 4, 3, london="inside"),
        LineFacts("aep", "aep", 2, 2),
        LineFacts("aep", "aep", 1, 1, region="forest"),
    ),
)
SHORT = {
    "ordered": ev.UNIT_ORDERED,
    "cancelled": ev.UNIT_CANCELLED,
    "overridden": ev.FLOOR_OVERRIDDEN,
    "mustered": ev.UNIT_MUSTERED,
    "rvp": ev.UNIT_REACHED_RVP,
    "deployed": ev.UNIT_DEPLOYED,
    "stood_down": ev.UNIT_STOOD_DOWN,
    "returned": ev.UNIT_RETURNED,
    "rested": ev.UNIT_RESTED,
}


def began(incident: str = "river", at: float = 0.0, force: str = "ash") -> Event:
    return Event(at, ev.INCIDENT_BEGAN, incident, force=force)


def need(units: int, at: float = 0.0, incident: str = "river", kind: str = "psu") -> Event:
    return Event(at, ev.NEED_CHANGED, incident, force="ash", kind=kind, count=units)


def unit(
    name: str, incident: str = "river", *, cause: str = "", **columns_and_minutes: Any
) -> list[Event]:
    """A unit's rows, each named in short: ordered=0, mustered=10, rvp=20 …"""
    force, kind, _ = name.split("-")
    columns: dict[str, Any] = {"tier": 2, "counterpart": "ash"}
    columns |= {name: each for name, each in columns_and_minutes.items() if name not in SHORT}
    columns |= {"force": force, "unit": name, "kind": kind}
    causes = {"rested": cause or "at home", "cancelled": cause or "need fell"}
    return [
        Event(minute, SHORT[step], incident, cause=causes.get(step, cause or None), **columns)
        for step, minute in columns_and_minutes.items()
        if step in SHORT
    ]


def there(name: str, at: float, until: float | None = None, **columns: Any) -> list[Event]:
    """A unit deployed at a minute, ordered half an hour before."""
    left = {} if until is None else {"stood_down": until}
    return unit(
        name, ordered=at - 30, mustered=at - 20, rvp=at - 10, deployed=at, **left, **columns
    )


def unmet(at: float, line: str, cause: str | None, left: int) -> Event:
    kind = line.partition("_")[0]
    return Event(
        at, ev.NEED_UNMET, "river", 1, None, "ash", line, None, kind, 3, cause, known_stock=left
    )


def requested(at: float, kind: str = "psu") -> Event:
    return Event(at, ev.AID_REQUESTED, "river", 1, 2, "ash", "forest", None, kind, 2)


def typed(*parts: Event | list[Event]) -> list[Event]:
    """A log of these rows."""
    rows = [row for part in parts for row in ([part] if isinstance(part, Event) else part)]
    return sorted(rows, key=lambda row: row.minute)


def both(*parts: Event | list[Event], facts: Facts = FACTS) -> Measures:
    """The measures of a typed log, on which both scorings agree."""
    return assert_same_scores(typed(*parts), facts)


def test_a_unit_and_its_relief_of_one_minute_are_not_two_at_once() -> None:
    found = both(
        began(), need(2), there("elm-psu-01", 60, 200), there("elm-psu-02", 200),
        there("elm-psu-03", 300, 400),
    )  # fmt: skip
    (river,) = found.incidents
    assert {"first": 60, "10": 60, "40": 60, "60": 300, "100": 300} == river.time_to
    assert {"1": 0.5, "4": 0.5, "8": 1.0} == river.share_by
    assert {"1": 1, "4": 1, "8": 1} == river.short_at
    # Of two needed for 600 minutes, there were one for 140, one for 400 and one for 100.
    assert (640 / 1200, (1200 - 640) / 60) == (river.met_share, river.unmet_unit_hours)


def test_a_crew_whose_lost_cancellation_preceded_its_standby_leaves_home_once() -> None:
    posture = {"force": "elm", "counterpart": "elm", "kind": "psu", "unit": "elm-psu-01"}
    shift = [
        Event(100, ev.UNIT_STOOD_BY, cause="posture-1", **posture),
        Event(200, ev.UNIT_RETURNED, cause="posture-1", **posture),
        Event(300, ev.UNIT_RESTED, cause="at home", **posture),
    ]
    found = both(began(), need(1), unit("elm-psu-01", ordered=20), shift)
    (elm,) = (row for row in found.home.forces if row.force == "elm")
    assert (2, 20) == (elm.lowest, elm.lowest_at)  # 3 fit, and one of them is away


def test_a_share_that_was_there_when_aid_was_requested_took_no_time() -> None:
    (river,) = both(
        began(), need(2), there("ash-psu-01", 50, tier=1), requested(60), there("elm-psu-01", 90)
    ).incidents
    assert (1, 0, 30) == (
        river.deployed_at_request,
        river.requested_to_deployed["40"],
        river.requested_to_deployed["100"],
    )
    assert (50, 90) == (river.time_to["first"], river.began_to_first_aid)


def test_the_first_request_of_any_kind_starts_the_clock_of_every_kind() -> None:
    psu, aep = sorted(
        both(
            began(), need(1), need(1, kind="aep"), requested(60), there("elm-psu-01", 90),
            there("elm-aep-01", 100),
        ).incidents,
        key=lambda row: row.kind,
        reverse=True,
    )  # fmt: skip
    assert (30, 40) == (psu.requested_to_deployed["first"], aep.requested_to_deployed["first"])


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([], "pass"),
        ([unmet(90, "psu", None, 2)], "pass"),
        ([unmet(90, "psu", None, 1)], "watch"),
        ([unmet(90, "psu_london", "stock", 0)], "pass"),
        ([unmet(90, "psu", None, 1), unmet(120, "psu", "drawdown", 9)], "fail"),
    ],
)
def test_a_line_fails_by_a_cause_and_is_watched_below_a_tenth_of_its_figure(
    rows: list[Event], verdict: str
) -> None:
    assert verdict == both(began(), need(9), *rows).national[0].verdict_capacity


@pytest.mark.parametrize(
    ("declared", "verdict"), [(19, "fail"), (20, "watch"), (21, "watch"), (22, "pass")]
)
def test_a_stock_is_watched_with_less_than_a_tenth_to_spare(declared: int, verdict: str) -> None:
    lines = (LineFacts("psu", "psu", 20, declared), *FACTS.lines[1:])
    facts = replace(FACTS, lines=lines, returns_loaded=True)
    assert verdict == both(began(), need(1), facts=facts).national[0].verdict_stock


@pytest.mark.parametrize(
    ("host", "verdicts"),
    [("elm", ["fail", "not tested", "not tested"]), ("oak", ["not tested", "fail", "not tested"])],
)
def test_a_line_is_tested_by_need_where_it_is_judged(host: str, verdicts: list[str]) -> None:
    needed = Event(0, ev.NEED_CHANGED, "ford", force=host, kind="psu", count=3)
    broke = unmet(90, "psu" if host == "elm" else "psu_london", "stock", 0)
    none = need(0, incident="ford", kind="aep")
    found = both(began("ford", force=host), needed, none, broke).national
    assert verdicts == [line.verdict_capacity for line in found]


def test_a_holding_area_tests_no_line() -> None:
    facts = replace(FACTS, holding=frozenset({"field"}))
    psu, *_ = both(began("field"), need(1, incident="field"), facts=facts).national
    assert "not tested" == psu.verdict_capacity


def test_of_two_lines_that_bind_in_one_minute_the_first_by_order_is_named() -> None:
    broke = both(
        began(), need(9), unmet(90, "aep", "stock", 0), unmet(90, "psu", "drawdown", 3)
    ).headlines.first_to_break
    assert broke is not None
    assert ("psu", 90, "drawdown") == (broke.line, broke.at, broke.cause)


def test_a_line_counts_different_crews_and_at_once_from_the_call_on() -> None:
    call = Event(100, ev.NATIONAL_CALL_MADE, cause="reactive")
    psu = both(
        began(), need(4), there("elm-psu-01", 60, 90), there("elm-psu-02", 120),
        there("fjord-psu-01", 130, tier=3), there("oak-psu-01", 140, tier=3), call,
    ).national[0]  # fmt: skip
    assert (3, 2, ev.NATIONAL_CALL_MADE) == (psu.crews_deployed, psu.most_at_once, psu.counted_from)
    assert {"10": 20, "40": None, "60": None, "100": None} == psu.time_to
    assert {"10": 40, "40": None, "60": None, "100": None} == psu.time_to_at_once


def test_home_is_emptied_below_its_floor_or_at_it() -> None:
    found = both(
        began(), need(3),
        unit("ash-psu-01", tier=1, ordered=0, mustered=10, rvp=20, deployed=30),
        unit("ash-psu-02", tier=1, ordered=60, overridden=60, cancelled=120),
        unit("elm-psu-01", ordered=60, cancelled=100, cause="withdrawn"),
        unit("elm-psu-01", rested=300), there("elm-psu-02", 130),
    ).home  # fmt: skip
    assert found is not None
    ash, elm = found.forces
    assert (0, 60, 60) == (ash.lowest, ash.lowest_at, ash.minutes_emptied)
    assert (1, 9, 1) == (ash.hours_below_floor, ash.hours_at_floor, ash.floors_overridden)
    assert (1, 100, 0, 1) == (elm.lowest, elm.lowest_at, elm.minutes_emptied, elm.given)
    half = {"own": 0.5, "region": 0.5}
    assert {"psu": dict.fromkeys(second_scoring.SOURCES, 0.0) | half} == found.source_shares


def test_a_tour_ends_as_the_crew_stands_down_and_its_hours_go_on_until_it_is_home() -> None:
    people = both(
        began(), need(2),
        unit("elm-psu-01", tier=3, ordered=0, mustered=0, rvp=30, deployed=40, stood_down=200),
        unit("elm-psu-01", tier=3, cause="near the RVP", rested=300),
        unit("elm-psu-01", tier=3, ordered=300, mustered=310, rvp=320, deployed=330),
        unit("elm-psu-02", ordered=0, mustered=60, rvp=90, deployed=100),
        unit("elm-psu-02", stood_down=240, returned=280),
        facts=replace(FACTS, tour=210.0, rest=120.0),
    ).people  # fmt: skip
    assert people is not None
    assert (3, 1, 1) == (people.tours, people.tours_over_limit, people.short_rests)
    assert 290 / 60 == people.longest_tour_hours
    assert (200 + 290 + 220) / 60 * 25 == pytest.approx(people.officer_hours)
    # The log begins at 20:00: midnight is minute 240, at which the other crew stands down.
    assert (2, {"2": 2}) == (people.most_days_in_a_row, people.crews_by_days_in_a_row)


def test_a_day_is_endured_if_nine_tenths_of_what_it_needs_are_there() -> None:
    def days(*parts: Event | list[Event]) -> int:
        facts = replace(FACTS, duration=3 * DAY, mode="sustained")
        held = both(began(), need(10), *parts, facts=facts).headlines.endurance_days
        assert held is not None
        return held["psu"]

    crews = [there(f"elm-psu-{n:02}", 60) for n in range(1, 11)]
    nine = [*crews[1:], *there("elm-psu-01", 60, 60 + DAY)]
    assert 2 == days(*crews)
    assert 2 == days(*nine)
    assert 1 == days(*crews[2:], *there("elm-psu-01", 60, DAY), *there("elm-psu-02", 60, 61 + DAY))
    assert 2 == days(*crews, need(0, 60 + DAY), need(10, 61 + DAY))
    assert 1 == days(*crews, need(0, 60 + DAY), need(10, 60 + 2 * DAY))
    assert 0 == days(*crews[1:])


def test_more_than_needed_are_no_more_than_all_and_make_up_for_nothing() -> None:
    (river,) = both(
        began(), need(2), there("elm-psu-01", 60), there("elm-psu-02", 60), there("elm-psu-03", 60)
    ).incidents
    assert {"1": 1.0, "4": 1.0, "8": 1.0} == river.share_by
    assert (2, 540 / 600) == (river.unmet_unit_hours, river.met_share)


def test_times_start_where_they_are_said_to_and_end_there() -> None:
    (river,) = both(
        began(at=30), need(1, 30), requested(40), requested(80), there("elm-psu-01", 100)
    ).incidents
    assert (70, 60) == (river.time_to["first"], river.began_to_rvp["first"])
    assert (60, 50) == (river.requested_to_deployed["first"], river.requested_to_rvp["first"])
    assert 70 == river.began_to_first_aid


def test_a_share_by_the_minute_in_which_the_log_ends_is_not_known() -> None:
    hours = replace(FACTS, duration=4 * HOUR)
    (river,) = both(began(), need(1), there("elm-psu-01", 60), facts=hours).incidents
    assert {"1": 1.0, "4": None, "8": None} == river.share_by
    assert {"1": 0, "4": None, "8": None} == river.short_at


def test_need_met_so_far_is_counted_until_the_log_ends_and_never_falls() -> None:
    """One of two is there from 60 until 70; nothing is said of minute 90, in which the log ends."""
    facts = replace(FACTS, duration=90.0)
    log = typed(began(), need(2), there("elm-psu-01", 60, 70))
    assert_same_scores(log, facts)
    rows = list(met_so_far(Tally.of(log, facts)))
    assert [0.0, 15.0, 30.0, 45.0, 60.0, 75.0] == [row.after for row in rows]
    assert [0, 0, 0, 0, 1, 0] == [row.met for row in rows]
    assert [0.0, 0.0, 0.0, 0.0, 0.5, 0.5] == [row.share for row in rows]


def test_who_has_stood_down_is_neither_deployed_nor_at_the_rvp() -> None:
    (river,) = both(
        began(), need(2), there("elm-psu-01", 60, 100), there("elm-psu-02", 160, 200)
    ).incidents
    assert (60, None) == (river.time_to["first"], river.time_to["100"])
    assert (50, None) == (river.began_to_rvp["first"], river.began_to_rvp["100"])


def test_a_line_binds_first_where_and_when_it_did_first() -> None:
    found = both(
        began(), need(9), unmet(60, "psu", None, 0), unmet(90, "aep", "drawdown", 2),
        unmet(95, "psu", "stock", 0), unmet(120, "psu", "drawdown", 3),
    )  # fmt: skip
    assert (95, "stock", "river") == (
        *(found.national[0].binds_at, found.national[0].binds_cause),
        found.national[0].binds_where,
    )
    broke = found.headlines.first_to_break
    assert broke is not None
    assert ("aep", 90, "drawdown") == (broke.line, broke.at, broke.cause)
    assert {None} == {line.verdict_stock for line in found.national}


def test_a_crew_deployed_twice_is_one_crew() -> None:
    lines = (LineFacts("psu", "psu", 10, 10),)
    (psu,) = both(
        began(), need(2), there("elm-psu-01", 60, 90), there("elm-psu-01", 150),
        there("elm-psu-02", 160), facts=replace(FACTS, lines=lines),
    ).national  # fmt: skip
    assert (2, 60, 60) == (psu.crews_deployed, psu.time_to["10"], psu.time_to_at_once["10"])
    assert {"10": 60, "40": None, "60": None, "100": None} == psu.time_to


def test_crews_deployed_before_the_call_are_counted_at_the_call_if_they_are_there() -> None:
    call = Event(100, ev.NATIONAL_CALL_MADE, cause="reactive")
    lines = (LineFacts("psu", "psu", 2, 2),)
    crews = there("elm-psu-01", 60, 90), there("elm-psu-02", 70, 95)
    (psu,) = both(
        began(), need(2), call, *crews, there("elm-psu-03", 130), facts=replace(FACTS, lines=lines)
    ).national
    assert (0, 0) == (psu.time_to["10"], psu.time_to["100"])
    assert (30, None) == (psu.time_to_at_once["10"], psu.time_to_at_once["100"])


@pytest.mark.parametrize(
    ("crew", "london_75", "in_use"),
    [
        ("elm-psu-01", "held_by", [1, 0]),
        ("elm-psu-01", "available_to", [0, 1]),
        ("oak-psu-01", "held_by", [0, 1]),
        ("fjord-psu-01", "available_to", [0, 0]),
    ],
)
def test_a_crew_in_london_counts_on_its_line_by_who_holds_the_75(
    crew: str, london_75: str, in_use: list[int]
) -> None:
    log = [began("thames", force="oak"), need(1, incident="thames")]
    sent = there(crew, 60, incident="thames", counterpart="oak")
    found = both(*log, sent, facts=replace(FACTS, london_75=london_75)).national
    assert in_use == [line.peak_in_use for line in found[:2]]


def test_a_crew_of_london_elsewhere_counts_there_and_is_not_left_for_london() -> None:
    """London's line declares three: one was at the river, one at an operation, then both."""
    taken = Event(20, ev.UNIT_COMMITTED, force="oak", counterpart="elm", unit="oak-psu-02",
                  kind="psu", cause="match")  # fmt: skip
    psu, london, aep = both(
        began(), need(1), there("oak-psu-01", 60), taken, there("elm-psu-01", 70)
    ).national
    assert ([3, 0], [1, 30]) == (
        [psu.peak_in_use, london.peak_in_use],
        [london.least_left, london.least_left_at],
    )
    assert [(None, None)] * 2 == [(line.least_left, line.least_left_at) for line in (psu, aep)]
    assert [(3, None)] == [
        (line.least_left, line.least_left_at) for line in both(began(), need(1)).national[1:2]
    ]


def test_no_fewer_than_none_are_left_for_london() -> None:
    crews = [there(f"oak-psu-{n:02}", 60 + n) for n in range(1, 6)]
    london = both(began(), need(5), *crews).national[1]
    assert 0 == london.least_left


def test_a_holding_area_starts_no_clock_and_is_nobodys_incident() -> None:
    facts = replace(FACTS, holding=frozenset({"field"}))
    found = both(
        began("field"), need(1, incident="field"), there("elm-psu-01", 60, incident="field"),
        began("river", 100), need(1, 100), facts=facts,
    )  # fmt: skip
    psu = found.national[0]
    assert (100, 0, 1) == (psu.counted_from_at, psu.crews_deployed, psu.peak_in_use)
    assert ["river"] == [row.incident for row in found.incidents]
    assert found.home is not None
    assert ([0], None) == ([kept.given for kept in found.home.forces], found.headlines.first_aid_at)


def test_a_crew_that_rests_near_the_rvp_is_away_and_in_use_while_it_has_an_order() -> None:
    found = both(
        began(), need(1),
        unit("elm-psu-01", tier=3, ordered=0, mustered=0, rvp=30, deployed=40, stood_down=100),
        unit("elm-psu-01", tier=3, ordered=150), there("elm-psu-02", 260),
        unit("elm-psu-01", tier=3, cause="near the RVP", rested=200),
    )  # fmt: skip
    assert (2, 230) == (found.national[0].peak_in_use, found.national[0].peak_in_use_at)
    assert found.home is not None
    assert (1, 230) == (found.home.forces[0].lowest, found.home.forces[0].lowest_at)


def test_the_reserve_is_what_is_declared_less_what_is_in_use_at_each_whole_hour() -> None:
    facts = replace(FACTS, duration=3 * HOUR)
    reserve = both(began(), need(1), there("elm-psu-01", 91), facts=facts).headlines.reserve_by_hour
    assert reserve is not None
    assert [22, 22, 21, 21] == reserve["psu"]


def test_the_worst_shortfall_is_the_largest_that_lasts_an_hour() -> None:
    """Short: 5 for 59 minutes, 3 for 60, 4 for 30, 2 for 60, then 0, then 3 for ever."""
    steps = [(0, 5), (59, 3), (119, 4), (149, 2), (209, 0), (400, 3)]
    found = both(began(), *(need(units, at) for at, units in steps))
    (river,) = found.incidents
    assert (3, 0, 149) == (river.worst_short, river.worst_short_at, river.worst_short_lasts)
    worst = found.headlines.worst_shortfall
    assert worst is not None
    assert (3, 0, 149) == (worst.units, worst.at, worst.lasts)


@pytest.mark.parametrize(("minutes", "short", "lasts"), [(59, 0, None), (60, 2, 60)])
def test_what_is_short_for_less_than_an_hour_is_no_shortfall(
    minutes: int, short: int, lasts: int | None
) -> None:
    log = [began(at=10), need(2, 10), need(0, 10 + minutes)]
    for parts, facts in ((log, FACTS), (log[:2], replace(FACTS, duration=10.0 + minutes))):
        (river,) = both(*parts, facts=facts).incidents
        assert (short, lasts) == (river.worst_short, river.worst_short_lasts)


def test_units_are_counted_by_where_they_come_from_once_each() -> None:
    (river,) = both(
        began(), need(9), there("ash-psu-01", 60, 90, tier=1), there("ash-psu-01", 120, tier=1),
        there("elm-psu-01", 60, tier=1), there("elm-psu-02", 70, 100),
        there("oak-psu-01", 60, tier=3), there("oak-psu-02", 65, tier=3),
        there("elm-psu-02", 150, tier=3), there("fjord-psu-01", 61, tier=3),
    ).incidents  # fmt: skip
    assert {"own": 1, "agreement": 1, "region": 1, "nation": 3, "beyond": 1} == river.by_source
    assert {"1": 3, "2": 5, "4": 6, "8": 6} == river.there_at
    assert 90.0 == river.needed_unit_hours


def test_units_deployed_where_no_row_states_a_need_have_a_source() -> None:
    crews = there("elm-psu-01", 50), there("ash-psu-01", 60)
    found = both(began(), need(1, kind="aep"), *crews).home
    assert found is not None
    half = dict.fromkeys(("own", "region"), 0.5)
    assert {"psu": dict.fromkeys(second_scoring.SOURCES, 0.0) | half} == found.source_shares


def test_aid_is_of_another_force_whatever_its_tier() -> None:
    found = both(began(), need(2), there("ash-psu-01", 50, tier=2), there("elm-psu-01", 60, tier=1))
    assert (60, 60) == (found.incidents[0].began_to_first_aid, found.headlines.first_aid_at)


@pytest.mark.parametrize(
    ("units", "by", "told"),
    [
        (2, 70, (2, 70, "met")),
        (2, 69, (1, 70, "late")),
        (2, 100, (1, 70, "met")),
        (3, 100, (1, None, "never")),
        (1, 600, (None, 60, "met")),
    ],
)
def test_a_target_is_met_if_so_many_were_there_at_once_by_its_minute(
    units: int, by: int, told: tuple[int | None, int | None, str]
) -> None:
    targets = (TargetFacts("river", "psu", units, by), TargetFacts("brook", "psu", 1, by))
    met, elsewhere = both(
        began(), need(9), need(1, kind="aep"), there("elm-aep-01", 50),
        there("elm-psu-01", 60, 100), there("elm-psu-02", 70),
        facts=replace(FACTS, targets=targets),
    ).targets  # fmt: skip
    assert told == (met.there, met.reached_at, met.verdict)
    assert "never" == elsewhere.verdict


def test_no_target_is_reached_at_a_holding_area() -> None:
    facts = replace(
        FACTS, holding=frozenset({"field"}), targets=(TargetFacts("field", "psu", 1, 300.0),)
    )
    (target,) = both(
        began("field"), need(1, incident="field"), there("elm-psu-01", 60, incident="field"),
        facts=facts,
    ).targets  # fmt: skip
    assert (0, None, "never") == (target.there, target.reached_at, target.verdict)


def steps_of(*parts: Event | list[Event]) -> tuple[list[float | None], list[float | None]]:
    """Where the time went until the first aid, and until 40 % of ten were there."""
    (river,) = both(began(at=10), need(10, 10), *parts).incidents
    return list(river.spent_on_first_aid.values()), list(river.spent_on_40.values())


def judged(at: float) -> Event:
    return Event(at, ev.NEED_JUDGED, "river", force="ash", kind="psu", count=9)


def asked(at: float, force: str = "elm", request: int = 1) -> Event:
    return Event(at, ev.AID_ASKED, "river", request, 2, force, "ash", None, "psu", 2)


SENT = unit("elm-psu-01", request=1, ordered=150, mustered=210, rvp=280, deployed=360)


def test_the_time_went_from_clock_to_clock_until_the_first_aid_was_deployed() -> None:
    """Each step is ten minutes longer than the one before."""
    log = [judged(30)._replace(kind="aep"), judged(35), requested(60), requested(90)]
    asks = [asked(100, "oak"), asked(100), asked(110, request=2)]
    aid, forty = steps_of(*log, *asks, SENT)
    assert [20, 30, 40, 50, 60, 70, 80] == aid
    assert [None] * 7 == forty


def test_need_that_was_judged_after_it_was_requested_was_judged_as_it_was_requested() -> None:
    aid, _ = steps_of(requested(60), judged(80), asked(100), SENT)
    assert [50, 0, 40, 50, 60, 70, 80] == aid


def test_of_two_asks_with_one_number_the_last_before_the_order_counts() -> None:
    aid, _ = steps_of(judged(30), requested(60), asked(80), asked(100), asked(200), SENT)
    assert [20, 30, 40, 50, 60, 70, 80] == aid


def test_under_an_agreement_what_was_not_requested_was_requested_as_it_was_asked_for() -> None:
    for later in ([], [requested(120)], [requested(170)]):
        aid, _ = steps_of(judged(30), asked(100), later, SENT)
        assert [20, 70, 0, 50, 60, 70, 80] == aid


def test_an_order_without_a_request_was_asked_for_as_it_was_ordered() -> None:
    """The first response is ordered before need is judged; the fourth makes 40 % of ten."""
    own = [there(f"ash-psu-0{n}", 50 + n, tier=1) for n in range(1, 5)]
    aid, forty = steps_of(judged(40), requested(60), *own)
    assert ([None] * 7, [14, 0, 0, 0, 10, 10, 10]) == (aid, forty)


def test_the_time_went_until_the_unit_was_deployed_that_completed_the_target() -> None:
    """Two are there at once only when elm's crew comes: the second came as the first went."""
    crews = [there("oak-psu-02", 340), there("oak-psu-01", 320, 340), SENT]
    log = typed(began(at=10), judged(30), requested(60), asked(100), *crews)

    def spent(incident: str, units: int, holding: str = "field") -> list[float | None]:
        facts = replace(FACTS, holding=frozenset({holding}))
        target = TargetFacts(incident, "psu", units, 600.0)
        return list(spent_on_target(log, facts, target).values())

    assert [20, 30, 40, 50, 60, 70, 80] == spent("river", 2)
    for never in (spent("river", 3), spent("brook", 1), spent("river", 2, holding="river")):
        assert [None] * 7 == never


def test_a_crew_that_was_on_tour_took_no_time_to_muster() -> None:
    taken = Event(0, ev.UNIT_COMMITTED, force="elm", counterpart="ash", unit="elm-psu-01",
                  kind="psu", cause="match")  # fmt: skip
    turned = unit("elm-psu-01", cause="turned", ordered=50, rvp=65, deployed=65)
    aid, _ = steps_of(taken, judged(30), turned)
    assert [20, 20, 0, 0, 0, 15, 0] == aid


def test_who_stands_down_in_the_minute_of_deployment_makes_up_no_share() -> None:
    crews = [there(f"elm-psu-0{n}", 50 + n) for n in range(1, 4)]
    gone = there("elm-psu-04", 100, 100)
    assert [None] * 7 == steps_of(*crews, gone)[1]
    stays = unit("elm-psu-05", ordered=80, mustered=85, rvp=90, deployed=100)
    assert [70, 0, 0, 0, 5, 5, 10] == steps_of(*crews, gone, stays)[1]


def test_a_crew_that_turns_has_been_on_tour_since_its_operation_took_it() -> None:
    """From 30 to 300, and again from 300 to 500; hours until it is home at 560."""

    def taken(at: float) -> Event:
        return Event(at, ev.UNIT_COMMITTED, force="elm", counterpart="ash", unit="elm-psu-01",
                     kind="psu", cause="match")  # fmt: skip

    def turned(at: float) -> list[Event]:
        return unit("elm-psu-01", cause="turned", ordered=at, rvp=at + 15, deployed=at + 15)

    log = [began(), need(1), taken(30), turned(100), unit("elm-psu-01", stood_down=300)]
    again = [*log, taken(300), turned(400), unit("elm-psu-01", stood_down=500, returned=560)]
    twice = both(*again, facts=replace(FACTS, tour=250.0, rest=600.0))
    people = twice.people
    assert people is not None
    assert (2, 1, 4.5, 0) == (
        *(people.tours, people.tours_over_limit),
        *(people.longest_tour_hours, people.short_rests),
    )
    assert 530 / 60 * 25 == pytest.approx(people.officer_hours)
    assert 2 == twice.asked.moved["turned"]
    # A crew that goes back and is not called on again works on the operation, which is no tour.
    back = both(*log, taken(300), unit("elm-psu-01", returned=560)).people
    assert back is not None
    assert (1, 270 / 60 * 25) == (back.tours, pytest.approx(back.officer_hours))


def test_evenings_with_quiet_days_between_them_are_endured() -> None:
    """Ten are needed from 60 to 300, and again 24 hours on; nothing is needed on the third day."""
    facts = replace(FACTS, duration=4 * DAY, mode="sustained")
    log = [began(at=60)]
    for night in (0, DAY):
        log += [need(2, 60 + night), need(0, 300 + night)]
        for name in ("ash-psu-01", "ash-psu-02"):
            log += there(name, 60 + night, 300 + night, tier=1)
    held = both(*log, facts=facts).headlines.endurance_days
    assert {"psu": 2} == held


def test_the_worst_shortfall_is_of_officers_and_forty_percent_of_need_not_of_units() -> None:
    found = both(
        began(), need(2), need(5, kind="aep"), began("brook"), need(8, incident="brook"),
        *(there(f"elm-psu-{n:02}", 60) for n in range(1, 5)), need(1, 300, "brook"),
    ).headlines  # fmt: skip
    assert found.worst_shortfall is not None
    assert (8, "psu", "brook") == (
        *(found.worst_shortfall.units, found.worst_shortfall.kind),
        found.worst_shortfall.incident,
    )
    assert found.forty_percent_at is None
    one = both(began(), need(2), need(5, kind="aep")).headlines.worst_shortfall
    assert one is not None
    assert (2, "psu") == (one.units, one.kind)


def test_a_tour_of_the_limit_is_not_over_it_and_a_least_rest_is_not_short() -> None:
    people = both(
        began(), need(1),
        unit("elm-psu-01", ordered=0, mustered=0, rvp=30, deployed=40),
        unit("elm-psu-01", stood_down=150, returned=200),
        unit("elm-psu-01", rested=300, ordered=310, mustered=320, rvp=330, deployed=340),
        unit("elm-psu-02", tier=3, ordered=390, mustered=395, rvp=397, deployed=398),
        unit("elm-psu-02", tier=3, stood_down=595),
        facts=replace(FACTS, tour=200.0, rest=120.0),
    ).people  # fmt: skip
    assert people is not None
    # The second crew stood down after a whole tour: it rests near the RVP when the log ends.
    assert (3, 1, 0) == (people.tours, people.tours_over_limit, people.short_rests)


def test_a_day_that_ends_with_the_log_is_endured() -> None:
    facts = replace(FACTS, duration=60 + DAY, mode="sustained")
    held = both(began(), need(1), there("elm-psu-01", 60), facts=facts).headlines.endurance_days
    assert {"psu": 1} == held


def late() -> list[Event]:
    """A crew that is recalled from the river to the brook after 13 hours, and stays there."""
    first = {"ordered": 0.0, "mustered": 0.0, "rvp": 30.0, "deployed": 40.0}
    then = {"ordered": 780.0, "rvp": 800.0, "deployed": 810.0}
    return [
        began(), need(1), *unit("elm-psu-01", **first),
        *unit("elm-psu-01", cause="recalled", stood_down=780.0),
        began("brook", 700, "elm"), need(1, 700, "brook"),
        *unit("elm-psu-01", "brook", counterpart="elm", tier=1, cause="recalled", **then),
    ]  # fmt: skip


def test_a_crew_that_went_on_late_is_on_tour_until_the_log_ends_by_the_second_scoring() -> None:
    facts = replace(FACTS, duration=DAY)
    people = second_score(late(), facts).people
    assert people is not None
    assert 24.0 == people.longest_tour_hours


def test_a_crew_that_went_on_late_is_still_on_tour_when_the_log_ends() -> None:
    people = score(late(), replace(FACTS, duration=DAY)).people
    assert people is not None
    assert 24.0 == people.longest_tour_hours


def forward() -> list[Event]:
    """A crew of elm that is sent forward from the river to London."""
    return [
        began(), need(1), *there("elm-psu-01", 60),
        *unit("elm-psu-01", cause="sent forward", stood_down=120),
        began("thames", 100, "oak"), need(1, 100, "thames"),
        *unit("elm-psu-01", "thames", counterpart="oak", tier=3, cause="sent forward", ordered=120),
        *unit("elm-psu-01", "thames", counterpart="oak", tier=3, rvp=180, deployed=190),
    ]  # fmt: skip


AVAILABLE = replace(FACTS, london_75="available_to")


def test_a_crew_that_goes_on_to_london_counts_on_its_line_by_the_second_scoring() -> None:
    psu, london = second_score(forward(), AVAILABLE).national[:2]
    assert (1, 30, 1, 120) == (
        *(psu.peak_in_use, psu.peak_in_use_at),
        *(london.peak_in_use, london.peak_in_use_at),
    )


def test_a_crew_that_goes_on_to_london_counts_on_its_line_from_then() -> None:
    london = score(forward(), AVAILABLE).national[1]
    assert (1, 120) == (london.peak_in_use, london.peak_in_use_at)


def test_a_crew_that_is_ordered_elsewhere_counts_there_from_then() -> None:
    taken = Event(10, ev.UNIT_COMMITTED, force="elm", counterpart="oak", unit="elm-psu-01",
                  kind="psu", cause="match")  # fmt: skip
    psu, london, _ = both(
        began(), need(1), taken, there("elm-psu-01", 100), facts=AVAILABLE
    ).national
    assert (70, 10) == (psu.peak_in_use_at, london.peak_in_use_at)


def test_a_crew_that_goes_from_one_operation_to_another_counts_at_the_other() -> None:
    taken = [
        Event(at, ev.UNIT_COMMITTED, force="elm", counterpart=host, unit="elm-psu-01", kind="psu",
              cause="match")
        for at, host in ((10, "oak"), (50, "ash"))
    ]  # fmt: skip
    psu, london, _ = both(began(), need(1), taken, facts=AVAILABLE).national
    assert (50, 10) == (psu.peak_in_use_at, london.peak_in_use_at)


def test_a_kind_that_is_never_needed_is_not_listed() -> None:
    assert [] == score([began(), need(0)], FACTS).incidents
