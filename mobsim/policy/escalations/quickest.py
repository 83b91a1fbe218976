"""Does the host ask for the quickest crew, whichever region it comes from?"""

from mobsim.policy.describing import Plugin
from mobsim.policy.levers import Escalation

POLICY = Plugin(Escalation, summary="The host asks for the quickest crew, from any region.")
