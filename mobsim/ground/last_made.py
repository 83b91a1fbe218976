"""What need not be worked out again, because it is asked for of the same things as last time?"""

from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class LastMade(Generic[Made]):
    """What was made last, and of what: no more is remembered.

    >>> kept = LastMade[str]()
    >>> kept.of((1, "a"), lambda: "made"), kept.of((1, "a"), lambda: "made again")
    ('made', 'made')
    >>> kept.of((2, "a"), lambda: "made again")
    'made again'
    """

    def __init__(self) -> None:
        self._known: list[tuple[tuple[object, ...], Made]] = []

    def of(self, things: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What is made of some things; the things must not change afterwards."""
        is_known = bool(self._known) and self._known[0][0] == things
        made = self._known[0][1] if is_known else make()
        # The very things are found the same at a glance; equal ones, from elsewhere, are not.
        self._known[:] = [(things, made)]
        return made
