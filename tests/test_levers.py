"""Does each lever change what its description says, and nothing else, on the same draws?

The worlds and their clocks are those of `tests.test_engine`: judging 20, RICC 20, answer 15, NPoCC
30, donor RICC 10; own crews are deployed 30 after their muster, aid 90 within the region and 150
from beyond. Of one crew that is owed, the only one is ready after 60.
"""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.country.demand import Responsive
from mobsim.country.forces import UnitKind
from mobsim.country.lines import LONDON_REGION
from mobsim.ground.clock import WallClock
from mobsim.policy import Release
from mobsim.policy.picture import Candidate, Rival
from mobsim.policy.rankings.assignment import Assignment
from mobsim.policy.triggers.national_call import national_call
from mobsim.scenario.scenario import Operation, Roster, Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from tests.strategies import fixed_examples
from tests.worlds import (
    DAY,
    FAR,
    HOUR,
    NEAR,
    WEDNESDAY,
    crews,
    incident,
    lever,
    rows,
    run,
    times,
    units,
    world,
)

TWO_REGIONS = {"forest": ["ash", "oak"], "heath": ["yew"]}


def with_levers(scenario: Scenario, **levers: Any) -> Scenario:
    """The same night with other policies."""
    return replace(scenario, policies=replace(scenario.policies, **levers))


def unlike(one: list[Event], other: list[Event]) -> list[Event]:
    """Rows of the second log that the first has not."""
    known = set(one)
    return [row for row in other if row not in known]


def until(log: list[Event], minute: float) -> list[Event]:
    """Rows before a minute."""
    return [row for row in log if row.minute < minute]


# --- release ------------------------------------------------------------------------------------


def falling() -> Scenario:
    """Two own crews, deployed at 110 and 530; from 700 one is needed, from 1000 none."""
    return world({"ash": 2}, [incident("ash", [(0, 2), (700, 1), (1000, 0)])])


def test_units_are_kept_an_hour_after_the_last_judging_that_wanted_them() -> None:
    """At 690 two are judged needed, the step at 700 says one; that of 780 forgets 690."""
    kept = run(with_levers(falling(), release=Release(60.0)))
    assert [700.0, 1000.0] == times(run(falling()), ev.UNIT_STOOD_DOWN)
    assert [780.0, 1080.0] == times(kept, ev.UNIT_STOOD_DOWN)


def test_keeping_units_changes_nothing_before_the_first_release() -> None:
    kept = run(with_levers(falling(), release=Release(60.0)))
    assert until(run(falling()), 700) == until(kept, 700)


# --- re-tasking ---------------------------------------------------------------------------------


def two_cities() -> Scenario:
    """Ash's crew is free at 300; oak, an hour away, has none and has nobody to ask."""
    return world(
        {"ash": 1, "oak": 0},
        [incident("ash", 1, ends=300.0), incident("oak", 1, ends=900.0)],
        drawdown="none",
    )


@pytest.mark.parametrize("rule", ["largest_shortfall", "soonest"])
def test_a_released_unit_goes_straight_to_the_incident_that_is_short(rule: str) -> None:
    log = run(with_levers(two_cities(), retasking=lever("retasking", rule)))
    assert ["ash-psu-01"] == units(log, ev.UNIT_ORDERED, cause="re-tasked")
    assert [300.0 + NEAR] == times(log, ev.UNIT_REACHED_RVP, incident="oak-1")
    assert [300.0 + NEAR + 30] == times(log, ev.UNIT_DEPLOYED, incident="oak-1")
    assert 1 == len(rows(log, ev.UNIT_MUSTERED))


def test_without_re_tasking_it_drives_home_and_all_before_is_the_same() -> None:
    never, soonest = run(two_cities()), run(with_levers(two_cities(), retasking=_soonest()))
    assert not rows(never, ev.UNIT_ORDERED, incident="oak-1")
    assert until(never, 300) == until(soonest, 300)


def _soonest() -> Any:
    return lever("retasking", "soonest")


def test_a_tour_that_is_nearly_over_is_not_spent_on_the_road() -> None:
    """Mustered at 80, home by 800: released at 700, it would be at oak's RVP at 760, ready at 790.

    The drive home from oak takes 60: 80 + 720 - 60 = 740 is too early.
    """
    late = world(
        {"ash": 1, "oak": 0},
        [incident("ash", 1, ends=700.0), incident("oak", 1, ends=1400.0)],
        drawdown="none",
        mode="sustained",
    )
    assert not rows(
        run(with_levers(late, retasking=_soonest())), ev.UNIT_ORDERED, cause="re-tasked"
    )


# --- recall -------------------------------------------------------------------------------------


def flare_up() -> Scenario:
    """Oak's one crew is at ash when oak has need of its own at 600."""
    return world(
        {"ash": 0, "oak": 1},
        [incident("ash", 1, ends=1500.0), incident("oak", 1, begins=600.0, ends=1500.0)],
    )


def test_aid_is_called_home_when_home_flares_up() -> None:
    """Judged at 620: an hour on the road, and 10 minutes to be booked in at home."""
    log = run(with_levers(flare_up(), recall=lever("recall", "own_need")))
    back = rows(log, ev.UNIT_ORDERED, cause="recalled")
    assert [(620.0, "oak-psu-01", 1)] == [(row.minute, row.unit, row.tier) for row in back]
    assert [620.0 + NEAR + 10] == times(log, ev.UNIT_DEPLOYED, incident="oak-1")


def test_without_recall_aid_stays_and_all_before_is_the_same() -> None:
    stays, recalled = (
        run(flare_up()),
        run(with_levers(flare_up(), recall=lever("recall", "own_need"))),
    )
    assert not rows(stays, ev.UNIT_DEPLOYED, incident="oak-1")
    assert until(stays, 620) == until(recalled, 620)


# --- priority -----------------------------------------------------------------------------------


def one_crew_for_two_wants() -> Scenario:
    """Oak answers at 140; by then ash's own crew, deployed at 110, wants relief for 780."""
    return world(
        {"ash": 1, "oak": 1}, [incident("ash", 2)], mode="sustained", answer=100, clock_reset=0
    )


def test_the_first_crew_offered_relieves_when_relief_comes_first() -> None:
    first = with_levers(one_crew_for_two_wants(), priority=lever("priority", "relief_first"))
    usual, relieved = run(one_crew_for_two_wants()), run(first)
    first_aid = [rows(log, ev.UNIT_ORDERED, tier=2)[0] for log in (usual, relieved)]
    assert [(140.0, "aid"), (140.0, "relief of ash-psu-01")] == [
        (row.minute, row.cause) for row in first_aid
    ]
    assert until(usual, 140) == until(relieved, 140)


def relief_or_another_incident() -> Scenario:
    """Elm's crew could relieve at ash; for oak, where nobody can help, it is too far away."""
    return world(
        {"ash": 1, "oak": 0, "elm": 1},
        [
            incident("ash", 1, drives={"elm": NEAR}),
            incident("oak", 1, ends=1500.0, drives={"elm": 2000.0}),
        ],
        mode="sustained",
    )


def test_relief_waits_while_another_incident_is_short_when_new_incidents_come_first() -> None:
    rule = lever("priority", "new_incidents_first")
    usual = run(relief_or_another_incident())
    waits = run(with_levers(relief_or_another_incident(), priority=rule))
    assert 110.0 in times(usual, ev.AID_REQUESTED, cause="relief", incident="ash-1")
    assert all(m >= 1500 for m in times(waits, ev.AID_REQUESTED, cause="relief"))
    assert until(usual, 110) == until(waits, 110)


# --- London -------------------------------------------------------------------------------------


LONDON_KINDS = (UnitKind("psu", "support unit", "support units", "PSU", 25, 12, 4, None),)


def need_beyond_london() -> Scenario:
    """Only London has crews; a national call is made at 600."""
    return world(
        {"ash": 0, "yew": 4},
        [incident("ash", 4)],
        regions={"forest": ["ash"], LONDON_REGION: ["yew"]},
        kinds=LONDON_KINDS,
        trigger=national_call(600.0),
    )


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [("always", True, True), ("at_call", False, True), ("never", False, False)],
)
def test_london_lends_when_its_rule_says_so(rule: str, before: bool, after: bool) -> None:
    log = run(with_levers(need_beyond_london(), london_release=lever("london_release", rule)))
    ordered = times(log, ev.UNIT_ORDERED, force="yew")
    assert before == any(minute < 600 for minute in ordered)
    assert (before or after) == bool(ordered)


def test_london_withheld_still_serves_london() -> None:
    night = world(
        {"elm": 0, "yew": 4},
        [incident("elm", 2)],
        regions={LONDON_REGION: ["elm", "yew"]},
        kinds=LONDON_KINDS,
    )
    withheld = with_levers(night, london_release=lever("london_release", "never"))
    assert run(night) == run(withheld)


# --- what is known ------------------------------------------------------------------------------


def test_a_donor_is_asked_for_what_it_reported_and_offers_what_it_has() -> None:
    """Oak's crew goes to its own incident at 20; it is listed until the report of 240."""
    night = world(
        {"ash": 0, "oak": 1},
        [incident("oak", 1), incident("ash", 1, begins=30.0)],
    )
    stale = run(replace(night, durations=replace(night.durations, report_interval=240.0)))
    assert not rows(run(night), ev.AID_ASKED, incident="ash-1")
    asked = rows(stale, ev.AID_ASKED, incident="ash-1")
    assert [(70.0, 1)] == [(row.minute, row.known_stock) for row in asked[:1]]
    assert [("none", 0)] == [
        (row.cause, row.known_stock) for row in rows(stale, ev.AID_OFFERED, incident="ash-1")[:1]
    ]
    assert until(run(night), 70) == until(stale, 70)


def test_an_answer_is_as_good_as_a_report() -> None:
    """Having answered none, oak is not asked again before the reports of 240."""
    night = world({"ash": 0, "oak": 1}, [incident("oak", 1), incident("ash", 1, begins=30.0)])
    stale = run(replace(night, durations=replace(night.durations, report_interval=240.0)))
    assert 1 == len([row for row in rows(stale, ev.AID_ASKED) if row.minute < 240])


def test_a_host_that_sees_four_fifths_asks_for_four_fifths() -> None:
    night = world({"ash": 10}, [incident("ash", 10)])
    biased = run(replace(night, rules=replace(night.rules, need_bias=0.8)))
    assert 10 == rows(run(night), ev.NEED_JUDGED)[0].count
    assert {8} == {row.count for row in rows(biased, ev.NEED_JUDGED)}
    assert 8 == len(rows(biased, ev.UNIT_ORDERED))


def test_estimates_differ_from_hour_to_hour_and_are_the_same_for_every_policy() -> None:
    night = world({"ash": 40}, [incident("ash", 20)], need_bias=0.8, need_cv=0.3)
    judged = [(row.minute, row.count) for row in rows(run(night), ev.NEED_JUDGED)]
    assert len({count for _, count in judged}) > 4
    other = with_levers(night, release=Release(90.0))
    assert judged == [(row.minute, row.count) for row in rows(run(other), ev.NEED_JUDGED)]


def test_a_donor_may_offer_half_rounded_up() -> None:
    night = world({"ash": 0, "oak": 5}, [incident("ash", 5)])
    part = run(replace(night, rules=replace(night.rules, part_offers=1.0)))
    assert [(5, "full")] == [(r.count, r.cause) for r in rows(run(night), ev.AID_OFFERED)]
    assert (3, "part") == next((r.count, r.cause) for r in rows(part, ev.AID_OFFERED))


def test_a_donor_that_refuses_gives_nothing_and_takes_its_time() -> None:
    night = world({"ash": 0, "oak": 1}, [incident("ash", 1)])
    refused = run(replace(night, rules=replace(night.rules, refusals=1.0)))
    assert (55.0, 0, "refused", 1) == next(
        (r.minute, r.count, r.cause, r.known_stock) for r in rows(refused, ev.AID_OFFERED)
    )


def test_refusals_rise_with_the_incidents_of_the_donors_own_region() -> None:
    """One incident near oak at a probability of one half each: 0.5; two: certain."""
    has = {"ash": 0, "elm": 0, "oak": 1}
    one, two = [incident("ash", 1)], [incident("ash", 1), incident("elm", 1, begins=5.0)]
    answers = []
    for happen in (one, two):
        night = world(has, happen, refusals_per_incident=0.5, duration=100.0)
        logs = [run(night, seed) for seed in range(30)]
        answers.append([r.cause for log in logs for r in rows(log, ev.AID_OFFERED)][:30])
    assert 5 < answers[0].count("refused") < 25
    assert {"refused"} == set(answers[1])


def test_a_crew_withdrawn_at_its_muster_is_free_eleven_hours_later() -> None:
    night = world({"ash": 0, "oak": 1}, [incident("ash", 1, ends=1000.0)])
    log = run(replace(night, rules=replace(night.rules, withdrawals=1.0)))
    assert [55.0 + HOUR] == times(log, ev.UNIT_CANCELLED, cause="withdrawn")[:1]
    assert [55.0 + HOUR + 660] == times(log, ev.UNIT_RESTED)[:1]
    assert not rows(log, ev.UNIT_MUSTERED)


def test_need_that_is_only_seen_is_met_as_it_comes_and_taken_to_last_eight_hours() -> None:
    """A rise at 100 is not known at 90; a crew expected after 20 + 480 is not sent at 20."""
    night = world({"ash": 2}, [incident("ash", [(0, 1), (100, 2)])])
    seen = replace(night, incidents=tuple(replace(i, seen=True) for i in night.incidents))
    assert [(20.0, 2)] == [(r.minute, r.count) for r in rows(run(night), ev.NEED_JUDGED)][:1]
    judged = {row.minute: row.count for row in rows(run(seen), ev.NEED_JUDGED)}
    assert (1, 1, 2) == (judged[20.0], judged[90.0], judged[100.0])
    assert [20.0, 100.0] == times(run(seen), ev.UNIT_ORDERED)[:2]


# --- fatigue ------------------------------------------------------------------------------------


def test_a_tired_crew_is_off_for_a_day_longer() -> None:
    night = world(
        {"ash": 1},
        [incident("ash", 1, ends=300.0), incident("ash", 1, begins=1300.0, incident_id="b")],
    )
    tired = run(replace(night, rules=replace(night.rules, fatigue=1.0)))
    rested = 300.0 + 20 + 660
    assert [rested] == times(run(night), ev.UNIT_RESTED)
    assert [(rested, 1, rested + DAY)] == [
        (r.minute, r.count, r.expected_minute) for r in rows(tired, ev.UNIT_UNFIT)
    ]
    assert [rested + DAY] == times(tired, ev.UNIT_RESTED)
    assert until(run(night), rested) == until(tired, rested)


# --- operations ---------------------------------------------------------------------------------


def match_day(units_taken: int, begins: float = 0.0, ends: float = 480.0) -> Operation:
    return Operation(
        "match", "A match", "ash", begins, ends, {"ash": {"psu": units_taken}}, {"ash": 0.0}
    )


def test_an_operation_takes_the_last_crews_and_gives_them_back_rested() -> None:
    night = world({"ash": 4}, [incident("ash", 4, begins=10.0)])
    log = run(replace(night, operations=(match_day(3),)))
    assert ["ash-psu-02", "ash-psu-03", "ash-psu-04"] == units(log, ev.UNIT_COMMITTED)
    assert [480.0] * 3 == times(log, ev.UNIT_RETURNED, cause="match")
    assert ["ash-psu-01"] == [u for u in units(log, ev.UNIT_ORDERED) if u][:1]
    assert [480.0 + 660] * 3 == times(log, ev.UNIT_RESTED)[:3]


def test_an_operation_that_takes_more_than_there_is_goes_short() -> None:
    log = run(replace(world({"ash": 1}, []), operations=(match_day(3),)))
    assert [2] == [row.count for row in rows(log, ev.OPERATION_SHORT)]
    assert ["ash-psu-01"] == units(log, ev.UNIT_COMMITTED)


def test_aid_that_is_out_already_comes_home_by_road() -> None:
    out = Operation("aid", "Aid to oak", "oak", 0.0, 300.0, {"ash": {"psu": 1}}, {"ash": 66.0})
    log = run(replace(world({"ash": 1, "oak": 0}, []), operations=(out,)))
    assert [("ash", "oak")] == [(r.force, r.counterpart) for r in rows(log, ev.UNIT_COMMITTED)]
    assert [366.0] == times(log, ev.UNIT_RETURNED)


# --- holding areas ------------------------------------------------------------------------------


def forward(*, holding: bool) -> Scenario:
    """Yew's crew, far from ash and near elm, is there at 205 + 60 if elm asks for it."""
    area = incident("elm", 1 if holding else 0, incident_id="area", drives={"yew": NEAR})
    night = world(
        {"ash": 0, "elm": 0, "yew": 1},
        [area, incident("ash", 1, begins=600.0, drives={"elm": 30.0})],
        regions={"forest": ["ash"], "heath": ["elm", "yew"]},
    )
    held = [replace(i, holding=i.incident_id == "area") for i in night.incidents]
    return replace(night, incidents=tuple(held))


def test_a_unit_held_forward_is_sent_when_npocc_has_worked() -> None:
    """Judged at 620, RICC 640, NPoCC 670; half an hour on the road and as long to be booked in."""
    log = run(forward(holding=True))
    assert [205.0] == times(log, ev.UNIT_DEPLOYED, incident="area")
    sent = rows(log, ev.UNIT_ORDERED, cause="sent forward")
    assert [(670.0, "yew-psu-01", 3)] == [(r.minute, r.unit, r.tier) for r in sent]
    assert [730.0] == times(log, ev.UNIT_DEPLOYED, incident="ash-1")


def test_without_a_reserve_it_comes_all_the_way() -> None:
    """NPoCC 670, donor RICC 680, answer 695, an hour to be ready, two on the road."""
    log = run(forward(holding=False))
    assert [695.0 + HOUR + FAR + 30] == times(log, ev.UNIT_DEPLOYED, incident="ash-1")


def test_a_holding_area_takes_no_crew_of_its_own_host_and_binds_no_line() -> None:
    night = world({"elm": 4}, [incident("elm", 2, incident_id="area")])
    held = replace(night, incidents=tuple(replace(i, holding=True) for i in night.incidents))
    assert not rows(run(held), ev.UNIT_ORDERED)
    assert not rows(run(held), ev.NEED_UNMET)


# --- responsive need ----------------------------------------------------------------------------


def test_responsive_need_grows_until_it_is_matched_and_then_dies_away() -> None:
    """Two crews are there at 110: need of 1 grows to 2 at 60 and no further than 2."""
    need = Responsive(0.0, 1000.0, 1, 2, 0.5, 0.5, 60.0)
    night = world({"ash": 20}, [incident("ash", 1)])
    night = replace(night, incidents=tuple(replace(i, need={"psu": need}) for i in night.incidents))
    log = run(night)
    assert [(0.0, 1), (60.0, 2), (120.0, 1), (180.0, 0)] == [
        (r.minute, r.count) for r in rows(log, ev.NEED_CHANGED)
    ]
    assert [180.0] == times(log, ev.INCIDENT_ENDED)


# --- the roster ---------------------------------------------------------------------------------


def rostered(on_duty: int, **overrides: Any) -> Scenario:
    """Ash has ten crews, of which so many are on duty in every hour; none can be recalled."""
    night = world(
        {"ash": 10, "oak": 10}, [incident("ash", 10)], host_readiness="local", **overrides
    )
    roster = Roster((on_duty,) * 168, (0,) * 24)
    rosters = {force: {"psu": roster} for force in ("ash", "oak")}
    local = replace(night.local, recall_share=0.0)
    return replace(night, readiness="roster", rosters=rosters, local=local)


def test_a_shift_takes_its_turn_and_the_next_crews_come_with_the_next() -> None:
    """From 14:00, three on duty: two formed at 10, one assembled at 60 by the first response.

    Crews 4 to 6 come with the shift of 15:00, 7 to 9 with that of 22:00, 10 with that of 07:00.
    """
    log = run(rostered(3), 1)
    own = {r.unit: r.minute for r in rows(log, ev.UNIT_MUSTERED, force="ash")}
    assert {"ash-psu-01": 10.0, "ash-psu-02": 10.0, "ash-psu-03": 60.0}.items() <= own.items()
    assert {HOUR + 60} == {own[f"ash-psu-0{n}"] for n in (4, 5, 6)}


def test_donors_turn_out_by_the_roster_too() -> None:
    """Asked at 40, oak's formed crews are ready 10 minutes after its answer at 55."""
    log = run(rostered(3), 1)
    assert [65.0, 65.0] == times(log, ev.UNIT_MUSTERED, force="oak")[:2]


def test_on_a_bank_holiday_nobody_is_on_duty_until_the_next_day() -> None:
    holiday = WallClock(WEDNESDAY, frozenset({WEDNESDAY.date()}))
    log = run(rostered(3, clock=holiday))
    assert not rows(log, ev.UNIT_ORDERED, cause="first response")


# --- officers of two kinds ----------------------------------------------------------------------


def test_officers_who_make_up_a_crew_of_one_kind_are_in_no_other() -> None:
    """Ash's one BDU is made of the officers of its one PSU."""
    shared = replace(crews(1), filled=1, filled_by="psu")
    log = run(world({"ash": {"psu": 1, "bdu": shared}}, [incident("ash", {"psu": 1, "bdu": 1})]))
    assert ["ash-bdu-01"] == units(log, ev.UNIT_ORDERED)


def test_officers_are_offered_once_whatever_crew_they_could_make_up() -> None:
    """Oak has one PSU, and two BDUs of which the second is made of that PSU's officers."""
    shared = replace(crews(2), filled=1, filled_by="psu")
    has = {"ash": 0, "oak": {"psu": 1, "bdu": shared}}
    log = run(world(has, [incident("ash", {"psu": 1, "bdu": 2})]))
    offers = [(row.kind, row.count, row.known_stock) for row in rows(log, ev.AID_OFFERED)]
    assert [("bdu", 2, 2), ("psu", 0, 0)] == offers[:2]
    assert ["oak-bdu-01", "oak-bdu-02"] == units(log, ev.UNIT_ORDERED)


# --- the cheapest assignment --------------------------------------------------------------------


def crew(force: str, expected: float, number: int = 1) -> Candidate:
    return Candidate(expected, force, number, 0, 0.0, False, 1, 0, 1)


def test_the_assignment_leaves_a_crew_to_whom_it_saves_more() -> None:
    """Elm is 10 away from here and 20 from there; oak is 15 and 100 away: elm goes there."""
    here = [crew("elm", 10.0), crew("oak", 15.0)]
    there = Rival(1, {("elm", 1): 20.0, ("oak", 1): 100.0})
    ranked = Assignment().among(here, 1, [there])
    assert ["oak", "elm"] == [each.force for each in ranked]
    assert ["elm", "oak"] == [each.force for each in Assignment()(here)]


minutes = st.integers(0, 400).map(float)


@fixed_examples(150)
@given(st.lists(st.tuples(minutes, minutes), min_size=1, max_size=6), st.integers(1, 3))
def test_no_way_of_sharing_crews_out_takes_less_than_the_assignment(
    drives: list[tuple[float, float]], wanted: int
) -> None:
    """Two incidents, tried out in every way."""
    here = [crew(f"force-{i}", one) for i, (one, _) in enumerate(drives)]
    there = Rival(wanted, {(f"force-{i}", 1): other for i, (_, other) in enumerate(drives)})
    taken = min(wanted, len(drives))
    left = min(wanted, len(drives) - taken)
    ranked = Assignment().among(here, wanted, [there])
    costs = [
        sum(drives[i][0] for i in first) + sum(sorted(drives[i][1] for i in others)[:left])
        for first in combinations(range(len(drives)), taken)
        for others in [set(range(len(drives))) - set(first)]
    ]
    if 2 * wanted <= len(drives):
        mine = {int(each.force.removeprefix("force-")) for each in ranked[:taken]}
        rest = sorted(drives[i][1] for i in range(len(drives)) if i not in mine)[:left]
        assert min(costs) == sum(drives[i][0] for i in mine) + sum(rest)


def test_one_incident_alone_is_served_by_assignment_as_by_nearest() -> None:
    night = world({"ash": 1, "oak": 3, "elm": 3}, [incident("ash", 5)], drives={"elm": 75.0})
    levers = {"ranking": Assignment(), "ranking_name": "assignment"}
    assert run(night) == run(with_levers(night, **levers))


def test_with_two_incidents_the_assignment_takes_less_road_in_all() -> None:
    """Dee and exe, judged at one minute, each want one of two crews; see the first test."""
    night = world(
        {"ash": 0, "fir": 0, "elm": 1, "oak": 1},
        [
            incident("ash", 1, incident_id="dee", drives={"elm": 10.0, "oak": 15.0}),
            incident("fir", 1, incident_id="exe", drives={"elm": 20.0, "oak": 100.0}),
        ],
        regions={"forest": ["ash", "fir", "elm", "oak"]},
    )
    levers = {"ranking": Assignment(), "ranking_name": "assignment"}
    nearest, cheapest = run(night), run(with_levers(night, **levers))
    assert [115.0 + 100 + 30, 115.0 + 10 + 30] == times(nearest, ev.UNIT_DEPLOYED)[::-1]
    assert [115.0 + 15 + 30, 115.0 + 20 + 30] == times(cheapest, ev.UNIT_DEPLOYED)
