"""Do workers end with their parent, and is what they lost done again?"""

import gc
import os
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import mobsim
from mobsim.cli.main import main
from mobsim.study import running, study
from mobsim.study.engines import LOST, Here, Processes, WorkersLostError
from mobsim.study.folder import open_folder
from mobsim.study.replication import Task
from mobsim.study.running import map_nights, older_objects_left_alone, one_at_a_time
from mobsim.study.study import How, extend, read_study, run_study

NIGHTS = 24

BUSY = """
import os, sys, time
from mobsim.study.engines import Processes
engine = Processes(2)
first = [engine.submit(os.getpid) for _ in range(8)]
print("workers:", {each.result() for each in first}, flush=True)
busy = [engine.submit(time.sleep, 600) for _ in range(4)]
time.sleep(600)
"""
COMMAND = """
import sys
from mobsim.cli.main import main
sys.exit(main(["run", "quickstart", "--set", "chance=drawn", "--replications", "100000",
               "--jobs", "2", "-o", sys.argv[1]]))
"""


def alive_in(session: int) -> dict[int, str]:
    """The processes of a session, each with what it runs."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                state, _, _, of = (
                    (folder / "stat").read_text("utf-8").rpartition(")")[2].split()[:4]
                )
                command = (folder / "cmdline").read_bytes().decode().replace("\0", " ")
            except OSError:
                continue
            if int(of) == session and state != "Z":
                found[int(folder.name)] = command
    return found


def semaphores_of(process: int) -> list[str]:
    return [path.name for path in Path("/dev/shm").glob(f"sem.loky-{process}-*")]


def polled(found: Callable[[], Any], wanted: Callable[[Any], bool], seconds: float) -> Any:
    """What is found as soon as it is what is wanted, or else in the end."""
    end = time.monotonic() + seconds
    while not wanted(found()) and time.monotonic() < end:
        time.sleep(0.05)
    return found()


def started(code: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def end_all(process: "subprocess.Popen[str]") -> None:
    for left in alive_in(process.pid):
        os.kill(left, signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize(
    "end",
    [signal.SIGKILL, pytest.param(signal.SIGHUP, marks=pytest.mark.slow)],
)
def test_no_process_is_alive_after_its_parent_was_killed(end: signal.Signals) -> None:
    process = started(BUSY)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("workers: {")
        before = alive_in(process.pid)
        assert 2 == sum("popen_loky" in command for command in before.values())
        assert 2 == sum("resource_tracker" in command for command in before.values())
        process.send_signal(end)
        process.wait(timeout=60)
        assert {} == polled(lambda: alive_in(process.pid), lambda found: not found, 5)
        assert [] == semaphores_of(process.pid)
    finally:
        end_all(process)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("end", "to_all"),
    [(signal.SIGINT, False), (signal.SIGINT, True), (signal.SIGHUP, True), (signal.SIGTERM, False)],
    ids=["Ctrl-C, parent", "Ctrl-C, terminal", "hang-up, terminal", "terminate, parent"],
)
def test_a_command_that_is_ended_says_what_is_kept_and_leaves_no_process(
    tmp_path: Path, end: signal.Signals, to_all: bool
) -> None:
    folder = tmp_path / "study"
    process = started(COMMAND, str(folder))
    try:
        polled(lambda: folder.is_dir() and bool(open_folder(folder).spans), bool, 60)
        (os.killpg if to_all else os.kill)(process.pid, end)
        _, said = process.communicate(timeout=60)
        assert 130 == process.returncode
        assert f"replications are saved; resume with: mobsim extend {folder}" in said
        assert "Traceback" not in said
        assert {} == polled(lambda: alive_in(process.pid), lambda found: not found, 5)
        assert [] == semaphores_of(process.pid)
    finally:
        end_all(process)


@pytest.mark.slow
def test_a_command_under_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    ignoring = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{COMMAND}"
    process = started(ignoring, str(tmp_path / "study"))
    try:
        wanted = tmp_path / "study"
        polled(lambda: wanted.is_dir() and bool(open_folder(wanted).spans), bool, 60)
        os.killpg(process.pid, signal.SIGHUP)
        kept = open_folder(wanted).spans
        assert polled(lambda: open_folder(wanted).spans, lambda found: found != kept, 60) != kept
        assert process.poll() is None
    finally:
        end_all(process)


# --- workers that are lost ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def night() -> mobsim.LoadedScenario:
    return mobsim.load("quickstart", settings=["chance=drawn"])


class Failing(Here):
    """Workers that do some pieces of work and are lost then, each time they are replaced too."""

    workers = 2
    lost = LOST

    def __init__(self, good: int) -> None:
        self.good = good
        self.mended = 0

    def submit(self, work: Any, *arguments: Any) -> Future[Any]:
        self.good -= 1
        if self.good >= 0:
            return super().submit(work, *arguments)
        future: Future[Any] = Future()
        future.set_exception(LOST[0]("gone"))
        return future

    def mend(self) -> None:
        self.mended += 1


def test_a_study_whose_workers_are_lost_for_ever_is_kept_and_goes_on(
    night: mobsim.LoadedScenario,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, engine = tmp_path / "study", Failing(good=NIGHTS // 2)
    monkeypatch.setattr(study, "engine_of", lambda jobs, scheduler: engine)
    monkeypatch.setattr(running, "_LARGEST_BATCH", 2)
    words = ["run", "quickstart", "--set", "chance=drawn", "--replications", str(NIGHTS)]
    assert 1 == main(["-q", *words, "-o", str(folder)])
    kept = open_folder(folder)
    assert kept.spans
    said = capsys.readouterr().err
    assert said.startswith("failed: workers were lost again and again")
    assert said.endswith(f"replications are saved; resume with: mobsim extend {folder}\n")
    monkeypatch.undo()
    extend(folder, how=How(jobs=1))
    assert night.run(replications=NIGHTS, jobs=1).identity == read_study(folder).identity


def test_a_sweep_whose_workers_are_lost_resumes_by_the_same_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = ["--set", "chance=drawn", "--vary", "drawdown=none,minimal"]
    words = ["-q", "sweep", "quickstart", *settings, "--replications", "2", "--jobs", "1", "-o"]
    with monkeypatch.context() as lost:
        lost.setattr(study, "engine_of", lambda jobs, scheduler: Failing(good=3))
        assert 1 == main([*words, str(tmp_path / "resumed")])
    said = f"; finished runs are in {tmp_path / 'resumed'}; run the same command to resume\n"
    assert capsys.readouterr().err.endswith(said)
    assert 0 == main([*words, str(tmp_path / "resumed")])
    assert 0 == main([*words, str(tmp_path / "at-once")])
    resumed, at_once = (
        (tmp_path / name / "results.csv").read_bytes() for name in ("resumed", "at-once")
    )
    assert at_once == resumed


def test_a_study_without_a_folder_says_that_nothing_is_kept(night: mobsim.LoadedScenario) -> None:
    with pytest.raises(WorkersLostError) as lost:
        run_study(Task(night), 20, how=How(engine=Failing(good=3)))
    assert ["nothing is saved; choose a folder to keep finished nights"] == lost.value.__notes__


def test_what_is_done_beside_what_is_lost_is_not_done_again() -> None:
    done: list[int] = []
    asked: dict[Future[Any], Callable[[], Any]] = {}

    class HalfLost(Failing):
        """All are done or lost at one moment."""

        def submit(self, work: Any, *arguments: Any) -> Future[Any]:
            if self.mended:
                return Here.submit(self, work, *arguments)
            asked[future := Future()] = partial(work, *arguments)
            if len(asked) == 4:
                for place, (each, call) in enumerate(asked.items()):
                    if place % 2:
                        each.set_result(call())
                    else:
                        each.set_exception(LOST[0]("gone"))
            return future

    def work(number: int) -> int:
        done.append(number)
        return 10 * number

    assert [0, 10, 20, 30] == map_nights(work, range(4), HalfLost(0))
    assert [0, 1, 2, 3] == sorted(done)


def test_work_that_nobody_does_ends_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    class Deserted(Failing):
        def submit(self, work: Any, *arguments: Any) -> Future[Any]:
            return Future()

        def has_workers(self) -> bool:
            return False

    monkeypatch.setattr(running, "_PATIENCE", 0.001)
    with pytest.raises(WorkersLostError, match="workers were lost again and again"):
        map_nights(abs, range(4), Deserted(0))


class Knot:
    """A thing that refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_each_night_is_freed_before_the_next_begins() -> None:
    alive: list[weakref.ref[Knot]] = []

    def night(number: int) -> int:
        assert not gc.isenabled()
        assert [None] * number == [each() for each in alive]
        alive.append(weakref.ref(Knot()))
        return 10 * number

    assert [0, 10, 20] == one_at_a_time(night, range(3))
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError):
        one_at_a_time(lambda number: 1 // number, range(3))
    assert gc.isenabled()


def test_a_worker_seldom_searches_all_its_objects_for_garbage() -> None:
    with closing(Processes(1)) as engine:
        assert engine.submit(gc.get_threshold).result()[2] >= 1000


def test_what_was_there_before_a_run_is_not_searched_for_garbage_while_it_lasts() -> None:
    left_alone = gc.get_freeze_count()
    try:
        gc.unfreeze()
        with older_objects_left_alone():
            alone = gc.get_freeze_count()
            with older_objects_left_alone():
                assert alone == gc.get_freeze_count()
            assert 0 < alone <= gc.get_freeze_count()
        assert 0 == gc.get_freeze_count()
    finally:
        if left_alone:
            gc.freeze()
