"""At what severity does a line run out of crews, or does a night miss the speed target?

This module runs the searches of a stress test. The searches find the number of simultaneous
incidents that breaks a night, at several levels of absence. They find the inputs that separate
breaking from holding runs. They also find the largest need that is met on time in each force and in
each of the worst pairs of forces.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from mobsim.ground.intervals import Interval
from mobsim.scenario.scenario import Scenario
from mobsim.stress.findings import (
    BreakingPoint,
    ForceBreakingPoint,
    FrontierPoint,
    Reading,
    Separating,
)
from mobsim.stress.night_numbers import estimate
from mobsim.stress.pack import everywhere, tiles_of
from mobsim.stress.reverse.criteria import CRITERIA, TARGET_MISSED
from mobsim.stress.reverse.plausibility import plausibility
from mobsim.stress.reverse.search_keeping import (
    SearchKept,
    is_search,
    read_search,
    searches_at,
)
from mobsim.stress.reverse.searching import (
    BreakingFound,
    BreakingSearch,
    frontier_searches,
    guessed,
    median_met,
    need_search,
    screen_pairs,
    simultaneous_search,
    typical_severities,
)
from mobsim.stress.reverse.separating import LABELS, separated, trials
from mobsim.stress.runs import Runner

ABSENCE: Final = (0.0, 5.0, 10.0, 15.0, 20.0, 30.0)
"""The assumed percentages of fit crews that are absent."""
PAIRS: Final = 20
"""The number of pairs that are searched in detail, starting with the pairs that fare worst without
chance.
"""
TRIALS: Final = 200
"""The number of runs used to find the inputs that separate breaking from holding runs."""


@dataclass(frozen=True, slots=True)
class BreakingQuestion:
    """One question about incidents that happen at the same time."""

    search: str
    about: Literal["capacity", "speed"]
    incidents: str
    """The kind of incidents that happen at once."""
    criterion: str
    units: int = 0
    """The PSUs that each incident needs; 0 keeps the 35 PSUs of a medium incident."""
    highest: int = 43
    """The largest number of incidents to try."""
    exhaustive: bool = False
    """Whether to try every number, because a larger number is not always worse."""

    @property
    def question(self) -> str:
        """The question in words."""
        return f"How many {self.incidents} at once before {CRITERIA[self.criterion].words}?"


QUESTIONS: Final = (
    BreakingQuestion(
        "medium-late",
        "speed",
        "medium incidents (35 PSUs each)",
        TARGET_MISSED.criterion_id,
    ),
    BreakingQuestion(
        "local-late",
        "speed",
        "local incidents (6 PSUs each)",
        TARGET_MISSED.criterion_id,
        6,
        highest=15,
        exhaustive=True,
    ),
    BreakingQuestion(
        "medium-line",
        "capacity",
        "medium incidents (35 PSUs each)",
        "line:psu",
    ),
    BreakingQuestion(
        "small-line",
        "capacity",
        "small incidents (15 PSUs each)",
        "line:psu",
        15,
    ),
)
FRONTIER: Final = "medium-line"
"""The question that the frontier repeats at each level of absence."""
SEPARATED: Final = "line:psu"
"""The criterion that divides runs into breaking and holding runs."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The extent of the searches, which is smaller for a trial."""

    hosts: tuple[str, ...]
    """The forces on the map and in the pairs."""
    absence: tuple[float, ...] = ABSENCE
    """The percentages of absence on the frontier."""
    trials: int = TRIALS
    """The number of runs used to find separating inputs."""
    is_trial: bool = False
    """Whether only the first reading has a frontier and separating inputs."""


def break_it(
    readings: Sequence[Reading], forces: Path, runner: Runner, scope: Scope
) -> dict[str, list[Any]]:
    """The results of every search under some readings, in lists named as in the findings."""
    found: dict[str, list[Any]] = {
        name: [] for name in ("breaking", "frontier", "separating", "map", "pairs")
    }
    for number, reading in enumerate(readings):
        searches = Searches(everywhere(reading, forces), reading.reading_id, runner, scope)
        found["breaking"] += searches.points()
        alone = searches.alone()
        found["map"] += searches.mapped(alone)
        found["pairs"] += searches.pairs(alone)
        if not (number and scope.is_trial):
            found["frontier"] += searches.frontier()
            found["separating"] += searches.separating()
    return found


@dataclass(frozen=True)
class Searches:
    """The searches under one reading."""

    base: Scenario
    """The base scenario, with an incident in each force."""
    reading: str
    runner: Runner
    scope: Scope

    @property
    def place(self) -> str:
        """The folder of the searches inside the test's folder."""
        return f"runs/reverse/{self.reading}"

    def points(self) -> list[BreakingPoint]:
        """The breaking point that answers each question."""
        searches = guessed([self._asked(asked) for asked in QUESTIONS], self.runner.how)
        names = [asked.search for asked in QUESTIONS]
        found = self._found("", dict(zip(names, searches, strict=True)))
        return [self._point(asked, found[asked.search]) for asked in QUESTIONS]

    def _asked(self, asked: BreakingQuestion) -> BreakingSearch:
        search = simultaneous_search(
            self.base,
            CRITERIA[asked.criterion],
            self.runner.seed,
            asked.units,
            exhaustive=asked.exhaustive,
        )
        return replace(search, highest=min(search.highest, asked.highest))

    def _point(self, asked: BreakingQuestion, found: BreakingFound) -> BreakingPoint:
        about, median = found.search, estimate(found.median)
        return BreakingPoint(
            about=asked.about,
            search=asked.search,
            question=asked.question,
            incidents=asked.incidents,
            reading=self.reading,
            unit=about.lever.unit,
            criterion=about.criterion.words,
            median=median,
            tolerance=1,
            lowest=about.lowest,
            highest=about.highest,
            always_broken=found.always,
            never_broken=found.never,
            plausibility=plausibility(median.estimate, about.lever.unit),
            run=f"{self.place}/{asked.search}",
        )

    def frontier(self) -> list[FrontierPoint]:
        """The smallest number of incidents that breaks a night, at each level of absence."""
        asked = next(each for each in QUESTIONS if each.search == FRONTIER)
        settings = [f"absence={at:g}%" for at in self.scope.absence]
        made = frontier_searches(self._asked(asked), settings, self.runner.how)
        names = [f"absence-{at:g}" for at in self.scope.absence]
        # The absence that the readings assume has already been searched, over more nights.
        asked_before = self.runner.folder / self.place / FRONTIER
        known = [read_search(asked_before)] if is_search(asked_before) else []
        searches = dict(zip(names, made, strict=True))
        found = self._found("/frontier", searches, _fewer(self.runner), known)
        return [
            FrontierPoint(
                search=FRONTIER,
                reading=self.reading,
                lever="absence",
                setting=at,
                setting_unit="% absent",
                median=estimate(each.median),
                unit=each.search.lever.unit,
                run=f"{self.place}/frontier/{name}",
            )
            for at, (name, each) in zip(self.scope.absence, found.items(), strict=True)
        ]

    def separating(self) -> list[Separating]:
        """The inputs that separate breaking from holding runs, strongest first; can be empty."""
        count = self.scope.trials
        search = trials(self.base, count, CRITERIA[SEPARATED], self.runner.seed)
        found = self._found("", {"separating": search}, replace(self.runner, nights=count))
        return [
            Separating(
                search=SEPARATED,
                reading=self.reading,
                label=LABELS[row.factor],
                run=f"{self.place}/separating",
                **row._asdict(),
            )
            for row in separated(found["separating"])
        ]

    def alone(self) -> dict[str, float]:
        """The smallest need of each force that is not met on time in a typical night."""
        hosts = self.scope.hosts
        searches = [need_search(self.base, [force], self.runner.seed) for force in hosts]
        return dict(zip(hosts, typical_severities(searches, self.runner.how), strict=True))

    def mapped(self, alone: Mapping[str, float]) -> list[ForceBreakingPoint]:
        """The largest need of each force that is met on time. Each search starts near ``alone``."""
        searches = {}
        for force in sorted(alone):
            search = need_search(self.base, [force], self.runner.seed)
            searches[force] = replace(search, guess=search.within(alone[force]))
        found = self._found("/map", searches, _fewer(self.runner))
        return [self._force_point("map", force, median_met(each)) for force, each in found.items()]

    def pairs(self, alone: Mapping[str, float]) -> list[ForceBreakingPoint]:
        """The largest need met on time in each force of the worst pairs."""
        seed = self.runner.seed
        worst = {
            "+".join(row.forces): row
            for row in screen_pairs(self.base, alone, seed, self.runner.how)[:PAIRS]
        }
        searches = {
            name: need_search(self.base, row.forces, seed, row.largest)
            for name, row in worst.items()
        }
        found = self._found("/pairs", searches, _fewer(self.runner))
        return [
            self._force_point("pairs", name, median_met(each), worst[name].largest)
            for name, each in found.items()
        ]

    def _force_point(
        self, place: str, name: str, largest: Interval | None, screened: float | None = None
    ) -> ForceBreakingPoint:
        names = {each.force_id: each.name for each in self.base.forces}
        force, _, other = name.partition("+")
        column, row, label = tiles_of().get(force, (0, 0, ""))
        return ForceBreakingPoint(
            reading=self.reading,
            force=force,
            force_name=names[force],
            other=other,
            other_name=names.get(other, ""),
            largest=estimate(largest),
            screened=screened,
            tile_column=column,
            tile_row=row,
            tile_label=label,
            run=f"{self.place}/{place}/{name}",
        )

    def _found(
        self,
        place: str,
        searches: Mapping[str, BreakingSearch],
        runner: Runner | None = None,
        known: Sequence[SearchKept] = (),
    ) -> dict[str, BreakingFound]:
        """The results of searches by name. The searches are saved below ``place``."""
        using = runner or self.runner
        folder = using.folder / f"{self.place}{place}"
        kept = searches_at(folder, searches, using.nights, using.how, known=known, force=True)
        return {name: each.found for name, each in zip(searches, kept, strict=True)}


def fewer_nights(nights: int) -> int:
    """The number of nights for a large group of searches: a quarter of ``nights``, at least 2."""
    return max(2, nights // 4)


def _fewer(runner: Runner) -> Runner:
    return replace(runner, nights=fewer_nights(runner.nights))
