"""Are settings spread as they should be, and is it found which of them mattered?"""

import math
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import mobsim
from mobsim.ground.errors import InputError
from mobsim.ground.randomness import uniform
from mobsim.scenario.assumptions import register
from mobsim.scenario.file import resolve
from mobsim.study.designs.assumed_factors import factors_of_register
from mobsim.study.designs.effects import main_effects, morris_indices, sobol_indices, what_mattered
from mobsim.study.designs.factors import Factor, parse_factor
from mobsim.study.designs.points import Design, grid, latin_hypercube, morris, saltelli, sobol

SCENARIO = "six-cities-saturday"

REAL = (
    "drawdown=minimal,moderate,extensive",
    "incidents.leeds.need.psu=10:60",
    "durations.ricc_desk=10m:90m",
    "durations.answer={triangular: [5m, 15m, 45m]},30m",
    "refusals=0%:30%",
    "convoy_factor=1:1.3",
    "desks=on,off",
    "leave.other=5%,10%,15%",
)
FACTORS = tuple(map(parse_factor, REAL))
ANY_FACTORS = st.lists(st.sampled_from(FACTORS), min_size=1, max_size=5, unique=True)
SEEDS = st.integers(min_value=-5, max_value=2**40)


def factors(*texts: str) -> list[Factor]:
    return [parse_factor(text) for text in texts]


def unit_factors(count: int) -> list[Factor]:
    """So many ranges of numbers from 0 to 1; their values are their places."""
    return [Factor(f"x{place}", "number", (), 0.0, 1.0) for place in range(count)]


def outputs(design: Design, function: Callable[[Sequence[float]], float]) -> list[float]:
    return [
        function([f.value(u) for f, u in zip(design.factors, point.u, strict=True)])
        for point in design
    ]


# Factors


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("drawdown=minimal,moderate,extensive", "level", ["minimal", "moderate", "extensive"]),
        ("incidents.leeds.need.psu=10:60", "whole", ["10", "35", "60"]),
        ("durations.ricc_desk=10m:90m", "duration", ["10m", "50m", "1h30m"]),
        ("incidents.leeds.begins=2h:1d", "duration", ["2h", "13h", "24h"]),
        ("refusals=0%:30%", "share", ["0%", "15%", "30%"]),
        ("convoy_factor=1:1.3", "number", ["1", "1.15", "1.3"]),
        ("need_bias = 0.5 : 1.5", "number", ["0.5", "1", "1.5"]),
        ("incidents.leeds.begins=18:00,20:00,+9h", "level", ["18:00", "20:00", "+9h"]),
    ],
)
def test_a_factor_maps_both_ends_and_the_middle(text: str, kind: str, values: list[str]) -> None:
    factor = parse_factor(text)
    assert kind == factor.kind
    assert values == [factor.at(u) for u in (0.0, 0.5, 1.0)]


def test_ends_are_written_as_they_were_given_and_what_lies_between_is_short() -> None:
    factor = parse_factor("need_bias=0.12345678:1")
    assert ["0.12345678", "0.415638", "1"] == [factor.at(u) for u in (0, 1 / 3, 1)]
    assert "need_bias=0.12345678:1" == str(factor)


def test_commas_in_brackets_do_not_part_levels() -> None:
    factor = parse_factor("durations.answer={triangular: [5m, 15m, 45m]}, 30m")
    assert ("{triangular: [5m, 15m, 45m]}", "30m") == factor.levels


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("drawdown", "--vary: drawdown: found 'drawdown', expected PATH=LOW:HIGH such as"),
        ("", "--vary: found '', expected PATH=LOW:HIGH"),
        ("=1:2", "--vary: found '=1:2', expected PATH=LOW:HIGH"),
        ("drawdown=", "found 'drawdown=', expected PATH=LOW:HIGH"),
        ("drawdown=minimal", "found one level, 'minimal', expected two or more"),
        ("drawdown=minimal", "use --set for a fixed value"),
        ("drawdown=minimal,,none", "found 'minimal,,none', which has an empty level; name it"),
        ("drawdown=none,minimal,none", "found none twice, expected each level once; remove one"),
        ("durations.tour=60m,2h,1h", "found 60m and 1h twice"),
        ("refusals=30%:0%", "with the higher end first; did you mean 0%:30%?"),
        ("refusals=5%:5%", "with two equal ends; expected LOW:HIGH, or --set"),
        ("refusals=0:30%", "which have different units; expected numbers, or both ends as"),
        ("durations.tour=8:16h", "found '8' and '16h', which have different units"),
        ("drawdown=none:extensive", "found 'none' as the end of a range, expected a number"),
        ("durations.tour=1.5m:2m", "found '1.5m', expected whole minutes"),
        ("incidents.leeds.begins=18:00:20:00", "write times of day as levels: 18:00,20:00"),
        ("base=a,b", "--vary: base: 'base' belongs in a file"),
        ("a..b=1:2", "expected PATH=VALUE"),
    ],
)
def test_a_faulty_factor_is_told_with_the_next_move(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_factor(text)
    assert words in str(caught.value)


@given(
    st.sampled_from(["need_bias=", "a.b=", ""]),
    st.text(st.sampled_from("0159.:,=%mhde+-[]{}'\" "), max_size=12),
)
@example("x=", "9" * 400 + ":" + "9" * 401)
@example("x=", "1m:" + "9" * 400 + "m")
@example("x=", "0%:1e999%")
@example("x=", "0%%:1%")
@example("x=", "1:5.0")
@example("x=", "1:5e20")
def test_any_text_is_a_factor_or_a_fault(before: str, after: str) -> None:
    try:
        factor = parse_factor(before + after)
    except InputError:
        pass
    else:
        assert factor.at(0) != factor.at(1)
        assert factor == parse_factor(str(factor))


@given(st.sampled_from(FACTORS))
def test_a_factor_is_written_so_that_it_is_read_back(factor: Factor) -> None:
    assert factor == parse_factor(str(factor))


@given(st.sampled_from(FACTORS), st.floats(0, 1), st.floats(0, 1))
def test_values_rise_with_their_place_and_stay_within_the_ends(
    factor: Factor, one: float, other: float
) -> None:
    low, high = sorted((factor.value(one), factor.value(other)))
    assert factor.value(0) <= low
    assert high <= factor.value(1)
    if one <= other:
        assert factor.value(one) <= factor.value(other)


@given(st.integers(2, 40))
def test_whole_numbers_are_equally_likely(count: int) -> None:
    factor = Factor("convoy_size", "whole", (), 1, count)
    middles = [factor.at((part + 0.5) / count) for part in range(count)]
    assert [str(number) for number in range(1, count + 1)] == middles


# Designs


def test_a_grid_tries_everything_with_everything_both_ends_among_it() -> None:
    design = grid(factors("drawdown=none,minimal", "refusals=0%:30%", "npocc_desks=1:2"), steps=3)
    assert [
        ("drawdown=none", "refusals=0%", "npocc_desks=1"),
        ("drawdown=none", "refusals=0%", "npocc_desks=2"),
        ("drawdown=none", "refusals=15%", "npocc_desks=1"),
    ] == [point.texts for point in design][:3]
    assert ("drawdown=minimal", "refusals=30%", "npocc_desks=2") == design.points[-1].texts
    assert 12 == len(design) == len({point.texts for point in design})
    assert list(range(12)) == [point.number for point in design]


def test_a_grid_that_is_too_large_is_refused_before_it_is_made() -> None:
    with pytest.raises(
        InputError, match="found 1,000,000,000,000 points of a sweep, expected at most"
    ):
        grid(unit_factors(12), steps=10)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: grid([]), "found no factor, expected at least one"),
        (lambda: grid(unit_factors(1), steps=1), "design: steps: found 1, expected at least 2"),
        (lambda: latin_hypercube(unit_factors(1), 1), "points: found 1, expected at least 2"),
        (lambda: sobol(unit_factors(1), 100), "found 100, expected a power of 2.*use 64 or 128"),
        (lambda: sobol([], 64), "found no factor"),
        (lambda: saltelli(unit_factors(1), 100), "expected a power of 2"),
        (lambda: morris([]), "found no factor"),
        (lambda: morris(unit_factors(1), levels=5), "levels: found 5, expected an even number"),
        (lambda: morris(unit_factors(1), 1), "trajectories: found 1, expected at least 2"),
        (lambda: grid(unit_factors(1) * 2), "--vary: x0: found twice, expected once"),
        (
            lambda: grid(factors("ranking=nearest,force", "ranking.fast_and_plentiful.band=1h:2h")),
            "found together with ranking, which contains it; remove one",
        ),
    ],
)
def test_a_design_that_cannot_be_is_refused(make: Callable[[], Design], words: str) -> None:
    with pytest.raises(InputError, match=words):
        make()


@given(ANY_FACTORS, st.integers(2, 40), SEEDS)
def test_every_stratum_of_a_latin_hypercube_holds_one_point(
    varied: list[Factor], points: int, seed: int
) -> None:
    design = latin_hypercube(varied, points, seed)
    for column in zip(*(point.u for point in design), strict=True):
        assert list(range(points)) == sorted(int(u * points) for u in column)


@settings(deadline=None)
@given(ANY_FACTORS, st.integers(1, 6), SEEDS)
def test_every_stratum_of_a_sobol_design_holds_one_point(
    varied: list[Factor], power: int, seed: int
) -> None:
    points = 2**power
    for column in zip(*(point.u for point in sobol(varied, points, seed)), strict=True):
        assert list(range(points)) == sorted(int(u * points) for u in column)


def test_each_quarter_of_each_pair_of_a_sobol_design_holds_as_many_points() -> None:
    design = sobol(unit_factors(3), 64, seed=3)
    for one, other in combinations(range(3), 2):
        quarters = [(int(p.u[one] * 2), int(p.u[other] * 2)) for p in design]
        assert {16} == {quarters.count((a, b)) for a in (0, 1) for b in (0, 1)}


MAKERS: dict[str, Callable[[Sequence[Factor], int], Design]] = {
    "grid": lambda varied, seed: grid(varied, 2),
    "latin_hypercube": lambda varied, seed: latin_hypercube(varied, 6, seed),
    "sobol": lambda varied, seed: sobol(varied, 8, seed),
    "morris": lambda varied, seed: morris(varied, 3, seed=seed),
    "saltelli": lambda varied, seed: saltelli(varied, 4, seed),
}


@pytest.mark.parametrize("name", MAKERS)
@settings(max_examples=20, deadline=None)
@given(ANY_FACTORS, SEEDS)
def test_places_lie_from_0_to_1_and_the_same_seed_gives_the_same_points(
    name: str, varied: list[Factor], seed: int
) -> None:
    design = MAKERS[name](varied, seed)
    assert all(0 <= u <= 1 for point in design for u in point.u)
    assert all([f.path for f in varied] == list(point.settings) for point in design)
    assert design == MAKERS[name](varied, seed)


@pytest.mark.parametrize("name", ["latin_hypercube", "sobol", "morris", "saltelli"])
def test_another_seed_gives_other_points(name: str) -> None:
    assert MAKERS[name](unit_factors(4), 1) != MAKERS[name](unit_factors(4), 2)


@pytest.mark.parametrize("name", ["latin_hypercube", "sobol"])
@settings(max_examples=20, deadline=None)
@given(ANY_FACTORS, SEEDS)
def test_a_factor_that_is_appended_leaves_the_others_where_they_were(
    name: str, varied: list[Factor], seed: int
) -> None:
    longer = MAKERS[name]([*varied, *unit_factors(1)], seed)
    assert [p.u for p in MAKERS[name](varied, seed)] == [p.u[:-1] for p in longer]


def test_twice_as_many_points_of_a_sobol_design_keep_those_that_were_there() -> None:
    assert sobol(FACTORS, 16).points == sobol(FACTORS, 32).points[:16]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(FACTORS), min_size=2, max_size=4, unique=True), SEEDS)
def test_a_walk_moves_one_factor_at_a_time_and_each_of_them_once(
    varied: list[Factor], seed: int
) -> None:
    points = morris(varied, 3, seed=seed).points
    walk = len(varied) + 1
    assert 3 * walk == len(points)
    for start in range(0, len(points), walk):
        moved = [
            [place for place in range(len(varied)) if one.u[place] != other.u[place]]
            for one, other in zip(
                points[start : start + walk - 1], points[start + 1 : start + walk], strict=True
            )
        ]
        assert [[place] for place in range(len(varied))] == sorted(moved)


def test_a_saltelli_design_has_two_points_and_one_for_each_factor() -> None:
    assert 8 * (3 + 2) == len(saltelli(unit_factors(3), 8))


@pytest.mark.parametrize("name", MAKERS)
def test_every_point_of_a_design_loads(name: str) -> None:
    for point in list(MAKERS[name](FACTORS if name != "grid" else FACTORS[:3], 1))[::3]:
        assert mobsim.load(SCENARIO, settings=point.texts).incidents


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(FACTORS), st.floats(0, 1))
def test_every_place_of_a_factor_loads(factor: Factor, u: float) -> None:
    assert mobsim.load(SCENARIO, settings=[f"{factor.path}={factor.at(u)}"]).incidents


@pytest.mark.parametrize("make", [lambda: morris(FACTORS), lambda: saltelli(FACTORS, 4)])
def test_without_salib_it_is_said_what_to_install(
    make: Callable[[], Design], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(InputError, match=r'install it: pip install "mobsim\[sensitivity\]"'):
        make()


def test_salib_is_imported_only_where_it_is_needed() -> None:
    program = "import sys, mobsim.study.designs; print('SALib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert b"False" == done.stdout.strip()


# Which of them mattered


def test_morris_finds_the_slopes_of_a_linear_function_and_no_spread() -> None:
    design = morris(unit_factors(3), 6)
    rows = morris_indices(design, outputs(design, lambda x: 5 * x[0] - 8 * x[1]))
    assert [("x1", 1), ("x0", 2), ("x2", 3)] == [(row.path, row.rank) for row in rows]
    assert [8, 5, 0] == pytest.approx([row.mu_star for row in rows])
    assert [0, 0, 0] == pytest.approx([row.sigma for row in rows], abs=1e-9)
    assert [0, 0, 0] == pytest.approx([row.mu_star_conf for row in rows], abs=1e-9)


def test_morris_agrees_with_salib_where_values_are_not_counted() -> None:
    import pandas as pd
    from SALib.analyze import morris as theirs

    design = morris(unit_factors(3), 40, seed=7)
    found = outputs(design, ishigami)
    names = [factor.path for factor in design.factors]
    places = pd.DataFrame([point.u for point in design]).to_numpy()
    told = {"num_vars": 3, "names": names, "bounds": [[0, 1]] * 3}
    expected = theirs.analyze(told, places, pd.Series(found).to_numpy(), seed=1)
    rows = {row.path: row for row in morris_indices(design, found)}
    ours = [rows[name] for name in names]
    assert list(expected["mu_star"]) == pytest.approx([row.mu_star for row in ours])
    assert list(expected["sigma"]) == pytest.approx([row.sigma for row in ours])
    assert list(expected["mu_star_conf"]) == pytest.approx(
        [row.mu_star_conf for row in ours], rel=0.15, abs=1e-9
    )


def test_morris_counts_a_switch_and_few_whole_numbers_by_the_way_they_went() -> None:
    design = morris(factors("desks=on,off", "npocc_desks=1:3", "refusals=0%:30%"), 20)
    rows = morris_indices(design, outputs(design, lambda x: 10 * x[0] + 5 * x[1] + x[2] / 3))
    assert [10, 10, 10] == pytest.approx([row.mu_star for row in rows])
    assert [1, 1, 1] == [row.rank for row in rows]


def test_morris_shows_by_its_spread_that_factors_depend_on_each_other() -> None:
    design = morris(unit_factors(3), 20)
    rows = {row.path: row for row in morris_indices(design, outputs(design, product_of_two))}
    assert 0 < rows["x0"].sigma
    assert 0 < rows["x0"].mu_star_conf
    assert 0 == rows["x2"].sigma


def product_of_two(x: Sequence[float]) -> float:
    return x[0] * x[1]


def ishigami(x: Sequence[float]) -> float:
    """The function of Ishigami and Homma, 1990, with a = 7 and b = 0.1."""
    a, b, c = (math.pi * (2 * each - 1) for each in x)
    return math.sin(a) + 7 * math.sin(b) ** 2 + 0.1 * c**4 * math.sin(a)


def test_sobol_indices_of_ishigami_are_the_published_ones() -> None:
    design = saltelli(unit_factors(3), 1024)
    rows = {row.path: row for row in sobol_indices(design, outputs(design, ishigami))}
    first = [rows[f"x{place}"].first for place in range(3)]
    total = [rows[f"x{place}"].total for place in range(3)]
    assert [0.3139, 0.4424, 0.0] == pytest.approx(first, abs=0.03)
    assert [0.5576, 0.4424, 0.2437] == pytest.approx(total, abs=0.03)
    assert [1, 2, 3] == [rows[f"x{place}"].rank for place in range(3)]
    assert all(0 < row.total_conf < 0.1 for row in rows.values())


def test_sobol_indices_of_a_sum_add_up_to_one() -> None:
    design = saltelli(unit_factors(2), 256)
    rows = sobol_indices(design, outputs(design, lambda x: 2 * x[0] + x[1]))
    assert ["x0", "x1"] == [row.path for row in rows]
    assert [0.8, 0.2] == pytest.approx([row.first for row in rows], abs=0.02)
    assert [0.8, 0.2] == pytest.approx([row.total for row in rows], abs=0.02)


def test_bootstrapped_intervals_are_the_same_each_time() -> None:
    design = saltelli(unit_factors(3), 32)
    found = outputs(design, ishigami)
    assert sobol_indices(design, found) == sobol_indices(design, found)


def test_a_single_odd_output_gives_indices_that_are_numbers() -> None:
    design = saltelli(unit_factors(2), 8)
    rows = sobol_indices(design, [1.0, *[0.0] * (len(design) - 1)])
    assert all(math.isfinite(each) for row in rows for each in (row.first_conf, row.total_conf))


def test_a_grid_parts_the_variance_of_a_sum_exactly() -> None:
    design = grid(factors("npocc_desks=1:3", "drawdown=none,minimal"), 3)
    rows = main_effects(design, [0, 1, 2, 3, 4, 5])
    # Desks: means 0.5, 2.5, 4.5 vary by 8/3; drawdown: 2 and 3, by 1/4; in all 35/12.
    assert ["npocc_desks", "drawdown"] == [row.path for row in rows]
    assert [32 / 35, 3 / 35] == pytest.approx([row.explained for row in rows])
    assert [0.9562, None] == [row.correlation and round(row.correlation, 4) for row in rows]


@pytest.mark.parametrize("name", ["latin_hypercube", "sobol"])
def test_a_spread_design_finds_what_matters_and_which_way(name: str) -> None:
    make = {"latin_hypercube": latin_hypercube, "sobol": sobol}[name]
    design = make([*unit_factors(3), parse_factor("desks=on,off")], 256)
    rows = main_effects(design, outputs(design, lambda x: x[0] - 3 * x[1] + 0 * x[2] + x[3]))
    found = {row.path: row for row in rows}
    # Variances: 1/12, 9/12, 0, 1/4.
    assert ["x1", "desks", "x0", "x2"] == [row.path for row in rows]
    assert [9 / 13, 3 / 13, 1 / 13, 0] == pytest.approx([r.explained for r in rows], abs=0.03)
    assert found["x1"].correlation < -0.7
    assert 0.15 < found["x0"].correlation
    assert found["desks"].correlation is None


def test_a_factor_that_matters_little_is_found_beside_one_that_matters_much() -> None:
    design = latin_hypercube([*unit_factors(4), parse_factor("desks=on,off")], 64)
    rows = main_effects(design, outputs(design, lambda x: 20 * x[4] + 4 * x[2]))
    # The switch has variance 100, the range 16 / 12.
    assert ["desks", "x2"] == [row.path for row in rows][:2]
    assert [0.9868, 0.0132] == pytest.approx([row.explained for row in rows][:2], abs=0.01)
    assert 0.008 < rows[1].explained


def test_chance_explains_next_to_nothing() -> None:
    """Ten groups of 200 points have a share of 9 / 199 by chance, of five factors 23 %."""
    design = latin_hypercube(unit_factors(5), 200)
    rows = main_effects(design, [uniform(f"noise|{point.number}") for point in design])
    assert rows[0].explained < 0.1
    assert sum(row.explained for row in rows) < 0.1


def test_what_is_not_monotone_is_found_by_the_variance_it_explains() -> None:
    design = sobol(unit_factors(2), 256)
    first = main_effects(design, outputs(design, lambda x: (x[0] - 0.5) ** 2))[0]
    assert "x0" == first.path
    assert 0.9 < first.explained
    assert 0 == pytest.approx(first.correlation, abs=0.1)


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("value", [0.0, 242.0, 0.1])
def test_outputs_that_never_differ_give_zeros(name: str, value: float) -> None:
    design = MAKERS[name](FACTORS[:3], 1)
    for row in what_mattered(design, [value] * len(design)):
        numbers = [getattr(row, each) for each in row.__slots__ if each not in ("path", "rank")]
        assert {0} == {number for number in numbers if number is not None}
        assert 1 == row.rank


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([1.0] * 5, "outputs: found 5, expected one for each of 6"),
        ([1.0] * 5 + [math.nan], "found nan at point 5, expected a number at every point"),
        ([None] + [1.0] * 5, "found None at point 0.*choose a measure that every run has"),
    ],
)
def test_outputs_that_are_no_numbers_are_refused(found: list[float], words: str) -> None:
    with pytest.raises(InputError, match=words):
        main_effects(latin_hypercube(unit_factors(2), 6), found)


def test_indices_are_asked_of_the_design_that_they_belong_to() -> None:
    with pytest.raises(InputError, match="found grid, expected morris"):
        morris_indices(grid(unit_factors(1), 2), [0, 1])
    with pytest.raises(InputError, match="found grid, expected saltelli"):
        sobol_indices(grid(unit_factors(1), 2), [0, 1])


# The register


def origins(scenario: str, *texts: str) -> list[Factor]:
    return factors_of_register(register(resolve(scenario, settings=texts).origins))


SCREENED = [
    (SCENARIO, ()),
    (SCENARIO, ("likely=on",)),
    (SCENARIO, ("ranking=fast_and_plentiful", "trigger=anticipatory", "release=hold")),
    ("stochastic-night", ()),
    ("spreading-week", ()),
]


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "texts"), SCREENED)
def test_every_factor_of_the_register_loads_at_both_ends(
    scenario: str, texts: tuple[str, ...]
) -> None:
    plain = set() if (scenario, texts) == SCREENED[0] else set(origins(SCENARIO))
    for factor in set(origins(scenario, *texts)) - plain:
        for u in (0.0, 1.0):
            setting = f"{factor.path}={factor.at(u)}"
            assert mobsim.load(scenario, settings=[*texts, setting]).title


@pytest.mark.parametrize(("scenario", "texts"), SCREENED)
def test_all_factors_of_the_register_load_together(scenario: str, texts: tuple[str, ...]) -> None:
    for point in morris(origins(scenario, *texts), 2).points[::40]:
        assert mobsim.load(scenario, settings=[*texts, *point.texts]).title


def test_every_assumed_number_with_a_range_and_a_path_is_varied_in_some_scenario() -> None:
    varied = {each.path for case in SCREENED for each in origins(case[0], *case[1])}
    ranged = {each.path for each in register() if each.path and each.low and each.high}
    assert ranged == varied


def test_a_parameter_of_what_is_not_chosen_is_not_varied() -> None:
    def varied(*texts: str) -> set[str]:
        return {each.path for each in origins(SCENARIO, *texts)}

    assert "readiness.roster.holiday" not in varied()
    assert "readiness.roster.holiday" in varied("readiness=roster")


def test_ranges_of_numbers_that_are_not_counts_are_not_whole() -> None:
    kinds = {each.path: each.kind for each in origins("spreading-week")}
    assert "number" == kinds["disorder.spreading.background"]
    assert "whole" == kinds["npocc_desks"]


def test_a_range_of_names_has_those_between_as_a_scenario_may_hold_them() -> None:
    levels = {each.path: each.levels for each in origins(SCENARIO)}
    assert ("none", "minimal", "moderate", "extensive") == levels["drawdown"]


def test_a_value_of_the_likely_preset_is_varied_once_under_its_own_key() -> None:
    assert 1 == [each.path for each in origins(SCENARIO)].count("need_bias")


def test_a_share_next_to_nothing_is_written_without_powers_of_ten() -> None:
    assert "0%" == parse_factor("refusals=0%:30%").at(2e-16)
