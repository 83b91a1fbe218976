"""Is each character that nobody sees named, wherever a text from outside is printed or saved?"""

import json
import sys
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import mobsim
from mobsim.cli.main import main
from mobsim.country.returns import read_returns
from mobsim.country.returns.keeping import to_csv
from mobsim.ground.errors import Fault
from mobsim.ground.safe_text import (
    escaped,
    escaped_in_yaml,
    shown,
    shown_in_line,
    shown_painted,
    unseen_in,
)
from mobsim.looking.figures import nothing
from mobsim.scenario.file.yaml_reading import read_yaml
from mobsim.scoring import events as ev
from mobsim.scoring import log
from mobsim.stress.paper import write_paper
from mobsim.telling.store import write_scenario
from tests.findings_made import findings

IGNORED = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
"""Letters and marks that Unicode says may be ignored, besides whole ranges of them."""
RANGES = (
    (0x2060, 0x206F),
    (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0F),
    (0xFFF0, 0xFFFB),
    (0x13430, 0x1343F),
    (0xE0000, 0xE0FFF),
)
TURNED = "X\u202e30\u2066\u200f\u061c"
"""Marks that turn the reading order."""
INVISIBLE = "a\u200b\u200d\ufeff\u00adb\u3164\ufe0f\U000e0041"
STEERING = "\x1b[2J\x1b[31m\x07\x08\x7f\x9b\r\t"
WRITTEN = TURNED + INVISIBLE
"""What a scenario file may hold."""
HOSTILE = WRITTEN + STEERING + "\udcff\ud800"
"""What a file name, the command line and Python may hold as well."""
any_text = st.text(st.characters() | st.sampled_from(HOSTILE))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def unseen_files(folder: Path, endings: Iterable[str]) -> list[str]:
    """Text files below a folder that hold what nobody sees."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in endings]
    assert files
    return [path.name for path in files if shown(text := path.read_text("utf-8")) != text]


# --- which characters ---------------------------------------------------------------------------


def test_every_character_without_a_picture_is_named_and_no_other_is() -> None:
    ranged = {chr(n) for low, high in RANGES for n in range(low, high + 1)}
    nobody = {chr(plane << 16 | n) for plane in range(17) for n in (0xFFFE, 0xFFFF)}
    hidden = ranged | nobody | set(IGNORED)
    categories = ("Cc", "Cf", "Cs", "Zl", "Zp")
    letters = [chr(n) for n in range(sys.maxunicode + 1)]
    seen = [
        each
        for each in letters
        if each not in hidden and unicodedata.category(each) not in categories
    ]
    unseen = set(letters) - set(seen) - {"\n"}
    assert shown("".join(seen)) == "".join(seen)
    assert [] == [f"U+{ord(each):04X}" for each in sorted(unseen) if shown(each) == each]


def test_a_character_is_named_by_its_number_of_four_digits_or_more() -> None:
    assert "a[U+0007]b\nc[U+E0001]" == shown("a\x07b\nc\U000e0001")
    assert "a[U+000A]b" == shown_in_line("a\nb")
    assert "\x1b[1ma\x1b[0m[U+001B][2J" == shown_painted("\x1b[1ma\x1b[0m\x1b[2J")
    assert ("", "U+202E") == (unseen_in("a\nb"), unseen_in("a\u202eb\u200b"))


@given(any_text)
def test_a_text_that_is_shown_stays_as_it_is(text: str) -> None:
    assert shown(text) == shown(shown(text))
    assert "" == unseen_in(shown(text))
    shown(text).encode()


@given(st.recursive(any_text, st.lists))
def test_json_says_the_same_without_what_nobody_sees(value: object) -> None:
    text = escaped(json.dumps({"a": value}, ensure_ascii=False))
    assert {"a": value} == json.loads(text)
    assert shown(text) == text


@example("Leeds \u202e30")
@example(WRITTEN)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(WRITTEN)))
def test_a_scenario_that_is_kept_says_the_same_without_what_nobody_sees(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("kept") / "scenario.yaml"
    write_scenario(path, {"title": text, "inner": [{"x" + text: text}]})
    kept = path.read_text("utf-8")
    assert shown(kept) == kept
    assert {"title": text, "inner": [{"x" + text: text}]} == read_yaml(kept, "kept").plain()


def test_a_fault_is_short_also_when_what_nobody_sees_in_it_is_named() -> None:
    long = "\u200d" * 5000
    told = str(Fault("a.csv", 1, 2, f"basis{long}", f"unknown column {long}; delete it"))
    assert len(told) < 1300
    assert told.endswith("; delete it")
    assert shown(told) == told


def test_a_log_that_is_written_by_hand_names_what_nobody_sees(here: Path) -> None:
    event = ev.Event(0.0, ev.INCIDENT_BEGAN, incident=f"Leeds{WRITTEN}", force="west-yorkshire")
    log.to_csv([event], here / "log.csv")
    kept = (here / "log.csv").read_text("utf-8")
    assert shown(kept) == kept
    assert f"Leeds{shown(WRITTEN)}" == log.read_csv(here / "log.csv")[0].incident


def test_yaml_has_an_escape_for_a_character_of_any_plane() -> None:
    assert '"\\U0000202e\\U000e0001"' == escaped_in_yaml('"\u202e\U000e0001"')


# --- every output -------------------------------------------------------------------------------


@pytest.fixture
def scenario(here: Path) -> Path:
    """A night with such a title, question, place and file name."""
    path = here / f"n{TURNED}.yaml"
    content = {
        "schema": 1,
        "title": WRITTEN,
        "question": f"Who {WRITTEN}?",
        "start": "2026-08-15 18:00",
        "duration": "8h",
        "incidents": [
            {"name": f"Leeds{WRITTEN}", "force": "west-yorkshire", "begins": "+1h", "lasts": "2h",
             "need": {"psu": 6}}
        ],
        "overrides": {f"late{WRITTEN}": {"drawdown": "none"}},
    }  # fmt: skip
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_nothing_that_nobody_sees_comes_out_of_any_command(
    scenario: Path, here: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    name = scenario.name
    named = HOSTILE.removesuffix("\ud800")  # which no file name can hold
    night, many = f"one{named}", f"many{named}"
    commands = [
        ["run", name, "-o", night, "--report"],
        ["run", name, "-o", night, "--force", "--json"],
        ["why", night, "leedsx-30-a-b"],
        ["why", night, HOSTILE],
        ["report", night, "-o", f"page{named}.html"],
        ["check", name],
        ["explain", name],
        ["diff", name, "quickstart"],
        ["run", name, "--replications", "2", "--jobs", "1", "-o", many],
        ["verify", many],
        ["compare", name, "--set", "drawdown=none", "--replications", "2", "--jobs", "1"],
        ["run", name, "--with", f"early{HOSTILE}"],
        ["run", name, "--set", f"title={HOSTILE}"],
    ]
    codes = [main(command) for command in commands]
    assert [0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 3, 3] == codes
    out, err = (text.decode("utf-8") for text in capfdbinary.readouterr())
    assert (shown(out), shown(err)) == (out, err)
    assert "Leeds[U+00" not in out
    assert "X[U+202E]30[U+2066][U+200F][U+061C]a[U+200B]" in out
    assert [] == unseen_files(here / night, [".txt", ".csv", ".json", ".html", ".yaml"])
    assert [] == unseen_files(here / many, [".txt", ".json", ".yaml"])


def test_nothing_that_nobody_sees_is_saved_of_a_night_that_python_made(here: Path) -> None:
    night = mobsim.load("quickstart")
    place = replace(night.incidents[0], name=HOSTILE)
    made = mobsim.run(replace(night, title=HOSTILE, question=HOSTILE, incidents=(place,)))
    made.save("kept")
    made.report("kept/page.html")
    made.plot("mobilisation").save("kept/picture.svg")
    endings = [".txt", ".csv", ".json", ".html", ".svg"]
    assert [] == unseen_files(here / "kept", endings)
    facts = json.loads((here / "kept" / "facts.json").read_text("utf-8"))
    assert HOSTILE == facts["incidents"][place.incident_id]["name"]
    assert shown(HOSTILE)[:20] in (here / "kept" / "summary.txt").read_text("utf-8")


def test_nothing_that_nobody_sees_is_in_a_picture_that_says_why_there_is_none() -> None:
    text = nothing(TURNED, "Nothing.")._repr_svg_()
    assert shown(text) == text


def test_nothing_that_nobody_sees_is_in_the_papers_of_a_stress_test(here: Path) -> None:
    write_paper(findings(title=HOSTILE), here)
    assert [] == unseen_files(here, [".html", ".csv"])
    with zipfile.ZipFile(here / "stress.xlsx") as book:
        parts = [book.read(name).decode("utf-8") for name in book.namelist()]
    assert [] == [part[:60] for part in parts if shown(text := part.replace("\r\n", "\n")) != text]


def test_what_nobody_sees_in_a_return_is_named_and_so_is_its_file(
    here: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    rows = read_returns("2026-Q4").rows
    table = to_csv((rows[0].model_copy(update={"remarks": f"See {WRITTEN}"}), *rows[1:]))
    raw = table.replace(shown(WRITTEN), WRITTEN)
    Path(f"r{TURNED}\udcff.csv").write_text(raw, encoding="utf-8")
    assert 0 == main(
        ["stress", "import", f"r{TURNED}\udcff.csv", "--quarter", "2026-Q4", "-o", "set"]
    )
    out, err = (text.decode("utf-8") for text in capfdbinary.readouterr())
    assert (shown(out), shown(err)) == (out, err)
    assert [] == unseen_files(here / "set", [".csv", ".json"])
    kept = read_returns("set")
    assert f"See {shown(WRITTEN)}" in [row.remarks for row in kept.rows]
    assert [f"r{shown(TURNED)}[U+DCFF].csv"] == [source.name for source in kept.sources]


def test_a_name_in_a_table_of_a_scenario_has_no_character_that_nobody_sees(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "kinds.csv").write_text(
        "kind,name,plural,short,officers\ndogs,dog\u200b unit,dog units,dogs,2\n", "utf-8"
    )
    assert 3 == main(["run", "quickstart", "--set", "kinds=kinds.csv"])
    assert "expected no invisible characters; delete U+200B" in capsys.readouterr().err
