"""How much do two runs differ on the same nights?

One statistic gives the number before, the number after and their difference. The difference
therefore equals the number after minus the number before. The statistic is a share of nights, a
mean of nights or a mean of times. If an event never happens in a night, its time counts as the
length of the run.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

from mobsim.stress.findings import Estimate
from mobsim.stress.night_numbers import estimate, mean, share
from mobsim.stress.speed import ON_TIME, on_time
from mobsim.study.comparing import difference_of, leaves_zero_out, within
from mobsim.study.night_measures import MEASURES, Measure, Sort

if TYPE_CHECKING:
    from mobsim.study.study import Study

MEASURED: Final[dict[str, Measure]] = {
    each.name: each
    for each in (
        MEASURES["line_breaks"],
        ON_TIME,
        *(MEASURES[name] for name in ("forty_after", "unmet_unit_hours", "worst_shortfall")),
    )
}
"""The measures used to rank remedies and to compare quarters."""
FIRST_MEASURE: Final = "unmet_unit_hours"
"""The measure that decides which remedy is best. This measure comes first in lists of measures."""

STATISTICS: Final[dict[Sort, str]] = {
    "yes": "share of nights",
    "time": "mean of nights; an event that never happens counts as the whole run",
    "number": "mean of nights",
}
"""The statistic used for the numbers before and after, for each sort of measure."""


class NightDifference(NamedTuple):
    """One measure of two runs on the same nights."""

    before: Estimate
    after: Estimate
    difference: Estimate
    """The mean paired difference: after minus before, night by night."""

    @property
    def told_apart(self) -> bool:
        """Whether the interval of the difference excludes zero."""
        return leaves_zero_out(self.difference.low, self.difference.high)


def night_values(study: "Study", name: str, horizon: float | None = None) -> list[float]:
    """One measure for each night; the time of an event that never happens is the horizon.

    By default, the horizon is the length of the run.
    """
    if name == ON_TIME.name:
        return on_time(study.nights["forty_after"].tolist())
    longest = study.horizon if horizon is None else horizon
    return within(study.nights[name].tolist(), MEASURED[name], longest)


def difference_in(
    name: str, before: list[float], after: list[float], comparisons: int = 1
) -> NightDifference:
    """One measure in each of two runs, and the difference between the runs.

    >>> found = difference_in("unmet_unit_hours", [1.0, 2.0, 30.0], [3.0, 4.0, 35.0])
    >>> found.before.estimate, found.after.estimate, found.difference.estimate
    (11.0, 14.0, 3.0)
    """
    measure = MEASURED[name]
    moved = estimate(difference_of(measure, before, after, comparisons))
    return NightDifference(_stands(measure, before), _stands(measure, after), moved)


def _stands(measure: Measure, values: list[float]) -> Estimate:
    return share(int(sum(values)), len(values)) if measure.sort == "yes" else mean(values)
