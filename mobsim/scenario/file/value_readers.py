"""What may stand for a duration, a share, a count, a switch or a distribution?

Each reader takes what YAML found and returns what mobsim computes with, or raises `FaultyError`
with every fault, each at its path below the value. `Field types` pair a reader with the
JSON Schema that editors complete from.
"""

import math
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from mobsim.ground.errors import did_you_mean
from mobsim.ground.randomness import (
    Distribution,
    Exponential,
    Fixed,
    Lognormal,
    Triangular,
    Uniform,
)
from mobsim.ground.units import DURATION_FORM, parse_duration
from mobsim.scenario.file.times import LONGEST_DURATION, Moment, read_moment

_PERCENT = re.compile(r"([-+]?\d+(?:\.\d*)?|[-+]?\.\d+)\s*%")
SHARE_FORM = "a share such as '15%'"
DISTRIBUTIONS = {
    "fixed": "20m",
    "uniform": "[10m, 30m]",
    "triangular": "[10m, 20m, 45m]",
    "lognormal": "{mean: 30m, cv: 0.3}",
    "exponential": "{mean: 20m}",
}
"""By name, what each is written like."""


class FaultyError(ValueError):
    """Faults of one value, each with its path below it."""

    def __init__(self, *faults: tuple[tuple[str | int, ...], str]) -> None:
        self.faults = faults
        super().__init__("; ".join(message for _, message in faults))


class Gather:
    """Collects faults of parts, so that all are known before any is raised."""

    def __init__(self) -> None:
        self.faults: list[tuple[tuple[str | int, ...], str]] = []

    def add(self, message: str, *path: str | int) -> None:
        self.faults.append((path, message))

    def read(self, read: Callable[[Any], Any], found: object, *path: str | int) -> Any:
        """What ``read`` makes of a part, or None with its faults kept."""
        try:
            return read(found)
        except FaultyError as error:
            self.faults += [((*path, *below), message) for below, message in error.faults]
        except ValueError as error:
            self.add(str(error), *path)
        return None

    def done(self) -> None:
        if self.faults:
            raise FaultyError(*self.faults)


def shown(found: object) -> str:
    """A found value as a message shows it."""
    if isinstance(found, dict):
        return "a mapping"
    if isinstance(found, list):
        return "a list"
    if found is None:
        return "nothing"
    if isinstance(found, bool):
        return "true" if found else "false"
    return repr(found)


def read_text(found: object) -> str:
    """Text that is not empty; a number is taken as it is written."""
    if isinstance(found, bool):
        raise ValueError(f"found {shown(found)}, expected text; put it in quotes if it is one")
    if isinstance(found, dict) and len(found) == 1:
        [(start, rest)] = found.items()
        quoted = f"'{start}: {rest}'" if isinstance(rest, str) else "'Derby: the march'"
        raise ValueError(f"found a mapping, expected text; quote a text with a colon: {quoted}")
    if isinstance(found, dict | list) or found is None or not str(found).strip():
        raise ValueError(f"found {shown(found)}, expected text")
    return " ".join(str(found).split())


def read_duration(found: object) -> float:
    """Minutes; a bare number has no unit and is refused.

    >>> read_duration(20)
    Traceback (most recent call last):
    ValueError: found 20, a bare number; a duration needs its unit: '20m' or '20h'
    """
    if isinstance(found, int | float) and not isinstance(found, bool):
        raise ValueError(
            f"found {found}, a bare number; a duration needs its unit: '{found}m' or '{found}h'"
        )
    if not isinstance(found, str):
        raise ValueError(f"found {shown(found)}, expected {DURATION_FORM}")
    minutes = parse_duration(found)
    if minutes > LONGEST_DURATION:
        raise ValueError(f"found {found!r}, expected at most 366 days")
    return minutes


def read_positive_duration(found: object) -> float:
    """Minutes, more than none."""
    minutes = read_duration(found)
    if not minutes:
        raise ValueError(f"found {found!r}, expected more than 0m")
    return minutes


def read_share(found: object) -> float:
    """A number from 0 to 1, written as a percentage or as that number.

    >>> read_share("15%"), read_share(0.5)
    (0.15, 0.5)
    """
    share = read_number(_percent(found) if isinstance(found, str) else found, SHARE_FORM)
    if not 0 <= share <= 1:
        hint = f"; did you mean '{found}%'?" if 1 < share <= 100 else ""
        raise ValueError(f"found {found!r}, expected {SHARE_FORM}, from 0% to 100%{hint}")
    return share


def _percent(found: str) -> object:
    match = _PERCENT.fullmatch(found.strip())
    return float(match[1]) / 100 if match else found


def read_number(found: object, expected: str = "a number") -> float:
    """A finite number."""
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise ValueError(f"found {shown(found)}, expected {expected}")
    return float(found)


def read_switch(found: object) -> bool:
    """``on`` or ``off``, ``true`` or ``false``."""
    if isinstance(found, bool):
        return found
    if found in ("on", "off"):
        return found == "on"
    raise ValueError(f"found {shown(found)}, expected on or off")


def number_between(low: float, high: float) -> Callable[[object], float]:
    """A reader of numbers in a range, both ends included."""

    def read(found: object) -> float:
        value = read_number(found)
        if not low <= value <= high:
            raise ValueError(f"found {found}, expected a number from {low:g} to {high:g}")
        return value

    return read


def count_between(low: int, high: int) -> Callable[[object], int]:
    """A reader of whole numbers in a range, both ends included."""

    def read(found: object) -> int:
        whole = isinstance(found, int) and not isinstance(found, bool)
        if not whole or not low <= found <= high:  # type: ignore[operator]
            raise ValueError(f"found {shown(found)}, expected a whole number from {low} to {high}")
        return int(found)  # type: ignore[call-overload, no-any-return]

    return read


def one_of(*names: str) -> Callable[[object], str]:
    """A reader of names."""

    def read(found: object) -> str:
        if found not in names:
            hint = did_you_mean(str(found), names)
            raise ValueError(f"found {shown(found)}; {hint}")
        return str(found)

    return read


def read_distribution(found: object) -> Distribution:
    """A fixed duration, or a named distribution of durations.

    >>> read_distribution({"triangular": ["10m", "20m", "45m"]})
    Triangular(low=10.0, mode=20.0, high=45.0)
    """
    if not isinstance(found, dict):
        return Fixed(read_duration(found))
    if len(found) != 1:
        names = ", ".join(found) or "none"
        raise ValueError(f"found {names}, expected one distribution: {', '.join(DISTRIBUTIONS)}")
    [(name, parameters)] = found.items()
    if name not in DISTRIBUTIONS:
        hint = did_you_mean(name, DISTRIBUTIONS)
        raise FaultyError(((name,), f"unknown distribution {name!r}; {hint}"))
    gather = Gather()
    made: Distribution | None = gather.read(_MAKERS[name], parameters, name)
    gather.done()
    assert made is not None
    return made


def _fixed(found: object) -> Fixed:
    return Fixed(read_duration(found))


def _increasing(found: object, count: int, form: str) -> Sequence[float]:
    if not isinstance(found, list):
        raise ValueError(f"found {shown(found)}, expected {count} durations such as {form}")
    gather = Gather()
    minutes = [gather.read(read_duration, part, i) for i, part in enumerate(found)]
    if len(found) != count:
        gather.add(f"found {len(found)}, expected {count} durations such as {form}")
    gather.done()
    if minutes != sorted(minutes):
        raise ValueError(f"expected durations in increasing order, such as {form}")
    return minutes


def _uniform(found: object) -> Uniform:
    low, high = _increasing(found, 2, DISTRIBUTIONS["uniform"])
    return Uniform(low, high)


def _triangular(found: object) -> Triangular:
    low, mode, high = _increasing(found, 3, DISTRIBUTIONS["triangular"])
    return Triangular(low, mode, high)


def _lognormal(found: object) -> Lognormal:
    readers = {"mean": read_positive_duration, "cv": number_between(0.001, 10)}
    return Lognormal(*_named(found, readers, DISTRIBUTIONS["lognormal"]))


def _exponential(found: object) -> Exponential:
    return Exponential(*_named(found, {"mean": read_positive_duration}, "{mean: 20m}"))


def _named(found: object, readers: dict[str, Callable[[Any], Any]], form: str) -> list[float]:
    if not isinstance(found, dict):
        raise ValueError(f"found {shown(found)}, expected {form}")
    gather = Gather()
    for key in found.keys() - readers.keys():
        gather.add(f"unknown key {key!r}; {did_you_mean(key, readers)}", key)
    for key in readers.keys() - found.keys():
        gather.add(f"missing {key!r}; expected {form}")
    values = [gather.read(read, found[key], key) for key, read in readers.items() if key in found]
    gather.done()
    return values


_MAKERS: dict[str, Callable[[Any], Distribution]] = {
    "fixed": _fixed,
    "uniform": _uniform,
    "triangular": _triangular,
    "lognormal": _lognormal,
    "exponential": _exponential,
}


# Field types

DURATION_SCHEMA = {
    "type": "string",
    "pattern": r"^(\d+d)?(\d+h)?(\d+(\.\d+)?m)?$",
    "examples": ["20m"],
}
_MINUTES_LIST = {"type": "array", "items": DURATION_SCHEMA}
SPREAD_SCHEMA = {
    "anyOf": [
        DURATION_SCHEMA,
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
            "properties": {
                "fixed": DURATION_SCHEMA,
                "uniform": {**_MINUTES_LIST, "minItems": 2, "maxItems": 2},
                "triangular": {**_MINUTES_LIST, "minItems": 3, "maxItems": 3},
                "lognormal": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["mean", "cv"],
                    "properties": {"mean": DURATION_SCHEMA, "cv": {"type": "number"}},
                },
                "exponential": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["mean"],
                    "properties": {"mean": DURATION_SCHEMA},
                },
            },
        },
    ]
}
SHARE_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^\d+(\.\d+)?%$"},
        {"type": "number", "minimum": 0, "maximum": 1},
    ],
    "examples": ["15%"],
}
SWITCH_SCHEMA = {"enum": ["on", "off", True, False]}
TIME_SCHEMA = {"type": "string", "examples": ["20:00", "Sun 02:00", "+2h"]}

Text = Annotated[str, PlainValidator(read_text), WithJsonSchema({"type": "string"})]
Duration = Annotated[float, PlainValidator(read_duration), WithJsonSchema(DURATION_SCHEMA)]
PositiveDuration = Annotated[
    float, PlainValidator(read_positive_duration), WithJsonSchema(DURATION_SCHEMA)
]
Spread = Annotated[Distribution, PlainValidator(read_distribution), WithJsonSchema(SPREAD_SCHEMA)]
Share = Annotated[float, PlainValidator(read_share), WithJsonSchema(SHARE_SCHEMA)]
Switch = Annotated[bool, PlainValidator(read_switch), WithJsonSchema(SWITCH_SCHEMA)]
Time = Annotated[Moment, PlainValidator(read_moment), WithJsonSchema(TIME_SCHEMA)]
