"""Which values should a scenario have after an edit, regardless of the layout of its text?"""

import json
from dataclasses import dataclass
from typing import Any, Final, Literal

from mobsim.ground.errors import InputError
from mobsim.scenario.file.yaml_reading import dotted

Steps = tuple[str | int, ...]
BY_HAND: Final = "change it in the text of the file"


@dataclass(frozen=True, slots=True)
class TextEdit:
    """One change to a scenario."""

    path: Steps
    does: Literal["set", "remove", "append"]
    value: Any = None


def wanted_of(tree: Any, edit: TextEdit, name: str) -> Any:
    """Return the values of a scenario after an edit."""
    if not isinstance(tree, dict):
        raise InputError.about(name, "found no keys and values, expected a scenario")
    if not edit.path:
        raise InputError.about(name, "found no path, expected the keys that lead to a value")
    whole: Any = json.loads(json.dumps(tree))
    place = whole
    for depth, step in enumerate(edit.path[:-1]):
        place = _inside(place, step, edit, name, edit.path[: depth + 1])
        if place is None:
            return whole  # nothing to remove
    _change(place, edit, name)
    return _pruned(whole, edit.path[:-1]) if edit.does == "remove" else whole


def _inside(place: Any, step: str | int, edit: TextEdit, name: str, path: Steps) -> Any:
    after = edit.path[len(path)]
    if isinstance(place, dict):
        if edit.does == "remove":
            return place.get(str(step))
        found = place.get(str(step))
        if found is None:
            place[str(step)] = found = {} if isinstance(after, str) else []
        return found
    if isinstance(place, list) and isinstance(step, int):
        if 0 <= step < len(place):
            return place[step]
        if edit.does == "remove":
            return None
        message = f"found the place {step} in a list of {len(place)}"
        raise InputError.about(name, message, dotted(path))
    raise InputError.about(name, f"found no keys here; {BY_HAND}", dotted(path[:-1]))


def _change(place: Any, edit: TextEdit, name: str) -> None:
    last = edit.path[-1]
    fits = isinstance(place, dict) if isinstance(last, str) else isinstance(place, list)
    if not fits:
        there = "a list" if isinstance(place, list) else "no keys"
        message = f"found {there if isinstance(last, str) else 'no list'} here; {BY_HAND}"
        raise InputError.about(name, message, dotted(edit.path[:-1]))
    if edit.does == "append":
        found = place.get(last) if isinstance(place, dict) else _member(place, last, edit, name)
        if found is not None and not isinstance(found, list):
            raise InputError.about(name, f"found no list here; {BY_HAND}", dotted(edit.path))
        place[last] = [*(found or []), edit.value]
    elif edit.does == "set":
        if isinstance(place, list) and last == len(place):
            place.append(edit.value)
        else:
            _member(place, last, edit, name) if isinstance(place, list) else None
            place[last] = edit.value
    elif isinstance(place, dict):
        place.pop(last, None)
    elif isinstance(last, int) and 0 <= last < len(place):
        del place[last]


def _member(place: list[Any], last: Any, edit: TextEdit, name: str) -> Any:
    if not 0 <= last < len(place):
        message = f"found the place {last} in a list of {len(place)}"
        raise InputError.about(name, message, dotted(edit.path))
    return place[last]


def _pruned(tree: Any, path: Steps) -> Any:
    """Remove mappings and lists on a path that are now empty, except members of lists."""
    for depth in range(len(path), 0, -1):
        above = tree
        for step in path[: depth - 1]:
            above = above[step]
        last = path[depth - 1]
        if isinstance(above, list) or above.get(last, 0) not in ({}, []):
            break
        del above[last]
    return tree


def same_types(one: Any, other: Any) -> bool:
    """Return whether two values are equal and of the same type; 1 differs from 1.0 and true."""
    if isinstance(one, dict):
        return all(same_types(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return all(map(same_types, one, other))
    return type(one) is type(other) or str(one) == str(other)
