"""What happens to a unit between its order and its stand-down?

A unit is ordered, musters and travels to the rendezvous point. At the rendezvous point, the unit
books in; it is then deployed, and later stands down.
"""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter

from mobsim.engine.convoys import Convoys, convoy_arrival
from mobsim.engine.homecoming import Homecoming
from mobsim.engine.lodging import Lodging
from mobsim.engine.port import EnginePort
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.serials import Serials
from mobsim.engine.state import Crew, IncidentState, Order
from mobsim.ground.units import day_of, hour_of
from mobsim.scoring import events as ev
from mobsim.scoring.causes import LODGED

_ready = attrgetter("ready")
_by_ready = attrgetter("ready", "key")


class UnitMovement(NightPart):
    """Moves units and records their orders."""

    def __init__(
        self, night: RunningNight, homecoming: Homecoming, lodging: Lodging, port: EnginePort
    ) -> None:
        super().__init__(night)
        self._convoys = Convoys(night, self._reached)
        self._serials = Serials(night)
        self._homecoming = homecoming
        self._lodging = lodging
        self._port = port

    # --- orders -----------------------------------------------------------------------------

    def order_own(
        self, incident: IncidentState, crew: Crew, cause: str, relieves: Order | None = None
    ) -> None:
        """Order one of the host's free crews, to meet need or as a relief."""
        now = self._schedule.now
        ledger = self._ledger.forces[crew.force]
        drive, booking = self._durations.own_travel, self._booking_own
        soonest = now if relieves is None else relieves.due - drive - booking
        expected = max(self._ledger.readying.expected_own_ready(ledger, crew, now), soonest)
        self._start_clock(crew.force, "own order", incident)
        if ledger.roll_minute is None:
            ledger.roll_minute = now
        ready = max(self._ledger.readying.drawn_own_ready(ledger, crew, now), soonest)
        order = Order(crew, incident, 1, None, ready, expected + drive + booking, drive)
        self._take_from_home(order)
        self._give_place(order, relieves, cause)
        self._note_floor(order)
        self._muster_singly(order)
        if relieves is None:
            self._serials.expect(order)

    def order_near(
        self, incident: IncidentState, crew: Crew, cause: str, relieves: Order | None = None
    ) -> None:
        """Order a crew that rests or is on call near the RVP, to meet need or as a relief."""
        drive = self._durations.own_travel
        booking = self._booking_own if crew.force == incident.host else self._booking_aid
        ready = self._lodging.ready(crew)
        if relieves is not None:
            ready = max(ready, relieves.due - drive - booking)
        self._start_clock(crew.force, "own order", incident)
        assert crew.last is not None  # it is near the RVP after a tour there
        order = Order(
            crew, incident, crew.last.tier, None, ready, ready + drive + booking, drive, near=True
        )
        crew.order = order
        if incident.kinds[crew.kind].on_call.pop(order.key, None):
            self._ledger.note_use(crew, in_use=True)
        self._give_place(order, relieves, cause)
        self._muster_singly(order)

    def order_aid(
        self,
        incident: IncidentState,
        crew: Crew,
        tier: int,
        request: int,
        expected_ready: float,
        relieves: Order | None,
    ) -> Order:
        """Order an offered crew, expected to muster then, to meet need or as a relief."""
        now = self._schedule.now
        ledger = self._ledger.forces[crew.force]
        drive = self._ledger.aid_drive(crew.force, incident)
        booking = self._booking_aid
        self._start_clock(crew.force, "aid order", incident)
        ready = self._ledger.readying.drawn_aid_ready(ledger, crew, now)
        cause = "aid"
        if relieves is not None:
            due = relieves.due - drive - booking
            expected_ready, ready = max(expected_ready, due), max(ready, due)
            cause = f"relief of {relieves.crew.unit}"
        order = Order(crew, incident, tier, request, ready, expected_ready + drive + booking, drive)
        self._take_from_home(order)
        self._give_place(order, relieves, cause)
        return order

    def muster_together(self, ordered: Sequence[Order]) -> None:
        """Schedule the mustering of all units of one kind ordered from one donor's offer."""
        self._convoys.form(ordered)
        for minute, together in groupby(sorted(ordered, key=_by_ready), key=_ready):
            units = list(together)
            self._night.expect_unit(minute, partial(self._mustered, units), units[0])

    def _muster_singly(self, order: Order) -> None:
        self._night.expect_unit(order.ready, partial(self._mustered, [order]), order)

    def _start_clock(self, force: str, cause: str, incident: IncidentState | None) -> None:
        now = self._schedule.now
        ledger = self._ledger.forces[force]
        if self._ledger.readying.clock_of(ledger, now) is not None:
            return
        ledger.clock = now
        ledger.roll_minute = None
        self._record(ev.force_alerted(now, incident.id if incident else None, force, cause))

    def start_every_clock(self) -> None:
        """At a national call, alert every force whose mobilisation clock is not running."""
        for force in self._ledger.forces:
            self._start_clock(force, "national call", None)

    def _take_from_home(self, order: Order) -> None:
        crew = order.crew
        if crew.posture is None:
            self._ledger.note_break(crew, self._schedule.now)
        self._ledger.take(crew)
        crew.order = order
        order.incident.away += 1

    def _give_place(self, order: Order, relieves: Order | None, cause: str) -> None:
        """Add a new order to the line-up or, if it is a relief, link it to the relieved unit."""
        if relieves is None:
            self._enter_lineup(order)
        else:
            order.relieves = relieves
            relieves.relief = order
            _want_no_relief(relieves)
        self._record_order(order, cause)

    def _record_order(self, order: Order, cause: str) -> None:
        now = self._schedule.now
        self._record(ev.unit_ordered(now, order.columns, cause, order.expected))

    def _enter_lineup(self, order: Order) -> None:
        state = order.incident.kinds[order.crew.kind]
        state.lineup[order.key] = order
        if order.own and order.mustered is None:
            state.unmustered_own += 1

    def _leave_lineup(self, order: Order) -> None:
        state = order.incident.kinds[order.crew.kind]
        if state.lineup.pop(order.key, None) is None:
            return
        if order.own and order.mustered is None:
            state.unmustered_own -= 1

    def _note_floor(self, order: Order) -> None:
        stock = self._ledger.forces[order.crew.force].kinds[order.crew.kind]
        if len(stock.home) < stock.floor:
            now, left = self._schedule.now, len(stock.home)
            self._record(ev.floor_overridden(now, order.columns, left, stock.floor))

    def cancel(self, order: Order, cause: str) -> None:
        """Cancel an order before its crew musters; the crew is then free or on call again."""
        self._take_back(order, cause)
        if order.near:
            self._lodging.wait_again(order)
        else:
            order.incident.away -= 1
            self._ledger.give_back(order.crew)
            if order.crew.posture and order.crew.shift_ends <= self._schedule.now:
                self._homecoming.go_off_duty(order.crew)
            else:
                self._homecoming.note_freed(order.crew)

    def _take_back(self, order: Order, cause: str) -> None:
        self._leave_lineup(order)
        order.over = True
        order.crew.order = None
        if order.relieves is not None:
            order.relieves.relief = None
            order.relieves = None
        self._record(ev.unit_cancelled(self._schedule.now, order.columns, cause))
        self._convoys.drop(order)

    # --- from muster to deployment ----------------------------------------------------------

    def _mustered(self, orders: list[Order], _: object) -> None:
        now = self._schedule.now
        for order in orders:
            if order.over:
                continue
            if self._withdrawn(order):
                self._take_back(order, "withdrawn")
                order.crew.posture = None
                self._homecoming.withdraw(order)
                continue
            state = order.incident.kinds[order.crew.kind]
            if order.own and order.key in state.lineup:
                state.unmustered_own -= 1
            crew = order.crew
            order.mustered = now if crew.posture is None else crew.stood_by
            crew.posture = None
            if not order.near:
                crew.left = order.mustered
            self._record(ev.unit_mustered(now, order.columns))
            self._convoys.leave(order)

    def _withdrawn(self, order: Order) -> bool:
        """Whether a force withdraws its aid unit at the moment of mustering."""
        share = self._rules.withdrawals
        if not share or order.request is None:
            return False
        now = self._schedule.now
        ids = (order.crew.unit, order.incident.id, day_of(now))
        return self._chance.happens(share, now, "withdraw", *ids)

    def _reached(self, orders: list[Order], _: object) -> None:
        now = self._schedule.now
        for order in orders:
            self._record(ev.unit_reached_rvp(now, order.columns))
            if self._not_needed(order):
                self.stand_down(order, "not needed")
                continue
            if order.redeployed:
                self._booked_in(order, None)
                continue
            booking = self._booking(own=order.own)
            booked = self._chance.end(
                now, booking, "booking", order.crew.unit, order.incident.id, hour_of(now)
            )
            self._night.expect_unit(booked, partial(self._booked_in, order), order)

    def _not_needed(self, order: Order) -> bool:
        state = order.incident.kinds[order.crew.kind]
        return order.surplus or (len(state.lineup) > state.kept and order.key in state.lineup)

    def _booked_in(self, order: Order, _: object) -> None:
        if self._not_needed(order):
            self.stand_down(order, "not needed")
            return
        order.deployed = self._schedule.now
        self._record(ev.unit_deployed(order.deployed, order.columns))
        self._port.unit_deployed(order)

    # --- leaving the incident ---------------------------------------------------------------

    def stand_down(self, order: Order, cause: str) -> None:
        """Release a unit from its incident; its relief takes over or is no longer needed."""
        crew = order.crew
        if cause != "tour ended" and self._goes_back(order, cause):
            return
        crew.operation = None
        crew.last = order
        crew.tours += 1
        crew.run += 1
        kept = self._lodging.keeps(order, cause)
        self._give_up_place(order, LODGED if kept and cause == "need fell" else cause)
        if kept or (cause == "tour ended" and not order.last_tour):
            self._lodging.rest(order)
        else:
            self._lodging.drive_home(order)

    def _goes_back(self, order: Order, cause: str) -> bool:
        """Send a redirected unit back to its operation; return False if the operation has ended."""
        crew, now = order.crew, self._schedule.now
        operation = crew.operation
        if operation is None or now >= operation.ends:
            return False
        self._give_up_place(order, cause)
        order.incident.away -= 1
        host, name = operation.host, operation.operation_id
        self._record(ev.unit_committed(now, crew.force, host, crew.unit, crew.kind, name))
        return True

    def redeploy(self, crew: Crew, incident: IncidentState, tier: int) -> None:
        """Send a unit to another incident on the same tour, as its commander has decided."""
        now, work = self._schedule.now, self._durations.redeployment
        last, operation = crew.order, crew.operation
        if last is not None:
            cause, mustered = "sent forward", last.mustered
            self._leave(last, cause)
        else:
            assert operation is not None  # a crew at hand without an order is on an operation
            cause, mustered = "turned", operation.out_from(crew.force)
        moved = self._carry_on(crew, mustered, incident, tier, None, now + work.mean)
        moved.redeployed = True
        self._record_order(moved, cause)
        ids = (crew.unit, incident.id, hour_of(now))
        self._convoys.send(self._chance.end(now, work, "redeploy", *ids), [moved])

    def _leave(self, order: Order, cause: str) -> None:
        self._give_up_place(order, cause)
        order.incident.away -= 1
        order.crew.near = order.crew.operation = None

    def _carry_on(
        self,
        crew: Crew,
        mustered: float | None,
        incident: IncidentState,
        tier: int,
        request: int | None,
        expected: float,
    ) -> Order:
        """Make a new order for a unit that is already on tour."""
        incident.away += 1
        back = self._ledger.way_home(crew.force, incident)
        moved = Order(crew, incident, tier, request, self._schedule.now, expected, back)
        moved.mustered = mustered
        crew.order = moved
        self._enter_lineup(moved)
        return moved

    def move(
        self, order: Order, incident: IncidentState, tier: int, request: int | None, cause: str
    ) -> None:
        """Send a deployed unit straight to another incident, on the same tour."""
        crew, now, origin = order.crew, self._schedule.now, order.incident
        self._leave(order, cause)
        way = self._ledger.way_between(origin, incident)
        expected = now + way + self._booking(own=crew.force == incident.host).mean
        moved = self._carry_on(crew, order.mustered, incident, tier, request, expected)
        self._record_order(moved, cause)
        arrival = now + way
        if origin.host != incident.host:
            arrival = convoy_arrival(self._night, way, "travel", origin.host, incident)
        self._convoys.send(arrival, [moved])

    def _give_up_place(self, order: Order, cause: str) -> None:
        """Stop counting a unit at its incident, and decide what its relief does."""
        self._leave_lineup(order)
        order.over = True
        order.crew.order = None
        _want_no_relief(order)
        if order.relieves is not None:  # its tour ended before it could take over
            order.relieves.relief = None
        self._record(ev.unit_stood_down(self._schedule.now, order.columns, cause))
        self._hand_over(order, cause)

    def _hand_over(self, order: Order, cause: str) -> None:
        relief = order.relief
        if relief is None:
            return
        order.relief = None
        relief.relieves = None
        if cause == "tour ended":
            self._enter_lineup(relief)
        elif relief.mustered is None:
            self.cancel(relief, "predecessor released")
        elif relief.deployed is not None:
            self.stand_down(relief, "need fell")
        else:
            relief.surplus = True


def _want_no_relief(order: Order) -> None:
    """Record that a unit's relief is ordered or no longer needed."""
    if order.relief_wanted:
        order.relief_wanted = False
        order.incident.kinds[order.crew.kind].relief_slots.remove(order)
