"""Where was a unit ordered, where was it deployed, and what happened to it?"""

from typing import NamedTuple

from mobsim.ground.units import format_duration
from mobsim.scoring import events as ev
from mobsim.scoring.causes import meaning_of
from mobsim.scoring.events import Event
from mobsim.telling.story.sentences import Speaker
from mobsim.telling.story.story_night import StoryNight
from mobsim.telling.story.story_opening import Opening, OpeningLine, times
from mobsim.telling.story.story_rows import Rows
from mobsim.telling.wording import joined


class Stay(NamedTuple):
    """A stay: a period in which a unit is deployed at an incident."""

    incident: str | None
    since: float
    until: float | None
    """The minute when the period ends; None if the run ends first."""


def stays_of(rows: Rows) -> list[Stay]:
    """Find the periods in which a unit was deployed, from the unit's rows.

    >>> there = Event(60.0, ev.UNIT_DEPLOYED, "leeds")
    >>> stays_of([(1, there), (2, there._replace(minute=90.0, event=ev.UNIT_STOOD_DOWN))])
    [Stay(incident='leeds', since=60.0, until=90.0)]
    """
    found: list[Stay] = []
    for _, row in rows:
        if row.event == ev.UNIT_DEPLOYED:
            found.append(Stay(row.incident, row.minute, None))
        elif row.event == ev.UNIT_STOOD_DOWN and found and found[-1].until is None:
            found[-1] = found[-1]._replace(until=row.minute)
    return found


def unit_opening(night: StoryNight, rows: Rows) -> Opening:
    """Make two lines about one unit from the unit's own rows."""
    say = night.say
    events = [row.event for row in rows if row.event.event in ev.UNIT_EVENTS]
    if not events:
        return ()
    ordered = night.lacks(ev.UNIT_ORDERED) or _ordered(say, events)
    deployed = night.lacks(ev.UNIT_DEPLOYED, ev.UNIT_STOOD_DOWN) or _deployed(say, stays_of(rows))
    in_the_end = "" if night.lacks(*ev.UNIT_EVENTS) else _in_the_end(say, events[-1])
    return (
        OpeningLine("Ordered", f"{ordered}."),
        OpeningLine("Deployed", f"{'; '.join(filter(None, (deployed, in_the_end)))}."),
    )


def _ordered(say: Speaker, events: list[Event]) -> str:
    """Name the incidents to which the unit was ordered, and the operation that used it."""
    orders = [row for row in events if row.event == ev.UNIT_ORDERED]
    taken = [row for row in events if row.event == ev.UNIT_COMMITTED]
    told = []
    if len(orders) == 1:
        at, how = say.both(orders[0].minute), say.how(orders[0])
        told.append(f"to {say.place(orders[0].incident)} at {at}, {how}")
    elif orders:
        places = _places(say, [row.incident for row in orders])
        first, last = say.both(orders[0].minute), say.both(orders[-1].minute)
        told.append(f"{times(len(orders))}, to {places}, first at {first}, last at {last}")
    stood = [row for row in events if row.event == ev.UNIT_STOOD_BY]
    if stood:
        at = say.both(stood[0].minute)
        told.append(f"stood ready at home {times(len(stood))}, first from {at}")
    if taken:
        at = say.both(taken[0].minute)
        told.append(f"taken out by {say.operation(taken[0].cause)} at {at}")
    return "; ".join(told) or "never, according to the log"


def _deployed(say: Speaker, stays: list[Stay]) -> str:
    if not stays:
        return "never"
    since, until = stays[0].since, stays[-1].until
    places = _places(say, [stay.incident for stay in stays])
    if len(stays) == 1:
        to = "the end of the run" if until is None else say.both(until)
        return f"in {places} from {say.both(since)} to {to}"
    end = say.facts.duration
    there = sum((end if stay.until is None else stay.until) - stay.since for stay in stays)
    last = "the run ends" if until is None else f"{say.both(until)}"
    often = f"{times(len(stays))} in {places}, for {format_duration(there)} in all"
    return f"{often}, first from {say.both(since)}, last until {last}"


def _places(say: Speaker, incidents: list[str | None]) -> str:
    return joined(list(dict.fromkeys(say.place(each) for each in incidents)))


def _in_the_end(say: Speaker, last: Event) -> str:
    """Say from the unit's last row where the unit was in the end."""
    why = meaning_of(last.event, last.cause, "for no stated reason")
    told = {
        ev.UNIT_COMMITTED: f"out with {say.operation(last.cause)} when the run ends",
        ev.UNIT_STOOD_BY: "standing ready at home when the run ends",
        ev.UNIT_CANCELLED: f"the last order was cancelled at {say.both(last.minute)}, {why}",
        ev.UNIT_STOOD_DOWN: f"stood down at {say.both(last.minute)}, {why}",
        ev.UNIT_RETURNED: f"back in its own force at {say.both(last.minute)}",
        ev.UNIT_UNFIT: f"found unfit at {say.both(last.minute)}",
        ev.UNIT_RESTED: f"rested {why} at {say.both(last.minute)}",
        ev.UNIT_DEPLOYED: "",
    }
    return told.get(last.event, "under way when the run ends")
