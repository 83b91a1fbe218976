"""What do all parts of the engine share?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mobsim.engine.ledger import Ledger
from mobsim.engine.schedule import Phase, Schedule
from mobsim.engine.state import IncidentState, Order
from mobsim.ground.randomness import Chance, Distribution
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.events import RecordEvent


@dataclass(frozen=True, slots=True, eq=False)
class RunningNight:
    """One replication of a scenario while it runs."""

    scenario: Scenario
    chance: Chance
    schedule: Schedule
    ledger: Ledger
    incidents: list[IncidentState]
    """The incidents, in order of rank."""
    record: RecordEvent
    running: Counter[str] = field(default_factory=Counter)
    """The number of incidents that have begun and not ended, by region, without holding areas."""

    def expect_unit(
        self,
        minute: float,
        handler: Callable[[Any], None],
        order: Order,
        phase: Phase = Phase.ARRIVAL,
    ) -> None:
        """Schedule a simulation step for a unit under an order."""
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
    """A part of the engine, with access to the night in which it works."""

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
        """The expected minutes that an aid unit takes to book in."""
        self._booking_own = night.scenario.durations.booking_own.mean
        """The expected minutes that one of the host's own units takes to book in."""
        self._own_way = self._durations.own_travel + self._booking_own
        """The expected minutes from mustering to deployment, for a host's own crew."""

    def _booking(self, *, own: bool) -> Distribution:
        """The time that booking in takes, for the host's own crews or for aid."""
        return self._durations.booking_own if own else self._durations.booking_aid

    def _near_way(self, last: Order) -> float:
        """The expected minutes from a crew's lodging near the RVP to its deployment."""
        return self._own_way if last.own else self._durations.own_travel + self._booking_aid
