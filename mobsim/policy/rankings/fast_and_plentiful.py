"""Among crews about equally fast, which donor has most to spare?"""

from collections.abc import Sequence
from dataclasses import dataclass

from mobsim.ground.declarations import DurationParameter
from mobsim.policy.describing import RankingPlugin
from mobsim.policy.picture import Candidate


@dataclass(frozen=True, slots=True)
class FastAndPlentiful:
    """Among crews expected within the same band of minutes, prefer donors with most to spare."""

    band_minutes: float
    """Width of a band of expected arrival, counted from the earliest crew."""

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        if not candidates:
            return []
        earliest = min(crew.expected_minute for crew in candidates)

        def plenty_first(crew: Candidate) -> tuple[int, int, float, str, int]:
            band = int((crew.expected_minute - earliest) // self.band_minutes)
            left = crew.spare - crew.position
            return (band, -left, crew.expected_minute, crew.force, crew.number)

        return sorted(candidates, key=plenty_first)


POLICY = RankingPlugin(
    FastAndPlentiful,
    {
        "band": DurationParameter(
            "60m",
            "arrivals within this are equally fast",
            tried=("15m", "4h"),
            why="an hour of the timeline",
            affects="who gives, under fast_and_plentiful",
            argument="band_minutes",
        )
    },
    summary="Among about equally fast crews, first the donor with most to spare.",
)
