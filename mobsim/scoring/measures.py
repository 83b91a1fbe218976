"""What does one run show?

Each measure names both its ends, because published standards do not say which clock they mean.
``…_at`` is a minute since the scenario's start; ``…_to_…`` is a number of minutes from the first
name to the second. None is *never*, unless the measure is listed in `Measures.refused`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

from mobsim.country.line_verdicts import CapacityVerdict, Verdict
from mobsim.scoring import events as ev
from mobsim.scoring.causes import BindingCause
from mobsim.scoring.declaring import Gauged, Needing

Share = Literal["first", "10", "40", "60", "100"]
NationalShare = Literal["10", "40", "60", "100"]
Hour = Literal["1", "4", "8"]
Tier = Literal["2", "3"]
StrengthHour = Literal["1", "2", "4", "8"]
FirstMinutes = Literal["15", "30", "60", "120"]
Source = Literal["own", "agreement", "region", "nation", "beyond"]
"""Where a unit comes from: the host, a partner under an agreement, the region, the country, or a
body beyond the 43 forces."""
Step = Literal["judging", "waiting", "desks", "answer", "muster", "road", "booking_in"]
"""How a unit's time was spent: until need was judged; until it was asked for; the desks of RICCs
and of NPoCC; the donor's answer; mustering; convoy and drive; booking in and briefing.
"""
SpeedVerdict = Literal["met", "late", "never"]
Answer = Literal["full", "part", "none", "refused", "no answer"]

STEPS: tuple[Step, ...] = get_args(Step)

TimeTo = dict[Share, float | None]
"""Minutes until 1 unit, and 10, 40, 60 and 100 % of peak need, are present at once."""

_NEED = (ev.INCIDENT_BEGAN, ev.NEED_CHANGED)
_THERE = (ev.UNIT_DEPLOYED, ev.UNIT_STOOD_DOWN)
_IN_USE = (
    *(ev.UNIT_ORDERED, ev.UNIT_CANCELLED, ev.UNIT_MUSTERED, ev.UNIT_STOOD_DOWN, ev.UNIT_RESTED),
    ev.UNIT_COMMITTED,
)
_STARTED = (ev.INCIDENT_BEGAN, ev.NATIONAL_CALL_MADE)
_CLOCKS = (
    *(*_NEED, ev.NEED_JUDGED, ev.AID_REQUESTED, ev.AID_ASKED, ev.UNIT_ORDERED),
    *(ev.UNIT_MUSTERED, ev.UNIT_REACHED_RVP, *_THERE),
)

FACTS = Needing("facts", ())
NEED = Needing("incidents", _NEED)
ENDED = Needing("incidents.ended_at", (*_NEED, ev.INCIDENT_ENDED))
PRESENT = Needing("incidents.time_to", (*_NEED, *_THERE))
AT_RVP = Needing("incidents.began_to_rvp", (*_NEED, ev.UNIT_REACHED_RVP, ev.UNIT_STOOD_DOWN))
IN_SERIALS = Needing(
    "incidents.officers_at",
    (
        *(*_NEED, ev.SERIAL_REACHED_RVP, ev.UNIT_REACHED_RVP),
        *(ev.UNIT_CANCELLED, ev.UNIT_STOOD_DOWN),
    ),
)
SINCE_ASKED = Needing("incidents.requested_to_deployed", (*_NEED, ev.AID_REQUESTED, *_THERE))
ASKED_TO_RVP = Needing(
    "incidents.requested_to_rvp",
    (*_NEED, ev.AID_REQUESTED, ev.UNIT_REACHED_RVP, ev.UNIT_STOOD_DOWN),
)
TARGET = Needing("targets", _THERE)
MET = Needing("incidents.met_share", (*_NEED, *_THERE))
SPENT = Needing("incidents.spent_on_first_aid", _CLOCKS)
SPENT_ON_TARGET = Needing("targets.spent", _CLOCKS)
BY_SOURCE = Needing("incidents.by_source", (*_NEED, ev.UNIT_DEPLOYED))
LINE_IN_USE = Needing("national.peak_in_use", _IN_USE)
BINDS = Needing("national.binds_at", (ev.NEED_CHANGED, ev.NEED_UNMET))
STARTED = Needing("national.counted_from", _STARTED)
CREWS_DEPLOYED = Needing("national.time_to", (*_STARTED, ev.UNIT_DEPLOYED))
CREWS_AT_ONCE = Needing("national.time_to_at_once", (*_STARTED, *_THERE))
FIRST_AID = Needing("headlines.first_aid_at", (ev.UNIT_DEPLOYED,))
NEED_MET = Needing("headlines.worst_shortfall", (*_NEED, *_THERE))
RESERVE = Needing("headlines.reserve_by_hour", _IN_USE)
TAKEN = Needing("headlines.officers_taken", _IN_USE)
HOME = Needing("home", (*_IN_USE, ev.UNIT_DEPLOYED, ev.FLOOR_OVERRIDDEN, ev.OPERATION_SHORT))
TOURS = Needing(
    "people",
    (
        *(ev.UNIT_ORDERED, ev.UNIT_MUSTERED, ev.UNIT_STOOD_DOWN, ev.UNIT_RETURNED, ev.UNIT_RESTED),
        *(ev.UNIT_UNFIT, ev.UNIT_STOOD_BY),
    ),
)
STANDING_BY = Needing(
    "home.most_standing_by",
    (*HOME.events, ev.UNIT_STOOD_BY, ev.UNIT_RETURNED),
)
REQUESTS = Needing("asked.first_ricc_at", (ev.AID_REQUESTED,))
CALLED = Needing("asked.national_call_at", (ev.NATIONAL_CALL_MADE,))
ASKS = Needing("asked.asks", (ev.AID_ASKED,))
ANSWERS = Needing("asked.answers", (ev.AID_OFFERED,))
MOVED_ON = Needing("asked.moved", (ev.UNIT_ORDERED,))
TAKEN_BACK = Needing("asked.withdrawn", (ev.UNIT_CANCELLED,))


@dataclass(frozen=True, slots=True)
class IncidentMeasures:
    """One incident's need of one kind, and how it was met. One for each kind ever needed."""

    incident: Annotated[str, Gauged("", NEED)]
    """Incident id."""
    force: Annotated[str, Gauged("", NEED)]
    """The host force."""
    kind: Annotated[str, Gauged("", NEED)]
    """Unit kind id."""
    began_at: Annotated[float, Gauged("minutes", NEED)]
    """When need began."""
    ended_at: Annotated[float | None, Gauged("minutes", ENDED)]
    """When the last need fell to zero; None when the log ends before it."""
    peak_need: Annotated[int, Gauged("units", NEED)]
    """The largest need; shares of it are rounded up to whole units."""
    time_to: Annotated[TimeTo, Gauged("minutes", PRESENT)]
    """From IncidentBegan to UnitDeployed."""
    began_to_rvp: Annotated[TimeTo, Gauged("minutes", AT_RVP)]
    """From IncidentBegan to UnitReachedRVP."""
    requested_to_deployed: Annotated[TimeTo, Gauged("minutes", SINCE_ASKED)]
    """From the incident's first AidRequested to UnitDeployed. 0 for a share that was already there:
    see ``deployed_at_request``. All None when no aid was requested.
    """
    requested_to_rvp: Annotated[TimeTo, Gauged("minutes", ASKED_TO_RVP)]
    """From the incident's first AidRequested to UnitReachedRVP; 0 for a share that was already
    there.
    """
    deployed_at_request: Annotated[int | None, Gauged("units", SINCE_ASKED)]
    """Units of the kind deployed at the incident's first AidRequested, of any kind; the shares that
    they make up were reached before it. None when no aid was requested.
    """
    share_by: Annotated[dict[Hour, float | None], Gauged("share", PRESENT)]
    """Largest share of peak need present at once by 1, 4 and 8 h after IncidentBegan, at most 1;
    None when the log ends by then."""
    met_share: Annotated[float | None, Gauged("share", MET)]
    """The share of unit-minutes needed that was met; None when the log ends at once."""
    needed_unit_hours: Annotated[float, Gauged("unit-hours", NEED)]
    """Unit-hours needed until the log ends."""
    unmet_unit_hours: Annotated[float | None, Gauged("unit-hours", MET)]
    """Unit-hours needed but not met."""
    there_at: Annotated[dict[StrengthHour, int | None], Gauged("units", MET)]
    """Units deployed 1, 2, 4 and 8 h after IncidentBegan; None when the log ends by then."""
    officers_at: Annotated[dict[FirstMinutes, int | None], Gauged("officers", IN_SERIALS)]
    """Officers at the RVP 15, 30, 60 and 120 min after IncidentBegan, in crews and in serials of
    crews that are not yet complete. None when the log ends by then, or if no crew came in serials.
    """
    by_source: Annotated[dict[Source, int] | None, Gauged("units", BY_SOURCE)]
    """Different units deployed, by where they came from."""
    short_at: Annotated[dict[Hour, int | None], Gauged("units", MET)]
    """Units short 1, 4 and 8 h after IncidentBegan; None when the log ends by then."""
    began_to_first_aid: Annotated[float | None, Gauged("minutes", BY_SOURCE)]
    """From IncidentBegan to the first UnitDeployed of another force's unit."""
    spent_on_first_aid: Annotated[dict[Step, float | None], Gauged("minutes", SPENT)]
    """From IncidentBegan to the first UnitDeployed of another force's unit, step by step; None when
    there was none."""
    spent_on_40: Annotated[dict[Step, float | None], Gauged("minutes", SPENT)]
    """The same for the unit that completed 40 % of peak need."""
    worst_short: Annotated[int | None, Gauged("units", MET)]
    """The most units short for an hour or more; 0 when no shortfall lasted that long."""
    worst_short_at: Annotated[float | None, Gauged("minutes", MET)]
    """The first minute of it; None when there is none."""
    worst_short_lasts: Annotated[float | None, Gauged("minutes", MET)]
    """How long at least that many were short; None when there is none."""


@dataclass(frozen=True, slots=True)
class LineMeasures:
    """One national line, judged where the need is: London's by need in London."""

    line: Annotated[str, Gauged("", FACTS)]
    """National line."""
    kind: Annotated[str, Gauged("", FACTS)]
    """Unit kind id."""
    required: Annotated[int, Gauged("units", FACTS)]
    """The figure: units to be fielded."""
    declared: Annotated[int, Gauged("units", FACTS)]
    """Units that returns say could be fielded; without returns the commitment, by construction."""
    headroom: Annotated[int, Gauged("units", FACTS)]
    """Declared units minus required units."""
    peak_in_use: Annotated[int | None, Gauged("units", LINE_IN_USE)]
    """Most units ordered to places of the line and not yet rested at one minute."""
    peak_in_use_at: Annotated[float | None, Gauged("minutes", LINE_IN_USE)]
    """The first minute of that."""
    binds_at: Annotated[float | None, Gauged("minutes", BINDS)]
    """When the line breaks: the first minute with judged need above the units ordered, no
    unanswered ask, and no crew left in the country that may be sent.
    """
    binds_cause: Annotated[BindingCause | None, Gauged("", BINDS)]
    """Why it breaks: ``stock``, no crew is above a floor; or ``drawdown``, some are but may not be
    lent.
    """
    binds_where: Annotated[str | None, Gauged("", BINDS)]
    """The incident."""
    counted_from: Annotated[
        Literal["NationalCallMade", "IncidentBegan"] | None, Gauged("", STARTED)
    ]
    """Where ``time_to`` starts; None when the log has neither."""
    counted_from_at: Annotated[float | None, Gauged("minutes", STARTED)]
    """The minute of that start."""
    time_to: Annotated[dict[NationalShare, float | None], Gauged("minutes", CREWS_DEPLOYED)]
    """Minutes until 10, 40, 60 and 100 % of the figure has been deployed, counted as different
    crews deployed at least once, including those deployed before the start.
    """
    time_to_at_once: Annotated[dict[NationalShare, float | None], Gauged("minutes", CREWS_AT_ONCE)]
    """The same counted as crews deployed at once."""
    crews_deployed: Annotated[int | None, Gauged("units", CREWS_DEPLOYED)]
    """Different crews deployed at least once."""
    most_at_once: Annotated[int | None, Gauged("units", CREWS_AT_ONCE)]
    """Most crews deployed at one minute."""
    verdict_stock: Annotated[Verdict | None, Gauged("", FACTS)]
    """Fail if the declared units do not reach the figure, watch if less than 10 % of the figure is
    to spare; None until a return is loaded.
    """
    verdict_capacity: Annotated[CapacityVerdict | None, Gauged("", BINDS)]
    """Whether there were enough, regardless of time: fail if the line breaks; watch if, with need
    unmet, less than 10 % of the figure may still be sent; ``not tested`` if nothing was needed
    there.
    """
    least_left: Annotated[int | None, Gauged("units", LINE_IN_USE)]
    """For London's line, the fewest left for London: units declared minus units of London's forces
    in use elsewhere. None for other lines.
    """
    least_left_at: Annotated[float | None, Gauged("minutes", LINE_IN_USE)]
    """The first minute of that; None when no unit was lent."""
    verdict_timeline: Annotated[Verdict | None, Gauged("", FACTS)]
    """Pass if 10, 40 and 60 % of the figure were ready 1, 4 and 8 h after the national call,
    counting each crew as if it had been ordered then. None without a call, and under promised
    readiness, which meets the timeline by construction.
    """


@dataclass(frozen=True, slots=True)
class RegionMeasures:
    """What one region must be able to field of a kind."""

    line: Annotated[str, Gauged("", FACTS)]
    """National line."""
    region: Annotated[str, Gauged("", FACTS)]
    """Region id."""
    required: Annotated[int, Gauged("units", FACTS)]
    """The figure: units to be fielded."""
    declared: Annotated[int, Gauged("units", FACTS)]
    """Units declared."""
    headroom: Annotated[int, Gauged("units", FACTS)]
    """Declared units minus required units."""
    peak_in_use: Annotated[int | None, Gauged("units", LINE_IN_USE)]
    """Most units ordered and not yet rested at one minute."""
    peak_in_use_at: Annotated[float | None, Gauged("minutes", LINE_IN_USE)]
    """The first minute of that."""
    crews_deployed: Annotated[int | None, Gauged("units", CREWS_DEPLOYED)]
    """Different crews deployed at least once."""
    most_at_once: Annotated[int | None, Gauged("units", CREWS_AT_ONCE)]
    """Most crews deployed at one minute."""
    verdict_stock: Annotated[Verdict | None, Gauged("", FACTS)]
    """See `national`."""


@dataclass(frozen=True, slots=True)
class TargetMeasures:
    """Whether that many units were at a place by a minute, and if not, when."""

    incident: Annotated[str, Gauged("", FACTS)]
    """Incident id."""
    kind: Annotated[str, Gauged("", FACTS)]
    """Unit kind id."""
    units: Annotated[int, Gauged("units", FACTS)]
    """Units wanted at once."""
    by: Annotated[float, Gauged("minutes", FACTS)]
    """The minute by which they are wanted."""
    there: Annotated[int | None, Gauged("units", TARGET)]
    """Units deployed at that minute; None if the log ends before."""
    reached_at: Annotated[float | None, Gauged("minutes", TARGET)]
    """The first minute at which that many were deployed at once; None when never."""
    verdict: Annotated[SpeedVerdict | None, Gauged("", TARGET)]
    """``met`` if that many had been there at once by then, otherwise ``late`` or ``never``."""
    spent: Annotated[dict[Step, float | None], Gauged("minutes", SPENT_ON_TARGET)]
    """From IncidentBegan to the deployment of the unit that completed that number, step by step;
    None when never.
    """


@dataclass(frozen=True, slots=True)
class FirstToBreak:
    """The first national line to bind; if several bind in one minute, the first in their order."""

    line: Annotated[str, Gauged("", BINDS)]
    """The national line that binds first."""
    at: Annotated[float, Gauged("minutes", BINDS)]
    """When it binds."""
    incident: Annotated[str, Gauged("", BINDS)]
    """Where it binds."""
    cause: Annotated[BindingCause, Gauged("", BINDS)]
    """Why: ``stock`` or ``drawdown``."""


@dataclass(frozen=True, slots=True)
class WorstShortfall:
    """The largest shortfall that lasts an hour or more, in officers, of any incident and kind."""

    units: Annotated[int, Gauged("units", NEED_MET)]
    """Units short at one incident throughout that time."""
    kind: Annotated[str, Gauged("", NEED_MET)]
    """The kind of unit."""
    incident: Annotated[str, Gauged("", NEED_MET)]
    """The incident."""
    at: Annotated[float, Gauged("minutes", NEED_MET)]
    """The first minute of that."""
    lasts: Annotated[float, Gauged("minutes", NEED_MET)]
    """How long at least that many were short."""


@dataclass(frozen=True, slots=True)
class OfficersTaken:
    """Officers of one force taken from ordinary duty: in units ordered and not yet rested."""

    force: Annotated[str, Gauged("", TAKEN)]
    """Force id."""
    most: Annotated[int, Gauged("officers", TAKEN)]
    """Most officers taken at one minute."""
    most_at: Annotated[float, Gauged("minutes", TAKEN)]
    """The first minute of that."""


@dataclass(frozen=True, slots=True)
class Headlines:
    """The answers, before the tables."""

    first_to_break: Annotated[FirstToBreak | None, Gauged("", BINDS)]
    """None when no line binds."""
    worst_shortfall: Annotated[WorstShortfall | None, Gauged("", NEED_MET)]
    """None when no shortfall lasted an hour."""
    first_aid_at: Annotated[float | None, Gauged("minutes", FIRST_AID)]
    """The first deployment of another force's unit at an incident."""
    first_aid_where: Annotated[str | None, Gauged("", FIRST_AID)]
    """The incident."""
    first_aid_kind: Annotated[str | None, Gauged("", FIRST_AID)]
    """The kind of that unit."""
    forty_percent_at: Annotated[float | None, Gauged("minutes", NEED_MET)]
    """When 40 % of the peak of all PSU need is met at once; units beyond an incident's own need
    do not count. None when never, or when no PSU is needed."""
    reserve_by_hour: Annotated[dict[str, list[int]] | None, Gauged("units", RESERVE)]
    """By line: units declared minus units in use, not below 0, at each whole hour from the start to
    the log's end, both included.
    """
    endurance_days: Annotated[dict[str, int] | None, Gauged("days", NEED_MET)]
    """By kind: consecutive whole 24-hour periods, from the first minute at which all need is met,
    in each of which something is needed and at least 90 % (assumed) of unit-minutes needed are
    there. None in surge, where there is no relief.
    """
    officers_taken: Annotated[list[OfficersTaken] | None, Gauged("", TAKEN)]
    """Forces with most officers taken come first."""


@dataclass(frozen=True, slots=True)
class ForceAtHome:
    """What one force kept of one kind. A force that no order affected has none."""

    force: Annotated[str, Gauged("", HOME)]
    """Force id."""
    kind: Annotated[str, Gauged("", HOME)]
    """Unit kind id."""
    fit: Annotated[int, Gauged("units", HOME)]
    """Crews fit."""
    floor: Annotated[int, Gauged("units", HOME)]
    """Crews that should stay at home."""
    lowest: Annotated[int, Gauged("units", HOME)]
    """Fewest crews free at home."""
    lowest_at: Annotated[float | None, Gauged("minutes", HOME)]
    """The first minute of that; None when no crew left."""
    hours_below_floor: Annotated[float, Gauged("hours", HOME)]
    """Time with fewer than the floor at home."""
    hours_at_floor: Annotated[float, Gauged("hours", HOME)]
    """Time with exactly the floor at home."""
    minutes_emptied: Annotated[float, Gauged("minutes", HOME)]
    """Time with none at home."""
    given: Annotated[int, Gauged("units", HOME)]
    """Different units deployed for another force, without holding areas."""
    received: Annotated[int, Gauged("units", HOME)]
    """Different units of other forces deployed here, without holding areas."""
    floors_overridden: Annotated[int, Gauged("units", HOME)]
    """Times own units were used below the floor."""


@dataclass(frozen=True, slots=True)
class AtHome:
    """What the night left at home, and who lent to whom."""

    forces: Annotated[list[ForceAtHome], Gauged("", HOME)]
    """Rows in order of force and kind."""
    committed: Annotated[dict[str, int], Gauged("units", HOME)]
    """By kind, different units taken out by operations, or out as aid when the run began."""
    operations_short: Annotated[dict[str, int], Gauged("units", HOME)]
    """By kind, units that operations or postures should have taken but their forces did not have.
    """
    source_shares: Annotated[dict[str, dict[Source, float]], Gauged("share", HOME)]
    """By kind, the units deployed at all incidents, by origin; empty when there were none."""
    most_standing_by: Annotated[dict[str, int], Gauged("units", STANDING_BY)]
    """By kind, the most units on standby at home at once; empty when there were none."""
    standby_shifts: Annotated[dict[str, int], Gauged("count", STANDING_BY)]
    """By kind, standby shifts that units began at home."""


@dataclass(frozen=True, slots=True)
class People:
    """What the night asked of officers.

    A tour runs from UnitMustered to UnitStoodDown; the drive home counts as work but not as part of
    the tour. A unit on standby is on a tour from UnitStoodBy, until UnitReturned if it is not sent
    anywhere. A unit that goes straight to another incident stays on the same tour. A unit that
    turns to an incident from an operation has been on tour since the operation took it.
    """

    tours: Annotated[int, Gauged("count", TOURS)]
    """The number of tours begun."""
    tours_over_limit: Annotated[int, Gauged("count", TOURS)]
    """Tours longer than the limit, or already longer than it when the log ends."""
    longest_tour_hours: Annotated[float, Gauged("hours", TOURS)]
    """The longest tour."""
    short_rests: Annotated[int, Gauged("count", TOURS)]
    """Rests that are too short, counted from coming home, or from standing down to rest near the
    RVP, until the next UnitMustered.
    """
    found_unfit: Annotated[int, Gauged("count", TOURS)]
    """Times a crew was found unfit after its rest."""
    most_days_in_a_row: Annotated[int | None, Gauged("days", TOURS)]
    """Consecutive calendar days with a tour of the same crew; None without a clock."""
    crews_by_days_in_a_row: Annotated[dict[str, int] | None, Gauged("units", TOURS)]
    """The number of crews, by their most days in a row; None without a clock."""
    officer_hours: Annotated[float, Gauged("officer-hours", TOURS)]
    """Hours on tours and on the drive home after them."""
    officer_hours_by_kind: Annotated[dict[str, float], Gauged("officer-hours", TOURS)]
    """The same by kind."""
    officer_hours_by_force: Annotated[dict[str, float], Gauged("officer-hours", TOURS)]
    """The same by force."""

    def cost(self, rate_per_hour: float) -> float:
        """What the tours cost at a user's rate; none is published."""
        return self.officer_hours * rate_per_hour


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, when, and with what result."""

    first_ricc_at: Annotated[float | None, Gauged("minutes", REQUESTS)]
    """The first AidRequested of tier 2."""
    first_npocc_at: Annotated[float | None, Gauged("minutes", REQUESTS)]
    """The first AidRequested of tier 3."""
    national_call_at: Annotated[float | None, Gauged("minutes", CALLED)]
    """When the national call was made."""
    requests: Annotated[dict[Tier, int], Gauged("count", REQUESTS)]
    """AidRequested rows by tier, one for each kind."""
    asks: Annotated[int, Gauged("count", ASKS)]
    """AidAsked rows, one for each donor and kind."""
    units_asked: Annotated[int, Gauged("units", ASKS)]
    """Units that donors were asked for."""
    units_offered: Annotated[int, Gauged("units", ANSWERS)]
    """Units that they offered."""
    withdrawn: Annotated[int, Gauged("units", TAKEN_BACK)]
    """Aid units whose own force withdrew the order at the moment of mustering."""
    moved: Annotated[dict[str, int], Gauged("units", MOVED_ON)]
    """Units that went straight from one place to another, by cause: re-tasked, recalled home, sent
    forward from a holding area, or turned from an operation."""
    answers: Annotated[dict[Answer, int], Gauged("count", ANSWERS)]
    """Answers of donors, by type of answer."""


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures of one run."""

    national: list[LineMeasures]
    """Rows in the order of the facts."""
    regions: list[RegionMeasures]
    incidents: list[IncidentMeasures]
    """Rows in order of beginning, id and kind."""
    targets: list[TargetMeasures]
    """Rows in the order of the facts."""
    headlines: Headlines
    home: AtHome | None
    people: People | None
    asked: Asked
    refused: Mapping[str, str] = field(default_factory=dict)
    """The events that each refused measure needs but the log does not have."""


PARTS = (
    *(Headlines, FirstToBreak, WorstShortfall, OfficersTaken),
    *(IncidentMeasures, LineMeasures, RegionMeasures, TargetMeasures),
    *(AtHome, ForceAtHome, People, Asked),
)
"""A class that declares its fields."""
