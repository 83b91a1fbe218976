"""Which units does a scenario file commit in advance, to which host, and until when?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from mobsim.country.force_names import could_be, region_told, unknown_force
from mobsim.country.forces import Force
from mobsim.ground.errors import did_you_mean
from mobsim.ground.units import quantise
from mobsim.scenario.file.beyond_bodies import bodies, through_gateway
from mobsim.scenario.file.layers import operation_id
from mobsim.scenario.file.nested_keys import slug
from mobsim.scenario.file.placing import MemberReader, World
from mobsim.scenario.file.planned_aid import is_pool, region_of
from mobsim.scenario.file.repeating import Member
from mobsim.scenario.file.scenario_keys import AidOutKeys, LayerKeys, OperationKeys
from mobsim.scenario.file.times import ClockTime, Offset
from mobsim.scenario.file.usual_operations import usual_operations
from mobsim.scenario.file.yaml_reading import Node, Plain
from mobsim.scenario.scenario import Operation

AID_OUT = "aid-out"
UNITS_FORM = "at least one unit, such as {psu: 6}"

_NEAR = 0.6
"""A name in the form of an id is taken for a misspelt force id if it is at least this similar."""
_VERY_NEAR = 0.85
"""Any other name is taken for a misspelt force id if it is at least this similar to the id."""

Taken = dict[str, dict[str, int]]


class _Taker(MemberReader[Operation]):
    """The common part of the readers for planned operations and for aid that is already lent."""

    noun = "operation"

    def check_donor(self, donor: str) -> str | None:
        """The message about a wrong name of a donor; None if the name is right."""
        roads = self.world.roads
        if roads is None or donor in roads.forces or donor in roads.beyond:
            return None
        if donor in bodies():
            return f"{donor!r} is beyond the 43 forces; name it under 'beyond' too"
        return unknown_force(donor, roads.forces)

    def home_from(self, host: str, donor: str, place: tuple[float, float] | None = None) -> float:
        """The minutes that a convoy takes from a place of the host to the donor's main city.

        If no place is given, the convoy starts from the host's main city.
        """
        assert self.world.roads is not None
        return self.world.roads.convoy(host, donor, self.world.convoy_factor, place)


class OperationReader(_Taker):
    """Reads one planned operation."""

    keys: OperationKeys
    earliest = 0.0
    """The earliest minute at which an operation begins; the operation must end later."""

    def own_id(self) -> str:
        return self.keys.id or operation_id(self.node)

    def read(self) -> Operation | None:
        like = self.keys.like
        if like is not None and like not in usual_operations():
            hint = did_you_mean(like, usual_operations())
            self.fault(f"unknown operation {like!r}; {hint}", "like")
            return None  # the missing keys would have come from the usual operation
        self.missing("name", "what the operation is called, such as 'Carnival'")
        self.missing("begins", "when it begins, such as '08:00', or '-3h' for before the start")
        self.check_name()
        host, begins = self.host_of_place(), self._begins()
        ends = self._ends(begins)
        units, sought = self._units(host)
        name, roads, place = self.keys.name, self.world.roads, self.keys.place
        if self.faults or not (name and roads and host) or begins is None or not ends:
            return None
        if isinstance(place, str):
            return None  # no such town; this is already a fault
        drives = {donor: self.home_from(host, donor, place) for donor in units} | {host: 0.0}
        begins, turns = max(self.earliest, begins), frozenset(self.keys.may_turn_to or ())
        made = Operation(self.made_id, name, host, begins, ends, units, drives, turns, sought)
        return replace(made, place=place)

    def _begins(self) -> float | None:
        return self.begins(before_start=True)

    def _ends(self, begins: float | None) -> float | None:
        keys, clock = self.keys, self.world.clock
        self.missing("lasts", "how long it lasts, such as '12h', or 'ends'", "ends")
        ends, both = self.ends(begins), keys.lasts is not None and keys.ends is not None
        if both or ends is None or clock is None:
            return None
        if ends <= self.earliest:
            over = f"over at {clock.format(ends)}, before the start at {clock.format(0)}"
            key = "lasts" if keys.lasts is not None else "ends"
            self.fault(f"the operation is {over}; leave it out", key)
            return None
        return ends

    def _units(self, host: str | None) -> tuple[Taken, Taken]:
        """The units from named forces, and the units that NPoCC brokers from each pool."""
        keys = self.keys
        own, given = keys.units or {}, keys.from_ or {}
        self.check_kinds(own, "units")
        for donor, units in given.items():
            self.check_kinds(units, "from", donor)
            if donor == host:
                self.key_fault("found the host; its own units belong under 'units'", "from", donor)
            elif problem := self._problem(donor):
                self.key_fault(problem, "from", donor)
        donors = {name: units for name, units in given.items() if not is_pool(name)}
        taken = _without_nothing(({host: own} if host else {}) | donors)
        sought = _without_nothing({pool: given[pool] for pool in given.keys() - donors})
        self.missing("units", UNITS_FORM, "from")
        if host and not (taken or sought) and (keys.units or keys.from_):
            self.fault(f"found no unit, expected {UNITS_FORM}", "units" if keys.units else "from")
        return taken, sought

    def _problem(self, donor: str) -> str | None:
        """The message about a wrong donor or a wrong pool of donors; None if nothing is wrong."""
        roads = self.world.roads
        if not is_pool(donor) or roads is None:
            return self.check_donor(donor)
        region, known = region_of(donor), sorted({each.region for each in roads.forces.values()})
        if region is None or region in known:
            return None
        return f"unknown region {region!r}; {did_you_mean(region, known)}"


class EventReader(OperationReader):
    """Reads one event of a calendar, which can be long before or after the run."""

    noun = "event"
    earliest = -math.inf

    def _begins(self) -> float | None:
        if isinstance(self.keys.begins, ClockTime | Offset):
            expected = "expected a date and time such as '2026-08-15 14:00', as in a calendar"
            self.fault(f"found {self.shown('begins')}, {expected}", "begins")
            return None
        if self.keys.may_turn_to:
            expected = "write an operation that may turn to disorder under 'operations'"
            self.key_fault(f"found it in a calendar; {expected}", "may_turn_to")
        return self.minute(self.keys.begins, self.world.clock, 0.0, "begins")


def _without_nothing(units: Mapping[str, Mapping[str, int]]) -> Taken:
    """The units by donor and kind, sorted and without zeros."""
    found = {
        donor: {kind: count for kind, count in sorted(kinds.items()) if count}
        for donor, kinds in sorted(units.items())
    }
    return {donor: kinds for donor, kinds in found.items() if kinds}


class AidOutReader(_Taker):
    """Reads aid that a force has already lent when the scenario starts."""

    keys: AidOutKeys

    def own_id(self) -> str:
        return aid_out_id(int(self.path[-1]))

    def read(self) -> Operation | None:
        self.missing("from", "the donor, such as 'kent'")
        self.missing("to", "the receiver: a force, or the name of a body outside the 43 forces")
        self.missing("units", UNITS_FORM)
        self.missing("until", "when it sets out for home, such as '+6h'")
        donor, to, ends, units = self._donor(), self._to(), self._until(), self._units()
        if self.faults or self.world.roads is None or not (donor and to and ends and units):
            return None
        host, name, home = to
        drive = self.home_from(host, donor) if home is None else home
        out, way = {donor: units}, {donor: drive}
        return Operation(self.made_id, f"Aid to {name}", host, 0.0, ends, out, way)

    def _donor(self) -> str | None:
        donor = self.keys.from_
        if donor is None:
            return None
        problem = self.check_donor(donor)
        if problem:
            self.fault(problem, "from")
        return None if problem else donor

    def _to(self) -> tuple[str, str, float | None] | None:
        """The id and the name of the receiver, and the length of the journey home in minutes.

        The length is None if the receiver is a force.
        """
        to, roads, donor = self.keys.to, self.world.roads, self.keys.from_
        if to is None or roads is None:
            return None
        if to == donor:
            self.fault("found the donor itself, expected another force or body", "to")
        elif to in roads.forces:
            return to, roads.forces[to].name, None
        elif to in bodies():
            if donor in roads.forces:
                name = bodies()[to].name
                return to if to in roads.beyond else name, name, self._from_body(to, donor)
            if donor in roads.beyond:
                self.fault("found two bodies beyond the 43 forces, expected at most one", "to")
        elif _is_slip(to, roads.forces):
            self.fault(unknown_force(to, roads.forces), "to")
        else:
            return to, to, 0.0
        return None

    def _from_body(self, body: str, donor: str) -> float:
        assert self.world.roads is not None
        drives = self.world.roads.to(donor, None, 0.0)
        return quantise(through_gateway([body], drives)[body] * self.world.convoy_factor)

    def _until(self) -> float | None:
        ends = self.minute(self.keys.until, self.world.clock, 0.0, "until")
        if ends is not None and ends <= 0:
            self.fault(f"{self.shown('until')} is not after the scenario's start", "until")
            return None
        return ends

    def _units(self) -> dict[str, int]:
        units = self.keys.units or {}
        self.check_kinds(units, "units")
        found = {kind: count for kind, count in sorted(units.items()) if count}
        if units and not found:
            self.fault(f"found no unit, expected {UNITS_FORM}", "units")
        return found


def aid_out_id(place: int) -> str:
    """The id of the operation that an entry of ``aid_out`` becomes.

    >>> aid_out_id(0)
    'aid-out-1'
    """
    return f"{AID_OUT}-{place + 1}"


def _is_slip(to: str, forces: Mapping[str, Force]) -> bool:
    """Whether a name given for a body is more likely to be the misspelt name of a force."""
    if to.casefold() in {force.city.casefold() for force in forces.values()}:
        return True
    if region_told(to, {force_id: force.region for force_id, force in forces.items()}):
        return True
    near = _NEAR if to == slug(to) else _VERY_NEAR
    return len(could_be(to, forces)) > 1 or bool(get_close_matches(slug(to), forces, 1, near))


def operation_readers(
    members: Sequence[Member], keys: LayerKeys, tree: Node, world: World
) -> list[MemberReader[Operation]]:
    """The readers for planned operations of the run or of a calendar, and for aid already lent."""
    aid = enumerate(keys.aid_out or ())
    return [
        *(_reader_of(each)(each.keys, tree, each.path, world) for each in members),
        *(AidOutReader(each, tree, ("aid_out", i), world) for i, each in aid),
    ]


def _reader_of(member: Member) -> type[OperationReader]:
    return EventReader if member.path[0] == "calendar" else OperationReader


def operation_ids(tree: Node, key: str) -> list[dict[str, Plain]]:
    """The id of each planned operation of a list, as it would be written in a scenario."""
    listed = tree.items[key].value if key in tree.items else None
    return [{"id": operation_id(node)} for node in listed] if isinstance(listed, list) else []
