"""Do ten days go as well as one night, through both changes of the clock?"""

import gc
import tracemalloc
from dataclasses import replace
from functools import cache
from itertools import count

import pytest

from mobsim.country.demand import Need
from mobsim.engine import simulate
from mobsim.ground.randomness import Chance
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from tests.worlds import DAY, rows


def days_of_trouble(days: int, *settings: str) -> Scenario:
    """Nottingham needs forty PSUs and twelve BDUs, day and night."""
    night = load_scenario("three-days", settings=[f"duration={days}d", *settings])
    (only,) = night.incidents
    need = {"bdu": Need((only.begins,), (12,)), "psu": Need((only.begins,), (40,))}
    return replace(night, incidents=(replace(only, need=need, ends=night.duration),))


@cache
def log_of(*settings: str) -> list[Event]:
    """Ten days, likely."""
    log: list[Event] = []
    simulate(days_of_trouble(10, "likely=on", *settings), Chance(1), log.append)
    return log


SPRING, AUTUMN = "start=2026-03-24 18:00", "start=2026-10-20 18:00"


def most_memory(scenario: Scenario) -> int:
    """The most bytes that a run holds, its rows kept by nobody.

    What earlier nights left for the collector, and what the collector has not looked at yet when
    the run is at its largest, is no part of it.
    """
    gc.collect()
    tracemalloc.start()
    rows = count()
    simulate(scenario, Chance(1), lambda _: gc.collect() if not next(rows) % 500 else None)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.slow
@pytest.mark.parametrize("likely", ["off", "on"])
def test_without_a_log_ten_days_take_no_more_memory_than_five(likely: str) -> None:
    five, ten = (most_memory(days_of_trouble(days, f"likely={likely}")) for days in (5, 10))
    assert ten < 1.1 * five


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
def test_rests_are_eleven_hours_through_a_change_of_the_clock(start: str) -> None:
    log = log_of(start)
    returned = {}
    rested = 0
    for row in log:
        if row.event == ev.UNIT_RETURNED:
            returned[row.unit] = row.minute
        if row.event == ev.UNIT_UNFIT:
            returned.pop(row.unit)
        if row.event == ev.UNIT_RESTED and row.cause == "at home" and row.unit in returned:
            assert 660.0 == row.minute - returned.pop(row.unit)
            rested += 1
    assert rested > 100
    assert max(row.minute for row in log) > 9 * DAY


def test_on_the_tenth_day_crews_still_come_by_the_roster() -> None:
    log = log_of(SPRING)
    last_day = [row for row in rows(log, ev.UNIT_MUSTERED) if row.minute > 9 * DAY]
    assert len({row.force for row in last_day}) > 5


def test_crews_tire_as_days_go_by() -> None:
    log = log_of("fatigue=10%")
    unfit = [row.minute for row in rows(log, ev.UNIT_UNFIT)]
    early = sum(minute < 3 * DAY for minute in unfit)
    assert sum(minute > 7 * DAY for minute in unfit) > early
