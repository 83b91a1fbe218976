"""Which crews does each force have when a night begins, and when is each promised to be ready?

The answer is the same for every night of a scenario, so it is computed once and reused.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mobsim.engine.readiness import Bracket, brackets, crew_brackets, expected_minutes
from mobsim.ground.last_made import LastMade
from mobsim.policy import lending_limit
from mobsim.scenario.scenario import Scenario


class KindMustered(NamedTuple):
    """One force's stock of one kind, and its crews."""

    stock: tuple[int, int, int, int, int]
    """Five numbers of crews: committed, fit, floor, lending limit, and never lent."""
    crews: Sequence[tuple[int, int, Bracket, float, str]]
    """Each crew's number, rank, bracket, promised minutes and unit id."""


class Mustered(NamedTuple):
    """The crews of all forces."""

    of: Mapping[tuple[str, str], KindMustered]
    """The crews of each force and kind."""
    unit_ranks: int
    """A number higher than the rank of any crew."""


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
    found, offset, timeline = {}, 1, scenario.timeline
    for kind in kinds:
        stocks = {force: scenario.stock[force][kind] for force in scenario.force_region}
        ready_by = brackets(timeline, {force: each.commitment for force, each in stocks.items()})
        for force, each in stocks.items():
            limit = lending_limit(scenario.drawdown, each.commitment, each.fit, each.kept)
            bounds = crew_brackets(timeline, ready_by[force], each.fit)
            crews = [
                (number, offset + number, bound, expected_minutes(timeline, bound), unit)
                for number, bound in enumerate(bounds, start=1)
                for unit in [unit_id(force, kind, number)]
            ]
            numbers = (each.commitment, each.fit, each.floor, limit, each.kept)
            found[force, kind] = KindMustered(numbers, crews)
        offset += max((each.fit for each in stocks.values()), default=0)
    return Mustered(found, offset + 1)


def unit_id(force: str, kind: str, number: int) -> str:
    """The id of a unit in the log.

    >>> unit_id("kent", "psu", 3)
    'kent-psu-03'
    """
    return f"{force}-{kind}-{number:02d}"
