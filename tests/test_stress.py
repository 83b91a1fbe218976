"""Does a stress test put every force to the same tests, and say what its runs say?"""

import csv
import io
import re
import shutil
from collections import Counter
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import mobsim.cli.stress as command
from mobsim.cli.main import cli, main
from mobsim.country.forces import known_force_ids
from mobsim.country.line_verdicts import worst_capacity
from mobsim.country.returns import (
    differences,
    forces_csv,
    read_returns,
    shipped_quarters,
)
from mobsim.ground.errors import InputError, OutputError
from mobsim.ground.manifest import faults_below
from mobsim.ground.tables import data_path
from mobsim.stress import expected_time, testing
from mobsim.stress import runs as stress_runs
from mobsim.stress.answers import answers, line_verdicts
from mobsim.stress.belief_turns import Nights, allowing_for_beliefs, line_turn, speed_turn
from mobsim.stress.findings import CLASSES, Estimate, StressFindings
from mobsim.stress.night_numbers import share
from mobsim.stress.pack import Case, Pack, cases, nearest, readings, shipped_pack
from mobsim.stress.paired_nights import MEASURED
from mobsim.stress.paper.document import page
from mobsim.stress.quarter_change import (
    Now,
    Then,
    _together,
    check_compatible,
    quarter_change,
)
from mobsim.stress.remedies import (
    remedies_for,
    try_remedies,
    with_half_the_floors,
    with_more_psus,
)
from mobsim.stress.runs import Runner, Total, drawn_in
from mobsim.stress.stress_folder import FINDINGS, finish_pack, open_pack, read_pack
from mobsim.stress.stress_text import text_of
from mobsim.stress.testing import Wanted, run_stress
from mobsim.stress.verdicts import (
    host_results,
    line_results,
    scenario_result,
    verdict_on,
)
from mobsim.study.drawn_beliefs import NightBeliefs, belief_source
from mobsim.study.folder import open_folder
from mobsim.study.playing import play
from mobsim.study.replication import Task
from mobsim.study.study import How, rerun, run_study
from tests.findings_made import TURNS, findings
from tests.resealing import reseal
from tests.strategies import fixed_examples

HERE = How(jobs=1)
PROMISED = readings()[0]
FEW = ("several-cities", "town-and-neighbour")
"""Tests, one that rotates among them, on which each remedy is tried by default."""


@cache
def table(quarter: str = "2026-Q4") -> str:
    return forces_csv(read_returns(quarter))


def row_of(test: str) -> Any:
    return next(row for row in shipped_pack().rows if row.test_id == test)


# --- the pack ------------------------------------------------------------------------------------


def test_the_pack_has_tests_of_every_class_each_with_a_narrative_and_a_reason() -> None:
    tests = shipped_pack().tests
    assert set(CLASSES) == {test.pack_class for test in tests}
    assert all(test.narrative and test.reason and test.title for test in tests)
    assert len(tests) == len({test.test_id for test in tests})


def test_each_of_the_43_is_host_in_turn_under_every_reading() -> None:
    assert 4 == len(readings())
    for row in shipped_pack().rows:
        for reading in readings():
            hosts = [case.host for case in cases(row, reading)]
            assert (list(known_force_ids()) if row.rotates == "yes" else [""]) == hosts


def test_the_host_moves_and_its_neighbour_with_it() -> None:
    case = Case(row_of("town-and-neighbour"), PROMISED, "cumbria")
    places = {each.incident_id: each.force for each in case.scenario(None).incidents}
    assert {"host": "cumbria", "next-door": nearest("cumbria")} == places
    assert "cumbria" != nearest("cumbria")


@pytest.mark.parametrize("reading", readings(), ids=lambda reading: reading.reading_id)
def test_every_test_is_read_as_the_reading_says(reading: Any, tmp_path: Path) -> None:
    forces = tmp_path / "forces.csv"
    forces.write_text(table(), "utf-8")
    for row in shipped_pack().rows:
        scenario = Case(row, reading, "kent" if row.rotates == "yes" else "").scenario(forces)
        assert {"promised": "timeline", "likely": "roster"}[reading.readiness] == scenario.readiness
        assert reading.london == scenario.resolved["london"]
        assert "declared" == scenario.resolved["stock"]
        assert scenario.returns_loaded


# --- verdicts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "strained", "nights", "verdict"),
    [
        (0, 0, 200, "pass"),
        (3, 3, 200, "pass"),
        (3, 4, 200, "watch"),
        (4, 4, 200, "watch"),
        (16, 200, 200, "watch"),
        (17, 17, 200, "fail"),
        (200, 200, 200, "fail"),
        (0, 0, 10, "watch"),
        (3, 3, 10, "fail"),
        (0, 0, 0, "not tested"),
    ],
)
def test_a_verdict_says_no_more_than_the_nights_allow(
    broken: int, strained: int, nights: int, verdict: str
) -> None:
    assert verdict == verdict_on(share(broken, nights), share(strained, nights))


@fixed_examples(100)
@given(st.integers(20, 400), st.data())
def test_one_more_broken_night_never_makes_a_verdict_better(nights: int, data: Any) -> None:
    broken = data.draw(st.integers(0, nights - 1))
    strained = data.draw(st.integers(broken, nights - 1))
    one, more = (
        verdict_on(share(broken + step, nights), share(strained + step, nights)) for step in (0, 1)
    )
    assert more == worst_capacity([one, more])


def test_a_failure_is_worse_than_a_watched_line() -> None:
    assert "fail" == worst_capacity(["pass", "fail", "watch", "not tested"])


@cache
def quiet() -> Any:
    """A quiet Saturday in two forces, three nights each."""
    found = []
    for host in ("kent", "surrey"):
        case = Case(row_of("quiet-saturday"), PROMISED, host)
        found.append((case, run_study(Task(case.scenario(None)), 3, how=HERE)))
    return found


def test_lines_are_told_of_the_host_with_which_they_fared_worst_and_by_region() -> None:
    rows = line_results(quiet(), quiet()[0][1].scenario)
    assert ["psu", "psu_london", "bdu", "aep"] == [row.line for row in rows if not row.region]
    assert ["south-east"] == [row.region for row in rows if row.line == "psu" and row.region]
    assert 9 == sum(row.line == "aep" and bool(row.region) for row in rows)
    assert {3} == {row.breaks.n for row in rows if row.line in ("psu", "bdu")}
    assert {"not tested"} == {row.verdict for row in rows if row.line in ("psu_london", "aep")}
    assert all(row.host in ("kent", "surrey") for row in rows)
    assert all(row.run.endswith(row.host) for row in rows)


def test_a_line_that_breaks_is_told_with_place_and_cause() -> None:
    case = Case(row_of("three-large"), PROMISED)
    study = run_study(Task(case.scenario(None, "absence=30%")), 2, how=HERE)
    rows = line_results([(case, study)], study.scenario)
    psu = next(row for row in rows if row.line == "psu")
    assert psu.where in {"Newcastle", "Plymouth", "Medway"}
    assert psu.where in psu.reason
    nights = [play(study.scenario, replication=number).measures for number in range(2)]
    for row in rows:
        if not row.region:
            assert recounted(nights, row.line) == (row.breaks, row.strained)
    at = [each.headlines.forty_percent_at for each in nights]
    began = min(each.begins for each in study.scenario.incidents)
    met = sum(minute is not None and minute - began <= 240 for minute in at)
    assert share(met, 2) == scenario_result([(case, study)]).on_time


def recounted(nights: Any, line: str) -> tuple[Any, Any]:
    """How many nights break a line, and break or strain it, of those that need its crews."""
    verdicts = [
        each.verdict_capacity for night in nights for each in night.national if each.line == line
    ]
    tested = [each for each in verdicts if each != "not tested"]
    bad = [each for each in tested if each != "pass"]
    return share(tested.count("fail"), len(tested)), share(len(bad), len(tested))


def test_all_nights_of_all_hosts_make_the_result_of_a_test() -> None:
    found = scenario_result(quiet())
    assert 6 == found.on_time.n
    assert "runs/quiet-saturday/promised-outside-297" == found.run
    assert ["kent", "surrey"] == [each.force for each in host_results(quiet())]


def test_the_verdict_on_a_line_is_the_worst_of_stock_and_runs_that_must_hold() -> None:
    made = findings()
    for verdict in line_verdicts(made.lines, made.stock, made.tests):
        parts = [verdict.stock, verdict.promised, verdict.likely]
        assert worst_capacity(parts) == verdict.verdict
    tail = [test.model_copy(update={"pack_class": "tail"}) for test in made.tests]
    assert [] == line_verdicts(made.lines, made.stock, tail)


def test_the_first_page_answers_five_questions_whatever_there_is_to_say() -> None:
    made = findings()
    nothing = made.model_copy(
        update={"breaking": [], "map": [], "remedies": [], "change": None, "hosts": []}
    )
    for each in (made, nothing):
        found = answers(each)
        assert 5 == len(found)
        assert all(answer.answer and len(answer.points) <= 6 for answer in found)
        assert all(answer.question in text_of(made) for answer in made.answers)


def altered(made: StressFindings, reading: str) -> StressFindings:
    """The findings with all that rests on one reading as bad as can be, or gone."""
    bad = share(200, 200)
    worse = {"on_time": share(0, 200), "line_breaks": bad, "breaks": bad, "strained": bad}
    lists = {}
    for name in ("results", "lines", "breaking", "map", "remedies"):
        kept = [each for each in getattr(made, name) if each.reading != reading]
        lists[name] = kept
        if name in ("results", "lines"):
            fields = {key: value for key, value in worse.items() if hasattr(kept[0], key)}
            lists[name] = [
                each if each.reading != reading else each.model_copy(update=fields)
                for each in getattr(made, name)
            ]
    return made.model_copy(update=lists)


def test_a_sentence_of_the_first_page_rests_on_rows_of_its_own_reading_alone() -> None:
    made = findings(full=True)
    was = answers(made)
    for reading in ("promised-inside-297", "likely-inside-297"):
        now = answers(altered(made, reading))
        assert [each for each in was if "bad week" not in each.question] == [
            each for each in now if "bad week" not in each.question
        ]
        for one, two in zip(was, now, strict=True):
            assert one.speed == two.speed
            assert [each for each in one.points if "If London" not in each] == [
                each for each in two.points if "If London" not in each
            ]
    for mode, other in (("promised", "as is likely"), ("likely", "as promised")):
        now = answers(altered(made, f"{mode}-outside-297"))
        assert was != now
        for one, two in zip(was, now, strict=True):
            for before, after in zip(said_of(one, other), said_of(two, other), strict=True):
                assert before == after


def said_of(answer: Any, words: str) -> list[str]:
    """The parts of an answer's points that say that they are of one mode."""
    parts = [part for each in [*answer.points, *answer.speed] for part in each.split("; ")]
    found = [part[part.lower().index(words) :] for part in parts if words in part.lower()]
    return [each.lower() for each in found if "If London" not in each]


def test_speed_stands_apart_from_capacity_on_the_first_page() -> None:
    for each in answers(findings(full=True)):
        speed = " ".join(each.speed).lower()
        assert not {"fail", "watch", "pass", "crews"} & set(re.findall("[a-z]+", speed))
        assert "target" not in " ".join(each.points).lower()


def test_a_remedy_that_was_tried_on_one_test_is_not_counted_in_one_of_one() -> None:
    made = findings()
    best = made.remedies[-1].model_copy(
        update={
            "measure": "unmet_unit_hours",
            "rank": 1,
            "told_apart": True,
            "more_is_better": False,
            "difference": Estimate(estimate=-5.0, low=-8.0, high=-2.0, n=200),
        }
    )
    for tests, words in ((["a"], "in the test that did worst"), (["a", "b"], "1 of the 2 tests")):
        rows = [best.model_copy(update={"test": "six-cities"})]
        rows += [best.model_copy(update={"test": name, "rank": 2}) for name in tests[1:]]
        assert words in answers(made.model_copy(update={"remedies": rows}))[4].answer
    rows = [best.model_copy(update={"test": name}) for name in ("six-cities", "one-city")]
    both = answers(made.model_copy(update={"remedies": rows}))[4].answer
    assert "in each of the 2 tests that did worst" in both


# --- what beliefs could turn ----------------------------------------------------------------------


def line_in(broken: int, strained: int = 0, nights: int = 200) -> Any:
    """A verdict on PSUs that ran out of crews, or nearly did, in so many nights, and its run."""
    breaks, nearly = share(broken, nights), share(max(broken, strained), nights)
    verdict = verdict_on(breaks, nearly)
    held = {"breaks": breaks, "strained": nearly, "verdict": verdict}
    return verdict, findings().lines[0].model_copy(update=held)


@pytest.mark.parametrize(
    ("own", "drawn", "as_it_is", "allowing"),
    [
        (line_in(0), line_in(0), "", ""),
        (line_in(0), line_in(3), "", ""),
        (line_in(30), line_in(200), "", ""),
        (line_in(6), line_in(62), "3 % of nights break", "31 %"),
        (line_in(62), line_in(0), "31 % of nights break", "0 %"),
        (line_in(0), line_in(0, 20), "0 % of nights break or nearly do", "10 %"),
        (line_in(0, nights=0), line_in(62), "no night tests it", "31 % of nights break"),
    ],
)
def test_beliefs_turn_a_verdict_if_the_same_rule_gives_another(
    own: Any, drawn: Any, as_it_is: str, allowing: str
) -> None:
    found = line_turn(own, drawn)
    turns = f"could change it: {as_it_is} without them, {allowing} with them."
    assert f"Beliefs {turns if allowing else 'do not change it.'}" == found.sentence
    assert (own[0] != drawn[0]) is found.turns
    assert (own[1].breaks, drawn[1].breaks) == (found.breaks, found.breaks_with_beliefs)


@pytest.mark.parametrize(
    ("met", "with_beliefs", "turns"),
    [
        (200, 120, False),  # 53 to 67 %: most nights still meet it
        (200, 105, True),  # 45 to 60 %: nobody can say
        (105, 95, False),
        (120, 80, True),
        (80, 0, False),
    ],
)
def test_beliefs_turn_speed_if_most_nights_meet_the_target_only_without_them(
    met: int, with_beliefs: int, turns: bool
) -> None:
    own, drawn = (
        findings().results[0].model_copy(update={"on_time": share(each, 200)})
        for each in (met, with_beliefs)
    )
    found = speed_turn(own, drawn)
    assert turns is found.turns
    assert (share(200 - met, 200), share(200 - with_beliefs, 200)) == (
        found.missed,
        found.missed_with_beliefs,
    )


def test_too_few_nights_do_not_say_that_beliefs_turn_nothing() -> None:
    """Of 71 nights without a break nothing passes yet; of 72 something does."""
    assert ["watch", "pass"] == [line_in(0, nights=nights)[0] for nights in (71, 72)]
    few, enough = (line_turn(line_in(4, nights=n), line_in(4, nights=n)) for n in (71, 72))
    assert "There are too few nights to say whether beliefs change it." == few.sentence
    assert "Beliefs do not change it." == enough.sentence
    clear = line_turn(line_in(60, nights=71), line_in(60, nights=71))
    assert ("fail", "Beliefs do not change it.") == (clear.with_beliefs, clear.sentence)
    one = findings().results[0].model_copy(update={"on_time": share(5, 5)})
    assert (
        "There are too few nights to say whether beliefs change it."
        == speed_turn(one, one).sentence
    )


def test_a_line_of_which_too_few_are_declared_fails_whatever_is_believed() -> None:
    made = findings()
    own = [each for each in made.lines if each.line == "bdu" and each.test == "one-city"]
    nights = []
    for broken in (0, 200):
        verdict, line = line_in(broken)
        lines = [
            each.model_copy(
                update={"breaks": line.breaks, "strained": line.strained, "verdict": verdict}
            )
            for each in own
        ]
        nights.append(Nights(lines, [], line_verdicts(lines, made.stock, made.tests)))
    found = allowing_for_beliefs("prior", *nights)
    assert [("fail", "fail", False)] == [
        (each.verdict, each.with_beliefs, each.turns) for each in found.lines
    ]
    assert [True] * len(own) == [each.turns for each in found.tests]


def test_the_first_page_and_the_text_say_what_beliefs_could_turn_only_if_asked() -> None:
    made = findings()
    week = answers(made)[1]
    shares = "3 % of nights break without them, 31 %"
    others = "; ".join(f"{name} {shares}" for name in ("PSU for London", "BDU", "AEP teams"))
    turned = f"Beliefs could change a verdict: PSU {shares} with them; {others}"
    assert turned == week.points[-1]
    assert (
        "Beliefs do not change the result on speed in any of 6 tests and readings" == week.speed[-1]
    )
    said = text_of(made)
    assert re.search(r"\n  BDU +3 % \(1–6 %\) +31 % \(25–38 %\) +watch +FAIL\n", said)
    assert f"\n  BDU. {TURNS}\n" in said
    assert said.endswith("\n  Every row. Beliefs do not change it.")
    without = made.model_copy(update={"beliefs": None})
    for told in (text_of(without), str(answers(without)), page(without)):
        assert "eliefs" not in told.replace("with-beliefs", "")


def test_nights_draw_beliefs_but_not_what_the_reading_and_the_returns_say(tmp_path: Path) -> None:
    forces = tmp_path / "forces.csv"
    forces.write_text(table(), "utf-8")
    scenario = Case(row_of("planned-operation"), readings()[2]).scenario(forces)
    drawn = drawn_in(scenario, belief_source("prior"))
    nights = [drawn.scenario(1, number).resolved for number in range(4)]
    assert {"outside_297"} == {night["london"] for night in nights}
    assert {"synthetic"} == {night["commitments"] for night in nights}
    assert 4 == len({str(night["refusals"]) for night in nights})
    free = NightBeliefs.of(scenario, belief_source("prior"))
    for one, other, belief in zip(drawn.places(1, 0), free.places(1, 0), free.beliefs, strict=True):
        assert one == other or belief.path == "london"


def test_the_pack_is_run_again_with_beliefs_and_each_run_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "readings", lambda: readings()[:1])
    wanted = replace(whole("2026-Q4"), nights=2, beliefs=belief_source("prior"))
    open_pack(tmp_path / "test", wanted.plan, wanted.returns)
    forces, pack = tmp_path / "test/inputs/forces.csv", Pack("1", (row_of("planned-operation"),))

    def tested(folder: Path) -> Any:
        found = testing._Test(wanted, wanted.plan, Runner(folder, 2, 1, HERE), forces, pack)
        found.run_tests()
        return found

    found = tested(tmp_path / "test")
    own, drawn = (open_folder(tmp_path / "test" / each) for each in RUNS_OF_ONE)
    assert "" == own.identity.beliefs
    assert drawn.identity.beliefs.startswith("prior, london=outside_297 ")
    assert own.identity.results_sha256 != drawn.identity.results_sha256
    turned = found._beliefs([], line_verdicts(found.lines, [], pack.tests))
    assert {RUNS_OF_ONE[1]} == {each.run for each in (*turned.tests, *turned.speed)}
    before = {path: path.stat().st_ino for path in tmp_path.rglob("*")}
    assert found.drawn_lines == tested(tmp_path / "test").drawn_lines
    assert before == {path: path.stat().st_ino for path in tmp_path.rglob("*")}
    assert [] == rerun(drawn.path, tmp_path / "rerun", how=HERE).different


RUNS_OF_ONE = [
    f"runs/{each}planned-operation/promised-outside-297" for each in ("", "with-beliefs/")
]


def test_a_test_is_not_resumed_with_other_beliefs(tmp_path: Path) -> None:
    without = whole("2026-Q4")
    wanted = replace(without, beliefs=belief_source("prior"))
    for first, then in ((without, wanted), (wanted, without)):
        folder = tmp_path / (first.plan.beliefs or "none")
        open_pack(folder, first.plan, first.returns)
        open_pack(folder, first.plan, first.returns)
        with pytest.raises(OutputError, match="holds a stress test with another beliefs"):
            open_pack(folder, then.plan, then.returns)


# --- what would mend it --------------------------------------------------------------------------


def cells(text: str, column: str) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return {row["force_id"]: row[column] for row in rows}


def test_ten_more_psus_in_a_region_are_ten_more_and_nowhere_else() -> None:
    more = with_more_psus(table(), "wales", 10)
    for column in ("psu_trained", "psu_commitment", "psu_declared"):
        before, after = cells(table(), column), cells(more, column)
        moved = {force: int(after[force]) - int(before[force]) for force in before}
        region = cells(table(), "region")
        assert 10 == sum(moved.values())
        assert all(not units for force, units in moved.items() if region[force] != "wales")


def test_half_the_floors_are_half_rounded_down() -> None:
    before, after = cells(table(), "psu_floor"), cells(with_half_the_floors(table()), "psu_floor")
    assert {force: str(int(kept) // 2) for force, kept in before.items()} == after


@pytest.mark.parametrize(
    "test",
    [
        pytest.param(row.test_id, marks=[] if row.test_id in FEW else [pytest.mark.slow])
        for row in shipped_pack().rows
    ],
)
def test_every_remedy_can_be_tried_on_every_test(test: str) -> None:
    case = Case(row_of(test), readings()[2], "kent" if row_of(test).rotates == "yes" else "")
    scenario = case.scenario(None)
    for change in remedies_for(scenario, scenario.incidents[0].force):
        tried = case.scenario(None, *change.settings)
        assert tried != scenario or change.table is not None, change.remedy


def test_an_earlier_call_is_an_hour_earlier_and_never_before_the_first_disorder() -> None:
    case = Case(row_of("several-cities"), PROMISED)
    scenario = case.scenario(None)
    change = remedies_for(scenario, "merseyside")[0]
    earlier = case.scenario(None, *change.settings).policies.trigger.at_minute
    assert 300.0 == scenario.policies.trigger.at_minute
    assert 240.0 == earlier


def test_remedies_are_ranked_on_the_draws_of_the_test(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    forces = tmp_path / "inputs" / "forces.csv"
    forces.write_text(table(), "utf-8")
    case = Case(row_of("planned-operation"), PROMISED)
    found = try_remedies([(case, "west-midlands")], forces, Runner(tmp_path, 3, 1, HERE))
    by_measure = Counter(each.measure for each in found)
    assert {5} == set(by_measure.values())
    for measure in by_measure:
        some = [each for each in found if each.measure == measure]
        sign = -1 if some[0].more_is_better else 1
        moved = [sign * (each.difference.estimate or 0.0) for each in some]
        assert sorted(moved) == moved
        assert 1 == len({each.before for each in some})


# --- runs ----------------------------------------------------------------------------------------


def test_a_run_that_is_there_is_not_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Case(row_of("quiet-saturday"), PROMISED, "kent")
    runner = Runner(tmp_path, 2, 1, HERE)
    first = runner.study(case.run, partial(case.scenario, None))
    monkeypatch.setattr(stress_runs, "run_study", lambda *_, **__: pytest.fail("run again"))
    assert first.identity == runner.study(case.run, partial(case.scenario, None)).identity


def test_a_run_that_was_broken_off_is_gone_on_with(tmp_path: Path) -> None:
    case = Case(row_of("quiet-saturday"), PROMISED, "kent")
    make = partial(case.scenario, None)
    whole = Runner(tmp_path / "whole", 4, 1, HERE).study(case.run, make)
    runner = Runner(tmp_path / "broken", 4, 1, HERE)
    kept = run_study(Task(make(), 1), 2, folder=tmp_path / "broken" / case.run, how=HERE)
    assert kept.folder is not None
    open_folder(kept.folder).plan("0:4")
    assert whole.identity == runner.study(case.run, make).identity


def test_a_run_on_other_returns_is_made_anew(tmp_path: Path) -> None:
    paths = []
    for quarter in shipped_quarters():
        paths.append(tmp_path / f"{quarter}.csv")
        paths[-1].write_text(table(quarter), "utf-8")
    case = Case(row_of("quiet-saturday"), PROMISED, "merseyside")
    runner = Runner(tmp_path / "runs", 2, 1, HERE)
    one, two = (runner.study(case.run, partial(case.scenario, path)) for path in paths)
    assert one.identity != two.identity


def test_many_runs_are_told_as_one() -> None:
    told: list[tuple[int, int]] = []
    total = Total(4, lambda done, planned: told.append((done, planned)))
    total(1, 2)
    total.next(2)
    total(2, 2)
    total.next(2)
    assert [(1, 4), (2, 4), (4, 4), (4, 4)] == told


def test_a_folder_that_holds_another_stress_test_is_left_alone(tmp_path: Path) -> None:
    wanted = Wanted(read_returns("2026-Q4"), quick=True)
    folder = tmp_path / "test"
    open_pack(folder, wanted.plan, wanted.returns)
    open_pack(folder, wanted.plan, wanted.returns)
    before = sorted(path.name for path in folder.rglob("*"))
    with pytest.raises(OutputError, match=r"another seed; a test started under a different plan"):
        open_pack(folder, replace(wanted.plan, seed=2), wanted.returns)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(OutputError, match=r"not a stress test; choose another"):
        open_pack(tmp_path / "mine", wanted.plan, wanted.returns)
    assert before == sorted(path.name for path in folder.rglob("*"))


def test_findings_are_read_as_they_were_written(tmp_path: Path) -> None:
    wanted, folder = Wanted(read_returns("2026-Q4"), quick=True), tmp_path / "test"
    open_pack(folder, wanted.plan, wanted.returns)
    with pytest.raises(InputError, match="the stress test is not complete; run it again"):
        read_pack(folder)
    finish_pack(findings(), folder, {})
    assert findings() == read_pack(folder).findings
    (folder / FINDINGS).write_text('{"quarter": "2026-Q4"}', "utf-8")
    with pytest.raises(InputError, match=r"stress.json: was changed after it was written"):
        read_pack(folder)
    reseal(folder)
    with pytest.raises(InputError, match=r"title: not in the format mobsim.stress version 2"):
        read_pack(folder)
    with pytest.raises(InputError, match=r"not a stress test"):
        read_pack(tmp_path / "nowhere")


# --- quarter against quarter ---------------------------------------------------------------------


@cache
def changed(folder: Path) -> Any:
    """The two shipped quarters on one test, three nights."""
    (folder / "inputs").mkdir()
    forces = folder / "inputs" / "forces.csv"
    forces.write_text(table(), "utf-8")
    pack = Pack("1", (row_of("planned-operation"),))
    now = Now(read_returns("2026-Q4"), pack, findings(), forces)
    return quarter_change(Then(read_returns("2026-Q3")), now, Runner(folder, 3, 1, HERE), split=1)


@pytest.fixture(scope="module")
def change(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return changed(tmp_path_factory.mktemp("quarters"))


def test_exactly_what_was_planted_is_named(change: Any) -> None:
    with data_path("returns/planted.csv").open(newline="", encoding="utf-8") as file:
        planted = [
            (row["force"], row["kind"], row["column"], row["before"], row["after"])
            for row in csv.DictReader(file)
        ]
    told = [
        (each.force, each.kind, each.column, each.before, each.after) for each in change.returns
    ]
    assert sorted(planted) == sorted(told)


def test_a_movement_is_the_sum_of_what_each_return_does_and_what_they_do_together(
    change: Any,
) -> None:
    moved = {each.force for each in differences(*map(read_returns, shipped_quarters()))}
    for measure in MEASURED:
        of = [each for each in change.movements if each.measure == measure]
        split = {(each.test, each.reading) for each in of if each.part}
        assert split
        for test, reading in split:
            some = [each for each in of if (each.test, each.reading) == (test, reading)]
            parts = [each for each in some if each.part]
            whole = next(each for each in some if each.source == "returns" and not each.part)
            assert moved | {"together"} == {each.part for each in parts}
            summed = sum(each.difference.estimate for each in parts)
            assert whole.difference.estimate == pytest.approx(summed, abs=1e-9)


def nights_of(value: float) -> Any:
    """A study in which every measure is the same number in three nights."""
    frame = pd.DataFrame({name: [value] * 3 for name in MEASURED})
    return SimpleNamespace(nights=frame, horizon=1000.0)


def test_what_returns_do_only_together_is_a_row_of_its_own() -> None:
    """Alone one and two more, both five more: two of them are owed to neither."""
    case = Case(row_of("planned-operation"), PROMISED)
    alone = {"kent": nights_of(1.0), "surrey": nights_of(2.0)}
    found = list(_together(case, nights_of(0.0), nights_of(5.0), alone))
    assert {2.0} == {each.difference.estimate for each in found if each.measure != "on_time"}
    assert {"together"} == {each.part for each in found}


def test_without_last_quarters_runs_all_is_owed_to_returns_and_a_flag_says_why(change: Any) -> None:
    assert [] == change.code == change.scenarios
    assert "runs are missing" in change.flags[0]
    by = {
        (each.test, each.reading, each.measure, each.source): each.difference
        for each in change.movements
        if not each.part
    }
    for (test, reading, measure, source), found in by.items():
        if source == "all":
            assert found == by[test, reading, measure, "returns"]


def test_a_quarter_against_itself_says_that_nothing_moved(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    forces = tmp_path / "inputs" / "forces.csv"
    forces.write_text(table(), "utf-8")
    same = read_returns("2026-Q4")
    now = Now(same, Pack("1", (row_of("planned-operation"),)), findings(), forces)
    found = quarter_change(Then(same), now, Runner(tmp_path, 2, 1, HERE))
    assert ["No return changed, and nothing moved."] == found.summary
    assert {0.0} == {each.difference.estimate for each in found.movements}


def test_quarters_on_other_nights_are_not_held_against_each_other() -> None:
    made = findings()
    check_compatible(made, made.nights, made.seed)
    with pytest.raises(InputError, match=r"nights: found .* then and 7 now(.|\n)*seed"):
        check_compatible(made, 7, made.seed + 1)


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_night_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expected_time, "_timed", lambda *_: 0.01)


def run_with(made: StressFindings, monkeypatch: pytest.MonkeyPatch, *more: str) -> Any:
    monkeypatch.setattr(command, "run_stress", lambda *_, **__: made)
    return main(["stress", "run", "2026-Q4", "-o", "out", *more])


def test_a_line_that_fails_ends_with_4_only_if_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = findings()
    bad = [made.verdicts[0].model_copy(update={"verdict": "fail"})]
    good = [made.verdicts[0].model_copy(update={"verdict": "watch"})]
    failed, held = (made.model_copy(update={"verdicts": each}) for each in (bad, good))
    assert 4 == run_with(failed, monkeypatch, "--gate")
    assert 0 == run_with(failed, monkeypatch)
    assert 0 == run_with(held, monkeypatch, "--gate")
    printed = capsys.readouterr()
    assert "NATIONAL LINES" in printed.out
    assert re.search(r"Some [\d,]+ nights are simulated: about \d+ minutes on", printed.err)


def test_the_command_takes_beliefs_and_refuses_a_file_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plans: list[Any] = []
    monkeypatch.setattr(command, "run_stress", lambda asked, *_: plans.append(asked) or findings())
    words = ["stress", "run", "2026-Q4", "-o", str(tmp_path / "test")]
    assert [0, 0] == [main([*words, *more]) for more in ([], ["--beliefs", "prior"])]
    assert ["", "prior"] == [asked.plan.beliefs for asked in plans]
    assert 3 == main([*words, "--beliefs", str(tmp_path / "none.json")])
    assert "no such file of calibrated beliefs" in capsys.readouterr().err


def test_a_quarter_that_is_not_there_is_told_with_those_that_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 3 == main(["stress", "run", "2026-Q5"])
    assert "2026-Q4" in capsys.readouterr().err


def test_the_help_of_a_stress_test_needs_no_data_frames() -> None:
    found = CliRunner().invoke(cli, ["stress", "run", "--help"])
    assert 0 == found.exit_code
    assert "--quick" in found.output


def test_a_stress_test_that_is_broken_off_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stress_runs.Runner, "study", break_off)
    assert 130 == main(["stress", "run", "2026-Q4", "--quick", "-o", str(tmp_path / "test")])
    kept = f"finished runs are in {tmp_path / 'test'}; run the same command to resume"
    assert capsys.readouterr().err.endswith(f"interrupted; {kept}\n")


def whole(returns: str, last: Then | None = None) -> Wanted:
    """A stress test with everything in it, as small as it can be."""
    return Wanted(read_returns(returns), last, quick=True, nights=3, hosts=("kent",))


@pytest.fixture(scope="module")
def next_quarter(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Wanted, StressFindings]:
    """A test of a quarter after one that is kept: its folder, what was wanted, what was found."""
    folder = tmp_path_factory.mktemp("quarters")
    run_stress(whole("2026-Q3"), folder / "earlier", How(jobs=2))
    kept = read_pack(folder / "earlier")
    wanted = whole("2026-Q4", Then(kept.returns, kept))
    return folder / "now", wanted, run_stress(wanted, folder / "now", How(jobs=2))


@pytest.mark.slow
def test_a_whole_stress_test_is_kept_gone_on_with_and_repeated(
    next_quarter: tuple[Path, Wanted, StressFindings], tmp_path: Path
) -> None:
    folder, wanted, found = next_quarter
    assert found == read_pack(folder).findings
    assert 5 == len(found.answers)
    assert 13 == len([each for each in found.kinds if not each.region])
    assert {run.run for run in found.runs} >= {row.run for row in found.lines}
    for rows in (found.breaking, found.frontier, found.separating, found.map, found.remedies):
        assert {row.run for row in rows} <= {run.run for run in found.runs}
    before = {path: path.stat().st_ino for path in folder.rglob("*")}
    assert found == run_stress(wanted, folder, How(jobs=1))
    assert before == {path: path.stat().st_ino for path in folder.rglob("*")}
    (folder / FINDINGS).unlink()
    assert found == run_stress(wanted, folder, How(jobs=1))
    assert [] == list(faults_below(folder))
    moved = tmp_path / "moved"
    shutil.copytree(folder, moved)
    assert [] == rerun(moved / found.lines[0].run, tmp_path / "rerun", how=How(jobs=1)).different


@pytest.mark.slow
def test_since_a_quarter_whose_test_is_kept_nothing_but_returns_moved(
    next_quarter: tuple[Path, Wanted, StressFindings],
) -> None:
    found = next_quarter[2]
    assert found.change is not None
    assert [] == found.change.flags == found.change.code == found.change.scenarios
    assert {0.0} == {
        each.difference.estimate
        for each in found.change.movements
        if each.source in ("code", "scenarios")
    }
