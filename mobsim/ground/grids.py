"""Which cells does a file contain, regardless of the program that wrote it?

CSV files and workbooks give rows of text in the same form, so that the same checks apply to both.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.file_kinds import SAVE_AS, is_workbook, wrong_kind
from mobsim.ground.input_files import is_folder, read_regular

_CELL: Final = re.compile(r'"(?:[^"]|"")*"[^,]*|[^,]*')
"""A cell of a text file, with or without double quotes; a comma ends it."""
_LINES_A_ROW: Final = 10
"""The number of lines that a file may have for each row of a table. A cell may have several lines,
and empty lines do not count as rows.
"""
_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a file, before any correction."""

    line: int
    """The number of the line on which the row begins; lines are counted from 1."""
    cells: tuple[str, ...]
    """The texts of the cells, without white space at either end."""
    text: str | None = None
    """The line or lines of the row in a text file; None in a workbook."""
    unusable: Mapping[int, str] = field(default_factory=dict)
    """The faults of cells whose text cannot be used, by the position of the cell."""

    def place(self, index: int) -> tuple[int, int]:
        """The line and column of a cell; both are counted from 1."""
        if self.text is None:
            return self.line, index + 1
        offset, column = _cell_starts(self.text)[index]
        return self.line + offset, column


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a file."""

    name: str
    """The name that faults use for the file."""
    rows: tuple[GridRow, ...]
    """The rows that are not empty; there is at least one such row."""
    sheet: str = ""
    """The sheet that was read from a workbook; empty for a text file."""
    merged: tuple[tuple[str, int], ...] = ()
    """Ranges of merged cells, such as ``A2:A4``, with the last line of each range."""
    notes: tuple[str, ...] = ()
    """Notes for the user on which sheet was read, and which parts were skipped."""
    hidden: str = ""
    """The hidden rows and columns of the sheet that was read, in words."""
    faults: tuple[Fault, ...] = ()
    """Faults that prevented mobsim from reading the rest of the table."""


@dataclass(slots=True)
class Counted:
    """Counts the rows and cells of a table while it is read, and compares them with the limits."""

    name: str
    """The name that faults use for the file."""
    bounds: tuple[str, ...] = ("rows", "columns", "cells")
    """The limits that apply."""
    rows: int = 0
    cells: int = 0

    def add(self, width: int, line: int) -> None:
        """Count a row of ``width`` cells.

        Raises
        ------
        InputError
            If a limit is exceeded.
        """
        self.rows += 1
        self.cells += width
        found = {"rows": self.rows, "columns": width, "cells": self.cells, "log": self.rows}
        for bound in self.bounds:
            if found[bound] > limit(bound):
                raise refusal(self.name, over(bound), line)


def refusal(name: str, problem: str, line: int = 0, column: int = 0) -> InputError:
    """An error with one fault, for a file that cannot be read as a table."""
    return InputError([Fault(name, line, column, "", problem)])


def column_letters(column: int) -> str:
    """The letters of a spreadsheet column; columns are counted from 1.

    >>> column_letters(5), column_letters(28)
    ('E', 'AB')
    """
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


def read_grid(
    path: Path,
    name: str,
    sheet: str = "",
    bounds: tuple[str, ...] = Counted("").bounds,
    beside: str = "",
) -> tuple[Grid, bytes]:
    """The cells of a file, and its bytes.

    The file is a CSV file (UTF-8, commas) or a workbook (XLSX), depending on its content. Faults
    use the given name. In a workbook, ``sheet`` is the sheet to read, and ``beside`` is a sheet
    with a separate table. ``bounds`` names the limits that apply.

    Raises
    ------
    InputError
        If the file cannot be read as a table; the error has one fault.
    """
    content = file_content(path, name)
    counted = Counted(name, bounds)
    if problem := wrong_kind(content):
        raise refusal(name, problem)
    if is_workbook(content):
        from mobsim.ground.workbook_grids import workbook_grid

        return workbook_grid(content, name, sheet, counted, beside), content
    return _text_grid(content, name, counted), content


def file_content(path: Path, name: str) -> bytes:
    """The bytes of a file that will be read as a table.

    Raises
    ------
    InputError
        If there is no such file, or if it cannot be read.
    """
    try:
        return read_regular(path, "table", name)
    except FileNotFoundError:
        problem = "no such file; check the path"
    except OSError as error:
        folder = "found a folder, expected a table in a file; name the file in it"
        problem = folder if is_folder(path) else f"cannot be read: {error.strerror}"
    raise refusal(name, problem)


def _text_grid(raw: bytes, name: str, counted: Counted) -> Grid:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(name, raw, error.start) from None
    if "\x00" in text.split("\n", 1)[0]:
        raise refusal(name, f"found a file that is not text, expected a table; {SAVE_AS}")
    if text.count("\n") > _LINES_A_ROW * limit(counted.bounds[0]):
        raise refusal(name, over(counted.bounds[0]))
    # newline="" recognises CRLF, and leaves a line break inside a quoted cell unchanged.
    lines = list(io.StringIO(text, newline=""))
    skipped, notes = _separator_line(lines, name)
    _check_separator(lines[skipped:], name, skipped)
    rows, faults = _read_rows(lines, counted, skipped)
    if not rows and not faults:
        raise refusal(name, "the file is empty; expected a header row and rows below it")
    return Grid(name, tuple(rows), notes=notes, faults=tuple(faults))


def _not_utf8(name: str, raw: bytes, start: int) -> InputError:
    line_start = raw.rfind(b"\n", 0, start) + 1
    line = raw.count(b"\n", 0, start) + 1
    column = len(raw[line_start:start].decode("utf-8-sig", errors="replace")) + 1
    problem = f"byte 0x{raw[start]:02x} is not UTF-8; save the file as 'CSV UTF-8'"
    return refusal(name, problem, line, column)


def _separator_line(lines: list[str], name: str) -> tuple[int, tuple[str, ...]]:
    """The number of lines to skip at the beginning, with a note; a line ``sep=,`` is skipped."""
    first = lines[0].strip().strip('"').lower()
    if not first.startswith("sep="):
        return 0, ()
    separator = first.removeprefix("sep=") or "\t"
    if separator != ",":
        raise _wrong_separator(name, separator, 1)
    return 1, ("skipped the first line, 'sep=,'",)


def _check_separator(lines: list[str], name: str, skipped: int) -> None:
    """Refuse a file whose first lines use a separator other than commas."""
    filled = [line for line in lines if line.strip()][:5]
    if (len(filled) == 1 and "," in filled[0]) or any("," in line for line in filled[:1]):
        return
    for separator in _SEPARATORS:
        if filled and all(separator in line for line in filled):
            raise _wrong_separator(name, separator, skipped + 1)


def _wrong_separator(name: str, separator: str, line: int) -> InputError:
    between = _SEPARATORS.get(separator, repr(separator))
    problem = f"found {between} between the cells, expected commas; save the file as 'CSV UTF-8' "
    return refusal(name, f"{problem}with commas, or as XLSX", line, 1)


def _read_rows(
    lines: list[str], counted: Counted, skipped: int
) -> tuple[list[GridRow], list[Fault]]:
    reader = csv.reader(lines[skipped:], strict=True)
    rows: list[GridRow] = []
    done = skipped
    try:
        for cells in reader:
            first, last = done, reader.line_num + skipped
            done = last
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):  # a spreadsheet writes empty rows as a row of commas
                counted.add(len(cells), first + 1)
                while first < last - 1 and not lines[first].strip("\r\n"):
                    first += 1
                rows.append(GridRow(first + 1, stripped, "".join(lines[first:last])))
    except csv.Error as error:
        problem = f"{error}; check the double quotes of this row"
        return rows, [Fault(counted.name, reader.line_num + skipped, 0, "", problem)]
    return rows, []


def _cell_starts(text: str) -> list[tuple[int, int]]:
    """The position of each cell in a record: the lines above the cell, and the column (from 1).

    >>> _cell_starts('a,"b, c",d')
    [(0, 1), (0, 3), (0, 10)]
    """
    starts, at = [], 0
    while at <= len(text) and (cell := _CELL.match(text, at)):
        starts.append((text.count("\n", 0, at), at - text.rfind("\n", 0, at)))
        at = cell.end() + 1
    return starts


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    r"""A table as the text of a CSV file, in which each line ends with LF.

    >>> csv_text(["minute", "name"], [["0.5", "Hull, East"]])
    'minute,name\n0.5,"Hull, East"\n'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
