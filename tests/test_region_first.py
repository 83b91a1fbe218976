"""Who is asked when the country is quicker than the region?

Ash hosts and has no crew. Its neighbour oak has twelve: two are ready after 1 h, five after 4 h,
eight after 8 h. Yew, in another region, has fifty: five are ready after 1 h. Judged at 20. The
RICC's desk is done at 40: oak would be ordered at 55, yew at 95. Deployed: oak's at 55 + 60 + 60 +
30 = 205 (two) and 55 + 240 + 60 + 30 = 385 (three); yew's at 95 + 60 + 120 + 30 = 305 (five).
"""

import math

import pytest

from mobsim.policy import Escalation, Trigger
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from tests.worlds import incident, rows, run, times, units, world

REGIONS = {"forest": ["ash", "oak"], "heath": ["yew"]}


def slow_region(need: int, grace: float) -> Scenario:
    return world(
        {"ash": 0, "oak": 12, "yew": 50},
        [incident("ash", need)],
        regions=REGIONS,
        escalation=Escalation(grace),
    )


@pytest.mark.parametrize(
    ("grace", "region", "nation", "deployed"),
    [
        (0.0, 3, 5, [205.0] * 2 + [305.0] * 5 + [385.0]),
        (120.0, 5, 3, [205.0] * 2 + [305.0] * 3 + [385.0] * 3),
        (math.inf, 8, 0, [205.0] * 2 + [385.0] * 3 + [625.0] * 3),
    ],
    ids=["quickest", "grace of 2 h", "strict"],
)
def test_of_eight_the_region_gives_as_many_as_stand_first(
    grace: float, region: int, nation: int, deployed: list[float]
) -> None:
    """With the grace yew's crews stand as at 425, behind oak's of 385; strict, behind all."""
    log = run(slow_region(8, grace))
    assert region == len(rows(log, ev.UNIT_ORDERED, tier=2))
    assert nation == len(rows(log, ev.UNIT_ORDERED, tier=3))
    assert deployed == times(log, ev.UNIT_DEPLOYED)


def test_what_is_beyond_the_region_goes_to_npocc_in_the_same_minute() -> None:
    log = run(slow_region(8, 120.0))
    [asked] = rows(log, ev.AID_REQUESTED, tier=3)
    assert (40.0, 3, "beyond the region") == (asked.minute, asked.count, asked.cause)


@pytest.mark.parametrize(("grace", "nation"), [(120.0, 1), (240.0, 0)])
def test_own_crews_stand_before_the_country_unless_it_is_quicker_by_more_than_the_grace(
    grace: float, nation: int
) -> None:
    """Ash's second crew would be there at 530, yew's at 305: it stands as at 425, or as at 545."""
    night = world(
        {"ash": 2, "oak": 1, "yew": 50},
        [incident("ash", 3)],
        regions=REGIONS,
        escalation=Escalation(grace),
    )
    assert nation == len(units(run(night), ev.UNIT_ORDERED, tier=3))


def test_after_a_national_call_the_same_list_divides_what_is_wanting_at_once() -> None:
    """Called at 0, the clocks have run for 20: oak's five and yew's three, as without the call."""
    night = world(
        {"ash": 0, "oak": 12, "yew": 50},
        [incident("ash", 8)],
        regions=REGIONS,
        escalation=Escalation(120.0),
        trigger=Trigger("national_call", at_minute=0.0),
    )
    put = [(r.tier, r.count) for r in rows(run(night), ev.AID_REQUESTED, cause="need judged")]
    assert [(2, 5), (3, 3)] == put
