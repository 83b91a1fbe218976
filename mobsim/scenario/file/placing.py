"""What does an incident of a scenario file need, where, and from which minute to which?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mobsim.country.demand import Need, Responsive, need_of, ramp_hold_decay
from mobsim.country.force_names import unknown_force
from mobsim.country.forces import Force
from mobsim.country.geography import (
    Road,
    drive_minutes_between_cities,
    drive_to_place,
    load_roads,
    nearest_force,
)
from mobsim.ground.clock import WallClock
from mobsim.ground.errors import Fault, did_you_mean
from mobsim.ground.units import format_elapsed
from mobsim.scenario.file.beyond_bodies import through_gateway
from mobsim.scenario.file.layers import incident_id
from mobsim.scenario.file.nested_keys import (
    RESPONSIVE,
    SEVERITIES,
    NeedKey,
    Place,
    Response,
    Shape,
    Steps,
    is_time,
)
from mobsim.scenario.file.scenario_keys import SHIPPED, IncidentKeys
from mobsim.scenario.file.times import minute_of
from mobsim.scenario.file.yaml_reading import Node, Path, Plain
from mobsim.scenario.scenario import Incident

LARGEST_NEED_FORM = "a need of at least one unit"


class Roads:
    """Light-traffic minutes from every force to every place."""

    def __init__(self, forces: Sequence[Force], table: str, beyond: Sequence[str] = ()) -> None:
        self.forces = {force.force_id: force for force in forces}
        """Those that can host."""
        self.beyond = beyond
        """Ids of bodies that come by the city of one of the forces."""
        self._ids = tuple(self.forces)
        self._drives = _city_drives(self._ids, table)

    def to(self, host: str, place: Place | None, own_travel: float) -> dict[str, float]:
        """Minutes to a place, or to the host's main city; own travel for the host."""
        if place is None:
            row = self._drives[self._ids.index(host)]
        else:
            cities = [(force.latitude, force.longitude) for force in self.forces.values()]
            row = tuple(drive_to_place(place.lat, place.lon, cities, self._drives))
        drives = dict(zip(self._ids, row, strict=True))
        return drives | through_gateway(self.beyond, drives) | {host: own_travel}

    def between(self, host: str, donor: str) -> float:
        """Minutes between two main cities."""
        return self.to(host, None, 0.0)[donor]

    def nearest(self, place: Place) -> str:
        """The force whose main city is nearest."""
        return nearest_force(place.lat, place.lon, self.forces.values()).force_id


def _city_drives(force_ids: tuple[str, ...], table: str) -> tuple[tuple[float, ...], ...]:
    if table == SHIPPED:
        return _shipped_drives(force_ids)
    return _drives(load_roads(table, force_ids=force_ids), force_ids, table)


@cache
def _shipped_drives(force_ids: tuple[str, ...]) -> tuple[tuple[float, ...], ...]:
    return _drives(load_roads(force_ids=force_ids), force_ids, "roads.csv")


def _drives(
    roads: Sequence[Road], force_ids: tuple[str, ...], name: str
) -> tuple[tuple[float, ...], ...]:
    rows = drive_minutes_between_cities(roads, force_ids, name=name)
    return tuple(tuple(row) for row in rows)


@dataclass(frozen=True, slots=True)
class World:
    """What an incident is placed in; a part is None where it could not be read itself."""

    clock: WallClock | None
    duration: float | None
    roads: Roads | None
    kinds: tuple[str, ...]
    own_travel: float


class IncidentReader:
    """Places one incident, collecting its faults."""

    def __init__(self, keys: IncidentKeys, node: Node, path: Path, world: World) -> None:
        self.keys = keys
        self.node = node
        self.path = path
        self.world = world
        self.faults: list[Fault] = []
        self.incident_id = keys.id or incident_id(node)

    def fault(self, message: str, *path: str | int) -> None:
        """A fault of the value at a path below the incident."""
        self.faults.append(self.node.find(path).mark.fault((*self.path, *path), message))

    def missing(self, key: str, expected: str) -> None:
        """A fault of the incident, if it lacks a key."""
        if isinstance(self.node.value, dict) and key not in self.node.items:
            message = f"missing {key!r}; expected {expected}"
            self.faults.append(self.node.mark.fault(self.path, message))

    def read(self) -> tuple[Incident | None, dict[str, Plain]]:
        """The incident, if it is sound, and what was worked out for keys that it lacks."""
        self.missing("name", "what the incident is called, such as 'Leeds'")
        self.missing("begins", "when it begins, such as '20:00' or '+2h'")
        if self.keys.name and not self.incident_id:
            self.fault("found no letter to make an id of; expected 'id' besides", "name")
        host, begins = self._host(), self._begins()
        need = self._needs(begins, self._end(begins) if begins is not None else None)
        name, duration, roads = self.keys.name, self.world.duration, self.world.roads
        if self.faults or not (name and duration and roads and host and need) or begins is None:
            return None, {}
        drives = roads.to(host, self.keys.place, self.world.own_travel)
        over = [_over(each) for each in need.values()]
        lasts = [minute for minute in over if minute is not None]
        ends = max(lasts) if len(lasts) == len(need) else duration
        holding = bool(self.keys.holding)
        incident = Incident(
            self.incident_id, name, host, begins, ends, need, drives, holding=holding
        )
        return incident, {"id": self.incident_id, "force": host, "holding": False}

    def _host(self) -> str | None:
        roads, keys = self.world.roads, self.keys
        if "force" not in self.node.items and "place" not in self.node.items:
            self.missing("force", "the host, such as 'west-yorkshire', or a place")
        if roads is None:
            return None
        if keys.force is None:
            lacks_force = "force" not in self.node.items
            return roads.nearest(keys.place) if keys.place and lacks_force else None
        if keys.force not in roads.forces:
            self.fault(unknown_force(keys.force, roads.forces), "force")
            return None
        return keys.force

    def _begins(self) -> float | None:
        clock, duration = self.world.clock, self.world.duration
        if clock is None or self.keys.begins is None:
            return None
        try:
            minute = minute_of(self.keys.begins, clock, 0.0)
        except ValueError as error:
            self.fault(str(error), "begins")
            return None
        at = f"{self.node.find(('begins',)).plain()!r}"
        if minute < 0:
            self.fault(f"{at} is before the start at {clock.format(0)}", "begins")
        elif duration is not None and minute >= duration:
            self.fault(
                f"{at} is at {format_elapsed(minute)}, after the scenario's end at "
                f"{clock.format(duration)} ({format_elapsed(duration)}); "
                "begin earlier or lengthen 'duration'",
                "begins",
            )
        else:
            return minute
        return None

    def _end(self, begins: float) -> float | None:
        """The minute at which every need ends, if the scenario says so."""
        keys = self.keys
        if keys.lasts is not None and keys.ends is not None:
            self.fault("found 'lasts' and 'ends', expected one of them", "ends")
        if keys.lasts is not None:
            return begins + keys.lasts
        if keys.ends is None or self.world.clock is None:
            return None
        try:
            minute = minute_of(keys.ends, self.world.clock, begins)
        except ValueError as error:
            self.fault(str(error), "ends")
            return None
        if minute <= begins:
            found = self.node.find(("ends",)).plain()
            self.fault(f"{found!r} is not after the incident begins", "ends")
            return None
        return minute

    def _needs(self, begins: float | None, end: float | None) -> dict[str, Need | Responsive]:
        keys, items = self.keys, self.node.items
        if keys.severity is not None and "need" in items:
            self.fault("found 'severity' and 'need', expected one of them", "severity")
        if "severity" not in items and "need" not in items:
            self.missing("need", f"{LARGEST_NEED_FORM}, such as {{psu: 40}}, or a severity")
        wanted: dict[str, NeedKey] = keys.need or {}
        if keys.severity is not None:
            wanted = {"psu": SEVERITIES[keys.severity]}
        if keys.holding:
            self._check_written(wanted)
        for kind in items["need"].items if "need" in items else ():
            if self.world.kinds and kind not in self.world.kinds and not is_time(kind):
                hint = did_you_mean(kind, self.world.kinds)
                mark = self.node.find(("need", kind)).key_mark
                self.faults.append(
                    mark.fault((*self.path, "need", kind), f"unknown kind {kind!r}; {hint}")
                )
        if begins is None:
            return {}
        found = {kind: self._need(kind, wanted[kind], begins, end) for kind in sorted(wanted)}
        needed = {kind: need for kind, need in found.items() if need and need.peak}
        if wanted and None not in found.values() and not needed:
            self.fault(f"found a need of nothing, expected {LARGEST_NEED_FORM}", "need")
        return needed

    def _check_written(self, wanted: Mapping[str, NeedKey]) -> None:
        for kind, key in wanted.items():
            if isinstance(key, Response):
                self.fault(
                    "found a need that grows while it is not met, in a holding area, where units "
                    "stand ready for others; expected a number, steps or a peak",
                    *("need", kind, RESPONSIVE),
                )

    def _need(
        self, kind: str, key: NeedKey, begins: float, end: float | None
    ) -> Need | Responsive | None:
        if isinstance(key, Response):
            ends = end if end is not None else self.world.duration
            return _response(key, begins, ends) if ends is not None else None
        if isinstance(key, Shape):
            stops = begins + key.ramp + key.hold + key.decay
            if end is not None and stops > end:
                self._outlasts(kind, stops - begins)
                return None
            return _shape(key, begins)
        steps = self._steps(kind, key, begins, end) if isinstance(key, Steps) else [(begins, key)]
        if steps is None:
            return None
        return need_of([*steps, (end, 0)] if end is not None else steps)

    def _steps(
        self, kind: str, key: Steps, begins: float, end: float | None
    ) -> list[tuple[float, int]] | None:
        clock = self.world.clock
        assert clock is not None
        steps: list[tuple[float, int]] = []
        before = len(self.faults)
        for i, (at, units) in enumerate(key.steps):
            place = ("need", kind, i, "at")
            try:
                minute = minute_of(at, clock, begins)
            except ValueError as error:
                self.fault(str(error), *place)
                continue
            found = self.node.find(place).plain()
            if minute < begins:
                self.fault(f"{found!r} is before the incident begins", *place)
            elif end is not None and minute >= end:
                self.fault(f"{found!r} is not before the incident ends", *place)
            elif steps and minute <= steps[-1][0]:
                self.fault(f"{found!r} is not after the step before it; put steps in order", *place)
            else:
                steps.append((minute, units))
        return steps if len(self.faults) == before else None

    def _outlasts(self, kind: str, minutes: float) -> None:
        self.fault(
            f"ramp, hold and decay go on until {format_elapsed(minutes)}, "
            "after the incident ends; shorten them or leave out its end",
            *("need", kind),
        )


def _over(need: Need | Responsive) -> float | None:
    """The minute from which nothing is needed any more; None if that never comes."""
    if isinstance(need, Responsive):
        return need.ends
    return None if need.units[-1] else need.minutes[-1]


def _response(key: Response, begins: float, ends: float) -> Responsive:
    return Responsive(begins, ends, key.starts, key.most, key.growth, key.decay, key.step)


def _shape(key: Shape, begins: float) -> Need:
    return ramp_hold_decay(key.peak, begins, key.ramp, key.hold, key.decay, key.step)
