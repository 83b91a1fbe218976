"""With which combinations of values does mobsim run a scenario?

A design is a list of points, and every point is a list of settings. A `grid` contains every
combination of settings. The functions `latin_hypercube` and `sobol` spread a small number of points
evenly over many factors. The functions `morris` and `saltelli` change factors one at a time, so
that `mobsim.study.designs.effects` can estimate the effect of each factor.

In a Latin hypercube or Sobol design, the places of each factor are generated from the name of the
factor. So the places of the other factors do not change if a new factor is added at the end.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod
from typing import Any, Literal

from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.ground.randomness import uniform
from mobsim.study.designs.factors import VARIED, Factor

Name = Literal["grid", "latin_hypercube", "sobol", "morris", "saltelli", "drawn", "calibrated"]

_SEEDS = 2**53


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a design, with a setting for every factor."""

    number: int
    """The number of the point in the order of the design, counting from 0."""
    settings: Mapping[str, str]
    """The text of each value, keyed by path."""
    u: tuple[float, ...]
    """The place of each factor in its range, from 0 to 1."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The settings, each written as for ``mobsim.load`` and ``--set``."""
        return tuple(f"{path}={text}" for path, text in self.settings.items())


@dataclass(frozen=True, slots=True)
class Design:
    """A list of points, with the factors from which they were made."""

    name: Name
    factors: tuple[Factor, ...]
    points: tuple[Point, ...]

    def __len__(self) -> int:
        return len(self.points)

    def __iter__(self) -> Iterator[Point]:
        return iter(self.points)


def grid(factors: Sequence[Factor], steps: int = 5) -> Design:
    """A design with every combination of levels, in which the last factor varies fastest.

    For a range, the design has ``steps`` values, including both ends. For a short range or a list
    of levels, the design has every value.

    >>> from mobsim.study.designs.factors import parse_factor
    >>> [point.settings["need_bias"] for point in grid([parse_factor("need_bias=0.5:1.5")], 3)]
    ['0.5', '1', '1.5']
    """
    _check_size("steps", steps)
    columns = [factor.places(steps) for factor in factors]
    points = prod(len(column) for column in columns)
    if points > limit("points"):
        message = over("points", points)
        raise design_fault("steps", f"{message}; or use fewer factors or steps")
    return _design("grid", factors, product(*columns))


def latin_hypercube(factors: Sequence[Factor], points: int, seed: int = 1) -> Design:
    """A Latin hypercube, in which each range is cut into equal parts with one point in each part.

    Raises `InputError` when there are fewer than two points.
    """
    _check_size("points", points)
    return _design("latin_hypercube", factors, latin_places(factors, points, f"{seed}"))


def latin_places(factors: Sequence[Factor], points: int, seed: str) -> list[tuple[float, ...]]:
    """The place of each factor at each point of a Latin hypercube."""
    columns = [_strata(f"design|latin_hypercube|{seed}|{each.path}", points) for each in factors]
    return list(zip(*columns, strict=True))


def _strata(key: str, points: int) -> list[float]:
    order = sorted(range(points), key=lambda each: uniform(f"{key}|order|{each}"))
    return [(part + uniform(f"{key}|within|{part}")) / points for part in order]


def sobol(factors: Sequence[Factor], points: int, seed: int = 1) -> Design:
    """A design with the first points of a scrambled Sobol sequence.

    A design with twice the number of points contains all points of the smaller design. Raises
    `InputError` when the number of points is not a power of 2, because only a power of 2 spreads
    the points evenly.
    """
    _power_of_two(points)
    _check_size("points", points)
    columns = [
        _sobol_column(place, points, _seed(f"design|sobol|{seed}|{each.path}"))
        for place, each in enumerate(factors)
    ]
    return _design("sobol", factors, zip(*columns, strict=True))


def _sobol_column(place: int, points: int, seed: int) -> list[float]:
    """One dimension of the Sobol sequence, with its own scrambling."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(d=place + 1, scramble=True, seed=seed)
    column: list[float] = sequence.random(points)[:, place].tolist()
    return column


def morris(
    factors: Sequence[Factor], trajectories: int = 10, levels: int = 4, seed: int = 1
) -> Design:
    """A design for screening many factors, which consists of walks.

    On each walk, every factor moves once.

    ``trajectories`` is the number of walks, usually ten. Each walk has one more point than there
    are factors. ``levels`` is the number of places that each factor can take, and must be even.
    Each move covers half of the places. Raises `InputError` when a number is not valid, or when
    SALib, which draws the walks, is not installed.
    """
    _check_size("trajectories", trajectories, len(factors) + 1)
    if levels < 2 or levels % 2:
        raise design_fault("levels", f"found {levels}, expected an even number such as 4")
    _check(factors)
    _need_salib()
    from SALib.sample import morris as walks

    drawn = walks.sample(
        problem(factors), trajectories, num_levels=levels, seed=_seed(f"design|morris|{seed}")
    )
    return _design("morris", factors, drawn.tolist())


def saltelli(factors: Sequence[Factor], points: int, seed: int = 1) -> Design:
    """A design for estimating Sobol indices.

    ``points`` is the number of base points. For each base point, the design has two more points
    than there are factors. Raises `InputError` when ``points`` is not a power of 2, or when SALib,
    which draws the points, is not installed.
    """
    _power_of_two(points)
    _check_size("points", points, len(factors) + 2)
    _check(factors)
    _need_salib()
    from SALib.sample import sobol as crossed

    drawn = crossed.sample(
        problem(factors), points, calc_second_order=False, seed=_seed(f"design|saltelli|{seed}")
    )
    return _design("saltelli", factors, drawn.tolist())


def design_of(name: str, factors: Sequence[Factor], points: int | None, seed: int = 1) -> Design:
    """Make the named design: grid, latin-hypercube, sobol, morris or saltelli.

    ``points`` is the number of values in each range of a grid (default 5), the number of walks of a
    Morris design (default 10), or the number of points of any other design (default 64). Raises
    `InputError` when there is no such design, or when the design cannot be made from the given
    factors.
    """
    if name not in DESIGNS:
        raise design_fault("design", f"found {name!r}, expected one; {did_you_mean(name, DESIGNS)}")
    make, usual = DESIGNS[name]
    return make(factors, points or usual, seed)


def problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Convert factors to the form that SALib takes."""
    names = [factor.path for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _need_salib() -> None:
    try:
        import SALib  # noqa: F401 - only whether it is installed
    except ImportError:
        message = "found no SALib, which Morris and Sobol indices need"
        raise design_fault(
            "", f'{message}; install it: pip install "mobsim[sensitivity]"'
        ) from None


def _design(name: Name, factors: Sequence[Factor], rows: Iterable[Sequence[float]]) -> Design:
    _check(factors)
    points = (_point(number, factors, row) for number, row in enumerate(rows))
    return Design(name, tuple(factors), tuple(points))


def _point(number: int, factors: Sequence[Factor], row: Sequence[float]) -> Point:
    u = tuple(min(max(float(each), 0.0), 1.0) for each in row)
    settings = {factor.path: factor.at(each) for factor, each in zip(factors, u, strict=True)}
    return Point(number, settings, u)


def _check(factors: Sequence[Factor]) -> None:
    """Check that there is at least one factor, and that no two factors set the same value."""
    if not factors:
        raise design_fault("", "found no factor, expected at least one, such as need_bias=0.5:1.5")
    faults = []
    for one, other in combinations(sorted(factor.path for factor in factors), 2):
        if one == other:
            message = "found twice, expected once; remove one"
            faults.append(Fault(VARIED, 0, 0, one, message))
        elif other.startswith((f"{one}.", f"{one}[")):
            message = f"found together with {one}, which contains it; remove one"
            faults.append(Fault(VARIED, 0, 0, other, message))
    if faults:
        raise InputError(faults)


def _at_least(what: str, found: int, least: int) -> None:
    if found < least:
        raise design_fault(what, f"found {found}, expected at least {least}")


def _check_size(what: str, found: int, each: int = 1) -> None:
    """Check that a number is at least two, and that the design does not have too many points."""
    _at_least(what, found, 2)
    if found * each > limit("points"):
        raise design_fault(what, over("points", found * each))


def _power_of_two(points: int) -> None:
    _at_least("points", points, 2)
    if points & (points - 1):
        above = 1 << points.bit_length()
        message = f"found {points}, expected a power of 2, so that points are evenly spread"
        raise design_fault("points", f"{message}; use {above // 2} or {above}")


def _seed(key: str) -> int:
    """Convert a seed to the form that the random generators of other libraries take."""
    return int(uniform(key) * _SEEDS)


def design_fault(what: str, message: str) -> InputError:
    """The error for a design, or a request for a design, that has a fault."""
    return InputError.about("design", message, what)


DESIGNS: Mapping[str, tuple[Callable[[Sequence[Factor], int, int], Design], int]] = {
    "grid": (lambda factors, steps, _: grid(factors, steps), 5),
    "latin-hypercube": (latin_hypercube, 64),
    "sobol": (sobol, 64),
    "morris": (lambda factors, walks, seed: morris(factors, walks, seed=seed), 10),
    "saltelli": (saltelli, 64),
}
"""For each name of a design, the function that makes the design and its default number of points.
"""
