"""At which positions on the page are forces, incidents and roads?

There are two views of the country. One view is a map of the coast, main cities and roads. The other
view is a grid with one tile for each force, which is not crowded around London. Positions are in
whole units of the page.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import Field

from mobsim.country.forces import Force, shipped_forces
from mobsim.country.geography import load_roads, nearest_force, road_network
from mobsim.ground.tables import Row, data_path, read_table
from mobsim.looking.report.whereabouts import Leg, Place
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Facts
from mobsim.scoring.events import NPOCC
from mobsim.telling.provenance import SHIPPED

SQUEEZE = math.cos(math.radians(53.0))
"""The ratio of a degree of longitude to a degree of latitude in central England."""
WEST, NORTH = -5.95, 55.95
SCALE = 160.0
"""How many units of the page one degree of latitude has."""
WIDTH, HEIGHT = 770, 976
TILE = 92
"""The side of a tile and the gap beside it, in units of the page."""
_TILES_LEFT, _TILES_TOP = 24, 60
BOARD = 1120
"""The width of the map together with the strip of desks beside the map."""
DESK_LEFT, DESK_WIDTH, DESK_HEIGHT = 810, 262, 64
_NPOCC_Y, _FIRST_RICC_Y, _LAST_RICC_Y, _DESK_APART = 56, 190, HEIGHT - 44, 86
_APART = 26
"""The distance between incidents in one tile."""

_LONG_KM = 130

Spot = tuple[int, int]
_Roads = list[tuple[Spot, Spot]]


def spot_of(latitude: float, longitude: float) -> Spot:
    """The position of a point on the map, in units of the page from the left and the top.

    The scale is the same in both directions in central England.

    >>> spot_of(NORTH, WEST)
    (0, 0)
    """
    return (round((longitude - WEST) * SQUEEZE * SCALE), round((NORTH - latitude) * SCALE))


class CoastRow(Row):
    """A point of the coast, from the table that `making.coastline` makes."""

    piece: int = Field(ge=1)
    point: int = Field(ge=1)
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


def load_coastline() -> list[list[tuple[float, float]]]:
    """The pieces of the coast, each as a closed ring of longitudes and latitudes.

    >>> len(load_coastline()) > 5
    True
    """
    rows = read_table(data_path("coastline.csv"), CoastRow)
    return [
        [(row.longitude, row.latitude) for row in piece]
        for _, piece in groupby(rows, key=lambda row: row.piece)
    ]


def coast_path() -> str:
    """The coast, written for the ``d`` attribute of an SVG path."""
    return "".join(
        _closed([spot_of(latitude, longitude) for longitude, latitude in piece])
        for piece in load_coastline()
    )


def _closed(spots: Sequence[Spot]) -> str:
    """Write a closed ring of points as an SVG path of steps, without repeated points."""
    (x, y), *rest = spots
    told = [f"M{x} {y}l"]
    for u, v in rest:
        if (u, v) != (x, y):
            told.append(f"{u - x} {v - y}".replace(" -", "-"))
            x, y = u, v
    return told[0] + " ".join(told[1:]) + "z"


@dataclass(frozen=True)
class Atlas:
    """The positions of places, roads and desks in both views."""

    spots: Mapping[Place, Spot]
    """The positions of forces and incidents on the map."""
    tiles: Mapping[Place, Spot]
    """The centres of forces' tiles, and the positions of incidents in their host's tile."""
    labels: Mapping[str, str]
    """The text in a force's tile."""
    roads: Sequence[tuple[Spot, Spot]]
    long_roads: Sequence[tuple[Spot, Spot]]
    """The long roads; the page draws them thinner, so that they do not hide other roads."""
    routes: Mapping[tuple[Place, Place], Sequence[Place]]
    """The places on each route, including both ends."""
    desks: Mapping[str, Spot]
    """The middle of the left edge of each desk: NPoCC is at the top, then the RICCs from the
    north.
    """


def atlas_of(scenario: Scenario, facts: Facts, legs: Sequence[Leg]) -> Atlas:
    """The positions of a night's forces and incidents, and the routes of its convoys."""
    cities: dict[str, Force] = {force.force_id: force for force in scenario.forces}
    places = _places(scenario)
    spots: dict[Place, Spot] = {
        ("force", name): spot_of(force.latitude, force.longitude) for name, force in cities.items()
    }
    tiles, labels = _tiles(scenario)
    nearest: dict[Place, str] = {("force", name): name for name in cities}
    taken: Counter[Spot] = Counter()
    for incident, known in sorted(facts.incidents.items()):
        place: Place = ("incident", incident)
        spots[place], nearest[place] = _incident(known.force, places.get(incident), cities, spots)
        tiles[place] = _at_the_foot(tiles.get(("force", known.force), (0, 0)), taken)
    return Atlas(
        spots, tiles, labels, *_roads(scenario, spots, nearest, legs), _desks(facts, spots)
    )


def _desks(facts: Facts, spots: Mapping[Place, Spot]) -> dict[str, Spot]:
    """The positions of desks: NPoCC at the top, and each RICC as near to its forces as possible."""
    heights: dict[str, list[int]] = defaultdict(list)
    for force, known in facts.forces.items():
        if ("force", force) in spots:
            heights[known.region].append(spots["force", force][1])
    north = sorted((sum(found) / len(found), region) for region, found in heights.items())
    apart = min(_DESK_APART, (_LAST_RICC_Y - _FIRST_RICC_Y) // max(1, len(north) - 1))
    desks: dict[str, Spot] = {NPOCC: (DESK_LEFT, _NPOCC_Y)}
    least = _FIRST_RICC_Y
    for number, (wanted, region) in enumerate(north):
        most = _LAST_RICC_Y - apart * (len(north) - 1 - number)
        y = min(max(round(wanted), least), most)
        desks[region], least = (DESK_LEFT, y), y + apart
    return desks


def _places(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """The positions of those incidents for which the scenario gives latitude and longitude."""
    found: dict[str, tuple[float, float]] = {}
    stated: Any = scenario.resolved.get("incidents") or ()
    for each in stated:
        place = each.get("place")
        if isinstance(place, Mapping) and {"lat", "lon"} <= place.keys():
            found[each["id"]] = (float(place["lat"]), float(place["lon"]))
    return found


def _incident(
    host: str,
    place: tuple[float, float] | None,
    cities: Mapping[str, Force],
    spots: Mapping[Place, Spot],
) -> tuple[Spot, str]:
    """The position of an incident, and the city that its roads lead to."""
    if place is None:
        return spots.get(("force", host), (0, 0)), host
    return spot_of(*place), nearest_force(*place, cities.values()).force_id


def _at_the_foot(tile: Spot, taken: Counter[Spot]) -> Spot:
    """The spot for another incident in a tile, at the lower edge and clear of the tile's number."""
    taken[tile] += 1
    return (tile[0] - _APART + _APART * ((taken[tile] - 1) % 3), tile[1] + 29)


def _tiles(scenario: Scenario) -> tuple[dict[Place, Spot], dict[str, str]]:
    """The centres and labels of tiles; a body without a tile gets a free corner."""
    middles: dict[Place, Spot] = {}
    labels: dict[str, str] = {}
    spare = 0
    for force in scenario.forces:
        row = shipped_forces().get(force.force_id)
        if row is not None and row.tile_column is not None and row.tile_row is not None:
            column, line, labels[force.force_id] = row.tile_column, row.tile_row, row.tile_label
        else:
            column, line = spare % 2, spare // 2
            labels[force.force_id] = force.force_id[:4].upper()
            spare += 1
        middles["force", force.force_id] = (
            _TILES_LEFT + column * TILE + TILE // 2,
            _TILES_TOP + line * TILE + TILE // 2,
        )
    return middles, labels


def _roads(
    scenario: Scenario,
    spots: Mapping[Place, Spot],
    nearest: Mapping[Place, str],
    legs: Sequence[Leg],
) -> tuple[_Roads, _Roads, dict[tuple[Place, Place], Sequence[Place]]]:
    """The short roads, the long roads, and the quickest route for each journey."""
    import networkx as nx

    cities = [*(force.force_id for force in scenario.forces), *scenario.left_out]
    chosen = str(scenario.resolved.get("roads", SHIPPED))
    path = data_path("roads.csv") if chosen == SHIPPED else Path(chosen)
    known = load_roads(path, force_ids=cities)
    linked = sorted({end for road in known for end in (road.start, road.end)})
    network = road_network(known, linked, path.name)
    drawn: tuple[_Roads, _Roads] = ([], [])
    for road in known:
        ends: tuple[Place, Place] = ("force", road.start), ("force", road.end)
        if all(end in spots for end in ends):  # both forces are in play
            drawn[road.km > _LONG_KM].append((spots[ends[0]], spots[ends[1]]))
    routes: dict[tuple[Place, Place], Sequence[Place]] = {}
    for start, end in sorted({(leg.start, leg.end) for leg in legs}):
        first, last = nearest.get(start, ""), nearest.get(end, "")
        past: list[str] = []
        if first != last and first in network and last in network:
            past = nx.dijkstra_path(network, first, last, weight="minutes")
        between: list[Place] = [("force", name) for name in past if ("force", name) in spots]
        routes[start, end] = [start, *(each for each in between if each not in (start, end)), end]
    return *drawn, routes
