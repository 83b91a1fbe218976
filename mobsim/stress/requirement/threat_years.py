"""Which incidents happen in a year if threats occur as the table states?

The seed, the year, the threat and the occurrence identify each draw. Year 7 therefore has the same
incidents whether it is drawn alone or among a thousand years. A new threat in the table does not
change the draws of the other threats.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from mobsim.country.demand.outbreaks import poisson_at
from mobsim.ground.randomness import Chance
from mobsim.ground.units import MINUTES_PER_DAY, round_half_up
from mobsim.stress.requirement.model_year import YEAR_MINUTES
from mobsim.stress.requirement.threats import Threat, largest, weights_of

PURPOSE: Final = "threat"
"""The first part of the name of every draw."""


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """One incident: a threat that occurs in one place on one evening."""

    begins: float
    """The start, in whole minutes from the start of the year."""
    ends: float
    host: str
    threat: str
    occurrence: str
    """The number of the threat's occurrence in the year, with the evening and the place."""
    units: tuple[tuple[str, int], ...]
    """The units of each kind needed throughout the incident; at least one unit in total."""
    warning: float
    """The number of minutes between the warning and the start."""


def happenings_of(threats: Sequence[Threat], seed: int, year: int) -> tuple[Happening, ...]:
    """All incidents of one year, in time order.

    An incident that would begin after the last week begins at the start of the year instead. No
    evening of a long threat is therefore lost.

    >>> from mobsim.stress.requirement.threats import read_threats
    >>> happenings_of(read_threats(), 1, 7) == happenings_of(read_threats(), 1, 7)
    True
    """
    chance = Chance(seed, year)
    return tuple(sorted(_all_of(threats, chance)))


def _all_of(threats: Sequence[Threat], chance: Chance) -> Iterator[Happening]:
    for threat in threats:
        for hosts, key in _starts(threat):
            for number in range(_times(threat, key, chance)):
                yield from _occurrence(threat, hosts, f"{key}{number + 1}", chance)


def _starts(threat: Threat) -> Iterator[tuple[tuple[str, ...], str]]:
    """Groups of hosts, each with its own count of occurrences and a prefix for their numbers."""
    if threat.each:
        yield from (((host,), f"{host}-") for host in threat.hosts)
    else:
        yield threat.hosts, ""


def _times(threat: Threat, key: str, chance: Chance) -> int:
    if threat.every_year:
        return int(threat.times_a_year)
    return poisson_at(chance.draw(PURPOSE, threat.threat, key, "times"), threat.times_a_year)


def _occurrence(
    threat: Threat, hosts: tuple[str, ...], number: str, chance: Chance
) -> Iterator[Happening]:
    """The incidents of one occurrence, by evening; a threat with one place never changes place."""

    def draw(*ids: str | int) -> float:
        return chance.draw(PURPOSE, threat.threat, number, *ids)

    first = threat.days[int(draw("day") * len(threat.days))]
    spreads = round_half_up(largest(threat.places)) > 1
    for evening in range(round_half_up(threat.evenings.at(draw("evenings")))):
        count = round_half_up(threat.places.at(draw("places", evening)))
        us = (draw("host", evening if spreads else 0, place) for place in range(count))
        for place, host in enumerate(_drawn_hosts(hosts, us)):
            at = (evening, place)
            minute = math.floor(threat.begins.at(draw("begins", *at)))
            begins = ((first + evening) * MINUTES_PER_DAY + minute) % YEAR_MINUTES
            ends = begins + max(1, math.floor(threat.lasts.at(draw("lasts", *at))))
            if units := _units(threat, draw("size", *at)):
                name = f"{number}.{evening + 1}.{place + 1}"
                known = threat.warning
                yield Happening(begins, ends, host, threat.threat, name, units, known)


def _units(threat: Threat, size: float) -> tuple[tuple[str, int], ...]:
    """The units needed, by kind; a large occurrence needs many units of every kind."""
    drawn = ((kind, round_half_up(each.at(size))) for kind, each in threat.units)
    return tuple((kind, units) for kind, units in drawn if units > 0)


def _drawn_hosts(hosts: tuple[str, ...], us: Iterable[float]) -> Iterator[str]:
    """Draw forces in proportion to their numbers of residents, each force at most once."""
    left, weights = list(hosts), list(weights_of(hosts))
    for u in us:
        below = list(accumulate(weights))
        place = bisect_right(below, u * below[-1])
        del weights[place]
        yield left.pop(place)
