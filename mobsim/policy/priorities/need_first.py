"""Does need come before relief, with no incident waiting for another?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Priority

POLICY = Plugin(Priority, summary="Within an incident, need comes before relief.")
