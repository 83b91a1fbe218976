"""How does mobsim print safely, even if a standard stream is closed?

All output of mobsim and its libraries goes through `SafeStream`, which replaces invisible
characters with codes. If a standard stream is closed (``>&-``), mobsim opens it on the null device.
Otherwise, a file that mobsim opens could get the number of the stream, and messages would be
written into that file. On the null device, standard input is empty, standard output fails, and
messages on standard error are lost.
"""

import codecs
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TextIO

from mobsim.ground.safe_text import shown

_STREAMS: Final = {"stdin": os.O_RDONLY, "stdout": os.O_RDONLY, "stderr": os.O_WRONLY}
"""The mode in which the null device replaces each stream.

Standard output is opened for reading only, so that printing to it fails.
"""


class SafeStream:
    """A stream that replaces invisible characters with codes, and writes to ``beneath``."""

    encoding = "utf-8"
    """The encoding that this stream reports. If this stream reported ASCII, click would bypass the
    stream."""

    def __init__(self, beneath: TextIO) -> None:
        self.beneath = beneath

    def write(self, text: str) -> int:
        """Write a text, and return the number of its characters."""
        self.beneath.write(shown(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)


def unwrapped(stream: Any) -> TextIO:
    """The stream beneath a `SafeStream`, for mobsim's own colours and bars in a terminal."""
    found: TextIO = getattr(stream, "beneath", stream)
    return found


@contextmanager
def safe_streams() -> Iterator[None]:
    """Replace the standard streams with open streams that print no invisible characters."""
    before = {name: getattr(sys, name) for name in _STREAMS}
    for name, flags in _STREAMS.items():
        stream = before[name] or _on_nothing(flags, "r" if name == "stdin" else "w")
        setattr(sys, name, stream if name == "stdin" else SafeStream(_lenient(stream)))
    try:
        yield
    finally:
        for name, stream in before.items():
            setattr(sys, name, stream)


def _on_nothing(flags: int, mode: str) -> Any:
    # The system uses the lowest free number, which is the number of the closed stream.
    return os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8")


def _lenient(stream: Any) -> Any:
    """The stream, set to write an escape for each character that its encoding does not have."""
    if codecs.lookup(stream.encoding or "utf-8").name != "utf-8" and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")
    return stream
