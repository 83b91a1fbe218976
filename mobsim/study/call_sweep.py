"""What happens if the national call comes at another time?

The overrides of a scenario name several times of the national call. This module simulates the same
nights once for each time of the call. All runs of a night use the same random draws.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Final

from mobsim.country.lines import PSU
from mobsim.engine import simulate
from mobsim.ground.errors import InputError
from mobsim.ground.randomness import Chance
from mobsim.ground.units import MINUTES_PER_DAY, MINUTES_PER_HOUR
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Tally
from mobsim.scoring.events import Event
from mobsim.scoring.officer_counts import CrewWindow
from mobsim.scoring.stints import Stint, StintRecord
from mobsim.scoring.tally import Front
from mobsim.study.validation import REPLICATIONS, SEED, Spread, spread
from mobsim.telling.night_facts import facts_of

SWEPT: Final = "history/august-2024"
"""The name of the shipped scenario that has overrides for several times of the call."""
CALLS: Final = "call-"
"""The prefix of the name of every override that moves the national call."""
SOON = 240.0
"""The length of the early period at a place, in minutes from the start of disorder at that place.
"""
TWO_DAYS = 2 * MINUTES_PER_DAY


@dataclass(frozen=True, slots=True)
class CallMeasures:
    """The PSU results of one replication, at places with no disorder before the earliest call."""

    soon: float
    """The share of the unit-minutes needed that was met during the early period at each place."""
    met: float
    """The share of all unit-minutes needed that was met."""
    short_hours: float
    """The number of unit-hours that were needed but not met."""
    worst: float
    """The largest shortfall at any place and minute, 4 h or more after disorder began there."""
    aid_48h: float
    """The number of different crews from other forces deployed within 48 h of the earliest call."""
    aid: float
    """The number of different crews from other forces deployed at any time after the earliest call.
    """


@dataclass(frozen=True, slots=True)
class SweptCall:
    """The results for one time of the national call, over all replications."""

    override: str | None
    """The name of the override; None for the unchanged scenario."""
    called_at: datetime
    values: Mapping[str, Spread]
    """The spread of each measure, by field name of `CallMeasures`."""
    differences: Mapping[str, Spread]
    """The spread, over all nights, of the difference from the earliest call, for each measure. For
    the earliest call itself, the difference is 0.
    """


def sweep(
    scenario: str, *, settings: Sequence[str] = (), replications: int = REPLICATIONS
) -> tuple[SweptCall, ...]:
    """Simulate the same nights with each time of the national call, the earliest first.

    Raises `InputError` when the scenario names fewer than two times.
    """
    nights = _calls(scenario, settings)
    earliest = min(nights)
    found = {}
    for call, (_, night) in nights.items():
        runs = (_run(night, replication) for replication in range(replications))
        found[call] = [call_measures(tally, stints, earliest) for tally, stints in runs]
    return tuple(
        SweptCall(
            override=override,
            called_at=night.clock.at(call),
            values=_spreads(found[call]),
            differences=_spreads(_less(found[call], found[earliest])),
        )
        for call, (override, night) in sorted(nights.items())
    )


def _run(night: Scenario, replication: int) -> tuple[Tally, list[Stint]]:
    facts = facts_of(night)
    tally, record = Tally(facts), StintRecord(facts)

    def keep(row: Event) -> None:
        tally.add(row)
        record.add(row)

    simulate(night, Chance(SEED, replication), keep)
    return tally, record.stints()


def _calls(scenario: str, settings: Sequence[str]) -> dict[float, tuple[str | None, Scenario]]:
    """The override and the scenario for each time of the national call, keyed by minute."""
    named = [name for name in resolve(scenario).overrides if name.startswith(CALLS)]
    nights: dict[float, tuple[str | None, Scenario]] = {}
    for override in (*named, None):
        night = load_scenario(scenario, override=override, settings=settings)
        call = night.policies.trigger.at_minute
        if call is not None:
            nights.setdefault(call, (override, night))
    if len(nights) < 2:
        message = f"names fewer than two times of the national call; expected overrides {CALLS}…"
        raise InputError.about(scenario, message, "overrides")
    return nights


def _less(ours: list[CallMeasures], others: list[CallMeasures]) -> list[CallMeasures]:
    """The difference between two series of results, night by night."""
    pairs = [zip(astuple(a), astuple(b), strict=True) for a, b in zip(ours, others, strict=True)]
    return [CallMeasures(*(one - other for one, other in pair)) for pair in pairs]


def _spreads(draws: Sequence[CallMeasures]) -> dict[str, Spread]:
    return {each.name: spread([getattr(d, each.name) for d in draws]) for each in fields(draws[0])}


def call_measures(tally: Tally, stints: Sequence[Stint], since: float) -> CallMeasures:
    """The results of a run at places where disorder began at minute ``since`` or later.

    ``since`` is the minute of the earliest call. Aid at every place counts from minute ``since``
    onwards. If no disorder began at minute ``since`` or later, all need counts as met.
    """
    end = tally.facts.duration
    fronts = [
        (began, front)
        for (incident, kind), front in tally.fronts.items()
        if kind == PSU and (began := tally.clocks[incident].began) is not None and began >= since
    ]
    short = [(began, front.short) for began, front in fronts]
    return CallMeasures(
        soon=_met_share([(front, began, min(began + SOON, end)) for began, front in fronts]),
        met=_met_share([(front, began, end) for began, front in fronts]),
        short_hours=sum(steps.area(began, end) for began, steps in short) / MINUTES_PER_HOUR,
        worst=float(max((steps.most(began + SOON) for began, steps in short), default=0)),
        aid_48h=_aid_by(stints, since, since + TWO_DAYS),
        aid=_aid_by(stints, since, end),
    )


def _aid_by(stints: Sequence[Stint], since: float, until: float) -> float:
    window = CrewWindow(since, until, "aid")
    aid = (stint for stint in stints if stint.kind == PSU and window.counts(stint))
    return float(len({stint.unit for stint in aid if window.holds(stint.deployed)}))


def _met_share(spans: Sequence[tuple[Front, float, float]]) -> float:
    needed = sum(front.need.area(since, until) for front, since, until in spans)
    there = sum(front.met.area(since, until) for front, since, until in spans)
    return there / needed if needed else 1.0
