"""Is a table read as it stands, and is every fault of it found where it is?"""

import csv
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import ClassVar, Literal

import pytest

from mobsim.country.forces import ON_DUTY_COLUMNS, ForceRow
from mobsim.country.pool import NEEDS
from mobsim.ground.coordinates import Latitude
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.tables import (
    Count,
    Ids,
    PartialDate,
    Row,
    Slug,
    Text,
    data_path,
    read_table,
    scenario_dir,
)

Write = Callable[[str | bytes], Path]

HEADER = "crew_id,name,crews,latitude,basis\n"


class Crew(Row):
    KEY: ClassVar[tuple[str, ...]] = ("crew_id",)

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
        ("kent,Kent,3,151.4,", "found '151.4', expected 90 or less"),
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
        "crews.csv:3: row of kent: found 2 cells, expected 4; the first one missing is crews",
        (
            "crews.csv:4:18: row of kent: found 6 cells, expected 4; "
            "put a cell that holds a comma in double quotes"
        ),
    ] == told(write(text))


def test_a_column_that_stands_twice_is_a_fault(write: Write) -> None:
    path = write("crew_id,name,crews,latitude,name\nkent,Kent,3,51.4,Kent\n")
    assert ["crews.csv:1:29: name: the column stands twice; keep one name"] == told(path)


def test_a_column_without_a_name_is_a_fault(write: Write) -> None:
    path = write("crew_id,name,crews,latitude,\nkent,Kent,3,51.4,x\n")
    assert ["crews.csv:1:29: column 5 has no name; name it or delete it"] == told(path)


def test_a_duplicate_id_names_the_line_of_the_first(write: Write) -> None:
    path = write(HEADER + "kent,Kent,3,51.4,\nessex,Essex,3,51.4,\nkent,Kent,4,51.4,\n")
    words = "crews.csv:4:1: crew_id: 'kent' stands twice, first on line 2; delete one of them"
    assert [words] == told(path)


def test_a_missing_file_is_an_input_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: no such file; check the path"):
        read_table(tmp_path / "none.csv", Crew)


def test_a_folder_is_an_input_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
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
    assert "the header row has no comma; save the file as comma-separated values" in line


def test_a_quote_that_never_closes_is_a_fault(write: Write) -> None:
    [fault] = faults(write(HEADER + 'kent,"Kent,3,51.4,\n'))
    assert "check the double quotes of this row" in fault.message


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
        assert (RETURN_COLUMNS if path.stem == "forces" else set()) == set(listed[len(header) :])
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
