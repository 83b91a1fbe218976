"""How does a folder come to be in its place whole, or not at all?"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mobsim.ground.errors import OutputError


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Say of what the system refuses within that the target cannot be written.

    Raises
    ------
    OutputError
        With the reason.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error


@contextmanager
def made_beside(target: Path) -> Iterator[Path]:
    """A new folder beside a place, gone in the end unless it was moved away.

    Raises
    ------
    OutputError
        When something cannot be written, whatever was being done with it.
    """
    made: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # mkdtemp makes a folder for its owner only; this is for whoever may read its place.
        made = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        made.chmod(0o777 & ~_umask())
        yield made
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{target} cannot be written: {reason}; nothing was kept") from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def check_replaceable(
    target: Path, what: str, is_one: Callable[[Path], bool], *, force: bool
) -> None:
    """Refuse a file, and a folder with something in it that is not to be replaced.

    Only ``what`` mobsim wrote, such as ``a set of returns``, may be replaced, and only by force.

    Raises
    ------
    OutputError
        With the next move.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(f"{target} is a file; choose a folder")
    if not any(target.iterdir()):
        return
    if not is_one(target):
        raise OutputError(f"{target} is not empty and not {what}; choose another folder")
    if not force:
        raise OutputError(f"{target} is not empty; choose another folder, or replace it by --force")


def move_into_place(made: Path, target: Path) -> None:
    """Put a new folder in place of what is there, which comes back if that fails."""
    if not target.exists():
        made.rename(target)
        return
    # What was there goes aside first: on some systems a folder cannot be renamed onto another.
    aside = made.with_name(made.name + ".old")
    target.rename(aside)
    try:
        made.rename(target)
    except BaseException:
        aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
