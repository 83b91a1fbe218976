"""Are many nights the same, whoever runs them, where, and in how many goes?"""

import json
import os
import pickle
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mobsim
from mobsim.api import load
from mobsim.ground.errors import InputError, MobsimError, OutputError
from mobsim.ground.tables import data_path
from mobsim.study import running
from mobsim.study.blocks import BLOCKS, kept_blocks, read_outcomes, write_block
from mobsim.study.engines import LOST, Here, Processes, engine_of
from mobsim.study.folder import open_folder
from mobsim.study.identity import digests_of
from mobsim.study.memory import Memory
from mobsim.study.outcome import KEY, LOG, TABLES, Outcome, columns_of
from mobsim.study.replication import Task
from mobsim.study.running import run_spans
from mobsim.study.span import ReplicationSpan, joined, parse_replications, without
from mobsim.study.study import How, Study, extend, merge, read_study, rerun
from mobsim.study.verifying import verify
from tests.resealing import reseal
from tests.strategies import fixed_examples, likely_worlds, seeds

NIGHTS = 150
"""Enough for two blocks."""
KEPT = 120
"""Fewer, and enough for them too."""


@pytest.fixture(scope="module")
def night() -> mobsim.LoadedScenario:
    return mobsim.load("quickstart", settings=["chance=drawn"])


@pytest.fixture(scope="module")
def serial(night: mobsim.LoadedScenario) -> Study:
    return night.run(replications=NIGHTS, jobs=1)


@pytest.fixture(scope="module")
def kept_once(night: mobsim.LoadedScenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study") / "kept"
    night.run(replications=KEPT, jobs=1, folder=folder)
    return folder


@pytest.fixture
def kept(kept_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(kept_once, tmp_path / "kept")


# --- one study, whoever makes it ------------------------------------------------------------------


def test_two_processes_make_the_study_that_one_makes(
    night: mobsim.LoadedScenario, serial: Study
) -> None:
    assert serial.identity == night.run(replications=NIGHTS, jobs=2).identity


@pytest.mark.parametrize(("processors", "engine"), [(1, Here), (3, Processes)])
def test_there_is_a_process_for_each_processor_if_nobody_says_how_many(
    monkeypatch: pytest.MonkeyPatch, processors: int, engine: type[Here] | type[Processes]
) -> None:
    monkeypatch.setattr("mobsim.study.engines.usable_processors", lambda: processors)
    found = engine_of()
    try:
        assert isinstance(found, engine)
        assert processors == found.workers
    finally:
        found.close()


def test_a_study_in_a_folder_is_the_one_in_memory(
    night: mobsim.LoadedScenario, serial: Study, tmp_path: Path
) -> None:
    kept = night.run(replications=NIGHTS, jobs=1, folder=tmp_path / "kept")
    assert serial.identity == kept.identity == read_study(tmp_path / "kept").identity
    for table in TABLES:
        assert serial.frame(table).equals(read_study(tmp_path / "kept").frame(table))


def test_two_shards_make_the_study_of_one_run(
    night: mobsim.LoadedScenario, serial: Study, kept_once: Path, tmp_path: Path
) -> None:
    """The border lies within a block."""
    night.run(replications=f"{KEPT}:{NIGHTS}", jobs=1, folder=tmp_path / "b")
    merged = merge([tmp_path / "b", kept_once], tmp_path / "all")
    assert serial.identity == merged.identity
    assert ["000000-000099", "000100-000149"] == sorted(
        path.name for path in (tmp_path / "all" / BLOCKS).iterdir()
    )


@pytest.mark.parametrize("first", [pytest.param(100, marks=pytest.mark.slow), KEPT])
def test_a_study_that_is_extended_is_the_one_that_was_run_at_once(
    night: mobsim.LoadedScenario, serial: Study, kept_once: Path, tmp_path: Path, first: int
) -> None:
    if first == KEPT:
        shutil.copytree(kept_once, tmp_path / "kept")
    else:
        night.run(replications=first, jobs=1, folder=tmp_path / "kept")
    assert serial.identity == extend(tmp_path / "kept", NIGHTS).identity
    assert 2 == len(kept_blocks(tmp_path / "kept"))


@fixed_examples(8)
@given(likely_worlds(), seeds(), st.integers(0, 10**6))
def test_a_night_of_any_world_is_the_same_alone_and_among_others(
    scenario: Any, seed: int, number: int
) -> None:
    task = Task(scenario, seed, log=True)
    alone = task.replicate(number)
    among = {each.replication: each for each in running.run_batch(task, [number - 1, number])[0]}
    assert alone == among[number]
    assert alone.sha256 == among[number].sha256


@fixed_examples(8)
@given(likely_worlds(), seeds())
def test_what_is_read_from_a_block_is_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, scenario: Any, seed: int
) -> None:
    task = Task(scenario, seed, log=True)
    outcomes = [task.replicate(number) for number in (7, 8)]
    block = write_block(tmp_path_factory.mktemp("study"), outcomes)
    assert outcomes == read_outcomes(block, log=True)


def test_the_first_night_of_a_study_is_the_night_that_is_run_alone(
    night: mobsim.LoadedScenario, serial: Study
) -> None:
    alone = night.run()
    assert len(alone.log) == serial.replications["events"].iloc[0]
    fifth = night.run(replication=5)
    assert fifth.measures.incidents[0].time_to["40"] == serial.incidents["time_to_40"].iloc[5]


def test_a_place_that_is_drawn_has_no_row_of_its_own_in_the_text_of_few_nights() -> None:
    """It is in every night of one, and the scenario does not name it."""
    drawn = mobsim.load("stochastic-night").run(replications=1, jobs=1)
    assert len(drawn.incidents)
    assert "PLACE" not in drawn.text()
    assert "WHERE THE TIME WENT" not in drawn.text()


def test_few_nights_say_how_far_their_intervals_may_be_trusted(
    night: mobsim.LoadedScenario,
) -> None:
    few, enough = (night.run(replications=count, jobs=1).text() for count in (29, 30))
    assert "29 nights are few." in few
    assert "nights are few." not in enough


def test_every_table_has_the_same_columns_whatever_the_scenario(serial: Study) -> None:
    drawn = mobsim.load("stochastic-night").run(replications=2, jobs=1)
    for table in TABLES:
        assert list(serial.frame(table).columns) == list(drawn.frame(table).columns)
        assert list(serial.frame(table).dtypes) == list(drawn.frame(table).dtypes)
        assert [column.name for column in columns_of(table)] == list(serial.frame(table).columns)


def test_events_are_kept_if_that_is_asked_for(night: mobsim.LoadedScenario) -> None:
    study = night.run(replications=3, jobs=1, log=True)
    assert [len(night.run(replication=n).log) for n in range(3)] == list(
        study.log.groupby(KEY).size()
    )
    assert LOG not in TABLES


def test_a_study_travels(serial: Study) -> None:
    again = pickle.loads(pickle.dumps(serial))
    assert serial.identity == again.identity
    assert serial.nights.equals(again.nights)


# --- workers that are lost ------------------------------------------------------------------------


class Unreliable:
    """An engine that loses every third batch, and mends."""

    workers = 2
    lost = LOST

    def __init__(self) -> None:
        self.asked = self.mended = 0

    def has_workers(self) -> bool:
        return True

    def submit(self, work: Any, *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.asked += 1
        if self.asked % 3 == 0:
            future.set_exception(LOST[0]("gone"))
        else:
            future.set_result(work(*arguments))
        return future

    def mend(self) -> None:
        self.mended += 1

    def close(self) -> None:
        pass


def test_what_lost_workers_had_is_done_again(night: mobsim.LoadedScenario, serial: Study) -> None:
    engine, keeper = Unreliable(), Memory()
    run_spans(Task(night), [ReplicationSpan(0, NIGHTS)], engine, keeper.keep)
    assert engine.mended
    assert digests_of(serial.keeper) == digests_of(keeper)


def test_workers_that_are_lost_for_ever_end_the_run(night: mobsim.LoadedScenario) -> None:
    class Hopeless(Unreliable):
        def submit(self, work: Any, *arguments: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(LOST[0]("gone"))
            return future

    with pytest.raises(MobsimError, match="lost again and again"):
        run_spans(Task(night), [ReplicationSpan(0, 5)], Hopeless(), Memory().keep)


def workers_of(parent: int) -> list[int]:
    """Processes below one that run Python."""
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            try:
                status = (path / "stat").read_text(encoding="utf-8")
                command = (path / "cmdline").read_bytes()
            except OSError:
                continue
            if int(status.rpartition(")")[2].split()[1]) == parent and b"popen_loky" in command:
                found.append(int(path.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_a_worker_that_is_killed_costs_nothing(night: mobsim.LoadedScenario, serial: Study) -> None:
    engine, keeper = Processes(2), Memory()
    killed: list[int] = []

    def kill(done: int, planned: int) -> None:
        if not killed:
            killed.extend(workers_of(os.getpid())[:1])
            for worker in killed:
                os.kill(worker, signal.SIGKILL)

    try:
        run_spans(Task(night), [ReplicationSpan(0, NIGHTS)], engine, keeper.keep, kill)
    finally:
        engine.close()
    assert killed
    assert digests_of(serial.keeper) == digests_of(keeper)


SLOW_NIGHT = """
import signal, sys, time
from mobsim.study.replication import Task
signal.signal(signal.SIGINT, signal.default_int_handler)  # even if who runs the tests ignores it
plain = Task.replicate
def slow(self, number):
    time.sleep(0.02 if number >= 100 else 0)
    return plain(self, number)
Task.replicate = slow
from mobsim.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@contextmanager
def slow_run(folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A study whose second block is slow, under way in a process of its own."""
    words = ["run", "quickstart", "--set", "chance=drawn", "--replications", f"{NIGHTS}"]
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_NIGHT, *words, "--jobs", "1", "-o", str(folder), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for_block(folder: Path) -> None:
    for _ in range(600):
        if kept_blocks(folder):
            return
        time.sleep(0.05)
    raise AssertionError("no block was ever written")


@pytest.mark.parametrize(
    "end",
    [
        signal.SIGINT,
        pytest.param(signal.SIGKILL, marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
    ],
)
def test_what_a_run_that_was_ended_had_reported_complete_is_there(
    serial: Study, tmp_path: Path, end: signal.Signals
) -> None:
    folder = tmp_path / "study"
    with slow_run(folder) as process:
        wait_for_block(folder)
        process.send_signal(end)
        _, said = process.communicate(timeout=60)
    kept = open_folder(folder)
    assert not kept.record.complete
    assert kept.spans[0].end >= 100
    assert verify(kept).sound
    if end != signal.SIGKILL:
        assert 130 == process.returncode
        assert f"resume with: mobsim extend {folder}" in said
    assert NIGHTS == extend(folder, NIGHTS).replications_run
    assert serial.identity == read_study(folder).identity


def test_a_disk_that_is_full_loses_nothing_that_was_kept(
    night: mobsim.LoadedScenario, serial: Study, tmp_path: Path
) -> None:
    """No file may be as large as the largest of the first hundred nights was."""
    folder = tmp_path / "study"
    night.run(replications=100, jobs=1, folder=folder)
    before = sorted(path for path in folder.rglob("*") if path.is_file())
    most = max(path.stat().st_size for path in before) // 2
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        with pytest.raises(OutputError, match=r"100 replications are saved; resume with: mobsim"):
            extend(folder, NIGHTS, How(jobs=1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    after = sorted(path for path in folder.rglob("*") if path.is_file())
    assert before == sorted([*after, folder / "summary.txt"]), "what was told of it is not kept"
    assert verify(open_folder(folder)).sound
    assert serial.identity == extend(folder, NIGHTS, How(jobs=1)).identity


# --- folders that are not what they seem ----------------------------------------------------------


@pytest.fixture
def few(night: mobsim.LoadedScenario, tmp_path: Path) -> Path:
    night.run(replications=20, jobs=1, folder=tmp_path / "few")
    return tmp_path / "few"


def test_a_study_that_is_sound_is_said_to_be(kept: Path) -> None:
    found = verify(open_folder(kept, checked=False))
    assert found.sound
    assert {} == found.moved
    assert "" == found.unfinished


def test_a_number_that_was_changed_is_found(kept: Path) -> None:
    path = kept / BLOCKS / "000100-000119" / "replications.parquet"
    frame = pd.read_parquet(path)
    frame.loc[3, "events"] += 1
    frame.to_parquet(path)
    told, *_ = verify(open_folder(kept, checked=False)).damaged
    assert told.startswith(f"{path}: was changed after it was written")
    reseal(kept)
    [first, second] = verify(open_folder(kept, checked=False)).damaged
    assert first.endswith("000100-000119: replication 103 has changed since it was written")
    assert "the results do not match those in run.json" == second


def test_a_file_that_is_cut_off_is_found(kept: Path) -> None:
    path = kept / BLOCKS / "000000-000099" / "forces.parquet"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(InputError, match=r"forces.parquet: was changed .*; delete .* and make"):
        read_outcomes(path.parent)
    damaged = verify(open_folder(kept, checked=False)).damaged
    assert any("forces.parquet: was changed after" in each for each in damaged)
    shutil.rmtree(path.parent)
    assert any(
        "100:120 are present" in each for each in verify(open_folder(kept, checked=False)).damaged
    )
    extend(kept, 120)
    assert verify(open_folder(kept, checked=False)).sound


def test_a_block_that_was_about_to_be_taken_away_is_not_counted_twice(kept: Path) -> None:
    blocks = kept / BLOCKS
    outcomes = read_outcomes(blocks / "000100-000119")
    open_folder(kept).plan("0:120")
    write_block(kept, outcomes[:5])
    assert [ReplicationSpan(0, 100), ReplicationSpan(100, 120)] == list(kept_blocks(kept))
    assert 120 == len(extend(kept).nights)
    assert verify(open_folder(kept)).sound


def test_code_that_moved_is_named_and_stops_an_extension(
    few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mobsim.study.identity.code_sha256", lambda: "0" * 64)
    assert ["code of mobsim"] == list(verify(open_folder(few, checked=False)).moved)
    with pytest.raises(InputError, match="because this has changed: code of mobsim; repeat it"):
        extend(few, 200)
    again = rerun(few, few.with_name("again"), how=How(jobs=1))
    assert [] == again.different
    assert ["code of mobsim"] == list(again.moved)


def test_a_night_that_comes_out_otherwise_is_named(
    few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Task.replicate

    def otherwise(self: Task, number: int) -> Outcome:
        outcome = plain(self, number)
        return replace(outcome, rows={**outcome.rows, "reserve": []}) if number == 17 else outcome

    monkeypatch.setattr(Task, "replicate", otherwise)
    assert [17] == rerun(few, few.with_name("again"), how=How(jobs=1)).different


def test_shards_of_other_nights_are_refused_with_every_difference(
    night: mobsim.LoadedScenario, kept: Path, tmp_path: Path
) -> None:
    night.run(replications="120:130", seed=2, jobs=1, folder=tmp_path / "seed")
    night.run(replications="150:160", jobs=1, folder=tmp_path / "gap")
    with pytest.raises(InputError) as caught:
        merge([kept, tmp_path / "seed", tmp_path / "gap"], tmp_path / "all")
    told = str(caught.value)
    assert "seed: is not part of the same study: seed differs" in told
    assert "gap: no shard has replications 130:150; run or extend a shard with them" in told
    assert not (tmp_path / "all").exists()


def test_shards_that_overlap_must_agree(
    night: mobsim.LoadedScenario, kept: Path, tmp_path: Path
) -> None:
    night.run(replications="110:130", jobs=1, folder=tmp_path / "more")
    assert 130 == merge([kept, tmp_path / "more"], tmp_path / "all").replications_run
    path = tmp_path / "more" / BLOCKS / "000110-000129" / "replications.parquet"
    frame = pd.read_parquet(path)
    frame.loc[0, "events"] += 1
    frame.to_parquet(path)
    with pytest.raises(InputError, match=r"more.*replications.parquet: was changed after"):
        merge([kept, tmp_path / "more"], tmp_path / "again")
    reseal(tmp_path / "more")
    with pytest.raises(InputError, match="replication 110 differs from another shard"):
        merge([kept, tmp_path / "more"], tmp_path / "again")


def test_a_folder_of_something_else_is_not_replaced(
    night: mobsim.LoadedScenario, kept: Path, tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match="not empty"):
        night.run(replications=2, jobs=1, folder=kept)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(OutputError, match="not the result of one night or a study"):
        night.run(replications=2, jobs=1, folder=tmp_path / "mine", force=True)
    assert 2 == night.run(replications=2, jobs=1, folder=kept, force=True).replications_run


def test_the_document_keeps_identity_and_circumstances_apart(kept: Path) -> None:
    document = json.loads((kept / "run.json").read_text(encoding="utf-8"))
    assert {"identity", "circumstances", "planned", "complete", "mobsim_study", "sha256"} == set(
        document
    )
    assert "0:120" == document["identity"]["replications"]
    assert {"made_at", "python", "platform", "packages"} == set(document["circumstances"])


# --- spans ----------------------------------------------------------------------------------------


def spans() -> st.SearchStrategy[list[ReplicationSpan]]:
    pairs = st.tuples(st.integers(0, 400), st.integers(1, 150))
    return st.lists(pairs.map(lambda pair: ReplicationSpan(pair[0], pair[0] + pair[1])), max_size=6)


@fixed_examples(200)
@given(spans())
def test_joined_spans_hold_the_same_replications(found: list[ReplicationSpan]) -> None:
    numbers = {number for span in found for number in span.numbers}
    together = joined(found)
    assert numbers == {number for span in together for number in span.numbers}
    assert all(one.end < other.first for one, other in pairwise(together))


@fixed_examples(200)
@given(spans(), st.integers(0, 300), st.integers(1, 300))
def test_what_is_missing_is_what_is_not_kept(
    found: list[ReplicationSpan], first: int, count: int
) -> None:
    span = ReplicationSpan(first, first + count)
    kept = {number for each in found for number in each.numbers}
    missing = [number for part in without(span, found) for number in part.numbers]
    assert [number for number in span.numbers if number not in kept] == missing


@pytest.mark.parametrize("text", ["", "-1", "0", "5:5", "7:3", "a", "1:2:3", "1.5", "99999999999"])
def test_replications_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="--replications: found"):
        parse_replications(text)


def test_a_digest_looks_at_every_value() -> None:
    rows = {"a": [(1, 2.0, "x", None)]}
    others = [
        {"a": [(1, 2.0, "x", "")]},
        {"a": [(1, 2.5, "x", None)]},
        {"a": [(1, 2.0, "x", None)] * 2},
        {"b": [(1, 2.0, "x", None)]},
    ]
    assert 5 == len({Outcome(0, each).sha256 for each in (rows, *others)})


def test_a_study_on_a_table_of_ones_own_can_be_moved_and_repeated(tmp_path: Path) -> None:
    table = tmp_path / "returns.csv"
    table.write_bytes(data_path("forces.csv").read_bytes())
    scenario = load("quickstart", settings=[f"forces={table}"])
    kept = scenario.run(replications=2, folder=tmp_path / "kept", jobs=1)
    table.unlink()
    (tmp_path / "kept").rename(tmp_path / "moved")
    again = rerun(tmp_path / "moved", tmp_path / "again", how=How(jobs=1))
    assert [] == again.different
    assert {} == again.moved
    assert kept.identity == again.study.identity
