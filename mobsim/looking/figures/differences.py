"""By how much do they differ, and how sure is that?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mobsim.looking.figures.style import Picture, entitle, nothing, sheet


@dataclass(frozen=True, slots=True)
class Range:
    """One difference and its interval."""

    label: str
    estimate: float
    low: float | None
    """None, as ``high``, where an end is not known."""
    high: float | None
    apart: bool
    """Whether the interval leaves zero out."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The differences in one measure."""

    label: str
    unit: str
    rows: Sequence[Range]


def forest(panels: Sequence[Panel], title: str, note: str) -> Picture:
    """Differences with their intervals, a panel a measure, each with its own unit.

    Parameters
    ----------
    note
        How many nights, against what, and of what level the intervals are.
    """
    kept = [panel for panel in panels if panel.rows]
    if not kept:
        return nothing(title, f"Nothing differs in any night ({note}).")
    lines, deep = math.ceil(len(kept) / 2), max(len(panel.rows) for panel in kept)
    with sheet(1.2 + lines * (0.95 + 0.26 * deep)) as figure:
        entitle(figure, title)
        grid = figure.subplots(lines, min(2, len(kept)), squeeze=False)
        places = [axes for row in grid for axes in row]
        for axes, panel in zip(places, kept, strict=False):
            _panel(axes, panel)
        for axes in places[len(kept) :]:
            axes.axis("off")
        figure.supxlabel(f"{note}\n■ told apart from no difference   □ not told apart", size=9)
    return Picture(figure)


def _panel(axes: Any, panel: Panel) -> None:
    for place, row in enumerate(panel.rows):
        if row.low is not None and row.high is not None:
            axes.plot([row.low, row.high], [place, place], color="black", linewidth=1.4)
        face = "black" if row.apart else "white"
        axes.plot(row.estimate, place, "s", color="black", markerfacecolor=face, markersize=6)
    axes.axvline(0, color="#777777", linewidth=1, linestyle="--")
    axes.set_yticks(range(len(panel.rows)), [row.label for row in panel.rows], size=8)
    axes.set_ylim(len(panel.rows) - 0.4, -0.6)
    axes.set_title(panel.label, loc="left", size=9)
    axes.set_xlabel(panel.unit, size=8)
    axes.tick_params(axis="x", labelsize=8)
    axes.margins(x=0.12)
    axes.grid(visible=False, axis="y")
