"""How does mobsim read and write times, and how does it keep them exact?

Inside mobsim, a time is a ``float`` of minutes since the scenario's start, and a multiple of 2**-20
minutes. Sums of durations are therefore exact, and do not depend on the order in which they are
added.
"""

import math
import re

MINUTES_PER_HOUR = 60.0
MINUTES_PER_DAY = 1440.0
TICKS_PER_MINUTE = 1 << 20
_WHOLE = 1e-9
"""A product that differs from a whole number by less than this margin counts as the whole number.
For example, 0.1 × 70 counts as 7, although its floating-point value is a little more."""

_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+(?:\.\d+)?)m)?")
DURATION_FORM = "a duration such as '90m', '1h30m' or '2d'"


def quantise(minutes: float) -> float:
    """Round a duration to the nearest 2**-20 minute, so that sums are exact.

    >>> quantise(0.1) == 0.1, round(quantise(0.1), 6)
    (False, 0.1)
    """
    return math.floor(minutes * TICKS_PER_MINUTE + 0.5) / TICKS_PER_MINUTE


def round_half_up(value: float) -> int:
    """Round to the nearest whole number; halves round up.

    >>> round_half_up(2.5), round_half_up(0.4)
    (3, 0)
    """
    return math.floor(value + 0.5)


def round_up(value: float) -> int:
    """Round up to a whole number, ignoring a tiny excess from floating-point arithmetic.

    >>> round_up(0.1 * 70), round_up(7.01)
    (7, 8)
    """
    return math.ceil(value - _WHOLE)


def round_down(value: float) -> int:
    """Round down to a whole number, ignoring a tiny shortfall from floating-point arithmetic.

    >>> round_down(0.29 * 100), round_down(28.9)
    (29, 28)
    """
    return math.floor(value + _WHOLE)


def hour_of(minute: float) -> int:
    """The number of whole hours since the scenario's start."""
    return int(minute // MINUTES_PER_HOUR)


def day_of(minute: float) -> int:
    """The number of whole days of 24 hours since the scenario's start."""
    return int(minute // MINUTES_PER_DAY)


def parse_duration(text: str) -> float:
    """The minutes in a duration such as ``90m``, ``1h30m`` or ``2d``.

    Raises
    ------
    ValueError
        If the text does not have this form. A number without a unit is refused. A duration of less
        than a minute is also refused, because ``0.1m`` is probably a mistake for ``0.1h``.

    >>> parse_duration("1h30m"), parse_duration("2d")
    (90.0, 2880.0)
    """
    match = _DURATION.fullmatch(text.strip())
    if not match or not any(match.groups()):
        raise ValueError(f"found {text!r}, expected {DURATION_FORM}")
    days, hours, minutes = (float(part or 0) for part in match.groups())
    total = days * MINUTES_PER_DAY + hours * MINUTES_PER_HOUR + minutes
    if not math.isfinite(total):
        raise ValueError(f"found {text!r}, which is too large; expected {DURATION_FORM}")
    if 0 < total < 1:
        raise ValueError(f"found {text!r}, which is {60 * total:.3g} seconds; expected at least 1m")
    return quantise(total)


def format_duration(minutes: float) -> str:
    """Minutes as a text that `parse_duration` can read, to the nearest minute.

    >>> format_duration(90), format_duration(0), format_duration(2880)
    ('1h30m', '0m', '48h')
    """
    whole = round_half_up(minutes)
    hours, rest = divmod(whole, 60)
    if hours and rest:
        return f"{hours}h{rest:02d}m"
    return f"{hours}h" if hours else f"{rest}m"


def format_elapsed(minutes: float | None) -> str:
    """The hours and minutes since a start, or ``never``.

    >>> format_elapsed(185.2), format_elapsed(None)
    ('+3h05', 'never')
    """
    if minutes is None:
        return "never"
    hours, rest = divmod(round_half_up(minutes), 60)
    return f"+{hours}h{rest:02d}"
