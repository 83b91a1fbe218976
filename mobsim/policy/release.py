"""How many units does an incident keep when its need falls?

A release rule turns the needs judged lately into the number of units that are kept; what is above
it is released.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mobsim.policy.picture import Judged


@dataclass(frozen=True, slots=True)
class Release:
    """A rule for releasing units.

    >>> from mobsim.policy.picture import Judged
    >>> judged = [Judged(0.0, 9), Judged(60.0, 6), Judged(90.0, 4)]
    >>> Release("hold", 30.0).keeps(judged), Release("at_once").keeps(judged)
    (6, 4)
    """

    name: str
    hold_minutes: float = 0.0
    """Units are kept as long as a judging no older than this still wanted them."""

    def keeps(self, judged: Sequence[Judged]) -> int:
        """Units kept, by the judgings so far in order of time; the last is the present one."""
        since = judged[-1].minute - self.hold_minutes
        return max(each.need for each in judged if each.minute >= since)


AT_ONCE = Release("at_once")
"""What is no longer needed is released."""


def at_once() -> Release:
    """What is no longer needed is released."""
    return AT_ONCE


def hold(hold_minutes: float = 60.0) -> Release:
    """Units stay until nobody has wanted them for a while."""
    return Release("hold", hold_minutes)


RELEASES: dict[str, Callable[..., Release]] = {"at_once": at_once, "hold": hold}
