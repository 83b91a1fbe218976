"""What can happen, and how is it written down?

The log is one flat table. Every row has the same thirteen columns; a column that has no
meaning for an event is ``None``. Rows stand in the order in which they happened.
"""

from collections.abc import Callable
from typing import Final, NamedTuple


class Event(NamedTuple):
    """One thing that happened: a row in a table and a line in a story."""

    minute: float
    """Minutes since the scenario's start."""
    event: str
    """One of `EVENTS`, in the past tense."""
    incident: str | None = None
    """Incident id."""
    request: int | None = None
    """Number of the working of the incident's standing request, from 1."""
    tier: int | None = None
    """1 local, 2 regional, 3 national."""
    force: str | None = None
    """The force that acts or whose unit it is; for a need or a request, the host."""
    counterpart: str | None = None
    """The other side: the host of an aid unit, the RICC or NPoCC asked, a national line."""
    unit: str | None = None
    """Unit id, ``<force>-<kind>-<number>``."""
    kind: str | None = None
    """Unit kind id."""
    count: int | None = None  # type: ignore[assignment]  # the column shadows tuple.count
    """Units (need, judged need, asked, offered, left at home), as the event says."""
    cause: str | None = None
    """Why, in a few fixed words."""
    known_stock: int | None = None
    """Reported stock that the decision-maker saw."""
    expected_minute: float | None = None
    """The minute of deployment that the decision-maker expected."""


Record = Callable[[Event], None]
"""Where an engine puts its events: a list's ``append``, or a tally's ``add``."""

COLUMNS: Final = Event._fields

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
UNIT_DEPLOYED: Final = "UnitDeployed"
UNIT_STOOD_DOWN: Final = "UnitStoodDown"
UNIT_RETURNED: Final = "UnitReturned"
UNIT_RESTED: Final = "UnitRested"
UNIT_UNFIT: Final = "UnitUnfit"
UNIT_COMMITTED: Final = "UnitCommitted"
OPERATION_SHORT: Final = "OperationShort"
NEED_UNMET: Final = "NeedUnmet"

EVENTS: Final[dict[str, str]] = {
    INCIDENT_BEGAN: "Disorder begins. force: host.",
    NEED_CHANGED: "Need changes. force: host; kind; count: units needed from now.",
    INCIDENT_ENDED: "The last need falls to zero for good. force: host.",
    FORCE_ALERTED: "A force's mobilisation clock starts. force; incident, unless a national call; "
    "cause: 'own order', 'aid order' or 'national call'.",
    NEED_JUDGED: "The host has judged need. force: host; kind; count: units judged needed; "
    "known_stock: line-up (units ordered and not stood down).",
    AID_REQUESTED: "Aid is put to a RICC (tier 2) or NPoCC (tier 3). request; tier; force: host; "
    "counterpart: region id or 'npocc'; kind; count; cause: 'need judged', 'relief', "
    "'stock freed', 'hourly', 'national call', 'further round', 'beyond the region', "
    "'region exhausted'.",
    AID_BROKERED: "A desk has worked a request. request; tier; force: host; counterpart: region id "
    "or 'npocc'; kind; count: units that donors will be asked for; known_stock: units reported "
    "available in the broker's own area; cause: null, or 'donor RICC'.",
    AID_ASKED: "A donor is asked. request; tier; force: donor; counterpart: host; kind; count; "
    "known_stock: the donor's units reported available; expected_minute: earliest deployment "
    "expected; cause: null or 'agreement'.",
    AID_OFFERED: "A donor answers. request; tier; force: donor; counterpart: host; kind; count; "
    "cause: 'full', 'part', 'none', 'refused' or 'no answer'; known_stock: units then "
    "available for aid.",
    NATIONAL_CALL_MADE: "The national call. cause: name of the trigger.",
    UNIT_ORDERED: "A unit is ordered to move. request (aid); tier; force: the unit's; counterpart: "
    "host; unit; kind; cause: 'first response', 'own', 'rested near the RVP', 'aid', "
    "'relief of <unit>', or of a unit that comes from another incident 're-tasked', 'recalled' or "
    "'sent forward'; expected_minute: of deployment.",
    UNIT_CANCELLED: "An order is taken back before mustering. cause: 'need fell', 'quicker aid', "
    "'predecessor released', 'withdrawn' (by its force).",
    FLOOR_OVERRIDDEN: "A host uses a unit below its floor. Columns of a unit's row; count: units "
    "of the kind left at home; known_stock: the floor.",
    UNIT_MUSTERED: "Crew gathered, kitted and loaded; the tour begins.",
    UNIT_REACHED_RVP: "The unit is at the rendezvous point.",
    UNIT_DEPLOYED: "Booked in, briefed and committed.",
    UNIT_STOOD_DOWN: "The unit leaves the incident. cause: 'tour ended', 'need fell', "
    "'not needed', or on its way to another: 're-tasked', 'recalled', 'sent forward'.",
    UNIT_RETURNED: "The unit is back in its own force. cause: the operation that it comes from.",
    UNIT_RESTED: "The unit has rested. cause: 'at home' (free again) or 'near the RVP' (on call).",
    UNIT_UNFIT: "Rested, and found unfit. force; unit; kind; cause: 'tired'; count: tours in a "
    "row; expected_minute: when it is fit.",
    UNIT_COMMITTED: "An operation, or aid that is out already, takes the unit. force: the unit's; "
    "counterpart: host; unit; kind; cause: the operation.",
    OPERATION_SHORT: "A force has fewer units free than an operation takes. force; counterpart: "
    "host; kind; count: units missing; cause: the operation.",
    NEED_UNMET: "What could be asked has been asked and need remains. force: host; kind; count: "
    "units short; counterpart: national line or kind; known_stock: units that may still be "
    "offered by the line's forces; cause: null (some could still come in time), 'time', "
    "'drawdown' or 'stock'.",
}

UNIT_EVENTS: Final = frozenset(name for name in EVENTS if name.startswith("Unit"))
"""Rows of these events carry incident, request, tier, force, counterpart, unit and kind.

``request`` is that of the order (null for own units); ``counterpart`` is the host. Rows of an
operation's units, and of units found unfit, have no incident, request and tier."""
