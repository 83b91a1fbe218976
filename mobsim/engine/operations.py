"""Which units are taken out beforehand, and when do they come back?"""

from functools import partial

from mobsim.engine.common import Night
from mobsim.engine.homecoming import Homecoming
from mobsim.engine.schedule import Phase
from mobsim.scenario.scenario import Operation
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event


class Operations:
    """Planned operations, and aid that is out already."""

    def __init__(self, night: Night, homecoming: Homecoming) -> None:
        self._operations = night.scenario.operations
        self._schedule = night.schedule
        self._ledger = night.ledger
        self._homecoming = homecoming
        self._record = night.record

    def expect(self) -> None:
        """Set the beginning of each operation, donor by donor."""
        for operation in self._operations:
            for donor in sorted(operation.units):
                self._schedule.at(
                    operation.begins,
                    partial(self._begins, operation, donor),
                    Phase.RETURN,
                    force=self._ledger.forces[donor].rank,
                )

    def _begins(self, operation: Operation, donor: str, _: object) -> None:
        for kind, units in sorted(operation.units[donor].items()):
            crews = self._ledger.forces[donor].kinds[kind].home[-units:] if units else []
            home = operation.ends + operation.drive_minutes[donor]
            for crew in crews:
                self._ledger.take(crew)
                self._log(operation, ev.UNIT_COMMITTED, donor, kind, unit=crew.unit)
                self._homecoming.expect(home, crew, operation)
            missing = units - len(crews)
            if missing:
                self._log(operation, ev.OPERATION_SHORT, donor, kind, count=missing)

    def _log(
        self,
        operation: Operation,
        event: str,
        donor: str,
        kind: str,
        *,
        unit: str | None = None,
        count: int | None = None,
    ) -> None:
        self._record(
            Event(
                self._schedule.now, event, force=donor, counterpart=operation.host, unit=unit,
                kind=kind, count=count, cause=operation.operation_id,
            )
        )  # fmt: skip
