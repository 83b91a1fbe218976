"""Which crews does a scenario have stand ready beforehand: whose, how many, and when?"""

from collections.abc import Mapping
from dataclasses import dataclass

from mobsim.country.force_names import unknown_force
from mobsim.ground.errors import did_you_mean
from mobsim.ground.units import round_half_up
from mobsim.scenario.file.part_reading import PartReader
from mobsim.scenario.file.placing import World
from mobsim.scenario.file.scenario_keys import PostureKeys
from mobsim.scenario.file.yaml_reading import Node
from mobsim.scenario.scenario import Posture, Stock

WHO = ("force", "region", "all")


@dataclass(frozen=True, slots=True)
class StatedPosture:
    """A posture as it is stated, before it is known what its forces have."""

    posture_id: str
    begins: float
    ends: float
    forces: tuple[str, ...]
    crews: Mapping[str, int | float]
    """By kind: a number, or a share of those fit."""
    notice: float

    def of(self, stock: Mapping[str, Mapping[str, Stock]]) -> Posture:
        """The posture of forces that have so many crews."""
        units = {
            force: {
                kind: wanted
                if isinstance(wanted, int)
                else round_half_up(wanted * stock[force][kind].fit)
                for kind, wanted in sorted(self.crews.items())
            }
            for force in self.forces
        }
        some = {force: {k: n for k, n in kinds.items() if n} for force, kinds in units.items()}
        some = {force: kinds for force, kinds in some.items() if kinds}
        return Posture(self.posture_id, self.begins, self.ends, some, self.notice)


class PostureReader(PartReader):
    """Reads one entry of ``posture``."""

    def __init__(self, keys: PostureKeys, tree: Node, place: int, world: World) -> None:
        super().__init__(tree, ("posture", place))
        self.keys = keys
        self.world = world
        self.made_id = f"posture-{place + 1}"

    def read(self, notice: float) -> StatedPosture | None:
        """What the entry stands for, if it is sound; ``notice`` where it says none."""
        keys, duration = self.keys, self.world.duration
        self.missing("units", "crews by kind, such as {psu: 2} or {psu: 10%}")
        forces, crews = self._forces(), keys.units or {}
        for kind in crews:
            if self.world.kinds and kind not in self.world.kinds:
                hint = did_you_mean(kind, self.world.kinds)
                self.key_fault(f"unknown kind {kind!r}; {hint}", "units", kind)
        if crews and not any(crews.values()):
            self.fault("found no crew, expected at least one, such as {psu: 2}", "units")
        begins = 0.0
        if keys.from_ is not None:
            begins = self.beginning("from", keys.from_, self.world.clock, duration) or 0.0
        ends = self._ends(begins)
        if self.faults or not forces or duration is None:
            return None
        until = duration if ends is None else ends
        given = notice if keys.notice is None else keys.notice
        return StatedPosture(self.made_id, begins, until, forces, crews, given)

    def _ends(self, begins: float) -> float | None:
        ends = self.minute(self.keys.until, self.world.clock, begins, "until")
        if ends is not None and ends <= begins:
            since = "it begins" if self.keys.from_ is not None else "the scenario begins"
            self.fault(f"{self.shown('until')} is not after {since}", "until")
        return ends

    def _forces(self) -> tuple[str, ...]:
        keys = self.keys
        self.missing("force", "a force such as 'kent', a 'region', or 'all: on'", *WHO)
        given = [key for key in WHO if getattr(keys, key) is not None]
        if len(given) > 1:
            self.fault(f"found {given[0]!r} and {given[1]!r}, expected one of them", given[1])
        if self.world.roads is None or len(given) != 1:
            return ()
        forces, problem = self.world.roads.forces, ""
        regions = {force_id: each.region for force_id, each in forces.items()}
        found = [force_id for force_id, region in regions.items() if region == keys.region]
        if keys.force is not None:
            found = [keys.force] if keys.force in forces else []
            problem = "" if found else unknown_force(keys.force, forces)
        elif keys.region is not None:
            hint = did_you_mean(keys.region, set(regions.values()))
            problem = "" if found else f"unknown region {keys.region!r}; {hint}"
        elif keys.all:
            found = list(forces)
        else:
            problem = "found 'off', expected 'on', or a force or region in its place"
        if problem:
            self.fault(problem, given[0])
        return tuple(found)
