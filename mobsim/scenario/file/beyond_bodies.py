"""Which bodies beyond the 43 forces can lend crews, how many, and by which road?

NPoCC asks these bodies for crews in the same way as it asks the forces of another region. The
bodies do not owe aid to forces, and forces do not owe aid to the bodies. The numbers of crews that
the bodies have and lend are assumptions (`data/beyond.csv`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import ClassVar, Literal

from pydantic import NonNegativeFloat, PositiveInt, model_validator

from mobsim.country.forces import Force, OwnedStock, Region, UnitKind, column_of
from mobsim.country.lines import BEYOND_REGION
from mobsim.ground.coordinates import Latitude, Longitude
from mobsim.ground.tables import (
    Count,
    Ids,
    Row,
    Slug,
    Text,
    data_path,
    read_table,
)
from mobsim.ground.units import quantise
from mobsim.scenario.scenario import Stock

BEYOND_DESKS = 1
"""The number of requests that the bodies' liaison officers can work on at once (assumed)."""

BEYOND = Region(BEYOND_REGION, "Beyond the 43", BEYOND_DESKS)

KINDS = ("psu", "bdu", "aep")
"""The kinds of unit that the bodies lend."""


class BodyRow(Row):
    """One row of ``beyond.csv``, which lists the bodies beyond the 43 forces."""

    KEY: ClassVar[tuple[str, ...]] = ("body_id",)

    body_id: Slug
    name: Text
    legal_basis: Text
    gateway: Slug
    minutes: NonNegativeFloat
    city: Text
    city_lat: Latitude
    city_lon: Longitude
    officers: PositiveInt
    psu_trained: Count
    psu_lent: Count
    bdu_trained: Count
    bdu_lent: Count
    aep_trained: Count
    aep_lent: Count
    basis: Literal["published", "assumed"]
    source: Ids
    remarks: str = ""

    @model_validator(mode="after")
    def _lends_no_more_than_it_has(self) -> "BodyRow":
        for kind in KINDS:
            if self.lent(kind) > self.trained(kind):
                raise ValueError(f"lends {self.lent(kind)} of {self.trained(kind)} {kind} trained")
        return self

    def trained(self, kind: str) -> int:
        """The number of trained crews; 0 for a kind that is not in the table."""
        return int(getattr(self, column_of(kind, "trained"), 0))

    def lent(self, kind: str) -> int:
        """The most crews of a kind that the body lends."""
        return int(getattr(self, column_of(kind, "lent"), 0))


@cache
def bodies() -> dict[str, BodyRow]:
    """The bodies beyond the 43 forces, in order of id.

    >>> list(bodies())
    ['btp', 'mod-police', 'police-scotland', 'psni']
    """
    rows = read_table(data_path("beyond.csv"), BodyRow)
    return {row.body_id: row for row in sorted(rows, key=lambda row: row.body_id)}


def with_bodies(
    forces: Iterable[Force], chosen: Iterable[str], kinds: Sequence[UnitKind]
) -> tuple[Force, ...]:
    """The forces and the chosen bodies, in order of id.

    The crews that a body lends count as its commitment.
    """
    everyone = [*forces]
    for row in (bodies()[name] for name in set(chosen)):
        ids = [kind.kind_id for kind in kinds]
        stock = {
            each: OwnedStock(row.trained(each), row.lent(each), row.lent(each)) for each in ids
        }
        at = (row.city, row.city_lat, row.city_lon)
        everyone.append(Force(row.body_id, row.name, BEYOND_REGION, *at, row.officers, stock))
    return tuple(sorted(everyone, key=lambda force: force.force_id))


def never_more_than_lent(stock: Mapping[str, Stock]) -> dict[str, Stock]:
    """The stock of a body, with a floor of all crews except the crews that it lends."""
    return {
        kind: replace(owned, floor=max(0, owned.fit - owned.commitment))
        for kind, owned in stock.items()
    }


def through_gateway(chosen: Iterable[str], drives: Mapping[str, float]) -> dict[str, float]:
    """The minutes that each chosen body takes to drive to a place.

    ``drives``: the length of the drive from each force, in minutes.
    """
    rows = (bodies()[name] for name in chosen)
    return {row.body_id: drives[row.gateway] + quantise(row.minutes) for row in rows}
