"""How does mobsim combine the files from forces into a quarter's set?"""

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
    """Combine CSV files and workbooks of returns into a quarter's set, without writing a file.

    Parameters
    ----------
    last
        The previous quarter, for comparison.
    partial
        Whether to keep last quarter's rows for forces that sent no return, for required kinds that
        a force left out, and for missing rows of capability. A remark marks each row that is kept.
        This option requires ``last``.
    synthetic
        Whether the numbers are made up.
    kinds
        A table of kinds of unit that forces may return in addition to the shipped kinds. Kinds that
        were added in last quarter's set are also allowed.

    Raises
    ------
    InputError
        If any file has faults; the error lists all faults of all files.
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
    """Make a set from rows without faults, with a checksum and remarks."""
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
    """Add rows of capability and added kinds to a set, and update its remarks.

    The set includes an ``added`` kind only if a force returned the kind.
    """
    returned = {row.kind for row in returns.rows}
    kinds = tuple(row for kind, row in sorted((added or {}).items()) if kind in returned)
    rows = tuple(sorted(capability, key=lambda row: row.force_id))
    whole = replace(returns, capability=rows, added_kinds=kinds)
    return replace(whole, remarks=remarks_of(whole, last))


def _added(
    kinds: Path | str | None, last: Returns | None
) -> tuple[dict[str, KindRow], list[Fault]]:
    """The kinds that forces may return besides the shipped kinds, and the faults of their table."""
    before = {row.kind_id: row for row in last.added_kinds} if last else {}
    try:
        rows = read_added_kinds(kinds) if kinds else ()
    except InputError as error:
        return before, list(error.faults)
    return before | {row.kind_id: row for row in rows}, []


def _wish_faults(quarter: Quarter, last: Returns | None, partial: bool) -> list[Fault]:
    """Faults for options that cannot be used together."""
    faults = []
    if partial and last is None:
        message = "needs last quarter's returns; name the previous quarter with --last"
        faults.append(Fault("--partial", 0, 0, "", message))
    if last is not None and read_quarter(last.quarter) >= quarter:
        message = f"found {last.quarter}, expected a quarter before {quarter}"
        faults.append(Fault("--last", 0, 0, "", message))
    return faults


def _read(paths: Iterable[Path | str], quarter: Quarter) -> tuple[list[File], list[Fault]]:
    """The files that can be read as tables, and the faults of the other files."""
    files: list[File] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            files.append(read_file(path, quarter=quarter))
        except InputError as error:
            faults += error.faults
    return files, faults


def _kept(tables: Iterable[Table[ReturnRow]], last: Returns) -> list[ReturnRow]:
    """Last quarter's rows for forces without a return and for required kinds that were left out."""
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
    """Last quarter's rows of capability for forces that sent no such row this quarter."""
    heard = {row.force_id for row in said}
    return [row for row in last.capability if row.force_id not in heard]
