"""Are officers counted by the right minutes, places and forces?

The logs are typed by hand. Ash hosts; beech is its neighbour, in some tests one place with it
together; elm sends aid. A PSU is 25 officers.
"""

from datetime import datetime

from mobsim.ground.clock import LONDON, WallClock
from mobsim.scoring import Facts, KindFacts
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.scoring.tally import LogTally
from mobsim.scoring.tours import (
    ClockWindow,
    Tour,
    most_deployed_at_once,
    officer_shifts,
    officers_deployed,
    officers_on_duty,
    officers_on_duty_busiest_day,
)

HOUR = 60.0
FACTS = Facts(
    duration=100 * HOUR,
    clock=WallClock(datetime(2026, 6, 3, 14, 0, tzinfo=LONDON)),
    kinds={"psu": KindFacts(25, "support unit", "support units", "PSU")},
)
MUSTERED, DEPLOYED, LEFT = ev.UNIT_MUSTERED, ev.UNIT_DEPLOYED, ev.UNIT_STOOD_DOWN
RETURNED, RESTED = ev.UNIT_RETURNED, ev.UNIT_RESTED


def row(hour: float, event: str, unit: str, host: str = "ash", cause: str | None = None) -> Event:
    force = unit.partition("-")[0]
    return Event(
        hour * HOUR, event, "river", None, 1, force, host, unit, "psu", cause=cause
    )  # fmt: skip


def tour(unit: str, *hours: float | None, host: str = "ash") -> Tour:
    """Mustered, deployed, left, over."""
    mustered, deployed, left, over = (None if h is None else h * HOUR for h in hours)
    force = unit.partition("-")[0]
    return Tour(unit, force, host, "psu", mustered or 0.0, deployed, left or 0.0, over or 0.0)


def tours_of(log: list[Event]) -> list[Tour]:
    tally = LogTally(FACTS)
    for each in log:
        tally.add(each)
    return [found for toured in tally.tours().values() for found in toured]


def window(since: float, until: float, whose: str = "all", *where: str) -> ClockWindow:
    return ClockWindow(since * HOUR, until * HOUR, whose, frozenset(where))  # type: ignore[arg-type]


OWN = tour("ash-psu-1", 1, 2, 9, 10)
AID = tour("elm-psu-1", 3, 5, 14, 16)
NEVER_DEPLOYED = tour("elm-psu-2", 3, None, 5, 7)
AGAIN = tour("elm-psu-1", 27, 28, 38, 40)
FOUR = [OWN, AID, NEVER_DEPLOYED, AGAIN]


# --- tours of a log ---------------------------------------------------------------------------


def test_a_tour_runs_from_mustering_until_the_crew_is_home() -> None:
    log = [
        row(1, MUSTERED, "elm-psu-1"),
        row(3, DEPLOYED, "elm-psu-1"),
        row(9, LEFT, "elm-psu-1"),
        row(11, RETURNED, "elm-psu-1"),
        row(22, RESTED, "elm-psu-1", cause="at home"),
    ]
    assert [tour("elm-psu-1", 1, 3, 9, 11)] == tours_of(log)


def test_the_tour_of_a_crew_that_rests_near_the_rvp_is_over_when_it_stands_down() -> None:
    log = [
        row(1, MUSTERED, "elm-psu-1"),
        row(3, DEPLOYED, "elm-psu-1"),
        row(13, LEFT, "elm-psu-1"),
        row(24, RESTED, "elm-psu-1", cause="near the RVP"),
        row(25, MUSTERED, "elm-psu-1"),
    ]
    assert [
        tour("elm-psu-1", 1, 3, 13, 13),
        tour("elm-psu-1", 25, None, 100, 100),
    ] == tours_of(log)


def test_a_crew_that_the_log_leaves_resting_is_off_duty_and_one_driving_home_is_not() -> None:
    whole = [row(1, MUSTERED, "elm-psu-1"), row(13, LEFT, "elm-psu-1")]
    short = [row(1, MUSTERED, "elm-psu-2"), row(4, LEFT, "elm-psu-2")]
    assert [13 * HOUR, 100 * HOUR] == [found.over for found in tours_of([*whole, *short])]


def test_an_empty_log_has_no_tours_and_no_officers() -> None:
    assert [] == tours_of([])
    for count in (officers_deployed, most_deployed_at_once, officers_on_duty, officer_shifts):
        assert 0 == count([], FACTS, window(0, 100))
    assert 0 == officers_on_duty_busiest_day([], FACTS, window(0, 100))


# --- counts -----------------------------------------------------------------------------------


def test_a_crew_that_stands_deployed_twice_counts_once() -> None:
    assert 50 == officers_deployed(FOUR, FACTS, window(0, 100))
    assert 25 == officers_deployed(FOUR, FACTS, window(0, 100, "aid"))


def test_only_minutes_within_the_window_count() -> None:
    assert 0 == officers_deployed(FOUR, FACTS, window(0, 2))  # deployed as it ends
    assert 25 == officers_deployed(FOUR, FACTS, window(9, 14))  # the other left as it began
    assert 25 == officers_deployed(FOUR, FACTS, window(30, 31))


def test_on_duty_counts_crews_that_never_deploy_and_the_drives() -> None:
    assert 75 == officers_on_duty(FOUR, FACTS, window(0, 24))
    assert 25 == officers_on_duty(FOUR, FACTS, window(14, 16))  # driving home
    assert 0 == officers_on_duty(FOUR, FACTS, window(16, 27))


def test_crews_of_forces_that_count_as_one_place_are_nobodys_aid_there() -> None:
    near = tour("beech-psu-1", 1, 2, 9, 10)
    assert 25 == officers_deployed([near], FACTS, window(0, 24, "aid", "ash"))
    assert 0 == officers_deployed([near], FACTS, window(0, 24, "aid", "ash", "beech"))
    assert 25 == officers_deployed([near], FACTS, window(0, 24, "own", "ash", "beech"))
    assert 0 == officers_deployed([near], FACTS, window(0, 24, "all", "beech"))


def test_most_at_once_is_not_the_number_of_different_crews() -> None:
    after = tour("elm-psu-3", 8, 9, 12, 13)  # deploys as the own crew leaves
    assert 50 == most_deployed_at_once([OWN, AID, after], FACTS, window(0, 24))
    assert 75 == officers_deployed([OWN, AID, after], FACTS, window(0, 24))
    assert 25 == most_deployed_at_once([OWN, AID, after], FACTS, window(12, 24))


def test_shifts_are_tours_begun_in_the_window() -> None:
    assert 100 == officer_shifts(FOUR, FACTS, window(0, 100))
    assert 75 == officer_shifts(FOUR, FACTS, window(1, 27))
    assert 25 == officer_shifts(FOUR, FACTS, window(0, 100, "own"))


def test_the_busiest_day_is_a_calendar_day() -> None:
    # Midnights are at hours 10 and 34: the second tour of elm-psu-1 lies on both sides of one.
    assert 75 == officers_on_duty_busiest_day(FOUR, FACTS, window(0, 100))
    assert 25 == officers_on_duty_busiest_day(FOUR, FACTS, window(10, 100))


def test_without_a_clock_the_window_is_one_day() -> None:
    one_by_one = [tour(f"ash-psu-{n}", 20 * n, None, 20 * n + 1, 20 * n + 2) for n in range(4)]
    assert 100 == officers_on_duty_busiest_day(
        one_by_one, Facts(6000.0, kinds=FACTS.kinds), window(0, 90)
    )


def test_own_and_aid_together_are_all() -> None:
    both = sum(officer_shifts(FOUR, FACTS, window(0, 100, each)) for each in ("own", "aid"))
    assert both == officer_shifts(FOUR, FACTS, window(0, 100))
