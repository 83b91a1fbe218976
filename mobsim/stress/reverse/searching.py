"""What is the smallest severity that breaks it?

A search goes night by night. On each night's draws it finds the smallest severity at which the
criterion breaks. It assumes that if one severity breaks, every larger one does too. That may be
false, because more need asks for more aid. So the search tries a few further severities in each
night and counts those that contradict it.

Severities are whole numbers from the lowest to the highest. The search starts at a guess, moves
away in doubling steps until it passes the edge, then halves what is left. This finds the same
answer as halving alone, in fewer runs.
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
from mobsim.study.running import answers, uncollected
from mobsim.study.study import How
from mobsim.study.summary import LEVEL

ALWAYS: Final = -math.inf
"""Even the lowest severity breaks."""
NEVER: Final = math.inf
"""Even the highest severity holds."""

CHECKS: Final = 2
"""How many further severities a checked night tries, alternating below and above; assumed."""
TOO_MANY: Final = 0.05
"""The largest share of further severities that may contradict a search before it cannot be trusted;
assumed.
"""
HIGHEST: Final = 150
"""The largest need tried, in PSUs; assumed, half as much again as a large incident."""
CHECK_EVERY: Final = 5
"""A search checks one night in this many, to save runs; assumed."""
_TOGETHER: Final = 25
"""The most nights sent to a worker at once; results do not depend on it."""

Breaks = Callable[[int], bool]
"""Whether a place on the grid breaks."""


class SearchedNight(NamedTuple):
    """The result of a search in one night."""

    replication: int
    severity: float
    """The smallest severity that breaks, `ALWAYS` or `NEVER`."""
    checked: int = 0
    """The number of further severities tried."""
    contradicting: int = 0
    """Of these, the number below that break or above that hold."""


@dataclass(frozen=True)
class BreakingSearch:
    """What to search for. It can be sent to other processes."""

    base: Scenario
    lever: Lever
    criterion: Criterion
    lowest: int
    highest: int
    seed: int = 1
    typical: bool = False
    """Whether every duration takes its mean."""
    checks: int = CHECKS
    """The number of further severities tried in a night."""
    check_every: int = 1
    """One night in this many is checked."""
    guess: float | None = None
    """Where each night's search starts; by default in the middle."""
    exhaustive: bool = False
    """Try every severity in order from the lowest: slower, but finds the smallest that breaks even
    where more is not always worse.
    """

    @property
    def last(self) -> int:
        """The last place on the grid; the first is 0."""
        return self.highest - self.lowest

    def within(self, severity: float) -> float:
        """The nearest severity within the range."""
        return min(max(severity, self.lowest), self.highest)

    def broken(self, severity: float, replication: int) -> bool:
        """Whether a severity breaks a night."""
        chance = Chance(self.seed, replication, typical=self.typical)
        scenario = self.lever.change(self.base, severity, chance)
        shorter = as_long_as_watched(scenario, self.criterion)
        breaks_with = None if scenario.left_out else self.criterion.breaks_with
        if breaks_with is not None:
            draws = chance_of(shorter, self.seed, replication, typical=self.typical)
            return has_row(shorter, breaks_with, draws)
        played = play(shorter, seed=self.seed, replication=replication, typical=self.typical)
        return self.criterion.broken(played.measures)

    def night(self, replication: int) -> SearchedNight:
        """The smallest severity that breaks one night, and whether further severities agree."""

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
    """The first place from 0 to ``last`` that breaks; ``last`` plus one if none does.

    The result is right if every place after one that breaks also breaks; otherwise it is some
    breaking place that follows a holding one.

    The nearer ``guess`` is, the fewer places are tried; none is tried twice.

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

    The search already knows that ``place`` breaks and the one before it holds.
    """
    below, above = range(place - 1), range(place + 1, last + 1)
    for turn in range(count):
        side = (below, above)[turn % 2]
        if side:
            yield side[int(chance.draw("search again", turn) * len(side))]


@dataclass(frozen=True)
class BreakingFound:
    """The smallest severities that break many nights."""

    search: BreakingSearch
    nights: Sequence[SearchedNight]
    """Ordered by replication."""

    @property
    def severities(self) -> list[float]:
        """One value for each night."""
        return [night.severity for night in self.nights]

    @cached_property
    def median(self) -> Interval | None:
        """The severity at which half of the nights break, with the interval of order statistics.

        It is infinite where even the highest severity holds. A night that even the lowest breaks
        counts as the lowest, and an end of the interval there is None. The result is None if there
        are no nights.
        """
        lowest = self.search.lowest
        found = quantile([max(each, lowest) for each in self.severities], 0.5, LEVEL)
        if found is None or found.low is None or found.low > lowest:
            return found
        return replace(found, low=None)

    @property
    def always(self) -> int:
        """Nights that even the lowest severity breaks."""
        return sum(each == ALWAYS for each in self.severities)

    @property
    def never(self) -> int:
        """Nights in which even the highest severity holds."""
        return sum(each == NEVER for each in self.severities)

    @property
    def checked(self) -> int:
        """The number of further severities tried."""
        return sum(night.checked for night in self.nights)

    @property
    def contradicting(self) -> int:
        """Of these, the number that contradict the assumption that more is always worse."""
        return sum(night.contradicting for night in self.nights)

    @property
    def sound(self) -> bool:
        """Whether the assumption holds: few severities contradict it, or all were tried."""
        return self.search.exhaustive or self.contradicting <= TOO_MANY * self.checked


def find_all(
    searches: Sequence[BreakingSearch], nights: range, how: How | None = None
) -> list[BreakingFound]:
    """For each search, the smallest severity that breaks each of the given nights.

    Results do not depend on ``how`` it runs.
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
    """What searches find in their nights, in order, wherever they run."""
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
    """Some nights sent to a worker at once, with everything they need."""

    first: int
    """The place of the first night."""
    nights: Sequence[tuple[BreakingSearch, int]]


def _pieces(nights: Sequence[tuple[BreakingSearch, int]], workers: int) -> Iterator[_Piece]:
    """The batches of work; the last are smaller, so that all workers finish together."""
    first = 0
    while first < len(nights):
        share = (len(nights) - first) // (4 * workers)
        size = max(1, min(_TOGETHER, share))
        yield _Piece(first, nights[first : first + size])
        first += size


def _searched(piece: _Piece) -> list[SearchedNight]:
    with uncollected():
        return [search.night(number) for search, number in piece.nights]


# --- what is searched ---------------------------------------------------------------------------


def guessed(search: BreakingSearch) -> BreakingSearch:
    """The search, starting at the answer for a typical night."""
    typical = replace(search, typical=True, checks=0, guess=None).night(0).severity
    return replace(search, guess=search.within(typical))


def simultaneous_search(
    base: Scenario,
    criterion: Criterion = TARGET_MISSED,
    seed: int = 1,
    units: int = 0,
    *,
    exhaustive: bool = False,
) -> BreakingSearch:
    """The search for the smallest number of simultaneous incidents that breaks a night.

    The base has one incident at each place. Each incident needs this many PSUs; 0 keeps what the
    base says.
    """
    lever, highest = SimultaneousIncidents(units), len(base.incidents)
    search = BreakingSearch(
        base, lever, criterion, 1, highest, seed, check_every=CHECK_EVERY, exhaustive=exhaustive
    )
    return search if exhaustive else guessed(search)


def frontier_searches(search: BreakingSearch, settings: Sequence[str]) -> list[BreakingSearch]:
    """The search with each ``path=value`` applied, on the same nights.

    The settings are applied to the base once, so workers do not have to.
    """
    bases = [with_settings(search.base, [setting]) for setting in settings]
    return [guessed(replace(search, base=base)) for base in bases]


def need_search(
    base: Scenario, forces: Sequence[str], seed: int = 1, guess: float | None = None
) -> BreakingSearch:
    """The search for the smallest need of a force, or each of a pair, not met on time.

    "Met on time" means that the night meets the speed target. A pair gives the same result
    whichever force comes first.
    """
    lever, every = NeedAt(tuple(sorted(forces))), CHECK_EVERY
    return BreakingSearch(
        base, lever, TARGET_MISSED, 1, HIGHEST, seed, check_every=every, guess=guess
    )


def largest_met(severity: float, search: BreakingSearch) -> float:
    """The largest need met on time, from the smallest that is not."""
    return min(max(severity, search.lowest), search.highest + 1.0) - 1.0


def median_met(found: BreakingFound) -> Interval | None:
    """The number for the largest need met on time; None if there are no nights.

    Its upper end is None if it lies beyond the range tried.
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
    """What a pair met in a typical night."""

    forces: tuple[str, str]
    largest: float
    """PSUs of each force that are met on time."""


def screen_pairs(
    base: Scenario, alone: Mapping[str, float], seed: int = 1, how: How | None = None
) -> list[Screened]:
    """The largest need that each of two forces at once can have met on time, in a typical night.

    It covers all pairs, worst first, with ties by id. Searches start near the value that breaks the
    weaker force ``alone``, because two forces share what is near both; results do not depend on it.
    """
    pairs = list(combinations(sorted(alone), 2))
    searches = [need_search(base, pair, seed, min(map(alone.__getitem__, pair))) for pair in pairs]
    found = typical_severities(searches, how)
    rows = [
        Screened(pair, largest_met(at, search))
        for pair, at, search in zip(pairs, found, searches, strict=True)
    ]
    return sorted(rows, key=lambda row: (row.largest, row.forces))
