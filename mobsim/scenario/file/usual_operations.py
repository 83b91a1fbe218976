"""Which planned operations are usual, and how many units do they take?

The table `data/operations.csv` gives the units and the usual hours of each operation, so that a
scenario can write ``like: carnival``. The scenario's own keys override the table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, PositiveInt

from mobsim.ground.tables import Ids, Row, Slug, Text, data_path, read_table
from mobsim.scenario.file.times import read_moment
from mobsim.scenario.file.value_readers import read_positive_duration
from mobsim.scenario.file.yaml_reading import Plain


def _read_by(read: Callable[[str], object]) -> AfterValidator:
    """A validator for text that ``read`` can read; the text stays as written."""

    def checked(text: str) -> str:
        read(text)
        return text

    return AfterValidator(checked)


class OperationRow(Row):
    """One row of ``operations.csv``: the units of one kind that a usual operation takes."""

    KEY: ClassVar[tuple[str, ...]] = ("operation_id", "kind")

    operation_id: Slug
    kind: Slug
    units: PositiveInt
    name: Text
    force: Slug | None = None
    begins: Annotated[str, _read_by(read_moment)]
    lasts: Annotated[str, _read_by(read_positive_duration)]
    basis: Literal["published", "assumed"]
    source: Ids
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class UsualOperation:
    """A usual planned operation."""

    operation_id: str
    name: str
    force: str | None
    """The host; None if the host varies."""
    begins: str
    lasts: str
    units: tuple[tuple[str, int], ...]
    """The host's own units, by kind."""

    def keys(self) -> dict[str, Plain]:
        """The operation, as it is written in a scenario."""
        host: dict[str, Plain] = {"force": self.force} if self.force else {}
        units: dict[str, Plain] = dict(self.units)
        hours: dict[str, Plain] = {"begins": self.begins, "lasts": self.lasts}
        return {"name": self.name, **host, **hours, "units": units}


@dataclass(frozen=True, slots=True)
class UsualDays:
    """The days of the year on which an operation takes place."""

    first: tuple[int, int]
    """The month and the day of the first date."""
    last: tuple[int, int]
    said: str

    def holds(self, day: date) -> bool:
        """Whether the operation can take place on this day.

        >>> DAYS["new-years-eve"].holds(date(2026, 8, 15))
        False
        """
        return self.first <= (day.month, day.day) <= self.last


DAYS = {
    "carnival": UsualDays((8, 24), (8, 31), "at the August bank holiday"),
    "new-years-eve": UsualDays((12, 31), (12, 31), "on 31 December"),
}
"""The usual days of each operation that has such days, by id of the operation."""


@cache
def operation_rows() -> tuple[OperationRow, ...]:
    """The rows of the table of usual operations."""
    return tuple(read_table(data_path("operations.csv"), OperationRow))


@cache
def usual_operations() -> dict[str, UsualOperation]:
    """The usual operations by id, in the order of the table.

    >>> usual_operations()["new-years-eve"].keys()["units"]
    {'psu': 30}
    """
    found: dict[str, UsualOperation] = {}
    for row in operation_rows():
        before = found.get(row.operation_id)
        units = (*(before.units if before else ()), (row.kind, row.units))
        found[row.operation_id] = UsualOperation(
            row.operation_id, row.name, row.force, row.begins, row.lasts, units
        )
    return found
