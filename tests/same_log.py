"""Do the engine and the independent witness make the same log?"""

from itertools import zip_longest

from mobsim.engine import simulate
from mobsim.ground.randomness import Chance
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.events import Event
from tests import reference

CONTEXT = 6


def engine_log(scenario: Scenario, chance: Chance) -> list[Event]:
    """The log of mobsim's own engine."""
    log: list[Event] = []
    simulate(scenario, chance, log.append)
    return log


def first_difference(ours: list[Event], theirs: list[Event]) -> int | None:
    """The first row where two logs differ, if any."""
    for row, (mine, other) in enumerate(zip_longest(ours, theirs)):
        if mine != other:
            return row
    return None


def written(event: Event) -> str:
    """A row with its empty columns left out."""
    columns = zip(event._fields[2:], event[2:], strict=True)
    told = " ".join(f"{name}={value}" for name, value in columns if value is not None)
    return f"{event.minute:.6f} {event.event} {told}"


def excerpt(name: str, log: list[Event], row: int) -> str:
    """A log around a row."""
    first = max(0, row - CONTEXT)
    lines = [
        f"{'>' if place == row else ' '} {place}: {written(event)}"
        for place, event in enumerate(log[first : row + 3], first)
    ]
    return "\n".join([f"{name} ({len(log)} rows):", *lines])


def difference(scenario: Scenario, chance: Chance) -> str | None:
    """The first differing rows of the two logs with those before, or None."""
    engine, witness = engine_log(scenario, chance), reference.simulate(scenario, chance)
    row = first_difference(engine, witness)
    if row is None:
        return None
    title = f"{scenario.name}, seed {chance.seed}, replication {chance.replication}: row {row}"
    return "\n".join([title, excerpt("engine", engine, row), excerpt("reference", witness, row)])


def assert_same_log(scenario: Scenario, chance: Chance) -> None:
    """Fail with both logs around the first row that differs."""
    found = difference(scenario, chance)
    assert found is None, found
