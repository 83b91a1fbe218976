"""Which officers does a reported number count: officers ordered, sent, deployed or kept?

Reports of real events give numbers of officers without saying what they count. Each construct here
is one possible meaning of such a number, computed from the stints of a run. In each construct, a
crew counts once with all its officers, even if it comes several times.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from mobsim.scoring.facts import Facts
from mobsim.scoring.steps import StepCurve
from mobsim.scoring.stints import Stint

Whose = Literal["all", "own", "aid"]
Span = tuple[float, float]


class CrewWindow(NamedTuple):
    """The rule that says which crews count, and in which period."""

    since: float
    until: float
    whose: Whose = "all"
    """Whether to count a host's own crews, aid from elsewhere, or all crews."""
    where: frozenset[str] = frozenset()
    """Hosts that count as one place; a crew of any of these hosts is not aid there. If the set is
    empty, every host counts as a separate place.
    """
    donors: frozenset[str] = frozenset()
    """Forces whose crews count; if empty, crews of all forces count."""

    def counts(self, stint: Stint) -> bool:
        """Whether the window includes a crew, by its place and force."""
        if self.where and stint.host not in self.where:
            return False
        if self.donors and stint.force not in self.donors:
            return False
        own = stint.force == stint.host or stint.force in self.where
        return self.whose == "all" or own == (self.whose == "own")

    def holds(self, minute: float | None) -> bool:
        """Whether a minute is within the window."""
        return minute is not None and self.since <= minute < self.until

    def touches(self, span: Span | None) -> bool:
        """Whether a span of time overlaps the window."""
        return span is not None and span[0] < self.until and span[1] > self.since


Count = Callable[[Iterable[Stint], Facts, CrewWindow], int]

CONSTRUCTS: Final[dict[str, Count]] = {}
"""The constructs, by the names that a table of observations uses."""

FORCES: Final = frozenset({"donors"})
"""Constructs that count forces; all other constructs count officers."""
INSTANTS: Final = frozenset({"kept"})
"""Constructs that count at a single minute, which is the start of the window."""


def _construct(name: str) -> Callable[[Count], Count]:
    def add(count: Count) -> Count:
        CONSTRUCTS[name] = count
        return count

    return add


def _officers(stints: Iterable[Stint], facts: Facts) -> int:
    """Officers in the different crews of some stints."""
    return sum(map(facts.officers, {stint.unit: stint.kind for stint in stints}.values()))


@_construct("ordered")
def ordered(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """Officers ordered in a period, including officers whose orders were later cancelled."""
    return _officers((s for s in stints if window.counts(s) and window.holds(s.ordered)), facts)


@_construct("sent")
def sent(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """Officers who mustered and set out for a place in a period."""
    went = (s for s in stints if window.counts(s) and window.holds(s.set_out) and not s.at_home)
    return _officers(went, facts)


@_construct("donors")
def donors(stints: Iterable[Stint], _facts: Facts, window: CrewWindow) -> int:
    """Forces that sent officers in a period."""
    went = (s for s in stints if window.counts(s) and window.holds(s.set_out) and not s.at_home)
    return len({stint.force for stint in went})


@_construct("arrived")
def arrived(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """Officers who reached the RVP in a period."""
    return _at_rvp((s for s in stints if window.counts(s)), facts, window)


@_construct("at-rvp")
def at_rvp(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """Officers ordered during a period who were at the RVP by its end."""
    came = (s for s in stints if window.counts(s) and window.holds(s.ordered))
    return _at_rvp(came, facts, window)


def _at_rvp(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """Officers in the crews, or parts of crews, that reached the RVP; each crew counts once."""
    there: dict[str, int] = defaultdict(int)
    for stint in stints:
        came = sum(officers for minute, officers in stint.serials if window.holds(minute))
        if window.holds(stint.at_rvp):
            came = facts.officers(stint.kind)
        there[stint.unit] = max(there[stint.unit], came)
    return sum(there.values())


@_construct("deployed")
def deployed(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """Officers who were deployed at some minute of a period."""
    there = (s for s in stints if window.counts(s) and window.touches(s.there()))
    return _officers(there, facts)


@_construct("deployed-at-once")
def deployed_at_once(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """The most officers who were deployed at one minute of a period."""
    return _at_once(((s, s.there()) for s in stints if window.counts(s)), facts, window)


@_construct("standing-by")
def standing_by(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """The most officers who stood ready, at holding areas or at home, at one minute of a period."""
    return _at_once(((s, s.ready()) for s in stints if window.counts(s)), facts, window)


def _at_once(spans: Iterable[tuple[Stint, Span | None]], facts: Facts, window: CrewWindow) -> int:
    changes: dict[float, int] = defaultdict(int)
    for stint, span in spans:
        if span is not None and window.touches(span):
            officers = facts.officers(stint.kind)
            changes[max(span[0], window.since)] += officers
            changes[min(span[1], window.until)] -= officers
    there = StepCurve()
    for minute in sorted(changes):
        there.change(minute, changes[minute])
    return there.highest()[0]


@_construct("kept")
def kept(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """Officers who were deployed, or resting near the RVP, at one minute."""
    minute = window.since
    spans = ((s, s.kept()) for s in stints if window.counts(s))
    there = (s for s, span in spans if span is not None and span[0] <= minute < span[1])
    return _officers(there, facts)


@_construct("on-duty")
def on_duty(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """Officers on duty at some minute of a period, including drives."""
    there = (s for s in stints if window.counts(s) and window.touches(s.on_duty()))
    return _officers(there, facts)


@_construct("on-duty-busiest-day")
def on_duty_busiest_day(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """The most officers on duty on any calendar day of a period."""
    known = list(stints)
    inside = [minute for minute in facts.midnights() if window.since < minute < window.until]
    edges = [window.since, *inside, window.until]
    return max(
        on_duty(known, facts, window._replace(since=since, until=until))
        for since, until in pairwise(edges)
    )


@_construct("shifts")
def shifts(stints: Iterable[Stint], facts: Facts, window: CrewWindow) -> int:
    """Tours begun in a period, multiplied by the officers of their crews."""
    return sum(
        facts.officers(s.kind)
        for s in stints
        if s.begins_tour and window.counts(s) and window.holds(s.set_out)
    )


def meanings() -> Mapping[str, str]:
    """Return the meaning of each construct, as a short phrase."""
    return {name: (count.__doc__ or "").split("\n")[0] for name, count in CONSTRUCTS.items()}
