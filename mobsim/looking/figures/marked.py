"""How do lines, forces, differences and flows look, in the style of a page?"""

from collections import Counter
from collections.abc import Iterable, Sequence

from mobsim.looking import marks
from mobsim.looking.figures.painting import painted
from mobsim.looking.figures.style import Picture, nothing
from mobsim.looking.marks import ForceTile, LineGauge, MeasurePanel

Flow = tuple[str, str, int]
"""Donor, host, units."""


def capacity(rows: Sequence[LineGauge], title: str, note: str) -> Picture:
    """Units declared and in use, compared with the units required.

    The note gives the number of nights, and what "in use" refers to.
    """
    if not rows:
        return nothing(title, f"No line is declared or required ({note}).")
    return painted(marks.gauge(rows), title, f"units, as a share of the figure required\n{note}")


def tiles(rows: Sequence[ForceTile], title: str, unit: str, note: str) -> Picture:
    """One number for each force, in its tile.

    The note gives the number of nights, and the meaning of a dash.
    """
    if not rows:
        return nothing(title, f"No force has a number of {unit} ({note}).")
    numbers = [tile.number for tile in rows if tile.number is not None]
    least, most = min(numbers, default=0.0), max(numbers, default=0.0)
    return painted(marks.tiles(rows, least, most), title, f"{unit}; the darker, the fewer\n{note}")


def forest(panels: Sequence[MeasurePanel], title: str, note: str) -> Picture:
    """Differences with their intervals, one panel for each measure, each with its unit.

    The note gives the number of nights, the arm compared with, and the level of the intervals.
    """
    kept = [panel for panel in panels if panel.rows]
    if not kept:
        return nothing(title, f"Nothing differs in any night ({note}).")
    told = f"{note}\n● clear difference   ○ no clear difference"
    return painted(marks.forest(kept), title, told)


def flows(rows: Iterable[Flow], title: str, unit: str = "PSUs") -> Picture:
    """Bands from donors to hosts in one night, as wide as the units deployed."""
    given: Counter[tuple[str, str]] = Counter()
    for donor, host, count in rows:
        given[donor, host] += max(count, 0)
    given = +given
    if not given:
        return nothing(title, f"No {unit} were deployed for another force (n = 1 night).")
    note = f"{sum(given.values())} {unit} deployed for other forces, one night (n = 1)"
    sides = "donors on the left, hosts on the right; a band has the look of its host"
    return painted(marks.flows(given), title, f"{sides}\n{note}")
