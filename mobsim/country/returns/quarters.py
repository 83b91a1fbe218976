"""Which quarter, or which day of a quarter, does a text mean?"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from mobsim.ground.errors import Fault, InputError

_NAME = re.compile(r"(\d{4})-Q([1-4])")
_WRITTEN = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")
_A_DAY = timedelta(days=1)
OLD_QUARTERS = 2
"""A row of a return counts as old after this many quarters (assumed)."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a calendar year."""

    year: int
    number: int
    """The number of the quarter, from 1 to 4."""

    def __str__(self) -> str:
        return f"{self.year:04}-Q{self.number}"

    @property
    def begins(self) -> date:
        """The first day of the quarter."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends(self) -> date:
        """The last day of the quarter.

        >>> read_quarter("2026-Q4").ends.isoformat()
        '2026-12-31'
        """
        after = self.earlier(-1)
        return after.begins - _A_DAY

    def earlier(self, quarters: int) -> "Quarter":
        """The quarter that is the given number of quarters earlier.

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
    """The quarter that a text such as ``2026-Q4`` names; ``where`` is the place that a fault gives.

    Raises
    ------
    InputError
        If the text does not name a quarter.
    """
    found = _NAME.fullmatch(text)
    if not found or not is_quarter(text):
        message = f"found {text!r}, expected a quarter of a calendar year, such as '2026-Q4'"
        raise InputError([Fault(where, 0, 0, "quarter", message)])
    return Quarter(int(found[1]), int(found[2]))


def iso_day(text: str, quarter: Quarter | None, *, of_row: bool = True) -> str:
    """Convert a date such as 05/01/2027 to ISO form, if it can mean only one day.

    The text must have the day before the month. Texts in any other form are returned unchanged. If
    ``of_row`` is true, the day must be in the quarter or shortly before it; otherwise, the day may
    be earlier. Without a quarter, any day is accepted.

    Raises
    ------
    ValueError
        If the text can mean two days, or if it means a day that is not allowed.

    >>> iso_day("05/01/2027", read_quarter("2027-Q1"))
    '2027-01-05'
    >>> iso_day("14/11/2019", read_quarter("2027-Q1"), of_row=False)
    '2019-11-14'
    """
    british, american = days_meant(text)
    readings = [each for each in (british, american) if each]
    if not _WRITTEN.fullmatch(text):
        return text
    oldest = quarter.earlier(OLD_QUARTERS).begins if quarter and of_row else date.min
    latest = quarter.ends if quarter else date.max
    possible = {each for each in readings if oldest <= each <= latest}
    if british and possible == {british}:
        return british.isoformat()
    form = " or ".join(dict.fromkeys(each.isoformat() for each in readings))
    if len(possible) > 1:
        raise ValueError(f"found {text!r}, which can mean either of two days; write {form}")
    meant = " or ".join(sorted(each.isoformat() for each in possible))
    hint = f"write {meant}" if meant else "correct the day, or the quarter"
    span = f"from {oldest} to {latest}" if quarter and of_row else "such as '2026-12-07'"
    raise ValueError(f"found {text!r}, expected a day {span}; {hint}")


def days_meant(text: str) -> tuple[date | None, date | None]:
    """The days that a date such as 05/01/2027 means with the day first and with the month first.

    >>> [str(each) for each in days_meant("05/01/2027")]
    ['2027-01-05', '2027-05-01']
    >>> days_meant("2027-01-05")
    (None, None)
    """
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None, None
    first, second, year = (int(part) for part in found.groups())
    year = year if year > 99 else 2000 + year
    return _day(year, second, first), _day(year, first, second)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
