"""What does a host do that does not know when disorder ends?"""

import dataclasses

from mobsim.engine import simulate
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from tests.worlds import DAY, Trouble, chance_of, crews, incident, rows, run, times, units, world


def unknown(has: dict[str, int], *troubles: Trouble, **more: object) -> list[Event]:
    return run(world(has, troubles, end="unknown", **more))


def test_need_that_ends_without_notice_is_met_as_if_it_went_on() -> None:
    """Ten of ash's own: one at 110, then three at 290, two at 530; at 400 nothing is needed."""
    log = unknown({"ash": 10}, incident("ash", 10, ends=400.0))
    assert [110.0, 290.0, 290.0, 290.0] == times(log, ev.UNIT_DEPLOYED)
    # Known to be over at 400, nobody would be ordered to be there at 530 or later.
    known = run(world({"ash": 10}, [incident("ash", 10, ends=400.0)]))
    assert 4 == len(units(known, ev.UNIT_ORDERED))
    assert 10 > 4 < len(units(log, ev.UNIT_ORDERED))


def test_nobody_is_released_before_disorder_is_over() -> None:
    log = unknown({"ash": 10}, incident("ash", 10, ends=400.0))
    assert {400.0} == {row.minute for row in rows(log, ev.UNIT_STOOD_DOWN)}
    taken_back = {row.minute for row in rows(log, ev.UNIT_CANCELLED)}
    assert {400.0} == taken_back


def test_crews_that_would_come_more_than_eight_hours_hence_are_ordered_when_they_are_nearer() -> (
    None
):
    """Ash's third crew is ready 960 after 20; it could be there at 1010, in 8 h at 530."""
    log = unknown({"ash": 3}, incident("ash", 3))
    ordered = {row.unit: row.minute for row in rows(log, ev.UNIT_ORDERED)}
    assert {"ash-psu-01": 20.0, "ash-psu-02": 20.0, "ash-psu-03": 540.0} == ordered
    # Its force's clock has run since 20: it is there as if it had been ordered at once.
    assert 1010.0 == times(log, ev.UNIT_DEPLOYED)[-1]


def test_a_rise_within_two_hours_is_known_and_a_fall_is_not() -> None:
    log = unknown({"ash": 0}, incident("ash", [(0, 2), (60, 5), (100, 1)]))
    judged = [(row.minute, row.count) for row in rows(log, ev.NEED_JUDGED)][:4]
    assert [(20.0, 5), (30.0, 5), (60.0, 5), (90.0, 5)] == judged


def test_an_incident_may_have_an_end_that_is_known() -> None:
    night = world({"ash": 10}, [incident("ash", 10, ends=400.0)], end="unknown")
    match = dataclasses.replace(night.incidents[0], end="known")
    log: list[Event] = []
    known = dataclasses.replace(night, incidents=(match,))
    simulate(known, chance_of(known), log.append)
    assert 4 == len(units(log, ev.UNIT_ORDERED))


def test_units_there_stay_while_no_more_are_there_than_are_needed() -> None:
    """Two there at 110 and 290 of four ordered; from 300 two are needed: nobody leaves."""
    night = world({"ash": crews(4)}, [incident("ash", [(0, 4), (300, 2), (600, 0)])], duration=DAY)
    log = run(night)
    assert {600.0} == {row.minute for row in rows(log, ev.UNIT_STOOD_DOWN)}


# --- one need, written in two ways --------------------------------------------------------------


EVENING = 6 * 60.0


def daily(split: bool) -> Scenario:
    """Eight, ten and twelve units on three evenings, as one incident or as three."""
    needs = (8, 10, 12)
    if split:
        troubles = [
            incident("ash", n, begins=DAY * i, ends=DAY * i + EVENING, incident_id=f"ash-{i + 1}")
            for i, n in enumerate(needs)
        ]
    else:
        steps = [(DAY * i + at, n * (not at)) for i, n in enumerate(needs) for at in (0.0, EVENING)]
        troubles = [incident("ash", steps)]
    return world(
        {"ash": 9, "oak": 4, "yew": 20},
        troubles,
        regions={"forest": ["ash", "oak"], "heath": ["yew"]},
        end="unknown",
        mode="sustained",
        duration=3 * DAY,
    )


def what_units_did(scenario: Scenario) -> list[tuple[object, ...]]:
    named = ev.UNIT_EVENTS - {ev.UNIT_COMMITTED}
    return [
        (row.minute, row.event, row.unit, row.cause) for row in run(scenario) if row.event in named
    ]


def test_the_same_need_comes_out_the_same_as_one_incident_or_as_three() -> None:
    assert what_units_did(daily(split=True)) == what_units_did(daily(split=False))


def test_the_second_evening_is_answered_as_the_first_was() -> None:
    """The same crews in the same minutes: who toured yesterday is no readier today."""
    evenings = [
        incident("ash", 9, begins=DAY * i, ends=DAY * i + EVENING, incident_id=f"ash-{i}")
        for i in range(2)
    ]
    log = run(
        world({"ash": 4, "oak": 9}, evenings, end="unknown", mode="sustained", duration=2 * DAY)
    )
    first, second = (
        [
            (row.minute - DAY * i, row.unit)
            for row in rows(log, ev.UNIT_DEPLOYED, incident=f"ash-{i}")
        ]
        for i in range(2)
    )
    assert first
    assert first == second
