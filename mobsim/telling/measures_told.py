"""How is a measure put into words?

The scorecard and the stories both use this module, so they describe a night in the same words.
"""

from collections.abc import Callable, Mapping

from mobsim.ground.units import MINUTES_PER_HOUR, format_duration
from mobsim.scoring.facts import Facts
from mobsim.scoring.measures import ForceAtHome, Measures, Step, TargetMeasures
from mobsim.telling.wording import joined, place_name, units


def refusal_told(measures: Measures, measure: str) -> str:
    """The reason why a measure is missing; empty if the measure is not missing."""
    refused = measures.refused.get(measure)
    return f"not known: {refused}" if refused else ""


def steps_told(spent: Mapping[Step, float | None], most: int | None = None) -> str:
    """The steps that took a unit's time, with the longest first; empty if no step took time.

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

    Callers print the text after the lowest number of crews at home. The text is empty if there were
    enough crews.
    """
    below, emptied = row.hours_below_floor * MINUTES_PER_HOUR, row.minutes_emptied
    told = f", below its floor for {format_duration(below)}" if round(below - emptied) > 0 else ""
    return told + (f", with none at home for {format_duration(emptied)}" if emptied else "")


def target_told(
    target: TargetMeasures, facts: Facts, refused: str, both: Callable[[float], str]
) -> str:
    """Say whether and when a target was met.

    ``refused`` is the text to use if the answer is not known; ``both`` is the function that prints
    a minute.
    """
    wanted = units(facts, target.units, target.kind)
    asked = f"{wanted} in {place_name(facts, target.incident)} by {both(target.by)}"
    if target.verdict is None:
        return f"{asked}: {refused}"
    if target.reached_at is None:
        return f"not met: {asked}; {never_reached(target)}"
    if target.verdict == "met":
        then = "" if target.there is None else f"; {there_then(target)}"
        return f"met at {both(target.reached_at)}: {asked}{then}"
    late = format_duration(target.reached_at - target.by)
    reached = f"{_all(target)} there at {both(target.reached_at)}"
    then = "" if target.there is None else f"{there_then(target)}, and "
    return f"missed by {late}: {asked}; {then}{reached}"


def there_then(target: TargetMeasures) -> str:
    """Say how many units were there at a target's time, for example ``only 1 was there then``."""
    there = target.there or 0
    only = "only " if 0 < there < target.units else ""
    return f"{only}{there or 'none'} {'was' if there == 1 else 'were'} there then"


def never_reached(target: TargetMeasures) -> str:
    """Say that a target was never reached, and how many units were there at its time."""
    never = f"{_all(target)} never there{' at once' if target.units > 1 else ''}"
    if target.there is None:
        return never
    return f"{there_then(target)}, and {never}"


def _all(target: TargetMeasures) -> str:
    """The number of units of a target with a verb, for example ``all 12 were``."""
    return "it was" if target.units == 1 else f"all {target.units} were"
