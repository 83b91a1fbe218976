"""How does mobsim simulate one night?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from mobsim.country.line_verdicts import Verdict
from mobsim.country.lines import PSU
from mobsim.engine import simulate
from mobsim.ground.randomness import Chance
from mobsim.scenario.night import night_of
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Facts, Measures, Tally
from mobsim.scoring.events import Event
from mobsim.scoring.met_so_far import MetSoFar, met_so_far
from mobsim.telling.callup import Promise, ready_curve
from mobsim.telling.night_facts import facts_of


@dataclass(frozen=True)
class Played:
    """A night that has been simulated."""

    night: Scenario
    """The scenario, including its drawn incidents."""
    chance: Chance
    log: list[Event]
    """The events of the night, in the order in which they happened."""

    @cached_property
    def facts(self) -> Facts:
        """The facts about the scenario that scoring and stories need in addition to the log."""
        return facts_of(self.night)

    @cached_property
    def ready_curve(self) -> tuple[Promise, ...]:
        """A comparison of the promised timeline with the times at which crews were ready.

        The comparison is empty if readiness does not follow a roster, or if there was no national
        call.
        """
        return ready_curve(self.night, self.chance, self.log)

    @cached_property
    def measures(self) -> Measures:
        """All measures of the night."""
        return _with_verdict(self._tally.measures(), self.ready_curve)

    @property
    def met_so_far(self) -> Iterator[MetSoFar]:
        """The share of the need that was met by each time."""
        return met_so_far(self._tally)

    @cached_property
    def _tally(self) -> Tally:
        return Tally.of(self.log, self.facts)


def play(
    scenario: Scenario, *, seed: int = 1, replication: int = 0, typical: bool = False
) -> Played:
    """Simulate one night. The same seed and replication always give the same night.

    If ``typical`` is set, every duration has its mean value and every force answers, regardless of
    the settings of the scenario.
    """
    chance = chance_of(scenario, seed, replication, typical=typical)
    night = night_of(scenario, chance)
    log: list[Event] = []
    simulate(night, chance, log.append)
    return Played(night, chance, log)


def chance_of(
    scenario: Scenario, seed: int = 1, replication: int = 0, *, typical: bool = False
) -> Chance:
    """The random draws of one night.

    If the scenario or ``typical`` asks for mean values, the draws are mean values.
    """
    return Chance(seed, replication, typical=typical or scenario.chance == "typical")


def has_row(scenario: Scenario, wanted: Callable[[Event], bool], chance: Chance) -> bool:
    """Simulate a night until its log has a wanted row, and return whether there is such a row.

    >>> from mobsim.scenario.file import load_scenario
    >>> has_row(load_scenario("quickstart"), lambda row: row.event == "UnitDeployed", Chance(1))
    True
    """

    def record(row: Event) -> None:
        if wanted(row):
            raise _Logged

    try:
        simulate(night_of(scenario, chance), chance, record)
    except _Logged:
        return True
    return False


class _Logged(Exception):  # noqa: N818 - it ends a night and is not an error
    """The exception that ends a night when the wanted row is logged."""


def _with_verdict(measures: Measures, promises: tuple[Promise, ...]) -> Measures:
    """Add a verdict on the promised timeline to the measures, if there is a promised timeline."""
    if not promises:
        return measures
    verdict: Verdict = "pass" if all(promise.met for promise in promises) else "fail"
    national = [
        replace(line, verdict_timeline=verdict) if line.line == PSU else line
        for line in measures.national
    ]
    return replace(measures, national=national)
