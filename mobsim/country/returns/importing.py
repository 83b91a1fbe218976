"""Which set of a quarter do all the files make that came in?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from mobsim.country.forces import known_force_ids
from mobsim.country.returns.keeping import checksum
from mobsim.country.returns.noticing import remarks_of
from mobsim.country.returns.quarters import Quarter, read_quarter
from mobsim.country.returns.return_checking import faults_of
from mobsim.country.returns.return_reading import File, read_file
from mobsim.country.returns.return_rows import (
    REQUIRED_KINDS,
    ReturnRow,
    Returns,
    ReturnSource,
    in_order,
)
from mobsim.ground.errors import Fault, InputError


def import_returns(
    paths: Sequence[Path | str],
    quarter: str,
    last: Returns | None = None,
    partial: bool = False,
    synthetic: bool = False,
) -> Returns:
    """A quarter's set, made of CSV files and workbooks of returns; nothing is written.

    Parameters
    ----------
    last
        The quarter before, which numbers are held against.
    partial
        Keep last quarter's rows for forces that sent none, and for required kinds that a force left
        out. Each is marked by a remark. Needs ``last``.
    synthetic
        Whether the numbers are made up.

    Raises
    ------
    InputError
        With every fault of all files.
    """
    which = read_quarter(quarter)
    faults = _wish_faults(which, last, partial)
    files, unread = _read(paths, which)
    faults += unread
    tables = [file.table for file in files]
    kept = [] if last is None or not partial else _kept(files, last)
    faults += faults_of(tables, which, [row.key for row in kept], whole=not unread)
    if faults:
        raise InputError(faults)
    sent = [row for table in tables for row in table.rows]
    return compose(sent, which, last, kept, [file.source for file in files], synthetic=synthetic)


def compose(
    sent: Iterable[ReturnRow],
    quarter: Quarter,
    last: Returns | None = None,
    kept: Iterable[ReturnRow] = (),
    sources: Iterable[ReturnSource] = (),
    *,
    synthetic: bool = False,
) -> Returns:
    """A set of sound rows, with its checksum and what is worth a remark."""
    carried = in_order(kept)
    rows = in_order([*sent, *carried])
    bare = Returns(
        str(quarter),
        rows,
        synthetic,
        checksum(rows),
        carried=tuple(row.key for row in carried),
        sources=tuple(sources),
    )
    return replace(bare, remarks=remarks_of(bare, last))


def _wish_faults(quarter: Quarter, last: Returns | None, partial: bool) -> list[Fault]:
    """What cannot be done with what was asked for."""
    faults = []
    if partial and last is None:
        message = "needs last quarter's numbers to keep; name the quarter before with --last"
        faults.append(Fault("--partial", 0, 0, "", message))
    if last is not None and read_quarter(last.quarter) >= quarter:
        message = f"found {last.quarter}, expected a quarter before {quarter}"
        faults.append(Fault("--last", 0, 0, "", message))
    return faults


def _read(paths: Iterable[Path | str], quarter: Quarter) -> tuple[list[File], list[Fault]]:
    """The files that can be read as tables, and what is wrong with the others."""
    files: list[File] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            files.append(read_file(path, quarter=quarter))
        except InputError as error:
            faults += error.faults
    return files, faults


def _kept(files: Iterable[File], last: Returns) -> list[ReturnRow]:
    """Last quarter's rows of silent forces, and of required kinds that others left out."""
    sent = {
        (record.cells.get("force_id", ""), record.cells.get("kind", ""))
        for file in files
        for record in file.table.records
    }
    heard = {force for force, _ in sent}
    silent = set(known_force_ids()) - heard
    return [
        row
        for row in last.rows
        if row.force_id in silent or (row.kind in REQUIRED_KINDS and row.key not in sent)
    ]
