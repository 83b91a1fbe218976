"""Which night is simulated, with which forces, rules and assumptions?

One frozen `Scenario` holds everything that a run depends on, apart from the seed: two engines with
the same `Scenario` and the same chance make the same log. `mobsim.scenario.file` reads one from
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
"""Durations by chance, or the mean of each."""
USUAL_PRIORITY = 2
"""The severity of an incident that states none."""
End = Literal["unknown", "known"]
"""Whether a host knows in advance when disorder ends."""


# fmt: off
@dataclass(frozen=True, slots=True)
class Durations:
    """How long each step takes."""

    judging: Distribution = step(
        Triangular(10, 20, 45), "first judging of need by the host", "10m", "60m",
        why="command must see before it asks", affects="when aid is first asked for",
        title="First judging of need")
    on_call_wait: Distribution = step(
        Fixed(30), "wait for on-call command out of hours", "0m", "90m",
        help="Added to the first judging outside Monday to Friday, 08:00 to 18:00.",
        why="senior command is at home outside office hours",
        affects="when aid is first asked for at night", title="Wait outside office hours")
    ricc_desk: Distribution = step(
        Triangular(10, 20, 60), "desk time of a RICC on a request", "5m", "90m",
        help="Desk time of a RICC on a request of its own region.",
        why="telephone calls to each force of a region",
        affects="regional aid; queues when cities contend", title="Desk time at a RICC")
    npocc_desk: Distribution = step(
        Triangular(15, 30, 90), "desk time of NPoCC on a request", "10m", "120m",
        why="as a RICC, with more to ask", affects="national aid; queues when cities contend",
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
        why="register, brief, radios, a local guide", affects="all aid", title="Booking in aid")
    muster_formed: Distribution = step(
        Triangular(0, 10, 20), "order to mustered, formed serial on duty", "0m", "30m",
        why="kitted and together", affects="first unit on the ground",
        title="Muster of a formed serial")
    muster_assembled: Distribution = step(
        Triangular(30, 45, 90), "order to mustered, crews assembled on duty", "20m", "120m",
        why="called off other duty, they draw kit and carriers",
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
        45.0, "an ask without an answer counts as none after", "15m", "120m", static="0m",
        help="An ask without an answer counts as none after this.", nature="policy",
        why="the slowest answer", affects="aid when donors are silent",
        title="Silence counts as no after")
    judging_interval: float = span(
        30.0, "between later judgings", "15m", "120m", zero=False, nature="policy",
        why="a command meeting each half hour", affects="how soon a change of need is seen",
        title="Time between judgings")
    look_ahead: float = span(
        120.0, "how far ahead scripted need is known", "0m", "6h",
        why="intelligence of an evening", affects="how early aid is asked for",
        title="How far ahead need is known")
    rework_interval: float = span(
        60.0, "an unmet request is worked again after", "30m", "4h", zero=False, nature="policy",
        help="An unmet request is worked again after this.",
        why="an hourly round", affects="aid when supply falls short",
        title="Unmet requests are worked again after")
    convoy_wait: float = span(
        15.0, "a convoy waits for its last crew at most", "0m", "60m", static="0m",
        help="A convoy leaves this long after its first muster at latest.", nature="policy",
        why="carriers travel together, not at any price", affects="all aid",
        title="Longest wait of a convoy")
    tour: float = span(
        720.0, "longest tour, from mustering", "8h", "16h", zero=False, nature="policy",
        why="a long shift with travel", affects="relief, endurance", title="Longest tour")
    tour_at_most: float = span(
        0.0, "longest tour of a crew that nobody has relieved", "0m", "20h",
        help="A crew goes on this long from mustering if no relief has come; no longer than `tour` "
        "if that is longer.",
        prior=Prior(
            "triangular", "12h", "16h", "20h",
            why="who leaves an empty line? From all, at the end of a tour, to nobody until two "
            "thirds more; no figure is public"),
        why="none: every tour ends when it should", affects="relief, endurance",
        likely=("16h", "no crew leaves a line empty behind it; no figure is public"),
        title="Longest tour without relief")
    rest: float = span(
        660.0, "rest between tours", "8h", "12h", nature="policy",
        why="eleven hours of daily rest in the working time rules, recalled", affects="endurance",
        title="Rest between tours")
    redeployment: Distribution = step(
        Triangular(5, 15, 30), "redeployment of units that are on the ground already", "0m", "60m",
        help="From the commander's word to deployed, of units of a planned event that turns, or "
        "of a holding area of the same host.",
        why="briefed, formed up and led across; no desk is asked", affects="first hour of need")
    rested_muster: float = span(
        60.0, "muster of a crew that rested near the RVP", "30m", "120m",
        why="wake, kit, brief", affects="relief", title="Muster after rest near the RVP")
    standby_notice: float = span(
        15.0, "order to mustered, of a crew that stands by", "0m", "60m", nature="policy",
        help="From the order to mustered, of a crew that stands by where `posture` says no notice.",
        why="in carriers and kitted, it has to be briefed", affects="first units on the ground",
        title="Notice of a crew on standby")
    clock_reset: float = span(
        960.0, "a force's mobilisation clock runs at least", "8h", "72h",
        help="A force's mobilisation clock runs at least this long, and until all its crews are "
        "free again.",
        why="the length of the promise; a force that worked yesterday is no readier today",
        affects="aid on later days", title="Mobilisation clock")
    day_off: float = span(
        1440.0, "a day off, after tours in a row", "0m", "48h", nature="policy",
        why="six days away, one off, as officers of 1984 tell", affects="endurance")
    seen_need_lasts: float = span(
        480.0, "need whose end is not known is taken to last", "2h", "24h",
        help="Need whose end is not known is taken to last this long from each judging.",
        why="a night's disorder, told neither to grow nor to end",
        affects="relief; tours of national units", title="Need is taken to last")
    report_interval: float = span(
        0.0, "between reports of what forces have available", "0m", "6h", static="0m",
        help="Between reports of what forces have available; 0m: always up to date.",
        nature="policy", why="none, so that what brokers see is true",
        affects="who is asked in vain; all aid",
        likely=("2h", "calling all 43 forces takes time; no interval is public"),
        title="Time between reports")
    recovery: float = span(
        1440.0, "a crew found unfit after rest is off for", "8h", "72h",
        help="A crew that is found unfit after rest is off for this long.",
        why="a day off besides the rest", affects="endurance, with fatigue",
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
            why="a promise is kept in part, or more: 10, 40 and 60 % become 5, 25 and 43 % at the "
            "least, 14, 50 and 69 % at the most"),
        why="popm (2021) calls the first three nationally recognised; of what, is not public")
    """Cumulative, the last 1."""
    minutes: tuple[float, ...] = declared(
        (60.0, 240.0, 480.0, 960.0), DurationsParameter, "ends of the brackets", key="ends",
        argument="minutes", status=SECOND_HAND, why="1, 4 and 8 h as above; 16 h is popm's own",
        prior=Prior(
            "triangular", "0.75", "1", "2", of="factor",
            why="late is likelier than early; a test of 2013 found contingents of one force there "
            "in the hour, and no times of a night are public"),
        affects="all aid")
    rounding: Literal["per_force", "national"] = declared(
        "per_force", NameParameter, "how shares of a commitment become crews",
        names=("per_force", "national"), affects="about 19 PSUs in the first hour",
        prior=even("no source says which is meant", "per_force", "national"),
        why="each force rounds up; national apportions by largest remainder")
    within_bracket: Literal["end", "spread"] = declared(
        "end", NameParameter, "when in its bracket a crew is ready", names=("end", "spread"),
        prior=even("a promise names the end and is often kept before it", "end", "spread"),
        why="at its end: what is promised, no better", affects="all aid")
    """At a bracket's end, or uniformly within it."""


@dataclass(frozen=True, slots=True)
class LocalReadiness:
    """How a host's own crews turn out."""

    on_duty_shares: tuple[float, ...]
    """168 shares of fit crews on duty, by hour of week from Monday 00:00."""
    formed_share: float = declared(
        0.5, ShareParameter, "crews on duty that are formed serials", key="formed",
        argument="formed_share", unit="of crews on duty", tried=("0%", "100%"),
        why="a serial for each that is spread over stations", affects="first unit on the ground")
    """Rounded up."""
    recall_share: float = declared(
        0.4, ShareParameter, "crews off duty that can be recalled", key="recall",
        argument="recall_share", unit="of crews off duty", tried=("20%", "70%"),
        why="not all answer, not all may drive", affects="own strength in the first night")
    """Rounded down."""


@dataclass(frozen=True, slots=True)
class AskingRules:
    """How much a host asks for, and when."""

    share: float = declared(
        1.0, ShareParameter, "aid asked for, of what own crews do not cover", most=3,
        unit="of what is lacking", tried=("50%", "150%"),
        help="Aid asked for, as a share of what own crews do not cover; up to 300%.",
        prior=Prior(
            "triangular", "50%", "100%", "150%",
            why="a request is a judgement of a few minutes: too little for fear of stripping "
            "others, or a margin for fear of running short; neither is recorded"),
        why="all of it, so that what is asked for is what is lacking",
        affects="how much aid comes; what the country keeps", title="Share asked for")
    """Rounded up."""
    batch: int = declared(
        0, CountParameter, "most units of a kind asked for at once", low=0, high=1000, unit="units",
        tried=("3", "20"),
        help="Most units of a kind that an incident asks for until that is answered; 0: no limit.",
        prior=Prior(
            "names", weights={"0": 5, "3": 1, "6": 3, "12": 1},
            why="all at once as likely as in rounds; a round is most likely one convoy of six, or "
            "half of one or two; no record says"),
        why="none: all that is lacking is asked for at once", affects="how fast aid comes",
        title="Most asked for at once")
    when: Literal["when_short", "before_own"] = declared(
        "when_short", NameParameter, "whether a host asks before its own crews are out",
        names=("when_short", "before_own"),
        help="`when_short`: for what own crews do not cover. `before_own`: as if own crews not yet "
        "mustered were not ordered; aid then takes their place.",
        prior=Prior(
            "names", weights={"when_short": 3, "before_own": 1},
            why="doctrine has own crews first (tier 1); a commander who expects a long night asks "
            "at once, as for planned events"),
        why="what own crews can cover nobody is asked for", affects="when aid is asked for",
        title="When aid is asked for")


@dataclass(frozen=True, slots=True)
class RiskRules:
    """How much a force lends that may soon need its own crews."""

    lends: float = declared(
        1.0, ShareParameter, "lent by a force with risk at home, of what it lends without",
        unit="of what is lent", tried=("0%", "100%"),
        help="Share of what a force lends that it still lends with risk at home: incidents that "
        "run in its region, or a tension.",
        prior=Prior(
            "triangular", "0%", "50%", "100%",
            why="beside trouble some forces give nothing and others all that they owe; no source "
            "says how often"),
        why="none: forces give what they owe", affects="aid from where there is trouble",
        likely=("50%", "a force keeps for itself what it may need; no figure is public"),
        title="Still lent with risk at home")
    """Rounded down."""
    incidents: int = declared(
        1, CountParameter, "incidents that run in a force's region and put it at risk", low=1,
        high=1000, unit="incidents", tried=("1", "3"),
        help="So many incidents that run in its region put a force at risk, its own included.",
        prior=Prior(
            "names", weights={"1": 3, "2": 2, "3": 1},
            why="one place next door is a warning; some forces wait for a second or third"),
        why="one is a warning", affects="aid from where there is trouble",
        title="Incidents that make a risk")


@dataclass(frozen=True, slots=True)
class LodgingRules:
    """Which aid is lodged near the place from one tour to the next, and for how long."""

    aid: Literal["national", "lasting"] = declared(
        "national", NameParameter, "aid that is lodged from one tour to the next",
        names=("national", "lasting"), nature="policy",
        help="`national`: aid of tier 3, while need goes on. `lasting`: besides all aid from afar "
        "where need lasts more than a day; it stays as need falls and is not asked for again.",
        why="units from the region drive home, those of the nation do not",
        affects="aid on later days; endurance", title="Which aid is lodged")
    far: float = span(
        120.0, "aid is from afar if its drive home and back is longer", "1h", "6h",
        nature="policy", help="Aid is from afar if its drive home and back is longer than this.",
        why="an hour each way, on top of twelve hours of duty; no figure is public",
        affects="who is lodged", title="Far from home")
    lasting: float = span(
        1440.0, "need that lasts longer is answered by aid that stays", "12h", "72h",
        nature="policy", help="Need lasts if it is stated to go on longer than this, or if it has.",
        why="one day: what is over by the next needs no relief", affects="who is lodged",
        title="Need that lasts")
    stay: float = span(
        10080.0, "lodged aid goes home after", "48h", "336h", zero=False, nature="policy",
        help="Lodged aid goes home so long after it left, at the latest.",
        why="a week: one force sent its own for almost so long in 2011", affects="endurance",
        title="Longest stay")


@dataclass(frozen=True, slots=True)
class Rules:
    """Numbers of the protocol that are not durations."""

    ricc_desks: Mapping[str, int]
    """Desks by region id."""
    ricc_at: Mapping[str, str] = field(default_factory=dict)
    """RICCs that are lost: by region id, the region at whose desks its requests are worked."""
    london_75: Literal["held_by", "available_to"] = declared(
        "held_by", NameParameter,
        "whether the 75 is held by London's forces or available to London",
        names=("held_by", "available_to"),
        prior=even("the sentence does not say", "held_by", "available_to"),
        why="the published sentence can be read both ways",
        affects="the line PSU for London", title="London's 75")
    end: Literal["unknown", "known"] = declared(
        "unknown", NameParameter, "whether hosts know beforehand when disorder ends",
        names=get_args(End), static="known",
        help="Whether hosts know beforehand when disorder ends: `known`, as of a match or a "
        "march, or `unknown`. An incident may say otherwise.",
        prior=not_drawn("nobody knows; an incident for which a host does know says so itself"),
        why="nobody knows when disorder ends", affects="how much is asked for; relief; releases",
        title="When the end is known")
    host_floor: Literal["used", "kept"] = declared(
        "used", NameParameter, "whether a host may use the crews of its own floor",
        names=("used", "kept"), nature="policy",
        why="disorder at home is what the floor is kept for", affects="own strength; home cover",
        title="Host's own floor")
    serials: int = declared(
        1, CountParameter, "parts in which a host's own crews come to the RVP", low=1, high=25,
        unit="parts", tried=("1", "3"),
        help="Parts in which a host's own crews come to the RVP as they assemble; 1: whole.",
        prior=not_drawn("no unit, line or target moves by it; officers are counted sooner"),
        why="whole: a crew is counted when all of it is there",
        affects="officers at the RVP in the first hour; no unit, line or target",
        title="Parts in which own crews come")
    desks: bool = declared(
        True, SwitchParameter, "whether desks take time and queue", static="off",
        prior=not_drawn("desks do take time; off is for comparison"),
        why="they do", affects="all aid", title="Desks take time")
    npocc_desks: int = declared(
        4, CountParameter, "requests NPoCC works on at once", low=1, high=1000, nature="policy",
        unit="desks", tried=("1", "12"), why="a small centre",
        affects="queues when cities contend", title="Desks at NPoCC")
    no_answer: float = declared(
        0.05, ShareParameter, "a donor does not answer an ask", unit="of asks", static="0%",
        tried=("0%", "20%"), why="one in twenty calls is lost", affects="all aid",
        title="Donors that do not answer")
    convoy_size: int = declared(
        6, CountParameter, "units of a convoy at most", low=1, high=100, nature="policy",
        unit="units", tried=("1", "12"), why="eighteen carriers on one road", affects="all aid",
        title="Largest convoy")
    convoy_factor: float = declared(
        1.10, NumberParameter, "carriers in convoy against cars in light traffic",
        low=0.1, high=10, static=1.0, tried=("1.0", "1.3"),
        why="minibus speed limits, forming up", affects="all aid", title="Convoy against car")
    travel_cv: float = declared(
        0.10, NumberParameter, "spread of a convoy's drive", low=0, high=10, static=0.0,
        unit="coefficient of variation", tried=("0", "0.3"), why="traffic, weather",
        affects="all aid", title="Spread of a convoy's drive")
    reserve_share: float = declared(
        0.0, ShareParameter, "asked for on top of need", nature="policy", unit="of need",
        tried=("0%", "30%"), why="none, so that need and request agree",
        affects="how much is asked for", title="Reserve asked for")
    tours_before_day_off: int = declared(
        6, CountParameter, "tours in a row before a day off", low=1, high=100, nature="policy",
        unit="tours", tried=("4", "12"), why="six days away, one off, as officers of 1984 tell",
        affects="endurance", title="Tours before a day off")
    national_tours: int = declared(
        3, CountParameter, "tours of a national unit before it goes home", low=1, high=100,
        nature="policy", unit="tours", tried=("1", "5"), why="three days away",
        affects="endurance", title="Tours of a national unit")
    need_bias: float = declared(
        1.0, NumberParameter, "need as the host judges it", low=0.1, high=3, unit="of need",
        help="Need as the host judges it, for each unit needed: 1, with `need_cv` 0, if it sees "
        "exactly.",
        tried=("0.5", "1.5"), why="exact, so that what is asked for is what is needed",
        affects="how much is asked for",
        likely=(0.8, "first estimates miss what cannot be seen yet"),
        title="Need as the host judges it")
    need_cv: float = declared(
        0.0, NumberParameter, "spread of what the host judges", low=0, high=3,
        unit="coefficient of variation",
        help="Spread of what the host judges: coefficient of variation.",
        tried=("0", "0.6"), why="none, so that no judging differs from the last",
        affects="how much is asked for, and released",
        likely=(0.3, "two commanders differ by about a third"),
        title="Spread of what the host judges")
    refusals: float = declared(
        0.0, ShareParameter, "a donor refuses, with no trouble in its region", unit="of asks",
        help="Share of asks that are refused with no trouble in the donor's region.",
        tried=("0%", "10%"), why="none: forces give what they owe", affects="all aid",
        likely=("2%", "a force may need its own crews for something unforeseen"),
        title="Asks refused")
    refusals_per_incident: float = declared(
        0.0, ShareParameter, "added for each incident running in the donor's region",
        unit="of asks", help="What each running incident in the donor's region adds to `refusals`.",
        tried=("0%", "20%"), why="none: forces give what they owe",
        affects="aid from where there is trouble",
        likely=("5%", "trouble next door is a reason to keep units"),
        title="More refused for each incident")
    part_offers: float = declared(
        0.0, ShareParameter, "a donor offers only a part", unit="of asks",
        help="Share of asks to which only a part is offered.",
        tried=("0%", "30%"), why="none: forces give what they owe", affects="all aid",
        likely=("10%", "one in ten sends what it can spare"), title="Asks met in part")
    part_share: float = declared(
        0.5, ShareParameter, "the part that is offered then", unit="of what is asked for",
        help="The part that is offered then, of what is asked for.",
        tried=("20%", "80%"), why="half: no evidence is known", affects="all aid, with part offers",
        likely=("50%", "half: no evidence is known"), title="Size of a part offer")
    """Rounded up."""
    withdrawals: float = declared(
        0.0, ShareParameter, "aid ordered that is withdrawn when it should muster",
        unit="of orders", help="Share of aid ordered that is withdrawn when it should muster.",
        tried=("0%", "10%"), why="none: an order is an order", affects="aid that was counted on",
        likely=("3%", "sickness, a breakdown or a call at home between order and muster"),
        title="Aid withdrawn")
    fatigue: float = declared(
        0.0, ShareParameter, "crews found unfit after rest, for each tour in a row",
        unit="of crews", help="Share of crews found unfit after rest, for each tour in a row.",
        tried=("0%", "10%"), why="none: eleven hours of rest are enough", affects="endurance",
        likely=("3%", "eleven hours on a camp bed do not always restore a crew"),
        title="Unfit after a tour")
    recall_after_call: float = declared(
        0.6, ShareParameter,
        "crews off duty that can be recalled once a national call cancels rest days",
        key="readiness.roster.recall_after_call", unit="of crews off duty", tried=("40%", "80%"),
        why="more than on a plain night: those told beforehand can be reached",
        affects="all aid after a call")
# fmt: on


@dataclass(frozen=True, slots=True)
class Stock:
    """What one force has of one kind on this night."""

    trained: int
    commitment: int
    declared: int
    fit: int
    floor: int
    filled: int = 0
    """Of the fit crews, the last this many are made up from officers of `filled_by` crews."""
    filled_by: str = ""
    """The kind whose last crews these are."""
    lends: int | None = None
    """The most that it lends at once, however high the drawdown; None for no such limit."""

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
    """By hour of week from Monday 00:00, 168 of them."""
    holiday: tuple[int, ...]
    """By hour of a bank holiday, 24 of them."""
    shares: tuple[float, ...] = ()
    """Share of the fit on duty, by hour of week."""
    pool: Pool | None = None
    """The people and carriers that are fit; None for a kind that is not made up from them."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Units taken out in advance: a planned operation, or aid that is already out at the start."""

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
    turns_to: frozenset[str] = frozenset()
    """Ids of incidents to which its units are redeployed at once if they begin."""
    sought: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """What should be brokered in advance: by pool of donors, as a scenario writes it, then kind."""
    not_found: Mapping[str, int] = field(default_factory=dict)
    """By kind, sought units that no force could lend."""
    place: tuple[float, float] | None = None
    """Degrees north and east to which donors drive; None for the host's main city."""

    def out_from(self, donor: str) -> float:
        """The minute at which a donor's crews set out, so that they are there as it begins."""
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
    """Crews that stand ready at home before anything happens, relieved shift by shift."""

    posture_id: str
    begins: float
    ends: float
    units: Mapping[str, Mapping[str, int]]
    """By force, then kind: crews that stand by at a time."""
    notice: float
    """Minutes from an order until one of them has mustered."""

    @property
    def name(self) -> str:
        """As printed."""
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
    """Whether hosts see its need only as it arises: need that was drawn, not written."""
    end: End | None = None
    """Whether its host knows in advance when it ends; None to use the rules."""
    holding: bool = False
    """Whether it is a holding area: units that stand ready there for other incidents."""
    priority: int | None = None
    """From 1, which desks and donors serve first, to 3; None for `USUAL_PRIORITY`."""

    @property
    def threat(self) -> int:
        """Its priority, whether stated or usual."""
        return self.priority or USUAL_PRIORITY


@dataclass(frozen=True, slots=True)
class Disorder:
    """What the incidents of a night are drawn from; see `mobsim.scenario.night`."""

    source: Source
    drive_minutes: Mapping[str, Mapping[str, float]]
    """By host, then force: light-traffic minutes to the host's main city, as for an incident."""


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
    asking: AskingRules = field(default_factory=AskingRules)
    risk: RiskRules = field(default_factory=RiskRules)
    tensions: tuple[Tension, ...] = ()
    """In the order in which they are stated."""
    lodging: LodgingRules = field(default_factory=LodgingRules)
    operations: tuple[Operation, ...] = ()
    """In order of (begins, operation_id)."""
    posture: tuple[Posture, ...] = ()
    """In the order in which they are stated."""
    targets: tuple[Target, ...] = ()
    """In the order in which they are stated."""
    disorder: Disorder | None = None
    """What further incidents are drawn from; None once they are drawn, or if there are none."""
    notices: Mapping[str, float] = field(default_factory=dict)
    """By force id: minutes after an order before any of its crews musters for another force."""
    rosters: Mapping[str, Mapping[str, Roster]] = field(default_factory=dict)
    """By force id, then kind id; empty unless `readiness` is ``roster``."""
    requirements: tuple[NationalLine, ...] | None = None
    """The table of national lines; None if only the kinds' own rows state them."""
    left_out: tuple[str, ...] = ()
    """Ids of the forces that are not in play; the national lines are not judged without them."""
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
