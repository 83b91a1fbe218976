"""Which assumptions affect a result most, and in which direction?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mobsim.looking.figures.style import COLOURS, Picture, drawn, nothing


@dataclass(frozen=True, slots=True)
class Swing:
    """A factor, with the values of a number at the factor's two ends."""

    label: str
    low: float
    """The value of the number at the factor's low end."""
    low_at: str
    """The value of the factor at its low end, as printed."""
    high: float
    high_at: str


def tornado(rows: Sequence[Swing], middle: float, title: str, unit: str, note: str = "") -> Picture:
    """Draw the value of a number at both ends of each factor, with the widest difference first.

    ``middle`` is the mean of the number over all points. The note gives the numbers of points and
    nights.
    """
    if not rows:
        return nothing(title, f"No factor was varied, so {unit} cannot differ ({note}).")
    ordered = sorted(rows, key=lambda row: -abs(row.high - row.low))
    with drawn(title, height=max(2.4, 1.5 + 0.5 * len(rows))) as (figure, axes):
        for place, row in enumerate(ordered):
            for value, look in ((row.low, _LOW), (row.high, _HIGH)):
                axes.barh(place, value - middle, 0.6, left=middle, **look)
            _ends(axes, place, row, middle)
        axes.axvline(middle, color="black", linewidth=1)
        axes.set_yticks(range(len(ordered)), [row.label for row in ordered])
        axes.set_ylim(len(ordered) - 0.4, -0.6)
        axes.set_xlabel(f"{unit}\n{note}" if note else unit)
        axes.margins(x=0.25)
        axes.grid(visible=False, axis="y")
        figure.legend(handles=_legend(middle), loc="outside lower center", ncols=3)
    return Picture(figure)


_LOW: Any = {"facecolor": COLOURS[4], "hatch": "////", "edgecolor": "black", "linewidth": 0.5}
_HIGH: Any = {"facecolor": COLOURS[1], "hatch": "", "edgecolor": "black", "linewidth": 0.5}


def _ends(axes: Any, place: int, row: Swing, middle: float) -> None:
    """Write the value of the factor at each end, outside the bars."""
    (left, first), (right, last) = sorted([(row.low, row.low_at), (row.high, row.high_at)])
    left, right = min(left, middle), max(right, middle)
    for value, text, align, away in ((left, first, "right", -4), (right, last, "left", 4)):
        axes.annotate(
            text, (value, place), (away, 0), textcoords="offset points", ha=align, va="center",
            size=8,
        )  # fmt: skip


def _legend(middle: float) -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    mean = f"{middle:,.0f}" if abs(middle) >= 100 else f"{middle:.3g}"
    return [
        Patch(label="at the low end", **_LOW),
        Patch(label="at the high end", **_HIGH),
        Line2D([], [], color="black", linewidth=1, label=f"mean of all points, {mean}"),
    ]


def bars(rows: Sequence[tuple[str, float]], label: str, note: str = "") -> Picture:
    """Draw one bar for each name, with the first name at the top."""
    if not rows:
        return nothing("", f"There is nothing to show for {label} ({note}).")
    with drawn("", height=max(2.0, 1.1 + 0.35 * len(rows))) as (figure, axes):
        names, lengths = [name for name, _ in rows], [length for _, length in rows]
        axes.barh(names, lengths, color=COLOURS[0])
        axes.invert_yaxis()
        axes.set_xlabel(f"{label}\n{note}" if note else label)
        axes.grid(visible=False, axis="y")
    return Picture(figure)
