"""How does mobsim recognise a force in a scenario file under any of its names?

Names become ids before the layers are combined. Therefore, an entry for `Kent Police` in one layer
can change the entry for `kent` in another layer.
"""

from collections.abc import Callable

from mobsim.country.force_names import as_force_id
from mobsim.scenario.file.yaml_reading import Node

_Change = Callable[[Node], Node]


def with_force_ids(layer: Node) -> Node:
    """A layer in which each force's name has become its id; other text is unchanged."""
    return _with(layer, _KEYS)


def _with(node: Node, changes: dict[str, _Change]) -> Node:
    if not changes.keys() & node.items.keys():
        return node
    items = {k: changes[k](each) if k in changes else each for k, each in node.items.items()}
    return Node(items, node.mark, node.key)


def _each(change: _Change) -> _Change:
    """Apply a change to every member of a list, or of a mapping whose keys are indexes or ids."""

    def changed(node: Node) -> Node:
        return Node(node.inside(change), node.mark, node.key, node.typed)

    return changed


def _text(node: Node) -> Node:
    if not isinstance(node.value, str):
        return node
    return Node(as_force_id(node.value), node.mark, node.key)


def _keys(node: Node) -> Node:
    """A mapping whose keys are ids of forces.

    If a mapping names a force twice, the second name is left unchanged, and a later step reports
    it.
    """
    if not node.items:
        return node
    items: dict[str, Node] = {}
    for key, each in node.items.items():
        meant = as_force_id(key)
        items[key if meant != key and (meant in items or meant in node.items) else meant] = each
    return Node(items, node.mark, node.key)


def _places(node: Node) -> Node:
    return _each(_text)(node) if isinstance(node.value, list) else _keys(node)


def _members(**changes: _Change) -> _Change:
    return _each(lambda node: _with(node, {key.rstrip("_"): each for key, each in changes.items()}))


_KEYS: dict[str, _Change] = {
    "incidents": _members(force=_text),
    "operations": _members(force=_text, from_=_keys),
    "calendar": _members(force=_text, from_=_keys),
    "posture": _members(force=_text),
    "tensions": _members(force=_text),
    "aid_out": _members(from_=_text, to=_text),
    "agreements": _members(forces=_each(_text)),
    "disorder": _members(places=_places),
    "forces_now": _keys,
    "forces_in_play": _each(_text),
}
"""For each key of a scenario, the function that finds the names of forces below the key."""
