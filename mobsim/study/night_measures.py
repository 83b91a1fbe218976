"""What does one night come to, in a few numbers that nights can be compared by?

One row a replication. The replication is the unit of analysis: incidents of one night are no
independent cases.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.scenario.scenario import Scenario
from mobsim.study.night_frames import Tables
from mobsim.study.outcome import KEY

if TYPE_CHECKING:
    import pandas

Sort = Literal["yes", "time", "number"]
"""Whether it happens in a night; after how many minutes, if it does; or a number."""

FOUR_HOURS: Final = 240.0
PSU: Final = "psu"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a night."""

    name: str
    label: str
    """In words."""
    sort: Sort
    unit: str
    more_is_better: bool | None
    """None where it is neither good nor bad."""
    read: "Callable[[Tables], pandas.Series]"
    """By replication. A time that never comes is infinite; in a night without disorder it is 0."""


def _measures() -> Mapping[str, Measure]:
    lines = (("psu", "PSU"), ("psu_london", "PSU for London"), ("bdu", "BDU"), ("aep", "AEP"))
    breaks = [
        Measure(f"{line}_breaks", f"{name} line breaks", "yes", "share", False, _breaks(line))
        for line, name in lines
    ]
    found = (
        Measure("line_breaks", "a national line breaks", "yes", "share", False, _any_breaks),
        *breaks,
        Measure(
            "forty_in_4h", "40 % of peak PSU need there in 4 h", "yes", "share", True, _forty_in_4h
        ),
        Measure(
            "forty_after", "time to 40 % of peak PSU need", "time", "minutes", False, _forty_after
        ),
        Measure(
            "first_aid_after",
            "time to first unit from another force",
            "time",
            "minutes",
            False,
            _first_aid,
        ),
        Measure("worst_shortfall", "worst shortfall", "number", "units", False, _worst_shortfall),
        Measure(
            "unmet_unit_hours", "unit-hours not met", "number", "unit-hours", False, _unmet_hours
        ),
        Measure("peak_psu_in_use", "PSUs in use at most", "number", "units", None, _peak_psu),
        Measure(
            "forces_below_floor", "forces below a floor", "number", "forces", False, _below_floor
        ),
        Measure("officer_hours", "officer-hours on tours", "number", "hours", None, _officer_hours),
    )
    return {each.name: each for each in found}


def nights(tables: Tables) -> "pandas.DataFrame":
    """All measures, one row a replication.

    Returns
    -------
    DataFrame
        Indexed by replication, columns as `MEASURES`, all ``float64``: 1 and 0 for yes and no,
        infinity for a time that never comes.
    """
    import pandas as pd

    index = pd.Index(tables.replications[KEY].astype("int64"), name=KEY)
    columns = {name: each.read(tables).reindex(index) for name, each in MEASURES.items()}
    return pd.DataFrame(columns).fillna(0.0).astype("float64")


def horizon_of(scenario: Scenario) -> float:
    """Minutes from the first incident that is stated, or the start, to the end of the run."""
    begins = 0.0 if scenario.disorder else min((i.begins for i in scenario.incidents), default=0.0)
    return scenario.duration - begins


def _after(tables: Tables, column: str) -> "pandas.Series":
    """Minutes from the night's first incident; infinite if it never comes, 0 if there is none."""
    at = tables.replications.set_index(KEY)[column].astype("float64")
    begins = tables.incidents.groupby(KEY)["began_at"].min().reindex(at.index)
    return (at - begins).fillna(float("inf")).where(begins.notna(), 0.0)


def _forty_after(tables: Tables) -> "pandas.Series":
    return _after(tables, "forty_percent_at")


def _forty_in_4h(tables: Tables) -> "pandas.Series":
    return (_forty_after(tables) <= FOUR_HOURS).astype("float64")


def _first_aid(tables: Tables) -> "pandas.Series":
    return _after(tables, "first_aid_at")


def _breaks(line: str) -> "Callable[[Tables], pandas.Series]":
    def read(tables: Tables) -> "pandas.Series":
        rows = tables.national
        failed = rows[rows["line"] == line].set_index(KEY)["verdict_run"]
        return (failed == "fail").astype("float64")

    return read


def _any_breaks(tables: Tables) -> "pandas.Series":
    return tables.replications.set_index(KEY)["first_to_break_line"].notna().astype("float64")


def _worst_shortfall(tables: Tables) -> "pandas.Series":
    return tables.replications.set_index(KEY)["worst_shortfall_units"].astype("float64")


def _unmet_hours(tables: Tables) -> "pandas.Series":
    return tables.incidents.groupby(KEY)["unmet_unit_hours"].sum().astype("float64")


def _peak_psu(tables: Tables) -> "pandas.Series":
    rows = tables.national
    return rows[rows["line"] == PSU].set_index(KEY)["peak_in_use"].astype("float64")


def _below_floor(tables: Tables) -> "pandas.Series":
    rows = tables.forces
    below = rows[rows["hours_below_floor"] > 0]
    return below.groupby(KEY)["force"].nunique().astype("float64")


def _officer_hours(tables: Tables) -> "pandas.Series":
    return tables.replications.set_index(KEY)["officer_hours"].astype("float64")


MEASURES: Final[Mapping[str, Measure]] = _measures()
"""By name, in the order in which they are told."""

BY: Final = "forty_after"
"""The measure that is told where none is named."""


def measure_named(name: str) -> Measure:
    """A measure by its name.

    Raises
    ------
    InputError
        With the nearest one.
    """
    if name not in MEASURES:
        message = f"found {name!r}, expected a measure; {did_you_mean(name, MEASURES)}"
        raise InputError([Fault("--by", 0, 0, "", message)])
    return MEASURES[name]
