"""Which units travel together, and when do they arrive?

Units that come from the same donor's answer and muster together travel as a convoy. The arrival of
a convoy is one simulation step, with a log row for each unit.
"""

from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter

from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.state import ConvoyClass, IncidentState, Order
from mobsim.ground.randomness import Distribution, Fixed, Lognormal
from mobsim.ground.units import hour_of


class Convoys(NightPart):
    """Forms convoys and sends them to the RVP."""

    def __init__(self, night: RunningNight, reached: Callable[[list[Order], object], None]) -> None:
        super().__init__(night)
        self._reached = reached
        """The function that receives the units of a convoy when it reaches the RVP."""
        self._readying = night.ledger.readying

    def form(self, ordered: Sequence[Order]) -> None:
        """Record which units from one donor's answer can travel together; reliefs travel alone."""
        now = self._schedule.now
        classes: dict[tuple[str, float], ConvoyClass] = {}
        for order in ordered:
            if order.relieves is None:
                readiness = self._readying.readiness_class(order.crew, now)
                order.convoys = classes.setdefault(readiness, ConvoyClass())
                order.convoys.unmustered += 1

    def leave(self, order: Order) -> None:
        """Let a mustered unit leave alone or wait for the other units of its convoy."""
        if order.convoys is not None:
            self._join(order, order.convoys)
        elif order.request is None:
            self.send(self._schedule.now + order.drive, [order])
        else:
            self._depart([order])

    def drop(self, order: Order) -> None:
        """Remove a unit whose order is cancelled, so that no convoy waits for it."""
        convoys = order.convoys
        if convoys is None:
            return
        convoys.unmustered -= 1
        if not convoys.unmustered and convoys.waiting:
            self._close(convoys)

    def send(self, arrival: float, units: list[Order]) -> None:
        """Schedule the arrival at the RVP of units that leave now."""
        self._night.expect_unit(arrival, partial(self._reached, units), units[0])

    def _join(self, order: Order, convoys: ConvoyClass) -> None:
        if not convoys.waiting:
            convoys.opened += 1
            deadline = partial(self._deadline, convoys, convoys.opened)
            self._night.expect_unit(
                self._schedule.now + self._durations.convoy_wait, deadline, order
            )
        convoys.waiting.append(order)
        convoys.unmustered -= 1
        if len(convoys.waiting) == self._rules.convoy_size or not convoys.unmustered:
            self._close(convoys)

    def _deadline(self, convoys: ConvoyClass, opened: int, _: object) -> None:
        if convoys.waiting and convoys.opened == opened:
            self._close(convoys)

    def _close(self, convoys: ConvoyClass) -> None:
        units, convoys.waiting = convoys.waiting, []
        units.sort(key=attrgetter("key"))
        self._depart(units)

    def _depart(self, units: list[Order]) -> None:
        first = units[0]
        force, incident = first.crew.force, first.incident
        self.send(convoy_arrival(self._night, first.drive, "travel", force, incident), units)


def convoy_arrival(
    night: RunningNight, expected: float, purpose: str, force: str, incident: IncidentState
) -> float:
    """The minute when a convoy that leaves now arrives at an incident or at home.

    Parameters
    ----------
    expected
        The expected length of the drive, in minutes.
    purpose
        The name of the random draw: ``travel`` or ``travel-home``.
    """
    now = night.schedule.now
    drive: Distribution = Fixed(expected)
    if night.scenario.rules.travel_cv:
        drive = Lognormal(expected, night.scenario.rules.travel_cv)
    return night.chance.end(now, drive, purpose, force, incident.id, hour_of(now))
