"""How many units does an incident need, and when?"""

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """The number of units of one kind that an incident needs, as it changes over time.

    The need is a right-continuous step function, which is 0 before the first step.
    """

    minutes: tuple[float, ...]
    """The start of each step, in minutes since the scenario's start, in strictly increasing
    order."""
    units: tuple[int, ...]
    """The number of units needed from the start of each step. The last number is 0 unless the need
    outlasts the scenario."""

    def at(self, minute: float) -> int:
        """Units needed at a minute.

        >>> Need((10.0, 70.0), (5, 0)).at(69.5)
        5
        """
        step = bisect_right(self.minutes, minute) - 1
        return self.units[step] if step >= 0 else 0

    def largest(self, first: float, last: float) -> int:
        """The largest need at any minute from ``first`` to ``last``.

        >>> Need((10.0, 70.0), (5, 9)).largest(20.0, 70.0)
        9
        """
        return max(self._between(first, last))

    def smallest(self, first: float, last: float) -> int:
        """The smallest need at any minute from ``first`` to ``last``.

        >>> Need((10.0, 70.0), (5, 9)).smallest(20.0, 70.0)
        5
        """
        return min(self._between(first, last))

    def _between(self, first: float, last: float) -> tuple[int, ...]:
        """The need at ``first`` and at each later step up to ``last``.

        ``last`` must not be earlier than ``first``.
        """
        begun = bisect_right(self.minutes, first)
        units = self.units[max(0, begun - 1) : bisect_right(self.minutes, last)]
        return units if begun else (0, *units)

    @property
    def peak(self) -> int:
        """The largest need at any time."""
        return max(self.units)

    @property
    def over(self) -> float:
        """The minute at which the need ends; infinity if it outlasts the scenario.

        >>> Need((10.0, 70.0), (5, 0)).over, Need((10.0,), (5,)).over
        (70.0, inf)
        """
        return math.inf if self.units[-1] else self.minutes[-1]

    def known(self, judged_at: float, look_ahead: float, minute: float) -> int:
        """The need for ``minute`` or later, according to the information at ``judged_at``.

        Within the look-ahead, every step is known. Beyond the look-ahead, a fall in need is known,
        but a rise is not.

        >>> need = Need((0.0, 60.0, 300.0, 400.0), (4, 10, 20, 0))
        >>> [need.known(0.0, 120.0, minute) for minute in (0.0, 120.0, 350.0, 400.0)]
        [10, 10, 10, 0]
        """
        horizon = judged_at + look_ahead
        first = max(minute, judged_at)
        if first <= horizon:
            return self.largest(first, horizon)
        return self.smallest(horizon, first)


def spells(needs: Iterable[Need]) -> list[tuple[float, float]]:
    """The beginning and end of each spell in which an incident needs units.

    >>> spells([Need((0.0, 60.0, 90.0), (4, 0, 6)), Need((0.0, 70.0), (1, 0))])
    [(0.0, 70.0), (90.0, inf)]
    """
    needs = list(needs)
    found: list[tuple[float, float]] = []
    begun: float | None = None
    for minute in sorted({minute for need in needs for minute in need.minutes}):
        needed = any(need.at(minute) for need in needs)
        if needed and begun is None:
            begun = minute
        elif begun is not None and not needed:
            found.append((begun, minute))
            begun = None
    return found if begun is None else [*found, (begun, math.inf)]


@dataclass(frozen=True, slots=True)
class Responsive:
    """Need that grows while it is not met, and falls once it is met.

    Only this kind of need depends on the progress of the mobilisation.
    """

    begins: float
    """The start of the need, in minutes since the scenario's start."""
    ends: float
    """The latest possible end of the need, in minutes since the scenario's start."""
    units: int
    """Units needed at the beginning, at least 1."""
    most: int
    """The largest number of units to which the need can grow."""
    growth: float
    """The share by which the need grows in each step while too few units are deployed."""
    decay: float
    """The share by which the need falls in each step while enough units are deployed."""
    step: float
    """The number of minutes between two steps."""

    @property
    def peak(self) -> int:
        """The largest possible need."""
        return self.most

    def after(self, units: int, deployed: int) -> int:
        """The need in the next step.

        >>> need = Responsive(0.0, 600.0, 4, 10, 0.25, 0.5, 30.0)
        >>> need.after(8, deployed=3), need.after(10, deployed=3), need.after(8, deployed=8)
        (10, 10, 4)
        """
        if deployed < units:
            return min(self.most, max(units + 1, math.floor(units * (1 + self.growth) + 0.5)))
        return max(0, min(units - 1, math.floor(units * (1 - self.decay) + 0.5)))


def ramp_hold_decay(
    peak: int, begins: float, ramp: float, hold: float, decay: float, step: float
) -> Need:
    """Need that rises to a peak, stays there and then falls, in steps of ``step`` minutes.

    The rise and the fall are straight lines. The need in a step is the highest value of the line
    within that step, rounded up.

    >>> ramp_hold_decay(4, 0.0, 60.0, 60.0, 60.0, 30.0)
    Need(minutes=(0.0, 30.0, 150.0, 180.0), units=(2, 4, 2, 0))
    """
    steps: list[tuple[float, int]] = []
    rising = math.ceil(ramp / step)
    for i in range(rising):
        share = min(1.0, (i + 1) * step / ramp)
        steps.append((begins + i * step, math.ceil(peak * share)))
    falls = begins + ramp + hold
    steps.append((begins + ramp, peak))
    steps.extend(
        (falls + i * step, math.ceil(peak * (1 - i * step / decay)))
        for i in range(1, math.ceil(decay / step))
    )
    steps.append((falls + decay, 0))
    return need_of(steps)


def need_of(steps: Iterable[tuple[float, int]]) -> Need:
    """A `Need` from (minute, units) pairs; if a minute has two pairs, the later pair applies.

    >>> need_of([(0.0, 3), (30.0, 3), (60.0, 0)])
    Need(minutes=(0.0, 60.0), units=(3, 0))
    """
    last = dict(steps)
    kept: list[tuple[float, int]] = []
    for minute, units in sorted(last.items()):
        if not kept or kept[-1][1] != units:
            kept.append((minute, units))
    return Need(tuple(minute for minute, _ in kept), tuple(units for _, units in kept))
