"""Where and when does an incident break out, and how large does it grow?"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from mobsim.country.demand.activity import Activity
from mobsim.country.demand.need import Need, ramp_hold_decay
from mobsim.ground.clock import WallClock
from mobsim.ground.randomness import Distribution
from mobsim.ground.units import quantise

Draw = Callable[..., float]
"""A function that returns a number in (0, 1) for a purpose and stable ids, such as
`mobsim.ground.randomness.Chance.draw`."""

Scripted = tuple[tuple[float, str, str], ...]
"""The start, force and id of each incident that the scenario lists."""

PURPOSE = "disorder"
"""The purpose of every random draw that describes an outbreak."""

_SMALLEST_TERM = 2.0**-80


def poisson_at(u: float, mean: float) -> int:
    """Inverse distribution function of a Poisson count: the least k with P(count <= k) >= u.

    For a given ``u``, a higher mean never gives a lower count.

    >>> [poisson_at(u, 2.0) for u in (0.1, 0.5, 0.99)]
    [0, 2, 6]
    """
    count, term = 0, math.exp(-mean)
    below = term
    while below < u and (term > _SMALLEST_TERM or count < mean):
        count += 1
        term *= mean / count
        below += term
    return count


@dataclass(frozen=True, slots=True)
class Outbreak:
    """An incident that was drawn at random."""

    force: str
    """The host force."""
    number: int
    """Number of the incident within its force; the force and the number form the incident's id."""
    begins: float
    key: str
    """The key of the incident's random draws."""


@dataclass(frozen=True, slots=True)
class Window:
    """The minutes of the run in which spontaneous incidents break out."""

    first: float
    last: float

    def minute(self, u: float, activity: Activity) -> float | None:
        """The minute by which the share ``u`` of the activity in the window has taken place.

        Return None if the run ends first.
        """
        begins, ends = activity.at(self.first), activity.at(self.last)
        return activity.minute_of(begins + u * (ends - begins))

    def unprompted(
        self, means: Mapping[str, float], activity: Activity, draw: Draw, purpose: str, key: str
    ) -> Iterator[Outbreak]:
        """The spontaneous incidents in each force; ``means`` gives their mean numbers.

        The draws for an incident use the given purpose. The key of each draw is a pattern such as
        ``{}-{}``, filled in with the incident's force and number.
        """
        for force, mean in means.items():
            for number in range(1, poisson_at(draw(purpose, force), mean) + 1):
                name = key.format(force, number)
                minute = self.minute(draw(purpose, name, "begin"), activity)
                if minute is not None:
                    yield Outbreak(force, number, quantise(minute), name)


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a random incident: how its need rises, stays at a peak and falls."""

    sizes: tuple[tuple[int, float], ...]
    """The possible numbers of units at the peak, each with its share of incidents."""
    ramp: float
    hold: Distribution
    decay: float
    step: float

    def need(self, begins: float, key: str, draw: Draw) -> Need:
        """The need of the incident with the given key; its peak lasts at least one step."""
        held = quantise(self.hold.at(draw(PURPOSE, key, "hold")))
        peak = self._peak(draw(PURPOSE, key, "size"))
        return ramp_hold_decay(peak, begins, self.ramp, max(held, self.step), self.decay, self.step)

    def _peak(self, u: float) -> int:
        below = 0.0
        for units, share in self.sizes:
            below += share
            if u < below:
                return units
        return [units for units, share in self.sizes if share][-1]


class Source(Protocol):
    """A process that draws the incidents of a night."""

    @property
    def course(self) -> Course:
        """The course of a random incident."""

    def outbreaks(
        self, clock: WallClock, duration: float, draw: Draw, scripted: Scripted = ()
    ) -> list[Outbreak]:
        """The incidents of one night, without the ``scripted`` incidents."""
