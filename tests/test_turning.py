"""What do units do that are on the ground already when disorder breaks out there?"""

import dataclasses

from mobsim.engine import simulate
from mobsim.ground.randomness import Fixed
from mobsim.scenario.scenario import Operation, Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from tests.worlds import DAY, Steps, chance_of, incident, rows, times, units, world

MARCH_ENDS = 600.0
TURNS = 90.0
"""An hour and a half after the start: at 15:30."""


def march(
    need: int | Steps, *, turns: bool = True, begins: float = 0.0, **more: object
) -> list[Event]:
    """A march in ash takes ten units of ash and five of oak; disorder at 90 minutes."""
    night = world(
        {"ash": 20, "oak": 20},
        [incident("ash", need, begins=TURNS)],
        redeployment=Fixed(15.0),
        end="unknown",
        duration=DAY,
        **more,
    )
    operation = Operation(
        "march",
        "March",
        "ash",
        begins,
        MARCH_ENDS,
        {"ash": {"psu": 10}, "oak": {"psu": 5}},
        {"ash": 0.0, "oak": 60.0},
        frozenset({"ash-1"} if turns else ()),
    )
    return logged(dataclasses.replace(night, operations=(operation,)))


def logged(scenario: Scenario) -> list[Event]:
    log: list[Event] = []
    simulate(scenario, chance_of(scenario), log.append)
    return log


def test_fifteen_units_of_a_march_that_turns_are_there_in_fifteen_minutes() -> None:
    log = march(15)
    assert [105.0] * 15 == times(log, ev.UNIT_DEPLOYED)
    assert [] == rows(log, ev.AID_REQUESTED)
    orders = rows(log, ev.UNIT_ORDERED)
    assert {("turned", None)} == {(row.cause, row.request) for row in orders}
    assert [1] * 10 + [2] * 5 == [row.tier for row in orders]


def test_a_march_that_may_not_turn_answers_nothing() -> None:
    log = march(15, turns=False)
    assert 105.0 < times(log, ev.UNIT_DEPLOYED)[0]


def test_the_tour_of_aid_that_turns_counts_since_it_set_out_for_the_march() -> None:
    """Oak is an hour away, and home again after twelve; ash has twenty minutes to drive."""
    log = march(15, begins=70.0, mode="sustained")
    for force, out, drive in (("ash", 70.0, 20.0), ("oak", 10.0, 60.0)):
        assert out == times(log, ev.UNIT_COMMITTED, force=force)[0]
        assert out + 720 - drive == times(log, ev.UNIT_STOOD_DOWN, force=force)[0]


def test_aid_turns_only_if_it_set_out_late_enough_to_be_home_in_time() -> None:
    """Oak's units set out at 10, would be there at 105, and have an hour to drive home."""
    short, enough = (march(15, begins=70.0, mode="sustained", tour=t) for t in (155.0, 156.0))
    assert {"ash"} == {row.force for row in rows(short, ev.UNIT_ORDERED, minute=TURNS)}
    assert {"ash", "oak"} == {row.force for row in rows(enough, ev.UNIT_ORDERED, minute=TURNS)}


def test_aid_on_its_way_to_the_march_does_not_turn() -> None:
    """The march begins at 95; at 90 oak's units are on the road, and ash's at home."""
    assert not rows(march(15, begins=95.0), ev.UNIT_ORDERED, cause="turned", minute=TURNS)


def test_only_as_many_turn_as_are_needed_and_the_hosts_own_first() -> None:
    assert {"ash"} == {row.force for row in rows(march(4), ev.UNIT_ORDERED)}


def test_more_turn_as_need_grows() -> None:
    """Need is judged 20 minutes after 90, and the step an hour on is seen then."""
    log = march([(0, 4), (60, 12)])
    assert [105.0] * 4 + [125.0] * 8 == times(log, ev.UNIT_DEPLOYED)


def test_units_that_have_turned_go_back_while_the_march_lasts_and_home_with_it() -> None:
    log = march([(0, 4), (300, 0)])
    back = [row.unit for row in rows(log, ev.UNIT_COMMITTED) if row.minute == TURNS + 300]
    assert units(log, ev.UNIT_STOOD_DOWN) == back
    assert 4 == len(back)
    assert [MARCH_ENDS] * 10 + [MARCH_ENDS + 60] * 5 == times(log, ev.UNIT_RETURNED)


def test_units_that_have_turned_stay_when_the_march_is_over() -> None:
    log = march([(0, 4), (700, 0)])
    gone = {row.unit for row in rows(log, ev.UNIT_RETURNED) if row.minute == MARCH_ENDS}
    assert 6 == len(gone)
    assert {TURNS + 700} == {row.minute for row in rows(log, ev.UNIT_STOOD_DOWN)}


def test_a_holding_area_serves_its_own_host_at_once() -> None:
    """Oak's unit stands ready in ash from 185; at 300 it is told, and is there at 315."""
    night = world(
        {"ash": 0, "oak": 1},
        [
            incident("ash", 1, incident_id="area"),
            incident("ash", 1, begins=300.0, incident_id="riot"),
        ],
        redeployment=Fixed(15.0),
    )
    area, riot = night.incidents
    held = dataclasses.replace(night, incidents=(dataclasses.replace(area, holding=True), riot))
    log = logged(held)
    assert [315.0] == times(log, ev.UNIT_DEPLOYED, incident="riot")
    [order] = rows(log, ev.UNIT_ORDERED, incident="riot")
    assert ("sent forward", 2) == (order.cause, order.tier)
