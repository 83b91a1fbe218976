"""Does the rule stop where its words say, and nowhere else?"""

import math
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.ground.intervals import mean_t, proportion
from mobsim.ground.precision import (
    Achieved,
    Precision,
    Reached,
    Rule,
    replications_needed,
)
from tests.strategies import fixed_examples

WIDE = [0.0, 100.0]
"""Two values that make an interval wide wherever they stand."""


def drawn(seed: int, size: int, sigma: float = 0.5) -> list[float]:
    return [float(value) for value in np.random.default_rng(seed).lognormal(4, sigma, size)]


def slowly(columns: dict[str, list[float]], rule: Rule) -> int | None:
    """The rule word by word, with one interval after another."""

    def narrow(name: str, n: int) -> bool:
        measure, values = rule.of(name), columns[name][:n]
        if measure.share:
            found = proportion(round(sum(values)), n, rule.level)
        else:
            found = mean_t(values, rule.level)
        assert found is not None
        assert found.high is not None
        assert found.low is not None
        half = (found.high - found.low) / 2
        relative = (measure.relative or 0) * abs(found.estimate)
        return half <= max(relative, -1 if measure.absolute is None else measure.absolute)

    made = min(rule.maximum, *(len(values) for values in columns.values()))
    for n in count(rule.minimum):
        end = n + (rule.look_ahead if n <= 100 else int(rule.look_ahead * n / 100))
        if end > made:
            return None
        checked = n % rule.checkpoint == 0
        if checked and all(narrow(name, m) for name in columns for m in range(n, end + 1)):
            return n
    return None


def test_values_without_chance_need_the_minimum_and_its_look_ahead() -> None:
    rule = Rule()
    assert replications_needed({"minutes": [7.0] * 24}, rule) is None
    expected = Reached(20, 25, (Achieved("minutes", 7.0, 0.0, True),), False)
    assert expected == replications_needed({"minutes": [7.0] * 25}, rule)


def test_the_first_checkpoint_is_the_first_multiple_from_the_minimum() -> None:
    reached = replications_needed({"minutes": [7.0] * 99}, Rule(minimum=21))
    assert reached
    assert 30 == reached.n


def test_half_width_and_mean_are_those_of_the_interval_at_n() -> None:
    values = drawn(5, 900)
    reached = replications_needed({"minutes": values}, Rule())
    assert reached
    expected = mean_t(values[: reached.n])
    assert expected
    assert expected.high is not None
    (found,) = reached.measures
    assert (expected.estimate, expected.high - expected.estimate) == pytest.approx(
        (found.mean, found.half_width)
    )
    assert found.half_width <= 0.05 * found.mean


def test_what_comes_within_the_look_ahead_can_undo_it() -> None:
    """Narrow at 20 until the 23rd value; narrow again once it has been diluted."""
    calm = [60.0, 60.5] * 400
    assert 20 == needed(calm, Rule())
    upset = [*calm[:22], 200.0, *calm[23:]]
    without = needed(upset, Rule(look_ahead=0))
    late = needed(upset, Rule())
    assert 20 == without
    assert late is not None
    assert late > 23


def test_beyond_a_hundred_the_look_ahead_grows_with_n() -> None:
    reached = replications_needed({"minutes": [7.0] * 999}, Rule(minimum=300))
    assert reached
    assert (300, 315) == (reached.n, reached.looked_to)
    assert replications_needed({"minutes": [7.0] * 314}, Rule(minimum=300)) is None


def test_every_measure_must_be_narrow_at_once() -> None:
    fast, slow = drawn(1, 2000, 0.2), drawn(2, 2000, 0.7)
    alone = [needed(fast, Rule()), needed(slow, Rule())]
    both = replications_needed({"fast": fast, "slow": slow}, Rule())
    assert both
    assert alone[0] is not None
    assert alone[1] is not None
    assert alone[0] < alone[1] <= both.n
    assert all(each.met for each in both.measures)


def test_the_maximum_ends_it_and_says_which_measure_is_not_met() -> None:
    rule = Rule(maximum=60)
    columns = {"calm": [7.0] * 60, "wild": WIDE * 30}
    assert replications_needed({name: each[:59] for name, each in columns.items()}, rule) is None
    reached = replications_needed(columns, rule)
    assert reached
    assert (60, 60, True) == (reached.n, reached.looked_to, reached.at_maximum)
    assert {"calm": True, "wild": False} == {each.name: each.met for each in reached.measures}
    more = {name: each * 3 for name, each in columns.items()}
    assert reached == replications_needed(more, rule)


def test_a_mean_near_nothing_needs_a_precision_of_its_own() -> None:
    values = [-1.0, 1.0] * 100
    assert needed(values, Rule()) is None
    assert 20 == needed(values, Rule(absolute=0.5))
    own = Rule(measures=(Precision("minutes", absolute=0.5),))
    assert 20 == needed(values, own)


def test_a_share_that_was_never_seen_is_not_known_at_once() -> None:
    """Wilson's half-width of 0 in n is ½ z² / (n + z²): within 0.03 from 61 on."""
    never = [0.0] * 200
    known = Rule(measures=(Precision("minutes", absolute=0.03),))
    share = Rule(measures=(Precision("minutes", absolute=0.03, share=True),))
    assert 20 == needed(never, known)
    assert 70 == needed(never, share)


def needed(values: list[float], rule: Rule) -> int | None:
    reached = replications_needed({"minutes": values}, rule)
    return reached and reached.n


def test_values_far_from_nothing_lose_no_digits() -> None:
    """Running sums of squares of 10⁹ ± 1 would."""
    far = [1e9 + value for value in (-1.0, 1.0) * 200]
    reached = replications_needed({"minutes": far}, Rule(precision=2e-10))
    assert reached
    expected = mean_t(far[: reached.n])
    assert expected
    assert expected.high is not None
    assert expected.high - expected.estimate == pytest.approx(reached.measures[0].half_width)


RULES = st.builds(
    Rule,
    precision=st.sampled_from([0.03, 0.1, 0.2]),
    absolute=st.sampled_from([None, 4.0]),
    minimum=st.integers(2, 40),
    maximum=st.sampled_from([60, 150, 2000]),
    checkpoint=st.sampled_from([1, 7, 10]),
    look_ahead=st.integers(0, 9),
    level=st.sampled_from([0.8, 0.95]),
    measures=st.sampled_from([(), (Precision("rare", 0.0, 0.1, share=True),)]),
)


def columns_of(seed: int, size: int) -> dict[str, list[float]]:
    rare = (np.random.default_rng(seed).random(size) < 0.15).astype(float)
    return {"minutes": drawn(seed, size, 0.4), "rare": [float(value) for value in rare]}


@fixed_examples(60)
@given(RULES, st.integers(0, 99), st.integers(2, 300))
def test_the_answer_is_that_of_the_rule_word_by_word(rule: Rule, seed: int, size: int) -> None:
    columns = columns_of(seed, size)
    reached = replications_needed(columns, rule)
    expected = slowly(columns, rule)
    if expected is None:
        assert reached is None or reached.at_maximum
        assert (reached is None) == (size < rule.maximum)
        return
    assert reached
    assert (expected, False) == (reached.n, reached.at_maximum)
    assert all(each.met for each in reached.measures)


@fixed_examples(60)
@given(RULES, st.integers(0, 99), st.integers(2, 300), st.integers(1, 60))
def test_more_replications_do_not_change_an_answer(
    rule: Rule, seed: int, size: int, batch: int
) -> None:
    columns = columns_of(seed, size)
    last = replications_needed(columns, rule)
    answers = [
        replications_needed({name: each[:made] for name, each in columns.items()}, rule)
        for made in range(2, size, batch)
    ]
    given_so_far = [answer for answer in answers if answer]
    assert [last] * len(given_so_far) == given_so_far
    turned = dict(reversed(columns.items()))
    other = replications_needed(turned, rule)
    assert (last and last.n) == (other and other.n)


def test_an_answer_is_given_as_soon_as_its_look_ahead_is_there() -> None:
    values = drawn(8, 900)
    reached = replications_needed({"minutes": values}, Rule())
    assert reached
    assert reached.looked_to < 900
    assert reached == replications_needed({"minutes": values[: reached.looked_to]}, Rule())
    assert needed(values[: reached.looked_to - 1], Rule()) is None


def test_an_array_is_as_good_as_a_list() -> None:
    values = drawn(8, 900)
    made = np.array(values)
    assert needed(values, Rule()) == needed(made, Rule())  # type: ignore[arg-type]


def test_the_sentence_states_every_figure_of_the_rule() -> None:
    rule = Rule(
        0.04, 1.5, 30, 900, 15, 6, 0.9,
        measures=(Precision("binds", 0.0, 0.02, share=True), Precision("crews", relative=0.2)),
    )  # fmt: skip
    expected = (
        "Replications are made until the 90 % interval of every measure is within 4 % of its mean "
        "or within 1.5, and remains so over the next 6 replications (after more than 100, "
        "6 for each 100). This is checked after 30 replications and then at every multiple of 15; "
        "the maximum is 900. Separate precisions: binds within 0.02, as a share; crews within 20 % "
        "of its mean or within 1.5."
    )
    assert expected == rule.sentence()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"minimum": 1}, "minimum: found 1, expected 2 to the maximum, 2000"),
        ({"minimum": 30, "maximum": 20}, "minimum: found 30, expected 2 to the maximum, 20"),
        ({"checkpoint": 0}, "checkpoint: found 0, expected 1 to"),
        ({"look_ahead": -1}, "look_ahead: found -1, expected 0 to"),
        ({"level": 95}, "level: found 95, expected between 0 and 1"),
        ({"precision": -0.1}, "precision: found a number below 0"),
        (
            {"measures": (Precision("a"), Precision("a"))},
            "measures: found a, a, expected each name",
        ),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(wrong: dict[str, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Rule(**wrong)  # type: ignore[arg-type]


def test_columns_that_do_not_fit_the_rule_are_refused() -> None:
    own = Rule(measures=(Precision("binds", share=True),))
    with pytest.raises(ValueError, match="columns: found none, expected a measure too"):
        replications_needed({}, Rule())
    with pytest.raises(ValueError, match="columns: found minutes, expected binds too"):
        replications_needed({"minutes": [1.0]}, own)
    with pytest.raises(ValueError, match="expected equal numbers; give each measure for every"):
        replications_needed({"minutes": [1.0], "binds": [1.0, 0.0]}, own)
    with pytest.raises(ValueError, match="minutes: found a value that is not finite"):
        replications_needed({"minutes": [1.0, math.inf]}, Rule())
    with pytest.raises(ValueError, match="binds: found other values than 0 and 1"):
        replications_needed({"binds": [0.5]}, own)


def test_no_replications_are_never_enough() -> None:
    assert replications_needed({"minutes": []}, Rule()) is None
