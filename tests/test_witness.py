"""Does a second engine, written from the protocol alone, make the same log?"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mobsim.country.demand import Responsive
from mobsim.engine.listing import Listing
from mobsim.ground.randomness import Chance
from mobsim.scenario.file import load_scenario, shipped_scenarios
from mobsim.scenario.night import night_of
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.events import EVENTS, Event
from tests.same_log import assert_same_log
from tests.strategies import (
    DONORS_DRIVES,
    OPERATION_BEGINS,
    STANDING,
    fixed_examples,
    law,
    likely_worlds,
    seeds,
    worlds,
)
from tests.worlds import DAY, chance_of, hand_world, incident, rows, run, world

SHIPPED = tuple(shipped.name for shipped in shipped_scenarios())
SAMPLE = 200
"""Generated worlds that are counted: enough for what is rare to be among them."""
SET_OUT = {max(0.0, begins - drive) for begins in OPERATION_BEGINS for drive in DONORS_DRIVES}
"""When aid leaves for operations."""
ONLY_LIKELY = {ev.UNIT_UNFIT, ev.UNIT_COMMITTED}
"""What happens only where crews tire, or operations have taken units beforehand."""
QUICK = {"quickstart", "six-cities-saturday", "three-days", "bank-holiday", "stochastic-night"}
"""Shipped nights of the default run; the slow tests have more seeds of these, and the others."""
TRIED = [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in SHIPPED]
VARIANTS = (
    pytest.param(
        "six-cities-saturday",
        ("likely=on", "beyond=[police-scotland, psni]", "asking.share=75%", "asking.batch=6"),
        marks=pytest.mark.slow,
    ),
    pytest.param(
        "six-cities-saturday",
        ("likely=on", "lodging.aid=lasting", "posture=[{all: on, units: {psu: 2}}]", "serials=3"),
        marks=pytest.mark.slow,
    ),
    ("stochastic-night", ("likely=on", "ranking=assignment", "priority=relief_first")),
)
"""Shipped nights as they are not shipped."""


@law(240)
@given(worlds(standing=STANDING), seeds())
def test_both_engines_make_the_same_log_of_generated_worlds(scenario: Scenario, seed: int) -> None:
    assert_same_log(scenario, chance_of(scenario, seed))


@law(120)
@given(likely_worlds(), seeds())
def test_both_engines_make_the_same_log_of_generated_likely_worlds(
    scenario: Scenario, seed: int
) -> None:
    assert_same_log(scenario, chance_of(scenario, seed))


@pytest.mark.parametrize("name", TRIED)
def test_both_engines_make_the_same_log_of_a_shipped_scenario(name: str) -> None:
    scenario = load_scenario(name)
    chance = chance_of(scenario)
    assert_same_log(night_of(scenario, chance), chance)


@pytest.mark.parametrize(("name", "settings"), VARIANTS)
def test_both_engines_make_the_same_log_of_a_shipped_scenario_varied(
    name: str, settings: tuple[str, ...]
) -> None:
    scenario = load_scenario(name, settings=settings)
    chance = chance_of(scenario)
    assert_same_log(night_of(scenario, chance), chance)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(QUICK))
def test_both_engines_make_the_same_log_of_a_shipped_scenario_with_more_seeds(name: str) -> None:
    scenario = load_scenario(name)
    for seed in (2, 3):
        chance = chance_of(scenario, seed, replication=seed)
        assert_same_log(night_of(scenario, chance), chance)


def test_both_engines_make_the_same_log_of_the_hand_world() -> None:
    assert_same_log(hand_world(), Chance(1))


# --- crews that are not listed --------------------------------------------------------------------

RELIEVED = (
    (),
    ("likely=on",),
    ("likely=on", "priority=relief_first"),
    ("durations.tour=7h", "escalation=strict"),
    ("durations.tour=7h", "ranking=fair_share", "trigger={national_call: {at: +2h}}"),
)
"""Settings of three days on which brokers seek crews for need and as reliefs."""


@law(40)
@given(st.sampled_from(RELIEVED), seeds())
def test_a_crew_that_is_not_listed_would_not_have_been_picked(
    settings: tuple[str, ...], seed: int
) -> None:
    scenario = load_scenario("three-days", settings=settings)
    found = run(scenario, seed)
    with patch.object(Listing, "_needs_all", lambda *_: True):
        assert found == run(scenario, seed)


# --- what those worlds are ------------------------------------------------------------------------


def logs_of(nights: SearchStrategy[Scenario]) -> list[list[Event]]:
    logs: list[list[Event]] = []

    def collect(scenario: Scenario, seed: int) -> None:
        logs.append(run(scenario, seed))

    fixed_examples(SAMPLE)(given(nights, seeds())(collect))()
    return logs


@cache
def sample() -> list[list[Event]]:
    """The logs of generated worlds."""
    return logs_of(worlds(standing=STANDING))


@cache
def likely_sample() -> list[list[Event]]:
    """The logs of generated likely worlds."""
    return logs_of(likely_worlds())


def reaches_tier_3(log: list[Event]) -> bool:
    return any(row.event == ev.AID_REQUESTED and row.tier == 3 for row in log)


def contends(log: list[Event]) -> bool:
    """Whether two incidents asked the same donor for the same kind."""
    askers: dict[object, set[str | None]] = defaultdict(set)
    for row in log:
        if row.event == ev.AID_ASKED:
            askers[row.force, row.kind].add(row.incident)
    return any(len(incidents) > 1 for incidents in askers.values())


def test_a_force_further_away_is_asked_before_the_slow_crews_of_the_nearest() -> None:
    """Of ten crews, one musters within the hour and the next within eight."""
    places = {"forest": ["ash"], "heath": ["elm"], "moor": ["yew"]}
    drives = {"elm": 10.0, "yew": 120.0}
    night = world(
        {"ash": 0, "elm": 10, "yew": 10}, [incident("ash", 2)], regions=places, drives=drives
    )
    asked = [(row.force, row.count) for row in rows(run(night), ev.AID_ASKED)]
    assert [("elm", 1), ("yew", 1)] == asked
    assert_same_log(night, chance_of(night))


def test_a_step_of_responsive_need_comes_before_the_first_judging_of_its_minute() -> None:
    """Both come 30 minutes after the beginning; the judging sees that need has doubled."""
    ash = incident("ash", 2, ends=300.0)
    night = world({"ash": 4}, [ash], judging=30.0)
    need = Responsive(0.0, 300.0, 2, 4, 1.0, 0.5, 30.0)
    night = replace(night, incidents=(replace(night.incidents[0], need={"psu": need}),))
    first = rows(run(night), ev.NEED_JUDGED)[0]
    assert (30.0, 4) == (first.minute, first.count)
    assert_same_log(night, chance_of(night))


def test_an_order_that_is_cancelled_changes_nothing_in_the_day_at_home() -> None:
    """Ash's crew rested at 980; it is ordered and cancelled at 1,620, and ordered at 2,520.

    That is 24 h and more after it rested, so it is on its first tour again, and has no day off.
    """
    ends = [incident("ash", 1, ends=300.0)]
    ends += [incident("ash", [(0, 1), (40, 0)], begins=1580.0, ends=2000.0, incident_id="b")]
    ends += [incident("ash", 1, begins=2500.0, ends=2800.0, incident_id="c")]
    night = world({"ash": 1}, ends, duration=4 * DAY, end="unknown", tours_before_day_off=2)
    log = run(night)
    assert 2 == len(rows(log, ev.UNIT_STOOD_DOWN))
    assert ["at home", "at home"] == [row.cause for row in rows(log, ev.UNIT_RESTED)]
    assert_same_log(night, chance_of(night))


@pytest.mark.slow
def test_at_least_three_of_five_generated_worlds_reach_tier_3() -> None:
    share = sum(map(reaches_tier_3, sample())) / len(sample())
    print(f"tier 3 is reached in {share:.0%} of {len(sample())} generated worlds")  # noqa: T201
    assert share >= 0.6


@pytest.mark.slow
def test_in_at_least_half_of_generated_worlds_two_incidents_contend_for_a_donor() -> None:
    share = sum(map(contends, sample())) / len(sample())
    print(f"incidents contend in {share:.0%} of {len(sample())} generated worlds")  # noqa: T201
    assert share >= 0.5


@pytest.mark.slow
def test_generated_worlds_together_show_every_kind_of_event() -> None:
    counts = Counter(row.event for log in sample() for row in log)
    for event in EVENTS:
        print(f"{event:18} {counts[event]:7}")  # noqa: T201
    assert set(EVENTS) - ONLY_LIKELY == set(counts)


CAUSES = {
    ev.AID_REQUESTED: {
        *("need judged", "relief", "stock freed", "hourly", "national call", "further round"),
        *("beyond the region", "region exhausted", "next batch"),
    },
    ev.AID_BROKERED: {None, "donor RICC"},
    ev.AID_ASKED: {None, "agreement", "risk at home"},
    ev.AID_OFFERED: {"full", "part", "none", "no answer", "risk at home"},
    ev.FORCE_ALERTED: {"own order", "aid order", "national call"},
    ev.UNIT_CANCELLED: {"need fell", "quicker aid", "aid instead", "predecessor released"},
    ev.UNIT_STOOD_DOWN: {"tour ended", "need fell", "lodged", "not needed"},
    ev.UNIT_RESTED: {"at home", "near the RVP", "day off"},
    ev.NEED_UNMET: {None, "drawdown", "stock"},
}


@cache
def part_offers() -> list[Event]:
    """A night with many part offers, which few generated worlds have."""
    scenario = load_scenario("six-cities-saturday", settings=["part_offers=20%"])
    return run(scenario, 1)


@pytest.mark.slow
@pytest.mark.parametrize("event", CAUSES)
def test_generated_worlds_together_show_every_cause_of(event: str) -> None:
    logs = (*sample(), part_offers())
    found = {row.cause for log in logs for row in log if row.event == event}
    assert CAUSES[event] == found


HAPPENS: dict[str, Callable[[Event], bool]] = {
    "a partner is asked under an agreement, at tier 1": lambda row: (
        row.event == ev.AID_ASKED and row.cause == "agreement" and row.tier == 1
    ),
    "a unit turns from an operation": lambda row: (
        row.event == ev.UNIT_ORDERED and row.cause == "turned"
    ),
    "a unit goes back to its operation": lambda row: (
        row.event == ev.UNIT_COMMITTED and row.minute not in SET_OUT.union(OPERATION_BEGINS)
    ),
    "aid sets out for an operation before it begins": lambda row: (
        row.event == ev.UNIT_COMMITTED and row.minute in SET_OUT.difference(OPERATION_BEGINS)
    ),
    "a unit at hand is sent forward from a holding area": lambda row: (
        row.event == ev.UNIT_ORDERED and row.cause == "sent forward" and row.request is None
    ),
    "a crew has a day off": lambda row: row.event == ev.UNIT_RESTED and row.cause == "day off",
}
"""What generated likely worlds show, by what a row says."""


@pytest.mark.slow
@pytest.mark.parametrize("what", HAPPENS)
def test_in_generated_likely_worlds(what: str) -> None:
    shown = sum(any(map(HAPPENS[what], log)) for log in likely_sample())
    print(f"{what} in {shown} of {len(likely_sample())} generated likely worlds")  # noqa: T201
    assert shown >= 3
