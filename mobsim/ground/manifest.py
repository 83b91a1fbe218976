"""Has a folder changed since it was written?

Every folder that mobsim writes contains ``manifest.json``, which gives the kind of the folder, and
the size and SHA-256 of each file. An inner folder with its own manifest is checked against that
manifest. The manifest of a growing folder, such as a study, says which files may still be added.
The folder is complete when no more files may be added. Pages with a seal in their last line, such
as reports, may be added to any folder.
"""

import json
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from mobsim.ground.errors import Fault, InputError, listed
from mobsim.ground.json_files import parsed
from mobsim.ground.leftovers import is_temporary
from mobsim.ground.safe_text import escaped, shown

MANIFEST: Final = "manifest.json"
_FORMAT: Final = "mobsim_manifest"
_VERSION: Final = 1
_LARGEST: Final = 50_000_000
"""The largest number of bytes in a manifest, which is enough for about 300,000 files."""
_OF_SYSTEMS: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that operating systems add to folders when someone opens them."""

Kind = Literal[
    "night",
    "study",
    "block",
    "sweep",
    "comparison",
    "uncertainty",
    "calibration",
    "search",
    "stress test",
    "returns",
    "inspection",
    "briefing",
    "requirement",
]

KINDS: Final[Mapping[Kind, str]] = {
    "night": "the result of one night",
    "study": "a study of many nights",
    "block": "a block of a study",
    "sweep": "a sweep",
    "comparison": "a comparison",
    "uncertainty": "a study of uncertainty",
    "calibration": "a calibration",
    "search": "a search of a stress test",
    "stress test": "a stress test",
    "returns": "a set of returns",
    "inspection": "an inspection",
    "briefing": "a set of briefing sheets",
    "requirement": "a requirement from threats",
}
"""The kinds of folder, in words."""


class FileDigest(NamedTuple):
    """The expected size and digest of a file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FolderManifest:
    """The expected kind and files of a folder."""

    kind: Kind
    files: Mapping[str, FileDigest]
    """The files by their path within the folder, with ``/`` as separator."""
    grows: tuple[str, ...] = ()
    """Patterns of files that may still be added, such as ``blocks/*/manifest.json``; empty once the
    folder is complete.
    """

    @property
    def complete(self) -> bool:
        """Whether no more files will be added to the folder."""
        return not self.grows

    def may_come(self, name: str) -> bool:
        """Whether a file matches the patterns of files that may be added."""
        return any(fnmatchcase(name, each) for each in self.grows)

    def content(self) -> bytes:
        """The manifest in its saved form, including its own digest."""
        document = {
            _FORMAT: _VERSION,
            "kind": self.kind,
            "grows": list(self.grows),
            "files": {name: found._asdict() for name, found in self.files.items()},
        }
        return sealed_document(document)


def digest_of(content: bytes) -> FileDigest:
    """The expected size and digest for this content."""
    return FileDigest(len(content), sha256(content).hexdigest())


def sealed_document(document: Mapping[str, Any]) -> bytes:
    """A document with its own digest, which `opened_document` checks."""
    seal = sha256(_plain(document)).hexdigest()
    return _plain({**document, "sha256": seal})


def opened_document(content: bytes) -> dict[str, Any]:
    """The content of a document that `sealed_document` made.

    Raises
    ------
    ValueError
        If the document has changed.
    """
    found = parsed(content.decode())
    if not isinstance(found, dict):
        raise ValueError("it is not a JSON object")
    bare = {key: value for key, value in found.items() if key != "sha256"}
    if content != sealed_document(bare):
        raise ValueError("its contents do not match its digest")
    return bare


def _plain(document: Mapping[str, Any]) -> bytes:
    text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return (escaped(text) + "\n").encode()


# --- reading --------------------------------------------------------------------------------------


def kind_of(folder: Path) -> Kind | None:
    """The kind of a folder; None if mobsim did not write it, or if its manifest is damaged."""
    try:
        return read_manifest(folder).kind
    except InputError:
        return None


def read_manifest(folder: Path) -> FolderManifest:
    """Read the manifest of a folder.

    Raises
    ------
    InputError
        If there is no manifest, or if it is damaged.
    """
    path = folder / MANIFEST
    try:
        content = _content(path, _LARGEST)
    except FileNotFoundError:
        message = (
            "is missing, so mobsim cannot check whether the folder has changed; restore the file, "
            "or make the folder again (early versions of mobsim wrote no manifest)"
        )
        raise InputError.about(path, message) from None
    except OSError as error:
        raise InputError.about(path, f"cannot be read: {error.strerror or error}") from None
    try:
        return _manifest(opened_document(content))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"is damaged: {error}; restore the file, or make the folder again"
        raise InputError.about(path, message) from None


def _manifest(found: Mapping[str, Any]) -> FolderManifest:
    if found[_FORMAT] != _VERSION:
        raise ValueError(f"found version {found[_FORMAT]!r}, expected {_VERSION}")
    if found["kind"] not in KINDS:
        raise ValueError(f"found the kind {found['kind']!r}, expected one of: {', '.join(KINDS)}")
    files = {name: FileDigest(**each) for name, each in found["files"].items()}
    for name in files:
        if name.startswith("/") or {"..", ""} & set(name.split("/")) or "\\" in name:
            raise ValueError(f"found the file {name!r}, expected a file within the folder")
    return FolderManifest(found["kind"], files, tuple(found["grows"]))


def check_folder(folder: Path, kinds: tuple[Kind, ...], shown: Path | str = "") -> FolderManifest:
    """Check that a folder is unchanged, and return its manifest.

    This function does not check inner folders that have their own manifests.

    Raises
    ------
    InputError
        If any file was changed or added, or is missing; the error lists every such file.
    """
    manifest = read_manifest(folder)
    if manifest.kind not in kinds:
        wanted = listed([KINDS[kind] for kind in kinds], joint="or")
        message = f"found {KINDS[manifest.kind]}, expected {wanted}"
        raise InputError.about(shown or folder, message)
    if faults := list(faults_of(folder, manifest)):
        raise InputError(faults)
    return manifest


def faults_below(folder: Path) -> Iterator[Fault]:
    """All faults of a folder and of the folders inside it."""
    try:
        manifest = read_manifest(folder)
    except InputError as error:
        yield from error.faults
        return
    yield from faults_of(folder, manifest)
    for name in files_in(folder):
        if name.endswith(f"/{MANIFEST}"):
            yield from faults_below((folder / name).parent)


def faults_of(folder: Path, manifest: FolderManifest, *, contents: bool = True) -> Iterator[Fault]:
    """The faults of a folder, without the faults of folders inside it.

    If ``contents`` is false, a file of the right size counts as unchanged.
    """
    found = set(files_in(folder)) - {MANIFEST}
    for name, wanted in manifest.files.items():
        path = folder / name
        if name not in found and not path.exists():
            message = "is missing; restore the file, or make the folder again"
            yield Fault(str(path), 0, 0, "", message)
        elif not _is_as_written(path, wanted, contents=contents):
            yield _changed(path)
    for name in sorted(found - manifest.files.keys()):
        if not manifest.may_come(name) and not _is_below_missing(name, manifest, found):
            yield from _stray(folder / name, folder)


def _is_below_missing(name: str, manifest: FolderManifest, found: Collection[str]) -> bool:
    """Whether a file is in an inner folder whose manifest is missing, which is a separate fault."""
    parts = name.split("/")[:-1]
    places = ("/".join((*parts[:end], MANIFEST)) for end in range(1, len(parts) + 1))
    return any(place in manifest.files and place not in found for place in places)


def read_checked(folder: Path, manifest: FolderManifest, name: str) -> bytes:
    """The content of a file, which is checked against the manifest.

    Raises
    ------
    InputError
        If the file is missing or was changed.
    """
    path, wanted = folder / name, manifest.files.get(name)
    if wanted is None:
        raise InputError.about(path, f"is not in {MANIFEST}; make the folder again")
    try:
        content = _content(path, wanted.size)
    except FileNotFoundError:
        message = "is missing; restore the file, or make the folder again"
        raise InputError.about(path, message) from None
    except OSError as error:
        raise InputError.about(path, f"cannot be read: {error.strerror or error}") from None
    if digest_of(content) != wanted:
        raise InputError([_changed(path)])
    return content


def files_in(folder: Path) -> Iterator[str]:
    """The paths of a folder's files; an inner folder with a manifest gives only the manifest."""
    for place, folders, names in os.walk(folder):
        inner = Path(place)
        within = inner.relative_to(folder).as_posix()
        prefix = "" if within == "." else f"{within}/"
        if prefix and MANIFEST in names:
            yield prefix + MANIFEST
            folders.clear()
            continue
        links = [name for name in folders if (inner / name).is_symlink()]
        folders[:] = sorted(each for each in folders if not is_temporary(each))
        for name in sorted([*names, *links]):
            if name not in _OF_SYSTEMS and not is_temporary(name):
                yield prefix + name


def _is_as_written(path: Path, wanted: FileDigest, *, contents: bool) -> bool:
    try:
        if not contents:
            found = path.stat()
            return stat.S_ISREG(found.st_mode) and found.st_size == wanted.size
        return digest_of(_content(path, wanted.size)) == wanted
    except OSError:
        return False


def _content(path: Path, most: int) -> bytes:
    """The content of a regular file, up to one byte more than the limit ``most``."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(f"this is not a regular file: {path}")
    with path.open("rb") as file:
        return file.read(most + 1)


def _changed(path: Path) -> Fault:
    message = "was changed after it was written; restore the file, or make the folder again"
    return Fault(str(path), 0, 0, "", message)


def _stray(path: Path, folder: Path) -> Iterable[Fault]:
    state = seal_of(path)
    if state == "broken":
        return [_changed(path)]
    if state == "none":
        message = f"was not written by mobsim; move it out of {folder}"
        return [Fault(str(path), 0, 0, "", message)]
    return []


# --- pages that are added -------------------------------------------------------------------------

_SEAL: Final = re.compile(rb"<!-- mobsim page, SHA-256 of the lines above: ([0-9a-f]{64}) -->\n")
_SEAL_LENGTH: Final = len("<!-- mobsim page, SHA-256 of the lines above:  -->\n") + 64
_LARGEST_PAGE: Final = 500_000_000


def sealed_page(text: str) -> bytes:
    """A page whose last line is the digest of the lines above it."""
    content = shown(text).encode()
    if not content.endswith(b"\n"):
        content += b"\n"
    seal = f"<!-- mobsim page, SHA-256 of the lines above: {sha256(content).hexdigest()} -->\n"
    return content + seal.encode()


def seal_of(path: Path) -> Literal["whole", "broken", "none"]:
    """Whether a file is an unchanged page, a changed page, or not a page."""
    try:
        content = _content(path, _LARGEST_PAGE)
    except OSError:
        return "none"
    found = _SEAL.fullmatch(content[-_SEAL_LENGTH:])
    if found is None:
        return "broken" if b"<!-- mobsim page, " in content[-2 * _SEAL_LENGTH :] else "none"
    same = sha256(content[:-_SEAL_LENGTH]).hexdigest().encode() == found[1]
    return "whole" if same else "broken"
