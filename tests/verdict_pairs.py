"""Does more need missed go with better verdicts?

Made-up worlds are run again and again on the same draws. Only what hosts know changes, and for how
much they take their need. ``python -m tests.verdict_pairs`` counts the pairs anew: it writes the
tables of ``docs/validation.md``, and the pairs that contradict with what their logs say of the
reason, `KEPT`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

from mobsim.country.forces import UnitKind
from mobsim.country.line_verdicts import is_scarce
from mobsim.country.lines import LONDON_REGION, line_of_place
from mobsim.ground.clock import WallClock
from mobsim.ground.randomness import uniform
from mobsim.policy import Escalation, shipped
from mobsim.scenario.scenario import Scenario, Stock, Target
from mobsim.scoring import events as ev
from mobsim.scoring import score
from mobsim.scoring.events import Event
from mobsim.scoring.measures import TargetMeasures
from mobsim.telling.night_facts import facts_of
from tests.strategies import DRAWN, FIXED, RIVERS, STARTS, TREES, WILD
from tests.worlds import DAY, HOUR, Steps, Trouble, incident, rows, run, world

ROOT = Path(__file__).parent
PAGE = ROOT.parent / "docs" / "validation.md"
BEGIN, END = "<!-- pairs: begin -->\n", "<!-- pairs: end -->"
KEPT = ROOT / "golden" / "verdict_pairs.jsonl"

WORLDS = range(200)
"""Those of the published count."""
ROUNDING = 0.05
"""Unit-hours: nights that differ by less miss as much."""


# --- the worlds -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class WorldDraws:
    """Draws of one world, each by its name, so that they stay when others come or go."""

    world: int

    def of(self, what: str, *values: Any) -> Any:
        """One of a few; a value given twice is likelier."""
        return values[int(uniform(f"pairs|{self.world}|{what}") * len(values))]

    def count(self, what: str, low: int, high: int) -> int:
        return self.of(what, *range(low, high + 1))


def made_world(number: int) -> Scenario:
    """Four to nine forces, one to four places that need PSUs and perhaps BDUs, and targets."""
    draw = WorldDraws(number)
    names = ("forest", "heath", "moor", LONDON_REGION)[: draw.count("regions", 2, 4)]
    forces = TREES[: draw.count("forces", 4, 9)]
    regions = {name: list(forces[place :: len(names)]) for place, name in enumerate(names)}
    has = {force: {kind: stock(draw, force, kind) for kind in ("psu", "bdu")} for force in forces}
    night = world(
        has,
        [trouble(draw, forces, name) for name in RIVERS[: draw.count("places", 1, 4)]],
        regions=regions,
        kinds=kinds(has, regions.get(LONDON_REGION, [])),
        ranking=draw.of("ranking", *shipped("ranking")),
        escalation=Escalation(draw.of("grace", 120.0, 120.0, 0.0)),
        drawdown=draw.of("drawdown", "extensive", "extensive", "moderate", "minimal"),
        mode=draw.of("mode", "surge", "sustained"),
        clock=WallClock(draw.of("start", *STARTS)),
        host_readiness="local",
        host_floor=draw.of("floor", "used", "used", "kept"),
        no_answer=draw.of("no answer", 0.0, 0.05, 0.3),
        duration=2 * DAY,
        **draw.of("durations", DRAWN, DRAWN, FIXED, WILD),
    )
    return replace(night, targets=targets(night))


def stock(draw: WorldDraws, force: str, kind: str) -> Stock:
    most = draw.of(f"most {kind}", *((6, 10, 15, 20) if kind == "psu" else (2, 4, 6)))
    fit, owed = (draw.count(f"{each} {force} {kind}", 0, most) for each in ("fit", "owed"))
    floor = min(fit, draw.of(f"floor {force} {kind}", 0, 0, 1, 2))
    return Stock(fit + 2, owed, owed, fit, floor)


def kinds(has: Mapping[str, Mapping[str, Stock]], london: Sequence[str]) -> list[UnitKind]:
    """The national figures are what all forces owe."""

    def owed(kind: str, of: Iterable[str]) -> int:
        return max(1, sum(has[force][kind].commitment for force in of))

    outside = owed("psu", has.keys() - set(london))
    of_london = owed("psu", london) if london else None
    return [
        UnitKind("psu", "support unit", "support units", "PSU", 25, outside, of_london, None),
        UnitKind("bdu", "basic unit", "basic units", "BDU", 22, owed("bdu", has), None, None),
    ]


def trouble(draw: WorldDraws, forces: Sequence[str], name: str) -> Trouble:
    begins = 5.0 * draw.count(f"{name} begins", 0, 60)
    need = {"psu": steps(draw, f"{name} psu", 10)}
    if draw.of(f"{name} bdu?", True, False, False):
        need["bdu"] = steps(draw, f"{name} bdu", 5)
    drives = (30.0, 60.0, 60.0, 90.0, 150.0, 200.0)
    return incident(
        draw.of(f"{name} host", *forces[:4]),
        need,
        begins=begins,
        ends=begins + draw.of(f"{name} lasts", 600.0, 900.0, 1200.0, 1500.0),
        incident_id=name,
        drives={force: draw.of(f"{name} drive {force}", *drives) for force in forces},
    )


def steps(draw: WorldDraws, what: str, most: int) -> Steps:
    found = [(0.0, draw.count(f"{what} 0", 1, most))]
    for each in range(draw.count(f"{what} steps", 0, 3)):
        gap = draw.of(f"{what} gap {each}", 60.0, 180.0, 420.0)
        found.append((found[-1][0] + gap, draw.count(f"{what} step {each}", 0, most)))
    return found


def targets(night: Scenario) -> tuple[Target, ...]:
    """40 % of each peak within 4 h, and 80 % of it within 8 h."""
    return tuple(
        Target(each.incident_id, kind, -(-need.peak * share // 100), each.begins + hours * HOUR)
        for each in night.incidents
        for kind, need in each.need.items()
        for share, hours in ((40, 4), (80, 8))
    )


# --- what is said of a night ----------------------------------------------------------------------


class Setting(NamedTuple):
    """What hosts know beforehand, and what they take one unit of need for."""

    end: str
    estimate: float
    look_ahead: int
    """Hours."""

    def of(self, night: Scenario) -> Scenario:
        rules = replace(night.rules, end=self.end, need_bias=self.estimate)
        ahead = replace(night.durations, look_ahead=self.look_ahead * HOUR)
        return replace(night, rules=rules, durations=ahead)


SETTINGS = (
    *(Setting(end, 1.0, ahead) for end in ("known", "unknown") for ahead in (0, 2, 6)),
    *(Setting("unknown", estimate, 2) for estimate in (0.5, 0.75, 1.25, 1.5)),
)
"""Who estimates, sees need only when it is there: its end and what lies ahead change nothing."""

CAPACITY = ("pass", "watch", "fail")


class Said(NamedTuple):
    """Of one night: the verdicts and the need missed."""

    capacity: str
    """The worst over the lines that are tested."""
    late: tuple[float, ...]
    """Whole minutes by which each target is missed: 0 if it is met, infinite if it never is."""
    missed: float
    """Unit-hours, of all places and kinds."""


def said(night: Scenario, seed: int = 1) -> Said:
    found = score(run(night, seed), facts_of(night))
    tested = [row.verdict_capacity for row in found.national]
    late = tuple(
        0.0 if row.verdict == "met" else inf if row.reached_at is None
        else float(max(1, round(row.reached_at - row.by)))
        for row in found.targets
    )  # fmt: skip
    return Said(
        max((each for each in tested if each in CAPACITY), key=CAPACITY.index),
        late,
        sum(row.unmet_unit_hours or 0.0 for row in found.incidents),
    )


class Pair(NamedTuple):
    """Two settings of one world: the first misses more."""

    world: int
    more: Setting
    less: Setting
    said_more: Said
    said_less: Said

    @property
    def capacity(self) -> str:
        """How the verdict of the setting that misses more compares."""
        return compared(*(CAPACITY.index(of.capacity) for of in self[3:]))

    def speed(self, reading: str) -> str:
        """The same of the targets: by how many are met, or each by itself."""
        more, less = (of.late for of in self[3:])
        if reading == MET:
            return compared(*(sum(late > 0 for late in of) for of in (more, less)))
        found = {compared(*each) for each in zip(more, less, strict=True)} - {"same"}
        return "mixed" if len(found) == 2 else found.pop() if found else "same"

    def contradicts(self, reading: str) -> bool:
        """Whether more need missed goes with the better of both verdicts."""
        return self.capacity == self.speed(reading) == "better"

    def contradicts_weakly(self, reading: str) -> bool:
        """Whether it goes with one better verdict and none that is worse."""
        return {self.capacity, self.speed(reading)} == {"better", "same"}

    @property
    def differs_in(self) -> str:
        """What the settings change."""
        if self.more.estimate != self.less.estimate:
            return "the estimate"
        end, ahead = (self.more[i] != self.less[i] for i in (0, 2))
        return "both of these" if end and ahead else "the end" if end else "the look-ahead"


EACH, MET = READINGS = ("each target by itself", "number of targets met")
"""The ways to compare speed; the headline figure uses the first."""


def compared(more: float, less: float) -> str:
    """Compare two numbers, of which the smaller is better."""
    return "better" if more < less else "worse" if more > less else "same"


def pair_of(number: int, one: tuple[Setting, Said], other: tuple[Setting, Said]) -> Pair | None:
    """Put the setting that misses more need first; None if both miss the same need."""
    (more, said_more), (less, said_less) = sorted((one, other), key=lambda each: -each[1].missed)
    if said_more.missed - said_less.missed <= ROUNDING:
        return None
    return Pair(number, more, less, said_more, said_less)


def pairs(worlds: Iterable[int]) -> Iterator[Pair | None]:
    """All pairs of settings of each world."""
    for number in worlds:
        night = made_world(number)
        nights = [(each, said(each.of(night), number)) for each in SETTINGS]
        for one, other in combinations(nights, 2):
            yield pair_of(number, one, other)


# --- why ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Why:
    """Why a setting misses more need and has better verdicts, according to both logs."""

    capacity: str
    """Why the line holds: one of `HOLDS`."""
    speed: frozenset[str]
    """Where the crews that meet a target sooner are under the other setting: some of `CREWS`."""
    sentence: str


HOLDS = LESS, FEWER, NOT_SHORT = (
    "hosts judge that the line needs fewer crews",
    "fewer crews of the line are in use",
    "the place that was short has its units, or still waits for answers",
)
"""Reasons; the first that applies counts, at the minute when the line breaks or is on watch."""
CREWS = RELIEF, ELSEWHERE, LATER, AT_HOME = (
    "booked as relief",
    "sent to another place",
    "on its way, ordered later",
    "not ordered",
)


def why_of(night: Scenario, pair: Pair) -> Why:
    """Find the reasons in the logs of both settings."""
    more, less = (run(each.of(night), pair.world) for each in (pair.more, pair.less))
    capacity, holds = why_capacity(night, pair, more, less)
    crews, sooner = why_speed(night, more, less)
    return Why(capacity, frozenset(crews), "; ".join(dict.fromkeys([holds, *sooner])) + ".")


def why_capacity(
    night: Scenario, pair: Pair, more: list[Event], less: list[Event]
) -> tuple[str, str]:
    """Why the line that breaks or is watched where less is missed holds where more is."""
    required = {line.line: line.required for line in night.lines}
    watched = pair.said_less.capacity == "watch"
    first = next(
        row
        for row in rows(less, ev.NEED_UNMET)
        if row.cause or (watched and is_scarce(row.known_stock, required[row.counterpart]))
    )
    judged, other_judged = (most_judged(night, log, first) for log in (more, less))
    used, other_used = (crews_in_use(log, first) for log in (more, less))
    if judged < other_judged:
        found, told = LESS, f"{judged} units are judged to be needed at once, not {other_judged}"
    elif used < other_used:
        found, told = FEWER, f"{used} crews are in use, not {other_used}"
    else:
        unmet = rows(more, ev.NEED_UNMET, incident=first.incident, kind=first.kind)
        assert not [row for row in unmet if row.minute <= first.minute], pair
        found, told = NOT_SHORT, f"{first.incident} has its units, or waits for answers"
    return found, f"Line {first.counterpart} holds at minute {first.minute:.0f}: {told}"


def most_judged(night: Scenario, log: list[Event], until: Event) -> int:
    """Units judged to be needed at once on a line, the most by the minute of a row."""
    now: Counter[str] = Counter()
    most = 0
    for row in log:
        if row.minute > until.minute:
            break
        if row.event == ev.INCIDENT_ENDED:
            del now[row.incident or ""]
        elif row.event == ev.NEED_JUDGED and row.kind == until.kind:
            region = night.force_region[row.force or ""]
            if line_of_place(night.lines, row.kind, region) == until.counterpart:
                now[row.incident or ""] = row.count or 0
                most = max(most, now.total())
    return most


def crews_in_use(log: list[Event], until: Event) -> int:
    """Crews of a kind ordered and not yet at home and rested at the minute of a row."""
    orders = {
        row.unit: row for row in log
        if row.kind == until.kind and row.minute <= until.minute and row.event in ORDERING
    }  # fmt: skip
    return sum(is_away(row) for row in orders.values())


ORDERING = (ev.UNIT_ORDERED, ev.UNIT_CANCELLED, ev.UNIT_RESTED)


def is_away(row: Event) -> bool:
    """By the last row of a crew that orders it or ends its order."""
    return row.event == ev.UNIT_ORDERED or row.cause == "near the RVP"


def why_speed(night: Scenario, more: list[Event], less: list[Event]) -> tuple[list[str], list[str]]:
    """Where the crews are otherwise that make a target sooner, and a sentence a target."""
    speed, told = [], []
    scored = [score(log, facts_of(night)).targets for log in (more, less)]
    for sooner, later in zip(*scored, strict=True):
        at, otherwise_at = sooner.reached_at, later.reached_at
        if (
            at is None
            or later.verdict == "met"
            or (otherwise_at is not None and at >= otherwise_at)
        ):
            continue
        there, otherwise = (crews_at(log, sooner, at) for log in (more, less))
        crews = sorted(there - otherwise)
        where = [whereabouts(less, crew, sooner.incident, at) for crew in crews]
        speed += where
        with_them = ", ".join(
            f"{crew} ({place} otherwise)" for crew, place in zip(crews, where, strict=True)
        )
        has = f"{sooner.incident} has {sooner.units} {sooner.kind} at minute {at:.0f}"
        told.append(f"{has}, with {with_them}")
    return speed, told


def crews_at(log: list[Event], target: TargetMeasures, at: float) -> set[str]:
    """Crews deployed at the place of a target."""
    last = {
        row.unit or "": row.event for row in log
        if row.minute <= at and (row.incident, row.kind) == (target.incident, target.kind)
        and row.event in (ev.UNIT_DEPLOYED, ev.UNIT_STOOD_DOWN)
    }  # fmt: skip
    return {crew for crew, event in last.items() if event == ev.UNIT_DEPLOYED}


def whereabouts(log: list[Event], crew: str, place: str, at: float) -> str:
    """One of `CREWS`."""
    ordering = [row for row in log if row.unit == crew and row.event in ORDERING]
    last = next((row for row in reversed(ordering) if row.minute <= at), None)
    if last is None or not is_away(last):
        return AT_HOME
    if (last.cause or "").startswith("relief"):
        return RELIEF
    return LATER if last.incident == place else ELSEWHERE


# --- what is published ----------------------------------------------------------------------------


def tables(found: Sequence[Pair | None]) -> str:
    """Make tables of the pairs by changed setting, by both verdicts, and by reason."""
    told = [each for each in found if each]
    return "\n\n".join(
        [
            _by_change(told, len(found)),
            *(_crossed(told, each) for each in READINGS),
            _by_cause(told),
        ]
    )


def _by_change(told: Sequence[Pair], count: int) -> str:
    made = f"There are {count:,} pairs from {len(WORLDS)} worlds with {len(SETTINGS)} settings each"
    columns = [
        f"{reading}: {each}"
        for reading in READINGS
        for each in ("both better", "one better, the other the same")
    ]
    head = [
        f"{made}. The missed need differs in {len(told):,} of them; the tables count only these.",
        "",
        "**Pairs in which one setting misses more need and has better verdicts:**",
        "",
        f"| what differs | pairs | {' | '.join(columns)} |",
        f"|---|--:|{'--:|' * len(columns)}",
    ]
    names = ("the end", "the look-ahead", "both of these", "the estimate")
    rows = [(name, [each for each in told if each.differs_in == name]) for name in names]
    return "\n".join(head + [_change_row(name, of) for name, of in (*rows, ("all pairs", told))])


def _change_row(name: str, of: Sequence[Pair]) -> str:
    counts = [
        sum(against(each, reading) for each in of)
        for reading in READINGS
        for against in (Pair.contradicts, Pair.contradicts_weakly)
    ]
    return f"| {name} | {len(of):,} | {' | '.join(f'{each:,}' for each in counts)} |"


def _crossed(told: Sequence[Pair], reading: str) -> str:
    counted = Counter((each.capacity, each.speed(reading)) for each in told)
    columns = ("better", "same", "worse", *(("mixed",) if reading == EACH else ()))
    head = [
        f"**Pairs by the verdicts of the setting that misses more need**, with speed by {reading}:",
        "",
        f"| | {' | '.join(f'speed {each}' for each in columns)} |",
        f"|---|{'--:|' * len(columns)}",
    ]
    rows = [
        f"| capacity {row} | {' | '.join(f'{counted[row, each]:,}' for each in columns)} |"
        for row in ("better", "same", "worse")
    ]
    return "\n".join(head + rows)


def _by_cause(told: Sequence[Pair]) -> str:
    against = [(each, why_of(made_world(each.world), each)) for each in contradictions(told)]
    title = "**Pairs by the reason why both verdicts are better**"
    head = [
        f"{title} (a pair can have several of the last four reasons):",
        "",
        f"| reason | speed by {EACH} | speed by {MET} |",
        "|---|--:|--:|",
    ]
    rows = [
        *((f"the line holds because {each}", each) for each in HOLDS),
        *((f"a target is met sooner by a crew that is otherwise {each}", each) for each in CREWS),
    ]
    return "\n".join(head + [_cause_row(name, cause, against) for name, cause in rows])


def _cause_row(name: str, cause: str, against: Sequence[tuple[Pair, Why]]) -> str:
    pairs_of = [each for each, why in against if cause in {why.capacity, *why.speed}]
    counts = [sum(each.contradicts(reading) for each in pairs_of) for reading in READINGS]
    return f"| {name} | {counts[0]} | {counts[1]} |"


def contradictions(found: Iterable[Pair | None]) -> list[Pair]:
    """Return the pairs that contradict under either reading of speed."""
    return [each for each in found if each and any(map(each.contradicts, READINGS))]


def kept(found: Iterable[Pair]) -> str:
    """Write the contradicting pairs as in `KEPT`, one pair per line."""
    told = [
        {
            "world": each.world,
            "more": list(each.more),
            "less": list(each.less),
            "missed": [round(of.missed, 1) for of in each[3:]],
            "capacity": [of.capacity for of in each[3:]],
            "speed": [reading for reading in READINGS if each.contradicts(reading)],
            "why": why_of(made_world(each.world), each).sentence,
        }
        for each in found
    ]
    return "".join(json.dumps(each) + "\n" for each in told)


def read_kept() -> list[dict[str, Any]]:
    return [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]


def page(block: str) -> str:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return f"{before}{BEGIN}{block}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Write the tables and what is kept anew."""
    found = list(pairs(WORLDS))
    KEPT.write_text(kept(contradictions(found)), encoding="utf-8")
    PAGE.write_text(page(tables(found)), encoding="utf-8")


if __name__ == "__main__":
    main()
