"""Which bytes does a named file hold, if it is a regular file of a reasonable size?

A device, a pipe or a socket can block a reader forever or never end. So mobsim reads only regular
files, and never more than the limit.
"""

import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import InputError

_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening a pipe without a writer would wait for one."""


class IrregularFileError(OSError):
    """The thing at a path cannot be read as a file; ``strerror`` says what it is."""


def read_regular(path: Path, budget: str, name: str) -> bytes:
    """The bytes of a regular file; faults use the given name.

    Raises
    ------
    OSError
        When it cannot be opened, or is not a regular file.
    InputError
        When it has more bytes than the limit.
    """
    with os.fdopen(_opened(path), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit(budget):  # nothing of it is read
            raise InputError.about(name, over(budget, size))
        return bounded(file, budget, name)


def is_folder(path: Path) -> bool:
    """Whether there is a folder at a path; also for a path that the system cannot follow."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _opened(path: Path) -> int:
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError:
        _refuse_irregular(path, path.stat().st_mode)  # a socket cannot even be opened
        raise
    try:
        _refuse_irregular(path, os.fstat(descriptor).st_mode)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _refuse_irregular(path: Path, mode: int) -> None:
    for is_one, name in _KINDS:
        if is_one(mode):
            raise IrregularFileError(0, f"found {name}, expected a regular file", str(path))


_PIECE = 2**20


def bounded(file: BinaryIO, budget: str, name: str) -> bytes:
    """The rest of an open file.

    Raises
    ------
    InputError
        When it exceeds the limit; mobsim does not read beyond the limit.
    """
    content = bytearray()
    # In pieces: a read sets aside memory for all that it may give.
    while len(content) <= limit(budget) and (piece := file.read(_PIECE)):
        content += piece
    if len(content) > limit(budget):
        raise InputError.about(name, over(budget))
    return bytes(content)
