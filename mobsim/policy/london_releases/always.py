"""Does London lend as any other force does?"""

from mobsim.policy.describing import LondonReleasePlugin
from mobsim.policy.levers import LondonRelease

POLICY = LondonReleasePlugin(LondonRelease, summary="London lends as any other force does.")
