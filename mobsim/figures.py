"""How does it look?

Pictures of plain numbers, in one style: labelled with units, numbers of nights and intervals, and
told apart without colour.
"""

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim.intervals import incidence_curve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""Okabe and Ito's, which people tell apart who do not see all colours."""
_LINES = ("-", "--", "-.", ":")
_STYLE: Any = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "svg.hashsalt": "mobsim",
}


@dataclass(frozen=True)
class Picture:
    """A figure that shows itself in a notebook."""

    figure: "Figure"
    """Of matplotlib, to go on with."""

    def save(self, path: Path | str) -> Path:
        """Write it as the file's ending says: ``.svg``, ``.png``, ``.pdf``."""
        self.figure.savefig(path, dpi=150)
        return Path(path)

    def _repr_png_(self) -> bytes:
        made = io.BytesIO()
        self.figure.savefig(made, format="png", dpi=110)
        return made.getvalue()


def incidence(curves: Mapping[str, Sequence[float]], horizon: float, title: str) -> Picture:
    """In which share of nights it has happened by when, with pointwise 95 % intervals.

    Parameters
    ----------
    curves
        By label: minutes, infinite where it never came.
    horizon
        Minutes to the end of the run; a curve that ends below 1 there never came in the rest.
    """
    with _drawn(title) as (figure, axes):
        for number, (label, times) in enumerate(curves.items()):
            _curve(axes, number, f"{label} (n = {len(times)})", times, horizon)
        axes.set_xlabel("hours from the first incident")
        axes.set_ylabel("share of nights")
        axes.set_xlim(0, _last_hour(curves, horizon))
        axes.set_ylim(0, 1.02)
        axes.legend(loc="best", title="95 % intervals, pointwise")
    return Picture(figure)


def bars(rows: Sequence[tuple[str, float]], label: str) -> Picture:
    """One bar a name, the first at the top."""
    with _drawn("") as (figure, axes):
        names, lengths = [name for name, _ in rows], [length for _, length in rows]
        axes.barh(names, lengths, color=_COLOURS[0])
        axes.invert_yaxis()
        axes.set_xlabel(label)
    return Picture(figure)


def _curve(axes: Any, number: int, label: str, times: Sequence[float], horizon: float) -> None:
    points = incidence_curve(times, horizon)
    hours = [point.minute / 60 for point in points]
    colour, line = _COLOURS[number % len(_COLOURS)], _LINES[number % len(_LINES)]
    axes.step(hours, [p.share for p in points], line, where="post", color=colour, label=label)
    low, high = [p.low for p in points], [p.high for p in points]
    axes.fill_between(hours, low, high, step="post", color=colour, alpha=0.15, linewidth=0)


def _last_hour(curves: Mapping[str, Sequence[float]], horizon: float) -> float:
    came = [time for times in curves.values() for time in times if math.isfinite(time)]
    return min(horizon, max(came, default=horizon) * 1.1) / 60 or 1.0


@contextmanager
def _drawn(title: str) -> "Iterator[tuple[Figure, Any]]":
    """A figure that no other knows of: nothing is left open."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.2, 4.2), layout="constrained")
        axes = figure.subplots()
        axes.set_title(title, loc="left")
        yield figure, axes
