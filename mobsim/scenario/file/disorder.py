"""Where do the drawn incidents of a scenario file come from?"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mobsim.country.demand import (
    Activity,
    Course,
    Source,
    Spreading,
    Stochastic,
    Window,
)
from mobsim.country.force_names import unknown_force
from mobsim.country.forces import Force
from mobsim.country.geography import great_circle_km
from mobsim.ground.clock import WallClock
from mobsim.ground.units import format_elapsed, round_half_up
from mobsim.policy.describing import Plugin
from mobsim.scenario.file.choices import Chosen, arguments_of, plugin_of
from mobsim.scenario.file.disorder_keys import DISORDER, END, POPULATION
from mobsim.scenario.file.layers import incident_id
from mobsim.scenario.file.nested_keys import times_needed
from mobsim.scenario.file.part_reading import PartReader
from mobsim.scenario.file.placing import World
from mobsim.scenario.file.times import Offset
from mobsim.scenario.file.yaml_reading import Node
from mobsim.scenario.plugins import Country
from mobsim.scenario.scenario import Disorder

NOTHING = "none"
"""The word that means that a scenario states all its incidents and draws none."""

_DRAWN_ID = re.compile(r"(.+)-[1-9]\d*")
_MILLION = 1_000_000


class DisorderReader(PartReader):
    """Makes a source of incidents from a choice, and collects its faults.

    ``chosen`` is None if it could not be read; ``tree`` is the whole scenario.
    """

    def __init__(self, chosen: Chosen | None, tree: Node, world: World) -> None:
        self.name = chosen.name if chosen else NOTHING
        super().__init__(tree, ("disorder", self.name))
        self.given: Mapping[str, Any] = chosen.parameters if chosen else {}
        self.world = world

    def read(self) -> Disorder | None:
        """The source of incidents; None if there is no source, or it has a fault."""
        world = self.world
        clock, duration, roads = world.clock, world.duration, world.roads
        if self.name == NOTHING or not (clock and duration and roads):
            return None
        forces = tuple(roads.forces.values())
        if self.name not in DISORDER:
            return self._plugged(forces, world)
        self._check_ids(forces)
        weights = self._weights(forces) if self._has("places") else {}
        self._check_pool()
        window = self._window(clock, duration) if self._has("from", "until") else None
        if window is not None:
            self._check_activity(window, clock, duration)
        if self.faults or window is None or not self._has(*DISORDER[self.name]):
            return None  # a parameter that could not be read is a fault already
        source: Source
        if self.name == "stochastic":
            activity = self.given["activity"]
            source = Stochastic(self.given["mean"], window, weights, activity, self._course())
        else:
            source = self._spreading(window, weights, forces)
        drives = {host: roads.to(host, None, world.own_travel) for host in weights}
        return Disorder(source, drives)

    def _has(self, *names: str) -> bool:
        """Whether all the named parameters could be read."""
        return self.given.keys() >= set(names)

    def _plugged(self, forces: Sequence[Force], world: World) -> Disorder | None:
        """The source of a plug-in, which can place an incident in any force."""
        plugin, roads = plugin_of("disorder", self.name), world.roads
        assert plugin is not None
        assert roads is not None
        self._check_ids(forces)
        given = arguments_of(
            "disorder",
            Chosen(self.name, self.given),
            lambda moment, key: self.minute(moment, world.clock, 0.0, key) or 0.0,
        )
        if given is None or self.faults:
            return None
        source = made_of(plugin, given, self.fault, country_of(forces))
        if source is None:
            return None
        hosts = (force.force_id for force in forces)
        return Disorder(source, {host: roads.to(host, None, world.own_travel) for host in hosts})

    def _check_ids(self, forces: Sequence[Force]) -> None:
        known = {force.force_id for force in forces}
        stated = self.tree.items.get("incidents")
        for i, node in enumerate(stated.value if stated and isinstance(stated.value, list) else ()):
            name = incident_id(node)
            match = _DRAWN_ID.fullmatch(name)
            if match and match[1] in known:
                message = f"the id {name!r} is reserved for a drawn incident"
                fault = node.mark.fault(("incidents", i), f"{message}; give it another 'id'")
                self.faults.append(fault)

    def _window(self, clock: WallClock, duration: float) -> Window | None:
        """The period in which spontaneous incidents can begin, or None if it has a fault.

        An offset in ``from`` or in ``until`` counts from the start of the scenario.
        """
        first, last = self.minute(self.given["from"], clock, 0.0, "from"), duration
        if first is not None and self.given["until"] != END:
            after = 0.0 if isinstance(self.given["until"], Offset) else max(first, 0.0)
            until = self.minute(self.given["until"], clock, after, "until")
            if until is None:
                first = None
            else:
                last = until
        if first is None:
            return None
        end = f"the scenario's end at {clock.format(duration)} ({format_elapsed(duration)})"
        if first < 0:
            self.fault(f"{self.shown('from')} is before the start at {clock.format(0)}", "from")
        elif first >= duration:
            at = f"{self.shown('from')} is at {format_elapsed(first)}"
            self.fault(f"{at}, expected a time before {end}", "from")
        elif last > duration:
            at = f"{self.shown('until')} is at {format_elapsed(last)}"
            self.fault(f"{at}, after {end}; expected a time before it, or 'end'", "until")
        elif last <= first:
            self.fault(f"{self.shown('until')} is not after 'from'", "until")
        else:
            return Window(first, last)
        return None

    def _weights(self, forces: Sequence[Force]) -> dict[str, float]:
        """The share of the total weight that each force has, in order of id."""
        places = self.given["places"]
        found: dict[str, float] = {force.force_id: force.population for force in forces}
        if places != POPULATION:
            known = {force.force_id: force for force in forces}
            for i, name in enumerate(places):
                if name not in found:
                    at = i if isinstance(places, list) else name
                    self.fault(unknown_force(name, known), "places", at)
            residents = found
            found = {name: residents[name] for name in sorted(places) if name in residents}
            if not isinstance(places, list):
                found = {name: places[name] for name in found}
        total = sum(found.values())
        if not total and not self.faults:
            self.fault("found no residents there, expected weights such as {kent: 1}", "places")
        return {name: weight / total for name, weight in found.items()} if total else {}

    def _check_pool(self) -> None:
        if not self._has("pool_per_million", "branching"):
            return
        branching = self.given["branching"]
        if self.given["pool_per_million"] is None and branching >= 1:
            self.fault(
                f"found 'none' with a branching of {branching:g}, which never ends; "
                "expected incidents per million residents, or a branching below 1",
                "pool_per_million",
            )

    def _check_activity(self, window: Window, clock: WallClock, duration: float) -> None:
        if not self._has("activity"):
            return
        activity = Activity(self.given["activity"], clock, duration)
        if activity.at(window.first) == activity.at(window.last):
            self.fault("found no activity between 'from' and 'until'; expected some", "activity")

    def _course(self) -> Course:
        given, factor = self.given, self.world.need_factor
        sizes = tuple((times_needed(units, factor), share) for units, share in given["severity"])
        return Course(sizes, given["ramp"], given["hold"], given["decay"], given["step"])

    def _spreading(
        self, window: Window, weights: Mapping[str, float], forces: Sequence[Force]
    ) -> Spreading:
        given, pool = self.given, self.given["pool_per_million"]
        residents = {force.force_id: force.population for force in forces}
        return Spreading(
            background=given["background"],
            window=window,
            branching=given["branching"],
            delay=given["delay"],
            reach_km=given["reach_km"],
            nationwide=given["nationwide"],
            weights=weights,
            pools={name: _pool(pool, residents[name]) for name in weights},
            km=distances(forces),
            by_hour=given["activity"],
            course=self._course(),
        )


def _pool(per_million: float | None, residents: int) -> int | None:
    if per_million is None:
        return None
    return max(1, round_half_up(per_million * residents / _MILLION))


def distances(forces: Sequence[Force]) -> dict[str, dict[str, float]]:
    """The straight-line distances between all main cities, in kilometres."""
    cities = {each.force_id: (each.latitude, each.longitude) for each in forces}
    return {
        here: {there: great_circle_km(*at, *cities[there]) for there in cities}
        for here, at in cities.items()
    }


def country_of(forces: Sequence[Force]) -> Country:
    """The facts about the country that a plug-in's source of incidents receives."""
    return Country(
        {force.force_id: force.population for force in forces},
        distances(forces),
    )


def made_of(
    plugin: Plugin, given: Mapping[str, Any], fault: Callable[[str], None], *first: object
) -> Any:
    """The object that a plug-in makes from its parameters; None, and a fault, if this fails."""
    try:
        return plugin.make(*first, **given)
    except Exception as error:
        said = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
        fault(f"the plug-in refused its parameters: {said}")
    return None
