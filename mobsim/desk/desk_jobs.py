"""Which runs are in progress or waiting, what is their progress, and how does the user end a run?

A single night starts immediately; runs of many nights take turns. Each run is a separate process
(`mobsim.desk.job_child`). The process saves its results with the same code as the command line. It
saves them either completely or not at all. If a run of many nights ends early, the finished nights
remain as a study that a user can resume.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from queue import Queue
from threading import Lock, Thread, Timer
from typing import IO, Any, Final, Literal

from mobsim.desk.planner_folder import NotThereError
from mobsim.ground.errors import MobsimError
from mobsim.ground.folders import clear_leftovers, delete
from mobsim.ground.manifest import kind_of, read_manifest
from mobsim.study.folder import open_folder
from mobsim.study.span import count_of

State = Literal["waiting", "running", "done", "failed", "cancelled"]

MOST_WAITING: Final = 20
_MOST_KEPT: Final = 50
"""The largest number of ended runs that the page lists."""
_GRACE: Final = 10.0
"""Seconds for which the desk waits for a run to end before it kills the run."""
_START: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.readline()); "
    "from mobsim.desk.job_child import main; main()"
)
"""The program that a run's process executes; it imports only from the same places as the desk."""
_QUICK: Final = "night"
"""The kind of run that starts without waiting for long runs."""
_NOUNS: Final = {
    "night": "the night",
    "nights": "nights",
    "uncertainty": "nights",
    "compare": "nights",
}


class BusyError(MobsimError):
    """The desk cannot queue a run, because too many runs are already waiting."""


@dataclass
class DeskJob:
    """A run that the user has requested."""

    number: str
    request: Mapping[str, Any]
    """The request that the desk sends to the run's process (see `mobsim.desk.job_child`)."""
    night: str
    command: str
    """The command line that does the same work as the run."""
    state: State = "waiting"
    done: int = 0
    of: int = 1
    so_far: list[dict[str, Any]] = field(default_factory=list)
    of_nights: int = 0
    """The number of nights that `so_far` covers."""
    faults: list[dict[str, Any]] = field(default_factory=list)
    said: str = ""
    """How the run ended, if the state alone does not explain it."""
    began: float = 0.0
    result: str = ""
    """The name of the result's folder, once the folder exists."""
    process: "subprocess.Popen[str] | None" = None
    is_unwanted: bool = False
    """Whether the user has asked to end the run."""

    @property
    def kind(self) -> str:
        return str(self.request["kind"])

    @property
    def target(self) -> Path:
        return Path(self.request["target"])

    def told(self) -> dict[str, Any]:
        """Return the run in the format that the page reads."""
        return {
            "id": self.number,
            "kind": self.kind,
            "night": self.night,
            "seed": self.request["seed"],
            "with": [each for each in [self.request.get("override")] if each],
            "state": self.state,
            "done": self.done,
            "of": self.of,
            "seconds_left": self._seconds_left(),
            "said": self.said or self._where(),
            "so_far": self.so_far,
            "so_far_nights": self.of_nights,
            "provisional": self.state != "done",
            "result": self.result or None,
            "faults": self.faults,
            "command": self.command,
        }

    def _where(self) -> str:
        if self.state == "waiting":
            return "This run waits until the run before it has ended."
        if self.kind == _QUICK:
            return "Running the night …" if self.state == "running" else "The night is done."
        if self.state == "running" and self.done == self.of:
            return "All nights are done. Writing the result …"
        return f"{self.done:,} of {self.of:,} {_NOUNS[self.kind]} are done."

    def _seconds_left(self) -> int | None:
        if self.state != "running" or not 0 < self.done < self.of:
            return None
        spent = time.monotonic() - self.began
        return round(spent * (self.of - self.done) / self.done)


def _nights_of(request: Mapping[str, Any]) -> int:
    """Return the number of nights that a run simulates."""
    each = int(request.get("replications", 1))
    if "sets" in request:
        return 2 * each * int(request["sets"])
    return each * len(request.get("arms", ())) if "arms" in request else each


class DeskJobs:
    """Starts, lists and ends the runs of one desk."""

    def __init__(self) -> None:
        self._jobs: dict[str, DeskJob] = {}
        self._numbers = count(1)
        self._alone = Lock()
        self._lines: dict[bool, Queue[DeskJob | None]] = {True: Queue(), False: Queue()}
        self._threads: list[Thread] = []

    @property
    def is_busy(self) -> bool:
        """Whether any run is in progress or waiting."""
        return any(each.state in ("waiting", "running") for each in self._jobs.values())

    def told(self) -> list[dict[str, Any]]:
        """Return every run that the desk still lists, with the latest run first."""
        return [each.told() for each in reversed(list(self._jobs.values()))]

    def targets(self) -> set[str]:
        """Return the names of the folders that runs are writing or will write."""
        busy = ("waiting", "running")
        return {each.target.name for each in self._jobs.values() if each.state in busy}

    def add(self, request: Mapping[str, Any], night: str, command: str) -> DeskJob:
        """Add a run to the queue; it starts as soon as possible.

        Raises
        ------
        BusyError
            If too many runs are already waiting.
        """
        with self._alone:
            waiting = sum(each.state == "waiting" for each in self._jobs.values())
            if waiting >= MOST_WAITING:
                raise BusyError(f"{waiting} runs are already waiting.")
            job = DeskJob(str(next(self._numbers)), request, night, command, of=_nights_of(request))
            self._jobs[job.number] = job
            self._forget_old()
            if not self._threads:
                self._threads = [self._line(each) for each in self._lines.values()]
        self._lines[job.kind == _QUICK].put(job)
        return job

    def _line(self, queue: "Queue[DeskJob | None]") -> Thread:
        def work() -> None:
            while (job := queue.get()) is not None:
                _Running(job).go()

        thread = Thread(target=work, name="desk-runs", daemon=True)
        thread.start()
        return thread

    def _forget_old(self) -> None:
        ended = [k for k, o in self._jobs.items() if o.state not in ("waiting", "running")]
        for number in ended[: max(0, len(ended) - _MOST_KEPT)]:
            del self._jobs[number]

    def cancel(self, number: str) -> DeskJob:
        """End a run, or remove it from the queue.

        Raises
        ------
        NotThereError
            If there is no such run.
        """
        job = self._jobs.get(number)
        if job is None:
            raise NotThereError("There is no such run.")
        job.is_unwanted = True
        if job.process is not None:
            _end(job.process)
        elif job.state == "waiting":
            job.state = "cancelled"
        return job

    def close(self) -> None:
        """End all runs, and wait until they have ended."""
        for job in list(self._jobs.values()):
            if job.state in ("waiting", "running"):
                self.cancel(job.number)
        for queue in self._lines.values():
            queue.put(None)
        for thread in self._threads:
            thread.join()


class _Running:
    """Carries out one run from start to end."""

    def __init__(self, job: DeskJob) -> None:
        self._job = job
        self._ended = ""

    def go(self) -> None:
        """Carry out the run, and remove any half-written files."""
        job = self._job
        if job.is_unwanted:
            job.state = "cancelled"
            return
        job.state, job.began = "running", time.monotonic()
        try:
            code = self._run()
        except OSError as error:
            code, job.said = 1, f"The run could not be started: {error.strerror}."
        self._end(code)

    def _run(self) -> int:
        with _started() as process:
            self._job.process = process
            if self._job.is_unwanted:  # ended in the meantime
                _end(process)
            assert process.stdin is not None
            assert process.stdout is not None
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps(sys.path) + "\n")
                process.stdin.write(json.dumps(self._job.request) + "\n")
                process.stdin.flush()
            for told in _said(process.stdout):
                self._hear(told)
            if os.name == "posix":
                # No other process can get its id, or its group's, until it is waited for.
                os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            _kill_group(process)
            return process.wait()

    def _hear(self, told: Mapping[str, Any]) -> None:
        job = self._job
        if "done" in told:
            job.done, job.of = told["done"], told["of"]
        if "so_far" in told:
            job.so_far, job.of_nights = told["so_far"], told["nights"]
        if "ended" in told:
            self._ended = told["ended"]
            job.faults, job.said = told.get("faults", []), told.get("said", "")

    def _end(self, code: int) -> None:
        job, state = self._job, self._ended
        job.process = None
        if state != "done" and job.is_unwanted:
            state = "cancelled"
        kept = self._tidied(is_done=state == "done")
        if state == "done":
            job.result, job.state = job.target.name, "done"
            return
        if not state:
            job.said = f"The run ended before it was finished ({_why(code)})."
        if kept:
            job.result = job.target.name
            job.said = f"{job.said} {kept} nights are kept; run it again to resume.".strip()
        elif not job.faults:
            said = (job.said or "The run was ended").removesuffix("; nothing was kept").rstrip(".")
            job.said = f"{said}. No results are kept."
        job.state = "cancelled" if state == "cancelled" else "failed"

    def _tidied(self, *, is_done: bool) -> int:
        """Remove half-written files, and return how many finished nights of a study remain."""
        target = self._job.target
        clear_leftovers(target)
        if is_done or not target.is_dir():
            return 0
        if self._job.kind == "nights":
            with suppress(MobsimError):
                if nights := count_of(open_folder(target, mending=True).spans):
                    return nights
        if kind_of(target) is not None and not read_manifest(target).complete:
            delete(target)
        return 0


def _started() -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONSAFEPATH": "1"}
    group: dict[str, Any] = {"start_new_session": True} if os.name == "posix" else {}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=environment,
        **group,
    )


def _said(out: IO[str]) -> Iterator[dict[str, Any]]:
    for line in out:
        with suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict):
                yield found


def _end(process: "subprocess.Popen[str]") -> None:
    """Ask a run to end; if the run does not end, kill it."""
    process.terminate()
    later = Timer(_GRACE, _kill_group, (process,))
    later.daemon = True
    later.start()


def _kill_group(process: "subprocess.Popen[str]") -> None:
    """Kill a run's process and all its workers."""
    if process.returncode is not None:
        return
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _why(code: int) -> str:
    if code >= 0:
        return f"status {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
    told = ", as when memory runs out" if name == "SIGKILL" else ""
    return f"{name}{told}"
