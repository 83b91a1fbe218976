"""How much does a host ask for and when, and how long do crews stay that nobody relieves?

Ash hosts; oak, an hour away, is of its region. Ash judges at 20, its RICC has worked at 40, and
donors answer at 55. A first own crew musters at 80 and is deployed at 110.
"""

import dataclasses
from collections import Counter

import pytest
from hypothesis import given

from mobsim.country.forces import Agreement
from mobsim.engine import simulate
from mobsim.policy import Release
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from tests.strategies import law, seeds, worlds
from tests.worlds import Steps, chance_of, incident, rows, run, times, units, world


def asked(log: list[Event]) -> list[tuple[float, int | None, str | None]]:
    return [(row.minute, row.count, row.cause) for row in rows(log, ev.AID_REQUESTED)]


# --- the share ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("need", "share", "units"), [(4, 0.5, 2), (5, 0.5, 3), (4, 0.75, 3)])
def test_a_host_asks_once_for_its_share_of_what_it_lacks_rounded_up(
    need: int, share: float, units: int
) -> None:
    log = run(world({"ash": 0, "oak": 10}, [incident("ash", need)], ask_share=share))
    assert [(20.0, units, "need judged")] == asked(log)
    assert units == len(rows(log, ev.UNIT_DEPLOYED))


def test_the_share_is_of_what_own_crews_do_not_cover() -> None:
    """Five are needed, one is ash's own: half of four."""
    log = run(world({"ash": 1, "oak": 10}, [incident("ash", 5)], ask_share=0.5))
    assert [2] == [count for _, count, _ in asked(log)]


def test_a_host_that_asks_for_more_than_it_lacks_orders_no_more_than_it_needs() -> None:
    """Half as many again as two: three donors are asked, two are sent."""
    has = {"ash": 0, "oak": 1, "elm": 1, "yew": 1}
    log = run(world(has, [incident("ash", 2)], ask_share=1.5))
    assert [(20.0, 3, "need judged")] == asked(log)
    assert 3 == len(rows(log, ev.AID_OFFERED, cause="full"))
    assert 2 == len(rows(log, ev.UNIT_ORDERED))


# --- batches --------------------------------------------------------------------------------------


def test_the_next_batch_is_asked_for_when_the_last_is_answered() -> None:
    """Desk and answer take 35 minutes each time."""
    log = run(world({"ash": 0, "oak": 10}, [incident("ash", 5)], ask_batch=2))
    assert [(20.0, 2, "need judged"), (55.0, 2, "next batch"), (90.0, 1, "next batch")] == asked(
        log
    )
    assert 5 == len(rows(log, ev.UNIT_DEPLOYED))


def test_a_batch_of_which_nobody_comes_is_asked_for_again_within_the_hour_only() -> None:
    log = run(world({"ash": 0, "oak": 0}, [incident("ash", 5)], ask_batch=2, duration=200.0))
    assert {"need judged", "hourly", "region exhausted", "beyond the region"} >= {
        cause for *_, cause in asked(log)
    }
    assert {2} == {count for _, count, _ in asked(log)}


def test_kinds_have_batches_of_their_own() -> None:
    has = {"psu": 10, "medics": 10}
    night = [incident("ash", {"psu": 3, "medics": 1})]
    log = run(world({"ash": 0, "oak": has}, night, ask_batch=2))
    assert [("medics", 1), ("psu", 2), ("psu", 1)] == [
        (row.kind, row.count) for row in rows(log, ev.AID_REQUESTED)
    ]


def test_an_incident_whose_partner_has_the_whole_batch_takes_no_number_until_it_asks() -> None:
    """Ash asks at 20, and judges at 30 and 60; oak answers at 80, and ash judges at 90."""
    group = Agreement("grove", frozenset({"ash", "oak"}), None)
    night = world(
        {"ash": 0, "oak": 10}, [incident("ash", 4)], ask_batch=2, answer=60, agreements=(group,)
    )
    assert [(20.0, 1, 2), (90.0, 2, 2)] == [
        (row.minute, row.request, row.count) for row in rows(run(night), ev.AID_ASKED)
    ]


@law(40)
@given(worlds(mode="surge", ask_batch=2), seeds())
def test_no_more_than_a_batch_of_a_kind_is_asked_for_and_unanswered(
    scenario: Scenario, seed: int
) -> None:
    """Relief is no part of a batch; in a surge there is none."""
    asked: Counter[tuple[str | None, str | None]] = Counter()
    waits: dict[tuple[object, ...], int] = {}
    for row in run(scenario, seed):
        ask = (row.incident, row.kind, row.force, row.request, row.tier)
        if row.event == ev.AID_ASKED:
            waits[ask] = row.count or 0
            asked[row.incident, row.kind] += waits[ask]
        if row.event == ev.AID_OFFERED:
            asked[row.incident, row.kind] -= waits.pop(ask)
        assert asked[row.incident, row.kind] <= 2


# --- before own crews are out ---------------------------------------------------------------------


def test_a_host_that_can_cover_its_need_asks_nobody() -> None:
    assert [] == asked(run(world({"ash": 1, "oak": 1}, [incident("ash", 1)])))


def test_aid_asked_for_before_own_crews_are_out_takes_the_place_of_one() -> None:
    """Ordered at 55, oak's crew is deployed at 55 + 60 + 60 + 30."""
    log = run(world({"ash": 1, "oak": 1}, [incident("ash", 1)], ask_when="before_own"))
    assert [(20.0, 1, "need judged")] == asked(log)
    assert ["ash-psu-01"] == units(log, ev.UNIT_CANCELLED, cause="aid instead")
    assert [205.0] == times(log, ev.UNIT_DEPLOYED)


def test_an_own_crew_that_has_mustered_when_aid_answers_keeps_its_place() -> None:
    """It musters at 80; the answer comes at 100."""
    night = world({"ash": 1, "oak": 1}, [incident("ash", 1)], ask_when="before_own", answer=60)
    log = run(night)
    assert [100.0] == times(log, ev.AID_OFFERED, cause="full")
    assert ["ash-psu-01"] == units(log, ev.UNIT_ORDERED)
    assert [110.0] == times(log, ev.UNIT_DEPLOYED)


def test_own_crews_are_ordered_as_if_nothing_had_been_asked_for() -> None:
    """One is needed and asked for; ten minutes later three are: ash sends two more, not one."""
    need = [(0, 1), (30, 3)]
    night = world(
        {"ash": 3, "oak": 3}, [incident("ash", need)], look_ahead=0.0, ask_when="before_own"
    )
    assert [20.0, 30.0, 30.0] == times(run(night), ev.UNIT_ORDERED, force="ash")


def test_with_donors_taken_whole_a_host_asks_for_what_it_lacks() -> None:
    night = world(
        {"ash": 1, "oak": 1}, [incident("ash", 1)], ask_when="before_own", ranking="force"
    )
    assert [] == asked(run(night))


# --- tours that go on -----------------------------------------------------------------------------


def stood_down(
    at_most: float, need: int | Steps = 1, **more: object
) -> list[tuple[float, str | None]]:
    """When ash's only crew goes, mustered at 80 on a tour of four hours, and why."""
    has = {"ash": 1, **({"oak": 1} if more else {})}
    night = world(
        has,
        [incident("ash", need)],
        mode="sustained",
        tour=240.0,
        tour_at_most=at_most,
        duration=700.0,
        **more,
    )
    log = run(night)
    return [(row.minute, row.cause) for row in rows(log, ev.UNIT_STOOD_DOWN, unit="ash-psu-01")]


@pytest.mark.parametrize(("at_most", "leaves"), [(0.0, 300.0), (200.0, 300.0), (360.0, 420.0)])
def test_a_crew_that_nobody_relieves_goes_on_to_the_longest_tour(
    at_most: float, leaves: float
) -> None:
    """It has 20 minutes to drive home."""
    assert [(leaves, "tour ended")] == stood_down(at_most)


@pytest.mark.parametrize(("at_most", "leaves"), [(0.0, 300.0), (480.0, 435.0), (360.0, 420.0)])
def test_a_crew_goes_on_until_its_relief_is_there(at_most: float, leaves: float) -> None:
    """Oak is asked at 110, answers at 145, musters at 205 and drives 200: deployed at 435."""
    assert [(leaves, "tour ended")] == stood_down(at_most, drives={"oak": 200.0})


def test_a_crew_whose_relief_comes_on_time_goes_in_the_same_minute() -> None:
    assert [(300.0, "tour ended")] == stood_down(480.0, drives={"oak": 60.0})


def test_a_crew_that_goes_on_leaves_as_need_falls() -> None:
    assert [(350.0, "need fell")] == stood_down(480.0, [(0, 1), (350, 0)])


def test_a_crew_held_after_need_has_fallen_does_not_go_on() -> None:
    """Nothing is needed from 299; what was needed is kept for three hours."""
    need = [(0, 1), (299, 0)]
    night = world({"ash": 1}, [incident("ash", need)], mode="sustained", tour=240.0)
    held = dataclasses.replace(
        night,
        durations=dataclasses.replace(night.durations, tour_at_most=480.0),
        policies=dataclasses.replace(night.policies, release=Release(180.0)),
    )
    assert [(300.0, "tour ended")] == [
        (row.minute, row.cause) for row in rows(run(held), ev.UNIT_STOOD_DOWN)
    ]


# --- as a scenario says it ------------------------------------------------------------------------


def test_a_scenario_says_how_much_is_asked_for() -> None:
    settings = ["asking.share=75%", "asking.batch=6", "asking.when=before_own"]
    night = load_scenario("quickstart", settings=settings)
    assert (0.75, 6, "before_own") == (night.asking.share, night.asking.batch, night.asking.when)
    log: list[Event] = []
    simulate(night, chance_of(night), log.append)
    assert max(row.count or 0 for row in rows(log, ev.AID_REQUESTED)) <= 6
