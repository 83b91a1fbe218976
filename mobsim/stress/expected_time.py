"""About how many nights will a stress test simulate, and how long will it take?

The command prints this estimate before the test starts. mobsim times one night of each test and
multiplies that time by the number of nights in each phase. The estimate affects no result.
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
"""The time to simulate a night under a promised reading, as a share of the time under a likely
reading.
"""
_KEPT: Final = 1.3
"""The time for a night that is saved, as a multiple of the time for a night that is only simulated.
"""
_A_RUN: Final = 0.15
"""The seconds needed to open, summarise and close a run."""
_ALONE: Final = 8.0
"""The seconds in which only one processor works: at the start, between searches, and when mobsim
writes the page, the workbook and the tables at the end.
"""
_WITH_BELIEFS: Final = 4.0
"""The time for a night that draws its beliefs, as a multiple of the time for an ordinary night."""
_WORST_OF_A_TEST: Final = 3
"""The number of hosts in a test for which the test runs every night. These are the hosts with which
a national line fares worst.
"""
_REMEDIES: Final = 5
_QUIET, _BUSY = "quiet-saturday", "several-cities"
"""Two tests whose nights resemble the nights of a search. The first resembles a search over one or
two places, and the second a search over many places.
"""
_MANY_PLACES: Final = (18, 0.45)
"""Two numbers for a search over many places. The first is the approximate number of simulated
nights that it takes to find the number of incidents that breaks one night. The second is the cost
of each simulated night, as a share of the cost of a night with many places. Most simulated nights
have few places or end when they break.
"""
_FRONTIER: Final = (4, 0.75)
"""The two numbers, as in `_MANY_PLACES`, for the frontier at one level of absence."""
_TRIAL: Final = 1.5
"""The cost of a trial, as a multiple of the cost of a night with many places. A trial costs more
because it reads its own scenario.
"""
_ONE_PLACE: Final = (5, 0.7)
"""The two numbers, as in `_MANY_PLACES`, for a search of the need at one or two places. The cost is
a share of the cost of a quiet night.
"""
_PARTS: Final = 6
"""The approximate number of forces or regions whose returns are changed one at a time."""


class Expected(NamedTuple):
    """The approximate cost of a stress test."""

    nights: int
    seconds: float
    """The seconds of work that all processors share."""

    def told(self, processors: int) -> str:
        """The estimate in words.

        >>> Expected(52_000, 2384.0).told(2)
        'some 52,000 nights are simulated: about 20 minutes on 2 quiet processors'
        """
        how_long = on_processors(self.seconds / processors + _ALONE, processors)
        return f"some {self.nights:,} nights are simulated: {how_long}"


@dataclass
class _Costs:
    """The nights and runs of a test, and their cost."""

    night: Mapping[str, float]
    """The seconds needed for one night of each test."""
    nights: float = 0.0
    seconds: float = 0.0

    def add(self, nights: float, test: str, times: float = 1.0, runs: int = 0) -> None:
        """Add nights in a number of runs.

        Each night costs ``times`` as much as one night of the given test.
        """
        self.nights += nights
        self.seconds += nights * self.night[test] * times + runs * _A_RUN


def expected(plan: StressPlan, pack: Pack, *, compared: bool) -> Expected:
    """The cost of a whole stress test, with or without a comparison with an earlier quarter.

    A resumed test takes less time, because some of its runs are already saved.
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
    return Expected(round(costs.nights), costs.seconds)


def _add_tests(costs: _Costs, plan: StressPlan, pack: Pack) -> None:
    for row, reading in product(pack.rows, readings()):
        rotates = row.rotates == "yes"
        times = _AS_PROMISED if reading.readiness == "promised" else 1.0
        hosts = _hosts(plan, reading.london) if rotates else 1
        nights = hosts * plan.nights
        if rotates and (looks := looks_of(plan)):
            nights -= max(0, hosts - _WORST_OF_A_TEST) * (plan.nights - looks[0])
        for each in (_KEPT, *([_WITH_BELIEFS] if plan.beliefs else [])):
            costs.add(nights, row.test_id, times * each, hosts)


def _hosts(plan: StressPlan, london: LondonReading) -> int:
    """The number of hosts: all hosts, or one in each region under the second reading of London."""
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
    """The seconds that one night of a test takes under the likely reading."""
    likely = next(each for each in readings() if each.readiness == "likely")
    scenario = cases(row, likely)[0].scenario(None)
    began = process_time()
    play(scenario, seed=seed, replication=0)
    return process_time() - began
