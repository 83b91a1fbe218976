"""How many crews can the available people and vehicles form?

A crew needs all of its ranks, its drivers and its carriers. The scarcest of them decides the
number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from mobsim.country.doctrine import BDU, PSU, PSU_CARRIERS
from mobsim.ground.units import round_half_up

SURPLUS: Final[Mapping[str, float]] = {
    "inspectors": 1.2,
    "sergeants": 1.1,
    "constables": 1.0,
    "drivers": 1.1,
    "carriers": 1.0,
}
"""People and carriers that a force has for each one its trained crews need; assumed."""
CARRIERS_OFF_THE_ROAD: Final = 0.10
"""Share of carriers in the workshop or in other use; assumed."""

_DIGITS = 9
"""Products are rounded to this many places, so that 0.15 × 10 is a half and not a little less."""


@dataclass(frozen=True, slots=True)
class Pool:
    """People of one level of training, and their vehicles."""

    inspectors: int = 0
    sergeants: int = 0
    constables: int = 0
    drivers: int = 0
    carriers: int = 0

    def crews(self, need: "Pool") -> int:
        """How many crews with these needs it can form.

        >>> Pool(3, 9, 50, 9, 12).crews(NEEDS["psu"])
        2
        """
        possible: list[int] = [
            getattr(self, rank) // wanted for rank in RANKS if (wanted := getattr(need, rank))
        ]
        return min(possible)

    def scarcest(self, need: "Pool") -> tuple[str, ...]:
        """The needs of a crew that limit the number of crews.

        >>> Pool(3, 6, 50, 9, 12).scarcest(NEEDS["psu"])
        ('sergeants', 'constables')
        """
        crews = self.crews(need)
        wanted = ((rank, getattr(need, rank)) for rank in RANKS)
        return tuple(rank for rank, n in wanted if n and getattr(self, rank) // n == crews)

    def share(self, people: float, carriers: float = 1.0) -> "Pool":
        """A share of the pool, with each rank rounded separately.

        >>> Pool(3, 9, 54, 9, 9).share(0.5)
        Pool(inspectors=2, sergeants=5, constables=27, drivers=5, carriers=9)
        """
        shares = {"carriers": carriers}
        return Pool(
            **{
                rank: round_half_up(round(getattr(self, rank) * shares.get(rank, people), _DIGITS))
                for rank in RANKS
            }
        )


RANKS: Final = tuple(each.name for each in fields(Pool))
"""The things that a pool counts."""

NEEDS: Final[Mapping[str, Pool]] = {
    "psu": Pool(PSU.inspectors, PSU.sergeants, PSU.constables, PSU.drivers, PSU_CARRIERS),
    "bdu": Pool(BDU.inspectors, BDU.sergeants, BDU.constables, BDU.drivers),
}
"""How many of each one crew needs, for the kinds formed from a pool."""


def pool_of(kind: str, trained: int, known: Mapping[str, int | None] | None = None) -> Pool:
    """The pool of a force: what its return says, or else what its trained crews need.

    Known numbers use the names of `Pool`, and are None if the return does not say.

    >>> pool_of("psu", 10, {"carriers": 24})
    Pool(inspectors=12, sergeants=33, constables=180, drivers=33, carriers=24)
    """
    given = {name: number for name, number in (known or {}).items() if number is not None}
    need = NEEDS[kind]
    counted = {
        name: round_half_up(round(getattr(need, name) * trained * surplus, _DIGITS))
        for name, surplus in SURPLUS.items()
    }
    return Pool(**counted | given)
