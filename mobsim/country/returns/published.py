"""What has been published about the public order capability of individual forces?

The inspections of 2014 gave few figures, and for few forces. The table lists each figure under the
matching column of a return, with the words of the source.
"""

from functools import cache
from typing import ClassVar, Literal

from mobsim.ground.tables import Row, Slug, Text, data_path, read_table


class PublishedFigure(Row):
    """One figure or finding of an inspection about a force."""

    KEY: ClassVar[tuple[str, ...]] = ("force_id", "kind", "column")

    force_id: Slug
    about: Literal["return", "capability", "finding"]
    """Whether the value belongs in a column of a return, in a column of the capability table, or in
    neither table.
    """
    kind: str = ""
    """Kind of unit, if the value belongs in a column of a return."""
    column: Text
    value: Text
    stands: Literal["stated", "at-least"]
    """Whether the value is exact, or only a minimum."""
    words: Text
    """A short quotation, or a summary in a few words."""
    source: Slug
    """Key of the table of sources."""
    section: Text
    """The heading in the source under which the value appears."""


@cache
def published_figures() -> tuple[PublishedFigure, ...]:
    """The public order figures from two inspections of 2013 that were published in 2014.

    >>> [(f.column, f.value) for f in published_figures() if f.kind == "psu"][:2]
    [('commitment', '11'), ('trained', '16')]
    """
    return tuple(read_table(data_path("inspections/2013.csv"), PublishedFigure))
