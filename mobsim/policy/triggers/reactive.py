"""Do hosts ask for aid tier by tier, without a national call?"""

from mobsim.policy.describing import TriggerPlugin
from mobsim.policy.levers import Trigger


def reactive() -> Trigger:
    """A trigger that never makes the national call."""
    return Trigger("reactive")


POLICY = TriggerPlugin(
    reactive,
    summary="There is no national call; hosts ask for aid tier by tier as they judge need.",
)
