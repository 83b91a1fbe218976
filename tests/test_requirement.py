"""Do drawn years of threats need, lend and break what they must?"""

import csv
import math
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from mobsim.cli.main import main
from mobsim.country.lines import load_requirements
from mobsim.ground.errors import InputError
from mobsim.ground.manifest import check_folder
from mobsim.ground.tables import data_path
from mobsim.scenario.file import load_scenario
from mobsim.stress.requirement.episodes import APART, Episode, episodes_of, text_of_episode
from mobsim.stress.requirement.lending_record import EpisodeRecord, Lent, lent_in, record_of
from mobsim.stress.requirement.model_year import WEEK_MINUTES, WEEKS
from mobsim.stress.requirement.requirement_study import (
    Requirement,
    RequirementPlan,
    WeekOver,
    YearNeed,
    find_requirement,
)
from mobsim.stress.requirement.requirement_text import per_cent, text_of
from mobsim.stress.requirement.sufficing import Weeks, share_of_weeks, units_for
from mobsim.stress.requirement.threat_years import Happening, happenings_of
from mobsim.stress.requirement.threats import Threat, ThreatRow, column_meanings, read_threats
from mobsim.stress.requirement.weekly_need import Of, mostly_by, peaks_of
from mobsim.study.playing import play

ROOT: Final = Path(__file__).parents[1]
HEAD: Final = (
    "threat,where,times_a_year,how_often,months,days,begins,lasts,evenings,places,psu,basis"
)
QUIET: Final = ("chance=typical", "leave=10%")
"""Settings under which an episode and a whole year can be the same to the minute."""


def table(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "threats.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def threats_of(tmp_path: Path, *rows: str) -> tuple[Threat, ...]:
    return read_threats(table(tmp_path, *rows))


def faults_of(tmp_path: Path, *rows: str, head: str = HEAD) -> str:
    with pytest.raises(InputError) as found:
        read_threats(table(tmp_path, *rows, head=head))
    return "\n".join(map(str, found.value.faults))


def at(
    minute: float, host: str = "kent", psu: int = 4, lasts: float = 60.0, **more: float
) -> Happening:
    warning = more.get("warning", 0.0)
    return Happening(minute, minute + lasts, host, "t", "1.1.1", (("psu", psu),), warning)


# --- years against closed forms -------------------------------------------------------------------

ONE_SIZE: Final = "fire,any,{rate},random,,,20:00,1h,1,1,6,assumed"
"""One threat, six PSUs each time, always from 20:00 to 21:00."""


def weeks_of(threats: tuple[Threat, ...], years: int) -> Weeks:
    found = []
    for year in range(years):
        region_of = dict.fromkeys(threats[0].hosts, "wales")
        peaks = peaks_of(happenings_of(threats, 1, year), (), region_of).get(
            Of("psu"), [None] * WEEKS
        )
        found.append([peak.units if peak else 0 for peak in peaks])
    return np.array(found)


def test_the_share_of_weeks_without_a_poisson_threat_is_the_exponential_of_its_mean(
    tmp_path: Path,
) -> None:
    """26 times a year are half a time a week: exp(-1/2) of weeks need nothing."""
    weeks = weeks_of(threats_of(tmp_path, ONE_SIZE.format(rate=26)), 60)
    found = share_of_weeks(weeks, 0)
    assert found.low is not None
    assert found.high is not None
    assert found.low < math.exp(-0.5) < found.high
    assert 0.05 > found.high - found.low


def test_two_are_needed_at_once_as_often_as_a_poisson_day_has_two(tmp_path: Path) -> None:
    """All begin at 20:00 and end at 21:00, so those of one day meet and those of two do not."""
    rate = 182.0
    weeks = weeks_of(threats_of(tmp_path, ONE_SIZE.format(rate=rate)), 30)
    daily = rate / 364
    at_most_one = math.exp(-daily) * (1 + daily)
    found = share_of_weeks(weeks, 6)
    assert found.low is not None
    assert found.high is not None
    assert found.low < at_most_one**7 < found.high
    nine_in_ten = next(
        k for k in range(9) if sum(poisson_term(daily, i) for i in range(k + 1)) ** 7 >= 0.9
    )
    assert 6 * nine_in_ten == units_for(weeks, 0.9).units


def poisson_term(mean: float, k: int) -> float:
    return math.exp(-mean) * mean**k / math.factorial(k)


def test_a_threat_of_every_year_comes_exactly_so_often(tmp_path: Path) -> None:
    (fair,) = threats_of(tmp_path, "fair,kent,3,every_year,jul,sat,10:00,4h,2,1,5,assumed")
    for year in range(3):
        found = happenings_of((fair,), 1, year)
        assert 6 == len(found)
        assert {"kent"} == {each.host for each in found}
        days = sorted(int(each.begins // 1440) % 7 for each in found)
        assert [5, 5, 5, 6, 6, 6] == days


def test_a_time_before_six_in_the_morning_belongs_to_the_night_before(tmp_path: Path) -> None:
    (late,) = threats_of(tmp_path, "late,kent,1,every_year,,sat,02:00,1h,1,1,5,assumed")
    (found,) = happenings_of((late,), 1, 0)
    assert (5, 20 * 60) == (found.begins // 1440 % 7, found.begins % 1440)


def test_a_threat_in_each_force_comes_in_every_one(tmp_path: Path) -> None:
    (derby,) = threats_of(tmp_path, "derby,each,1,every_year,,,15:00,2h,1,1,2,assumed")
    assert 43 == len({each.host for each in happenings_of((derby,), 1, 0)})


def test_forces_of_one_evening_are_all_different_and_larger_ones_more_often(tmp_path: Path) -> None:
    (spread,) = threats_of(
        tmp_path,
        "spread,met;city of london;kent,40,every_year,,,20:00,2h,1,2,5,assumed",
    )
    found = happenings_of((spread,), 1, 0)
    evenings: dict[str, set[str]] = defaultdict(set)
    for each in found:
        evenings[each.occurrence.rpartition(".")[0]].add(each.host)
    assert {2} == {len(hosts) for hosts in evenings.values()}
    assert sum("metropolitan" in hosts for hosts in evenings.values()) > 30


def test_a_year_is_the_same_alone_and_beside_another_threat(tmp_path: Path) -> None:
    first, second = threats_of(
        tmp_path, ONE_SIZE.format(rate=26), "other,kent,5,random,,,20:00,1h,1,1,9,assumed"
    )
    alone = happenings_of((first,), 1, 7)
    both = happenings_of((second, first), 1, 7)
    assert alone == tuple(each for each in both if each.threat == "fire")
    assert alone != happenings_of((first,), 1, 8)
    assert alone != happenings_of((first,), 2, 7)


def test_what_would_begin_after_the_year_begins_at_its_start(tmp_path: Path) -> None:
    (camp,) = threats_of(tmp_path, "camp,kent,1,every_year,dec,,07:00,1h,60,1,5,assumed")
    found = happenings_of((camp,), 1, 0)
    assert 60 == len(found)
    assert found[0].begins < WEEK_MINUTES


# --- need by week ---------------------------------------------------------------------------------


def test_a_need_over_the_end_of_a_week_counts_in_both_weeks() -> None:
    peaks = peaks_of([at(WEEK_MINUTES - 30)], (), {"kent": "south-east"})[Of("psu")]
    assert [4, 4, None] == [peak and peak.units for peak in peaks[:3]]


def test_one_that_ends_as_another_begins_is_not_needed_beside_it() -> None:
    peaks = peaks_of([at(0.0), at(60.0, psu=5)], (), {"kent": "south-east"})[Of("psu")]
    assert peaks[0] is not None
    assert 5 == peaks[0].units


def test_need_in_london_counts_on_londons_line_alone() -> None:
    lines = load_requirements()
    peaks = peaks_of([at(0.0, "metropolitan")], lines, {"metropolitan": "london"})
    assert {Of("psu_london"), Of("psu", "london")} == set(peaks)


def test_a_peak_is_mostly_by_the_threat_that_needs_most_then() -> None:
    many = Happening(0.0, 60.0, "kent", "march", "1", (("psu", 9),), 0.0)
    later = Happening(60.0, 90.0, "kent", "riot", "1", (("psu", 99),), 0.0)
    assert "march" == mostly_by([at(0.0), many, later], 30.0, "psu", (), {"kent": "south-east"})


# --- how sure -------------------------------------------------------------------------------------


def test_weeks_that_come_together_say_less_than_weeks_apart() -> None:
    together, apart = np.zeros((52, 52), dtype=int), np.eye(52, dtype=int)
    together[0] = 1
    wide, narrow = (share_of_weeks(each, 0) for each in (together, apart))
    assert wide.estimate == narrow.estimate
    assert wide.low is not None
    assert narrow.low is not None
    assert wide.low < narrow.low
    assert (51, 2704) == (wide.n, narrow.n)


def test_few_weeks_say_nothing_of_the_last_hundredth() -> None:
    weeks = np.arange(104).reshape(52, 2).T  # the same in both years
    assert (None, None) == (units_for(weeks, 0.99).low, units_for(weeks, 0.99).high)
    assert units_for(weeks, 0.9).low is not None


# --- episodes -------------------------------------------------------------------------------------


def test_what_is_two_days_apart_is_another_episode() -> None:
    near, far = at(60.0 + APART - 1), at(60.0 + APART)
    assert [2] == [len(each.happenings) for each in episodes_of([at(0.0), near], 1, 0)]
    assert [1, 1] == [len(each.happenings) for each in episodes_of([at(0.0), far], 1, 0)]


def hours_by_pair(episodes: list[Episode]) -> dict[tuple[str, str, str], float]:
    found: dict[tuple[str, str, str], float] = {}
    for episode in episodes:
        for lent in record_of(episode, QUIET).lent:
            pair = lent.donor, lent.host, lent.kind
            found[pair] = found.get(pair, 0.0) + lent.unit_hours
    return found


def test_episodes_lend_what_the_whole_year_lends_in_one_run() -> None:
    """Exactly, where nothing is drawn: hosts that need aid, planned and not, and a clash."""
    days = [
        *(at(10_000.0, "gwent", 14, 300.0), at(10_100.0, "kent", 20, 500.0)),
        at(11_200.0, "gwent", 14, 300.0),  # 10 h later, while crews rest
        at(11_500.0 + APART, "gwent", 14, 300.0),
        at(25_000.0, "warwickshire", 12, 400.0, warning=20_000.0),
    ]
    parts = list(episodes_of(days, 1, 0))
    assert 3 == len(parts)
    split = hours_by_pair(parts)
    assert {"gwent", "kent", "warwickshire"} == {host for _, host, _ in split}
    whole = hours_by_pair([Episode(1, 0, 1, tuple(days))])
    assert split == pytest.approx(whole, abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("year", [0, 1])
def test_eleven_weeks_of_the_shipped_threats_lend_the_same_by_episode_and_in_one_run(
    year: int,
) -> None:
    """Until the clocks change, when an hour of the run is another hour of the day."""
    threats = read_threats()
    days = [each for each in happenings_of(threats, 1, year) if each.begins < 11 * WEEK_MINUTES]
    parts = list(episodes_of(days, 1, year))
    split = hours_by_pair(parts)
    assert (9, True) == (len(parts), len(split) > 20)
    assert split == pytest.approx(hours_by_pair([Episode(1, year, 1, tuple(days))]), abs=0.1)


def test_a_planned_event_has_its_aid_brokered_and_is_there_in_full(tmp_path: Path) -> None:
    episode = Episode(1, 0, 1, (at(20_000.0, "gwent", 14, 300.0, warning=20_000.0),))
    text = text_of_episode(episode, QUIET)
    assert "nearest:" in text
    path = tmp_path / "march.yaml"
    path.write_text(text, encoding="utf-8")
    (plan,) = load_scenario(path).operations
    assert 14 == sum(units["psu"] for units in plan.units.values())
    unplanned = text_of_episode(Episode(1, 0, 1, (at(20_000.0, "gwent", 14),)))
    assert "operations:" not in unplanned


def test_a_need_beyond_all_crews_breaks_the_line_and_a_small_one_none() -> None:
    huge = record_of(Episode(1, 0, 1, (at(20_000.0, "kent", 500, 2_000.0),)))
    small = record_of(Episode(1, 0, 1, (at(20_000.0, "kent", 1),)))
    assert [("psu", 3, "t")] == [(each.line, each.week, each.mostly) for each in huge.breaks]
    assert ((), ()) == (small.breaks, small.lent)


# --- the whole study ------------------------------------------------------------------------------

SMALL: Final = (
    "riot,gwent;kent,3,random,,,20:00,5h,1,1,14,assumed",
    "march,warwickshire,2,every_year,,sat,10:00,5h,1,1,12,assumed",
    "flood,any outside london,1,every_year,aug,,18:00,5h,1,4,50,assumed",
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Requirement:
    threats = threats_of(tmp_path_factory.mktemp("small"), *SMALL)
    return find_requirement(threats, RequirementPlan(years=3, simulated=2), jobs=1)


def test_years_are_the_same_alone_and_in_a_longer_study(small: Requirement) -> None:
    short = find_requirement(small.threats, RequirementPlan(years=2, simulated=2), jobs=1)
    assert short.needs == small.needs[:2]
    assert short.records == tuple(each for each in small.records if each.year < 2)


@pytest.mark.slow
def test_jobs_have_no_part_in_what_is_found(small: Requirement) -> None:
    assert small.records == find_requirement(small.threats, small.plan, jobs=2).records


def test_years_beyond_the_simulated_ones_have_their_heavy_episodes_alone(
    small: Requirement,
) -> None:
    for need in small.needs:
        simulated = {each.number for each in small.records if each.year == need.year}
        assert simulated >= need.heavy > frozenset()
        assert (need.year < 2) == (simulated > need.heavy)


def test_what_is_given_is_received(small: Requirement) -> None:
    forces = small.forces()
    for way in ("gives", "receives"):
        assert all(getattr(each, way) is not None for each in forces)
    gave, received = sum(each.gives_all for each in forces), sum(e.receives_all for e in forces)
    assert round(gave, 6) == round(received, 6) > 0
    assert 0 == sum(small.balance(range(2)).values())


def test_national_mobilisations_are_left_out_of_what_is_held_against_the_inspections(
    small: Requirement,
) -> None:
    """The flood of four times fifty PSUs is one; the riot and the march are none."""
    assert all(len(need.national) == 1 for need in small.needs)
    lent = sum(small.moved(range(2)).values())
    with_all = 2 * sum(
        each.units for r in small.records if r.year < 2 for each in r.lent if each.kind == "psu"
    )
    assert 0 < lent < with_all


def test_the_text_counts_the_weeks_over_and_says_where_it_does_not_agree(
    small: Requirement,
) -> None:
    text = text_of(small)
    assert re.search(r"PSU for London +75 +not needed +0$", text, re.MULTILINE)
    assert "more than 297" not in text
    first, second, third = small.needs
    weeks = [WeekOver(0, week, "psu", 300, "riot") for week in (7, 8)]
    over = replace(small, needs=(replace(first, over=(weeks[0],)), second, third))
    assert f"PSU: 1 of {3 * WEEKS} weeks needs more than 297, mostly Riot (1)." in text_of(over)
    over = replace(small, needs=(replace(first, over=tuple(weeks)), second, third))
    assert f"PSU: 2 of {3 * WEEKS} weeks need more than 297, mostly Riot (2)." in text_of(over)
    assert re.search(r"West Midlands .* out 21, in 43 .*too few periods: receives more", text)
    assert max(map(len, text.splitlines())) <= 100


def test_the_west_midlands_are_held_against_what_they_receive_and_kent_against_what_it_gives() -> (
    None
):
    """The role is the one that the inspections found: 31 forces gave more, 12 received more."""
    none, empty = frozenset[int](), dict[Of, tuple[int, ...]]()
    needs = tuple(YearNeed(year, empty, (), {}, (), none, none) for year in range(10))
    lent = Lent("kent", "west-midlands", "psu", 22, 100.0)
    records = tuple(
        EpisodeRecord(year, 1, (lent, replace(lent, kind="bdu")), (), ())
        for year in range(0, 10, 2)
    )
    found = Requirement((), RequirementPlan(years=10, simulated=10), needs, records)
    assert ([1] * 5, [1] * 5) == (found.providers, found.recipients)
    assert (22, -22) == tuple(found.balance(range(2))[f] for f in ("kent", "west-midlands"))
    text = text_of(found)
    assert re.search(r"Kent +out 22, in 0 +out 22, in 0 +agrees: gives more in 5 of 5", text)
    assert re.search(r"West Midlands +out 0, in 22 .* agrees: receives more in 5 of 5", text)
    assert re.search(r"net providers +1 \(1 to 1\) +31 +DOES NOT AGREE", text)


def test_a_share_that_is_not_whole_is_not_written_as_whole() -> None:
    assert ("99.99 %", "0.01 %", "50.0 %") == (per_cent(0.999999), per_cent(1e-9), per_cent(0.5))


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,leeds,1,,,,,8h,,,4,assumed", "did you mean 'west-yorkshire' (Leeds)"),
        ("a,region nort-west,1,,,,,8h,,,4,assumed", "did you mean 'north-west'"),
        ("a,wales,1,,,,,8h,,,4,assumed", "write 'region wales' for any of its forces"),
        ("a,kent;Kent Police,1,,,,,8h,,,4,assumed", "a force appears twice"),
        ("a,kent,-1,,,,,8h,,,4,assumed", "expected 0 or more"),
        ("a,kent,401,,,,,8h,,,4,assumed", "expected 400 or less"),
        ("a,kent,1.5,every_year,,,,8h,,,4,assumed", "expected a whole number"),
        ("a,kent,1,,julember,,,8h,,,4,assumed", "expected names of three letters"),
        ("a,kent,1,,,saturn,,8h,,,4,assumed", "expected names of three letters"),
        ("a,kent,1,,,,25:00,8h,,,4,assumed", "'20:00' or '18:00..23:00'"),
        ("a,kent,1,,,,23:00..18:00,8h,,,4,assumed", "values in order, smallest first"),
        ("a,kent,1,,,,,8,,,4,assumed", "'8h', '4h..8h'"),
        ("a,kent,1,,,,,15d,,,4,assumed", "up to 14d"),
        ("a,kent,1,,,,,8h,61,,4,assumed", "whole numbers from 1 to 60"),
        ("a,kent,1,,,,,8h,,2,4,assumed", "found 2, expected at most 1, one for each force"),
        ("a,each,1,,,,,8h,,2,4,assumed", "found several places for a threat in each force"),
        ("a,kent,1,,,,,8h,,,9..4,assumed", "values in order, smallest first"),
        ("a,kent,1,,,,,8h,,,1..2..3..4,assumed", "'6', '4..9' or '4..6..25'"),
        ("a,kent,1,,,,,8h,,,4.5,assumed", "whole numbers up to 999"),
        ("a,kent,1,,,,,8h,,,,assumed", "found no units of any kind"),
        ("a,kent,1,,,,,8h,,,4,guessed", "expected one of: assumed, counted"),
        ("a,each,100,,,,,8h,60,,4,assumed", "expected at most 2,000"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place(tmp_path: Path, row: str, said: str) -> None:
    found = faults_of(tmp_path, row)
    assert said in found
    assert "threats.csv" in found


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path,
        *("a,leeds,1,,,,,8h,,,4..3,assumed", "a,kent,x,,,,,8h,,,4,assumed"),
        "b,kent,1,,,,,,,,4,assumed",
    )
    assert "threats.csv:2:" in found
    assert "times_a_year of a: found 'x'" in found
    assert "appears twice" in found
    assert "lasts of b" in found
    assert "where of a: unknown force 'leeds'" in found


@pytest.mark.parametrize("setting", ["start=2026-01-01 06:00", "forces_in_play=[kent]"])
def test_a_setting_of_what_the_table_says_is_refused(setting: str) -> None:
    with pytest.raises(InputError, match="all forces take part"):
        RequirementPlan(settings=(setting,))


# --- the shipped table and the command ------------------------------------------------------------


def test_each_column_is_explained_and_on_the_page() -> None:
    assert list(column_meanings()) == list(ThreatRow.model_fields)
    page = " ".join((ROOT / "docs" / "requirement.md").read_text(encoding="utf-8").split())
    for column, meaning in column_meanings().items():
        assert f"| `{column}` | {' '.join(meaning.split())} |" in page


def test_each_shipped_likelihood_is_counted_from_a_source_or_said_to_be_assumed() -> None:
    known = data_path("sources.csv").read_text(encoding="utf-8")
    for each in read_threats():
        assert each.remarks
        for source in each.source:
            assert source == "assumed" or f"\n{source}," in known
        if each.basis == "counted" and not each.every_year:
            assert "data/history.csv" in each.remarks or "in the 16 years" in each.remarks


def test_the_command_keeps_a_folder_with_scenarios_that_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    threats, kept = table(tmp_path, SMALL[1]), tmp_path / "kept"
    words = ["requirement", str(threats), "--years", "2", "--simulated", "2", "--jobs", "1"]
    assert 0 == main([*words, "-o", str(kept)])
    assert "2 years of 52 weeks" in capsys.readouterr().out
    check_folder(kept, ("requirement",))
    scenarios = sorted((kept / "scenarios").iterdir())
    assert 4 == len(scenarios)
    night, (draws,) = (
        load_scenario(scenarios[0]),
        re.findall(r"--seed ([0-9]+)$", scenarios[0].read_text(encoding="utf-8").splitlines()[0]),
    )
    hours = sum(lent.unit_hours for lent in lent_in(play(night, seed=int(draws))))
    with (kept / "lent.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["year"], row["episode"]) == ("0", "1")]
    assert hours == pytest.approx(sum(float(row["unit_hours"]) for row in rows), rel=1e-3)
    assert 1 == main([*words, "-o", str(kept)])
    assert "--force" in capsys.readouterr().err


def test_the_template_is_a_table_that_is_read_and_leaves_a_file_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.csv"
    assert 0 == main(["requirement", "--template", str(file)])
    assert read_threats() == read_threats(file)
    assert 1 == main(["requirement", "--template", str(file)])
    assert "exists" in capsys.readouterr().err
