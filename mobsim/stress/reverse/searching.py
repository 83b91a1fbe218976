"""What is the smallest severity that breaks it?

A search goes night by night: on the draws of each night the smallest severity is found at which
the criterion breaks. It assumes that what breaks at a severity also breaks at every larger one.
That need not be so, for more need asks for more aid; so a few further severities of each night
are tried, and those that contradict are counted.

Severities are whole numbers from the lowest to the highest. The search begins at a guess, goes away
from it in steps that double until it has passed the edge, and halves what is left: the same answer
as from halving alone, in fewer runs.
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
"""Even the highest holds."""

CHECKS: Final = 2
"""Further severities tried in each night, one below and one above by turns; assumed."""
TOO_MANY: Final = 0.05
"""Share of further severities that may contradict a search that can be trusted; assumed."""
HIGHEST: Final = 150
"""PSUs of the largest need that is tried; assumed, half as much again as a large incident."""
CHECK_EVERY: Final = 5
"""Nights of a search of a need of which one is looked at again, to spare runs."""
_TOGETHER: Final = 25
"""Nights that are handed to a worker at once, at most; nothing that results depend on."""

Breaks = Callable[[int], bool]
"""Whether it breaks at a place of the grid."""


class SearchedNight(NamedTuple):
    """What a search found in one night."""

    replication: int
    severity: float
    """The smallest that breaks, `ALWAYS` or `NEVER`."""
    checked: int = 0
    """Further severities that were tried."""
    contradicting: int = 0
    """Of them, those below that break, and those above that hold."""


@dataclass(frozen=True)
class BreakingSearch:
    """What is looked for. It travels to other processes."""

    base: Scenario
    lever: Lever
    criterion: Criterion
    lowest: int
    highest: int
    seed: int = 1
    typical: bool = False
    """Whether every duration is its mean."""
    checks: int = CHECKS
    """Further severities tried in a night."""
    check_every: int = 1
    """Nights of which one is looked at again."""
    guess: float | None = None
    """Where each night's search begins; by default in the middle."""
    exhaustive: bool = False
    """Try one severity after the other from the lowest on: slower, and the smallest that breaks
    even where more is not always worse."""

    @property
    def last(self) -> int:
        """The last place of the grid; the first is 0."""
        return self.highest - self.lowest

    def within(self, severity: float) -> float:
        """The nearest severity that is tried."""
        return min(max(severity, self.lowest), self.highest)

    def broken(self, severity: float, replication: int) -> bool:
        """Whether a night breaks at a severity."""
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
        """The smallest severity that breaks one night, and whether others agree."""

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
    """The first place from 0 to ``last`` that breaks; one more if none does.

    It is right when every place after one that breaks does so too; otherwise it is a place that
    breaks after one that holds.

    The nearer ``guess`` is, the fewer places are asked; none is asked twice.

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
    """Places to look again at, drawn below and above an answer by turns, its neighbours left out.

    ``place`` breaks and the one before it holds; both are known.
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
    """In order of replication."""

    @property
    def severities(self) -> list[float]:
        """Night by night."""
        return [night.severity for night in self.nights]

    @cached_property
    def median(self) -> Interval | None:
        """Severity at which half of nights break, with the interval of order statistics.

        Infinite where even the highest holds; a night in which even the lowest breaks counts as
        the lowest, and an end of the interval there is None. None without nights.
        """
        lowest = self.search.lowest
        found = quantile([max(each, lowest) for each in self.severities], 0.5, LEVEL)
        if found is None or found.low is None or found.low > lowest:
            return found
        return replace(found, low=None)

    @property
    def always(self) -> int:
        """Nights in which even the lowest breaks."""
        return sum(each == ALWAYS for each in self.severities)

    @property
    def never(self) -> int:
        """Nights in which even the highest holds."""
        return sum(each == NEVER for each in self.severities)

    @property
    def checked(self) -> int:
        """Further severities that were tried."""
        return sum(night.checked for night in self.nights)

    @property
    def contradicting(self) -> int:
        """Of them, those that speak against its being so that more always is worse."""
        return sum(night.contradicting for night in self.nights)

    @property
    def sound(self) -> bool:
        """Whether what it rests on holds: few further severities contradict, or all were tried."""
        return self.search.exhaustive or self.contradicting <= TOO_MANY * self.checked


def find_all(
    searches: Sequence[BreakingSearch], nights: range, how: How | None = None
) -> list[BreakingFound]:
    """The smallest severity of each search that breaks each of some nights.

    Results never depend on ``how`` it is run.
    """
    found = _played([(search, number) for search in searches for number in nights], how)
    count = len(nights)
    return [
        BreakingFound(search, found[place * count : (place + 1) * count])
        for place, search in enumerate(searches)
    ]


def typical_severities(searches: Sequence[BreakingSearch], how: How | None = None) -> list[float]:
    """The smallest severity that breaks a typical night, of each search."""
    found = _played([(replace(each, typical=True, checks=0), 0) for each in searches], how)
    return [night.severity for night in found]


def _played(
    nights: Sequence[tuple[BreakingSearch, int]], how: How | None = None
) -> list[SearchedNight]:
    """What is found in some nights, each of a search, in their order, wherever they are done."""
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
    """Some nights that are handed to a worker at once: with them goes all that they need."""

    first: int
    """Place of the first."""
    nights: Sequence[tuple[BreakingSearch, int]]


def _pieces(nights: Sequence[tuple[BreakingSearch, int]], workers: int) -> Iterator[_Piece]:
    """Towards the end they are smaller, so that all workers end together."""
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
    """The search, to begin at what a typical night shows."""
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
    """The search of the smallest number of simultaneous incidents that breaks a night.

    The base has one incident at each place. Each needs so many PSUs; with 0 what the base says.
    """
    lever, highest = SimultaneousIncidents(units), len(base.incidents)
    search = BreakingSearch(base, lever, criterion, 1, highest, seed, exhaustive=exhaustive)
    return search if exhaustive else guessed(search)


def frontier_searches(search: BreakingSearch, settings: Sequence[str]) -> list[BreakingSearch]:
    """The search with each of some ``path=value`` held, on the same nights.

    They are laid on the base at once, so that no worker has to.
    """
    bases = [with_settings(search.base, [setting]) for setting in settings]
    return [guessed(replace(search, base=base)) for base in bases]


def need_search(
    base: Scenario, forces: Sequence[str], seed: int = 1, guess: float | None = None
) -> BreakingSearch:
    """The search of the smallest need of a force, or of each of a pair, that is not met on time.

    "Met on time" is that the target of speed is met. A pair's is the same whichever of the two is
    named first.
    """
    lever, every = NeedAt(tuple(sorted(forces))), CHECK_EVERY
    return BreakingSearch(
        base, lever, TARGET_MISSED, 1, HIGHEST, seed, check_every=every, guess=guess
    )


def largest_met(severity: float, search: BreakingSearch) -> float:
    """The largest need met on time, of the smallest that is not."""
    return min(max(severity, search.lowest), search.highest + 1.0) - 1.0


def median_met(found: BreakingFound) -> Interval | None:
    """Of the largest need met on time; None without nights.

    Its upper end is None where it lies beyond what was tried.
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
    """PSUs of each that are met on time."""


def screen_pairs(
    base: Scenario, alone: Mapping[str, float], seed: int = 1, how: How | None = None
) -> list[Screened]:
    """The largest need of each of two forces at once that is met on time, in a typical night.

    All pairs, the worst first, ties by id. Searches begin near what breaks the weaker ``alone``,
    for two share what is near both; nothing rests on it.
    """
    pairs = list(combinations(sorted(alone), 2))
    searches = [need_search(base, pair, seed, min(map(alone.__getitem__, pair))) for pair in pairs]
    found = typical_severities(searches, how)
    rows = [
        Screened(pair, largest_met(at, search))
        for pair, at, search in zip(pairs, found, searches, strict=True)
    ]
    return sorted(rows, key=lambda row: (row.largest, row.forces))
