"""How did each force answer requests for aid, and how fast?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from mobsim.scoring import events as ev
from mobsim.scoring.events import Event

_AS_ASKED = "full"
_NOT_ANSWERED = "no answer"


@dataclass
class AidAnswered:
    """The requests for aid that one force received in some runs, and the force's answers."""

    asked: int = 0
    """The number of requests, for any kind of unit."""
    units_asked: int = 0
    units_offered: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    """The number of answers of each sort: ``full``, ``part``, ``none`` and others, as in the log.
    """
    in_part: int = 0
    """The number of requests for which the force offered only some of the requested units."""
    minutes: list[float] = field(default_factory=list)
    """The time from each request to its answer, in minutes."""

    def add(self, other: "AidAnswered") -> None:
        """Add the requests and answers of another force."""
        self.asked += other.asked
        self.units_asked += other.units_asked
        self.units_offered += other.units_offered
        self.answers += other.answers
        self.in_part += other.in_part
        self.minutes += other.minutes

    @property
    def in_full(self) -> int:
        """The number of requests for which the force offered all the requested units."""
        return self.answers[_AS_ASKED]

    @property
    def silent(self) -> int:
        """The number of requests that the force did not answer."""
        return self.answers[_NOT_ANSWERED] + self.asked - sum(self.answers.values())

    @property
    def with_nothing(self) -> int:
        """The number of requests for which the force offered no units."""
        return self.asked - self.silent - self.in_full - self.in_part

    @property
    def median_minutes(self) -> float | None:
        """The median time until the answer, in minutes; None if the force answered no request."""
        return median(self.minutes) if self.minutes else None


def answers_in(logs: Iterable[Sequence[Event]]) -> dict[str, AidAnswered]:
    """Each force's answers to requests for aid, in all the given runs together."""
    found: dict[str, AidAnswered] = defaultdict(AidAnswered)
    for log in logs:
        waiting: dict[tuple[object, ...], float] = {}
        for row in log:
            key = (row.incident, row.request, row.force, row.kind)
            if row.event == ev.AID_ASKED and row.force:
                found[row.force].asked += 1
                found[row.force].units_asked += row.count or 0
                waiting[key] = row.minute
            elif row.event == ev.AID_OFFERED and row.force:
                _note(found[row.force], row, waiting.pop(key, None))
    return dict(found)


def _note(of: AidAnswered, row: Event, asked: float | None) -> None:
    cause, units = row.cause or "", row.count or 0
    of.answers[cause] += 1
    of.units_offered += units
    if cause != _AS_ASKED and units:
        of.in_part += 1
    if asked is not None and cause != _NOT_ANSWERED:
        of.minutes.append(row.minute - asked)
