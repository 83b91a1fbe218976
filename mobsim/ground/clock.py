"""Which wall-clock time corresponds to a minute of the run, and how is the time printed?

Only this module converts minutes to Europe/London time. The names of days and months are in English
on every system. Elapsed minutes are real minutes. On a night when the clocks change, the wall clock
skips or repeats an hour, but elapsed time does not.
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
"""Hours at which duty shifts begin (assumed)."""

ON_CALL_FREE = range(8, 18)
"""The hours, on Monday to Friday, when commanders are at work and need not be called in
(assumed)."""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_name(moment: date) -> str:
    """The name of the day, such as ``Saturday``."""
    return _DAYS[moment.weekday()]


def day_letters(moment: date) -> str:
    """The first three letters of the day, such as ``Sat``."""
    return day_name(moment)[:3]


def month_name(moment: date) -> str:
    """The name of the month, such as ``August``."""
    return _MONTHS[moment.month - 1]


def day_and_time(moment: datetime) -> str:
    """The day and the time, such as ``Sat 20:35``."""
    return f"{day_letters(moment)} {moment:%H:%M}"


def date_in_full(moment: date) -> str:
    """The date, such as ``15 August 2026``.

    >>> date_in_full(date(2026, 8, 15))
    '15 August 2026'
    """
    return f"{moment.day} {month_name(moment)} {moment.year}"


@dataclass(frozen=True, slots=True)
class WallClock:
    """The wall clock of a run that starts at ``start``, a time in the zone Europe/London."""

    start: datetime
    holidays: frozenset[date] = frozenset()
    """The bank holidays shortly before, during and after the run."""

    def at(self, minute: float) -> datetime:
        """The local time at a minute of the run."""
        moment = self.start.astimezone(UTC) + timedelta(minutes=minute)
        return moment.astimezone(LONDON)

    def hour_of_week(self, minute: float) -> int:
        """The hour of the week in local time: 0 from Monday 00:00, up to 167 from Sunday 23:00."""
        now = self.at(minute)
        return now.weekday() * 24 + now.hour

    def is_holiday(self, minute: float) -> bool:
        """Whether the minute is on a bank holiday in local time."""
        return self.at(minute).date() in self.holidays

    def needs_on_call(self, minute: float) -> bool:
        """Whether commanders must be called in.

        Commanders must be called in outside Monday to Friday 08:00–18:00, and on bank holidays.
        """
        now = self.at(minute)
        free = now.weekday() < 5 and now.hour in ON_CALL_FREE
        return not free or now.date() in self.holidays

    def minute_of(self, wall: datetime) -> float:
        """The minute of the run at a wall-clock time, which must have a time zone."""
        return (wall.astimezone(UTC) - self.start.astimezone(UTC)) / timedelta(minutes=1)

    def shift_starts(self, after: float, days: int) -> tuple[float, ...]:
        """The minutes at which shifts start over the next ``days`` days after a minute."""
        today = self.at(after).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        starts = [
            self.minute_of((today + timedelta(days=day, hours=hour)).replace(tzinfo=LONDON))
            for day in range(days + 1)
            for hour in SHIFT_STARTS
        ]
        return tuple(starts[bisect_right(starts, after) :])

    def format(self, minute: float) -> str:
        """The time of a minute of the run, such as ``Sat 20:35``.

        >>> clock = WallClock(datetime(2026, 8, 15, 20, 0, tzinfo=LONDON))
        >>> clock.format(185.2)
        'Sat 23:05'
        """
        return day_and_time(self.at(round_half_up(minute)))

    def format_date(self, minute: float) -> str:
        """The date and time of a minute of the run, such as ``Sat 15 August 23:05``.

        >>> WallClock(datetime(2026, 8, 15, 20, 0, tzinfo=LONDON)).format_date(185.2)
        'Sat 15 August 23:05'
        """
        moment = self.at(round_half_up(minute))
        return f"{day_letters(moment)} {moment.day} {month_name(moment)} {moment:%H:%M}"


class ClockTimes:
    """Formats the minutes of one run as times, which include the day only after the first day.

    >>> times = ClockTimes(WallClock(datetime(2026, 8, 15, 20, 0, tzinfo=LONDON)))
    >>> times.at(185.2), times.both(270.0)
    ('23:05', 'Sun 00:30 (+4h30)')
    """

    def __init__(self, clock: WallClock) -> None:
        self._clock = clock
        self._first_day = clock.at(0).date()

    def at(self, minute: float) -> str:
        """The time, such as ``23:05`` on the first day and ``Sun 00:30`` on a later day."""
        moment = self._clock.at(round_half_up(minute))
        return f"{moment:%H:%M}" if moment.date() == self._first_day else day_and_time(moment)

    def both(self, minute: float) -> str:
        """The time and the hours since the start, such as ``Sun 00:30 (+4h30)``."""
        return f"{self.at(minute)} ({format_elapsed(minute)})"

    def after(self, minutes: float) -> str:
        """A length of time, such as ``+4h30``."""
        return format_elapsed(minutes)


_SAME_DAY_AGAIN = 6 * MINUTES_PER_DAY
"""In a run of this many minutes or more, the name of a day could mean two different days."""


class DayTimes(ClockTimes):
    """Formats the minutes of one run as times for a printed page.

    Times always include the day, and never the hours since the start.

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
        """Whether times need a date, because the name of a day could mean two days of the run."""

    def at(self, minute: float) -> str:
        """The time, such as ``Sun 00:30``, or ``Sun 16 Aug 00:30`` in a run of six days or more."""
        moment = self._clock.at(round_half_up(minute))
        if not self.dated:
            return day_and_time(moment)
        return f"{day_letters(moment)} {moment.day} {month_name(moment)[:3]} {moment:%H:%M}"

    def both(self, minute: float) -> str:
        """The time, as `at` formats it."""
        return self.at(minute)

    def after(self, minutes: float) -> str:
        """A length of time, such as ``1h30m``."""
        return format_duration(minutes)


KEPT_HOLIDAYS = "worked_out/bank_holidays.json"
"""A file with the bank holidays of some years, which `making.worked_out` writes."""


def with_holidays(clock: WallClock, duration: float) -> WallClock:
    """The clock with the bank holidays of England and Wales around the time of the run."""
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
    """The bank holidays of some years, taken from a library.

    mobsim uses the library only for years that are not in `KEPT_HOLIDAYS`, because importing the
    library takes longer than running a night.
    """
    from holidays import country_holidays

    return country_holidays("GB", subdiv="ENG", years=years)
