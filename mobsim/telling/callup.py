"""How soon would all crews be ready if their forces ordered them at the national call?

The ready curve compares likely readiness with the promised timeline. The curve covers the crews
that were at home in forces outside London. Each crew counts as if its force ordered it at the
national call. The curve leaves out driving and booking in, because the promise concerns crews that
are ready to leave.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mobsim.country.doctrine import TIMELINE
from mobsim.country.lines import BEYOND_REGION, LONDON_REGION, PSU, line_named
from mobsim.engine.mustering import kinds_of, unit_id
from mobsim.engine.readiness import drawn_turnout_minute
from mobsim.engine.roster import rosters_of
from mobsim.ground.randomness import Chance
from mobsim.ground.units import day_of
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.causes import WITHDRAWN
from mobsim.scoring.events import Event

_OUT = frozenset({ev.UNIT_ORDERED, ev.UNIT_COMMITTED, ev.UNIT_RETURNED})


@dataclass(frozen=True, slots=True)
class Promise:
    """One step of the promised timeline, with the time when its crews were ready."""

    share: float
    """The promised share of the national figure, from 0 to 1."""
    crews: int
    """The promised number of crews."""
    promised: float
    """The promised time, in minutes from the call."""
    ready: float | None
    """Minutes from the call until this number of crews was ready; None if that never happened."""

    @property
    def met(self) -> bool:
        """Whether the crews were ready by the promised time."""
        return self.ready is not None and self.ready <= self.promised


def ready_curve(scenario: Scenario, chance: Chance, log: Iterable[Event]) -> tuple[Promise, ...]:
    """The steps of the promised timeline for PSUs, each with the time when its crews were ready.

    The result is empty if there is no roster or no national call. The log must contain every row up
    to the call.
    """
    line = line_named(scenario.lines, PSU)
    if scenario.readiness != "roster" or line is None:
        return ()
    call = _at_the_call(log)
    if call is None:
        return ()
    called, ready = call.minute, sorted(_ready(scenario, chance, call))
    found = []
    for share, promised in TIMELINE:
        crews = -(-round(share * 100) * line.required // 100)
        minutes = ready[crews - 1] - called if 0 < crews <= len(ready) else None
        found.append(Promise(share, crews, promised, minutes))
    return tuple(found)


@dataclass(slots=True)
class _Call:
    """The state of the country's units at the time of the national call."""

    minute: float = 0.0
    away: set[str] = field(default_factory=set)
    toured: set[str] = field(default_factory=set)
    """The names of units that had already finished a tour."""
    standing: dict[str, str | None] = field(default_factory=dict)
    """The posture under which each unit is on standby."""


def _at_the_call(log: Iterable[Event]) -> _Call | None:
    call = _Call()
    for row in log:
        unit = row.unit or ""
        if row.event == ev.NATIONAL_CALL_MADE:
            call.minute = row.minute
            return call
        if row.event in _OUT:
            call.away.add(unit)
        elif _comes_free(row):
            call.away.discard(unit)
        if row.event in (ev.UNIT_STOOD_DOWN, ev.UNIT_RETURNED):
            call.toured.add(unit)
        if row.event == ev.UNIT_STOOD_BY:
            call.standing[unit] = row.cause
        elif row.event in (ev.UNIT_MUSTERED, ev.UNIT_RETURNED):
            call.standing.pop(unit, None)
    return None


def _comes_free(row: Event) -> bool:
    if row.event == ev.UNIT_CANCELLED:
        near = row.request is None and row.force != row.counterpart
        return row.cause != WITHDRAWN and not near
    return row.event == ev.UNIT_RESTED and row.cause == "at home"


def _ready(scenario: Scenario, chance: Chance, call: _Call) -> Iterable[float]:
    called = call.minute
    day, kinds = day_of(called), kinds_of(scenario)
    # For the same kinds as in the night itself, so that the rosters are not computed again.
    rosters = rosters_of(scenario, kinds if PSU in kinds else [*kinds, PSU])
    notice = {each.posture_id: each.notice for each in scenario.posture}
    recall = max(scenario.local.recall_share, scenario.rules.recall_after_call)
    durations = scenario.durations
    for force, region in scenario.force_region.items():
        if region in (LONDON_REGION, BEYOND_REGION):
            continue
        for number, turnout in enumerate(rosters[force][PSU].turnouts(called, recall), start=1):
            unit = unit_id(force, PSU, number)
            if unit in call.away:
                continue
            if unit in call.standing:
                yield called + notice[call.standing[unit] or ""]
            elif unit in call.toured:
                yield called + durations.rested_muster
            else:
                drawn = drawn_turnout_minute(durations, turnout, called, chance, unit, day)
                yield max(drawn, called + scenario.notices.get(force, 0.0))
