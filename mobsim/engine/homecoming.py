"""What happens to a crew from its drive home until it is free again?

At home, the crew rests. The crew is then free again, unless the crew is found unfit or takes a day
off.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from mobsim.engine.port import EnginePort
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.schedule import Phase
from mobsim.engine.state import Crew, Order
from mobsim.ground.units import day_of
from mobsim.scenario.scenario import Operation, Posture
from mobsim.scoring import events as ev
from mobsim.scoring.events import UnitColumns

Source = Order | Operation | Posture
"""The order, operation or posture from which a crew returns."""


class Homecoming(NightPart):
    """Brings crews home, lets them rest and frees them."""

    def __init__(self, night: RunningNight, port: EnginePort) -> None:
        super().__init__(night)
        self.freed: dict[tuple[str, str], None] = {}
        """The forces and kinds with crews freed since brokers last checked."""
        self._port = port

    def expect(self, minute: float, crew: Crew, source: Order | Operation) -> None:
        """Schedule the minute of a crew's return to its force, after a tour or an operation."""
        self._set(minute, partial(self._returned, crew, source), crew)

    def _returned(self, crew: Crew, source: Order | Operation, _: object) -> None:
        now = self._schedule.now
        if isinstance(source, Order):
            operation = None
            source.incident.away -= 1
        elif crew.operation is not source or crew.order is not None:
            return  # the crew has left the operation for an incident
        else:
            operation = source.operation_id
            crew.run += 1
        crew.operation = None
        self._record(ev.unit_returned(now, _columns(crew, source), operation))
        self._set(now + self._durations.rest, partial(self._rested, crew, source), crew)

    def go_off_duty(self, crew: Crew) -> None:
        """Send a crew to rest when its standby shift ends."""
        now, posture = self._schedule.now, crew.posture
        assert posture is not None  # it is on standby
        self._ledger.take(crew)
        crew.posture = None
        crew.run += 1
        self._record(ev.unit_returned(now, _columns(crew, posture), posture.posture_id))
        self._set(now + self._durations.rest, partial(self._rested, crew, posture), crew)

    def withdraw(self, order: Order) -> None:
        """Make a withdrawn crew unavailable for the length of a rest."""
        order.incident.away -= 1
        ends = self._schedule.now + self._durations.rest
        self._set(ends, partial(self._free, order.crew, order, "at home"), order.crew)

    def _rested(self, crew: Crew, source: Source, _: object) -> None:
        now = self._schedule.now
        tired = min(1.0, self._rules.fatigue * crew.run)
        day = day_of(now)
        if not self._chance.happens(tired, now, "unfit", crew.unit, day):
            self._perhaps_day_off(crew, source)
            return
        fit = now + self._durations.recovery
        self._record(
            ev.unit_unfit(now, crew.force, crew.unit, crew.kind, tours=crew.run, fit_minute=fit)
        )
        crew.run = 0
        self._set(fit, partial(self._free, crew, source, "at home"), crew)

    def _perhaps_day_off(self, crew: Crew, source: Source) -> None:
        """Free a crew, but only after a day off if it has completed enough consecutive tours."""
        if crew.run < self._rules.tours_before_day_off:
            self._free(crew, source, "at home", None)
            return
        crew.run = 0
        ends = self._schedule.now + self._durations.day_off
        self._set(ends, partial(self._free, crew, source, "day off"), crew)

    def _free(self, crew: Crew, source: Source, cause: str, _: object) -> None:
        now = self._schedule.now
        self._record(ev.unit_rested(now, _columns(crew, source), cause))
        self._ledger.note_use(crew, in_use=False)
        self._ledger.rested_at_home(crew, now)
        self.note_freed(crew)
        self._port.crews_freed()

    # --- crews that are free again ----------------------------------------------------------

    def note_freed(self, crew: Crew) -> None:
        """Record that a crew may be available again when a broker next checks."""
        self.freed[crew.force, crew.kind] = None

    def take_freed(self) -> list[tuple[str, str]]:
        """Return and clear the list of (force, kind) pairs with crews freed since the last call."""
        freed, self.freed = list(self.freed), {}
        return freed

    def _set(self, minute: float, handler: Callable[[Any], None], crew: Crew) -> None:
        rank = self._ledger.forces[crew.force].rank
        self._schedule.at(minute, handler, Phase.RETURN, force=rank, unit=crew.unit_rank)


def _columns(crew: Crew, source: Source) -> UnitColumns:
    """The log columns for a crew that is back from a tour, an operation or a posture."""
    if isinstance(source, Order):
        return source.columns
    host = source.host if isinstance(source, Operation) else crew.force
    return UnitColumns(None, None, None, crew.force, host, crew.unit, crew.kind)
