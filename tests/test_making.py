"""Do the tools that made shipped data still work?"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from making import region_first_price, worked_out
from making.coastline import NORTH, SOUTH, WEST, derived
from making.predictions import Held, Prediction, predictions
from making.region_first_price import OUTSIDE, PAGE, Price, prices, tables, told_difference
from mobsim.country.geography import KEPT_DRIVES
from mobsim.ground.clock import KEPT_HOLIDAYS
from mobsim.ground.intervals import Interval
from mobsim.ground.tables import data_path
from mobsim.study.observations import COMPARED, Observation, history
from mobsim.study.study import How
from mobsim.study.validation import Finding, spread


def test_a_coast_is_cut_at_the_box_and_points_on_a_line_are_left_out() -> None:
    square = [[0, 0], [0, 2], [0, 2], [2, 0], [0, -4], [-2, 0]]
    atlas = {
        "transform": {"scale": [1, 1], "translate": [-8, 51]},
        "arcs": [square],
        "objects": {"land": {"geometries": [{"type": "Polygon", "arcs": [[0]]}]}},
    }
    [piece] = derived(atlas)
    assert {(WEST, 51.0), (WEST, 55.0), (-6.0, 55.0), (-6.0, 51.0)} == set(piece)
    assert all(SOUTH <= latitude <= NORTH for _, latitude in piece)


@pytest.mark.parametrize(
    ("name", "made"),
    [(KEPT_DRIVES, worked_out.drives), (KEPT_HOLIDAYS, worked_out.bank_holidays)],
)
def test_what_is_shipped_worked_out_is_what_the_library_works_out(
    name: str, made: Callable[[], dict[str, Any]]
) -> None:
    assert made() == json.loads(data_path(name).read_text(encoding="utf-8"))


def test_in_quickstart_region_first_costs_48_minutes_of_one_unit_and_keeps_it_in_the_region(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The fourth unit is there at 290 in place of 242, as the scenario's own table has it."""
    monkeypatch.setattr(region_first_price, "REPLICATIONS", 2)
    found = {
        (each.title, each.rule): each.difference.estimate
        for each in prices("quickstart", How(jobs=1))
    }
    for rule in ("region_first", "strict"):
        assert 48 / 60 == pytest.approx(found["Unit-hours of need not met", rule])
        assert -1.0 == found[OUTSIDE, rule]
        assert 0.0 == found["Minutes to the first aid unit", rule]


def test_a_table_has_a_row_a_night_and_says_where_zero_is_within_and_what_never_comes() -> None:
    unsure, sure = (Interval(2.0, low, 5.0, 0.95, 9, "by hand") for low in (-1.0, 1.0))
    rows = [
        Price("Hours", "toy", "region_first", 1234.5, unsure, 3, 1),
        Price("Hours", "toy", "strict", 1234.5, sure, 0, 1),
    ]
    table = region_first_price._table("Hours", rows)
    row = "| `toy` | 1,234.5 | +2.0 (−1.0 to +5.0), no clear difference | +2.0 (+1.0 to +5.0) |"
    assert row in table.splitlines()
    assert table.endswith("under `quickest`, `region_first` and `strict`: 1, 3 and 0 in `toy`.")
    assert "the same" == told_difference(Interval(0.0, 0.0, 0.0, 0.95, 9, "by hand"))


@pytest.mark.slow
def test_the_page_shows_what_region_first_costs_in_a_night_that_is_drawn() -> None:
    shown = PAGE.read_text(encoding="utf-8").splitlines()
    made = tables(prices("stochastic-night")).splitlines()
    rows = [line for line in made if line.startswith("| `")]
    assert 4 == len(rows)
    assert [] == [row for row in rows if row not in shown]


def test_every_mechanism_is_predicted_for_every_pattern_that_is_compared() -> None:
    compared = {
        (name, row.pattern)
        for name in history().scenarios()
        for row in history().of(name)
        if row.role in COMPARED
    }
    said = predictions()
    for change in {each.change for each in said}:
        assert compared == {(e.scenario, e.pattern) for e in said if e.change == change}
    assert {"up", "down", "none", "unknown"} >= {each.direction for each in said}


@pytest.mark.parametrize(
    ("direction", "size", "after", "right"),
    [
        ("up", "50 to 100 officers", 160.0, "right"),
        ("up", "50 to 100 officers", 260.0, "size wrong"),
        ("up", "50 to 100 officers", 110.0, "wrong"),
        ("up", "0 to 100 officers", 110.0, "right"),
        ("down", "50 to 100 officers", 160.0, "wrong"),
        ("none", "", 124.0, "right"),
        ("none", "", 125.0, "wrong"),
    ],
)
def test_a_prediction_of_100_officers_is_right_as_far_as_they_moved(
    direction: str, size: str, after: float, right: str
) -> None:
    row = {"event": "night", "pattern": "aid", "what": "Aid", "value": "100", "error": 5}
    pattern = Observation.model_validate({**row, "unit": "officers", "role": "calibration"})
    before, moved = (Finding(pattern, spread([mean])) for mean in (100.0, after))
    said = Prediction("asking.batch=6", "night", "aid", direction, size)
    assert right == Held(said, before, moved).right
