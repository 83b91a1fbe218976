"""Which table of forces results when several are combined?

A list of sources goes on top of the shipped table: the user's tables, which may have few rows and
columns, and quarters of returns by name or by folder. A later source wins cell by cell; an empty
cell changes nothing. A source is identified by its text: ``shipped``, ``shipped/2026-Q4``, or a
path.

The reader of returns is imported only if a source may be a quarter: most scenarios use the shipped
table.
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
"""The word for the table that comes with mobsim."""
_QUARTER: Final = f"{SHIPPED}/"
"""The text of a shipped quarter begins with this."""
MOST: Final = 20
"""Tables laid over one another."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of a table that differs from the tables below."""

    force: str
    column: str
    before: str
    after: str
    origin: str
    """File and line."""


def source_text(text: str, folder: Path) -> str:
    """The text of a source that a file in a folder names.

    A quarter whose folder is not there is a shipped one.

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
    """The path of a source; empty for a source that comes with mobsim.

    >>> path_of("shipped/2026-Q4"), path_of("mine.csv")
    ('', 'mine.csv')
    """
    return "" if text == SHIPPED or text.startswith(_QUARTER) else text


def laid_sources(chosen: object) -> "LaidTables | None":
    """The tables that a scenario lays over one another; None for the shipped one or one file.

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
    """Tables of forces on top of the shipped one."""

    sources: tuple[str, ...]
    notes: list[str] = field(default_factory=list)
    """Notes for the reader about a quarter."""
    changes: list[CellChange] = field(default_factory=list)
    """Cells of the user's tables that differ from what is below."""

    @property
    def has_quarter(self) -> bool:
        """Whether they include returns of a quarter."""
        return any(_is_quarter(source) for source in self.sources)

    @property
    def mode(self) -> int:
        """Who may read the result: only those who may read all of them."""
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
            With every fault of each, including a quarter that does not exist.
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
        """The table as CSV. Laid on the shipped table, it gives itself.

        ``kinds``: the table of kinds that the scenario names.
        """
        further = load_kinds(str(kinds)) if kinds != SHIPPED else ()
        known = {kind.kind_id for kind in (*load_kinds(), *further)}
        table = laid_together([*self._read(ForceRow, known.__contains__)[0].values()], ForceRow)
        rows = ([record.cells[column] for column in table.header] for record in table.records)
        return csv_text(table.header, rows)

    def _read(
        self, model: type[ForceRow], known: Callable[[str], bool]
    ) -> tuple[dict[str, Table[Any]], list[Fault]]:
        """The tables by source, the shipped one first, and faults of those that cannot be read."""
        shipped = scan_table(data_path("forces.csv"), model, name=SHIPPED)
        tables: dict[str, Table[Any]] = {SHIPPED: shipped}
        faults: list[Fault] = []
        self.notes.clear()
        for source in self.sources:
            if not _is_there(source):
                continue  # the scenario says so at its place
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
                f"{returns.quarter}: {listed(silent, len(silent))} returned nothing of some kind "
                "that quarter; what counts there is what was returned before."
            )
        own = [row.kind_id for row in returns.added_kinds]
        if strange := [kind for kind in own if not known(kind)]:
            self.notes.append(
                f"{returns.quarter}: forces returned {listed(strange, len(strange))} too, which "
                "the scenario does not know. To use these crews, name the table of their kinds "
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
    """The quarters that a name without an ending may mean; empty for the name of a file."""
    if path.suffix:
        return ""
    from mobsim.country.returns import shipped_quarters
    from mobsim.country.returns.keeping import DOCUMENT

    sets = sorted(each.parent.name for each in path.parent.glob(f"*/{DOCUMENT}"))
    there = f"; the quarters there are {listed(sets, len(sets))}" if sets else ""
    return f"{there}; shipped are {listed(shipped_quarters(), len(shipped_quarters()))}"


def _quarter_named(source: str) -> Path | str:
    if not source.startswith(_QUARTER):
        return Path(source)
    from mobsim.country.returns import shipped_quarters

    name = source.removeprefix(_QUARTER)
    known = shipped_quarters()
    if name not in known:
        message = (
            f"there are no returns of {name!r}; shipped are {listed(known, len(known))}. Name "
        )
        message += "one of them, or the folder of a set of your own"
        raise ValueError(message)
    return data_path("returns") / name


def _changes(below: Sequence[Table[Any]], above: Table[Any]) -> list[CellChange]:
    """How a table differs from those below it."""
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
    """A row that requires only the force."""
    fields: dict[str, Any] = {
        name: (_as_declared(info) | None, None)
        for name, info in model.model_fields.items()
        if info.is_required() and name not in model.KEY
    }
    return create_model("PartOfForceRow", __base__=model, **fields)


def _as_declared(info: Any) -> Any:
    """The type of a field with the conditions on its values."""
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
