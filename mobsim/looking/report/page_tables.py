"""How is a table shown on the page, and copied to a spreadsheet?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from mobsim.ground.grids import csv_text
from mobsim.scoring.log import to_cell


@dataclass(frozen=True)
class PageTable:
    """The rows of a table, for reading and for further calculation."""

    table_id: str
    caption: str
    columns: Sequence[str]
    """Headings.

    A heading that ends with ``*`` is for text, the others are for numbers. The first names the
    subject of a row.
    """
    rows: Sequence[Sequence[str]]
    note: str = ""
    data_columns: Sequence[str] = ()
    data: Sequence[Sequence[Any]] = field(default=())
    """The rows to download; by default the rows shown."""
    taken: bool = True
    """Whether it can be downloaded."""

    @property
    def heads(self) -> list[tuple[str, str]]:
        """Each heading and its class."""
        first, *rest = self.columns
        told = [(name.removesuffix("*"), "text" if name.endswith("*") else "num") for name in rest]
        return [(first, ""), *told]

    @property
    def is_text(self) -> bool:
        """Whether all columns are text."""
        return all(name.endswith("*") for name in self.columns[1:])

    @property
    def link(self) -> str:
        """The data as an address that needs no network."""
        if self.data_columns:
            return data_link(self.data_columns, self.data)
        return data_link([name for name, _ in self.heads], self.rows)


def data_link(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A CSV file as a ``data:`` address.

    >>> data_link(["minute", "there"], [[0.5, 3]])
    'data:text/csv;charset=utf-8,minute,there%0A0.5,3%0A'
    """
    text = csv_text(columns, ([to_cell(cell) for cell in row] for row in rows))
    return f"data:text/csv;charset=utf-8,{quote(text, safe=',.:;+-_()')}"
