"""What does mobsim save from each replication of a study?

For each replication, mobsim saves rows of several tables. The columns of the tables and their types
do not depend on the scenario, so replications from different machines fit into one table. Minutes
count from the start of the scenario. An empty cell means *never* or *not known*, depending on the
measure.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from functools import cache
from hashlib import sha256
from operator import attrgetter, methodcaller
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


class _ColumnReader(NamedTuple):
    """A column, and the function that reads its value from a record."""

    column: OutcomeColumn
    read: Callable[[Any], Value]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows that mobsim saves from one replication."""

    replication: int
    rows: Mapping[str, list[Row]]
    """The rows of each table, in order. The first value of each row is the number of the
    replication.
    """

    def digest(self) -> str:
        """A SHA-256 digest of the values of all rows, however the rows are stored."""
        return digest_of(self.rows)


def digest_of(rows: Mapping[str, Iterable[Row]]) -> str:
    """A SHA-256 digest of the values of all rows. The tables are in order of their names."""
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
        {table: [_row(table, replication, held) for held in parts[table]] for table in TABLES},
    )


def log_rows(log: Iterable[Event], replication: int) -> list[Row]:
    """The rows of the table of events, for one replication."""
    return [(replication, *event) for event in log]


def columns_of(table: str) -> tuple[OutcomeColumn, ...]:
    """The columns of a table, starting with the replication."""
    key = OutcomeColumn(KEY, "int")
    if table == LOG:
        return (key, *(OutcomeColumn(name, _EVENT_TYPES.get(name, "text")) for name in COLUMNS))
    return (key, *(each.column for readers in _readers_by_part(table) for each in readers))


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


def _row(table: str, replication: int, held: Sequence[Any]) -> Row:
    found: list[Value] = [replication]
    for part, readers in zip(held, _readers_by_part(table), strict=True):
        found += [None if part is None else reader.read(part) for reader in readers]
    # In a column of type float, every number is a float, even if it was counted.
    for place in _floats(table):
        if found[place].__class__ is int:
            found[place] = float(found[place])  # type: ignore[arg-type]
    return tuple(found)


@cache
def _floats(table: str) -> tuple[int, ...]:
    return tuple(i for i, column in enumerate(columns_of(table)) if column.type == "float")


@cache
def _readers_by_part(table: str) -> tuple[tuple[_ColumnReader, ...], ...]:
    return tuple(tuple(_readers(part)) for part in TABLES[table])


def _readers(part: type) -> Iterator[_ColumnReader]:
    """Make one column for each number, word, mapping key and nested field of a record."""
    for name, hint in ((name, _known(hint)) for name, hint in get_type_hints(part).items()):
        read = attrgetter(name)
        if get_origin(hint) is dict:
            keys, value = get_args(hint)
            for key in get_args(keys) if get_origin(keys) is Literal else ():
                keyed = f"{name}_{key}".replace(" ", "_")
                yield _reader(keyed, _known(value), _within(read, methodcaller("get", key)))
        elif is_dataclass(hint):
            for inner in _readers(hint):  # type: ignore[arg-type]
                column = OutcomeColumn(f"{name}_{inner.column.name}", inner.column.type)
                yield _ColumnReader(column, _within(read, inner.read))
        elif hint in _TYPES or get_origin(hint) is Literal:
            yield _reader(name, hint, read)


def _reader(name: str, hint: Any, read: Callable[[Any], Value]) -> _ColumnReader:
    return _ColumnReader(OutcomeColumn(name, _TYPES.get(hint, "text")), read)


def _within(outer: Callable[[Any], Any], inner: Callable[[Any], Value]) -> Callable[[Any], Value]:
    """A function that applies ``inner`` to the result of ``outer``, unless that result is None."""

    def read(part: Any) -> Value:
        found = outer(part)
        return None if found is None else inner(found)

    return read


def _known(hint: Any) -> Any:
    """Remove None from a type hint."""
    if get_origin(hint) in (Union, UnionType):
        return next(each for each in get_args(hint) if each is not type(None))
    return hint
