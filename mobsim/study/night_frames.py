"""How do you read many saved nights as data frames?"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mobsim.study.memory import Keeper
from mobsim.study.outcome import LOG

if TYPE_CHECKING:
    import pandas


def _table(name: str, rows: str) -> "cached_property[pandas.DataFrame]":
    """A property that reads a table when it is first needed; ``rows`` describes the table."""

    def read(tables: "Tables") -> "pandas.DataFrame":
        return tables.frame(name)

    read.__doc__ = rows
    return cached_property(read)


@dataclass(eq=False)
class Tables:
    """The tables of a study, as pandas frames that are read when first needed.

    Whole numbers have the type ``Int64``, minutes and shares ``float64``, and words ``string``. If
    something never happened, its cell is missing.
    """

    keeper: Keeper

    def frame(self, table: str) -> "pandas.DataFrame":
        """One table of all replications, in order."""
        import pandas as pd
        import pyarrow as pa

        types = {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype()}
        frame: pandas.DataFrame = self.keeper.table(table).to_pandas(types_mapper=types.get)
        return frame

    replications = _table(
        "replications",
        "One row a replication: its headlines, who was asked, and what it took of officers.",
    )
    incidents = _table("incidents", "One row a replication, incident and kind.")
    national = _table("national", "One row a replication and national line.")
    regions = _table("regions", "One row a replication and region's share of a line.")
    targets = _table("targets", "One row a replication and target: whether it was met, and when.")
    forces = _table("forces", "One row a replication, force and kind that an order touched.")
    officers = _table(
        "officers", "One row a replication and force whose officers were taken from ordinary duty."
    )
    endurance = _table(
        "endurance", "One row a replication and kind: whole days for which the level was held."
    )
    reserve = _table("reserve", "One row a replication, line and hour: units not in use.")
    met_so_far = _table(
        "met_so_far",
        "One row a replication, kind and quarter of an hour: need, and how much of it was met.",
    )
    log = _table(LOG, "One row an event, where events were kept.")


TABLES = tuple(name for name, each in vars(Tables).items() if isinstance(each, cached_property))
"""Names of the tables."""
