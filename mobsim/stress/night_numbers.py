"""How does a number over nights stand in the findings?"""

import math
from collections.abc import Sequence

from mobsim.ground.intervals import (
    Interval,
    mean_t,
    paired,
    paired_shares,
    proportion,
    quantile,
)
from mobsim.stress.findings import Estimate
from mobsim.study.night_measures import Measure
from mobsim.study.summary import LEVEL


def estimate(found: Interval | None) -> Estimate:
    """An interval as the findings hold it: what is not finite is left out."""
    if found is None:
        return Estimate(estimate=None, low=None, high=None, n=0)
    return Estimate(
        estimate=_finite(found.estimate),
        low=_finite(found.low),
        high=_finite(found.high),
        n=found.n,
    )


def share(count: int, nights: int) -> Estimate:
    """Share of nights, with the interval of Clopper and Pearson: a verdict rests on its ends.

    >>> share(0, 200).high
    0.018275...
    """
    return estimate(proportion(count, nights, LEVEL, "exact"))


def median(values: Sequence[float]) -> Estimate:
    """Median with the interval between two of the sorted values."""
    return estimate(quantile(values, 0.5, LEVEL))


def mean(values: Sequence[float]) -> Estimate:
    """Mean with Student's t interval."""
    return estimate(mean_t(values, LEVEL))


def of_nights(measure: Measure, values: Sequence[float]) -> Estimate:
    """The number that stands for a measure: a share, a median of times, or a mean."""
    if measure.sort == "yes":
        return share(int(sum(values)), len(values))
    return median(values) if measure.sort == "time" else mean(values)


def difference(
    measure: Measure, before: Sequence[float], after: Sequence[float], horizon: float
) -> Estimate:
    """What a measure moved by, night by night; a time that never comes counts as the horizon."""
    if measure.sort == "yes":
        return estimate(paired_shares(before, after, LEVEL))
    if measure.sort == "time":
        before, after = ([min(value, horizon) for value in each] for each in (before, after))
    return estimate(paired(before, after, LEVEL))


def mean_difference(before: Sequence[float], after: Sequence[float]) -> Estimate:
    """What any numbers moved by, night by night."""
    return estimate(paired(before, after, LEVEL))


def told_apart(moved: Estimate) -> bool:
    """Whether the interval of a difference leaves zero out."""
    if moved.low is None or moved.high is None:
        return False
    return moved.low > 0 or moved.high < 0


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
