"""Which unit does a measure have, and which events must a log contain for it?

Each field of the measures declares this beside its type, once: ``Annotated[int, Gauged("units",
MET)]``. The sentence below a field says what it means, and what its value is when there is nothing.
These declarations produce the refusals of `mobsim.scoring.clocks`, the reference pages and the
comparable measures of `mobsim.study.night_measures`.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Needing:
    """A measure that a log gives entirely or not at all: its name and source."""

    name: str
    """The name in a refusal, e.g. ``incidents.time_to``."""
    events: tuple[str, ...]
    """Events whose rows it is computed from; none if the facts alone give it."""


@dataclass(frozen=True, slots=True)
class Gauged:
    """How one field of the measures is printed."""

    unit: str
    """``minutes``, ``units``, ``share``, …; empty for words."""
    of: Needing


def declared(part: type) -> Iterator[tuple[str, Gauged]]:
    """Each field of a part of the measures, and how it is printed.

    >>> from mobsim.scoring.measures import RegionMeasures
    >>> dict(declared(RegionMeasures))["crews_deployed"].unit
    'units'
    """
    hints = get_type_hints(part, include_extras=True)
    for each in fields(part):
        extras = getattr(hints[each.name], "__metadata__", ())
        yield from ((each.name, extra) for extra in extras if isinstance(extra, Gauged))


def needs_of(parts: Iterable[type]) -> dict[str, tuple[str, ...]]:
    """The events that each measure needs, in field order."""
    found = (gauged.of for part in parts for _, gauged in declared(part))
    return {each.name: each.events for each in found if each.events}


def withheld(part: Made, refused: AbstractSet[str]) -> Made:
    """A part of the measures without the fields that the log cannot give.

    Such a field is None, or None for each of its keys if it is always a mapping.
    """
    if not refused:
        return part
    made: Any = part
    hints = get_type_hints(type(made))
    lost = [name for name, gauged in declared(type(made)) if gauged.of.name in refused]
    nothing = {
        name: None if NoneType in get_args(hints[name]) else dict.fromkeys(getattr(made, name))
        for name in lost
    }
    found: Made = replace(made, **nothing)
    return found
