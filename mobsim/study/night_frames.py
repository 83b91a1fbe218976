"""How can you read the tables of many nights, as data frames or column by column?"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mobsim.study.memory import Keeper
from mobsim.study.outcome import LOG

if TYPE_CHECKING:
    import numpy as np
    import pandas
    import pyarrow
    from numpy.typing import NDArray


def _table(name: str, rows: str) -> "cached_property[pandas.DataFrame]":
    """A property that reads a table when it is first needed; ``rows`` describes the table."""

    def read(tables: "Tables") -> "pandas.DataFrame":
        return tables.frame(name)

    read.__doc__ = rows
    return cached_property(read)


@dataclass(eq=False)
class Tables:
    """The tables of a study, as pandas frames. Each frame is read when it is first needed.

    Whole numbers have the type ``Int64``, minutes and shares have the type ``float64``, and words
    have the type ``string``. If an event never happened, its cell is missing.
    """

    keeper: Keeper
    _read: "dict[str, pyarrow.Table]" = field(init=False, repr=False, default_factory=dict)
    """The tables of which columns were needed."""

    def values(self, table: str, column: str) -> "NDArray[Any]":
        """One column of a table, with the rows of all replications, in order.

        The array is quicker to make and to select from than a frame. Numbers have the type
        ``float64`` if one of them is missing; a missing number is NaN, and a missing word is None.
        """
        if table not in self._read:
            self._read[table] = self.keeper.table(table)
        found: NDArray[Any] = self._read[table][column].to_numpy()
        return found

    def groups(self, table: str, *by: str) -> "dict[tuple[Any, ...], NDArray[np.intp]]":
        """The positions of the rows that have the same values in some columns, by these values.

        The groups are in the order in which they first appear.
        """
        import numpy as np

        found: dict[tuple[Any, ...], list[int]] = {}
        of = zip(*(self.values(table, column).tolist() for column in by), strict=True)
        for position, values in enumerate(of):
            found.setdefault(values, []).append(position)
        return {values: np.array(rows) for values, rows in found.items()}

    def frame(self, table: str) -> "pandas.DataFrame":
        """One table with the rows of all replications, in order."""
        import pandas as pd
        import pyarrow as pa

        types = {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype()}
        rows = self._read[table] if table in self._read else self.keeper.table(table)
        frame: pandas.DataFrame = rows.to_pandas(types_mapper=types.get)
        return frame

    replications = _table(
        "replications",
        "One row for each replication, with its headline figures, requests and officers used.",
    )
    incidents = _table("incidents", "One row for each replication, incident and kind of unit.")
    national = _table("national", "One row for each replication and national line.")
    regions = _table(
        "regions", "One row for each replication and each region's share of a national line."
    )
    targets = _table(
        "targets", "One row for each replication and target, with whether and when it was met."
    )
    forces = _table("forces", "One row for each replication, force and kind of unit with an order.")
    officers = _table(
        "officers", "One row for each replication and force that took officers from ordinary duty."
    )
    endurance = _table(
        "endurance",
        "One row for each replication and kind of unit, with its endurance in whole days.",
    )
    reserve = _table(
        "reserve", "One row for each replication, line and hour, with the units not in use."
    )
    met_so_far = _table(
        "met_so_far",
        "One row for each replication, kind and quarter of an hour, with need and need met.",
    )
    log = _table(LOG, "One row for each event, if events were saved.")


TABLES = tuple(name for name, each in vars(Tables).items() if isinstance(each, cached_property))
"""The names of the tables."""
