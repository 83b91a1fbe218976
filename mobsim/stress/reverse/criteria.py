"""What breaks: a line's capacity or the speed target?

A criterion looks at the measures of one night and says whether the night is broken. Each has an id,
used to save a search, and words, used in print.
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
from mobsim.scoring.events import NEED_UNMET, Event
from mobsim.stress.speed import TARGET, misses_target

_BEYOND: Final = 1.0
"""How many minutes a night runs beyond the last minute that matters."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that can break. It can be sent to other processes."""

    criterion_id: str
    words: str
    """What has happened when it is broken."""
    broken: Callable[[Measures], bool]
    """Whether a night with these measures is broken."""
    watches: float | None = None
    """The last minute that matters, counted from the start of the last incident; None for the whole
    run.
    """
    breaks_with: Callable[[Event], bool] | None = None
    """The row of the log that breaks a night, whatever follows; None if only all rows together can
    tell.
    """


def _binds(line: str, measures: Measures) -> bool:
    return any(each.line == line and each.verdict_capacity == "fail" for each in measures.national)


def _runs_out(line: str, row: Event) -> bool:
    """Like `_binds`: need is unmet, and no crew is left that may be sent."""
    return row.event == NEED_UNMET and row.counterpart == line and row.cause is not None


TARGET_MISSED: Final = Criterion(
    "target-missed", "the target of speed is missed", misses_target, TARGET.within
)
CRITERIA: Final[Mapping[str, Criterion]] = {
    TARGET_MISSED.criterion_id: TARGET_MISSED,
    **{
        f"line:{each.line}": Criterion(
            f"line:{each.line}",
            f"the national line {each.name} runs out of crews",
            partial(_binds, each.line),
            breaks_with=partial(_runs_out, each.line),
        )
        for each in load_requirements()
    },
}
"""By id."""


def as_long_as_watched(scenario: Scenario, criterion: Criterion) -> Scenario:
    """The scenario without the hours that a criterion ignores.

    Events up to a minute do not depend on when the run ends, so the answer is the same. The
    scenario stays as it is if its incidents are still to be drawn or its PSU need may rise later: a
    shorter one would have a different peak.
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
