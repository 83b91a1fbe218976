"""Which values of a scenario vary, and in what range?

A factor is a path in a scenario file with named levels, or with a range of whole numbers, other
numbers, shares or durations. A factor converts a place from 0 to 1 into the text for ``--set``.
Each level, whole number or minute has an equal part of the range from 0 to 1. Other numbers and
shares are spread evenly over that range.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mobsim.ground.errors import InputError
from mobsim.ground.units import DURATION_FORM, format_duration, parse_duration
from mobsim.scenario.file.layers import read_setting

VARIED = "--vary"
"""The name of the option to which error messages about factors refer."""

Kind = Literal["level", "whole", "number", "share", "duration"]

_WHOLE = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_EXAMPLE = "PATH=LOW:HIGH such as need_bias=0.5:1.5, or PATH=A,B such as drawdown=minimal,moderate"
_TINY = 1e-9
"""The tolerance for a place at the border of two parts of a range, because thirds are not exact in
binary. A place at the border belongs to the upper part.
"""
_SHORT, _EXACT = 6, 15
"""The significant figures printed for a value within a range, and for the ends of a range."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One path of a scenario and its possible values."""

    path: str
    kind: Kind
    levels: tuple[str, ...] = ()
    """The possible values as texts; empty for a range."""
    low: float = 0.0
    """The low end of the range: a number, a percentage, or a number of minutes."""
    high: float = 0.0
    """The high end of the range."""

    @property
    def count(self) -> int | None:
        """The number of possible values; None if the range is continuous."""
        if self.levels:
            return len(self.levels)
        return int(self.high - self.low) + 1 if self.kind in ("whole", "duration") else None

    @property
    def ordered(self) -> bool:
        """Whether the values are numbers, so that they have an order."""
        return not self.levels or _numbers(self.levels) is not None

    def at(self, u: float) -> str:
        """The value at a place from 0 to 1, written as for ``--set``.

        >>> parse_factor("durations.ricc_desk=10m:90m").at(0.5)
        '50m'
        """
        if self.levels:
            return self.levels[self._part(u)]
        value = self.value(u)
        return _written(value, self.kind, _EXACT if value in (self.low, self.high) else _SHORT)

    def about(self, u: float) -> str:
        """The value at a place, rounded to two significant figures.

        >>> parse_factor("refusals=0%:30%").about(0.38888)
        '12%'
        """
        if self.levels or self.kind == "duration":
            return self.at(u)
        return _written(self.value(u), self.kind, 2)

    def written(self, value: float, figures: int = _SHORT) -> str:
        """Write a number as in a scenario file."""
        return _written(value, self.kind, figures)

    def value(self, u: float) -> float:
        """The number at a place from 0 to 1, or the index of the level if the levels are names."""
        if self.levels:
            part = self._part(u)
            numbers = _numbers(self.levels)
            return numbers[part] if numbers else float(part)
        if self.count:
            return self.low + self._part(u)
        return self.low + u * (self.high - self.low) if u < 1 else self.high

    def moved(self, before: float, after: float) -> float:
        """The share of the whole range that lies between two places; 1 between two names."""
        step = self.value(after) - self.value(before)
        if not self.ordered:
            return math.copysign(1.0, step) if step else 0.0
        ends = _numbers(self.levels) or (self.low, self.high)
        return step / (max(ends) - min(ends))

    def places(self, steps: int) -> tuple[float, ...]:
        """The places for a grid: one for each level, or ``steps`` places from end to end."""
        if self.levels or (self.count and self.count <= steps):
            parts = self.count or 1
            return tuple((part + 0.5) / parts for part in range(parts))
        return tuple(step / (steps - 1) for step in range(steps))

    def _part(self, u: float) -> int:
        """The index of the part in which a place lies, if the range has ``count`` equal parts."""
        parts = self.count or 1
        return min(int(u * parts + _TINY), parts - 1)

    def __str__(self) -> str:
        if self.levels:
            return f"{self.path}={','.join(self.levels)}"
        low, high = (_written(end, self.kind, _EXACT) for end in (self.low, self.high))
        if self.kind == "number" and _WHOLE.fullmatch(low):
            low = f"{low}.0"
        return f"{self.path}={low}:{high}"


def parse_factor(text: str) -> Factor:
    """Read a factor that is written ``path=levels`` or ``path=low:high``.

    Raises `InputError` when the text has another form or only one value, or when the two ends do
    not make a range.

    >>> parse_factor("refusals=0%:30%").at(0.25)
    '7.5%'
    >>> [parse_factor("drawdown=minimal,moderate,extensive").at(u) for u in (0, 0.5, 1)]
    ['minimal', 'moderate', 'extensive']
    """
    path, equals, values = (part.strip() for part in text.partition("="))
    if not equals or not path or not values:
        raise _fault(path, f"found {text!r}, expected {_EXAMPLE}")
    levels, ends = (list(_parts(values, mark)) for mark in ",:")
    if len(levels) == 1 and len(ends) > 1:
        return _range(path, values, ends)
    return _levels(path, levels)


def _levels(path: str, levels: Sequence[str]) -> Factor:
    if "" in levels:
        raise _fault(path, f"found {','.join(levels)!r}, which has an empty level; name it")
    if len(levels) == 1:
        message = f"found one level, {levels[0]!r}, expected two or more: {_EXAMPLE}"
        raise _fault(path, f"{message}; use --set for a fixed value")
    numbers = _numbers(levels) or levels
    for place, level in enumerate(levels):
        first = numbers.index(numbers[place])
        if first < place:
            same = level if level == levels[first] else f"{levels[first]} and {level}"
            raise _fault(path, f"found {same} twice, expected each level once; remove one")
    _check(path, levels)
    return Factor(path, "level", tuple(levels))


def _range(path: str, values: str, ends: Sequence[str]) -> Factor:
    if len(ends) != 2:
        message = f"found {values!r}, expected two ends: LOW:HIGH"
        raise _fault(path, f"{message}; write times of day as levels: 18:00,20:00")
    low, high = (_end(path, end) for end in ends)
    kinds = {low.kind, high.kind}
    if len(kinds) == 2 and kinds != {"whole", "number"}:
        message = f"found {ends[0]!r} and {ends[1]!r}, which have different units"
        raise _fault(path, f"{message}; expected numbers, or both ends as in 0%:30% or in 10m:90m")
    if low.low == high.low:
        message = f"found {values!r}, with two equal ends; expected LOW:HIGH"
        raise _fault(path, f"{message}, or --set for a fixed value")
    if low.low > high.low:
        message = f"found {values!r}, with the higher end first"
        raise _fault(path, f"{message}; did you mean {ends[1]}:{ends[0]}?")
    _check(path, ends)
    kind = low.kind if len(kinds) == 1 else "number"
    return Factor(path, kind, (), low.low, high.low)


def _end(path: str, text: str) -> Factor:
    """Read one end of a range, and return it as a factor with two equal ends."""
    found = read_amount(text)
    if found is None:
        message = f"found {text!r} as the end of a range, expected a number, a share such as 10%"
        raise _fault(path, f"{message} or {DURATION_FORM}; write names as levels: PATH=A,B")
    kind, amount = found
    if kind == "duration" and amount != int(amount):
        raise _fault(path, f"found {text!r}, expected whole minutes; durations vary by the minute")
    return Factor(path, kind, (), amount, amount)


def read_amount(text: str) -> tuple[Kind, float] | None:
    """Read the kind and amount of a number, share or duration. Return None for any other text.

    >>> read_amount("15%"), read_amount("1h30m"), read_amount("none")
    (('share', 15.0), ('duration', 90.0), None)
    """
    bare = text.removesuffix("%").strip()
    if _NUMBER.fullmatch(bare):
        amount = float(bare)
        kind: Kind = "whole" if _WHOLE.fullmatch(bare) else "number"
        return ("share" if "%" in text else kind, amount) if math.isfinite(amount) else None
    try:
        return "duration", parse_duration(text)
    except (ValueError, OverflowError):
        return None


def _numbers(levels: Sequence[str]) -> tuple[float, ...] | None:
    """Convert levels to numbers with one unit, or return None if this is not possible."""
    found = [read_amount(level) for level in levels]
    known = [each for each in found if each]
    units = {"number" if kind == "whole" else kind for kind, _ in known}
    return tuple(amount for _, amount in known) if known == found and len(units) == 1 else None


def _written(value: float, kind: Kind, figures: int) -> str:
    """Write a number as in a scenario file, rounded to the given number of significant figures."""
    if kind == "duration":
        return format_duration(value)
    if kind == "whole":
        return f"{int(value)}"
    text = f"{value:.{figures}g}"
    if "e" in text:  # scenario files have no powers of ten
        text = f"{value:.12f}".rstrip("0").rstrip(".")
    return f"{text}%" if kind == "share" else text


def _parts(text: str, mark: str) -> Iterator[str]:
    """Split a text at the marks that are outside brackets and quotes."""
    start, depth, quote = 0, 0, ""
    for place, each in enumerate(text):
        if quote or each in "'\"":
            quote = "" if each == quote else quote or each
        elif each in "[{":
            depth += 1
        elif each in "]}":
            depth -= 1
        elif each == mark and not depth:
            yield text[start:place].strip()
            start = place + 1
    yield text[start:].strip()


def _check(path: str, values: Sequence[str]) -> None:
    """Check that ``--set`` can read a path with each of its values."""
    try:
        for value in values:
            read_setting(f"{path}={value}")
    except InputError as error:
        raise InputError(replace(each, file=VARIED) for each in error.faults) from None


def _fault(path: str, message: str) -> InputError:
    return InputError.about(VARIED, message, path)
