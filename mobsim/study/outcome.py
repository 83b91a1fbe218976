"""What does mobsim save from each replication of a study?

For each replication, mobsim saves rows of several tables. The columns of the tables and their types
do not depend on the scenario, so replications from different machines fit into one table. Minutes
count from the start of the scenario. An empty cell means *never* or *not known*, depending on the
measure.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from functools import cache
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from mobsim.scoring.declaring import Gauged
from mobsim.scoring.events import COLUMNS, REAL, WHOLE, Event
from mobsim.scoring.measures import (
    FACTS,
    NEED_MET,
    RESERVE,
    Asked,
    ForceAtHome,
    Headlines,
    IncidentMeasures,
    LineMeasures,
    Measures,
    OfficersTaken,
    People,
    RegionMeasures,
    TargetMeasures,
)
from mobsim.scoring.met_so_far import MetSoFar

Type = Literal["int", "float", "text"]
"""The type of a column: whole numbers, other numbers, or words."""
Value = int | float | str | None
Row = tuple[Value, ...]

KEY: Final = "replication"
LOG: Final = "log"
"""The name of the table of events, which mobsim saves only on request."""

_TYPES: Mapping[type, Type] = {int: "int", float: "float", str: "text"}
_EVENT_TYPES: Mapping[str, Type] = {**dict.fromkeys(REAL, "float"), **dict.fromkeys(WHOLE, "int")}


class OutcomeColumn(NamedTuple):
    """A column of a table."""

    name: str
    type: Type


class _Reader(NamedTuple):
    """Columns, and the function that reads their values from a record."""

    columns: tuple[OutcomeColumn, ...]
    read: Callable[[Any], Iterable[Value]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows that mobsim saves from one replication."""

    replication: int
    rows: Mapping[str, list[Row]]
    """The rows of each table, in order. The first value of each row is the number of the
    replication.
    """
    sha256: str = field(init=False, compare=False)
    """The SHA-256 digest of the values of all rows, however the rows are stored.

    The process that simulates the night computes the digest, because many of them share the work.
    """

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", _digest_of(self.rows))


def _digest_of(rows: Mapping[str, Iterable[Row]]) -> str:
    """The digest of the tables in order of their names."""
    found = sha256()
    for table in sorted(rows):
        found.update(f"{table}\n".encode())
        found.update("\n".join(map(repr, rows[table])).encode())
    return found.hexdigest()


def outcome_of(
    measures: Measures, met: Iterable[MetSoFar], events: int, replication: int
) -> Outcome:
    """The rows to save from one replication, except the rows of its log.

    ``events`` is the number of events in the log.
    """
    home = measures.home
    parts: dict[str, Iterable[Sequence[Any]]] = {
        "replications": [(measures.headlines, measures.asked, measures.people, Counts(events))],
        "incidents": ((each,) for each in measures.incidents),
        "national": ((each,) for each in measures.national),
        "regions": ((each,) for each in measures.regions),
        "targets": ((each,) for each in measures.targets),
        "forces": ((each,) for each in (home.forces if home else ())),
        "officers": ((each,) for each in measures.headlines.officers_taken or ()),
        "endurance": (
            (Endurance(*each),)
            for each in sorted((measures.headlines.endurance_days or {}).items())
        ),
        "reserve": ((each,) for each in _reserve(measures)),
        "met_so_far": ((each,) for each in met),
    }
    return Outcome(
        replication,
        {table: _rows(table, replication, parts[table]) for table in TABLES},
    )


def log_rows(log: Iterable[Event], replication: int) -> list[Row]:
    """The rows of the table of events, for one replication."""
    return [(replication, *event) for event in log]


def columns_of(table: str) -> tuple[OutcomeColumn, ...]:
    """The columns of a table, starting with the replication."""
    key = OutcomeColumn(KEY, "int")
    if table == LOG:
        return (key, *(OutcomeColumn(name, _EVENT_TYPES.get(name, "text")) for name in COLUMNS))
    readers = (each for part in _readers_by_part(table) for each in part)
    return (key, *(column for each in readers for column in each.columns))


# --- rows that are not yet measures ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """The number of events in the log of one replication."""

    events: Annotated[int, Gauged("count", FACTS)]
    """The number of rows in the log."""


@dataclass(frozen=True, slots=True)
class Endurance:
    """The number of days in a row for which the need for one kind of unit was met."""

    kind: Annotated[str, Gauged("", NEED_MET)]
    """The id of a kind of unit."""
    endurance_days: Annotated[int, Gauged("days", NEED_MET)]
    """The number of consecutive 24-hour periods in which at least 90 % of the unit-minutes needed
    are met. The 90 % is an assumption. The first period begins at the first minute at which all
    need is met.
    """


@dataclass(frozen=True, slots=True)
class Reserve:
    """The number of declared units of a national line that are not in use in one hour."""

    line: Annotated[str, Gauged("", RESERVE)]
    """The id of the national line."""
    hour: Annotated[int, Gauged("hours", RESERVE)]
    """The number of whole hours from the start."""
    units: Annotated[int, Gauged("units", RESERVE)]
    """The number of units declared minus the number of units in use. The result is never below 0.
    """


def _reserve(measures: Measures) -> Iterator[Reserve]:
    by_hour = measures.headlines.reserve_by_hour or {}
    for line in sorted(by_hour):
        for hour, units in enumerate(by_hour[line]):
            yield Reserve(line, hour, units)


# --- from measures to columns ---------------------------------------------------------------------

TABLES: Final[Mapping[str, tuple[type, ...]]] = {
    "replications": (Headlines, Asked, People, Counts),
    "incidents": (IncidentMeasures,),
    "national": (LineMeasures,),
    "regions": (RegionMeasures,),
    "targets": (TargetMeasures,),
    "forces": (ForceAtHome,),
    "officers": (OfficersTaken,),
    "endurance": (Endurance,),
    "reserve": (Reserve,),
    "met_so_far": (MetSoFar,),
}
"""The classes of the records that make up a row of each table, keyed by the name of the table."""


def _rows(table: str, replication: int, records: Iterable[Sequence[Any]]) -> list[Row]:
    readers, floats = _readers_by_part(table), _floats(table)
    rows = []
    for held in records:
        row: list[Value] = [replication]
        for part, parts_readers in zip(held, readers, strict=True):
            for each in parts_readers:
                row += [None] * len(each.columns) if part is None else each.read(part)
        # In a column of type float, every number is a float, even if it was counted.
        for place in floats:
            value = row[place]
            if type(value) is int:
                row[place] = float(value)
        rows.append(tuple(row))
    return rows


@cache
def _floats(table: str) -> tuple[int, ...]:
    return tuple(i for i, column in enumerate(columns_of(table)) if column.type == "float")


@cache
def _readers_by_part(table: str) -> tuple[tuple[_Reader, ...], ...]:
    return tuple(tuple(_readers(part)) for part in TABLES[table])


def _readers(part: type) -> Iterator[_Reader]:
    """Make one column for each number, word, mapping key and nested field of a record."""
    hints = [(name, _known(hint)) for name, hint in get_type_hints(part).items()]
    for plain, fields in groupby(hints, key=lambda each: _is_plain(each[1])):
        if plain:
            yield _plain_reader(dict(fields))
            continue
        for name, hint in fields:
            if get_origin(hint) is dict:
                yield from _mapping_reader(name, *get_args(hint))
            elif isinstance(hint, type) and is_dataclass(hint):
                yield from (_nested(name, inner) for inner in _readers(hint))


def _is_plain(hint: Any) -> bool:
    return hint in _TYPES or get_origin(hint) is Literal


def _plain_reader(hints: Mapping[str, Any]) -> _Reader:
    """A reader of several numbers and words of a record."""
    read: Callable[[Any], Any] = attrgetter(*hints)
    columns = tuple(OutcomeColumn(name, _TYPES.get(hint, "text")) for name, hint in hints.items())
    return _Reader(columns, read if len(hints) > 1 else lambda part: (read(part),))


def _mapping_reader(name: str, keys: Any, value: Any) -> Iterator[_Reader]:
    """A reader of the keys of a mapping, if they are known."""
    if get_origin(keys) is not Literal:
        return
    names, kind = get_args(keys), _TYPES.get(_known(value), "text")
    columns = tuple(OutcomeColumn(f"{name}_{key}".replace(" ", "_"), kind) for key in names)
    yield _Reader(columns, _within(name, len(columns), lambda held: map(held.get, names)))


def _nested(name: str, inner: _Reader) -> _Reader:
    """A reader of the columns of a record within a record."""
    columns = tuple(OutcomeColumn(f"{name}_{each.name}", each.type) for each in inner.columns)
    return _Reader(columns, _within(name, len(columns), inner.read))


def _within(
    name: str, columns: int, inner: Callable[[Any], Iterable[Value]]
) -> Callable[[Any], Iterable[Value]]:
    """A function that applies ``inner`` to a field, and returns only None if the field is None."""
    outer, nothing = attrgetter(name), (None,) * columns

    def read(part: Any) -> Iterable[Value]:
        found = outer(part)
        return nothing if found is None else inner(found)

    return read


def _known(hint: Any) -> Any:
    """Remove None from a type hint."""
    if get_origin(hint) in (Union, UnionType):
        return next(each for each in get_args(hint) if each is not type(None))
    return hint
