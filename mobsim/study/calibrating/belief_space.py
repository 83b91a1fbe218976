"""Which beliefs does mobsim draw for each historical event, and from what range?

A set of beliefs gives each belief a place in its prior. A place is a number from 0 to 1: the share
of the prior that lies below the value. For each event, mobsim draws the beliefs that the event's
scenario does not state.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mobsim.ground.errors import InputError
from mobsim.scenario.assumptions import register
from mobsim.scenario.file import resolve
from mobsim.study.designs.beliefs import Belief, Beliefs, beliefs_of
from mobsim.study.observations import Observation, Role
from mobsim.study.validation import check_windows, history_names, observed_of
from mobsim.study.varying import ScenarioText

Places = Sequence[float]
"""The places that one set gives the beliefs of a `BeliefSpace`, in the order of the beliefs."""


@dataclass(frozen=True)
class HistoryEvent:
    """The scenario of a historical event, with its observations and beliefs."""

    name: str
    text: ScenarioText
    patterns: tuple[Observation, ...]
    beliefs: Beliefs


@dataclass(frozen=True)
class HistorySource:
    """The source of historical events, with settings that apply to all events."""

    scenarios: tuple[str, ...] = ()
    """The names of the scenarios. By default, mobsim uses every shipped event."""
    override: str | None = None
    settings: tuple[str, ...] = ()
    observed: Path | None = None
    """The path of your own table of observations. The path is None for the shipped table."""
    known: tuple[str, ...] = ()
    """The paths of beliefs that are not drawn."""

    def events(self, role: Role) -> tuple[HistoryEvent, ...]:
        """The historical events that have at least one pattern with the given role.

        Raises `InputError` when there is no such event, or when an event cannot be read.
        """
        names = self.scenarios or history_names()
        found = [self._event(name, role) for name in names]
        kept = tuple(each for each in found if each.patterns)
        if not kept:
            message = f"found no observation with the role {role}, expected at least one"
            raise InputError.about(", ".join(names), message, "role")
        return kept

    def _event(self, name: str, role: Role) -> HistoryEvent:
        rows = observed_of(name, self.observed)
        found = resolve(name, override=self.override, settings=self.settings)
        patterns = tuple(row for row in rows if row.role == role)
        check_windows(found.scenario, patterns)
        beliefs = beliefs_of(register(found.origins), self.known)
        return HistoryEvent(name, ScenarioText.of(found.scenario), patterns, beliefs)


class BeliefSpace:
    """The beliefs that are drawn for at least one of several events."""

    def __init__(self, events: Sequence[HistoryEvent]) -> None:
        self.events = tuple(events)
        drawn = {each.path: each for event in reversed(events) for each in event.beliefs.drawn}
        self.beliefs = tuple(sorted(drawn.values(), key=lambda each: each.path))
        if not self.beliefs:
            message = "states every belief itself, so none can be drawn; leave some out"
            raise InputError.about(events[0].name, message)

    @property
    def patterns(self) -> list[Observation]:
        """The observations of all events, in the order of the events."""
        return [pattern for event in self.events for pattern in event.patterns]

    def settings(self, places: Places) -> tuple[tuple[str, ...], ...]:
        """The settings that give a set of beliefs to each event, each written as for ``--set``."""
        at = dict(zip((each.path for each in self.beliefs), places, strict=True))
        known: dict[tuple[str, str], str] = {}
        return tuple(settings_at(event.beliefs.drawn, at, known) for event in self.events)


def settings_at(
    beliefs: Sequence[Belief],
    places: Mapping[str, float],
    known: dict[tuple[str, str], str] | None = None,
) -> tuple[str, ...]:
    """The values of beliefs at given places in their priors, each written as for ``--set``.

    ``known`` is a cache of the settings that were already written for this set.
    """
    known = {} if known is None else known
    texts = []
    for each in beliefs:
        key = each.path, repr(each.stated)
        if key not in known:
            known[key] = f"{each.path}={each.at(places[each.path])}"
        texts.append(known[key])
    return tuple(texts)
