"""Are real events compared with what was observed, and with nothing that was put in?"""

import csv
import json
import math
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from mobsim.cli.main import main
from mobsim.ground.clock import LONDON
from mobsim.ground.errors import InputError
from mobsim.ground.tables import data_path
from mobsim.ground.units import round_half_up
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Facts, Tally
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.scoring.officer_counts import CONSTRUCTS, meanings
from mobsim.scoring.stints import stints_of
from mobsim.study.call_sweep import SWEPT, CallMeasures, call_measures, sweep
from mobsim.study.observations import COMPARED, Observation, history, read_observations
from mobsim.study.validation import (
    CUT,
    NULL,
    Finding,
    Spread,
    history_names,
    run_stints,
    spread,
    validate,
)

NAMES = history_names()
ROWS = history().rows
PATTERNS = [row for row in ROWS if row.role in COMPARED]
INPUTS = [row for row in ROWS if row.role == "input"]
PSU_OFFICERS = 25
AUGUST_2011, AUGUST_2024 = "history/august-2011", "history/august-2024"
COLUMNS = (data_path("history.csv")).read_text(encoding="utf-8").split("\n", 1)[0].split(",")


@cache
def night_of(name: str) -> Scenario:
    """A shipped scenario."""
    return load_scenario(name)


def named(row: Observation) -> str:
    return f"{row.event}:{row.pattern}"


def put_in(scenario: str) -> dict[str, str]:
    return {row.pattern: row.value for row in INPUTS if row.scenario == scenario}


def minute(scenario: Scenario, local: str) -> float:
    return scenario.clock.minute_of(datetime.fromisoformat(local).replace(tzinfo=LONDON))


# --- the table --------------------------------------------------------------------------------


def test_twelve_events_or_more_and_each_scenario_is_shipped() -> None:
    assert 12 <= len({row.event for row in ROWS})
    for name in NAMES:
        assert night_of(name).question.endswith("?")
        assert put_in(name)


@pytest.mark.parametrize("row", PATTERNS, ids=named)
def test_what_is_compared_can_be_measured_and_says_why_its_error_is_so_large(
    row: Observation,
) -> None:
    assert row.sense in CONSTRUCTS
    assert row.layer
    assert "Error: " in row.remarks
    assert row.read
    scenario = night_of(row.scenario)
    assert {*row.where, *row.donor} <= {force.force_id for force in scenario.forces}
    window = row.window(scenario.clock)
    assert 0 <= window.since <= window.until <= scenario.duration


def test_every_source_is_listed_and_what_nobody_read_says_so() -> None:
    with data_path("sources.csv").open(encoding="utf-8", newline="") as file:
        known = {row["source_id"]: row for row in csv.DictReader(file)}
    for row in ROWS:
        assert set(row.source) <= set(known), named(row)
        assert ("assumed" in row.source) == (row.read == ""), named(row)


def test_the_split_is_by_event_and_day() -> None:
    held_out = {row.scenario for row in PATTERNS if row.role == "held-out"}
    assert {"history/g7-2021", "history/london-bridge-2022", AUGUST_2024} == held_out
    for row in PATTERNS:
        if row.scenario == AUGUST_2024:
            before = row.until <= "2024-08-04 00:00"
            assert ("calibration" if before else "held-out") == row.role
        else:
            assert ("held-out" if row.scenario in held_out else "calibration") == row.role


@pytest.mark.parametrize("row", PATTERNS, ids=named)
def test_no_number_that_is_compared_is_put_in(row: Observation) -> None:
    inputs = {float(each.value) for each in INPUTS if _is_number(each) and each.unit == row.unit}
    if row.number:
        assert row.number not in {value for value in inputs if value}
    if row.unit != "officers" or not row.number:
        return
    scenario = night_of(row.scenario)
    window = row.window(scenario.clock)
    needs = [
        units
        for incident in scenario.incidents
        if not row.where or incident.force in row.where
        for need in incident.need.values()
        for at, units in zip(need.minutes, need.units, strict=True)
        if at < window.until
    ]
    taken = [
        units
        for operation in scenario.operations
        if not row.where or operation.host in row.where
        for by_kind in operation.units.values()
        for units in by_kind.values()
    ]
    assert row.number / PSU_OFFICERS not in {*needs, *taken, sum(taken)}


def _is_number(row: Observation) -> bool:
    return row.value.replace(".", "").isdigit()


def test_the_scenario_of_2011_is_made_from_its_inputs() -> None:
    inputs = put_in(AUGUST_2011)
    local = int(inputs["local"])
    scenario = night_of(AUGUST_2011)
    needs = {each.name: each.need["psu"] for each in scenario.incidents}

    def london(day: int, hour: int) -> int:
        return needs["London"].at(minute(scenario, f"2011-08-{day:02} {hour:02}:00"))

    assert round_half_up(int(inputs["tottenham"]) / PSU_OFFICERS) == london(6, 23)
    assert int(inputs["sunday-boroughs"]) * local == london(7, 23)
    assert int(inputs["monday-boroughs"]) * local == london(8, 23)
    assert int(inputs["tuesday-boroughs"]) * local == london(9, 23) == london(10, 23)
    assert {0} == {london(day, 12) for day in (7, 8, 9, 10)}
    centres = {name: need.peak for name, need in needs.items()}
    assert int(inputs["centres"]) == centres["Birmingham"] == centres["Manchester"]
    assert {local} == {
        peak for name, peak in centres.items() if name not in ("London", "Birmingham", "Manchester")
    }
    assert inputs["call"] == called(AUGUST_2011)


def called(name: str) -> str:
    scenario = night_of(name)
    assert scenario.policies.trigger.at_minute is not None
    return f"{scenario.clock.at(scenario.policies.trigger.at_minute):%Y-%m-%d %H:%M}"


def test_the_scenario_of_2024_is_made_from_its_inputs() -> None:
    inputs = put_in(AUGUST_2024)
    scenario = night_of(AUGUST_2024)
    days = Counter(
        f"{at.day}-{at:%B}".lower()
        for at in (scenario.clock.at(each.begins) for each in scenario.incidents)
    )
    assert int(inputs["gatherings"]) == days.pop("7-august")
    assert days == {
        pattern.removeprefix("places-"): int(count)
        for pattern, count in inputs.items()
        if pattern.startswith("places-")
    }
    peaks = {each.need["psu"].peak for each in scenario.incidents}
    assert {int(inputs["local"]), int(inputs["small"])} == peaks
    assert inputs["call"] == called(AUGUST_2024)


@pytest.mark.parametrize("name", [name for name in NAMES if night_of(name).operations])
def test_the_aid_of_a_planned_operation_is_what_was_put_in(name: str) -> None:
    inputs = put_in(name)
    wanted = int(inputs.get("away", inputs.get("aid", "0")))
    psus = wanted if wanted < 100 else wanted / PSU_OFFICERS
    [operation] = night_of(name).operations
    found = sum(units["psu"] for units in operation.units.values())
    assert psus == found + operation.not_found.get("psu", 0)


# --- a table of one's own -----------------------------------------------------------------------

NIGHT = """
schema: 1
name: fair-night
question: Who comes?
start: 2026-06-03 10:00
duration: 12h
mode: surge
operations:
  - {name: Fair, force: bedfordshire, begins: 14:00, lasts: 4h, from: {kent: {psu: 2}}}
incidents:
  - {name: Luton, force: bedfordshire, begins: 15:00, lasts: 2h, need: {psu: 1}}
"""
ROW = {
    "event": "fair", "scenario": "fair-night", "pattern": "kent", "what": "Sent by Kent",
    "construct": "sent", "whose": "aid", "donor": "kent", "where": "bedfordshire",
    "since": "2026-06-03 10:00", "until": "2026-06-03 20:00", "value": "50", "error": "5",
    "unit": "officers", "grade": "A", "role": "calibration",
}  # fmt: skip


def write(folder: Path, *changes: dict[str, str]) -> tuple[str, str]:
    """A night, and a table of observations with a row for each set of changes."""
    night, table = folder / "my.yaml", folder / "my.csv"
    night.write_text(NIGHT, encoding="utf-8")
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({**ROW, **change} for change in changes)
    return str(night), str(table)


def test_a_table_of_ones_own_is_held_against_a_scenario_of_ones_own(tmp_path: Path) -> None:
    night, table = write(tmp_path, {}, {"pattern": "more", "value": "200", "error": "10"})
    held = validate(night, observed=table, replications=2)
    assert [50.0, 50.0] == [each.simulated.mean for each in held.findings]
    # 150 off, an error of 10 and a discrepancy of a fifth of 200; every run is the same.
    assert [0.0, 150 / math.hypot(10, 40)] == [each.implausibility for each in held.findings]
    assert ["more"] == [each.pattern.pattern for each in held.missed]
    assert () == held.null


GIVEN = {"layer": "conditional", "value": "50"}
ASKED = """
overrides:
  asked:
    operations:
      - {name: Fair, force: bedfordshire, begins: 14:00, lasts: 4h, from: {kent: {psu: 5}}}
"""


def test_a_pattern_of_both_layers_is_compared_again_with_what_was_asked_put_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two PSUs as the night stands, five as they were asked for; 130 officers came."""
    both = {"pattern": "both", "layer": "both", "value": "130"}
    night, table = write(tmp_path, both, {"layer": "end-to-end"}, {"pattern": "given", **GIVEN})
    Path(night).write_text(NIGHT + ASKED, encoding="utf-8")
    held = validate(night, observed=table, replications=1)
    assert [50.0, 50.0, 50.0] == [each.simulated.mean for each in held.findings]
    assert [("both", 125.0)] == [(e.pattern.pattern, e.simulated.mean) for e in held.given]
    assert ["both", "kent"] == [each.pattern.pattern for each in held.end_to_end]
    assert ["given", "both"] == [each.pattern.pattern for each in held.conditional]
    assert 0 == main(["validate", night, "--observed", table, "--replications", "1"])
    out = " ".join(capsys.readouterr().out.split())
    assert "GIVEN WHAT WAS ASKED (--with asked)" in out
    assert "calibration, end to end 1 of 2 patterns" in out
    assert "calibration, given what was asked 2 of 2 patterns" in out


def test_the_override_of_what_was_asked_takes_the_aid_that_came() -> None:
    """124 at the weekend, 500 more on Monday, 1705 in all by Tuesday; 625 each elsewhere."""
    night = load_scenario(AUGUST_2011, override="asked")
    came = {row.pattern: row.number for row in PATTERNS if row.scenario == AUGUST_2011}
    taken = [sum(u["psu"] for u in each.units.values()) for each in night.operations]
    weekend, monday, tuesday = taken[:3]
    assert round_half_up(came["weekend-aid"] / PSU_OFFICERS) == weekend
    assert round_half_up(came["monday-aid"] / PSU_OFFICERS) == monday
    assert round_half_up(came["tuesday-aid"] / PSU_OFFICERS) == weekend + monday + tuesday
    assert [came["wednesday-west-midlands"], came["wednesday-manchester"]] == [
        PSU_OFFICERS * units for units in taken[3:]
    ]


def test_rows_go_by_the_name_of_the_scenario_its_file_or_what_was_given(tmp_path: Path) -> None:
    night, table = write(tmp_path, {})
    for name in ("my", "fair-night", night):
        write(tmp_path, {"scenario": name})
        assert 1 == len(validate(night, observed=table, replications=1).findings)
    write(tmp_path, {"scenario": "other"})
    with pytest.raises(InputError, match="has no observations"):
        validate(night, observed=table, replications=1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"construct": "sent out"}, "construct of fair kent: found 'sent out'"),
        ({"construct": "donors"}, "unit of fair kent: found 'officers', expected forces"),
        ({"value": "many"}, "value of fair kent: found 'many', expected a number"),
        ({"error": ""}, "error of fair kent: found an empty cell"),
        ({"error": "0"}, "found '0', expected more than 0"),
        ({"grade": ""}, "grade of fair kent: found an empty cell"),
        ({"since": "tea"}, "since of fair kent: found 'tea', expected a local time"),
        ({"until": "2026-06-03 10:00"}, "expected a time after since"),
        ({"construct": "kept"}, "expected an empty cell: kept has only the time since"),
        ({"role": "input"}, "expected an empty cell, because inputs are not compared"),
    ],
)
def test_a_row_that_cannot_be_compared_is_a_fault_of_its_cell(
    change: dict[str, str], said: str, tmp_path: Path
) -> None:
    _, table = write(tmp_path, change)
    with pytest.raises(InputError) as raised:
        read_observations(table)
    assert said in str(raised.value)
    assert f"{table}:2:" in str(raised.value)


def test_forces_and_times_that_the_run_has_not_are_faults(tmp_path: Path) -> None:
    night, table = write(tmp_path, {"donor": "kant"})
    with pytest.raises(InputError, match="did you mean 'kent'"):
        validate(night, observed=table, replications=1)
    write(tmp_path, {"until": "2026-06-03 22:01"})
    with pytest.raises(InputError, match="which the run does not cover"):
        validate(night, observed=table, replications=1)


# --- held against runs ------------------------------------------------------------------------


def finding(value: float, error: float, mean: float, *, unit: str = "officers") -> Finding:
    cells = {**ROW, "value": str(value), "error": error, "unit": unit, "where": (), "donor": ()}
    row = Observation.model_validate(cells)
    return Finding(row, Spread(mean, mean, mean, mean, 0.0))


def test_the_discrepancy_is_a_fifth_and_a_crew_or_a_force_at_least() -> None:
    assert [200.0, 25.0, 25.0] == [finding(n, 5, 0).discrepancy for n in (1000, 100, 0)]
    assert [8.0, 1.0] == [finding(n, 5, 0, unit="forces").discrepancy for n in (40, 2)]


def test_three_deviations_are_a_miss_either_way() -> None:
    # A deviation of 50 from an error of 30 and a discrepancy of 40.
    for mean, implausible, missed in ((350, 3.0, True), (50, 3.0, True), (349, 2.98, False)):
        found = finding(200, 30, mean)
        assert implausible == pytest.approx(found.implausibility)
        assert missed == found.missed
    assert 3.0 == CUT


def test_a_small_number_is_not_missed_if_nobody_comes() -> None:
    assert [True, True, False] == [finding(n, 5, n).passed_by_nobody for n in (0, 76, 77)]


def test_the_spread_of_one_value_is_that_value_without_error() -> None:
    assert Spread(7.0, 7.0, 7.0, 7.0, 0.0) == spread([7.0])
    assert 0.5 == spread([1.0, 2.0]).standard_error


def test_what_npocc_brokers_for_a_planned_operation_is_what_was_sent(tmp_path: Path) -> None:
    night, _ = write(tmp_path)
    scenario = load_scenario(night, settings=["operations.fair.from.nearest.psu=9"])
    [operation] = scenario.operations
    sent = {each.unit: each.force for each in run_stints(scenario, 0) if each.ordered is None}
    assert {force: units["psu"] for force, units in operation.units.items()} == Counter(
        sent.values()
    )
    assert 2 + 9 == len(sent)  # Kent's two were named


@pytest.mark.slow
def test_the_null_model_is_held_against_the_same_patterns() -> None:
    held = validate(AUGUST_2011, replications=1)
    assert [each.pattern for each in held.findings] == [each.pattern for each in held.null]
    assert NULL in resolve(AUGUST_2011).overrides


@pytest.mark.slow
def test_the_same_draws_give_the_same_findings() -> None:
    assert validate(AUGUST_2011, replications=1) == validate(AUGUST_2011, replications=1)


# --- times of the call ------------------------------------------------------------------------


def test_a_sweep_has_every_call_earliest_first_and_no_difference_from_itself() -> None:
    calls = sweep(SWEPT, replications=1)
    assert [2, 3, 4, 5, 6] == [call.called_at.day for call in calls]
    assert "call-aug-2" == calls[0].override
    assert {Spread(0.0, 0.0, 0.0, 0.0, 0.0)} == set(calls[0].differences.values())


def test_call_measures_of_a_log_typed_by_hand() -> None:
    # 2 PSUs are needed from hour 1 to 9; one is there from hour 3, the other from hour 7.
    def row(hour: float, event: str, unit: str | None = None, count: int | None = None) -> Event:
        tier = 2 if unit else None
        force, host = ("elm", "ash") if unit else ("ash", None)
        return Event(hour * 60, event, "river", None, tier, force, host, unit, "psu", count)

    log = [
        row(1, ev.INCIDENT_BEGAN),
        row(1, ev.NEED_CHANGED, count=2),
        row(1, ev.UNIT_ORDERED, "elm-psu-1"),
        row(1, ev.UNIT_ORDERED, "elm-psu-2"),
        row(2, ev.UNIT_MUSTERED, "elm-psu-1"),
        row(3, ev.UNIT_DEPLOYED, "elm-psu-1"),
        row(4, ev.UNIT_MUSTERED, "elm-psu-2"),
        row(7, ev.UNIT_DEPLOYED, "elm-psu-2"),
        row(9, ev.NEED_CHANGED, count=0),
    ]
    facts = Facts(duration=12 * 60.0)
    tally = Tally(facts)
    for each in log:
        tally.add(each)
    stints = stints_of(log, facts)
    # In the first 4 h 2 of 8 unit-hours; in all 8 of 16: 4 short to hour 3, 4 to hour 7. At hour 5
    # one is short still.
    expected = CallMeasures(soon=0.25, met=0.5, short_hours=8.0, worst=1.0, aid_48h=2.0, aid=2.0)
    assert expected == call_measures(tally, stints, since=0.0)
    nothing = CallMeasures(soon=1.0, met=1.0, short_hours=0.0, worst=0.0, aid_48h=0.0, aid=0.0)
    assert nothing == call_measures(tally, stints, since=600.0)


# --- the command ------------------------------------------------------------------------------


def test_the_command_says_what_is_missed_and_of_what_grade(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missed = {"pattern": "more", "value": "200", "error": "10", "grade": "B"}
    shown = {"pattern": "horses", "role": "context", "value": "some", "what": "Horses came"}
    night, table = write(tmp_path, {}, missed, shown)
    assert 0 == main(["validate", night, "--observed", table, "--replications", "1"])
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 100
    assert "50 ± 5" in out
    assert "3.6 MISSED" in out
    assert "1 of 2 patterns have an implausibility under 3: 1 of 1 of grade A, 0 of 1" in out
    assert "A run in which no unit came would be under 3 in 1 of them." in " ".join(out.split())
    assert "some officers: Horses came." in out
    assert "Sizes of need are largely assumed." in out
    assert "discrepancy is assumed: 20 %" in out
    assert "within bounds" not in out


def test_the_gate_asks_about_calibration_alone(tmp_path: Path) -> None:
    night, table = write(tmp_path, {"value": "200"})
    command = ["validate", night, "--observed", table, "--replications", "1", "--gate"]
    assert 4 == main(command)
    write(tmp_path, {"value": "200", "role": "held-out"})
    assert 0 == main(command)
    write(tmp_path, {})
    assert 0 == main(command)


def test_json_has_every_pattern(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    night, table = write(tmp_path, {}, {"pattern": "x", "role": "context"})
    command = ["validate", night, "--observed", table, "--replications", "1", "--json"]
    assert 0 == main(command)
    found = json.loads(capsys.readouterr().out)
    assert "mobsim.validation" == found["format"]
    [held] = found["scenarios"]
    [pattern] = held["patterns"]
    assert (50, 25, 0.0) == tuple(
        pattern[each] for each in ("observed", "discrepancy", "implausibility")
    )
    assert ["x"] == [each["pattern"] for each in held["context"]]


def test_a_sweep_is_printed_and_says_what_is_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["validate", "--sweep", "--replications", "1"])
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 100
    assert "Sizes of need are assumed: not a forecast." in out
    assert "Fri 2 Aug 12:00" in out
    assert "DIFFERENCE FROM FRI 2 AUG 12:00" in out
    assert "Next: mobsim run history/august-2024 --with call-aug-2" in out


@pytest.mark.slow
def test_a_sweep_as_json_names_the_override_of_each_call(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == main(["validate", SWEPT, "--sweep", "--replications", "1", "--json"])
    [swept] = json.loads(capsys.readouterr().out)["scenarios"]
    assert "call-aug-2" == swept["calls"][0]["override"]


def test_mistakes_are_answered_with_the_next_move(capsys: pytest.CaptureFixture[str]) -> None:
    assert 3 == main(["validate", "august-2011"])
    assert "did you mean 'history/august-2011'?" in capsys.readouterr().err
    assert 3 == main(["validate", "quickstart"])
    err = capsys.readouterr().err
    assert "has no observations to compare it with" in err
    assert "history/august-2011" in err
    assert 3 == main(["validate", AUGUST_2011, "--with", "call-sunday"])
    assert "call-saturday" in capsys.readouterr().err
    assert 3 == main(["validate", "quickstart", "--sweep"])
    assert "names fewer than two times of the national call" in capsys.readouterr().err
    assert 2 == main(["validate", AUGUST_2011, "--replications", "0"])
    assert "0 is not in the range" in capsys.readouterr().err
    assert 2 == main(["validate", "--sweep", "--gate"])
    assert "leave out --gate" in capsys.readouterr().err
    assert 2 == main(["validate", "--observed", "my.csv"])
    assert "--observed needs a SCENARIO" in capsys.readouterr().err


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["validate", "--help"])
    assert "mobsim validate history" in capsys.readouterr().out.split("Example")[1]


def test_the_page_on_validation_names_every_construct_and_what_it_counts() -> None:
    page = (Path(__file__).parents[1] / "docs" / "validation.md").read_text(encoding="utf-8")
    for name, meaning in meanings().items():
        assert f"| `{name}` | {meaning} |" in page
