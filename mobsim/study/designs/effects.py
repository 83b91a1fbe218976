"""Which factors of a design affect a result?

Each point of a design has one result, which is a number. A Morris design gives elementary effects,
and a Saltelli design gives Sobol indices. Every other design gives the share of variance that each
factor explains alone. The most important factor comes first. If all results are equal, all effects
are zero.
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
"""The number of decimals to which effects are rounded before factors are ranked."""
_OF_A_PART = 16
"""The smallest number of points in each part of a factor's range, for first-order indices."""
_FEW = 8
"""The smallest number of points for which an effect can be told apart from chance."""
_NOTHING = 1e-12
"""The largest share of variance that counts as a rounding error."""


@dataclass(frozen=True, slots=True)
class MorrisIndex:
    """The effect of changing one factor, averaged over the values of the other factors."""

    path: str
    mu_star: float
    """The mean absolute change of the output from one end of the range to the other."""
    mu_star_conf: float
    """Half the width of the 95 % interval of ``mu_star``."""
    sigma: float
    """The standard deviation of the change in the output. The deviation is large if the effect of
    the factor is not linear, or depends on other factors.
    """
    rank: int = 0


@dataclass(frozen=True, slots=True)
class SobolIndex:
    """The shares of the variance of the output that one factor explains."""

    path: str
    first: float
    """The share of variance that the factor explains alone. The estimate can be slightly below 0 by
    chance.
    """
    first_conf: float
    """Half the width of the 95 % interval of ``first``, estimated by bootstrap."""
    total: float
    """The share of variance that the factor explains alone and together with other factors."""
    total_conf: float
    rank: int = 0


@dataclass(frozen=True, slots=True)
class MainEffect:
    """The main effect of one factor on the output."""

    path: str
    correlation: float | None
    """Spearman's rank correlation, from -1 to 1; None if the levels are names."""
    explained: float
    """The share of variance that lies between parts of the factor's range, after the effects of
    factors that explain more are removed. For a grid, the share is exact. For other designs, the
    share that chance would explain is subtracted.
    """
    rank: int = 0


@dataclass(frozen=True, slots=True)
class FirstOrder:
    """The share of variance that one factor explains alone, with a test against chance."""

    path: str
    share: float
    """The share of the variance that lies between parts of the factor's range, minus the share that
    the same number of random groups would explain. The result can be below 0. Before the variance
    is computed, the outputs are ranked, so that a few points with very long times do not dominate.
    """
    p: float
    """The p-value of Spearman's test, or of the Kruskal–Wallis test if the levels are names. The
    p-value is adjusted for the number of factors by the method of Benjamini and Hochberg. About 5 %
    of the factors with a p-value of 5 % or less have no real effect.
    """
    parts: tuple[tuple[int, ...], ...]
    """The indices of the points in each part of the factor's range, the lowest part first. If the
    levels are names, each name is a part.
    """


@dataclass(frozen=True, slots=True)
class Ends:
    """The output at both ends of the range of one factor, averaged over the other factors."""

    path: str
    low: float
    """The mean output over the points at the low end of the range. If the levels are names, the
    number is the lowest mean output of any level.
    """
    low_at: str
    """The value of the factor at the low end of its range, to two significant figures. If there are
    several values, the text gives the lowest and the highest.
    """
    high: float
    high_at: str


_Row = TypeVar("_Row", MorrisIndex, SobolIndex, MainEffect)


def what_mattered(
    design: Design, outputs: Sequence[float]
) -> list[MorrisIndex] | list[SobolIndex] | list[MainEffect]:
    """The effects of all factors of a design, in the form that suits the kind of design."""
    if design.name == "morris":
        return morris_indices(design, outputs)
    if design.name == "saltelli":
        return sobol_indices(design, outputs)
    return main_effects(design, outputs)


def morris_indices(design: Design, outputs: Sequence[float]) -> list[MorrisIndex]:
    """The elementary effects of a Morris design.

    Each change in the output is scaled to the whole range of a factor. For example, a change over a
    third of the range is multiplied by three. The distance that a factor moved is computed from its
    settings, so that the effects of switches and short ranges are not overestimated.
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
    """The changes in the output in all walks, each scaled to the whole range of its factor."""
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
    """The first-order and total Sobol indices of a Saltelli design, computed by SALib.

    ``seed`` is the seed of the bootstrap, and must be 1 or more.
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
    """The share of variance that each factor explains alone, in any design."""
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
    """The first-order index of every factor, in the order in which the design lists the factors.

    The function accepts any kind of design.
    """
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
    """The probability that chance alone gives an effect as large as the observed effect."""
    from scipy.stats import kruskal, spearmanr

    if len(numbers) < _FEW:
        return 1.0
    if factor.ordered:
        return float(spearmanr([factor.value(u) for u in column], numbers).pvalue)
    return float(kruskal(*([numbers[each] for each in part] for part in parts)).pvalue)


def both_ends(design: Design, outputs: Sequence[float]) -> list[Ends]:
    """The output at the lowest and the highest value of each factor.

    If a factor has many values, its range is cut into equal parts. The function then uses the first
    and the last part instead of the lowest and the highest value.

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
        """The sort key of a group: its value, or its mean output if the values are names."""
        return factor.value(column[groups[which][0]]) if factor.ordered else means[which]

    low, high = min(range(len(groups)), key=size), max(range(len(groups)), key=size)
    low_at, high_at = (_told(factor, [column[p] for p in groups[at]]) for at in (low, high))
    return Ends(factor.path, means[low], low_at, means[high], high_at)


def _told(factor: Factor, places: Sequence[float]) -> str:
    """The lowest and the highest value of a factor at several places, as text."""
    first, last = (factor.about(end(places, key=factor.value)) for end in (min, max))
    return first if first == last else f"{first} – {last}"


_Groups = Sequence[Sequence[int]]
"""The indices of points, grouped by the value of a factor."""


def _groups(factor: Factor, column: Sequence[float], parts: int | None = None) -> _Groups:
    """Group points by the value of a factor.

    If the factor has many values, the points are grouped by the parts of its range instead.
    """
    values = [factor.value(u) for u in column]
    if len(set(values)) > 10:
        bins = max(2, min(10, parts or math.isqrt(len(column))))
        values = [float(min(int(u * bins), bins - 1)) for u in column]
    groups: dict[float, list[int]] = defaultdict(list)
    for point, value in enumerate(values):
        groups[value].append(point)
    return list(groups.values())


def _explained(groups: Sequence[_Groups], numbers: Sequence[float], *, exact: bool) -> list[float]:
    """The share of variance that each factor explains after the factors that explain more."""
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
    """The sum of squares between groups of points.

    Unless ``exact`` is set, the function subtracts the sum that chance would give.
    """
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
    """Sort rows by size, the largest first. Equal rows share a rank and keep their order."""
    sized = sorted(
        ((round(getattr(row, size), _FIGURES), row) for row in rows), key=lambda two: -two[0]
    )
    sizes = [each for each, _ in sized]
    return [replace(row, rank=sizes.index(each) + 1) for each, row in sized]


def _constant(numbers: Sequence[float]) -> bool:
    return min(numbers) == max(numbers)


def _checked(design: Design, outputs: Sequence[object], name: str = "") -> list[float]:
    """Check that the outputs fit the design, and return the outputs as numbers."""
    if name and design.name != name:
        message = f"found {design.name}, expected {name}; use what_mattered() for any design"
        raise design_fault("design", message)
    if len(outputs) != len(design):
        message = f"found {len(outputs)}, expected one for each of {len(design)}"
        raise design_fault("outputs", message)
    numbers = []
    for number, each in enumerate(outputs):
        if not isinstance(each, Real) or not math.isfinite(each):
            message = f"found {each} at point {number}, expected a number at every point"
            raise design_fault("outputs", f"{message}; choose a measure that every run has")
        numbers.append(float(each))
    return numbers
