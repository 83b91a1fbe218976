"""What is it that breaks?

A criterion looks at the measures of one night and says whether it is broken. Each has an id, by
which a search is kept, and words, in which it is told.
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
from mobsim.study.night_measures import FOUR_HOURS

FORTY: Final = 40
"""Per cent of peak need: the share promised within four hours, published at second hand."""
_BEYOND: Final = 1.0
"""Minutes that a night is run beyond the last minute that is looked at."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that can break. It travels to other processes."""

    criterion_id: str
    words: str
    """What has happened when it is broken."""
    broken: Callable[[Measures], bool]
    """Whether a night with such measures is broken."""
    watches: float | None = None
    """Minutes after the last incident's beginning that it looks at; None for the whole run."""


def undeployed(measures: Measures) -> tuple[int, int]:
    """PSUs short 4 h after each incident began, and the peak need of the same incidents.

    An incident of which the log ends before its 4 h are over counts in neither sum.
    """
    rows = [row for row in measures.incidents if row.kind == PSU]
    told = [(row.short_at["4"], row.peak_need) for row in rows]
    known = [(short, peak) for short, peak in told if short is not None]
    return sum(short for short, _ in known), sum(peak for _, peak in known)


def _forty_undeployed(measures: Measures) -> bool:
    """Without any incident to count, the night holds."""
    short, peak = undeployed(measures)
    return bool(peak) and 100 * short >= FORTY * peak


def _binds(line: str, measures: Measures) -> bool:
    return any(each.line == line and each.verdict_capacity == "fail" for each in measures.national)


FORTY_UNDEPLOYED: Final = Criterion(
    "forty-undeployed-at-4h",
    f"{FORTY} % or more of peak PSU need is undeployed 4 h after each incident began",
    _forty_undeployed,
    FOUR_HOURS,
)
CRITERIA: Final[Mapping[str, Criterion]] = {
    FORTY_UNDEPLOYED.criterion_id: FORTY_UNDEPLOYED,
    **{
        f"line:{each.line}": Criterion(
            f"line:{each.line}",
            f"the national line {each.name} binds",
            partial(_binds, each.line),
        )
        for each in load_requirements()
    },
}
"""By id."""


def as_long_as_watched(scenario: Scenario, criterion: Criterion) -> Scenario:
    """The scenario without the hours that a criterion does not look at.

    What happens up to a minute does not depend on when a run ends, so the answer is the same.
    A scenario whose incidents are still to be drawn, or whose PSU need may rise later, is left
    as it is: its peak would be another.
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
