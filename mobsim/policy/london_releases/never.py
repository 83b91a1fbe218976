"""Do London's units stay in London?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import LondonRelease

POLICY = Plugin(
    lambda: LondonRelease(before_call=False, after_call=False),
    summary="London's units stay in London.",
)
