"""Does a run stop early only if its verdicts are plain, and is it said after how many nights?"""

import sys
from dataclasses import replace
from functools import cache, partial
from itertools import accumulate, pairwise
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mobsim.country.returns import read_returns
from mobsim.ground.intervals import evidence_for
from mobsim.scenario.file import load_scenario
from mobsim.stress import expected_time, plain_verdicts, testing
from mobsim.stress.pack import Pack, readings, shipped_pack
from mobsim.stress.paper.document import page
from mobsim.stress.plain_verdicts import EARLY_ERROR, LOOKS, looks_before, plain_verdict
from mobsim.stress.runs import Runner
from mobsim.stress.stress_folder import StressPlan, open_pack
from mobsim.stress.testing import Wanted
from mobsim.study.first_nights import first_nights
from mobsim.study.folder import open_folder
from mobsim.study.study import How, read_study
from tests.findings_made import findings

HERE = How(jobs=1)
LINE = 0.05
evidence = cache(evidence_for)


def reached(share: float, error: float, side: Any, looks: range) -> float:
    """Exact chance that the evidence is ever enough at a look, by the counts that are left."""
    alive, ever = {0: 1.0}, 0.0
    for night in range(1, looks[-1] + 1):
        after: dict[int, float] = {}
        for count, chance in alive.items():
            after[count] = after.get(count, 0.0) + chance * (1 - share)
            after[count + 1] = after.get(count + 1, 0.0) + chance * share
        if night in looks:
            stopped = {n for n in after if evidence(side, LINE, n, night) >= 1 / error}
            ever += sum(after.pop(n) for n in stopped)
        alive = after
    return ever


@pytest.mark.parametrize("side", ["below", "above"])
@pytest.mark.parametrize("error", [0.005, 0.1])
def test_evidence_looked_at_every_night_misleads_no_more_often_than_was_said(
    side: Any, error: float
) -> None:
    chance = reached(LINE, error, side, range(1, 61))
    assert chance <= error
    if error == 0.1:
        assert chance > 0.02, "a bound that is never near is no use"


def test_evidence_on_either_side_speaks_for_the_share_that_is_seen() -> None:
    assert 1.0 == pytest.approx(evidence("below", LINE, 0, 0))
    for count, n, side, other in ((0, 100, "below", "above"), (50, 100, "above", "below")):
        assert evidence(side, LINE, count, n) > 100
        assert evidence(other, LINE, count, n) < 1
    assert evidence("above", LINE, 5000, 5000) > 1e300
    with pytest.raises(ValueError, match="found 3 of 2"):
        evidence_for("below", LINE, 3, 2)


@pytest.mark.parametrize(
    ("breaks", "strained", "needed", "nights", "expected"),
    [
        (0, 0, 80, 82, None),
        (0, 0, 81, 82, "pass"),
        (0, 1, 110, 110, None),
        (0, 0, 0, 80, None),
        (0, 0, 0, 82, "not tested"),
        (0, 0, 1, 82, None),
        (14, 14, 82, 82, None),
        (15, 15, 82, 82, "fail"),
        (0, 82, 82, 82, None),
    ],
)
def test_a_verdict_is_plain_only_with_evidence_enough(
    breaks: int, strained: int, needed: int, nights: int, expected: str | None
) -> None:
    assert expected == plain_verdict(breaks, strained, needed, nights)
    assert plain_verdict(breaks, strained, needed, nights, error=0.0) is None


plainly = cache(plain_verdict)


def early(draws: Any, breaks: float, strained: float, error: float, count: int) -> list[str | None]:
    """The early verdict on one line of each of many made-up runs."""
    shares = (breaks, strained - breaks, 1 - strained)
    parts = [look - before for before, look in pairwise((0, *LOOKS))]
    nights = [draws.multinomial(part, shares, size=count) for part in parts]
    found: list[str | None] = []
    for run in zip(*nights, strict=True):
        seen = accumulate((each for each in run), add)
        verdicts = (
            plainly(int(broken), int(broken + near), look, look, error)
            for look, (broken, near, _) in zip(LOOKS, seen, strict=True)
        )
        found.append(next((each for each in verdicts if each), None))
    return found


@pytest.mark.parametrize("error", [EARLY_ERROR, 0.05])
@pytest.mark.parametrize(
    ("breaks", "strained", "right"),
    [
        (0.0, 0.0, {"pass"}),
        (0.01, 0.03, {"pass"}),
        (0.0499, 0.0501, {"watch"}),
        (0.0501, 0.0501, {"fail"}),
        (0.1, 0.2, {"fail"}),
        (1.0, 1.0, {"fail"}),
    ],
)
def test_of_2000_runs_with_a_known_answer_few_enough_stop_with_a_wrong_one(
    breaks: float, strained: float, right: set[str], error: float
) -> None:
    count = 2000
    found = early(np.random.default_rng(7), breaks, strained, error, count)
    wrong = sum(each is not None and each not in right for each in found) / count
    # Three standard errors of a share that is as large as it may be.
    assert wrong <= error + 3 * (error * (1 - error) / count) ** 0.5
    if breaks in (0.0, 1.0):
        assert right == set(found)


def test_looks_are_before_the_last_night() -> None:
    assert [] == looks_before(82)
    assert [82, 110] == looks_before(150)
    assert [82, 110, 150] == looks_before(200)


def test_a_plan_names_the_error_only_if_another_was_asked_for() -> None:
    plan = StressPlan("2026-Q4", "0" * 64, 200, 0, False, ("kent",))
    assert {"quarter", "returns_sha256", "nights", "seed", "quick", "hosts"} == set(plan.document)
    assert 0.0 == replace(plan, early_error=0.0).document["early_error"]


# --- a test that rotates, with looks that are few enough to be run here -------------------------

QUIET = Pack("1", tuple(row for row in shipped_pack().rows if row.test_id == "quiet-saturday"))
HOSTS = ("cheshire", "kent", "merseyside")
LAST, LOOK = 5, 3


def rotated(folder: Path, **more: Any) -> Any:
    """Quiet Saturday as promised, hosts in turn."""
    wanted = Wanted(read_returns("2026-Q4"), nights=LAST, hosts=HOSTS)
    wanted = replace(wanted, **more)
    if not folder.exists():
        open_pack(folder, wanted.plan, wanted.returns)
    runner = Runner(folder, wanted.nights, 1, HERE)
    found = testing._Test(wanted, wanted.plan, runner, folder / "inputs/forces.csv", QUIET)
    found.run_tests()
    return found


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The folder, the test in it, and the same test again."""
    folder = tmp_path_factory.mktemp("early") / "test"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_verdicts, "LOOKS", (LOOK,))
        patch.setattr(testing, "plain_in", lambda study, error: {("psu", ""): "pass"})
        patch.setattr(testing, "readings", lambda: readings()[:1])
        first = rotated(folder)
        before = {path: path.stat().st_ino for path in folder.rglob("*")}
        again = rotated(folder)
        assert before == {path: path.stat().st_ino for path in folder.rglob("*")}
        return folder, first, again


def test_a_host_stops_at_the_look_unless_it_is_told_with_its_interval(stopped: Any) -> None:
    folder, first, _ = stopped
    after = {each.force: each.stopped_after for each in first.hosts}
    assert {LOOK, None} == set(after.values())
    national = [each for each in first.lines if not each.region]
    assert {each.host for each in national if each.breaks.n} == {
        force for force, nights in after.items() if nights is None
    }
    for each in first.hosts:
        kept = open_folder(folder / each.run).spans[-1].end
        assert (kept, each.stopped_after or LAST) == (each.stopped_after or LAST, kept)
        for number in (each.on_time, each.line_breaks, each.worst_shortfall):
            assert kept == number.n
            assert (number.low is None) is (each.stopped_after is not None)


def test_no_row_has_an_interval_of_fewer_than_all_nights(stopped: Any) -> None:
    _, first, _ = stopped
    for each in first.lines:
        assert each.breaks.low is None or each.breaks.n in (0, LAST)
        assert (each.stopped_after is None) or f"clear after {LOOK} nights" in each.reason
    assert any(each.stopped_after for each in first.lines)


def test_numbers_of_all_hosts_are_of_the_nights_that_all_have(stopped: Any) -> None:
    _, first, _ = stopped
    assert [len(HOSTS) * LOOK] == [each.line_breaks.n for each in first.results]


def test_a_test_that_is_run_again_says_the_same_of_the_same_nights(stopped: Any) -> None:
    _, first, again = stopped
    assert first.lines == again.lines
    assert first.hosts == again.hosts


@pytest.mark.slow
def test_verdicts_are_those_of_the_long_way_where_nothing_is_near_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "readings", lambda: readings()[:1])
    first, whole = (
        rotated(tmp_path / str(error), nights=200, early_error=error) for error in (EARLY_ERROR, 0)
    )
    assert {82, None} == {each.stopped_after for each in first.hosts}
    assert {None} == {each.stopped_after for each in [*whole.hosts, *whole.lines]}
    assert [len(HOSTS) * 200] == [each.line_breaks.n for each in whole.results]
    told = [[(e.line, e.region, e.verdict) for e in each.lines] for each in (whole, first)]
    assert told[0] == told[1]
    assert [each.capacity for each in whole.hosts] == [each.capacity for each in first.hosts]


def test_an_error_laxer_than_that_of_the_last_night_is_refused() -> None:
    for error in (-0.001, 0.026):
        with pytest.raises(ValueError, match=r"expected 0 to 0\.025"):
            Wanted(read_returns("2026-Q4"), early_error=error)


def test_the_first_nights_of_a_study_are_its_own_nights(stopped: Any) -> None:
    folder, first, _ = stopped
    run = next(each.run for each in first.hosts if each.stopped_after is None)
    study = read_study(folder / run)
    few = first_nights(study, LOOK)
    assert LOOK == few.replications_run
    assert study.nights[:LOOK].equals(few.nights)
    assert first_nights(study, LAST) is study


def test_a_look_sees_no_night_after_it(stopped: Any) -> None:
    folder, first, _ = stopped
    run = next(each.run for each in first.hosts if each.stopped_after is None)
    read = partial(load_scenario, folder / run / "scenario.yaml")
    found = Runner(folder, LAST, 1, HERE).study(run, read, nights=LOOK)
    assert LOOK == found.replications_run == len(found.nights)


def test_the_page_says_after_how_many_nights_a_verdict_was_plain() -> None:
    made = findings()
    said = "clear after 82 nights"
    fewer = f"{made.nights} nights per run (fewer where a verdict was clear early)"
    assert {False} == {words in page(made) for words in (said, fewer)}
    host = made.hosts[0].model_copy(update={"capacity": "pass", "stopped_after": 82})
    printed = page(made.model_copy(update={"hosts": [host, *made.hosts[1:]]}))
    assert {True} == {words in printed for words in (said, fewer)}


@pytest.mark.slow
def test_hosts_whose_runs_each_process_makes_whole_show_what_they_show_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "readings", lambda: readings()[:1])
    alone = rotated(tmp_path / "alone", nights=6)
    monkeypatch.setattr(sys.modules[__name__], "HERE", How(jobs=2))
    together = rotated(tmp_path / "together", nights=6)
    for rows in ("lines", "hosts", "results"):
        assert getattr(alone, rows) == getattr(together, rows)
    runs = [tmp_path / name / alone.hosts[0].run for name in ("alone", "together")]
    first, second = (open_folder(run).identity for run in runs)
    assert first.results_sha256 == second.results_sha256


def test_the_nights_expected_are_those_of_each_phase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expected_time, "_timed", lambda row, seed: 0.01)
    hosts = tuple(f"host-{number:02}" for number in range(43))
    plan = StressPlan("2026-Q4", "0" * 64, 200, 1, False, hosts)
    full = replace(plan, early_error=0.0)
    early, late = (
        expected_time.expected(each, shipped_pack(), compared=False) for each in (plan, full)
    )
    # Three tests rotate; under two readings all but 3 of 43, under two all but 3 of 9.
    assert 3 * 2 * (40 + 6) * (200 - 82) == late.nights - early.nights
    assert late.seconds > early.seconds
    compared = expected_time.expected(plan, shipped_pack(), compared=True)
    # Eight tests do not rotate, under two readings; of four, six forces or regions are tried alone.
    assert (8 * 2 + 4 * 6) * 200 == compared.nights - early.nights
    few = replace(plan, nights=10, quick=True, hosts=hosts[:3])
    assert expected_time.expected(few, shipped_pack(), compared=False).nights < 5000
