"""The independent witness: the same night by a second, plain and slow engine.

Everything is recomputed by scanning the crews; nothing is cached. It shares with mobsim
the scenario, the draws, the policies and the form of the log, and nothing of its engine: the
ledger, the desks, readiness, what a decision-maker sees and the queue are written again from
``docs/protocol.md``. A test holds the two logs against each other, row for row.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from heapq import heappop, heappush
from typing import Any, Literal

from mobsim.country.demand import Responsive
from mobsim.ground.randomness import Chance, Distribution, Fixed, Lognormal, Uniform
from mobsim.ground.units import quantise, round_half_up
from mobsim.policy import lending_limit
from mobsim.policy.picture import Candidate, Claim, Judged, NationalPicture, Rival
from mobsim.scenario.scenario import Durations, Incident, Operation, Posture, Scenario, Stock
from mobsim.scoring.events import (
    AID_ASKED,
    AID_BROKERED,
    AID_OFFERED,
    AID_REQUESTED,
    FLOOR_OVERRIDDEN,
    FORCE_ALERTED,
    INCIDENT_BEGAN,
    INCIDENT_ENDED,
    NATIONAL_CALL_MADE,
    NEED_CHANGED,
    NEED_JUDGED,
    NEED_UNMET,
    OPERATION_SHORT,
    SERIAL_REACHED_RVP,
    UNIT_CANCELLED,
    UNIT_COMMITTED,
    UNIT_DEPLOYED,
    UNIT_MUSTERED,
    UNIT_ORDERED,
    UNIT_REACHED_RVP,
    UNIT_RESTED,
    UNIT_RETURNED,
    UNIT_STOOD_BY,
    UNIT_STOOD_DOWN,
    UNIT_UNFIT,
    Event,
)

RETURN, NEED, ANSWER, ORDER, ARRIVAL = range(5)
NO_UNIT = ("", 0)
NEARLY = 1e-9
DAY = 1440.0

LONDON_REGION, BEYOND_REGION = "london", "beyond"
"""Ids of the region with a figure of its own, and of the bodies that no figure counts."""
Action = Callable[[], None]
Units = dict[str, tuple[int, int]]
"""By kind: units for need, units for relief."""


def round_up(value: float) -> int:
    """Up, unless within 1e-9 of a whole number."""
    return math.ceil(value - NEARLY)


def round_down(value: float) -> int:
    """Down, unless within 1e-9 of a whole number."""
    return math.floor(value + NEARLY)


def hour(minute: float) -> int:
    return int(minute // 60)


def sets_out(operation: Operation, donor: str) -> float:
    """Other forces leave in time to be there, the host when it begins."""
    if donor == operation.host:
        return operation.begins
    return max(0.0, operation.begins - quantise(operation.drive_minutes[donor]))


def at_home(stock: Stock) -> int:
    """What a force keeps when it lends: its floor, or all but what it lends at most."""
    return stock.floor if stock.lends is None else max(stock.floor, stock.fit - stock.lends)


def exact(durations: Durations) -> Durations:
    """Every plain number of minutes rounded to 2**-20."""
    given = {f.name: getattr(durations, f.name) for f in fields(durations)}
    plain: dict[str, Any] = {k: quantise(v) for k, v in given.items() if isinstance(v, float)}
    return replace(durations, **plain)


# --- what is kept ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shift:
    """A shift in which crews stand by."""

    posture: Posture
    begins: float
    ends: float

    @property
    def notice(self) -> float:
        return quantise(self.posture.notice)


@dataclass(eq=False)
class Crew:
    force: str
    kind: str
    number: int
    place: Literal[
        "home", "tour", "operation", "resting near", "on call", "homeward", "resting at home"
    ] = "home"
    reserved: bool = False
    rest_ends: float = 0.0
    order: "Order | None" = None
    """The order that stands."""
    last: "Order | None" = None
    """The order of its last tour."""
    operation: Operation | None = None
    """The last tour, if it was one for an operation."""
    stands_by: Shift | None = None
    """The shift in which it stands by, at home, until it musters or goes off duty."""
    left: float = 0.0
    """When it last left home: as it mustered there, or stood by before that."""
    served: str = ""
    """Whom it served last without an incident: the host of an operation, or its own force."""
    tours: int = 0
    """In a row."""
    free_since: float = -math.inf
    shares: "list[Crew]" = field(default_factory=list)
    """The crews that are made up of the same officers."""

    @property
    def unit(self) -> str:
        return f"{self.force}-{self.kind}-{self.number:02d}"

    @property
    def key(self) -> tuple[str, str, int]:
        return (self.force, self.kind, self.number)

    @property
    def idle(self) -> bool:
        return self.place == "home" and self.order is None and not self.reserved

    @property
    def free(self) -> bool:
        return self.idle and all(c.idle and c.stands_by is None for c in self.shares)

    @property
    def out(self) -> bool:
        return self.place != "home" or self.order is not None

    @property
    def away(self) -> bool:
        """Out of its home; resting at home counts as home."""
        return self.place not in ("home", "resting at home")

    @property
    def near(self) -> bool:
        return self.place in ("resting near", "on call")

    @property
    def in_use(self) -> bool:
        return self.order is not None or self.place not in ("home", "on call")


@dataclass(eq=False)
class Order:
    crew: Crew
    scene: "Scene"
    tier: int
    request: int | None
    expected: float
    muster: float
    tour: int
    relieves: "Order | None"
    last_tour: bool = False
    stage: Literal["ordered", "mustered", "deployed", "over"] = "ordered"
    due: float | None = None
    relief_due: bool = False
    relief: "Order | None" = None
    goes_on: bool = False
    """Its tour is over, and it waits for its relief."""
    goes_too: bool = False
    """Its predecessor was released before it was relieved."""
    tour_from: float = 0.0
    """When its tour began: as it mustered, or stood by before that."""
    turned: Operation | None = None
    """The operation that the crew has turned from, straight to this incident."""
    party: "Party | None" = None

    @property
    def own(self) -> bool:
        """Whether the crew is the host's."""
        return self.crew.force == self.scene.host

    @property
    def own_waiting(self) -> bool:
        return self.own and self.stage == "ordered"


@dataclass(eq=False)
class Party:
    """Crews of one answer, kind and readiness class, and the convoy that is open."""

    orders: list[Order] = field(default_factory=list)
    convoy: list[Order] = field(default_factory=list)


@dataclass(eq=False)
class Ask:
    """What one donor is asked for one incident."""

    scene: "Scene"
    donor: str
    tier: int
    request: int
    agreement: bool = False
    need: dict[str, list[float]] = field(default_factory=dict)
    """By kind, the expected minutes of the crews picked for need."""
    relief: dict[str, list[float]] = field(default_factory=dict)
    listed: dict[str, int] = field(default_factory=dict)
    word: str = ""
    """'no answer', 'refused', 'part', or nothing."""

    def count(self, kind: str) -> int:
        return len(self.need.get(kind, ())) + len(self.relief.get(kind, ()))

    @property
    def kinds(self) -> list[str]:
        return sorted(set(self.need) | set(self.relief))

    def earliest(self, kind: str) -> float:
        return min(self.need.get(kind, []) + self.relief.get(kind, []))


@dataclass(eq=False)
class Working:
    """A tier's working on one incident."""

    busy: bool = False
    round: int = 0
    request: int = 0
    put: Units = field(default_factory=dict)
    """At the desk or in its queue."""
    pending: Units = field(default_factory=dict)
    """Put while donors are asked (NPoCC only)."""
    unpicked: Units = field(default_factory=dict)
    """Worked and still wanting, while donors are asked (NPoCC only)."""
    asks: list[Ask] = field(default_factory=list)


@dataclass(eq=False)
class Scene:
    """What the host knows and has asked for at one incident."""

    incident: Incident
    rank: int
    region: str
    begun: bool = False
    ended: bool = False
    spell: int = 0
    """The number of the present spell, or of the last."""
    spell_began: float = 0.0
    judged_at: float | None = None
    stepped_at: float | None = None
    present: dict[str, int] = field(default_factory=dict)
    judged: dict[str, int] = field(default_factory=dict)
    judgings: dict[str, list[Judged]] = field(default_factory=dict)
    fell: dict[str, float] = field(default_factory=dict)
    """By kind, when need last fell to 0."""
    left: dict[str, int] = field(default_factory=dict)
    got: Counter[str] | None = None
    """By kind, the crews got since the present batch began, if there is one."""
    number: int = 0
    over_at: float | None = None
    two: Working = field(default_factory=Working)
    three: Working = field(default_factory=Working)
    asks: list[Ask] = field(default_factory=list)
    """Not yet answered, of both tiers and under agreements."""

    @property
    def name(self) -> str:
        return self.incident.incident_id

    @property
    def host(self) -> str:
        return self.incident.force

    @property
    def kinds(self) -> list[str]:
        return sorted(self.incident.need)

    @property
    def threat(self) -> int:
        """Its priority: 1 is served before 2, and 2 before 3."""
        return self.incident.threat

    @property
    def idle(self) -> bool:
        return not (self.two.busy or self.three.busy or self.three.pending)

    def at_desks(self, kind: str) -> tuple[int, int]:
        """Need and relief put to desks."""
        puts = [self.two.put, self.three.put, self.three.pending, self.three.unpicked]
        pairs = [put.get(kind, (0, 0)) for put in puts]
        return sum(need for need, _ in pairs), sum(relief for _, relief in pairs)

    def asked(self, kind: str) -> tuple[int, int]:
        """Need and relief asked and not yet answered."""
        return (
            sum(len(ask.need.get(kind, ())) for ask in self.asks),
            sum(len(ask.relief.get(kind, ())) for ask in self.asks),
        )


@dataclass(eq=False)
class Job:
    """Work for a desk."""

    scene: Scene
    tier: int
    force: str
    time: Distribution
    ids: tuple[str, ...]
    """Purpose and ids of the draw, without the hour."""
    done: Action


@dataclass(eq=False)
class Desk:
    free: int
    waiting: list[Job] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """What a force says it has of a kind."""

    available: int
    free: list[Crew]
    holds_back: bool
    """Whether more would be available without risk at home."""


class Diary:
    """What is set to happen, in the order of the protocol."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, int, int, str, tuple[str, int], int, Action]] = []
        self._set = 0

    def set(
        self,
        minute: float,
        phase: int,
        action: Action,
        *,
        tier: int = 0,
        rank: int = 0,
        force: str = "",
        unit: tuple[str, int] = NO_UNIT,
    ) -> None:
        self._set += 1
        heappush(self._heap, (minute, phase, tier, rank, force, unit, self._set, action))

    def take(self) -> tuple[float, Action] | None:
        if not self._heap:
            return None
        happening = heappop(self._heap)
        return happening[0], happening[-1]


# --- crews, clocks and readiness ---------------------------------------------------------------


@dataclass(frozen=True)
class Roll:
    """How many crews of a kind stand in each class, by crew number, and when shifts start."""

    formed: int
    on_duty: int
    recallable: int
    shifts: tuple[tuple[int, float], ...]
    """The last crew number of each shift, and the shift's start."""


@dataclass(eq=False)
class Home:
    """A force's mobilisation clock and roll."""

    start: float | None = None
    roll: dict[str, Roll] = field(default_factory=dict)
    roll_at: float | None = None
    """When the roll was drawn up, if there is one."""


class Ledger:
    """All crews, the forces' clocks, and when a crew is or would be ready."""

    def __init__(self, scenario: Scenario, chance: Chance) -> None:
        self.scenario = scenario
        self.chance = chance
        self.times = exact(scenario.durations)
        self.national = False
        self.kinds = sorted({kind for by_kind in scenario.stock.values() for kind in by_kind})
        self.homes = {force.force_id: Home() for force in scenario.forces}
        self.crews = [
            Crew(force, kind, number)
            for force in sorted(scenario.stock)
            for kind in sorted(scenario.stock[force])
            for number in range(1, scenario.stock[force][kind].fit + 1)
        ]
        self.crews_of: dict[tuple[str, str], list[Crew]] = {}
        for crew in self.crews:
            self.crews_of.setdefault((crew.force, crew.kind), []).append(crew)
        self.shifts = [s for s in scenario.clock.shift_starts(-DAY, 2) if s <= 0][-1:]
        """When each shift starts, from the one in force at minute 0."""
        self.sizes: dict[tuple[str, str, int], int] = {}
        self.share()
        self.brackets = {kind: self._bracket_ends(kind) for kind in self.kinds}

    def of(self, force: str, kind: str) -> list[Crew]:
        return self.crews_of.get((force, kind), [])

    def free_count(self, force: str, kind: str) -> int:
        return sum(crew.free for crew in self.of(force, kind))

    def above_limit(self, force: str, kind: str, share: float) -> int:
        """What drawdown and crews kept leave to lend, or a share of it, whatever the own need."""
        stock = self.scenario.stock[force][kind]
        level = "extensive" if self.national else self.scenario.drawdown
        kept = at_home(stock)
        limit = lending_limit(level, stock.commitment, stock.fit, kept)
        lent = round_down(share * min(limit, stock.fit - kept))
        gone = sum(crew.out or crew.reserved for crew in self.of(force, kind))
        return max(0, min(lent - gone, self.free_count(force, kind) - kept))

    def share(self) -> None:
        """Link the crews that share their officers."""
        needed: set[str] = set()
        for incident in self.scenario.incidents:
            needed |= set(incident.need)
        for operation in self.scenario.operations:
            needed |= {kind for by_kind in operation.units.values() for kind in by_kind}
        for posture in self.scenario.posture:
            needed |= {kind for by_kind in posture.units.values() for kind in by_kind}
        for force, by_kind in self.scenario.stock.items():
            for kind, stock in by_kind.items():
                if {kind, stock.filled_by} <= needed:
                    ones, others = self.of(force, kind), self.of(force, stock.filled_by)
                    for i in range(min(stock.filled, len(ones), len(others))):
                        self.link(ones[-1 - i], others[-1 - i])

    def link(self, one: Crew, other: Crew) -> None:
        together = [one, *one.shares, other, *other.shares]
        for crew in together:
            crew.shares = [c for c in together if c is not crew]

    # the clock

    def clock(self, force: str, now: float) -> float | None:
        """When the force's mobilisation clock started, if it is running."""
        home = self.homes[force]
        self.forget_roll(force, now)
        if not self.national and self.long_over(force, home.start, now):
            home.start = None
        return home.start

    def long_over(self, force: str, since: float | None, now: float) -> bool:
        """Whether all crews are free again, long enough after a minute."""
        if since is None or now < since + self.times.clock_reset:
            return False
        return not any(crew.out for kind in self.kinds for crew in self.of(force, kind))

    # the timeline

    def _bracket_ends(self, kind: str) -> dict[str, list[int]]:
        """By force, the last crew number of each bracket but the last."""
        line = self.scenario.timeline
        owed = {
            force: by_kind[kind].commitment
            for force, by_kind in self.scenario.stock.items()
            if kind in by_kind
        }
        ends: dict[str, list[int]] = {force: [] for force in owed}
        for share in line.shares[:-1]:
            if line.rounding == "per_force":
                numbers = {force: round_up(share * units) for force, units in owed.items()}
            else:
                numbers = _apportion(share, owed)
            for force, before in ends.items():
                before.append(max([numbers[force], *before]))
        return ends

    def bracket(self, crew: Crew) -> int:
        return sum(crew.number > end for end in self.brackets[crew.kind][crew.force])

    def _in_bracket(self, crew: Crew) -> Distribution:
        line, bracket = self.scenario.timeline, self.bracket(crew)
        end = quantise(line.minutes[bracket])
        if line.within_bracket == "end":
            return Fixed(end)
        return Uniform(quantise(line.minutes[bracket - 1]) if bracket else 0.0, end)

    def ready_at_home(self, crew: Crew, order: float, now: float) -> float:
        """What is expected of aid that is at home."""
        if crew.stands_by is not None:
            return order + crew.stands_by.notice
        if self.rostered:
            ready = self.roster_ready(crew, order, drawn=False)
        else:
            ready = self.timeline_ready(crew, order, now, drawn=False)
        return max(ready, self.noticed(crew, order))

    def noticed(self, crew: Crew, order: float) -> float:
        """The minute before which no crew of the force musters for another."""
        return order + quantise(self.scenario.notices.get(crew.force, 0.0))

    def timeline_ready(self, crew: Crew, order: float, now: float, *, drawn: bool) -> float:
        start = self.clock(crew.force, now)
        start = order if start is None else start
        within = self._in_bracket(crew)
        ready = start + within.mean
        if drawn:
            day = int(order // 1440)
            ready = self.chance.end(start, within, "muster", crew.unit, day)
        return max(order, ready)

    # local readiness

    def draw_up(self, force: str, kind: str, at: float) -> Roll:
        fit = self.scenario.stock[force][kind].fit
        local = self.scenario.local
        duty = self._on_duty(fit, at, fit)
        formed = round_up(local.formed_share * duty)
        left = fit - duty
        recallable = min(left, max(1, round_down(local.recall_share * left)))
        shifts: list[tuple[int, float]] = []
        last = duty + recallable
        for start in self.scenario.clock.shift_starts(at, fit + 2):
            if last >= fit:
                break
            last += self._on_duty(fit, start + 60, fit - last)
            shifts.append((last, start))
        return Roll(formed, duty, recallable, tuple(shifts))

    def _on_duty(self, fit: int, at: float, most: int) -> int:
        share = self.scenario.local.on_duty_shares[self.scenario.clock.hour_of_week(at)]
        return min(most, max(1, round_half_up(fit * share)))

    def roll(self, force: str, kind: str, at: float, now: float) -> Roll:
        """The roll, or what it would be if it were drawn up at a minute."""
        home = self.homes[force]
        self.forget_roll(force, now)
        return home.roll[kind] if home.roll_at is not None else self.draw_up(force, kind, at)

    def forget_roll(self, force: str, now: float) -> None:
        """There is no roll any more once all crews are free again, long enough after it."""
        home = self.homes[force]
        if self.long_over(force, home.roll_at, now):
            home.roll_at = None

    def keep_roll(self, force: str, now: float) -> None:
        """Draw up the roll if there is none: this is the first order of an own crew."""
        home = self.homes[force]
        self.forget_roll(force, now)
        if home.roll_at is None:
            home.roll_at = now
            home.roll = {k: self.draw_up(force, k, now) for k in self.scenario.stock[force]}

    def local_ready(self, crew: Crew, order: float, now: float, *, drawn: bool) -> float:
        return self.mustered(crew, order, self.roll_assembles(crew, order, now, drawn=drawn), drawn)

    def roll_assembles(self, crew: Crew, order: float, now: float, *, drawn: bool) -> float | None:
        """When a crew begins to assemble; None if it is formed."""
        roll = self.roll(crew.force, crew.kind, order, now)
        if crew.number <= roll.formed:
            return None
        if crew.number <= roll.on_duty:
            return order
        if crew.number <= roll.on_duty + roll.recallable:
            return self._end(order, self.times.recall, "recall", crew, order, drawn=drawn)
        shift = next(start for last, start in roll.shifts if crew.number <= last)
        return max(order, shift)

    def mustered(self, crew: Crew, order: float, assembles: float | None, drawn: bool) -> float:
        start, time = order, self.times.muster_formed
        if assembles is not None:
            start, time = assembles, self.times.muster_assembled
        return self._end(start, time, "muster", crew, order, drawn=drawn)

    def own_assembles(self, crew: Crew, now: float) -> float | None:
        """When an own crew ordered now begins to assemble, drawn; None if it comes whole."""
        if crew.stands_by is not None:
            return None
        if self.rostered:
            return self.roster_assembles(crew, now, drawn=True)
        return self.roll_assembles(crew, now, now, drawn=True) if self.local else None

    def _end(
        self,
        start: float,
        time: Distribution,
        purpose: str,
        crew: Crew,
        order: float,
        *,
        drawn: bool,
    ) -> float:
        if not drawn:
            return start + time.mean
        return self.chance.end(start, time, purpose, crew.unit, int(order // 1440))

    # the roster

    @property
    def rostered(self) -> bool:
        return self.scenario.readiness == "roster"

    def shift_at(self, minute: float) -> int:
        """The number of the shift in force, 0 for that of minute 0."""
        while self.shifts[-1] <= minute:
            self.shifts += self.scenario.clock.shift_starts(self.shifts[-1], 2)
        return bisect_right(self.shifts, minute) - 1

    def shift_start(self, shift: int) -> float:
        while len(self.shifts) <= shift + 1:
            self.shifts += self.scenario.clock.shift_starts(self.shifts[-1], 2)
        return self.shifts[shift]

    def on_duty_at(self, force: str, kind: str, minute: float) -> int:
        clock, roster = self.scenario.clock, self.scenario.rosters[force][kind]
        if clock.is_holiday(minute):
            return roster.holiday[clock.at(minute).hour]
        return roster.by_hour[clock.hour_of_week(minute)]

    def size(self, force: str, kind: str, shift: int) -> int:
        """Crews that a shift turns out, at least 1."""
        key = (force, kind, shift)
        if key not in self.sizes:
            start, end = self.shift_start(shift), self.shift_start(shift + 1)
            hours = range(round((end - start) / 60))
            most = max(self.on_duty_at(force, kind, start + 60 * h) for h in hours)
            self.sizes[key] = min(max(1, most), self.scenario.stock[force][kind].fit)
        return self.sizes[key]

    def rota_place(self, crew: Crew, shift: int) -> int:
        fit = self.scenario.stock[crew.force][crew.kind].fit
        before = sum(self.size(crew.force, crew.kind, s) for s in range(shift))
        return (crew.number - 1 - before) % fit

    def next_shift(self, crew: Crew, shift: int) -> float:
        """The start of the first shift after one in which the crew is on duty."""
        shift += 1
        while self.rota_place(crew, shift) >= self.size(crew.force, crew.kind, shift):
            shift += 1
        return self.shift_start(shift)

    def turns_out(self, crew: Crew, minute: float) -> str:
        fit = self.scenario.stock[crew.force][crew.kind].fit
        duty = min(fit, self.on_duty_at(crew.force, crew.kind, minute))
        place = self.rota_place(crew, self.shift_at(minute))
        recall = self.scenario.local.recall_share
        if self.national:
            recall = max(recall, self.scenario.rules.recall_after_call)
        if place < round_up(self.scenario.local.formed_share * duty):
            return "formed"
        if place < duty:
            return "on duty"
        if place < duty + round_down(recall * (fit - duty)):
            return "recallable"
        return "next shift"

    def roster_ready(self, crew: Crew, order: float, *, drawn: bool) -> float:
        return self.mustered(crew, order, self.roster_assembles(crew, order, drawn=drawn), drawn)

    def roster_assembles(self, crew: Crew, order: float, *, drawn: bool) -> float | None:
        """When a crew begins to assemble; None if it is formed."""
        way = self.turns_out(crew, order)
        if way == "formed":
            return None
        if way == "on duty":
            return order
        shift = self.next_shift(crew, self.shift_at(order))
        if way == "recallable":
            recalled = self._end(order, self.times.recall, "recall", crew, order, drawn=drawn)
            return min(shift, recalled)
        return shift

    def on_duty(self, crew: Crew, now: float) -> bool:
        """Whether the crew is one for the first response."""
        if crew.stands_by is not None or not self.local:
            return crew.stands_by is not None
        if self.rostered:
            return self.turns_out(crew, now) in ("formed", "on duty")
        return crew.number <= self.roll(crew.force, crew.kind, now, now).on_duty

    def readiness_class(self, crew: Crew, order: float) -> tuple[str, float]:
        """Aid of one class leaves together."""
        if crew.stands_by is not None:
            return ("stands by", crew.stands_by.notice)
        if not self.rostered:
            return ("bracket", self.bracket(crew))
        way = self.turns_out(crew, order)
        shift = self.next_shift(crew, self.shift_at(order)) if way == "next shift" else 0.0
        return (way, shift)

    # any crew

    @property
    def local(self) -> bool:
        return self.scenario.host_readiness == "local"

    def ready(
        self, crew: Crew, order: float, now: float, *, own: bool, drawn: bool = False
    ) -> float:
        """When a crew ordered at a minute is ready: expected, or drawn."""
        if crew.near:
            return max(order, crew.rest_ends) + self.times.rested_muster
        if crew.stands_by is not None:
            return order + crew.stands_by.notice
        if self.rostered:
            ready = self.roster_ready(crew, order, drawn=drawn)
        elif own and self.local:
            ready = self.local_ready(crew, order, now, drawn=drawn)
        else:
            ready = self.timeline_ready(crew, order, now, drawn=drawn)
        return ready if own else max(ready, self.noticed(crew, order))

    def free_in_order(
        self, force: str, kind: str, order: float, now: float, *, own: bool
    ) -> list[Crew]:
        free = [crew for crew in self.of(force, kind) if crew.free]
        return sorted(free, key=lambda c: (self.ready(c, order, now, own=own), c.number))


def _apportion(share: float, owed: dict[str, int]) -> dict[str, int]:
    """A share of all that is owed, rounded, over forces by largest remainder; ties by id."""
    exact_share = Fraction(share).limit_denominator(10**6)
    quotas = {force: exact_share * units for force, units in owed.items()}
    numbers = {force: int(quota) for force, quota in quotas.items()}
    left = round_half_up(share * sum(owed.values())) - sum(numbers.values())
    by_remainder = sorted(quotas, key=lambda f: (numbers[f] - quotas[f], f))
    for force in by_remainder[:left]:
        numbers[force] += 1
    return numbers


# --- the night ---------------------------------------------------------------------------------


class Night:
    """One run: the happenings, one at a time."""

    def __init__(self, scenario: Scenario, chance: Chance) -> None:
        self.scenario = scenario
        self.chance = chance
        self.ledger = Ledger(scenario, chance)
        self.times = self.ledger.times
        self.log: list[Event] = []
        self.diary = Diary()
        self.now = 0.0
        self.called = False
        self.freed: list[tuple[str, str]] = []
        self.by_report = scenario.durations.report_interval > 0
        self.reports: dict[tuple[str, str], Report] = {}
        self.whole = scenario.policies.whole_forces
        self.sustained = scenario.mode == "sustained"
        region = scenario.force_region
        served = sorted(scenario.incidents, key=lambda i: (i.threat, i.begins, i.incident_id))
        self.scenes = [
            Scene(incident, rank, region[incident.force]) for rank, incident in enumerate(served, 1)
        ]
        self.desks = {r: Desk(n) for r, n in scenario.rules.ricc_desks.items()}
        self.desks |= {r: self.desks[at] for r, at in scenario.rules.ricc_at.items()}
        self.npocc = Desk(scenario.rules.npocc_desks)

    def run(self) -> list[Event]:
        self.set_operations()
        self.set_postures()
        self.set_reports()
        at = self.scenario.policies.trigger.at_minute
        if at is not None:
            self.diary.set(at, NEED, self.call)
        for scene in self.scenes:
            self.set_steps(scene)
        while (happening := self.diary.take()) and happening[0] < self.scenario.duration:
            self.now, action = happening
            action()
            if not self.by_report:
                self.look_at_freed()
        return self.log

    def write(self, event: str, scene: Scene | None = None, **columns: object) -> None:
        name = scene.name if scene else None
        self.log.append(Event(self.now, event, name, **columns))  # type: ignore[arg-type]

    def write_host(self, event: str, scene: Scene, **columns: object) -> None:
        self.write(event, scene, force=scene.host, **columns)

    def write_unit(self, event: str, order: Order, **columns: object) -> None:
        crew = order.crew
        self.write(
            event,
            order.scene,
            request=order.request,
            tier=order.tier,
            force=crew.force,
            counterpart=order.scene.host,
            unit=crew.unit,
            kind=crew.kind,
            **columns,
        )

    # operations

    def set_operations(self) -> None:
        in_order = sorted(self.scenario.operations, key=lambda o: (o.begins, o.operation_id))
        for operation in in_order:
            hosts = {operation.host} if any(operation.not_found.values()) else set()
            for donor in sorted(hosts | set(operation.units)):
                self.set_operation(operation, donor)

    def set_operation(self, operation: Operation, donor: str) -> None:
        minute = sets_out(operation, donor)
        self.diary.set(minute, RETURN, lambda: self.commit(operation, donor), force=donor)

    def commit(self, operation: Operation, donor: str) -> None:
        self.ledger.clock(donor, self.now)
        takes = operation.units.get(donor, {})
        not_found = operation.not_found if donor == operation.host else {}
        for kind in sorted({*takes, *not_found}):
            units = takes.get(kind, 0)
            going = self.last_free(donor, kind, units)
            for crew in going:
                self.go(crew, operation)
            missing = units - len(going) + not_found.get(kind, 0)
            if missing:
                self.write(
                    OPERATION_SHORT,
                    force=donor,
                    counterpart=operation.host,
                    kind=kind,
                    count=missing,
                    cause=operation.operation_id,
                )

    def last_free(self, force: str, kind: str, units: int) -> list[Crew]:
        """The last free crews by number that do not stand by."""
        free = [c for c in self.ledger.of(force, kind) if c.free and c.stands_by is None]
        return sorted(free, key=lambda c: c.number)[max(0, len(free) - units) :]

    def go(self, crew: Crew, operation: Operation) -> None:
        crew.place, crew.last, crew.operation = "operation", None, operation
        crew.served, crew.left = operation.host, self.now
        self.write_committed(UNIT_COMMITTED, crew, operation.operation_id)
        back = operation.ends + quantise(operation.drive_minutes[crew.force])
        self.set_home(back, crew, lambda: self.back_from_operation(crew, operation))

    def back_from_operation(self, crew: Crew, operation: Operation) -> None:
        if crew.place != "operation" or crew.operation is not operation:
            return
        self.has_toured(crew, operation.operation_id)

    def has_toured(self, crew: Crew, cause: str) -> None:
        """A tour without an incident is over: the crew is at home, and rests."""
        crew.tours += 1
        crew.place = "resting at home"
        self.write_committed(UNIT_RETURNED, crew, cause)
        self.set_home(self.now + self.times.rest, crew, lambda: self.rested_at_home(crew))

    def write_committed(self, event: str, crew: Crew, cause: str) -> None:
        self.write(
            event,
            force=crew.force,
            counterpart=crew.served,
            unit=crew.unit,
            kind=crew.kind,
            cause=cause,
        )

    # postures

    def set_postures(self) -> None:
        for posture in self.scenario.posture:
            for force in sorted(posture.units):
                self.set_shift(posture.begins, posture, force)

    def set_shift(self, minute: float, posture: Posture, force: str) -> None:
        self.diary.set(minute, RETURN, lambda: self.change_shift(posture, force), force=force)

    def change_shift(self, posture: Posture, force: str) -> None:
        """Who stands by goes off duty, and others stand by until the next shift."""
        self.ledger.clock(force, self.now)
        kinds = posture.units[force]
        for kind in sorted(kinds):
            for crew in self.ledger.of(force, kind):
                if crew.stands_by is not None and crew.stands_by.posture is posture and crew.free:
                    self.go_off_duty(crew)
        if self.now >= posture.ends:
            return
        tour = self.times.tour if self.sustained else math.inf
        shift = Shift(posture, self.now, min(self.now + tour, posture.ends))
        for kind, units in sorted(kinds.items()):
            ready = self.last_free(force, kind, units)
            for crew in ready:
                self.stand_by(crew, shift)
            if len(ready) < units:
                self.write(
                    OPERATION_SHORT,
                    force=force,
                    counterpart=force,
                    kind=kind,
                    count=units - len(ready),
                    cause=posture.posture_id,
                )
        self.set_shift(shift.ends, posture, force)

    def stand_by(self, crew: Crew, shift: Shift) -> None:
        self.count_anew(crew)
        crew.stands_by = shift
        self.write(
            UNIT_STOOD_BY,
            force=crew.force,
            unit=crew.unit,
            kind=crew.kind,
            cause=shift.posture.posture_id,
            expected_minute=shift.ends,
        )

    def count_anew(self, crew: Crew) -> None:
        """Its tours in a row, after a day at home."""
        if self.now >= crew.free_since + DAY:
            crew.tours = 0

    def go_off_duty(self, crew: Crew) -> None:
        shift = crew.stands_by
        assert shift is not None
        crew.stands_by, crew.last, crew.operation, crew.served = None, None, None, crew.force
        self.has_toured(crew, shift.posture.posture_id)

    def can_serve(self, crew: Crew, scene: Scene, order: float) -> bool:
        """Whether a crew that stands by has time for an incident; any other has."""
        shift = crew.stands_by
        if shift is None:
            return True
        on_the_way = self.to_rvp(scene, crew) + self.booking(scene, crew).mean
        expected = order + shift.notice + on_the_way
        return order < shift.ends and self.has_time(crew, shift.begins, scene, expected)

    # the incident's steps

    def set_steps(self, scene: Scene) -> None:
        steps: set[float] = set()
        for need in scene.incident.need.values():
            steps |= {need.ends} if isinstance(need, Responsive) else set(need.minutes)
        begins = scene.incident.begins
        self.diary.set(begins, NEED, lambda: self.begin(scene), tier=1, rank=scene.rank)
        for step in sorted(steps):
            if step > begins:
                self.set_step(scene, step, lambda: self.step(scene))

    def set_step(self, scene: Scene, minute: float, action: Action) -> None:
        self.diary.set(minute, NEED, action, tier=1, rank=scene.rank)

    def begin(self, scene: Scene) -> None:
        self.write_host(INCIDENT_BEGAN, scene)
        scene.begun, scene.spell, scene.spell_began = True, 1, self.now
        for kind in scene.kinds:
            need = scene.incident.need[kind]
            first = need.units if isinstance(need, Responsive) else need.at(self.now)
            scene.present[kind] = scene.judged[kind] = first
            scene.left[kind] = 0
            if first:
                self.write_host(NEED_CHANGED, scene, kind=kind, count=first)
        for kind, need in sorted(scene.incident.need.items()):
            if isinstance(need, Responsive):
                self.set_response(scene, kind, need)
        self.respond_first(scene)
        self.set_first_judging(scene)
        self.set_tick(scene)

    def respond_first(self, scene: Scene) -> None:
        """What is done at once: units at hand, then own crews on duty."""
        for kind in scene.kinds:
            self.redeploy(scene, kind, scene.judged[kind])
        if not scene.incident.holding:
            self.first_response(scene)

    def set_first_judging(self, scene: Scene) -> None:
        spell = scene.spell
        ids = (scene.name,) if spell == 1 else (scene.name, spell)
        judged = self.chance.end(self.now, self.times.judging, "judging", *ids)
        if self.scenario.clock.needs_on_call(self.now):
            judged = self.chance.end(judged, self.times.on_call_wait, "on-call", *ids)

        def first() -> None:
            if scene.spell == spell:
                self.judge(scene)

        self.diary.set(judged, NEED, first, tier=1, rank=scene.rank)

    def set_tick(self, scene: Scene) -> None:
        minute = self.now + self.times.judging_interval
        self.diary.set(minute, NEED, lambda: self.tick(scene), tier=1, rank=scene.rank)

    def tick(self, scene: Scene) -> None:
        crews = self.ledger.crews
        away = any(c.away and c.last and c.last.scene is scene for c in crews)
        ordered = any(c.order is not None and c.order.scene is scene for c in crews)
        if scene.ended and not (away or ordered):
            return
        self.set_tick(scene)
        if scene.judged_at is not None and scene.judged_at < self.now:
            self.judge(scene)

    def set_response(self, scene: Scene, kind: str, need: Responsive) -> None:
        minute = self.now + need.step
        self.set_step(scene, minute, lambda: self.respond(scene, kind, need))

    def respond(self, scene: Scene, kind: str, need: Responsive) -> None:
        """A step of need that depends on how many are deployed."""
        present = scene.present[kind]
        if not present:
            return
        deployed = sum(o.stage == "deployed" for o in self.line_up(scene, kind))
        units = need.after(present, deployed)
        if units:
            self.set_response(scene, kind, need)
        self.change(scene, {kind: units} if units != present else {})

    def step(self, scene: Scene) -> None:
        changes: dict[str, int] = {}
        for kind, need in scene.incident.need.items():
            if isinstance(need, Responsive):
                if self.now >= need.ends and scene.present[kind]:
                    changes[kind] = 0
            elif self.now in need.minutes:
                changes[kind] = need.at(self.now)
        self.change(scene, changes)

    def change(self, scene: Scene, changes: dict[str, int]) -> None:
        needed = any(scene.present.values())
        scene.stepped_at = self.now
        scene.present |= changes
        scene.fell |= {kind: self.now for kind, units in changes.items() if not units}
        for kind, units in sorted(changes.items()):
            self.write_host(NEED_CHANGED, scene, kind=kind, count=units)
        if not scene.ended and self.over_for_good(scene):
            self.end(scene)
        if self.in_spells(scene) and needed and not any(scene.present.values()):
            self.send_home_on_call(scene)
        if self.in_spells(scene) and not needed and any(scene.present.values()):
            self.begin_spell(scene)
        elif scene.judged_at is not None:
            self.judge(scene)

    def in_spells(self, scene: Scene) -> bool:
        """Whether the incident may be over for a while: all its needs are stated."""
        return not any(isinstance(need, Responsive) for need in scene.incident.need.values())

    def begin_spell(self, scene: Scene) -> None:
        """An incident that needed nothing is answered as a new one."""
        scene.spell += 1
        scene.spell_began, scene.judged_at = self.now, None
        scene.judgings.clear()
        scene.left = dict.fromkeys(scene.kinds, 0)
        scene.judged = dict(scene.present)
        self.respond_first(scene)
        self.set_first_judging(scene)

    def spell_ends(self, scene: Scene) -> float:
        """The end of the present spell; now, if nothing is needed."""
        needs = [n for n in scene.incident.need.values() if not isinstance(n, Responsive)]
        if len(needs) < len(scene.incident.need):
            return math.inf
        minutes = sorted({m for need in needs for m in need.minutes if m > self.now})
        over = (m for m in [self.now, *minutes] if not any(need.at(m) for need in needs))
        return next(over, math.inf)

    def over_for_good(self, scene: Scene) -> bool:
        for kind, need in scene.incident.need.items():
            to_come = not isinstance(need, Responsive) and self.now < need.minutes[-1]
            if scene.present[kind] or to_come:
                return False
        return True

    def end(self, scene: Scene) -> None:
        self.write_host(INCIDENT_ENDED, scene)
        scene.ended = True
        self.send_home_on_call(scene)

    def send_home_on_call(self, scene: Scene) -> None:
        for crew in self.near(scene):
            if crew.place == "on call" and crew.order is None and not self.stays_on_call(crew):
                self.drive_home(crew)

    def near(self, scene: Scene, kind: str | None = None) -> list[Crew]:
        """Crews resting or on call near the RVP."""
        return [
            crew
            for crew in self.ledger.crews
            if crew.near and crew.last and crew.last.scene is scene and kind in (None, crew.kind)
        ]

    def first_response(self, scene: Scene) -> None:
        for kind in scene.kinds:
            for crew in self.own_free(scene, kind):
                if len(self.line_up(scene, kind)) >= scene.judged[kind]:
                    break
                if self.ledger.on_duty(crew, self.now) and self.own_wanted(scene, crew):
                    self.order(scene, crew, 1, None, "first response")

    # need

    def known(self, scene: Scene, kind: str, minute: float) -> int:
        """The need known for a minute or later."""
        need = scene.incident.need[kind]
        judged_at = scene.judged_at
        if isinstance(need, Responsive) or not self.end_known(scene, kind):
            since = scene.spell_began if judged_at is None else judged_at
            lasts = since + self.times.seen_need_lasts
            return scene.judged[kind] if minute <= lasts else 0
        if judged_at is None:
            return scene.judged[kind]
        horizon = judged_at + self.times.look_ahead
        first = max(minute, judged_at)
        if first <= horizon:
            return self.with_reserve(need.largest(first, horizon))
        return self.with_reserve(need.smallest(horizon, first))

    def only_seen(self, scene: Scene, kind: str) -> bool:
        responsive = isinstance(scene.incident.need[kind], Responsive)
        return scene.incident.seen or responsive or not self.exact_estimates

    def end_known(self, scene: Scene, kind: str) -> bool:
        """Whether the host knows how long need lasts."""
        stated = scene.incident.end or self.scenario.rules.end
        return not self.only_seen(scene, kind) and (self.scenario.static or stated == "known")

    @property
    def exact_estimates(self) -> bool:
        return self.scenario.rules.need_bias == 1 and not self.scenario.rules.need_cv

    def need_judged(self, scene: Scene, kind: str) -> int:
        """What the host takes the need to be."""
        need = scene.incident.need[kind]
        if not (isinstance(need, Responsive) or self.only_seen(scene, kind)):
            last = min(self.now + self.times.look_ahead, self.spell_ends(scene))
            return self.with_reserve(need.largest(self.now, last))
        present, rules = scene.present[kind], self.scenario.rules
        if not present:
            return 0
        factor = 1.0
        if not self.exact_estimates:
            bias, cv = rules.need_bias, rules.need_cv
            spread: Distribution = Lognormal(bias, cv) if cv else Fixed(bias)
            ids = ("estimate", scene.name, kind, hour(self.now))
            factor = self.chance.end(0.0, spread, *ids)
        return max(1, round_up(present * (1 + rules.reserve_share) * factor))

    def with_reserve(self, units: int) -> int:
        return round_up(units * (1 + self.scenario.rules.reserve_share))

    def no_need_known(self, scene: Scene, kind: str) -> bool:
        return not scene.judged[kind] and not self.known(scene, kind, self.now)

    def line_up(self, scene: Scene, kind: str) -> list[Order]:
        return [
            crew.order
            for crew in self.ledger.crews
            if crew.kind == kind
            and crew.order is not None
            and crew.order.scene is scene
            and (crew.order.relieves is None or crew.order.relieves.stage == "over")
            and not crew.order.goes_too
        ]

    def firm(self, scene: Scene, kind: str, *, aid: bool, asked: bool = True) -> list[float]:
        """Expected minutes of the crews that count when one more is weighed."""
        leave_out = aid and not self.whole
        line_up = self.line_up(scene, kind)
        ordered = [o.expected for o in line_up if not (leave_out and o.own_waiting)]
        asks = scene.asks if asked else []
        return ordered + [minute for ask in asks for minute in ask.need.get(kind, [])]

    def wanted(self, scene: Scene, kind: str, minute: float, firm: Sequence[float]) -> bool:
        before = sum(other <= minute for other in firm)
        return self.known(scene, kind, minute) > before

    def own_wanted(self, scene: Scene, crew: Crew, *, asked: bool = True) -> bool:
        firm = self.firm(scene, crew.kind, aid=False, asked=asked)
        return self.wanted(scene, crew.kind, self.expected(scene, crew), firm)

    # judging

    def judge(self, scene: Scene) -> None:
        scene.judged_at = self.now
        for kind in scene.kinds:
            scene.judged[kind] = self.need_judged(scene, kind)
            scene.judgings.setdefault(kind, []).append(Judged(self.now, scene.judged[kind]))
        for kind in scene.kinds:
            ordered = len(self.line_up(scene, kind))
            judged = scene.judged[kind]
            self.write_host(NEED_JUDGED, scene, kind=kind, count=judged, known_stock=ordered)
        for kind in scene.kinds:
            self.send_home_lodged(scene, kind)
            self.release(scene, kind)
            self.redeploy(scene, kind, self.less_coming(scene, kind))
            self.order_own(scene, kind)
            self.recall(scene, kind)
            self.look_at_relief(scene, kind)
        self.consider_call()
        self.ask_at_judging(scene)
        if scene.idle:
            self.look_at_lines(scene)

    def too_many(self, scene: Scene, kind: str) -> bool:
        return len(self.line_up(scene, kind)) > self.kept(scene, kind)

    def kept(self, scene: Scene, kind: str) -> int:
        """How many units the release rule keeps."""
        judgings = scene.judgings.get(kind)
        if not judgings:
            return scene.judged[kind]
        return self.scenario.policies.release.keeps(judgings)

    def release(self, scene: Scene, kind: str) -> None:
        waiting = [o for o in self.line_up(scene, kind) if o.stage == "ordered"]
        for order in sorted(waiting, key=lambda o: (o.expected, o.crew.key), reverse=True):
            if self.too_many(scene, kind) and order.stage == "ordered":
                self.cancel(order, "need fell")
        deployed = [o for o in self.line_up(scene, kind) if o.stage == "deployed"]
        for order in sorted(deployed, key=lambda o: (o.tour_from, o.crew.key)):
            there = sum(o.stage == "deployed" for o in self.line_up(scene, kind))
            if self.too_many(scene, kind) and there > self.kept(scene, kind):
                other = self.claimed_by(order)
                if other is None:
                    self.stand_down(order, "need fell")
                else:
                    self.retask(order, other, "re-tasked")

    def less_coming(self, scene: Scene, kind: str) -> int:
        """Judged need less need put to desks and asked."""
        return scene.judged[kind] - scene.at_desks(kind)[0] - scene.asked(kind)[0]

    def order_own(self, scene: Scene, kind: str) -> None:
        on_call = [c for c in self.near(scene, kind) if c.place == "on call" and not c.order]
        crews = [(self.expected(scene, c), self.tier_near(c), c.key, c) for c in on_call]
        own = [] if scene.incident.holding else self.own_free(scene, kind)
        crews += [(self.expected(scene, c), 1, c.key, c) for c in own]
        as_if_none_asked = self.before_own
        most = scene.judged[kind] if as_if_none_asked else self.less_coming(scene, kind)
        for _, tier, _, crew in sorted(crews, key=lambda row: row[:3]):
            if len(self.line_up(scene, kind)) >= most:
                break
            if self.own_wanted(scene, crew, asked=not as_if_none_asked):
                cause = "rested near the RVP" if crew.near else "own"
                self.order(scene, crew, tier, None, cause)

    def recall(self, scene: Scene, kind: str) -> None:
        """Call the host's own crews home from other incidents."""
        short = self.uncovered(scene, kind)
        if short <= 0 or scene.incident.holding:
            return
        away = [
            o
            for other in self.scenes
            if other is not scene and kind in other.incident.need
            if other.threat >= scene.threat or other.incident.holding
            for o in self.line_up(other, kind)
            if o.stage == "deployed" and o.crew.force == scene.host
        ]
        number = self.scenario.policies.recall(short, len(away))
        for order in sorted(away, key=lambda o: (self.expected_from(o, scene), o.crew.key)):
            expected = self.expected_from(order, scene)
            wanted = self.wanted(scene, kind, expected, self.firm(scene, kind, aid=False))
            if number > 0 and wanted and self.can_go(order, scene):
                self.retask(order, scene, "recalled")
                number -= 1

    def uncovered(self, scene: Scene, kind: str) -> int:
        """Judged need less line-up and need asked, whatever lies at a desk."""
        return scene.judged[kind] - len(self.line_up(scene, kind)) - scene.asked(kind)[0]

    # from one incident to another

    def way(self, order: Order, scene: Scene) -> float:
        """The expected drive of a deployed unit to another incident."""
        return self.expected_drive(scene, order.scene.host)

    def expected_from(self, order: Order, scene: Scene) -> float:
        return self.now + self.way(order, scene) + self.booking(scene, order.crew).mean

    def can_go(self, order: Order, scene: Scene, expected: float | None = None) -> bool:
        """Whether the tour leaves time for another incident."""
        expected = self.expected_from(order, scene) if expected is None else expected
        return self.has_time(order.crew, order.tour_from, scene, expected)

    def has_time(self, crew: Crew, began: float, scene: Scene, expected: float) -> bool:
        home = self.expected_drive(scene, crew.force)
        return not self.sustained or began + self.times.tour - home > expected

    def claimed_by(self, order: Order) -> Scene | None:
        """The incident that gets a released unit."""
        claiming = [scene for scene in self.scenes if self.claims(scene, order)]
        highest = min((scene.threat for scene in claiming), default=0)
        claims = [
            Claim(s.rank, self.uncovered(s, order.crew.kind), self.expected_from(order, s))
            for s in claiming
            if s.threat == highest
        ]
        claim = self.scenario.policies.retasking(claims)
        return None if claim is None else self.scenes[claim.incident - 1]

    def claims(self, scene: Scene, order: Order) -> bool:
        kind = order.crew.kind
        if scene is order.scene or scene.incident.holding or not scene.left.get(kind):
            return False
        if self.uncovered(scene, kind) <= 0 or not self.can_go(order, scene):
            return False
        firm = self.firm(scene, kind, aid=False)
        return self.wanted(scene, kind, self.expected_from(order, scene), firm)

    def retask(self, order: Order, scene: Scene, cause: str, working: int | None = None) -> Order:
        """A deployed unit goes straight to another incident, on the same tour."""
        crew, source = order.crew, order.scene.host
        own = crew.force == scene.host and working is None
        expected = self.expected_from(order, scene)
        self.leave_for_another(order, cause)
        near = self.scenario.force_region[crew.force] == scene.region
        tier = 1 if own else 2 if near and working is None else 3
        request = None if own else scene.number if working is None else working
        moved = Order(crew, scene, tier, request, expected, order.muster, order.tour, None)
        moved.stage, moved.tour_from = "mustered", order.tour_from
        crew.order = crew.last = moved
        self.write_unit(UNIT_ORDERED, moved, cause=cause, expected_minute=expected)
        if source == scene.host:
            reached = self.now + self.times.own_travel
        else:
            reached = self.drive(scene, source, "travel")
        self.set_arrival(reached, [moved], lambda: self.reach([moved]))
        return moved

    def leave_for_another(self, order: Order, cause: str) -> None:
        order.stage = "over"
        order.crew.order = None
        self.write_unit(UNIT_STOOD_DOWN, order, cause=cause)
        self.release_relief(order)

    # units at hand

    def redeploy(self, scene: Scene, kind: str, most: int) -> None:
        """Send units at hand while the line-up is below a number and each is wanted."""
        if scene.incident.holding:
            return
        expected = self.now + self.times.redeployment.mean
        for crew in self.at_hand(scene, kind, expected):
            if len(self.line_up(scene, kind)) >= most:
                break
            if self.wanted(scene, kind, expected, self.firm(scene, kind, aid=False)):
                self.turn(scene, crew, expected)

    def at_hand(self, scene: Scene, kind: str, expected: float) -> list[Crew]:
        found: list[Crew] = []
        for operation in sorted(self.scenario.operations, key=lambda o: (o.begins, o.operation_id)):
            if scene.name in operation.turns_to and operation.begins <= self.now < operation.ends:
                out = [
                    crew
                    for crew in self.ledger.crews
                    if crew.kind == kind and crew.place == "operation"
                    if crew.operation is operation
                ]
                found += self.who_can_turn(out, scene, expected)
        for area in self.scenes:
            if area.incident.holding and area.host == scene.host and kind in area.incident.need:
                there = [o.crew for o in self.line_up(area, kind) if o.stage == "deployed"]
                found += self.who_can_turn(there, scene, expected)
        return found

    def who_can_turn(self, crews: Iterable[Crew], scene: Scene, expected: float) -> list[Crew]:
        can = [c for c in crews if self.has_time(c, self.tour_began(c), scene, expected)]
        return sorted(can, key=lambda c: (c.force != scene.host, c.key))

    def tour_began(self, crew: Crew) -> float:
        if crew.order is not None:
            return crew.order.tour_from
        assert crew.operation is not None
        return max(0.0, sets_out(crew.operation, crew.force))

    def turn(self, scene: Scene, crew: Crew, expected: float) -> None:
        """The commander on the spot sends a unit of an operation or a holding area."""
        before, began = crew.order, self.tour_began(crew)
        cause = "turned" if before is None else "sent forward"
        own = crew.force == scene.host
        near = self.scenario.force_region[crew.force] == scene.region
        tour = 1 if before is None else before.tour
        if before is not None:
            self.leave_for_another(before, cause)
        tier = 1 if own else 2 if near else 3
        order = Order(crew, scene, tier, None, expected, began, tour, None)
        order.stage, order.turned, order.tour_from = "mustered", crew.operation, began
        crew.place, crew.order, crew.last, crew.operation = "tour", order, order, None
        self.write_unit(UNIT_ORDERED, order, cause=cause, expected_minute=expected)
        ids = (crew.unit, scene.name, hour(self.now))
        reached = self.chance.end(self.now, self.times.redeployment, "redeploy", *ids)
        self.set_arrival(reached, [order], lambda: self.reach_redeployed(order))

    def reach_redeployed(self, order: Order) -> None:
        self.write_unit(UNIT_REACHED_RVP, order)
        self.deploy(order)

    def own_free(self, scene: Scene, kind: str, *, relief: bool = False) -> list[Crew]:
        """Own crews that the host can order; who stands by relieves nobody."""
        free = self.ledger.free_in_order(scene.host, kind, self.now, self.now, own=True)
        serving = [crew for crew in free if self.can_serve(crew, scene, self.now)]
        if relief:
            serving = [crew for crew in serving if crew.stands_by is None]
        if self.scenario.rules.host_floor == "used" or not free:
            return serving
        return serving[: max(0, len(free) - self.scenario.stock[scene.host][kind].floor)]

    def consider_call(self) -> None:
        if self.called:
            return
        required = {
            k.kind_id: sum(own)
            for k in self.scenario.kinds
            if (own := [each.required for each in self.scenario.lines if each.kind == k.kind_id])
        }
        region = self.scenario.force_region
        ours = [c for c in self.ledger.crews if c.in_use and region[c.force] != BEYOND_REGION]
        in_use = {k: sum(c.kind == k for c in ours) for k in required}
        if self.scenario.policies.trigger.calls(NationalPicture(self.now, in_use, required)):
            self.call()

    def call(self) -> None:
        if self.called:
            return
        for force in self.ledger.homes:  # what ran out before the call is not running
            self.ledger.clock(force, self.now)
        self.called = self.ledger.national = True
        self.write(NATIONAL_CALL_MADE, cause=self.scenario.policies.trigger.name)
        for force in sorted(self.ledger.homes):
            self.alert(force, None, "national call")
        self.report_all()
        for scene in self.scenes:
            if any(scene.left.values()) and scene.idle:
                self.ask(scene, "national call")

    def alert(self, force: str, scene: Scene | None, cause: str) -> None:
        if self.ledger.clock(force, self.now) is None:
            self.ledger.homes[force].start = self.now
            self.write(FORCE_ALERTED, scene, force=force, cause=cause)

    # orders

    def expected_drive(self, scene: Scene, force: str) -> float:
        if force == scene.host:
            return self.times.own_travel
        light = scene.incident.drive_minutes[force]
        return quantise(light * self.scenario.rules.convoy_factor)

    def to_rvp(self, scene: Scene, crew: Crew) -> float:
        alone = crew.near or crew.force == scene.host
        return self.times.own_travel if alone else self.expected_drive(scene, crew.force)

    def booking(self, scene: Scene, crew: Crew) -> Distribution:
        own = crew.force == scene.host
        return self.times.booking_own if own else self.times.booking_aid

    def expected(self, scene: Scene, crew: Crew, order: float | None = None) -> float:
        """When a crew ordered at a minute (now) is expected to be deployed."""
        at = self.now if order is None else order
        ready = self.ledger.ready(crew, at, self.now, own=crew.force == scene.host)
        return ready + self.to_rvp(scene, crew) + self.booking(scene, crew).mean

    def order(
        self,
        scene: Scene,
        crew: Crew,
        tier: int,
        request: int | None,
        cause: str,
        relieves: Order | None = None,
    ) -> Order:
        own = crew.force == scene.host
        expected = self.expected(scene, crew)
        self.alert(crew.force, scene, "own order" if own or crew.near else "aid order")
        if own and crew.place == "home" and self.ledger.local and not self.ledger.rostered:
            self.ledger.keep_roll(crew.force, self.now)
        muster = self.ledger.ready(crew, self.now, self.now, own=own, drawn=True)
        if relieves is not None and relieves.due is not None:
            on_the_way = self.to_rvp(scene, crew) + self.booking(scene, crew).mean
            muster = max(muster, relieves.due - on_the_way)
            expected = max(expected, relieves.due)
        if crew.place == "home" and crew.stands_by is None:
            self.count_anew(crew)
        tour = crew.last.tour + 1 if crew.near and crew.last else 1
        order = Order(crew, scene, tier, request, expected, muster, tour, relieves)
        order.tour_from = muster if crew.stands_by is None else crew.stands_by.begins
        crew.order = order
        crew.reserved = False
        if relieves is not None:
            relieves.relief = order
        self.write_unit(UNIT_ORDERED, order, cause=cause, expected_minute=expected)
        if own and not crew.near:
            self.check_floor(order)
        if own or crew.near:
            self.set_arrival(muster, [order], lambda: self.muster_alone(order))
        if own and not crew.near and relieves is None:
            self.set_serials(order)
        return order

    def set_serials(self, order: Order) -> None:
        """Parts of a crew that assembles are at the RVP before the last of it."""
        crew, parts = order.crew, self.scenario.rules.serials
        begins = self.ledger.own_assembles(crew, self.now)
        if begins is None:
            return
        strength = next(k.officers for k in self.scenario.kinds if k.kind_id == crew.kind)
        for part in range(1, parts):
            share = quantise(part * (order.muster - begins) / parts)
            officers = part * strength // parts - (part - 1) * strength // parts
            reached = begins + share + self.times.own_travel
            self.set_serial(reached, order, officers)

    def set_serial(self, minute: float, order: Order, officers: int) -> None:
        def reach() -> None:
            if officers and order.stage != "over":
                self.write_unit(SERIAL_REACHED_RVP, order, count=officers)

        self.set_arrival(minute, [order], reach)

    def check_floor(self, order: Order) -> None:
        crew = order.crew
        left = self.ledger.free_count(crew.force, crew.kind)
        floor = self.scenario.stock[crew.force][crew.kind].floor
        if left < floor:
            self.write_unit(FLOOR_OVERRIDDEN, order, count=left, known_stock=floor)

    def set_arrival(self, minute: float, orders: Sequence[Order], action: Action) -> None:
        first = min(orders, key=lambda o: (o.crew.kind, o.crew.number))
        self.diary.set(
            minute,
            ARRIVAL,
            action,
            tier=first.tier,
            rank=first.scene.rank,
            force=first.crew.force,
            unit=(first.crew.kind, first.crew.number),
        )

    def cancel(self, order: Order, cause: str) -> None:
        crew = order.crew
        self.call_off(order, cause)
        if crew.place == "home":
            if crew.stands_by is not None and self.now >= crew.stands_by.ends:
                self.go_off_duty(crew)
            self.freed.append((crew.force, crew.kind))
        elif crew.place == "on call":
            self.go_unless_needed(crew)
        if order.party is not None:
            self.leave_if_last(order.party)

    def call_off(self, order: Order, cause: str) -> None:
        order.stage = "over"
        order.crew.order = None
        self.write_unit(UNIT_CANCELLED, order, cause=cause)
        if order.relieves is not None and order.relieves.relief is order:
            order.relieves.relief = None
            order.relieves.relief_due = cause != "withdrawn"

    def release_relief(self, order: Order) -> None:
        """The relief of a crew that is released goes with it, at once or at its next step."""
        relief = order.relief
        if relief is None or relief.stage == "over":
            return
        relief.goes_too = True
        if relief.stage == "ordered":
            self.cancel(relief, "predecessor released")
        elif relief.stage == "deployed":
            self.stand_down(relief, "need fell")

    def not_needed(self, order: Order) -> bool:
        kind = order.crew.kind
        one_too_many = self.too_many(order.scene, kind)
        return order.goes_too or (one_too_many and order in self.line_up(order.scene, kind))

    # on the way

    def muster_alone(self, order: Order) -> None:
        if order.stage != "ordered":
            return
        self.muster(order)
        minute = self.now + self.times.own_travel
        self.set_arrival(minute, [order], lambda: self.reach([order]))

    def muster(self, order: Order) -> None:
        order.stage = "mustered"
        if order.crew.place == "home":
            order.crew.left = order.tour_from
        order.crew.place = "tour"
        order.crew.last, order.crew.operation, order.crew.stands_by = order, None, None
        self.write_unit(UNIT_MUSTERED, order)

    def set_musters(self, orders: Sequence[Order]) -> None:
        """One answer's orders: those of one kind and minute muster in one happening."""
        together: dict[tuple[str, float], list[Order]] = {}
        parties: dict[tuple[str, tuple[str, float]], Party] = {}
        for order in orders:
            crew = order.crew
            klass = (crew.kind, self.ledger.readiness_class(crew, self.now))
            party = Party() if order.relieves else parties.setdefault(klass, Party())
            party.orders.append(order)
            order.party = party
            together.setdefault((crew.kind, order.muster), []).append(order)
        for (_, minute), group in together.items():
            self.set_muster(minute, group)

    def set_muster(self, minute: float, group: list[Order]) -> None:
        self.set_arrival(minute, group, lambda: self.muster_together(group))

    def muster_together(self, group: list[Order]) -> None:
        group = [order for order in group if order.stage == "ordered"]
        for order in sorted(group, key=lambda o: o.crew.number):
            party = order.party
            assert party is not None
            if self.withdrawn(order):
                continue
            self.muster(order)
            party.convoy.append(order)
            if len(party.convoy) == self.scenario.rules.convoy_size:
                self.leave(party)
        for party in dict.fromkeys(o.party for o in group if o.party):
            self.leave_if_last(party)
            if party.convoy and party.convoy[0] in group:
                self.set_deadline(party, party.convoy)

    def withdrawn(self, order: Order) -> bool:
        """Whether aid is withdrawn when it should muster; then it rests at home."""
        crew, ids = order.crew, (order.crew.unit, order.scene.name, int(self.now // 1440))
        if not self.chance.happens(self.scenario.rules.withdrawals, self.now, "withdraw", *ids):
            return False
        self.call_off(order, "withdrawn")
        crew.place, crew.stands_by = "resting at home", None
        self.set_home(self.now + self.times.rest, crew, lambda: self.free_again(crew, order))
        return True

    def set_deadline(self, party: Party, convoy: list[Order]) -> None:
        def deadline() -> None:
            if party.convoy is convoy:
                self.leave(party)

        self.set_arrival(self.now + self.times.convoy_wait, convoy, deadline)

    def leave_if_last(self, party: Party) -> None:
        if party.convoy and not any(o.stage == "ordered" for o in party.orders):
            self.leave(party)

    def leave(self, party: Party) -> None:
        convoy, party.convoy = party.convoy, []
        first = convoy[0]
        reached = self.drive(first.scene, first.crew.force, "travel")
        self.set_arrival(reached, convoy, lambda: self.reach(convoy))

    def drive(self, scene: Scene, force: str, purpose: str) -> float:
        """The minute at which a drive between forces begun now ends."""
        drive, cv = self.expected_drive(scene, force), self.scenario.rules.travel_cv
        time: Distribution = Lognormal(drive, cv) if cv else Fixed(drive)
        return self.chance.end(self.now, time, purpose, force, scene.name, hour(self.now))

    def reach(self, convoy: Sequence[Order]) -> None:
        for order in sorted(convoy, key=lambda o: o.crew.number):
            self.write_unit(UNIT_REACHED_RVP, order)
            if self.not_needed(order):
                self.stand_down(order, "not needed")
            else:
                self.book_in(order)

    def book_in(self, order: Order) -> None:
        ids = (order.crew.unit, order.scene.name, hour(self.now))
        time = self.booking(order.scene, order.crew)
        deployed = self.chance.end(self.now, time, "booking", *ids)
        self.set_arrival(deployed, [order], lambda: self.deploy(order))

    # tours

    def deploy(self, order: Order) -> None:
        scene, kind = order.scene, order.crew.kind
        if self.not_needed(order):
            self.stand_down(order, "not needed")
            return
        order.stage = "deployed"
        self.write_unit(UNIT_DEPLOYED, order)
        if not self.sustained:
            return
        relieved = order.relieves
        if relieved is not None and relieved.goes_on and relieved.stage == "deployed":
            self.stand_down(relieved, "tour ended")
        order.due = due = self.tour_ends(order)
        self.set_tour_end(order, due, lambda: self.tour_ended(order))
        if self.known(scene, kind, due) > 0:
            found = self.find_relief(order, due)
            too_early = bool(self.scenario.posture) and scene.judged_at is None
            if not (found or scene.two.busy or too_early):
                self.ask(scene, "relief")

    def set_tour_end(self, order: Order, minute: float, action: Action) -> None:
        crew, rank = order.crew, order.scene.rank
        unit = (crew.kind, crew.number)
        self.diary.set(
            minute, RETURN, action, tier=order.tier, rank=rank, force=crew.force, unit=unit
        )

    def tour_ends(self, order: Order) -> float:
        """When a crew that deploys now is to stand down."""
        order.last_tour = self.is_last_tour(order)
        return self.time_to_go(order, self.times.tour)

    def is_last_tour(self, order: Order) -> bool:
        """Whether a crew drives home at the end of its tour."""
        again = order.tour_from + self.times.tour + self.times.rest
        far = self.lodges and self.is_far(order)
        if order.tier < 3 and not far:
            return True
        if order.tour >= self.scenario.rules.national_tours or self.has_stayed(order.crew, again):
            return True
        scene, kind = order.scene, order.crew.kind
        known = self.end_known(scene, kind)
        needed = self.known(scene, kind, again) if known else scene.judged[kind]
        return not ((order.tier == 3 and needed) or (far and self.lasts_beyond(scene, kind, again)))

    # lodged aid

    @property
    def lodges(self) -> bool:
        """Whether aid from afar stays where need lasts."""
        return self.scenario.lodging.aid == "lasting" and self.sustained

    def is_far(self, tour: Order) -> bool:
        drive = self.expected_drive(tour.scene, tour.crew.force)
        return not tour.own and 2 * drive > quantise(self.scenario.lodging.far)

    def has_stayed(self, crew: Crew, minute: float) -> bool:
        """Whether a crew has been away for as long as aid is lodged, by a minute."""
        return self.lodges and crew.left + quantise(self.scenario.lodging.stay) <= minute

    def lasts_beyond(self, scene: Scene, kind: str, minute: float) -> bool:
        """Whether need lasts so long that aid stays for it, and beyond a minute."""
        need, lasting = scene.incident.need[kind], quantise(self.scenario.lodging.lasting)
        if self.end_known(scene, kind):
            assert not isinstance(need, Responsive)
            ends = math.inf if need.units[-1] else need.minutes[-1]
            return ends > max(scene.incident.begins + lasting, minute)
        if self.now < scene.incident.begins + lasting or scene.ended:
            return False
        fell = scene.fell.get(kind, -math.inf)
        return scene.present[kind] > 0 or self.now - fell < lasting

    def rests_near(self, order: Order, cause: str) -> bool:
        """Whether a crew that stands down rests near the RVP."""
        if cause == "tour ended":
            return not order.last_tour
        again, less_needed = self.now + self.times.rest, cause in ("need fell", "not needed")
        if not (self.lodges and self.is_far(order) and less_needed):
            return False
        third = order.tour >= self.scenario.rules.national_tours
        lasts = self.lasts_beyond(order.scene, order.crew.kind, again)
        return lasts and not third and not self.has_stayed(order.crew, again)

    def stays_on_call(self, crew: Crew) -> bool:
        """Whether a crew near the RVP is kept there though no need is known."""
        tour = crew.last
        assert tour is not None
        lasts = self.lasts_beyond(tour.scene, crew.kind, self.now)
        far = self.lodges and self.is_far(tour)
        return far and lasts and not self.has_stayed(crew, self.now)

    def go_unless_needed(self, crew: Crew) -> None:
        """A crew that is on call drives home if nobody will need it."""
        assert crew.last is not None
        if self.no_need_known(crew.last.scene, crew.kind) and not self.stays_on_call(crew):
            self.drive_home(crew)

    def send_home_lodged(self, scene: Scene, kind: str) -> None:
        """At a judging, crews on call that have stayed long enough, or are needed no more."""
        on_call = [c for c in self.near(scene, kind) if c.place == "on call" and not c.order]
        for crew in sorted(on_call, key=lambda c: c.key) if self.lodges else []:
            if self.has_stayed(crew, self.now):
                self.drive_home(crew)
            else:
                self.go_unless_needed(crew)

    def tier_near(self, crew: Crew) -> int:
        """The tier of an order for a crew near the RVP."""
        assert crew.last is not None
        return crew.last.tier if self.lodges else 3

    def time_to_go(self, order: Order, tour: float) -> float:
        """When a tour of a length ends, with the drive home if it is not followed by another."""
        ends = order.tour_from + tour
        if order.last_tour:
            ends -= self.expected_drive(order.scene, order.crew.force)
        return max(ends, self.now)

    def look_at_relief(self, scene: Scene, kind: str) -> None:
        """Relief for deployed crews that has become due since."""
        slots = [o for o in self.line_up(scene, kind) if o.stage == "deployed" and o.due]
        for order in sorted(slots, key=lambda o: (o.due, o.crew.key)):
            assert order.due is not None
            if order.relief is not None and order.relief.stage == "over":
                order.relief, order.relief_due = None, False
            looked_for = order.relief is not None or order.relief_due
            if not looked_for and self.known(scene, kind, order.due) > 0:
                self.find_relief(order, order.due)

    def find_relief(self, order: Order, due: float) -> bool:
        """Order a relief if the host can find one; else it is wanted."""
        order.relief_due = True
        scene, kind = order.scene, order.crew.kind
        near = [c for c in self.near(scene, kind) if c.order is None]
        own = [] if scene.incident.holding else self.own_free(scene, kind, relief=True)
        for crews in (near, own):
            for crew in sorted(crews, key=lambda c: (self.expected(scene, c), c.key)):
                if self.expected(scene, crew) <= due:
                    tier = self.tier_near(crew) if crew.near else 1
                    self.order(scene, crew, tier, None, f"relief of {order.crew.unit}", order)
                    return True
        return False

    def tour_ended(self, order: Order) -> None:
        if order.stage == "deployed" and self.must_go_on(order):
            order.goes_on = True
            longest = self.time_to_go(order, self.times.tour_at_most)
            self.set_tour_end(order, longest, lambda: self.longest_tour_ended(order))
        else:
            self.longest_tour_ended(order)

    def must_go_on(self, order: Order) -> bool:
        """Whether a crew at the end of its tour is needed, and its relief is not there."""
        if self.times.tour_at_most <= self.times.tour:
            return False
        relieved = order.relief is not None and order.relief.stage == "deployed"
        return not relieved and self.known(order.scene, order.crew.kind, self.now) > 0

    def longest_tour_ended(self, order: Order) -> None:
        if order.stage == "deployed":
            self.stand_down(order, "tour ended")

    def stand_down(self, order: Order, cause: str) -> None:
        crew = order.crew
        order.stage = "over"
        crew.order = None
        operation = order.turned
        goes_back = operation is not None and cause != "tour ended" and self.now < operation.ends
        rests_near = not goes_back and self.rests_near(order, cause)
        lodged = rests_near and cause == "need fell"
        self.write_unit(UNIT_STOOD_DOWN, order, cause="lodged" if lodged else cause)
        crew.tours += not goes_back
        if operation is not None and goes_back:
            self.release_relief(order)
            crew.place, crew.last, crew.operation = "operation", None, operation
            crew.served = operation.host
            self.write_committed(UNIT_COMMITTED, crew, operation.operation_id)
            return
        if rests_near:
            self.rest_near(crew)
        else:
            self.drive_home(crew)
        if cause != "tour ended":
            self.release_relief(order)

    def rest_near(self, crew: Crew) -> None:
        crew.place = "resting near"
        crew.rest_ends = self.now + self.times.rest
        if self.lodges and crew.tours >= self.scenario.rules.tours_before_day_off:
            crew.rest_ends += self.times.day_off
            crew.tours = 0
        order = crew.last
        assert order is not None
        self.diary.set(
            crew.rest_ends,
            RETURN,
            lambda: self.rested_near(order),
            tier=order.tier,
            rank=order.scene.rank,
            force=crew.force,
            unit=(crew.kind, crew.number),
        )

    def rested_near(self, tour: Order) -> None:
        crew = tour.crew
        if crew.place != "resting near":
            return
        crew.place = "on call"
        self.write_unit(UNIT_RESTED, tour, cause="near the RVP")
        if crew.order is None:
            self.go_unless_needed(crew)

    def drive_home(self, crew: Crew) -> None:
        assert crew.last is not None
        crew.place = "homeward"
        scene = crew.last.scene
        if crew.force == scene.host:
            back = self.now + self.times.own_travel
        else:
            back = self.drive(scene, crew.force, "travel-home")
        self.set_home(back, crew, lambda: self.returned(crew))

    def set_home(self, minute: float, crew: Crew, action: Action) -> None:
        self.diary.set(minute, RETURN, action, force=crew.force, unit=(crew.kind, crew.number))

    def returned(self, crew: Crew) -> None:
        assert crew.last is not None
        crew.place = "resting at home"
        self.write_unit(UNIT_RETURNED, crew.last)
        self.set_home(self.now + self.times.rest, crew, lambda: self.rested_at_home(crew))

    def rested_at_home(self, crew: Crew) -> None:
        if self.unfit(crew):
            fit = self.now + self.times.recovery
            self.write(
                UNIT_UNFIT,
                force=crew.force,
                unit=crew.unit,
                kind=crew.kind,
                count=crew.tours,
                cause="tired",
                expected_minute=fit,
            )
            crew.tours = 0
            self.set_home(fit, crew, lambda: self.free_again(crew, crew.last))
        elif crew.tours >= self.scenario.rules.tours_before_day_off:
            crew.tours = 0
            free = self.now + self.times.day_off
            self.set_home(free, crew, lambda: self.free_again(crew, crew.last, "day off"))
        else:
            self.free_again(crew, crew.last)

    def unfit(self, crew: Crew) -> bool:
        probability = min(1.0, self.scenario.rules.fatigue * crew.tours)
        day = int(self.now // 1440)
        return self.chance.happens(probability, self.now, "unfit", crew.unit, day)

    def free_again(self, crew: Crew, tour: Order | None, cause: str = "at home") -> None:
        crew.place = "home"
        crew.free_since = self.now
        if tour is None:
            self.write_committed(UNIT_RESTED, crew, cause)
        else:
            self.write_unit(UNIT_RESTED, tour, cause=cause)
        self.freed.append((crew.force, crew.kind))

    # candidates, shortfall, pick

    def own_need_unmet(self, force: str, kind: str) -> bool:
        for scene in self.scenes:
            if scene.host != force or kind not in scene.incident.need:
                continue
            if scene.incident.holding:
                continue
            short = scene.judged.get(kind, 0) > len(self.line_up(scene, kind))
            if short or any(scene.at_desks(kind)) or any(scene.asked(kind)):
                return True
        return False

    # reports

    def set_reports(self) -> None:
        if self.by_report:
            self.diary.set(0.0, NEED, self.regular_reports)

    def regular_reports(self) -> None:
        self.report_all()
        self.look_at_freed()
        self.diary.set(self.now + self.times.report_interval, NEED, self.regular_reports)

    def report_all(self) -> None:
        for force, by_kind in self.scenario.stock.items():
            for kind in by_kind:
                self.report(force, kind)

    def report(self, force: str, kind: str) -> None:
        if self.by_report:
            self.reports[force, kind] = self.truth(force, kind)

    def reported(self, force: str, kind: str) -> Report:
        """What is known of a force: its report, or the truth."""
        if kind not in self.scenario.stock[force]:
            return Report(0, [], holds_back=False)
        return self.reports[force, kind] if self.by_report else self.truth(force, kind)

    def truth(self, force: str, kind: str) -> Report:
        free = [crew for crew in self.ledger.of(force, kind) if crew.free]
        return Report(self.available(force, kind), free, self.holds_back(force, kind))

    def lends(self, scene: Scene, force: str, kind: str) -> bool:
        """Whether London, if it is asked of, lends to this incident."""
        region = self.scenario.force_region[force]
        if region != LONDON_REGION or scene.region == LONDON_REGION:
            return True
        if ("london", kind) not in [(each.where, each.kind) for each in self.scenario.lines]:
            return True
        return self.scenario.policies.london_release.lends(called=self.called)

    def available(self, force: str, kind: str, *, at_risk: bool = True) -> int:
        """Available for aid; without ``at_risk`` as if there were no risk at home."""
        if kind not in self.scenario.stock[force] or self.own_need_unmet(force, kind):
            return 0
        return self.ledger.above_limit(force, kind, self.share_lent(force) if at_risk else 1.0)

    def running(self, region: str) -> int:
        """Incidents of a region, no holding areas, that have begun and not ended."""
        return sum(
            scene.begun and not scene.ended and scene.region == region
            for scene in self.scenes
            if not scene.incident.holding
        )

    def share_lent(self, force: str) -> float:
        """The share of what it lends that a force lends with risk at home."""
        risk, region = self.scenario.risk, self.scenario.force_region[force]
        shares = [
            risk.lends if tension.lends is None else tension.lends
            for tension in self.scenario.tensions
            if force in tension.forces and tension.begins <= self.now < tension.ends
        ]
        if self.running(region) >= risk.incidents:
            shares.append(risk.lends)
        return min(shares, default=1.0)

    def holds_back(self, force: str, kind: str, kept: int = 0) -> bool:
        """Whether risk lowers what is available, besides what is kept for other incidents."""
        without = self.available(force, kind, at_risk=False)
        return max(0, self.available(force, kind) - kept) < max(0, without - kept)

    def available_to(self, scene: Scene, force: str, kind: str) -> int:
        return self.available(force, kind) if self.lends(scene, force, kind) else 0

    def says_available(self, scene: Scene, force: str, kind: str) -> bool:
        return self.lends(scene, force, kind) and self.reported(force, kind).available > 0

    def candidates(self, scene: Scene, force: str, kind: str, order: float) -> list[Candidate]:
        """The crews a donor is reported to be able to give, for an order at a minute."""
        if force == scene.host or not self.lends(scene, force, kind):
            return []
        report, asked = self.reported(force, kind), self.asked_before(scene, force, kind)
        if report.available <= asked:
            return []
        serving = [crew for crew in report.free if self.can_serve(crew, scene, order)]
        ready = {crew: self.ledger.ready_at_home(crew, order, self.now) for crew in serving}
        free = sorted(ready, key=lambda c: (ready[c], c.number))
        spare = free[asked : report.available]
        on_the_way = self.expected_drive(scene, force) + self.times.booking_aid.mean
        return [
            Candidate(
                expected_minute=ready[crew] + on_the_way,
                force=force,
                number=crew.number,
                position=position,
                drive_minutes=self.expected_drive(scene, force),
                regional=self.scenario.force_region[force] == scene.region,
                commitment=self.scenario.stock[force][kind].commitment,
                given=self.given(force, kind),
                spare=len(spare),
                stands_by=crew.stands_by is not None,
            )
            for position, crew in enumerate(spare)
        ]

    def given(self, force: str, kind: str) -> int:
        """What a ranking is told that a force has given: out, reserved or asked for."""
        gone = sum(crew.out or crew.reserved for crew in self.ledger.of(force, kind))
        return gone + self.asked_of(force, kind)

    def area(self, scene: Scene, kind: str, order: float, *, regional: bool) -> list[Candidate]:
        """Candidates of the host's region, or of the rest of the country."""
        return [
            candidate
            for force, region in sorted(self.scenario.force_region.items())
            if (region == scene.region) == regional
            for candidate in self.candidates(scene, force, kind, order)
        ]

    def held(self, scene: Scene, kind: str, completed: float) -> list[Candidate]:
        """Units in holding areas, when NPoCC's desk completes at a minute."""
        if scene.incident.holding or self.whole:
            return []
        listed: list[Candidate] = []
        for area in self.scenes:
            if not area.incident.holding or kind not in area.incident.need:
                continue
            ready = [o for o in self.line_up(area, kind) if o.stage == "deployed"]
            at = {
                o: completed + self.way(o, scene) + self.booking(scene, o.crew).mean for o in ready
            }
            ready = [o for o in ready if self.can_go(o, scene, at[o])]
            for position, order in enumerate(sorted(ready, key=lambda o: (at[o], o.crew.key))):
                crew = order.crew
                listed.append(
                    Candidate(
                        expected_minute=at[order],
                        force=crew.force,
                        number=crew.number,
                        position=position,
                        drive_minutes=self.way(order, scene),
                        regional=False,
                        commitment=self.scenario.stock[crew.force][kind].commitment,
                        given=self.given(crew.force, kind),
                        spare=len(ready),
                        held=area.name,
                    )
                )
        return listed

    def asked_of(self, force: str, kind: str, scenes: Iterable[Scene] | None = None) -> int:
        """Units asked of a donor and unanswered, for all incidents or some of them."""
        among = self.scenes if scenes is None else scenes
        return sum(a.count(kind) for s in among for a in s.asks if a.donor == force)

    def asked_before(self, scene: Scene, force: str, kind: str) -> int:
        """Those asked for incidents that an incident does not go before."""
        as_high = [other for other in self.scenes if other.threat <= scene.threat]
        return self.asked_of(force, kind, as_high)

    def kept_for_higher(self, scene: Scene, force: str, kind: str) -> int:
        """Those asked for incidents that go before an incident."""
        higher = [other for other in self.scenes if other.threat < scene.threat]
        return self.asked_of(force, kind, higher)

    def send_forward(self, scene: Scene, kind: str, candidate: Candidate) -> None:
        crew = self.ledger.of(candidate.force, kind)[candidate.number - 1]
        assert crew.order is not None
        self.retask(crew.order, scene, "sent forward", scene.three.request)
        if scene.got is not None:
            scene.got[kind] += 1

    def path(self, *desks: Distribution) -> float:
        """The expected minute of an order that these desks and an answer come before."""
        if not self.scenario.rules.desks:
            desks = ()
        return self.now + sum(desk.mean for desk in desks) + self.times.answer.mean

    def country_path(self, *desks: Distribution) -> float:
        return self.path(*desks) if self.called else self.path(*desks, self.times.donor_desk)

    def region(self, scene: Scene, kind: str) -> list[Candidate]:
        """The region's candidates, before the RICC's desk."""
        return self.area(scene, kind, self.path(self.times.ricc_desk), regional=True)

    def country(self, scene: Scene, kind: str) -> list[Candidate]:
        """The country's candidates, before NPoCC's desk."""
        order = self.country_path(self.times.npocc_desk)
        completed = self.now + self.times.npocc_desk.mean * self.scenario.rules.desks
        listed = self.area(scene, kind, order, regional=False)
        return listed + self.held(scene, kind, completed)

    @property
    def before_own(self) -> bool:
        """Whether aid is asked for as if own crews not yet mustered were not ordered."""
        return self.scenario.asking.when == "before_own" and not self.whole

    @property
    def asks_for_more(self) -> bool:
        """Whether more is asked for than is lacking."""
        return self.scenario.asking.share > 1

    def shortfall(
        self, scene: Scene, kind: str, candidates: Sequence[Candidate], grace: float = 0.0
    ) -> int:
        """How much is asked for: the share of what is lacking, as far as the batch goes."""
        short = self.lacking(scene, kind, candidates, grace)
        coming = scene.at_desks(kind)[0] + scene.asked(kind)[0]
        if short > 0:
            aid = sum(not o.own for o in self.line_up(scene, kind)) + coming
            short = max(0, round_up(self.scenario.asking.share * (short + aid)) - aid)
        if scene.got is not None:
            short = min(short, max(0, self.scenario.asking.batch - scene.got[kind] - coming))
        return short

    def begin_batch(self, scene: Scene) -> None:
        if self.scenario.asking.batch and scene.idle:
            scene.got = Counter()

    def lacking(
        self, scene: Scene, kind: str, candidates: Sequence[Candidate], grace: float
    ) -> int:
        """Judged need that nobody covers, own crews being weighed against candidates."""
        firm = self.firm(scene, kind, aid=True)
        own = [o for o in self.line_up(scene, kind) if o.own_waiting and not self.whole]
        counted = len(self.line_up(scene, kind)) - len(own)
        coming = scene.at_desks(kind)[0] + scene.asked(kind)[0]
        slots = scene.judged[kind] - counted - coming
        if slots <= 0 or self.whole or self.before_own:
            return max(0, slots)
        walk = [(o.expected, 0, o.crew.force, o.crew.number, o.expected) for o in own]
        for c in candidates:
            minute = c.expected_minute
            walk.append((minute if c.regional else minute + grace, 1, c.force, c.number, minute))
        taken = own_taken = 0
        for _, aid, _, _, minute in sorted(walk):
            if taken < slots and (not aid or self.wanted(scene, kind, minute, firm)):
                firm.append(minute)
                taken += 1
                own_taken += not aid
        return slots - own_taken

    def open_slots(self, scene: Scene, kind: str) -> list[Order]:
        """Deployed crews with relief due and none ordered, the earliest first."""
        standing = [c.order for c in self.ledger.crews if c.kind == kind and c.order]
        slots = [
            o
            for o in standing
            if o.scene is scene and o.stage == "deployed" and o.relief_due and o.relief is None
        ]
        return sorted(slots, key=lambda o: (o.due, o.crew.key))

    def uncovered_slots(self, scene: Scene, kind: str) -> list[Order]:
        """Those that relief at desks or asked does not cover already."""
        return self.open_slots(scene, kind)[scene.at_desks(kind)[1] + scene.asked(kind)[1] :]

    def wanting(
        self, scene: Scene, kind: str, candidates: Sequence[Candidate], grace: float = 0.0
    ) -> tuple[int, int]:
        relief = 0 if self.relief_waits(scene, kind) else len(self.uncovered_slots(scene, kind))
        return self.shortfall(scene, kind, candidates, grace), relief

    def relief_waits(self, scene: Scene, kind: str) -> bool:
        """Whether relief is not asked for while another incident is left with need."""
        return self.scenario.policies.priority.relief_waits and any(
            other.left.get(kind)
            for other in self.scenes
            if other is not scene and other.threat <= scene.threat and not other.incident.holding
        )

    def all_wanting(self, scene: Scene) -> Units:
        """What is wanting, by kind, with the region's candidates."""
        wanting = {k: self.wanting(scene, k, self.region(scene, k)) for k in scene.kinds}
        return {kind: pair for kind, pair in wanting.items() if sum(pair)}

    def pick(
        self,
        scene: Scene,
        kind: str,
        listed: Sequence[Candidate],
        wanting: tuple[int, int],
        grace: float = 0.0,
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Who is asked for need, and who for relief."""
        need, relief = wanting
        if self.scenario.policies.priority.relief_first:
            relieving = self.pick_relief(scene, kind, listed, relief)
            left = [c for c in listed if c not in relieving]
            return self.pick_need(scene, kind, left, need, grace), relieving
        picked = self.pick_need(scene, kind, listed, need, grace)
        left = [c for c in listed if c not in picked]
        return picked, self.pick_relief(scene, kind, left, relief)

    def pick_need(
        self, scene: Scene, kind: str, listed: Sequence[Candidate], need: int, grace: float
    ) -> list[Candidate]:
        firm = self.firm(scene, kind, aid=True, asked=not self.asks_for_more)
        picked: list[Candidate] = []
        for candidate in self.region_first(scene, kind, listed, need, grace):
            minute = candidate.expected_minute
            if len(picked) < need and self.wanted(scene, kind, minute, firm):
                picked.append(candidate)
                if not self.asks_for_more:
                    firm.append(minute)
        return picked

    def pick_relief(
        self, scene: Scene, kind: str, listed: Sequence[Candidate], relief: int
    ) -> list[Candidate]:
        left = [c for c in listed if relieves(c)]
        picked: list[Candidate] = []
        for slot in self.uncovered_slots(scene, kind)[:relief]:
            if left:
                best = min(left, key=lambda c: for_relief(c, slot))
                left.remove(best)
                picked.append(best)
        return picked

    def region_first(
        self, scene: Scene, kind: str, listed: Sequence[Candidate], need: int, grace: float
    ) -> list[Candidate]:
        """In the order to ask, the country's as if each were expected the grace later."""
        if grace == math.inf:
            near = [c for c in listed if c.regional]
            far = [c for c in listed if not c.regional]
            return self.ranked(scene, kind, near, need) + self.ranked(scene, kind, far, need)
        known = {(c.force, c.number, c.held): c for c in listed}
        later = [
            c if c.regional else c._replace(expected_minute=c.expected_minute + grace)
            for c in listed
        ]
        ranked = self.ranked(scene, kind, later, need)
        return [known[c.force, c.number, c.held] for c in ranked]

    @property
    def grace(self) -> float:
        """How much later the country's crews stand where they are listed with the region's."""
        return self.scenario.policies.escalation.grace_minutes

    def ranked(
        self, scene: Scene, kind: str, listed: Sequence[Candidate], need: int
    ) -> list[Candidate]:
        """In the order to ask; the assignment is told what other incidents want."""
        assignment = self.scenario.policies.assignment
        if assignment is None:
            return self.scenario.policies.ranking(listed)
        return assignment.among(listed, need, self.rivals(scene, kind))

    def rivals(self, scene: Scene, kind: str) -> list[Rival]:
        found: list[Rival] = []
        for other in self.scenes:
            if other is scene or other.incident.holding or kind not in other.judged:
                continue
            asked = other.asked(kind)[0]
            wanted = other.judged[kind] - len(self.line_up(other, kind)) - asked
            if wanted > 0:
                crews = self.region(other, kind) + self.country(other, kind)
                minutes = {(c.force, c.number): c.expected_minute for c in crews}
                found.append(Rival(wanted, minutes))
        return found

    # asking

    def ask_at_judging(self, scene: Scene) -> None:
        if scene.two.busy:
            return
        wanting = self.all_wanting(scene)
        stepped = scene.stepped_at == self.now
        if any(stepped or sum(pair) > scene.left[k] for k, pair in wanting.items()):
            self.begin_batch(scene)
            partners_asked = bool(self.all_wanting(scene)) and self.ask_partners(scene)
            scene.number += partners_asked
            self.ask(scene, "need judged", new=not partners_asked)

    def partners(self, scene: Scene, kind: str) -> list[str]:
        groups = [
            a.forces
            for a in self.scenario.agreements
            if scene.host in a.forces and (a.kinds is None or kind in a.kinds)
        ]
        return sorted(set().union(*groups) - {scene.host})

    def ask_partners(self, scene: Scene) -> bool:
        """Ask at once under agreements; the working's number is new."""
        asks: dict[str, Ask] = {}
        for kind in scene.kinds:
            listed = [
                candidate
                for force in self.partners(scene, kind)
                for candidate in self.candidates(scene, force, kind, self.path())
            ]
            picks = self.pick(scene, kind, listed, self.wanting(scene, kind, listed))
            self.gather(asks, scene, kind, (1, scene.number + 1), picks)
        for ask in asks.values():
            ask.agreement = True
        self.put_asks(list(asks.values()))
        return bool(asks)

    def ask(self, scene: Scene, cause: str, *, new: bool = True) -> None:
        """The incident asks for all that is wanting, or a batch of it; tier 2 is idle."""
        self.begin_batch(scene)
        wanting = self.all_wanting(scene)
        if wanting and self.called:
            self.divide(scene, cause, new=new)
        elif wanting:
            scene.number += new
            self.put_to_ricc(scene, wanting, cause)
        if scene.idle:
            scene.got = None

    def divide(self, scene: Scene, cause: str, *, new: bool) -> None:
        """After a national call: the region's part to the RICC, the rest to NPoCC."""
        regional: Units = {}
        rest: Units = {}
        for kind in scene.kinds:
            listed = self.region(scene, kind)
            if not self.whole:
                listed = listed + self.country(scene, kind)
            pair = self.wanting(scene, kind, listed, self.grace)
            regional[kind] = in_region(self.pick(scene, kind, listed, pair, self.grace))
            rest[kind] = less(pair, regional[kind])
        if not any(map(sum, [*regional.values(), *rest.values()])):
            return
        scene.number += new
        if any(map(sum, regional.values())):
            self.put_to_ricc(scene, regional, cause)
        self.put_to_npocc(scene, rest, cause)

    def write_request(self, scene: Scene, tier: int, request: int, put: Units, cause: str) -> None:
        for kind, pair in sorted(put.items()):
            self.write_host(
                AID_REQUESTED,
                scene,
                request=request,
                tier=tier,
                counterpart=scene.region if tier == 2 else "npocc",
                kind=kind,
                count=sum(pair),
                cause=cause,
            )

    def put_to_ricc(self, scene: Scene, put: Units, cause: str) -> None:
        two = scene.two
        two.busy, two.round, two.request = True, 1, scene.number
        self.queue_at_ricc(scene, put, cause)

    def queue_at_ricc(self, scene: Scene, put: Units, cause: str) -> None:
        scene.two.put = {k: pair for k, pair in put.items() if sum(pair)}
        self.write_request(scene, 2, scene.two.request, scene.two.put, cause)
        ids = ("desk-2", scene.region, scene.name)
        time = self.times.ricc_desk
        job = Job(scene, 2, "", time, ids, lambda: self.ricc_done(scene))
        self.join(self.desks[scene.region], job)

    def put_to_npocc(self, scene: Scene, put: Units, cause: str) -> None:
        put = {k: pair for k, pair in put.items() if sum(pair)}
        self.write_request(scene, 3, scene.number, put, cause)
        three = scene.three
        held = three.put or three.pending
        for kind, pair in put.items():
            held[kind] = added(held.get(kind, (0, 0)), pair)
        if three.pending and not three.busy:
            self.start_npocc(scene)

    def start_npocc(self, scene: Scene) -> None:
        three = scene.three
        three.busy, three.round, three.request = True, 1, scene.number
        three.put, three.pending = three.pending, {}
        self.queue_at_npocc(scene)

    def queue_at_npocc(self, scene: Scene) -> None:
        ids = ("desk-3", "npocc", scene.name)
        time = self.times.npocc_desk
        self.join(self.npocc, Job(scene, 3, "", time, ids, lambda: self.npocc_done(scene)))

    # desks

    def join(self, desk: Desk, job: Job) -> None:
        if self.scenario.rules.desks:
            desk.waiting.append(job)
            self.serve(desk)
        else:
            self.set_desk(self.now, job, job.done)

    def serve(self, desk: Desk) -> None:
        while desk.waiting and desk.free:
            job = min(desk.waiting, key=lambda each: each.scene.threat)
            desk.waiting.remove(job)
            desk.free -= 1
            self.work(desk, job)

    def work(self, desk: Desk, job: Job) -> None:
        def done() -> None:
            desk.free += 1
            self.serve(desk)
            job.done()

        ends = self.chance.end(self.now, job.time, *job.ids, hour(self.now))
        self.set_desk(ends, job, done)

    def set_desk(self, minute: float, job: Job, action: Action) -> None:
        rank = job.scene.rank
        self.diary.set(minute, ORDER, action, tier=job.tier, rank=rank, force=job.force)

    def gather(
        self,
        asks: dict[str, Ask],
        scene: Scene,
        kind: str,
        work: tuple[int, int],
        picks: tuple[Sequence[Candidate], Sequence[Candidate]],
    ) -> None:
        """Add the picks of a kind to the asks of one working, by donor."""
        tier, request = work
        need, relief = picks
        for candidate in [*need, *relief]:
            ask = asks.setdefault(candidate.force, Ask(scene, candidate.force, tier, request))
            if not candidate.held:
                ask.listed[kind] = candidate.spare
        for candidate in need:
            asks[candidate.force].need.setdefault(kind, []).append(candidate.expected_minute)
        for candidate in relief:
            asks[candidate.force].relief.setdefault(kind, []).append(candidate.expected_minute)

    def write_brokered(self, scene: Scene, working: Working, **columns: object) -> None:
        self.write_host(AID_BROKERED, scene, request=working.request, **columns)

    def ricc_done(self, scene: Scene) -> None:
        two = scene.two
        put, two.put = two.put, {}
        asks: dict[str, Ask] = {}
        beyond: Units = {}
        for kind in scene.kinds:
            regional = self.area(scene, kind, self.path(), regional=True)
            listed = regional
            if not (self.called or self.whole):
                listed = regional + self.country(scene, kind)
            pair = self.wanting(scene, kind, listed, self.grace)
            if self.called:
                pair = at_most(pair, put.get(kind, (0, 0)))
            if kind not in put and not sum(pair):
                continue
            need, relief = self.pick(scene, kind, listed, pair, self.grace)
            mine = [c for c in need if c.regional], [c for c in relief if c.regional]
            beyond[kind] = less(pair, in_region(mine))
            self.write_brokered(
                scene,
                two,
                tier=2,
                counterpart=scene.region,
                kind=kind,
                count=sum(map(len, mine)),
                known_stock=len(regional),
            )
            self.gather(asks, scene, kind, (2, two.request), mine)
        two.asks = list(asks.values())
        self.put_asks(two.asks)
        self.put_to_npocc(scene, beyond, "beyond the region")
        self.two_goes_on(scene)

    def npocc_done(self, scene: Scene) -> None:
        three = scene.three
        put, three.put = three.put, {}
        asks: dict[str, Ask] = {}
        forward: list[tuple[str, Candidate]] = []
        for kind, most in sorted(put.items()):
            listed = self.area(scene, kind, self.country_path(), regional=False)
            listed += self.held(scene, kind, self.now)
            pair = at_most(self.wanting(scene, kind, listed), most)
            picks = self.pick(scene, kind, listed, pair)
            three.unpicked[kind] = (pair[0] - len(picks[0]), 0)
            count = sum(map(len, picks))
            self.write_brokered(
                scene,
                three,
                tier=3,
                counterpart="npocc",
                kind=kind,
                count=count,
                known_stock=len(listed),
            )
            forward += [(kind, c) for c in picks[0] if c.held]
            at_home = [c for c in picks[0] if not c.held]
            picks = at_home, picks[1]
            self.gather(asks, scene, kind, (3, three.request), picks)
        for kind, candidate in forward:
            self.send_forward(scene, kind, candidate)
        three.asks = list(asks.values())
        if self.called:
            self.put_asks(three.asks)
        else:
            scene.asks += three.asks
            self.to_donor_riccs(scene, three.asks)
        self.three_goes_on(scene)

    def to_donor_riccs(self, scene: Scene, asks: Iterable[Ask]) -> None:
        by_region: dict[str, list[Ask]] = {}
        for ask in asks:
            by_region.setdefault(self.scenario.force_region[ask.donor], []).append(ask)
        for region in sorted(by_region):
            self.to_donor_ricc(scene, region, by_region[region])

    def to_donor_ricc(self, scene: Scene, region: str, asks: list[Ask]) -> None:
        first = min(f for f, r in self.scenario.force_region.items() if r == region)

        def done() -> None:
            for kind in sorted({kind for ask in asks for kind in ask.kinds}):
                self.write_brokered(
                    scene,
                    scene.three,
                    tier=3,
                    counterpart=region,
                    kind=kind,
                    count=sum(ask.count(kind) for ask in asks),
                    cause="donor RICC",
                )
            self.send(asks)

        ids = ("donor-desk", region, scene.name)
        self.join(self.desks[region], Job(scene, 3, first, self.times.donor_desk, ids, done))

    def put_asks(self, asks: Sequence[Ask]) -> None:
        for ask in asks:
            ask.scene.asks.append(ask)
        self.send(asks)

    def send(self, asks: Iterable[Ask]) -> None:
        asks = sorted(asks, key=lambda ask: ask.donor)
        for ask in asks:
            for kind in ask.kinds:
                self.write(
                    AID_ASKED,
                    ask.scene,
                    request=ask.request,
                    tier=ask.tier,
                    force=ask.donor,
                    counterpart=ask.scene.host,
                    kind=kind,
                    count=ask.count(kind),
                    cause=self.ask_cause(ask, kind),
                    known_stock=ask.listed[kind],
                    expected_minute=ask.earliest(kind),
                )
        for ask in asks:
            self.await_answer(ask)

    def ask_cause(self, ask: Ask, kind: str) -> str | None:
        if ask.agreement:
            return "agreement"
        lends = self.lends(ask.scene, ask.donor, kind)
        holds_back = lends and self.reported(ask.donor, kind).holds_back
        return "risk at home" if holds_back else None

    # answers

    def await_answer(self, ask: Ask) -> None:
        ids = (ask.donor, ask.scene.name, hour(self.now))
        silent = self.chance.happens(self.scenario.rules.no_answer, self.now, "silent", *ids)
        if silent:
            minute = self.now + self.times.silence
            ask.word = "no answer"
        else:
            minute = self.chance.end(self.now, self.times.answer, "answer", *ids)
            ask.word = self.reluctance(ask, ids)
        self.diary.set(
            minute,
            ANSWER,
            lambda: self.answer(ask),
            tier=ask.tier,
            rank=ask.scene.rank,
            force=ask.donor,
        )

    def reluctance(self, ask: Ask, ids: tuple[str, str, int]) -> str:
        """Whether a donor refuses, or offers a part."""
        rules, region = self.scenario.rules, self.scenario.force_region[ask.donor]
        refusals = min(1.0, rules.refusals + rules.refusals_per_incident * self.running(region))
        if self.chance.happens(refusals, self.now, "refuse", *ids):
            return "refused"
        if self.chance.happens(rules.part_offers, self.now, "part", *ids):
            return "part"
        return ""

    def answer(self, ask: Ask) -> None:
        scene = ask.scene
        scene.asks.remove(ask)
        offered = [(kind, self.offer(ask, kind)) for kind in ask.kinds]
        orders: list[Order] = []
        for _, crews in offered:
            for crew in crews:
                order = self.take(ask, crew)
                if order is not None:
                    orders.append(order)
        self.set_musters(orders)
        if ask.word != "no answer":
            for kind in ask.kinds:
                self.report(ask.donor, kind)
        if not self.by_report:
            self.look_at_freed()
        working = scene.three if ask.tier == 3 else scene.two
        if ask in working.asks:
            working.asks.remove(ask)
            (self.two_goes_on if ask.tier == 2 else self.three_goes_on)(scene)

    def offer(self, ask: Ask, kind: str) -> list[Crew]:
        asked = ask.count(kind)
        kept = self.kept_for_higher(ask.scene, ask.donor, kind)
        available = max(0, self.available_to(ask.scene, ask.donor, kind) - kept)
        most = asked
        if ask.word == "part":
            most = min(asked, round_up(self.scenario.rules.part_share * asked))
        crews = self.offered(ask, kind, min(most, available), kept)
        count = len(crews)
        cause = "full" if count == asked else "part" if count else "none"
        if available < most and self.holds_back(ask.donor, kind, kept):
            cause = "risk at home" if self.lends(ask.scene, ask.donor, kind) else cause
        if ask.word in ("no answer", "refused"):
            crews, count, cause = [], 0, ask.word
        self.write(
            AID_OFFERED,
            ask.scene,
            request=ask.request,
            tier=ask.tier,
            force=ask.donor,
            counterpart=ask.scene.host,
            kind=kind,
            count=count,
            cause=cause,
            known_stock=available,
        )
        for crew in crews:
            crew.reserved = True
        return crews

    def offered(self, ask: Ask, kind: str, most: int, kept: int) -> list[Crew]:
        """The first free crews after those kept; who stands by is offered for need only."""
        free = self.ledger.free_in_order(ask.donor, kind, self.now, self.now, own=False)
        serving = [crew for crew in free if self.can_serve(crew, ask.scene, self.now)]
        crews: list[Crew] = []
        for crew in serving[kept:]:
            standing_by = sum(each.stands_by is not None for each in crews)
            for_need = standing_by < len(ask.need.get(kind, ()))
            if len(crews) < most and (for_need or crew.stands_by is None):
                crews.append(crew)
        return crews

    def take(self, ask: Ask, crew: Crew) -> Order | None:
        """Order an offered crew, for need or for relief, or leave it free."""
        relief_first = self.scenario.policies.priority.relief_first
        ways = [self.take_for_relief, self.take_for_need]
        for way in ways if relief_first else reversed(ways):
            order = way(ask, crew)
            if order is not None:
                return order
        crew.reserved = False
        self.freed.append((crew.force, crew.kind))
        return None

    def take_for_relief(self, ask: Ask, crew: Crew) -> Order | None:
        slots = self.open_slots(ask.scene, crew.kind) if crew.stands_by is None else []
        for slot in slots:
            cause = f"relief of {slot.crew.unit}"
            return self.order(ask.scene, crew, ask.tier, ask.request, cause, slot)
        return None

    def take_for_need(self, ask: Ask, crew: Crew) -> Order | None:
        scene, kind = ask.scene, crew.kind
        minute = self.expected(scene, crew)
        if not self.wanted(scene, kind, minute, self.firm(scene, kind, aid=True)):
            return None
        line_up = self.line_up(scene, kind)
        waiting = [o for o in line_up if o.own_waiting and not self.whole]
        replaced = [o for o in waiting if self.before_own or o.expected > minute]
        if len(line_up) >= scene.judged[kind] and not replaced:
            return None
        order = self.order(scene, crew, ask.tier, ask.request, "aid")
        if scene.got is not None:
            scene.got[kind] += 1
        if len(line_up) >= scene.judged[kind]:
            latest = max(replaced, key=lambda o: (o.expected, o.crew.key))
            self.cancel(latest, "quicker aid" if latest.expected > minute else "aid instead")
        return order

    # the tiers go on

    def useful(
        self, scene: Scene, kind: str, wanting: tuple[int, int], listed: Sequence[Candidate]
    ) -> bool:
        need, relief = wanting
        firm = self.firm(scene, kind, aid=True, asked=not self.asks_for_more)
        wanted = any(self.wanted(scene, kind, c.expected_minute, firm) for c in listed)
        return (need > 0 and wanted) or (relief > 0 and any(map(relieves, listed)))

    def two_goes_on(self, scene: Scene) -> None:
        two = scene.two
        if two.asks:
            return
        wanting = self.all_wanting(scene)
        again = any(
            self.useful(scene, kind, amount, self.region(scene, kind))
            for kind, amount in wanting.items()
        )
        if two.round == 1 and again:
            two.round = 2
            self.queue_at_ricc(scene, wanting, "further round")
            return
        two.busy = False
        self.put_to_npocc(scene, wanting, "region exhausted")
        self.look_whether_over(scene)

    def three_goes_on(self, scene: Scene) -> None:
        three = scene.three
        if three.asks:
            return
        three.unpicked = {}
        if three.pending:
            self.start_npocc(scene)
            return
        wanting: Units = {}
        again = False
        for kind in scene.kinds:
            listed = self.country(scene, kind)
            pair = self.wanting(scene, kind, listed)
            if sum(pair):
                wanting[kind] = pair
                again = again or self.useful(scene, kind, pair, listed)
        if three.round == 1 and again:
            three.round = 2
            three.put = wanting
            self.write_request(scene, 3, three.request, wanting, "further round")
            self.queue_at_npocc(scene)
            return
        three.busy = False
        self.look_whether_over(scene)

    def look_whether_over(self, scene: Scene) -> None:
        if not scene.idle:
            return
        got, scene.got = scene.got or Counter[str](), None
        wanting = self.all_wanting(scene)
        if any(need and got[kind] for kind, (need, _) in wanting.items()):
            self.ask(scene, "next batch")
            if not scene.idle:
                return
        scene.left = {kind: sum(wanting.get(kind, (0, 0))) for kind in scene.kinds}
        scene.over_at = over_at = self.now
        self.look_at_lines(scene)
        if wanting:
            minute = self.now + self.times.rework_interval

            def rework() -> None:
                if scene.idle and scene.over_at == over_at:
                    self.ask(scene, "hourly")

            self.diary.set(minute, ORDER, rework, tier=2, rank=scene.rank)

    def look_at_freed(self) -> None:
        """Whoever is left with something unmet asks again for what has come free."""
        freed, self.freed = list(dict.fromkeys(self.freed)), []
        for force, kind in freed:
            for scene in self.scenes:
                idle = scene.host != force and scene.left.get(kind) and scene.idle
                if idle and self.says_available(scene, force, kind):
                    self.ask(scene, "stock freed")

    # the national lines

    def look_at_lines(self, scene: Scene) -> None:
        if scene.incident.holding:
            return
        for kind in scene.kinds:
            short = scene.judged[kind] - len(self.line_up(scene, kind))
            if short <= 0 or not scene.left[kind] or scene.asked(kind)[0]:
                continue
            left = self.may_be_sent(scene, kind)
            self.write_host(
                NEED_UNMET,
                scene,
                request=scene.number,
                counterpart=self.line(scene, kind),
                kind=kind,
                count=short,
                cause=None if left else self.line_cause(kind),
                known_stock=left,
            )

    def may_be_sent(self, scene: Scene, kind: str) -> int:
        """Crews left, wherever they are and however late they would come."""
        aid = self.region(scene, kind) + self.country(scene, kind)
        return len(aid) + len(self.own_free(scene, kind))

    def line(self, scene: Scene, kind: str) -> str:
        """The national line of the place where the need is."""
        here = "london" if scene.region == LONDON_REGION else "outside-london"
        own: dict[str, str] = {
            each.where: each.line for each in self.scenario.lines if each.kind == kind
        }
        return own.get(here) or own.get("everywhere") or kind

    def line_cause(self, kind: str) -> str:
        for force, region in self.scenario.force_region.items():
            stock = self.scenario.stock[force].get(kind)
            if stock is None or region == BEYOND_REGION:
                continue
            if len(self.reported(force, kind).free) > at_home(stock):
                return "drawdown"
        return "stock"


def relieves(crew: Candidate) -> bool:
    """Whether a crew is a candidate for relief: not from a holding area, nor one that stands by."""
    return not (crew.held or crew.stands_by)


def for_relief(crew: Candidate, slot: Order) -> tuple[int, float, float, str, int]:
    """In time by drive, then the others by arrival."""
    assert slot.due is not None
    drive, expected = crew.drive_minutes, crew.expected_minute
    if expected <= slot.due:
        return (0, drive, expected, crew.force, crew.number)
    return (1, expected, drive, crew.force, crew.number)


def in_region(picks: tuple[Sequence[Candidate], Sequence[Candidate]]) -> tuple[int, int]:
    need, relief = picks
    return sum(c.regional for c in need), sum(c.regional for c in relief)


def added(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def less(whole: tuple[int, int], part: tuple[int, int]) -> tuple[int, int]:
    return whole[0] - part[0], whole[1] - part[1]


def at_most(pair: tuple[int, int], most: tuple[int, int]) -> tuple[int, int]:
    return min(pair[0], most[0]), min(pair[1], most[1])


def simulate(scenario: Scenario, chance: Chance) -> list[Event]:
    """The log of one run."""
    return Night(scenario, chance).run()
