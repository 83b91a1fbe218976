"""How much do the results of nights vary, and for which reasons?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mobsim.looking.figures.style import COLOURS, Picture, entitle, nothing, sheet

Five = tuple[float, float, float, float, float]
"""The values that 5, 25, 50, 75 and 95 % of nights do not exceed; infinity means never."""


@dataclass(frozen=True, slots=True)
class RangePanel:
    """A panel with an axis for one number."""

    label: str
    """The label of the axis, with its unit."""
    rows: Mapping[str, Five]
    """The five values of each row; the key of a row names the reasons for variation in the row."""
    most: float
    """The position on the axis at which the picture draws *never*."""


def ranges(panels: Sequence[RangePanel], title: str, note: str) -> Picture:
    """Draw one panel for each number, with its median and the ranges of 50 % and 90 % of nights.

    The note gives the number of nights and their source.
    """
    if not panels:
        return nothing(title, f"There is no number to show ({note}).")
    height = 1.3 + sum(0.7 + 0.34 * len(panel.rows) for panel in panels)
    with sheet(height) as figure:
        entitle(figure, title)
        for axes, panel in zip(
            figure.subplots(len(panels), squeeze=False)[:, 0], panels, strict=True
        ):
            _panel(axes, panel)
        figure.supxlabel(f"│ median   thick: half of nights   thin: 90 % of nights\n{note}", size=8)
    return Picture(figure)


def _panel(axes: Any, panel: RangePanel) -> None:
    for place, five in enumerate(panel.rows.values()):
        low, lower, median, upper, high = (min(each, panel.most) for each in five)
        for left, right, thick in ((low, high, 0.16), (lower, upper, 0.5)):
            axes.barh(place, right - left, thick, left=left, color=COLOURS[place])
        axes.plot([median, median], [place - 0.36, place + 0.36], color="black", linewidth=1.6)
        if math.isinf(five[-1]):
            axes.annotate(
                "never", (high, place), (4, 0), textcoords="offset points", va="center", size=8
            )
    axes.set_yticks(range(len(panel.rows)), list(panel.rows), size=8)
    axes.set_ylim(len(panel.rows) - 0.4, -0.6)
    axes.use_sticky_edges = False
    axes.margins(x=0.04)
    axes.set_xlabel(panel.label, size=8)
    axes.grid(visible=False, axis="y")
