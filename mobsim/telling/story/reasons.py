"""Which rows of the log led to a decision about a unit?"""

from collections.abc import Callable, Iterator

from mobsim.scoring import events as ev
from mobsim.scoring.causes import DONOR_RICC, NOT_NEEDED, RELIEF_OF
from mobsim.scoring.events import Event
from mobsim.telling.story.story_rows import LogRow, Matches, Rows, latest_before

_LESS_NEEDED = ("need fell", NOT_NEEDED)
_OF_INCIDENT = ("incident", "kind")
_OF_REQUEST = ("request", "tier", *_OF_INCIDENT)


def like(event: str, *columns: str, where: Callable[[Event], bool] | None = None) -> Matches:
    """Make a test of whether a row of one event equals another row in some columns."""

    def same(row: Event, other: Event) -> bool:
        agrees = (getattr(row, each) == getattr(other, each) for each in columns)
        return row.event == event and (where is None or where(row)) and all(agrees)

    return same


_judged = like(ev.NEED_JUDGED, *_OF_INCIDENT)
_brokered = like(ev.AID_BROKERED, *_OF_REQUEST, where=lambda row: row.cause != DONOR_RICC)
_passed_on = like(ev.AID_BROKERED, *_OF_REQUEST, where=lambda row: row.cause == DONOR_RICC)
_asked = like(ev.AID_ASKED, "force", *_OF_REQUEST)
_offered = like(ev.AID_OFFERED, "force", *_OF_REQUEST)
_aid_ordered = like(ev.UNIT_ORDERED, *_OF_INCIDENT, where=lambda row: row.cause == "aid")


def reasons_of(rows: Rows, row: LogRow) -> list[LogRow]:
    """Find the earlier rows that explain an order, a cancelled order or a stand-down.

    The list is empty if the row needs no explanation.
    """
    event = row.event
    found: list[LogRow | None] = []
    if event.event == ev.UNIT_ORDERED:
        found += _reasons_of_order(rows, row)
    elif event.cause in ("quicker aid", "aid instead"):
        found.append(latest_before(rows, row, _aid_ordered))
    elif event.event in (ev.UNIT_CANCELLED, ev.UNIT_STOOD_DOWN) and event.cause in _LESS_NEEDED:
        found.append(latest_before(rows, row, _judged))
    return [each for each in found if each is not None]


def _reasons_of_order(rows: Rows, order: LogRow) -> Iterator[LogRow | None]:
    event = order.event
    cause = event.cause or ""
    yield latest_before(rows, order, like(ev.FORCE_ALERTED, "force"))
    if cause == "first response":
        yield latest_before(rows, order, like(ev.NEED_CHANGED, *_OF_INCIDENT))
        return
    if cause.startswith(RELIEF_OF):
        relieved = cause.removeprefix(RELIEF_OF)
        yield latest_before(
            rows, order, like(ev.UNIT_DEPLOYED, where=lambda row: row.unit == relieved)
        )
    if event.request is None:
        yield latest_before(rows, order, _judged)
        return
    request = latest_before(rows, order, like(ev.AID_REQUESTED, *_OF_REQUEST))
    yield request
    yield latest_before(rows, request or order, _judged)
    for same in (_brokered, _passed_on, _asked, _offered):
        yield latest_before(rows, order, same)
