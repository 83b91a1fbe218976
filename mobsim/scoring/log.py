"""How is a log turned into a table, and how is a table turned into a log?

A table is either a CSV file, as in every result and for logs typed by hand, or a pandas frame. Both
forms have the same thirteen columns in the same order, and neither form loses any data.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from pydantic import AfterValidator, BeforeValidator, Field, NonNegativeFloat

from mobsim.ground.errors import Fault, InputError, did_you_mean, listed
from mobsim.ground.grids import csv_text
from mobsim.ground.safe_text import shown
from mobsim.ground.tables import Count, Row, Table, guarded, scan_table, unguarded
from mobsim.scoring import events as ev
from mobsim.scoring.events import COLUMNS, Event
from mobsim.scoring.facts import Facts

if TYPE_CHECKING:
    import pandas


def to_cell(value: object) -> str:
    """Turn a value into a CSV cell that a spreadsheet does not read as a formula.

    The function guards text as `mobsim.ground.tables.guarded` does, and turns invisible characters
    into codes. Numbers stay numbers.

    >>> [to_cell(value) for value in ("=1+1", "'=", "Leeds", -3, 12.0, None, True)]
    ["'=1+1", "''=", 'Leeds', '-3', '12', '', 'true']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, int):
        return str(value)
    return guarded(shown(str(value)))


def _known_event(name: str) -> str:
    if name not in ev.EVENTS:
        raise ValueError(f"an event; {did_you_mean(name, ev.EVENTS)}")
    return name


_Text = Annotated[str | None, BeforeValidator(unguarded)]
_FAR: Final = 999_999
"""The latest minute that a log may contain: nearly two years."""


class LogCells(Row):
    """The cells of a row of a log, except its time. Only the cell of the event is required."""

    BOUNDS: ClassVar[tuple[str, ...]] = ("log", "columns")

    event: Annotated[str, AfterValidator(_known_event)]
    incident: _Text = None
    request: Count | None = None
    tier: Annotated[int, Field(ge=1, le=3)] | None = None
    force: _Text = None
    counterpart: _Text = None
    unit: _Text = None
    kind: _Text = None
    count: Count | None = None
    cause: _Text = None
    known_stock: Count | None = None
    expected_minute: Annotated[float, Field(ge=-_FAR, le=_FAR)] | None = None


class _LogRow(LogCells):
    minute: NonNegativeFloat


_INCIDENT = ("incident", "force")
_UNIT = ("incident", "force", "unit", "kind")
_CREW = ("force", "unit", "kind")
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    ev.INCIDENT_BEGAN: _INCIDENT,
    ev.NEED_CHANGED: (*_INCIDENT, "kind", "count"),
    ev.INCIDENT_ENDED: _INCIDENT,
    ev.NEED_JUDGED: (*_INCIDENT, "kind", "count"),
    ev.AID_REQUESTED: (*_INCIDENT, "tier", "kind"),
    ev.AID_ASKED: (*_INCIDENT, "tier", "kind", "count"),
    ev.AID_OFFERED: (*_INCIDENT, "tier", "kind", "count", "cause"),
    ev.NEED_UNMET: (*_INCIDENT, "kind", "count", "counterpart"),
    ev.FLOOR_OVERRIDDEN: ("force", "kind"),
    **dict.fromkeys(sorted(ev.UNIT_EVENTS), _UNIT),
    ev.UNIT_ORDERED: (*_UNIT, "tier"),
    ev.UNIT_DEPLOYED: (*_UNIT, "tier"),
    ev.SERIAL_REACHED_RVP: (*_UNIT, "count"),
    ev.OPERATION_SHORT: ("force", "kind", "count"),
    **dict.fromkeys(
        (ev.UNIT_COMMITTED, ev.UNIT_STOOD_BY, ev.UNIT_UNFIT, ev.UNIT_RETURNED, ev.UNIT_RESTED),
        _CREW,
    ),
}
"""For each event, the columns that its row must fill in."""


def to_csv(log: Iterable[Event], path: Path | str) -> None:
    """Write a log as a CSV file in UTF-8, with a header and one row for each event."""
    Path(path).write_text(csv_of(COLUMNS, log), encoding="utf-8", newline="")


def csv_of(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as CSV text."""
    return csv_text(head, ([to_cell(value) for value in row] for row in rows))


def read_csv(path: Path | str) -> list[Event]:
    """Read a log from a CSV file, written by `to_csv` or typed by hand.

    The only required columns are ``minute``, ``event`` and the columns that each event needs.

    Raises `InputError` with every fault of the file, by line and column. Faults are unknown events
    (with the nearest known name), cells that are not numbers, missing cells, and minutes that are
    out of order.
    """
    table = scan_table(path, _LogRow)
    faults = list(table.faults) + _missing_cells(table) + _minutes_running_back(table)
    if faults:
        raise InputError(faults)
    return [Event(*(getattr(row, column) for column in COLUMNS)) for row in table.rows]


def _missing_cells(table: Table[_LogRow]) -> list[Fault]:
    return [
        table.fault(record, column, f"found an empty cell; {row.event} needs its {column}")
        for record, row in table.pairs
        for column in NEEDED.get(row.event, ())
        if getattr(row, column) is None
    ]


def _minutes_running_back(table: Table[_LogRow]) -> list[Fault]:
    faults, before = [], 0.0
    for record, row in table.pairs:
        if row.minute < before:
            problem = (
                f"found {to_cell(row.minute)} below {to_cell(before)}; "
                "expected rows in the order in which they happened"
            )
            faults.append(table.fault(record, "minute", problem))
        before = max(before, row.minute)
    return faults


def check_of_one_night(log: Sequence[Event], facts: Facts, path: Path | str) -> None:
    """Refuse a log that contains a name that is missing from the facts, or that lasts too long.

    Raises
    ------
    InputError
        The error gives the first unknown name in each column, or the minute after the end.
    """
    known: Mapping[str, Iterable[str]] = {
        "incident": facts.incidents.keys() | facts.operations.keys(),
        "force": facts.forces,
        "kind": facts.kinds,
    }
    strange = [
        f"the {column} {name!r}"
        for column, names in known.items()
        for name in sorted({getattr(row, column) for row in log} - {None, *names})[:1]
    ]
    if strange:
        message = f"found {listed(strange)}, which the facts do not name; is it from another night?"
        raise InputError.about(path, message)
    if log and log[-1].minute > facts.duration:
        message = f"found minute {log[-1].minute:g}, after the end at {facts.duration:g}"
        raise InputError.about(path, message)


def to_frame(log: Iterable[Event]) -> "pandas.DataFrame":
    """A log as a pandas frame with one row per event; columns of whole numbers are ``Int64``."""
    import pandas as pd

    frame = pd.DataFrame(list(log), columns=list(COLUMNS))
    numbers = dict.fromkeys(ev.WHOLE, "Int64") | dict.fromkeys(ev.REAL, "float64")
    return frame.astype(dict.fromkeys(COLUMNS, "string") | numbers)
