"""How does a picture show what each unit did, and when?"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from mobsim.looking.figures.style import Clock, Picture, drawn, hours_along, nothing

Phase = Literal["mustering", "driving", "at the RVP", "deployed", "returning", "resting"]

PHASES: Final[dict[Phase, dict[str, Any]]] = {
    "mustering": {"facecolor": "#e69f00", "hatch": "...."},
    "driving": {"facecolor": "#56b4e9", "hatch": "////"},
    "at the RVP": {"facecolor": "#cc79a7", "hatch": "xxxx"},
    "deployed": {"facecolor": "#0072b2", "hatch": ""},
    "returning": {"facecolor": "#56b4e9", "hatch": "\\\\\\\\"},
    "resting": {"facecolor": "white", "hatch": "----"},
}
"""The phases of a unit in order, with the style of each."""
_INK: Final = "#444444"


class UnitSpan(NamedTuple):
    """A phase of a unit, with its first and last minutes."""

    phase: Phase
    start: float
    end: float


def units(
    rows: Mapping[str, Sequence[UnitSpan]],
    until: float,
    title: str,
    of: int | None = None,
    clock: Clock | None = None,
) -> Picture:
    """Draw what each unit of a night did and when, in one row for each unit.

    The first unit is at the top. If the picture shows only the first units, ``of`` is the number of
    all units.
    """
    if not rows:
        return nothing(title, "No unit was ordered in this night (n = 1 night).")
    whole = of or len(rows)
    shown = f"{whole} units" if whole == len(rows) else f"first {len(rows)} of {whole} units"
    with drawn(title, height=max(2.6, 1.5 + 0.19 * len(rows))) as (figure, axes):
        for place, spans in enumerate(rows.values()):
            for phase, start, end in spans:
                look = {"edgecolor": _INK, "linewidth": 0.4, **PHASES[phase]}
                if (long := min(end, until) - start) > 0:
                    axes.barh(place, long / 60, 0.72, left=start / 60, **look)
        axes.set_yticks(range(len(rows)), list(rows), size=8)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, until / 60)
        words = f"hours from the start, {shown}, one night (n = 1)"
        hours_along(axes, words, until / 60, clock)
        axes.grid(visible=False, axis="y")
        figure.legend(handles=_legend(rows), loc="outside lower center", ncols=6, fontsize=8)
    return Picture(figure)


def _legend(rows: Mapping[str, Sequence[UnitSpan]]) -> list[Any]:
    from matplotlib.patches import Patch

    there = {span.phase for spans in rows.values() for span in spans}
    return [
        Patch(label=phase, edgecolor=_INK, **look)
        for phase, look in PHASES.items()
        if phase in there
    ]
