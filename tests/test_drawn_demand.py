"""Are nights drawn by the laws that they are said to follow?

The seeds are fixed; tolerances are in standard errors of the estimate. Compensators and clocks of
activity are worked out here anew, from the page on scenario files.
"""

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.country.demand import (
    Activity,
    Course,
    Outbreak,
    Spreading,
    Stochastic,
    Window,
    poisson_at,
)
from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.randomness import Chance, Fixed, Uniform
from mobsim.scenario.file import load_scenario
from mobsim.scenario.night import night_of
from mobsim.scenario.scenario import Scenario
from tests.strategies import fixed_examples

STANDARD_ERRORS = 4.0
DAY = 1440.0

MIDNIGHT = WallClock(datetime(2026, 6, 1, 0, 0, tzinfo=LONDON))
EVEN = (1.0,) * 24
EVENINGS = (0.5,) * 2 + (0.0,) * 10 + (1.0,) * 6 + (3.0,) * 6
COURSE = Course(((6, 0.75), (15, 0.25)), 60.0, Uniform(60.0, 180.0), 60.0, 30.0)

KM = {"ash": 0.0, "birch": 50.0, "cedar": 100.0, "elm": 500.0}
"""Along a straight road."""


def line(weights: Mapping[str, float], **changed: object) -> Spreading:
    """Areas on a straight road, with equal shares unless a test says otherwise."""
    total = sum(weights.values())
    source = Spreading(
        background=1.0,
        window=Window(0.0, 40 * DAY),
        branching=0.6,
        delay=300.0,
        reach_km=50.0,
        nationwide=0.2,
        weights={name: weight / total for name, weight in weights.items()},
        pools=dict.fromkeys(weights),
        km={a: {b: abs(KM[a] - KM[b]) for b in KM} for a in KM},
        by_hour=EVEN,
        course=COURSE,
    )
    return dataclasses.replace(source, **changed)  # type: ignore[arg-type]


def equal(**changed: object) -> Spreading:
    return line(dict.fromkeys(KM, 1.0), **changed)


def cascades(
    source: Spreading,
    replications: Iterable[int],
    days: float,
    scripted: tuple[tuple[float, str, str], ...] = (),
) -> list[list[Outbreak]]:
    return [
        list(source.cascade(MIDNIGHT, days * DAY, Chance(5, r).draw, scripted))
        for r in replications
    ]


def agrees(expected: float, found: Iterable[float]) -> bool:
    """Whether a mean is within the tolerance of what theory says."""
    values = list(found)
    error = stdev(values) / math.sqrt(len(values))
    return abs(fmean(values) - expected) <= STANDARD_ERRORS * error


# --- Poisson counts -------------------------------------------------------------------------------


@fixed_examples(200)
@given(st.floats(1e-12, 1 - 1e-12), st.floats(0, 500))
def test_poisson_counts_are_those_of_scipy(u: float, mean: float) -> None:
    from scipy.stats import poisson

    count = poisson_at(u, mean)
    # On a step of the distribution function the two may round to its two sides.
    slack = 1e-9
    assert poisson.ppf(u * (1 - slack), mean) <= count
    assert count <= max(0.0, float(poisson.ppf(min(u * (1 + slack), 1 - 1e-16), mean)))


@fixed_examples(200)
@given(st.floats(1e-9, 1 - 1e-9), st.floats(0, 100), st.floats(0, 100))
def test_a_higher_mean_never_gives_a_lower_count(u: float, mean: float, more: float) -> None:
    assert poisson_at(u, mean) <= poisson_at(u, mean + more)


def test_the_last_number_below_one_still_gives_a_count() -> None:
    assert 0 < poisson_at(1 - 2.0**-53, 0.001) < 10
    assert 500 < poisson_at(1 - 2.0**-53, 500.0) < 1000


# --- the clock of activity ------------------------------------------------------------------------


def passed(by_hour: tuple[float, ...], minute: float) -> float:
    """Minutes of activity since a midnight without a change of clocks in sight."""
    mean = sum(by_hour) / 24
    hours, rest = divmod(minute, 60)
    return (
        sum(by_hour[h % 24] for h in range(int(hours))) * 60 + by_hour[int(hours) % 24] * rest
    ) / mean


@fixed_examples(200)
@given(st.floats(0, 5 * DAY))
def test_activity_is_the_sum_of_the_hours_so_far(minute: float) -> None:
    activity = Activity(EVENINGS, MIDNIGHT, 6 * DAY)
    assert passed(EVENINGS, minute) == pytest.approx(activity.at(minute), abs=1e-6)


@fixed_examples(200)
@given(st.floats(0, 5 * DAY))
def test_activity_is_turned_back_into_its_minute(amount: float) -> None:
    activity = Activity(EVENINGS, MIDNIGHT, 6 * DAY)
    minute = activity.minute_of(amount)
    assert minute is not None
    assert amount == pytest.approx(activity.at(minute), abs=1e-6)


def test_a_day_holds_a_day_of_activity_and_the_run_ends() -> None:
    activity = Activity(EVENINGS, MIDNIGHT, 2 * DAY)
    assert pytest.approx(DAY) == activity.at(DAY)
    assert activity.minute_of(2 * DAY) is None


def test_an_hour_that_comes_twice_counts_twice() -> None:
    clock = WallClock(datetime(2026, 10, 25, 0, 30, tzinfo=LONDON))
    by_hour = tuple(24.0 if hour == 1 else 0.0 for hour in range(24))
    activity = Activity(by_hour, clock, 300.0)
    assert (0.0, 24 * 120.0, 24 * 120.0) == (
        activity.at(30.0), activity.at(150.0), activity.at(300.0),
    )  # fmt: skip


# --- independent incidents ------------------------------------------------------------------------

NIGHTS = 2000
PLACES = {"ash": 0.6, "birch": 0.3, "elm": 0.1}


def independent(mean: float = 5.0, by_hour: tuple[float, ...] = EVENINGS) -> Stochastic:
    return Stochastic(mean, Window(960.0, 1560.0), PLACES, by_hour, COURSE)


def drawn(source: Stochastic, nights: int = NIGHTS) -> list[list[Outbreak]]:
    return [source.outbreaks(MIDNIGHT, 2 * DAY, Chance(3, r).draw) for r in range(nights)]


def test_the_number_of_a_night_is_poisson() -> None:
    counts = [len(night) for night in drawn(independent())]
    assert agrees(5.0, counts)
    assert 5.0 == pytest.approx(stdev(counts) ** 2, rel=0.15)  # 4.5 standard errors


def test_places_are_drawn_by_their_weights_and_hours_by_activity() -> None:
    from scipy.stats import chisquare

    found = [each for night in drawn(independent()) for each in night]
    places = Counter(each.force for each in found)
    _, p = chisquare([places[name] for name in PLACES], [len(found) * w for w in PLACES.values()])
    assert p > 0.001
    # 16:00 to 18:00 at 1, to 24:00 at 3, to 02:00 at 0.5
    hours = Counter(int(each.begins // 60) % 24 for each in found)
    parts = [sum(hours[h] for h in part) for part in (range(16, 18), range(18, 24), range(2))]
    _, p = chisquare(parts, [len(found) * share / 21 for share in (2, 18, 1)])
    assert p > 0.001
    assert len(found) == sum(parts)


def test_a_higher_mean_adds_incidents_and_leaves_the_others() -> None:
    for few, many in zip(drawn(independent(3.0), 50), drawn(independent(6.0), 50), strict=True):
        assert set(few) <= set(many)


def test_incidents_of_one_force_begin_one_by_one() -> None:
    for night in drawn(independent(), 50):
        assert len(night) == len({each.begins for each in night})


def test_sizes_and_holds_are_drawn_by_their_distributions() -> None:
    needs = [COURSE.need(0.0, f"kent-{n}", Chance(9).draw) for n in range(4000)]
    assert agrees(0.25, [float(need.peak == 15) for need in needs])
    assert {6, 15} == {need.peak for need in needs}
    assert agrees(60 + 120 + 60, [need.minutes[-1] for need in needs])


def test_a_peak_lasts_a_step_at_least() -> None:
    short = dataclasses.replace(COURSE, ramp=0.0, hold=Fixed(0.0), decay=0.0)
    need = short.need(90.0, "kent-1", Chance(1).draw)
    assert ((90.0, 120.0), 0) == (need.minutes, need.units[-1])
    assert need.peak in (6, 15)


# --- incidents that spread ------------------------------------------------------------------------


def children(cascade: Iterable[Outbreak]) -> Counter[str]:
    """How many incidents each one begot, by its line of descent."""
    return Counter(each.key.rpartition(">")[0] for each in cascade if ">" in each.key)


def test_an_incident_begets_as_many_as_the_branching_ratio_says() -> None:
    """Counted for those that begin early enough for all their children to be seen."""
    source = equal(branching=0.8, background=2.0)
    begot = []
    for cascade in cascades(source, range(60), 40):
        counts = children(cascade)
        begot += [float(counts[each.key]) for each in cascade if each.begins < 36 * DAY]
    assert len(begot) > 10_000
    assert agrees(0.8, begot)
    assert 0.8 == pytest.approx(stdev(begot) ** 2, rel=0.05)  # Poisson; 4.2 standard errors


@pytest.mark.parametrize("branching", [0.3, 0.7])
def test_one_incident_leads_to_one_over_one_minus_n(branching: float) -> None:
    source = equal(branching=branching, background=0.0)
    sizes = [len(each) for each in cascades(source, range(1500), 25, ((0.0, "ash", "spark"),))]
    assert agrees(1 / (1 - branching), sizes)
    # Borel: the variance of the total progeny is n / (1 - n)^3.
    assert branching / (1 - branching) ** 3 == pytest.approx(stdev(sizes) ** 2, rel=0.5)


def test_from_one_to_the_next_it_takes_the_mean_delay_on_the_clock_of_activity() -> None:
    source = equal(by_hour=EVENINGS, background=2.0)
    waits = []
    for cascade in cascades(source, range(60), 40):
        begins = {each.key: each.begins for each in cascade}
        for each in cascade:
            parent = each.key.rpartition(">")[0]
            if parent and begins[parent] < 36 * DAY:
                waits.append(passed(EVENINGS, each.begins) - passed(EVENINGS, begins[parent]))
    assert agrees(300.0, waits)
    assert 300.0 == pytest.approx(stdev(waits), rel=0.06)  # exponential; 3.7 standard errors


def waits_between(source: Spreading, days: float, replications: int) -> list[float]:
    """Time between incidents on the clock of the compensator.

    By the law of time rescaling (Papangelou 1972; Ogata 1988) they are exponential with mean 1
    if, and only if, the rate that the compensator adds up is that of the incidents. What is left of
    one replication is carried into the next, so that no wait is cut short.
    """
    waits, carried = [], 0.0
    ends = passed(source.by_hour, days * DAY)
    for cascade in cascades(source, range(replications), days, ((0.0, "ash", "spark"),)):
        assert cascade[0].key == "spark"
        burnt = Counter({"ash": 1})
        excited = source.shares("ash")
        before = 0.0

        for each in cascade[1:]:
            now = passed(source.by_hour, each.begins)
            waits.append(carried + _grown(source, burnt, excited, before, now))
            carried = 0.0
            faded = math.exp(-(now - before) / source.delay)
            for name, share in source.shares(each.force).items():
                excited[name] = excited[name] * faded + share
            burnt[each.force] += 1
            before = now
        carried += _grown(source, burnt, excited, before, ends)
    return waits


def _grown(
    source: Spreading, burnt: Counter[str], excited: Mapping[str, float], since: float, until: float
) -> float:
    """What the compensator grows by in a time without incidents."""
    total = 0.0
    fading = 1 - math.exp(-(until - since) / source.delay)
    for name, weight in source.weights.items():
        left = 1 - burnt[name] / (source.pools[name] or math.inf)
        background = source.background / DAY * weight * (until - since)
        total += left * (background + source.branching * excited[name] * fading)
    return total


SOURCES = {
    "for ever": equal(background=3.0, branching=0.8, window=Window(0.0, 10 * DAY)),
    "in the evenings": equal(background=3.0, by_hour=EVENINGS, window=Window(0.0, 10 * DAY)),
    "until exhausted": line(
        {"ash": 4.0, "birch": 1.0, "elm": 3.0},
        background=2.0, branching=2.5, window=Window(0.0, 10 * DAY), by_hour=EVENINGS,
        pools={"ash": 30, "birch": 12, "elm": 24},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_time_rescaled_by_the_compensator_is_exponential(name: str) -> None:
    from scipy.stats import kstest, spearmanr

    waits = waits_between(SOURCES[name], 10.0, 60)
    assert len(waits) > 2000
    assert agrees(1.0, waits)
    assert kstest(waits, "expon").pvalue > 0.01
    # One wait says nothing of the next.
    assert spearmanr(waits[:-1], waits[1:]).pvalue > 0.01


def test_the_background_keeps_to_its_window_and_to_its_mean_for_a_day() -> None:
    source = equal(background=2.0, branching=0.0, window=Window(3 * DAY, 8 * DAY))
    found = cascades(source, range(400), 40)
    assert agrees(10.0, [len(each) for each in found])
    assert {True} == {3 * DAY <= each.begins <= 8 * DAY for night in found for each in night}


def test_no_area_has_more_incidents_than_its_pool() -> None:
    pools = {"ash": 1, "birch": 3, "cedar": 5, "elm": 2}
    source = equal(branching=5.0, background=5.0, pools=pools)
    most: Counter[str] = Counter()
    for cascade in cascades(source, range(30), 20, ((0.0, "birch", "spark"),)):
        for force, count in Counter(each.force for each in cascade).items():
            most[force] = max(most[force], count)
    assert pools == most


def test_as_an_area_burns_it_answers_less() -> None:
    """Of a pool of 4, the share of calls answered falls from 1 by a quarter with each incident."""
    source = line({"ash": 1.0}, branching=0.0, background=1.0, pools={"ash": 4})
    gaps: dict[int, list[float]] = {0: [], 1: [], 2: [], 3: []}
    for cascade in cascades(source, range(1500), 40):
        times = [0.0, *(each.begins for each in cascade)]
        for burnt, (before, after) in enumerate(pairwise(times[:4])):
            gaps[burnt].append((after - before) / DAY)
    for burnt in (0, 1, 2):
        assert agrees(4 / (4 - burnt), gaps[burnt])


def test_nearer_areas_are_called_on_more_and_none_is_out_of_reach_of_the_news() -> None:
    shares = equal().shares("ash")
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["ash"] > shares["birch"] > shares["cedar"] > shares["elm"]
    near = {name: math.exp(-KM[name] / 50.0) for name in KM}
    assert 0.2 / 4 + 0.8 * near["cedar"] / sum(near.values()) == pytest.approx(shares["cedar"])
    assert 0.2 / 4 == pytest.approx(shares["elm"], rel=0.001)
    assert 0.0 == pytest.approx(equal(nationwide=0.0).shares("ash")["elm"], abs=1e-4)
    assert [0.25] * 4 == pytest.approx(list(equal(nationwide=1.0).shares("ash").values()))
    weighted = line({"ash": 1.0, "cedar": 3.0, "elm": 1.0}, nationwide=1.0).shares("ash")
    assert (0.2, 0.6, 0.2) == pytest.approx(tuple(weighted.values()))


def test_incidents_are_begotten_where_the_shares_say() -> None:
    from scipy.stats import chisquare

    source = equal(background=0.0)
    found: Counter[str] = Counter()
    for cascade in cascades(source, range(4000), 10, ((0.0, "ash", "spark"),)):
        found.update(each.force for each in cascade if each.key.count(">") == 1)
    total = sum(found.values())
    shares = source.shares("ash")
    _, p = chisquare([found[name] for name in KM], [total * shares[name] for name in KM])
    assert p > 0.001


def test_a_force_that_has_no_part_in_it_can_still_be_where_it_starts() -> None:
    source = line({"cedar": 1.0}, background=0.0, branching=3.0, pools={"cedar": 2})
    for cascade in cascades(source, range(20), 20, ((0.0, "ash", "spark"),)):
        assert {"ash", "cedar"} >= {each.force for each in cascade}
    far = line({"elm": 1.0}, background=0.0, reach_km=0.1)
    assert {"elm": 1.0} == pytest.approx(far.shares("ash"))


# --- nights ---------------------------------------------------------------------------------------

DRAWN = ("stochastic-night", "spreading-week")


def nights(name: str, *settings: str, seed: int = 4, replication: int = 2) -> Scenario:
    return night_of(load_scenario(name, settings=settings), Chance(seed, replication))


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize(
    "setting",
    [
        "ranking=fair_share", "trigger.anticipatory.in_use_share=20%", "drawdown=extensive",
        "mode=surge", "chance=typical", "npocc_desks=1", "no_answer=0%", "static=on",
        "durations.answer=5m", "london=inside_297",
    ],
)  # fmt: skip
def test_a_lever_never_changes_the_night(name: str, setting: str) -> None:
    drives = setting == "static=on"  # own crews then drive no time at all
    plain, changed = nights(name).incidents, nights(name, setting).incidents
    assert len(plain) > 3
    if drives:
        plain, changed = (
            tuple(dataclasses.replace(each, drive_minutes={}) for each in part)
            for part in (plain, changed)
        )
    assert plain == changed


@pytest.mark.parametrize("name", DRAWN)
def test_a_replication_alone_is_that_of_a_batch(name: str) -> None:
    scenario = load_scenario(name)
    batch = [night_of(scenario, Chance(4, r)) for r in range(5)]
    assert batch[2] == nights(name)
    assert 5 == len({night.incidents[-1].begins for night in batch})
    assert batch[2] != nights(name, seed=5)
    typical = night_of(scenario, Chance(4, 2, typical=True))
    assert batch[2] == typical


@pytest.mark.parametrize("name", DRAWN)
def test_drawn_incidents_are_seen_in_order_and_at_main_cities(name: str) -> None:
    scenario, night = load_scenario(name), nights(name)
    cities = {force.force_id: force.city for force in scenario.forces}
    assert list(night.incidents) == sorted(
        night.incidents, key=lambda each: (each.begins, each.incident_id)
    )
    assert len(night.incidents) == len({each.incident_id for each in night.incidents})
    assert len(night.incidents) == len({each.name for each in night.incidents})
    assert all(each in night.incidents for each in scenario.incidents)
    for each in night.incidents:
        assert 0 <= each.begins < scenario.duration
        assert each.seen == (each not in scenario.incidents)
        if each.seen:
            assert each.name.startswith(cities[each.force])
            assert each.incident_id.startswith(f"{each.force}-")
            assert scenario.durations.own_travel == each.drive_minutes[each.force]
            assert set(cities) == set(each.drive_minutes)
            assert each.need["psu"].at(each.begins) > 0
            assert 0 == each.need["psu"].at(each.ends)


def test_a_city_that_is_hit_again_has_a_number_behind_its_name() -> None:
    night = nights("stochastic-night", "disorder.stochastic.places=[kent]")
    named = [(each.incident_id.partition("-")[0], each.name) for each in night.incidents]
    assert [("kent", "Medway"), ("kent", "Medway 2")] == named[:2]


def test_a_spreading_week_is_as_its_scenario_says() -> None:
    """About 30 incidents in the mean, and anything from 5 to 60 in four weeks of five."""
    scenario = load_scenario("spreading-week")
    counts = sorted(len(night_of(scenario, Chance(6, r)).incidents) for r in range(300))
    assert 30 == pytest.approx(fmean(counts), abs=STANDARD_ERRORS * stdev(counts) / 300**0.5)
    assert 5 == pytest.approx(counts[30], abs=3)
    assert 60 == pytest.approx(counts[270], abs=8)


def test_the_night_that_was_simulated_is_told_and_not_drawn_again() -> None:
    from mobsim import api

    result = api.run("stochastic-night", seed=4)
    assert result.scenario == nights("stochastic-night", replication=0)
    assert result.log == api.run(result.scenario, seed=4).log
    assert {row.incident for row in result.log if row.incident} == {
        each.incident_id for each in result.scenario.incidents
    }


def test_a_scenario_without_disorder_is_its_own_night() -> None:
    scenario = load_scenario("quickstart")
    assert night_of(scenario, Chance(1)) is scenario
