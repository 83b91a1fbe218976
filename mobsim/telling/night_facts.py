"""What must be known of a scenario to score and to tell its nights?"""

from collections.abc import Iterator, Mapping
from typing import Literal

from mobsim.country.lines import BEYOND_REGION, LondonReading, Where, counted_on
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
    """The facts of a scenario."""
    # What stays at home beyond the 43 is nobody's floor: it is what they do not lend.
    beyond = {force.force_id for force in night.forces if force.region == BEYOND_REGION}
    needed = sorted(
        {kind for incident in night.incidents for kind in incident.need}
        | {kind for each in night.operations for units in each.units.values() for kind in units}
        | {kind for each in night.posture for units in each.units.values() for kind in units}
    )
    return Facts(
        duration=night.duration,
        mode=night.mode,
        clock=night.clock,
        kinds={k.kind_id: KindFacts(k.officers, k.name, k.plural, k.short) for k in night.kinds},
        forces={f.force_id: ForceFacts(f.name, f.city, f.region) for f in night.forces},
        incidents={i.incident_id: IncidentFacts(i.name, i.force) for i in night.incidents},
        operations={each.operation_id: each.name for each in night.operations}
        | {each.posture_id: each.name for each in night.posture},
        holding=frozenset(i.incident_id for i in night.incidents if i.holding),
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
        targets=tuple(TargetFacts(t.incident, t.kind, t.units, t.by) for t in night.targets),
        london_75=night.rules.london_75,
        returns_loaded=night.returns_loaded,
        tour=night.durations.tour,
        rest=night.durations.rest,
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
    """Units of a kind that the forces of each region declare."""
    found = dict.fromkeys((force.region for force in night.forces), 0)
    for force in night.forces:
        stock = night.stock.get(force.force_id, {}).get(kind)
        found[force.region] += stock.declared if stock is not None else 0
    return found
