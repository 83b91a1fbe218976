"""How is a measure put into words?

The scorecard and the stories both use this module, so they describe a night in the same words.
"""

from collections.abc import Callable, Mapping

from mobsim.ground.units import MINUTES_PER_HOUR, format_duration
from mobsim.scoring.facts import Facts
from mobsim.scoring.measures import ForceAtHome, Measures, Step, TargetMeasures
from mobsim.telling.wording import joined, place_name, units


def refusal_told(measures: Measures, measure: str) -> str:
    """The reason why a measure is missing; empty if it is not missing."""
    refused = measures.refused.get(measure)
    return f"not known: {refused}" if refused else ""


def steps_told(spent: Mapping[Step, float | None], most: int | None = None) -> str:
    """The steps in which a unit spent its time, longest first; empty if no step took time.

    >>> steps_told({"judging": 20.0, "desks": 0.2, "booking_in": 30.0, "road": None})
    'booking in 30m and judging 20m'
    >>> steps_told({"judging": 20.0, "road": 30.0, "muster": 60.0}, 2)
    'muster 1h and road 30m'
    """
    took = {step: minutes for step, minutes in spent.items() if minutes and minutes >= 0.5}
    longest = sorted(took, key=lambda step: -took[step])[:most]
    return joined([f"{step.replace('_', ' ')} {format_duration(took[step])}" for step in longest])


def uncovered_told(row: ForceAtHome) -> str:
    """Say how long a force had too few crews at home.

    The text follows the lowest number of crews at home, and is empty if there were enough crews.
    """
    below, emptied = row.hours_below_floor * MINUTES_PER_HOUR, row.minutes_emptied
    told = f", below its floor for {format_duration(below)}" if round(below - emptied) > 0 else ""
    return told + (f", with none at home for {format_duration(emptied)}" if emptied else "")


def target_told(
    target: TargetMeasures, facts: Facts, refused: str, both: Callable[[float], str]
) -> str:
    """Say whether and when a target was met.

    ``refused`` is the text to use if the answer is not known; ``both`` turns a minute into text.
    """
    wanted = units(facts, target.units, target.kind)
    asked = f"{wanted} in {place_name(facts, target.incident)} by {both(target.by)}"
    if target.verdict is None:
        return f"{asked}: {refused}"
    there = "" if target.there is None else f"; {target.there} of {target.units} there then"
    if target.reached_at is None:
        return f"not met: {asked}{there}, never all {target.units}"
    if target.verdict == "met":
        then = "" if target.there is None else f"; {target.there} there then"
        return f"met at {both(target.reached_at)}: {asked}{then}"
    late = format_duration(target.reached_at - target.by)
    return f"missed by {late}: {asked}{there}, all {target.units} at {both(target.reached_at)}"
