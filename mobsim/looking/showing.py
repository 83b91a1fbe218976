"""Which pictures can be drawn of one night?

This module makes plain rows from a log and its facts; `mobsim.looking.figures` then draws these
rows. The module draws a log that was written by hand in the same way as a simulated log.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mobsim.ground.clock import ClockTimes
from mobsim.looking import figures
from mobsim.looking.figures import LineGauge, Picture, UnitSpan
from mobsim.scoring import Facts, Measures, Tally
from mobsim.scoring import events as ev
from mobsim.scoring.causes import MOVED
from mobsim.scoring.events import Event
from mobsim.scoring.measures import Source
from mobsim.scoring.sources import source_of
from mobsim.scoring.steps import StepCurve, total
from mobsim.telling.wording import force_name, place_name, region_name, several

FROM: Final[Mapping[Source, str]] = {
    "own": "own crews",
    "agreement": "under an agreement",
    "region": "from the region",
    "nation": "from the country",
    "beyond": "from beyond the 43 forces",
}
"""The label in a picture for each source of units."""
MOST_ROWS: Final = 48
"""The most units in one picture; with more units, the labels would be too small to read."""
MOST_DONORS: Final = 24
"""The most donors in a picture of flows; if there are more donors, the picture shows regions."""


@dataclass(frozen=True)
class ShownNight:
    """The log and facts of a night to show in pictures."""

    title: str
    log: Sequence[Event]
    facts: Facts
    measures: Measures

    @property
    def clock(self) -> Callable[[float], str] | None:
        """A function that gives the clock time at a minute; None if there is no clock."""
        return ClockTimes(self.facts.clock).at if self.facts.clock else None


def show(night: ShownNight, name: str, kind: str) -> Picture:
    """Draw one picture of a night.

    ``name`` is one of `PICTURES`. The picture ``capacity`` covers all kinds of unit.

    Raises
    ------
    InputError
        If there is no picture of the given name.
    """
    figures.check_picture(name, PICTURES)
    return PICTURES[name](night, kind)


def _tally(night: ShownNight) -> Tally:
    tally = Tally(night.facts)
    for row in night.log:
        tally.add(row)
    return tally


# --- mobilisation -------------------------------------------------------------------------------


def _mobilisation(night: ShownNight, kind: str) -> Picture:
    sources = {source: StepCurve() for source in FROM}
    there: dict[str, Source] = {}
    for row in night.log:
        if row.kind != kind or row.unit is None or row.incident in night.facts.holding:
            continue
        if row.event == ev.UNIT_DEPLOYED:
            there[row.unit] = source_of(row, night.facts, row.counterpart or row.force or "")
            sources[there[row.unit]].change(row.minute, 1)
        elif row.event == ev.UNIT_STOOD_DOWN and row.unit in there:
            sources[there.pop(row.unit)].change(row.minute, -1)
    always = ("own", "region", "nation")
    levels = {
        FROM[source]: _levels(steps)
        for source, steps in sources.items()
        if source in always or steps.minutes
    }
    fronts = _tally(night).fronts.items()
    need = _levels(total(front.need for (_, needed), front in fronts if needed == kind))
    title = f"{night.title}: {_of(night, kind)} there and needed"
    until, unit = night.facts.duration, _of(night, kind)
    return figures.mobilisation(levels, need, until, title, unit=unit, clock=night.clock)


def _levels(steps: StepCurve) -> list[tuple[float, float]]:
    return [(at, float(level)) for at, level in zip(steps.minutes, steps.levels, strict=True)]


# --- flows --------------------------------------------------------------------------------------


def _flows(night: ShownNight, kind: str) -> Picture:
    """Draw the flows of units from their own forces to the forces for which they were deployed."""
    sent = {
        (row.unit, row.force or "", row.counterpart or "")
        for row in night.log
        if row.event == ev.UNIT_DEPLOYED and row.kind == kind and row.force != row.counterpart
    }
    by_region = len({force for _, force, _ in sent}) > MOST_DONORS

    def donor(force: str) -> str:
        facts = night.facts
        return region_name(facts.region_of(force)) if by_region else force_name(facts, force)

    rows = [(donor(force), force_name(night.facts, host), 1) for _, force, host in sent]
    title = f"{night.title}: {_of(night, kind)} by {'region' if by_region else 'force'}"
    return figures.flows(rows, title, _of(night, kind))


# --- at home ------------------------------------------------------------------------------------


def _home(night: ShownNight, kind: str) -> Picture:
    """Draw the crews at home of each force with an order; the force with the fewest comes first."""
    facts, found = night.facts, []
    for (force, touched), steps in _tally(night).home.items():
        if touched == kind and (fit := facts.stock[force][kind].fit) > 0:
            shares = [max(0, left) / fit for left in steps.hours(facts.duration)]
            found.append((steps.area(0.0, facts.duration) / fit, force, fit, shares))
    found.sort(key=lambda each: each[:2])
    rows = {f"{force_name(facts, force)} ({fit})": shares for _, force, fit, shares in found}
    of = _of(night, kind)
    title = f"{night.title}: {of} at home; in brackets, crews that are fit"
    return figures.home(rows, title, of, night.clock)


# --- each unit ----------------------------------------------------------------------------------


_NEXT: Final[Mapping[str, figures.Phase]] = {
    ev.UNIT_ORDERED: "mustering",
    ev.UNIT_MUSTERED: "driving",
    ev.UNIT_REACHED_RVP: "at the RVP",
    ev.UNIT_DEPLOYED: "deployed",
    ev.UNIT_STOOD_DOWN: "returning",
    ev.UNIT_RETURNED: "resting",
}
"""The phase of a unit after each of these events; after any other event, the unit is free."""


def _units(night: ShownNight, kind: str) -> Picture:
    rows: dict[str, list[Event]] = defaultdict(list)
    for row in night.log:
        if row.event in ev.UNIT_EVENTS and row.kind == kind and row.unit is not None:
            rows[row.unit].append(row)
    ordered = {
        _unit_label(night.facts, order): list(_spans(each, night.facts.duration))
        for each in rows.values()
        if (order := next((row for row in each if row.event == ev.UNIT_ORDERED), None))
    }
    shown = dict(list(ordered.items())[:MOST_ROWS])
    title = f"{night.title}: {_of(night, kind)} in order of their first orders"
    return figures.units(shown, night.facts.duration, title, len(ordered), night.clock)


def _unit_label(facts: Facts, first: Event) -> str:
    """The force and number of a unit, and the place of its first order."""
    number = (first.unit or "").rpartition("-")[2]
    where = place_name(facts, first.incident or "")
    return f"{force_name(facts, first.force or '')} {number} → {where}"


def _spans(rows: Iterable[Event], end: float) -> Iterator[UnitSpan]:
    phase: figures.Phase | None = None
    since = 0.0
    for row in rows:
        if phase is not None:
            yield UnitSpan("resting" if row.event == ev.UNIT_RESTED else phase, since, row.minute)
        moved = row.event == ev.UNIT_ORDERED and row.cause in MOVED
        phase, since = "driving" if moved else _NEXT.get(row.event), row.minute
    if phase is not None:
        yield UnitSpan(phase, since, end)


# --- lines --------------------------------------------------------------------------------------


def _capacity(night: ShownNight, _kind: str) -> Picture:
    rows = [
        LineGauge(
            known.name if (known := night.facts.line(line.line)) else line.line,
            line.required,
            line.declared,
            float(line.peak_in_use or 0),
            line.verdict_stock or "",
        )
        for line in night.measures.national
    ]
    title = f"{night.title}: national lines, declared and in use"
    return figures.capacity(rows, title, "one night (n = 1); in use: ordered and not yet rested")


def _of(night: ShownNight, kind: str) -> str:
    """The printed word for units of a kind."""
    known = night.facts.kinds.get(kind)
    return several(known) if known else kind


PICTURES: Final[Mapping[str, Callable[[ShownNight, str], Picture]]] = {
    "mobilisation": _mobilisation,
    "flows": _flows,
    "home": _home,
    "units": _units,
    "capacity": _capacity,
}
"""The pictures that can be drawn of a night, by name."""
