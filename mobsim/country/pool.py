"""How many crews can the available people and vehicles form?

A crew needs people of each rank, drivers and carriers. The scarcest of these limits the number of
crews.
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
"""The people and carriers of a force, as multiples of the numbers that its trained crews need
(assumed)."""
CARRIERS_OFF_THE_ROAD: Final = 0.10
"""Share of carriers that are in the workshop or in other use (assumed)."""

_DIGITS = 9
"""Products are rounded to this many decimal places, so that 0.15 × 10 is exactly 1.5."""


@dataclass(frozen=True, slots=True)
class Pool:
    """A force's people at one level of training, and their vehicles."""

    inspectors: int = 0
    sergeants: int = 0
    constables: int = 0
    drivers: int = 0
    carriers: int = 0

    def crews(self, need: "Pool") -> int:
        """The number of crews that the pool can form, if each crew has the given needs.

        >>> Pool(3, 9, 50, 9, 12).crews(NEEDS["psu"])
        2
        """
        possible: list[int] = [
            getattr(self, rank) // wanted for rank in RANKS if (wanted := getattr(need, rank))
        ]
        return min(possible)

    def scarcest(self, need: "Pool") -> tuple[str, ...]:
        """The ranks or vehicles that limit the number of crews.

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
"""The ranks and vehicles that a pool counts."""

NEEDS: Final[Mapping[str, Pool]] = {
    "psu": Pool(PSU.inspectors, PSU.sergeants, PSU.constables, PSU.drivers, PSU_CARRIERS),
    "bdu": Pool(BDU.inspectors, BDU.sergeants, BDU.constables, BDU.drivers),
}
"""The people and vehicles that one crew needs, for each kind that is formed from a pool."""


def pool_of(kind: str, trained: int, known: Mapping[str, int | None] | None = None) -> Pool:
    """The pool of a force.

    The numbers come from the force's return or, if the return does not give them, from its trained
    crews. ``known`` gives the numbers in the return for each field of `Pool`. A number is None if
    the return does not give it.

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
