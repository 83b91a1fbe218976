"""How does mobsim make random draws that depend only on their keys?

The key of a draw consists of the seed, the replication, the purpose and stable ids. The first 8
bytes of the BLAKE2b digest of ``seed|replication|purpose|id|id|…`` give a number in (0, 1). An
inverse distribution function turns this number into a duration. There is no shared generator, so an
additional draw does not change any other draw.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from statistics import NormalDist
from typing import Protocol

from mobsim.ground.units import quantise

_STANDARD_NORMAL = NormalDist()
_LARGEST_BELOW_ONE = 1.0 - 2.0**-53


def uniform(key: str) -> float:
    """The number (v + ½) / 2⁶⁴ for a key, where v is the 8-byte BLAKE2b digest of the key.

    >>> 0.0 < uniform("1|0|muster|kent-psu-01|0") < 1.0
    True
    """
    value = int.from_bytes(blake2b(key.encode()).digest()[:8], "big")
    number = (2 * value + 1) / 36893488147419103232
    return number if number < 1.0 else _LARGEST_BELOW_ONE


class Distribution(Protocol):
    """The distribution of a duration in minutes."""

    @property
    def mean(self) -> float:
        """The mean in minutes, rounded to a multiple of 2**-20."""

    def at(self, u: float) -> float:
        """The inverse distribution function at 0 < u < 1, in minutes."""


@dataclass(frozen=True)
class Fixed:
    """A duration that is always the same."""

    minutes: float

    @cached_property
    def mean(self) -> float:
        return quantise(self.minutes)

    def at(self, u: float) -> float:
        return self.minutes


@dataclass(frozen=True)
class Uniform:
    """A uniform distribution: all minutes from ``low`` to ``high`` are equally likely."""

    low: float
    high: float

    @cached_property
    def mean(self) -> float:
        return quantise((self.low + self.high) / 2)

    def at(self, u: float) -> float:
        return self.low + u * (self.high - self.low)


@dataclass(frozen=True)
class Triangular:
    """A triangular distribution with the smallest, the most likely and the largest minutes."""

    low: float
    mode: float
    high: float

    @cached_property
    def mean(self) -> float:
        return quantise((self.low + self.mode + self.high) / 3)

    def at(self, u: float) -> float:
        width = self.high - self.low
        if not width:
            return self.low
        if u * width < self.mode - self.low:
            return self.low + math.sqrt(u * width * (self.mode - self.low))
        return self.high - math.sqrt((1 - u) * width * (self.high - self.mode))


@dataclass(frozen=True)
class Exponential:
    """An exponential distribution (memoryless) with the given mean."""

    mean_minutes: float

    @cached_property
    def mean(self) -> float:
        return quantise(self.mean_minutes)

    def at(self, u: float) -> float:
        return -self.mean_minutes * math.log1p(-u)


@dataclass(frozen=True)
class Lognormal:
    """A lognormal distribution with the given mean and coefficient of variation."""

    mean_minutes: float
    cv: float

    @cached_property
    def mean(self) -> float:
        return quantise(self.mean_minutes)

    def at(self, u: float) -> float:
        variance = math.log1p(self.cv * self.cv)
        score = _STANDARD_NORMAL.inv_cdf(u)
        return self.mean_minutes * math.exp(math.sqrt(variance) * score - variance / 2)


def with_mean(distribution: Distribution, minutes: float) -> Distribution:
    """A distribution with the same shape as this distribution, but with another mean.

    >>> with_mean(Triangular(10, 20, 60), 15.0), with_mean(Fixed(30), 15.0)
    (Triangular(low=5.0, mode=10.0, high=30.0), Fixed(minutes=15.0))
    """
    times = minutes / distribution.mean if distribution.mean else 0.0
    match distribution:
        case Uniform(low, high):
            return Uniform(times * low, times * high)
        case Triangular(low, mode, high):
            return Triangular(times * low, times * mode, times * high)
        case Exponential():
            return Exponential(minutes)
        case Lognormal(_, cv):
            return Lognormal(minutes, cv)
    return Fixed(minutes)


class Chance:
    """Makes all random draws of one replication.

    Parameters
    ----------
    seed, replication
        The two numbers that together identify the night.
    typical
        Whether to use the mean of every duration instead of a draw, and to let every donor answer.
    """

    def __init__(self, seed: int, replication: int = 0, *, typical: bool = False) -> None:
        self.seed = seed
        self.replication = replication
        self.typical = typical
        self._prefix = f"{seed}|{replication}|"

    def end(self, start: float, distribution: Distribution, purpose: str, *ids: str | int) -> float:
        """The minute at which a process of random length ends, if it began at ``start``."""
        if self.typical or isinstance(distribution, Fixed):
            return start + distribution.mean
        key = f"{self._prefix}{purpose}|{'|'.join(map(str, ids))}"
        return start + quantise(distribution.at(uniform(key)))

    def happens(self, probability: float, start: float, purpose: str, *ids: str | int) -> bool:
        """Whether an event of the given probability happens; in a typical run, it never happens."""
        if self.typical or probability <= 0:
            return False
        return uniform(f"{self._prefix}{purpose}|{'|'.join(map(str, ids))}") < probability

    def draw(self, purpose: str, *ids: str | int) -> float:
        """A random number in (0, 1), which is drawn even in a typical run."""
        return uniform(f"{self._prefix}{purpose}|{'|'.join(map(str, ids))}")
