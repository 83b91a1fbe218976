"""What toy worlds are small enough to be worked out in the head?

Forces are trees, and incidents are named for rivers. Unless a test says otherwise nothing is drawn,
carriers are as quick as cars, a force owes, has and may lend the crews it is given, nothing is kept
at home, the host too is on the promised timeline, it is known when disorder ends, the quickest crew
is asked for whatever its region, each step takes the round minutes below.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from mobsim.country.demand import Need, need_of
from mobsim.country.forces import Force, Region, UnitKind
from mobsim.country.lines import LONDON_REGION
from mobsim.engine import simulate
from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.randomness import Chance, Fixed
from mobsim.policy import LEVERS, Escalation, Policies, Ranking, Trigger, shipped
from mobsim.policy.triggers.reactive import reactive
from mobsim.scenario.file.scenario_keys import KEYS
from mobsim.scenario.scenario import (
    AskingRules,
    Durations,
    Incident,
    LocalReadiness,
    LodgingRules,
    RiskRules,
    Rules,
    Scenario,
    Stock,
    Timeline,
)
from mobsim.scoring.events import Event
from mobsim.study.contract.installed import defaults_of

HOUR, DAY = 60.0, 1440.0
QUICKEST = Escalation()

WEDNESDAY = datetime(2026, 6, 3, 14, 0, tzinfo=LONDON)
"""Within the hours in which command need not be called in, and far from a change of clocks."""

DURATIONS = Durations(
    judging=Fixed(20),
    on_call_wait=Fixed(0),
    ricc_desk=Fixed(20),
    npocc_desk=Fixed(30),
    donor_desk=Fixed(10),
    answer=Fixed(15),
    booking_own=Fixed(10),
    booking_aid=Fixed(30),
    muster_formed=Fixed(10),
    muster_assembled=Fixed(60),
    recall=Fixed(120),
)
"""Own crews drive 20 minutes, so that one is deployed 30 after its muster."""

NEAR, FAR = 60.0, 120.0
"""Drives within a region and between regions, in minutes."""

PSU = UnitKind("psu", "support unit", "support units", "PSU", 25, 20, None, None)
BDU = UnitKind("bdu", "basic unit", "basic units", "BDU", 22, 20, None, None)
AEP = UnitKind("aep", "AEP team", "AEP teams", "AEP", 6, 6, None, 2)
MEDICS = UnitKind("medics", "medic team", "medic teams", "Medics", 2, None, None, None)
KINDS = {kind.kind_id: kind for kind in (PSU, BDU, AEP, MEDICS)}

Crews = int | Stock
"""Crews of one kind: a number owed, fit and lent; or `Stock`."""
Steps = Sequence[tuple[float, int]]
"""Minutes after the incident begins, and units needed from then."""


def crews(
    fit: int, *, commitment: int | None = None, floor: int = 0, trained: int | None = None
) -> Stock:
    """Stock of which not all is owed, or not all may leave."""
    owed = fit if commitment is None else commitment
    return Stock(fit if trained is None else trained, owed, owed, fit, floor)


@dataclasses.dataclass(frozen=True)
class Trouble:
    """An incident before it is placed in a world."""

    force: str
    need: Mapping[str, int | Steps]
    begins: float
    ends: float | None
    incident_id: str
    drives: Mapping[str, float]
    priority: int | None


def incident(
    force: str,
    need: int | Steps | Mapping[str, int | Steps],
    *,
    begins: float = 0.0,
    ends: float | None = None,
    incident_id: str = "",
    drives: Mapping[str, float] | None = None,
    priority: int | None = None,
) -> Trouble:
    """Disorder in a force.

    Parameters
    ----------
    need
        PSUs, or by kind: a number from beginning to end, or steps of (minutes after the
        beginning, units).
    ends
        Minutes since the scenario's start; with None a number is needed for ever.
    drives
        Minutes from forces to its RVP, before those of the world.
    """
    by_kind = need if isinstance(need, Mapping) else {"psu": need}
    name = incident_id or f"{force}-1"
    return Trouble(force, by_kind, begins, ends, name, drives or {}, priority)


def lever(key: str, name: str) -> Any:
    """A shipped policy, its parameters at their defaults."""
    policy = shipped(key)[name]
    return policy.make(**defaults_of(policy)[0])


def usual_levers() -> dict[str, Any]:
    """Every lever where it stands by default."""
    return {key: lever(key, str(KEYS[key].default)) for key in LEVERS}


def world(
    forces: Mapping[str, Crews | Mapping[str, Crews]],
    incidents: Iterable[Trouble],
    *,
    regions: Mapping[str, Sequence[str]] | None = None,
    drives: Mapping[str, float] | None = None,
    kinds: Iterable[UnitKind] = KINDS.values(),
    ranking: str | Ranking = "nearest",
    escalation: Escalation = QUICKEST,
    trigger: Trigger | None = None,
    **overrides: Any,
) -> Scenario:
    """A night made by hand.

    Parameters
    ----------
    forces
        Crews by force: of PSUs, or by kind. A kind left out is not there.
    incidents
        What `incident` makes.
    regions
        Forces by region id; all in ``forest`` by default.
    drives
        Minutes from a force to any RVP but its own; by default `NEAR` in a region, `FAR` beyond.
    ranking
        Name of a ranking, or one with parameters.
    overrides
        Any other field of `Scenario`, `Durations` (a number is a fixed duration), `Rules`,
        `Timeline` or `LocalReadiness`, by its name; of `AskingRules` by ``ask_`` and its name,
        of `RiskRules` by ``risk_``, of `LodgingRules` by ``lodge_``.
    """
    places = {"forest": list(forces)} if regions is None else regions
    region_of = {force: region for region, members in places.items() for force in members}
    kinds = tuple(kinds)
    duration = overrides.setdefault("duration", 2 * DAY)
    overrides.setdefault("end", "known")
    durations = _replaced(DURATIONS, overrides)
    settled = tuple(
        _settle(trouble, region_of, drives or {}, duration, durations.own_travel)
        for trouble in incidents
    )
    name = ranking if isinstance(ranking, str) else "nearest"
    levers = usual_levers() | {
        "ranking": lever("ranking", ranking) if isinstance(ranking, str) else ranking,
        "escalation": escalation,
        "trigger": trigger or reactive(),
    }
    rules = Rules(dict.fromkeys(places, 2), no_answer=0.0, convoy_factor=1.0, travel_cv=0.0)
    fields: dict[str, Any] = {
        "name": "toy",
        "title": "A toy world",
        "question": "Can it be worked out in the head?",
        "clock": WallClock(WEDNESDAY),
        "mode": "surge",
        "chance": "drawn",
        "readiness": "timeline",
        "host_readiness": "timeline",
        "static": False,
        "forces": tuple(_force(force, region_of[force]) for force in sorted(forces)),
        "regions": tuple(Region(region, region.title(), 2) for region in sorted(places)),
        "kinds": kinds,
        "stock": {force: _stock(has, kinds) for force, has in forces.items()},
        "incidents": tuple(sorted(settled, key=lambda i: (i.begins, i.incident_id))),
        "agreements": (),
        "drawdown": "extensive",
        "policies": Policies(name, **levers),
        "timeline": _replaced(Timeline(), overrides),
        "local": _replaced(LocalReadiness((0.2,) * 168), overrides),
        "durations": durations,
        "rules": _replaced(rules, overrides),
        "asking": _prefixed(AskingRules, "ask_", overrides),
        "risk": _prefixed(RiskRules, "risk_", overrides),
        "lodging": _prefixed(LodgingRules, "lodge_", overrides),
    }
    return Scenario(**(fields | overrides))


def hand_world() -> Scenario:
    """A host with 11 committed crews and no neighbour that lends."""
    return world(
        {"ash": 11, "oak": 11, "yew": 11},
        [incident("ash", 11)],
        regions={"forest": ["ash", "oak"], "heath": ["yew"]},
        drawdown="none",
        booking_own=30,
    )


def run(scenario: Scenario, seed: int = 1, replication: int = 0) -> list[Event]:
    """The log of one replication."""
    log: list[Event] = []
    simulate(scenario, chance_of(scenario, seed, replication), log.append)
    return log


def chance_of(scenario: Scenario, seed: int = 1, replication: int = 0) -> Chance:
    """The draws of one replication, as the scenario wants them."""
    return Chance(seed, replication, typical=scenario.chance == "typical")


def times(log: Iterable[Event], event: str, **columns: object) -> list[float]:
    """Minutes of an event's rows that have the given values in the given columns."""
    return [row.minute for row in rows(log, event, **columns)]


def rows(log: Iterable[Event], event: str, **columns: object) -> list[Event]:
    """An event's rows that have the given values in the given columns."""
    return [
        row
        for row in log
        if row.event == event
        and all(getattr(row, column) == value for column, value in columns.items())
    ]


def units(log: Iterable[Event], event: str, **columns: object) -> list[str | None]:
    """Ids of the units in an event's rows that have the given values in the given columns."""
    return [row.unit for row in rows(log, event, **columns)]


def _replaced(part: Any, overrides: dict[str, Any]) -> Any:
    """The part with those overrides that are fields of it; they are taken out."""
    changes: dict[str, Any] = {}
    for each in dataclasses.fields(part):
        if each.name in overrides:
            value = overrides.pop(each.name)
            drawn = hasattr(getattr(part, each.name), "mean")
            changes[each.name] = Fixed(value) if drawn and isinstance(value, int | float) else value
    return dataclasses.replace(part, **changes)


def _prefixed(made: Any, prefix: str, overrides: dict[str, Any]) -> Any:
    """A part of those overrides that are its fields behind a prefix; they are taken out."""
    given = {name: overrides.pop(name) for name in list(overrides) if name.startswith(prefix)}
    return made(**{name.removeprefix(prefix): value for name, value in given.items()})


def _force(force: str, region: str) -> Force:
    return Force(force, force.title(), region, f"{force.title()} Town", 52.0, -1.0, 1000, {})


def _stock(has: Crews | Mapping[str, Crews], kinds: Iterable[UnitKind]) -> dict[str, Stock]:
    by_kind = has if isinstance(has, Mapping) else {"psu": has}
    found = {kind.kind_id: by_kind.get(kind.kind_id, 0) for kind in kinds}
    return {kind: crews(n) if isinstance(n, int) else n for kind, n in found.items()}


def _settle(
    trouble: Trouble,
    region_of: Mapping[str, str],
    drives: Mapping[str, float],
    duration: float,
    own_travel: float,
) -> Incident:
    home = region_of[trouble.force]
    usual = {force: NEAR if region == home else FAR for force, region in region_of.items()}
    minutes = {**usual, **drives, **trouble.drives, trouble.force: own_travel}
    need = {kind: _need(trouble, wanted) for kind, wanted in sorted(trouble.need.items())}
    over = all(not each.units[-1] for each in need.values())
    ends = max(each.minutes[-1] for each in need.values()) if over else duration
    return Incident(
        trouble.incident_id,
        trouble.incident_id.title(),
        trouble.force,
        trouble.begins,
        ends,
        need,
        {force: minutes[force] for force in sorted(minutes)},
        priority=trouble.priority,
    )


def _need(trouble: Trouble, wanted: int | Steps) -> Need:
    steps = [(0.0, wanted)] if isinstance(wanted, int) else wanted
    from_start = [(trouble.begins + after, units) for after, units in steps]
    if trouble.ends is not None:
        from_start = [step for step in from_start if step[0] < trouble.ends]
        from_start.append((trouble.ends, 0))
    return need_of(from_start)


LONDON_ID = LONDON_REGION
