"""Is what is no longer needed released at once?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Release

POLICY = Plugin(Release, summary="What is no longer needed is released.")
