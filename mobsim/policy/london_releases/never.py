"""Do London's units stay in London?"""

from mobsim.policy.describing import LondonReleasePlugin
from mobsim.policy.levers import LondonRelease

POLICY = LondonReleasePlugin(
    lambda: LondonRelease(before_call=False, after_call=False),
    summary="London's units stay in London.",
)
