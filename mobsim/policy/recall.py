"""Does a force call back the aid it gave when disorder comes home?

A recall rule is asked after a host has ordered its own crews, and says how many of those it has
deployed elsewhere come home to work.
"""

from collections.abc import Callable

Recall = Callable[[int, int], int]
"""From (units still uncovered, units deployed elsewhere) to the units called back."""


def stays(_short: int, _elsewhere: int) -> int:
    """Aid that was given stays until it is released."""
    return 0


def own_need(short: int, elsewhere: int) -> int:
    """Own need comes first.

    >>> own_need(3, 5), own_need(5, 2)
    (3, 2)
    """
    return min(short, elsewhere)


RECALLS: dict[str, Recall] = {"never": stays, "own_need": own_need}
