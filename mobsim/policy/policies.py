"""Which levers does a run use?"""

from dataclasses import dataclass, field, replace
from typing import Any

from mobsim.policy.levers import (
    Escalation,
    JointRanking,
    LondonRelease,
    Priority,
    Ranking,
    Recall,
    Release,
    Retasking,
    Trigger,
    trigger_of,
)
from mobsim.policy.recalls.never import stays
from mobsim.policy.retaskings.never import goes_home


@dataclass(frozen=True, slots=True)
class Policies:
    """The levers of a run, each made from its name and parameters."""

    ranking_name: str
    ranking: Ranking
    escalation: Escalation
    trigger: Trigger
    release: Release
    retasking: Retasking
    recall: Recall
    priority: Priority
    london_release: LondonRelease
    whole_forces: bool = field(init=False, repr=False, compare=False)
    """Whether hosts ask for all crews of the nearest force first, as in a static allocation."""
    retasks: bool = field(init=False, repr=False, compare=False)
    """Whether released units may go to another incident."""
    recalls: bool = field(init=False, repr=False, compare=False)
    """Whether hosts may call their own units back."""
    assignment: JointRanking | None = field(init=False, repr=False, compare=False)
    """The ranking, if it considers all incidents together; otherwise None."""

    def __post_init__(self) -> None:
        joint = self.ranking if isinstance(self.ranking, JointRanking) else None
        object.__setattr__(self, "whole_forces", self.ranking_name == "force")
        object.__setattr__(self, "retasks", self.retasking is not goes_home)
        object.__setattr__(self, "recalls", self.recall is not stays)
        object.__setattr__(self, "assignment", joint)

    def placed(self, key: str, name: str, policy: Any) -> "Policies":
        """Return a copy of these levers, in which the lever of one key is the result of `make`."""
        changed: dict[str, Any] = {key: trigger_of(name, policy) if key == "trigger" else policy}
        if key == "ranking":
            changed["ranking_name"] = name
        return replace(self, **changed)
