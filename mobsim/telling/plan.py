"""What will mobsim simulate?

The plan is a summary that mobsim prints before the run. The plan describes, in a planner's words,
everything that a scenario states: each incident, operation, aid out, holding area and agreement,
and the national call. The plan also lists every setting that is not the default, and every number
of units that forces cannot provide.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mobsim.country.demand import Need, Responsive
from mobsim.country.doctrine import FORCES
from mobsim.country.forces import Force
from mobsim.country.geography import great_circle_km
from mobsim.country.lines import BEYOND_REGION
from mobsim.ground.clock import month_name
from mobsim.ground.randomness import Chance
from mobsim.ground.units import MINUTES_PER_DAY, format_duration
from mobsim.scenario.file import Resolved
from mobsim.scenario.file.layers import SETTING
from mobsim.scenario.file.nested_keys import DAILY
from mobsim.scenario.file.operating import AID_OUT
from mobsim.scenario.file.usual_operations import DAYS
from mobsim.scenario.file.yaml_reading import OVERRIDE
from mobsim.scenario.night import night_of
from mobsim.scenario.scenario import Incident, Operation, Posture, Scenario, Target, Tension
from mobsim.scoring import Facts
from mobsim.telling.forces_tonight import (
    forces_told,
    in_play_told,
    lending_told,
    promised_told,
    tables_told,
)
from mobsim.telling.night_facts import facts_of
from mobsim.telling.wording import force_name, in_words, joined, place_name, small, units

EXAMPLE_SEED: Final = 1
"""The seed of the night to describe if incidents are drawn."""
FAR_KM: Final = 40.0
"""The distance, in km, beyond which a remark names a host if another force is much nearer."""
MUCH_NEARER: Final = 0.5
"""Another force is much nearer if its distance is less than this share of the host's distance."""

_TOLD_APART = {
    *("name", "title", "question", "start", "duration", "mode", "trigger", "agreements"),
    *("incidents", "operations", "calendar", "posture", "aid_out", "targets", "tensions"),
    *("forces_in_play", "forces_now"),
}
"""The keys that have a paragraph of their own in the plan."""
_RAMP = ("ramp", "hold", "decay", "step")
"""The keys of a need that rises to a peak and falls, except the key of the peak itself."""
_NOUNS = {
    "incidents": "incident",
    "operations": "operation",
    "calendar": "calendar event",
    "aid_out": "aid out",
    "targets": "target",
    "tensions": "tension",
}
_NOT_STATED = (
    "default",
    "like: ",
    "static preset",
    "likely preset",
    "host_readiness: ",
    "forces: ",
)
"""The first words of an origin that is not a file."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading of a plan, and the lines below the heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A summary of a scenario."""

    summary: tuple[str, ...]
    """Lines on the title, question, dates, forces and needs, and on the numbers of items
    simulated.
    """
    paragraphs: tuple[Paragraph, ...]
    """The paragraphs of the plan, without empty paragraphs."""
    remarks: tuple[str, ...]
    """Remarks on needs that forces cannot meet, and on probable mistakes in the scenario."""


def read_back(found: Resolved) -> Plan:
    """Make the plan of a scenario.

    >>> from mobsim.scenario.file import resolve
    >>> read_back(resolve("quickstart")).paragraphs[0].heading
    'Incidents'
    """
    return _PlanReader(found).plan()


def operations_short(scenario: Scenario) -> list[tuple[Operation, str, str, int, int]]:
    """Operations that need more units than a force has fit, even if no incident takes any units.

    Each row gives the operation, its donor, the kind, the units that the donor has for the
    operation, and the units that the operation needs.
    """
    short = []
    out: list[tuple[float, str, str, int]] = []
    for operation in scenario.operations:
        for donor, kinds in operation.units.items():
            for kind, wanted in kinds.items():
                busy = sum(
                    taken
                    for home, force, each, taken in out
                    if (force, each) == (donor, kind) and home > operation.out_from(donor)
                )
                has = max(0, min(wanted, scenario.stock[donor][kind].fit - busy))
                out.append((operation.ends + operation.drive_minutes[donor], donor, kind, has))
                if has < wanted:
                    short.append((operation, donor, kind, has, wanted))
    return short


class _PlanReader:
    """Describes a scenario paragraph by paragraph."""

    def __init__(self, found: Resolved) -> None:
        self.origins = found.origins
        self.stated, self.simulated = found.stated, found.simulated
        self.found = found
        self.scenario = found.scenario
        self.facts: Facts = facts_of(found.scenario)
        self.forces: Mapping[str, Force] = {f.force_id: f for f in found.scenario.forces}
        self.last = found.scenario.duration - 1.0
        """The last whole minute of the run."""
        self.dated = found.scenario.duration > 6 * MINUTES_PER_DAY

    def plan(self) -> Plan:
        """Return the whole plan."""
        incidents = self._in_order()
        operations = [each for each in self.scenario.operations if not self._is_aid_out(each)]
        aid_out = [each for each in self.scenario.operations if self._is_aid_out(each)]
        paragraphs = (
            ("Incidents", [self._incident(each) for each in incidents if not each.holding]),
            ("Forces in play", in_play_told(self.scenario, self.facts)),
            ("Tables of forces", list(tables_told(self.found))),
            ("Forces tonight", list(forces_told(self.found, self.facts))),
            ("Drawn incidents", self._drawn()),
            ("Holding areas", [self._incident(each) for each in incidents if each.holding]),
            ("Planned operations", [self._operation(each) for each in operations]),
            ("Standing ready", [self._posture(each) for each in self.scenario.posture]),
            ("Aid already out", [self._aid_out(each) for each in aid_out]),
            ("Targets", [self._target(each) for each in self.scenario.targets]),
            ("Tensions", [self._tension(each) for each in self.scenario.tensions]),
            ("Agreements", list(self._agreements())),
            ("National call", [self._national_call()]),
            ("National lines", list(self._lines())),
            ("Settings that the scenario states", list(self._settings())),
        )
        told = tuple(Paragraph(heading, tuple(lines)) for heading, lines in paragraphs if lines)
        return Plan(tuple(self._summary()), told, tuple(self._remarks()))

    # The scenario as a whole

    def _summary(self) -> Iterator[str]:
        scenario, clock = self.scenario, self.scenario.clock
        first, last = clock.format_date(0), clock.format_date(scenario.duration)
        length = format_duration(scenario.duration)
        yield scenario.title
        yield scenario.question
        yield f"{clock.start.year}: {first} to {last} ({length}), {scenario.mode}"
        yield f"{self._who()}, {self._peak_needs(scenario.incidents)}"
        if lending := lending_told(self.found, self.facts):
            yield lending
        yield self._counts()

    def _who(self) -> str:
        beyond = sum(force.region == BEYOND_REGION for force in self.scenario.forces)
        own = len(self.scenario.forces) - beyond
        told = f"{own} of {FORCES} forces" if self.scenario.left_out else f"{own} forces"
        return f"{told} and {beyond} other bodies" if beyond else told

    def _peak_needs(self, incidents: Iterable[Incident]) -> str:
        listed = list(incidents)
        counted = [each for each in listed if not each.holding]
        areas = len(listed) - len(counted)
        told = f" and {areas} holding area{'' if areas == 1 else 's'}" if areas else ""
        if not counted:
            return f"no incident{told}"
        needs = self._needs(self._peaks(counted))
        if len(counted) == 1:
            return f"1 incident{told}; peak need {needs}"
        return f"{len(counted)} incidents{told}; their peak needs add up to {needs}"

    def _peaks(self, incidents: Iterable[Incident]) -> dict[str, int]:
        """The peak needs of all incidents within the run, added up by kind."""
        peaks: Counter[str] = Counter()
        for incident in incidents:
            for kind, need in incident.need.items():
                if isinstance(need, Responsive):
                    peaks[kind] += need.peak
                else:
                    peaks[kind] += need.largest(0.0, self.last)
        return peaks

    def _counts(self) -> str:
        """Say how many items of each sort the scenario states, and how many mobsim simulates."""
        told = []
        for key, noun in _NOUNS.items():
            stated, simulated = self.stated[key], self.simulated[key]
            plural = "" if stated == 1 or key == "aid_out" else "s"
            if stated or simulated:
                told.append(f"{stated} {noun}{plural} stated, {simulated} simulated")
        return "; ".join(told) or "no incident stated"

    # Incidents

    def _in_order(self) -> list[Incident]:
        """The incidents in order of start; if several start in one minute, in file order."""
        listed = self.scenario.resolved.get("incidents")
        members = listed if isinstance(listed, list) else []
        places = {str(each.get("id")): place for place, each in enumerate(members)}
        return sorted(
            self.scenario.incidents, key=lambda each: (each.begins, places[each.incident_id])
        )

    def _incident(self, incident: Incident) -> str:
        return f"{incident.name}: {'; '.join(self._incident_parts(incident))}"

    def _incident_parts(self, incident: Incident) -> Iterator[str]:
        late = ", after the end of the run" if incident.ends > self.scenario.duration else ""
        yield f"{self._at(incident.begins)} to {self._at(incident.ends)}{late}"
        need = self._need(incident)
        yield f"holds {need}, ready for incidents" if incident.holding else need
        host, place = self.forces[incident.force], self._place(incident)
        if place:
            at = f"{place[0]:g}, {place[1]:g}"
            town = self.found.towns.get(f"incidents.{incident.incident_id}")
            yield f"in {town} ({at})" if town else f"at {at}"
        elif host.city != incident.name:
            yield f"in {host.city} (no 'place' is given)"
        if incident.end:
            yield f"its end is {incident.end} in advance"
        if incident.priority:
            yield f"priority {incident.priority} (1 is served first)"
        _, origin = self.origins.get(f"incidents.{incident.incident_id}.force", (None, "default"))
        nearest = " (no 'force' is given; its city is nearest)" if origin == "default" else ""
        yield f"host {host.force_id}{nearest}"

    def _need(self, incident: Incident) -> str:
        """Say how many units of each kind are needed, and when that changes."""
        return "; ".join(
            self._growing(need, kind)
            if isinstance(need, Responsive)
            else self._ramp(incident, need, kind)
            or self._daily(incident, need, kind)
            or self._steps(incident, need, kind)
            for kind, need in incident.need.items()
        )

    def _growing(self, need: Responsive, kind: str) -> str:
        every = format_duration(need.step)
        return (
            f"from {need.units} to at most {self._units(need.most, kind)}: every {every} it grows "
            f"by {100 * need.growth:g} % if it is not met, and falls by {100 * need.decay:g} % if "
            "it is"
        )

    def _steps(self, incident: Incident, need: Need, kind: str) -> str:
        """A need in steps, such as ``6 PSUs, 14 from Sat 18:00, none from Sat 20:00``."""
        (first, count), *later = zip(need.minutes, need.units, strict=True)
        start = "" if first == incident.begins else f" from {self._at(first)}"
        rest = [
            f"{units or 'none'} from {self._at(minute)}"
            for minute, units in later
            if units or minute != incident.ends
        ]
        return ", ".join([f"{self._units(count, kind)}{start}", *rest])

    def _daily(self, incident: Incident, need: Need, kind: str) -> str:
        """A repeating need, such as ``6 PSUs at first; each day 2 from 08:00, 6 from 20:00``.

        The text is empty if the need does not repeat each day.
        """
        if f"incidents.{incident.incident_id}.need.{kind}.{DAILY}[0].at" not in self.origins:
            return ""
        later = zip(need.minutes[1:], need.units[1:], strict=True)
        clock = self.scenario.clock
        by_time = {f"{clock.at(at):%H:%M}": units for at, units in later if at < incident.ends}
        steps = [f"{units or 'none'} from {at}" for at, units in sorted(by_time.items())]
        first = f"{self._units(need.units[0], kind)} at first"
        return f"{first}; each day {', '.join(steps)}" if steps else first

    def _ramp(self, incident: Incident, need: Need, kind: str) -> str:
        """A need as a peak with its ramp, hold and decay; empty for a need in another form."""
        path = f"incidents.{incident.incident_id}.need.{kind}."
        if path + "peak" not in self.origins or len(need.minutes) < 2:
            return ""
        stated = {part: self.origins.get(path + part, ("", ""))[0] for part in _RAMP}
        place = need.units.index(need.peak)
        spans = ", ".join(f"{part} {in_words(each)}" for part, each in stated.items() if each)
        peak, falls, over = need.minutes[place], need.minutes[place + 1], need.minutes[-1]
        told = f"{self._units(need.peak, kind)} from {self._at(peak)} to {self._at(falls)}"
        told += "" if over in (falls, incident.ends) else f", over at {self._at(over)}"
        return f"{told} ({spans})"

    def _place(self, incident: Incident) -> tuple[float, float] | None:
        path = f"incidents.{incident.incident_id}.place."
        lat, lon = (self.origins.get(path + axis, (None, ""))[0] for axis in ("lat", "lon"))
        return (float(str(lat)), float(str(lon))) if lat is not None and lon is not None else None

    def _drawn(self) -> list[str]:
        if self.scenario.disorder is None:
            return []
        night = night_of(self.scenario, Chance(EXAMPLE_SEED))
        drawn = [each for each in night.incidents if each not in self.scenario.incidents]
        needs = self._peak_needs(drawn)
        return [f"Each night draws its own; with seed {EXAMPLE_SEED}: {needs}"]

    # Units that are out before the run

    def _is_aid_out(self, operation: Operation) -> bool:
        return operation.operation_id.startswith(f"{AID_OUT}-")

    def _is_event(self, operation: Operation) -> bool:
        """Whether an operation comes from the calendar of events."""
        return f"calendar.{operation.operation_id}.name" in self.origins

    def _operation(self, operation: Operation) -> str:
        begins = self._at(operation.begins) if operation.begins else "out from the start"
        span = f"{begins} to {self._at(operation.ends)}"
        host = operation.host
        own = self._needs(operation.units.get(host, {}))
        taken = [f"{own} of its own"] if own else []
        lent = [
            f"{self._needs(kinds)} from {force_name(self.facts, donor)}"
            for donor, kinds in operation.units.items()
            if donor != host
        ]
        same = [each for each in self.scenario.operations if each.name == operation.name]
        name = f"{operation.name} ({operation.operation_id})" if same[1:] else operation.name
        told = f"{name}: {span}; takes {joined([*taken, *lent]) or 'nothing'}; host {host}"
        key = "calendar" if self._is_event(operation) else "operations"
        town = self.found.towns.get(f"{key}.{operation.operation_id}")
        told += f", in {town}" if town else ""
        if self._is_event(operation):
            told += "; from the calendar"
        told += "; NPoCC chose the donors in advance" if operation.sought else ""
        named = [i.name for i in self.scenario.incidents if i.incident_id in operation.turns_to]
        return f"{told}; its units may turn to {joined(named)}" if named else told

    def _posture(self, posture: Posture) -> str:
        forces = [force_name(self.facts, force) for force in posture.units]
        whose = joined(forces) if len(forces) < 4 else f"{len(forces)} forces"
        crews: Counter[str] = Counter()
        for kinds in posture.units.values():
            crews.update(kinds)
        begins = self._at(posture.begins) if posture.begins else "from the start"
        span = f"{begins} to {self._at(posture.ends)}"
        told = f"{posture.name}: {span}; {self._needs(crews) or 'no crew'} of {whose or 'no force'}"
        return f"{told}, ready {format_duration(posture.notice)} after an order"

    def _aid_out(self, operation: Operation) -> str:
        told = [
            f"{force_name(self.facts, donor)}: {self._needs(kinds)}"
            for donor, kinds in operation.units.items()
        ]
        far = any(operation.drive_minutes.values())
        back = f"{'sets out for home' if far else 'is home'} at {self._at(operation.ends)}"
        return f"{joined(told)}; {small(operation.name)}; {back}"

    def _target(self, target: Target) -> str:
        wanted, place = self._units(target.units, target.kind), self._named(target.incident)
        return f"{wanted} in {place} by {self._at(target.by)}"

    def _tension(self, tension: Tension) -> str:
        who = joined([force_name(self.facts, force) for force in sorted(tension.forces)])
        lends = self.scenario.risk.lends if tension.lends is None else tension.lends
        span = f"{self._at(tension.begins)} to {self._at(tension.ends)}"
        return f"{who}: {span}, lending {lends:.0%} of what they would otherwise lend"

    def _named(self, incident: str) -> str:
        return place_name(self.facts, incident)

    # Agreements and the national call

    def _agreements(self) -> Iterator[str]:
        for each in self.scenario.agreements:
            kinds = joined(sorted(each.kinds)) if each.kinds else "every kind"
            names = joined([force_name(self.facts, force) for force in sorted(each.forces)])
            yield f"{each.agreement_id}: {names} share {kinds}"

    def _national_call(self) -> str:
        trigger = self.scenario.policies.trigger
        if trigger.at_minute is not None:
            return f"at {self._at(trigger.at_minute)}, set in advance"
        if trigger.rule is not None:
            return trigger.when or f"by the rule {trigger.name!r}"
        return "never: hosts ask for aid tier by tier"

    def _settings(self) -> Iterator[str]:
        for path, (value, origin) in self.origins.items():
            key = re.split(r"[.\[]", path)[0]
            if key not in _TOLD_APART and not origin.startswith(_NOT_STATED):
                told = ("off", "on")[value] if isinstance(value, bool) else in_words(value)
                yield f"{path}: {told or 'none'}  ({origin})"

    def _lines(self) -> Iterator[str]:
        """Lines on the national lines, if a user's table replaces the shipped table."""
        if self.origins["requirements"][1].startswith(_NOT_STATED):
            return
        for line in self.scenario.lines:
            yield f"{line.name}: {line.required} required"

    # Probable mistakes

    def _remarks(self) -> Iterator[str]:
        if self.origins.get("trigger.national_call.at", (None, ""))[1] == "default":
            yield (
                "The national call is made as the scenario starts, because 'trigger' gives no "
                "time. Write trigger: {national_call: {at: '20:00'}} if it comes later."
            )
        yield from self.found.remarks
        yield from self._idle()
        yield from promised_told(self.found, self.facts)
        yield from self._short_operations()
        yield from self._short_postures()
        yield from self._not_brokered()
        yield from self._might_turn()
        yield from self._not_lost()
        yield from self._no_less_lent()
        yield from self._other_days()
        yield from self._more_than_there_is()
        yield from self._more_than_is_needed()
        for incident in self.scenario.incidents:
            yield from self._far_host(incident)

    def _no_less_lent(self) -> Iterator[str]:
        """Remarks on tensions that have no effect."""
        if self.scenario.risk.lends == 1 and any(t.lends is None for t in self.scenario.tensions):
            yield (
                "A tension without 'lends' changes nothing, because risk.lends is 100%. "
                "Write risk: {lends: 50%}, or 'lends' beside it."
            )

    def _idle(self) -> Iterator[str]:
        """Remarks on a national call that comes too late, and on a holding area without a use."""
        incidents = [each for each in self.scenario.incidents if not each.holding]
        call, drawn = self.scenario.policies.trigger.at_minute, self.scenario.disorder is not None
        if call is not None and not drawn and all(each.ends <= call for each in incidents):
            yield f"The national call comes at {self._at(call)}, when all incidents are over."
        if len(incidents) < len(self.scenario.incidents) and not incidents and not drawn:
            yield "There is a holding area, but no incident can use it."

    def _short_operations(self) -> Iterator[str]:
        for operation, donor, kind, has, wanted in operations_short(self.scenario):
            yield (
                f"{force_name(self.facts, donor)} has {has} of the {self._units(wanted, kind)} "
                f"that {operation.name} takes; {wanted - has} will be missing."
            )

    def _short_postures(self) -> Iterator[str]:
        """Remarks on postures with more crews than a force has fit, even if no crew is away."""
        for posture in self.scenario.posture:
            for force, kinds in posture.units.items():
                for kind, wanted in kinds.items():
                    has = self.scenario.stock[force][kind].fit
                    if has < wanted:
                        yield (
                            f"{force_name(self.facts, force)} has {has} of the "
                            f"{self._units(wanted, kind)} that should be on standby in "
                            f"{posture.name}; {wanted - has} will be missing."
                        )

    def _not_brokered(self) -> Iterator[str]:
        """Remarks on operations for which NPoCC cannot find all the aid requested."""
        for operation in self.scenario.operations:
            for kind, missing in operation.not_found.items():
                sought = sum(units.get(kind, 0) for units in operation.sought.values())
                if missing:
                    yield (
                        f"NPoCC can broker {sought - missing} of the {self._units(sought, kind)} "
                        f"that {operation.name} asks other forces for; {missing} will be missing."
                    )

    def _might_turn(self) -> Iterator[str]:
        """Remarks on operations whose units must not turn to disorder in the host's own area."""
        for operation in self.scenario.operations:
            for incident in self.scenario.incidents:
                at_hand = incident.force == operation.host and not incident.holding
                under_way = operation.begins <= incident.begins < operation.ends
                named = incident.incident_id in operation.turns_to
                if at_hand and under_way and not named and not self._is_aid_out(operation):
                    to = "the operation"
                    if self._is_event(operation):
                        to = "it, under 'operations' in place of the calendar"
                    yield (
                        f"{operation.name} is under way as disorder begins in {incident.name}; its "
                        "units stay with it. If they may turn to the disorder, add "
                        f"may_turn_to: [{incident.incident_id}] to {to}."
                    )

    def _not_lost(self) -> Iterator[str]:
        """Remarks on a RICC that is replaced by itself, except by an override or setting."""
        for region, at in self.scenario.rules.ricc_at.items():
            origin = self.origins.get(f"ricc_at.{region}", (at, ""))[1]
            if region == at and not origin.startswith((OVERRIDE, SETTING)):
                yield (
                    f"The RICC of {region} is replaced by itself, so it does not count as lost. "
                    "Name another region under 'ricc_at', or leave the key out."
                )

    def _other_days(self) -> Iterator[str]:
        """Remarks on seasonal operations that begin outside their season."""
        for operation in self.scenario.operations:
            key = "calendar" if self._is_event(operation) else "operations"
            like = self.origins.get(f"{key}.{operation.operation_id}.like", ("", ""))[0]
            usual, begins = DAYS.get(str(like)), self.scenario.clock.at(operation.begins)
            # An operation that is out from the start may have begun the day before.
            days = [begins, *([] if operation.begins else [begins - timedelta(days=1)])]
            if usual and not any(usual.holds(day) for day in days):
                yield (
                    f"{operation.name} begins on {begins.day} {month_name(begins)}; it is usually "
                    f"{usual.said}. Check 'begins', or write the operation without 'like'."
                )

    def _more_than_there_is(self) -> Iterator[str]:
        scenario = self.scenario
        fit: Counter[str] = Counter()
        for owned in scenario.stock.values():
            fit.update({kind: stock.fit for kind, stock in owned.items()})
        for kind in sorted({kind for each in scenario.incidents for kind in each.need}):
            minute, most = _largest_at_once(scenario.incidents, kind, self.last)
            if most > fit[kind]:
                yield (
                    f"At {self._at(minute)} the incidents need {self._units(most, kind)} at once; "
                    f"all forces together have {fit[kind]} fit."
                )

    def _more_than_is_needed(self) -> Iterator[str]:
        """Remarks on targets that exceed the need, or come after the end of the need or run."""
        incidents = {each.incident_id: each for each in self.scenario.incidents}
        for target in self.scenario.targets:
            incident, clock = incidents[target.incident], self.scenario.clock
            for what, end in (("run", self.scenario.duration), ("need", incident.ends)):
                if target.by > end:
                    yield (
                        f"The target in {incident.name} by {clock.format_date(target.by)} comes "
                        f"after the end of the {what}, {clock.format_date(end)}. Check 'by'."
                    )
                    break
            peak = incident.need[target.kind].peak
            if target.units > peak:
                yield (
                    f"The target of {self._units(target.units, target.kind)} in "
                    f"{self._named(target.incident)} is above its peak need of {peak}; "
                    "it cannot be met. Raise the need, or lower the target."
                )

    def _far_host(self, incident: Incident) -> Iterator[str]:
        host, place = self.forces[incident.force], self._place(incident)
        if f"incidents.{incident.incident_id}" in self.found.towns:
            return  # its force belongs to its town, or another remark covers it
        named = [
            force
            for force in self.forces.values()
            if force.city.lower() == incident.name.lower() and force.region != BEYOND_REGION
        ]
        if place is None:
            if named and host not in named and host.city.lower() != incident.name.lower():
                yield (
                    f"{incident.name} is placed in {host.city}, the main city of its host "
                    f"{host.force_id}; the main city of {named[0].force_id} has that name. "
                    "Give 'force' or 'place'."
                )
            return
        km = {
            force.force_id: great_circle_km(*place, force.latitude, force.longitude)
            for force in self.forces.values()
            if force.region != BEYOND_REGION
        }
        nearest, own = min(km, key=lambda force: (km[force], force)), km[incident.force]
        if own > FAR_KM and km[nearest] < MUCH_NEARER * own:
            yield (
                f"{incident.name} is {own:.0f} km from {host.city}, the main city of its host "
                f"{host.force_id}; {self.forces[nearest].city} ({nearest}) is {km[nearest]:.0f} km "
                "away. Check 'force' and 'place'."
            )

    # Words

    def _at(self, minute: float) -> str:
        clock = self.scenario.clock
        return clock.format_date(minute) if self.dated else clock.format(minute)

    def _units(self, count: int, kind: str) -> str:
        return units(self.facts, count, kind)

    def _needs(self, counts: Mapping[str, int]) -> str:
        return ", ".join(self._units(count, kind) for kind, count in counts.items())


def _largest_at_once(incidents: Iterable[Incident], kind: str, last: float) -> tuple[float, int]:
    """The minute, at or before ``last``, at which need for a kind is largest, and that need.

    If several minutes tie, the first of them is chosen. A need that grows while it is unmet counts
    at its largest possible size.
    """
    needs = [
        Need((need.begins, need.ends), (need.most, 0)) if isinstance(need, Responsive) else need
        for incident in incidents
        for each, need in incident.need.items()
        if each == kind
    ]
    minutes = sorted({minute for need in needs for minute in need.minutes if minute <= last})
    most, since = max((sum(need.at(minute) for need in needs), -minute) for minute in minutes)
    return -since, most
