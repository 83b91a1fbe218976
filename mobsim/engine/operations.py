"""Which planned operations take units, and when do forces report their stock?"""

from functools import partial

from mobsim.engine.brokering import Brokering
from mobsim.engine.homecoming import Homecoming
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.schedule import Phase
from mobsim.scenario.scenario import Operation
from mobsim.scoring import events as ev


class Operations(NightPart):
    """Planned operations, crews away as aid when the run begins, and the forces' reports."""

    def __init__(self, night: RunningNight, homecoming: Homecoming, brokering: Brokering) -> None:
        super().__init__(night)
        self._homecoming = homecoming
        self._brokering = brokering

    def expect(self) -> None:
        """Schedule the start of each operation, donor by donor, and the first report."""
        for operation in self._scenario.operations:
            short = [operation.host] if any(operation.not_found.values()) else []
            for donor in sorted({*operation.units, *short}):
                self._schedule.at(
                    operation.out_from(donor),
                    partial(self._begins, operation, donor),
                    Phase.RETURN,
                    force=self._ledger.forces[donor].rank,
                )
        if self._durations.report_interval:
            self._schedule.at(0.0, self._report, Phase.NEED)

    def _begins(self, operation: Operation, donor: str, _: object) -> None:
        now, host, name = self._schedule.now, operation.host, operation.operation_id
        home = operation.ends + operation.drive_minutes[donor]
        self._ledger.readying.clock_of(self._ledger.forces[donor], now)
        taken = operation.units.get(donor, {})
        not_found = operation.not_found if donor == host else {}
        for kind in sorted({*taken, *not_found}):
            units = taken.get(kind, 0)
            crews = self._ledger.free_for_operations(donor, kind, units)
            for crew in crews:
                self._ledger.take(crew)
                crew.operation, crew.left = operation, now
                self._ledger.committed[operation.operation_id].append(crew)
                self._record(ev.unit_committed(now, donor, host, crew.unit, kind, name))
                self._homecoming.expect(home, crew, operation)
            missing = units - len(crews) + not_found.get(kind, 0)
            if missing:
                self._record(ev.operation_short(now, donor, host, kind, missing, name))

    def _report(self, _: object) -> None:
        """Let every force report its stock; brokers then ask for crews that are free again."""
        self._schedule.at(
            self._schedule.now + self._durations.report_interval, self._report, Phase.NEED
        )
        self._ledger.draw_up_reports()
        self._brokering.ask_for_freed()
