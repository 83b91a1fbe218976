"""What do the pictures of a report show?

The pictures are curves, timelines and flows, made of marks (`mobsim.looking.marks`). Readers can
understand all of these pictures without colour, and the report has a table of the numbers in each
picture.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from mobsim.ground.units import MINUTES_PER_HOUR, format_elapsed
from mobsim.looking import marks
from mobsim.looking.marks import Drawing, Outline, Point, Scale, Words, box
from mobsim.scoring.steps import StepCurve
from mobsim.telling.wording import shortened

DASHES = ("", "9 4", "3 3", "12 4 3 4", "2 5", "14 6", "6 2 2 2", "1 3")
"""The dash patterns that distinguish the lines of a picture."""
_LABEL = 22
_TO_NAMES, _LETTER = 44.0, 8.0
"""The distance from the end of a line to the name of the line, and the width of a letter."""
_SPOKEN = 8
"""The most lines that the description of a picture names."""
_TICKS = 9
"""An axis has fewer labelled hours than this, if that is possible."""


@dataclass(frozen=True)
class Chart:
    """A picture with a title and a description in words."""

    chart_id: str
    title: str
    desc: str
    drawing: Drawing
    table: str = ""
    """The id of the table with the numbers of the picture."""


@dataclass(frozen=True)
class Curve:
    """A line that never falls, of minutes and shares from 0 to 1, with a band for its interval."""

    name: str
    points: Sequence[Point]
    band: Sequence[tuple[float, float, float]] = ()
    """The minutes of the band, each with the lower and upper ends of the interval."""
    look: int | None = None
    """The number of the place that the line shows; it sets the style of the line in all
    pictures.
    """


@dataclass(frozen=True)
class HourAxis:
    """The axis of hours at the bottom of a picture, and the time from which the hours count."""

    since: str
    """The time from which hours count, in words, such as ``the first incident``."""
    clock: Callable[[float], str] | None = None
    """A function that gives the clock time at a minute; None if clock times differ between
    lines.
    """

    @property
    def label(self) -> str:
        """The label below the axis."""
        return f"hours from {self.since}" + (", with clock times" if self.clock else "")


class _Frame(NamedTuple):
    """The positions of minutes and shares in a picture."""

    x: Scale
    y: Scale

    def at(self, minute: float, share: float) -> Point:
        return (self.x.at(min(minute, self.x.most)), self.y.at(share))


def curves(
    chart_id: str,
    title: str,
    lines: Sequence[Curve],
    minutes: float,
    *,
    of: str,
    hours: HourAxis,
    table: str = "",
    room: tuple[float, float] = (560.0, 260.0),
) -> Chart:
    """Draw curves of shares by minute.

    Parameters
    ----------
    lines
        The curves. Up to eight curves have different dashes, and names beside their ends; if there
        are more, all curves are thin lines without names.
    minutes
        The last minute of the axis.
    of
        A phrase that says what the shares mean.
    room
        The width and height of the frame in pixels; names are to the right of it.
    """
    named = len(lines) <= len(DASHES)
    wide, tall = room
    frame = _Frame(Scale(0, max(minutes, 1.0), 56, 56 + wide), Scale(0, 1, 16 + tall, 16))
    drawn: list[Outline | Words] = [
        *_grid(frame, hours),
        *(_band(frame, line) for line in lines if line.band),
    ]
    for number, line in enumerate(lines):
        spots = _corners([frame.at(*point) for point in line.points])
        look, dash = _stroke(number, line) if named else ("line thin", "")
        drawn.append(Outline(spots, look, dash=dash))
    if named:
        drawn += _end_labels(frame, lines)
    told = "; ".join(map(_in_words, lines[:_SPOKEN]))
    desc = f"{of} by hours from {hours.since}: {told}."
    if len(lines) > _SPOKEN:
        desc += f" {len(lines) - _SPOKEN} more lines are in the table."
    letters = max((len(_end_name(line)) for line in lines), default=0) if named else 0
    across = frame.x.last + (_TO_NAMES + _LETTER * letters if named else 32)
    size = round(across), frame.y.first + (74 if hours.clock else 58)
    return Chart(chart_id, title, desc, Drawing(*size, drawn), table)


def _stroke(number: int, line: Curve) -> tuple[str, str]:
    """The class and dashes of a line: the style of its place or, without one, black with dashes."""
    if line.look is None:
        return "line ink", DASHES[number]
    return f"line c{line.look % marks.LOOKS}", DASHES[line.look % len(DASHES)]


def _in_words(line: Curve) -> str:
    last = line.points[-1][1] if line.points else 0.0
    return f"{shortened(line.name)} reaches {100 * last:.0f} %"


def _grid(frame: _Frame, hours: HourAxis) -> Iterator[Outline | Words]:
    for share in (0.25, 0.5, 0.75, 1.0):
        _, y = frame.at(0, share)
        yield Outline([(frame.x.first, y), (frame.x.last, y)], "grid")
        yield Words((frame.x.first - 6, y + 4), f"{round(100 * share)} %", "quiet end")
    yield Outline([(frame.x.first, frame.y.first), (frame.x.last, frame.y.first)], "axis")
    for hour in _hours(frame.x.most):
        x, _ = frame.at(hour * MINUTES_PER_HOUR, 0)
        yield from _tick(x, frame.y.first, str(hour))
        if hours.clock:
            said = hours.clock(hour * MINUTES_PER_HOUR)
            yield Words((x, frame.y.first + 36), said, "quiet middle")
    below = 56 if hours.clock else 40
    middle = (frame.x.first + frame.x.last) / 2
    yield Words((middle, frame.y.first + below), hours.label, "quiet middle")


def _tick(x: float, y: float, text: str) -> Iterator[Outline | Words]:
    """A mark below an axis, with its text."""
    yield Outline([(x, y), (x, y + 5)], "axis")
    yield Words((x, y + 20), text, "quiet middle")


def _hours(minutes: float) -> range:
    """The hours that an axis labels, which are about eight at most."""
    hours = int(minutes // MINUTES_PER_HOUR)
    step = next((step for step in (1, 2, 3, 4, 6, 12, 24) if hours / step < _TICKS), 48)
    return range(0, hours + 1, step)


def _band(frame: _Frame, line: Curve) -> Outline:
    upper = _corners([frame.at(minute, high) for minute, _, high in line.band])
    lower = _corners([frame.at(minute, low) for minute, low, _ in line.band])
    return Outline([*upper, *reversed(lower)], "band", closed=True)


def _corners(spots: Sequence[Point]) -> list[Point]:
    """The corners of a line in steps, which keeps its height until the next point."""
    found: list[Point] = list(spots[:1])
    for (_, before), (x, y) in pairwise(spots):
        if y != before:
            found += [(x, before), (x, y)]
    if spots and found[-1] != spots[-1]:
        found.append(spots[-1])
    return found


def _end_labels(frame: _Frame, lines: Sequence[Curve]) -> Iterator[Outline | Words]:
    """Put names beside the ends of lines, and move the names apart so that they do not overlap."""
    ends = sorted((frame.at(*line.points[-1])[1], n) for n, line in enumerate(lines) if line.points)
    free = frame.y.first + 4 - 16 * (len(ends) - 1)
    before, right = frame.y.last - 20.0, frame.x.last
    for y, number in ends:
        at = min(max(y + 4, before + 16), free)
        before, free = at, free + 16
        yield Outline([(right, y), (right + 10, at - 4)], "lead")
        end = [(right + 12, at - 4), (right + 38, at - 4)]
        look, dash = _stroke(number, lines[number])
        yield Outline(end, look, dash=dash)
        yield Words((right + _TO_NAMES, at), _end_name(lines[number]))


def _end_name(line: Curve) -> str:
    return shortened(line.name, _LABEL + 8)


# --- incidents ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class KindStrength:
    """For one kind of unit, the units that were needed and the units that were there."""

    name: str
    need: StepCurve
    there: StepCurve


@dataclass(frozen=True)
class Asking:
    """A row of bars that show how long each request was at a desk."""

    name: str
    spans: Sequence[tuple[float, float]]


def timeline(
    chart_id: str,
    title: str,
    kinds: Sequence[KindStrength],
    lanes: Sequence[Asking],
    span: tuple[float, float],
    *,
    hours: Mapping[float, str],
    desc: str,
    table: str = "",
) -> Chart:
    """Draw the need and the units there for each kind, and the requests below them.

    ``span`` gives the first and last minute of the picture. ``hours`` gives the clock times to
    print, by minute of the run.
    """
    left, right, tall = 118.0, 708.0, 92.0
    scale = Scale(*span, left, right)

    def x(minute: float) -> float:
        return scale.at(min(max(minute, span[0]), span[1]))

    drawn: list[Outline | Words] = []
    top = 8.0
    for kind in kinds:
        drawn += _strength(kind, x, span, top, tall)
        top += tall + 26
    for lane in lanes:
        drawn.append(Words((0, top + 10), lane.name, "quiet"))
        drawn.append(Outline([(left, top + 6), (right, top + 6)], "grid"))
        for since, until in lane.spans:
            drawn.append(box(x(since), top + 2, max(x(until) - x(since), 3), 8, "asked"))
        top += 20
    for minute, name in hours.items():
        drawn += _tick(x(minute), top, name)
        drawn.append(Words((x(minute), top + 36), format_elapsed(minute), "quiet middle"))
    drawn += [
        Outline([(left, top), (right, top)], "axis"),
        Words((0, top + 20), "on the clock", "quiet"),
        Words((0, top + 36), "from the start", "quiet"),
    ]
    return Chart(chart_id, title, desc, Drawing(760, round(top + 44), drawn), table)


def _strength(
    kind: KindStrength,
    x: Callable[[float], float],
    span: tuple[float, float],
    top: float,
    tall: float,
) -> list[Outline | Words]:
    need, met = kind.need.highest()[0], kind.there.highest()[0]
    most, bottom = max(need, met, 1), top + tall
    left, right = x(span[0]), x(span[1])

    def spots(steps: StepCurve) -> list[Point]:
        minutes = [span[0], *(at for at in steps.minutes if span[0] < at <= span[1]), span[1]]
        return _corners([(x(m), round(top + tall * (1 - steps.at(m) / most), 1)) for m in minutes])

    return [
        Outline([*spots(kind.there), (right, bottom), (left, bottom)], "there", closed=True),
        Outline(spots(kind.need), "need"),
        Outline([(left, bottom), (right, bottom)], "axis"),
        Words((0, top + 12), kind.name, "strong"),
        Words((0, top + 30), f"need {need}", "quiet"),
        Words((0, top + 47), f"most there {met}", "quiet"),
        Words((left - 6, top + 6), str(most), "quiet end"),
        Words((left - 6, bottom + 3), "0", "quiet end"),
    ]


# --- flows --------------------------------------------------------------------------------------


def flows(
    chart_id: str,
    title: str,
    given: Mapping[tuple[str, str], int],
    *,
    unit: str,
    looks: Mapping[str, int] | None = None,
    table: str = "",
) -> Chart:
    """Draw bands from givers to receivers, by their printed names.

    ``looks`` gives the numbers of the page's places, by printed name.
    """
    givers = marks.totals((giver, count) for (giver, _), count in given.items())
    most = "; ".join(f"{shortened(name)} gave {count}" for name, count in list(givers.items())[:12])
    desc = f"{unit} deployed for another force: {most}."
    return Chart(chart_id, title, desc, marks.flows(given, looks), table)
