"""Which return does mobsim inspect, and what does the return contain?

The return can be a shipped quarter, an imported set, or files from forces; a file can cover any
number of forces. Forces that returned nothing have no rows and get no findings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as day
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from mobsim.country.forces import load_forces, load_kinds
from mobsim.country.returns import ReturnRow, Returns, read_returns, shipped_quarters
from mobsim.country.returns.capability_rows import CapabilityRow
from mobsim.country.returns.importing import completed, compose
from mobsim.country.returns.keeping import read_added_kinds
from mobsim.country.returns.published import published_figures
from mobsim.country.returns.quarters import Quarter, read_quarter
from mobsim.country.returns.return_checking import capability_faults, faults_of
from mobsim.country.returns.return_reading import File, read_file
from mobsim.country.returns.return_rows import REQUIRED_KINDS
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.tables import Table

PUBLISHED: Final = "inspections-2013"
"""The name that requests the figures published by the two inspections of 2014. Use this name in
place of a file.
"""


@dataclass(frozen=True)
class InspectedReturns:
    """A quarter's return, and the name by which the user requested it."""

    returns: Returns
    named: str
    unpublished: frozenset[tuple[str, str]] = frozenset()
    """The force and column of each PSU number that replaces an unpublished number."""

    @property
    def quarter(self) -> Quarter:
        """The quarter that the return covers."""
        return read_quarter(self.returns.quarter)

    @cached_property
    def forces(self) -> frozenset[str]:
        """The forces that have a row."""
        return frozenset(row.force_id for row in self.returns.rows)

    @property
    def whole(self) -> Returns:
        """The return, with shipped synthetic rows for missing forces and kinds.

        A simulated night needs the whole country. No printed statement about a force uses rows
        added for that force.
        """
        stood_in = (row for row in _shipped_rows() if not self.returns.has(*row.key))
        return replace(self.returns, rows=(*self.returns.rows, *stood_in))


def _shipped_rows() -> Iterator[ReturnRow]:
    for force in load_forces():
        for kind in REQUIRED_KINDS:
            stock = force.stock[kind]
            yield ReturnRow(
                force_id=force.force_id,
                kind=kind,
                trained=stock.trained,
                commitment=stock.commitment,
                declared=stock.declared,
                date="2026-12-01",
                signed_by="shipped table",
            )


def inspected(
    quarter: str | None = None,
    paths: Sequence[Path | str] = (),
    kinds: Path | str | None = None,
) -> InspectedReturns:
    """The requested return; by default, the last shipped quarter.

    Parameters
    ----------
    quarter
        The name of a shipped quarter, or the folder of a set. If files are given, the quarter that
        they cover.
    paths
        Files that contain returns, capability data or both; or the folder of a set; or `PUBLISHED`.
    kinds
        A table of further kinds of unit that the files may contain.

    Raises
    ------
    InputError
        If the return does not exist, or if the files have faults. The error lists every fault.
    """
    if not paths:
        named = quarter or shipped_quarters()[-1]
        return InspectedReturns(read_returns(named), named)
    named = ", ".join(map(str, paths))
    if PUBLISHED in map(str, paths):
        found = _of_inspections()
        if len(paths) > 1:
            raise InputError.about(PUBLISHED, "cannot be combined; omit the other --returns")
        _of_quarter(found.returns, quarter, named)
        return found
    if len(paths) == 1 and (Path(named).is_dir() or named in shipped_quarters()):
        return InspectedReturns(_of_quarter(read_returns(named), quarter, named), named)
    return InspectedReturns(_of_files(paths, quarter, kinds), named)


def _of_quarter(returns: Returns, quarter: str | None, path: str) -> Returns:
    if quarter is not None and returns.quarter != quarter:
        message = (
            f"holds {returns.quarter}, expected {quarter}; omit --quarter, or name another quarter"
        )
        raise InputError.about(path, message)
    return returns


def before(now: InspectedReturns, last: str | None) -> InspectedReturns | None:
    """The return of an earlier quarter; by default, of the previous shipped quarter.

    The value ``none`` means that there is no earlier quarter.

    Raises
    ------
    InputError
        If the return cannot be read, or is not earlier than the inspected quarter.
    """
    if last == "none":
        return None
    if last is None:
        known = [name for name in shipped_quarters() if name < now.returns.quarter]
        if now.named not in shipped_quarters() or not known:
            return None
        last = known[-1]
    found = InspectedReturns(read_returns(last), last)
    if found.quarter >= now.quarter:
        message = f"found {found.returns.quarter}, expected a quarter before {now.returns.quarter}"
        raise InputError.about("--last", message)
    return found


def _of_files(
    paths: Sequence[Path | str], quarter: str | None, kinds: Path | str | None
) -> Returns:
    """Read a return from files that forces sent.

    If the user names no quarter, the return covers the quarter of the latest date in the files.
    """
    which = read_quarter(quarter) if quarter else None
    files: list[File] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            files.append(read_file(path, quarter=which))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    tables = [file.table for file in files if file.table]
    facts = [file.capability for file in files if file.capability]
    rows = [row for table in tables for row in table.rows]
    said = [row for table in facts for row in table.rows]
    which = which or _quarter_of(paths[0], [*rows, *said], [*tables, *facts])
    added = {row.kind_id: row for row in read_added_kinds(kinds)} if kinds else {}
    known = [*(kind.kind_id for kind in load_kinds()), *added]
    if tables:
        faults += faults_of(tables, which, known, whole=False)
    faults += capability_faults(facts, which)
    if faults:
        raise InputError(faults)
    made = compose(rows, which, sources=[f.source for f in files])
    return completed(made, capability=said, added=added)


def _quarter_of(
    path: Path | str, rows: Sequence[ReturnRow | CapabilityRow], tables: Sequence[Table[Any]]
) -> Quarter:
    """The quarter of the latest date. If there is no date, raise an error with all faults."""
    days = [row.date for row in rows if row.date]
    if not days:
        message = "found no valid row with a date; name the quarter with --quarter, such as 2026-Q4"
        faults = [fault for table in tables for fault in table.faults]
        raise InputError([*faults, *InputError.about(path, message).faults])
    latest = day.fromisoformat(max(days))
    return Quarter(latest.year, (latest.month + 2) // 3)


_INSPECTED_ON: Final = "2013-09-30"
"""The last day of the month in which the two forces were inspected."""
_SIGNED: Final = "HMIC, inspections of 2014"
_STANDS_IN: Final = {
    "declared": "declared is not published; the number trained replaces it and is not judged",
    "trained": "trained is published only as a minimum",
}
"""The remark for each column whose number replaces an unpublished number."""


def _of_inspections() -> InspectedReturns:
    """A return made from the published figures of the two inspections.

    A return must give both the trained and the declared units. If one number is unpublished, or is
    published only as "at least", another number replaces it, and the remarks name the replacement.
    """
    figures = [each for each in published_figures() if each.about != "finding"]
    forces = sorted({each.force_id for each in figures})
    rows, said = [], []
    least = {(f.force_id, f.column) for f in figures if f.stands == "at-least" and f.kind == "psu"}
    for force in forces:
        cells = {f.column: f.value for f in figures if (f.force_id, f.about) == (force, "return")}
        facts = {
            f.column: f.value for f in figures if (f.force_id, f.about) == (force, "capability")
        }
        signed = {"force_id": force, "date": _INSPECTED_ON, "signed_by": _SIGNED}
        if "declared" not in cells:
            least.add((force, "declared"))
            cells["declared"] = cells["trained"]
        remarks = [text for column, text in _STANDS_IN.items() if (force, column) in least]
        row = {"kind": "psu", "remarks": "; ".join(remarks), **cells, **signed}
        rows.append(ReturnRow.model_validate(row))
        said.append(CapabilityRow.model_validate(facts | signed))
    made = completed(compose(rows, read_quarter("2013-Q3")), capability=said)
    return InspectedReturns(made, PUBLISHED, frozenset(least))
