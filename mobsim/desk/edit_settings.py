"""Which ``--set`` options have the same effect as an edit of the text?"""

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Any, Final

from mobsim.desk.edits_wanted import Steps, TextEdit
from mobsim.desk.yaml_writing import PROBE, flow
from mobsim.scenario.file.choices import CHOICES
from mobsim.scenario.file.layers import BY_ID, entry_id
from mobsim.scenario.file.scenario_keys import NOT_LAYERED
from mobsim.scenario.file.yaml_reading import Node, read_yaml

_PLAIN_STEP: Final = re.compile(r"[^.\[\]=\s]+")


def as_settings(edits: Sequence[TextEdit], before: str, after: str) -> str:
    """Return the ``--set`` options for some edits, or no options if ``--set`` cannot make them."""
    found: list[str] = []
    old, tree = read_yaml(before, PROBE), read_yaml(after, PROBE)
    for each in edits:
        if _leaves_keys_out(each, old):
            return ""
        laid = list(_settings(each, tree))
        if not laid:
            return ""
        found += laid
    return " ".join(f"--set {shlex.quote(setting)}" for setting in dict.fromkeys(found))


def _leaves_keys_out(edit: TextEdit, old: Node) -> bool:
    """Return whether an edit removes keys of a mapping, which a setting cannot do."""
    if edit.does != "set" or not isinstance(edit.value, dict) or edit.path[0] in CHOICES:
        return False
    found = _at(old.plain(), edit.path)
    return isinstance(found, dict) and bool(found.keys() - edit.value.keys())


def _at(tree: Any, path: Steps) -> Any:
    for step in path:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def _settings(edit: TextEdit, tree: Node) -> Iterator[str]:
    steps, value = edit.path, edit.value
    if edit.does == "append" and len(steps) == 1 and steps[0] in BY_ID:
        steps = (*steps, len(tree.find(steps).plain() or ()) - 1)
        if not isinstance(value, dict) or not {"name", "begins"} <= value.keys():
            return
    elif edit.does != "set" or steps[0] in NOT_LAYERED:
        return
    path = _setting_path(steps, tree)
    if path and isinstance(value, dict) and value and edit.does == "set":
        for key, inner in value.items():
            yield from _settings(TextEdit((*edit.path, key), "set", inner), tree)
    elif path:
        yield f"{path}={flow(value)}"


def _setting_path(steps: Steps, tree: Node) -> str:
    """Write a path in the form of ``--set``, which names list members by their ids."""
    found: list[str] = []
    for depth, step in enumerate(steps):
        name = str(step)
        if depth == 1 and isinstance(step, int) and steps[0] in BY_ID:
            name = entry_id(tree.find(steps[:2]), str(steps[0])) or name
        if not _PLAIN_STEP.fullmatch(name):
            return ""
        found.append(name)
    return ".".join(found)
