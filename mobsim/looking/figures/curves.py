"""How do curves show a result, hour by hour?"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from mobsim.ground.intervals import incidence_curve
from mobsim.looking.figures.style import (
    COLOURS,
    LINES,
    Clock,
    Picture,
    colour,
    drawn,
    hours_along,
    named_below,
    nothing,
    percents,
    surface,
    whole_numbers,
)

Levels = Sequence[tuple[float, float]]
"""Pairs of a minute and the value from that minute on; before the first minute, the value is 0."""

_BANDS: Final = ((0.05, 0.95, 0.15, "90 % of nights"), (0.25, 0.75, 0.35, "half of nights"))
"""For each band, its two ends as shares of nights, its opacity and its label."""
_ENDS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The shares of nights at which the bands end, together with the median."""


def incidence(
    curves: Mapping[str, Sequence[float]], horizon: float, title: str, clock: Clock | None = None
) -> Picture:
    """Draw the share of nights in which an outcome has occurred by each time.

    For each label, ``curves`` gives the minute in each night when the outcome occurred. The minute
    is infinite if the outcome never occurred. Shading shows the 95 % interval at each point.
    ``horizon`` is the minute when the run ends. If a curve ends below 100 %, the outcome never
    occurred in the remaining nights.
    """
    if not any(curves.values()):
        return nothing(title, "No night has been simulated, so there is no curve (n = 0 nights).")
    with drawn(title) as (figure, axes):
        for number, (label, times) in enumerate(curves.items()):
            _curve(axes, number, f"{label} (n = {len(times)} nights)", times, horizon)
        _shares_by_hour(axes, "share of nights by then", _last_hour(curves, horizon), clock)
        named_below(figure, "shaded: 95 % intervals, computed separately for each hour")
    return Picture(figure)


def mobilisation(
    there: Mapping[str, Levels],
    need: Levels,
    until: float,
    title: str,
    *,
    unit: str = "PSUs",
    clock: Clock | None = None,
) -> Picture:
    """Draw the units deployed in one night as stacked layers, and the need as a line.

    ``there`` gives each layer by its label, for example a source of units. The picture ends an hour
    after the last change.
    """
    if not need and not any(there.values()):
        return nothing(title, f"No {unit} were needed or deployed in this night (n = 1 night).")
    with drawn(title) as (figure, axes):
        until = _last_there(there, need, until)
        _stacked(axes, there, until, unit)
        hours, levels = _steps(need, until)
        label = f"need (at most {max(levels):.0f})"
        axes.step(hours, levels, "k--", where="post", linewidth=1.8, label=label)
        hours_along(axes, "hours from the start, one night (n = 1)", until / 60, clock)
        axes.set_ylabel(f"{unit} on the ground")
        axes.set_xlim(0, until / 60)
        axes.set_ylim(bottom=0)
        whole_numbers(axes.yaxis)
        figure.legend(loc="outside lower center", ncols=2, fontsize=9)
    return Picture(figure)


def arrivals(
    shares: Mapping[float, Sequence[float]],
    title: str,
    unit: str = "PSU",
    clock: Clock | None = None,
) -> Picture:
    """Draw the share of need met by each time, as the mean, the median and two bands of nights.

    ``shares`` gives, by minute since the first incident, the share of need met so far. Each minute
    has one value for each night that needed units of the kind and was still running. Each dot is
    computed from these values at its minute; the lines only join the dots.
    """
    nights = max(map(len, shares.values()), default=0)
    if not nights:
        return nothing(title, f"No night needed any {unit}s (n = 0 nights).")
    import numpy as np

    watched = {minute: each for minute, each in sorted(shares.items()) if 2 * len(each) >= nights}
    rows = [np.quantile(each, _ENDS, method="inverted_cdf").tolist() for each in watched.values()]
    count = _until_level(rows)
    hours = [minute / 60 for minute in watched][:count]
    drawn_at = dict(zip(_ENDS, zip(*rows[:count], strict=True), strict=True))
    means = [float(np.mean(each)) for each in watched.values()][:count]
    with drawn(title) as (figure, axes):
        for low, high, alpha, label in _BANDS:
            ends = drawn_at[low], drawn_at[high]
            look = {"color": COLOURS[0], "alpha": alpha, "linewidth": 0.6, "label": label}
            axes.fill_between(hours, *ends, **look)
        dots = {"marker": "o", "markersize": 2.2}
        axes.plot(hours, drawn_at[0.5], color="black", label="median of nights", **dots)
        axes.plot(hours, means, "k--", linewidth=1.2, label="mean of nights", **dots)
        words = f"share of peak {unit} need met so far"
        _shares_by_hour(axes, words, hours[-1] or 1.0, clock)
        about = f"{_how_many(nights, len(watched[60 * hours[-1]]))}; {_steps_of(hours)}"
        named_below(figure, about)
    return Picture(figure)


def home(
    rows: Mapping[str, Sequence[float]],
    title: str,
    unit: str = "PSU crews",
    clock: Clock | None = None,
) -> Picture:
    """Draw the share of fit crews free at home, for each force at each full hour of one night.

    For each label, ``rows`` gives the shares, from 0 to 1, at hours 0, 1, 2 and so on. The first
    row is at the top.
    """
    if not any(rows.values()):
        return nothing(title, f"No {unit} were ordered in this night (n = 1 night).")
    hours = max(len(shares) for shares in rows.values())
    with drawn(title, height=max(3.0, 1.2 + 0.21 * len(rows))) as (figure, axes):
        cells = [[*shares, *[float("nan")] * (hours - len(shares))] for shares in rows.values()]
        shown = axes.imshow(cells, cmap="cividis", vmin=0, vmax=1, aspect="auto")
        for row, shares in enumerate(rows.values()):
            for hour, share in enumerate(shares):
                if share <= 0:
                    axes.text(hour, row, "×", color="white", ha="center", va="center", size=8)
        axes.set_yticks(range(len(rows)), list(rows), size=8)
        words = "hours from the start, one night (n = 1);  × no crew at home"
        hours_along(axes, words, hours - 1.0, clock)
        axes.grid(visible=False)
        bar = figure.colorbar(shown, ax=axes, label=f"share of fit {unit} at home", shrink=0.8)
        percents(bar.ax.yaxis)
    return Picture(figure)


def _shares_by_hour(axes: Any, words: str, last: float, clock: Clock | None) -> None:
    """Label the hours from the first incident at the bottom, and percentages at the side."""
    hours_along(axes, "hours from the first incident", last, clock)
    axes.set_ylabel(words)
    percents(axes.yaxis)
    axes.set_xlim(0, last)
    axes.set_ylim(0, 1.02)


def _curve(axes: Any, number: int, label: str, times: Sequence[float], horizon: float) -> None:
    points = incidence_curve(times, horizon)
    hours = [point.minute / 60 for point in points]
    shade = colour(number)
    axes.step(
        hours,
        [p.share for p in points],
        LINES[number % len(LINES)],
        where="post",
        color=shade,
        label=label,
    )
    low, high = [p.low for p in points], [p.high for p in points]
    axes.fill_between(hours, low, high, step="post", color=shade, alpha=0.15, linewidth=0)


def _last_hour(curves: Mapping[str, Sequence[float]], horizon: float) -> float:
    came = [time for times in curves.values() for time in times if math.isfinite(time)]
    return min(horizon, max(came, default=horizon) * 1.1) / 60 or 1.0


def _last_there(there: Mapping[str, Levels], need: Levels, until: float) -> float:
    """The end of a picture, an hour after the last change; a quiet day after that is left out."""
    changes = [levels[-1][0] for levels in (need, *there.values()) if levels]
    return min(until, max(changes, default=until) + 60) or 60.0


def _stacked(axes: Any, there: Mapping[str, Levels], until: float, unit: str) -> None:
    minutes = sorted({minute for levels in there.values() for minute, _ in levels} | {0.0, until})
    hours = [minute / 60 for minute in minutes]
    below = [0.0] * len(minutes)
    for number, (label, levels) in enumerate(there.items()):
        own = [_at(levels, minute) for minute in minutes]
        above = [one + other for one, other in zip(below, own, strict=True)]
        text = f"{label} (at most {max(own):.0f})"
        axes.fill_between(hours, below, above, step="post", label=text, **surface(number))
        below = above
    peak = f"all units: at most {max(below):.0f} {unit}"
    axes.step(hours, below, where="post", color="black", linewidth=0.9, label=peak)


def _steps(levels: Levels, until: float) -> tuple[list[float], list[float]]:
    """The hours and levels to draw, from the start to the end of the picture."""
    points = [(0.0, 0.0), *levels, (until, levels[-1][1] if levels else 0.0)]
    return [minute / 60 for minute, _ in points], [level for _, level in points]


def _at(levels: Levels, minute: float) -> float:
    step = bisect_right(levels, minute, key=lambda each: each[0]) - 1
    return levels[step][1] if step >= 0 else 0.0


def _until_level(rows: Sequence[Sequence[float]]) -> int:
    """The number of rows to draw, which includes the last row with a change and a few more rows."""
    changes = [at for at in range(1, len(rows)) if rows[at] != rows[at - 1]]
    return min(len(rows), math.ceil(1.1 * max(changes, default=0)) + 2)


def _steps_of(hours: Sequence[float]) -> str:
    """A note that gives the minutes between the dots."""
    minutes = sorted({round(60 * (after - before)) for before, after in pairwise(hours)})
    every = " and then every ".join(map(str, minutes))
    return f"dots are exact, every {every} minutes; lines join them"


def _how_many(nights: int, at_the_end: int) -> str:
    fewer = f", {at_the_end} to the right end" if at_the_end < nights else ""
    return f"n = {nights} nights{fewer}"
