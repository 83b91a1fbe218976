"""Which orders of aid led to no deployment, and why?"""

from collections import Counter, defaultdict
from typing import Final

from mobsim.scoring import events as ev
from mobsim.scoring.causes import NOT_NEEDED, WITHDRAWN, meaning_of
from mobsim.scoring.events import Event
from mobsim.telling.story.asks_made import Kinds
from mobsim.telling.story.story_rows import Rows

ON_THE_WAY: Final = "on the way when the run ends"
_WHY: Final = {
    "need fell": "cancelled as need fell",
    "quicker aid": "quicker aid was ordered",
    "predecessor released": "relief no longer needed",
    NOT_NEEDED: "arrived after need had fallen",
    WITHDRAWN: "withdrawn by its force",
}
"""Short words for each cause; the sentence for a single row uses longer words."""


def is_aid(row: Event) -> bool:
    """Whether a row is about a unit that goes to another force's incident."""
    return row.incident is not None and row.counterpart not in (None, row.force)


def why_unused(ending: Event) -> str:
    """The reason why an order led to no deployment, from the row that ended the order."""
    return _WHY.get(ending.cause or "") or meaning_of(ending.event, ending.cause, "no reason given")


def orders_unused(rows: Rows) -> dict[str, Kinds]:
    """Count the orders of aid that led to no deployment, by reason and kind.

    >>> order = Event(0.0, ev.UNIT_ORDERED, "leeds", force="kent", counterpart="x", unit="kent-1")
    >>> taken_back = order._replace(event=ev.UNIT_CANCELLED, cause="need fell")
    >>> dict(orders_unused([(1, order._replace(kind="psu")), (2, taken_back)]))
    {'cancelled as need fell': Counter({'psu': 1})}
    """
    under_way: dict[str, Event] = {}
    found: dict[str, Kinds] = defaultdict(Counter)
    for _, row in rows:
        unit = row.unit or ""
        if row.event == ev.UNIT_ORDERED and is_aid(row):
            under_way[unit] = row
        elif row.event == ev.UNIT_DEPLOYED:
            under_way.pop(unit, None)
        elif row.event in (ev.UNIT_CANCELLED, ev.UNIT_STOOD_DOWN) and unit in under_way:
            found[why_unused(row)][under_way.pop(unit).kind or ""] += 1
    for order in under_way.values():
        found[ON_THE_WAY][order.kind or ""] += 1
    return found
