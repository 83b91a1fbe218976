"""Does a change in later random draws change the earlier part of a night?

If so, the policy of that night sees the future, or remembers another night.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Final

from mobsim.engine import simulate
from mobsim.ground.randomness import Chance, Distribution, uniform
from mobsim.ground.units import quantise
from mobsim.policy import Policies
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.events import Event

SCENE: Final = "three-large"
"""The name of the shipped scenario for the test, in which several hosts compete for donors."""
SEEDS: Final = (1, 2)
_CUTS: Final = (0.1, 0.3, 0.6)
"""The points in a night from which the test changes draws, as shares of the rows of the log."""
_SHORTEST: Final = 5.0
"""The shortest time to an answer, in minutes. No policy can know an answer earlier."""


class Rewritten(Chance):
    """Random draws. A draw is changed only if it takes effect after the minute ``cut``."""

    def __init__(self, seed: int, cut: float) -> None:
        super().__init__(seed)
        self.cut = cut

    def end(self, start: float, distribution: Distribution, purpose: str, *ids: str | int) -> float:
        end = super().end(start, distribution, purpose, *ids)
        if end <= self.cut:
            return end
        otherwise = uniform(f"otherwise|{self.seed}|{purpose}|{ids}")
        return max(start, self.cut) + quantise(0.001 + 400 * otherwise**2)

    def happens(self, probability: float, start: float, purpose: str, *ids: str | int) -> bool:
        happens = super().happens(probability, start, purpose, *ids)
        return happens != (probability > 0 and start + _SHORTEST > self.cut)


@cache
def _scene() -> Scenario:
    return load_scenario(SCENE, settings=["duration=12h"])


def leaks(change: Callable[[Policies], Policies]) -> list[str]:
    """The faults of a policy in nights in which ``change`` puts it in place of a shipped policy."""
    scenario = replace(_scene(), policies=change(_scene().policies))
    try:
        for seed in SEEDS:
            if found := _leak(scenario, seed):
                return [found]
    except Exception as error:
        return [f"a night of {SCENE} with this policy raises {type(error).__name__}: {error}"]
    return []


def _leak(scenario: Scenario, seed: int) -> str:
    log = _log(scenario, Chance(seed))
    if log != _log(scenario, Chance(seed)):
        return f"the same night of {SCENE} is different when it runs again"
    for share in _CUTS:
        cut = log[int(share * len(log))].minute
        other = _log(scenario, Rewritten(seed, cut))
        if _until(log, cut) != _until(other, cut):
            return (
                f"draws for the time after minute {cut:g} of {SCENE} change "
                "earlier events, so the policy sees the future or remembers other nights"
            )
    return ""


def _log(scenario: Scenario, chance: Chance) -> list[Event]:
    log: list[Event] = []
    simulate(scenario, chance, log.append)
    return log


def _until(log: list[Event], minute: float) -> list[Event]:
    return [row for row in log if row.minute <= minute]
