"""How was the coast derived?

The coast of England and Wales, with that of their neighbours as far as a map of them shows. It was
derived once from the land of Natural Earth (public domain) at 1 : 10 million, as the npm package
``world-atlas`` 2.0.2 gives it::

    npm pack world-atlas@2.0.2 && tar -xzf world-atlas-2.0.2.tgz
    python -m making.coastline package/land-10m.json

which writes ``data/coastline.csv`` again.
"""

import csv
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from mobsim.ground.tables import data_path
from mobsim.looking.report.map_layout import SQUEEZE, CoastRow

Point = tuple[float, float]
"""Longitude and latitude, degrees."""

WEST, SOUTH, EAST, NORTH = -6.6, 49.7, 2.5, 56.2
"""What is kept, a little more than a map of England and Wales shows."""
TOLERANCE = 0.007
"""Degrees of latitude that a simplified coast may be off; assumed, 0.8 km."""
LEAST_AREA = 0.0008
"""Square degrees; smaller islands are left out."""


def derived(atlas: dict[str, Any]) -> list[list[Point]]:
    """The coast from the TopoJSON of the world's land: cut out, simplified, largest piece first."""
    pieces = (_simplified(_cut(ring)) for ring in _outer_rings(atlas))
    kept = [piece for piece in pieces if len(piece) > 3 and _area(piece) >= LEAST_AREA]
    return sorted(kept, key=lambda piece: (-_area(piece), piece))


def _outer_rings(atlas: dict[str, Any]) -> Iterator[list[Point]]:
    arcs = [list(_decoded(arc, atlas["transform"])) for arc in atlas["arcs"]]
    for shape in atlas["objects"]["land"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for polygon in polygons:
            yield _joined(arcs, polygon[0])


def _decoded(arc: Iterable[Sequence[int]], transform: dict[str, Any]) -> Iterator[Point]:
    (across, up), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield left + x * across, bottom + y * up


def _joined(arcs: Sequence[Sequence[Point]], ring: Iterable[int]) -> list[Point]:
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points[:-1]


def _cut(ring: list[Point]) -> list[Point]:
    """What of a ring lies within the box, by its four edges one after the other."""
    edges = ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1))
    for axis, limit, side in edges:
        ring = list(_on_one_side(ring, axis, limit, side))
    return ring


def _on_one_side(ring: list[Point], axis: int, limit: float, side: int) -> Iterator[Point]:
    for i, point in enumerate(ring):
        before = ring[i - 1]
        inside = side * (point[axis] - limit) >= 0
        if inside != (side * (before[axis] - limit) >= 0):
            share = (limit - before[axis]) / (point[axis] - before[axis])
            yield (
                before[0] + share * (point[0] - before[0]),
                before[1] + share * (point[1] - before[1]),
            )
        if inside:
            yield point


def _simplified(ring: list[Point]) -> list[Point]:
    """A ring without points that lie almost on the line between others (Douglas and Peucker)."""
    if len(ring) < 4:
        return ring
    away: Callable[[Point], float] = lambda point: math.dist(point, ring[0])  # noqa: E731
    far = ring.index(max(ring, key=away))
    there, back = _thinned(ring[: far + 1]), _thinned([*ring[far:], ring[0]])
    return there[:-1] + back[:-1]


def _thinned(line: list[Point]) -> list[Point]:
    if len(line) < 3:
        return line
    gaps = [_gap(point, line[0], line[-1]) for point in line[1:-1]]
    widest = max(gaps)
    if widest <= TOLERANCE:
        return [line[0], line[-1]]
    at = gaps.index(widest) + 1
    return _thinned(line[: at + 1])[:-1] + _thinned(line[at:])


def _gap(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the stretch between two others, in degrees of latitude."""
    x, y = (point[0] - start[0]) * SQUEEZE, point[1] - start[1]
    dx, dy = (end[0] - start[0]) * SQUEEZE, end[1] - start[1]
    length = dx * dx + dy * dy
    share = min(1.0, max(0.0, (x * dx + y * dy) / length)) if length else 0.0
    return math.hypot(x - share * dx, y - share * dy)


def _area(ring: list[Point]) -> float:
    pairs = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2


def write(atlas: Path, target: Path) -> None:
    """Write the table of the coast from a file of world-atlas."""
    pieces = derived(json.loads(atlas.read_text(encoding="utf-8")))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(CoastRow.model_fields)
        for number, piece in enumerate(pieces, start=1):
            for count, (longitude, latitude) in enumerate(piece, start=1):
                writer.writerow([number, count, f"{latitude:.3f}", f"{longitude:.3f}"])


if __name__ == "__main__":
    write(Path(sys.argv[1]), data_path("coastline.csv"))
