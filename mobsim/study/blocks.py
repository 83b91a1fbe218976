"""How does mobsim save replications as files, and read them back?

A block is a folder whose name gives the numbers of its replications. The folder holds a manifest
and one Parquet file for each table. mobsim writes the folder under a temporary name and then
renames it, so a block is either complete or absent. When mobsim reads a table, it checks the file
against the manifest.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mobsim.ground.errors import Fault, InputError
from mobsim.ground.folders import made_beside, move_into_place
from mobsim.ground.manifest import (
    MANIFEST,
    FolderManifest,
    check_folder,
    faults_of,
    read_checked,
    read_manifest,
)
from mobsim.ground.parquet_files import parquet_table
from mobsim.study.outcome import KEY, LOG, TABLES, Outcome, OutcomeColumn, Row, columns_of
from mobsim.study.span import ReplicationSpan

if TYPE_CHECKING:
    import pyarrow

BLOCKS: Final = "blocks"
DIGESTS: Final = "digests"
"""The name of the table with the digest of each replication."""

_NAME = re.compile(r"(\d{6,})-(\d{6,})")


def block_name(span: ReplicationSpan) -> str:
    """The folder name of a block.

    >>> block_name(ReplicationSpan(100, 200))
    '000100-000199'
    """
    return f"{span.first:06}-{span.end - 1:06}"


def kept_blocks(folder: Path) -> dict[ReplicationSpan, Path]:
    """The blocks of a study's folder, in order.

    The list leaves out each block whose replications are all in a larger block. Such a block
    remains only if mobsim was interrupted before it could delete the block.
    """
    found = every_block(folder)
    return {span: found[span] for span in sorted(found) if not _is_covered(span, found)}


def every_block(folder: Path) -> dict[ReplicationSpan, Path]:
    """All blocks of a study's folder, even if their replications are also in a larger block."""
    found = {}
    place = folder / BLOCKS
    for path in place.iterdir() if place.is_dir() else ():
        if _NAME.fullmatch(path.name):
            found[_span_of(path)] = path
    return found


def _span_of(block: Path) -> ReplicationSpan:
    first, last = map(int, block.name.split("-"))
    return ReplicationSpan(first, last + 1)


def _is_covered(span: ReplicationSpan, others: Iterable[ReplicationSpan]) -> bool:
    return any(
        other.first <= span.first and span.end <= other.end for other in others if other != span
    )


def write_block(folder: Path, outcomes: Sequence[Outcome]) -> Path:
    """Save consecutive replications as one block.

    Raises `OutputError` when the block cannot be written. If writing fails, no file is left behind.
    """
    numbers = [outcome.replication for outcome in outcomes]
    target = folder / BLOCKS / block_name(ReplicationSpan(numbers[0], numbers[-1] + 1))
    with made_beside(target) as made:
        for table, content in block_tables(outcomes).items():
            made.put(f"{table}.parquet", _parquet(content))
        made.seal("block")
        move_into_place(made.path, target)
    return target


def _parquet(table: "pyarrow.Table") -> bytes:
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def check_block(block: Path) -> None:
    """Check every file of a block against its manifest.

    Raises an `InputError` that lists every file that has changed, is missing or was added.
    """
    check_folder(block, ("block",))


def odd_files(block: Path) -> list[Fault]:
    """The names of files that are missing from a block, were added, or have changed in size."""
    try:
        return list(faults_of(block, _manifest(block), contents=False))
    except InputError as error:
        return list(error.faults)


def _manifest(block: Path) -> FolderManifest:
    try:
        state = (block / MANIFEST).stat()
    except OSError:
        return read_manifest(block)
    return _read_manifest(block, state.st_mtime_ns, state.st_size, state.st_ino)


@lru_cache(maxsize=10_000)
def _read_manifest(block: Path, *_: int) -> FolderManifest:
    """Read the manifest of a block. An unchanged file is read only once."""
    return read_manifest(block)


def block_tables(outcomes: Sequence[Outcome]) -> dict[str, "pyarrow.Table"]:
    """The tables of several replications, including the table of their digests."""
    rows = {
        table: [row for outcome in outcomes for row in outcome.rows[table]]
        for table in outcomes[0].rows
    }
    rows[DIGESTS] = [(outcome.replication, outcome.sha256) for outcome in outcomes]
    return {table: arrow_table(columns(table), held) for table, held in rows.items()}


def columns(table: str) -> tuple[OutcomeColumn, ...]:
    """The columns of the named table in a block."""
    if table == DIGESTS:
        return (OutcomeColumn(KEY, "int"), OutcomeColumn("sha256", "text"))
    return columns_of(table)


def arrow_table(columns: Sequence[OutcomeColumn], rows: Sequence[Row]) -> "pyarrow.Table":
    """Make a table of Arrow columns with fixed types from rows."""
    import pyarrow as pa

    schema = _schema(tuple(columns))
    values: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [
        pa.array(each, field.type, from_pandas=False)
        for each, field in zip(values, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


@cache
def _schema(columns: tuple[OutcomeColumn, ...]) -> "pyarrow.Schema":
    import pyarrow as pa

    types = {"int": pa.int64(), "float": pa.float64(), "text": pa.string()}
    return pa.schema([(column.name, types[column.type]) for column in columns])


def one_table(name: str, parts: Iterable["pyarrow.Table"]) -> "pyarrow.Table":
    """Join the tables of several blocks into one table. Without blocks, the table has no rows."""
    import pyarrow as pa

    return pa.concat_tables([_schema(columns(name)).empty_table(), *parts])


def read_table(block: Path, table: str) -> "pyarrow.Table":
    """Read one table of a block. Raises `InputError` when its file is missing or has changed."""
    path = block / f"{table}.parquet"
    try:
        content = read_checked(block, _manifest(block), path.name)
        return parquet_table(path, _schema(columns(table)), (KEY,), content)
    except InputError as error:
        told = (each.message.partition(";")[0] for each in error.faults)
        faults = zip(error.faults, told, strict=True)
        raise InputError(
            replace(fault, message=f"{said}; {_again(block)}") for fault, said in faults
        ) from None


def _again(block: Path) -> str:
    return f"delete {block} and make it again with 'mobsim extend {block.parents[1]}'"


def read_outcomes(block: Path, *, log: bool = False) -> list[Outcome]:
    """Read the saved replications of a block."""
    rows: Mapping[int, dict[str, list[Row]]] = defaultdict(dict)
    numbers = read_table(block, DIGESTS).column(KEY).to_pylist()
    if numbers != list(_span_of(block).numbers):
        message = f"holds replications that do not match its name; delete {block}"
        raise InputError.about(block / f"{DIGESTS}.parquet", message)
    tables = (*TABLES, LOG) if log else tuple(TABLES)
    for table in tables:
        found = read_table(block, table)
        flat = zip(*(column.to_pylist() for column in found.columns), strict=True)
        by_number = {number: list(held) for number, held in groupby(flat, key=itemgetter(0))}
        for number in numbers:
            rows[number][table] = by_number.get(number, [])
    return [Outcome(number, rows[number]) for number in numbers]
