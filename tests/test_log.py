"""Does a log survive being a table, and is a log typed up by hand read with care?"""

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.api import run
from mobsim.ground.errors import InputError
from mobsim.ground.safe_text import shown
from mobsim.ground.tables import unguarded
from mobsim.scoring import events as ev
from mobsim.scoring.events import COLUMNS, Event
from mobsim.scoring.log import (
    read_csv,
    to_cell,
    to_csv,
    to_frame,
)
from tests.strategies import law


@pytest.fixture(scope="module")
def log() -> list[Event]:
    return run("quickstart").log


def faults(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_csv(path)
    return [str(fault).removeprefix(f"{path}:") for fault in caught.value.faults]


def test_a_log_is_the_same_after_csv(log: list[Event], tmp_path: Path) -> None:
    to_csv(log, tmp_path / "log.csv")
    assert log == read_csv(tmp_path / "log.csv")


def test_a_drawn_minute_loses_nothing_in_csv(tmp_path: Path) -> None:
    log = run("three-large", seed=3).log
    to_csv(log, tmp_path / "log.csv")
    assert log == read_csv(tmp_path / "log.csv")


whole = st.none() | st.integers(0, 2**31 - 1)
texts = st.none() | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1
).map(shown)
minutes = st.integers(0, 999_999 * 2**20).map(lambda ticks: ticks / 2**20)


@st.composite
def unit_rows(draw: st.DrawFn) -> Event:
    name = st.text("=+-@'ab", min_size=1)
    return Event(
        draw(minutes),
        draw(st.sampled_from(sorted(ev.UNIT_EVENTS))),
        draw(name),
        draw(whole),
        draw(st.integers(1, 3)),
        draw(name),
        draw(texts),
        draw(name),
        draw(name),
        draw(whole),
        draw(texts),
        draw(whole),
        draw(st.none() | minutes),
    )


@law(100)
@given(st.lists(unit_rows(), min_size=1))
def test_any_log_is_the_same_after_csv(
    tmp_path_factory: pytest.TempPathFactory, log: list[Event]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    in_order = sorted(log, key=lambda row: row.minute)
    to_csv(in_order, folder / "log.csv")
    assert in_order == read_csv(folder / "log.csv")


@given(st.text())
def test_no_cell_of_text_begins_as_a_formula_does(text: str) -> None:
    cell = to_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert shown(text) == unguarded(cell)


def test_numbers_stay_numbers() -> None:
    assert ["-3", "-0.5", "12", "0.1"] == [to_cell(n) for n in (-3, -0.5, 12.0, 0.1)]


def test_the_columns_of_the_file_are_those_of_the_log(log: list[Event], tmp_path: Path) -> None:
    to_csv(log, tmp_path / "log.csv")
    with (tmp_path / "log.csv").open(encoding="utf-8", newline="") as file:
        assert list(COLUMNS) == next(csv.reader(file))


def test_a_typed_log_needs_few_columns_and_tolerates_a_spreadsheet_s_habits(
    tmp_path: Path,
) -> None:
    path = tmp_path / "typed.csv"
    path.write_bytes(
        b"\xef\xbb\xbfminute,event,incident,force,kind,count\r\n"
        b"0,IncidentBegan,leeds,west-yorkshire,,\r\n"
        b"0,NeedChanged,leeds,west-yorkshire,psu,3\r\n,,,,,\r\n"
    )
    assert [
        Event(0.0, "IncidentBegan", "leeds", force="west-yorkshire"),
        Event(0.0, "NeedChanged", "leeds", force="west-yorkshire", kind="psu", count=3),
    ] == read_csv(path)


def test_every_fault_of_a_typed_log_is_told_with_its_place(tmp_path: Path) -> None:
    text = (
        "minute,event,incident,force,unit,kind,tier,count\n"
        "0,IncidentBegan,leeds,west-yorkshire,,,,\n"
        "0,NeedChanged,leeds,west-yorkshire,,psu,,many\n"
        "9,UnitDeploy,leeds,kent,kent-psu-01,psu,2,\n"
        "10,UnitDeployed,leeds,kent,,psu,4,\n"
        "-1,IncidentEnded,leeds,west-yorkshire,,,,\n"
        "12,UnitStoodDown,leeds,kent,,psu,,\n"
        "11,IncidentEnded,leeds,west-yorkshire,,,,\n"
    )
    assert [
        "3:42: count: found 'many', expected a whole number",
        "4:3: event: found 'UnitDeploy', expected an event; did you mean 'UnitDeployed'?",
        "5:33: tier: found '4', expected 3 or less",
        "6:1: minute: found '-1', expected 0 or more",
        "7:29: unit: found an empty cell; UnitStoodDown needs its unit",
        "8:1: minute: found 11 below 12; expected rows in the order in which they happened",
    ] == faults(tmp_path / "typed.csv", text)


def test_a_log_without_its_columns_is_refused(tmp_path: Path) -> None:
    (missing, unknown) = faults(tmp_path / "typed.csv", "minute,evnt\n0,IncidentBegan\n")
    assert "event: the column is missing" in missing
    assert "unknown column 'evnt'; did you mean 'event'?" in unknown


@pytest.mark.parametrize("rows", [0, 5])
def test_a_frame_has_the_same_types_however_few_its_rows(rows: int, log: list[Event]) -> None:
    frame = to_frame(log[:rows])
    types: dict[Any, str] = {column: str(dtype) for column, dtype in frame.dtypes.items()}
    assert list(COLUMNS) == list(types)
    assert ("float64", "Int64", "string") == (types["minute"], types["count"], types["event"])
    assert rows == len(frame)
