"""How large a need is met on time, force by force and for two at once?

Of each force the largest need of PSUs that is met on time when nothing else happens, night by
night. Of all pairs of forces the same for both at once: first of a typical night, without chance;
the worst of them then over many nights.

"Met on time" is that less than 40 % of it is undeployed after four hours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from mobsim.ground.intervals import Interval
from mobsim.scenario.scenario import Scenario
from mobsim.stress.reverse.criteria import FORTY_UNDEPLOYED, Criterion
from mobsim.stress.reverse.searching import NEVER, BreakingFound, BreakingSearch, run_over
from mobsim.stress.reverse.severity import ForceNeed, PairNeed
from mobsim.study.study import How

HIGHEST: Final = 150
"""PSUs of the largest need that is tried; assumed, half as much again as a large incident."""
CHECK_EVERY: Final = 5
"""Nights of which one is looked at again, to spare runs."""
_TOGETHER: Final = 15
"""Pairs that are handed to a worker at once; nothing that results depend on."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Reach:
    """The largest need that is met on time at one force, or at each of two at once."""

    force: str
    other: str
    """The second of a pair, else empty."""
    found: BreakingFound
    """Of the smallest need that is not."""
    screened: float | None = None
    """PSUs of the largest need met on time in a typical night; of pairs."""

    @property
    def median(self) -> Interval | None:
        """Of the largest need met on time; None without nights.

        Its upper end is None where it lies beyond what was tried.
        """
        found = self.found.median
        if found is None:
            return None
        search = self.found.search
        low = found.low if found.low is None else largest_met(found.low, search)
        low = 0.0 if found.low is None and found.high is not None else low
        high = None if found.high in (None, NEVER) else largest_met(found.high or 0.0, search)
        return replace(found, estimate=largest_met(found.estimate, search), low=low, high=high)


def largest_met(severity: float, search: BreakingSearch) -> float:
    """The largest need met on time, of the smallest that is not."""
    return min(max(severity, search.lowest), search.highest + search.tolerance) - search.tolerance


def map_searches(
    base: Scenario, criterion: Criterion = FORTY_UNDEPLOYED, seed: int = 1, highest: int = HIGHEST
) -> list[BreakingSearch]:
    """One search a force that has an incident in the base, in order of id."""
    forces = sorted({each.force for each in base.incidents})
    return [
        BreakingSearch(
            base, ForceNeed(force), criterion, 1, highest, seed=seed, check_every=CHECK_EVERY
        )
        for force in forces
    ]


def _lever(search: BreakingSearch) -> ForceNeed:
    assert isinstance(search.lever, ForceNeed)
    return search.lever


def typical_severities(searches: Sequence[BreakingSearch], how: How | None = None) -> list[float]:
    """The smallest severity that breaks a typical night, of each search."""
    without_chance = [replace(each, typical=True, checks=0) for each in searches]
    work = _Typical(tuple(without_chance))
    parts = -(-len(searches) // _TOGETHER)
    label = searches[0].base.name if searches else ""
    return [each for part in run_over(work.part, parts, label, how) for each in part]


@dataclass(frozen=True)
class _Typical:
    """Some searches at a time. Each may begin where the one before it has ended."""

    searches: tuple[BreakingSearch, ...]

    def part(self, number: int) -> list[float]:
        some = self.searches[number * _TOGETHER : (number + 1) * _TOGETHER]
        return [each.night(0).severity for each in some]


@dataclass(frozen=True)
class Screened:
    """What a pair came to in a typical night."""

    force: str
    other: str
    largest: float
    """PSUs of each that are met on time."""


def screen_pairs(
    base: Scenario,
    criterion: Criterion = FORTY_UNDEPLOYED,
    seed: int = 1,
    how: How | None = None,
    *,
    highest: int = HIGHEST,
    alone: Mapping[str, float] | None = None,
) -> list[Screened]:
    """The largest need of each of two forces at once that is met on time, in a typical night.

    Parameters
    ----------
    base
        A scenario with one incident in each force, such as ``stress/everywhere``.
    criterion
        What is *not* met on time.
    highest
        PSUs of the largest need that is tried.
    alone
        What breaks each force alone, by which searches begin near their ends; it is found first
        if it is not given.

    Returns
    -------
    list of Screened
        All pairs, the worst first, ties by id.
    """
    if alone is None:
        singles = map_searches(base, criterion, seed, highest)
        alone = {
            _lever(search).force: at
            for search, at in zip(singles, typical_severities(singles, how), strict=True)
        }
    searches = [
        pair_search(base, pair, criterion, seed, highest, guess=_guess(alone, pair, highest))
        for pair in combinations(sorted(alone), 2)
    ]
    found = typical_severities(searches, how)
    rows = [
        Screened(*pair_of(search), largest_met(at, search))
        for search, at in zip(searches, found, strict=True)
    ]
    return sorted(rows, key=lambda row: (row.largest, row.force, row.other))


def _guess(alone: Mapping[str, float], pair: Pair, highest: int) -> float:
    """Two share what is near both: a little less than the weaker alone. Nothing rests on it."""
    return max(1.0, min(highest, *(alone[force] for force in pair)))


def pair_search(
    base: Scenario,
    pair: Pair,
    criterion: Criterion = FORTY_UNDEPLOYED,
    seed: int = 1,
    highest: int = HIGHEST,
    guess: float | None = None,
) -> BreakingSearch:
    """The search of a pair; the same whichever of the two is named first."""
    lever = PairNeed(*sorted(pair))
    return BreakingSearch(
        base, lever, criterion, 1, highest, seed=seed, guess=guess, check_every=CHECK_EVERY
    )


def pair_of(search: BreakingSearch) -> Pair:
    """The forces of a pair's search."""
    assert isinstance(search.lever, PairNeed)
    return search.lever.force, search.lever.other
