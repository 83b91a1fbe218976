"""Which officers of an assembling crew reach the RVP before it?"""

from functools import partial

from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.state import Order
from mobsim.ground.units import quantise
from mobsim.scoring import events as ev


class Serials(NightPart):
    """A host's own crews in parts, which arrive as they muster; the crew itself comes last."""

    def __init__(self, night: RunningNight) -> None:
        super().__init__(night)
        self._officers = {kind.kind_id: kind.officers for kind in night.scenario.kinds}

    def expect(self, order: Order) -> None:
        """Schedule the arrival at the RVP of an own crew's parts, evenly as it assembles."""
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
        """The officers of one part, as equal as possible, with larger parts last."""
        whole, parts = self._officers[kind], self._rules.serials
        return part * whole // parts - (part - 1) * whole // parts

    def _reached(self, order: Order, officers: int, _: object) -> None:
        if officers and not order.over:
            now = self._schedule.now
            self._record(ev.serial_reached_rvp(now, order.columns, officers))
