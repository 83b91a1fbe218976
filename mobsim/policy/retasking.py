"""Where does a unit go that one incident releases while another is short?

A re-tasking rule looks at the incidents that still want a unit of the kind and chooses one, or
none: then the unit goes home.
"""

from collections.abc import Callable, Sequence

from mobsim.policy.picture import Claim

Retasking = Callable[[Sequence[Claim]], Claim | None]
"""From the claims on a released unit, by rank of incident, to the one that gets it."""


def never(_claims: Sequence[Claim]) -> Claim | None:
    """A released unit goes home."""
    return None


def largest_shortfall(claims: Sequence[Claim]) -> Claim | None:
    """The incident that is short of most units gets it."""
    return min(claims, key=lambda c: (-c.unmet, c.expected_minute, c.incident), default=None)


def soonest(claims: Sequence[Claim]) -> Claim | None:
    """The incident that it reaches soonest gets it."""
    return min(claims, key=lambda c: (c.expected_minute, -c.unmet, c.incident), default=None)


RETASKINGS: dict[str, Retasking] = {
    "never": never,
    "largest_shortfall": largest_shortfall,
    "soonest": soonest,
}
