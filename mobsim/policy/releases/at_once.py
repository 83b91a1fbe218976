"""Is what is no longer needed released at once?"""

from mobsim.policy.describing import ReleasePlugin
from mobsim.policy.levers import Release

POLICY = ReleasePlugin(Release, summary="What is no longer needed is released.")
