"""How many officers were out: between which times, at whose places, and whose were they?

A tour is a crew's time from mustering until it is home, or until it stands down to rest near the
RVP. Counts are of different crews, times the officers of their kind.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from mobsim.scoring.events import Event
from mobsim.scoring.facts import Facts
from mobsim.scoring.steps import StepCurve

Whose = Literal["all", "own", "aid"]


class Tour(NamedTuple):
    """One tour of one crew. Minutes are since the start."""

    unit: str
    force: str
    host: str
    """Force at whose place it was."""
    kind: str
    mustered: float
    deployed: float | None
    """None when it never was."""
    left: float
    """When it stood down; the log's end if it had not."""
    over: float
    """When it was off duty; the log's end if it was not."""


class ClockWindow(NamedTuple):
    """Which tours count, and when."""

    since: float
    until: float
    whose: Whose = "all"
    """A host's own, aid from elsewhere, or both."""
    where: frozenset[str] = frozenset()
    """Hosts that count, as one place: a crew of one of them is nobody's aid there. Empty: every
    host, each by itself."""

    def counts(self, tour: Tour) -> bool:
        """Whether a tour is at such a place and of such a force."""
        if self.where and tour.host not in self.where:
            return False
        own = tour.force == tour.host or tour.force in self.where
        return self.whose == "all" or own == (self.whose == "own")


@dataclass(slots=True)
class OpenTour:
    """A tour that is not over yet."""

    row: Event
    """Its mustering."""
    deployed: float | None = None
    left: float | None = None

    def closed(self, over: float) -> Tour:
        """The tour, once it is over."""
        row, force = self.row, self.row.force or ""
        left = over if self.left is None else self.left
        whose = row.unit or "", force, row.counterpart or force, row.kind or ""
        return Tour(*whose, row.minute, self.deployed, left, over)

    def end(self, facts: Facts) -> float:
        """When it is taken to be over, if the log does not say so.

        A crew that stood down after a whole tour rests near the RVP; one that left before then was
        still driving home when the log ended.
        """
        if self.left is not None and self.left - self.row.minute >= facts.tour:
            return self.left
        return facts.duration


def officers_deployed(tours: Iterable[Tour], facts: Facts, window: ClockWindow) -> int:
    """Officers of the different crews that stood deployed at some minute of a window."""
    spans = [(tour, tour.deployed, tour.left) for tour in tours if tour.deployed is not None]
    return _officers_between(spans, facts, window)


def _officers_between(
    spans: Iterable[tuple[Tour, float, float]], facts: Facts, window: ClockWindow
) -> int:
    crews = {
        tour.unit: tour.kind
        for tour, first, last in spans
        if first < window.until and last > window.since and window.counts(tour)
    }
    return sum(map(facts.officers, crews.values()))


def most_deployed_at_once(tours: Iterable[Tour], facts: Facts, window: ClockWindow) -> int:
    """The most officers that stood deployed at one minute of a window."""
    changes: dict[float, int] = defaultdict(int)
    for tour in tours:
        if tour.deployed is not None and window.counts(tour):
            first, last = max(tour.deployed, window.since), min(tour.left, window.until)
            if first < last:
                changes[first] += facts.officers(tour.kind)
                changes[last] -= facts.officers(tour.kind)
    there = StepCurve()
    for minute in sorted(changes):
        there.change(minute, changes[minute])
    return there.highest()[0]


def officers_on_duty(tours: Iterable[Tour], facts: Facts, window: ClockWindow) -> int:
    """Officers of the different crews that were on a tour at some minute of a window."""
    return _officers_between([(each, each.mustered, each.over) for each in tours], facts, window)


def officers_on_duty_busiest_day(tours: Iterable[Tour], facts: Facts, window: ClockWindow) -> int:
    """`officers_on_duty` of the calendar day, within the window, on which it is highest."""
    known = list(tours)
    inside = [m for m in facts.midnights() if window.since < m < window.until]
    edges = [window.since, *inside, window.until]
    return max(
        officers_on_duty(known, facts, window._replace(since=since, until=until))
        for since, until in pairwise(edges)
    )


def officer_shifts(tours: Iterable[Tour], facts: Facts, window: ClockWindow) -> int:
    """Tours begun in a window, times the officers of their crews."""
    return sum(
        facts.officers(tour.kind)
        for tour in tours
        if window.since <= tour.mustered < window.until and window.counts(tour)
    )
