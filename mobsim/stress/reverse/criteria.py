"""What is it that breaks?

A criterion looks at the measures of one night and says whether it is broken. Each has an id, by
which a search is kept, and words, in which it is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from mobsim.country.demand import Need
from mobsim.country.lines import PSU, load_requirements
from mobsim.ground.errors import Fault, InputError, did_you_mean
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Measures

FORTY: Final = 40
"""Per cent of peak need: the share promised within four hours, published at second hand."""
FOUR_HOURS: Final = 240.0
_BEYOND: Final = 1.0
"""Minutes that a night is run beyond the last minute that is looked at."""


class Criterion(Protocol):
    """Something that can break. It travels to other processes."""

    @property
    def criterion_id(self) -> str:
        """E.g. ``line:psu``."""

    @property
    def words(self) -> str:
        """What has happened when it is broken."""

    @property
    def watches(self) -> float | None:
        """Minutes after the last incident's beginning that it looks at; None for the whole run."""

    def broken(self, measures: Measures) -> bool:
        """Whether a night with such measures is broken."""


@dataclass(frozen=True, slots=True)
class LineBinds:
    """A named national line binds."""

    line: str
    """``psu``, ``psu_london``, ``bdu`` or ``aep``."""
    name: str

    @property
    def criterion_id(self) -> str:
        return f"line:{self.line}"

    @property
    def words(self) -> str:
        return f"the national line {self.name} binds"

    @property
    def watches(self) -> None:
        return None

    def broken(self, measures: Measures) -> bool:
        return any(
            each.line == self.line and each.verdict_run == "fail" for each in measures.national
        )


@dataclass(frozen=True, slots=True)
class AnyLineBinds:
    """Any national line binds."""

    criterion_id = "any-line"
    words = "a national line binds"
    watches = None

    def broken(self, measures: Measures) -> bool:
        return any(each.verdict_run == "fail" for each in measures.national)


@dataclass(frozen=True, slots=True)
class FortyIn4h:
    """Less than 40 % of the peak PSU need of all is there at once 4 h after the first began.

    A night that needs no PSU holds.
    """

    criterion_id = "forty-in-4h"
    words = (
        f"less than {FORTY} % of peak PSU need is present at once within 4 h of the first incident"
    )
    watches = FOUR_HOURS

    def broken(self, measures: Measures) -> bool:
        began = [row.began_at for row in measures.incidents if row.kind == PSU and row.peak_need]
        if not began:
            return False
        there = measures.headlines.forty_percent_at
        return there is None or there > min(began) + FOUR_HOURS


@dataclass(frozen=True, slots=True)
class FortyUndeployed:
    """40 % or more of PSU need is undeployed 4 h after each incident began.

    PSUs short 4 h after the beginning of each incident, against the peak needs of the same
    incidents. An incident of which the log ends before its 4 h are over counts in neither sum;
    with none left, the night holds.
    """

    criterion_id = "forty-undeployed-at-4h"
    words = f"{FORTY} % or more of peak PSU need is undeployed 4 h after each incident began"
    watches = FOUR_HOURS

    def broken(self, measures: Measures) -> bool:
        short, peak = undeployed(measures)
        return bool(peak) and 100 * short >= FORTY * peak


def undeployed(measures: Measures) -> tuple[int, int]:
    """PSUs short 4 h after each incident began, and the peak need of the same incidents."""
    rows = [row for row in measures.incidents if row.kind == PSU]
    told = [(row.short_at["4"], row.peak_need) for row in rows]
    known = [(short, peak) for short, peak in told if short is not None]
    return sum(short for short, _ in known), sum(peak for _, peak in known)


FORTY_UNDEPLOYED: Final = FortyUndeployed()

_ALL: Final[Sequence[Criterion]] = [
    FORTY_UNDEPLOYED,
    FortyIn4h(),
    AnyLineBinds(),
    *(LineBinds(line.line, line.name) for line in load_requirements()),
]
CRITERIA: Final[Mapping[str, Criterion]] = {each.criterion_id: each for each in _ALL}
"""By id."""


def criterion_of(criterion_id: str) -> Criterion:
    """The criterion of an id.

    Raises
    ------
    InputError
        When there is none, with the nearest.

    >>> criterion_of("line:bdu").words
    'the national line BDU binds'
    """
    if criterion_id in CRITERIA:
        return CRITERIA[criterion_id]
    message = f"found {criterion_id!r}, expected one; {did_you_mean(criterion_id, CRITERIA)}"
    raise InputError([Fault("criterion", 0, 0, "", message)])


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
    later = [units for at, units in zip(need.minutes, need.units, strict=True) if at > minute]
    return any(
        after > before for before, after in zip([need.at(minute), *later], later, strict=False)
    )
