"""How long was each crew on tour?

A tour begins when a crew musters or, if the crew goes on standby first, when the standby begins. A
tour ends when the crew is home or stands down to rest near the RVP.
"""

from dataclasses import dataclass
from typing import NamedTuple

from mobsim.scoring.events import Event
from mobsim.scoring.facts import Facts


class Tour(NamedTuple):
    """One tour of one crew. Minutes count from the start of the run."""

    unit: str
    force: str
    host: str
    """The force that hosted the place."""
    kind: str
    mustered: float
    """The minute when the crew mustered or, if it was on standby first, when its standby began."""
    deployed: float | None
    """The minute when the crew was last deployed; None if it was not deployed."""
    left: float
    """The minute when the crew stood down; the end of the log if the crew did not stand down."""
    over: float
    """The minute when the crew went off duty; the end of the log if the crew was still on duty."""


@dataclass(slots=True)
class OpenTour:
    """A tour that is not over yet."""

    row: Event
    """The row of the event that began the tour, such as UnitMustered."""
    began: float
    """The minute when the crew mustered or, if it was on standby first, when its standby began."""
    deployed: float | None = None
    left: float | None = None
    lodged: bool = False
    """Whether the crew left for its lodging because it would be needed again."""

    def closed(self, over: float) -> Tour:
        """Return the tour as completed at ``over``."""
        row, force = self.row, self.row.force or ""
        host, left = row.counterpart or force, over if self.left is None else self.left
        return Tour(
            row.unit or "", force, host, row.kind or "", self.began, self.deployed, left, over
        )

    def end(self, facts: Facts) -> float:
        """The assumed end of a tour whose end is missing from the log.

        A crew that stood down after a whole tour, or to its lodging, is assumed to rest near the
        RVP. A crew that left before its tour was over is assumed to be still driving home when the
        log ends.
        """
        if self.left is not None and (self.lodged or self.left - self.began >= facts.tour):
            return self.left
        return facts.duration
