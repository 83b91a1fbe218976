"""How many minutes from one kind of event to another?

Published standards do not say which clock they mean, so every measure of time names both its ends.
"""

from collections.abc import Iterable

from mobsim.ground.errors import ScoringError
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.scoring.steps import StepCurve

_LEAVES = frozenset({ev.UNIT_STOOD_DOWN, ev.UNIT_CANCELLED})


def minutes_between(
    log: Iterable[Event],
    start_event: str,
    end_event: str,
    *,
    units: int = 1,
    incident: str | None = None,
    kind: str | None = None,
    tiers: Iterable[int] = (1, 2, 3),
) -> float | None:
    """Minutes from the first ``start_event`` until units past ``end_event`` are there at once.

    None if that many are never there. A unit counts from its row of the end event until it stands
    down or is cancelled; one that already counts when the clock starts is included. If incident,
    kind and tiers are given, only their rows count. A start without a kind counts for every kind,
    and one without an incident for every incident. Raises `ScoringError` when the log has no
    ``start_event`` for the incident and kind.

    >>> log = [Event(0.0, "IncidentBegan", "leeds"), Event(55.0, "UnitDeployed", "leeds", unit="a")]
    >>> minutes_between(log, "IncidentBegan", "UnitDeployed")
    55.0
    """
    began: float | None = None
    there = StepCurve()
    counted: set[str | None] = set()
    wanted_tiers = {None, *tiers}
    for row in log:
        if _is_other(incident, row.incident) or _is_other(kind, row.kind):
            continue
        if row.event == start_event and began is None:
            began = row.minute
        if row.event == end_event and row.unit not in counted and row.tier in wanted_tiers:
            counted.add(row.unit)
            there.change(row.minute, 1)
        elif row.event in _LEAVES and row.unit in counted:
            counted.remove(row.unit)
            there.change(row.minute, -1)
    if began is None:
        about = " of ".join(part for part in (f"no {start_event}", incident) if part)
        raise ScoringError(f"the log has {about}; name an event that it has as the start")
    return there.minutes_to({end_event: units}, began)[end_event]


def _is_other(wanted: str | None, found: str | None) -> bool:
    return wanted is not None and found is not None and wanted != found
