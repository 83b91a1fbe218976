"""Does aid stay until its host releases it?"""

from mobsim.policy.describing import RecallPlugin


def stays(_short: int, _elsewhere: int) -> int:
    """Call back no units: aid stays until it is released."""
    return 0


POLICY = RecallPlugin(lambda: stays, summary="Aid stays until it is released.")
