"""Which national lines exist, what are their names, and which crews count towards each line?

A line is the number of units of one kind that England and Wales must be able to field. The lines
are in a table, because the figures change (SPR 2023 footnote 61). A scenario can name its own
table.
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
"""Id of PSUs as a kind of unit, and of their national line."""

LONDON_REGION: Final = "london"
"""Id of the region that has its own national figure."""

BEYOND_REGION: Final = "beyond"
"""Id of the region for lenders other than the 43 forces; their units count towards no line."""

LondonReading = Literal["outside_297", "inside_297"]
"""Whether London's forces also share the 297 PSUs, in addition to the 75 for London."""

Where = Literal["everywhere", "london", "outside-london"]
"""The area where a line's units are needed, and the forces whose crews count towards the line."""


@dataclass(frozen=True, slots=True)
class NationalLine:
    """The units of one kind that are required from the forces of an area."""

    line: str
    """Key, e.g. ``psu_london``."""
    name: str
    """The name as printed, e.g. ``PSU for London``."""
    plural: str
    """The name of the line's units in a sentence, e.g. ``PSUs for London``."""
    kind: str
    """Id of the kind of unit."""
    where: Where
    required: int
    """Units that are required."""
    per_region: int | None = None
    """Units that each region must be able to field."""
    source: tuple[str, ...] = ()
    """Keys of the sources of the figure."""
    date: str = ""
    note: str = ""

    def holds(self, region: str) -> bool:
        """Whether the crews of a region's forces count towards the line.

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
    """The national lines in a user's table, or in the shipped table, in the order of the table.

    The table may name only the given ``kinds``; by default, it may name any kind.

    Raises
    ------
    InputError
        If the table has faults: wrong cells, unknown kinds, overlapping lines, or regional figures
        that add up to more than the national figure. The error lists every fault.

    >>> [(line.name, line.required, line.per_region) for line in load_requirements()]
    [('PSU', 297, None), ('PSU for London', 75, None), ('BDU', 234, None), ('AEP teams', 18, 2)]
    """
    table = scan_table(path or data_path("requirements.csv"), RequirementRow)
    faults = [*table.faults, *_kind_faults(table, kinds), *_overlap_faults(table)]
    for record, row in table.pairs:
        least = REGIONS * (row.per_region or 0)
        if row.required < least:
            problem = f"found {row.required}, expected at least {least}, which is {REGIONS} "
            problem += f"regions times the {row.per_region} in per_region; correct one of them"
            faults.append(table.fault(record, "required", problem))
        if row.per_region and row.where != "everywhere":
            problem = f"found {row.per_region}, but where is {row.where!r}; a figure for each "
            problem += "region needs 'everywhere': empty the cell, or change where"
            faults.append(table.fault(record, "per_region", problem))
    if not table.rows and not faults:
        faults.append(
            Fault(table.name, 1, 0, "", "found no rows, expected a national line in each row")
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
            problem = f"found {row.line!r}, which is the id of another kind; use another key"
            faults.append(table.fault(record, "line", problem))
    return faults


def _overlap_faults(table: Table[RequirementRow]) -> list[Fault]:
    """Faults for overlapping lines, because a crew counts towards at most one line of its kind."""
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
                problem += f"({other.where}) of the same kind; delete one of them, or change where"
                faults.append(table.fault(record, "where", problem))
        before.setdefault((row.kind, row.where), row)
    return faults


def lines_of_kind(lines: Iterable[NationalLine], kind: str) -> tuple[NationalLine, ...]:
    """The lines of one kind of unit."""
    return tuple(line for line in lines if line.kind == kind)


def line_of_place(lines: Iterable[NationalLine], kind: str, region: str) -> str:
    """The key of the line that covers a kind and a region; the kind's id if there is no such line.

    >>> [line_of_place(load_requirements(), "psu", region) for region in ("london", "wales")]
    ['psu_london', 'psu']
    """
    there = (line.line for line in lines_of_kind(lines, kind) if line.holds(region))
    return next(there, kind)


def required_by_kind(lines: Iterable[NationalLine]) -> dict[str, int]:
    """The required units of each kind that has a line, including the units for London.

    >>> required_by_kind(load_requirements())
    {'psu': 372, 'bdu': 234, 'aep': 18}
    """
    found: dict[str, int] = {}
    for line in lines:
        found[line.kind] = found.get(line.kind, 0) + line.required
    return found


def kinds_for_london(lines: Iterable[NationalLine]) -> frozenset[str]:
    """The kinds for which London has a separate figure."""
    return frozenset(line.kind for line in lines if line.where == "london")


def forces_by_line(
    lines: Iterable[NationalLine], kind: str, force_region: Mapping[str, str]
) -> dict[str, list[str]]:
    """The forces whose crews count towards each line of a kind.

    If a force's crews count towards no line, the force is listed under the kind's id.

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
    """The number of units that count towards a line, if each region has the given units.

    Under the reading ``inside_297``, London's forces also share the figure for the rest of the
    country. The units of London's forces count towards London's line up to its figure. All further
    units of London's forces count together with the units of the other forces.

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
    """The line with the given key; None if there is no such line."""
    return next((each for each in lines if each.line == line), None)
