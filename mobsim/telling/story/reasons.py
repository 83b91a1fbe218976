"""On which rows of the log was a decision about a unit made?"""

from collections.abc import Callable, Iterator

from mobsim.scoring import events as ev
from mobsim.scoring.causes import DONOR_RICC, NOT_NEEDED, RELIEF_OF
from mobsim.scoring.events import Event
from mobsim.telling.story.story_rows import LogRow, Rows

_LESS_NEEDED = ("need fell", NOT_NEEDED)


def reasons_of(rows: Rows, row: LogRow) -> list[LogRow]:
    """Rows before a row that say why it came about; empty for what needs no reason.

    Parameters
    ----------
    rows
        The whole log.
    row
        An order, an order taken back, or a standing down.
    """
    event = row.event
    if event.event == ev.UNIT_ORDERED:
        return list(_reasons_of_order(rows, row))
    if event.cause == "quicker aid":
        return _found(_before(rows, row, _aid_ordered))
    if event.event in (ev.UNIT_CANCELLED, ev.UNIT_STOOD_DOWN) and event.cause in _LESS_NEEDED:
        return _found(_before(rows, row, _judged))
    return []


def _reasons_of_order(rows: Rows, order: LogRow) -> Iterator[LogRow]:
    event = order.event
    cause = event.cause or ""
    yield from _found(_before(rows, order, _alerted))
    if cause == "first response":
        yield from _found(_before(rows, order, _needed))
        return
    if cause.startswith(RELIEF_OF):
        relieved = cause.removeprefix(RELIEF_OF)
        yield from _found(
            _before(
                rows, order, lambda row, _: row.event == ev.UNIT_DEPLOYED and row.unit == relieved
            )
        )
    if event.request is None:
        yield from _found(_before(rows, order, _judged))
        return
    request = _before(rows, order, _requested)
    yield from _found(request)
    yield from _found(_before(rows, request or order, _judged))
    for same in (_brokered, _passed_on, _asked, _offered):
        yield from _found(_before(rows, order, same))


def _found(row: LogRow | None) -> list[LogRow]:
    return [] if row is None else [row]


def _before(rows: Rows, row: LogRow, same: Callable[[Event, Event], bool]) -> LogRow | None:
    """The latest row before a row that goes with it."""
    for number in range(row.number - 2, -1, -1):
        if same(rows[number].event, row.event):
            return rows[number]
    return None


def _of_incident(row: Event, event: Event) -> bool:
    return row.incident == event.incident and row.kind == event.kind


def _of_request(row: Event, event: Event) -> bool:
    same = row.request == event.request and row.tier == event.tier
    return same and _of_incident(row, event)


def _judged(row: Event, event: Event) -> bool:
    return row.event == ev.NEED_JUDGED and _of_incident(row, event)


def _needed(row: Event, event: Event) -> bool:
    return row.event == ev.NEED_CHANGED and _of_incident(row, event)


def _alerted(row: Event, event: Event) -> bool:
    return row.event == ev.FORCE_ALERTED and row.force == event.force


def _requested(row: Event, event: Event) -> bool:
    return row.event == ev.AID_REQUESTED and _of_request(row, event)


def _brokered(row: Event, event: Event) -> bool:
    own = row.cause != DONOR_RICC
    return row.event == ev.AID_BROKERED and own and _of_request(row, event)


def _passed_on(row: Event, event: Event) -> bool:
    through = row.cause == DONOR_RICC
    return row.event == ev.AID_BROKERED and through and _of_request(row, event)


def _asked(row: Event, event: Event) -> bool:
    return row.event == ev.AID_ASKED and row.force == event.force and _of_request(row, event)


def _offered(row: Event, event: Event) -> bool:
    return row.event == ev.AID_OFFERED and row.force == event.force and _of_request(row, event)


def _aid_ordered(row: Event, event: Event) -> bool:
    return row.event == ev.UNIT_ORDERED and row.cause == "aid" and _of_incident(row, event)
