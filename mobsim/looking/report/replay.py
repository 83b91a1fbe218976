"""Which data does a page need to replay a night?

The data give the minutes when each number of units changes, the minutes when each convoy leaves and
arrives, and the minute of each message. The page looks up these minutes, and moves marks along
their way between two minutes. All minutes are whole. A change counts from the next whole minute. So
at each minute, the page shows all events in the log up to that minute.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, timedelta
from itertools import accumulate, pairwise
from typing import Any, cast

from mobsim.country.lines import PSU
from mobsim.ground.clock import WallClock
from mobsim.looking.report.escalation import NightMessages, Party
from mobsim.looking.report.map_layout import HEIGHT, WIDTH, Atlas, atlas_of
from mobsim.looking.report.mark_layout import (
    Disc,
    NameWish,
    PlacedName,
    force_radius,
    place_radius,
    placed_names,
    set_apart,
)
from mobsim.looking.report.source import NightSource
from mobsim.looking.report.whereabouts import Leg, Place, Whereabouts
from mobsim.scoring import Tally
from mobsim.scoring.events import NPOCC
from mobsim.scoring.headlines import deepest
from mobsim.scoring.steps import StepCurve
from mobsim.telling.wording import force_name, place_name, several, shortened, units

SORTS = ("own", "aid", "home")
SAYINGS = ("request", "ask", "answer")
FONTS = (21, 34)
"""The heights of names in units of the page: first on a wide screen, then on a narrow screen."""
LONGEST_LABEL = 20
"""The most letters in a name on the map."""


def whole(minute: float) -> int:
    """The first whole minute at which the page shows an event that happened at a given minute.

    >>> whole(11.0), whole(11.2)
    (11, 12)
    """
    return math.ceil(minute)


def packed(steps: StepCurve, end: int) -> list[int]:
    """The first level and, for each change, the minutes since the last change and the new level.

    >>> there = StepCurve(2)
    >>> there.change(30.5, -1); there.change(30.7, -1); there.change(60.0, 3)
    >>> packed(there, 480)
    [2, 31, 0, 29, 3]
    """
    levels: dict[int, int] = {}
    for minute, level in zip(steps.minutes, steps.levels, strict=True):
        levels[whole(minute)] = level
    told, before, since = [steps.base], steps.base, 0
    for at, level in levels.items():
        if level != before and at <= end:
            told += [at - since, level]
            before, since = level, at
    return told


class Replay:
    """The data about a night that a page needs for its replay."""

    def __init__(self, source: NightSource) -> None:
        self.source = source
        facts = source.facts
        self.end = math.floor(facts.duration)
        self.tally = Tally(facts)
        for row in source.log:
            self.tally.add(row)
        self.clock = facts.clock or source.scenario.clock
        self.whereabouts = Whereabouts(source.log, facts.duration)
        self.fronts = {**self.tally.fronts, **self.tally.areas}
        self.atlas: Atlas = atlas_of(source.scenario, facts, self.whereabouts.legs)
        # These are in the order of the log and scenario; a saved result may have another order.
        self.incidents = [name for name in self.tally.clocks if name in facts.incidents]
        needed = {kind for (_, kind), front in self.fronts.items() if front.need.minutes}
        kinds = (kind.kind_id for kind in source.scenario.kinds)
        self.kinds = [kind for kind in kinds if kind in needed]
        self.main_kind = PSU if PSU in self.kinds or not self.kinds else self.kinds[0]
        self.forces = self._forces()
        self.escalation = NightMessages(source.log)
        self.desks = [desk for desk in self.escalation.desks if desk in self.atlas.desks]
        self.marks: dict[Place, Disc] = self._marks()

    def _forces(self) -> list[str]:
        """The 43 forces, then other bodies that lent units; both groups are in order of name."""
        facts, placed = self.source.facts, self.atlas.tiles
        known = {*facts.stock, *(force for force, _ in self.whereabouts.out)}
        found = [force for force in known if ("force", force) in placed]
        return sorted(found, key=lambda force: (force not in facts.stock, force_name(facts, force)))

    def _marks(self) -> dict[Place, Disc]:
        """The positions of places and forces; places come first, so that no force hides them."""
        marks: dict[Place, Disc] = {}
        for incident in self.incidents:
            levels = [level for kind in self.kinds for level in self.front_of(incident, kind) or ()]
            most = max((level.highest()[0] for level in levels[::4]), default=0)
            changes = [minute for level in levels for minute in level.minutes]
            times = (min(changes, default=0.0), max(changes, default=0.0))
            disc = Disc(*self.atlas.spots["incident", incident], place_radius(most), *times)
            marks["incident", incident] = set_apart(disc, marks.values())
        fit = {force: self._most_fit(force) for force in self.forces}
        for force in sorted(self.forces, key=lambda each: (-fit[each], each)):
            disc = Disc(*self.atlas.spots["force", force], force_radius(fit[force]))
            marks["force", force] = set_apart(disc, marks.values())
        return marks

    def _most_fit(self, force: str) -> int:
        """The largest number of fit crews of one kind that any force has."""
        owned = self.source.facts.stock.get(force, {})
        return max((owned[kind].fit for kind in self.kinds if kind in owned), default=0)

    def names(self, font: float) -> list[PlacedName]:
        """The names of places and forces that fit on the map, with letters of a given height."""
        wishes = [
            NameWish(place, disc, self._names(place), bold=place[0] == "incident")
            for place, disc in self.marks.items()
        ]
        return placed_names(wishes, font, WIDTH, HEIGHT)

    def short_name(self, force: str) -> str:
        """The name of a force on the map, or its abbreviation if the name is too long."""
        name = force_name(self.source.facts, force)
        return name if len(name) <= LONGEST_LABEL else self.atlas.labels[force]

    def _names(self, place: Place) -> list[str]:
        """The possible names of a force or place; the last for a place has only its numbers."""
        sort, name = place
        facts = self.source.facts
        if sort == "force":
            return [self.short_name(name), self.atlas.labels[name]]
        needs = [
            self.fronts[name, kind].need.highest()[0]
            for kind in self.kinds
            if (name, kind) in self.fronts
        ]
        numbers = f"{max(needs, default=0)}/{max(needs, default=0)}"
        return [f"{shortened(place_name(facts, name), LONGEST_LABEL)}\n{numbers}", numbers]

    @property
    def worst(self) -> int:
        """The minute of the worst shortfall at which most units are short.

        If there is no worst shortfall, the result is the minute of the first incident.
        """
        worst = self.source.measures.headlines.worst_shortfall
        if worst is not None:
            return min(self.end, deepest(self.tally, worst)[0])
        began = [each.began for each in self.tally.clocks.values() if each.began is not None]
        return min(self.end, whole(min(began, default=0.0)))

    @property
    def busiest(self) -> int:
        """The first minute when most units are on the way; if no unit ever is, the worst minute."""
        changes: Counter[int] = Counter()
        for steps in self.whereabouts.way.values():
            before = steps.base
            for minute, level in zip(steps.minutes, steps.levels, strict=True):
                changes[whole(minute)] += level - before
                before = level
        minutes = sorted(minute for minute in changes if minute <= self.end)
        levels = list(accumulate(changes[minute] for minute in minutes))
        return minutes[levels.index(max(levels))] if any(levels) else self.worst

    # --- the data of the page ---------------------------------------------------------------

    @property
    def kind_names(self) -> list[str]:
        """The printed names of kinds."""
        return [several(self.source.facts.kinds[kind]) for kind in self.kinds]

    def _letters(self, kind: str) -> tuple[str, str]:
        """The labels of a kind beside a number: first for several units, then for one unit."""
        many, one = (units(self.source.facts, count, kind) for count in (2, 1))
        return many.partition(" ")[2], one.partition(" ")[2]

    @property
    def main(self) -> int:
        """The index of the kind that the page shows first."""
        return self.kinds.index(self.main_kind) if self.kinds else 0

    def plain(self) -> dict[str, Any]:
        """The whole replay as plain data, for a script."""
        places: list[Place] = [
            *(("force", name) for name in self.forces),
            *(("incident", name) for name in self.incidents),
        ]
        numbers = {place: number for number, place in enumerate(places)}
        return {
            "end": self.end,
            "worst": self.worst,
            "busiest": self.busiest,
            "clock": wall(self.clock, self.end),
            "kinds": [self._letters(kind) for kind in self.kinds],
            "main": self.main,
            "map": [
                *(round(number) for place in places for number in _middle(self.marks[place])),
                *(number for desk in self.desks for number in self.atlas.desks[desk]),
            ],
            "cities": [number for place in places for number in self.atlas.spots[place]],
            "tiles": [number for place in places for number in self.atlas.tiles[place]],
            "names": [
                [
                    [numbers[each.place], each.which, each.x, each.y, each.anchor[0]]
                    for each in names
                ]
                for names in (self.names(font) for font in FONTS)
            ],
            "forces": [self._force(force) for force in self.forces],
            "incidents": [self._incident(incident) for incident in self.incidents],
            "desks": [
                {
                    "name": desk_name(self.source, desk),
                    "awaited": packed(self.escalation.awaited[desk], self.end),
                }
                for desk in self.desks
            ],
            **self._requests(),
            **self._convoys(numbers),
        }

    def levels_of(self, force: str, kind: str) -> tuple[StepCurve, StepCurve]:
        """The numbers of a force's units of one kind at home and out, over time."""
        stock = self.source.facts.stock.get(force, {}).get(kind)
        home = self.tally.home.get((force, kind), StepCurve(stock.fit if stock else 0))
        return home, self.whereabouts.out.get((force, kind), StepCurve())

    def front_of(
        self, incident: str, kind: str
    ) -> tuple[StepCurve, StepCurve, StepCurve, StepCurve] | None:
        """For one kind, the numbers of units needed, there, on the way and gathering, over time."""
        key, where = (incident, kind), self.whereabouts
        front = self.fronts.get(key)
        if front is None:
            return None
        way, gathering = where.way.get(key, StepCurve()), where.gathering.get(key, StepCurve())
        return front.need, front.deployed, way, gathering

    def _force(self, force: str) -> list[Any]:
        """A force's name and abbreviation and, for each kind, its fit crews, floor and numbers."""
        owned = self.source.facts.stock.get(force, {})
        stock: list[list[Any] | None] = []
        for kind in self.kinds:
            known, home, out = owned.get(kind), *self.levels_of(force, kind)
            if known is None and not out.minutes:
                stock.append(None)
                continue
            fit, floor = (known.fit, known.floor) if known else (0, 0)
            stock.append([fit, floor, packed(home, self.end), packed(out, self.end)])
        name = force_name(self.source.facts, force)
        return [name, self.atlas.labels[force], stock]

    def _incident(self, incident: str) -> dict[str, Any]:
        """An incident's name and, for each kind, the numbers over time that `front_of` gives."""
        fronts = [
            [packed(each, self.end) for each in levels] if levels else None
            for levels in (self.front_of(incident, kind) for kind in self.kinds)
        ]
        name = place_name(self.source.facts, incident)
        return {"name": name, "fronts": fronts, "holding": incident in self.source.facts.holding}

    def _requests(self) -> dict[str, Any]:
        """The messages between parties, and the times when requests reach and leave desks.

        The data number the parties in the order of forces, incidents and desks.
        """
        parties: dict[Party, int] = {}
        for sort, names in (
            ("force", self.forces),
            ("incident", self.incidents),
            ("desk", self.desks),
        ):
            parties |= {(cast(Any, sort), name): len(parties) + n for n, name in enumerate(names)}
        rows = [
            (
                whole(each.minute),
                parties[each.start],
                parties[each.end],
                SAYINGS.index(each.sort),
                self.kinds.index(kind),
                units,
            )
            for each in self.escalation.messages
            if {each.start, each.end} <= parties.keys()
            for kind, units in each.units.items()
            if kind in self.kinds and (units or each.sort == "answer")
        ]
        waits = sorted(
            (
                whole(each.since),
                self.end + 1 if each.until is None else whole(each.until),
                parties["incident", each.incident],
                parties["desk", each.desk],
            )
            for each in self.escalation.waits
            if ("incident", each.incident) in parties
        )
        return {
            "messages": _columns(("at", "from", "to", "sort", "kind", "units"), sorted(rows)),
            "waits": _columns(("at", "until", "place", "desk"), waits),
        }

    def _convoys(self, numbers: Mapping[Place, int]) -> dict[str, Any]:
        """The journeys of convoys, which are units of one kind and origin that arrive together."""
        together: dict[tuple[int, Place, Place, str, str], list[Leg]] = {}
        for leg in self.whereabouts.legs:
            if {leg.start, leg.end} <= numbers.keys() and leg.kind in self.kinds:
                key = (whole(leg.arrives), leg.start, leg.end, leg.kind, leg.sort)
                together.setdefault(key, []).append(leg)
        routes = {pair: number for number, pair in enumerate(sorted({k[1:3] for k in together}))}
        rows = sorted(
            (
                whole(max(leg.leaves for leg in legs)),
                arrives,
                routes[start, end],
                self.kinds.index(kind),
                SORTS.index(cast(Any, sort)),
                len(legs),
            )
            for (arrives, start, end, kind, sort), legs in together.items()
        )
        lines = [[numbers[p] for p in self.atlas.routes[pair] if p in numbers] for pair in routes]
        return {
            "routes": lines,
            "convoys": _columns(("at", "until", "route", "kind", "sort", "units"), rows),
        }


def _columns(names: Sequence[str], rows: Iterable[Sequence[int]]) -> dict[str, Sequence[int]]:
    """Turn rows in time order into columns, with times since the previous row, and durations.

    >>> _columns(("at", "until", "units"), [(10, 40, 5), (25, 30, 1)])
    {'at': [10, 15], 'until': [30, 5], 'units': (5, 1)}
    """
    columns: dict[str, Sequence[int]] = dict.fromkeys(names, ())
    columns |= zip(names, zip(*rows, strict=True), strict=False)
    at = columns["at"]
    if "until" in columns:
        columns["until"] = [end - start for start, end in zip(at, columns["until"], strict=True)]
    columns["at"] = [now - before for before, now in pairwise([0, *at])]
    return columns


def _middle(disc: Disc) -> tuple[float, float]:
    return disc.x, disc.y


def desk_name(source: NightSource, desk: str) -> str:
    """The printed name of a desk: NPoCC, or the RICC of a region."""
    names = {region.region_id: region.name for region in source.scenario.regions}
    return "NPoCC" if desk == NPOCC else f"RICC {names.get(desk, desk)}"


def wall(clock: WallClock, end: int) -> dict[str, Any]:
    """The clock time at minute 0 in seconds, as if in UTC, and the minutes when clocks change."""
    start = clock.at(0.0)
    hours = [0, *range(-start.minute % 60, end + 1, 60)]  # clocks change on the hour
    offsets = [clock.at(hour).utcoffset() or timedelta() for hour in hours]
    jumps = [
        [at, int((now - before) / timedelta(minutes=1))]
        for at, (before, now) in zip(hours[1:], pairwise(offsets), strict=True)
        if now != before
    ]
    return {"start": int(start.replace(tzinfo=UTC).timestamp()), "jumps": jumps}
