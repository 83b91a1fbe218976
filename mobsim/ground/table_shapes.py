"""Does a file have the layout of the requested table, and if not, what does it look like?

A title above the headings, a matrix, merged cells or missing headings could each cause a fault in
every cell. This module reports each of these layouts in a single sentence. The module also reports
totals and notes below the rows in one sentence.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from mobsim.ground.errors import Fault, listed
from mobsim.ground.grids import Grid, GridRow, refusal

_SEARCHED: Final = 12
"""The number of rows at the beginning in which mobsim looks for the headings."""
_ENOUGH: Final = 3
"""The number of similar cells or rows that counts as a pattern."""
_SHOWN: Final = 4
"""The largest number of headings or lines that a sentence names."""
_TOTAL: Final = re.compile(
    r"(?:grand |sub-?)?totals?\b.*|sum|all forces|england and wales", re.IGNORECASE
)


def check_shape(grid: Grid, columns: Mapping[str, bool], key: Sequence[str]) -> None:
    """Refuse a file that does not have the table's layout, and describe its layout in one sentence.

    ``columns`` gives the columns that the table can have, and whether each is required.

    Raises
    ------
    InputError
        If the file does not have the table's layout.
    """
    if not grid.rows:
        return
    head = grid.rows[0]
    known = {_folded(column) for column in columns}
    if len(columns) > 1:
        _check_headings(grid, known, columns)
    _check_merged(grid, head)
    if key and key[0] in head.cells:
        _check_blanks(grid, head.cells.index(key[0]), key[0])


def extra_rows(
    grid: Grid, header: Sequence[str], key: Sequence[str], *, bare: bool = False
) -> tuple[set[int], list[Fault]]:
    """The lines with a total or a note, and one fault that reports all of them.

    If ``bare`` is true, a row that has only a key does not count as a note.
    """
    if not key or len(grid.rows) < 2:
        return set(), []
    first = header.index(key[0]) if key[0] in header else 0
    width = 0 if bare else len(header)
    found = [row for row in grid.rows[1:] if _is_total(row, first) or _is_note(row, width)]
    if not found:
        return set(), []
    lines = listed([str(row.line) for row in found], _SHOWN)
    look, them = f"line {lines} looks", "it"
    if len(found) > 1:
        look, them = f"lines {lines} look", "them"
    problem = f"{look} like a total or a note ({_start(found[0])}), expected one row for each "
    problem += f"{key[0]}; delete {them}"
    return {row.line for row in found}, [Fault(grid.name, found[0].line, 0, "", problem)]


def _is_total(row: GridRow, first: int) -> bool:
    cell = row.cells[first] if first < len(row.cells) else ""
    cell = cell or next(filter(None, row.cells))
    return bool(_TOTAL.fullmatch(cell.rstrip(":")))


def _is_note(row: GridRow, width: int) -> bool:
    return width > _ENOUGH and sum(bool(cell) for cell in row.cells) == 1 and bool(row.cells[0])


def _check_headings(grid: Grid, known: set[str], columns: Mapping[str, bool]) -> None:
    head = grid.rows[0]
    scores = [_score(row, known) for row in grid.rows[:_SEARCHED]]
    if scores[0] > 1:
        return
    best = max(range(len(scores)), key=scores.__getitem__)
    form = _form(columns)
    if _is_matrix(grid.rows):
        problem = (
            f"found a matrix with {_start(head, 1)} across and down, expected a list with one "
        )
        raise refusal(grid.name, f"{problem}row for each pair, with the {form}", head.line)
    if scores[best] > max(1, scores[0]):
        there = grid.rows[best].line
        problem = f"found a title ({_start(head)}) above the headings on line {there}, "
        problem += "expected the headings first; delete the rows above them"
        raise refusal(grid.name, problem, head.line)
    if not scores[0]:
        problem = f"found no known heading ({_start(head)}), expected a first row with "
        raise refusal(grid.name, f"{problem}the {form}; add this row", head.line)


def _folded(heading: str) -> str:
    return re.sub(r"[\s_-]+", "_", heading.strip().casefold())


def _score(row: GridRow, known: set[str]) -> int:
    return len({_folded(cell) for cell in row.cells} & known)


def _form(columns: Mapping[str, bool]) -> str:
    required = [column for column, needed in columns.items() if needed]
    names = required or list(columns)
    return f"column{'s' if len(names) > 1 else ''} {listed(names, _SHOWN)}"


def _start(row: GridRow, first: int = 0) -> str:
    filled = [cell for cell in row.cells[first:] if cell]
    shown = [repr(cell if len(cell) <= 30 else f"{cell[:29]}…") for cell in filled[:2]]
    return f"{', '.join(shown)}{' …' if len(filled) > len(shown) else ''}"


def _is_matrix(rows: Sequence[GridRow]) -> bool:
    """Whether the names in the first row are mostly the same as the names in the first column."""
    across = {_folded(cell) for cell in rows[0].cells[1:] if cell}
    down = {_folded(row.cells[0]) for row in rows[1:]}
    return len(across) >= _ENOUGH and 2 * len(across & down) >= len(across)


def _check_merged(grid: Grid, head: GridRow) -> None:
    below = [name for name, last in grid.merged if last >= head.line]
    if below:
        problem = f"found merged cells ({listed(below, _SHOWN)}), expected a value in every cell; "
        raise refusal(grid.name, f"{problem}unmerge them and fill them in")


def _check_blanks(grid: Grid, place: int, column: str) -> None:
    """Refuse a table in which many rows have no key, as in a text file made from merged cells."""
    blank = [
        row for row in grid.rows[1:] if not (row.cells[place] if place < len(row.cells) else "")
    ]
    if len(blank) >= _ENOUGH:
        lines = listed([str(row.line) for row in blank], _SHOWN)
        problem = f"found no {column} on lines {lines}, perhaps because cells were merged; "
        raise refusal(grid.name, f"{problem}write it in every row", blank[0].line)
