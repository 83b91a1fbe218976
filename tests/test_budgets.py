"""Is nothing read that is no file, lies elsewhere, or asks for more than can be meant?"""

import io
import os
import re
import socket
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

import mobsim
from mobsim.cli.main import main
from mobsim.country.forces import load_kinds
from mobsim.country.returns.return_reading import read_file
from mobsim.ground.budgets import BUDGETS, VARIABLE, limit, limits
from mobsim.ground.errors import InputError
from mobsim.ground.tables import Row, data_path, read_table, scan_table
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scenario.file.yaml_reading import read_yaml
from mobsim.scoring.log import read_csv
from mobsim.study.designs.factors import parse_factor
from mobsim.study.designs.points import grid, latin_hypercube, morris, saltelli
from mobsim.study.span import parse_replications
from mobsim.study.sweeping import run_sweep
from mobsim.telling.own_nights import library_of
from mobsim.telling.plan import read_back
from mobsim.telling.store import read_json

HEAD = """\
schema: 1
question: What comes?
start: 2026-08-15 18:00
duration: 30h
"""
LEEDS = "incidents: [{name: Leeds, force: west-yorkshire, begins: '20:00', need: {psu: 5}}]\n"
NIGHT = HEAD + LEEDS


class Pair(Row):
    """A row of two numbers."""

    one: int
    two: int


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test writes in a folder of its own, under the usual limits."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)


def written(text: str, name: str = "night.yaml") -> Path:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return path


def told(read: Callable[[], object]) -> str:
    """All faults, one a line."""
    with pytest.raises(InputError) as caught:
        read()
    return str(caught.value)


def load_text(text: str) -> None:
    load_scenario(written(text))


def workbook(change: Callable[[Workbook], None] = lambda _: None, name: str = "a.xlsx") -> Path:
    book = Workbook()
    for row in (["one", "two"], [1, 2]):
        book.active.append(row)  # type: ignore[union-attr]
    change(book)
    book.save(name)
    return Path(name)


def with_part(part: str, old: str, new: str) -> Path:
    """A workbook of which one part says something else."""
    with zipfile.ZipFile(workbook()) as plain, zipfile.ZipFile("b.xlsx", "w", 8) as changed:
        for each in plain.namelist():
            text = plain.read(each)
            if each == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            changed.writestr(each, text)
    return Path("b.xlsx")


def with_sheet(new: str, old: str = "</sheetData>") -> Path:
    return with_part("xl/worksheets/sheet1.xml", old, new)


# --- each limit ----------------------------------------------------------------------------------

TABLE = "one,two\n1,2\n"
LOG = "minute,event\n0,NationalCallMade\n5,NationalCallMade\n"
OVERRIDES = NIGHT + "overrides: {calm: {drawdown: none}}\n"


def _pairs() -> list[Pair]:
    return read_table(written(TABLE, "a.csv"), Pair)


def _log() -> object:
    return read_csv(written(LOG, "log.csv"))


def _library() -> object:
    for name in ("a.yaml", "b.yaml"):
        written("schema: 1", name)
    return library_of(Path())


AT: dict[str, list[tuple[int, Callable[[], object]]]] = {
    "yaml": [(len(NIGHT), lambda: load_text(NIGHT))],
    "depth": [
        (3, lambda: read_yaml("a: [[x]]", "a.yaml")),
        (3, lambda: read_yaml("a: &a [x]\nb: [*a]", "a.yaml")),
        (4, lambda: resolve("quickstart", settings=["durations.answer.uniform=[1m, 2m]"])),
    ],
    "nodes": [
        (3, lambda: read_yaml("[x, x]", "a.yaml")),
        (5, lambda: read_yaml("[&a [x], *a]", "a.yaml")),
        (7, lambda: read_yaml(f"[&a {'x' * 200}, *a]", "a.yaml")),
    ],
    "layers": [(13, lambda: load_text(OVERRIDES))],
    "digits": [
        (4, lambda: read_yaml("a: 1234", "a.yaml")),
        (4, lambda: read_table(written("one,two\n1234,2\n", "a.csv"), Pair)),
        (4, lambda: read_table(with_sheet("<v>1234</v>", "<v>1</v>"), Pair)),
        (2, lambda: parse_replications("10:20")),
    ],
    "table": [(len(TABLE), _pairs)],
    "cells": [(4, _pairs), (4, lambda: read_table(workbook(), Pair))],
    "rows": [(2, _pairs), (2, lambda: read_table(workbook(), Pair))],
    "columns": [(2, _pairs), (2, lambda: read_table(workbook(), Pair)), (2, _log)],
    "log": [(3, _log)],
    "kept": [(8, lambda: read_json(written('{"a": 1}', "run.json"), "night"))],
    "crews": [(4379, lambda: load_scenario("quickstart"))],
    "happenings": [(51, lambda: load_scenario("quickstart"))],
    "nights": [(20, lambda: parse_replications("10:20"))],
    "library": [(2, _library)],
    "points": [
        (2, lambda: grid([parse_factor("drawdown=none,minimal")], 2)),
        (4, lambda: latin_hypercube([parse_factor("need_bias=0.5:1.5")], 4)),
        (4, lambda: morris([parse_factor("need_bias=0.5:1.5")], 2)),
        (6, lambda: saltelli([parse_factor("need_bias=0.5:1.5")], 2)),
    ],
}
"""By limit: what it has to be for something to be read, and what reads it."""


CASES = [(name, most, read) for name, cases in AT.items() for most, read in cases]


@pytest.mark.parametrize(("name", "most", "read"), CASES, ids=[case[0] for case in CASES])
def test_a_limit_lets_through_what_is_just_within_it(
    name: str, most: int, read: Callable[[], object]
) -> None:
    with limits(**{name: most}):
        read()
    with limits(**{name: most - 1}):
        assert f"raise the limit with --limit {name}=N" in told(read)


@pytest.mark.parametrize("more", [0, 1])
def test_a_scenario_that_is_piped_in_is_held_to_the_limit_too(
    monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    content = NIGHT.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    with limits(yaml=len(content) - more):
        if more:
            assert told(lambda: load_scenario("-")).startswith("<stdin>: found more ")
        else:
            assert load_scenario("-").incidents


def test_nothing_is_read_of_a_file_whose_size_is_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = written('{"a": 1}', "run.json")
    monkeypatch.setattr("mobsim.ground.input_files.bounded", lambda *_: pytest.fail("it was read"))
    with limits(kept=7):
        assert "run.json: found 8 " in told(lambda: read_json(path, "night"))


def test_a_workbook_is_held_to_the_bytes_that_it_unpacks_to() -> None:
    path = workbook()
    with zipfile.ZipFile(path) as archive:
        size = sum(part.file_size for part in archive.infolist())
    with limits(unpacked=size):
        assert [Pair(one=1, two=2)] == read_table(path, Pair)
    with limits(unpacked=size - 1):
        message = (
            f"a.xlsx: found {size:,} bytes of a workbook once it is unpacked, expected at most"
        )
        assert told(lambda: read_table(path, Pair)).startswith(message)


@pytest.mark.parametrize("most", [2, 3])
def test_so_many_faults_are_printed_and_the_rest_is_counted(
    most: int, capsys: pytest.CaptureFixture[str]
) -> None:
    written(NIGHT + "a: 1\nb: 1\nc: 1\n")
    assert 3 == main(["--limit", f"faults={most}", "check", "night.yaml"])
    lines = capsys.readouterr().err.splitlines()
    rest = ["and 1 more; print them with --limit faults=3"] if most == 2 else []
    assert [*rest, "3 faults found"] == lines[most:]


def test_every_limit_is_tried_at_its_edge_and_has_its_row_in_the_documents() -> None:
    page = (Path(__file__).parents[1] / "docs" / "limits.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([0-9,]+) \| (.*) \| (.*) \|$", page, re.MULTILINE)
    assert {*AT, "unpacked", "faults"} == BUDGETS.keys()
    assert [(n, f"{b.most:,}", b.counts, b.why) for n, b in BUDGETS.items()] == rows


# --- how a limit is raised ------------------------------------------------------------------------


def test_limits_hold_within_their_block_and_in_processes_that_begin_there() -> None:
    code = "from mobsim.ground.budgets import limit; print(limit('cells'), limit('rows'))"
    with mobsim.limits(cells=7), mobsim.limits(rows=3):
        asked = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        assert ("7 3\n", 7, 3) == (asked.stdout, limit("cells"), limit("rows"))
    assert 50_000 == limit("cells")
    assert VARIABLE not in os.environ


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("sells=3", "unknown limit 'sells'; did you mean 'cells'?"),
        ("cells=many", "found 'cells=many', expected NAME=N such as cells=200000"),
        ("cells=0", "found 'cells=0', expected from 1 to 1,000,000,000,000"),
        ("depth=151", "found 'depth=151', expected from 1 to 150"),
    ],
)
def test_a_limit_that_is_none_is_wrong_usage(
    asked: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(["--limit", asked, "check", "quickstart"])
    assert expected in capsys.readouterr().err


# --- only regular files --------------------------------------------------------------------------


def _pipe(path: Path) -> str:
    os.mkfifo(path)
    return "found a pipe, expected a regular file"


def _socket(path: Path) -> str:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))
    return "found a socket, expected a regular file"


def _device(path: Path) -> str:
    path.symlink_to("/dev/zero")
    return "found a device, expected a regular file"


def _folder(path: Path) -> str:
    path.mkdir()
    return "found a folder, expected a"


READERS: dict[str, Callable[[str], object]] = {
    "a scenario": load_scenario,
    "a base": lambda name: load_scenario(written(f"schema: 1\nbase: {name}\n"), allow_outside=True),
    "a table of a scenario": lambda name: load_scenario(
        written(f"{NIGHT}roads: {name}\n"), allow_outside=True
    ),
    "a table of a setting": lambda name: load_scenario("quickstart", settings=[f"kinds={name}"]),
    "a return": read_file,
    "a log": read_csv,
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("make", [_pipe, _socket, _device, _folder])
@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_what_is_no_regular_file_is_told_and_not_waited_for(
    make: Callable[[Path], str], read: Callable[[str], object]
) -> None:
    expected = make(Path("odd"))
    assert expected in told(lambda: read("odd"))


# --- files outside the folder of a scenario -------------------------------------------------------

SECRET = "name,salary\nann,90000\n"


@pytest.fixture
def secret() -> Path:
    """A table beside the folder in which the tests of this part keep a scenario."""
    written(SECRET, "secret.csv")
    Path("mailed").mkdir()
    return Path("secret.csv").absolute()


NAMED = {
    "a relative path": "kinds: ../secret.csv\n",
    "an absolute path": "forces: SECRET\n",
    "a link": "requirements: link.csv\n",
    "a path that goes round": f"roads: x/{'../' * 2}secret.csv\n",
    "an override": "overrides: {more: {kinds: ../secret.csv}}\n",
}


@pytest.mark.parametrize("line", NAMED.values(), ids=NAMED.keys())
def test_a_scenario_cannot_have_a_file_outside_its_folder_read(line: str, secret: Path) -> None:
    Path("mailed/link.csv").symlink_to(secret)
    path = written(NIGHT + line.replace("SECRET", str(secret)), "mailed/night.yaml")
    said = told(lambda: load_scenario(path))
    assert "lies outside the folder of the scenario, so it was not read" in said
    assert not {"salary", "ann", "90000"} & set(re.findall(r"\w+", said))
    override = "more" if "more" in line else None
    allowed = told(lambda: load_scenario(path, override=override, allow_outside=True))
    assert "secret.csv" in allowed or "link.csv" in allowed
    assert "outside" not in allowed


def test_a_base_outside_is_not_read_and_one_within_may_name_what_lies_in_the_folder(
    secret: Path,
) -> None:
    written(NIGHT, "base.yaml")
    child = written("schema: 1\nbase: ../base.yaml\n", "mailed/night.yaml")
    assert "night.yaml:2:7: base: '../base.yaml': lies outside" in told(
        lambda: load_scenario(child)
    )
    assert 1 == len(load_scenario(child, allow_outside=True).incidents)
    within = written("schema: 1\nbase: mailed/below.yaml\n", "above.yaml")
    written(f"{NIGHT}kinds: ../kinds.csv\n", "mailed/below.yaml")
    kinds = data_path("unit_kinds.csv").read_text(encoding="utf-8").splitlines()
    Path("kinds.csv").write_text(f"{kinds[0]}\n{kinds[1].replace('psu', 'drones', 1)}\n", "utf-8")
    assert len(load_kinds()) + 1 == len(load_scenario(within).kinds)


def test_a_path_typed_as_a_setting_may_lie_anywhere(secret: Path) -> None:
    path = written(NIGHT, "mailed/night.yaml")
    said = told(lambda: load_scenario(path, settings=[f"kinds={secret}"]))
    assert f"{secret}:1: kind_id: the column is missing" in said


def test_a_result_of_tables_from_elsewhere_can_be_varied_saved_and_run_again() -> None:
    Path("forces.csv").write_bytes(data_path("forces.csv").read_bytes())
    path = written(f"{NIGHT}forces: ../forces.csv\n", "mailed/night.yaml")
    night = mobsim.load(path, allow_outside=True)
    assert "none" == night.vary("drawdown=none").resolved["drawdown"]
    saved = night.run().save("kept")
    Path("forces.csv").unlink()
    assert night.forces == load_scenario(saved / "scenario.yaml").forces


def test_the_commands_that_read_scenarios_allow_files_outside_where_they_are_asked_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    written(NIGHT, "base.yaml")
    written("schema: 1\nbase: ../base.yaml\n", "mailed/night.yaml")
    for command in ("check", "explain", "diff"):
        assert 3 == main([command, "mailed/night.yaml"])
        assert 0 == main([command, "mailed/night.yaml", "--allow-outside"])
        assert "--allow-outside" in capsys.readouterr().out.splitlines()[-1]


# --- what cannot end, or unfolds without end -----------------------------------------------------

INCIDENT = "incidents: [{name: Leeds, force: kent, begins: +0m, need: {psu: %s}}]\n"
YEAR = HEAD.replace("30h", "366d")
ABSURD = {
    "reports each minute of a year": (
        YEAR + LEEDS + "durations: {report_interval: 1m}\n",
        "night.yaml:6:30: durations.report_interval: found 2,",
    ),
    "a judging each minute of a year": (
        YEAR + LEEDS + "durations: {judging_interval: 1m}\n",
        "durations.judging_interval: found ",
    ),
    "ramps of a year": (
        YEAR + INCIDENT % "{peak: 9, ramp: 366d, hold: 1h, decay: 366d, step: 1m}",
        "incidents[0].need.psu.step: found ",
    ),
    "many ramps of 100 hours in steps of a minute": (
        HEAD
        + "incidents:\n"
        + "".join(
            f"  - {{name: A{i}, force: kent, begins: +0m, need: {{psu: &n{i} "
            f"{{peak: 9, ramp: 100h, hold: 1h, step: 1m}}}}}}\n"
            for i in range(90)
        ),
        "incidents[0].need.psu.step: found 5",
    ),
    "need that responds each minute of a year": (
        YEAR + INCIDENT % "{responsive: {starts: 1, most: 9, step: 1m}}",
        "incidents[0].need.psu.responsive.step: found ",
    ),
    "drawn incidents in small steps": (
        HEAD + "disorder: {stochastic: {mean: 500, ramp: 300d, step: 1m}}\n",
        "disorder.stochastic.step: found ",
    ),
    "disorder that hardly ends": (
        YEAR
        + "disorder: {spreading: {background: 100, branching: 0.999, pool_per_million: none}}\n",
        "disorder.spreading.background: found ",
    ),
    "a million drawn incidents": (
        HEAD + "disorder: {stochastic: {mean: 1000000}}\n",
        "disorder.stochastic.mean: found 1000000, expected a number above 0, at most 500",
    ),
    "ten years": (
        NIGHT.replace("'20:00'", "'20:00', lasts: 10 years"),
        "incidents[0].lasts: found '10 years', expected a duration such as",
    ),
    "3,650 days": (
        NIGHT.replace("'20:00'", "'20:00', lasts: 3650d"),
        "incidents[0].lasts: found '3650d', expected at most 366 days",
    ),
}


@pytest.mark.parametrize(("text", "expected"), ABSURD.values(), ids=ABSURD.keys())
def test_work_without_end_is_refused_before_any_of_it_is_done(text: str, expected: str) -> None:
    assert expected in told(lambda: load_text(text))


def test_a_ramp_of_100_hours_in_steps_of_a_minute_is_a_night_that_can_be_meant() -> None:
    load_text(HEAD + INCIDENT % "{peak: 9, ramp: 20h, hold: 1h, step: 1m}")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("durations: {report_interval: 0.0001m}", "which is 0.006 seconds; expected at least 1m"),
        ("durations: {answer: 0.1m}", "which is 6 seconds; expected at least 1m"),
        ("durations: {answer: {uniform: [0.5m, 2m]}}", "which is 30 seconds; expected at least 1m"),
        (
            "aid_out: [{from: kent, to: Jersey, units: {psu: 1}, until: +0.1m}]",
            "which is 6 seconds",
        ),
    ],
)
def test_a_part_of_a_minute_is_a_slip(text: str, seconds: str) -> None:
    assert seconds in told(lambda: load_text(f"{NIGHT}{text}\n"))


def test_crews_that_nobody_has_are_refused_before_they_are_made() -> None:
    lines = data_path("forces.csv").read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("psu_trained")
    rows = [line.split(",") for line in lines[1:2]]
    rows[0][place] = "1000000000"
    Path("forces.csv").write_text("\n".join([lines[0], ",".join(rows[0]), *lines[2:]]), "utf-8")
    said = told(lambda: load_text(f"{NIGHT}forces: forces.csv\n"))
    assert re.search(r"night.yaml:6:9: forces: found 1,000,0\d\d,\d\d\d crews", said)


def test_a_sweep_of_too_many_nights_is_refused_before_a_scenario_is_read() -> None:
    design = grid([parse_factor("drawdown=none,minimal")])
    with limits(nights=5):
        said = told(lambda: run_sweep("a", lambda _: pytest.fail("was read"), design, 3))
    assert "design: points: found 6 nights of a study, expected at most 5" in said


HOSTILE = {
    "brackets without end": ("title: " + "[" * 20_000, "--limit depth=N"),
    "dashes without end": ("title: \n " + "- " * 20_000, "--limit depth=N"),
    "an alias within itself": ("title: &a [*a]", "--limit depth=N"),
    "aliases of aliases": (
        "a0: &a0 [x, x, x]\n"
        + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)),
        "--limit nodes=N",
    ),
    "merged aliases": (
        "a0: &a0 {a: 1, b: 2}\n"
        + "".join(f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}\n" for i in range(1, 9)),
        "--limit nodes=N",
    ),
    "a long text again and again": (
        f"title: &t {'x' * 9000}\nquestions: [{', '.join(['*t'] * 2000)}]",
        "--limit nodes=N",
    ),
    "hundreds of overrides of hundreds of incidents": (
        "operations:\n"
        + "  - {like: carnival}\n" * 200
        + "overrides:\n"
        + "".join(f"  o{i}: {{mode: surge}}\n" for i in range(400)),
        "overrides: found 165,600 values in all layers",
    ),
    "a number of thousands of digits": (
        f"not_fit: {'9' * 5000}",
        "not_fit: found 5,000 characters of a number, expected at most 400",
    ),
}


@pytest.mark.parametrize(("lines", "expected"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_small_text_cannot_stand_for_an_endless_one(lines: str, expected: str) -> None:
    assert expected in told(lambda: load_text(f"{NIGHT}{lines}\n"))


def test_a_chain_of_bases_has_an_end() -> None:
    for number in range(5):
        written(f"schema: 1\nbase: b{number + 1}.yaml\n", f"b{number}.yaml")
    written(NIGHT, "b5.yaml")
    load_scenario("b0.yaml")
    with limits(depth=4):
        assert "base: found more levels of a scenario file" in told(
            lambda: load_scenario("b0.yaml")
        )


def test_a_long_text_is_shortened_in_a_fault() -> None:
    said = told(lambda: load_text(NIGHT.replace("30h", "x" * 5000)))
    assert "found 'xxx" in said
    assert said.endswith("expected a duration such as '90m', '1h30m' or '2d'")
    assert 1100 > len(said)


BOOKS = {
    "cells merged to the end of the sheet": (
        lambda: with_sheet('</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "found more cells of a table than 50,000",
    ),
    "a link over all the cells": (
        lambda: with_sheet('</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'),
        "found more cells of a table than 50,000",
    ),
    "blank cells with a format": (
        lambda: with_sheet("<row>" + '<c s="0"/>' * 210_000 + "</row></sheetData>"),
        "found more cells of a table than 50,000",
    ),
    "a document type": (
        lambda: with_sheet('<!DOCTYPE a [<!ENTITY x "y">]><worksheet', "<worksheet"),
        "found an XML document type, which spreadsheets never write",
    ),
    "hundreds of sheets": (
        lambda: with_part("xl/workbook.xml", "<sheets>", "<sheets>" + "<sheet/>" * 300),
        "found more than 200 sheets; save the sheet to read as a new file",
    ),
    "a number of thousands of digits": (
        lambda: with_sheet(f"<v>{'9' * 5000}</v>", "<v>1</v>"),
        "b.xlsx: A2: found 5,000 characters of a number, expected at most 400",
    ),
    "spaces without end": (
        lambda: with_sheet(" " * 21_000_000 + "</sheetData>"),
        "bytes of a workbook once it is unpacked, expected at most 20,000,000",
    ),
    "a column span without end": (
        lambda: with_sheet(
            '<cols><col min="1" max="2000000000" hidden="1"/></cols><sheetData>', "<sheetData>"
        ),
        "found hidden cells on the sheet 'Sheet' (columns A and B)",
    ),
}


@pytest.mark.parametrize(("make", "expected"), BOOKS.values(), ids=BOOKS.keys())
def test_a_small_workbook_cannot_unpack_to_an_endless_one(
    make: Callable[[], Path], expected: str
) -> None:
    path = make()
    assert expected in told(lambda: read_table(path, Pair))


# --- what else was accepted ----------------------------------------------------------------------

TAGGED = {
    "title: !event x": "title: found the tag '!event'; expected none; put a text that begins with",
    "title: ! x": "title: found the tag '!'; expected none",
    "title: !!int x": "title: found the tag '!!int'; expected none",
    "title: !!null x": "title: found the tag '!!null'; expected none",
    "title: !!map x": "title: found the tag '!!map'; expected none",
    "title: !!float abc": "title: found the tag '!!float'; expected none",
    "title: !!seq {a: b}": "title: found the tag '!!seq'; expected none",
    "title: !!str [a]": "title: found the tag '!!str'; expected none",
    "!event title: x": "night.yaml:6:1: found the tag '!event'; expected none",
    "title: [a]": "title: found a list, expected text",
}


@pytest.mark.parametrize(("line", "expected"), TAGGED.items())
def test_a_tag_is_no_title(line: str, expected: str) -> None:
    assert expected in told(lambda: load_text(f"{NIGHT}{line}\n"))


def test_the_tag_of_a_text_makes_a_text_of_a_number_and_a_folded_text_is_one_line() -> None:
    assert "2026" == load_scenario(written(f"{NIGHT}title: !!str 2026\n")).title
    assert "One two" == load_scenario(written(f"{NIGHT}title: >\n  One\n  two\n")).title


def test_all_faults_of_a_source_of_incidents_are_told_at_once() -> None:
    text = HEAD + "disorder: {spreading: {places: [narnia], hold: x, from: '+90h', branching: 2, "
    said = told(lambda: load_text(text + "pool_per_million: none, reach_km: 0}}\n"))
    places = ["places[0]", "hold", "from", "pool_per_million", "reach_km"]
    assert len(places) == len(said.splitlines())
    for place in places:
        assert (
            f"disorder.spreading.{place}: found" in said
            or f"{place}: unknown" in said
            or (f"disorder.spreading.{place}: '+90h' is at +90h00" in said)
        )


def test_an_end_counts_from_the_start_as_its_beginning_does() -> None:
    lines = "disorder: {stochastic: {from: +10h, until: %s}}\n"
    assert "until: '+1h' is not after 'from'" in told(lambda: load_text(HEAD + lines % "+1h"))
    found = load_scenario(written(HEAD + lines % "+12h")).disorder
    assert found
    assert (600.0, 720.0) == (found.source.window.first, found.source.window.last)  # type: ignore[attr-defined]


def test_a_headquarters_in_the_sea_is_a_fault_as_a_city_there_is() -> None:
    text = data_path("forces.csv").read_text(encoding="utf-8")
    header = text.splitlines()[0].split(",")
    [line] = [each for each in text.splitlines() if each.startswith("west-yorkshire,")]
    cells = line.split(",")
    found = next(cell for cell in cells if cell.startswith("-1."))
    changed = line[::-1].replace(found[::-1], found[1:][::-1], 1)[::-1]
    assert "hq_lon" in header
    Path("forces.csv").write_text(text.replace(line, changed), "utf-8")
    said = told(lambda: load_text(f"{NIGHT}forces: forces.csv\n"))
    assert "hq_lon of west-yorkshire: found 1." in said
    assert "is the minus sign missing?" in said


def remarks(text: str, override: str | None = None) -> tuple[str, ...]:
    return read_back(resolve(written(text), override=override)).remarks


def test_a_usual_operation_on_another_day_is_a_remark() -> None:
    like = "operations: [{like: new-years-eve}]\n"
    [remark] = remarks(NIGHT + like)
    assert remark.startswith("New Year's Eve begins on 15 August; it is usually on 31 December.")
    assert () == remarks(NIGHT.replace("08-15", "12-31") + like)
    assert () == remarks(
        NIGHT.replace("08-15 18", "12-31 23") + like.replace("eve", "eve, begins: -5h")
    )


def test_a_list_that_stands_in_place_of_another_is_a_remark() -> None:
    written(NIGHT, "base.yaml")
    anew = LEEDS.replace("Leeds", "Bradford")
    [remark] = remarks(f"schema: 1\nbase: base.yaml\n{anew}")
    assert remark == (
        "night.yaml:3:12 lists 'incidents' again: the 1 listed before (base.yaml:5:12) no longer "
        "count. To change one incident, write its keys under its id."
    )
    override = (
        f"overrides:\n  other:\n    {anew}  by-id: {{incidents: {{leeds: {{need: {{psu: 6}}}}}}}}\n"
    )
    [remark] = remarks(NIGHT + override, "other")
    assert remark.startswith("override other lists 'incidents' again")
    assert () == remarks(NIGHT + override, "by-id")


def test_a_ricc_that_stands_in_for_itself_is_a_remark_unless_an_override_takes_it_back() -> None:
    [remark] = remarks(f"{NIGHT}ricc_at: {{wales: wales}}\n")
    assert "The RICC of wales is replaced by itself, so it does not count as lost." in remark
    back = "ricc_at: {wales: north-west}\noverrides: {back: {ricc_at: {wales: wales}}}\n"
    assert () == remarks(NIGHT + back, "back")


def test_hidden_rows_and_columns_of_a_return_are_told() -> None:
    path = with_sheet(
        '<cols><col min="2" max="2" width="0"/></cols><sheetData><row r="1" ht="0">',
        '<sheetData><row r="1">',
    )
    [_, note] = scan_table(path, Pair, hidden=True).notes
    assert "also read the hidden row 1 and column B" == note
    path = with_sheet('<row r="2" hidden="1">', '<row r="2">')
    assert "also read the hidden row 2" == scan_table(path, Pair, hidden=True).notes[-1]


def test_rows_of_a_sheet_that_hides_its_rows_are_told() -> None:
    path = with_sheet('zeroHeight="1" ', 'baseColWidth="8" ')
    assert "also read the hidden rows 1 and 2" in scan_table(path, Pair, hidden=True).notes
