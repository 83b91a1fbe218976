"""Where does it break, if one starts from failure?

The searches of a stress test: how many places at once, the frontier with absence, what separates
breaking from holding runs, and the largest need that each force, and each of the worst pairs, has
met on time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from mobsim.scenario.scenario import Scenario
from mobsim.stress.findings import (
    BreakingPoint,
    ForceBreakingPoint,
    FrontierPoint,
    Reading,
    Separating,
)
from mobsim.stress.pack import everywhere
from mobsim.stress.reverse.criteria import CRITERIA
from mobsim.stress.reverse.need_map import (
    Reach,
    map_searches,
    pair_search,
    screen_pairs,
    typical_severities,
)
from mobsim.stress.reverse.search_keeping import searches_at
from mobsim.stress.reverse.searching import (
    BreakingFound,
    BreakingSearch,
    frontier_searches,
    simultaneous_search,
)
from mobsim.stress.reverse.separating import separated, trials
from mobsim.stress.reverse.severity import ForceNeed, Setting
from mobsim.stress.runs import Runner
from mobsim.stress.search_rows import (
    breaking_point,
    frontier_points,
    reach_rows,
    separating_rows,
)

ABSENCE: Final = (0.0, 5.0, 10.0, 15.0, 20.0, 30.0)
"""Per cent of fit crews absent that are tried; assumed."""
PAIRS: Final = 20
"""Pairs that are looked at closely: those that fare worst without chance."""
TRIALS: Final = 200
"""Runs among which inputs are sought that separate breaking from holding."""


@dataclass(frozen=True, slots=True)
class BreakingQuestion:
    """One question about simultaneous incidents."""

    search: str
    question: str
    criterion: str
    units: int = 0
    """PSUs of each; 0 for the 35 of a medium one."""
    highest: int = 43
    """The largest number that is tried."""
    exhaustive: bool = False
    """Whether each number is tried, because more is not always worse."""


QUESTIONS: Final = (
    BreakingQuestion(
        "medium-undeployed",
        "How many medium incidents (35 PSUs) at once leave 40 % of need undeployed at 4 h?",
        "forty-undeployed-at-4h",
    ),
    BreakingQuestion(
        "local-undeployed",
        "How many local incidents (6 PSUs) at once leave 40 % of need undeployed at 4 h?",
        "forty-undeployed-at-4h",
        6,
        highest=15,
        exhaustive=True,
    ),
    BreakingQuestion(
        "medium-line",
        "How many medium incidents (35 PSUs) at once break the national PSU line?",
        "line:psu",
    ),
    BreakingQuestion(
        "small-line",
        "How many small incidents (15 PSUs) at once break the national PSU line?",
        "line:psu",
        15,
    ),
)
FRONTIER: Final = "medium-line"
"""The question asked again at each share of absence."""
SEPARATED: Final = "line:psu"
"""What breaks in the runs that are told apart."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How much is searched; a trial searches less."""

    hosts: tuple[str, ...]
    """Forces on the map, and in pairs."""
    absence: tuple[float, ...] = ABSENCE
    """Per cent absent, of the frontier."""
    trials: int = TRIALS
    """Runs among which separating inputs are sought."""
    is_trial: bool = False
    """Whether frontier and separating inputs are sought under the first reading only."""


@dataclass
class Broken:
    """What the searches came to."""

    points: list[BreakingPoint] = field(default_factory=list)
    frontier: list[FrontierPoint] = field(default_factory=list)
    separating: list[Separating] = field(default_factory=list)
    map: list[ForceBreakingPoint] = field(default_factory=list)
    pairs: list[ForceBreakingPoint] = field(default_factory=list)


def break_it(readings: Sequence[Reading], forces: Path, runner: Runner, scope: Scope) -> Broken:
    """Every search, under each of some readings.

    Parameters
    ----------
    forces
        The table of forces.
    scope
        How much is searched.
    """
    found = Broken()
    for number, reading in enumerate(readings):
        base = everywhere(reading, forces)
        place = f"runs/reverse/{reading.reading_id}"
        found.points += _points(base, reading, place, runner)
        alone = _typical(base, runner, scope)
        found.map += _mapped(base, reading, f"{place}/map", runner, alone)
        found.pairs += _pairs(base, reading, f"{place}/pairs", runner, alone)
        if number and scope.is_trial:
            continue
        found.frontier += _frontier(base, reading, f"{place}/frontier", runner, scope)
        found.separating += _separating(base, reading, place, runner, scope)
    return found


def _points(base: Scenario, reading: Reading, place: str, runner: Runner) -> list[BreakingPoint]:
    searches = {asked.search: _asked(base, asked, runner) for asked in QUESTIONS}
    found = _search(searches, place, runner)
    return [
        breaking_point(
            found[asked.search],
            search=asked.search,
            question=asked.question,
            reading=reading.reading_id,
            run=f"{place}/{asked.search}",
        )
        for asked in QUESTIONS
    ]


def _asked(base: Scenario, asked: BreakingQuestion, runner: Runner) -> BreakingSearch:
    search = simultaneous_search(
        base,
        CRITERIA[asked.criterion],
        runner.seed,
        units=asked.units,
        exhaustive=asked.exhaustive,
    )
    return replace(search, highest=min(search.highest, asked.highest))


def _frontier(
    base: Scenario, reading: Reading, place: str, runner: Runner, scope: Scope
) -> list[FrontierPoint]:
    asked = next(each for each in QUESTIONS if each.search == FRONTIER)
    search = _asked(base, asked, runner)
    made = frontier_searches(search, Setting("absence"), scope.absence)
    searches = {f"absence-{at:g}": each for at, each in zip(scope.absence, made, strict=True)}
    found = _search(searches, place, _fewer(runner))
    return frontier_points(
        dict(zip(scope.absence, found.values(), strict=True)),
        search=FRONTIER,
        reading=reading.reading_id,
        lever="absence",
        setting_unit="% absent",
        runs=[f"{place}/{name}" for name in searches],
    )


def _separating(
    base: Scenario, reading: Reading, place: str, runner: Runner, scope: Scope
) -> list[Separating]:
    search = trials(base, points=scope.trials, criterion=CRITERIA[SEPARATED], seed=runner.seed)
    found = _search({"separating": search}, place, replace(runner, nights=scope.trials))
    return separating_rows(
        separated(found["separating"]),
        search=SEPARATED,
        reading=reading.reading_id,
        run=f"{place}/separating",
    )


def _typical(base: Scenario, runner: Runner, scope: Scope) -> dict[str, float]:
    """By force, the smallest need that is not met on time in a typical night."""
    searches = {_force(each): each for each in map_searches(base, seed=runner.seed)}
    some = [searches[force] for force in scope.hosts]
    return dict(zip(scope.hosts, typical_severities(some, runner.how), strict=True))


def _force(search: BreakingSearch) -> str:
    assert isinstance(search.lever, ForceNeed)
    return search.lever.force


def _mapped(
    base: Scenario, reading: Reading, place: str, runner: Runner, alone: Mapping[str, float]
) -> list[ForceBreakingPoint]:
    searches = {
        _force(each): replace(each, guess=_within(each, alone[_force(each)]))
        for each in map_searches(base, seed=runner.seed)
        if _force(each) in alone
    }
    found = _search(searches, place, _fewer(runner))
    return _rows([Reach(force, "", each) for force, each in found.items()], reading, place)


def _within(search: BreakingSearch, at: float) -> float:
    """Where a search may begin: at what a typical night comes to, if that is among its grid."""
    return min(max(at, search.lowest), search.highest)


def _pairs(
    base: Scenario, reading: Reading, place: str, runner: Runner, alone: Mapping[str, float]
) -> list[ForceBreakingPoint]:
    worst = screen_pairs(base, seed=runner.seed, how=runner.how, alone=alone)[:PAIRS]
    searches = {
        f"{row.force}+{row.other}": pair_search(
            base, (row.force, row.other), seed=runner.seed, guess=row.largest
        )
        for row in worst
    }
    found = _search(searches, place, _fewer(runner))
    reaches = [
        Reach(row.force, row.other, each, row.largest)
        for row, each in zip(worst, found.values(), strict=True)
    ]
    return _rows(reaches, reading, place)


def _rows(reaches: Sequence[Reach], reading: Reading, place: str) -> list[ForceBreakingPoint]:
    return reach_rows(reaches, reading=reading.reading_id, place=place)


def _fewer(runner: Runner) -> Runner:
    """A quarter of the nights, for what is many searches: each row says of how many it is."""
    return replace(runner, nights=max(2, runner.nights // 4))


def _search(
    searches: Mapping[str, BreakingSearch], place: str, runner: Runner
) -> dict[str, BreakingFound]:
    kept = searches_at(runner.folder / place, searches, runner.nights, runner.how, force=True)
    return {name: each.found for name, each in zip(searches, kept, strict=True)}
