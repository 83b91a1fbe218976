"""In which order do the happenings of one minute come?

This is the only module that imports simpy. Each happening is a SimPy event with one callback.
SimPy's integer priority holds the protocol's whole tie order, and stock ``env.run`` keeps to it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import IntEnum

import simpy

Handler = Callable[[object], None]
"""What to do when a happening is due; it receives SimPy's event and does not use it."""


class Phase(IntEnum):
    """Within a minute, earlier phases come first."""

    RETURN = 0
    NEED = 1
    ANSWER = 2
    ORDER = 3
    ARRIVAL = 4


class Schedule(ABC):
    """Happenings in the order of (minute, phase, tier, incident, force, unit, order of setting)."""

    def __init__(self, incidents: int, forces: int, units: int) -> None:
        self._incident_step = (forces + 1) * (units + 1)
        self._force_step = units + 1
        self._tier_step = (incidents + 1) * self._incident_step

    @property
    @abstractmethod
    def now(self) -> float:
        """The present minute."""

    @abstractmethod
    def run(self, until: float) -> None:
        """Handle every happening before the minute ``until``."""

    @abstractmethod
    def _push(self, minute: float, priority: int, handler: Handler) -> None:
        """Keep a happening; within one minute, the smallest priority comes first."""

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
        """Schedule a happening.

        Ranks of incident, force and unit begin at 1; 0 where none applies.
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
"""From numbers of incidents, forces and units to an empty schedule."""


class SimPySchedule(Schedule):
    """Each happening is a SimPy event with one callback."""

    def __init__(self, incidents: int, forces: int, units: int) -> None:
        super().__init__(incidents, forces, units)
        self._env = simpy.Environment()

    @property
    def now(self) -> float:
        return self._env._now

    def _push(self, minute: float, priority: int, handler: Handler) -> None:
        env = self._env
        event = simpy.Event(env)
        event._ok = True
        event._value = None
        event.callbacks = [handler]
        # SimPy takes any integer; its types name only its own two priorities.
        env.schedule(event, priority, minute - env._now)  # type: ignore[arg-type]

    def run(self, until: float) -> None:
        self._env.run(until=until)
