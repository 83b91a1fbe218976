"""Are returns read, checked, frozen and turned into forces as they should be?"""

import csv
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from making import synthetic_returns
from mobsim import load
from mobsim.cli.main import main
from mobsim.country.forces import load_forces
from mobsim.country.returns import (
    Difference,
    Remark,
    ReturnRow,
    Returns,
    differences,
    forces_csv,
    freeze,
    import_returns,
    is_jump,
    read_returns,
    reconcile_returns,
    shipped_quarters,
    write_template,
)
from mobsim.country.returns.importing import compose
from mobsim.country.returns.keeping import to_csv
from mobsim.country.returns.quarters import iso_day, read_quarter
from mobsim.country.returns.return_rows import COLUMNS, NUMBERS
from mobsim.country.returns.template import MEANINGS
from mobsim.ground.errors import Fault, InputError, OutputError
from mobsim.ground.tables import data_path, guarded, unguarded
from tests.resealing import reseal
from tests.strategies import law

Change = Callable[[list[dict[str, str]]], None]

Q3, Q4 = read_returns("2026-Q3"), read_returns("2026-Q4")


def cells() -> list[dict[str, str]]:
    """The rows of the second shipped quarter as text."""
    return list(csv.DictReader(to_csv(Q4.rows).splitlines()))


def row_of(rows: Iterable[dict[str, str]], force: str, kind: str = "psu") -> dict[str, str]:
    return next(row for row in rows if (row["force_id"], row["kind"]) == (force, kind))


def write_csv(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]], sheet: str = "return") -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "notes"  # type: ignore[union-attr]
    target = book.create_sheet(sheet)
    for row in rows:
        target.append(list(row))
    book.save(path)
    return path


def typed(row: dict[str, str]) -> list[Any]:
    """A row as a spreadsheet user types it: numbers as numbers."""
    return [float(row[c]) if c in NUMBERS and row[c] else row[c] or None for c in COLUMNS]


def with_rows(tmp_path: Path, change: Change, quarter: str = "2027-Q1") -> Returns:
    """What an import of the second shipped quarter gives after a change of its cells."""
    rows = cells()
    change(rows)
    return import_returns([write_csv(tmp_path / "all.csv", rows)], quarter, Q4)


def faults_after(tmp_path: Path, change: Change, quarter: str = "2027-Q1") -> list[str]:
    with pytest.raises(InputError) as caught:
        with_rows(tmp_path, change, quarter)
    return [f"{fault.path}: {fault.message}" for fault in caught.value.faults]


def texts_of(returns: Returns, force: str, kind: str = "psu") -> list[str]:
    return [each.text for each in returns.remarks if (each.force, each.kind) == (force, kind)]


# --- reading ------------------------------------------------------------------------------------


def test_rows_of_a_file_come_in_order_of_force_and_kind_whatever_its_order(tmp_path: Path) -> None:
    found = with_rows(tmp_path, lambda rows: rows.reverse())
    assert Q4.rows == found.rows
    assert Q4.sha256 == found.sha256


def test_a_workbook_and_a_csv_file_give_the_same_set(tmp_path: Path) -> None:
    rows = cells()
    row_of(rows, "kent")["remarks"] = "=more at the ports"
    from_csv = import_returns([write_csv(tmp_path / "a.csv", rows)], "2026-Q4")
    book = tmp_path / "a.xlsx"
    write_xlsx(book, [COLUMNS, *(typed(row) for row in rows if row["force_id"] != "kent")])
    _add_kent_as_text(book, [row for row in rows if row["force_id"] == "kent"])
    from_xlsx = import_returns([book], "2026-Q4")
    assert from_csv == from_xlsx
    assert "=more at the ports" == from_xlsx.of("kent", "psu").remarks


def _add_kent_as_text(book: Path, rows: list[dict[str, str]]) -> None:
    from openpyxl import load_workbook

    opened = load_workbook(book)
    sheet = opened["return"]
    for row in rows:
        sheet.append(typed(row))
        sheet.cell(sheet.max_row, COLUMNS.index("remarks") + 1).data_type = "s"
    opened.save(book)


def test_a_date_may_be_a_cell_that_holds_a_date(tmp_path: Path) -> None:
    from datetime import datetime

    rows = [typed(row) for row in cells()]
    place = COLUMNS.index("date")
    rows[0][place], rows[1][place] = date(2026, 12, 7), datetime(2026, 12, 8)
    found = import_returns([write_xlsx(tmp_path / "a.xlsx", [COLUMNS, *rows])], "2026-Q4")
    assert ["2026-12-07", "2026-12-08"] == [row.date for row in found.rows[:2]]


def test_a_formula_is_refused_with_the_name_of_its_cell_and_nothing_else(tmp_path: Path) -> None:
    rows = [typed(row) for row in cells()]
    rows[0][COLUMNS.index("declared")] = "=1+1"
    rows[1][COLUMNS.index("remarks")] = '=HYPERLINK("x")'
    path = write_xlsx(tmp_path / "a.xlsx", [COLUMNS, *rows])
    with pytest.raises(InputError) as caught:
        import_returns([path], "2026-Q4")
    message = "found a formula; paste its value"
    assert (
        Fault(str(path), 2, 5, "declared of avon-somerset psu (E2)", message),
        Fault(str(path), 3, 12, "remarks of avon-somerset bdu (L3)", message),
    ) == caught.value.faults


def test_a_sheet_without_the_name_is_read_if_it_is_the_first(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([])
    for row in ([*COLUMNS], *map(typed, cells())):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert Q4.rows == import_returns([tmp_path / "a.xlsx"], "2026-Q4").rows


def test_what_is_no_workbook_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK nothing")
    (tmp_path / "b.xls").write_bytes(b"")
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xls", tmp_path / "c.csv"]
    with pytest.raises(InputError) as caught:
        import_returns(paths, "2026-Q4")
    first, second, third = caught.value.faults
    assert "found a damaged file, expected a table; save the table as XLSX" in first.message
    assert "the file is empty; expected a header row and rows below it" == second.message
    assert "no such file; check the path" == third.message


def test_a_value_beyond_the_header_of_a_sheet_is_a_fault(tmp_path: Path) -> None:
    rows = [typed(row) for row in cells()]
    rows[4].append("stray")
    with pytest.raises(InputError) as caught:
        import_returns([write_xlsx(tmp_path / "a.xlsx", [COLUMNS, *rows])], "2026-Q4")
    [fault] = caught.value.faults
    assert (6, 19, "S6") == (fault.line, fault.column, fault.path)


def with_dates(tmp_path: Path, written: str, quarter: str = "2027-Q1") -> Returns:
    return with_rows(tmp_path, lambda rows: row_of(rows, "kent").update(date=written), quarter)


@pytest.mark.parametrize(
    ("written", "quarter", "day"),
    [
        ("05/01/2027", "2027-Q1", "2027-01-05"),
        ("5/1/27", "2027-Q1", "2027-01-05"),
        ("05.01.2027", "2027-Q1", "2027-01-05"),
        ("25-12-2026", "2027-Q1", "2026-12-25"),
        ("12/12/2026", "2027-Q1", "2026-12-12"),
    ],
)
def test_a_british_date_that_can_mean_one_day_of_the_quarter_is_read_and_noted(
    tmp_path: Path, written: str, quarter: str, day: str
) -> None:
    found = with_dates(tmp_path, written, quarter)
    assert day == found.of("kent", "psu").date
    assert (f"read date {written!r} as {day}",) == found.sources[0].notes


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("02/03/2027", "which can mean either of two days; write 2027-03-02 or 2027-02-03"),
        ("01/05/2027", "expected a day from 2026-07-01 to 2027-03-31; write 2027-01"),
        ("12/25/2026", "expected a day from 2026-07-01 to 2027-03-31; write 2026-12-25"),
        (
            "31/02/2027",
            "expected a day from 2026-07-01 to 2027-03-31; correct the day, or the quarter",
        ),
        ("5 January", "expected a day such as '2026-12-07'"),
    ],
)
def test_another_date_is_a_fault_that_says_how_to_write_it(
    tmp_path: Path, written: str, said: str
) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        row_of(rows, "kent").update(date=written)

    [told] = faults_after(tmp_path, change)
    assert f"date of kent psu: found {written!r}, {said}" in told


@given(
    day=st.dates(read_quarter("2026-Q3").begins, read_quarter("2027-Q1").ends),
    form=st.sampled_from(["{d}/{m}/{y}", "{d:02}.{m:02}.{y}", "{d}-{m}-{s:02}"]),
)
def test_a_british_date_is_never_taken_for_another_day(day: date, form: str) -> None:
    written = form.format(d=day.day, m=day.month, y=day.year, s=day.year % 100)
    try:
        found = iso_day(written, read_quarter("2027-Q1"))
    except ValueError as error:
        found = str(error)
    assert found == day.isoformat() or f"; write {day.isoformat()} or " in found


def test_old_numbers_on_a_hidden_sheet_are_not_the_return(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from openpyxl import load_workbook

    rows = [typed(row) for row in cells()]
    path = write_xlsx(tmp_path / "a.xlsx", [COLUMNS, *rows], "Return")
    opened = load_workbook(path)
    old = opened.create_sheet("last quarter", 0)
    for row in [COLUMNS, *[[*row[:2], 99, row[3], 99, *row[5:]] for row in rows]]:
        old.append(list(row))
    old.sheet_state = "hidden"
    opened["Return"].row_dimensions[4].hidden = True
    opened.save(path)
    folder = tmp_path / "set"
    assert 0 == main(["stress", "import", str(path), "--quarter", "2026-Q4", "-o", str(folder)])
    notes = (
        "read the sheet 'Return'; did not read 'last quarter' (hidden) and 'notes'",
        "also read the hidden row 4",
    )
    printed = " ".join(capsys.readouterr().out.split())
    assert all(note in printed for note in notes)
    frozen = read_returns(folder)
    assert Q4.rows == frozen.rows
    assert notes == frozen.sources[0].notes


def test_a_file_that_is_no_table_is_one_fault_beside_those_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    rows = cells()
    row_of(rows, "kent")["trained"] = "many"
    with pytest.raises(InputError) as caught:
        import_returns([tmp_path / "a.pdf", write_csv(tmp_path / "b.csv", rows)], "2026-Q4")
    assert [
        "found a PDF document, expected a table; save the table as XLSX or 'CSV UTF-8'",
        "found 'many', expected a whole number",
    ] == [fault.message for fault in caught.value.faults]


# --- faults -------------------------------------------------------------------------------------


def test_a_file_with_every_kind_of_fault_lists_them_all_and_changes_nothing_on_disk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = cells()
    row_of(rows, "kent")["force_id"] = "knet"
    row_of(rows, "essex")["kind"] = "pus"
    row_of(rows, "sussex")["trained"] = "-1"
    row_of(rows, "dorset")["drivers"] = "2.5"
    row_of(rows, "surrey")["declared"] = "12"
    row_of(rows, "norfolk")["available_night"] = "10"
    row_of(rows, "suffolk")["floor"] = "99"
    row_of(rows, "durham")["date"] = "2027-04-01"
    row_of(rows, "gwent")["date"] = "1/4/2027"
    row_of(rows, "cumbria")["signed_by"] = " "
    row_of(rows, "cleveland")["remarks"] = "a\x00b"
    rows.remove(row_of(rows, "humberside", "aep"))
    rows = [row for row in rows if row["force_id"] not in ("wiltshire", "cheshire")]
    rows.append(row_of(rows, "lancashire"))
    first = write_csv(tmp_path / "first.csv", rows)
    second = write_csv(tmp_path / "second.csv", [row_of(rows, "merseyside")])
    folder = tmp_path / "out"
    before = sorted(tmp_path.iterdir())
    asked = ["stress", "import", str(first), str(second), "--quarter", "2027-Q1", "-o", str(folder)]
    assert 3 == main(asked)
    told = capsys.readouterr().err
    for words in (
        "force_id: unknown force 'knet'; did you mean 'kent'?",
        "kind: unknown kind 'pus'; did you mean 'psu'?",
        "trained of sussex psu: found '-1', expected 0 or more",
        "drivers of dorset psu: found '2.5', expected a whole number",
        "declared of surrey psu: found 12, expected at most the 11 in trained; correct one of them",
        "available_night of norfolk psu: found 10, expected at most the 9 in trained",
        "floor of suffolk psu: found 99, expected at most the",
        "date of durham psu: found 2027-04-01, expected a day up to the end of 2027-Q1, 2027-03-31",
        "date of gwent psu: found '1/4/2027', expected a day from 2026-07-01 to 2027-03-31; write",
        "signed_by of cumbria psu: found an empty cell, expected the post of the person",
        "remarks of cleveland psu: found 'a\\x00b', expected no control character; delete U+0000",
        "kind: humberside has no row for aep; add it, or import with --partial",
        "force_id: found 41 forces, expected 43; add rows for cheshire, wiltshire",
        "'lancashire psu' appears twice, first on line",
        "'merseyside psu' is also in",
        "kind: kent has no row for psu; add it, or import with --partial",
        "16 faults found",
    ):
        assert words in told
    assert before == sorted(tmp_path.iterdir())


def test_of_many_faults_the_first_are_printed_and_the_rest_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_template(tmp_path / "blank.csv")
    with pytest.raises(InputError) as caught:
        import_returns([path], "2027-Q1")
    count = len(caught.value.faults)
    assert 3 == main(["stress", "import", str(path), "--quarter", "2027-Q1"])
    *faults, rest, told = capsys.readouterr().err.splitlines()
    assert [str(fault) for fault in caught.value.faults[:50]] == faults
    more = f"and {count - 50} more; print them with --limit faults={count}"
    assert (more, f"{count} faults found") == (rest, told)


def test_a_row_with_one_fault_shows_its_others_too(tmp_path: Path) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        row_of(rows, "kent").update(drivers="many", declared="17")

    first, second = faults_after(tmp_path, change)
    assert "found 17, expected at most the 16 in trained" in first
    assert "found 'many', expected a whole number" in second


@pytest.mark.parametrize(
    "found", ["17.0", "+17", "017", "17.", "１７", "1_7", "1e1", "1,7", "0x11"]
)
def test_a_number_is_plain_digits_and_nothing_else(tmp_path: Path, found: str) -> None:
    [told] = faults_after(tmp_path, lambda rows: row_of(rows, "kent").update(declared=found))
    assert f"declared of kent psu: found {found!r}, expected a whole number" in told


def test_a_number_above_its_bound_is_told_with_the_bound(tmp_path: Path) -> None:
    [told] = faults_after(tmp_path, lambda rows: row_of(rows, "kent").update(declared="17"))
    assert "found 17, expected at most the 16 in trained" in told


def test_a_misspelt_force_is_not_told_as_missing_besides(tmp_path: Path) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        for row in rows:
            row["force_id"] = row["force_id"].replace("kent", "knet")

    assert 3 == len(faults_after(tmp_path, change))


def test_a_quarter_is_a_year_and_a_number_from_one_to_four() -> None:
    for wrong in ("2026", "2026-Q5", "2026-q4", "Q4"):
        with pytest.raises(InputError, match="expected a quarter of a calendar year"):
            read_quarter(wrong)
    assert ["2026-10-01", "2026-12-31"] == [
        day.isoformat() for day in (read_quarter("2026-Q4").begins, read_quarter("2026-Q4").ends)
    ]


# --- forces that send nothing -------------------------------------------------------------------


def without_kent(tmp_path: Path) -> Path:
    rows = [row for row in cells() if row["force_id"] != "kent"]
    rows.remove(row_of(rows, "essex", "aep"))
    return write_csv(tmp_path / "most.csv", rows)


def test_a_partial_import_keeps_last_quarter_s_numbers_and_says_so(tmp_path: Path) -> None:
    found = import_returns([without_kent(tmp_path)], "2027-Q1", Q3, partial=True)
    assert Q3.of("kent", "psu") == found.of("kent", "psu")
    assert "no return; the numbers of 2026-Q3 are kept" in texts_of(found, "kent")
    assert "no return; the numbers of 2026-Q3 are kept" in texts_of(found, "essex", "aep")
    assert 42 == found.forces_returned
    assert 4 == len([kind for _, kind in found.carried if kind])


def test_without_partial_what_is_missing_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        import_returns([without_kent(tmp_path)], "2027-Q1", Q3)
    assert ["force_id", "kind"] == [fault.path for fault in caught.value.faults]


def test_a_partial_import_needs_an_earlier_quarter(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name the previous quarter with --last"):
        import_returns([without_kent(tmp_path)], "2027-Q1", partial=True)
    with pytest.raises(InputError, match="found 2026-Q4, expected a quarter before 2026-Q4"):
        import_returns([without_kent(tmp_path)], "2026-Q4", Q4, partial=True)


# --- remarks ------------------------------------------------------------------------------------


def test_a_commitment_that_moves_without_a_word_is_a_remark(tmp_path: Path) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        row_of(rows, "kent")["commitment"] = "12"
        row_of(rows, "essex").update(commitment="9", remarks="agreed with the region")

    found = with_rows(tmp_path, change)
    text = "commitment was 11 last quarter and is 12; the remarks do not say why"
    assert text in texts_of(found, "kent")
    assert [] == texts_of(found, "essex")


def test_commitments_that_miss_the_figure_are_a_remark_about_all(tmp_path: Path) -> None:
    found = with_rows(tmp_path, lambda rows: row_of(rows, "kent").update(commitment="9"))
    text = "the commitments of line psu add up to 295, 2 fewer than its figure of 297"
    made_up = "129 of 129 rows say in their remarks that they are synthetic; import them with "
    remarks = (Remark("", "", f"{made_up}--synthetic if they are"), Remark("", "psu", text))
    assert remarks == found.remarks[:2]


def test_old_numbers_near_limits_and_short_fleets_are_remarks(tmp_path: Path) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        row_of(rows, "kent").update(
            declared="15", date="2026-06-30", carriers="44", drivers="45", commitment="11"
        )

    assert [
        "declares nearly all it has trained: 15 of 16",
        "44 carriers are too few for 15 declared: 45 needed",
        "is older than 2 quarters: of 2026-06-30",
        "declared jumps from 11 to 15",
    ] == texts_of(with_rows(tmp_path, change), "kent")


@pytest.mark.parametrize(
    ("before", "after", "jumps"), [(8, 10, False), (8, 5, True), (3, 2, False), (0, 2, True)]
)
def test_a_jump_is_more_than_a_quarter_and_two_crews_or_more(
    before: int, after: int, jumps: bool
) -> None:
    assert jumps == is_jump(Difference("kent", "psu", "declared", before, after))
    assert not is_jump(Difference("kent", "psu", "trained", before, after))


# --- reconciliation -----------------------------------------------------------------------------


def test_declared_units_are_held_against_the_national_and_the_regional_figures() -> None:
    totals = reconcile_returns(Q4)
    national = [(t.line, t.required, t.verdict) for t in totals if not t.region]
    assert [
        ("psu", 297, "watch"),
        ("psu_london", 75, "pass"),
        ("bdu", 234, "pass"),
        ("aep", 18, "pass"),
    ] == national
    assert 9 == len([t for t in totals if t.region])
    [wales] = [t for t in totals if t.region == "wales"]
    assert ("AEP teams", "Wales", 2, 1, -1, "fail") == (
        *(wales.name, wales.region_name, wales.required, wales.declared, wales.headroom),
        wales.verdict,
    )


def test_a_headroom_of_a_tenth_is_a_pass_and_one_unit_less_a_watch() -> None:
    def verdict(declared: int) -> str:
        row = Q3.of("kent", "bdu")
        spare = sum(t.headroom for t in reconcile_returns(Q3) if t.line == "bdu")
        changed = row.model_copy(update={"declared": row.declared + declared - spare})
        rows = tuple(changed if each.key == row.key else each for each in Q3.rows)
        totals = reconcile_returns(replace(Q3, rows=rows))
        return next(t.verdict for t in totals if t.line == "bdu")

    assert ["pass", "watch", "watch", "fail"] == [verdict(spare) for spare in (24, 23, 0, -1)]


# --- frozen sets --------------------------------------------------------------------------------


def test_a_frozen_set_is_read_as_it_was_written_and_the_same_set_has_the_same_bytes(
    tmp_path: Path,
) -> None:
    first, second = freeze(Q4, tmp_path / "a"), freeze(Q4, tmp_path / "b")
    assert Q4 == read_returns(first)
    assert Q4.sources == read_returns(first).sources
    for name in ("returns.csv", "quarter.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
        assert b"\r" not in (first / name).read_bytes()


def test_a_set_that_was_changed_after_it_was_frozen_is_refused(tmp_path: Path) -> None:
    table = freeze(Q4, tmp_path / "a") / "returns.csv"
    table.write_bytes(table.read_bytes().replace(b"kent,psu,16", b"kent,psu,17"))
    with pytest.raises(InputError, match="was changed after it was written"):
        read_returns(tmp_path / "a")
    reseal(tmp_path / "a")
    with pytest.raises(InputError, match="was changed after it was frozen"):
        read_returns(tmp_path / "a")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is damaged"),
        ('{"format": "mobsim.stress"}', "import the set again"),
        ("[]", "import the set again"),
    ],
)
def test_a_damaged_document_is_a_fault(tmp_path: Path, text: str, words: str) -> None:
    (freeze(Q4, tmp_path / "a") / "quarter.json").write_text(text)
    reseal(tmp_path / "a")
    with pytest.raises(InputError, match=words):
        read_returns(tmp_path / "a")


def test_a_folder_that_is_no_set_is_never_replaced_and_a_set_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match="not a set of returns"):
        freeze(Q4, tmp_path / "own", force=True)
    freeze(Q4, tmp_path / "noted")
    (tmp_path / "noted" / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"noted contains notes\.txt, which mobsim did not write"):
        freeze(Q4, tmp_path / "noted", force=True)
    freeze(Q3, tmp_path / "set")
    with pytest.raises(OutputError, match="replace it with --force"):
        freeze(Q4, tmp_path / "set")
    assert Q3 == read_returns(tmp_path / "set")
    assert Q4 == read_returns(freeze(Q4, tmp_path / "set", force=True))
    assert ["noted", "own", "set"] == sorted(path.name for path in tmp_path.iterdir())


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize("shared", [False, True])
def test_a_frozen_set_is_for_its_owner_alone_unless_it_is_shared(
    tmp_path: Path, shared: bool, mask: int
) -> None:
    before = os.umask(mask)
    try:
        freeze(Q3, tmp_path / "set", shared=not shared)
        folder = freeze(Q4, tmp_path / "set", force=True, shared=shared)
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert {0o666 & ~mask if shared else 0o600} == modes
    assert (0o777 & ~mask if shared else 0o700) == folder.stat().st_mode & 0o777


def test_an_import_says_who_can_read_the_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("q4.csv").write_text(to_csv(Q4.rows), encoding="utf-8")
    command = ["stress", "import", "q4.csv", "--quarter", "2026-Q4", "--last", "2026-Q3"]
    assert 0 == main([*command, "-o", "own"])
    assert "Saved in own/; only you can read it\n" in capsys.readouterr().out
    assert 0o700 == Path("own").stat().st_mode & 0o777
    assert 0 == main([*command, "-o", "ours", "--shared"])
    assert "Saved in ours/\n" in capsys.readouterr().out
    assert 0o600 != (Path("ours") / "returns.csv").stat().st_mode & 0o777


def test_an_unknown_quarter_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean '2026-Q4'"):
        read_returns("2026-Q44")


# --- laws ---------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
BEGINNINGS = st.sampled_from(["", "'", "''", "=", "+", "-", "@", "'=", "''-", "\t", "\r"])
NUMBER = st.one_of(st.none(), st.integers(0, 9))


@given(st.builds("{}{}".format, BEGINNINGS, st.text(max_size=20)))
def test_a_guarded_text_comes_back_and_is_never_run(text: str) -> None:
    assert text == unguarded(guarded(text))
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@law(25)
@example("=1+1", "'@post")
@given(st.builds("{}{}".format, BEGINNINGS, TEXTS), st.builds("x{}".format, TEXTS))
def test_any_texts_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, remarks: str, signed: str
) -> None:
    fields = Q4.rows[0].model_dump() | {"remarks": remarks, "signed_by": signed}
    rows = (ReturnRow(**fields), *Q4.rows[1:])
    found = compose(rows, read_quarter("2026-Q4"), Q3)
    folder = tmp_path_factory.mktemp("set") / "a"
    assert found == read_returns(freeze(found, folder))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(Q3.rows) - 1), st.sampled_from(NUMBERS[3:]), NUMBER),
        max_size=6,
    )
)
def test_two_sets_differ_in_nothing_if_and_only_if_their_numbers_are_the_same(
    changes: list[tuple[int, str, int | None]],
) -> None:
    rows = list(Q3.rows)
    for place, column, number in changes:
        rows[place] = rows[place].model_copy(update={column: number})
    after = replace(Q3, rows=tuple(rows))
    found = differences(Q3, after)
    assert (not found) == (Q3.rows == after.rows)
    assert found == sorted(found, key=lambda each: each.force)
    assert [(d.before, d.after) for d in found] == [
        (d.after, d.before) for d in differences(after, Q3)
    ]


# --- from returns to forces ---------------------------------------------------------------------

SCENARIO = """schema: 1
question: Does a quarter's table of forces load?
start: 2026-12-05 18:00
forces: forces.csv
allow_unreconciled: true
readiness: roster
duration: 12h
london: {london}
incidents:
  - {{name: Dover, force: kent, begins: 18:00, lasts: 4h, need: {{psu: 20}}}}
"""


def table_of(returns: Returns) -> dict[str, dict[str, str]]:
    return {row["force_id"]: row for row in csv.DictReader(forces_csv(returns).splitlines())}


def test_the_table_of_forces_has_the_columns_of_the_shipped_one_and_the_numbers_of_the_return() -> (
    None
):
    with data_path("forces.csv").open(encoding="utf-8", newline="") as file:
        shipped = next(csv.reader(file))
    kent = table_of(Q4)["kent"]
    assert shipped == list(kent)[: len(shipped)]
    row = Q4.of("kent", "psu")
    assert [str(n) for n in (row.trained, row.commitment, row.declared, row.floor)] == [
        kent[f"psu_{column}"] for column in ("trained", "commitment", "declared", "floor")
    ]
    assert ("return", "return") == (kent["psu_trained_basis"], kent["commitment_basis"])
    assert (str(row.carriers), str(row.drivers)) == (kent["psu_carriers"], kent["psu_drivers"])


def test_the_share_on_duty_is_what_is_available_of_what_is_declared_and_at_most_all() -> None:
    update = {
        "declared": 8,
        "available_early": 2,
        "available_late": 9,
        "available_night": None,
    }
    kent = table_of(_with(Q4, "kent", "psu", update))["kent"]
    assert ["0.25", "1", ""] == [kent[f"on_duty_{hour}"] for hour in ("14", "22", "04")]


def test_the_other_reading_moves_what_is_returned_as_it_moves_the_shipped_table() -> None:
    # Shipped: Kent 11 outside and 8 inside the 297; the Metropolitan 73 and 141, of 164 trained.
    update = {"commitment": 2}
    assert "0" == table_of(_with(Q4, "kent", "psu", update))["kent"]["psu_commitment_inside_297"]
    update = {"commitment": 100}
    found = table_of(_with(Q4, "metropolitan", "psu", update))["metropolitan"]
    assert "164" == found["psu_commitment_inside_297"]


def _with(returns: Returns, force: str, kind: str, update: dict[str, int | None]) -> Returns:
    rows = [
        row.model_copy(update=update) if row.key == (force, kind) else row for row in returns.rows
    ]
    return replace(returns, rows=tuple(rows))


@pytest.mark.parametrize("london", ["outside_297", "inside_297"])
def test_a_scenario_runs_with_the_table_under_both_readings(tmp_path: Path, london: str) -> None:
    starved = _with(Q4, "kent", "aep", {"trained": 0, "declared": 0})
    (tmp_path / "forces.csv").write_text(forces_csv(starved), encoding="utf-8")
    path = tmp_path / "night.yaml"
    path.write_text(SCENARIO.format(london=london), encoding="utf-8")
    assert load(path).run() is not None


@pytest.mark.parametrize("north_wales", ["wales", "north-west"])
def test_the_table_loads_with_north_wales_in_either_region(
    tmp_path: Path, north_wales: Any
) -> None:
    path = tmp_path / "forces.csv"
    path.write_text(forces_csv(Q4), encoding="utf-8")
    forces = load_forces(path, north_wales=north_wales, allow_unreconciled=True)
    assert 6 == next(f for f in forces if f.force_id == "merseyside").stock["psu"].declared


def test_a_further_kind_has_columns_and_who_does_not_return_it_keeps_a_notional_share(
    tmp_path: Path,
) -> None:
    row = Q4.of("kent", "psu").model_copy(
        update={"kind": "dogs", "trained": 9, "commitment": 1, "declared": 8}
    )
    path = tmp_path / "forces.csv"
    path.write_text(forces_csv(replace(Q4, rows=(*Q4.rows, row))), encoding="utf-8")
    loaded = {f.force_id: f.stock["dogs"] for f in load_forces(path, allow_unreconciled=True)}
    shipped = {f.force_id: f.stock["dogs"] for f in load_forces()}
    assert (9, 1, 8) == (loaded["kent"].trained, loaded["kent"].commitment, loaded["kent"].declared)
    assert shipped["essex"] == loaded["essex"]


# --- what is shipped ----------------------------------------------------------------------------


def test_the_shipped_quarters_are_as_the_rule_gives_them() -> None:
    assert ("2026-Q3", "2026-Q4") == shipped_quarters()
    assert [] == synthetic_returns.differing(data_path("returns"))


def test_every_shipped_row_says_that_it_is_synthetic() -> None:
    assert Q3.synthetic
    assert Q4.synthetic
    assert all("synthetic" in row.remarks for row in (*Q3.rows, *Q4.rows))


def test_the_shipped_quarters_differ_in_what_is_planted_and_in_nothing_else() -> None:
    with (data_path("returns") / "planted.csv").open(encoding="utf-8", newline="") as file:
        planted = [
            (r["force"], r["kind"], r["column"], int(r["before"]), int(r["after"]))
            for r in csv.DictReader(file)
        ]
    assert planted == [(d.force, d.kind, d.column, d.before, d.after) for d in differences(Q3, Q4)]
    assert [row.signed_by for row in Q3.rows] == [row.signed_by for row in Q4.rows]


def test_the_first_shipped_quarter_has_something_to_spare_on_every_national_line() -> None:
    assert all(total.headroom > 0 for total in reconcile_returns(Q3) if not total.region)
    assert all(total.headroom >= 0 for total in reconcile_returns(Q3))


# --- the commands -------------------------------------------------------------------------------


def test_a_template_that_is_filled_in_can_be_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from openpyxl import load_workbook

    path = write_template(tmp_path / "return.xlsx", last=Q3)
    book = load_workbook(path)
    sheets = ["return", "capability", "last quarter", "last capability", "how to fill this in"]
    assert sheets == book.sheetnames
    sheet = book["return"]
    for line, row in enumerate(Q4.rows, start=2):
        for column, name in enumerate(COLUMNS, start=1):
            found, wanted = sheet.cell(line, column), getattr(row, name)
            if name in ("force_id", "kind", "commitment"):
                assert wanted == found.value
            else:
                found.value = wanted
    book.save(path)
    assert Q4.rows == import_returns([path], "2026-Q4").rows
    folder = tmp_path / "2026-Q4"
    asked = ["stress", "import", str(path), "--quarter", "2026-Q4", "--last", "2026-Q3"]
    assert 0 == main([*asked, "-o", str(folder)])
    out = capsys.readouterr().out
    assert f"Next: mobsim stress run {folder}" == out.splitlines()[-1]
    assert "  AEP teams  Wales                 2         1        -1  FAIL" in out.splitlines()
    assert "merseyside psu declared 13 → 6 a jump" in [
        " ".join(x.split()) for x in out.splitlines()
    ]
    assert Q4.rows == read_returns(folder).rows


def test_a_template_says_what_every_column_wants_and_holds_no_formula(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    assert list(COLUMNS) == list(MEANINGS)
    row = Q3.of("kent", "psu").model_copy(update={"remarks": "=1+1"})
    rows = tuple(row if each.key == row.key else each for each in Q3.rows)
    path = write_template(tmp_path / "kent.xlsx", "kent", replace(Q3, rows=rows))
    book = load_workbook(path)
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
    assert "=1+1" in {cell.value for cell in cells}
    assert 4 == book["return"].max_row


def test_a_template_may_be_csv_and_is_never_written_over(tmp_path: Path) -> None:
    path = write_template(tmp_path / "kent.csv", "kent")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [("kent", "psu", "11"), ("kent", "bdu", "6"), ("kent", "aep", "1")] == [
        (row["force_id"], row["kind"], row["commitment"]) for row in rows
    ]
    with pytest.raises(OutputError, match="exists; choose another name"):
        write_template(path, "kent")
    write_template(path, "essex", force=True)
    assert "essex" in path.read_text(encoding="utf-8-sig")
    with pytest.raises(InputError, match="did you mean 'kent'"):
        write_template(tmp_path / "x.csv", "knet")


def test_a_dry_run_says_the_same_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv(tmp_path / "all.csv", cells())
    asked = ["stress", "import", str(path), "--quarter", "2027-Q1", "-o", str(tmp_path / "out")]
    assert 0 == main([*asked, "--dry-run", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert ("mobsim.stress-import", None) == (document["format"], document["folder"])
    assert Q4.sha256 == document["returns_sha256"]
    assert not (tmp_path / "out").exists()


def test_an_unknown_command_of_the_stress_test_is_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 2 == main(["stress", "imprt"])
    assert "no command 'imprt'; did you mean 'import'?" in capsys.readouterr().err
