"""Does a tour last as long as the log says?

The logs are typed by hand. Ash hosts; elm sends aid.
"""

from datetime import datetime

from mobsim.ground.clock import LONDON, WallClock
from mobsim.scoring import Facts, KindFacts
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.scoring.tally import LogTally
from mobsim.scoring.tours import Tour

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


def test_an_empty_log_has_no_tours() -> None:
    assert [] == tours_of([])
