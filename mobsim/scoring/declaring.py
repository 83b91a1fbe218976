"""What is the unit of a measure, and which events must a log contain so that it can be computed?

Each field of the measures declares its unit and the events that it requires next to its type:
``Annotated[int, Gauged("units", MET)]``. The sentence below a field gives its meaning, and its
value if there is nothing to measure. The refusals in `mobsim.scoring.clocks`, the reference pages
and the comparable measures in `mobsim.study.night_measures` all come from these declarations.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Needing:
    """A measure, or a group of measures that a log gives either completely or not at all."""

    name: str
    """The name that a refusal shows, e.g. ``incidents.time_to``."""
    events: tuple[str, ...]
    """The events whose rows the measure needs; empty if the measure needs only the facts."""


@dataclass(frozen=True, slots=True)
class Gauged:
    """The unit and the source of one field of the measures."""

    unit: str
    """The unit, such as ``minutes``, ``units`` or ``share``; empty for words."""
    of: Needing


def declared(part: type) -> Iterator[tuple[str, Gauged]]:
    """The fields of one class of measures, each with its declaration.

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
    """Return a copy of the measures without the values that the log cannot give.

    In the copy, the field of such a value is None or, if it is always a mapping, has None for each
    key.
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
