"""Does a host's own need come first?"""

from mobsim.policy.describing import RecallPlugin


def own_need(short: int, elsewhere: int) -> int:
    """Call back as many units as the host lacks, up to the number that it has elsewhere.

    >>> own_need(3, 5), own_need(5, 2)
    (3, 2)
    """
    return min(short, elsewhere)


POLICY = RecallPlugin(
    lambda: own_need, summary="A host calls back its own units if it lacks units for its own need."
)
