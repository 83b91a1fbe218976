"""How do pictures show lines, forces, differences and flows in the style of a page?"""

from collections import Counter
from collections.abc import Iterable, Sequence

from mobsim.looking import marks
from mobsim.looking.figures.painting import painted
from mobsim.looking.figures.style import Picture, nothing
from mobsim.looking.marks import ForceTile, LineGauge, MeasurePanel

Flow = tuple[str, str, int]
"""A donor, a host, and the number of units that the donor sent to the host."""


def capacity(rows: Sequence[LineGauge], title: str, note: str) -> Picture:
    """Draw the units declared and in use, compared with the units required.

    The note gives the number of nights, and says what "in use" means.
    """
    if not rows:
        return nothing(title, f"No line is declared or required ({note}).")
    return painted(marks.gauge(rows), title, f"units, as a share of the figure required\n{note}")


def tiles(rows: Sequence[ForceTile], title: str, unit: str, note: str) -> Picture:
    """Draw one number for each force, in the tile of the force.

    The note gives the number of nights, and says what a dash means.
    """
    if not rows:
        return nothing(title, f"No force has a number of {unit} ({note}).")
    numbers = [tile.number for tile in rows if tile.number is not None]
    least, most = min(numbers, default=0.0), max(numbers, default=0.0)
    return painted(marks.tiles(rows, least, most), title, f"{unit}; darker means fewer\n{note}")


def forest(panels: Sequence[MeasurePanel], title: str, note: str) -> Picture:
    """Draw differences with their intervals, in one panel for each measure.

    The note gives the number of nights, the arm with which the other arms are compared, and the
    level of the intervals.
    """
    kept = [panel for panel in panels if panel.rows]
    if not kept:
        return nothing(title, f"Nothing differs in any night ({note}).")
    told = f"{note}\n● clear difference   ○ no clear difference"
    return painted(marks.forest(kept), title, told)


def flows(rows: Iterable[Flow], title: str, unit: str = "PSUs") -> Picture:
    """Draw bands from donors to hosts in one night; their widths show numbers of units."""
    given: Counter[tuple[str, str]] = Counter()
    for donor, host, count in rows:
        given[donor, host] += max(count, 0)
    given = +given
    if not given:
        return nothing(title, f"No {unit} were deployed for another force (n = 1 night).")
    note = f"{sum(given.values())} {unit} deployed for other forces, one night (n = 1)"
    sides = "donors on the left, hosts on the right; each band has the colour of its host"
    return painted(marks.flows(given), title, f"{sides}\n{note}")
