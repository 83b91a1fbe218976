"""Who sent how many to whom?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from mobsim.looking.figures.style import Picture, drawn, nothing, surface

Flow = tuple[str, str, int]
"""Donor, host, units."""

_GAP: Final = 0.018
"""Between two bars, of the whole height."""
_WIDTH: Final = 0.03


def flows(rows: Iterable[Flow], title: str, unit: str = "PSUs") -> Picture:
    """Bands from donors to hosts, as wide as the units that were deployed; of one night."""
    kept = [row for row in rows if row[2] > 0]
    if not kept:
        return nothing(title, f"No {unit} were deployed for another force (n = 1 night).")
    hosts = _totals((host, count) for _, host, count in kept)
    donors = _totals((donor, count) for donor, _, count in kept)
    scale = (1 - _GAP * max(len(donors), len(hosts))) / sum(donors.values())
    with drawn(title, height=max(3.2, 0.6 + 0.27 * max(len(donors), len(hosts)))) as (figure, axes):
        _bands(axes, kept, _places(donors, scale), _places(hosts, scale), scale)
        _bars(axes, donors, scale, "right")
        _bars(axes, hosts, scale, "left")
        axes.set_xlim(-0.55, 1.55)
        axes.set_ylim(1.02, -0.02)
        axes.axis("off")
        told = f"{sum(donors.values())} {unit} deployed for other forces, one night (n = 1)"
        axes.text(0.5, 1.03, told, ha="center", va="top")
        axes.text(-0.05, -0.03, "donors", ha="right", weight="bold")
        axes.text(1.05, -0.03, "hosts", ha="left", weight="bold")
    return Picture(figure)


def _totals(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Units by name, most first."""
    found: dict[str, int] = defaultdict(int)
    for name, count in pairs:
        found[name] += count
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _places(totals: dict[str, int], scale: float) -> dict[str, float]:
    """Where each bar begins, the whole column in the middle of the height."""
    height = sum(totals.values()) * scale + _GAP * (len(totals) - 1)
    at, found = (1 - height) / 2, {}
    for name, count in totals.items():
        found[name] = at
        at += count * scale + _GAP
    return found


def _bars(axes: Any, totals: dict[str, int], scale: float, side: str) -> None:
    """Labels stand outside: to the left of donors, to the right of hosts."""
    left, label = (-_WIDTH, -0.05) if side == "right" else (1.0, 1.05)
    for name, top in _places(totals, scale).items():
        height = totals[name] * scale
        axes.bar(left, height, _WIDTH, bottom=top, align="edge", color="black")
        axes.text(label, top + height / 2, f"{name}  {totals[name]}", ha=side, va="center")


def _bands(
    axes: Any,
    rows: Sequence[Flow],
    donors: dict[str, float],
    hosts: dict[str, float],
    scale: float,
) -> None:
    left, right = dict(donors), dict(hosts)
    names = list(hosts)
    order = list(donors)
    for donor, host, count in sorted(
        rows, key=lambda row: (order.index(row[0]), names.index(row[1]))
    ):
        width = count * scale
        _band(axes, left[donor], right[host], width, surface(names.index(host)))
        left[donor] += width
        right[host] += width


def _band(axes: Any, start: float, end: float, width: float, look: dict[str, Any]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    corners = [
        (0.0, start),
        *((0.5, start), (0.5, end), (1.0, end)),
        (1.0, end + width),
        *((0.5, end + width), (0.5, start + width), (0.0, start + width)),
        (0.0, start),
    ]
    curve = [Path.CURVE4] * 3
    path = Path(corners, [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])
    axes.add_patch(PathPatch(path, alpha=0.65, **look))
