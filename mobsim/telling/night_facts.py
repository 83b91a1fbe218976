"""Which facts about a scenario does mobsim need to score its nights and tell their stories?"""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from mobsim.country.lines import BEYOND_REGION, LondonReading, Where, counted_on
from mobsim.ground.last_made import LastMade
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.facts import (
    Facts,
    ForceFacts,
    IncidentFacts,
    KindFacts,
    LineFacts,
    StockFacts,
    TargetFacts,
)


def facts_of(night: Scenario) -> Facts:
    """Make the facts that scoring and stories need from a scenario."""
    needed = sorted(
        {kind for incident in night.incidents for kind in incident.need}
        | {kind for each in night.operations for units in each.units.values() for kind in units}
        | {kind for each in night.posture for units in each.units.values() for kind in units}
    )
    country = _country_of(night, needed)
    return Facts(
        duration=night.duration,
        mode=night.mode,
        clock=night.clock,
        kinds=country.kinds,
        forces=country.forces,
        incidents={i.incident_id: IncidentFacts(i.name, i.force) for i in night.incidents},
        operations={each.operation_id: each.name for each in night.operations}
        | {each.posture_id: each.name for each in night.posture},
        holding=frozenset(i.incident_id for i in night.incidents if i.holding),
        stock=country.stock,
        lines=country.lines,
        targets=tuple(TargetFacts(t.incident, t.kind, t.units, t.by) for t in night.targets),
        london_75=night.rules.london_75,
        returns_loaded=night.returns_loaded,
        tour=night.durations.tour,
        rest=night.durations.rest,
    )


class _Country(NamedTuple):
    """The facts about forces and lines, which do not differ between the nights of a scenario."""

    kinds: Mapping[str, KindFacts]
    forces: Mapping[str, ForceFacts]
    stock: Mapping[str, Mapping[str, StockFacts]]
    lines: tuple[LineFacts, ...]


_made = LastMade[_Country]()


def _country_of(night: Scenario, needed: list[str]) -> _Country:
    of = (
        night.kinds, night.requirements, night.forces, night.stock, night.left_out,
        night.resolved.get("london"), needed,
    )  # fmt: skip
    return _made.of(of, lambda: _country(night, needed))


def _country(night: Scenario, needed: list[str]) -> _Country:
    # Bodies beyond the 43 have no floor: the crews that stay with them are those they do not lend.
    beyond = {force.force_id for force in night.forces if force.region == BEYOND_REGION}
    return _Country(
        kinds={k.kind_id: KindFacts(k.officers, k.name, k.plural, k.short) for k in night.kinds},
        forces={f.force_id: ForceFacts(f.name, f.city, f.region) for f in night.forces},
        stock={
            force: {
                kind: StockFacts(owned[kind].commitment, owned[kind].fit, owned[kind].floor)
                for kind in needed
                if kind in owned
            }
            for force, owned in night.stock.items()
            if force not in beyond
        },
        lines=() if night.left_out else (*_national_lines(night), *_regional_lines(night)),
    )


_LONDON: Mapping[Where, Literal["inside", "outside"] | None] = {
    "everywhere": None,
    "london": "inside",
    "outside-london": "outside",
}


def _national_lines(night: Scenario) -> Iterator[LineFacts]:
    reading: LondonReading = (
        "inside_297" if night.resolved.get("london") == "inside_297" else "outside_297"
    )
    for line in night.lines:
        declared = counted_on(line, night.lines, _declared(night, line.kind), reading)
        figures, names = (line.required, declared), (line.name, line.plural)
        yield LineFacts(line.line, line.kind, *figures, None, _LONDON[line.where], *names)


def _regional_lines(night: Scenario) -> Iterator[LineFacts]:
    for line in night.lines:
        if line.per_region is None:
            continue
        declared = _declared(night, line.kind)
        for region in sorted(declared.keys() - {BEYOND_REGION}):
            figures, names = (line.per_region, declared[region]), (line.name, line.plural)
            yield LineFacts(line.line, line.kind, *figures, region, None, *names)


def _declared(night: Scenario, kind: str) -> dict[str, int]:
    """The units of one kind that the forces of each region declare."""
    found = dict.fromkeys((force.region for force in night.forces), 0)
    for force in night.forces:
        stock = night.stock.get(force.force_id, {}).get(kind)
        found[force.region] += stock.declared if stock is not None else 0
    return found
