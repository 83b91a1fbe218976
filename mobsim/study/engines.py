"""Where do replications run: here, in processes of this machine, or on a cluster?

All of these use `concurrent.futures`, and none of them affects the results.
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
"""How a piece of work ends when its worker is gone."""


class WorkersLostError(MobsimError):
    """The workers are gone and do not come back. Finished work is kept."""


@contextmanager
def saying_how_to_go_on(say: Callable[[], str]) -> Iterator[None]:
    """Add a note on how to resume to an interruption, replacing any note added inside."""
    try:
        yield
    except (KeyboardInterrupt, WorkersLostError) as ended:
        ended.__notes__ = [say()]
        raise


class Engine(Protocol):
    """A place where pieces of work run."""

    workers: int
    """Pieces of work done at once."""
    lost: tuple[type[Exception], ...]
    """How a piece of work ends when its worker is gone."""
    is_near: bool
    """Whether workers write to the same disk as this process."""

    def submit(self, work: Callable[..., Result], *arguments: Any) -> "Future[Result]":
        """Submit one piece of work."""

    def has_workers(self) -> bool:
        """Whether any worker is processing the submitted work."""

    def mend(self) -> None:
        """Replace lost workers; their unfinished work is lost.

        Raises `WorkersLostError` when they cannot be replaced.
        """

    def close(self) -> None:
        """Release the workers. Work that has not begun is dropped."""


class Here:
    """Runs work in this process, one piece after the other."""

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
        """Do nothing: this engine cannot lose workers."""

    close = mend


class _Pooled:
    """Runs work on a `concurrent.futures` pool."""

    _pool: Any

    def submit(self, work: Callable[..., Result], *arguments: Any) -> "Future[Result]":
        future: Future[Result] = self._pool.submit(work, *arguments)
        return future


class Processes(_Pooled):
    """Runs work in processes of this machine, which end with this one."""

    lost: tuple[type[Exception], ...] = LOST
    is_near = True

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._watched, self._held = Pipe(duplex=False)
        self._pool = self._new_pool()

    def _new_pool(self) -> Any:
        # Unlike the standard pool's, its processes do not import the script that asks for them.
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
    """Runs work on a Dask cluster, by its scheduler's address, such as ``tcp://10.0.0.1:8786``.

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
        # A client that has lost its scheduler may wait for ever for what it submits then.
        self._client.close()
        try:
            self._open()
        except _NO_ANSWER as error:
            message = f"the Dask scheduler at {self._address!r} is lost; start it again"
            raise WorkersLostError(message) from error

    def close(self) -> None:
        self._client.close()


def engine_of(jobs: int | None = None, scheduler: str | None = None) -> Engine:
    """The requested engine: a scheduler's cluster, otherwise processes of this machine.

    There are as many processes as ``jobs``; by default one for each processor that may be used.
    """
    if scheduler is not None:
        return Cluster(scheduler)
    workers = jobs or usable_processors()
    return Processes(workers) if workers > 1 else Here()


def usable_processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
