"""How is a measure put into words?

A scorecard and the opening of a story describe the same night in the same words, because both take
them from here.
"""

from collections.abc import Callable, Mapping

from mobsim.ground.units import MINUTES_PER_HOUR, format_duration
from mobsim.scoring.facts import Facts
from mobsim.scoring.measures import ForceAtHome, Measures, Step, TargetMeasures
from mobsim.telling.wording import joined, place_name, units


def refusal_told(measures: Measures, measure: str) -> str:
    """Why a measure is missing; empty if it is not."""
    refused = measures.refused.get(measure)
    return f"cannot be told: {refused}" if refused else ""


def steps_told(spent: Mapping[Step, float | None], most: int | None = None) -> str:
    """Where a unit's time went, longest step first; empty if it took no time.

    >>> steps_told({"judging": 20.0, "desks": 0.2, "booking_in": 30.0, "road": None})
    'booking in 30m and judging 20m'
    >>> steps_told({"judging": 20.0, "road": 30.0, "muster": 60.0}, 2)
    'muster 1h and road 30m'
    """
    took = {step: minutes for step, minutes in spent.items() if minutes and minutes >= 0.5}
    longest = sorted(took, key=lambda step: -took[step])[:most]
    return joined([f"{step.replace('_', ' ')} {format_duration(took[step])}" for step in longest])


def uncovered_told(row: ForceAtHome) -> str:
    """How long a force had too few at home, worded to follow what it had; empty if never."""
    below, emptied = row.hours_below_floor * MINUTES_PER_HOUR, row.minutes_emptied
    told = f", below its floor for {format_duration(below)}" if round(below - emptied) > 0 else ""
    return told + (f", with none at home for {format_duration(emptied)}" if emptied else "")


def target_told(
    target: TargetMeasures, facts: Facts, refused: str, both: Callable[[float], str]
) -> str:
    """What was needed, whether it was there, and when.

    ``refused`` is the reason if this cannot be given; ``both`` writes a minute.
    """
    wanted = units(facts, target.units, target.kind)
    asked = f"{wanted} in {place_name(facts, target.incident)} by {both(target.by)}"
    if target.verdict is None:
        return f"{asked}: {refused}"
    there = "" if target.there is None else f"; {target.there} of {target.units} there then"
    if target.reached_at is None:
        return f"not met: {asked}{there}, all {target.units} at no time"
    if target.verdict == "met":
        then = "" if target.there is None else f"; {target.there} there then"
        return f"met at {both(target.reached_at)}: {asked}{then}"
    late = format_duration(target.reached_at - target.by)
    return f"missed by {late}: {asked}{there}, all {target.units} at {both(target.reached_at)}"
