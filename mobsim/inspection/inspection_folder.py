"""How does mobsim save an inspection as a folder?"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from mobsim.ground.folders import replaced_folder
from mobsim.ground.text_layout import as_kept
from mobsim.inspection.inspection_document import page_of_inspection
from mobsim.inspection.inspection_parts import (
    ChangedNumber,
    ForceBeside,
    HourOfWeek,
    Inspection,
    InspectionFinding,
    OverHours,
    PublishedFinding,
    StatementLine,
)
from mobsim.inspection.inspection_text import text_of_inspection, text_of_statement
from mobsim.scoring.log import csv_of

FORMAT: Final = "mobsim.inspection"
VERSION: Final = 1


def inspection_content(made: Inspection) -> dict[str, Any]:
    """An inspection as plain data."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(made)))
    return found


def keep_inspection(made: Inspection, folder: Path, *, force: bool = False) -> None:
    """Write an inspection as a folder; ``force`` replaces an existing folder.

    Raises
    ------
    OutputError
        If the folder cannot be written. An existing folder then stays unchanged.
    """
    document = {"format": FORMAT, "version": VERSION, **inspection_content(made)}
    with replaced_folder(folder, "inspection", ("inspection",), force=force) as new:
        new.put("inspection.html", page_of_inspection(made))
        new.put("inspection.txt", as_kept(lambda: text_of_inspection(made)) + "\n")
        new.put("inspection.json", json.dumps(document, indent=1, ensure_ascii=False) + "\n")
        if made.statement:
            new.put("statement.txt", as_kept(lambda: text_of_statement(made)) + "\n")
        for name, (row_type, rows) in inspection_tables(made).items():
            new.put(f"tables/{name}.csv", _as_csv(row_type, rows))


def inspection_tables(made: Inspection) -> dict[str, tuple[type, Sequence[Any]]]:
    """The lists of an inspection by name, each with the type of its rows."""
    return {
        "findings": (InspectionFinding, made.findings),
        "hours": (HourOfWeek, made.test.hours),
        "forces": (ForceBeside, made.beside),
        "changes": (ChangedNumber, made.changes),
        "statement": (StatementLine, made.statement),
        "published": (PublishedFinding, made.published),
    }


def _as_csv(row_type: type, rows: Sequence[Any]) -> str:
    head = [name for each in fields(row_type) for name in _heads(each.name)]
    return csv_of(head, map(_cells, rows))


_SPREAD: Final = tuple(each.name for each in fields(OverHours))
_SPREADS: Final = ("within_hour",)
"""The fields that fill three columns each in a table."""


def _heads(name: str) -> list[str]:
    return [f"{name}_{part}" for part in _SPREAD] if name in _SPREADS else [name]


def _cells(row: Any) -> Iterator[Any]:
    for each in fields(row):
        value = getattr(row, each.name)
        if isinstance(value, OverHours):
            yield from (getattr(value, part) for part in _SPREAD)
        elif each.name in _SPREADS:
            yield from (None for _ in _SPREAD)
        else:
            yield value
