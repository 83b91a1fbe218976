"""What would the table of forces be, if there were more, or less were kept at home?"""

import csv
import io
from collections.abc import Callable

from mobsim.country.commitments import apportion

Cells = dict[str, str]
"""A row of the table of forces, by column."""

_KINDS = ("psu", "bdu", "aep")


def with_more_psus(table: str, region: str, units: int) -> str:
    """So many PSUs more in a region: trained, owed and declared, shared out by strength."""
    strengths = {row["force_id"]: row for row in _rows(table) if row["region"] == region}
    more = apportion(units, {force: int(row["officers"]) for force, row in strengths.items()})
    return _edited(table, lambda row: _add(row, more.get(row["force_id"], 0)))


def with_half_the_floors(table: str) -> str:
    """Half of what each return says is kept at home, rounded down."""
    return _edited(table, _halve)


_GROWN = ("psu_trained", "psu_commitment", "psu_commitment_inside_297", "psu_declared")


def _add(row: Cells, units: int) -> Cells:
    return row | {name: str(int(row[name]) + units) for name in _GROWN if row.get(name)}


def _halve(row: Cells) -> Cells:
    floors = [f"{kind}_floor" for kind in _KINDS]
    return row | {name: str(int(row[name]) // 2) for name in floors if row.get(name)}


def _rows(table: str) -> list[Cells]:
    return list(csv.DictReader(io.StringIO(table, newline="")))


def _edited(table: str, edit: Callable[[Cells], Cells]) -> str:
    rows = [edit(row) for row in _rows(table)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
