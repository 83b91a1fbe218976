"""How does mobsim combine several tables of forces?

mobsim starts with the shipped table and applies a list of sources in order. A source is a user's
table, which may have only some rows and columns, or a quarter's returns. A value in a later source
replaces the earlier value; an empty cell changes nothing. The text of a source is ``shipped``,
``shipped/2026-Q4`` or a path.

Most scenarios use the shipped table, so the module for returns is imported only if a source may be
a quarter's returns.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final

from pydantic import create_model

from mobsim.country.force_names import unknown_force
from mobsim.country.forces import ForceRow, column_of, load_kinds, shipped_forces
from mobsim.ground.errors import Fault, InputError, listed
from mobsim.ground.grids import csv_text
from mobsim.ground.privacy import mode_of
from mobsim.ground.tables import Table, data_path, laid_together, scan_table

SHIPPED: Final = "shipped"
"""The word with which a scenario names the table that comes with mobsim."""
_QUARTER: Final = f"{SHIPPED}/"
"""The prefix of every source that is a shipped quarter."""
MOST: Final = 20
"""The largest number of tables that can be combined."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell whose value differs from the value in the tables applied earlier."""

    force: str
    column: str
    before: str
    after: str
    origin: str
    """The file and line of the cell."""


def source_text(text: str, folder: Path) -> str:
    """The text of a source that is named in a file of the given folder.

    The name of a quarter means a shipped quarter, unless the folder contains a file or folder of
    that name.

    >>> source_text("2026-Q4", Path("/no/such/folder")), source_text("shipped", Path("/"))
    ('shipped/2026-Q4', 'shipped')
    """
    if text == SHIPPED or text.startswith(_QUARTER):
        return text
    from mobsim.country.returns.quarters import is_quarter

    if is_quarter(text) and not (folder / text).exists():
        return _QUARTER + text
    return str(folder / text)


def path_of(text: str) -> str:
    """The path of a source; empty if the source comes with mobsim.

    >>> path_of("shipped/2026-Q4"), path_of("mine.csv")
    ('', 'mine.csv')
    """
    return "" if text == SHIPPED or text.startswith(_QUARTER) else text


def laid_sources(chosen: object) -> "LaidTables | None":
    """The tables that a scenario combines; None if it uses only the shipped table or one file.

    >>> laid_sources("shipped"), laid_sources(["shipped"]), laid_sources("/mine.csv")
    (None, None, None)
    >>> laid_sources("shipped/2026-Q4").sources
    ('shipped/2026-Q4',)
    """
    if isinstance(chosen, str):
        whole = chosen.startswith(_QUARTER) or (chosen != SHIPPED and Path(chosen).is_dir())
        return LaidTables((chosen,)) if whole else None
    names = tuple(map(str, chosen)) if isinstance(chosen, Iterable) else ()
    names = tuple(name for name in names if name != SHIPPED)
    return LaidTables(names) if names else None


@dataclass
class LaidTables:
    """Tables of forces that are applied to the shipped table."""

    sources: tuple[str, ...]
    notes: list[str] = field(default_factory=list)
    """Notes about the quarters, for the user."""
    changes: list[CellChange] = field(default_factory=list)
    """Cells of the user's tables that differ from the tables applied earlier."""

    @property
    def has_quarter(self) -> bool:
        """Whether any of the sources is a quarter's returns."""
        return any(_is_quarter(source) for source in self.sources)

    @property
    def mode(self) -> int:
        """The file mode of the result; only people who can read all sources can read the result."""
        from mobsim.country.returns.keeping import TABLE

        found = 0o666
        for path in map(path_of, self.sources):
            if path:
                file = Path(path) / TABLE if Path(path).is_dir() else Path(path)
                found &= mode_of(file)
        return found

    def table(self, model: type[ForceRow]) -> Table[ForceRow]:
        """The combined table.

        Raises
        ------
        InputError
            If any table has faults, or a quarter does not exist; the error lists all faults.
        """
        read, faults = self._read(
            model, lambda kind: column_of(kind, "trained") in model.model_fields
        )
        tables = list(read.values())
        faults += [fault for table in tables for fault in table.faults]
        faults += [fault for table in tables for fault in _unknown_forces(table)]
        if faults:
            raise InputError(faults)
        self.changes = [
            change
            for place, (source, table) in enumerate(read.items())
            if place and not _is_quarter(source)
            for change in _changes(tables[:place], table)
        ]
        return laid_together(tables, model)

    def text(self, kinds: object = SHIPPED) -> str:
        """The combined table as CSV.

        If the CSV is applied to the shipped table, the result is the combined table again.
        ``kinds`` is the table of kinds that the scenario names.
        """
        further = load_kinds(str(kinds)) if kinds != SHIPPED else ()
        known = {kind.kind_id for kind in (*load_kinds(), *further)}
        table = laid_together([*self._read(ForceRow, known.__contains__)[0].values()], ForceRow)
        rows = ([record.cells[column] for column in table.header] for record in table.records)
        return csv_text(table.header, rows)

    def _read(
        self, model: type[ForceRow], known: Callable[[str], bool]
    ) -> tuple[dict[str, Table[Any]], list[Fault]]:
        """The tables by source, with the shipped table first, and the faults of the tables."""
        shipped = scan_table(data_path("forces.csv"), model, name=SHIPPED)
        tables: dict[str, Table[Any]] = {SHIPPED: shipped}
        faults: list[Fault] = []
        self.notes.clear()
        for source in self.sources:
            if not _is_there(source):
                continue  # the scenario reports the fault where it names the source
            try:
                tables[source] = self._scan(source, model, known)
            except InputError as error:
                faults += error.faults
        return tables, faults

    def _scan(self, source: str, model: type[ForceRow], known: Callable[[str], bool]) -> Table[Any]:
        if not _is_quarter(source):
            return scan_table(source, _partly(model))
        from mobsim.country.returns import forces_csv, read_returns

        returns = read_returns(_quarter_named(source))
        shown = returns.quarter if source.startswith(_QUARTER) else source
        silent = sorted({force for force, _ in returns.carried})
        if silent:
            self.notes.append(
                f"{returns.quarter}: {listed(silent, len(silent))} did not return every kind that "
                "quarter; earlier returns are used for the missing kinds."
            )
        own = [row.kind_id for row in returns.added_kinds]
        if strange := [kind for kind in own if not known(kind)]:
            self.notes.append(
                f"{returns.quarter}: forces also returned {listed(strange, len(strange))}, which "
                "the scenario does not define. To use these crews, name a table of their kinds "
                "under 'kinds'."
            )
        with TemporaryDirectory() as folder:
            path = Path(folder) / "forces.csv"
            path.write_text(forces_csv(returns, added=not strange), encoding="utf-8", newline="\n")
            return scan_table(path, _partly(model), name=shown)


def _unknown_forces(table: Table[Any]) -> list[Fault]:
    forces = shipped_forces()
    return [
        table.fault(record, "force_id", unknown_force(name, forces))
        for record in table.records
        if (name := record.cells.get("force_id", "")) and name not in forces
    ]


def _is_quarter(source: str) -> bool:
    return source.startswith(_QUARTER) or Path(source).is_dir()


def _is_there(source: str) -> bool:
    return source.startswith(_QUARTER) or Path(source).exists()


def missing_told(path: Path) -> str:
    """A list of the available quarters, for a message about a missing quarter.

    The list is empty if the path has a suffix, because it then names a file and not a quarter.
    """
    if path.suffix:
        return ""
    from mobsim.country.returns import shipped_quarters
    from mobsim.country.returns.keeping import DOCUMENT

    sets = sorted(each.parent.name for each in path.parent.glob(f"*/{DOCUMENT}"))
    there = f"; the quarters in that folder are {listed(sets, len(sets))}" if sets else ""
    shipped = listed(shipped_quarters(), len(shipped_quarters()))
    return f"{there}; the shipped quarters are {shipped}"


def _quarter_named(source: str) -> Path | str:
    if not source.startswith(_QUARTER):
        return Path(source)
    from mobsim.country.returns import shipped_quarters

    name = source.removeprefix(_QUARTER)
    known = shipped_quarters()
    if name not in known:
        message = (
            f"no returns of {name!r} are shipped; the shipped quarters are "
            f"{listed(known, len(known))}. Name one of them, or a folder with your own returns"
        )
        raise ValueError(message)
    return data_path("returns") / name


def _changes(below: Sequence[Table[Any]], above: Table[Any]) -> list[CellChange]:
    """The cells of a table that differ from the tables applied earlier."""
    known: dict[str, Mapping[str, str]] = {}
    for table in below:
        for record in table.records:
            force = record.cells.get("force_id", "")
            said = {column: cell for column, cell in record.cells.items() if cell}
            known[force] = {**known.get(force, {}), **said}
    found = []
    for record in above.records:
        force = record.cells.get("force_id", "")
        for column, cell in record.cells.items():
            before = known.get(force, {}).get(column, "")
            if cell and cell != before:
                where = f"{above.name}:{record.line}"
                found.append(CellChange(force, column, before, cell, where))
    return found


@cache
def _partly(model: type[ForceRow]) -> type[ForceRow]:
    """A model of a row in which only the force is required."""
    fields: dict[str, Any] = {
        name: (_as_declared(info) | None, None)
        for name, info in model.model_fields.items()
        if info.is_required() and name not in model.KEY
    }
    return create_model("PartOfForceRow", __base__=model, **fields)


def _as_declared(info: Any) -> Any:
    """The type of a field, with the conditions on its values."""
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
