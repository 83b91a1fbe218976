"""Which marks make up a picture, and where does each mark go?

This module lays out four kinds of picture: gauges, maps of tiles, forests of differences, and
flows. Positions are in pixels from the upper left corner. A page writes the marks as SVG, and
`mobsim.looking.figures` paints the same marks in matplotlib. The class of a mark sets its style in
both forms.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mobsim.telling.wording import shortened

if TYPE_CHECKING:
    from markupsafe import Markup

Point = tuple[float, float]

TILE: Final = 54
"""The distance in pixels from one tile to the next."""
_STEPS: Final = 5
_NARROW: Final = 1e-9
"""The narrowest range that a scale spreads out; the values of a narrower range are in the
middle.
"""
_LABEL, _LONG_LABEL = 22, 46
"""The most letters in names beside bands, and in names beside differences."""
_ROW, _GAUGE_ROW = 28, 34
LOOKS: Final = 8
"""The number of styles for places; a place has the same style in every picture of a page."""
_LEFT, _RIGHT, _BAR, _LEAST_ROOM = 220.0, 540.0, 6.0, 15.0
"""In flows, the inner edges of both columns, the width of bars, and the least room for a name."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A line through points, or a closed shape."""

    points: Sequence[Point]
    look: str
    closed: bool = False
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band that leads from one height on the left to another height on the right."""

    start: Point
    end: Point
    """The upper right corner of the band; ``start`` is the upper left corner."""
    thick: float
    look: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle."""

    at: Point
    look: str
    radius: float = 5.0


@dataclass(frozen=True, slots=True)
class Words:
    """A text whose start, middle or end is at a given point on its base line."""

    at: Point
    text: str
    look: str = ""


Marks = Sequence[Outline | Ribbon | Dot | Words]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks on a sheet of a given size."""

    width: float
    height: float
    marks: Marks

    @property
    def svg(self) -> "Markup":
        """The marks as SVG elements."""
        from markupsafe import Markup

        return Markup("\n").join(_svg(mark) for mark in self.marks)


def box(left: float, top: float, width: float, height: float, look: str) -> Outline:
    """Make a rectangle as an outline."""
    right, bottom = left + width, top + height
    return Outline([(left, top), (right, top), (right, bottom), (left, bottom)], look, closed=True)


def _svg(mark: Outline | Ribbon | Dot | Words) -> "Markup":
    from markupsafe import Markup

    kind = Markup(' class="{}"').format(mark.look) if mark.look else ""
    if isinstance(mark, Words):
        x, y = map(_short, mark.at)
        return Markup('<text{} x="{}" y="{}">{}</text>').format(kind, x, y, mark.text)
    if isinstance(mark, Dot):
        x, y = map(_short, mark.at)
        return Markup('<circle{} cx="{}" cy="{}" r="{}"/>').format(kind, x, y, _short(mark.radius))
    if isinstance(mark, Ribbon):
        return Markup('<path{} d="{}" stroke-width="{}"/>').format(
            kind, _bend(mark), _short(mark.thick)
        )
    dashes = Markup(' stroke-dasharray="{}"').format(mark.dash) if mark.dash else ""
    way = _through(mark.points) + ("z" if mark.closed else "")
    return Markup('<path{} d="{}"{}/>').format(kind, way, dashes)


def _bend(mark: Ribbon) -> str:
    """Write the centre line of a band as an SVG path.

    A page draws the band as a thick line, so that the band keeps its width where it is steep.
    """
    (x, y), (u, v), half = mark.start, mark.end, mark.thick / 2
    near, far, left, right = (_short(each) for each in (y + half, v + half, x, u))
    middle = _short((x + u) / 2)
    return f"M{left} {near}C{middle} {near} {middle} {far} {right} {far}"


def _through(points: Sequence[Point]) -> str:
    """A line through points as an SVG path; a horizontal or vertical step needs only one number."""
    told, before = "", ("", "")
    for x, y in ((_short(x), _short(y)) for x, y in points):
        if not told:
            told = f"M{x} {y}"
        elif (x, y) != before:
            told += f"H{x}" if y == before[1] else f"V{y}" if x == before[0] else f"L{x} {y}"
        before = (x, y)
    return told


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Scale:
    """Converts values to positions in a picture."""

    least: float
    most: float
    first: float
    last: float

    def at(self, value: float) -> float:
        """The position of a value."""
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


# --- gauges of national lines -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineGauge:
    """The units required, declared and in use for one national line."""

    label: str
    required: int
    declared: int
    in_use: float
    """The units in use at the busiest minute."""
    verdict: str = ""
    """The verdict on declared units; empty if the line gets no verdict."""

    @property
    def text(self) -> str:
        """The numbers of the line in words."""
        spare = self.declared - self.required
        words = f"{spare} to spare" if spare >= 0 else f"{-spare} short"
        stock = {"": "", "fail": ", stock FAIL"}.get(self.verdict, f", stock {self.verdict}")
        if not self.required:
            return f"{self.declared}, none required; {self.in_use:g} in use"
        return f"{self.declared} of {self.required}, {words}{stock}; {self.in_use:g} in use"


def gauge(rows: Sequence[LineGauge]) -> Drawing:
    """Draw one bar for each line, as a share of its requirement.

    All lines have the requirement at the same place, so readers can compare a line of 40 units with
    a line of 297. The scale has room for the longest bar. A line without a requirement has no bar.
    """
    left, longest = 130, 380.0
    shares = [of / row.required for row in rows if row.required for of in _bar_units(row)]
    full = round(longest / max(_LEAST_GAUGE, *shares), 1) if shares else longest / _LEAST_GAUGE
    height = len(rows) * _GAUGE_ROW + 30
    marks: list[Outline | Words] = []
    for number, row in enumerate(rows):
        y = number * _GAUGE_ROW + 24
        marks += [
            Words((left - 10, y + 5), shortened(row.label, _GAUGE_LABEL), "end"),
            box(left, y - 9, longest, 18, "track"),
            Words((left + longest + 12, y + 5), row.text),
        ]
        if row.required:
            declared, in_use = (full * of / row.required for of in _bar_units(row))
            marks.append(box(left, y - 9, declared, 18, "mark"))
            marks += [box(left, y - 3, in_use, 6, "used")] if in_use else []
    at = left + full
    marks += [
        Outline([(at, 8), (at, height - 20)], "must"),
        Words((at, height - 5), "required", "quiet middle"),
        Words((left + longest + 12, height - 5), "wide: declared, narrow: in use", "quiet"),
    ]
    return Drawing(880, height, marks)


_LEAST_GAUGE: Final = 1.4
"""Every gauge has room for a bar of this share of the requirement; a longer bar gets more room."""
_GAUGE_LABEL: Final = 16


def _bar_units(row: LineGauge) -> tuple[float, float]:
    """The number of units that the wide bar shows, and the number that the narrow bar shows."""
    return float(row.declared), max(0.0, row.in_use)


# --- maps of tiles -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ForceTile:
    """The tile of one force on the map, with the number of the force."""

    column: int
    row: int
    label: str
    number: float | None
    """The number to show; None is shown as a dash."""
    text: str = ""
    """The text to print in place of the number; if it is empty, the number is printed."""


def tiles(rows: Sequence[ForceTile], least: float, most: float) -> Drawing:
    """Draw one number for each force in its tile; numbers nearer to ``least`` are darker."""
    left, top = min(each.column for each in rows), min(each.row for each in rows)
    marks: list[Outline | Words] = []
    for each in rows:
        x, y = (each.column - left) * TILE, (each.row - top) * TILE
        number = next(iter(known(each.number)), None)
        step = "none" if number is None else str(_step(number, least, most))
        text = "–" if number is None else each.text or f"{number:g}"
        marks += [
            box(x + 1, y + 1, TILE - 2, TILE - 2, f"step-{step}"),
            Words((x + TILE / 2, y + 21), each.label, f"tile middle on-{step}"),
            Words((x + TILE / 2, y + 40), text, f"value middle on-{step}"),
        ]
    width = (max(each.column for each in rows) - left + 1) * TILE
    return Drawing(width, (max(each.row for each in rows) - top + 1) * TILE, marks)


def _step(value: float, least: float, most: float) -> int:
    """One of five steps of colour; the last step is for the lowest values."""
    share = (most - value) / (most - least) if most - least > _NARROW else 0.0
    return min(max(int(share * _STEPS), 0), _STEPS - 1)


# --- forests of differences ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DifferenceRange:
    """One difference and its interval."""

    label: str
    estimate: float
    low: float | None
    """The lower end of the interval; ``low`` and ``high`` are None if unknown."""
    high: float | None
    apart: bool
    """Whether the interval excludes zero."""
    text: str = ""
    """The text to print in place of the difference; if it is empty, the difference is printed."""


@dataclass(frozen=True, slots=True)
class MeasurePanel:
    """The differences in one measure, which make up one panel."""

    label: str
    unit: str
    """The unit to print below the axis, with any other text."""
    rows: Sequence[DifferenceRange]


def signed(value: float) -> str:
    """A number with its sign.

    >>> signed(2.5), signed(-30.0), signed(0.0), signed(-45262.4), signed(18.791)
    ('+2.5', '−30', '0', '−45,262', '+18.79')
    """
    if not value:
        return "0"
    places = min(6, max(0, 3 - math.floor(math.log10(abs(value)))))
    text = f"{value:+,.{places}f}".replace("-", "−")
    return text.rstrip("0").rstrip(".") if places else text


def forest(panels: Iterable[MeasurePanel], tick: Callable[[float], str] = signed) -> Drawing:
    """Draw differences with their intervals, in one panel with its own axis for each measure.

    ``tick`` prints a number on the axis.
    """
    marks: list[Outline | Dot | Words] = []
    top = 0.0
    for panel in panels:
        if panel.label:
            marks.append(Words((0, top + 14), panel.label, "strong"))
            top += 20
        marks += _panel(panel, top, tick)
        top += len(panel.rows) * _ROW + 48
    return Drawing(900, top - 4, marks)


_NAMES_END, _AXIS_FROM, _AXIS_TO, _NUMBERS_FROM = 340, 356, 604, 622
"""The horizontal positions in a forest of names, of the axis, and of the differences in words."""


def _panel(
    panel: MeasurePanel, top: float, tick: Callable[[float], str]
) -> Iterator[Outline | Dot | Words]:
    ends = [0.0, *(end for row in panel.rows for end in known(row.estimate, row.low, row.high))]
    scale = Scale(min(ends), max(ends), _AXIS_FROM, _AXIS_TO)
    bottom = top + len(panel.rows) * _ROW + 10
    yield Outline([(scale.at(0.0), top + 4), (scale.at(0.0), bottom)], "must")
    for number, row in enumerate(panel.rows):
        yield from _whisker(row, top + number * _ROW + 20, scale)
    yield Outline([(_AXIS_FROM, bottom), (_AXIS_TO, bottom)], "axis")
    for value in scale.round_values():
        yield Words((scale.at(value), bottom + 16), tick(value), "quiet middle")
    yield Words(((_AXIS_FROM + _AXIS_TO) / 2, bottom + 31), panel.unit, "quiet middle")


def _whisker(row: DifferenceRange, y: float, scale: Scale) -> Iterator[Outline | Dot | Words]:
    """Draw an interval and its estimate; at an unknown end, the line runs past the axis."""
    yield Words((_NAMES_END, y + 4), shortened(row.label, _LONG_LABEL), "end")
    low, high = known(row.low), known(row.high)
    if low or high:
        left = scale.at(low[0]) if low else _AXIS_FROM - 8.0
        right = scale.at(high[0]) if high else _AXIS_TO + 8.0
        yield Outline([(left, y), (right, y)], "line")
        yield from _open_ends(row, left, right, y)
    yield Dot((scale.at(row.estimate), y), "mark" if row.apart else "open")
    text = row.text or signed(row.estimate)
    if not low and not high:
        text += ", no interval"
    elif not row.apart:
        text += ", no clear difference"
    yield Words((_NUMBERS_FROM, y + 4), text)


def _open_ends(row: DifferenceRange, left: float, right: float, y: float) -> Iterator[Outline]:
    """Draw arrows at the unknown ends of an interval."""
    for at, end, way in ((left, row.low, 6), (right, row.high, -6)):
        if not known(end):
            yield Outline([(at + way, y - 4), (at, y), (at + way, y + 4)], "line")


def known(*ends: float | None) -> list[float]:
    """Those of the given numbers that are known and finite."""
    return [end for end in ends if end is not None and math.isfinite(end)]


# --- flows --------------------------------------------------------------------------------------


def flows(given: Mapping[tuple[str, str], int], looks: Mapping[str, int] | None = None) -> Drawing:
    """Draw bands from givers on the left to receivers on the right.

    The width of a band shows the number sent. ``given`` contains the printed names of givers and
    receivers, with the number sent. Each band has the style of its receiver. ``looks`` gives the
    number of each receiver's style. Without ``looks``, receivers take the styles in order.
    """
    givers, takers = (
        totals((pair[side], count) for pair, count in given.items()) for side in (0, 1)
    )
    scale = min(10.0, 420.0 / max(1, sum(givers.values())))
    tall = max(_room(givers, scale), _room(takers, scale) + 10 * len(takers))
    left, right = _stacked(givers, scale, tall), _stacked(takers, scale, tall)
    looks = looks or {taker: number for number, taker in enumerate(right)}
    marks = [
        *_ribbons(given, (left, right), scale, looks),
        *_bars(givers, left, scale, _LEFT - _BAR, _LEFT - 14, "small end"),
        *_bars(takers, right, scale, _RIGHT, _RIGHT + 14, "small"),
    ]
    return Drawing(740, round(tall + 24), marks)


def totals(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The totals by name, with the largest total first."""
    found: Counter[str] = Counter()
    for name, count in pairs:
        found[name] += count
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _room(sums: Mapping[str, int], scale: float) -> float:
    return sum(max(scale * count, _LEAST_ROOM) for count in sums.values())


def _stacked(sums: Mapping[str, int], scale: float, tall: float) -> dict[str, float]:
    """The upper end of each bar, if the bars are spread over the height of the picture."""
    spare = (tall - _room(sums, scale)) / max(1, len(sums))
    tops: dict[str, float] = {}
    top = 12.0 + spare / 2
    for name, count in sums.items():
        room = max(scale * count, _LEAST_ROOM)
        tops[name] = top + (room - scale * count) / 2
        top += room + spare
    return tops


def _ribbons(
    given: Mapping[tuple[str, str], int],
    tops: tuple[Mapping[str, float], Mapping[str, float]],
    scale: float,
    looks: Mapping[str, int],
) -> Iterator[Ribbon]:
    """Make one band for each giver and receiver, stacked in order on both sides."""
    left, right = tops
    next_left, next_right = dict(left), dict(right)
    for giver in left:
        for taker in right:
            thick = scale * given.get((giver, taker), 0)
            if thick:
                ends = (_LEFT, next_left[giver]), (_RIGHT, next_right[taker])
                yield Ribbon(*ends, max(thick, 1), f"flow c{looks.get(taker, 0) % LOOKS}")
                next_left[giver] += thick
                next_right[taker] += thick


def _bars(
    sums: Mapping[str, int],
    tops: Mapping[str, float],
    scale: float,
    left: float,
    label_at: float,
    look: str,
) -> Iterator[Outline | Words]:
    """Make one bar for each name, with the number given or received."""
    for name, count in sums.items():
        top, long = tops[name], max(scale * count, 1)
        yield box(left, top, _BAR, long, "mark")
        yield Words((label_at, top + long / 2 + 4), f"{shortened(name, _LABEL)}: {count}", look)
