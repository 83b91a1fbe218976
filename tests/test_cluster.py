"""Does a cluster make the same study, even if it loses a worker on the way?"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import mobsim
from mobsim.ground.errors import MobsimError
from mobsim.ground.progress import Progress
from mobsim.study.engines import Cluster, WorkersLostError
from mobsim.study.folder import open_folder
from mobsim.study.identity import digests_of
from mobsim.study.memory import Memory
from mobsim.study.replication import Task
from mobsim.study.running import run_spans
from mobsim.study.span import ReplicationSpan, count_of
from mobsim.study.study import How, extend, read_study, run_study

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


def test_a_calibration_on_a_cluster_is_the_one_that_one_process_makes(cluster: Any) -> None:
    events, plan = ("history/kent-2013", "history/leicester-2010"), {"sets": 6, "waves": 1}
    there = mobsim.calibrate(*events, **plan, replications=1, scheduler=cluster.scheduler_address)
    here = mobsim.calibrate(*events, **plan, replications=1, jobs=1)
    assert here.sets == there.sets
    assert here.text() == there.text()


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


@contextmanager
def started(module: str, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *words]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)


def test_a_scheduler_that_is_lost_keeps_what_is_done_and_the_study_goes_on(
    night: mobsim.LoadedScenario, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address, folder = f"tcp://127.0.0.1:{port}", tmp_path / "study"
    here = ("--host", "127.0.0.1", "--no-dashboard")
    with (
        started("dask_scheduler", "--port", port, *here) as scheduler,
        started("dask_worker", address, "--nthreads", "1", "--no-nanny", *here),
    ):

        @contextmanager
        def killing(label: str) -> Iterator[Progress]:
            def kill(done: int, planned: int) -> None:
                if done >= NIGHTS // 4:
                    scheduler.kill()

            yield kill

        engine = connected(address)
        how = How(engine=engine, bar=killing)
        with pytest.raises(WorkersLostError, match="Dask scheduler") as lost:
            run_study(Task(night), NIGHTS, folder=folder, how=how)
        engine.close()
    kept = count_of(open_folder(folder).spans)
    assert NIGHTS // 4 <= kept < NIGHTS
    said = f"{kept} replications are saved; resume with: mobsim extend {folder}"
    assert [said] == lost.value.__notes__
    extend(folder, how=How(jobs=1))
    assert night.run(replications=NIGHTS, jobs=1).identity == read_study(folder).identity


def connected(address: str) -> Cluster:
    """An engine, as soon as the scheduler has begun."""
    for _ in range(30):
        try:
            return Cluster(address)
        except MobsimError:
            continue
    raise AssertionError("the scheduler has not begun")


def test_a_scheduler_that_does_not_answer_is_named(night: mobsim.LoadedScenario) -> None:
    with pytest.raises(MobsimError, match=r"no Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        night.run(replications=2, scheduler="tcp://127.0.0.1:9")
