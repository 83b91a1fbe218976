"""Is the page on performance of the form that ``python -m benchmarks --write`` gives it?"""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import both_ways
from benchmarks.both_ways import compared, lean
from benchmarks.goals import GOALS, Found, Goal
from benchmarks.performance_page import BEGIN, END, HEAD, PAGE, cells_of, table
from benchmarks.popm_static import allocate, tables_of
from benchmarks.timing import Quiet, Sides
from mobsim.country.returns import read_returns
from mobsim.scenario.file import load_scenario
from mobsim.stress import plain_verdicts, testing, verdicts
from mobsim.stress.findings import Estimate
from mobsim.stress.pack import Pack, readings, shipped_pack
from mobsim.stress.testing import Wanted


def test_the_page_has_each_goal_with_its_words_and_a_verdict_that_fits_its_figure() -> None:
    head, *rows = cells_of(PAGE.read_text(encoding="utf-8"))
    assert list(HEAD) == head
    assert [(goal.words, goal.wanted) for goal in GOALS.values()] == [(r[0], r[2]) for r in rows]
    figures = [None if row[1] == "–" else float(row[1]) for row in rows]
    said = [goal.verdict(each) for goal, each in zip(GOALS.values(), figures, strict=True)]
    assert said == [row[3].strip("*") for row in rows]
    assert all(row[7] != "–" for row, figure in zip(rows, figures, strict=True) if figure is None)


def test_a_goal_is_met_at_its_bound_as_printed_and_missed_beyond_it() -> None:
    most, least = Goal("a", "≤", 2.2), Goal("b", "≥", 3)
    assert ["met", "MISSED"] == [most.verdict(2.2049), most.verdict(2.21)]
    assert ["met", "MISSED"] == [least.verdict(3), least.verdict(2.99)]
    assert ["–", "not measured"] == [Goal("c").verdict(7), least.verdict(None)]


def test_a_row_without_a_figure_says_why() -> None:
    made = cells_of(f"{BEGIN}\n{table([Found('heap', None, note='no heap')])}\n{END}")
    assert [["–", "≤ 1.4 ×", "not measured", "no heap"]] == [
        [row[1], row[2], row[3], row[7]] for row in made if row[0] == GOALS["heap"].words
    ]


def test_a_machine_is_quiet_while_its_times_are_within_a_tenth() -> None:
    quiet = Quiet()
    quiet.quickest, quiet.looks = 0.010, [0.010, 0.011]
    assert quiet
    quiet.looks.append(0.0112)
    assert not quiet
    assert "not quiet: ratios only in turn" in str(quiet)


def test_a_machine_that_is_evenly_busy_is_not_quiet() -> None:
    quiet = Quiet()
    quiet.quickest, quiet.looks = 0.010, [0.020, 0.020]
    assert not quiet


def test_a_ratio_is_of_the_smallest_and_stands_beside_the_median_of_pairs() -> None:
    sides = Sides(([4.0, 3.0, 9.0], [1.0, 2.0, 3.0]), (1000, 500))
    assert 3.0 == sides.ratio
    found = sides.found("heap", rows=[7], note="told")
    assert ("3 / 1", "1,000 / 500", "7", "median of pairs 3.00; told") == found[2:]


def test_the_static_allocation_in_pandas_sends_15_units_to_each_of_19_places() -> None:
    night = load_scenario("nineteen-small", override="static")
    units, hosts, drives = tables_of(night)
    sent = allocate(units, hosts, drives)
    assert {incident.incident_id: 15 for incident in night.incidents} == Counter(sent["incident"])
    assert 285 == len(sent) == sent["arrival"].notna().sum()


@pytest.fixture
def few_nights(monkeypatch: pytest.MonkeyPatch) -> Wanted:
    """Five nights of one reading, in which a host stops after three as if all was clear."""
    monkeypatch.setattr(plain_verdicts, "LOOKS", (3,))
    monkeypatch.setattr(testing, "plain_in", lambda study, error: {("psu", ""): "pass"})
    monkeypatch.setattr(testing, "readings", lambda: readings()[:1])
    quiet = [row for row in shipped_pack().rows if row.test_id == "quiet-saturday"]
    monkeypatch.setattr(both_ways, "shipped_pack", lambda: Pack("1", tuple(quiet)))
    return Wanted(read_returns("2026-Q4"), nights=5, hosts=("cheshire", "kent", "merseyside"))


def test_the_short_way_is_read_from_the_nights_of_the_long_way(
    few_nights: Wanted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = compared("a quarter", few_nights, tmp_path, jobs=1)
    assert ("a quarter", 3, []) == (found.quarter, found.hosts, found.differing)
    assert 0 < found.stopped < 3
    monkeypatch.setattr(both_ways, "verdict_on", lambda breaks, strained: breaks.n)
    monkeypatch.setattr(verdicts, "verdict_on", _by_nights)
    apart = compared("a quarter", few_nights, tmp_path, jobs=1).differing
    assert any("of 5" in each and "of 3" in each for each in apart)
    assert any("with every night" in each and "before" in each for each in apart)


def _by_nights(breaks: Estimate, strained: Estimate) -> str:
    """A rule under which fewer nights give another verdict."""
    return "watch" if breaks.n == 3 else "pass"


def test_a_lean_quarter_declares_a_quarter_fewer_crews() -> None:
    shipped = read_returns("2026-Q4")
    rows = zip(shipped.rows, lean(shipped).rows, strict=True)
    assert {(0, 0), (4, 3), (31, 23)} <= {(was.declared, now.declared) for was, now in rows}
