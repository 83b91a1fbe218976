"""How does it look on a map that gives each force the same room?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mobsim.looking.figures.style import Picture, drawn, nothing


@dataclass(frozen=True, slots=True)
class Tile:
    """One force on the map, and its number."""

    column: int
    row: int
    label: str
    number: float | None
    """None is drawn as a dash."""


def tiles(rows: Sequence[Tile], title: str, unit: str, note: str) -> Picture:
    """A number a force, each in its tile.

    Parameters
    ----------
    unit
        What the numbers are.
    note
        What stands below: numbers of nights, and what a dash means.
    """
    if not rows:
        return nothing(title, f"There is no force with a number of {unit} ({note}).")
    numbers = [tile.number for tile in rows if tile.number is not None]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    deep = max(tile.row for tile in rows) - min(tile.row for tile in rows) + 1
    with drawn(title, height=max(3.0, 1.3 + 0.64 * deep)) as (figure, axes):
        shown = _coloured(low, high if high > low else low + 1)
        for tile in rows:
            _tile(axes, tile, shown)
        axes.set_xlim(min(t.column for t in rows) - 0.6, max(t.column for t in rows) + 0.6)
        axes.set_ylim(max(t.row for t in rows) + 0.9, min(t.row for t in rows) - 0.6)
        axes.set_aspect("equal")
        axes.axis("off")
        figure.supxlabel(f"{unit};  {note}", size=9)
        if high > low:
            figure.colorbar(shown, ax=axes, label=unit, shrink=0.5)
    return Picture(figure)


def _coloured(low: float, high: float) -> Any:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    return ScalarMappable(Normalize(low, high), "cividis")


def _tile(axes: Any, tile: Tile, shown: Any) -> None:
    from matplotlib.patches import Rectangle

    corner = (tile.column - 0.46, tile.row - 0.46)
    face: Any = "white" if tile.number is None else shown.to_rgba(tile.number)
    dark = tile.number is not None and _is_dark(face)
    axes.add_patch(Rectangle(corner, 0.92, 0.92, facecolor=face, edgecolor="#777777"))
    ink = "white" if dark else "black"
    number = "–" if tile.number is None else f"{tile.number:g}"
    axes.text(tile.column, tile.row - 0.2, tile.label, color=ink, ha="center", va="center", size=7)
    axes.text(
        tile.column, tile.row + 0.14, number, color=ink, ha="center", va="center", weight="bold"
    )


def _is_dark(face: Sequence[float]) -> bool:
    red, green, blue = face[:3]
    return 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
