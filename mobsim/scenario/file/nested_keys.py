"""What may stand under the keys that hold more than one value?

Needs, places, leave, desks and agreements: how each is read, and what editors complete.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mobsim.country.doctrine import PLANNING_SIZES
from mobsim.ground.coordinates import latitude_problem, longitude_problem
from mobsim.ground.errors import did_you_mean
from mobsim.scenario.file.times import Moment, read_moment
from mobsim.scenario.file.value_readers import (
    SHARE_SCHEMA,
    FaultyError,
    Gather,
    count_between,
    read_duration,
    read_number,
    read_positive_duration,
    read_share,
    read_text,
    shown,
)

MOST_UNITS = 2000
"""More units than this at one incident is taken for a slip: the country owes 372 PSUs."""
SEVERITIES = {"local": 6, **PLANNING_SIZES}
"""PSUs that a named severity needs. ``local`` is assumed; the others are planning sizes."""
MONTHS = (
    "january february march april may june july august september october november december".split()
)
OTHER = "other"
"""The key that stands for whatever is not named beside it."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Steps:
    """Need that changes at stated times."""

    steps: tuple[tuple[Moment, int], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """Need that grows to a peak, stays and dies away."""

    peak: int
    ramp: float
    hold: float
    decay: float
    step: float


@dataclass(frozen=True, slots=True)
class Response:
    """Need that grows while it is not met and dies away once it is."""

    starts: int
    most: int
    growth: float
    decay: float
    step: float


NeedKey = int | Steps | Shape | Response

_units = count_between(0, MOST_UNITS)
_some_units = count_between(1, MOST_UNITS)
_STEP_FORM = "{at: +0m, units: 4}"
_SHAPE_FORM = "{peak: 40, ramp: 2h, hold: 4h, decay: 3h}"
_RESPONSE_FORM = "{responsive: {starts: 6, most: 40}}"
RESPONSIVE = "responsive"
"""The key under which need says how it responds to the units that are there."""
SHAPE_KEYS = ("peak", "ramp", "hold", "decay", "step")
"""Those of a need that is drawn as ramp, hold and decay."""

DEFAULT_STEP = "30m"
"""Between changes of need that ramps, decays or responds; assumed."""
DEFAULT_GROWTH = "25%"
"""By which responsive need grows in a step while it is not met; assumed."""
DEFAULT_DECAY = "50%"
"""By which responsive need falls in a step once it is met; assumed."""


def read_needs(found: object) -> dict[str, NeedKey]:
    """Units by kind: a number, a list of steps, a ramp, hold and decay, or how it responds."""
    if not isinstance(found, dict) or not found:
        raise ValueError(f"found {shown(found)}, expected units by kind, such as {{psu: 40}}")
    if any(is_time(key) for key in found):
        raise ValueError(f"found times, expected units by kind: {{psu: {_as_steps(found)}}}")
    gather = Gather()
    needs = {kind: gather.read(read_need, value, kind) for kind, value in found.items()}
    gather.done()
    return needs


def is_time(key: str) -> bool:
    """Whether what should be a name is a time."""
    try:
        read_moment(key)
    except ValueError:
        return False
    return True


def _as_steps(found: Mapping[str, object]) -> str:
    """Units by time, as steps are written."""
    times = [(key, value) for key, value in found.items() if is_time(key)]
    if not all(isinstance(value, int) for _, value in times):
        return f"[{_STEP_FORM}]"
    return "[" + ", ".join(f"{{at: {key}, units: {value}}}" for key, value in times) + "]"


def read_need(found: object) -> NeedKey:
    """The need of one kind."""
    if isinstance(found, list):
        return _read_steps(found)
    if isinstance(found, dict) and any(is_time(key) for key in found):
        raise ValueError(f"found units by time, expected a list of steps: {_as_steps(found)}")
    if isinstance(found, dict):
        return _read_response(found) if RESPONSIVE in found else _read_shape(found)
    return _units(found)


def _read_response(found: dict[str, Any]) -> Response:
    gather = Gather()
    for key in found.keys() - {RESPONSIVE}:
        gather.add(f"found {key!r} beside {RESPONSIVE!r}, expected one of them", key)
    response = gather.read(_read_responsive, found[RESPONSIVE], RESPONSIVE)
    gather.done()
    assert isinstance(response, Response)
    return response


def _read_responsive(found: object) -> Response:
    readers: dict[str, Callable[[Any], Any]] = {
        "starts": _some_units,
        "most": _some_units,
        "growth": read_share,
        "decay": read_share,
        "step": read_positive_duration,
    }
    optional = {"growth": DEFAULT_GROWTH, "decay": DEFAULT_DECAY, "step": DEFAULT_STEP}
    response = Response(*_keys(found, readers, optional, _RESPONSE_FORM))
    if response.most < response.starts:
        expected = f"expected at least the {response.starts} that it starts with"
        raise FaultyError((("most",), f"found {response.most}, {expected}"))
    return response


def _read_steps(found: list[Any]) -> Steps:
    gather = Gather()
    steps = [gather.read(_read_step, step, i) for i, step in enumerate(found)]
    if not steps:
        gather.add(f"found an empty list, expected steps such as {_STEP_FORM}")
    gather.done()
    return Steps(tuple(steps))


def _read_step(found: object) -> tuple[Moment, int]:
    at, units = _keys(found, {"at": read_moment, "units": _units}, {}, _STEP_FORM)
    return at, units


def _read_shape(found: dict[str, Any]) -> Shape:
    readers: dict[str, Callable[[Any], Any]] = {
        "peak": _units,
        "ramp": read_duration,
        "hold": read_duration,
        "decay": read_duration,
        "step": read_positive_duration,
    }
    only = next(iter(found)) if len(found) == 1 else None
    if only is not None and only not in readers:
        hint = did_you_mean(only, (RESPONSIVE, *readers))
        raise FaultyError(((only,), f"unknown key {only!r}; {hint}"))
    optional = {"ramp": "0m", "decay": "0m", "step": DEFAULT_STEP}
    return Shape(*_keys(found, readers, optional, _SHAPE_FORM))


def _keys(
    found: object,
    readers: Mapping[str, Callable[[Any], Any]],
    optional: Mapping[str, Any],
    form: str,
) -> list[Any]:
    """The values of a small mapping, in the order of its readers."""
    if not isinstance(found, dict):
        raise ValueError(f"found {shown(found)}, expected {form}")
    gather = Gather()
    for key in found.keys() - readers.keys():
        gather.add(f"unknown key {key!r}; {did_you_mean(key, readers)}", key)
    for key in readers.keys() - found.keys() - optional.keys():
        gather.add(f"missing {key!r}; expected {form}")
    values = [
        gather.read(read, found.get(key, optional.get(key)), key)
        for key, read in readers.items()
        if key in found or key in optional
    ]
    gather.done()
    return values


@dataclass(frozen=True, slots=True)
class Place:
    """WGS84 degrees."""

    lat: float
    lon: float


_PLACE_FORM = "{lat: 53.80, lon: -1.55}, in degrees (a name is not looked up)"


def read_place(found: object) -> Place:
    """A point in or about England and Wales."""
    readers = {"lat": _degrees(latitude_problem), "lon": _degrees(longitude_problem)}
    return Place(*_keys(found, readers, {}, _PLACE_FORM))


def _degrees(problem_of: Callable[[float], str]) -> Callable[[object], float]:
    def read(found: object) -> float:
        degrees = read_number(found)
        if problem := problem_of(degrees):
            raise ValueError(f"found {found}, expected {problem}")
        return degrees

    return read


def read_leave(found: object) -> dict[str, float]:
    """Shares of crews on leave by month, ``other`` for those not named."""
    return _by_name(found, (*MONTHS, OTHER), read_share, "{august: 15%, other: 10%}")


def read_ricc_desks(found: object) -> dict[str, int]:
    """Desks by region id (checked later), ``other`` for those not named."""
    return _by_name(found, None, count_between(1, 1000), "2 or {london: 4, other: 2}")


def read_ricc_at(found: object) -> dict[str, str]:
    """By region id (checked later), the region at whose RICC its requests are worked."""
    if not isinstance(found, dict):
        raise ValueError(f"found {found!r}, expected regions such as {RICC_AT_FORM}")
    gather = Gather()
    values = {key: gather.read(_region_name, value, key) for key, value in found.items()}
    gather.done()
    return values


def _region_name(found: object) -> str:
    if not isinstance(found, str):
        raise ValueError(f"found {found!r}, expected the id of a region")
    return found


def _by_name(
    found: object, known: tuple[str, ...] | None, read: Callable[[Any], Any], form: str
) -> dict[str, Any]:
    if not isinstance(found, dict):
        return {OTHER: read(found)}
    gather = Gather()
    for key in found:
        if known is not None and key not in known:
            gather.add(f"unknown key {key!r}; {did_you_mean(key, known)}; as in {form}", key)
    values = {key: gather.read(read, value, key) for key, value in found.items()}
    gather.done()
    return values


@dataclass(frozen=True, slots=True)
class InlineAgreement:
    """Forces that share some kinds, or all if none is named."""

    forces: tuple[str, ...]
    kinds: tuple[str, ...]


def read_agreements(found: object) -> str | tuple[str | InlineAgreement, ...]:
    """``none``, ``examples``, or a list of ids of shipped agreements and of new ones."""
    if found in ("none", "examples"):
        return str(found)
    if not isinstance(found, list):
        raise ValueError(f"found {shown(found)}, expected none, examples or a list")
    gather = Gather()
    agreements = tuple(gather.read(_read_agreement, each, i) for i, each in enumerate(found))
    gather.done()
    return agreements


def _read_agreement(found: object) -> str | InlineAgreement:
    if isinstance(found, str):
        return found
    names = _names("[kent, surrey]")
    readers = {"forces": names, "kinds": names}
    form = "an id or {forces: [kent, surrey], kinds: [psu]}"
    forces, kinds = _keys(found, readers, {"kinds": []}, form)
    if len(set(forces)) < 2:
        raise FaultyError((("forces",), "expected at least two forces"))
    return InlineAgreement(forces, kinds)


def _names(form: str) -> Callable[[object], tuple[str, ...]]:
    def read(found: object) -> tuple[str, ...]:
        if not isinstance(found, list):
            raise ValueError(f"found {shown(found)}, expected a list such as {form}")
        gather = Gather()
        names = [gather.read(read_text, each, place) for place, each in enumerate(found)]
        gather.done()
        return tuple(names)

    return read


def read_slug(found: object) -> str:
    """An id: lower-case words joined by hyphens."""
    if not isinstance(found, str) or not _SLUG.fullmatch(found):
        raise ValueError(f"found {shown(found)}, expected an id such as 'leeds-centre'")
    return found


def slug(name: str) -> str:
    """An id made from a name.

    >>> slug("St. Helens (A580)")
    'st-helens-a580'
    """
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))


# What editors complete

SLUG_SCHEMA = {"type": "string", "pattern": f"^{_SLUG.pattern}$"}
_UNITS_SCHEMA = {"type": "integer", "minimum": 0, "maximum": MOST_UNITS}
_SOME_UNITS_SCHEMA = {**_UNITS_SCHEMA, "minimum": 1}
NEED_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            _UNITS_SCHEMA,
            {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["at", "units"],
                    "additionalProperties": False,
                    "properties": {"at": {"type": "string"}, "units": _UNITS_SCHEMA},
                },
            },
            {
                "type": "object",
                "required": ["peak", "hold"],
                "additionalProperties": False,
                "properties": {
                    "peak": _UNITS_SCHEMA,
                    **{key: {"type": "string"} for key in ("ramp", "hold", "decay", "step")},
                },
            },
            {
                "type": "object",
                "required": [RESPONSIVE],
                "additionalProperties": False,
                "properties": {
                    RESPONSIVE: {
                        "type": "object",
                        "required": ["starts", "most"],
                        "additionalProperties": False,
                        "properties": {
                            "starts": _SOME_UNITS_SCHEMA,
                            "most": _SOME_UNITS_SCHEMA,
                            "growth": {**SHARE_SCHEMA, "default": DEFAULT_GROWTH},
                            "decay": {**SHARE_SCHEMA, "default": DEFAULT_DECAY},
                            "step": {"type": "string", "default": DEFAULT_STEP},
                        },
                    }
                },
            },
        ]
    },
    "examples": [{"psu": 40, "aep": 2}],
}
PLACE_SCHEMA = {
    "type": "object",
    "required": ["lat", "lon"],
    "additionalProperties": False,
    "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}},
}
LEAVE_SCHEMA = {
    "anyOf": [
        *SHARE_SCHEMA["anyOf"],  # type: ignore[misc]
        {
            "type": "object",
            "additionalProperties": False,
            "properties": dict.fromkeys((*MONTHS, OTHER), SHARE_SCHEMA),
        },
    ]
}
DESKS_SCHEMA = {
    "anyOf": [
        {"type": "integer", "minimum": 1},
        {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
    ]
}
RICC_AT_FORM = "{north-west: west-midlands}"
RICC_AT_SCHEMA = {"type": "object", "additionalProperties": {"type": "string"}}
AGREEMENTS_SCHEMA = {
    "anyOf": [
        {"enum": ["none", "examples"]},
        {
            "type": "array",
            "items": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "required": ["forces"],
                        "additionalProperties": False,
                        "properties": {
                            "forces": {"type": "array", "items": {"type": "string"}},
                            "kinds": {"type": "array", "items": {"type": "string"}},
                        },
                    },
                ]
            },
        },
    ]
}
