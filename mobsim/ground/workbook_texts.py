"""How does mobsim write texts to a workbook so that they stay texts and are fully visible?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from mobsim.ground.safe_text import shown

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

INERT: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options that stop a workbook from turning texts into formulas, links or numbers."""
_LONGEST: Final = 32_767
"""The largest number of characters in a cell of a workbook."""
_CUT: Final = " […]"
_LINE: Final = 15
_HIGHEST: Final = 400
"""The largest height of a row, in points."""
_WRAPS: Final = 1.1
"""The room that a wrapped text needs, as a multiple of its length: lines are broken between
words."""


def in_a_cell(text: str) -> str:
    """The text in a form that a cell can contain, with codes for invisible characters.

    If the text is longer than a cell allows, its end is cut.

    >>> in_a_cell("Leeds"), len(in_a_cell("x" * 40_000))
    ('Leeds', 32767)
    """
    told = shown(text)
    return told if len(told) <= _LONGEST else told[: _LONGEST - len(_CUT)] + _CUT


def row_height(cells: Iterable[tuple[str, int]]) -> float:
    """The height in points of a row that shows all of its cells.

    Each cell is given by its text and the width of its column in characters. Some programs do not
    set the height of rows themselves.

    >>> row_height([("Leeds", 10), ("Leeds and Hull, later", 10)])
    45.0
    """
    lines = max((_lines(text, width) for text, width in cells), default=1)
    return float(min(_LINE * max(1, lines), _HIGHEST))


def _lines(text: str, width: int) -> int:
    """The number of lines of a text; a line that is too long is broken between words."""
    return sum(
        1 if len(line) < width - 1 else int(-(-len(line) * _WRAPS // width))
        for line in text.split("\n")
    )


def worksheet_for_paper(book: "Workbook", name: str) -> "Worksheet":
    """A worksheet that prints on A4, one page wide."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet
