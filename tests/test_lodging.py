"""Does aid stay where it will be needed again, and go home when it will not?

Ash hosts and has no crews; oak is of its region, 90 minutes away, so that its drive home and back
is 3 h. Disorder is of five hours in the night, each a day after the last.
"""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given

from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.causes import MOVED
from mobsim.scoring.events import Event
from mobsim.scoring.officer_counts import CONSTRUCTS, CrewWindow
from mobsim.scoring.stints import stints_of
from mobsim.telling.night_facts import facts_of
from tests.strategies import law, likely_worlds, seeds
from tests.worlds import DAY, incident, rows, run, times, world

NIGHTS = [(0, 1), (300, 0), (1500, 1), (1800, 0), (2940, 1), (3240, 0), (4380, 1), (4680, 0)]
OAK = "oak-psu-01"


def lodged(need: Any = NIGHTS, **more: Any) -> list[Event]:
    """What happens where aid is lodged."""
    return run(scenario_of(need, **more))


def scenario_of(need: Any, **more: Any) -> Scenario:
    has, drives = more.pop("has", {"ash": 0, "oak": 1}), more.pop("drives", {"oak": 90.0})
    usual = {"mode": "sustained", "end": "unknown", "duration": 4 * DAY, "lodge_aid": "lasting"}
    return world(has, [incident("ash", need)], drives=drives, **(usual | more))


def leaves(log: list[Event]) -> list[tuple[float, str | None]]:
    """When oak's crew stands down, and why."""
    return [(row.minute, row.cause) for row in rows(log, ev.UNIT_STOOD_DOWN, unit=OAK)]


# --- who stays ------------------------------------------------------------------------------------


def test_aid_goes_home_after_the_first_night_and_stays_after_those_that_follow() -> None:
    """Disorder that began a day ago is expected to go on; the third tour away is the last."""
    log = lodged()
    assert [(300, "need fell"), (1800, "lodged"), (3240, "lodged"), (4680, "need fell")] == leaves(
        log
    )
    assert [390.0, 4770.0] == times(log, ev.UNIT_RETURNED)
    assert [2460.0, 3900.0] == times(log, ev.UNIT_RESTED, cause="near the RVP")


def test_who_stays_is_not_asked_for_again_and_keeps_its_tier() -> None:
    log = lodged()
    assert [2960.0, 4400.0] == times(log, ev.UNIT_ORDERED, cause="rested near the RVP")
    assert {2} == {row.tier for row in rows(log, ev.UNIT_ORDERED)}
    assert [2] == [row.tier for row in rows(log, ev.AID_OFFERED) if 1500 < row.minute < 4400]


@pytest.mark.parametrize(
    "more",
    [
        {"lodge_aid": "national"},
        {"drives": {"oak": 60.0}},
        {"lodge_far": 180.0},
        {"lodge_lasting": 3300.0},
        {"mode": "surge"},
    ],
    ids=str,
)
def test_aid_goes_home_where_it_is_near_where_need_does_not_last_and_by_default(
    more: dict[str, Any],
) -> None:
    assert "lodged" not in {cause for _, cause in leaves(lodged(**more))[:3]}


def test_by_default_every_crew_of_the_region_goes_home() -> None:
    assert {"need fell"} == {cause for _, cause in leaves(lodged(lodge_aid="national"))}


def test_nobody_has_more_tours_away_than_so_many() -> None:
    assert [(1800, "lodged"), (3240, "need fell")] == leaves(lodged(national_tours=2))[1:3]


def test_nobody_stays_longer_than_a_stay() -> None:
    """It left at 1615 and would have rested at 2460; at 3900 the second time."""
    assert [(1800, "lodged"), (3240, "lodged")] == leaves(lodged(lodge_stay=2286.0))[1:3]
    assert [(1800, "lodged"), (3240, "need fell")] == leaves(lodged(lodge_stay=2285.0))[1:3]


def test_who_is_on_call_goes_home_when_its_stay_is_over() -> None:
    """It rests until 2460, on call until the judging after 1615 + 1200."""
    log = lodged(lodge_stay=1200.0)
    assert [2820.0 + 90.0] == [t for t in times(log, ev.UNIT_RETURNED) if 1800 < t < 2940]


def test_who_is_on_call_goes_home_when_a_day_has_passed_without_need() -> None:
    """Nothing is needed from 1800; the judging of 3240 sees that."""
    need = [*NIGHTS[:4], (4380, 1), (4680, 0)]
    assert [3240.0 + 90.0] == [t for t in times(lodged(need), ev.UNIT_RETURNED) if 1800 < t < 4380]


def test_a_crew_that_rests_goes_home_when_disorder_is_over() -> None:
    """Over at 1800 for good: it is not expected to be needed again."""
    assert [(300, "need fell"), (1800, "need fell")] == leaves(lodged(NIGHTS[:4]))


def test_where_the_end_is_known_aid_stays_until_it() -> None:
    """Stated for two days: lodged from the first night on, and home after the last."""
    assert [(300, "lodged"), (1800, "need fell")] == leaves(lodged(NIGHTS[:4], end="known"))


def test_aid_of_the_region_works_tour_after_tour_in_one_place() -> None:
    """It musters at 115: tours end at 835, two hours of drives are none of them."""
    log = lodged([(0, 1), (4000, 0)], end="known", national_tours=9, has={"ash": 0, "oak": 2})
    assert [115.0] == times(log, ev.UNIT_MUSTERED, unit=OAK)[:1]
    assert (835.0, "tour ended") == leaves(log)[0]
    assert 835.0 + 660.0 == times(log, ev.UNIT_RESTED, cause="near the RVP")[0]


def test_a_crew_has_its_day_off_near_the_rvp() -> None:
    log = lodged([(0, 1), (4000, 0)], end="known", national_tours=9, tours_before_day_off=1)
    assert 835.0 + 660.0 + DAY == times(log, ev.UNIT_RESTED, cause="near the RVP")[0]


def test_aid_that_is_lodged_is_kept_between_two_nights() -> None:
    """At noon of the third day its 25 officers rest; so they do when the log ends there."""
    for duration in (4 * DAY, 2000.0):
        night = scenario_of(NIGHTS, duration=duration)
        facts = facts_of(night)
        stints = stints_of(run(night), facts)
        assert 25 == CONSTRUCTS["kept"](stints, facts, CrewWindow(1900.0, 1900.0, "aid"))


def test_the_region_without_lodging_is_asked_every_night() -> None:
    assert [55.0, 1555.0, 2995.0, 4435.0] == times(lodged(lodge_aid="national"), ev.UNIT_ORDERED)


# --- laws -----------------------------------------------------------------------------------------


@law(60)
@given(likely_worlds(lodge_aid="lasting"), seeds())
def test_nobody_is_away_for_more_tours_than_are_allowed_nor_begins_one_after_its_stay(
    scenario: Scenario, seed: int
) -> None:
    if scenario.mode == "surge":
        return
    tours: Counter[str | None] = Counter()
    left: dict[str | None, float] = {}
    for row in run(scenario, seed):
        if row.event == ev.UNIT_RETURNED:
            tours[row.unit] = 0
            left.pop(row.unit, None)
        elif row.event in (ev.UNIT_MUSTERED, ev.UNIT_COMMITTED):
            left.setdefault(row.unit, row.minute)
            if row.event == ev.UNIT_COMMITTED:  # who turns and goes back has not toured
                tours[row.unit] = 0
        elif row.event == ev.UNIT_STOOD_DOWN and row.cause not in MOVED:
            tours[row.unit] += 1
            if row.cause == "lodged":
                assert row.force != row.counterpart
                assert tours[row.unit] < scenario.rules.national_tours
        elif row.event == ev.UNIT_RESTED and row.cause == "near the RVP":
            day_off = scenario.durations.day_off
            assert row.minute <= left[row.unit] + scenario.lodging.stay + day_off


def test_a_scenario_says_which_aid_is_lodged() -> None:
    settings = ["lodging.aid=lasting", "lodging.far=3h", "lodging.stay=5d"]
    found = load_scenario("quickstart", settings=settings).lodging
    assert ("lasting", 180.0, DAY, 5 * DAY) == (found.aid, found.far, found.lasting, found.stay)
