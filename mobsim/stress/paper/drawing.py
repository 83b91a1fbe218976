"""Where does each mark of a picture stand?

Pictures are drawn by the templates, in units of a pixel; here are only numbers and words.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from mobsim.country.forces import shipped_force_rows
from mobsim.stress.findings import Estimate, FrontierPoint, Remedy, StockLine
from mobsim.stress.paper.printed_numbers import difference, told

TILE: Final = 54
"""From one tile to the next."""
_STEPS: Final = 5
_NARROW: Final = 1e-9
"""A scale below this width has one place."""


@dataclass(frozen=True)
class Tile:
    """One force of a tile map."""

    x: int
    y: int
    label: str
    text: str
    """The number in it."""
    step: str
    """``0`` to ``4``, the darker the worse, or ``none``."""


@dataclass(frozen=True)
class TileMap:
    """The forces of England and Wales, about where they are."""

    width: int
    height: int
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Gauge:
    """What was declared of one line, as a share of what is required."""

    y: int
    name: str
    length: float
    text: str


@dataclass(frozen=True)
class Gauges:
    """One bar a line, and where what is required stands."""

    height: int
    left: int
    required: float
    bars: tuple[Gauge, ...]


@dataclass(frozen=True)
class Tick:
    """A mark of an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Whisker:
    """One difference with its interval."""

    y: int
    label: str
    at: float
    low: float
    high: float
    told_apart: bool
    text: str


@dataclass(frozen=True)
class Forest:
    """Differences below one another on one axis."""

    height: int
    zero: float
    ticks: tuple[Tick, ...]
    axis: str
    """What the ticks are in, where they do not say so."""
    whiskers: tuple[Whisker, ...]


@dataclass(frozen=True)
class Mark:
    """A point of a frontier with its interval."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Series:
    """The points of one reading."""

    label: str
    dash: str
    points: str
    marks: tuple[Mark, ...]
    label_y: float


@dataclass(frozen=True)
class Frontier:
    """How much of one lever breaks it, by the setting of another."""

    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    series: tuple[Series, ...]


@cache
def _places() -> Mapping[str, tuple[int, int, str]]:
    """By force: column and row of its tile, and its letters."""
    return {
        row.force_id: (row.tile_column, row.tile_row, row.tile_label)
        for row in shipped_force_rows()
        if row.tile_column is not None and row.tile_row is not None
    }


def tile_map(values: Mapping[str, tuple[float | None, str]], least: float, most: float) -> TileMap:
    """A map of numbers by force; what is nearer to ``least`` is darker.

    Parameters
    ----------
    values
        By force id: the number and how it is printed. A force without one has an empty tile.
    least, most
        Ends of the scale, the worst and the best.
    """
    tiles = []
    for force, (column, row, label) in _places().items():
        value, text = values.get(force, (None, "–"))
        step = "none" if not _there(value) else str(_step(value or 0.0, least, most))
        tiles.append(Tile(column * TILE, row * TILE, label, text, step))
    size = [max((part for part in parts), default=0) + TILE for parts in _ends(tiles)]
    return TileMap(size[0], size[1], tuple(tiles))


def _ends(tiles: Sequence[Tile]) -> tuple[list[int], list[int]]:
    return [tile.x for tile in tiles], [tile.y for tile in tiles]


def _there(value: float | None) -> bool:
    """Whether it is a number that has a place on the paper."""
    return value is not None and math.isfinite(value)


def _step(value: float, least: float, most: float) -> int:
    """Of five, the last for the worst."""
    share = (most - value) / (most - least) if most > least else 0.0
    return min(max(int(share * _STEPS), 0), _STEPS - 1)


def gauges(lines: Sequence[StockLine]) -> Gauges:
    """Bars on one scale: what is required ends at the same place for all."""
    left, full, longest = 130, 300.0, 420.0
    bars = []
    for number, line in enumerate(lines):
        share = line.declared / line.required if line.required else 1.0
        text = (
            f"{line.declared} of {line.required}, {_headroom(line.headroom)}: {_word(line.verdict)}"
        )
        bars.append(Gauge(number * 34 + 24, line.name, min(full * share, longest), text))
    return Gauges(len(bars) * 34 + 30, left, left + full, tuple(bars))


def _headroom(units: int) -> str:
    return f"{units} to spare" if units >= 0 else f"{-units} short"


def _word(verdict: str) -> str:
    return "FAIL" if verdict == "fail" else verdict


def forest(remedies: Sequence[Remedy]) -> Forest:
    """Differences that one measure of one test would make, the best first."""
    unit = remedies[0].unit
    ends = [0.0, *(end for each in remedies for end in reach(each.difference))]
    scale = _Scale(min(ends), max(ends), 250, 560)
    ticks = tuple(Tick(scale.at(value), _tick(value, unit)) for value in scale.round_values())
    axis = "points; " if unit == "share" else "" if unit == "minutes" else f"{unit}; "
    whiskers = tuple(
        _whisker(each, number * 28 + 20, scale, unit)
        for number, each in enumerate(remedies)
        if _there(each.difference.estimate)
    )
    return Forest(len(remedies) * 28 + 44, scale.at(0.0), ticks, axis, whiskers)


def _tick(value: float, unit: str) -> str:
    if unit == "minutes":
        return difference(value, unit)
    return f"{100 * value if unit == 'share' else value:+g}".replace("-", "−") if value else "0"


def _whisker(remedy: Remedy, y: int, scale: "_Scale", unit: str) -> Whisker:
    ends = reach(remedy.difference)
    return Whisker(
        y=y,
        label=remedy.label,
        at=scale.at(remedy.difference.estimate or 0.0),
        low=scale.at(min(ends)),
        high=scale.at(max(ends)),
        told_apart=remedy.told_apart,
        text=difference(remedy.difference.estimate, unit),
    )


def reach(estimate: Estimate) -> list[float]:
    """The number and the ends of its interval, as far as they are there."""
    ends = (estimate.estimate, estimate.low, estimate.high)
    return [end for end in ends if end is not None and math.isfinite(end)]


def frontier(points: Sequence[FrontierPoint], readings: Mapping[str, str]) -> Frontier:
    """Lines of one search, one a reading; points at which it never breaks are left out."""
    found = [point for point in points if _there(point.median.estimate)]
    across = [point.setting for point in points]
    up = [0.0, *(end for point in found for end in reach(point.median))]
    x = _Scale(min(across), max(across), 60, 460)
    y = _Scale(min(up), max(up), 270, 20)
    series = []
    for number, (reading, name) in enumerate(readings.items()):
        of_it = sorted((p for p in found if p.reading == reading), key=lambda p: p.setting)
        if of_it:
            series.append(_series(of_it, name, number, x, y))
    return Frontier(
        tuple(Tick(x.at(value), f"{value:g}") for value in sorted(set(across))),
        tuple(Tick(y.at(value), f"{value:g}") for value in y.round_values()),
        tuple(_apart(series)),
    )


_DASHES: Final = ("none", "7 3", "2 3", "9 3 2 3")


def _series(
    points: Sequence[FrontierPoint], name: str, number: int, x: "_Scale", y: "_Scale"
) -> Series:
    marks = tuple(_mark(point, x, y) for point in points)
    line = " ".join(f"{mark.x},{mark.y}" for mark in marks)
    return Series(name, _DASHES[number % len(_DASHES)], line, marks, marks[-1].y)


def _mark(point: FrontierPoint, x: "_Scale", y: "_Scale") -> Mark:
    ends = reach(point.median)
    value = point.median.estimate or 0.0
    return Mark(x.at(point.setting), y.at(value), y.at(min(ends)), y.at(max(ends)))


def _apart(series: Iterable[Series]) -> Iterable[Series]:
    """Labels at the ends of lines, none upon another."""
    last = -math.inf
    for each in sorted(series, key=lambda one: (one.label_y, one.label)):
        last = max(each.label_y, last + 17)
        yield Series(each.label, each.dash, each.points, each.marks, last)


@dataclass(frozen=True)
class _Scale:
    """From values to places on the paper."""

    least: float
    most: float
    first: float
    last: float

    def at(self, value: float) -> float:
        width = self.most - self.least
        share = (value - self.least) / width if width > _NARROW else 0.5
        return round(self.first + share * (self.last - self.first), 1)

    def round_values(self) -> list[float]:
        """Four to eight round numbers within the scale."""
        width = self.most - self.least
        if not width > _NARROW:
            return [self.least]
        power = 10.0 ** math.floor(math.log10(width / 4))
        step = next(each * power for each in (1, 2, 2.5, 5, 10) if width / (each * power) <= 6)
        first, last = math.ceil(self.least / step), math.floor(self.most / step)
        return [round(number * step, 10) for number in range(first, last + 1)]


def short_told(estimate: Estimate, unit: str) -> str:
    """A number for a tile, without spaces.

    >>> short_told(Estimate(estimate=0.62, low=0.5, high=0.7, n=9), "share")
    '62%'
    """
    if unit == "share":
        return told(estimate, unit, "–").replace(" ", "")
    return f"{estimate.estimate:.0f}" if _there(estimate.estimate) else "–"
