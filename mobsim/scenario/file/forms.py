"""How is a declared value read, and how can an editor complete it?"""

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
from mobsim.scenario.file.value_readers import (
    DURATION,
    POSITIVE_DURATION,
    SHARE,
    SPREAD,
    SWITCH,
    TIME,
    Reader,
    ValueForm,
    number,
    one_of,
    read_members,
    share_up_to,
    shown,
    whole_number,
)


def form_of(parameter: Parameter) -> ValueForm:
    """The form in which a parameter's value is written."""
    return _FORMS[type(parameter)](parameter)


def reader_of(parameter: Parameter) -> Reader:
    """The function that reads a parameter's value.

    >>> reader_of(DurationParameter("60m"))("1h30m")
    90.0
    """
    return form_of(parameter).read


def schema_of(parameter: Parameter) -> dict[str, Any]:
    """The JSON Schema of a parameter, with its help."""
    said = sentence(parameter)
    return {**form_of(parameter).schema, **({"description": said} if said else {})}


_FORMS: Mapping[type, Callable[[Any], ValueForm]] = {
    DurationParameter: lambda each: DURATION if each.zero else POSITIVE_DURATION,
    DurationsParameter: lambda each: _list_of(POSITIVE_DURATION, each.default),
    SpreadParameter: lambda _: SPREAD,
    TimeParameter: lambda _: TIME,
    ShareParameter: lambda each: share_up_to(each.most),
    SharesParameter: lambda each: _list_of(SHARE, each.default),
    NumberParameter: lambda each: number(each.low, each.high),
    CountParameter: lambda each: whole_number(each.low, each.high),
    NameParameter: lambda each: _one_of(each.names),
    SwitchParameter: lambda _: SWITCH,
    OwnParameter: lambda each: ValueForm(each.read, dict(each.schema)),
}


def _one_of(names: tuple[str, ...]) -> ValueForm:
    """The form of a value that is one of several names; for a force, any of its names counts."""
    known = one_of(*names)

    def read(found: object) -> str:
        meant = as_force_id(found) if isinstance(found, str) and found not in names else found
        return str(known.read(meant if meant in names else found))

    return ValueForm(read, known.schema)


def _list_of(member: ValueForm, example: list[str]) -> ValueForm:
    form = f"[{', '.join(example)}]"

    def read(found: object) -> tuple[Any, ...]:
        if not isinstance(found, list) or not found:
            raise ValueError(f"found {shown(found)}, expected a list such as {form}")
        values = read_members(found, member.read)
        if values != sorted(values):
            raise ValueError(f"expected increasing values, such as {form}")
        return tuple(values)

    return ValueForm(read, {"type": "array", "items": member.schema})
