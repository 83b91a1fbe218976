"""How do the findings state a number over nights?"""

import math
from collections.abc import Sequence

from mobsim.ground.intervals import Interval, mean_t, proportion, quantile
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


def without_ends(found: Estimate) -> Estimate:
    """The number alone, of a run that stopped early: no interval rests on such a run."""
    return found.model_copy(update={"low": None, "high": None})


def share(count: int, nights: int) -> Estimate:
    """Share of nights, with the interval of Clopper and Pearson: a verdict rests on its ends.

    >>> share(0, 200).high
    0.018275...
    """
    return estimate(proportion(count, nights, LEVEL, "exact"))


def mean(values: Sequence[float]) -> Estimate:
    """Mean with Student's t interval."""
    return estimate(mean_t(values, LEVEL))


def of_nights(measure: Measure, values: Sequence[float]) -> Estimate:
    """The number for a measure: a share, a median of times, or a mean."""
    if measure.sort == "yes":
        return share(int(sum(values)), len(values))
    return estimate(quantile(values, 0.5, LEVEL)) if measure.sort == "time" else mean(values)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
