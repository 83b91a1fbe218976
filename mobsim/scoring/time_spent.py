"""Where did the time go between the beginning of disorder and a unit on the ground?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mobsim.scoring.events import Event
from mobsim.scoring.measures import STEPS, Step


@dataclass(slots=True, eq=False)
class AskingClocks:
    """When an incident's need was judged, and when each of its requests was made and passed on."""

    judged: float | None = None
    """The time of the first judging."""
    requested: dict[int, float] = field(default_factory=dict)
    """When each request was made, by its number."""
    asked: dict[tuple[int, str, str], float] = field(default_factory=dict)
    """When each donor was last asked, by request, donor and kind."""

    def note_request(self, row: Event) -> None:
        """Note a request by a host, or by the RICC beyond it."""
        if row.request is not None:
            self.requested.setdefault(row.request, row.minute)

    def note_ask(self, row: Event) -> None:
        """Note that a donor is asked."""
        if row.request is not None:
            self.asked[row.request, row.force or "", row.kind or ""] = row.minute

    def way_to(self, order: Event) -> "Way":
        """The steps that led to an order, as known at that time."""
        ordered, asked = order.minute, order.minute
        requested = ordered
        if order.request is not None:
            key = (order.request, order.force or "", order.kind or "")
            asked = self.asked.get(key, ordered)
            requested = min(asked, self.requested.get(order.request, asked))
        judged = requested if self.judged is None else min(requested, self.judged)
        return Way(judged, requested, asked, ordered)


class Way(NamedTuple):
    """When the source of an order was judged, requested, asked for and ordered."""

    judged: float
    requested: float
    asked: float
    ordered: float


class Arrival(NamedTuple):
    """A unit that was deployed, and how it came."""

    level: int
    """Units deployed from then on."""
    way: Way
    mustered: float | None
    reached: float
    deployed: float


def making(arrivals: Sequence[Arrival], units: int, reached: float | None) -> Arrival | None:
    """How the unit that completed this number came; if several did, the last of them."""
    came = [each for each in arrivals if (each.deployed, each.level) == (reached, units)]
    return came[-1] if came else None


def time_spent(arrival: Arrival | None, began: float | None) -> dict[Step, float | None]:
    """Minutes from the beginning to a unit's deployment, step by step; they add up to the whole.

    Each step is None if there is no unit or no start.
    """
    if arrival is None or began is None:
        return dict.fromkeys(STEPS)
    ordered = arrival.way.ordered
    left = ordered if arrival.mustered is None else max(ordered, arrival.mustered)
    edges = [began, *arrival.way, left, arrival.reached, arrival.deployed]
    return {
        step: after - before for step, before, after in zip(STEPS, edges, edges[1:], strict=False)
    }
