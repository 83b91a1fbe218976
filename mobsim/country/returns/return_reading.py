"""Which rows do the files hold that forces sent?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mobsim.country.returns.quarters import Quarter, iso_day
from mobsim.country.returns.return_rows import MOST_CREWS, TEXTS, ReturnRow, ReturnSource
from mobsim.ground.plain_numbers import read_plain
from mobsim.ground.safe_text import shown_in_line
from mobsim.ground.tables import Record, Table, scan_table, unguarded


@dataclass(frozen=True)
class File:
    """A file of returns as it was read."""

    table: Table[ReturnRow]
    source: ReturnSource


def read_file(path: Path | str, name: str | None = None, quarter: Quarter | None = None) -> File:
    """A file of returns, with what is wrong in it.

    Parameters
    ----------
    quarter
        For which it is: a date such as 05/01/2027 is read if it can mean one day of it only.
        Without it dates are in ISO form.

    Raises
    ------
    InputError
        When it cannot be read as a table at all.
    """
    mend = {"date": partial(iso_day, quarter=quarter)} if quarter else {}
    table = scan_table(path, ReturnRow, name=name, mend=mend, hidden=True)
    pairs = tuple((record, _without_guards(row)) for record, row in table.pairs)
    notes = (*table.notes, *_mended(table))
    source = ReturnSource(shown_in_line(Path(path).name), table.sha256, notes)
    return File(replace(table, pairs=pairs), source)


def _without_guards(row: ReturnRow) -> ReturnRow:
    """The texts as they were before `mobsim.ground.tables.guarded`."""
    return row.model_copy(update={column: unguarded(getattr(row, column)) for column in TEXTS})


def _mended(table: Table[ReturnRow]) -> Iterator[str]:
    """What was read in another form than it was written in, by the first of each column."""
    for column in ("force_id", "date"):
        if column not in table.header:
            continue
        place = table.header.index(column)
        written = {
            record.row.cells[place]: record.cells[column]
            for record in table.records
            if place < len(record.row.cells)
        }
        changed = [f"{old!r} as {new}" for old, new in written.items() if old != new]
        if changed:
            more = f", and {len(changed) - 1} more like it" if len(changed) > 1 else ""
            yield f"read {column} {changed[0]}{more}"


def number(record: Record, column: str) -> int | None:
    """A number of a row that may have other faults; None if it is none."""
    found = read_plain(record.cells.get(column, ""), int)
    return int(found) if found is not None and 0 <= found <= MOST_CREWS else None
