"""Which numbers describe one night, so that nights can be compared?

The table of measures has one row for each replication. The replication is the unit of analysis,
because the incidents of one night are not independent of each other.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from mobsim.country.lines import PSU, load_requirements
from mobsim.ground.clock import ClockTimes
from mobsim.ground.errors import InputError, did_you_mean
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.clocks import NEEDS
from mobsim.study.night_frames import Tables
from mobsim.study.outcome import KEY

if TYPE_CHECKING:
    import pandas

Read = Callable[[Tables], "pandas.Series"]
"""A function that reads a value for each replication from the tables of a study."""
Sort = Literal["yes", "time", "number"]
"""The kind of a measure: a yes-or-no answer, a time in minutes, or another number."""

FOUR_HOURS: Final = 240.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that describes one night."""

    name: str
    label: str
    """A short description of the measure in words."""
    sort: Sort
    unit: str
    more_is_better: bool | None
    """Whether a higher value is better. The field is None if a high value is neither good nor bad.
    """
    made_from: tuple[str, ...]
    """The names of the measures of one run from which this measure is computed. The names are keys
    of `mobsim.scoring.clocks.NEEDS`.
    """
    read: Read
    """The function that reads the value of the measure for each replication.

    A time that is never reached is infinite. In a night without disorder, the value is 0 for every
    measure that is a time.
    """

    @property
    def needs(self) -> tuple[str, ...]:
        """The events that a log must have so that the measure can be computed."""
        events = (event for measure in self.made_from for event in NEEDS[measure])
        return tuple(dict.fromkeys(events))

    @property
    def of_lines(self) -> bool:
        """Whether the measure is about national lines, which need all forces."""
        return any(each.startswith("national.") for each in self.made_from)


MEASURES: Final[dict[str, Measure]] = {}
"""All measures by name, in the order in which they are printed."""


def night_measure(
    label: str,
    *,
    unit: str,
    made_from: Sequence[str],
    sort: Sort = "number",
    more_is_better: bool | None = None,
    name: str = "",
) -> "Callable[[Read], Read]":
    """Make a measure from a decorated function.

    The measure has the name ``name``, or else the name of the function. All other parameters are
    fields of `Measure`. Raises `ValueError` when another measure has the same name, or when a
    measure in ``made_from`` does not exist.
    """

    def declare(read: Read) -> Read:
        called = name or read.__name__
        if called in MEASURES:
            raise ValueError(f"there is a measure {called!r}; give the function another name")
        for each in made_from:
            if each not in NEEDS:
                hint = did_you_mean(each, NEEDS)
                raise ValueError(f"{called}: unknown measure of one run {each!r}; {hint}")
        found = Measure(called, label, sort, unit, more_is_better, tuple(made_from), read)
        MEASURES[called] = found
        return read

    return declare


def nights(tables: Tables) -> "pandas.DataFrame":
    """All measures: one row for each replication and one column for each measure (``float64``).

    The value 1 means yes, and the value 0 means no. A time that is never reached is infinite.
    """
    import pandas as pd

    index = pd.Index(tables.replications[KEY].astype("int64"), name=KEY)
    columns = {name: each.read(tables).reindex(index) for name, each in MEASURES.items()}
    return pd.DataFrame(columns).fillna(0.0).astype("float64")


def horizon_of(scenario: Scenario) -> float:
    """Minutes from the first stated incident to the end of the run.

    If incidents are drawn, or if there are no incidents, the minutes count from the start of the
    run.
    """
    begins = 0.0 if scenario.disorder else min((i.begins for i in scenario.incidents), default=0.0)
    return scenario.duration - begins


def clock_after(scenario: Scenario) -> Callable[[float], str] | None:
    """A function that converts minutes after the first stated incident to a clock time.

    The result is None if there are no incidents, or if incidents are drawn, because the first
    incident then differs by night.
    """
    if scenario.disorder or not scenario.incidents:
        return None
    times, first = ClockTimes(scenario.clock), scenario.duration - horizon_of(scenario)
    return lambda minute: times.at(first + minute)


BY: Final = "forty_after"
"""The name of the default measure."""


def measure_named(name: str) -> Measure:
    """Find a measure by its name. For an unknown name, `InputError` suggests a similar name."""
    if name not in MEASURES:
        message = f"found {name!r}, expected a measure; {did_you_mean(name, MEASURES)}"
        raise InputError.about("--by", message)
    return MEASURES[name]


# --- the measures -------------------------------------------------------------------------------

_BREAKS: Final = ("national.binds_at",)
_FORTY: Final = ("headlines.worst_shortfall", "incidents")

_share = partial(night_measure, unit="share", sort="yes")
_time = partial(night_measure, unit="minutes", sort="time", more_is_better=False)


def _by_night(tables: Tables, table: str, column: str) -> "pandas.Series":
    """A column of a table, by replication."""
    import pandas as pd

    return pd.Series(tables.values(table, column), index=tables.values(table, KEY))


def _number(tables: Tables, column: str) -> "pandas.Series":
    """A column of numbers with one row for each replication."""
    return _by_night(tables, "replications", column).astype("float64")


def _of_line(tables: Tables, line: str, column: str) -> "pandas.Series":
    """A column of the table of national lines, for one line, by replication."""
    rows = tables.values("national", "line") == line
    found: pandas.Series = _by_night(tables, "national", column)[rows]
    return found


@_share("a national line breaks", more_is_better=False, made_from=_BREAKS)
def line_breaks(tables: Tables) -> "pandas.Series":
    """1 for each night in which a national line breaks, and 0 for every other night."""
    return _by_night(tables, "replications", "first_to_break_line").notna().astype("float64")


def _breaks(line: str) -> "Callable[[Tables], pandas.Series]":
    def read(tables: Tables) -> "pandas.Series":
        return (_of_line(tables, line, "verdict_capacity") == "fail").astype("float64")

    return read


OF_A_LINE: Final = frozenset(f"{line.line}_breaks" for line in load_requirements())
"""The names of the measures that each describe one national line. Summaries leave these measures
out, because the table of national lines shows the same numbers.
"""

for _line in load_requirements():
    _label, _name = f"{_line.name} line breaks", f"{_line.line}_breaks"
    _share(_label, more_is_better=False, made_from=_BREAKS, name=_name)(_breaks(_line.line))


@_share("40 % of peak PSU need there in 4 h", more_is_better=True, made_from=_FORTY)
def forty_in_4h(tables: Tables) -> "pandas.Series":
    """1 for a night without disorder, or with 40 % of the need met within 4 h; otherwise 0."""
    return (forty_after(tables) <= FOUR_HOURS).astype("float64")


@_time("time to 40 % of peak PSU need", made_from=_FORTY)
def forty_after(tables: Tables) -> "pandas.Series":
    """The minutes from the first incident until 40 % of the peak PSU need is met.

    The value is infinite if the event never happens, and 0 in a night without disorder.
    """
    return _after(tables, "forty_percent_at")


@_time("time to first unit from another force", made_from=("headlines.first_aid_at", "incidents"))
def first_aid_after(tables: Tables) -> "pandas.Series":
    """The minutes from the first incident until the first unit from another force is deployed.

    The value is infinite if the event never happens, and 0 in a night without disorder.
    """
    return _after(tables, "first_aid_at")


@night_measure(
    "worst shortfall", unit="units", more_is_better=False, made_from=("headlines.worst_shortfall",)
)
def worst_shortfall(tables: Tables) -> "pandas.Series":
    """The largest shortfall of an hour or more at any incident, or 0 if there was none."""
    return _number(tables, "worst_shortfall_units")


@night_measure(
    "unit-hours not met",
    unit="unit-hours",
    more_is_better=False,
    made_from=("incidents.met_share",),
)
def unmet_unit_hours(tables: Tables) -> "pandas.Series":
    """The unit-hours of need that were not met, over all incidents and kinds of unit."""
    hours = _by_night(tables, "incidents", "unmet_unit_hours")
    found: pandas.Series = hours.groupby(level=0).sum().astype("float64")
    return found


@night_measure("PSUs in use at most", unit="units", made_from=("national.peak_in_use",))
def peak_psu_in_use(tables: Tables) -> "pandas.Series":
    """The largest number of PSUs in use at the same time, or 0 if no PSU was ordered."""
    return _of_line(tables, PSU, "peak_in_use").astype("float64")


@night_measure("forces below a floor", unit="forces", more_is_better=False, made_from=("home",))
def forces_below_floor(tables: Tables) -> "pandas.Series":
    """The number of forces that were below their floor for any kind of unit at any minute."""
    import pandas as pd

    below = tables.values("forces", "hours_below_floor") > 0
    of = (tables.values("forces", name)[below].tolist() for name in (KEY, "force"))
    return pd.Series(Counter(night for night, _ in {*zip(*of, strict=True)}), dtype="float64")


@night_measure("officer-hours on tours", unit="hours", made_from=("people",))
def officer_hours(tables: Tables) -> "pandas.Series":
    """The officer-hours that all units spent on tours, or 0 if no unit mustered."""
    return _number(tables, "officer_hours")


def _after(tables: Tables, column: str) -> "pandas.Series":
    """Minutes from the first incident of a night to the time in a column.

    The value is infinite if the time was never reached, and 0 if there was no incident.
    """
    at = _number(tables, column)
    begins = _by_night(tables, "incidents", "began_at").groupby(level=0).min().reindex(at.index)
    return (at - begins).fillna(float("inf")).where(begins.notna(), 0.0)
