"""How much of its stock does a force lend?"""

from typing import Literal

from mobsim.ground.units import round_half_up

Drawdown = Literal["none", "minimal", "moderate", "extensive"]


def lending_limit(level: Drawdown, commitment: int, fit: int, floor: int) -> int:
    """The number of units of a kind, lent or in use at home, at which a force stops lending.

    >>> [lending_limit(d, 7, 20, 2) for d in ("none", "minimal", "moderate", "extensive")]
    [0, 2, 7, 18]
    """
    above_floor = max(0, fit - floor)
    if level == "none":
        return 0
    if level == "minimal":
        return min(round_half_up(commitment / 3), above_floor)
    if level == "moderate":
        return min(commitment, above_floor)
    return above_floor
