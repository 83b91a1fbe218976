"""Which crews does each force have when a night begins, and when is each promised to be ready?

The answer is the same for every night of a scenario, so it is computed once and reused.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mobsim.engine.readiness import Bracket, brackets, crew_brackets, expected_minutes
from mobsim.engine.state import Crew
from mobsim.ground.last_made import LastMade
from mobsim.policy import lending_limit
from mobsim.policy.drawdown import Drawdown
from mobsim.scenario.scenario import Scenario, Stock


class KindMustered(NamedTuple):
    """One force's stock of one kind, and its crews."""

    stock: tuple[int, int, int, int, int]
    """Five numbers of crews: committed, fit, floor, lending limit, and never lent."""
    shared: bool
    """Whether some of the officers also form crews of another kind."""
    at_first: tuple[int, int, int]
    """Three numbers of crews when the night begins: lent at most, free, and able to be lent."""
    crews: Sequence[tuple[int, int, Bracket, float, str]]
    """Each crew's number, rank, bracket, promised minutes and unit id."""


class ForceMustered(NamedTuple):
    """One force's stock of each kind."""

    kinds: Mapping[str, KindMustered]
    sharing: Sequence[tuple[str, str, int]]
    """Pairs of kinds that share officers, and the number of crews that these officers form."""


class Mustered(NamedTuple):
    """The crews of all forces."""

    forces: Mapping[str, ForceMustered]
    unit_ranks: int
    """A number higher than the rank of any crew."""


class ForceMuster:
    """Makes the crews of one force for one night, when the engine first looks at any of them."""

    def __init__(self, force: str, mustered: ForceMustered) -> None:
        self._force = force
        self._mustered = mustered
        self._crews: Mapping[str, tuple[Crew, ...]] | None = None

    def crews(self) -> Mapping[str, tuple[Crew, ...]]:
        """All crews of each kind, in order of number."""
        if self._crews is None:
            self._crews = self._made()
        return self._crews

    def _made(self) -> Mapping[str, tuple[Crew, ...]]:
        kinds, force = self._mustered.kinds, self._force
        made = {
            kind: tuple([Crew(force, kind, *each) for each in kinds[kind].crews]) for kind in kinds
        }
        for kind, other, filled in self._mustered.sharing:
            pairs = list(zip(reversed(made[kind]), reversed(made[other]), strict=False))
            for crew, twin in pairs[:filled]:
                crew.twin, twin.twin = twin, crew
        return made


_made = LastMade[Mustered]()


def kinds_of(scenario: Scenario) -> list[str]:
    """The kinds of unit that incidents, operations or postures use."""
    found = {kind for incident in scenario.incidents for kind in incident.need}
    taken = [each.units for each in scenario.operations]
    taken += [each.units for each in scenario.posture]
    return sorted(found | {kind for units in taken for kinds in units.values() for kind in kinds})


def mustered(scenario: Scenario, kinds: Sequence[str]) -> Mustered:
    """The crews of all forces, for the given kinds of unit."""
    of = (scenario.stock, scenario.timeline, scenario.drawdown, scenario.force_region, kinds)
    return _made.of(of, lambda: _mustered(scenario, kinds))


def _mustered(scenario: Scenario, kinds: Sequence[str]) -> Mustered:
    sharing = {force: _sharing(scenario.stock[force], kinds) for force in scenario.force_region}
    found: dict[str, dict[str, KindMustered]] = {force: {} for force in sharing}
    offset, timeline = 1, scenario.timeline
    for kind in kinds:
        stocks = {force: scenario.stock[force][kind] for force in sharing}
        ready_by = brackets(timeline, {force: each.commitment for force, each in stocks.items()})
        for force, each in stocks.items():
            bounds = crew_brackets(timeline, ready_by[force], each.fit)
            crews = [
                (number, offset + number, bound, expected_minutes(timeline, bound), unit)
                for number, bound in enumerate(bounds, start=1)
                for unit in [unit_id(force, kind, number)]
            ]
            shared = any(kind in (one, other) for one, other, _ in sharing[force])
            found[force][kind] = _kind_mustered(scenario.drawdown, each, crews, shared=shared)
        offset += max((each.fit for each in stocks.values()), default=0)
    forces = {force: ForceMustered(made, sharing[force]) for force, made in found.items()}
    return Mustered(forces, offset + 1)


def _kind_mustered(
    drawdown: Drawdown,
    stock: Stock,
    crews: Sequence[tuple[int, int, Bracket, float, str]],
    *,
    shared: bool,
) -> KindMustered:
    limit = lending_limit(drawdown, stock.commitment, stock.fit, stock.kept)
    spare = min(limit, stock.fit - stock.kept) if shared else limit
    numbers = (stock.commitment, stock.fit, stock.floor, limit, stock.kept)
    return KindMustered(numbers, shared, (limit, stock.fit, max(0, spare)), crews)


def _sharing(owned: Mapping[str, Stock], kinds: Sequence[str]) -> list[tuple[str, str, int]]:
    """Pairs of kinds that share officers, and the number of crews that these officers form."""
    found = []
    for kind in kinds:
        stock = owned[kind]
        other = owned[stock.filled_by] if stock.filled_by in kinds else None
        if other is not None and min(stock.filled, stock.fit, other.fit) > 0:
            found.append((kind, stock.filled_by, stock.filled))
    return found


def unit_id(force: str, kind: str, number: int) -> str:
    """The id of a unit in the log.

    >>> unit_id("kent", "psu", 3)
    'kent-psu-03'
    """
    return f"{force}-{kind}-{number:02d}"
