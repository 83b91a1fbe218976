"""Which units deployed at one incident could go straight to another?"""

from mobsim.engine.cover import firm_cover
from mobsim.engine.movement import UnitMovement
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.state import Crew, IncidentState, KindState, Order
from mobsim.policy.picture import Candidate, Claim


class Redeploying(NightPart):
    """Moves released units, a host's own units and units in holding areas between incidents."""

    def __init__(self, night: RunningNight, movement: UnitMovement) -> None:
        super().__init__(night)
        self._movement = movement
        self._incidents = [each for each in night.incidents if not each.holding]
        self._areas = [each for each in night.incidents if each.holding]
        self.any_at_hand = bool(self._areas or night.scenario.operations)
        """Whether any operation or holding area can supply units."""

    # --- tiers and times --------------------------------------------------------------------

    def _tier(self, force: str, incident: IncidentState) -> int:
        """The tier at which a force's unit serves an incident."""
        if force == incident.host:
            return 1
        return 2 if self._scenario.force_region[force] == incident.region else 3

    def _expected(self, order: Order, incident: IncidentState, leaves: float, tier: int) -> float:
        """The minute when a unit that leaves at ``leaves`` is expected to be deployed."""
        booking = self._booking(own=order.crew.force == incident.host)
        return leaves + self._ledger.way_between(order.incident, incident) + booking.mean

    def _in_time(
        self, force: str, mustered: float | None, incident: IncidentState, expected: float
    ) -> bool:
        """Whether a unit can be deployed at another incident before its tour must end."""
        if self._scenario.mode == "surge":
            return True
        assert mustered is not None  # it is on the ground
        back = self._ledger.way_home(force, incident)
        return mustered + self._durations.tour - back > expected

    # --- units at hand ----------------------------------------------------------------------

    def at_hand(self, incident: IncidentState, kind: str, expected: float) -> list[Crew]:
        """The units on the ground that their commander can redeploy, in order of preference."""
        now = self._schedule.now
        groups = [
            [
                (crew, operation.out_from(crew.force))
                for crew in self._ledger.committed[operation.operation_id]
                if crew.kind == kind and crew.operation is operation and crew.order is None
            ]
            for operation in self._scenario.operations
            if incident.id in operation.turns_to and operation.begins <= now < operation.ends
        ]
        groups += [
            [(order.crew, order.mustered or 0.0) for order in area.kinds[kind].deployed]
            for area in self._areas
            if area.host == incident.host and kind in area.kinds
        ]
        return [
            crew
            for group in groups
            for *_, crew, mustered in sorted(
                (crew.force != incident.host, crew.force, crew.number, crew, mustered)
                for crew, mustered in group
            )
            if self._in_time(crew.force, mustered, incident, expected)
        ]

    def redeploy(self, crew: Crew, incident: IncidentState) -> None:
        """Send a unit that is already on the ground to the incident."""
        self._movement.redeploy(crew, incident, self._tier(crew.force, incident))

    # --- released units ---------------------------------------------------------------------

    def retask(self, order: Order) -> bool:
        """Send a released unit to an incident that claims the unit; return whether it was sent."""
        if not self._policies.retasks:
            return False
        claims = self._claims(order)
        first = min((each.priority for each in claims.values()), default=None)
        foremost = [claim for claim, each in claims.items() if each.priority == first]
        claim = self._policies.retasking(foremost)
        if claim is None:
            return False
        incident = claims[claim]
        tier = self._tier(order.crew.force, incident)
        request = None if tier == 1 else incident.request
        self._movement.move(order, incident, tier, request, "re-tasked")
        return True

    def _claims(self, order: Order) -> dict[Claim, IncidentState]:
        kind, now = order.crew.kind, self._schedule.now
        claims: dict[Claim, IncidentState] = {}
        for incident in self._incidents:
            state = incident.kinds.get(kind)
            if incident is order.incident or state is None or not state.unmet:
                continue
            short, tier = state.short, self._tier(order.crew.force, incident)
            expected = self._expected(order, incident, now, tier)
            if (
                short > 0
                and self._in_time(order.crew.force, order.mustered, incident, expected)
                and self._wants(incident, state, expected)
            ):
                claims[Claim(incident.rank, short, expected)] = incident
        return claims

    def _wants(self, incident: IncidentState, state: KindState, expected: float) -> bool:
        return firm_cover(self._scenario, incident, state, own_compete=False).wants(expected)

    # --- a host's own units elsewhere -------------------------------------------------------

    def recall(self, incident: IncidentState, state: KindState) -> None:
        """Call a host's own units back from other incidents, as the recall rule decides."""
        if incident.holding or not self._policies.recalls or state.short <= 0:
            return
        short = state.short
        now = self._schedule.now
        elsewhere = sorted(
            (
                (self._expected(order, incident, now, 1), order.key, order)
                for order in self._deployed_elsewhere(incident, state.kind)
            ),
            key=lambda found: found[:2],
        )
        left = self._policies.recall(short, len(elsewhere))
        for expected, _, order in elsewhere:
            if left <= 0:
                return
            if self._in_time(order.crew.force, order.mustered, incident, expected) and self._wants(
                incident, state, expected
            ):
                self._movement.move(order, incident, 1, None, "recalled")
                left -= 1

    def _deployed_elsewhere(self, incident: IncidentState, kind: str) -> list[Order]:
        """A host's own units deployed elsewhere, except at incidents of higher priority."""
        others = [
            *(each for each in self._incidents if each.priority >= incident.priority),
            *self._areas,
        ]
        return [
            order
            for other in others
            if other is not incident and kind in other.kinds
            for order in other.kinds[kind].deployed
            if order.crew.force == incident.host
        ]

    # --- units in holding areas -------------------------------------------------------------

    def held(self, incident: IncidentState, kind: str, leaves: float) -> list[Candidate]:
        """The units in holding areas that could leave for an incident at the minute ``leaves``."""
        if incident.holding or self._policies.whole_forces:
            return []
        found: list[Candidate] = []
        for area in self._areas:
            state = area.kinds.get(kind)
            orders = () if state is None else state.deployed
            ready = [(self._expected(order, incident, leaves, 3), order) for order in orders]
            ready = [
                each
                for each in ready
                if self._in_time(each[1].crew.force, each[1].mustered, incident, each[0])
            ]
            ready.sort(key=lambda each: (each[0], each[1].key))
            found.extend(
                self._candidate(order, incident, expected, position, len(ready))
                for position, (expected, order) in enumerate(ready)
            )
        return found

    def _candidate(
        self, order: Order, incident: IncidentState, expected: float, position: int, spare: int
    ) -> Candidate:
        crew = order.crew
        stock = self._ledger.forces[crew.force].kinds[crew.kind]
        way = self._ledger.way_between(order.incident, incident)
        return Candidate(
            expected, crew.force, crew.number, position, way, False, stock.commitment,
            stock.away + stock.asked_for(), spare, order.incident.id,
        )  # fmt: skip

    def send_forward(self, crew: Candidate, kind: str, incident: IncidentState) -> None:
        """Move a picked unit from its holding area to the incident."""
        area = next(each for each in self._areas if each.id == crew.held)
        order = area.kinds[kind].lineup[crew.force, crew.number]
        self._movement.move(order, incident, 3, incident.national.request, "sent forward")
