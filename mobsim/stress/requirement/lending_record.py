"""In an episode, which forces lend units to which hosts, and does a national line break?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from mobsim.country.lines import line_of_place
from mobsim.ground.units import MINUTES_PER_HOUR
from mobsim.scenario.file import resolve_text
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.stints import StintRecord
from mobsim.stress.requirement.episodes import Episode, text_of_episode
from mobsim.stress.requirement.model_year import WEEK_MINUTES, WEEKS
from mobsim.stress.requirement.weekly_need import mostly_by
from mobsim.study.playing import Played, play


@dataclass(frozen=True, slots=True)
class Lent:
    """The units that one force lent to another in one episode."""

    donor: str
    host: str
    kind: str
    units: int
    """The number of crews that set out, each counted once."""
    unit_hours: float
    """The total hours for which these crews were deployed at the host."""


@dataclass(frozen=True, slots=True)
class LineBroken:
    """A national line that ran out of crews during an episode."""

    line: str
    week: int
    """The week of the year, from 1."""
    mostly: str
    """The threat that needs most of the line's units at the minute when the line runs out."""


@dataclass(frozen=True, slots=True)
class EpisodeRecord:
    """The result of simulating one episode."""

    year: int
    number: int
    lent: tuple[Lent, ...]
    breaks: tuple[LineBroken, ...]
    not_found: tuple[tuple[str, int], ...]
    """The number of planned units that no force could lend, by national line."""


def record_of(episode: Episode, settings: tuple[str, ...] = ()) -> EpisodeRecord:
    """Simulate one episode and record the result."""
    scenario = resolve_text(text_of_episode(episode, settings), settings).scenario
    played = play(scenario, seed=episode.draws)
    regions = scenario.force_region
    breaks = []
    for line in played.measures.national:
        if line.binds_at is not None:
            minute = episode.begins + line.binds_at
            mostly = mostly_by(episode.happenings, minute, line.line, scenario.lines, regions)
            breaks.append(LineBroken(line.line, _week(minute), mostly))
    return EpisodeRecord(
        episode.year,
        episode.number,
        tuple(lent_in(played)),
        tuple(breaks),
        tuple(sorted(_not_found(scenario).items())),
    )


def _week(minute: float) -> int:
    return min(max(int(minute // WEEK_MINUTES), 0), WEEKS - 1) + 1


def lent_in(played: Played) -> Iterator[Lent]:
    """The units that forces lent each other, by donor, host and kind.

    >>> from mobsim.scenario.file import load_scenario
    >>> [(each.donor, each.units) for each in lent_in(play(load_scenario("quickstart")))]
    [('dyfed-powys', 1), ('gwent', 1)]
    """
    record = StintRecord(played.facts)
    for row in played.log:
        record.add(row)
    crews: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    hours: dict[tuple[str, str, str], float] = defaultdict(float)
    for stint in record.stints():
        if stint.host == stint.force or stint.set_out is None:
            continue
        key = stint.force, stint.host, stint.kind
        crews[key].add(stint.unit)
        if there := stint.there():
            hours[key] += (there[1] - there[0]) / MINUTES_PER_HOUR
    for key, units in sorted(crews.items()):
        yield Lent(*key, len(units), round(hours[key], 3))


def _not_found(scenario: Scenario) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for operation in scenario.operations:
        for kind, units in operation.not_found.items():
            if units:
                region = scenario.force_region[operation.host]
                found[line_of_place(scenario.lines, kind, region)] += units
    return found
