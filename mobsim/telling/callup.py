"""Had every crew been ordered at the national call, when would it have been ready?

The ready curve holds what is likely against the promised timeline: crews of the forces outside
London that were at home, each counted as if it were ordered at the call. Roads and booking in are
not in it, because the promise is of crews that are ready to leave.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mobsim.country.doctrine import TIMELINE
from mobsim.country.lines import BEYOND_REGION, LONDON_REGION, PSU, line_named
from mobsim.engine.readiness import drawn_turnout_minute
from mobsim.engine.roster import CrewRoster, WallHours
from mobsim.ground.randomness import Chance
from mobsim.ground.units import day_of
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.causes import WITHDRAWN
from mobsim.scoring.events import Event

_OUT = frozenset({ev.UNIT_ORDERED, ev.UNIT_COMMITTED})


@dataclass(frozen=True, slots=True)
class Promise:
    """One share of the promised timeline, and what came of it."""

    share: float
    """Of the national figure."""
    crews: int
    """That many."""
    promised: float
    """Minutes from the call."""
    ready: float | None
    """Minutes from the call until so many were ready; None if there were not so many."""

    @property
    def met(self) -> bool:
        """Whether they were ready in time."""
        return self.ready is not None and self.ready <= self.promised


def ready_curve(scenario: Scenario, chance: Chance, log: Iterable[Event]) -> tuple[Promise, ...]:
    """The promised shares of PSUs and when they were ready; empty without roster or call.

    The log is needed up to the national call at least.
    """
    line = line_named(scenario.lines, PSU)
    called, away, toured = _at_the_call(log)
    if scenario.readiness != "roster" or called is None or line is None:
        return ()
    ready = sorted(_ready(scenario, chance, called, away, toured))
    found = []
    for share, promised in TIMELINE:
        crews = -(-round(share * 100) * line.required // 100)
        minutes = ready[crews - 1] - called if 0 < crews <= len(ready) else None
        found.append(Promise(share, crews, promised, minutes))
    return tuple(found)


def _at_the_call(log: Iterable[Event]) -> tuple[float | None, set[str], set[str]]:
    """Minute of the call, units away then, and units that had toured."""
    away: set[str] = set()
    toured: set[str] = set()
    for row in log:
        unit = row.unit or ""
        if row.event == ev.NATIONAL_CALL_MADE:
            return row.minute, away, toured
        if row.event in _OUT:
            away.add(unit)
        elif _comes_free(row):
            away.discard(unit)
        if row.event in (ev.UNIT_STOOD_DOWN, ev.UNIT_RETURNED):
            toured.add(unit)
    return None, away, toured


def _comes_free(row: Event) -> bool:
    if row.event == ev.UNIT_CANCELLED:
        return row.cause != WITHDRAWN and (row.tier != 3 or row.request is not None)
    return row.event == ev.UNIT_RESTED and row.cause == "at home"


def _ready(
    scenario: Scenario, chance: Chance, called: float, away: set[str], toured: set[str]
) -> Iterable[float]:
    hours, day = WallHours(scenario.clock), day_of(called)
    recall = max(scenario.local.recall_share, scenario.rules.recall_after_call)
    durations = scenario.durations
    for force, region in scenario.force_region.items():
        if region in (LONDON_REGION, BEYOND_REGION):
            continue
        fit, roster = scenario.stock[force][PSU].fit, scenario.rosters[force][PSU]
        crews = CrewRoster(hours, roster, fit, scenario.local.formed_share)
        for number, turnout in enumerate(crews.turnouts(called, recall), start=1):
            unit = f"{force}-{PSU}-{number:02d}"
            if unit in away:
                continue
            if unit in toured:
                yield called + durations.rested_muster
            else:
                yield drawn_turnout_minute(durations, turnout, called, chance, unit, day)
