"""In what share of weeks do so many units suffice, and how many suffice in a share of weeks?

Weeks of one year are not independent, as disorder that spreads fills several. Intervals therefore
count as many independent weeks as would vary as much between years (Kish's design effect): shares
by Wilson's interval, quantiles by Woodruff's (1952), which reads the ends of the share's interval
off the weeks in order. Weeks that come together make both wider; nothing makes them narrower.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mobsim.ground.intervals import Interval, wilson

LEVEL: Final = 0.95
SHARES: Final = (0.90, 0.95, 0.99)
"""Shares of weeks of which is said how many units suffice."""

Weeks = NDArray[np.int64]
"""Units needed at once: a row a year, a column a week."""


def share_of_weeks(weeks: Weeks, units: int) -> Interval:
    """Share of weeks in which so many units suffice.

    >>> weeks = np.array([[0, 5, 6, 7], [7, 6, 5, 0]])
    >>> share_of_weeks(weeks, 6).estimate
    0.75
    """
    enough = weeks <= units
    independent = _independent(enough)
    share = float(enough.mean())
    low, high = wilson(np.array([share]), independent, LEVEL)
    ends = float(low[0]), float(high[0])
    return Interval(share, *ends, LEVEL, independent, "Wilson, by design effect of years")


@dataclass(frozen=True, slots=True)
class Sufficing:
    """How many units suffice in a share of weeks."""

    share: float
    units: int
    low: int | None
    """None, with ``high``, where the weeks are too few to say."""
    high: int | None


def units_for(weeks: Weeks, share: float) -> Sufficing:
    """The fewest units that suffice in a share of weeks, with their interval.

    >>> weeks = np.tile([0, 0, 0, 0, 0, 0, 0, 0, 5, 9], (100, 1))
    >>> units_for(weeks, 0.9)
    Sufficing(share=0.9, units=5, low=5, high=9)
    """
    ordered = np.sort(weeks, axis=None)
    n = len(ordered)
    found = _ranked(ordered, share)
    independent = _independent(weeks <= found)
    if share**independent > (1 - LEVEL) / 2:
        return Sufficing(share, found, None, None)
    low, high = wilson(np.array([share]), independent, LEVEL)
    ends = _ranked(ordered, float(low[0])), _ranked(ordered, min(float(high[0]), (n - 0.5) / n))
    return Sufficing(share, found, *ends)


def _ranked(ordered: NDArray[np.int64], share: float) -> int:
    rank = min(max(math.ceil(round(len(ordered) * share, 9)), 1), len(ordered))
    return int(ordered[rank - 1])


def _independent(enough: NDArray[np.bool_]) -> int:
    """How many independent weeks would say as much."""
    years, n = len(enough), enough.size
    share = float(enough.mean())
    if years < 2 or share in (0.0, 1.0):
        return n
    between = float(np.var(enough.mean(axis=1), ddof=1)) / years
    return max(1, min(n, math.floor(share * (1 - share) / between))) if between else n


def filled(years: Sequence[Sequence[int]]) -> Weeks:
    """Peaks of each year as one table."""
    return np.array(years, dtype=np.int64)
