"""How is a stress test written as a workbook?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

from mobsim.country.line_verdicts import printed
from mobsim.ground.workbook_texts import INERT, in_a_cell, row_height, worksheet_for_paper
from mobsim.stress.findings import StressFindings
from mobsim.stress.paper.columns import Cell, Sheet, SheetColumn, sheets
from mobsim.stress.paper.pack_glance import ASKED, PackGlance
from mobsim.stress.paper.printed_numbers import nights_told, quick_told, signed_facts
from mobsim.stress.paper.workbook_charts import chart_of, chart_tables

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDEST: Final = 66
_ARROW: Final = 4
"""The extra width of a column, in letters, for the arrow of its filter."""
_CHARTS: Final = "charts"
_WRAPPED: Final = ("text", "strong", "head")
"""Formats in which long texts wrap."""
_VERDICTS: Final = ("verdict", "stock", "promised", "likely", "capacity", "with_beliefs")
"""Columns that hold verdicts."""
_LOOKS_OF_VERDICTS: Final[Mapping[str, Mapping[str, object]]] = {
    "fail": {"bg_color": "#A32A0C", "font_color": "#FFFFFF", "bold": True},
    "watch": {"bg_color": "#FFF4DC", "font_color": "#7A4B00", "bold": True},
    "pass": {"bg_color": "#E9F5EF", "font_color": "#0B5A3C"},
    "not tested": {"font_color": "#50565E", "italic": True},
}
_TOLD_FIRST: Final = (
    "Each sheet is one list of results, with a row for each. Use the arrows to filter.",
    "Columns named _low and _high give a 95 % interval; columns named _n count its nights.",
    "An empty cell means that the value is unknown or has no bound.",
    "Times are minutes from the first incident of a night.",
    "A share is a share of nights. The bluer the cell, the nearer the share is to 100 %.",
    "Verdicts cover capacity. Red: fail. Amber: watch. Green: pass. Red numbers are shortfalls.",
    "Tests, readings and runs have ids. The sheets tests, readings and runs explain them.",
)

Texts = Sequence[tuple[str, str]]
"""A row of texts, each with its format."""


def workbook_of(findings: StressFindings) -> bytes:
    """The workbook: notes, answers, charts, one sheet for each list, and a sheet to sign."""
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
    writer = _SheetWriter(book)
    found = sheets(findings)
    data = [each for each in found if each.rows]
    _read_first(writer, findings, data, [each.name for each in found if not each.rows])
    writer.texts("in short", (26, 100), list(_short_rows(findings)))
    _charts(writer, findings)
    for sheet in data:
        writer.table(sheet)
    meanings = list(_meanings(data))
    columns = writer.texts("columns", (20, 28, 28, 100), meanings)
    columns.freeze_panes(1, 0)
    columns.repeat_rows(0)
    columns.autofilter(0, 0, len(meanings) - 1, 3)
    _sign_off(writer, findings)
    book.close()
    return file.getvalue()


class _SheetWriter:
    """A writer of cells in a small number of formats."""

    def __init__(self, book: "Workbook") -> None:
        top = {"valign": "top", "text_wrap": True}
        self.book = book
        self.looks = {
            "title": book.add_format({"bold": True, "font_size": 16}),
            "strong": book.add_format({"bold": True, **top}),
            "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#F5F6F8", **top}),
            "text": book.add_format(top),
            "warning": book.add_format({"bold": True, "font_color": "#A32A0C"}),
            "share": book.add_format({"num_format": "0.0%", "valign": "top"}),
            "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0.0##", "valign": "top"}),
            "bold": book.add_format({"bold": True}),
            "plain": book.add_format({"font_color": "#50565E"}),
            "line": book.add_format({"bottom": 1}),
            "link": book.add_format({"font_color": "#14427C", "underline": 1, "valign": "top"}),
        }
        self._verdicts = {
            word: book.add_format(dict(look)) for word, look in _LOOKS_OF_VERDICTS.items()
        }
        self._short = book.add_format({"font_color": "#A32A0C", "bold": True})

    def texts(self, name: str, widths: Sequence[int], rows: Sequence[Texts]) -> "Worksheet":
        """Write a sheet of texts; ``widths`` gives the width of each column in letters."""
        sheet = worksheet_for_paper(self.book, name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for row, cells in enumerate(rows):
            self.row(sheet, row, cells, widths)
        return sheet

    def row(self, sheet: "Worksheet", row: int, cells: Texts, widths: Sequence[int]) -> None:
        """Write one row of texts, and make the row high enough for the texts."""
        for column, (text, look) in enumerate(cells):
            self.text(sheet, row, column, text, look)
        wrapped = zip(cells, widths, strict=False)
        whole = [(text, width) for (text, look), width in wrapped if look in _WRAPPED]
        if whole:
            sheet.set_row(row, row_height(whole))

    def table(self, data: Sheet) -> None:
        """Write a sheet for one list of the findings."""
        sheet = worksheet_for_paper(self.book, data.name)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        widths = [_width(data, number) for number in range(len(data.columns))]
        for number, column in enumerate(data.columns):
            self.text(sheet, 0, number, column.name, "head")
            sheet.set_column(number, number, widths[number])
            self._marked(sheet, number, column, len(data.rows))
        for row, cells in enumerate(data.rows, start=1):
            texts = zip(cells, widths, strict=True)
            told = [(in_a_cell(each), width) for each, width in texts if isinstance(each, str)]
            sheet.set_row(row, row_height(told))
            for number, (column, cell) in enumerate(zip(data.columns, cells, strict=True)):
                self.cell(sheet, row, number, cell, share=column.unit == "share")
        sheet.autofilter(0, 0, len(data.rows), len(data.columns) - 1)

    def cell(self, sheet: "Worksheet", row: int, column: int, cell: Cell, *, share: bool) -> None:
        """Write one cell in the format for its type; None leaves the cell empty."""
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell, self.looks["whole"])
        elif isinstance(cell, str):
            self.text(sheet, row, column, cell, "text")
        elif cell is not None:
            kind = "whole" if isinstance(cell, int) else "number"
            sheet.write_number(row, column, cell, self.looks["share" if share else kind])

    def _marked(self, sheet: "Worksheet", number: int, column: SheetColumn, rows: int) -> None:
        """Mark the verdicts, shortfalls and shares in a column."""
        span = (1, number, rows, number)
        if column.name in _VERDICTS:
            for word, look in self._verdicts.items():
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
                sheet.conditional_format(*span, rule)
        elif column.name == "headroom":
            below = {"type": "cell", "criteria": "<", "value": 0, "format": self._short}
            sheet.conditional_format(*span, below)
        elif column.unit == "share" and not column.name.endswith(("_low", "_high")):
            ends = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
            shades = {"min_color": "#FFFFFF", "max_color": "#94B9DB"}
            sheet.conditional_format(*span, {"type": "2_color_scale", **ends, **shades})

    def text(self, sheet: "Worksheet", row: int, column: int, text: str, look: str) -> None:
        """Write a text as data, never as a formula."""
        if text:
            sheet.write_string(row, column, in_a_cell(text), self.looks[look])


def _read_first(
    writer: _SheetWriter, findings: StressFindings, data: Sequence[Sheet], empty: Sequence[str]
) -> None:
    """Write the notes on the content of each sheet and on how to read it."""
    rows: list[Texts] = [[(findings.title, "title")], [(nights_told(findings), "plain")]]
    if findings.quick:
        rows.append([(quick_told(findings), "warning")])
    rows += [[], [("sheet", "head"), ("rows", "head"), ("content", "head")]]
    first = len(rows)
    held = [("in short", "", "The verdicts, the five questions and their answers.")]
    held.append((_CHARTS, "", "Charts of the most important numbers, each next to its table."))
    held += [(each.name, f"{len(each.rows):,}", each.holds) for each in data]
    held.append(("columns", "", "The meaning and the unit of each column."))
    held.append(("sign-off", "", "Versions and checksums, with space for signatures."))
    rows += [[(name, "link"), (count, "text"), (told, "text")] for name, count, told in held]
    rows.append([])
    rows += [
        [("How to read this" * (not n), "strong"), ("", "text"), (told, "text")]
        for n, told in enumerate(_TOLD_FIRST)
    ]
    if empty:
        told = f"These lists are empty, so they have no sheet: {', '.join(empty)}."
        rows.append([("Left out", "strong"), ("", "text"), (told, "text")])
    sheet = writer.texts("read first", (26, 10, 100), rows)
    for number, (name, _, _) in enumerate(held, start=first):
        sheet.write_url(number, 0, f"internal:'{name}'!A1", writer.looks["link"], name)


def _short_rows(findings: StressFindings) -> Iterator[Texts]:
    glance = PackGlance(findings)
    yield [(findings.title, "title")]
    yield [(nights_told(findings), "plain")]
    if findings.quick:
        yield [(quick_told(findings), "warning")]
    yield []
    for each in glance.verdicts:
        yield [(each.label, "strong"), (f"{each.words}. {each.detail}".rstrip(), "text")]
    for asked, told in zip(ASKED, glance.sentences, strict=True):
        yield [(asked, "strong"), (told, "text")]
    for number, answer in enumerate(findings.answers, start=1):
        yield []
        yield [(f"Question {number}", "strong"), (answer.question, "strong")]
        verdict = f"{answer.verdict_on}: {printed(answer.verdict)}" if answer.verdict else ""
        yield [(verdict, "strong"), (answer.answer, "text")]
        yield from ([("", "text"), (f"• {point}", "text")] for point in answer.points)
        if answer.speed:
            target = f"Speed (target: {findings.target.words}, assumed)"
            yield [("", "text"), (target, "strong")]
        yield from ([("", "text"), (f"• {point}", "text")] for point in answer.speed)


def _charts(writer: _SheetWriter, findings: StressFindings) -> None:
    """Write each chart next to its table."""
    tables = chart_tables(findings)
    wide = max((len(each.names) for each in tables), default=2)
    widths = (58, *[14] * (wide - 1))
    sheet = writer.texts(_CHARTS, widths, [[("Charts, each next to its numbers", "title")]])
    at = 2
    for table in tables:
        writer.row(sheet, at, [(table.title, "bold")], widths)
        writer.row(sheet, at + 1, [(name, "head") for name in table.names], widths)
        for row, cells in enumerate(table.rows, start=at + 2):
            for column, cell in enumerate(cells):
                writer.cell(sheet, row, column, cell, share=table.share)
        sheet.insert_chart(at, wide + 1, chart_of(writer.book, _CHARTS, table, at + 1))
        at += max(len(table.rows) + 2, table.tall) + 2


def _width(data: Sheet, number: int) -> int:
    texts = [row[number] for row in data.rows]
    lines = (line for text in texts if isinstance(text, str) for line in text.split("\n"))
    longest = max(map(len, lines), default=0)
    return min(max(longest, len(data.columns[number].name) + _ARROW) + 2, _WIDEST)


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
    last = [("The sheet runs lists each run with its checksum and its command.", "plain")]
    rows = [first, *facts, [], signed, [], [], [], [], last]
    sheet = writer.texts("sign-off", (26, 66, 20, 44), rows)
    for row in range(len(facts) + 3, len(facts) + 6):
        sheet.set_row(row, 30)
        for column in range(4):
            sheet.write_blank(row, column, None, writer.looks["line"])
