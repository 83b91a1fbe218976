"""Which wall-clock time is a minute of the run, and how is it printed?

Only this module converts minutes to Europe/London time, and only it holds the names of days and
months: they are English in every locale. Elapsed minutes are real minutes: on a night when the
clocks change, an
hour of the wall clock is missing or occurs twice, but never an hour of duty.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from mobsim.ground.tables import data_path
from mobsim.ground.units import (
    MINUTES_PER_DAY,
    format_duration,
    format_elapsed,
    round_half_up,
)

LONDON = ZoneInfo("Europe/London")

SHIFT_STARTS = (7, 15, 22)
"""Hours at which duty shifts begin; assumed."""

ON_CALL_FREE = range(8, 18)
"""Hours, Monday to Friday, when commanders are at work and need not be called in; assumed."""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_name(moment: date) -> str:
    """``Saturday``."""
    return _DAYS[moment.weekday()]


def day_letters(moment: date) -> str:
    """``Sat``."""
    return day_name(moment)[:3]


def month_name(moment: date) -> str:
    """``August``."""
    return _MONTHS[moment.month - 1]


def day_and_time(moment: datetime) -> str:
    """``Sat 20:35``."""
    return f"{day_letters(moment)} {moment:%H:%M}"


def date_in_full(moment: date) -> str:
    """``15 August 2026``.

    >>> date_in_full(date(2026, 8, 15))
    '15 August 2026'
    """
    return f"{moment.day} {month_name(moment)} {moment.year}"


@dataclass(frozen=True, slots=True)
class WallClock:
    """Wall-clock time of a run that starts at ``start`` (aware, Europe/London)."""

    start: datetime
    holidays: frozenset[date] = frozenset()
    """The bank holidays that matter to the run."""

    def at(self, minute: float) -> datetime:
        """Local time at a minute since the start."""
        moment = self.start.astimezone(UTC) + timedelta(minutes=minute)
        return moment.astimezone(LONDON)

    def hour_of_week(self, minute: float) -> int:
        """0 for Monday 00:00–00:59 … 167 for Sunday 23:00–23:59, local time."""
        now = self.at(minute)
        return now.weekday() * 24 + now.hour

    def is_holiday(self, minute: float) -> bool:
        """Whether it is a bank holiday, local time."""
        return self.at(minute).date() in self.holidays

    def needs_on_call(self, minute: float) -> bool:
        """Whether command must be called in: outside Monday–Friday 08:00–18:00, and on holidays."""
        now = self.at(minute)
        free = now.weekday() < 5 and now.hour in ON_CALL_FREE
        return not free or now.date() in self.holidays

    def minute_of(self, wall: datetime) -> float:
        """Minutes since the start at an aware wall-clock time."""
        return (wall.astimezone(UTC) - self.start.astimezone(UTC)) / timedelta(minutes=1)

    def shift_starts(self, after: float, days: int) -> tuple[float, ...]:
        """Minutes of the shift starts strictly after a minute, over the next ``days`` days."""
        today = self.at(after).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        starts = [
            self.minute_of((today + timedelta(days=day, hours=hour)).replace(tzinfo=LONDON))
            for day in range(days + 1)
            for hour in SHIFT_STARTS
        ]
        return tuple(starts[bisect_right(starts, after) :])

    def format(self, minute: float) -> str:
        """``Sat 20:35``, to the nearest minute.

        >>> clock = WallClock(datetime(2026, 8, 15, 20, 0, tzinfo=LONDON))
        >>> clock.format(185.2)
        'Sat 23:05'
        """
        return day_and_time(self.at(round_half_up(minute)))

    def format_date(self, minute: float) -> str:
        """``Sat 15 August 23:05``, to the nearest minute.

        >>> WallClock(datetime(2026, 8, 15, 20, 0, tzinfo=LONDON)).format_date(185.2)
        'Sat 15 August 23:05'
        """
        moment = self.at(round_half_up(minute))
        return f"{day_letters(moment)} {moment.day} {month_name(moment)} {moment:%H:%M}"


class ClockTimes:
    """Prints the minutes of one run; on its first day it leaves out the day.

    >>> times = ClockTimes(WallClock(datetime(2026, 8, 15, 20, 0, tzinfo=LONDON)))
    >>> times.at(185.2), times.both(270.0)
    ('23:05', 'Sun 00:30 (+4h30)')
    """

    def __init__(self, clock: WallClock) -> None:
        self._clock = clock
        self._first_day = clock.at(0).date()

    def at(self, minute: float) -> str:
        """``23:05`` on the first day, ``Sun 00:30`` later."""
        moment = self._clock.at(round_half_up(minute))
        return f"{moment:%H:%M}" if moment.date() == self._first_day else day_and_time(moment)

    def both(self, minute: float) -> str:
        """``Sun 00:30 (+4h30)``: on the clock, and in hours from the start."""
        return f"{self.at(minute)} ({format_elapsed(minute)})"

    def after(self, minutes: float) -> str:
        """A length of time, as in a sentence."""
        return format_elapsed(minutes)


_SAME_DAY_AGAIN = 6 * MINUTES_PER_DAY
"""Minutes of a run in which the name of a day could mean two days."""


class DayTimes(ClockTimes):
    """Prints the minutes of one run for paper: always with the day, never as hours since the start.

    >>> start = datetime(2026, 8, 15, 20, 0, tzinfo=LONDON)
    >>> times = DayTimes(WallClock(start), 1440.0)
    >>> times.at(185.2), times.both(270.0), times.after(90.0)
    ('Sat 23:05', 'Sun 00:30', '1h30m')
    >>> DayTimes(WallClock(start), 10080.0).at(270.0)
    'Sun 16 Aug 00:30'
    """

    def __init__(self, clock: WallClock, duration: float) -> None:
        super().__init__(clock)
        self.dated = duration >= _SAME_DAY_AGAIN
        """Whether a day of the week could mean two days of the run, so that the date is needed too.
        """

    def at(self, minute: float) -> str:
        """``Sun 00:30``; in a run of a week or so ``Sun 16 Aug 00:30``."""
        moment = self._clock.at(round_half_up(minute))
        if not self.dated:
            return day_and_time(moment)
        return f"{day_letters(moment)} {moment.day} {month_name(moment)[:3]} {moment:%H:%M}"

    def both(self, minute: float) -> str:
        """The same as `at`."""
        return self.at(minute)

    def after(self, minutes: float) -> str:
        """``1h30m``."""
        return format_duration(minutes)


KEPT_HOLIDAYS = "worked_out/bank_holidays.json"
"""The bank holidays of years that need no library; `making.worked_out` writes them."""


def with_holidays(clock: WallClock, duration: float) -> WallClock:
    """The clock, with the bank holidays of England and Wales that the run touches."""
    first = clock.at(-MINUTES_PER_DAY).date()
    last = clock.at(duration + 2 * MINUTES_PER_DAY).date()
    known = _bank_holidays(first.year, last.year)
    return replace(clock, holidays=frozenset(day for day in known if first <= day <= last))


def _bank_holidays(first_year: int, last_year: int) -> Iterable[date]:
    kept = json.loads(data_path(KEPT_HOLIDAYS).read_text(encoding="utf-8"))
    if kept["first_year"] <= first_year and last_year <= kept["last_year"]:
        return map(date.fromisoformat, kept["days"])
    return library_holidays(range(first_year, last_year + 1))


def library_holidays(years: range) -> Iterable[date]:
    """The bank holidays of some years, from a library that takes longer to import than a night."""
    from holidays import country_holidays

    return country_holidays("GB", subdiv="ENG", years=years)
