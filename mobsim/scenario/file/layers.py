"""If several layers set the same key, which value counts?

Values come in layers: the defaults, then the static or the likely preset, the base file, the file,
the chosen override and the settings on the command line. A later layer replaces an earlier layer
key by key. Each value keeps a record of the layer that it came from.
"""

import re
from collections.abc import Iterable, Sequence

from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.scenario.file.choices import CHOICES, rivals_of
from mobsim.scenario.file.nested_keys import NEED_FORMS, OTHER, slug
from mobsim.scenario.file.scenario_keys import NOT_LAYERED
from mobsim.scenario.file.value_readers import DISTRIBUTIONS
from mobsim.scenario.file.yaml_reading import (
    Mark,
    Node,
    Path,
    dotted,
    read_yaml,
)

SETTING = "--set"

_RIVALS = (("lasts", "ends"), ("severity", "need"))
"""Pairs of keys of an incident or operation that exclude each other.

A key in a later layer replaces the other key in an earlier layer.
"""
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_MOST_DIGITS = 9
"""The most digits that the index of an entry in a list can have."""
_HASH = "\ue000"
"""The character that replaces ``#`` while a setting is read, because settings have no comments."""


class Layers:
    """Combines layers of values, and reports each change of a list entry that does not exist."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def lay(self, below: Node, above: Node, path: Path = ()) -> Node:
        """The layer ``below``, with the values of the layer ``above`` in place of its own."""
        if not isinstance(above.value, dict) or is_whole(path):
            return above
        if isinstance(below.value, list) and _is_need(path) and not _by_place(above):
            return above
        if isinstance(below.value, list):
            return self._lay_on_list(below, above, path)
        if not isinstance(below.value, dict):
            return _spread(below, above, path)
        kept = dict(below.value)
        for key, node in above.value.items():
            for rival in _rivals(path, key, below, above):
                kept.pop(rival, None)
            kept[key] = self.lay(kept[key], node, (*path, key)) if key in kept else node
        # A listed incident that lacks a key is at fault where it is listed, not where it changes.
        listed = len(path) == 2 and path[0] in BY_ID and below.mark.file
        return Node(kept, below.mark if listed else above.mark, above.key)

    def _lay_on_list(self, below: Node, above: Node, path: Path) -> Node:
        assert isinstance(below.value, list)
        items = list(below.value)
        for key, node in above.items.items():
            place = _place_in(items, key, path)
            if place is None and _is_whole_incident(node, path):
                items.append(_with_id(node, key))
            elif place is None:
                message = _not_there(items, key, path)
                if "name" in node.items or "holding" in node.items:
                    message += "; a new incident needs 'name' and 'begins'"
                self.faults.append(node.key_mark.fault((*path, key), message))
            else:
                items[place] = self.lay(items[place], node, (*path, place))
        return Node(items, above.mark, above.key)


def replaced_lists(below: Node, above: Node) -> list[str]:
    """One remark for each list in a layer that replaces an earlier list."""
    found = []
    for key in LISTS:
        old, new = below.items.get(key), above.items.get(key)
        if (
            old
            and new
            and isinstance(old.value, list)
            and isinstance(new.value, list)
            and old.value
        ):
            noun = "event" if key == "calendar" else key.removesuffix("s").replace("_", " ")
            what = f"the {len(old.value)} listed before ({old.mark.origin}) no longer count"
            found.append(
                f"{new.mark.origin} lists '{key}' again: {what}. To change one {noun}, write its "
                "keys under its id."
            )
    return found


LISTS = ("incidents", "operations", "calendar", "aid_out")
"""The keys whose values are lists of members, such as incidents."""


def is_whole(path: Path) -> bool:
    """Whether a value is replaced and reported as a whole, such as a parameter of disorder."""
    return len(path) == 3 and path[0] == "disorder"


def _spread(below: Node, above: Node, path: Path) -> Node:
    """Use one figure for all months or regions that have no figure of their own."""
    if path in (("leave",), ("ricc_desks",)) and below.value is not None:
        return Node({OTHER: below} | above.items, above.mark, above.key)
    return above


def _rivals(path: Path, key: str, below: Node, above: Node) -> Iterable[str]:
    """Keys of the layer below that cannot be combined with ``key`` in this mapping."""
    if len(path) == 1 and path[0] in CHOICES:
        return rivals_of(str(path[0]), key, below.items)
    if len(path) == 2 and path[0] == "durations":
        return DISTRIBUTIONS.keys() - {key}
    if _is_need(path):
        return [other for form in NEED_FORMS if key not in form for other in form]
    if len(path) == 2 and path[0] in BY_ID:
        pairs = [pair for pair in _RIVALS if key in pair]
        return [other for pair in pairs for other in pair if other not in above.items]
    return ()


def _is_need(path: Path) -> bool:
    """Whether a path leads to the need of one kind of unit."""
    return len(path) == 4 and (path[0], path[2]) == ("incidents", "need")


def _by_place(node: Node) -> bool:
    """Whether a mapping changes single entries of a list by their index."""
    return all(key.isdecimal() for key in node.items)


def _is_whole_incident(node: Node, path: Path) -> bool:
    """Whether an entry is a new incident, rather than an existing incident with a misspelt id."""
    return path == ("incidents",) and {"name", "begins"} <= node.items.keys()


def _with_id(node: Node, key: str) -> Node:
    mark = node.key_mark
    return Node({"id": Node(key, mark, mark)} | node.items, node.mark, node.key)


def incident_id(node: Node) -> str:
    """The id that an incident states, or that mobsim makes from the incident's name or town."""
    for key in ("id", "name", "place"):
        found = node.items.get(key)
        found = found.items.get("name", found) if found else None
        if found and found.text:
            return found.text if key == "id" else slug(found.text)
    return ""


def operation_id(node: Node) -> str:
    """The id that an operation states, or that mobsim makes from the operation's name or town.

    Without a name, an operation with `like` has the id of the usual operation.
    """
    like = node.items.get("like")
    usual = like.value if like and isinstance(like.value, str) else ""
    return usual if usual and not {"id", "name"} & node.items.keys() else incident_id(node)


BY_ID = {"incidents": incident_id, "operations": operation_id, "calendar": operation_id}
"""The lists whose members are addressed by id."""


def entry_id(node: Node, key: str) -> str:
    """The id that addresses a member of a list; empty if the list has no ids."""
    return BY_ID[key](node) if key in BY_ID else ""


def _id_of(item: Node, path: Path) -> str:
    return entry_id(item, str(path[0])) if len(path) == 1 else ""


def _place_in(items: Sequence[Node], key: str, path: Path) -> int | None:
    for place, item in enumerate(items):
        if _id_of(item, path) == key:
            return place
    if key.isdecimal() and len(key) < _MOST_DIGITS and int(key) < len(items):
        return int(key)
    return None


def list_form(noun: str) -> str:
    """The part of a message that says how to write a list."""
    return f"expected a list: begin each {noun} with '- '"


def _not_there(items: Sequence[Node], key: str, path: Path) -> str:
    noun = str(path[0]).removesuffix("s") if len(path) == 1 and path[0] in BY_ID else "entry"
    if not items:
        return f"found {key!r}, but no {noun} is listed that it could change; {list_form(noun)}"
    if path[0] in BY_ID and len(path) == 1 and not key.isdecimal():
        return f"unknown {noun} {key!r}; {did_you_mean(key, (_id_of(i, path) for i in items))}"
    return f"found {key!r}, expected a place from 0 to {len(items) - 1}"


def read_setting(text: str) -> Node:
    """The tree of one ``path=value`` on the command line.

    Raises `InputError` when the text does not have this form, or sets a key that only a file can
    have.

    >>> read_setting("incidents[0].need.psu=40").plain()
    {'incidents': {'0': {'need': {'psu': 40}}}}
    """
    path, equals, value = text.partition("=")
    steps = _steps(path.strip())
    if not equals or not steps:
        raise _bad_setting(path, f"found {text!r}, expected PATH=VALUE such as drawdown=extensive")
    if len(steps) > limit("depth"):
        raise _bad_setting(path, over("depth", len(steps)))
    if steps[0] in NOT_LAYERED:
        raise _bad_setting(path, f"{steps[0]!r} belongs in a file")
    node = _at_once(read_yaml(value.replace("#", _HASH), SETTING, SETTING))
    for step in reversed(steps):
        node = Node({step: node}, _SET_MARK, _SET_MARK)
    return node


_SET_MARK = Mark(SETTING, 0, 0, SETTING)


def _at_once(node: Node) -> Node:
    """The tree of a setting, whose values all have the same place."""
    value = node.value
    if isinstance(value, dict):
        value = {key.replace(_HASH, "#"): _at_once(inner) for key, inner in value.items()}
    elif isinstance(value, list):
        value = [_at_once(inner) for inner in value]
    elif isinstance(value, str):
        value = value.replace(_HASH, "#")
    return Node(value, _SET_MARK, _SET_MARK, node.typed)


def _steps(path: str) -> list[str]:
    found = [name or index for name, index in _STEP.findall(path)]
    rebuilt = _STEP.sub("", path)
    return [] if rebuilt else found


def _bad_setting(path: str, message: str) -> InputError:
    return InputError([Fault(SETTING, 0, 0, path.strip(), message)])


def leaves(node: Node, path: Path = ()) -> Iterable[tuple[str, Node]]:
    """Every value with its path, which names incidents and operations by id.

    A list of plain values counts as one value, and so does any distribution.
    """
    whole = is_whole(path) or (len(path) == 2 and path[0] == "durations")
    if isinstance(node.value, dict) and node.value and not whole:
        for key, inner in node.value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(node.value, list) and any(isinstance(i.value, dict) for i in node.value):
        for place, inner in enumerate(node.value):
            yield from leaves(inner, (*path, _id_of(inner, path) or place))
    else:
        yield dotted(path), node
