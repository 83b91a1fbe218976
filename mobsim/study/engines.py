"""Where do replications run: in this process, in several processes, or on a cluster?

All three engines return futures in the sense of `concurrent.futures`. The choice of engine never
affects the results.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future
from contextlib import contextmanager
from multiprocessing import Pipe
from typing import Any, Protocol, TypeVar

from mobsim.ground.errors import MobsimError
from mobsim.study.workers import SAFE_PATH, begin_worker, start_trackers

Result = TypeVar("Result")

_NO_ANSWER = (OSError, TimeoutError, ValueError)

LOST: tuple[type[Exception], ...] = (BrokenExecutor, CancelledError)
"""The exceptions that mobsim gets from a piece of work when its worker is lost."""


class WorkersLostError(MobsimError):
    """The error for workers that are lost and cannot be replaced. Finished work is saved."""


@contextmanager
def saying_how_to_go_on(say: Callable[[], str]) -> Iterator[None]:
    """Explain how to resume an interrupted run, in a note on the exception.

    The note replaces the notes that nested calls have added to the exception.
    """
    try:
        yield
    except (KeyboardInterrupt, WorkersLostError) as ended:
        ended.__notes__ = [say()]
        raise


class Engine(Protocol):
    """A place where mobsim runs pieces of work."""

    workers: int
    """The number of pieces of work that run at once."""
    lost: tuple[type[Exception], ...]
    """The exceptions that mobsim gets from a piece of work when its worker is lost."""
    is_near: bool
    """Whether workers write to the same disk as this process."""

    def submit(self, work: Callable[..., Result], *arguments: Any) -> "Future[Result]":
        """Submit one piece of work."""

    def has_workers(self) -> bool:
        """Whether the engine still has at least one worker."""

    def mend(self) -> None:
        """Replace lost workers. The unfinished work of the lost workers is lost too.

        Raises `WorkersLostError` when lost workers cannot be replaced.
        """

    def close(self) -> None:
        """Release the workers, and cancel work that has not begun."""


class Here:
    """An engine that runs work in this process, one piece after another."""

    workers = 1
    lost: tuple[type[Exception], ...] = ()
    is_near = True

    def submit(self, work: Callable[..., Result], *arguments: Any) -> "Future[Result]":
        future: Future[Result] = Future()
        future.set_result(work(*arguments))
        return future

    def has_workers(self) -> bool:
        return True

    def mend(self) -> None:
        """Do nothing, because this engine has no workers to lose."""

    close = mend


class _Pooled:
    """An engine that runs work on a pool of `concurrent.futures`."""

    _pool: Any

    def submit(self, work: Callable[..., Result], *arguments: Any) -> "Future[Result]":
        future: Future[Result] = self._pool.submit(work, *arguments)
        return future


class Processes(_Pooled):
    """An engine that runs work in local processes, which end when this process ends."""

    lost: tuple[type[Exception], ...] = LOST
    is_near = True

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._watched, self._held = Pipe(duplex=False)
        self._pool = self._new_pool()

    def _new_pool(self) -> Any:
        # Unlike the standard pool, loky starts processes that do not import the user's script.
        from loky import ProcessPoolExecutor

        start_trackers()
        return ProcessPoolExecutor(
            max_workers=self.workers,
            initializer=begin_worker,
            initargs=(self._watched,),
            env=SAFE_PATH,
        )

    def has_workers(self) -> bool:
        return True

    def mend(self) -> None:
        self._pool.shutdown(wait=True, kill_workers=True)
        self._pool = self._new_pool()

    def close(self) -> None:
        self._pool.shutdown(wait=True, kill_workers=True)
        self._held.close()
        self._watched.close()


class Cluster(_Pooled):
    """An engine that runs work on a Dask cluster.

    ``address`` is the address of the cluster's scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises `MobsimError` when Dask is not installed, or the scheduler does not answer.
    """

    is_near = False

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError:
            message = 'a cluster needs Dask; install it with: pip install "mobsim[cluster]"'
            raise MobsimError(message) from None
        dask: Any = distributed
        self.lost = (*LOST, dask.scheduler.KilledWorker, dask.comm.CommClosedError)
        self._address, self._connect = address, dask.Client
        try:
            self._open()
        except _NO_ANSWER as error:
            message = f"no Dask scheduler answers at {address!r}; start one with: dask scheduler"
            raise MobsimError(message) from error
        self.workers = max(1, sum(self._client.nthreads().values()))

    def _open(self) -> None:
        self._client: Any = self._connect(self._address, timeout="10s", set_as_default=False)
        self._pool = self._client.get_executor(retries=5)

    def has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except _NO_ANSWER:
            return False

    def mend(self) -> None:
        # A client that has lost its scheduler may wait for ever for work that it submits later.
        self._client.close()
        try:
            self._open()
        except _NO_ANSWER as error:
            message = f"the Dask scheduler at {self._address!r} is lost; start it again"
            raise WorkersLostError(message) from error

    def close(self) -> None:
        self._client.close()


def engine_of(jobs: int | None = None, scheduler: str | None = None) -> Engine:
    """The requested engine: a Dask cluster if ``scheduler`` is given, or else local processes.

    ``jobs`` is the number of processes. The default is one for each processor that mobsim may use.
    """
    if scheduler is not None:
        return Cluster(scheduler)
    workers = jobs or usable_processors()
    return Processes(workers) if workers > 1 else Here()


def usable_processors() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
