"""Which data does a tally store instead of the rows of a log?

A tally can replace the log: an engine sends each event to `Tally.add`, and nothing else is stored.
At the end, every measure is computed from the tally.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, TypeAlias, cast, get_args

from mobsim.country.line_verdicts import is_scarce
from mobsim.country.lines import LONDON_REGION
from mobsim.ground.errors import ScoringError, did_you_mean
from mobsim.scoring import events as ev
from mobsim.scoring.causes import (
    LODGED,
    MOVED,
    NEAR_THE_RVP,
    NOT_NEEDED,
    RISK_AT_HOME,
    TURNED,
    WITHDRAWN,
    BindingCause,
)
from mobsim.scoring.events import Event
from mobsim.scoring.facts import Facts, LineFacts
from mobsim.scoring.measures import Answer, FirstToBreak, Source
from mobsim.scoring.sources import SOURCES, source_of
from mobsim.scoring.steps import StepCurve
from mobsim.scoring.time_spent import Arrival, AskingClocks, Way
from mobsim.scoring.tours import OpenTour, Tour

ANSWERS: tuple[Answer, ...] = get_args(Answer)


@dataclass(slots=True, eq=False)
class Front:
    """One incident's need for one kind of unit, and the units that came to meet it."""

    need: StepCurve = field(default_factory=StepCurve)
    at_rvp: StepCurve = field(default_factory=StepCurve)
    """The number of units that have reached the RVP and have not stood down."""
    deployed: StepCurve = field(default_factory=StepCurve)
    """The number of units that are deployed and have not stood down."""
    met: StepCurve = field(default_factory=StepCurve)
    """The number of units that are both needed and deployed."""
    short: StepCurve = field(default_factory=StepCurve)
    """The number of units that are needed but not deployed."""
    serials: dict[str, int] = field(default_factory=dict)
    """For each unit that is not complete at the RVP, the number of its officers there."""
    in_serials: StepCurve = field(default_factory=StepCurve)
    """The number of officers at the RVP whose units are not complete there."""
    holding: bool = False
    """Whether the place is a holding area, where units stand ready but meet no need."""
    by_source: dict[Source, set[str]] = field(
        default_factory=lambda: {source: set() for source in SOURCES}
    )
    """The different units deployed so far, by source."""
    first_aid_at: float | None = None
    first_aid: Arrival | None = None
    arrivals: list[Arrival] = field(default_factory=list)

    def compare(self, minute: float) -> None:
        """Compare the need with the units deployed, after either has changed."""
        needed = self.need.level
        met = min(needed, self.deployed.level)
        self.met.change(minute, met - self.met.level)
        self.short.change(minute, needed - met - self.short.level)

    def end_serials(self, unit: str, minute: float) -> None:
        """Stop counting the officers of a unit's serials."""
        if there := self.serials.pop(unit, 0):
            self.in_serials.change(minute, -there)


@dataclass(slots=True, eq=False)
class LineTally:
    """One national line, or one region's share of it."""

    facts: LineFacts
    in_use: StepCurve = field(default_factory=StepCurve)
    lent: StepCurve = field(default_factory=StepCurve)
    """For London's line, the number of units of London's forces in use elsewhere."""
    deployed: StepCurve = field(default_factory=StepCurve)
    needed: bool = False
    """Whether any incident in the area of the line has needed units."""
    crews: set[str] = field(default_factory=set)
    ever: StepCurve = field(default_factory=StepCurve)
    """The number of different crews deployed at least once."""
    binds: FirstToBreak | None = None
    scarce: bool = False
    """Whether the units that could still be sent were scarce while need was unmet."""


Lines = tuple[LineTally, ...]


@dataclass(slots=True, eq=False)
class IncidentClocks:
    """The minutes when an incident began, when its host asked for aid, and when it ended."""

    force: str
    began: float | None = None
    requested: float | None = None
    ended: float | None = None
    asking: AskingClocks = field(default_factory=AskingClocks)


@dataclass(slots=True, eq=False)
class StandingBy:
    """Units of one kind on standby at home."""

    units: StepCurve = field(default_factory=StepCurve)
    shifts: int = 0
    """The number of standby shifts begun."""


@dataclass(slots=True, eq=False)
class Unit:
    """The state of one unit between two rows."""

    force: str
    kind: str
    officers: int
    home: StepCurve
    """The number of free units of this force and kind; not reported if the stock is unknown."""
    taken: StepCurve
    """The number of the force's officers who are taken from ordinary duty."""
    service: tuple[str | None, ...] = ()
    """The kind, force and host by which the unit counts on national lines."""
    lines: Lines = ()
    """The national lines on which the unit counts as in use."""
    lent: Lines = ()
    """London's line if the unit is lent from London to an incident elsewhere; otherwise empty."""
    lines_deployed: Lines = ()
    ordered: bool = False
    touring: bool = False
    """Whether the unit has mustered and has not rested since then."""
    in_use: bool = False
    away: bool = False
    """Whether the unit is not free at home."""
    toured: bool = False
    """Whether the unit has mustered since it was last free at home."""
    at_rvp: Front | None = None
    deployed: Front | None = None
    committed: Event | None = None
    """The row in which the unit last joined an operation."""
    standing: float | None = None
    """The minute since which the unit has been on standby at home."""
    counted: bool = False
    """Whether the unit's officers count as taken from ordinary duty."""
    way: Way | None = None
    """The steps that led to the unit's last order."""
    reached: float | None = None
    """The minute when the unit last reached an RVP."""
    tour: OpenTour | None = None
    """The tour that the unit is on."""
    tours: list[Tour] = field(default_factory=list)
    """The unit's completed tours."""

    def end_tour(self, minute: float | None = None) -> None:
        """End the unit's tour at ``minute``; by default, at the time when the unit left."""
        over = self.tour.left if self.tour and minute is None else minute
        if self.tour is not None and over is not None:
            self.tours.append(self.tour.closed(over))
            self.tour = None

    def count_officers(self, minute: float) -> None:
        """Count the officers as taken from ordinary duty while the unit is in use or on standby."""
        taken = self.in_use or self.standing is not None
        if taken != self.counted:
            self.counted = taken
            self.taken.change(minute, self.officers if taken else -self.officers)


class LogTally:
    """Collects from a log, row by row, the data that the measures need."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.counts = dict.fromkeys(ev.EVENTS, 0)
        self.fronts: dict[tuple[str, str], Front] = defaultdict(Front)
        self.areas: dict[tuple[str, str], Front] = defaultdict(partial(Front, holding=True))
        """The needs and units of holding areas."""
        self.clocks: dict[str, IncidentClocks] = {}
        self.lines = [LineTally(line) for line in facts.lines]
        self.units: dict[str, Unit] = {}
        self.home: dict[tuple[str, str], StepCurve] = {}
        self.officers: dict[str, StepCurve] = defaultdict(StepCurve)
        """The number of officers in units in use or on standby, by force."""
        self.standing: dict[str, StandingBy] = defaultdict(StandingBy)
        """The number of units on standby at home, by kind."""
        self.given: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.received: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.floors_overridden: dict[tuple[str, str], int] = defaultdict(int)
        self.short_rests = 0
        self.national_call: float | None = None
        self.first_request: dict[int, float] = {}
        self.requests = {1: 0, 2: 0, 3: 0}
        self.units_asked = self.units_offered = 0
        self.answers: dict[str, int] = dict.fromkeys(ANSWERS, 0)
        self.committed: dict[str, set[str]] = defaultdict(set)
        """The names of units that joined operations, by kind."""
        self.operations_short: dict[str, int] = defaultdict(int)
        """The number of units that operations lacked, by kind."""
        self.withdrawn = 0
        """The number of aid orders that the unit's own force withdrew."""
        self.unfit = 0
        """The number of times that a crew was found unfit after its rest."""
        self.moved: dict[str, int] = dict.fromkeys(sorted(MOVED), 0)
        """The number of units that went straight from one place to another, by cause."""
        self.excused: dict[str, int] = defaultdict(int)
        """For each event, how often a later event can rightly happen without it."""
        self.unseen = {ev.UNIT_DEPLOYED: 0, ev.INCIDENT_BEGAN: 0}
        """For each event, how often the event must have happened although the log does not contain
        it.
        """
        self._lines_of: dict[tuple[str, str, str], tuple[Lines, Lines]] = {}

    def add(self, event: Event) -> None:
        """Process the next row; raises `ScoringError` if its event is unknown."""
        self.read((event,))

    def read(self, log: Iterable[Event]) -> None:
        """Process the next rows; raises `ScoringError` if an event is unknown."""
        counts, of_units, of_places = self.counts, self._OF_UNITS, self._OF_PLACES
        for row in log:
            name = row.event
            if name not in counts:
                hint, number = did_you_mean(name, ev.EVENTS), sum(counts.values()) + 1
                raise ScoringError(f"row {number}: unknown event {name!r}; {hint}")
            counts[name] += 1
            if name in of_units:
                of_units[name](self, row, self.units.get(row.unit or "") or self._new_unit(row))
            elif name in of_places:
                of_places[name](self, row, self.clocks.get(row.incident or "") or self._clocks(row))
            elif name in self._OF_OTHERS:
                self._OF_OTHERS[name](self, row)

    def tours(self) -> dict[str, list[Tour]]:
        """The tours so far, by unit; a tour without an end is assumed to end with the log."""
        tours = {}
        for name, unit in self.units.items():
            tours[name] = unit.tours.copy()
            if unit.tour is not None:
                tours[name].append(unit.tour.closed(unit.tour.end(self.facts)))
        return tours

    # --- incidents --------------------------------------------------------------------------

    def _clocks(self, row: Event) -> IncidentClocks:
        clocks = self.clocks.get(row.incident or "")
        if clocks is None:
            clocks = self.clocks[row.incident or ""] = IncidentClocks(row.force or "")
        return clocks

    def _began(self, row: Event, clocks: IncidentClocks) -> None:
        clocks.began = row.minute

    def _need_changed(self, row: Event, clocks: IncidentClocks) -> None:
        if clocks.began is None:
            self.unseen[ev.INCIDENT_BEGAN] += 1
        front = self._front(row)
        need = front.need
        need.change(row.minute, (row.count or 0) - need.level)
        front.compare(row.minute)
        if need.level and not front.holding:
            for line in self._lines_at(row.kind or "", row.force or ""):
                line.needed = True

    def _lines_at(self, kind: str, host: str) -> list[LineTally]:
        """The national lines that are judged by need at a host."""
        in_london = self.facts.region_of(host) == LONDON_REGION
        return [
            line
            for line in self.lines
            if line.facts.kind == kind
            and line.facts.region is None
            and line.facts.london in (None, "inside" if in_london else "outside")
        ]

    def _front(self, row: Event) -> Front:
        fronts = self.areas if row.incident in self.facts.holding else self.fronts
        return fronts[row.incident or "", row.kind or ""]

    def _judged(self, row: Event, clocks: IncidentClocks) -> None:
        if clocks.asking.judged is None:
            clocks.asking.judged = row.minute

    def _ended(self, row: Event, clocks: IncidentClocks) -> None:
        clocks.ended = row.minute

    # --- asking -----------------------------------------------------------------------------

    def _requested(self, row: Event, clocks: IncidentClocks) -> None:
        tier = row.tier or 0
        self.first_request.setdefault(tier, row.minute)
        self.requests[tier] = self.requests.get(tier, 0) + 1
        clocks.asking.note_request(row)
        if clocks.requested is None:
            clocks.requested = row.minute

    def _asked(self, row: Event, clocks: IncidentClocks) -> None:
        self.units_asked += row.count or 0
        clocks.asking.note_ask(row)

    def _offered(self, row: Event) -> None:
        self.units_offered += row.count or 0
        answer = row.cause
        if answer == RISK_AT_HOME:
            answer = "part" if row.count else "none"
        if answer in self.answers:
            self.answers[answer] += 1

    def _called(self, row: Event) -> None:
        if self.national_call is None:
            self.national_call = row.minute

    def _unmet(self, row: Event) -> None:
        for line in self.lines:
            facts = line.facts
            if facts.line != row.counterpart or facts.region is not None:
                continue
            if row.cause is not None:
                if line.binds is None:
                    where, cause = row.incident or "", cast(BindingCause, row.cause)
                    line.binds = FirstToBreak(facts.line, row.minute, where, cause)
            elif is_scarce(row.known_stock or 0, facts.required):
                line.scarce = True

    # --- units ------------------------------------------------------------------------------

    def _new_unit(self, row: Event) -> Unit:
        whose = force, kind = row.force or "", row.kind or ""
        stock = self.facts.stock.get(force, {}).get(kind)
        if stock is not None and whose not in self.home:
            self.home[whose] = StepCurve(stock.fit)
        home = self.home.get(whose) or StepCurve()
        found = Unit(force, kind, self.facts.officers(kind), home, self.officers[force])
        self.units[row.unit or ""] = found
        return found

    def _lines_for(self, row: Event) -> tuple[Lines, Lines]:
        """The lines on which the unit of a row counts, and the lines that lend it elsewhere."""
        key = kind, force, host = row.kind or "", row.force or "", row.counterpart or ""
        found = self._lines_of.get(key)
        if found is None:
            home, there = self.facts.region_of(force), self.facts.region_of(host)
            lines = [line for line in self.lines if line.facts.kind == kind]
            counts = [
                each for each in lines if each.facts.counts(home, there, self.facts.london_75)
            ]
            lent = [each for each in lines if each.facts.london == "inside"]
            if home != LONDON_REGION or there == LONDON_REGION:
                lent = []
            found = self._lines_of[key] = tuple(counts), tuple(lent)
        return found

    def _take(self, unit: Unit, row: Event) -> None:
        """Count a unit as in use and away from now on, unless it is counted already."""
        if not unit.away:
            unit.away = True
            unit.home.change(row.minute, -1)
        if not unit.in_use:
            unit.in_use = True
            self._count_at(unit, row)
            unit.count_officers(row.minute)

    def _count_at(self, unit: Unit, row: Event) -> None:
        """From now on, count a unit on the national lines of the place that a row names."""
        service = row.kind, row.force, row.counterpart
        if service != unit.service:
            unit.service = service
            self._count_on(unit, *self._lines_for(row), row.minute)

    def _count_on(
        self,
        unit: Unit,
        lines: Lines,
        lent: Lines,
        minute: float,
    ) -> None:
        """From now on, count a unit on the given lines only."""
        if lines != unit.lines:
            for line in unit.lines:
                line.in_use.change(minute, -1)
            for line in lines:
                line.in_use.change(minute, 1)
            unit.lines = lines
        if lent != unit.lent:
            for line in unit.lent:
                line.lent.change(minute, -1)
            for line in lent:
                line.lent.change(minute, 1)
            unit.lent = lent

    def _release(self, unit: Unit, minute: float) -> None:
        """Stop counting a unit as in use if it has no order and does not need to rest."""
        if unit.in_use and not (unit.ordered or unit.touring):
            unit.in_use, unit.service = False, ()
            self._count_on(unit, (), (), minute)
            unit.count_officers(minute)

    def _free(self, unit: Unit, minute: float) -> None:
        """Record that a unit is free at home."""
        unit.toured = False
        if unit.away:
            unit.away = False
            unit.home.change(minute, 1)

    def _ordered(self, row: Event, unit: Unit) -> None:
        self._take(unit, row)
        unit.ordered = True
        unit.way, unit.reached = self._clocks(row).asking.way_to(row), None
        if row.cause in MOVED:
            self.moved[row.cause or ""] += 1
            self.excused[ev.UNIT_MUSTERED] += 1
            if unit.tour is not None:
                unit.tour.left = None  # the same tour continues
            elif row.cause == TURNED and unit.committed is not None:
                unit.tour = OpenTour(unit.committed, unit.committed.minute)
        self._count_at(unit, row)

    def _committed(self, row: Event, unit: Unit) -> None:
        self._take(unit, row)
        self._count_at(unit, row)
        unit.end_tour()  # it may have left for an incident and be back
        unit.committed = row
        unit.touring = unit.toured = True
        self.committed[unit.kind].add(row.unit or "")
        for event in (ev.UNIT_ORDERED, ev.UNIT_MUSTERED, ev.UNIT_STOOD_DOWN):
            self.excused[event] += 1

    def _stood_by(self, row: Event, unit: Unit) -> None:
        unit.end_tour()
        self._note_rest(unit, row.minute)
        if unit.tour is None or unit.standing is None:
            unit.end_tour(row.minute)
            unit.tour = OpenTour(row, row.minute)
        unit.standing = row.minute
        standing = self.standing[unit.kind]
        standing.units.change(row.minute, 1)
        standing.shifts += 1
        unit.count_officers(row.minute)

    def _stand_by_no_more(self, unit: Unit, minute: float) -> None:
        unit.standing = None
        self.standing[unit.kind].units.change(minute, -1)
        unit.count_officers(minute)

    def _note_rest(self, unit: Unit, minute: float) -> None:
        if unit.tours and minute - unit.tours[-1].over < self.facts.rest:
            self.short_rests += 1

    def _operation_short(self, row: Event) -> None:
        self.operations_short[row.kind or ""] += row.count or 0

    def _found_unfit(self, row: Event) -> None:
        self.unfit += 1

    def _cancelled(self, row: Event, unit: Unit) -> None:
        self._front(row).end_serials(row.unit or "", row.minute)
        unit.ordered = False
        if row.cause == WITHDRAWN:  # it rests before it is free again
            self.withdrawn += 1
            unit.touring = unit.toured = True
            if unit.standing is not None:
                unit.end_tour(row.minute)
                self._stand_by_no_more(unit, row.minute)
            return
        self._release(unit, row.minute)
        if not unit.toured:
            self._free(unit, row.minute)

    def _floor_overridden(self, row: Event) -> None:
        self.floors_overridden[row.force or "", row.kind or ""] += 1

    def _mustered(self, row: Event, unit: Unit) -> None:
        self._take(unit, row)
        if unit.standing is None:
            if unit.tour is not None:
                unit.end_tour()
            self._note_rest(unit, row.minute)
            unit.tour = OpenTour(row, row.minute)
        else:
            unit.tour = OpenTour(row, unit.standing)
            self._stand_by_no_more(unit, row.minute)
        unit.touring = unit.toured = True

    def _reached(self, row: Event, unit: Unit) -> None:
        unit.reached = row.minute
        unit.at_rvp = front = self._front(row)
        front.at_rvp.change(row.minute, 1)
        if front.serials:
            front.end_serials(row.unit or "", row.minute)

    def _reached_in_part(self, row: Event) -> None:
        front, unit, came = self._front(row), row.unit or "", row.count or 0
        front.serials[unit] = front.serials.get(unit, 0) + came
        front.in_serials.change(row.minute, came)

    def _deployed(self, row: Event, unit: Unit) -> None:
        minute, name = row.minute, row.unit or ""
        if unit.tour is not None:
            unit.tour.deployed = minute
        front = unit.deployed = self._front(row)
        front.deployed.change(minute, 1)
        front.compare(minute)
        unit.lines_deployed = ()
        if front.holding:
            return
        host = row.counterpart or self._clocks(row).force
        source = source_of(row, self.facts, host)
        front.by_source[source].add(name)
        self._note_arrival(unit, front, minute, aid=source != "own")
        if source != "own" and front.first_aid_at is None:
            front.first_aid_at = minute
        unit.lines_deployed, _ = self._lines_for(row)
        for line in unit.lines_deployed:
            line.deployed.change(minute, 1)
            if name not in line.crews:
                line.crews.add(name)
                line.ever.change(minute, 1)
        if host != unit.force:
            self.given[unit.force, unit.kind].add(name)
            self.received[host, unit.kind].add(name)

    def _note_arrival(self, unit: Unit, front: Front, minute: float, *, aid: bool) -> None:
        """Record the steps that led to the deployment of a unit."""
        if unit.way is None or unit.reached is None:
            return
        mustered = unit.tour.row.minute if unit.tour else None
        found = Arrival(front.deployed.level, unit.way, mustered, unit.reached, minute)
        if aid and front.first_aid is None:
            front.first_aid = found
        front.arrivals.append(found)

    def _stood_down(self, row: Event, unit: Unit) -> None:
        if unit.at_rvp is not None:
            unit.at_rvp.at_rvp.change(row.minute, -1)
            unit.at_rvp = None
        if unit.deployed is not None:
            unit.deployed.deployed.change(row.minute, -1)
            unit.deployed.compare(row.minute)
            unit.deployed = None
            for line in unit.lines_deployed:
                line.deployed.change(row.minute, -1)
        elif row.cause != NOT_NEEDED:
            self.unseen[ev.UNIT_DEPLOYED] += 1
        unit.ordered = False
        if unit.tour is not None:
            unit.tour.left, unit.tour.lodged = row.minute, row.cause == LODGED

    def _returned(self, row: Event, unit: Unit) -> None:
        unit.end_tour(row.minute)
        if unit.standing is not None:
            self._take(unit, row)
            self._count_at(unit, row)
            unit.touring = unit.toured = True
            self._stand_by_no_more(unit, row.minute)
            for event in (ev.UNIT_ORDERED, ev.UNIT_MUSTERED, ev.UNIT_STOOD_DOWN):
                self.excused[event] += 1

    def _rested(self, row: Event, unit: Unit) -> None:
        if unit.tour is not None:
            unit.end_tour()
        unit.touring = False
        self._release(unit, row.minute)
        if row.cause != NEAR_THE_RVP:
            self._free(unit, row.minute)

    _OF_UNITS: ClassVar[Mapping[str, "OfUnit"]] = {
        ev.UNIT_ORDERED: _ordered,
        ev.UNIT_CANCELLED: _cancelled,
        ev.UNIT_MUSTERED: _mustered,
        ev.UNIT_REACHED_RVP: _reached,
        ev.UNIT_DEPLOYED: _deployed,
        ev.UNIT_STOOD_DOWN: _stood_down,
        ev.UNIT_RETURNED: _returned,
        ev.UNIT_RESTED: _rested,
        ev.UNIT_COMMITTED: _committed,
        ev.UNIT_STOOD_BY: _stood_by,
    }
    _OF_PLACES: ClassVar[Mapping[str, "OfPlace"]] = {
        ev.INCIDENT_BEGAN: _began,
        ev.NEED_CHANGED: _need_changed,
        ev.NEED_JUDGED: _judged,
        ev.INCIDENT_ENDED: _ended,
        ev.AID_REQUESTED: _requested,
        ev.AID_ASKED: _asked,
    }
    _OF_OTHERS: ClassVar[Mapping[str, "OfOther"]] = {
        ev.AID_OFFERED: _offered,
        ev.NATIONAL_CALL_MADE: _called,
        ev.FLOOR_OVERRIDDEN: _floor_overridden,
        ev.SERIAL_REACHED_RVP: _reached_in_part,
        ev.NEED_UNMET: _unmet,
        ev.OPERATION_SHORT: _operation_short,
        ev.UNIT_UNFIT: _found_unfit,
    }


OfUnit: TypeAlias = Callable[[LogTally, Event, Unit], None]
OfPlace: TypeAlias = Callable[[LogTally, Event, IncidentClocks], None]
OfOther: TypeAlias = Callable[[LogTally, Event], None]
