"""Where is an incident of a scenario file, when does it begin and end, and what does it need?"""

import math
from abc import ABC, abstractmethod
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any, Generic, TypeVar

from mobsim.country.demand import Need, Responsive, need_of, ramp_hold_decay
from mobsim.country.forces import Force
from mobsim.country.geography import (
    drive_minutes_between_cities,
    drive_to_place,
    load_roads,
    nearest_force,
)
from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.errors import did_you_mean
from mobsim.ground.units import format_elapsed, quantise
from mobsim.scenario.file.beyond_bodies import through_gateway
from mobsim.scenario.file.layers import incident_id
from mobsim.scenario.file.nested_keys import (
    DAILY,
    RESPONSIVE,
    SEVERITIES,
    Daily,
    NeedKey,
    Place,
    Shape,
    Steps,
    is_time,
    times_needed,
)
from mobsim.scenario.file.part_reading import PartReader
from mobsim.scenario.file.placing_by_name import unknown_host
from mobsim.scenario.file.scenario_keys import IncidentKeys, OperationKeys
from mobsim.scenario.file.times import DateAndTime, in_london
from mobsim.scenario.file.yaml_reading import Node, Path, Plain, dotted
from mobsim.scenario.scenario import Incident, Operation

NEED_FORM = "a need of at least one unit"

Made = TypeVar("Made", Incident, Operation)


class Roads:
    """The length of the drive in light traffic from every force to every place, in minutes."""

    def __init__(
        self,
        forces: Sequence[Force],
        table: str | None,
        beyond: Sequence[str] = (),
        left_out: Container[str] = (),
    ) -> None:
        self._everybody = {force.force_id: force for force in forces}
        self.forces = {name: each for name, each in self._everybody.items() if name not in left_out}
        """The forces that can be hosts of incidents."""
        self.beyond = beyond
        """Ids of the bodies whose crews drive through the main city of a force."""
        self._ids = tuple(self._everybody)
        self._drives = _drives(self._ids, table) if table else _shipped_drives(self._ids)

    def to(
        self, host: str, place: tuple[float, float] | None, own_travel: float
    ) -> dict[str, float]:
        """The minutes that the drive takes from each force to a place, or to the host's main city.

        For the host itself, the drive takes the minutes of ``own_travel``.
        """
        if place is None:
            row = self._drives[self._ids.index(host)]
        else:
            cities = [(force.latitude, force.longitude) for force in self._everybody.values()]
            row = tuple(drive_to_place(*place, cities, self._drives))
        drives = dict(zip(self._ids, row, strict=True))
        playing = {name: minutes for name, minutes in drives.items() if name in self.forces}
        return playing | through_gateway(self.beyond, drives) | {host: own_travel}

    def convoy(
        self, host: str, donor: str, factor: float, place: tuple[float, float] | None = None
    ) -> float:
        """The minutes that a donor's convoy takes to a place of the host, in whole ticks.

        If no place is given, the convoy drives to the host's main city.
        """
        return quantise(self.to(host, place, 0.0)[donor] * factor)

    def nearest(self, place: Place) -> str:
        """The force whose main city is nearest, even if the force is not in play."""
        return nearest_force(place.lat, place.lon, self._everybody.values()).force_id


@cache
def _shipped_drives(force_ids: tuple[str, ...]) -> tuple[tuple[float, ...], ...]:
    return _drives(force_ids, None)


def _drives(force_ids: tuple[str, ...], table: str | None) -> tuple[tuple[float, ...], ...]:
    roads = load_roads(table, force_ids=force_ids)
    rows = drive_minutes_between_cities(roads, force_ids, name=table or "roads.csv")
    return tuple(tuple(row) for row in rows)


@dataclass(frozen=True, slots=True)
class World:
    """The facts about a scenario that a reader needs; a fact is None if it could not be read."""

    clock: WallClock | None
    duration: float | None
    roads: Roads | None
    kinds: tuple[str, ...]
    own_travel: float
    convoy_factor: float
    need_factor: float
    """The factor by which the units of each stated need are multiplied; usually 1."""


class MemberReader(PartReader, ABC, Generic[Made]):
    """Makes an incident or operation from an entry of a list, and collects its faults."""

    noun = ""
    """The word that messages use for the entry."""
    keys: Any

    def __init__(self, keys: Any, tree: Node, path: Path, world: World) -> None:
        super().__init__(tree, path)
        self.keys = keys
        self.world = world
        self.made_id = self.own_id()
        self.worked_out: dict[str, Plain] = {}
        """Computed values for the keys that the entry leaves out."""

    @abstractmethod
    def own_id(self) -> str:
        """The id of the entry, which must be unique; empty if the entry has no id."""

    @abstractmethod
    def read(self) -> Made | None:
        """The incident or operation that the entry describes, or None if it has a fault."""

    def check_name(self) -> None:
        if self.keys.name and not self.made_id:
            self.fault("found no letter to make an id from; expected 'id' as well", "name")

    def check_kinds(self, kinds: Iterable[str], *path: str) -> None:
        for kind in kinds:
            if self.world.kinds and kind not in self.world.kinds:
                hint = did_you_mean(kind, self.world.kinds)
                self.key_fault(f"unknown kind {kind!r}; {hint}", *path, kind)

    def host(self) -> str | None:
        """The force that the entry names as the host; None if the force is missing or unknown."""
        roads = self.world.roads
        force: str | None = self.keys.force
        if roads is None or force is None:
            return None
        if force not in roads.forces:
            self.fault(unknown_host(force, roads.forces), "force")
            return None
        return force

    def host_of_place(self) -> str | None:
        """The named force, or the force nearest to the place if no force is named."""
        self.missing("force", "the host, such as 'west-yorkshire', or a town as 'place'", "place")
        roads, place = self.world.roads, self.keys.place
        if roads and isinstance(place, Place) and "force" not in self.node.items:
            nearest = roads.nearest(place)
            if nearest in roads.forces:
                return nearest
            message = f"the nearest force, {nearest!r}, is not in play; name the host as 'force'"
            self.fault(f"{message}, or add it to 'forces_in_play'", "place")
            return None
        return self.host()

    def begins(self, *, before_start: bool) -> float | None:
        """The minute when the entry begins, which is below 0 only if ``before_start`` is true."""
        given = self.keys.begins, self.world.clock, self.world.duration
        return self.beginning("begins", *given, before_start=before_start)

    def ends(self, begins: float | None) -> float | None:
        """The minute at which the entry ends, if the scenario states it."""
        keys: IncidentKeys | OperationKeys = self.keys
        if keys.lasts is not None and keys.ends is not None:
            self.fault("found 'lasts' and 'ends', expected one of them", "ends")
        if begins is None:
            return None
        if keys.lasts is not None:
            return begins + keys.lasts
        ends = self.minute(keys.ends, self.world.clock, begins, "ends")
        if ends is not None and ends <= begins:
            self.fault(f"{self.shown('ends')} is not after the {self.noun} begins", "ends")
            return None
        return ends


def read_entries(readers: Iterable[MemberReader[Made]], whole: PartReader) -> tuple[Made, ...]:
    """The incidents or operations that the entries without faults describe, by (begins, id).

    ``whole`` collects all faults.
    """
    found: dict[str, Made] = {}
    first: dict[str, str] = {}
    for reader in readers:
        made = reader.read()
        whole.faults += reader.faults
        name, mark = reader.made_id, reader.node.mark
        here = f"{mark.file}:{mark.line}" if mark.cell else dotted(reader.path)
        before = first.setdefault(name, here)
        if name and before != here:
            same = f"the id {name!r} already belongs to {before}; give one of them another 'id'"
            whole.fault(same, *reader.path)
        elif made:
            found[name] = made
    return tuple(found[name] for name in sorted(found, key=lambda each: (found[each].begins, each)))


class IncidentReader(MemberReader[Incident]):
    """Reads one incident."""

    noun = "incident"

    keys: IncidentKeys

    def own_id(self) -> str:
        return self.keys.id or incident_id(self.node)

    def read(self) -> Incident | None:
        town = () if self.node.find(("place",)).items else ("place",)
        self.missing("name", "what the incident is called, such as 'Leeds'", *town)
        self.missing("begins", "when it begins, such as '20:00' or '+2h'")
        self.check_name()
        host, begins = self.host_of_place(), self.begins(before_start=False)
        need = self._needs(begins, self.ends(begins) if begins is not None else None)
        name, duration, roads = self.keys.name, self.world.duration, self.world.roads
        place = self.keys.place
        if self.faults or not (name and duration and roads and host and need) or begins is None:
            return None
        if isinstance(place, str):
            return None  # no such town; this is already a fault
        self.worked_out = {"id": self.made_id, "force": host, "holding": False}
        drives = roads.to(host, place, self.world.own_travel)
        over = max(each.over if isinstance(each, Need) else each.ends for each in need.values())
        ends = duration if math.isinf(over) else over
        holding = bool(self.keys.holding)
        made = Incident(self.made_id, name, host, begins, ends, need, drives)
        return replace(made, end=self.keys.end, holding=holding, priority=self.keys.priority)

    def _needs(self, begins: float | None, end: float | None) -> dict[str, Need | Responsive]:
        keys, items = self.keys, self.node.items
        if keys.severity is not None and "need" in items:
            self.fault("found 'severity' and 'need', expected one of them", "severity")
        self.missing("need", f"{NEED_FORM}, such as {{psu: 40}}, or a severity", "severity")
        wanted: dict[str, NeedKey] = keys.need or {}
        if keys.severity is not None:
            wanted = {"psu": SEVERITIES[keys.severity]}
        if keys.holding:
            self._check_written(wanted)
        written = items["need"].items if "need" in items else ()
        self.check_kinds((kind for kind in written if not is_time(kind)), "need")
        if begins is None:
            return {}
        found = {kind: self._need(kind, wanted[kind], begins, end) for kind in sorted(wanted)}
        needed = {kind: need for kind, need in found.items() if need and need.peak}
        if wanted and None not in found.values() and not needed:
            self.fault(f"found a need of nothing, expected {NEED_FORM}", "need")
        return needed

    def _check_written(self, wanted: Mapping[str, NeedKey]) -> None:
        for kind, key in wanted.items():
            if isinstance(key, Responsive):
                self.fault(
                    "found a need that grows while it is not met, in a holding area, where units "
                    "stand ready for others; expected a number, steps or a peak",
                    *("need", kind, RESPONSIVE),
                )

    def _need(
        self, kind: str, key: NeedKey, begins: float, end: float | None
    ) -> Need | Responsive | None:
        if isinstance(key, Responsive):
            ends = end if end is not None else self.world.duration
            if ends is None:
                return None
            starts, most = self._units(key.units), self._units(key.most)
            return replace(key, begins=begins, ends=ends, units=starts, most=most)
        if isinstance(key, Shape):
            stops = begins + key.ramp + key.hold + key.decay
            if end is not None and stops > end:
                self.fault(
                    f"ramp, hold and decay last until {format_elapsed(stops - begins)}, "
                    "after the incident ends; shorten them or leave out its end",
                    *("need", kind),
                )
                return None
            peak = self._units(key.peak)
            return ramp_hold_decay(peak, begins, key.ramp, key.hold, key.decay, key.step)
        steps: list[tuple[float, int]] | None = None
        if isinstance(key, Daily):
            steps = self._daily(kind, key, begins, end)
        elif isinstance(key, tuple):
            steps = self._steps(kind, key, begins, end)
        else:
            steps = [(begins, key)]
        if steps is None:
            return None
        needed = [(minute, self._units(units)) for minute, units in steps]
        return need_of([*needed, (end, 0)] if end is not None else needed)

    def _units(self, stated: int) -> int:
        """The units that the incident needs, or the stated number of units for a holding area."""
        return stated if self.keys.holding else times_needed(stated, self.world.need_factor)

    def _daily(
        self, kind: str, key: Daily, begins: float, end: float | None
    ) -> list[tuple[float, int]] | None:
        """The steps of need on each day until the incident ends.

        The first step is the step that applies when the incident begins.
        """
        clock, last = self.world.clock, end if end is not None else self.world.duration
        if clock is None or last is None:
            return None
        first_day = clock.at(begins).date() - timedelta(days=1)
        days = (clock.at(last).date() - first_day).days + 1
        steps: list[tuple[float, int]] = []
        try:
            for day in (first_day + timedelta(days=n) for n in range(days)):
                for at, units in key.steps:
                    wall = datetime.combine(day, time(at.hour, at.minute))
                    # First ignore the clock change: a time that is over is not a fault.
                    minute = clock.minute_of(wall.replace(tzinfo=LONDON, fold=1))
                    if minute <= begins:
                        steps = [(begins, units)]
                    elif minute < last:
                        steps.append((clock.minute_of(in_london(DateAndTime(wall))), units))
        except ValueError as error:
            said = str(error).partition(";")[0]
            mend = "name another time of day, or write the steps of that night one by one"
            self.fault(f"{said}; {mend}", "need", kind, DAILY)
            return None
        return steps

    def _steps(
        self, kind: str, key: Steps, begins: float, end: float | None
    ) -> list[tuple[float, int]] | None:
        steps: list[tuple[float, int]] = []
        before = len(self.faults)
        for i, (at, units) in enumerate(key):
            place = ("need", kind, i, "at")
            minute = self.minute(at, self.world.clock, begins, *place)
            if minute is None:
                continue
            found = self.node.find(place).plain()
            if minute < begins:
                self.fault(f"{found!r} is before the incident begins", *place)
            elif end is not None and minute >= end:
                self.fault(f"{found!r} is not before the incident ends", *place)
            elif self.world.duration is not None and minute >= self.world.duration:
                late = f"{found!r} is at {format_elapsed(minute)}, after the scenario's end"
                self.fault(f"{late}; put steps in order, or lengthen 'duration'", *place)
            elif steps and minute <= steps[-1][0]:
                self.fault(f"{found!r} is not after the step before it; put steps in order", *place)
            else:
                steps.append((minute, units))
        return steps if len(self.faults) == before else None
