"""What does the engine remember from one simulation step to the next?"""

import math
from dataclasses import dataclass, field
from operator import attrgetter

from mobsim.country.demand import Need, Responsive
from mobsim.engine.readiness import Bracket
from mobsim.policy.picture import Judged
from mobsim.scenario.scenario import Incident, Operation, Posture
from mobsim.scoring.events import UnitColumns

by_expected = attrgetter("expected", "key")
"""Sorts orders by the minute at which their units are expected to be deployed."""
by_due = attrgetter("due", "key")
"""Sorts orders by the minute at which their tours should end."""


@dataclass(slots=True, eq=False)
class Crew:
    """One crew of one force, and its present state."""

    force: str
    kind: str
    number: int
    unit_rank: int
    bracket: Bracket
    promised: float
    """Minutes from the start of the force's clock until the crew is expected to be ready as aid."""
    unit: str
    """The crew's id in the log."""
    order: "Order | None" = None
    """The crew's present order, until the crew stands down or the order is cancelled."""
    near: "IncidentState | None" = None
    """The incident near whose RVP the crew rests or waits."""
    rest_ends: float = 0.0
    last: "Order | None" = None
    """The order of the crew's last tour."""
    in_use: bool = False
    """Whether the crew is ordered or has not yet rested."""
    tours: int = 0
    """The number of tours since the crew last left home."""
    left: float = 0.0
    """The minute when the crew last left home."""
    operation: Operation | None = None
    """The operation that the crew serves, or that it left for an incident and may return to."""
    run: int = 0
    """The number of the crew's consecutive tours."""
    posture: Posture | None = None
    """The posture for which the crew is on standby at home."""
    stood_by: float = 0.0
    """The minute when the crew last went on standby, which began its tour."""
    shift_ends: float = 0.0
    """The minute when the crew's standby ends."""
    free_since: float = -math.inf
    """The minute since which the crew has been free at home."""
    twin: "Crew | None" = None
    """The crew of another kind that the same officers can form."""


@dataclass(slots=True, eq=False)
class Order:
    """A unit's order to move, in force until the unit stands down or the order is cancelled."""

    crew: Crew
    incident: "IncidentState"
    tier: int
    request: int | None
    ready: float
    """The randomly drawn minute of mustering, which decisions never use."""
    expected: float
    """The expected minute of deployment."""
    drive: float
    """The expected drive between the RVP and the crew's home or lodging, in minutes."""
    own: bool = field(init=False)
    """Whether the crew belongs to the host."""
    key: tuple[str, int] = field(init=False)
    """The crew's force and number, which determine the order of units of one kind."""
    columns: UnitColumns = field(init=False)
    """The values that all log rows about this order share."""
    mustered: float | None = None
    """The minute when the unit's tour began; None until the unit musters."""
    deployed: float | None = None
    due: float = 0.0
    """The minute when the unit's tour at the incident ends."""
    last_tour: bool = True
    over: bool = False
    relieves: "Order | None" = None
    """The order of the unit to be relieved, until that unit stands down."""
    relief: "Order | None" = None
    relief_wanted: bool = False
    goes_on: bool = False
    """Whether the unit stays on after its tour because no relief has come."""
    surplus: bool = False
    """Whether the unit was on its way to relieve another unit that has since been released."""
    convoys: "ConvoyClass | None" = None
    near: bool = False
    """Whether the crew came from its lodging near the RVP."""
    redeployed: bool = False
    """Whether the unit was already on the ground, so that it need not book in when it arrives."""

    def __post_init__(self) -> None:
        crew, incident = self.crew, self.incident
        row = (self.request, self.tier, crew.force, incident.host, crew.unit, crew.kind)
        self.columns = UnitColumns(incident.id, *row)
        self.own, self.key = crew.force == incident.host, (crew.force, crew.number)


@dataclass(slots=True, eq=False)
class ConvoyClass:
    """Crews of one kind and readiness class, from one donor's answer, that have not yet left."""

    unmustered: int = 0
    waiting: list[Order] = field(default_factory=list)
    opened: int = 0
    """The number of convoys opened so far; each deadline is for one convoy."""


@dataclass(slots=True)
class Amount:
    """The number of units of one kind that are requested, to meet need and as reliefs."""

    need: int = 0
    relief: int = 0

    @property
    def total(self) -> int:
        return self.need + self.relief


@dataclass(slots=True)
class KindState:
    """One incident's need for one kind of unit, and the response to it."""

    kind: str
    need: Need | Responsive
    seen: bool = False
    """Whether the host learns of the need only by seeing it."""
    open_ended: bool = True
    """Whether the end of the need is unknown beforehand; always true if need is only seen."""
    level: int = 0
    """The present level of responsive need."""
    present: int = 0
    fell_at: float = -math.inf
    """The minute when need last fell to 0."""
    judged: int = 0
    sight: tuple[int, int] | None = None
    """If the host only sees the need: the need and the hour when the host last looked."""
    seen_as: int = 0
    """What the host judged the need to be when it last looked."""
    judgings: list[Judged] = field(default_factory=list)
    """Judgements of need that the release rule may still use."""
    kept: int = 0
    """The number of units that the release rule keeps."""
    lineup: dict[tuple[str, int], Order] = field(default_factory=dict)
    """Orders that count towards the need, with (force, number) as key, in the order of entry."""
    unmustered_own: int = 0
    """The number of the host's own crews that are ordered but have not mustered."""
    asked_need: list[float] = field(default_factory=list)
    """The expected deployment minutes of crews requested to meet need whose donors have not
    answered."""
    asked_relief: int = 0
    at_ricc: Amount = field(default_factory=Amount)
    at_npocc: Amount = field(default_factory=Amount)
    """Units requested from NPoCC and not yet processed, whether at its desk or in its queue."""
    npocc_seeks: int = 0
    """The number of units for which NPoCC has found no crew in its present round."""
    relief_slots: list[Order] = field(default_factory=list)
    """Orders of deployed units that need a relief but have not yet been given a relief."""
    on_call: dict[tuple[str, int], Order] = field(default_factory=dict)
    """The last orders of the crews that have rested near the RVP and are on call."""
    resting: dict[tuple[str, int], Order] = field(default_factory=dict)
    """The last orders of the crews that are resting near the RVP."""
    unmet: int = 0
    """The number of needed units that were still missing when the last request was closed."""
    batch_left: int | None = None
    """The number of crews in the batch not yet received; None if no batch is open."""

    @property
    def pending_need(self) -> int:
        """The number of units requested to meet need that are still without a donor's answer."""
        put = self.at_ricc.need + self.at_npocc.need + self.npocc_seeks
        return put + len(self.asked_need)

    @property
    def pending_relief(self) -> int:
        return self.at_ricc.relief + self.at_npocc.relief + self.asked_relief

    @property
    def aid(self) -> int:
        """The number of other forces' units that are ordered, requested or still at a desk."""
        return sum(not order.own for order in self.lineup.values()) + self.pending_need

    @property
    def uncovered(self) -> int:
        """The judged need, minus the units that are ordered, requested or at a desk."""
        return self.judged - len(self.lineup) - self.pending_need

    @property
    def short(self) -> int:
        """The judged need, minus the units that are ordered or have been requested from donors."""
        return self.judged - len(self.lineup) - len(self.asked_need)

    @property
    def own_need_unmet(self) -> bool:
        """Whether the host has unmet need of its own, so that it lends no units of this kind."""
        return self.judged > len(self.lineup) or self.pending_need > 0 or self.pending_relief > 0

    @property
    def deployed(self) -> list[Order]:
        """Orders in the line-up whose units are deployed."""
        return [order for order in self.lineup.values() if order.deployed is not None]

    def note_got(self) -> None:
        """Count one more crew as received from the batch."""
        if self.batch_left is not None:
            self.batch_left -= 1

    def got_of_batch(self, most: int) -> bool:
        """Whether any crew has been received from a batch of ``most`` crews."""
        return self.batch_left is not None and self.batch_left < most

    def present_at(self, minute: float) -> int:
        """The number of units needed at ``minute``."""
        return self.need.at(minute) if isinstance(self.need, Need) else self.level

    def over(self, minute: float) -> bool:
        """Whether the need has ended for good by ``minute``."""
        if isinstance(self.need, Responsive):
            return not self.level
        return self.need.over <= minute


@dataclass(slots=True, eq=False)
class TierWork:
    """The work of one tier on an incident's request."""

    busy: bool = False
    request: int = 0
    """The number of the request that the tier works on."""
    round: int = 1
    unanswered: int = 0
    """The number of asks without an answer, including asks that donor RICCs have not yet sent."""


@dataclass(slots=True, eq=False)
class IncidentState:
    """One incident, and its state."""

    incident: Incident
    rank: int
    """The incident's rank, from 1, if incidents are sorted by priority, start and id."""
    kinds: dict[str, KindState]
    region: str
    judged_at: float | None = None
    """The minute when need was last judged."""
    stepped_at: float | None = None
    """The minute when the need last changed."""
    spells: list[tuple[float, float]] = field(default_factory=list)
    """The periods of stated need, with the beginning and end of each period."""
    spell: int = 0
    """The number of the latest period of need to begin; periods are counted from 1."""
    spell_began: float = 0.0
    began: bool = False
    ended: bool = False
    away: int = 0
    """The number of crews ordered for the incident that are not yet back home."""
    request: int = 0
    """The number of the incident's latest request for aid."""
    regional: TierWork = field(default_factory=TierWork)
    national: TierWork = field(default_factory=TierWork)
    worked: int = 0
    """The number of closed requests, which shows whether an hourly retry is still valid."""
    id: str = field(init=False)
    host: str = field(init=False)
    priority: int = field(init=False)
    """The priority; incidents of priority 1 are served first."""
    holding: bool = field(init=False)
    """Whether the incident is a holding area rather than disorder."""

    def __post_init__(self) -> None:
        self.id, self.host = self.incident.incident_id, self.incident.force
        self.priority, self.holding = self.incident.threat, self.incident.holding

    @property
    def quiet(self) -> bool:
        """Whether no units are needed now."""
        return not any(state.present for state in self.kinds.values())

    @property
    def spell_ends(self) -> float:
        """The minute when the present period of stated need ends."""
        return self.spells[self.spell - 1][1] if self.spells else math.inf

    @property
    def idle(self) -> bool:
        """Whether neither tier is working on a request for the incident."""
        return not self.regional.busy and not self.national.busy


@dataclass(slots=True, eq=False)
class AskedKind:
    """The part of an ask that concerns one kind of unit."""

    earliest: float
    """The earliest expected minute of deployment."""
    known_stock: int
    """The number of crews that the donor reported as available."""
    expected: list[float] = field(default_factory=list)
    """The expected deployment minute of each crew requested to meet need."""
    relief: int = 0

    @property
    def count(self) -> int:
        return len(self.expected) + self.relief


@dataclass(slots=True, eq=False)
class DonorAsk:
    """One ask to one donor, for one or more kinds of unit."""

    incident: IncidentState
    donor: str
    tier: int
    """The tier of the ask, which is 1 under an agreement."""
    request: int
    part: bool = False
    """Whether the donor will offer only part of the units requested."""
    kinds: dict[str, AskedKind] = field(default_factory=dict)
