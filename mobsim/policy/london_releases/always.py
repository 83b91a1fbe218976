"""Do London's forces lend as other forces do?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import LondonRelease

POLICY = Plugin(LondonRelease, summary="London's forces lend as other forces do.")
