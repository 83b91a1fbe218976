"""Which levers does a run use?"""

from dataclasses import dataclass, replace
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

    def placed(self, key: str, name: str, policy: Any) -> "Policies":
        """Return a copy of these levers, in which the lever of one key is the result of `make`."""
        changed: dict[str, Any] = {key: trigger_of(name, policy) if key == "trigger" else policy}
        if key == "ranking":
            changed["ranking_name"] = name
        return replace(self, **changed)

    @property
    def whole_forces(self) -> bool:
        """Whether hosts ask for all crews of the nearest force first, as in a static allocation."""
        return self.ranking_name == "force"

    @property
    def retasks(self) -> bool:
        """Whether released units may go to another incident."""
        return self.retasking is not goes_home

    @property
    def recalls(self) -> bool:
        """Whether hosts may call their own units back."""
        return self.recall is not stays

    @property
    def assignment(self) -> JointRanking | None:
        """The ranking, if it considers all incidents together; otherwise None."""
        return self.ranking if isinstance(self.ranking, JointRanking) else None
