"""How fast is mobsim? One command, ratios side by side: ``python -m benchmarks``.

Each ratio is measured by one process, the two sides in turn, and the smallest time of each side is
taken, so that a noisy machine disturbs both alike. Absolute seconds belong to the machine;
ratios are what is quoted. ``--write`` notes the heap baseline's digest and time in
``benchmarks/baseline.json``.
"""

import argparse
import gc
import hashlib
import json
import platform
import subprocess
import sys
import tracemalloc
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from benchmarks.heap import HeapSchedule
from benchmarks.nights import more_units, national_days, national_night
from benchmarks.process_per_unit import ProcessSchedule, UnitsApart
from benchmarks.report import report
from benchmarks.studies import studies
from benchmarks.timing import Action, bare, fastest, forget, row
from mobsim import engine
from mobsim.engine.schedule import Handler, SimPySchedule
from mobsim.ground.randomness import Chance, Distribution
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Tally, facts_of
from mobsim.scoring.events import Event

BASELINE = Path(__file__).with_name("baseline.json")
POPM_SECONDS = 0.2
"""The quicker of popm's published-code times for nineteen small incidents, as measured once."""


def log_of(scenario: Scenario, schedule_of: Any = SimPySchedule) -> list[Event]:
    """The log of replication 0 of seed 1."""
    log: list[Event] = []
    engine.simulate(scenario, Chance(1), log.append, schedule_of)
    return log


def digest(log: list[Event]) -> str:
    """SHA-256 of a log, row by row."""
    return hashlib.sha256("\n".join(map(repr, map(tuple, log))).encode()).hexdigest()


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


def against_heap(night: Scenario, write: bool) -> None:
    """SimPy against a bare heap that shares the decision code."""
    log = log_of(night)
    assert log == log_of(night, HeapSchedule), "the heap made another log"
    simpy_s, heap_s = fastest(bare(night), bare(night, HeapSchedule))
    row(
        "national replication: SimPy / bare heap",
        simpy_s / heap_s,
        "<= 1.4",
        simpy_s <= 1.4 * heap_s,
    )
    log_of(night, CountingSchedule)
    happenings = CountingSchedule.happenings
    logical = len(log)
    row(
        "SimPy events / logical events",
        happenings / logical,
        "<= 1.25",
        happenings <= 1.25 * logical,
    )
    found = {"digest": digest(log), "seconds": round(heap_s, 4), "rows": logical,
             "python": platform.python_version(), "machine": platform.machine()}  # fmt: skip
    if write:
        BASELINE.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    elif BASELINE.exists():
        noted = json.loads(BASELINE.read_text(encoding="utf-8"))
        same = noted["digest"] == found["digest"]
        verdict = "as noted" if same else "CHANGED"
        print(f"  baseline: {heap_s:.4f} s here, {noted['seconds']} s noted; digest {verdict}")


def against_process_per_unit(night: Scenario) -> None:
    """Callbacks and convoys against a SimPy process for each leg of each unit."""

    def naive() -> list[Event]:
        with mock.patch.object(engine, "RunningNight", UnitsApart):
            return log_of(night, ProcessSchedule)

    same = Counter(log_of(night)) == Counter(naive())
    ours, theirs = fastest(lambda: log_of(night), naive, rounds=5)
    row("process per unit, same decisions / ours", theirs / ours, ">= 3", theirs >= 3 * ours)
    print(f"  same results: {'yes' if same else 'NO'}")


def chance_share(night: Scenario) -> None:
    """Time of all draws by themselves, against the whole replication."""
    counter = DrawCounter(1)
    engine.simulate(night, counter, forget)

    def draw_all() -> None:
        for draw in counter.draws:
            draw()

    whole, draws = fastest(bare(night), draw_all)
    row(
        f"chance: {len(counter.draws)} draws / replication",
        draws / whole,
        "<= 0.15",
        draws <= 0.15 * whole,
    )


def log_on_and_off(night: Scenario) -> None:
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

    with_log, without = fastest(on, off)
    row("log on / log off, both scored", with_log / without, "<= 1.3", with_log <= 1.3 * without)


def growth() -> None:
    """Twice the incidents, twice the units: at most 2.2 times the cost."""
    ten, twenty = national_night(10, 6), national_night(20, 6)
    one, two = fastest(bare(ten), bare(twenty), rounds=5)
    rows = len(log_of(twenty)) / len(log_of(ten))
    row("twice the incidents", two / one, "<= 2.2", two <= 2.2 * one)
    print(f"  rows of the log: × {rows:.2f}")
    large = more_units(ten, 2)
    one, two = fastest(bare(ten), bare(large), rounds=5)
    rows = len(log_of(large)) / len(log_of(ten))
    row("twice the units", two / one, "<= 2.2", two <= 2.2 * one)
    print(f"  rows of the log: × {rows:.2f}")


def days() -> None:
    """Ten days against one: the same cost for each logical event, and no more memory."""
    one, ten = national_days(1), national_days(10)
    one_s, ten_s = fastest(bare(one), bare(ten), rounds=5)
    ratio = (ten_s / len(log_of(ten))) / (one_s / len(log_of(one)))
    row("ten days / one night, per row of the log", ratio, "<= 1.2", ratio <= 1.2)
    five, ten_mib = (_peak_mib(national_night(12, 15, hours=24 * length)) for length in (5, 10))
    row("memory without a log, ten days / five", ten_mib / five, "<= 1.5", ten_mib <= 1.5 * five)


def _peak_mib(scenario: Scenario) -> float:
    """Most memory that a replication holds, its rows kept by nobody."""
    gc.collect()
    tracemalloc.start()
    engine.simulate(scenario, Chance(1), forget)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def static() -> None:
    """Nineteen small incidents, static, against popm's time for them."""
    scenario = load_scenario("nineteen-small", override="static")
    (seconds,) = fastest(bare(scenario))
    row("popm's 0.2 s / nineteen small incidents, static", POPM_SECONDS / seconds, ">= 50",
        50 * seconds <= POPM_SECONDS)  # fmt: skip


def start() -> None:
    """A command against an interpreter that does nothing."""

    def command(*arguments: str) -> Action:
        return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    with TemporaryDirectory() as folder:
        kept = ["-o", f"{folder}/kept", "--force"]
        goals = {"--help": 6, "check quickstart": 40, "run quickstart": 40}
        actions = [
            command("-m", "mobsim", *name.split(), *(kept if "run" in name else []))
            for name in goals
        ]
        bare_s, *found = fastest(command("-c", "pass"), *actions)
    for (name, goal), seconds in zip(goals.items(), found, strict=True):
        row(f"mobsim {name} / python -c pass", seconds / bare_s, f"<= {goal}",
            seconds <= goal * bare_s)  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="note the heap baseline")
    arguments = parser.parse_args()
    night = national_night(40, 15)
    print(f"national night: 40 incidents of 15 PSUs, 48 h sustained, {len(log_of(night))} rows\n")
    print(f"{'':<62}{'ratio':>9}   goal")
    against_heap(night, arguments.write)
    against_process_per_unit(night)
    chance_share(night)
    log_on_and_off(night)
    growth()
    days()
    static()
    start()
    studies()
    report()


if __name__ == "__main__":
    main()
