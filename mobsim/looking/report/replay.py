"""What does the page need to know to play the night again?

Every level as the whole minutes at which it changes, every way of a convoy as the minutes at which
it leaves and arrives; the page only looks them up and draws between them. A change counts from the
next whole minute, so that what is shown at a minute is what the log says up to it.
"""

import base64
import json
import math
import zlib
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, timedelta
from itertools import accumulate, pairwise
from typing import Any, cast

from mobsim.country.lines import PSU
from mobsim.ground.clock import WallClock
from mobsim.looking.report.map_layout import Atlas, atlas_of
from mobsim.looking.report.source import NightSource
from mobsim.looking.report.whereabouts import Leg, Place, Whereabouts
from mobsim.scoring import Tally
from mobsim.scoring.events import NPOCC
from mobsim.scoring.steps import StepCurve
from mobsim.telling.story import Story, stories
from mobsim.telling.wording import force_name, place_name, several

SORTS = ("own", "aid", "home")


def whole(minute: float) -> int:
    """The first whole minute at which what happened at a minute is seen.

    >>> whole(11.0), whole(11.2)
    (11, 12)
    """
    return math.ceil(minute)


def packed(steps: StepCurve, end: int) -> list[int]:
    """A level before its first change, then by change the minutes since the last and the new level.

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
    """A night as its page plays it."""

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
        # In orders of the log and of the scenario: a result that was kept has other ones.
        self.incidents = [name for name in self.tally.clocks if name in facts.incidents]
        needed = {kind for (_, kind), front in self.fronts.items() if front.need.minutes}
        kinds = (kind.kind_id for kind in source.scenario.kinds)
        self.kinds = [kind for kind in kinds if kind in needed]
        self.main_kind = PSU if PSU in self.kinds or not self.kinds else self.kinds[0]
        self.forces = self._forces()

    def _forces(self) -> list[str]:
        """Forces of the 43, then bodies that lent something; in order of name."""
        facts, placed = self.source.facts, self.atlas.tiles
        known = {*facts.stock, *(force for force, _ in self.whereabouts.out)}
        found = [force for force in known if ("force", force) in placed]
        return sorted(found, key=lambda force: (force not in facts.stock, force_name(facts, force)))

    @property
    def worst(self) -> int:
        """The minute of the worst shortfall; else that of the first incident."""
        worst = self.source.measures.headlines.worst_shortfall
        began = [each.began for each in self.tally.clocks.values() if each.began is not None]
        return min(self.end, whole(worst.at if worst else min(began, default=0.0)))

    @property
    def busiest(self) -> int:
        """The first minute with most units on their way to a place; the worst where none is."""
        changes: Counter[int] = Counter()
        for steps in self.whereabouts.way.values():
            before = steps.base
            for minute, level in zip(steps.minutes, steps.levels, strict=True):
                changes[whole(minute)] += level - before
                before = level
        minutes = sorted(minute for minute in changes if minute <= self.end)
        levels = list(accumulate(changes[minute] for minute in minutes))
        return minutes[levels.index(max(levels))] if any(levels) else self.worst

    # --- what the page is given -------------------------------------------------------------

    @property
    def kind_names(self) -> list[str]:
        """Kinds as printed."""
        return [several(self.source.facts.kinds[kind]) for kind in self.kinds]

    @property
    def main(self) -> int:
        """Which of the kinds is shown first."""
        return self.kinds.index(self.main_kind) if self.kinds else 0

    def plain(self) -> dict[str, Any]:
        """All of it as plain data, for a script."""
        places: list[Place] = [
            *(("force", name) for name in self.forces),
            *(("incident", name) for name in self.incidents),
        ]
        return {
            "end": self.end,
            "worst": self.worst,
            "busiest": self.busiest,
            "clock": wall(self.clock, self.end),
            "kinds": self.kind_names,
            "main": self.main,
            "map": [number for place in places for number in self.atlas.spots[place]],
            "tiles": [number for place in places for number in self.atlas.tiles[place]],
            "forces": [self._force(force) for force in self.forces],
            "incidents": [self._incident(incident) for incident in self.incidents],
            "desks": [
                {
                    "name": desk_name(self.source, desk),
                    "waiting": packed(self.whereabouts.desks[desk], self.end),
                }
                for desk in self.desks()
            ],
            **self._convoys({place: number for number, place in enumerate(places)}),
            "words": squeezed({"stories": self.stories()}),
        }

    def levels_of(self, force: str, kind: str) -> tuple[StepCurve, StepCurve]:
        """Of a force's units of a kind: those at home, and those out."""
        stock = self.source.facts.stock.get(force, {}).get(kind)
        home = self.tally.home.get((force, kind), StepCurve(stock.fit if stock else 0))
        return home, self.whereabouts.out.get((force, kind), StepCurve())

    def front_of(
        self, incident: str, kind: str
    ) -> tuple[StepCurve, StepCurve, StepCurve, StepCurve] | None:
        """Units of a kind needed at an incident, there, on the way and gathering."""
        key, where = (incident, kind), self.whereabouts
        front = self.fronts.get(key)
        if front is None:
            return None
        way, gathering = where.way.get(key, StepCurve()), where.gathering.get(key, StepCurve())
        return front.need, front.deployed, way, gathering

    def _force(self, force: str) -> dict[str, Any]:
        """Its name, and by kind: fit, floor, and the levels of those at home and out."""
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
        return {"name": name, "label": self.atlas.labels[force], "stock": stock}

    def _incident(self, incident: str) -> dict[str, Any]:
        """Its name, and by kind the levels of need, there, on the way and gathering."""
        fronts = [
            [packed(each, self.end) for each in levels] if levels else None
            for levels in (self.front_of(incident, kind) for kind in self.kinds)
        ]
        name = place_name(self.source.facts, incident)
        return {"name": name, "fronts": fronts, "holding": incident in self.source.facts.holding}

    def desks(self) -> list[str]:
        """Desks that were asked, NPoCC last."""
        return sorted(self.whereabouts.desks, key=lambda desk: (desk == NPOCC, desk))

    def _convoys(self, numbers: Mapping[Place, int]) -> dict[str, Any]:
        """Ways of convoys: units of one kind that come from one place and arrive in one minute."""
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
        columns = list(zip(*rows, strict=True)) or [()] * 6
        return {
            "routes": lines,
            "convoys": {
                "leaves": [now - before for before, now in pairwise([0, *columns[0]])],
                "takes": [row[1] - row[0] for row in rows],
                **dict(zip(("route", "kind", "sort", "units"), columns[2:], strict=True)),
            },
        }

    def stories(self) -> dict[str, Any]:
        """By ``i0``, ``f0`` and so on: what a story opens with, and its lines."""
        told = stories(self.source.log, self.source.facts)
        found: dict[str, Story] = {}
        for letter, sort, names in (("i", "incident", self.incidents), ("f", "force", self.forces)):
            for number, name in enumerate(names):
                story = told.get((cast(Any, sort), name))
                if story is not None and story.lines:
                    found[f"{letter}{number}"] = story
        return {name: _told(story) for name, story in found.items()}


def desk_name(source: NightSource, desk: str) -> str:
    """A desk as printed: NPoCC, or a region's RICC."""
    names = {region.region_id: region.name for region in source.scenario.regions}
    return "NPoCC" if desk == NPOCC else f"RICC {names.get(desk, desk)}"


def wall(clock: WallClock, end: int) -> dict[str, Any]:
    """What the wall says at minute 0, in seconds as if it were UTC, and where it jumps."""
    start = clock.at(0.0)
    hours = [0, *range(-start.minute % 60, end + 1, 60)]  # clocks change on the hour
    offsets = [clock.at(hour).utcoffset() or timedelta() for hour in hours]
    jumps = [
        [at, int((now - before) / timedelta(minutes=1))]
        for at, (before, now) in zip(hours[1:], pairwise(offsets), strict=True)
        if now != before
    ]
    return {"start": int(start.replace(tzinfo=UTC).timestamp()), "jumps": jumps}


def _told(story: Story) -> dict[str, Any]:
    """Its opening by label, and by line the minute, the words and the times where they are two."""
    lines: list[list[Any]] = []
    for line in story.lines:
        span = line.when.rpartition(" ")[0]
        row = [math.floor(line.minute + 0.5), line.text]
        lines.append([*row, span] if "–" in span else row)
    return {"opening": [[line.label, line.text] for line in story.opening], "lines": lines}


def squeezed(value: Any) -> str:
    """Plain data as JSON, deflated, in letters: stories say the same words again and again.

    >>> json.loads(zlib.decompress(base64.b64decode(squeezed({"to be": "or not to be"}))))
    {'to be': 'or not to be'}
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()
