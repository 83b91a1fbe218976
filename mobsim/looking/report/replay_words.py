"""Which words does the replay show beside its map?

The ticker has one line for each minute in which something happened, made from the log's rows of
that minute. Chapters are the turning points of the night; a reader can jump to the minute of each.
"""

import base64
import json
import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

from mobsim.ground.clock import ClockTimes
from mobsim.looking.report.escalation import Message, Party
from mobsim.looking.report.replay import Replay, desk_name, whole
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.telling.at_a_glance import TurningPoint
from mobsim.telling.story import Story, stories
from mobsim.telling.wording import force_name, joined, place_name, shortened, units

LONGEST_LINE = 84
"""The most letters in a line of the ticker; of sentences that do not fit, it gives the number."""
NOTHING_OFFERED = {"no answer": "does not answer", "refused": "refuses"}
"""Words for an answer that offers no units, by the cause of the answer."""
_LONGEST_PLACE = 30


def words_of(replay: Replay) -> dict[str, Any]:
    """The words of the page as plain data: the stories, and the ticker's line for each minute."""
    ticker = sorted(Ticker(replay).lines().items())
    return {
        "stories": _stories(replay),
        "minutes": [minute for minute, _ in ticker],
        "ticker": [line for _, line in ticker],
    }


def squeezed(value: Any) -> str:
    """Write plain data as compressed JSON in Base64, which saves room because stories repeat words.

    >>> json.loads(zlib.decompress(base64.b64decode(squeezed({"to be": "or not to be"}))))
    {'to be': 'or not to be'}
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _stories(replay: Replay) -> dict[str, Any]:
    """The opening and lines of each story, by a key such as ``i0`` or ``f0``."""
    told = stories(replay.source.log, replay.source.facts)
    found: dict[str, Any] = {}
    for letter, sort, names in (("i", "incident", replay.incidents), ("f", "force", replay.forces)):
        for number, name in enumerate(names):
            story = told.get((cast(Any, sort), name))
            if story is not None and story.lines:
                found[f"{letter}{number}"] = _told(story)
    return found


def _told(story: Story) -> dict[str, Any]:
    """The opening of a story by label, and its lines, each with a minute, words and any period."""
    lines: list[list[Any]] = []
    for line in story.lines:
        span = line.when.rpartition(" ")[0]
        row = [math.floor(line.minute + 0.5), line.text]
        lines.append([*row, span] if "–" in span else row)
    return {"opening": [[line.label, line.text] for line in story.opening], "lines": lines}


# --- chapters -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: a minute to which a reader can jump, and the name of the minute."""

    minute: int
    clock: str
    """The time of day of the chapter."""
    when: str
    """The time of day with the hours since the start, as on the scorecard."""
    name: str
    told: str


def chapters(points: Iterable[TurningPoint], times: ClockTimes, end: int) -> list[Chapter]:
    """The turning points of a night that the replay can show, in time order."""
    return [
        Chapter(whole(each.at), times.at(each.at), times.both(each.at), each.name, each.told)
        for each in points
        if whole(each.at) <= end
    ]


# --- the ticker ---------------------------------------------------------------------------------

_Units = dict[str, int]
"""Numbers of units by kind."""


class Ticker:
    """Makes the line of each minute, which says in plain words what happened."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.facts = replay.source.facts
        self._said: dict[int, dict[str, None]] = defaultdict(dict)
        for minute, rows in _by_minute(replay.source.log):
            if minute <= replay.end:
                self._of_disorder(minute, rows)
        by_minute: dict[int, list[Message]] = defaultdict(list)
        for message in replay.escalation.messages:
            by_minute[whole(message.minute)].append(message)
        for minute, messages in by_minute.items():
            if minute <= replay.end:
                self._of_messages(minute, messages)
        for minute, rows in _by_minute(replay.source.log):
            if minute <= replay.end:
                self._of_units(minute, rows)

    def lines(self) -> dict[int, str]:
        """A line for each minute, with disorder first, then requests and answers, then units."""
        return {minute: _in_a_line(list(said)) for minute, said in self._said.items()}

    def _say(self, minute: int, sentence: str) -> None:
        self._said[minute][sentence] = None

    # --- names ------------------------------------------------------------------------------

    def _place(self, incident: str | None) -> str:
        return shortened(place_name(self.facts, incident or ""), _LONGEST_PLACE)

    def _force(self, force: str | None) -> str:
        return shortened(force_name(self.facts, force or ""), _LONGEST_PLACE)

    def _party(self, party: Party) -> str:
        sort, name = party
        if sort == "desk":
            return desk_name(self.replay.source, name)
        return self._place(name) if sort == "incident" else self._force(name)

    def _units(self, of: _Units) -> str:
        kinds = (kind for kind in self.replay.kinds if of.get(kind))
        return joined([units(self.facts, of[kind], kind) for kind in kinds])

    # --- disorder and the call ----------------------------------------------------------------

    def _of_disorder(self, minute: int, rows: list[Event]) -> None:
        needs: dict[str, _Units] = defaultdict(dict)
        for row in rows:
            if row.event == ev.NATIONAL_CALL_MADE:
                self._say(minute, "The national call is made")
            elif row.event == ev.INCIDENT_BEGAN:
                self._say(minute, f"Disorder begins: {self._place(row.incident)}")
            elif row.event == ev.INCIDENT_ENDED:
                self._say(minute, f"Disorder ends: {self._place(row.incident)}")
            elif row.event == ev.NEED_CHANGED:
                needs[row.incident or ""][row.kind or ""] = row.count or 0
        for incident, of in needs.items():
            if any(of.values()):
                self._say(minute, f"{self._place(incident)} now needs {self._units(of)}")

    # --- requests, asks and answers -----------------------------------------------------------

    def _of_messages(self, minute: int, messages: list[Message]) -> None:
        for message in messages:
            if message.sort == "request" and any(message.units.values()):
                who, desk = self._party(message.start), self._party(message.end)
                for_whom = self._on_behalf(message.start, message.incident)
                self._say(minute, f"{who} asks {desk} for {self._units(message.units)}{for_whom}")
        for (party, incident), asked in _together(messages, "ask", "start").items():
            donors = [message for message in asked if message.end[0] == "force"]
            if donors:
                who, whom = self._party(party), self._one_or_many(donors, "end")
                for_what = self._units(_sum(each.units for each in donors))
                for_whom = self._on_behalf(party, incident)
                self._say(minute, f"{who} asks {whom} for {for_what}{for_whom}")
        for (party, incident), answers in _together(messages, "answer", "end").items():
            self._of_answers(minute, answers, self._on_behalf(party, incident))

    def _of_answers(self, minute: int, answers: list[Message], for_whom: str) -> None:
        offers = [message for message in answers if any(message.units.values())]
        if offers:
            who, verb = (
                self._one_or_many(offers, "start"),
                "offers" if len(offers) == 1 else "offer",
            )
            what = self._units(_sum(each.units for each in offers))
            self._say(minute, f"{who} {verb} {what}{for_whom}")
        for message in answers:
            if message not in offers:
                said = NOTHING_OFFERED.get(message.cause, "has no units to offer")
                self._say(minute, f"{self._party(message.start)} {said}{for_whom}")

    def _one_or_many(self, messages: list[Message], end: Literal["start", "end"]) -> str:
        """The name of the party at one end or, if there are several forces, their number."""
        first = self._party(getattr(messages[0], end))
        return first if len(messages) == 1 else f"{len(messages)} forces"

    def _on_behalf(self, party: Party, incident: str) -> str:
        return "" if party == ("incident", incident) else f" for {self._place(incident)}"

    # --- units --------------------------------------------------------------------------------

    def _of_units(self, minute: int, rows: list[Event]) -> None:
        left: dict[str, dict[str, _Units]] = defaultdict(dict)
        for (force, incident), of in _counted(rows, ev.UNIT_MUSTERED, aid=True).items():
            left[incident][force] = of
        for incident, by_force in left.items():
            of, alone = _sum(by_force.values()), len(by_force) == 1
            whom = self._force(next(iter(by_force))) if alone else f"{len(by_force)} forces"
            verb = "leaves" if sum(of.values()) == 1 else "leave"
            self._say(minute, f"{self._units(of)} {verb} {whom} for {self._place(incident)}")
        for event in (ev.UNIT_DEPLOYED, ev.UNIT_STOOD_DOWN):
            at: dict[str, list[_Units]] = defaultdict(list)
            for (_, incident), of in _counted(rows, event).items():
                at[incident].append(of)
            for incident, several in at.items():
                of, place = _sum(several), self._place(incident)
                if event == ev.UNIT_DEPLOYED:
                    self._say(minute, f"{place}: {self._there(incident, of, minute)}")
                else:
                    verb = "stands" if sum(of.values()) == 1 else "stand"
                    self._say(minute, f"{self._units(of)} {verb} down in {place}")

    def _there(self, incident: str, of: _Units, minute: int) -> str:
        """The units that have arrived, such as ``5 PSUs are in place (12 of 40)``."""
        told = []
        for kind in self.replay.kinds:
            if of.get(kind):
                verb = "is" if of[kind] == 1 else "are"
                now = self._of_need(incident, kind, minute)
                told.append(f"{units(self.facts, of[kind], kind)} {verb} in place{now}")
        return joined(told)

    def _of_need(self, incident: str, kind: str, minute: int) -> str:
        front = self.replay.tally.fronts.get((incident, kind))
        need, there = (front.need.at(minute), front.deployed.at(minute)) if front else (0, 0)
        return f" ({there} of {need})" if need else ""


def _in_a_line(sentences: list[str]) -> str:
    """Join as many sentences as fit on one line, and give the number of the others.

    >>> _in_a_line(["Disorder begins: Leeds", "Leeds now needs 40 PSUs", "so many words " * 9])
    'Disorder begins: Leeds; Leeds now needs 40 PSUs; and 1 more'
    """
    line = sentences[0]
    for number, sentence in enumerate(sentences[1:], 1):
        if len(line) + len(sentence) > LONGEST_LINE:
            return f"{line}; and {len(sentences) - number} more"
        line = f"{line}; {sentence}"
    return line


def _by_minute(log: list[Event]) -> Iterator[tuple[int, list[Event]]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for row in log:
        found[whole(row.minute)].append(row)
    yield from found.items()


def _together(
    messages: list[Message], sort: str, end: str
) -> dict[tuple[Party, str], list[Message]]:
    """Group messages by the party at one end and by the place that the messages are about."""
    found: dict[tuple[Party, str], list[Message]] = defaultdict(list)
    for message in messages:
        if message.sort == sort:
            found[getattr(message, end), message.incident].append(message)
    return found


def _sum(many: Iterable[_Units]) -> _Units:
    found: Counter[str] = Counter()
    for of in many:
        found.update(of)
    return found


def _counted(rows: list[Event], event: str, *, aid: bool = False) -> dict[tuple[str, str], _Units]:
    """Count the units in rows of one event; ``aid`` counts only units of other forces."""
    found: dict[tuple[str, str], _Units] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row.event == event and not (aid and row.counterpart in (None, row.force)):
            found[row.force or "", row.incident or ""][row.kind or ""] += 1
    return found
