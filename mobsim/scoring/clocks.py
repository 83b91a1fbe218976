"""Which measures can a log not give, because it lacks the clocks that they need?

A log typed up from a real mobilisation may know when units deployed but not when they mustered. A
missing clock is either stated (`Facts.recorded`) or inferred: a unit that deployed has mustered.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from mobsim.scoring import events as ev
from mobsim.scoring.declaring import needs_of
from mobsim.scoring.facts import Facts
from mobsim.scoring.measures import PARTS

_BEFORE: Final = (
    (ev.UNIT_DEPLOYED, (ev.UNIT_REACHED_RVP, ev.UNIT_MUSTERED, ev.UNIT_ORDERED)),
    (ev.UNIT_REACHED_RVP, (ev.UNIT_MUSTERED, ev.UNIT_ORDERED)),
    (ev.UNIT_MUSTERED, (ev.UNIT_ORDERED,)),
    (ev.UNIT_STOOD_DOWN, (ev.UNIT_REACHED_RVP, ev.UNIT_MUSTERED, ev.UNIT_ORDERED)),
    (ev.UNIT_RETURNED, (ev.UNIT_STOOD_DOWN, ev.UNIT_MUSTERED, ev.UNIT_ORDERED)),
    (ev.AID_OFFERED, (ev.AID_ASKED,)),
    (ev.INCIDENT_ENDED, (ev.INCIDENT_BEGAN,)),
)
"""Each event follows one of each of its earlier events; if it has more rows than they do, a clock
is missing.
"""

_WITHOUT: Final = ((ev.UNIT_ORDERED, ev.NEED_CHANGED), (ev.UNIT_DEPLOYED, ev.NEED_CHANGED))
"""If one event happened, some other event must have happened."""

NEEDS: Final[Mapping[str, tuple[str, ...]]] = needs_of(PARTS)
"""The events behind each measure."""


def missing_events(
    counts: Mapping[str, int], facts: Facts, unseen: Mapping[str, int], excused: Mapping[str, int]
) -> set[str]:
    """Events that a log should have but does not.

    ``counts`` are rows by event. ``unseen`` counts how often a later event showed that an event
    must have happened. ``excused`` counts how often it rightly did not: a unit that goes straight
    to another incident musters once, and one back from an operation was not ordered.
    """
    if facts.recorded is not None:
        return {event for event in ev.EVENTS if event not in facts.recorded and not counts[event]}
    missing = {event for event, times in unseen.items() if times}
    for later, earlier in _BEFORE:
        missing |= {e for e in earlier if counts[e] + excused.get(e, 0) < counts[later]}
    return missing | {before for event, before in _WITHOUT if counts[event] and not counts[before]}


def lack_told(events: Iterable[str]) -> str:
    """The events that are needed but missing from the log."""
    return f"needs {' and '.join(events)}, which the log lacks"


def refusals(missing: set[str]) -> dict[str, str]:
    """The missing events, by measure that cannot be given."""
    lacking = {
        measure: [event for event in needed if event in missing]
        for measure, needed in NEEDS.items()
    }
    return {measure: lack_told(events) for measure, events in lacking.items() if events}
