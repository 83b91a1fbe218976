"""What does a national year cost: every day, every host, a thousand nights of each?

``python -m benchmarks --year`` runs one night of the thousand, of every day and every host, by two
processes, and reckons the rest. Each night has likely turnout and one small incident, which
begins at the scenario's hour of that day.
"""

import tempfile
import time
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.nights import FORCES, host_night
from benchmarks.studies import study
from mobsim.ground.clock import LONDON
from mobsim.scenario.file.nested_keys import SEVERITIES
from mobsim.scenario.scenario import Scenario
from mobsim.study.engines import Here, Processes
from mobsim.study.replication import Task

DAYS = 365
REPLICATIONS = 1000
PROCESSES = 2


def night_of(host: Scenario, day: int) -> Scenario:
    """The same hour of the wall, some days later."""
    start = host.clock.start.replace(tzinfo=None) + timedelta(days=day)
    return replace(host, clock=replace(host.clock, start=start.replace(tzinfo=LONDON)))


def nights_of_host(host: int, days: int) -> float:
    """CPU seconds of one night of every day at one host; what a worker does."""
    begin = time.process_time()
    placed = host_night(host, SEVERITIES["small"], "likely")
    for day in range(days):
        Task(night_of(placed, day)).replicate(0)
    return time.process_time() - begin


def thousand(nights: int = 100) -> tuple[float, int]:
    """CPU seconds a night and bytes a night of a study of one host and day, with its files."""
    task = Task(host_night(0, SEVERITIES["small"], "likely"))
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "study"
        begin = time.process_time()
        study(task, nights, Here(), target)()
        seconds = (time.process_time() - begin) / nights
        written = sum(each.stat().st_size for each in target.rglob("*") if each.is_file())
    return seconds, written // nights


def national_year(days: int = DAYS, hosts: int = FORCES) -> None:
    """Run a thousandth, and print what the whole would cost."""
    begin = time.perf_counter()
    engine = Processes(PROCESSES)
    try:
        futures: list[Future[float]] = [
            engine.submit(nights_of_host, host, days) for host in range(hosts)
        ]
        cpu = sum(future.result() for future in futures)
    finally:
        engine.close()
    wall = time.perf_counter() - begin
    nights = days * hosts
    print(f"{days} days × {hosts} hosts × 1 night = {nights:,} nights")
    print(f"  {cpu:,.0f} CPU seconds, {wall:,.0f} s by {PROCESSES} processes")
    print(f"  {1000 * cpu / nights:.1f} CPU ms a night, each with a scenario of its own")
    in_study, written = thousand()
    whole = DAYS * FORCES * REPLICATIONS
    print(f"  {1000 * in_study:.1f} CPU ms and {written:,} bytes a night in a study of 100")
    print(f"{DAYS} days × {FORCES} hosts × {REPLICATIONS:,} nights = {whole:,} nights")
    hours = whole * in_study / 3600
    print(f"  {hours:,.0f} processor hours; {hours / 100:,.1f} h on 100 processors")
    print(f"  {whole * written / 1e9:,.0f} GB of files in {DAYS * FORCES:,} folders")
