"""How are requests for crews saved as a table, and how is such a table read as a log?

Mercury, the national system for mobilisation requests, has no published schema. The table in this
module contains the data that a request must give. Each row is about crews of one kind that a desk
requested from one force and that had the same outcome. If the crews of one ask arrived at different
times, the ask has several rows, whose numbers of crews add up to the whole ask. Rows of tier 1 list
a host's own crews, for which there is no ask.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field

from mobsim.country.force_names import as_force_id, plain_name
from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.ground.grids import read_grid
from mobsim.ground.safe_text import shown_in_line
from mobsim.ground.tables import Count, Record, Row, Table, scan_table, unguarded
from mobsim.ground.units import round_half_up
from mobsim.scoring import events as ev
from mobsim.scoring.causes import NOT_NEEDED
from mobsim.scoring.crew_orders import AGREEMENT, CrewAsk, CrewOrder, night_orders
from mobsim.scoring.events import Event
from mobsim.scoring.facts import Facts
from mobsim.scoring.log import LogCells

Status = Literal[
    "no force asked",
    "awaiting answer",
    "declined",
    "refused",
    "no answer",
    "offered",
    "ordered",
    "cancelled",
    "on the way",
    "at the RVP",
    "on duty",
    "released",
]
_ANSWERS: Final[Mapping[str | None, Status]] = {"refused": "refused", "no answer": "no answer"}

_FORM: Final = "%Y-%m-%d %H:%M"
_FORMS: Final = (_FORM, "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S")
"""The formats of a time: the format that mobsim writes, then formats that spreadsheets save."""


def _plain(text: str | None) -> str | None:
    """The text as it was before it was made safe for spreadsheets."""
    return None if text is None else unguarded(text)


_Text = Annotated[str | None, BeforeValidator(_plain)]


class RequestRow(Row):
    """One row of the table of requests.

    Times are local. If an event has not happened, the cell of its time is empty.
    """

    SHEET: ClassVar[str] = "requests"
    BOUNDS: ClassVar[tuple[str, ...]] = LogCells.BOUNDS
    MEND: ClassVar[Mapping[str, Callable[[str], str]]] = {
        "requesting_force": as_force_id,
        "asked_of": as_force_id,
    }

    request_no: Annotated[int, Field(ge=1)] | None = None
    """The number of the request; empty for a host's own crews and for crews that are sent on."""
    requesting_force: str
    place: str
    kind: str
    number: Count
    """The number of crews requested."""
    tier: Annotated[int, Field(ge=1, le=3)]
    desk: _Text = None
    """The desk that asked: the RICC's region, ``npocc``, or ``agreement`` if the host itself
    asked.
    """
    rvp: _Text = None
    required_by: _Text = None
    raised_at: _Text = None
    asked_of: _Text = None
    asked_at: _Text = None
    answered_at: _Text = None
    offered: Count | None = None
    ordered: Count | None = None
    ordered_at: _Text = None
    left_at: _Text = None
    at_rvp: _Text = None
    on_duty: _Text = None
    released_at: _Text = None
    """The time when the crews stood down or, for a cancelled order, when it was cancelled."""
    status: Status


COLUMNS: Final = tuple(RequestRow.model_fields)
TIMES: Final = (
    *("raised_at", "asked_at", "answered_at", "ordered_at"),
    *("left_at", "at_rvp", "on_duty", "released_at"),
)
"""The columns that contain times, in the order in which the events happen."""
_READ: Final = (*TIMES, "required_by")
_COUNTS: Final = ("number", "offered", "ordered")


def request_rows(log: Iterable[Event], facts: Facts) -> list[RequestRow]:
    """Make the table of requests from a log; its rows are in order of each row's first time."""
    if facts.clock is None:
        raise InputError.about("facts", "found no clock, which the times of a table need")
    found = night_orders(log)
    made = _RowMaker(facts, facts.clock)
    rows = [row for ask in found.asks for row in made.of_ask(ask)]
    rows += made.of_orders(found.unasked)
    for request in found.requests:
        if request.unasked:
            desk, at = request.row.counterpart, made.at(request.row.minute)
            cells = {"request_no": request.number, "desk": desk, "raised_at": at}
            cells["number"] = request.unasked
            rows.append(made.row(request.row, request.row.force, "no force asked", **cells))
    return sorted(rows, key=_in_order)


def _in_order(row: RequestRow) -> tuple[Any, ...]:
    return (
        row.raised_at or row.ordered_at or "",
        row.request_no or 0,
        row.place,
        row.kind,
        *(row.asked_at or "", row.asked_of or ""),
        *(getattr(row, each) or "~" for each in TIMES[2:]),
        row.status,
    )


class _RowMaker:
    """Makes the rows of the table from the asks and orders of one night."""

    def __init__(self, facts: Facts, clock: WallClock) -> None:
        self._facts = facts
        self._clock = clock
        self._by: dict[tuple[str, str], float] = {}
        for target in sorted(facts.targets, key=lambda each: each.by):
            self._by.setdefault((target.incident, target.kind), target.by)

    def at(self, minute: float | None) -> str | None:
        """Write a minute as a local time in the format of the table."""
        if minute is None:
            return None
        return self._clock.at(round_half_up(minute)).strftime(_FORM)

    def row(self, of: Event, host: str | None, status: Status, **cells: Any) -> RequestRow:
        """Make a row about an ask or an order."""
        incident, kind = of.incident or "", of.kind or ""
        place = self._facts.incidents.get(incident)
        return RequestRow(
            requesting_force=host or "",
            place=incident,
            kind=kind,
            tier=of.tier or 1,
            rvp=shown_in_line(place.name) if place else incident,
            required_by=self.at(self._by.get((incident, kind))),
            status=status,
            **cells,
        )

    def of_ask(self, ask: CrewAsk) -> Iterator[RequestRow]:
        """Yield the rows of an ask: one for each outcome and each request that the ask serves."""
        whole = (ask.number, ask.row.minute, ask.row.count or 0)
        shares = [(r.number, r.row.minute, units) for r, units in ask.shares] or [whole]
        for status, cells in self._parts(ask):
            number, raised, units = shares[0]
            while cells["number"] > units and len(shares) > 1:
                ours: dict[str, Any] = {
                    each: min(cells[each], units) for each in _COUNTS if each in cells
                }
                if units:
                    yield self._asked(ask, number, raised, status, {**cells, **ours})
                cells |= {each: cells[each] - count for each, count in ours.items()}
                del shares[0]
                number, raised, units = shares[0]
            shares[0] = number, raised, units - cells["number"]
            yield self._asked(ask, number, raised, status, cells)

    def _asked(
        self, ask: CrewAsk, number: int, raised: float, status: Status, cells: Mapping[str, Any]
    ) -> RequestRow:
        return self.row(
            ask.row,
            ask.row.counterpart,
            status,
            request_no=number,
            desk=ask.desk,
            raised_at=self.at(raised),
            asked_of=ask.row.force,
            asked_at=self.at(ask.row.minute),
            answered_at=self.at(ask.answer.minute if ask.answer else None),
            **cells,
        )

    def _parts(self, ask: CrewAsk) -> Iterator[tuple[Status, dict[str, Any]]]:
        """Yield the outcomes of an ask: units ordered, only offered, and only asked for."""
        asked, offered = ask.row.count or 0, ask.offered
        for crews, status, fate in self._fates(ask.orders):
            number, ours = min(crews, asked), min(crews, offered)
            asked, offered = asked - number, offered - ours
            yield status, {"number": number, "offered": ours, "ordered": crews, **fate}
        if offered:
            number = min(offered, asked)
            asked -= number
            yield "offered", {"number": number, "offered": offered}
        if asked or not (ask.offered or ask.orders):
            none = {"offered": 0} if ask.answer else {}
            yield _unmet_status(ask.answer), {"number": asked, **none}

    def of_orders(self, orders: Sequence[CrewOrder]) -> Iterator[RequestRow]:
        """Yield the rows of orders that follow no ask."""
        together: dict[tuple[Any, ...], list[CrewOrder]] = defaultdict(list)
        for order in orders:
            row = order.row
            together[row.incident, row.kind, row.force, row.tier].append(order)
        for found in together.values():
            of = found[0].row
            for crews, status, fate in self._fates(found):
                number = 0 if found[0].is_aid else crews
                told = {"number": number, "asked_of": of.force, "ordered": crews, **fate}
                yield self.row(of, of.counterpart or of.force, status, **told)

    def _fates(self, orders: Iterable[CrewOrder]) -> Iterator[tuple[int, Status, dict[str, Any]]]:
        """Group crews with the same times; yield the number of crews, the status and the times."""
        counts: Counter[tuple[Status, tuple[tuple[str, str | None], ...]]] = Counter()
        for order in orders:
            times = self._times(order)
            status: Status = "cancelled" if order.cancelled else _status_of_times(times)
            counts[status, tuple(times.items())] += 1
        for (status, fate), crews in counts.items():
            yield crews, status, dict(fate)

    def _times(self, order: CrewOrder) -> dict[str, str | None]:
        return {
            "ordered_at": self.at(order.row.minute),
            "left_at": self.at(order.leaves),
            "at_rvp": self.at(order.at_rvp),
            "on_duty": self.at(order.on_duty),
            "released_at": self.at(order.over),
        }


def _status_of_times(times: Mapping[str, Any]) -> Status:
    """The status of crews whose order was not cancelled, from the times of the crews."""
    if times["released_at"]:
        return "released"
    if times["on_duty"]:
        return "on duty"
    if times["at_rvp"]:
        return "at the RVP"
    return "on the way" if times["left_at"] else "ordered"


def _unmet_status(answer: Event | None) -> Status:
    return _ANSWERS.get(answer.cause, "declined") if answer else "awaiting answer"


# --- reading --------------------------------------------------------------------------------------


def is_requests(path: Path | str) -> bool:
    """Whether a file holds a table of requests."""
    try:
        grid, _ = read_grid(Path(path), str(path), RequestRow.SHEET, RequestRow.BOUNDS)
    except InputError:
        return False  # its reader reports what is wrong
    return bool(grid.rows) and {"requesting_force", "asked_of"} <= set(grid.rows[0].cells)


def read_requests(path: Path | str, facts: Facts) -> list[Event]:
    """Read a log from a table of requests (CSV or XLSX).

    The log contains the requests, asks, answers, orders and movements of the table, to the minute.
    The table does not show the need, how it was judged, or the crews left at home.

    Raises
    ------
    InputError
        With every fault of the table by line and column. Faults are names that the facts do not
        contain, and a status that does not match its row. A time is faulty if it cannot be read,
        is out of order or is outside the run.
    """
    if facts.clock is None:
        raise InputError.about(path, "found times, but the scenario has no clock")
    table = scan_table(path, RequestRow)
    faults = list(table.faults)
    known = _known(facts)
    minutes, rows = [], []
    for record, told in table.pairs:
        row = _with_ids(told, known)
        rows.append(row)
        found, wrong = _minutes(table, record, row, facts.clock, facts.duration)
        faults += wrong
        minutes.append(found)
        if not wrong:
            faults += _out_of_order(table, record, row, found)
        faults += [*_unknown(table, record, row, known), *_not_the_host(table, record, row, facts)]
        faults += _contradicted(table, record, row)
    if faults:
        raise InputError(sorted(faults, key=lambda fault: (fault.line, fault.column)))
    return _log_of(rows, minutes)


_Minutes = Mapping[str, float]


def _minutes(
    table: Table[RequestRow], record: Record, row: RequestRow, clock: WallClock, duration: float
) -> tuple[_Minutes, list[Fault]]:
    """Return the minute of each time in a row, by column, and any faults in the times."""
    found: dict[str, float] = {}
    faults = []
    for column in _READ:
        text = getattr(row, column)
        if text is None:
            continue
        moment = _moment(text)
        if moment is None:
            problem = "expected a local time such as '2024-08-04 18:30'"
            faults.append(table.fault(record, column, f"found {text!r}, {problem}"))
            continue
        minute = clock.minute_of(moment)
        if found and minute < max(found.values()):
            minute = clock.minute_of(moment.replace(fold=1))  # the clocks have gone back
        found[column] = minute
        if column != "required_by" and not -1 < minute < duration + 1:
            span = f"{clock.format_date(0)} to {clock.format_date(duration)}"
            problem = f"which the scenario's run does not cover; expected a time from {span}"
            faults.append(table.fault(record, column, f"found {text!r}, {problem}"))
    return found, faults


def _moment(text: str) -> datetime | None:
    for form in _FORMS:
        try:
            return datetime.strptime(text.replace("T", " "), form).replace(tzinfo=LONDON)
        except ValueError:
            continue
    return None


def _out_of_order(
    table: Table[RequestRow], record: Record, row: RequestRow, minutes: _Minutes
) -> Iterator[Fault]:
    before = ""
    for column in TIMES:
        if column not in minutes:
            continue
        if before and minutes[column] < minutes[before]:
            problem = f"found {getattr(row, column)!r}, before {getattr(row, before)!r} in {before}"
            yield table.fault(record, column, f"{problem}; correct one of them")
        before = column


_Known = Mapping[str, Mapping[str, str]]


def _known(facts: Facts) -> _Known:
    """For each column, a lookup from plain names to ids, without names that several ids share."""
    regions = {force.region for force in facts.forces.values()} - {""}
    return {
        "place": _by_name({key: (of.name,) for key, of in facts.incidents.items()}),
        "kind": _by_name({k: (of.short, of.name, of.plural) for k, of in facts.kinds.items()}),
        "desk": _by_name(dict.fromkeys((*regions, ev.NPOCC, AGREEMENT), ())),
        "requesting_force": _by_name(dict.fromkeys(facts.forces, ())),
        "asked_of": _by_name(dict.fromkeys(facts.forces, ())),
    }


def _by_name(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, others in names.items():
        for name in map(plain_name, others):
            found[name].add(key)
    found.pop("", None)
    alone = {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}
    return alone | {plain_name(key): key for key in names}


def _with_ids(row: RequestRow, known: _Known) -> RequestRow:
    """Return the row with ids in place of the names of places, kinds, desks and forces."""
    named = {column: plain_name(getattr(row, column) or "") for column in known}
    ids = {column: known[column].get(name) for column, name in named.items()}
    return row.model_copy(update={column: each for column, each in ids.items() if each})


def _unknown(
    table: Table[RequestRow], record: Record, row: RequestRow, known: _Known
) -> Iterator[Fault]:
    for column, ids in known.items():
        name = getattr(row, column)
        if name is not None and name not in ids.values():
            problem = f"found {name!r}; {did_you_mean(name, sorted({*ids.values()}))}"
            yield table.fault(record, column, problem)


def _not_the_host(
    table: Table[RequestRow], record: Record, row: RequestRow, facts: Facts
) -> Iterator[Fault]:
    place = facts.incidents.get(row.place)
    if place and row.requesting_force in facts.forces and place.force != row.requesting_force:
        problem = f"found {row.requesting_force!r}; the host of {row.place} is {place.force}"
        yield table.fault(record, "requesting_force", problem)


def _contradicted(table: Table[RequestRow], record: Record, row: RequestRow) -> Iterator[Fault]:
    """Yield faults for a status that contradicts its row, and for cells that must not be empty."""
    expected = _expected(row)
    if row.status not in expected:
        problem = f"found {row.status!r}; the other cells of the row say {expected[0]!r}"
        yield table.fault(record, "status", f"{problem}; correct them or the status")
    needs = {"asked_at": "asked_of", "answered_at": "offered", "ordered_at": "ordered"}
    needs |= {"ordered": "ordered_at", "offered": "answered_at"}
    for column, needed in needs.items():
        if getattr(row, column) and getattr(row, needed) is None:
            yield table.fault(record, needed, f"found an empty cell; {column} needs {needed} too")
    if row.ordered and row.asked_of is None:
        yield table.fault(
            record, "asked_of", "found an empty cell; name the force whose crews they are"
        )
    if row.status == "cancelled" and (row.on_duty or not row.released_at):
        problem = "give the time in released_at, and leave on_duty empty"
        yield table.fault(record, "status", f"found 'cancelled'; {problem}")


def _expected(row: RequestRow) -> tuple[Status, ...]:
    """The statuses that are consistent with the other cells of a row."""
    if row.ordered_at:
        status = _status_of_times({each: getattr(row, each) for each in TIMES})
        return (status, "cancelled") if status == "released" else (status,)
    if not row.asked_at:
        return ("no force asked",)
    if row.answered_at is None:
        return ("awaiting answer",)
    return ("offered",) if row.offered else ("declined", "refused", "no answer")


def _log_of(rows: Sequence[RequestRow], minutes: Sequence[_Minutes]) -> list[Event]:
    """Turn the rows of a table into events, in the order of a log."""
    asking: dict[tuple[Any, ...], Event] = {}
    crews: list[tuple[float, int, int, Event]] = []
    units: Counter[tuple[str, str, str]] = Counter()
    for row, at in zip(rows, minutes, strict=True):
        for event in _asking(row, at):
            key = event._replace(count=None, cause=None)
            before = asking.get(key)
            count = (before.count or 0 if before else 0) + (event.count or 0)
            cause = (before.cause if before else None) or event.cause
            asking[key] = event._replace(count=count, cause=cause)
        for _ in range(row.ordered or 0):
            force = row.asked_of or ""
            of = force, row.kind, row.place
            units[of] += 1
            name = f"{force}-{row.kind}-{row.place}-{units[of]:03}"
            for step, event in enumerate(_moving(row, at, name)):
                crews.append((event.minute, step, len(crews), event))
    told = [(each.minute, _ASKED_FIRST[each.event], 0, each) for each in _answered(asking)]
    return [event for *_, event in sorted([*told, *crews], key=lambda each: each[:3])]


_ASKED_FIRST: Final = {ev.AID_REQUESTED: -3, ev.AID_ASKED: -2, ev.AID_OFFERED: -1}


def _asking(row: RequestRow, at: _Minutes) -> Iterator[Event]:
    """Yield the events of requests, asks and answers that a row contains."""
    host, force = row.requesting_force, row.asked_of

    def event(minute: float, name: str, sides: tuple[str | None, str | None], **said: Any) -> Event:
        of = (row.place, row.request_no, row.tier, *sides, None, row.kind)
        return Event(minute, name, *of, **said)

    if "raised_at" in at and row.desk != AGREEMENT:
        yield event(at["raised_at"], ev.AID_REQUESTED, (host, row.desk), count=row.number)
    if "asked_at" in at:
        cause = AGREEMENT if row.desk == AGREEMENT else None
        asked = {"count": row.number, "cause": cause}
        yield event(at["asked_at"], ev.AID_ASKED, (force, host), **asked)
    if "answered_at" in at:
        said = row.status if row.status in _ANSWERS else None
        offered = {"count": row.offered, "cause": said}
        yield event(at["answered_at"], ev.AID_OFFERED, (force, host), **offered)


def _answered(asking: Mapping[Any, Event]) -> Iterator[Event]:
    """Yield the events; each answer gets a cause, such as that all units were offered."""
    asked: Counter[tuple[Any, ...]] = Counter()
    for event in asking.values():
        if event.event == ev.AID_ASKED:
            asked[_side(event)] += event.count or 0
    for event in asking.values():
        if event.event != ev.AID_OFFERED:
            yield event
            continue
        full = (event.count or 0) >= asked[_side(event)]
        said = ("full" if full else "part") if event.count else event.cause or "none"
        yield event._replace(cause=said)


def _side(event: Event) -> tuple[Any, ...]:
    return event.incident, event.request, event.tier, event.force, event.kind


def _moving(row: RequestRow, at: _Minutes, unit: str) -> Iterator[Event]:
    """Yield the events for the movements of one crew in a row."""
    force, host = row.asked_of or "", row.requesting_force
    of = ev.UnitColumns(row.place, row.request_no, row.tier, force, host, unit, row.kind)
    ending = ev.UNIT_CANCELLED if row.status == "cancelled" else ev.UNIT_STOOD_DOWN
    steps = {
        "ordered_at": ev.UNIT_ORDERED,
        "left_at": ev.UNIT_MUSTERED,
        "at_rvp": ev.UNIT_REACHED_RVP,
        "on_duty": ev.UNIT_DEPLOYED,
        "released_at": ending,
    }
    for column, event in steps.items():
        if column in at:
            unused = event == ev.UNIT_STOOD_DOWN and "on_duty" not in at
            yield Event(at[column], event, *of, cause=NOT_NEEDED if unused else None)
