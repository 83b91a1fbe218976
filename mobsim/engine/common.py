"""What do all parts of the engine work with?"""

from dataclasses import dataclass

from mobsim.engine.ledger import Ledger
from mobsim.engine.schedule import Schedule
from mobsim.engine.state import IncidentState
from mobsim.ground.randomness import Chance
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.events import Record


@dataclass(frozen=True, slots=True, eq=False)
class Night:
    """One replication of a scenario."""

    scenario: Scenario
    chance: Chance
    schedule: Schedule
    ledger: Ledger
    incidents: list[IncidentState]
    """In order of rank."""
    record: Record
