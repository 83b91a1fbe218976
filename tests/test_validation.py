"""Are real events compared with what was held out, and with nothing that was put in?"""

import json
import math
from collections import Counter
from datetime import datetime

import pytest

from mobsim.cli.main import main
from mobsim.ground.clock import LONDON
from mobsim.ground.errors import InputError
from mobsim.ground.units import round_half_up
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scoring import Facts, Tally
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.study.validation import (
    MEASURES,
    NULL,
    WIDEST,
    CallMeasures,
    Finding,
    Observation,
    Spread,
    call_measures,
    history_names,
    observations,
    patterns_of,
    spread,
    sweep,
    validate,
)

NAMES = history_names()
HELD_OUT = [row for row in observations() if row.role == "held-out"]
INPUTS = [row for row in observations() if row.role == "input"]
PSU_OFFICERS = 25


def named(row: Observation) -> str:
    return f"{row.scenario}:{row.pattern}"


def numbers(rows: list[Observation]) -> set[float]:
    """Values that are numbers, as published."""
    return {float(row.observed) for row in rows if row.observed.replace(".", "").isdigit()}


def psus(rows: list[Observation]) -> set[float]:
    """Those that are officers, in PSUs."""
    officers = numbers([row for row in rows if row.unit == "officers"])
    return {float(round_half_up(number / PSU_OFFICERS)) for number in officers}


def rows_of(scenario: str, rows: list[Observation]) -> list[Observation]:
    return [row for row in rows if row.scenario == scenario]


# --- the table --------------------------------------------------------------------------------


def test_both_events_have_a_scenario_that_is_shipped() -> None:
    assert ("history/august-2011", "history/august-2024") == NAMES
    for name in NAMES:
        scenario = load_scenario(name)
        assert scenario.question.endswith("?")
        assert "sustained" == scenario.mode


@pytest.mark.parametrize("row", HELD_OUT, ids=named)
def test_a_bound_is_no_wider_than_a_quarter_of_what_was_observed(row: Observation) -> None:
    observed = float(row.observed)
    assert row.low is not None
    assert row.high is not None
    assert row.low < observed < row.high
    assert observed * (1 - WIDEST) <= row.low
    assert row.high <= observed * (1 + WIDEST)
    assert row.basis


@pytest.mark.parametrize("row", HELD_OUT, ids=named)
def test_what_is_held_out_can_be_measured_and_has_a_likely_reason(row: Observation) -> None:
    assert row.measure in MEASURES
    assert row.whose
    assert row.if_out.endswith(".")
    scenario = load_scenario(row.scenario, override=row.under or None)
    assert set(row.where) <= {force.force_id for force in scenario.forces}
    [pattern] = [each for each in patterns_of(row.scenario) if each.name == row.pattern]
    window = pattern.window(scenario.clock)
    assert 0 <= window.since < window.until <= scenario.duration


@pytest.mark.parametrize("row", INPUTS, ids=named)
def test_an_input_has_no_bounds_and_no_measure(row: Observation) -> None:
    assert (None, None) == (row.low, row.high)
    assert "" == row.measure + row.whose + row.since + row.until + row.under + row.basis


@pytest.mark.parametrize("name", NAMES)
def test_no_number_that_is_held_out_is_put_in(name: str) -> None:
    held_out, put_in = rows_of(name, HELD_OUT), rows_of(name, INPUTS)
    assert set() == (numbers(held_out) | psus(held_out)) & (numbers(put_in) | psus(put_in))
    overrides = [each for each in resolve(name).overrides if each.startswith("call-")]
    for override in (None, *overrides):
        scenario = load_scenario(name, override=override)
        steps = {
            float(units)
            for incident in scenario.incidents
            for need in incident.need.values()
            for units in need.units
        }
        assert set() == psus(held_out) & steps
        assert set() == numbers(held_out) & {units * PSU_OFFICERS for units in steps}


def test_the_scenario_of_2011_is_made_from_its_inputs() -> None:
    put_in = {row.pattern: row.observed for row in rows_of(NAMES[0], INPUTS)}
    local = int(put_in["local"])
    scenario = load_scenario(NAMES[0])
    [london] = [each for each in scenario.incidents if each.incident_id == "london"]

    def need(day: int, hour: int) -> int:
        at = scenario.clock.minute_of(datetime(2011, 8, day, hour, tzinfo=LONDON))
        return london.need["psu"].at(at)

    assert round_half_up(int(put_in["tottenham"]) / PSU_OFFICERS) == need(6, 23)
    assert int(put_in["sunday-boroughs"]) * local == need(7, 23)
    assert int(put_in["monday-boroughs"]) * local == need(8, 23)
    assert int(put_in["tuesday-boroughs"]) * local == need(9, 23) == need(10, 23)
    centres = {each.name: each.need["psu"].peak for each in scenario.incidents}
    assert int(put_in["centres"]) == centres["Birmingham"] == centres["Manchester"]
    assert {local} == {
        peak for name, peak in centres.items() if name not in ("London", "Birmingham", "Manchester")
    }
    assert put_in["call"] == called(NAMES[0])


def called(name: str) -> str:
    scenario = load_scenario(name)
    assert scenario.policies.trigger.at_minute is not None
    return f"{scenario.clock.at(scenario.policies.trigger.at_minute):%Y-%m-%d %H:%M}"


def test_the_scenario_of_2024_is_made_from_its_inputs() -> None:
    put_in = {row.pattern: row.observed for row in rows_of(NAMES[1], INPUTS)}
    scenario = load_scenario(NAMES[1])
    days = Counter(
        f"{at.day}-{at:%B}".lower()
        for at in (scenario.clock.at(each.begins) for each in scenario.incidents)
    )
    assert int(put_in["gatherings"]) == days.pop("7-august")
    assert days == {
        pattern.removeprefix("places-"): int(count)
        for pattern, count in put_in.items()
        if pattern.startswith("places-")
    }
    peaks = {each.need["psu"].peak for each in scenario.incidents}
    assert {int(put_in["local"]), int(put_in["small"])} == peaks
    assert put_in["call"] == called(NAMES[1])


# --- held against runs ------------------------------------------------------------------------


@pytest.mark.parametrize("name", [NAMES[0], pytest.param(NAMES[1], marks=pytest.mark.slow)])
def test_the_null_model_is_out_of_bounds_somewhere(name: str) -> None:
    held = validate(name, replications=1)
    assert held.null_fails
    assert [each.name for each in patterns_of(name)] == [
        finding.pattern.name for finding in held.findings
    ]
    assert NULL in resolve(name).overrides


@pytest.mark.slow
def test_the_same_draws_give_the_same_findings() -> None:
    assert validate(NAMES[0], replications=1) == validate(NAMES[0], replications=1)


def test_a_median_on_a_bound_is_within_and_never_is_out() -> None:
    pattern = patterns_of(NAMES[0])[0]
    for at, within in ((92.0, False), (93.0, True), (155.0, True), (math.inf, False)):
        assert within == Finding(pattern, Spread(at, 0.0, 0.0)).within


def test_the_spread_of_one_value_is_that_value() -> None:
    assert Spread(7.0, 7.0, 7.0) == spread([7.0])
    assert Spread(math.inf, 1.0, math.inf) == spread([math.inf, 1.0, math.inf])


# --- times of the call ------------------------------------------------------------------------


def test_a_sweep_has_every_call_earliest_first_and_no_difference_from_itself() -> None:
    calls = sweep(NAMES[1], replications=1)
    assert [2, 3, 4, 5, 6] == [call.called_at.day for call in calls]
    assert "call-aug-2" == calls[0].override
    assert {Spread(0.0, 0.0, 0.0)} == set(calls[0].differences.values())


def test_call_measures_of_a_log_typed_by_hand() -> None:
    # 2 PSUs are needed from hour 1 to 9; one is there from hour 3, the other from hour 7.
    def row(hour: float, event: str, unit: str | None = None, count: int | None = None) -> Event:
        tier = 2 if unit else None
        force, host = ("elm", "ash") if unit else ("ash", None)
        return Event(hour * 60, event, "river", None, tier, force, host, unit, "psu", count)

    log = [
        row(1, ev.INCIDENT_BEGAN),
        row(1, ev.NEED_CHANGED, count=2),
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
    tours = [tour for toured in tally.tours().values() for tour in toured]
    # In the first 4 h 2 of 8 unit-hours; in all 8 of 16: 4 short to hour 3, 4 to hour 7. At hour 5
    # one is short still.
    expected = CallMeasures(soon=0.25, met=0.5, short_hours=8.0, worst=1.0, aid_48h=2.0, aid=2.0)
    assert expected == call_measures(tally, tours, since=0.0)
    nothing = CallMeasures(soon=1.0, met=1.0, short_hours=0.0, worst=0.0, aid_48h=0.0, aid=0.0)
    assert nothing == call_measures(tally, tours, since=600.0)


# --- the command ------------------------------------------------------------------------------


def test_the_command_says_what_is_out_and_whether_the_null_model_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == main(["validate", NAMES[0], "--replications", "1"])
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 100
    for pattern in patterns_of(NAMES[0]):
        assert f"\n  {pattern.name} " in out
    assert "1 simulated run (seed 1)" in out
    assert "Sizes of need are largely assumed." in out
    assert "null model              Out of bounds in" in out
    assert f"Next: mobsim validate {NAMES[0]} --sweep" in out.splitlines()[-1]


def test_json_has_every_pattern_and_the_gate_answers_with_four(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["validate", NAMES[1], "--replications", "1", "--json", "--gate"])
    found = json.loads(capsys.readouterr().out)
    [held] = found["scenarios"]
    assert "mobsim.validation" == found["format"]
    assert [each.name for each in patterns_of(NAMES[1])] == [
        each["pattern"] for each in held["patterns"]
    ]
    out = not all(each["within"] for each in held["patterns"])
    assert (4 if out else 0) == code


def test_a_sweep_is_printed_and_says_what_is_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["validate", "--sweep", "--replications", "1"])
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 100
    assert "Sizes of need are assumed: not a forecast." in out
    assert "Fri 2 Aug 12:00" in out
    assert "DIFFERENCE FROM FRI 2 AUG 12:00" in out
    assert "Next: mobsim run history/august-2024 --with call-aug-2" in out
    assert 0 == main(["validate", NAMES[1], "--sweep", "--replications", "1", "--json"])
    [swept] = json.loads(capsys.readouterr().out)["scenarios"]
    assert "call-aug-2" == swept["calls"][0]["override"]


def test_mistakes_are_answered_with_the_next_move(capsys: pytest.CaptureFixture[str]) -> None:
    assert 3 == main(["validate", "august-2011"])
    assert "did you mean 'history/august-2011'?" in capsys.readouterr().err
    assert 3 == main(["validate", "quickstart"])
    err = capsys.readouterr().err
    assert "nothing observed to hold it against" in err
    assert "history/august-2011, history/august-2024" in err
    assert 3 == main(["validate", NAMES[0], "--with", "call-sunday"])
    assert "call-saturday" in capsys.readouterr().err
    assert 2 == main(["validate", NAMES[0], "--replications", "0"])
    assert "0 is not in the range" in capsys.readouterr().err
    assert 2 == main(["validate", "--sweep", "--gate"])
    assert "leave out --gate" in capsys.readouterr().err
    with pytest.raises(InputError):
        patterns_of("three-days")


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["validate", "--help"])
    assert "mobsim validate history" in capsys.readouterr().out.split("Example")[1]
