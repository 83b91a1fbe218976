"""No relief while another incident is short?"""

from mobsim.policy.describing import PriorityPlugin
from mobsim.policy.levers import Priority

POLICY = PriorityPlugin(
    lambda: Priority(relief_waits=True),
    summary="Relief waits while another incident lacks units of the kind.",
)
