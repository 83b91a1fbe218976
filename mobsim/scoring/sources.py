"""From which source does a unit come, such as the host itself or its region?"""

from typing import Final, get_args

from mobsim.country.lines import BEYOND_REGION
from mobsim.scoring.events import Event
from mobsim.scoring.facts import Facts
from mobsim.scoring.measures import Source

SOURCES: Final[tuple[Source, ...]] = get_args(Source)
_BY_TIER: Final[dict[int, Source]] = {1: "agreement", 2: "region", 3: "nation"}
"""The source of another force's unit, by the tier of the order that the unit received."""


def source_of(row: Event, facts: Facts, host: str) -> Source:
    """The source of a unit that serves a host, given one of the unit's rows.

    >>> source_of(Event(0.0, "UnitDeployed", tier=2, force="kent"), Facts(60.0), "essex")
    'region'
    """
    if row.force == host:
        return "own"
    if facts.region_of(row.force) == BEYOND_REGION:
        return "beyond"
    return _BY_TIER.get(row.tier or 3, "nation")
