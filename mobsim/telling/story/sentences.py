"""How is a row, or a group of similar rows, put into words?

Each sentence uses only the columns of its rows, and says what was decided, why, and what was known.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from mobsim.ground.clock import ClockTimes
from mobsim.ground.units import format_elapsed
from mobsim.scoring import events as ev
from mobsim.scoring.causes import CAUSES, DONOR_RICC, RELIEF_OF, RISK_AT_HOME, meaning_of
from mobsim.scoring.events import NPOCC
from mobsim.scoring.facts import Facts
from mobsim.telling.story.story_rows import Rows, ranges
from mobsim.telling.wording import capital, force_name, joined, place_names, region_name, units


class Speaker:
    """Puts rows into words, with the names and clock of one run.

    If the name for an id is unknown, the sentence has the id.
    """

    def __init__(self, facts: Facts, times: ClockTimes | None = None) -> None:
        self.facts = facts
        self._places = place_names(facts)
        self._times = times or (ClockTimes(facts.clock) if facts.clock else None)
        self._say: Mapping[str, Callable[[ev.Event, Rows], str]] = {
            ev.INCIDENT_BEGAN: lambda row, _: (
                f"Disorder begins in {self.place(row.incident)}; host: {self.force(row.force)}."
            ),
            ev.NEED_CHANGED: self._need_changed,
            ev.INCIDENT_ENDED: lambda row, _: f"Disorder in {self.place(row.incident)} is over.",
            ev.FORCE_ALERTED: self._alerted,
            ev.NEED_JUDGED: self._judged,
            ev.AID_REQUESTED: self._requested,
            ev.AID_BROKERED: self._brokered,
            ev.AID_ASKED: self._asked,
            ev.AID_OFFERED: self._offered,
            ev.NATIONAL_CALL_MADE: self._called,
            ev.UNIT_ORDERED: self._ordered,
            ev.UNIT_CANCELLED: self._taken_back("Order to {} cancelled"),
            ev.FLOOR_OVERRIDDEN: self._floor_overridden,
            ev.UNIT_MUSTERED: self._moved("mustered; the tour begins"),
            ev.SERIAL_REACHED_RVP: self._in_serials,
            ev.UNIT_REACHED_RVP: self._moved("reached the RVP"),
            ev.UNIT_DEPLOYED: self._moved("deployed"),
            ev.UNIT_STOOD_DOWN: self._taken_back("Stood down from {}"),
            ev.UNIT_RETURNED: self._moved("back in their own force", "back in its own force"),
            ev.UNIT_UNFIT: self._unfit,
            ev.UNIT_COMMITTED: self._committed,
            ev.UNIT_STOOD_BY: self._stood_by,
            ev.OPERATION_SHORT: self._operation_short,
            ev.UNIT_RESTED: self._rested,
            ev.NEED_UNMET: self._unmet,
        }

    def say(self, rows: Rows) -> str:
        """Make one sentence from rows with the same event."""
        first = rows[0].event
        said = self._say.get(first.event)
        return said(first, rows) if said else first.event

    def at(self, minute: float | None) -> str:
        """A minute as a clock time."""
        if minute is None:
            return "an unknown time"
        return self._times.at(minute) if self._times else f"minute {minute:g}"

    def both(self, minute: float) -> str:
        """A minute as a clock time, and in hours from the start."""
        if self._times:
            return self._times.both(minute)
        return f"{self.at(minute)} ({format_elapsed(minute)})"

    def span(self, minutes: list[float]) -> str:
        """The span from the earliest to the latest of the given minutes, in clock times."""
        first, last = self.at(min(minutes)), self.at(max(minutes))
        return first if first == last else f"{first}–{last}"

    def force(self, force: str | None) -> str:
        """The name of a force."""
        return force_name(self.facts, force or "an unknown force")

    def place(self, incident: str | None) -> str:
        """The name of an incident."""
        return self._places.get(incident or "") or incident or "an unknown place"

    def units(self, count: int | None, kind: str | None) -> str:
        """A number of units of one kind in words, such as ``no PSUs`` for 0."""
        told = units(self.facts, count or 0, kind or "units")
        return told if count else f"no {told.removeprefix('0 ')}"

    def broker(self, counterpart: str | None) -> str:
        """The printed name of a region's RICC, or of NPoCC."""
        if counterpart == NPOCC:
            return "NPoCC"
        return f"the {region_name(counterpart or '')} RICC"

    # --- need -------------------------------------------------------------------------------

    def _need_changed(self, row: ev.Event, rows: Rows) -> str:
        told = [self.units(row.event.count, row.event.kind) for row in rows]
        return f"Needed in {self.place(row.incident)} from now: {joined(told)}."

    def _judged(self, row: ev.Event, rows: Rows) -> str:
        told = []
        for _, each in rows:
            known = "" if each.known_stock is None else f" ({each.known_stock} ordered or there)"
            told.append(f"{self.units(each.count, each.kind)}{known}")
        host, place = self.force(row.force), self.place(row.incident)
        return f"{host} judges that {place} needs {joined(told)}."

    def _unmet(self, row: ev.Event, rows: Rows) -> str:
        told = []
        for _, each in rows:
            left = "some" if each.known_stock is None else str(each.known_stock)
            why = meaning_of(ev.NEED_UNMET, each.cause, f"{left} left to send, however late")
            told.append(f"{self._line(each)}, {why}")
        short = self.units(row.count, row.kind)
        place = self.place(row.incident)
        return f"No more requests for now: {short} short in {place}; {'; '.join(told)}."

    def _line(self, row: ev.Event) -> str:
        """The name of a national line; for a kind that has no line, the name of the kind."""
        line = self.facts.line(row.counterpart)
        if line is None and row.counterpart not in (None, row.kind):
            return f"of {row.counterpart}"
        return f"of {line.plural if line else self.units(2, row.kind).removeprefix('2 ')}"

    # --- asking -----------------------------------------------------------------------------

    def _requested(self, row: ev.Event, rows: Rows) -> str:
        told = joined([self.units(each.count, each.kind) for _, each in rows])
        why = f" ({row.cause})" if row.cause else ""
        number = f"Request {row.request}" if row.request is not None else "Request"
        return (
            f"{number} by {self.force(row.force)} for {self.place(row.incident)}, tier {row.tier}: "
            f"{told} requested from {self.broker(row.counterpart)}{why}."
        )

    def _brokered(self, row: ev.Event, rows: Rows) -> str:
        asked = joined([self.units(each.count, each.kind) for _, each in rows if each.count])
        broker = capital(self.broker(row.counterpart))
        if row.cause == DONOR_RICC:
            return f"{broker} passes on NPoCC's request for {self.place(row.incident)}: {asked}."
        where = "in the country" if row.counterpart == NPOCC else "in its region"
        known = [each for _, each in rows if each.known_stock is not None]
        stock = joined([self.units(each.known_stock, each.kind) for each in known])
        number = f" {row.request}" if row.request is not None else ""
        told = f"donors will be asked for {asked}" if asked else "no donor will be asked"
        if stock and asked:
            told += f"; reported available {where}: {stock}"
        elif stock:
            told += f": {self._not_taken(known, stock, where)}"
        return f"{broker} has dealt with request{number} for {self.place(row.incident)}: {told}."

    def _not_taken(self, known: Sequence[ev.Event], stock: str, where: str) -> str:
        """Say why no force will be asked."""
        left = [self.units(each.known_stock, each.kind) for each in known if each.known_stock]
        if not left:
            return f"{stock} reported available {where}"
        return (
            f"the units reported available {where} ({joined(left)}) would come too late or are "
            "no longer needed"
        )

    def _asked(self, row: ev.Event, rows: Rows) -> str:
        told = []
        for force, group in groupby(rows, key=lambda each: each.event.force):
            parts = [self._asked_of(each.event) for each in group]
            told.append(f"{self.force(force)} for {joined(parts)}")
        how = " under an agreement" if row.cause == "agreement" else ""
        return f"Asked{how}, tier {row.tier}, for {self.place(row.incident)}: {'; '.join(told)}."

    def _asked_of(self, row: ev.Event) -> str:
        known = []
        if row.known_stock is not None:
            fewer = ", fewer because of risk at home" if row.cause == RISK_AT_HOME else ""
            known.append(f"{row.known_stock} reported{fewer}")
        if row.expected_minute is not None:
            known.append(f"there at {self.at(row.expected_minute)} at the earliest")
        asked = self.units(row.count, row.kind)
        return f"{asked} ({', '.join(known)})" if known else asked

    def _offered(self, row: ev.Event, rows: Rows) -> str:
        told = [self._answer(each.event) for each in rows]
        return f"{self.force(row.force)} answers for {self.place(row.incident)}: {joined(told)}."

    def _answer(self, row: ev.Event) -> str:
        if row.cause == "no answer":
            what = self.units(2, row.kind).removeprefix("2 ")
            return f"no answer about {what}, which counts as none"
        had = "" if row.known_stock is None else f" ({row.known_stock} available then)"
        if row.cause == "refused":
            return f"a refusal of {self.units(2, row.kind).removeprefix('2 ')}{had}"
        if row.cause == "none":
            return f"{self.units(0, row.kind)}{had}"
        if row.cause == RISK_AT_HOME:
            return f"{self.units(row.count, row.kind)}, fewer because of risk at home{had}"
        return f"{self.units(row.count, row.kind)}, in {row.cause}{had}"

    def _called(self, row: ev.Event, _rows: Rows) -> str:
        return (
            f"The national call is made (trigger: {row.cause}): every force's clock "
            "starts and every force lends down to its floor."
        )

    def _alerted(self, row: ev.Event, rows: Rows) -> str:
        forces = list(dict.fromkeys(each.event.force for each in rows))
        told = joined([self.force(force) for force in forces])
        if len(forces) > 3:
            told = f"{len(forces)} forces"
        clocks = "mobilisation clock starts" if len(forces) == 1 else "mobilisation clocks start"
        place = f" for {self.place(row.incident)}" if row.incident else ""
        return f"{told}: {clocks} ({row.cause}{place})."

    # --- units ------------------------------------------------------------------------------

    def _who(self, rows: Rows) -> str:
        """The number and names of units by force; if there is only one unit, only its name."""
        if len(rows) == 1:
            return rows[0].event.unit or "an unknown unit"
        told = []
        by_force = sorted(rows, key=lambda row: (row.event.force or "", row.event.kind or ""))
        for (force, kind), group in groupby(by_force, key=lambda r: (r.event.force, r.event.kind)):
            named = list(group)
            ids = unit_list([row.event.unit or "" for row in named])
            told.append(f"{self.units(len(named), kind)} of {self.force(force)} ({ids})")
        return joined(told)

    def _ordered(self, row: ev.Event, rows: Rows) -> str:
        expected = [e.expected_minute for _, e in rows if e.expected_minute is not None]
        known = f"; expected there at {self.span(expected)}" if expected else ""
        return f"Ordered to {self.place(row.incident)} {self.how(row)}: {self._who(rows)}{known}."

    def how(self, order: ev.Event) -> str:
        """Words for the role in which a unit is ordered, such as relief."""
        cause = order.cause or ""
        if cause == "aid":
            return f"as aid, tier {order.tier}"
        if cause.startswith(RELIEF_OF):
            return f"to relieve {cause.removeprefix(RELIEF_OF)}, tier {order.tier}"
        return CAUSES[ev.UNIT_ORDERED].get(cause, f"to the {cause}")

    def _taken_back(self, what: str) -> Callable[[ev.Event, Rows], str]:
        def say(row: ev.Event, rows: Rows) -> str:
            why = meaning_of(row.event, row.cause, "no reason given")
            return f"{what.format(self.place(row.incident))}, {why}: {self._who(rows)}."

        return say

    def _floor_overridden(self, row: ev.Event, rows: Rows) -> str:
        least = min((row.event.count or 0 for row in rows), default=0)
        return (
            f"{self.force(row.force)} goes below its floor for its own incident: "
            f"{self.units(least, row.kind)} left at home, floor {row.known_stock}."
        )

    def _moved(self, several: str, one: str = "") -> Callable[[ev.Event, Rows], str]:
        def say(row: ev.Event, rows: Rows) -> str:
            what = several if len(rows) > 1 or not one else one
            place = self.place(row.incident) if row.incident else self.operation(row.cause)
            return f"{self._who(rows)}, for {place}: {what}."

        return say

    def _in_serials(self, row: ev.Event, rows: Rows) -> str:
        officers = sum(each.event.count or 0 for each in rows)
        return f"{self._who(rows)}, for {self.place(row.incident)}: {officers} officers at the RVP."

    def _rested(self, row: ev.Event, rows: Rows) -> str:
        where = CAUSES[ev.UNIT_RESTED].get(row.cause or "", "and free again")
        return f"{self._who(rows)}: rested {where}."

    def operation(self, operation: str | None) -> str:
        """The name of an operation."""
        return self.facts.operations.get(operation or "", operation or "an operation")

    def _committed(self, row: ev.Event, rows: Rows) -> str:
        return (
            f"Taken out by {self.operation(row.cause)} for {self.force(row.counterpart)}: "
            f"{self._who(rows)}."
        )

    def _stood_by(self, row: ev.Event, rows: Rows) -> str:
        until = [each.expected_minute for _, each in rows if each.expected_minute is not None]
        told = f" until {self.span(until)}" if until else ""
        return f"{self.operation(row.cause)}, standing ready at home{told}: {self._who(rows)}."

    def _operation_short(self, row: ev.Event, rows: Rows) -> str:
        told = joined([self.units(each.event.count, each.event.kind) for each in rows])
        operation = self.operation(row.cause)
        return f"{operation} is {told} short: {self.force(row.force)} found no more."

    def _unfit(self, _: ev.Event, rows: Rows) -> str:
        back = [row.event.expected_minute for row in rows if row.event.expected_minute is not None]
        until = f" until {self.span(back)}" if back else ""
        return f"{self._who(rows)}: rested, and found unfit{until}."

    def away(self, rows: Rows) -> str:
        """A sentence on crews of one force that are still lent, made from the crews' orders."""
        told, first = [], True
        for kind in dict.fromkeys(row.event.kind for row in rows):
            ids = [row.event.unit or "" for row in rows if row.event.kind == kind]
            owned = self.facts.stock.get(rows[0].event.force or "", {}).get(kind or "")
            of = f"{len(ids)} of " if owned else ""
            what = self.units(owned.fit if owned else len(ids), kind)
            told.append(f"{of}{what} ({unit_list(ids)})")
            first = first and _are_the_first(ids)
        turn = ", by number the first to turn out" if first else ""
        return f"Lent before and still away: {joined(told)}{turn}."

    def by_force(self, rows: Rows) -> str:
        """A sentence on the deployed units of each kind, and on the forces that own them."""
        kinds = Counter(row.event.kind for row in rows)
        told = []
        for kind, count in kinds.items():
            forces = Counter(row.event.force for row in rows if row.event.kind == kind)
            listed = ", ".join(f"{self.force(force)} {n}" for force, n in forces.items())
            told.append(f"{self.units(count, kind)} ({listed})")
        return f"Deployed in {self.place(rows[0].event.incident)}: {joined(told)}."


def _are_the_first(ids: list[str]) -> bool:
    """Whether the numbers of the units are consecutive from 1."""
    numbers = sorted(int(number) for unit in ids if (number := unit.rpartition("-")[2]).isdecimal())
    return numbers == list(range(1, len(ids) + 1))


def unit_list(ids: list[str]) -> str:
    """The ids of units in short form; units of one force and kind appear as numbers.

    >>> unit_list(["kent-psu-01", "kent-psu-02", "kent-psu-03", "kent-psu-07"])
    'kent-psu-01–03, 07'
    >>> unit_list(["kent-psu-04"])
    'kent-psu-04'
    """
    told: list[str] = []
    split = sorted({tuple(unit.rpartition("-")[::2]) for unit in ids})
    for prefix, group in groupby(split, key=lambda pair: pair[0]):
        numbers = [number for _, number in group]
        if not all(number.isdecimal() for number in numbers):
            told += [f"{prefix}-{number}" if prefix else number for number in numbers]
            continue
        numbers.sort(key=int)
        told.append(f"{prefix}-{ranges(numbers)}" if prefix else ranges(numbers))
    return ", ".join(told)
