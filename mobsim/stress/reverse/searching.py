"""What is the smallest severity that breaks it?

A search goes night by night: on the draws of each night the smallest severity is found at which
the criterion breaks. It assumes that what breaks at a severity also breaks at every larger one.
That need not be so, for more need asks for more aid; so a few further severities of each night
are tried, and those that contradict are counted.

Severities stand on a grid from the lowest to the highest, one tolerance apart. The search begins
at a guess, goes away from it in steps that double until it has passed the edge, and halves what is
left: the same answer as from halving alone, in fewer runs.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple, TypeVar

from mobsim.ground.errors import Fault, InputError
from mobsim.ground.intervals import Interval, quantile
from mobsim.ground.randomness import Chance
from mobsim.scenario.scenario import Scenario
from mobsim.stress.reverse.criteria import (
    FORTY_UNDEPLOYED,
    Criterion,
    as_long_as_watched,
)
from mobsim.stress.reverse.severity import (
    Lever,
    Setting,
    SimultaneousIncidents,
    at_severity,
    with_settings,
)
from mobsim.study.engines import engine_of
from mobsim.study.replication import play
from mobsim.study.running import map_nights
from mobsim.study.span import parse_replications
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
_TOGETHER: Final = 5
"""Nights that are handed to a worker at once; nothing that results depend on."""
_EXACT: Final = 9
"""Decimals of a severity."""

Result = TypeVar("Result")

Breaks = Callable[[int], bool]
"""Whether it breaks at a place of the grid."""


class SearchedNight(NamedTuple):
    """What a search found in one night."""

    replication: int
    severity: float
    """The smallest on the grid that breaks, `ALWAYS` or `NEVER`."""
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
    lowest: float
    highest: float
    tolerance: float = 1.0
    """Between severities; 1 for those that are whole numbers."""
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

    def __post_init__(self) -> None:
        steps = (self.highest - self.lowest) / self.tolerance if self.tolerance > 0 else -1.0
        if steps < 0 or not math.isclose(steps, round(steps), abs_tol=1e-6):
            found = f"{self.lowest:g} to {self.highest:g} in steps of {self.tolerance:g}"
            message = f"found {found}, expected a whole number of steps up"
            raise InputError([Fault("search", 0, 0, "severity", message)])

    @property
    def last(self) -> int:
        """The last place of the grid; the first is 0."""
        return round((self.highest - self.lowest) / self.tolerance)

    def severity(self, place: int) -> float:
        """The severity at a place of the grid."""
        return round(self.lowest + place * self.tolerance, _EXACT)

    def broken(self, severity: float, replication: int) -> bool:
        """Whether a night breaks at a severity."""
        chance = Chance(self.seed, replication, typical=self.typical)
        scenario = at_severity(self.base, self.lever, severity, chance)
        shorter = as_long_as_watched(scenario, self.criterion)
        played = play(shorter, seed=self.seed, replication=replication, typical=self.typical)
        return self.criterion.broken(played.measures)

    def night(self, replication: int) -> SearchedNight:
        """The smallest severity that breaks one night, and whether others agree."""
        breaks = remembered(lambda place: self.broken(self.severity(place), replication))
        place = self._first(breaks)
        chance = Chance(self.seed, replication)
        count = 0 if replication % self.check_every else self.checks
        further = list(further_places(place, self.last, count, chance))
        against = sum(breaks(each) is (each < place) for each in further)
        return SearchedNight(replication, self._found(place), len(further), against)

    def _first(self, breaks: Breaks) -> int:
        if not self.exhaustive:
            return first_broken(breaks, self.last, self._begin())
        return next((place for place in range(self.last + 1) if breaks(place)), self.last + 1)

    def _begin(self) -> int:
        if self.guess is None:
            return self.last // 2
        return round(
            (min(max(self.guess, self.lowest), self.highest) - self.lowest) / self.tolerance
        )

    def _found(self, place: int) -> float:
        if not place:
            return ALWAYS
        return NEVER if place > self.last else self.severity(place)


def first_broken(breaks: Breaks, last: int, guess: int) -> int:
    """The first place from 0 to ``last`` that breaks; one more if none does.

    It is right when every place after one that breaks does so too; otherwise it is a place that
    breaks after one that holds.

    Parameters
    ----------
    breaks
        Asked of few places, none of them twice.
    last
        The last place.
    guess
        Where to begin: the nearer, the fewer places are asked.

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


def remembered(breaks: Breaks) -> Breaks:
    """The same, asking once of each place."""
    known: dict[int, bool] = {}

    def ask(place: int) -> bool:
        if place not in known:
            known[place] = breaks(place)
        return known[place]

    return ask


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


def find(
    search: BreakingSearch, replications: int | str = 100, how: How | None = None
) -> BreakingFound:
    """The smallest severity that breaks each of some nights.

    Parameters
    ----------
    search
        What is looked for.
    replications
        A number, or a range such as ``"0:50"``.
    how
        On what it is run; results never depend on it.

    Raises
    ------
    InputError
        When the replications cannot be read, or are ``auto``.
    """
    return find_all([search], replications, how)[0]


def find_all(
    searches: Sequence[BreakingSearch], replications: int | str = 100, how: How | None = None
) -> list[BreakingFound]:
    """Several searches over the same nights, in one go; see `find`."""
    if not searches:
        return []
    numbers = numbers_of(replications)
    parts = [tuple(numbers[at : at + _TOGETHER]) for at in range(0, len(numbers), _TOGETHER)]
    many = _Many(tuple(searches), tuple(parts))
    done = run_over(many.work, len(searches) * len(parts), many.label, how)
    return [
        BreakingFound(search, [night for part in done[at : at + len(parts)] for night in part])
        for search, at in zip(searches, range(0, len(done), len(parts)), strict=True)
    ]


@dataclass(frozen=True)
class _Many:
    """Some nights of one of several searches at a time."""

    searches: tuple[BreakingSearch, ...]
    parts: tuple[tuple[int, ...], ...]

    @property
    def label(self) -> str:
        return self.searches[0].base.name

    def work(self, place: int) -> list[SearchedNight]:
        search, part = divmod(place, len(self.parts))
        return [self.searches[search].night(number) for number in self.parts[part]]


def run_over(
    work: Callable[[int], Result], count: int, label: str, how: How | None = None
) -> list[Result]:
    """What comes of pieces of work, in their order, wherever they are done."""
    how = how or How()
    engine = how.engine or engine_of(how.jobs, how.scheduler)
    try:
        with how.bar(label) as progress:
            return map_nights(work, range(count), engine, progress)
    finally:
        if how.engine is None:
            engine.close()


def numbers_of(replications: int | str) -> range:
    """The numbers of some replications.

    Raises
    ------
    InputError
        When they cannot be read, or are ``auto``.
    """
    span = parse_replications(str(replications))
    if span is None:
        message = "found 'auto', expected a number such as 50, or a range such as 0:50"
        raise InputError([Fault("--replications", 0, 0, "", message)])
    return span.numbers


def guessed(search: BreakingSearch) -> BreakingSearch:
    """The search, to begin at what a typical night comes to, unless it says where to begin."""
    if search.guess is not None:
        return search
    typical = replace(search, typical=True, checks=0).night(0).severity
    return replace(search, guess=min(max(typical, search.lowest), search.highest))


def simultaneous_search(
    base: Scenario,
    criterion: Criterion = FORTY_UNDEPLOYED,
    seed: int = 1,
    *,
    units: int = 0,
    order: Sequence[str] = (),
    exhaustive: bool = False,
) -> BreakingSearch:
    """The search of the smallest number of simultaneous incidents that breaks a night.

    Parameters
    ----------
    base
        A scenario with one incident at each place, such as ``stress/everywhere``.
    criterion
        What breaks.
    units
        PSUs that each incident needs; 0 for what the base says.
    order
        Of forces, stated in place of a drawn one.
    exhaustive
        Assume nothing of more being worse; see `BreakingSearch`.
    """
    lever = SimultaneousIncidents(tuple(order), units)
    highest = len(lever.ordered(base, Chance(seed)))
    search = BreakingSearch(base, lever, criterion, 1, highest, seed=seed, exhaustive=exhaustive)
    return search if exhaustive else guessed(search)


def frontier_searches(
    search: BreakingSearch, held: Setting, settings: Sequence[float]
) -> list[BreakingSearch]:
    """The search with a key of the scenario file held at each of some values, on the same nights.

    They are laid on the base at once, so that no worker has to.
    """
    bases = [with_settings(search.base, held.settings(setting)) for setting in settings]
    return [guessed(replace(search, base=base, guess=None)) for base in bases]
