"""Is the ready curve that of crews ordered at the call, and is it held against the promise?"""

from dataclasses import replace

import pytest

from mobsim.api import load, run
from mobsim.country.forces import UnitKind
from mobsim.country.lines import LONDON_REGION
from mobsim.ground.randomness import Chance
from mobsim.policy.triggers.national_call import national_call
from mobsim.scenario.scenario import Roster, Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.telling.callup import ready_curve
from tests.worlds import run as simulated
from tests.worlds import world

PSU = (UnitKind("psu", "support unit", "support units", "PSU", 25, 10, 4, None),)


def called(on_duty: int, recall: float = 0.0) -> Scenario:
    """Ten PSUs owed by ash, from 14:00; a call at minute 30 and nothing else. Oak is London's."""
    night = world(
        {"ash": 10, "oak": 10},
        [],
        regions={"forest": ["ash"], LONDON_REGION: ["oak"]},
        kinds=PSU,
        trigger=national_call(30.0),
        host_readiness="local",
    )
    rosters = {force: {"psu": Roster((on_duty,) * 168, (0,) * 24)} for force in ("ash", "oak")}
    local = replace(night.local, recall_share=recall)
    rules = replace(night.rules, recall_after_call=recall)
    return replace(night, readiness="roster", rosters=rosters, local=local, rules=rules)


CALL = [Event(30.0, ev.NATIONAL_CALL_MADE, cause="national_call")]


def test_one_four_and_six_of_ten_are_held_against_one_four_and_eight_hours() -> None:
    """Three on duty, two formed at 10, one assembled at 60; three more at 15:00, 30 + 60 later."""
    promises = ready_curve(called(3), Chance(1), CALL)
    assert [(1, 60.0, 10.0), (4, 240.0, 90.0), (6, 480.0, 90.0)] == [
        (each.crews, each.promised, each.ready) for each in promises
    ]
    assert all(each.met for each in promises)


def test_crews_that_are_away_do_not_count_and_rested_ones_take_an_hour() -> None:
    out = [Event(0.0, ev.UNIT_ORDERED, force="ash", unit=f"ash-psu-{n:02d}") for n in (1, 2)]
    back = [
        Event(0.0, ev.UNIT_STOOD_DOWN, force="ash", unit="ash-psu-10"),
        Event(0.0, ev.UNIT_RESTED, force="ash", unit="ash-psu-10", cause="at home"),
    ]
    first, *_ = ready_curve(called(3), Chance(1), [*out, *back, *CALL])
    assert 60.0 == first.ready


def test_a_share_that_there_are_too_few_for_is_never_ready() -> None:
    away = [Event(0.0, ev.UNIT_ORDERED, force="ash", unit=f"ash-psu-{n:02d}") for n in range(1, 9)]
    *_, last = ready_curve(called(3), Chance(1), [*away, *CALL])
    assert (None, False) == (last.ready, last.met)


@pytest.mark.parametrize("night", [called(3), replace(called(3), readiness="timeline")])
def test_without_a_call_or_a_roster_there_is_no_curve(night: Scenario) -> None:
    log = [] if night.readiness == "roster" else CALL
    assert () == ready_curve(night, Chance(1), log)


def test_a_call_made_in_a_run_gives_the_curve_of_its_log() -> None:
    night = called(3)
    assert ready_curve(night, Chance(1), CALL) == ready_curve(night, Chance(1), simulated(night))


def test_the_verdict_on_the_timeline_stands_in_the_measures_and_on_the_scorecard() -> None:
    settings = ["readiness=roster", 'trigger={national_call: {at: "20:00"}}']
    likely = run(load("six-cities-saturday", settings=settings))
    psu = next(line for line in likely.measures.national if line.line == "psu")
    assert psu.verdict_timeline in ("pass", "fail")
    assert "if all had been ordered at the call" in likely.scorecard()
    promised = run(load("six-cities-saturday", settings=settings[1:]))
    assert {None} == {line.verdict_timeline for line in promised.measures.national}
