"""Is a table read as it stands, and is every fault of it found where it is?"""

import csv
from collections.abc import Callable
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar, Literal
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.country.forces import ON_DUTY_COLUMNS, ForceRow
from mobsim.country.pool import NEEDS
from mobsim.ground.coordinates import Latitude, latitude_problem, longitude_problem
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.plain_numbers import read_plain
from mobsim.ground.tables import (
    Count,
    Ids,
    PartialDate,
    Row,
    Slug,
    Text,
    data_path,
    read_table,
    scan_table,
    scenario_dir,
)

Write = Callable[[str | bytes], Path]

HEADER = "crew_id,name,crews,latitude,basis\n"


class Crew(Row):
    KEY: ClassVar[tuple[str, ...]] = ("crew_id",)
    SHEET: ClassVar[str] = "crews"

    crew_id: Slug
    name: Text
    crews: Count
    latitude: Latitude
    basis: Literal["published", "estimated"] = "estimated"
    lent_to: Ids = ()
    day: PartialDate = ""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_bytes(text: str | bytes) -> Path:
        path = tmp_path / "crews.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write_bytes


def faults(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        read_table(path, Crew, name="crews.csv")
    return caught.value.faults


def told(path: Path) -> list[str]:
    return [str(fault) for fault in faults(path)]


def test_a_shipped_table_is_read_once_and_anew_when_it_is_another(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(HEADER + "kent,Kent,3,51.4,published\n")
    monkeypatch.setattr("mobsim.ground.tables.data_path", lambda name: path.parent / name)
    first = scan_table(path, Crew)
    assert first is scan_table(path, Crew)
    write(HEADER + "kent,Kent,11,51.4,published\n")
    assert [11] == [row.crews for row in read_table(path, Crew)]


def test_a_row_is_read_by_the_names_of_its_columns(write: Write) -> None:
    path = write("crews,crew_id,latitude,name,lent_to\n3,kent,51.4,Kent Police,essex; surrey\n")
    [row] = read_table(path, Crew)
    assert ("kent", 3, ("essex", "surrey")) == (row.crew_id, row.crews, row.lent_to)


def test_a_byte_order_mark_and_crlf_change_nothing(write: Write) -> None:
    text = HEADER + "kent,Kent,3,51.4,estimated\nessex,Essex,4,51.5,published\n"
    plain = read_table(write(text), Crew)
    assert plain == read_table(write(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()), Crew)


def test_blank_lines_and_rows_of_commas_are_no_rows(write: Write) -> None:
    path = write(HEADER + "\nkent,Kent,3,51.4,\n,,,,\n\n  \n")
    assert ["kent"] == [row.crew_id for row in read_table(path, Crew)]


def test_an_empty_cell_of_an_optional_column_takes_the_default(write: Write) -> None:
    [row] = read_table(write(HEADER + "kent,Kent,3,51.4,\n"), Crew)
    assert "estimated" == row.basis


def test_a_non_number_is_told_with_its_line_and_column(write: Write) -> None:
    path = write(HEADER + "kent,Kent,3,51.4,\nessex,Essex,many,51.5,\n")
    assert ["crews.csv:3:13: crews of essex: found 'many', expected a whole number"] == told(path)


def test_the_column_is_right_behind_a_quoted_cell_with_comma_quote_and_line_break(
    write: Write,
) -> None:
    path = write(HEADER + 'kent,"Kent, ""Police""",-1,51.4,\nessex,"Es\nsex",x,51.5,\n')
    assert [(2, 25, "crews of kent"), (4, 6, "crews of essex")] == [
        (fault.line, fault.column, fault.path) for fault in faults(path)
    ]


def test_a_quote_inside_a_plain_cell_is_a_character_like_any_other(write: Write) -> None:
    [fault] = faults(write(HEADER + 'kent,5" Kent,x,51.4,\n'))
    assert (2, 14) == (fault.line, fault.column)


def test_the_line_is_right_behind_a_byte_order_mark_and_crlf(write: Write) -> None:
    path = write(b"\xef\xbb\xbf" + (HEADER + "kent,Kent,x,51.4,\n").replace("\n", "\r\n").encode())
    assert [(2, 11)] == [(fault.line, fault.column) for fault in faults(path)]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("kent,Kent,-3,51.4,", "found '-3', expected 0 or more"),
        ("kent,Kent,2.5,51.4,", "found '2.5', expected a whole number"),
        ("kent,Kent,,51.4,", "found an empty cell, expected a whole number"),
        ("kent,,3,51.4,", "found an empty cell, expected a value"),
        ("kent,Kent,3,north,", "found 'north', expected a number"),
        ("kent,Kent,3,nan,", "found 'nan', expected a number"),
        ("kent,Kent,3,151.4,", "found '151.4', expected degrees north from 49.8 to 56"),
        ("kent,Kent,3,51.4,publishd", "found 'publishd'; did you mean 'published'?"),
        ("Kent,Kent,3,51.4,", "found 'Kent', expected lower-case words joined by hyphens"),
    ],
)
def test_a_cell_that_is_not_what_its_column_wants_is_told_in_words(
    write: Write, row: str, words: str
) -> None:
    [fault] = faults(write(HEADER + row + "\n"))
    assert words in fault.message


def test_a_date_may_be_a_year_or_a_month_but_not_a_word(write: Write) -> None:
    header = "crew_id,name,crews,latitude,day\n"
    good = "kent,Kent,3,51.4,2013\nessex,Essex,3,51.4,2013-09\n"
    assert ["2013", "2013-09"] == [row.day for row in read_table(write(header + good), Crew)]
    [fault] = faults(write(header + "kent,Kent,3,51.4,May\n"))
    assert "found 'May', expected a date such as '2025-03-31'" in fault.message


def test_every_fault_of_a_file_is_told_at_once(write: Write) -> None:
    text = "crew_id,name,crews,latitud\nkent,Kent,x,51.4\nkent,Kent\nkent,Kent,3,51.4,a,b\n"
    assert [
        "crews.csv:1: latitude: the column is missing; add it to the header row",
        "crews.csv:1:20: latitud: unknown column 'latitud'; did you mean 'latitude'?",
        "crews.csv:2:11: crews of kent: found 'x', expected a whole number",
        "crews.csv:3: row of kent: found 2 cells, expected 4; the first missing cell is crews",
        (
            "crews.csv:4:18: row of kent: found 6 cells, expected 4; "
            "put a cell that contains a comma in double quotes"
        ),
    ] == told(write(text))


def test_a_column_that_stands_twice_is_a_fault(write: Write) -> None:
    path = write("crew_id,name,crews,latitude,name\nkent,Kent,3,51.4,Kent\n")
    assert ["crews.csv:1:29: name: the column appears twice; keep one name"] == told(path)


def test_a_column_without_a_name_is_a_fault(write: Write) -> None:
    path = write("crew_id,name,crews,latitude,\nkent,Kent,3,51.4,x\n")
    assert ["crews.csv:1:29: column 5 has no name; name it or delete it"] == told(path)


def test_a_duplicate_id_names_the_line_of_the_first(write: Write) -> None:
    path = write(HEADER + "kent,Kent,3,51.4,\nessex,Essex,3,51.4,\nkent,Kent,4,51.4,\n")
    words = "crews.csv:4:1: crew_id: 'kent' appears twice, first on line 2; delete one of them"
    assert [words] == told(path)


def test_a_missing_file_is_an_input_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: no such file; check the path"):
        read_table(tmp_path / "none.csv", Crew)


def test_a_folder_is_an_input_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found a folder, expected a table in a file"):
        read_table(tmp_path, Crew)


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_an_input_fault(write: Write, text: str) -> None:
    assert ["crews.csv: the file is empty; expected a header row and rows below it"] == told(
        write(text)
    )


def test_a_file_that_is_not_utf8_names_the_byte(write: Write) -> None:
    path = write(HEADER.encode() + b"kent,Kent \xa3,3,51.4,\n")
    [line] = told(path)
    assert "crews.csv:2:11: byte 0xa3 is not UTF-8; save the file as 'CSV UTF-8'" == line


def test_a_file_of_semicolons_is_told_so(write: Write) -> None:
    path = write("crew_id;name;crews;latitude\nkent;Kent;3;51.4\n")
    [line] = told(path)
    assert "crews.csv:1:1: found semicolons between the cells, expected commas; save" in line


def test_a_quote_that_never_closes_is_a_fault(write: Write) -> None:
    [fault] = faults(write(HEADER + 'kent,"Kent,3,51.4,\n'))
    assert "check the double quotes of this row" in fault.message


# Layouts and kinds of file that are no table


KENT = "kent,Kent,3,51.4,estimated\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Crews of the forces,,,,\n,,,,\n" + HEADER + KENT,
            "crews.csv:1: found a title ('Crews of the forces') above the headings on line 3",
        ),
        (
            "sep=;\n" + (HEADER + KENT).replace(",", ";"),
            "crews.csv:1:1: found semicolons between the cells, expected commas",
        ),
        (
            (HEADER + KENT).replace(",", "\t"),
            "crews.csv:1:1: found tabs between the cells, expected commas",
        ),
        (
            HEADER + KENT + ",A,1,51.4,\n,B,1,51.4,\nessex,Essex,1,51.5,\n,C,1,51.5,\n",
            "crews.csv:3: found no crew_id on lines 3, 4 and 6, perhaps because cells",
        ),
        (
            "from,kent,essex,surrey\nkent,0,40,50\nessex,40,0,60\nsurrey,50,60,0\n",
            "crews.csv:1: found a matrix with 'kent', 'essex' … across and down, expected a list",
        ),
        (
            KENT,
            "crews.csv:1: found no known heading ('kent', 'Kent' …), expected a first row",
        ),
        (
            HEADER + KENT + "Total,,3,,\n",
            "crews.csv:3: line 3 looks like a total or a note ('Total', '3'), expected one row for",
        ),
        (
            HEADER + "Sub-total,,3,,\n" + KENT + "As counted in May,,,,\n",
            "crews.csv:2: lines 2 and 4 look like a total or a note ('Sub-total', '3'), expected",
        ),
    ],
)
def test_a_table_that_is_laid_out_otherwise_is_told_in_one_sentence(
    write: Write, text: str, said: str
) -> None:
    [line] = told(write(text))
    assert line.startswith(said)


def test_a_first_line_that_names_the_comma_is_skipped_and_noted(write: Write) -> None:
    table = scan_table(write("sep=,\n" + HEADER + KENT + "essex,Essex,x,51.5,\n"), Crew)
    assert ("skipped the first line, 'sep=,'",) == table.notes
    assert [(4, 13)] == [(fault.line, fault.column) for fault in table.faults]


def old_office(part: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + part.encode("utf-16-le")


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0", "a picture (JPEG)"),
        (old_office("Workbook"), "an old workbook (.xls)"),
        (old_office("WordDocument"), "an old Word document (.doc)"),
        (old_office("EncryptedPackage"), "a workbook protected by a password"),
        (old_office("__substg1.0_0037"), "an Outlook message (.msg)"),
        (zipped("word/document.xml"), "a Word document"),
        (zipped("xl/workbook.bin"), "a binary workbook (.xlsb)"),
        (zipped("content.xml"), "an OpenDocument file (.ods)"),
        (zipped("kent.csv"), "an archive (ZIP)"),
        (b"PK\x03\x04 broken off", "a damaged file"),
        (b"<html><body><table>", "a web page (HTML)"),
        (b'<?xml version="1.0"?>', "an XML document"),
        ("crew_id,name\n".encode("utf-16"), "text in UTF-16"),
        (b"Received: from mail\nSubject: return\n", "a mail message"),
        (b"crew\x00id", "a file that is not text"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(
    write: Write, content: bytes, said: str
) -> None:
    [line] = told(write(content))
    assert line.startswith(f"crews.csv: found {said}, expected ")


def test_what_a_file_holds_counts_and_not_its_ending(tmp_path: Path) -> None:
    path = book(tmp_path / "crews.xlsx", {"crews": SHEET}).rename(tmp_path / "crews.csv")
    assert ["kent"] == [row.crew_id for row in read_table(path, Crew)]


# Workbooks


SHEET = [["crew_id", "name", "crews", "latitude"], ["kent", "Kent", 5.0, 51.4]]


def book(
    path: Path, sheets: dict[str, list[list[Any]]], change: Callable[[Any], object] | None = None
) -> Path:
    """A workbook; a sheet whose name begins with ``~`` is hidden."""
    from openpyxl import Workbook

    made = Workbook()
    for name, rows in sheets.items():
        sheet = made.create_sheet(name.removeprefix("~"))
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name.startswith("~") else "visible"
    made.remove(made.worksheets[0])
    if change:
        change(made)
    made.save(path)
    return path


@pytest.mark.parametrize(
    ("sheets", "note"),
    [
        (["Crews"], "read the sheet 'Crews'"),
        (["~old", " CREWS "], "read the sheet ' CREWS '; did not read 'old' (hidden)"),
        (["notes", "crews"], "read the sheet 'crews'; did not read 'notes'"),
        (["Sheet1", "~old"], "read the sheet 'Sheet1'; did not read 'old' (hidden)"),
    ],
)
def test_the_sheet_of_the_name_is_read_else_the_only_one_that_is_shown(
    tmp_path: Path, sheets: list[str], note: str
) -> None:
    old = [SHEET[0], ["essex", "Essex", 9, 51.5]]
    read = note.split("'")[1]
    path = book(tmp_path / "a.xlsx", {name: SHEET if name == read else old for name in sheets})
    table = scan_table(path, Crew)
    assert ["kent"] == [row.crew_id for row in table.rows]
    assert (note,) == table.notes


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        (["~crews", "Sheet1"], "the sheet 'crews' is hidden; unhide it, or delete it and name"),
        (["one", "two"], "found the sheets 'one' and 'two', expected a sheet named 'crews'"),
        (
            ["one", "~old", "two"],
            "found the sheets 'one', 'old' (hidden) and 'two', expected a sheet",
        ),
        (["crews", "crews "], "found 2 sheets named 'crews', expected one; rename the others"),
    ],
)
def test_a_workbook_in_which_it_is_not_plain_which_sheet_is_meant_is_refused(
    tmp_path: Path, sheets: list[str], said: str
) -> None:
    path = book(tmp_path / "a.xlsx", dict.fromkeys(sheets, SHEET))
    [line] = told(path)
    assert line.startswith(f"crews.csv: {said}")


def test_hidden_rows_and_columns_are_a_fault_unless_the_caller_tells_them(tmp_path: Path) -> None:
    def hide(made: Any) -> None:
        made["crews"].row_dimensions[2].hidden = True
        made["crews"].column_dimensions["C"].hidden = True

    path = book(tmp_path / "a.xlsx", {"crews": SHEET}, hide)
    said = (
        "crews.csv: found hidden cells on the sheet 'crews' (row 2 and column C); unhide them, or"
    )
    assert told(path)[0].startswith(said)
    noted = scan_table(path, Crew, hidden=True)
    assert "also read the hidden row 2 and column C" == noted.notes[1]
    assert (1, ()) == (len(noted.rows), noted.faults)


@pytest.mark.parametrize(
    ("rows", "merged", "said"),
    [
        (SHEET, "A2:A3", "crews.csv: found merged cells (A2:A3), expected a value in every cell"),
        (
            [["Crews"], *SHEET],
            "A1:D1",
            "crews.csv:1: found a title ('Crews') above the headings on",
        ),
    ],
)
def test_merged_cells_are_told_in_one_sentence(
    tmp_path: Path, rows: list[list[Any]], merged: str, said: str
) -> None:
    path = book(
        tmp_path / "a.xlsx", {"crews": rows}, lambda made: made["crews"].merge_cells(merged)
    )
    [line] = told(path)
    assert line.startswith(said)


@pytest.mark.parametrize("found", ["1_6", "5.0", 5.5, True, "+5"])
def test_a_cell_that_holds_no_whole_number_is_a_fault_in_a_workbook_too(
    tmp_path: Path, found: object
) -> None:
    path = book(tmp_path / "a.xlsx", {"crews": [SHEET[0], ["kent", "Kent", found, 51.4]]})
    [line] = told(path)
    assert f"crews of kent (C2): found '{found}', expected a whole number" in line


def test_a_stray_cell_far_below_the_table_is_told_and_not_waited_for(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        {"crews": SHEET},
        lambda made: made["crews"].cell(1_000_000, 20, "x"),
    )
    [line] = told(path)
    assert "the cells of the sheet 'crews' extend to T1000000, expected a table; delete" in line


# Numbers


@pytest.mark.parametrize(
    ("found", "write_it"),
    [("1,200", "1200"), ("+5", "5"), ("05", "5"), ("5.0", "5"), ("１６", "16"), ("1 200", "1200")],
)
def test_a_number_in_another_form_is_answered_with_the_form_to_write(
    write: Write, found: str, write_it: str
) -> None:
    [line] = told(write(HEADER + f'kent,Kent,"{found}",51.4,\n'))
    assert line.endswith(f"found {found!r}, expected a whole number; write {write_it}")


@pytest.mark.parametrize("found", ["1_6", "1e3", "0x10", "5,5", "five", "5 0", "9" * 40, "٣"])
def test_what_may_mean_another_number_gets_no_form_to_write(write: Write, found: str) -> None:
    [line] = told(write(HEADER + f'kent,Kent,"{found}",51.4,\n'))
    assert line.endswith(f"found {found!r}, expected a whole number")


@given(st.integers(0, 10**9))
def test_every_whole_number_is_read_as_it_is_written(number: int) -> None:
    assert number == read_plain(str(number), int)
    assert -number == read_plain(str(-number), int)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_that_a_log_writes_is_read_again(number: float) -> None:
    assert number == read_plain(repr(number), float)


@given(st.text(alphabet="0123456789_,.+-eE ٣１x", max_size=6))
def test_a_text_is_a_whole_number_only_if_python_writes_it_so(text: str) -> None:
    found = read_plain(text, int)
    assert text in ("-0", str(found)) if found is not None else True


# Coordinates


@pytest.mark.parametrize(
    ("degrees", "problem", "hint"),
    [
        (53.8, latitude_problem, None),
        (-1.55, latitude_problem, "are latitude and longitude swapped?"),
        (538.0, latitude_problem, ""),
        (-1.55, longitude_problem, None),
        (53.8, longitude_problem, "are latitude and longitude swapped?"),
        (3.18, longitude_problem, "is the minus sign missing?"),
        (90.0, longitude_problem, ""),
    ],
)
def test_a_coordinate_outside_the_bounds_is_told_with_the_slip_it_looks_like(
    degrees: float, problem: Callable[[float], str], hint: str | None
) -> None:
    found = problem(degrees)
    assert (hint is None) == (not found)
    assert found.endswith(hint or ("2", "56")[problem is latitude_problem]) or hint is None


def test_the_shipped_tables_and_scenarios_are_found() -> None:
    assert data_path("forces.csv").is_file()
    assert scenario_dir().is_dir()


class DictionaryRow(Row):
    KEY: ClassVar[tuple[str, ...]] = ("table", "column")

    table: Text
    column: Text
    type: Literal["id", "text", "number", "whole number", "date", "choice", "list of ids"]
    unit: str = ""
    meaning: Text
    source: Ids


class SourceRow(Row):
    KEY: ClassVar[tuple[str, ...]] = ("source_id",)

    source_id: Slug
    title: Text
    publisher: Text
    date: PartialDate
    url_or_reference: str = ""
    licence: Text
    used_for: Text


RETURN_COLUMNS = {
    *(f"{kind}_{rank}" for kind, need in NEEDS.items() for rank, n in asdict(need).items() if n),
    *ON_DUTY_COLUMNS.values(),
    *("psu_floor", "bdu_floor", "aep_floor"),
}
"""Columns that a user's table of forces may have and the shipped one does not."""

OPTIONAL = {
    "forces": RETURN_COLUMNS,
    "unit_kinds": {"national_requirement", "london_requirement", "region_requirement"},
}
"""By table: columns that only a user's own has."""


def test_a_return_may_have_the_columns_that_the_dictionary_says() -> None:
    with data_path("forces.csv").open(newline="", encoding="utf-8") as file:
        shipped = next(csv.reader(file))
    assert RETURN_COLUMNS == set(ForceRow.model_fields) - set(shipped)


def test_the_dictionary_tells_every_column_of_every_table_in_order() -> None:
    told_columns = [
        (row.table, row.column) for row in read_table(data_path("dictionary.csv"), DictionaryRow)
    ]
    for path in sorted(data_path("").rglob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            header = next(csv.reader(file))
        listed = [column for table, column in told_columns if table == path.stem]
        assert header == listed[: len(header)]
        assert OPTIONAL.get(path.stem, set()) == set(listed[len(header) :])
    tables = {path.stem for path in data_path("").rglob("*.csv")}
    assert tables == {table for table, _ in told_columns}


def test_every_source_named_in_a_table_is_listed() -> None:
    listed = {row.source_id for row in read_table(data_path("sources.csv"), SourceRow)}
    for path in sorted(data_path("").rglob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                cells = [row.get("source"), row.get("psu_commitment_published_source")]
                named = {name for cell in cells if cell for name in cell.split(";")}
                assert set() == named - listed


def test_the_shipped_tables_are_plain_utf8_with_line_feeds() -> None:
    for path in data_path("").rglob("*.csv"):
        raw = path.read_bytes()
        assert raw.decode("utf-8").endswith("\n")
        assert b"\r" not in raw
        assert not raw.startswith(b"\xef\xbb\xbf")
