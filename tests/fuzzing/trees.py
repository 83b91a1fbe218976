"""How is a tree of mappings and lists changed in ways that its reader may not expect?

A tree is what JSON holds. What is put in comes from the tree itself, from another tree, from the
words that the reader knows, or from what troubles readers.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from tests.fuzzing.odd_texts import few, one_of_many

Way = tuple[Any, ...]


@dataclass(frozen=True)
class Words:
    """What a reader knows."""

    keys: Sequence[str]
    values: Sequence[Any]


def ways(tree: Any, way: Way = ()) -> Iterator[Way]:
    """The way to each value, the whole first."""
    yield way
    inner = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for step, value in inner:
        yield from ways(value, (*way, step))


def at(tree: Any, way: Way) -> Any:
    for step in way:
        tree = tree[step]
    return tree


def put(tree: Any, way: Way, value: Any) -> Any:
    """The tree with another value at a way."""
    if not way:
        return value
    at(tree, way[:-1])[way[-1]] = value
    return tree


def changed(rng: Random, tree: Any, other: Any, words: Words) -> Any:
    """A copy of a tree with something in it changed."""
    tree = json.loads(json.dumps(tree))
    for _ in range(few(rng)):
        tree = rng.choice(_CHANGES)(rng, tree, other, words)
    return tree


def any_value(rng: Random, tree: Any, other: Any, words: Words) -> Any:
    """A value from somewhere."""
    source = rng.random()
    if source < 0.4 and words.values:
        return json.loads(json.dumps(rng.choice(words.values)))
    if source < 0.6:
        where = rng.choice((tree, other))
        return json.loads(json.dumps(at(where, rng.choice(list(ways(where))))))
    return one_of_many(rng) if source < 0.85 else rng.choice(_PLAIN)


_PLAIN: Final = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2,
        3,
        10**6,
        2**31,
        2**63,
        2**64,
        10**30,
        10**400,
        0.0,
        -0.0,
        0.1,
    ),
    *(
        1e-9,
        1e308,
        float("nan"),
        float("inf"),
        "",
        "x",
        [],
        {},
        [[]],
        [{}],
        {"": ""},
        [None],
        {"x": None},
    ),
)


def _replace(rng: Random, tree: Any, other: Any, words: Words) -> Any:
    found = list(ways(tree))
    return put(tree, rng.choice(found[1:] or found), any_value(rng, tree, other, words))


def _nudge(rng: Random, tree: Any, other: Any, words: Words) -> Any:
    """A number, or a text, becomes one that is near to it."""
    leaves = [way for way in ways(tree) if isinstance(at(tree, way), int | float | str)]
    if not leaves:
        return tree
    way = rng.choice(leaves)
    value = at(tree, way)
    if isinstance(value, str):
        return put(
            tree, way, rng.choice((value[:-1], value + "x", value.upper(), f" {value}", value * 2))
        )
    return put(
        tree, way, rng.choice((-value, value + 1, value * 10, value / 7, str(value), [value]))
    )


def _mappings(tree: Any) -> list[Way]:
    return [way for way in ways(tree) if isinstance(at(tree, way), dict)]


def _lists(tree: Any) -> list[Way]:
    return [way for way in ways(tree) if isinstance(at(tree, way), list)]


def _drop(rng: Random, tree: Any, other: Any, words: Words) -> Any:
    found = [way for way in ways(tree) if way]
    if found:
        way = rng.choice(found)
        del at(tree, way[:-1])[way[-1]]
    return tree


def _add_key(rng: Random, tree: Any, other: Any, words: Words) -> Any:
    if found := _mappings(tree):
        key = rng.choice(words.keys) if words.keys and rng.random() < 0.8 else one_of_many(rng)
        at(tree, rng.choice(found))[key] = any_value(rng, tree, other, words)
    return tree


def _rename(rng: Random, tree: Any, other: Any, words: Words) -> Any:
    found = [way for way in ways(tree) if way and isinstance(way[-1], str)]
    if not found:
        return tree
    way = rng.choice(found)
    mapping = at(tree, way[:-1])
    name = rng.choice(
        (way[-1] + way[-1][-1:], way[-1].upper(), rng.choice(words.keys or ["x"]), one_of_many(rng))
    )
    items = [(name if key == way[-1] else key, value) for key, value in mapping.items()]
    return put(tree, way[:-1], dict(items))


def _swap(rng: Random, tree: Any, other: Any, words: Words) -> Any:
    """Two values change places, where neither is in the other."""
    found = [way for way in ways(tree) if way]
    if len(found) < 2:
        return tree
    first, second = rng.sample(found, 2)
    if first[: len(second)] == second or second[: len(first)] == first:
        return tree
    left, right = at(tree, first), at(tree, second)
    return put(put(tree, first, right), second, left)


def _again(rng: Random, tree: Any, other: Any, words: Words) -> Any:
    """A member of a list stands in it once more, or very often."""
    found = [way for way in _lists(tree) if at(tree, way)]
    if found:
        listed = at(tree, rng.choice(found))
        listed += [rng.choice(listed)] * rng.choice((1, 1, 1, 2, 60))
    return tree


def _wrap(rng: Random, tree: Any, other: Any, words: Words) -> Any:
    way = rng.choice(list(ways(tree)))
    value = at(tree, way)
    for _ in range(rng.choice((1, 1, 2, 25, 70))):
        value = [value] if rng.random() < 0.5 else {rng.choice(words.keys or ["x"]): value}
    return put(tree, way, value)


def _splice(rng: Random, tree: Any, other: Any, words: Words) -> Any:
    """What another tree has under a key, or as one of a list."""
    if not isinstance(other, dict) or not isinstance(tree, dict) or not other:
        return _replace(rng, tree, other, words)
    key = rng.choice(list(other))
    mine, theirs = tree.get(key), json.loads(json.dumps(other[key]))
    tree[key] = mine + theirs if isinstance(mine, list) and isinstance(theirs, list) else theirs
    return tree


_CHANGES: Final[tuple[Callable[[Random, Any, Any, Words], Any], ...]] = (
    _replace,
    _replace,
    _replace,
    _nudge,
    _nudge,
    _drop,
    _drop,
    _add_key,
    _add_key,
    _rename,
    _swap,
    _again,
    _wrap,
    _splice,
)
