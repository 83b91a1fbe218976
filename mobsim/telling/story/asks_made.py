"""Which forces were asked for aid, for how many units, and what did they answer?"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.telling.story.story_rows import Rows

Kinds = Counter[str]
"""Numbers of units by kind."""


@dataclass(slots=True)
class AsksMade:
    """The asks in some rows, and the answers; each ask is to one force for one kind.

    The other side of an ask is the force or the incident, depending on the story.
    """

    asks: int = 0
    asked: Kinds = field(default_factory=Counter)
    asked_for: dict[str, Kinds] = field(default_factory=lambda: defaultdict(Counter))
    """The units asked for, by the id of the force or incident on the other side, in log order."""
    offered: Kinds = field(default_factory=Counter)
    answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """For each answer, the ids of the forces or incidents on the other side of the asks."""
    unanswered: list[str] = field(default_factory=list)
    """The ids of the forces or incidents on the other side of asks without an answer in the log."""


def asks_made(rows: Rows, other: Callable[[Event], str]) -> AsksMade:
    """Collect the asks and answers in the given rows.

    >>> asked = Event(0.0, ev.AID_ASKED, "leeds", 1, 2, "kent", kind="psu", count=3)
    >>> given = asked._replace(event=ev.AID_OFFERED, count=2, cause="part")
    >>> found = asks_made([(1, asked), (2, asked), (3, given)], lambda row: row.force)
    >>> found.asks, found.asked["psu"], found.offered["psu"], found.answers["part"]
    (2, 6, 2, ['kent'])
    >>> found.unanswered
    ['kent']
    """
    found = AsksMade()
    open_asks: Counter[str] = Counter()
    for _, row in rows:
        side, kind, count = other(row), row.kind or "", row.count or 0
        if row.event == ev.AID_ASKED:
            found.asks += 1
            found.asked[kind] += count
            found.asked_for[side][kind] += count
            open_asks[side] += 1
        elif row.event == ev.AID_OFFERED:
            found.offered[kind] += count
            found.answers[row.cause or "unknown"].append(side)
            open_asks[side] -= 1
    found.unanswered = list(open_asks.elements())
    return found
