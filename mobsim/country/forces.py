"""Which forces exist, and which crews does each force have?

This module reads forces, regions, kinds of unit and standing agreements from the shipped tables, or
from a user's tables with the same columns. The commitment of each force is not public. The shipped
commitments follow a rule (see `mobsim.country.commitments`), and every row of the table marks them
as synthetic.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import Field, NonNegativeFloat, PositiveInt, create_model, model_validator

from mobsim.country.commitments import TRAINED_PER_COMMITMENT, Strength, apportion, owed_by_rule
from mobsim.country.doctrine import REGIONS
from mobsim.country.force_names import as_force_id, unknown_force
from mobsim.country.lines import (
    LondonReading,
    NationalLine,
    Where,
    counted_on,
    lines_of_kind,
    load_requirements,
    required_by_kind,
)
from mobsim.country.pool import NEEDS, SURPLUS
from mobsim.ground.coordinates import Latitude, Longitude
from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.ground.tables import (
    Count,
    Ids,
    Mend,
    PartialDate,
    Row,
    Slug,
    Table,
    Text,
    data_path,
    read_table,
    scan_table,
)

NorthWales = Literal["wales", "north-west"]
"""The region with which North Wales mobilises."""
Commitments = Literal["synthetic", "published"]
"""Whether published PSU commitments, if there are any, replace the rule."""

STOCK_NUMBERS = ("trained", "commitment", "declared")

_FEW_ROWS = 30
"""A table with fewer rows than this is probably meant to change only the forces that it lists."""
_NEAR_DEGREES = 0.5
"""Two longitudes that differ by less than this belong to the same city (assumed)."""
_IN_THE_SEA = "expected the longitude of the place in degrees east; is the minus sign missing?"


@dataclass(frozen=True, slots=True)
class OwnedStock:
    """The number of units of one kind that a force has."""

    trained: int
    """Trained crews."""
    commitment: int
    """Crews that the force must provide towards the national total."""
    declared: int
    """Crews that the force could field, according to its return; by default, the commitment."""
    floor: int | None = None
    """Crews that the force keeps at home, if its return says so; otherwise None."""


@dataclass(frozen=True, slots=True)
class Force:
    """One of the 43 territorial police forces."""

    force_id: str
    """Key, e.g. ``west-yorkshire``."""
    name: str
    """The name that the force uses."""
    region: str
    """The id of the region with which the force mobilises."""
    city: str
    """The main city, e.g. ``Leeds``; the force's node in the road network."""
    latitude: float
    """Latitude of the city, in degrees north."""
    longitude: float
    """Longitude of the city, in degrees east."""
    officers: int
    """Number of officers, as full-time equivalents."""
    stock: Mapping[str, OwnedStock]
    """Stock of each kind of unit, by the id of the kind."""
    pools: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Numbers of people and carriers in the force's return, for each kind of unit and field of
    `Pool`."""
    on_duty: Mapping[str, float] = field(default_factory=dict)
    """Shares of fit crews on duty, according to the force's return. The keys are the same as in
    `ON_DUTY_COLUMNS`.
    """
    population: int = 0
    """Number of usual residents, taken from the shipped table if the user's table does not give
    it."""


@dataclass(frozen=True, slots=True)
class Region:
    """One of the nine regions of the mobilisation plan."""

    region_id: str
    """Key, e.g. ``north-west``."""
    name: str
    """The name as printed."""
    desks: int
    """Number of requests that the region's RICC can handle at once (assumed)."""


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit that can be lent."""

    kind_id: str
    """Key, e.g. ``psu``."""
    name: str
    """The name of one unit."""
    plural: str
    """The name of several units."""
    short: str
    """The short name that tables use."""
    officers: int
    """Officers in one unit."""
    requirement: int | None = None
    """Units that England and Wales must be able to field, if a user's table gives a figure."""
    london_requirement: int | None = None
    """Additional units for London, if the table gives a figure."""
    region_requirement: int | None = None
    """Units that each region must be able to field, if the table gives a figure."""
    notional_commitment: int = 0
    """The assumed national total, which is shared out by number of officers if a table of forces
    has no numbers for the kind."""

    @property
    def several(self) -> str:
        """The plural that sentences use: an abbreviation with *s*, or the plural name."""
        return in_the_plural(self.short, self.plural)

    def lines(self) -> tuple[NationalLine, ...]:
        """The national lines given in the kind's own row of the table of kinds.

        The national lines of the shipped kinds are in a separate table.

        >>> [line.name for line in UnitKind("x", "team", "teams", "TST", 4, 20, 5).lines()]
        ['TST', 'TST for London']
        """
        each = self.region_requirement
        figure = self.requirement or REGIONS * (each or 0)
        found = []
        if figure:
            where: Where = "everywhere" if self.london_requirement is None else "outside-london"
            short, several = self.short, self.several
            found.append(
                NationalLine(self.kind_id, short, several, self.kind_id, where, figure, each)
            )
        if self.london_requirement is not None:
            key, name = f"{self.kind_id}_london", f"{self.short} for London"
            several, figure = f"{self.several} for London", self.london_requirement
            found.append(NationalLine(key, name, several, self.kind_id, "london", figure))
        return tuple(found)


def in_the_plural(short: str, plural: str) -> str:
    """The plural of a kind of unit: an abbreviation with *s*, or the plural name.

    >>> in_the_plural("PSU", "support units"), in_the_plural("Dogs", "dog teams")
    ('PSUs', 'dog teams')
    """
    return f"{short}s" if short.isupper() else plural


def lines_for(
    kinds: Iterable[UnitKind], requirements: Iterable[NationalLine] | None = None
) -> tuple[NationalLine, ...]:
    """The national lines of the given kinds.

    The lines come from the table of lines. If that table has no line for a kind, they come from the
    row of the kind.
    """
    members = tuple(kinds)
    known = {kind.kind_id for kind in members}
    table = load_requirements() if requirements is None else tuple(requirements)
    listed = {line.kind for line in table}
    stated = (line for kind in members if kind.kind_id not in listed for line in kind.lines())
    return (*(line for line in table if line.kind in known), *stated)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Forces with a standing agreement to ask each other for aid directly."""

    agreement_id: str
    """The key of the agreement."""
    forces: frozenset[str]
    """Ids of two or more forces."""
    kinds: frozenset[str] | None
    """Ids of the kinds of unit that the agreement covers; None if it covers all kinds."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One national line compared with the units that the forces commit and declare."""

    line: str
    """``psu``, ``psu_london``, ``bdu`` or ``aep``."""
    required: int
    """Units that are required."""
    declared: int
    """Units that the returns declare."""
    committed: int
    """The sum of the forces' commitments, in units."""

    @property
    def difference(self) -> int:
        """Committed minus required units: 0 if the commitments add up to the requirement."""
        return self.committed - self.required


ON_DUTY_COLUMNS = {
    "04:00": "on_duty_04",
    "14:00": "on_duty_14",
    "22:00": "on_duty_22",
    "weekend": "on_duty_weekend",
}
"""Optional columns for the share of fit crews on duty at three times of day and on weekend
evenings."""

OptionalShare = Annotated[float | None, Field(ge=0, le=1)]


class ForceRow(Row):
    """A row of the table of forces. A user's table may leave out any column that has a default."""

    KEY: ClassVar[tuple[str, ...]] = ("force_id",)
    SHEET: ClassVar[str] = "forces"
    MEND: ClassVar[Mapping[str, Mend]] = {"force_id": as_force_id}

    force_id: Text
    name: Text
    region: Slug
    city: Text
    city_lat: Latitude
    city_lon: Longitude
    officers: PositiveInt
    psu_trained: Count
    psu_commitment: Count
    psu_declared: Count
    bdu_trained: Count
    bdu_commitment: Count
    bdu_declared: Count
    aep_trained: Count
    aep_commitment: Count
    aep_declared: Count
    psu_commitment_inside_297: Count | None = None
    aep_commitment_north_west: Count | None = None
    psu_commitment_published: Count | None = None
    psu_commitment_published_date: PartialDate = ""
    psu_commitment_published_source: str = ""
    published_remarks: str = ""
    psu_trained_basis: Literal["published", "synthetic", "return"] = "return"
    psu_trained_date: PartialDate = ""
    commitment_basis: Literal["synthetic", "return"] = "return"
    commitment_date: PartialDate = ""
    region_alt: Slug | None = None
    ons_code: str = ""
    hq_town: str = ""
    hq_lat: Latitude | None = None
    hq_lon: Longitude | None = None
    area_km2: NonNegativeFloat | None = None
    population: Count | None = None
    population_date: PartialDate = ""
    officers_date: PartialDate = ""
    officers_basis: Literal["published", "estimated"] | None = None
    neighbours: Ids = ()
    tile_column: Count | None = None
    tile_row: Count | None = None
    tile_label: str = ""
    psu_inspectors: Count | None = None
    psu_sergeants: Count | None = None
    psu_constables: Count | None = None
    psu_drivers: Count | None = None
    psu_carriers: Count | None = None
    psu_floor: Count | None = None
    bdu_floor: Count | None = None
    aep_floor: Count | None = None
    bdu_inspectors: Count | None = None
    bdu_sergeants: Count | None = None
    bdu_constables: Count | None = None
    on_duty_04: OptionalShare = None
    on_duty_14: OptionalShare = None
    on_duty_22: OptionalShare = None
    on_duty_weekend: OptionalShare = None

    @property
    def pools(self) -> dict[str, dict[str, int]]:
        """The numbers of people and carriers in the return, for each kind of unit."""
        return {
            kind: {
                rank: number
                for rank in SURPLUS
                if (number := getattr(self, f"{kind}_{rank}", None)) is not None
            }
            for kind in NEEDS
        }

    @property
    def on_duty(self) -> dict[str, float]:
        """The shares of fit crews on duty that the return gives."""
        shares = {name: getattr(self, column) for name, column in ON_DUTY_COLUMNS.items()}
        return {name: share for name, share in shares.items() if share is not None}


class RegionRow(Row):
    """A row of the table of regions."""

    KEY: ClassVar[tuple[str, ...]] = ("region_id",)
    SHEET: ClassVar[str] = "regions"

    region_id: Slug
    name: Text
    ricc: str = ""
    ricc_desks: PositiveInt
    basis: str = ""
    source: str = ""


class KindRow(Row):
    """A row of the table of kinds of unit."""

    KEY: ClassVar[tuple[str, ...]] = ("kind_id",)
    SHEET: ClassVar[str] = "kinds"

    kind_id: Slug
    name: Text
    plural: Text
    short: Text
    officers: PositiveInt
    inspectors: Count | None = None
    sergeants: Count | None = None
    constables: Count | None = None
    drivers: Count | None = None
    carriers: Count | None = None
    trained_to: str = ""
    national_requirement: Count | None = None
    london_requirement: Count | None = None
    region_requirement: Count | None = None
    notional_commitment: Count | None = None
    basis: Literal["published", "assumed"] = "assumed"
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _ranks_add_up(self) -> "KindRow":
        parts = (self.inspectors, self.sergeants, self.constables, self.drivers)
        known = [part for part in parts if part is not None]
        found = sum(known)
        short = len(known) == len(parts) and found != self.officers
        if short or found > self.officers:
            raise ValueError(f"the ranks add up to {found}, expected {self.officers} officers")
        return self


class AgreementRow(Row):
    """A row of the table of agreements."""

    KEY: ClassVar[tuple[str, ...]] = ("agreement_id",)
    SHEET: ClassVar[str] = "agreements"
    MEND: ClassVar[Mapping[str, Mend]] = {
        "forces": lambda names: ";".join(as_force_id(name.strip()) for name in names.split(";"))
    }

    agreement_id: Slug
    forces: Ids
    kinds: Ids = ()
    example: Literal["yes", "no"] = "no"
    note: str = ""
    source: str = ""


def load_regions() -> tuple[Region, ...]:
    """The regions, in order of id.

    >>> len(load_regions())
    9
    """
    rows = read_table(data_path("regions.csv"), RegionRow)
    regions = (Region(row.region_id, row.name, row.ricc_desks) for row in rows)
    return tuple(sorted(regions, key=lambda region: region.region_id))


def load_kinds(path: Path | str | None = None) -> tuple[UnitKind, ...]:
    """The kinds of unit, in the order of the table.

    Raises
    ------
    InputError
        If the table has faults; the error lists every fault.

    >>> [(kind.short, kind.officers) for kind in load_kinds()[:3]]
    [('PSU', 25), ('BDU', 22), ('AEP teams', 6)]
    """
    return tuple(
        kind_of_row(row) for row in read_table(path or data_path("unit_kinds.csv"), KindRow)
    )


def kind_of_row(row: KindRow) -> UnitKind:
    """The kind of unit that a row of the table of kinds describes."""
    return UnitKind(
        row.kind_id,
        row.name,
        row.plural,
        row.short,
        row.officers,
        row.national_requirement,
        row.london_requirement,
        row.region_requirement,
        row.notional_commitment or 0,
    )


@cache
def known_force_ids() -> tuple[str, ...]:
    """Ids of the 43 forces, in order."""
    return tuple(shipped_forces())


@cache
def _shipped_table(model: type[ForceRow]) -> Table[ForceRow]:
    """The shipped table of forces, which is read once."""
    return scan_table(data_path("forces.csv"), model)


@cache
def shipped_force_rows() -> tuple[ForceRow, ...]:
    """The rows of the shipped table of forces, with all columns."""
    table = _shipped_table(ForceRow)
    if table.faults:
        raise InputError(table.faults)
    return tuple(table.rows)


@cache
def shipped_forces() -> dict[str, ForceRow]:
    """The rows of the shipped table, in order, with the id of the force as key."""
    return {row.force_id: row for row in sorted(shipped_force_rows(), key=lambda r: r.force_id)}


@cache
def residents() -> dict[str, int]:
    """The usual residents of each force's area, from the shipped table."""
    return {force_id: row.population or 0 for force_id, row in shipped_forces().items()}


def load_agreements(
    path: Path | str | None = None,
    *,
    examples: bool = False,
    kinds: Sequence[UnitKind] | None = None,
) -> tuple[Agreement, ...]:
    """The standing agreements, in order of id.

    Rows marked as examples are left out unless ``examples`` is true. An agreement may name only the
    given ``kinds``, which are the shipped kinds by default.

    Raises
    ------
    InputError
        If the table has faults, such as an unknown force or kind; the error lists every fault.

    >>> load_agreements()
    ()
    """
    table = scan_table(path or data_path("agreements.csv"), AgreementRow)
    known_kinds = {kind.kind_id for kind in (load_kinds() if kinds is None else kinds)}
    faults = list(table.faults)
    for record, row in table.pairs:
        faults += [
            table.fault(record, "forces", unknown_force(name, shipped_forces()))
            for name in row.forces
            if name not in shipped_forces()
        ]
        for name in set(row.kinds) - known_kinds:
            problem = f"unknown kind {name!r}; {did_you_mean(name, known_kinds)}"
            faults.append(table.fault(record, "kinds", problem))
        if len(set(row.forces)) < 2:
            found = record.cells["forces"]
            problem = f"found {found!r}, expected two or more forces joined by ';'"
            faults.append(table.fault(record, "forces", problem))
    if faults:
        raise InputError(faults)
    return tuple(
        Agreement(row.agreement_id, frozenset(row.forces), frozenset(row.kinds) or None)
        for row in sorted(table.rows, key=lambda row: row.agreement_id)
        if examples or row.example == "no"
    )


class ForceTables(Protocol):
    """Several tables that are combined into one."""

    def table(self, model: type[ForceRow]) -> Table[ForceRow]:
        """The combined table, with its faults."""


def load_forces(
    path: Path | str | ForceTables | None = None,
    *,
    london: LondonReading = "outside_297",
    north_wales: NorthWales = "wales",
    commitments: Commitments = "synthetic",
    kinds: Sequence[UnitKind] | None = None,
    lines: Sequence[NationalLine] | None = None,
    regions: Sequence[Region] | None = None,
    allow_unreconciled: bool = False,
) -> tuple[Force, ...]:
    """The 43 forces, in order of id.

    Parameters
    ----------
    path
        A user's table with the columns of the shipped table, or several tables to combine (see
        `mobsim.country.force_tables`); the shipped table by default. If a table has no columns for
        a kind, the kind's national total is shared out by number of officers. Each force is then
        assumed to have trained twice its commitment, and to declare its commitment.
    london
        Whether London's forces share the 297 PSUs with the other forces, in addition to the 75 for
        London.
    north_wales
        The region with which North Wales mobilises.
    commitments
        ``published`` uses the published PSU commitments; the rule shares out the rest of the 297
        PSUs. This choice applies only to the shipped table, because a user's table gives all
        commitments.
    kinds, lines, regions
        The kinds of unit, the national lines and the regions; by default, those of the shipped
        tables. If a figure differs from the shipped figure, the rule shares out the new figure
        between the forces of the shipped table.
    allow_unreconciled
        Accept commitments that do not add up to the national figures. The commitments in the
        shipped table then apply, even if the national figures have changed.

    Raises
    ------
    InputError
        If the table has faults: wrong cells, missing or unknown forces, regions without forces,
        fewer trained crews than the commitment, or totals that do not add up. The error lists every
        fault.

    >>> stock = {force.force_id: force.stock["psu"] for force in load_forces()}
    >>> stock["west-midlands"]
    OwnedStock(trained=62, commitment=21, declared=21, floor=None)
    """
    kinds = load_kinds() if kinds is None else tuple(kinds)
    regions = load_regions() if regions is None else tuple(regions)
    lines = lines_for(kinds) if lines is None else tuple(lines)
    shipped = path is None
    model = _force_model(tuple(kind.kind_id for kind in kinds))
    if path is None or isinstance(path, str | Path):
        table = _shipped_table(model) if path is None else scan_table(path, model)
    else:
        table = path.table(model)
    region_column = "region_alt" if north_wales == "north-west" else "region"
    owed_column = _owed_columns(kinds, london, north_wales)
    faults = list(table.faults)
    faults += _membership_faults(table)
    faults += _whereabouts_faults(table)
    faults += _reading_faults(table, [region_column, owed_column["psu"], owed_column["aep"]])
    faults += _region_faults(table, region_column, regions)
    faults += _kind_column_faults(table, kinds)
    short = _trained_faults(table, owed_column)
    if commitments == "published" and not shipped:
        problem = "published commitments are available only for the shipped table; set them to "
        faults.append(table.whole(f"{problem}'synthetic' to use this table's", "psu_commitment"))
    if faults:
        raise InputError([*faults, *short])
    stock = {
        kind.kind_id: _kind_stock(
            table, kind, owed_column[kind.kind_id], lines, by_construction=shipped
        )
        for kind in kinds
    }
    if shipped:
        changed = set() if allow_unreconciled else _kinds_with_new_figures(lines)
        rule = _Rule(table.rows, region_column, london, commitments == "published")
        anew = changed | ({"psu"} & {line.kind for line in lines} if rule.published else set())
        stock |= {kind: rule.stock(kind, lines, stock[kind]) for kind in anew & stock.keys()}
        short += _trained_by_rule(table, stock, changed)
    forces = tuple(
        Force(
            row.force_id,
            row.name,
            getattr(row, region_column),
            row.city,
            row.city_lat,
            row.city_lon,
            row.officers,
            {kind.kind_id: stock[kind.kind_id][row.force_id] for kind in kinds},
            row.pools,
            row.on_duty,
            residents()[row.force_id] if row.population is None else row.population,
        )
        for row in sorted(table.rows, key=lambda row: row.force_id)
    )
    if not allow_unreconciled:
        short += _reconciliation_faults(table, reconcile(forces, lines, london=london))
    if short:
        raise InputError(short)
    return forces


def _owed_columns(
    kinds: Iterable[UnitKind], london: LondonReading, north_wales: NorthWales
) -> dict[str, str]:
    """The name of the column with commitments for each kind, under the requested readings."""
    columns = {kind.kind_id: column_of(kind.kind_id, "commitment") for kind in kinds}
    psu = "psu_commitment_inside_297" if london == "inside_297" else "psu_commitment"
    aep = "aep_commitment_north_west" if north_wales == "north-west" else "aep_commitment"
    return columns | {"psu": psu, "aep": aep}


def reconcile(
    forces: Iterable[Force], lines: Iterable[NationalLine], *, london: LondonReading = "outside_297"
) -> list[Reconciliation]:
    """Compare each national line with the units that the forces commit and declare.

    If a kind has a separate figure for London, the reading ``outside_297`` counts the units of
    London's forces towards London's line only. The reading ``inside_297`` counts the units of
    London's forces towards London's line up to its figure. All further units of London's forces
    count together with the units of all other forces.

    >>> lines = reconcile(load_forces(), load_requirements())
    >>> [(line.line, line.required, line.difference) for line in lines]
    [('psu', 297, 0), ('psu_london', 75, 0), ('bdu', 234, 0), ('aep', 18, 0)]
    """
    members, table = list(forces), tuple(lines)
    return [
        Reconciliation(
            line.line,
            line.required,
            counted_on(line, table, units_by_region(members, line.kind, "declared"), london),
            counted_on(line, table, units_by_region(members, line.kind, "commitment"), london),
        )
        for line in table
    ]


def units_by_region(forces: Iterable[Force], kind_id: str, number: str) -> Counter[str]:
    """The total for each region of one number in the stock of a kind, such as ``declared``."""
    found: Counter[str] = Counter()
    for force in forces:
        found[force.region] += getattr(force.stock[kind_id], number)
    return found


def column_of(kind_id: str, number: str) -> str:
    """The name of the column for a kind's number, with hyphens replaced by underscores.

    >>> column_of("prt-standard", "trained")
    'prt_standard_trained'
    """
    return f"{kind_id.replace('-', '_')}_{number}"


@cache
def _force_model(kinds: tuple[str, ...]) -> type[ForceRow]:
    """`ForceRow` with three more optional columns for each kind that it does not cover."""
    columns = [column_of(kind, number) for kind in kinds for number in STOCK_NUMBERS]
    extra: dict[str, Any] = {
        column: (Count | None, None) for column in columns if column not in ForceRow.model_fields
    }
    model: type[ForceRow] = create_model("ForceRow", __base__=ForceRow, **extra)
    return model


def _membership_faults(table: Table[ForceRow]) -> list[Fault]:
    """Faults for forces that do not exist, and for forces without a row."""
    if "force_id" not in table.header:
        return []
    known = known_force_ids()
    found = {record.cells["force_id"] for record in table.records} - {""}
    missing = [force_id for force_id in known if force_id not in found]
    strangers = found.difference(known)
    faults = []
    for record in table.records:
        name = record.cells["force_id"]
        if name in strangers:
            told = unknown_force(name, shipped_forces())
            faults.append(table.fault(record, "force_id", told))
    # A misspelt force counts as having a row: a fault above suggests its name.
    if len(missing) > len(strangers):
        problem = f"found {len(known) - len(missing)} forces, expected {len(known)}; add a row for "
        problem += ", ".join(missing)
        if len(found) < _FEW_ROWS:
            problem += "; or name the table in a list, as in forces: [mine.csv]: it then changes "
            problem += "the shipped table, and may have only some rows and columns"
        if strangers:
            problem += "; an unknown force may be meant for one of them"
        faults.append(table.whole(problem, "force_id"))
    return faults


def _whereabouts_faults(table: Table[ForceRow]) -> list[Fault]:
    """Faults for longitudes that match the shipped table once a minus sign is added."""
    return [
        table.fault(record, column, f"found {found}, {_IN_THE_SEA}")
        for record, row in table.pairs
        for column in ("city_lon", "hq_lon")
        if (there := getattr(shipped_forces().get(row.force_id), column, None)) is not None
        and (found := getattr(row, column)) is not None
        and abs(found + there) < _NEAR_DEGREES < abs(found - there)
    ]


def _reading_faults(table: Table[ForceRow], columns: Iterable[str]) -> list[Fault]:
    """Faults for missing columns that only the requested reading needs."""
    faults = []
    for column in columns:
        if column not in table.header:
            if not ForceRow.model_fields[column].is_required():
                problem = "the requested reading needs this column; add it, or choose the other "
                problem += "reading"
                faults.append(table.whole(problem, column))
            continue
        faults += _empty_cells(table, column)
    return faults


def _empty_cells(table: Table[ForceRow], column: str, of: Sequence[str] = ()) -> list[Fault]:
    """Faults for empty cells in a column.

    In combined tables, a row may leave all of the columns in ``of`` empty.
    """
    field = ForceRow.model_fields.get(column)
    if field and field.is_required():
        return []  # the row model has already reported it
    expected = "a region" if column == "region_alt" else "a whole number; write 0 for none"
    return [
        table.fault(record, column, f"found an empty cell, expected {expected}")
        for record in table.records
        if not record.cells[column]
        and not (record.laid and of and not any(record.cells[each] for each in of))
    ]


def _region_faults(table: Table[ForceRow], column: str, regions: Sequence[Region]) -> list[Fault]:
    if column not in table.header:
        return []
    known = {region.region_id for region in regions}
    named = {record.cells[column] for record in table.records}
    faults = [
        table.fault(record, column, f"unknown region {name!r}; {did_you_mean(name, known)}")
        for record in table.records
        if (name := record.cells[column]) and name not in known
    ]
    faults += [
        table.whole(f"no force is in region {name!r}; add one to it, or delete the region", column)
        for name in sorted(known - named)
    ]
    return faults


def _kind_column_faults(table: Table[ForceRow], kinds: Sequence[UnitKind]) -> list[Fault]:
    """Faults for kinds that lack any of their three columns, or have empty cells in them."""
    faults = []
    for kind in kinds:
        columns = [column_of(kind.kind_id, number) for number in STOCK_NUMBERS]
        present = [column for column in columns if column in table.header]
        if not present or columns[0] in ForceRow.model_fields:
            continue
        for column in columns:
            if column in present:
                faults += _empty_cells(table, column, of=columns)
            else:
                problem = f"the column is missing, although {present[0]} is present; add it, or "
                problem += "delete the other columns of the kind"
                faults.append(table.whole(problem, column))
    return faults


def _kind_stock(
    table: Table[ForceRow],
    kind: UnitKind,
    owed: str,
    lines: Iterable[NationalLine],
    *,
    by_construction: bool,
) -> dict[str, OwnedStock]:
    """The stock of one kind of unit that each force has, with the id of the force as key."""
    trained, declared = column_of(kind.kind_id, "trained"), column_of(kind.kind_id, "declared")
    if trained not in table.header:
        return _notional_stock(table.rows, kind, lines)
    # In the shipped table, forces declare their commitments, under either reading.
    declared = owed if by_construction else declared
    floor = column_of(kind.kind_id, "floor")
    stated = [row for row in table.rows if getattr(row, trained) is not None]
    usual = _notional_stock(table.rows, kind, lines) if len(stated) < len(table.rows) else {}
    return usual | {
        row.force_id: OwnedStock(
            getattr(row, trained),
            getattr(row, owed),
            getattr(row, declared),
            getattr(row, floor, None),
        )
        for row in stated
    }


def _notional_stock(
    rows: Iterable[ForceRow], kind: UnitKind, lines: Iterable[NationalLine]
) -> dict[str, OwnedStock]:
    total = required_by_kind(lines).get(kind.kind_id, kind.notional_commitment)
    owed = apportion(total, {row.force_id: row.officers for row in rows})
    return {
        f: OwnedStock(TRAINED_PER_COMMITMENT * units, units, units) for f, units in owed.items()
    }


def _kinds_with_new_figures(lines: Sequence[NationalLine]) -> set[str]:
    """The kinds whose lines differ from the shipped lines; kinds without a line are left out."""
    shipped = load_requirements()

    def figures(table: Iterable[NationalLine], kind: str) -> set[tuple[str, int, int | None]]:
        own = lines_of_kind(table, kind)
        return {(line.where, line.required, line.per_region) for line in own}

    return {line.kind for line in lines if figures(lines, line.kind) != figures(shipped, line.kind)}


@dataclass(frozen=True, slots=True)
class _Rule:
    """The rule that shares out new figures between the forces of the shipped table."""

    rows: Sequence[ForceRow]
    region_column: str
    london: LondonReading
    published: bool
    """Whether published PSU commitments apply, so that the rule shares out only the other units."""

    def stock(
        self, kind: str, lines: Iterable[NationalLine], stock: Mapping[str, OwnedStock]
    ) -> dict[str, OwnedStock]:
        known = {
            row.force_id: row.psu_commitment_published
            for row in self.rows
            if self.published and kind == "psu" and row.psu_commitment_published is not None
        }
        strengths = [
            Strength(row.force_id, row.officers, getattr(row, self.region_column))
            for row in self.rows
        ]
        owed = owed_by_rule(strengths, lines_of_kind(lines, kind), self.london, known)
        counted = column_of(kind, "trained") in ForceRow.model_fields
        return {
            f: OwnedStock(
                stock[f].trained if counted else TRAINED_PER_COMMITMENT * units, units, units
            )
            for f, units in owed.items()
        }


def _trained_by_rule(
    table: Table[ForceRow], stock: Mapping[str, Mapping[str, OwnedStock]], changed: set[str]
) -> list[Fault]:
    """Faults for forces whose share of new figures is larger than their trained crews."""
    return [
        table.whole(
            f"{force} has {held.trained} trained crews, and its share of the requested figures is "
            f"{held.commitment}; request fewer, or name a table of forces with enough crews",
            column_of(kind, "commitment"),
        )
        for kind in sorted(changed & stock.keys())
        for force, held in stock[kind].items()
        if held.trained < held.commitment
    ]


def _trained_faults(table: Table[ForceRow], owed_column: Mapping[str, str]) -> list[Fault]:
    """Faults for rows with fewer trained crews than committed or declared crews."""
    faults = []
    for kind_id, owed in owed_column.items():
        trained, declared = column_of(kind_id, "trained"), column_of(kind_id, "declared")
        for record, row in table.pairs:
            stock = getattr(row, trained)
            for column in (owed, declared):
                most = getattr(row, column, None)
                if stock is not None and most is not None and stock < most:
                    problem = f"found {stock} trained, expected at least the {most} in {column}; "
                    faults.append(table.fault(record, trained, f"{problem}correct one of them"))
    return faults


def _reconciliation_faults(table: Table[ForceRow], lines: Iterable[Reconciliation]) -> list[Fault]:
    faults = []
    for line in lines:
        if line.difference:
            side = "too many" if line.difference > 0 else "too few"
            problem = (
                f"the commitments add up to {line.committed}, expected {line.required}: "
                f"{abs(line.difference)} {side}; correct them, or set allow_unreconciled: true"
            )
            faults.append(table.whole(problem, line.line))
    return faults
