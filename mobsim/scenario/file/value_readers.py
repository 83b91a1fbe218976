"""How do you write a duration, a share, a count, a switch or a distribution?

Each reader takes a value from YAML, and returns the value that mobsim uses. A reader that finds a
wrong value raises `FaultyError`, which has every fault and its path below the value. A `ValueForm`
pairs a reader with the JSON Schema from which editors complete.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

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
REQUIRED = object()
"""The marker for a required value, which has no default."""

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, eq=False)
class ValueForm:
    """The form of a value: the function that reads it, and the JSON Schema for editors.

    A `ValueForm` annotates a field in a class of keys.
    """

    read: Reader
    schema: dict[str, Any]
    default: Any = REQUIRED
    """The default as it is written in a scenario; used in a mapping made by `keyed`."""
    holds: str = ""
    """The kind of value, such as ``time``, if a form can offer more than a text field."""

    def __get_pydantic_core_schema__(self, *_: object) -> dict[str, Any]:
        # Like `pydantic.PlainValidator`, but without working out how the type is written.
        return {"type": "function-plain", "function": {"type": "no-info", "function": self.read}}

    def __get_pydantic_json_schema__(self, *_: object) -> dict[str, Any]:
        return dict(self.schema)


class FaultyError(ValueError):
    """The faults of one value, each with its path below the value."""

    def __init__(self, *faults: tuple[tuple[str | int, ...], str]) -> None:
        self.faults = faults
        super().__init__("; ".join(message for _, message in faults))


class Gather:
    """Collects the faults of parts, so that one error reports all of them."""

    def __init__(self) -> None:
        self.faults: list[tuple[tuple[str | int, ...], str]] = []

    def add(self, message: str, *path: str | int) -> None:
        self.faults.append((path, message))

    def read(self, read: Callable[[Any], Any], found: object, *path: str | int) -> Any:
        """Read a part with ``read``; if it has faults, keep them and return None."""
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


def read_values(found: Mapping[Any, Any], read: Reader) -> dict[Any, Any]:
    """Read every value of a mapping with ``read``, and raise all faults at once."""
    gather = Gather()
    values = {key: gather.read(read, value, key) for key, value in found.items()}
    gather.done()
    return values


def read_members(found: Sequence[Any], read: Reader) -> list[Any]:
    """Read every value of a list, as `read_values` does for a mapping."""
    return list(read_values(dict(enumerate(found)), read).values())


def keyed(make: Callable[..., Any], form: str, fields: Mapping[str, ValueForm]) -> ValueForm:
    """A small mapping of known keys; ``make`` gets their values in the order of ``fields``."""
    required = [key for key, each in fields.items() if each.default is REQUIRED]

    def read(found: object) -> Any:
        if not isinstance(found, dict):
            raise ValueError(f"found {shown(found)}, expected {form}")
        gather = Gather()
        for key in found.keys() - fields.keys():
            gather.add(f"unknown key {key!r}; {did_you_mean(key, fields)}", key)
        for key in set(required) - found.keys():
            gather.add(f"missing {key!r}; expected {form}")
        values = [
            gather.read(each.read, found.get(key, each.default), key)
            for key, each in fields.items()
            if key in found or each.default is not REQUIRED
        ]
        gather.done()
        return make(*values)

    properties = {key: each.schema for key, each in fields.items()}
    return ValueForm(read, object_schema(properties, required=required))


def object_schema(properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The JSON Schema of a mapping of known keys, with further conditions."""
    return {"type": "object", "additionalProperties": False, "properties": properties, **more}


def shown(found: object) -> str:
    """A value as a message shows it."""
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
    """Read a text that is not empty; a number keeps its typed form."""
    if isinstance(found, bool):
        raise ValueError(f"found {shown(found)}, expected text; put it in quotes if it is text")
    if isinstance(found, dict) and len(found) == 1:
        [(start, rest)] = found.items()
        quoted = f"'{start}: {rest}'" if isinstance(rest, str) else "'Derby: the march'"
        raise ValueError(f"found a mapping, expected text; quote a text with a colon: {quoted}")
    if isinstance(found, dict | list) or found is None or not str(found).strip():
        raise ValueError(f"found {shown(found)}, expected text")
    return " ".join(str(found).split())


def read_duration(found: object) -> float:
    """Read a duration in minutes; a bare number is refused, because it has no unit.

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
    """Read a duration above zero, in minutes."""
    minutes = read_duration(found)
    if not minutes:
        raise ValueError(f"found {found!r}, expected more than 0m")
    return minutes


def read_share(found: object, most: float = 1.0) -> float:
    """Read a share from 0 to 1, or to ``most``, as a percentage or a number.

    >>> read_share("15%"), read_share(0.5)
    (0.15, 0.5)
    """
    share = read_number(_percent(found) if isinstance(found, str) else found, SHARE_FORM)
    if found == 1 and isinstance(found, int):
        raise ValueError("found 1, which may mean 1% or 100%; write '1%' or '100%'")
    if not 0 <= share <= most:
        bare = not isinstance(found, str) and 1 < share <= 100 * most
        hint = f"; did you mean '{found}%'?" if bare else ""
        raise ValueError(
            f"found {found!r}, expected {SHARE_FORM}, from 0% to {100 * most:g}%{hint}"
        )
    return share


def _percent(found: str) -> object:
    match = _PERCENT.fullmatch(found.strip())
    return float(match[1]) / 100 if match else found


def read_number(found: object, expected: str = "a number") -> float:
    """Read a finite number."""
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise ValueError(f"found {shown(found)}, expected {expected}")
    return float(found)


def read_switch(found: object) -> bool:
    """Read a switch: ``on`` or ``off``, or ``true`` or ``false``."""
    if isinstance(found, bool):
        return found
    if found in ("on", "off"):
        return found == "on"
    raise ValueError(f"found {shown(found)}, expected on or off")


def number(low: float, high: float) -> ValueForm:
    """The form of a number in a range that includes both its ends."""

    def read(found: object) -> float:
        value = read_number(found)
        if not low <= value <= high:
            raise ValueError(f"found {found}, expected a number from {low:g} to {high:g}")
        return value

    return ValueForm(read, {"type": "number", "minimum": low, "maximum": high})


def whole_number(low: int, high: int) -> ValueForm:
    """The form of a whole number in a range that includes both its ends."""

    def read(found: object) -> int:
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            raise ValueError(f"found {shown(found)}, expected a whole number from {low} to {high}")
        return int(found)

    return ValueForm(read, {"type": "integer", "minimum": low, "maximum": high})


def one_of(*names: str) -> ValueForm:
    """The form of a value that is one of several names."""

    def read(found: object) -> str:
        if found not in names:
            hint = did_you_mean(str(found), names)
            raise ValueError(f"found {shown(found)}; {hint}")
        return str(found)

    return ValueForm(read, {"enum": list(names)})


TEXT = ValueForm(read_text, {"type": "string"})
FORCE_NAME = ValueForm(read_text, TEXT.schema, holds="force")
REGION_NAME = ValueForm(read_text, TEXT.schema, holds="region")
TOWN_NAME = ValueForm(read_text, TEXT.schema, holds="place")
KIND_NAME = ValueForm(read_text, TEXT.schema, holds="kind")
DURATION = ValueForm(
    read_duration,
    {"type": "string", "pattern": r"^(\d+d)?(\d+h)?(\d+(\.\d+)?m)?$", "examples": ["20m"]},
)
POSITIVE_DURATION = ValueForm(read_positive_duration, DURATION.schema)


def share_up_to(most: float) -> ValueForm:
    """The form of a share from 0 to ``most``."""
    return ValueForm(
        partial(read_share, most=most),
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\d+(\.\d+)?%$"},
                {"type": "number", "minimum": 0, "maximum": most},
            ],
            "examples": ["15%"],
        },
    )


SHARE = share_up_to(1)
SWITCH = ValueForm(read_switch, {"enum": ["on", "off", True, False]})
TIME = ValueForm(
    read_moment, {"type": "string", "examples": ["20:00", "Sun 02:00", "+2h"]}, holds="time"
)


def _increasing(make: Callable[..., Distribution], count: int, form: str) -> ValueForm:
    """The form of a fixed number of durations in increasing order."""

    def read(found: object) -> Distribution:
        if not isinstance(found, list):
            raise ValueError(f"found {shown(found)}, expected {count} durations such as {form}")
        gather = Gather()
        minutes = [gather.read(read_duration, part, i) for i, part in enumerate(found)]
        if len(found) != count:
            gather.add(f"found {len(found)}, expected {count} durations such as {form}")
        gather.done()
        if minutes != sorted(minutes):
            raise ValueError(f"expected durations in increasing order, such as {form}")
        return make(*minutes)

    schema = {"type": "array", "items": DURATION.schema, "minItems": count, "maxItems": count}
    return ValueForm(read, schema)


_CV = ValueForm(number(0.001, 10).read, {"type": "number"})
DISTRIBUTIONS = {
    "fixed": ValueForm(lambda found: Fixed(read_duration(found)), DURATION.schema),
    "uniform": _increasing(Uniform, 2, "[10m, 30m]"),
    "triangular": _increasing(Triangular, 3, "[10m, 20m, 45m]"),
    "lognormal": keyed(Lognormal, "{mean: 30m, cv: 0.3}", {"mean": POSITIVE_DURATION, "cv": _CV}),
    "exponential": keyed(Exponential, "{mean: 20m}", {"mean": POSITIVE_DURATION}),
}
"""The forms of the distributions, by name."""


def read_distribution(found: object) -> Distribution:
    """Read a fixed duration, or a named distribution of durations.

    >>> read_distribution({"triangular": ["10m", "20m", "45m"]})
    Triangular(low=10.0, mode=20.0, high=45.0)
    """
    if not isinstance(found, dict):
        return Fixed(read_duration(found))
    if len(found) != 1:
        names = ", ".join(found) or "none"
        raise ValueError(f"found {names}, expected one distribution: {', '.join(DISTRIBUTIONS)}")
    [name] = found
    if name not in DISTRIBUTIONS:
        hint = did_you_mean(name, DISTRIBUTIONS)
        raise FaultyError(((name,), f"unknown distribution {name!r}; {hint}"))
    made: Distribution = read_values(found, DISTRIBUTIONS[name].read)[name]
    return made


_NAMED = {name: each.schema for name, each in DISTRIBUTIONS.items()}
_DRAWN = object_schema(_NAMED, minProperties=1, maxProperties=1)
SPREAD = ValueForm(read_distribution, {"anyOf": [DURATION.schema, _DRAWN]})

Text = Annotated[str, TEXT]
ForceText = Annotated[str, FORCE_NAME]
RegionText = Annotated[str, REGION_NAME]
TownText = Annotated[str, TOWN_NAME]
KindText = Annotated[str, KIND_NAME]
PositiveDuration = Annotated[float, POSITIVE_DURATION]
Share = Annotated[float, SHARE]
Switch = Annotated[bool, SWITCH]
Time = Annotated[Moment, TIME]
