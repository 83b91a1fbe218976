"""What do the input tables say, and what in them cannot be used?

A table is a CSV file with a header row. Each row is checked against a pydantic model, and
every fault of a file is found before any is reported, each with its line and column.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NonNegativeInt,
    ValidationError,
)

from mobsim.ground.errors import Fault, InputError, did_you_mean

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PARTIAL_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")

_EXPECTED = {
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "string_too_short": "a value",
    "greater_than_equal": "{ge:g} or more",
    "greater_than": "more than {gt:g}",
    "less_than_equal": "{le:g} or less",
}


class Row(BaseModel):
    """One row of a table: a field for each column, a default where the column may be left out."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, str_strip_whitespace=True
    )

    KEY: ClassVar[tuple[str, ...]] = ()
    """Columns that together name a row; no two rows may agree in all of them."""


RowT = TypeVar("RowT", bound=Row)


def _check_slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise ValueError("lower-case words joined by hyphens, such as 'west-yorkshire'")
    return text


def _check_date(text: str) -> str:
    if text and not _PARTIAL_DATE.fullmatch(text):
        raise ValueError("a date such as '2025-03-31', '2025-03' or '2025'")
    return text


def _split_list(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(";") if part.strip())


Text = Annotated[str, Field(min_length=1)]
"""Text that may not be empty."""
Slug = Annotated[str, AfterValidator(_check_slug)]
"""An id: lower-case words joined by hyphens."""
PartialDate = Annotated[str, AfterValidator(_check_date)]
"""A day, a month or a year in ISO form, or empty."""
Ids = Annotated[tuple[str, ...], BeforeValidator(_split_list)]
"""Ids joined by ``;``."""
Count = NonNegativeInt
"""A whole number, 0 or more."""
Latitude = Annotated[float, Field(ge=-90, le=90)]
"""Degrees north."""
Longitude = Annotated[float, Field(ge=-180, le=180)]
"""Degrees east."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file, before it is checked."""

    line: int
    """1-based line on which it begins."""
    text: str
    """The line or lines of the file that hold it."""
    cells: dict[str, str]
    """Stripped text by column."""
    starts: tuple[tuple[int, int], ...] = ()
    """Where each cell starts: lines below the first, 1-based column. If empty, as in the text."""


@dataclass(frozen=True)
class Table(Generic[RowT]):
    """A table that was read: what could be used of it, and every fault found so far."""

    name: str
    """The file as the user gave it."""
    header: tuple[str, ...]
    """Columns in the order of the file."""
    records: tuple[Record, ...]
    """Every row with the right number of cells."""
    pairs: tuple[tuple[Record, RowT], ...]
    """Those rows that are sound, beside where they stand."""
    faults: tuple[Fault, ...]
    """What is wrong so far."""
    key: tuple[str, ...] = ()
    """Columns that together name a row."""
    sheet: str = ""
    """Sheet of a workbook, whose cells go by names such as ``E7``; empty for a text file."""

    @property
    def rows(self) -> list[RowT]:
        """The sound rows, in the order of the file."""
        return [row for _, row in self.pairs]

    def fault(self, record: Record, column: str, message: str) -> Fault:
        """A fault in one cell, told with the name of its row where it has one."""
        line, start = _cell_place(record, self.header, column)
        named = _row_name(record.cells, self.key)
        path = f"{column} of {named}" if named and column not in self.key else column
        if self.sheet and start:
            path = f"{path} ({cell_name(line, start)})"
        return Fault(self.name, line, start, path, message)

    def whole(self, message: str, column: str = "") -> Fault:
        """A fault of the table as a whole."""
        return Fault(self.name, 0, 0, column, message)


def data_path(name: str) -> Path:
    """Where a shipped table is: beside the installed module, else in the repository's ``data``.

    >>> data_path("forces.csv").name
    'forces.csv'
    """
    return _shipped("_data", "data") / name


def scenario_dir() -> Path:
    """Where the shipped scenarios are."""
    return _shipped("_scenarios", "scenarios")


def _shipped(packaged: str, in_repository: str) -> Path:
    beside = Path(__file__).parents[1] / packaged
    return beside if beside.is_dir() else Path(__file__).parents[2] / in_repository


def read_table(path: Path | str, row_model: type[RowT], *, name: str | None = None) -> list[RowT]:
    """The rows of a table.

    Parameters
    ----------
    path
        A UTF-8 file of comma-separated values; a byte-order mark and CRLF are tolerated.
    row_model
        A field for each column that may stand in the table.
    name
        What faults call the file; the path itself by default.

    Raises
    ------
    InputError
        With every fault of the file: columns missing, unknown or twice; cells too few or too
        many; values that are not what the model wants; ids that stand twice.
    """
    table = scan_table(path, row_model, name=name)
    if table.faults:
        raise InputError(table.faults)
    return table.rows


def scan_table(path: Path | str, row_model: type[RowT], *, name: str | None = None) -> Table[RowT]:
    """As `read_table`, but hands the faults back, so that a caller can add its own.

    Raises
    ------
    InputError
        Only when the file cannot be read as a table at all.
    """
    shown = name or str(path)
    lines = _read_lines(Path(path), shown)
    header, head, records, faults = _read_records(lines, shown, row_model.KEY)
    found = Table[RowT](shown, header, tuple(records), (), tuple(faults), row_model.KEY)
    return check_records(found, head, row_model)


def check_records(found: Table[RowT], head: Record, row_model: type[RowT]) -> Table[RowT]:
    """Rows as they stand, wherever they were read from, checked against their model.

    Parameters
    ----------
    found
        Header, records and the faults of form; no pairs yet.
    head
        The header as it stands.
    row_model
        A field for each column that may stand in the table.

    Returns
    -------
    Table
        The same with its sound rows, and with every fault of header, cells and names.
    """
    faults = [*found.faults, *_header_faults(found.name, found.header, head, row_model)]
    pairs = []
    for record in found.records:
        row, row_faults = _check_row(found, record, row_model)
        faults += row_faults
        if row is not None:
            pairs.append((record, row))
    faults += _duplicate_faults(found, found.records, row_model)
    return replace(found, pairs=tuple(pairs), faults=tuple(faults))


def guarded(text: str) -> str:
    """A text as it is written to a CSV file that a spreadsheet may open, so that it stays data.

    A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage
    return for a formula. An apostrophe goes before such a text, and before one that already has an
    apostrophe there, so that `unguarded` gives every text back. Numbers are not texts: leave them.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("Head of Operations")
    ("'=1+1", "''=1+1", 'Head of Operations')
    """
    return f"'{text}" if text.lstrip("'").startswith(_RUN_BY_SPREADSHEETS) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given.

    >>> unguarded("'=1+1"), unguarded("'tis so")
    ('=1+1', "'tis so")
    """
    return text[1:] if text.startswith("'") and guarded(text) != text else text


def cell_name(line: int, column: int) -> str:
    """What a spreadsheet calls a cell, both numbers counted from 1.

    >>> cell_name(7, 5), cell_name(1, 28)
    ('E7', 'AB1')
    """
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{line}"


def _read_lines(path: Path, shown: str) -> list[str]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError([Fault(shown, 0, 0, "", "no such file; check the path")]) from None
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        raise InputError([Fault(shown, 0, 0, "", problem)]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([_encoding_fault(shown, raw, error.start)]) from None
    if not text.strip():
        problem = "the file is empty; expected a header row and rows below it"
        raise InputError([Fault(shown, 0, 0, "", problem)])
    # newline="" keeps a line break inside a quoted cell as it is, and knows CRLF.
    return list(io.StringIO(text, newline=""))


def _encoding_fault(shown: str, raw: bytes, start: int) -> Fault:
    line_start = raw.rfind(b"\n", 0, start) + 1
    line = raw.count(b"\n", 0, start) + 1
    column = len(raw[line_start:start].decode("utf-8-sig", errors="replace")) + 1
    message = f"byte 0x{raw[start]:02x} is not UTF-8; save the file as 'CSV UTF-8'"
    return Fault(shown, line, column, "", message)


def _read_records(
    lines: list[str], shown: str, key: tuple[str, ...]
) -> tuple[tuple[str, ...], Record, list[Record], list[Fault]]:
    """The columns, the header as it stands, the rows of its width, and faults of form."""
    reader = csv.DictReader(lines, strict=True)
    head = Record(1, "", {})
    records: list[Record] = []
    faults: list[Fault] = []
    header: tuple[str, ...] = ()
    try:
        reader.fieldnames = header = tuple(cell.strip() for cell in reader.fieldnames or ())
        head = _standing(lines, 0, reader.line_num)
        done = reader.line_num
        for cells in reader:
            found = _standing(lines, done, reader.line_num)
            done = reader.line_num
            if not any(_filled(cells.values())):
                continue  # a spreadsheet writes empty rows as a row of commas
            fault = _width_fault(shown, found, header, cells, key)
            if fault:
                faults.append(fault)
            else:
                stripped = {column: cell.strip() for column, cell in cells.items()}
                records.append(Record(found.line, found.text, stripped))
    except csv.Error as error:
        problem = f"{error}; check the double quotes of this row"
        faults.append(Fault(shown, reader.line_num, 0, "", problem))
    return header, head, records, faults


def _standing(lines: list[str], done: int, last: int) -> Record:
    """Where the record in lines ``done + 1`` to ``last`` stands, blank lines before it left out."""
    first = done
    while first < last - 1 and not lines[first].strip("\r\n"):
        first += 1
    return Record(first + 1, "".join(lines[first:last]), {})


def _filled(values: Any) -> Iterator[str]:
    """Every cell of a `csv.DictReader` row that is not blank, those beyond the header included."""
    for value in values:
        for cell in value if isinstance(value, list) else [value]:
            if cell and cell.strip():
                yield cell


def _row_name(cells: Mapping[Any, Any], key: tuple[str, ...]) -> str:
    """What a row goes by; empty if it has no name of its own."""
    return " ".join(cells.get(column) or "" for column in key).strip()


def _width_fault(
    shown: str,
    found: Record,
    header: tuple[str, ...],
    cells: Mapping[Any, Any],
    key: tuple[str, ...],
) -> Fault | None:
    named = _row_name(cells, key)
    path = f"row of {named}" if named else ""
    starts = _cell_starts(found.text)
    width = f"found {len(starts)} cells, expected {len(header)}"
    if len(starts) > len(header):
        offset, column = starts[len(header)]
        problem = f"{width}; put a cell that holds a comma in double quotes"
        return Fault(shown, found.line + offset, column, path, problem)
    if None in cells.values():
        problem = f"{width}; the first one missing is {header[len(starts)]}"
        return Fault(shown, found.line, 0, path, problem)
    return None


def _cell_starts(text: str) -> list[tuple[int, int]]:
    """Where each cell of a record starts: lines below the first, and 1-based column.

    >>> _cell_starts('a,"b, c",d')
    [(0, 1), (0, 3), (0, 10)]
    """
    starts = [(0, 1)]
    line = column = 0
    fresh, opened, inside = True, False, False
    for char in text:
        column += 1
        if char == "," and not inside:
            starts.append((line, column + 1))
            fresh, opened = True, False
            continue
        if char == '"' and (fresh or opened):
            opened, inside = True, not inside
        elif char == "\n":
            line, column = line + 1, 0
        fresh = False
    return starts


def _starts(record: Record) -> Sequence[tuple[int, int]]:
    return record.starts or _cell_starts(record.text)


def _cell_place(record: Record, header: tuple[str, ...], column: str) -> tuple[int, int]:
    if column not in header:
        return record.line, 0
    offset, start = _starts(record)[header.index(column)]
    return record.line + offset, start


def _columns(row_model: type[Row]) -> dict[str, bool]:
    """Every column a table may have, and whether it must have it."""
    return {
        field.alias or name: field.is_required() for name, field in row_model.model_fields.items()
    }


def _header_faults(
    shown: str, header: tuple[str, ...], head: Record, row_model: type[Row]
) -> list[Fault]:
    columns = _columns(row_model)
    if len(header) == 1 and len(columns) > 1 and re.search(r"[;\t]", header[0]):
        problem = "the header row has no comma; save the file as comma-separated values"
        return [Fault(shown, head.line, 1, "", problem)]
    missing = [name for name, required in columns.items() if required and name not in header]
    faults = [
        Fault(shown, head.line, 0, column, "the column is missing; add it to the header row")
        for column in missing
    ]
    for index, (offset, start) in enumerate(_starts(head)[: len(header)]):
        problem = _column_problem(header, index, columns, missing)
        if problem:
            faults.append(Fault(shown, head.line + offset, start, header[index], problem))
    return faults


def _column_problem(
    header: tuple[str, ...], index: int, columns: Mapping[str, bool], missing: Sequence[str]
) -> str:
    """What is wrong with one name of the header, or nothing."""
    column = header[index]
    if not column:
        return f"column {index + 1} has no name; name it or delete it"
    if column in header[:index]:
        return f"the column stands twice; keep one {column}"
    if column not in columns:
        hint = did_you_mean(column, missing or set(columns) - set(header) or columns)
        return f"unknown column {column!r}; {hint}"
    return ""


def _check_row(
    table: Table[RowT], record: Record, row_model: type[RowT]
) -> tuple[RowT | None, list[Fault]]:
    columns = _columns(row_model)
    # An unknown column is a fault of the header, and an empty optional cell is no cell.
    given = {
        column: cell
        for column, cell in record.cells.items()
        if column in columns and (cell or columns[column])
    }
    try:
        return row_model.model_validate(given), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    faults = []
    for detail in details:
        column = str(detail["loc"][0]) if detail["loc"] else ""
        if detail["type"] == "missing" and column not in table.header:
            continue  # already a fault of the header
        faults.append(table.fault(record, column, _say(dict(detail), given.get(column, ""))))
    return None, faults


def _say(detail: dict[str, Any], cell: str) -> str:
    """What was found and what was expected, from one error of pydantic."""
    context = detail.get("ctx", {})
    found = f"found {cell!r}" if cell else "found an empty cell"
    if detail["type"] == "literal_error":
        choices = re.findall(r"'([^']*)'", context["expected"])
        return f"{found}; {did_you_mean(cell, choices)}"
    if detail["type"] == "value_error":
        expected = str(context["error"])
        return f"{found}, expected {expected}" if detail["loc"] else expected
    if detail["type"] in _EXPECTED:
        return f"{found}, expected {_EXPECTED[detail['type']].format(**context)}"
    return f"{found}: {detail['msg']}"


def _duplicate_faults(
    table: Table[RowT], records: Sequence[Record], row_model: type[RowT]
) -> list[Fault]:
    key = row_model.KEY
    if not key or not set(key) <= set(table.header):
        return []
    names = [tuple(record.cells[column] for column in key) for record in records]
    counts = Counter(names)
    first: dict[tuple[str, ...], int] = {}
    faults = []
    for record, name in zip(records, names, strict=True):
        if counts[name] > 1 and all(name) and name in first:
            shown = " ".join(name)
            problem = f"{shown!r} stands twice, first on line {first[name]}; delete one of them"
            faults.append(table.fault(record, key[0], problem))
        first.setdefault(name, record.line)
    return faults
