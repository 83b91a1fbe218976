"""How is a declared value read, and what does an editor complete for it?"""

from collections.abc import Callable, Mapping
from typing import Any

from mobsim.country.force_names import as_force_id
from mobsim.ground.declarations import (
    CountParameter,
    DurationParameter,
    DurationsParameter,
    NameParameter,
    NumberParameter,
    OwnParameter,
    Parameter,
    ShareParameter,
    SharesParameter,
    SpreadParameter,
    SwitchParameter,
    TimeParameter,
    sentence,
)
from mobsim.scenario.file.times import read_moment
from mobsim.scenario.file.value_readers import (
    DURATION_SCHEMA,
    SHARE_SCHEMA,
    SPREAD_SCHEMA,
    SWITCH_SCHEMA,
    TIME_SCHEMA,
    Gather,
    count_between,
    number_between,
    one_of,
    read_distribution,
    read_duration,
    read_positive_duration,
    read_share,
    read_switch,
    shown,
)

Form = tuple[Callable[[Any], Any], Mapping[str, Any]]
"""A reader, and a JSON Schema."""


def reader_of(parameter: Parameter) -> Callable[[Any], Any]:
    """What reads its value.

    >>> reader_of(DurationParameter("60m"))("1h30m")
    90.0
    """
    return _FORMS[type(parameter)](parameter)[0]


def schema_of(parameter: Parameter) -> dict[str, Any]:
    """Its JSON Schema, with its line of help."""
    said = sentence(parameter)
    return {**_FORMS[type(parameter)](parameter)[1], **({"description": said} if said else {})}


def _duration(each: DurationParameter) -> Form:
    return read_duration if each.zero else read_positive_duration, DURATION_SCHEMA


def _number(each: NumberParameter) -> Form:
    schema = {"type": "number", "minimum": each.low, "maximum": each.high}
    return number_between(each.low, each.high), schema


def _count(each: CountParameter) -> Form:
    schema = {"type": "integer", "minimum": each.low, "maximum": each.high}
    return count_between(each.low, each.high), schema


def _durations(each: DurationsParameter) -> Form:
    schema = {"type": "array", "items": DURATION_SCHEMA}
    return _list_of(read_positive_duration, each.default), schema


def _shares(each: SharesParameter) -> Form:
    return _list_of(read_share, each.default), {"type": "array", "items": SHARE_SCHEMA}


_FORMS: Mapping[type, Callable[[Any], Form]] = {
    DurationParameter: _duration,
    DurationsParameter: _durations,
    SpreadParameter: lambda _: (read_distribution, SPREAD_SCHEMA),
    TimeParameter: lambda _: (read_moment, TIME_SCHEMA),
    ShareParameter: lambda _: (read_share, SHARE_SCHEMA),
    SharesParameter: _shares,
    NumberParameter: _number,
    CountParameter: _count,
    NameParameter: lambda each: (_one_of(each.names), {"enum": list(each.names)}),
    SwitchParameter: lambda _: (read_switch, SWITCH_SCHEMA),
    OwnParameter: lambda each: (each.read, each.schema),
}


def _one_of(names: tuple[str, ...]) -> Callable[[object], str]:
    """A reader of names; where they are those of forces, by any name of theirs."""
    known = one_of(*names)

    def read(found: object) -> str:
        meant = as_force_id(found) if isinstance(found, str) and found not in names else found
        return known(meant if meant in names else found)

    return read


def _list_of(read: Callable[[Any], Any], example: list[str]) -> Callable[[object], tuple[Any, ...]]:
    form = f"[{', '.join(example)}]"

    def read_list(found: object) -> tuple[Any, ...]:
        if not isinstance(found, list) or not found:
            raise ValueError(f"found {shown(found)}, expected a list such as {form}")
        gather = Gather()
        values = tuple(gather.read(read, part, i) for i, part in enumerate(found))
        gather.done()
        if list(values) != sorted(values):
            raise ValueError(f"expected increasing values, such as {form}")
        return values

    return read_list
