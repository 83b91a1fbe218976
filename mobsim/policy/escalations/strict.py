"""Does the whole region come before any other force?"""

import math

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Escalation

POLICY = Plugin(
    lambda: Escalation(math.inf),
    summary="Every useful crew of the region is requested before any from the rest of the country.",
)
