"""What happens to a text on its way to a terminal, and to a closed stream?

Everything that mobsim or a library prints goes through `SafeStream`, which names invisible
characters. mobsim opens a closed standard stream (``>&-``) on the null device. Otherwise a file of
mobsim's could take its number, and messages would be written into that file. Input from there is
empty, output there fails, and messages on
standard error are lost.
"""

import codecs
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TextIO

from mobsim.ground.safe_text import shown

_STREAMS: Final = {"stdin": os.O_RDONLY, "stdout": os.O_RDONLY, "stderr": os.O_WRONLY}
"""How the null device replaces each stream: a result that cannot be read must not seem printed."""


class SafeStream:
    """A stream of text that names invisible characters; otherwise it is the stream ``beneath``."""

    encoding = "utf-8"
    """Any encoding that the terminal supports: click would bypass this stream to write to an ASCII
    one.
    """

    def __init__(self, beneath: TextIO) -> None:
        self.beneath = beneath

    def write(self, text: str) -> int:
        """Write a text, and return how many of its characters are written: all."""
        self.beneath.write(shown(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)


def unwrapped(stream: Any) -> TextIO:
    """The stream beneath, for mobsim's own colours and bars in a terminal."""
    found: TextIO = getattr(stream, "beneath", stream)
    return found


@contextmanager
def safe_streams() -> Iterator[None]:
    """Open standard streams that let no invisible character through."""
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
    # The lowest free number is that of the stream that is closed.
    return os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8")


def _lenient(stream: Any) -> Any:
    """The stream, which writes an unknown character as its escape."""
    if codecs.lookup(stream.encoding or "utf-8").name != "utf-8" and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")
    return stream
