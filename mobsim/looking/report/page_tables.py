"""How does a page show a table, and how can a user download it?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from mobsim.ground.grids import csv_text
from mobsim.scoring.log import to_cell


@dataclass(frozen=True)
class PageTable:
    """A table to read on a page, with the data to download."""

    table_id: str
    caption: str
    columns: Sequence[str]
    """The headings of the columns.

    A heading that ends with ``*`` is for text; the other headings are for numbers. The first column
    contains the subject of each row.
    """
    rows: Sequence[Sequence[str]]
    note: str = ""
    data_columns: Sequence[str] = ()
    data: Sequence[Sequence[Any]] = field(default=())
    """The rows of the file to download; by default, these are the rows shown."""
    taken: bool = True
    """Whether the table can be downloaded."""

    @property
    def heads(self) -> list[tuple[str, str]]:
        """Each heading of a column, with its class."""
        first, *rest = self.columns
        told = [(name.removesuffix("*"), "text" if name.endswith("*") else "num") for name in rest]
        return [(first, ""), *told]

    @property
    def is_text(self) -> bool:
        """Whether all columns contain text."""
        return all(name.endswith("*") for name in self.columns[1:])

    @property
    def link(self) -> str:
        """The file to download, as an address that needs no network."""
        if self.data_columns:
            return data_link(self.data_columns, self.data)
        return data_link([name for name, _ in self.heads], self.rows)


def data_link(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Encode a CSV file as a ``data:`` address.

    >>> data_link(["minute", "there"], [[0.5, 3]])
    'data:text/csv;charset=utf-8,minute,there%0A0.5,3%0A'
    """
    text = csv_text(columns, ([to_cell(cell) for cell in row] for row in rows))
    return f"data:text/csv;charset=utf-8,{quote(text, safe=',.:;+-_()')}"
