"""How are names, numbers and clock times written in a sentence?"""

from collections.abc import Mapping, Sequence
from typing import Any

from mobsim.ground.clock import WallClock
from mobsim.ground.units import format_duration, format_elapsed
from mobsim.scoring.facts import Facts, KindFacts

_SUFFIXES = (" Service", " Police", " Constabulary")


def joined(names: Sequence[str]) -> str:
    """A list as English writes it.

    >>> joined(["Leeds"]), joined(["Leeds", "Hull", "Bristol"])
    ('Leeds', 'Leeds, Hull and Bristol')
    """
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def force_name(facts: Facts, force: str) -> str:
    """A force without what every force is called; the id when it is not known.

    >>> from mobsim.scoring.facts import ForceFacts
    >>> force_name(Facts(0.0, forces={"k": ForceFacts("Kent Police", "Maidstone", "se")}), "k")
    'Kent'
    """
    known = facts.forces.get(force)
    if known is None:
        return force
    name = known.name
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def place_name(facts: Facts, incident: str) -> str:
    """An incident as printed; the id when it is not known."""
    known = facts.incidents.get(incident)
    return known.name if known else incident


def units(facts: Facts, count: int, kind: str) -> str:
    """So many units of a kind.

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
    """Units of a kind: the letters it goes by, or its name in the plural."""
    return f"{kind.short}s" if kind.short.isupper() else kind.plural


class Times:
    """Clock times of one run: of its first day without the day."""

    def __init__(self, clock: WallClock) -> None:
        self._clock = clock
        self._first_day = clock.at(0).date()

    def at(self, minute: float) -> str:
        """``23:05`` on the first day, ``Sun 00:30`` later."""
        told = self._clock.format(minute)
        day = self._clock.at(int(minute + 0.5)).date()
        return told.partition(" ")[2] if day == self._first_day else told

    def both(self, minute: float) -> str:
        """``Sun 00:30 (+4h30)``: on the clock, and in hours from the start."""
        return f"{self.at(minute)} ({format_elapsed(minute)})"


def in_words(value: Any) -> str:
    """A value as a planner would write it.

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
    """What a duration is drawn from; empty for another mapping."""
    name, numbers = next(iter(value.items()), ("", None))
    told = [in_words(each) for each in numbers] if isinstance(numbers, list) else []
    if name == "triangular" and len(told) == 3:
        return f"between {told[0]} and {told[2]}, most often {told[1]}"
    if name == "uniform" and len(told) == 2:
        return f"between {told[0]} and {told[1]}, evenly"
    return ""
