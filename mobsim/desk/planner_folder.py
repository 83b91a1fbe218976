"""What does the planner's folder contain, and how does the desk read and write it?

The desk reads and writes nothing outside this one folder. The desk accepts a name only if a file or
folder there has that name. It never uses text from a page as a path.
"""

import os
import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import InputError, MobsimError
from mobsim.ground.folders import put_back, replace_file, writing
from mobsim.ground.input_files import read_regular
from mobsim.ground.leftovers import is_temporary
from mobsim.ground.manifest import MANIFEST, Kind, kind_of
from mobsim.scenario.file import shipped_scenarios
from mobsim.scenario.file.listed_tables import ENDINGS
from mobsim.scenario.file.scenario_finding import shipped_names
from mobsim.scenario.file.yaml_reading import Node, decode, read_yaml

ENDING: Final = ".yaml"
SHOWN: Final[tuple[Kind, ...]] = ("night", "study", "comparison", "uncertainty")
"""The kinds of folder that the desk shows as results."""
BLANK: Final = Path(__file__).with_name("blank.yaml")
"""The file of a blank night, which does not contain a place yet."""
_NAME: Final = re.compile(r"[^\W_](?:[\w .()-]{0,78}[\w)])?")
_LONGEST_NAME: Final = 255
"""The longest name, in bytes, that operating systems allow."""
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_SENTENCE: Final = re.compile(r"#\s*(.+?\.)(?:\s|$)")
"""The first sentence of the comment at the head of a starter."""


class NotThereError(MobsimError):
    """The folder contains no file or folder with the given name."""


class TakenError(MobsimError):
    """The folder already contains a file or folder with the given name."""


class StaleError(MobsimError):
    """The file has changed since the page read it."""


@dataclass(frozen=True, slots=True)
class DeskStarter:
    """A scenario from which the user can start, and which the desk never changes."""

    name: str
    title: str
    said: str
    path: Path


@dataclass(frozen=True, slots=True)
class NightFile:
    """A scenario file in the folder, as it was when the desk read it."""

    name: str
    path: Path
    content: bytes

    @property
    def version(self) -> str:
        """A digest that changes whenever the file changes."""
        return sha256(self.content).hexdigest()

    @property
    def text(self) -> str:
        """The text of the file without a byte order mark; raises `InputError` if it is not text."""
        return decode(self.content, self.path.name)

    def content_of(self, text: str) -> bytes:
        """Encode a new text for this file; raise `InputError` if it cannot be saved."""
        try:
            content = text.encode()
        except UnicodeEncodeError:
            message = "found half a character, which cannot be saved; leave it out"
            raise InputError.about(self.path.name, message) from None
        return (BOM_UTF8 if self.content.startswith(BOM_UTF8) else b"") + content


class PlannerFolder:
    """The only folder that the desk reads and writes."""

    def __init__(self, path: Path, starters: Mapping[str, Path]) -> None:
        self.path = Path(os.path.realpath(path))
        found = _starters({BLANK.stem: BLANK, **starters})
        self.starters = {each.name: each for each in found}
        self._known: dict[Path, tuple[tuple[int, int], Kind | None]] = {}
        """For each folder, its kind and the state of its manifest when the desk read the
        manifest.
        """

    # --- nights -------------------------------------------------------------------------------

    def night_names(self) -> list[str]:
        """Return the names of the scenario files, without their extension, in order."""
        return sorted(self._nights())

    def _nights(self) -> dict[str, Path]:
        return {
            path.name.removesuffix(ENDING): path
            for path in self._entries()
            if path.suffix.lower() in (ENDING, ".yml") and path.is_file()
        }

    def _entries(self) -> Iterator[Path]:
        """Yield the folder's entries, except links that lead elsewhere."""
        names = sorted(each.name for each in self.path.iterdir())
        if len(names) > (most := 10 * limit("library")):
            raise MobsimError(
                f"{self.path} contains more than {most:,} files; choose another folder"
            )
        for name in names:
            path = self.path / name
            hidden = name.startswith(".") or is_temporary(name) or not _is_plain(name)
            if not hidden and self._is_here(path):
                yield path

    def _is_here(self, path: Path) -> bool:
        """Return whether an entry is in the folder and not a link to another place."""
        return not path.is_symlink() or Path(os.path.realpath(path)).parent == self.path

    def tables_state(self) -> str:
        """Return a value that changes whenever a table in the folder changes."""
        found = sha256()
        for path in self._entries():
            if path.name.lower().endswith(ENDINGS):
                known = path.stat()
                found.update(f"{path.name} {known.st_mtime_ns} {known.st_size}\n".encode())
        return found.hexdigest()

    def night(self, name: str) -> NightFile:
        """Return a scenario file; raise `NotThereError` if no file has the given name."""
        path = self._nights().get(name)
        if path is None:
            raise NotThereError(f"There is no night called {_told(name)} in this folder.")
        try:
            return NightFile(name, path, read_regular(path, "yaml", path.name))
        except OSError as error:
            raise NotThereError(f"{path.name} cannot be read: {error.strerror}.") from error

    def write(self, known: NightFile, content: bytes) -> NightFile:
        """Replace a file's contents in one step, unless it has changed in the meantime."""
        if len(content) > limit("yaml"):
            raise InputError.about(known.path.name, over("yaml", len(content)))
        if self.night(known.name).content != known.content:
            raise StaleError(f"{known.path.name} was changed elsewhere.")
        if content != known.content:
            mode = known.path.stat().st_mode
            with writing(known.path):
                replace_file(known.path, content)
                known.path.chmod(mode & 0o777)
        return NightFile(known.name, known.path, content)

    def new_night(self, name: str, like: str) -> NightFile:
        """Copy a starter or a night, together with the tables that it names, to a new name."""
        self._check_new(name)
        source = self._nights().get(like)
        content = self.night(like).content if source else self._starter(like).path.read_bytes()
        if source is None:
            self._copy_tables(content, self._starter(like).path)
        path = self.path / f"{name}{ENDING}"
        with writing(path):
            replace_file(path, content)
        return NightFile(name, path, content)

    def _starter(self, name: str) -> DeskStarter:
        if name not in self.starters:
            raise NotThereError(f"There is no starter called {_told(name)}.")
        return self.starters[name]

    def _check_new(self, name: str) -> None:
        if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
            told = "letters, digits, spaces, hyphens and dots, at most 80"
            raise InputError.about("name", f"found {name[:80]!r}, expected a name of {told}")
        taken = {each.name.casefold() for each in self.path.iterdir()}
        if f"{name}{ENDING}".casefold() in taken:
            raise TakenError(f"{name}{ENDING} already exists; choose another name.")

    def _copy_tables(self, content: bytes, source: Path) -> None:
        """Copy the tables that a starter names, so that its copy finds them."""
        root = read_yaml(decode(content, source.name), source.name)
        for table in sorted(set(_tables_in(root))):
            there, here = source.parent / table, self.path / table
            if Path(table).name == table and there.is_file() and not here.exists():
                with writing(here):
                    replace_file(here, there.read_bytes())

    # --- results ------------------------------------------------------------------------------

    def results(self) -> dict[str, tuple[Path, str]]:
        """Return the folder and kind of each result by the name of the result."""
        kinds = self._kinds()
        return {o.name: (o, kind) for o, kind in kinds.items() if kind is not None}

    def unreadable(self) -> list[str]:
        """Return folders that should be results, but whose kind can no longer be read."""
        return [path.name for path, kind in self._kinds().items() if kind is None]

    def _kinds(self) -> dict[Path, Kind | None]:
        """Return the kind of each result folder; a changed folder is read again."""
        found: dict[Path, Kind | None] = {}
        for path in self._entries():
            try:
                known = (path / MANIFEST).stat()
            except OSError:
                continue
            state = known.st_mtime_ns, known.st_size
            if self._known.get(path, ((0, 0), None))[0] != state:
                self._known[path] = state, kind_of(path)
            kind = self._known[path][1]
            if not path.is_symlink() and (kind is None or kind in SHOWN):
                found[path] = kind
        self._known = {path: kept for path, kept in self._known.items() if path in found}
        return found

    def result(self, name: str) -> tuple[Path, str]:
        """Return a result's folder and kind; raise `NotThereError` if there is no such result."""
        is_short = len(name.encode("utf-8", "replace")) <= _LONGEST_NAME
        if is_short and _is_plain(name) and not name.startswith("."):
            put_back(self.path / name)
        found = self.results().get(name)
        if found is None:
            raise NotThereError(f"There is no result called {_told(name)} in this folder.")
        return found

    def free_result(self, name: str, taken: Collection[str] = ()) -> Path:
        """Return an unused path for a new result; ``taken`` has the names reserved for runs."""
        known = {each.name.casefold() for each in self.path.iterdir()}
        known |= {each.casefold() for each in taken}
        count, chosen = 1, name
        while chosen.casefold() in known:
            count += 1
            chosen = f"{name}-{count}"
        return self.path / chosen


def _tables_in(node: Node) -> Iterator[str]:
    if isinstance(node.value, str) and node.value.lower().endswith(ENDINGS):
        yield node.value
    inner = node.value if isinstance(node.value, list) else node.items.values()
    for each in inner:
        yield from _tables_in(each)


def _is_plain(name: str) -> bool:
    """Return whether a name is safe to show and send unchanged, and cannot act as a path."""
    unseen = any(unicodedata.category(letter).startswith("C") for letter in name)
    return bool(name) and not unseen and not {"/", "\\"} & set(name) and name not in (".", "..")


def _told(name: str) -> str:
    return repr(name if len(name) <= 80 else f"{name[:80]}…")


def _starters(given: Mapping[str, Path]) -> Iterator[DeskStarter]:
    """Yield the given starters, followed by the shipped scenarios."""
    for name, path in given.items():
        found = _SENTENCE.match(path.read_text("utf-8"))
        title = name.replace("-", " ").capitalize()
        yield DeskStarter(name, title, found[1] if found else "", path)
    paths = shipped_names()
    for each in shipped_scenarios():
        if each.name not in given:
            yield DeskStarter(each.name, each.title, each.question, paths[each.name])
