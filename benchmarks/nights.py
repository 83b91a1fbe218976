"""Which nights are timed?

National nights over the shipped forces and roads, made by varying the shipped drill: as many
incidents of one size as wanted, each in another force, saturating the country.
"""

from dataclasses import replace

import mobsim
from mobsim.demand import Need
from mobsim.scenario import Incident, Scenario


def shipped(name: str, override: str | None = None) -> Scenario:
    """A shipped scenario by name."""
    return mobsim.load(name, override=override)


def national_night(incidents: int, units: int, *, hours: int = 48) -> Scenario:
    """A sustained night with ``incidents`` of ``units`` PSUs each, beginning 15 minutes apart."""
    base = shipped("nineteen-small")
    duration = hours * 60.0
    hosts = [force.force_id for force in base.forces][:incidents]
    roads = {i.force: i.drive_minutes for i in _everywhere(base).incidents}
    placed = tuple(
        Incident(
            incident_id=f"{host}-disorder",
            name=host,
            force=host,
            begins=15.0 * number,
            ends=duration,
            need={"psu": Need((15.0 * number,), (units,))},
            drive_minutes=roads[host],
        )
        for number, host in enumerate(hosts)
    )
    return replace(base, incidents=placed, duration=duration, mode="sustained", chance="drawn")
