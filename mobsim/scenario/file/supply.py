"""How many crews are fit, how many stay at home, and how many are on duty at each hour?

Under roster readiness, PSUs and BDUs are made up from pools of people and vehicles. On each shift,
the scarcest people or vehicles limit the number of crews. Kinds that have no make-up by rank are
counted in crews.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from mobsim.country.forces import Force, OwnedStock
from mobsim.country.lines import BEYOND_REGION
from mobsim.country.pool import CARRIERS_OFF_THE_ROAD, NEEDS, Pool, pool_of
from mobsim.ground.last_made import LastMade
from mobsim.ground.units import round_half_up
from mobsim.scenario.file.forces_now import USUAL, ForceNow
from mobsim.scenario.file.nested_keys import MONTHS, OTHER
from mobsim.scenario.file.readiness_keys import ON_DUTY, WEEKEND_HOURS, OnDuty, read_on_duty
from mobsim.scenario.file.scenario_keys import Basis
from mobsim.scenario.scenario import Roster, Stock

FEWEST_FOR_FLOOR = 4
"""If a force has fewer trained crews of a kind than this, its default floor is 0 (assumed)."""
LEAST_FLOOR = 1
"""The fewest crews of each kind in `KEPT_AT_HOME` that a force with a floor keeps (assumed)."""
PSU, BDU = "psu", "bdu"
KEPT_AT_HOME = (PSU, BDU)

_SUNDAY = slice(6 * 24, 7 * 24)

_DIGITS = 9
"""Products are rounded to this number of decimal places, so that 0.15 × 10 is exactly 1.5."""


def away_share(not_fit: float, leave: Mapping[str, float], month: int) -> float:
    """The share of trained crews that are either unfit or on leave in a month; January is 1.

    >>> away_share(0.15, {"august": 0.15, "other": 0.10}, 8)
    0.3
    """
    named = leave.get(MONTHS[month - 1], leave.get(OTHER, 0.0))
    return not_fit + named


def with_absence(away: float, absence: float) -> float:
    """The total share of crews that are away, if a share of the remaining crews is absent too.

    >>> with_absence(0.25, 0.2), with_absence(0.3, 0)
    (0.4, 0.3)
    """
    return round(away + (1 - away) * absence, _DIGITS) if absence else away


def trained(forces: Sequence[Force], factor: float) -> tuple[Force, ...]:
    """The forces, with their trained crews of each kind multiplied by a factor and rounded."""
    return tuple(
        replace(
            force,
            stock={
                kind: replace(owned, trained=round_half_up(round(factor * owned.trained, _DIGITS)))
                for kind, owned in force.stock.items()
            },
        )
        for force in forces
    )


def counted(owned: OwnedStock, basis: Basis) -> int:
    """The number of crews from which mobsim subtracts absences: trained, owed or declared."""
    numbers = {"fit": owned.trained, "commitment": owned.commitment, "declared": owned.declared}
    return numbers[basis]


@dataclass(frozen=True, slots=True)
class Supply:
    """Determines how many crews a force has on this night."""

    basis: Basis
    """The number from which mobsim subtracts absences."""
    away: float
    """The share of crews that is either unfit or on leave."""
    absence: float
    """The share of the remaining crews that is absent, unless a force states its own share."""
    floor_share: float
    now: Mapping[str, ForceNow] = field(default_factory=dict)
    """How each force differs from its usual state on this night, by id of the force."""

    def of(self, force: str) -> ForceNow:
        """How a force differs from its usual state on this night."""
        return self.now.get(force, USUAL)

    def away_of(self, force: str) -> float:
        """The share of a force's crews that are unavailable."""
        own = self.of(force).absence
        return with_absence(self.away, self.absence if own is None else own)

    def floor_of(self, force: Force, kind: str, fit: int) -> int:
        """The number of crews of a kind that a force keeps at home when it lends."""
        stated = self.of(force.force_id).floor.get(kind)
        if stated is not None:
            return min(fit, stated)
        return floor(kind, force.stock[kind], fit, self.floor_share)


def stock_of(force: Force, supply: Supply) -> dict[str, Stock]:
    """The stock of a force on this night, by kind."""
    found, now = {}, supply.of(force.force_id)
    here = 1 - supply.away_of(force.force_id)
    for kind, owned in force.stock.items():
        fit = now.crews.get(kind)
        if fit is None:
            fit = round_half_up(round(counted(owned, supply.basis) * here, _DIGITS))
        numbers = owned.trained, owned.commitment, owned.declared
        kept, lends = supply.floor_of(force, kind, fit), now.most_lent(kind)
        found[kind] = Stock(*numbers, fit, kept, lends=lends)
    return found


def floor(kind: str, owned: OwnedStock, fit: int, floor_share: float) -> int:
    """The number of crews of a kind that a force keeps at home when it lends.

    The number comes from the force's return, or is a share of the fit crews. If the share is 0,
    the force keeps no crew.

    >>> [floor("psu", OwnedStock(trained, 0, 0), trained, 0.1) for trained in (3, 4, 35)]
    [0, 1, 4]
    >>> floor("psu", OwnedStock(35, 0, 0, floor=2), 35, 0.1)
    2
    """
    if not floor_share:
        return 0
    if owned.floor is not None:
        return min(fit, owned.floor)
    if owned.trained < FEWEST_FOR_FLOOR:
        return 0
    kept = round_half_up(round(floor_share * fit, _DIGITS))
    # A floor is never above the fit crews, so a force without any crew is not below its floor.
    return min(fit, max(kept, LEAST_FLOOR if kind in KEPT_AT_HOME else 0))


@cache
def on_duty_shares(on_duty: OnDuty) -> tuple[float, ...]:
    """The shares of crews on duty in each hour of the week, interpolated between the given hours.

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
    """The shares of crews on duty in a scenario that states no shares."""
    return read_on_duty(ON_DUTY.default)


@dataclass(frozen=True, slots=True)
class Rostering:
    """How crews form under roster readiness; all the numbers are assumed."""

    supply: Supply
    """The shares of people who are unfit, on leave or absent."""
    on_duty: OnDuty
    """The shares of fit crews on duty, if a return states no shares."""
    holiday: float
    """The number of people on duty on a bank holiday, as a share of the number on a Sunday."""
    level_2_fill: float
    """The share of a force's fit PSUs whose officers can make up BDUs instead."""


def rostered_stock(
    forces: Sequence[Force], stock: Mapping[str, Mapping[str, Stock]], how: Rostering
) -> dict[str, dict[str, Stock]]:
    """The stock of each force, if its crews are made up from pools."""
    return {force.force_id: _stock_of(force, stock[force.force_id], how) for force in forces}


def _stock_of(force: Force, owned: Mapping[str, Stock], how: Rostering) -> dict[str, Stock]:
    found, stated = dict(owned), how.supply.of(force.force_id).crews
    for kind in (NEEDS.keys() & owned.keys()) - stated.keys():
        crews = counted(force.stock[kind], how.supply.basis)
        fit = min(crews, _fit_pool(force, kind, how).crews(NEEDS[kind]))
        kept = how.supply.floor_of(force, kind, fit)
        if (
            force.region == BEYOND_REGION
        ):  # a body lends up to its limit, however many crews are fit
            kept = max(0, fit - owned[kind].commitment)
        found[kind] = replace(owned[kind], fit=fit, floor=kept)
    if PSU in found and BDU in found and BDU not in stated and force.region != BEYOND_REGION:
        filled = int(how.level_2_fill * found[PSU].fit + 10.0**-_DIGITS)
        bdu = found[BDU]
        found[BDU] = replace(bdu, fit=bdu.fit + filled, filled=filled, filled_by=PSU)
    return found


def _fit_pool(force: Force, kind: str, how: Rostering) -> Pool:
    stated = how.supply.of(force.force_id).crews.get(kind)
    if stated is not None:
        return pool_of(kind, stated)  # stated crews have all their people and carriers
    pool = pool_of(kind, counted(force.stock[kind], how.supply.basis), force.pools.get(kind))
    return pool.share(1 - how.supply.away_of(force.force_id), 1 - CARRIERS_OFF_THE_ROAD)


def rosters_of(
    forces: Sequence[Force], stock: Mapping[str, Mapping[str, Stock]], how: Rostering
) -> dict[str, dict[str, Roster]]:
    """The crews on duty, by force and kind.

    ``stock``: the stock of each force, by kind; see `rostered_stock`. Consecutive scenarios with
    the same forces share the result, because computing it takes most of a scenario's time.
    """
    return _made.of((tuple(forces), stock, how), lambda: _rosters_of(forces, stock, how))


_made = LastMade[dict[str, dict[str, Roster]]]()


def _rosters_of(
    forces: Sequence[Force], stock: Mapping[str, Mapping[str, Stock]], how: Rostering
) -> dict[str, dict[str, Roster]]:
    return {
        force.force_id: {
            kind: _roster(force, kind, owned, how) for kind, owned in stock[force.force_id].items()
        }
        for force in forces
    }


def _roster(force: Force, kind: str, owned: Stock, how: Rostering) -> Roster:
    need = NEEDS.get(kind)
    pool = _fit_pool(force, kind, how) if need else None
    return _made_up(owned.fit, pool, need, _pattern(force, how.on_duty), how.holiday)


@lru_cache(maxsize=1024)  # most forces have few crews of most kinds, and the usual pattern
def _made_up(
    fit: int, pool: Pool | None, need: Pool | None, on_duty: OnDuty, on_holiday: float
) -> Roster:
    shares = on_duty_shares(on_duty)
    holiday = [on_holiday * share for share in shares[_SUNDAY]]
    crews = _crews_of(fit, pool, need)
    made = {share: crews(share) for share in {*shares, *holiday}}
    by_hour, by_holiday = (tuple(made[share] for share in each) for each in (shares, holiday))
    return Roster(by_hour, by_holiday, shares, pool)


def _pattern(force: Force, usual: OnDuty) -> OnDuty:
    """The shares in a force's return, and the usual shares for hours that the return leaves out."""
    given = dict(force.on_duty)
    weekend = given.pop("weekend", usual.weekend_evening)
    own = {int(hour.partition(":")[0]): share for hour, share in given.items()}
    return OnDuty(tuple(sorted((dict(usual.by_hour) | own).items())), weekend)


def _crews_of(fit: int, pool: Pool | None, need: Pool | None) -> Callable[[float], int]:
    """A function that gives the number of crews that a share of a force's people makes up."""
    if pool is None or need is None:
        return lambda share: round_half_up(round(fit * share, _DIGITS))
    return lambda share: pool.share(share).crews(need)
