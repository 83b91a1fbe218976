"""What does one run say?

Each measure names both its ends, because published standards do not say which clock they mean.
``…_at`` is a minute since the scenario's start; ``…_to_…`` is a number of minutes from the first
name to the second. None is *never*, unless the measure stands in `Measures.refused`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Share = Literal["first", "10", "40", "60", "100"]
NationalShare = Literal["10", "40", "60", "100"]
Hour = Literal["1", "4", "8"]
Tier = Literal["1", "2", "3"]
Answer = Literal["full", "part", "none", "refused", "no answer"]
Verdict = Literal["pass", "watch", "fail"]

TimeTo = dict[Share, float | None]
"""Minutes until 1 unit, and 10, 40, 60 and 100 % of peak need, are present at once."""


@dataclass(frozen=True, slots=True)
class IncidentMeasures:
    """One incident's need of one kind, and how it was met. One for each kind ever needed."""

    incident: str
    force: str
    """Host."""
    kind: str
    began_at: float
    ended_at: float | None
    """When the last need fell to zero; None when the log ends before it."""
    peak_need: int
    """The largest need; shares of it are rounded up to whole units."""
    time_to: TimeTo
    """From IncidentBegan to UnitDeployed."""
    began_to_rvp: TimeTo
    """From IncidentBegan to UnitReachedRVP."""
    requested_to_deployed: TimeTo
    """From the incident's first AidRequested to UnitDeployed. 0 for a share that was there already:
    see ``deployed_at_request``. All None when no aid was requested."""
    requested_to_rvp: TimeTo
    """From the incident's first AidRequested to UnitReachedRVP; 0 for a share that was there."""
    deployed_at_request: int | None
    """Units of the kind deployed at the incident's first AidRequested, of whatever kind; the shares
    that they make up were reached before it. None when no aid was requested."""
    share_by: dict[Hour, float | None]
    """Largest share of peak need present at once by 1, 4 and 8 h after IncidentBegan, at most 1;
    None when the log ends by then."""
    met_share: float | None
    """Of the unit-minutes needed, the share that was there; None when the log ends at once."""
    unmet_unit_hours: float | None
    """Unit-hours needed and not there."""
    by_tier: dict[Tier, int] | None
    """Different units deployed, by the tier of their orders."""
    short_at: dict[Hour, int | None]
    """Units short 1, 4 and 8 h after IncidentBegan; None when the log ends by then."""
    began_to_first_aid: float | None
    """From IncidentBegan to the first UnitDeployed of tier 2 or 3."""
    worst_short: int | None
    """The most units short at one minute."""
    worst_short_at: float | None
    """The first minute of it; None when never short."""


@dataclass(frozen=True, slots=True)
class LineMeasures:
    """One national line. A line that no incident needed was never in use, and passes."""

    line: str
    kind: str
    required: int
    declared: int
    """Units that returns say could be fielded; without returns the commitment, by construction."""
    headroom: int
    """Declared less required."""
    peak_in_use: int | None
    """Most units ordered and not yet rested at one minute."""
    peak_in_use_at: float | None
    binds_at: float | None
    """The first minute with need unmet, nothing asked unanswered, and no crew that may be offered
    that could be deployed in time."""
    binds_cause: Literal["stock", "drawdown", "time"] | None
    binds_where: str | None
    """Incident."""
    counted_from: Literal["NationalCallMade", "IncidentBegan"] | None
    """Where ``time_to`` starts; None when the log has neither."""
    counted_from_at: float | None
    time_to: dict[NationalShare, float | None]
    """Minutes until 10, 40, 60 and 100 % of the figure has been deployed, counted as different
    crews deployed at least once, those deployed before the start included."""
    time_to_at_once: dict[NationalShare, float | None]
    """The same counted as crews deployed at once."""
    crews_deployed: int | None
    """Different crews deployed at least once."""
    most_at_once: int | None
    """Most crews deployed at one minute."""
    verdict_stock: Verdict | None
    """Fail without the units declared, watch with less than 10 % of the figure to spare; None until
    a return is loaded."""
    verdict_run: Verdict | None
    """Fail if the line binds; watch if, with need unmet, less than 10 % of the figure may still be
    offered."""
    verdict_timeline: Verdict | None
    """Pass if 10, 40 and 60 % of the figure were ready 1, 4 and 8 h after the national call, each
    crew counted as if it had been ordered then. None without a call, and under promised readiness,
    which meets the timeline by construction."""


@dataclass(frozen=True, slots=True)
class RegionMeasures:
    """What one region must be able to field of a kind."""

    line: str
    region: str
    required: int
    declared: int
    headroom: int
    peak_in_use: int | None
    peak_in_use_at: float | None
    crews_deployed: int | None
    most_at_once: int | None
    verdict_stock: Verdict | None


@dataclass(frozen=True, slots=True)
class FirstToBreak:
    """The first national line to bind; of several in one minute the first in their order."""

    line: str
    at: float
    incident: str
    cause: Literal["stock", "drawdown", "time"]


@dataclass(frozen=True, slots=True)
class WorstShortfall:
    """The largest shortfall, in officers, of any incident and kind."""

    units: int
    kind: str
    incident: str
    at: float


@dataclass(frozen=True, slots=True)
class OfficersTaken:
    """Officers of one force taken from ordinary duty: in units ordered and not yet rested."""

    force: str
    most: int
    """At one minute."""
    most_at: float


@dataclass(frozen=True, slots=True)
class Headlines:
    """The answers, before the tables."""

    first_to_break: FirstToBreak | None
    """None when no line binds."""
    worst_shortfall: WorstShortfall | None
    """None when nothing was ever short."""
    first_aid_at: float | None
    """The first deployment of a unit of tier 2 or 3 at an incident."""
    first_aid_where: str | None
    """Incident."""
    first_aid_kind: str | None
    """Of that unit."""
    forty_percent_at: float | None
    """When 40 % of the peak of all PSU need is met at once; units beyond an incident's own need
    do not count. None when never, or when no PSU is needed."""
    reserve_by_hour: dict[str, list[int]] | None
    """By line: units declared less units in use, not below 0, at each whole hour from the start to
    the log's end, both included."""
    endurance_days: dict[str, int] | None
    """By kind: whole 24-hour periods, one after the other from the first minute at which all need
    is met, in each of which there is need at every minute and at least 90 % (assumed) of
    unit-minutes needed are there. None in surge, where nobody is relieved."""
    officers_taken: list[OfficersTaken] | None
    """Most first."""


@dataclass(frozen=True, slots=True)
class ForceAtHome:
    """What one force kept of one kind. Forces that no order touched have none."""

    force: str
    kind: str
    fit: int
    floor: int
    lowest: int
    """Fewest crews free at home."""
    lowest_at: float | None
    """The first minute of it; None when none left."""
    hours_below_floor: float
    hours_at_floor: float
    minutes_emptied: float
    """With none at home."""
    given: int
    """Different units deployed for another force, holding areas left out."""
    received: int
    """Different units of other forces deployed here, holding areas left out."""
    floors_overridden: int
    """Own units used below the floor, as often as they were."""


@dataclass(frozen=True, slots=True)
class AtHome:
    """What the night left at home, and who lent to whom."""

    forces: list[ForceAtHome]
    """In order of force and kind."""
    committed: dict[str, int]
    """By kind, different units taken out by operations, or out as aid when the run began."""
    tier_shares: dict[str, dict[Tier, float]]
    """By kind, of the units deployed at all incidents; empty when none was."""


@dataclass(frozen=True, slots=True)
class People:
    """What the night asked of officers.

    A tour runs from UnitMustered to UnitReturned, or, for a crew that rests near the RVP, to
    UnitStoodDown. One who goes straight to another incident stays on the same tour.
    """

    tours: int
    """Begun."""
    tours_over_limit: int
    """Longer than the limit, or running longer than it when the log ends."""
    longest_tour_hours: float
    short_rests: int
    """Less than the least rest between a tour's end and the next UnitMustered."""
    found_unfit: int
    """Times a crew was found unfit after its rest."""
    most_days_in_a_row: int | None
    """Calendar days, one after the other, with a tour of the same crew; None without a clock."""
    crews_by_days_in_a_row: dict[str, int] | None
    officer_hours: float
    """On tours."""
    officer_hours_by_kind: dict[str, float]
    officer_hours_by_force: dict[str, float]

    def cost(self, rate_per_hour: float) -> float:
        """What the tours cost at a user's rate; none is published."""
        return self.officer_hours * rate_per_hour


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, when, and what came of it."""

    first_ricc_at: float | None
    """The first AidRequested of tier 2."""
    first_npocc_at: float | None
    """The first AidRequested of tier 3."""
    national_call_at: float | None
    requests: dict[Tier, int]
    """AidRequested rows by tier, one a kind."""
    asks: int
    """AidAsked rows, one a donor and kind."""
    units_asked: int
    units_offered: int
    withdrawn: int
    """Aid units whose own force took the order back when they should have mustered."""
    moved: dict[str, int]
    """Units that went straight from one incident to another, by cause: re-tasked, recalled home,
    sent forward from a holding area."""
    answers: dict[Answer, int]


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures of one run."""

    national: list[LineMeasures]
    """In the order of the facts."""
    regions: list[RegionMeasures]
    incidents: list[IncidentMeasures]
    """In order of beginning, id and kind."""
    headlines: Headlines
    home: AtHome | None
    people: People | None
    asked: Asked
    refused: Mapping[str, str] = field(default_factory=dict)
    """By measure: the events that it needs and the log does not have."""
