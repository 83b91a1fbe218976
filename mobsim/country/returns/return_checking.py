"""Which faults make a quarter's returns unusable?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date as day
from typing import Any

from mobsim.country.force_names import unknown_force
from mobsim.country.forces import known_force_ids, shipped_forces
from mobsim.country.returns.capability_rows import (
    DAYS_DONE,
    MUSTERED_AT,
    CapabilityRow,
    mustered_column,
)
from mobsim.country.returns.quarters import Quarter
from mobsim.country.returns.return_reading import number
from mobsim.country.returns.return_rows import AVAILABLE, REQUIRED_KINDS, ReturnRow
from mobsim.ground.errors import Fault, did_you_mean
from mobsim.ground.tables import Record, Table

Place = tuple[Table[Any], Record]

_NOT_MORE = (
    ("declared", "trained"),
    *((shift, "trained") for shift in AVAILABLE),
    ("floor", "declared"),
)
"""Pairs of columns; the number in the first must not exceed the number in the second."""
_FASTER = tuple(
    (mustered_column(what, 20, at), mustered_column(what, 60, at))
    for what in ("crews", "officers")
    for at in ("", *MUSTERED_AT)
)
"""Pairs of columns; a number mustered within 20 minutes must not exceed the number within 60."""


def faults_of(
    tables: Sequence[Table[ReturnRow]],
    quarter: Quarter,
    kinds: Collection[str],
    kept: Iterable[tuple[str, str]] = (),
    *,
    whole: bool = True,
) -> list[Fault]:
    """All faults of a quarter's returns, which are checked together.

    ``kinds`` are the kinds that may be returned. Rows named in ``kept`` may be missing, because
    last quarter's rows replace them. Other missing rows are reported only if ``whole`` is true,
    which means that all files could be read.
    """
    places = [(table, record) for table in tables for record in table.records]
    faults = [fault for table in tables for fault in table.faults]
    for table, record in places:
        faults += _force_faults(table, record)
        faults += _kind_faults(table, record, kinds)
        faults += _above_faults(table, record, _NOT_MORE)
        faults += _date_faults(table, record, quarter, "date")
    faults += _again_faults(places)
    if whole and all("force_id" in table.header and "kind" in table.header for table in tables):
        name = tables[-1].name if tables else ""
        faults += _missing_faults(places, set(kept), name, kinds)
    return faults


def capability_faults(tables: Sequence[Table[CapabilityRow]], quarter: Quarter) -> list[Fault]:
    """All faults of a quarter's rows of capability, which are checked together."""
    places = [(table, record) for table in tables for record in table.records]
    faults = [fault for table in tables for fault in table.faults]
    for table, record in places:
        faults += _force_faults(table, record)
        faults += _signing_faults(table, record)
        faults += _above_faults(table, record, _FASTER)
        for column in ("date", *DAYS_DONE):
            faults += _date_faults(table, record, quarter, column)
    return faults + list(_again_faults(places))


def _signing_faults(table: Table[CapabilityRow], record: Record) -> Iterator[Fault]:
    """Faults for a row that has values but no date or no signature."""
    if not any(cell for column, cell in record.cells.items() if column != "force_id"):
        return
    for column, wanted in (
        ("date", "the day on which the row was correct, such as '2026-12-07'"),
        ("signed_by", "the post of the person responsible, such as 'Head of Operations'"),
    ):
        if not record.cells.get(column):
            yield table.fault(record, column, f"found an empty cell, expected {wanted}")


def _force_faults(table: Table[Any], record: Record) -> Iterator[Fault]:
    force = record.cells.get("force_id", "")
    if force and force not in shipped_forces():
        yield table.fault(record, "force_id", unknown_force(force, shipped_forces()))


def _kind_faults(table: Table[Any], record: Record, kinds: Collection[str]) -> Iterator[Fault]:
    kind = record.cells.get("kind", "")
    if kind and kind not in kinds:
        hint = f"{did_you_mean(kind, kinds)} A kind of your own needs its table: --kinds"
        yield table.fault(record, "kind", f"unknown kind {kind!r}; {hint}")


def _above_faults(
    table: Table[Any], record: Record, pairs: Iterable[tuple[str, str]]
) -> Iterator[Fault]:
    """Faults for pairs of columns in which the first number exceeds the second."""
    for column, bound in pairs:
        found, most = number(record, column), number(record, bound)
        if found is not None and most is not None and found > most:
            message = f"found {found}, expected at most the {most} in {bound}; correct one of them"
            yield table.fault(record, column, message)


def _date_faults(
    table: Table[Any], record: Record, quarter: Quarter, column: str
) -> Iterator[Fault]:
    cell = record.cells.get(column, "")
    try:
        found = day.fromisoformat(cell)
    except ValueError:
        return  # this is already a fault of the cell
    if found > quarter.ends:
        message = f"found {cell}, expected a day up to the end of {quarter}, {quarter.ends}"
        yield table.fault(record, column, f"{message}; correct it, or import for a later quarter")


def _again_faults(places: Iterable[Place]) -> Iterator[Fault]:
    """Faults for rows that another file has too; `scan_table` reports repeats within a file."""
    first: dict[tuple[str, ...], Place] = {}
    for table, record in places:
        key = tuple(record.cells.get(column, "") for column in table.key)
        if not all(key):
            continue
        other, stands = first.setdefault(key, (table, record))
        if other is not table:
            where = f"{other.name}, line {stands.line}"
            message = f"{' '.join(key)!r} is also in {where}; delete one of them"
            yield table.fault(record, "force_id", message)


def _key(record: Record) -> tuple[str, str]:
    return record.cells.get("force_id", ""), record.cells.get("kind", "")


def _missing_faults(
    places: Sequence[Place], kept: set[tuple[str, str]], name: str, known: Collection[str]
) -> Iterator[Fault]:
    """Faults for forces without a row, and for forces without a row for a required kind."""
    rows: dict[str, dict[str, Place]] = defaultdict(dict)
    for table, record in places:
        force, kind = _key(record)
        rows[force][kind] = table, record
    expected = {(f, kind) for f in known_force_ids() for kind in REQUIRED_KINDS} - kept
    silent = sorted({force for force, _ in expected if force not in rows})
    strangers = rows.keys() - set(known_force_ids()) - {""}
    yield from _silent_faults(name, silent, len(strangers))
    for force, kinds in sorted(rows.items()):
        missing = [
            kind for kind in REQUIRED_KINDS if (force, kind) in expected and kind not in kinds
        ]
        strange = kinds.keys() - set(known)
        if len(missing) > len(strange):  # a misspelt kind counts as having its row
            table, record = next(iter(kinds.values()))
            message = (
                f"{force} has no row for {', '.join(missing)}; add it, or import with --partial"
            )
            yield table.fault(record, "kind", message)


def _silent_faults(name: str, silent: Sequence[str], strangers: int) -> Iterator[Fault]:
    """One fault that names all forces without any row; a misspelt force counts as having a row."""
    if len(silent) <= strangers:
        return
    known = known_force_ids()
    message = f"found {len(known) - len(silent)} forces, expected {len(known)}; add rows for "
    message += f"{', '.join(silent)}, or import with --partial and --last"
    if strangers:
        message += "; an unknown force may be meant for one of them"
    yield Fault(name, 0, 0, "force_id", message)
