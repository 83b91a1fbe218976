"""Which measures does one run have?

Each measure of time names its start and its end, because published standards do not say which clock
they mean. ``…_at`` is a minute since the start of the scenario. ``…_to_…`` is the number of minutes
from the first event to the second. None means *never*, unless the measure is listed in
`Measures.refused`.
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
"""The source of a unit: the host itself, a partner under an agreement, the host's region, the rest
of the country, or a body beyond the 43 forces.
"""
Step = Literal["judging", "waiting", "desks", "answer", "muster", "road", "booking_in"]
"""The steps before a unit is deployed: judging the need, waiting for a request, the desks of RICCs
and NPoCC, the donor's answer, mustering, the convoy and drive, and booking in and briefing.
"""
SpeedVerdict = Literal["met", "late", "never"]
Answer = Literal["full", "part", "none", "refused", "no answer"]

STEPS: tuple[Step, ...] = get_args(Step)

TimeTo = dict[Share, float | None]
"""Minutes until 1 unit, and until 10, 40, 60 and 100 % of peak need, are present at the same
time.
"""

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
    """The need of one incident for one kind of unit, and how the need was met."""

    incident: Annotated[str, Gauged("", NEED)]
    """The id of the incident."""
    force: Annotated[str, Gauged("", NEED)]
    """The host force."""
    kind: Annotated[str, Gauged("", NEED)]
    """The id of the kind of unit."""
    began_at: Annotated[float, Gauged("minutes", NEED)]
    """The minute when need began."""
    ended_at: Annotated[float | None, Gauged("minutes", ENDED)]
    """The minute when the last need fell to zero; None if the log ends before that."""
    peak_need: Annotated[int, Gauged("units", NEED)]
    """The largest need. Shares of the peak are rounded up to whole units."""
    time_to: Annotated[TimeTo, Gauged("minutes", PRESENT)]
    """Minutes from IncidentBegan until the first unit, and until 10, 40, 60 and 100 % of peak need,
    are deployed.
    """
    began_to_rvp: Annotated[TimeTo, Gauged("minutes", AT_RVP)]
    """Minutes from IncidentBegan until the first unit, and until 10, 40, 60 and 100 % of peak need,
    are at the RVP.
    """
    requested_to_deployed: Annotated[TimeTo, Gauged("minutes", SINCE_ASKED)]
    """Minutes from the incident's first AidRequested until the share of peak need is deployed. The
    value is 0 if the share was already there (see ``deployed_at_request``), and None for every
    share if no aid was requested.
    """
    requested_to_rvp: Annotated[TimeTo, Gauged("minutes", ASKED_TO_RVP)]
    """Minutes from the incident's first AidRequested until the share of peak need is at the RVP; 0
    if the share was already there.
    """
    deployed_at_request: Annotated[int | None, Gauged("units", SINCE_ASKED)]
    """Units of this kind that were already deployed when the incident first requested aid of any
    kind. The value is None if no aid was requested.
    """
    share_by: Annotated[dict[Hour, float | None], Gauged("share", PRESENT)]
    """The largest share of peak need that was present at the same time within 1, 4 and 8 h of
    IncidentBegan, at most 1. A value is None if the log ends by that time.
    """
    met_share: Annotated[float | None, Gauged("share", MET)]
    """The share of the needed unit-minutes that was met; None if no unit-minutes were needed."""
    needed_unit_hours: Annotated[float, Gauged("unit-hours", NEED)]
    """The unit-hours needed until the log ends."""
    unmet_unit_hours: Annotated[float | None, Gauged("unit-hours", MET)]
    """The unit-hours of need that were not met before the log ends."""
    there_at: Annotated[dict[StrengthHour, int | None], Gauged("units", MET)]
    """The units deployed 1, 2, 4 and 8 h after IncidentBegan; None for a time after the log
    ends.
    """
    officers_at: Annotated[dict[FirstMinutes, int | None], Gauged("officers", IN_SERIALS)]
    """Officers at the RVP 15, 30, 60 and 120 min after IncidentBegan, in crews and in serials of
    crews that are not yet complete. A value is None if the log ends by that time; all values are
    None if no crew came in serials.
    """
    by_source: Annotated[dict[Source, int] | None, Gauged("units", BY_SOURCE)]
    """The number of different units deployed, by source."""
    short_at: Annotated[dict[Hour, int | None], Gauged("units", MET)]
    """The shortfall 1, 4 and 8 h after IncidentBegan; None for a time after the log ends."""
    began_to_first_aid: Annotated[float | None, Gauged("minutes", BY_SOURCE)]
    """Minutes from IncidentBegan to the first UnitDeployed of another force's unit."""
    spent_on_first_aid: Annotated[dict[Step, float | None], Gauged("minutes", SPENT)]
    """Minutes that each step took between IncidentBegan and the first UnitDeployed of another
    force's unit; None if there was no such unit.
    """
    spent_on_40: Annotated[dict[Step, float | None], Gauged("minutes", SPENT)]
    """Minutes that each step took between IncidentBegan and UnitDeployed of the unit that completed
    40 % of peak need; None if there was no such unit.
    """
    worst_short: Annotated[int | None, Gauged("units", MET)]
    """The largest shortfall that lasted an hour or more; 0 if no shortfall lasted that long."""
    worst_short_at: Annotated[float | None, Gauged("minutes", MET)]
    """The first minute of the worst shortfall; None if no shortfall lasted an hour."""
    worst_short_lasts: Annotated[float | None, Gauged("minutes", MET)]
    """How many minutes the worst shortfall lasted; None if no shortfall lasted an hour."""


@dataclass(frozen=True, slots=True)
class LineMeasures:
    """One national line, which is judged by the need in its area."""

    line: Annotated[str, Gauged("", FACTS)]
    """The id of the national line."""
    kind: Annotated[str, Gauged("", FACTS)]
    """The id of the kind of unit."""
    required: Annotated[int, Gauged("units", FACTS)]
    """The figure: the number of units to be fielded."""
    declared: Annotated[int, Gauged("units", FACTS)]
    """The number of units that could be fielded according to returns; without returns, the
    commitment.
    """
    headroom: Annotated[int, Gauged("units", FACTS)]
    """Declared units minus required units."""
    peak_in_use: Annotated[int | None, Gauged("units", LINE_IN_USE)]
    """The most units of the line in use (ordered and not yet rested) at one minute."""
    peak_in_use_at: Annotated[float | None, Gauged("minutes", LINE_IN_USE)]
    """The first minute with the most units in use."""
    binds_at: Annotated[float | None, Gauged("minutes", BINDS)]
    """The first minute at which the line breaks. At that minute, judged need exceeds the units
    ordered, no ask is unanswered, and no crew that may be sent is left in the country.
    """
    binds_cause: Annotated[BindingCause | None, Gauged("", BINDS)]
    """The cause of the break: ``stock`` if no crew is left above a floor, or ``drawdown`` if crews
    are left but may not be lent.
    """
    binds_where: Annotated[str | None, Gauged("", BINDS)]
    """The incident whose need breaks the line."""
    counted_from: Annotated[
        Literal["NationalCallMade", "IncidentBegan"] | None, Gauged("", STARTED)
    ]
    """The event from which ``time_to`` counts: the national call or, without one, the first
    IncidentBegan. The value is None if the log has neither event.
    """
    counted_from_at: Annotated[float | None, Gauged("minutes", STARTED)]
    """The minute of the event from which ``time_to`` counts."""
    time_to: Annotated[dict[NationalShare, float | None], Gauged("minutes", CREWS_DEPLOYED)]
    """Minutes until 10, 40, 60 and 100 % of the figure have been deployed at least once. Each crew
    counts once. Crews that were deployed before the clock started are included.
    """
    time_to_at_once: Annotated[dict[NationalShare, float | None], Gauged("minutes", CREWS_AT_ONCE)]
    """Minutes until 10, 40, 60 and 100 % of the figure are deployed at the same time."""
    crews_deployed: Annotated[int | None, Gauged("units", CREWS_DEPLOYED)]
    """The number of different crews deployed at least once."""
    most_at_once: Annotated[int | None, Gauged("units", CREWS_AT_ONCE)]
    """The most crews deployed at one minute."""
    verdict_stock: Annotated[Verdict | None, Gauged("", FACTS)]
    """``fail`` if fewer units are declared than the figure, ``watch`` if the surplus is less than
    10 % of the figure, otherwise ``pass``. The value is None until a return is loaded.
    """
    verdict_capacity: Annotated[CapacityVerdict | None, Gauged("", BINDS)]
    """The verdict on the number of units, regardless of how late they came. ``fail``: the line
    breaks. ``watch``: while need is unmet, the units that may still be sent are fewer than 10 % of
    the figure. ``not tested``: no units were needed in the area of the line. Otherwise ``pass``.
    """
    least_left: Annotated[int | None, Gauged("units", LINE_IN_USE)]
    """For London's line, the fewest units left for London at any minute: units declared, minus
    units of London's forces in use elsewhere. For other lines, the value is None.
    """
    least_left_at: Annotated[float | None, Gauged("minutes", LINE_IN_USE)]
    """The first minute with the fewest units left; None if no unit was lent."""
    verdict_timeline: Annotated[Verdict | None, Gauged("", FACTS)]
    """``pass`` if 10, 40 and 60 % of the figure are ready 1, 4 and 8 h after the national call.
    Each crew counts as if its force had ordered it at the call. The value is None if there is no
    call, and under promised readiness, which meets the timeline by definition.
    """


@dataclass(frozen=True, slots=True)
class RegionMeasures:
    """A region's share of a national line: the units that the region must be able to field."""

    line: Annotated[str, Gauged("", FACTS)]
    """The id of the national line."""
    region: Annotated[str, Gauged("", FACTS)]
    """The id of the region."""
    required: Annotated[int, Gauged("units", FACTS)]
    """The figure: the number of units to be fielded."""
    declared: Annotated[int, Gauged("units", FACTS)]
    """The number of units declared."""
    headroom: Annotated[int, Gauged("units", FACTS)]
    """Declared units minus required units."""
    peak_in_use: Annotated[int | None, Gauged("units", LINE_IN_USE)]
    """The most units in use (ordered and not yet rested) at one minute."""
    peak_in_use_at: Annotated[float | None, Gauged("minutes", LINE_IN_USE)]
    """The first minute with the most units in use."""
    crews_deployed: Annotated[int | None, Gauged("units", CREWS_DEPLOYED)]
    """The number of different crews deployed at least once."""
    most_at_once: Annotated[int | None, Gauged("units", CREWS_AT_ONCE)]
    """The most crews deployed at one minute."""
    verdict_stock: Annotated[Verdict | None, Gauged("", FACTS)]
    """The verdict on stock, as for a national line."""


@dataclass(frozen=True, slots=True)
class TargetMeasures:
    """Whether the units that a target names were in place in time, and when they were deployed."""

    incident: Annotated[str, Gauged("", FACTS)]
    """The id of the incident."""
    kind: Annotated[str, Gauged("", FACTS)]
    """The id of the kind of unit."""
    units: Annotated[int, Gauged("units", FACTS)]
    """The number of units that should be there at the same time."""
    by: Annotated[float, Gauged("minutes", FACTS)]
    """The minute by which the units should be there."""
    there: Annotated[int | None, Gauged("units", TARGET)]
    """Units deployed at the target's minute; None if the log ends by that minute."""
    reached_at: Annotated[float | None, Gauged("minutes", TARGET)]
    """The first minute at which the target's number of units was deployed; None if this never
    happened.
    """
    verdict: Annotated[SpeedVerdict | None, Gauged("", TARGET)]
    """``met`` if the target's number of units was deployed in time, otherwise ``late`` or
    ``never``.
    """
    spent: Annotated[dict[Step, float | None], Gauged("minutes", SPENT_ON_TARGET)]
    """Minutes that each step took between IncidentBegan and UnitDeployed of the unit that completed
    the target; None if there was no such unit.
    """


@dataclass(frozen=True, slots=True)
class FirstToBreak:
    """The first national line to break; if several break in one minute, the first in the facts."""

    line: Annotated[str, Gauged("", BINDS)]
    """The national line that breaks first."""
    at: Annotated[float, Gauged("minutes", BINDS)]
    """The minute when the line breaks."""
    incident: Annotated[str, Gauged("", BINDS)]
    """The incident whose need first breaks the line."""
    cause: Annotated[BindingCause, Gauged("", BINDS)]
    """The cause of the break: ``stock`` or ``drawdown``."""


@dataclass(frozen=True, slots=True)
class WorstShortfall:
    """The largest shortfall in officers, of all shortfalls that lasted an hour or more."""

    units: Annotated[int, Gauged("units", NEED_MET)]
    """The number of units that the incident lacked throughout the shortfall."""
    kind: Annotated[str, Gauged("", NEED_MET)]
    """The id of the kind of unit."""
    incident: Annotated[str, Gauged("", NEED_MET)]
    """The id of the incident that lacked units."""
    at: Annotated[float, Gauged("minutes", NEED_MET)]
    """The first minute of the shortfall."""
    lasts: Annotated[float, Gauged("minutes", NEED_MET)]
    """For how many minutes the incident lacked at least ``units`` units."""


@dataclass(frozen=True, slots=True)
class OfficersTaken:
    """Officers of one force who are taken from ordinary duty by units in use or on standby."""

    force: Annotated[str, Gauged("", TAKEN)]
    """The id of the force."""
    most: Annotated[int, Gauged("officers", TAKEN)]
    """The most officers taken at one minute."""
    most_at: Annotated[float, Gauged("minutes", TAKEN)]
    """The first minute with the most officers taken."""


@dataclass(frozen=True, slots=True)
class Headlines:
    """The headline figures, which come before the tables."""

    first_to_break: Annotated[FirstToBreak | None, Gauged("", BINDS)]
    """The national line that breaks first; None if no line breaks."""
    worst_shortfall: Annotated[WorstShortfall | None, Gauged("", NEED_MET)]
    """The worst shortfall; None if no shortfall lasted an hour."""
    first_aid_at: Annotated[float | None, Gauged("minutes", FIRST_AID)]
    """The minute of the first deployment of another force's unit at an incident."""
    first_aid_where: Annotated[str | None, Gauged("", FIRST_AID)]
    """The incident at which another force's unit was first deployed."""
    first_aid_kind: Annotated[str | None, Gauged("", FIRST_AID)]
    """The kind of the first unit of another force that was deployed."""
    forty_percent_at: Annotated[float | None, Gauged("minutes", NEED_MET)]
    """The first minute when the PSUs in place meet 40 % of the peak PSU need of all incidents
    together. Units beyond an incident's own need do not count. The value is None if this never
    happens, or if no PSU is needed.
    """
    reserve_by_hour: Annotated[dict[str, list[int]] | None, Gauged("units", RESERVE)]
    """For each line and each whole hour of the log, the units declared minus the units in use, but
    at least 0.
    """
    endurance_days: Annotated[dict[str, int] | None, Gauged("days", NEED_MET)]
    """For each kind, the number of consecutive 24-hour periods in which the level is held. The
    level is held if units are needed and at least 90 % (assumed) of the needed unit-minutes are
    met. The first period begins when all need is first met. The value is None in a surge, where
    there is no relief.
    """
    officers_taken: Annotated[list[OfficersTaken] | None, Gauged("", TAKEN)]
    """The officers taken from ordinary duty, by force; the force with the most comes first."""


@dataclass(frozen=True, slots=True)
class ForceAtHome:
    """The crews of one kind that one force kept at home; only kinds with an order are listed."""

    force: Annotated[str, Gauged("", HOME)]
    """The id of the force."""
    kind: Annotated[str, Gauged("", HOME)]
    """The id of the kind of unit."""
    fit: Annotated[int, Gauged("units", HOME)]
    """The number of fit crews."""
    floor: Annotated[int, Gauged("units", HOME)]
    """The number of crews that should stay at home."""
    lowest: Annotated[int, Gauged("units", HOME)]
    """The fewest crews that were free at home at any minute."""
    lowest_at: Annotated[float | None, Gauged("minutes", HOME)]
    """The first minute with the fewest crews at home; None if no crew left home."""
    hours_below_floor: Annotated[float, Gauged("hours", HOME)]
    """The time with fewer crews at home than the floor."""
    hours_at_floor: Annotated[float, Gauged("hours", HOME)]
    """The time with exactly as many crews at home as the floor."""
    minutes_emptied: Annotated[float, Gauged("minutes", HOME)]
    """The time with no crew at home."""
    given: Annotated[int, Gauged("units", HOME)]
    """The number of different units deployed for other forces, not counting holding areas."""
    received: Annotated[int, Gauged("units", HOME)]
    """The number of different units of other forces deployed for this force, not counting holding
    areas.
    """
    floors_overridden: Annotated[int, Gauged("units", HOME)]
    """The number of orders by which the force went below its own floor."""


@dataclass(frozen=True, slots=True)
class AtHome:
    """The crews left at home during the night, and the sources of the units deployed."""

    forces: Annotated[list[ForceAtHome], Gauged("", HOME)]
    """One row for each force and kind, in order of force and kind."""
    committed: Annotated[dict[str, int], Gauged("units", HOME)]
    """By kind, the number of different units that joined operations or were away as aid when the
    run began.
    """
    operations_short: Annotated[dict[str, int], Gauged("units", HOME)]
    """By kind, the number of units that operations or postures needed but their forces did not
    have.
    """
    source_shares: Annotated[dict[str, dict[Source, float]], Gauged("share", HOME)]
    """By kind, the share of units deployed from each source; empty if no unit was deployed."""
    most_standing_by: Annotated[dict[str, int], Gauged("units", STANDING_BY)]
    """By kind, the most units on standby at home at one minute; empty if no unit was on standby."""
    standby_shifts: Annotated[dict[str, int], Gauged("count", STANDING_BY)]
    """By kind, the number of standby shifts that units began at home."""


@dataclass(frozen=True, slots=True)
class People:
    """The demands that the night made on officers.

    A tour runs from UnitMustered to UnitStoodDown; the drive home counts as work but not as part of
    the tour. The tour of a unit on standby begins at UnitStoodBy and, if the unit is not sent
    anywhere, ends at UnitReturned. A unit that goes straight to another incident stays on the same
    tour. If a unit is sent to an incident from an operation, its tour began when it joined the
    operation.
    """

    tours: Annotated[int, Gauged("count", TOURS)]
    """The number of tours begun."""
    tours_over_limit: Annotated[int, Gauged("count", TOURS)]
    """The number of tours that exceeded the limit, including tours that had not ended when the log
    ended.
    """
    longest_tour_hours: Annotated[float, Gauged("hours", TOURS)]
    """The length of the longest tour, in hours."""
    short_rests: Annotated[int, Gauged("count", TOURS)]
    """The number of rests that were too short. A rest lasts from the return home, or from the
    stand-down to rest near the RVP, until the next UnitMustered.
    """
    found_unfit: Annotated[int, Gauged("count", TOURS)]
    """The number of times that a crew was found unfit after its rest."""
    most_days_in_a_row: Annotated[int | None, Gauged("days", TOURS)]
    """The longest run of consecutive calendar days on which the same crew had a tour; None without
    a clock.
    """
    crews_by_days_in_a_row: Annotated[dict[str, int] | None, Gauged("units", TOURS)]
    """The number of crews, by the length in days of their longest run of days with a tour; None
    without a clock.
    """
    officer_hours: Annotated[float, Gauged("officer-hours", TOURS)]
    """The officer-hours spent on tours and on the drive home after them."""
    officer_hours_by_kind: Annotated[dict[str, float], Gauged("officer-hours", TOURS)]
    """Officer-hours spent on tours and on the drive home after them, by kind."""
    officer_hours_by_force: Annotated[dict[str, float], Gauged("officer-hours", TOURS)]
    """Officer-hours spent on tours and on the drive home after them, by force."""

    def cost(self, rate_per_hour: float) -> float:
        """The cost of the tours at the user's hourly rate; no rate is published."""
        return self.officer_hours * rate_per_hour


@dataclass(frozen=True, slots=True)
class Asked:
    """The requests and asks for aid, with their times and results."""

    first_ricc_at: Annotated[float | None, Gauged("minutes", REQUESTS)]
    """The minute of the first AidRequested at tier 2."""
    first_npocc_at: Annotated[float | None, Gauged("minutes", REQUESTS)]
    """The minute of the first AidRequested at tier 3."""
    national_call_at: Annotated[float | None, Gauged("minutes", CALLED)]
    """The minute when the national call was made."""
    requests: Annotated[dict[Tier, int], Gauged("count", REQUESTS)]
    """The number of AidRequested rows, by tier; each kind of unit has its own row."""
    asks: Annotated[int, Gauged("count", ASKS)]
    """The number of AidAsked rows; each donor and kind of unit has its own row."""
    units_asked: Annotated[int, Gauged("units", ASKS)]
    """The number of units that donors were asked for."""
    units_offered: Annotated[int, Gauged("units", ANSWERS)]
    """The number of units that donors offered."""
    withdrawn: Annotated[int, Gauged("units", TAKEN_BACK)]
    """The number of aid units that their own force withdrew at the moment of mustering."""
    moved: Annotated[dict[str, int], Gauged("units", MOVED_ON)]
    """The number of units that went straight from one place to another, by cause. They were
    re-tasked, recalled home, sent forward from a holding area, or sent from an operation to an
    incident.
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
    """The measures that cannot be computed from the log, each with a phrase that names the missing
    events.
    """


PARTS = (
    *(Headlines, FirstToBreak, WorstShortfall, OfficersTaken),
    *(IncidentMeasures, LineMeasures, RegionMeasures, TargetMeasures),
    *(AtHome, ForceAtHome, People, Asked),
)
"""The classes that declare their fields as measures."""
