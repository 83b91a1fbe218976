"""How long does aid from each force take to drive to each incident?

The answer is the same for every night with the same incidents, so it is computed once and reused.
"""

from collections.abc import Mapping

from mobsim.ground.last_made import LastMade
from mobsim.ground.units import quantise
from mobsim.scenario.scenario import Scenario

ConvoyDrives = Mapping[str, Mapping[str, float]]
"""The expected minutes of a convoy's drive, by incident, then by force."""
_made = LastMade[ConvoyDrives]()


def convoy_drives(scenario: Scenario) -> ConvoyDrives:
    """The expected convoy drives from every force to the RVPs of a scenario's incidents."""
    factor = scenario.rules.convoy_factor
    in_light_traffic = {each.incident_id: each.drive_minutes for each in scenario.incidents}

    def make() -> ConvoyDrives:
        return {
            incident: {force: quantise(minutes * factor) for force, minutes in drives.items()}
            for incident, drives in in_light_traffic.items()
        }

    return _made.of((factor, in_light_traffic), make)
