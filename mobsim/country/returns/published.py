"""What was published of single forces' public order capability?

The inspections of 2014 named few forces and few figures. They are typed in one by one, in the
columns that a return has for them, with the words that state them.
"""

from functools import cache
from typing import ClassVar, Literal

from mobsim.ground.tables import Row, Slug, Text, data_path, read_table


class PublishedFigure(Row):
    """One figure, or one finding, that an inspection states of a force."""

    KEY: ClassVar[tuple[str, ...]] = ("force_id", "kind", "column")

    force_id: Slug
    about: Literal["return", "capability", "finding"]
    """Whether a column of a return states it, one of the table of capability, or neither."""
    kind: str = ""
    """Kind of unit, for a column of a return."""
    column: Text
    value: Text
    stands: Literal["stated", "at-least"]
    """Whether the value is stated, or only that it is so many or more."""
    words: Text
    """A short quotation, or what is said in a few words."""
    source: Slug
    """Key of the table of sources."""
    section: Text
    """Heading below which it stands."""


@cache
def published_figures() -> tuple[PublishedFigure, ...]:
    """What the two inspections of 2013 state of public order, published in 2014.

    >>> [(f.column, f.value) for f in published_figures() if f.kind == "psu"][:2]
    [('commitment', '11'), ('trained', '16')]
    """
    return tuple(read_table(data_path("inspections/2013.csv"), PublishedFigure))
