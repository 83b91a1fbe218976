"""Need before relief, with no incident waiting for another?"""

from mobsim.policy.describing import PriorityPlugin
from mobsim.policy.levers import Priority

POLICY = PriorityPlugin(Priority, summary="Within an incident, need comes before relief.")
