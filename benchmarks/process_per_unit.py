"""What would the night cost with a SimPy process for every unit?

The naive model: each leg of each unit is a process of its own that waits and then acts, and no
two units share a happening. It makes the same decisions, so the same units arrive at the same
minutes; only rows of one minute may stand in another order.
"""

from collections.abc import Callable, Generator
from functools import partial
from itertools import count
from typing import Any

import simpy

from mobsim.engine.running_night import RunningNight
from mobsim.engine.schedule import Handler, Phase, Schedule
from mobsim.engine.state import Order


class ProcessSchedule(Schedule):
    """Every happening is a process: it starts, waits its minutes, acts, and ends."""

    def __init__(self, incidents: int, forces: int, units: int) -> None:
        super().__init__(incidents, forces, units)
        self._env = simpy.Environment()
        self._due: dict[float, list[tuple[int, int, Handler]]] = {}
        self._numbers = count()

    def _push(self, minute: float, priority: int, handler: Handler) -> None:
        self._due.setdefault(minute, []).append((priority, next(self._numbers), handler))
        self._env.process(self._wait(minute))

    def _wait(self, minute: float) -> Generator[simpy.Event, None, None]:
        yield self._env.timeout(minute - self._env.now)
        due = self._due[minute]
        first = min(range(len(due)), key=lambda i: due[i][:2])
        _, _, handler = due.pop(first)
        self.now = float(self._env.now)
        handler(None)

    def run(self, until: float) -> None:
        self._env.run(until=until)


class UnitsApart(RunningNight):
    """Units of one convoy each have happenings of their own."""

    def expect_unit(
        self,
        minute: float,
        handler: Callable[[Any], None],
        order: Order,
        phase: Phase = Phase.ARRIVAL,
    ) -> None:
        units = handler.args[0] if isinstance(handler, partial) else None
        if isinstance(units, list) and len(units) > 1:
            for unit in units:
                super().expect_unit(minute, partial(handler.func, [unit]), unit, phase)
        else:
            super().expect_unit(minute, handler, order, phase)
