"""When are officers of crews that assemble at the RVP, and who counts them?

Ash hosts from 14:00 on a Wednesday. A formed crew musters 10 minutes after its order, any other in
60 minutes from when it begins to assemble; all drive 20. A PSU is 25 officers: serials of 8, 8, 9.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from mobsim.ground.errors import InputError
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from mobsim.scoring import score
from mobsim.scoring.events import Event
from mobsim.scoring.officer_counts import CONSTRUCTS, CrewWindow
from mobsim.scoring.stints import stints_of
from mobsim.telling.night_facts import facts_of
from mobsim.telling.story import why
from tests.second_scoring import incidents_of
from tests.strategies import law, seeds, worlds
from tests.worlds import incident, rows, run, times, units, world

ALL_ON_DUTY, ONE_ON_DUTY = (1.0,) * 168, (0.0,) * 168


def night(ash: int, on_duty: Sequence[float] = ALL_ON_DUTY, **more: Any) -> Scenario:
    """Ash needs all its crews; the first half of those on duty, rounded up, are formed."""
    given_ = {"serials": 3, "host_readiness": "local", "on_duty_shares": on_duty} | more
    return world({"ash": ash, "oak": 1}, [incident("ash", ash)], duration=400.0, **given_)


def came(log: Sequence[Event], unit: str) -> list[tuple[float, int | None]]:
    """When parts of a crew were there, and the crew, which has no count."""
    return [
        (row.minute, row.count)
        for row in log
        if row.unit == unit and row.event in (ev.SERIAL_REACHED_RVP, ev.UNIT_REACHED_RVP)
    ]


# --- when they come -------------------------------------------------------------------------------


def test_a_crew_that_assembles_comes_evenly_as_it_does() -> None:
    """Ordered at 0, it musters at 60: a third of it has at 20, another at 40."""
    log = run(night(2))
    assert [(30.0, None)] == came(log, "ash-psu-01")
    assert [(40.0, 8), (60.0, 8), (80.0, None)] == came(log, "ash-psu-02")


def test_crews_recalled_and_crews_of_a_later_shift_come_as_they_assemble_and_not_before() -> None:
    """Judged at 20: the second is recalled by 140, the third is on duty from 15:00."""
    log = run(night(3, ONE_ON_DUTY, drawdown="none"))
    assert [(180.0, 8), (200.0, 8), (220.0, None)] == came(log, "ash-psu-02")
    assert [(100.0, 8), (120.0, 8), (140.0, None)] == came(log, "ash-psu-03")


@pytest.mark.parametrize(
    "how", [{"serials": 1}, {"host_readiness": "timeline"}], ids=["whole", "timeline"]
)
def test_crews_come_whole_unless_a_scenario_says_otherwise_and_on_the_timeline(
    how: dict[str, Any],
) -> None:
    assert [] == rows(run(night(2, **how)), ev.SERIAL_REACHED_RVP)


def test_a_relief_comes_whole() -> None:
    """One crew is needed, and another relieves it."""
    scenario = world(
        {"ash": 3},
        [incident("ash", 1)],
        mode="sustained",
        serials=3,
        host_readiness="local",
        on_duty_shares=ONE_ON_DUTY,
    )
    log = run(scenario)
    assert "ash-psu-02" in units(log, ev.UNIT_DEPLOYED)
    assert [] == rows(log, ev.SERIAL_REACHED_RVP)


def test_a_small_crew_is_divided_as_evenly_as_it_goes() -> None:
    """Of six officers in five parts the last has two; of two, the third part is the first."""
    has = {"aep": 2, "medics": 2}
    scenario = world(
        {"ash": has},
        [incident("ash", has)],
        serials=5,
        host_readiness="local",
        on_duty_shares=ALL_ON_DUTY,
        duration=100.0,
    )
    log = run(scenario)
    assert [(32.0, 1), (44.0, 1), (56.0, 1), (68.0, 1), (80.0, None)] == came(log, "ash-aep-02")
    assert [(56.0, 1), (80.0, None)] == came(log, "ash-medics-02")


def taken_back() -> Scenario:
    """Ash's second crew takes five hours, and oak's, ordered at 140, is quicker."""
    return night(2, muster_assembled=300, answer=100)


def test_serials_of_a_crew_whose_order_is_taken_back_come_no_more() -> None:
    log = run(taken_back())
    assert [140.0] == times(log, ev.UNIT_CANCELLED, unit="ash-psu-02", cause="quicker aid")
    assert [(120.0, 8)] == came(log, "ash-psu-02")


# --- who counts them ------------------------------------------------------------------------------


def test_officers_are_counted_by_minute_beside_units() -> None:
    """At 60 one crew of two is there, and two serials of the other."""
    scenario = night(2)
    (found,) = score(run(scenario), facts_of(scenario)).incidents
    assert {"15": 0, "30": 25, "60": 41, "120": 50} == found.officers_at
    assert {"1": 1, "2": 2, "4": 2, "8": None} == found.there_at


def test_serials_whose_crew_does_not_come_have_gone_home() -> None:
    """At 120 a serial is there besides ash's first crew; at 140 it goes."""
    scenario = taken_back()
    log = run(scenario)
    (found,) = score(log, facts_of(scenario)).incidents
    assert 33 == found.officers_at["120"]
    assert 25 == at_rvp(scenario, log, 200.0)


def test_serials_that_have_gone_home_are_counted_no_more() -> None:
    """A serial is there at 100; oak's crew takes the place of its crew at 105."""
    scenario = night(2, muster_assembled=240, answer=65)
    log = run(scenario)
    assert [(100.0, 8)] == came(log, "ash-psu-02")
    assert [105.0] == times(log, ev.UNIT_CANCELLED, unit="ash-psu-02", cause="quicker aid")
    assert 25 == score(log, facts_of(scenario)).incidents[0].officers_at["120"]


def at_rvp(scenario: Scenario, log: Sequence[Event], until: float) -> int:
    facts = facts_of(scenario)
    return CONSTRUCTS["at-rvp"](stints_of(log, facts), facts, CrewWindow(0.0, until, "own"))


@pytest.mark.parametrize(("until", "officers"), [(41.0, 33), (61.0, 41), (90.0, 50)])
def test_an_observation_of_officers_at_the_rvp_counts_serials(until: float, officers: int) -> None:
    scenario = night(2)
    assert officers == at_rvp(scenario, run(scenario), until)


def test_a_log_of_whole_crews_has_no_measure_of_serials() -> None:
    scenario = night(2, serials=1)
    (found,) = score(run(scenario), facts_of(scenario)).incidents
    assert {None} == set(found.officers_at.values())


def test_the_story_of_a_crew_says_when_its_serials_came() -> None:
    scenario = night(2)
    told = str(why(run(scenario), facts_of(scenario), "ash-psu-02"))
    assert "8 officers at the RVP" in told


# --- every night ----------------------------------------------------------------------------------


@law(60)
@given(worlds(serials=3, host_readiness="local", static=False), seeds())
def test_serials_change_nothing_else_and_come_between_order_and_crew(
    scenario: Scenario, seed: int
) -> None:
    log = run(scenario, seed)
    serials = rows(log, ev.SERIAL_REACHED_RVP)
    whole = replace(scenario, rules=replace(scenario.rules, serials=1))
    assert run(whole, seed) == [row for row in log if row not in serials]
    officers = {kind.kind_id: kind.officers for kind in scenario.kinds}
    there: dict[str | None, int] = defaultdict(int)
    for row in log:
        if row.event == ev.UNIT_ORDERED:
            there[row.unit] = 0
        elif row.event == ev.SERIAL_REACHED_RVP:
            there[row.unit] += row.count or 0
            assert 0 < there[row.unit] < officers[row.kind or ""]
        elif row.event == ev.UNIT_REACHED_RVP:
            there[row.unit] = officers[row.kind or ""]


@law(40)
@given(worlds(serials=3, host_readiness="local"), seeds())
def test_both_scorings_say_the_same_of_officers(scenario: Scenario, seed: int) -> None:
    log, facts = run(scenario, seed), facts_of(scenario)
    assert incidents_of(log, facts) == score(log, facts).incidents


# --- as a scenario says it ------------------------------------------------------------------------


def test_a_scenario_says_in_how_many_serials_crews_come() -> None:
    assert 3 == load_scenario("quickstart", settings=["serials=3"]).rules.serials
    with pytest.raises(InputError, match="from 1 to 25"):
        load_scenario("quickstart", settings=["serials=0"])
