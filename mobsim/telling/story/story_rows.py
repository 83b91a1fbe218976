"""Which rows of a log belong together?"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from mobsim.scoring.events import Event


class LogRow(NamedTuple):
    """A row of a log with its number: 1 for the first, which is line 2 of ``log.csv``."""

    number: int
    event: Event


Rows = Sequence[LogRow]


def numbered(log: Iterable[Event]) -> list[LogRow]:
    """The rows of a log with their numbers."""
    return [LogRow(number, event) for number, event in enumerate(log, start=1)]


def runs(rows: Iterable[LogRow], key: Callable[[Event], Hashable]) -> list[list[LogRow]]:
    """Rows that stand next to each other and agree in a key."""
    found: list[list[LogRow]] = []
    for row in rows:
        if found and key(found[-1][0].event) == key(row.event):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def windows(
    rows: Iterable[LogRow], key: Callable[[Event], Hashable | None], minutes: float
) -> list[list[LogRow]]:
    """Rows that agree in a key and lie within so many minutes of the first of them.

    Rows whose key is None stand alone. Groups are in the order of their first rows.
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
    """Row numbers as a story cites them.

    >>> citation([7]), citation([3, 4, 5, 9])
    ('[row 7]', '[rows 3–5, 9]')
    """
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and parts[-1][-1] == number - 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    told = [str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in parts]
    several = len(parts) > 1 or (parts and len(parts[0]) > 1)
    return f"[row{'s' if several else ''} {', '.join(told)}]"
