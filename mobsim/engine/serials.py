"""Which officers reach the RVP before the rest of their crew?"""

from functools import partial

from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.state import Order
from mobsim.ground.units import quantise
from mobsim.scoring import events as ev


class Serials(NightPart):
    """The parts (serials) of a host's own crews, which reach the RVP while the crew assembles."""

    def __init__(self, night: RunningNight) -> None:
        super().__init__(night)
        self._officers = {kind.kind_id: kind.officers for kind in night.scenario.kinds}

    def expect(self, order: Order) -> None:
        """Schedule the parts of a host's own crew to reach the RVP at equal intervals."""
        parts, crew = self._rules.serials, order.crew
        if parts == 1 or crew.posture is not None:
            return
        ledger = self._ledger.forces[crew.force]
        begins = self._ledger.readying.assembles_from(ledger, crew, self._schedule.now)
        if begins is None:
            return
        for part in range(1, parts):
            gathered = quantise(part * (order.ready - begins) / parts)
            reached = partial(self._reached, order, self._share(crew.kind, part))
            self._night.expect_unit(begins + gathered + order.drive, reached, order)

    def _share(self, kind: str, part: int) -> int:
        """The number of officers in a part of a crew; the parts differ by at most one officer."""
        whole, parts = self._officers[kind], self._rules.serials
        return part * whole // parts - (part - 1) * whole // parts

    def _reached(self, order: Order, officers: int, _: object) -> None:
        if officers and not order.over:
            now = self._schedule.now
            self._record(ev.serial_reached_rvp(now, order.columns, officers))
