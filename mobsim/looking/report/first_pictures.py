"""What do the two pictures of the first screen show?

The country at its worst minute, as a map that stands still; and, for all places together, what was
needed against what was there, on the clock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from mobsim.ground.clock import ClockTimes
from mobsim.ground.units import MINUTES_PER_HOUR, format_duration
from mobsim.looking.marks import Drawing, Outline, Point, Scale, Words
from mobsim.looking.report.charts import Chart
from mobsim.looking.report.map_layout import WIDTH, Spot
from mobsim.looking.report.page_tables import PageTable
from mobsim.looking.report.replay import Replay, whole
from mobsim.looking.report.still import step_down
from mobsim.scoring.incidents import LASTS, met, shortfall
from mobsim.scoring.steps import StepCurve, total
from mobsim.telling.wording import place_name, several, shortened

RADIUS = 4.0
"""Of the circle of a need of one unit; its area grows with need."""
MOST_LABELS = 8
"""Places that are named on the map."""
_LETTER, _LINE = 17, 32
"""Room of a letter, and of a line of text, on the map."""
_LONGEST_LABEL = 20
_MOST_ROWS = 24
_WIDE, _TALL = 660.0, 250.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 540.0, 14.0, 206.0


@dataclass(frozen=True)
class MapPlace:
    """A place as a circle: its area is need, the filled part what is there."""

    spot: Spot
    need: float
    there: float


@dataclass(frozen=True)
class MapLabel:
    """A name beside a circle, and the count below it."""

    at: tuple[float, float]
    anchor: str
    name: str
    count: str


@dataclass(frozen=True)
class MapStill:
    """The country at one minute."""

    what: str
    """What is counted."""
    when: str
    why: str
    """Why it is this minute."""
    desc: str
    dots: Sequence[tuple[str, str]]
    """By step of colour: dots of forces as one path."""
    all_dots: str
    places: Sequence[MapPlace]
    labels: Sequence[MapLabel]
    table: PageTable


def short_of(replay: Replay) -> StepCurve:
    """Units of the main kind short in all places together."""
    return total(shortfall(replay.tally.fronts[key]) for key in _keys(replay))


def worst_minute(replay: Replay) -> int:
    """The last minute of the worst shortfall of all places together that lasts an hour.

    By then what could come at once has come. Without such a shortfall, the replay's busiest minute.
    """
    found = short_of(replay).lasting(LASTS, replay.source.facts.duration)
    if found is None:
        return replay.busiest
    _, since, lasts = found
    return min(replay.end, max(whole(since), whole(since + lasts) - 1))


def _keys(replay: Replay) -> list[tuple[str, str]]:
    """Places that needed the main kind."""
    keys = ((incident, replay.main_kind) for incident in replay.incidents)
    return [key for key in keys if key in replay.tally.fronts]


# --- the map --------------------------------------------------------------------------------------


def map_still(replay: Replay) -> MapStill:
    """The country at its worst minute."""
    minute = worst_minute(replay)
    why = "the worst minute" if short_of(replay).at(minute) else "when most were on their way"
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
    spots = replay.atlas.spots
    places = [MapPlace(spots["incident", i], _radius(n), _radius(min(n, t))) for i, n, t in rows]
    told = [f"{names[i]} {t} of {n}" for i, n, t in rows]
    labelled = [(spots["incident", i], names[i], n, t) for i, n, t in rows[:MOST_LABELS]]
    return MapStill(
        what=f"{kinds} there, of those needed",
        when=when,
        why=why,
        desc=f"{kinds} there, of those needed, at {when}: {'; '.join(told) or 'none needed'}.",
        dots=list(_dots(replay, minute)),
        all_dots="".join(_dot(spots["force", force]) for force in replay.forces),
        places=places,
        labels=list(_labels(labelled)),
        table=PageTable(
            "map-numbers",
            f"{kinds} at {when}",
            ["Place", "needed", "there", "short"],
            [[names[i], str(n), str(t), str(max(0, n - t))] for i, n, t in rows],
        ),
    )


def _radius(units: int) -> float:
    return round(RADIUS * sqrt(units), 1)


def _dots(replay: Replay, minute: int) -> Iterator[tuple[str, str]]:
    """Forces by what is left of their fit crews: each step of colour as one path."""
    found: dict[str, str] = {}
    for force in replay.forces:
        owned = replay.source.facts.stock.get(force, {}).get(replay.main_kind)
        if owned is None or not owned.fit:
            continue
        left = replay.levels_of(force, replay.main_kind)[0].at(minute)
        step = str(step_down(left, owned.fit))
        found[step] = found.get(step, "") + _dot(replay.atlas.spots["force", force])
    yield from sorted(found.items())


def _dot(spot: Spot) -> str:
    return f"M{spot[0]} {spot[1]}h0"


Labelled = tuple[Spot, str, int, int]


def _labels(rows: Sequence[Labelled]) -> Iterator[MapLabel]:
    """Names that cover neither each other, nor a circle, nor the edge; the worst place first."""
    circles = (((x, y), _radius(need)) for (x, y), _, need, _ in rows)
    taken = [(x - r, y - r, x + r, y + r) for (x, y), r in circles]
    for (x, y), name, need, there in rows:
        text, count = name[:_LONGEST_LABEL], f"{there} of {need}"
        wide, away = _LETTER * max(len(text), len(count)), _radius(need) + 12
        for left, anchor in ((x + away, "start"), (x - away - wide, "end")):
            box = (left, y - _LINE, left + wide, y + _LINE)
            if left >= 0 and box[2] <= WIDTH and not any(_overlap(box, old) for old in taken):
                taken.append(box)
                at = left if anchor == "start" else left + wide
                yield MapLabel((at, y), anchor, text, count)
                break


def _overlap(
    one: tuple[float, float, float, float], two: tuple[float, float, float, float]
) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


# --- need against what was there ------------------------------------------------------------------


def need_and_there(replay: Replay) -> tuple[Chart, PageTable] | None:
    """All places together: needed, and there of it; None where nothing was needed."""
    fronts = [replay.tally.fronts[key] for key in _keys(replay)]
    need, there = total(front.need for front in fronts), total(met(front) for front in fronts)
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
        *_gap(need, there, worst, x, y),
        *_axis(replay, x, span),
        *_names(need, there, y),
    ]
    lowest = f"{there.at(worst)} of {need.at(worst)} at {times.both(worst)}"
    places = f"{len(fronts)} places together" if len(fronts) > 1 else "the one place"
    chart = Chart(
        "need-there",
        f"{kinds} needed, and there",
        f"In {places}, at most {most} {kinds} were needed at once; there were {lowest}.",
        Drawing(_WIDE, _TALL, drawn),
        "need-there-numbers",
    )
    return chart, _table(replay, need, there, span, kinds)


def _span(need: StepCurve, there: StepCurve, end: float) -> tuple[float, float]:
    """From a little before the first need to a little after the last change."""
    changes = [minute for curve in (need, there) for minute in curve.minutes if minute <= end]
    first, last = need.minutes[0], max(changes)
    room = max(30.0, (last - first) / 40)
    return max(0.0, first - room), min(end, last + room)


def _steps(curve: StepCurve, x: Scale, y: Scale, span: tuple[float, float]) -> list[Point]:
    """A level as the corners of its steps."""
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
    need: StepCurve, there: StepCurve, worst: int, x: Scale, y: Scale
) -> Iterator[Outline | Words]:
    """What was short at the minute that the map shows."""
    short = need.at(worst) - there.at(worst)
    if short > 0:
        at, top, low = x.at(worst), y.at(need.at(worst)), y.at(there.at(worst))
        yield Outline([(at, top), (at, low)], "gap")
        side, look = (-7, "strong end") if at > (_LEFT + _RIGHT) / 2 else (7, "strong")
        yield Words((at + side, round((top + low) / 2 + 4, 1)), f"{short} short", look)


def _axis(replay: Replay, x: Scale, span: tuple[float, float]) -> Iterator[Outline | Words]:
    """Whole hours of the clock, and below them hours from the start of the run."""
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
    """Both lines by name and by their highest value."""
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
    """The curve by the hour, in not more than so many rows; each change in the data."""
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
        "There: of those needed in each place.",
        ["minute", *heads],
        [[m, *counts(m)] for m in changes],
    )
