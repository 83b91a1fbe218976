"""Which errors does mobsim raise, and how does it describe them?

::

    MobsimError
    ├── InputError        an input cannot be used; lists every fault (exit status 3)
    ├── OutputError       a result cannot be written to the requested place (exit status 1)
    └── ScoringError      a log lacks the clocks that a requested measure needs
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from mobsim.ground.safe_text import shown_in_line


def shortened(text: str, most: int = 1000) -> str:
    """The text with its middle left out, if it has more than ``most`` characters.

    >>> shortened("found 999999999999, expected a share", 24)
    'found 9999 … ed a share'
    """
    half = most // 2 - 2
    return text if len(text) <= most else f"{text[:half]} … {text[-half:]}"


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in one place of one input."""

    file: str
    """The path as the user gave it, or ``--set`` for a command-line setting."""
    line: int
    """The number of the line, from 1; 0 if the fault concerns the whole file."""
    column: int
    """The number of the column, from 1; 0 if the fault concerns the whole line."""
    path: str
    """The place in the document, e.g. ``incidents[2].force``; it can be empty."""
    message: str
    """The value that was found, the value that was expected, and what to do."""

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        path = shortened(shown_in_line(self.path), 200)
        message = shortened(shown_in_line(self.message))
        return ": ".join(part for part in (shown_in_line(place), path, message) if part)


class MobsimError(Exception):
    """The base class of all errors that mobsim raises on purpose."""


class InputError(MobsimError):
    """An input cannot be used. ``faults`` contains every fault found, in order of place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type, tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)

    @classmethod
    def about(cls, file: object, message: str, path: str = "") -> "InputError":
        """An error with one fault that concerns a whole input."""
        return cls([Fault(str(file), 0, 0, path, message)])


class OutputError(MobsimError):
    """A result cannot be written to the requested place."""


class ScoringError(MobsimError):
    """A log lacks the events that a requested measure needs."""


@contextmanager
def reading(file: object, said: str = "cannot be used") -> Iterator[None]:
    """Turn any error raised in the ``with`` block into a fault of a file or folder.

    This function is only a safety net: the checks of each reader give better messages.

    Raises
    ------
    InputError
        If any error occurs that mobsim does not raise on purpose.
    MobsimError
        If there is not enough memory.
    """
    try:
        yield
    except MobsimError:
        raise
    except MemoryError as error:
        raise MobsimError(f"{file}: {what_happened(error)}") from error
    except Exception as error:
        raise InputError.about(file, f"{said}: {what_happened(error)}") from error


def what_happened(error: BaseException) -> str:
    """A description of an error, as part of a sentence.

    >>> what_happened(KeyError("clock")), what_happened(RecursionError("maximum depth exceeded"))
    ("'clock' is missing", 'it is nested too deeply')
    """
    for raised, told in _IN_WORDS.items():
        if isinstance(error, raised):
            return told
    if isinstance(error, KeyError):
        return f"{error} is missing"
    if isinstance(error, OSError) and error.strerror:
        return ": ".join(str(each) for each in (error.filename, error.strerror) if each)
    said, kind = " ".join(str(error).split()), type(error).__name__
    shortened = said if len(said) <= _MOST_SAID else f"{said[:_MOST_SAID]}…"
    plain = isinstance(error, ValueError | OSError | SyntaxError)
    return shortened if said and plain else ": ".join(filter(None, (kind, shortened)))


_IN_WORDS = {MemoryError: "there is not enough memory", RecursionError: "it is nested too deeply"}
_MOST_SAID = 300
"""The largest number of characters that mobsim prints of a library's error message."""


def listed(names: Sequence[str], most: int = 6, joint: str = "and") -> str:
    """Names joined as in a sentence. After the first ``most`` names, only their number is given.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], 2)
    ('a, b and c', 'a, b and 1 more')
    """
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return f" {joint} ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """The most similar known name as a hint; if no name is similar, a list of known names.

    >>> did_you_mean("Avon", ["avon-somerset", "kent"])
    "did you mean 'avon-somerset'?"
    >>> did_you_mean("zzz", ["crew", "force"])
    'expected one of: crew, force'
    """
    names = sorted(known)
    folded = {name.lower().replace(" ", "-"): name for name in names}
    wanted = found.lower().replace(" ", "-").replace("_", "-")
    near = difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)
    if not near and wanted:
        near = [key for key in folded if key.startswith(wanted)]
        near = (near or [key for key in folded if wanted in key])[:1]
    if near:
        return f"did you mean {folded[near[0]]!r}?"
    if not names:
        return "no names are known"
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return f"expected one of: {shown}"
