"""Which night is simulated, with which forces, rules and assumptions?

One frozen `Scenario` holds everything that a run depends on, apart from the seed. Two engines with
the same `Scenario` and the same random draws produce the same log. `mobsim.scenario.file` reads a
`Scenario` from YAML.
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
"""Whether tours of duty end: in ``surge`` they do not, and in ``sustained`` they do."""
Draws = Literal["drawn", "typical"]
"""Whether durations are drawn at random, or each takes its mean."""
USUAL_PRIORITY = 2
"""The priority of an incident that states no priority."""
End = Literal["unknown", "known"]
"""Whether a host knows in advance when disorder ends."""


# fmt: off
@dataclass(frozen=True, slots=True)
class Durations:
    """How long each step takes."""

    judging: Distribution = step(
        Triangular(10, 20, 45), "the host's first judging of need", "10m", "60m",
        help="Time until the host first judges its need.",
        why="command must see the situation before it asks", affects="when aid is first requested",
        title="First judging of need")
    on_call_wait: Distribution = step(
        Fixed(30), "wait for on-call command outside office hours", "0m", "90m",
        help="Time added to the first judging, except from 08:00 to 18:00 on Monday to Friday.",
        why="senior command is at home outside office hours",
        affects="when aid is first requested at night", title="Wait outside office hours")
    ricc_desk: Distribution = step(
        Triangular(10, 20, 60), "desk time of a RICC on a request", "5m", "90m",
        help="Time that a RICC's desk spends on a request from its own region.",
        why="telephone calls to each force in a region",
        affects="regional aid; queues when several cities compete", title="Desk time at a RICC")
    npocc_desk: Distribution = step(
        Triangular(15, 30, 90), "desk time of NPoCC on a request", "10m", "120m",
        help="Time that NPoCC's desk spends on a request.",
        why="like a RICC, with more forces to ask",
        affects="national aid; queues when several cities "
        "compete",
        title="Desk time at NPoCC")
    donor_desk: Distribution = step(
        Triangular(5, 10, 20), "desk time of a donor region's RICC for NPoCC", "0m", "40m",
        help="Time that the RICC of a donor's region spends on a request from NPoCC.",
        why="half as long as for a request from its own region",
        affects="national aid without a national call",
        title="Desk time at a donor's RICC")
    answer: Distribution = step(
        Triangular(5, 15, 45), "a donor's answer", "5m", "60m",
        help="Time that a donor takes to answer.",
        why="a duty officer looks at the roster", affects="all aid", title="A donor's answer")
    booking_own: Distribution = step(
        Triangular(5, 10, 20), "time to book in the host's own crews", "0m", "30m",
        help="Time from arrival at the RVP until one of the host's own crews is deployed.",
        why="they know the ground and the radio channel", affects="first unit on the ground",
        title="Booking in the host's crews")
    booking_aid: Distribution = step(
        Triangular(15, 30, 60), "time to book in aid", "15m", "90m",
        help="Time from arrival at the RVP until a unit from another force is deployed.",
        why="register, brief, issue radios and assign a local guide", affects="all aid",
        title="Booking in aid")
    muster_formed: Distribution = step(
        Triangular(0, 10, 20), "muster of a formed serial on duty", "0m", "30m",
        help="Time from the order until a formed serial on duty has mustered.",
        why="its officers are kitted and together", affects="first unit on the ground",
        title="Muster of a formed serial")
    muster_assembled: Distribution = step(
        Triangular(30, 45, 90), "muster of crews that are assembled on duty", "20m", "120m",
        help="Time from the order until a crew that is assembled on duty has mustered.",
        why="officers leave other duties, and collect kit and carriers",
        affects="the host's strength in the first hours", title="Muster of assembled crews")
    recall: Distribution = step(
        Triangular(60, 120, 240), "recall of a crew to duty, before it assembles", "30m", "360m",
        help="Time to recall a crew to duty, before it assembles.",
        why="officers are telephoned, and drive in",
        affects="the host's strength in the first night",
        title="Recall to duty")
    own_travel: float = span(
        20.0, "drive of the host's own crews to the RVP", "10m", "60m", static="0m",
        help="Time that the host's own crews take to drive to the RVP, and to drive back.",
        why="about half of the way across a force area", affects="first unit on the ground",
        title="Drive of the host's crews")
    silence: float = span(
        45.0, "time after which a missing answer counts as a refusal", "15m", "120m", static="0m",
        help="If a donor does not answer within this time, it counts as offering no units.",
        nature="policy",
        why="as long as the slowest answer", affects="aid when donors are silent",
        title="Silence counts as a refusal")
    judging_interval: float = span(
        30.0, "time between later judgings", "15m", "120m", zero=False, nature="policy",
        help="Time between later judgings of need.",
        why="a command meeting each half hour", affects="how soon a change of need is seen",
        title="Time between judgings")
    look_ahead: float = span(
        120.0, "how far ahead stated need is known", "0m", "6h",
        help="How far ahead hosts know the need that the scenario states.",
        why="intelligence about an evening", affects="how early aid is requested",
        title="How far ahead need is known")
    rework_interval: float = span(
        60.0, "time until an unmet request is worked on again", "30m", "4h", zero=False,
        nature="policy",
        help="Time after which a host asks again for units that it lacks.",
        why="an hourly round", affects="aid when supply falls short",
        title="Retry of unmet requests")
    convoy_wait: float = span(
        15.0, "the longest that a convoy waits for its last crew", "0m", "60m", static="0m",
        help="The longest time that a convoy waits after its first crew has mustered.",
        nature="policy",
        why="carriers travel together, but do not wait for long", affects="all aid",
        title="Longest wait of a convoy")
    tour: float = span(
        720.0, "longest tour, from mustering", "8h", "16h", zero=False, nature="policy",
        help="Longest tour of a crew, counted from mustering.",
        why="a long shift including travel", affects="relief, endurance", title="Longest tour")
    tour_at_most: float = span(
        0.0, "longest tour of a crew without relief", "0m", "20h",
        help="Longest tour of a crew that no other crew relieves, counted from mustering. If it is "
        "shorter than `tour`, every tour ends on time.",
        prior=Prior(
            "triangular", "12h", "16h", "20h",
            why="crews rarely leave a line empty. In the range, every crew leaves at the end of "
            "its tour, or every crew stays up to two thirds longer; no figure is public"),
        why="none: every tour ends on time", affects="relief, endurance",
        likely=("16h", "no crew leaves its place before its relief arrives; no figure is public"),
        title="Longest tour without relief")
    rest: float = span(
        660.0, "rest between tours", "8h", "12h", nature="policy",
        why="the eleven hours of daily rest in the working time rules, from memory",
        affects="endurance",
        title="Rest between tours")
    redeployment: Distribution = step(
        Triangular(5, 15, 30), "redeployment of units that are already on the ground", "0m", "60m",
        help="Time from the commander's order until units are deployed, if they come from a "
        "planned event or from a holding area of the same host.",
        why="units are briefed, formed up and led across; no desk is involved",
        affects="first hour of need")
    rested_muster: float = span(
        60.0, "muster of a crew that rested near the RVP", "30m", "120m",
        help="Time to muster a crew that has rested near the RVP.",
        why="crews wake up, put on their kit and are briefed",
        affects="relief", title="Muster after rest near the RVP")
    standby_notice: float = span(
        15.0, "muster of a crew on standby", "0m", "60m", nature="policy",
        help="Time from the order until a crew on standby has mustered, if its `posture` states no "
        "notice.",
        why="crews have their kit and carriers, but still need a briefing",
        affects="first units on the ground",
        title="Notice of a crew on standby")
    clock_reset: float = span(
        960.0, "the shortest time that a force's mobilisation clock runs", "8h", "72h",
        help="Shortest time that a force's mobilisation clock runs. The clock continues until all "
        "crews of the force are free again.",
        why="as long as the promised timeline; a force that worked yesterday is no readier today",
        affects="aid on later days", title="Mobilisation clock")
    day_off: float = span(
        1440.0, "a day off after consecutive tours", "0m", "48h", nature="policy",
        help="Length of a day off after consecutive tours.",
        why="six days away, then one off, as officers of 1984 report", affects="endurance")
    seen_need_lasts: float = span(
        480.0, "how long need without a known end is assumed to last", "2h", "24h",
        help="At each judging, the host assumes that need without a known end lasts this much "
        "longer.",
        why="one night of disorder, with no report that it will grow or end",
        affects="relief; tours of national units", title="Assumed length of need")
    report_interval: float = span(
        0.0, "time between reports of what forces have available", "0m", "6h", static="0m",
        help="Time between reports of the crews that forces have available. With 0m, brokers "
        "always have current numbers.",
        nature="policy", why="none, so that brokers always have the true numbers",
        affects="which forces are asked in vain; all aid",
        likely=("2h", "calling all 43 forces takes time; no interval is public"),
        title="Time between reports")
    recovery: float = span(
        1440.0, "time off for a crew found unfit after rest", "8h", "72h",
        help="Time that a crew is off duty if it is found unfit after rest.",
        why="a day off in addition to the rest", affects="endurance, with fatigue",
        title="Recovery of an unfit crew")


@dataclass(frozen=True, slots=True)
class Timeline:
    """The promised readiness of aid: shares of the commitment, and when they are ready."""

    shares: tuple[float, ...] = declared(
        (0.10, 0.40, 0.60, 1.0), SharesParameter,
        "shares of the commitment that are ready by the end of each bracket", unit="of commitment",
        help="Shares of the commitment that are ready by each of the times in `ends`.",
        status=SECOND_HAND, affects="all aid",
        prior=Prior(
            "triangular", "0.5", "1", "1.5", of="odds",
            why="a force may keep its promise only in part, or exceed it: 10, 40 and 60 % become "
            "at least 5, 25 and 43 %, and at most 14, 50 and 69 %"),
        why="popm (2021) calls the first three nationally recognised, but does not say what they "
        "are shares of")
    """The shares are cumulative, and the last share is 1."""
    minutes: tuple[float, ...] = declared(
        (60.0, 240.0, 480.0, 960.0), DurationsParameter, "ends of the brackets", key="ends",
        help="Times by which the shares of the commitment are ready.",
        argument="minutes", status=SECOND_HAND, why="1, 4 and 8 h belong to the published shares; "
        "16 h comes from popm itself",
        prior=Prior(
            "triangular", "0.75", "1", "2", of="factor",
            why="crews are more often late than early. In a test in 2013, contingents of one force "
            "arrived within the hour; no times from a real night are public"),
        affects="all aid")
    rounding: Literal["per_force", "national"] = declared(
        "per_force", NameParameter, "how shares of a commitment become crews",
        names=("per_force", "national"), affects="about 19 PSUs in the first hour",
        prior=even("no source says which is meant", "per_force", "national"),
        why="each force rounds up; national apportions by largest remainder")
    within_bracket: Literal["end", "spread"] = declared(
        "end", NameParameter, "when in its bracket a crew is ready", names=("end", "spread"),
        help="When a crew is ready: exactly at its time in `ends` (`end`), or spread evenly since "
        "the previous time (`spread`).",
        prior=even("a promise names the end and is often kept early", "end", "spread"),
        why="at the end, as promised and no sooner", affects="all aid")
    """Whether crews become ready at the end of their bracket, or at times spread evenly over it."""


@dataclass(frozen=True, slots=True)
class LocalReadiness:
    """How a host's own crews turn out."""

    on_duty_shares: tuple[float, ...]
    """The share of fit crews on duty in each of the 168 hours of the week, from Monday 00:00."""
    formed_share: float = declared(
        0.5, ShareParameter, "share of on-duty crews that are formed serials", key="formed",
        argument="formed_share", unit="of crews on duty", tried=("0%", "100%"),
        why="one formed serial for each crew that is spread over stations",
        affects="first unit on the ground")
    """The resulting number of crews is rounded up."""
    recall_share: float = declared(
        0.4, ShareParameter, "share of off-duty crews that can be recalled", key="recall",
        argument="recall_share", unit="of crews off duty", tried=("20%", "70%"),
        why="some officers do not answer, and some may not drive",
        affects="the host's strength in the first night")
    """The resulting number of crews is rounded down."""


@dataclass(frozen=True, slots=True)
class AskingRules:
    """How much a host asks for, and when."""

    share: float = declared(
        1.0, ShareParameter,
        "aid requested, as a share of the need not covered by the host's own crews", most=3,
        unit="of the shortfall", tried=("50%", "150%"),
        help="Aid requested, as a share of the need that the host's own crews do not cover; at "
        "most 300%.",
        prior=Prior(
            "triangular", "50%", "100%", "150%",
            why="a request is a judgement made in a few minutes: too little for fear of stripping "
            "others, or a margin for fear of running short; neither is recorded"),
        why="all of it, so that hosts request exactly the shortfall",
        affects="how much aid comes; what the country keeps", title="Share of aid requested")
    """The resulting number of units is rounded up."""
    batch: int = declared(
        0, CountParameter, "the most units of a kind requested at once", low=0, high=1000,
        unit="units",
        tried=("3", "20"),
        help="The most units of a kind that an incident requests before it has an answer. With 0, "
        "there is no limit.",
        prior=Prior(
            "names", weights={"0": 5, "3": 1, "6": 3, "12": 1},
            why="one request for all units is as likely as several rounds; a round is most likely "
            "one convoy of six, or half of one or two; there is no record"),
        why="none: hosts request the whole shortfall at once", affects="how fast aid comes",
        title="Most units requested at once")
    when: Literal["when_short", "before_own"] = declared(
        "when_short", NameParameter, "whether a host asks before its own crews are out",
        names=("when_short", "before_own"),
        help="`when_short`: the host asks for aid only if its own crews do not cover the need. "
        "`before_own`: the host's own crews do not count until they have mustered, and aid can "
        "take their place.",
        prior=Prior(
            "names", weights={"when_short": 3, "before_own": 1},
            why="doctrine puts own crews first (tier 1); a commander who expects a long night asks "
            "at once, as for planned events"),
        why="hosts do not ask for what their own crews can cover",
        affects="when aid is requested",
        title="When aid is requested")


@dataclass(frozen=True, slots=True)
class RiskRules:
    """How much a force lends when it may soon need its own crews."""

    lends: float = declared(
        1.0, ShareParameter,
        "lending of a force with risk at home, as a share of its usual lending",
        unit="of usual lending", tried=("0%", "100%"),
        help="Share of its usual lending that a force still lends when it has risk at home, such "
        "as incidents in its region or a tension.",
        prior=Prior(
            "triangular", "0%", "50%", "100%",
            why="near trouble, some forces lend nothing, and others lend all that they owe; no "
            "source says how often"),
        why="none: forces give what they owe", affects="aid from regions with trouble",
        likely=("50%", "a force keeps the crews that it may need itself; no figure is public"),
        title="Lending with risk at home")
    """The resulting number of crews is rounded down."""
    incidents: int = declared(
        1, CountParameter, "running incidents in a force's region that put it at risk", low=1,
        high=1000, unit="incidents", tried=("1", "3"),
        help="Number of running incidents in a force's region, including its own, that put the "
        "force at risk.",
        prior=Prior(
            "names", weights={"1": 3, "2": 2, "3": 1},
            why="one place next door is a warning; some forces wait for a second or third"),
        why="one incident is a warning", affects="aid from regions with trouble",
        title="Incidents that create a risk")


@dataclass(frozen=True, slots=True)
class LodgingRules:
    """Which aid is lodged near an incident between two tours, and for how long."""

    aid: Literal["national", "lasting"] = declared(
        "national", NameParameter, "aid that is lodged from one tour to the next",
        names=("national", "lasting"), nature="policy",
        help="`national`: tier 3 aid is lodged while need continues. `lasting`: if need lasts "
        "longer than `lasting`, all aid from afar is lodged too. This aid stays when need falls, "
        "so the host does not request it again.",
        why="units from the region drive home; national units do not",
        affects="aid on later days; endurance", title="Which aid is lodged")
    far: float = span(
        120.0, "drive home and back above which aid counts as from afar", "1h", "6h",
        nature="policy", help="Aid counts as from afar if its drive home and back takes longer "
        "than this.",
        why="an hour each way, in addition to twelve hours of duty; no figure is public",
        affects="which aid is lodged", title="Far from home")
    lasting: float = span(
        1440.0, "time beyond which need counts as lasting", "12h", "72h",
        nature="policy", help="Need counts as lasting if the scenario states that it continues for "
        "longer than this, or if it has already continued for longer.",
        why="one day: need that ends by the next day requires no relief", affects="which aid is "
        "lodged",
        title="Lasting need")
    stay: float = span(
        10080.0, "time after which lodged aid goes home", "48h", "336h", zero=False,
        nature="policy",
        help="Longest time that lodged aid stays away from home before it returns.",
        why="a week: in 2011, one force sent its own crews away for almost as long",
        affects="endurance",
        title="Longest stay")


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers in the rules of mutual aid, except durations."""

    ricc_desks: Mapping[str, int]
    """The number of desks in each region, by id of the region."""
    ricc_at: Mapping[str, str] = field(default_factory=dict)
    """The lost RICCs: for each region without a RICC, the region whose desks do its work."""
    london_75: Literal["held_by", "available_to"] = declared(
        "held_by", NameParameter,
        "whether the 75 PSUs are held by London's forces or available to London",
        names=("held_by", "available_to"),
        help="Whether the 75 PSUs for London are held by London's forces or available to London.",
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
        help="Whether a host can also use its own floor: the crews that it keeps at home.",
        why="the floor is kept for disorder at home", affects="the host's strength; home cover",
        title="Host's own floor")
    serials: int = declared(
        1, CountParameter, "parts in which a host's own crews reach the RVP", low=1, high=25,
        unit="parts", tried=("1", "3"),
        help="Number of parts in which a crew of the host reaches the RVP as it assembles. With 1, "
        "the whole crew arrives together.",
        prior=not_drawn("it changes no unit, line or target; officers are only counted sooner"),
        why="one: a crew counts when all of it has arrived",
        affects="officers at the RVP in the first hour; no unit, line or target",
        title="Parts in which crews arrive")
    desks: bool = declared(
        True, SwitchParameter, "whether desks take time and queue", static="off",
        help="Whether desks take time and have queues.",
        prior=not_drawn("desks do take time; off is for comparison"),
        why="desks do take time", affects="all aid", title="Desks take time")
    npocc_desks: int = declared(
        4, CountParameter, "requests that NPoCC works on at once", low=1, high=1000,
        nature="policy",
        unit="desks", tried=("1", "12"), help="Number of requests that NPoCC works on at once.",
        why="a small centre",
        affects="queues when several cities compete", title="Desks at NPoCC")
    no_answer: float = declared(
        0.05, ShareParameter, "share of asks that a donor does not answer", unit="of asks",
        help="Share of asks that a donor does not answer.",
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
        title="Convoys relative to cars")
    travel_cv: float = declared(
        0.10, NumberParameter, "spread of a convoy's drive", low=0, high=10, static=0.0,
        unit="coefficient of variation", tried=("0", "0.3"), help="Spread of a convoy's drive "
        "time, as a coefficient of variation.", why="traffic, weather",
        affects="all aid", title="Spread of a convoy's drive")
    reserve_share: float = declared(
        0.0, ShareParameter, "units requested on top of need", nature="policy", unit="of need",
        tried=("0%", "30%"), help="Units requested in addition to need, as a share of need.",
        why="none, so that requests equal need",
        affects="how much is requested", title="Reserve requested")
    tours_before_day_off: int = declared(
        6, CountParameter, "consecutive tours before a day off", low=1, high=100, nature="policy",
        unit="tours", tried=("4", "12"), help="Number of consecutive tours before a day off.",
        why="six days away, then one off, as officers of 1984 "
        "report",
        affects="endurance", title="Tours before a day off")
    national_tours: int = declared(
        3, CountParameter, "tours of a national unit before it goes home", low=1, high=100,
        nature="policy", unit="tours", tried=("1", "5"), help="Number of tours of a national unit "
        "before it goes home.", why="three days away",
        affects="endurance", title="Tours of a national unit")
    need_bias: float = declared(
        1.0, NumberParameter, "need as the host judges it", low=0.1, high=3, unit="of need",
        help="Need as the host judges it, relative to the true need. With 1, and with `need_cv` at "
        "0, the host judges exactly.",
        tried=("0.5", "1.5"), why="exact, so that hosts request what is needed",
        affects="how much is requested",
        likely=(0.8, "first estimates miss need that is not yet visible"),
        title="Need as the host judges it")
    need_cv: float = declared(
        0.0, NumberParameter, "spread of need as the host judges it", low=0, high=3,
        unit="coefficient of variation",
        help="Spread of need as the host judges it, as a coefficient of variation.",
        tried=("0", "0.6"), why="none, so that successive judgings agree",
        affects="how much is requested and released",
        likely=(0.3, "two commanders differ by about a third"),
        title="Spread of need as judged")
    refusals: float = declared(
        0.0, ShareParameter, "refusals by a donor without trouble in its region", unit="of asks",
        help="Share of asks that a donor refuses, if there is no trouble in its region.",
        tried=("0%", "10%"), why="none: forces give what they owe", affects="all aid",
        likely=("2%", "a force may need its own crews for something unforeseen"),
        title="Asks refused")
    refusals_per_incident: float = declared(
        0.0, ShareParameter, "further refusals for each running incident in the donor's region",
        unit="of asks", help="Share that each running incident in the donor's region adds to "
        "`refusals`.",
        tried=("0%", "20%"), why="none: forces give what they owe",
        affects="aid from regions with trouble",
        likely=("5%", "trouble next door is a reason to keep units"),
        title="Refusals for each incident")
    part_offers: float = declared(
        0.0, ShareParameter, "asks for which a donor offers only a part", unit="of asks",
        help="Share of asks to which a donor offers only some of the units.",
        tried=("0%", "30%"), why="none: forces give what they owe", affects="all aid",
        likely=("10%", "one force in ten sends only the crews that it can spare"),
        title="Part offers")
    part_share: float = declared(
        0.5, ShareParameter, "the part of a request that a donor offers, if not all",
        unit="of the request",
        help="Share of the units asked for that a donor offers in a part offer.",
        tried=("20%", "80%"), why="half, because no evidence is known",
        affects="all aid, with part offers",
        likely=("50%", "half, because no evidence is known"), title="Size of a part offer")
    """The resulting number of units is rounded up."""
    withdrawals: float = declared(
        0.0, ShareParameter, "aid orders withdrawn at the moment of mustering",
        unit="of orders", help="Share of aid orders withdrawn at the moment of mustering.",
        tried=("0%", "10%"), why="none: donors carry out orders", affects="aid that was counted on",
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
        help="Share of off-duty crews that can be recalled once a national call cancels rest days.",
        key="readiness.roster.recall_after_call", unit="of crews off duty", tried=("40%", "80%"),
        why="more than on an ordinary night: people warned beforehand can be reached",
        affects="all aid after a call")
# fmt: on


@dataclass(frozen=True, slots=True)
class Stock:
    """The crews of one kind that a force has on this night."""

    trained: int
    commitment: int
    declared: int
    fit: int
    floor: int
    filled: int = 0
    """The number of fit crews, counted from the last crew, that are made up of officers from
    `filled_by` crews.
    """
    filled_by: str = ""
    """The kind of crew whose officers make up the `filled` crews."""
    lends: int | None = None
    """The most crews that the force lends at once, at any drawdown; None if there is no limit."""

    @property
    def kept(self) -> int:
        """The crews that the force does not lend: its floor, or more if its lending is limited.

        >>> Stock(20, 12, 12, 15, 2, lends=4).kept, Stock(20, 12, 12, 15, 2).kept
        (11, 2)
        """
        return self.floor if self.lends is None else max(self.floor, self.fit - self.lends)


@dataclass(frozen=True, slots=True)
class Roster:
    """The crews of one force and kind that are on duty at each hour."""

    by_hour: tuple[int, ...]
    """The number of crews on duty in each of the 168 hours of the week, from Monday 00:00."""
    holiday: tuple[int, ...]
    """The number of crews on duty in each of the 24 hours of a bank holiday."""
    shares: tuple[float, ...] = ()
    """The share of fit crews on duty in each hour of the week."""
    pool: Pool | None = None
    """The fit people and carriers; None for a kind without a pool."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Units committed in advance, to a planned operation or as aid already lent at the start."""

    operation_id: str
    name: str
    """The name that mobsim prints."""
    host: str
    """The force, or the body outside the 43 forces, for which the units work."""
    begins: float
    ends: float
    units: Mapping[str, Mapping[str, int]]
    """The units, by donor, then kind."""
    drive_minutes: Mapping[str, float]
    """The minutes that each donor's convoy takes to drive home; 0 for the host's own units."""
    turns_to: frozenset[str] = frozenset()
    """Ids of incidents that take over the operation's units as soon as the incidents begin."""
    sought: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """The units that NPoCC brokers in advance, by the scenario's pools of donors, then by kind."""
    not_found: Mapping[str, int] = field(default_factory=dict)
    """Requested units that forces could not lend, by kind."""
    place: tuple[float, float] | None = None
    """The place to which donors drive, in degrees north and east; None for the host's main city."""

    def out_from(self, donor: str) -> float:
        """The minute when a donor's crews set out to arrive at the start of the operation."""
        return max(0.0, self.begins - self.drive_minutes[donor])


@dataclass(frozen=True, slots=True)
class Tension:
    """Forces that expect trouble at home for a while."""

    forces: frozenset[str]
    begins: float
    ends: float
    lends: float | None = None
    """The share of their usual lending that the forces still lend; None to use `RiskRules`."""


@dataclass(frozen=True, slots=True)
class Posture:
    """Crews on standby at home before anything happens, relieved shift by shift."""

    posture_id: str
    begins: float
    ends: float
    units: Mapping[str, Mapping[str, int]]
    """The number of crews on standby at any time, by force, then kind."""
    notice: float
    """Minutes from an order until a crew on standby has mustered."""

    @property
    def name(self) -> str:
        """The name that mobsim prints."""
        return self.posture_id.replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Target:
    """The number of units of a kind that should be at a place by a given minute."""

    incident: str
    kind: str
    units: int
    by: float


@dataclass(frozen=True, slots=True)
class Incident:
    """Disorder at one place: the units it needs, and how far each force is from its RVP."""

    incident_id: str
    name: str
    """The name that mobsim prints, such as ``Leeds``."""
    force: str
    """The host force."""
    begins: float
    ends: float
    """The minute when the last need falls to 0, or the scenario's duration if need never ends."""
    need: Mapping[str, Need | Responsive]
    """The need of each kind, by id of the kind, in order."""
    drive_minutes: Mapping[str, float]
    """Minutes from each force's main city to the RVP in light traffic; for the host, the minutes of
    `Durations.own_travel`.
    """
    seen: bool = False
    """Whether the host sees the need only as it arises; true if the need was drawn, not stated."""
    end: End | None = None
    """Whether the host knows in advance when the incident ends; None to use `Rules.end`."""
    holding: bool = False
    """Whether the incident is a holding area, where units stand ready for other incidents."""
    priority: int | None = None
    """The incident's place in the order of service, from 1 to 3; None means `USUAL_PRIORITY`."""

    @property
    def threat(self) -> int:
        """The stated or usual priority."""
        return self.priority or USUAL_PRIORITY


@dataclass(frozen=True, slots=True)
class Disorder:
    """The source from which a night's incidents are drawn; see `mobsim.scenario.night`."""

    source: Source
    drive_minutes: Mapping[str, Mapping[str, float]]
    """The drive to the host's main city in light traffic, in minutes, by host, then by force."""


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
    """Whether to leave out delays and random variation, for comparison with static allocation."""
    forces: tuple[Force, ...]
    """The forces of the scenario, in order of id."""
    regions: tuple[Region, ...]
    kinds: tuple[UnitKind, ...]
    stock: Mapping[str, Mapping[str, Stock]]
    """The stock of each force, by force id, then kind id."""
    incidents: tuple[Incident, ...]
    """The incidents of the scenario, in order of (begins, incident_id)."""
    agreements: tuple[Agreement, ...]
    """The agreements that are in force on this night."""
    drawdown: Drawdown
    policies: Policies
    timeline: Timeline
    local: LocalReadiness
    durations: Durations
    rules: Rules
    asking: AskingRules = field(default_factory=AskingRules)
    risk: RiskRules = field(default_factory=RiskRules)
    tensions: tuple[Tension, ...] = ()
    """The tensions, in the order in which the scenario states them."""
    lodging: LodgingRules = field(default_factory=LodgingRules)
    operations: tuple[Operation, ...] = ()
    """The operations of the scenario, in order of (begins, operation_id)."""
    posture: tuple[Posture, ...] = ()
    """The entries of `posture`, in the order in which the scenario states them."""
    targets: tuple[Target, ...] = ()
    """The targets, in the order in which the scenario states them."""
    disorder: Disorder | None = None
    """The source of further incidents; None if they have been drawn, or if there are none."""
    notices: Mapping[str, float] = field(default_factory=dict)
    """The notice of each force: the minutes from an order until its crews can muster for another
    force.
    """
    rosters: Mapping[str, Mapping[str, Roster]] = field(default_factory=dict)
    """The rosters, by force id, then kind id; empty unless `readiness` is ``roster``."""
    requirements: tuple[NationalLine, ...] | None = None
    """The table of national lines; None if only the table of kinds states national lines."""
    left_out: tuple[str, ...] = ()
    """Ids of forces that are not in play; if there are any, national lines have no verdict."""
    returns_loaded: bool = False
    """Whether a user's return replaced the shipped table; if not, stock gets no verdict."""
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
        """The region id of each force, by force id."""
        return {force.force_id: force.region for force in self.forces}
