"""Is a result kept whole or not at all, and never over something that is not a result?"""

import csv
import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from mobsim.api import Result, load, run
from mobsim.ground.errors import InputError, OutputError
from mobsim.ground.last_made import LastMade
from mobsim.ground.tables import data_path
from mobsim.scoring.log import read_csv
from mobsim.telling import store
from mobsim.telling.provenance import provenance_of
from mobsim.telling.results import ResultDocument, dumps, result_schema
from mobsim.telling.store import read_result
from tests.resealing import reseal

PARTS = {
    "circumstances.json", "facts.json", "forces.csv", "incidents.csv", "log.csv",
    "manifest.json", "national.csv", "run.json", "scenario.yaml", "summary.txt",
}  # fmt: skip


@pytest.fixture(scope="module")
def result() -> Result:
    return run("quickstart")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_result_has_all_its_parts_and_is_read_again(result: Result, here: Path) -> None:
    folder = result.save()
    assert Path("quickstart-1") == folder
    assert names(folder) == PARTS
    saved = read_result(folder)
    assert result.log == saved.log == read_csv(folder / "log.csv")
    assert result.facts == saved.facts
    assert json.loads(dumps(result.document())) == saved.document
    assert result.scorecard() + "\n" == (folder / "summary.txt").read_text(encoding="utf-8")


def test_the_resolved_scenario_is_the_same_night(result: Result, here: Path) -> None:
    again = load(result.save() / "scenario.yaml")
    assert result.scenario == again
    assert result.log == run(again).log


def test_a_second_result_goes_to_the_next_name(result: Result, here: Path) -> None:
    assert ["quickstart-1", "quickstart-1-2", "quickstart-1-3"] == [
        str(result.save()) for _ in range(3)
    ]
    assert {"quickstart-1", "quickstart-1-2", "quickstart-1-3"} == names(here)


def test_two_runs_of_one_seed_are_the_same_bytes(result: Result, here: Path) -> None:
    first, second = result.save("a"), run("quickstart").save("b")
    for name in PARTS - {"circumstances.json", "manifest.json"}:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_a_folder_that_is_not_empty_is_left_alone(result: Result, here: Path) -> None:
    folder = here / "letters"
    folder.mkdir()
    result.save(folder)  # an empty folder will do
    with pytest.raises(OutputError, match=r"letters is not empty; choose another .* with --force"):
        result.save(folder)
    result.save(folder, force=True)
    (folder / "mine.txt").write_text("x")
    with pytest.raises(OutputError, match=r"letters contains mine.txt, which mobsim did not write"):
        result.save(folder, force=True)
    assert names(folder) == PARTS | {"mine.txt"}


def test_force_replaces_nothing_but_a_result(result: Result, here: Path) -> None:
    (here / "letters").mkdir()
    (here / "letters" / "mine.txt").write_text("x")
    (here / "letters" / "run.json").write_text('{"other": 1}')
    with pytest.raises(OutputError, match="not empty and not the result of one night or a study"):
        result.save("letters", force=True)
    assert {"mine.txt", "run.json"} == names(here / "letters")
    (here / "file").write_text("x")
    with pytest.raises(OutputError, match="file is a file; choose a folder"):
        result.save("file", force=True)
    assert {"letters", "file"} == names(here)


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, OSError(28, "No space left on device")])
@pytest.mark.parametrize("existing", [False, True])
def test_nothing_half_written_is_left_behind(
    trouble: Any, existing: bool, result: Result, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = b""
    if existing:
        before = (result.save("kept") / "run.json").read_bytes()

    def fail(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(store, "table_text", fail)
    expected = KeyboardInterrupt if trouble is KeyboardInterrupt else OutputError
    with pytest.raises(expected) as caught:
        result.save("kept", force=existing)
    if expected is OutputError:
        assert "kept cannot be written: No space left on device; nothing was kept" == str(
            caught.value
        )
    assert ({"kept"} if existing else set()) == names(here)
    if existing:
        assert before == (here / "kept" / "run.json").read_bytes()


def test_a_failed_exchange_puts_the_old_result_back(
    result: Result, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result.save("kept")
    rename = Path.rename

    def fail_into_place(self: Path, target: Path) -> Path:
        if str(target) == "kept" and not self.name.endswith(".old"):
            assert not Path("kept").exists()
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_into_place)
    with pytest.raises(KeyboardInterrupt):
        result.save("kept", force=True)
    assert {"kept"} == names(here)
    assert names(here / "kept") == PARTS


def test_a_place_that_cannot_be_written_is_told(result: Result, here: Path) -> None:
    (here / "file").write_text("x")
    with pytest.raises(OutputError, match=r"file.inside cannot be written: .*; nothing was kept"):
        result.save(here / "file" / "inside")


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
def test_a_result_is_for_whoever_may_read_its_place(result: Result, here: Path) -> None:
    (here / "plain").mkdir()
    expected = (here / "plain").stat().st_mode
    assert expected == result.save("a").stat().st_mode


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("run.json", None, "run.json: is missing"),
        ("run.json", "{", "run.json: was changed after it was written"),
        ("log.csv", "x", "log.csv: was changed after it was written"),
    ],
)
def test_a_damaged_result_is_refused(
    name: str, content: str | None, message: str, result: Result, here: Path
) -> None:
    folder = result.save("kept")
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content)
    with pytest.raises(InputError, match=message):
        read_result(folder)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("run.json", "{", "run.json is damaged"),
        ("run.json", "[]", "run.json is damaged: expected an object"),
        ("run.json", '{"mobsim_result": 99}', "found version 99 of a result, expected 1"),
        ("facts.json", "{}", "facts.json is damaged"),
        ("log.csv", "x", "log.csv:1: found no known heading"),
    ],
)
def test_a_result_that_was_written_otherwise_is_refused(
    name: str, content: str, message: str, result: Result, here: Path
) -> None:
    folder = result.save("kept")
    (folder / name).write_text(content)
    reseal(folder)
    with pytest.raises(InputError, match=message):
        read_result(folder)


def test_a_result_that_keeps_its_log_as_parquet_too_is_read(result: Result, here: Path) -> None:
    """An earlier mobsim wrote one; pandas writes it still."""
    folder = result.save("kept")
    result.frame.to_parquet(folder / "log.parquet")
    reseal(folder)
    assert result.log == read_result(folder).log


def test_a_folder_with_nothing_of_mobsim_is_told(here: Path) -> None:
    (here / "kept").mkdir()
    with pytest.raises(InputError, match=r"found no run.json; expected a folder that 'mobsim run'"):
        read_result("kept")


def test_a_folder_that_is_not_there_is_told(here: Path) -> None:
    with pytest.raises(InputError, match="none: no such folder; expected one that 'mobsim run'"):
        read_result("none")


def test_names_that_look_like_formulas_stay_names_in_every_table(here: Path) -> None:
    evil = '=HYPERLINK("http://x","y")'
    night = load("quickstart")
    incident = dataclasses.replace(night.incidents[0], name=evil)
    force = dataclasses.replace(night.forces[0], name="@SUM(1)")
    night = dataclasses.replace(night, incidents=(incident,), forces=(force, *night.forces[1:]))
    folder = run(night).save("evil")
    for table in ("incidents.csv", "national.csv", "forces.csv", "log.csv"):
        with (folder / table).open(encoding="utf-8", newline="") as file:
            for cell in (cell for row in csv.reader(file) for cell in row):
                assert not cell.startswith(("=", "+", "@", "\t", "\r"))
    assert "'" + evil in (folder / "incidents.csv").read_text(encoding="utf-8").replace('""', '"')
    assert evil == read_result(folder).document["names"]["incidents"]["cardiff"]


def test_the_tables_have_a_row_an_incident_a_line_and_a_force(result: Result) -> None:
    assert ["cardiff"] == list(result.incidents["incident"])
    assert [290.0] == list(result.incidents["time_to_100"])
    assert ["psu", "psu_london", "bdu", "aep"] == list(result.national["line"])[:4]
    assert 9 == result.national["region"].notna().sum()
    assert {"south-wales", "gwent", "dyfed-powys"} == set(result.forces["force"])
    assert len(result.log) == len(result.frame)


# --- the document -------------------------------------------------------------------------------


def test_the_document_has_what_its_readers_rely_on(result: Result) -> None:
    made = result.document()
    assert 1 == made["mobsim_result"]
    assert ["psu", "psu_london", "bdu", "aep"] == [line["line"] for line in made["national"]]
    line = {
        "line", "required", "declared", "headroom", "peak_in_use", "binds_at", "binds_cause",
        "time_to", "verdict_stock", "verdict_capacity", "verdict_timeline",
    }  # fmt: skip
    assert line <= made["national"][0].keys()
    assert {"10", "40", "60", "100"} == made["national"][0]["time_to"].keys()
    incident = {
        "incident", "force", "kind", "peak_need", "time_to", "met_share", "unmet_unit_hours",
        "by_source",
    }  # fmt: skip
    assert incident <= made["incidents"][0].keys()
    assert {"first", "10", "40", "60", "100"} == made["incidents"][0]["time_to"].keys()
    sources = {"own": 2, "agreement": 0, "region": 2, "nation": 0, "beyond": 0}
    assert sources == made["incidents"][0]["by_source"]


def test_the_document_is_plain_and_keeps_to_its_schema(result: Result) -> None:
    text = dumps(result.document())
    again = json.loads(text)
    assert text == dumps(again)
    assert list(again) == sorted(again)
    TypeAdapter(ResultDocument).validate_python(again, extra="forbid")
    schema = result_schema()
    assert set(again) == set(schema["properties"])
    assert {"const": 1} == {"const": schema["properties"]["mobsim_result"]["const"]}
    measure = schema["$defs"]["IncidentMeasures"]["properties"]["requested_to_deployed"]
    assert "0 if the share was already there" in measure["description"]


# --- provenance ---------------------------------------------------------------------------------


def test_identity_is_the_same_at_another_time_and_differs_by_seed_scenario_and_table(
    tmp_path: Path,
) -> None:
    resolved = load("quickstart").resolved
    made = provenance_of("quickstart", resolved, 1)
    assert made == provenance_of("quickstart", resolved, 1)
    assert made.identity != provenance_of("quickstart", resolved, 2).identity
    assert made.identity != provenance_of("quickstart", resolved, 1, typical=True).identity
    changed = {**resolved, "mode": "sustained"}
    assert made.identity != provenance_of("quickstart", changed, 1).identity
    assert {
        "agreements",
        "beyond",
        "forces",
        "kinds",
        "regions",
        "requirements",
        "roads",
    } == made.identity.tables_sha256.keys()
    assert "simpy" in made.circumstances.packages


def test_a_user_s_table_counts_by_its_contents_wherever_it_is(tmp_path: Path) -> None:
    resolved = load("quickstart").resolved
    identities = []
    for name, content in (("a.csv", "x"), ("b.csv", "x"), ("c.csv", "y")):
        (tmp_path / name).write_text(content)
        chosen = {**resolved, "forces": str(tmp_path / name)}
        identities.append(provenance_of("q", chosen, 1).identity)
    assert identities[0] == identities[1] != identities[2]


def test_the_time_of_a_build_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    made = provenance_of("q", {}, 1)
    assert "1970-01-01T00:00:00+00:00" == made.circumstances.made_at


@pytest.mark.parametrize(("mode", "wanted"), [(0o600, 0o600), (0o640, 0o640), (0o666, 0o644)])
def test_a_copied_table_is_no_more_open_than_the_user_s_own(
    tmp_path: Path, mode: int, wanted: int
) -> None:
    table = tmp_path / "forces.csv"
    table.write_bytes(data_path("forces.csv").read_bytes())
    table.chmod(mode)
    before = os.umask(0o022)
    try:
        night = load("quickstart", settings=[f"forces={table}"]).run()
        kept = night.save(tmp_path / "kept") / "tables" / "forces.csv"
    finally:
        os.umask(before)
    assert table.read_bytes() == kept.read_bytes()
    assert wanted == kept.stat().st_mode & 0o777


def test_what_one_thread_makes_is_never_given_to_another() -> None:
    kept = LastMade[str]()

    class Mine:
        """While it is compared, another thread makes something else."""

        def __eq__(self, other: object) -> bool:
            kept.of((), lambda: "their text")
            return isinstance(other, Mine)

        def __hash__(self) -> int:
            return 1

    assert "my text" == kept.of((Mine(),), lambda: "my text")
    assert "my text" == kept.of((Mine(),), lambda: "made again")
