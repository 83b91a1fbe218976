"""In what order do the simulation steps of one minute run?

This is the only module that imports simpy. Each simulation step is a SimPy event with one callback.
The integer priority of the event encodes the protocol's order for steps in the same minute. SimPy's
own ``env.run`` therefore follows that order.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import IntEnum
from typing import Any

import simpy

Handler = Callable[[object], None]
"""A function that runs a simulation step; it receives None, which it does not use."""


class Phase(IntEnum):
    """The phases of a minute, in the order in which they run."""

    RETURN = 0
    NEED = 1
    ANSWER = 2
    ORDER = 3
    ARRIVAL = 4


class Schedule(ABC):
    """Simulation steps in order of (minute, phase, tier, incident, force, unit).

    Steps that are equal in all six parts run in the order in which they were scheduled.
    """

    def __init__(self, incidents: int, forces: int, units: int) -> None:
        self._incident_step = (forces + 1) * (units + 1)
        self._force_step = units + 1
        self._tier_step = (incidents + 1) * self._incident_step
        self.now = 0.0
        """The present minute."""

    @abstractmethod
    def run(self, until: float) -> None:
        """Run every simulation step before the minute ``until``."""

    @abstractmethod
    def _push(self, minute: float, priority: int, handler: Handler) -> None:
        """Add a simulation step; within a minute, the step with the lowest priority runs first."""

    def at(
        self,
        minute: float,
        handler: Handler,
        phase: Phase,
        tier: int = 0,
        *,
        incident: int = 0,
        force: int = 0,
        unit: int = 0,
    ) -> None:
        """Schedule a simulation step.

        The ranks of incidents, forces and units begin at 1; 0 means that the step has none.
        """
        priority = (
            (phase * 4 + tier) * self._tier_step
            + incident * self._incident_step
            + force * self._force_step
            + unit
            + 1  # above SimPy's own stop event, so that nothing happens at the horizon
        )
        self._push(minute, priority, handler)


ScheduleOf = Callable[[int, int, int], Schedule]
"""A function that makes an empty schedule from the numbers of incidents, forces and units."""


class _Step(simpy.Event):
    """A SimPy event whose value is the function that runs a simulation step."""

    _ok = True

    def __init__(
        self, env: simpy.Environment, callbacks: list[Callable[[Any], None]], handler: Handler
    ) -> None:
        self.env, self.callbacks, self._value = env, callbacks, handler


class SimPySchedule(Schedule):
    """A schedule in which each simulation step is a SimPy event with one callback."""

    def __init__(self, incidents: int, forces: int, units: int) -> None:
        super().__init__(incidents, forces, units)
        self._env = simpy.Environment()
        self._callbacks: list[Callable[[Any], None]] = [self._run_step]

    def _push(self, minute: float, priority: int, handler: Handler) -> None:
        env = self._env
        step = _Step(env, self._callbacks, handler)
        # SimPy takes any integer; its types name only its own two priorities.
        env.schedule(step, priority, minute - env._now)  # type: ignore[arg-type]

    def _run_step(self, step: _Step) -> None:
        self.now = self._env._now
        step._value(None)

    def run(self, until: float) -> None:
        self._env.run(until=until)
