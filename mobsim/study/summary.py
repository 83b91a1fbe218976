"""How certain are the results of many nights?

mobsim reports every number with its interval and method, with the number of nights, and with the
number of nights in which a time was never reached.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf, isnan
from typing import TYPE_CHECKING, Any, Final

from mobsim.country.lines import PSU
from mobsim.ground.intervals import Interval, mean_t, proportion, quantile, restricted_mean
from mobsim.scoring.measures import STEPS
from mobsim.study.night_frames import Tables
from mobsim.study.night_measures import FOUR_HOURS, MEASURES, Measure
from mobsim.study.outcome import KEY

if TYPE_CHECKING:
    import numpy as np
    import pandas
    from numpy.typing import NDArray

LEVEL: Final = 0.95
"""The confidence level of all intervals."""
WHERE_IT_CAME: Final = "mean where it came"
"""The name of the mean over the nights in which a unit was deployed. ``n`` is the number of nights
with the unit deployed, and ``never`` is the number of all other nights.
"""
SPENT_ON_FIRST_AID: Final = "spent_on_first_aid"
SPENT_ON_40: Final = "spent_on_40"
SPENT_ON_TARGET: Final = "spent"
"""The prefixes of the columns that show how much time each step took."""
IN_ALL: Final = "in_all"
"""The name for the total of all steps."""
_TAIL = 0.9


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One number of a summary."""

    measure: str
    subject: str
    """The subject of the number: the night, a national line, an incident, a force or a target."""
    kind: str
    """The kind of unit; empty for all kinds."""
    statistic: str
    """``share``, ``mean``, ``restricted mean``, ``median``, ``quantile 0.9`` or `WHERE_IT_CAME`."""
    unit: str
    interval: Interval


def summary_frame(lines: Sequence[SummaryLine]) -> "pandas.DataFrame":
    """Convert a summary to a frame, with one row for each number."""
    import pandas as pd

    of = ("measure", "subject", "kind", "statistic", "unit")
    numbers = ("n", "estimate", "low", "high", "level", "method", "never")
    return pd.DataFrame(
        {name: getattr(line, name) for name in of}
        | {name: getattr(line.interval, name) for name in numbers}
        for line in lines
    )


def summarise(tables: Tables, nights: "pandas.DataFrame", horizon: float) -> list[SummaryLine]:
    """Summarise many nights by whole night, national line, target, incident and force.

    Times are cut off at ``horizon`` minutes.
    """
    judged = len(tables.values("national", "line")) > 0
    measures = [each for each in MEASURES.values() if judged or not each.of_lines]
    found = [
        *(each for measure in measures for each in _of_measure(measure, nights, horizon)),
        *_of_lines(tables, nights),
        *_of_targets(tables, nights),
        *_of_incidents(tables, nights, horizon),
        *_of_time(tables, nights),
        *_of_forces(tables, nights),
    ]
    return [SummaryLine(*each[:5], each[5]) for each in found if each[5] is not None]


def of_measure(measure: Measure, values: Sequence[float], horizon: float) -> Interval | None:
    """The main estimate for a measure, which is a share, a mean, or a mean up to the horizon.

    The estimate is None if there is no night.
    """
    if measure.sort == "yes":
        return proportion(int(sum(values)), len(values), LEVEL)
    if measure.sort == "time":
        return restricted_mean(values, horizon, LEVEL)
    return mean_t(values, LEVEL)


_Found = tuple[str, str, str, str, str, Interval | None]
"""The fields of a summary line. The interval is None if there are no nights."""

_STATISTIC = {"yes": "share", "time": "restricted mean", "number": "mean"}


def _of_measure(measure: Measure, nights: "pandas.DataFrame", horizon: float) -> Iterator[_Found]:
    values: list[float] = nights[measure.name].tolist()
    whole = of_measure(measure, values, horizon)
    yield (measure.name, "night", "", _STATISTIC[measure.sort], measure.unit, whole)
    if measure.sort == "yes":
        return
    for share, name in ((0.5, "median"), (_TAIL, f"quantile {_TAIL}")):
        found = quantile(values, share, LEVEL)
        yield (measure.name, "night", "", name, measure.unit, found)


def _of_lines(tables: Tables, nights: "pandas.DataFrame") -> Iterator[_Found]:
    verdicts, kinds = (tables.values("national", name) for name in ("verdict_capacity", "kind"))
    in_use = tables.values("national", "peak_in_use")
    for (line,), rows in tables.groups("national", "line").items():
        kind, found = str(kinds[rows[0]]), Counter(verdicts[rows].tolist())
        tested = len(rows) - found["not tested"]
        for verdict in ("fail", "watch") if tested else ():
            share = proportion(found[verdict], len(nights), LEVEL)
            yield (f"verdict_{verdict}", str(line), kind, "share", "share", share)
        values = in_use[rows].astype("float64").tolist()
        yield ("peak_in_use", str(line), kind, "mean", "units", mean_t(values, LEVEL))


def _of_incidents(tables: Tables, nights: "pandas.DataFrame", horizon: float) -> Iterator[_Found]:
    """The summary lines on incidents that occur in every night, and so not on drawn incidents."""
    at, met_shares, worst_short = (
        tables.values("incidents", name) for name in ("time_to_40", "met_share", "worst_short")
    )
    for (incident, kind), rows in tables.groups("incidents", "incident", "kind").items():
        if len(rows) < len(nights):
            continue
        times = _or_never(at[rows])
        within = sum(time <= FOUR_HOURS for time in times)
        of = (str(incident), str(kind))
        share, mean = proportion(within, len(times), LEVEL), restricted_mean(times, horizon, LEVEL)
        yield ("forty_in_4h", *of, "share", "share", share)
        yield ("time_to_40", *of, "restricted mean", "minutes", mean)
        yield ("time_to_40", *of, "median", "minutes", quantile(times, 0.5, LEVEL))
        yield ("met_share", *of, "mean", "share", mean_t(_known(met_shares[rows]), LEVEL))
        yield ("worst_short", *of, "mean", "units", mean_t(_known(worst_short[rows]), LEVEL))


def _known(values: "NDArray[Any]") -> list[float]:
    """The numbers that are not missing."""
    return [number for number in values.tolist() if not isnan(number)]


def _or_never(times: "NDArray[Any]") -> list[float]:
    """Times, each of which is infinite if it is missing."""
    return [inf if isnan(time) else time for time in times.tolist()]


def _of_time(tables: Tables, nights: "pandas.DataFrame") -> Iterator[_Found]:
    """The summary lines on how time was spent, for targets and for incidents of every night."""
    clocks = {
        clock: _steps_of(tables, "incidents", clock) for clock in (SPENT_ON_FIRST_AID, SPENT_ON_40)
    }
    for (incident, kind), rows in tables.groups("incidents", "incident", "kind").items():
        if len(rows) == len(nights):
            for clock, spent in clocks.items():
                yield from _steps(clock, str(incident), str(kind), spent[rows])
    spent = _steps_of(tables, "targets", SPENT_ON_TARGET)
    for (incident, kind, units, by), rows in tables.groups("targets", *TARGET).items():
        target = target_name(units, incident, by)
        yield from _steps(SPENT_ON_TARGET, target, str(kind), spent[rows])


def _steps_of(tables: Tables, table: str, clock: str) -> "NDArray[np.float64]":
    """The minutes that each step took, with one row for each row of a table."""
    import numpy as np

    of = [tables.values(table, f"{clock}_{step}").astype("float64") for step in STEPS]
    return np.stack(of, axis=1)


def _steps(clock: str, subject: str, kind: str, spent: "NDArray[np.float64]") -> Iterator[_Found]:
    """The mean minutes for each step and all steps, over nights with the unit deployed."""
    import numpy as np

    came = spent[~np.isnan(spent).any(axis=1)]
    never = len(spent) - len(came)
    for step, minutes in zip((IN_ALL, *STEPS), (came.sum(axis=1), *came.T), strict=True):
        mean = mean_t(minutes.tolist(), LEVEL)
        found = mean and replace(mean, never=never)
        yield (f"{clock}_{step}", subject, kind, WHERE_IT_CAME, "minutes", found)


TARGET: Final = ["incident", "kind", "units", "by"]
"""The columns that identify a target."""


def target_name(units: Any, incident: Any, by: Any) -> str:
    """The name of a target in a summary.

    >>> target_name(12, "leeds", 360.0)
    '12 in leeds by 360'
    """
    return f"{units} in {incident} by {by:g}"


def _of_targets(tables: Tables, nights: "pandas.DataFrame") -> Iterator[_Found]:
    """The summary lines that give how often each target is met, and when its units arrive."""
    verdicts, at = (tables.values("targets", name) for name in ("verdict", "reached_at"))
    for (incident, kind, units, by), rows in tables.groups("targets", *TARGET).items():
        target = target_name(units, incident, by)
        met = proportion(int((verdicts[rows] == "met").sum()), len(nights), LEVEL)
        yield ("target_met", target, str(kind), "share", "share", met)
        reached = quantile(_or_never(at[rows]), 0.5, LEVEL)
        yield ("target_reached_at", target, str(kind), "median", "minutes", reached)


def _of_forces(tables: Tables, nights: "pandas.DataFrame") -> Iterator[_Found]:
    """The summary lines on PSUs, for each force that received an order in at least one night."""
    import numpy as np

    below, given = (tables.values("forces", name) for name in ("hours_below_floor", "given"))
    night = np.searchsorted(nights.index.to_numpy(), tables.values("forces", KEY))
    for (kind, force), rows in sorted(tables.groups("forces", "kind", "force").items()):
        if kind != PSU:
            continue
        units = np.zeros(len(nights))
        units[night[rows]] = given[rows]
        share = proportion(int((below[rows] > 0).sum()), len(nights), LEVEL)
        yield ("below_floor", str(force), PSU, "share", "share", share)
        yield ("given", str(force), PSU, "mean", "units", mean_t(units.tolist(), LEVEL))
