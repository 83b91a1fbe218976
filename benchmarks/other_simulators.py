"""What would other simulators need only to move the units of a static night?

The allocation is given to them: of each unit, how long it musters and how long it drives. They
decide nothing and write no log, which favours them; ours decides, moves and logs. All must deploy
as many units. Ciw and salabim are of the extra ``bench``.
"""

from collections.abc import Callable, Generator, Iterator
from importlib.util import find_spec
from typing import Any

import simpy

from benchmarks.goals import Found
from benchmarks.timing import bare, in_turn, log_of
from mobsim.ground.versions import version_of
from mobsim.scenario.file import load_scenario
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event

Leg = tuple[float, float]
"""Minutes until mustered, minutes of the drive."""


def legs_of(log: list[Event]) -> list[Leg]:
    """The legs of each unit that is deployed."""
    mustered = {row.unit: row.minute for row in log if row.event == ev.UNIT_MUSTERED}
    deployed = [row for row in log if row.event == ev.UNIT_DEPLOYED]
    return [(mustered[row.unit], row.minute - mustered[row.unit]) for row in deployed]


def by_simpy(legs: list[Leg], until: float) -> int:
    """A SimPy process for each unit."""
    environment, deployed = simpy.Environment(), []

    def unit(muster: float, drive: float) -> Generator[simpy.Event, None, None]:
        yield environment.timeout(muster)
        yield environment.timeout(drive)
        deployed.append(environment.now)

    for leg in legs:
        environment.process(unit(*leg))
    environment.run(until)
    return len(deployed)


def by_salabim(legs: list[Leg], until: float) -> int:
    """A salabim component for each unit."""
    import salabim

    salabim.yieldless(False)
    environment = salabim.Environment(trace=False)
    deployed: list[float] = []

    class Unit(salabim.Component):
        def process(self, muster: float, drive: float) -> Generator[Any, None, None]:
            yield self.hold(muster)
            yield self.hold(drive)
            deployed.append(environment.now())

    for muster, drive in legs:
        Unit(muster=muster, drive=drive)
    environment.run(till=until)
    return len(deployed)


def by_ciw(legs: list[Leg], until: float) -> int:
    """Two nodes of Ciw without queues: to muster, to drive."""
    import ciw

    class LegOf(ciw.dists.Distribution):
        def __init__(self, which: int) -> None:
            self._which = which

        def sample(self, t: Any = None, ind: Any = None) -> float:
            return legs[ind.id_number - 1][self._which]

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([0.0, float("inf")]), None],
        batching_distributions=[ciw.dists.Deterministic(len(legs)), ciw.dists.Deterministic(1)],
        service_distributions=[LegOf(0), LegOf(1)],
        number_of_servers=[float("inf"), float("inf")],
        routing=[[0.0, 1.0], [0.0, 0.0]],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(until)
    return sum(record.node == 2 for record in simulation.get_all_records())


MODELS: dict[str, Callable[[list[Leg], float], int]] = {
    "simpy": by_simpy, "ciw": by_ciw, "salabim": by_salabim,
}  # fmt: skip


def others() -> Iterator[Found]:
    """The rows about other simulators."""
    night = load_scenario("nineteen-small", override="static")
    log = log_of(night)
    legs = legs_of(log)
    for name, model in MODELS.items():
        if find_spec(name) is None:
            yield Found(
                f"{name}-legs", None, note=f"{name} is not installed: it is of the extra bench"
            )
            continue
        deployed = model(legs, night.duration)
        same = "as many" if deployed == len(legs) else f"ours {len(legs)}: OTHER NUMBER"
        sides = in_turn(lambda model=model: model(legs, night.duration), bare(night), rounds=5)
        note = f"{name} {version_of(name)}; {deployed} units deployed, {same}"
        yield sides.found(f"{name}-legs", rows=[len(log)], note=note)
