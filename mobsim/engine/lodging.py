"""Which crews stay near the RVP between two tours, and when do they drive home?"""

from functools import partial

from mobsim.engine.convoys import convoy_arrival
from mobsim.engine.cover import known_need
from mobsim.engine.homecoming import Homecoming
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.schedule import Phase
from mobsim.engine.state import Crew, IncidentState, KindState, Order
from mobsim.scoring import events as ev


class Lodging(NightPart):
    """Crews that rest near the RVP, and crews on call there."""

    def __init__(self, night: RunningNight, homecoming: Homecoming) -> None:
        super().__init__(night)
        self._homecoming = homecoming

    def ready(self, crew: Crew) -> float:
        """When a crew near the RVP could have mustered, ordered now."""
        return max(self._schedule.now, crew.rest_ends) + self._durations.rested_muster

    def rest(self, order: Order) -> None:
        """A crew that has stood down rests near the RVP."""
        crew, incident = order.crew, order.incident
        crew.near = incident
        crew.rest_ends = self._schedule.now + self._durations.rest
        incident.kinds[crew.kind].resting[order.key] = order
        rested = partial(self._rested, order)
        self._night.expect_unit(crew.rest_ends, rested, order, Phase.RETURN)

    def _rested(self, order: Order, _: object) -> None:
        crew, incident = order.crew, order.incident
        del incident.kinds[crew.kind].resting[order.key]
        self._record(ev.unit_rested(self._schedule.now, order.columns, "near the RVP"))
        if crew.order is None:
            self._wait(order)

    def wait_again(self, order: Order) -> None:
        """A crew near the RVP whose order was taken back waits there, or drives home."""
        last = order.crew.last
        if order.crew.rest_ends <= self._schedule.now and last is not None:
            self._wait(last)

    def _wait(self, last: Order) -> None:
        """A rested crew is on call, or drives home if no need is known."""
        crew, incident = last.crew, last.incident
        state = incident.kinds[crew.kind]
        self._ledger.note_use(crew, in_use=False)
        if self._nothing_known(incident, state):
            self.drive_home(last)
        else:
            state.on_call[last.key] = last

    def _nothing_known(self, incident: IncidentState, state: KindState) -> bool:
        known = known_need(self._scenario, incident, state)
        return state.judged == 0 and known(self._schedule.now) == 0

    def release(self, incident: IncidentState) -> None:
        """The incident is over: crews on call near the RVP drive home."""
        for state in incident.kinds.values():
            for key in sorted(state.on_call):
                self.drive_home(state.on_call.pop(key))

    def drive_home(self, order: Order) -> None:
        """A crew that has stood down drives to its own force."""
        crew, incident = order.crew, order.incident
        crew.near = None
        back = self._ledger.way_home(crew.force, incident)
        home = self._schedule.now + back
        if crew.force != incident.host:
            home = convoy_arrival(self._night, back, "travel-home", crew.force, incident)
        self._homecoming.expect(home, crew, order)
