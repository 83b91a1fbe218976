"""Which rows of a log belong together?"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple, TypeVar

from mobsim.scoring.events import Event


class LogRow(NamedTuple):
    """A row of a log and its number; row 1 of the log is line 2 of ``log.csv``."""

    number: int
    event: Event


Rows = Sequence[LogRow]
Matches = Callable[[Event, Event], bool]
"""A function that tests whether one row belongs with another."""
Item = TypeVar("Item", int, str)


def numbered(log: Iterable[Event]) -> list[LogRow]:
    """The rows of a log with their numbers."""
    return [LogRow(number, event) for number, event in enumerate(log, start=1)]


def runs(rows: Iterable[LogRow], key: Callable[[Event], Hashable]) -> list[list[LogRow]]:
    """Split rows into groups of adjacent rows that have the same key."""
    return [list(group) for _, group in groupby(rows, key=lambda row: key(row.event))]


def latest_before(rows: Rows, row: LogRow, matches: Matches) -> LogRow | None:
    """The latest earlier row that belongs with a given row."""
    earlier = reversed(rows[: row.number - 1])
    return next((each for each in earlier if matches(each.event, row.event)), None)


def windows(
    rows: Iterable[LogRow], key: Callable[[Event], Hashable | None], minutes: float
) -> list[list[LogRow]]:
    """Group rows that have the same key and are within ``minutes`` of the first row of the group.

    Each row whose key is None is in a group of its own. The groups are in the order of their first
    rows.
    """
    found: list[list[LogRow]] = []
    latest: dict[Hashable, list[LogRow]] = {}
    for row in rows:
        name = key(row.event)
        group = latest.get(name) if name is not None else None
        if group is not None and row.event.minute - group[0].event.minute <= minutes:
            group.append(row)
            continue
        found.append([row])
        if name is not None:
            latest[name] = found[-1]
    return found


def citation(numbers: Iterable[int]) -> str:
    """Cite rows by their numbers.

    >>> citation([7]), citation([3, 4, 5, 9])
    ('[row 7]', '[rows 3–5, 9]')
    """
    cited = sorted(set(numbers))
    return f"[row{'s' if len(cited) > 1 else ''} {ranges(cited)}]"


def ranges(numbers: Sequence[Item]) -> str:
    """Write numbers in order; consecutive numbers form a range, as in ``3–5, 9``."""
    parts: list[list[Item]] = []
    for number in numbers:
        if parts and int(parts[-1][-1]) == int(number) - 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(f"{part[0]}–{part[-1]}" if part[1:] else f"{part[0]}" for part in parts)
