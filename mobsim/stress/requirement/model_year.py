"""Which days of a drawn year fall in each month, weekend and week?

Every drawn year has the same 52 weeks, which start at 06:00 on a Monday in January 2026. Each night
therefore belongs to one week, and years can be compared. A day lasts from 06:00 to 06:00 the next
day.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from mobsim.ground.units import MINUTES_PER_DAY

BEGINS: Final = datetime(2026, 1, 5, 6, 0)
WEEKS: Final = 52
DAYS_A_YEAR: Final = 7 * WEEKS
WEEK_MINUTES: Final = 7 * MINUTES_PER_DAY
YEAR_MINUTES: Final = WEEKS * WEEK_MINUTES

DAY_NAMES: Final = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
MONTH_NAMES: Final = tuple(
    "january february march april may june july august september october november december".split()
)
DAYS: Final = tuple(name[:3] for name in DAY_NAMES)
MONTHS: Final = tuple(name[:3] for name in MONTH_NAMES)


def days_of(months: Sequence[str], days: Sequence[str]) -> tuple[int, ...]:
    """The days of the year in the given months and on the given weekdays; the first day is 0.

    >>> days_of(("jan",), ("sat", "sun"))[:3]
    (5, 6, 12)
    """
    found = []
    for day in range(DAYS_A_YEAR):
        date = BEGINS + timedelta(days=day)
        if MONTHS[date.month - 1] in months and DAYS[date.weekday()] in days:
            found.append(day)
    return tuple(found)


def weeks_touched(begins: float, ends: float) -> range:
    """The weeks of the year in which an incident takes place, given its start and end in minutes.

    >>> list(weeks_touched(0.0, 10080.0)), list(weeks_touched(10079.0, 10081.0))
    ([0], [0, 1])
    """
    first = int(begins // WEEK_MINUTES)
    last = int(-(-ends // WEEK_MINUTES)) - 1
    return range(min(first, WEEKS - 1), min(max(first, last), WEEKS - 1) + 1)


def moment(minute: float) -> datetime:
    """The local time at a minute of the year; the model's calendar has no clock changes."""
    return BEGINS + timedelta(minutes=minute)
