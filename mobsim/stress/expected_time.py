"""How many nights will a stress test simulate, roughly, and how long will that take?

The command says so before the test starts: it times one night of each test and multiplies by the
nights in each phase. No result depends on it.
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
"""The time of a promised night, as a share of a likely night."""
_KEPT: Final = 1.3
"""The time of a night that is saved, as a multiple of one that is only simulated."""
_A_RUN: Final = 0.2
"""Seconds to open, summarise and close a run: all processors share this for hosts, one processor
does it for other runs.
"""
_WITH_BELIEFS: Final = 4.0
"""The time of a night that draws its beliefs, as a multiple of one that does not."""
_WORST_OF_A_TEST: Final = 3
"""How many of a test's hosts run to the last night: the worst host for each line that needs crews.
"""
_REMEDIES: Final = 5
_QUIET, _BUSY = "quiet-saturday", "several-cities"
"""Tests whose nights resemble those of a search over one or two places, and over many places."""
_MANY_PLACES: Final = (18, 0.45)
"""The approximate number of nights that searches over many places simulate to find what breaks one
night, and the cost of each as a share of a night with many places. Most have few places or end when
they break.
"""
_FRONTIER: Final = (4, 0.75)
"""The same for the frontier, at one level of absence."""
_TRIAL: Final = 1.5
"""The relative cost of a trial, which reads its own scenario."""
_ONE_PLACE: Final = (5, 0.7)
"""For a search of the need at one or two places, relative to a quiet night."""
_PARTS: Final = 6
"""The approximate number of forces or regions whose returns are tried alone."""


class Expected(NamedTuple):
    """The approximate cost of a stress test."""

    nights: int
    seconds: float
    """The seconds of work for one processor."""
    alone: float
    """Seconds in which only one processor works."""

    def told(self, processors: int) -> str:
        """The text in words.

        >>> Expected(52_000, 2000.0, 200.0).told(2)
        'some 52,000 nights are simulated: about 20 minutes on 2 quiet processors'
        """
        how_long = on_processors(self.seconds / processors + self.alone, processors)
        return f"some {self.nights:,} nights are simulated: {how_long}"


@dataclass
class _Costs:
    """The nights and runs of a test, and what they cost."""

    night: Mapping[str, float]
    """Seconds of one night, by test."""
    nights: float = 0.0
    seconds: float = 0.0
    runs: int = 0
    """Runs that a single processor opens and closes."""

    def add(self, nights: float, test: str, times: float = 1.0, runs: int = 0) -> None:
        """Add nights that each take a given multiple of a night of a test."""
        self.nights += nights
        self.seconds += nights * self.night[test] * times
        self.runs += runs

    def add_hosts(self, hosts: int) -> None:
        """Add runs that each process opens and closes by itself."""
        self.seconds += hosts * _A_RUN


def expected(plan: StressPlan, pack: Pack, *, compared: bool) -> Expected:
    """The cost of a whole stress test, ``compared`` with an earlier quarter or not.

    A resumed test takes less, because some runs are already there.
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
    """All hosts; under the second reading of London, one host in each region."""
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
    """Seconds for one night of a test under the likely reading."""
    likely = next(each for each in readings() if each.readiness == "likely")
    scenario = cases(row, likely)[0].scenario(None)
    began = process_time()
    play(scenario, seed=seed, replication=0)
    return process_time() - began
