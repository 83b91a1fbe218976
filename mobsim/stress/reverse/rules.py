"""How early in a running night is it known whether the night breaks?

A rule reads the rows of a night's log, and stops the night at the row that settles whether the
night breaks. A rule gives the same answer as the measures of the whole night.
"""

from collections import defaultdict
from typing import Protocol

from mobsim.country.demand import Need
from mobsim.country.lines import PSU
from mobsim.scenario.scenario import Incident, Scenario
from mobsim.scoring.events import NEED_CHANGED, NEED_UNMET, UNIT_DEPLOYED, UNIT_STOOD_DOWN, Event
from mobsim.scoring.incidents import share_of
from mobsim.scoring.steps import StepCurve, total
from mobsim.stress.speed import TARGET


class NightRule(Protocol):
    """A rule for one night."""

    def settles(self, row: Event) -> bool:
        """Whether the next row of the log settles whether the night breaks."""

    @property
    def broken(self) -> bool:
        """Whether the night breaks, if no row follows or the last row settles it."""


class RunsOut:
    """A national line runs out of crews: need is unmet, and no crew can be sent."""

    def __init__(self, line: str) -> None:
        self._line = line
        self.broken = False

    def settles(self, row: Event) -> bool:
        """Whether the row shows that the line runs out."""
        self.broken = (
            row.event == NEED_UNMET and row.counterpart == self._line and row.cause is not None
        )
        return self.broken


def runs_out(line: str, scenario: Scenario) -> RunsOut | None:
    """The rule for a line; None if forces are left out, because no line is then judged."""
    return None if scenario.left_out else RunsOut(line)


class MissesTarget:
    """A night misses the speed target, exactly as `misses_target` finds from its measures.

    As in the measures, the units at a minute are the units at its end.
    """

    def __init__(self, began: float, wanted: int) -> None:
        self._began = self._minute = began
        self._wanted = wanted
        """The number of units that meets the target; 0 if no PSUs are needed."""
        self._met = 0
        """The number of units that are both needed and deployed at the minute of the last row."""
        self._needed: dict[str | None, int] = defaultdict(int)
        self._there: dict[str | None, int] = defaultdict(int)
        self._place: dict[str | None, str | None] = {}
        """The incident at which each unit is deployed."""

    @property
    def broken(self) -> bool:
        """Whether the target is missed, if no row follows."""
        late = self._minute - self._began > TARGET.within
        return self._wanted > 0 and (late or self._met < self._wanted)

    def settles(self, row: Event) -> bool:
        """Whether the target is met before the minute of the row, or can no longer be met."""
        if row.minute > self._minute:
            if self._met >= self._wanted:
                return True
            self._minute = row.minute
        if row.kind == PSU:
            self._count(row)
        return self._minute - self._began > TARGET.within

    def _count(self, row: Event) -> None:
        if row.event == UNIT_DEPLOYED:
            self._place[row.unit] = row.incident
            self._change(row.incident, units=1)
        elif row.event == UNIT_STOOD_DOWN and row.unit in self._place:
            self._change(self._place.pop(row.unit), units=-1)
        elif row.event == NEED_CHANGED:
            self._change(row.incident, need=(row.count or 0) - self._needed[row.incident])

    def _change(self, incident: str | None, *, need: int = 0, units: int = 0) -> None:
        self._met -= min(self._needed[incident], self._there[incident])
        self._needed[incident] += need
        self._there[incident] += units
        self._met += min(self._needed[incident], self._there[incident])


def misses_stated(scenario: Scenario) -> MissesTarget | None:
    """The rule for the speed target; None if the night's need is not known before it begins.

    The target is a share of the night's highest need.
    """
    if scenario.disorder is not None or not all(map(_is_stated, scenario.incidents)):
        return None
    curves = [
        (incident.begins, kind, _course(incident, need, scenario.duration))
        for incident in scenario.incidents
        for kind, need in incident.need.items()
        if isinstance(need, Need)
    ]
    began = min((begins for begins, _, curve in curves if curve.highest()[0]), default=0.0)
    peak, _ = total(curve for _, kind, curve in curves if kind == PSU).highest()
    return MissesTarget(began, share_of("40", peak))


def _is_stated(incident: Incident) -> bool:
    """Whether an incident has need of its own, which does not depend on the units that come."""
    return not incident.holding and all(isinstance(each, Need) for each in incident.need.values())


def _course(incident: Incident, need: Need, end: float) -> StepCurve:
    """The need of an incident at each minute of a run that ends at ``end``."""
    found = StepCurve()
    for minute in sorted({incident.begins, *need.minutes}):
        if incident.begins <= minute < end:
            found.change(minute, need.at(minute) - found.level)
    return found
