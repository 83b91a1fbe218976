"""How does a night get the incidents that are drawn at random?

Before any unit is mobilised, mobsim draws all incidents. No policy affects the draws, so all
policies face the same night.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, count

from mobsim.country.demand import Outbreak
from mobsim.ground.randomness import Chance
from mobsim.scenario.scenario import Disorder, Incident, Scenario

KIND = "psu"
"""The kind of unit that a drawn incident needs, which is also the kind for a named severity."""


def night_of(scenario: Scenario, chance: Chance) -> Scenario:
    """The scenario, with its own incidents and the incidents drawn for one seed and replication.

    The result has no `Scenario.disorder`, so that a night is not drawn twice. In a typical run,
    incidents are still drawn, and only the durations take their means.
    """
    disorder = scenario.disorder
    if disorder is None:
        return scenario
    stated = scenario.incidents
    found = disorder.source.outbreaks(
        scenario.clock,
        scenario.duration,
        chance.draw,
        tuple((each.begins, each.force, each.incident_id) for each in stated),
    )
    found.sort(key=lambda each: (each.begins, incident_id(each)))
    names = _names(scenario, found)
    drawn = [
        _incident(each, name, disorder, chance) for each, name in zip(found, names, strict=True)
    ]
    incidents = sorted((*stated, *drawn), key=lambda each: (each.begins, each.incident_id))
    return replace(scenario, incidents=tuple(incidents), disorder=None)


def incident_id(outbreak: Outbreak) -> str:
    """The id of a drawn incident, such as ``kent-1``."""
    return f"{outbreak.force}-{outbreak.number}"


def _incident(outbreak: Outbreak, name: str, disorder: Disorder, chance: Chance) -> Incident:
    need = disorder.source.course.need(outbreak.begins, outbreak.key, chance.draw)
    return Incident(
        incident_id(outbreak),
        name,
        outbreak.force,
        outbreak.begins,
        need.minutes[-1],
        {KIND: need},
        disorder.drive_minutes[outbreak.force],
        seen=True,
    )


def _names(scenario: Scenario, found: Iterable[Outbreak]) -> list[str]:
    """The names of drawn incidents: main cities, with numbers if a city has several incidents."""
    cities = {force.force_id: force.city for force in scenario.forces}
    taken = {incident.name for incident in scenario.incidents}
    names = []
    for outbreak in found:
        city = cities[outbreak.force]
        possible = chain([city], (f"{city} {number}" for number in count(2)))
        name = next(each for each in possible if each not in taken)
        taken.add(name)
        names.append(name)
    return names
