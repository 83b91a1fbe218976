"""What is known about a night for its stories?"""

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
    """A log with the facts that are known besides it, its measures and its words."""

    rows: list[LogRow]
    of_incident: Mapping[str | None, list[LogRow]]
    of_force: Mapping[str | None, list[LogRow]]
    """Rows of the force that acts, whose unit it is, or that is the host."""
    facts: Facts
    tally: LogTally
    measures: Measures
    missing: frozenset[str]
    """Events that the log should have and does not."""
    say: Speaker

    def refused(self, measure: str) -> str:
        """Why a measure cannot be given; empty if it can."""
        return refusal_told(self.measures, measure)

    def lacks(self, *events: str) -> str:
        """Why what is read from rows of some events cannot be told; empty if it can."""
        lacking = [event for event in events if event in self.missing]
        return f"cannot be told: {lack_told(lacking)}" if lacking else ""

    def rank(self, kind: str) -> tuple[bool, int, str]:
        """Where a kind stands among others: PSUs first, then the larger units."""
        return kind != PSU, -self.facts.officers(kind), kind

    def several(self, kind: str) -> str:
        """What units of a kind are called."""
        return self.say.units(2, kind).removeprefix("2 ")

    def units(self, counts: Mapping[str, int]) -> str:
        """Units by kind; empty where there are none."""
        kinds = sorted((kind for kind, count in counts.items() if count), key=self.rank)
        return joined([self.say.units(counts[kind], kind) for kind in kinds])


def story_night(log: Iterable[Event], facts: Facts, times: ClockTimes | None = None) -> StoryNight:
    """A log as stories are reported from it, its minutes printed as ``times`` does.

    Raises `ScoringError` for an event that is not known.
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
