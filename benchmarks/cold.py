"""How long is it from the command to the answer?"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from benchmarks.against import compiled_place
from benchmarks.goals import Found
from benchmarks.timing import Action, Sides, beside, in_turn

QUARTER = "2026-Q4"


def command(*arguments: str, cwd: str | None = None) -> Action:
    """Run an interpreter to its end."""
    return lambda: subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, cwd=cwd
    )


def cold() -> Iterator[Found]:
    """The rows about the start: by the clock on the wall, a new process each time."""
    with tempfile.TemporaryDirectory() as folder:
        night = ("-m", "mobsim", "run", "quickstart", "--force", "-o", "night")
        for key, words in (("run", night), ("help", ("-m", "mobsim", "--help"))):
            ours = command(*words, cwd=folder)
            sides: Sides = in_turn(
                ours, command("-c", "pass"), clock=time.perf_counter, counted=False
            )
            yield sides.found(key)


def pack(*, whole: bool) -> Iterator[Found]:
    """The rows about the stress pack, once each and only when asked for: they take minutes."""
    for key, how, unit in (("pack-quick", ["--quick"], 1), ("pack", [], 60)):
        if not whole:
            yield Found(key, None, note="it takes minutes: python -m benchmarks --pack")
            continue
        with tempfile.TemporaryDirectory() as folder:
            words = ("stress", "run", QUARTER, *how, "--jobs", "2", "-o", "pack")
            began = time.perf_counter()
            slower = beside(command("-m", "mobsim", *words, cwd=folder))
            seconds = time.perf_counter() - began
        engine = "compiled" if compiled_place() else "plain Python"
        note = f"once; {QUARTER}; {engine}; fixed work beside it took {slower:.2f} × its quickest"
        yield Found(key, seconds / unit, f"{seconds:.0f}", note=note)
