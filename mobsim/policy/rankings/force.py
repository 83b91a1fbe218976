"""Which is the nearest force, whose crews the host asks for before any others?"""

from collections.abc import Sequence
from dataclasses import dataclass

from mobsim.policy.describing import RankingPlugin
from mobsim.policy.picture import Candidate


@dataclass(frozen=True, slots=True)
class WholeForce:
    """Ranks all crews of the nearest force first, as in a static allocation."""

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=lambda c: (c.drive_minutes, c.force, c.position))


POLICY = RankingPlugin(
    WholeForce,
    summary="The host asks the nearest force for all its crews first, as in a static allocation.",
)
