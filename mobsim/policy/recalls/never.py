"""Does aid that was given stay until it is released?"""

from mobsim.policy.describing import RecallPlugin


def stays(_short: int, _elsewhere: int) -> int:
    """Aid that was given stays until it is released."""
    return 0


POLICY = RecallPlugin(lambda: stays, summary="Aid that was given stays until it is released.")
