"""Are units released as soon as they are no longer needed?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Release

POLICY = Plugin(Release, summary="Units are released as soon as they are no longer needed.")
