"""What do many nights cost, and what do they hold?

A study is run into a folder, from the first file to the digest over all results. Nights are days of
one incident, by its host and its severity.
"""

import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from os import getpid
from pathlib import Path

from benchmarks.half import task_of
from benchmarks.heap import HeapSchedule
from benchmarks.nights import FORCES
from benchmarks.timing import Action, bare, fastest, row
from mobsim.scenario.file.nested_keys import SEVERITIES
from mobsim.study.engines import Engine, Here, Processes
from mobsim.study.folder import Folder, new_folder
from mobsim.study.identity import identity_of
from mobsim.study.outcome import Outcome
from mobsim.study.replication import Task
from mobsim.study.running import run_batch, run_spans
from mobsim.study.span import BLOCK, ReplicationSpan

NIGHTS = 200
"""Of one host and one severity."""
EVERY = 11
"""Of so many hosts one is in the sample."""
SAMPLED = 5
"""Nights of each host and severity that are timed; the others are taken to cost as much."""

Fill = Callable[[Folder], object]


def studies() -> None:
    """Print the rows about studies."""
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "study"
        against_heap(target)
        two_processes(target)
        memory(target)
        replications(target)


def against_heap(target: Path) -> None:
    """A whole study in one process against the heap, which simulates and no more."""
    ours = folders = theirs = 0.0
    for task in _sampled():
        nights, heap = fastest(
            lambda task=task: _outcomes(task, SAMPLED),
            bare(task.scenario, HeapSchedule, SAMPLED),
            rounds=3,
        )
        (folder,) = fastest(_folder_of(task, target), rounds=2)
        ours += nights * NIGHTS / SAMPLED
        theirs += heap * NIGHTS / SAMPLED
        folders += folder
    ratio = (ours + folders) / theirs
    row("study in one process / bare heap, per night", ratio, "<= 1.2", ratio <= 1.2)
    print(
        f"  {FORCES} hosts × {len(SEVERITIES)} severities × {NIGHTS} from a sample: "
        f"nights with scores × {ours / theirs:.2f}, their files × {folders / theirs:.2f}"
    )


def _sampled() -> Iterator[Task]:
    for host in range(0, FORCES, EVERY):
        for severity in SEVERITIES:
            yield task_of(host, severity)


def _outcomes(task: Task, nights: int) -> list[Outcome]:
    found: list[Outcome] = []
    run_spans(task, [ReplicationSpan(0, nights)], Here(), found.extend)
    return found


def _folder_of(task: Task, target: Path) -> Action:
    """A study's folder without its nights, but whole blocks of some of them again and again."""
    made = _outcomes(task, SAMPLED)
    every = [replace(made[number % SAMPLED], replication=number) for number in range(NIGHTS)]

    def fill(folder: Folder) -> None:
        for first in range(0, NIGHTS, BLOCK):
            folder.keep(every[first : first + BLOCK])

    return lambda: _in_folder(task, target, fill)


def _in_folder(task: Task, target: Path, fill: Fill) -> None:
    """A study's folder from its first file to the digest over all results."""
    identity = identity_of(task.scenario, seed=task.seed, typical=task.typical, log=task.log)
    folder = new_folder(target, task.scenario, identity, "", force=True)
    fill(folder)
    folder.finish()


def _study(task: Task, nights: int, engine: Engine, target: Path) -> Action:
    def fill(folder: Folder) -> None:
        run_spans(task, [ReplicationSpan(0, nights)], engine, folder.keep)

    return lambda: _in_folder(task, target, fill)


def two_processes(target: Path) -> None:
    """A study by two processes against two that do nothing but half of its nights each."""
    task = task_of()
    begin = time.perf_counter()
    with _processes(2) as engine:
        for each in [engine.submit(run_batch, task, [number]) for number in (0, 1)]:
            each.result()
        started = time.perf_counter() - begin
        with _halves(NIGHTS) as halves:
            ours, theirs = fastest(_study(task, NIGHTS, engine, target), halves, rounds=2)
    row("two bare processes / study by two", theirs / ours, ">= 0.9", theirs >= 0.9 * ours)
    print(f"  {NIGHTS} nights in {ours:.2f} s, without the processes' start: {started:.2f} s")


@contextmanager
def _processes(workers: int) -> Iterator[Processes]:
    engine = Processes(workers)
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def _halves(nights: int) -> Iterator[Action]:
    """What has two processes that are there already make half of the nights each."""
    spans = (0, nights // 2), (nights // 2, nights)
    halves = [_Half(first, end) for first, end in spans]

    def make_all() -> None:
        for half in halves:
            half.tell()
        for half in halves:
            half.hear("done")

    try:
        for half in halves:
            half.hear("ready")
        yield make_all
    finally:
        for half in halves:
            half.close()


class _Half:
    """A process that makes some nights when it is told to."""

    def __init__(self, first: int, end: int) -> None:
        command = [sys.executable, "-m", "benchmarks.half", str(first), str(end)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout

    def tell(self) -> None:
        self._to.write("\n")
        self._to.flush()

    def hear(self, expected: str) -> None:
        found = self._from.readline().strip()
        assert found == expected, f"a bare process said {found!r}"

    def close(self) -> None:
        self._to.close()
        self._process.wait()
        self._from.close()


def memory(target: Path) -> None:
    """What a worker holds for itself, and what the process that gathers holds at most."""
    task = task_of(severity="local")
    with _processes(1) as engine:
        peaks = [_peak(_study(task, nights, engine, target)) for nights in (NIGHTS, 2 * NIGHTS)]
        held = _private_mib(engine.submit(getpid).result())
    if held is None:
        print("private memory of a worker: not told by this system")
    else:
        row(f"MiB of a worker after {3 * NIGHTS} nights", held, "<= 80", held <= 80)
    ratio = peaks[1] / peaks[0]
    row("peak memory of who gathers, twice the nights", ratio, "<= 1.1", ratio <= 1.1)


def _peak(action: Action) -> int:
    tracemalloc.start()
    action()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def _private_mib(process: int) -> float | None:
    """Memory that a process shares with no other."""
    path = Path(f"/proc/{process}/smaps_rollup")
    if not path.exists():
        return None
    lines = path.read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def replications(target: Path) -> None:
    """Twice the nights: at most 2.2 times the cost."""
    task = task_of(severity="local")
    one, two = fastest(
        *(_study(task, nights, Here(), target) for nights in (NIGHTS, 2 * NIGHTS)), rounds=2
    )
    row("twice the nights", two / one, "<= 2.2", two <= 2.2 * one)
