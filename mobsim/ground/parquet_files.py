"""How does mobsim read a Parquet file and check that it contains the expected table?"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim.ground.errors import InputError, what_happened
from mobsim.ground.input_files import read_regular

if TYPE_CHECKING:
    import pyarrow


def parquet_table(
    path: Path,
    schema: "pyarrow.Schema",
    filled: Sequence[str] = (),
    content: bytes | None = None,
) -> "pyarrow.Table":
    """Read the table in a Parquet file.

    Parameters
    ----------
    schema
        The expected columns and their types, in order.
    filled
        Columns in which every row must have a value.
    content
        The bytes of the file, if the caller has already read it.

    Raises
    ------
    InputError
        If the file is missing, cannot be read, or contains a different table.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Reading the bytes avoids two faults: pyarrow takes a folder called a=b for a column, and
        # cannot open a name that is not UTF-8.
        found = pq.ParquetFile(pa.BufferReader(_bytes(path) if content is None else content)).read()
        found.validate(full=True)
        if wrong := _unlike(found, schema) or _gap(found, filled):
            raise InputError.about(path, f"is damaged: {wrong}")
        # Another program may have written the same numbers in other types.
        return found.cast(schema)
    except FileNotFoundError:
        raise InputError.about(path, "is missing") from None
    except (OSError, pa.ArrowException, ValueError) as error:
        raise InputError.about(path, f"is damaged: {what_happened(error)}") from None


def _bytes(path: Path) -> bytes:
    return read_regular(path, "kept", str(path))


def _unlike(found: "pyarrow.Table", expected: "pyarrow.Schema") -> str:
    """A description of how a table differs from the expected table; empty if both agree."""
    names = found.column_names
    if len(names) > len(set(names)):
        return f"found the column {max(names, key=names.count)!r} twice"
    for column in expected:
        if column.name not in names:
            return f"found no column {column.name!r}"
        kind, wanted = _kind(found.schema.field(column.name).type), _kind(column.type)
        if kind != wanted:
            return f"found {kind} in the column {column.name}, expected {wanted}"
    if names != expected.names:
        return f"found the columns {', '.join(names)} in another order or number"
    return ""


def _kind(kind: Any) -> str:
    import pyarrow as pa

    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return "numbers"
    return "texts" if pa.types.is_string(kind) or pa.types.is_large_string(kind) else str(kind)


def _gap(found: "pyarrow.Table", filled: Sequence[str]) -> str:
    gaps = [column for column in filled if found.column(column).null_count]
    return f"found no value in a row of {gaps[0]}" if gaps else ""
