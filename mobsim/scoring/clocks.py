"""Which measures cannot be computed from a log because it lacks the events that they need?

A log typed up from a real mobilisation may show when units deployed but not when they mustered.
Missing events are either stated (`Facts.recorded`) or inferred. For example, a unit that deployed
must have mustered.
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
"""For each event, the events that must come before it.

If an event has more rows than an event that must come before it, rows are missing.
"""

_WITHOUT: Final = ((ev.UNIT_ORDERED, ev.NEED_CHANGED), (ev.UNIT_DEPLOYED, ev.NEED_CHANGED))
"""Pairs of events: if the first event happened, the second must have happened too."""

NEEDS: Final[Mapping[str, tuple[str, ...]]] = needs_of(PARTS)
"""The events that each measure needs."""


def missing_events(
    counts: Mapping[str, int], facts: Facts, unseen: Mapping[str, int], excused: Mapping[str, int]
) -> set[str]:
    """The events that a log should contain but does not.

    ``counts`` gives the number of rows for each event. ``unseen`` gives, for each event, how often
    a later event shows that it must have happened. ``excused`` gives, for each event, how often it
    is correctly absent. For example, a unit that goes straight to another incident does not muster
    again, and a unit that returns from an operation was not ordered.
    """
    if facts.recorded is not None:
        return {event for event in ev.EVENTS if event not in facts.recorded and not counts[event]}
    missing = {event for event, times in unseen.items() if times}
    for later, earlier in _BEFORE:
        missing |= {e for e in earlier if counts[e] + excused.get(e, 0) < counts[later]}
    return missing | {before for event, before in _WITHOUT if counts[event] and not counts[before]}


def lack_told(events: Iterable[str]) -> str:
    """Return a phrase that names the events that a measure needs but the log lacks."""
    return f"needs {' and '.join(events)}, which the log lacks"


def refusals(missing: set[str]) -> dict[str, str]:
    """The measures that the log cannot give, each with a phrase that names its missing events."""
    lacking = {
        measure: [event for event in needed if event in missing]
        for measure, needed in NEEDS.items()
    }
    return {measure: lack_told(events) for measure, events in lacking.items() if events}
