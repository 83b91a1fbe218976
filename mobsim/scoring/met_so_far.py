"""How much of a night's need had been met by each point of a fixed grid of minutes?"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from math import ceil
from typing import Annotated, Final

from mobsim.ground.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from mobsim.scoring.declaring import Gauged
from mobsim.scoring.measures import NEED_MET
from mobsim.scoring.steps import total
from mobsim.scoring.tally import Front, LogTally

FINE: Final = 15
"""The minutes between points of the grid in the first 24 h; later points are an hour apart."""


@dataclass(frozen=True, slots=True)
class MetSoFar:
    """The need of all incidents for one kind of unit at one point of the grid, and the need met."""

    kind: Annotated[str, Gauged("", NEED_MET)]
    """The id of the kind of unit."""
    after: Annotated[float, Gauged("minutes", NEED_MET)]
    """Minutes since the night's first incident: every 15 minutes for 24 h, then every hour until
    the run ends.
    """
    needed: Annotated[int, Gauged("units", NEED_MET)]
    """The units that all incidents together needed at that time."""
    met: Annotated[int, Gauged("units", NEED_MET)]
    """The units that were deployed at that time. Units beyond an incident's own need do not
    count.
    """
    share: Annotated[float, Gauged("share", NEED_MET)]
    """The largest need met at any minute so far, as a share of the night's highest need. For PSUs,
    the share reaches 0.4 at ``forty_percent_at``.
    """


def met_so_far(tally: LogTally) -> Iterator[MetSoFar]:
    """The need met for each kind of unit, at each point of the grid; empty if there was no need."""
    by_kind: dict[str, list[Front]] = defaultdict(list)
    began = []
    for (incident, kind), front in tally.fronts.items():
        if not front.need.highest()[0]:
            continue
        minute = tally.clocks[incident].began
        if minute is not None:
            by_kind[kind].append(front)
            began.append(minute)
    points = grid(tally.facts.duration - min(began)) if began else []
    minutes = [min(began) + after for after in points]
    for kind, fronts in sorted(by_kind.items()):
        need, there = total(front.need for front in fronts), total(front.met for front in fronts)
        peak, _ = need.highest()
        most = there.highest_so_far()
        levels = [curve.levels_at(minutes) for curve in (need, there, most)]
        for after, needed, now, ever in zip(points, *levels, strict=True):
            yield MetSoFar(kind, after, needed, now, ever / peak)


def grid(lasts: float) -> list[float]:
    """The points of the grid that are before the end of a run of the given length.

    >>> grid(31), grid(1560)[-3:]
    ([0.0, 15.0, 30.0], [1425.0, 1440.0, 1500.0])
    """
    day, hour = int(MINUTES_PER_DAY), int(MINUTES_PER_HOUR)
    points = chain(range(0, day, FINE), range(day, max(day, ceil(lasts)), hour))
    return [float(point) for point in points if point < lasts]
