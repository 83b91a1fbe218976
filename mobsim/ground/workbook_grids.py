"""Which sheet of a workbook does mobsim read, and which cells are on the sheet?

mobsim never reads a hidden sheet. Notes for the user name the sheets that were skipped, and the
hidden cells on the sheet that was read.
"""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import MobsimError, listed, what_happened
from mobsim.ground.file_kinds import SAVE_AS
from mobsim.ground.grids import Counted, Grid, GridRow, column_letters, refusal
from mobsim.ground.workbook_size import check_workbook_size

_NOT_DATA: Final = {"f": "found a formula; paste its value", "e": "found an error; type the value"}
"""Types of cells that cannot be used, and the message for each type."""
_FAR: Final = 10
"""The area of a sheet may be this many times the largest number of cells in a table."""
_MOST_TOLD: Final = 6
"""The largest number of names in a note."""


def workbook_grid(
    content: bytes, name: str, wanted: str, counted: Counted, beside: str = ""
) -> Grid:
    """The cells of one sheet.

    A formula cannot be used, because its value at the last save may differ from the value that its
    author sees. Numbers such as 5.0 count as whole numbers, and a cell with a date gives the day.

    The name of the ``wanted`` sheet is matched regardless of case and spaces; an empty name means
    the only sheet. A visible sheet with the name ``beside`` is a separate table, which is neither
    read nor mentioned.

    Raises
    ------
    InputError
        If the workbook cannot be read, if it is unclear which sheet to read, or if that sheet is
        empty.
    """
    with _readable(name):
        check_workbook_size(content, name)
        book = _opened(content)
        sheet, note = _chosen(_without(book.worksheets, beside), wanted, name)
        _check_size(sheet, name)
        rows = tuple(_filled_rows(sheet.iter_rows(), counted))
        merged = tuple((str(each.coord), int(each.max_row)) for each in sheet.merged_cells.ranges)
        hidden = _hidden(sheet, rows)
    title = str(sheet.title)
    if not rows:
        problem = f"the sheet {title!r} is empty; expected a header row and rows below it"
        raise refusal(name, problem)
    return Grid(name, rows, title, merged, (note,), hidden)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """Turn any error that a library raises about a workbook into a fault with a remedy."""
    try:
        yield
    except (MobsimError, MemoryError):
        raise
    except Exception as error:
        raise refusal(name, f"cannot be read as a workbook ({_cause(error)}); {SAVE_AS}") from error


def _cause(error: Exception) -> str:
    said = str(error)
    if "encrypted" in said:
        return "a part of it is protected by a password"
    if isinstance(error, NotImplementedError):
        return f"it is packed in a way that mobsim does not know: {said}"
    return said if isinstance(error, LookupError) else what_happened(error)


def _check_size(sheet: Any, name: str) -> None:
    cells = sheet.max_row * sheet.max_column
    if cells > _FAR * limit("cells"):
        far = f"{column_letters(sheet.max_column)}{sheet.max_row}"
        problem = f"the cells of the sheet {str(sheet.title)!r} extend to {far}, expected a table; "
        problem += "delete all cells far below or beside the table"
        raise refusal(name, f"{problem} ({over('cells', cells)})")


def _opened(content: bytes) -> Any:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings about parts without cells, e.g. data validation
        return load_workbook(BytesIO(content), data_only=False)


# --- which sheet --------------------------------------------------------------------------------


def _chosen(sheets: Sequence[Any], wanted: str, name: str) -> tuple[Any, str]:
    """The sheet to read, and a note about this sheet and the other sheets."""
    visible = [sheet for sheet in sheets if not _is_hidden(sheet)]
    named = [sheet for sheet in sheets if wanted and _is_named(sheet, wanted)]
    seen = [sheet for sheet in named if not _is_hidden(sheet)]
    if named and not seen:
        problem = (
            f"the sheet {named[0].title!r} is hidden; unhide it, or delete it and name another"
        )
        raise refusal(name, f"{problem} {wanted!r}")
    candidates = seen or visible
    if len(candidates) != 1:
        raise refusal(name, _no_sheet(sheets, wanted, len(seen)))
    [sheet] = candidates
    others = [each for each in sheets if each is not sheet]
    return sheet, _said(sheet, others)


def _is_hidden(sheet: Any) -> bool:
    return bool(sheet.sheet_state != "visible")


def _without(sheets: Sequence[Any], beside: str) -> list[Any]:
    """All sheets of a workbook, except a visible sheet that contains a separate table."""
    return [
        sheet for sheet in sheets if not beside or _is_hidden(sheet) or not _is_named(sheet, beside)
    ]


def _is_named(sheet: Any, title: str) -> bool:
    return _folded(sheet.title) == _folded(title)


def shown_sheets(content: bytes, name: str) -> tuple[str, ...]:
    """The titles of a workbook's visible sheets, in lower case and without spaces.

    Raises
    ------
    InputError
        If the workbook cannot be read.
    """
    with _readable(name):
        check_workbook_size(content, name)
        return tuple(
            _folded(sheet.title) for sheet in _opened(content).worksheets if not _is_hidden(sheet)
        )


def _folded(title: str) -> str:
    return "".join(str(title).split()).casefold()


def _no_sheet(sheets: Sequence[Any], wanted: str, seen: int) -> str:
    titles = listed([_shown(each) for each in sheets], _MOST_TOLD) or "none"
    if seen:
        return f"found {seen} sheets named {wanted!r}, expected one; rename the others: {titles}"
    expected = f"a sheet named {wanted!r}" if wanted else "one visible sheet"
    return f"found the sheets {titles}, expected {expected}; rename the sheet to read"


def _said(sheet: Any, others: Sequence[Any]) -> str:
    note = f"read the sheet {str(sheet.title)!r}"
    if not others:
        return note
    return f"{note}; did not read {listed([_shown(each) for each in others], _MOST_TOLD)}"


def _shown(sheet: Any) -> str:
    return f"{str(sheet.title)!r}{' (hidden)' if _is_hidden(sheet) else ''}"


def _hidden(sheet: Any, rows: Sequence[GridRow]) -> str:
    """The hidden rows and columns among the cells that are read."""
    lines = [row.line for row in rows if _is_hidden_row(sheet, row.line)]
    width = max((len(row.cells) for row in rows), default=0)
    letters = [column_letters(n) for n in _hidden_columns(sheet, width)]
    parts = [
        f"{noun}{'s' if len(found) > 1 else ''} {listed([str(each) for each in found], _MOST_TOLD)}"
        for noun, found in (("row", lines), ("column", letters))
        if found
    ]
    return " and ".join(parts)


def _is_hidden_row(sheet: Any, line: int) -> bool:
    """Whether a row is hidden, has no height, or is hidden by its sheet's default."""
    if line not in sheet.row_dimensions:
        return bool(sheet.sheet_format.zeroHeight)
    row = sheet.row_dimensions[line]
    return bool(row.hidden) or row.ht == 0


def _hidden_columns(sheet: Any, width: int) -> list[int]:
    """The numbers of columns that are hidden or have no width, up to column ``width``."""
    spans = [each for each in sheet.column_dimensions.values() if each.hidden or each.width == 0]
    within = (range(each.min or 1, min(each.max or 1, width) + 1) for each in spans)
    return sorted({number for span in within for number in span})


# --- which cells --------------------------------------------------------------------------------


def _filled_rows(rows: Iterable[Sequence[Any]], counted: Counted) -> Iterable[GridRow]:
    """The rows that are not empty, without the cells after the last filled cell."""
    for number, row in enumerate(rows, start=1):
        cells = list(row)
        while cells and not str("" if cells[-1].value is None else cells[-1].value).strip():
            cells.pop()
        if cells:
            counted.add(len(cells), number)
            unusable = {
                place: _NOT_DATA[cell.data_type]
                for place, cell in enumerate(cells)
                if cell.data_type in _NOT_DATA
            }
            yield GridRow(number, tuple(map(_text, cells)), None, unusable)


def _text(cell: Any) -> str:
    """The content of a cell in the form that a CSV file would have."""
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
