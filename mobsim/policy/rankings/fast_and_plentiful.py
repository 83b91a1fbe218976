"""Among crews that are about equally fast, which donor has the most crews to spare?"""

from collections.abc import Sequence
from dataclasses import dataclass

from mobsim.ground.declarations import DurationParameter
from mobsim.policy.describing import RankingPlugin
from mobsim.policy.picture import Candidate


@dataclass(frozen=True, slots=True)
class FastAndPlentiful:
    """Ranks crews by bands of expected time and, within a band, by their donor's spare crews."""

    band_minutes: float
    """The length of each band in minutes; the first band starts at the earliest expected minute."""

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
            "width of the bands within which crews count as equally fast",
            tried=("15m", "4h"),
            why="the shortest step of the timeline",
            affects="which donors lend, under fast_and_plentiful",
            argument="band_minutes",
        )
    },
    summary="Among crews that are about equally fast, the donor with most spare crews comes first.",
)
