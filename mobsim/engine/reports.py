"""When do forces say what they have?"""

from collections.abc import Callable

from mobsim.engine.common import Night
from mobsim.engine.schedule import Phase


class Reports:
    """The reports that brokers and hosts go by, drawn up at an interval."""

    def __init__(self, night: Night, interval: float, on_reported: Callable[[], None]) -> None:
        self._schedule = night.schedule
        self._ledger = night.ledger
        self._interval = interval
        self._on_reported = on_reported

    def expect(self) -> None:
        """Set the first report, if reports are not always up to date."""
        if self._interval:
            self._schedule.at(0.0, self._due, Phase.NEED)

    def _due(self, _: object) -> None:
        self._schedule.at(self._schedule.now + self._interval, self._due, Phase.NEED)
        self._ledger.draw_up_reports()
        self._on_reported()
