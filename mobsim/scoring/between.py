"""How many minutes pass between two kinds of event?

Published standards do not say which clock they mean, so every measure of time names two events: the
start and the end.
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
    """Minutes from the first ``start_event`` until enough units have reached ``end_event``.

    Returns None if ``units`` units are never there at the same time. A unit counts from its
    ``end_event`` row until it stands down or its order is cancelled. A unit that counts already at
    the start event is included. If the caller gives an incident, a kind or tiers, only rows about
    them count. A start event without a kind counts for every kind, and a start event without an
    incident counts for every incident. Raises `ScoringError` if the log has no ``start_event`` for
    the incident and kind.

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
        about = " for ".join(part for part in (f"no {start_event}", incident) if part)
        raise ScoringError(f"the log has {about}; choose a start event that it contains")
    return there.minutes_to({end_event: units}, began)[end_event]


def _is_other(wanted: str | None, found: str | None) -> bool:
    return wanted is not None and found is not None and wanted != found
