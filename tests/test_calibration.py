"""Are the sets of beliefs that are left those that history does not rule out, and no others?"""

import csv
import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mobsim.cli.main import main
from mobsim.ground.errors import InputError, OutputError
from mobsim.ground.priors import Prior, even
from mobsim.ground.progress import Progress
from mobsim.ground.tables import data_path
from mobsim.ground.units import round_half_up
from mobsim.scenario.file import load_scenario
from mobsim.scoring.officer_counts import CONSTRUCTS
from mobsim.study.calibrating.belief_space import BeliefSpace, HistorySource
from mobsim.study.calibrating.calibrated_sets import CALIBRATED, CalibratedSets, read_calibrated
from mobsim.study.calibrating.calibration import Calibration, CalibrationPlan, deciding, unexplained
from mobsim.study.calibrating.emulators import PatternEmulator
from mobsim.study.calibrating.history_matching import TABLES, calibrate_beliefs
from mobsim.study.calibrating.set_runs import EventRuns, TriedSet, findings_of
from mobsim.study.designs.beliefs import Belief
from mobsim.study.observations import Observation, history
from mobsim.study.study import How
from mobsim.study.validation import CUT, Finding, Spread, run_stints, simulated
from mobsim.telling.night_facts import facts_of

NIGHT = "quickstart"
FORTY = ("incidents.cardiff.need.psu=40",)
"""Cardiff then has 40 PSUs times need_factor, rounded, and nothing is drawn by chance."""


def observed(folder: Path, **cells: str) -> Path:
    """A table with one row: how many officers were there at once, on the evening in Cardiff."""
    row = dict.fromkeys(Observation.model_json_schema(by_alias=True)["properties"], "")
    row |= {
        "event": "own", "scenario": NIGHT, "pattern": "there", "what": "Officers there",
        "construct": "deployed-at-once", "whose": "all", "where": "south-wales",
        "since": "2026-06-03 15:00", "until": "2026-06-03 23:00", "value": "500", "error": "10",
        "unit": "officers", "grade": "A", "role": "calibration", "source": "assumed",
    }  # fmt: skip
    row |= cells
    path = folder / "observed.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        written = csv.DictWriter(file, row)
        written.writeheader()
        written.writerow(row)
    return path


def of_one_belief(folder: Path, drawn: str = "need_factor", **cells: str) -> HistorySource:
    """Cardiff, with all beliefs known but one."""
    source = HistorySource((NIGHT,), None, FORTY, observed(folder, **cells))
    paths = [each.path for each in BeliefSpace(source.events("calibration")).beliefs]
    return replace(source, known=tuple(each for each in paths if each != drawn))


ONE = How(jobs=1)


def crews(each: TriedSet, found: Calibration) -> int:
    """What need comes to."""
    return round_half_up(float(found.space.beliefs[0].at(each.places[0])) * 40)


# --- closed forms --------------------------------------------------------------------------------


def test_of_a_belief_with_a_linear_effect_exactly_an_interval_is_left(tmp_path: Path) -> None:
    """500 were there; error 10, discrepancy 100, so at most 801 are under 3: 32 crews of 25."""
    found = calibrate_beliefs(of_one_belief(tmp_path), CalibrationPlan(20, 1, 1), how=ONE)
    counts = [crews(each, found) for each in found.tried]
    means = [each.findings[0].simulated.mean for each in found.tried]
    assert [(n, 25.0 * n) for n in counts if n < 60] == [
        (n, mean) for n, mean in zip(counts, means, strict=True) if n < 60
    ]
    assert [n <= 32 for n in counts] == [each in found.kept for each in found.tried]
    assert 0 < len(found.kept) < 20


def test_a_later_wave_is_of_the_interval_and_is_judged_by_its_own_runs(tmp_path: Path) -> None:
    found = calibrate_beliefs(of_one_belief(tmp_path), CalibrationPlan(16, 2, 1), how=ONE)
    first, second = ([o for o in found.tried if o.wave == wave] for wave in (1, 2))
    assert [0, 16] == [first[0].number, second[0].number]
    assert [crews(each, found) <= 32 for each in second] == [each in found.kept for each in second]
    assert sum(each in found.kept for each in second) >= 15
    assert sum(each in found.kept for each in first) < 8


def test_what_no_set_reaches_is_unexplained_and_rules_nothing_out(tmp_path: Path) -> None:
    source = of_one_belief(tmp_path, value="9000")
    found = calibrate_beliefs(source, CalibrationPlan(4, 1, 1), how=ONE)
    assert ([0], 4) == (found.left_out, len(found.kept))
    assert "UNEXPLAINED: own there." in found.text()
    assert ["own there"] == found.sets.made_by["unexplained"]


def test_a_belief_that_the_scenario_states_is_not_drawn_there(tmp_path: Path) -> None:
    source = of_one_belief(tmp_path)
    stated = replace(source, settings=(*FORTY, "need_factor=0.9"))
    with pytest.raises(InputError, match="states every belief itself"):
        calibrate_beliefs(stated, how=ONE)


@pytest.mark.parametrize("name", ["history/leicester-2022", "history/west-midlands-2013"])
def test_a_run_that_ends_with_its_last_pattern_counts_the_same(name: str) -> None:
    night = load_scenario(name)
    patterns = [row for row in history().of(name) if row.role == "calibration"]
    stints, facts = run_stints(night, 0), facts_of(night)
    whole = [CONSTRUCTS[o.sense](stints, facts, o.window(night.clock)) for o in patterns]
    assert [[float(each)] for each in whole] == simulated(night, patterns, 1)


# --- the rule ------------------------------------------------------------------------------------


def test_one_pattern_in_ten_may_be_missed() -> None:
    assert 9.0 == deciding([9.0, *[1.0] * 8], [])
    assert 8.0 == deciding([9.0, 8.0, *[1.0] * 8], [])
    assert 7.0 == deciding([9.0, 8.0, 7.0, *[1.0] * 17], [])
    assert 9.0 == deciding([9.0, 8.0, *[1.0] * 8], [9])
    assert 0.0 == deciding([9.0], [0])


def tried(
    *implausible: Sequence[float], places: Sequence[tuple[float, ...]] = ()
) -> list[TriedSet]:
    """Sets whose patterns lie so many deviations above what was observed."""
    pattern = next(row for row in history().rows if row.role == "calibration")
    unit = math.hypot(pattern.deviation, max(1.0, 0.2 * pattern.number))
    sets = []
    for number, row in enumerate(implausible):
        means = [pattern.number + each * unit for each in row]
        found = tuple(Finding(pattern, Spread(m, m, m, m, 0.0)) for m in means)
        place = places[number] if places else (0.5,)
        sets.append(TriedSet(number, 1, place, found))
    return sets


def test_at_the_cut_a_pattern_is_missed() -> None:
    assert [0] == unexplained(tried([3.0001, 1.0], [4.0, 9.0]))
    assert [] == unexplained(tried([3.0001, 1.0], [2.9999, 9.0]))


def calibration(
    belief: Belief | Sequence[Belief], places: Sequence[float | tuple[float, ...]]
) -> Calibration:
    """Sets of beliefs, none of which is ruled out."""
    space = BeliefSpace.__new__(BeliefSpace)
    space.events = ()
    space.beliefs = (belief,) if isinstance(belief, Belief) else tuple(belief)
    rows = [each if isinstance(each, tuple) else (each,) for each in places]
    found = tried(*[[0.0]] * len(rows), places=rows)
    space.__class__ = type("Made", (BeliefSpace,), {"patterns": [found[0].findings[0].pattern]})
    return Calibration(space, found, CalibrationPlan(), {})


def test_the_spread_of_places_says_what_history_informs() -> None:
    """Places 0 to 1 have a standard deviation of 0.2887; half of each place half of that."""
    number = Belief("x", "number", (), 0.0, 10.0, "X", Prior("triangular", "0", "5", "10"), 5.0)
    even_places = [(each + 0.5) / 100 for each in range(100)]
    [whole] = calibration(number, even_places).beliefs
    assert (pytest.approx(1.0, abs=0.01), False) == (whole.ratio, whole.informed)
    [half] = calibration(number, [each / 2 for each in even_places]).beliefs
    assert (pytest.approx(0.5, abs=0.01), True) == (half.ratio, half.informed)
    assert (number.about(0.0025), "5") == (half.low, half.high)  # to the middle of the triangle
    [few] = calibration(number, [0.1, 0.9]).beliefs
    assert (None, False) == (few.ratio, few.informed)


def test_the_spread_of_names_is_how_often_two_sets_differ() -> None:
    """A ninth of sets has the other name: two differ in 16 of 81, as against half."""
    named = Belief("x", "level", ("a", "b"), prior=even("", "a", "b"), name="X", stated="a")
    [found] = calibration(named, [0.25] * 80 + [0.75] * 10).beliefs
    assert pytest.approx(math.sqrt(16 / 81 / 0.5)) == found.ratio
    assert (True, "a 89 %", "b 11 %") == (found.informed, found.low, found.high)


def test_a_chance_narrowing_of_few_sets_informs_of_nothing() -> None:
    """Of five sets the spread may be 39 % off by chance; 0.5 of it is less than that."""
    number = Belief("x", "number", (), 0.0, 10.0, "X", Prior("triangular", "0", "5", "10"), 5.0)
    shares = [0.3, 0.4, 0.5, 0.6, 0.7]
    assert [True] == [o.informed for o in calibration(number, shares).beliefs]
    wider = [0.5 + 1.3 * (each - 0.5) for each in shares]
    assert [False] == [o.informed for o in calibration(number, wider).beliefs]


def test_of_many_beliefs_one_that_chance_narrows_is_not_informed() -> None:
    """Five of five places between 0.3 and 0.7 come in 2 % of cases, once in fifty beliefs."""
    number = Belief("x", "number", (), 0.0, 10.0, "X", Prior("triangular", "0", "5", "10"), 5.0)
    narrow, even_places = (0.3, 0.4, 0.5, 0.6, 0.7), (0.1, 0.3, 0.5, 0.7, 0.9)
    many = [even_places] * 9
    beliefs = [replace(number, path=f"x{place}") for place in range(10)]
    found = calibration(beliefs, list(zip(narrow, *many, strict=True))).beliefs
    assert [False] * 10 == [each.informed for each in found]
    assert "x0" == found[0].path


# --- emulators -----------------------------------------------------------------------------------


def test_an_emulator_knows_a_slope_and_says_how_sure_it_is() -> None:
    places = [(each / 40, (each * 17 % 40) / 40) for each in range(40)]
    emulator = PatternEmulator(places, [100 * place[0] for place in places])
    assert [0] == emulator.active
    found = emulator.predict([(0.33, 0.9), (0.71, 0.1)])
    assert [33.0, 71.0] == pytest.approx(found.means, abs=1.0)
    assert all(error < 3.0 for error in found.errors)


def test_a_pattern_that_no_belief_moves_is_its_mean() -> None:
    same = PatternEmulator([(0.1,), (0.5,), (0.9,)], [7.0, 7.0, 7.0]).predict([(0.3,), (0.4,)])
    assert ([7.0, 7.0], [0.0, 0.0]) == same


def test_without_scikit_learn_a_second_wave_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(InputError, match=r'pip install "mobsim\[calibrate\]", or use one wave'):
        calibrate_beliefs(of_one_belief(tmp_path), CalibrationPlan(2, 2, 1), how=ONE)
    assert calibrate_beliefs(of_one_belief(tmp_path), CalibrationPlan(2, 1, 1), how=ONE).tried


# --- kept and resumed ----------------------------------------------------------------------------


@contextmanager
def ctrl_c(_: str) -> Iterator[Progress]:
    """Somebody who breaks off when three sets are there."""

    def told(done: int, planned: int) -> None:
        if done == 3 < planned:
            raise KeyboardInterrupt

    yield told


def same(one: Path, other: Path) -> bool:
    names = (CALIBRATED, *TABLES, "summary.txt", "run.json")
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


@pytest.mark.slow
def test_two_processes_make_the_calibration_that_one_makes(tmp_path: Path) -> None:
    source, plan = of_one_belief(tmp_path), CalibrationPlan(5, 2, 1)
    calibrate_beliefs(source, plan, folder=tmp_path / "one", how=ONE)
    calibrate_beliefs(source, plan, folder=tmp_path / "two", how=How(jobs=2))
    assert same(tmp_path / "one", tmp_path / "two")


def test_a_calibration_is_the_same_if_it_is_broken_off_and_resumed(tmp_path: Path) -> None:
    source, plan = of_one_belief(tmp_path), CalibrationPlan(5, 2, 1)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    calibrate_beliefs(source, plan, folder=whole, how=ONE)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt) as ended:
            calibrate_beliefs(source, plan, folder=broken, how=replace(ONE, bar=ctrl_c))
        assert ["run the same command to resume"] == [
            each.partition("; ")[2] for each in ended.value.__notes__
        ]
    assert 3 == len(list((broken / "parts").glob("set-*")))
    calibrate_beliefs(source, plan, folder=broken, how=ONE)
    assert same(whole, broken)
    assert 0 == main(["verify", str(broken)])
    with pytest.raises(OutputError, match="holds another calibration"):
        calibrate_beliefs(source, replace(plan, seed=2), folder=whole, how=ONE)


def test_the_file_of_sets_is_read_back_and_refused_when_it_is_not_what_it_was(
    tmp_path: Path,
) -> None:
    priors = {"b": "0 to 2, most likely 1", "a": "5% to 30%, most likely 15%"}
    made = CalibratedSets(priors, ((0.25, 0.5), (0.75, 1.0)), {"tried": 9})
    path = tmp_path / CALIBRATED
    path.write_bytes(made.content())
    assert made == read_calibrated(path)
    assert ("a", "b") == made.paths
    moved = Belief("a", "share", prior=Prior("triangular", "5%", "15%", "31%"))
    with pytest.raises(InputError, match=r"a: found the prior '5% to 30%, most likely 15%'"):
        made.check_priors([moved], "x")
    path.write_bytes(made.content().replace(b"0.25", b"0.26"))
    with pytest.raises(InputError, match="is damaged, or is not a file of calibrated beliefs"):
        read_calibrated(path)
    path.write_bytes(replace(made, sets=()).content())
    with pytest.raises(InputError, match="ruled out every set"):
        read_calibrated(path)
    with pytest.raises(InputError, match=r"mobsim calibrate -o FOLDER, then name it: --beliefs"):
        read_calibrated(tmp_path / "none.json")


def test_the_command_says_what_python_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = of_one_belief(tmp_path)
    words = ["calibrate", NIGHT, "--set", *FORTY, "--observed", str(source.observed)]
    words += ["--sets", "2", "--waves", "1", "-n", "1", "--jobs", "1"]
    for path in source.known:
        words += ["--known", path]
    assert 0 == main(words)
    found = calibrate_beliefs(source, CalibrationPlan(2, 1, 1), how=ONE)
    assert found.text() == capsys.readouterr().out.strip("\n")
    assert 0 == main([*words, "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (2, len(found.kept)) == (told["tried"], told["left"])
    assert 2 == main(["calibrate", "--observed", str(data_path("history.csv"))])


# --- the sets that ship -------------------------------------------------------------------------


def _again(count: int) -> list[float]:
    """What decides of some shipped sets, spread over all of them, when they are run again."""
    shipped = read_calibrated()
    plan = shipped.made_by["plan"]
    space = BeliefSpace(HistorySource().events("calibration"))
    assert shipped.paths == tuple(each.path for each in space.beliefs)
    runs = EventRuns.of(space, plan["replications"], plan["seed"])
    names = [f"{each.event} {each.pattern}" for each in space.patterns]
    left_out = [names.index(each) for each in shipped.made_by["unexplained"]]
    chosen = shipped.sets[:: max(1, len(shipped.sets) // count)][:count]
    found = (findings_of(space, runs.values(space.settings(each))) for each in chosen)
    return [deciding([each.implausibility for each in row], left_out) for row in found]


@pytest.mark.slow
def test_shipped_sets_are_run_again_and_none_is_ruled_out() -> None:
    assert max(_again(6)) < CUT
