"""Are the first crews of a roster the head of all of them in order?"""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from mobsim.engine.readiness import Bracket
from mobsim.engine.roster import CrewRoster, MusterMeans, WallHours
from mobsim.engine.state import Crew
from mobsim.ground.clock import LONDON, WallClock
from mobsim.scenario.scenario import Roster
from tests.strategies import fixed_examples

HOURS = WallHours(WallClock(datetime(2026, 6, 3, 18, 20, tzinfo=LONDON)))
CREWS = 6
NUMBERS = st.integers(1, CREWS)


def crews(numbers: set[int]) -> tuple[Crew, ...]:
    """Crews of one force, by number."""
    return tuple(
        Crew("ash", "psu", number, number, Bracket(0.0, 60.0), 60.0, f"ash-psu-{number:02d}")
        for number in sorted(numbers)
    )


@fixed_examples(60)
@given(
    on_duty=st.integers(0, CREWS),
    formed_share=st.sampled_from([0.0, 0.5, 1.0]),
    recall_share=st.sampled_from([0.0, 0.5, 1.0]),
    means=st.builds(
        MusterMeans,
        st.sampled_from([0.0, 15.0, 60.0]),
        st.sampled_from([15.0, 60.0]),
        st.sampled_from([0.0, 45.0, 600.0]),
    ),
    looks=st.lists(
        st.tuples(
            st.sets(NUMBERS, max_size=2),
            st.integers(0, CREWS),
            st.integers(0, 600).map(lambda tens: 5.0 * tens),
        ),
        min_size=10,
        max_size=10,
    ),
)
def test_the_first_crews_are_the_head_of_all_by_minute_and_number(
    on_duty: int,
    formed_share: float,
    recall_share: float,
    means: MusterMeans,
    looks: list[tuple[set[int], int, float]],
) -> None:
    by_hour = tuple(max(1, on_duty - hour % 3) for hour in range(168))
    roster = CrewRoster(HOURS, Roster(by_hour, by_hour[:24]), CREWS, formed_share)
    for away, most, order in looks:
        home = crews(set(range(1, CREWS + 1)) - away)
        ways = roster.turnouts(order, recall_share)
        in_order = sorted(
            (roster.expected(ways[crew.number - 1], order, means), crew.number) for crew in home
        )
        first = roster.first(home, most, order, recall_share, means)
        assert in_order[:most] == [(minute, number) for minute, number, _ in first]
        for until in {minute for minute, _, _ in first}:
            sooner = roster.first(home, most, order, recall_share, means, until)
            in_time = [crew for crew in first if crew[0] <= until]
            assert [crew for crew in sooner if crew[0] <= until] == in_time


def test_a_kind_without_crews_has_nobody_to_turn_out() -> None:
    on_duty = (0.5,) * 168
    roster = CrewRoster(HOURS, Roster(on_duty, on_duty[:24]), 0, 1.0)
    assert () == tuple(roster.turnouts(120.0, 0.5))
