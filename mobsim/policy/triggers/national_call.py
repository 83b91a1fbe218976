"""Is it time for the national call?"""

from mobsim.ground.declarations import TimeParameter
from mobsim.policy.describing import TriggerPlugin
from mobsim.policy.levers import Trigger


def national_call(at: float) -> Trigger:
    """A trigger that makes the call at a set minute."""
    return Trigger("national_call", at_minute=at)


POLICY = TriggerPlugin(
    national_call,
    {
        "at": TimeParameter(
            "+0m",
            "time of the call",
            why="at the start, unless the scenario sets another time",
            affects="when the call is made, under national_call",
        )
    },
    summary="The call is made at a set time.",
)
