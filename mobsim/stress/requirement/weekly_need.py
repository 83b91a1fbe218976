"""What is the largest need at one time in each week of a year?

This module counts the need for units on each national line and in each region. The need includes
the host's own units and leaves out travel, tours and rest.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from mobsim.country.lines import NationalLine, line_of_place
from mobsim.stress.requirement.model_year import WEEKS, weeks_touched
from mobsim.stress.requirement.threat_years import Happening

NATION: Final = ""
"""The value that replaces the region's id when a need covers the whole country."""


class Of(NamedTuple):
    """The subject of a need: a national line, or a kind of unit in a region."""

    line: str
    """The id of a national line, or of a kind of unit in a region."""
    region: str = NATION


@dataclass(frozen=True, slots=True)
class Peak:
    """The largest number of units needed at once in one week."""

    units: int
    at: float
    """The first minute of the year with this need."""


Peaks = Mapping[Of, Sequence[Peak | None]]
"""The peak for each week, by line or region. A week without need has None. Lines and regions
without need are left out.
"""


def peaks_of(
    happenings: Iterable[Happening],
    lines: Sequence[NationalLine],
    region_of: Mapping[str, str],
) -> Peaks:
    """The weekly peaks in one year.

    >>> two = [Happening(m, m + 60, "kent", "t", "1", (("psu", 4),), 0.0) for m in (0.0, 59.0)]
    >>> found = peaks_of(two, (), {"kent": "south-east"})
    >>> found[Of("psu")][0], found[Of("psu", "south-east")][0].units
    (Peak(units=8, at=59.0), 8)
    """
    changes: dict[Of, Counter[float]] = defaultdict(Counter)
    for each in happenings:
        region = region_of[each.host]
        for kind, units in each.units:
            for key in (Of(line_of_place(lines, kind, region)), Of(kind, region)):
                changes[key][each.begins] += units
                changes[key][each.ends] -= units
    return {key: _peaks(sorted(found.items())) for key, found in changes.items()}


def _peaks(changes: Sequence[tuple[float, int]]) -> list[Peak | None]:
    found: list[Peak | None] = [None] * WEEKS
    level = 0
    for (minute, change), until in zip(changes, _untils(changes), strict=True):
        level += change
        if not level:
            continue
        for week in weeks_touched(minute, until):
            before = found[week]
            if before is None or before.units < level:
                found[week] = Peak(level, minute)
    return found


def _untils(changes: Sequence[tuple[float, int]]) -> Iterator[float]:
    yield from (minute for minute, _ in changes[1:])
    if changes:
        yield changes[-1][0]


def mostly_by(
    happenings: Iterable[Happening],
    minute: float,
    line: str,
    lines: Sequence[NationalLine],
    region_of: Mapping[str, str],
) -> str:
    """The threat that needs most of a line's units at one minute, with ties broken by name.

    The name is empty if the line needs nothing at that minute.
    """
    found: Counter[str] = Counter()
    for each in happenings:
        if each.begins <= minute < each.ends:
            for kind, units in each.units:
                if line_of_place(lines, kind, region_of[each.host]) == line:
                    found[each.threat] += units
    return min(found, key=lambda threat: (-found[threat], threat), default="")
