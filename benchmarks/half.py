"""Nights of a study and nothing else: ``python -m benchmarks.half FIRST END``.

It says that it is ready, makes the nights each time that it is told to, and says so.
"""

import sys

from benchmarks.nights import host_night
from mobsim.scenario.file.nested_keys import SEVERITIES
from mobsim.study.replication import Task
from mobsim.study.running import run_batch


def task_of(host: int = 0, severity: str = "small") -> Task:
    """What is replicated when one incident of a severity is at a host."""
    return Task(host_night(host, SEVERITIES[severity]))


def main(first: int, end: int) -> None:
    """Make nights whenever a line comes in."""
    task = task_of()
    run_batch(task, [first])
    print("ready", flush=True)
    for _ in sys.stdin:
        run_batch(task, range(first, end))
        print("done", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
