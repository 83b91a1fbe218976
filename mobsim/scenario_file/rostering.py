"""How many crews of each force and kind are on duty, hour by hour?"""

from collections.abc import Mapping, Sequence

from mobsim.forces import Force
from mobsim.scenario import Roster, Stock
from mobsim.units import round_half_up

HOLIDAY_SHARE = 0.8
"""Of the crews on duty on a Sunday, those on duty on a bank holiday; assumed."""

_SUNDAY = slice(6 * 24, 7 * 24)
_DIGITS = 9
"""Products are rounded to this many places, so that 0.15 × 10 is a half and not a little less."""


def rosters_of(
    forces: Sequence[Force],
    stock: Mapping[str, Mapping[str, Stock]],
    on_duty_shares: Sequence[float],
) -> dict[str, dict[str, Roster]]:
    """Crews on duty by force and kind.

    Parameters
    ----------
    stock
        What each force has, by kind.
    on_duty_shares
        Shares of fit crews on duty by hour of week, 168 from Monday 00:00.
    """
    return {
        force.force_id: {
            kind: _roster(owned.fit, on_duty_shares)
            for kind, owned in stock[force.force_id].items()
        }
        for force in forces
    }


def _roster(fit: int, shares: Sequence[float]) -> Roster:
    holiday = [HOLIDAY_SHARE * share for share in shares[_SUNDAY]]
    return Roster(_on_duty(fit, shares), _on_duty(fit, holiday))


def _on_duty(fit: int, shares: Sequence[float]) -> tuple[int, ...]:
    return tuple(round_half_up(round(fit * share, _DIGITS)) for share in shares)
