"""Where are the towns that a scenario names, and which forces cover them?

Before the keys are read, the name of a town is replaced by values that do not need the gazetteer:
its degrees, and the force that covers it. Values that the scenario states itself take precedence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from mobsim.country.force_names import NamedForce, force_id_of, unknown_force
from mobsim.country.gazetteer import (
    SOURCE,
    FoundTown,
    NoTownError,
    Town,
    find_town,
    told_county,
    ways_to_write,
)
from mobsim.country.geography import great_circle_km
from mobsim.ground.budgets import limit
from mobsim.ground.errors import Fault
from mobsim.scenario.file.layers import incident_id, operation_id
from mobsim.scenario.file.yaml_reading import Mark, Node, Path

FAR_KM: Final = 10.0
"""mobsim adds a remark if the stated degrees are further than this from the named town (assumed).
"""


@dataclass
class Places:
    """A tree in which every town has been looked up, with any faults and remarks."""

    tree: Node
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    towns: dict[str, str] = field(default_factory=dict)
    """The town of each entry, with its county, by path such as ``incidents.leeds``."""


def unknown_host(named: str, forces: Mapping[str, NamedForce]) -> str:
    """The message about a host that is not a force, such as a town."""

    def told(name: str) -> str:
        where = _lies_in(name)
        return f"{where}: write that, or 'place: {name}'" if where else ""

    return unknown_force(named, forces, told)


def _lies_in(named: str) -> str:
    """The words that say which force covers a town; empty unless exactly one town has the name."""
    try:
        found = find_town(named)
    except NoTownError:
        return ""
    return f"{found.called} lies in {found.town.force!r}"


def with_places(tree: Node) -> Places:
    """Look up each town that a tree names."""
    found = Places(tree)
    items = dict(tree.items)
    for key, change in _ENTRIES.items():
        listed_there = items.get(key)
        if listed_there is None or not isinstance(listed_there.value, list):
            continue
        if not any(_named(node) for node in listed_there.value):
            continue
        entries = [
            _Entry(found, key, i, node).changed(change) if _named(node) else node
            for i, node in enumerate(listed_there.value)
        ]
        items[key] = Node(entries, listed_there.mark, listed_there.key)
    found.tree = Node(items, tree.mark, tree.key)
    aid = items["aid_out"].value if "aid_out" in items else None
    for node in aid if isinstance(aid, list) else ():
        found.remarks += _aid_to_a_town(node.items.get("to"))
    return found


def _aid_to_a_town(to: Node | None) -> list[str]:
    """A remark if the scenario gives the name of a town as the receiver of aid."""
    named = to.text if to else None
    if not named or force_id_of(named) or not (told := _lies_in(named)):
        return []
    return [f"Aid to {named!r} goes to a body outside the 43 forces, but {told}."]


def _named(node: Node) -> str:
    """The town that an entry names; empty if the entry names no town."""
    place = node.items.get("place")
    name = place.items.get("name", place) if place else None
    return (name.text if name else None) or ""


class _Entry:
    """An entry of a list that names a town."""

    def __init__(self, found: Places, key: str, index: int, node: Node) -> None:
        self.found, self.node = found, node
        self.path: Path = (key, index, "place")
        self.name = _named(node)
        self.place = node.items["place"]
        self.by_id = f"{key}.{_ID[key](node) if key in _ID else index}"

    def changed(self, change: "Callable[[_Entry, FoundTown], dict[str, Node]]") -> Node:
        """The entry with its town looked up; unchanged, with a fault, if there is no such town."""
        force = self.stated_force()
        try:
            # Looking for similar names takes a hundredth of a second.
            hints = len(self.found.faults) < limit("faults")
            town = find_town(self.name, force, self.here(), hints=hints)
        except NoTownError as error:
            self.found.faults.append(self.place.mark.fault(self.path, str(error)))
            named = Node(self.name, self.place.mark, self.place.key)
            return Node({**self.node.items, "place": named}, self.node.mark, self.node.key)
        self.found.towns[self.by_id] = told_county(town.town)
        self.remark(town, force)
        return Node(change(self, town), self.node.mark, self.node.key)

    def here(self) -> tuple[float, float] | None:
        """The degrees that the scenario states in addition to the town."""
        at = [self.place.items[axis].value for axis in ("lat", "lon") if axis in self.place.items]
        degrees = [float(each) for each in at if isinstance(each, int | float)]
        return (degrees[0], degrees[1]) if len(degrees) > 1 else None

    def stated_force(self) -> str | None:
        """The force that the scenario itself states, rather than a usual operation."""
        force = self.node.items.get("force")
        stated = force and force.mark.file and isinstance(force.value, str)
        return str(force.value) if force and stated else None

    def remark(self, found: FoundTown, force: str | None) -> None:
        """Add a remark on anything that is probably a mistake."""
        town, say, here = found.town, self.found.remarks.append, self.here()
        if here and (km := great_circle_km(*town.where, *here)) > FAR_KM:
            say(
                f"{found.called} in the gazetteer is {km:.0f} km from the stated degrees, which "
                "mobsim uses. Check 'place'."
            )
        if force and force != town.force:
            say(
                f"{found.called} lies in {town.force}; the scenario states {force}, which mobsim "
                "uses. Check 'force' and 'place'."
            )
        elif town.border and not force:
            say(
                f"{found.called} lies near the border of {town.force} and {town.border}. "
                f"mobsim assumes {town.force}. State 'force' to be sure."
            )
        if found.others:
            say(
                f"mobsim assumes that {found.called} is the main city of {town.force}. For another "
                f"town of that name, write {ways_to_write(found.others)}."
            )

    def mark(self) -> Mark:
        """The origin of a value that mobsim looked up in the gazetteer."""
        mark = self.place.mark
        return Mark(mark.file, mark.line, mark.column, SOURCE)

    def placed(self, found: FoundTown) -> dict[str, Node]:
        """The keys of an incident, which takes the name of its town if it has no name."""
        called: dict[str, Node] = {}
        if not {"id", "name"} & self.node.items.keys():
            called["id"] = Node(incident_id(self.node), self.place.mark)
        return called | {"name": Node(found.called, self.place.mark)} | self.operated(found)

    def operated(self, found: FoundTown) -> dict[str, Node]:
        """The keys of an operation, after its town has been looked up."""
        items = self.hosted(found)
        items["place"] = self.degrees(found.town)
        return items

    def hosted(self, found: FoundTown) -> dict[str, Node]:
        """The keys of an entry about a force, after its town has been looked up."""
        if {"region", "all"} & self.node.items.keys():
            return self.node.items  # the reader of the entry reports this fault
        items = {key: node for key, node in self.node.items.items() if key != "place"}
        if self.stated_force() is None:
            items["force"] = Node(found.town.force, self.mark())
        return items

    def degrees(self, town: Town) -> Node:
        """The place of the town, unless the scenario gives degrees itself."""
        kept = {axis: node for axis, node in self.place.items.items() if axis != "name"}
        if kept:
            return Node(kept, self.place.mark, self.place.key)
        axes = zip(("lat", "lon"), town.where, strict=True)
        looked_up = {axis: Node(degree, self.mark()) for axis, degree in axes}
        return Node(looked_up, self.mark(), self.place.key)


_ENTRIES: Mapping[str, Callable[[_Entry, FoundTown], dict[str, Node]]] = {
    "incidents": _Entry.placed,
    "operations": _Entry.operated,
    "calendar": _Entry.operated,
    "posture": _Entry.hosted,
    "tensions": _Entry.hosted,
}
"""For each list whose entries can name a town, the function that changes the keys of an entry."""
_ID: Mapping[str, Callable[[Node], str]] = {
    "incidents": incident_id,
    "operations": operation_id,
    "calendar": operation_id,
}
