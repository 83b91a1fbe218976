"""What does the map show on paper, without scripts, and before the replay starts?

The map shows the country at the busiest minute. The replay also starts at this minute.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from mobsim.ground.clock import ClockTimes
from mobsim.looking.report.map_layout import Spot
from mobsim.looking.report.mark_layout import PlacedName, force_radius, place_radius
from mobsim.looking.report.replay import FONTS, LONGEST_LABEL, Replay, desk_name
from mobsim.looking.report.whereabouts import Place
from mobsim.telling.wording import force_name, place_name, shortened

STROKE = 8.0
"""The width of the ring that shows how much need at a place is met."""
STEPS_DOWN = (0.8, 0.6, 0.4, 0.2)
"""The shares of fit crews at home at which the colour of a force changes."""


@dataclass(frozen=True)
class ForceMark:
    """A force on the map at one minute."""

    name: str
    x: float
    y: float
    radius: float
    """The radius of the force's circle, which grows with its fit crews."""
    kept: float
    """The radius of the disc for crews at home."""
    cells: tuple[tuple[str, str], ...]
    """The numbers of units at home and out, by kind."""


@dataclass(frozen=True)
class IncidentMark:
    """An incident on the map at one minute."""

    number: int
    name: str
    x: float
    y: float
    need: int
    there: int
    radius: float
    """The radius of the circle in the middle of the ring's width."""
    share: float
    """The percentage of need that is met, which is the filled part of the ring."""
    rows: tuple[tuple[str, int, tuple[int, int, int, int]], ...]
    """The numbers of units needed, there, on the way and gathering, by printed kind."""


@dataclass(frozen=True)
class MarkName:
    """A name on the map, which is shown if there is room for it."""

    text: str
    numbers: str
    """The units there and the units needed, if the name is the name of a place."""
    at: PlacedName | None
    shown: bool


@dataclass(frozen=True)
class DeskMark:
    """A desk on the map at one minute."""

    name: str
    y: int
    waiting: int
    awaited: int


@dataclass(frozen=True)
class Still:
    """What the map shows of the country at one minute."""

    when: str
    """The minute as a clock time and in hours from the start."""
    forces: tuple[ForceMark, ...]
    incidents: tuple[IncidentMark, ...]
    roads: tuple[str, str]
    """The SVG path of short roads and the SVG path of long roads."""
    force_names: tuple[MarkName, ...]
    place_names: tuple[MarkName, ...]
    desks: tuple[DeskMark, ...]


def still_of(replay: Replay) -> Still:
    """What the map shows of the country at the busiest minute."""
    minute = replay.busiest
    incidents = tuple(_incident(replay, n, name, minute) for n, name in enumerate(replay.incidents))
    placed = {name.place: name for name in replay.names(FONTS[0])}
    return Still(
        ClockTimes(replay.clock).both(minute),
        tuple(_force(replay, name, minute) for name in replay.forces),
        incidents,
        (_lines(replay.atlas.roads), _lines(replay.atlas.long_roads)),
        tuple(_force_names(replay, placed)),
        tuple(_place_names(replay, placed, incidents)),
        tuple(
            DeskMark(
                desk_name(replay.source, desk),
                replay.atlas.desks[desk][1],
                replay.escalation.waiting[desk].at(minute),
                replay.escalation.awaited[desk].at(minute),
            )
            for desk in replay.desks
        ),
    )


def _force_names(replay: Replay, placed: Mapping[Place, PlacedName]) -> Iterator[MarkName]:
    for force in replay.forces:
        at = placed.get(("force", force))
        short = at is not None and at.which == 1
        text = replay.atlas.labels[force] if short else replay.short_name(force)
        yield MarkName(text, "", at, shown=at is not None)


def _place_names(
    replay: Replay, placed: Mapping[Place, PlacedName], incidents: Sequence[IncidentMark]
) -> Iterator[MarkName]:
    for mark, incident in zip(incidents, replay.incidents, strict=True):
        at = placed.get(("incident", incident))
        numbers_only = at is not None and at.which == 1
        text = "" if numbers_only else shortened(mark.name, LONGEST_LABEL)
        shown = at is not None and bool(mark.need or mark.there)
        yield MarkName(text, f"{mark.there}/{mark.need}", at, shown=shown)


def _lines(roads: Iterable[tuple[Spot, Spot]]) -> str:
    return "".join(f"M{x} {y}L{u} {v}" for (x, y), (u, v) in roads)


def _force(replay: Replay, force: str, minute: int) -> ForceMark:
    facts = replay.source.facts
    owned = facts.stock.get(force, {})
    cells = {}
    for kind in {*replay.kinds, replay.main_kind}:
        left, out = (steps.at(minute) for steps in replay.levels_of(force, kind))
        cells[kind] = (str(left), str(out)) if kind in owned or out else ("–", "–")
    fit = owned[replay.main_kind].fit if replay.main_kind in owned else 0
    left = replay.levels_of(force, replay.main_kind)[0].at(minute)
    disc, radius = replay.marks["force", force], force_radius(fit)
    return ForceMark(
        shortened(force_name(facts, force)),
        disc.x,
        disc.y,
        round(radius, 1),
        round(radius * sqrt(min(left, fit) / fit), 1) if fit else 0,
        tuple(cells[kind] for kind in replay.kinds),
    )


def step_down(left: int, fit: int) -> int:
    """The step of colour of a force, from 0 to 4; at 0, almost all crews are at home."""
    return sum(left < share * fit for share in STEPS_DOWN)


def _incident(replay: Replay, number: int, incident: str, minute: int) -> IncidentMark:
    facts, rows, need, there = replay.source.facts, [], 0, 0
    for place, kind in enumerate(replay.kinds):
        levels = replay.front_of(incident, kind)
        if levels is not None:
            needed, met, way, gathering = (steps.at(minute) for steps in levels)
            rows.append((facts.kinds[kind].short, place, (needed, met, way, gathering)))
            if kind == replay.main_kind:
                need, there = needed, met
    disc = replay.marks["incident", incident]
    return IncidentMark(
        number,
        shortened(place_name(facts, incident)),
        disc.x,
        disc.y,
        need,
        there,
        round(place_radius(need) - STROKE / 2, 1),
        round(100 * min(need, there) / need, 1) if need else 0,
        tuple(rows),
    )
