"""How does mobsim check the values of a scenario after its layers are combined?

Pydantic reports what is wrong with a value, and this module adds the place of each fault. The
module then removes the wrong values and reads the rest, so that one run also shows the faults of
later steps.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from mobsim.ground.errors import Fault, did_you_mean
from mobsim.scenario.file.layers import list_form
from mobsim.scenario.file.listed_tables import LISTED
from mobsim.scenario.file.not_yaml import hidden_space
from mobsim.scenario.file.scenario_keys import (
    GROUPS,
    NOT_LAYERED,
    AidOutKeys,
    IncidentKeys,
    LayerKeys,
    OperationKeys,
    PostureKeys,
    TargetKeys,
    TensionKeys,
)
from mobsim.scenario.file.value_readers import FaultyError, shown
from mobsim.scenario.file.yaml_reading import Node, Path

_MOST_ROUNDS = 8
_EXPECTED = {
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
    "list_type": "a list",
}


def read_keys(tree: Node) -> tuple[LayerKeys, list[Fault]]:
    """Read the valid values of a tree, and report a fault for each invalid value.

    A blank key counts as absent, because the check of its layer reports the fault (see `blanks`).
    """
    plain: Any = tree.as_typed()
    faults: list[Fault] = []
    for _ in range(_MOST_ROUNDS):
        try:
            return LayerKeys.model_validate(plain), faults
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                path: Path = tuple(detail["loc"])
                faults += _faults(tree, path, dict(detail))
                for each in _unreadable(path, dict(detail)):
                    _take_out(plain, each, mapping=detail["type"] in _EXPECTED)
    raise AssertionError("a fault that cannot be taken out")  # pragma: no cover


def with_texts(tree: Node, keys: BaseModel) -> Node:
    """The tree with typed text in place of a number where a key needs text, such as a title."""
    if not isinstance(tree.value, dict):
        return tree
    items = dict(tree.value)
    for name, field in type(keys).model_fields.items():
        key, value = field.alias or name, getattr(keys, name)
        node = items.get(key)
        if node is None:
            continue
        if isinstance(value, str) and node.typed:
            items[key] = Node(value, node.mark, node.key)
        elif isinstance(value, list) and isinstance(node.value, list):
            listed = [with_texts(*pair) for pair in zip(node.value, value, strict=True)]
            items[key] = Node(listed, node.mark, node.key)
    return Node(items, tree.mark, tree.key)


def _faults(tree: Node, path: Path, detail: dict[str, Any]) -> Iterator[Fault]:
    if detail["type"] == "extra_forbidden":
        key = str(path[-1])
        hint = hidden_space(key) or _split_town(tree, path)
        hint = hint or did_you_mean(key, known_keys(path[:-1]))
        yield tree.find(path).key_mark.fault(path, f"unknown key {key!r}; {hint}")
        return
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, FaultyError):
        for below, message in cause.faults:
            whole = (*path, *below)
            node = tree.find(whole)
            # The fault of a key has the place of the key; the fault of a value, that of the value.
            mark = node.key_mark if message.startswith("unknown") else node.mark
            yield mark.fault(whole, message)
        return
    expected = _EXPECTED.get(detail["type"], detail["msg"])
    message = str(cause) if cause else f"found {shown(detail['input'])}, expected {expected}"
    if detail["type"] == "list_type" and isinstance(detail["input"], dict):
        message = f"found a mapping, {list_form(str(path[-1]).removesuffix('s'))}"
    elif detail["type"] == "list_type" and len(path) == 1 and path[0] in LISTED:
        message += ", or a table such as 'week.csv'"
    yield tree.find(path).mark.fault(path, message)


def _split_town(tree: Node, path: Path) -> str:
    """The hint about a comma inside braces that cut a town's name in two; otherwise empty."""
    split = "place" in tree.find(path[:-1]).items and tree.find(path).value is None
    return f"put a town with a comma in quotes, as 'Newport, {path[-1]}'" if split else ""


def known_keys(path: Path) -> list[str]:
    """The keys that a mapping at a path can have."""
    models: dict[str | int, Any] = {
        **GROUPS,
        "incidents": IncidentKeys,
        "operations": OperationKeys,
        "calendar": OperationKeys,
        "targets": TargetKeys,
        "tensions": TensionKeys,
        "posture": PostureKeys,
        "aid_out": AidOutKeys,
    }
    model = models.get(path[0], LayerKeys) if path else LayerKeys
    names = [field.alias or name for name, field in model.model_fields.items()]
    return names if path else [*NOT_LAYERED, *names]


def _unreadable(path: Path, detail: dict[str, Any]) -> set[Path]:
    """The paths to remove so that the rest can be read; for disorder, the wrong parameters."""
    cause = detail.get("ctx", {}).get("error")
    if path == ("forces_now",) and isinstance(cause, FaultyError):
        return {(*path, *below[:2]) for below, _ in cause.faults}
    faults = cause.faults if path == ("disorder",) and isinstance(cause, FaultyError) else ()
    wrong = {(*path, *below[:2]) for below, _ in faults if len(below) > 1}
    return wrong if len(wrong) == len({below[:2] for below, _ in faults}) and wrong else {path}


def _take_out(plain: Any, path: Path, *, mapping: bool) -> None:
    """Remove a wrong value, or the whole list if the value is in a list of words."""
    *way, last = path
    if isinstance(last, int) and not mapping:
        *way, last = way
    for step in way:
        plain = plain[step]
    if isinstance(plain, dict):
        plain.pop(last, None)
    else:
        plain[last] = {}
