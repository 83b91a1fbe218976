"""How many crews are fit this month, how many stay at home, how many are on duty at an hour?"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from mobsim.country.forces import Force
from mobsim.country.forces import Stock as Owned
from mobsim.ground.units import round_half_up
from mobsim.scenario.file.choices import CHOICES, WEEKEND_HOURS, OnDuty
from mobsim.scenario.file.nested_keys import MONTHS, OTHER
from mobsim.scenario.scenario import Stock

Basis = Literal["fit", "commitment", "declared"]
"""Which crews of a force there are: see `counted`."""

FEWEST_FOR_FLOOR = 4
"""A force keeps no crew of a kind at home of which it has fewer trained; assumed."""
LEAST_FLOOR = 1
"""What a force with a floor keeps at least of the kinds of `KEPT_AT_HOME`; assumed."""
KEPT_AT_HOME = ("psu", "bdu")

_DIGITS = 9
"""Products are rounded to this many places, so that 0.15 × 10 is a half and not a little less."""


def away_share(not_fit: float, leave: Mapping[str, float], month: int) -> float:
    """Share of trained crews that is not fit or on leave in a month, 1 for January.

    >>> away_share(0.15, {"august": 0.15, "other": 0.10}, 8)
    0.3
    """
    named = leave.get(MONTHS[month - 1], leave.get(OTHER, 0.0))
    return not_fit + named


def with_absence(away: float, absence: float) -> float:
    """Share away in all, if of those who are not away a share is absent unforeseen.

    >>> with_absence(0.25, 0.2), with_absence(0.3, 0)
    (0.4, 0.3)
    """
    return round(away + (1 - away) * absence, _DIGITS) if absence else away


def counted(owned: Owned, basis: Basis) -> int:
    """Crews of which those who are away are taken: trained, owed or declared."""
    numbers = {"fit": owned.trained, "commitment": owned.commitment, "declared": owned.declared}
    return numbers[basis]


def stock_of(force: Force, basis: Basis, away: float, floor_share: float) -> dict[str, Stock]:
    """What a force has of each kind on this night.

    Parameters
    ----------
    basis
        Of which of a force's numbers ``away`` is taken; see `counted`.
    away
        Share of those crews that cannot come.
    """
    found = {}
    for kind, owned in force.stock.items():
        fit = round_half_up(round(counted(owned, basis) * (1 - away), _DIGITS))
        kept = floor(kind, owned, fit, floor_share)
        found[kind] = Stock(owned.trained, owned.commitment, owned.declared, fit, kept)
    return found


def floor(kind: str, owned: Owned, fit: int, floor_share: float) -> int:
    """Crews of a kind that a force keeps at home when it lends.

    What its return says, else a share of those fit; none at all where the share is 0.

    >>> [floor("psu", Owned(trained, 0, 0), trained, 0.1) for trained in (3, 4, 35)]
    [0, 1, 4]
    >>> floor("psu", Owned(35, 0, 0, floor=2), 35, 0.1)
    2
    """
    if not floor_share:
        return 0
    if owned.floor is not None:
        return min(fit, owned.floor)
    if owned.trained < FEWEST_FOR_FLOOR:
        return 0
    kept = round_half_up(round(floor_share * fit, _DIGITS))
    # No more than there is: a force that owes none of a kind is not below its floor.
    return min(fit, max(kept, LEAST_FLOOR if kind in KEPT_AT_HOME else 0))


@cache
def on_duty_shares(on_duty: OnDuty) -> tuple[float, ...]:
    """Shares by hour of week, linear between the hours given, round midnight too.

    >>> shares = on_duty_shares(OnDuty(((2, 0.1), (14, 0.4)), 0.5))
    >>> [shares[hour] for hour in (2, 8, 14, 20, 5 * 24 + 20)]
    [0.1, 0.25, 0.4, 0.25, 0.5]
    """
    day = [_share_at(on_duty.by_hour, hour) for hour in range(24)]
    weekend = [on_duty.weekend_evening if h in WEEKEND_HOURS else s for h, s in enumerate(day)]
    return tuple(day * 5 + weekend * 2)


def _share_at(by_hour: Sequence[tuple[int, float]], hour: int) -> float:
    before = max((each for each in by_hour if each[0] <= hour), default=by_hour[-1])
    after = min((each for each in by_hour if each[0] > hour), default=by_hour[0])
    if before == after:
        return before[1]
    gone, gap = (hour - before[0]) % 24, (after[0] - before[0]) % 24
    return round(before[1] + (after[1] - before[1]) * gone / gap, _DIGITS)


@cache
def default_on_duty() -> OnDuty:
    """The shares of a scenario that says nothing of them."""
    parameter = CHOICES["host_readiness"]["local"]["on_duty"]
    found = parameter.read(parameter.default)
    assert isinstance(found, OnDuty)
    return found
