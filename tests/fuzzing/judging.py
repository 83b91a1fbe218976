"""Was an input accepted, refused in words, or did something escape?

Whatever is raised on purpose is a refusal; it has to name the file and say something. Whatever else
is raised is a failure, and so is a text that no terminal should be sent.
"""

import os
import re
import sys
import tempfile
import traceback
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO, TextIOWrapper
from pathlib import Path

import click

from mobsim.cli.main import cli
from mobsim.ground.errors import InputError, MobsimError
from tests.fuzzing.cases import Reader, Recipe, Verdict

LONGEST = 2_000
"""Letters of one fault, at most: a fault is a sentence, not a copy of the file."""
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_HINT = re.compile(
    r"(did you mean|expected one of|expected those of|found the columns).*", re.DOTALL
)
_KEY = re.compile(r"\s*([a-z_. ]+):")
"""What a line of a result is about."""
_BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class TooLong(BaseException):
    """An input has had its time."""


class StrangeEndError(Exception):
    """A command ended, but not as a command may end."""


def template(message: str) -> str:
    """What a message says of any input.

    >>> template("found '7x', expected 3 or more")
    "found '', expected 0 or more"
    """
    bare = _HINT.sub(r"\1", message)
    bare = _NUMBER.sub("0", _QUOTED.sub("''", bare))
    return " ".join(bare.split())[:90]


def judge(
    reader: Reader,
    recipe: Recipe,
    where: Path,
    limits: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Verdict:
    """What a reader makes of a recipe, in a folder of its own and within limits."""
    with tempfile.TemporaryDirectory(dir=where, ignore_cleanup_errors=True) as made:
        os.chdir(made)
        try:
            if problem := _problem_of_writing(reader, recipe, Path(made)):
                return problem
            return _read(reader, recipe, limits)
        finally:
            os.chdir(where)


def _problem_of_writing(reader: Reader, recipe: Recipe, folder: Path) -> Verdict | None:
    """A slip of the fuzzer's own: a recipe of which no input can be made."""
    try:
        reader.write(recipe, folder)
    except Exception as error:
        found = failure(error)
        return Verdict("failed", (f"cannot be made: {found.signatures[0]}",), found.told)
    return None


def _read(
    reader: Reader, recipe: Recipe, limits: Callable[[], AbstractContextManager[None]]
) -> Verdict:
    try:
        with limits():
            remarks = reader.read(recipe)
    except InputError as error:
        return _of_faults(error)
    except (MobsimError, click.ClickException) as error:
        said = error.format_message() if isinstance(error, click.ClickException) else str(error)
        return _of_sentence(type(error).__name__, said)
    except (MemoryError, TooLong) as error:  # wherever it was met
        return Verdict("failed", (type(error).__name__,), traceback.format_exc(limit=-6))
    except BaseException as error:
        return failure(error)
    told = (_KEY.match(each) for each in remarks)
    return Verdict("accepted", tuple(sorted({each[1] for each in told if each})))


def failure(error: BaseException) -> Verdict:
    """What escaped, by where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if f"{os.sep}mobsim{os.sep}" in each.filename] or frames
    last = ours[-1]
    place = f"{'/'.join(Path(last.filename).parts[-2:])}:{last.name}"
    name = type(error).__name__
    said = f": {template(str(error))}" if isinstance(error, StrangeEndError) else ""
    return Verdict(
        "failed", (f"{name} in {place}{said}",), "".join(traceback.format_exception(error))
    )


def _of_faults(error: InputError) -> Verdict:
    problems = []
    if not error.faults:
        problems.append("refused without a fault")
    for fault in error.faults[:60]:
        if not fault.file:
            problems.append("a fault without its file")
        problems += _wrong_with(str(fault).removeprefix(fault.file))
    if problems:
        return Verdict("failed", tuple(sorted(set(problems))), str(error)[:3000])
    return Verdict("refused", tuple(sorted({template(each.message) for each in error.faults})))


def _of_sentence(name: str, said: str) -> Verdict:
    if problems := _wrong_with(said):
        return Verdict("failed", tuple(problems), said[:3000])
    return Verdict("refused", (f"{name}: {template(said)}",))


def _wrong_with(message: str) -> list[str]:
    """What is wrong with one sentence."""
    if not message.strip() or " " not in message.strip():
        return ["a refusal without a sentence"]
    if len(message) > LONGEST:
        return [f"a fault of more than {LONGEST} letters: {template(message[:200])}"]
    return []


# --- commands -----------------------------------------------------------------------------------


def command(arguments: Sequence[str]) -> list[str]:
    """What a command prints, line by line; whatever it raises is raised.

    It is run without the net that is spread below it in a process of its own, so that what falls
    into the net is seen here.
    """
    out, err = (TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = out, err
    try:
        with cli.make_context("mobsim", list(arguments)) as context:
            ended = cli.invoke(context)
    except click.exceptions.Exit as error:
        ended = error.exit_code
    finally:
        sys.stdout, sys.stderr = before
    said = [each.buffer.getvalue().decode() for each in (out, err)]
    if ended not in (None, 0, 1, 4):
        raise StrangeEndError(f"exit code {ended!r}")
    if ended and not any(each.strip() for each in said):
        raise StrangeEndError("not a word")
    lines = "\n".join(said).splitlines()
    if strange := sorted(_steering("\n".join(said))):
        raise StrangeEndError(f"prints {' and '.join(strange)}")
    return [f"exit {ended}", *lines] if ended else lines


def _steering(text: str) -> Iterable[str]:
    """Characters that steer a terminal or turn the order of reading."""
    return {
        f"U+{ord(letter):04X}"
        for letter in text
        if letter in _BIDI
        or (unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t")
    }
