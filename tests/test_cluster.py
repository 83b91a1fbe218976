"""Does a cluster make the same study, even if it loses a worker on the way?"""

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

import mobsim
from mobsim.ground.errors import MobsimError
from mobsim.study.engines import Cluster
from mobsim.study.identity import digests_of
from mobsim.study.memory import Memory
from mobsim.study.replication import Task
from mobsim.study.running import run_spans
from mobsim.study.span import ReplicationSpan

NIGHTS = 120

pytestmark = [
    # What Dask says of sockets and child processes when a worker is killed is its own affair.
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.slow,
]


@pytest.fixture
def cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as found:
        yield found


@pytest.fixture(scope="module")
def night() -> mobsim.LoadedScenario:
    return mobsim.load("quickstart", settings=["chance=drawn"])


def test_two_workers_of_a_cluster_make_the_study_that_one_process_makes(
    night: mobsim.LoadedScenario, cluster: Any
) -> None:
    there = night.run(replications=NIGHTS, scheduler=cluster.scheduler_address)
    assert night.run(replications=NIGHTS, jobs=1).identity == there.identity


def test_a_worker_of_a_cluster_that_is_killed_costs_nothing(
    night: mobsim.LoadedScenario, cluster: Any
) -> None:
    killed: list[int] = []

    def kill(done: int, planned: int) -> None:
        if not killed:
            killed.append(next(iter(cluster.workers.values())).process.process.pid)
            os.kill(killed[0], signal.SIGKILL)

    engine, keeper = Cluster(cluster.scheduler_address), Memory()
    try:
        run_spans(Task(night), [ReplicationSpan(0, NIGHTS)], engine, keeper.keep, kill)
    finally:
        engine.close()
    assert killed
    alone = night.run(replications=NIGHTS, jobs=1)
    assert digests_of(alone.keeper) == digests_of(keeper)


def test_a_scheduler_that_does_not_answer_is_named(night: mobsim.LoadedScenario) -> None:
    with pytest.raises(MobsimError, match=r"no Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        night.run(replications=2, scheduler="tcp://127.0.0.1:9")
