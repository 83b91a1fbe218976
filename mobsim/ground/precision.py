"""How many replications are enough?

This module uses the replications algorithm of Hoad, Robinson and Davies (Journal of the Operational
Research Society 61, 2010, 1632–1644), for several measures at once. The answer is the first n at
which the intervals of all measures are narrow enough. The intervals must also stay narrow enough
over a number of further replications, which is called the look-ahead. The answer depends only on
the replications and their order. More replications, or batches of another size, do not change the
answer.

A rule that stops when an interval is narrow favours samples that happen to vary little. At the
resulting n, the interval contains the true mean slightly less often than its level says;
`tests/test_coverage.py` measures the difference. The worst case is a measure that is almost always
0: until another value occurs, the interval of its mean has no width. For such a measure, also
request the share of replications (`Precision.share`).
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
    """The precision required of one measure.

    An interval is narrow enough if it meets either of the two conditions.
    """

    name: str
    relative: float | None = None
    """The largest half-width as a share of the mean; None to use the value in the rule."""
    absolute: float | None = None
    """The largest half-width in the units of the measure, for a mean near 0; None to use the value
    in the rule.
    """
    share: bool = False
    """Whether the values are 0 and 1. The half-width then comes from Wilson's interval, because an
    event that has not yet occurred may still happen.
    """


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule for when there are enough replications.

    Every figure is a choice that can be stated before the run.
    """

    precision: float = 0.05
    """The largest half-width that is narrow enough, as a share of the mean."""
    absolute: float | None = None
    """The half-width that is narrow enough for any mean; None if there is no such condition."""
    minimum: int = 20
    """The minimum number of replications."""
    maximum: int = 2000
    """The maximum number of replications, including the look-ahead."""
    checkpoint: int = 10
    """The rule is checked only at multiples of this number of replications."""
    look_ahead: int = 5
    """The number of further replications over which intervals must stay narrow enough. After more
    than 100 replications, the look-ahead has this number of replications for each 100.
    """
    level: float = 0.95
    measures: tuple[Precision, ...] = ()
    """The measures that have a precision of their own."""

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
            raise ValueError("precision: found a number below 0, expected 0 or more")

    def of(self, name: str) -> Precision:
        """The precision of a measure; the rule supplies conditions that the measure does not set.

        >>> Rule(measures=(Precision("crews", absolute=2.0),)).of("crews")
        Precision(name='crews', relative=0.05, absolute=2.0, share=False)
        """
        own = next((each for each in self.measures if each.name == name), Precision(name))
        relative = self.precision if own.relative is None else own.relative
        absolute = self.absolute if own.absolute is None else own.absolute
        return replace(own, relative=relative, absolute=absolute)

    def looks_ahead(self, n: int) -> int:
        """The number of replications after n over which intervals must stay narrow enough.

        >>> [Rule().looks_ahead(n) for n in (20, 100, 110, 400)]
        [5, 5, 5, 20]
        """
        return self.look_ahead if n <= 100 else self.look_ahead * n // 100

    def sentence(self) -> str:
        """The rule in words, to be stated before the run.

        >>> print(Rule(absolute=0.5).sentence())
        Replications are made until the 95 % interval of every measure is within 5 % of its mean \
or within 0.5, and remains so over the next 5 replications (after more than 100, 5 for each 100). \
This is checked after 20 replications and then at every multiple of 10; the maximum is 2000.
        """
        text = (
            f"Replications are made until the {100 * self.level:g} % interval of every measure is "
            f"{_within(self.of(''))}, and remains so over the next {self.look_ahead} replications "
            f"(after more than 100, {self.look_ahead} for each 100). This is checked after "
            f"{self.first} replications and then at every multiple of {self.checkpoint}; the "
            f"maximum is {self.maximum}."
        )
        own = [f"{each.name} {_within(self.of(each.name))}" for each in self.measures]
        return f"{text} Separate precisions: {'; '.join(own)}." if own else text

    @property
    def first(self) -> int:
        """The smallest number of replications at which the rule is checked."""
        return -(-self.minimum // self.checkpoint) * self.checkpoint


@dataclass(frozen=True, slots=True)
class Achieved:
    """The precision that was reached for one measure."""

    name: str
    mean: float
    half_width: float
    """The half-width of the interval after n replications."""
    met: bool
    """Whether the interval was narrow enough after n replications and over the look-ahead."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The number of replications that are enough, and the precision reached."""

    n: int
    looked_to: int
    """The last replication of the look-ahead."""
    measures: tuple[Achieved, ...]
    at_maximum: bool
    """Whether the study ended only because it reached the maximum. The interval of at least one
    measure is then not narrow enough, or does not stay narrow enough over the whole look-ahead.
    """


def replications_needed(columns: Mapping[str, Sequence[float]], rule: Rule) -> Reached | None:
    """The first checkpoint at which the intervals of all measures are, and remain, narrow enough.

    The intervals of all measures must be narrow enough at every replication from n to the end of
    the look-ahead. The result is None if there are not yet enough replications to decide.

    Parameters
    ----------
    columns
        The values of each measure: one value for each replication, in the order of replications.
        All values must be finite.

    Raises
    ------
    ValueError
        If the columns do not match the rule or each other, or contain values that cannot be used.

    >>> made = {"minutes": [60.0, 64.0, 62.0, 58.0] * 10}
    >>> reached = replications_needed(made, Rule())
    >>> reached.n, reached.looked_to, reached.measures[0].mean
    (20, 25, 61.0)
    >>> replications_needed({"minutes": made["minutes"][:24]}, Rule())  # too few to look ahead
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
    """The precision of a measure after 1, 2, … replications."""

    name: str
    mean: "NDArray[np.float64]"
    half: "NDArray[np.float64]"
    narrow: "NDArray[np.bool_]"

    def at(self, n: int, end: int) -> Achieved:
        """The precision reached after n replications, with a look-ahead up to ``end``."""
        mean, half = float(self.mean[n - 1]), float(self.half[n - 1])
        return Achieved(self.name, mean, half, bool(self.narrow[n - 1 : end].all()))


def _trace(values: Sequence[float], measure: Precision, rule: Rule) -> _Trace:
    """The running mean and half-width, computed from differences from the first value."""
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
    """The first checkpoint at which all intervals are narrow up to the end of the look-ahead."""
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
            f"{', '.join(missing) or 'a measure'} too; give a measure the name of its column"
        )
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(
            f"columns: found {lengths} values, expected equal numbers; "
            "give each measure for every replication"
        )
    for name, values in columns.items():
        data = np.asarray(values, dtype=np.float64)
        if not np.isfinite(data).all():
            raise ValueError(
                f"{name}: found a value that is not finite, expected numbers; for times that may "
                "be never, use the time up to the horizon, or a share of 0 and 1"
            )
        if rule.of(name).share and not np.isin(data, (0.0, 1.0)).all():
            raise ValueError(f"{name}: found other values than 0 and 1, expected a share")


def _within(measure: Precision) -> str:
    """The precision of a measure in words."""
    relative, absolute = measure.relative, measure.absolute
    parts = [f"within {100 * relative:g} % of its mean"] if relative else []
    parts += [] if absolute is None else [f"within {absolute:g}"]
    return (" or ".join(parts) or "without width") + (", as a share" if measure.share else "")
