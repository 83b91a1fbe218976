"""How long was each crew on tour?

A tour is a crew's time from mustering, or from standing by before that, until it is home, or until
it stands down to rest near the RVP.
"""

from dataclasses import dataclass
from typing import NamedTuple

from mobsim.scoring.events import Event
from mobsim.scoring.facts import Facts


class Tour(NamedTuple):
    """One tour of one crew. Minutes are since the start."""

    unit: str
    force: str
    host: str
    """The force that hosted the place."""
    kind: str
    mustered: float
    """When it mustered, or went on standby before that."""
    deployed: float | None
    """None if it never was."""
    left: float
    """When it stood down; the log's end if it did not."""
    over: float
    """When it went off duty; the log's end if it did not."""


@dataclass(slots=True)
class OpenTour:
    """A tour that is not over yet."""

    row: Event
    """Its mustering."""
    stood_by: float | None = None
    """When its standby began, for a crew that was on standby until it mustered."""
    deployed: float | None = None
    left: float | None = None
    lodged: bool = False
    """Whether it left for its lodging, because it would be needed again."""

    @property
    def began(self) -> float:
        """When it began."""
        return self.row.minute if self.stood_by is None else self.stood_by

    def closed(self, over: float) -> Tour:
        """The tour, once it is over."""
        row, force = self.row, self.row.force or ""
        left = over if self.left is None else self.left
        whose = row.unit or "", force, row.counterpart or force, row.kind or ""
        return Tour(*whose, self.began, self.deployed, left, over)

    def end(self, facts: Facts) -> float:
        """The assumed end, if the log does not give it.

        A crew that stood down after a whole tour, or to its lodging, rests near the RVP; one that
        left before then was still driving home when the log ended.
        """
        if self.left is not None and (self.lodged or self.left - self.began >= facts.tour):
            return self.left
        return facts.duration
