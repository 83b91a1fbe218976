"""The independent witness: the same night by a second, plain and slow engine.

Everything is recomputed by scanning the crews; nothing is cached. It shares with mobsim
the scenario, the draws, the policies and the form of the log, and nothing of its engine: the
ledger, the desks, readiness, what a decision-maker sees and the queue are written again from
``docs/protocol.md``. A test holds the two logs against each other, row for row.
"""

import math
from bisect import bisect_right
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
from mobsim.scenario.scenario import Durations, Incident, Operation, Scenario
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
    UNIT_CANCELLED,
    UNIT_COMMITTED,
    UNIT_DEPLOYED,
    UNIT_MUSTERED,
    UNIT_ORDERED,
    UNIT_REACHED_RVP,
    UNIT_RESTED,
    UNIT_RETURNED,
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


def exact(durations: Durations) -> Durations:
    """Every plain number of minutes rounded to 2**-20."""
    given = {f.name: getattr(durations, f.name) for f in fields(durations)}
    plain: dict[str, Any] = {k: quantise(v) for k, v in given.items() if isinstance(v, float)}
    return replace(durations, **plain)


# --- what is kept ------------------------------------------------------------------------------


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
    tours: int = 0
    """In a row."""
    free_since: float = -math.inf
    shares: "list[Crew]" = field(default_factory=list)
    """The crews that are made up of the same officers."""

    @property
    def toured(self) -> bool:
        return self.last is not None or self.operation is not None

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
        return self.idle and all(other.idle for other in self.shares)

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
    goes_too: bool = False
    """Its predecessor was released before it was relieved."""
    party: "Party | None" = None

    @property
    def own_waiting(self) -> bool:
        return self.tier == 1 and self.stage == "ordered"


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
    asks: list[Ask] = field(default_factory=list)


@dataclass(eq=False)
class Scene:
    """What the host knows and has asked for at one incident."""

    incident: Incident
    rank: int
    region: str
    begun: bool = False
    ended: bool = False
    judged_at: float | None = None
    stepped_at: float | None = None
    present: dict[str, int] = field(default_factory=dict)
    judged: dict[str, int] = field(default_factory=dict)
    judgings: dict[str, list[Judged]] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
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
    def idle(self) -> bool:
        return not (self.two.busy or self.three.busy or self.three.pending)

    def at_desks(self, kind: str) -> tuple[int, int]:
        """Need and relief put to desks."""
        puts = [self.two.put, self.three.put, self.three.pending]
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
    toured: dict[Crew, bool]
    """Its free crews, and which of them have toured."""


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
    last_return: float = -math.inf
    roll: dict[str, Roll] = field(default_factory=dict)
    roll_of: float | None = None
    """The start of the clock under which the roll was drawn up."""


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

    def above_limit(self, force: str, kind: str) -> int:
        """What drawdown and floor leave to lend, whatever the force's own need."""
        stock = self.scenario.stock[force][kind]
        level = "extensive" if self.national else self.scenario.drawdown
        limit = lending_limit(level, stock.commitment, stock.fit, stock.floor)
        gone = sum(crew.out or crew.reserved for crew in self.of(force, kind))
        return max(0, min(limit - gone, self.free_count(force, kind) - stock.floor))

    def share(self) -> None:
        """Link the crews that share their officers."""
        needed: set[str] = set()
        for incident in self.scenario.incidents:
            needed |= set(incident.need)
        for operation in self.scenario.operations:
            needed |= {kind for by_kind in operation.units.values() for kind in by_kind}
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
        if home.start is None:
            return None
        stirring = any(
            crew.order is not None or crew.away for k in self.kinds for crew in self.of(force, k)
        )
        over = max(home.start, home.last_return) + self.times.clock_reset
        if not stirring and now >= over:
            home.start = None
        return home.start

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

    def ready_at_home(self, crew: Crew, order: float, now: float, toured: bool) -> float:
        """What is expected of aid that is at home, as far as is known."""
        if self.rostered:
            return self.roster_ready(crew, order, toured=toured, drawn=False)
        return self.timeline_ready(crew, order, now, toured=toured, drawn=False)

    def timeline_ready(
        self, crew: Crew, order: float, now: float, *, toured: bool, drawn: bool
    ) -> float:
        start = self.clock(crew.force, now)
        start = order if start is None else start
        within = self._in_bracket(crew)
        ready = start + within.mean
        if drawn:
            day = int(order // 1440)
            ready = self.chance.end(start, within, "muster", crew.unit, day)
        earliest = order + self.times.rested_muster if toured else order
        return max(earliest, ready)

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
        start = self.clock(force, now)
        if start is not None and home.roll_of == start:
            return home.roll[kind]
        return self.draw_up(force, kind, at)

    def keep_roll(self, force: str, now: float) -> None:
        """Draw up the roll if this is the first tier 1 order of the clock."""
        home = self.homes[force]
        if home.roll_of != home.start:
            home.roll_of = home.start
            home.roll = {k: self.draw_up(force, k, now) for k in self.scenario.stock[force]}

    def local_ready(self, crew: Crew, order: float, now: float, *, drawn: bool) -> float:
        if crew.toured:
            return order + self.times.rested_muster
        roll = self.roll(crew.force, crew.kind, order, now)
        if crew.number <= roll.formed:
            return self._end(order, self.times.muster_formed, "muster", crew, order, drawn=drawn)
        start = order
        if crew.number > roll.on_duty + roll.recallable:
            shift = next(start for last, start in roll.shifts if crew.number <= last)
            start = max(order, shift)
        elif crew.number > roll.on_duty:
            start = self._end(order, self.times.recall, "recall", crew, order, drawn=drawn)
        return self._end(start, self.times.muster_assembled, "muster", crew, order, drawn=drawn)

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

    def turns_out(self, crew: Crew, minute: float, *, toured: bool) -> str:
        if toured:
            return "toured"
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

    def roster_ready(self, crew: Crew, order: float, *, toured: bool, drawn: bool) -> float:
        way = self.turns_out(crew, order, toured=toured)
        if way == "toured":
            return order + self.times.rested_muster
        if way == "formed":
            return self._end(order, self.times.muster_formed, "muster", crew, order, drawn=drawn)
        start = order
        if way != "on duty":
            start = self.next_shift(crew, self.shift_at(order))
        if way == "recallable":
            recalled = self._end(order, self.times.recall, "recall", crew, order, drawn=drawn)
            start = min(start, recalled)
        return self._end(start, self.times.muster_assembled, "muster", crew, order, drawn=drawn)

    def on_duty(self, crew: Crew, now: float) -> bool:
        """Whether the crew is one for the first response."""
        if self.rostered:
            way = self.turns_out(crew, now, toured=crew.toured)
            return way in ("formed", "on duty")
        return crew.number <= self.roll(crew.force, crew.kind, now, now).on_duty

    def readiness_class(self, crew: Crew, order: float) -> tuple[str, float]:
        """Aid of one class leaves together."""
        if not self.rostered:
            return ("bracket", self.bracket(crew))
        way = self.turns_out(crew, order, toured=crew.toured)
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
        if self.rostered:
            return self.roster_ready(crew, order, toured=crew.toured, drawn=drawn)
        if own and self.local:
            return self.local_ready(crew, order, now, drawn=drawn)
        return self.timeline_ready(crew, order, now, toured=crew.toured, drawn=drawn)

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
        self.scenes = [
            Scene(incident, rank, region[incident.force])
            for rank, incident in enumerate(scenario.incidents, 1)
        ]
        self.desks = {r: Desk(n) for r, n in scenario.rules.ricc_desks.items()}
        self.desks |= {r: self.desks[at] for r, at in scenario.rules.ricc_at.items()}
        self.npocc = Desk(scenario.rules.npocc_desks)

    def run(self) -> list[Event]:
        self.set_operations()
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
            for donor in sorted(operation.units):
                self.set_operation(operation, donor)

    def set_operation(self, operation: Operation, donor: str) -> None:
        minute = operation.begins
        self.diary.set(minute, RETURN, lambda: self.commit(operation, donor), force=donor)

    def commit(self, operation: Operation, donor: str) -> None:
        for kind, units in sorted(operation.units[donor].items()):
            free = [crew for crew in self.ledger.of(donor, kind) if crew.free]
            going = sorted(free, key=lambda c: c.number)[max(0, len(free) - units) :]
            for crew in going:
                self.go(crew, operation)
            if len(going) < units:
                self.write(
                    OPERATION_SHORT,
                    force=donor,
                    counterpart=operation.host,
                    kind=kind,
                    count=units - len(going),
                    cause=operation.operation_id,
                )

    def go(self, crew: Crew, operation: Operation) -> None:
        crew.place, crew.last, crew.operation = "operation", None, operation
        self.write_committed(UNIT_COMMITTED, crew, operation.operation_id)
        back = operation.ends + quantise(operation.drive_minutes[crew.force])
        self.set_home(back, crew, lambda: self.back_from_operation(crew, operation))

    def back_from_operation(self, crew: Crew, operation: Operation) -> None:
        crew.tours += 1
        crew.place = "resting at home"
        self.ledger.homes[crew.force].last_return = self.now
        self.write_committed(UNIT_RETURNED, crew, operation.operation_id)
        self.set_home(self.now + self.times.rest, crew, lambda: self.rested_at_home(crew))

    def write_committed(self, event: str, crew: Crew, cause: str) -> None:
        assert crew.operation is not None
        self.write(
            event,
            force=crew.force,
            counterpart=crew.operation.host,
            unit=crew.unit,
            kind=crew.kind,
            cause=cause,
        )

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
        scene.begun = True
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
        if self.ledger.local and not scene.incident.holding:
            self.first_response(scene)
        self.set_first_judging(scene)
        self.set_tick(scene)

    def set_first_judging(self, scene: Scene) -> None:
        judged = self.chance.end(self.now, self.times.judging, "judging", scene.name)
        if self.scenario.clock.needs_on_call(self.now):
            judged = self.chance.end(judged, self.times.on_call_wait, "on-call", scene.name)
        self.diary.set(judged, NEED, lambda: self.judge(scene), tier=1, rank=scene.rank)

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
        scene.stepped_at = self.now
        scene.present |= changes
        for kind, units in sorted(changes.items()):
            self.write_host(NEED_CHANGED, scene, kind=kind, count=units)
        if not scene.ended and self.over_for_good(scene):
            self.end(scene)
        if scene.judged_at is not None:
            self.judge(scene)

    def over_for_good(self, scene: Scene) -> bool:
        for kind, need in scene.incident.need.items():
            to_come = not isinstance(need, Responsive) and self.now < need.minutes[-1]
            if scene.present[kind] or to_come:
                return False
        return True

    def end(self, scene: Scene) -> None:
        self.write_host(INCIDENT_ENDED, scene)
        scene.ended = True
        for crew in self.near(scene):
            if crew.place == "on call" and crew.order is None:
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
        if judged_at is None:
            return scene.judged[kind]
        if isinstance(need, Responsive) or self.only_seen(scene, kind):
            lasts = judged_at + self.times.seen_need_lasts
            return scene.judged[kind] if minute <= lasts else 0
        horizon = judged_at + self.times.look_ahead
        first = max(minute, judged_at)
        if first <= horizon:
            return self.with_reserve(need.largest(first, horizon))
        return self.with_reserve(need.smallest(horizon, first))

    def only_seen(self, scene: Scene, kind: str) -> bool:
        responsive = isinstance(scene.incident.need[kind], Responsive)
        return scene.incident.seen or responsive or not self.exact_estimates

    @property
    def exact_estimates(self) -> bool:
        return self.scenario.rules.need_bias == 1 and not self.scenario.rules.need_cv

    def need_judged(self, scene: Scene, kind: str) -> int:
        """What the host takes the need to be."""
        need = scene.incident.need[kind]
        if not (isinstance(need, Responsive) or self.only_seen(scene, kind)):
            most = need.largest(self.now, self.now + self.times.look_ahead)
            return self.with_reserve(most)
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

    def firm(self, scene: Scene, kind: str, *, aid: bool) -> list[float]:
        """Expected minutes of the crews that count when one more is weighed."""
        leave_out = aid and not self.whole
        line_up = self.line_up(scene, kind)
        ordered = [o.expected for o in line_up if not (leave_out and o.own_waiting)]
        return ordered + [minute for ask in scene.asks for minute in ask.need.get(kind, [])]

    def wanted(self, scene: Scene, kind: str, minute: float, firm: Sequence[float]) -> bool:
        before = sum(other <= minute for other in firm)
        return self.known(scene, kind, minute) > before

    def own_wanted(self, scene: Scene, crew: Crew) -> bool:
        minute = self.expected(scene, crew)
        return self.wanted(scene, crew.kind, minute, self.firm(scene, crew.kind, aid=False))

    # judging

    def judge(self, scene: Scene) -> None:
        scene.judged_at = self.now
        for kind in scene.kinds:
            scene.judged[kind] = self.need_judged(scene, kind)
            judged = Judged(self.now, scene.judged[kind])
            scene.judgings.setdefault(kind, []).append(judged)
        for kind in scene.kinds:
            ordered = len(self.line_up(scene, kind))
            judged = scene.judged[kind]
            self.write_host(NEED_JUDGED, scene, kind=kind, count=judged, known_stock=ordered)
        for kind in scene.kinds:
            self.release(scene, kind)
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
        for order in sorted(deployed, key=lambda o: (o.muster, o.crew.key)):
            if self.too_many(scene, kind):
                other = self.claimed_by(order)
                if other is None:
                    self.stand_down(order, "need fell")
                else:
                    self.retask(order, other, "re-tasked")

    def order_own(self, scene: Scene, kind: str) -> None:
        on_call = [c for c in self.near(scene, kind) if c.place == "on call" and not c.order]
        crews = [(self.expected(scene, c), 3, c.key, c) for c in on_call]
        own = [] if scene.incident.holding else self.own_free(scene, kind)
        crews += [(self.expected(scene, c), 1, c.key, c) for c in own]
        for _, tier, _, crew in sorted(crews, key=lambda row: row[:3]):
            coming = scene.at_desks(kind)[0] + scene.asked(kind)[0]
            if len(self.line_up(scene, kind)) + coming >= scene.judged[kind]:
                break
            if self.own_wanted(scene, crew):
                cause = "own" if tier == 1 else "rested near the RVP"
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
        if not self.sustained:
            return True
        home = self.expected_drive(scene, order.crew.force)
        expected = self.expected_from(order, scene) if expected is None else expected
        return order.muster + self.times.tour - home > expected

    def claimed_by(self, order: Order) -> Scene | None:
        """The incident that gets a released unit."""
        claims = [
            Claim(s.rank, self.uncovered(s, order.crew.kind), self.expected_from(order, s))
            for s in self.scenes
            if self.claims(s, order)
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
        booking = self.times.booking_own if own else self.times.booking_aid
        expected = self.now + self.way(order, scene) + booking.mean
        order.stage = "over"
        crew.order = None
        self.write_unit(UNIT_STOOD_DOWN, order, cause=cause)
        self.release_relief(order)
        near = self.scenario.force_region[crew.force] == scene.region
        tier = 1 if own else 2 if near and working is None else 3
        request = None if own else scene.number if working is None else working
        moved = Order(crew, scene, tier, request, expected, order.muster, order.tour, None)
        moved.stage = "mustered"
        crew.order = crew.last = moved
        self.write_unit(UNIT_ORDERED, moved, cause=cause, expected_minute=expected)
        if source == scene.host:
            reached = self.now + self.times.own_travel
        else:
            reached = self.drive(scene, source, "travel")
        self.set_arrival(reached, [moved], lambda: self.reach([moved]))
        return moved

    def own_free(self, scene: Scene, kind: str) -> list[Crew]:
        return self.ledger.free_in_order(scene.host, kind, self.now, self.now, own=True)

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
        own = crew.force == scene.host and not crew.near
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
        if own and self.ledger.local and not self.ledger.rostered:
            self.ledger.keep_roll(crew.force, self.now)
        muster = self.ledger.ready(crew, self.now, self.now, own=own, drawn=True)
        if relieves is not None and relieves.due is not None:
            on_the_way = self.to_rvp(scene, crew) + self.booking(scene, crew).mean
            muster = max(muster, relieves.due - on_the_way)
            expected = max(expected, relieves.due)
        if crew.place == "home" and self.now >= crew.free_since + DAY:
            crew.tours = 0
        tour = crew.last.tour + 1 if crew.near and crew.last else 1
        order = Order(crew, scene, tier, request, expected, muster, tour, relieves)
        crew.order = order
        crew.reserved = False
        if relieves is not None:
            relieves.relief = order
        self.write_unit(UNIT_ORDERED, order, cause=cause, expected_minute=expected)
        if tier == 1:
            self.check_floor(order)
        if own or crew.near:
            self.set_arrival(muster, [order], lambda: self.muster_alone(order))
        return order

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
        crew, scene = order.crew, order.scene
        self.call_off(order, cause)
        if crew.place == "home":
            self.freed.append((crew.force, crew.kind))
        elif crew.place == "on call" and self.no_need_known(scene, crew.kind):
            self.drive_home(crew)
        if order.party is not None:
            self.leave_if_last(order.party)

    def call_off(self, order: Order, cause: str) -> None:
        order.stage = "over"
        order.crew.order = None
        order.crew.free_since = self.now
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
        order.crew.place = "tour"
        order.crew.last, order.crew.operation = order, None
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
        crew.place = "resting at home"
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
        time = self.times.booking_own if order.tier == 1 else self.times.booking_aid
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
        order.due = due = self.tour_ends(order)
        self.diary.set(
            due,
            RETURN,
            lambda: self.tour_ended(order),
            tier=order.tier,
            rank=scene.rank,
            force=order.crew.force,
            unit=(kind, order.crew.number),
        )
        if self.known(scene, kind, due) > 0:
            found = self.find_relief(order, due)
            if not (found or scene.two.busy):
                self.ask(scene, "relief")

    def tour_ends(self, order: Order) -> float:
        ends = order.muster + self.times.tour
        again = ends + self.times.rest
        third = order.tour >= self.scenario.rules.national_tours
        scene, kind = order.scene, order.crew.kind
        seen = self.only_seen(scene, kind)
        needed = scene.judged[kind] if seen else self.known(scene, kind, again)
        order.last_tour = third or not needed
        if order.tier < 3 or order.last_tour:
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
        own = [] if scene.incident.holding else self.own_free(scene, kind)
        for tier, crews in ((3, near), (1, own)):
            for crew in sorted(crews, key=lambda c: (self.expected(scene, c), c.key)):
                if self.expected(scene, crew) <= due:
                    self.order(scene, crew, tier, None, f"relief of {order.crew.unit}", order)
                    return True
        return False

    def tour_ended(self, order: Order) -> None:
        if order.stage == "deployed":
            self.stand_down(order, "tour ended")

    def stand_down(self, order: Order, cause: str) -> None:
        crew = order.crew
        order.stage = "over"
        crew.order = None
        crew.tours += 1
        self.write_unit(UNIT_STOOD_DOWN, order, cause=cause)
        if cause == "tour ended" and order.tier == 3 and not order.last_tour:
            self.rest_near(crew)
        else:
            self.drive_home(crew)
        if cause != "tour ended":
            self.release_relief(order)

    def rest_near(self, crew: Crew) -> None:
        crew.place = "resting near"
        crew.rest_ends = self.now + self.times.rest
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
        if crew.order is None and self.no_need_known(tour.scene, crew.kind):
            self.drive_home(crew)

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
        self.ledger.homes[crew.force].last_return = self.now
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
        else:
            self.free_again(crew, crew.last)

    def unfit(self, crew: Crew) -> bool:
        probability = min(1.0, self.scenario.rules.fatigue * crew.tours)
        day = int(self.now // 1440)
        return self.chance.happens(probability, self.now, "unfit", crew.unit, day)

    def free_again(self, crew: Crew, tour: Order | None) -> None:
        crew.place = "home"
        crew.free_since = self.now
        if tour is None:
            self.write_committed(UNIT_RESTED, crew, "at home")
        else:
            self.write_unit(UNIT_RESTED, tour, cause="at home")
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
            toured = {c: c.toured for c in self.ledger.of(force, kind) if c.free}
            self.reports[force, kind] = Report(self.available(force, kind), toured)

    def reported(self, force: str, kind: str) -> Report:
        """What is known of a force: its report, or the truth."""
        if kind not in self.scenario.stock[force]:
            return Report(0, {})
        if not self.by_report:
            toured = {c: c.toured for c in self.ledger.of(force, kind) if c.free}
            return Report(self.available(force, kind), toured)
        return self.reports[force, kind]

    def lends(self, scene: Scene, force: str, kind: str) -> bool:
        """Whether London, if it is asked of, lends to this incident."""
        region = self.scenario.force_region[force]
        if region != LONDON_REGION or scene.region == LONDON_REGION:
            return True
        if ("london", kind) not in [(each.where, each.kind) for each in self.scenario.lines]:
            return True
        return self.scenario.policies.london_release.lends(called=self.called)

    def available(self, force: str, kind: str) -> int:
        """Available for aid."""
        if kind not in self.scenario.stock[force] or self.own_need_unmet(force, kind):
            return 0
        return self.ledger.above_limit(force, kind)

    def available_to(self, scene: Scene, force: str, kind: str) -> int:
        return self.available(force, kind) if self.lends(scene, force, kind) else 0

    def says_available(self, scene: Scene, force: str, kind: str) -> bool:
        return self.lends(scene, force, kind) and self.reported(force, kind).available > 0

    def candidates(self, scene: Scene, force: str, kind: str, order: float) -> list[Candidate]:
        """The crews a donor is reported to be able to give, for an order at a minute."""
        asked = self.asked_of(force, kind)
        if force == scene.host or not self.lends(scene, force, kind):
            return []
        report = self.reported(force, kind)
        spare = report.available - asked
        if spare <= 0:
            return []
        ready = {
            c: self.ledger.ready_at_home(c, order, self.now, t) for c, t in report.toured.items()
        }
        free = sorted(ready, key=lambda c: (ready[c], c.number))
        on_the_way = self.expected_drive(scene, force) + self.times.booking_aid.mean
        gone = sum(c.out or c.reserved for c in self.ledger.of(force, kind))
        return [
            Candidate(
                expected_minute=ready[crew] + on_the_way,
                force=force,
                number=crew.number,
                position=position,
                drive_minutes=self.expected_drive(scene, force),
                regional=self.scenario.force_region[force] == scene.region,
                commitment=self.scenario.stock[force][kind].commitment,
                given=gone + asked,
                spare=spare,
            )
            for position, crew in enumerate(free[asked : asked + spare])
        ]

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
        booking = self.times.booking_aid.mean
        listed: list[Candidate] = []
        for area in self.scenes:
            if not area.incident.holding or kind not in area.incident.need:
                continue
            ready = [o for o in self.line_up(area, kind) if o.stage == "deployed"]
            at = {o: completed + self.way(o, scene) + booking for o in ready}
            ready = [o for o in ready if self.can_go(o, scene, at[o])]
            for position, order in enumerate(sorted(ready, key=lambda o: (at[o], o.crew.key))):
                crew = order.crew
                gone = sum(c.out or c.reserved for c in self.ledger.of(crew.force, kind))
                listed.append(
                    Candidate(
                        expected_minute=at[order],
                        force=crew.force,
                        number=crew.number,
                        position=position,
                        drive_minutes=self.way(order, scene),
                        regional=False,
                        commitment=self.scenario.stock[crew.force][kind].commitment,
                        given=gone + self.asked_of(crew.force, kind),
                        spare=len(ready),
                        held=area.name,
                    )
                )
        return listed

    def asked_of(self, force: str, kind: str) -> int:
        """Units asked of a donor and unanswered."""
        return sum(a.count(kind) for s in self.scenes for a in s.asks if a.donor == force)

    def send_forward(self, scene: Scene, kind: str, candidate: Candidate) -> None:
        crew = self.ledger.of(candidate.force, kind)[candidate.number - 1]
        assert crew.order is not None
        self.retask(crew.order, scene, "sent forward", scene.three.request)

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

    def shortfall(self, scene: Scene, kind: str, candidates: Sequence[Candidate]) -> int:
        firm = self.firm(scene, kind, aid=True)
        own = [o for o in self.line_up(scene, kind) if o.own_waiting and not self.whole]
        counted = len(self.line_up(scene, kind)) - len(own)
        coming = scene.at_desks(kind)[0] + scene.asked(kind)[0]
        slots = scene.judged[kind] - counted - coming
        if slots <= 0 or self.whole:
            return max(0, slots)
        walk = [(o.expected, 0, o.crew.force, o.crew.number) for o in own]
        walk += [(c.expected_minute, 1, c.force, c.number) for c in candidates]
        taken = own_taken = 0
        for minute, aid, _, _ in sorted(walk):
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

    def wanting(self, scene: Scene, kind: str, candidates: Sequence[Candidate]) -> tuple[int, int]:
        relief = 0 if self.relief_waits(scene, kind) else len(self.uncovered_slots(scene, kind))
        return self.shortfall(scene, kind, candidates), relief

    def relief_waits(self, scene: Scene, kind: str) -> bool:
        """Whether relief is not asked for while another incident is left with need."""
        others = [s for s in self.scenes if s is not scene and not s.incident.holding]
        return self.scenario.policies.priority.relief_waits and any(
            other.left.get(kind) for other in others
        )

    def all_wanting(self, scene: Scene) -> Units:
        """What is wanting, by kind, with the region's candidates."""
        wanting = {k: self.wanting(scene, k, self.region(scene, k)) for k in scene.kinds}
        return {kind: pair for kind, pair in wanting.items() if sum(pair)}

    def pick(
        self, scene: Scene, kind: str, listed: Sequence[Candidate], need: int, relief: int
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Who is asked for need, and who for relief."""
        if self.scenario.policies.priority.relief_first:
            relieving = self.pick_relief(scene, kind, listed, relief)
            left = [c for c in listed if c not in relieving]
            return self.pick_need(scene, kind, left, need), relieving
        picked = self.pick_need(scene, kind, listed, need)
        left = [c for c in listed if c not in picked]
        return picked, self.pick_relief(scene, kind, left, relief)

    def pick_need(
        self, scene: Scene, kind: str, listed: Sequence[Candidate], need: int
    ) -> list[Candidate]:
        firm = self.firm(scene, kind, aid=True)
        picked: list[Candidate] = []
        for candidate in self.ranked(scene, kind, listed, need):
            minute = candidate.expected_minute
            if len(picked) < need and self.wanted(scene, kind, minute, firm):
                picked.append(candidate)
                firm.append(minute)
        return picked

    def pick_relief(
        self, scene: Scene, kind: str, listed: Sequence[Candidate], relief: int
    ) -> list[Candidate]:
        left = [c for c in listed if not c.held]
        picked: list[Candidate] = []
        for slot in self.uncovered_slots(scene, kind)[:relief]:
            if left:
                best = min(left, key=lambda c: for_relief(c, slot))
                left.remove(best)
                picked.append(best)
        return picked

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
            partners_asked = self.ask_partners(scene)
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
            need, relief = self.wanting(scene, kind, listed)
            picks = self.pick(scene, kind, listed, need, relief)
            self.gather(asks, scene, kind, (2, scene.number + 1), listed, picks)
        for ask in asks.values():
            ask.agreement = True
        self.put_asks(list(asks.values()))
        return bool(asks)

    def ask(self, scene: Scene, cause: str, *, new: bool = True) -> None:
        """The incident asks for all that is wanting; tier 2 is idle."""
        wanting = self.all_wanting(scene)
        if wanting and self.called:
            self.divide(scene, cause, new=new)
        elif wanting:
            scene.number += new
            self.put_to_ricc(scene, wanting, cause)

    def divide(self, scene: Scene, cause: str, *, new: bool) -> None:
        """After a national call: the region's part to the RICC, the rest to NPoCC."""
        regional: Units = {}
        rest: Units = {}
        for kind in scene.kinds:
            listed = self.region(scene, kind)
            if not self.whole:
                listed = listed + self.country(scene, kind)
            pair = self.wanting(scene, kind, listed)
            regional[kind] = in_region(self.pick(scene, kind, listed, *pair))
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
            job = desk.waiting.pop(0)
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
        listed: Sequence[Candidate],
        picks: tuple[Sequence[Candidate], Sequence[Candidate]],
    ) -> None:
        """Add the picks of a kind to the asks of one working, by donor."""
        tier, request = work
        need, relief = picks
        for candidate in [*need, *relief]:
            ask = asks.setdefault(candidate.force, Ask(scene, candidate.force, tier, request))
            ask.listed[kind] = sum(c.force == candidate.force and not c.held for c in listed)
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
            pair = self.wanting(scene, kind, listed)
            if self.called:
                pair = at_most(pair, put.get(kind, (0, 0)))
            if kind not in put and not sum(pair):
                continue
            need, relief = self.pick(scene, kind, listed, *pair)
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
            self.gather(asks, scene, kind, (2, two.request), regional, mine)
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
            picks = self.pick(scene, kind, listed, *pair)
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
            self.gather(asks, scene, kind, (3, three.request), listed, picks)
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
                    cause="agreement" if ask.agreement else None,
                    known_stock=ask.listed[kind],
                    expected_minute=ask.earliest(kind),
                )
        for ask in asks:
            self.await_answer(ask)

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
        running = sum(
            s.begun and not s.ended and s.region == region and not s.incident.holding
            for s in self.scenes
        )
        refusals = min(1.0, rules.refusals + rules.refusals_per_incident * running)
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
        working = scene.two if ask.tier == 2 else scene.three
        if ask in working.asks:
            working.asks.remove(ask)
            (self.two_goes_on if ask.tier == 2 else self.three_goes_on)(scene)

    def offer(self, ask: Ask, kind: str) -> list[Crew]:
        asked = ask.count(kind)
        available = self.available_to(ask.scene, ask.donor, kind)
        count = min(asked, available)
        if ask.word == "part":
            count = min(count, round_up(self.scenario.rules.part_share * asked))
        nothing = ask.word in ("no answer", "refused")
        if nothing:
            count = 0
        cause = "full" if count == asked else "part" if count else "none"
        self.write(
            AID_OFFERED,
            ask.scene,
            request=ask.request,
            tier=ask.tier,
            force=ask.donor,
            counterpart=ask.scene.host,
            kind=kind,
            count=count,
            cause=ask.word if nothing else cause,
            known_stock=available,
        )
        free = self.ledger.free_in_order(ask.donor, kind, self.now, self.now, own=False)
        for crew in free[:count]:
            crew.reserved = True
        return free[:count]

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
        for slot in self.open_slots(ask.scene, crew.kind):
            cause = f"relief of {slot.crew.unit}"
            return self.order(ask.scene, crew, ask.tier, ask.request, cause, slot)
        return None

    def take_for_need(self, ask: Ask, crew: Crew) -> Order | None:
        scene, kind = ask.scene, crew.kind
        minute = self.expected(scene, crew)
        if self.wanted(scene, kind, minute, self.firm(scene, kind, aid=True)):
            line_up = self.line_up(scene, kind)
            slower = [o for o in line_up if o.own_waiting and o.expected > minute]
            if len(line_up) < scene.judged[kind]:
                return self.order(scene, crew, ask.tier, ask.request, "aid")
            if slower and not self.whole:
                order = self.order(scene, crew, ask.tier, ask.request, "aid")
                latest = max(slower, key=lambda o: (o.expected, o.crew.key))
                self.cancel(latest, "quicker aid")
                return order
        return None

    # the tiers go on

    def useful(
        self, scene: Scene, kind: str, wanting: tuple[int, int], listed: Sequence[Candidate]
    ) -> bool:
        need, relief = wanting
        firm = self.firm(scene, kind, aid=True)
        wanted = any(self.wanted(scene, kind, c.expected_minute, firm) for c in listed)
        return (need > 0 and wanted) or (relief > 0 and not all(c.held for c in listed))

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
        wanting = self.all_wanting(scene)
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
            if short <= 0 or not scene.left[kind]:
                continue
            listed = self.region(scene, kind) + self.country(scene, kind)
            for line, forces in self.lines(kind):
                mine = [c for c in listed if c.force in forces]
                self.write_host(
                    NEED_UNMET,
                    scene,
                    request=scene.number,
                    counterpart=line,
                    kind=kind,
                    count=short,
                    cause=self.line_cause(scene, kind, forces, mine),
                    known_stock=len(mine),
                )

    def lines(self, kind: str) -> list[tuple[str, list[str]]]:
        """A kind's national lines, each with the ids of its forces."""
        regions = self.scenario.force_region
        region = {f: r for f, r in regions.items() if r != BEYOND_REGION}
        london = sorted(f for f, r in region.items() if r == LONDON_REGION)
        members = {
            "everywhere": sorted(region),
            "london": london,
            "outside-london": sorted(set(region) - set(london)),
        }
        own = [each for each in self.scenario.lines if each.kind == kind]
        found = {each.line: members[each.where] for each in own}
        left = sorted(set(region) - {force for forces in found.values() for force in forces})
        if left:
            found[kind] = found.get(kind, []) + left
        return list(found.items())

    def line_cause(
        self, scene: Scene, kind: str, forces: Iterable[str], listed: Sequence[Candidate]
    ) -> str | None:
        if any(self.known(scene, kind, c.expected_minute) > 0 for c in listed):
            return None
        if listed:
            return "time"
        for force in forces:
            stock = self.scenario.stock[force].get(kind)
            if stock is not None and len(self.reported(force, kind).toured) > stock.floor:
                return "drawdown"
        return "stock"


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
