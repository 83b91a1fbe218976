"""How does mobsim make sure that it writes either a whole folder or nothing?

mobsim writes every folder next to its final place, under a temporary name. When the folder has been
read back and checked, mobsim renames it. If there is an older folder, mobsim renames it first and
deletes it last. If a process ends between the two renames, the old folder keeps its temporary name.
`put_back` restores it, and every command that opens or replaces a folder calls `put_back` first.
Whenever the process ends, either the old folder or the new folder is therefore complete.
"""

import os
import shutil
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from mobsim.ground.errors import InputError, OutputError, listed
from mobsim.ground.leftovers import beside, forget, is_temporary, left_in, left_of, temporary_name
from mobsim.ground.manifest import (
    KINDS,
    MANIFEST,
    FileDigest,
    FolderManifest,
    Kind,
    digest_of,
    faults_of,
    files_in,
    kind_of,
    read_manifest,
    seal_of,
    sealed_page,
)
from mobsim.ground.privacy import PRIVATE_FILE, PRIVATE_FOLDER
from mobsim.ground.safe_text import shown

_EXCHANGE_SECONDS: Final = 2.0
"""How many seconds another process waits for a folder to reach its final place."""


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Turn any system error in the ``with`` block into a message that a target cannot be written.

    Raises
    ------
    OutputError
        If the system reports an error; the message gives the reason.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error


class NewFolder:
    """A folder that mobsim writes file by file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files: dict[str, FileDigest] = {}
        self._mode: int | None = None

    def make_private(self) -> None:
        """Allow only the owner to enter the folder, and to read files written from now on."""
        self.path.chmod(PRIVATE_FOLDER)
        self._mode = PRIVATE_FILE

    def put(self, name: str, content: str | bytes, mode: int | None = None) -> None:
        """Write a file; ``mode`` limits who may read the file."""
        data = _bytes(content)
        place = self.path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        _write(place, data, self._mode if mode is None else mode)
        self._files[name] = digest_of(data)

    def add_page(self, name: str, text: str) -> None:
        """Write a page, which has a seal of its own and can be replaced later."""
        _write(self.path / name, sealed_page(text))

    @contextmanager
    def within(self, name: str, kind: Kind) -> Iterator["NewFolder"]:
        """A folder inside this folder, with its own manifest."""
        inner = NewFolder(self.path / name)
        inner.path.mkdir(parents=True)
        yield inner
        content = inner.seal(kind)
        self._files[f"{name}/{MANIFEST}"] = digest_of(content)

    def seal(self, kind: Kind, grows: Sequence[str] = ()) -> bytes:
        """Check the files on the disk, write the manifest, and return its content.

        Raises
        ------
        OutputError
            If a file on the disk differs from the content that was written.
        """
        manifest = FolderManifest(kind, self._files, tuple(grows))
        if faults := list(faults_of(self.path, manifest)):
            found = ", ".join(Path(fault.file).name for fault in faults)
            problem = "files on the disk differ from the files that were written"
            raise OutputError(f"{self.path}: {problem}: {found}")
        content = manifest.content()
        _write(self.path / MANIFEST, content, self._mode)
        for place, _, _ in os.walk(self.path):
            sync_folder(Path(place))
        return content


@contextmanager
def made_beside(target: Path) -> Iterator[NewFolder]:
    """A new folder next to a target; it is deleted at the end unless it was moved.

    Raises
    ------
    OutputError
        If the folder or a file in it cannot be written.
    """
    made: Path | None = None
    try:
        real = _real(target)
        real.parent.mkdir(parents=True, exist_ok=True)
        clear_leftovers(real)
        made = temporary_name(real)
        made.mkdir()
        yield NewFolder(made)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{target} cannot be written: {reason}; nothing was kept") from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
            forget(made)


@contextmanager
def replaced_folder(
    target: Path, kind: Kind, replaceable: tuple[Kind, ...], *, force: bool
) -> Iterator[NewFolder]:
    """A new folder that is moved to the target at the end.

    With ``force``, the new folder can replace folders of the kinds in ``replaceable``.

    Raises
    ------
    OutputError
        If the target must not be replaced, or if the folder cannot be written. The old contents of
        the target are then unchanged.
    """
    check_replaceable(target, replaceable, force=force)
    with made_beside(target) as made:
        yield made
        made.seal(kind)
        check_replaceable(target, replaceable, force=force)
        move_into_place(made.path, target)


def check_replaceable(target: Path, kinds: tuple[Kind, ...], *, force: bool) -> None:
    """Check that mobsim may write a folder to the target.

    With ``force``, mobsim may replace folders of the given kinds, if it wrote all files in them.

    Raises
    ------
    OutputError
        If mobsim must not replace the target; the message says what to do.
    """
    put_back(target)
    check_not_within(target)
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(f"{target} is a file; choose a folder")
    if all(is_temporary(each.name) for each in target.iterdir()):
        return
    found = kind_of(target)
    if found not in kinds:
        names = listed([KINDS[kind] for kind in kinds], joint="or")
        raise OutputError(f"{target} is not empty and not {names}; choose another folder")
    if not force:
        raise OutputError(
            f"{target} is not empty; choose another folder, or replace it with --force"
        )
    if strange := _strangers(target):
        raise OutputError(
            f"{target} contains {listed(strange)}, which mobsim did not write; first move "
            f"{'it' if len(strange) == 1 else 'them'} elsewhere, or choose another folder"
        )


def check_not_replaced(source: Path | str, target: Path | None, what: str) -> None:
    """Check that the target, which will be replaced, does not contain the input.

    Raises
    ------
    OutputError
        If the target contains the input; the message says what to do.
    """
    if target is None or not target.exists():
        return
    here, there = Path(source).resolve(), target.resolve()
    if here == there or there in here.parents:
        raise OutputError(
            f"{target} would be replaced, but this command reads {what} from it; choose another "
            "folder"
        )


def check_not_within(target: Path) -> None:
    """Check that the target is not inside a folder that mobsim wrote and must not change.

    Raises
    ------
    OutputError
        If the target is inside such a folder; the message says what to do.
    """
    for above, known, name in _kept_above(target):
        if not known.may_come(f"{name}/{MANIFEST}"):
            kind = KINDS[known.kind]
            raise OutputError(f"{target} is inside {kind}, {above}; choose another folder")


def _kept_above(target: Path) -> Iterator[tuple[Path, FolderManifest, str]]:
    """The folders written by mobsim that contain the target, with the target's path in each."""
    place = _real(target).absolute()
    for above in place.parents:
        if (above / MANIFEST).is_file():
            with suppress(InputError):
                yield above, read_manifest(above), place.relative_to(above).as_posix()


def _strangers(folder: Path) -> list[str]:
    """The files in a folder, and in folders inside it, that mobsim did not write."""
    manifest = read_manifest(folder)
    found = []
    for name in files_in(folder):
        if name.endswith(f"/{MANIFEST}"):
            inner = name.removesuffix(MANIFEST)
            with suppress(InputError):
                found += [inner + each for each in _strangers(folder / inner)]
        elif name != MANIFEST and name not in manifest.files and not manifest.may_come(name):
            found += [] if seal_of(folder / name) == "whole" else [name]
    return found


def move_into_place(made: Path, target: Path) -> None:
    """Replace an old folder with a new folder; if that fails, restore the old folder."""
    real = _real(target)
    if real.is_dir() and not any(real.iterdir()):
        # On some systems a folder cannot be renamed onto another.
        real.rmdir()
    aside = temporary_name(real, "old")
    try:
        if real.exists():
            real.rename(aside)
        made.rename(real)
    except BaseException:
        if aside.exists() and not real.exists():
            aside.rename(real)
        raise
    finally:
        forget(aside)
    sync_folder(real.parent)
    if aside.exists():
        delete(aside)


def put_back(target: Path) -> None:
    """Restore an old folder if a process ended while it was replacing the folder."""
    real = _real(target)
    end = time.monotonic() + _EXCHANGE_SECONDS
    while not real.exists() and any(beside(real, "old")):
        for aside in left_of(real, "old"):
            with suppress(OSError):
                aside.rename(real)
                return
        if time.monotonic() > end:
            return
        time.sleep(0.01)


def clear_leftovers(target: Path) -> None:
    """Delete the temporary files that ended processes left next to the target."""
    for state in ("new", "gone"):
        for path in left_of(target, state):
            delete(path)
    if target.exists():
        for path in left_of(target, "old"):
            delete(path)


def clear_leftovers_in(folder: Path) -> None:
    """Delete the temporary files that ended processes left in a folder."""
    if folder.is_dir():
        for path in left_in(folder):
            delete(path)


def delete(path: Path) -> None:
    """Delete a folder or a file; a partly deleted folder never appears under its old name."""
    if path.is_dir():
        gone = temporary_name(path.with_name(_of(path)), "gone")
        try:
            with suppress(OSError):
                path.rename(gone)
                shutil.rmtree(gone, ignore_errors=True)
        finally:
            forget(gone)
    else:
        path.unlink(missing_ok=True)


def _of(path: Path) -> str:
    """The final name of a temporary file or folder."""
    return path.name.rsplit(".", 2)[0].removeprefix(".")


# --- folders that grow in place -------------------------------------------------------------------


def _bytes(content: str | bytes) -> bytes:
    """The bytes of a file; text becomes UTF-8, with a code for each invisible character."""
    return shown(content).encode() if isinstance(content, str) else content


def replace_file(path: Path, content: str | bytes, mode: int | None = None) -> FileDigest:
    """Write or replace a file in one step; ``mode`` limits who may read the file."""
    data = _bytes(content)
    for left in left_of(path, "new"):
        delete(left)
    made = temporary_name(path)
    try:
        _write(made, data, mode)
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
        forget(made)
    sync_folder(path.parent)
    return digest_of(data)


def add_page(target: Path, text: str, *, force: bool) -> Path:
    """Write a page, with its digest as a seal, in one step; ``force`` lets it replace another page.

    Raises
    ------
    OutputError
        If the page cannot be written, or if mobsim must not replace the target.
    """
    if target.is_dir():
        raise OutputError(f"{target} is a folder; choose a file")
    if target.exists() and not force:
        raise OutputError(f"{target} already exists; choose another file, or use --force")
    for _, known, name in _kept_above(target):
        if name == MANIFEST or name in known.files or known.may_come(name):
            raise OutputError(f"{target} is part of {KINDS[known.kind]}; choose another file")
    if target.exists() and not _is_page(target):
        raise OutputError(
            f"{target} is not a page, and mobsim replaces only pages; choose another file"
        )
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(_real(target), sealed_page(text))
    return target


def _is_page(path: Path) -> bool:
    if not path.is_file():
        return False
    if path.suffix.lower() in (".html", ".htm"):
        return True
    with writing(path), path.open("rb") as file:
        return file.read(200).lstrip().lower().startswith((b"<!doctype html", b"<html"))


def grow_again(folder: Path, grows: Sequence[str]) -> None:
    """Record that more files will be added to a folder that was complete."""
    known = read_manifest(folder)
    if not known.complete:
        return
    bare = FolderManifest(known.kind, {}, tuple(grows))
    fixed = {name: each for name, each in known.files.items() if not bare.may_come(name)}
    replace_file(folder / MANIFEST, replace(bare, files=fixed).content())


def complete_folder(folder: Path, written: Mapping[str, FileDigest]) -> None:
    """Record that a folder is complete and will not grow further.

    The folder's manifest then lists the earlier files, the files that were ``written`` since, and
    the manifests of inner folders.
    """
    known = read_manifest(folder)
    files = {**known.files, **written}
    for name in files_in(folder):
        if name.endswith(f"/{MANIFEST}") and name not in files and known.may_come(name):
            files[name] = digest_of((folder / name).read_bytes())
    replace_file(folder / MANIFEST, FolderManifest(known.kind, files).content())


def sync_folder(folder: Path) -> None:
    """Make the system write a folder's list of files to the disk, if the system can do so."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _write(path: Path, content: bytes, mode: int | None = None) -> None:
    with path.open("wb") as file:
        if mode is not None:
            # Set the mode before the file has content.
            path.chmod(stat.S_IMODE(path.stat().st_mode) & mode | PRIVATE_FILE)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _real(target: Path) -> Path:
    """The resolved path, if the path is a link or has no name (such as ``.``)."""
    return target.resolve() if target.is_symlink() or target.name in ("", "..") else target
