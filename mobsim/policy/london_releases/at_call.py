"""Do London's forces lend only after the national call?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import LondonRelease

POLICY = Plugin(
    lambda: LondonRelease(before_call=False),
    summary="London's forces lend only after the national call.",
)
