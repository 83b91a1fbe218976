"""How is a night simulated in three lines of Python?

>>> import mobsim
>>> result = mobsim.run("quickstart")
>>> result.measures.incidents[0].time_to["100"]
242.0
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mobsim import store
from mobsim.callup import PSU, Promise, ready_curve
from mobsim.engine import simulate
from mobsim.events import Event
from mobsim.log import to_frame
from mobsim.night import night_of
from mobsim.provenance import Provenance, provenance_of
from mobsim.randomness import Chance
from mobsim.results import document
from mobsim.scenario import Scenario
from mobsim.scenario_file import load_scenario
from mobsim.scorecard import Style, plain, scorecard
from mobsim.scoring import Facts, Measures, facts_of, score
from mobsim.scoring.measures import Verdict
from mobsim.story import Story, why

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, repr=False)
class Result:
    """One simulated night: its log, and what it came to."""

    scenario: Scenario
    """As it was simulated: with the incidents that were drawn."""
    seed: int
    typical: bool
    log: list[Event]
    """Rows in the order in which they happened."""

    @cached_property
    def facts(self) -> Facts:
        """What scoring and telling know besides the log."""
        return facts_of(self.scenario)

    @cached_property
    def measures(self) -> Measures:
        """Everything that one run says."""
        return with_verdict(score(self.log, self.facts), self.ready_curve)

    @cached_property
    def ready_curve(self) -> tuple[Promise, ...]:
        """The promised timeline against when crews were ready; empty without roster or call."""
        chance = Chance(self.seed, typical=self.typical)
        return ready_curve(self.scenario, chance, self.log)

    @cached_property
    def provenance(self) -> Provenance:
        """Where it comes from."""
        scenario = self.scenario
        return provenance_of(scenario.name, scenario.resolved, self.seed, typical=self.typical)

    def document(self) -> dict[str, Any]:
        """The versioned document that ``mobsim run --json`` prints."""
        return document(self.scenario, self.measures, self.provenance)

    def scorecard(self, *, source: str = "", style: Style = plain) -> str:
        """The text that ``mobsim run`` prints; see `mobsim.scorecard.scorecard`."""
        return scorecard(
            self.scenario,
            self.measures,
            seed=self.seed,
            typical=self.typical,
            source=source,
            style=style,
            ready=self.ready_curve,
        )

    def why(self, subject: str) -> Story:
        """The story of one unit, force or incident."""
        return why(self.log, self.facts, subject)

    def save(
        self, folder: Path | str | None = None, *, force: bool = False, source: str = ""
    ) -> Path:
        """Keep it as a folder; see `mobsim.store.save`."""
        kept = store.Result(
            document=self.document(),
            resolved=self.scenario.resolved,
            log=self.log,
            facts=self.facts,
            summary=self.scorecard(source=source),
            circumstances=asdict(self.provenance.circumstances),
        )
        return store.save(kept, folder, force=force)

    @cached_property
    def frame(self) -> "pandas.DataFrame":
        """The log, one row an event."""
        return to_frame(self.log)

    @cached_property
    def incidents(self) -> "pandas.DataFrame":
        """One row an incident and kind."""
        return _frame(store.incident_rows(self.document()))

    @cached_property
    def national(self) -> "pandas.DataFrame":
        """One row a national line, then one a region's share of it."""
        return _frame(store.national_rows(self.document()))

    @cached_property
    def forces(self) -> "pandas.DataFrame":
        """One row a force and kind that an order touched."""
        return _frame(store.force_rows(self.document()))

    def __repr__(self) -> str:
        how = "typical" if self.typical else f"seed {self.seed}"
        return f"<Result of {self.scenario.name}, {how}: {len(self.log)} events>"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.scorecard())}</pre>"


def with_verdict(measures: Measures, promises: Sequence[Promise]) -> Measures:
    """The measures with a verdict on the promised timeline, where there is one."""
    if not promises:
        return measures
    verdict: Verdict = "pass" if all(promise.met for promise in promises) else "fail"
    national = [
        replace(line, verdict_timeline=verdict) if line.line == PSU else line
        for line in measures.national
    ]
    return replace(measures, national=national)


def _frame(rows: list[dict[str, Any]]) -> "pandas.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows)


def load(
    source: str | Path, *, override: str | None = None, settings: Sequence[str] = ()
) -> Scenario:
    """A scenario by the bare name of a shipped one, or from a file.

    Parameters
    ----------
    override
        Name of one of its overrides.
    settings
        ``path=value`` each, as ``--set`` takes them.

    Raises
    ------
    InputError
        With every fault of the file.

    >>> load("quickstart").incidents[0].name
    'Cardiff'
    """
    return load_scenario(source, override=override, settings=settings)


def run(scenario: Scenario | str | Path, *, seed: int = 1, typical: bool = False) -> Result:
    """Simulate one night.

    Parameters
    ----------
    scenario
        What `load` gives, or what it takes.
    seed
        Names the draws: the same seed gives the same night.
    typical
        Use the mean of every duration and let no one be silent, whatever the scenario says.
    """
    loaded = scenario if isinstance(scenario, Scenario) else load(scenario)
    typical = typical or loaded.chance == "typical"
    chance = Chance(seed, typical=typical)
    night = night_of(loaded, chance)
    log: list[Event] = []
    simulate(night, chance, log.append)
    return Result(night, seed, typical, log)
