"""How does mobsim read input tables and find their faults?

A table has a row of headings, and rows of values below the headings, in a CSV file or a workbook.
mobsim checks each row against a pydantic model. mobsim finds all faults of a file before it reports
any fault, and gives the line and column of each fault.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, ClassVar, Generic, TypeVar, get_args

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
from mobsim.ground.grids import Counted, Grid, GridRow, column_letters, read_grid
from mobsim.ground.plain_numbers import EXPECTED, plain_form, read_plain, too_long
from mobsim.ground.safe_text import unseen_in
from mobsim.ground.table_shapes import check_shape, extra_rows

Mend = Callable[[str], str]
"""A function that converts the text of a cell, such as the name of a force into its id. The
function raises a ``ValueError`` if it cannot convert the text.
"""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PARTIAL_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")

_EXPECTED = {
    "string_too_short": "a value",
    "greater_than_equal": "{ge:g} or more",
    "greater_than": "more than {gt:g}",
    "less_than_equal": "{le:g} or less",
}


class Row(BaseModel):
    """One row of a table: a field for each column, with a default if the column may be left out."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        str_strip_whitespace=True,
        defer_build=True,
    )

    KEY: ClassVar[tuple[str, ...]] = ()
    """Columns that together identify a row; two rows must not agree in all of these columns."""
    SHEET: ClassVar[str] = ""
    """The sheet to read from a workbook with several sheets."""
    BESIDE: ClassVar[str] = ""
    """A sheet of the same workbook that contains a separate table."""
    BARE_ROWS: ClassVar[bool] = False
    """Whether a row may contain only its key; otherwise, such a row counts as a note."""
    MEND: ClassVar[Mapping[str, Mend]] = {}
    """The function that converts the cells of each column before mobsim checks them."""
    BOUNDS: ClassVar[tuple[str, ...]] = Counted("").bounds
    """The names of the limits on the size of the table."""


RowT = TypeVar("RowT", bound=Row)


def _check_slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise ValueError("lower-case words joined by hyphens, such as 'west-yorkshire'")
    return text


def _check_seen(text: str) -> str:
    if unseen := unseen_in(text):
        raise ValueError(f"no invisible characters; delete {unseen}")
    return text


def _check_date(text: str) -> str:
    if text and not (_PARTIAL_DATE.fullmatch(text) and _exists(text)):
        raise ValueError("a date such as '2025-03-31', '2025-03' or '2025'")
    return text


def _exists(day: str) -> bool:
    """Whether a day exists in the calendar; for a month or a year, whether its first day exists."""
    try:
        date.fromisoformat(day + "0001-01-01"[len(day) :])
    except ValueError:
        return False
    return True


def _split_list(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(";") if part.strip())


Text = Annotated[str, Field(min_length=1), AfterValidator(_check_seen)]
"""Text that must not be empty or contain invisible characters."""
Slug = Annotated[str, AfterValidator(_check_slug)]
"""An id: lower-case words joined by hyphens."""
PartialDate = Annotated[str, AfterValidator(_check_date)]
"""A day, a month or a year in ISO form, or empty."""
Ids = Annotated[tuple[str, ...], BeforeValidator(_split_list)]
"""Ids separated by ``;``."""
Count = NonNegativeInt
"""A whole number, 0 or more."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row before it is checked."""

    row: GridRow
    """The row as it is in the file."""
    cells: dict[str, str]
    """The text of each column's cell, without white space at either end and after conversion."""
    unusable: Mapping[str, str] = field(default_factory=dict)
    """The fault of each column whose text cannot be used."""
    laid: Mapping[str, "tuple[Table[Any], Record]"] = field(default_factory=dict)
    """The table and row of each column's cell, if the row combines several tables."""

    @property
    def line(self) -> int:
        """The number of the line on which the row begins; lines are counted from 1."""
        return self.row.line


@dataclass(frozen=True)
class Table(Generic[RowT]):
    """A table that was read, with its usable rows and all faults found so far."""

    name: str
    """The file as the user gave it."""
    header: tuple[str, ...]
    """The columns, in the order of the file."""
    records: tuple[Record, ...]
    """All rows with the right number of cells."""
    pairs: tuple[tuple[Record, RowT], ...]
    """The rows without faults, each with its record."""
    faults: tuple[Fault, ...]
    """The faults found so far."""
    key: tuple[str, ...] = ()
    """Columns that together identify a row."""
    sheet: str = ""
    """The sheet of a workbook, in which cells have names such as ``E7``; empty for a text file."""
    notes: tuple[str, ...] = ()
    """Notes for the user on how the file was read."""
    sha256: str = ""
    """The digest of the file."""

    @property
    def rows(self) -> list[RowT]:
        """The rows without faults, in the order of the file."""
        return [row for _, row in self.pairs]

    def fault(self, record: Record, column: str, message: str) -> Fault:
        """A fault in one cell; its place includes the key of the row."""
        if record.laid:
            table, below = record.laid.get(column, [*record.laid.values()][-1])
            found: Fault = table.fault(below, column, message)
            return found
        placed = column in self.header
        line, start = record.row.place(self.header.index(column)) if placed else (record.line, 0)
        named = _row_name(record.cells, self.key)
        path = f"{column} of {named}" if named and column not in self.key else column
        if self.sheet and start:
            path = f"{path} ({column_letters(start)}{line})"
        return Fault(self.name, line, start, path, message)

    def whole(self, message: str, column: str = "") -> Fault:
        """A fault that concerns the whole table."""
        return Fault(self.name, 0, 0, column, message)


def data_path(name: str) -> Path:
    """The path of a shipped table, in the installed package or in the repository's ``data`` folder.

    >>> data_path("forces.csv").name
    'forces.csv'
    """
    return _shipped("_data", "data") / name


def scenario_dir() -> Path:
    """The folder of the shipped scenarios."""
    return _shipped("_scenarios", "scenarios")


def _shipped(packaged: str, in_repository: str) -> Path:
    beside = Path(__file__).parents[1] / packaged
    return beside if beside.is_dir() else Path(__file__).parents[2] / in_repository


def read_table(path: Path | str, row_model: type[RowT], *, name: str | None = None) -> list[RowT]:
    """The rows of a table.

    The file is a CSV file (UTF-8, commas; a byte-order mark and CRLF are accepted) or a workbook
    (XLSX). Faults use the given name of the file or, by default, its path.

    Raises
    ------
    InputError
        If the file has faults: missing, unknown or repeated columns, too few or too many cells,
        values that the model does not accept, or repeated ids. The error lists every fault. If the
        file is not a table, or has a different layout, the error has only one fault.
    """
    table = scan_table(path, row_model, name=name)
    if table.faults:
        raise InputError(table.faults)
    return table.rows


def scan_table(
    path: Path | str,
    row_model: type[RowT],
    *,
    name: str | None = None,
    mend: Mapping[str, Mend] | None = None,
    hidden: bool = False,
) -> Table[RowT]:
    """Read a table as `read_table` does, but return the faults, so that a caller can add faults.

    Parameters
    ----------
    mend
        Functions that convert cells before they are checked, in addition to those in the model.
    hidden
        Whether to read hidden rows and columns of a workbook and note them; if not, hidden rows and
        columns are a fault.

    Raises
    ------
    InputError
        If the file cannot be read as a table at all.
    """
    if mend is None and not hidden and Path(path).parent == data_path(""):
        written = Path(path).stat()
        return _scanned_once(path, row_model, name, (written.st_mtime_ns, written.st_size))
    return _scanned(path, row_model, name, mend or {}, hidden=hidden)


@lru_cache(maxsize=64)
def _scanned_once(
    path: Path | str, row_model: type[RowT], name: str | None, _written: tuple[int, int]
) -> Table[RowT]:
    """A shipped table, which is read only once unless its file changes."""
    return _scanned(path, row_model, name, {}, hidden=False)


def _scanned(
    path: Path | str,
    row_model: type[RowT],
    name: str | None,
    mend: Mapping[str, Mend],
    *,
    hidden: bool,
) -> Table[RowT]:
    shown = name or str(path)
    grid, content = read_grid(
        Path(path), shown, row_model.SHEET, row_model.BOUNDS, row_model.BESIDE
    )
    columns = _columns(row_model)
    check_shape(grid, columns, row_model.KEY)
    faults, notes = list(grid.faults), list(grid.notes)
    if grid.hidden and hidden:
        notes.append(f"also read the hidden {grid.hidden}")
    elif grid.hidden:
        problem = (
            f"found hidden cells on the sheet {grid.sheet!r} ({grid.hidden}); unhide them, or "
        )
        faults.append(Fault(shown, 0, 0, "", f"{problem}delete them"))
    header = grid.rows[0].cells if grid.rows else ()
    extra, more = extra_rows(grid, header, row_model.KEY, bare=row_model.BARE_ROWS)
    faults += [*more, *_header_faults(grid, columns)]
    records, more = _records(grid, extra, row_model.KEY, {**row_model.MEND, **mend})
    faults += more
    found = Table[RowT](
        shown, header, tuple(records), (), (), row_model.KEY, grid.sheet, tuple(notes)
    )
    pairs = []
    for record in records:
        row, more = _check_row(found, record, row_model)
        faults += more
        if row is not None:
            pairs.append((record, row))
    faults += _duplicate_faults(found, row_model)
    digest = sha256(content).hexdigest()
    return replace(found, pairs=tuple(pairs), faults=tuple(faults), sha256=digest)


def laid_together(tables: Sequence[Table[Any]], row_model: type[RowT]) -> Table[RowT]:
    """Several tables combined into one, in which values of later tables replace earlier values.

    An empty cell changes nothing. A fault gives the position of its cell in the original table.
    Faults that the tables already have are not reported again.
    """
    header = tuple(dict.fromkeys(column for table in tables for column in table.header))
    rows: dict[tuple[str, ...], dict[str, tuple[Table[Any], Record]]] = {}
    for table in tables:
        for record in table.records:
            name = tuple(record.cells.get(column, "") for column in row_model.KEY)
            known = rows.setdefault(name, {})
            for column, cell in record.cells.items():
                if cell or column not in known:
                    known.pop(column, None)
                    known[column] = table, record
    records = []
    for known in rows.values():
        cells = {c: known[c][1].cells[c] if c in known else "" for c in header}
        records.append(Record(next(iter(known.values()))[1].row, cells, laid=known))
    names = ", ".join(table.name for table in tables[1:])
    found = Table[RowT](names, header, tuple(records), (), (), row_model.KEY)
    pairs, faults = [], []
    for record in records:
        row, more = _check_row(found, record, row_model)
        faults += more
        if row is not None:
            pairs.append((record, row))
    return replace(found, pairs=tuple(pairs), faults=tuple(faults))


def _records(
    grid: Grid, extra: set[int], key: tuple[str, ...], mend: Mapping[str, Mend]
) -> tuple[list[Record], list[Fault]]:
    """The rows that have as many cells as the header, and the faults of all other rows."""
    header = grid.rows[0].cells if grid.rows else ()
    records: list[Record] = []
    faults: list[Fault] = []
    for row in grid.rows[1:]:
        if row.line in extra:
            continue
        padded = row.cells + ("",) * (len(header) - len(row.cells) if grid.sheet else 0)
        cells = dict(zip(header, padded, strict=False))
        if len(padded) < len(header) or (not grid.sheet and len(padded) > len(header)):
            faults.append(_width_fault(grid.name, row, header, _row_name(cells, key)))
            continue
        if len(padded) > len(header):
            faults.append(_beyond(grid.name, row, len(header)))
        records.append(_mended(row, header, cells, mend))
    return records, faults


def _beyond(name: str, row: GridRow, width: int) -> Fault:
    problem = "found a value beyond the last column; delete it, or name its column"
    return Fault(name, row.line, width + 1, f"{column_letters(width + 1)}{row.line}", problem)


def _mended(
    row: GridRow, header: Sequence[str], cells: dict[str, str], mend: Mapping[str, Mend]
) -> Record:
    unusable = {header[i]: said for i, said in row.unusable.items() if i < len(header)}
    for column in [each for each in cells if each in mend]:
        try:
            cells[column] = mend[column](cells[column])
        except ValueError as error:
            unusable[column] = str(error)
    return Record(row, cells, unusable)


def guarded(text: str) -> str:
    """The text in a form that a spreadsheet does not run as a formula when it opens a CSV file.

    A spreadsheet treats a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage
    return as a formula. This function puts an apostrophe before a text that a spreadsheet would
    treat as a formula. If a text already has apostrophes before such a character, this function
    adds one more, so that `unguarded` can restore every text. Do not use this function for numbers.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("Head of Operations")
    ("'=1+1", "''=1+1", 'Head of Operations')
    """
    return f"'{text}" if text.lstrip("'").startswith(_RUN_BY_SPREADSHEETS) else text


def unguarded(text: str) -> str:
    """The original text that `guarded` changed.

    >>> unguarded("'=1+1"), unguarded("'tis so")
    ('=1+1', "'tis so")
    """
    return text[1:] if text.startswith("'") and guarded(text) != text else text


def _row_name(cells: Mapping[Any, Any], key: tuple[str, ...]) -> str:
    """The key of a row as one text; empty if its cells are empty."""
    return " ".join(cells.get(column) or "" for column in key).strip()


def _width_fault(shown: str, row: GridRow, header: Sequence[str], named: str) -> Fault:
    path = f"row of {named}" if named else ""
    width = f"found {len(row.cells)} cells, expected {len(header)}"
    if len(row.cells) > len(header):
        line, column = row.place(len(header))
        problem = f"{width}; put a cell that contains a comma in double quotes"
        return Fault(shown, line, column, path, problem)
    problem = f"{width}; the first missing cell is {header[len(row.cells)]}"
    return Fault(shown, row.line, 0, path, problem)


@cache
def _columns(row_model: type[Row]) -> dict[str, bool]:
    """The columns that a table can have, and whether each is required."""
    return {
        field.alias or name: field.is_required() for name, field in row_model.model_fields.items()
    }


@cache
def _numeric(row_model: type[Row]) -> dict[str, type]:
    """The columns with numbers, and the type of each: ``int`` or ``float``."""
    kinds = {
        field.alias or name: {int, float} & set(_types_in(field.annotation))
        for name, field in row_model.model_fields.items()
    }
    return {column: kind.pop() for column, kind in kinds.items() if kind}


def _types_in(annotation: Any) -> list[Any]:
    return [annotation, *(found for part in get_args(annotation) for found in _types_in(part))]


def _header_faults(grid: Grid, columns: Mapping[str, bool]) -> list[Fault]:
    if not grid.rows:
        return []
    head = grid.rows[0]
    header = head.cells
    missing = [name for name, required in columns.items() if required and name not in header]
    faults = [
        Fault(grid.name, head.line, 0, column, "the column is missing; add it to the header row")
        for column in missing
    ]
    for index, column in enumerate(header):
        problem = head.unusable.get(index) or _column_problem(header, index, columns, missing)
        if problem:
            faults.append(Fault(grid.name, *head.place(index), column, problem))
    return faults


def _column_problem(
    header: tuple[str, ...], index: int, columns: Mapping[str, bool], missing: Sequence[str]
) -> str:
    """The fault of one name in the header; empty if there is no fault."""
    column = header[index]
    if not column:
        return f"column {index + 1} has no name; name it or delete it"
    if column in header[:index]:
        return f"the column appears twice; keep one {column}"
    if column not in columns:
        hint = did_you_mean(column, missing or set(columns) - set(header) or columns)
        return f"unknown column {column!r}; {hint}"
    return ""


def _check_row(
    table: Table[RowT], record: Record, row_model: type[RowT]
) -> tuple[RowT | None, list[Fault]]:
    columns, numeric = _columns(row_model), _numeric(row_model)
    # An unknown column is a fault of the header. An empty optional cell counts as missing.
    given: dict[str, Any] = {
        column: cell
        for column, cell in record.cells.items()
        if column in columns and (cell or columns[column])
    }
    problems = dict(record.unusable)
    for column in (given.keys() & numeric.keys()).difference(problems):
        cell, kind = given[column], numeric[column]
        given[column] = read_plain(cell, kind)
        if problem := too_long(cell):
            problems[column] = problem
        elif given[column] is None:
            hint = f"; write {form}" if (form := plain_form(cell, kind)) else ""
            problems[column] = f"{_found(cell)}, expected {EXPECTED[kind]}{hint}"
    faults = [table.fault(record, column, said) for column, said in problems.items()]
    sound = {column: cell for column, cell in given.items() if column not in problems}
    try:
        row = row_model.model_validate(sound)
    except ValidationError as error:
        details = error.errors(include_url=False)
    else:
        return (None if faults else row), faults
    for detail in details:
        column = str(detail["loc"][0]) if detail["loc"] else ""
        if detail["type"] == "missing" and (column in problems or column not in table.header):
            continue  # this is already a fault of the cell or of the header
        cell = record.cells.get(column, "")
        faults.append(table.fault(record, column, _say(dict(detail), cell)))
    return None, faults


def _found(cell: str) -> str:
    return f"found {cell!r}" if cell else "found an empty cell"


def _say(detail: dict[str, Any], cell: str) -> str:
    """A message with the value found and the value expected, made from one pydantic error."""
    context = detail.get("ctx", {})
    found = _found(cell)
    if detail["type"] == "literal_error":
        choices = re.findall(r"'([^']*)'", context["expected"])
        return f"{found}; {did_you_mean(cell, choices)}"
    if detail["type"] == "value_error":
        expected = str(context["error"])
        return f"{found}, expected {expected}" if detail["loc"] else expected
    if detail["type"] in _EXPECTED:
        return f"{found}, expected {_EXPECTED[detail['type']].format(**context)}"
    return f"{found}: {detail['msg']}"


def _duplicate_faults(table: Table[RowT], row_model: type[RowT]) -> list[Fault]:
    key = row_model.KEY
    if not key or not set(key) <= set(table.header):
        return []
    first: dict[tuple[str, ...], int] = {}
    faults = []
    for record in table.records:
        name = tuple(record.cells[column] for column in key)
        if all(name) and name in first:
            shown = " ".join(name)
            problem = f"{shown!r} appears twice, first on line {first[name]}; delete one of them"
            faults.append(table.fault(record, key[0], problem))
        first.setdefault(name, record.line)
    return faults
