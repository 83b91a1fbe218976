"""How are many replications run, so that nothing that is done is lost?

Work goes out in batches of about half a second. Of each block the replications are gathered, in
whatever order they come, and handed on when it is whole.
"""

import gc
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, as_completed, wait
from itertools import chain, takewhile
from typing import NamedTuple, TypeVar

from mobsim.ground.errors import MobsimError
from mobsim.ground.progress import Progress, silent
from mobsim.study.engines import LOST, Engine
from mobsim.study.outcome import Outcome
from mobsim.study.replication import Task
from mobsim.study.span import ReplicationSpan

_BATCH_SECONDS = 0.5
"""About how long a worker is busy with one batch; nothing that results depend on."""
_LARGEST_BATCH = 50
_IN_LINE = 2
"""Batches handed out for each worker, so that none waits for its next."""
_LOSSES = 5
"""Times in a row that workers may be lost without one batch done."""

_LOST_AGAIN = "workers were lost again and again; is there memory enough? Try --jobs 1"

Result = TypeVar("Result")


class _Done(NamedTuple):
    """What a worker gives back."""

    outcomes: list[Outcome]
    seconds: float


def run_batch(task: Task, numbers: Sequence[int]) -> _Done:
    """Replicate; what a worker does."""
    gc.disable()
    try:
        began = time.perf_counter()
        outcomes = [task.replicate(number) for number in numbers]
        return _Done(outcomes, time.perf_counter() - began)
    finally:
        gc.enable()


def run_spans(
    task: Task,
    spans: Sequence[ReplicationSpan],
    engine: Engine,
    keep: Callable[[list[Outcome]], None],
    progress: Progress = silent,
) -> None:
    """Run the replications of some spans.

    ``keep`` is called with the replications of one block at a time, in order of number. When the
    run is broken off it is called with what is there of each block, from its beginning. Raises
    `MobsimError` when workers are lost again and again.
    """
    _Run(task, spans, engine, keep, progress).go()


class _Run:
    """One run of replications."""

    def __init__(
        self,
        task: Task,
        spans: Sequence[ReplicationSpan],
        engine: Engine,
        keep: Callable[[list[Outcome]], None],
        progress: Progress,
    ) -> None:
        self._task, self._engine, self._keep, self._progress = task, engine, keep, progress
        self._to_do = deque(number for span in spans for number in span.numbers)
        self._planned = len(self._to_do)
        self._done = 0
        self._blocks = [_Block(part) for span in spans for part in span.blocks()]
        self._block_of = {number: block for block in self._blocks for number in block.span.numbers}
        self._out: dict[Future[_Done], list[int]] = {}
        """The numbers that travel together, by what comes back."""
        self._size = 1
        self._losses = 0

    def go(self) -> None:
        """Run them all."""
        try:
            while self._to_do or self._out:
                self._hand_out()
                self._take_in()
        except BaseException:
            self._keep_what_is_there()
            raise

    def _hand_out(self) -> None:
        while self._to_do and len(self._out) < self._engine.workers * _IN_LINE:
            batch = [self._to_do.popleft() for _ in range(self._count())]
            try:
                future = self._engine.submit(run_batch, self._task, batch)
            except LOST:
                self._to_do.extendleft(reversed(batch))
                self._mend()
                return
            self._out[future] = batch
            if future.done():
                return

    def _count(self) -> int:
        """How many go out next: towards the end fewer, so that all workers end together."""
        share = len(self._to_do) // (self._engine.workers * _IN_LINE)
        return max(1, min(self._size, share))

    def _take_in(self) -> None:
        done, _ = wait(self._out, return_when=FIRST_COMPLETED)
        for future in done:
            if future not in self._out:
                continue
            batch = self._out.pop(future)
            try:
                self._gather(future.result())
            except LOST:
                self._out[future] = batch
                self._mend()
                return

    def _gather(self, done: _Done) -> None:
        self._losses = 0
        each = max(done.seconds / len(done.outcomes), 1e-6)
        self._size = max(1, min(_LARGEST_BATCH, int(_BATCH_SECONDS / each)))
        for outcome in done.outcomes:
            block = self._block_of[outcome.replication]
            block.outcomes[outcome.replication] = outcome
            if block.is_whole:
                self._keep([block.outcomes.pop(number) for number in block.span.numbers])
        self._done += len(done.outcomes)
        self._progress(self._done, self._planned)

    def _mend(self) -> None:
        """Workers are gone, and with them whatever is out: it is done again."""
        self._losses += 1
        if self._losses > _LOSSES:
            raise MobsimError(_LOST_AGAIN)
        lost = sorted(chain.from_iterable(self._out.values()))
        self._out.clear()
        self._to_do.extendleft(reversed(lost))
        self._engine.mend()

    def _keep_what_is_there(self) -> None:
        for block in self._blocks:
            if beginning := list(block.beginning()):
                self._keep(beginning)


class _Block:
    """What has come in of one block."""

    def __init__(self, span: ReplicationSpan) -> None:
        self.span = span
        self.outcomes: dict[int, Outcome] = {}

    @property
    def is_whole(self) -> bool:
        return len(self.outcomes) == self.span.end - self.span.first

    def beginning(self) -> Iterator[Outcome]:
        """Its first replications, up to the first that is not there."""
        there = takewhile(self.outcomes.__contains__, self.span.numbers)
        return map(self.outcomes.__getitem__, there)


def map_nights(
    work: Callable[[int], Result],
    numbers: Sequence[int],
    engine: Engine,
    progress: Progress = silent,
) -> list[Result]:
    """Do something with each of some replications, and give what comes of it in their order.

    Raises `MobsimError` when workers are lost again and again.
    """
    found: dict[int, Result] = {}
    for _ in range(_LOSSES):
        futures = {engine.submit(work, n): n for n in numbers if n not in found}
        try:
            for future in as_completed(futures):
                found[futures[future]] = future.result()
                progress(len(found), len(numbers))
        except LOST:
            engine.mend()
            continue
        return [found[number] for number in numbers]
    raise MobsimError(_LOST_AGAIN)
