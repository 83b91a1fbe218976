"""Do units stay for a set time after they were last needed?"""

from mobsim.ground.declarations import DurationParameter
from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Release

POLICY = Plugin(
    Release,
    {
        "for": DurationParameter(
            "60m",
            "how long units stay after they were last judged to be needed",
            tried=("30m", "3h"),
            why="long enough for need to be judged twice",
            affects="the aid in use, under hold",
            argument="hold_minutes",
        )
    },
    summary="Units stay for a set time after they were last needed.",
)
