"""How is a folder of mobsim damaged: its files taken, cut, moved, and what is in them retyped?

A folder is a mapping of paths to bytes. A recipe holds what is done to it: a list of edits, each a
list that begins with its name and the path of a file.
"""

import io
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.fuzzing.odd_texts import as_bytes, few, one_of_many
from tests.fuzzing.trees import Way, Words, any_value, at, put, ways

Edit = list[Any]
Files = dict[str, bytes]


def made(files: Mapping[str, bytes], edits: Sequence[Edit], folder: Path) -> None:
    """Write the files below a folder, after the edits; last what is no file."""
    changed = dict(files)
    for name, path, *how in edits:
        if name in _OF_FILES and path in changed:
            _OF_FILES[name](changed, path, *how)
    for path, content in changed.items():
        _write(folder / path, content)
    for name, path, *how in edits:
        if name in _OF_PLACES:
            _OF_PLACES[name](folder, folder / path, *how)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:  # a name that cannot be, or below a file
        return


# --- bytes and texts ----------------------------------------------------------------------------


def at_share(content: bytes, share: float, remove: int, insert: str) -> bytes:
    """So many bytes taken out at a share of the whole, and a text put in there."""
    place = int(share * len(content))
    return content[:place] + as_bytes(insert) + content[place + remove :]


def _changed_at(files: Files, path: str, share: float, remove: int, insert: str) -> None:
    files[path] = at_share(files[path], share, remove, insert)


def _cut(files: Files, path: str, share: float) -> None:
    files[path] = files[path][: int(share * len(files[path]))]


def _flip(files: Files, path: str, share: float, bit: int) -> None:
    raw = bytearray(files[path] or b"x")
    raw[min(len(raw) - 1, int(share * len(raw)))] ^= 1 << bit
    files[path] = bytes(raw)


def _put(files: Files, path: str, text: str) -> None:
    files[path] = as_bytes(text)


def _word(files: Files, path: str, old: str, new: str) -> None:
    files[path] = files[path].replace(as_bytes(old), as_bytes(new))


def _gone(files: Files, path: str) -> None:
    del files[path]


def _moved(files: Files, path: str, new: str) -> None:
    files[new] = files.pop(path)


def _copied(files: Files, path: str, new: str) -> None:
    files[new] = files[path]


# --- documents ----------------------------------------------------------------------------------


def _document(change: Callable[..., Any]) -> Callable[..., None]:
    """What changes a tree, as what changes a file of JSON."""

    def of_file(files: Files, path: str, way: Sequence[Any], *how: Any) -> None:
        try:
            tree = json.loads(files[path])
            tree = change(tree, tuple(way), *how)
            files[path] = json.dumps(tree, indent=2).encode()
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return

    return of_file


def _drop(tree: Any, way: Way) -> Any:
    if way:
        del at(tree, way[:-1])[way[-1]]
    return tree


def _rename(tree: Any, way: Way, name: str) -> Any:
    mapping = at(tree, way[:-1])
    return put(tree, way[:-1], {(name if k == way[-1] else k): v for k, v in mapping.items()})


def _again(tree: Any, way: Way, times: int) -> Any:
    """A list's members once more."""
    found = at(tree, way)
    return put(tree, way, found + found[:1] * times) if isinstance(found, list) else tree


def _deep(files: Files, path: str, way: Sequence[Any], depth: int) -> None:
    """A value within so many lists, deeper than any writer of JSON would go."""
    mark = "the place of what is nested"
    before = files[path]
    _document(put)(files, path, way, mark)
    nested = b"[" * depth + b"7" + b"]" * depth
    if files[path] != before:
        files[path] = files[path].replace(json.dumps(mark).encode(), nested)


# --- Parquet ------------------------------------------------------------------------------------

_TYPES: Final = (
    "string",
    "int8",
    "int64",
    "float64",
    "bool",
    "timestamp",
    "list",
    "binary",
    "dictionary",
)


def _parquet(files: Files, path: str, how: str, column: int, value: Any) -> None:
    """One column of a table retyped, dropped, renamed, or one of its values changed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(io.BytesIO(files[path])).read()
        changed = _PARQUET[how](table, column % max(1, table.num_columns), value)
        sink = io.BytesIO()
        pq.write_table(changed, sink)
    except (pa.ArrowException, ValueError, TypeError, OverflowError, LookupError, OSError):
        return
    files[path] = sink.getvalue()


def _retyped(table: Any, column: int, value: str) -> Any:
    import pyarrow as pa

    types = {
        "bool": pa.bool_(),
        "timestamp": pa.timestamp("us"),
        "list": pa.list_(pa.string()),
        "dictionary": pa.dictionary(pa.int32(), pa.string()),
    }
    name, kind = table.column_names[column], types.get(value) or getattr(pa, value)()
    old = table.column(column)
    try:
        new = old.cast(kind)
    except (pa.ArrowException, NotImplementedError):
        new = pa.nulls(len(old), kind)
    return table.set_column(column, name, new)


def _valued(table: Any, column: int, value: Any) -> Any:
    """The first value of a column becomes another, of the column's type if it can be."""
    import pyarrow as pa

    old = table.column(column)
    values = old.to_pylist()
    values[:1] = [value]
    try:
        new = pa.array(values, old.type)
    except (pa.ArrowException, TypeError, OverflowError, ValueError):
        new = pa.array([None if each is None else str(each) for each in values])
    return table.set_column(column, table.column_names[column], new)


def _nothing_in(table: Any, column: int, value: Any) -> Any:
    import pyarrow as pa

    kind = table.schema.field(column).type
    return table.set_column(column, table.column_names[column], pa.nulls(table.num_rows, kind))


def _named(table: Any, column: int, value: Any) -> Any:
    names = table.column_names
    names[column] = str(value)
    return table.rename_columns(names)


_PARQUET: Final[dict[str, Callable[[Any, int, Any], Any]]] = {
    "type": _retyped,
    "value": _valued,
    "null": _nothing_in,
    "rename": _named,
    "drop": lambda table, column, value: table.remove_column(column),
    "twice": lambda table, column, value: table.append_column(
        table.schema.field(column), table.column(column)
    ),
    "rows": lambda table, column, value: table.slice(0, int(value)),
    "reverse": lambda table, column, value: table.take(list(range(table.num_rows))[::-1]),
    "more": lambda table, column, value: type(table).from_batches(table.to_batches() * int(value)),
}

_OF_FILES: Final[dict[str, Callable[..., None]]] = {
    "at": _changed_at,
    "cut": _cut,
    "flip": _flip,
    "put": _put,
    "word": _word,
    "gone": _gone,
    "moved": _moved,
    "copied": _copied,
    "set": _document(put),
    "drop": _document(_drop),
    "rename": _document(_rename),
    "again": _document(_again),
    "deep": _deep,
    "parquet": _parquet,
}


# --- what is no file ----------------------------------------------------------------------------


def _instead(make: Callable[..., None]) -> Callable[..., None]:
    """Something made in the place of a file."""

    def place(folder: Path, path: Path, *how: Any) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            make(path, *how)
        except OSError:
            return

    return place


def _sparse(path: Path, megabytes: int) -> None:
    """A file that says it is so long, of nothing but zeros."""
    path.write_bytes(b"")
    os.truncate(path, megabytes * 2**20)


_OF_PLACES: Final[dict[str, Callable[..., None]]] = {
    "folder": _instead(lambda path: path.mkdir()),
    "link": _instead(lambda path, to: path.symlink_to(to)),
    "fifo": _instead(os.mkfifo),
    "sparse": _instead(_sparse),
}


# --- new edits ----------------------------------------------------------------------------------


def edited(
    rng: Random, files: Mapping[str, bytes], edits: list[Edit], other: Sequence[Edit]
) -> list[Edit]:
    """The edits with some more, or fewer, or some of another recipe's."""
    kept = list(edits)
    if kept and rng.random() < 0.35:
        del kept[rng.randrange(len(kept))]
    if other and rng.random() < 0.2:
        kept.append(list(rng.choice(list(other))))
    kept += [_new(rng, files) for _ in range(few(rng))]
    return kept[-8:]


def _new(rng: Random, files: Mapping[str, bytes]) -> Edit:
    path = rng.choice(sorted(files))
    if path.endswith(".json") and rng.random() < 0.75:
        return _new_in_document(rng, files, path)
    if path.endswith(".parquet") and rng.random() < 0.75:
        return _new_in_parquet(rng, path)
    return rng.choice(_NEW)(rng, path, files)


def _new_in_document(rng: Random, files: Mapping[str, bytes], path: str) -> Edit:
    tree = json.loads(files[path])
    found = list(ways(tree))
    short = [way for way in found if 0 < len(way) < 4] or found
    way = rng.choice(rng.choice((found, short)))
    keys = [str(each[-1]) for each in found if each and isinstance(each[-1], str)]
    sort = rng.random()
    if sort < 0.55:
        value = any_value(rng, tree, tree, Words(keys, ()))
        small = len(json.dumps(value)) < 3_000
        return ["set", path, list(way), value if small else "x" * 50_000]
    if sort < 0.75:
        return ["drop", path, list(way)]
    if sort < 0.85:
        return [
            "rename",
            path,
            list(way),
            rng.choice((one_of_many(rng), rng.choice(keys or ["x"]))),
        ]
    if sort < 0.93:
        return ["again", path, list(way), rng.choice((1, 2, 1000))]
    return ["deep", path, list(way), rng.choice((1, 60, 900, 3000))]


def _new_in_parquet(rng: Random, path: str) -> Edit:
    how = rng.choice(("type", "type", "type", "value", "value", "value", *_PARQUET))
    value: Any = one_of_many(rng)
    if how == "type":
        value = rng.choice(_TYPES)
    elif how in ("rows", "more"):
        value = rng.choice((0, 1, 2, 3))
    elif how == "value":
        value = rng.choice(
            (None, -1, 0, 2**31 - 1, 2**63 - 1, 1e308, -1e9, 1e-300, value, value[:100])
        )
    return [
        "parquet",
        path,
        how,
        rng.randrange(40),
        value[:300] if isinstance(value, str) else value,
    ]


_NEW: Final[tuple[Callable[[Random, str, Mapping[str, bytes]], Edit], ...]] = (
    lambda rng, path, files: ["gone", path],
    lambda rng, path, files: ["cut", path, rng.choice((0.0, rng.random(), rng.random(), 0.999))],
    lambda rng, path, files: ["flip", path, rng.random(), rng.randrange(8)],
    lambda rng, path, files: ["flip", path, rng.random(), rng.randrange(8)],
    lambda rng, path, files: [
        "at",
        path,
        rng.random(),
        rng.choice((0, 0, 1, 5, 50)),
        one_of_many(rng)[:2000],
    ],
    lambda rng, path, files: ["at", path, 1.0, 0, one_of_many(rng)[:2000]],
    lambda rng, path, files: [
        "put",
        path,
        rng.choice(("", "{}", "[]", "null", "1", "NaN", "\ufeff{}", "[" * 20_000, "PAR1PAR1")),
    ],
    lambda rng, path, files: ["put", path, one_of_many(rng)[:2000]],
    lambda rng, path, files: ["moved", path, rng.choice(_names(rng, files))],
    lambda rng, path, files: ["copied", path, rng.choice(_names(rng, files))],
    lambda rng, path, files: ["folder", path],
    lambda rng, path, files: [
        "link",
        path,
        rng.choice((Path(path).name, "/dev/null", "/dev/zero", "nosuch", "..", "/etc/passwd")),
    ],
    lambda rng, path, files: ["fifo", path],
    lambda rng, path, files: ["sparse", path, rng.choice((1, 700, 5000))],
)


def _names(rng: Random, files: Mapping[str, bytes]) -> list[str]:
    """Names for a file that is moved: of another, or one that is near to another."""
    other = rng.choice(sorted(files))
    return [
        other,
        f"{other}.old",
        f".{other}",
        other.upper(),
        "x\n\u202e",
        f"new/{Path(other).name}",
        f"{Path(other).parent}/a=b.json",
    ]
