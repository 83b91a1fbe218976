"""Do the forces together declare as many units as England and Wales must be able to field?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mobsim.country.forces import (
    Force,
    OwnedStock,
    load_forces,
    load_kinds,
    load_regions,
    reconcile,
    units_by_region,
)
from mobsim.country.line_verdicts import Verdict, printed, verdict_on_stock
from mobsim.country.lines import NationalLine, load_requirements
from mobsim.country.returns.return_rows import Remark, ReturnRow, Returns
from mobsim.ground.html_layout import html_table, in_page, paragraph


@dataclass(frozen=True, slots=True)
class StockTotal:
    """Declared units compared with the requirement of a national line or a region."""

    line: str
    """``psu``, ``psu_london``, ``bdu`` or ``aep``."""
    name: str
    """The name as printed."""
    region: str
    """Region id; empty for the national line."""
    region_name: str
    required: int
    """Number of required units."""
    declared: int
    """Number of declared units."""
    headroom: int
    """Declared units minus required units."""
    verdict: Verdict
    """*Fail* if fewer units are declared than required; *watch* if the headroom is less than a
    tenth of the requirement."""


def reconcile_returns(returns: Returns) -> list[StockTotal]:
    """Compare declared units with the national figures, and then with the regional figures.

    The PSUs of London's forces count only towards London's line; the PSUs of all other forces count
    only towards the line for the rest of the country. The regions come from the mobilisation plan,
    and North Wales is in the region of Wales.
    """
    forces, lines = _forces(returns.rows), load_requirements()
    national = [
        _total(line, "", "", line.required, held.declared)
        for line, held in zip(lines, reconcile(forces, lines), strict=True)
    ]
    regional = [
        _total(line, region.region_id, region.name, line.per_region, declared[region.region_id])
        for line in lines
        if line.per_region is not None
        for declared in [units_by_region(forces, line.kind, "declared")]
        for region in load_regions()
    ]
    return national + regional


def returns_page(returns: Returns) -> str:
    """A comparison of declared units with the requirement, as HTML for a notebook."""
    made_up = " The numbers are synthetic." if returns.synthetic else ""
    count = f"{returns.forces_returned} forces, {len(returns.rows)} rows."
    committed = committed_by_line(returns)
    rows = [("Line", "required", "committed", "declared", "headroom", "verdict on stock")]
    rows += [
        (
            each.name,
            str(each.required),
            str(committed[each.line][0]),
            str(each.declared),
            f"{each.headroom:+d}",
            printed(each.verdict),
        )
        for each in reconcile_returns(returns)
        if not each.region
    ]
    title = paragraph(f"Returns of {returns.quarter}", strong=True)
    return in_page([title, paragraph(count + made_up), html_table(rows)])


def committed_by_line(returns: Returns) -> dict[str, tuple[int, int]]:
    """The sum of the commitments on each national line, and the units that the line requires."""
    lines = reconcile(_forces(returns.rows), load_requirements())
    return {line.line: (line.committed, line.required) for line in lines}


def commitment_remarks(returns: Returns) -> list[Remark]:
    """Remarks on national figures that differ from the sum of the commitments."""
    remarks = []
    for line, (committed, required) in committed_by_line(returns).items():
        if committed != required:
            side = "more" if committed > required else "fewer"
            text = f"the commitments of line {line} add up to {committed}, "
            text += f"{abs(committed - required)} {side} than its figure of {required}"
            remarks.append(Remark("", line.partition("_")[0], text))
    return remarks


def _forces(rows: Iterable[ReturnRow]) -> list[Force]:
    """The forces, with only the stock that they returned."""
    returned: dict[str, dict[str, OwnedStock]] = {}
    for row in rows:
        stock = OwnedStock(row.trained, row.commitment, row.declared)
        returned.setdefault(row.force_id, {})[row.kind] = stock
    none = {kind.kind_id: OwnedStock(0, 0, 0) for kind in load_kinds()}
    return [
        replace(force, stock=none | returned.get(force.force_id, {})) for force in load_forces()
    ]


def _total(
    line: NationalLine, region: str, region_name: str, required: int, declared: int
) -> StockTotal:
    headroom, verdict = declared - required, verdict_on_stock(declared, required)
    return StockTotal(
        line.line, line.plural, region, region_name, required, declared, headroom, verdict
    )
