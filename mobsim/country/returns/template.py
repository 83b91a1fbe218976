"""How does mobsim make the blank return that forces fill in?"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from mobsim.country.force_names import as_force_id, unknown_force
from mobsim.country.forces import known_force_ids, load_forces, load_kinds, shipped_forces
from mobsim.country.returns.capability_rows import (
    CAPABILITY_COLUMNS,
    DAYS_DONE,
    CapabilityRow,
    choices_of,
    is_number,
    meaning_of,
)
from mobsim.country.returns.return_rows import (
    COLUMNS,
    NUMBERS,
    REQUIRED_KINDS,
    SHIFTS,
    ReturnRow,
    Returns,
    kind_place,
)
from mobsim.ground.errors import Fault, InputError, OutputError

WORKBOOKS: Final = (".xlsx", ".xlsm")
LAST_SHEET: Final = "last quarter"
LAST_CAPABILITY: Final = "last capability"
HELP_SHEET: Final = "how to fill this in"

MEANINGS: Final = {
    "force_id": "Already filled in. The force that the row is about.",
    "kind": "Already filled in. The kind of unit. You may add rows for other kinds in the list.",
    "trained": "Trained crews, whether or not they are fit now. Count whole crews: 3 PSUs are 3.",
    "commitment": "Crews committed to the national total. Explain a change in the remarks.",
    "declared": "Crews that you could field; at most the number of trained crews.",
    **{
        f"available_{shift}": f"Crews on duty on a usual day, {hours}. May be left empty."
        for shift, hours in SHIFTS.items()
    },
    "floor": "Declared crews that you would keep at home. May be left empty.",
    "carriers": "Vehicles for these crews, including vehicles off the road. May be left empty.",
    "drivers": "People who may drive the vehicles. May be left empty.",
    "remarks": "Anything that a reader should know, in your own words.",
    "date": "Day on which the numbers were correct, such as 2026-12-07.",
    "signed_by": "Post of the person responsible for the row, such as Head of Operations; "
    "not a name.",
    "local_need": "Crews that you need for disorder at home. May be left empty.",
    "planned": "Trained crews that you plan to have, if the number will change. May be left empty.",
    "given": "Crews lent to other forces in the 24 months before the date. May be left empty.",
    "received": "Crews borrowed from other forces in the 24 months before the date. May be left "
    "empty.",
}
"""Help on each column of a return, for the people who fill it in."""

_GENERAL: Final = (
    "Fill in one row for each kind of unit.",
    "Every force returns PSUs, BDUs and AEP teams; write 0 if you have none.",
    "Write numbers as whole crews, typed or pasted as values; formulas are not accepted.",
    "An empty cell means that you do not say; 0 means that you have none.",
    "The sheet 'capability' has one row for the force. You may leave it empty.",
    "If you fill in any of its cells, fill in its date and signed_by too.",
)
_A_NUMBER: Final = "A whole number, 0 or more."

Cells = dict[str, str | int | None]


def write_template(
    path: Path,
    force_id: str | None = None,
    last: Returns | None = None,
    *,
    capability: bool = False,
    force: bool = False,
) -> Path:
    """Write a blank return as a workbook or a CSV file, depending on the ending of its name.

    A workbook has one sheet for the table of returns and one sheet for the table of capability. A
    CSV file contains either the table of returns or the table of capability.

    Parameters
    ----------
    force_id
        The force, by its id or a name; all forces by default.
    last
        The previous quarter. The commitments of that quarter are filled in, and further sheets show
        its numbers. The blank return then also has a row for each optional kind that a force
        returned. By default, commitments come from the shipped table.
    capability
        Whether to write the table of capability to a CSV file, instead of the table of returns.

    Raises
    ------
    InputError
        If there is no such force, or if ``capability`` is used with a workbook.
    OutputError
        If the file exists, or cannot be written.
    """
    forces = _forces(force_id)
    rows = _rows(forces, last)
    is_workbook = path.suffix.lower() in WORKBOOKS
    if is_workbook and capability:
        message = (
            f"{path} is a workbook, which has both tables; omit the option, or name a CSV file"
        )
        raise InputError([Fault("--capability", 0, 0, "", message)])
    if is_workbook:
        content = _as_workbook(rows, forces, last)
    elif capability:
        content = _as_csv([{"force_id": each} for each in forces], CAPABILITY_COLUMNS)
    else:
        content = _as_csv(rows, COLUMNS)
    _write(path, content, force)
    return path


def _forces(force_id: str | None) -> tuple[str, ...]:
    known = known_force_ids()
    if force_id is None:
        return known
    meant = as_force_id(force_id)
    if meant not in known:
        message = unknown_force(force_id, shipped_forces())
        raise InputError([Fault("--force-id", 0, 0, "", message)])
    return (meant,)


def _rows(forces: Sequence[str], last: Returns | None) -> list[Cells]:
    """The rows of a blank return, with the values that are already known."""
    owed = {force.force_id: force.stock for force in load_forces()}
    blank: Cells = dict.fromkeys(COLUMNS)
    rows: list[Cells] = []
    for force in forces:
        others = {row.kind for row in _of((force,), last)} - set(REQUIRED_KINDS)
        for kind in (*REQUIRED_KINDS, *sorted(others, key=kind_place)):
            known = last.of(force, kind) if last else owed[force][kind]
            rows.append({**blank, "force_id": force, "kind": kind, "commitment": known.commitment})
    return rows


def _of(forces: Sequence[str], last: Returns | None) -> tuple[ReturnRow, ...]:
    return tuple(row for row in last.rows if row.force_id in forces) if last else ()


def _write(path: Path, content: bytes, force: bool) -> None:
    if path.exists() and not force:
        raise OutputError(f"{path} exists; choose another name, or replace it with --force")
    try:
        with path.open("wb" if force else "xb") as file:
            file.write(content)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from None


# --- as CSV -------------------------------------------------------------------------------------


def _as_csv(rows: Sequence[Cells], names: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")  # the mark tells a spreadsheet that this is UTF-8


# --- as a workbook ------------------------------------------------------------------------------


def _as_workbook(rows: Sequence[Cells], forces: Sequence[str], last: Returns | None) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    # Text stays text: the workbook turns no text into a formula or a link.
    inert = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(out, inert) as book:
        # A fixed date gives the same bytes on every day.
        book.set_properties({"created": datetime(2026, 1, 1)})
        looks = _Looks(book)
        _return_sheet(
            looks, rows, [kind.kind_id for kind in (last.kinds if last else load_kinds())]
        )
        _capability_sheet(looks, forces)
        if before := _of(forces, last):
            numbers = [[getattr(row, name) for name in COLUMNS] for row in before]
            looks.sheet(LAST_SHEET, COLUMNS, numbers)
        said = [row for row in last.capability if row.force_id in forces] if last else []
        if said:
            cells = [[getattr(row, name) for name in CAPABILITY_COLUMNS] for row in said]
            looks.sheet(LAST_CAPABILITY, CAPABILITY_COLUMNS, cells)
        _help_sheet(looks)
    return out.getvalue()


class _Looks:
    """A workbook that is being written, and the formats of its cells."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "bottom": 1})
        self.dates = book.add_format({"num_format": "yyyy-mm-dd"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(
        self, title: str, names: Sequence[str], rows: Sequence[Sequence[Any]], frozen: int = 2
    ) -> Any:
        """Add a sheet with a table; its first row and first columns stay visible."""
        sheet = self.book.add_worksheet(title)
        sheet.freeze_panes(1, frozen)
        wide = {"force_id": 22, "kind": 20, "remarks": 44, "agreements": 44, "signed_by": 28}
        for column, name in enumerate(names):
            width = wide.get(name, max(12, len(name) + 2))
            sheet.set_column(column, column, width, self.dates if _is_day(name) else None)
            sheet.write_string(0, column, name, self.bold)
        for line, row in enumerate(rows, start=1):
            sheet.write_row(line, 0, row)
        return sheet


def _is_day(name: str) -> bool:
    return name == "date" or name in DAYS_DONE


def _return_sheet(looks: _Looks, rows: Sequence[Cells], kinds: Sequence[str]) -> None:
    cells = [[row[name] for name in COLUMNS] for row in rows]
    sheet = looks.sheet(ReturnRow.SHEET, COLUMNS, cells)
    lines = max(len(rows) * 2, 50)
    _allow(sheet, lines, COLUMNS.index("kind"), kinds)
    for name in NUMBERS:
        _allow(sheet, lines, COLUMNS.index(name))


def _capability_sheet(looks: _Looks, forces: Sequence[str]) -> None:
    names = CAPABILITY_COLUMNS
    sheet = looks.sheet(CapabilityRow.SHEET, names, [[force] for force in forces], frozen=1)
    for place, name in enumerate(names):
        sheet.write_comment(0, place, meaning_of(name))
        if is_number(name) or choices_of(name):
            _allow(sheet, len(forces), place, choices_of(name))


def _allow(sheet: Any, lines: int, column: int, words: Sequence[str] = ()) -> None:
    """Allow only the given words in a column's cells; without words, allow only whole numbers."""
    whole = {"validate": "integer", "criteria": ">=", "value": 0, "error_message": _A_NUMBER}
    chosen = {"validate": "list", "source": list(words), "error_message": "Choose from the list."}
    sheet.data_validation(1, column, lines, column, chosen if words else whole)


def _help_sheet(looks: _Looks) -> None:
    sheet, wrapped = looks.book.add_worksheet(HELP_SHEET), looks.wrapped
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90, wrapped)
    sheet.write_column(0, 1, _GENERAL, wrapped)
    line = len(_GENERAL) + 1
    said = {name: meaning_of(name) for name in CAPABILITY_COLUMNS}
    for title, meanings in ((ReturnRow.SHEET, MEANINGS), (CapabilityRow.SHEET, said)):
        sheet.write_row(line, 0, (f"sheet {title}: column", "what to fill in"), looks.bold)
        sheet.write_column(line + 1, 0, meanings)
        sheet.write_column(line + 1, 1, meanings.values(), wrapped)
        line += len(meanings) + 2
