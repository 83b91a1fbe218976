"""Are measures worked out from the log alone, and can each be checked in the head?

The logs here are typed by hand. Ash and elm are forces of the forest, oak is London's.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mobsim.api import run
from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.errors import ScoringError
from mobsim.scoring import (
    Facts,
    ForceFacts,
    IncidentFacts,
    KindFacts,
    LineFacts,
    Measures,
    StockFacts,
    Tally,
    facts_from_plain,
    facts_to_plain,
    minutes_between,
    score,
)
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.scoring.incidents import share_of
from mobsim.scoring.measures import IncidentMeasures, LineMeasures, Share
from mobsim.telling.night_facts import facts_of
from tests.strategies import seeds, worlds
from tests.worlds import incident, world
from tests.worlds import run as simulated

HOUR, DAY = 60.0, 1440.0

FACTS = Facts(
    duration=1000.0,
    clock=WallClock(datetime(2026, 6, 3, 14, 0, tzinfo=LONDON)),
    kinds={
        "psu": KindFacts(25, "support unit", "support units", "PSU"),
        "aep": KindFacts(6, "AEP team", "AEP teams", "AEP"),
    },
    forces={
        "ash": ForceFacts("Ash Police", "Ashby", "forest"),
        "elm": ForceFacts("Elm Constabulary", "Elmton", "forest"),
        "oak": ForceFacts("Oak Police Service", "Oakham", "london"),
    },
    incidents={"river": IncidentFacts("River", "ash"), "brook": IncidentFacts("Brook", "oak")},
    stock={
        "ash": {"psu": StockFacts(3, 4, 1), "aep": StockFacts(1, 1, 0)},
        "elm": {"psu": StockFacts(3, 3, 1)},
        "oak": {"psu": StockFacts(3, 3, 1)},
    },
    lines=(
        LineFacts("psu", "psu", 10, 12, london="outside"),
        LineFacts("psu_london", "psu", 4, 4, london="inside"),
        LineFacts("aep", "aep", 2, 1),
        LineFacts("aep", "aep", 1, 1, region="forest"),
    ),
)


def began(incident: str = "river", at: float = 0.0, force: str = "ash") -> Event:
    return Event(at, ev.INCIDENT_BEGAN, incident, force=force)


def need(units: int, at: float = 0.0, incident: str = "river", kind: str = "psu") -> Event:
    host = FACTS.incidents[incident].force
    return Event(at, ev.NEED_CHANGED, incident, force=host, kind=kind, count=units)


def unmet(at: float, line: str, cause: str | None, left: int = 0) -> Event:
    kind = line.partition("_")[0]
    return Event(
        at, ev.NEED_UNMET, "river", 1, None, "ash", line, None, kind, 3, cause, known_stock=left
    )


def rows(
    unit: str, incident: str = "river", tier: int | None = None, **minutes: float
) -> list[Event]:
    """A unit's rows, each named in short: ordered=0, mustered=10, rvp=20 …"""
    force, kind, _ = unit.split("-")
    host = FACTS.incidents[incident].force
    own = 1 if force == host else 2
    made = []
    for name, minute in minutes.items():
        event, cause = SHORT[name]
        made.append(
            Event(
                minute, event, incident, None if own == 1 else 1, tier or own, force, host, unit,
                kind, cause=cause,
            )
        )  # fmt: skip
    return made


SHORT: dict[str, tuple[str, str | None]] = {
    "ordered": (ev.UNIT_ORDERED, "aid"),
    "cancelled": (ev.UNIT_CANCELLED, "need fell"),
    "mustered": (ev.UNIT_MUSTERED, None),
    "rvp": (ev.UNIT_REACHED_RVP, None),
    "deployed": (ev.UNIT_DEPLOYED, None),
    "stood_down": (ev.UNIT_STOOD_DOWN, "need fell"),
    "tour_ended": (ev.UNIT_STOOD_DOWN, "tour ended"),
    "returned": (ev.UNIT_RETURNED, None),
    "rested": (ev.UNIT_RESTED, "at home"),
    "rested_near": (ev.UNIT_RESTED, "near the RVP"),
}


def there(unit: str, deployed: float, stood_down: float | None = None, **more: Any) -> list[Event]:
    """A unit that is ordered at 5, musters at 6, reaches the RVP a minute before it deploys."""
    minutes = {"ordered": 5.0, "mustered": 6.0, "rvp": deployed - 1, "deployed": deployed}
    if stood_down is not None:
        minutes["stood_down"] = stood_down
    return rows(unit, **(more | minutes))


def in_order(*parts: Event | Iterable[Event]) -> list[Event]:
    flat = [row for part in parts for row in ([part] if isinstance(part, Event) else part)]
    return sorted(flat, key=lambda row: row.minute)


def scored(*parts: Event | Iterable[Event], facts: Facts = FACTS) -> Measures:
    return score(in_order(*parts), facts)


def incident_of(*parts: Event | Iterable[Event], facts: Facts = FACTS) -> IncidentMeasures:
    return scored(*parts, facts=facts).incidents[0]


def line_of(measures: Measures, name: str) -> LineMeasures:
    return next(line for line in measures.national if line.line == name)


# --- incidents ----------------------------------------------------------------------------------


def test_units_count_towards_a_share_only_while_they_are_present_at_once() -> None:
    log = in_order(began(), need(2), there("ash-psu-01", 30, 50), there("elm-psu-01", 60))
    assert 30 == score(log, FACTS).incidents[0].time_to["first"]
    assert score(log, FACTS).incidents[0].time_to["100"] is None
    log = in_order(log, there("elm-psu-02", 80))
    assert 80 == score(log, FACTS).incidents[0].time_to["100"]


def test_shares_of_peak_need_are_rounded_up_to_whole_units() -> None:
    crews = [there(f"elm-psu-{n:02d}", 10.0 * n) for n in range(1, 8)]
    found = incident_of(began(), need(7), *crews)
    assert {"first": 10, "10": 10, "40": 30, "60": 50, "100": 70} == found.time_to


def test_the_peak_is_of_the_need_not_of_the_strength() -> None:
    found = incident_of(began(), need(1), need(3, 100), need(2, 200), there("ash-psu-01", 30))
    assert 3 == found.peak_need
    assert 30 == found.time_to["10"]
    assert found.time_to["40"] is None


def test_a_clock_that_starts_at_the_request_counts_who_is_there_by_then() -> None:
    request = Event(40, ev.AID_REQUESTED, "river", 1, 2, "ash", "forest", None, "psu", 1)
    found = incident_of(
        began(), need(2), request, there("ash-psu-01", 30), there("elm-psu-01", 100)
    )
    expected = {"first": 0, "10": 0, "40": 0, "60": 60, "100": 60}
    assert expected == found.requested_to_deployed
    assert {"first": 0, "10": 0, "40": 0, "60": 59, "100": 59} == found.requested_to_rvp
    assert 1 == found.deployed_at_request
    assert 99 == found.began_to_rvp["100"]


def test_without_a_request_nothing_is_counted_from_one() -> None:
    found = incident_of(began(), need(1), there("ash-psu-01", 30))
    assert {None} == set(found.requested_to_deployed.values())
    assert found.deployed_at_request is None


def test_first_aid_is_told_with_its_place_and_kind() -> None:
    found = scored(began(), need(1), there("elm-psu-01", 30)).headlines
    assert (30, "river", "psu") == (
        found.first_aid_at,
        found.first_aid_where,
        found.first_aid_kind,
    )


def test_met_share_and_unmet_hours_are_of_the_need_over_time() -> None:
    found = incident_of(
        began(), need(2), need(0, 240), there("ash-psu-01", 60, 240), there("elm-psu-01", 120, 240)
    )
    # Needed 2 × 240 = 480 unit-minutes; there 180 and 120.
    assert 300 / 480 == found.met_share
    assert 3.0 == found.unmet_unit_hours
    assert {"own": 1, "agreement": 0, "region": 1, "nation": 0, "beyond": 0} == found.by_source
    assert 120 == found.began_to_first_aid


def test_units_beyond_the_need_do_not_make_up_for_units_short_at_another_time() -> None:
    found = incident_of(
        began(), need(1), need(0, 200), there("ash-psu-01", 100), there("elm-psu-01", 100)
    )
    assert 0.5 == found.met_share


def test_the_worst_shortfall_is_the_largest_that_lasts_an_hour() -> None:
    """Short of 2 until 60, of 1 until 90, of 4 until 400: the first hour never tells."""
    found = incident_of(began(), need(2), need(5, 90), there("ash-psu-01", 60), need(1, 400))
    worst = (found.worst_short, found.worst_short_at, found.worst_short_lasts)
    assert (4, 90, 310) == worst
    brief = incident_of(began(), need(9), need(2, 59), there("ash-psu-01", 200))
    assert (2, 0, 200) == (brief.worst_short, brief.worst_short_at, brief.worst_short_lasts)
    assert {"1": 1, "4": 4, "8": 0} == found.short_at


def test_the_share_there_by_an_hour_is_the_most_at_once_until_then() -> None:
    found = incident_of(
        began(), need(4), there("ash-psu-01", 50, 70), there("elm-psu-01", 100), facts=FACTS
    )
    assert {"1": 0.25, "4": 0.25, "8": 0.25} == found.share_by
    short = incident_of(began(), need(4), facts=replace(FACTS, duration=200.0))
    assert {"1": 0.0, "4": None, "8": None} == short.share_by


def test_an_incident_never_short_has_no_worst_minute() -> None:
    found = incident_of(began(at=50), there("ash-psu-01", 40), need(1, 50))
    assert (0, None) == (found.worst_short, found.worst_short_at)
    assert 1.0 == found.met_share


@pytest.mark.parametrize(
    ("percent", "whole", "units"), [("10", 297, 30), ("40", 75, 30), ("60", 18, 11), ("100", 1, 1)]
)
def test_a_share_of_units_is_never_rounded_down(percent: str, whole: int, units: int) -> None:
    assert units == share_of(percent, whole)


# --- national lines -----------------------------------------------------------------------------


def test_a_unit_is_in_use_from_its_order_until_it_has_rested() -> None:
    life = rows(
        "elm-psu-01", ordered=10, mustered=20, rvp=30, deployed=40, stood_down=50, returned=60,
        rested=70,
    )  # fmt: skip
    later = rows("elm-psu-02", ordered=70, cancelled=80)
    line = line_of(scored(began(), need(2), life, later), "psu")
    assert (1, 10) == (line.peak_in_use, line.peak_in_use_at)
    sooner = rows("elm-psu-02", ordered=69, cancelled=80)
    line = line_of(scored(began(), need(2), life, sooner), "psu")
    assert (2, 69) == (line.peak_in_use, line.peak_in_use_at)


def test_a_unit_ordered_while_it_rests_near_the_rvp_stays_in_use() -> None:
    tour = rows("elm-psu-01", tier=3, ordered=0, mustered=10, rvp=20, deployed=30, tour_ended=100)
    ordered = rows("elm-psu-01", tier=3, ordered=150)
    rested = rows("elm-psu-01", tier=3, rested_near=200)
    by_hour = scored(
        began(), need(1), tour, ordered, rested, rows("elm-psu-01", tier=3, cancelled=250)
    ).headlines.reserve_by_hour
    assert by_hour is not None
    # Declared 12: one in use at minutes 60, 120, 180 and 240; none at 300.
    assert [11, 11, 11, 11, 11, 12] == by_hour["psu"][:6]
    resting = scored(began(), need(1), tour, rested).headlines.reserve_by_hour
    assert resting is not None
    assert [11, 11, 11, 11, 12] == resting["psu"][:5]


def test_a_unit_counts_on_the_line_of_its_place_and_london_s_line_says_what_it_lends() -> None:
    log = in_order(began(), need(2), there("oak-psu-01", 30), there("ash-psu-01", 40))
    found = score(log, FACTS)
    assert 2 == line_of(found, "psu").peak_in_use
    london = line_of(found, "psu_london")
    assert (0, "not tested") == (london.crews_deployed, london.verdict_capacity)
    assert (3, 5) == (london.least_left, london.least_left_at)


def test_a_75_held_by_london_s_forces_is_not_filled_by_others() -> None:
    log = in_order(
        began("brook", force="oak"), need(2, incident="brook"),
        there("ash-psu-01", 30, incident="brook"), there("oak-psu-01", 40, incident="brook"),
    )  # fmt: skip
    found = score(log, FACTS)
    assert 1 == line_of(found, "psu_london").crews_deployed
    assert 1 == line_of(found, "psu").crews_deployed
    assert "pass" == line_of(found, "psu_london").verdict_capacity
    assert "not tested" == line_of(found, "psu").verdict_capacity


def test_a_75_available_to_london_counts_whoever_goes_there() -> None:
    log = in_order(
        began("brook", force="oak"), need(2, incident="brook"),
        there("ash-psu-01", 30, incident="brook"), there("oak-psu-01", 40, incident="brook"),
    )  # fmt: skip
    found = score(log, replace(FACTS, london_75="available_to"))
    assert 2 == line_of(found, "psu_london").crews_deployed
    assert 0 == line_of(found, "psu").crews_deployed


def test_national_shares_count_different_crews_and_strength_at_once_apart() -> None:
    crews = [there(f"elm-psu-{n:02d}", 100.0 * n, 100.0 * n + 50) for n in range(1, 5)]
    line = line_of(scored(began(), need(9), *crews), "psu")
    assert {"10": 100, "40": 400, "60": None, "100": None} == line.time_to
    assert {"10": 100, "40": None, "60": None, "100": None} == line.time_to_at_once
    assert (4, 1) == (line.crews_deployed, line.most_at_once)


def test_national_shares_are_counted_from_the_call_if_there_is_one() -> None:
    crews = [there("elm-psu-01", 100), there("elm-psu-02", 200)]
    without = line_of(scored(began(at=20), need(9, 20), *crews), "psu")
    assert ("IncidentBegan", 20, 80) == (
        without.counted_from,
        without.counted_from_at,
        without.time_to["10"],
    )
    call = Event(150, ev.NATIONAL_CALL_MADE, cause="national_call")
    called = line_of(scored(began(at=20), need(9, 20), call, *crews), "psu")
    assert ("NationalCallMade", 0) == (called.counted_from, called.time_to["10"])


def test_a_line_binds_at_its_first_unmet_need_with_a_cause() -> None:
    log = in_order(
        began(), need(5), unmet(100, "psu", None, left=4), unmet(200, "psu", "drawdown"),
        unmet(200, "psu_london", "stock"), unmet(300, "psu", "stock"),
    )  # fmt: skip
    found = score(log, FACTS)
    line = line_of(found, "psu")
    assert (200, "drawdown", "river", "fail") == (
        line.binds_at,
        line.binds_cause,
        line.binds_where,
        line.verdict_capacity,
    )
    first = found.headlines.first_to_break
    assert first is not None
    assert ("psu", 200, "river", "drawdown") == (first.line, first.at, first.incident, first.cause)
    assert "not tested" == line_of(found, "aep").verdict_capacity


@pytest.mark.parametrize(("left", "verdict"), [(0, "watch"), (1, "pass")])
def test_a_line_is_watched_when_less_than_a_tenth_may_still_be_offered(
    left: int, verdict: str
) -> None:
    night = scored(began(), need(1), unmet(9, "psu", None, left))
    assert verdict == line_of(night, "psu").verdict_capacity


def test_there_is_no_verdict_on_stock_until_a_return_is_loaded() -> None:
    assert line_of(scored(), "psu").verdict_stock is None
    loaded = scored(facts=replace(FACTS, returns_loaded=True))
    verdicts = {line.line: (line.headroom, line.verdict_stock) for line in loaded.national}
    assert {"psu": (2, "pass"), "psu_london": (0, "watch"), "aep": (-1, "fail")} == verdicts
    assert [("forest", 0, "watch")] == [
        (region.region, region.headroom, region.verdict_stock) for region in loaded.regions
    ]


def test_a_region_s_share_counts_the_region_s_own_teams() -> None:
    found = scored(began(), need(1, kind="aep"), there("ash-aep-01", 30))
    assert [("aep", "forest", 1, 1)] == [
        (r.line, r.region, r.peak_in_use, r.crews_deployed) for r in found.regions
    ]


# --- headlines ----------------------------------------------------------------------------------


def test_the_worst_shortfall_is_the_one_of_most_officers() -> None:
    found = scored(began(), need(2), need(7, kind="aep")).headlines.worst_shortfall
    assert found is not None
    assert (2, "psu", "river", 0) == (found.units, found.kind, found.incident, found.at)


def test_aid_begins_to_help_with_the_first_unit_of_another_force() -> None:
    headlines = scored(began(), need(5), there("ash-psu-01", 30), there("elm-psu-01", 90)).headlines
    assert (90, "river") == (headlines.first_aid_at, headlines.first_aid_where)


def test_forty_percent_of_all_need_is_over_all_incidents_and_not_beyond_any_ones_need() -> None:
    log = in_order(
        began(), began("brook", force="oak"), need(1), need(4, incident="brook"),
        there("ash-psu-01", 30), there("elm-psu-01", 40),
        there("oak-psu-01", 90, incident="brook"),
    )  # fmt: skip
    # 40 % of 5 is 2: the second unit at the river is beyond its need.
    assert 90 == score(log, FACTS).headlines.forty_percent_at


def test_the_reserve_is_what_is_declared_and_not_in_use_on_the_hour() -> None:
    life = rows("oak-psu-01", ordered=61, cancelled=119)
    stays = [rows(f"oak-psu-{n:02d}", ordered=150) for n in range(2, 8)]
    by_hour = scored(began(), need(1), life, *stays).headlines.reserve_by_hour
    assert by_hour is not None
    assert [12, 12, 12, 6] == by_hour["psu"][:4]
    assert [4, 4, 4, 4] == by_hour["psu_london"][:4]
    assert 1000 // 60 + 1 == len(by_hour["psu"])


def test_officers_taken_are_in_use_times_officers_at_the_worst_minute() -> None:
    taken = scored(
        began(), need(2), rows("ash-psu-01", ordered=0), rows("ash-aep-01", ordered=10),
        rows("elm-psu-01", ordered=20, cancelled=30),
    ).headlines.officers_taken  # fmt: skip
    assert taken is not None
    assert [("ash", 31, 10), ("elm", 25, 20)] == [(t.force, t.most, t.most_at) for t in taken]


def test_endurance_counts_whole_days_held_from_when_need_is_first_met() -> None:
    facts = replace(FACTS, duration=4 * DAY, mode="sustained")
    held = in_order(began(), need(1), there("ash-psu-01", 100))
    assert {"psu": 3} == score(held, facts).headlines.endurance_days
    lost = in_order(began(), need(1), there("ash-psu-01", 100, 100 + 1.5 * DAY))
    assert {"psu": 1} == score(lost, facts).headlines.endurance_days
    assert {"psu": 0} == scored(began(), need(1), facts=facts).headlines.endurance_days
    assert scored(began(), need(1)).headlines.endurance_days is None


# --- at home ------------------------------------------------------------------------------------


def test_home_cover_is_crews_free_at_home_against_the_floor() -> None:
    life = rows(
        "elm-psu-01", ordered=60, mustered=70, rvp=80, deployed=90, stood_down=200, returned=240,
        rested=900,
    )  # fmt: skip
    others = [rows("elm-psu-02", ordered=120, cancelled=180), rows("elm-psu-03", ordered=150)]
    home = scored(began(), need(3), life, *others).home
    assert home is not None
    (elm,) = home.forces
    assert ("elm", "psu", 3, 1) == (elm.force, elm.kind, elm.fit, elm.floor)
    assert (0, 150) == (elm.lowest, elm.lowest_at)
    assert 30.0 == elm.minutes_emptied
    assert 0.5 == elm.hours_below_floor
    # One left from 120 to 150 and from 180 to 900.
    assert (30 + 720) / HOUR == elm.hours_at_floor


def test_given_and_received_count_different_units_deployed() -> None:
    again = there("elm-psu-01", 300)
    home = scored(began(), need(3), there("elm-psu-01", 60, 100), again).home
    assert home is not None
    by_force = {row.force: (row.given, row.received) for row in home.forces}
    assert {"elm": (1, 0)} == by_force
    home = scored(began(), need(3), there("elm-psu-01", 60), there("ash-psu-01", 50)).home
    assert home is not None
    assert {"elm": (1, 0), "ash": (0, 1)} == {r.force: (r.given, r.received) for r in home.forces}
    shares = {"own": 0.5, "agreement": 0.0, "region": 0.5, "nation": 0.0, "beyond": 0.0}
    assert {"psu": shares} == home.source_shares


def test_floors_overridden_are_counted_by_force_and_kind() -> None:
    over = Event(9, ev.FLOOR_OVERRIDDEN, "river", None, 1, "ash", "ash", "ash-psu-04", "psu", 0)
    home = scored(began(), need(1), rows("ash-psu-04", ordered=9), over).home
    assert home is not None
    assert [1] == [row.floors_overridden for row in home.forces]


# --- people -------------------------------------------------------------------------------------


def test_a_tour_ends_as_the_crew_stands_down_and_its_hours_as_it_is_home() -> None:
    facts = replace(FACTS, duration=3 * DAY)
    home = rows(
        "elm-psu-01", ordered=0, mustered=0, rvp=60, deployed=90, stood_down=700, returned=721,
        rested=1400,
    )  # fmt: skip
    near = rows(
        "elm-psu-02", tier=3, ordered=0, mustered=0, rvp=60, deployed=90, tour_ended=720,
        rested_near=1380,
    )  # fmt: skip
    people = scored(began(), need(2), home, near, facts=facts).people
    assert people is not None
    assert (2, 0) == (people.tours, people.tours_over_limit)
    assert 720 / HOUR == people.longest_tour_hours
    assert pytest.approx((721 + 720) / 60 * 25) == people.officer_hours
    assert {"elm": people.officer_hours} == people.officer_hours_by_force
    assert 2 * people.officer_hours == people.cost(2.0)


def test_a_rest_is_short_when_the_next_muster_comes_too_soon_after_the_tour() -> None:
    facts = replace(FACTS, duration=3 * DAY)
    first = rows(
        "elm-psu-01", ordered=0, mustered=0, rvp=60, deployed=90, stood_down=100, returned=160,
        rested=820,
    )  # fmt: skip
    for muster, short in ((819, 1), (820, 0)):
        again = rows("elm-psu-01", ordered=810, mustered=muster)
        people = scored(began(), need(2), first, again, facts=facts).people
        assert people is not None
        assert short == people.short_rests


def test_days_in_a_row_are_calendar_days_with_a_tour() -> None:
    # From 14:00; midnight is at minute 600, the next at 2040.
    facts = replace(FACTS, duration=3 * DAY)
    night = rows("elm-psu-01", ordered=0, mustered=500, rvp=510, deployed=520, stood_down=700)
    home = rows("elm-psu-01", returned=720, rested=1380)
    people = scored(began(), need(2), night, home, facts=facts).people
    assert people is not None
    assert (2, {"2": 1}) == (people.most_days_in_a_row, people.crews_by_days_in_a_row)
    unclocked = scored(began(), need(2), night, home, facts=replace(facts, clock=None)).people
    assert unclocked is not None
    assert unclocked.most_days_in_a_row is None


def test_the_night_the_clocks_go_back_is_one_night() -> None:
    clock = WallClock(datetime(2026, 10, 24, 12, 0, tzinfo=LONDON))
    facts = replace(FACTS, duration=2 * DAY, clock=clock)
    assert [12 * HOUR, 12 * HOUR + 25 * HOUR] == facts.midnights()


# --- asked --------------------------------------------------------------------------------------


def test_asking_is_counted_by_tier_and_answer() -> None:
    log = [
        began(), need(3),
        Event(10, ev.AID_REQUESTED, "river", 1, 2, "ash", "forest", None, "psu", 3),
        Event(20, ev.AID_ASKED, "river", 1, 2, "elm", "ash", None, "psu", 2),
        Event(30, ev.AID_REQUESTED, "river", 1, 3, "ash", "npocc", None, "psu", 1),
        Event(40, ev.AID_OFFERED, "river", 1, 2, "elm", "ash", None, "psu", 1, "part"),
        Event(50, ev.NATIONAL_CALL_MADE, cause="anticipatory"),
    ]  # fmt: skip
    asked = score(log, FACTS).asked
    assert (10, 30, 50) == (asked.first_ricc_at, asked.first_npocc_at, asked.national_call_at)
    assert {"2": 1, "3": 1} == asked.requests
    assert (1, 2, 1) == (asked.asks, asked.units_asked, asked.units_offered)
    assert {"full": 0, "part": 1, "none": 0, "refused": 0, "no answer": 0} == asked.answers


# --- logs that lack clocks ----------------------------------------------------------------------


def test_measures_that_lack_a_clock_are_refused_by_name_and_the_others_given() -> None:
    whole = in_order(began(), need(1), there("elm-psu-01", 60))
    log = [row for row in whole if row.event not in (ev.UNIT_MUSTERED, ev.UNIT_REACHED_RVP)]
    found = score(log, FACTS)
    assert 60 == found.incidents[0].time_to["100"]
    assert {None} == set(found.incidents[0].began_to_rvp.values())
    assert found.people is None
    assert "needs UnitMustered, which the log lacks" == found.refused["people"]
    assert "incidents.began_to_rvp" in found.refused
    with pytest.raises(ScoringError, match="people: needs UnitMustered, which the log lacks"):
        score(log, FACTS, strict=True)


def test_a_whole_log_is_refused_nothing() -> None:
    assert {} == scored(began(), need(1), there("elm-psu-01", 60)).refused
    assert {} == scored().refused


def test_what_was_not_written_down_can_be_said_instead_of_seen() -> None:
    facts = replace(FACTS, recorded=frozenset(ev.EVENTS) - {ev.NEED_UNMET, ev.UNIT_RESTED})
    found = scored(began(), need(1), there("elm-psu-01", 60), facts=facts)
    assert {"national.peak_in_use", "national.binds_at", "home"} <= found.refused.keys()
    line = line_of(found, "psu")
    assert (None, None, 60) == (line.verdict_capacity, line.peak_in_use, line.time_to["10"])
    assert found.home is None
    assert found.headlines.reserve_by_hour is None


def test_need_without_a_beginning_refuses_the_incidents() -> None:
    found = scored(need(3), there("elm-psu-01", 60))
    assert [] == found.incidents
    assert "needs IncidentBegan" in found.refused["incidents"]


def test_units_without_a_need_refuse_the_incidents_but_not_the_lines() -> None:
    found = scored(began(), there("elm-psu-01", 60))
    assert "needs NeedChanged" in found.refused["incidents"]
    assert 60 == line_of(found, "psu").time_to["10"]


def test_an_incident_that_never_needs_anything_refuses_nothing() -> None:
    assert {} == scored(began()).refused


def test_an_unknown_event_is_answered_with_the_nearest() -> None:
    with pytest.raises(ScoringError, match=r"row 2: .*'UnitDeploy'; did you mean 'UnitDeployed'\?"):
        score([began(), Event(1, "UnitDeploy")], FACTS)


# --- the empty log ------------------------------------------------------------------------------


def test_an_empty_log_has_every_measure() -> None:
    found = scored()
    assert [] == found.incidents
    assert [None, 0, "not tested"] == [
        found.national[0].counted_from,
        found.national[0].peak_in_use,
        found.national[0].verdict_capacity,
    ]
    assert found.headlines.first_to_break is None
    assert found.headlines.worst_shortfall is None
    assert found.home is not None
    assert [] == found.home.forces
    assert found.people is not None
    assert (0, 0.0, 0) == (
        found.people.tours,
        found.people.officer_hours,
        found.people.most_days_in_a_row,
    )
    assert found.asked.first_ricc_at is None


# --- minutes between ----------------------------------------------------------------------------


def test_minutes_between_two_events_are_until_so_many_are_there_at_once() -> None:
    log = in_order(
        began(at=5), need(2, 5), there("ash-psu-01", 30, 50), there("elm-psu-01", 60),
        there("elm-psu-02", 70),
    )  # fmt: skip
    assert 25 == minutes_between(log, ev.INCIDENT_BEGAN, ev.UNIT_DEPLOYED)
    assert 65 == minutes_between(log, ev.INCIDENT_BEGAN, ev.UNIT_DEPLOYED, units=2)
    assert minutes_between(log, ev.INCIDENT_BEGAN, ev.UNIT_DEPLOYED, units=3) is None
    assert 54 == minutes_between(
        log, ev.INCIDENT_BEGAN, ev.UNIT_REACHED_RVP, tiers=(2, 3), incident="river", kind="psu"
    )
    assert minutes_between(log, ev.INCIDENT_BEGAN, ev.UNIT_DEPLOYED, kind="bdu") is None


def test_minutes_from_an_event_that_is_not_there_are_refused() -> None:
    with pytest.raises(ScoringError, match="the log has no AidRequested for river"):
        minutes_between([began()], ev.AID_REQUESTED, ev.UNIT_DEPLOYED, incident="river")


# --- laws ---------------------------------------------------------------------------------------

SLOW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SLOW
@given(worlds(), seeds())
def test_measures_of_any_night_keep_within_their_bounds(night: Any, seed: int) -> None:
    log = simulated(night, seed)
    facts = facts_of(night)
    found = score(log, facts, strict=True)
    for row in found.incidents:
        assert row.met_share is None or 0 <= row.met_share <= 1
        assert row.unmet_unit_hours is not None
        assert row.unmet_unit_hours >= 0
        times = list(row.time_to.values())
        reached = [minutes for minutes in times if minutes is not None]
        assert reached == sorted(reached)
        assert reached == times[: len(reached)]
        wanted: dict[Share, int] = {"first": 1, "40": share_of("40", row.peak_need)}
        for share, units in wanted.items():
            expected = minutes_between(
                log, ev.INCIDENT_BEGAN, ev.UNIT_DEPLOYED, units=units, incident=row.incident,
                kind=row.kind,
            )  # fmt: skip
            assert expected == row.time_to[share]
    assert found.home is not None
    for kept in found.home.forces:
        assert 0 <= kept.lowest <= kept.fit
        assert kept.floors_overridden or not kept.hours_below_floor


@SLOW
@given(worlds(), seeds(), st.integers(0, 50))
def test_scoring_a_log_and_folding_it_row_by_row_agree(night: Any, seed: int, every: int) -> None:
    log = simulated(night, seed)
    facts = facts_of(night)
    tally = Tally(facts)
    for number, row in enumerate(log):
        tally.add(row)
        if every and not number % (20 * every):
            tally.measures()  # a look on the way changes nothing
    assert score(log, facts) == tally.measures()


@SLOW
@given(worlds(), seeds())
def test_in_use_is_what_is_ordered_and_not_yet_rested(night: Any, seed: int) -> None:
    """The same by the slow way: for each unit, whether its last rows say so."""
    log = simulated(night, seed)
    facts = facts_of(night)
    most: dict[str, int] = dict.fromkeys((line.line for line in facts.lines if not line.region), 0)
    ordered: set[str] = set()
    touring: set[str] = set()
    line_of_unit: dict[str, list[str]] = {}
    for number, row in enumerate(log):
        unit = row.unit or ""
        if row.event == ev.UNIT_ORDERED:
            ordered.add(unit)
            line_of_unit[unit] = [
                line.line
                for line in facts.lines
                if line.kind == row.kind
                and not line.region
                and line.counts(
                    facts.region_of(row.force), facts.region_of(row.counterpart), facts.london_75
                )
            ]
        elif row.event in (ev.UNIT_CANCELLED, ev.UNIT_STOOD_DOWN):
            ordered.discard(unit)
        elif row.event == ev.UNIT_MUSTERED:
            touring.add(unit)
        elif row.event == ev.UNIT_RESTED:
            touring.discard(unit)
        last_of_minute = number + 1 == len(log) or log[number + 1].minute != row.minute
        if last_of_minute:
            for line, before in most.items():
                used = sum(line in line_of_unit[each] for each in ordered | touring)
                most[line] = max(before, used)
    found = {line.line: line.peak_in_use for line in score(log, facts).national}
    assert most == found


# --- the whole ----------------------------------------------------------------------------------


def test_facts_survive_being_written_down() -> None:
    for facts in (FACTS, facts_of(run("quickstart").scenario), Facts(0.0, recorded=frozenset())):
        assert facts == facts_from_plain(json.loads(json.dumps(facts_to_plain(facts))))


def test_quickstart_is_scored_as_its_hand_working_says() -> None:
    (cardiff,) = run("quickstart").measures.incidents
    assert {"first": 110, "10": 110, "40": 170, "60": 211, "100": 290} == cardiff.time_to
    assert 1139 / 1920 == cardiff.met_share
    assert 781 / 60 == cardiff.unmet_unit_hours
    sources = {"own": 2, "agreement": 0, "region": 2, "nation": 0, "beyond": 0}
    assert sources == cardiff.by_source
    # Judged at 20 and asked at once; desk 20, answer 15, muster 60, road 25, booked in after 30.
    spent = {"judging": 20, "waiting": 0, "desks": 20, "answer": 15, "muster": 60}
    assert spent | {"road": 25, "booking_in": 30} == cardiff.spent_on_first_aid


def test_national_figures_are_those_of_the_published_requirement() -> None:
    lines = {line.line: (line.required, line.declared) for line in run("quickstart").facts.lines}
    national = {"psu": (297, 297), "psu_london": (75, 75), "bdu": (234, 234)}
    assert national == {line: lines[line] for line in national}
    regions = [line for line in run("quickstart").facts.lines if line.region]
    assert [("aep", 2, 2)] * 9 == [(line.line, line.required, line.declared) for line in regions]


def test_measures_are_plain_data() -> None:
    assert json.loads(json.dumps(asdict(scored(began(), need(1)))))


def test_a_tour_that_ended_in_rest_near_the_rvp_does_not_go_on_to_the_horizon() -> None:
    night = world(
        {"ash": 0, "yew": 1},
        [incident("ash", 1, ends=3000)],
        regions={"forest": ["ash"], "heath": ["yew"]},
        mode="sustained",
        desks=False,
        duration=1200,
    )
    people = score(simulated(night), facts_of(night)).people
    assert people is not None
    assert (1, 12.0, 0) == (people.tours, people.longest_tour_hours, people.tours_over_limit)


# --- likely nights ------------------------------------------------------------------------------


def row(event: str, at: float, unit: str = "elm-psu-01", **columns: Any) -> Event:
    """A row of one of elm's PSUs; at the river unless it says otherwise."""
    force = unit.split("-", maxsplit=1)[0]
    known = {"incident": "river", "tier": 2, "counterpart": "ash", "kind": "psu"} | columns
    return Event(at, event, force=force, unit=unit, **known)


def test_a_unit_at_an_operation_is_away_and_in_use_until_it_has_rested() -> None:
    nowhere = {"incident": None, "tier": None, "cause": "match"}
    log = [
        row(ev.UNIT_COMMITTED, 0, **nowhere),
        row(ev.UNIT_RETURNED, 300, **nowhere),
        row(ev.UNIT_RESTED, 900, incident=None, tier=None, cause="at home"),
    ]
    measures = score(log, FACTS)
    assert {} == measures.refused
    assert measures.home is not None
    assert {"psu": 1} == measures.home.committed
    (elm,) = measures.home.forces
    assert (2, 0) == (elm.lowest, elm.given)
    assert 1 == measures.national[0].peak_in_use
    tally = Tally(FACTS)
    for each in log:
        tally.add(each)
    assert [(0.0, 1), (900.0, 0)] == list(
        zip(tally.lines[0].in_use.minutes, tally.lines[0].in_use.levels, strict=True)
    )[-2:]


def test_a_withdrawn_unit_is_counted_and_is_not_free_until_it_has_rested() -> None:
    log = [
        row(ev.UNIT_ORDERED, 0, request=1),
        row(ev.UNIT_CANCELLED, 60, request=1, cause="withdrawn"),
        row(ev.UNIT_RESTED, 720, request=1, cause="at home"),
    ]
    tally = Tally(FACTS)
    for each in log[:2]:
        tally.add(each)
    assert 2 == tally.home["elm", "psu"].level
    tally.add(log[2])
    assert 3 == tally.home["elm", "psu"].level
    assert 1 == tally.measures().asked.withdrawn


def test_a_unit_that_goes_straight_on_musters_once_and_has_one_tour() -> None:
    log = [
        began(), need(1), began("brook", 0, "oak"), need(1, incident="brook"),
        row(ev.UNIT_ORDERED, 0, request=1), row(ev.UNIT_MUSTERED, 60, request=1),
        row(ev.UNIT_REACHED_RVP, 90, request=1), row(ev.UNIT_DEPLOYED, 100, request=1),
        row(ev.UNIT_STOOD_DOWN, 200, request=1, cause="re-tasked"),
        *(
            row(event, at, incident="brook", counterpart="oak", tier=3, request=1, cause=cause)
            for event, at, cause in (
                (ev.UNIT_ORDERED, 200, "re-tasked"), (ev.UNIT_REACHED_RVP, 260, None),
                (ev.UNIT_DEPLOYED, 290, None), (ev.UNIT_STOOD_DOWN, 500, "need fell"),
                (ev.UNIT_RETURNED, 560, None),
            )
        ),
    ]  # fmt: skip
    measures = score(log, FACTS)
    assert "people" not in measures.refused
    moved = {"re-tasked": 1, "recalled": 0, "sent forward": 0, "turned": 0}
    assert moved == measures.asked.moved
    assert measures.people is not None
    assert (1, (500 - 60) / 60) == (measures.people.tours, measures.people.longest_tour_hours)
    river, brook = sorted(measures.incidents, key=lambda one: one.incident, reverse=True)
    assert (100.0, 290.0) == (river.time_to["first"], brook.time_to["first"])


def test_a_holding_area_is_no_incident_and_its_units_are_not_deployed_against_a_line() -> None:
    facts = replace(FACTS, holding=frozenset({"river"}))
    log = [
        began(), need(1), row(ev.UNIT_ORDERED, 0, request=1), row(ev.UNIT_MUSTERED, 60, request=1),
        row(ev.UNIT_REACHED_RVP, 90, request=1), row(ev.UNIT_DEPLOYED, 100, request=1),
    ]  # fmt: skip
    measures = score(log, facts)
    assert [] == measures.incidents
    assert measures.headlines.worst_shortfall is None
    assert (0, 1) == (measures.national[0].crews_deployed, measures.national[0].peak_in_use)


def test_crews_found_unfit_are_counted() -> None:
    log = [row(ev.UNIT_UNFIT, 10, incident=None, tier=None, count=3, cause="tired")]
    people = score(log, FACTS).people
    assert people is not None
    assert 1 == people.found_unfit
