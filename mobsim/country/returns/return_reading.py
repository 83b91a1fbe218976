"""Which rows do the files from forces contain?

A file is a table of returns, a table of capability, or a workbook with a sheet for each table.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from mobsim.country.returns.capability_rows import (
    CAPABILITY_FACTS,
    CAPABILITY_TEXTS,
    DAYS_DONE,
    CapabilityRow,
)
from mobsim.country.returns.quarters import Quarter, iso_day
from mobsim.country.returns.return_rows import MOST_CREWS, TEXTS, ReturnRow, ReturnSource
from mobsim.ground.file_kinds import is_workbook, wrong_kind
from mobsim.ground.grids import file_content
from mobsim.ground.plain_numbers import read_plain
from mobsim.ground.safe_text import shown_in_line
from mobsim.ground.tables import Mend, Record, RowT, Table, scan_table, unguarded


@dataclass(frozen=True)
class File:
    """A file from forces that has been read."""

    table: Table[ReturnRow] | None
    """The returns in the file, if it contains any."""
    capability: Table[CapabilityRow] | None
    """The rows of capability in the file, if it contains any; empty rows are left out."""
    source: ReturnSource


def read_file(path: Path | str, name: str | None = None, quarter: Quarter | None = None) -> File:
    """Read a file from a force; the tables in the result contain its faults.

    Parameters
    ----------
    quarter
        The quarter of the file. A date such as 05/01/2027 is accepted if it can mean only one day
        of that quarter. Without a quarter, dates must be in ISO form.

    Raises
    ------
    InputError
        If the file cannot be read as a table at all.
    """
    of_row: dict[str, Mend] = {"date": partial(iso_day, quarter=quarter)}
    done = dict.fromkeys(DAYS_DONE, partial(iso_day, quarter=quarter, of_row=False))
    has_returns, has_capability = _holds(Path(path), name or str(path))
    notes: list[str] = []
    digest, table, capability = "", None, None
    if has_returns:
        found = scan_table(path, ReturnRow, name=name, mend=of_row, hidden=True)
        pairs = tuple((record, _without_guards(row, TEXTS)) for record, row in found.pairs)
        table, digest = replace(found, pairs=pairs), found.sha256
        notes += [*found.notes, *_mended(found)]
    if has_capability:
        facts = scan_table(path, CapabilityRow, name=name, mend=of_row | done, hidden=True)
        told = facts.notes[1:] if has_returns else facts.notes
        notes += ["also read the sheet 'capability'"] if has_returns else []
        notes += [*told, *_mended(facts)]
        capability, digest = _said(facts), facts.sha256
        if silent := len(facts.pairs) - len(capability.pairs):
            rows = "row names a force but says" if silent == 1 else "rows name a force but say"
            notes.append(f"{silent} {rows} nothing about its capability")
    return File(table, capability, ReturnSource(shown_in_line(Path(path).name), digest, (*notes,)))


def _holds(path: Path, name: str) -> tuple[bool, bool]:
    """Whether a file contains returns, and whether it contains rows of capability.

    A file that contains neither table counts as returns, so that the faults show what a return
    looks like.
    """
    content = file_content(path, name)
    if wrong_kind(content):
        return True, False
    if is_workbook(content):
        from mobsim.ground.workbook_grids import shown_sheets

        shown = shown_sheets(content, name)
        has_capability = CapabilityRow.SHEET in shown
        return ReturnRow.SHEET in shown or not has_capability, has_capability
    head = next((line for line in _lines(content) if not line.lower().startswith("sep=")), "")
    cells = {cell.strip().strip('"') for cell in head.split(",")}
    known = bool(cells & set(CAPABILITY_FACTS))
    return not known or "kind" in cells, known and "kind" not in cells


def _lines(content: bytes) -> list[str]:
    return content[:_HEAD].decode("utf-8-sig", errors="replace").splitlines()


_HEAD: Final = 10_000
"""mobsim looks for the headings within this number of bytes at the beginning of a text file."""


def _said(table: Table[CapabilityRow]) -> Table[CapabilityRow]:
    """The table without its empty rows, and with its texts restored by `unguarded`."""
    pairs = tuple(
        (record, _without_guards(row, CAPABILITY_TEXTS))
        for record, row in table.pairs
        if row.says_something
    )
    return replace(table, pairs=pairs)


def _without_guards(row: RowT, columns: Iterable[str]) -> RowT:
    """The row with its texts as they were before `mobsim.ground.tables.guarded` changed them."""
    texts = {column: getattr(row, column) for column in columns}
    return row.model_copy(update={c: unguarded(text) for c, text in texts.items() if text})


def _mended(table: Table[Any]) -> Iterator[str]:
    """Notes on values that were converted when read, with the first such value of each column."""
    for column in ("force_id", "date", *DAYS_DONE):
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
    """The number in a cell, even if the row has other faults; None if it is not a number."""
    found = read_plain(record.cells.get(column, ""), int)
    return int(found) if found is not None and 0 <= found <= MOST_CREWS else None
