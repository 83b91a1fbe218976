"""Which donor has given the smallest share of its commitment?"""

from collections.abc import Sequence
from dataclasses import dataclass

from mobsim.policy.describing import RankingPlugin
from mobsim.policy.picture import Candidate


@dataclass(frozen=True, slots=True)
class FairShare:
    """Ranks first the donor that has given the smallest share of its commitment."""

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=_share_first)


def _share_first(crew: Candidate) -> tuple[float, float, str, int]:
    share = (crew.given + crew.position + 1) / max(crew.commitment, 1)
    return (share, crew.expected_minute, crew.force, crew.number)


POLICY = RankingPlugin(
    FairShare,
    summary="The donor that has given the smallest share of its commitment is asked first.",
)
