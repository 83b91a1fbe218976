"""What can be chosen by name, and with which parameters?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mobsim.ground.errors import did_you_mean
from mobsim.scenario.file.disorder_keys import DISORDER
from mobsim.scenario.file.plugged import reader_of, schema_of
from mobsim.scenario.file.times import ClockTime, read_moment
from mobsim.scenario.file.value_readers import (
    SHARE_SCHEMA,
    FaultyError,
    Gather,
    one_of,
    read_positive_duration,
    read_share,
    shown,
)
from mobsim.scenario.plugins import Plugin, PluginError, named, names_of


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a named choice: how it is read, its default, what editors complete."""

    read: Callable[[Any], Any]
    default: Any
    """As a scenario writes it."""
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice that was made, with the parameters that were given."""

    name: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Shares of fit crews on duty: by hour of day, linear between, and at the weekend."""

    by_hour: tuple[tuple[int, float], ...]
    weekend_evening: float
    """Saturday and Sunday, 18:00 to 22:00."""


WEEKEND_EVENING = "weekend_evening"
WEEKEND_HOURS = range(18, 22)
ON_DUTY = {"14:00": "25%", "22:00": "18%", "04:00": "8%", WEEKEND_EVENING: "18%"}
"""Shares of fit crews on duty, as a scenario writes them; assumed."""


def read_on_duty(found: object) -> OnDuty:
    """Shares on duty, by whole hour of day."""
    if not isinstance(found, dict):
        raise ValueError(f"found {shown(found)}, expected shares by hour, such as {{'14:00': 25%}}")
    gather = Gather()
    hours: dict[int, float] = {}
    for key in (key for key in found if key != WEEKEND_EVENING):
        moment = gather.read(read_moment, key, key)
        share = gather.read(read_share, found[key], key)
        if isinstance(moment, ClockTime) and moment.weekday is None and not moment.minute:
            hours[moment.hour] = share
        elif moment:
            gather.add(f"found {key!r}, expected a whole hour of day such as '14:00'", key)
    weekend = gather.read(read_share, found.get(WEEKEND_EVENING, "18%"), WEEKEND_EVENING)
    if not hours:
        gather.add("expected a share for at least one hour, such as {'14:00': 25%}")
    gather.done()
    return OnDuty(tuple(sorted(hours.items())), weekend)


def _list_of(read: Callable[[Any], Any], form: str) -> Callable[[object], tuple[Any, ...]]:
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


_DURATIONS = {"type": "array", "items": {"type": "string"}}
_SHARES = {"type": "array", "items": SHARE_SCHEMA}
_TIMELINE = {
    "shares": Parameter(
        _list_of(read_share, "[10%, 40%, 60%, 100%]"), ["10%", "40%", "60%", "100%"], _SHARES
    ),
    "ends": Parameter(
        _list_of(read_positive_duration, "[1h, 4h, 8h, 16h]"), ["1h", "4h", "8h", "16h"], _DURATIONS
    ),
    "rounding": Parameter(
        one_of("per_force", "national"), "per_force", {"enum": ["per_force", "national"]}
    ),
    "within_bracket": Parameter(one_of("end", "spread"), "end", {"enum": ["end", "spread"]}),
}
_LOCAL = {
    "on_duty": Parameter(
        read_on_duty, ON_DUTY, {"type": "object", "additionalProperties": SHARE_SCHEMA}
    ),
    "formed": Parameter(read_share, "50%", SHARE_SCHEMA),
    "recall": Parameter(read_share, "40%", SHARE_SCHEMA),
}
ROSTER = {
    "recall_after_call": Parameter(read_share, "60%", SHARE_SCHEMA),
    "holiday": Parameter(read_share, "80%", SHARE_SCHEMA),
    "level_2_fill": Parameter(read_share, "25%", SHARE_SCHEMA),
}
CHOICES: dict[str, dict[str, dict[str, Parameter]]] = {
    "readiness": {
        "timeline": _TIMELINE,
        "roster": ROSTER,
    },
    "host_readiness": {"local": _LOCAL, "timeline": {}},
    "ranking": {
        "nearest": {},
        "fair_share": {},
        "fast_and_plentiful": {
            "band": Parameter(read_positive_duration, "60m", {"type": "string"})
        },
        "force": {},
        "assignment": {},
    },
    "trigger": {
        "reactive": {},
        "anticipatory": {"in_use_share": Parameter(read_share, "50%", SHARE_SCHEMA)},
        "national_call": {"at": Parameter(read_moment, "+0m", {"type": "string"})},
    },
    "release": {
        "at_once": {},
        "hold": {"for": Parameter(read_positive_duration, "60m", {"type": "string"})},
    },
    "retasking": {"never": {}, "largest_shortfall": {}, "soonest": {}},
    "recall": {"never": {}, "own_need": {}},
    "priority": {"need_first": {}, "relief_first": {}, "new_incidents_first": {}},
    "london_release": {"always": {}, "at_call": {}, "never": {}},
    "disorder": {
        name: {key: Parameter(each.read, each.default, each.schema) for key, each in known.items()}
        for name, known in DISORDER.items()
    },
}
"""By key, then name, then parameter: everything that mobsim ships to be chosen by name."""


def parameters_of(key: str, name: str) -> Mapping[str, Parameter] | None:
    """The parameters of a choice, of a plug-in's too; None where there is no such choice.

    Raises
    ------
    PluginError
        When there is a plug-in of the name that cannot be used.

    >>> list(parameters_of("ranking", "fast_and_plentiful"))
    ['band']
    """
    if name in CHOICES[key]:
        return CHOICES[key][name]
    plugin = plugin_of(key, name)
    return None if plugin is None else _of_plugin(plugin)


def plugin_of(key: str, name: str) -> Plugin | None:
    """The plug-in that a choice stands for; None if mobsim ships it, or nobody does."""
    found = named(key, name)
    return found.load() if found else None


def _of_plugin(plugin: Plugin) -> dict[str, Parameter]:
    return {
        name: Parameter(reader_of(each), each.default, schema_of(each))
        for name, each in plugin.parameters.items()
    }


def rivals_of(key: str, name: str, others: Iterable[str]) -> set[str]:
    """Of ``others``, the choices that ``name`` drives out; what is no choice stays, and is told."""
    known = CHOICES[key].keys()
    unknown = set(others) - known
    plugged = unknown.intersection(names_of(key)) if unknown else set()
    return {other for other in others if other != name and (other in known or other in plugged)}


def read_choice(key: str) -> Callable[[object], Chosen]:
    """A reader of ``name``, or of ``{name: {parameter: value}}``."""
    known = CHOICES[key]

    def read(found: object) -> Chosen:
        if isinstance(found, str):
            found = {found: None}
        if not isinstance(found, dict) or len(found) != 1:
            raise ValueError(f"found {shown(found)}, expected one of: {', '.join(known)}")
        [(name, given)] = found.items()
        parameters = parameters_of(key, name)
        if parameters is None:
            hint = did_you_mean(name, (*known, *names_of(key)))
            raise ValueError(f"unknown {key} {name!r}; {hint}")
        return Chosen(name, _parameters(name, parameters, given))

    return read


def _parameters(name: str, known: Mapping[str, Parameter], given: object) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise FaultyError(((name,), f"found {shown(given)}, expected parameters by name"))
    gather = Gather()
    for key in given.keys() - known.keys():
        hint = did_you_mean(key, known) if known else f"{name!r} has no parameters"
        gather.add(f"unknown key {key!r}; {hint}", name, key)
    values = {
        key: gather.read(known[key].read, value, name, key)
        for key, value in given.items()
        if key in known
    }
    gather.done()
    return values


def plugged_choices(key: str) -> dict[str, Mapping[str, Parameter]]:
    """The parameters of every plug-in of a key that can be used."""
    found: dict[str, Mapping[str, Parameter]] = {}
    for name in names_of(key):
        try:
            plugin = plugin_of(key, name)
        except PluginError:
            continue
        if plugin:
            found[name] = _of_plugin(plugin)
    return found


def choice_schema(key: str, *, plugins: bool = False) -> dict[str, Any]:
    """What editors complete under a key that is chosen by name.

    Parameters
    ----------
    plugins
        Whether those that plug-ins add are among them.
    """
    known = CHOICES[key] | (plugged_choices(key) if plugins else {})
    mappings = {
        name: {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                each: {**parameter.schema, "default": parameter.default}
                for each, parameter in parameters.items()
            },
        }
        for name, parameters in known.items()
    }
    whole = {
        "type": "object",
        "properties": mappings,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"anyOf": [{"enum": list(known)}, whole]}
