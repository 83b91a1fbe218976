"""Does London lend only after the national call?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import LondonRelease

POLICY = Plugin(
    lambda: LondonRelease(before_call=False), summary="London lends after the national call."
)
