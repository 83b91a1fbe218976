"""How many crews of each force and kind are fit and on duty, hour by hour?

PSUs and BDUs are made up of pools of people and vehicles: whoever is short on the shift is what
counts. Kinds without a make-up by rank go by their number of crews.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mobsim.country.forces import Force
from mobsim.country.lines import BEYOND_REGION
from mobsim.country.pool import CARRIERS_OFF_THE_ROAD, NEEDS, Pool, pool_of
from mobsim.ground.units import round_half_up
from mobsim.scenario.file.choices import OnDuty
from mobsim.scenario.file.supply import Basis, counted, floor, on_duty_shares
from mobsim.scenario.scenario import Roster, Stock

PSU, BDU = "psu", "bdu"

_SUNDAY = slice(6 * 24, 7 * 24)
_DIGITS = 9
"""Products are rounded to this many places, so that 0.15 × 10 is a half and not a little less."""


@dataclass(frozen=True, slots=True)
class Rostering:
    """How crews are formed under roster readiness. All assumed."""

    basis: Basis
    """Of which crews' people ``away`` is taken."""
    away: float
    """Share of people not fit, on leave or absent."""
    floor_share: float
    on_duty: OnDuty
    """Shares of the fit on duty, where a return says nothing of its own."""
    holiday: float
    """Of those on duty on a Sunday, the share on duty on a bank holiday."""
    level_2_fill: float
    """Share of a force's fit PSUs whose officers may make up BDUs instead."""


def rostered_stock(
    forces: Sequence[Force], stock: Mapping[str, Mapping[str, Stock]], how: Rostering
) -> dict[str, dict[str, Stock]]:
    """What each force has of each kind, if its crews are made up of pools."""
    return {force.force_id: _stock_of(force, stock[force.force_id], how) for force in forces}


def _stock_of(force: Force, owned: Mapping[str, Stock], how: Rostering) -> dict[str, Stock]:
    found = dict(owned)
    for kind in NEEDS.keys() & owned.keys():
        crews = counted(force.stock[kind], how.basis)
        fit = min(crews, _fit_pool(force, kind, crews, how).crews(NEEDS[kind]))
        kept = floor(kind, force.stock[kind], fit, how.floor_share)
        if force.region == BEYOND_REGION:  # lends what it may, however many are fit
            kept = max(0, fit - owned[kind].commitment)
        found[kind] = replace(owned[kind], fit=fit, floor=kept)
    if PSU in found and BDU in found and force.region != BEYOND_REGION:
        filled = int(how.level_2_fill * found[PSU].fit + 10.0**-_DIGITS)
        bdu = found[BDU]
        found[BDU] = replace(bdu, fit=bdu.fit + filled, filled=filled, filled_by=PSU)
    return found


def _fit_pool(force: Force, kind: str, crews: int, how: Rostering) -> Pool:
    pool = pool_of(kind, crews, force.pools.get(kind))
    return pool.share(1 - how.away, 1 - CARRIERS_OFF_THE_ROAD)


def rosters_of(
    forces: Sequence[Force], stock: Mapping[str, Mapping[str, Stock]], how: Rostering
) -> dict[str, dict[str, Roster]]:
    """Crews on duty by force and kind.

    Parameters
    ----------
    stock
        What each force has, by kind; see `rostered_stock`.
    """
    return {
        force.force_id: {
            kind: _roster(force, kind, owned, how) for kind, owned in stock[force.force_id].items()
        }
        for force in forces
    }


def _roster(force: Force, kind: str, owned: Stock, how: Rostering) -> Roster:
    shares = on_duty_shares(_pattern(force, how.on_duty))
    holiday = [how.holiday * share for share in shares[_SUNDAY]]
    on_duty = {share: _on_duty(force, kind, owned, share, how) for share in {*shares, *holiday}}
    by_hour, on_holiday = (tuple(on_duty[share] for share in each) for each in (shares, holiday))
    return Roster(by_hour, on_holiday)


def _pattern(force: Force, usual: OnDuty) -> OnDuty:
    """The shares of a force's return, the usual ones where it says nothing."""
    given = dict(force.on_duty)
    weekend = given.pop("weekend", usual.weekend_evening)
    own = {int(hour.partition(":")[0]): share for hour, share in given.items()}
    return OnDuty(tuple(sorted((dict(usual.by_hour) | own).items())), weekend)


def _on_duty(force: Force, kind: str, owned: Stock, share: float, how: Rostering) -> int:
    if kind not in NEEDS:
        return round_half_up(round(owned.fit * share, _DIGITS))
    crews = counted(force.stock[kind], how.basis)
    return _fit_pool(force, kind, crews, how).share(share).crews(NEEDS[kind])
