"""What has been published about single forces' public order capability?

The inspections of 2014 named few forces and few figures. They are typed in one by one, in the
columns of a return, with the words of the source.
"""

from functools import cache
from typing import ClassVar, Literal

from mobsim.ground.tables import Row, Slug, Text, data_path, read_table


class PublishedFigure(Row):
    """One figure, or one finding, that an inspection states about a force."""

    KEY: ClassVar[tuple[str, ...]] = ("force_id", "kind", "column")

    force_id: Slug
    about: Literal["return", "capability", "finding"]
    """Whether a column of a return states it, a column of the capability table, or neither."""
    kind: str = ""
    """Kind of unit, for a column of a return."""
    column: Text
    value: Text
    stands: Literal["stated", "at-least"]
    """Whether the value is exact, or only a minimum."""
    words: Text
    """A short quotation, or a summary in a few words."""
    source: Slug
    """Key of the table of sources."""
    section: Text
    """The heading above it in the source."""


@cache
def published_figures() -> tuple[PublishedFigure, ...]:
    """What the two inspections of 2013 say about public order, published in 2014.

    >>> [(f.column, f.value) for f in published_figures() if f.kind == "psu"][:2]
    [('commitment', '11'), ('trained', '16')]
    """
    return tuple(read_table(data_path("inspections/2013.csv"), PublishedFigure))
