"""How are the incidents of a year grouped into scenarios?

Incidents within `APART` of each other form one episode. When the next episode begins, all
crews of the previous episode are at home, have rested and have had their day off. Nothing carries
over, so each episode is simulated alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from mobsim.ground.clock import date_in_full
from mobsim.ground.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from mobsim.scenario.file import resolve_text
from mobsim.scenario.scenario import Scenario, Stock
from mobsim.stress.requirement.model_year import WEEK_MINUTES, WEEKS, moment
from mobsim.stress.requirement.threat_years import Happening
from mobsim.telling.store import scenario_text

APART: Final = 48 * MINUTES_PER_HOUR
"""After a gap of this length, the next need starts a new episode. The drive home, 11 h of rest and
a 24 h day off take less time than the gap.
"""
PLANNED: Final = 48 * MINUTES_PER_HOUR
"""An incident with at least this much warning, in minutes, is a planned event (an assumption)."""
LEAD: Final = MINUTES_PER_DAY
"""The time simulated before the first need, in which crews can set out for a planned event."""
TAIL: Final = MINUTES_PER_DAY
"""The time simulated after the last need."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A group of incidents in one year that are close together in time."""

    seed: int
    year: int
    number: int
    """The number of the episode in the year, from 1."""
    happenings: tuple[Happening, ...]

    @property
    def begins(self) -> float:
        """The minute of the year at which the scenario starts.

        The scenario starts at 06:00, one day before the first need.
        """
        first = self.happenings[0].begins
        return first // MINUTES_PER_DAY * MINUTES_PER_DAY - LEAD

    @property
    def ends(self) -> float:
        """The minute of the year at which the last need ends."""
        return max(each.ends for each in self.happenings)

    @property
    def draws(self) -> int:
        """The seed for the episode's night, given by the episode, the year and the study's seed."""
        return (self.seed * 10_000 + self.year) * 1_000 + self.number

    @property
    def name(self) -> str:
        """The name of the episode's scenario."""
        return f"year-{self.year}-episode-{self.number}"

    @property
    def week(self) -> int:
        """The week of the year in which the episode starts, from 1."""
        return min(int(self.happenings[0].begins // WEEK_MINUTES), WEEKS - 1) + 1


def episodes_of(happenings: Sequence[Happening], seed: int, year: int) -> Iterator[Episode]:
    """The episodes of one year, from incidents in time order.

    >>> at = [Happening(m, m + 60.0, "kent", "t", "1", (("psu", 4),), 0.0) for m in (0, 900, 9000)]
    >>> [len(each.happenings) for each in episodes_of(at, 1, 0)]
    [2, 1]
    """
    groups: list[list[Happening]] = []
    over = 0.0
    for each in happenings:
        if groups and each.begins < over + APART:
            groups[-1].append(each)
            over = max(over, each.ends)
        else:
            groups.append([each])
            over = each.ends
    for number, group in enumerate(groups, 1):
        yield Episode(seed, year, number, tuple(group))


# --- as a scenario ------------------------------------------------------------------------------


def text_of_episode(episode: Episode, settings: tuple[str, ...] = ()) -> str:
    """The scenario file of an episode.

    A planned event becomes an operation. The host uses its own crews until only its floor is left,
    and RICCs broker the remaining units from the nearest forces. All units of the operation respond
    to the incident when it begins. Incidents that are not planned events get help only after they
    begin.
    """
    start = moment(episode.begins)
    world = world_in(start.month, settings)
    cities = {force.force_id: force.city for force in world.forces}
    before: Counter[str] = Counter()
    incidents, operations = [], []
    for each in episode.happenings:
        before[each.host] += 1
        number = before[each.host]
        incident_id = f"{each.host}-{number}"
        name = f"{cities[each.host]} {number} ({each.threat})"
        planned = each.warning >= PLANNED
        at = {
            "begins": f"+{each.begins - episode.begins:.0f}m",
            "lasts": f"{each.ends - each.begins:.0f}m",
        }
        incident: dict[str, Any] = {"id": incident_id, "name": name, "force": each.host, **at}
        incident |= {"need": dict(each.units)} | ({"end": "known"} if planned else {})
        incidents.append(incident)
        if planned:
            plan = {"id": f"plan-{incident_id}", "name": f"Plan for {name}", "force": each.host}
            units = _planned_units(each.units, world.stock[each.host])
            operations.append({**plan, **at, **units, "may_turn_to": [incident_id]})
    duration = episode.ends - episode.begins + TAIL
    content: dict[str, Any] = {
        "schema": 1,
        "name": episode.name,
        "title": f"Drawn year {episode.year}, from {date_in_full(moment(_first(episode)))}",
        "question": "Who gives, who receives, and does a national line break?",
        "start": f"{start:%Y-%m-%d %H:%M}",
        "duration": f"{duration:.0f}m",
        "mode": "sustained",
        "operations": operations,
        "incidents": incidents,
    }
    if not operations:
        del content["operations"]
    options = [f"--seed {episode.draws}", *(f"--set {each}" for each in settings)]
    said = f"Drawn from a table of threats, seed {episode.seed}. Run with: {' '.join(options)}"
    return scenario_text(content, said)


def _first(episode: Episode) -> float:
    return episode.happenings[0].begins


def _planned_units(
    units: Iterable[tuple[str, int]], stock: Mapping[str, Stock]
) -> dict[str, dict[str, Any]]:
    """The units of a plan that the host provides, and the units that RICCs broker."""
    own, lacking = {}, {}
    for kind, needed in units:
        spare = max(0, stock[kind].fit - stock[kind].floor)
        own[kind] = min(needed, spare)
        lacking[kind] = needed - own[kind]
    parts: dict[str, dict[str, Any]] = {}
    if any(own.values()):
        parts["units"] = {kind: number for kind, number in own.items() if number}
    if any(lacking.values()):
        parts["from"] = {"nearest": {kind: number for kind, number in lacking.items() if number}}
    return parts


@lru_cache(maxsize=64)
def world_in(month: int, settings: tuple[str, ...] = ()) -> Scenario:
    """The forces, stock, lines and policies in one month, with some settings.

    Raises `InputError` if a setting cannot be used.
    """
    need = [{"name": "Kent", "force": "kent", "begins": "+0m", "lasts": "1h", "need": {"psu": 1}}]
    content = {"schema": 1, "name": "world", "question": "world", "incidents": need}
    content |= {"start": f"2026-{month:02d}-10 06:00", "duration": "6h"}
    return resolve_text(scenario_text(content), settings).scenario
