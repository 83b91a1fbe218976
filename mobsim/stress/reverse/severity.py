"""How is a night made worse, little by little?

A lever takes a base scenario and a severity and gives the scenario of that severity. Some levers
change the scenario in memory; some are ``--set`` texts, for which the base is read again, once for
each value. A severity is a number; more of it is meant to be worse.

The base may have many incidents of which a lever takes some, such as the first of an order that
is drawn anew for each night.
"""

import json
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from mobsim.country.demand import Need
from mobsim.country.lines import PSU
from mobsim.ground.clock import with_holidays
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.randomness import Chance
from mobsim.policy.triggers.national_call import national_call
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Incident, Scenario
from mobsim.telling.store import SCENARIO, write_scenario

MOST_KEPT: Final = 64
"""Scenarios of settings that a process keeps at hand."""

Texts: TypeAlias = tuple[str, ...]


class Lever(Protocol):
    """What is made worse. It travels to other processes."""

    @property
    def words(self) -> str:
        """What its severity is, such as ``PSUs needed in kent``."""

    @property
    def unit(self) -> str:
        """Of its severity."""

    def settings(self, severity: float) -> Texts:
        """``path=value`` each, laid on the base before anything else."""

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        """The scenario of a severity; ``chance`` are the draws of the night."""


class _InMemory:
    """A lever without settings."""

    __slots__ = ()

    def settings(self, severity: float) -> Texts:
        return ()


@dataclass(frozen=True, slots=True)
class SimultaneousIncidents(_InMemory):
    """So many of the base's incidents, the first of an order of their forces.

    A night with one more has all those of the night with one less.
    """

    order: Texts = ()
    """Ids of forces; without any it is drawn anew for each night, so that no answer is about one
    order alone."""
    units: int = 0
    """PSUs that each needs, from beginning to end; 0 for what the base says."""

    @property
    def words(self) -> str:
        size = f" of {self.units} PSUs each" if self.units else ""
        return f"incidents at once{size}, {'in a stated' if self.order else 'in a drawn'} order"

    unit = "incidents"

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        chosen = self.ordered(scenario, chance)[: int(severity)]
        if self.units:
            chosen = [_needing(each, self.units) for each in chosen]
        return _with_incidents(scenario, chosen)

    def ordered(self, scenario: Scenario, chance: Chance) -> list[Incident]:
        """The base's incidents, the first to break out first."""
        if not self.order:
            drawn = {
                each.incident_id: chance.draw("order of incidents", each.incident_id)
                for each in scenario.incidents
            }
            return sorted(scenario.incidents, key=lambda each: drawn[each.incident_id])
        rank = {force: place for place, force in enumerate(self.order)}
        known = [each for each in scenario.incidents if each.force in rank]
        return sorted(known, key=lambda each: rank[each.force])


@dataclass(frozen=True, slots=True)
class ForceNeed(_InMemory):
    """The PSUs that one force's incident needs, from beginning to end, and no other incident."""

    force: str

    @property
    def words(self) -> str:
        return f"PSUs needed in {self.force}"

    unit = "PSUs"

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        found = _of_force(scenario, self.force)
        return _with_incidents(scenario, [_needing(found, int(severity))])


@dataclass(frozen=True, slots=True)
class PairNeed(_InMemory):
    """The PSUs that each of two forces' incidents needs, and no other incident."""

    force: str
    other: str

    @property
    def words(self) -> str:
        return f"PSUs needed in {self.force} and in {self.other} each"

    unit = "PSUs each"

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        found = [_of_force(scenario, force) for force in (self.force, self.other)]
        return _with_incidents(scenario, [_needing(each, int(severity)) for each in found])


@dataclass(frozen=True, slots=True)
class NeedEach(_InMemory):
    """The PSUs that every incident needs, from beginning to end."""

    words = "PSUs needed at each incident"
    unit = "PSUs each"

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        return _with_incidents(
            scenario, [_needing(each, int(severity)) for each in scenario.incidents]
        )


@dataclass(frozen=True, slots=True)
class StartHour(_InMemory):
    """The hour of the base's first day at which the night starts."""

    words = "hour at which it begins"
    unit = "o'clock"

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        start = scenario.clock.start.replace(hour=int(severity))
        clock = with_holidays(replace(scenario.clock, start=start), scenario.duration)
        return replace(scenario, clock=clock)


@dataclass(frozen=True, slots=True)
class CallAfter(_InMemory):
    """Minutes from the first incident to a national call."""

    words = "minutes from the first incident to the national call"
    unit = "minutes"

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        begins = min((each.begins for each in scenario.incidents), default=0.0)
        policies = replace(scenario.policies, trigger=national_call(begins + severity))
        return replace(scenario, policies=policies)


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of the scenario file.

    >>> Setting("absence").settings(9.0)
    ('absence=9%',)
    """

    path: str
    form: str = "{:g}%"
    """How the severity is written."""
    unit: str = "%"
    label: str = ""
    """In words; by default the path."""

    @property
    def words(self) -> str:
        return self.label or self.path

    def settings(self, severity: float) -> Texts:
        return (f"{self.path}={self.form.format(severity)}",)

    def change(self, scenario: Scenario, severity: float, chance: Chance) -> Scenario:
        return scenario


def at_severity(base: Scenario, lever: Lever, severity: float, chance: Chance) -> Scenario:
    """The scenario of a severity."""
    return lever.change(with_settings(base, lever.settings(severity)), severity, chance)


_kept: OrderedDict[str, Scenario] = OrderedDict()


def with_settings(base: Scenario, texts: Sequence[str]) -> Scenario:
    """The base with settings laid on it, as if it had been loaded with them.

    It is read once in a process for each setting; later the same scenario is given again.

    Raises
    ------
    InputError
        When a setting does not fit, or the base was not read from a file.

    >>> base = load_scenario("quickstart")
    >>> with_settings(base, ["no_answer=20%"]).rules.no_answer
    0.2
    """
    if not texts:
        return base
    if not base.resolved:
        message = (
            f"found {base.name!r}, a scenario that was made in memory, on which nothing is laid"
        )
        raise InputError([Fault("--set", 0, 0, "", f"{message}; load it from a file")])
    key = _key(base, texts)
    if key not in _kept:
        _kept[key] = _read_with(base, texts)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return _kept[key]


def _key(base: Scenario, texts: Sequence[str]) -> str:
    content = json.dumps([base.resolved, list(texts)], sort_keys=True, default=str)
    return sha256(content.encode()).hexdigest()


def _read_with(base: Scenario, texts: Sequence[str]) -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SCENARIO
        write_scenario(path, base.resolved)
        return load_scenario(path, settings=texts)


def _of_force(scenario: Scenario, force: str) -> Incident:
    found = next((each for each in scenario.incidents if each.force == force), None)
    if found is None:
        message = f"found no incident in {force!r}, expected one in the base scenario"
        raise InputError([Fault(scenario.name, 0, 0, "incidents", message)])
    return found


def _needing(incident: Incident, units: int) -> Incident:
    """The incident with one need of PSUs from its beginning to its end, and of nothing else."""
    last = incident.need[PSU]
    over = isinstance(last, Need) and not last.units[-1]
    minutes = (incident.begins, incident.ends) if over else (incident.begins,)
    return replace(incident, need={PSU: Need(minutes, (units, 0)[: len(minutes)])})


def _with_incidents(scenario: Scenario, incidents: Sequence[Incident]) -> Scenario:
    ordered = sorted(incidents, key=lambda each: (each.begins, each.incident_id))
    return replace(scenario, incidents=tuple(ordered))
