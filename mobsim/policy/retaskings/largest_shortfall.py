"""Which incident is short of most units?"""

from collections.abc import Sequence

from mobsim.policy.describing import RetaskingPlugin
from mobsim.policy.picture import Claim


def largest_shortfall(claims: Sequence[Claim]) -> Claim | None:
    """The incident with the largest shortfall gets the unit."""
    return min(claims, key=lambda c: (-c.unmet, c.expected_minute, c.incident), default=None)


POLICY = RetaskingPlugin(
    lambda: largest_shortfall, summary="The incident with the largest shortfall gets the unit."
)
