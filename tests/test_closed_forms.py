"""Does the engine agree with what theory gives in closed form?

The seeds are fixed; tolerances are in standard errors of the estimate.
"""

import math
from functools import partial
from itertools import pairwise
from statistics import fmean, stdev
from types import SimpleNamespace
from typing import Any

import pytest

from mobsim.engine import simulate
from mobsim.engine.desks import Desks
from mobsim.engine.schedule import Phase, SimPySchedule
from mobsim.ground.randomness import (
    Chance,
    Exponential,
    Lognormal,
    Triangular,
    Uniform,
    uniform,
)
from mobsim.scenario.scenario import LocalReadiness
from mobsim.scoring.events import UNIT_MUSTERED, Event
from tests.worlds import incident, world

STANDARD_ERRORS = 4.0


def erlang_c_wait(servers: int, arrivals: float, service: float) -> float:
    """Mean wait in queue of M/M/c: arrivals per minute, mean service in minutes."""
    load = arrivals * service
    busy = load**servers / math.factorial(servers) * servers / (servers - load)
    waits = busy / (sum(load**k / math.factorial(k) for k in range(servers)) + busy)
    return waits * service / (servers - load)


def test_time_in_the_desk_queue_is_that_of_erlang() -> None:
    servers, arrivals, service, requests = 2, 1 / 20, 30.0, 20_000
    schedule = SimPySchedule(requests, 1, 1)
    chance = Chance(7)
    rules: Any = SimpleNamespace(
        desks=True, ricc_desks={"north": servers}, ricc_at={}, npocc_desks=1
    )
    night = SimpleNamespace(scenario=SimpleNamespace(rules=rules), chance=chance, schedule=schedule)
    desks = Desks(night)  # type: ignore[arg-type]
    stays: list[float] = []

    def completed(joined: float) -> None:
        stays.append(schedule.now - joined)

    def join(incident: Any, _: object) -> None:
        done = partial(completed, schedule.now)
        desks.work("north", Exponential(service), "desk-2", incident, 2, done)

    minute = 0.0
    for number in range(requests):
        minute = chance.end(minute, Exponential(1 / arrivals), "arrival", number)
        incident = SimpleNamespace(id=f"i{number}", rank=number + 1, priority=2)
        schedule.at(minute, partial(join, incident), Phase.NEED, 1, incident=number + 1)
    schedule.run(math.inf)

    batches = [fmean(stays[i : i + 1000]) for i in range(0, requests, 1000)]
    error = stdev(batches) / math.sqrt(len(batches))
    expected = erlang_c_wait(servers, arrivals, service) + service
    assert expected == pytest.approx(fmean(stays), abs=STANDARD_ERRORS * error)
    assert error < 0.05 * expected  # tight enough to tell a second desk from none


@pytest.mark.parametrize("crews", [1, 3, 8])
def test_the_slowest_of_n_musters_is_the_largest_of_n_draws(crews: int) -> None:
    """Of n uniform musters in an hour the last is expected after 60 n / (n + 1) minutes."""
    local = LocalReadiness(on_duty_shares=(1.0,) * 168, formed_share=1.0)
    night = world(
        {"ash": crews}, [incident("ash", crews)], host_readiness="local", local=local,
        muster_formed=Uniform(0, 60), chance="drawn", duration=200,
    )  # fmt: skip
    slowest = []
    for replication in range(1500):
        log: list[Event] = []
        simulate(night, Chance(11, replication), log.append)
        musters = [row.minute for row in log if row.event == UNIT_MUSTERED]
        assert crews == len(musters)
        slowest.append(max(musters))
    error = stdev(slowest) / math.sqrt(len(slowest))
    expected = 60 * crews / (crews + 1)
    assert expected == pytest.approx(fmean(slowest), abs=STANDARD_ERRORS * error)


@pytest.mark.parametrize(
    ("distribution", "mean", "variance"),
    [
        (Uniform(10, 40), 25.0, 30**2 / 12),
        (Triangular(10, 20, 60), 30.0, (100 + 400 + 3600 - 200 - 600 - 1200) / 18),
        (Exponential(30), 30.0, 900.0),
        (Lognormal(100, 0.1), 100.0, 100.0),
    ],
)
def test_draws_have_the_mean_and_variance_of_their_distribution(
    distribution: Any, mean: float, variance: float
) -> None:
    chance = Chance(3)
    draws = [chance.end(0.0, distribution, "any", number) for number in range(20_000)]
    error = math.sqrt(variance / len(draws))
    assert mean == pytest.approx(distribution.mean)
    assert mean == pytest.approx(fmean(draws), abs=STANDARD_ERRORS * error)
    assert variance == pytest.approx(stdev(draws) ** 2, rel=0.1)


def test_keyed_uniforms_are_uniform_and_neighbours_are_not_alike() -> None:
    draws = [uniform(f"1|0|muster|kent-psu-{number:02d}|0") for number in range(20_000)]
    counts = [0] * 20
    for draw in draws:
        counts[int(draw * 20)] += 1
    chi_square = sum((count - 1000) ** 2 / 1000 for count in counts)
    assert chi_square < 43.8  # 99.9 % point of chi-square with 19 degrees of freedom
    mean = fmean(draws)
    lagged = fmean((a - mean) * (b - mean) for a, b in pairwise(draws))
    assert abs(lagged * 12) < STANDARD_ERRORS / math.sqrt(len(draws))
