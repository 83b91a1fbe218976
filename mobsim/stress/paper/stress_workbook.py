"""How is a stress test written as a workbook?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

from mobsim.country.line_verdicts import printed
from mobsim.ground.workbook_texts import INERT, in_a_cell
from mobsim.stress.findings import StressFindings
from mobsim.stress.paper.columns import Sheet, sheets
from mobsim.stress.paper.printed_numbers import nights_told, quick_told, signed_facts

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_WIDEST: Final = 60

Texts = Sequence[tuple[str, str]]
"""A row: texts, each with its look."""


def workbook_of(findings: StressFindings) -> bytes:
    """A sheet to read first, one for each list, what their columns mean, and one to sign."""
    from xlsxwriter import Workbook

    file = BytesIO()
    book = Workbook(file, INERT)
    book.set_properties(
        {
            "title": in_a_cell(findings.title)[:255],
            "subject": in_a_cell(f"Stress test {findings.quarter}")[:255],
            "comments": in_a_cell(f"mobsim {findings.mobsim}; {nights_told(findings)}")[:255],
            "created": datetime.fromisoformat(findings.made),
        }
    )
    writer, data = _SheetWriter(book), sheets(findings)
    writer.texts("first page", {(0, 0): 14, (1, 1): 100}, _first_rows(findings))
    for sheet in data:
        writer.table(sheet)
    meanings = list(_meanings(data))
    widths = {(0, 0): 20, (1, 1): 24, (2, 2): 28, (3, 3): 100}
    columns = writer.texts("columns", widths, meanings)
    columns.freeze_panes(1, 0)
    columns.autofilter(0, 0, len(meanings) - 1, 3)
    _sign_off(writer, findings)
    book.close()
    return file.getvalue()


class _SheetWriter:
    """Writes cells, each in one of a few looks."""

    def __init__(self, book: "Workbook") -> None:
        top = {"valign": "top", "text_wrap": True}
        self._book = book
        self.looks = {
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

    def texts(
        self, name: str, widths: Mapping[tuple[int, int], int], rows: Iterable[Texts]
    ) -> "Worksheet":
        """A sheet of texts; widths are of the columns from one to another."""
        sheet = self._book.add_worksheet(name)
        for span, width in widths.items():
            sheet.set_column(*span, width)
        for row, cells in enumerate(rows):
            for column, (text, look) in enumerate(cells):
                self._text(sheet, row, column, text, look)
        return sheet

    def table(self, data: Sheet) -> None:
        """A sheet of one list of the findings."""
        sheet = self._book.add_worksheet(data.name)
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(data.columns):
            self._text(sheet, 0, number, column.name, "head")
            sheet.set_column(number, number, _width(data, number))
        for row, cells in enumerate(data.rows, start=1):
            for number, (column, cell) in enumerate(zip(data.columns, cells, strict=True)):
                if isinstance(cell, bool):
                    sheet.write_boolean(row, number, cell)
                elif isinstance(cell, str):
                    self._text(sheet, row, number, cell, "text")
                elif cell is not None:
                    kind = "whole" if isinstance(cell, int) else "number"
                    look = "share" if column.unit == "share" else kind
                    sheet.write_number(row, number, cell, self.looks[look])
        sheet.autofilter(0, 0, len(data.rows), len(data.columns) - 1)

    def _text(self, sheet: "Worksheet", row: int, column: int, text: str, look: str) -> None:
        if text:
            sheet.write_string(row, column, in_a_cell(text), self.looks[look])


def _first_rows(findings: StressFindings) -> Iterator[Texts]:
    yield [(findings.title, "title")]
    yield [(nights_told(findings), "text")]
    if findings.quick:
        yield [(quick_told(findings), "warning")]
    for number, answer in enumerate(findings.answers, start=1):
        yield []
        yield [(f"{number}", "strong"), (answer.question, "strong")]
        verdict = f"{answer.verdict_on}: {printed(answer.verdict)}" if answer.verdict else ""
        yield [(verdict, "strong"), (answer.answer, "text")]
        yield from ([("", "text"), (f"• {point}", "text")] for point in answer.points)
        if answer.speed:
            target = f"Speed (target: {findings.target.words}, assumed)"
            yield [("", "text"), (target, "strong")]
        yield from ([("", "text"), (f"• {point}", "text")] for point in answer.speed)


def _width(data: Sheet, number: int) -> int:
    longest = max((len(str(row[number])) for row in data.rows if row[number]), default=0)
    kept = longest if any(isinstance(row[number], str) for row in data.rows) else 0
    return min(max(kept, len(data.columns[number].name)) + 2, _WIDEST)


def _meanings(data: Sequence[Sheet]) -> Iterator[Texts]:
    yield [(name, "head") for name in ("sheet", "column", "unit", "meaning")]
    for each in data:
        for one in each.columns:
            yield [(text, "text") for text in (each.name, one.name, one.unit, one.meaning)]


def _sign_off(writer: _SheetWriter, findings: StressFindings) -> None:
    facts: list[Texts] = [
        [(name, "strong"), (text, "text")] for name, text in signed_facts(findings)
    ]
    signed = [(name, "head") for name in ("Name", "Post", "Date", "Signature")]
    first = [(quick_told(findings), "warning")] if findings.quick else []
    last = [("The sheet runs lists each run with its checksum and its command.", "text")]
    rows = [first, *facts, [], signed, [], [], [], [], last]
    sheet = writer.texts("sign-off", {(0, 0): 26, (1, 3): 44}, rows)
    for row in range(len(facts) + 3, len(facts) + 6):
        sheet.set_row(row, 30)
        for column in range(4):
            sheet.write_blank(row, column, None, writer.looks["line"])
