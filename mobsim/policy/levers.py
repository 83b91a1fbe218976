"""Which lever stands where?"""

from dataclasses import dataclass

from mobsim.policy.ranking import Ranking
from mobsim.policy.trigger import Trigger


@dataclass(frozen=True, slots=True)
class Policies:
    """The levers of a run, each made from its name and parameters."""

    ranking_name: str
    ranking: Ranking
    trigger: Trigger

    @property
    def whole_forces(self) -> bool:
        """Whether donors are taken whole, nearest first, with no crew provisional."""
        return self.ranking_name == "force"
