"""Which measures does the log of a night give?

The functions of this package compute measures from a log and its facts. The package scores the log
of a real mobilisation, a log from mobsim's engine and a log from a reference engine in the same
way. Nothing in the package depends on an engine.
"""

from collections.abc import Iterable

from mobsim.ground.errors import ScoringError
from mobsim.scoring.between import minutes_between
from mobsim.scoring.clocks import missing_events, refusals
from mobsim.scoring.events import Event
from mobsim.scoring.facts import (
    Facts,
    ForceFacts,
    IncidentFacts,
    KindFacts,
    LineFacts,
    StockFacts,
    TargetFacts,
    facts_from_plain,
    facts_to_plain,
)
from mobsim.scoring.headlines import measure_asked, measure_headlines
from mobsim.scoring.home_cover import measure_home
from mobsim.scoring.incidents import measure_incidents
from mobsim.scoring.line_measures import measure_national, measure_regions
from mobsim.scoring.measures import Measures
from mobsim.scoring.people import measure_people
from mobsim.scoring.tally import LogTally
from mobsim.scoring.targets import measure_targets

__all__ = [
    "Facts",
    "ForceFacts",
    "IncidentFacts",
    "KindFacts",
    "LineFacts",
    "Measures",
    "StockFacts",
    "Tally",
    "TargetFacts",
    "facts_from_plain",
    "facts_to_plain",
    "minutes_between",
    "score",
]


class Tally(LogTally):
    """Computes measures from a log, row by row, without keeping the rows.

    >>> tally = Tally(Facts(duration=60.0))
    >>> tally.add(Event(0.0, "IncidentBegan", "leeds", force="west-yorkshire"))
    >>> tally.measures().incidents
    []
    """

    @classmethod
    def of(cls, log: Iterable[Event], facts: Facts) -> "Tally":
        """Return a tally of all rows of a log."""
        found = cls(facts)
        found.read(log)
        return found

    def measures(self, *, strict: bool = False) -> Measures:
        """The measures of the rows so far, as if nothing else happened before the log ends.

        If the log cannot give a measure, ``refused`` names the measure and the missing events. If
        ``strict`` is true, the method instead raises a `ScoringError` that names all such measures.
        """
        refused = refusals(missing_events(self.counts, self.facts, self.unseen, self.excused))
        if strict and refused:
            told = "\n".join(f"{measure}: {reason}" for measure, reason in refused.items())
            raise ScoringError(told)
        names = refused.keys()
        return Measures(
            national=measure_national(self, names),
            regions=measure_regions(self, names),
            incidents=measure_incidents(self, names),
            targets=measure_targets(self, names),
            headlines=measure_headlines(self, names),
            home=None if "home" in refused else measure_home(self),
            people=None if "people" in refused else measure_people(self),
            asked=measure_asked(self),
            refused=refused,
        )


def score(log: Iterable[Event], facts: Facts, *, strict: bool = False) -> Measures:
    """The measures of a log; see `Tally.measures`."""
    return Tally.of(log, facts).measures(strict=strict)
