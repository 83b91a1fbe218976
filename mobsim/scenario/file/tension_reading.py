"""Which forces does a scenario say expect trouble at home, when, and what do they lend then?"""

from mobsim.country.force_names import unknown_force
from mobsim.ground.errors import did_you_mean
from mobsim.scenario.file.part_reading import PartReader
from mobsim.scenario.file.placing import World
from mobsim.scenario.file.scenario_keys import TensionKeys
from mobsim.scenario.file.yaml_reading import Node, Path
from mobsim.scenario.scenario import Tension


class TensionReader(PartReader):
    """Reads one tension."""

    def __init__(self, keys: TensionKeys, tree: Node, path: Path, world: World) -> None:
        super().__init__(tree, path)
        self.keys = keys
        self.world = world

    def read(self) -> Tension | None:
        """What the entry stands for, if it is sound."""
        self.missing("force", "a force such as 'kent', or 'region'", "region")
        if self.keys.force is not None and self.keys.region is not None:
            self.key_fault("found 'region' beside 'force'; expected one of them", "region")
        forces, span = self._forces(), self._span()
        if self.faults or span is None or not forces:
            return None
        return Tension(forces, *span, self.keys.lends)

    def _forces(self) -> frozenset[str]:
        roads, force, region = self.world.roads, self.keys.force, self.keys.region
        if roads is None:
            return frozenset()
        if force is not None:
            if force not in roads.forces:
                self.fault(unknown_force(force, roads.forces), "force")
            return frozenset({force})
        found = frozenset(f for f, each in roads.forces.items() if each.region == region)
        if region is not None and not found:
            known = sorted({each.region for each in roads.forces.values()})
            self.fault(f"unknown region {region!r}; {did_you_mean(region, known)}", "region")
        return found

    def _span(self) -> tuple[float, float] | None:
        keys, clock, duration = self.keys, self.world.clock, self.world.duration
        if clock is None or duration is None:
            return None
        begins = self.minute(keys.from_, clock, 0.0, "from") or 0.0
        if begins >= duration:
            self.fault(f"{self.shown('from')} is not before the scenario's end", "from")
        ends = self.minute(keys.until, clock, max(0.0, begins), "until")
        if ends is None:
            ends = duration
        elif ends <= max(0.0, begins):
            after = "the scenario's start" if begins <= 0 else "'from'"
            self.fault(f"{self.shown('until')} is not after {after}", "until")
        return max(0.0, begins), ends
