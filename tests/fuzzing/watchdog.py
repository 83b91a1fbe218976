"""What if a reader never ends, takes all memory, or ends the process?

Inputs are read in a child that is forked from this process. Each has so much time of the processor,
so much by the clock, and so much memory. If the child is lost, the input it was at is the culprit.
"""

import gc
import json
import os
import resource
import select
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

from tests.fuzzing.cases import Reader, Recipe, Verdict
from tests.fuzzing.judging import TooLong, judge

SECONDS = 10
"""Of the processor, for one input."""
HANGING = 60
"""Seconds by the clock after which an input is taken to hang, on however busy a machine."""
MEGABYTES = 400
"""That one input may take, beside the 100 that mobsim takes by itself."""
_BACKSTOP = 8 * MEGABYTES
"""Megabytes of addresses after which the system refuses more."""


def verdicts(reader: Reader, recipes: Sequence[Recipe]) -> list[Verdict]:
    """What a reader makes of each recipe, in a child of this process; in another if it is lost."""
    found: list[Verdict] = []
    while len(found) < len(recipes):
        rest = recipes[len(found) :]
        found += apart(lambda tell, rest=rest: _judge_all(reader, rest, tell), len(rest))
        if found[-1].failed and len(rest) > 1:  # by itself, or for what was read before it?
            found[-1:] = verdicts(reader, [recipes[len(found) - 1]])
    return found


def _judge_all(reader: Reader, recipes: Sequence[Recipe], tell: Callable[[Any], None]) -> None:
    gc.freeze()  # what was there before is not gone through for each input
    _limit_memory()
    signal.signal(signal.SIGPROF, _out_of_time)
    signal.signal(signal.SIGALRM, _out_of_time)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        for recipe in recipes:
            found = _limited(reader, recipe, Path(made))
            tell(asdict(found))
            if found.failed:
                return  # what took all memory, or was broken off, may have left its mark


def _limited(reader: Reader, recipe: Recipe, where: Path) -> Verdict:
    taken: list[float] = []
    found = judge(reader, recipe, where, lambda: _limits(taken))
    if taken and taken[0] > MEGABYTES and not found.failed:
        return Verdict("failed", (f"more than {MEGABYTES} MB",), f"took {taken[0]:.0f} MB")
    return found


@contextmanager
def _limits(taken: list[float]) -> Iterator[None]:
    """Ends what goes on for too long, and notes the megabytes that were taken."""
    before = _peak_megabytes(afresh=True)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, HANGING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        taken.append(_peak_megabytes() - before)


def _out_of_time(number: int, frame: FrameType | None) -> None:
    raise TooLong(f"more than {SECONDS if number == signal.SIGPROF else HANGING} s")


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + _BACKSTOP * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _peak_megabytes(*, afresh: bool = False) -> float:
    """The most memory that the process has taken, since it was last asked afresh."""
    if afresh:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def apart(work: Callable[[Callable[[Any], None]], None], expected: int = 1) -> list[Any]:
    """What a function tells in a child; if the child is lost, a failed verdict ends the list."""
    ours, theirs = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _be_the_child(work, theirs)
    os.close(theirs)
    lines = _lines(ours, child)
    _, status = os.waitpid(child, 0)
    found = [Verdict(each["kind"], tuple(each["signatures"]), each["told"]) for each in lines]
    if status and len(found) < expected:
        found.append(Verdict("failed", ("the process was lost",), f"its status was {status}"))
    return found


def _be_the_child(work: Callable[[Callable[[Any], None]], None], pipe: int) -> None:
    code = 1
    try:
        os.setpgid(0, 0)
        with os.fdopen(pipe, "w", encoding="utf-8") as file:

            def tell(what: Any) -> None:
                file.write(json.dumps(what) + "\n")
                file.flush()

            work(tell)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _lines(pipe: int, child: int) -> list[Any]:
    """What the child tells, until it ends or has been silent for too long."""
    said = b""
    while True:
        ready, _, _ = select.select([pipe], [], [], 2 * HANGING)
        part = os.read(pipe, 65536) if ready else b""
        if not part:
            break
        said += part
    os.close(pipe)
    if not ready:
        os.kill(child, signal.SIGKILL)
    return [
        json.loads(line) for line in said.decode().splitlines(keepends=True) if line[-1] == "\n"
    ]
