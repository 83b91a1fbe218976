"""Which force is nearest, so that all its crews come first?"""

from collections.abc import Sequence
from dataclasses import dataclass

from mobsim.policy.describing import RankingPlugin
from mobsim.policy.picture import Candidate


@dataclass(frozen=True, slots=True)
class WholeForce:
    """The nearest force first, with all its crews, as in a static allocation."""

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=lambda c: (c.drive_minutes, c.force, c.position))


POLICY = RankingPlugin(
    WholeForce, summary="The nearest force first, with all its crews, as in a static allocation."
)
