"""Which tables can a planner fill in, and which scenario reads them?

There are tables for incidents, planned operations, a year's events and warnings of trouble. You can
run the example rows of each table unchanged. mobsim also writes a short scenario that names the
tables.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from mobsim.country.returns.template import HELP_SHEET, WORKBOOKS
from mobsim.ground.plain_numbers import read_plain

_TEMPLATES: Final = Path(__file__).with_name("list_templates")

_GENERAL: Final = (
    "Use one row for each entry. The rows in the table are examples: overwrite or delete them.",
    "Type values, or paste them as values: mobsim refuses formulas. Do not hide rows or columns.",
    "Do not rename the first sheet.",
)


def template(key: str, path: Path) -> bytes:
    """The table that a user fills in for one key of a scenario, as a workbook or a CSV file."""
    text = (_TEMPLATES / f"{key}.csv").read_text(encoding="utf-8")
    if path.suffix.lower() in WORKBOOKS:
        return _as_workbook(key, list(csv.reader(io.StringIO(text))))
    # The mark at the start tells a spreadsheet that the text is UTF-8.
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def scenario_with(tables: Mapping[str, str]) -> str:
    """A short scenario that reads the given tables.

    ``tables`` gives the file name of the table for each key. If no table has incidents, the
    scenario states one incident itself.
    """
    lines = [
        "# First edit title, question, start and duration. Then fill in the tables.",
        "schema: 1",
        "title: My week",
        "question: Does help arrive in time each evening, and how many crews are left at home?",
        "start: 2026-08-10 12:00",
        "duration: 6d",
        "mode: sustained",
        *(f"{key}: {name}" for key, name in tables.items()),
    ]
    if "incidents" not in tables:
        lines += [
            "incidents:",
            "  - {name: Hull, force: humberside, begins: Wed 20:00, lasts: 6h, need: {psu: 12}}",
        ]
    return "\n".join([*lines, ""])


def _as_workbook(key: str, rows: Sequence[Sequence[str]]) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    # Text stays text: nothing in it is run as a formula or followed as a link.
    inert = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(out, inert) as book:
        # The same template has the same bytes whenever it is made.
        book.set_properties({"created": datetime(2026, 1, 1)})
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        columns = rows[0]
        sheet = book.add_worksheet(key)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for place, column in enumerate(columns):
            number = column in ("psu", "bdu", "aep", "priority", "from_psu")
            sheet.set_column(place, place, 14, None if number else text)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                _write_cell(sheet, line, place, cell, bold if not line else None)
        _help_sheet(book, columns, bold)
    return out.getvalue()


def _write_cell(sheet: Any, line: int, place: int, cell: str, look: Any) -> None:
    number = read_plain(cell, float)
    if number is not None:
        sheet.write_number(line, place, number)
    elif cell:
        sheet.write_string(line, place, cell, look)


def _help_sheet(book: Any, columns: Sequence[str], bold: Any) -> None:
    with (_TEMPLATES / "columns.csv").open(encoding="utf-8", newline="") as file:
        holds = dict(csv.reader(file))
    sheet = book.add_worksheet(HELP_SHEET)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90, wrapped)
    sheet.write_column(0, 1, _GENERAL, wrapped)
    first = len(_GENERAL) + 1
    sheet.write_row(first, 0, ("column", "what it holds"), bold)
    sheet.write_column(first + 1, 0, columns)
    sheet.write_column(first + 1, 1, [holds[column] for column in columns], wrapped)
