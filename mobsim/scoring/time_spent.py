"""How was the time between the start of disorder and the deployment of a unit spent?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mobsim.scoring.events import Event
from mobsim.scoring.measures import STEPS, Step


@dataclass(slots=True, eq=False)
class AskingClocks:
    """The minutes when an incident's need was judged and its requests were made and passed on."""

    judged: float | None = None
    """The minute when need was first judged."""
    requested: dict[int, float] = field(default_factory=dict)
    """The minute when each request was made, by the number of the request."""
    asked: dict[tuple[int, str, str], float] = field(default_factory=dict)
    """The minute when each donor was last asked for units, by request, donor and kind."""

    def note_request(self, row: Event) -> None:
        """Note a host's request to its RICC, or the RICC's request to NPoCC."""
        if row.request is not None:
            self.requested.setdefault(row.request, row.minute)

    def note_ask(self, row: Event) -> None:
        """Note the minute when a donor is asked."""
        if row.request is not None:
            self.asked[row.request, row.force or "", row.kind or ""] = row.minute

    def way_to(self, order: Event) -> "Way":
        """The times of the steps that led to an order, as they were known when it was given."""
        ordered, asked = order.minute, order.minute
        requested = ordered
        if order.request is not None:
            key = (order.request, order.force or "", order.kind or "")
            asked = self.asked.get(key, ordered)
            requested = min(asked, self.requested.get(order.request, asked))
        judged = requested if self.judged is None else min(requested, self.judged)
        return Way(judged, requested, asked, ordered)


class Way(NamedTuple):
    """The minutes when need was judged and a unit was requested, asked for and ordered."""

    judged: float
    requested: float
    asked: float
    ordered: float


class Arrival(NamedTuple):
    """The deployment of a unit, and the steps that led to it."""

    level: int
    """The number of units deployed at the place once this unit had arrived."""
    way: Way
    mustered: float | None
    reached: float
    deployed: float


def making(arrivals: Sequence[Arrival], units: int, reached: float | None) -> Arrival | None:
    """The arrival of the unit that completed a number of units; of several such units, the last."""
    came = [each for each in arrivals if (each.deployed, each.level) == (reached, units)]
    return came[-1] if came else None


def time_spent(arrival: Arrival | None, began: float | None) -> dict[Step, float | None]:
    """The length in minutes of each step between an incident's beginning and a unit's deployment.

    The lengths of the steps add up to the whole time. All lengths are None if no unit was deployed
    or the incident did not begin.
    """
    if arrival is None or began is None:
        return dict.fromkeys(STEPS)
    ordered = arrival.way.ordered
    left = ordered if arrival.mustered is None else max(ordered, arrival.mustered)
    edges = [began, *arrival.way, left, arrival.reached, arrival.deployed]
    return {
        step: after - before for step, before, after in zip(STEPS, edges, edges[1:], strict=False)
    }
