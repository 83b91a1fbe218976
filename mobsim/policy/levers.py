"""What does each lever decide, and from what?

Each is a plain function or a small record, and uses only what its decision-maker may know at that
minute. A policy carries its parameters. So two policies with the same name and parameters are
equal, and can be sent between processes.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from mobsim.policy.picture import Candidate, Claim, Judged, NationalPicture, Rival


class Ranking(Protocol):
    """Puts the crews reported available in the order in which to ask for them.

    Ties are broken by force id, then number.
    """

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the same crews, with the first to ask at the front."""


class JointRanking(ABC):
    """A ranking that looks at all incidents at once."""

    __slots__ = ()

    @abstractmethod
    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the same crews, as if there were no other incident."""

    @abstractmethod
    def among(
        self, candidates: Sequence[Candidate], wanted: int, rivals: Sequence[Rival]
    ) -> list[Candidate]:
        """The order in which to ask, given what other incidents need from the same crews.

        ``wanted``: units that this incident needs. ``rivals``: the other incidents, by rank.
        """


@dataclass(frozen=True, slots=True)
class Escalation:
    """How far the region comes before the country where both are listed.

    Aid is met regionally, then nationally if required (SPR 2023, paragraph 125).
    """

    grace_minutes: float = 0.0
    """A crew of the region comes before one of the country unless it is expected more than this
    much later; with infinity it always does.
    """

    def standing(self, crew: Candidate) -> float:
        """The minute that decides a crew's place in a list of own crews, region and country."""
        return crew.expected_minute + (0.0 if crew.regional else self.grace_minutes)

    def order(self, candidates: Sequence[Candidate], ranking: Ranking) -> list[Candidate]:
        """The crews in the ranking's order, treating the region's crews as this much earlier."""
        region = [crew for crew in candidates if crew.regional]
        country = [crew for crew in candidates if not crew.regional]
        if not (self.grace_minutes and region and country):
            return ranking(candidates)
        if self.grace_minutes == math.inf:
            return ranking(region) + ranking(country)
        later = [Candidate(self.standing(crew), *crew[1:]) for crew in country]
        true = dict(zip(later, country, strict=True))
        return [true.get(crew, crew) for crew in ranking(region + later)]


TriggerRule = Callable[[NationalPicture], bool]
"""From the national picture to whether the call is made now."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """Decides when NPoCC makes the national call.

    A rule runs after each judging of need. A call at a set time is made at its minute, regardless
    of the picture. Without a rule or a set time, there is no call.
    """

    name: str
    at_minute: float | None = None
    """The set minute, for a call at a set time."""
    rule: TriggerRule | None = None
    when: str = ""
    """The condition for the call, in words."""

    @property
    def looks(self) -> bool:
        """Whether the call depends on the picture."""
        return self.rule is not None

    def calls(self, picture: NationalPicture) -> bool:
        """Whether the call is made now, given what is known."""
        return self.rule is not None and self.rule(picture)


def trigger_of(name: str, made: Trigger | TriggerRule) -> Trigger:
    """The result of a trigger's description, as a trigger."""
    return made if isinstance(made, Trigger) else Trigger(name, rule=made)


@dataclass(frozen=True, slots=True)
class Release:
    """How many units an incident keeps when its need falls; the others are released.

    >>> from mobsim.policy.picture import Judged
    >>> judged = [Judged(0.0, 9), Judged(60.0, 6), Judged(90.0, 4)]
    >>> Release(30.0).keeps(judged), Release().keeps(judged)
    (6, 4)
    """

    hold_minutes: float = 0.0
    """Units are kept as long as a judging no older than this still needed them."""

    def keeps(self, judged: Sequence[Judged]) -> int:
        """Units kept, by the judgings so far in order of time; the last is the present one."""
        since = judged[-1].minute - self.hold_minutes
        return max(each.need for each in judged if each.minute >= since)


Retasking = Callable[[Sequence[Claim]], Claim | None]
"""From the claims on a released unit, by rank of incident, to the one that gets it.

With None the unit goes home.
"""

Recall = Callable[[int, int], int]
"""From (units still uncovered, units deployed elsewhere) to the units called back.

It runs after a host has ordered its own crews.
"""


@dataclass(frozen=True, slots=True)
class Priority:
    """Which comes first: relief for deployed units, or units for new need."""

    relief_first: bool = False
    """Within an incident, crews are picked and used for relief before need."""
    relief_waits: bool = False
    """No relief is requested while another incident lacks units of the kind."""

    def relief(self, wanted: int, unmet_elsewhere: int) -> int:
        """Reliefs to request, out of those needed.

        >>> Priority(relief_waits=True).relief(4, 1)
        0
        """
        return 0 if self.relief_waits and unmet_elsewhere else wanted


@dataclass(frozen=True, slots=True)
class LondonRelease:
    """Whether the rest of the country may ask for units of London's forces.

    London's forces hold units for London alongside the country's.
    """

    before_call: bool = True
    after_call: bool = True

    def lends(self, *, called: bool) -> bool:
        """Whether London lends now.

        >>> LondonRelease(before_call=False).lends(called=True)
        True
        """
        return self.after_call if called else self.before_call
