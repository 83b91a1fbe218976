"""How does mobsim store a quarter's set of returns, and how does it read the set?

mobsim writes a folder with one table of all rows in a fixed order, and a document with the
checksum. The rows of capability are in a separate table, and so are the kinds that mobsim does not
ship. The same returns always give the same bytes. mobsim writes the whole folder under a temporary
name and then renames it.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from mobsim.country.forces import KindRow, load_kinds
from mobsim.country.returns.capability_rows import (
    CAPABILITY_COLUMNS,
    CAPABILITY_TEXTS,
    CapabilityRow,
)
from mobsim.country.returns.quarters import Quarter, is_quarter, read_quarter
from mobsim.country.returns.return_checking import capability_faults, faults_of
from mobsim.country.returns.return_reading import read_file
from mobsim.country.returns.return_rows import (
    COLUMNS,
    LATER_COLUMNS,
    TEXTS,
    Remark,
    ReturnRow,
    Returns,
    ReturnSource,
    in_order,
)
from mobsim.ground.errors import Fault, InputError, did_you_mean, reading
from mobsim.ground.folders import NewFolder, put_back, replaced_folder
from mobsim.ground.grids import csv_text
from mobsim.ground.input_files import read_regular
from mobsim.ground.json_files import parsed
from mobsim.ground.manifest import MANIFEST, check_folder
from mobsim.ground.tables import Row, Table, data_path, guarded, scan_table, unguarded
from mobsim.ground.versions import version

TABLE: Final = "returns.csv"
CAPABILITY: Final = "capability.csv"
KINDS: Final = "kinds.csv"
DOCUMENT: Final = "quarter.json"
_KIND_TEXTS: Final = ("name", "plural", "short", "trained_to", "source", "note")


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    """The data stored with a set of returns, such as its quarter and its checksums."""

    format: Literal["mobsim.returns"]
    version: Literal[1]
    quarter: str
    returns_sha256: str
    synthetic: bool
    mobsim: str
    sources: tuple[ReturnSource, ...]
    carried: tuple[tuple[str, str], ...]
    remarks: tuple[Remark, ...]
    capability_sha256: str = ""
    """SHA-256 of the rows of capability; empty if no force reported its capability."""
    kinds_sha256: str = ""
    """SHA-256 of the table of added kinds; empty if forces returned only shipped kinds."""


def to_csv(returns_rows: tuple[ReturnRow, ...]) -> str:
    """The rows as CSV text in their stored form: in order, and safe to open in a spreadsheet.

    A column in `LATER_COLUMNS` is included only if some row has a value in it.
    """
    return _table_text(
        in_order(returns_rows),
        [
            column
            for column in COLUMNS
            if column not in LATER_COLUMNS
            or any(getattr(row, column) is not None for row in returns_rows)
        ],
        TEXTS,
    )


def capability_csv(rows: tuple[CapabilityRow, ...]) -> str:
    """The rows of capability as CSV text in their stored form; empty if there are no rows."""
    return _table_text(rows, CAPABILITY_COLUMNS, CAPABILITY_TEXTS) if rows else ""


def kinds_csv(rows: tuple[KindRow, ...]) -> str:
    """The kinds that are not shipped, as CSV text; empty if there are no such kinds."""
    return _table_text(rows, list(KindRow.model_fields), _KIND_TEXTS) if rows else ""


def _table_text(rows: Iterable[Row], columns: Sequence[str], texts: Sequence[str]) -> str:
    cells = ([_cell(row, column, texts) for column in columns] for row in rows)
    return csv_text(columns, cells)


def _cell(row: Row, column: str, texts: Sequence[str]) -> str:
    value = getattr(row, column)
    if column in texts:
        return guarded(value)
    return "" if value is None else str(value)


def read_added_kinds(path: Path | str, name: str | None = None) -> tuple[KindRow, ...]:
    """Read a table of kinds of unit that forces return in addition to the shipped kinds.

    Raises
    ------
    InputError
        If the table has faults, such as a row with a shipped kind; the error lists every fault.
    """
    table = scan_table(path, KindRow, name=name)
    shipped = {kind.kind_id for kind in load_kinds()}
    again = [
        table.fault(record, "kind_id", f"the kind {row.kind_id!r} is shipped; choose another id")
        for record, row in table.pairs
        if row.kind_id in shipped
    ]
    if table.faults or again:
        raise InputError([*table.faults, *again])
    return tuple(
        row.model_copy(update={each: unguarded(getattr(row, each)) for each in _KIND_TEXTS})
        for row in table.rows
    )


def checksum(rows: tuple[ReturnRow, ...]) -> str:
    """SHA-256 of the rows in their stored form."""
    return _digest(to_csv(rows))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def document_of(returns: Returns) -> dict[str, Any]:
    """The data stored with a set of returns, such as its quarter and its checksums."""
    capability, kinds = capability_csv(returns.capability), kinds_csv(returns.added_kinds)
    document = _Document(
        format="mobsim.returns",
        version=1,
        quarter=returns.quarter,
        returns_sha256=returns.sha256,
        synthetic=returns.synthetic,
        mobsim=version(),
        sources=returns.sources,
        carried=returns.carried,
        remarks=returns.remarks,
        capability_sha256=_digest(capability) if capability else "",
        kinds_sha256=_digest(kinds) if kinds else "",
    )
    return document.model_dump(mode="json", exclude_defaults=True)


# --- writing ------------------------------------------------------------------------------------


def freeze(returns: Returns, folder: Path | str, force: bool = False, shared: bool = False) -> Path:
    """Write a quarter's set into a folder, and return the folder.

    The folder must be new or empty, unless ``force`` replaces an existing set of returns. Only the
    owner can read the set. If ``shared`` is true, everyone who can read the user's other files can
    also read the set.

    Raises
    ------
    OutputError
        If the folder cannot be written. The folder's old contents are then unchanged.
    """
    target = Path(folder)
    with replaced_folder(target, "returns", ("returns",), force=force) as made:
        if not shared:
            made.make_private()
        put_returns(made, returns)
    return target


def put_returns(made: NewFolder, returns: Returns) -> None:
    """Write a quarter's set into a new folder."""
    document = json.dumps(document_of(returns), indent=2, sort_keys=True, ensure_ascii=False)
    made.put(TABLE, to_csv(returns.rows))
    for name, text in (
        (CAPABILITY, capability_csv(returns.capability)),
        (KINDS, kinds_csv(returns.added_kinds)),
    ):
        if text:
            made.put(name, text)
    made.put(DOCUMENT, document + "\n")


# --- reading ------------------------------------------------------------------------------------


def shipped_quarters() -> tuple[str, ...]:
    """The quarters whose returns are shipped, in order.

    >>> shipped_quarters()
    ('2026-Q3', '2026-Q4')
    """
    folder = data_path("returns")
    return tuple(sorted(path.name for path in folder.iterdir() if is_quarter(path.name)))


def read_returns(name_or_folder: Path | str) -> Returns:
    """Read the set in a folder, or the shipped set for a quarter.

    Raises
    ------
    InputError
        If there is no such set, if the set has changed since it was written, or if it has faults.
    """
    with reading(name_or_folder):
        return _read_returns(name_or_folder)


def _read_returns(name_or_folder: Path | str) -> Returns:
    folder, shown = _find(name_or_folder)
    if folder.parent == data_path("returns"):
        return _shipped(folder, shown)
    _check_frozen(folder, shown)
    return _read(folder, shown)


@cache
def _shipped(folder: Path, shown: str) -> Returns:
    """Read a shipped set only once, because shipped sets never change."""
    return _read(folder, shown)


def _read(folder: Path, shown: str) -> Returns:
    document = _read_document(folder / DOCUMENT, shown)
    quarter = read_quarter(document.quarter, f"{shown}/{DOCUMENT}")
    added = _kinds(folder, shown, document)
    table = _returns(folder, shown, document, quarter, added)
    return Returns(
        document.quarter,
        in_order(table.rows),
        document.synthetic,
        document.returns_sha256,
        document.remarks,
        document.carried,
        document.sources,
        _capability(folder, shown, document, quarter),
        added,
    )


def _returns(
    folder: Path, shown: str, document: _Document, quarter: Quarter, added: tuple[KindRow, ...]
) -> Table[ReturnRow]:
    where = f"{shown}/{TABLE}"
    file = read_file(folder / TABLE, where)
    _check_unchanged(where, file.source.sha256, document.returns_sha256)
    if file.table is None:
        problem = "found rows of capability, expected returns; import the set again"
        raise InputError([Fault(where, 0, 0, "", problem)])
    known = [kind.kind_id for kind in load_kinds()] + [row.kind_id for row in added]
    if faults := faults_of([file.table], quarter, known):
        raise InputError(faults)
    return file.table


def _capability(
    folder: Path, shown: str, document: _Document, quarter: Quarter
) -> tuple[CapabilityRow, ...]:
    if not document.capability_sha256:
        return ()
    where = f"{shown}/{CAPABILITY}"
    file = read_file(folder / CAPABILITY, where)
    _check_unchanged(where, file.source.sha256, document.capability_sha256)
    if file.capability is None:
        problem = "found no rows of capability, expected some; import the set again"
        raise InputError([Fault(where, 0, 0, "", problem)])
    if faults := capability_faults([file.capability], quarter):
        raise InputError(faults)
    return tuple(file.capability.rows)


def _kinds(folder: Path, shown: str, document: _Document) -> tuple[KindRow, ...]:
    if not document.kinds_sha256:
        return ()
    where = f"{shown}/{KINDS}"
    rows = read_added_kinds(folder / KINDS, where)
    found = sha256(read_regular(folder / KINDS, "table", where)).hexdigest()
    _check_unchanged(where, found, document.kinds_sha256)
    return rows


def _check_unchanged(where: str, found: str, kept: str) -> None:
    if found != kept:
        message = f"was changed after it was frozen: found the SHA-256 {found}, "
        message += f"expected {kept}; restore the frozen file, or import the set again"
        raise InputError([Fault(where, 0, 0, "", message)])


def _find(name_or_folder: Path | str) -> tuple[Path, str]:
    """The folder of a set of returns, and the name that faults use for the set."""
    folder, shown = Path(name_or_folder), str(name_or_folder)
    put_back(folder)
    if folder.is_dir():
        return folder, shown
    if shown in shipped_quarters():
        return data_path("returns") / shown, shown
    hint = did_you_mean(shown, shipped_quarters())
    message = f"no such folder, and no shipped quarter of that name; {hint}"
    raise InputError([Fault(shown, 0, 0, "", message)])


def _check_frozen(folder: Path, shown: str) -> None:
    """Check a set against its manifest; shipped sets have no manifest."""
    if not (folder / MANIFEST).exists() and not (folder / DOCUMENT).exists():
        message = f"found no {DOCUMENT}; expected a folder that 'mobsim stress import' has written"
        raise InputError([Fault(shown, 0, 0, "", message)])
    check_folder(folder, ("returns",), shown)


def _read_document(path: Path, shown: str) -> _Document:
    where = f"{shown}/{DOCUMENT}"
    try:
        found = parsed(read_regular(path, "kept", where).decode())
    except FileNotFoundError:
        message = f"found no {DOCUMENT}; expected a folder that 'mobsim stress import' has written"
        raise InputError([Fault(shown, 0, 0, "", message)]) from None
    except (OSError, ValueError) as error:
        raise InputError([Fault(where, 0, 0, "", f"is damaged: {error}")]) from None
    try:
        return _Document.model_validate(found)
    except ValidationError as error:
        raise InputError(_document_faults(where, error)) from None


def _document_faults(where: str, error: ValidationError) -> list[Fault]:
    details = error.errors(include_url=False, include_input=True)
    return [
        Fault(where, 0, 0, ".".join(map(str, each["loc"])), f"{each['msg']}; import the set again")
        for each in details
    ]
