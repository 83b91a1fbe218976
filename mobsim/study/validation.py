"""Does the model show the patterns that real events showed?

``data/history.csv`` says what was observed in August 2011 and August 2024, and within what bounds
a run is to be held against it. The bounds were fixed before the first run of either scenario.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from functools import cache
from itertools import chain
from statistics import median
from typing import ClassVar, Literal

from mobsim.country.lines import PSU
from mobsim.engine import simulate
from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.errors import InputError, did_you_mean
from mobsim.ground.randomness import Chance
from mobsim.ground.tables import Ids, PartialDate, Row, Slug, Text, data_path, read_table
from mobsim.ground.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Facts, Tally, tours
from mobsim.scoring.incidents import met, shortfall
from mobsim.scoring.tally import Front
from mobsim.scoring.tours import ClockWindow, Tour, Whose
from mobsim.telling.night_facts import facts_of

SEED, REPLICATIONS = 1, 20
NULL = "null"
"""The override that is the null model: everyone is called at once. It must fail a pattern."""
WIDEST = 0.25
"""Of what was observed: no bound is further from it."""
CALLS = "call-"
"""What the names of overrides that move the national call begin with."""
SOON = 240.0
"""Minutes from a place's beginning that count as soon."""
TWO_DAYS = 2 * MINUTES_PER_DAY


# --- what was observed ------------------------------------------------------------------------


class Observation(Row):
    """One row of ``data/history.csv``."""

    KEY: ClassVar[tuple[str, ...]] = ("scenario", "pattern")

    scenario: Text
    pattern: Slug
    what: Text
    measure: str = ""
    whose: Whose | Literal[""] = ""
    where: Ids = ()
    since: str = ""
    until: str = ""
    under: str = ""
    role: Literal["held-out", "input"]
    observed: Text
    unit: Text
    low: float | None = None
    high: float | None = None
    basis: str = ""
    source: Ids
    date: PartialDate = ""
    remarks: str = ""
    if_out: str = ""

    @property
    def name(self) -> str:
        """The pattern's."""
        return self.pattern

    @property
    def number(self) -> float:
        """What was observed, where it is a number: of everything that is held out."""
        return float(self.observed)

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the median of runs is to lie; any number for an input."""
        low = -math.inf if self.low is None else self.low
        return low, math.inf if self.high is None else self.high

    def window(self, clock: WallClock) -> ClockWindow:
        """Which tours count, and when, by minutes since a run's start."""
        ends = (datetime.fromisoformat(each) for each in (self.since, self.until))
        since, until = (clock.minute_of(each.replace(tzinfo=LONDON)) for each in ends)
        return ClockWindow(since, until, self.whose or "all", frozenset(self.where))


@cache
def observations() -> tuple[Observation, ...]:
    """Every row of the table, inputs among them."""
    return tuple(read_table(data_path("history.csv"), Observation, name="data/history.csv"))


def history_names() -> tuple[str, ...]:
    """The scenarios of real events, by their bare names."""
    return tuple(dict.fromkeys(row.scenario for row in observations()))


def patterns_of(scenario: str) -> tuple[Observation, ...]:
    """What a scenario is held against.

    Raises `InputError` when there is nothing to hold it against.

    >>> [pattern.number for pattern in patterns_of("history/august-2011")][:2]
    [124.0, 1900.0]
    """
    if scenario not in history_names():
        hint = did_you_mean(scenario, history_names())
        message = f"nothing observed to hold it against; {hint}"
        raise InputError.about(scenario, message)
    return tuple(
        row for row in observations() if row.scenario == scenario and row.role == "held-out"
    )


# --- what a run gives -------------------------------------------------------------------------


class HistoryRun:
    """One replication, and what is measured of it."""

    def __init__(self, scenario: Scenario, facts: Facts, replication: int) -> None:
        self.clock = scenario.clock
        self.facts = facts
        self.tally = Tally(facts)
        simulate(scenario, Chance(SEED, replication), self.tally.add)
        self.tours = list(chain.from_iterable(self.tally.tours().values()))
        """Every tour of every crew."""


Measure = Callable[[HistoryRun, ClockWindow], float]


def _of_tours(measure: Callable[[list[Tour], Facts, ClockWindow], int]) -> Measure:
    return lambda run, window: float(measure(run.tours, run.facts, window))


def hours_from_call_to_psu_figure(run: HistoryRun, _window: ClockWindow) -> float:
    """Hours from the national call until the whole PSU figure has been deployed; inf for never."""
    [line] = [line for line in run.tally.measures().national if line.line == PSU]
    reached = line.time_to["100"]
    if line.counted_from != "NationalCallMade" or reached is None:
        return math.inf
    return reached / MINUTES_PER_HOUR


MEASURES: Mapping[str, Measure] = {
    "officers-deployed": _of_tours(tours.officers_deployed),
    "most-deployed-at-once": _of_tours(tours.most_deployed_at_once),
    "officers-on-duty": _of_tours(tours.officers_on_duty),
    "officers-on-duty-busiest-day": _of_tours(tours.officers_on_duty_busiest_day),
    "officer-shifts": _of_tours(tours.officer_shifts),
    "hours-from-call-to-psu-figure": hours_from_call_to_psu_figure,
}
"""By the name that the table uses."""


# --- held against each other ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spread:
    """What several replications gave: the median, and the 5th and 95th of a hundred."""

    median: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """Median and nearest ranks of 5 and 95 %; ``inf`` stands for never.

    >>> spread([float(n) for n in range(1, 21)])
    Spread(median=10.5, low=1.0, high=19.0)
    """
    ordered = sorted(values)
    ranks = (max(1, math.ceil(share * len(ordered))) for share in (0.05, 0.95))
    low, high = (ordered[rank - 1] for rank in ranks)
    return Spread(median(ordered), low, high)


@dataclass(frozen=True, slots=True)
class Finding:
    """One pattern held against the runs."""

    pattern: Observation
    simulated: Spread

    @property
    def within(self) -> bool:
        """Whether the median is within bounds."""
        low, high = self.pattern.bounds
        return low <= self.simulated.median <= high

    @property
    def distance(self) -> float:
        """How far the median is from what was observed, either way."""
        return abs(self.simulated.median - self.pattern.number)


@dataclass(frozen=True, slots=True)
class Validation:
    """One scenario held against what was observed."""

    scenario: str
    question: str
    override: str | None
    replications: int
    findings: tuple[Finding, ...]
    null: tuple[Finding, ...]
    """The null model held against the patterns that have no override of their own."""

    @property
    def out(self) -> tuple[Finding, ...]:
        """What is out of bounds."""
        return tuple(finding for finding in self.findings if not finding.within)

    @property
    def null_fails(self) -> tuple[str, ...]:
        """Patterns of which the null model is out of bounds."""
        return tuple(finding.pattern.name for finding in self.null if not finding.within)

    @property
    def nearer(self) -> tuple[str, ...]:
        """Patterns to which the scenario's median is nearer than the null model's."""
        own = {finding.pattern.name: finding for finding in self.findings}
        return tuple(
            each.pattern.name
            for each in self.null
            if own[each.pattern.name].distance < each.distance
        )


def validate(
    scenario: str,
    *,
    override: str | None = None,
    settings: Sequence[str] = (),
    replications: int = REPLICATIONS,
) -> Validation:
    """Hold a scenario, and the null model, against what was observed, over replications from 0.

    The ``settings`` change the null model, and the patterns that have an override of their own,
    too. Raises `InputError` when there is nothing to hold it against, or no such override.
    """
    patterns = patterns_of(scenario)

    def night(override: str | None) -> Scenario:
        return load_scenario(scenario, override=override, settings=settings)

    by_override: dict[str, list[Observation]] = defaultdict(list)
    for pattern in patterns:
        by_override[pattern.under].append(pattern)
    found = {
        finding.pattern.name: finding
        for under, held in by_override.items()
        for finding in _held_against(night(under or override), held, replications)
    }
    return Validation(
        scenario=scenario,
        question=load_scenario(scenario).question,
        override=override,
        replications=replications,
        findings=tuple(found[pattern.name] for pattern in patterns),
        null=_held_against(night(NULL), by_override[""], replications),
    )


def _held_against(
    night: Scenario, patterns: Sequence[Observation], replications: int
) -> tuple[Finding, ...]:
    facts = facts_of(night)
    values: list[list[float]] = []
    for replication in range(replications):
        run = HistoryRun(night, facts, replication)
        values.append([MEASURES[each.measure](run, each.window(run.clock)) for each in patterns])
    columns = zip(*values, strict=True)
    return tuple(Finding(*each) for each in zip(patterns, map(spread, columns), strict=True))


# --- what if the call had come at another time ------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallMeasures:
    """What one replication came to at places that began after the earliest call tried. PSUs."""

    soon: float
    """Of the unit-minutes needed in a place's first 4 h, the share that was met."""
    met: float
    """Of all unit-minutes needed, the share that was met."""
    short_hours: float
    """Unit-hours needed and not there."""
    worst: float
    """Most units short at one place and minute, 4 h or more after it began."""
    aid_48h: float
    """Different crews of other forces deployed within 48 h of the earliest call."""
    aid: float
    """Different crews of other forces deployed at any time."""


@dataclass(frozen=True, slots=True)
class SweptCall:
    """One time of the national call, over all replications."""

    override: str | None
    """None for the scenario as it stands."""
    called_at: datetime
    values: Mapping[str, Spread]
    """By field of `CallMeasures`."""
    differences: Mapping[str, Spread]
    """From the earliest call, draw by draw; 0 for that call itself."""


def sweep(
    scenario: str, *, settings: Sequence[str] = (), replications: int = REPLICATIONS
) -> tuple[SweptCall, ...]:
    """The same draws under each time of the national call that a scenario names, earliest first.

    Raises `InputError` when there is nothing to hold it against, or it names fewer than two times.
    """
    patterns_of(scenario)
    nights = _calls(scenario, settings)
    earliest = min(nights)
    found = {}
    for call, (_, night) in nights.items():
        facts = facts_of(night)
        runs = (HistoryRun(night, facts, replication) for replication in range(replications))
        found[call] = [call_measures(run.tally, run.tours, earliest) for run in runs]
    return tuple(
        SweptCall(
            override=override,
            called_at=night.clock.at(call),
            values=_spreads(found[call]),
            differences=_spreads(_less(found[call], found[earliest])),
        )
        for call, (override, night) in sorted(nights.items())
    )


def _calls(scenario: str, settings: Sequence[str]) -> dict[float, tuple[str | None, Scenario]]:
    """By the minute of the call: the override that makes it then, and the scenario."""
    named = [name for name in resolve(scenario).overrides if name.startswith(CALLS)]
    nights: dict[float, tuple[str | None, Scenario]] = {}
    for override in (*named, None):
        night = load_scenario(scenario, override=override, settings=settings)
        call = night.policies.trigger.at_minute
        if call is not None:
            nights.setdefault(call, (override, night))
    if len(nights) < 2:
        message = f"names no two times of the national call; expected overrides {CALLS}…"
        raise InputError.about(scenario, message, "overrides")
    return nights


def _less(ours: list[CallMeasures], others: list[CallMeasures]) -> list[CallMeasures]:
    """Draw by draw, the one less the other."""
    pairs = [zip(astuple(a), astuple(b), strict=True) for a, b in zip(ours, others, strict=True)]
    return [CallMeasures(*(one - other for one, other in pair)) for pair in pairs]


def _spreads(draws: Sequence[CallMeasures]) -> dict[str, Spread]:
    return {each.name: spread([getattr(d, each.name) for d in draws]) for each in fields(draws[0])}


def call_measures(tally: Tally, toured: Sequence[Tour], since: float) -> CallMeasures:
    """What a run came to at places that began at a minute or later; all is met where none did.

    ``since`` is the minute of the earliest call; aid is counted from it on, wherever it went.
    """
    end = tally.facts.duration
    fronts = [
        (began, front)
        for (incident, kind), front in tally.fronts.items()
        if kind == PSU and (began := tally.clocks[incident].began) is not None and began >= since
    ]
    short = [(began, shortfall(front)) for began, front in fronts]
    return CallMeasures(
        soon=_met_share([(front, began, min(began + SOON, end)) for began, front in fronts]),
        met=_met_share([(front, began, end) for began, front in fronts]),
        short_hours=sum(steps.area(began, end) for began, steps in short) / MINUTES_PER_HOUR,
        worst=float(max((steps.most(began + SOON) for began, steps in short), default=0)),
        aid_48h=_aid_by(toured, since, since + TWO_DAYS),
        aid=_aid_by(toured, since, end),
    )


def _aid_by(toured: Sequence[Tour], since: float, until: float) -> float:
    window = ClockWindow(since, until, "aid")
    aid = (tour for tour in toured if tour.kind == PSU and window.counts(tour))
    came = {t.unit for t in aid if t.deployed is not None and since <= t.deployed <= until}
    return float(len(came))


def _met_share(spans: Sequence[tuple[Front, float, float]]) -> float:
    needed = sum(front.need.area(since, until) for front, since, until in spans)
    there = sum(met(front).area(since, until) for front, since, until in spans)
    return there / needed if needed else 1.0
