"""Does whatever goes wrong become one sentence, with the file and the right exit code?"""

import csv
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mobsim.cli.main import main
from mobsim.country.returns import read_returns
from mobsim.ground import input_files
from mobsim.ground.errors import InputError, MobsimError, reading
from mobsim.ground.json_files import parsed
from mobsim.ground.manifest import opened_document, sealed_document
from mobsim.ground.parquet_files import parquet_table
from mobsim.ground.safe_text import shown
from mobsim.ground.tables import PartialDate, Row, read_table
from mobsim.scoring.events import COLUMNS
from tests.resealing import reseal

ODD = "\x1b[31mX\u202e\u200b\udcff\nq"
"""What may come in on the command line."""
HEAD = "schema: 1\nquestion: Who comes?\nstart: 2026-08-15 18:00\nduration: 8h\n"
PLACE = "incidents:\n  - {name: Leeds, force: west-yorkshire, begins: +1h, need: {psu: 6}}\n"

MISSING = "missing 'schema'; expected 'schema: 1' as the first line"

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a night, another night, and a study of two."""
    folder = tmp_path_factory.mktemp("kept")
    for name, *asked in (
        ("night", "quickstart"),
        ("other", "six-cities-saturday"),
        ("study", "quickstart", "--replications", "2", "--jobs", "1"),
    ):
        assert 0 == main(["-q", "run", *asked, "-o", str(folder / name)])
    return folder


@pytest.fixture
def copied(kept: Path, here: Path) -> Callable[[str], Path]:
    """Copies a folder to the working folder, and gives its name there."""
    return lambda name: Path(shutil.copytree(kept / name, here / name).name)


def told(arguments: list[str], captured: Captured, *codes: int) -> str:
    """What a command says on standard error, when it ends as it should: in words."""
    captured.readouterr()
    code = main(arguments)
    out, err = captured.readouterr()
    assert code in codes, err
    assert "Traceback" not in out + err
    assert shown(out + err) == out + err
    assert "shows where" not in err
    return err


# --- whatever is raised -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raised", "code", "words"),
    [
        (ZeroDivisionError("by zero"), 1, "failed: mobsim run quickstart: ZeroDivisionError: by"),
        (KeyError("leeds"), 1, "failed: mobsim run quickstart: 'leeds' is missing"),
        (MemoryError(), 1, "failed: mobsim run quickstart: there is not enough memory"),
        (RecursionError("x"), 1, "failed: mobsim run quickstart: it is nested too deeply"),
        (OSError(28, "No space left on device", "a.csv"), 1, "failed: a.csv: No space left"),
        (MobsimError("so it is\nand so"), 1, "failed: so it is; and so"),
        (InputError.about("night.yaml", "no"), 3, "night.yaml: no"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_whatever_a_command_raises_is_one_sentence_and_twice_v_shows_where(
    raised: BaseException, code: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("mobsim.cli.run.simulate", fail)
    assert code == main(["run", "quickstart"])
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(words)
    assert 1 + (code == 3) == len(lines)
    assert code == main(["-vv", "run", "quickstart"])
    assert (code != 130) == ("in fail" in capsys.readouterr().err)


@pytest.mark.parametrize(
    ("raised", "wanted", "words"),
    [
        (ZeroDivisionError("by zero"), InputError, "a.csv: is damaged: ZeroDivisionError: by zero"),
        (ValueError("too\nlong"), InputError, "a.csv: is damaged: too long"),
        (PermissionError(13, "Permission denied"), InputError, "a.csv: is damaged: Permission"),
        (RecursionError("deep"), InputError, "a.csv: is damaged: it is nested too deeply"),
        (MemoryError(), MobsimError, "a.csv: there is not enough memory"),
        (InputError.about("b.csv", "no"), InputError, "b.csv: no"),
    ],
)
def test_whatever_a_reader_raises_names_its_file(
    raised: Exception, wanted: type[Exception], words: str
) -> None:
    with pytest.raises(MobsimError) as caught, reading("a.csv", "is damaged"):
        raise raised
    assert wanted is type(caught.value)
    assert str(caught.value).startswith(words)


def test_what_a_library_prints_is_shown_as_everything_else_is(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def chatter(*_: object, **__: object) -> None:
        for stream in (sys.stdout, sys.stderr):
            stream.writelines(["a\u202e", "\x1b[2J\n"])
        raise MobsimError("\u202e")

    monkeypatch.setattr("mobsim.cli.run.simulate", chatter)
    assert 1 == main(["run", "quickstart"])
    out, err = capsys.readouterr()
    assert "a[U+202E][U+001B][2J\n" == out
    assert "a[U+202E][U+001B][2J\nfailed: [U+202E]\n" == err


def test_the_notes_of_a_failure_are_told_with_it(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    failure = MobsimError("the scheduler is lost")
    failure.add_note("9 replications are saved; resume with: mobsim extend x")
    monkeypatch.setattr(
        "mobsim.cli.many_nights.run_study", lambda *_, **__: (_ for _ in ()).throw(failure)
    )
    assert 1 == main(["run", "quickstart", "--replications", "10"])
    said = "failed: the scheduler is lost; 9 replications are saved; resume with: mobsim extend x\n"
    assert said == capsys.readouterr().err


# --- the command line ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        [ODD],
        ["run", ODD],
        ["run", "quickstart", "--set", f"title={ODD}"],
        ["run", "quickstart", "--set", f"{ODD}=1"],
        ["run", "quickstart", "--with", ODD],
        ["run", "quickstart", f"--{ODD}"],
        ["run", "quickstart", "--seed", ODD],
        ["run", "quickstart", "--replications", ODD],
        ["why", ODD, "cardiff"],
        ["report", ODD],
        ["verify", ODD],
        ["extend", ODD],
        ["merge", ODD, "-o", "all"],
        ["rerun", ODD],
        ["compare", "quickstart", "--set", ODD],
        ["latest", "quickstart", "--within", ODD],
        ["savings", "quickstart", "--within", ODD],
        ["stress", "import", ODD, "--quarter", "2027-Q1"],
        ["stress", "import", "a.csv", "--quarter", ODD],
        ["stress", "template", "--force-id", ODD],
        ["stress", "run", "2026-Q4", "--last", ODD],
        ["explain", "quickstart", ODD],
        ["validate", ODD],
        ["plugin", "check", ODD],
        *(
            [*command, "a" * 300]
            for command in (
                ["run"], ["check"], ["report"], ["verify"], ["stress", "run"], ["extend"],
                ["run", "quickstart", "-o"], ["stress", "import", "--quarter", "2027-Q1"],
            )
        ),
    ],
    ids=lambda arguments: " ".join(arguments)[:30].encode("unicode_escape").decode(),
)  # fmt: skip
def test_whatever_is_asked_for_is_answered_in_words(arguments: list[str], capsys: Captured) -> None:
    wanted = 1 if "-o" in arguments and "merge" not in arguments else 3
    err = told(arguments, capsys, wanted, 2)
    named = ("a" * 300, repr(ODD)[1:-1], shown(ODD)[:20], "--set:1: not YAML: found the control")
    assert any(each in err for each in named)


# --- scenarios ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("%YAML 1.3\n---\n" + HEAD, "1:1: found '%YAML 1.3', but mobsim reads YAML 1.2; delete"),
        ("# a\n\n%YAML 1.3\n---\n" + HEAD, "3:1: found '%YAML 1.3'"),
        (HEAD + PLACE + "...\n%YAML 1.3\n---\n", "8:1: found '%YAML 1.3'"),
        ("---\n...\n%YAML 1.3\n---\n" + HEAD, "3:1: found '%YAML 1.3'"),
        (HEAD + PLACE + "%TAG ! tag:a,2000:\n", "7:1: found '%TAG ! tag:a,2000:'"),
        (
            HEAD.replace("Who comes?", '"\\ud800"') + PLACE,
            "2:11: question: found the character U+D8",
        ),
        (
            HEAD + PLACE.replace("Leeds", '"\\udcff"'),
            "6:12: incidents[0].name: found the character",
        ),
        (HEAD + PLACE + '"\\udcff": 1\n', "7:1: found the character U+DCFF"),
        (
            HEAD + PLACE + "overrides: {'\u202e': {fatigue: 3}}\n",
            "7:28: overrides.[U+202E].fatigue",
        ),
        (HEAD.replace("08-15 18", "02-30 18") + PLACE, "3:8: start: found '2026-02-30 18:00'"),
        (HEAD.replace("2026", "9999") + PLACE, "3:8: start: found '9999-08-15 18:00'"),
        (HEAD + PLACE.replace("+1h", "2026-02-30 18:00"), "6:50: incidents[0].begins: found"),
    ],
    ids=range(12),
)
def test_a_scenario_that_cannot_be_read_is_told_at_its_line(
    text: str, words: str, here: Path, capsys: Captured
) -> None:
    (here / "night.yaml").write_text(text, encoding="utf-8")
    err = told(["check", "night.yaml"], capsys, 3)
    assert err.startswith(f"night.yaml:{words}")


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ("incidents: [{name: Hull}]", "night.yaml:3:13: incidents[0]: missing 'force'"),
        (
            "overrides: {a: {incidents: [{name: Hull}]}}",
            "night.yaml:3:29: overrides.a.incidents[0]",
        ),
        ("durations: {judging: {triangular: {}}}", "night.yaml:3:"),
        ("host_readiness: {local: {on_duty: {}}}", "night.yaml:3:"),
        ("leave: {}\nnot_fit: 99%", "night.yaml:3:"),
        ("name: '-'", "night.yaml:3:7: name: found '-'"),
    ],
)
def test_what_a_layered_file_lacks_is_told_with_the_file(
    layer: str, words: str, here: Path, capsys: Captured
) -> None:
    (here / "base.yaml").write_text(HEAD + PLACE, encoding="utf-8")
    (here / "night.yaml").write_text(f"schema: 1\nbase: base.yaml\n{layer}\n", encoding="utf-8")
    err = told(["check", "night.yaml"], capsys, 3)
    assert words in err
    assert all(line.startswith(("night.yaml", "base.yaml")) or "fault" in line
               for line in err.splitlines())  # fmt: skip


def test_a_value_that_nobody_wrote_is_a_fault_of_the_scenario(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("mobsim.scenario.file.resolving.default_name", lambda *_: "-")
    (here / "night.yaml").write_text(HEAD + PLACE, encoding="utf-8")
    err = told(["check", "night.yaml"], capsys, 3)
    assert err.startswith("night.yaml: name: found '-', expected an id")


def test_an_override_whose_name_has_no_letter_can_be_chosen(here: Path, capsys: Captured) -> None:
    (here / "night.yaml").write_text(HEAD + PLACE + "overrides: {'+': {drawdown: none}}\n", "utf-8")
    told(["check", "night.yaml", "--with", "+"], capsys, 0)


class Dated(Row):
    day: PartialDate


@pytest.mark.parametrize("day", ["2026-02-30", "2025-02-29", "0000-01-01", "2026-04-31"])
def test_a_day_that_the_calendar_lacks_is_a_fault_of_a_table(day: str, here: Path) -> None:
    (here / "a.csv").write_text(f"day\n2024-02-29\n{day}\n2026-02\n2026\n", "utf-8")
    with pytest.raises(InputError, match=rf"^a\.csv:3:1: day: found '{day}', expected a date"):
        read_table("a.csv", Dated)


@pytest.mark.parametrize("epoch", ["9" * 12, "9" * 30])
def test_the_time_of_a_build_that_cannot_be_is_named(
    epoch: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    err = told(["run", "quickstart"], capsys, 3)
    assert err.startswith("SOURCE_DATE_EPOCH: found '999999999999")


# --- returns ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workbook() -> bytes:
    """A return of a quarter as a spreadsheet writes it."""
    book, made = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "return"
    rows = [row.model_dump() for row in read_returns("2026-Q4").rows]
    for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
        sheet.append(cells)
    book.save(made)
    return made.getvalue()


def marked(content: bytes, offset: int, number: int) -> bytes:
    """An archive with a number in the heads of its parts, before each part and in the index."""
    made = bytearray(content)
    for head, further in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):
        at = -1
        while (at := made.find(head, at + 1)) >= 0:
            struct.pack_into("<H", made, at + offset + further, number)
    return bytes(made)


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with a change in one part."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(made, "w") as again:
        for name in book.namelist():
            text = book.read(name)
            again.writestr(name, text.replace(old, new) if name == part else text)
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (lambda _: OLE, "found an old Office file"),
        (lambda book: marked(book, 6, 1), "a part of it is protected by a password"),
        (lambda book: marked(book, 6, 0x41), "packed in a way that mobsim does not know"),
        (lambda book: marked(book, 8, 9), "packed in a way that mobsim does not know"),
        (lambda book: marked(book, 8, 99), "packed in a way that mobsim does not know"),
        (lambda book: marked(book, 8, 12), "cannot be read as a workbook"),
        (lambda book: marked(book, 8, 14), "cannot be read as a workbook"),
        (lambda book: marked(book, 4, 255), "found a damaged file"),
        (lambda book: book[:2000], "found a damaged file"),
        (lambda book: changed(book, SHEET, b"<row", b"<"), "cannot be read as a workbook"),
        (
            lambda book: changed(book, SHEET, b'r="A1"', b'r="ZZZZ1"'),
            "cannot be read as a workbook",
        ),
        (lambda book: changed(book, SHEET, b't="n"', b't="s"'), "cannot be read as a workbook"),
        (
            lambda book: changed(book, "xl/styles.xml", b'"1"', b'"x"'),
            "cannot be read as a workbook",
        ),
        (
            lambda book: changed(book, "xl/_rels/workbook.xml.rels", b"<", b""),
            "cannot be read as a",
        ),
    ],
    ids=range(15),
)
def test_a_workbook_that_cannot_be_opened_is_told_with_its_name(
    change: Callable[[bytes], bytes], words: str, workbook: bytes, here: Path, capsys: Captured
) -> None:
    (here / "kent.xlsx").write_bytes(change(workbook))
    err = told(["stress", "import", "kent.xlsx", "--quarter", "2026-Q4"], capsys, 3)
    assert err.startswith("kent.xlsx: ")
    assert words in err


def test_a_workbook_as_it_was_saved_is_read(workbook: bytes, here: Path, capsys: Captured) -> None:
    (here / "kent.xlsx").write_bytes(workbook)
    told(["stress", "import", "kent.xlsx", "--quarter", "2026-Q4", "--dry-run"], capsys, 0)


# --- folders ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Expecting value"),
        ('{"a": 1, "a": 2}', "the key 'a' appears twice"),
        ('{"a": NaN}', "found NaN, expected a number"),
        ('{"a": -Infinity}', "found -Infinity, expected a number"),
        ("[" * 200_000, "it is nested too deeply"),
        ('{"a": ' + "9" * 5_000 + "}", "Exceeds the limit"),
    ],
    ids=range(6),
)
def test_json_that_does_not_say_one_thing_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parsed(text)


def at(path: str, value: Any) -> Callable[[Any], Any]:
    """Changes one value of a document; an ellipsis takes it away."""

    def change(document: Any) -> Any:
        *way, last = path.split(".")
        inner = document
        for step in way:
            inner = inner[int(step) if isinstance(inner, list) else step]
        if value is ...:
            del inner[last]
        else:
            inner[last] = value
        return document

    return change


@pytest.mark.parametrize(
    ("folder", "file", "change", "command", "words"),
    [
        ("night", "facts.json", at("duration", ...), "why", "duration: Field required"),
        ("night", "facts.json", at("duration", "long"), "why", "duration: Input should be a valid"),
        ("night", "facts.json", at("duration", [1]), "report", "duration: Input should be a valid"),
        ("night", "facts.json", at("clock", 7), "why", "facts.json is damaged"),
        ("night", "facts.json", at("clock", "2026-02-30"), "why", "day is out of range for month"),
        ("night", "facts.json", at("clock", "0001-01-01T00:00"), "why", "facts.json is damaged"),
        ("night", "facts.json", at("kinds.psu", None), "why", "kinds.psu: Input should be"),
        ("night", "facts.json", at("lines.0.required", {}), "why", "lines.0.required: Input shou"),
        ("night", "facts.json", at("forces.kent.more", 1), "why", "forces.kent.more: Unexpected"),
        ("night", "facts.json", at("incidents", {}), "why", "found the incident 'cardiff', which"),
        ("night", "run.json", at("incidents", ...), "report", "run.json is damaged: incidents"),
        ("night", "run.json", at("names.forces", [1]), "report", "run.json is damaged: names.forc"),
        ("night", "run.json", at("scenario.start", 1), "report", "run.json is damaged: scenario."),
        ("night", "run.json", at("mobsim_result", [1]), "why", "found version [1] of a result"),
        ("night", "circumstances.json", at("packages", 7), "report", "circumstances.json is"),
        ("study", "run.json", at("planned", "x"), "extend", "run.json: is damaged: planned: found"),
        ("study", "run.json", at("planned", ...), "verify", "run.json: is damaged: planned: Field"),
        ("study", "run.json", at("identity.seed", "x"), "verify", "run.json: is damaged: ident"),
        ("study", "run.json", at("identity.tables_sha256", 1), "rerun", "is damaged: identity."),
        ("study", "run.json", at("identity", []), "report", "is damaged: identity: Input"),
        ("study", "run.json", at("mobsim_study", {}), "verify", "found version {} of a study"),
    ],
)  # fmt: skip
def test_a_document_of_other_types_is_told_with_its_key(
    folder: str, file: str, change: Callable[[Any], Any], command: str, words: str,
    copied: Callable[[str], Path], capsys: Captured,
) -> None:  # fmt: skip
    path = copied(folder) / file
    if folder == "study":
        path.write_bytes(sealed_document(change(opened_document(path.read_bytes()))))
    else:
        path.write_text(json.dumps(change(json.loads(path.read_text("utf-8")))), "utf-8")
    reseal(path.parent)
    subject = ["cardiff"] if command == "why" else []
    err = told([command, folder, *subject], capsys, 3)
    assert err.startswith(folder)
    assert words in err


TABLE = pa.table(
    {"minute": [0.5, 2.0], "kind": ["psu", None], "tier": [2, 3]},
    schema=pa.schema(
        [
            pa.field("minute", pa.float64(), nullable=False),
            pa.field("kind", pa.string()),
            pa.field("tier", pa.int8()),
        ]
    ),
)


def without(column: str) -> Callable[[pa.Table], pa.Table]:
    return lambda table: table.drop_columns([column])


def filled(column: str, value: Any) -> Callable[[pa.Table], pa.Table]:
    """Puts one value in every row of a column."""

    def change(table: pa.Table) -> pa.Table:
        place = table.column_names.index(column)
        return table.set_column(place, column, pa.array([value] * table.num_rows))

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("kind"), "is damaged: found no column 'kind'"),
        (
            filled("minute", "soon"),
            "is damaged: found texts in the column minute, expected numbers",
        ),
        (filled("minute", None), "is damaged: found null in the column minute, expected numbers"),
        (filled("kind", [1]), "found list<element: int64> in the column kind, expected texts"),
        (filled("tier", 900), "is damaged: Integer value 900 not in range"),
        (lambda table: table.append_column("more", table["tier"]), "in another order or number"),
        (lambda table: table.append_column("tier", table["tier"]), "found the column 'tier' twice"),
        (lambda table: table.select([1, 0, 2]), "in another order or number"),
    ],
    ids=range(8),
)
def test_a_parquet_file_of_other_columns_or_types_is_told(
    change: Callable[[pa.Table], pa.Table], words: str, here: Path
) -> None:
    path = here / "a=b.parquet"
    pq.write_table(TABLE, path)
    assert TABLE == parquet_table(path, TABLE.schema, ("minute",))
    pq.write_table(change(TABLE), path)
    with pytest.raises(InputError) as caught:
        parquet_table(path, TABLE.schema, ("minute",))
    assert words in str(caught.value)


def test_a_file_that_is_not_parquet_or_not_there_is_told(here: Path) -> None:
    with pytest.raises(InputError, match="is missing"):
        parquet_table(here / "none.parquet", TABLE.schema)
    (here / "text.parquet").write_text("minute,kind\n")
    with pytest.raises(InputError, match="is damaged"):
        parquet_table(here / "text.parquet", TABLE.schema)
    gap = pa.table({"kind": ["psu", None]})
    pq.write_table(gap, here / "gap.parquet")
    with pytest.raises(InputError, match="found no value in a row of kind"):
        parquet_table(here / "gap.parquet", gap.schema, ("kind",))


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("minute", "soon", "2:1: minute: found 'soon', expected a number"),
        ("minute", "", "2:1: minute: found an empty cell, expected a number"),
        ("minute", "nan", "2:1: minute: found 'nan', expected a number"),
        ("minute", "1e300", "found minute 1e+300, after the end"),
        ("event", "Vanished", "event: found 'Vanished', expected an event"),
        ("tier", "9", "tier: found '9', expected 3 or less"),
        ("expected_minute", "1e300", "expected_minute: found '1e300', expected 999999 or less"),
        ("incident", "hull", "found the incident 'hull', which the facts do not name"),
        ("force", "nowhere", "found the force 'nowhere', which the facts do not name"),
    ],
    ids=range(9),
)
def test_a_log_of_other_numbers_or_names_is_told(
    column: str, value: str, words: str, copied: Callable[[str], Path], capsys: Captured
) -> None:
    path = copied("night") / "log.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{**row, column: value} for row in csv.DictReader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    reseal(path.parent)
    err = told(["why", "night", "cardiff"], capsys, 3)
    assert err.startswith("night/log.csv:")
    assert words in err


def test_the_log_of_another_night_is_told(
    copied: Callable[[str], Path], kept: Path, here: Path, capsys: Captured
) -> None:
    shutil.copy(kept / "other" / "log.csv", copied("night") / "log.csv")
    reseal(here / "night")
    for command in (["why", "night", "cardiff"], ["report", "night"]):
        err = told(command, capsys, 3)
        assert err.startswith("night/log.csv: found the incident 'bristol'")
        assert "which the facts do not name; is it from another night?" in err


def test_a_night_in_a_folder_that_looks_like_a_column_is_read(
    kept: Path, here: Path, capsys: Captured
) -> None:
    shutil.copytree(kept / "night", here / "seed=1")
    told(["why", "seed=1", "cardiff"], capsys, 0)


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        ("incidents", without("kind"), "incidents.parquet: is damaged: found no column 'kind'"),
        ("replications", filled("replication", None), "replications.parquet: is damaged: found nu"),
        ("replications", filled("events", "x"), "found texts in the column events, expected num"),
        ("digests", filled("sha256", 7), "digests.parquet: is damaged: found numbers in the col"),
        (
            "digests",
            filled("replication", 5),
            "digests.parquet: holds replications that do not match",
        ),
        ("digests", lambda table: table.slice(0, 0), "digests.parquet: holds replications that"),
    ],
)
def test_a_block_of_other_columns_or_types_is_told(
    table: str,
    change: Callable[[pa.Table], pa.Table],
    words: str,
    copied: Callable[[str], Path],
    here: Path,
    capsys: Captured,
) -> None:
    [path] = copied("study").rglob(f"{table}.parquet")
    pq.write_table(change(pq.ParquetFile(path).read()), path)
    reseal(here / "study")
    assert 1 == main(["verify", "study"])
    assert words in capsys.readouterr().out
    assert words in told(["merge", "study", "-o", "all"], capsys, 3)


@pytest.mark.parametrize(
    "command", [["why", "night", "x"], ["report", "night"], ["verify", "study"]]
)
def test_a_file_that_may_not_be_read_is_told(
    command: list[str],
    copied: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    folder = copied(command[1])

    def refused(path: Path, *_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_text", refused)
    monkeypatch.setattr(Path, "read_bytes", refused)
    monkeypatch.setattr(input_files, "_opened", refused)
    err = told(command, capsys, 3)
    assert err.startswith(str(folder))
    assert "Permission denied" in err


# --- standard streams ---------------------------------------------------------------------------


def ended(shell: str) -> "subprocess.CompletedProcess[str]":
    """What comes of a command with streams that the shell has closed or put elsewhere."""
    return subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m mobsim {shell}', sys.executable],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )


@pytest.mark.skipif(os.name != "posix", reason="another shell")
@pytest.mark.parametrize(
    ("shell", "code", "err"),
    [
        ("forces >&-", 1, "failed: output cannot be written: Bad file descriptor\n"),
        ("check - <&-", 3, f"<stdin>:1:1: {MISSING}\n"),
        ("check nowhere 2>&-", 3, ""),
        pytest.param("run quickstart -o kept >&- 2>&-", 1, "", marks=pytest.mark.slow),
        pytest.param("forces >/dev/full 2>/dev/full", 1, "", marks=pytest.mark.slow),
        pytest.param("check nowhere 2>/dev/full", 3, "", marks=pytest.mark.slow),
        pytest.param("run quickstart -o kept <&- >/dev/null", 0, "", marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_a_stream_that_is_closed_or_full_is_told_where_it_can_be(
    shell: str, code: int, err: str, here: Path
) -> None:
    done = ended(shell)
    assert (code, err, "") == (done.returncode, done.stderr, done.stdout)
    assert ("kept" in shell) == (here / "kept" / "run.json").is_file()


@pytest.mark.slow
def test_a_terminal_that_knows_fewer_letters_gets_escapes_for_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    done = ended("forces")
    assert (0, "") == (done.returncode, done.stderr)
