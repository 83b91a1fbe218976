"""How much of each line is required, declared and in use?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mobsim.looking.figures.style import COLOURS, Picture, drawn, nothing


@dataclass(frozen=True, slots=True)
class Gauge:
    """One line of the national requirement. Units."""

    label: str
    required: int
    declared: int
    in_use: float
    """At the busiest minute."""


def capacity(rows: Sequence[Gauge], title: str, note: str) -> Picture:
    """What is declared and what of it is in use, against what is required.

    Each line is drawn against its own figure, so that a line of 40 can be read beside one of 297.

    Parameters
    ----------
    note
        How many nights, and what "in use" is of.
    """
    if not rows:
        return nothing(title, f"No line is declared or required ({note}).")
    with drawn(title, height=1.7 + 0.55 * len(rows)) as (figure, axes):
        for place, row in enumerate(rows):
            _line(axes, place, row)
        axes.set_yticks(range(len(rows)), [row.label for row in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, max(1.6, *(_share(row, row.declared) + 0.6 for row in rows)))
        axes.xaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f} %")
        axes.set_xlabel(f"units, as a share of the figure required\n{note}")
        axes.grid(visible=False, axis="y")
        figure.legend(handles=_legend(), loc="outside lower center", ncols=3)
    return Picture(figure)


_DECLARED: Any = {"facecolor": "white", "hatch": "", "edgecolor": "black", "linewidth": 0.9}
_IN_USE: Any = {"facecolor": COLOURS[0], "hatch": "////", "edgecolor": "white", "linewidth": 0.5}


def _line(axes: Any, place: int, row: Gauge) -> None:
    axes.barh(place, _share(row, row.declared), 0.62, **_DECLARED)
    axes.barh(place, _share(row, row.in_use), 0.34, **_IN_USE)
    axes.plot([1, 1], [place - 0.42, place + 0.42], color=COLOURS[1], linewidth=3)
    text = f"{row.in_use:g} in use, {row.declared} declared, {row.required} required"
    right = max(1.0, _share(row, row.declared), _share(row, row.in_use))
    axes.annotate(text, (right, place), (6, 0), textcoords="offset points", va="center", size=8)


def _share(row: Gauge, units: float) -> float:
    return units / row.required if row.required else 0.0


def _legend() -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    return [
        Patch(label="declared", **_DECLARED),
        Patch(label="in use at the busiest minute", **_IN_USE),
        Line2D([], [], color=COLOURS[1], linewidth=3, label="required"),
    ]
