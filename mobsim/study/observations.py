"""What was observed in real events, what exactly was counted, and how certain are the numbers?

``data/history.csv`` is the shipped table of observations; your own table must have the same
columns. Some rows are inputs of a scenario, other rows are compared with runs, and the remaining
rows are only shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field, PositiveFloat

from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.ground.plain_numbers import read_plain
from mobsim.ground.tables import Ids, PartialDate, Row, Slug, Table, Text, data_path, scan_table
from mobsim.scoring.officer_counts import CONSTRUCTS, FORCES, INSTANTS, CrewWindow, Whose

Role = Literal["input", "calibration", "held-out", "context"]
Layer = Literal["conditional", "end-to-end", "both"]
COMPARED = ("calibration", "held-out")
"""The roles of the rows that mobsim compares with runs."""
HISTORY = "history.csv"


class Observation(Row):
    """One row of a table of observations."""

    KEY: ClassVar[tuple[str, ...]] = ("event", "pattern")
    SHEET: ClassVar[str] = "observations"

    event: Slug
    scenario: str = ""
    pattern: Slug
    what: Text
    sense: str = Field(default="", alias="construct")
    """A key of `CONSTRUCTS`, which defines how the row counts officers or forces."""
    whose: Whose | Literal[""] = ""
    donor: Ids = ()
    where: Ids = ()
    since: str = ""
    until: str = ""
    value: Text
    error: PositiveFloat | None = None
    unit: Text
    grade: Literal["A", "B", "C", ""] = ""
    role: Role
    layer: Layer | Literal[""] = ""
    """The input that the scenario states for the comparison of the row with runs. For
    ``conditional``, the input is the aid requested. For ``end-to-end`` or an empty cell, the input
    is the need. For ``both``, the row is compared twice, once with each input.
    """
    source: Ids = ()
    read: Literal["read", "second-hand", ""] = ""
    date: PartialDate = ""
    remarks: str = ""

    @property
    def number(self) -> float:
        """The observed value, for a row that is compared with runs."""
        return float(self.value)

    @property
    def deviation(self) -> float:
        """The standard deviation of the observed value, for a row that is compared with runs."""
        return self.error or 0.0

    def window(self, clock: WallClock) -> CrewWindow:
        """The crews that the row counts, and its period in minutes from the start of a run."""
        since = clock.minute_of(_local(self.since))
        until = clock.minute_of(_local(self.until)) if self.until else since
        which = frozenset(self.where), frozenset(self.donor)
        return CrewWindow(since, until, self.whose or "all", *which)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class Observations:
    """A table of observations, together with the name that error messages give it."""

    name: str
    rows: tuple[Observation, ...]

    def scenarios(self) -> tuple[str, ...]:
        """The names of scenarios whose runs can be compared with observations, in table order."""
        compared = (row.scenario for row in self.rows if row.role in COMPARED)
        return tuple(dict.fromkeys(compared))

    def of(self, *names: str) -> tuple[Observation, ...]:
        """The observations of a scenario, which the table may list under any of several names.

        Raises `InputError` when no observation of the scenario can be compared with runs.
        """
        found = tuple(row for row in self.rows if row.scenario in names)
        if not any(row.role in COMPARED for row in found):
            known = self.scenarios()
            hint = (
                did_you_mean(names[0], known) if known else "the table has no scenario to compare"
            )
            message = f"{self.name} has no observations to compare it with; {hint}"
            raise InputError.about(names[0], message)
        return found


@cache
def history() -> Observations:
    """The shipped table of observations.

    >>> history().scenarios()[0]
    'history/bradford-2010'
    """
    return read_observations(data_path(HISTORY), name=f"data/{HISTORY}")


def read_observations(path: Path | str, *, name: str | None = None) -> Observations:
    """Read a table of observations.

    Raises
    ------
    InputError
        If the table has faults. The error lists all faults, including rows that should be compared
        with runs but cannot be.
    """
    table = scan_table(path, Observation, name=name)
    faults = [*table.faults, *_row_faults(table)]
    if faults:
        raise InputError(faults)
    return Observations(table.name, tuple(table.rows))


def _row_faults(table: Table[Observation]) -> Iterator[Fault]:
    for record, row in table.pairs:
        if row.role in COMPARED:
            problems = dict(_compared_problems(row))
        elif row.role == "input":
            problems = _input_problems(row)
        else:
            problems = {}
        for column, problem in problems.items():
            yield table.fault(record, column, problem)


def _input_problems(row: Observation) -> dict[str, str]:
    stated = {
        "construct": row.sense, "whose": row.whose, "since": row.since, "until": row.until
    }  # fmt: skip
    problem = "expected an empty cell, because inputs are not compared"
    return {each: f"found {cell!r}, {problem}" for each, cell in stated.items() if cell}


def _compared_problems(row: Observation) -> Iterator[tuple[str, str]]:
    for column in ("scenario", "grade", "error", "whose"):
        if not getattr(row, column):
            yield column, f"found an empty cell; a row with the role {row.role} needs a value"
    if read_plain(row.value, float) is None:
        yield "value", f"found {row.value!r}, expected a number such as 625"
    if row.sense not in CONSTRUCTS:
        yield "construct", f"found {row.sense!r}; {did_you_mean(row.sense, CONSTRUCTS)}"
    elif (row.unit == "forces") != (row.sense in FORCES):
        expected = "forces" if row.sense in FORCES else "officers or shifts"
        yield "unit", f"found {row.unit!r}, expected {expected}, as {row.sense} counts"
    yield from _time_problems(row)


def _time_problems(row: Observation) -> Iterator[tuple[str, str]]:
    times: dict[str, datetime] = {}
    for column in ("since", "until"):
        text = getattr(row, column)
        if column == "until" and row.sense in INSTANTS:
            if text:
                yield (
                    column,
                    f"found {text!r}, expected an empty cell: {row.sense} has only the time since",
                )
            continue
        try:
            times[column] = _local(text)
        except ValueError:
            yield column, f"found {text!r}, expected a local time such as '2011-08-08 18:00'"
    if len(times) == 2 and times["until"] <= times["since"]:
        yield "until", f"found {row.until!r}, expected a time after since, {row.since}"
