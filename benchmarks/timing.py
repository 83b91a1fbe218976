"""How is one side timed against another, and how is it told?"""

import gc
import time
from collections.abc import Callable
from typing import Any

from mobsim import engine
from mobsim.engine.schedule import SimPySchedule
from mobsim.ground.randomness import Chance
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.events import Event

Action = Callable[[], object]


def fastest(*actions: Action, rounds: int = 7) -> list[float]:
    """Smallest seconds of each action, taken in turn."""
    best = [float("inf")] * len(actions)
    for _ in range(rounds):
        for i, action in enumerate(actions):
            gc.collect()
            gc.disable()
            begin = time.perf_counter()
            action()
            best[i] = min(best[i], time.perf_counter() - begin)
            gc.enable()
    return best


def row(name: str, found: float, goal: str, met: bool) -> None:
    """One line of the table."""
    print(f"{name:<62}{found:>9.2f}   {goal:<10}{'' if met else 'MISSED'}")


def forget(row: Event) -> None:
    """Keep nothing."""


def bare(scenario: Scenario, schedule_of: Any = SimPySchedule, nights: int = 1) -> Action:
    """The first replications of seed 1, whose rows nobody keeps."""

    def simulate() -> None:
        for number in range(nights):
            engine.simulate(scenario, Chance(1, number), forget, schedule_of)

    return simulate
