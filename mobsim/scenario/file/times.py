"""Which minute is "20:00", "Sun 02:00" or "+2h"?

`read_moment` reads a time, and `minute_of` finds the minute of the run that it means. When the
clocks change, mobsim refuses a time of day that does not exist. mobsim also refuses a time of day
that occurs twice, unless the time is written with its offset.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.units import MINUTES_PER_DAY, parse_duration

MOMENT_FORM = "a time such as '20:00', 'Sun 02:00', '+2h' or '2026-08-15 20:00'"
START_FORM = "a date and time such as '2026-08-15 18:00'"

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YEARS = range(1900, 2201)
"""The years in which a scenario can be set."""
LONGEST_DURATION = 366 * MINUTES_PER_DAY

_CLOCK = re.compile(r"(?:([A-Za-z]+)\s+)?(\d{1,2}):(\d{2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE = re.compile(
    r"(\d{1,9})-(\d{1,2})-(\d{1,2})[ Tt](\d{1,2}):(\d{2})(?::00)?\s*(Z|[+-]\d{2}:\d{2})?"
)


@dataclass(frozen=True, slots=True)
class Offset:
    """A number of minutes after another time."""

    minutes: float


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day, with or without a day of the week.

    A `ClockTime` means the first such time at or after the time that it counts from.
    """

    hour: int
    minute: int
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class DateAndTime:
    """A date and time of day, with its offset from UTC if one is written."""

    wall: datetime
    offset: timedelta | None = None


Moment = Offset | ClockTime | DateAndTime


def read_moment(found: object) -> Moment:
    """Read a time as it is written in a scenario.

    Raises `ValueError`, which says what was found and what was expected.

    >>> read_moment("Sun 02:00")
    ClockTime(hour=2, minute=0, weekday=6)
    >>> read_moment("+1h30m")
    Offset(minutes=90.0)
    """
    if not isinstance(found, str):
        told = "nothing" if found is None else repr(found)
        raise ValueError(f"found {told}, expected {MOMENT_FORM}")
    text = found.strip()
    if match := _DATE.fullmatch(text):
        return _date_and_time(match, text)
    if match := _CLOCK.fullmatch(text):
        return _clock_time(match, text)
    return read_offset(text.removeprefix("+"), found)


def read_offset(text: str, found: object, form: str = MOMENT_FORM) -> Offset:
    """Read a time that is written as a duration, without its sign."""
    try:
        minutes = parse_duration(text)
    except ValueError as error:
        short = re.search(r"which is .*", str(error))
        raise ValueError(f"found {found!r}, {short[0] if short else f'expected {form}'}") from None
    if minutes > LONGEST_DURATION:
        raise ValueError(f"found {found!r}, expected at most 366 days")
    return Offset(minutes)


def read_start(found: object) -> datetime:
    """Read the time when the scenario starts, in the time zone Europe/London.

    >>> read_start("2026-08-15 18:00").isoformat()
    '2026-08-15T18:00:00+01:00'
    """
    if not isinstance(found, str) or not (match := _DATE.fullmatch(found.strip())):
        raise ValueError(f"found {found!r}, expected {START_FORM}")
    return in_london(_date_and_time(match, found))


def in_london(moment: DateAndTime) -> datetime:
    """The time with its time zone, if there is exactly one such time.

    >>> in_london(DateAndTime(datetime(2026, 3, 29, 1, 30)))
    Traceback (most recent call last):
    ValueError: 2026-03-29 01:30 does not exist: the clocks go forward then; ...
    """
    said = f"{moment.wall:%Y-%m-%d %H:%M}"
    if moment.offset is not None:
        aware = moment.wall.replace(tzinfo=timezone(moment.offset)).astimezone(LONDON)
        if aware.replace(tzinfo=None) != moment.wall:
            raise ValueError(f"found an offset that Europe/London does not have at {said}")
        return aware
    first, second = (moment.wall.replace(tzinfo=LONDON, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != moment.wall:
        raise ValueError(
            f"{said} does not exist: the clocks go forward then; "
            f"expected a time before 01:00 or from 02:00"
        )
    raise ValueError(
        f"{said} exists twice: the clocks go back then; "
        f"expected an offset, '{said}+01:00' for the first or '{said}+00:00' for the second"
    )


def minute_of(moment: Moment, clock: WallClock, after: float) -> float:
    """The minute of the run that a moment means.

    ``after``: the minute that an offset counts from; a clock time is at or after this minute.
    """
    if isinstance(moment, Offset):
        return after + moment.minutes
    if isinstance(moment, DateAndTime):
        return clock.minute_of(in_london(moment))
    return _next_clock_time(moment, clock, after)


def _next_clock_time(moment: ClockTime, clock: WallClock, after: float) -> float:
    at = time(moment.hour, moment.minute)
    today = clock.at(after).date()
    for days in range(9):
        wall = datetime.combine(today + timedelta(days=days), at)
        if moment.weekday not in (None, wall.weekday()):
            continue
        # First ignore the clock change: a day that is over is not a fault.
        if clock.minute_of(wall.replace(tzinfo=LONDON, fold=1)) >= after:
            minute = clock.minute_of(in_london(DateAndTime(wall)))
            if minute >= after:
                return minute
    return after + 9 * MINUTES_PER_DAY


def read_weekday(found: object) -> int:
    """Read a day of the week, in three letters or in full; Monday is 0.

    >>> read_weekday("Sun"), read_weekday("tuesday")
    (6, 1)
    """
    for weekday, name in enumerate(WEEKDAYS):
        if isinstance(found, str) and found.strip().lower() in (name, name[:3]):
            return weekday
    raise ValueError(f"found {found!r}, expected a day of the week such as 'Sun' or 'Sunday'")


def read_day(found: object) -> date:
    """Read a day in ISO form; its year must be a year in which a scenario can be set.

    >>> read_day("2026-08-21").isoformat()
    '2026-08-21'
    """
    form = "expected a day such as '2026-08-21'"
    if not isinstance(found, str) or not _DAY.fullmatch(found.strip()):
        raise ValueError(f"found {found!r}, {form}")
    try:
        day = date.fromisoformat(found.strip())
    except ValueError as error:
        raise ValueError(f"found {found!r}, which is not a day: {error}") from None
    if day.year not in YEARS:
        raise ValueError(f"found {found!r}, expected a year from {YEARS[0]} to {YEARS[-1]}")
    return day


def _clock_time(match: re.Match[str], text: str) -> ClockTime:
    day, hour, minute = match.groups()
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"found {text!r}, which is not a time of day; expected 00:00 to 23:59")
    if day is None:
        return ClockTime(int(hour), int(minute))
    try:
        return ClockTime(int(hour), int(minute), read_weekday(day))
    except ValueError:
        expected = "expected a weekday such as 'Sun' or 'Sunday' before the time"
        raise ValueError(f"found {text!r}, {expected}") from None


def _date_and_time(match: re.Match[str], text: str) -> DateAndTime:
    *parts, zone = match.groups()
    try:
        year, month, day, hour, minute = (int(part) for part in parts)
        if year not in YEARS:
            raise ValueError(f"expected a year from {YEARS[0]} to {YEARS[-1]}")
        wall = datetime(year, month, day, hour, minute)
    except ValueError as error:
        raise ValueError(f"found {text!r}, which is not a date and time: {error}") from None
    if zone is None:
        return DateAndTime(wall)
    if zone == "Z":
        return DateAndTime(wall, timedelta(0))
    if int(zone[1:3]) > 23 or int(zone[4:6]) > 59:
        raise ValueError(f"found {text!r}, expected an offset such as '+01:00'")
    sign = -1 if zone[0] == "-" else 1
    return DateAndTime(wall, sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6])))
