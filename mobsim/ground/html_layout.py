"""How does a notebook show the text that a terminal shows?

A notebook uses HTML tables and paragraphs, because spaces cannot align letters of different widths.
All text is escaped.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final

from mobsim.ground.safe_text import shown
from mobsim.ground.text_layout import SetAside, marked, mosaic

_STYLE: Final = (
    "<style>.mobsim table{margin:.3em 0 .8em;font-variant-numeric:tabular-nums}"
    ".mobsim th,.mobsim td{text-align:right;vertical-align:top;padding:.15em .7em}"
    ".mobsim .l{text-align:left!important;max-width:46em}.mobsim p{margin:.2em 0;max-width:60em}"
    ".mobsim .i{margin-left:1.4em}</style>"
)
_MOST: Final = 19_000
"""The largest number of characters that one text may add to a notebook, so that the notebook stays
small."""


def in_html(text: Callable[[], str], *, more: str = "its text() has the rest") -> str:
    """A text as HTML for a notebook; a text that is too long ends with the words in ``more``.

    >>> in_html(lambda: "A night").endswith('<p><strong>A night</strong></p></div>')
    True
    """
    with mosaic() as tables:
        lines = text().split("\n")
    parts = [_STYLE]
    size = len(_STYLE)
    for part in _parts(lines, tables):
        size += len(part)
        if size > _MOST:
            parts.append(f"<p>… {escape(more)}</p>")
            break
        parts.append(part)
    return f'<div class="mobsim">{"".join(parts)}</div>'


def html_table(rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """One table with a heading, whose first ``left`` columns are aligned left.

    >>> html_table([["place", "need"], ["<Leeds>", "3"]]).count("&lt;Leeds&gt;</th>")
    1
    """
    return _table(SetAside(rows, left))


def in_page(parts: Iterable[str]) -> str:
    """A whole text as HTML for a notebook, made of parts that are already HTML (see `in_html`)."""
    return f'<div class="mobsim">{_STYLE}{"".join(parts)}</div>'


def paragraph(words: str, *, strong: bool = False, indented: bool = False) -> str:
    """A text as a paragraph, with all special characters escaped."""
    said = escape(shown(words.strip()))
    kind = ' class="i"' if indented else ""
    return f"<p{kind}><strong>{said}</strong></p>" if strong else f"<p{kind}>{said}</p>"


def _parts(lines: Sequence[str], tables: Sequence[SetAside]) -> Iterator[str]:
    first = True
    for is_table, run in groupby(lines, lambda line: marked(line) is not None):
        if is_table:
            found = [tables[mark] for line in run if (mark := marked(line)) is not None]
            yield from map(_table, _joined(found))
            continue
        for line in run:
            if line.strip():
                yield paragraph(
                    line,
                    strong=first or line.strip().isupper(),
                    indented=line.startswith("  "),
                )
                first = False


def _joined(tables: Iterable[SetAside]) -> Iterator[SetAside]:
    """The tables, with consecutive labels and their texts joined into one table."""
    for is_labels, run in groupby(tables, lambda table: not table.headed and len(table.rows) == 1):
        found = list(run)
        if is_labels:
            yield SetAside([row for each in found for row in each.rows], left=2, headed=False)
        else:
            yield from found


def _table(table: SetAside) -> str:
    sections = dict(table.sections)
    wide = len(table.rows[0])
    parts = []
    for number, row in enumerate(table.rows):
        if number in sections:
            title = escape(shown(sections[number]))
            parts.append(f'<tr><th class="l" colspan="{wide}">{title}</th></tr>')
        is_head = table.headed and number == 0
        parts.append(f"<tr>{''.join(_cells(row, table, is_head=is_head))}</tr>")
        if is_head:
            parts[-1] = f"<thead>{parts[-1]}</thead>"
    return f"<table>{''.join(parts)}</table>"


def _cells(row: Sequence[str], table: SetAside, *, is_head: bool) -> Iterator[str]:
    for place, cell in enumerate(row):
        is_left = place < table.left or (table.last_left and place == len(row) - 1)
        kind = ' class="l"' if is_left else ""
        said = escape(shown(cell.strip()))
        if is_head:
            yield f'<th scope="col"{kind}>{said}</th>'
        elif place == 0:
            yield f'<th scope="row"{kind}>{said}</th>'
        else:
            yield f"<td{kind}>{said}</td>"
