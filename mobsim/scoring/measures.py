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
"""The origin of a unit: the host itself, a partner under an agreement, the region, the country, or
a body beyond the 43 forces.
"""
Step = Literal["judging", "waiting", "desks", "answer", "muster", "road", "booking_in"]
"""A step of a unit's mobilisation: until need was judged; until the unit was requested; the desks
of RICCs and NPoCC; the donor's answer; mustering; the wait for the convoy and the drive; booking in
and briefing.
"""
SpeedVerdict = Literal["met", "late", "never"]
Answer = Literal["full", "part", "none", "refused", "no answer"]

STEPS: tuple[Step, ...] = get_args(Step)

TimeTo = dict[Share, float | None]
"""Minutes until 1 unit, and until 10, 40, 60 and 100 % of peak need, are present at once."""

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
    """One incident's need for one kind of unit, and how it was met.

    There is one record for each kind that was ever needed.
    """

    incident: Annotated[str, Gauged("", NEED)]
    """The id of the incident."""
    force: Annotated[str, Gauged("", NEED)]
    """The host force."""
    kind: Annotated[str, Gauged("", NEED)]
    """The id of the kind of unit."""
    began_at: Annotated[float, Gauged("minutes", NEED)]
    """The minute at which need began."""
    ended_at: Annotated[float | None, Gauged("minutes", ENDED)]
    """The minute at which the last need fell to zero; None if the log ends before that."""
    peak_need: Annotated[int, Gauged("units", NEED)]
    """The largest need. Shares of it are rounded up to whole units."""
    time_to: Annotated[TimeTo, Gauged("minutes", PRESENT)]
    """From IncidentBegan to UnitDeployed."""
    began_to_rvp: Annotated[TimeTo, Gauged("minutes", AT_RVP)]
    """From IncidentBegan to UnitReachedRVP."""
    requested_to_deployed: Annotated[TimeTo, Gauged("minutes", SINCE_ASKED)]
    """From the incident's first AidRequested to UnitDeployed; 0 for a share that was already
    deployed (see ``deployed_at_request``). All values are None if no aid was requested.
    """
    requested_to_rvp: Annotated[TimeTo, Gauged("minutes", ASKED_TO_RVP)]
    """From the incident's first AidRequested to UnitReachedRVP; 0 for a share that was already at
    the RVP.
    """
    deployed_at_request: Annotated[int | None, Gauged("units", SINCE_ASKED)]
    """The units of this kind that were deployed at the incident's first AidRequested, for any kind.
    Shares of need that these units cover were reached before the request. None if no aid was
    requested.
    """
    share_by: Annotated[dict[Hour, float | None], Gauged("share", PRESENT)]
    """The largest share of peak need that was present at once within 1, 4 and 8 h of IncidentBegan,
    at most 1; None if the log ends before that hour.
    """
    met_share: Annotated[float | None, Gauged("share", MET)]
    """The share of needed unit-minutes that was met; None if the log ends at once."""
    needed_unit_hours: Annotated[float, Gauged("unit-hours", NEED)]
    """The unit-hours needed until the log ends."""
    unmet_unit_hours: Annotated[float | None, Gauged("unit-hours", MET)]
    """The unit-hours that were needed but not met."""
    there_at: Annotated[dict[StrengthHour, int | None], Gauged("units", MET)]
    """The units deployed 1, 2, 4 and 8 h after IncidentBegan; None if the log ends before that
    hour.
    """
    officers_at: Annotated[dict[FirstMinutes, int | None], Gauged("officers", IN_SERIALS)]
    """The officers at the RVP 15, 30, 60 and 120 min after IncidentBegan, in crews and in serials
    of crews that are not yet complete. None if the log ends before that minute, or if no crew came
    in serials.
    """
    by_source: Annotated[dict[Source, int] | None, Gauged("units", BY_SOURCE)]
    """The number of different units deployed, by origin."""
    short_at: Annotated[dict[Hour, int | None], Gauged("units", MET)]
    """The units short 1, 4 and 8 h after IncidentBegan; None if the log ends before that hour."""
    began_to_first_aid: Annotated[float | None, Gauged("minutes", BY_SOURCE)]
    """From IncidentBegan to the first UnitDeployed of another force's unit."""
    spent_on_first_aid: Annotated[dict[Step, float | None], Gauged("minutes", SPENT)]
    """The minutes of each step from IncidentBegan to the first UnitDeployed of another force's
    unit; None if no such unit was deployed.
    """
    spent_on_40: Annotated[dict[Step, float | None], Gauged("minutes", SPENT)]
    """The minutes of each step from IncidentBegan to the deployment of the unit that completed 40 %
    of peak need; None if that share was never reached.
    """
    worst_short: Annotated[int | None, Gauged("units", MET)]
    """The largest number of units short for an hour or more; 0 if no shortfall lasted that long."""
    worst_short_at: Annotated[float | None, Gauged("minutes", MET)]
    """The first minute of this shortfall; None if there was none."""
    worst_short_lasts: Annotated[float | None, Gauged("minutes", MET)]
    """How long at least this many units were short; None if there was no such shortfall."""


@dataclass(frozen=True, slots=True)
class LineMeasures:
    """One national line, judged at the places of need: London's line by need in London."""

    line: Annotated[str, Gauged("", FACTS)]
    """The national line."""
    kind: Annotated[str, Gauged("", FACTS)]
    """The id of the kind of unit."""
    required: Annotated[int, Gauged("units", FACTS)]
    """The national figure: the units that must be fielded."""
    declared: Annotated[int, Gauged("units", FACTS)]
    """The units that forces could field according to their returns; without returns, this equals
    the commitment by construction.
    """
    headroom: Annotated[int, Gauged("units", FACTS)]
    """Declared units minus required units."""
    peak_in_use: Annotated[int | None, Gauged("units", LINE_IN_USE)]
    """The most units in use at one minute: units ordered to the line's places and not yet rested.
    """
    peak_in_use_at: Annotated[float | None, Gauged("minutes", LINE_IN_USE)]
    """The first minute of this peak."""
    binds_at: Annotated[float | None, Gauged("minutes", BINDS)]
    """The minute at which the line breaks. It is the first minute at which judged need is above the
    units ordered, no ask is unanswered, and the country has no crew left that may be sent.
    """
    binds_cause: Annotated[BindingCause | None, Gauged("", BINDS)]
    """Why the line breaks: ``stock`` if no crew is above a floor, or ``drawdown`` if some crews are
    but may not be lent.
    """
    binds_where: Annotated[str | None, Gauged("", BINDS)]
    """The incident at which the line breaks."""
    counted_from: Annotated[
        Literal["NationalCallMade", "IncidentBegan"] | None, Gauged("", STARTED)
    ]
    """The event from which ``time_to`` counts; None if the log has neither event."""
    counted_from_at: Annotated[float | None, Gauged("minutes", STARTED)]
    """The minute of this event."""
    time_to: Annotated[dict[NationalShare, float | None], Gauged("minutes", CREWS_DEPLOYED)]
    """The minutes until 10, 40, 60 and 100 % of the figure has been deployed. This counts different
    crews that were deployed at least once, including crews deployed before the start of the count.
    """
    time_to_at_once: Annotated[dict[NationalShare, float | None], Gauged("minutes", CREWS_AT_ONCE)]
    """The minutes until 10, 40, 60 and 100 % of the figure is deployed at once."""
    crews_deployed: Annotated[int | None, Gauged("units", CREWS_DEPLOYED)]
    """The number of different crews deployed at least once."""
    most_at_once: Annotated[int | None, Gauged("units", CREWS_AT_ONCE)]
    """The most crews deployed at one minute."""
    verdict_stock: Annotated[Verdict | None, Gauged("", FACTS)]
    """Fail if fewer units are declared than the figure; watch if the figure is met with less than
    10 % of it to spare; otherwise pass. None until a return is loaded.
    """
    verdict_capacity: Annotated[CapacityVerdict | None, Gauged("", BINDS)]
    """Whether there were enough crews at any time: fail if the line breaks; watch if less than 10 %
    of the figure could still be sent while need was unmet; ``not tested`` if no unit of the line
    was needed.
    """
    least_left: Annotated[int | None, Gauged("units", LINE_IN_USE)]
    """For London's line, the fewest units left for London: the units declared, minus the units of
    London's forces in use elsewhere. None for other lines.
    """
    least_left_at: Annotated[float | None, Gauged("minutes", LINE_IN_USE)]
    """The first minute at which so few were left; None if no unit was lent."""
    verdict_timeline: Annotated[Verdict | None, Gauged("", FACTS)]
    """Pass if 10, 40 and 60 % of the figure were ready 1, 4 and 8 h after the national call,
    counting each crew as if it had been ordered at the call. None without a call, and under
    promised readiness, which meets the timeline by construction.
    """


@dataclass(frozen=True, slots=True)
class RegionMeasures:
    """The units of one kind that one region must be able to field."""

    line: Annotated[str, Gauged("", FACTS)]
    """The national line."""
    region: Annotated[str, Gauged("", FACTS)]
    """The id of the region."""
    required: Annotated[int, Gauged("units", FACTS)]
    """The regional figure: the units that must be fielded."""
    declared: Annotated[int, Gauged("units", FACTS)]
    """The units that the region's forces declare."""
    headroom: Annotated[int, Gauged("units", FACTS)]
    """Declared units minus required units."""
    peak_in_use: Annotated[int | None, Gauged("units", LINE_IN_USE)]
    """The most units in use at one minute: units ordered and not yet rested."""
    peak_in_use_at: Annotated[float | None, Gauged("minutes", LINE_IN_USE)]
    """The first minute of this peak."""
    crews_deployed: Annotated[int | None, Gauged("units", CREWS_DEPLOYED)]
    """The number of different crews deployed at least once."""
    most_at_once: Annotated[int | None, Gauged("units", CREWS_AT_ONCE)]
    """The most crews deployed at one minute."""
    verdict_stock: Annotated[Verdict | None, Gauged("", FACTS)]
    """The verdict on the declared units, as for `national`."""


@dataclass(frozen=True, slots=True)
class TargetMeasures:
    """Whether and when a number of units was at a place, compared with a target."""

    incident: Annotated[str, Gauged("", FACTS)]
    """The id of the incident."""
    kind: Annotated[str, Gauged("", FACTS)]
    """The id of the kind of unit."""
    units: Annotated[int, Gauged("units", FACTS)]
    """The number of units that should be there at once."""
    by: Annotated[float, Gauged("minutes", FACTS)]
    """The minute by which they should be there."""
    there: Annotated[int | None, Gauged("units", TARGET)]
    """The units deployed at that minute; None if the log ends before it."""
    reached_at: Annotated[float | None, Gauged("minutes", TARGET)]
    """The first minute at which this number of units was deployed at once; None if it never was."""
    verdict: Annotated[SpeedVerdict | None, Gauged("", TARGET)]
    """``met`` if this number of units had been deployed at once by that minute, otherwise ``late``
    or ``never``.
    """
    spent: Annotated[dict[Step, float | None], Gauged("minutes", SPENT_ON_TARGET)]
    """The minutes of each step from IncidentBegan to the deployment of the unit that completed this
    number; None if it was never completed.
    """


@dataclass(frozen=True, slots=True)
class FirstToBreak:
    """The first national line to break; if several break in one minute, the first in order."""

    line: Annotated[str, Gauged("", BINDS)]
    """The national line that breaks first."""
    at: Annotated[float, Gauged("minutes", BINDS)]
    """The minute at which it breaks."""
    incident: Annotated[str, Gauged("", BINDS)]
    """The incident at which it breaks."""
    cause: Annotated[BindingCause, Gauged("", BINDS)]
    """Why it breaks: ``stock`` or ``drawdown``."""


@dataclass(frozen=True, slots=True)
class WorstShortfall:
    """The shortfall of an hour or more with the most officers, at any place and of any kind."""

    units: Annotated[int, Gauged("units", NEED_MET)]
    """The units short at one incident throughout this shortfall."""
    kind: Annotated[str, Gauged("", NEED_MET)]
    """The kind of unit."""
    incident: Annotated[str, Gauged("", NEED_MET)]
    """The incident."""
    at: Annotated[float, Gauged("minutes", NEED_MET)]
    """The first minute of the shortfall."""
    lasts: Annotated[float, Gauged("minutes", NEED_MET)]
    """How long at least this many units were short."""


@dataclass(frozen=True, slots=True)
class OfficersTaken:
    """Officers of one force taken from ordinary duty, in units ordered and not yet rested."""

    force: Annotated[str, Gauged("", TAKEN)]
    """The id of the force."""
    most: Annotated[int, Gauged("officers", TAKEN)]
    """The most officers taken at one minute."""
    most_at: Annotated[float, Gauged("minutes", TAKEN)]
    """The first minute of this peak."""


@dataclass(frozen=True, slots=True)
class Headlines:
    """The main answers, which come before the tables."""

    first_to_break: Annotated[FirstToBreak | None, Gauged("", BINDS)]
    """The first national line to break; None if no line breaks."""
    worst_shortfall: Annotated[WorstShortfall | None, Gauged("", NEED_MET)]
    """The worst shortfall; None if no shortfall lasted an hour."""
    first_aid_at: Annotated[float | None, Gauged("minutes", FIRST_AID)]
    """The minute of the first deployment of another force's unit at an incident."""
    first_aid_where: Annotated[str | None, Gauged("", FIRST_AID)]
    """The incident of that deployment."""
    first_aid_kind: Annotated[str | None, Gauged("", FIRST_AID)]
    """The kind of that unit."""
    forty_percent_at: Annotated[float | None, Gauged("minutes", NEED_MET)]
    """The minute at which 40 % of the peak of all PSU need is met at once; units beyond an
    incident's own need do not count. None if this is never reached, or if no PSU is needed.
    """
    reserve_by_hour: Annotated[dict[str, list[int]] | None, Gauged("units", RESERVE)]
    """For each line, the units declared minus the units in use, but at least 0, at each whole hour
    from the start to the log's end, both included.
    """
    endurance_days: Annotated[dict[str, int] | None, Gauged("days", NEED_MET)]
    """For each kind, the number of consecutive 24-hour periods, from the first minute at which all
    need is met, in which need exists and at least 90 % (assumed) of the needed unit-minutes are
    met. None in surge, where there is no relief.
    """
    officers_taken: Annotated[list[OfficersTaken] | None, Gauged("", TAKEN)]
    """The forces, in falling order of officers taken."""


@dataclass(frozen=True, slots=True)
class ForceAtHome:
    """The crews of one kind that one force kept at home.

    A force that no order affected has no record.
    """

    force: Annotated[str, Gauged("", HOME)]
    """The id of the force."""
    kind: Annotated[str, Gauged("", HOME)]
    """The id of the kind of unit."""
    fit: Annotated[int, Gauged("units", HOME)]
    """The number of fit crews."""
    floor: Annotated[int, Gauged("units", HOME)]
    """The number of crews that should stay at home."""
    lowest: Annotated[int, Gauged("units", HOME)]
    """The fewest crews free at home."""
    lowest_at: Annotated[float | None, Gauged("minutes", HOME)]
    """The first minute with so few crews; None if no crew left."""
    hours_below_floor: Annotated[float, Gauged("hours", HOME)]
    """The time with fewer crews at home than the floor."""
    hours_at_floor: Annotated[float, Gauged("hours", HOME)]
    """The time with exactly as many crews at home as the floor."""
    minutes_emptied: Annotated[float, Gauged("minutes", HOME)]
    """The time with no crew at home."""
    given: Annotated[int, Gauged("units", HOME)]
    """The number of different units deployed for another force, except at holding areas."""
    received: Annotated[int, Gauged("units", HOME)]
    """The number of different units of other forces deployed here, except at holding areas."""
    floors_overridden: Annotated[int, Gauged("units", HOME)]
    """The number of times the force used its own units below the floor."""


@dataclass(frozen=True, slots=True)
class AtHome:
    """The crews that the night left at home, and the units that each force lent."""

    forces: Annotated[list[ForceAtHome], Gauged("", HOME)]
    """Rows in order of force and kind."""
    committed: Annotated[dict[str, int], Gauged("units", HOME)]
    """For each kind, the number of different units that operations took, or that were out as aid
    when the run began.
    """
    operations_short: Annotated[dict[str, int], Gauged("units", HOME)]
    """For each kind, the units that operations or postures should have taken but that their forces
    did not have.
    """
    source_shares: Annotated[dict[str, dict[Source, float]], Gauged("share", HOME)]
    """For each kind, the shares of the units deployed at all incidents by origin; empty if there
    were no units.
    """
    most_standing_by: Annotated[dict[str, int], Gauged("units", STANDING_BY)]
    """For each kind, the most units on standby at home at once; empty if there were none."""
    standby_shifts: Annotated[dict[str, int], Gauged("count", STANDING_BY)]
    """For each kind, the number of standby shifts that units began at home."""


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
    """The number of tours longer than the limit, including tours that were already too long when
    the log ended.
    """
    longest_tour_hours: Annotated[float, Gauged("hours", TOURS)]
    """The length of the longest tour."""
    short_rests: Annotated[int, Gauged("count", TOURS)]
    """The number of rests that were too short. A rest runs from coming home, or from standing down
    to rest near the RVP, until the next UnitMustered.
    """
    found_unfit: Annotated[int, Gauged("count", TOURS)]
    """The number of times a crew was found unfit after its rest."""
    most_days_in_a_row: Annotated[int | None, Gauged("days", TOURS)]
    """The most consecutive calendar days on which one crew had a tour; None without a clock."""
    crews_by_days_in_a_row: Annotated[dict[str, int] | None, Gauged("units", TOURS)]
    """The number of crews, by their most consecutive days with a tour; None without a clock."""
    officer_hours: Annotated[float, Gauged("officer-hours", TOURS)]
    """The hours on tours and on the drive home after them, multiplied by officers."""
    officer_hours_by_kind: Annotated[dict[str, float], Gauged("officer-hours", TOURS)]
    """The officer-hours by kind."""
    officer_hours_by_force: Annotated[dict[str, float], Gauged("officer-hours", TOURS)]
    """The officer-hours by force."""

    def cost(self, rate_per_hour: float) -> float:
        """What the tours cost at a user's rate; none is published."""
        return self.officer_hours * rate_per_hour


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests and asks were made, when, and with what result."""

    first_ricc_at: Annotated[float | None, Gauged("minutes", REQUESTS)]
    """The minute of the first AidRequested of tier 2."""
    first_npocc_at: Annotated[float | None, Gauged("minutes", REQUESTS)]
    """The minute of the first AidRequested of tier 3."""
    national_call_at: Annotated[float | None, Gauged("minutes", CALLED)]
    """The minute at which the national call was made."""
    requests: Annotated[dict[Tier, int], Gauged("count", REQUESTS)]
    """The number of AidRequested rows by tier, one for each kind."""
    asks: Annotated[int, Gauged("count", ASKS)]
    """The number of AidAsked rows, one for each donor and kind."""
    units_asked: Annotated[int, Gauged("units", ASKS)]
    """The units for which donors were asked."""
    units_offered: Annotated[int, Gauged("units", ANSWERS)]
    """The units that donors offered."""
    withdrawn: Annotated[int, Gauged("units", TAKEN_BACK)]
    """The aid units whose own force withdrew the order at the moment of mustering."""
    moved: Annotated[dict[str, int], Gauged("units", MOVED_ON)]
    """The units that went straight from one place to another, by cause: re-tasked, recalled home,
    sent forward from a holding area, or diverted from an operation.
    """
    answers: Annotated[dict[Answer, int], Gauged("count", ANSWERS)]
    """The number of donors' answers, by type of answer."""


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
    """The measures that mobsim cannot compute, with the events that each needs but the log does not
    have.
    """


PARTS = (
    *(Headlines, FirstToBreak, WorstShortfall, OfficersTaken),
    *(IncidentMeasures, LineMeasures, RegionMeasures, TargetMeasures),
    *(AtHome, ForceAtHome, People, Asked),
)
"""A class that declares its fields."""
