"""How many units do planned events take in a year, and which days leave the fewest to lend?

This module resolves each month like a night in that month, with the leave and the donors of that
month. An event counts in the month in which it begins. The units of an event are out on each day of
the event.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from mobsim.ground.clock import LONDON, day_letters, month_name
from mobsim.ground.errors import InputError
from mobsim.scenario.file import resolve_calendar
from mobsim.scenario.file.times import read_start
from mobsim.scenario.scenario import Operation, Scenario
from mobsim.telling.forces_tonight import most_lent
from mobsim.telling.night_facts import facts_of
from mobsim.telling.plan import operations_short
from mobsim.telling.wording import units

MOST_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """The units that are taken by planned events that begin in one month."""

    month: str
    """The month, such as ``2026-08``."""
    events: int
    units: dict[str, int]
    """The number of units that all events of the month take, by kind."""
    hours: dict[str, float]
    """The unit-hours that units are away, by kind, without the journey home."""


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day on which planned events take units."""

    day: str
    kind: str
    out: int
    """The most units out at the same time, including the hosts' own units."""
    lent: int
    """The number of these units that come from forces other than the hosts."""
    lendable: int
    """The number of units that all forces together could lend if there were no planned events."""
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedForce:
    """The units that planned events take from one force."""

    force: str
    name: str
    hosts: int
    own: dict[str, int]
    """The number of the force's units that its own events take, by kind."""
    lent: dict[str, int]
    """The number of the force's units that other forces' events take, by kind."""


@dataclass(frozen=True, slots=True)
class PlannedYear:
    """A summary of the planned events in a period."""

    first: str
    last: str
    events: int
    without: int
    """The number of events in the table that are entirely outside the period."""
    months: tuple[PlannedMonth, ...]
    days: tuple[PlannedDay, ...]
    """The days for each kind; the day that takes the largest share of lendable units is first."""
    forces: tuple[PlannedForce, ...]
    """The forces from which events take units, most units first."""
    short: tuple[str, ...]
    """Sentences on the units that events need but forces cannot give."""


def planned_year(
    table: Path, first: date | None = None, last: date | None = None, settings: Sequence[str] = ()
) -> PlannedYear:
    """Add up the units that the events of a table take between two days.

    By default, the period is from the first month with an event to the last, but at most a year.
    Raises an `InputError` that lists the faults of the table, or says that the table has no events.
    """
    resolved = resolve_calendar(table, settings).scenario.resolved
    members = resolved.get("calendar")
    events = members if isinstance(members, list) else []
    begins = {str(each["id"]): read_start(each["begins"]) for each in events}
    days = sorted(each.date() for each in begins.values())
    start = first or (days[0].replace(day=1) if not last else last - timedelta(days=MOST_DAYS - 1))
    end = last or min(_month_after(days[-1]), start + timedelta(days=MOST_DAYS)) - timedelta(days=1)
    if not 0 < (end - start).days + 1 <= MOST_DAYS:
        message = f"found {start} to {end}, expected from one day to a year; set --from and --to"
        raise InputError.about(table, message)
    return _YearReader(table, settings, begins).year(start, end)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


class _YearReader:
    """Adds up the units that a calendar of events takes, month by month."""

    def __init__(self, table: Path, settings: Sequence[str], begins: dict[str, datetime]) -> None:
        self.table = table
        self.settings = settings
        self.begins = begins
        self.months: list[PlannedMonth] = []
        self.days: list[PlannedDay] = []
        self.seen: dict[str, Operation] = {}
        self.names: dict[str, str] = {}
        self.short: list[str] = []

    def year(self, first: date, last: date) -> PlannedYear:
        """The summary of the whole year."""
        day = first
        while day <= last:
            after = min(_month_after(day), last + timedelta(days=1))
            self._month(day, after)
            day = after
        self.days.sort(key=lambda each: (-each.out / max(1, each.lendable), each.day, each.kind))
        without = len(self.begins) - len(self.seen)
        return PlannedYear(
            first.isoformat(),
            last.isoformat(),
            len(self.seen),
            without,
            tuple(self.months),
            tuple(self.days),
            tuple(self._forces()),
            tuple(self.short),
        )

    def _month(self, first: date, after: date) -> None:
        start, end = (datetime(d.year, d.month, d.day, tzinfo=LONDON) for d in (first, after))
        minutes = (end.timestamp() - start.timestamp()) / 60
        laid = [*self.settings, f"start={first} 00:00", f"duration={minutes:.0f}m"]
        scenario = resolve_calendar(self.table, laid).scenario
        self.names |= {force.force_id: force.name for force in scenario.forces}
        new = [each for each in scenario.operations if each.operation_id not in self.seen]
        self.seen |= {each.operation_id: each for each in new}
        taken: Counter[str] = Counter()
        hours: defaultdict[str, float] = defaultdict(float)
        for each in new:
            for kind, count in _by_kind(each).items():
                taken[kind] += count
                hours[kind] += count * (each.ends - self._began(scenario, each)) / 60
        self.months.append(PlannedMonth(f"{first:%Y-%m}", len(new), dict(taken), dict(hours)))
        self.days += self._days(scenario, first, after)
        self.short += self._shortages(scenario, new)

    def _began(self, scenario: Scenario, operation: Operation) -> float:
        """The minute when an operation begins; negative if it begins before the month."""
        return scenario.clock.minute_of(self.begins[operation.operation_id])

    def _days(self, scenario: Scenario, first: date, after: date) -> Iterator[PlannedDay]:
        lendable = _lendable(scenario)
        for n in range((after - first).days):
            day = first + timedelta(days=n)
            begin, end = (
                scenario.clock.minute_of(datetime(d.year, d.month, d.day, tzinfo=LONDON))
                for d in (day, day + timedelta(days=1))
            )
            there = [
                each for each in scenario.operations if each.begins < end and each.ends > begin
            ]
            for kind in sorted({kind for each in there for kind in _by_kind(each)}):
                moments = {max(begin, each.begins) for each in there}
                out, lent = max(
                    (sum(_by_kind(o)[kind] for o in at_once), sum(_lent(o, kind) for o in at_once))
                    for at in moments
                    for at_once in [[o for o in there if o.begins <= at < o.ends]]
                )
                names = tuple(each.name for each in there if _by_kind(each)[kind])
                yield PlannedDay(day.isoformat(), kind, out, lent, lendable[kind], names)

    def _shortages(self, scenario: Scenario, new: Sequence[Operation]) -> Iterator[str]:
        facts = facts_of(scenario)
        for each in new:
            for kind, missing in each.not_found.items():
                if missing:
                    lacks = f"{units(facts, missing, kind)} more than they can lend"
                    yield f"{each.name} asks other forces for {lacks}."
        for operation, donor, kind, has, wanted in operations_short(scenario):
            if operation in new:
                whose, what = self.names.get(donor, donor), units(facts, wanted, kind)
                yield f"{operation.name} takes {what} of {whose}, which then has {has} to send."

    def _forces(self) -> Iterator[PlannedForce]:
        own: defaultdict[str, Counter[str]] = defaultdict(Counter)
        lent: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for each in self.seen.values():
            for donor, kinds in each.units.items():
                (own if donor == each.host else lent)[donor].update(kinds)
        hosts = Counter(each.host for each in self.seen.values())
        forces = sorted(
            own.keys() | lent.keys() | hosts.keys(),
            key=lambda force: (-sum((own[force] + lent[force]).values()), force),
        )
        for force in forces:
            name = self.names.get(force, force)
            yield PlannedForce(force, name, hosts[force], dict(own[force]), dict(lent[force]))


def _by_kind(operation: Operation) -> Counter[str]:
    found: Counter[str] = Counter()
    for kinds in operation.units.values():
        found.update(kinds)
    return found


def _lent(operation: Operation, kind: str) -> int:
    """The units of one kind that other forces send to an operation."""
    own = operation.units.get(operation.host, {})
    return _by_kind(operation)[kind] - own.get(kind, 0)


def _lendable(scenario: Scenario) -> dict[str, int]:
    """The units that all forces together could lend if there were no planned events, by kind."""
    found: Counter[str] = Counter()
    for owned in scenario.stock.values():
        for kind, stock in owned.items():
            found[kind] += most_lent(scenario, stock)
    return dict(found)


def day_in_words(day: str) -> str:
    """A day as printed, such as ``Wed 12 August 2026``.

    >>> day_in_words("2026-08-12")
    'Wed 12 August 2026'
    """
    found = date.fromisoformat(day)
    return f"{day_letters(found)} {found.day} {month_name(found)} {found.year}"
