"""What does the clock on the wall say at a minute of the run?

The only place where minutes meet Europe/London. Elapsed minutes are real minutes: on a night
when the clocks change, an hour of the wall is missing or comes twice, never an hour of duty.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from mobsim.ground.units import MINUTES_PER_DAY

LONDON = ZoneInfo("Europe/London")

SHIFT_STARTS = (7, 15, 22)
"""Hours at which duty shifts begin; assumed."""

ON_CALL_FREE = range(8, 18)
"""Hours, Monday to Friday, when command need not be called in; assumed."""


@dataclass(frozen=True, slots=True)
class WallClock:
    """Wall-clock time of a run that starts at ``start`` (aware, Europe/London)."""

    start: datetime
    holidays: frozenset[date] = frozenset()
    """Bank holidays that matter to the run."""

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
        return f"{self.at(int(minute + 0.5)):%a %H:%M}"

    def format_date(self, minute: float) -> str:
        """``Sat 15 August 23:05``, to the nearest minute.

        >>> WallClock(datetime(2026, 8, 15, 20, 0, tzinfo=LONDON)).format_date(185.2)
        'Sat 15 August 23:05'
        """
        moment = self.at(int(minute + 0.5))
        return f"{moment:%a} {moment.day} {moment:%B %H:%M}"


def with_holidays(clock: WallClock, duration: float) -> WallClock:
    """The clock, with the bank holidays of England and Wales that the run touches."""
    from holidays import country_holidays

    first, last = clock.at(-MINUTES_PER_DAY), clock.at(duration + 2 * MINUTES_PER_DAY)
    known = country_holidays("GB", subdiv="ENG", years=range(first.year, last.year + 1))
    days = [first.date() + timedelta(days=n) for n in range((last.date() - first.date()).days + 1)]
    return replace(clock, holidays=frozenset(day for day in days if day in known))
