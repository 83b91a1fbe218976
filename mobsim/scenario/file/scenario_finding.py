"""Where is the scenario file, and on which files does it build?

You name a scenario by a path, by the name of a shipped scenario, or by ``-`` for standard input.
Every file states its version in the key ``schema``. If the version is missing or too new, mobsim
refuses the file. If the version is older, mobsim converts the file step by step, and every value
keeps its place.

The files that a scenario names must be in its folder, unless the person who runs it allows other
folders. A scenario that came by email must not be able to read files whose names its sender
guesses.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from mobsim.country.force_tables import SHIPPED, path_of, source_text
from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.ground.input_files import bounded, is_folder, read_regular
from mobsim.ground.tables import scenario_dir
from mobsim.scenario.file.blanks import faults_of_blanks, told_once
from mobsim.scenario.file.layers import Layers, replaced_lists
from mobsim.scenario.file.listed_tables import ListedTables
from mobsim.scenario.file.naming import with_force_ids
from mobsim.scenario.file.scenario_keys import NOT_LAYERED, SCHEMA_VERSION
from mobsim.scenario.file.value_readers import shown
from mobsim.scenario.file.yaml_reading import Node, decode, tree_and_faults

STDIN = "-"
TABLE_KEYS = ("forces", "kinds", "requirements", "roads")
"""The keys whose value is a path, relative to the folder of the file that names it."""


@dataclass(frozen=True, slots=True)
class ScenarioSource:
    """The text of a scenario, and where it was found."""

    label: str
    """The name of the scenario in messages about faults: the path as the user gave it."""
    name: str
    """The name of the file without its ending."""
    folder: Path
    """The folder to which paths in the scenario are relative."""
    text: str
    root: Path | None = None
    """The folder that must contain all files that the scenario names; None for no such limit."""


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a scenario file and its base files, and the overrides of all these files."""

    source: ScenarioSource
    values: Node
    overrides: dict[str, Node]
    faults: tuple[Fault, ...] = ()
    """Further faults of the file or its bases, such as blank keys and entries."""
    remarks: tuple[str, ...] = ()
    """Probable mistakes in how the file and its bases combine."""


def shipped_names() -> dict[str, Path]:
    """The shipped scenarios by name; a scenario in a folder is named ``folder/name``."""
    top = scenario_dir()
    paths = {path.relative_to(top).with_suffix(""): path for path in top.rglob("*.yaml")}
    return {name.as_posix(): path for name, path in sorted(paths.items(), key=_folders_last)}


def _folders_last(named: tuple[Path, Path]) -> tuple[int, str]:
    name = named[0]
    return len(name.parts), name.as_posix()


def find_source(
    source: str | Path, beside: ScenarioSource | None = None, *, allow_outside: bool = False
) -> ScenarioSource:
    """Find the text of a scenario.

    ``source``: a path, the name of a shipped scenario, or ``-``. A relative path is read from the
    folder of the scenario ``beside`` it, or from the working folder. ``allow_outside``: whether
    files that the scenario names can be outside its folder.

    Raises `InputError` when there is no such file, or the file is not text.
    """
    label = str(source)
    if label == STDIN:
        text = decode(bounded(sys.stdin.buffer, "yaml", "<stdin>"), "<stdin>")
        here = Path.cwd()
        return ScenarioSource("<stdin>", "stdin", here, text, None if allow_outside else here)
    path = Path(source)
    if beside is not None:
        path = beside.folder / source
        label = str(Path(beside.label).parent / source)
    shipped = shipped_names()
    if str(source) in shipped and not path.is_file():
        path = shipped[str(source)]
        label = f"{source}.yaml"
    if beside is not None and _is_outside(path, beside.root):
        raise InputError.about(label, OUTSIDE)
    try:
        raw = read_regular(path, "yaml", label)
    except OSError as error:
        raise InputError([Fault(label, 0, 0, "", _not_found(label, path, error))]) from None
    folder = path.absolute().parent
    root = beside.root if beside else None if allow_outside else folder
    return ScenarioSource(label, path.stem, folder, decode(raw, label), root)


OUTSIDE = (
    "lies outside the folder of the scenario, so it was not read; copy it there, or allow it with "
    "--allow-outside if you trust the scenario"
)


def _is_outside(path: Path, root: Path | None) -> bool:
    """Whether a path leads out of a folder, even through links; shipped files are never outside."""
    if root is None:
        return False
    real = Path(os.path.realpath(path))
    allowed = (Path(os.path.realpath(each)) for each in (root, scenario_dir()))
    return not any(real.is_relative_to(each) for each in allowed)


def _not_found(label: str, path: Path, error: OSError) -> str:
    if is_folder(path):
        within = (
            "; its scenario is scenario.yaml in it" if (path / "scenario.yaml").is_file() else ""
        )
        return f"found a folder, expected a scenario file{within}"
    if not isinstance(error, FileNotFoundError):
        return f"cannot be read: {error.strerror}"
    beside = [each.name for each in path.parent.glob("*.yaml")] if path.parent.is_dir() else []
    near = did_you_mean(path.name, beside)
    if beside and near.startswith("did"):
        return f"no such file, nor a shipped scenario; {near}"
    known = shipped_names()
    return f"no such file, nor a shipped scenario; {did_you_mean(Path(label).stem, known)}"


Migration = Callable[[Node], Node]

MIGRATIONS: Mapping[int, Migration] = {}
"""The functions that convert a file to the next version; so far there is only version 1."""


def migrate(
    root: Node,
    *,
    current: int = SCHEMA_VERSION,
    migrations: Mapping[int, Migration] = MIGRATIONS,
) -> tuple[Node, list[Fault]]:
    """Convert a file to the current version.

    A file that states no version, or none that can be read, is at fault. Its keys are read as those
    of the current version, so that their faults can be found too. Raises `InputError` when the
    version is too new for this mobsim, or the file has no keys.
    """
    version, faults = _version(root, current)
    stated = {key: node for key, node in root.items.items() if key == "schema"}
    for step in range(version, current):
        root = migrations[step](root)
    return Node(root.items | stated, root.mark, root.key), faults


def _version(root: Node, current: int) -> tuple[int, list[Fault]]:
    found = root.items.get("schema")
    if found is None:
        message = f"missing 'schema'; expected 'schema: {current}' as the first line"
        fault = root.mark.fault((), message)
        if not root.items:
            raise InputError([fault])
        return current, [fault]
    version = found.value
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        message = f"found {shown(found.plain())}, expected the version of the schema: {current}"
        return current, [found.mark.fault(("schema",), message)]
    if version > current:
        message = f"found {version}, newer than this mobsim reads ({current}); update mobsim"
        raise InputError([found.mark.fault(("schema",), message)])
    return version, []


def read_document(source: ScenarioSource, behind: tuple[Path, ...] = ()) -> Document:
    """Read a scenario file and all the files that it builds on.

    Raises `InputError` when the file is not YAML, is too new, has no keys, or builds on itself.
    """
    read, faults = tree_and_faults(source.text, source.label)
    root, of_version = migrate(read)
    items = dict(root.items)
    base, overrides = items.pop("base", None), items.pop("overrides", None)
    items.pop("schema", None)
    tables = ListedTables(partial(named_table, source))
    inside, of_tables = _inside(tables.within(Node(items, root.mark)), source)
    values = as_layer(inside, source.folder)
    named, of_overrides = _overrides(overrides, source, tables)
    faults += [*of_version, *of_tables, *of_overrides, *faults_of_blanks(root), *tables.faults]
    if base is None:
        return Document(source, values, named, tuple(faults), tuple(tables.notes))
    try:
        below = _base(base, source, behind)
    except InputError as error:
        raise InputError(told_once([*faults, *error.faults])) from None
    layers = Layers()
    laid = layers.lay(below.values, values)
    faults += [*below.faults, *layers.faults]
    remarks = (*below.remarks, *tables.notes, *replaced_lists(below.values, values))
    return Document(source, laid, below.overrides | named, tuple(faults), remarks)


def _base(base: Node, source: ScenarioSource, behind: tuple[Path, ...]) -> Document:
    if not isinstance(base.value, str):
        message = f"found {shown(base.plain())}, expected a scenario to build on"
        raise InputError([base.mark.fault(("base",), message)])
    here = (source.folder / source.name).absolute()
    if len(behind) >= limit("depth"):
        raise InputError([base.mark.fault(("base",), over("depth"))])
    try:
        found = find_source(base.value, source)
    except InputError as error:
        message = "; ".join(fault.message for fault in error.faults)
        raise InputError([base.mark.fault(("base",), f"{base.value!r}: {message}")]) from None
    if found.label == "<stdin>" or (found.folder / found.name) in (*behind, here):
        message = f"{base.value!r} builds on this scenario itself; expected another scenario"
        raise InputError([base.mark.fault(("base",), message)])
    return read_document(found, (*behind, here))


def _inside(
    layer: Node, source: ScenarioSource, path: tuple[str, ...] = ()
) -> tuple[Node, list[Fault]]:
    """A layer without the tables outside the scenario's folder, and a fault for each such table."""
    items = dict(layer.items)
    faults = []
    for key in TABLE_KEYS:
        for found in _named(items.get(key)):
            if _is_outside(source.folder / path_of(found.text or ""), source.root):
                fault = found.mark.fault((*path, key), f"{found.text!r} {OUTSIDE}")
                items.pop(key, None)
                faults.append(fault)
    return Node(items, layer.mark, layer.key), faults


def named_table(source: ScenarioSource, text: str) -> tuple[Path, str]:
    """The path of a table that a scenario names, and the name of the table in faults.

    Raises `ValueError` when the table is missing, or is in a folder that is not allowed.
    """
    path = source.folder / text
    if _is_outside(path, source.root):
        raise ValueError(f"{text!r} {OUTSIDE}")
    try:
        path.stat()
    except OSError as error:
        raise ValueError(no_table(path, error)) from None
    return path, str(Path(source.label).parent / text)


def no_table(path: Path, error: OSError, hint: str = "") -> str:
    """The message for a table that cannot be opened."""
    where = "a path counts from the folder of the file that names it"
    missing = isinstance(error, FileNotFoundError)
    said = f"there is no file {path}" if missing else f"{path}: {error.strerror}"
    return f"found {path.name!r}, but {said}{hint}; {where}"


def _named(found: Node | None) -> list[Node]:
    """The tables that a key names."""
    if found is None:
        return []
    members = found.value if isinstance(found.value, list) else [found]
    return [each for each in members if each.text]


def _overrides(
    overrides: Node | None, source: ScenarioSource, tables: ListedTables
) -> tuple[dict[str, Node], list[Fault]]:
    """The overrides that can be read, by name, and the faults of the other overrides."""
    named: dict[str, Node] = {}
    faults: list[Fault] = []
    if overrides is None or overrides.value is None:
        return named, faults
    if not isinstance(overrides.value, dict):
        message = f"found {shown(overrides.plain())}, expected values by name of override"
        faults.append(overrides.mark.fault(("overrides",), message))
    for name, node in overrides.items.items():
        path = ("overrides", name)
        if not isinstance(node.value, dict | None):
            message = f"found {shown(node.plain())}, expected the values that it changes"
            faults.append(node.mark.fault(path, message))
        kept = dict(node.items)
        for key in NOT_LAYERED:
            if key in kept:
                message = f"{key!r} cannot be overridden; it belongs at the top of a file"
                faults.append(kept.pop(key).key_mark.fault((*path, key), message))
        whole = tables.within(Node(kept, node.mark, node.key))
        inside, more = _inside(whole, source, path)
        faults += more
        named[name] = as_layer(inside, source.folder)
    return named, faults


def as_layer(node: Node, folder: Path) -> Node:
    """The values of a layer with full paths and with the ids of forces."""
    items = dict(node.items)
    for key in TABLE_KEYS:
        found = items.get(key)
        if found is not None and key == "forces":
            items[key] = _in_full(found, folder)
        elif found and found.text and found.text != SHIPPED:
            items[key] = Node(str(folder / found.text), found.mark, found.key)
    return with_force_ids(Node(items, node.mark, node.key))


def _in_full(node: Node, folder: Path) -> Node:
    """The names of tables of forces, as full paths."""
    if isinstance(node.value, list):
        return Node([_in_full(each, folder) for each in node.value], node.mark, node.key)
    return Node(source_text(node.text, folder), node.mark, node.key) if node.text else node


@dataclass(frozen=True, slots=True)
class Shipped:
    """A scenario that comes with mobsim."""

    name: str
    title: str
    question: str
    overrides: tuple[str, ...]


@cache
def shipped_scenarios() -> tuple[Shipped, ...]:
    """The scenarios that come with mobsim, in order of name."""
    found = []
    for name in shipped_names():
        document = read_document(find_source(name))
        said = {
            key: " ".join((node.text or "").split())
            for key, node in document.values.items.items()
            if key in ("title", "question")
        }
        overrides = tuple(document.overrides)
        found.append(Shipped(name, said.get("title", name), said.get("question", ""), overrides))
    return tuple(found)
