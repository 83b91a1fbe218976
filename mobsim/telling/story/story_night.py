"""Which facts do the stories of a night need?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mobsim.country.lines import PSU
from mobsim.ground.clock import ClockTimes
from mobsim.scoring import Measures, Tally
from mobsim.scoring.clocks import lack_told, missing_events
from mobsim.scoring.events import Event
from mobsim.scoring.facts import Facts
from mobsim.scoring.tally import LogTally
from mobsim.telling.measures_told import refusal_told
from mobsim.telling.story.sentences import Speaker
from mobsim.telling.story.story_rows import LogRow, numbered
from mobsim.telling.wording import joined


@dataclass(frozen=True, slots=True)
class StoryNight:
    """A log, with the facts, measures and words that its stories use."""

    rows: list[LogRow]
    of_incident: Mapping[str | None, list[LogRow]]
    of_force: Mapping[str | None, list[LogRow]]
    """The rows by force; a row belongs to the forces that act, own the unit or are the host."""
    facts: Facts
    tally: LogTally
    measures: Measures
    missing: frozenset[str]
    """The names of events that the log should contain but does not."""
    say: Speaker

    def refused(self, measure: str) -> str:
        """The reason why a measure is missing; empty if the measure is not missing."""
        return refusal_told(self.measures, measure)

    def lacks(self, *events: str) -> str:
        """The reason why an answer is not known; empty if the log has the events that it needs."""
        lacking = [event for event in events if event in self.missing]
        return f"not known: {lack_told(lacking)}" if lacking else ""

    def rank(self, kind: str) -> tuple[bool, int, str]:
        """A sort key for kinds: PSUs come first, then kinds with larger units."""
        return kind != PSU, -self.facts.officers(kind), kind

    def several(self, kind: str) -> str:
        """The plural word for units of a kind."""
        return self.say.units(2, kind).removeprefix("2 ")

    def units(self, counts: Mapping[str, int]) -> str:
        """Numbers of units by kind, in words; empty if there are no units."""
        kinds = sorted((kind for kind, count in counts.items() if count), key=self.rank)
        return joined([self.say.units(counts[kind], kind) for kind in kinds])


def story_night(log: Iterable[Event], facts: Facts, times: ClockTimes | None = None) -> StoryNight:
    """Prepare a log for its stories; ``times`` prints the minutes.

    Raises `ScoringError` if the log has an unknown event.
    """
    rows, tally = numbered(log), Tally(facts)
    of_incident: dict[str | None, list[LogRow]] = defaultdict(list)
    of_force: dict[str | None, list[LogRow]] = defaultdict(list)
    for row in rows:
        tally.add(row.event)
        of_incident[row.event.incident].append(row)
        of_force[row.event.force].append(row)
    return StoryNight(
        rows=rows,
        of_incident=of_incident,
        of_force=of_force,
        facts=facts,
        tally=tally,
        measures=tally.measures(),
        missing=frozenset(missing_events(tally.counts, facts, tally.unseen, tally.excused)),
        say=Speaker(facts, times),
    )
