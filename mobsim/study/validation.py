"""How far are the results of the model from observations of real events?

A pattern is one number that was observed in a real event. The observation has an error, and the
model differs from reality by a discrepancy that no run can show. The implausibility of a pattern is
its distance from the mean of the runs, divided by the combined standard deviation.
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
"""The name of the override for the null model, in which every force is called at once. Not every
scenario has an override with this name.
"""
ASKED: Final = "asked"
"""The name of the override that states the aid requested from each force. Not every scenario has an
override with this name.
"""
CUT: Final = 3.0
"""The smallest implausibility, in standard deviations, at which a pattern counts as missed."""
DISCREPANCY: Final = 0.2
"""The standard deviation of the model's own discrepancy, as a share of the observation. The share
is an assumption. One reason for the discrepancy is that mobsim moves whole PSUs of today's
strength. Many officers in the observed counts did not belong to a PSU.
"""
LEAST_DISCREPANCY: Final[Mapping[str, float]] = {"forces": 1.0}
"""The smallest discrepancy of the model for several units of observation, keyed by unit. The value
of one force is an assumption.
"""
ONE_CREW: Final = 25.0
"""The smallest discrepancy of the model for any other unit of observation. Crews are never split,
so the smallest discrepancy is the number of officers in one PSU.
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """A summary of the values of several replications."""

    mean: float
    median: float
    low: float
    """The value that 5 % of runs do not exceed."""
    high: float
    """The value that 95 % of runs do not exceed."""
    standard_error: float
    """The standard error of the mean; 0 for a single replication."""


def ranked(ordered: Sequence[float], *shares: float) -> list[float]:
    """The quantiles of sorted values at the given shares, by the nearest-rank method.

    >>> ranked([1.0, 2.0, 3.0, 4.0], 0.05, 0.5)
    [1.0, 2.0]
    """
    return [ordered[max(1, math.ceil(share * len(ordered))) - 1] for share in shares]


def spread(values: Sequence[float]) -> Spread:
    """The mean, the median, the 5 % and 95 % quantiles, and the standard error of several values.

    >>> spread([2.0, 2.0, 5.0, 5.0])
    Spread(mean=3.5, median=3.5, low=2.0, high=5.0, standard_error=0.8660254037844386)
    """
    ordered = sorted(values)
    low, high = ranked(ordered, 0.05, 0.95)
    error = stdev(ordered) / math.sqrt(len(ordered)) if len(ordered) > 1 else 0.0
    return Spread(fmean(ordered), median(ordered), low, high, error)


def discrepancy_of(pattern: Observation) -> float:
    """The standard deviation of the model's own discrepancy, in the unit of the pattern."""
    least = LEAST_DISCREPANCY.get(pattern.unit, ONE_CREW)
    return max(least, DISCREPANCY * pattern.number)


def implausibility(pattern: Observation, mean: float, error: float) -> float:
    """The distance of the mean of runs from the observation, in standard deviations.

    ``error`` is the standard error of the mean.
    """
    off = abs(mean - pattern.number)
    return off / math.hypot(pattern.deviation, discrepancy_of(pattern), error)


@dataclass(frozen=True, slots=True)
class Finding:
    """One pattern, compared with runs of a scenario."""

    pattern: Observation
    simulated: Spread

    @property
    def discrepancy(self) -> float:
        """The standard deviation of the model's own discrepancy, in the unit of the pattern."""
        return discrepancy_of(self.pattern)

    @property
    def implausibility(self) -> float:
        """The distance of the mean of the runs from the observation, in standard deviations."""
        return implausibility(self.pattern, self.simulated.mean, self.simulated.standard_error)

    @property
    def missed(self) -> bool:
        """Whether the implausibility is `CUT` or more."""
        return self.implausibility >= CUT

    @property
    def passed_by_nobody(self) -> bool:
        """Whether runs in which no force sends aid would also match the pattern."""
        return self.pattern.number / math.hypot(self.pattern.deviation, self.discrepancy) < CUT


@dataclass(frozen=True, slots=True)
class Validation:
    """One scenario, compared with observations."""

    scenario: str
    question: str
    override: str | None
    replications: int
    findings: tuple[Finding, ...]
    null: tuple[Finding, ...]
    """The findings for the null model; empty if the scenario has no null model."""
    given: tuple[Finding, ...]
    """Findings on the patterns with the layer ``both``, from runs with the override that states the
    aid requested. The tuple is empty if the scenario has no override that states the aid requested.
    """
    context: tuple[Observation, ...]
    """Observations that are shown but not compared with runs."""

    def of_role(self, role: str) -> tuple[Finding, ...]:
        """The findings on patterns with the given role."""
        return tuple(each for each in self.findings if each.pattern.role == role)

    @property
    def conditional(self) -> tuple[Finding, ...]:
        """The findings from runs in which the scenario states the aid requested."""
        return (*(e for e in self.findings if e.pattern.layer == "conditional"), *self.given)

    @property
    def end_to_end(self) -> tuple[Finding, ...]:
        """The findings from runs in which the scenario states the need."""
        return tuple(e for e in self.findings if e.pattern.layer != "conditional")

    @property
    def missed(self) -> tuple[Finding, ...]:
        """The findings on calibration patterns with an implausibility of `CUT` or more."""
        return tuple(each for each in self.of_role("calibration") if each.missed)


def validate(
    scenario: str | Path,
    *,
    override: str | None = None,
    settings: Sequence[str] = (),
    replications: int = REPLICATIONS,
    observed: Path | str | None = None,
) -> Validation:
    """Compare a scenario and its null model with observations.

    The numbers of the runs are 0, 1 and so on. ``observed`` is your own table, with the columns of
    ``data/history.csv``. The ``settings`` apply to the null model too. Raises `InputError` when the
    table has no row that can be compared with the scenario.
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
    """The observations of a scenario, from the shipped table or from your own table.

    Raises `InputError` when the table has no row that can be compared with the scenario.
    """
    given = str(scenario)
    if observed is None:
        return history().of(given)
    return read_observations(observed).of(given, Path(given).stem, load_scenario(given).name)


def held_against(
    night: Scenario, patterns: Sequence[Observation], replications: int = REPLICATIONS
) -> tuple[Finding, ...]:
    """Compare patterns with several replications of a night, which are numbered from 0."""
    columns = simulated(night, patterns, replications)
    return tuple(Finding(*each) for each in zip(patterns, map(spread, columns), strict=True))


def simulated(
    night: Scenario, patterns: Sequence[Observation], replications: int, seed: int = SEED
) -> list[list[float]]:
    """The value of each pattern in each replication. The numbers of the replications start at 0.

    Each night stops after the time of the last pattern. Raises `InputError` when a pattern names an
    unknown force, or a time that the run does not cover.
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
    """The exception that ends a night after the last minute that counts."""


def run_stints(
    night: Scenario, replication: int, *, seed: int = SEED, until: float = math.inf
) -> list[Stint]:
    """Simulate one replication up to minute ``until``, and return the stints of all crews."""
    record = StintRecord(facts_of(night))

    def keep(row: Event) -> None:
        if row.minute > until:
            raise _SeenEnoughError
        record.add(row)

    with suppress(_SeenEnoughError):
        simulate(night, Chance(seed, replication), keep)
    return record.stints()


def check_windows(night: Scenario, patterns: Sequence[Observation]) -> None:
    """Check that patterns name known forces, and times that the run covers.

    Raises `InputError` if a pattern names an unknown force, or a time that the run does not cover.
    """
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
            problem = (
                f"observed {when}, which the run does not cover; expected a time within the run"
            )
            raise InputError.about(night.name, f"observation {name}: {problem}", "since")


def history_names() -> tuple[str, ...]:
    """The names of the shipped scenarios of real events."""
    return history().scenarios()
