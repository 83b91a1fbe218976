"""Which quarter is it, and when does it end?"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from mobsim.ground.errors import Fault, InputError

_NAME = re.compile(r"(\d{4})-Q([1-4])")
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a calendar year."""

    year: int
    number: int
    """1 to 4."""

    def __str__(self) -> str:
        return f"{self.year:04}-Q{self.number}"

    @property
    def begins(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends(self) -> date:
        """Its last day.

        >>> read_quarter("2026-Q4").ends.isoformat()
        '2026-12-31'
        """
        after = self.earlier(-1)
        return after.begins - _A_DAY

    def earlier(self, quarters: int) -> "Quarter":
        """The quarter so many before.

        >>> str(read_quarter("2026-Q1").earlier(2))
        '2025-Q3'
        """
        year, number = divmod(4 * self.year + self.number - 1 - quarters, 4)
        return Quarter(year, number + 1)


def is_quarter(text: str) -> bool:
    """Whether a text names a quarter."""
    found = _NAME.fullmatch(text)
    return bool(found and 1900 <= int(found[1]) < 9000)


def read_quarter(text: str, where: str = "--quarter") -> Quarter:
    """The quarter that a text such as ``2026-Q4`` names; a fault calls its place ``where``.

    Raises
    ------
    InputError
        When it names none.
    """
    found = _NAME.fullmatch(text)
    if not found or not is_quarter(text):
        message = f"found {text!r}, expected a quarter of a calendar year, such as '2026-Q4'"
        raise InputError([Fault(where, 0, 0, "quarter", message)])
    return Quarter(int(found[1]), int(found[2]))
