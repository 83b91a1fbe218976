"""In what share of weeks is a number of units enough, and how many units are enough?

The weeks of one year are not independent, because spreading disorder lasts several weeks. Intervals
therefore use a smaller number of independent weeks that would vary by the same amount between years
(Kish's design effect). Shares use Wilson's interval. Quantiles use Woodruff's interval (1952). This
method takes the ends of the share's interval and reads the units at those places in the ordered
weeks. Clustered weeks make both intervals wider, never narrower.
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
"""The shares of weeks for which the text states the units that are enough."""

Weeks = NDArray[np.int64]
"""The units needed at once, with one row for each year and one column for each week."""


def share_of_weeks(weeks: Weeks, units: int) -> Interval:
    """The share of weeks in which a number of units is enough.

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
    """The number of units that is enough in a share of weeks."""

    share: float
    units: int
    low: int | None
    """The low end of the interval. Both ends are None if there are too few weeks for an interval.
    """
    high: int | None


def units_for(weeks: Weeks, share: float) -> Sufficing:
    """The fewest units that are enough in a share of weeks, with an interval.

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
    """The number of independent weeks that would give as much information as the given weeks."""
    years, n = len(enough), enough.size
    share = float(enough.mean())
    if years < 2 or share in (0.0, 1.0):
        return n
    between = float(np.var(enough.mean(axis=1), ddof=1)) / years
    return max(1, min(n, math.floor(share * (1 - share) / between))) if between else n


def filled(years: Sequence[Sequence[int]]) -> Weeks:
    """The peaks of all years in one table."""
    return np.array(years, dtype=np.int64)
