"""Which inputs tell the runs that break from those that hold?

Regional sensitivity analysis after Hornberger, Spear and Young (Hornberger and Spear, "An approach
to the preliminary analysis of environmental systems", Journal of Environmental Management 12, 1981,
7–18). Runs are spread evenly over all inputs by a Latin hypercube, each is called breaking or
holding, and of each input the distribution among breaking runs is held against that among holding
runs by the two-sample distance of Kolmogorov and Smirnov. Each run has draws of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Final, NamedTuple

from mobsim.ground.randomness import Chance
from mobsim.scenario.scenario import Scenario
from mobsim.stress.reverse.criteria import FORTY_UNDEPLOYED, Criterion
from mobsim.stress.reverse.searching import ALWAYS, BreakingFound, BreakingSearch
from mobsim.stress.reverse.severity import (
    CallAfter,
    Lever,
    NeedEach,
    SimultaneousIncidents,
    StartHour,
    with_settings,
)
from mobsim.study.designs.factors import parse_factor
from mobsim.study.designs.points import Design, latin_hypercube

LEVERS: Final[Mapping[str, Lever]] = {
    "incidents_at_once": SimultaneousIncidents(),
    "units_each": NeedEach(),
    "start_hour": StartHour(),
    "call_after": CallAfter(),
}
"""Factors that are no keys of a scenario file: what changes it in memory, in order."""

FACTORS: Final[Mapping[str, str]] = {
    "incidents_at_once=1:20": "incidents at once",
    "units_each=1:15": "PSUs needed at each incident",
    "start_hour=0:23": "hour at which it begins",
    "call_after=0:240": "minutes to the national call",
    "absence=0%:30%": "% of fit crews absent",
    "drawdown=minimal,moderate,extensive": "drawdown level",
    "no_answer=0%:30%": "% of asks not answered",
    "durations.ricc_desk=10m:90m": "minutes at a RICC desk",
}
"""What is varied, and between what; all assumed. Levels that are names are numbered from 0."""


@dataclass(frozen=True, slots=True)
class AtPoint:
    """Everything as one point of a Latin hypercube has it: night r at its point r.

    There is nothing to make worse: a search with it has one severity, and says of each night
    whether it breaks.
    """

    factors: tuple[str, ...]
    """As ``mobsim sweep --vary`` takes them."""
    points: int
    seed: int

    words = "at the points of a Latin hypercube"
    unit = "point"

    def settings(self, severity: float) -> tuple[str, ...]:
        return ()

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        point = self.design.points[chance.replication]
        texts = [f"{path}={text}" for path, text in point.settings.items() if path not in LEVERS]
        scenario = with_settings(scenario, texts)
        values = dict(zip(point.settings, self.values(chance.replication), strict=True))
        for path, lever in LEVERS.items():
            if path in values:
                scenario = lever.change(scenario, values[path], chance)
        return scenario

    @property
    def design(self) -> Design:
        """All points."""
        return _design(self.factors, self.points, self.seed)

    def values(self, number: int) -> list[float]:
        """What each factor is at a point."""
        pairs = zip(self.design.factors, self.design.points[number].u, strict=True)
        return [each.value(at) for each, at in pairs]


@cache
def _design(factors: tuple[str, ...], points: int, seed: int) -> Design:
    return latin_hypercube([parse_factor(text) for text in factors], points, seed)


class Separation(NamedTuple):
    """How well one factor tells breaking from holding runs."""

    factor: str
    distance: float
    """Kolmogorov–Smirnov distance, 0 to 1."""
    p_value: float
    """Asymptotic; too large rather than too small for a factor of few levels."""
    breaking_median: float
    holding_median: float


@dataclass(frozen=True)
class Separated:
    """What tells breaking runs from those that hold."""

    point: AtPoint
    broken: Sequence[bool]
    """Run by run."""

    @property
    def breaking(self) -> int:
        return sum(self.broken)

    @property
    def holding(self) -> int:
        return len(self.broken) - self.breaking

    @property
    def rows(self) -> list[Separation]:
        """The most telling first, ties by name; none when all runs break, or all hold."""
        return separations(
            [factor.path for factor in self.point.design.factors],
            [self.point.values(number) for number in range(len(self.broken))],
            self.broken,
        )


def separated(found: BreakingFound) -> Separated:
    """What tells the runs of a search of `trials` apart."""
    assert isinstance(found.search.lever, AtPoint)
    return Separated(found.search.lever, [night.severity == ALWAYS for night in found.nights])


def trials(
    base: Scenario,
    factors: Sequence[str] = tuple(FACTORS),
    points: int = 200,
    *,
    criterion: Criterion = FORTY_UNDEPLOYED,
    seed: int = 1,
) -> BreakingSearch:
    """The search that says of each point of a Latin hypercube whether it breaks.

    Run it over as many nights as there are points.

    Parameters
    ----------
    base
        A scenario with one incident at each place.
    factors
        As ``mobsim sweep --vary`` takes them; those of `LEVERS` are changed in memory.

    Raises
    ------
    InputError
        When a factor cannot be read.
    """
    point = AtPoint(tuple(factors), points, seed)
    point.design  # noqa: B018 - a fault is told now, and not by a worker
    return BreakingSearch(base, point, criterion, 0, 0, seed=seed, checks=0)


def separations(
    factors: Sequence[str], values: Sequence[Sequence[float]], broken: Sequence[bool]
) -> list[Separation]:
    """How well each factor tells breaking from holding runs, the most telling first.

    Parameters
    ----------
    factors
        Names.
    values
        Of each run, one for each factor.
    broken
        Of each run, as many as ``values``.

    Returns
    -------
    list of Separation
        Empty when all runs break, or all hold.

    >>> separations(["a", "b"], [[1, 5], [2, 6], [8, 5], [9, 6]], [False, False, True, True])[0]
    ... # doctest: +ELLIPSIS
    Separation(factor='a', distance=1.0, ...breaking_median=8.5, holding_median=1.5)
    """
    if len(set(broken)) < 2:
        return []
    rows = [
        _separation(factor, [row[place] for row in values], broken)
        for place, factor in enumerate(factors)
    ]
    return sorted(rows, key=lambda row: (-row.distance, row.factor))


def _separation(factor: str, column: Sequence[float], broken: Sequence[bool]) -> Separation:
    from scipy.stats import ks_2samp

    breaking = [value for value, breaks in zip(column, broken, strict=True) if breaks]
    holding = [value for value, breaks in zip(column, broken, strict=True) if not breaks]
    found = ks_2samp(breaking, holding, method="asymp")
    return Separation(
        factor, float(found.statistic), float(found.pvalue), median(breaking), median(holding)
    )
