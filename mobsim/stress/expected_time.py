"""About how many nights does a stress test simulate, and how long will that take?

The command says so before the test starts: it times one night of each test, and multiplies by the
nights of each phase. No result depends on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import comb
from time import process_time
from typing import Final, NamedTuple

from mobsim.country.forces import shipped_force_rows
from mobsim.country.lines import LondonReading
from mobsim.ground.progress import on_processors
from mobsim.stress.pack import SEARCHED, Pack, PackRow, cases, readings
from mobsim.stress.quarter_change import SPLIT
from mobsim.stress.remedies import WORST
from mobsim.stress.reverse.breaking import PAIRS, fewer_nights
from mobsim.stress.stress_folder import StressPlan
from mobsim.stress.testing import QUICK_TESTS, looks_of, scope_of
from mobsim.study.playing import play

_AS_PROMISED: Final = 0.6
"""A night as promised takes so much of one as is likely."""
_KEPT: Final = 1.3
"""A night that is kept takes so much of one that is only simulated."""
_A_RUN: Final = 0.2
"""Seconds in which a run is opened, summed up and closed: of hosts by all processors, of others by
one."""
_WITH_BELIEFS: Final = 4.0
"""A night that draws its beliefs takes so much of one that does not."""
_WORST_OF_A_TEST: Final = 3
"""Hosts of a test that go to the last night: the worst of each line that needs crews."""
_REMEDIES: Final = 5
_QUIET, _BUSY = "quiet-saturday", "several-cities"
"""Tests whose nights are like those of a search of one or two places, and of many."""
_MANY_PLACES: Final = (25, 0.45)
"""Nights that the searches of many places simulate to find what breaks one, counted, about; and how
much each takes of one of many places, since most have few places, or end as they break."""
_FRONTIER: Final = (5, 0.75)
"""The same of the frontier, at one share of absence."""
_TRIAL: Final = 1.5
"""How much a trial takes, which reads a scenario of its own."""
_ONE_PLACE: Final = (5, 0.7)
"""Of a search of the need at one or two places, of one of a quiet night."""
_PARTS: Final = 6
"""Forces, or regions, whose returns are tried alone; about."""


class Expected(NamedTuple):
    """What a stress test will take, about."""

    nights: int
    seconds: float
    """Of one processor."""
    alone: float
    """Seconds in which but one processor works."""

    def told(self, processors: int) -> str:
        """In words.

        >>> Expected(52_000, 2000.0, 200.0).told(2)
        'some 52,000 nights are simulated: about 20 minutes on 2 quiet processors'
        """
        how_long = on_processors(self.seconds / processors + self.alone, processors)
        return f"some {self.nights:,} nights are simulated: {how_long}"


@dataclass
class _Costs:
    """Nights and runs, and what they take."""

    night: Mapping[str, float]
    """Seconds of one night, by test."""
    nights: float = 0.0
    seconds: float = 0.0
    runs: int = 0
    """Runs that one processor opens and closes."""

    def add(self, nights: float, test: str, times: float = 1.0, runs: int = 0) -> None:
        """Nights like those of a test, each of which takes so many times as long."""
        self.nights += nights
        self.seconds += nights * self.night[test] * times
        self.runs += runs

    def add_hosts(self, hosts: int) -> None:
        """Runs that each process opens and closes by itself."""
        self.seconds += hosts * _A_RUN


def expected(plan: StressPlan, pack: Pack, *, compared: bool) -> Expected:
    """What a whole stress test takes, ``compared`` with a quarter before or not.

    A test that is resumed takes less by what is there.
    """
    costs = _Costs({row.test_id: _timed(row, plan.seed) for row in pack.rows})
    _add_tests(costs, plan, pack)
    _add_searches(costs, plan)
    worst = QUICK_TESTS if plan.quick else WORST
    costs.add(worst * _REMEDIES * plan.nights, _BUSY, _KEPT, worst * _REMEDIES)
    for row in pack.rows if compared else ():
        if row.rotates == "no":
            costs.add(len(SEARCHED) * plan.nights, row.test_id, _KEPT, len(SEARCHED))
    if compared:
        parts = _PARTS * (QUICK_TESTS if plan.quick else SPLIT)
        costs.add(parts * plan.nights, _BUSY, _KEPT, parts)
    return Expected(round(costs.nights), costs.seconds, costs.runs * _A_RUN)


def _add_tests(costs: _Costs, plan: StressPlan, pack: Pack) -> None:
    for row, reading in product(pack.rows, readings()):
        rotates = row.rotates == "yes"
        times = _AS_PROMISED if reading.readiness == "promised" else 1.0
        hosts = _hosts(plan, reading.london) if rotates else 1
        nights = hosts * plan.nights
        if rotates and (looks := looks_of(plan)):
            nights -= max(0, hosts - _WORST_OF_A_TEST) * (plan.nights - looks[0])
        for each in (_KEPT, *([_WITH_BELIEFS] if plan.beliefs else [])):
            costs.add(nights, row.test_id, times * each, 0 if rotates else 1)
            costs.add_hosts(hosts if rotates else 0)


def _hosts(plan: StressPlan, london: LondonReading) -> int:
    """All of them; one of each region under the second reading of London."""
    regions = len({row.region for row in shipped_force_rows()})
    return len(plan.hosts) if london == "outside_297" else min(len(plan.hosts), regions)


def _add_searches(costs: _Costs, plan: StressPlan) -> None:
    scope, fewer = scope_of(plan), fewer_nights(plan.nights)
    pairs = comb(len(scope.hosts), 2)
    near = pairs + (len(scope.hosts) + min(PAIRS, pairs)) * fewer
    many, one, frontier = _MANY_PLACES, _ONE_PLACE, _FRONTIER
    for number in range(len(SEARCHED)):
        costs.add(many[0] * plan.nights, _BUSY, many[1])
        costs.add(near * one[0], _QUIET, one[1])
        if not (number and scope.is_trial):
            costs.add(len(scope.absence) * fewer * frontier[0], _BUSY, frontier[1])
            costs.add(scope.trials, _BUSY, _TRIAL)


def _timed(row: PackRow, seed: int) -> float:
    """Seconds that one night of a test takes, as is likely."""
    likely = next(each for each in readings() if each.readiness == "likely")
    scenario = cases(row, likely)[0].scenario(None)
    began = process_time()
    play(scenario, seed=seed, replication=0)
    return process_time() - began
