"""Which replications does a study run?"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import InputError
from mobsim.ground.plain_numbers import too_long

BLOCK: Final = 100
"""The number of replications in a block. Every block begins at a multiple of ``BLOCK``."""
AUTO: Final = "auto"
FORM: Final = "a number such as 200, a range such as 100:200, or auto"

_NUMBER = re.compile(r"\d+")
_RANGE = re.compile(r"(\d+):(\d+)")


class ReplicationSpan(NamedTuple):
    """The replications from ``first`` up to, but not including, ``end``."""

    first: int
    end: int

    def __str__(self) -> str:
        return f"{self.first}:{self.end}"

    @property
    def numbers(self) -> range:
        """The numbers of the replications."""
        return range(self.first, self.end)

    def blocks(self) -> Iterator["ReplicationSpan"]:
        """Divide the span into parts that each lie within one block.

        >>> [str(part) for part in ReplicationSpan(50, 220).blocks()]
        ['50:100', '100:200', '200:220']
        """
        first = self.first
        while first < self.end:
            end = min(self.end, (first // BLOCK + 1) * BLOCK)
            yield ReplicationSpan(first, end)
            first = end


def parse_replications(text: str) -> ReplicationSpan | None:
    """Read the span that ``--replications`` requests. Return None for ``auto``.

    Raises `InputError` when the text is not a number, a range or ``auto``.

    >>> parse_replications("200"), parse_replications("100:200"), parse_replications("auto")
    (ReplicationSpan(first=0, end=200), ReplicationSpan(first=100, end=200), None)
    """
    if text == AUTO:
        return None
    if problem := too_long(text.partition(":")[0]) or too_long(text.partition(":")[2]):
        raise InputError.about("--replications", problem)
    if _NUMBER.fullmatch(text):
        span = ReplicationSpan(0, int(text))
    elif found := _RANGE.fullmatch(text):
        span = ReplicationSpan(int(found[1]), int(found[2]))
    else:
        raise _fault(text, f"expected {FORM}")
    if span.first >= span.end:
        raise _fault(text, f"expected at least one replication: {FORM}")
    if span.end > limit("nights"):
        raise InputError.about("--replications", over("nights", span.end))
    return span


def fixed_replications(text: str) -> ReplicationSpan:
    """Read a span as in `parse_replications`, but raise `InputError` for ``auto`` too."""
    span = parse_replications(text)
    if span is None:
        message = "found 'auto', expected a number such as 50, or a range such as 0:50"
        raise InputError.about("--replications", message)
    return span


def joined(spans: Iterable[ReplicationSpan]) -> list[ReplicationSpan]:
    """Join spans, so that the same replications are in as few spans as possible, in order.

    >>> joined([ReplicationSpan(100, 200), ReplicationSpan(0, 100), ReplicationSpan(300, 400)])
    [ReplicationSpan(first=0, end=200), ReplicationSpan(first=300, end=400)]
    """
    found: list[ReplicationSpan] = []
    for span in sorted(spans):
        if found and span.first <= found[-1].end:
            found[-1] = ReplicationSpan(found[-1].first, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def without(span: ReplicationSpan, kept: Iterable[ReplicationSpan]) -> list[ReplicationSpan]:
    """The parts of a span that are not in ``kept``.

    >>> without(ReplicationSpan(0, 300), [ReplicationSpan(0, 100), ReplicationSpan(150, 200)])
    [ReplicationSpan(first=100, end=150), ReplicationSpan(first=200, end=300)]
    """
    missing: list[ReplicationSpan] = []
    first = span.first
    for known in joined(kept):
        if known.first > first:
            missing.append(ReplicationSpan(first, min(known.first, span.end)))
        first = max(first, known.end)
    missing.append(ReplicationSpan(first, span.end))
    return [each for each in missing if each.first < each.end]


def written(spans: Sequence[ReplicationSpan]) -> str:
    """Write spans as text, such as ``0:200`` or ``0:100, 200:300``."""
    return ", ".join(map(str, spans))


def count_of(spans: Iterable[ReplicationSpan]) -> int:
    """The number of replications in spans that do not overlap."""
    return sum(span.end - span.first for span in spans)


def _fault(text: str, message: str) -> InputError:
    return InputError.about("--replications", f"found {text!r}, {message}")
