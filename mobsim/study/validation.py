"""How far is the model from observations of real events?

Each observation has an error, and the model has a discrepancy that no run shows. A pattern's
implausibility is its distance from the mean of the runs, counted in these deviations.
"""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median, stdev
from typing import Final

from mobsim.engine import simulate
from mobsim.ground.errors import InputError, did_you_mean
from mobsim.ground.randomness import Chance
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.events import Event
from mobsim.scoring.officer_counts import CONSTRUCTS
from mobsim.scoring.stints import Stint, StintRecord
from mobsim.study.observations import COMPARED, Observation, history, read_observations
from mobsim.telling.night_facts import facts_of

SEED, REPLICATIONS = 1, 20
NULL: Final = "null"
"""The override with the null model: every force is called at once. A scenario may omit it."""
ASKED: Final = "asked"
"""The override that states what forces were asked for. A scenario may omit it."""
CUT: Final = 3.0
"""Implausibility from which a pattern counts as missed: three deviations."""
DISCREPANCY: Final = 0.2
"""One standard deviation of the model's own discrepancy, as a share of the observation. Assumed:
mobsim moves whole PSUs of today's strength, and many officers who were counted were not in a PSU.
"""
LEAST_DISCREPANCY: Final[Mapping[str, float]] = {"forces": 1.0}
"""The smallest discrepancy, by unit. Assumed: one force."""
ONE_CREW: Final = 25.0
"""The smallest discrepancy for every other unit: the officers of one PSU, because crews come whole.
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """The values of several replications."""

    mean: float
    median: float
    low: float
    """The value that 5 % of runs do not exceed."""
    high: float
    """The value that 95 % of runs do not exceed."""
    standard_error: float
    """The standard error of the mean; 0 for one replication, which cannot show it."""


def ranked(ordered: Sequence[float], *shares: float) -> list[float]:
    """The nearest ranks of sorted values, for each share.

    >>> ranked([1.0, 2.0, 3.0, 4.0], 0.05, 0.5)
    [1.0, 2.0]
    """
    return [ordered[max(1, math.ceil(share * len(ordered))) - 1] for share in shares]


def spread(values: Sequence[float]) -> Spread:
    """Mean, median, nearest ranks of 5 and 95 %, and the standard error of the mean.

    >>> spread([2.0, 2.0, 5.0, 5.0])
    Spread(mean=3.5, median=3.5, low=2.0, high=5.0, standard_error=0.8660254037844386)
    """
    ordered = sorted(values)
    low, high = ranked(ordered, 0.05, 0.95)
    error = stdev(ordered) / math.sqrt(len(ordered)) if len(ordered) > 1 else 0.0
    return Spread(fmean(ordered), median(ordered), low, high, error)


def discrepancy_of(pattern: Observation) -> float:
    """One standard deviation of the model's own discrepancy, in the pattern's unit."""
    least = LEAST_DISCREPANCY.get(pattern.unit, ONE_CREW)
    return max(least, DISCREPANCY * pattern.number)


def implausibility(pattern: Observation, mean: float, error: float) -> float:
    """Deviations between a mean, which has its own error, and the observation."""
    off = abs(mean - pattern.number)
    return off / math.hypot(pattern.deviation, discrepancy_of(pattern), error)


@dataclass(frozen=True, slots=True)
class Finding:
    """One pattern compared with the runs."""

    pattern: Observation
    simulated: Spread

    @property
    def discrepancy(self) -> float:
        """One standard deviation of the model's own discrepancy, in the pattern's unit."""
        return discrepancy_of(self.pattern)

    @property
    def implausibility(self) -> float:
        """Deviations between the mean of the runs and the observation."""
        return implausibility(self.pattern, self.simulated.mean, self.simulated.standard_error)

    @property
    def missed(self) -> bool:
        """Whether the implausibility is at the cut or above."""
        return self.implausibility >= CUT

    @property
    def passed_by_nobody(self) -> bool:
        """Whether a run without any aid would not miss it either."""
        return self.pattern.number / math.hypot(self.pattern.deviation, self.discrepancy) < CUT


@dataclass(frozen=True, slots=True)
class Validation:
    """One scenario compared with observations."""

    scenario: str
    question: str
    override: str | None
    replications: int
    findings: tuple[Finding, ...]
    null: tuple[Finding, ...]
    """The same for the null model; empty if the scenario has none."""
    given: tuple[Finding, ...]
    """Patterns of both layers, given what was asked for; empty if the scenario has no such
    override.
    """
    context: tuple[Observation, ...]
    """Rows that are shown but not compared."""

    def of_role(self, role: str) -> tuple[Finding, ...]:
        """Findings of a role."""
        return tuple(each for each in self.findings if each.pattern.role == role)

    @property
    def conditional(self) -> tuple[Finding, ...]:
        """Findings given what was asked for."""
        return (*(e for e in self.findings if e.pattern.layer == "conditional"), *self.given)

    @property
    def end_to_end(self) -> tuple[Finding, ...]:
        """Findings given what was needed."""
        return tuple(e for e in self.findings if e.pattern.layer != "conditional")

    @property
    def missed(self) -> tuple[Finding, ...]:
        """Patterns of calibration with an implausibility at the cut or above."""
        return tuple(each for each in self.of_role("calibration") if each.missed)


def validate(
    scenario: str | Path,
    *,
    override: str | None = None,
    settings: Sequence[str] = (),
    replications: int = REPLICATIONS,
    observed: Path | str | None = None,
) -> Validation:
    """Compare a scenario, and its null model, with observations, over replications from 0.

    ``observed`` is a table of your own with the columns of ``data/history.csv``. The ``settings``
    change the null model too. Raises `InputError` when the table has nothing on the scenario.
    """
    given = str(scenario)
    rows = observed_of(scenario, observed)
    patterns = [row for row in rows if row.role in COMPARED]

    def held(
        override: str | None, patterns: Sequence[Observation] = patterns
    ) -> tuple[Finding, ...]:
        night = load_scenario(given, override=override, settings=settings)
        return held_against(night, patterns, replications)

    overrides = resolve(given).overrides
    both = [row for row in patterns if row.layer == "both"]
    return Validation(
        scenario=given,
        question=load_scenario(given).question,
        override=override,
        replications=replications,
        findings=held(override),
        null=held(NULL) if NULL in overrides else (),
        given=held(ASKED, both) if ASKED in overrides and both else (),
        context=tuple(row for row in rows if row.role == "context"),
    )


def observed_of(
    scenario: str | Path, observed: Path | str | None = None
) -> tuple[Observation, ...]:
    """The observations for a scenario, in the shipped table or in your own.

    Raises `InputError` when the table has nothing on it to be compared.
    """
    given = str(scenario)
    if observed is None:
        return history().of(given)
    return read_observations(observed).of(given, Path(given).stem, load_scenario(given).name)


def held_against(
    night: Scenario, patterns: Sequence[Observation], replications: int = REPLICATIONS
) -> tuple[Finding, ...]:
    """A night compared with patterns, over replications from 0."""
    columns = simulated(night, patterns, replications)
    return tuple(Finding(*each) for each in zip(patterns, map(spread, columns), strict=True))


def simulated(
    night: Scenario, patterns: Sequence[Observation], replications: int, seed: int = SEED
) -> list[list[float]]:
    """The values of each pattern in each replication from 0.

    A night runs until the last pattern has been seen. Raises `InputError` when there is no such
    force, or the run does not cover the time of a pattern.
    """
    check_windows(night, patterns)
    facts = facts_of(night)
    windows = [each.window(night.clock) for each in patterns]
    last = max((window.until for window in windows), default=0.0)
    values = []
    for replication in range(replications):
        stints = run_stints(night, replication, seed=seed, until=last)
        counted = zip(patterns, windows, strict=True)
        values.append([float(CONSTRUCTS[each.sense](stints, facts, w)) for each, w in counted])
    return [list(column) for column in zip(*values, strict=True)]


class _SeenEnoughError(Exception):
    """The remaining events are after the last minute that counts."""


def run_stints(
    night: Scenario, replication: int, *, seed: int = SEED, until: float = math.inf
) -> list[Stint]:
    """Where every crew was in one replication, simulated only up to a minute."""
    record = StintRecord(facts_of(night))

    def keep(row: Event) -> None:
        if row.minute > until:
            raise _SeenEnoughError
        record.add(row)

    with suppress(_SeenEnoughError):
        simulate(night, Chance(seed, replication), keep)
    return record.stints()


def check_windows(night: Scenario, patterns: Sequence[Observation]) -> None:
    """Raise `InputError` for unknown forces, and for times that are not simulated."""
    forces = {force.force_id for force in night.forces}
    for each in patterns:
        name = f"{each.event} {each.pattern}"
        for column, ids in (("where", each.where), ("donor", each.donor)):
            for unknown in sorted(set(ids) - forces):
                problem = f"no force {unknown!r}; {did_you_mean(unknown, forces)}"
                raise InputError.about(night.name, f"observation {name}: {problem}", column)
        window = each.window(night.clock)
        if not 0 <= window.since <= window.until <= night.duration:
            when = each.since + (f" to {each.until}" if each.until else "")
            problem = f"observed {when}, which the run does not cover; expected a time of the run"
            raise InputError.about(night.name, f"observation {name}: {problem}", "since")


def history_names() -> tuple[str, ...]:
    """The shipped scenarios of real events, by their bare names."""
    return history().scenarios()
