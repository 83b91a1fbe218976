"""Do units stay until they have not been needed for a while?"""

from mobsim.ground.declarations import DurationParameter
from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Release

POLICY = Plugin(
    Release,
    {
        "for": DurationParameter(
            "60m",
            "how long units stay after the last judging that needed them",
            tried=("30m", "3h"),
            why="two judgings that agree",
            affects="aid in use, under hold",
            argument="hold_minutes",
        )
    },
    summary="Units stay until they have not been needed for a while.",
)
