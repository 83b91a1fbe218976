"""Which inputs separate the runs that break from the runs that hold?

The method is regional sensitivity analysis after Hornberger, Spear and Young (Hornberger and Spear,
"An approach to the preliminary analysis of environmental systems", Journal of Environmental
Management 12, 1981, 7–18). A Latin hypercube spreads the runs evenly over all inputs, and each run
either breaks or holds. For each input, the two-sample Kolmogorov–Smirnov distance compares the
input's values in breaking runs with the input's values in holding runs. Each run has different
draws.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import median
from typing import Final, NamedTuple

from mobsim.ground.clock import with_holidays
from mobsim.ground.randomness import Chance
from mobsim.policy.triggers.national_call import national_call
from mobsim.scenario.scenario import Scenario
from mobsim.stress.reverse.criteria import TARGET_MISSED, Criterion
from mobsim.stress.reverse.searching import ALWAYS, BreakingFound, BreakingSearch
from mobsim.stress.reverse.severity import SimultaneousIncidents, need_each, with_settings
from mobsim.study.designs.factors import parse_factor
from mobsim.study.designs.points import Design, latin_hypercube


def begins_at(scenario: Scenario, hour: float) -> Scenario:
    """The scenario, starting at another hour of its first day."""
    start = scenario.clock.start.replace(hour=int(hour))
    clock = with_holidays(replace(scenario.clock, start=start), scenario.duration)
    return replace(scenario, clock=clock)


def _called_after(scenario: Scenario, minutes: float) -> Scenario:
    """The scenario with a national call this many minutes after the first incident."""
    begins = min((each.begins for each in scenario.incidents), default=0.0)
    policies = replace(scenario.policies, trigger=national_call(begins + minutes))
    return replace(scenario, policies=policies)


_IN_MEMORY: Final[Mapping[str, Callable[[Scenario, float, Chance], Scenario]]] = {
    "incidents_at_once": SimultaneousIncidents().change,
    "units_each": lambda scenario, units, _: need_each(scenario, units),
    "start_hour": lambda scenario, hour, _: begins_at(scenario, hour),
    "call_after": lambda scenario, minutes, _: _called_after(scenario, minutes),
}
"""Factors that are not keys of a scenario file. Their functions change the scenario in memory, in
this order.
"""

FACTORS: Final[Mapping[str, str]] = {
    "incidents_at_once=1:20": "incidents at once",
    "units_each=1:15": "PSUs needed at each incident",
    "start_hour=0:23": "hour at which the disorder begins",
    "call_after=0:240": "minutes to the national call",
    "absence=0%:30%": "% of fit crews absent",
    "drawdown=minimal,moderate,extensive": "drawdown level",
    "no_answer=0%:30%": "% of asks left unanswered",
    "durations.ricc_desk=10m:90m": "minutes at a RICC desk",
}
"""The inputs that vary, with their ranges, which are all assumed. Named levels are numbered from
0.
"""
LABELS: Final[Mapping[str, str]] = {
    text.partition("=")[0]: label for text, label in FACTORS.items()
}
"""The label of each factor, by path."""


@dataclass(frozen=True, slots=True)
class AtPoint:
    """The base with the values at one point of a Latin hypercube: night r uses point r.

    Unlike other levers, this lever does not make a night worse. A search with this lever has a
    single severity, and shows for each night whether the night breaks.
    """

    factors: tuple[str, ...]
    """The factors, in the form that ``mobsim sweep --vary`` takes."""
    points: int
    seed: int

    unit = "point"

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        point = self.design.points[chance.replication]
        kept = [text for text in point.texts if text.partition("=")[0] not in _IN_MEMORY]
        scenario = with_settings(scenario, kept)
        values = dict(zip(point.settings, self.values(chance.replication), strict=True))
        for path, change in _IN_MEMORY.items():
            if path in values:
                scenario = change(scenario, values[path], chance)
        return scenario

    @property
    def design(self) -> Design:
        """All points of the Latin hypercube."""
        return _design(self.factors, self.points, self.seed)

    def values(self, number: int) -> list[float]:
        """The value of each factor at a point."""
        pairs = zip(self.design.factors, self.design.points[number].u, strict=True)
        return [each.value(at) for each, at in pairs]


@cache
def _design(factors: tuple[str, ...], points: int, seed: int) -> Design:
    return latin_hypercube([parse_factor(text) for text in factors], points, seed)


class Separation(NamedTuple):
    """How well one factor separates breaking from holding runs."""

    factor: str
    distance: float
    """The Kolmogorov–Smirnov distance, from 0 to 1."""
    p_value: float
    """The asymptotic p-value, which is too large for a factor with few levels."""
    breaking_median: float
    holding_median: float
    breaking: int
    """The number of runs that break."""
    holding: int


def trials(
    base: Scenario,
    points: int,
    criterion: Criterion = TARGET_MISSED,
    seed: int = 1,
    factors: Sequence[str] = tuple(FACTORS),
) -> BreakingSearch:
    """The search that shows for each point of a Latin hypercube whether the run at it breaks.

    Run the search over one night for each point.

    The factors are the keys that ``mobsim sweep --vary`` accepts, and the factors that this module
    changes in memory.
    """
    return BreakingSearch(
        base, AtPoint(tuple(factors), points, seed), criterion, 0, 0, seed, checks=0
    )


def separated(found: BreakingFound) -> list[Separation]:
    """The separation by each factor in a search of `trials`, strongest first, then by name."""
    point = found.search.lever
    assert isinstance(point, AtPoint)
    return separations(
        [factor.path for factor in point.design.factors],
        [point.values(night.replication) for night in found.nights],
        [night.severity == ALWAYS for night in found.nights],
    )


def separations(
    factors: Sequence[str], values: Sequence[Sequence[float]], broken: Sequence[bool]
) -> list[Separation]:
    """How well each factor separates breaking from holding runs, strongest first.

    Each run has a row of values, one for each factor. The result is empty if all runs break or all
    runs hold.

    >>> separations(["a", "b"], [[1, 5], [2, 6], [8, 5], [9, 6]], [False, False, True, True])[0]
    ... # doctest: +ELLIPSIS
    Separation(factor='a', distance=1.0, ...breaking_median=8.5, holding_median=1.5, ...)
    """
    if len(set(broken)) < 2:
        return []
    columns = zip(factors, zip(*values, strict=True), strict=True)
    rows = [_separation(factor, column, broken) for factor, column in columns]
    return sorted(rows, key=lambda row: (-row.distance, row.factor))


def _separation(factor: str, column: Sequence[float], broken: Sequence[bool]) -> Separation:
    from scipy.stats import ks_2samp

    breaking = [value for value, breaks in zip(column, broken, strict=True) if breaks]
    holding = [value for value, breaks in zip(column, broken, strict=True) if not breaks]
    found = ks_2samp(breaking, holding, method="asymp")
    medians = median(breaking), median(holding)
    counts = len(breaking), len(holding)
    return Separation(factor, float(found.statistic), float(found.pvalue), *medians, *counts)
