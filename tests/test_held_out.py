"""Are predictions scored as the books say, and is the line of success the one that was set?"""

import json
import math
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from scipy.stats import norm

import mobsim
from making import calibrated_beliefs
from making.calibrated_beliefs import PAGE, ship
from making.held_out import page_with
from mobsim.cli.main import main
from mobsim.ground.errors import InputError
from mobsim.study.calibrating.belief_space import HistorySource
from mobsim.study.calibrating.calibrated_sets import CALIBRATED, CalibratedSets
from mobsim.study.calibrating.calibration import CalibrationPlan
from mobsim.study.calibrating.held_out import (
    AS_IT_IS,
    OBSERVED,
    SETS,
    STATIC,
    HeldForecast,
    HeldOutScores,
    crps,
    elsewhere,
    score_sets,
)
from mobsim.study.calibrating.history_matching import calibrate_beliefs
from mobsim.study.observations import Observation, history
from mobsim.study.study import How
from tests.test_calibration import FORTY, NIGHT, of_one_belief

KNOWN = [row for row in history().rows if row.role == "calibration"]
PATTERN = next(row for row in KNOWN if row.unit == "officers")


def pattern(value: float, error: float = 1.0, unit: str = "officers") -> Observation:
    """A pattern of one event, with an observed number."""
    return PATTERN.model_copy(update={"value": str(value), "error": error, "unit": unit})


# --- scores by hand ------------------------------------------------------------------------------


def test_the_score_of_bare_members_is_that_of_the_books() -> None:
    """Of 0 and 10 against 4: distances 4 and 6, mean 5; two members are 5 apart in the mean."""
    assert 5.0 - 5.0 / 2 == crps([0.0, 10.0], 0.0, 4.0)
    assert 6.0 == crps([10.0], 0.0, 4.0)
    assert 0.0 == crps([4.0, 4.0], 0.0, 4.0)


@pytest.mark.parametrize("off", [0.0, 0.7, -3.0])
def test_the_score_of_one_blurred_member_is_that_of_a_normal_distribution(off: float) -> None:
    """Gneiting and Raftery (2007), equation 21."""
    z = off / 2.0
    wanted = 2.0 * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / math.sqrt(math.pi))
    assert pytest.approx(wanted) == crps([5.0], 2.0, 5.0 + off)


def test_the_score_is_the_squared_distance_of_two_distributions() -> None:
    """By its definition, integrated by trapezoids."""
    found = HeldForecast(pattern(3.0, 0.5), SETS, (0.0, 1.0, 6.0))
    width = 0.01
    grid = [-10 + width * each for each in range(2601)]
    squares = [(found.below(x) - (x >= 3.0)) ** 2 for x in grid]
    assert pytest.approx(sum(squares) * width, abs=0.01) == found.crps


def test_the_middle_of_a_prediction_holds_what_lies_between_its_ends() -> None:
    """A normal number of error 1 lies within 0.674 in half of cases, within 1.645 in 90 %."""
    wide = [HeldForecast(pattern(off), SETS, (0.0,)) for off in (0.67, 0.68, 1.64, 1.65)]
    assert [True, False, False, False] == [each.within(0.5) for each in wide]
    assert [True, True, True, False] == [each.within(0.9) for each in wide]
    assert (-1.645, 1.645) == pytest.approx(wide[0].ends(0.9), abs=0.001)
    two = HeldForecast(pattern(0.0, 0.001), SETS, tuple(map(float, range(101))))
    assert (5.0, 95.0) == pytest.approx(two.ends(0.9), abs=0.5)


def scores(*better: bool) -> HeldOutScores:
    """Predictions that hit, or miss by ten, beside others that miss by five."""
    of = [pattern(100.0)] * len(better)

    def made(model: str, *off: float) -> tuple[HeldForecast, ...]:
        pairs = zip(of, off, strict=True)
        return tuple(HeldForecast(each, model, (100.0 + far,)) for each, far in pairs)

    fives = [5.0] * len(better)
    own = made(SETS, *(0.0 if each else 10.0 for each in better))
    others = {model: made(model, *fives) for model in (AS_IT_IS, OBSERVED, STATIC)}
    return HeldOutScores("held-out", {SETS: own, **others}, 7)


def test_two_thirds_of_patterns_have_to_be_better_than_both() -> None:
    two, one = scores(True, True, False), scores(True, False, False)
    assert (True, False) == (two.reached, one.reached)
    target = "patterns. The target set beforehand, two thirds or 2, was"
    assert f"on 2 of 3 {target} reached." in two.sentence()
    assert f"on 1 of 3 {target} NOT reached." in one.sentence()
    tied = two.forecasts | {OBSERVED: two.forecasts[SETS]}
    assert [False] * 3 == replace(two, forecasts=tied).better
    beaten = two.forecasts | {STATIC: two.forecasts[SETS]}
    assert two.better == replace(two, forecasts=beaten).better


# --- models --------------------------------------------------------------------------------------


def test_numbers_observed_elsewhere_are_of_the_construct_or_else_of_the_unit() -> None:
    forces = sorted(row.number for row in KNOWN if row.unit == "forces")
    of_forces = pattern(42.0, unit="forces").model_copy(update={"sense": "donors", "event": "x"})
    assert forces == sorted(elsewhere(of_forces, KNOWN))
    sent = sorted(row.number for row in KNOWN if row.sense == "sent")
    assert sent == sorted(
        elsewhere(pattern(9.0).model_copy(update={"sense": "sent", "event": "x"}), KNOWN)
    )
    officers = sorted(row.number for row in KNOWN if row.unit != "forces")
    shifts = pattern(9.0, unit="shifts").model_copy(update={"sense": "shifts", "event": "x"})
    assert officers == sorted(elsewhere(shifts, KNOWN))
    with pytest.raises(InputError, match="no calibration event has an observation in forces"):
        elsewhere(of_forces, [row for row in KNOWN if row.unit != "forces"])


def test_sets_predict_what_their_beliefs_make_of_a_night(tmp_path: Path) -> None:
    """With the night that they were calibrated on, they predict what they came to then."""
    source = of_one_belief(tmp_path)
    made = calibrate_beliefs(source, CalibrationPlan(12, 1, 1), how=How(jobs=1))
    rows = HistorySource((NIGHT,), observed=_two_events(source))
    found = score_sets(made.sets, rows, 1, role="calibration", how=How(jobs=1))
    [forecast] = found.forecasts[SETS]
    means = [each.findings[0].simulated.mean for each in made.kept]
    assert means == list(forecast.members)
    [as_it_is] = found.forecasts[AS_IT_IS]
    assert {100.0} == set(as_it_is.members)  # the scenario's own four crews
    assert (77.0,) == found.forecasts[OBSERVED][0].members
    assert 1 == len(found.forecasts[STATIC][0].members)


def _two_events(source: HistorySource) -> Path:
    """The table with a number of another event."""
    assert source.observed is not None
    head, row = source.observed.read_text(encoding="utf-8").splitlines()
    other = row.replace("own,quickstart,there", "other,other,then").replace(",500,", ",77,")
    path = source.observed.with_name("two.csv")
    path.write_text(f"{head}\n{row}\n{other}\n", encoding="utf-8")
    return path


def test_the_command_predicts_held_out_rows_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = of_one_belief(tmp_path)
    plan, folder = CalibrationPlan(4, 1, 1), tmp_path / "made"
    calibrate_beliefs(source, plan, folder=folder, how=How(jobs=1))
    table = _two_events(source)
    words = ["validate", NIGHT, "--beliefs", str(folder / CALIBRATED), "--observed", str(table)]
    words += ["--replications", "1", "--jobs", "1"]
    assert 3 == main(words)
    assert "found no observation with the role held-out" in capsys.readouterr().err
    text = table.read_text(encoding="utf-8").splitlines()
    held = text[1].replace(",calibration,", ",held-out,")
    table.write_text(f"{text[0]}\n{held}\n{text[2]}\n", encoding="utf-8")
    assert 0 == main([*words, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert {"own there"} == {f"{each['event']} {each['pattern']}" for each in told["scores"]}
    assert [SETS, AS_IT_IS, OBSERVED, STATIC] == [each["model"] for each in told["scores"]]
    assert 2 == main([*words, "--set", *FORTY])
    assert 2 == main(["validate", NIGHT, "--beliefs", "prior"])


BEGIN, END = "<!-- held-out: begin -->", "<!-- held-out: end -->"


def test_what_is_shipped_is_what_was_calibrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = partial(mobsim.calibrate, "history/kent-2013")
    monkeypatch.setattr(calibrated_beliefs, "calibrate", few)
    page, made = tmp_path / "page.md", tmp_path / "made"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    ship(made, tmp_path, page, sets=2, waves=1, replications=1, jobs=1)
    shipped = tmp_path / "beliefs" / CALIBRATED
    assert (made / CALIBRATED).read_bytes() == shipped.read_bytes()
    assert (made / "summary.txt").read_text(encoding="utf-8") in page.read_text(encoding="utf-8")


def test_the_page_shows_the_line_of_success_first() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert 1 == page.count(BEGIN) == page.count(END)
    assert page.index(BEGIN) < page.index("## Technique")
    sets = CalibratedSets({"x": ""}, ((0.5,),), {"tried": 9, "unexplained": ["a", "b"]})
    made = page_with(page, scores(True, True, False), sets)
    block = made.partition(BEGIN)[2].partition(END)[0]
    assert block.startswith("\n**Better than the scenario as it is")
    assert "1 of 9 sets of 1 beliefs are not ruled out" in " ".join(block.split())
    assert "that no set explains: a, b." in " ".join(block.split())
    assert page.partition(END)[2] == made.partition(END)[2]
    assert page.partition(BEGIN)[0] == made.partition(BEGIN)[0]
