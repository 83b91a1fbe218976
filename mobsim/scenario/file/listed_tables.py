"""Which incidents, planned operations and warnings are in a table that a scenario names?

A scenario names a table, as in ``incidents: week.csv``, or names a file among the members of a
list. Each row becomes the mapping that would be written in a scenario, and each value keeps the
name of its cell. The mapping is then read like any other entry, so mobsim can report the cell of a
fault.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path as FilePath
from typing import Any, ClassVar, Final

from pydantic import Field, create_model

from mobsim.country.force_names import as_force_id
from mobsim.country.forces import load_kinds
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.grids import column_letters
from mobsim.ground.plain_numbers import read_plain
from mobsim.ground.tables import Mend, Record, Row, Table, scan_table, unguarded
from mobsim.scenario.file.nested_keys import slug
from mobsim.scenario.file.repeating import dated
from mobsim.scenario.file.times import read_day
from mobsim.scenario.file.yaml_reading import Mark, Node, Plain, node_of, read_yaml

ENDINGS: Final = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")
"""The endings of file names that count as tables.

For some endings, a message asks the user to save the table in another form.
"""
FROM: Final = "from_"
"""The start of the names of columns for units that other forces send."""
_TIMES: Final = ("begins", "ends", "from")
_SECONDS: Final = re.compile(r"(?P<minutes>(?:.* )?\d{1,2}:\d\d):00")
_SPAN: Final = re.compile(r"(\d{1,2}):(\d\d):00")
_DATE: Final = re.compile(r"\d+[-/.]\d+[-/.]\d+$")
_TIME_OF_DAY: Final = re.compile(r"\d{1,2}:\d\d")


def _day(text: str) -> str:
    """A day in ISO form, from a cell."""
    _check_order(text)
    return read_day(text).isoformat() if text else ""


def _time(text: str) -> str:
    """A time as it is written in a scenario, without the seconds that a spreadsheet adds."""
    _check_order(text.partition(" ")[0])
    found = _SECONDS.fullmatch(text)
    return found["minutes"] if found else text


def _span(text: str) -> str:
    """A duration as it is written in a scenario; a spreadsheet writes eight hours as 08:00:00."""
    found = _SPAN.fullmatch(text)
    if not found:
        return text
    hours, minutes = int(found[1]), int(found[2])
    return f"{hours}h{minutes}m" if minutes else f"{hours}h"


def _check_order(text: str) -> None:
    """Refuse a date that begins with its day or its month, because it is ambiguous."""
    from mobsim.country.returns.quarters import days_meant

    days = [day for day in days_meant(text) if day]
    if days:
        forms = " or ".join(dict.fromkeys(repr(day.isoformat()) for day in days))
        raise ValueError(f"found {text!r}, expected the year first; write {forms}")


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(kind.kind_id for kind in load_kinds())


class ListRow(Row):
    """One row of a table of list members; its values are read like the values in a scenario."""

    KEY: ClassVar[tuple[str, ...]] = ("name", "date", "id")
    MEND: ClassVar[Mapping[str, Mend]] = {
        "date": _day,
        "lasts": _span,
        "force": as_force_id,
        "until": lambda text: _day(text) if _DATE.match(text) else _time(text),
        **dict.fromkeys(_TIMES, _time),
    }


@dataclass(frozen=True, slots=True)
class ListForm:
    """The columns of one list, except the columns for units."""

    plain: tuple[str, ...]
    """The columns whose cells hold text as it is written in a scenario."""
    needed: tuple[str, ...] = ()
    """The columns that the list must have."""
    numbers: Mapping[str, type] = field(default_factory=dict)
    repeats: bool = False
    """Whether the list has the columns ``repeat`` and ``until``."""
    several: tuple[str, ...] = ()
    """The columns whose cells hold several words."""
    written: str = ""
    """A column whose cells are written in YAML, such as ``{psu: {peak: 9, hold: 2h}}``."""
    units: str = ""
    """The key for units by kind; empty if the list has no units."""
    lent: bool = False
    """Whether the list can also have units of other forces."""
    starts: str = "begins"
    """The column with the time of day that belongs to the date."""

    def columns(self) -> tuple[str, ...]:
        """Every column that the list can have."""
        kinds = _kinds() if self.units else ()
        lent = ("from", *(FROM + kind for kind in kinds)) if self.lent else ()
        repeat = ("repeat", "until") if self.repeats else ()
        written = (self.written,) if self.written else ()
        plain = ("date", *self.plain, *repeat, *self.several, *self.numbers, *written)
        return (*plain, *kinds, *lent)


_TAKEN: Final = ListForm(
    plain=tuple("name id like force place begins lasts ends".split()),
    needed=("begins",),
    repeats=True,
    several=("may_turn_to",),
    units="units",
    lent=True,
)
LISTED: Final[Mapping[str, ListForm]] = {
    "incidents": ListForm(
        plain=tuple("name id force place begins lasts ends severity end holding".split()),
        needed=("begins",),
        numbers={"priority": int, "lat": float, "lon": float},
        repeats=True,
        written="need",
        units="need",
    ),
    "operations": _TAKEN,
    "calendar": _TAKEN,
    "tensions": ListForm(plain=tuple("force region place from until lends".split()), starts="from"),
}
"""The form of each list that can be in a table, by key of a scenario."""


@cache
def row_model(key: str) -> type[ListRow]:
    """The model of a row.

    If a workbook has several sheets, the name of the sheet with the rows is the key.
    """
    form = LISTED[key]
    fields: dict[str, Any] = {
        f"c{place}": (str, Field(... if column in form.needed else "", alias=column))
        for place, column in enumerate(form.columns())
    }
    made = create_model(f"{key.title()}Row", __base__=ListRow, **fields)
    made.SHEET = key
    return made


Open = Callable[[str], tuple[FilePath, str]]
"""A function that returns the path of a file that a scenario names, and its name for messages.

If the file cannot be used, the function raises a ``ValueError`` that says why.
"""


@dataclass
class ListedTables:
    """Replaces the names of tables with the rows of these tables."""

    open: Open
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Notes on how mobsim read the tables, where this may surprise the user."""

    def within(self, layer: Node) -> Node:
        """A layer in which the rows of each named table replace the name of the table."""
        items = {
            key: self._listed(node, key) if key in LISTED else node
            for key, node in layer.items.items()
        }
        return Node(items, layer.mark, layer.key) if isinstance(layer.value, dict) else layer

    def _listed(self, node: Node, key: str) -> Node:
        members = node.value if isinstance(node.value, list) else [node]
        if not any(_names_table(each) for each in members):
            return node
        before = len(self.faults)
        found = [
            row
            for place, each in enumerate(members)
            for row in (self._rows(each, key, place) if _names_table(each) else [each])
        ]
        unread = f"{key}, of which a table could not be read" if len(self.faults) > before else ""
        mark = Mark(node.mark.file, node.mark.line, node.mark.column, node.mark.layer, unread)
        return Node(found, mark, node.key)

    def _rows(self, node: Node, key: str, place: int) -> list[Node]:
        from mobsim.country.returns.template import HELP_SHEET

        try:
            path, label = self.open(str(node.text))
        except ValueError as error:
            self.faults.append(node.mark.fault((key,), str(error)))
            return []
        try:
            table = scan_table(path, row_model(key), name=label)
        except InputError as error:
            self.faults += error.faults
            return []
        self.faults += table.faults
        passed = f"; did not read {HELP_SHEET!r}"  # of our own template
        notes = (note.removesuffix(passed) for note in table.notes)
        self.notes += [f"{label}: {note}." for note in notes if "did not read" in note]
        if not table.records and not table.faults:
            self.faults.append(table.whole("found no row, expected at least one", key))
        heads = min((record.line for record in table.records), default=0)
        if any(0 < fault.line < heads for fault in table.faults):
            return []  # each row would lack the column with the misspelt heading
        reader = _RowReader(table, LISTED[key], node.mark.layer)
        rows = [reader.read(record) for record in table.records]
        self.faults += reader.faults
        return rows


def _names_table(node: Node) -> bool:
    text = node.value if isinstance(node.value, str) else ""
    return text.lower().endswith(ENDINGS)


class _RowReader:
    """Turns rows into the entries that a scenario would write."""

    def __init__(self, table: Table[ListRow], form: ListForm, layer: str) -> None:
        self.table = table
        self.form = form
        self.layer = layer
        self.faults: list[Fault] = []

    def read(self, record: Record) -> Node:
        """The entry that a row describes."""
        cells = {
            column: unguarded(text)
            for column, text in record.cells.items()
            if text and column not in record.unusable
        }
        items = dict(self._values(record, cells))
        dated_at = self._dated(record, cells) if "date" in cells else {}
        if "date" in record.unusable or ("date" in cells and not dated_at):
            items.pop(self.form.starts, None)  # a time of day is no use without its date
        items |= dated_at
        mark = self._mark(record, self.table.header[0], f"row of {self._name(record)}")
        return Node(items, mark, mark)

    def _values(self, record: Record, cells: Mapping[str, str]) -> Iterator[tuple[str, Node]]:
        form = self.form
        for column in form.plain:
            if column in cells:
                yield column, self._node(record, column, cells[column])
        if "priority" in cells:
            yield "priority", self._number(record, "priority", cells["priority"], int)
        yield from self._degrees(record, cells)
        if form.written in cells:
            yield form.written, self._written(record, form.written, cells[form.written])
        for column in form.several:
            if column in cells:
                yield column, node_of(_words(cells[column]), self._mark(record, column))
        if form.repeats:
            yield from self._repeat(record, cells)
        if form.units:
            yield from self._units(record, cells)

    def _degrees(self, record: Record, cells: Mapping[str, str]) -> Iterator[tuple[str, Node]]:
        found = [axis for axis in ("lat", "lon") if axis in cells and self.form.numbers]
        if not found:
            return
        if "place" in cells:
            said = "found it and 'place', expected one of them; leave the other empty"
            self.faults.append(self.table.fault(record, found[0], said))
        where = {each: self._number(record, each, cells[each], float) for each in found}
        yield "place", self._around(record, found[0], where)

    def _repeat(self, record: Record, cells: Mapping[str, str]) -> Iterator[tuple[str, Node]]:
        if "repeat" not in cells:
            if "until" in cells:
                said = (
                    "found it without 'repeat', expected both; write 'daily' or days under 'repeat'"
                )
                self.faults.append(self.table.fault(record, "until", said))
            return
        days = cells["repeat"]
        on: Plain = {"daily": True} if days == "daily" else {"on": _words(days)}
        items = node_of(on, self._mark(record, "repeat")).items
        if "until" in cells:
            items = items | {"until": self._node(record, "until", cells["until"])}
        yield "repeat", self._around(record, "repeat", items)

    def _units(self, record: Record, cells: Mapping[str, str]) -> Iterator[tuple[str, Node]]:
        own = [kind for kind in _kinds() if kind in cells]
        if own and self.form.units in cells:
            said = (
                f"found units and {self.form.units!r}, expected one of them; leave the other empty"
            )
            self.faults.append(self.table.fault(record, own[0], said))
        elif own:
            units = {kind: self._number(record, kind, cells[kind], int) for kind in own}
            yield self.form.units, self._around(record, own[0], units)
        lent = [column for column in cells if column.startswith(FROM) and self.form.lent]
        donor = cells.get("from") if self.form.lent else None
        if lent and donor:
            units = {
                column.removeprefix(FROM): self._number(record, column, cells[column], int)
                for column in lent
            }
            inner = self._around(record, lent[0], units)
            named = self._around(record, "from", {as_force_id(donor): inner})
            yield "from", named
        elif lent or donor:
            there, lacks = (lent[0], "from") if lent else ("from", f"{FROM}psu")
            said = f"found {cells[there]!r}, but nothing under {lacks!r}; fill in both, or neither"
            self.faults.append(self.table.fault(record, there, said))

    def _dated(self, record: Record, cells: Mapping[str, str]) -> dict[str, Node]:
        """The time with its date, and a separate name and id for each day."""
        day, starts = cells["date"], self.form.starts
        clock = cells.get(starts, "")
        if not _TIME_OF_DAY.fullmatch(clock):
            said = f"found {clock!r} with a date" if clock else "found a date without a time"
            expected = f"{said}, expected a time of day such as '20:00'"
            self.faults.append(self.table.fault(record, starts, expected))
            return {}
        changed = {starts: self._node(record, starts, f"{day} {clock}")}
        called = "name" if "name" in cells else "place"
        if called in cells and not {"id", "repeat"} & cells.keys():
            name, entry = dated(cells[called], slug(cells[called]), read_day(day))
            changed["name"] = self._node(record, called, name)
            changed["id"] = self._node(record, called, entry)
        return changed

    def _node(self, record: Record, column: str, text: str) -> Node:
        mark = self._mark(record, column)
        return Node(text, mark, mark)

    def _number(self, record: Record, column: str, text: str, kind: type) -> Node:
        mark = self._mark(record, column)
        found = read_plain(text, kind)
        return Node(text if found is None else found, mark, mark, "" if found is None else text)

    def _around(self, record: Record, column: str, items: Mapping[str, Node]) -> Node:
        mark = self._mark(record, column)
        return Node(dict(items), mark, mark)

    def _written(self, record: Record, column: str, text: str) -> Node:
        mark = self._mark(record, column)
        try:
            return _at(read_yaml(text, mark.file), mark)
        except InputError as error:
            self.faults += [self.table.fault(record, column, each.message) for each in error.faults]
            return _at(Node("", mark), mark)

    def _mark(self, record: Record, column: str, said: str = "") -> Mark:
        placed = column in self.table.header
        index = self.table.header.index(column) if placed else 0
        line, start = record.row.place(index)
        name = said or f"{column} of {self._name(record)}".removesuffix(" of ")
        cell = f" ({column_letters(start)}{line})" if self.table.sheet and not said else ""
        return Mark(self.table.name, line, start, self.layer, name + cell)

    def _name(self, record: Record) -> str:
        return " ".join(filter(None, (record.cells.get(each) for each in ListRow.KEY)))


def _words(text: str) -> list[Plain]:
    """The words of a cell, with or without commas between them."""
    return [word for word in re.split(r"[\s;,]+", text) if word]


def _at(node: Node, mark: Mark) -> Node:
    """A tree whose values all have the same place in the file."""
    return Node(node.inside(lambda inner: _at(inner, mark)), mark, mark, node.typed)
