"""Which forces expect trouble at home, when, and how much do they lend at that time?"""

from mobsim.scenario.file.scenario_keys import TensionKeys
from mobsim.scenario.file.whose_reading import WhoseReader
from mobsim.scenario.scenario import Tension


class TensionReader(WhoseReader):
    """Reads one tension."""

    keys: TensionKeys

    def read(self) -> Tension | None:
        """The tension that the entry describes, or None if it has a fault."""
        forces = self.forces("a force such as 'kent', or 'region'", "region")
        span = self._span()
        if self.faults or span is None or not forces:
            return None
        return Tension(frozenset(forces), *span, self.keys.lends)

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
