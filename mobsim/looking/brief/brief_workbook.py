"""How does mobsim write a briefing as a workbook?

The workbook has a first worksheet with the texts, and one worksheet for each list. One of the lists
contains all crews of all forces, so that users can filter it.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

from mobsim.ground.workbook_texts import INERT, in_a_cell, row_height, worksheet_for_paper
from mobsim.looking.brief.sheets import Briefing, BriefList, BriefText

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_WIDEST: Final = 60
_FIRST_WIDTH: Final = 100
"""The width of the first worksheet's column, in letters."""
_FIRST: Final = "1980-01-01T00:00:00"


def workbook_of(briefing: Briefing) -> bytes:
    """The bytes of the workbook; the same briefing always gives the same bytes."""
    from xlsxwriter import Workbook

    file = BytesIO()
    book = Workbook(file, INERT)
    made = datetime.fromisoformat(briefing.made or _FIRST)
    book.set_properties({"title": in_a_cell(briefing.title)[:255], "created": made})
    lists = briefing.lists()
    _add_first(book, briefing, lists)
    for each in lists:
        _add_list(book, each)
    book.close()
    return file.getvalue()


def _add_first(book: "Workbook", briefing: Briefing, lists: Sequence[BriefList]) -> None:
    """Add the first worksheet, with a list of the other worksheets and the texts of each sheet."""
    page = worksheet_for_paper(book, "read first")
    page.set_column(0, 0, _FIRST_WIDTH)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    strong = book.add_format({"bold": True, "font_size": 12, "text_wrap": True})
    lines = [(briefing.title, strong), (briefing.running, wrap), ("", wrap)]
    lines.append(("Worksheets", strong))
    told = [f"{each.list_id}: {each.note}" if each.note else each.list_id for each in lists]
    lines += [(text, wrap) for text in told]
    for sheet in briefing.sheets:
        lines += [("", wrap), (sheet.title, strong)]
        for part in sheet.parts:
            if isinstance(part, BriefText):
                look = strong if part.style == "heading" else wrap
                lines.append((f"{'• ' if part.style == 'point' else ''}{part.text}", look))
            elif not part.rows and part.empty:
                lines.append((f"{part.caption}: {part.empty}", wrap))
    for row, (text, look) in enumerate(lines):
        page.set_row(row, row_height([(text, _FIRST_WIDTH)]))
        if text:
            page.write_string(row, 0, in_a_cell(text), look)


def _add_list(book: "Workbook", found: BriefList) -> None:
    page = worksheet_for_paper(book, found.list_id)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"valign": "top", "text_wrap": True})
    names = found.columns
    rows = [[in_a_cell(str(cell)) for cell in row] for row in found.rows]
    widths = [_width(cells) for cells in zip(names, *rows, strict=True)]
    for number, width in enumerate(widths):
        page.set_column(number, number, width)
        page.write_string(0, number, in_a_cell(names[number]), head)
    page.set_row(0, row_height(list(zip(names, widths, strict=True))))
    for line, (row, told) in enumerate(zip(found.rows, rows, strict=True), start=1):
        page.set_row(line, row_height(list(zip(told, widths, strict=True))))
        for number, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(line, number, cell, text)
            elif cell:
                page.write_string(line, number, told[number], text)
    page.autofilter(0, 0, len(rows), len(names) - 1)


def _width(cells: Sequence[str]) -> int:
    """The width of a column in letters, which fits its cells and the words of its heading."""
    head, *rest = cells
    words = [*head.split(), *rest] or [""]
    return min(max(map(len, words)) + 3, _WIDEST)
