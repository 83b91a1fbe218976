"""Is the region asked first, unless the country is much quicker?"""

from mobsim.ground.declarations import DurationParameter
from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Escalation

POLICY = Plugin(
    Escalation,
    {
        "grace": DurationParameter(
            "2h",
            "a crew of the region may come so much later than one of the country",
            tried=("0m", "4h"),
            why="a region that is an evening's first hours behind is hardly a region first",
            affects="who is asked; when aid comes, under region_first",
            argument="grace_minutes",
            zero=True,
        )
    },
    summary="The region is asked first, unless the country is quicker by more than a grace.",
)
