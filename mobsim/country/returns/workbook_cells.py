"""What stands in the cells of a workbook?

Its rows come as the records that a CSV file gives, so that the same checks are made of both.
"""

import warnings
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final, TypeVar
from zipfile import BadZipFile

from mobsim.ground.errors import Fault, InputError
from mobsim.ground.tables import Record, Row, Table, cell_name, check_records

SHEET: Final = "return"
"""The sheet that is read; without one of that name, the first."""

_NOT_DATA = {"f": "found a formula; paste its value", "e": "found an error; type the value"}
"""Types of cells that cannot be used, and what is said of them."""

RowT = TypeVar("RowT", bound=Row)


def scan_workbook(content: bytes, row_model: type[RowT], *, name: str) -> Table[RowT]:
    """The table on a sheet, with its faults, as `scan_table` gives that of a file.

    A formula is refused: what it came to when the file was last saved need not be what its author
    sees. Numbers such as 5.0 are whole, and a cell that holds a date is its day.

    Parameters
    ----------
    content
        Bytes of an XLSX file.
    row_model
        A field for each column that may stand in the table.
    name
        What faults call the file.

    Raises
    ------
    InputError
        When it is not a workbook, or its sheet is empty.
    """
    with _opened(content, name) as sheet:
        title = str(sheet.title)
        rows = _filled_rows(sheet.iter_rows())
        found, head = _table(list(rows), row_model, name, title)
    table = check_records(found, head, row_model)
    formless = {(fault.line, fault.column) for fault in found.faults}
    further = (f for f in table.faults if (f.line, f.column) not in formless)
    return replace(table, faults=(*found.faults, *further))


@contextmanager
def _opened(content: bytes, name: str) -> Iterator[Any]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    damaged = (BadZipFile, InvalidFileException, LookupError, ValueError, TypeError, SyntaxError)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that hold no cell, such as data validation
        try:
            book = load_workbook(BytesIO(content), read_only=True, data_only=False)
            sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
            sheet.reset_dimensions()  # which not every program writes truly
            yield sheet
        except (*damaged, AttributeError, EOFError, OverflowError, zlib.error) as error:
            problem = f"cannot be read as a workbook ({error}); save it as XLSX or as 'CSV UTF-8'"
            raise InputError([Fault(name, 0, 0, "", problem)]) from None


def _filled_rows(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, list[Any]]]:
    """Rows with something in them, by number, cut behind their last filled cell."""
    for number, row in enumerate(rows, start=1):
        cells = list(row)
        while cells and not str(cells[-1].value or "").strip() and cells[-1].value != 0:
            cells.pop()
        if cells:
            yield number, cells


def _table(
    rows: Sequence[tuple[int, list[Any]]], row_model: type[RowT], name: str, sheet: str
) -> tuple[Table[RowT], Record]:
    """Header and records, with the faults of form, and where the header stands."""
    if not rows:
        problem = f"the sheet {sheet!r} is empty; expected a header row and rows below it"
        raise InputError([Fault(name, 0, 0, "", problem)])
    (line, head), *below = rows
    header = tuple(_text(cell) for cell in head)
    starts = tuple((0, column) for column in range(1, len(header) + 1))
    records = [Record(number, "", _by_column(header, cells), starts) for number, cells in below]
    empty = Table[RowT](name, header, tuple(records), (), (), row_model.KEY, sheet)
    faults = [
        fault
        for record, (_, cells) in zip(records, below, strict=True)
        for fault in _form_faults(empty, record, cells)
    ]
    found = Table[RowT](name, header, tuple(records), (), tuple(faults), row_model.KEY, sheet)
    return found, Record(line, "", {}, starts)


def _by_column(header: Sequence[str], cells: Sequence[Any]) -> dict[str, str]:
    texts = [_text(cell) for cell in cells] + [""] * len(header)
    return dict(zip(header, texts, strict=False))


def _form_faults(table: Table[RowT], record: Record, cells: Sequence[Any]) -> Iterator[Fault]:
    """Formulas, errors, and what stands beyond the header."""
    for column, cell in zip(table.header, cells, strict=False):
        if cell.data_type in _NOT_DATA:
            yield table.fault(record, column, _NOT_DATA[cell.data_type])
    if len(cells) > len(table.header):
        beyond = len(table.header) + 1
        problem = "found a value beyond the last column; delete it, or name its column"
        yield Fault(table.name, record.line, beyond, cell_name(record.line, beyond), problem)


def _text(cell: Any) -> str:
    """What a cell holds, as a CSV file would have it."""
    value = cell.value
    if value is None or cell.data_type in _NOT_DATA:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value == datetime.combine(value.date(), datetime.min.time()):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
