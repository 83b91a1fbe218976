"""How is a parameter of a plug-in read, and what does an editor complete for it?"""

from collections.abc import Callable
from typing import Any

from mobsim.country.force_names import as_force_id
from mobsim.scenario.file.value_readers import (
    SHARE_SCHEMA,
    count_between,
    number_between,
    one_of,
    read_positive_duration,
    read_share,
)
from mobsim.scenario.plugins import (
    CountParameter,
    DurationParameter,
    NameParameter,
    NumberParameter,
    Parameter,
    ShareParameter,
)


def reader_of(parameter: Parameter) -> Callable[[Any], Any]:
    """What reads its value.

    >>> reader_of(DurationParameter("60m"))("1h30m")
    90.0
    """
    match parameter:
        case DurationParameter():
            return read_positive_duration
        case ShareParameter():
            return read_share
        case NumberParameter():
            return number_between(parameter.low, parameter.high)
        case CountParameter():
            return count_between(parameter.low, parameter.high)
        case NameParameter():
            return _one_of(parameter.names)


def _one_of(names: tuple[str, ...]) -> Callable[[object], str]:
    """A reader of names; where they are those of forces, by any name of theirs."""
    known = one_of(*names)

    def read(found: object) -> str:
        meant = as_force_id(found) if isinstance(found, str) and found not in names else found
        return known(meant if meant in names else found)

    return read


def schema_of(parameter: Parameter) -> dict[str, Any]:
    """Its JSON Schema."""
    schema: dict[str, Any]
    match parameter:
        case DurationParameter():
            schema = {"type": "string"}
        case ShareParameter():
            schema = dict(SHARE_SCHEMA)
        case NumberParameter():
            schema = {"type": "number", "minimum": parameter.low, "maximum": parameter.high}
        case CountParameter():
            schema = {"type": "integer", "minimum": parameter.low, "maximum": parameter.high}
        case NameParameter():
            schema = {"enum": list(parameter.names)}
    return schema | ({"description": parameter.meaning} if parameter.meaning else {})
