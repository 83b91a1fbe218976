"""How does mobsim end its workers when the process that started them ends?

Only the parent process holds the write end of a pipe, and each worker waits for the read end to
close. When the parent process ends, the system closes the pipe, even after a signal that no program
can catch. As soon as the pipe closes, each worker ends. The two tracker processes that remove
semaphores end after the last worker.
"""

import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from threading import Thread
from typing import Final

SAFE_PATH: Final = {"PYTHONSAFEPATH": "1"}
"""The environment variable that prevents a new Python process from importing modules from the
current folder.
"""

_LEFT_TO_THE_PARENT: Final = ("SIGINT", "SIGHUP")
"""The signals that a terminal sends to all processes. Workers ignore these signals, because the
parent saves finished work and then ends its workers.
"""


_RARELY: Final = 1000
"""How often young objects are searched for garbage before all objects are. A search of all objects
looks at every imported module, and takes as long as several nights.
"""


def begin_worker(parent: Connection) -> None:
    """Make this worker end when its parent ends, and seldom search all its objects for garbage."""
    gc.set_threshold(*gc.get_threshold()[:2], _RARELY)
    for name in _LEFT_TO_THE_PARENT:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    Thread(target=_end_with, args=(parent,), name="end-with-parent", daemon=True).start()


def _end_with(parent: Connection) -> None:
    with suppress(EOFError, OSError):
        parent.recv_bytes()
    os._exit(1)


def start_trackers() -> None:
    """Start the trackers that remove the semaphores of workers, unless they are running.

    The trackers already ignore Ctrl-C. This function makes the trackers ignore a closed terminal
    too, because otherwise semaphores would be left behind. The function also prevents the trackers
    from importing modules from the current folder.
    """
    from loky.backend import resource_tracker as tracker_of_loky

    with _hang_up_blocked(), _safe_path():
        tracker_of_loky.ensure_running()
        if os.name == "posix":
            from multiprocessing import resource_tracker

            resource_tracker.ensure_running()


@contextmanager
def _hang_up_blocked() -> Iterator[None]:
    """Make processes started in this context ignore a closed terminal."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _safe_path() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in SAFE_PATH}
    os.environ.update(SAFE_PATH)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
