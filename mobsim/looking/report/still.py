"""What does the map show before anything moves, on paper, or where no script may run?

The country at one minute: the busiest. The script of the page takes over from there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from mobsim.ground.clock import ClockTimes
from mobsim.looking.report.map_layout import Spot
from mobsim.looking.report.replay import Replay, desk_name
from mobsim.telling.wording import force_name, place_name, shortened

RADIUS = 4.0
"""Of an incident's circle on the page, for a need of one unit; its area grows with need."""
STEPS_DOWN = (0.8, 0.6, 0.4, 0.2)
"""Shares of the fit left at home at which the colour changes."""


@dataclass(frozen=True)
class ForceMark:
    """A force at a minute."""

    number: int
    name: str
    label: str
    spot: Spot
    tile: Spot
    step: str
    """Which of five colours, or ``none`` where it has no such units."""
    left: str
    """Crews at home of those fit."""
    cells: tuple[tuple[str, str], ...]
    """By kind, at home and out."""


@dataclass(frozen=True)
class IncidentMark:
    """An incident at a minute."""

    number: int
    name: str
    spot: Spot
    tile: Spot
    need: float
    """Radius of the circle; 0 where nothing is needed."""
    there: float
    """Radius of what is met of it."""
    rows: tuple[tuple[str, int, tuple[int, int, int, int]], ...]
    """By kind as printed and its number: needed, there, on the way, gathering."""


@dataclass(frozen=True)
class Still:
    """The country at one minute."""

    when: str
    """The minute by both clocks."""
    forces: tuple[ForceMark, ...]
    incidents: tuple[IncidentMark, ...]
    roads: tuple[str, str]
    """The paths of roads, and of long ones."""
    desks: tuple[tuple[str, int], ...]


def still_of(replay: Replay) -> Still:
    """The country at the busiest minute."""
    minute = replay.busiest
    return Still(
        ClockTimes(replay.clock).both(minute),
        tuple(_force(replay, number, name, minute) for number, name in enumerate(replay.forces)),
        tuple(_incident(replay, n, name, minute) for n, name in enumerate(replay.incidents)),
        (_lines(replay.atlas.roads), _lines(replay.atlas.long_roads)),
        tuple(
            (desk_name(replay.source, desk), replay.whereabouts.desks[desk].at(minute))
            for desk in replay.desks()
        ),
    )


def _lines(roads: Iterable[tuple[Spot, Spot]]) -> str:
    return "".join(f"M{x} {y}L{u} {v}" for (x, y), (u, v) in roads)


def _force(replay: Replay, number: int, force: str, minute: int) -> ForceMark:
    facts = replay.source.facts
    owned = facts.stock.get(force, {})
    cells = {}
    for kind in {*replay.kinds, replay.main_kind}:
        left, out = (steps.at(minute) for steps in replay.levels_of(force, kind))
        cells[kind] = (str(left), str(out)) if kind in owned or out else ("–", "–")
    fit = owned[replay.main_kind].fit if replay.main_kind in owned else 0
    left = replay.levels_of(force, replay.main_kind)[0].at(minute)
    return ForceMark(
        number,
        shortened(force_name(facts, force)),
        replay.atlas.labels[force],
        replay.atlas.spots["force", force],
        replay.atlas.tiles["force", force],
        str(step_down(left, fit)) if fit else "none",
        f"{left}/{fit}" if fit else "–",
        tuple(cells[kind] for kind in replay.kinds),
    )


def step_down(left: int, fit: int) -> int:
    """Which of five colours: 0 for almost all at home."""
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
    return IncidentMark(
        number,
        shortened(place_name(facts, incident)),
        replay.atlas.spots["incident", incident],
        replay.atlas.tiles["incident", incident],
        round(RADIUS * sqrt(need), 1),
        round(RADIUS * sqrt(min(need, there)), 1),
        tuple(rows),
    )
