"""What does the engine cost beside a bare heap, a process for each unit, its draws, its log?"""

from collections import Counter
from collections.abc import Iterator
from unittest import mock

from benchmarks.goals import Found
from benchmarks.heap import HeapSchedule
from benchmarks.nights import national_night
from benchmarks.process_per_unit import ProcessSchedule, UnitsApart
from benchmarks.timing import Action, bare, forget, in_turn, log_of
from mobsim import engine
from mobsim.engine.schedule import Handler, SimPySchedule
from mobsim.ground.randomness import Chance, Distribution
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Tally
from mobsim.scoring.events import Event
from mobsim.telling.night_facts import facts_of


class CountingSchedule(SimPySchedule):
    """Counts SimPy's events."""

    happenings = 0

    def _push(self, minute: float, priority: int, handler: Handler) -> None:
        CountingSchedule.happenings += 1
        super()._push(minute, priority, handler)


class DrawCounter(Chance):
    """Remembers each draw, so that the draws can be made again by themselves."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.draws: list[Action] = []

    def end(self, start: float, distribution: Distribution, purpose: str, *ids: str | int) -> float:
        make = super().end
        self.draws.append(lambda: make(start, distribution, purpose, *ids))
        return make(start, distribution, purpose, *ids)

    def happens(self, probability: float, start: float, purpose: str, *ids: str | int) -> bool:
        make = super().happens
        self.draws.append(lambda: make(probability, start, purpose, *ids))
        return make(probability, start, purpose, *ids)


def engine_cost() -> Iterator[Found]:
    """The rows about one national night: 40 incidents of 15 PSUs, 48 h sustained."""
    night = national_night(40, 15)
    log = log_of(night)
    if log != log_of(night, HeapSchedule):
        raise SystemExit("the heap made another log")
    yield in_turn(bare(night), bare(night, HeapSchedule)).found("heap", rows=[len(log)])
    CountingSchedule.happenings = 0
    log_of(night, CountingSchedule)
    yield Found("events", CountingSchedule.happenings / len(log), rows=f"{len(log):,}")
    yield process_per_unit(night, log)
    yield chance_share(night, log)
    yield log_on_and_off(night, log)


def process_per_unit(night: Scenario, log: list[Event]) -> Found:
    """Callbacks and convoys against a SimPy process for each leg of each unit."""

    def naive() -> list[Event]:
        with mock.patch.object(engine, "RunningNight", UnitsApart):
            return log_of(night, ProcessSchedule)

    same = "same rows" if Counter(log) == Counter(naive()) else "OTHER ROWS"
    sides = in_turn(naive, lambda: log_of(night), rounds=5)
    return sides.found("process", rows=[len(log)], note=same)


def chance_share(night: Scenario, log: list[Event]) -> Found:
    """All draws by themselves, against the whole replication."""
    counter = DrawCounter(1)
    engine.simulate(night, counter, forget)
    draws = tuple(counter.draws)

    def draw_all() -> None:
        for draw in draws:
            draw()

    sides = in_turn(draw_all, bare(night))
    return sides.found("chance", rows=[len(log)], note=f"{len(draws):,} draws")


def log_on_and_off(night: Scenario, log: list[Event]) -> Found:
    """Rows kept and then scored, against rows folded unkept."""
    facts = facts_of(night)

    def on() -> None:
        tally = Tally(facts)
        for event in log_of(night):
            tally.add(event)
        tally.measures()

    def off() -> None:
        tally = Tally(facts)
        engine.simulate(night, Chance(1), tally.add)
        tally.measures()

    return in_turn(on, off).found("log", rows=[len(log)])
