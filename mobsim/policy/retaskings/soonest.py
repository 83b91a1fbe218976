"""Which incident can the unit reach soonest?"""

from collections.abc import Sequence

from mobsim.policy.describing import RetaskingPlugin
from mobsim.policy.picture import Claim


def soonest(claims: Sequence[Claim]) -> Claim | None:
    """Choose the claim of the incident that the unit can reach soonest."""
    return min(claims, key=lambda c: (c.expected_minute, -c.unmet, c.incident), default=None)


POLICY = RetaskingPlugin(
    lambda: soonest, summary="The incident that the unit can reach soonest gets the unit."
)
