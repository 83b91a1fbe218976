"""How does matplotlib paint the marks that a page draws as SVG?"""

import re
from collections.abc import Mapping
from typing import Any, Final

from mobsim.looking.figures.style import (
    COLOURS,
    LINE_HEIGHT,
    Picture,
    colour,
    entitle,
    sheet,
    surface,
)
from mobsim.looking.marks import Dot, Drawing, Outline, Ribbon, Words

WIDTH: Final = 7.2
"""The width of a picture, in inches."""
_NARROWEST: Final = 680.0
"""The smallest width of a drawing in pixels, so that a small drawing is not enlarged."""
_LETTERS: Final = 12.0
"""The height of a letter in pixels; on a page, letters are slightly larger and narrower."""
_GREY: Final = "#777777"

_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "mark": {"facecolor": COLOURS[0], "edgecolor": COLOURS[0]},
    "used": {"facecolor": COLOURS[5], "edgecolor": "black", "hatch": "////", "linewidth": 0.5},
    "track": {"facecolor": "#f2f2f2", "edgecolor": "#cccccc", "linewidth": 0.5},
    "must": {"edgecolor": "black", "linewidth": 1.5, "linestyle": (0, (4, 2))},
    "line": {"edgecolor": "black", "linewidth": 1.4},
    "open": {"facecolor": "white", "edgecolor": COLOURS[0], "linewidth": 1.4},
    "axis": {"edgecolor": _GREY, "linewidth": 1.0},
    "grid": {"edgecolor": "#cccccc", "linewidth": 0.6},
    "lead": {"edgecolor": "#cccccc", "linewidth": 0.6},
    "ink": {"edgecolor": "black"},
    "thin": {"linewidth": 0.6, "alpha": 0.6},
    "band": {"facecolor": "#d5e0ee", "edgecolor": "none", "alpha": 0.7},
    "there": {"facecolor": "#b8c6d9", "edgecolor": COLOURS[0], "linewidth": 0.6},
    "need": {"edgecolor": COLOURS[1], "linewidth": 1.8},
    "gap": {"edgecolor": "black", "linewidth": 1.0},
    "asked": {"facecolor": _GREY, "edgecolor": _GREY},
    "step-0": {"facecolor": "#edf3f9", "edgecolor": _GREY},
    "step-1": {"facecolor": "#c9dcee", "edgecolor": _GREY},
    "step-2": {"facecolor": "#94b9db", "edgecolor": _GREY},
    "step-3": {"facecolor": "#2c669c", "edgecolor": _GREY},
    "step-4": {"facecolor": "#10335a", "edgecolor": _GREY},
    "step-none": {"facecolor": "white", "edgecolor": _GREY, "linestyle": (0, (3, 2))},
}
"""The style of shapes, by the class of the mark; the pages' style sheets use the same classes."""
_WRITTEN: Final[Mapping[str, Mapping[str, Any]]] = {
    "end": {"ha": "right"},
    "middle": {"ha": "center"},
    "quiet": {"color": "#444444"},
    "strong": {"weight": "bold"},
    "value": {"weight": "bold"},
    "on-3": {"color": "white"},
    "on-4": {"color": "white"},
}
"""The style of texts, by the class of the mark."""


_PLACE: Final = re.compile(r"c(\d)")
"""The class of a place, which sets its colour."""


def _looked(mark: Outline | Dot) -> dict[str, Any]:
    """The combined style of a mark's classes; a later class overrides an earlier one."""
    found: dict[str, Any] = {}
    for each in mark.look.split():
        place = _PLACE.fullmatch(each)
        found |= {"edgecolor": colour(int(place[1]))} if place else _LOOKS[each]
    if isinstance(mark, Outline) and mark.dash:
        found["linestyle"] = (0, tuple(float(each) / 2 for each in mark.dash.split()))
    return found


def painted(drawing: Drawing, title: str, note: str) -> Picture:
    """Paint a drawing as a picture, with a title above it and a note below."""
    inch = WIDTH / max(drawing.width, _NARROWEST)
    lines = 2 + note.count("\n")
    with sheet(drawing.height * inch + (lines + 1) * LINE_HEIGHT) as figure:
        entitle(figure, title)
        axes = figure.subplots()
        axes.set_xlim(0, drawing.width)
        axes.set_ylim(drawing.height, 0)
        axes.set_aspect("equal", anchor="W")
        axes.axis("off")
        for mark in drawing.marks:
            if isinstance(mark, Words):
                _write(axes, mark, _LETTERS * inch * 72)
            else:
                axes.add_patch(_patch(mark))
        figure.supxlabel(note, x=0.01, ha="left", size=9)
    return Picture(figure)


def _write(axes: Any, words: Words, size: float) -> None:
    looks = [_WRITTEN.get(each, {}) for each in words.look.split()]
    style = {key: value for look in looks for key, value in look.items()}
    axes.text(*words.at, words.text, size=size, va="baseline", in_layout=False, **style)


def _patch(mark: Outline | Ribbon | Dot) -> Any:
    from matplotlib.patches import Circle, PathPatch
    from matplotlib.path import Path

    if isinstance(mark, Dot):
        return Circle(mark.at, mark.radius, zorder=3, **_looked(mark))
    if isinstance(mark, Outline):
        points = [*mark.points, mark.points[0]] if mark.closed else mark.points
        return PathPatch(Path(points), fill=mark.closed, zorder=2, **_looked(mark))
    (x, y), (u, v), thick = mark.start, mark.end, mark.thick
    half = (x + u) / 2
    there = [(x, y), (half, y), (half, v), (u, v)]
    back = [(u, v + thick), (half, v + thick), (half, y + thick), (x, y + thick)]
    curve = [Path.CURVE4] * 3
    way = Path([*there, *back, (x, y)], [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])
    return PathPatch(way, alpha=0.65, **surface(int(mark.look[-1])))
