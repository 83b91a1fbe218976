"""On what are replications run: here, in processes of this machine, or on a cluster?

All speak `concurrent.futures`; none has any part in the results.
"""

import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future
from typing import Any, Protocol, TypeVar

from mobsim.ground.errors import MobsimError

Result = TypeVar("Result")

LOST = (BrokenExecutor, CancelledError)
"""What a piece of work ends with when its worker is gone."""


class Engine(Protocol):
    """Where pieces of work are done."""

    workers: int
    """Pieces of work done at once."""

    def submit(self, work: Callable[..., Result], *arguments: Any) -> "Future[Result]":
        """Have a piece of work done."""

    def mend(self) -> None:
        """Go on after workers were lost; what they had is lost too."""

    def close(self) -> None:
        """Let go of the workers. What has not begun is not done any more."""


class Here:
    """In this process, one after the other."""

    workers = 1

    def submit(self, work: Callable[..., Result], *arguments: Any) -> "Future[Result]":
        future: Future[Result] = Future()
        future.set_result(work(*arguments))
        return future

    def mend(self) -> None:
        """Nothing is ever lost here."""

    close = mend


class _Pooled:
    """On a pool that speaks `concurrent.futures`."""

    _pool: Any

    def submit(self, work: Callable[..., Result], *arguments: Any) -> "Future[Result]":
        future: Future[Result] = self._pool.submit(work, *arguments)
        return future


class Processes(_Pooled):
    """In processes of this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool = self._new_pool()

    def _new_pool(self) -> Any:
        # Unlike the standard pool's, its processes do not import the script that asks for them.
        from loky import ProcessPoolExecutor  # type: ignore[import-untyped]

        return ProcessPoolExecutor(max_workers=self.workers)

    def mend(self) -> None:
        self._pool.shutdown(wait=False)
        self._pool = self._new_pool()

    def close(self) -> None:
        self._pool.shutdown(wait=True, kill_workers=True)


class Cluster(_Pooled):
    """On the workers of a Dask cluster, by the address of its scheduler: ``tcp://10.0.0.1:8786``.

    Raises `MobsimError` when Dask is not installed, or nobody answers.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError:
            message = 'a cluster needs Dask; install it with: pip install "mobsim[cluster]"'
            raise MobsimError(message) from None
        try:
            client: Any = distributed
            self._client = client.Client(address, timeout="10s", set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            message = f"no Dask scheduler answers at {address!r}; start one with: dask scheduler"
            raise MobsimError(message) from error
        self.workers = max(1, sum(self._client.nthreads().values()))
        self._pool = self._client.get_executor(retries=5)

    def mend(self) -> None:
        self._pool = self._client.get_executor(retries=5)

    def close(self) -> None:
        self._pool.shutdown(wait=False)
        self._client.close()


def engine_of(jobs: int | None = None, scheduler: str | None = None) -> Engine:
    """The engine that was asked for: a scheduler's cluster, else processes of this machine.

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
