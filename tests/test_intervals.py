"""Is an interval what theory says it is?"""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from mobsim.ground.intervals import (
    Interval,
    half_width_t,
    incidence_curve,
    mean_t,
    order_statistic_coverage,
    paired,
    paired_shares,
    proportion,
    quantile,
    restricted_mean,
    variance_reduction,
    wilson,
)
from tests.strategies import fixed_examples

VALUES = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
TIMES = st.one_of(st.none(), st.just(math.inf), st.integers(0, 40).map(float))
LEVELS = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])
QUANTILES = st.sampled_from([0.05, 0.25, 0.5, 0.75, 0.9])
HORIZON = 30.0


def ordered(found: Interval) -> bool:
    if found.low is None or found.high is None:
        return found.low is found.high
    slack = rounding(found)
    return found.low - slack <= found.estimate <= found.high + slack


def rounding(found: Interval) -> float:
    """What the last bits of sums may differ by."""
    ends = [abs(each) for each in (found.low, found.high) if each is not None]
    return 1e-12 * max([1.0, *(end for end in ends if math.isfinite(end))])


def holds(narrow: Interval, wide: Interval) -> bool:
    """Whether one interval lies within another; one that is not there is the widest."""
    if wide.low is None or wide.high is None:
        return True
    assert narrow.low is not None
    assert narrow.high is not None
    slack = rounding(narrow)
    return wide.low <= narrow.low + slack and narrow.high - slack <= wide.high


def test_a_mean_of_three_has_the_interval_of_the_table() -> None:
    found = mean_t([50, 60, 70])
    assert found
    half = 4.302652729911275 * 10 / math.sqrt(3)  # the table's t for 2 degrees of freedom
    assert (60, 3, "Student t") == (found.estimate, found.n, found.method)
    assert (60 - half, 60 + half) == pytest.approx((found.low, found.high))


def test_no_values_give_no_interval_and_one_value_no_ends() -> None:
    assert mean_t([]) is quantile([], 0.5) is proportion(0, 0) is None
    assert paired([], []) is restricted_mean([], 60) is None
    assert [] == incidence_curve([], 60)
    one: list[Any] = [
        mean_t([7]), quantile([7], 0.5), paired([0], [7]), restricted_mean([7], 60),
    ]  # fmt: skip
    for found in one:
        assert (7, None, None, 1) == (found.estimate, found.low, found.high, found.n)
    share = proportion(1, 1)
    assert share
    assert (1, 1) == (share.estimate, share.high)
    assert 0.2065 == pytest.approx(share.low, abs=1e-4)


def test_values_that_are_all_alike_give_a_mean_no_width() -> None:
    found = mean_t([0.1] * 30)
    assert found
    assert (0.1, 0.1, 0.1) == (found.low, found.estimate, found.high)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, None])
def test_a_mean_refuses_what_is_not_a_number(value: Any) -> None:
    for make in (mean_t, lambda each: paired(each, each)):
        with pytest.raises(
            ValueError, match=r"expected finite numbers; for times that may be never"
        ):
            make([1.0, value])


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, math.nan])
def test_a_level_that_is_no_share_is_refused(level: float) -> None:
    calls: list[Any] = [
        lambda: mean_t([1, 2], level), lambda: incidence_curve([1], 9, level),
        lambda: quantile([1, 2], 0.5, level), lambda: proportion(1, 2, level),
        lambda: restricted_mean([1, 2], 9, level), lambda: paired([1, 2], [3, 5], level),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(ValueError, match=r"level: found .+, expected between 0 and 1"):
            call()


def test_what_cannot_be_is_refused_with_the_next_move() -> None:
    with pytest.raises(ValueError, match="q: found 90, expected between 0 and 1"):
        quantile([1.0], 90)
    with pytest.raises(ValueError, match="found nan, expected minutes; write never as None"):
        restricted_mean([math.nan], 60)
    with pytest.raises(ValueError, match="found 3 of 2, expected 0 to 2"):
        proportion(3, 2)
    with pytest.raises(ValueError, match="found 1 and 2 values, expected equal numbers"):
        paired([1], [1, 2])
    with pytest.raises(ValueError, match="comparisons: found 0, expected 1 or more"):
        paired([1], [1], comparisons=0)


@fixed_examples(100)
@given(st.lists(VALUES, min_size=1, max_size=30), LEVELS, LEVELS, st.randoms())
def test_student_s_interval_keeps_its_laws(
    values: list[float], level: float, other: float, shuffler: Any
) -> None:
    found, wider = mean_t(values, min(level, other)), mean_t(values, max(level, other))
    assert found
    assert wider
    assert ordered(found)
    assert holds(found, wider)
    shuffled = list(values)
    shuffler.shuffle(shuffled)
    assert mean_t(values, level) == mean_t(np.array(shuffled), level)


@fixed_examples(50)
@given(st.lists(VALUES, min_size=2, max_size=30))
def test_student_s_interval_is_that_of_scipy(values: list[float]) -> None:
    assume(np.ptp(values) > 1e-3)
    found = mean_t(values, 0.9)
    assert found
    scipys = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    assert (scipys.low, scipys.high) == pytest.approx((found.low, found.high), rel=1e-6, abs=1e-6)


@fixed_examples(50)
@given(st.lists(VALUES, min_size=2, max_size=12), st.integers(2, 5), LEVELS)
def test_more_values_of_the_same_kind_give_a_narrower_mean(
    values: list[float], times: int, level: float
) -> None:
    assume(np.ptp(values) > 1e-3)
    few, many = mean_t(values, level), mean_t(values * times, level)
    assert few
    assert many
    assert many.estimate == pytest.approx(few.estimate, abs=1e-6)
    assert few.high is not None
    assert many.high is not None
    assert many.high - many.estimate < few.high - few.estimate


def test_six_values_are_the_fewest_for_a_median() -> None:
    five, six = quantile([1, 2, 3, 4, 5], 0.5), quantile([1, 2, 3, 4, 5, 6], 0.5)
    assert five
    assert six
    assert (3, None, None, None) == (five.estimate, five.low, five.high, five.covers)
    assert (3, 1, 6, 1 - 2 / 2**6) == (six.estimate, six.low, six.high, six.covers)


def test_thirty_six_values_are_the_fewest_for_the_ninth_decile() -> None:
    """0.9³⁵ = 0.0250 is above 0.025, 0.9³⁶ = 0.0225 below."""
    few, enough = quantile(range(1, 36), 0.9), quantile(range(1, 37), 0.9)
    assert few
    assert enough
    assert few.high is None
    assert (33, 36) == (enough.estimate, enough.high)


def test_a_hundred_values_give_the_median_the_ends_of_the_table() -> None:
    """The 40th and the 61st of 100, which hold it in 96.5 % of samples."""
    found = quantile(range(1, 101), 0.5)
    assert found
    assert (40, 61) == (found.low, found.high)
    assert 0.9648 == pytest.approx(found.covers, abs=1e-4)


def test_a_quantile_may_be_never_and_its_end_too() -> None:
    found = quantile([10, 20, 30, 40, 50, None, math.inf, None], 0.5)
    assert found
    assert (40, 10, math.inf, 3) == (found.estimate, found.low, found.high, found.never)
    lost = quantile([None] * 8, 0.5)
    assert lost
    assert (math.inf, math.inf, math.inf, 8) == (lost.estimate, lost.low, lost.high, lost.never)


def test_a_quantile_of_ties_is_the_tie() -> None:
    found = quantile([30] * 20, 0.5)
    assert found
    assert (30, 30, 30) == (found.estimate, found.low, found.high)
    assert (9.0, 7.0) == tuple(
        each.estimate for q, n in ((0.9, 10), (0.07, 100)) if (each := quantile(range(1, n + 1), q))
    )


@fixed_examples(150)
@given(st.lists(TIMES, min_size=1, max_size=80), QUANTILES, LEVELS, LEVELS, st.randoms())
def test_a_quantile_s_interval_keeps_its_laws(
    times: list[float | None], q: float, level: float, other: float, shuffler: Any
) -> None:
    found, wider = quantile(times, q, min(level, other)), quantile(times, q, max(level, other))
    assert found
    assert wider
    assert ordered(found)
    assert holds(found, wider) or found.low is None
    assert found.covers is None or found.covers >= found.level
    assert sum(time in (None, math.inf) for time in times) == found.never
    shuffled = list(times)
    shuffler.shuffle(shuffled)
    assert quantile(times, q, level) == quantile(shuffled, q, level)


@fixed_examples(50)
@given(st.integers(1, 60), QUANTILES, LEVELS)
def test_no_narrower_pair_of_values_keeps_both_tails(n: int, q: float, level: float) -> None:
    found = quantile(range(1, n + 1), q, level)
    assert found
    tail = (1 - level) / 2
    if found.low is None or found.high is None:
        assert max(stats.binom.pmf(0, n, q), stats.binom.pmf(n, n, q)) > tail
        return
    low, high = int(found.low), int(found.high)
    assert stats.binom.cdf(low - 1, n, q) <= tail < stats.binom.cdf(low, n, q)
    assert stats.binom.sf(high - 1, n, q) <= tail < stats.binom.sf(high - 2, n, q)
    expected = stats.binom.cdf(high - 1, n, q) - stats.binom.cdf(low - 1, n, q)
    assert expected == pytest.approx(found.covers)


def test_all_of_the_line_holds_a_quantile_for_sure() -> None:
    assert 1 == order_statistic_coverage(9, 0.5, 0, 10)
    assert 0 == order_statistic_coverage(0, 0.5, 0, 1)
    assert 1 - 0.5**9 == order_statistic_coverage(9, 0.5, 0, 9)


@fixed_examples(60)
@given(st.integers(1, 300), st.floats(0, 1), LEVELS)
def test_wilson_s_ends_are_those_of_scipy(n: int, part: float, level: float) -> None:
    successes = round(part * n)
    found = proportion(successes, n, level)
    assert found
    assert ordered(found)
    low, high = wilson(np.array([successes / n]), n, level)
    assert (float(low[0]), float(high[0])) == pytest.approx((found.low, found.high), abs=1e-12)


def test_the_exact_interval_of_none_in_n_is_in_closed_form() -> None:
    found = proportion(0, 30, method="exact")
    assert found
    assert (0, 0, "Clopper-Pearson") == (found.estimate, found.low, found.method)
    assert 1 - 0.025 ** (1 / 30) == pytest.approx(found.high)


@fixed_examples(60)
@given(st.integers(0, 40), st.integers(1, 40), LEVELS)
def test_the_exact_interval_turns_binomial_tails(successes: int, n: int, level: float) -> None:
    assume(successes <= n)
    found = proportion(successes, n, level, method="exact")
    assert found
    assert ordered(found)
    tail = pytest.approx((1 - level) / 2)
    assert successes == 0 or tail == stats.binom.sf(successes - 1, n, found.low)
    assert successes == n or tail == stats.binom.cdf(successes, n, found.high)


def test_half_of_four_have_happened_by_an_hour() -> None:
    _, _, (minute, share, low, high), _ = incidence_curve([30, 90, None, 60], horizon=80)
    expected = proportion(2, 4)
    assert expected
    assert (60, 0.5) == (minute, share)
    assert (low, high) == pytest.approx((expected.low, expected.high))


@fixed_examples(60)
@given(st.lists(TIMES, min_size=1, max_size=40), LEVELS)
def test_a_curve_is_the_incidence_at_each_of_its_minutes(
    times: list[float | None], level: float
) -> None:
    curve = incidence_curve(times, HORIZON, level)
    assert (0, HORIZON) == (curve[0].minute, curve[-1].minute)
    assert sorted({row.minute for row in curve}) == [row.minute for row in curve]
    assert sorted(row.share for row in curve) == [row.share for row in curve]
    for row in curve:
        happened = sum(time is not None and time <= row.minute for time in times)
        found = proportion(happened, len(times), level)
        assert found
        assert row[1:] == pytest.approx((found.estimate, found.low, found.high))


def test_a_mean_up_to_the_horizon_counts_never_as_the_horizon() -> None:
    found, plain = restricted_mean([60, 80, None, 120], 100), mean_t([60, 80, 100, 100])
    assert found
    assert plain
    assert (85, plain.low, 100, 2) == (found.estimate, found.low, found.high, found.never)
    assert "Student t of the mean up to 100 min" == found.method


@fixed_examples(60)
@given(st.lists(TIMES, min_size=1, max_size=40), LEVELS)
def test_a_mean_up_to_the_horizon_is_the_area_above_the_curve(
    times: list[float | None], level: float
) -> None:
    found = restricted_mean(times, HORIZON, level)
    assert found
    assert ordered(found)
    assert found.high is None or found.high <= HORIZON
    curve = incidence_curve(times, HORIZON)
    steps = pairwise(curve)
    area = sum((1 - row.share) * (after.minute - row.minute) for row, after in steps)
    assert area == pytest.approx(found.estimate)


def test_a_constant_gain_over_shared_draws_is_certain() -> None:
    found = paired([10, 20, 30], [12, 22, 32], comparisons=3)
    assert found
    assert (2, 2, 2, 0.95) == (found.low, found.estimate, found.high, found.level)
    assert "paired t, Bonferroni over 3" == found.method


@fixed_examples(60)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=2, max_size=20), st.integers(1, 6))
def test_several_comparisons_each_get_their_share_of_the_error(
    pairs: list[tuple[float, float]], comparisons: int
) -> None:
    a, b = zip(*pairs, strict=True)
    found = paired(a, b, 0.95, comparisons)
    expected = mean_t(np.subtract(b, a), 1 - 0.05 / comparisons)
    alone = paired(a, b)
    assert found
    assert expected
    assert alone
    assert (expected.estimate, expected.low, expected.high) == (
        found.estimate, found.low, found.high,
    )  # fmt: skip
    assert holds(alone, found)
    turned = paired(b, a)
    assert turned
    assert -alone.estimate == pytest.approx(turned.estimate)
    backward = paired(a[::-1], b[::-1])
    assert alone == backward


def test_shared_draws_save_the_variance_that_two_have_in_common() -> None:
    """b = a + c with var a = var c and no covariance: 1 - 1 / 3 is saved."""
    a, c = np.array([1.0, 1, -1, -1]), np.array([1.0, -1, 1, -1])
    assert 2 / 3 == pytest.approx(variance_reduction(a, a + c))
    assert 0 == pytest.approx(variance_reduction(a, c))
    assert -1 == pytest.approx(variance_reduction(a, -a))
    assert 1 == pytest.approx(variance_reduction(a, a))
    assert 0 == variance_reduction([0.1] * 3, [0.7] * 3)
    assert variance_reduction([1], [2]) is None


def test_many_half_widths_are_those_of_each() -> None:
    halves = half_width_t(np.array([10.0, 3.0]), np.array([3, 40]), 0.99)
    expected = [stats.t.ppf(0.995, 2) * 10 / 3**0.5, stats.t.ppf(0.995, 39) * 3 / 40**0.5]
    assert expected == pytest.approx(halves.tolist())


def test_shares_of_pairs_that_are_all_alike_still_have_a_width() -> None:
    """Of 20 nights: (20.5 - 0.5) / 22 is the middle."""
    found = paired_shares([0] * 20, [1] * 20)
    assert found is not None
    assert 1.0 == found.estimate == found.high
    assert 0.75 < (found.low or 0) < 0.77
    same = paired_shares([1] * 20, [1] * 20)
    assert same is not None
    assert (same.low or 0) < 0 < (same.high or 0)
    assert paired_shares([], []) is None


@fixed_examples(100)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_shares_of_pairs_stay_where_shares_can_be(pairs: list[tuple[bool, bool]]) -> None:
    before, after = zip(*pairs, strict=True)
    found, back = paired_shares(before, after), paired_shares(after, before)
    assert found is not None
    assert back is not None
    assert -1 <= found.low <= found.estimate <= found.high <= 1  # type: ignore[operator]
    assert found.low == pytest.approx(-back.high)  # type: ignore[operator]
    wider = paired_shares(before, after, comparisons=5)
    assert wider is not None
    assert wider.high - wider.low >= found.high - found.low  # type: ignore[operator]


def test_five_comparisons_of_shares_have_the_interval_of_one_at_99_per_cent() -> None:
    before, after = [0] * 12 + [1] * 8, [1] * 16 + [0] * 4
    five, one = paired_shares(before, after, comparisons=5), paired_shares(before, after, 0.99)
    assert five is not None
    assert one is not None
    assert (one.low, one.high) == pytest.approx((five.low, five.high))
    assert (0.95, "paired Agresti–Min, Bonferroni over 5") == (five.level, five.method)


def test_a_gain_of_ten_nights_in_twenty_is_worked_out_by_hand() -> None:
    """10.5 gained and 0.5 lost of 22: 5 / 11 is the middle, its variance (1/2 - 25/121) / 22."""
    found = paired_shares([0] * 20, [1] * 10 + [0] * 10)
    assert found is not None
    half = 1.959964 * math.sqrt((1 / 2 - 25 / 121) / 22)
    assert (5 / 11 - half, 5 / 11 + half) == pytest.approx((found.low, found.high), abs=1e-6)
    assert 0.5 == found.estimate


def test_shares_of_pairs_are_yes_or_no() -> None:
    with pytest.raises(ValueError, match="expected yes or no"):
        paired_shares([0.5], [1.0])
