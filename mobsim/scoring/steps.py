"""How many units or officers were there at each minute?"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
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
        self.level += by
        if self.minutes and self.minutes[-1] == minute:
            self.levels[-1] = self.level
        else:
            self.minutes.append(minute)
            self.levels.append(self.level)

    def at(self, minute: float) -> int:
        """The level at a given minute."""
        step = bisect_right(self.minutes, minute) - 1
        return self.levels[step] if step >= 0 else self.base

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
        reached = {name: self.first_at_least(level, start) for name, level in levels.items()}
        return {name: None if at is None else at - start for name, at in reached.items()}

    def most(self, since: float, until: float = math.inf) -> int:
        """The highest level between two minutes, including both minutes."""
        steps = zip(self.minutes, self.levels, strict=True)
        return max([self.at(since), *(level for at, level in steps if since <= at <= until)])

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
        return self.minutes_where(float, start, end)

    def minutes_where(self, weight: Callable[[int], float], start: float, end: float) -> float:
        """The sum of the minutes from ``start`` to ``end``, weighted by a function of the level.

        >>> there = StepCurve(2)
        >>> there.change(30.0, -2)
        >>> there.minutes_where(lambda level: level == 0, 0.0, 40.0)
        10.0
        """
        if end <= start:
            return 0.0
        first = bisect_right(self.minutes, start)
        last = bisect_left(self.minutes, end)
        total, since, level = 0.0, start, self.at(start)
        for step in range(first, last):
            total += (self.minutes[step] - since) * weight(level)
            since, level = self.minutes[step], self.levels[step]
        return total + (end - since) * weight(level)

    def hours(self, end: float) -> list[int]:
        """The level at each whole hour from minute 0 to ``end``."""
        return [
            self.at(hour * MINUTES_PER_HOUR) for hour in range(int(end // MINUTES_PER_HOUR) + 1)
        ]


def combine(together: Callable[[int, int], int], left: StepCurve, right: StepCurve) -> StepCurve:
    """A curve whose level at each minute is a function of the levels of two curves.

    >>> need, there = StepCurve(), StepCurve()
    >>> need.change(0.0, 3); there.change(5.0, 4)
    >>> combine(min, need, there).at(6.0)
    3
    """
    combined = StepCurve(together(left.base, right.base))
    ours, theirs = left.base, right.base
    of_left = dict(zip(left.minutes, left.levels, strict=True))
    of_right = dict(zip(right.minutes, right.levels, strict=True))
    combined.minutes = sorted(of_left | of_right)
    for minute in combined.minutes:
        ours, theirs = of_left.get(minute, ours), of_right.get(minute, theirs)
        combined.levels.append(together(ours, theirs))
    combined.level = combined.at(math.inf)
    return combined


def total(many: Iterable[StepCurve]) -> StepCurve:
    """The sum of several curves."""
    found = list(many)
    summed = StepCurve(sum(steps.base for steps in found))
    changes: dict[float, int] = {}
    for steps in found:
        before = steps.base
        for minute, level in zip(steps.minutes, steps.levels, strict=True):
            changes[minute] = changes.get(minute, 0) + level - before
            before = level
    for minute in sorted(changes):
        summed.change(minute, changes[minute])
    return summed
