"""How can many replications run without losing finished work?

mobsim sends replications to workers in batches, and each batch takes about half a second. The
replications of a block can finish in any order. When all replications of a block are finished,
mobsim saves the block.
"""

import gc
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from functools import partial
from itertools import takewhile
from typing import Generic, NamedTuple, TypeVar

from mobsim.ground.progress import Progress, silent
from mobsim.study.engines import Engine, WorkersLostError
from mobsim.study.outcome import Outcome
from mobsim.study.replication import Task
from mobsim.study.span import ReplicationSpan

_BATCH_SECONDS = 0.5
"""The approximate number of seconds that a worker needs for one batch."""
_LARGEST_BATCH = 50
_IN_LINE = 2
"""The number of batches submitted for each worker, so that no worker waits for its next batch."""
_LOSSES = 5
"""The largest number of times in a row that mobsim replaces lost workers. If workers are lost once
more before any batch finishes, the run ends.
"""
_PATIENCE = 60.0
"""If no result arrives for this number of seconds, mobsim checks whether any workers remain."""

_LOST_AGAIN = "workers were lost again and again; is there enough memory? Try --jobs 1"

Piece = TypeVar("Piece")
Result = TypeVar("Result")


class _Done(NamedTuple):
    """The outcomes of one batch of replications, and the time that the batch took."""

    outcomes: list[Outcome]
    seconds: float


def run_batch(task: Task, numbers: Sequence[int]) -> _Done:
    """Run a batch of replications in a worker."""
    began = time.perf_counter()
    outcomes = one_at_a_time(task.replicate, numbers)
    return _Done(outcomes, time.perf_counter() - began)


def one_at_a_time(work: Callable[[Piece], Result], pieces: Iterable[Piece]) -> list[Result]:
    """The result of each piece of work, with garbage collected after each piece only.

    The parts of a simulated night refer to each other, so they stay in memory until garbage is
    collected. Right after a night, this is quickest: the parts are still in the processor's cache,
    and the next night can use their memory.
    """
    found = []
    gc.disable()
    try:
        for piece in pieces:
            found.append(work(piece))
            gc.collect(0)  # only what is younger than the piece
    finally:
        gc.enable()
    return found


@contextmanager
def older_objects_left_alone() -> Iterator[None]:
    """Search only objects that are made in the ``with`` block for garbage.

    The modules that are already imported have so many objects that to search them takes as long as
    several nights. If the process has left objects alone itself, this function changes nothing.
    """
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def run_spans(
    task: Task,
    spans: Sequence[ReplicationSpan],
    engine: Engine,
    keep: Callable[[list[Outcome]], None],
    progress: Progress = silent,
) -> None:
    """Run the replications of several spans.

    The function calls ``keep`` with the replications of each complete block, in numerical order. If
    the run is interrupted, the function calls ``keep`` with the finished replications at the start
    of each block. Raises `WorkersLostError` when workers are lost repeatedly.
    """
    _Run(task, spans, engine, keep, progress).go()


class _Run:
    """A run of the replications of several spans."""

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
        self._size = 1

    def go(self) -> None:
        """Run all replications."""
        try:
            with older_objects_left_alone():
                work = partial(run_batch, self._task)
                for _, done in answers(self._engine, work, self._batches()):
                    self._gather(done)
        except BaseException:
            self._keep_what_is_there()
            raise

    def _batches(self) -> Iterator[list[int]]:
        while self._to_do:
            yield [self._to_do.popleft() for _ in range(self._count())]

    def _count(self) -> int:
        """The size of the next batch; batches shrink at the end so that workers finish together."""
        share = len(self._to_do) // (self._engine.workers * _IN_LINE)
        return max(1, min(self._size, share))

    def _gather(self, done: _Done) -> None:
        each = max(done.seconds / len(done.outcomes), 1e-6)
        self._size = max(1, min(_LARGEST_BATCH, int(_BATCH_SECONDS / each)))
        for outcome in done.outcomes:
            block = self._block_of[outcome.replication]
            block.outcomes[outcome.replication] = outcome
            if block.is_whole:
                self._keep([block.outcomes.pop(number) for number in block.span.numbers])
        self._done += len(done.outcomes)
        self._progress(self._done, self._planned)

    def _keep_what_is_there(self) -> None:
        for block in self._blocks:
            if beginning := list(block.beginning()):
                self._keep(beginning)


class _Block:
    """The finished replications of one block."""

    def __init__(self, span: ReplicationSpan) -> None:
        self.span = span
        self.outcomes: dict[int, Outcome] = {}

    @property
    def is_whole(self) -> bool:
        return len(self.outcomes) == self.span.end - self.span.first

    def beginning(self) -> Iterator[Outcome]:
        """The finished replications at the start of the block, up to the first gap."""
        there = takewhile(self.outcomes.__contains__, self.span.numbers)
        return map(self.outcomes.__getitem__, there)


def map_nights(
    work: Callable[[int], Result],
    numbers: Sequence[int],
    engine: Engine,
    progress: Progress = silent,
) -> list[Result]:
    """Call ``work`` with each replication number, and return the results in that order.

    Raises `WorkersLostError` when workers are lost repeatedly.
    """
    found: dict[int, Result] = {}
    for number, result in answers(engine, work, numbers):
        found[number] = result
        progress(len(found), len(numbers))
    return [found[number] for number in numbers]


# --- workers that are lost ----------------------------------------------------------------------


def answers(
    engine: Engine, work: Callable[[Piece], Result], pieces: Iterable[Piece]
) -> Iterator[tuple[Piece, Result]]:
    """Run pieces of work, and yield each piece with its result as it arrives. Repeat lost work.

    Raises `WorkersLostError` when workers are lost repeatedly and no piece is finished.
    """
    return _Answers(engine, work, pieces).come()


class _Answers(Generic[Piece, Result]):
    """The pieces of work that are in progress, and the pieces that must run again."""

    def __init__(
        self, engine: Engine, work: Callable[[Piece], Result], pieces: Iterable[Piece]
    ) -> None:
        self._engine, self._work, self._pieces = engine, work, iter(pieces)
        self._again: deque[Piece] = deque()
        self._out: dict[Future[Result], Piece] = {}
        self._losses = 0

    def come(self) -> Iterator[tuple[Piece, Result]]:
        while self._hand_out():
            yield from self._take_in()

    def _hand_out(self) -> bool:
        """Submit enough work for all workers, and return whether any work is in progress."""
        while len(self._out) < self._engine.workers * _IN_LINE:
            piece = self._again.popleft() if self._again else next(self._pieces, None)
            if piece is None:
                break
            try:
                future = self._engine.submit(self._work, piece)
            except self._engine.lost:
                self._mend(piece)
                continue
            self._out[future] = piece
            if future.done():
                break
        return bool(self._out)

    def _take_in(self) -> Iterator[tuple[Piece, Result]]:
        done, _ = wait(self._out, timeout=_PATIENCE, return_when=FIRST_COMPLETED)
        lost = []
        for future in done:
            piece = self._out.pop(future)
            try:
                result = future.result()
            except self._engine.lost:
                lost.append(piece)
            else:
                self._losses = 0
                yield piece, result
        if lost or not (done or self._engine.has_workers()):
            self._mend(*lost)

    def _mend(self, *lost: Piece) -> None:
        """Submit all work in progress again after workers are lost."""
        self._losses += 1
        if self._losses > _LOSSES:
            raise WorkersLostError(_LOST_AGAIN)
        self._again.extend((*lost, *self._out.values()))
        self._out.clear()
        self._engine.mend()
