"""How does mobsim make a table of forces from a quarter's set?

The result is the shipped table with the returned stock. A scenario names the new table under
``forces:``.
"""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from mobsim.country.forces import STOCK_NUMBERS, OwnedStock, UnitKind, column_of, load_forces
from mobsim.country.returns.differing import Difference
from mobsim.country.returns.return_rows import (
    LATER_COLUMNS,
    REQUIRED_KINDS,
    ReturnRow,
    Returns,
    kind_place,
)
from mobsim.ground.grids import csv_text
from mobsim.ground.tables import data_path, guarded

ON_DUTY: Final = {
    "on_duty_04": "available_night",
    "on_duty_14": "available_early",
    "on_duty_22": "available_late",
}
"""The shift that determines the share on duty at each of three hours (assumed).

The share is the number of PSUs available in the shift divided by the declared PSUs, and at most 1.
The early shift gives the share at 14:00, the late shift the share at 22:00 (when it ends), and the
night shift the share at 04:00.
"""
_DIGITS: Final = 4
_ANOTHER_READING: Final = {
    "psu_commitment_inside_297": "psu",
    "aep_commitment_north_west": "aep",
}
"""Columns with commitments under another reading, and the kind of each column."""
_TEXTS: Final = ("name", "hq_town", "city", "published_remarks", "tile_label")

Cells = dict[str, str]


def forces_csv(returns: Returns, *, added: bool = False) -> str:
    """The table of forces for a quarter's set, as CSV.

    The numbers of trained, committed and declared crews come from the return. The table also has
    carriers, drivers, floors and shares on duty, if the return gives them. The commitments need not
    add up to the national figures, so a scenario that uses the table sets
    ``allow_unreconciled: on``.

    A kind without a national figure has columns if any force returned it. Forces that did not
    return it keep their notional share from the shipped table. A commitment is limited to the
    trained crews, because a force cannot lend crews that it does not have. Commitments under
    another reading differ from the returned commitment by the same number as in the shipped table,
    but stay between 0 and the number of trained crews. All rules for making the table are assumed.
    Statements about capability, local need, and aid given and received do not affect the table.

    Parameters
    ----------
    added
        Whether the table also has columns for kinds that are not shipped. A scenario that uses such
        a table names the table of these kinds under ``kinds:``. No test of the stress pack uses
        such a table.

    Returns
    -------
    str
        CSV text with the columns of ``data/forces.csv``, followed by optional columns.
    """
    with data_path("forces.csv").open(newline="", encoding="utf-8") as file:
        shipped = list(csv.DictReader(file))
    own = {row.kind_id for row in returns.added_kinds}
    returned = {row.kind for row in returns.rows} - set(REQUIRED_KINDS)
    others = sorted(returned if added else returned - own, key=kind_place)
    rows = [row | _cells(returns, row, others) for row in shipped]
    columns = list(rows[0])
    return csv_text(
        columns, ([guarded(row[c]) if c in _TEXTS else row[c] for c in columns] for row in rows)
    )


def moves_forces(difference: Difference, returns: Returns) -> bool:
    """Whether a difference between quarters changes a number in the table of forces."""
    own = {row.kind_id for row in returns.added_kinds}
    told_only = difference.column in LATER_COLUMNS or difference.kind in own
    return bool(difference.kind) and not told_only


def _cells(returns: Returns, shipped: Mapping[str, str], others: Sequence[str]) -> Cells:
    """The values of one force's row that come from the return."""
    force = shipped["force_id"]
    psu = returns.of(force, "psu")
    cells = {
        "psu_trained_basis": "return",
        "psu_trained_date": psu.date,
        "commitment_basis": "return",
        "commitment_date": psu.date,
        "psu_drivers": _said(psu.drivers),
        "psu_carriers": _said(psu.carriers),
    }
    cells |= {f"{kind}_floor": _said(returns.of(force, kind).floor) for kind in REQUIRED_KINDS}
    cells |= {column: _share(psu, shift) for column, shift in ON_DUTY.items()}
    for kind in (*REQUIRED_KINDS, *others):
        stock = _stock(returns, force, kind)
        cells |= {column_of(kind, name): str(getattr(stock, name)) for name in STOCK_NUMBERS}
    return cells | _readings(returns, shipped)


def _stock(returns: Returns, force: str, kind: str) -> OwnedStock:
    """The stock of a kind in the return, or its notional stock if the return has no such row."""
    if not returns.has(force, kind):
        return _notional(returns.kinds)[force][kind]
    row = returns.of(force, kind)
    return OwnedStock(row.trained, min(row.commitment, row.trained), row.declared)


@cache
def _notional(kinds: tuple[UnitKind, ...]) -> dict[str, Mapping[str, OwnedStock]]:
    return {force.force_id: force.stock for force in load_forces(kinds=kinds)}


def _readings(returns: Returns, shipped: Mapping[str, str]) -> Cells:
    """The commitments under another reading, changed by the same number as in the shipped table."""
    cells = {}
    for column, kind in _ANOTHER_READING.items():
        row = returns.of(shipped["force_id"], kind)
        moved = int(shipped[column]) - int(shipped[column_of(kind, "commitment")])
        cells[column] = str(min(max(row.commitment + moved, 0), row.trained))
    return cells


def _share(psu: ReturnRow, shift: str) -> str:
    """The share of declared PSUs that are on duty in a shift; empty if it is unknown."""
    available: int | None = getattr(psu, shift)
    if available is None or not psu.declared:
        return ""
    return f"{min(1.0, round(available / psu.declared, _DIGITS)):g}"


def _said(number: int | None) -> str:
    return "" if number is None else str(number)
