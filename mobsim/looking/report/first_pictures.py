"""What do the two pictures of the first screen show?

A map that does not move shows the country at the worst minute of the night. Curves show the units
needed and the units there by clock time, in all places together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from mobsim.ground.clock import ClockTimes
from mobsim.ground.units import MINUTES_PER_HOUR, format_duration
from mobsim.looking.marks import Drawing, Outline, Point, Scale, Words
from mobsim.looking.report.charts import Chart
from mobsim.looking.report.map_layout import HEIGHT, WIDTH, Spot
from mobsim.looking.report.mark_layout import Disc, set_apart
from mobsim.looking.report.page_tables import PageTable
from mobsim.looking.report.replay import Replay, whole
from mobsim.looking.report.still import step_down
from mobsim.scoring.steps import StepCurve, total
from mobsim.telling.scorecard import by_cover
from mobsim.telling.wording import force_name, place_name, several, shortened

RADIUS, LARGEST = 4.0, 48.0
"""The radius of the circle for a need of one unit, and the radius of the largest circle."""
DOT = 7.0
"""The radius of the dot of a force, including its rim."""
MOST_LABELS = 8
"""The most places that the map names."""
_LETTER, _LINE = 20, 36
"""The room for a letter and for a line at the largest text size, on paper and phones."""
_LONGEST_LABEL = 20
_MOST_ROWS = 24
_WIDE, _TALL = 660.0, 250.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 540.0, 14.0, 206.0


@dataclass(frozen=True)
class MapPlace:
    """The circle of a place: its area shows the need, and its filled part shows the units there."""

    spot: Spot
    need: float
    there: float


@dataclass(frozen=True)
class MapLabel:
    """A name beside a circle, with a count below the name."""

    at: tuple[float, float]
    anchor: str
    name: str
    count: str


@dataclass(frozen=True)
class MapStill:
    """A map of the country at one minute."""

    what: str
    """A phrase that says which units the map counts."""
    when: str
    why: str
    """The reason why the map shows this minute."""
    desc: str
    dots: Sequence[tuple[str, str]]
    """The dots of forces; all dots with the same step of colour are one SVG path."""
    all_dots: str
    places: Sequence[MapPlace]
    labels: Sequence[MapLabel]
    home: str
    """The lowest home cover of the night, as on the scorecard; empty if no crew left home."""
    table: PageTable


def worst_minute(replay: Replay) -> int:
    """The minute of the worst shortfall or, without one, the busiest minute of the replay."""
    worst = replay.source.measures.headlines.worst_shortfall
    return replay.busiest if worst is None else replay.worst


def _why(replay: Replay) -> str:
    """Say why the map shows the minute that it shows."""
    facts, worst = replay.source.facts, replay.source.measures.headlines.worst_shortfall
    if worst is None:
        return "when most units were on the way"
    of = "" if worst.kind == replay.main_kind else f", for {several(facts.kinds[worst.kind])}"
    return f"{shortened(place_name(facts, worst.incident))} at its worst{of}"


def _keys(replay: Replay) -> list[tuple[str, str]]:
    """A pair for each place that needed the main kind: the place and the kind."""
    keys = ((incident, replay.main_kind) for incident in replay.incidents)
    return [key for key in keys if key in replay.tally.fronts]


# --- the map --------------------------------------------------------------------------------------


def map_still(replay: Replay) -> MapStill:
    """Make a map of the country at the worst minute of the night."""
    minute = worst_minute(replay)
    facts, kind = replay.source.facts, replay.main_kind
    rows = []
    for incident, _ in _keys(replay):
        front = replay.tally.fronts[incident, kind]
        need, there = front.need.at(minute), front.deployed.at(minute)
        if need or there:
            rows.append((incident, need, there))
    rows.sort(key=lambda row: (min(0, row[2] - row[1]), -row[1], row[0]))
    names = {incident: shortened(place_name(facts, incident)) for incident, *_ in rows}
    kinds = several(facts.kinds[kind]) if kind in facts.kinds else kind
    when = ClockTimes(replay.clock).both(minute)
    grow = min(RADIUS, LARGEST / sqrt(max((n for _, n, _ in rows), default=1) or 1))
    places = [
        MapPlace(replay.atlas.spots["incident", i], _radius(n, grow), _radius(min(n, t), grow))
        for i, n, t in rows
    ]
    spots = _dot_spots(replay, places)
    told = [f"{names[i]} {t} of {n}" for i, n, t in rows]
    counts = [(names[i], f"{t} of {n}") for i, n, t in rows]
    return MapStill(
        what=f"{kinds} there, out of those needed",
        when=when,
        why=_why(replay),
        desc=f"{kinds} there, out of those needed, at {when}: {'; '.join(told) or 'none needed'}.",
        dots=list(_dots(replay, minute, spots)),
        all_dots="".join(map(_dot, spots.values())),
        places=places,
        labels=list(_labels(places, counts, spots.values())),
        home=_lowest_cover(replay),
        table=PageTable(
            "map-numbers",
            f"{kinds} at {when}",
            ["Place", "needed", "there", "short"],
            [[names[i], str(n), str(t), str(max(0, n - t))] for i, n, t in rows],
        ),
    )


def _lowest_cover(replay: Replay) -> str:
    home, kind = replay.source.measures.home, replay.main_kind
    rows = [row for row in (home.forces if home else []) if row.kind == kind and row.fit]
    worst = min(rows, key=by_cover, default=None)
    if worst is None or worst.lowest_at is None:
        return ""
    facts, when = replay.source.facts, ClockTimes(replay.clock).both(worst.lowest_at)
    name, left = shortened(force_name(facts, worst.force)), f"{worst.lowest} of {worst.fit}"
    return f"Lowest home cover: {name}, {left} {several(facts.kinds[kind])} at {when}."


def _radius(units: int, grow: float) -> float:
    return round(grow * sqrt(units), 1)


def _dot_spots(replay: Replay, places: Sequence[MapPlace]) -> dict[str, Spot]:
    """The position of each force's dot, clear of the circles of places."""
    taken = [Disc(*place.spot, place.need) for place in places]
    found: dict[str, Spot] = {}
    for force in replay.forces:
        disc = set_apart(Disc(*replay.atlas.spots["force", force], DOT), taken)
        taken.append(disc)
        found[force] = (round(disc.x), round(disc.y))
    return found


def _dots(replay: Replay, minute: int, spots: Mapping[str, Spot]) -> Iterator[tuple[str, str]]:
    """The dots of forces, as one SVG path for each step of colour, by share of fit crews left."""
    found: dict[str, str] = {}
    for force, spot in spots.items():
        owned = replay.source.facts.stock.get(force, {}).get(replay.main_kind)
        if owned is None or not owned.fit:
            continue
        left = replay.levels_of(force, replay.main_kind)[0].at(minute)
        step = str(step_down(left, owned.fit))
        found[step] = found.get(step, "") + _dot(spot)
    yield from sorted(found.items())


def _dot(spot: Spot) -> str:
    return f"M{spot[0]} {spot[1]}h0"


Box = tuple[float, float, float, float]


def _labels(
    places: Sequence[MapPlace], said: Sequence[tuple[str, str]], dots: Iterable[Spot]
) -> Iterator[MapLabel]:
    """Put names where they overlap no other name, circle or edge, beginning with the worst place.

    A name is on the side of its circle where it covers the fewest dots of forces.
    """
    taken = [_square(place.spot, place.need) for place in places]
    forces = [_square(spot, DOT) for spot in dots]
    for place, (name, count) in list(zip(places, said, strict=True))[:MOST_LABELS]:
        text = name[:_LONGEST_LABEL]
        free = [
            (sum(_overlap(box, dot) for dot in forces), number, box, anchor)
            for number, (anchor, box) in enumerate(
                _sides(place, _LETTER * max(len(text), len(count)))
            )
            if _inside(box) and not any(_overlap(box, old) for old in taken)
        ]
        if free:
            *_, box, anchor = min(free)
            taken.append(box)
            left, top, right, bottom = box
            at = {"start": left, "end": right}.get(anchor, (left + right) / 2)
            yield MapLabel((at, (top + bottom) / 2), anchor, text, count)


def _sides(place: MapPlace, wide: float) -> Iterator[tuple[str, Box]]:
    """The boxes for a name right of, left of, below and above a circle, each with an anchor."""
    (x, y), away = place.spot, place.need + 12
    yield "start", (x + away, y - _LINE, x + away + wide, y + _LINE)
    yield "end", (x - away - wide, y - _LINE, x - away, y + _LINE)
    yield "middle", (x - wide / 2, y + away, x + wide / 2, y + away + 2 * _LINE)
    yield "middle", (x - wide / 2, y - away - 2 * _LINE, x + wide / 2, y - away)


def _inside(box: Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= HEIGHT


def _square(spot: Spot, radius: float) -> Box:
    x, y = spot
    return x - radius, y - radius, x + radius, y + radius


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


# --- units needed and there -----------------------------------------------------------------------


def need_and_there(replay: Replay) -> tuple[Chart, PageTable] | None:
    """Make the picture and table of the units needed and the units there in all places together.

    The picture does not count units in excess of the need at their place. The result is None if
    nothing was needed.
    """
    fronts = [replay.tally.fronts[key] for key in _keys(replay)]
    need, there = total(front.need for front in fronts), total(front.met for front in fronts)
    most, _ = need.highest()
    if not most:
        return None
    span = _span(need, there, replay.source.facts.duration)
    kinds = several(replay.source.facts.kinds[replay.main_kind])
    worst, times = worst_minute(replay), ClockTimes(replay.clock)
    x, y = Scale(*span, _LEFT, _RIGHT), Scale(0, most, _BOTTOM, _TOP)
    drawn = [
        *_grid(y),
        Outline([*_steps(there, x, y, span), (_RIGHT, _BOTTOM), (_LEFT, _BOTTOM)], "there", True),
        Outline(_steps(need, x, y, span), "need"),
        *_gap((need.at(worst), there.at(worst)), worst, times.at(worst), x, y),
        *_axis(replay, x, span),
        *_names(need, there, y),
    ]
    lowest = f"{there.at(worst)} of {need.at(worst)} at {times.both(worst)}"
    places = f"{len(fronts)} places together" if len(fronts) > 1 else "the one place"
    chart = Chart(
        "need-there",
        f"{kinds} needed, and there{', all places together' if len(fronts) > 1 else ''}",
        f"In {places}, at most {most} {kinds} were needed at once; there were {lowest}.",
        Drawing(_WIDE, _TALL, drawn),
        "need-there-numbers",
    )
    return chart, _table(replay, need, there, span, kinds)


def _span(need: StepCurve, there: StepCurve, end: float) -> tuple[float, float]:
    """The period from shortly before the first need to shortly after the last change."""
    changes = [minute for curve in (need, there) for minute in curve.minutes if minute <= end]
    first, last = need.minutes[0], max(changes)
    room = max(30.0, (last - first) / 40)
    return max(0.0, first - room), min(end, last + room)


def _steps(curve: StepCurve, x: Scale, y: Scale, span: tuple[float, float]) -> list[Point]:
    """The corners of the steps of a curve."""
    inside = [minute for minute in curve.minutes if span[0] < minute < span[1]]
    level = curve.at(span[0])
    found = [(x.at(span[0]), y.at(level))]
    for minute in inside:
        found.append((x.at(minute), y.at(level)))
        level = curve.at(minute)
        found.append((x.at(minute), y.at(level)))
    return [*found, (x.at(span[1]), y.at(level))]


def _grid(y: Scale) -> Iterator[Outline | Words]:
    for value in y.round_values():
        if value == int(value):
            at = y.at(value)
            yield Outline([(_LEFT, at), (_RIGHT, at)], "axis" if not value else "grid")
            yield Words((_LEFT - 6, at + 4), f"{value:g}", "quiet end")


def _gap(
    levels: tuple[int, int], minute: int, when: str, x: Scale, y: Scale
) -> Iterator[Outline | Words]:
    """Mark the shortfall at the minute that the map shows."""
    need, there = levels
    if need > there:
        at, top, low = x.at(minute), y.at(need), y.at(there)
        yield Outline([(at, top), (at, low)], "gap")
        side, look = (-7, "strong over end") if at > (_LEFT + _RIGHT) / 2 else (7, "strong over")
        told = f"{need - there} short at {when}"
        yield Words((at + side, round((top + low) / 2 + 4, 1)), told, look)


def _axis(replay: Replay, x: Scale, span: tuple[float, float]) -> Iterator[Outline | Words]:
    """Label whole hours by the clock, with the hours since the start of the run below them."""
    hours = (span[1] - span[0]) / MINUTES_PER_HOUR
    step = next((each for each in (1, 2, 3, 4, 6, 12, 24) if hours / each <= 6), 48)
    first, times = replay.clock.at(0.0), ClockTimes(replay.clock)
    for minute in range(-first.minute % 60, int(span[1]) + 1, int(MINUTES_PER_HOUR)):
        moment = replay.clock.at(minute)
        hour = moment.hour if step <= 24 else moment.hour + 24 * (moment.day % 2)
        if minute < span[0] or hour % step:
            continue
        at = x.at(minute)
        yield Outline([(at, _BOTTOM), (at, _BOTTOM + 5)], "axis")
        yield Words((at, _BOTTOM + 19), times.at(minute), "quiet middle")
        yield Words((at, _BOTTOM + 34), f"+{format_duration(minute)}", "quiet middle")
    yield Words((_RIGHT + 40, _BOTTOM + 19), "clock", "quiet")
    yield Words((_RIGHT + 40, _BOTTOM + 34), "from start", "quiet")


def _names(need: StepCurve, there: StepCurve, y: Scale) -> Iterator[Outline | Words]:
    """Write the names and highest values of both curves."""
    yield Words((_RIGHT + 12, _TOP + 10), "needed", "strong")
    yield Words((_RIGHT + 12, _TOP + 26), f"{need.highest()[0]} at most", "quiet")
    low = max(_TOP + 58, y.at(there.highest()[0]) + 10)
    low = min(low, _BOTTOM - 26)
    yield Words((_RIGHT + 12, low), "there", "strong")
    yield Words((_RIGHT + 12, low + 16), f"{there.highest()[0]} at most", "quiet")


def _table(
    replay: Replay,
    need: StepCurve,
    there: StepCurve,
    span: tuple[float, float],
    kinds: str,
) -> PageTable:
    """A table of the curves by hour, with few rows; the file to download has every change."""
    times = ClockTimes(replay.clock)
    hours = max(1, -(-int(span[1] - span[0]) // int(MINUTES_PER_HOUR * _MOST_ROWS)))
    step = MINUTES_PER_HOUR * hours
    minutes = [span[0] + step * n for n in range(int((span[1] - span[0]) // step) + 1)]
    changes = sorted({*map(whole, need.minutes), *map(whole, there.minutes)})
    heads = ("needed", "there", "short")

    def counts(minute: float) -> tuple[int, int, int]:
        needed, met_then = need.at(minute), there.at(minute)
        return needed, met_then, needed - met_then

    return PageTable(
        "need-there-numbers",
        f"{kinds} needed and there, all places together",
        ["Clock", *heads],
        [[times.both(m), *map(str, counts(m))] for m in minutes],
        "There: only units that were needed at their place.",
        ["minute", *heads],
        [[m, *counts(m)] for m in changes],
    )
