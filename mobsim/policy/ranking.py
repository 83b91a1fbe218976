"""Which crew is asked for first?

A ranking takes the crews reported available, by crew, and returns them in the order to
ask. Ties are broken by force id, then number. Each is a function that carries its parameters, so
that two rankings of the same name and parameters are equal and travel between processes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Protocol

from mobsim.picture import Candidate


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


RANKINGS: dict[str, Callable[..., Ranking]] = {
    "nearest": Nearest,
    "fair_share": FairShare,
    "fast_and_plentiful": FastAndPlentiful,
    "force": WholeForce,
}
