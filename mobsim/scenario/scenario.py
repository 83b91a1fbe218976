"""Which night is simulated, with which forces, rules and assumptions?

One frozen `Scenario` holds everything that a run depends on, apart from the seed: two engines with
the same `Scenario` and the same chance produce the same log. `mobsim.scenario.file` reads one from
YAML.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

from mobsim.country.demand import Need, Responsive, Source
from mobsim.country.forces import Agreement, Force, Region, UnitKind, lines_for
from mobsim.country.lines import NationalLine
from mobsim.country.pool import Pool
from mobsim.ground.clock import WallClock
from mobsim.ground.declarations import (
    SECOND_HAND,
    CountParameter,
    DurationsParameter,
    NameParameter,
    NumberParameter,
    ShareParameter,
    SharesParameter,
    SwitchParameter,
)
from mobsim.ground.priors import Prior, even, not_drawn
from mobsim.ground.randomness import Distribution, Fixed, Triangular
from mobsim.policy import Policies
from mobsim.policy.drawdown import Drawdown
from mobsim.scenario.declared import declared, span, step

Mode = Literal["surge", "sustained"]
"""Whether tours end."""
Draws = Literal["drawn", "typical"]
"""Durations drawn at random, or the mean of each."""
USUAL_PRIORITY = 2
"""The severity of an incident that states none."""
End = Literal["unknown", "known"]
"""Whether a host knows in advance when disorder ends."""


# fmt: off
@dataclass(frozen=True, slots=True)
class Durations:
    """How long each step takes."""

    judging: Distribution = step(
        Triangular(10, 20, 45), "the host's first judging of need", "10m", "60m",
        why="command must see before it asks", affects="when aid is first requested",
        title="First judging of need")
    on_call_wait: Distribution = step(
        Fixed(30), "wait for on-call command outside office hours", "0m", "90m",
        help="Added to the first judging outside Monday to Friday, 08:00 to 18:00.",
        why="senior command is at home outside office hours",
        affects="when aid is first requested at night", title="Wait outside office hours")
    ricc_desk: Distribution = step(
        Triangular(10, 20, 60), "desk time of a RICC on a request", "5m", "90m",
        help="Desk time of a RICC for a request from its own region.",
        why="telephone calls to each force in a region",
        affects="regional aid; queues when several cities compete", title="Desk time at a RICC")
    npocc_desk: Distribution = step(
        Triangular(15, 30, 90), "desk time of NPoCC on a request", "10m", "120m",
        why="like a RICC, with more forces to ask",
        affects="national aid; queues when several cities "
        "compete",
        title="Desk time at NPoCC")
    donor_desk: Distribution = step(
        Triangular(5, 10, 20), "desk time of a donor region's RICC for NPoCC", "0m", "40m",
        why="half a RICC's own work", affects="national aid without a national call",
        title="Desk time at a donor's RICC")
    answer: Distribution = step(
        Triangular(5, 15, 45), "a donor's answer", "5m", "60m",
        why="a duty officer looks at the roster", affects="all aid", title="A donor's answer")
    booking_own: Distribution = step(
        Triangular(5, 10, 20), "RVP to deployed, own crews", "0m", "30m",
        why="they know the ground and the channel", affects="first unit on the ground",
        title="Booking in own crews")
    booking_aid: Distribution = step(
        Triangular(15, 30, 60), "RVP to deployed, aid", "15m", "90m",
        why="register, brief, issue radios and assign a local guide", affects="all aid",
        title="Booking in aid")
    muster_formed: Distribution = step(
        Triangular(0, 10, 20), "order to mustered, formed serial on duty", "0m", "30m",
        why="kitted and together", affects="first unit on the ground",
        title="Muster of a formed serial")
    muster_assembled: Distribution = step(
        Triangular(30, 45, 90), "order to mustered, crews assembled on duty", "20m", "120m",
        why="called off other duty, they collect kit and carriers",
        affects="own strength in the first hours", title="Muster of assembled crews")
    recall: Distribution = step(
        Triangular(60, 120, 240), "recall to duty, before assembling", "30m", "360m",
        why="telephone round and drive in", affects="own strength in the first night",
        title="Recall to duty")
    own_travel: float = span(
        20.0, "own crews' drive to the RVP", "10m", "60m", static="0m",
        help="Own crews' drive to the RVP, and back.",
        why="about half across a force area", affects="first unit on the ground",
        title="Drive of own crews")
    silence: float = span(
        45.0, "time after which a missing answer counts as none", "15m", "120m", static="0m",
        help="After this time, an ask without an answer counts as none.", nature="policy",
        why="the slowest answer", affects="aid when donors are silent",
        title="Silence counts as no after")
    judging_interval: float = span(
        30.0, "between later judgings", "15m", "120m", zero=False, nature="policy",
        why="a command meeting each half hour", affects="how soon a change of need is seen",
        title="Time between judgings")
    look_ahead: float = span(
        120.0, "how far ahead scripted need is known", "0m", "6h",
        why="intelligence about an evening", affects="how early aid is requested",
        title="How far ahead need is known")
    rework_interval: float = span(
        60.0, "time until an unmet request is worked on again", "30m", "4h", zero=False,
        nature="policy",
        help="After this time, an unmet request is worked on again.",
        why="an hourly round", affects="aid when supply falls short",
        title="Unmet requests are worked again after")
    convoy_wait: float = span(
        15.0, "the longest that a convoy waits for its last crew", "0m", "60m", static="0m",
        help="A convoy leaves at the latest this long after its first muster.", nature="policy",
        why="carriers travel together, but not at any price", affects="all aid",
        title="Longest wait of a convoy")
    tour: float = span(
        720.0, "longest tour, from mustering", "8h", "16h", zero=False, nature="policy",
        why="a long shift including travel", affects="relief, endurance", title="Longest tour")
    tour_at_most: float = span(
        0.0, "longest tour of a crew without relief", "0m", "20h",
        help="How long a crew continues from mustering if no relief comes; at least as long as "
        "`tour`.",
        prior=Prior(
            "triangular", "12h", "16h", "20h",
            why="who leaves an empty line? The range is from every crew at the end of its tour to "
            "none until two thirds more; no figure is public"),
        why="none: every tour ends on time", affects="relief, endurance",
        likely=("16h", "no crew leaves a line empty behind it; no figure is public"),
        title="Longest tour without relief")
    rest: float = span(
        660.0, "rest between tours", "8h", "12h", nature="policy",
        why="the eleven hours of daily rest in the working time rules, from memory",
        affects="endurance",
        title="Rest between tours")
    redeployment: Distribution = step(
        Triangular(5, 15, 30), "redeployment of units that are already on the ground", "0m", "60m",
        help="Time from the commander's word to deployed, for units of a planned event that turn "
        "to an incident, or of a holding area of the same host.",
        why="briefed, formed up and led across; no desk is involved", affects="first hour of need")
    rested_muster: float = span(
        60.0, "muster of a crew that rested near the RVP", "30m", "120m",
        why="wake, kit, brief", affects="relief", title="Muster after rest near the RVP")
    standby_notice: float = span(
        15.0, "order to mustered, for a crew on standby", "0m", "60m", nature="policy",
        help="Time from the order to mustered, for a crew on standby whose `posture` gives no "
        "notice.",
        why="in carriers and kitted, but still to be briefed", affects="first units on the ground",
        title="Notice of a crew on standby")
    clock_reset: float = span(
        960.0, "the shortest time that a force's mobilisation clock runs", "8h", "72h",
        help="The shortest time that a force's mobilisation clock runs; it continues until all its "
        "crews are free again.",
        why="the length of the promise; a force that worked yesterday is no readier today",
        affects="aid on later days", title="Mobilisation clock")
    day_off: float = span(
        1440.0, "a day off after consecutive tours", "0m", "48h", nature="policy",
        why="six days away, then one off, as officers of 1984 report", affects="endurance")
    seen_need_lasts: float = span(
        480.0, "how long need without a known end is assumed to last", "2h", "24h",
        help="At each judging, need without a known end is assumed to last this much longer.",
        why="a night's disorder, with no report that it will grow or end",
        affects="relief; tours of national units", title="Need is taken to last")
    report_interval: float = span(
        0.0, "time between reports of what forces have available", "0m", "6h", static="0m",
        help="Time between reports of what forces have available; 0m: always up to date.",
        nature="policy", why="none, so that what brokers see is true",
        affects="which forces are asked in vain; all aid",
        likely=("2h", "calling all 43 forces takes time; no interval is public"),
        title="Time between reports")
    recovery: float = span(
        1440.0, "time off for a crew found unfit after rest", "8h", "72h",
        help="A crew found unfit after rest is off for this long.",
        why="a day off in addition to the rest", affects="endurance, with fatigue",
        title="Recovery of an unfit crew")


@dataclass(frozen=True, slots=True)
class Timeline:
    """The promised readiness of aid: shares of the commitment and when they are ready."""

    shares: tuple[float, ...] = declared(
        (0.10, 0.40, 0.60, 1.0), SharesParameter,
        "shares of the commitment ready by each end of a bracket", unit="of commitment",
        status=SECOND_HAND, affects="all aid",
        prior=Prior(
            "triangular", "0.5", "1", "1.5", of="odds",
            why="a promise may be kept in part or exceeded: 10, 40 and 60 % become 5, 25 and 43 % "
            "at the least, 14, 50 and 69 % at the most"),
        why="popm (2021) calls the first three nationally recognised, without saying of what")
    """Cumulative shares; the last is 1."""
    minutes: tuple[float, ...] = declared(
        (60.0, 240.0, 480.0, 960.0), DurationsParameter, "ends of the brackets", key="ends",
        argument="minutes", status=SECOND_HAND, why="1, 4 and 8 h as above; 16 h is popm's own",
        prior=Prior(
            "triangular", "0.75", "1", "2", of="factor",
            why="late is more likely than early; a test of 2013 found contingents of one force "
            "there within the hour, and no times from a night are public"),
        affects="all aid")
    rounding: Literal["per_force", "national"] = declared(
        "per_force", NameParameter, "how shares of a commitment become crews",
        names=("per_force", "national"), affects="about 19 PSUs in the first hour",
        prior=even("no source says which is meant", "per_force", "national"),
        why="each force rounds up; national apportions by largest remainder")
    within_bracket: Literal["end", "spread"] = declared(
        "end", NameParameter, "when in its bracket a crew is ready", names=("end", "spread"),
        prior=even("a promise names the end and is often kept early", "end", "spread"),
        why="at its end: what is promised, no better", affects="all aid")
    """Whether crews are ready at their bracket's end, or uniformly within it."""


@dataclass(frozen=True, slots=True)
class LocalReadiness:
    """How a host's own crews turn out."""

    on_duty_shares: tuple[float, ...]
    """168 shares of fit crews on duty, by hour of week from Monday 00:00."""
    formed_share: float = declared(
        0.5, ShareParameter, "share of on-duty crews that are formed serials", key="formed",
        argument="formed_share", unit="of crews on duty", tried=("0%", "100%"),
        why="one serial for each that is spread over stations", affects="first unit on the ground")
    """The share is rounded up."""
    recall_share: float = declared(
        0.4, ShareParameter, "share of off-duty crews that can be recalled", key="recall",
        argument="recall_share", unit="of crews off duty", tried=("20%", "70%"),
        why="not all answer, and not all may drive", affects="own strength in the first night")
    """The share is rounded down."""


@dataclass(frozen=True, slots=True)
class AskingRules:
    """How much a host asks for, and when."""

    share: float = declared(
        1.0, ShareParameter, "aid requested, as a share of what own crews do not cover", most=3,
        unit="of what is lacking", tried=("50%", "150%"),
        help="Aid requested, as a share of what own crews do not cover; up to 300%.",
        prior=Prior(
            "triangular", "50%", "100%", "150%",
            why="a request is a judgement made in a few minutes: too little for fear of stripping "
            "others, or a margin for fear of running short; neither is recorded"),
        why="all of it, so that hosts request exactly what is lacking",
        affects="how much aid comes; what the country keeps", title="Share asked for")
    """The share is rounded up."""
    batch: int = declared(
        0, CountParameter, "the most units of a kind requested at once", low=0, high=1000,
        unit="units",
        tried=("3", "20"),
        help="The most units of a kind that an incident requests before it is answered; 0: no "
        "limit.",
        prior=Prior(
            "names", weights={"0": 5, "3": 1, "6": 3, "12": 1},
            why="all at once is as likely as in rounds; a round is most likely one convoy of six, "
            "or half of one or two; there is no record"),
        why="none: everything that is lacking is requested at once", affects="how fast aid comes",
        title="Most asked for at once")
    when: Literal["when_short", "before_own"] = declared(
        "when_short", NameParameter, "whether a host asks before its own crews are out",
        names=("when_short", "before_own"),
        help="`when_short`: for what own crews do not cover. `before_own`: as if own crews that "
        "have not mustered were not ordered; aid then takes their place.",
        prior=Prior(
            "names", weights={"when_short": 3, "before_own": 1},
            why="doctrine puts own crews first (tier 1); a commander who expects a long night asks "
            "at once, as for planned events"),
        why="hosts ask nobody for what own crews can cover", affects="when aid is requested",
        title="When aid is asked for")


@dataclass(frozen=True, slots=True)
class RiskRules:
    """How much a force lends when it may soon need its own crews."""

    lends: float = declared(
        1.0, ShareParameter,
        "what a force with risk at home lends, as a share of its usual lending",
        unit="of what is lent", tried=("0%", "100%"),
        help="Share of its usual lending that a force still lends with risk at home: incidents "
        "running in its region, or a tension.",
        prior=Prior(
            "triangular", "0%", "50%", "100%",
            why="next to trouble, some forces give nothing and others all that they owe; no source "
            "says how often"),
        why="none: forces give what they owe", affects="aid from regions with trouble",
        likely=("50%", "a force keeps for itself what it may need; no figure is public"),
        title="Still lent with risk at home")
    """The share is rounded down."""
    incidents: int = declared(
        1, CountParameter, "running incidents in a force's region that put it at risk", low=1,
        high=1000, unit="incidents", tried=("1", "3"),
        help="This many running incidents in its region put a force at risk, including its own.",
        prior=Prior(
            "names", weights={"1": 3, "2": 2, "3": 1},
            why="one place next door is a warning; some forces wait for a second or third"),
        why="one is a warning", affects="aid from regions with trouble",
        title="Incidents that make a risk")


@dataclass(frozen=True, slots=True)
class LodgingRules:
    """Which aid is lodged near the place from one tour to the next, and for how long."""

    aid: Literal["national", "lasting"] = declared(
        "national", NameParameter, "aid that is lodged from one tour to the next",
        names=("national", "lasting"), nature="policy",
        help="`national`: tier 3 aid, while need continues. `lasting`: also all aid from afar "
        "where need lasts more than a day; it stays when need falls and is not requested again.",
        why="units from the region drive home; national units do not",
        affects="aid on later days; endurance", title="Which aid is lodged")
    far: float = span(
        120.0, "aid counts as from afar if its drive home and back takes longer", "1h", "6h",
        nature="policy", help="Aid counts as from afar if its drive home and back takes longer "
        "than this.",
        why="an hour each way, on top of twelve hours of duty; no figure is public",
        affects="who is lodged", title="Far from home")
    lasting: float = span(
        1440.0, "need that lasts longer is answered by aid that stays", "12h", "72h",
        nature="policy", help="Need lasts if it is stated to continue for longer than this, or if "
        "it already has.",
        why="one day: need that ends by the next day requires no relief", affects="who is lodged",
        title="Need that lasts")
    stay: float = span(
        10080.0, "time after which lodged aid goes home", "48h", "336h", zero=False,
        nature="policy",
        help="Lodged aid goes home at the latest this long after it left.",
        why="a week: one force sent its own for almost that long in 2011", affects="endurance",
        title="Longest stay")


@dataclass(frozen=True, slots=True)
class Rules:
    """Numbers of the protocol that are not durations."""

    ricc_desks: Mapping[str, int]
    """Desks by region id."""
    ricc_at: Mapping[str, str] = field(default_factory=dict)
    """Lost RICCs: for each region id, the region whose desks work on its requests."""
    london_75: Literal["held_by", "available_to"] = declared(
        "held_by", NameParameter,
        "whether the 75 are held by London's forces or available to London",
        names=("held_by", "available_to"),
        prior=even("the sentence does not say which", "held_by", "available_to"),
        why="the published sentence can be read either way",
        affects="the line PSU for London", title="London's 75")
    end: Literal["unknown", "known"] = declared(
        "unknown", NameParameter, "whether hosts know beforehand when disorder ends",
        names=get_args(End), static="known",
        help="Whether hosts know beforehand when disorder ends: `known`, as for a match or a "
        "march, or `unknown`. An incident can override this.",
        prior=not_drawn("nobody knows; an incident whose host does know can say so"),
        why="nobody knows when disorder ends", affects="how much is requested; relief; releases",
        title="When the end is known")
    host_floor: Literal["used", "kept"] = declared(
        "used", NameParameter, "whether a host may use the crews of its own floor",
        names=("used", "kept"), nature="policy",
        why="the floor is kept for disorder at home", affects="own strength; home cover",
        title="Host's own floor")
    serials: int = declared(
        1, CountParameter, "parts in which a host's own crews reach the RVP", low=1, high=25,
        unit="parts", tried=("1", "3"),
        help="Parts in which a host's own crews reach the RVP as they assemble; 1: whole.",
        prior=not_drawn("it changes no unit, line or target; officers are only counted sooner"),
        why="whole: a crew counts when all of it is there",
        affects="officers at the RVP in the first hour; no unit, line or target",
        title="Parts in which own crews come")
    desks: bool = declared(
        True, SwitchParameter, "whether desks take time and queue", static="off",
        prior=not_drawn("desks do take time; off is for comparison"),
        why="they do", affects="all aid", title="Desks take time")
    npocc_desks: int = declared(
        4, CountParameter, "requests that NPoCC works on at once", low=1, high=1000,
        nature="policy",
        unit="desks", tried=("1", "12"), why="a small centre",
        affects="queues when several cities compete", title="Desks at NPoCC")
    no_answer: float = declared(
        0.05, ShareParameter, "share of asks that a donor does not answer", unit="of asks",
        static="0%",
        tried=("0%", "20%"), why="one in twenty calls is lost", affects="all aid",
        title="Donors that do not answer")
    convoy_size: int = declared(
        6, CountParameter, "the most units in a convoy", low=1, high=100, nature="policy",
        unit="units", tried=("1", "12"), why="eighteen carriers on one road", affects="all aid",
        title="Largest convoy")
    convoy_factor: float = declared(
        1.10, NumberParameter,
        "drive time of carriers in convoy, relative to cars in light traffic",
        low=0.1, high=10, static=1.0, tried=("1.0", "1.3"),
        why="minibus speed limits, and time to form up", affects="all aid",
        title="Convoy against car")
    travel_cv: float = declared(
        0.10, NumberParameter, "spread of a convoy's drive", low=0, high=10, static=0.0,
        unit="coefficient of variation", tried=("0", "0.3"), why="traffic, weather",
        affects="all aid", title="Spread of a convoy's drive")
    reserve_share: float = declared(
        0.0, ShareParameter, "units requested on top of need", nature="policy", unit="of need",
        tried=("0%", "30%"), why="none, so that requests equal need",
        affects="how much is requested", title="Reserve asked for")
    tours_before_day_off: int = declared(
        6, CountParameter, "consecutive tours before a day off", low=1, high=100, nature="policy",
        unit="tours", tried=("4", "12"), why="six days away, then one off, as officers of 1984 "
        "report",
        affects="endurance", title="Tours before a day off")
    national_tours: int = declared(
        3, CountParameter, "tours of a national unit before it goes home", low=1, high=100,
        nature="policy", unit="tours", tried=("1", "5"), why="three days away",
        affects="endurance", title="Tours of a national unit")
    need_bias: float = declared(
        1.0, NumberParameter, "need as the host judges it", low=0.1, high=3, unit="of need",
        help="Need as the host judges it, for each unit needed. With 1, and `need_cv` 0, it judges "
        "exactly.",
        tried=("0.5", "1.5"), why="exact, so that hosts request what is needed",
        affects="how much is requested",
        likely=(0.8, "first estimates miss what is not yet visible"),
        title="Need as the host judges it")
    need_cv: float = declared(
        0.0, NumberParameter, "spread of what the host judges", low=0, high=3,
        unit="coefficient of variation",
        help="Spread of what the host judges, as a coefficient of variation.",
        tried=("0", "0.6"), why="none, so that successive judgings agree",
        affects="how much is requested and released",
        likely=(0.3, "two commanders differ by about a third"),
        title="Spread of what the host judges")
    refusals: float = declared(
        0.0, ShareParameter, "refusals by a donor without trouble in its region", unit="of asks",
        help="Share of asks refused by a donor without trouble in its region.",
        tried=("0%", "10%"), why="none: forces give what they owe", affects="all aid",
        likely=("2%", "a force may need its own crews for something unforeseen"),
        title="Asks refused")
    refusals_per_incident: float = declared(
        0.0, ShareParameter, "added for each running incident in the donor's region",
        unit="of asks", help="What each running incident in the donor's region adds to `refusals`.",
        tried=("0%", "20%"), why="none: forces give what they owe",
        affects="aid from regions with trouble",
        likely=("5%", "trouble next door is a reason to keep units"),
        title="More refused for each incident")
    part_offers: float = declared(
        0.0, ShareParameter, "asks for which a donor offers only a part", unit="of asks",
        help="Share of asks for which a donor offers only a part.",
        tried=("0%", "30%"), why="none: forces give what they owe", affects="all aid",
        likely=("10%", "one in ten sends what it can spare"), title="Asks met in part")
    part_share: float = declared(
        0.5, ShareParameter, "the part that such a donor offers", unit="of what is requested",
        help="The part of what is requested that such a donor offers.",
        tried=("20%", "80%"), why="half: no evidence is known", affects="all aid, with part offers",
        likely=("50%", "half: no evidence is known"), title="Size of a part offer")
    """The share is rounded up."""
    withdrawals: float = declared(
        0.0, ShareParameter, "aid orders withdrawn at the moment of mustering",
        unit="of orders", help="Share of aid orders withdrawn at the moment of mustering.",
        tried=("0%", "10%"), why="none: an order is an order", affects="aid that was counted on",
        likely=("3%", "sickness, a breakdown or a call at home between order and muster"),
        title="Aid withdrawn")
    fatigue: float = declared(
        0.0, ShareParameter, "crews found unfit after rest, for each consecutive tour",
        unit="of crews", help="Share of crews found unfit after rest, for each consecutive tour.",
        tried=("0%", "10%"), why="none: eleven hours of rest are enough", affects="endurance",
        likely=("3%", "eleven hours on a camp bed do not always restore a crew"),
        title="Unfit after a tour")
    recall_after_call: float = declared(
        0.6, ShareParameter,
        "off-duty crews that can be recalled once a national call cancels rest days",
        key="readiness.roster.recall_after_call", unit="of crews off duty", tried=("40%", "80%"),
        why="more than on an ordinary night: people warned beforehand can be reached",
        affects="all aid after a call")
# fmt: on


@dataclass(frozen=True, slots=True)
class Stock:
    """One force's stock of one kind on this night."""

    trained: int
    commitment: int
    declared: int
    fit: int
    floor: int
    filled: int = 0
    """How many of the fit crews, counted from the last, are formed by officers of `filled_by`
    crews.
    """
    filled_by: str = ""
    """The kind whose last crews these are."""
    lends: int | None = None
    """The most that it lends at once, regardless of the drawdown; None for no such limit."""

    @property
    def kept(self) -> int:
        """Crews that it does not lend: its floor, or more if its lending is limited.

        >>> Stock(20, 12, 12, 15, 2, lends=4).kept, Stock(20, 12, 12, 15, 2).kept
        (11, 2)
        """
        return self.floor if self.lends is None else max(self.floor, self.fit - self.lends)


@dataclass(frozen=True, slots=True)
class Roster:
    """Crews of one force and kind on duty, by the wall clock."""

    by_hour: tuple[int, ...]
    """Crews on duty in each of the 168 hours of the week, from Monday 00:00."""
    holiday: tuple[int, ...]
    """Crews on duty in each of the 24 hours of a bank holiday."""
    shares: tuple[float, ...] = ()
    """Share of the fit on duty, by hour of week."""
    pool: Pool | None = None
    """The fit people and carriers; None for a kind without such a pool."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Units taken out in advance: a planned operation, or aid that is already out at the start."""

    operation_id: str
    name: str
    """The name as printed."""
    host: str
    """The force, or body outside the 43, that they work for."""
    begins: float
    ends: float
    units: Mapping[str, Mapping[str, int]]
    """The units, by donor, then kind."""
    drive_minutes: Mapping[str, float]
    """The drive home in convoy, by donor; 0 for the host's own units."""
    turns_to: frozenset[str] = frozenset()
    """Ids of incidents that take its units at once if they begin."""
    sought: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Units to broker in advance, by pool of donors as in the scenario, then by kind."""
    not_found: Mapping[str, int] = field(default_factory=dict)
    """Requested units that forces could not lend, by kind."""
    place: tuple[float, float] | None = None
    """Degrees north and east of the place where donors drive; None for the host's main city."""

    def out_from(self, donor: str) -> float:
        """The minute when a donor's crews set out, so that they arrive as it begins."""
        return max(0.0, self.begins - self.drive_minutes[donor])


@dataclass(frozen=True, slots=True)
class Tension:
    """Forces that expect trouble at home for a while."""

    forces: frozenset[str]
    begins: float
    ends: float
    lends: float | None = None
    """Share of their usual lending; None to use `RiskRules`."""


@dataclass(frozen=True, slots=True)
class Posture:
    """Crews on standby at home before anything happens, relieved shift by shift."""

    posture_id: str
    begins: float
    ends: float
    units: Mapping[str, Mapping[str, int]]
    """Crews on standby at a time, by force, then kind."""
    notice: float
    """Minutes from an order until one of them has mustered."""

    @property
    def name(self) -> str:
        """The name as printed."""
        return self.posture_id.replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Target:
    """A number of units of a kind that should be at a place by a minute."""

    incident: str
    kind: str
    units: int
    by: float


@dataclass(frozen=True, slots=True)
class Incident:
    """Disorder at one place: what it needs, and how far each force is from its RVP."""

    incident_id: str
    name: str
    """The name as printed, e.g. ``Leeds``."""
    force: str
    """The host force."""
    begins: float
    ends: float
    """The minute when the last need falls to 0; the scenario's duration if it never does."""
    need: Mapping[str, Need | Responsive]
    """The need by kind id, in order of id."""
    drive_minutes: Mapping[str, float]
    """Light-traffic minutes from each force's city to the RVP; own travel for the host."""
    seen: bool = False
    """Whether hosts see its need only as it arises: true of need that was drawn rather than
    written.
    """
    end: End | None = None
    """Whether its host knows in advance when it ends; None applies the rules."""
    holding: bool = False
    """Whether it is a holding area: units that stand ready there for other incidents."""
    priority: int | None = None
    """The order in which desks and donors serve it, from 1 to 3; None means `USUAL_PRIORITY`."""

    @property
    def threat(self) -> int:
        """The stated or usual priority."""
        return self.priority or USUAL_PRIORITY


@dataclass(frozen=True, slots=True)
class Disorder:
    """What the incidents of a night are drawn from; see `mobsim.scenario.night`."""

    source: Source
    drive_minutes: Mapping[str, Mapping[str, float]]
    """Light-traffic minutes to the host's main city, by host and force, as for an incident."""


@dataclass(frozen=True, repr=False)
class Scenario:
    """A night to simulate."""

    name: str
    title: str
    question: str
    clock: WallClock
    duration: float
    mode: Mode
    chance: Draws
    readiness: Literal["timeline", "roster"]
    host_readiness: Literal["local", "timeline"]
    static: bool
    """No delay, no noise: for comparison with static allocation."""
    forces: tuple[Force, ...]
    """Listed in order of id."""
    regions: tuple[Region, ...]
    kinds: tuple[UnitKind, ...]
    stock: Mapping[str, Mapping[str, Stock]]
    """Stock by force id, then kind id."""
    incidents: tuple[Incident, ...]
    """Listed in order of (begins, incident_id)."""
    agreements: tuple[Agreement, ...]
    """The agreements in force."""
    drawdown: Drawdown
    policies: Policies
    timeline: Timeline
    local: LocalReadiness
    durations: Durations
    rules: Rules
    asking: AskingRules = field(default_factory=AskingRules)
    risk: RiskRules = field(default_factory=RiskRules)
    tensions: tuple[Tension, ...] = ()
    """Listed in the order in which they are stated."""
    lodging: LodgingRules = field(default_factory=LodgingRules)
    operations: tuple[Operation, ...] = ()
    """Listed in order of (begins, operation_id)."""
    posture: tuple[Posture, ...] = ()
    """Listed in the order in which they are stated."""
    targets: tuple[Target, ...] = ()
    """Listed in the order in which they are stated."""
    disorder: Disorder | None = None
    """The source of further incidents; None once they are drawn, or if there are none."""
    notices: Mapping[str, float] = field(default_factory=dict)
    """The notice of each force: minutes after an order before its crews muster for another."""
    rosters: Mapping[str, Mapping[str, Roster]] = field(default_factory=dict)
    """Rosters by force id, then kind id; empty unless `readiness` is ``roster``."""
    requirements: tuple[NationalLine, ...] | None = None
    """The table of national lines; None if only the kinds' own rows state them."""
    left_out: tuple[str, ...] = ()
    """Ids of the forces that are not in play; without them the national lines get no verdict."""
    returns_loaded: bool = False
    """Whether a user's return replaced the shipped table (a verdict on stock needs it)."""
    resolved: Mapping[str, object] = field(default_factory=dict, compare=False)
    """The scenario file with every default filled in, as plain data."""

    def __repr__(self) -> str:
        from mobsim.scenario.scenario_shown import in_short

        return in_short(self)

    def _repr_html_(self) -> str:
        from mobsim.scenario.scenario_shown import page_of

        return page_of(self)

    @cached_property
    def lines(self) -> tuple[NationalLine, ...]:
        """The national lines."""
        return lines_for(self.kinds, self.requirements or ())

    @cached_property
    def force_region(self) -> dict[str, str]:
        """Region id by force id."""
        return {force.force_id: force.region for force in self.forces}
