"""What do the stories of a night need to know about it?"""

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
    """A log with its facts, its measures and its words."""

    rows: list[LogRow]
    of_incident: Mapping[str | None, list[LogRow]]
    of_force: Mapping[str | None, list[LogRow]]
    """Rows of the force that acts, owns the unit or is the host."""
    facts: Facts
    tally: LogTally
    measures: Measures
    missing: frozenset[str]
    """Events that the log should have but lacks."""
    say: Speaker

    def refused(self, measure: str) -> str:
        """Why a measure is missing; empty if it is not."""
        return refusal_told(self.measures, measure)

    def lacks(self, *events: str) -> str:
        """Why rows of some events cannot tell something; empty if they can."""
        lacking = [event for event in events if event in self.missing]
        return f"cannot be told: {lack_told(lacking)}" if lacking else ""

    def rank(self, kind: str) -> tuple[bool, int, str]:
        """The rank of a kind among others: PSUs first, then larger units."""
        return kind != PSU, -self.facts.officers(kind), kind

    def several(self, kind: str) -> str:
        """The word for units of a kind."""
        return self.say.units(2, kind).removeprefix("2 ")

    def units(self, counts: Mapping[str, int]) -> str:
        """Units by kind; empty if there are none."""
        kinds = sorted((kind for kind, count in counts.items() if count), key=self.rank)
        return joined([self.say.units(counts[kind], kind) for kind in kinds])


def story_night(log: Iterable[Event], facts: Facts, times: ClockTimes | None = None) -> StoryNight:
    """A log as its stories tell it; ``times`` prints the minutes.

    Raises `ScoringError` for an unknown event.
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
