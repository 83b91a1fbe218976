"""Are units released as soon as they are no longer needed?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Release

POLICY = Plugin(Release, summary="Units that are no longer needed are released.")
