"""Which crews are on standby at home before any incident, and which crews relieve them?"""

from functools import partial

from mobsim.engine.homecoming import Homecoming
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.schedule import Phase
from mobsim.scenario.scenario import Posture
from mobsim.scoring import events as ev


class Standby(NightPart):
    """Puts the crews of each posture on standby, shift after shift."""

    def __init__(self, night: RunningNight, homecoming: Homecoming) -> None:
        super().__init__(night)
        self._homecoming = homecoming

    def expect(self) -> None:
        """Schedule the first shift of each posture, force by force."""
        for posture in self._scenario.posture:
            for force in sorted(posture.units):
                self._expect_shift(posture.begins, posture, force)

    def _expect_shift(self, minute: float, posture: Posture, force: str) -> None:
        rank = self._ledger.forces[force].rank
        self._schedule.at(minute, partial(self._shift, posture, force), Phase.RETURN, force=rank)

    def _shift(self, posture: Posture, force: str, _: object) -> None:
        """Take the crews of the last shift off duty, and put other crews on standby."""
        now = self._schedule.now
        self._ledger.readying.clock_of(self._ledger.forces[force], now)
        for stock in self._ledger.forces[force].kinds.values():
            for crew in [each for each in stock.home if each.posture is posture]:
                self._homecoming.go_off_duty(crew)
        if now >= posture.ends:
            return
        ends = posture.ends
        if self._scenario.mode == "sustained":
            ends = min(now + self._durations.tour, ends)
        for kind, units in sorted(posture.units[force].items()):
            self._stand_by(posture, force, kind, units, ends)
        self._expect_shift(ends, posture, force)

    def _stand_by(self, posture: Posture, force: str, kind: str, units: int, ends: float) -> None:
        now = self._schedule.now
        crews = self._ledger.free_for_operations(force, kind, units)
        for crew in crews:
            self._ledger.stand_by(crew, posture, now, ends)
            self._record(
                ev.unit_stood_by(
                    now, force, crew.unit, kind, posture=posture.posture_id, until=ends
                )
            )
        if missing := units - len(crews):
            name = posture.posture_id
            self._record(ev.operation_short(now, force, force, kind, missing, name))
