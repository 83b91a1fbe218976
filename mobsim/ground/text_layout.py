"""How does mobsim lay out tables and paragraphs in a text of a given width?

Only this module sets the width of a text. A text that is saved or piped has `WIDTH` columns,
regardless of the screen. The command line uses the width of the terminal (`laid_out`), and a
notebook uses HTML tables (`mosaic`).
"""

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import accumulate, islice, takewhile, zip_longest
from typing import Final

WIDTH: Final = 100
"""The width of a text that is saved or piped. Paragraphs are never wider than this number, because
longer lines are hard to read."""
NARROWEST: Final = 40
WIDEST: Final = 200
_BESIDE: Final = 60
"""In a layout of at least this width, a label and its text are side by side."""
_SHORTEST: Final = 10
"""The minimum width to which the first column of a table is wrapped."""
_GAP: Final = "  "
_GLUE: Final = "\N{NO-BREAK SPACE}"
_BEFORE_UNIT: Final = re.compile(r"(?<=\d) (?=(?:%|h|min|s)(?!\w))")
"""The space between a number and its unit, at which a line is not broken on a terminal."""

Paint = Callable[[str], str]


@dataclass(slots=True)
class Laying:
    """The current settings for the layout of texts."""

    width: int = WIDTH
    paint: Paint = str
    """The function that colours a cell with a verdict."""
    tables: list["SetAside"] | None = None
    """The tables that are set aside for HTML, with marks in the text; None if tables are text."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A table that was set aside to become HTML."""

    rows: Sequence[Sequence[str]]
    left: int = 1
    """The number of columns aligned left."""
    last_left: bool = False
    headed: bool = True
    """Whether the first row is the heading."""
    sections: Sequence[tuple[int, str]] = ()
    """Titles of sections, each with the number of the row below it."""


_LAYING: ContextVar[Laying] = ContextVar("laying", default=Laying())  # noqa: B039 - never changed


@contextmanager
def laid_out(width: int | None = None, paint: Paint = str) -> Iterator[None]:
    """Lay out texts for a width in columns; without a width, use the saved form.

    >>> with laid_out(40):
    ...     room()
    40
    """
    token = _LAYING.set(Laying(WIDTH if width is None else width, paint))
    try:
        yield
    finally:
        _LAYING.reset(token)


@contextmanager
def mosaic() -> Iterator[list[SetAside]]:
    """Replace each table in the text by a mark (see `marked`), and keep the table for HTML."""
    tables: list[SetAside] = []
    token = _LAYING.set(Laying(tables=tables))
    try:
        yield tables
    finally:
        _LAYING.reset(token)


def marked(line: str) -> int | None:
    """The number of the table whose mark is on a line; None for a line of words."""
    mark = line.strip().strip("\0")
    return int(mark) if line.strip() == f"\0{mark}\0" else None


def as_kept(made: Callable[[], str]) -> str:
    """A text in its saved form, which does not depend on the terminal.

    >>> with laid_out(40):
    ...     as_kept(lambda: "-" * room()).count("-")
    100
    """
    with laid_out():
        return made()


def terminal_width() -> int | None:
    """The width in ``COLUMNS`` or else the width of the terminal; None if the output is piped."""
    stated = os.environ.get("COLUMNS", "")
    if not (stated.isdecimal() and int(stated)) and not sys.stdout.isatty():
        return None
    there = shutil.get_terminal_size((WIDTH, 1)).columns
    return min(max(there, NARROWEST), WIDEST)


def is_kept() -> bool:
    """Whether texts are at present laid out for saving or piping."""
    return room() == WIDTH


def room() -> int:
    """The width in columns that a table can use at present."""
    return _LAYING.get().width


def painted(word: str) -> str:
    """A verdict, with its colour if colours are on."""
    return _LAYING.get().paint(word)


def wrapped(
    text: str, width: int | None = None, indent: str = "", further: str | None = None
) -> list[str]:
    """A text as lines, which are broken only between words.

    ``indent`` is the indent of the first line; ``further`` is the indent of later lines, if it
    differs.
    """
    if _LAYING.get().tables is not None:
        return [indent + " ".join(text.split())]
    lines = textwrap.wrap(
        text if is_kept() else _BEFORE_UNIT.sub(_GLUE, text),
        min(room(), WIDTH) if width is None else width,
        initial_indent=indent,
        subsequent_indent=indent if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines if is_kept() else [line.replace(_GLUE, " ") for line in lines]


def _words(text: str) -> list[str]:
    """The words of a text; a number and its unit count as one word."""
    return [word for word in _BEFORE_UNIT.sub(_GLUE, text).split(" ") if word]


def labelled(label: str, text: str, width: int) -> list[str]:
    """A label with a text next to it or, in a narrow layout, below it.

    >>> labelled("  Asked", "nobody", 10)
    ['  Asked     nobody']
    >>> with laid_out(40):
    ...     labelled("  Asked", "nobody", 10)
    ['  Asked', '    nobody']
    """
    tables = _LAYING.get().tables
    if tables is not None:
        return _set_aside(tables, SetAside([(label, text)], left=2, headed=False))
    if room() < _BESIDE and label.strip():
        indent = label[: len(label) - len(label.lstrip())] + _GAP
        return [label, *wrapped(text, indent=indent)]
    head = label.ljust(width if room() >= _BESIDE else 2) + _GAP
    return wrapped(text, None, head, " " * len(head))


def fitted(text: str) -> str:
    """The text, with any lines that are still too wide wrapped.

    >>> with laid_out(40):
    ...     print(fitted("  one two three four five six seven eight nine"))
      one two three four five six seven
        eight nine
    """
    return "\n".join(part for line in text.split("\n") for part in _fitted(line))


def _fitted(line: str) -> list[str]:
    if len(line) <= room():
        return [line]
    words = line.lstrip()
    indent = line[: len(line) - len(words)]
    further = indent + _GAP
    longest = max(map(len, _words(words)), default=0)
    if longest > room() - len(further):
        indent = further = ""
    return wrapped(words, room(), indent, further)


def _set_aside(tables: list[SetAside], table: SetAside) -> list[str]:
    tables.append(table)
    return [f"\0{len(tables) - 1}\0"]


# --- tables of numbers -------------------------------------------------------------------------


def aligned(
    rows: Sequence[Sequence[str]],
    *,
    left: int = 1,
    last_left: bool = False,
    paint: Paint | None = None,
    title: Paint = str,
    headed: bool = True,
) -> list[str]:
    """Rows with aligned columns: the first columns are aligned left, and the others right.

    The first ``left`` columns are aligned left. If ``last_left`` is true, the last column is also
    aligned left, without spaces to fill it. If ``headed`` is true, the first row is the heading,
    and ``title`` colours it. If the rows are too wide, the cells of the first column are wrapped
    first, and then the heading. If the rows are still too wide, each row becomes a separate record.
    Cells are filled before they are coloured, because colour codes have no width.

    >>> aligned([["a", "bb", "c"], ["ccc", "d", "ee"]])
    ['a    bb   c', 'ccc   d  ee']
    >>> aligned([["a", "bb", "c"], ["ccc", "d", "ee"]], last_left=True)
    ['a    bb  c', 'ccc   d  ee']
    >>> with laid_out(40):
    ...     aligned([["PLACE", "when", "a" * 30], ["Leeds", "12:40", "b" * 30]])[:3]
    ['PLACE', 'Leeds', '  when: 12:40']
    """
    laying = _LAYING.get()
    if laying.tables is not None:
        return _set_aside(laying.tables, SetAside(rows, left, last_left, headed))
    paint = paint or laying.paint
    made = _of_rows(rows, headed=headed)
    if made is None:
        return records(rows, paint=paint, title=title, headed=headed)
    heads, body = made
    return _lined_up(heads, body, left=left, last_left=last_left, paint=paint, title=title)


def _of_rows(
    rows: Sequence[Sequence[str]], *, headed: bool
) -> tuple[list[Sequence[str]], list[Sequence[str]]] | None:
    """The lines of the heading and of the body; None if they do not fit."""
    first_column, *others = zip(*rows, strict=True)
    first = max(map(len, first_column))
    # A saved text has its heading on one line, if the first column can be wrapped.
    tried = [[max(map(len, column)) for column in others]] if is_kept() or not headed else []
    if headed:
        tried.append([_least(column) for column in others])
    tried = [of for of in tried if _left_of(of) >= min(first, _least_of_first(first_column))]
    if not tried:
        return None
    width = min(first, _left_of(tried[0]))
    heads = _heading(rows[0], [width, *tried[0]]) if headed else []
    return heads, [part for row in rows[headed:] for part in _split(row, width)]


def _least(column: Sequence[str]) -> int:
    """The minimum width of a column, if its heading is wrapped."""
    head, *body = column
    return max([0, *map(len, body), *map(len, _words(head))])


def _least_of_first(column: Sequence[str]) -> int:
    longest = max((len(word) + 2 for cell in column for word in _words(cell)), default=0)
    return max(longest, _SHORTEST)


def _left_of(widths: Sequence[int]) -> int:
    """The width that the other columns leave for the first column."""
    return room() - sum(len(_GAP) + width for width in widths)


def _heading(cells: Sequence[str], widths: Sequence[int]) -> list[Sequence[str]]:
    """The cells of a heading, wrapped over several lines and aligned at the bottom."""
    parts = [wrapped(each, max(w, 1)) for each, w in zip(cells, widths, strict=True)]
    deep = max([1, *map(len, parts)])
    return list(zip(*([""] * (deep - len(each)) + each for each in parts), strict=True))


def _lined_up(
    heads: Sequence[Sequence[str]],
    body: Sequence[Sequence[str]],
    *,
    left: int,
    last_left: bool,
    paint: Paint,
    title: Paint = str,
) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*heads, *body, strict=True)]
    last = len(widths) - 1 if last_left else -1

    def line(row: Sequence[str], paint: Paint) -> str:
        return _GAP.join(
            cell.ljust(width) if i == 0
            else paint(cell if i == last else cell.ljust(width) if i < left else cell.rjust(width))
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()  # fmt: skip

    return [*(title(line(row, str)) for row in heads), *(line(row, paint) for row in body)]


def sectioned(
    heading: Sequence[str], sections: Sequence[tuple[str, Sequence[Sequence[str]]]]
) -> list[str]:
    """Aligned rows below one heading, with a title on a separate line above each section.

    The first column is indented, and wrapped to the width that the other columns leave.

    >>> sectioned(["", "n"], [("letters", [["a", "1"], ["b", "20"]]), ("signs", [["+", "3"]])])
    ['      n', 'letters', '  a   1', '  b  20', 'signs', '  +   3']
    """
    rows = [heading, *([_GAP + row[0], *row[1:]] for _, rows in sections for row in rows)]
    tables = _LAYING.get().tables
    if tables is not None:
        starts = accumulate((len(of) for _, of in sections), initial=1)
        titles = (title for title, _ in sections)
        return _set_aside(tables, SetAside(rows, sections=list(zip(starts, titles, strict=False))))
    made = _of_rows(rows, headed=True)
    if made is None:
        text = records(rows[:1])
        for title, of in sections:
            text += [title, *records([heading, *([_GAP + row[0], *row[1:]] for row in of)])[1:]]
        return text
    width = max(len(row[0]) for row in [*made[0], *made[1]])
    split = [
        (title, [part for row in rows for part in _split([_GAP + row[0], *row[1:]], width)])
        for title, rows in sections
    ]
    body = [row for _, rows in split for row in rows]
    paint = _LAYING.get().paint
    laid = iter(_lined_up(made[0], body, left=1, last_left=False, paint=paint))
    text = [*islice(laid, len(made[0]))]
    for title, of_section in split:
        text += [title, *islice(laid, len(of_section))]
    return text


def _split(row: Sequence[str], width: int) -> Iterator[Sequence[str]]:
    """A row whose first cell is wrapped over several lines, with later lines indented further."""
    if len(row[0]) <= width:
        yield row
        return
    indent = "".join(takewhile(str.isspace, row[0]))
    first, *rest = wrapped(row[0].strip(), width, indent, indent + _GAP)
    yield [first, *row[1:]]
    yield from ([each, *("" for _ in row[1:])] for each in rest)


# --- records -----------------------------------------------------------------------------------


def records(
    rows: Sequence[Sequence[str]], *, paint: Paint = str, title: Paint = str, headed: bool = True
) -> list[str]:
    """Each row as a block: its first cell, with the other cells and their headings below it.

    >>> records([["PLACE", "need", "met"], ["  Leeds", "12", "80 %"], ["  Bath", "3", ""]])
    ['PLACE', '  Leeds', '    need: 12', '    met: 80 %', '  Bath', '    need: 3']
    """
    heads: Sequence[str] = rows[0] if headed else ["" for _ in rows[0]]
    lines = [title(each) for each in _fitted(heads[0].rstrip())] if heads[0].strip() else []
    for first, *rest in rows[1:] if headed else rows:
        indent = "".join(takewhile(str.isspace, first)) + _GAP
        lines += _fitted(first.rstrip()) if first.strip() else []
        for head, cell in zip(heads[1:], rest, strict=True):
            lines += _cell(head.strip(), cell.strip(), indent, paint)
    return lines


def _cell(head: str, cell: str, indent: str, paint: Paint) -> list[str]:
    """The content of a cell after its heading, or below it if it is long."""
    if not cell:
        return []
    line = f"{indent}{head}: {cell}" if head else f"{indent}{cell}"
    if len(line) <= room():
        return [line[: len(line) - len(cell)] + paint(cell)]
    if not head:
        return _fitted(line)
    return [*_fitted(indent + head), *_fitted(f"{indent}{_GAP}{cell}")]


def columns(
    rows: Sequence[Sequence[str]],
    width: int | None = None,
    *,
    indent: str = "",
    headed: bool = False,
) -> list[str]:
    """Rows with all columns aligned left; if they are too wide, the widest columns are wrapped.

    Words are never cut, because a path that is cut cannot be copied. If a single word is too wide
    for its column, a long first cell has its own line. In a narrow text, each row becomes a record.

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
    laying = _LAYING.get()
    if laying.tables is not None:
        return _set_aside(laying.tables, SetAside(rows, len(rows[0]), headed=headed))
    cells = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in cells]
    words = [max(len(word) for cell in column for word in ("", *_words(cell))) for column in cells]
    room_left = (room() - len(indent) if width is None else width) - len(_GAP) * (len(widths) - 1)
    if width is None and room() < WIDTH and _is_squeezed(widths, words, room_left):
        with laid_out(room() - len(indent), laying.paint):
            return [indent + line for line in records(rows, paint=laying.paint, headed=headed)]
    while sum(widths) > room_left and widths != words:
        _, widest = max((w, i) for i, w in enumerate(widths) if w > words[i])
        widths[widest] -= 1
    widths[0] = max(widths[0] - max(sum(widths) - room_left, 0), 1)
    return [(indent + line).rstrip() for row in rows for line in _wrapped_row(row, widths)]


def _is_squeezed(widths: Sequence[int], words: Sequence[int], room_left: int) -> bool:
    """Whether a column would be too narrow for its text to be readable."""
    least = sum(max(word, min(width, 16)) for width, word in zip(widths, words, strict=True))
    return least > room_left


def _wrapped_row(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    if max(map(len, _words(row[0])), default=0) > widths[0]:
        yield row[0]
        row = ["", *row[1:]]
    cells = [wrapped(c, w) if c.strip() else [""] for c, w in zip(row, widths, strict=True)]
    for parts in zip_longest(*cells, fillvalue=""):
        filled = (part.ljust(width) for part, width in zip(parts, widths, strict=True))
        yield _GAP.join(filled).rstrip()
