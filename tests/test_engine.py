"""Does each rule of the protocol do what it says, to the minute, where it can be checked by hand?

A force that owes n crews has some ready 60, 240, 480 and 960 minutes after its first order: of one,
(1, 1, 1, 1); of two, (1, 1, 2, 2); of four, (1, 2, 3, 4); of twenty, (2, 8, 12, 20). The clocks
that tick are in `tests.worlds`: judging 20, RICC 20, answer 15, NPoCC 30, donor RICC 10; own crews
are deployed 30 after their muster, aid 60 + 30 within the region, and 120 + 30 from beyond.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from mobsim.country.forces import Agreement
from mobsim.ground.clock import WallClock
from mobsim.policy.triggers.anticipatory import anticipatory
from mobsim.policy.triggers.national_call import national_call
from mobsim.scenario.scenario import Drawdown, Operation
from mobsim.scoring import events as ev
from tests.refresh_goldens import GOLDEN, STORIES, story
from tests.worlds import DAY, WEDNESDAY, crews, hand_world, incident, rows, run, times, units, world

AT_16 = WallClock(WEDNESDAY + timedelta(hours=2))
"""Six hours before the next shift."""

TWO_REGIONS = {"forest": ["ash", "oak"], "heath": ["yew"]}


@dataclass(frozen=True)
class Late:
    """Expected in so many minutes, and always later."""

    mean: float
    minutes: float

    def at(self, u: float) -> float:
        return self.minutes


# --- the host's own -----------------------------------------------------------------------------


def test_eleven_committed_crews_alone_are_deployed_2_at_130_3_at_310_2_at_550_4_at_1030() -> None:
    log = run(hand_world())
    assert [130.0] * 2 + [310.0] * 3 + [550.0] * 2 + [1030.0] * 4 == times(log, ev.UNIT_DEPLOYED)
    assert {"ash"} == {row.force for row in rows(log, ev.UNIT_ORDERED)}


def test_crews_on_duty_are_sent_before_need_is_judged() -> None:
    """Of ten, two are on duty: one formed (10), one to assemble (60). A third must be recalled."""
    log = run(world({"ash": 10}, [incident("ash", 3)], host_readiness="local", clock=AT_16))
    first = rows(log, ev.UNIT_ORDERED, cause="first response")
    assert [(0.0, "ash-psu-01"), (0.0, "ash-psu-02")] == [(row.minute, row.unit) for row in first]
    assert [20.0] == times(log, ev.UNIT_ORDERED, cause="own")
    assert [10.0, 60.0, 20.0 + 120 + 60] == times(log, ev.UNIT_MUSTERED)
    assert [40.0, 90.0, 230.0] == times(log, ev.UNIT_DEPLOYED)


def test_a_shift_that_comes_on_sooner_than_a_recall_is_sent_instead() -> None:
    """The run starts at 14:00: the 15:00 shift has assembled at 60 + 60, a recall at 200."""
    log = run(world({"ash": 10}, [incident("ash", 3)], host_readiness="local"))
    assert [10.0, 60.0, 60.0 + 60] == times(log, ev.UNIT_MUSTERED)
    assert [("ash-psu-06", 120.0 + 30)] == [  # 3 to 5 can be recalled
        (row.unit, row.expected_minute) for row in rows(log, ev.UNIT_ORDERED, cause="own")
    ]


def test_own_crews_leave_one_by_one_without_waiting_for_the_next() -> None:
    log = run(world({"ash": 4}, [incident("ash", 4)]))
    assert [80.0, 260.0, 500.0, 980.0] == times(log, ev.UNIT_MUSTERED)
    assert [100.0, 280.0, 520.0, 1000.0] == times(log, ev.UNIT_REACHED_RVP)


def test_a_host_goes_below_its_floor_for_itself_and_says_so() -> None:
    log = run(world({"ash": crews(3, floor=2)}, [incident("ash", 3)]))
    below = rows(log, ev.FLOOR_OVERRIDDEN)
    assert [("ash-psu-02", 1, 2), ("ash-psu-03", 0, 2)] == [
        (row.unit, row.count, row.known_stock) for row in below
    ]


def test_command_is_called_in_on_a_saturday_but_not_on_a_wednesday_afternoon() -> None:
    night = [incident("ash", 1), incident("oak", 1, begins=3 * DAY)]
    log = run(world({"ash": 1, "oak": 1}, night, on_call_wait=30, duration=4 * DAY))
    assert 20.0 == times(log, ev.NEED_JUDGED, incident="ash-1")[0]
    assert 3 * DAY + 50 == times(log, ev.NEED_JUDGED, incident="oak-1")[0]


def test_a_crew_expected_after_the_need_for_it_is_over_is_not_sent() -> None:
    """Crews of two are deployed at 110 and 530; from 400 one is enough."""
    log = run(world({"ash": 2}, [incident("ash", [(0, 2), (400, 1)])]))
    assert ["ash-psu-01"] == units(log, ev.UNIT_ORDERED)


def test_need_is_judged_two_hours_ahead_and_no_further() -> None:
    near = run(world({"ash": 20}, [incident("ash", [(0, 1), (140, 2)])]))
    far = run(world({"ash": 20}, [incident("ash", [(0, 1), (141, 2)])]))
    assert [2, 1] == [rows(log, ev.NEED_JUDGED, minute=20.0)[0].count for log in (near, far)]
    assert 2 == rows(far, ev.NEED_JUDGED, minute=30.0)[0].count


def test_how_far_need_rises_again_is_not_known_beyond_two_hours() -> None:
    """The second crew would be there at 530: at 20 it is known that need falls, not that it rises.

    At 180, the rise of 300 is within two hours.
    """
    log = run(world({"ash": 2}, [incident("ash", [(0, 2), (200, 1), (300, 3)])]))
    assert [20.0, 180.0] == times(log, ev.UNIT_ORDERED)


@pytest.mark.parametrize("seed", range(3))
def test_a_crew_whose_muster_is_spread_stays_within_its_bracket(seed: int) -> None:
    """Ordered at 20, one crew in each of the four brackets."""
    log = run(world({"ash": 4}, [incident("ash", 4)], within_bracket="spread"), seed)
    ends = [20.0, 80.0, 260.0, 500.0, 980.0]
    musters = times(log, ev.UNIT_MUSTERED)
    for begin, muster, end in zip(ends, musters, ends[1:], strict=False):
        assert begin < muster < end


# --- the region ---------------------------------------------------------------------------------


def test_quicker_aid_cancels_the_own_crew_that_stands_behind_it() -> None:
    """Own crews at 110 and 530; the region's at 20 + 20 + 15 + 60 + 60 + 30 = 205."""
    log = run(world({"ash": 2, "oak": 1}, [incident("ash", 2)]))
    assert [20.0, 20.0, 55.0] == times(log, ev.UNIT_ORDERED)
    assert [(55.0, "ash-psu-02")] == [
        (row.minute, row.unit) for row in rows(log, ev.UNIT_CANCELLED, cause="quicker aid")
    ]
    assert [110.0, 205.0] == times(log, ev.UNIT_DEPLOYED)


def test_with_donors_taken_whole_no_own_crew_gives_way() -> None:
    log = run(world({"ash": 2, "oak": 1}, [incident("ash", 2)], ranking="force"))
    assert ["ash-psu-01", "ash-psu-02"] == units(log, ev.UNIT_ORDERED)


def test_one_donor_is_asked_once_for_all_kinds() -> None:
    has = {"psu": 1, "medics": 1}
    log = run(world({"ash": 0, "oak": has}, [incident("ash", {"psu": 1, "medics": 1})]))
    assert [(40.0, "medics"), (40.0, "psu")] == [
        (row.minute, row.kind) for row in rows(log, ev.AID_ASKED)
    ]
    assert [55.0, 55.0] == times(log, ev.AID_OFFERED, cause="full")


def test_who_does_not_answer_in_45_minutes_gives_none_and_is_asked_once_more() -> None:
    log = run(world({"ash": 0, "oak": 1}, [incident("ash", 1)], no_answer=1.0))
    requests = [(row.minute, row.tier, row.cause) for row in rows(log, ev.AID_REQUESTED)]
    assert (20.0, 2, "need judged") == requests[0]
    assert (40.0 + 45, 2, "further round") == requests[1]
    assert (105.0 + 45, 3, "region exhausted") == requests[2]
    silent = rows(log, ev.AID_OFFERED, cause="no answer")
    assert [(85.0, 0), (150.0, 0)] == [(row.minute, row.count) for row in silent][:2]


def test_a_request_waits_while_its_riccs_only_desk_is_taken() -> None:
    night = [incident("ash", 1), incident("elm", 1)]
    has = {"ash": 0, "elm": 0, "oak": 20}
    one = run(world(has, night, ricc_desks={"forest": 1}))
    two = run(world(has, night, ricc_desks={"forest": 2}))
    assert [20.0, 20.0] == times(one, ev.AID_REQUESTED)
    assert [40.0, 60.0] == times(one, ev.AID_BROKERED)
    assert [40.0, 40.0] == times(two, ev.AID_BROKERED)


def test_a_lost_ricc_queues_at_the_desks_of_the_one_that_stands_in() -> None:
    night = [incident("ash", 1), incident("fen", 1)]
    has = {"ash": 0, "fen": 0, "oak": 20}
    desks = {"forest": 1, "marsh": 1}
    regions = {"forest": ["ash", "oak"], "marsh": ["fen"]}
    own = run(world(has, night, regions=regions, ricc_desks=desks))
    stands_in = {"marsh": "forest"}
    lost = run(world(has, night, regions=regions, ricc_desks=desks, ricc_at=stands_in))
    assert [40.0, 40.0] == times(own, ev.AID_BROKERED)[:2]
    assert [40.0, 60.0] == times(lost, ev.AID_BROKERED)[:2]


def test_a_desk_serves_in_order_of_joining() -> None:
    night = [incident("oak", 1), incident("elm", 1, begins=5), incident("ash", 1, begins=10)]
    log = run(world({"ash": 0, "elm": 0, "oak": 0}, night, ricc_desks={"forest": 1}))
    assert [(40.0, "oak-1"), (60.0, "elm-1"), (80.0, "ash-1")] == [
        (row.minute, row.incident) for row in rows(log, ev.AID_BROKERED, tier=2)
    ][:3]


def test_without_desks_there_is_no_queue_and_no_desk_time() -> None:
    night = [incident("ash", 1), incident("elm", 1)]
    has = {"ash": 0, "elm": 0, "oak": 20}
    log = run(world(has, night, ricc_desks={"forest": 1}, desks=False))
    assert [20.0, 20.0] == times(log, ev.AID_BROKERED)


def test_crews_asked_for_and_unanswered_are_passed_over_for_whoever_asks_next() -> None:
    """Both ask at 40, for two of twenty: the first hour's two are gone, the next take 240."""
    night = [incident("ash", 2), incident("elm", 2)]
    log = run(world({"ash": 0, "elm": 0, "oak": 20}, night))
    assert [(20, 55.0 + 60 + 60 + 30), (18, 55.0 + 240 + 60 + 30)] == [
        (row.known_stock, row.expected_minute) for row in rows(log, ev.AID_ASKED)
    ]


def test_partners_are_asked_as_need_is_judged_without_the_riccs_desk() -> None:
    grove = Agreement("grove", frozenset({"ash", "oak"}), None)
    log = run(world({"ash": 0, "oak": 1, "elm": 1}, [incident("ash", 1)], agreements=(grove,)))
    asked = rows(log, ev.AID_ASKED)
    assert [(20.0, "oak", 1, "agreement")] == [(r.minute, r.force, r.tier, r.cause) for r in asked]
    assert [] == times(log, ev.AID_BROKERED)
    assert [35.0 + 60 + 60 + 30] == times(log, ev.UNIT_DEPLOYED)


@pytest.mark.parametrize(
    ("level", "asked"), [("none", []), ("minimal", [2]), ("moderate", [6]), ("extensive", [9])]
)
def test_a_force_that_has_ten_owes_six_and_keeps_one_lends_as_its_drawdown_says(
    level: Drawdown, asked: list[int]
) -> None:
    has = {"ash": 0, "oak": crews(10, commitment=6, floor=1)}
    log = run(world(has, [incident("ash", 20)], drawdown=level))
    assert asked == [row.count for row in rows(log, ev.AID_ASKED)][:1]
    assert sum(asked) == len(rows(log, ev.UNIT_ORDERED))


def test_a_host_with_a_need_of_its_own_that_is_unmet_lends_none() -> None:
    """Ash's second crew would come at 530, too late for ash; until 400 elm does not get it."""
    night = [incident("ash", [(0, 2), (400, 1)]), incident("elm", 1)]
    log = run(world({"ash": 2, "elm": 0}, night))
    asked = times(log, ev.AID_ASKED, force="ash")
    assert asked
    assert min(asked) >= 400
    free = run(world({"ash": 2, "elm": 0}, [incident("ash", 1), incident("elm", 1)]))
    assert 40.0 == times(free, ev.AID_ASKED, force="ash")[0]


def test_the_smallest_share_given_ranks_first_where_shares_are_to_be_fair() -> None:
    """Two of ten are less than one of two, but two of three are more."""
    of_ten = {"ash": 0, "elm": 2, "oak": 10}
    of_three = {"ash": 0, "elm": 2, "oak": 3}
    fair, near, third = (
        [(row.force, row.count) for row in rows(run(night), ev.AID_ASKED)]
        for night in (
            world(of_ten, [incident("ash", 2)], ranking="fair_share"),
            world(of_ten, [incident("ash", 2)]),
            world(of_three, [incident("ash", 2)], ranking="fair_share"),
        )
    )
    assert [("oak", 2)] == fair
    assert [("elm", 1), ("oak", 1)] == near
    assert [("elm", 1), ("oak", 1)] == third


def test_what_stays_unmet_is_asked_again_an_hour_after_the_last_working() -> None:
    """RICC until 40, NPoCC until 70; an hour; RICC and NPoCC again, until 180."""
    log = run(world({"ash": 0}, [incident("ash", 1)]))
    assert [130.0, 240.0, 350.0] == times(log, ev.AID_REQUESTED, cause="hourly")[:3]


def test_a_crew_free_again_is_asked_for_by_who_still_needs_it() -> None:
    """Ash has oak's only crew until 300; it is home at 360 and has rested at 1020."""
    night = [incident("ash", 1, ends=300), incident("elm", 1, begins=30)]
    log = run(world({"ash": 0, "elm": 0, "oak": 1}, night))
    freed = rows(log, ev.AID_REQUESTED, cause="stock freed")
    assert [(1020.0, "elm")] == [(row.minute, row.force) for row in freed]
    assert [(1055.0 + 60, "elm-1")] == [
        (row.minute, row.incident) for row in rows(log, ev.UNIT_MUSTERED)
    ][1:]


# --- the country --------------------------------------------------------------------------------


def test_the_ricc_passes_on_at_once_what_the_country_can_serve_sooner() -> None:
    """The region's crews at 205 and 625, the country's at 40 + 30 + 10 + 15 + 60 + 120 + 30."""
    has = {"ash": 1, "oak": 2, "yew": 1}
    log = run(world(has, [incident("ash", 3)], regions=TWO_REGIONS))
    assert [(20.0, 2, 2), (40.0, 3, 1)] == [
        (row.minute, row.tier, row.count) for row in rows(log, ev.AID_REQUESTED)
    ]
    assert [(40.0, "forest", 1), (70.0, "npocc", 1), (80.0, "heath", 1)] == [
        (row.minute, row.counterpart, row.count) for row in rows(log, ev.AID_BROKERED)
    ]
    assert [110.0, 205.0, 305.0] == times(log, ev.UNIT_DEPLOYED)


def test_with_donors_taken_whole_the_country_gets_only_what_the_region_has_not() -> None:
    has = {"ash": 1, "oak": 2, "yew": 1}
    log = run(world(has, [incident("ash", 3)], regions=TWO_REGIONS, ranking="force"))
    assert [("oak", 2)] == [(row.force, row.count) for row in rows(log, ev.AID_ASKED)]
    assert [] == times(log, ev.AID_REQUESTED, tier=3)


def test_after_a_national_call_a_shortfall_is_divided_at_once_and_skips_the_donor_ricc() -> None:
    """All clocks start at 0: the region's 60 + 60 + 30; the country's 20 + 30 + 15 + 120 + 30."""
    has = {"ash": 0, "oak": 1, "yew": 1}
    night = [incident("ash", 2)]
    log = run(world(has, night, regions=TWO_REGIONS, trigger=national_call(0.0)))
    assert [0.0] * 3 == times(log, ev.FORCE_ALERTED, cause="national call")
    assert [(20.0, 2, 1), (20.0, 3, 1)] == [
        (row.minute, row.tier, row.count) for row in rows(log, ev.AID_REQUESTED)
    ]
    assert [] == times(log, ev.AID_BROKERED, cause="donor RICC")
    assert [150.0, 215.0] == times(log, ev.UNIT_DEPLOYED)


def test_a_national_call_sets_drawdown_to_extensive() -> None:
    has = {"ash": 0, "oak": crews(10, commitment=0, floor=1)}
    called = run(world(has, [incident("ash", 20)], drawdown="none", trigger=national_call(0.0)))
    assert 9 == len(rows(called, ev.UNIT_ORDERED))


def test_an_anticipatory_call_is_made_at_the_judging_that_puts_half_the_figure_in_use() -> None:
    """Twenty are required; ten own crews are ordered at 20, nine are not enough."""
    ten = world({"ash": 10}, [incident("ash", 10)], trigger=anticipatory(0.5))
    nine = world({"ash": 9}, [incident("ash", 9)], trigger=anticipatory(0.5))
    assert [20.0] == times(run(ten), ev.NATIONAL_CALL_MADE)
    assert [] == times(run(nine), ev.NATIONAL_CALL_MADE)


@pytest.mark.parametrize(
    ("has", "ends", "drawdown", "cause"),
    [
        ({"ash": 1, "yew": 0}, None, "extensive", "stock"),
        ({"ash": 1, "yew": 9}, None, "none", "drawdown"),
        ({"ash": 0, "yew": 9}, 130.0, "extensive", None),
    ],
)
def test_what_stays_unmet_is_put_down_to_stock_or_drawdown_and_never_to_crews_that_come_late(
    has: dict[str, int], ends: float | None, drawdown: Drawdown, cause: str | None
) -> None:
    regions = {"forest": ["ash"], "heath": ["yew"]}
    night = world(has, [incident("ash", 2, ends=ends)], regions=regions, drawdown=drawdown)
    unmet = rows(run(night), ev.NEED_UNMET)[0]
    assert (70.0, cause, 2 - has["ash"]) == (unmet.minute, unmet.cause, unmet.count)


# --- clocks and convoys -------------------------------------------------------------------------


def two_asks_of_oak(second: float) -> list[ev.Event]:
    """Oak lends one crew until 300, and is asked again for one later."""
    night = [incident("ash", 1, ends=300), incident("elm", 1, begins=second)]
    return run(world({"ash": 0, "elm": 0, "oak": 2}, night, duration=3 * DAY))


def test_later_orders_draw_on_the_clock_of_the_first() -> None:
    """Ordered at 255; oak's second crew is ready 480 after 55, when its first was ordered."""
    log = two_asks_of_oak(second=200)
    assert [55.0] == times(log, ev.FORCE_ALERTED, force="oak")
    assert [115.0, 55.0 + 480] == times(log, ev.UNIT_MUSTERED)


def test_a_clock_runs_until_all_crews_are_free_again() -> None:
    """Back at 360, rested at 1020; at 1015 the second crew's bracket has long passed."""
    log = two_asks_of_oak(second=960)
    assert [360.0] == times(log, ev.UNIT_RETURNED)
    assert [55.0] == times(log, ev.FORCE_ALERTED, force="oak")
    assert [(1015.0, "oak-psu-02")] == [
        (row.minute, row.unit) for row in rows(log, ev.UNIT_MUSTERED)
    ][1:]


def test_a_clock_that_ran_out_starts_anew_and_yesterday_s_tour_makes_nobody_readier() -> None:
    """Oak's crews are free at 1020: the evening after is answered as the first was, in 60."""
    log = two_asks_of_oak(second=1445)
    assert [55.0, 1500.0] == times(log, ev.FORCE_ALERTED, force="oak")
    assert [(1560.0, "oak-psu-01")] == [
        (row.minute, row.unit) for row in rows(log, ev.UNIT_MUSTERED)
    ][1:]


def test_a_clock_that_ran_out_is_not_running_though_an_operation_takes_crews_since() -> None:
    """Oak's crews are free at 1020, and one of them goes at 1200, before anybody asks oak again."""
    night = [incident("ash", 1, ends=300), incident("elm", 1, begins=1445)]
    march = Operation("march", "March", "oak", 1200.0, 2000.0, {"oak": {"psu": 1}}, {"oak": 0.0})
    has = {"ash": 0, "elm": 0, "oak": 2}
    log = run(world(has, night, duration=3 * DAY, operations=(march,)))
    assert [1200.0] == times(log, ev.UNIT_COMMITTED)
    assert [55.0, 1500.0] == times(log, ev.FORCE_ALERTED, force="oak")


def leaving(musters: list[float], size: int = 6, wait: float = 15.0) -> list[float]:
    """When each of the crews of one class leaves, in order of muster."""
    leaves: list[float] = []
    convoy: list[float] = []
    for muster in musters:
        if convoy and muster > convoy[0] + wait:
            leaves += [convoy[0] + wait] * len(convoy)
            convoy = []
        convoy.append(muster)
        if len(convoy) == size:
            leaves += [muster] * size
            convoy = []
    return leaves + [min(musters[-1], convoy[0] + wait) if convoy else 0.0] * len(convoy)


@pytest.mark.parametrize("seed", range(5))
def test_aid_leaves_in_convoys_of_six_or_a_quarter_of_an_hour_after_the_first_muster(
    seed: int,
) -> None:
    """Two hundred are owed: twenty muster within the first hour after 55."""
    has = {"ash": 0, "oak": 200}
    log = run(world(has, [incident("ash", 20)], within_bracket="spread"), seed)
    musters = times(log, ev.UNIT_MUSTERED)
    assert 20 == len(musters)
    reached = [minute - 60 for minute in times(log, ev.UNIT_REACHED_RVP)]
    assert leaving(musters) == reached
    assert 4 <= len(set(reached)) < 10  # convoys of several


def test_units_of_one_convoy_part_when_only_one_of_them_is_still_needed() -> None:
    """Two reach the RVP at 175 and would be booked in by 205; it takes until 275, need fell."""
    night = [incident("ash", [(0, 2), (250, 1)])]
    log = run(world({"ash": 0, "oak": 20}, night, booking_aid=Late(30, 100)))
    assert [175.0, 175.0] == times(log, ev.UNIT_REACHED_RVP)
    assert ["oak-psu-01"] == units(log, ev.UNIT_STOOD_DOWN, cause="not needed", minute=275.0)
    assert [(275.0, "oak-psu-02")] == [(r.minute, r.unit) for r in rows(log, ev.UNIT_DEPLOYED)]


# --- need that falls ----------------------------------------------------------------------------


def test_a_unit_that_reaches_the_rvp_when_need_has_fallen_is_not_needed() -> None:
    """On duty: formed at 10, and so at the RVP at 30; the need of two fell to one at 15."""
    night = [incident("ash", [(0, 2), (15, 1)])]
    log = run(world({"ash": 20}, night, host_readiness="local"))
    assert ["ash-psu-01"] == units(log, ev.UNIT_STOOD_DOWN, cause="not needed", minute=30.0)
    assert [(40.0, "ash-psu-02")] == [(row.minute, row.unit) for row in rows(log, ev.UNIT_DEPLOYED)]


def test_when_need_falls_orders_are_cancelled_first_the_last_expected_first() -> None:
    """Thirty: three formed, three to assemble, which takes longer than expected."""
    night = [incident("ash", [(0, 5), (200, 4)])]
    late = Late(60, 500)
    log = run(world({"ash": 30}, night, host_readiness="local", muster_assembled=late))
    assert [(200.0, "ash-psu-05")] == [
        (row.minute, row.unit) for row in rows(log, ev.UNIT_CANCELLED, cause="need fell")
    ]
    assert [] == times(log, ev.UNIT_STOOD_DOWN)


def test_when_need_falls_the_longest_on_tour_is_released_first() -> None:
    """Twenty: two deployed at 110, a third at 290."""
    log = run(world({"ash": 20}, [incident("ash", [(0, 3), (400, 1)])]))
    assert ["ash-psu-01", "ash-psu-02"] == units(log, ev.UNIT_STOOD_DOWN, cause="need fell")
    assert [400.0, 400.0] == times(log, ev.UNIT_STOOD_DOWN)
    assert [420.0, 420.0] == times(log, ev.UNIT_RETURNED)
    assert [1080.0, 1080.0] == times(log, ev.UNIT_RESTED, cause="at home")


# --- tours --------------------------------------------------------------------------------------


def test_a_tier_1_or_2_tour_ends_in_time_to_be_home_within_twelve_hours() -> None:
    """Mustered at 80 with 20 to drive, and at 115 with 60."""
    log = run(world({"ash": 1, "oak": 1}, [incident("ash", 2)], mode="sustained"))
    assert [80.0, 115.0] == times(log, ev.UNIT_MUSTERED)[:2]
    assert [115.0 + 720 - 60, 80.0 + 720 - 20] == times(log, ev.UNIT_STOOD_DOWN)[:2]
    assert [800.0, 835.0] == times(log, ev.UNIT_RETURNED)[:2]


def test_a_tier_3_unit_rests_near_the_rvp_tours_again_and_goes_home_after_its_third_tour() -> None:
    """Without desks it is ordered at 20 + 15; after each rest at the next tick, to muster in 60."""
    night = world(
        {"ash": 0, "yew": 1},
        [incident("ash", 1)],
        regions={"forest": ["ash"], "heath": ["yew"]},
        mode="sustained",
        desks=False,
        duration=4 * DAY,
    )
    log = run(night)
    assert [95.0, 1560.0, 3000.0] == times(log, ev.UNIT_MUSTERED)[:3]
    assert [245.0, 1610.0, 3050.0] == times(log, ev.UNIT_DEPLOYED)[:3]
    assert [815.0, 2280.0, 3000.0 + 720 - 120] == times(log, ev.UNIT_STOOD_DOWN)[:3]
    assert [1475.0, 2940.0] == times(log, ev.UNIT_RESTED, cause="near the RVP")[:2]
    assert [1500.0, 2940.0] == times(log, ev.UNIT_ORDERED, cause="rested near the RVP")[:2]
    assert [3720.0] == times(log, ev.UNIT_RETURNED)
    assert [4380.0] == times(log, ev.UNIT_RESTED, cause="at home")


def test_a_crew_that_rested_near_the_rvp_and_drove_home_is_in_use_no_more_nor_less() -> None:
    """Yew's crew is on call at 1475, the need over at 1490; then ten of twenty are half."""
    night = world(
        {"ash": 0, "yew": 1, "elm": crews(10, floor=10)},
        [incident("ash", 1, ends=1490), incident("elm", 10, begins=2400)],
        regions={"forest": ["ash"], "heath": ["yew"], "moor": ["elm"]},
        trigger=anticipatory(0.5),
        mode="sustained",
        desks=False,
        duration=3 * DAY,
    )
    log = run(night)
    assert 1475.0 == times(log, ev.UNIT_RESTED, cause="near the RVP")[0]
    assert 1490.0 + 120 == times(log, ev.UNIT_RETURNED)[0]
    assert [2420.0] == times(log, ev.NATIONAL_CALL_MADE)


def test_a_relief_is_deployed_as_its_predecessor_stands_down() -> None:
    """The first crew is due at 780: the second, ready at 500, musters 20 + 10 before."""
    log = run(world({"ash": 2}, [incident("ash", 1)], mode="sustained"))
    relief = rows(log, ev.UNIT_ORDERED, cause="relief of ash-psu-01")
    assert [(110.0, 780.0)] == [(row.minute, row.expected_minute) for row in relief]
    assert [80.0, 750.0] == times(log, ev.UNIT_MUSTERED)[:2]
    assert [110.0, 780.0] == times(log, ev.UNIT_DEPLOYED)[:2]
    assert 780.0 == times(log, ev.UNIT_STOOD_DOWN)[0]


def test_a_relief_is_cancelled_with_the_release_of_its_predecessor() -> None:
    """Need of two falls to one at 700, before either relief has mustered, at 750."""
    night = [incident("ash", [(0, 2), (700, 1)])]
    log = run(world({"ash": 20}, night, mode="sustained"))
    assert [700.0] == times(log, ev.UNIT_CANCELLED, cause="predecessor released")
    assert ["ash-psu-01"] == units(log, ev.UNIT_STOOD_DOWN, cause="need fell", minute=700.0)


def test_a_relief_that_has_itself_stood_down_takes_no_place() -> None:
    """Oak drives 200 and tours 360, so that it leaves as it comes: before the unit it relieves."""
    night = [incident("ash", 1, ends=1500, drives={"oak": 200})]
    log = run(
        world({"ash": 1, "oak": 2}, night, mode="sustained", tour=360, booking_aid=Late(30, 0))
    )
    assert [405.0] == times(log, ev.UNIT_STOOD_DOWN, unit="oak-psu-01")[:1]
    assert [420.0] == times(log, ev.UNIT_STOOD_DOWN, unit="ash-psu-01")[:1]
    judged = rows(log, ev.NEED_JUDGED, minute=420.0)
    assert [0] == [row.known_stock for row in judged]


def test_in_a_surge_nobody_is_relieved() -> None:
    log = run(world({"ash": 2}, [incident("ash", 1)]))
    assert ["ash-psu-01"] == units(log, ev.UNIT_ORDERED)
    assert [] == times(log, ev.UNIT_STOOD_DOWN)


# --- stories --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STORIES)
def test_the_night_still_reads_as_it_was_written_down(name: str) -> None:
    """If it is meant to read otherwise: ``python -m tests.refresh_goldens``."""
    assert (GOLDEN / f"{name}.txt").read_text(encoding="utf-8") == story(STORIES[name])
