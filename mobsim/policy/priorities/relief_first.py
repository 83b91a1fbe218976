"""Does relief come before new need?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Priority

POLICY = Plugin(
    lambda: Priority(relief_first=True),
    summary="Within an incident, relief comes before new need.",
)
