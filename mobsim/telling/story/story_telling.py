"""Which rows make up the story of one unit, force or incident?"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from mobsim.country.force_names import force_id_of, region_told
from mobsim.ground.clock import WallClock
from mobsim.ground.errors import InputError, did_you_mean, listed
from mobsim.ground.html_layout import in_html
from mobsim.ground.text_layout import labelled
from mobsim.ground.units import format_elapsed
from mobsim.scoring import events as ev
from mobsim.scoring.causes import NEAR_THE_RVP, RELIEF_OF
from mobsim.scoring.events import Event
from mobsim.scoring.facts import Facts
from mobsim.telling.story.force_opening import force_opening
from mobsim.telling.story.incident_opening import incident_opening
from mobsim.telling.story.reasons import like, reasons_of
from mobsim.telling.story.sentences import Speaker
from mobsim.telling.story.story_night import StoryNight, story_night
from mobsim.telling.story.story_opening import Opening
from mobsim.telling.story.story_rows import (
    LogRow,
    Rows,
    citation,
    latest_before,
    numbered,
    runs,
    windows,
)
from mobsim.telling.story.unit_opening import unit_opening
from mobsim.telling.wording import force_name

_WINDOW: Final = 30.0
"""Movements of units that are alike and within this many minutes share one sentence."""

_MOST_NAMES: Final = 12

_GLUE: Final = "\N{NO-BREAK SPACE}"

_MOVEMENTS: Final = frozenset(
    {
        *(ev.UNIT_MUSTERED, ev.SERIAL_REACHED_RVP, ev.UNIT_REACHED_RVP, ev.UNIT_DEPLOYED),
        *(ev.UNIT_RETURNED, ev.UNIT_RESTED),
    }
)
_NOT_OF_AN_INCIDENT: Final = _MOVEMENTS - {ev.UNIT_DEPLOYED} | {ev.FORCE_ALERTED}
_OF_A_FORCE: Final = ev.UNIT_EVENTS | {
    ev.INCIDENT_BEGAN,
    ev.FORCE_ALERTED,
    ev.SERIAL_REACHED_RVP,
    ev.AID_ASKED,
    ev.AID_OFFERED,
    ev.NEED_JUDGED,
    ev.FLOOR_OVERRIDDEN,
    ev.OPERATION_SHORT,
}

Subject = tuple[Literal["unit", "force", "incident"], str]


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One sentence of a story, and the rows that it comes from."""

    minute: float
    when: str
    text: str
    rows: tuple[int, ...]

    def __str__(self) -> str:
        # "[row" and its number stay on one line.
        cited = citation(self.rows).replace(" ", _GLUE, 1)
        told = labelled(self.when, f"{self.text} {cited}", len(self.when))
        return "\n".join(told).replace(_GLUE, " ")


@dataclass(frozen=True, slots=True, repr=False)
class Story:
    """The sentences about one subject of a log, in time order."""

    subject: str
    """The name of the unit, force or incident that the story is about."""
    lines: tuple[StoryLine, ...]
    also: str = ""
    """The id of another subject that has the same name."""
    asked: str = ""
    """The text that the user typed, if it is only the beginning of a name."""
    opening: Opening = ()
    """A summary of the story."""

    @property
    def cited(self) -> tuple[int, ...]:
        """The numbers of all rows in the story; the first row of the log has the number 1."""
        return tuple(sorted({number for line in self.lines for number in line.rows}))

    def __repr__(self) -> str:
        return f"<Story of {self.subject}: {len(self.lines)} lines>"

    def _repr_html_(self) -> str:
        return in_html(lambda: str(self), more="print(it) to read the rest")

    def __str__(self) -> str:
        title = f"{self.subject}, taken for {self.asked!r}" if self.asked else self.subject
        if not self.lines:
            return f"{title}\n\nThe log has no rows about it."
        rows = "\n".join(["ROW BY ROW", *map(str, self.lines)])
        if not self.opening:
            return f"{title}\n\n{rows}"
        opening = "\n".join(["IN SHORT", *map(str, self.opening)])
        return f"{title}\n\n{opening}\n\n{rows}"


def why(log: Iterable[Event], facts: Facts, subject: str) -> Story:
    """The story of one unit, force or incident, from the rows of a log in order.

    The story opens with a summary, taken from the measures of the log where possible. The subject
    is the id of a unit, the id or name of an incident, or the id, name or city of a force. The
    beginning of a name is enough if only one name begins in this way. If an incident and a force
    share a name, the story is about the incident. Raises `InputError` if the name is unknown, or if
    several names begin with it.
    """
    night = story_night(log, facts)
    found, whole = _find(night.rows, facts, subject)
    sort, name = found[0]
    also = next((other for kind, other in found[1:] if kind == "force"), "")
    teller = _Teller(night)
    tellers = {"unit": teller.unit, "force": teller.force, "incident": teller.incident}
    story = tellers[sort](name, also)
    return story if whole else replace(story, asked=subject)


def stories(log: Iterable[Event], facts: Facts) -> dict[Subject, Story]:
    """The stories of every incident, and of every force that appears in a row.

    >>> log = [Event(5.0, "IncidentBegan", "leeds", force="west-yorkshire")]
    >>> list(stories(log, Facts(0.0)))
    [('incident', 'leeds'), ('force', 'west-yorkshire')]
    """
    night = story_night(log, facts)
    teller = _Teller(night)
    incidents = dict.fromkeys(row.incident for _, row in night.rows if row.incident)
    forces = dict.fromkeys(row.force for _, row in night.rows if row.force)
    told: dict[Subject, Story] = {
        ("incident", name): teller.incident(name, "") for name in incidents
    }
    return told | {("force", name): teller.force(name, "") for name in forces}


def tell(log: Iterable[Event], clock: WallClock | None = None) -> str:
    """Tell a whole log as a compact story, with ids and without row numbers.

    The story leaves out rows on judged or unmet need that only repeat an earlier row.

    >>> print(tell([Event(5.0, "IncidentBegan", "leeds", force="west-yorkshire")]))
    +0h05  Disorder begins in leeds; host: west-yorkshire.
    """
    speaker = Speaker(Facts(0.0, clock=clock))
    told = []
    for group in runs(_without_repeats(numbered(log)), lambda row: (row.minute, *_alike(row))):
        elapsed = format_elapsed(group[0].event.minute)
        when = f"{clock.format(group[0].event.minute)} {elapsed}" if clock else elapsed
        told.append(f"{when}  {speaker.say(group)}")
    return "\n".join(told)


def _alike(row: Event) -> tuple[Hashable, ...]:
    """The values that must be equal for rows to share one sentence."""
    if row.event == ev.FORCE_ALERTED:
        return (row.event, row.incident, row.cause)
    if row.event == ev.NEED_UNMET:
        return (row.event, row.incident, row.kind)
    if row.event in (ev.AID_ASKED, ev.AID_REQUESTED, ev.AID_BROKERED):
        force = None if row.event == ev.AID_ASKED else row.force
        return (row.event, row.incident, row.request, row.tier, row.cause, row.counterpart, force)
    if row.event in (ev.NEED_CHANGED, ev.NEED_JUDGED, ev.AID_OFFERED):
        return (row.event, row.incident, row.force)
    if row.event in (ev.UNIT_CANCELLED, ev.UNIT_STOOD_DOWN):
        return (row.event, row.incident, row.cause)
    return (row.event, row.incident, row.force, row.tier, row.kind, row.cause)


# --- the subject --------------------------------------------------------------------------------


def _find(rows: Rows, facts: Facts, subject: str) -> tuple[list[Subject], bool]:
    """The subjects that match a name, and whether the whole name matches."""
    found: dict[str, list[Subject]] = {}
    for name, each in _names(rows, facts):
        going_by = found.setdefault(_folded(name), [])
        if each not in going_by:
            going_by.append(each)
    named = found.get(_folded(subject), [])
    if named:
        return named, True
    if (meant := force_id_of(subject)) in facts.forces:
        return [("force", str(meant))], True
    begun = [each for name, each in found.items() if name.startswith(_folded(subject))]
    # The ids of units begin with the id of their force, so a force comes before its units.
    begun = [each for each in begun if each[0][0] != "unit"] or begun
    subjects = list(dict.fromkeys(one for each in begun for one in each))
    if _folded(subject) and any(set(subjects) == set(each) for each in begun):
        return subjects, False
    known = {name for name, _ in _names(rows, facts)}
    regions = {force: each.region for force, each in facts.forces.items()}
    message = (
        region_told(subject, regions) or f"unknown {subject!r}; {did_you_mean(subject, known)}"
    )
    if _folded(subject) and subjects:
        names = listed(sorted(name for _, name in subjects), _MOST_NAMES, "or")
        message = f"{subject!r} could be {names}; name more of it"
    raise InputError.about("subject", message)


def _names(rows: Rows, facts: Facts) -> Iterable[tuple[str, Subject]]:
    """Yield every name of every subject: first of units, then of incidents, then of forces."""
    for _, row in rows:
        if row.unit:
            yield row.unit, ("unit", row.unit)
    for incident, place in facts.incidents.items():
        yield incident, ("incident", incident)
        yield place.name, ("incident", incident)
    for _, row in rows:
        if row.incident:
            yield row.incident, ("incident", row.incident)
    for force, known in facts.forces.items():
        yield force, ("force", force)
        for name in (known.name, force_name(facts, force), known.city):
            yield name, ("force", force)
    for _, row in rows:
        if row.force:
            yield row.force, ("force", row.force)


def _folded(name: str) -> str:
    return "-".join(name.lower().replace("-", " ").replace("_", " ").split())


# --- the stories --------------------------------------------------------------------------------


class _Teller:
    """Tells stories from one log."""

    def __init__(self, night: StoryNight) -> None:
        self._night = night
        self._rows = night.rows
        self._facts = night.facts
        self._speaker = night.say

    def unit(self, unit: str, also: str) -> Story:
        """The story of a unit: its movements, and the basis of each decision about it."""
        own = [row for row in self._rows if row.event.unit == unit]
        named = [row for row in self._rows if row.event.cause == f"{RELIEF_OF}{unit}"]
        reasons = [reason for row in own for reason in reasons_of(self._rows, row)]
        rows = sorted({row.number: row for row in (*own, *named, *reasons)}.values())
        lines = [self._unit_line(row, unit) for row in rows]
        first = own[0].event
        kind = self._facts.kinds.get(first.kind or "")
        what = f"{kind.name}, {kind.officers} officers" if kind else first.kind or "unit"
        title = f"{unit}: {what}, of {self._speaker.force(first.force)}"
        return Story(title, tuple(lines), also, opening=unit_opening(self._night, own))

    def _unit_line(self, row: LogRow, unit: str) -> StoryLine:
        if row.event.event != ev.UNIT_DEPLOYED or row.event.unit != unit:
            return self._line([row])
        order = latest_before(self._rows, row, like(ev.UNIT_ORDERED, "unit"))
        if order is None or order.event.expected_minute is None:
            return self._line([row])
        late = round(row.event.minute - order.event.expected_minute)
        side = "later" if late > 0 else "earlier"
        told = f"{abs(late)} min {side} than expected" if late else "as expected"
        text = f"{self._speaker.say([row]).removesuffix('.')}, {told}."
        return StoryLine(row.event.minute, self._when([row]), text, (order.number, row.number))

    def incident(self, incident: str, also: str) -> Story:
        """The story of an incident, from its first need to the end of disorder there."""
        rows = self._about(
            lambda row: row.incident == incident and row.event not in _NOT_OF_AN_INCIDENT
        )
        groups = _in_groups(
            _without_repeats(rows),
            lambda row: (row.tier, row.kind) if row.event == ev.UNIT_DEPLOYED else None,
        )
        title = f"{self._speaker.place(incident)} ({incident})"
        opening = incident_opening(self._night, incident)
        return Story(title, tuple(self._line(group) for group in groups), also, opening=opening)

    def _about(self, is_of: Callable[[Event], bool]) -> list[LogRow]:
        """The rows about a subject, together with the row of the national call."""
        call = ev.NATIONAL_CALL_MADE
        return [row for row in self._rows if is_of(row.event) or row.event.event == call]

    def force(self, force: str, also: str) -> Story:
        """The story of a force: requests to it, its answers, and where its units went."""
        rows = self._about(lambda row: row.force == force and row.event in _OF_A_FORCE)
        if all(row.event.force != force for row in rows):
            rows = []
        groups = _in_groups(_without_repeats(rows), _movements)
        title = f"{self._speaker.force(force)} ({force})"
        lines = tuple(self._force_line(group) for group in groups)
        opening = force_opening(self._night, force) if rows else ()
        return Story(title, lines, also, opening=opening)

    def _force_line(self, rows: Rows) -> StoryLine:
        """Make the line for some rows; if they begin disorder, add the force's lent crews."""
        line = self._line(rows)
        if rows[0].event.event != ev.INCIDENT_BEGAN:
            return line
        lent = _lent(self._rows[: rows[0].number], rows[0].event.force)
        if not lent:
            return line
        cited = (*line.rows, *(row.number for row in lent))
        return replace(line, text=f"{line.text} {self._speaker.away(lent)}", rows=cited)

    def _line(self, rows: Rows) -> StoryLine:
        deployed = rows[0].event.event == ev.UNIT_DEPLOYED and len(rows) > 1
        text = self._speaker.by_force(rows) if deployed else self._speaker.say(rows)
        numbers = tuple(row.number for row in rows)
        return StoryLine(rows[0].event.minute, self._when(rows), text, numbers)

    def _when(self, rows: Rows) -> str:
        first = rows[0].event.minute
        span = self._speaker.span([first, rows[-1].event.minute])
        return f"{span} {format_elapsed(first)}"


def _lent(rows: Rows, force: str | None) -> list[LogRow]:
    """The orders of a force's crews that are still away for another force after the last row."""
    away: dict[str | None, LogRow] = {}
    for row in rows:
        event = row.event
        if event.force != force:
            continue
        if event.event == ev.UNIT_ORDERED and event.counterpart not in (None, force):
            away[event.unit] = row
        elif event.event == ev.UNIT_CANCELLED or (
            event.event == ev.UNIT_RESTED and event.cause != NEAR_THE_RVP
        ):
            away.pop(event.unit, None)
    return sorted(away.values())


def _in_groups(rows: Rows, together: Callable[[Event], Hashable | None]) -> list[list[LogRow]]:
    """Group rows of one minute that share a sentence, and movements that are close in time."""
    moving = [row for row in rows if together(row.event) is not None]
    still = [row for row in rows if together(row.event) is None]
    groups = windows(moving, together, _WINDOW)
    groups += runs(still, lambda row: (row.minute, *_alike(row)))
    return sorted(groups, key=lambda group: group[0].number)


def _movements(row: Event) -> Hashable | None:
    if row.event not in _MOVEMENTS:
        return None
    return (row.event, row.incident, row.tier, row.kind, row.cause)


def _without_repeats(rows: Rows) -> list[LogRow]:
    """The rows without rows on judged or unmet need that only repeat an earlier row."""
    said: dict[Hashable, Hashable] = {}
    kept = []
    for row in rows:
        event = row.event
        if event.event in (ev.NEED_JUDGED, ev.NEED_UNMET):
            about = (event.event, event.incident, event.kind, event.counterpart)
            content = (event.count, event.cause)
            if said.get(about) == content:
                continue
            said[about] = content
        kept.append(row)
    return kept
