"""On which days does an incident or operation of a scenario file repeat?

An entry with ``repeat`` describes several members: one on each day, at the same time of day, with
its own id and name. The id and the name contain the date. If only the last day changes, the ids,
the names and the random draws that use them stay the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from mobsim.ground.clock import WallClock, day_letters, month_name
from mobsim.scenario.file.layers import entry_id
from mobsim.scenario.file.nested_keys import Repeat, slug
from mobsim.scenario.file.part_reading import PartReader
from mobsim.scenario.file.times import (
    LONGEST_DURATION,
    WEEKDAYS,
    ClockTime,
    DateAndTime,
    in_london,
)
from mobsim.scenario.file.yaml_reading import Node, Path, Plain, node_of

_DATED = re.compile(r"(?P<entry>.+)-\d{4}-\d\d-\d\d")
_MOST_DAYS = LONGEST_DURATION // (24 * 60)


@dataclass(frozen=True, slots=True)
class Member:
    """An incident or operation that a scenario states, on one of its days if it repeats."""

    keys: Any
    path: Path
    """The path of the entry that states this member."""
    changes: Mapping[str, Plain]
    """The values that replace values of the entry; empty if the entry does not repeat."""


def dated(name: str, entry: str, day: date) -> tuple[str, str]:
    """The name and the id that a repeating entry has on one of its days.

    >>> dated("Hull", "hull", date(2026, 8, 15))
    ('Hull Sat 15 Aug', 'hull-2026-08-15')
    """
    short = f"{day_letters(day)} {day.day} {month_name(day)[:3]}"
    return f"{name} {short}", f"{entry}-{day.isoformat()}"


def days_of(ids: Iterable[str]) -> dict[str, list[str]]:
    """The ids that `dated` made, grouped by the id without the date.

    >>> days_of(["hull-2026-08-15", "hull-2026-08-16", "leeds", "leeds-2026-08-15", "ely"])
    {'hull': ['hull-2026-08-15', 'hull-2026-08-16']}
    """
    ids, found = list(ids), dict[str, list[str]]()
    for each in ids:
        if (day := _DATED.fullmatch(each)) and day["entry"] not in ids:
            found.setdefault(day["entry"], []).append(each)
    return found


def members_of(
    key: str,
    entries: Sequence[Any],
    whole: PartReader,
    clock: WallClock | None,
    end: float | None,
) -> list[Member]:
    """One member for each entry of a list, or for each day on which the entry repeats.

    ``end``: the minute before which each member must begin; None for no limit. ``whole``: the
    reader that collects the faults.
    """
    found: list[Member] = []
    for place, keys in enumerate(entries):
        at: Path = (key, place)
        if keys.repeat is None or clock is None:
            found.append(Member(keys, at, {}))
            continue
        repeater = _Repeater(whole.tree, at, keys, clock, end)
        found += repeater.members()
        whole.faults += repeater.faults
    return found


def for_each_of(keys: Any, path: Path, series: Mapping[str, Sequence[str]]) -> list[Member]:
    """One target for each day of a repeating incident; the given target if no incident repeats.

    ``series``: the ids of the days of each incident that repeats, by the id of the incident.
    """
    place = keys.place or ""
    names = series.get(place) or series.get(slug(place), ())
    each = [Member(keys.model_copy(update={"place": n}), path, {"place": n}) for n in names]
    return each or [Member(keys, path, {})]


def turning_to_each(member: Member, series: Mapping[str, Sequence[str]]) -> Member:
    """If an operation turns to a repeating incident, let it turn to the incident of each day."""
    named = member.keys.may_turn_to or ()
    if not any(name in series for name in named):
        return member
    turns = [each for name in named for each in series.get(name, [name])]
    keys = member.keys.model_copy(update={"may_turn_to": turns})
    return Member(keys, member.path, {**member.changes, "may_turn_to": list[Plain](turns)})


def with_members(tree: Node, key: str, members: Sequence[Member]) -> Node:
    """The tree with the members of a list in place of the entries that state them."""
    listed = tree.find((key,))
    if not isinstance(listed.value, list):
        return tree
    nodes = [_written(tree.find(each.path), each) for each in members]
    whole = Node(nodes, listed.mark, listed.key)
    return Node({**tree.items, key: whole}, tree.mark, tree.key)


def _written(entry: Node, member: Member) -> Node:
    if not member.changes:
        return entry
    items = {key: node for key, node in entry.items.items() if key != "repeat"}
    for key, value in member.changes.items():
        mark = items[key].mark if key in items else entry.mark
        items[key] = node_of(value, mark)
    return Node(items, entry.mark, entry.key)


class _Repeater(PartReader):
    """Finds the days on which one entry repeats."""

    def __init__(
        self, tree: Node, path: Path, keys: Any, clock: WallClock, end: float | None
    ) -> None:
        super().__init__(tree, path)
        self.keys = keys
        self.repeat: Repeat = keys.repeat
        self.clock = clock
        self.end = end

    def members(self) -> list[Member]:
        """One member for each day, or the entry unchanged if its days cannot be found."""
        name, entry = self.keys.name, self.keys.id or entry_id(self.node, str(self.path[0]))
        first = self.minute(self.keys.begins, self.clock, 0.0, "begins")
        if first is None or not (name and entry):
            return [Member(self.keys.model_copy(update={"repeat": None}), self.path, {})]
        found = []
        for wall in self._times(self.clock.at(first)):
            told, made = dated(name, entry, wall.date())
            begins = DateAndTime(wall.replace(tzinfo=None))
            update: dict[str, Any] = {"name": told, "id": made, "begins": begins, "repeat": None}
            changes: dict[str, Plain] = {
                "id": made,
                "name": told,
                "begins": f"{wall:%Y-%m-%d %H:%M}",
            }
            found.append(Member(self.keys.model_copy(update=update), self.path, changes))
        return found

    def _times(self, first: datetime) -> list[datetime]:
        """The times at which the members begin."""
        days, begins = self.repeat.days, self.keys.begins
        fixed = not isinstance(begins, ClockTime) or begins.weekday is not None
        if fixed and first.weekday() not in days:
            said = f"{self.shown('begins')} is on a {WEEKDAYS[first.weekday()].capitalize()}"
            expected = "expected one of the days of 'repeat'; name that day too, or write the time"
            self.fault(f"{said}, {expected} of day alone", "begins")
            return []
        last = self._last_day(first.date())
        if last is None:
            return []
        found = list(self._until(first, last))
        if not found and not self.faults:
            said = "no such day before the scenario's end; name other days, or lengthen 'duration'"
            self.fault(f"found {said}", "repeat")
        return found

    def _last_day(self, first: date) -> date | None:
        """The last allowed day; None if there is a fault."""
        until = self.repeat.until
        last = first + timedelta(days=_MOST_DAYS)
        if until is None and self.end is None:
            self.key_fault("missing 'until'; expected the last day, such as 2026-08-21", "repeat")
            return None
        if isinstance(until, int):
            return first + timedelta(days=(until - first.weekday() - 1) % 7 + 1)
        if until is not None and not first <= until <= last:
            shown = repr(until.isoformat())
            problem = "is before it first begins" if until < first else "is more than a year later"
            self.fault(f"found {shown}, which {problem}, on {first.isoformat()}", "repeat", "until")
            return None
        return until or last

    def _until(self, first: datetime, last: date) -> Iterator[datetime]:
        stated = self.repeat.until is not None
        day = first.date()
        while day <= last:
            wall = datetime.combine(day, first.time().replace(tzinfo=None))
            day += timedelta(days=1)
            if wall.weekday() not in self.repeat.days:
                continue
            try:
                moment = in_london(DateAndTime(wall))
            except ValueError as error:
                said = str(error).partition(";")[0]
                mend = "choose another time of day, or write each day as a separate entry"
                self.fault(f"{said}; {mend} without 'repeat'", "begins")
                continue
            if self.end is None or self.clock.minute_of(moment) < self.end:
                yield moment
                continue
            if stated:
                self._too_late(moment)
            return

    def _too_late(self, moment: datetime) -> None:
        assert self.end is not None
        begins = self.clock.format_date(self.clock.minute_of(moment))
        self.fault(
            f"it would begin on {begins}, at or after the scenario's end on "
            f"{self.clock.format_date(self.end)}; lengthen 'duration', or leave 'until' out",
            *("repeat", "until"),
        )


def check_overlaps(
    members: Sequence[Member],
    spans: Mapping[str, tuple[float, float]],
    clock: WallClock,
    whole: PartReader,
) -> None:
    """Report a fault for each entry that begins again before it is over.

    ``spans``: the minutes at which each member begins and ends, by id.
    """
    by_entry: dict[Path, list[tuple[float, float]]] = {}
    for member in members:
        if span := spans.get(str(member.changes.get("id", ""))):
            by_entry.setdefault(member.path, []).append(span)
    for path, found in by_entry.items():
        for (_, ends), (again, _) in pairwise(sorted(found)):
            if ends > again:
                again_at, ends_at = clock.format_date(again), clock.format_date(ends)
                said = f"begins again on {again_at} before it is over on {ends_at}"
                mend = "give it a shorter 'lasts', or repeat it on fewer days"
                whole.fault(f"it {said}; {mend}", *path, "repeat")
                break
