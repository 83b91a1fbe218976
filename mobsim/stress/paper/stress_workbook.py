"""How does a stress test stand in a workbook?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mobsim.country.line_verdicts import printed
from mobsim.looking.page import shown
from mobsim.stress.findings import StressFindings
from mobsim.stress.paper.columns import Cell, Sheet, SheetColumn, sheets
from mobsim.stress.paper.printed_numbers import nights_told, quick_told, signed_facts

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_LONGEST: Final = 32_767
"""Characters of a cell; a workbook holds no more."""
_CUT: Final = " […]"
_WIDEST: Final = 60


def write_workbook(findings: StressFindings, path: Path) -> None:
    """A sheet to read first, one for each list, what their columns mean, and one to sign."""
    from xlsxwriter import Workbook

    # No text is ever a formula or a link.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(str(path), options)
    book.set_properties(
        {
            "title": _kept(findings.title)[:255],
            "subject": _kept(f"Stress test {findings.quarter}")[:255],
            "comments": _kept(f"mobsim {findings.mobsim}; {nights_told(findings)}")[:255],
            "created": datetime.fromisoformat(findings.made),
        }
    )
    looks = _looks(book)
    data = sheets(findings)
    _first_page(book, looks, findings)
    for sheet in data:
        _data_sheet(book, looks, sheet)
    _meanings(book, looks, data)
    _sign_off(book, looks, findings)
    book.close()


def _looks(book: "Workbook") -> dict[str, Any]:
    top = {"valign": "top", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "strong": book.add_format({"bold": True, **top}),
        "head": book.add_format({"bold": True, "bottom": 1, **top}),
        "text": book.add_format(top),
        "warning": book.add_format({"bold": True, "font_color": "#A32A0C"}),
        "share": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0.0##", "valign": "top"}),
        "line": book.add_format({"bottom": 1}),
    }


def _first_page(book: "Workbook", looks: dict[str, Any], findings: StressFindings) -> None:
    sheet = book.add_worksheet("first page")
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100)
    _texts(sheet, looks, _first_rows(findings))


def _first_rows(findings: StressFindings) -> Iterator[list[tuple[str, str]]]:
    yield [(findings.title, "title")]
    yield [(nights_told(findings), "text")]
    if findings.quick:
        yield [(quick_told(findings), "warning")]
    for number, answer in enumerate(findings.answers, start=1):
        yield []
        yield [(f"{number}", "strong"), (answer.question, "strong")]
        yield [(printed(answer.verdict, ""), "strong"), (answer.answer, "text")]
        yield from ([("", "text"), (f"• {point}", "text")] for point in answer.points)


def _texts(
    sheet: "Worksheet", looks: dict[str, Any], rows: Iterable[Sequence[tuple[str, str]]]
) -> None:
    """Rows of texts from the first on, each text with its look."""
    for row, cells in enumerate(rows):
        for column, (text, look) in enumerate(cells):
            _text(sheet, row, column, text, looks[look])


def _data_sheet(book: "Workbook", looks: dict[str, Any], data: Sheet) -> None:
    sheet = book.add_worksheet(data.name)
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(data.columns):
        _text(sheet, 0, number, column.name, looks["head"])
        sheet.set_column(number, number, _width(data, number))
    for row, cells in enumerate(data.rows, start=1):
        for number, (column, cell) in enumerate(zip(data.columns, cells, strict=True)):
            _cell(sheet, row, number, cell, looks, column)
    sheet.autofilter(0, 0, len(data.rows), len(data.columns) - 1)


def _width(data: Sheet, number: int) -> int:
    longest = max((len(str(row[number])) for row in data.rows if row[number]), default=0)
    kept = longest if any(isinstance(row[number], str) for row in data.rows) else 0
    return min(max(kept, len(data.columns[number].name)) + 2, _WIDEST)


def _cell(
    sheet: "Worksheet",
    row: int,
    number: int,
    cell: Cell,
    looks: dict[str, Any],
    column: SheetColumn,
) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, number, cell)
    elif isinstance(cell, str):
        _text(sheet, row, number, cell, looks["text"])
    elif cell is not None:
        kind = "whole" if isinstance(cell, int) else "number"
        look = "share" if column.unit == "share" else kind
        sheet.write_number(row, number, cell, looks[look])


def _text(sheet: "Worksheet", row: int, column: int, text: str, look: Any = None) -> None:
    if text:
        sheet.write_string(row, column, _kept(text), look)


def _kept(text: str) -> str:
    """A text as a cell can hold it: no unseen controls, no longer than a cell."""
    told = shown(text)
    return told if len(told) <= _LONGEST else told[: _LONGEST - len(_CUT)] + _CUT


def _meanings(book: "Workbook", looks: dict[str, Any], data: Sequence[Sheet]) -> None:
    sheet = book.add_worksheet("columns")
    sheet.freeze_panes(1, 0)
    widths = {"sheet": 20, "column": 24, "unit": 28, "meaning": 100}
    for number, width in enumerate(widths.values()):
        sheet.set_column(number, number, width)
    rows = [(each.name, one.name, one.unit, one.meaning) for each in data for one in each.columns]
    head = [(name, "head") for name in widths]
    _texts(sheet, looks, [head, *([(text, "text") for text in row] for row in rows)])
    sheet.autofilter(0, 0, len(rows), 3)


def _sign_off(book: "Workbook", looks: dict[str, Any], findings: StressFindings) -> None:
    sheet = book.add_worksheet("sign-off")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 3, 44)
    facts = [[(name, "strong"), (text, "text")] for name, text in signed_facts(findings)]
    signed = [(name, "head") for name in ("Name", "Post", "Date", "Signature")]
    first = [(quick_told(findings), "warning")] if findings.quick else []
    last = [("Each run, its checksum and its command stand in the sheet runs.", "text")]
    _texts(sheet, looks, [first, *facts, [], signed, [], [], [], [], last])
    for row in range(len(facts) + 3, len(facts) + 6):
        sheet.set_row(row, 30)
        for column in range(4):
            sheet.write_blank(row, column, None, looks["line"])
