"""Which drawings show the findings of a stress test, on the page and as figures?"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from mobsim.looking import figures, marks
from mobsim.looking.figures import Picture
from mobsim.looking.marks import (
    DifferenceRange,
    Dot,
    Drawing,
    ForceTile,
    LineGauge,
    MeasurePanel,
    Outline,
    Point,
    Scale,
    Words,
    known,
)
from mobsim.stress.findings import (
    CLASSES,
    GATING,
    Estimate,
    FrontierPoint,
    HostResult,
    Remedy,
    StressFindings,
)
from mobsim.stress.pack import tiles_of
from mobsim.stress.paper.printed_numbers import difference, moved, told
from mobsim.stress.reverse.searching import HIGHEST

_DASHES: Final = ("", "7 3", "2 3", "9 3 2 3")
_LEFT, _RIGHT, _BOTTOM, _TOP = 60.0, 470.0, 270.0, 20.0
"""The edges of the frame of a frontier picture, in pixels."""
_ABOVE: Final = 1.15
_APART: Final = 5.0
"""The horizontal distance in pixels between the points of two readings at one setting."""


def line_gauges(findings: StressFindings) -> list[LineGauge]:
    """For each national line, the units declared and the units in use.

    The units in use come from the worst test that the line must pass.
    """
    gating = {test.test_id for test in findings.tests if test.pack_class in GATING}
    rows = []
    for stock in findings.stock:
        spare = [
            row.buffer
            for row in findings.lines
            if (row.line, row.region) == (stock.line, "")
            and row.test in gating
            and row.buffer is not None
        ]
        if not stock.region:
            in_use = stock.declared - min(spare, default=float(stock.declared))
            verdict = stock.verdict
            rows.append(LineGauge(stock.name, stock.required, stock.declared, in_use, verdict))
    return rows


def gauge(findings: StressFindings) -> Drawing:
    """A drawing with one bar for each national line."""
    return marks.gauge(line_gauges(findings))


def force_tiles(findings: StressFindings, reading: str) -> list[ForceTile]:
    """The largest need in each force that is met on time; a dash if the need is unknown."""
    found = {row.force: row.largest for row in findings.map if row.reading == reading}
    return _tiled(found, "PSUs")


def force_map(findings: StressFindings, reading: str) -> Drawing:
    """A map of the largest needs, on a scale from 0 to the largest under any reading.

    A colour therefore has the same meaning on the maps for all readings.
    """
    most = max(reach_of_all(findings), default=0.0)
    return marks.tiles(force_tiles(findings, reading), 0.0, most)


def reach_of_all(findings: StressFindings) -> list[float]:
    """The largest needs that are known, for every force under every reading."""
    return [end for row in findings.map for end in known(row.largest.estimate)]


def host_map(rows: Iterable[HostResult], reading: str) -> Drawing:
    """The share of nights that meet the speed target, by host."""
    found = {row.force: row.on_time for row in rows if row.reading == reading}
    return marks.tiles(_tiled(found, "share"), 0.0, 1.0)


def _tiled(found: Mapping[str, Estimate], unit: str) -> list[ForceTile]:
    return [
        ForceTile(*place, found[force].estimate, short_told(found[force], unit))
        if force in found
        else ForceTile(*place, None)
        for force, place in tiles_of().items()
    ]


def short_told(estimate: Estimate, unit: str) -> str:
    """A number as printed on a tile, without spaces.

    >>> short_told(Estimate(estimate=0.62, low=0.5, high=0.7, n=9), "share")
    '62%'
    """
    if unit == "share":
        return told(estimate, unit, "–").replace(" ", "")
    if (estimate.estimate or 0.0) >= HIGHEST:
        return f"{HIGHEST}+"
    return f"{estimate.estimate:.0f}" if known(estimate.estimate) else "–"


def forest(remedies: Sequence[Remedy]) -> Drawing:
    """The effect of each remedy on one measure of one test, best first."""
    unit = remedies[0].unit
    axis = "points; " if unit == "share" else "" if unit == "minutes" else f"{unit}; "
    better = "more is better" if remedies[0].more_is_better else "less is better"
    rows = [
        DifferenceRange(
            each.label,
            each.difference.estimate,
            each.difference.low,
            each.difference.high,
            each.told_apart,
            moved(each.before, each.after, unit)[2],
        )
        for each in remedies
        if each.difference.estimate is not None and known(each.difference.estimate)
    ]
    return marks.forest([MeasurePanel("", axis + better, rows)], lambda value: _tick(value, unit))


def _tick(value: float, unit: str) -> str:
    if unit == "minutes":
        return difference(value, unit)
    return marks.signed(100 * value if unit == "share" else value)


def reach(estimate: Estimate) -> list[float]:
    """The estimate and the known ends of its interval."""
    return known(estimate.estimate, estimate.low, estimate.high)


def frontier(points: Sequence[FrontierPoint], readings: Mapping[str, str]) -> Drawing:
    """The frontier of one search, with one curve for each reading.

    If half of the nights still hold at the highest number tried, the drawing has no point for the
    setting. The curve stops, and an arrow points up from the low end of the interval.
    """
    across = sorted({point.setting for point in points})
    up = [0.0, *(end for point in points for end in reach(point.median))]
    if any(not known(point.median.estimate) for point in points):
        up.append(_ABOVE * max(up))  # room for the arrows
    x = Scale(across[0], across[-1], _LEFT, _RIGHT - 20)
    y = Scale(min(up), max(up), _BOTTOM, _TOP)
    drawn: list[Outline | Dot | Words] = []
    for value in y.round_values():
        drawn.append(Outline([(_LEFT, y.at(value)), (_RIGHT, y.at(value))], "grid"))
        drawn.append(Words((_LEFT - 8, y.at(value) + 4), f"{value:g}", "quiet end"))
    drawn.append(Outline([(_LEFT, _BOTTOM), (_RIGHT, _BOTTOM)], "axis"))
    drawn += [Words((x.at(value), _BOTTOM + 18), f"{value:g}", "quiet middle") for value in across]
    lever = f"{points[0].lever} ({points[0].setting_unit})"
    drawn += [
        Words((260, _BOTTOM + 42), lever, "quiet middle"),
        Words((4, 12), points[0].unit, "quiet"),
    ]
    ends = []
    for number, (reading, name) in enumerate(readings.items()):
        of_it = sorted((p for p in points if p.reading == reading), key=lambda p: p.setting)
        if of_it:
            drawn += _series(of_it, number, x, y)
            last = known(of_it[-1].median.estimate)
            ends.append((y.at(last[0]) if last else _TOP, name, number))
    named = list(_named(ends))
    if any(not known(point.median.estimate) for point in points):
        note = "↑ at least half of nights hold at the highest number tried"
        named.append(Words((484, _BOTTOM), note, "quiet"))
    return Drawing(920, 325, [*drawn, *named])


def _series(
    points: Sequence[FrontierPoint], number: int, x: Scale, y: Scale
) -> Iterator[Outline | Dot]:
    """The points of one reading, each with its interval, joined by a line.

    The points of different readings are slightly offset, so that intervals do not overlap.
    """
    look, aside = f"line {_looks(number)}", _APART * (number % len(_DASHES))
    joined: list[Point] = []
    for point in points:
        across, found = x.at(point.setting) + aside, point.median
        ends = [y.at(end) for end in reach(found)]
        if known(found.estimate):
            joined.append((across, y.at(found.estimate or 0.0)))
            yield from _interval(across, found, y, look)
            yield Dot(joined[-1], f"open {_looks(number)}", 4)
            continue
        if joined:
            yield Outline(joined, look, dash=_DASHES[number % len(_DASHES)])
        joined = []
        yield Outline([(across, max(ends, default=_TOP + 20)), (across, _TOP)], look)
        yield _arrow(across, _TOP, 7, look)
    if joined:
        yield Outline(joined, look, dash=_DASHES[number % len(_DASHES)])


def _interval(across: float, found: Estimate, y: Scale, look: str) -> Iterator[Outline]:
    """A drawing of an interval; an arrow to the frame's edge replaces an unknown end."""
    low, high = known(found.low), known(found.high)
    if low or high:
        foot, head = (y.at(low[0]) if low else _BOTTOM), (y.at(high[0]) if high else _TOP)
        yield Outline([(across, head), (across, foot)], look)
        if not high:
            yield _arrow(across, _TOP, 7, look)
        if not low:
            yield _arrow(across, _BOTTOM, -7, look)


def _arrow(across: float, tip: float, way: float, look: str) -> Outline:
    return Outline([(across - 4, tip + way), (across, tip), (across + 4, tip + way)], look)


def _looks(number: int) -> str:
    return f"c{number % len(_DASHES)}"


def _named(ends: Sequence[tuple[float, str, int]]) -> Iterator[Outline | Words]:
    """Labels at the ends of the curves, spaced so that they do not overlap."""
    last = -math.inf
    for at, name, number in sorted(ends):
        last = max(at, last + 17)
        look = f"line {_looks(number)}"
        yield Outline([(484, last), (514, last)], look, dash=_DASHES[number % len(_DASHES)])
        yield Words((520, last + 4), name)


# --- as figures ---------------------------------------------------------------------------------


def breaking_map(findings: StressFindings, reading: str = "") -> Picture:
    """A tile map of the largest need in each force that is met on time.

    Parameters
    ----------
    reading
        The id of one of the findings' readings. By default, the last reading that was searched.

    Raises
    ------
    InputError
        If no force was searched under the reading.
    """
    title = f"{findings.quarter}: largest need met on time"
    searched = list(dict.fromkeys(row.reading for row in findings.map))
    if not searched:
        return figures.nothing(title, "No force was searched (n = 0 nights).")
    if reading:
        figures.check_picture(reading, searched)
    under = reading or searched[-1]
    name = next((each.name for each in findings.readings if each.reading_id == under), under)
    nights = {row.largest.n for row in findings.map if row.reading == under}
    count = " to ".join(str(each) for each in sorted({min(nights), max(nights)}))
    note = f"n = {count} nights per force;  – not searched, or above the range searched"
    title = f"{title} — {name}{_trial(findings)}"
    return figures.tiles(force_tiles(findings, under), title, "PSUs, median night", note)


def capacity(findings: StressFindings) -> Picture:
    """For each national line, the units declared and the units in use.

    The units in use come from the worst test that the line must pass.
    """
    tests = " and ".join(CLASSES[each].lower() for each in GATING)
    nights = f"median night (n = {findings.nights} nights)"
    note = f"in use: {nights} of the worst test and reading, {tests}"
    title = f"{findings.quarter}: the national lines{_trial(findings)}"
    return figures.capacity(line_gauges(findings), title, note)


def _trial(findings: StressFindings) -> str:
    return " — a trial run: draw no conclusions" if findings.quick else ""
