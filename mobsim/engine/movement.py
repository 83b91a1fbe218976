"""What happens to a unit between its order and its rest?

Ordered, mustered, convoy, rendezvous point, booked in, deployed, relieved, stood down, home,
rested. Units of one answer that muster together move as one convoy: one happening, many rows.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from mobsim.engine.common import Night
from mobsim.engine.cover import known_need
from mobsim.engine.desks import hour_of
from mobsim.engine.homecoming import Homecoming
from mobsim.engine.schedule import Phase
from mobsim.engine.state import ConvoyClass, Crew, IncidentState, KindState, Order
from mobsim.ground.randomness import Distribution, Fixed, Lognormal
from mobsim.ground.units import MINUTES_PER_DAY
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event


class Movement:
    """Moves units and keeps their orders."""

    def __init__(self, night: Night, homecoming: Homecoming) -> None:
        self._homecoming = homecoming
        self._scenario = night.scenario
        self._durations = night.scenario.durations
        self._rules = night.scenario.rules
        self._chance = night.chance
        self._schedule = night.schedule
        self._ledger = night.ledger
        self._record = night.record
        self._sustained = night.scenario.mode == "sustained"
        self.on_relief_wanted: Callable[[IncidentState], None] = _nobody_listens
        """Called when a unit deployed whose relief the host cannot find."""

    # --- orders -----------------------------------------------------------------------------

    def order_own(
        self, incident: IncidentState, crew: Crew, cause: str, relieves: Order | None = None
    ) -> None:
        """The host orders one of its free crews, to meet need or to relieve."""
        now = self._schedule.now
        ledger = self._ledger.forces[crew.force]
        drive, booking = self._durations.own_travel, self._durations.booking_own.mean
        soonest = now if relieves is None else relieves.due - drive - booking
        expected = max(self._ledger.readying.expected_own_ready(ledger, crew, now), soonest)
        self._start_clock(crew.force, "own order", incident)
        if ledger.roll_minute is None:
            ledger.roll_minute = now
        ready = max(self._ledger.readying.drawn_own_ready(ledger, crew, now), soonest)
        order = Order(crew, incident, 1, None, ready, expected + drive + booking, drive)
        self._take_from_home(order)
        if relieves is None:
            self._enter_lineup(order)
        else:
            self._stand_by(order, relieves)
        self._log_order(order, cause)
        self._note_floor(order)
        self._muster_singly(order)

    def order_near(
        self, incident: IncidentState, crew: Crew, cause: str, relieves: Order | None = None
    ) -> None:
        """The host orders a crew near the RVP, resting or on call, to meet need or to relieve."""
        drive, booking = self._durations.own_travel, self._durations.booking_aid.mean
        ready = self.near_ready(crew)
        if relieves is not None:
            ready = max(ready, relieves.due - drive - booking)
        self._start_clock(crew.force, "own order", incident)
        order = Order(crew, incident, 3, None, ready, ready + drive + booking, drive)
        crew.order = order
        if incident.kinds[crew.kind].on_call.pop(order.key, None):
            self._ledger.note_use(crew, in_use=True)
        if relieves is None:
            self._enter_lineup(order)
        else:
            self._stand_by(order, relieves)
        self._log_order(order, cause)
        self._muster_singly(order)

    def near_ready(self, crew: Crew) -> float:
        """When a crew near the RVP could have mustered, ordered now."""
        return max(self._schedule.now, crew.rest_ends) + self._durations.rested_muster

    def order_aid(
        self, incident: IncidentState, crew: Crew, tier: int, request: int, relieves: Order | None
    ) -> Order:
        """An offered crew is ordered, to meet need or to relieve."""
        now = self._schedule.now
        ledger = self._ledger.forces[crew.force]
        drive = self._ledger.aid_drive(crew.force, incident)
        booking = self._durations.booking_aid.mean
        expected_ready = self._ledger.readying.expected_aid_ready(ledger, crew, now, now)
        self._start_clock(crew.force, "aid order", incident)
        ready = self._ledger.readying.drawn_aid_ready(ledger, crew, now)
        if relieves is not None:
            due = relieves.due - drive - booking
            expected_ready, ready = max(expected_ready, due), max(ready, due)
        order = Order(crew, incident, tier, request, ready, expected_ready + drive + booking, drive)
        self._take_from_home(order)
        if relieves is None:
            self._enter_lineup(order)
            self._log_order(order, "aid")
        else:
            self._stand_by(order, relieves)
            self._log_order(order, f"relief of {relieves.crew.unit}")
        return order

    def muster_together(self, ordered: Sequence[Order]) -> None:
        """Set the mustering of the aid that one answer of one kind ordered; reliefs go singly."""
        now = self._schedule.now
        classes: dict[tuple[str, float], ConvoyClass] = {}
        for order in ordered:
            if order.relieves is None:
                readiness = self._ledger.readying.readiness_class(order.crew, now)
                order.convoys = classes.setdefault(readiness, ConvoyClass())
                order.convoys.unmustered += 1
        by_minute = sorted(ordered, key=lambda order: (order.ready, order.key))
        for minute, together in groupby(by_minute, key=lambda order: order.ready):
            units = list(together)
            self._set(minute, partial(self._mustered, units), units[0])

    def _muster_singly(self, order: Order) -> None:
        self._set(order.ready, partial(self._mustered, [order]), order)

    def _start_clock(self, force: str, cause: str, incident: IncidentState | None) -> None:
        now = self._schedule.now
        ledger = self._ledger.forces[force]
        if self._ledger.readying.clock_of(ledger, now) is not None:
            return
        ledger.clock = now
        ledger.roll_minute = None
        self._record(
            Event(
                now,
                ev.FORCE_ALERTED,
                incident=incident.id if incident else None,
                force=force,
                cause=cause,
            )
        )

    def start_every_clock(self) -> None:
        """A national call alerts every force whose clock is not running."""
        for force in self._ledger.forces:
            self._start_clock(force, "national call", None)

    def _take_from_home(self, order: Order) -> None:
        crew = order.crew
        if self._schedule.now - crew.free_since >= MINUTES_PER_DAY:
            crew.run = 0
        self._ledger.take(crew)
        order.crew.order = order
        order.incident.away += 1

    def _enter_lineup(self, order: Order) -> None:
        state = order.incident.kinds[order.crew.kind]
        state.lineup[order.key] = order
        if order.tier == 1 and order.mustered is None:
            state.unmustered_own += 1

    def _leave_lineup(self, order: Order) -> None:
        state = order.incident.kinds[order.crew.kind]
        if state.lineup.pop(order.key, None) is None:
            return
        if order.tier == 1 and order.mustered is None:
            state.unmustered_own -= 1

    def _stand_by(self, order: Order, relieves: Order) -> None:
        """The order waits for its predecessor's place instead of counting for the need."""
        order.relieves = relieves
        relieves.relief = order
        if relieves.relief_wanted:
            relieves.relief_wanted = False
            relieves.incident.kinds[relieves.crew.kind].relief_slots.remove(relieves)

    def _note_floor(self, order: Order) -> None:
        stock = self._ledger.forces[order.crew.force].kinds[order.crew.kind]
        if len(stock.home) < stock.floor:
            self._log(order, ev.FLOOR_OVERRIDDEN, count=len(stock.home), known_stock=stock.floor)

    def cancel(self, order: Order, cause: str) -> None:
        """Take back an order before mustering; the crew is free, or on call, again."""
        self._take_back(order, cause)
        if order.near:
            self._near_again(order)
        else:
            order.incident.away -= 1
            self._ledger.give_back(order.crew)
            self._homecoming.note_freed(order.crew)

    def _take_back(self, order: Order, cause: str) -> None:
        self._leave_lineup(order)
        order.over = True
        order.crew.order = None
        if order.relieves is not None:
            order.relieves.relief = None
            order.relieves = None
        self._log(order, ev.UNIT_CANCELLED, cause=cause)
        self._leave_convoy_class(order)

    def _near_again(self, order: Order) -> None:
        """A crew near the RVP whose order was taken back waits there, or goes home."""
        crew, incident = order.crew, order.incident
        state = incident.kinds[crew.kind]
        if crew.rest_ends > self._schedule.now or crew.last is None:
            return
        self._ledger.note_use(crew, in_use=False)
        if self._nothing_known(incident, state):
            self._drive_home(crew.last)
        else:
            state.on_call[order.key] = crew.last

    # --- from muster to deployment ----------------------------------------------------------

    def _mustered(self, orders: list[Order], _: object) -> None:
        now = self._schedule.now
        for order in orders:
            if order.over:
                continue
            if self._withdrawn(order):
                self._take_back(order, "withdrawn")
                self._homecoming.withdraw(order)
                continue
            state = order.incident.kinds[order.crew.kind]
            if order.tier == 1 and order.key in state.lineup:
                state.unmustered_own -= 1
            order.mustered = now
            self._log(order, ev.UNIT_MUSTERED)
            if order.convoys is None:
                self._leave(order)
            else:
                self._join_convoy(order, order.convoys)

    def _withdrawn(self, order: Order) -> bool:
        """Whether its force withdraws an aid order when it should muster."""
        share = self._rules.withdrawals
        if not share or order.request is None:
            return False
        now = self._schedule.now
        ids = (order.crew.unit, order.incident.id, int(now // MINUTES_PER_DAY))
        return self._chance.happens(share, now, "withdraw", *ids)

    def _leave(self, order: Order) -> None:
        """A unit by itself drives to the RVP."""
        if order.request is None:
            arrival = self._schedule.now + order.drive
        else:
            arrival = self._convoy_arrival(order.drive, "travel", order.crew.force, order.incident)
        self._set(arrival, partial(self._reached, [order]), order)

    def _join_convoy(self, order: Order, convoys: ConvoyClass) -> None:
        now = self._schedule.now
        if not convoys.waiting:
            convoys.opened += 1
            deadline = partial(self._deadline, convoys, convoys.opened)
            self._set(now + self._durations.convoy_wait, deadline, order)
        convoys.waiting.append(order)
        convoys.unmustered -= 1
        if len(convoys.waiting) == self._rules.convoy_size or not convoys.unmustered:
            self._depart(convoys)

    def _deadline(self, convoys: ConvoyClass, opened: int, _: object) -> None:
        if convoys.waiting and convoys.opened == opened:
            self._depart(convoys)

    def _leave_convoy_class(self, order: Order) -> None:
        convoys = order.convoys
        if convoys is None:
            return
        convoys.unmustered -= 1
        if not convoys.unmustered and convoys.waiting:
            self._depart(convoys)

    def _depart(self, convoys: ConvoyClass) -> None:
        units, convoys.waiting = convoys.waiting, []
        units.sort(key=lambda order: order.key)
        first = units[0]
        arrival = self._convoy_arrival(first.drive, "travel", first.crew.force, first.incident)
        self._set(arrival, partial(self._reached, units), first)

    def _convoy_arrival(
        self, expected: float, purpose: str, force: str, incident: IncidentState
    ) -> float:
        """When a convoy that leaves now is there, between a force and an incident."""
        now = self._schedule.now
        drive: Distribution = Fixed(expected)
        if self._rules.travel_cv:
            drive = Lognormal(expected, self._rules.travel_cv)
        return self._chance.end(now, drive, purpose, force, incident.id, hour_of(now))

    def _reached(self, orders: list[Order], _: object) -> None:
        now = self._schedule.now
        for order in orders:
            self._log(order, ev.UNIT_REACHED_RVP)
            if self._not_needed(order):
                self.stand_down(order, "not needed")
                continue
            booking = self._durations.booking_aid
            if order.tier == 1:
                booking = self._durations.booking_own
            booked = self._chance.end(
                now, booking, "booking", order.crew.unit, order.incident.id, hour_of(now)
            )
            self._set(booked, partial(self._booked_in, order), order)

    def _not_needed(self, order: Order) -> bool:
        state = order.incident.kinds[order.crew.kind]
        return order.surplus or (len(state.lineup) > state.kept and order.key in state.lineup)

    def _booked_in(self, order: Order, _: object) -> None:
        if self._not_needed(order):
            self.stand_down(order, "not needed")
            return
        order.deployed = self._schedule.now
        self._log(order, ev.UNIT_DEPLOYED)
        if self._sustained:
            self._begin_tour(order)

    # --- tours and relief -------------------------------------------------------------------

    def _begin_tour(self, order: Order) -> None:
        """Set when the unit stands down, and look for its relief."""
        assert order.mustered is not None
        state = order.incident.kinds[order.crew.kind]
        known = known_need(self._scenario, order.incident, state)
        end = order.mustered + self._durations.tour
        order.last_tour = (
            order.tier < 3
            or order.crew.tours + 1 >= self._rules.national_tours
            or not (state.judged if state.seen else known(end + self._durations.rest))
        )
        order.due = max(
            self._schedule.now,
            end
            - (self._ledger.way_home(order.crew.force, order.incident) if order.last_tour else 0),
        )
        self._set(order.due, partial(self._tour_ended, order), order, Phase.RETURN)
        if known(order.due) and not self._seek_relief(order):
            self.on_relief_wanted(order.incident)

    def look_for_relief(self, incident: IncidentState, state: KindState) -> None:
        """Seek relief for units whose tours are now known to end before the need does."""
        if not self._sustained:
            return
        alone = [o for o in state.deployed if o.relief is None and not o.relief_wanted]
        if not alone:
            return
        known = known_need(self._scenario, incident, state)
        for order in sorted(alone, key=lambda order: (order.due, order.key)):
            if known(order.due):
                self._seek_relief(order)

    def _seek_relief(self, order: Order) -> bool:
        """Order the relief of a unit; if the host finds none, it is wanted."""
        crew = self._relief_near(order) or self._relief_at_home(order)
        incident = order.incident
        cause = f"relief of {order.crew.unit}"
        if crew is None:
            order.relief_wanted = True
            incident.kinds[order.crew.kind].relief_slots.append(order)
            return False
        if crew.near is not None:
            self.order_near(incident, crew, cause, order)
        else:
            self.order_own(incident, crew, cause, order)
        return True

    def _relief_near(self, order: Order) -> Crew | None:
        state = order.incident.kinds[order.crew.kind]
        travel = self._durations.own_travel + self._durations.booking_aid.mean
        in_time = [
            (self.near_ready(last.crew), key, last.crew)
            for key, last in (state.on_call | state.resting).items()
            if last.crew.order is None and self.near_ready(last.crew) + travel <= order.due
        ]
        return min(in_time, key=lambda found: found[:2])[2] if in_time else None

    def _relief_at_home(self, order: Order) -> Crew | None:
        if order.incident.incident.holding:
            return None
        host, kind, now = order.incident.host, order.crew.kind, self._schedule.now
        travel = self._durations.own_travel + self._durations.booking_own.mean
        for ready, _, crew in self._ledger.readying.free_own(host, kind, now):
            return crew if ready + travel <= order.due else None
        return None

    def _tour_ended(self, order: Order, _: object) -> None:
        if not order.over:
            self.stand_down(order, "tour ended")

    def stand_down(self, order: Order, cause: str) -> None:
        """A unit leaves the incident; its relief takes its place or is no longer needed."""
        crew = order.crew
        crew.last = order
        crew.tours += 1
        self._ledger.note_tour(crew)
        self._give_up_place(order, cause)
        if cause == "tour ended" and order.tier == 3 and not order.last_tour:
            self._rest_near(order)
        else:
            self._drive_home(order)

    def _give_up_place(self, order: Order, cause: str) -> None:
        """A unit is no longer of the incident, nor is a relief that waited for nothing else."""
        self._leave_lineup(order)
        order.over = True
        order.crew.order = None
        if order.relief_wanted:
            order.relief_wanted = False
            order.incident.kinds[order.crew.kind].relief_slots.remove(order)
        if order.relieves is not None:  # so far away that its tour is over before its place is free
            order.relieves.relief = None
        self._log(order, ev.UNIT_STOOD_DOWN, cause=cause)
        self._hand_over(order, cause)

    def move(
        self, order: Order, incident: IncidentState, tier: int, request: int | None, cause: str
    ) -> None:
        """A deployed unit goes straight to another incident, on the same tour."""
        crew, now, origin = order.crew, self._schedule.now, order.incident
        self._give_up_place(order, cause)
        origin.away -= 1
        incident.away += 1
        crew.near = None
        way = self._ledger.way_between(origin, incident)
        booking = self._durations.booking_own if tier == 1 else self._durations.booking_aid
        back = self._ledger.way_home(crew.force, incident)
        moved = Order(crew, incident, tier, request, now, now + way + booking.mean, back)
        moved.mustered = order.mustered
        crew.order = moved
        self._enter_lineup(moved)
        self._log_order(moved, cause)
        arrival = now + way
        if origin.host != incident.host:
            arrival = self._convoy_arrival(way, "travel", origin.host, incident)
        self._set(arrival, partial(self._reached, [moved]), moved)

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

    # --- going home -------------------------------------------------------------------------

    def _rest_near(self, order: Order) -> None:
        crew, incident = order.crew, order.incident
        crew.near = incident
        crew.rest_ends = self._schedule.now + self._durations.rest
        incident.kinds[crew.kind].resting[order.key] = order
        rested = partial(self._rested_near, order)
        self._set(crew.rest_ends, rested, order, Phase.RETURN)

    def _rested_near(self, order: Order, _: object) -> None:
        crew, incident = order.crew, order.incident
        state = incident.kinds[crew.kind]
        del state.resting[order.key]
        self._log(order, ev.UNIT_RESTED, cause="near the RVP")
        if crew.order is not None:
            return
        self._ledger.note_use(crew, in_use=False)
        if self._nothing_known(incident, state):
            self._drive_home(order)
        else:
            state.on_call[order.key] = order

    def _nothing_known(self, incident: IncidentState, state: KindState) -> bool:
        known = known_need(self._scenario, incident, state)
        return state.judged == 0 and known(self._schedule.now) == 0

    def release_on_call(self, incident: IncidentState) -> None:
        """The incident is over: crews on call near the RVP drive home."""
        for state in incident.kinds.values():
            for key in sorted(state.on_call):
                self._drive_home(state.on_call.pop(key))

    def _drive_home(self, order: Order) -> None:
        crew = order.crew
        crew.near = None
        back = self._ledger.way_home(crew.force, order.incident)
        home = self._schedule.now + back
        if crew.force != order.incident.host:
            home = self._convoy_arrival(back, "travel-home", crew.force, order.incident)
        self._homecoming.expect(home, crew, order)

    # --- writing down and setting -----------------------------------------------------------

    def _log_order(self, order: Order, cause: str) -> None:
        self._log(order, ev.UNIT_ORDERED, cause=cause, expected_minute=order.expected)

    def _log(self, order: Order, event: str, **known: Any) -> None:
        crew, incident = order.crew, order.incident
        self._record(
            Event(
                self._schedule.now,
                event,
                incident.incident.incident_id,
                order.request,
                order.tier,
                crew.force,
                incident.incident.force,
                crew.unit,
                crew.kind,
                **known,
            )
        )

    def _set(
        self,
        minute: float,
        handler: Callable[[Any], None],
        order: Order,
        phase: Phase = Phase.ARRIVAL,
    ) -> None:
        crew = order.crew
        self._schedule.at(
            minute,
            handler,
            phase,
            order.tier,
            incident=order.incident.rank,
            force=self._ledger.forces[crew.force].rank,
            unit=crew.unit_rank,
        )


def _nobody_listens(incident: IncidentState) -> None:
    """No one asks for relief."""
