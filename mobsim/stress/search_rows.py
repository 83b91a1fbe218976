"""Which rows of the findings do searches become?

A breaking point is held against what has happened, each with its source. That says nothing of how
likely such a night is: two series of disorder in thirteen years are no frequency.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mobsim.stress.findings import (
    BreakingPoint,
    ForceBreakingPoint,
    FrontierPoint,
    Separating,
)
from mobsim.stress.night_numbers import estimate
from mobsim.stress.pack import tiles_of
from mobsim.stress.reverse.need_map import Reach
from mobsim.stress.reverse.searching import BreakingFound
from mobsim.stress.reverse.separating import FACTORS, Separated


def breaking_point(
    found: BreakingFound, *, search: str, question: str, reading: str, run: str
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
    median = estimate(found.median)
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
    points: Mapping[float, BreakingFound],
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
            setting=setting,
            setting_unit=setting_unit,
            median=estimate(found.median),
            unit=found.search.lever.unit,
            run=run,
        )
        for (setting, found), run in zip(points.items(), runs, strict=True)
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


def reach_rows(reaches: Iterable[Reach], *, reading: str, place: str) -> list[ForceBreakingPoint]:
    """The largest needs met on time, of forces or of pairs; each its own run below a place."""
    return [_reach(each, reading, place) for each in reaches]


def _reach(each: Reach, reading: str, place: str) -> ForceBreakingPoint:
    names = {force.force_id: force.name for force in each.found.search.base.forces}
    column, row, label = tiles_of().get(each.force, (0, 0, ""))
    return ForceBreakingPoint(
        reading=reading,
        force=each.force,
        force_name=names[each.force],
        other=each.other,
        other_name=names.get(each.other, ""),
        largest=estimate(each.median),
        screened=each.screened,
        tile_column=column,
        tile_row=row,
        tile_label=label,
        run=f"{place}/{each.force}+{each.other}" if each.other else f"{place}/{each.force}",
    )


# --- how a night that breaks compares with nights that have been ---------------------------------


@dataclass(frozen=True, slots=True)
class Happened:
    """Places with disorder at one time, or the size of one."""

    what: str
    when: str
    number: int
    unit: str
    """``places`` or ``PSUs``."""
    source: str
    """Id in ``data/sources.csv``, and where in the repository it is told."""


HAPPENED: Final = (
    Happened(
        "towns with a demonstration or riot, over nine days",
        "30 July–7 August 2024", 27, "towns",
        "commons-library-2024; 29 demonstrations or riots",
    ),
    Happened(
        "named places with disorder on one day", "3 August 2024", 6, "places",
        "press-2024; data/history.csv, places-3-august; ten of the 29 are not named, so six to "
        "eight a day",
    ),
    Happened(
        "London boroughs with disorder on one night", "8 August 2011", 22, "places",
        "mps-2011; data/history.csv, monday-boroughs; all in one force but for the City",
    ),
    Happened(
        "PSU-equivalents sent to one place on one night", "Tottenham, 6 August 2011", 19, "PSUs",
        "mps-2011; data/history.csv, tottenham; 480 officers / 25",
    ),
)  # fmt: skip
"""Largest known numbers of places and sizes."""


def plausibility(severity: float | None, unit: str) -> str:
    """How a severity compares with what has happened, in words with sources.

    Parameters
    ----------
    severity
        Of the median night; None where even the highest tried holds.
    unit
        ``incidents`` (places at once) or one that begins with ``PSUs``; of others nothing is known.

    >>> print(plausibility(4, "PSUs"))
    Tottenham, 6 August 2011: 19 PSUs, more than 4 (mps-2011; data/history.csv, tottenham; \
480 officers / 25).
    """
    wanted = "places" if unit == "incidents" else unit.split(maxsplit=1)[0]
    known = [each for each in HAPPENED if each.unit == wanted]
    if not known:
        return "What has happened is not known in this unit."
    return " ".join(_sentence(each, severity) for each in known)


def _sentence(each: Happened, severity: float | None) -> str:
    against = _against(each.number, severity)
    return f"{each.when}: {each.number} {each.unit}, {against} ({each.source})."


def _against(happened: int, severity: float | None) -> str:
    if severity is None:
        return "and more than any number tried would be needed"
    if happened == severity:
        return "just as many"
    return f"{'more' if happened > severity else 'fewer'} than {severity:g}"
