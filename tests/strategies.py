"""What worlds could there be?

Hypothesis strategies of small scenarios in which every rule of the protocol may matter. Times are
multiples of a few minutes, so that many things happen in one minute.
"""

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from mobsim.country.demand import Responsive
from mobsim.country.forces import Agreement, UnitKind
from mobsim.country.lines import LONDON_REGION
from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.randomness import Exponential, Fixed, Triangular, Uniform
from mobsim.policy import Escalation, Policies, Release, Trigger, shipped
from mobsim.policy.triggers.anticipatory import anticipatory
from mobsim.policy.triggers.national_call import national_call
from mobsim.policy.triggers.reactive import reactive
from mobsim.scenario.scenario import (
    Incident,
    Operation,
    Posture,
    Roster,
    Scenario,
    Stock,
    Tension,
)
from tests.worlds import DAY, QUICKEST, Steps, Trouble, incident, lever, world

TREES = ("alder", "ash", "birch", "elm", "fir", "hazel", "oak", "rowan", "yew")
REGIONS = ("forest", "heath", LONDON_REGION, "moor")
RIVERS = ("dee", "exe", "ouse", "tyne")

STARTS = (
    datetime(2026, 6, 3, 14, 0, tzinfo=LONDON),  # Wednesday afternoon
    datetime(2026, 8, 15, 20, 0, tzinfo=LONDON),  # Saturday night
    datetime(2026, 3, 28, 20, 0, tzinfo=LONDON),  # the next hour 01:00 does not exist
    datetime(2026, 10, 24, 20, 0, tzinfo=LONDON),  # the next hour 01:00 comes twice
)

KIND_SETS: tuple[tuple[UnitKind, ...], ...] = (
    (UnitKind("psu", "support unit", "support units", "PSU", 25, 12, 4, None),),
    (
        UnitKind("psu", "support unit", "support units", "PSU", 25, 20, None, None),
        UnitKind("medics", "medic team", "medic teams", "Medics", 2, None, None, None),
    ),
    (
        UnitKind("psu", "support unit", "support units", "PSU", 25, 12, 4, None),
        UnitKind("bdu", "basic unit", "basic units", "BDU", 22, 15, None, None),
        UnitKind("aep", "AEP team", "AEP teams", "AEP", 6, 6, None, 2),
    ),
)

STATIC: Mapping[str, Any] = {
    "static": True,
    "end": "known",
    "escalation": QUICKEST,
    "chance": "typical",
    "host_readiness": "timeline",
    "desks": False,
    "no_answer": 0.0,
    "convoy_factor": 1.0,
    "travel_cv": 0.0,
    **dict.fromkeys(
        ("judging", "on_call_wait", "ricc_desk", "npocc_desk", "donor_desk", "answer"), 0.0
    ),
    **dict.fromkeys(("booking_own", "booking_aid", "own_travel", "silence", "convoy_wait"), 0.0),
    **dict.fromkeys(("muster_formed", "muster_assembled", "recall"), 0.0),
}
"""What ``static: true`` stands for, besides stock = commitment and no floors."""

FIXED: Mapping[str, Any] = {}
DRAWN: Mapping[str, Any] = {
    "judging": Triangular(10, 20, 45),
    "on_call_wait": Uniform(20, 40),
    "ricc_desk": Triangular(10, 20, 60),
    "npocc_desk": Triangular(15, 30, 90),
    "donor_desk": Triangular(5, 10, 20),
    "answer": Triangular(5, 15, 45),
    "booking_own": Triangular(5, 10, 20),
    "booking_aid": Triangular(15, 30, 60),
    "muster_formed": Triangular(0, 10, 20),
    "muster_assembled": Triangular(30, 45, 90),
    "recall": Triangular(60, 120, 240),
    "travel_cv": 0.1,
    "convoy_factor": 1.1,
}
WILD: Mapping[str, Any] = {
    **DRAWN,
    "judging": Exponential(40),
    "ricc_desk": Exponential(60),
    "npocc_desk": Uniform(0, 200),
    "donor_desk": Fixed(0),
    "answer": Uniform(5, 300),
    "booking_aid": Uniform(0, 120),
    "travel_cv": 0.5,
}
"""Long and unlike, so that expected and drawn minutes are far apart."""


def _one_of(*values: Any) -> st.SearchStrategy[Any]:
    """One of a few; a value given twice is likelier."""
    return st.sampled_from(values)


def stocks(most: int, *, whole: bool) -> st.SearchStrategy[Stock]:
    """Crews of one force and kind; ``whole`` for those owed, fit and lent to the last."""
    if whole:
        return st.integers(0, most).map(lambda n: Stock(n, n, n, n, 0))

    def with_floor(numbers: tuple[int, int, int]) -> Stock:
        fit, owed, floor = numbers
        return Stock(fit + 2, owed, owed, fit, min(floor, fit))

    return st.tuples(st.integers(0, most), st.integers(0, most), _one_of(0, 0, 1, 2)).map(
        with_floor
    )


def triggers() -> st.SearchStrategy[Trigger]:
    """When the national call is made."""
    return _one_of(
        reactive(),
        reactive(),
        anticipatory(0.3),
        anticipatory(0.8),
        national_call(0.0),
        national_call(200.0),
    )


@st.composite
def needs(draw: st.DrawFn, most: int) -> Steps:
    """Need that rises, falls and perhaps ends, in steps of (minutes after the beginning, units)."""
    steps = [(0.0, draw(st.integers(most // 2, most)))]
    for gap, units in draw(
        st.lists(st.tuples(_one_of(15, 60, 120, 180, 420, 900), st.integers(0, most)), max_size=4)
    ):
        steps.append((steps[-1][0] + gap, units))
    return steps if any(units for _, units in steps) else [(0.0, 1), *steps[1:]]


@st.composite
def troubles(
    draw: st.DrawFn, name: str, hosts: list[str], drives: list[str], kinds: tuple[UnitKind, ...]
) -> Trouble:
    """An incident at one of the hosts, that needs some of the kinds."""
    needed = (
        draw(st.sets(st.sampled_from([kind.kind_id for kind in kinds[1:]]))) if kinds[1:] else []
    )
    need = {"psu": draw(needs(12)), **{kind: draw(needs(6)) for kind in sorted(needed)}}
    minutes = draw(
        st.lists(_one_of(10, 30, 60, 60, 90, 200), min_size=len(drives), max_size=len(drives))
    )
    begins = 5.0 * draw(st.integers(0, 60))
    return incident(
        draw(st.sampled_from(hosts)),
        need,
        begins=begins,
        ends=begins + draw(_one_of(300, 900, 1500, 2400, 4000)),
        incident_id=name,
        drives=dict(zip(drives, map(float, minutes), strict=True)),
    )


@st.composite
def places(draw: st.DrawFn) -> dict[str, list[str]]:
    """Forces by region: three to nine forces in two to four regions, none empty."""
    count = draw(st.integers(2, 4))
    regions = REGIONS[:count] if draw(st.booleans()) else REGIONS[-count:]
    forces = TREES[: draw(st.integers(max(3, count), 9))]
    found: dict[str, list[str]] = {region: [] for region in regions}
    for number, force in enumerate(forces):
        found[regions[number % count]].append(force)
    return found


@st.composite
def levers(draw: st.DrawFn, forces: list[str], regions: list[str]) -> dict[str, Any]:
    """Policies and rules."""
    agreements: tuple[Agreement, ...] = ()
    if draw(_one_of(False, False, True)):
        partners = frozenset(draw(st.sets(st.sampled_from(forces), min_size=2, max_size=3)))
        shared = draw(_one_of(None, None, frozenset({"psu"})))
        agreements = (Agreement("grove", partners, shared),)
    found = {
        "agreements": agreements,
        "ranking": draw(st.sampled_from(list(shipped("ranking")))),
        "trigger": draw(triggers()),
        "drawdown": draw(
            _one_of("extensive", "moderate", "extensive", "moderate", "minimal", "none")
        ),
        "rounding": draw(_one_of("per_force", "national")),
        "within_bracket": draw(_one_of("end", "spread")),
        "minutes": draw(_one_of((60.0, 240.0, 480.0, 960.0), (30.0, 60.0, 120.0, 240.0))),
        "desks": draw(_one_of(True, True, False)),
        "ricc_desks": dict.fromkeys(regions, draw(st.integers(1, 2))),
        "npocc_desks": draw(st.integers(1, 2)),
        "no_answer": draw(_one_of(0.0, 0.05, 0.3)),
        "convoy_size": draw(_one_of(6, 2, 3)),
        "reserve_share": draw(_one_of(0.0, 0.0, 0.25)),
        "national_tours": draw(_one_of(3, 2, 1)),
        "escalation": Escalation(draw(_one_of(120.0, 0.0, 30.0, math.inf))),
        "end": draw(_one_of("unknown", "unknown", "known")),
        "host_floor": draw(_one_of("used", "used", "kept")),
    }
    # A RICC is lost wherever NPoCC has one desk and convoys are small.
    lost = regions[1:] and found["npocc_desks"] == 1 and found["convoy_size"] != 6
    return found | {"ricc_at": {regions[-1]: regions[0]} if lost else {}}


@st.composite
def habits(draw: st.DrawFn) -> dict[str, Any]:
    """Times that are not drawn: tours, rests, intervals, and who is on duty."""
    shares = draw(_one_of((0.2,), (0.1, 0.3), (0.0, 0.5, 0.25)))
    return {
        "mode": draw(_one_of("sustained", "surge", "sustained")),
        "duration": draw(_one_of(1.0, 2.0, 3.0)) * DAY,
        "clock": WallClock(draw(st.sampled_from(STARTS))),
        "chance": draw(_one_of("drawn", "drawn", "drawn", "typical")),
        "on_duty_shares": tuple(shares[hour % len(shares)] for hour in range(168)),
        "tour": draw(_one_of(720.0, 360.0)),
        "rest": draw(_one_of(660.0, 240.0)),
        "clock_reset": draw(_one_of(960.0, 300.0)),
        "day_off": draw(_one_of(1440.0, 200.0)),
        "tours_before_day_off": draw(_one_of(6, 1, 2)),
        "look_ahead": draw(_one_of(120.0, 30.0)),
        "judging_interval": draw(_one_of(30.0, 45.0)),
        "convoy_wait": draw(_one_of(15.0, 0.0, 60.0)),
    }


@st.composite
def askings(draw: st.DrawFn) -> dict[str, Any]:
    """How much hosts ask for and when, and how long crews go on that nobody relieves.

    Each as by default in about half of the worlds.
    """
    return {
        "ask_share": draw(_one_of(1.0, 1.0, 1.0, 0.5, 0.75, 1.5)),
        "ask_batch": draw(_one_of(0, 0, 0, 1, 2, 5)),
        "ask_when": draw(_one_of("when_short", "before_own")),
        "tour_at_most": draw(_one_of(0.0, 0.0, 0.0, 500.0, 960.0, 1200.0)),
    }


@st.composite
def risks(draw: st.DrawFn, forces: list[str]) -> dict[str, Any]:
    """What forces lend with risk at home, and which of them expect trouble when.

    Neither lowers anything in about a third of the worlds.
    """
    tensions = []
    for _ in range(draw(_one_of(0, 0, 1, 2))):
        begins = draw(_one_of(0.0, 30.0, 300.0))
        named = frozenset(draw(st.sets(st.sampled_from(forces), min_size=1)))
        ends = begins + draw(_one_of(60.0, 2000.0))
        tensions.append(Tension(named, begins, ends, draw(_one_of(None, 0.0, 0.7))))
    return {
        "risk_lends": draw(_one_of(1.0, 1.0, 1.0, 0.5, 0.0, 0.3)),
        "risk_incidents": draw(_one_of(1, 2)),
        "tensions": tuple(tensions),
    }


@st.composite
def stances(
    draw: st.DrawFn, forces: list[str], kinds: tuple[UnitKind, ...], entries: tuple[int, ...]
) -> dict[str, Any]:
    """Crews that stand ready beforehand, and aid that is lodged where need lasts."""
    found = []
    for number in range(1, 1 + draw(_one_of(*entries))):
        whose = draw(st.sets(st.sampled_from(forces), min_size=1))
        begins = draw(_one_of(0.0, 0.0, 90.0, 700.0))
        units = {kind.kind_id: draw(_one_of(1, 2, 0, 5)) for kind in kinds}
        some = {kind: n for kind, n in units.items() if n} or {"psu": 1}
        ends = begins + draw(_one_of(2000.0, 600.0, 5000.0))
        notice = draw(_one_of(15.0, 0.0, 40.0))
        each = dict.fromkeys(sorted(whose), some)
        found.append(Posture(f"posture-{number}", begins, ends, each, notice))
    return {
        "posture": tuple(found),
        "lodge_aid": draw(_one_of("lasting", "national")),
        "lodge_far": draw(_one_of(120.0, 0.0, 200.0)),
        "lodge_lasting": draw(_one_of(240.0, 1440.0, 600.0)),
        "lodge_stay": draw(_one_of(10080.0, 2000.0)),
    }


@st.composite
def notices(draw: st.DrawFn, forces: list[str]) -> dict[str, float]:
    """What notice forces need before their crews muster for another; none in half of the worlds."""
    if draw(st.booleans()):
        return {}
    whose = sorted(draw(st.sets(st.sampled_from(forces), min_size=1)))
    return {force: draw(_one_of(120.0, 45.0, 300.0, 1000.0)) for force in whose}


Has = dict[str, dict[str, Stock]]


@st.composite
def lent_at_most(draw: st.DrawFn, has: Has) -> Has:
    """Some forces lend so many of some kinds at most; none does in half of the worlds."""
    if draw(st.booleans()):
        return has
    found = dict(has)
    for force in sorted(draw(st.sets(st.sampled_from(sorted(has)), min_size=1))):
        lends = {kind: draw(_one_of(None, 0, 1, 2, 4)) for kind in has[force]}
        found[force] = {k: replace(each, lends=lends[k]) for k, each in has[force].items()}
    return found


@st.composite
def worlds(
    draw: st.DrawFn,
    *,
    incidents: int | None = None,
    static: bool | None = None,
    kinds: tuple[UnitKind, ...] | None = None,
    standing: tuple[int, ...] = (),
    **given: Any,
) -> Scenario:
    """A night of three to nine forces in two to four regions.

    Parameters
    ----------
    incidents
        How many; one to four by default, mostly more than one.
    static
        Whether without delay and noise; either by default.
    kinds
        Those of a world; one of `KIND_SETS` by default.
    standing
        How many entries of `posture` there may be; if stated, `stances` are drawn. Without, nobody
        stands by and only tier 3 rests near the RVP: laws that follow each crew know no more.
    given
        Fields that stand fast, by their name in `tests.worlds.world`.
    """
    regions = draw(places())
    forces = sorted(force for members in regions.values() for force in members)
    chosen: dict[str, Any] = draw(levers(forces, list(regions))) | draw(habits())
    readiness = given.get("host_readiness") or draw(_one_of("local", "timeline"))
    chosen["host_readiness"] = readiness
    chosen |= draw(_one_of(DRAWN, FIXED, WILD))
    still = draw(_one_of(False, False, False, False, True)) if static is None else static
    if still:
        chosen |= STATIC
    chosen |= draw(askings())
    chosen |= draw(risks(forces))
    chosen["serials"] = draw(_one_of(1, 1, 1, 3, 2, 5))
    chosen |= given
    whole = bool(still or chosen["host_readiness"] == "timeline")
    kinds = draw(st.sampled_from(KIND_SETS)) if kinds is None else kinds
    if standing:
        chosen = draw(stances(forces, kinds, standing)) | chosen
    has = {
        force: {
            k.kind_id: draw(stocks(12 if k.kind_id == "psu" else 5, whole=whole)) for k in kinds
        }
        for force in forces
    }
    hosts = forces[: max(2, len(forces) // 2)]
    count = incidents or draw(_one_of(3, 2, 4, 3, 2, 4, 1))
    happen = [draw(troubles(RIVERS[i], hosts, forces, kinds)) for i in range(count)]
    if draw(_one_of(False, True)):
        happen = [replace(each, priority=draw(_one_of(2, 1, 3))) for each in happen]
    has = draw(lent_at_most(has))
    chosen = {"notices": draw(notices(forces))} | chosen
    return world(has, happen, regions=regions, kinds=kinds, **chosen)


# --- likely nights -----------------------------------------------------------------------------


@st.composite
def rosters(draw: st.DrawFn, scenario: Scenario) -> dict[str, dict[str, Roster]]:
    """Who is on duty when, by force and kind: never more than there are."""
    pattern = draw(_one_of((3,), (1, 2, 0), (0, 0, 5), (12,)))
    return {
        force: {
            kind: Roster(
                tuple(min(owned.fit, pattern[h % len(pattern)]) for h in range(168)),
                tuple(min(owned.fit, 1) for _ in range(24)),
            )
            for kind, owned in by_kind.items()
        }
        for force, by_kind in scenario.stock.items()
    }


STANDING = (0, 0, 1, 2)
"""Entries of `posture` in half of the worlds."""
OPERATION_BEGINS = (0.0, 60.0, 700.0)
DONORS_DRIVES = (75.0, 20.0)


@st.composite
def operations(draw: st.DrawFn, scenario: Scenario) -> tuple[Operation, ...]:
    """Units taken out beforehand, by forces for themselves and for others; some were not found."""
    forces = sorted(scenario.force_region)
    found = []
    for number in range(draw(_one_of(0, 1, 3))):
        disorder = [each for each in scenario.incidents if draw(st.booleans())]
        hosts = [each.force for each in disorder] or forces
        host = draw(st.sampled_from(sorted(hosts)))
        turns = frozenset(each.incident_id for each in disorder if each.force == host)
        donors = draw(st.sets(st.sampled_from(forces), min_size=1, max_size=3))
        begins = draw(_one_of(*OPERATION_BEGINS, 0.0))
        drives = {donor: draw(_one_of(*DONORS_DRIVES)) for donor in sorted(donors - {host})}
        found.append(
            Operation(
                f"op-{number}",
                f"Operation {number}",
                host,
                begins,
                begins + draw(_one_of(300.0, 480.0, 2000.0)),
                {donor: {"psu": draw(_one_of(1, 2, 20))} for donor in sorted(donors)},
                {host: 0.0, **drives},
                turns,
                not_found=draw(_one_of({}, {}, {}, {"psu": 2})),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.begins, each.operation_id)))


@st.composite
def seen_or_responsive(draw: st.DrawFn, scenario: Scenario) -> tuple[Incident, ...]:
    """The incidents, some only seen, some responsive, perhaps one of them a holding area."""
    found = []
    for stated in scenario.incidents:
        how = draw(_one_of("written", "written", "seen", "responsive"))
        each = replace(stated, end=draw(_one_of(None, "known", "unknown")))
        if how == "responsive":
            most, growth, step = draw(_one_of((9, 0.25, 30.0), (4, 1.0, 45.0)))
            need = Responsive(each.begins, each.ends, 2, most, growth, 0.5, step)
            found.append(replace(each, need={**each.need, "psu": need}))
        else:
            found.append(replace(each, seen=how == "seen"))
    if len(found) > 1 and draw(_one_of(False, True)):
        # An area's need is written; it is the last, so that others can want what it holds.
        found[0] = replace(scenario.incidents[0], holding=True)
        if draw(st.booleans()):  # the same host has disorder
            found[-1] = replace(
                found[-1], force=found[0].force, drive_minutes=found[0].drive_minutes
            )
    return tuple(found)


@st.composite
def all_levers(draw: st.DrawFn, policies: Policies) -> Policies:
    """Every lever somewhere."""
    ranking = draw(_one_of(policies.ranking_name, policies.ranking_name, "assignment"))
    return replace(
        policies,
        ranking_name=ranking,
        ranking=lever("ranking", ranking),
        release=draw(_one_of(Release(), Release(45.0))),
        retasking=lever("retasking", draw(st.sampled_from(list(shipped("retasking"))))),
        recall=lever("recall", draw(st.sampled_from(list(shipped("recall"))))),
        priority=lever("priority", draw(st.sampled_from(list(shipped("priority"))))),
        london_release=lever(
            "london_release", draw(st.sampled_from(list(shipped("london_release"))))
        ),
    )


@st.composite
def likely_worlds(
    draw: st.DrawFn, *, standing: tuple[int, ...] = STANDING, **given: Any
) -> Scenario:
    """Days of three to nine forces with every lever somewhere.

    Rosters, reports that are old, estimates that are wrong, donors that hesitate, crews that tire,
    operations, holding areas, need that is only seen or that answers, officers of two kinds, crews
    that stand by, aid that is lodged.
    """
    days = draw(_one_of(2.0, 3.0, 5.0))
    scenario = draw(worlds(static=False, duration=days * DAY, standing=standing, **given))
    if scenario.host_readiness == "local" and draw(_one_of(False, True)):
        scenario = replace(scenario, readiness="roster", rosters=draw(rosters(scenario)))
    bias, cv = draw(_one_of((1.0, 0.0), (1.0, 0.0), (0.8, 0.3), (1.2, 0.0)))
    rules = replace(
        scenario.rules,
        need_bias=bias,
        need_cv=cv,
        refusals=draw(_one_of(0.0, 0.2)),
        refusals_per_incident=draw(_one_of(0.0, 0.2)),
        part_offers=draw(_one_of(0.0, 0.4)),
        withdrawals=draw(_one_of(0.0, 0.3)),
        fatigue=draw(_one_of(0.0, 0.4)),
        recall_after_call=draw(_one_of(0.6, 0.0)),
    )
    durations = replace(
        scenario.durations,
        report_interval=draw(_one_of(0.0, 0.0, 60.0, 250.0)),
        seen_need_lasts=draw(_one_of(480.0, 120.0)),
        recovery=draw(_one_of(1440.0, 300.0)),
    )
    stock = dict(scenario.stock)
    if draw(_one_of(False, True)) and "bdu" in {kind.kind_id for kind in scenario.kinds}:
        stock = {
            force: by_kind
            | {"bdu": replace(by_kind["bdu"], filled=by_kind["bdu"].fit // 2, filled_by="psu")}
            for force, by_kind in stock.items()
        }
    return replace(
        scenario,
        stock=stock,
        rules=rules,
        durations=durations,
        operations=draw(operations(scenario)),
        incidents=draw(seen_or_responsive(scenario)),
        policies=draw(all_levers(scenario.policies)),
    )


def seeds() -> st.SearchStrategy[int]:
    """Seeds of a run."""
    return st.integers(0, 999)


MORE_EXAMPLES = "MORE_EXAMPLES"
"""Set where the slow tests are run: see `law`."""


def law(count: int) -> Callable[[Any], Any]:
    """A property that is tried on an eighth of its examples, and on half with the slow tests.

    In the run of the slow tests it is one of them. A planted bug is tried on all, and so is every
    property with the slow tests where ``MORE_EXAMPLES`` is ``all``.
    """
    if "PLANTED_BUG" in os.environ:
        return fixed_examples(count)
    if MORE_EXAMPLES in os.environ:
        tried = count if os.environ[MORE_EXAMPLES] == "all" else max(8, count // 2)
        return lambda test: pytest.mark.slow(fixed_examples(tried)(test))
    return fixed_examples(max(8, count // 8))


def fixed_examples(count: int) -> settings:
    """The same examples on every run, however long each takes.

    A planted bug (see `tests.planted_bugs`) needs no smallest example.
    """
    found = (Phase.generate,)
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=found if "PLANTED_BUG" in os.environ else (*found, Phase.shrink),
    )
