"""What does a planner start a night from, and how is it found again among others?"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import mobsim
from mobsim.cli.main import main
from mobsim.cli.new import starters
from mobsim.ground.errors import InputError
from mobsim.scenario.file import load_scenario, resolve
from mobsim.telling.own_nights import library_of
from mobsim.telling.plan import read_back

KINDS = ["carnival", "evacuation", "football", "march", "prison", "protest-camp", "summit"]
NIGHT = """\
schema: 1
question: Is help there by five?
tags: [Football, 007]
start: 2026-06-03 14:00
duration: 6h
chance: typical
incidents:
  - {place: Leeds, begins: 14:00, lasts: 2h, need: {psu: 1}}
overrides:
  more: {incidents: {leeds: {need: {psu: 2}}}}
"""

Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A folder of files by name, which is the working folder."""
    monkeypatch.chdir(tmp_path)

    def made(**files: str) -> Path:
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Path()

    return made


# --- starters -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_starter_has_no_fault_and_nothing_to_look_at_again(kind: str) -> None:
    path = starters()[kind]
    text = path.read_text(encoding="utf-8")
    assert 25 <= len(text.splitlines()) <= 50
    assert "lat:" not in text
    assert " force:" not in text
    found = resolve(path)
    assert () == read_back(found).remarks
    assert found.tags
    assert "?" == found.scenario.question[-1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_starter_runs_and_its_need_is_met_in_part(kind: str) -> None:
    result = mobsim.run(load_scenario(starters()[kind]))
    psus = [row for row in result.measures.incidents if row.kind == "psu"]
    assert psus
    for row in psus:
        assert row.unmet_unit_hours is not None
        assert 0 < row.unmet_unit_hours < row.needed_unit_hours


def test_each_starter_is_of_its_own_kind() -> None:
    assert KINDS == list(starters())
    scenarios = [load_scenario(path) for path in starters().values()]
    towns = [{each.name for each in (*one.incidents, *one.operations)} for one in scenarios]
    assert len(KINDS) == len({one.title for one in scenarios})
    assert all(not (a & b) for a in towns for b in towns if a is not b)
    assert {"protest-camp", "summit", "evacuation", "prison", "carnival"} == {
        kind for kind, one in zip(KINDS, scenarios, strict=True) if one.mode == "sustained"
    }


def test_new_writes_a_starter_of_a_kind_and_lists_kinds(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder()
    assert 0 == main(["new", "derby.yaml", "--like", "football"])
    assert Path("derby.yaml").read_bytes() == starters()["football"].read_bytes()
    assert "Next: mobsim check derby.yaml" in capsys.readouterr().out
    assert 0 == main(["new", "--like"])
    listed = capsys.readouterr().out.splitlines()
    assert [*KINDS, "Next:"] == [line.split()[0] for line in listed]
    assert max(map(len, listed)) <= 100
    assert 2 == main(["new", "other.yaml", "--like", "fotball"])
    told = capsys.readouterr()
    assert "no starter 'fotball'; did you mean 'football'?" in told.err
    assert KINDS == [line.split()[0] for line in told.out.splitlines()]
    assert 2 == main(["new"])
    assert 1 == main(["new", "derby.yaml", "--like", "march"])
    assert not Path("other.yaml").exists()


# --- a library ------------------------------------------------------------------------------------


def test_a_library_lists_each_file_with_its_tags_and_its_last_result(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(night=NIGHT, sub__other=NIGHT.replace("typical", "typical\ntitle: The other"))
    assert 0 == main(["run", "night.yaml", "-o", "first"])
    assert 0 == main(["run", "sub/other.yaml", "--with", "more", "-o", "sub/with"])
    library = library_of(Path())
    night, other = library.nights
    assert (("Football", "007"), ("more",)) == (night.tags, night.overrides)
    assert ("night.yaml", "Night", "The other") == (night.file, night.title, other.title)
    assert night.last
    assert other.last
    assert ("first", True) == (night.last.folder, night.last.as_it_is)
    assert ("other-more", True) == (other.last.name, other.last.as_it_is)
    assert (
        night.last.verdict
        == "one night: capacity holds, 40 % of the PSUs within 4 h in 1 of 1 places"
    )
    folder(night=NIGHT.replace("psu: 1}}", "psu: 3}}"))
    capsys.readouterr()
    assert 0 == main(["scenarios", "."])
    told = " ".join(capsys.readouterr().out.split())
    assert "Is help there by five? tags: Football, 007 --with more last result" in told
    assert "(first); the file or its settings have changed since sub/other.yaml" in told
    assert told.endswith("2 scenario files in . Next: mobsim run night.yaml")


def test_a_file_that_cannot_be_used_is_listed_with_its_first_fault(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(
        bad=NIGHT.replace("Leeds", "Lleeds").replace("6h", "6"),
        empty="",
        sound=NIGHT.replace("Football", "march"),
    )
    assert 0 == main(["scenarios", ".", "--tag", "football", "--json"])
    listed = json.loads(capsys.readouterr().out)["scenarios"]
    assert ["bad.yaml", "empty.yaml"] == [each["file"] for each in listed]
    assert [2, 1] == [each["faults"] for each in listed]
    assert listed[0]["fault"].startswith("bad.yaml:5:11: duration: found 6, a bare number")
    assert 0 == main(["scenarios", "."])
    told = capsys.readouterr().out
    assert "no saved result found" in told
    assert "3 scenario files in ., 2 cannot be used" in told


def test_a_result_elsewhere_counts_for_the_one_scenario_of_its_name(folder: Folder) -> None:
    folder(sub__night=NIGHT)
    assert 0 == main(["run", "sub/night.yaml", "-o", "here"])
    [night] = library_of(Path("sub")).nights
    assert night.last
    assert "here" == night.last.folder
    folder(sub__night=NIGHT, other__night=NIGHT)
    assert [None, None] == [each.last for each in library_of(Path()).nights]


def test_results_and_hidden_folders_hold_no_scenarios_and_a_damaged_result_is_named(
    folder: Folder,
) -> None:
    folder(night=NIGHT, **{".hidden__night": NIGHT})
    assert 0 == main(["run", "night.yaml", "-o", "kept"])
    Path("kept/run.json").write_text("{}", encoding="utf-8")
    library = library_of(Path())
    assert ["night.yaml"] == [each.file for each in library.nights]
    assert ("kept is damaged: 'mobsim verify kept' says where",) == library.damaged


@pytest.mark.parametrize(
    ("asked", "said"),
    [("nowhere", "nowhere: no such folder; expected"), ("night.yaml", "night.yaml: found a file")],
)
def test_a_library_that_is_no_folder_is_a_fault(folder: Folder, asked: str, said: str) -> None:
    folder(night=NIGHT)
    with pytest.raises(InputError, match=re.escape(said)):
        library_of(Path(asked))


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ("football", "tags: found 'football', expected a list such as [football, regional]"),
        ("[]", "tags: found a list, expected a list"),
        ("[a, [b]]", "tags[1]: found a list, expected text"),
        (f"[{'x' * 41}]", "tags[0]: found 41 characters, expected at most 40"),
        (str(list(range(21))), "tags: found 21 tags, expected at most 20"),
    ],
)
def test_tags_that_are_no_words_are_faults(folder: Folder, tags: str, said: str) -> None:
    folder(night=NIGHT.replace("[Football, 007]", tags))
    with pytest.raises(InputError, match=re.escape(said)):
        resolve("night.yaml")


@pytest.mark.slow
def test_a_study_is_a_last_result(folder: Folder) -> None:
    folder(night=NIGHT)
    assert 0 == main(["run", "night.yaml", "--replications", "2", "--jobs", "1"])
    [night] = library_of(Path()).nights
    assert night.last
    assert night.last.verdict == "study of 2 nights: a national line breaks in 0 % of them"
    assert night.last.as_it_is
