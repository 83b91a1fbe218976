"""Which day does a date mean that was written as in the United Kingdom?"""

import re
from datetime import date as day

from mobsim.country.returns.quarters import Quarter

_WRITTEN = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")
OLD_QUARTERS = 2
"""Quarters after which a row is old; assumed."""


def iso_day(text: str, quarter: Quarter) -> str:
    """A day in ISO form, if day first is the only way to read it as a day of a return.

    A text of another form comes back as it is.

    Raises
    ------
    ValueError
        When it can mean two days, or day first is no day that a return of the quarter has.

    >>> from mobsim.country.returns.quarters import read_quarter
    >>> iso_day("05/01/2027", read_quarter("2027-Q1"))
    '2027-01-05'
    """
    found = _WRITTEN.fullmatch(text)
    if not found:
        return text
    first, second, year = (int(part) for part in found.groups())
    year = year if year > 99 else 2000 + year
    british = _day(year, second, first)
    readings = [each for each in (british, _day(year, first, second)) if each]
    oldest = quarter.earlier(OLD_QUARTERS).begins
    possible = {each for each in readings if oldest <= each <= quarter.ends}
    if british and possible == {british}:
        return british.isoformat()
    form = " or ".join(dict.fromkeys(each.isoformat() for each in readings))
    if len(possible) > 1:
        raise ValueError(f"found {text!r}, which can mean two days; write {form}")
    hint = f"write {form}" if form else "write it as '2026-12-07'"
    raise ValueError(f"found {text!r}, expected a day from {oldest} to {quarter.ends}; {hint}")


def _day(year: int, month: int, number: int) -> day | None:
    try:
        return day(year, month, number)
    except ValueError:
        return None
