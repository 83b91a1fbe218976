"""How does a search make a night worse step by step?

A lever takes a base scenario and a severity, and returns the scenario at that severity. A severity
is a number, and a larger number should make the night worse. The base can have many incidents. A
lever can use only some of these incidents, such as the first few in an order drawn for each night.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Protocol

from mobsim.country.demand import Need
from mobsim.country.lines import PSU
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.last_made import LastMade
from mobsim.ground.randomness import Chance
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Incident, Scenario
from mobsim.study.varying import ScenarioText

MOST_KEPT: Final = 64
"""The number of scenarios with settings that a process keeps in memory."""


class Lever(Protocol):
    """A way to make a scenario worse, which can be sent to other processes."""

    @property
    def unit(self) -> str:
        """The unit of the severity."""

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        """Return the scenario at a severity; ``chance`` holds the night's draws."""


@dataclass(frozen=True, slots=True)
class SimultaneousIncidents:
    """Keep the first few of the base's incidents, in an order that is drawn for each night.

    If the severity rises by one, the night keeps its incidents and gains one more.
    """

    units: int = 0
    """The PSUs that each incident needs from start to end. If this is 0, each incident keeps its
    need.
    """

    unit = "incidents"

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:

        def turn(incident: Incident) -> float:
            return chance.draw("order of incidents", incident.incident_id)

        chosen = sorted(scenario.incidents, key=turn)[: int(severity)]
        if self.units:
            chosen = [_needing(each, self.units) for each in chosen]
        return _with_incidents(scenario, chosen)


@dataclass(frozen=True, slots=True)
class NeedAt:
    """Keep one incident in each given force, and set its need for PSUs until it ends."""

    forces: tuple[str, ...]

    unit = "PSUs"

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        found = [_of_force(scenario, force) for force in self.forces]
        return _with_incidents(scenario, [_needing(each, int(severity)) for each in found])


def need_each(scenario: Scenario, units: float) -> Scenario:
    """The scenario with the same need for PSUs at every incident, from start to end."""
    return _with_incidents(scenario, [_needing(each, int(units)) for each in scenario.incidents])


def with_settings(base: Scenario, texts: Sequence[str]) -> Scenario:
    """The base with ``path=value`` settings, as if it had been loaded with them.

    Each process writes the base once, and reads it once for each group of settings.

    Raises
    ------
    InputError
        If a setting cannot be used, or the base did not come from a file.

    >>> base = load_scenario("quickstart")
    >>> with_settings(base, ["no_answer=20%"]).rules.no_answer
    0.2
    """
    if not texts:
        return base
    if not base.resolved:
        message = f"found {base.name!r}, a scenario made in memory, which settings cannot change"
        raise InputError([Fault("--set", 0, 0, "", f"{message}; load it from a file")])
    text = _written.of((base.resolved,), lambda: ScenarioText.of(base))
    return _with_settings(text, tuple(texts))


_written = LastMade[ScenarioText]()


@lru_cache(maxsize=MOST_KEPT)
def _with_settings(text: ScenarioText, texts: tuple[str, ...]) -> Scenario:
    return text.resolved(texts).scenario


def read_back(base: Scenario) -> Scenario:
    """The base, read back from a saved file."""
    return _read(ScenarioText.of(base))


@lru_cache(maxsize=MOST_KEPT)
def _read(text: ScenarioText) -> Scenario:
    with text.file() as path:
        return load_scenario(path, allow_outside=True)


def _of_force(scenario: Scenario, force: str) -> Incident:
    found = next((each for each in scenario.incidents if each.force == force), None)
    if found is None:
        message = f"found no incident in {force!r}, expected one in the base scenario"
        raise InputError([Fault(scenario.name, 0, 0, "incidents", message)])
    return found


def _needing(incident: Incident, units: int) -> Incident:
    """The incident with one constant need for PSUs from start to end, and no other need."""
    last = incident.need[PSU]
    over = isinstance(last, Need) and not last.units[-1]
    minutes = (incident.begins, incident.ends) if over else (incident.begins,)
    return replace(incident, need={PSU: Need(minutes, (units, 0)[: len(minutes)])})


def _with_incidents(scenario: Scenario, incidents: Sequence[Incident]) -> Scenario:
    ordered = sorted(incidents, key=lambda each: (each.begins, each.incident_id))
    return replace(scenario, incidents=tuple(ordered))
