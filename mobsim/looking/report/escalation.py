"""Which forces and desks asked for crews, what were the answers, and which requests waited?

This module lists the messages in the log between places, desks and forces, minute by minute. The
log shows when a request reached a desk and when the desk completed it. The log does not show which
request a desk handled at a given time, so all requests at a desk count as *waiting*. A donor that
has not answered yet is *awaited*.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from mobsim.scoring import events as ev
from mobsim.scoring.causes import DONOR_RICC
from mobsim.scoring.events import NPOCC, Event
from mobsim.scoring.steps import StepCurve

Party = tuple[Literal["force", "incident", "desk"], str]
Saying = Literal["request", "ask", "answer"]

FROM_THE_RICC = frozenset({"beyond the region", "region exhausted"})
"""The causes of requests that a RICC sends to NPoCC in place of the host."""


@dataclass(slots=True)
class Message:
    """A message that one party sends to another party in one minute, about one place."""

    minute: float
    sort: Saying
    start: Party
    end: Party
    incident: str
    units: dict[str, int] = field(default_factory=dict)
    """The number of units requested, asked for or offered, by kind."""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """The time that a request for a place spends at a desk."""

    incident: str
    desk: str
    since: float
    until: float | None
    """The minute when the desk completed the request; None if the log ends first."""


_AskKey = tuple[str, int | None, int | None, str]


class NightMessages:
    """The messages of a night, and the requests waiting at each desk."""

    def __init__(self, log: Iterable[Event]) -> None:
        self.waiting: dict[str, StepCurve] = defaultdict(StepCurve)
        """The number of requests that each desk has not completed, by the RICC's region or
        ``npocc``.
        """
        self.awaited: dict[str, StepCurve] = defaultdict(StepCurve)
        """The number of donors that each desk has asked and that have not answered, by desk."""
        self.waits: list[Wait] = []
        self.messages: list[Message] = []
        self._open: dict[tuple[str, int | None, str], float] = {}
        self._asked: dict[_AskKey, Party] = {}
        self._ricc: dict[str, str] = {}
        self._broker: dict[tuple[str, int | None], str] = {}
        handlers = {
            ev.AID_REQUESTED: self._requested,
            ev.AID_BROKERED: self._brokered,
            ev.AID_ASKED: self._ask,
            ev.AID_OFFERED: self._answer,
            ev.INCIDENT_ENDED: self._ended,
        }
        for row in log:
            if row.event in handlers:
                handlers[row.event](row, row.incident or "")
        self.waits += (Wait(key[0], key[2], since, None) for key, since in self._open.items())

    @property
    def desks(self) -> list[str]:
        """The desks that received or passed on a request, with NPoCC last."""
        parties = (party for each in self.messages for party in (each.start, each.end))
        found = {*self.waiting, *(name for sort, name in parties if sort == "desk")}
        return sorted(found, key=lambda desk: (desk == NPOCC, desk))

    # --- requests at desks ------------------------------------------------------------------

    def _requested(self, row: Event, incident: str) -> None:
        desk = row.counterpart or ""
        start: Party = ("incident", incident)
        if desk != NPOCC:
            self._ricc[incident] = desk
        elif row.cause in FROM_THE_RICC and incident in self._ricc:
            start = ("desk", self._ricc[incident])
        self._broker[incident, row.tier] = desk
        self._say(row, "request", start, ("desk", desk))
        key = (incident, row.request, desk)
        if key not in self._open:
            self._open[key] = row.minute
            self.waiting[desk].change(row.minute, 1)

    def _brokered(self, row: Event, incident: str) -> None:
        desk = row.counterpart or ""
        self._broker[incident, row.tier] = desk
        if row.cause == DONOR_RICC:
            self._say(row, "ask", ("desk", NPOCC), ("desk", desk))
        else:
            self._close((incident, row.request, desk), row.minute)

    def _close(self, key: tuple[str, int | None, str], minute: float) -> None:
        since = self._open.pop(key, None)
        if since is not None:
            self.waits.append(Wait(key[0], key[2], since, minute))
            self.waiting[key[2]].change(minute, -1)

    def _ended(self, row: Event, incident: str) -> None:
        for key in [key for key in self._open if key[0] == incident]:
            self._close(key, row.minute)

    # --- asks and answers -------------------------------------------------------------------

    def _ask(self, row: Event, incident: str) -> None:
        desk = self._broker.get((incident, row.tier))
        asker: Party = ("desk", desk) if desk else ("incident", incident)
        donor = row.force or ""
        self._say(row, "ask", asker, ("force", donor))
        key = (incident, row.request, row.tier, donor)
        if key not in self._asked:
            self._asked[key] = asker
            self._count(asker, row.minute, 1)

    def _answer(self, row: Event, incident: str) -> None:
        party: Party = ("force", row.force or "")
        key = (incident, row.request, row.tier, party[1])
        last = self.messages[-1] if self.messages else None
        if key in self._asked:
            asker = self._answered(key, row.minute)
        elif last and (last.minute, last.start, last.incident) == (row.minute, party, incident):
            asker = last.end  # the same answer, about another kind
        else:
            asker = ("incident", incident)
        self._say(row, "answer", party, asker)

    def _answered(self, key: _AskKey, minute: float) -> Party:
        asker = self._asked.pop(key)
        self._count(asker, minute, -1)
        return asker

    def _count(self, asker: Party, minute: float, by: int) -> None:
        if asker[0] == "desk":
            self.awaited[asker[1]].change(minute, by)

    def _say(self, row: Event, sort: Saying, start: Party, end: Party) -> None:
        """Record a message, or add its units to a similar message of the same minute."""
        incident, told = row.incident or "", (row.minute, sort, start, end, row.incident or "")
        for each in self._of_minute(row.minute):
            if (each.minute, each.sort, each.start, each.end, each.incident) == told:
                break
        else:
            each = Message(row.minute, sort, start, end, incident, cause=row.cause or "")
            self.messages.append(each)
        each.units[row.kind or ""] = each.units.get(row.kind or "", 0) + (row.count or 0)

    def _of_minute(self, minute: float) -> Iterator[Message]:
        for each in reversed(self.messages):
            if each.minute != minute:
                break
            yield each
