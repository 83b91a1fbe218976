"""How is text written to a workbook as text, whatever it says?"""

from typing import Final

from mobsim.ground.safe_text import shown

INERT: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of a workbook in which no text is ever a formula, a link or a number."""
_LONGEST: Final = 32_767
"""Characters of a cell; a workbook holds no more."""
_CUT: Final = " […]"


def in_a_cell(text: str) -> str:
    """A text as a cell can hold it: no unseen controls, no longer than a cell.

    >>> in_a_cell("Leeds"), len(in_a_cell("x" * 40_000))
    ('Leeds', 32767)
    """
    told = shown(text)
    return told if len(told) <= _LONGEST else told[: _LONGEST - len(_CUT)] + _CUT
