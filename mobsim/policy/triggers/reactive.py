"""Is there no national call?"""

from mobsim.policy.describing import TriggerPlugin
from mobsim.policy.levers import Trigger


def reactive() -> Trigger:
    """No national call: aid is asked for tier by tier as need is judged."""
    return Trigger("reactive")


POLICY = TriggerPlugin(
    reactive, summary="No national call: aid is asked for tier by tier as need is judged."
)
