"""Which event counts as a break of capacity or speed?

A criterion uses the measures of one night to decide whether the night breaks. Each criterion has an
id for saved searches and a text for printed results.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Final

from mobsim.country.demand import Need
from mobsim.country.lines import PSU, load_requirements
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Measures
from mobsim.stress.reverse.rules import NightRule, misses_stated, runs_out
from mobsim.stress.speed import TARGET, misses_target

_BEYOND: Final = 1.0
"""The minutes for which a night continues after the last minute that matters."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A rule that says whether a night breaks, which can be sent to other processes."""

    criterion_id: str
    words: str
    """The event that makes a night break, in words."""
    broken: Callable[[Measures], bool]
    """Whether a night with these measures breaks."""
    rule: Callable[[Scenario], NightRule | None]
    """The rule that says the same from the rows of a night; None if the night needs measures."""
    watches: float | None = None
    """The last minute that matters, counted from the start of the last incident. The minute is None
    if the whole run matters.
    """


def _binds(line: str, measures: Measures) -> bool:
    return any(each.line == line and each.verdict_capacity == "fail" for each in measures.national)


TARGET_MISSED: Final = Criterion(
    "target-missed", "the speed target is missed", misses_target, misses_stated, TARGET.within
)
CRITERIA: Final[Mapping[str, Criterion]] = {
    TARGET_MISSED.criterion_id: TARGET_MISSED,
    **{
        f"line:{each.line}": Criterion(
            f"line:{each.line}",
            f"the national line {each.name} runs out of crews",
            partial(_binds, each.line),
            partial(runs_out, each.line),
        )
        for each in load_requirements()
    },
}
"""The criteria by id."""


def as_long_as_watched(scenario: Scenario, criterion: Criterion) -> Scenario:
    """The scenario without the hours that a criterion ignores.

    The events before a given minute do not depend on when the run ends, so the result is unchanged.
    The scenario keeps its length if its incidents are not yet drawn or if its need for PSUs can
    rise later. A shorter run would then have a different peak.
    """
    if criterion.watches is None or scenario.disorder is not None or not scenario.incidents:
        return scenario
    end = max(each.begins for each in scenario.incidents) + criterion.watches + _BEYOND
    if end >= scenario.duration or any(
        _rises_after(each.need.get(PSU), end) for each in scenario.incidents
    ):
        return scenario
    return replace(scenario, duration=end)


def _rises_after(need: object, minute: float) -> bool:
    if need is None:
        return False
    if not isinstance(need, Need):
        return True
    changes = zip(need.minutes, need.units, strict=True)
    levels = [need.at(minute), *(units for at, units in changes if at > minute)]
    return any(after > before for before, after in pairwise(levels))
