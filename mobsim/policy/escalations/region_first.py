"""Does the host ask its own region first, unless another region is much quicker?"""

from mobsim.ground.declarations import DurationParameter
from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Escalation

POLICY = Plugin(
    Escalation,
    {
        "grace": DurationParameter(
            "2h",
            "how much later a crew of the region can arrive and still be asked for first",
            tried=("0m", "4h"),
            why="a region that is several hours slower should not be asked first",
            affects="which forces are asked, and when aid arrives, under region_first",
            argument="grace_minutes",
            zero=True,
        )
    },
    summary="The region is asked first, unless another region is quicker by more than a set time.",
)
