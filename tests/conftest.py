"""Are half of the examples of a property tried, or an eighth, and does each process end?"""

import gc
import os
import sys
import time
from collections.abc import Iterator
from multiprocessing import resource_tracker
from pathlib import Path
from uuid import uuid4

import pytest
from loky.backend import resource_tracker as tracker_of_loky

MARK = "MOBSIM_TEST_SESSION"
"""In the environment of all that a test session starts."""
SECONDS = 5


def pytest_configure(config: pytest.Config) -> None:
    """``-m slow`` tries half; see `tests.strategies.law`."""
    if "slow" == config.option.markexpr:
        os.environ.setdefault("MORE_EXAMPLES", "half")
    os.environ.setdefault(MARK, f"{os.getpid()}-{uuid4()}")
    # Readline, which pytest loads, states the columns to every process that is started from here.
    os.environ.pop("COLUMNS", None)
    os.unsetenv("COLUMNS")
    keep_what_is_compiled()


def keep_what_is_compiled() -> None:
    """Some machines keep no compiled code; the many processes of the tests would each compile all.

    It lies in ``__pycache__``, as it does on other machines. A planted bug is tried without: its
    files may change twice within a second.
    """
    if "PLANTED_BUG" not in os.environ:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False


def pytest_collection_finish() -> None:
    """What is imported and collected lives to the end, and is not looked through again."""
    gc.collect()
    gc.freeze()


def started_here() -> Iterator[str]:
    """What was started from this session and runs still, also where its parent is gone."""
    mark = f"{MARK}={os.environ[MARK]}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
            if int(folder.name) != os.getpid() and mark in environment:
                command = (folder / "cmdline").read_bytes().decode(errors="replace")
                yield f"{folder.name} {command.replace(chr(0), ' ')}"
        except OSError:
            continue


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """At the end of a session no process is left; what removes semaphores ends with this one."""
    if hasattr(session.config, "workerinput") or not os.environ[MARK].startswith(f"{os.getpid()}-"):
        return
    of_scikit_learn = sys.modules.get("joblib.externals.loky.backend.resource_tracker")
    for tracker in filter(None, (tracker_of_loky, resource_tracker, of_scikit_learn)):
        if tracker._resource_tracker._pid is not None:
            tracker._resource_tracker._stop()
    end = time.monotonic() + SECONDS
    while (left := list(started_here())) and time.monotonic() < end:
        time.sleep(0.05)
    if left:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        sys.stdout.write("\n  ".join(["\nprocesses that the tests have left:", *left]) + "\n")


@pytest.fixture(autouse=True)
def _no_wait_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test ends long before the machine loses power: what it writes need not reach the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(autouse=True)
def _in_this_process_unless_processes_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The few nights of a test take less time than the start of a process that could run them."""
    monkeypatch.setattr("mobsim.study.engines.usable_processors", lambda: 1)
