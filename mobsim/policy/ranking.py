"""Which crew is asked for first?

A ranking takes the crews reported available, by crew, and returns them in the order to
ask. Ties are broken by force id, then number.
"""

from collections.abc import Callable, Sequence
from operator import itemgetter

from mobsim.picture import Candidate

Ranking = Callable[[Sequence[Candidate]], list[Candidate]]


def nearest() -> Ranking:
    """The earliest expected at the RVP first, whoever gives it."""

    def rank(candidates: Sequence[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=itemgetter(0, 1, 2))

    return rank


def fair_share() -> Ranking:
    """The donor that has given the smallest share of its commitment first."""

    def share_first(crew: Candidate) -> tuple[float, float, str, int]:
        share = (crew.given + crew.position + 1) / max(crew.commitment, 1)
        return (share, crew.expected_minute, crew.force, crew.number)

    def rank(candidates: Sequence[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=share_first)

    return rank


def fast_and_plentiful(band_minutes: float = 60.0) -> Ranking:
    """Among crews expected within the same band of minutes, the donor with most to spare.

    Parameters
    ----------
    band_minutes
        Width of a band of expected arrival, counted from the earliest crew; assumed.
    """

    def rank(candidates: Sequence[Candidate]) -> list[Candidate]:
        if not candidates:
            return []
        earliest = min(crew.expected_minute for crew in candidates)

        def plenty_first(crew: Candidate) -> tuple[int, int, float, str, int]:
            band = int((crew.expected_minute - earliest) // band_minutes)
            left = crew.spare - crew.position
            return (band, -left, crew.expected_minute, crew.force, crew.number)

        return sorted(candidates, key=plenty_first)

    return rank


def whole_force() -> Ranking:
    """The nearest force first, taken whole: what a static allocation does."""

    def rank(candidates: Sequence[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=lambda c: (c.drive_minutes, c.force, c.position))

    return rank


RANKINGS: dict[str, Callable[..., Ranking]] = {
    "nearest": nearest,
    "fair_share": fair_share,
    "fast_and_plentiful": fast_and_plentiful,
    "force": whole_force,
}
