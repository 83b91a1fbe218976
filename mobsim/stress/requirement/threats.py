"""What threatens public order in a year: where, how often, how large, and with how much warning?

A table answers this question, with one threat in each row. `column_meanings` explains the columns.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field

from mobsim.country.force_names import as_force_id, unknown_force
from mobsim.country.forces import Force, load_forces, load_regions, residents
from mobsim.country.lines import LONDON_REGION
from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.ground.randomness import Distribution, Fixed, Triangular, Uniform
from mobsim.ground.tables import (
    Ids,
    Mend,
    Row,
    Slug,
    Table,
    Text,
    data_path,
    read_table,
    scan_table,
)
from mobsim.ground.units import MINUTES_PER_DAY, MINUTES_PER_HOUR, parse_duration, round_half_up
from mobsim.stress.requirement.model_year import DAY_NAMES, DAYS, MONTH_NAMES, MONTHS, days_of

SHIPPED: Final = "threats.csv"
KINDS: Final = ("psu", "bdu", "aep")
"""The kinds of unit that a threat can need."""

EACH: Final = "each"
ANY: Final = "any"
OUTSIDE_LONDON: Final = "any outside london"
_REGION: Final = "region "

MOST_TIMES: Final = 400.0
"""The largest number of times per year that a threat can occur. A threat that occurs more than once
a day is not a single threat.
"""
MOST_UNITS: Final = 999
MOST_PLACES: Final = 43
MOST_EVENINGS: Final = 60
MOST_MINUTES: Final = 14 * MINUTES_PER_DAY
MOST_A_YEAR: Final = 2000.0
"""The largest number of incidents that the whole table can cause in a mean year."""


@cache
def column_meanings() -> dict[str, str]:
    """Every column of a table of threats with its meaning, from data/dictionary.csv.

    >>> column_meanings()["threat"]
    'key: lower-case words joined by hyphens'
    """
    rows = read_table(data_path("dictionary.csv"), MeaningRow)
    return {row.column: row.meaning for row in rows if row.table == "threats"}


_PARTS: Final = ".."
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_WHOLE: Final = re.compile(r"[0-9]{1,6}")


def distribution_of(values: Sequence[float], margin: float = 0.0) -> Distribution:
    """The distribution that one to three values describe.

    A single value is a fixed number. Two values are the ends of a uniform range. Three values are
    the smallest, the most likely and the largest number.

    Whole numbers are rounded after the draw. A margin of one half at each end ensures that the end
    values are not drawn too rarely.

    >>> distribution_of([4, 6, 25], margin=0.5)
    Triangular(low=3.5, mode=6, high=25.5)
    """
    if len(values) == 1:
        return Fixed(values[0])
    low, *mode, high = values
    if low == high:
        return Fixed(low)
    ends = low - margin, high + margin
    return Triangular(ends[0], mode[0], ends[1]) if mode else Uniform(*ends)


def largest(distribution: Distribution) -> float:
    """The largest value that the distribution can give, before rounding."""
    return distribution.at(1 - 1e-12)


def _ranged(
    read: Callable[[str], float | None],
    least: float,
    most: float,
    expected: str,
    margin: float = 0.0,
) -> Callable[[object], object]:
    """A reader for one to three values in rising order, separated by ``..``."""

    def ranged(found: object) -> object:
        if not isinstance(found, str):
            return found
        parts = [read(part.strip()) for part in found.split(_PARTS)]
        values = [part for part in parts if part is not None]
        if len(values) < len(parts) or len(parts) > 3:
            raise ValueError(expected)
        if values != sorted(values):
            raise ValueError(f"values in order, smallest first: {expected}")
        if values[0] < least or values[-1] > most:
            raise ValueError(expected)
        return distribution_of(values, margin)

    return ranged


def _whole(text: str) -> float | None:
    return float(text) if _WHOLE.fullmatch(text) else None


def _minutes(text: str) -> float | None:
    try:
        return parse_duration(text)
    except ValueError:
        return None


def _clock(text: str) -> float | None:
    """The minutes from 06:00, when the model's day begins, to a clock time.

    >>> _clock("06:00"), _clock("02:00"), _clock("6")
    (0.0, 1200.0, None)
    """
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    minutes = int(found[1]) * MINUTES_PER_HOUR + int(found[2])
    return (minutes - 6 * MINUTES_PER_HOUR) % MINUTES_PER_DAY


def _warned(found: object) -> object:
    if not isinstance(found, str):
        return found
    minutes = _minutes(found)
    if minutes is None or minutes > 366 * MINUTES_PER_DAY:
        raise ValueError("a duration such as '14d' or '6h', up to 366d")
    return minutes


def _names_of(known: tuple[str, ...], example: str) -> Callable[[object], object]:
    def names(found: object) -> object:
        if not isinstance(found, str):
            return found
        said = [part.strip().lower() for part in found.split(";") if part.strip()]
        parts = {name[:3] for name in known for each in said if each in (name, name[:3])}
        if not said or len(parts) < len(set(said)):
            raise ValueError(f"names of three letters joined by ;, such as {example!r}")
        return tuple(name[:3] for name in known if name[:3] in parts)

    return names


_UNITS: Final = _ranged(
    _whole, 0, MOST_UNITS, f"'6', '4..9' or '4..6..25': whole numbers up to {MOST_UNITS}", 0.5
)
Units = Annotated[Any, BeforeValidator(_UNITS)]
Duration = Annotated[
    Any,
    BeforeValidator(
        _ranged(_minutes, 1, MOST_MINUTES, "'8h', '4h..8h' or '4h..6h..9h', from 1m up to 14d")
    ),
]
Clock = Annotated[
    Any,
    BeforeValidator(
        _ranged(_clock, 0, MINUTES_PER_DAY, "'20:00' or '18:00..23:00', counted from 06:00")
    ),
]


def _counted(most: int) -> BeforeValidator:
    return BeforeValidator(
        _ranged(_whole, 1, most, f"'1', '2..5' or '2..3..5': whole numbers from 1 to {most}", 0.5)
    )


class MeaningRow(Row):
    """A row in the table of column meanings."""

    KEY: ClassVar[tuple[str, ...]] = ("table", "column")

    table: Text
    column: Text
    type: Text
    unit: str = ""
    meaning: Text
    source: Ids = ()


@cache
def _forces() -> dict[str, Force]:
    return {force.force_id: force for force in load_forces()}


@cache
def _hosts(where: str) -> tuple[str, ...]:
    """The forces that a cell names.

    Raises
    ------
    ValueError
        If the cell names no force.
    """
    forces, said = _forces(), " ".join(where.lower().split())
    if said in (ANY, EACH):
        return tuple(sorted(forces))
    if said == OUTSIDE_LONDON:
        return tuple(sorted(i for i, force in forces.items() if force.region != LONDON_REGION))
    if said.startswith(_REGION):
        region = said.removeprefix(_REGION).replace(" ", "-")
        found = tuple(sorted(i for i, force in forces.items() if force.region == region))
        if not found:
            known = [each.region_id for each in load_regions()]
            raise ValueError(f"unknown region {region!r}; {did_you_mean(region, known)}")
        return found
    names = [part.strip() for part in where.split(";") if part.strip()]
    ids = [as_force_id(name) for name in names]
    for name, force_id in zip(names, ids, strict=True):
        if force_id not in forces:
            problem = unknown_force(name, forces)
            if "is a region" in problem:
                problem += f"; write 'region {name.lower()}' for any of its forces"
            raise ValueError(problem)
    if len(set(ids)) < len(ids):
        raise ValueError(f"found {where!r}, in which a force appears twice; name each force once")
    return tuple(sorted(ids))


def _known(where: str) -> str:
    """Return the cell's text. Raises `ValueError` if the cell names no force."""
    if where:
        _hosts(where)
    return where


class ThreatRow(Row):
    """A row in the table of threats."""

    KEY: ClassVar[tuple[str, ...]] = ("threat",)
    SHEET: ClassVar[str] = "threats"
    MEND: ClassVar[Mapping[str, Mend]] = {"where": _known}

    threat: Slug
    name: Text = ""
    where: Text
    times_a_year: Annotated[float, Field(ge=0, le=MOST_TIMES)]
    how_often: Literal["random", "every_year"] = "random"
    months: Annotated[tuple[str, ...], BeforeValidator(_names_of(MONTH_NAMES, "jul;aug"))] = MONTHS
    days: Annotated[tuple[str, ...], BeforeValidator(_names_of(DAY_NAMES, "sat;sun"))] = DAYS
    begins: Clock = Uniform(720.0, 1020.0)
    lasts: Duration
    evenings: Annotated[Any, _counted(MOST_EVENINGS)] = Fixed(1.0)
    places: Annotated[Any, _counted(MOST_PLACES)] = Fixed(1.0)
    psu: Units = None
    bdu: Units = None
    aep: Units = None
    warning: Annotated[Any, BeforeValidator(_warned)] = 0.0
    basis: Literal["counted", "assumed"]
    source: Ids = ()
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Threat:
    """A threat: its possible places, its frequency, its size and its warning."""

    threat: str
    name: str
    hosts: tuple[str, ...]
    """The forces in whose areas the threat can occur, ordered by id."""
    each: bool
    """Whether the threat occurs in each force separately, rather than in one of the forces."""
    times_a_year: float
    every_year: bool
    days: tuple[int, ...]
    """The days of the year on which the threat can begin."""
    begins: Distribution
    lasts: Distribution
    evenings: Distribution
    places: Distribution
    units: tuple[tuple[str, Distribution], ...]
    """The units needed, by kind."""
    warning: float
    basis: str
    source: tuple[str, ...]
    remarks: str

    @property
    def a_year(self) -> float:
        """The mean number of incidents per year; each evening in each place counts as one."""
        times = self.times_a_year * (len(self.hosts) if self.each else 1)
        return times * self.evenings.mean * self.places.mean


def read_threats(path: Path | str | None = None) -> tuple[Threat, ...]:
    """The threats in a table, in the table's order; by default, the threats in the shipped table.

    Raises
    ------
    InputError
        If the table has faults. The error lists every fault.

    >>> [each.threat for each in read_threats()][:3]
    ['derby', 'march', 'large-march']
    """
    table = scan_table(path or data_path(SHIPPED), ThreatRow)
    faults = [*table.faults, *_needless(table), *_uneven(table), *_several(table)]
    found = [_threat(row) for row in table.rows]
    if not table.rows and not faults:
        faults.append(table.whole("found no threats, expected one in each row"))
    a_year = sum(each.a_year for each in found)
    if a_year > MOST_A_YEAR:
        problem = f"found {a_year:,.0f} places with disorder in a mean year, expected at most "
        faults.append(table.whole(f"{problem}{MOST_A_YEAR:,.0f}; lower times_a_year or evenings"))
    if faults:
        raise InputError(faults)
    return tuple(found)


def _needless(table: Table[ThreatRow]) -> Iterator[Fault]:
    for record, row in table.pairs:
        units = [getattr(row, kind) for kind in KINDS]
        if not any(each is not None and round_half_up(largest(each)) for each in units):
            problem = "found no units of any kind, expected some; fill psu, bdu or aep"
            yield table.fault(record, "psu", problem)


def _uneven(table: Table[ThreatRow]) -> Iterator[Fault]:
    for record, row in table.pairs:
        if row.how_often == "every_year" and row.times_a_year != int(row.times_a_year):
            problem = f"found {row.times_a_year:g} every_year, expected a whole number; "
            yield table.fault(record, "times_a_year", problem + "correct it, or write random")


def _several(table: Table[ThreatRow]) -> Iterator[Fault]:
    for record, row in table.pairs:
        most, forces = round_half_up(largest(row.places)), len(_hosts(row.where))
        if most > 1 and row.where.lower() == EACH:
            problem = "found several places for a threat in each force; write 'any' under "
            yield table.fault(record, "places", problem + "where, or empty this cell")
        elif most > forces:
            problem = f"found {most}, expected at most {forces}, one for each force; lower it"
            yield table.fault(record, "places", problem)


def _threat(row: ThreatRow) -> Threat:
    units = tuple((kind, getattr(row, kind)) for kind in KINDS if getattr(row, kind) is not None)
    return Threat(
        threat=row.threat,
        name=row.name or row.threat.replace("-", " ").capitalize(),
        hosts=_hosts(row.where),
        each=row.where.lower() == EACH,
        times_a_year=row.times_a_year,
        every_year=row.how_often == "every_year",
        days=days_of(row.months, row.days),
        begins=row.begins,
        lasts=row.lasts,
        evenings=row.evenings,
        places=row.places,
        units=units,
        warning=row.warning,
        basis=row.basis,
        source=row.source,
        remarks=row.remarks,
    )


@cache
def weights_of(hosts: tuple[str, ...]) -> tuple[int, ...]:
    """The number of residents in the area of each given force."""
    known = residents()
    return tuple(known[host] for host in hosts)
