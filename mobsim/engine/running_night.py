"""What do all parts of the engine share?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mobsim.engine.ledger import Ledger
from mobsim.engine.schedule import Phase, Schedule
from mobsim.engine.state import IncidentState, Order
from mobsim.ground.randomness import Chance, Distribution
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.events import RecordEvent


@dataclass(frozen=True, slots=True, eq=False)
class RunningNight:
    """One replication of a scenario."""

    scenario: Scenario
    chance: Chance
    schedule: Schedule
    ledger: Ledger
    incidents: list[IncidentState]
    """Listed in order of rank."""
    record: RecordEvent

    def expect_unit(
        self,
        minute: float,
        handler: Callable[[Any], None],
        order: Order,
        phase: Phase = Phase.ARRIVAL,
    ) -> None:
        """Schedule a happening of a unit under an order."""
        crew = order.crew
        self.schedule.at(
            minute,
            handler,
            phase,
            order.tier,
            incident=order.incident.rank,
            force=self.ledger.forces[crew.force].rank,
            unit=crew.unit_rank,
        )


class NightPart:
    """A part of the engine, with what it needs at hand."""

    def __init__(self, night: RunningNight) -> None:
        self._night = night
        self._scenario = night.scenario
        self._durations = night.scenario.durations
        self._rules = night.scenario.rules
        self._policies = night.scenario.policies
        self._chance = night.chance
        self._schedule = night.schedule
        self._ledger = night.ledger
        self._incidents = night.incidents
        self._record = night.record
        self._booking_aid = night.scenario.durations.booking_aid.mean
        """Expected minutes of booking in, of aid."""
        self._own_way = self._durations.own_travel + self._durations.booking_own.mean
        """Expected minutes from mustered to deployed, of an own crew."""

    def _booking(self, *, own: bool) -> Distribution:
        """The duration of booking in, for the host's own crews or for others."""
        return self._durations.booking_own if own else self._durations.booking_aid

    def _near_way(self, last: Order) -> float:
        """Expected minutes from a lodging near the RVP to deployment, by a crew's last order."""
        return self._own_way if last.own else self._durations.own_travel + self._booking_aid
