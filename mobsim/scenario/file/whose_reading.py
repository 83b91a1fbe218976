"""Which forces does an entry mean, if it names a force, a region or a town?"""

from typing import Any

from mobsim.ground.errors import did_you_mean
from mobsim.scenario.file.part_reading import PartReader
from mobsim.scenario.file.placing import World
from mobsim.scenario.file.placing_by_name import unknown_host
from mobsim.scenario.file.yaml_reading import Node, Path


class WhoseReader(PartReader):
    """Reads an entry that names forces by the key `force`, or by another key instead."""

    keys: Any

    def __init__(self, keys: Any, tree: Node, path: Path, world: World) -> None:
        super().__init__(tree, path)
        self.keys = keys
        self.world = world

    def forces(self, expected: str, *instead: str) -> tuple[str, ...]:
        """The forces that the entry means, in order of id; empty if there is a fault."""
        instead = ("place", *instead)
        self.missing("force", expected, *instead)
        first, *others = [key for key in ("force", *instead) if self._given(key)] or [""]
        for key in others:
            self.key_fault(f"found {key!r} and {first!r}; expected one of them", key)
        roads, keys = self.world.roads, self.keys
        if roads is None or first in ("", "place"):
            return ()  # a town that is still a name here is a fault already
        found, problem = list(roads.forces), ""
        if first == "force":
            found = [keys.force]
            problem = "" if keys.force in roads.forces else unknown_host(keys.force, roads.forces)
        elif first == "region":
            regions = {force_id: each.region for force_id, each in roads.forces.items()}
            found = [force_id for force_id, region in regions.items() if region == keys.region]
            hint = did_you_mean(keys.region, sorted(set(regions.values())))
            problem = "" if found else f"unknown region {keys.region!r}; {hint}"
        elif not keys.all:
            problem = "found 'off', expected 'on', or a force or region instead"
        if problem:
            self.fault(problem, first)
        return tuple(found)

    def _given(self, key: str) -> bool:
        return getattr(self.keys, key) is not None
