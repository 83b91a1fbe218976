"""Which incident has the largest shortfall of units?"""

from collections.abc import Sequence

from mobsim.policy.describing import RetaskingPlugin
from mobsim.policy.picture import Claim


def largest_shortfall(claims: Sequence[Claim]) -> Claim | None:
    """Choose the claim of the incident with the largest shortfall."""
    return min(claims, key=lambda c: (-c.unmet, c.expected_minute, c.incident), default=None)


POLICY = RetaskingPlugin(
    lambda: largest_shortfall, summary="The incident with the largest shortfall gets the unit."
)
