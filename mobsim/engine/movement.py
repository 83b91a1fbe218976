"""What happens to a unit between its order and its rest?

Ordered, mustered, convoy, rendezvous point, booked in, deployed, relieved, stood down, home,
rested. Units of one answer that muster together move as one convoy: one happening, many rows.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from mobsim import events as ev
from mobsim.engine.cover import known_need
from mobsim.engine.desks import hour_of
from mobsim.engine.ledger import Ledger
from mobsim.engine.schedule import Phase, Schedule
from mobsim.engine.state import ConvoyClass, Crew, IncidentState, KindState, Order
from mobsim.events import Event, Record
from mobsim.randomness import Chance, Distribution, Fixed, Lognormal
from mobsim.scenario import Scenario


class Movement:
    """Moves units and keeps their orders."""

    def __init__(
        self,
        scenario: Scenario,
        chance: Chance,
        schedule: Schedule,
        ledger: Ledger,
        record: Record,
    ) -> None:
        self._scenario = scenario
        self._durations = scenario.durations
        self._rules = scenario.rules
        self._chance = chance
        self._schedule = schedule
        self._ledger = ledger
        self._record = record
        self._sustained = scenario.mode == "sustained"
        self._freed: dict[tuple[str, str], None] = {}
        self.on_stock_freed: Callable[[], None] = _nobody_waits
        """Called when a rested crew is free again."""
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
        expected = max(self._ledger.expected_own_ready(ledger, crew, now), soonest)
        self._start_clock(crew.force, "own order", incident)
        if ledger.roll_minute is None:
            ledger.roll_minute = now
        ready = max(self._ledger.drawn_own_ready(ledger, crew, now), soonest)
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
        expected_ready = self._ledger.expected_aid_ready(ledger, crew, now, now)
        self._start_clock(crew.force, "aid order", incident)
        ready = self._ledger.drawn_aid_ready(ledger, crew, now)
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
        classes: dict[float, ConvoyClass] = {}
        for order in ordered:
            if order.relieves is None:
                order.convoys = classes.setdefault(order.crew.bracket.ends, ConvoyClass())
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
        if self._ledger.clock_of(ledger, now) is not None:
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
        self._ledger.take(order.crew)
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
        self._leave_lineup(order)
        order.over = True
        order.crew.order = None
        if order.relieves is not None:
            order.relieves.relief = None
            order.relieves = None
        self._log(order, ev.UNIT_CANCELLED, cause=cause)
        self._leave_convoy_class(order)
        if order.near:
            self._near_again(order)
        else:
            order.incident.away -= 1
            self._ledger.give_back(order.crew)
            self.note_freed(order.crew)

    def note_freed(self, crew: Crew) -> None:
        """A crew may be available again: note it until somebody looks."""
        self._freed[crew.force, crew.kind] = None

    def take_freed(self) -> list[tuple[str, str]]:
        """Force and kind of crews freed since this was last asked, in that order."""
        freed, self._freed = list(self._freed), {}
        return freed

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
            state = order.incident.kinds[order.crew.kind]
            if order.tier == 1 and order.key in state.lineup:
                state.unmustered_own -= 1
            order.mustered = now
            self._log(order, ev.UNIT_MUSTERED)
            if order.convoys is None:
                self._leave(order)
            else:
                self._join_convoy(order, order.convoys)

    def _leave(self, order: Order) -> None:
        """A unit by itself drives to the RVP."""
        if order.request is None:
            arrival = self._schedule.now + order.drive
        else:
            arrival = self._convoy_arrival(order, "travel")
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
        arrival = self._convoy_arrival(units[0], "travel")
        self._set(arrival, partial(self._reached, units), units[0])

    def _convoy_arrival(self, order: Order, purpose: str) -> float:
        now = self._schedule.now
        drive: Distribution = Fixed(order.drive)
        if self._rules.travel_cv:
            drive = Lognormal(order.drive, self._rules.travel_cv)
        return self._chance.end(
            now, drive, purpose, order.crew.force, order.incident.id, hour_of(now)
        )

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
        return order.surplus or (len(state.lineup) > state.judged and order.key in state.lineup)

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
        incident = order.incident
        known = known_need(self._scenario, incident, incident.kinds[order.crew.kind])
        end = order.mustered + self._durations.tour
        order.last_tour = (
            order.tier < 3
            or order.crew.tours + 1 >= self._rules.national_tours
            or not known(end + self._durations.rest)
        )
        order.due = max(
            self._schedule.now, end - (self._drive_back(order) if order.last_tour else 0)
        )
        self._set(order.due, partial(self._tour_ended, order), order, Phase.RETURN)
        if known(order.due):
            self._seek_relief(order)

    def _drive_back(self, order: Order) -> float:
        """Expected minutes home from the RVP."""
        if order.tier == 1:
            return order.drive
        return self._ledger.aid_drive(order.crew.force, order.incident)

    def _seek_relief(self, order: Order) -> None:
        crew = self._relief_near(order) or self._relief_at_home(order)
        incident = order.incident
        cause = f"relief of {order.crew.unit}"
        if crew is None:
            order.relief_wanted = True
            incident.kinds[order.crew.kind].relief_slots.append(order)
            self.on_relief_wanted(incident)
            return
        if crew.near is not None:
            self.order_near(incident, crew, cause, order)
        else:
            self.order_own(incident, crew, cause, order)

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
        host, kind, now = order.incident.host, order.crew.kind, self._schedule.now
        travel = self._durations.own_travel + self._durations.booking_own.mean
        for ready, _, crew in self._ledger.free_own(host, kind, now):
            return crew if ready + travel <= order.due else None
        return None

    def _tour_ended(self, order: Order, _: object) -> None:
        if not order.over:
            self.stand_down(order, "tour ended")

    def stand_down(self, order: Order, cause: str) -> None:
        """A unit leaves the incident; its relief takes its place or is no longer needed."""
        state = order.incident.kinds[order.crew.kind]
        self._leave_lineup(order)
        order.over = True
        order.crew.order = None
        order.crew.last = order
        order.crew.tours += 1
        order.crew.toured = True
        if order.relief_wanted:
            order.relief_wanted = False
            state.relief_slots.remove(order)
        if order.relieves is not None:  # so far away that its tour is over before its place is free
            order.relieves.relief = None
        self._log(order, ev.UNIT_STOOD_DOWN, cause=cause)
        self._hand_over(order, cause)
        if cause == "tour ended" and order.tier == 3 and not order.last_tour:
            self._rest_near(order)
        else:
            self._drive_home(order)

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
        if order.tier == 1:
            home = self._schedule.now + order.drive
        else:
            order.drive = self._ledger.aid_drive(crew.force, order.incident)
            home = self._convoy_arrival(order, "travel-home")
        self._set_home(home, partial(self._returned, order), crew)

    def _returned(self, order: Order, _: object) -> None:
        now = self._schedule.now
        self._log(order, ev.UNIT_RETURNED)
        order.incident.away -= 1
        self._ledger.returned(order.crew, now)
        self._set_home(now + self._durations.rest, partial(self._rested_at_home, order), order.crew)

    def _rested_at_home(self, order: Order, _: object) -> None:
        crew = order.crew
        self._log(order, ev.UNIT_RESTED, cause="at home")
        self._ledger.note_use(crew, in_use=False)
        self._ledger.rested_at_home(crew)
        self.note_freed(crew)
        self.on_stock_freed()

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

    def _set_home(self, minute: float, handler: Callable[[Any], None], crew: Crew) -> None:
        self._schedule.at(
            minute,
            handler,
            Phase.RETURN,
            force=self._ledger.forces[crew.force].rank,
            unit=crew.unit_rank,
        )


def _nobody_waits() -> None:
    """No one asks for what is freed."""


def _nobody_listens(incident: IncidentState) -> None:
    """No one asks for relief."""
