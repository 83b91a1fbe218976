"""Which keys and entries does a scenario leave blank?

A key can be absent, blank or unreadable. An absent key takes its default. A blank key is a mistake,
and so is an empty mapping where the key needs a choice, a list or a distribution.
"""

from collections.abc import Iterable, Iterator

from mobsim.ground.budgets import BUDGETS
from mobsim.ground.errors import Fault
from mobsim.scenario.file.choices import CHOICES
from mobsim.scenario.file.not_yaml import COLON_AND_SPACE, no_space_after
from mobsim.scenario.file.yaml_reading import TAG, UNPRINTABLE, Node, Path

_MAY_BE_EMPTY = (
    *((), ("durations",), ("asking",), ("lodging",), ("risk",)),
    *(("ricc_at",), ("overrides",), ("forces_now",)),
)
"""The keys under which an empty mapping is allowed, because it changes nothing."""


def blanks(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """The path of every blank key or entry in a tree."""
    if node.value is None or (node.value == {} and not _may_be_empty(path)):
        yield path, node
    elif isinstance(node.value, dict):
        for key, inner in node.value.items():
            yield from blanks(inner, (*path, key))
    elif isinstance(node.value, list):
        for place, inner in enumerate(node.value):
            yield from blanks(inner, (*path, place))


def _may_be_empty(path: Path) -> bool:
    if path[:1] == ("overrides",) and len(path) > 2:
        path = path[2:]
    if path and isinstance(path[-1], int):
        return True  # a missing key of a list entry is reported by name
    # An empty choice gives no parameters, and an empty override makes no changes.
    return path in _MAY_BE_EMPTY or (len(path) == 2 and path[0] in (*CHOICES, "overrides"))


def faults_of_blanks(tree: Node) -> list[Fault]:
    """One fault for each blank key or entry of one layer."""
    return [node.mark.fault(path, _said(path, node)) for path, node in blanks(tree)]


_EMPTY = "found an empty mapping, expected a value; write one, or leave the key out"
_NO_ENTRY = "found nothing, expected an entry; write one after '- ', or delete the line"
_NO_VALUE = "found nothing, expected a value; write one, or leave the key out"


def _said(path: Path, node: Node) -> str:
    if node.value == {}:
        return _EMPTY
    last = path[-1] if path else ""
    if isinstance(last, int):
        return _NO_ENTRY
    return no_space_after(last) if ":" in last else _NO_VALUE


_UNREADABLE = (TAG, UNPRINTABLE, BUDGETS["digits"].counts)
"""Words of the faults of values that cannot be read."""

_ROW = "row of "
"""The start of the path of a fault that concerns a whole row of a table."""


def told_once(faults: Iterable[Fault]) -> list[Fault]:
    """The faults, with only the most helpful fault for each blank and each unreadable value.

    If a value cannot be read, such as a number that is too long, only that fault is kept. If a
    space is missing after a colon, only that fault is kept, because it explains the others.
    Otherwise, the most helpful fault says which value is expected. If another cell of a row cannot
    be used, a fault for a missing cell of that row is dropped.
    """
    faults = list(faults)
    unread = [each for each in faults if any(word in each.message for word in _UNREADABLE)]
    values = {(each.file, each.line, each.column, each.path) for each in unread}
    faults = unread + [f for f in faults if (f.file, f.line, f.column, f.path) not in values]
    rows = {(each.file, each.line) for each in faults if not each.path.startswith(_ROW)}
    lacking = {f for f in faults if f.path.startswith(_ROW) and (f.file, f.line) in rows}
    faults = [each for each in faults if each not in lacking]
    most: dict[tuple[str, int, str], int] = {}
    ranked = [(fault, (fault.file, fault.line, fault.path), _rank(fault)) for fault in set(faults)]
    for _, place, rank in ranked:
        most[place] = max(rank, most.get(place, rank))
    return [fault for fault, place, rank in ranked if rank == most[place]]


def _rank(fault: Fault) -> int:
    if COLON_AND_SPACE in fault.message:
        return 2
    return 0 if fault.message in (_EMPTY, _NO_ENTRY, _NO_VALUE) else 1
