"""How far is each force from the rendezvous point?

The roads connect the main cities of the forces. Drive times are for a car in light traffic. Other
modules allow for convoys, blue lights and the traffic at each hour of the day.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from mobsim.country.force_names import as_force_id, unknown_force
from mobsim.country.forces import Force, known_force_ids, shipped_forces
from mobsim.ground.errors import Fault, InputError, did_you_mean, listed
from mobsim.ground.tables import Mend, Row, Table, Text, data_path, scan_table
from mobsim.ground.units import MINUTES_PER_HOUR, quantise

if TYPE_CHECKING:
    import networkx as nx

THROUGH_CITY_MINUTES = 13.0
"""The part of a road's drive time, in minutes, that is spent in leaving one city centre and
entering the other. A route that passes through a city saves these minutes. The figure was fitted to
drive times between 378 pairs of cities, published in about 2020 (mean difference 2–4 %).
"""
LEAST_ROAD_MINUTES = 2.0
"""The minimum time of a road after `THROUGH_CITY_MINUTES` is subtracted (assumed)."""
EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""
DETOUR_FACTOR = 1.26
"""Road kilometres per straight-line kilometre: the median over all 903 pairs of main cities."""
PLACE_SPEED_KMH = 60.0
"""Speed between a place and the nearest main city (assumed)."""
KEPT_DRIVES = "worked_out/drive_minutes.json"
"""A file with the shortest drive times on the shipped roads, which `making.worked_out` writes."""


class Road(Row):
    """A row of the table of roads.

    A road connects the main cities of two forces and takes the same time in both directions.
    """

    SHEET: ClassVar[str] = "roads"
    MEND: ClassVar[Mapping[str, Mend]] = {"from": as_force_id, "to": as_force_id}

    start: Text = Field(alias="from")
    """Force id."""
    end: Text = Field(alias="to")
    """Force id."""
    via: str = ""
    """Main roads of the route, in order."""
    km: float = Field(gt=0, le=10_000)
    """Kilometres between the city centres."""
    minutes: Annotated[float, Field(gt=0, le=10_000), AfterValidator(quantise)]
    """Minutes by car between the city centres, in light traffic and without stops."""
    kind: Literal["adjacent", "long"] = "adjacent"
    basis: Literal["cross-checked", "estimated"] = "estimated"
    note: str = ""


def load_roads(
    path: Path | str | None = None, *, force_ids: Iterable[str] | None = None
) -> tuple[Road, ...]:
    """The roads in a user's table, or in the shipped table by default, in the order of the table.

    Parameters
    ----------
    force_ids
        Forces that the table may name; the 43 forces by default.

    Raises
    ------
    InputError
        If the table has faults, such as an unknown force, a road from a city to itself, or a second
        road between two cities. The error lists every fault.

    >>> len(load_roads())
    183
    """
    table = scan_table(path or data_path("roads.csv"), Road)
    known = set(known_force_ids() if force_ids is None else force_ids)
    faults = [*table.faults, *_road_faults(table, known)]
    if faults:
        raise InputError(faults)
    return tuple(table.rows)


def _road_faults(table: Table[Road], known: set[str]) -> list[Fault]:
    faults = []
    first: dict[frozenset[str], int] = {}
    named = {i: row for i, row in shipped_forces().items() if i in known}
    for record, row in table.pairs:
        ends = {"from": row.start, "to": row.end}
        faults += [
            table.fault(record, column, unknown_force(name, named))
            for column, name in ends.items()
            if name not in known
        ]
        pair = frozenset(ends.values())
        if len(pair) == 1:
            problem = f"found a road from {row.start!r} to itself, expected two forces"
            faults.append(table.fault(record, "to", problem))
        elif pair in first:
            problem = (
                f"line {first[pair]} already has a road between {row.start!r} and {row.end!r}; "
                "keep the quicker one"
            )
            faults.append(table.fault(record, "from", problem))
        first.setdefault(pair, record.line)
    return faults


def drive_minutes_between_cities(
    roads: Iterable[Road], force_ids: Sequence[str], *, name: str = "roads.csv"
) -> list[list[float]]:
    """Minutes in light traffic from each main city to every other city, by the quickest route.

    The time of a road includes 13 minutes for leaving one city centre and entering the other. A
    route that passes through a city saves these 13 minutes. The calculation therefore subtracts 13
    minutes from each road (at least 2 minutes remain) and adds 13 minutes once for the whole route.
    As a result, a road of under 15 minutes counts as 15 minutes.

    Rows and columns are in the order of the ids, and minutes are multiples of 2**-20. Messages
    about faults call the table of roads ``name``.

    Raises
    ------
    InputError
        If a road names an unknown force, or no route connects two cities.

    >>> stated = ({"from": "a", "to": "b", "minutes": 33}, {"from": "b", "to": "c", "minutes": 43})
    >>> roads = [Road.model_validate({"km": 40, **each}) for each in stated]
    >>> drive_minutes_between_cities(roads, ["a", "b", "c"])
    [[0.0, 33.0, 63.0], [33.0, 0.0, 43.0], [63.0, 43.0, 0.0]]
    """
    stated = tuple(roads)
    kept = json.loads(data_path(KEPT_DRIVES).read_text(encoding="utf-8"))
    if kept["of"] == roads_digest(stated, force_ids):
        minutes: list[list[float]] = kept["minutes"]
        return minutes
    return drives_by_networkx(stated, force_ids, name)


def roads_digest(roads: Iterable[Road], force_ids: Sequence[str]) -> str:
    """SHA-256 of all inputs to the drive times."""
    stated = [[road.start, road.end, road.minutes] for road in roads]
    return sha256(json.dumps([*force_ids, stated]).encode()).hexdigest()


def drives_by_networkx(
    roads: Iterable[Road], force_ids: Sequence[str], name: str
) -> list[list[float]]:
    """The result of `drive_minutes_between_cities`, always computed from the roads."""
    import networkx as nx

    network = road_network(roads, force_ids, name)
    routes = dict(nx.all_pairs_dijkstra_path_length(network, weight="minutes"))
    return [
        [
            0.0 if start == end else quantise(routes[start][end] + THROUGH_CITY_MINUTES)
            for end in force_ids
        ]
        for start in force_ids
    ]


def road_network(roads: Iterable[Road], force_ids: Sequence[str], name: str) -> "nx.Graph[str]":
    """The roads as a connected graph; the weight of a road is the time that it adds to a route."""
    import networkx as nx

    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(force_ids)
    faults = []
    for road in roads:
        for end in (road.start, road.end):
            if end not in force_ids:
                problem = f"unknown force {end!r}; {did_you_mean(end, force_ids)}"
                faults.append(Fault(name, 0, 0, "", problem))
        # Multiples of 2**-20 add up exactly in any order.
        weight = quantise(max(road.minutes - THROUGH_CITY_MINUTES, LEAST_ROAD_MINUTES))
        known = network.get_edge_data(road.start, road.end, {"minutes": math.inf})["minutes"]
        network.add_edge(road.start, road.end, minutes=min(weight, known))
    pieces = sorted(nx.connected_components(network), key=lambda piece: (-len(piece), min(piece)))
    faults += _piece_faults(pieces, name)
    if faults:
        raise InputError(faults)
    return network


def _piece_faults(pieces: Sequence[set[str]], name: str) -> list[Fault]:
    faults = []
    for piece in pieces[1:]:
        problem = f"no road leads to {min(piece)!r}; add one"
        if len(piece) > 1:
            problem = f"the roads are not connected: no road joins {listed(sorted(piece), 5)} to "
            problem += f"{listed(sorted(pieces[0]), 5)}; add a road between them"
        faults.append(Fault(name, 0, 0, "", problem))
    return faults


def great_circle_km(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """Distance in kilometres between two points in degrees, on the surface of a spherical Earth.

    >>> round(great_circle_km(51.507, -0.128, 52.480, -1.902))
    163
    """
    here, there = math.radians(latitude), math.radians(other_latitude)
    half_north = (there - here) / 2
    half_east = math.radians(other_longitude - longitude) / 2
    haversine = (
        math.sin(half_north) ** 2 + math.cos(here) * math.cos(there) * math.sin(half_east) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(haversine))


def drive_to_place(
    latitude: float,
    longitude: float,
    cities: Sequence[tuple[float, float]],
    drives: Sequence[Sequence[float]],
) -> list[float]:
    """Minutes in light traffic from each city to a place, by way of the city nearest to the place.

    ``cities`` holds latitudes and longitudes in degrees; ``drives`` holds the minutes between them.

    >>> drive_to_place(52.0, 0.0, [(52.0, 0.0), (53.0, 0.0)], [[0.0, 90.0], [90.0, 0.0]])
    [0.0, 90.0]
    """
    distances = [great_circle_km(latitude, longitude, *city) for city in cities]
    nearest = distances.index(min(distances))
    across = distances[nearest] * DETOUR_FACTOR / PLACE_SPEED_KMH * MINUTES_PER_HOUR
    return [quantise(row[nearest] + across) for row in drives]


def nearest_force(latitude: float, longitude: float, forces: Iterable[Force]) -> Force:
    """The force whose main city is nearest in a straight line; ties are broken by id."""

    def km(force: Force) -> float:
        return great_circle_km(latitude, longitude, force.latitude, force.longitude)

    return min(forces, key=lambda force: (km(force), force.force_id))
