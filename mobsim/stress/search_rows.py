"""Which rows of the findings do searches become?"""

import math
from collections.abc import Iterable, Mapping, Sequence

from mobsim.ground.intervals import Interval
from mobsim.stress.findings import (
    BreakingPoint,
    Estimate,
    ForceBreakingPoint,
    FrontierPoint,
    Separating,
)
from mobsim.stress.plausibility import plausibility
from mobsim.stress.reverse.frontier import At
from mobsim.stress.reverse.need_map import Reach
from mobsim.stress.reverse.searching import Found
from mobsim.stress.reverse.separating import FACTORS, Separated

Tile = tuple[int, int, str]
"""Column, row and label of a force on a tile map."""


def estimate_of(interval: Interval | None) -> Estimate:
    """An interval as the findings have it: None for what is infinite, or not known.

    >>> estimate_of(Interval(math.inf, 3.0, math.inf, 0.95, 20, "order statistics")).low
    3.0
    """
    if interval is None:
        return Estimate(estimate=None, low=None, high=None, n=0)
    estimate, low, high = (
        _finite(each) for each in (interval.estimate, interval.low, interval.high)
    )
    return Estimate(estimate=estimate, low=low, high=high, n=interval.n)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def breaking_point(
    found: Found, *, search: str, question: str, reading: str, run: str
) -> BreakingPoint:
    """The smallest severity at which something breaks.

    Parameters
    ----------
    found
        What was found.
    search, question, reading, run
        As the row has them.
    """
    about = found.search
    median = estimate_of(found.median)
    return BreakingPoint(
        search=search,
        question=question,
        reading=reading,
        unit=about.lever.unit,
        criterion=about.criterion.words,
        median=median,
        tolerance=about.tolerance,
        lowest=about.lowest,
        highest=about.highest,
        always_broken=found.always,
        never_broken=found.never,
        plausibility=plausibility(median.estimate, about.lever.unit),
        run=run,
    )


def frontier_points(
    points: Sequence[At],
    *,
    search: str,
    reading: str,
    lever: str,
    setting_unit: str,
    runs: Sequence[str],
) -> list[FrontierPoint]:
    """How much of one lever breaks it at each setting of another; one run a setting."""
    return [
        FrontierPoint(
            search=search,
            reading=reading,
            lever=lever,
            setting=point.setting,
            setting_unit=setting_unit,
            median=estimate_of(point.found.median),
            unit=point.found.search.lever.unit,
            run=run,
        )
        for point, run in zip(points, runs, strict=True)
    ]


def separating_rows(
    separated: Separated,
    *,
    search: str,
    reading: str,
    run: str,
    labels: Mapping[str, str] | None = None,
) -> list[Separating]:
    """What tells breaking from holding runs, most telling first; none if it cannot be told."""
    known = {text.partition("=")[0]: label for text, label in FACTORS.items()} | dict(labels or {})
    return [
        Separating(
            search=search,
            reading=reading,
            factor=row.factor,
            label=known.get(row.factor, row.factor),
            distance=row.distance,
            p_value=row.p_value,
            breaking_median=row.breaking_median,
            holding_median=row.holding_median,
            breaking=separated.breaking,
            holding=separated.holding,
            run=run,
        )
        for row in separated.rows
    ]


def reach_rows(
    reaches: Iterable[Reach],
    *,
    reading: str,
    run: str,
    tiles: Mapping[str, Tile] | None = None,
) -> list[ForceBreakingPoint]:
    """The largest needs met on time, of forces or of pairs.

    Parameters
    ----------
    tiles
        Where forces stand on a tile map; `tiles_of` the shipped table by default.
    """
    places = tiles_of() if tiles is None else tiles
    return [_reach(each, places, reading, run) for each in reaches]


def tiles_of() -> dict[str, Tile]:
    """Where the shipped table puts forces on a tile map."""
    from mobsim.country.forces import shipped_force_rows

    return {
        row.force_id: (row.tile_column, row.tile_row, row.tile_label)
        for row in shipped_force_rows()
        if row.tile_column is not None and row.tile_row is not None
    }


def _reach(each: Reach, tiles: Mapping[str, Tile], reading: str, run: str) -> ForceBreakingPoint:
    names = {force.force_id: force.name for force in each.found.search.base.forces}
    column, row, label = tiles.get(each.force, (0, 0, ""))
    return ForceBreakingPoint(
        reading=reading,
        force=each.force,
        force_name=names[each.force],
        other=each.other,
        other_name=names.get(each.other, ""),
        largest=estimate_of(each.median),
        screened=each.screened,
        tile_column=column,
        tile_row=row,
        tile_label=label,
        run=run,
    )
