"""What do the pictures show?

Plain SVG, drawn from levels and told apart without colour; each stands beside a table of its
numbers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from mobsim.ground.units import MINUTES_PER_HOUR
from mobsim.looking.report.page_tables import short
from mobsim.scoring.steps import Steps

if TYPE_CHECKING:
    from markupsafe import Markup

DASHES = ("", "9 4", "3 3", "12 4 3 4", "2 5", "14 6", "6 2 2 2", "1 3")
"""Lines of a picture, told apart by their strokes."""
_LABEL = 22


@dataclass(frozen=True)
class Picture:
    """A picture and what it says in words."""

    picture_id: str
    title: str
    desc: str
    width: int
    height: int
    body: "Markup"
    table: str = ""
    """Id of the table of its numbers."""


@dataclass(frozen=True)
class Curve:
    """A line that only rises: minutes and shares from 0 to 1, with what lies about it."""

    name: str
    points: Sequence[tuple[float, float]]
    band: Sequence[tuple[float, float, float]] = ()
    """Minutes, and the least and the largest share an interval allows."""


@dataclass(frozen=True)
class _Frame:
    """Where minutes and shares stand in a picture."""

    left: float
    top: float
    width: float
    height: float
    minutes: float

    def x(self, minute: float) -> float:
        return round(self.left + self.width * min(minute, self.minutes) / self.minutes, 1)

    def y(self, share: float) -> float:
        return round(self.top + self.height * (1 - share), 1)


def curves(
    picture_id: str,
    title: str,
    lines: Sequence[Curve],
    minutes: float,
    *,
    of: str,
    table: str = "",
    promised: bool = True,
) -> Picture:
    """Shares by minutes, against 10, 40 and 60 % and 1, 4 and 8 hours.

    Parameters
    ----------
    lines
        Up to eight have strokes of their own and names beside their ends; of more, all are thin.
    minutes
        How far to the right.
    of
        What the share is of, in words.
    promised
        Whether the shares that are looked for at 1, 4 and 8 hours are marked.
    """
    named = len(lines) <= len(DASHES)
    frame = _Frame(48, 16, 560, 260, max(minutes, 1.0))
    parts = [
        *_grid(frame, (0.1, 0.4, 0.6, 1.0) if promised else (0.25, 0.5, 0.75, 1.0)),
        *(_promised(frame) if promised else ()),
    ]
    for line in lines:
        parts += _band(frame, line)
    for number, line in enumerate(lines):
        dashes = DASHES[number % len(DASHES)] if named else ""
        parts.append(
            _svg(
                '<path class="line {}" d="{}" stroke-dasharray="{}"/>',
                f"c{number % 4}" if named else "thin",
                _steps_path([(frame.x(minute), frame.y(share)) for minute, share in line.points]),
                dashes or "none",
            )
        )
    if named:
        parts += _end_labels(frame, lines)
    width = 820 if named else 640
    desc = f"{of} by hours since the start of each: {'; '.join(map(_in_words, lines[:8]))}."
    if len(lines) > len(DASHES):
        desc += f" {len(lines) - 8} more lines are in the table."
    return Picture(picture_id, title, desc, width, 320, _joined(parts), table)


def _in_words(line: Curve) -> str:
    last = line.points[-1][1] if line.points else 0.0
    return f"{short(line.name)} reaches {100 * last:.0f} %"


def _promised(frame: _Frame) -> Iterable["Markup"]:
    """The shares that are looked for at 1, 4 and 8 hours."""
    for hours, share in ((1, 0.1), (4, 0.4), (8, 0.6)):
        minute = hours * MINUTES_PER_HOUR
        if minute <= frame.minutes:
            x, y = frame.x(minute), frame.y(share)
            yield _svg('<path class="promise" d="M{} {}H{}V{}"/>', frame.left, y, x, frame.y(0))
            yield _svg('<circle class="open" cx="{}" cy="{}" r="4"/>', x, y)


def _grid(frame: _Frame, shares: Sequence[float]) -> Iterable["Markup"]:
    bottom = frame.y(0)
    for share in shares:
        y = frame.y(share)
        yield _svg('<path class="grid" d="M{} {}h{}"/>', frame.left, y, frame.width)
        yield _svg(
            '<text class="quiet end" x="{}" y="{}">{} %</text>',
            frame.left - 6, y + 4, round(100 * share),
        )  # fmt: skip
    yield _svg('<path class="axis" d="M{} {}h{}"/>', frame.left, bottom, frame.width)
    for hour in _hours(frame.minutes):
        x = frame.x(hour * MINUTES_PER_HOUR)
        yield _svg('<path class="axis" d="M{} {}v5"/>', x, bottom)
        yield _svg('<text class="quiet middle" x="{}" y="{}">{}</text>', x, bottom + 20, hour)
    yield _svg(
        '<text class="quiet end" x="{}" y="{}">{}</text>',
        frame.left + frame.width, bottom + 36, "Hours",
    )  # fmt: skip


def _hours(minutes: float) -> range:
    """Hours that an axis names: not more than a dozen or so."""
    hours = int(minutes // MINUTES_PER_HOUR)
    step = next((step for step in (1, 2, 4, 6, 12, 24) if hours / step <= 13), 48)
    return range(0, hours + 1, step)


def _band(frame: _Frame, line: Curve) -> list["Markup"]:
    if not line.band:
        return []
    upper = [(frame.x(minute), frame.y(high)) for minute, _, high in line.band]
    lower = [(frame.x(minute), frame.y(low)) for minute, low, _ in line.band]
    back = _corners(lower)[::-1]
    d = "M" + "L".join(f"{x} {y}" for x, y in [*_corners(upper), *back]) + "Z"
    return [_svg('<path class="band" d="{}"/>', d)]


def _corners(spots: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """A line of steps as the corners it goes through."""
    found: list[tuple[float, float]] = list(spots[:1])
    for (_, before), (x, y) in pairwise(spots):
        found += [(x, before), (x, y)]
    return found


def _steps_path(spots: Sequence[tuple[float, float]]) -> str:
    """A line that keeps its height until the next spot."""
    if not spots:
        return ""
    (x, y), *rest = spots
    told = [f"M{_n(x)} {_n(y)}"]
    for u, v in rest:
        if v != y:
            told.append(f"H{_n(u)}V{_n(v)}")
            x, y = u, v
        else:
            x = u
    if x != spots[0][0] and not told[-1].startswith(f"H{_n(x)}V"):
        told.append(f"H{_n(x)}")
    return "".join(told)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _end_labels(frame: _Frame, lines: Sequence[Curve]) -> Iterable["Markup"]:
    """Names beside the ends of lines, moved apart where they would cover each other."""
    ends = sorted((frame.y(line.points[-1][1]), n) for n, line in enumerate(lines) if line.points)
    right = frame.left + frame.width
    lowest = frame.y(0) + 4
    free = lowest - 16 * (len(ends) - 1)
    before = frame.top - 20.0
    for y, number in ends:
        at = min(max(y + 4, before + 16), free)
        before, free = at, free + 16
        yield _svg('<path class="lead" d="M{} {}L{} {}"/>', right, y, right + 10, at - 4)
        yield _svg(
            '<path class="line c{}" d="M{} {}h26" stroke-dasharray="{}"/>',
            number % 4,
            right + 12, round(at - 4, 1), DASHES[number] or "none",
        )  # fmt: skip
        name = short(lines[number].name, _LABEL)
        yield _svg('<text x="{}" y="{}">{}</text>', right + 44, round(at, 1), name)


# --- one incident -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Panel:
    """Need and strength of one kind."""

    name: str
    need: Steps
    there: Steps


@dataclass(frozen=True)
class Asking:
    """A lane of requests: from when they were put to a desk until it had worked them."""

    name: str
    spans: Sequence[tuple[float, float]]


def timeline(
    picture_id: str,
    title: str,
    panels: Sequence[Panel],
    lanes: Sequence[Asking],
    span: tuple[float, float],
    *,
    hours: Mapping[float, str],
    desc: str,
    table: str = "",
) -> Picture:
    """Need and what was there, kind by kind, above what was asked.

    Parameters
    ----------
    span
        First and last minute.
    hours
        Clock times to be named, by minute.
    """
    left, width, tall = 118.0, 590.0, 92.0
    start, end = span

    def x(minute: float) -> float:
        return round(left + width * (min(max(minute, start), end) - start) / (end - start), 1)

    parts: list[Markup] = []
    top = 8.0
    for panel in panels:
        parts += _panel(panel, x, span, left, top, tall)
        top += tall + 26
    for lane in lanes:
        parts.append(_svg('<text class="quiet" x="0" y="{}">{}</text>', top + 10, lane.name))
        parts.append(_svg('<path class="grid" d="M{} {}h{}"/>', left, top + 6, width))
        for since, until in lane.spans:
            long = max(round(x(until) - x(since), 1), 3)
            parts.append(
                _svg('<path class="asked" d="M{} {}h{}v8h-{}z"/>', x(since), top + 2, long, long)
            )
        top += 20
    for minute, name in hours.items():
        parts.append(_svg('<path class="axis" d="M{} {}v5"/>', x(minute), top))
        parts.append(
            _svg('<text class="quiet middle" x="{}" y="{}">{}</text>', x(minute), top + 20, name)
        )
    parts.append(_svg('<path class="axis" d="M{} {}h{}"/>', left, top, width))
    return Picture(picture_id, title, desc, 740, round(top + 28), _joined(parts), table)


def _panel(
    panel: Panel,
    x: Callable[[float], float],
    span: tuple[float, float],
    left: float,
    top: float,
    tall: float,
) -> Iterable["Markup"]:
    most = max(panel.need.highest()[0], panel.there.highest()[0], 1)

    def spots(steps: Steps) -> list[tuple[float, float]]:
        levels = [(span[0], steps.at(span[0]))]
        levels += [
            (minute, level)
            for minute, level in zip(steps.minutes, steps.levels, strict=True)
            if span[0] < minute <= span[1]
        ]
        levels.append((span[1], levels[-1][1]))
        return [(x(minute), round(top + tall * (1 - level / most), 1)) for minute, level in levels]

    bottom = top + tall
    there = _steps_path(spots(panel.there))
    yield _svg('<path class="there" d="{}V{}H{}z"/>', there, bottom, x(span[0]))
    yield _svg('<path class="need" d="{}"/>', _steps_path(spots(panel.need)))
    yield _svg('<path class="axis" d="M{} {}H{}"/>', left, bottom, x(span[1]))
    yield _svg('<text class="strong" x="0" y="{}">{}</text>', top + 12, panel.name)
    yield _svg('<text class="quiet" x="0" y="{}">need {}</text>', top + 30, panel.need.highest()[0])
    met = panel.there.highest()[0]
    yield _svg('<text class="quiet" x="0" y="{}">most there {}</text>', top + 47, met)
    yield _svg('<text class="quiet end" x="{}" y="{}">{}</text>', left - 6, top + 6, most)
    yield _svg('<text class="quiet end" x="{}" y="{}">0</text>', left - 6, bottom + 3)


# --- who gave to whom ---------------------------------------------------------------------------

_LEFT, _RIGHT, _BAR = 220, 540, 6
_LEAST_ROOM = 15.0


def flows(
    picture_id: str,
    title: str,
    given: Mapping[tuple[str, str], int],
    *,
    unit: str,
    table: str = "",
) -> Picture:
    """Bands from those who gave, on the left, to where it went, as wide as what went.

    Parameters
    ----------
    given
        By giver and receiver, as printed.
    """
    givers = _sums((giver, count) for (giver, _), count in given.items())
    takers = _sums((taker, count) for (_, taker), count in given.items())
    scale = min(10.0, 420.0 / max(1, sum(givers.values())))
    tall = max(_room(givers, scale), _room(takers, scale) + 10 * len(takers))
    left, right = _stacked(givers, scale, tall), _stacked(takers, scale, tall)
    parts = [
        *_bands(given, (givers, left), (takers, right), scale),
        *_bars(givers, left, scale, _LEFT - _BAR, _LEFT - 14, " end"),
        *_bars(takers, right, scale, _RIGHT, _RIGHT + 14, ""),
    ]
    most = "; ".join(f"{short(name)} gave {count}" for name, count in list(givers.items())[:12])
    desc = f"{unit} deployed for another force: {most}."
    return Picture(picture_id, title, desc, 740, round(tall + 24), _joined(parts), table)


def _bands(
    given: Mapping[tuple[str, str], int],
    givers: tuple[Mapping[str, int], Mapping[str, float]],
    takers: tuple[Mapping[str, int], Mapping[str, float]],
    scale: float,
) -> Iterable["Markup"]:
    """One band a pair, in the order of both sides; those of one side stand on each other."""
    next_left, next_right = dict(givers[1]), dict(takers[1])
    places = {name: number for number, name in enumerate(takers[0])}
    for giver in givers[0]:
        for taker, place in places.items():
            thick = scale * given.get((giver, taker), 0)
            if not thick:
                continue
            y, v = _n(next_left[giver] + thick / 2), _n(next_right[taker] + thick / 2)
            next_left[giver] += thick
            next_right[taker] += thick
            way = f"M{_LEFT} {y}C360 {y} 400 {v} {_RIGHT} {v}"
            form = '<path class="flow f{}" d="{}" stroke-width="{}"/>'
            yield _svg(form, place % 4, way, _n(max(thick, 1)))


def _bars(
    sums: Mapping[str, int],
    tops: Mapping[str, float],
    scale: float,
    left: int,
    label_at: int,
    side: str,
) -> Iterable["Markup"]:
    """A bar a name, with what it gave or had."""
    for name, count in sums.items():
        top, long = tops[name], max(scale * count, 1)
        yield _svg('<path class="mark" d="M{} {}h6v{}h-6z"/>', left, _n(top), _n(long))
        label, y = f"{short(name, _LABEL)}: {count}", _n(top + long / 2 + 4)
        yield _svg('<text class="small{}" x="{}" y="{}">{}</text>', side, label_at, y, label)


def _room(sums: Mapping[str, int], scale: float) -> float:
    return sum(max(scale * count, _LEAST_ROOM) for count in sums.values())


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """By name, most first."""
    found: dict[str, int] = {}
    for name, count in pairs:
        found[name] = found.get(name, 0) + count
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _stacked(sums: Mapping[str, int], scale: float, tall: float) -> dict[str, float]:
    """Where each bar begins, spread over the height of the picture."""
    spare = (tall - _room(sums, scale)) / max(1, len(sums))
    tops: dict[str, float] = {}
    top = 12.0 + spare / 2
    for name, count in sums.items():
        room = max(scale * count, _LEAST_ROOM)
        tops[name] = top + (room - scale * count) / 2
        top += room + spare
    return tops


def _svg(form: str, *values: object) -> "Markup":
    from markupsafe import Markup

    return Markup(form).format(*values)


def _joined(parts: Iterable["Markup"]) -> "Markup":
    from markupsafe import Markup

    return Markup("\n").join(parts)
