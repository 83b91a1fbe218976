"""How are minutes, kilometres and officers written, read and kept exact?

Inside mobsim a time is a ``float`` of minutes since the scenario began, always a
whole multiple of 2**-20 minutes, so that sums of durations are exact and two
engines that add in another order still agree to the last bit.
"""

import math
import re

MINUTES_PER_HOUR = 60.0
MINUTES_PER_DAY = 1440.0
TICKS_PER_MINUTE = 1 << 20
_WHOLE = 1e-9
"""A product this near a whole number is that number: 0.1 × 70 is 7, not a little more."""

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
    """Round up to a whole number, unless only the last bits of a product lie above one.

    >>> round_up(0.1 * 70), round_up(7.01)
    (7, 8)
    """
    return math.ceil(value - _WHOLE)


def round_down(value: float) -> int:
    """Round down to a whole number, unless only the last bits of a product lie below one.

    >>> round_down(0.29 * 100), round_down(28.9)
    (29, 28)
    """
    return math.floor(value + _WHOLE)


def hour_of(minute: float) -> int:
    """Whole hours since the scenario began."""
    return int(minute // MINUTES_PER_HOUR)


def day_of(minute: float) -> int:
    """Whole days of 24 hours since the scenario began."""
    return int(minute // MINUTES_PER_DAY)


def parse_duration(text: str) -> float:
    """Minutes in a duration written as ``90m``, ``1h30m`` or ``2d``.

    Raises
    ------
    ValueError
        When the text is not of that form; a bare number has no unit and is refused. So is a part of
        a minute: nothing here is that exact, and ``0.1m`` is a slip for ``0.1h``.

    >>> parse_duration("1h30m"), parse_duration("2d")
    (90.0, 2880.0)
    """
    match = _DURATION.fullmatch(text.strip())
    if not match or not any(match.groups()):
        raise ValueError(f"found {text!r}, expected {DURATION_FORM}")
    days, hours, minutes = (float(part or 0) for part in match.groups())
    total = days * MINUTES_PER_DAY + hours * MINUTES_PER_HOUR + minutes
    if not math.isfinite(total):
        raise ValueError(f"found {text!r}, longer than any number; expected {DURATION_FORM}")
    if 0 < total < 1:
        raise ValueError(f"found {text!r}, which is {60 * total:.3g} seconds; expected at least 1m")
    return quantise(total)


def format_duration(minutes: float) -> str:
    """Write minutes so that `parse_duration` reads them back, to the nearest minute.

    >>> format_duration(90), format_duration(0), format_duration(2880)
    ('1h30m', '0m', '48h')
    """
    whole = round_half_up(minutes)
    hours, rest = divmod(whole, 60)
    if hours and rest:
        return f"{hours}h{rest:02d}m"
    return f"{hours}h" if hours else f"{rest}m"


def format_elapsed(minutes: float | None) -> str:
    """Hours and minutes from a start, or ``never``.

    >>> format_elapsed(185.2), format_elapsed(None)
    ('+3h05', 'never')
    """
    if minutes is None:
        return "never"
    hours, rest = divmod(round_half_up(minutes), 60)
    return f"+{hours}h{rest:02d}"
