"""Which quarterly set results from the received files?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mobsim.country.forces import KindRow, known_force_ids, load_kinds
from mobsim.country.returns.capability_rows import CapabilityRow
from mobsim.country.returns.keeping import checksum, read_added_kinds
from mobsim.country.returns.noticing import remarks_of
from mobsim.country.returns.quarters import Quarter, read_quarter
from mobsim.country.returns.return_checking import capability_faults, faults_of
from mobsim.country.returns.return_reading import File, read_file
from mobsim.country.returns.return_rows import (
    REQUIRED_KINDS,
    ReturnRow,
    Returns,
    ReturnSource,
    in_order,
)
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.tables import Table


def import_returns(
    paths: Sequence[Path | str],
    quarter: str,
    last: Returns | None = None,
    partial: bool = False,
    synthetic: bool = False,
    kinds: Path | str | None = None,
) -> Returns:
    """A quarter's set, made from CSV files and workbooks of returns; this writes no file.

    Parameters
    ----------
    last
        The previous quarter, for comparison.
    partial
        Keep last quarter's rows for forces that sent none, and for required kinds that a force left
        out; and what forces said about their capability. A remark marks each of these. Needs
        ``last``.
    synthetic
        Whether the numbers are made up.
    kinds
        A table of kinds of unit that may be returned besides the shipped ones. Those that last
        quarter's set added may be returned too.

    Raises
    ------
    InputError
        With every fault of all files.
    """
    which = read_quarter(quarter)
    faults = _wish_faults(which, last, partial)
    added, more = _added(kinds, last)
    files, unread = _read(paths, which)
    faults += [*more, *unread]
    tables = [file.table for file in files if file.table]
    facts = [file.capability for file in files if file.capability]
    kept = [] if last is None or not partial else _kept(tables, last)
    known = [*(kind.kind_id for kind in load_kinds()), *added]
    faults += faults_of(tables, which, known, [row.key for row in kept], whole=not unread)
    faults += capability_faults(facts, which)
    if faults:
        raise InputError(faults)
    sent = [row for table in tables for row in table.rows]
    sources = [file.source for file in files]
    made = compose(sent, which, last, kept, sources, synthetic=synthetic)
    said = [row for each in facts for row in each.rows]
    old = [] if last is None or not partial else _kept_facts(said, last)
    carried = (*made.carried, *((row.force_id, "") for row in old))
    return completed(replace(made, carried=carried), last, [*said, *old], added)


def compose(
    sent: Iterable[ReturnRow],
    quarter: Quarter,
    last: Returns | None = None,
    kept: Iterable[ReturnRow] = (),
    sources: Iterable[ReturnSource] = (),
    *,
    synthetic: bool = False,
) -> Returns:
    """A set of sound rows, with its checksum and its remarks."""
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


def completed(
    returns: Returns,
    last: Returns | None = None,
    capability: Iterable[CapabilityRow] = (),
    added: Mapping[str, KindRow] | None = None,
) -> Returns:
    """A set with what forces say about their capability, and with the remarks on all of it.

    It keeps those of the ``added`` kinds that forces returned.
    """
    returned = {row.kind for row in returns.rows}
    kinds = tuple(row for kind, row in sorted((added or {}).items()) if kind in returned)
    rows = tuple(sorted(capability, key=lambda row: row.force_id))
    whole = replace(returns, capability=rows, added_kinds=kinds)
    return replace(whole, remarks=remarks_of(whole, last))


def _added(
    kinds: Path | str | None, last: Returns | None
) -> tuple[dict[str, KindRow], list[Fault]]:
    """Kinds that may be returned besides the shipped ones, and the faults of their table."""
    before = {row.kind_id: row for row in last.added_kinds} if last else {}
    try:
        rows = read_added_kinds(kinds) if kinds else ()
    except InputError as error:
        return before, list(error.faults)
    return before | {row.kind_id: row for row in rows}, []


def _wish_faults(quarter: Quarter, last: Returns | None, partial: bool) -> list[Fault]:
    """Options that cannot be used together."""
    faults = []
    if partial and last is None:
        message = "needs last quarter's numbers to keep; name the quarter before with --last"
        faults.append(Fault("--partial", 0, 0, "", message))
    if last is not None and read_quarter(last.quarter) >= quarter:
        message = f"found {last.quarter}, expected a quarter before {quarter}"
        faults.append(Fault("--last", 0, 0, "", message))
    return faults


def _read(paths: Iterable[Path | str], quarter: Quarter) -> tuple[list[File], list[Fault]]:
    """The files that can be read as tables, and the faults of the others."""
    files: list[File] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            files.append(read_file(path, quarter=quarter))
        except InputError as error:
            faults += error.faults
    return files, faults


def _kept(tables: Iterable[Table[ReturnRow]], last: Returns) -> list[ReturnRow]:
    """Last quarter's rows of silent forces, and of required kinds that other forces left out."""
    sent = {
        (record.cells.get("force_id", ""), record.cells.get("kind", ""))
        for table in tables
        for record in table.records
    }
    heard = {force for force, _ in sent}
    silent = set(known_force_ids()) - heard
    return [
        row
        for row in last.rows
        if row.force_id in silent or (row.kind in REQUIRED_KINDS and row.key not in sent)
    ]


def _kept_facts(said: Iterable[CapabilityRow], last: Returns) -> list[CapabilityRow]:
    """Last quarter's capability of forces that say nothing now."""
    heard = {row.force_id for row in said}
    return [row for row in last.capability if row.force_id not in heard]
