"""Which rows stand in the files that came in?"""

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from mobsim.country.returns.return_rows import TEXTS, Crews, ReturnRow, Source
from mobsim.country.returns.workbook_cells import scan_workbook
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.tables import Record, Table, scan_table, unguarded

WORKBOOKS = (".xlsx", ".xlsm")
_OLD_WORKBOOKS = (".xls", ".ods")
_CREWS: TypeAdapter[int] = TypeAdapter(Crews)


@dataclass(frozen=True)
class File:
    """A file of returns as it was read."""

    table: Table[ReturnRow]
    source: Source


def read_file(path: Path | str, name: str | None = None) -> File:
    """A file of returns, with what is wrong in it.

    Parameters
    ----------
    path
        A CSV file, or a workbook by its ending.
    name
        What faults call it; the path itself by default.

    Raises
    ------
    InputError
        When it cannot be read as a table at all.
    """
    place, shown = Path(path), name or str(path)
    if place.suffix.lower() in _OLD_WORKBOOKS:
        problem = f"found a workbook of the form {place.suffix}; save it as XLSX or 'CSV UTF-8'"
        raise InputError([Fault(shown, 0, 0, "", problem)])
    if place.suffix.lower() in WORKBOOKS:
        content = _content(place, shown)
        table = scan_workbook(content, ReturnRow, name=shown)
    else:
        table = scan_table(place, ReturnRow, name=shown)
        content = place.read_bytes()
    return File(_without_guards(table), Source(place.name, sha256(content).hexdigest()))


def _content(path: Path, shown: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        problem = "no such file; check the path"
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    raise InputError([Fault(shown, 0, 0, "", problem)])


def _without_guards(table: Table[ReturnRow]) -> Table[ReturnRow]:
    """The texts as they were before `mobsim.ground.tables.guarded`."""
    return replace(table, pairs=tuple((record, _plain(row)) for record, row in table.pairs))


def _plain(row: ReturnRow) -> ReturnRow:
    texts = {column: unguarded(getattr(row, column)) for column in TEXTS}
    return row.model_copy(update=texts)


def number(record: Record, column: str) -> int | None:
    """A number as a row would have it that may have faults besides; None if it is none.

    >>> number(Record(1, "", {"trained": "7", "floor": "many"}), "trained")
    7
    """
    try:
        return _CREWS.validate_python(record.cells.get(column, ""))
    except ValidationError:
        return None
