"""How many units of each kind do the forces return, nationally and by region?

This module covers all kinds that may be returned, including kinds without a national figure. If no
force returned a kind, its total is not 0 but missing.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from mobsim.country.forces import UnitKind, load_regions, shipped_forces
from mobsim.country.line_verdicts import Verdict, verdict_on_stock, worst_of
from mobsim.country.lines import LONDON_REGION, NationalLine, load_requirements
from mobsim.country.returns.return_rows import ReturnRow, Returns

NO_FIGURE: Final = "no national figure is set"
_SAID_SO: Final = {
    **dict.fromkeys(
        (
            *("prt-standard", "prt-complex", "debonding", "evidence-gatherers"),
            *("police-liaison", "forward-intelligence", "medics"),
        ),
        "(SPR 2023 ¶121)",
    ),
    **dict.fromkeys(("dogs", "horses"), "(kept by local need, SPR 2023 ¶118)"),
}
"""The source, in words, for the statement that a kind has no national figure."""


class KindTotal(BaseModel):
    """The units of one kind that are returned by the forces of a region, or by all forces.

    There is a total for every kind that may be returned, even for a kind without a national figure
    or a test.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    kind: str
    """Kind id."""
    name: str
    """The name of several units, as printed."""
    region: str
    """Id of the region; empty for the total of all forces."""
    region_name: str
    forces: int
    """Number of forces that returned the kind, including forces that returned 0."""
    trained: int | None
    """Trained units; None if no force returned the kind."""
    commitment: int | None
    """Units committed to the national total; None if no force returned the kind."""
    declared: int | None
    """Declared units; None if no force returned the kind."""
    required: int | None
    """Required units; None if no figure is set."""
    requirement: str
    """The figure in words, or a statement that no figure is set."""
    verdict: Verdict | None
    """The verdict on declared units; None if no figure is set, or no force returned the kind."""
    declared_before: int | None
    """Units declared last quarter; None if there is no such quarter, or no force returned the kind.
    """


def kind_totals(returns: Returns, last: Returns | None = None) -> list[KindTotal]:
    """The totals of every kind that may be returned: for all forces, and then for each region."""
    regions = [("", ""), *((region.region_id, region.name) for region in load_regions())]
    before = last.rows if last else ()
    return [
        _total(kind, region, name, returns.rows, before)
        for kind in returns.kinds
        for region, name in regions
    ]


def _total(
    kind: UnitKind, region: str, name: str, rows: Sequence[ReturnRow], before: Sequence[ReturnRow]
) -> KindTotal:
    lines = [line for line in _lines(kind) if not region or _figure(line, region)]
    found = _of(rows, kind.kind_id, region)
    figures = [_figure(line, region) for line in lines]
    declared = _sum(found, "declared")
    return KindTotal(
        kind=kind.kind_id,
        name=kind.plural,
        region=region,
        region_name=name,
        forces=len(found),
        trained=_sum(found, "trained"),
        commitment=_sum(found, "commitment"),
        declared=declared,
        required=sum(figures) if lines else None,
        requirement=_in_words(kind, lines, region),
        verdict=None if declared is None else _verdict(lines, region, found),
        declared_before=_sum(_of(before, kind.kind_id, region), "declared"),
    )


@cache
def _lines(kind: UnitKind) -> tuple[NationalLine, ...]:
    """The national lines of a kind, from the shipped table or from the kind's own row."""
    shipped = tuple(line for line in load_requirements() if line.kind == kind.kind_id)
    return shipped or kind.lines()


def _figure(line: NationalLine, region: str) -> int:
    """The units that a line requires from a region or from all forces; 0 if no unit is required."""
    if not region or (line.where == "london" and region == LONDON_REGION):
        return line.required
    return line.per_region or 0


def _in_words(kind: UnitKind, lines: Sequence[NationalLine], region: str) -> str:
    """The figures of the lines in words, or a statement that no figure is set.

    >>> from mobsim.country.forces import load_kinds
    >>> [_in_words(kind, _lines(kind), "") for kind in load_kinds()[:3]]
    ['297, and 75 for London', '234', '18, and 2 in each region']
    """
    if not _lines(kind):
        return f"{NO_FIGURE} {_SAID_SO.get(kind.kind_id, '')}".rstrip()
    if region:
        return ", ".join(str(_figure(line, region)) for line in lines) or "none for the region"
    parts = []
    for line in lines:
        london = " for London" if line.where == "london" else ""
        parts.append(f"{line.required}{london}")
        if line.per_region:
            parts.append(f"{line.per_region} in each region")
    return ", and ".join(parts)


def _verdict(
    lines: Sequence[NationalLine], region: str, rows: Sequence[ReturnRow]
) -> Verdict | None:
    """The worst verdict on the lines; each line is judged by the units that count towards it."""
    found = []
    for line in lines:
        on_it = [row for row in rows if line.holds(shipped_forces()[row.force_id].region)]
        found.append(verdict_on_stock(sum(row.declared for row in on_it), _figure(line, region)))
    return worst_of(found) if found else None


def _of(rows: Iterable[ReturnRow], kind: str, region: str) -> list[ReturnRow]:
    return [
        row
        for row in rows
        if row.kind == kind and (not region or shipped_forces()[row.force_id].region == region)
    ]


def _sum(rows: Sequence[ReturnRow], column: str) -> int | None:
    return sum(getattr(row, column) for row in rows) if rows else None
