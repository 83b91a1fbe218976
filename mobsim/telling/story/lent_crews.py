"""When did a force's first crew leave to help another force, and when were all crews back?"""

from typing import NamedTuple

from mobsim.scoring import events as ev
from mobsim.scoring.causes import MOVED, NEAR_THE_RVP
from mobsim.scoring.events import Event
from mobsim.telling.story.story_rows import Rows


class LentCrews(NamedTuple):
    """The times when crews of one force left for other forces and came back."""

    first: Event | None
    """The row that shows the first crew leaving; None if no crew left."""
    back: float | None
    """The minute when the last crew came back; None if no crew came back."""
    away: int
    """The number of lent crews that are still away when the run ends."""


def lent_crews(rows: Rows) -> LentCrews:
    """Find the times when crews of a force were lent to other forces, from the force's rows.

    >>> left = Event(5.0, ev.UNIT_MUSTERED, force="kent", counterpart="essex", unit="kent-psu-01")
    >>> back = left._replace(minute=95.0, event=ev.UNIT_RETURNED)
    >>> lent_crews([(1, left), (2, left._replace(unit="kent-psu-02")), (3, back)])[1:]
    (95.0, 1)
    """
    first, back = None, None
    away: set[str | None] = set()
    for _, row in rows:
        if _leaves(row):
            first = first or row
            away.add(row.unit)
        elif row.unit in away and _is_back(row):
            away.remove(row.unit)
            back = row.minute
    return LentCrews(first, back, len(away))


def _leaves(row: Event) -> bool:
    goes = row.event in (ev.UNIT_MUSTERED, ev.UNIT_COMMITTED)
    moves = row.event == ev.UNIT_ORDERED and row.cause in MOVED
    return (goes or moves) and row.counterpart not in (None, row.force)


def _is_back(row: Event) -> bool:
    if row.event == ev.UNIT_REACHED_RVP:  # a crew called home goes straight to its own disorder
        return row.counterpart == row.force
    rested = row.event == ev.UNIT_RESTED and row.cause != NEAR_THE_RVP
    return row.event == ev.UNIT_RETURNED or rested
