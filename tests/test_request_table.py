"""Is a table of requests what its log says, and does it read back as the same?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import mobsim
from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.errors import InputError
from mobsim.ground.tables import read_table
from mobsim.ground.units import round_half_up
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.scoring.log import csv_of
from mobsim.scoring.request_table import COLUMNS, RequestRow, read_requests, request_rows

NIGHTS = (
    ("quickstart", None),
    ("stress/planned-operation", "likely"),
    pytest.param("six-cities-saturday", "likely", marks=pytest.mark.slow),
    pytest.param("spreading-week", "likely", marks=pytest.mark.slow),
)
READ_BACK = (
    *(ev.AID_ASKED, ev.AID_OFFERED, ev.UNIT_ORDERED, ev.UNIT_CANCELLED, ev.UNIT_MUSTERED),
    *(ev.UNIT_REACHED_RVP, ev.UNIT_DEPLOYED, ev.UNIT_STOOD_DOWN),
)
ROW = {
    "request_no": "1",
    "requesting_force": "south-wales",
    "place": "cardiff",
    "kind": "psu",
    "number": "1",
    "tier": "2",
    "desk": "wales",
    "raised_at": "2026-06-03 14:20",
    "asked_of": "gwent",
    "asked_at": "2026-06-03 14:40",
    "answered_at": "2026-06-03 14:55",
    "offered": "1",
    "ordered": "1",
    "ordered_at": "2026-06-03 14:55",
    "status": "ordered",
}
LATER = ("answered_at", "offered", "ordered", "ordered_at")


@cache
def result(name: str, override: str | None) -> mobsim.Result:
    return mobsim.run(mobsim.load(name, override=override))


def written(path: Path, rows: Iterable[Sequence[Any]], head: Sequence[str] = COLUMNS) -> Path:
    path.write_text(csv_of(head, rows), encoding="utf-8")
    return path


def table(rows: Iterable[RequestRow]) -> list[list[Any]]:
    return [[getattr(row, column) for column in COLUMNS] for row in rows]


def happened(log: Iterable[Event], name: str) -> Counter[tuple[Any, ...]]:
    """Who did what, when to the minute, how often; of asking, for how many."""
    found: Counter[tuple[Any, ...]] = Counter()
    for e in log:
        if e.event == name:
            counted = name in (ev.AID_ASKED, ev.AID_OFFERED)
            of = round_half_up(e.minute), e.incident, e.force, e.kind, e.tier
            found[of] += (e.count or 0) if counted else 1
    return +found


@pytest.mark.parametrize(("name", "override"), NIGHTS)
def test_a_table_of_requests_reads_back_as_what_was_written(
    name: str, override: str | None, tmp_path: Path
) -> None:
    night = result(name, override)
    rows = request_rows(night.log, night.facts)
    path = written(tmp_path / "requests.csv", table(rows))
    assert rows == read_table(path, RequestRow)
    back = read_requests(path, night.facts)
    for event in READ_BACK:
        assert happened(night.log, event) == happened(back, event), event


def test_the_rows_of_an_ask_add_up_to_what_was_asked_and_offered() -> None:
    night = result("stress/planned-operation", "likely")
    rows = request_rows(night.log, night.facts)
    asked, offered = (
        sum(event.count or 0 for event in night.log if event.event == name)
        for name in (ev.AID_ASKED, ev.AID_OFFERED)
    )
    assert asked == sum(row.number for row in rows if row.asked_at)
    assert offered == sum(row.offered or 0 for row in rows)
    orders = [event for event in night.log if event.event == ev.UNIT_ORDERED]
    assert len(orders) == sum(row.ordered or 0 for row in rows)


def test_an_ask_that_is_met_in_part_has_a_row_for_each_fate() -> None:
    """Of 3 crews 2 are offered and 1 is ordered; 2 of 5 are asked of nobody."""
    of = ev.RequestColumns("cardiff", 1, "south-wales", "wales", "psu")
    asked = of._replace(force="gwent", counterpart="south-wales")
    unit = ev.UnitColumns("cardiff", 1, 2, "gwent", "south-wales", "gwent-psu-01", "psu")
    log = [
        ev.aid_requested(20.0, 2, of, 5, "need judged"),
        ev.aid_asked(40.0, 2, asked, 3, known_stock=3, expected_minute=90.0, cause=None),
        ev.aid_offered(55.0, 2, asked, 2, cause="part", known_stock=2),
        ev.unit_ordered(55.0, unit, "aid", 90.0),
        ev.unit_mustered(60.0, unit),
    ]
    rows = request_rows(log, result("quickstart", None).facts)
    assert {
        ("no force asked", 2, None, None),
        ("on the way", 1, 1, 1),
        ("offered", 1, 1, None),
        ("declined", 1, 0, None),
    } == {(row.status, row.number, row.offered, row.ordered) for row in rows}


def test_an_ask_that_serves_two_requests_has_rows_of_each() -> None:
    """NPoCC works on request 1 for PSUs and asks for all that is lacking: 3 and 2 PSUs, 2 BDUs."""
    of = ev.RequestColumns("cardiff", 1, "south-wales", "npocc", "psu")
    asked = of._replace(force="gwent", counterpart="south-wales")
    log = [
        ev.aid_requested(10.0, 3, of, 3, "beyond the region"),
        ev.aid_requested(20.0, 3, of._replace(request=2), 2, "beyond the region"),
        ev.aid_requested(20.0, 3, of._replace(request=2, kind="bdu"), 4, "beyond the region"),
        ev.aid_asked(40.0, 3, asked, 5, known_stock=9, expected_minute=90.0, cause=None),
        ev.aid_asked(
            40.0, 3, asked._replace(kind="bdu"), 2, known_stock=9, expected_minute=90.0, cause=None
        ),
        ev.aid_offered(55.0, 3, asked, 4, cause="part", known_stock=9),
    ]
    rows = request_rows(log, result("quickstart", None).facts)
    assert {
        (1, "psu", 3, "offered"),
        (2, "bdu", 2, "no force asked"),
        (2, "bdu", 2, "awaiting answer"),
        (2, "psu", 1, "declined"),
        (2, "psu", 1, "offered"),
    } == {(row.request_no, row.kind, row.number, row.status) for row in rows}
    assert {"npocc"} == {row.desk for row in rows}


def test_a_table_that_is_read_back_scores_as_the_night_did(tmp_path: Path) -> None:
    """In Cardiff the first of four PSUs is there at 15:50, after 110 minutes; two later all are."""
    night = result("quickstart", None)
    path = written(tmp_path / "requests.csv", table(request_rows(night.log, night.facts)))
    held = mobsim.load("quickstart").held_to_log(path, replications=1)
    [ours], [theirs] = night.measures.incidents, held.measures.incidents
    assert 110.0 == theirs.time_to["first"]
    assert (ours.time_to, ours.by_source) == (theirs.time_to, theirs.by_source)
    assert night.measures.asked.units_offered == held.measures.asked.units_offered


def test_a_workbook_of_requests_and_british_dates_are_read(tmp_path: Path) -> None:
    path = tmp_path / "requests.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("notes").write(0, 0, "read this first")
    page = book.add_worksheet("Requests")
    british = {**ROW, "raised_at": "03/06/2026 14:20", "requesting_force": "South Wales Police"}
    british |= {"place": "Cardiff", "kind": "PSU", "desk": "Wales"}
    page.write_row(0, 0, list(british))
    page.write_row(1, 0, list(british.values()))
    typed = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    page.write_datetime(1, list(british).index("asked_at"), datetime(2026, 6, 3, 14, 40), typed)
    book.close()
    log = mobsim.scoring.request_table.read_requests(path, result("quickstart", None).facts)
    assert [
        (20.0, ev.AID_REQUESTED),
        (40.0, ev.AID_ASKED),
        (55.0, ev.AID_OFFERED),
        (55.0, ev.UNIT_ORDERED),
    ] == [(row.minute, row.event) for row in log]
    assert {("cardiff", "psu")} == {(row.incident, row.kind) for row in log}
    assert "wales" == log[0].counterpart


def test_a_time_after_the_clocks_went_back_is_the_later_of_two(tmp_path: Path) -> None:
    """From 20:00 it is 350 minutes to 01:50 in summer, and 370 to 01:10 in winter."""
    clock = WallClock(datetime(2026, 10, 24, 20, 0, tzinfo=LONDON))
    times = {"raised_at": "2026-10-25 01:50", "asked_at": "2026-10-25 01:10"}
    row = {**ROW, **times, **dict.fromkeys(LATER, ""), "status": "awaiting answer"}
    path = written(tmp_path / "r.csv", [list(row.values())], list(row))
    log = read_requests(path, replace(result("quickstart", None).facts, clock=clock))
    assert [350.0, 370.0] == [event.minute for event in log]


@pytest.mark.parametrize(
    ("changed", "column", "said"),
    [
        ({"asked_of": "gwent-x"}, "asked_of", "did you mean 'gwent'?"),
        ({"place": "cardif"}, "place", "did you mean 'cardiff'?"),
        ({"desk": "whales"}, "desk", "did you mean 'wales'?"),
        ({"requesting_force": "kent"}, "requesting_force", "the host of cardiff is south-wales"),
        ({"asked_at": "14:40"}, "asked_at", "expected a local time such as"),
        ({"asked_at": "2026-06-03 14:40 or so"}, "asked_at", "expected a local time such as"),
        ({"asked_at": "2026-06-03 14:10"}, "asked_at", "before '2026-06-03 14:20' in raised_at"),
        ({"ordered_at": "2026-07-03 14:55"}, "ordered_at", "the scenario's run does not cover"),
        ({"status": "on duty"}, "status", "the other cells of the row say 'ordered'"),
        ({"status": "lost"}, "status", "'lost'"),
        ({"ordered": ""}, "ordered", "ordered_at needs ordered too"),
        ({"offered": ""}, "offered", "answered_at needs offered too"),
        ({"number": "two"}, "number", "expected"),
        ({"released_at": "2026-06-03 15:10", "status": "cancelled", "on_duty": "2026-06-03 15:00"},
         "status", "leave on_duty empty"),
    ],
)  # fmt: skip
def test_what_does_not_fit_in_a_table_is_told_by_line_and_column(
    changed: dict[str, str], column: str, said: str, tmp_path: Path
) -> None:
    row = {**ROW, **changed}
    path = written(tmp_path / "r.csv", [list(ROW.values()), list(row.values())], list(row))
    if len(row) > len(ROW):
        first = [ROW.get(each, "") for each in row]
        path = written(tmp_path / "r.csv", [first, list(row.values())], list(row))
    with pytest.raises(InputError) as raised:
        read_requests(path, result("quickstart", None).facts)
    [fault] = [each for each in raised.value.faults if each.path == column]
    assert said in fault.message
    assert 3 == fault.line
    assert fault.column > 0
