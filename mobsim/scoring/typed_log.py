"""How do notes from a mobilisation or an exercise become a log?

A sheet typed by hand has clock times, and often gives the number of units instead of their
names. Units without names are assumed to act in the order in which they arrived.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import ClassVar, Final

from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.ground.grids import read_grid
from mobsim.ground.tables import Record, Table, Text, scan_table
from mobsim.ground.units import MINUTES_PER_HOUR
from mobsim.scoring import events as ev
from mobsim.scoring.clocks import missing_events
from mobsim.scoring.events import COLUMNS, Event
from mobsim.scoring.facts import Facts
from mobsim.scoring.log import NEEDED, LogCells
from mobsim.scoring.tally import LogTally

DEMAND: Final = (ev.INCIDENT_BEGAN, ev.NEED_CHANGED, ev.INCIDENT_ENDED)
"""Events about need; if a sheet lacks these events, they come from the sheet's scenario."""
_AFTERWARDS: Final = (ev.UNIT_RETURNED, ev.UNIT_RESTED)
"""Events that can happen only after a unit has stood down."""
_SELDOM: Final = (
    *(ev.UNIT_STOOD_DOWN, ev.UNIT_CANCELLED, ev.UNIT_UNFIT, ev.UNIT_COMMITTED),
    *(ev.SERIAL_REACHED_RVP, ev.UNIT_STOOD_BY),
)
"""Events that happen only in some nights; if a sheet has no row of such an event, it did not
happen.
"""
_ASKING: Final = (ev.AID_ASKED, ev.AID_OFFERED)
_FILLED: Final = ("tier", "cause")
"""Columns that a sheet can leave empty, because other cells imply their values."""
_NIGHT: Final = 12 * MINUTES_PER_HOUR
"""The longest time, in minutes, from a row to a next row without a date; a longer time is a
fault.
"""
_MOST_UNITS: Final = 1000
_FORM: Final = "%Y-%m-%d %H:%M"


class TypedRow(LogCells):
    """A row of a sheet: a local time, an event, and the cells that the event needs."""

    SHEET: ClassVar[str] = "log"

    time: Text


def is_typed(path: Path | str) -> bool:
    """Whether a table has times of day instead of minutes since the start."""
    grid, _ = read_grid(Path(path), str(path), TypedRow.SHEET, TypedRow.BOUNDS)
    return bool(grid.rows) and "time" in grid.rows[0].cells


def read_typed_log(path: Path | str, facts: Facts) -> list[Event]:
    """Read a log from a sheet (CSV or XLSX).

    Each ``time`` is a date and time such as ``2024-08-04 18:30``, or a time of day such as
    ``18:30``. A time of day means the first such time after the time in the row above, at most 12 h
    later. A row about units gives one ``unit``, or a ``count`` of units without names.

    Raises
    ------
    InputError
        With every fault of the sheet by line and column. Faults are, for example, names that the
        facts do not contain, and units that leave although they had not arrived. A time is faulty
        if it cannot be read, is before the row above or is outside the run.
    """
    if facts.clock is None:
        raise InputError.about(path, "found times, but the scenario has no clock")
    table = scan_table(path, TypedRow)
    minutes, faults = _minutes(table, facts.clock, facts.duration)
    faults += [*table.faults, *_missing(table), *_unknown(table, facts), *_left_early(table)]
    if faults:
        raise InputError(sorted(faults, key=lambda fault: (fault.line, fault.column)))
    return list(_events(table.rows, minutes, facts))


def as_recorded(log: Sequence[Event], facts: Facts) -> tuple[list[Event], frozenset[str]]:
    """Return the rows of all events that a log records completely, and the names of these events.

    A log is assumed to record all events that it contains, and all events that do not have to
    happen in every night. If a later event shows that rows of an earlier event are missing, the log
    is assumed not to record the earlier event.
    """
    tally = LogTally(facts)
    for event in log:
        tally.add(event)
    partial = missing_events(tally.counts, facts, tally.unseen, tally.excused)
    kept = [event for event in log if event.event not in partial]
    found = {event.event for event in kept} | {*_SELDOM, ev.INCIDENT_ENDED}
    if not tally.counts[ev.UNIT_STOOD_DOWN]:
        found |= set(_AFTERWARDS)
    return kept, frozenset(found)


def _minutes(
    table: Table[TypedRow], clock: WallClock, duration: float
) -> tuple[list[float], list[Fault]]:
    """The minutes since the start, row by row, and any faults in the times."""
    before, found = 0.0, list[float]()
    faults: list[Fault] = []
    for record, row in table.pairs:
        try:
            minute = _minute(row.time, clock, before)
        except ValueError:
            problem = "expected a local time such as '2024-08-04 18:30' or '18:30'"
            faults.append(table.fault(record, "time", f"found {row.time!r}, {problem}"))
            continue
        if len(row.time) <= len("00:00") and found and minute - before > _NIGHT:
            problem = f"found {row.time!r} after {clock.format(before)}; put the rows in order"
            problem += ", or write the date if it is the next day"
            faults.append(table.fault(record, "time", problem))
            continue
        if problem := _misplaced(minute, before, duration, clock):
            faults.append(table.fault(record, "time", f"found {row.time!r}, {problem}"))
        before = max(before, minute)
        found.append(minute)
    return found, faults


def _minute(text: str, clock: WallClock, before: float) -> float:
    """The minute of a time; a time without a date means the first such time from ``before`` on."""
    if len(text) > len("00:00"):
        return clock.minute_of(datetime.strptime(text[:16], _FORM).replace(tzinfo=LONDON))
    earliest = clock.at(before)
    wall = datetime.combine(earliest.date(), time.fromisoformat(text), LONDON)
    minute = clock.minute_of(wall)
    return minute if minute >= before else clock.minute_of(wall + timedelta(days=1))


def _misplaced(minute: float, before: float, duration: float, clock: WallClock) -> str:
    if not 0 <= minute <= duration:
        span = f"{clock.format_date(0)} to {clock.format_date(duration)}"
        return f"which the scenario's run does not cover; expected a time from {span}"
    if minute < before:
        return "before the row above; expected rows in the order in which they happened"
    return ""


def _unknown(table: Table[TypedRow], facts: Facts) -> Iterator[Fault]:
    """Yield faults for names that the scenario does not contain."""
    known: Mapping[str, Collection[str]] = {
        "incident": facts.incidents.keys() | facts.operations.keys(),
        "force": facts.forces,
        "counterpart": facts.forces,
        "kind": facts.kinds,
    }
    for record, row in table.pairs:
        for column, names in known.items():
            name = getattr(row, column)
            if name is None or name in names:
                continue
            if column == "counterpart" and row.event not in ev.UNIT_EVENTS:
                continue  # a RICC or a line
            yield table.fault(record, column, f"found {name!r}; {did_you_mean(name, names)}")


def _missing(table: Table[TypedRow]) -> Iterator[Fault]:
    for record, row in table.pairs:
        for column in NEEDED.get(row.event, ()):
            if column == "unit" and row.unit is None:
                yield from _uncounted(table, record, row)
            elif getattr(row, column) is None and column not in _FILLED:
                problem = f"found an empty cell; {row.event} needs its {column}"
                yield table.fault(record, column, problem)


def _uncounted(table: Table[TypedRow], record: Record, row: TypedRow) -> Iterator[Fault]:
    if row.count is None:
        problem = f"found an empty cell; {row.event} needs a unit, or a count of units"
        yield table.fault(record, "count" if "count" in table.header else "unit", problem)
    elif not 0 < row.count <= _MOST_UNITS:
        problem = f"found {row.count}, expected from 1 to {_MOST_UNITS} units"
        yield table.fault(record, "count", problem)


def _left_early(table: Table[TypedRow]) -> Iterator[Fault]:
    """Yield a fault if more unnamed units leave a place than were deployed there."""
    there: Counter[tuple[str | None, ...]] = Counter()
    for record, row in table.pairs:
        of = (row.incident, row.force, row.kind)
        if row.unit is None and row.event == ev.UNIT_DEPLOYED:
            there[of] += row.count or 0
        elif row.unit is None and row.event == ev.UNIT_STOOD_DOWN:
            if (row.count or 0) > there[of]:
                problem = f"found {row.count}, expected at most the {there[of]} still deployed"
                yield table.fault(record, "count", problem)
            there[of] -= row.count or 0


def _events(rows: Sequence[TypedRow], minutes: Sequence[float], facts: Facts) -> Iterator[Event]:
    """Yield the events of the rows, with a separate event for each unit."""
    done: Counter[tuple[str | None, ...]] = Counter()
    asked: dict[tuple[str | None, ...], int] = {}
    for row, minute in zip(rows, minutes, strict=True):
        cells = {column: getattr(row, column) for column in COLUMNS if column != "minute"}
        event = _filled(Event(minute, **cells), facts, asked)
        if event.event not in ev.UNIT_EVENTS or event.unit is not None:
            yield event
            continue
        of = (event.event, event.incident, event.force, event.kind)
        for _ in range(event.count or 0):
            done[of] += 1
            name = f"{event.force}-{event.kind}-{event.incident}-{done[of]:02}"
            yield event._replace(unit=name, count=None)


def _filled(event: Event, facts: Facts, asked: dict[tuple[str | None, ...], int]) -> Event:
    """Fill in the implied cells of an event; ``asked`` has the numbers asked for so far."""
    place = facts.incidents.get(event.incident or "")
    host = place.force if place else None
    of = (event.incident, event.force, event.kind)
    if event.event in ev.UNIT_EVENTS or event.event in _ASKING:
        event = event._replace(counterpart=event.counterpart or host)
        event = event._replace(tier=event.tier or _tier(event, facts))
    if event.event == ev.AID_REQUESTED:
        event = event._replace(tier=event.tier or (3 if event.counterpart == ev.NPOCC else 2))
    if event.event == ev.AID_ASKED:
        asked[of] = event.count or 0
    if event.event == ev.AID_OFFERED and event.cause is None:
        answer = "full" if (event.count or 0) >= asked.get(of, 1) else "part"
        event = event._replace(cause=answer if event.count else "none")
    return event


def _tier(event: Event, facts: Facts) -> int:
    """The tier of a unit: 1 if the host owns it, 2 if it is from the host's region, otherwise 3."""
    if event.force == event.counterpart:
        return 1
    same = facts.region_of(event.force) == facts.region_of(event.counterpart)
    return 2 if same else 3
