"""Does an interval hold the truth as often as it says?

In worlds whose true value is known, two thousand studies each make an interval; the share of them
that holds the truth is compared with the level, or with what binomial sums give. The seeds are
fixed; a share within three of its own standard errors is as good as equal.
"""

import math
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from mobsim.ground.intervals import (
    Interval,
    incidence_curve,
    mean_t,
    paired,
    proportion,
    quantile,
    restricted_mean,
)
from mobsim.ground.precision import Precision, Rule, replications_needed

ROOT = Path(__file__).parent.parent
STUDIES = 2000
LEVEL = 0.95
HORIZON = 90.0

Draw = Callable[[np.random.Generator, int], Any]
Make = Callable[[Any], Interval | None]


def lognormal(sigma: float) -> Draw:
    """With mean 1."""
    return lambda generator, n: generator.lognormal(-sigma * sigma / 2, sigma, n)


def normal(generator: np.random.Generator, n: int) -> Any:
    return generator.normal(60, 9, n)


def exponential(generator: np.random.Generator, n: int) -> Any:
    return generator.exponential(1, n)


def poisson(generator: np.random.Generator, n: int) -> Any:
    return generator.poisson(0.8, n)


def mostly_nothing(generator: np.random.Generator, n: int) -> Any:
    """0 in seven of ten, Poisson with mean 12 in the others."""
    return np.where(generator.random(n) < 0.3, generator.poisson(12, n), 0)


def by_the_horizon(generator: np.random.Generator, n: int) -> Any:
    """Exponential minutes with mean 60, never beyond 90."""
    minutes = generator.exponential(60, n)
    return np.where(minutes <= HORIZON, minutes, math.inf)


def samples(draw: Draw, n: int, seed: int) -> Iterator[Any]:
    generator = np.random.default_rng(seed)
    return (draw(generator, n) for _ in range(STUDIES))


def covered(draw: Draw, n: int, truth: float, make: Make, seed: int = 1) -> float:
    """Share of studies whose interval holds the truth."""
    return sum(holds(make(values), truth) for values in samples(draw, n, seed)) / STUDIES


def holds(found: Interval | None, truth: float) -> bool:
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    return found.low <= truth <= found.high


def near(share: float) -> Any:
    """Within three standard errors of a share over the studies."""
    return pytest.approx(share, abs=3 * math.sqrt(share * (1 - share) / STUDIES))


def tell(text: str) -> None:
    """Shown by pytest -rP."""
    sys.stdout.write(f"{text}\n")


@pytest.mark.parametrize(
    ("draw", "n", "truth"),
    [
        (normal, 5, 60), (normal, 20, 60), (poisson, 100, 0.8), (mostly_nothing, 200, 3.6),
        (exponential, 200, 1), (lognormal(0.5), 200, 1), (lognormal(1.0), 3200, 1),
    ],
    ids=["normal-5", "normal-20", "poisson-100", "zeros-200", "exp-200", "ln-half-200", "ln1-3200"],
)  # fmt: skip
def test_student_s_interval_covers_its_level_with_enough_values(
    draw: Draw, n: int, truth: float
) -> None:
    assert near(LEVEL) == covered(draw, n, truth, mean_t)


@pytest.mark.parametrize(
    ("draw", "n", "low", "high"),
    [
        (exponential, 20, 0.90, 0.93), (lognormal(0.5), 20, 0.91, 0.94),
        (lognormal(1.0), 20, 0.85, 0.88), (lognormal(1.0), 200, 0.915, 0.94),
    ],
    ids=["exp-20", "ln-half-20", "ln1-20", "ln1-200"],
)  # fmt: skip
def test_student_s_interval_falls_short_with_few_skewed_values(
    draw: Draw, n: int, low: float, high: float
) -> None:
    """91.4 %, 92.9 %, 86.3 % and 92.8 % over ten thousand studies."""
    assert low < covered(draw, n, 1, mean_t) < high


def test_a_mean_up_to_the_horizon_covers_its_level() -> None:
    truth = 60 * (1 - math.exp(-HORIZON / 60))
    found = covered(by_the_horizon, 100, truth, lambda each: restricted_mean(each, HORIZON))
    assert near(LEVEL) == found


def test_paired_differences_cover_their_level_alone_and_together() -> None:
    """Three levers whose errors are independent, where Bonferroni has next to nothing to spare."""
    together, alone = 0, 0
    generator = np.random.default_rng(5)
    for _ in range(STUDIES):
        night = generator.normal(60, 9, 30)
        levers = [night + gain + generator.normal(0, 3, 30) for gain in (1.0, 2.0, 3.0)]
        alone += holds(paired(night, levers[0]), 1.0)
        together += all(
            holds(paired(night, lever, comparisons=3), gain)
            for lever, gain in zip(levers, (1.0, 2.0, 3.0), strict=True)
        )
    assert near(LEVEL) == alone / STUDIES
    assert near((1 - (1 - LEVEL) / 3) ** 3) == together / STUDIES


def printed_coverage() -> Iterator[Any]:
    """Each cell of the table in docs/studies.md: what is drawn, n, and in how many of 100."""
    page = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
    _, _, table = page.partition("<!-- coverage: begin -->\n")
    head, _, *rows = table.partition("<!-- coverage: end -->")[0].splitlines()
    sizes = [int(each) for each in re.findall(r"n = (\d+)", head)]
    worlds = {"normal": (normal, 60), "exponential": (exponential, 1)}
    for row in rows:
        name = row[row.index("(") + 1 : row.index(")")]
        world = worlds.get(name) or (lognormal(float(name.rpartition(" ")[2])), 1)
        cells = [int(each) / 100 for each in row.strip("|").split("|")[1:]]
        for n, share in zip(sizes, cells, strict=True):
            yield pytest.param(*world, n, share, id=f"{name}-{n}")


@pytest.mark.slow
@pytest.mark.parametrize(("draw", "truth", "n", "share"), list(printed_coverage()))
def test_student_s_interval_covers_what_the_page_prints(
    draw: Draw, truth: float, n: int, share: float
) -> None:
    """Printed as whole per cent of 100,000 studies."""
    found = covered(draw, n, truth, mean_t, seed=4)
    tell(f"n = {n}: covers {found:.1%}, printed {share:.0%}")
    error = math.sqrt(share * (1 - share) / STUDIES)
    assert pytest.approx(share, abs=3 * error + 0.005) == found


@pytest.mark.parametrize("method", ["wilson", "exact"])
@pytest.mark.parametrize(("n", "truth"), [(20, 0.05), (20, 0.5), (60, 0.1), (200, 0.02)])
def test_a_share_is_covered_as_often_as_binomial_sums_say(
    n: int, truth: float, method: Any
) -> None:
    intervals = [proportion(successes, n, method=method) for successes in range(n + 1)]
    inside = np.array([holds(each, truth) for each in intervals])
    computed = float(inside @ stats.binom.pmf(np.arange(n + 1), n, truth))
    drawn = np.random.default_rng(2).binomial(n, truth, STUDIES)
    assert near(computed) == float(inside[drawn].mean())
    assert method == "wilson" or computed >= LEVEL


def test_wilson_s_interval_covers_its_level_over_all_shares() -> None:
    """On average over shares; at its worst, for a share near 0, far less."""
    n, truths = 50, np.linspace(0.005, 0.995, 199)
    intervals = [proportion(successes, n) for successes in range(n + 1)]
    computed = [
        sum(stats.binom.pmf(k, n, truth) for k, each in enumerate(intervals) if holds(each, truth))
        for truth in truths
    ]
    assert pytest.approx(LEVEL, abs=0.005) == float(np.mean(computed))
    assert 0.85 < min(computed) < 0.93


@pytest.mark.parametrize(("n", "q"), [(6, 0.5), (20, 0.5), (100, 0.5), (100, 0.9), (400, 0.95)])
def test_a_quantile_is_covered_as_often_as_binomial_sums_say(n: int, q: float) -> None:
    draw = lognormal(1.0)
    truth = float(np.exp(stats.norm.ppf(q) - 0.5))
    intervals = [quantile(values, q) for values in samples(draw, n, 3)]
    assert intervals[0]
    computed = intervals[0].covers
    assert computed is not None
    assert computed >= LEVEL
    assert near(computed) == sum(holds(each, truth) for each in intervals) / STUDIES


def test_a_quantile_that_may_be_never_is_covered_as_often_too() -> None:
    """The median is 60 ln 2; 22 % are never."""
    found = covered(by_the_horizon, 50, 60 * math.log(2), lambda each: quantile(each, 0.5))
    one = quantile(range(50), 0.5)
    assert one
    assert one.covers is not None
    assert near(one.covers) == found


def test_a_quantile_of_counts_is_covered_more_often() -> None:
    """The ninth decile of Poisson counts of mean 0.8 is 2, and many counts equal it."""
    one = quantile(range(100), 0.9)
    assert one
    assert one.covers is not None
    assert one.covers < covered(poisson, 100, 2, lambda each: quantile(each, 0.9))


def test_an_incidence_is_covered_as_often_as_its_share() -> None:
    n, at = 100, 30.0
    truth = 1 - math.exp(-at / 60)
    inside = np.array([holds(proportion(k, n), truth) for k in range(n + 1)])
    computed = float(inside @ stats.binom.pmf(np.arange(n + 1), n, truth))

    def held(times: Any) -> bool:
        row = [row for row in incidence_curve(times, HORIZON) if row.minute <= at][-1]
        return row.low <= truth <= row.high

    found = sum(map(held, samples(by_the_horizon, n, 1))) / STUDIES
    assert near(computed) == found


def stopped(draw: Draw, truth: float, rule: Rule, seed: int = 2) -> tuple[float, float]:
    """Share of studies whose interval at the n of the rule holds the truth, and the mean n."""
    inside, made = 0, 0
    for values in samples(draw, rule.maximum, seed):
        reached = replications_needed({"value": values}, rule)
        assert reached
        inside += holds(mean_t(values[: reached.n]), truth)
        made += reached.n
    return inside / STUDIES, made / STUDIES


@pytest.mark.slow
@pytest.mark.parametrize(
    ("draw", "truth", "precision", "recorded"),
    [
        (normal, 60, 0.05, 0.941), (exponential, 1, 0.1, 0.947),
        (lognormal(0.5), 1, 0.1, 0.939), (lognormal(1.0), 1, 0.2, 0.902),
    ],
    ids=["normal-5%", "exp-10%", "ln-half-10%", "ln1-20%"],
)  # fmt: skip
def test_what_stopping_costs_is_known(
    draw: Draw, truth: float, precision: float, recorded: float
) -> None:
    """At the n of the rule, Student's 95 % interval held the truth in so many of 10,000 studies.

    ============================  ======  ======  =============  ==============
    world, precision              mean n  at n    n fixed there  no look ahead
    ============================  ======  ======  =============  ==============
    normal, cv 0.15, 5 %              42  94.1 %  94.8 %         93.7 %
    exponential, 10 %                390  94.7 %  94.5 %         94.5 %
    lognormal, σ = 0.5, 10 %         113  93.9 %  94.0 %         93.5 %
    lognormal, σ = 1, 20 %           148  90.2 %  91.9 %         89.3 %
    ============================  ======  ======  =============  ==============

    Within 5 or 10 % stopping costs less than a point. Within 20 % of a very skewed mean it costs
    two, and the skew three more.
    """
    found, n = stopped(draw, truth, Rule(precision, maximum=800))
    fixed = covered(draw, round(n), truth, mean_t, seed=3)
    tell(f"within {precision:.0%} after {n:.0f}: covers {found:.1%}; with n fixed {fixed:.1%}")
    error = math.sqrt(recorded * (1 - recorded) * (1 / STUDIES + 1 / 10_000))
    assert pytest.approx(recorded, abs=3 * error) == found


@pytest.mark.slow
def test_looking_ahead_wins_back_part_of_what_stopping_costs() -> None:
    """In every world of the table above; here the one in which most is lost."""
    with_it, _ = stopped(lognormal(1.0), 1, Rule(0.2, maximum=800))
    without, _ = stopped(lognormal(1.0), 1, Rule(0.2, maximum=800, look_ahead=0))
    tell(f"looking ahead {with_it:.1%}, without {without:.1%}")
    assert without < with_it


@pytest.mark.parametrize(("share", "seen"), [(False, 25), (True, 45)])
def test_a_rare_event_is_taken_for_none_less_often_once_it_is_called_a_share(
    *, share: bool, seen: int
) -> None:
    """Of one in ten, 25 replications see none in 0.9²⁵ = 7.2 % of studies, and a mean of nothing
    but zeros is narrow. As a share within 0.05 it takes 40 and a look ahead: 0.9⁴⁵ = 0.9 %.
    """
    rule = Rule(0.0, absolute=0.05, maximum=500, measures=(Precision("rare", share=share),))
    none = 0
    for values in samples(lambda generator, n: generator.random(n) < 0.1, 500, 4):
        reached = replications_needed({"rare": values}, rule)
        assert reached
        none += reached.measures[0].mean == 0
    assert near(0.9**seen) == none / STUDIES
