"""What happened after each order to a crew, and after each ask for crews?

A log has one row for each event. This module brings together the rows of one order: which crew was
sent where, and when it left, arrived and was released. This module also brings together the rows of
an ask, of its answer and of its orders.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from mobsim.scoring import events as ev
from mobsim.scoring.causes import MOVED
from mobsim.scoring.events import Event

AGREEMENT: Final = "agreement"
"""The name that stands for the desk if a host itself asks a partner."""


@dataclass(slots=True)
class CrewOrder:
    """An order that sends one crew to one place."""

    row: Event
    """The row of the log that records the order."""
    cancelled: Event | None = None
    mustered: float | None = None
    at_rvp: float | None = None
    on_duty: float | None = None
    stood_down: Event | None = None
    home: float | None = None

    @property
    def is_aid(self) -> bool:
        """Whether the crew goes to another force's incident."""
        return self.row.counterpart not in (None, self.row.force)

    @property
    def leaves(self) -> float | None:
        """The minute when the crew leaves; for a crew that is sent on, the minute of the order."""
        return self.row.minute if self.row.cause in MOVED else self.mustered

    @property
    def over(self) -> float | None:
        """The minute when the order was cancelled or the crew stood down."""
        ending = self.cancelled or self.stood_down
        return ending.minute if ending else None


@dataclass(slots=True)
class CrewAsk:
    """An ask that one force receives for units of one kind."""

    row: Event
    desk: str
    """The desk that asked: the id of a region (for its RICC) or of NPoCC, or `AGREEMENT`."""
    shares: "list[tuple[CrewRequest, int]]"
    """The requests that the ask serves, each with its number of units; empty under an agreement."""
    number: int
    """The number of the first request that the ask serves; under an agreement, its own number."""
    answer: Event | None = None
    orders: list[CrewOrder] = field(default_factory=list)

    @property
    def offered(self) -> int:
        """The number of units offered."""
        return (self.answer.count or 0) if self.answer else 0


@dataclass(slots=True)
class CrewRequest:
    """A host's request to one desk for units of one kind."""

    row: Event
    number: int
    asked: int = 0
    """The number of requested units for which desks have already asked forces."""
    since: float | None = None
    """The minute when forces were first asked for units in the request."""

    @property
    def unasked(self) -> int:
        """The number of requested units for which no desk has asked a force."""
        return max(0, (self.row.count or 0) - self.asked)

    def waits(self, minute: float) -> bool:
        """Whether forces must still be asked for units, and none was asked before ``minute``."""
        return self.unasked > 0 and self.since in (None, minute)

    def ask(self, units: int, minute: float) -> None:
        """Record that forces are asked for units in the request."""
        self.asked += units
        if units and self.since is None:
            self.since = minute


@dataclass(frozen=True, slots=True)
class NightOrders:
    """All orders, asks and requests in a log, in the order of their rows."""

    orders: list[CrewOrder]
    asks: list[CrewAsk]
    requests: list[CrewRequest]
    unasked: list[CrewOrder]
    """Orders that follow no ask: orders to a host's own crews, and to crews that are sent on."""


def night_orders(log: Iterable[Event]) -> NightOrders:
    """Return the orders, asks and requests in a log.

    >>> order = Event(5.0, ev.UNIT_ORDERED, "leeds", 1, 2, "kent", "x", "kent-1", "psu")
    >>> gone = order._replace(minute=65.0, event=ev.UNIT_MUSTERED)
    >>> [each.leaves for each in night_orders([order, gone]).orders]
    [65.0]
    """
    found = _Folded()
    for row in log:
        found.add(row)
    return NightOrders(found.orders, found.asks, found.requests, found.unasked)


_Key = tuple[Any, ...]


class _Folded:
    """Collects the orders, asks and requests of a log, row by row."""

    def __init__(self) -> None:
        self.orders: list[CrewOrder] = []
        self.asks: list[CrewAsk] = []
        self.requests: list[CrewRequest] = []
        self.unasked: list[CrewOrder] = []
        self._order_of: dict[_Key, CrewOrder] = {}
        self._desk_of: dict[_Key, str] = {}
        self._requests_of: dict[_Key, list[CrewRequest]] = defaultdict(list)
        self._asks_of: dict[_Key, list[CrewAsk]] = defaultdict(list)
        self._numbers: dict[_Key, int] = {}
        self._handlers: dict[str, Callable[[Event], None]] = {
            ev.AID_REQUESTED: self._requested,
            ev.AID_ASKED: self._asked,
            ev.AID_OFFERED: self._offered,
            ev.UNIT_ORDERED: self._ordered,
        }

    def add(self, row: Event) -> None:
        """Process the next row."""
        if row.event in self._handlers:
            self._handlers[row.event](row)
        elif row.unit is not None:
            order = self._order_of.get((row.unit, row.incident))
            if order is not None:
                _note(order, row)

    def _number(self, *of: Any) -> int:
        return self._numbers.setdefault(of, len(self._numbers) + 1)

    def _requested(self, row: Event) -> None:
        number = self._number(row.minute, row.incident, row.counterpart)
        found = CrewRequest(row, number)
        self.requests.append(found)
        self._requests_of[row.incident, row.tier, row.kind].append(found)
        self._desk_of[row.incident, row.request, row.tier] = row.counterpart or ""

    def _asked(self, row: Event) -> None:
        desk, shares = AGREEMENT, list[tuple[CrewRequest, int]]()
        if row.cause != AGREEMENT:
            desk = self._desk_of.get((row.incident, row.request, row.tier), AGREEMENT)
            shares = self._shares(row)
        number = shares[0][0].number if shares else self._number(row.minute, row.incident, desk)
        ask = CrewAsk(row, desk, shares, number)
        self.asks.append(ask)
        self._asks_of[_of_ask(row)].append(ask)

    def _shares(self, row: Event) -> list[tuple[CrewRequest, int]]:
        """Return the requests that an ask serves, each with its number of units.

        When a desk asks, it asks for all units that a place lacks at that time. The units count
        first towards the request that the desk processes, then towards other requests for which no
        force has been asked. Any further units count towards the first request.
        """
        same = self._requests_of[row.incident, row.tier, row.kind]
        own = [each for each in same if each.row.request == row.request][-1:]
        waiting = [each for each in same if each not in own and each.waits(row.minute)]
        left, found = row.count or 0, list[tuple[CrewRequest, int]]()
        for request in [*own, *waiting]:
            found.append((request, min(left, request.unasked)))
            left -= found[-1][1]
        if found:
            first, units = found[0]
            found[0] = first, units + left
        for request, units in found:
            request.ask(units, row.minute)
        return [each for each in found if each[1]]

    def _offered(self, row: Event) -> None:
        asked = self._asks_of[_of_ask(row)]
        ask = next((each for each in asked if each.answer is None), None)
        if ask is not None:
            ask.answer = row

    def _ordered(self, row: Event) -> None:
        order = CrewOrder(row)
        self.orders.append(order)
        self._order_of[row.unit, row.incident] = order
        asked = self._asks_of.get(_of_ask(row)) if order.is_aid else None
        ask = _answered_last(asked or [])
        (self.unasked if ask is None else ask.orders).append(order)


def _of_ask(row: Event) -> _Key:
    return row.incident, row.request, row.tier, row.force, row.kind


def _answered_last(asks: Sequence[CrewAsk]) -> CrewAsk | None:
    """The ask that led to an order, which is the last ask whose answer offered units."""
    return next((each for each in reversed(asks) if each.offered), None)


def _note(order: CrewOrder, row: Event) -> None:
    """Add the data in a later row to the order that the row is about."""
    if row.event == ev.UNIT_CANCELLED:
        order.cancelled = row
    elif row.event == ev.UNIT_MUSTERED:
        order.mustered = row.minute
    elif row.event == ev.UNIT_REACHED_RVP:
        order.at_rvp = row.minute
    elif row.event == ev.UNIT_DEPLOYED:
        order.on_duty = row.minute
    elif row.event == ev.UNIT_STOOD_DOWN:
        order.stood_down = row
    elif row.event == ev.UNIT_RETURNED:
        order.home = row.minute
