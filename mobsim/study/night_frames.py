"""What was kept of many nights, as frames?"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mobsim.study.memory import Keeper
from mobsim.study.outcome import LOG

if TYPE_CHECKING:
    import pandas


@dataclass(eq=False)
class Tables:
    """The tables of a study, as pandas frames that are read when they are first asked for.

    Whole numbers are ``Int64``, minutes and shares ``float64``, words ``string``; what never
    happened is missing.
    """

    keeper: Keeper

    def frame(self, table: str) -> "pandas.DataFrame":
        """One table of all replications, in order."""
        import pandas as pd
        import pyarrow as pa  # type: ignore[import-untyped]

        types = {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype()}
        frame: pandas.DataFrame = self.keeper.table(table).to_pandas(types_mapper=types.get)
        return frame

    @cached_property
    def replications(self) -> "pandas.DataFrame":
        """One row a replication: its headlines, who was asked, and what it took of officers."""
        return self.frame("replications")

    @cached_property
    def incidents(self) -> "pandas.DataFrame":
        """One row a replication, incident and kind."""
        return self.frame("incidents")

    @cached_property
    def national(self) -> "pandas.DataFrame":
        """One row a replication and national line."""
        return self.frame("national")

    @cached_property
    def regions(self) -> "pandas.DataFrame":
        """One row a replication and region's share of a line."""
        return self.frame("regions")

    @cached_property
    def forces(self) -> "pandas.DataFrame":
        """One row a replication, force and kind that an order touched."""
        return self.frame("forces")

    @cached_property
    def officers(self) -> "pandas.DataFrame":
        """One row a replication and force whose officers were taken from ordinary duty."""
        return self.frame("officers")

    @cached_property
    def endurance(self) -> "pandas.DataFrame":
        """One row a replication and kind: whole days for which the level was held."""
        return self.frame("endurance")

    @cached_property
    def reserve(self) -> "pandas.DataFrame":
        """One row a replication, line and hour: units not in use."""
        return self.frame("reserve")

    @cached_property
    def log(self) -> "pandas.DataFrame":
        """One row an event, where events were kept."""
        return self.frame(LOG)
