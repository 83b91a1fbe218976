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
    """One crew of one force, and where it stands between its orders."""

    force: str
    kind: str
    number: int
    unit_rank: int
    bracket: Bracket
    promised: float
    """Minutes from the start of its force's clock in which it is expected as aid."""
    unit: str
    """Its id in the log."""
    order: "Order | None" = None
    """The order it is under, from being ordered to standing down or being cancelled."""
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
    """The operation that it is at, or that it has turned from and may go back to."""
    run: int = 0
    """Tours in a row."""
    posture: Posture | None = None
    """For which it stands by, at home."""
    stood_by: float = 0.0
    """When it last began to stand by; its tour began then."""
    shift_ends: float = 0.0
    """When it is relieved of standing by."""
    free_since: float = -math.inf
    """Since when it has been free at home."""
    twin: "Crew | None" = None
    """The crew of another kind that the same officers make up."""


@dataclass(slots=True, eq=False)
class Order:
    """A unit's order to move, until it stands down or is cancelled."""

    crew: Crew
    incident: "IncidentState"
    tier: int
    request: int | None
    ready: float
    """Drawn minute of mustering; no decision looks at it."""
    expected: float
    """Expected minute of deployment."""
    drive: float
    """Expected minutes between the RVP and home (or its lodging)."""
    own: bool = field(init=False)
    """Whether the crew is the host's own."""
    key: tuple[str, int] = field(init=False)
    """Force and number: the order of unit ids within a kind."""
    columns: UnitColumns = field(init=False)
    """What its rows in the log have in common."""
    mustered: float | None = None
    """When its tour began, once it has mustered."""
    deployed: float | None = None
    due: float = 0.0
    """The minute its tour ends at the incident."""
    last_tour: bool = True
    over: bool = False
    relieves: "Order | None" = None
    """The order whose place it takes, until that one stands down."""
    relief: "Order | None" = None
    relief_wanted: bool = False
    goes_on: bool = False
    """Whether its tour is over and goes on, as nobody has relieved it."""
    surplus: bool = False
    """Whether it was on its way to relieve a unit that has been released."""
    convoys: "ConvoyClass | None" = None
    near: bool = False
    """Whether the crew came from its lodging near the RVP."""
    redeployed: bool = False
    """Whether it was on the ground already, and is booked in as it arrives."""

    def __post_init__(self) -> None:
        crew, incident = self.crew, self.incident
        row = (self.request, self.tier, crew.force, incident.host, crew.unit, crew.kind)
        self.columns = UnitColumns(incident.id, *row)
        self.own, self.key = crew.force == incident.host, (crew.force, crew.number)


@dataclass(slots=True, eq=False)
class ConvoyClass:
    """Crews of one answer, kind and readiness class: who is still to muster, who waits to leave."""

    unmustered: int = 0
    waiting: list[Order] = field(default_factory=list)
    opened: int = 0
    """How many convoys have been opened: a deadline belongs to one of them."""


@dataclass(slots=True)
class Amount:
    """Units of one kind put to someone: to meet need, and to relieve."""

    need: int = 0
    relief: int = 0

    @property
    def total(self) -> int:
        return self.need + self.relief


@dataclass(slots=True)
class KindState:
    """One incident's need of one kind, and all that has been done about it."""

    kind: str
    need: Need | Responsive
    seen: bool = False
    """Whether need is known only as it is seen."""
    open_ended: bool = True
    """Whether its end is not known beforehand, as it never is of need that is only seen."""
    level: int = 0
    """Present level of need that is responsive."""
    present: int = 0
    fell_at: float = -math.inf
    """When need last fell to 0."""
    judged: int = 0
    judgings: list[Judged] = field(default_factory=list)
    """Those that the release rule may still look at."""
    kept: int = 0
    """Units that are not released."""
    lineup: dict[tuple[str, int], Order] = field(default_factory=dict)
    """Orders that count for the need, by (force, number), in the order in which they came in."""
    unmustered_own: int = 0
    """Own crews of the line-up that have not mustered."""
    asked_need: list[float] = field(default_factory=list)
    """Expected minute of deployment of each crew asked for and unanswered, to meet need."""
    asked_relief: int = 0
    at_ricc: Amount = field(default_factory=Amount)
    at_npocc: Amount = field(default_factory=Amount)
    """Put to NPoCC and not yet worked, whether at its desk or waiting for it."""
    npocc_seeks: int = 0
    """Worked by NPoCC to meet need and not picked, until its round is over."""
    relief_slots: list[Order] = field(default_factory=list)
    """Deployed orders whose relief is wanted and not ordered."""
    on_call: dict[tuple[str, int], Order] = field(default_factory=dict)
    """Crews rested near the RVP, by their last order."""
    resting: dict[tuple[str, int], Order] = field(default_factory=dict)
    """Crews resting near the RVP, by their last order."""
    unmet: int = 0
    """Left unmet at the end of the last working."""
    batch_left: int | None = None
    """Crews of the batch that is asked for and not yet got; None where nothing limits."""

    @property
    def pending_need(self) -> int:
        """Units put to a desk, or asked for and unanswered, to meet need."""
        put = self.at_ricc.need + self.at_npocc.need + self.npocc_seeks
        return put + len(self.asked_need)

    @property
    def pending_relief(self) -> int:
        return self.at_ricc.relief + self.at_npocc.relief + self.asked_relief

    @property
    def aid(self) -> int:
        """Units of other forces ordered, asked for or put to a desk, to meet need."""
        return sum(not order.own for order in self.lineup.values()) + self.pending_need

    @property
    def uncovered(self) -> int:
        """Judged need without a unit ordered, asked for or put to a desk."""
        return self.judged - len(self.lineup) - self.pending_need

    @property
    def short(self) -> int:
        """Judged need without a unit ordered or asked for, even if it is put to a desk."""
        return self.judged - len(self.lineup) - len(self.asked_need)

    @property
    def own_need_unmet(self) -> bool:
        """Whether the host lends none of this kind."""
        return self.judged > len(self.lineup) or self.pending_need > 0 or self.pending_relief > 0

    @property
    def deployed(self) -> list[Order]:
        """Orders of the line-up whose units are deployed."""
        return [order for order in self.lineup.values() if order.deployed is not None]

    def note_got(self) -> None:
        """Count a crew that is got, of the batch that is asked for."""
        if self.batch_left is not None:
            self.batch_left -= 1

    def got_of_batch(self, most: int) -> bool:
        """Whether any crew of a batch of so many has been got."""
        return self.batch_left is not None and self.batch_left < most

    def present_at(self, minute: float) -> int:
        """Units needed now."""
        return self.need.at(minute) if isinstance(self.need, Need) else self.level

    def over(self, minute: float) -> bool:
        """Whether nothing is needed for good."""
        if isinstance(self.need, Responsive):
            return not self.level
        return self.need.over <= minute


@dataclass(slots=True, eq=False)
class TierWork:
    """What a tier is doing on an incident's request."""

    busy: bool = False
    request: int = 0
    """Number of the working that it belongs to."""
    round: int = 1
    unanswered: int = 0
    """Asks without an answer, and donor RICCs that have not asked yet."""


@dataclass(slots=True, eq=False)
class IncidentState:
    """One incident, and how far it has gone."""

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
    """When stated need begins and is over, each time."""
    spell: int = 0
    """The number of the spell that has begun last, from 1."""
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
    """Workings over: an hourly rework belongs to one of them."""
    id: str = field(init=False)
    host: str = field(init=False)
    priority: int = field(init=False)
    """1 for those that are served first."""
    holding: bool = field(init=False)
    """Whether it is a holding area, not disorder."""

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
        """Whether neither tier is at work on it."""
        return not self.regional.busy and not self.national.busy


@dataclass(slots=True, eq=False)
class AskedKind:
    """What one ask asks of one kind."""

    earliest: float
    """The earliest expected minute."""
    known_stock: int
    """Crews that the donor was reported to have available."""
    expected: list[float] = field(default_factory=list)
    """Expected minute of each crew asked for to meet need."""
    relief: int = 0

    @property
    def count(self) -> int:
        return len(self.expected) + self.relief


@dataclass(slots=True, eq=False)
class DonorAsk:
    """All that one donor is asked for at once."""

    incident: IncidentState
    donor: str
    tier: int
    """1 under an agreement."""
    request: int
    part: bool = False
    """Whether the donor will offer a part at most."""
    kinds: dict[str, AskedKind] = field(default_factory=dict)
