"""How do the findings state a number that is estimated from nights?"""

import math
from collections.abc import Sequence

from mobsim.ground.intervals import Interval, mean_t, proportion, quantile
from mobsim.stress.findings import Estimate
from mobsim.study.night_measures import Measure
from mobsim.study.summary import LEVEL


def estimate(found: Interval | None) -> Estimate:
    """An interval in the form of an estimate; an infinite or missing value becomes None."""
    if found is None:
        return Estimate(estimate=None, low=None, high=None, n=0)
    return Estimate(
        estimate=_finite(found.estimate),
        low=_finite(found.low),
        high=_finite(found.high),
        n=found.n,
    )


def without_ends(found: Estimate) -> Estimate:
    """Remove the interval's ends, because a run that stopped early has no interval."""
    return found.model_copy(update={"low": None, "high": None})


def share(count: int, nights: int) -> Estimate:
    """The share of nights with its Clopper-Pearson interval, whose ends decide the verdict.

    >>> share(0, 200).high
    0.018275...
    """
    return estimate(proportion(count, nights, LEVEL, "exact"))


def mean(values: Sequence[float]) -> Estimate:
    """The mean with Student's t interval."""
    return estimate(mean_t(values, LEVEL))


def of_nights(measure: Measure, values: Sequence[float]) -> Estimate:
    """The estimate for a measure: a share of nights, a median time or a mean."""
    if measure.sort == "yes":
        return share(int(sum(values)), len(values))
    return estimate(quantile(values, 0.5, LEVEL)) if measure.sort == "time" else mean(values)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
