"""What night is simulated, with what forces, rules and assumptions?

One frozen `Scenario` holds all that a run depends on, apart from the seed: two engines
given the same `Scenario` and the same chance make the same log. `mobsim.scenario.file` reads one
from YAML.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from mobsim.country.demand import Need, Responsive, Source
from mobsim.country.forces import Agreement, Force, Region, UnitKind, lines_for
from mobsim.country.lines import NationalLine
from mobsim.ground.clock import WallClock
from mobsim.ground.randomness import Distribution, Fixed, Triangular
from mobsim.policy import Policies

Drawdown = Literal["none", "minimal", "moderate", "extensive"]


@dataclass(frozen=True, slots=True)
class Durations:
    """How long each step takes. Distributions and minutes; all assumed unless said otherwise."""

    judging: Distribution = Triangular(10, 20, 45)
    """First judging of need by the host."""
    on_call_wait: Distribution = Fixed(30)
    """Added to the first judging outside Monday–Friday 08:00–18:00."""
    ricc_desk: Distribution = Triangular(10, 20, 60)
    """Desk time of a RICC on a request of its own region."""
    npocc_desk: Distribution = Triangular(15, 30, 90)
    """Desk time of NPoCC on a request."""
    donor_desk: Distribution = Triangular(5, 10, 20)
    """Desk time of a donor region's RICC on NPoCC's request."""
    answer: Distribution = Triangular(5, 15, 45)
    """A donor's answer."""
    booking_own: Distribution = Triangular(5, 10, 20)
    """Reaching the RVP to deployed, own crews."""
    booking_aid: Distribution = Triangular(15, 30, 60)
    """Reaching the RVP to deployed, aid."""
    muster_formed: Distribution = Triangular(0, 10, 20)
    """Order to mustered for a formed serial on duty."""
    muster_assembled: Distribution = Triangular(30, 45, 90)
    """Order to mustered for crews assembled from officers on duty."""
    recall: Distribution = Triangular(60, 120, 240)
    """Recall to duty, before assembling."""
    own_travel: float = 20.0
    """Own crews' drive to the RVP and back, minutes."""
    silence: float = 45.0
    """An ask without an answer counts as none after this."""
    judging_interval: float = 30.0
    """Between later judgings."""
    look_ahead: float = 120.0
    """How far ahead the size of scripted need is known."""
    rework_interval: float = 60.0
    """An unmet request is worked again after this."""
    convoy_wait: float = 15.0
    """A convoy leaves this long after its first muster at latest."""
    tour: float = 720.0
    """Longest tour, from mustering."""
    rest: float = 660.0
    """Rest between tours."""
    rested_muster: float = 60.0
    """Least time to muster a crew that has toured before."""
    clock_reset: float = 1440.0
    """A force's mobilisation clock runs out this long after its start or last return."""
    seen_need_lasts: float = 480.0
    """Need that is only seen is taken to last this long from each judging."""
    report_interval: float = 0.0
    """Between reports of what forces have available; 0 for reports that are always up to date."""
    recovery: float = 1440.0
    """A crew that is found unfit after rest is off for this long."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The promised readiness of aid: shares of the commitment and when they are ready."""

    shares: tuple[float, ...] = (0.10, 0.40, 0.60, 1.0)
    """Cumulative shares of a force's commitment, the last 1."""
    minutes: tuple[float, ...] = (60.0, 240.0, 480.0, 960.0)
    """Ends of the brackets. 1, 4 and 8 h published at second hand; 16 h popm's own."""
    rounding: Literal["per_force", "national"] = "per_force"
    """Round up each force's share, or apportion the national share by largest remainder."""
    within_bracket: Literal["end", "spread"] = "end"
    """Ready at a bracket's end, or uniformly within it."""


@dataclass(frozen=True, slots=True)
class LocalReadiness:
    """How a host's own crews turn out. All assumed."""

    on_duty_shares: tuple[float, ...]
    """168 shares of fit crews on duty, by hour of week from Monday 00:00."""
    formed_share: float = 0.5
    """Of crews on duty, those that stand as formed serials, rounded up."""
    recall_share: float = 0.4
    """Of crews off duty, those that can be recalled, rounded down."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Numbers of the protocol that are not durations. All assumed."""

    ricc_desks: Mapping[str, int]
    """Desks by region id."""
    ricc_at: Mapping[str, str] = field(default_factory=dict)
    """RICCs that are lost: by region id, the region at whose desks its requests are worked."""
    npocc_desks: int = 4
    desks: bool = True
    """False: no queue and no working time at any desk."""
    no_answer: float = 0.05
    """Probability that a donor does not answer an ask."""
    convoy_size: int = 6
    convoy_factor: float = 1.10
    """Carriers in convoy against light-traffic car minutes."""
    travel_cv: float = 0.10
    """Coefficient of variation of a convoy's drive; 0 for none."""
    reserve_share: float = 0.0
    """Share asked for on top of need."""
    national_tours: int = 3
    """Tours of a tier 3 unit before it goes home."""
    need_bias: float = 1.0
    """Need as the host judges it, for each unit that is there; 1 with `need_cv` 0 for exact."""
    need_cv: float = 0.0
    """Coefficient of variation of that estimate."""
    refusals: float = 0.0
    """Probability that a donor refuses, with no trouble in its region."""
    refusals_per_incident: float = 0.0
    """What each running incident in the donor's region adds to it."""
    part_offers: float = 0.0
    """Probability that a donor offers only a part."""
    part_share: float = 0.5
    """That part, of what it is asked, rounded up."""
    withdrawals: float = 0.0
    """Probability that aid that was ordered is withdrawn when it should muster."""
    fatigue: float = 0.0
    """Share of crews found unfit after rest, for each tour in a row."""
    recall_after_call: float = 0.6
    """Under roster, crews off duty that can be recalled once a national call cancels rest days."""
    london_75: Literal["held_by", "available_to"] = "held_by"
    """Whether London's line counts units of London's forces, or units deployed in London."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What one force has of one kind on this night."""

    trained: int
    commitment: int
    declared: int
    fit: int
    floor: int
    filled: int = 0
    """Of the fit, the last this many are made up of officers of crews of `filled_by`."""
    filled_by: str = ""
    """The kind whose last crews these are."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Crews of one force and kind on duty, by the clock on the wall."""

    by_hour: tuple[int, ...]
    """By hour of week from Monday 00:00, 168 of them."""
    holiday: tuple[int, ...]
    """By hour of a bank holiday, 24 of them."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Units taken out beforehand: a planned operation, or aid that is out when the run starts."""

    operation_id: str
    name: str
    """As printed."""
    host: str
    """The force, or body outside the 43, that they work for."""
    begins: float
    ends: float
    units: Mapping[str, Mapping[str, int]]
    """By donor, then kind."""
    drive_minutes: Mapping[str, float]
    """By donor: the way home, in convoy; 0 for the host's own."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Disorder at one place: what it needs, and how far everyone is from its RVP."""

    incident_id: str
    name: str
    """As printed, e.g. ``Leeds``."""
    force: str
    """Host."""
    begins: float
    ends: float
    """The minute the last need falls to 0; the scenario's duration if it never does."""
    need: Mapping[str, Need | Responsive]
    """By kind id, in order of id."""
    drive_minutes: Mapping[str, float]
    """Light-traffic minutes from each force's city to the RVP; own travel for the host."""
    seen: bool = False
    """Whether its need is known only as it is seen: need that was drawn, not written."""
    holding: bool = False
    """Whether it is a holding area: units that stand ready there for other incidents."""


@dataclass(frozen=True, slots=True)
class Disorder:
    """What the incidents of a night are drawn from; see `mobsim.scenario.night`."""

    source: Source
    drive_minutes: Mapping[str, Mapping[str, float]]
    """By host, then force: light-traffic minutes to the host's main city, as for an incident."""


@dataclass(frozen=True)
class Scenario:
    """A night to simulate."""

    name: str
    title: str
    question: str
    clock: WallClock
    duration: float
    mode: Literal["surge", "sustained"]
    readiness: Literal["timeline", "roster"]
    host_readiness: Literal["local", "timeline"]
    static: bool
    """No delay, no noise: for comparison with static allocation."""
    forces: tuple[Force, ...]
    """In order of id."""
    regions: tuple[Region, ...]
    kinds: tuple[UnitKind, ...]
    stock: Mapping[str, Mapping[str, Stock]]
    """By force id, then kind id."""
    incidents: tuple[Incident, ...]
    """In order of (begins, incident_id)."""
    agreements: tuple[Agreement, ...]
    """Those in force."""
    drawdown: Drawdown
    policies: Policies
    timeline: Timeline
    local: LocalReadiness
    durations: Durations
    rules: Rules
    chance: Literal["drawn", "typical"] = "drawn"
    operations: tuple[Operation, ...] = ()
    """In order of (begins, operation_id)."""
    disorder: Disorder | None = None
    """What further incidents are drawn from; None once they are drawn, or if there are none."""
    rosters: Mapping[str, Mapping[str, Roster]] = field(default_factory=dict)
    """By force id, then kind id; empty unless `readiness` is ``roster``."""
    requirements: tuple[NationalLine, ...] | None = None
    """The table of national lines; None where only the kinds' own rows state them."""
    returns_loaded: bool = False
    """Whether a user's return replaced the shipped table (a verdict on stock needs it)."""
    resolved: Mapping[str, object] = field(default_factory=dict, compare=False)
    """The scenario file with every default filled in, as plain data."""

    @cached_property
    def lines(self) -> tuple[NationalLine, ...]:
        """The national lines."""
        return lines_for(self.kinds, self.requirements or ())

    @cached_property
    def force_region(self) -> dict[str, str]:
        """Region id by force id."""
        return {force.force_id: force.region for force in self.forces}

    @cached_property
    def city_drives(self) -> dict[str, dict[str, float]]:
        """Light-traffic minutes by force and incident host, for printing."""
        return {i.force: dict(i.drive_minutes) for i in self.incidents}
