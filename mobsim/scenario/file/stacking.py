"""How are the layers of a scenario combined, and from which layer does each value come?"""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from mobsim.country.force_tables import laid_sources
from mobsim.ground.budgets import limit, over
from mobsim.ground.declarations import Parameter
from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.scenario.file.blanks import faults_of_blanks
from mobsim.scenario.file.choices import CHOICES, parameters_of
from mobsim.scenario.file.defaults import (
    default_document,
    likely_preset,
    static_preset,
)
from mobsim.scenario.file.key_checking import read_keys
from mobsim.scenario.file.layers import Layers, leaves, read_setting
from mobsim.scenario.file.listed_tables import ListedTables
from mobsim.scenario.file.naming import with_force_ids
from mobsim.scenario.file.nested_keys import slug
from mobsim.scenario.file.placing_by_name import with_places
from mobsim.scenario.file.scenario_finding import (
    Document,
    ScenarioSource,
    as_layer,
    named_table,
)
from mobsim.scenario.file.scenario_keys import LayerKeys
from mobsim.scenario.file.usual_operations import usual_operations
from mobsim.scenario.file.value_readers import read_switch
from mobsim.scenario.file.yaml_reading import OVERRIDE, Mark, Node, Plain, node_of
from mobsim.scenario.plugins import PluginError

DEFAULT = Mark("", layer="default")
STATIC = Mark("", layer="static preset")
LIKELY = Mark("", layer="likely preset")
IMPLIED = Mark("", layer="host_readiness: timeline")
"""The origin of the stock that ``host_readiness: timeline`` implies, which is the commitment."""
RETURNED = Mark("", layer="forces: a quarter")
"""The origin of a value from returns, whose totals can differ from the national figures."""

_ORDER = {key: place for place, key in enumerate(LayerKeys.model_fields)}


def chosen_layers(document: Document, override: str | None, settings: Sequence[str]) -> list[Node]:
    """The chosen override, if any, and the settings of the command line."""
    layers = []
    if override in document.overrides:
        layers.append(document.overrides[override].in_layer(OVERRIDE + override))
    elif override in PRESETS:
        layers.append(_preset(override, document.values))
    elif override is not None:
        hint = did_you_mean(override, (*document.overrides, *PRESETS))
        message = f"unknown override {override!r}; {hint}"
        raise InputError([Fault(document.source.label, 0, 0, "overrides", message)])
    return layers + _read_settings(settings)


PRESETS = {"likely": likely_preset, "static": static_preset}
"""The presets that every scenario can use."""
_KEPT_APART = ("readiness", "host_readiness", "stock")
"""The keys to which the two presets give conflicting values."""


def _preset(name: str, values: Node) -> Node:
    """The layer that turns a preset on, and removes conflicting values of the file."""
    [other] = PRESETS.keys() - {name}
    items: dict[str, Plain] = {name: True}
    if _is_on(values, other):
        items[other] = False
    for key in _KEPT_APART:
        if key in values.items and choice_of(values.items[key]) == _choice_with(other, key):
            items[key] = _choice_with(name, key)
    said = f"--with {name}"
    return node_of(items, Mark(said, layer=said))


def _choice_with(preset: str, key: str) -> str:
    """The value that a preset gives to a key."""
    return choice_of(node_of((default_document() | PRESETS[preset]())[key], DEFAULT))


_WORKING = ScenarioSource("", "", Path(), "")
"""The source of settings on the command line, whose paths start from the working folder."""


def _read_settings(settings: Sequence[str]) -> list[Node]:
    layers = []
    faults: list[Fault] = []
    here = Path.cwd()
    for setting in settings:
        try:
            layer, blanks = _setting_layer(setting, here)
            tables = ListedTables(partial(named_table, _WORKING))
            layers.append(with_force_ids(tables.within(layer)))
            faults += [*blanks, *tables.faults]
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return layers


@lru_cache(maxsize=4096)
def _setting_layer(setting: str, folder: Path) -> tuple[Node, list[Fault]]:
    """The layer of a setting, with its faults; cached, because many scenarios share settings."""
    node = read_setting(setting)
    return as_layer(node, folder), faults_of_blanks(node)


def stack(document: Document, layers: Sequence[Node], name: str) -> tuple[Node, list[Fault]]:
    """Combine the defaults, the presets that are turned on, the file and the layers."""
    laid = Layers()
    user = document.values
    for layer in layers:
        user = laid.lay(user, layer)
    tree = node_of(default_document() | {"name": name}, DEFAULT)
    static = _is_on(user, "static")
    if static:
        tree = laid.lay(tree, node_of(static_preset(), STATIC))
    elif _is_on(user, "likely"):
        tree = laid.lay(tree, node_of(likely_preset(), LIKELY))
    tree = laid.lay(tree, user)
    if (
        choice_of(tree.items["host_readiness"]) == "timeline"
        and not static
        and "stock" not in user.items
    ):
        tree = laid.lay(tree, node_of({"stock": "commitment"}, IMPLIED))
    returned = laid_sources(tree.items["forces"].plain())
    if returned and returned.has_quarter and "allow_unreconciled" not in user.items:
        tree = laid.lay(tree, node_of({"allow_unreconciled": True}, RETURNED))
    whole = _with_parameters(_with_usual(tree, laid), laid)
    # A missing key is missing from the file, not from a preset or a setting laid on the file.
    found = [*document.faults, *laid.faults]
    return Node(whole.value, document.values.mark, whole.key), found


def faults_of_other_overrides(document: Document, chosen: str | None) -> list[Fault]:
    """The faults of overrides that do not run, so that mistakes in them are reported too."""
    faults: list[Fault] = []
    most = len(document.overrides) * document.values.count()
    most += sum(node.count() for node in document.overrides.values())
    if most > limit("layers"):
        return [Fault(document.source.label, 0, 0, "overrides", over("layers", most))]
    for name, node in document.overrides.items():
        if name != chosen:
            tree, misplaced = stack(document, [node.in_layer(OVERRIDE + name)], name)
            places = with_places(tree)
            found = misplaced + places.faults + read_keys(places.tree)[1]
            faults += [fault for fault in found if fault.path.startswith(f"overrides.{name}")]
    return faults


def default_name(document: Document, override: str | None) -> str:
    """The name of a scenario that does not state its own name."""
    parts = [slug(document.source.name) or "scenario", slug(override or "")]
    return "-".join(filter(None, parts))


def default_title(name: str) -> str:
    """The title of a scenario that does not state its own title.

    >>> default_title("three-large")
    'Three large'
    """
    return name.replace("-", " ").capitalize()


def completed(
    tree: Node, worked_out: Mapping[str, Sequence[Mapping[str, Plain]]], name: str
) -> Node:
    """The tree in the order of the schema's keys, with computed values for members of lists."""
    items = {"title": node_of(default_title(name), DEFAULT)} | tree.items
    for key in worked_out.keys() & items.keys():
        listed, members = items[key], worked_out[key]
        assert isinstance(listed.value, list)
        laid = [
            Layers().lay(node_of(dict(more), DEFAULT), member)
            for more, member in zip(members, listed.value, strict=True)
        ]
        items[key] = Node(laid, listed.mark, listed.key)
    return Node({key: items[key] for key in sorted(items, key=_ORDER.__getitem__)}, tree.mark)


def origins(tree: Node) -> dict[str, tuple[Plain, str]]:
    """Every value by path, with its origin: a layer, or a place in a file."""
    return {path: (node.plain(), node.mark.origin) for path, node in leaves(tree)}


def choice_of(found: Node) -> str:
    """The name that a scenario chooses under a key with named choices."""
    return next(iter(found.items), "") if found.items else str(found.value)


def _is_on(tree: Node, key: str) -> bool:
    try:
        return key in tree.items and read_switch(tree.items[key].plain())
    except ValueError:
        return False


def _with_usual(tree: Node, layers: Layers) -> Node:
    """The tree, in which each operation with `like` also has the values of the usual operation."""
    items = dict(tree.items)
    for key in ("operations", "calendar"):
        listed = items.get(key)
        if listed and isinstance(listed.value, list):
            laid = [_on_usual(node, place, layers) for place, node in enumerate(listed.value)]
            items[key] = Node(laid, listed.mark, listed.key)
    return Node(items, tree.mark, tree.key)


def _on_usual(node: Node, place: int, layers: Layers) -> Node:
    like = node.items.get("like")
    usual = usual_operations().get(str(like.value)) if like else None
    if usual is None:
        return node
    # An operation with its own name has its own id.
    named: dict[str, Plain] = {} if "name" in node.items else {"id": usual.operation_id}
    below = node_of(named | usual.keys(), Mark("", layer=f"like: {usual.operation_id}"))
    return layers.lay(below, node, ("operations", place))


def _with_parameters(tree: Node, layers: Layers) -> Node:
    """The tree with the default parameters of each choice written out."""
    items = dict(tree.items)
    for key in CHOICES:
        name, chosen = choice_of(items[key]), items[key]
        given = chosen.items.get(name) or Node({}, chosen.mark)
        readable = given.value is None or isinstance(given.value, dict)
        known = _known(key, name)
        if not known or not readable or len(chosen.items) > 1:
            continue
        usual: dict[str, Any] = {each: p.default for each, p in known.items()}
        whole = node_of(usual, DEFAULT)
        if given.items:
            whole = layers.lay(whole, given, (key, name))
        items[key] = Node({name: whole}, chosen.mark, chosen.key)
    return Node(items, tree.mark, tree.key)


def _known(key: str, name: str) -> Mapping[str, Parameter]:
    try:
        return parameters_of(key, name) or {}
    except PluginError:  # reported at its place when the keys are read
        return {}
