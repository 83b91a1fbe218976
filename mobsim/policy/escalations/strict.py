"""Is the whole region asked before any other force?"""

import math

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Escalation

POLICY = Plugin(
    lambda: Escalation(math.inf),
    summary="Every crew of the region that is of use is asked for before one of the country.",
)
