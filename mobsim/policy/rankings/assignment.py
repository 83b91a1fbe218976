"""Which crews should go to this incident so that all incidents together wait the least?"""

from collections.abc import Sequence
from dataclasses import dataclass

from mobsim.policy.describing import RankingPlugin
from mobsim.policy.levers import JointRanking
from mobsim.policy.picture import Candidate, Rival
from mobsim.policy.rankings.nearest import Nearest


@dataclass(frozen=True, slots=True)
class Assignment(JointRanking):
    """Ranks first the crews that this incident gets if the total wait is as short as possible.

    The wait is the sum of expected minutes over all units that incidents need now. With one
    incident, the order is the same as for `Nearest`. With several incidents, this ranking is the
    best case, with which other rankings can be compared.
    """

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return Nearest()(candidates)

    def among(
        self, candidates: Sequence[Candidate], wanted: int, rivals: Sequence[Rival]
    ) -> list[Candidate]:
        ours = {(c.force, c.number): c.expected_minute for c in candidates}
        given = _cheapest([Rival(wanted, ours), *rivals])
        return sorted(candidates, key=lambda c: ((c.force, c.number) not in given, *c[:3]))


_NOT_LISTED = 1e9
"""The cost, in minutes, of a crew that is not listed for an incident."""
_BY_ID = 2.0**-34
"""A tiny extra cost in minutes, so that crews with equal costs are chosen in order of id."""


def _cheapest(incidents: Sequence[Rival]) -> set[tuple[str, int]]:
    """The crews that the first incident gets in the assignment with the shortest total wait."""
    from scipy.optimize import linear_sum_assignment

    crews = sorted(set().union(*(each.expected_minute for each in incidents)))
    costs = [
        [each.expected_minute.get(crew, _NOT_LISTED) + i * _BY_ID for i, crew in enumerate(crews)]
        for each in incidents
        for _ in range(each.wanted)
    ]
    if not crews or not costs:
        return set()
    slots, chosen = linear_sum_assignment(costs)
    pairs = zip(slots.tolist(), chosen.tolist(), strict=True)
    ours = incidents[0].expected_minute
    return {crews[i] for slot, i in pairs if slot < incidents[0].wanted and crews[i] in ours}


POLICY = RankingPlugin(
    Assignment,
    summary="Crews are shared out so that all incidents together wait as little as possible.",
)
