"""Which crew of any force can reach the RVP first?"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import ClassVar

from mobsim.policy.describing import RankingPlugin
from mobsim.policy.picture import Candidate


@dataclass(frozen=True, slots=True)
class Nearest:
    """Ranks first the crew expected earliest at the RVP, from any force."""

    soonest_first: ClassVar = True
    """Whether a list can end once it has enough crews, because no later crew can be chosen."""

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=itemgetter(0, 1, 2))


POLICY = RankingPlugin(Nearest, summary="The crew expected earliest at the RVP is asked for first.")
