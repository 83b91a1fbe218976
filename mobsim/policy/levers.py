"""Which lever stands where?"""

from dataclasses import dataclass

from mobsim.policy.london import ALWAYS, LondonRelease
from mobsim.policy.priority import NEED_FIRST, Priority
from mobsim.policy.ranking import Assignment, Ranking
from mobsim.policy.recall import Recall, stays
from mobsim.policy.release import AT_ONCE, Release
from mobsim.policy.retasking import Retasking, never
from mobsim.policy.trigger import Trigger


@dataclass(frozen=True, slots=True)
class Policies:
    """The levers of a run, each made from its name and parameters."""

    ranking_name: str
    ranking: Ranking
    trigger: Trigger
    release: Release = AT_ONCE
    retasking: Retasking = never
    recall: Recall = stays
    priority: Priority = NEED_FIRST
    london_release: LondonRelease = ALWAYS

    @property
    def whole_forces(self) -> bool:
        """Whether donors are taken whole, nearest first, with no crew provisional."""
        return self.ranking_name == "force"

    @property
    def retasks(self) -> bool:
        """Whether released units may go to another incident."""
        return self.retasking is not never

    @property
    def recalls(self) -> bool:
        """Whether own units may be called home."""
        return self.recall is not stays

    @property
    def assignment(self) -> Assignment | None:
        """The ranking, if it looks at all incidents at once."""
        return self.ranking if isinstance(self.ranking, Assignment) else None
