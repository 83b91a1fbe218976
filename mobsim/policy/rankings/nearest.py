"""Which crew can be there first, from any force?"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import ClassVar

from mobsim.policy.describing import RankingPlugin
from mobsim.policy.picture import Candidate


@dataclass(frozen=True, slots=True)
class Nearest:
    """Rank first the crew expected earliest at the RVP, from any force."""

    soonest_first: ClassVar = True
    """Whether crews that would come after enough others can be left off the list."""

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=itemgetter(0, 1, 2))


POLICY = RankingPlugin(Nearest, summary="First the crew expected earliest at the RVP.")
