"""What can a scenario choose by name, and with which parameters?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mobsim.ground.declarations import Parameter, TimeParameter
from mobsim.ground.errors import did_you_mean
from mobsim.policy import LEVERS, shipped
from mobsim.policy.describing import Plugin
from mobsim.scenario.file.disorder_keys import DISORDER
from mobsim.scenario.file.forms import reader_of, schema_of
from mobsim.scenario.file.readiness_keys import HOST_READINESS, READINESS
from mobsim.scenario.file.value_readers import FaultyError, Gather, ValueForm, object_schema, shown
from mobsim.scenario.plugins import PluginError, named, names_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice, with the parameters that a scenario gives to it."""

    name: str
    parameters: Mapping[str, Any]


CHOICES: Mapping[str, Mapping[str, Mapping[str, Parameter]]] = {
    "readiness": READINESS,
    "host_readiness": HOST_READINESS,
    **{key: {name: policy.parameters for name, policy in shipped(key).items()} for key in LEVERS},
    "disorder": DISORDER,
}
"""The parameters of every choice that mobsim ships, by key and by name of the choice."""


def parameters_of(key: str, name: str) -> Mapping[str, Parameter] | None:
    """The parameters of a choice, which can be a plug-in; None if there is no such choice.

    Raises `PluginError` when a plug-in with this name cannot be used.

    >>> list(parameters_of("ranking", "fast_and_plentiful"))
    ['band']
    """
    if name in CHOICES[key]:
        return CHOICES[key][name]
    found = named(key, name)
    return found.load().parameters if found else None


def plugin_of(key: str, name: str) -> Plugin | None:
    """The description of a policy or of a source of incidents, shipped or from a plug-in.

    None if there is no such description.
    """
    if key in LEVERS and name in shipped(key):
        return shipped(key)[name]
    found = named(key, name)
    return found.load() if found else None


def arguments_of(
    key: str, chosen: Chosen, minute: Callable[[Any, str], float] | None = None
) -> dict[str, Any] | None:
    """The parameters of a choice, as arguments for its code; None if a parameter could not be read.

    ``minute``: a function that takes a time and the name of its parameter, and returns a minute.
    This function is needed if a parameter is a time.
    """
    found: dict[str, Any] = {}
    for name, parameter in (parameters_of(key, chosen.name) or {}).items():
        if name not in chosen.parameters:
            return None
        value = chosen.parameters[name]
        if minute and isinstance(parameter, TimeParameter):
            value = minute(value, name)
        found[parameter.argument or name] = value
    return found


def rivals_of(key: str, name: str, others: Iterable[str]) -> set[str]:
    """The choices in ``others`` that ``name`` replaces.

    Unknown names are not replaced; a later step reports them.
    """
    known = CHOICES[key].keys()
    unknown = set(others) - known
    plugged = unknown.intersection(names_of(key)) if unknown else set()
    return {other for other in others if other != name and (other in known or other in plugged)}


def choice_form(key: str) -> ValueForm:
    """The form of a choice: ``name``, or ``{name: {parameter: value}}``."""
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

    return ValueForm(read, choice_schema(key))


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
        key: gather.read(reader_of(known[key]), value, name, key)
        for key, value in given.items()
        if key in known
    }
    gather.done()
    return values


def with_defaults(key: str, name: str) -> dict[str, Any]:
    """A choice as it is written in a scenario, with every parameter at its default.

    >>> with_defaults("release", "hold")
    {'hold': {'for': '60m'}}
    """
    return {name: {each: known.default for each, known in CHOICES[key][name].items()}}


def plugged_choices(key: str) -> dict[str, Mapping[str, Parameter]]:
    """The parameters of every usable plug-in of a key, by name of the plug-in."""
    found: dict[str, Mapping[str, Parameter]] = {}
    for name in names_of(key):
        try:
            parameters = parameters_of(key, name)
        except PluginError:
            continue
        if parameters is not None and name not in CHOICES[key]:
            found[name] = parameters
    return found


def choice_schema(key: str, *, plugins: bool = False) -> dict[str, Any]:
    """The JSON Schema with which editors complete a key that has named choices.

    ``plugins``: whether to include the choices that plug-ins add.
    """
    known = {**CHOICES[key], **(plugged_choices(key) if plugins else {})}
    mappings = {}
    for name, parameters in known.items():
        properties = {
            each: schema_of(parameter) | {"default": parameter.default}
            for each, parameter in parameters.items()
        }
        policy = plugin_of(key, name)
        said = {"description": policy.summary} if policy and policy.summary else {}
        mappings[name] = object_schema(properties, **said)
    whole = object_schema(mappings, minProperties=1, maxProperties=1)
    return {"anyOf": [{"enum": list(known)}, whole]}
