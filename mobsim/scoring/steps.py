"""How many units or officers were there at each minute?"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from operator import sub
from typing import TypeVar

from mobsim.ground.units import MINUTES_PER_HOUR

Name = TypeVar("Name", bound=str)


class StepCurve:
    """A curve in steps: a whole number (the level) that changes at known minutes.

    The level at a minute includes all changes in that minute.

    >>> there = StepCurve()
    >>> there.change(10.0, 1); there.change(20.0, 1); there.change(20.0, -1)
    >>> [there.at(minute) for minute in (9.0, 10.0, 20.0)]
    [0, 1, 1]
    """

    __slots__ = ("base", "level", "levels", "minutes")

    def __init__(self, base: int = 0) -> None:
        self.base = base
        """The level before the first change."""
        self.level = base
        """The level after the last change."""
        self.minutes: list[float] = []
        self.levels: list[int] = []

    def change(self, minute: float, by: int) -> None:
        """Change the level from a given minute on; successive calls must be in order of time."""
        level = self.level = self.level + by
        minutes = self.minutes
        if minutes and minutes[-1] == minute:
            self.levels[-1] = level
        else:
            minutes.append(minute)
            self.levels.append(level)

    def at(self, minute: float) -> int:
        """The level at a given minute."""
        step = bisect_right(self.minutes, minute) - 1
        return self.levels[step] if step >= 0 else self.base

    def levels_at(self, minutes: Iterable[float]) -> list[int]:
        """The level at each of several minutes."""
        levels, changes = [self.base, *self.levels], self.minutes
        return [levels[bisect_right(changes, minute)] for minute in minutes]

    def first_at_least(self, level: int, start: float) -> float | None:
        """The first minute from ``start`` on with at least this level; None if there is none."""
        if self.at(start) >= level:
            return start
        for step in range(bisect_right(self.minutes, start), len(self.minutes)):
            if self.levels[step] >= level:
                return self.minutes[step]
        return None

    def minutes_to(self, levels: Mapping[Name, int], start: float) -> dict[Name, float | None]:
        """Minutes from ``start`` until each level is reached; None for levels never reached."""
        after = bisect_right(self.minutes, start)
        highest = list(accumulate(self.levels[after:], max, initial=self.at(start)))
        minutes = [start, *self.minutes[after:]]
        steps = {name: bisect_left(highest, level) for name, level in levels.items()}
        return {
            name: minutes[step] - start if step < len(minutes) else None
            for name, step in steps.items()
        }

    def most(self, since: float, until: float = math.inf) -> int:
        """The highest level between two minutes, including both minutes."""
        first, end = bisect_left(self.minutes, since), bisect_right(self.minutes, until)
        return max([self.at(since), *self.levels[first:end]])

    def highest(self) -> tuple[int, float | None]:
        """The highest level and its first minute; None if the curve begins at that level."""
        return self._first_of(max([self.base, *self.levels]))

    def highest_so_far(self) -> "StepCurve":
        """A curve whose level at each minute is the highest level so far.

        >>> there = StepCurve()
        >>> there.change(10.0, 3); there.change(20.0, -2); there.change(30.0, 4)
        >>> [there.highest_so_far().at(minute) for minute in (9.0, 25.0, 30.0)]
        [0, 3, 5]
        """
        found = StepCurve(self.base)
        for minute, level in zip(self.minutes, self.levels, strict=True):
            if level > found.level:
                found.change(minute, level - found.level)
        return found

    def lowest(self) -> tuple[int, float | None]:
        """The lowest level and its first minute; None if the curve begins at that level."""
        return self._first_of(min([self.base, *self.levels]))

    def lasting(self, minutes: float, end: float) -> tuple[int, float, float] | None:
        """The highest level above 0 that lasts for at least ``minutes``, before the minute ``end``.

        The result is the level, its first minute and its length in minutes.

        >>> short = StepCurve()
        >>> short.change(0.0, 9); short.change(30.0, -4); short.change(95.0, -5)
        >>> short.lasting(60.0, 120.0)
        (5, 0.0, 95.0)
        """
        edges = [minute for minute in self.minutes if minute < end]
        levels = self.levels[: len(edges)]
        for level in sorted({level for level in levels if level > 0}, reverse=True):
            since: float | None = None
            for minute, here in zip([*edges, end], [*levels, 0], strict=True):
                if here >= level:
                    since = minute if since is None else since
                elif since is not None:
                    if minute - since >= minutes:
                        return level, since, minute - since
                    since = None
        return None

    def _first_of(self, level: int) -> tuple[int, float | None]:
        return level, None if level == self.base else self.minutes[self.levels.index(level)]

    def area(self, start: float, end: float) -> float:
        """The sum of level × time from ``start`` to ``end``."""
        total = 0.0
        for minutes, level in self.spans(start, end):
            total += minutes * level
        return total

    def spans(self, start: float, end: float) -> Iterable[tuple[float, int]]:
        """Each level between two minutes, after the minutes that it lasts.

        >>> there = StepCurve(2)
        >>> there.change(30.0, -2)
        >>> list(there.spans(10.0, 40.0))
        [(20.0, 2), (10.0, 0)]
        """
        if end <= start:
            return ()
        inside = slice(bisect_right(self.minutes, start), bisect_left(self.minutes, end))
        edges = [start, *self.minutes[inside], end]
        return zip(map(sub, edges[1:], edges), [self.at(start), *self.levels[inside]], strict=True)

    def hours(self, end: float) -> list[int]:
        """The level at each whole hour from minute 0 to ``end``."""
        hours = range(int(end // MINUTES_PER_HOUR) + 1)
        return self.levels_at([hour * MINUTES_PER_HOUR for hour in hours])


def combine(together: Callable[[int, int], int], left: StepCurve, right: StepCurve) -> StepCurve:
    """A curve whose level at each minute is a function of the levels of two curves.

    >>> need, there = StepCurve(), StepCurve()
    >>> need.change(0.0, 3); there.change(5.0, 4)
    >>> combine(min, need, there).at(6.0)
    3
    """
    minutes = sorted({*left.minutes, *right.minutes})
    levels = map(together, left.levels_at(minutes), right.levels_at(minutes))
    return _made(together(left.base, right.base), minutes, levels)


def total(many: Iterable[StepCurve]) -> StepCurve:
    """The sum of several curves."""
    base, changes = 0, defaultdict[float, int](int)
    for steps in many:
        before = steps.base
        base += before
        for minute, level in zip(steps.minutes, steps.levels, strict=True):
            changes[minute] += level - before
            before = level
    minutes = sorted(changes)
    levels = accumulate([changes[minute] for minute in minutes], initial=base)
    return _made(base, minutes, [*levels][1:])


def _made(base: int, minutes: list[float], levels: Iterable[int]) -> StepCurve:
    """A curve with the given changes."""
    found = StepCurve(base)
    found.minutes, found.levels = minutes, list(levels)
    found.level = found.levels[-1] if minutes else base
    return found
