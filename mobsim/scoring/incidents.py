"""How was each incident's need met?"""

from collections.abc import Set as AbstractSet

from mobsim.ground.units import MINUTES_PER_HOUR
from mobsim.scoring.measures import Hour, IncidentMeasures, Share, Tier, TimeTo
from mobsim.scoring.steps import StepCurve, combine
from mobsim.scoring.tally import Front, IncidentClocks, LogTally

SHARES: tuple[Share, ...] = ("10", "40", "60", "100")
HOURS: dict[Hour, float] = {"1": 60.0, "4": 240.0, "8": 480.0}
TIERS: dict[Tier, int] = {"1": 1, "2": 2, "3": 3}


def share_of(percent: str, whole: int) -> int:
    """A share of whole units, rounded up.

    >>> share_of("10", 297), share_of("40", 75)
    (30, 30)
    """
    return -(-int(percent) * whole // 100)


def shortfall(front: Front) -> StepCurve:
    """Units needed and not deployed, at each minute."""
    return combine(lambda needed, there: max(0, needed - there), front.need, front.deployed)


def met(front: Front) -> StepCurve:
    """Units needed and deployed, at each minute."""
    return combine(min, front.need, front.deployed)


def measure_incidents(tally: LogTally, refused: AbstractSet[str]) -> list[IncidentMeasures]:
    """Each incident and kind ever needed, by beginning, id and kind; empty if none began."""
    if "incidents" in refused:
        return []
    measured = [
        _measure(tally, tally.clocks[incident], incident, kind, front, refused)
        for (incident, kind), front in tally.fronts.items()
        if front.need.highest()[0] and tally.clocks[incident].began is not None
    ]
    return sorted(measured, key=lambda one: (one.began_at, one.incident, one.kind))


def _measure(
    tally: LogTally,
    clocks: IncidentClocks,
    incident: str,
    kind: str,
    front: Front,
    refused: AbstractSet[str],
) -> IncidentMeasures:
    began, end = clocks.began or 0.0, tally.facts.duration
    peak, _ = front.need.highest()
    deployed = None if "incidents.time_to" in refused else front.deployed
    at_rvp = None if "incidents.began_to_rvp" in refused else front.at_rvp
    strength = None if "incidents.met_share" in refused else front.deployed
    asked = None if "incidents.requested_to_deployed" in refused else clocks.requested
    asked_at_rvp = None if "incidents.requested_to_rvp" in refused else clocks.requested
    tiers = "incidents.by_tier" not in refused
    first_aid = front.first_aid_at if tiers else None
    short = shortfall(front)
    worst, worst_at = short.highest()
    return IncidentMeasures(
        incident=incident,
        force=clocks.force,
        kind=kind,
        began_at=began,
        ended_at=None if "incidents.ended_at" in refused else clocks.ended,
        peak_need=peak,
        time_to=_time_to(deployed, peak, began),
        began_to_rvp=_time_to(at_rvp, peak, began),
        requested_to_deployed=_time_to(deployed, peak, asked),
        requested_to_rvp=_time_to(at_rvp, peak, asked_at_rvp),
        deployed_at_request=deployed.at(asked) if deployed and asked is not None else None,
        share_by=_share_by(deployed, peak, began, end),
        met_share=_met_share(front, began, end) if strength else None,
        unmet_unit_hours=short.area(began, end) / MINUTES_PER_HOUR if strength else None,
        by_tier={tier: len(front.by_tier[n]) for tier, n in TIERS.items()} if tiers else None,
        short_at=_short_at(short if strength else None, began, end),
        began_to_first_aid=None if first_aid is None else first_aid - began,
        worst_short=worst if strength else None,
        worst_short_at=worst_at if strength else None,
    )


def _time_to(there: StepCurve | None, peak: int, start: float | None) -> TimeTo:
    if there is None or start is None:
        return dict.fromkeys(("first", *SHARES))
    wanted: dict[Share, int] = {share: share_of(share, peak) for share in SHARES}
    return there.minutes_to({"first": 1, **wanted}, start)


def _share_by(
    there: StepCurve | None, peak: int, began: float, end: float
) -> dict[Hour, float | None]:
    shares: dict[Hour, float | None] = dict.fromkeys(HOURS)
    if there is None or not peak:
        return shares
    for hour, minutes in HOURS.items():
        if began + minutes < end:
            shares[hour] = min(1.0, there.most(began, began + minutes) / peak)
    return shares


def _short_at(short: StepCurve | None, began: float, end: float) -> dict[Hour, int | None]:
    return {
        hour: None if short is None or began + minutes >= end else short.at(began + minutes)
        for hour, minutes in HOURS.items()
    }


def _met_share(front: Front, began: float, end: float) -> float | None:
    needed = front.need.area(began, end)
    return met(front).area(began, end) / needed if needed else None
