"""Which units does a scenario file take out beforehand: whose, for whom, until when?"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

from mobsim.country.force_names import could_be, region_told, unknown_force
from mobsim.country.forces import Force
from mobsim.ground.errors import Fault, did_you_mean
from mobsim.ground.units import format_elapsed, quantise
from mobsim.scenario.file.beyond_bodies import bodies, through_gateway
from mobsim.scenario.file.layers import operation_id
from mobsim.scenario.file.nested_keys import slug
from mobsim.scenario.file.placing import World
from mobsim.scenario.file.scenario_keys import AidOutKeys, LayerKeys, OperationKeys
from mobsim.scenario.file.times import Moment, minute_of
from mobsim.scenario.file.usual_operations import usual_operations
from mobsim.scenario.file.yaml_reading import Node, Path, Plain, dotted
from mobsim.scenario.scenario import Operation

AID_OUT = "aid-out"
UNITS_FORM = "at least one unit, such as {psu: 6}"

Member = TypeVar("Member")

_NEAR = 0.6
"""How like the id of a force a word has to be that could be one."""
_VERY_NEAR = 0.85
"""How like one anything else has to be."""

Taken = dict[str, dict[str, int]]


class _Taker:
    """What planned operations and aid that is out have in common; collects faults."""

    def __init__(self, node: Node, path: Path, world: World, convoy_factor: float) -> None:
        self.node = node
        self.path = path
        self.world = world
        self.convoy_factor = convoy_factor
        self.faults: list[Fault] = []

    def fault(self, message: str, *path: str | int) -> None:
        """A fault of the value at a path below, or of the whole if the value is a usual one."""
        mark = self.node.find(path).mark
        mark = mark if mark.file else self.node.mark
        self.faults.append(mark.fault((*self.path, *path), message))

    def key_fault(self, message: str, *path: str | int) -> None:
        """A fault of the key at a path below."""
        mark = self.node.find(path).key_mark
        mark = mark if mark.file else self.node.mark
        self.faults.append(mark.fault((*self.path, *path), message))

    def missing(self, key: str, expected: str) -> None:
        """A fault if a key is not there."""
        if isinstance(self.node.value, dict) and key not in self.node.items:
            message = f"missing {key!r}; expected {expected}"
            self.faults.append(self.node.mark.fault(self.path, message))

    def shown(self, key: str) -> str:
        """A value as it is written."""
        return repr(self.node.find((key,)).plain())

    def minute(self, key: str, moment: Moment | None, after: float) -> float | None:
        """The minute of a moment, or None with its fault kept."""
        if moment is None or self.world.clock is None:
            return None
        try:
            return minute_of(moment, self.world.clock, after)
        except ValueError as error:
            self.fault(str(error), key)
        return None

    def check_kinds(self, kinds: Iterable[str], *path: str) -> None:
        for kind in kinds:
            if self.world.kinds and kind not in self.world.kinds:
                hint = did_you_mean(kind, self.world.kinds)
                self.key_fault(f"unknown kind {kind!r}; {hint}", *path, kind)

    def check_donor(self, donor: str) -> str | None:
        """What is wrong with the name of a donor, if anything."""
        roads = self.world.roads
        if roads is None or donor in roads.forces or donor in roads.beyond:
            return None
        if donor in bodies():
            return f"{donor!r} is beyond the 43 forces; name it under 'beyond' too"
        return unknown_force(donor, roads.forces)

    def home_from(self, host: str, donor: str) -> float:
        """Minutes of a convoy between the main cities of host and donor."""
        assert self.world.roads is not None
        return quantise(self.world.roads.between(host, donor) * self.convoy_factor)


class OperationReader(_Taker):
    """Reads one planned operation, collecting its faults."""

    def __init__(
        self, keys: OperationKeys, node: Node, path: Path, world: World, convoy_factor: float
    ) -> None:
        super().__init__(node, path, world, convoy_factor)
        self.keys = keys
        self.operation_id = keys.id or operation_id(node)

    def read(self) -> Operation | None:
        """The operation, if it is sound."""
        self._check_like()
        self.missing("name", "what the operation is called, such as 'Carnival'")
        self.missing("force", "the host, such as 'metropolitan'")
        self.missing("begins", "when it begins, such as '08:00', or '-3h' for before the start")
        if self.keys.name and not self.operation_id:
            self.fault("found no letter to make an id of; expected 'id' besides", "name")
        host, begins = self._host(), self._begins()
        ends = self._ends(begins)
        units = self._units(host)
        name, roads = self.keys.name, self.world.roads
        if self.faults or not (name and roads and host and units) or begins is None or not ends:
            return None
        drives = {donor: self.home_from(host, donor) for donor in units} | {host: 0.0}
        drives = {donor: drives[donor] for donor in units}
        return Operation(self.operation_id, name, host, max(0.0, begins), ends, units, drives)

    def _check_like(self) -> None:
        like = self.keys.like
        if like is not None and like not in usual_operations():
            self.fault(
                f"unknown operation {like!r}; {did_you_mean(like, usual_operations())}", "like"
            )

    def _host(self) -> str | None:
        roads, force = self.world.roads, self.keys.force
        if roads is None or force is None:
            return None
        if force not in roads.forces:
            self.fault(unknown_force(force, roads.forces), "force")
            return None
        return force

    def _begins(self) -> float | None:
        """The minute at which it begins, below 0 if that is before the start."""
        begins, duration = self.minute("begins", self.keys.begins, 0.0), self.world.duration
        clock = self.world.clock
        if begins is not None and duration is not None and clock and begins >= duration:
            self.fault(
                f"{self.shown('begins')} is at {format_elapsed(begins)}, after the scenario's end "
                f"at {clock.format(duration)} ({format_elapsed(duration)}); "
                "begin earlier or lengthen 'duration'",
                "begins",
            )
            return None
        return begins

    def _ends(self, begins: float | None) -> float | None:
        keys, clock, items = self.keys, self.world.clock, self.node.items
        if "lasts" not in items and "ends" not in items:
            self.missing("lasts", "how long it goes on, such as '12h', or 'ends'")
        if keys.lasts is not None and keys.ends is not None:
            self.fault("found 'lasts' and 'ends', expected one of them", "ends")
            return None
        if begins is None or clock is None:
            return None
        key = "lasts" if keys.lasts is not None else "ends"
        ends = begins + keys.lasts if keys.lasts is not None else None
        ends = self.minute("ends", keys.ends, begins) if ends is None else ends
        if ends is not None and ends <= begins:
            self.fault(f"{self.shown(key)} is not after the operation begins", key)
        elif ends is not None and ends <= 0:
            over = f"over at {clock.format(ends)}, before the start at {clock.format(0)}"
            self.fault(f"the operation is {over}; leave it out", key)
        else:
            return ends
        return None

    def _units(self, host: str | None) -> Taken:
        keys = self.keys
        own, donors = keys.units or {}, keys.from_ or {}
        self.check_kinds(own, "units")
        for donor, units in donors.items():
            self.check_kinds(units, "from", donor)
            if donor == host:
                self.key_fault("found the host; its own stand under 'units'", "from", donor)
            elif problem := self.check_donor(donor):
                self.key_fault(problem, "from", donor)
        taken = _without_nothing(({host: own} if host else {}) | donors)
        items = self.node.items
        if "units" not in items and "from" not in items:
            self.missing("units", UNITS_FORM)
        elif host and not taken and (keys.units or keys.from_):
            self.fault(f"found no unit, expected {UNITS_FORM}", "units" if keys.units else "from")
        return taken


def _without_nothing(units: Mapping[str, Mapping[str, int]]) -> Taken:
    """By donor, then kind, in order; without what is 0."""
    found = {
        donor: {kind: count for kind, count in sorted(kinds.items()) if count}
        for donor, kinds in sorted(units.items())
    }
    return {donor: kinds for donor, kinds in found.items() if kinds}


class AidOutReader(_Taker):
    """Reads aid of one force that is out when the scenario starts, collecting its faults."""

    def __init__(
        self, keys: AidOutKeys, node: Node, path: Path, world: World, convoy_factor: float
    ) -> None:
        super().__init__(node, path, world, convoy_factor)
        self.keys = keys
        self.operation_id = aid_out_id(int(path[-1]))

    def read(self) -> Operation | None:
        """The aid as an operation, if it is sound."""
        self.missing("from", "the donor, such as 'kent'")
        self.missing("to", "whom it is with: a force, or a body outside the 43 in words")
        self.missing("units", UNITS_FORM)
        self.missing("until", "when it sets out for home, such as '+6h'")
        donor, to, ends, units = self._donor(), self._host(), self._ends(), self._units()
        if self.faults or self.world.roads is None or not (donor and to and ends and units):
            return None
        host, name, home = to
        drive = self.home_from(host, donor) if home is None else home
        return Operation(
            self.operation_id, f"Aid to {name}", host, 0.0, ends, {donor: units}, {donor: drive}
        )

    def _donor(self) -> str | None:
        donor = self.keys.from_
        if donor is None:
            return None
        problem = self.check_donor(donor)
        if problem:
            self.fault(problem, "from")
        return None if problem else donor

    def _host(self) -> tuple[str, str, float | None] | None:
        """Id, name and, for what is not one of the forces, minutes of the way home."""
        to, roads, donor = self.keys.to, self.world.roads, self.keys.from_
        if to is None or roads is None:
            return None
        if to == donor:
            self.fault("found the donor itself, expected another", "to")
        elif to in roads.forces:
            return to, roads.forces[to].name, None
        elif to in bodies():
            if donor in roads.forces:
                name = bodies()[to].name
                return to if to in roads.beyond else name, name, self._from_body(to, donor)
            if donor in roads.beyond:
                self.fault("found two bodies beyond the 43, expected one of them at most", "to")
        elif _is_slip(to, roads.forces):
            self.fault(unknown_force(to, roads.forces), "to")
        else:
            return to, to, 0.0
        return None

    def _from_body(self, body: str, donor: str) -> float:
        assert self.world.roads is not None
        drives = self.world.roads.to(donor, None, 0.0)
        return quantise(through_gateway([body], drives)[body] * self.convoy_factor)

    def _ends(self) -> float | None:
        ends = self.minute("until", self.keys.until, 0.0)
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
    """What the operation is called that an entry of ``aid_out`` becomes.

    >>> aid_out_id(0)
    'aid-out-1'
    """
    return f"{AID_OUT}-{place + 1}"


def _is_slip(to: str, forces: Mapping[str, Force]) -> bool:
    """Whether what should be a body in words is more likely a force misnamed."""
    if to.casefold() in {force.city.casefold() for force in forces.values()}:
        return True
    if region_told(to, {force_id: force.region for force_id, force in forces.items()}):
        return True
    near = _NEAR if to == slug(to) else _VERY_NEAR
    return len(could_be(to, forces)) > 1 or bool(get_close_matches(slug(to), forces, 1, near))


def read_operations(
    keys: LayerKeys, tree: Node, world: World, convoy_factor: float
) -> tuple[tuple[Operation, ...], list[Fault]]:
    """Planned operations and aid that is out, in order of (begin, id), and all their faults."""
    faults: list[Fault] = []
    found: list[Operation | None] = []
    first: dict[str, str] = {}
    readers: list[OperationReader | AidOutReader] = [
        *(
            OperationReader(each, tree.find(at), at, world, convoy_factor)
            for at, each in _placed("operations", keys.operations)
        ),
        *(
            AidOutReader(each, tree.find(at), at, world, convoy_factor)
            for at, each in _placed("aid_out", keys.aid_out)
        ),
    ]
    for reader in readers:
        found.append(reader.read())
        faults += reader.faults
        name, here = reader.operation_id, dotted(reader.path)
        before = first.setdefault(name, here)
        if name and before != here:
            same = f"the id {name!r} is that of {before} already; give one of them another 'id'"
            faults.append(reader.node.mark.fault(reader.path, same))
    operations = [each for each in found if each]
    return tuple(sorted(operations, key=lambda each: (each.begins, each.operation_id))), faults


def _placed(key: str, members: list[Member] | None) -> list[tuple[Path, Member]]:
    return [((key, place), each) for place, each in enumerate(members or [])]


def operation_ids(tree: Node) -> list[dict[str, Plain]]:
    """The id of each planned operation, as a scenario would write it."""
    listed = tree.find(("operations",)).value
    return [{"id": operation_id(node)} for node in listed] if isinstance(listed, list) else []
