"""How certain is a number from n replications?

The functions compute intervals from independent replications, each of which gives one value:

- ``values`` are finite numbers; for pairs, both lists are in the same order;
- ``times`` are minutes. None or infinity means *never*: the event did not happen within the
  ``horizon``, the minute up to which every replication was observed;
- ``level`` is between 0 and 1.

Any other input raises a ``ValueError`` that gives the value found. Times that may be *never* have
no mean, so a mean of such times is refused. Use a quantile, a share of replications, or a mean up
to the horizon instead. The order of the values does not affect the result. Without data, the result
is None or empty. For a single value, the interval has an estimate but no ends, unless it is a
share.

If all values are the same, the interval of their mean has no width. Such an interval is right if
the value does not depend on chance, but it is too narrow if a rare event has not yet occurred;
`proportion` shows how rare the event may be.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate, with a range for the value that infinitely many replications would give."""

    estimate: float
    """The estimate; infinity if a quantile is *never*."""
    low: float | None
    """The lower end; None if there are too few replications for an interval at this level."""
    high: float | None
    """The upper end; None if ``low`` is None; infinity if a quantile may be *never*."""
    level: float
    """The approximate share of such intervals that contain the true value."""
    n: int
    """Number of replications."""
    method: str
    never: int = 0
    """Number of replications in which the event did not happen within the horizon."""
    covers: float | None = None
    """The level that the interval actually reaches; None if it cannot be computed."""


class Incidence(NamedTuple):
    """The share of replications in which an event has happened by a minute."""

    minute: float
    share: float
    low: float
    high: float


def mean_t(values: Iterable[float], level: float = 0.95) -> Interval | None:
    """The mean with Student's t interval.

    The interval is exact for normally distributed values, and close for many other values.

    >>> found = mean_t([50.0, 60.0, 70.0])  # 60 ± 4.303 × 10 / √3
    >>> found.estimate, round(found.low, 2), round(found.high, 2), found.n
    (60.0, 35.16, 84.84, 3)
    >>> mean_t([])
    """
    return _mean_t(_finite(values), level)


def quantile(values: Iterable[float | None], q: float, level: float = 0.95) -> Interval | None:
    """A quantile with an interval between two of the sorted values, for any distribution.

    The estimate is the smallest value that at least a share q of all values do not exceed. The ends
    are chosen with binomial sums: the true quantile lies beyond each end with a probability of at
    most (1 - level) / 2. ``covers`` is the probability that the true quantile lies between both
    ends; the probability is higher if two values can be equal. The ends are None if there are too
    few values: fewer than 6 for a median at 0.95, or fewer than 36 for q = 0.9. *Never* counts as
    larger than any other value.

    >>> found = quantile([40, 45, 50, 55, 60, None], 0.5)
    >>> found.estimate, found.low, found.high, found.covers, found.never
    (50.0, 40.0, inf, 0.96875, 1)
    >>> quantile([40, 45, 50], 0.5).low  # too few
    """
    data = _times(values)
    _inside("level", level)
    _inside("q", q)
    n = len(data)
    if not n:
        return None
    rank = min(max(math.ceil(round(n * q, 9)), 1), n)
    found = Interval(
        float(data[rank - 1]), None, None, level, n, "order statistics", _beyond(data, math.inf)
    )
    below, above = _order_indices(n, q, level)
    if below < 1 or above > n:
        return found
    covers = order_statistic_coverage(n, q, below, above)
    return replace(found, low=float(data[below - 1]), high=float(data[above - 1]), covers=covers)


@cache
def order_statistic_coverage(n: int, q: float, low_index: int, high_index: int) -> float:
    """The probability that the q quantile lies between two of n sorted values.

    The probability is exact for a continuous distribution, and a lower bound for any other
    distribution. Without values, the probability is 0. The values are counted from 1; 0 means minus
    infinity, and n + 1 means infinity.

    >>> order_statistic_coverage(6, 0.5, 1, 6)  # 1 - 2 / 2⁶
    0.96875
    """
    from scipy.special import bdtr

    def at_most(count: int) -> float:
        return float(bdtr(count, n, q)) if count >= 0 else 0.0

    return at_most(min(high_index - 1, n)) - at_most(low_index - 1) if n else 0.0


@cache
def proportion(
    successes: int, n: int, level: float = 0.95, method: Literal["wilson", "exact"] = "wilson"
) -> Interval | None:
    """The share of replications in which a statement was true.

    Wilson's interval has the stated coverage on average over all true shares. The exact interval of
    Clopper and Pearson has at least this coverage for every true share, and is wider.

    >>> found = proportion(0, 100)
    >>> found.estimate, found.low, round(found.high, 3)
    (0.0, 0.0, 0.037)
    """
    from scipy.stats import binomtest

    _inside("level", level)
    _counted(successes, n)
    if not n:
        return None
    ends = binomtest(successes, n).proportion_ci(confidence_level=level, method=method)
    name = {"wilson": "Wilson", "exact": "Clopper-Pearson"}[method]
    return Interval(successes / n, float(ends.low), float(ends.high), level, n, name)


def evidence_for(side: Literal["below", "above"], line: float, successes: int, n: int) -> float:
    """The evidence that a true share is below (or above) a line.

    You may check the evidence at any time, and as often as you like. The evidence is the value of a
    bet that begins at 1 and is fair if the true share is on the line. If the true share is not
    below (or not above) the line, the probability that the evidence ever reaches 1 / error is at
    most the error, however often it is checked (Ville's inequality). The bet is a mixture over
    Beta(0.05, 1) below the line, which favours shares near 0, or over Beta(0.5, 0.5) above the line
    (Robbins, "Statistical methods related to the law of the iterated logarithm", Annals of
    Mathematical Statistics 41, 1970, 1397-1409).

    >>> evidence_for("below", 0.05, 0, 0)
    1.0
    >>> round(evidence_for("below", 0.05, 0, 108)), round(evidence_for("above", 0.05, 9, 25))
    (228, 17258)
    """
    from scipy.special import betainc, betaincc, betaln

    _inside("line", line)
    _counted(successes, n)
    a, b = (0.05, 1.0) if side == "below" else (0.5, 0.5)
    beyond = betainc if side == "below" else betaincc
    after, before = (
        float(beyond(*each, line)) for each in ((a + successes, b + n - successes), (a, b))
    )
    if not after:
        return 0.0
    odds = float(betaln(a + successes, b + n - successes) - betaln(a, b))
    odds += math.log(after) - math.log(before)
    odds -= successes * math.log(line) + (n - successes) * math.log1p(-line)
    return math.exp(min(odds, _MOST_ODDS))


_MOST_ODDS = 700.0
"""The largest logarithm of evidence; any larger value is reduced to this value."""


def incidence_curve(
    times: Iterable[float | None], horizon: float, level: float = 0.95
) -> list[Incidence]:
    """The share of replications in which an event has happened by each minute.

    The minutes are 0, each time up to the horizon, and the horizon. Up to the horizon, no time is
    censored, so the share equals the Kaplan–Meier estimate. If times are counted from a random
    start, the horizon must be the shortest time for which any replication was observed. Each row of
    the result has Wilson's interval for its own minute.

    >>> [(row.minute, row.share) for row in incidence_curve([30, 90, None, 30], 120)]
    [(0.0, 0.0), (30.0, 0.5), (90.0, 0.75), (120.0, 0.75)]
    """
    import numpy as np

    data = _times(times)
    _inside("level", level)
    if not len(data):
        return []
    minutes = np.union1d([0.0, horizon], data[data <= horizon])
    minutes = minutes[minutes <= horizon]
    shares = np.searchsorted(data, minutes, side="right") / len(data)
    low, high = wilson(shares, len(data), level)
    rows = zip(minutes.tolist(), shares.tolist(), low.tolist(), high.tolist(), strict=True)
    return [Incidence(*row) for row in rows]


def restricted_mean(
    times: Iterable[float | None], horizon: float, level: float = 0.95
) -> Interval | None:
    """The mean of times up to the horizon, with Student's t interval.

    A later time, or *never*, counts as the horizon. The result is therefore the mean of
    min(time, horizon), and must be quoted together with the horizon. Neither end of the interval is
    beyond the horizon.

    >>> found = restricted_mean([60, 80, None], horizon=100)
    >>> found.estimate, round(found.low, 2), found.high, found.never
    (80.0, 30.32, 100, 1)
    """
    import numpy as np

    data = _times(times)
    found = _mean_t(np.minimum(data, horizon), level)
    if found is None:
        return None
    high = found.high if found.high is None else min(found.high, horizon)
    method = f"Student t of the mean up to {horizon:g} min"
    return replace(found, high=high, method=method, never=_beyond(data, horizon))


def paired(
    a: Iterable[float], b: Iterable[float], level: float = 0.95, comparisons: int = 1
) -> Interval | None:
    """The mean of b - a over replications with the same random draws, with Student's t interval.

    For several comparisons, Bonferroni's method computes each interval at the level 1 - (1 - level)
    / comparisons, so that all intervals together hold at the requested level.

    >>> found = paired([10, 20, 30, 40], [11, 22, 31, 42])
    >>> found.estimate, round(found.low, 3), round(found.high, 3)
    (1.5, 0.581, 2.419)
    """
    import numpy as np

    first, second = _pairs(a, b, level, comparisons)
    found = _mean_t(np.sort(second - first), 1 - (1 - level) / comparisons)
    return found and replace(found, level=level, method=_of_several("paired t", comparisons))


def paired_shares(
    a: Iterable[float], b: Iterable[float], level: float = 0.95, comparisons: int = 1
) -> Interval | None:
    """The share of ones in b minus the share of ones in a, for runs with the same random draws.

    The interval is Agresti and Min's adjusted Wald interval (Statistics in Medicine 24, 2005,
    729–740). The method adds half a replication to each of the four cells. The interval therefore
    has a width even if all values are the same, and stays between -1 and 1. Each value in a and b
    is 0 or 1. For several comparisons, see `paired`.

    >>> found = paired_shares([0] * 20, [1] * 20)
    >>> found.estimate, round(found.low, 2), found.high
    (1.0, 0.76, 1.0)
    """
    import numpy as np
    from scipy.special import ndtri

    first, second = _pairs(a, b, level, comparisons)
    if not np.isin([*first, *second], (0.0, 1.0)).all():
        raise ValueError("shares: found other values than 0 and 1, expected yes or no")
    n = len(first)
    if not n:
        return None
    gained, lost = np.sum(second > first) + 0.5, np.sum(second < first) + 0.5
    middle = (gained - lost) / (n + 2)
    deviation = math.sqrt(((gained + lost) / (n + 2) - middle * middle) / (n + 2))
    half = float(ndtri(1 - (1 - level) / comparisons / 2)) * deviation
    estimate = float(np.mean(second - first))
    low, high = max(-1.0, float(middle) - half), min(1.0, float(middle) + half)
    method = _of_several("paired Agresti–Min", comparisons)
    return Interval(estimate, min(low, estimate), max(high, estimate), level, n, method)


def variance_reduction(a: Iterable[float], b: Iterable[float]) -> float | None:
    """The share of the variance of b - a that is removed by using the same random draws.

    The share is 1 - var(b - a) / (var a + var b). The share is 0 if a and b are uncorrelated or
    both constant, 1 if they differ by a constant, and below 0 if they are negatively correlated.
    With fewer than two pairs, the share is None.

    >>> variance_reduction([10, 20, 30], [11, 21, 31]), variance_reduction([1, 1], [2, 2])
    (1.0, 0.0)
    """
    first, second = _pairs(a, b)
    if len(first) < 2:
        return None
    apart = _variance(first) + _variance(second)
    return 1 - _variance(second - first) / apart if apart else 0.0


def wilson(
    shares: "NDArray[np.float64]", n: "int | NDArray[np.int64]", level: float
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Lower and upper ends of Wilson's interval for many shares at once.

    ``n`` is the number of replications, which must not be 0: one number for all shares, or a
    separate number for each share.

    >>> import numpy as np
    >>> [ends.round(3).tolist() for ends in wilson(np.array([0.0, 0.5]), 100, 0.95)]
    [[0.0, 0.404], [0.037, 0.596]]
    """
    import numpy as np
    from scipy.special import ndtri

    square = float(ndtri((1 + level) / 2)) ** 2 / n
    middle = (shares + square / 2) / (1 + square)
    half = np.sqrt(shares * (1 - shares) * square + square * square / 4) / (1 + square)
    low = np.where(shares > 0, np.maximum(middle - half, 0.0), 0.0)
    return low, np.where(shares < 1, np.minimum(middle + half, 1.0), 1.0)


def half_width_t(
    deviation: "NDArray[np.float64]", n: "NDArray[np.int64]", level: float
) -> "NDArray[np.float64]":
    """Half the width of Student's t interval, for many means at once.

    ``deviation`` is the standard deviation of the n values behind each mean (with divisor n - 1).
    ``n`` is at least 2.

    >>> import numpy as np
    >>> half_width_t(np.array([10.0]), np.array([3]), 0.95).round(3).tolist()
    [24.841]
    """
    import numpy as np
    from scipy.special import stdtrit

    return np.asarray(stdtrit(n - 1, (1 + level) / 2) * deviation / np.sqrt(n))


def _mean_t(data: "NDArray[np.float64]", level: float) -> Interval | None:
    import numpy as np

    _inside("level", level)
    n = len(data)
    if not n:
        return None
    if n == 1 or data[0] == data[-1]:
        value = float(data[0])
        ends = value if n > 1 else None
        return Interval(value, ends, ends, level, n, "Student t")
    mean = float(np.mean(data))
    half = float(half_width_t(np.array([np.std(data, ddof=1)]), np.array([n]), level)[0])
    return Interval(mean, mean - half, mean + half, level, n, "Student t")


@cache
def _order_indices(n: int, q: float, level: float) -> tuple[int, int]:
    """The ranks of both ends of an interval, from 1; 0 or n + 1 if there are too few values."""
    import numpy as np
    from scipy.special import bdtr, bdtrc

    tail = (1 - level) / 2
    counts = np.arange(n + 1)
    below = int(np.count_nonzero(bdtr(counts, n, q) <= tail))
    above = int(np.count_nonzero(bdtrc(counts, n, q) > tail)) + 1
    return below, above


def _finite(values: Iterable[float]) -> "NDArray[np.float64]":
    """The values in rising order, so that no result depends on their order."""
    import numpy as np

    return np.sort(_all_finite(values))


def _all_finite(values: Iterable[float]) -> "NDArray[np.float64]":
    import numpy as np

    data = np.array(list(values), dtype=np.float64)
    wrong = data[~np.isfinite(data)]
    if len(wrong):
        raise ValueError(
            f"values: found {wrong[0]}, expected finite numbers; for times that may be never, use "
            "quantile, incidence_curve or restricted_mean"
        )
    return data


def _times(times: Iterable[float | None]) -> "NDArray[np.float64]":
    """The times in rising order, with infinity for *never*."""
    import numpy as np

    data = np.array([math.inf if time is None else time for time in times], dtype=np.float64)
    wrong = data[np.isnan(data) | np.isneginf(data)]
    if len(wrong):
        raise ValueError(f"times: found {wrong[0]}, expected minutes; write never as None")
    return np.sort(data)


def _of_several(method: str, comparisons: int) -> str:
    return method if comparisons == 1 else f"{method}, Bonferroni over {comparisons}"


def _pairs(
    a: Iterable[float], b: Iterable[float], level: float = 0.95, comparisons: int = 1
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    _inside("level", level)
    if comparisons < 1:
        raise ValueError(f"comparisons: found {comparisons}, expected 1 or more; count this one")
    first, second = _all_finite(a), _all_finite(b)
    if len(first) != len(second):
        raise ValueError(
            f"pairs: found {len(first)} and {len(second)} values, expected equal numbers; "
            "give both values of every replication"
        )
    return first, second


def _variance(data: "NDArray[np.float64]") -> float:
    """The variance, which is exactly 0 when all values are the same."""
    import numpy as np

    return float(np.var(np.sort(data), ddof=1)) if np.ptp(data) else 0.0


def _beyond(data: "NDArray[np.float64]", minute: float) -> int:
    """The number of times that are later than a minute, or never."""
    import numpy as np

    late = np.isinf(data) if math.isinf(minute) else data > minute
    return int(np.count_nonzero(late))


def _counted(successes: int, n: int) -> None:
    if not 0 <= successes <= n:
        raise ValueError(
            f"successes: found {successes} of {n}, expected 0 to {n}; count each replication once"
        )


def _inside(name: str, share: float) -> None:
    if not 0 < share < 1:
        raise ValueError(f"{name}: found {share}, expected between 0 and 1; 95 % is 0.95")
