"""Does a log typed up by hand say what it can, and refuse the rest?"""

import math
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.api import LoadedScenario, load
from mobsim.cli.main import main
from mobsim.ground.errors import InputError
from mobsim.ground.tables import scenario_dir
from mobsim.ground.text_layout import WIDTH
from mobsim.scoring.log import to_csv
from mobsim.scoring.typed_log import read_typed_log
from mobsim.study.logged_night import LoggedNight
from mobsim.telling.night_facts import facts_of
from tests.strategies import fixed_examples

HEAD = "time,event,incident,force,kind,count\n"
EXERCISE = scenario_dir() / "exercise-log.csv"


@pytest.fixture(scope="module")
def quickstart() -> LoadedScenario:
    return load("quickstart")


def typed(folder: Path, *rows: str) -> Path:
    path = folder / "log.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def faults(night: LoadedScenario, folder: Path, *rows: str) -> list[str]:
    path = typed(folder, *rows)
    with pytest.raises(InputError) as raised:
        read_typed_log(path, facts_of(night))
    return [str(fault).removeprefix(f"{path}:") for fault in raised.value.faults]


def by_label(found: LoggedNight) -> dict[str, float]:
    return {each.asked.label: each.logged for each in found.held}


def test_a_sheet_of_counts_is_scored_as_it_can_be_in_the_head(
    quickstart: LoadedScenario, tmp_path: Path
) -> None:
    """Need is 4 from 14:00 to 22:00: one there at 15:00, three more at 16:00, all until 20:00."""
    path = typed(
        tmp_path,
        "2026-06-03 15:00,UnitDeployed,cardiff,south-wales,psu,1",
        "16:00,UnitDeployed,cardiff,gwent,psu,3",
        "20:00,UnitStoodDown,cardiff,gwent,psu,3",
    )
    found = quickstart.held_to_log(path, replications=1)
    said = by_label(found)
    assert (60.0, 120.0, 120.0, 120.0) == (
        said["first PSU there"],
        said["40 % of the largest need there"],
        said["60 % of the largest need there"],
        said["all of the largest need there"],
    )
    # 7 h of one and 4 h of three, of 32 unit-hours.
    assert (7 + 4 * 3) / 32 == said["PSU need that was met"]
    assert (1, 3, 0) == (
        said["own PSUs deployed"],
        said["PSUs of the region deployed"],
        said["PSUs from beyond the region deployed"],
    )
    assert found.need_from_scenario
    assert 1 + 3 + 3 == found.rows


def test_what_nobody_wrote_down_is_refused_and_not_taken_for_never(
    quickstart: LoadedScenario, tmp_path: Path
) -> None:
    path = typed(tmp_path, "2026-06-03 15:00,UnitDeployed,cardiff,gwent,psu,1")
    found = quickstart.held_to_log(path, replications=1)
    refused = {asked.label: why for asked, why in found.refused}
    assert "needs UnitReachedRVP, which the log lacks" == refused["first PSU at the RVP"]
    assert "needs AidAsked, which the log lacks" == refused["units requested"]
    assert refused.keys().isdisjoint(by_label(found))
    assert math.inf == by_label(found)["all of the largest need there"]


def test_a_sheet_that_records_the_rvp_is_scored_at_the_rvp(
    quickstart: LoadedScenario, tmp_path: Path
) -> None:
    path = typed(
        tmp_path,
        "2026-06-03 14:30,UnitReachedRVP,cardiff,gwent,psu,1",
        "2026-06-03 15:00,UnitDeployed,cardiff,gwent,psu,1",
    )
    found = quickstart.held_to_log(path, replications=1)
    assert 30.0 == by_label(found)["first PSU at the RVP"]


def test_a_clock_with_too_few_rows_is_refused(quickstart: LoadedScenario, tmp_path: Path) -> None:
    path = typed(
        tmp_path,
        "2026-06-03 14:30,UnitReachedRVP,cardiff,gwent,psu,1",
        "2026-06-03 15:00,UnitDeployed,cardiff,gwent,psu,2",
    )
    found = quickstart.held_to_log(path, replications=1)
    assert "first PSU at the RVP" in {asked.label for asked, _ in found.refused}


def test_a_night_s_own_log_lies_within_runs_that_draw_nothing(
    quickstart: LoadedScenario, tmp_path: Path
) -> None:
    to_csv(quickstart.run(typical=True).log, tmp_path / "log.csv")
    found = quickstart.held_to_log(tmp_path / "log.csv", replications=2)
    assert all(each.inside for each in found.held)
    assert not found.refused
    assert "All runs are alike, so any difference counts as outside." in found.text()


def test_a_time_before_the_row_above_is_of_the_next_day(
    quickstart: LoadedScenario, tmp_path: Path
) -> None:
    """From 14:00: 23:30 of the next day is 33.5 h on, and 11:00 after it 45 h on."""
    rows = [f"{at},NationalCallMade,,,," for at in ("2026-06-04 23:30", "11:00")]
    log = read_typed_log(typed(tmp_path, *rows), facts_of(quickstart.vary("duration=72h")))
    assert [33.5 * 60, 45 * 60] == [event.minute for event in log]


def test_a_time_that_would_be_most_of_a_day_later_is_a_row_out_of_order(
    quickstart: LoadedScenario, tmp_path: Path
) -> None:
    night = quickstart.vary("duration=72h")
    rows = ("2026-06-03 18:40,NationalCallMade,,,,", "17:10,NationalCallMade,,,,")
    expected = "3:1: time: found '17:10' after Wed 18:40; put the rows in order, or write the "
    assert [f"{expected}date if it is the next day"] == faults(night, tmp_path, *rows)


CARDIFF = "{name: Cardiff, force: south-wales, begins: 14:00, lasts: 8h, need: {psu: 4}}"
TWO_PLACES = "{name: Newport, force: gwent, begins: 14:00, lasts: 4h, need: {psu: 2}}"


def test_a_place_of_which_the_log_says_nothing_is_not_scored_as_never(
    quickstart: LoadedScenario, tmp_path: Path
) -> None:
    night = load("quickstart", settings=[f"incidents=[{CARDIFF}, {TWO_PLACES}]"])
    path = typed(tmp_path, "2026-06-03 15:00,UnitDeployed,cardiff,south-wales,psu,1")
    found = night.held_to_log(path, replications=1)
    assert {"cardiff"} == {each.asked.incident for each in found.held}
    why = {asked.where: reason for asked, reason in found.refused}
    assert "the log says nothing about Newport" == why["Newport"]
    assert "needs every place, but the log says nothing about Newport" == why[""]
    assert max(map(len, found.text().splitlines())) <= WIDTH
    assert "  The log says nothing about Newport: first PSU there; 40 %" in found.text()


@fixed_examples(40)
@given(st.lists(st.integers(min_value=0, max_value=12 * 60), min_size=1, max_size=6))
def test_a_time_without_a_date_is_the_first_since_the_row_above(minutes: list[int]) -> None:
    """Rows go on around the clock from 14:00; each is at most 12 h after the one above."""
    night = load("quickstart")
    facts = facts_of(night)
    at, rows, expected = 0, [], []
    for step in minutes:
        at += step
        if at > facts.duration:
            break
        wall = (14 * 60 + at) % (24 * 60)
        rows.append(f"{wall // 60:02}:{wall % 60:02},NationalCallMade,,,,")
        expected.append(float(at))
    if rows:
        with TemporaryDirectory() as folder:
            log = read_typed_log(typed(Path(folder), *rows), facts)
        assert expected == [event.minute for event in log]


def test_every_fault_of_a_sheet_is_told_at_once(quickstart: LoadedScenario, tmp_path: Path) -> None:
    assert [
        "2:31: incident: found 'cardif'; did you mean 'cardiff'?",
        "3:7: event: found 'AidAskd', expected an event; did you mean 'AidAsked'?",
        (
            "4:1: time: found 'half past two', expected a local time such as '2024-08-04 18:30' or "
            "'18:30'"
        ),
        "5:28: force: found 'gwnt'; did you mean 'gwent'?",
        "5:37: count: found an empty cell; UnitDeployed needs a unit, or a count of units",
        "6:39: count: found 3, expected at most the 1 still deployed",
        (
            "7:1: time: found '2026-07-03 14:35', which the scenario's run does not cover; "
            "expected a time from Wed 3 June 14:00 to Thu 4 June 14:00"
        ),
        (
            "8:1: time: found '2026-06-03 14:00', before the row above; expected rows in the order "
            "in which they happened"
        ),
    ] == faults(
        quickstart,
        tmp_path,
        "2026-06-03 14:35,AidRequested,cardif,south-wales,psu,",
        "14:50,AidAskd,cardiff,gwent,psu,1",
        "half past two,UnitDeployed,cardiff,gwent,psu,1",
        "14:50,UnitDeployed,cardiff,gwnt,psu,",
        "15:10,UnitStoodDown,cardiff,gwent,psu,3",
        "2026-07-03 14:35,UnitDeployed,cardiff,gwent,psu,1",
        "2026-06-03 14:00,UnitDeployed,cardiff,gwent,psu,1",
    )


def test_an_answer_is_full_part_or_none_by_what_was_asked(
    quickstart: LoadedScenario, tmp_path: Path
) -> None:
    path = typed(
        tmp_path,
        "2026-06-03 15:00,AidAsked,cardiff,gwent,psu,2",
        "15:01,AidOffered,cardiff,gwent,psu,2",
        "15:02,AidAsked,cardiff,gwent,psu,2",
        "15:03,AidOffered,cardiff,gwent,psu,1",
        "15:04,AidOffered,cardiff,kent,psu,0",
    )
    log = read_typed_log(path, facts_of(quickstart))
    offered = [(row.cause, row.tier) for row in log if row.event == "AidOffered"]
    assert [("full", 2), ("part", 2), ("none", 3)] == offered


def test_a_scenario_that_draws_its_incidents_is_refused() -> None:
    with pytest.raises(InputError, match="state them under incidents"):
        load("stochastic-night").held_to_log(EXERCISE, replications=1)


def test_the_exercise_that_ships_is_printed_with_what_lies_outside(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["--with", "likely", "--set", "chance=drawn", "--replications", "20"]
    assert 0 == main(["score", str(EXERCISE), "--scenario", "quickstart", *arguments])
    printed = capsys.readouterr().out
    (row,) = (line for line in printed.splitlines() if "all of the largest need" in line)
    assert "4h20m" in row
    assert "NOT SCORED" in printed
    assert "The log does not state the need" in printed
