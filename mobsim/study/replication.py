"""What does a study simulate for each night, and what does it save?"""

from dataclasses import dataclass, replace

from mobsim.scenario.scenario import Scenario
from mobsim.study.drawn_beliefs import NightBeliefs
from mobsim.study.identity import StudyIdentity, identity_of
from mobsim.study.outcome import LOG, Outcome, log_rows, outcome_of
from mobsim.study.playing import play


@dataclass(frozen=True, slots=True)
class Task:
    """A description of the nights to simulate, which can be sent to other processes."""

    scenario: Scenario
    seed: int = 1
    typical: bool = False
    log: bool = False
    """Whether the events of each night are saved too."""
    beliefs: NightBeliefs | None = None
    """The beliefs that every night draws; None if no beliefs are drawn."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "typical", self.typical or self.scenario.chance == "typical")

    @property
    def drawn_from(self) -> str:
        """The source of drawn beliefs as an identity records it; empty if no belief is drawn."""
        return self.beliefs.source.said if self.beliefs else ""

    def identity(self) -> StudyIdentity:
        """The identity that a study of this task has before it runs."""
        return identity_of(
            self.scenario,
            seed=self.seed,
            typical=self.typical,
            log=self.log,
            beliefs=self.drawn_from,
        )

    def night(self, replication: int) -> Scenario:
        """The scenario of one replication, with its drawn beliefs."""
        return self.beliefs.scenario(self.seed, replication) if self.beliefs else self.scenario

    def replicate(self, replication: int) -> Outcome:
        """Simulate one replication, and return the rows to save.

        The rows are the same on every machine, whether a replication runs alone or with other
        replications.

        >>> from mobsim.scenario.file import load_scenario
        >>> Task(load_scenario("quickstart")).replicate(7).replication
        7
        """
        night = self.night(replication)
        played = play(night, seed=self.seed, replication=replication, typical=self.typical)
        outcome = outcome_of(played.measures, played.met_so_far, len(played.log), replication)
        if not self.log:
            return outcome
        return replace(outcome, rows={**outcome.rows, LOG: log_rows(played.log, replication)})
