"""How is a briefing written as a workbook?

A sheet to read first, and one for each list: all crews of all forces on one sheet, to be filtered.
"""

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

from mobsim.ground.safe_text import shown
from mobsim.looking.brief.sheets import Briefing, BriefList, BriefTable, BriefText

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

_LONGEST: Final = 32_767
"""Characters of a cell; a workbook holds no more."""
_CUT: Final = " […]"
_WIDEST: Final = 60
_FIRST: Final = "1980-01-01T00:00:00"


def workbook_of(briefing: Briefing) -> bytes:
    """The workbook as a file; the same briefing gives the same bytes."""
    from xlsxwriter import Workbook

    # No text is ever a formula or a link.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    file = BytesIO()
    book = Workbook(file, options)
    made = datetime.fromisoformat(briefing.made or _FIRST)
    book.set_properties({"title": _kept(briefing.title)[:255], "created": made})
    _add_first(book, briefing)
    for each in briefing.lists():
        _add_list(book, each)
    book.close()
    return file.getvalue()


def _add_first(book: "Workbook", briefing: Briefing) -> None:
    """What the sheets say in words, each under its title, and which sheet holds which table."""
    page = book.add_worksheet("read first")
    page.set_column(0, 0, 120)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    strong = book.add_format({"bold": True, "font_size": 12})
    lines = [(briefing.title, strong), (briefing.running, wrap)]
    for sheet in briefing.sheets:
        lines += [("", wrap), (sheet.title, strong)]
        for part in sheet.parts:
            if isinstance(part, BriefText):
                look = strong if part.style == "heading" else wrap
                lines.append((f"{'• ' if part.style == 'point' else ''}{part.text}", look))
            elif said := _said(part):
                lines.append((said, wrap))
    for row, (text, look) in enumerate(lines):
        if text:
            page.write_string(row, 0, _kept(text), look)


def _said(table: BriefTable) -> str:
    if not table.rows:
        return f"{table.caption}: {table.empty}" if table.empty else ""
    return f"{table.caption}: sheet {table.list_id}. {table.note}".rstrip()


def _add_list(book: "Workbook", found: BriefList) -> None:
    page = book.add_worksheet(found.list_id)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"valign": "top", "text_wrap": True})
    for number, column in enumerate(found.columns):
        page.write_string(0, number, _kept(column.name), head)
        cells = [str(row[number]) for row in found.rows]
        longest = max(map(len, [column.name.split(" ")[0], *cells]))
        page.set_column(number, number, min(longest + 2, _WIDEST))
    for line, row in enumerate(found.rows, start=1):
        for number, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(line, number, cell, text)
            elif cell:
                page.write_string(line, number, _kept(cell), text)
    page.autofilter(0, 0, len(found.rows), len(found.columns) - 1)


def _kept(text: str) -> str:
    """A text as a cell can hold it: no unseen controls, no longer than a cell."""
    told = shown(text)
    return told if len(told) <= _LONGEST else told[: _LONGEST - len(_CUT)] + _CUT
