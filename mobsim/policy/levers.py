"""What does each lever decide, and on what information?

Each lever is a plain function or a small record. A lever uses only the information that its
decision-maker has at the time. A policy contains its parameters, so two policies with the same name
and parameters are equal. Policies can be sent between processes.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from mobsim.policy.picture import Candidate, Claim, Judged, NationalPicture, Rival


class Ranking(Protocol):
    """Sorts the crews reported available into the order in which the host asks for them.

    Ties are broken by force id, then by crew number.
    """

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the given crews, in the order in which the host asks for them."""


class JointRanking(ABC):
    """A ranking that considers all incidents together."""

    __slots__ = ()

    @abstractmethod
    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the given crews, ranked as if there were no other incident."""

    @abstractmethod
    def among(
        self, candidates: Sequence[Candidate], wanted: int, rivals: Sequence[Rival]
    ) -> list[Candidate]:
        """Return the given crews, ranked with regard to the needs of other incidents.

        ``wanted`` is the number of units that this incident needs. ``rivals`` are the other
        incidents, in order of rank.
        """


@dataclass(frozen=True, slots=True)
class Escalation:
    """Decides how strongly a host prefers crews from its own region to crews from elsewhere.

    Requests for aid are met regionally, then nationally if required (SPR 2023, paragraph 125).
    """

    grace_minutes: float = 0.0
    """A crew from the host's region ranks before a crew from elsewhere, unless the regional crew is
    expected more than this many minutes later. If the number is infinite, the region always ranks
    first.
    """

    def standings(self, crews: Sequence[Candidate]) -> list[float]:
        """The minutes that decide the crews' places in a list of crews from several regions."""
        grace = self.grace_minutes
        return [crew.expected_minute + (0.0 if crew.regional else grace) for crew in crews]

    def order(self, candidates: Sequence[Candidate], ranking: Ranking) -> list[Candidate]:
        """Return the crews in the order of the ranking, and count crews from elsewhere as later."""
        region = [crew for crew in candidates if crew.regional]
        country = [crew for crew in candidates if not crew.regional]
        if not (self.grace_minutes and region and country):
            return ranking(candidates)
        if self.grace_minutes == math.inf:
            return ranking(region) + ranking(country)
        true = {(crew.force, crew.number): crew for crew in country}
        later = [
            Candidate(minute, *crew[1:])
            for minute, crew in zip(self.standings(country), country, strict=True)
        ]
        ranked = ranking(region + later)
        return [true.get((crew.force, crew.number), crew) for crew in ranked]


TriggerRule = Callable[[NationalPicture], bool]
"""A function that decides from the national picture whether to make the call now."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """Decides when NPoCC makes the national call.

    A rule runs each time that need is judged. A call at a set time is made at that time, regardless
    of the national picture. If a trigger has neither a rule nor a set time, there is no call.
    """

    name: str
    at_minute: float | None = None
    """The minute of the call, if it is made at a set time."""
    rule: TriggerRule | None = None
    when: str = ""
    """The condition for the call, in words."""

    @property
    def looks(self) -> bool:
        """Whether the call depends on the national picture, rather than on a set time."""
        return self.rule is not None

    def calls(self, picture: NationalPicture) -> bool:
        """Whether to make the call now, given the national picture."""
        return self.rule is not None and self.rule(picture)


def trigger_of(name: str, made: Trigger | TriggerRule) -> Trigger:
    """Return the trigger that `make` returned, or a trigger with the rule that `make` returned."""
    return made if isinstance(made, Trigger) else Trigger(name, rule=made)


@dataclass(frozen=True, slots=True)
class Release:
    """Decides how many units an incident keeps when its need falls. The other units are released.

    >>> from mobsim.policy.picture import Judged
    >>> judged = [Judged(0.0, 9), Judged(60.0, 6), Judged(90.0, 4)]
    >>> Release(30.0).keeps(judged), Release().keeps(judged)
    (6, 4)
    """

    hold_minutes: float = 0.0
    """How many minutes an incident keeps units after the host last judged that they were needed."""

    def keeps(self, judged: Sequence[Judged]) -> int:
        """The number of units to keep, given all judgements of need up to the present."""
        since = judged[-1].minute - self.hold_minutes
        return max([each.need for each in judged if each.minute >= since])


Retasking = Callable[[Sequence[Claim]], Claim | None]
"""A function that chooses which claim gets a released unit; the claims are in order of rank.

If the function returns None, the unit goes home.
"""

Recall = Callable[[int, int], int]
"""A function that returns how many units to recall, given a host's shortfall and units elsewhere.

The function runs after a host has ordered its own crews.
"""


@dataclass(frozen=True, slots=True)
class Priority:
    """Decides which comes first: reliefs for deployed units, or units for new need."""

    relief_first: bool = False
    """Whether an incident uses crews for relief before it uses them for new need."""
    relief_waits: bool = False
    """Whether an incident requests no relief while another incident lacks units of that kind."""

    def relief(self, wanted: int, unmet_elsewhere: int) -> int:
        """The number of reliefs to request, out of the number that the incident wants.

        >>> Priority(relief_waits=True).relief(4, 1)
        0
        """
        return 0 if self.relief_waits and unmet_elsewhere else wanted


@dataclass(frozen=True, slots=True)
class LondonRelease:
    """Decides whether other regions may ask for units of London's forces.

    London's forces hold units for London in addition to units for the country.
    """

    before_call: bool = True
    after_call: bool = True

    def lends(self, *, called: bool) -> bool:
        """Whether London's forces lend to other regions now.

        >>> LondonRelease(before_call=False).lends(called=True)
        True
        """
        return self.after_call if called else self.before_call
