"""How do replications become files, and files replications?

A block is a folder named after the replications that it holds, with one Parquet file a table. It
is written under a temporary name and renamed, so that it is there whole or not at all.
"""

import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mobsim.ground.errors import InputError
from mobsim.ground.parquet_files import parquet_table
from mobsim.study.outcome import KEY, LOG, TABLES, Outcome, OutcomeColumn, Row, columns_of
from mobsim.study.span import ReplicationSpan

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]

BLOCKS: Final = "blocks"
DIGESTS: Final = "digests"
"""The table of what each replication's rows come to."""

_NAME = re.compile(r"(\d{6,})-(\d{6,})")


def block_name(span: ReplicationSpan) -> str:
    """The folder of a block.

    >>> block_name(ReplicationSpan(100, 200))
    '000100-000199'
    """
    return f"{span.first:06}-{span.end - 1:06}"


def kept_blocks(folder: Path) -> dict[ReplicationSpan, Path]:
    """The blocks of a study's folder, in order.

    One that lies within another is left out: it was about to be taken away when something broke.
    """
    found = {}
    place = folder / BLOCKS
    for path in place.iterdir() if place.is_dir() else ():
        if _NAME.fullmatch(path.name):
            found[_span_of(path)] = path
    return {span: found[span] for span in sorted(found) if not _is_covered(span, found)}


def _span_of(block: Path) -> ReplicationSpan:
    first, last = map(int, block.name.split("-"))
    return ReplicationSpan(first, last + 1)


def _is_covered(span: ReplicationSpan, others: Iterable[ReplicationSpan]) -> bool:
    return any(
        other.first <= span.first and span.end <= other.end for other in others if other != span
    )


def write_block(folder: Path, outcomes: Sequence[Outcome]) -> Path:
    """Keep replications, one after the other in number, as one block.

    Raises `OSError` when it cannot be written. There is then no trace of it.
    """
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    numbers = [outcome.replication for outcome in outcomes]
    target = folder / BLOCKS / block_name(ReplicationSpan(numbers[0], numbers[-1] + 1))
    target.parent.mkdir(exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".", dir=target.parent))
    try:
        made.chmod(0o755)
        for table, content in block_tables(outcomes).items():
            with (made / f"{table}.parquet").open("wb") as file:  # its folder's name may be odd
                pq.write_table(content, file, compression="zstd")
        made.rename(target)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return target


def block_tables(outcomes: Sequence[Outcome]) -> dict[str, "pyarrow.Table"]:
    """Replications as tables, with what each comes to."""
    rows = {
        table: [row for outcome in outcomes for row in outcome.rows[table]]
        for table in outcomes[0].rows
    }
    rows[DIGESTS] = [(outcome.replication, outcome.digest()) for outcome in outcomes]
    return {table: arrow_table(columns(table), held) for table, held in rows.items()}


def columns(table: str) -> tuple[OutcomeColumn, ...]:
    """The columns of any table of a block."""
    if table == DIGESTS:
        return (OutcomeColumn(KEY, "int"), OutcomeColumn("sha256", "text"))
    return columns_of(table)


def arrow_table(columns: Sequence[OutcomeColumn], rows: Sequence[Row]) -> "pyarrow.Table":
    """Rows as columns of fixed types."""
    import pyarrow as pa

    types = {"int": pa.int64(), "float": pa.float64(), "text": pa.string()}
    values: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    schema = pa.schema([(column.name, types[column.type]) for column in columns])
    arrays = [
        pa.array(each, field.type, from_pandas=False)
        for each, field in zip(values, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def one_table(name: str, parts: Iterable["pyarrow.Table"]) -> "pyarrow.Table":
    """A table of several blocks, one after the other; it has its columns where there is none."""
    import pyarrow as pa

    return pa.concat_tables([arrow_table(columns(name), []), *parts])


def read_table(block: Path, table: str) -> "pyarrow.Table":
    """One table of a block; raises `InputError` when it is not there or damaged."""
    path = block / f"{table}.parquet"
    try:
        return parquet_table(path, arrow_table(columns(table), []).schema, (KEY,))
    except InputError as error:
        [fault] = error.faults
        message = f"{fault.message}; take {block} away and make it again by 'mobsim extend'"
        raise InputError.about(path, message) from None


def read_outcomes(block: Path, *, log: bool = False) -> list[Outcome]:
    """The replications of a block, as they were kept."""
    rows: Mapping[int, dict[str, list[Row]]] = defaultdict(dict)
    numbers = read_table(block, DIGESTS).column(KEY).to_pylist()
    if numbers != list(_span_of(block).numbers):
        message = f"holds other replications than its name says; take {block} away"
        raise InputError.about(block / f"{DIGESTS}.parquet", message)
    tables = (*TABLES, LOG) if log else tuple(TABLES)
    for table in tables:
        found = read_table(block, table)
        flat = zip(*(column.to_pylist() for column in found.columns), strict=True)
        by_number = {number: list(held) for number, held in groupby(flat, key=itemgetter(0))}
        for number in numbers:
            rows[number][table] = by_number.get(number, [])
    return [Outcome(number, rows[number]) for number in numbers]
