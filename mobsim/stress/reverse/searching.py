"""What is the smallest severity that breaks a night?

A search takes one night at a time. With the draws of that night, the search finds the smallest
severity that breaks the night. The search assumes that all larger severities break too. This
assumption can be false, because a larger need also draws more aid. In some nights, the search
therefore tries a few further severities, and counts the severities that contradict the assumption.

Severities are whole numbers from the lowest to the highest. The search starts at a guess. From
there, it moves in steps that double until it passes the answer, and then repeatedly halves the
remaining range. Halving from the start would give the same answer with more runs.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations
from typing import Final, NamedTuple

from mobsim.ground.intervals import Interval, quantile
from mobsim.ground.randomness import Chance
from mobsim.scenario.scenario import Scenario
from mobsim.stress.reverse.criteria import TARGET_MISSED, Criterion, as_long_as_watched
from mobsim.stress.reverse.severity import Lever, NeedAt, SimultaneousIncidents, with_settings
from mobsim.study.playing import chance_of, has_row, play
from mobsim.study.running import answers, one_at_a_time
from mobsim.study.study import How
from mobsim.study.summary import LEVEL

ALWAYS: Final = -math.inf
"""The result if even the lowest severity breaks."""
NEVER: Final = math.inf
"""The result if even the highest severity holds."""

CHECKS: Final = 2
"""The number of further severities tried in a checked night, alternately below and above the
answer. This number is assumed.
"""
TOO_MANY: Final = 0.05
"""If more than this share of further severities contradict a search, the search is not trusted.
This share is assumed.
"""
HIGHEST: Final = 150
"""The largest need tried, in PSUs. This assumed number is half as much again as the need of a large
incident.
"""
CHECK_EVERY: Final = 5
"""To save runs, a search checks only one in this many nights. This number is assumed."""
_TOGETHER: Final = 25
"""The largest number of nights in a batch for one worker. This number does not affect results."""

Breaks = Callable[[int], bool]
"""A function that returns whether the severity at a place on the grid breaks a night."""


class SearchedNight(NamedTuple):
    """The result of a search in one night."""

    replication: int
    severity: float
    """The smallest severity that breaks, `ALWAYS` or `NEVER`."""
    checked: int = 0
    """The number of further severities tried."""
    contradicting: int = 0
    """The number of further severities that contradict the result: lower severities that break and
    higher severities that hold.
    """


@dataclass(frozen=True)
class BreakingSearch:
    """A planned search, which can be sent to other processes."""

    base: Scenario
    lever: Lever
    criterion: Criterion
    lowest: int
    highest: int
    seed: int = 1
    typical: bool = False
    """Whether every duration takes its mean value."""
    checks: int = CHECKS
    """The number of further severities to try in a night."""
    check_every: int = 1
    """The search checks one in this many nights."""
    guess: float | None = None
    """The severity at which each night's search starts; by default, the middle of the range."""
    exhaustive: bool = False
    """Whether to try every severity in order from the lowest. This is slower, but finds the
    smallest severity that breaks even if a larger severity is not always worse.
    """

    @property
    def last(self) -> int:
        """The last place on the grid; the first place is 0."""
        return self.highest - self.lowest

    def within(self, severity: float) -> float:
        """The severity, limited to the range of the search."""
        return min(max(severity, self.lowest), self.highest)

    def broken(self, severity: float, replication: int) -> bool:
        """Whether a severity breaks a night."""
        chance = Chance(self.seed, replication, typical=self.typical)
        scenario = self.lever.change(self.base, severity, chance)
        shorter = as_long_as_watched(scenario, self.criterion)
        if rule := self.criterion.rule(shorter):
            draws = chance_of(shorter, self.seed, replication, typical=self.typical)
            has_row(shorter, rule.settles, draws)
            return rule.broken
        played = play(shorter, seed=self.seed, replication=replication, typical=self.typical)
        return self.criterion.broken(played.measures)

    def night(self, replication: int) -> SearchedNight:
        """The smallest severity that breaks one night, with the number of contradictions."""

        @cache
        def breaks(place: int) -> bool:
            return self.broken(float(self.lowest + place), replication)

        place = self._first(breaks)
        chance = Chance(self.seed, replication)
        count = 0 if replication % self.check_every else self.checks
        further = list(further_places(place, self.last, count, chance))
        against = sum(breaks(each) is (each < place) for each in further)
        found = NEVER if place > self.last else float(self.lowest + place) if place else ALWAYS
        return SearchedNight(replication, found, len(further), against)

    def _first(self, breaks: Breaks) -> int:
        if not self.exhaustive:
            guess = self.lowest + self.last // 2 if self.guess is None else self.guess
            return first_broken(breaks, self.last, round(self.within(guess)) - self.lowest)
        return next((place for place in range(self.last + 1) if breaks(place)), self.last + 1)


def first_broken(breaks: Breaks, last: int, guess: int) -> int:
    """The first place from 0 to ``last`` that breaks; ``last`` plus one if no place breaks.

    The result is right if every place after a breaking place also breaks. Otherwise the result is a
    breaking place that directly follows a holding place.

    With a better ``guess``, fewer places are tried. No place is tried twice.

    >>> first_broken(lambda place: place >= 13, 100, guess=15)
    13
    >>> first_broken(lambda place: False, 100, guess=15)
    101
    """
    holds, broken = -1, last + 1
    place, stride = min(max(guess, 0), last), 1
    while broken - holds > 1:
        if breaks(place):
            broken = place
        else:
            holds = place
        if holds < 0:
            place = max(broken - stride, 0)
        elif broken > last:
            place = min(holds + stride, last)
        else:
            place = (holds + broken) // 2
        stride *= 2
    return broken


def further_places(place: int, last: int, count: int, chance: Chance) -> Iterator[int]:
    """Places to check, drawn alternately below and above an answer, excluding its neighbours.

    The search already knows that ``place`` breaks and that the place before it holds.
    """
    below, above = range(place - 1), range(place + 1, last + 1)
    for turn in range(count):
        side = (below, above)[turn % 2]
        if side:
            yield side[int(chance.draw("search again", turn) * len(side))]


@dataclass(frozen=True)
class BreakingFound:
    """The smallest severity that breaks each of many nights."""

    search: BreakingSearch
    nights: Sequence[SearchedNight]
    """The nights, ordered by replication."""

    @property
    def severities(self) -> list[float]:
        """The smallest severity that breaks each night."""
        return [night.severity for night in self.nights]

    @cached_property
    def median(self) -> Interval | None:
        """The severity that breaks half of the nights, with the interval of order statistics.

        The median is infinite if even the highest severity does not break half of the nights. A
        night that breaks even at the lowest severity counts with that severity. If the interval
        reaches down to the lowest severity, the lower end is None. The result is None if there are
        no nights.
        """
        lowest = self.search.lowest
        found = quantile([max(each, lowest) for each in self.severities], 0.5, LEVEL)
        if found is None or found.low is None or found.low > lowest:
            return found
        return replace(found, low=None)

    @property
    def always(self) -> int:
        """The number of nights that break even at the lowest severity."""
        return sum(each == ALWAYS for each in self.severities)

    @property
    def never(self) -> int:
        """The number of nights that hold even at the highest severity."""
        return sum(each == NEVER for each in self.severities)

    @property
    def checked(self) -> int:
        """The number of further severities tried."""
        return sum(night.checked for night in self.nights)

    @property
    def contradicting(self) -> int:
        """The number of further severities that contradict the result."""
        return sum(night.contradicting for night in self.nights)

    @property
    def sound(self) -> bool:
        """Whether the search tried every severity, or few severities contradict its result."""
        return self.search.exhaustive or self.contradicting <= TOO_MANY * self.checked


def find_all(
    searches: Sequence[BreakingSearch], nights: range, how: How | None = None
) -> list[BreakingFound]:
    """For each search, the smallest severity that breaks each of the nights.

    The results do not depend on ``how`` the nights run.
    """
    found = _played([(search, number) for search in searches for number in nights], how)
    count = len(nights)
    return [
        BreakingFound(search, found[place * count : (place + 1) * count])
        for place, search in enumerate(searches)
    ]


def typical_severities(searches: Sequence[BreakingSearch], how: How | None = None) -> list[float]:
    """For each search, the smallest severity that breaks a typical night."""
    found = _played([(replace(each, typical=True, checks=0), 0) for each in searches], how)
    return [night.severity for night in found]


def _played(
    nights: Sequence[tuple[BreakingSearch, int]], how: How | None = None
) -> list[SearchedNight]:
    """The results of several searches in all their nights, in order."""
    how = how or How()
    label = nights[0][0].base.name if nights else ""
    found: dict[int, list[SearchedNight]] = {}
    with how.opened() as engine, how.bar(label) as progress:
        pieces = list(_pieces(nights, engine.workers))
        for piece, done in answers(engine, _searched, pieces):
            found[piece.first] = done
            progress(sum(map(len, found.values())), len(nights))
    return [night for first in sorted(found) for night in found[first]]


class _Piece(NamedTuple):
    """A batch of nights for one worker, with everything that the worker needs."""

    first: int
    """The position of the batch's first night among all nights."""
    nights: Sequence[tuple[BreakingSearch, int]]


def _pieces(nights: Sequence[tuple[BreakingSearch, int]], workers: int) -> Iterator[_Piece]:
    """The batches of work. The last batches are smaller, so that all workers finish together."""
    first = 0
    while first < len(nights):
        share = (len(nights) - first) // (4 * workers)
        size = max(1, min(_TOGETHER, share))
        yield _Piece(first, nights[first : first + size])
        first += size


def _searched(piece: _Piece) -> list[SearchedNight]:
    return one_at_a_time(_searched_night, piece.nights)


def _searched_night(wanted: tuple[BreakingSearch, int]) -> SearchedNight:
    search, number = wanted
    return search.night(number)


# --- kinds of search ----------------------------------------------------------------------------


def guessed(searches: Sequence[BreakingSearch], how: How | None = None) -> list[BreakingSearch]:
    """The searches, each with the answer for a typical night as its guess.

    A search that tries every severity needs no guess. No result depends on a guess or on ``how``.
    """
    wanted = [replace(each, guess=None) for each in searches if not each.exhaustive]
    found = iter(typical_severities(wanted, how))
    return [
        each if each.exhaustive else replace(each, guess=each.within(next(found)))
        for each in searches
    ]


def simultaneous_search(
    base: Scenario,
    criterion: Criterion = TARGET_MISSED,
    seed: int = 1,
    units: int = 0,
    *,
    exhaustive: bool = False,
) -> BreakingSearch:
    """The search for the smallest number of simultaneous incidents that breaks a night.

    The base has one incident at each place. ``units`` is the number of PSUs that each incident
    needs; if it is 0, each incident keeps its need.
    """
    lever, highest = SimultaneousIncidents(units), len(base.incidents)
    return BreakingSearch(
        base, lever, criterion, 1, highest, seed, check_every=CHECK_EVERY, exhaustive=exhaustive
    )


def frontier_searches(
    search: BreakingSearch, settings: Sequence[str], how: How | None = None
) -> list[BreakingSearch]:
    """One search for each ``path=value`` setting, on the same nights.

    The settings are applied to the base once, so that workers need not repeat this work.
    """
    bases = [with_settings(search.base, [setting]) for setting in settings]
    return guessed([replace(search, base=base) for base in bases], how)


def need_search(
    base: Scenario, forces: Sequence[str], seed: int = 1, guess: float | None = None
) -> BreakingSearch:
    """The search for the smallest need not met on time in a force, or in each of two forces.

    "Met on time" means that the night meets the speed target. The order of a pair does not affect
    the result.
    """
    lever, every = NeedAt(tuple(sorted(forces))), CHECK_EVERY
    return BreakingSearch(
        base, lever, TARGET_MISSED, 1, HIGHEST, seed, check_every=every, guess=guess
    )


def largest_met(severity: float, search: BreakingSearch) -> float:
    """The largest need met on time, given the smallest need that is not met on time."""
    return min(max(severity, search.lowest), search.highest + 1.0) - 1.0


def median_met(found: BreakingFound) -> Interval | None:
    """The estimate of the largest need met on time; None if there are no nights.

    The upper end of the interval is None if it lies beyond the range tried.
    """
    least, search = found.median, found.search
    if least is None:
        return None
    low = 0.0 if least.high is not None else None
    return replace(
        least,
        estimate=largest_met(least.estimate, search),
        low=low if least.low is None else largest_met(least.low, search),
        high=None if least.high in (None, NEVER) else largest_met(least.high or 0.0, search),
    )


class Screened(NamedTuple):
    """The result for a pair of forces in a typical night."""

    forces: tuple[str, str]
    largest: float
    """The largest need in each force that is met on time, in PSUs."""


def screen_pairs(
    base: Scenario, alone: Mapping[str, float], seed: int = 1, how: How | None = None
) -> list[Screened]:
    """The largest need met on time in each of two forces at once, in a typical night.

    The result covers all pairs. The worst pairs come first, and equal pairs are in the order of
    their ids. Two forces share the help that is near both forces. Each search therefore starts near
    the value that breaks the weaker force ``alone``; this does not affect the result.
    """
    pairs = list(combinations(sorted(alone), 2))
    searches = [need_search(base, pair, seed, min(map(alone.__getitem__, pair))) for pair in pairs]
    found = typical_severities(searches, how)
    rows = [
        Screened(pair, largest_met(at, search))
        for pair, at, search in zip(pairs, found, searches, strict=True)
    ]
    return sorted(rows, key=lambda row: (row.largest, row.forces))
