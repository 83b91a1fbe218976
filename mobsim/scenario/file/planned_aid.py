"""Which forces send the aid that NPoCC brokers before a planned event?

A scenario names no force but a pool: the nearest of the country, or the nearest in a region. NPoCC
asks long beforehand, so it knows what every force may lend, and nobody is silent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mobsim.country.lines import LONDON_REGION
from mobsim.policy.drawdown import Drawdown, lending_limit
from mobsim.scenario.file.placing import Roads
from mobsim.scenario.scenario import Operation, Stock

NEAREST = "nearest"
_IN_REGION = f"{NEAREST}-in-"


def is_pool(name: str) -> bool:
    """Whether it is one of several donors that NPoCC chooses from.

    >>> [is_pool(name) for name in ("nearest", "nearest-in-wales", "kent")]
    [True, True, False]
    """
    return name == NEAREST or name.startswith(_IN_REGION)


def region_of(pool: str) -> str | None:
    """The region of a pool; None for the whole country."""
    return pool.removeprefix(_IN_REGION) if pool != NEAREST else None


@dataclass(frozen=True, slots=True)
class PlannedLending:
    """What forces may lend to planned events."""

    stock: Mapping[str, Mapping[str, Stock]]
    kept_in_london: frozenset[str]
    """Kinds that London's forces lend to nobody else before a national call."""
    drawdown: Drawdown
    rest: float
    """Minutes at home before a crew is free again."""
    roads: Roads
    convoy_factor: float

    def drive(self, operation: Operation, donor: str) -> float:
        """Minutes of a convoy."""
        return self.roads.convoy(operation.host, donor, self.convoy_factor, operation.place)

    def donors(self, operation: Operation, pool: str, kind: str) -> list[str]:
        """Forces of a pool that could be asked, the nearest first."""
        region, host = region_of(pool), operation.host
        may = (
            donor
            for donor, force in self.roads.forces.items()
            if donor != host
            and region in (None, force.region)
            and not (kind in self.kept_in_london and self._leaves_london(donor, host))
        )
        return sorted(may, key=lambda donor: (self.drive(operation, donor), donor))

    def _leaves_london(self, donor: str, host: str) -> bool:
        forces = self.roads.forces
        return forces[donor].region == LONDON_REGION != forces[host].region

    def spare(self, donor: str, kind: str, for_: Operation, others: Sequence[Operation]) -> int:
        """Units that a force may still lend to an operation beside what others take of it."""
        owned = self.stock[donor][kind]
        limit = lending_limit(self.drawdown, owned.commitment, owned.fit, owned.kept)
        limit -= for_.units.get(donor, {}).get(kind, 0)
        begins, ends = self._away(for_, self.drive(for_, donor))
        for other in others:
            if taken := other.units.get(donor, {}).get(kind, 0):
                out, back = self._away(other, other.drive_minutes[donor])
                limit -= taken if out < ends and begins < back else 0
        return max(0, limit)

    def _away(self, operation: Operation, drive: float) -> tuple[float, float]:
        """From when to when crews that have so far to drive are not free."""
        return max(0.0, operation.begins - drive), operation.ends + drive + self.rest


def with_planned_aid(
    operations: Sequence[Operation], lending: PlannedLending
) -> tuple[Operation, ...]:
    """The operations, with a donor for each unit that could be brokered.

    The first to begin is served first, ties by id; regions before the whole country.
    """
    found = list(operations)
    for place in sorted(range(len(found)), key=lambda i: (found[i].begins, found[i].operation_id)):
        for pool, kind, units in _sought(found[place]):
            others = [*found[:place], *found[place + 1 :]]
            found[place] = _brokered(found[place], pool, kind, units, others, lending)
    return tuple(found)


def _sought(operation: Operation) -> Iterator[tuple[str, str, int]]:
    for pool in sorted(operation.sought, key=lambda name: (name == NEAREST, name)):
        for kind, units in sorted(operation.sought[pool].items()):
            yield pool, kind, units


def _brokered(
    operation: Operation,
    pool: str,
    kind: str,
    units: int,
    others: Sequence[Operation],
    lending: PlannedLending,
) -> Operation:
    """The operation with so many more units, or with as many as there are."""
    for donor in lending.donors(operation, pool, kind):
        if given := min(units, lending.spare(donor, kind, operation, others)):
            operation = _with_donor(operation, donor, kind, given, lending)
            units -= given
    missing = operation.not_found.get(kind, 0) + units
    return replace(operation, not_found={**operation.not_found, kind: missing})


def _with_donor(
    operation: Operation, donor: str, kind: str, given: int, lending: PlannedLending
) -> Operation:
    before = operation.units.get(donor, {})
    taken = dict(sorted({**before, kind: before.get(kind, 0) + given}.items()))
    drive = lending.drive(operation, donor)
    return replace(
        operation,
        units=dict(sorted({**operation.units, donor: taken}.items())),
        drive_minutes={**operation.drive_minutes, donor: drive},
    )
