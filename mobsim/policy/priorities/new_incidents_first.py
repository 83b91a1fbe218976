"""Does relief wait while another incident is short of units?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Priority

POLICY = Plugin(
    lambda: Priority(relief_waits=True),
    summary="Relief waits while another incident lacks units of the kind.",
)
