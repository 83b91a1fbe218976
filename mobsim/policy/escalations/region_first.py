"""Does the region come first, unless another region is much quicker?"""

from mobsim.ground.declarations import DurationParameter
from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Escalation

POLICY = Plugin(
    Escalation,
    {
        "grace": DurationParameter(
            "2h",
            "how much later a crew of the region may come than one of the country",
            tried=("0m", "4h"),
            why="a region that is several hours behind should hardly come first",
            affects="who is asked; when aid comes, under region_first",
            argument="grace_minutes",
            zero=True,
        )
    },
    summary="The region is asked first, unless the country is quicker by more than a grace.",
)
