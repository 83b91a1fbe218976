"""What does the engine remember between two happenings?"""

import math
from dataclasses import dataclass, field

from mobsim.country.demand import Need, Responsive
from mobsim.engine.readiness import Bracket
from mobsim.policy.picture import Judged
from mobsim.scenario.scenario import Incident, Operation, Posture
from mobsim.scoring.events import UnitColumns


@dataclass(slots=True, eq=False)
class Crew:
    """One crew of one force, and its state between orders."""

    force: str
    kind: str
    number: int
    unit_rank: int
    bracket: Bracket
    promised: float
    """Minutes from the start of its force's clock until it is expected as aid."""
    unit: str
    """Its id in the log."""
    order: "Order | None" = None
    """Its present order, from the order to stand-down or cancellation."""
    near: "IncidentState | None" = None
    """The incident near whose RVP it rests or waits."""
    rest_ends: float = 0.0
    last: "Order | None" = None
    """The order of its last tour."""
    in_use: bool = False
    """Whether it is ordered, or not yet rested."""
    tours: int = 0
    """Tours since it last left home."""
    left: float = 0.0
    """When it last left home."""
    operation: Operation | None = None
    """The operation that it is at, or that it left for an incident and may return to."""
    run: int = 0
    """Consecutive tours."""
    posture: Posture | None = None
    """The posture for which it is on standby at home."""
    stood_by: float = 0.0
    """When it last went on standby; its tour began then."""
    shift_ends: float = 0.0
    """When its standby ends."""
    free_since: float = -math.inf
    """The time since which it has been free at home."""
    twin: "Crew | None" = None
    """The crew of another kind formed by the same officers."""


@dataclass(slots=True, eq=False)
class Order:
    """A unit's order to move, until it stands down or is cancelled."""

    crew: Crew
    incident: "IncidentState"
    tier: int
    request: int | None
    ready: float
    """The drawn minute of mustering; decisions never use it."""
    expected: float
    """Expected minute of deployment."""
    drive: float
    """Expected minutes between the RVP and home (or its lodging)."""
    own: bool = field(init=False)
    """Whether the crew is the host's own."""
    key: tuple[str, int] = field(init=False)
    """Force and number: the order of unit ids within a kind."""
    columns: UnitColumns = field(init=False)
    """The values that all its rows in the log share."""
    mustered: float | None = None
    """When its tour began, once it has mustered."""
    deployed: float | None = None
    due: float = 0.0
    """The minute when its tour ends at the incident."""
    last_tour: bool = True
    over: bool = False
    relieves: "Order | None" = None
    """The order whose place it takes, until that unit stands down."""
    relief: "Order | None" = None
    relief_wanted: bool = False
    goes_on: bool = False
    """Whether its tour is over but continues, because no relief has come."""
    surplus: bool = False
    """Whether it was on its way to relieve a unit that has been released."""
    convoys: "ConvoyClass | None" = None
    near: bool = False
    """Whether the crew came from its lodging near the RVP."""
    redeployed: bool = False
    """Whether it was already on the ground, and is booked in when it arrives."""

    def __post_init__(self) -> None:
        crew, incident = self.crew, self.incident
        row = (self.request, self.tier, crew.force, incident.host, crew.unit, crew.kind)
        self.columns = UnitColumns(incident.id, *row)
        self.own, self.key = crew.force == incident.host, (crew.force, crew.number)


@dataclass(slots=True, eq=False)
class ConvoyClass:
    """Crews of one answer, kind and readiness class: still to muster, or waiting to leave."""

    unmustered: int = 0
    waiting: list[Order] = field(default_factory=list)
    opened: int = 0
    """The number of convoys opened so far; a deadline belongs to one of them."""


@dataclass(slots=True)
class Amount:
    """Units of one kind requested from someone: to meet need, and to relieve."""

    need: int = 0
    relief: int = 0

    @property
    def total(self) -> int:
        return self.need + self.relief


@dataclass(slots=True)
class KindState:
    """One incident's need of one kind, and everything done about it."""

    kind: str
    need: Need | Responsive
    seen: bool = False
    """Whether need is known only when it is seen."""
    open_ended: bool = True
    """Whether its end is unknown beforehand, as it always is for need that is only seen."""
    level: int = 0
    """The present level of responsive need."""
    present: int = 0
    fell_at: float = -math.inf
    """When need last fell to 0."""
    judged: int = 0
    judgings: list[Judged] = field(default_factory=list)
    """Judgings that the release rule may still look at."""
    kept: int = 0
    """Units that have not been released."""
    lineup: dict[tuple[str, int], Order] = field(default_factory=dict)
    """Orders that count for the need, by (force, number), in order of arrival."""
    unmustered_own: int = 0
    """Own crews in the line-up that have not mustered."""
    asked_need: list[float] = field(default_factory=list)
    """Expected deployment minute of each crew requested to meet need and not answered."""
    asked_relief: int = 0
    at_ricc: Amount = field(default_factory=Amount)
    at_npocc: Amount = field(default_factory=Amount)
    """Sent to NPoCC and not yet processed, whether at its desk or waiting for it."""
    npocc_seeks: int = 0
    """Processed by NPoCC to meet need and not picked, until its round is over."""
    relief_slots: list[Order] = field(default_factory=list)
    """Deployed orders that need a relief which is not ordered."""
    on_call: dict[tuple[str, int], Order] = field(default_factory=dict)
    """Crews rested near the RVP, by their last order."""
    resting: dict[tuple[str, int], Order] = field(default_factory=dict)
    """Crews resting near the RVP, by their last order."""
    unmet: int = 0
    """Left unmet at the end of the last working."""
    batch_left: int | None = None
    """Crews of the requested batch that have not come; None if there is no limit."""

    @property
    def pending_need(self) -> int:
        """Units at a desk, or requested and not answered, to meet need."""
        put = self.at_ricc.need + self.at_npocc.need + self.npocc_seeks
        return put + len(self.asked_need)

    @property
    def pending_relief(self) -> int:
        return self.at_ricc.relief + self.at_npocc.relief + self.asked_relief

    @property
    def aid(self) -> int:
        """Units of other forces ordered, requested or at a desk, to meet need."""
        return sum(not order.own for order in self.lineup.values()) + self.pending_need

    @property
    def uncovered(self) -> int:
        """Judged need without a unit ordered, requested or at a desk."""
        return self.judged - len(self.lineup) - self.pending_need

    @property
    def short(self) -> int:
        """Judged need without a unit ordered or requested, even if it is at a desk."""
        return self.judged - len(self.lineup) - len(self.asked_need)

    @property
    def own_need_unmet(self) -> bool:
        """Whether the host lends none of this kind."""
        return self.judged > len(self.lineup) or self.pending_need > 0 or self.pending_relief > 0

    @property
    def deployed(self) -> list[Order]:
        """Orders in the line-up whose units are deployed."""
        return [order for order in self.lineup.values() if order.deployed is not None]

    def note_got(self) -> None:
        """Count a crew that has come, from the requested batch."""
        if self.batch_left is not None:
            self.batch_left -= 1

    def got_of_batch(self, most: int) -> bool:
        """Whether any crew of a batch of this size has come."""
        return self.batch_left is not None and self.batch_left < most

    def present_at(self, minute: float) -> int:
        """Units needed now."""
        return self.need.at(minute) if isinstance(self.need, Need) else self.level

    def over(self, minute: float) -> bool:
        """Whether nothing more will ever be needed."""
        if isinstance(self.need, Responsive):
            return not self.level
        return self.need.over <= minute


@dataclass(slots=True, eq=False)
class TierWork:
    """What a tier is doing about an incident's request."""

    busy: bool = False
    request: int = 0
    """The number of the working it belongs to."""
    round: int = 1
    unanswered: int = 0
    """Asks without an answer, and donor RICCs that have not asked yet."""


@dataclass(slots=True, eq=False)
class IncidentState:
    """One incident, and its state."""

    incident: Incident
    rank: int
    """1 for the first by (priority, begins, id)."""
    kinds: dict[str, KindState]
    region: str
    judged_at: float | None = None
    """Minute of the last judging."""
    stepped_at: float | None = None
    """Minute of the last step of need."""
    spells: list[tuple[float, float]] = field(default_factory=list)
    """Each time that stated need begins and ends."""
    spell: int = 0
    """The number of the latest spell to begin, from 1."""
    spell_began: float = 0.0
    began: bool = False
    ended: bool = False
    away: int = 0
    """Crews ordered for it and not yet back home."""
    request: int = 0
    """Number of the working."""
    regional: TierWork = field(default_factory=TierWork)
    national: TierWork = field(default_factory=TierWork)
    worked: int = 0
    """The number of workings that are over; an hourly rework belongs to one of them."""
    id: str = field(init=False)
    host: str = field(init=False)
    priority: int = field(init=False)
    """1 for those served first."""
    holding: bool = field(init=False)
    """Whether it is a holding area rather than disorder."""

    def __post_init__(self) -> None:
        self.id, self.host = self.incident.incident_id, self.incident.force
        self.priority, self.holding = self.incident.threat, self.incident.holding

    @property
    def quiet(self) -> bool:
        """Whether nothing is needed now."""
        return not any(state.present for state in self.kinds.values())

    @property
    def spell_ends(self) -> float:
        """When the present spell of stated need is over."""
        return self.spells[self.spell - 1][1] if self.spells else math.inf

    @property
    def running(self) -> bool:
        """Whether it is disorder that has begun and not ended."""
        return self.began and not self.ended and not self.holding

    @property
    def idle(self) -> bool:
        """Whether neither tier is working on it."""
        return not self.regional.busy and not self.national.busy


@dataclass(slots=True, eq=False)
class AskedKind:
    """The part of one ask that concerns one kind."""

    earliest: float
    """The earliest expected minute."""
    known_stock: int
    """Crews that the donor was reported to have available."""
    expected: list[float] = field(default_factory=list)
    """Expected minute of each crew requested to meet need."""
    relief: int = 0

    @property
    def count(self) -> int:
        return len(self.expected) + self.relief


@dataclass(slots=True, eq=False)
class DonorAsk:
    """Everything asked of one donor at once."""

    incident: IncidentState
    donor: str
    tier: int
    """1 under an agreement."""
    request: int
    part: bool = False
    """Whether the donor will offer part of it at most."""
    kinds: dict[str, AskedKind] = field(default_factory=dict)
