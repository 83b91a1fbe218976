"""How does the engine declare its numbers and the keys that set them?

`declared` makes a field of a dataclass. The default of the field is the value that the engine uses.
The metadata of the field hold the record of the key (`mobsim.ground.declarations`). `declared_in`
returns these records.
"""

from dataclasses import field, fields
from typing import Any

from mobsim.ground.declarations import (
    DurationParameter,
    DurationsParameter,
    Parameter,
    ShareParameter,
    SharesParameter,
    SpreadParameter,
    SwitchParameter,
)
from mobsim.ground.randomness import (
    Distribution,
    Exponential,
    Fixed,
    Lognormal,
    Triangular,
    Uniform,
)
from mobsim.ground.units import format_duration

_RECORD = "record"


def declared(value: Any, form: type[Parameter], meaning: str, **said: Any) -> Any:
    """A field of a dataclass, with the record of the key that sets it.

    ``value`` is the default in the engine's units; ``form`` is the form in which a scenario states
    the value. For the other arguments, in ``said``, see `mobsim.ground.declarations.Said`.
    """
    record = form(written(value, form), meaning=meaning, **said)
    return field(default=value, metadata={_RECORD: record})


def step(value: Distribution, meaning: str, low: str, high: str, **said: Any) -> Any:
    """A field for a step's duration, which is zero with ``static: on`` unless a file states it."""
    return declared(value, SpreadParameter, meaning, tried=(low, high), **({"static": "0m"} | said))


def span(value: float, meaning: str, low: str, high: str, **said: Any) -> Any:
    """A field for a duration that is not drawn at random."""
    return declared(value, DurationParameter, meaning, tried=(low, high), **({"zero": True} | said))


def declared_in(made: Any) -> dict[str, Parameter]:
    """The records of the keys that a dataclass declares, by name of the key, in order."""
    found: dict[str, Parameter] = {}
    for each in fields(made):
        record = each.metadata.get(_RECORD)
        if record is not None:
            found[record.key or each.name] = record
    return found


def written(value: Any, form: type[Parameter]) -> Any:
    """A value of the engine, as it is written in a scenario.

    >>> written((0.1, 1.0), SharesParameter), written(90.0, DurationParameter)
    (['10%', '100%'], '1h30m')
    """
    if form is DurationParameter:
        return format_duration(value)
    if form is DurationsParameter:
        return [format_duration(each) for each in value]
    if form is ShareParameter:
        return write_share(value)
    if form is SharesParameter:
        return [write_share(each) for each in value]
    if form is SwitchParameter:
        return "on" if value else "off"
    return write_distribution(value) if form is SpreadParameter else value


def write_distribution(distribution: Distribution) -> Any:
    """A distribution as it is written in a scenario."""
    match distribution:
        case Fixed(minutes):
            return format_duration(minutes)
        case Uniform(low, high):
            return {"uniform": [format_duration(low), format_duration(high)]}
        case Triangular(low, mode, high):
            return {"triangular": [format_duration(each) for each in (low, mode, high)]}
        case Lognormal(mean, cv):
            return {"lognormal": {"mean": format_duration(mean), "cv": cv}}
        case Exponential(mean):
            return {"exponential": {"mean": format_duration(mean)}}
    raise TypeError(f"cannot write {distribution!r}")


def write_share(share: float) -> str:
    """A share as it is written in a scenario.

    >>> write_share(0.15)
    '15%'
    """
    return f"{round(share * 100, 6):g}%"
