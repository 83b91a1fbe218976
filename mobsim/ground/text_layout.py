"""How are tables and paragraphs laid out in a text of so many columns?"""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Final

WIDTH: Final = 100
"""Columns of a terminal that every text of mobsim keeps within."""
_GAP: Final = "  "


def wrapped(
    text: str, width: int = WIDTH, indent: str = "", further: str | None = None
) -> list[str]:
    """Lines of a text, broken between words only; the further ones may have their own indent."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )


def labelled(label: str, text: str, width: int) -> list[str]:
    """A label, and a text beside it that stays in its own column.

    >>> labelled("  Asked", "nobody", 10)
    ['  Asked     nobody']
    """
    head = label.ljust(width) + _GAP
    return wrapped(text, WIDTH, head, " " * len(head))


def aligned(
    rows: Sequence[Sequence[str]],
    *,
    left: int = 1,
    last_left: bool = False,
    paint: Callable[[str], str] = str,
) -> list[str]:
    """Rows lined up: the first columns to the left, the others to the right.

    So many columns stand to the left; so does the last one if ``last_left``, without filling. A
    first cell that is too wide for the terminal is wrapped. A cell is filled before it is painted,
    as a colour takes no room.

    >>> aligned([["a", "bb", "c"], ["ccc", "d", "ee"]])
    ['a    bb   c', 'ccc   d  ee']
    >>> aligned([["a", "bb", "c"], ["ccc", "d", "ee"]], last_left=True)
    ['a    bb  c', 'ccc   d  ee']
    """
    columns_of = list(zip(*_narrow(rows), strict=True))
    rows = list(zip(*columns_of, strict=True))
    widths = [max(map(len, column)) for column in columns_of]
    last = len(widths) - 1 if last_left else -1
    return [
        _GAP.join(
            cell.ljust(width) if i == 0
            else paint(cell if i == last else cell.ljust(width) if i < left else cell.rjust(width))
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]  # fmt: skip


def sectioned(
    heading: Sequence[str], sections: Sequence[tuple[str, Sequence[Sequence[str]]]]
) -> list[str]:
    """Rows lined up below one heading, with a line of its own above each section.

    The first column is indented, and wrapped to the room that the others leave.

    >>> sectioned(["", "n"], [("letters", [["a", "1"], ["b", "20"]]), ("signs", [["+", "3"]])])
    ['      n', 'letters', '  a   1', '  b  20', 'signs', '  +   3']
    """
    room = _room_of_first([heading, *(row for _, rows in sections for row in rows)])
    split = [
        (title, [part for row in rows for part in _split(row, room, _GAP)])
        for title, rows in sections
    ]
    laid = iter(aligned([heading, *(row for _, rows in split for row in rows)]))
    text = [next(laid)]
    for title, rows in split:
        text += [title, *islice(laid, len(rows))]
    return text


def _room_of_first(rows: Sequence[Sequence[str]]) -> int:
    """Columns that the other cells leave to the first one."""
    others = list(zip(*(row[1:] for row in rows), strict=True))
    return WIDTH - sum(len(_GAP) + max(map(len, column)) for column in others)


def _narrow(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    room = _room_of_first(rows)
    for row in rows:
        yield from [row] if len(row[0]) <= room else _split(row, room)


def _split(row: Sequence[str], room: int, indent: str = "") -> Iterator[Sequence[str]]:
    """A row whose first cell is wrapped, over several lines."""
    first, *rest = wrapped(row[0], max(room, 1), indent, indent + _GAP)
    yield [first, *row[1:]]
    yield from ([each, *("" for _ in row[1:])] for each in rest)


def columns(rows: Sequence[Sequence[str]], width: int = WIDTH) -> list[str]:
    """Rows with their columns to the left; where they are too wide, the widest are wrapped.

    No word is cut, however wide: a path that is cut cannot be copied. Where words alone are too
    wide, a long first cell stands on a line of its own.

    >>> columns([["a", "bb"], ["ccc", "d"]])
    ['a    bb', 'ccc  d']
    >>> columns([["a", "one two three", "x"]], width=12)
    ['a  one     x', '   two', '   three']
    >>> columns([["a", ""], ["b", ""]])
    ['a', 'b']
    >>> columns([["a", "b"], ["a.long.path", "value"]], width=12)
    ['a      b', 'a.long.path', '       value']
    """
    if not rows:
        return []
    cells = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in cells]
    words = [max(len(word) for cell in column for word in ("", *cell.split())) for column in cells]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and widths != words:
        _, widest = max((w, i) for i, w in enumerate(widths) if w > words[i])
        widths[widest] -= 1
    widths[0] = max(widths[0] - max(sum(widths) - room, 0), 1)
    return [line for row in rows for line in _wrapped_row(row, widths)]


def _wrapped_row(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    if max(map(len, row[0].split()), default=0) > widths[0]:
        yield row[0]
        row = ["", *row[1:]]
    cells = [wrapped(c, w) if c.strip() else [""] for c, w in zip(row, widths, strict=True)]
    for parts in zip_longest(*cells, fillvalue=""):
        filled = (part.ljust(width) for part, width in zip(parts, widths, strict=True))
        yield _GAP.join(filled).rstrip()
