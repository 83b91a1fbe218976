"""How does mobsim read a file safely?

A device, a pipe or a socket can block a reader forever, or never end. mobsim therefore reads only
regular files, and never more bytes than the limit.
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
"""Flags that open a pipe at once; otherwise, mobsim would wait for a program to write to the
pipe."""


class IrregularFileError(OSError):
    """A path does not lead to a regular file; ``strerror`` says what is there instead."""


def read_regular(path: Path, budget: str, name: str) -> bytes:
    """The bytes of a regular file; faults use the given name.

    Raises
    ------
    OSError
        If the file cannot be opened, or is not a regular file.
    InputError
        If the file has more bytes than the limit.
    """
    with os.fdopen(_opened(path), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit(budget):  # refused before any of it is read
            raise InputError.about(name, over(budget, size))
        return bounded(file, budget, name)


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; False if the system cannot follow the path."""
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
    """The remaining bytes of an open file.

    Raises
    ------
    InputError
        If the file exceeds the limit; mobsim then stops reading.
    """
    content = bytearray()
    # A single large read would reserve memory for all the bytes that it may return.
    while len(content) <= limit(budget) and (piece := file.read(_PIECE)):
        content += piece
    if len(content) > limit(budget):
        raise InputError.about(name, over(budget))
    return bytes(content)
