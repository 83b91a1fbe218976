"""How many replications are enough?

The replications algorithm of Hoad, Robinson and Davies (Journal of the Operational Research
Society 61, 2010, 1632–1644), for several measures at once: the first n at which every measure's
interval is narrow enough, and stays so over a look ahead. The answer depends only on the
replications in their order, so more of them, or batches of another size, do not change it.

Stopping when an interval is narrow favours samples that happen to vary little. At the n found, the
interval contains the true mean slightly less often than its level says; `tests/test_coverage.py`
measures the difference. The worst case is a measure that is rarely other than 0: while nothing has
been seen, its mean has no width. Ask for it as a `Precision.share` of replications too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mobsim.ground.intervals import half_width_t, wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Precision:
    """One measure's own precision. Either condition is enough."""

    name: str
    relative: float | None = None
    """Half-width as a share of the mean; None to use the rule's."""
    absolute: float | None = None
    """Half-width in the measure's own units, for a mean near 0; None to use the rule's."""
    share: bool = False
    """Whether its values are 0 and 1. The half-width is then that of Wilson's interval: something
    not yet seen may still happen.
    """


@dataclass(frozen=True, slots=True)
class Rule:
    """When replications are enough. Every figure is a choice and can be stated before the run."""

    precision: float = 0.05
    """Half-width as a share of the mean."""
    absolute: float | None = None
    """Half-width that is enough for any mean; None to leave this out."""
    minimum: int = 20
    """The fewest replications."""
    maximum: int = 2000
    """The most replications, including the look ahead."""
    checkpoint: int = 10
    """The rule checks only multiples of this."""
    look_ahead: int = 5
    """How many further replications must also be narrow enough; beyond 100, this many for each 100.
    """
    level: float = 0.95
    measures: tuple[Precision, ...] = ()
    """Measures with a precision of their own."""

    def __post_init__(self) -> None:
        most = self.maximum
        for name, least in (("minimum", 2), ("checkpoint", 1), ("look_ahead", 0)):
            found = getattr(self, name)
            if not least <= found <= most:
                raise ValueError(f"{name}: found {found}, expected {least} to the maximum, {most}")
        if not 0 < self.level < 1:
            raise ValueError(f"level: found {self.level}, expected between 0 and 1")
        names = [each.name for each in self.measures]
        if len(names) != len(set(names)):
            raise ValueError(f"measures: found {', '.join(names)}, expected each name once")
        own = [width for each in self.measures for width in (each.relative, each.absolute)]
        if any(width is not None and width < 0 for width in (self.precision, self.absolute, *own)):
            raise ValueError("precision: found one below 0, expected 0 or more")

    def of(self, name: str) -> Precision:
        """A measure that takes from the rule everything that it does not set itself.

        >>> Rule(measures=(Precision("crews", absolute=2.0),)).of("crews")
        Precision(name='crews', relative=0.05, absolute=2.0, share=False)
        """
        own = next((each for each in self.measures if each.name == name), Precision(name))
        relative = self.precision if own.relative is None else own.relative
        absolute = self.absolute if own.absolute is None else own.absolute
        return replace(own, relative=relative, absolute=absolute)

    def looks_ahead(self, n: int) -> int:
        """How many replications after n must be narrow enough too.

        >>> [Rule().looks_ahead(n) for n in (20, 100, 110, 400)]
        [5, 5, 5, 20]
        """
        return self.look_ahead if n <= 100 else self.look_ahead * n // 100

    def sentence(self) -> str:
        """The rule in words, to be stated before the run.

        >>> print(Rule(absolute=0.5).sentence())
        Replications are made until the 95 % interval of every measure is within 5 % of its mean \
or within 0.5, and remains so over the next 5 replications (5 for each 100 made, beyond 100); this \
is looked at after 20 replications and then at every multiple of 10, and 2000 are the most.
        """
        text = (
            f"Replications are made until the {100 * self.level:g} % interval of every measure is "
            f"{_within(self.of(''))}, and remains so over the next {self.look_ahead} replications "
            f"({self.look_ahead} for each 100 made, beyond 100); this is looked at after "
            f"{self.first} replications and then at every multiple of {self.checkpoint}, and "
            f"{self.maximum} are the most."
        )
        own = [f"{each.name} {_within(self.of(each.name))}" for each in self.measures]
        return f"{text} Of their own: {'; '.join(own)}." if own else text

    @property
    def first(self) -> int:
        """The first checkpoint."""
        return -(-self.minimum // self.checkpoint) * self.checkpoint


@dataclass(frozen=True, slots=True)
class Achieved:
    """What was reached for one measure."""

    name: str
    mean: float
    half_width: float
    """The half-width of the interval at n."""
    met: bool
    """Whether it was narrow enough at n and over the look ahead."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How many replications are enough."""

    n: int
    looked_to: int
    """The last replication of the look ahead."""
    measures: tuple[Achieved, ...]
    at_maximum: bool
    """Whether only the maximum stopped it. Some measure is then not narrow enough, or not for the
    whole look ahead.
    """


def replications_needed(columns: Mapping[str, Sequence[float]], rule: Rule) -> Reached | None:
    """The smallest checkpoint at which every measure is, and remains, narrow enough.

    Measures are judged together: at each replication from n to the end of its look ahead, all of
    them must be narrow enough. None when the replications so far do not show it: make more.

    Parameters
    ----------
    columns
        Each measure's values, one for each replication, in the order of replications; all finite.

    Raises
    ------
    ValueError
        When the columns do not fit the rule or each other, or hold values that cannot be used.

    >>> made = {"minutes": [60.0, 64.0, 62.0, 58.0] * 10}
    >>> reached = replications_needed(made, Rule())
    >>> reached.n, reached.looked_to, reached.measures[0].mean
    (20, 25, 61.0)
    >>> replications_needed({"minutes": made["minutes"][:24]}, Rule())  # the look ahead is short
    """
    _check(columns, rule)
    traces = [_trace(values, rule.of(name), rule) for name, values in columns.items()]
    n = _first_lasting([trace.narrow for trace in traces], rule)
    if n is not None:
        end = n + rule.looks_ahead(n)
        return Reached(n, end, tuple(trace.at(n, end) for trace in traces), at_maximum=False)
    if len(traces[0].narrow) >= rule.maximum:
        n = rule.maximum
        return Reached(n, n, tuple(trace.at(n, n) for trace in traces), at_maximum=True)
    return None


@dataclass(frozen=True, slots=True)
class _Trace:
    """A measure after 1, 2, … replications."""

    name: str
    mean: "NDArray[np.float64]"
    half: "NDArray[np.float64]"
    narrow: "NDArray[np.bool_]"

    def at(self, n: int, end: int) -> Achieved:
        """The precision reached after n replications, with the end of the look ahead."""
        mean, half = float(self.mean[n - 1]), float(self.half[n - 1])
        return Achieved(self.name, mean, half, bool(self.narrow[n - 1 : end].all()))


def _trace(values: Sequence[float], measure: Precision, rule: Rule) -> _Trace:
    """Running mean and half-width, from sums of each value's difference from the first."""
    import numpy as np

    data = np.asarray(values, dtype=np.float64)[: rule.maximum]
    n = np.arange(1, len(data) + 1)
    above = data - data[:1]
    total = np.cumsum(above)
    mean = data[:1] + total / n
    if measure.share:
        low, high = wilson(mean, n, rule.level)
        half = (high - low) / 2
    else:
        squares = np.maximum(np.cumsum(above * above) - total * total / n, 0.0)
        more = n[1:]
        half = np.full(len(data), np.inf)
        half[1:] = half_width_t(np.sqrt(squares[1:] / (more - 1)), more, rule.level)
    enough = np.full(len(data), -np.inf if measure.absolute is None else measure.absolute)
    if measure.relative is not None:
        enough = np.maximum(enough, measure.relative * np.abs(mean))
    return _Trace(measure.name, mean, half, half <= enough)


def _first_lasting(narrow: "Sequence[NDArray[np.bool_]]", rule: Rule) -> int | None:
    """The first checkpoint at which all measures are narrow up to the end of the look ahead."""
    import numpy as np

    wide = np.concatenate([[0], np.cumsum(~np.logical_and.reduce(narrow))])
    made = len(wide) - 1
    for n in range(rule.first, made + 1, rule.checkpoint):
        end = n + rule.looks_ahead(n)
        if end > made:
            return None
        if wide[end] == wide[n - 1]:
            return n
    return None


def _check(columns: Mapping[str, Sequence[float]], rule: Rule) -> None:
    import numpy as np

    missing = [each.name for each in rule.measures if each.name not in columns]
    if missing or not columns:
        raise ValueError(
            f"columns: found {', '.join(columns) or 'none'}, expected "
            f"{', '.join(missing) or 'a measure'} too; name a measure as its column is named"
        )
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(
            f"columns: found {lengths} values, expected as many of each; "
            "give each measure of every replication"
        )
    for name, values in columns.items():
        data = np.asarray(values, dtype=np.float64)
        if not np.isfinite(data).all():
            raise ValueError(
                f"{name}: found a value that is not finite, expected numbers; what may never "
                "happen is given up to the horizon, or as a share of 0 and 1"
            )
        if rule.of(name).share and not np.isin(data, (0.0, 1.0)).all():
            raise ValueError(f"{name}: found other values than 0 and 1, expected a share")


def _within(measure: Precision) -> str:
    """A measure's precision in words."""
    relative, absolute = measure.relative, measure.absolute
    parts = [f"within {100 * relative:g} % of its mean"] if relative else []
    parts += [] if absolute is None else [f"within {absolute:g}"]
    return (" or ".join(parts) or "without width") + (", as a share" if measure.share else "")
