"""Which national lines exist, what are they called, and which forces' crews count on each?

A line is the number of units of one kind that England and Wales must be able to field. The lines
are a table, because the figures change (SPR 2023 footnote 61): a scenario may name its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal, get_args

from pydantic import AfterValidator, PositiveInt

from mobsim.country.doctrine import REGIONS
from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.ground.tables import Ids, PartialDate, Row, Slug, Table, Text, data_path, scan_table

PSU: Final = "psu"
"""Id of the kind of unit in the headlines of a night, and of its line."""

LONDON_REGION: Final = "london"
"""Id of the region with its own national figure."""

BEYOND_REGION: Final = "beyond"
"""Id of the region of lenders outside the 43; no figure of England and Wales counts their units."""

LondonReading = Literal["outside_297", "inside_297"]
"""Whether London's forces owe a share of the 297 besides the 75."""

Where = Literal["everywhere", "london", "outside-london"]
"""Where a line's need is, and which forces' crews count on it."""


@dataclass(frozen=True, slots=True)
class NationalLine:
    """The units of a kind required from England and Wales, from London, or from all but London."""

    line: str
    """Key, e.g. ``psu_london``."""
    name: str
    """The name as printed, e.g. ``PSU for London``."""
    plural: str
    """Its units in a sentence, e.g. ``PSUs for London``."""
    kind: str
    """Id of the kind of unit."""
    where: Where
    required: int
    """Units that must be found."""
    per_region: int | None = None
    """Units that each region must be able to field."""
    source: tuple[str, ...] = ()
    """Keys of its sources."""
    date: str = ""
    note: str = ""

    def holds(self, region: str) -> bool:
        """Whether crews of a region's forces count on the line.

        >>> [line.line for line in load_requirements() if line.holds("london")]
        ['psu_london', 'bdu', 'aep']
        """
        if region == BEYOND_REGION or self.where == "everywhere":
            return region != BEYOND_REGION
        return (region == LONDON_REGION) == (self.where == "london")


def _check_line(text: str) -> str:
    if not text.replace("_", "").replace("-", "").isalnum() or text != text.lower():
        raise ValueError("lower-case words joined by underscores, such as 'psu_london'")
    return text


class RequirementRow(Row):
    """A row of the table of national lines."""

    KEY: ClassVar[tuple[str, ...]] = ("line",)
    SHEET: ClassVar[str] = "requirements"

    line: Annotated[Text, AfterValidator(_check_line)]
    name: Text
    plural: Text
    kind: Slug
    where: Where
    required: PositiveInt
    per_region: PositiveInt | None = None
    source: Ids = ()
    date: PartialDate = ""
    note: str = ""


def load_requirements(
    path: Path | str | None = None, *, kinds: Iterable[str] | None = None
) -> tuple[NationalLine, ...]:
    """The national lines of a user's table, or of the shipped one, in its order.

    Only the ``kinds`` given may be named; any by default.

    Raises
    ------
    InputError
        With every fault of the table: single cells, unknown kinds, overlapping lines, regions that
        must field more than the nation.

    >>> [(line.name, line.required, line.per_region) for line in load_requirements()]
    [('PSU', 297, None), ('PSU for London', 75, None), ('BDU', 234, None), ('AEP teams', 18, 2)]
    """
    table = scan_table(path or data_path("requirements.csv"), RequirementRow)
    faults = [*table.faults, *_kind_faults(table, kinds), *_overlap_faults(table)]
    for record, row in table.pairs:
        least = REGIONS * (row.per_region or 0)
        if row.required < least:
            problem = f"found {row.required}, expected at least {REGIONS} regions times the "
            problem += f"{row.per_region} of per_region, {least}; correct one of them"
            faults.append(table.fault(record, "required", problem))
        if row.per_region and row.where != "everywhere":
            problem = f"found {row.per_region} for a line {row.where!r}; a figure for each region "
            problem += "needs the line 'everywhere': empty the cell or change where"
            faults.append(table.fault(record, "per_region", problem))
    if not table.rows and not faults:
        faults.append(
            Fault(table.name, 1, 0, "", "found no line, expected one national line a row")
        )
    if faults:
        raise InputError(faults)
    return tuple(NationalLine(**row.model_dump()) for row in table.rows)


def _kind_faults(table: Table[RequirementRow], kinds: Iterable[str] | None) -> list[Fault]:
    if kinds is None:
        return []
    known = set(kinds)
    faults = []
    for record, row in table.pairs:
        if row.kind not in known:
            hint = did_you_mean(row.kind, known)
            faults.append(table.fault(record, "kind", f"unknown kind {row.kind!r}; {hint}"))
        elif row.line in known and row.line != row.kind:
            problem = f"found {row.line!r}, which is another kind; name the line after its own"
            faults.append(table.fault(record, "line", problem))
    return faults


def _overlap_faults(table: Table[RequirementRow]) -> list[Fault]:
    """A crew counts on at most one line of its kind."""
    faults = []
    before: dict[tuple[str, str], RequirementRow] = {}
    for record, row in table.pairs:
        if row.where == "everywhere":
            clashes: tuple[str, ...] = get_args(Where)
        else:
            clashes = ("everywhere", row.where)
        for where in clashes:
            other = before.get((row.kind, where))
            if other is not None:
                problem = f"the line {row.line!r} ({row.where}) overlaps {other.line!r} "
                problem += f"({other.where}), of the same kind; delete one, or change where"
                faults.append(table.fault(record, "where", problem))
        before.setdefault((row.kind, row.where), row)
    return faults


def lines_of_kind(lines: Iterable[NationalLine], kind: str) -> tuple[NationalLine, ...]:
    """The lines of one kind."""
    return tuple(line for line in lines if line.kind == kind)


def line_of_place(lines: Iterable[NationalLine], kind: str, region: str) -> str:
    """The line that judges a need of a kind in a region; the kind's id if it has none.

    >>> [line_of_place(load_requirements(), "psu", region) for region in ("london", "wales")]
    ['psu_london', 'psu']
    """
    there = (line.line for line in lines_of_kind(lines, kind) if line.holds(region))
    return next(there, kind)


def required_by_kind(lines: Iterable[NationalLine]) -> dict[str, int]:
    """Units that must be found of each kind with a line, including London's.

    >>> required_by_kind(load_requirements())
    {'psu': 372, 'bdu': 234, 'aep': 18}
    """
    found: dict[str, int] = {}
    for line in lines:
        found[line.kind] = found.get(line.kind, 0) + line.required
    return found


def kinds_for_london(lines: Iterable[NationalLine]) -> frozenset[str]:
    """The kinds for which London has its own figure."""
    return frozenset(line.kind for line in lines if line.where == "london")


def forces_by_line(
    lines: Iterable[NationalLine], kind: str, force_region: Mapping[str, str]
) -> dict[str, list[str]]:
    """The forces whose crews each line of a kind counts; crews on no line are under the kind's id.

    >>> forces_by_line(load_requirements(), "psu", {"kent": "south-east", "met": "london"})
    {'psu': ['kent'], 'psu_london': ['met']}
    >>> forces_by_line(load_requirements(), "dogs", {"kent": "south-east", "met": "london"})
    {'dogs': ['kent', 'met']}
    """
    own = {f: region for f, region in force_region.items() if region != BEYOND_REGION}
    found = {
        line.line: [force for force, region in own.items() if line.holds(region)]
        for line in lines_of_kind(lines, kind)
    }
    counted = {force for forces in found.values() for force in forces}
    left = [force for force in own if force not in counted]
    return found | {kind: found.get(kind, []) + left} if left else found


def counted_on(
    line: NationalLine,
    lines: Iterable[NationalLine],
    units_by_region: Mapping[str, int],
    london: LondonReading = "outside_297",
) -> int:
    """Units that count on a line, out of those that the forces of each region have.

    Under ``inside_297`` London's forces owe a share of the 297 too: their units count on London's
    line up to its figure, and the rest with the others'.

    >>> [psu, capital, *_] = load_requirements()
    >>> held = {"london": 80, "wales": 10}
    >>> [counted_on(psu, [psu, capital], held, r) for r in ("outside_297", "inside_297")]
    [10, 15]
    """
    own = sum(units for region, units in units_by_region.items() if line.holds(region))
    alike = lines_of_kind(lines, line.kind)
    capital = next((each.required for each in alike if each.where == "london"), None)
    if london == "outside_297" or line.where == "everywhere" or capital is None:
        return own
    there = units_by_region.get(LONDON_REGION, 0)
    first = min(there, capital)
    return first if line.where == "london" else own + there - first


def line_named(lines: Iterable[NationalLine], line: str) -> NationalLine | None:
    """The line with a key; None if there is none, as for a kind without a figure."""
    return next((each for each in lines if each.line == line), None)
