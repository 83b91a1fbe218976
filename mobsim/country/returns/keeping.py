"""How is a quarter's set of returns frozen, and read again?

A folder with the rows as one table in a fixed order, and a document with its checksum. The same
returns give the same bytes. It is written whole under a temporary name and then renamed.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from mobsim.country.returns.quarters import is_quarter, read_quarter
from mobsim.country.returns.return_checking import faults_of
from mobsim.country.returns.return_reading import read_file
from mobsim.country.returns.return_rows import (
    COLUMNS,
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
from mobsim.ground.tables import data_path, guarded
from mobsim.ground.versions import version

TABLE: Final = "returns.csv"
DOCUMENT: Final = "quarter.json"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    """What is frozen beside the rows."""

    format: Literal["mobsim.returns"]
    version: Literal[1]
    quarter: str
    returns_sha256: str
    synthetic: bool
    mobsim: str
    sources: tuple[ReturnSource, ...]
    carried: tuple[tuple[str, str], ...]
    remarks: tuple[Remark, ...]


def to_csv(returns_rows: tuple[ReturnRow, ...]) -> str:
    """Rows as they are frozen: in order, LF, texts guarded."""
    rows = ([_cell(row, column) for column in COLUMNS] for row in in_order(returns_rows))
    return csv_text(COLUMNS, rows)


def _cell(row: ReturnRow, column: str) -> str:
    value = getattr(row, column)
    if column in TEXTS:
        return guarded(value)
    return "" if value is None else str(value)


def checksum(rows: tuple[ReturnRow, ...]) -> str:
    """SHA-256 of the rows as they are frozen."""
    return sha256(to_csv(rows).encode()).hexdigest()


def document_of(returns: Returns) -> dict[str, Any]:
    """What is frozen beside the rows."""
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
    )
    return document.model_dump(mode="json", exclude_defaults=True)


# --- writing ------------------------------------------------------------------------------------


def freeze(returns: Returns, folder: Path | str, force: bool = False, shared: bool = False) -> Path:
    """Keep a quarter's set as a folder, which is given back.

    Nothing may be there, unless ``force`` replaces a set of returns. Only the owner can read the
    set, unless it is ``shared`` with those who can read the user's other files.

    Raises
    ------
    OutputError
        When it cannot be written there. What was there is then still there.
    """
    target = Path(folder)
    with replaced_folder(target, "returns", ("returns",), force=force) as made:
        if not shared:
            made.make_private()
        put_returns(made, returns)
    return target


def put_returns(made: NewFolder, returns: Returns) -> None:
    """Write a quarter's set into a folder that is being made."""
    document = json.dumps(document_of(returns), indent=2, sort_keys=True, ensure_ascii=False)
    made.put(TABLE, to_csv(returns.rows))
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
    """The set frozen in a folder, or else shipped under the bare name of a quarter.

    Raises
    ------
    InputError
        When there is none, it was changed after it was frozen, or it has faults.
    """
    with reading(name_or_folder):
        return _read_returns(name_or_folder)


def _read_returns(name_or_folder: Path | str) -> Returns:
    folder, shown = _find(name_or_folder)
    if folder.parent != data_path("returns"):
        _check_frozen(folder, shown)
    document = _read_document(folder / DOCUMENT, shown)
    quarter = read_quarter(document.quarter, f"{shown}/{DOCUMENT}")
    file = read_file(folder / TABLE, f"{shown}/{TABLE}")
    if file.source.sha256 != document.returns_sha256:
        message = f"was changed after it was frozen: found the SHA-256 {file.source.sha256}, "
        message += f"expected {document.returns_sha256}; put the frozen file back, or import anew"
        raise InputError([Fault(f"{shown}/{TABLE}", 0, 0, "", message)])
    faults = faults_of([file.table], quarter)
    if faults:
        raise InputError(faults)
    return Returns(
        document.quarter,
        in_order(file.table.rows),
        document.synthetic,
        document.returns_sha256,
        document.remarks,
        document.carried,
        document.sources,
    )


def _find(name_or_folder: Path | str) -> tuple[Path, str]:
    """The folder of a set, and what faults call it."""
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
    """Hold a set against its manifest; what is shipped has none."""
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
        Fault(where, 0, 0, ".".join(map(str, each["loc"])), f"{each['msg']}; import the set anew")
        for each in details
    ]
