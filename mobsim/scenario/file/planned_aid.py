"""Which forces send the aid that NPoCC brokers before a planned event?

Instead of a force, a scenario can name a pool of donors, which also determines how NPoCC chooses
among the donors. NPoCC takes the nearest forces of the country or of a region, or a fair share from
each force. NPoCC asks long in advance, so it knows how much every force can lend, and every force
answers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import heapify, heappop, heappush

from mobsim.country.lines import LONDON_REGION
from mobsim.policy.drawdown import Drawdown, lending_limit
from mobsim.scenario.file.placing import Roads
from mobsim.scenario.scenario import Operation, Stock

NEAREST = "nearest"
"""A pool in which the nearest force gives all that it can, and then the next force does so."""
FAIR = "fair"
"""A pool in which each force gives the same share of its commitment, if it can."""
_IN_REGION = "-in-"


def is_pool(name: str) -> bool:
    """Whether a name means a pool of donors from which NPoCC chooses.

    >>> [is_pool(name) for name in ("nearest", "fair-in-wales", "kent")]
    [True, True, False]
    """
    return name.partition(_IN_REGION)[0] in (NEAREST, FAIR)


def region_of(pool: str) -> str | None:
    """The region of a pool; None for the whole country."""
    return pool.partition(_IN_REGION)[2] or None


@dataclass(frozen=True, slots=True)
class PlannedLending:
    """The crews that forces can lend to planned events."""

    stock: Mapping[str, Mapping[str, Stock]]
    kept_in_london: frozenset[str]
    """Kinds of unit that, before a national call, London's forces lend only to each other."""
    drawdown: Drawdown
    rest: float
    """Minutes at home before a crew is free again."""
    roads: Roads
    convoy_factor: float

    def drive(self, operation: Operation, donor: str) -> float:
        """The minutes that a donor's convoy takes to reach an operation."""
        return self.roads.convoy(operation.host, donor, self.convoy_factor, operation.place)

    def donors(self, operation: Operation, pool: str, kind: str) -> list[str]:
        """The forces of a pool that NPoCC can ask, in order of distance."""
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
        """The units that a force can still lend to an operation.

        The units that other operations take at the same time are subtracted.
        """
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
        """The period in which crews with a drive of this length are not free."""
        return operation.begins - drive, operation.ends + drive + self.rest


def with_planned_aid(
    operations: Sequence[Operation], lending: PlannedLending
) -> tuple[Operation, ...]:
    """The operations, with a donor for each unit that NPoCC could broker.

    NPoCC serves operations in the order in which they begin, then in order of id. Within an
    operation, pools of a region come before pools of the whole country.
    """
    found = list(operations)
    for place in sorted(range(len(found)), key=lambda i: (found[i].begins, found[i].operation_id)):
        for pool, kind, units in _sought(found[place]):
            others = _by_donor([*found[:place], *found[place + 1 :]])
            found[place] = _brokered(found[place], pool, kind, units, others, lending)
    return tuple(found)


def _sought(operation: Operation) -> Iterator[tuple[str, str, int]]:
    for pool in sorted(operation.sought, key=lambda name: (region_of(name) is None, name)):
        for kind, units in sorted(operation.sought[pool].items()):
            yield pool, kind, units


def _brokered(
    operation: Operation,
    pool: str,
    kind: str,
    units: int,
    others: Mapping[str, Sequence[Operation]],
    lending: PlannedLending,
) -> Operation:
    """The operation with further units from a pool, up to the number that the donors can spare."""
    donors = lending.donors(operation, pool, kind)
    spare = {
        donor: lending.spare(donor, kind, operation, others.get(donor, ())) for donor in donors
    }
    if pool.startswith(FAIR):
        before = {each: _lent(each, kind, [operation, *others.get(each, ())]) for each in donors}
        owed = {donor: lending.stock[donor][kind].commitment for donor in donors}
        given = fair_shares(units, spare, before, owed)
    else:
        given = _in_turn(units, spare)
    for donor, count in given.items():
        operation = _with_donor(operation, donor, kind, count, lending)
    units -= sum(given.values())
    missing = operation.not_found.get(kind, 0) + units
    return replace(operation, not_found={**operation.not_found, kind: missing})


def _by_donor(operations: Sequence[Operation]) -> dict[str, list[Operation]]:
    """The operations that take units from each force."""
    found: dict[str, list[Operation]] = {}
    for each in operations:
        for donor in each.units:
            found.setdefault(donor, []).append(each)
    return found


def _in_turn(units: int, spare: Mapping[str, int]) -> dict[str, int]:
    """The units that each force gives if it gives all it can before NPoCC asks the next force."""
    given = {}
    for donor, most in spare.items():
        if count := min(units, most):
            given[donor] = count
            units -= count
    return given


def fair_shares(
    units: int, spare: Mapping[str, int], before: Mapping[str, int], owed: Mapping[str, int]
) -> dict[str, int]:
    """The units that each donor of a fair pool gives.

    Each unit comes from the donor that has given the smallest share of its commitment so far.

    Parameters
    ----------
    spare
        The most that each donor can give, the nearest donor first.
    before
        The units that each donor already gives to planned events.
    owed
        The commitment of each donor.

    >>> fair_shares(5, {"a": 5, "b": 5, "c": 1}, {"a": 2, "b": 0, "c": 0}, {"a": 4, "b": 4, "c": 9})
    {'a': 1, 'b': 3, 'c': 1}
    """
    given = dict.fromkeys(spare, 0)
    places = {donor: place for place, donor in enumerate(spare)}

    def turn(donor: str) -> tuple[Fraction, int, str]:
        share = Fraction(before[donor] + given[donor] + 1, max(1, owed[donor]))
        return share, places[donor], donor

    waiting = [turn(donor) for donor, most in spare.items() if most]
    heapify(waiting)
    while waiting and units:
        donor = heappop(waiting)[2]
        given[donor] += 1
        units -= 1
        if given[donor] < spare[donor]:
            heappush(waiting, turn(donor))
    return {donor: count for donor, count in given.items() if count}


def _lent(donor: str, kind: str, operations: Sequence[Operation]) -> int:
    """The units that a force gives to planned events of other forces."""
    return sum(each.units.get(donor, {}).get(kind, 0) for each in operations if each.host != donor)


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
