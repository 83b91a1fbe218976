"""What does the map on the page show, and which town and force are at a point on it?"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from mobsim.country.forces import load_forces, load_regions
from mobsim.country.gazetteer import (
    NoTownError,
    Town,
    find_town,
    near_towns,
    told_county,
    towns,
    towns_like,
    way_to_write,
)
from mobsim.country.geography import great_circle_km
from mobsim.desk.planner_folder import NotThereError
from mobsim.looking.report.map_layout import (
    HEIGHT,
    NORTH,
    SCALE,
    SQUEEZE,
    WEST,
    WIDTH,
    coast_path,
    spot_of,
)
from mobsim.scenario.file.yaml_reading import read_yaml

_MOST_TOWNS: Final = 12
_CLOSE_KM: Final = 3.0
"""The width of a finger on the map, in kilometres (a rough value)."""
_AT_SEA_KM: Final = 12.0
"""The distance in kilometres from the nearest town beyond which a point has no known force."""


@cache
def country_map() -> dict[str, Any]:
    """Return the coast, and the positions of the forces."""
    forces = []
    for force in load_forces():
        x, y = spot_of(force.latitude, force.longitude)
        where = {"lat": force.latitude, "lon": force.longitude, "x": x, "y": y}
        known = {"id": force.force_id, "name": force.name, "region": force.region}
        forces.append({**known, "city": force.city, **where})
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "west": WEST,
        "north": NORTH,
        "scale": SCALE,
        "squeeze": SQUEEZE,
        "coast": coast_path(),
        "forces": forces,
        "regions": [{"id": each.region_id, "name": each.name} for each in load_regions()],
    }


def towns_called(asked: str) -> list[dict[str, Any]]:
    """Return towns whose names contain a text, with the likeliest first, or else similar names."""
    if not asked.strip():
        return []
    found: Sequence[Town] = towns_like(asked)
    if not found:
        try:
            found = [find_town(asked).town]
        except NoTownError:
            found = near_towns(asked)
    return [_town(each) for each in found[:_MOST_TOWNS]]


def town_near(latitude: float, longitude: float) -> dict[str, Any]:
    """Return the largest town close to a point on the map, or else the nearest town.

    Raises
    ------
    NotThereError
        If no town is near the point, for example because it is at sea.
    """

    def km(town: Town) -> float:
        return great_circle_km(latitude, longitude, *town.where)

    inside = [town for town in towns() if town.force]
    close = [town for town in inside if km(town) < _CLOSE_KM]
    if close:
        return _town(max(close, key=lambda town: (town.population or 0, town.name)))
    nearest = min(inside, key=km)
    if km(nearest) > _AT_SEA_KM:
        raise NotThereError("There is no town of England or Wales here.")
    return _town(nearest)


def _town(town: Town) -> dict[str, Any]:
    names = _force_names()
    where = {"lat": town.where[0], "lon": town.where[1]}
    doubt = f"It lies near the border of {names[town.border]}." if town.border in names else ""
    return {
        "name": town.name,
        "told": told_county(town),
        "write": read_yaml(way_to_write(town), "gazetteer").plain(),
        "force": town.force,
        "force_name": names[town.force],
        **where,
        "doubt": doubt,
    }


@cache
def _force_names() -> dict[str, str]:
    return {force.force_id: force.name for force in load_forces()}
