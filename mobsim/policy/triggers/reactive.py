"""Is there no national call?"""

from mobsim.policy.describing import TriggerPlugin
from mobsim.policy.levers import Trigger


def reactive() -> Trigger:
    """No national call: hosts ask for aid tier by tier as they judge need."""
    return Trigger("reactive")


POLICY = TriggerPlugin(
    reactive, summary="No national call: hosts ask for aid tier by tier as they judge need."
)
