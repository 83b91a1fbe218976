"""Which share of need had been met by when, night by night?

Read from what is kept of every night: minutes until the first unit and until 10, 40, 60 and 100 %
of an incident's peak need were there at once, and the most that was there by 1, 4 and 8 h. Between
these the share is at least what it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from mobsim.country.lines import PSU
from mobsim.ground.units import MINUTES_PER_HOUR
from mobsim.study.outcome import KEY

if TYPE_CHECKING:
    import pandas

_PERCENTS: Final = (10, 40, 60, 100)
_HOURS: Final = (1, 4, 8)

Levels = list[tuple[float, float]]


def arrivals_of(incidents: "pandas.DataFrame", kind: str = PSU) -> list[Levels]:
    """Of each night that has a need: minutes from its first incident, and the share reached.

    Shares are of the night's peak needs, added up over incidents; they never fall. ``incidents`` is
    the table of that name, see `mobsim.study.night_frames.Tables`.
    """
    first = incidents.groupby(KEY)["began_at"].min()
    needed = incidents[(incidents["kind"] == kind) & (incidents["peak_need"] > 0)]
    return [
        _night(rows.to_dict("records"), float(first[night])) for night, rows in needed.groupby(KEY)
    ]


def _night(rows: Iterable[Mapping[Any, Any]], first: float) -> Levels:
    """The shares of incidents, each by its peak need, together."""
    held = list(rows)
    whole = sum(int(row["peak_need"]) for row in held)
    changes: dict[float, float] = defaultdict(float)
    for row in held:
        before = 0.0
        for after, units in sorted(_reached(row)):
            if units > before:
                changes[float(row["began_at"]) - first + after] += units - before
                before = units
    found, level = [], 0.0
    for minute in sorted(changes):
        level += changes[minute]
        found.append((minute, level / whole))
    return found


def _reached(row: Mapping[Any, Any]) -> Iterator[tuple[float, float]]:
    """Minutes since the incident began, and units that were there at once by then."""
    import pandas as pd

    peak = int(row["peak_need"])
    counts = {"first": 1, **{str(each): -(-each * peak // 100) for each in _PERCENTS}}
    for name, units in counts.items():
        if pd.notna(row[f"time_to_{name}"]):
            yield float(row[f"time_to_{name}"]), float(units)
    for hour in _HOURS:
        if pd.notna(row[f"share_by_{hour}"]):
            yield hour * MINUTES_PER_HOUR, float(row[f"share_by_{hour}"]) * peak
