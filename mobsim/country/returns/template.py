"""What is sent out for forces to fill in?"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from mobsim.country.force_names import as_force_id, unknown_force
from mobsim.country.forces import known_force_ids, load_forces, shipped_forces
from mobsim.country.returns.return_rows import (
    COLUMNS,
    NUMBERS,
    REQUIRED_KINDS,
    SHIFTS,
    ReturnRow,
    Returns,
    kind_order,
)
from mobsim.ground.errors import Fault, InputError, OutputError

WORKBOOKS: Final = (".xlsx", ".xlsm")
LAST_SHEET: Final = "last quarter"
HELP_SHEET: Final = "how to fill this in"

MEANINGS: Final = {
    "force_id": "Filled in. Which force the row is of.",
    "kind": "Filled in. Which kind of unit; a row may be added for any other kind of the list.",
    "trained": "Crews trained, whether fit now or not. Whole crews: three PSUs are 3.",
    "commitment": "Crews owed to the national total. If it has changed, say why in the remarks.",
    "declared": "Crews you could field. At most what is trained.",
    **{
        f"available_{shift}": f"Crews on duty on a usual day, {hours}. May be left empty."
        for shift, hours in SHIFTS.items()
    },
    "floor": "Crews of those declared that you would keep at home. May be left empty.",
    "carriers": "Vehicles for them, those off the road among them. May be left empty.",
    "drivers": "People who may drive them. May be left empty.",
    "remarks": "Anything that a reader should know, in your words.",
    "date": "Day on which the numbers were true, such as 2026-12-07.",
    "signed_by": "Post of who answers for the row, such as Head of Operations. No name.",
}
"""What each column of a return needs, for those who fill it in."""

_GENERAL: Final = (
    "One row for each kind of unit.",
    "PSU, BDU and AEP team are asked of every force; write 0 if you have none.",
    "Numbers are whole crews of the kind, typed or pasted as values: a formula is refused.",
    "An empty cell means that you do not say; 0 means none.",
)
_A_NUMBER: Final = "A whole number, 0 or more."

Cells = dict[str, str | int | None]


def write_template(
    path: Path,
    force_id: str | None = None,
    last: Returns | None = None,
    *,
    force: bool = False,
) -> Path:
    """Write a return to be filled in: a workbook, or a CSV file by its ending.

    Parameters
    ----------
    force_id
        The force that it is for, by its id or a name; all forces by default.
    last
        The quarter before: its commitments are filled in, and a second sheet shows its numbers.
        Commitments are those of the shipped table by default.

    Raises
    ------
    InputError
        When there is no such force.
    OutputError
        When the file exists, or cannot be written.
    """
    forces = _forces(force_id)
    rows = _rows(forces, last)
    as_workbook = path.suffix.lower() in WORKBOOKS
    _write(path, _as_workbook(rows, _of(forces, last)) if as_workbook else _as_csv(rows), force)
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
    """Rows with what is known of them already."""
    owed = {force.force_id: force.stock for force in load_forces()}
    blank: Cells = dict.fromkeys(COLUMNS)
    rows: list[Cells] = []
    for force in forces:
        for kind in REQUIRED_KINDS:
            known = last.of(force, kind) if last else owed[force][kind]
            rows.append({**blank, "force_id": force, "kind": kind, "commitment": known.commitment})
    return rows


def _of(forces: Sequence[str], last: Returns | None) -> tuple[ReturnRow, ...]:
    return tuple(row for row in last.rows if row.force_id in forces) if last else ()


def _write(path: Path, content: bytes, force: bool) -> None:
    if path.exists() and not force:
        raise OutputError(f"{path} exists; choose another name, or replace it by --force")
    try:
        with path.open("wb" if force else "xb") as file:
            file.write(content)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from None


# --- as CSV -------------------------------------------------------------------------------------


def _as_csv(rows: Sequence[Cells]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")  # by which a spreadsheet knows UTF-8


# --- as a workbook ------------------------------------------------------------------------------


def _as_workbook(rows: Sequence[Cells], last: tuple[ReturnRow, ...]) -> bytes:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    # Text stays text: nothing in it is run as a formula or followed as a link.
    inert = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(out, inert) as book:
        # The same template has the same bytes whenever it is made.
        book.set_properties({"created": datetime(2026, 1, 1)})
        bold = book.add_format({"bold": True, "bottom": 1})
        _return_sheet(book, rows, bold)
        if last:
            numbers = [[getattr(row, name) for name in COLUMNS] for row in last]
            _sheet(book, LAST_SHEET, numbers, bold)
        _help_sheet(book, bold)
    return out.getvalue()


def _return_sheet(book: Any, rows: Sequence[Cells], bold: Any) -> None:
    cells = [[row[name] for name in COLUMNS] for row in rows]
    dates = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = _sheet(book, ReturnRow.SHEET, cells, bold, dates)
    lines = max(len(rows) * 2, 50)
    kinds = {"validate": "list", "source": list(kind_order())}
    whole = {"validate": "integer", "criteria": ">=", "value": 0}
    for name in ("kind", *NUMBERS):
        rule, told = (kinds, "Choose from the list.") if name == "kind" else (whole, _A_NUMBER)
        column = COLUMNS.index(name)
        sheet.data_validation(1, column, lines, column, {**rule, "error_message": told})


def _sheet(
    book: Any, title: str, rows: Sequence[Sequence[Any]], bold: Any, dates: Any = None
) -> Any:
    """A sheet with the columns of a return."""
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 2)
    wide = {"force_id": 22, "kind": 20, "remarks": 44, "signed_by": 28, "date": 12}
    for column, name in enumerate(COLUMNS):
        width = wide.get(name, len(name) + 2)
        sheet.set_column(column, column, width, dates if name == "date" else None)
        sheet.write_string(0, column, name, bold)
    for line, row in enumerate(rows, start=1):
        sheet.write_row(line, 0, row)
    return sheet


def _help_sheet(book: Any, bold: Any) -> None:
    sheet = book.add_worksheet(HELP_SHEET)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90, wrapped)
    sheet.write_column(0, 1, _GENERAL, wrapped)
    first = len(_GENERAL) + 1
    sheet.write_row(first, 0, ("column", "what it needs"), bold)
    sheet.write_column(first + 1, 0, MEANINGS)
    sheet.write_column(first + 1, 1, MEANINGS.values(), wrapped)
