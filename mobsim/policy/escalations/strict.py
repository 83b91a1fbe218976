"""Does the host ask every force of its own region before any other force?"""

import math

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Escalation

POLICY = Plugin(
    lambda: Escalation(math.inf),
    summary="The host asks for every useful crew of the region before it asks any other region.",
)
