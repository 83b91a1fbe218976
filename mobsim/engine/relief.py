"""When does a unit's tour end, and which crew relieves it?"""

from functools import partial

from mobsim.engine.brokering import Brokering
from mobsim.engine.cover import known_need
from mobsim.engine.lodging import Lodging
from mobsim.engine.movement import UnitMovement
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.schedule import Phase
from mobsim.engine.state import Crew, IncidentState, KindState, Order, by_due


class Relief(NightPart):
    """The ends of tours, and the reliefs that hosts order or request. In a surge, no tour ends."""

    def __init__(
        self, night: RunningNight, movement: UnitMovement, lodging: Lodging, brokering: Brokering
    ) -> None:
        super().__init__(night)
        self._sustained = night.scenario.mode == "sustained"
        self._go_on = night.scenario.durations.tour_at_most > night.scenario.durations.tour
        self._movement = movement
        self._lodging = lodging
        self._brokering = brokering

    def begin_tour(self, order: Order) -> None:
        """Schedule the stand-down of a deployed unit, and look for its relief.

        If the deployed unit relieves a unit that has stayed beyond its tour, the relieved unit
        stands down now.
        """
        if not self._sustained:
            return
        if order.relieves is not None and order.relieves.goes_on:
            self._movement.stand_down(order.relieves, "tour ended")
        assert order.mustered is not None
        state = order.incident.kinds[order.crew.kind]
        known = known_need(self._scenario, order.incident, state)
        end = order.mustered + self._durations.tour
        order.last_tour = self._lodging.is_last_tour(order, end)
        order.due = max(self._schedule.now, self._leaves(order, end))
        self._night.expect_unit(order.due, partial(self._tour_ended, order), order, Phase.RETURN)
        if known(order.due) and not self._seek(order) and self._asks(order.incident):
            self._brokering.ask_for_relief(order.incident)

    def _asks(self, incident: IncidentState) -> bool:
        """Whether the host asks for a relief at once; with postures, need must be judged first."""
        return incident.judged_at is not None or not self._scenario.posture

    def _leaves(self, order: Order, end: float) -> float:
        """The minute when a unit leaves; after its last tour, it must be home by ``end``."""
        way = self._ledger.way_home(order.crew.force, order.incident) if order.last_tour else 0
        return end - way

    def _tour_ended(self, order: Order, _: object) -> None:
        if order.over:
            return
        if self._go_on and not order.goes_on and self._unrelieved(order):
            assert order.mustered is not None
            end = self._leaves(order, order.mustered + self._durations.tour_at_most)
            order.goes_on = True
            at = max(self._schedule.now, end)
            self._night.expect_unit(at, partial(self._tour_ended, order), order, Phase.RETURN)
            return
        self._movement.stand_down(order, "tour ended")

    def _unrelieved(self, order: Order) -> bool:
        """Whether a unit is still needed and no relief for it is deployed."""
        if order.relief is not None and order.relief.deployed is not None:
            return False
        state = order.incident.kinds[order.crew.kind]
        return known_need(self._scenario, order.incident, state)(self._schedule.now) > 0

    def look(self, incident: IncidentState, state: KindState) -> None:
        """Look for reliefs for units whose tours will end before the need does."""
        alone = [
            order
            for order in state.lineup.values()
            if order.deployed is not None and order.relief is None and not order.relief_wanted
        ]
        if not alone:
            return
        known = known_need(self._scenario, incident, state)
        alone.sort(key=by_due)
        for order in alone:
            if not known(order.due):
                return  # the known need never rises, so no later tour needs a relief either
            self._seek(order)

    def _seek(self, order: Order) -> bool:
        """Order a relief for a unit, or record that it needs one; return whether one is ordered."""
        crew = self._near(order) or self._at_home(order)
        incident = order.incident
        cause = f"relief of {order.crew.unit}"
        if crew is None:
            order.relief_wanted = True
            incident.kinds[order.crew.kind].relief_slots.append(order)
            return False
        if crew.near is not None:
            self._movement.order_near(incident, crew, cause, order)
        else:
            self._movement.order_own(incident, crew, cause, order)
        return True

    def _near(self, order: Order) -> Crew | None:
        """The crew near the RVP that is ready first, if it arrives in time."""
        state = order.incident.kinds[order.crew.kind]
        in_time = [
            (ready, key, last.crew)
            for key, last in (state.on_call | state.resting).items()
            if last.crew.order is None
            and (ready := self._lodging.ready(last.crew)) + self._near_way(last) <= order.due
        ]
        return min(in_time, key=lambda found: found[:2])[2] if in_time else None

    def _at_home(self, order: Order) -> Crew | None:
        """The host's own crew that is ready first, if it arrives in time."""
        if order.incident.holding:
            return None
        kind, now = order.crew.kind, self._schedule.now
        travel = self._own_way
        for ready, _, crew in self._ledger.free_own(order.incident, kind, now, relief=True):
            return crew if ready + travel <= order.due else None
        return None
