"""In what unit is a measure told, and which events must a log have for it?

Each field of the measures says it beside its type, once: ``Annotated[int, Gauged("units", MET)]``.
What the field means, and what it is when there is nothing, is the sentence below it. The refusals
of `mobsim.scoring.clocks`, the pages of reference and the comparable measures of
`mobsim.study.night_measures` are made from these declarations.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import get_type_hints


@dataclass(frozen=True, slots=True)
class Needing:
    """A measure that a log gives as a whole or not at all: its name, and what it is made from."""

    name: str
    """As a refusal names it, e.g. ``incidents.time_to``."""
    events: tuple[str, ...]
    """Events whose rows it is worked out from; none for what the facts alone give."""


@dataclass(frozen=True, slots=True)
class Gauged:
    """How one field of the measures is told."""

    unit: str
    """``minutes``, ``units``, ``share``, …; empty for words."""
    of: Needing


def declared(part: type) -> Iterator[tuple[str, Gauged]]:
    """Each field of a part of the measures, and how it is told.

    >>> from mobsim.scoring.measures import RegionMeasures
    >>> dict(declared(RegionMeasures))["crews_deployed"].unit
    'units'
    """
    hints = get_type_hints(part, include_extras=True)
    for each in fields(part):
        extras = getattr(hints[each.name], "__metadata__", ())
        yield from ((each.name, extra) for extra in extras if isinstance(extra, Gauged))


def needs_of(parts: Iterable[type]) -> dict[str, tuple[str, ...]]:
    """By measure, in the order of the fields: the events that it needs."""
    found = (gauged.of for part in parts for _, gauged in declared(part))
    return {each.name: each.events for each in found if each.events}
