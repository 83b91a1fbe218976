"""What do many nights cost, and what do they hold?

A study is run into a folder, from the first file to the digest over all results. Nights are days of
one incident, by its host and its severity.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from os import getpid
from pathlib import Path

from benchmarks.goals import Found
from benchmarks.half import task_of
from benchmarks.heap import HeapSchedule
from benchmarks.nights import FORCES
from benchmarks.timing import Action, bare, in_turn, once, peak_of
from mobsim.scenario.file.nested_keys import SEVERITIES
from mobsim.study.engines import Cluster, Engine, Here, Processes
from mobsim.study.folder import Folder, new_folder
from mobsim.study.identity import results_of
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


def studies() -> Iterator[Found]:
    """The rows about studies."""
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "study"
        yield against_heap(target)
        yield from two_at_once(target)
        yield from memory(target)
        yield replications(target)


def against_heap(target: Path) -> Found:
    """A whole study in one process against the heap, which simulates and no more."""
    ours = folders = theirs = 0.0
    for task in _sampled():
        sides = in_turn(
            lambda task=task: _outcomes(task, SAMPLED),
            bare(task.scenario, HeapSchedule, SAMPLED),
            rounds=3,
            counted=False,
        )
        nights, heap = sides.least
        ours += nights * NIGHTS / SAMPLED
        theirs += heap * NIGHTS / SAMPLED
        folder = _folder_of(task, target)
        folders += min(once(folder) for _ in range(2))
    note = (
        f"from a sample of {FORCES} hosts × {len(SEVERITIES)} severities × {NIGHTS}: "
        f"nights with scores × {ours / theirs:.2f}, their files × {folders / theirs:.2f}"
    )
    return Found("study", (ours + folders) / theirs, note=note)


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
    identity = task.identity()
    folder = new_folder(target, task.scenario, identity, "", force=True)
    fill(folder)
    folder.finish(results_of(identity, folder), "")


def study(task: Task, nights: int, engine: Engine, target: Path) -> Action:
    def fill(folder: Folder) -> None:
        run_spans(task, [ReplicationSpan(0, nights)], engine, folder.keep)

    return lambda: _in_folder(task, target, fill)


def two_at_once(target: Path) -> Iterator[Found]:
    """A study by two processes against two that only make half of its nights each, then Dask's."""
    task = task_of()
    wall = time.perf_counter
    begin = wall()
    with _processes(2) as engine:
        _wake(engine, task)
        started = wall() - begin
        by_two = study(task, NIGHTS, engine, target)
        with _halves(NIGHTS) as halves:
            sides = in_turn(halves, by_two, rounds=2, clock=wall, counted=False)
        note = f"{NIGHTS} nights; the processes' start took {started:.2f} s"
        yield sides.found("two", note=note)
        with _dask(2) as cluster:
            if cluster is None:
                yield Found("dask", None, note="Dask is not installed: it is of the extra cluster")
                return
            _wake(cluster, task)
            by_dask = study(task, NIGHTS, cluster, target)
            sides = in_turn(by_two, by_dask, rounds=2, clock=wall, counted=False)
            yield sides.found("dask", note=f"{NIGHTS} nights, on this machine")


def _wake(engine: Engine, task: Task) -> None:
    """Have both workers read what they need."""
    for each in [engine.submit(run_batch, task, [number]) for number in (0, 1)]:
        each.result()


@contextmanager
def _dask(workers: int) -> Iterator[Cluster | None]:
    """A scheduler and workers of Dask on this machine; None if it is not installed."""
    try:
        from distributed import LocalCluster
    except ImportError:
        yield None
        return
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as local:
        engine = Cluster(local.scheduler_address)
        try:
            yield engine
        finally:
            engine.close()


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


def memory(target: Path) -> Iterator[Found]:
    """What a worker holds for itself, and what the process that gathers holds at most."""
    task = task_of(severity="local")
    with _processes(1) as engine:
        first, second = (
            peak_of(study(task, nights, engine, target)) for nights in (NIGHTS, 2 * NIGHTS)
        )
        held = _private_mib(engine.submit(getpid).result())
    yield Found("worker", held, note="" if held else "this system does not tell private memory")
    yield Found("study-memory", second / first, note=f"{first:.1f} / {second:.1f} MiB")


def _private_mib(process: int) -> float | None:
    """Memory that a process shares with no other."""
    path = Path(f"/proc/{process}/smaps_rollup")
    if not path.exists():
        return None
    lines = path.read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def replications(target: Path) -> Found:
    """Twice the nights of a study in one process."""
    task = task_of(severity="local")
    once_more, simple = (study(task, nights, Here(), target) for nights in (2 * NIGHTS, NIGHTS))
    return in_turn(once_more, simple, rounds=2).found("nights", note=f"{NIGHTS} nights, then twice")
