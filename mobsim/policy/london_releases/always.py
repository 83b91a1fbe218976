"""Does London lend like any other force?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import LondonRelease

POLICY = Plugin(LondonRelease, summary="London lends as any other force does.")
