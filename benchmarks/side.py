"""Nights of one side, whichever commit it is of: ``python side.py`` in the tree of that commit.

It reads ``SCENARIO OVERRIDE REPLICATION`` line by line and answers with CPU seconds; after
``count`` it answers with calls of functions and rows of the log. It imports nothing of
`benchmarks`, as the other commit may have none.
"""

import cProfile
import gc
import sys
import time
from typing import Any

try:
    from mobsim.ground.randomness import Chance
    from mobsim.scenario.file import load_scenario
except ImportError:  # before the package had floors
    from mobsim.randomness import Chance
    from mobsim.scenario_file import load_scenario
from mobsim import engine

NIGHTS: dict[tuple[str, str], Any] = {}


def night_of(name: str, override: str) -> Any:
    """The scenario, and one night of it beforehand, so that what is kept is there."""
    if (name, override) not in NIGHTS:
        NIGHTS[name, override] = load_scenario(name, override=override)
        engine.simulate(NIGHTS[name, override], Chance(1, 0), [].append)
    return NIGHTS[name, override]


def seconds(night: Any, number: int) -> float:
    """CPU seconds of one replication, nothing collected meanwhile."""
    gc.collect()
    gc.disable()
    begin = time.process_time()
    engine.simulate(night, Chance(1, number), lambda row: None)
    taken = time.process_time() - begin
    gc.enable()
    return taken


def count(night: Any, number: int) -> str:
    """Calls and rows of one replication."""
    log: list[Any] = []
    profile = cProfile.Profile()
    profile.runcall(engine.simulate, night, Chance(1, number), log.append)
    return f"{sum(each.callcount for each in profile.getstats())} {len(log)}"


if __name__ == "__main__":
    for line in sys.stdin:
        *told, name, override, number = line.split()
        print((count if told else seconds)(night_of(name, override), int(number)), flush=True)
