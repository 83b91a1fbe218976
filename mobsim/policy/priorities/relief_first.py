"""Relief before need?"""

from mobsim.policy.describing import PriorityPlugin
from mobsim.policy.levers import Priority

POLICY = PriorityPlugin(
    lambda: Priority(relief_first=True), summary="Within an incident, relief comes before need."
)
