"""Is a night quicker than at another commit? Both in turn, in one run.

A long-lived process for each side, the other commit's in a temporary copy of its tree.
"""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from zipfile import ZipFile

from benchmarks.goals import REFERENCE, Found
from benchmarks.timing import Sides

ROOT = Path(__file__).parents[1]
SIDE = Path(__file__).with_name("side.py")
NIGHTS = {
    "old-likely": ("six-cities-saturday", "likely", 20),
    "old-three-days": ("three-days", "likely", 8),
    "old-static": ("nineteen-small", "static", 20),
}
"""Scenario, override, pairs of nights."""
REPLICATIONS = 5
"""Pairs go through so many nights, again and again."""


class NoCommitError(Exception):
    """It cannot be had here."""


class Side:
    """A process that simulates nights of one tree on demand."""

    def __init__(self, tree: Path) -> None:
        pipe = subprocess.PIPE
        environment = {**os.environ, "PYTHONPATH": str(tree)}
        self._process = subprocess.Popen(
            [sys.executable, str(SIDE)], cwd=tree, env=environment, stdin=pipe, stdout=pipe,
            text=True,
        )  # fmt: skip

    def __enter__(self) -> "Side":
        return self

    def __exit__(self, *ended: object) -> None:
        self._process.communicate()

    def ask(self, *words: object) -> list[float]:
        """The numbers that it answers with."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().split()
        if not answer:
            raise NoCommitError("a side ended early: it cannot run this night")
        return [float(each) for each in answer]


@contextmanager
def tree_of(commit: str) -> Iterator[Path]:
    """A temporary copy of a commit's tree."""
    packed = subprocess.run(
        ["git", "archive", "--format=zip", commit, "mobsim", "data", "scenarios"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if packed.returncode:
        raise NoCommitError(f"commit {commit} is not here: {packed.stderr.decode().strip()}")
    with tempfile.TemporaryDirectory() as folder:
        with ZipFile(io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder)
        yield Path(folder)


def against(commit: str = REFERENCE) -> Iterator[Found]:
    """The rows about nights at a commit and now."""
    try:
        with ExitStack() as stack:
            sides = [stack.enter_context(Side(stack.enter_context(tree_of(commit)))),
                     stack.enter_context(Side(ROOT))]  # fmt: skip
            for key, (name, override, pairs) in NIGHTS.items():
                found = pair(key, sides, f"{name} {override}", pairs)
                yield found._replace(note=f"{commit}; {found.note}")
            yield _compiled(commit, sides[0], stack)
    except (NoCommitError, FileNotFoundError) as error:
        yield Found("old-likely", None, note=str(error))


def compiled_place() -> Path | None:
    """The folder of the installed mobsim; None if it is plain Python."""
    try:
        engine_of = Path(str(distribution("mobsim").locate_file("mobsim/engine")))
    except PackageNotFoundError:
        return None
    return engine_of.parents[1] if [*engine_of.glob("*.so"), *engine_of.glob("*.pyd")] else None


def _compiled(commit: str, old: Side, stack: ExitStack) -> Found:
    """A likely night at a commit, and now in the compiled engine that is installed."""
    place = compiled_place()
    if place is None:
        return Found("old-compiled", None, note="the installed engine is plain Python")
    name, override, pairs = NIGHTS["old-likely"]
    sides = [old, stack.enter_context(Side(place))]
    found = pair("old-compiled", sides, f"{name} {override}", pairs)
    return found._replace(calls="", note=f"{commit}; {found.note.partition('; calls')[0]}")


def pair(key: str, sides: list[Side], night: str, pairs: int) -> Found:
    """One night's row: pairs of the same replication, the sides in turn."""
    timed, rows = _in_pairs(sides, [night, night], pairs)
    found = timed.found(key, rows=rows)
    return found._replace(note=f"{found.note}; calls × {timed.calls[0] / timed.calls[1]:.2f}")


def _in_pairs(sides: list[Side], nights: list[str], pairs: int) -> tuple[Sides, list[int]]:
    """A night of each side, in turn, and the rows of each night's log."""
    seconds: tuple[list[float], list[float]] = ([], [])
    counted = [side.ask("count", night, 0) for side, night in zip(sides, nights, strict=True)]
    for number in range(pairs):
        for side in (0, 1) if number % 2 else (1, 0):
            seconds[side].extend(sides[side].ask(nights[side], number % REPLICATIONS))
    calls, rows = ([int(each[i]) for each in counted] for i in (0, 1))
    return Sides(seconds, tuple(calls)), rows


def per_row() -> Iterator[Found]:
    """Three likely days against one likely night, each by the rows of its log.

    Each night has a process of its own, in which what is kept between nights stays.
    """
    nights = ["three-days likely", "six-cities-saturday likely"]
    with ExitStack() as stack:
        sides = [stack.enter_context(Side(ROOT)) for _ in nights]
        timed, rows = _in_pairs(sides, nights, pairs=20)
    by_rows = rows[1] / rows[0]
    median = f"median of pairs {timed.median * by_rows:.2f}"
    yield timed.found("per-row", value=timed.ratio * by_rows, rows=rows, note=median)
