"""Which crews stay near the RVP between two tours, and when do they drive home?"""

from functools import partial

from mobsim.country.demand import Need
from mobsim.engine.convoys import convoy_arrival
from mobsim.engine.cover import known_need
from mobsim.engine.homecoming import Homecoming
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.schedule import Phase
from mobsim.engine.state import Crew, IncidentState, KindState, Order
from mobsim.scoring import events as ev
from mobsim.scoring.causes import NOT_NEEDED


class Lodging(NightPart):
    """The crews that rest near the RVP, and the crews on call there."""

    def __init__(self, night: RunningNight, homecoming: Homecoming) -> None:
        super().__init__(night)
        self._homecoming = homecoming
        self._lodging = lodging = night.scenario.lodging
        self._lasting = lodging.aid == "lasting" and night.scenario.mode == "sustained"

    def ready(self, crew: Crew) -> float:
        """The minute when a crew near the RVP would muster if the crew were ordered now."""
        return max(self._schedule.now, crew.rest_ends) + self._durations.rested_muster

    def rest(self, order: Order) -> None:
        """Let a crew that has stood down rest near the RVP."""
        crew, incident = order.crew, order.incident
        crew.near = incident
        crew.rest_ends = self._schedule.now + self._durations.rest
        if self._lasting and crew.run >= self._rules.tours_before_day_off:
            crew.rest_ends += self._durations.day_off
            crew.run = 0
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
        """Let a crew near the RVP wait there or drive home after its order is cancelled."""
        last = order.crew.last
        if order.crew.rest_ends <= self._schedule.now and last is not None:
            self._wait(last)

    def _wait(self, last: Order) -> None:
        """Put a rested crew on call, or send it home if no need is known."""
        crew, incident = last.crew, last.incident
        state = incident.kinds[crew.kind]
        self._ledger.note_use(crew, in_use=False)
        if self._nothing_known(incident, state) and not self._stays_on_call(last):
            self.drive_home(last)
        else:
            state.on_call[last.key] = last

    def _nothing_known(self, incident: IncidentState, state: KindState) -> bool:
        known = known_need(self._scenario, incident, state)
        return state.judged == 0 and known(self._schedule.now) == 0

    def release(self, incident: IncidentState) -> None:
        """When need ends, send crews on call home, unless they should stay for later need."""
        for state in incident.kinds.values():
            for key in sorted(state.on_call):
                if not self._stays_on_call(state.on_call[key]):
                    self.drive_home(state.on_call.pop(key))

    # --- aid that stays where need lasts ----------------------------------------------------

    def is_last_tour(self, order: Order, ends: float) -> bool:
        """Whether a unit goes home after a tour that ends at ``ends``."""
        crew, state = order.crew, order.incident.kinds[order.crew.kind]
        rested = ends + self._durations.rest
        if crew.tours + 1 >= self._rules.national_tours or self._stay_is_over(crew, rested):
            return True
        if self._stays(order, rested):
            return False
        known = known_need(self._scenario, order.incident, state)
        return order.tier < 3 or not (state.judged if state.open_ended else known(rested))

    def keeps(self, order: Order, cause: str) -> bool:
        """Whether a released unit rests near the RVP, because the unit will be needed again."""
        crew, rested = order.crew, self._schedule.now + self._durations.rest
        return (
            cause in ("need fell", NOT_NEEDED)
            and crew.tours < self._rules.national_tours
            and not self._stay_is_over(crew, rested)
            and self._stays(order, rested)
        )

    def look(self, incident: IncidentState, state: KindState) -> None:
        """Send crews on call home if they have been away too long or are no longer needed."""
        if not self._lasting:
            return
        for key in sorted(state.on_call):
            last = state.on_call[key]
            needed = not self._nothing_known(incident, state)
            over = self._stay_is_over(last.crew, self._schedule.now)
            if over or not (needed or self._stays_on_call(last)):
                self.drive_home(state.on_call.pop(key))

    def _stay_is_over(self, crew: Crew, minute: float) -> bool:
        return self._lasting and crew.left + self._lodging.stay <= minute

    def _stays_on_call(self, last: Order) -> bool:
        now = self._schedule.now
        return not self._stay_is_over(last.crew, now) and self._stays(last, now)

    def _stays(self, order: Order, minute: float) -> bool:
        """Whether a unit is aid from far away that will still be needed after ``minute``."""
        crew, incident = order.crew, order.incident
        if not self._lasting or crew.force == incident.host:
            return False
        drives = 2 * self._ledger.aid_drive(crew.force, incident)
        return drives > self._lodging.far and self._lasts(incident, crew.kind, minute)

    def _lasts(self, incident: IncidentState, kind: str, minute: float) -> bool:
        """Whether need for a kind of unit is stated or expected to last beyond ``minute``."""
        state, now = incident.kinds[kind], self._schedule.now
        begins, day = incident.incident.begins, self._lodging.lasting
        if not state.open_ended:
            assert isinstance(state.need, Need)
            return state.need.over > max(begins + day, minute)
        seen = state.present > 0 or now - state.fell_at < day
        return now >= begins + day and not incident.ended and seen

    def drive_home(self, order: Order) -> None:
        """After a crew has stood down, send it home to its own force."""
        crew, incident = order.crew, order.incident
        crew.near = None
        back = self._ledger.way_home(crew.force, incident)
        home = self._schedule.now + back
        if crew.force != incident.host:
            home = convoy_arrival(self._night, back, "travel-home", crew.force, incident)
        self._homecoming.expect(home, crew, order)
