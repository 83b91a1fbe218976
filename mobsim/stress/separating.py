"""Which inputs tell the runs that break from those that hold?

Regional sensitivity analysis after Hornberger, Spear and Young (Hornberger and Spear, "An approach
to the preliminary analysis of environmental systems", Journal of Environmental Management 12, 1981,
7–18). Runs are spread evenly over all inputs by a Latin hypercube, each is called breaking or
holding, and of each input the distribution among breaking runs is held against that among holding
runs by the two-sample distance of Kolmogorov and Smirnov. Each run has draws of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, NamedTuple

from mobsim.designs import Design, Factor, latin_hypercube, parse_factor
from mobsim.randomness import Chance
from mobsim.replication import play
from mobsim.scenario import Scenario
from mobsim.stress.criteria import FORTY_UNDEPLOYED, Criterion, as_long_as_watched
from mobsim.stress.searching import run_over
from mobsim.stress.severity import (
    CallAfter,
    Lever,
    NeedEach,
    SimultaneousIncidents,
    StartHour,
    with_settings,
)
from mobsim.study.study import How

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


@dataclass(frozen=True)
class Trials:
    """Runs at the points of a design. It travels to other processes."""

    base: Scenario
    design: Design
    criterion: Criterion = FORTY_UNDEPLOYED
    seed: int = 1
    nights: int = 1
    """Of each point; the draws of no two runs are the same."""

    @property
    def count(self) -> int:
        """How many runs there are."""
        return len(self.design) * self.nights

    def breaks(self, number: int) -> bool:
        """Whether a run breaks; runs of a point follow each other."""
        chance = Chance(self.seed, number)
        scenario = as_long_as_watched(self._scenario(number, chance), self.criterion)
        return self.criterion.broken(play(scenario, seed=self.seed, replication=number).measures)

    def values(self, number: int) -> list[float]:
        """What each factor is in a run."""
        u = self.design.points[number // self.nights].u
        return [each.value(at) for each, at in zip(self.design.factors, u, strict=True)]

    def _scenario(self, number: int, chance: Chance) -> Scenario:
        settings = self.design.points[number // self.nights].settings
        texts = [f"{path}={text}" for path, text in settings.items() if path not in LEVERS]
        scenario = with_settings(self.base, texts)
        values = dict(zip(settings, self.values(number), strict=True))
        for path, lever in LEVERS.items():
            if path in values:
                scenario = lever.change(scenario, values[path], chance)
        return scenario


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

    trials: Trials
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
            [factor.path for factor in self.trials.design.factors],
            [self.trials.values(number) for number in range(len(self.broken))],
            self.broken,
        )

    def text(self) -> str:
        """A line a factor."""
        runs = f"{len(self.broken)} runs: {self.breaking} break, {self.holding} hold"
        if not self.rows:
            return f"{runs}; what separates them cannot be told"
        lines = [
            f"  {row.factor:30} {row.distance:.2f}  "
            f"median {row.breaking_median:g} where it breaks, {row.holding_median:g} where it holds"
            for row in self.rows
        ]
        return "\n".join([runs, *lines])


def separate(trials: Trials, how: How | None = None) -> Separated:
    """Run the trials, wherever they are run.

    Raises
    ------
    InputError
        When a setting does not fit the base.
    """
    return Separated(trials, run_over(trials.breaks, trials.count, trials.base.name, how))


def trials_of(
    base: Scenario,
    factors: Sequence[str] = tuple(FACTORS),
    points: int = 200,
    *,
    criterion: Criterion = FORTY_UNDEPLOYED,
    seed: int = 1,
    nights: int = 1,
) -> Trials:
    """Trials at the points of a Latin hypercube.

    Parameters
    ----------
    base
        A scenario with one incident at each place.
    factors
        As ``mobsim sweep --vary`` takes them; those of `LEVERS` are changed in memory.
    points, nights
        Points of the hypercube, and runs of each.

    Raises
    ------
    InputError
        When a factor cannot be read.
    """
    parsed: list[Factor] = [parse_factor(text) for text in factors]
    return Trials(base, latin_hypercube(parsed, points, seed), criterion, seed, nights)


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
