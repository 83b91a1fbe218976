"""Does each sense of a number of officers count the right minutes, places and forces?

The logs are typed by hand. Ash hosts; beech is its neighbour, in some tests one place with it
together; elm and oak send aid. A PSU is 25 officers. Times are in hours.
"""

from datetime import datetime

import pytest

from mobsim.ground.clock import LONDON, WallClock
from mobsim.scoring import Facts, KindFacts
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.scoring.officer_counts import CONSTRUCTS, CrewWindow, meanings
from mobsim.scoring.stints import Stint, stints_of

HOUR = 60.0
FACTS = Facts(
    duration=100 * HOUR,
    clock=WallClock(datetime(2026, 6, 3, 14, 0, tzinfo=LONDON)),
    kinds={"psu": KindFacts(25, "support unit", "support units", "PSU")},
    holding=frozenset({"area"}),
)
ORDERED, MUSTERED, REACHED = ev.UNIT_ORDERED, ev.UNIT_MUSTERED, ev.UNIT_REACHED_RVP
DEPLOYED, LEFT, RETURNED = ev.UNIT_DEPLOYED, ev.UNIT_STOOD_DOWN, ev.UNIT_RETURNED
RESTED, CANCELLED, COMMITTED = ev.UNIT_RESTED, ev.UNIT_CANCELLED, ev.UNIT_COMMITTED
NEAR = "near the RVP"


def row(
    hour: float,
    event: str,
    unit: str,
    cause: str | None = None,
    *,
    at: str = "river",
    host: str = "ash",
) -> Event:
    force = unit.partition("-")[0]
    return Event(hour * HOUR, event, at, None, 1, force, host, unit, "psu", cause=cause)


def trip(unit: str, *hours: float, at: str = "river", host: str = "ash") -> list[Event]:
    """Ordered, mustered, reached the RVP, deployed, left, returned: as many as there are hours."""
    steps = (ORDERED, MUSTERED, REACHED, DEPLOYED, LEFT, RETURNED)
    return [
        row(hour, step, unit, at=at, host=host) for hour, step in zip(hours, steps, strict=False)
    ]


def stints(*trips: list[Event]) -> list[Stint]:
    log = sorted((each for rows in trips for each in rows), key=lambda each: each.minute)
    return stints_of(log, FACTS)


def count(
    name: str, known: list[Stint], since: float, until: float, whose: str = "all",
    where: str = "", donors: str = "",
) -> int:  # fmt: skip
    window = CrewWindow(
        since * HOUR, until * HOUR, whose,  # type: ignore[arg-type]
        frozenset(where.split()), frozenset(donors.split()),
    )  # fmt: skip
    return CONSTRUCTS[name](known, FACTS, window)


OWN = trip("ash-psu-1", 0, 1, 2, 3, 9, 10)
AID = trip("elm-psu-1", 0, 3, 5, 6, 14, 16)
LATE = trip("oak-psu-1", 4, 6, 9, 10, 13, 15)
CALLED_OFF = [row(1, ORDERED, "elm-psu-2"), row(2, CANCELLED, "elm-psu-2", "need fell")]
TWICE = trip("elm-psu-1", 26, 27, 29, 30, 38, 40)
ALL = stints(OWN, AID, LATE, CALLED_OFF, TWICE)


# --- one sense each ---------------------------------------------------------------------------


def test_ordered_counts_those_called_off_too() -> None:
    assert 100 == count("ordered", ALL, 0, 24)
    assert 75 == count("ordered", ALL, 0, 2)
    assert 75 == count("ordered", ALL, 0, 24, "aid")


def test_sent_counts_from_mustering_and_by_donor() -> None:
    assert 75 == count("sent", ALL, 0, 24)
    assert 50 == count("sent", ALL, 0, 24, "aid")
    assert 25 == count("sent", ALL, 0, 100, "aid", donors="elm")
    assert 0 == count("sent", ALL, 0, 100, "aid", donors="beech")


def test_donors_counts_forces_and_not_crews() -> None:
    second = trip("elm-psu-3", 0, 3, 5, 6, 14, 16)
    assert 2 == count("donors", stints(OWN, AID, LATE, second), 0, 24, "aid")
    assert 1 == count("donors", ALL, 20, 100, "aid")


def test_arrived_is_at_the_rvp_and_not_deployed() -> None:
    assert 50 == count("arrived", ALL, 0, 6)
    assert 25 == count("arrived", ALL, 0, 9, "aid")
    assert 50 == count("arrived", ALL, 0, 10, "aid")


def test_at_the_rvp_in_time_leaves_out_who_was_ordered_before() -> None:
    assert 50 == count("at-rvp", ALL, 0, 6)
    assert 25 == count("at-rvp", ALL, 3, 10)  # oak alone
    assert 0 == count("at-rvp", ALL, 5, 10)


def test_deployed_counts_a_crew_once_and_only_minutes_within() -> None:
    assert 75 == count("deployed", ALL, 0, 100)
    assert 0 == count("deployed", ALL, 0, 3)  # deployed as it ends
    assert 50 == count("deployed", ALL, 9, 14)  # the own crew left as it began


def test_deployed_at_once_is_not_the_number_of_different_crews() -> None:
    assert 50 == count("deployed-at-once", ALL, 0, 24)
    assert 25 == count("deployed-at-once", ALL, 13, 24)
    assert 25 == count("deployed-at-once", ALL, 0, 24, "own")


def test_standing_by_counts_holding_areas_alone() -> None:
    ready = trip("elm-psu-4", 0, 3, 5, 6, 14, 16, at="area")
    assert 0 == count("standing-by", ALL, 0, 100)
    assert 25 == count("standing-by", stints(OWN, AID, ready), 0, 100)
    assert 0 == count("standing-by", stints(OWN, AID, ready), 14, 100)


def test_kept_counts_who_is_deployed_or_rests_near_the_rvp_at_that_minute() -> None:
    lodged = [
        *trip("oak-psu-2", 0, 3, 5, 6, 15),
        row(26, RESTED, "oak-psu-2", NEAR),
        row(30, RETURNED, "oak-psu-2"),
        row(41, RESTED, "oak-psu-2", "at home"),
    ]
    known = stints(OWN, AID, lodged)
    assert 75 == count("kept", known, 8, 8)
    assert 25 == count("kept", known, 15, 15)  # elm drives home
    assert 25 == count("kept", known, 29, 29)
    assert 0 == count("kept", known, 30, 30)


def test_on_duty_counts_the_drives_and_not_the_rest() -> None:
    assert 75 == count("on-duty", ALL, 0, 24)
    assert 25 == count("on-duty", ALL, 15, 24)  # elm, driving home
    assert 0 == count("on-duty", ALL, 16, 27)
    lodged = [*trip("oak-psu-2", 0, 3, 5, 6, 15), row(26, RESTED, "oak-psu-2", NEAR)]
    assert 0 == count("on-duty", stints(lodged), 15, 100)


def test_the_busiest_day_is_a_calendar_day() -> None:
    # Midnights are at hours 10 and 34: the second trip of elm lies on both sides of one.
    assert 75 == count("on-duty-busiest-day", ALL, 0, 100)
    assert 25 == count("on-duty-busiest-day", ALL, 16, 100)


def test_shifts_are_tours_begun() -> None:
    assert 100 == count("shifts", ALL, 0, 100)
    assert 75 == count("shifts", ALL, 0, 24)
    assert 25 == count("shifts", ALL, 0, 100, "own")


# --- places -----------------------------------------------------------------------------------


def test_crews_of_forces_that_count_as_one_place_are_nobodys_aid_there() -> None:
    known = stints(trip("beech-psu-1", 0, 1, 2, 3, 9, 10))
    assert 25 == count("sent", known, 0, 24, "aid", "ash")
    assert 0 == count("sent", known, 0, 24, "aid", "ash beech")
    assert 25 == count("sent", known, 0, 24, "own", "ash beech")
    assert 0 == count("sent", known, 0, 24, "all", "beech")


def test_a_crew_sent_on_counts_at_both_places_on_one_tour() -> None:
    moved = [
        *trip("elm-psu-1", 0, 3, 5, 6, 8),
        row(8, ORDERED, "elm-psu-1", "re-tasked", at="hill", host="beech"),
        row(9, REACHED, "elm-psu-1", at="hill", host="beech"),
        row(9, DEPLOYED, "elm-psu-1", at="hill", host="beech"),
        row(12, LEFT, "elm-psu-1", "need fell", at="hill", host="beech"),
        row(14, RETURNED, "elm-psu-1", at="hill", host="beech"),
    ]
    known = stints(moved)
    assert (25, 25) == tuple(count("deployed", known, 0, 24, "aid", at) for at in ("ash", "beech"))
    assert (0, 25) == tuple(count("sent", known, 7, 24, "aid", at) for at in ("ash", "beech"))
    assert 25 == count("shifts", known, 0, 24)
    assert 25 == count("deployed-at-once", known, 0, 24)


def test_crews_of_a_planned_operation_are_sent_and_on_duty() -> None:
    planned = [row(2, COMMITTED, "elm-psu-1", "march"), row(20, RETURNED, "elm-psu-1", "march")]
    known = stints(planned)
    assert 25 == count("sent", known, 0, 24, "aid", "ash")
    assert 1 == count("donors", known, 0, 24, "aid", "ash")
    assert (25, 0) == (count("on-duty", known, 19, 24), count("on-duty", known, 20, 24))
    assert (0, 0) == (count("ordered", known, 0, 24), count("deployed", known, 0, 24))


def test_a_crew_that_turns_from_an_operation_and_back_is_on_one_tour() -> None:
    log = [
        row(2, COMMITTED, "elm-psu-1", "march"),
        row(5, ORDERED, "elm-psu-1", "turned"),
        row(6, REACHED, "elm-psu-1"),
        row(6, DEPLOYED, "elm-psu-1"),
        row(9, LEFT, "elm-psu-1", "need fell"),
        row(9, COMMITTED, "elm-psu-1", "march"),
        row(20, RETURNED, "elm-psu-1", "march"),
    ]
    known = stints(log)
    assert 25 == count("shifts", known, 0, 24)
    assert (25, 0) == (count("deployed", known, 6, 7), count("deployed", known, 9, 24))
    assert (25, 0) == (count("on-duty", known, 12, 13), count("on-duty", known, 20, 24))


# --- the end of a log -------------------------------------------------------------------------


def test_a_crew_that_the_log_leaves_resting_is_off_duty_and_one_driving_home_is_not() -> None:
    known = stints(trip("elm-psu-1", 0, 1, 3, 4, 13), trip("elm-psu-2", 0, 1, 3, 4, 6))
    assert 25 == count("on-duty", known, 20, 24)
    assert 25 == count("kept", known, 20, 20)


def test_a_crew_that_is_deployed_as_the_log_ends_stays_so() -> None:
    assert 25 == count("deployed", stints(trip("elm-psu-1", 0, 1, 3, 4)), 99, 100)


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_an_empty_log_counts_as_nothing(name: str) -> None:
    assert 0 == count(name, [], 0, 100)
    assert meanings()[name].endswith(".")
