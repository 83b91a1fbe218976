"""Which factors of a design affect a result?

One number for each point, in the order of the points. A Morris design gives elementary effects,
Saltelli's gives Sobol indices, and every other design the share of variance that each factor
explains alone. Rows are in order of importance, most important first. Numbers that never differ
give zeros.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from numbers import Real
from statistics import NormalDist, correlation, fmean, pstdev, stdev
from typing import TypeVar

from mobsim.study.designs.factors import Factor
from mobsim.study.designs.points import Design, design_fault, problem

_CONFIDENCE = 0.95
_FIGURES = 9
"""Two factors have different ranks if they differ to this many decimals."""
_OF_A_PART = 16
"""The fewest points in each part of a range for first-order indices."""
_FEW = 8
"""Number of points below which chance may always explain an effect."""
_NOTHING = 1e-12
"""A share of variance this small is a rounding error."""


@dataclass(frozen=True, slots=True)
class MorrisIndex:
    """The effect of moving one factor, over all values of the others."""

    path: str
    mu_star: float
    """Mean change of the output, up or down, from one end of the range to the other."""
    mu_star_conf: float
    """Half the width of its 95 % interval."""
    sigma: float
    """Spread of the change: large where it depends on the others or is not linear."""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class SobolIndex:
    """Shares of the output's variance that belong to one factor."""

    path: str
    first: float
    """The share that it explains alone; chance may put it slightly below 0."""
    first_conf: float
    """Half the width of the 95 % interval, by bootstrap."""
    total: float
    """The share that it explains together with the others."""
    total_conf: float
    rank: int = 0


@dataclass(frozen=True, slots=True)
class MainEffect:
    """How one factor affects the output overall."""

    path: str
    correlation: float | None
    """Spearman's correlation, from -1 to 1; None for levels that are names."""
    explained: float
    """Share of the output's variance between parts of its range, after removing factors that
    explain more. For a grid it is exact; otherwise it is reduced by the share that chance would
    explain."""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class FirstOrder:
    """What one factor explains alone, in any design, and whether chance could explain it."""

    path: str
    share: float
    """Share of the variance of the output's ranks between parts of the factor's range, minus the
    share between as many random groups, so it may fall below 0. It uses ranks, so that a few points
    at which something never comes do not dominate.
    """
    p: float
    """Spearman's test; for levels that are names, Kruskal and Wallis's. Adjusted for the number of
    factors (Benjamini and Hochberg): of all that are at most 5 %, about 5 % are chance.
    """
    parts: tuple[tuple[int, ...], ...]
    """Points by part of the range, or by name, lowest first."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The output at both ends of one factor, over all values of the others."""

    path: str
    low: float
    """Mean output over the points at the low end; for levels that are names, the lowest of all."""
    low_at: str
    """The factor's value there, to two figures; for many values, the first and the last."""
    high: float
    high_at: str


_Row = TypeVar("_Row", MorrisIndex, SobolIndex, MainEffect)


def what_mattered(
    design: Design, outputs: Sequence[float]
) -> list[MorrisIndex] | list[SobolIndex] | list[MainEffect]:
    """The rows for which the design was made."""
    if design.name == "morris":
        return morris_indices(design, outputs)
    if design.name == "saltelli":
        return sobol_indices(design, outputs)
    return main_effects(design, outputs)


def morris_indices(design: Design, outputs: Sequence[float]) -> list[MorrisIndex]:
    """Elementary effects of a Morris design.

    A change is scaled to the whole range: a change over a third of it counts three times. The
    settings decide how far a factor moved, so the move of a switch, or in a range of three desks,
    is not overestimated.
    """
    changes = _changes(design, _checked(design, outputs, "morris"))
    half = NormalDist().inv_cdf(0.5 + _CONFIDENCE / 2)
    rows = []
    for factor in design.factors:
        signed = changes[factor.path]
        sizes = [abs(each) for each in signed]
        conf = half * pstdev(sizes) / math.sqrt(len(sizes))
        rows.append(MorrisIndex(factor.path, fmean(sizes), conf, stdev(signed)))
    return _ranked(rows, "mu_star")


def _changes(design: Design, numbers: Sequence[float]) -> dict[str, list[float]]:
    """The change of output in each walk for the whole range of each path."""
    found: dict[str, list[float]] = defaultdict(list)
    walk = len(design.factors) + 1
    for (before, low), (after, high) in pairwise(zip(design.points, numbers, strict=True)):
        if after.number % walk:
            [place] = [i for i, u in enumerate(before.u) if u != after.u[i]]
            factor = design.factors[place]
            moved = factor.moved(before.u[place], after.u[place])
            found[factor.path].append((high - low) / moved)
    return found


def sobol_indices(design: Design, outputs: Sequence[float], *, seed: int = 1) -> list[SobolIndex]:
    """First-order and total Sobol indices of a Saltelli design, by SALib.

    The seed, 1 or more, is for the bootstrap.
    """
    numbers = _checked(design, outputs, "saltelli")
    if _constant(numbers):
        return _ranked([SobolIndex(each.path, 0, 0, 0, 0) for each in design.factors], "total")
    import pandas as pd
    from SALib.analyze import sobol

    found = sobol.analyze(
        problem(design.factors),
        pd.Series(numbers, dtype="float64").to_numpy(),
        calc_second_order=False,
        conf_level=_CONFIDENCE,
        seed=seed,
    )
    columns = (found[key].tolist() for key in ("S1", "S1_conf", "ST", "ST_conf"))
    paths = [factor.path for factor in design.factors]
    return _ranked([SobolIndex(*row) for row in zip(paths, *columns, strict=True)], "total")


def main_effects(design: Design, outputs: Sequence[float]) -> list[MainEffect]:
    """The share that each factor of any design explains alone."""
    numbers = _checked(design, outputs)
    columns = list(zip(*(point.u for point in design), strict=True))
    groups = [_groups(*each) for each in zip(design.factors, columns, strict=True)]
    shares = _explained(groups, numbers, exact=design.name == "grid")
    rows = [
        MainEffect(factor.path, _spearman(factor, column, numbers), share)
        for factor, column, share in zip(design.factors, columns, shares, strict=True)
    ]
    return _ranked(rows, "explained")


def first_order(design: Design, outputs: Sequence[float]) -> list[FirstOrder]:
    """First-order indices from runs made for another purpose too, in order of factors."""
    from scipy.stats import false_discovery_control, rankdata

    numbers = rankdata(_checked(design, outputs)).tolist()
    total = math.fsum((each - fmean(numbers)) ** 2 for each in numbers)
    left = [each - fmean(numbers) for each in numbers]
    rows = []
    for factor, column in zip(
        design.factors, zip(*(p.u for p in design), strict=True), strict=True
    ):
        groups = _groups(factor, column, len(column) // _OF_A_PART)
        groups = sorted(groups, key=lambda each: column[each[0]])
        parts = tuple(map(tuple, groups))
        if _constant(numbers) or len(groups) == 1:
            rows.append(FirstOrder(factor.path, 0.0, 1.0, parts))
            continue
        share = _between(left, groups, 0, exact=False) / total
        rows.append(
            FirstOrder(factor.path, share, _by_chance(factor, column, numbers, parts), parts)
        )
    adjusted = false_discovery_control([row.p for row in rows]).tolist()
    return [replace(row, p=p) for row, p in zip(rows, adjusted, strict=True)]


def _by_chance(
    factor: Factor,
    column: Sequence[float],
    numbers: Sequence[float],
    parts: Sequence[Sequence[int]],
) -> float:
    """How often chance alone would give such a value."""
    from scipy.stats import kruskal, spearmanr

    if len(numbers) < _FEW:
        return 1.0
    if factor.ordered:
        return float(spearmanr([factor.value(u) for u in column], numbers).pvalue)
    return float(kruskal(*([numbers[each] for each in part] for part in parts)).pvalue)


def both_ends(design: Design, outputs: Sequence[float]) -> list[Ends]:
    """The output at the lowest and at the highest value of each factor.

    A factor with many values is cut into equal parts; the first and the last are used.

    >>> from mobsim.study.designs.factors import parse_factor
    >>> from mobsim.study.designs.points import grid
    >>> design = grid([parse_factor("need_bias=0.5,1,2"), parse_factor("drawdown=none,minimal")])
    >>> both_ends(design, [1, 2, 3, 4, 5, 6])[0]
    Ends(path='need_bias', low=1.5, low_at='0.5', high=5.5, high_at='2')
    """
    numbers = _checked(design, outputs)
    columns = zip(*(point.u for point in design), strict=True)
    return [_ends(*each, numbers) for each in zip(design.factors, columns, strict=True)]


def _ends(factor: Factor, column: Sequence[float], numbers: Sequence[float]) -> Ends:
    groups = _groups(factor, column)
    means = [fmean(numbers[each] for each in group) for group in groups]

    def size(which: int) -> float:
        """The sort key: the value, or the output if values are names."""
        return factor.value(column[groups[which][0]]) if factor.ordered else means[which]

    low, high = min(range(len(groups)), key=size), max(range(len(groups)), key=size)
    low_at, high_at = (_told(factor, [column[p] for p in groups[at]]) for at in (low, high))
    return Ends(factor.path, means[low], low_at, means[high], high_at)


def _told(factor: Factor, places: Sequence[float]) -> str:
    """The factor's values at some places, the first and the last."""
    first, last = (factor.about(end(places, key=factor.value)) for end in (min, max))
    return first if first == last else f"{first} – {last}"


_Groups = Sequence[Sequence[int]]
"""Numbers of the points that belong together."""


def _groups(factor: Factor, column: Sequence[float], parts: int | None = None) -> _Groups:
    """Points by value of a factor, or by part of its range where it has many values."""
    values = [factor.value(u) for u in column]
    if len(set(values)) > 10:
        bins = max(2, min(10, parts or math.isqrt(len(column))))
        values = [float(min(int(u * bins), bins - 1)) for u in column]
    groups: dict[float, list[int]] = defaultdict(list)
    for point, value in enumerate(values):
        groups[value].append(point)
    return list(groups.values())


def _explained(groups: Sequence[_Groups], numbers: Sequence[float], *, exact: bool) -> list[float]:
    """The share that each factor explains of the rest, after the factors that explain more."""
    shares = [0.0] * len(groups)
    mean = fmean(numbers)
    left = [number - mean for number in numbers]
    total = math.fsum(each**2 for each in left)
    remaining, used = list(range(len(groups))), 0
    while remaining and not _constant(numbers):
        sizes = {each: _between(left, groups[each], used, exact=exact) for each in remaining}
        best = max(remaining, key=sizes.__getitem__)
        if sizes[best] <= _NOTHING * total:
            break
        shares[best] = sizes[best] / total
        left = _less_means(left, groups[best])
        used += len(groups[best]) - 1
        remaining.remove(best)
    return shares


def _between(left: Sequence[float], groups: _Groups, used: int, *, exact: bool) -> float:
    """Sum of squares between groups, minus that of as many random groups unless exact."""
    between = math.fsum(
        math.fsum(left[each] for each in group) ** 2 / len(group) for group in groups
    )
    if exact:
        return between
    within = math.fsum(each**2 for each in left) - between
    free = len(left) - len(groups) - used
    return between - (len(groups) - 1) * within / free if free > 0 else 0.0


def _less_means(left: Sequence[float], groups: _Groups) -> list[float]:
    rest = list(left)
    for group in groups:
        mean = fmean(left[each] for each in group)
        for each in group:
            rest[each] -= mean
    return rest


def _spearman(factor: Factor, column: Sequence[float], numbers: Sequence[float]) -> float | None:
    if not factor.ordered:
        return None
    values = [factor.value(u) for u in column]
    if _constant(values) or _constant(numbers):
        return 0.0
    import pandas as pd

    ranks = (pd.Series(each, dtype="float64").rank().tolist() for each in (values, numbers))
    return correlation(*ranks)


def _ranked(rows: Iterable[_Row], size: str) -> list[_Row]:
    """Rows by size, the largest first; equal ones share a rank, in the order of the factors."""
    sized = sorted(
        ((round(getattr(row, size), _FIGURES), row) for row in rows), key=lambda two: -two[0]
    )
    sizes = [each for each, _ in sized]
    return [replace(row, rank=sizes.index(each) + 1) for each, row in sized]


def _constant(numbers: Sequence[float]) -> bool:
    return min(numbers) == max(numbers)


def _checked(design: Design, outputs: Sequence[object], name: str = "") -> list[float]:
    """One finite number for each point of a named design."""
    if name and design.name != name:
        message = f"found {design.name}, expected {name}; use what_mattered() for any"
        raise design_fault("design", message)
    if len(outputs) != len(design):
        message = f"found {len(outputs)}, expected one for each of {len(design)}"
        raise design_fault("outputs", message)
    numbers = []
    for number, each in enumerate(outputs):
        if not isinstance(each, Real) or not math.isfinite(each):
            message = f"found {each} at point {number}, expected a number at every point"
            raise design_fault("outputs", f"{message}; choose a measure that each run has")
        numbers.append(float(each))
    return numbers
