"""Is what was reported complete still whole, wherever the process of a command ends?

The explorer itself is `tests.crash_explorer`; it forks, and so it has a process of its own here.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import mobsim
from mobsim.study.folder import open_folder
from mobsim.study.study import How, extend
from mobsim.study.verifying import verify
from tests.crash_cells import CASES

ROOT = Path(__file__).parents[1]

MADE = """
import json, os
from pathlib import Path
from tests.crash_explorer import Case, Kept, explorer

def begin():
    Path("kept").write_text("whole")
    return 0

def in_place():
    Path("kept").write_text("other")
    return 0

def removed_first():
    Path("made").write_text("other")
    Path("kept").unlink()
    os.rename("made", "kept")
    return 0

def never_the_same_name():
    made = Path(f"made-{os.getpid()}")
    made.write_text("other")
    os.replace(made, "kept")
    return 0

def only_once():
    Path("begun").mkdir()
    os.rmdir("begun")
    return 0

def beside():
    Path("made").write_text("other")
    os.replace("made", "kept")
    return 0

WRITERS = (in_place, removed_first, never_the_same_name, only_once, beside)
with explorer() as one:
    kept = Kept("kept", may="change")
    cases = [Case("a writer", each.__name__, each, (begin,), (kept,)) for each in WRITERS]
    found = [one.explore(case, kills=2) for case in cases]
print(json.dumps({each.case.about: [str(each), *each.losses] for each in found}))
"""
"""Writers of one file, and what the explorer says of each."""


@pytest.fixture(scope="module")
def said() -> dict[str, list[str]]:
    words = [sys.executable, "-c", MADE]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(ran.stdout))


@pytest.mark.parametrize(
    ("writer", "lost"),
    [
        ("in_place", ["1:opened (open kept): kept is not whole: . other", "2:torn"]),
        ("removed_first", ["3:before (os.rename kept): kept is not whole: without ."]),
        ("never_the_same_name", ["the same command again leaves made-"]),
        ("only_once", ["2:before (os.rmdir begun): the same command again ends with 70"]),
    ],
)
def test_the_explorer_finds_what_a_careless_writer_loses(
    said: dict[str, list[str]], writer: str, lost: list[str]
) -> None:
    assert all(any(loss in line for line in said[writer][1:]) for loss in lost)


def test_the_explorer_finds_no_fault_with_a_writer_that_renames_what_it_wrote(
    said: dict[str, list[str]],
) -> None:
    assert ["a writer: beside: 2 operations, 7 ends, 7 held"] == said["beside"]


def test_a_block_that_is_half_deleted_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(path: Path, **_: object) -> None:
        for manifest in Path(path).glob("manifest.json"):
            manifest.unlink()
            raise KeyboardInterrupt

    folder = tmp_path / "study"
    mobsim.load("quickstart").run(replications=2, jobs=1, folder=folder)
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", break_off)
        with pytest.raises(KeyboardInterrupt):
            extend(folder, 3, How(jobs=1))
    assert verify(open_folder(folder)).sound
    assert 3 == extend(folder, 3, How(jobs=1)).replications_run
    assert ["000000-000002"] == [path.name for path in (folder / "blocks").iterdir()]


def losses(*words: str) -> str:
    """What the explorer says if anything was lost."""
    command = [sys.executable, "-m", "tests.crash_explorer", "--bounded", *words]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr if ran.returncode else ""


@pytest.mark.slow
def test_no_command_loses_what_was_complete_wherever_it_ends() -> None:
    """The stress test, which takes longest, has a test of its own."""
    commands = {case.command for case in CASES} - {"stress run"}
    assert "" == losses(*sorted(commands), "--most", "2")


@pytest.mark.slow
@pytest.mark.parametrize(("command", "kills"), [("run --replications", 3), ("stress run", 1)])
def test_a_command_that_is_killed_at_any_moment_loses_nothing(command: str, kills: int) -> None:
    assert "" == losses(command, "--case", "absent", "--most", "1", "--kills", str(kills))
