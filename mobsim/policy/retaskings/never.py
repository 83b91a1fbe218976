"""Does a released unit go home?"""

from collections.abc import Sequence

from mobsim.policy.describing import RetaskingPlugin
from mobsim.policy.picture import Claim


def goes_home(_claims: Sequence[Claim]) -> Claim | None:
    """Choose no claim: a released unit goes home."""
    return None


POLICY = RetaskingPlugin(lambda: goes_home, summary="A released unit goes home.")
