"""What can go wrong, and how does mobsim say so?

::

    MobsimError
    ├── InputError        what the user gave cannot be used; lists every fault (exit 3)
    ├── OutputError       a result cannot be written where it was asked for (exit 1)
    └── ScoringError      a measure was asked of a log that lacks the clocks it needs
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from mobsim.ground.safe_text import shown_in_line


def shortened(text: str, most: int = 1000) -> str:
    """A text of at most this many characters; the middle of a longer one is left out.

    >>> shortened("found 999999999999, expected a share", 24)
    'found 9999 … ed a share'
    """
    half = most // 2 - 2
    return text if len(text) <= most else f"{text[:half]} … {text[-half:]}"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in one place of one input."""

    file: str
    """The path as the user gave it, or ``--set`` for a command-line setting."""
    line: int
    """The line, from 1; 0 when the fault belongs to the file as a whole."""
    column: int
    """The column, from 1; 0 when the fault belongs to the line as a whole."""
    path: str
    """The place in the document, e.g. ``incidents[2].force``; can be empty."""
    message: str
    """What was found, what was expected, and the next move."""

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        path = shortened(shown_in_line(self.path), 200)
        message = shortened(shown_in_line(self.message))
        return ": ".join(part for part in (shown_in_line(place), path, message) if part)


class MobsimError(Exception):
    """The base of all errors that mobsim raises on purpose."""


class InputError(MobsimError):
    """Input that cannot be used. ``faults`` holds every fault found, in order of place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type, tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)

    @classmethod
    def about(cls, file: object, message: str, path: str = "") -> "InputError":
        """One fault of an input as a whole."""
        return cls([Fault(str(file), 0, 0, path, message)])


class OutputError(MobsimError):
    """A result cannot be written to the requested place."""


class ScoringError(MobsimError):
    """A log lacks the events that a requested measure needs."""


@contextmanager
def reading(file: object, said: str = "cannot be used") -> Iterator[None]:
    """Turn any error raised inside into a fault of this file or folder.

    This is the safety net below a reader, whose own checks say more.

    Raises
    ------
    InputError
        Instead of anything that mobsim does not raise on purpose.
    MobsimError
        When there is not enough memory.
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
    """The error that was raised, as part of a sentence.

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
"""The most characters of a library's message about a failure."""


def listed(names: Sequence[str], most: int = 6, joint: str = "and") -> str:
    """Names listed as in a sentence; those beyond ``most`` are only counted.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], 2)
    ('a, b and c', 'a, b and 1 more')
    """
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return f" {joint} ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """The nearest known name as a hint; if no name is near, the known names.

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
        return "none is known"
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return f"expected one of: {shown}"
