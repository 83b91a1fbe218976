"""Which crew is asked for first?

A ranking takes the crews reported available, by crew, and returns them in the order to
ask. Ties are broken by force id, then number. Each is a function that carries its parameters, so
that two rankings of the same name and parameters are equal and travel between processes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Protocol

from mobsim.policy.picture import Candidate, Rival


class Ranking(Protocol):
    """From the crews reported available to the order in which to ask for them."""

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the same crews, first to be asked first."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The earliest expected at the RVP first, whoever gives it."""

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=itemgetter(0, 1, 2))


@dataclass(frozen=True, slots=True)
class FairShare:
    """The donor that has given the smallest share of its commitment first."""

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=_share_first)


def _share_first(crew: Candidate) -> tuple[float, float, str, int]:
    share = (crew.given + crew.position + 1) / max(crew.commitment, 1)
    return (share, crew.expected_minute, crew.force, crew.number)


@dataclass(frozen=True, slots=True)
class FastAndPlentiful:
    """Among crews expected within the same band of minutes, the donor with most to spare."""

    band_minutes: float = 60.0
    """Width of a band of expected arrival, counted from the earliest crew; assumed."""

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        if not candidates:
            return []
        earliest = min(crew.expected_minute for crew in candidates)

        def plenty_first(crew: Candidate) -> tuple[int, int, float, str, int]:
            band = int((crew.expected_minute - earliest) // self.band_minutes)
            left = crew.spare - crew.position
            return (band, -left, crew.expected_minute, crew.force, crew.number)

        return sorted(candidates, key=plenty_first)


@dataclass(frozen=True, slots=True)
class WholeForce:
    """The nearest force first, taken whole: what a static allocation does."""

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=lambda c: (c.drive_minutes, c.force, c.position))


@dataclass(frozen=True, slots=True)
class Assignment:
    """The crews that the cheapest assignment to all incidents gives to this one, first.

    Cost is the sum of expected minutes over all units that incidents want at this minute. With one
    incident it is `Nearest`; with several it is the bound that other rankings are held against.
    """

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        return Nearest()(candidates)

    def among(
        self, candidates: Sequence[Candidate], wanted: int, rivals: Sequence[Rival]
    ) -> list[Candidate]:
        """The order in which to ask, with what other incidents want of the same crews.

        Parameters
        ----------
        wanted
            Units that this incident wants.
        rivals
            The other incidents, by rank.
        """
        ours = {(c.force, c.number): c.expected_minute for c in candidates}
        given = _cheapest([Rival(wanted, ours), *rivals])
        return sorted(candidates, key=lambda c: ((c.force, c.number) not in given, *c[:3]))


_NOT_LISTED = 1e9
"""Minutes for a crew that an incident is not offered."""
_BY_ID = 2.0**-34
"""Minutes that settle equal costs by id, far below the smallest difference between minutes."""


def _cheapest(incidents: Sequence[Rival]) -> set[tuple[str, int]]:
    """Crews of the first incident in the assignment of least total minutes."""
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


RANKINGS: dict[str, Callable[..., Ranking]] = {
    "nearest": Nearest,
    "fair_share": FairShare,
    "fast_and_plentiful": FastAndPlentiful,
    "force": WholeForce,
    "assignment": Assignment,
}
