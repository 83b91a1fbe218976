"""Which events can happen in a night, and how does the log record them?

The log is one flat table. Every row has the same thirteen columns; a column that does not apply to
an event is ``None``. Rows are in the order in which the events happened.

Each kind of event has a function that makes its row, such as `unit_ordered` for ``UnitOrdered``.
The parameters of the function are the columns of the row. The function's docstring says what
happened, and the text above the function describes the columns. `EVENTS` contains both texts.
"""

from collections.abc import Callable
from functools import partial
from typing import Final, NamedTuple, TypeVar


class Event(NamedTuple):
    """One event: a row in a table and a line in a story."""

    minute: float
    """Minutes since the start of the scenario."""
    event: str
    """The name of the event: one of `EVENTS`, in the past tense."""
    incident: str | None = None
    """The id of the incident."""
    request: int | None = None
    """The number of the incident's request for aid, from 1."""
    tier: int | None = None
    """The tier: 1 is local, 2 is regional, 3 is national."""
    force: str | None = None
    """The force that acts, or the unit's own force; for a need or a request, the host."""
    counterpart: str | None = None
    """The other party: a unit's host, the RICC or NPoCC that is asked, or a national line."""
    unit: str | None = None
    """The id of the unit, ``<force>-<kind>-<number>``."""
    kind: str | None = None
    """The id of the kind of unit."""
    count: int | None = None  # type: ignore[assignment]  # the column shadows tuple.count
    """A number of units, such as units needed or offered; for some events, a number of officers."""
    cause: str | None = None
    """The reason, in a few fixed words."""
    known_stock: int | None = None
    """The reported stock that the decision-maker saw."""
    expected_minute: float | None = None
    """The minute of deployment that the decision-maker expected."""


RecordEvent = Callable[[Event], None]
"""A function to which an engine sends its events: a list's ``append``, or a tally's ``add``."""

COLUMNS: Final = Event._fields
WHOLE: Final = ("request", "tier", "count", "known_stock")
REAL: Final = ("minute", "expected_minute")
"""Columns of whole numbers (`WHOLE`) and other numbers (`REAL`); all other columns hold text."""

NPOCC: Final = "npocc"
"""The id of NPoCC, which is the counterpart in a request at tier 3."""

INCIDENT_BEGAN: Final = "IncidentBegan"
NEED_CHANGED: Final = "NeedChanged"
INCIDENT_ENDED: Final = "IncidentEnded"
FORCE_ALERTED: Final = "ForceAlerted"
NEED_JUDGED: Final = "NeedJudged"
AID_REQUESTED: Final = "AidRequested"
AID_BROKERED: Final = "AidBrokered"
AID_ASKED: Final = "AidAsked"
AID_OFFERED: Final = "AidOffered"
NATIONAL_CALL_MADE: Final = "NationalCallMade"
UNIT_ORDERED: Final = "UnitOrdered"
UNIT_CANCELLED: Final = "UnitCancelled"
FLOOR_OVERRIDDEN: Final = "FloorOverridden"
UNIT_MUSTERED: Final = "UnitMustered"
UNIT_REACHED_RVP: Final = "UnitReachedRVP"
SERIAL_REACHED_RVP: Final = "SerialReachedRVP"
UNIT_DEPLOYED: Final = "UnitDeployed"
UNIT_STOOD_DOWN: Final = "UnitStoodDown"
UNIT_RETURNED: Final = "UnitReturned"
UNIT_RESTED: Final = "UnitRested"
UNIT_UNFIT: Final = "UnitUnfit"
UNIT_COMMITTED: Final = "UnitCommitted"
UNIT_STOOD_BY: Final = "UnitStoodBy"
OPERATION_SHORT: Final = "OperationShort"
NEED_UNMET: Final = "NeedUnmet"


_event: Final = partial(tuple.__new__, Event)
"""Makes an event from a tuple of all thirteen columns, in a third of the time of the constructor.

A night makes thousands of events, so the functions for its commonest events use this one.
"""


class EventKind(NamedTuple):
    """The meaning of a kind of event, and of the columns of its rows."""

    happened: str
    columns: str
    """The meaning of each column of the event's row, except the columns minute and event."""


EVENTS: Final[dict[str, EventKind]] = {}
"""The kinds of event by name, in the order in which a reader meets them."""

_Make = TypeVar("_Make", bound=Callable[..., Event])


def _row(event: str, columns: str) -> Callable[[_Make], _Make]:
    """Return a decorator that adds to `EVENTS` the kind of event that a function makes."""

    def declare(make: _Make) -> _Make:
        EVENTS[event] = EventKind(make.__doc__ or "", columns)
        return make

    return declare


class UnitColumns(NamedTuple):
    """The columns that rows about a unit have in common."""

    incident: str | None
    """The incident. If a unit returns from an operation, incident, request and tier are None."""
    request: int | None
    """The number of the request that led to the order; None for a host's own units."""
    tier: int | None
    force: str
    """The unit's own force."""
    counterpart: str
    """The host."""
    unit: str
    kind: str


class RequestColumns(NamedTuple):
    """The columns that rows about an incident's request for one kind of unit have in common."""

    incident: str
    request: int
    force: str
    counterpart: str
    kind: str


# --- an incident and its need -------------------------------------------------------------------


@_row(INCIDENT_BEGAN, "incident; force: host")
def incident_began(minute: float, incident: str, host: str) -> Event:
    """Disorder begins."""
    return Event(minute, INCIDENT_BEGAN, incident, force=host)


@_row(NEED_CHANGED, "incident; force: host; kind; count: units needed from now")
def need_changed(minute: float, incident: str, host: str, kind: str, count: int) -> Event:
    """Need changes."""
    return Event(minute, NEED_CHANGED, incident, force=host, kind=kind, count=count)


@_row(INCIDENT_ENDED, "incident; force: host")
def incident_ended(minute: float, incident: str, host: str) -> Event:
    """The last need falls to zero for good."""
    return Event(minute, INCIDENT_ENDED, incident, force=host)


@_row(
    FORCE_ALERTED,
    "incident: empty at a national call; force; cause: 'own order', 'aid order' or 'national call'",
)
def force_alerted(minute: float, incident: str | None, force: str, cause: str) -> Event:
    """A force's mobilisation clock starts."""
    return Event(minute, FORCE_ALERTED, incident, force=force, cause=cause)


@_row(
    NEED_JUDGED,
    "incident; force: host; kind; count: units judged needed; "
    "known_stock: line-up (units ordered and not stood down)",
)
def need_judged(
    minute: float, incident: str, host: str, kind: str, count: int, known_stock: int
) -> Event:
    """The host has judged need."""
    return _event(
        (
            minute, NEED_JUDGED, incident, None, None, host, None, None, kind, count, None,
            known_stock, None,
        )
    )  # fmt: skip


# --- requests, asks and answers -----------------------------------------------------------------


@_row(
    AID_REQUESTED,
    "incident; request; tier; force: host; counterpart: region id or 'npocc'; kind; count; "
    "cause: 'need judged', 'relief', 'stock freed', 'hourly', 'national call', 'next batch', "
    "'further round', 'beyond the region', 'region exhausted'",
)
def aid_requested(minute: float, tier: int, of: RequestColumns, count: int, cause: str) -> Event:
    """The host's request reaches a RICC (tier 2) or NPoCC (tier 3)."""
    return _of_request(minute, AID_REQUESTED, tier, of, count, cause)


@_row(
    AID_BROKERED,
    "incident; request; tier; force: host; counterpart: region id or 'npocc'; kind; "
    "count: units that donors will be asked for; "
    "known_stock: units reported available in the broker's own area; "
    "cause: empty, or 'donor RICC'",
)
def aid_brokered(
    minute: float,
    tier: int,
    of: RequestColumns,
    count: int,
    *,
    known_stock: int | None = None,
    cause: str | None = None,
) -> Event:
    """A desk has dealt with a request."""
    return _of_request(minute, AID_BROKERED, tier, of, count, cause, known_stock)


@_row(
    AID_ASKED,
    "incident; request; tier; force: donor; counterpart: host; kind; count; "
    "known_stock: the donor's units reported available; "
    "expected_minute: earliest deployment expected; cause: empty, 'agreement', or "
    "'risk at home' if the donor lends less because of it",
)
def aid_asked(
    minute: float,
    tier: int,
    of: RequestColumns,
    count: int,
    *,
    known_stock: int,
    expected_minute: float,
    cause: str | None,
) -> Event:
    """A broker, or a host under an agreement, asks a donor."""
    return _of_request(minute, AID_ASKED, tier, of, count, cause, known_stock, expected_minute)


@_row(
    AID_OFFERED,
    "incident; request; tier; force: donor; counterpart: host; kind; count; "
    "cause: 'full', 'part', 'none', 'risk at home' (fewer because of it), 'refused' or "
    "'no answer'; "
    "known_stock: units then available for aid",
)
def aid_offered(
    minute: float, tier: int, of: RequestColumns, count: int, *, cause: str, known_stock: int
) -> Event:
    """A donor answers."""
    return _of_request(minute, AID_OFFERED, tier, of, count, cause, known_stock)


def _of_request(
    minute: float,
    event: str,
    tier: int | None,
    of: RequestColumns,
    count: int,
    cause: str | None,
    known_stock: int | None = None,
    expected_minute: float | None = None,
) -> Event:
    incident, request, force, counterpart, kind = of
    return _event(
        (
            minute, event, incident, request, tier, force, counterpart, None, kind, count, cause,
            known_stock, expected_minute,
        )
    )  # fmt: skip


@_row(NATIONAL_CALL_MADE, "cause: name of the trigger")
def national_call_made(minute: float, cause: str) -> Event:
    """A trigger makes the national call."""
    return Event(minute, NATIONAL_CALL_MADE, cause=cause)


# --- units --------------------------------------------------------------------------------------


@_row(
    UNIT_ORDERED,
    "a unit's row; cause: 'first response', 'own', 'rested near the RVP', 'aid', "
    "'relief of <unit>' or, for a unit from another incident, 're-tasked', 'recalled' or 'sent "
    "forward' or, for a unit from an operation, 'turned'; "
    "expected_minute: when its deployment is expected",
)
def unit_ordered(minute: float, of: UnitColumns, cause: str, expected_minute: float) -> Event:
    """A force orders a unit to move."""
    return _event((minute, UNIT_ORDERED, *of, None, cause, None, expected_minute))


@_row(
    UNIT_CANCELLED,
    "a unit's row; cause: 'need fell', 'quicker aid', 'aid instead', 'predecessor released', "
    "'withdrawn' (by its force)",
)
def unit_cancelled(minute: float, of: UnitColumns, cause: str) -> Event:
    """A force cancels an order before the unit musters."""
    return Event(minute, UNIT_CANCELLED, *of, cause=cause)


@_row(
    FLOOR_OVERRIDDEN, "a unit's row; count: units of the kind left at home; known_stock: the floor"
)
def floor_overridden(minute: float, of: UnitColumns, count: int, known_stock: int) -> Event:
    """A host orders a unit although this leaves fewer units at home than the floor."""
    return Event(minute, FLOOR_OVERRIDDEN, *of, count=count, known_stock=known_stock)


@_row(UNIT_MUSTERED, "a unit's row")
def unit_mustered(minute: float, of: UnitColumns) -> Event:
    """The crew has gathered, kitted and loaded; the tour begins."""
    return _event((minute, UNIT_MUSTERED, *of, None, None, None, None))


@_row(SERIAL_REACHED_RVP, "a unit's row; count: officers")
def serial_reached_rvp(minute: float, of: UnitColumns, officers: int) -> Event:
    """Part of an assembling crew is at the rendezvous point, before the rest of the crew."""
    return Event(minute, SERIAL_REACHED_RVP, *of, count=officers)


@_row(UNIT_REACHED_RVP, "a unit's row")
def unit_reached_rvp(minute: float, of: UnitColumns) -> Event:
    """The unit is at the rendezvous point."""
    return _event((minute, UNIT_REACHED_RVP, *of, None, None, None, None))


@_row(UNIT_DEPLOYED, "a unit's row")
def unit_deployed(minute: float, of: UnitColumns) -> Event:
    """The unit is booked in, briefed and committed."""
    return _event((minute, UNIT_DEPLOYED, *of, None, None, None, None))


@_row(
    UNIT_STOOD_DOWN,
    "a unit's row; cause: 'tour ended', 'need fell', 'lodged', 'not needed' or, for a unit that "
    "goes to another incident, 're-tasked', 'recalled' or 'sent forward'",
)
def unit_stood_down(minute: float, of: UnitColumns, cause: str) -> Event:
    """The unit leaves the incident."""
    return _event((minute, UNIT_STOOD_DOWN, *of, None, cause, None, None))


@_row(UNIT_RETURNED, "a unit's row; cause: the operation or the posture that it comes from")
def unit_returned(minute: float, of: UnitColumns, cause: str | None) -> Event:
    """The unit is back at its own force, or has been on standby until its shift ended."""
    return _event((minute, UNIT_RETURNED, *of, None, cause, None, None))


@_row(
    UNIT_RESTED,
    "a unit's row; cause: 'at home' or, after a day off, 'day off' (free again), or 'near the RVP' "
    "(on call)",
)
def unit_rested(minute: float, of: UnitColumns, cause: str) -> Event:
    """The unit has rested."""
    return _event((minute, UNIT_RESTED, *of, None, cause, None, None))


@_row(
    UNIT_UNFIT,
    "force; unit; kind; cause: 'tired'; count: tours in a row; expected_minute: when it is fit",
)
def unit_unfit(
    minute: float, force: str, unit: str, kind: str, *, tours: int, fit_minute: float
) -> Event:
    """The unit has rested but is found unfit."""
    return Event(
        minute, UNIT_UNFIT, force=force, unit=unit, kind=kind, count=tours, cause="tired",
        expected_minute=fit_minute,
    )  # fmt: skip


# --- operations, and what stays unmet -----------------------------------------------------------


@_row(UNIT_COMMITTED, "force: the unit's own; counterpart: host; unit; kind; cause: the operation")
def unit_committed(
    minute: float, force: str, host: str, unit: str, kind: str, operation: str
) -> Event:
    """The unit joins an operation, or is away as aid when the run begins."""
    return Event(minute, UNIT_COMMITTED, None, None, None, force, host, unit, kind, cause=operation)


@_row(
    UNIT_STOOD_BY,
    "force; unit; kind; cause: the posture; expected_minute: when its shift ends",
)
def unit_stood_by(
    minute: float, force: str, unit: str, kind: str, *, posture: str, until: float
) -> Event:
    """The unit goes on duty, on standby at home."""
    return Event(
        minute, UNIT_STOOD_BY, force=force, unit=unit, kind=kind, cause=posture,
        expected_minute=until,
    )  # fmt: skip


@_row(
    OPERATION_SHORT,
    "force; counterpart: host; kind; count: units missing; cause: the operation, or the posture",
)
def operation_short(
    minute: float, force: str, host: str, kind: str, count: int, operation: str
) -> Event:
    """A force has fewer free units than an operation or a posture needs."""
    of = (None, None, None, force, host, None, kind)
    return Event(minute, OPERATION_SHORT, *of, count, operation)


@_row(
    NEED_UNMET,
    "incident; request; force: host; kind; count: units short; "
    "counterpart: national line of the place, or kind; "
    "known_stock: units left in the country that may still be sent; "
    "cause: empty if any are left, however late, otherwise 'drawdown' or 'stock'",
)
def need_unmet(
    minute: float, of: RequestColumns, count: int, cause: str | None, known_stock: int
) -> Event:
    """Brokers have asked for all the units that they can ask for, but need remains."""
    return _of_request(minute, NEED_UNMET, None, of, count, cause, known_stock)


UNIT_EVENTS: Final = frozenset(name for name in EVENTS if name.startswith("Unit"))
"""The events that concern one unit. All of these events except `UNIT_UNFIT`, `UNIT_COMMITTED`
and `UNIT_STOOD_BY` have the columns in `UnitColumns`.
"""
