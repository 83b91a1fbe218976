"""How are places, forces, regions, units and values printed?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from mobsim.country.forces import in_the_plural, load_regions
from mobsim.ground.safe_text import shown_in_line
from mobsim.ground.units import format_duration, round_half_up
from mobsim.scoring.facts import Facts, KindFacts

LONGEST_NAME = 60
"""The most letters in a name on a page."""
_SUFFIXES = (" Service", " Police", " Constabulary")


def joined(names: Sequence[str]) -> str:
    """Join names with commas and *and*.

    >>> joined(["Leeds"]), joined(["Leeds", "Hull", "Bristol"])
    ('Leeds', 'Leeds, Hull and Bristol')
    """
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def capital(text: str) -> str:
    """A text with a capital first letter, for the start of a sentence."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """A sentence with a small first letter, for use inside another sentence.

    >>> small("Mustering crews took 1h.")
    'mustering crews took 1h.'
    """
    return text[:1].lower() + text[1:]


def force_name(facts: Facts, force: str) -> str:
    """The short name of a force, or its id if the force is unknown.

    >>> from mobsim.scoring.facts import ForceFacts
    >>> force_name(Facts(0.0, forces={"k": ForceFacts("Kent Police", "Maidstone", "se")}), "k")
    'Kent'
    """
    known = facts.forces.get(force)
    return plain_force_name(shown_in_line(known.name if known else force))


def plain_force_name(name: str) -> str:
    """A force's name without endings that many force names share, such as *Police*.

    >>> plain_force_name("Metropolitan Police Service")
    'Metropolitan'
    """
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def place_name(facts: Facts, incident: str) -> str:
    """The printed name of an incident, or its id if the incident is unknown."""
    known = facts.incidents.get(incident)
    return shown_in_line(known.name if known else incident)


@cache
def _regions() -> dict[str, str]:
    return {region.region_id: region.name for region in load_regions()}


def region_name(region: str) -> str:
    """The printed name of a region; for an unknown region, the id with capital letters.

    >>> region_name("north-west"), region_name("the-forest")
    ('North West', 'The Forest')
    """
    return _regions().get(region) or shown_in_line(region.replace("-", " ").title())


def place_names(facts: Facts) -> dict[str, str]:
    """The name of each incident, by id; an incident that shares its name is shown with its id."""
    names = Counter(known.name for known in facts.incidents.values())
    return {
        incident: shown_in_line(known.name if names[known.name] == 1 else incident)
        for incident, known in facts.incidents.items()
    }


def shortened(name: str, longest: int = LONGEST_NAME) -> str:
    """Cut a name to a length that leaves room for other names.

    >>> shortened("Leeds"), shortened("Leeds", 4)
    ('Leeds', 'Lee…')
    """
    return name if len(name) <= longest else name[: longest - 1] + "…"


def units(facts: Facts, count: int, kind: str) -> str:
    """A number of units of one kind, in words.

    >>> facts = Facts(0.0, kinds={"psu": KindFacts(25, "support unit", "support units", "PSU")})
    >>> units(facts, 1, "psu"), units(facts, 2, "psu"), units(facts, 2, "aep")
    ('1 PSU', '2 PSUs', '2 aep')
    """
    known = facts.kinds.get(kind)
    if known is None:
        return f"{count} {kind}"
    return f"{count} {several(known) if count != 1 else _one(known)}"


def _one(kind: KindFacts) -> str:
    return kind.short if kind.short.isupper() else kind.name


def several(kind: KindFacts) -> str:
    """The plural word for units of one kind: its abbreviation or its name."""
    return in_the_plural(kind.short, kind.plural)


def seed_told(seed: int, replication: int = 0) -> str:
    """The seed of a night, followed by the night's number if the night is part of a study.

    >>> seed_told(1), seed_told(1, 17)
    ('1', '1, night 17')
    """
    return f"{seed}, night {replication}" if replication else f"{seed}"


def percent(share: float | None) -> str:
    """A share as a percentage: ``?`` if the share is unknown, ``100 %`` only if it is exactly 1.

    >>> percent(0.125), percent(0.999), percent(None)
    ('13 %', '99 %', '?')
    """
    if share is None:
        return "?"
    return f"{100 if share >= 1 else min(99, round_half_up(100 * share))} %"


def in_words(value: Any) -> str:
    """Write a value as a planner would write it.

    >>> in_words([[0.1, 60.0], [0.4, 240.0]])
    '10 % by 1h, 40 % by 4h'
    >>> in_words({"triangular": ["10m", "20m", "45m"]})
    'between 10m and 45m, most often 20m'
    >>> in_words({"small": 15, "large": 99}), in_words([7, 15, 22]), in_words(13.0), in_words(False)
    ('small 15, large 99', '7, 15 and 22', '13', 'no')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _drawn(value) or ", ".join(f"{key} {in_words(each)}" for key, each in value.items())
    if isinstance(value, list) and value and isinstance(value[0], list):
        return ", ".join(f"{100 * share:g} % by {format_duration(by)}" for share, by in value)
    if isinstance(value, list):
        return joined([in_words(each) for each in value]) or "none"
    return f"{value:,g}" if isinstance(value, float) and value.is_integer() else str(value)


def _drawn(value: Mapping[str, Any]) -> str:
    """The distribution of a duration, in words; the text is empty for any other mapping."""
    name, numbers = next(iter(value.items()), ("", None))
    told = [in_words(each) for each in numbers] if isinstance(numbers, list) else []
    if name == "triangular" and len(told) == 3:
        return f"between {told[0]} and {told[2]}, most often {told[1]}"
    if name == "uniform" and len(told) == 2:
        return f"between {told[0]} and {told[1]}, evenly"
    return ""
