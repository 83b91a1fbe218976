"""How is a parameter of a plug-in read, and what does an editor complete for it?"""

from collections.abc import Callable
from typing import Any

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
            return one_of(*parameter.names)


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
