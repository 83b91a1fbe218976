"""How is one side timed against another, and is the machine quiet enough for it?"""

import cProfile
import gc
import statistics
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from benchmarks.goals import Found
from mobsim import engine
from mobsim.engine.schedule import SimPySchedule
from mobsim.ground.randomness import Chance
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.events import Event

Action = Callable[[], object]
Clock = Callable[[], float]

WIDEST = 0.10
"""Of the smallest: how far calibrations may lie apart on a quiet machine."""


class Quiet:
    """Fixed work, timed again and again: on a quiet machine it always takes as long.

    A machine that is evenly busy also takes as long each time. So the clock on the wall is held
    against the processor's: a look is as slow as its median loop by the first, and all looks are
    held against the quickest loop of any by the second.
    """

    def __init__(self) -> None:
        self.quickest = float("inf")
        self.looks: list[float] = []

    def look(self, loops: int = 11) -> None:
        """Time the fixed work once more."""
        walls = []
        for _ in range(loops):
            wall = time.perf_counter()
            self.quickest = min(self.quickest, fixed_work())
            walls.append(time.perf_counter() - wall)
        self.looks.append(statistics.median(walls))

    @property
    def spread(self) -> float:
        """How much longer the slowest look took than the quickest loop, as a share."""
        return max(self.looks) / self.quickest - 1

    def __bool__(self) -> bool:
        return self.spread <= WIDEST

    def __str__(self) -> str:
        said = "quiet" if self else "not quiet: ratios only in turn"
        return (
            f"machine: {said}; fixed work (looks: {len(self.looks)}) took up to "
            f"{1000 * max(self.looks):.1f} ms, {100 * self.spread:.0f} % more than at its "
            f"quickest (at most {100 * WIDEST:.0f} %)"
        )


def fixed_work() -> float:
    """CPU seconds of work that is always the same."""
    begin, total = time.thread_time(), 0
    for number in range(300_000):
        total += number & 7
    return time.thread_time() - begin


def beside(action: Action, every: float = 5.0) -> float:
    """Time fixed work again and again while an action waits: its mean by its quickest."""
    taken, over = [fixed_work()], threading.Event()

    def look() -> None:
        while not over.wait(every):
            taken.append(fixed_work())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        action()
    finally:
        over.set()
        looking.join()
    return statistics.mean(taken) / min(taken)


class Sides(NamedTuple):
    """Two sides, measured in turn."""

    seconds: tuple[list[float], list[float]]
    calls: tuple[int, ...] = ()

    @property
    def least(self) -> tuple[float, float]:
        return min(self.seconds[0]), min(self.seconds[1])

    @property
    def ratio(self) -> float:
        """Smallest of the first by smallest of the second."""
        first, second = self.least
        return first / second

    @property
    def median(self) -> float:
        """Median of the ratios of pairs."""
        return statistics.median(a / b for a, b in zip(*self.seconds, strict=True))

    def found(self, key: str, *, value: float | None = None, rows: Iterable[int] = (),
              note: str = "") -> Found:  # fmt: skip
        """The row of a goal: the ratio, unless another value is made of the two sides."""
        return Found(
            key,
            self.ratio if value is None else value,
            " / ".join(f"{each:.4g}" for each in self.least),
            counts(self.calls),
            counts(rows),
            "; ".join(filter(None, (value is None and f"median of pairs {self.median:.2f}", note))),
        )


def counts(numbers: Iterable[int]) -> str:
    """``12,345 / 6,789``."""
    return " / ".join(f"{each:,}" for each in numbers)


def in_turn(
    first: Action,
    second: Action,
    rounds: int = 7,
    clock: Clock = time.process_time,
    *,
    counted: bool = True,
) -> Sides:
    """Time two actions in turn; whichever came first comes second in the next round.

    CPU seconds of this process, unless ``clock`` says otherwise; calls of functions are counted
    afterwards, when all that is kept between nights is there.
    """
    seconds: tuple[list[float], list[float]] = ([], [])
    sides = list(zip((first, second), seconds, strict=True))
    for number in range(rounds):
        for action, taken in sides if number % 2 else reversed(sides):
            taken.append(once(action, clock))
    return Sides(seconds, tuple(map(calls_of, (first, second))) if counted else ())


def once(action: Action, clock: Clock = time.process_time) -> float:
    """Seconds of an action, nothing collected meanwhile."""
    gc.collect()
    gc.disable()
    begin = clock()
    action()
    taken = clock() - begin
    gc.enable()
    return taken


def calls_of(action: Action) -> int:
    """How many functions an action calls, those in C among them."""
    profile = cProfile.Profile()
    profile.runcall(action)
    return sum(entry.callcount for entry in profile.getstats())


def peak_of(action: Action) -> float:
    """Most memory that Python holds for an action, in MiB."""
    gc.collect()
    tracemalloc.start()
    action()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def forget(row: Event) -> None:
    """Keep nothing."""


def bare(scenario: Scenario, schedule_of: Any = SimPySchedule, nights: int = 1) -> Action:
    """The first replications of seed 1, whose rows nobody keeps."""

    def simulate() -> None:
        for number in range(nights):
            engine.simulate(scenario, Chance(1, number), forget, schedule_of)

    return simulate


def log_of(scenario: Scenario, schedule_of: Any = SimPySchedule) -> list[Event]:
    """The log of replication 0 of seed 1."""
    log: list[Event] = []
    engine.simulate(scenario, Chance(1), log.append, schedule_of)
    return log
