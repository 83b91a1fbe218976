"""How was each incident's need met?"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import TypeVar

from mobsim.ground.units import MINUTES_PER_HOUR
from mobsim.scoring import events as ev
from mobsim.scoring.declaring import withheld
from mobsim.scoring.measures import (
    FirstMinutes,
    Hour,
    IncidentMeasures,
    Share,
    StrengthHour,
    TimeTo,
)
from mobsim.scoring.steps import StepCurve, combine
from mobsim.scoring.tally import Front, IncidentClocks, LogTally
from mobsim.scoring.time_spent import making, time_spent

Of = TypeVar("Of", Hour, StrengthHour, FirstMinutes)
Found = TypeVar("Found")

SHARES: tuple[Share, ...] = ("10", "40", "60", "100")
HOURS: dict[Hour, float] = {"1": 60.0, "4": 240.0, "8": 480.0}
STRENGTH_HOURS: dict[StrengthHour, float] = {"1": 60.0, "2": 120.0, "4": 240.0, "8": 480.0}
FIRST_MINUTES: dict[FirstMinutes, float] = {"15": 15.0, "30": 30.0, "60": 60.0, "120": 120.0}
LASTS = MINUTES_PER_HOUR
"""How many minutes a shortfall must last to be reported."""


def share_of(percent: str, whole: int) -> int:
    """A percentage of a number of units, rounded up to whole units.

    >>> share_of("10", 297), share_of("40", 75)
    (30, 30)
    """
    return -(-int(percent) * whole // 100)


def measure_incidents(tally: LogTally, refused: AbstractSet[str]) -> list[IncidentMeasures]:
    """The measures of each incident and needed kind, in order of beginning, id and kind."""
    if "incidents" in refused:
        return []
    measured = [
        withheld(_measure(tally, tally.clocks[incident], incident, kind, front), refused)
        for (incident, kind), front in tally.fronts.items()
        if front.need.highest()[0] and tally.clocks[incident].began is not None
    ]
    return sorted(measured, key=lambda one: (one.began_at, one.incident, one.kind))


def _measure(
    tally: LogTally, clocks: IncidentClocks, incident: str, kind: str, front: Front
) -> IncidentMeasures:
    began, end = clocks.began or 0.0, tally.facts.duration
    peak, _ = front.need.highest()
    wanted: dict[Share, int] = {"first": 1, **{share: share_of(share, peak) for share in SHARES}}
    forty = wanted["40"]
    deployed, asked, first_aid = front.deployed, clocks.requested, front.first_aid_at
    short = front.short
    worst, worst_at, lasts = short.lasting(LASTS, end) or (0, None, None)
    return IncidentMeasures(
        incident=incident,
        force=clocks.force,
        kind=kind,
        began_at=began,
        ended_at=clocks.ended,
        peak_need=peak,
        time_to=_time_to(deployed, wanted, began),
        began_to_rvp=_time_to(front.at_rvp, wanted, began),
        requested_to_deployed=_time_to(deployed, wanted, asked),
        requested_to_rvp=_time_to(front.at_rvp, wanted, asked),
        deployed_at_request=None if asked is None else deployed.at(asked),
        share_by=_by_hour(lambda at: min(1.0, deployed.most(began, at) / peak), HOURS, began, end),
        met_share=_met_share(front, began, end),
        needed_unit_hours=front.need.area(began, end) / MINUTES_PER_HOUR,
        unmet_unit_hours=short.area(began, end) / MINUTES_PER_HOUR,
        there_at=_by_hour(deployed.at, STRENGTH_HOURS, began, end),
        officers_at=_officers_at(tally, kind, front, began),
        by_source={source: len(units) for source, units in front.by_source.items()},
        short_at=_by_hour(short.at, HOURS, began, end),
        began_to_first_aid=None if first_aid is None else first_aid - began,
        spent_on_first_aid=time_spent(front.first_aid, began),
        spent_on_40=time_spent(
            making(front.arrivals, forty, deployed.first_at_least(forty, began)), began
        ),
        worst_short=worst,
        worst_short_at=worst_at,
        worst_short_lasts=lasts,
    )


def _time_to(there: StepCurve, wanted: dict[Share, int], start: float | None) -> TimeTo:
    return dict.fromkeys(wanted) if start is None else there.minutes_to(wanted, start)


def _officers_at(
    tally: LogTally, kind: str, front: Front, began: float
) -> dict[FirstMinutes, int | None]:
    if not tally.counts[ev.SERIAL_REACHED_RVP]:
        return dict.fromkeys(FIRST_MINUTES)
    each = tally.facts.officers(kind)
    officers = combine(lambda units, some: each * units + some, front.at_rvp, front.in_serials)
    return _by_hour(officers.at, FIRST_MINUTES, began, tally.facts.duration)


def _by_hour(
    found: Callable[[float], Found], hours: dict[Of, float], began: float, end: float
) -> dict[Of, Found | None]:
    """The value at several times after the incident began; None for times after the log ends."""
    return {
        hour: found(began + minutes) if began + minutes < end else None
        for hour, minutes in hours.items()
    }


def _met_share(front: Front, began: float, end: float) -> float | None:
    needed = front.need.area(began, end)
    return front.met.area(began, end) / needed if needed else None
