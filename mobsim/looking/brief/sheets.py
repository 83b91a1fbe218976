"""Which parts make up a briefing in every file format?

A briefing has sheets, which hold texts and tables. The Word document, the workbook, the CSV files
and the HTML page all use the same sheets, so they cannot contradict each other.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Group = Literal["chief officer", "force", "region", "host", "requests"]
Style = Literal["lead", "text", "heading", "point", "quiet"]
Cell = str | int

COLUMN_OF: Final[dict[Group, str]] = {"force": "Force", "region": "Region", "host": "Host"}
"""For each group of sheets, the heading of the first column in a list that combines the sheets."""
NEVER: Final = "–"
"""The text to print for an event that never happens."""
_NUMBER: Final = re.compile(r"[\d.,]+( %)?")
_DATE: Final = re.compile(r"\b(\w{3}) (\d{1,2}) (\w{3}) (?=\d\d:\d\d)")
_DAY: Final = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?=\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class BriefText:
    """A heading, a paragraph or a point of a list."""

    text: str
    style: Style = "text"


@dataclass(frozen=True, slots=True)
class BriefTable:
    """A table on one sheet."""

    list_id: str
    """The list to which the rows belong, which is also the name of its worksheet and CSV file."""
    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    empty: str = ""
    """The text to print if the table has no rows; if there is no text either, mobsim leaves out the
    table.
    """
    note: str = ""
    shared: tuple[tuple[str, str], ...] = ()
    """The names and cells that all rows of the table share; in the list, these are separate
    columns.
    """

    @property
    def numeric(self) -> list[bool]:
        """For each column, whether its cells contain numbers."""
        cells = [
            [str(cell) for cell in column if cell != ""] for column in zip(*self.rows, strict=True)
        ]
        return [
            any(map(_NUMBER.fullmatch, column))
            and all(_NUMBER.fullmatch(cell) or cell in (NEVER, "?") for cell in column)
            for column in cells
        ]


Part = BriefText | BriefTable


@dataclass(frozen=True, slots=True)
class BriefSheet:
    """A sheet for one reader."""

    sheet_id: str
    group: Group
    subject: str
    """The printed name of the reader."""
    title: str
    parts: Sequence[Part]
    wide: bool = False
    """Whether the sheet is printed in landscape."""

    @property
    def tables(self) -> Iterator[BriefTable]:
        """The tables of the sheet."""
        return (part for part in self.parts if isinstance(part, BriefTable))


@dataclass(frozen=True, slots=True)
class BriefList:
    """A list that combines all rows of the same sort from all sheets."""

    list_id: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """A briefing, which has all the sheets of one night."""

    title: str
    running: str
    """The text at the foot of every page."""
    made: str
    """The time when the night was simulated, in ISO 8601."""
    sheets: Sequence[BriefSheet]

    def lists(self) -> list[BriefList]:
        """The lists of the briefing, each with the rows of all sheets in order."""
        found: dict[str, BriefList] = {}
        for sheet in self.sheets:
            of = COLUMN_OF.get(sheet.group)
            whose = ((of, sheet.subject),) if of else ()
            for table in sheet.tables:
                shared = (*whose, *table.shared)
                head = [name for name, _ in shared]
                rows = [[*(cell for _, cell in shared), *row] for row in table.rows]
                before = found.get(table.list_id)
                found[table.list_id] = BriefList(
                    table.list_id,
                    before.columns if before else [*head, *table.columns],
                    [*(before.rows if before else []), *rows],
                    (before.note if before else "") or table.note,
                )
        return list(found.values())


def columns(heads: str) -> tuple[str, ...]:
    """The column headings of a table.

    >>> columns("Place | Needed from")
    ('Place', 'Needed from')
    """
    return tuple(heads.split(" | "))


def tied(text: str) -> str:
    """Put no-break spaces in a text, so that a day and its time stay on one line."""
    return _DAY.sub(
        "\\1\N{NO-BREAK SPACE}", _DATE.sub("\\1\N{NO-BREAK SPACE}\\2\N{NO-BREAK SPACE}\\3 ", text)
    )


def text_of(sheet: BriefSheet) -> str:
    """Write a sheet as plain text, with tabs between cells."""
    lines = [sheet.title]
    for part in sheet.parts:
        if isinstance(part, BriefText):
            lines.append(f"{'- ' if part.style == 'point' else ''}{part.text}")
            continue
        lines += [part.caption] if part.rows or part.empty else []
        if part.rows:
            lines.append("\t".join(part.columns))
        lines += ["\t".join(map(str, row)) for row in part.rows] or [part.empty]
        lines += [part.note] if part.rows else []
    return "\n".join(line for line in lines if line) + "\n"
