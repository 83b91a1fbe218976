"""How is a table changed cell by cell, and saved as a text or a workbook as nobody means to?

A recipe does not hold the table but what is changed in it: a list of edits, each a list that begins
with its name. The cells are changed first; then the file is made; then the file is changed.
"""

import csv
import io
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

from tests.fuzzing.odd_texts import LETTERS, as_bytes, as_text, few, one_of_many
from tests.fuzzing.workbook_edits import WORKBOOK_EDITS, workbook

Edit = list[Any]
Rows = list[list[Any]]
HUGE: Final = 6_000
"""Rows of the longest table that is made."""


def file_of(rows: Sequence[Sequence[Any]], form: str, edits: Sequence[Edit]) -> bytes:
    """The bytes of a table after its edits: ``csv`` or ``xlsx``."""
    cells = [list(row) for row in rows]
    for name, *how in edits:
        if name in _OF_CELLS:
            cells = _OF_CELLS[name](cells, *how)
    if form == "xlsx":
        return workbook(cells, [edit for edit in edits if edit[0] not in _OF_CELLS])
    text = _csv(cells, [edit for edit in edits if edit[0] == "written"])
    for name, *how in edits:
        if name == "saved":
            text = how[0] + as_text(
                as_bytes(text).decode("utf-8", "replace").encode(how[1], "replace")
            )
        elif name == "at":
            text = at_share(text, *how)
    return as_bytes(text)


def _csv(cells: Rows, how: Sequence[Edit]) -> str:
    delimiter, quoting, end = how[-1][1:] if how else (",", csv.QUOTE_MINIMAL, "\n")
    file = io.StringIO(newline="")
    writer = csv.writer(
        file, delimiter=delimiter, quoting=quoting, lineterminator=end, escapechar="\\"
    )
    if quoting == csv.QUOTE_NONE:  # which has no way to write a row of one empty cell
        cells = [row if row != [""] else [] for row in cells]
    writer.writerows(cells)
    return file.getvalue()


# --- cells --------------------------------------------------------------------------------------


def _place(size: int, share: float) -> int:
    return min(size - 1, int(size * share)) if size else 0


def _cell(rows: Rows, down: float, along: float, value: Any) -> Rows:
    if rows and (row := rows[_place(len(rows), down)]):
        row[_place(len(row), along)] = value
    return rows


def _cell_from(rows: Rows, down: float, along: float, other: float) -> Rows:
    """A cell says what another row says in its place."""
    row, source = (rows[_place(len(rows), share)] if rows else [] for share in (down, other))
    place = _place(min(len(row), len(source)), along)
    if row and source:
        row[place] = source[place]
    return rows


def _drop_row(rows: Rows, down: float) -> Rows:
    del rows[_place(len(rows), down) : _place(len(rows), down) + 1]
    return rows


def _drop_column(rows: Rows, along: float) -> Rows:
    for row in rows:
        del row[_place(len(row), along) : _place(len(row), along) + 1]
    return rows


def _row_again(rows: Rows, down: float, times: int) -> Rows:
    place = _place(len(rows), down)
    return rows[:place] + [list(row) for row in rows[place : place + 1] * times] + rows[place:]


def _column_again(rows: Rows, along: float, name: str) -> Rows:
    for number, row in enumerate(rows):
        if row:
            row.insert(_place(len(row), along), row[_place(len(row), along)] if number else name)
    return rows


def _row_put(rows: Rows, down: float, cells: list[Any]) -> Rows:
    rows.insert(_place(len(rows) + 1, down), list(cells))
    return rows


def _column_filled(rows: Rows, along: float, value: Any) -> Rows:
    for row in rows[1:]:
        if row:
            row[_place(len(row), along)] = value
    return rows


def _cells_swapped(rows: Rows, a: float, b: float, c: float, d: float) -> Rows:
    if len(rows) > 1 and rows[0] and rows[-1]:
        first, second = rows[_place(len(rows), a)], rows[_place(len(rows), c)]
        if first and second:
            i, j = _place(len(first), b), _place(len(second), d)
            first[i], second[j] = second[j], first[i]
    return rows


def _rows_only(rows: Rows, share: float) -> Rows:
    return rows[: 1 + _place(len(rows), share)]


def _shuffled(rows: Rows, seed: int) -> Rows:
    rest = rows[1:]
    Random(seed).shuffle(rest)
    return rows[:1] + rest


def _row_longer(rows: Rows, down: float, cells: list[Any]) -> Rows:
    if rows:
        rows[_place(len(rows), down)] += cells
    return rows


_OF_CELLS: Final[dict[str, Callable[..., Rows]]] = {
    "cell": _cell,
    "cell from": _cell_from,
    "drop row": _drop_row,
    "drop column": _drop_column,
    "row again": _row_again,
    "column again": _column_again,
    "put row": _row_put,
    "fill column": _column_filled,
    "swap cells": _cells_swapped,
    "first rows": _rows_only,
    "shuffle": _shuffled,
    "lengthen row": _row_longer,
}


# --- new edits ----------------------------------------------------------------------------------


def edited(
    rng: Random, edits: list[Edit], other: Sequence[Edit], form: str, words: Sequence[str]
) -> list[Edit]:
    """The edits with some more, or fewer, or some of another recipe's."""
    kept = list(edits)
    if kept and rng.random() < 0.3:
        del kept[rng.randrange(len(kept))]
    if other and rng.random() < 0.2:
        kept.append(list(rng.choice(list(other))))
    kept += [_new(rng, form, words) for _ in range(few(rng))]
    return kept[-12:]


def value(rng: Random, words: Sequence[str]) -> str:
    return rng.choice(words) if words and rng.random() < 0.4 else one_of_many(rng)


def _new(rng: Random, form: str, words: Sequence[str]) -> Edit:
    sort = rng.random()
    if sort < 0.12:
        return ["cell from", rng.random(), rng.random(), rng.random()]
    if sort < 0.4:
        return ["cell", rng.random(), rng.random(), value(rng, words)]
    if sort < 0.65:
        return rng.choice(_NEW)(rng, words)
    return rng.choice(WORKBOOK_EDITS if form == "xlsx" else _NEW_TEXT)(rng, words)


def at_share(text: str, share: float, remove: int, insert: str, times: int = 1) -> str:
    """So many letters taken out at a share of the whole, and a text put in there, often perhaps."""
    place = int(share * len(text))
    return text[:place] + insert * times + text[place + remove :]


def cut_and_put(rng: Random, words: Sequence[str]) -> list[Any]:
    """Where, how many letters are taken out, and what is put in, how often."""
    remove = rng.choice((0, 0, 0, 1, 3, 30, 10**6))
    insert = rng.choice(("", *LETTERS, *LETTERS, '"', '"', "\n", ",", value(rng, words)[:300]))
    return [rng.random(), remove, insert, rng.choice((1, 1, 1, 1, 2, 5_000))]


_NEW: Final[tuple[Callable[[Random, Sequence[str]], Edit], ...]] = (
    lambda rng, words: ["cell", 0.0, rng.random(), value(rng, words)],
    lambda rng, words: ["drop row", rng.random() ** 3],
    lambda rng, words: ["drop column", rng.random()],
    lambda rng, words: ["row again", rng.random(), rng.choice((1, 1, 1, 1, 2, 400, HUGE))],
    lambda rng, words: ["column again", rng.random(), value(rng, words)],
    lambda rng, words: [
        "put row",
        rng.random() ** 3,
        [value(rng, words) for _ in range(rng.randrange(16))],
    ],
    lambda rng, words: [
        "put row",
        0.0,
        [rng.choice(("A title", "sep=,", "sep=;", "", "OFFICIAL"))],
    ],
    lambda rng, words: ["put row", 1.0, ["Total", *["9"] * rng.randrange(14)]],
    lambda rng, words: ["fill column", rng.random(), value(rng, words)],
    lambda rng, words: ["swap cells", *(rng.random() for _ in range(4))],
    lambda rng, words: ["first rows", rng.random() ** 2],
    lambda rng, words: ["shuffle", rng.randrange(1000)],
    lambda rng, words: [
        "lengthen row",
        rng.random(),
        [value(rng, words)] * rng.choice((1, 1, 3, 16_400)),
    ],
)
_NEW_TEXT: Final[tuple[Callable[[Random, Sequence[str]], Edit], ...]] = (
    lambda rng, words: ["at", *cut_and_put(rng, words)],
    lambda rng, words: ["at", *cut_and_put(rng, words)],
    lambda rng, words: ["at", *cut_and_put(rng, words)],
    lambda rng, words: [
        "written",
        rng.choice((",", ",", ";", "\t", "|")),
        rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONE)),
        rng.choice(("\n", "\r\n", "\r", "\n\r", "\n\n")),
    ],
    lambda rng, words: [
        "saved",
        rng.choice(
            (
                "",
                "",
                "\ufeff",
                "\ufeff\ufeff",
                "sep=,\n",
                '"sep=,"\r\n',
                "sep=;\n",
                "\n\n",
                "PK",
                "%PDF",
            )
        ),
        rng.choice(
            ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-7", "cp037")
        ),
    ],
)
