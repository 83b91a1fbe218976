"""Which day does a date mean that was written as in the United Kingdom?"""

import re
from collections.abc import Iterator
from datetime import date as day

from mobsim.country.returns.quarters import Quarter

_WRITTEN = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")
OLD_QUARTERS = 2
"""Quarters after which a row is old; assumed."""


def iso_day(text: str, quarter: Quarter) -> str:
    """A day in ISO form, if a text can mean only one that a return of the quarter may have.

    A text of another form comes back as it is.

    Raises
    ------
    ValueError
        When it can mean two days, or only days that no return of the quarter has.

    >>> from mobsim.country.returns.quarters import read_quarter
    >>> iso_day("05/01/2027", read_quarter("2027-Q1"))
    '2027-01-05'
    """
    found = _WRITTEN.fullmatch(text)
    if not found:
        return text
    readings = sorted(set(_readings(*map(int, found.groups()))))
    first = quarter.earlier(OLD_QUARTERS).begins
    possible = [each for each in readings if first <= each <= quarter.ends]
    if len(possible) == 1:
        return possible[0].isoformat()
    form = " or ".join(each.isoformat() for each in possible)
    if form:
        raise ValueError(f"found {text!r}, which can mean two days; write {form}")
    window = f"expected a day from {first} to {quarter.ends}"
    example = readings[-1] if readings else quarter.begins
    raise ValueError(f"found {text!r}, {window}; write it as {example}")


def _readings(first: int, second: int, year: int) -> Iterator[day]:
    """Day first as in the United Kingdom, and month first as in the United States."""
    whole = year if year > 99 else 2000 + year
    for number, month in ((first, second), (second, first)):
        try:
            yield day(whole, month, number)
        except ValueError:
            continue
