"""What has been published about the public order capability of individual forces?

The inspections of 2014 named few forces and few figures. The table holds them one by one, in the
columns of a return, with the words of the source.
"""

from functools import cache
from typing import ClassVar, Literal

from mobsim.ground.tables import Row, Slug, Text, data_path, read_table


class PublishedFigure(Row):
    """One figure or finding of an inspection about a force."""

    KEY: ClassVar[tuple[str, ...]] = ("force_id", "kind", "column")

    force_id: Slug
    about: Literal["return", "capability", "finding"]
    """Whether it belongs in a column of a return, in a column of the capability table, or in
    neither.
    """
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
    """What two inspections carried out in 2013, and published in 2014, say about public order.

    >>> [(f.column, f.value) for f in published_figures() if f.kind == "psu"][:2]
    [('commitment', '11'), ('trained', '16')]
    """
    return tuple(read_table(data_path("inspections/2013.csv"), PublishedFigure))
