"""Which nights are timed?

National nights over the shipped forces and roads: as many incidents of one size as wanted, each
in another force, on top of a shipped scenario's rules.
"""

from dataclasses import replace
from itertools import cycle, islice

from mobsim.country.demand import Need
from mobsim.country.geography import drive_minutes_between_cities, load_roads
from mobsim.ground.units import MINUTES_PER_DAY
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Incident, Scenario

FORCES = 43


def national_night(
    incidents: int, units: int, *, hours: int = 48, apart: float = 15.0, override: str | None = None
) -> Scenario:
    """A sustained night with ``incidents`` of ``units`` PSUs each, beginning minutes apart.

    More incidents than forces go round: the 44th is again in the first force.
    """
    base = load_scenario("nineteen-small", override=override)
    ids = [force.force_id for force in base.forces]
    drives = drive_minutes_between_cities(load_roads(), ids)
    duration = hours * 60.0
    placed = tuple(
        Incident(
            incident_id=f"{number:02d}-{host}",
            name=host,
            force=host,
            begins=apart * number,
            ends=duration,
            need={"psu": Need((apart * number,), (units,))},
            drive_minutes=dict(zip(ids, drives[ids.index(host)], strict=True))
            | {host: base.durations.own_travel},
        )
        for number, host in enumerate(islice(cycle(ids), incidents))
    )
    return replace(base, incidents=placed, duration=duration, mode="sustained", chance="drawn")


def national_days(days: int, *, incidents: int = 12, units: int = 15) -> Scenario:
    """Evenings alike, one a day: so many incidents of eight hours each."""
    night = national_night(incidents, units)
    evenings = tuple(
        replace(
            each,
            incident_id=f"{each.incident_id}-{day + 1}",
            begins=each.begins + day * MINUTES_PER_DAY,
            ends=each.begins + day * MINUTES_PER_DAY + 480.0,
            need={
                kind: Need(
                    (
                        each.begins + day * MINUTES_PER_DAY,
                        each.begins + day * MINUTES_PER_DAY + 480,
                    ),
                    (units, 0),
                )
                for kind in each.need
            },
        )
        for day in range(days)
        for each in night.incidents
    )
    return replace(night, incidents=evenings, duration=days * MINUTES_PER_DAY)


def more_units(scenario: Scenario, times: int) -> Scenario:
    """The same night with every need and every force ``times`` as large."""
    stock = {
        force: {
            kind: replace(
                held,
                trained=held.trained * times,
                commitment=held.commitment * times,
                fit=held.fit * times,
                floor=held.floor * times,
            )
            for kind, held in kinds.items()
        }
        for force, kinds in scenario.stock.items()
    }
    incidents = tuple(
        replace(
            incident,
            need={
                kind: Need(need.minutes, tuple(units * times for units in need.units))
                for kind, need in incident.need.items()
            },
        )
        for incident in scenario.incidents
    )
    return replace(scenario, stock=stock, incidents=incidents)


def host_night(host: int, units: int, override: str | None = None) -> Scenario:
    """A sustained day with one incident of ``units`` PSUs in the force of that number."""
    day = national_night(FORCES, units, hours=24, override=override)
    incident = replace(
        day.incidents[host],
        begins=0.0,
        need={kind: Need((0.0,), (units,)) for kind in day.incidents[host].need},
    )
    return replace(day, incidents=(incident,))
