"""Does new need come before relief?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Priority

POLICY = Plugin(Priority, summary="Within an incident, new need comes before relief.")
