"""Which forces should have crews on standby in advance, how many crews, and when?"""

from collections.abc import Mapping
from dataclasses import dataclass

from mobsim.ground.errors import did_you_mean
from mobsim.ground.units import round_half_up
from mobsim.scenario.file.scenario_keys import PostureKeys
from mobsim.scenario.file.whose_reading import WhoseReader
from mobsim.scenario.scenario import Posture, Stock


@dataclass(frozen=True, slots=True)
class StatedPosture:
    """A posture as the scenario states it, before the stock of its forces is known."""

    posture_id: str
    begins: float
    ends: float
    forces: tuple[str, ...]
    crews: Mapping[str, int | float]
    """The crews on standby, by kind: a number, or a share of the fit crews."""
    notice: float

    def of(self, stock: Mapping[str, Mapping[str, Stock]]) -> Posture:
        """The posture that the entry describes if the forces have this stock."""
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


class PostureReader(WhoseReader):
    """Reads one entry of ``posture``."""

    keys: PostureKeys

    def read(self, notice: float) -> StatedPosture | None:
        """The posture that the entry describes, or None if it has a fault.

        ``notice``: the notice that applies if the entry states no notice.
        """
        keys, duration = self.keys, self.world.duration
        self.missing("units", "crews by kind, such as {psu: 2} or {psu: 10%}")
        forces = self.forces("a force such as 'kent', a 'region', or 'all: on'", "region", "all")
        crews = keys.units or {}
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
        made_id = f"posture-{int(self.path[-1]) + 1}"
        return StatedPosture(made_id, begins, until, forces, crews, given)

    def _ends(self, begins: float) -> float | None:
        ends = self.minute(self.keys.until, self.world.clock, begins, "until")
        if ends is not None and ends <= begins:
            since = "it begins" if self.keys.from_ is not None else "the scenario begins"
            self.fault(f"{self.shown('until')} is not after {since}", "until")
        return ends
