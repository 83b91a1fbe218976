"""Is nothing lost that was reported complete, and nothing read that is not as it was written?"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from mobsim.cli.main import main
from mobsim.country.returns import freeze, read_returns
from mobsim.ground.errors import InputError, OutputError
from mobsim.ground.folders import add_page, check_replaceable, made_beside, replaced_folder
from mobsim.ground.leftovers import temporary_name
from mobsim.ground.manifest import MANIFEST, check_folder, kind_of, read_manifest
from mobsim.scenario.file import load_scenario
from mobsim.stress.reverse.breaking import BreakingSearch
from mobsim.stress.reverse.criteria import TARGET_MISSED
from mobsim.stress.reverse.search_keeping import searches_at
from mobsim.stress.reverse.severity import NeedAt
from mobsim.stress.stress_folder import finish_pack, open_pack
from mobsim.stress.testing import Wanted
from mobsim.study.folder import open_folder
from mobsim.study.replication import Task
from mobsim.study.study import How, extend, read_study
from mobsim.study.verifying import verify
from mobsim.telling.store import read_result
from tests.findings_made import findings

HERE = How(jobs=1)
ONE = ("--jobs", "1")
SWEEP = ("sweep", "quickstart", "--vary", "drawdown=none,minimal", "--replications", "2", *ONE)
COMPARE = ("compare", "quickstart", "--set", "drawdown=none", "--replications", "2", *ONE)
STUDY = ("run", "quickstart", "--replications", "4", *ONE)
NOBODY = 4_000_000
"""The number of a process that does not run: systems give none so high."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of each kind, within one."""
    place = tmp_path_factory.mktemp("kept")
    before = Path.cwd()
    os.chdir(place)
    try:
        assert 0 == main(["run", "quickstart", "-o", "night", "--report"])
        assert 0 == main([*STUDY, "-o", "study", "--report"])
        assert 0 == main(["run", "quickstart", "--replications", "4:6", *ONE, "-o", "other"])
        assert 0 == main([*SWEEP, "-o", "sweep"])
        assert 0 == main([*COMPARE, "-o", "comparison"])
        freeze(read_returns("2026-Q4"), "returns")
        base = load_scenario("stress/everywhere")
        search = BreakingSearch(base, NeedAt(("kent",)), TARGET_MISSED, 1, 40, guess=6)
        searches_at(place, {"search": search}, 2, HERE)
        wanted = Wanted(read_returns("2026-Q4"), quick=True)
        open_pack(Path("stress"), wanted.plan, wanted.returns)
        shutil.copytree("search", "stress/runs/break/search")
        finish_pack(findings(), Path("stress"), {"tables/runs.csv": "run\n"})
        yield place
    finally:
        os.chdir(before)


@pytest.fixture
def here(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of one folder of each kind, which is where we are."""
    shutil.copytree(kept, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


TABLE = "reserve.parquet"


def snapshot(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# --- one altered byte -----------------------------------------------------------------------------

READERS: dict[str, Sequence[Sequence[str]]] = {
    "night": [
        ["verify", "night"],
        ["why", "night", "cardiff"],
        ["report", "night", "-o", "a.html"],
    ],
    "study": [
        ["verify", "study"],
        ["report", "study", "-o", "a.html"],
        ["extend", "study", "--replications", "5", *ONE],
        ["merge", "other", "study", "-o", "all"],
        ["rerun", "study", "-o", "again", *ONE],
        ["rerun", "study", "--night", "1", "-o", "again"],
    ],
    "sweep": [["verify", "sweep"], [*SWEEP, "-o", "sweep"]],
    "comparison": [["verify", "comparison"], [*COMPARE, "-o", "comparison"]],
    "search": [["verify", "search"], ["rerun", "search", *ONE]],
    "returns": [
        ["verify", "returns"],
        ["stress", "run", "returns", "-o", "out"],
        ["stress", "template", "a.csv", "--last", "returns"],
    ],
    "stress": [["verify", "stress"], ["stress", "run", "2026-Q4", "--last", "stress", "-o", "out"]],
}
"""Commands that read a folder."""


def changes_of(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """Ways to alter each file, to take it away, and to add one, by the name to be told.

    Of points, arms and tables alike, in a set of studies, one stands for all.
    """
    of_set = folder.name in ("sweep", "comparison")
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        is_table = path.suffix == ".parquet" and path.stem != "reserve"
        if of_set and (is_table or "effects" in path.parts or "00001" in path.parts):
            continue
        content = path.read_bytes()
        middle = len(content) // 2
        altered = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        yield path.name, partial(path.write_bytes, altered)
        if path.name != "report.html":
            yield path.name, path.unlink
        if path.name == MANIFEST:
            yield "own.txt", partial(path.with_name("own.txt").write_text, "mine")


@pytest.mark.parametrize("kind", READERS)
def test_every_change_of_every_file_is_told_by_every_command_that_reads_it(
    kind: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = here / kind
    before = snapshot(here)
    quiet = []
    for name, change in list(changes_of(folder)):
        change()
        for command in READERS[kind]:
            code = main(list(command))
            said = capsys.readouterr()
            if code not in (1, 3) or name not in said.out + said.err:
                quiet.append((name, *command[:2], code))
        for path in folder.rglob("own.txt"):
            path.unlink()
        for file, content in before.items():
            if (here / file).exists() and (here / file).read_bytes() == content:
                continue
            (here / file).write_bytes(content)
    assert [] == quiet
    assert before == snapshot(here), "a command wrote something, or took it away"


@pytest.mark.parametrize("kind", READERS)
def test_a_folder_without_its_manifest_is_not_read(
    kind: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / kind / MANIFEST).unlink()
    assert 0 != main(["verify", kind])
    said = "".join(capsys.readouterr())
    assert f"{kind}/manifest.json: is missing" in said
    assert "make the folder again" in said


def test_a_report_says_by_itself_whether_it_was_changed(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["report", "night", "-o", "page.html"])
    assert 0 == main(["verify", "page.html"])
    page = here / "page.html"
    page.write_text(page.read_text("utf-8").replace("Cardiff", "Swansea"), "utf-8")
    assert 1 == main(["verify", "page.html"])
    assert "page.html: was changed after it was written" in capsys.readouterr().out
    (here / "mine.html").write_text("<html>mine</html>")
    assert 3 == main(["verify", "mine.html"])


def test_a_link_or_a_device_is_no_file_of_a_folder(here: Path) -> None:
    place = here / "returns" / "returns.csv"
    content = place.read_bytes()
    place.unlink()
    os.mkfifo(place)
    with pytest.raises(InputError, match=r"returns\.csv: was changed"):
        check_folder(here / "returns", ("returns",))
    place.unlink()
    place.write_bytes(content)
    (here / "returns" / "more").symlink_to(here / "night")
    with pytest.raises(InputError, match="more: was not written by mobsim"):
        check_folder(here / "returns", ("returns",))


def test_a_manifest_names_no_file_outside_its_folder(here: Path) -> None:
    place = here / "returns" / MANIFEST
    known = read_manifest(here / "returns")
    files = {"../night/run.json": known.files["returns.csv"]}
    place.write_bytes(type(known)("returns", files).content())
    with pytest.raises(InputError, match="expected a file within the folder"):
        read_manifest(here / "returns")


# --- inputs and outputs that are one --------------------------------------------------------------


def same(before: dict[str, bytes], here: Path) -> bool:
    return before == snapshot(here)


def test_a_merge_into_one_of_its_shards_has_the_nights_of_both(here: Path) -> None:
    shards = [read_study(here / name) for name in ("study", "other")]
    nights = [night for shard in shards for night in shard.nights.index]
    assert 0 == main(["merge", "study", "other", "-o", "study", "--force"])
    whole = read_study(here / "study", whole=True)
    assert nights == list(whole.nights.index)
    assert 0 == main(["verify", "study"])


def test_a_merge_of_what_was_damaged_is_refused_and_takes_nothing_away(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = [next((here / name / "blocks").iterdir()) / TABLE for name in ("study", "other")]
    for path in damaged:
        content = path.read_bytes()
        path.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    before = snapshot(here)
    assert 3 == main(["merge", "study", "other", "-o", "study", "--force"])
    assert same(before, here)
    told = capsys.readouterr().err
    assert all(str(path.relative_to(here)) in told for path in damaged)


def test_a_study_is_repeated_into_its_own_folder(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = read_study(here / "study").identity
    assert 0 == main(["rerun", "study", "-o", "study", "--force", *ONE])
    assert "The same: all 4 nights" in capsys.readouterr().out
    assert known == read_study(here / "study", whole=True).identity


def test_a_study_without_a_night_is_never_the_same(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = open_folder(here / "study")
    folder.plan("0:4")
    shutil.rmtree(here / "study" / "blocks")
    assert 3 == main(["rerun", "study", "-o", "again"])
    assert "has no night yet, so there is nothing to repeat" in capsys.readouterr().err
    assert not (here / "again").exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["run", "night/scenario.yaml", "-o", "night", "--force"], "reads the scenario from it"),
        (
            ["run", "study/scenario.yaml", "--replications", "3", "-o", "study", "--force"],
            "reads the scenario from it",
        ),
        (["rerun", "study", "--night", "1", "-o", "study", "--force"], "reads the study from it"),
        (
            ["stress", "import", "returns/returns.csv", "--quarter", "2026-Q4", "-o", "returns",
             "--force"],
            "reads returns/returns.csv from it",
        ),
        (
            ["stress", "import", "x.csv", "--quarter", "2027-Q1", "--last", "returns", "-o",
             "returns", "--force"],
            "reads returns from it",
        ),
        (["report", "night", "-o", "night", "--force"], "night is a folder; choose a file"),
        (["report", "night", "-o", "night/run.json", "--force"], "is part of the result of one"),
        (["report", "night", "-o", "study/summary.txt", "--force"], "is part of a study"),
        (["report", "night", "-o", "own.yaml", "--force"], "own.yaml is not a page"),
        (["merge", "study", "other", "-o", "study/blocks/all"], "is inside a study"),
        (["merge", "study", "other", "-o", ".", "--force"], "not empty and not the result of"),
        (["run", "quickstart", "-o", "sweep/points/00000", "--force"], "is inside a sweep"),
        (["extend", "sweep/points/00000", "--replications", "3"], "is inside a sweep"),
        (["run", "quickstart", "-o", "night/inner"], "is inside the result of one night"),
        (["run", "quickstart", "-o", "returns", "--force"], "not empty and not the result of"),
        (["stress", "run", "2026-Q4", "-o", "night"], "night holds the result of one night"),
    ],
)  # fmt: skip
def test_what_would_take_away_what_is_kept_is_refused_before_anything_is_touched(
    command: Sequence[str], said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "own.yaml").write_text("schema: 1")
    before = snapshot(here)
    assert main(list(command)) in (1, 3)
    assert said in capsys.readouterr().err
    assert same(before, here)


def test_what_is_not_mobsims_is_never_replaced(here: Path) -> None:
    (here / "study" / "blocks" / "000000-000003" / "notes.txt").write_text("mine")
    with pytest.raises(
        OutputError, match=r"contains blocks/000000-000003/notes\.txt, which mobsim"
    ):
        check_replaceable(here / "study", ("study",), force=True)


# --- a process that ends --------------------------------------------------------------------------

ENDS = """
import os, sys
from pathlib import Path
from mobsim.ground.folders import replaced_folder
left = int(sys.argv[1])
def count(event, arguments):
    global left
    if event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree") or (
        event == "open" and isinstance(arguments[1], str) and "w" in arguments[1]
    ):
        left -= 1
        if left < 0:
            os._exit(9)
sys.addaudithook(count)
with replaced_folder(Path("kept"), "night", ("night",), force=True) as made:
    made.put("a.txt", "new")
    made.put("b.txt", "new")
"""


@pytest.mark.parametrize("there", [False, True])
def test_a_process_that_ends_anywhere_leaves_the_old_folder_or_the_new_one(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept, seen = tmp_path / "kept", set()
    for step in range(100):
        shutil.rmtree(kept, ignore_errors=True)
        if there:
            with replaced_folder(kept, "night", ("night",), force=True) as made:
                made.put("a.txt", "old")
        ended = subprocess.run([sys.executable, "-c", ENDS, str(step)], check=False)
        check_replaceable(kept, ("night",), force=True)  # as each command does first
        if kept.exists():
            assert check_folder(kept, ("night",)).complete
        seen.add((kept / "a.txt").read_text() if kept.exists() else "")
        if not ended.returncode:
            break
        assert 9 == ended.returncode
    assert {"old" if there else "", "new"} == seen
    with replaced_folder(kept, "night", ("night",), force=True) as made:
        made.put("a.txt", "again")
    assert ["kept"] == [path.name for path in tmp_path.iterdir()], "something was left behind"


def of_nobody(path: Path) -> Path:
    """The same name, of a process that is gone."""
    name = path.name.replace(f"-{os.getpid()}-", f"-{NOBODY}-")
    assert name != path.name
    return path.with_name(name)


def test_what_another_process_still_writes_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    running, gone = temporary_name(kept), of_nobody(temporary_name(kept))
    running.mkdir()
    gone.mkdir()
    with replaced_folder(kept, "night", ("night",), force=False) as made:
        made.put("a.txt", "x")
    assert {"kept", running.name} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize(
    "command",
    [
        ["verify", "night"],
        ["why", "night", "cardiff"],
        ["verify", "study"],
        ["merge", "study", "other", "-o", "all"],
        ["verify", "returns"],
        ["stress", "template", "a.csv", "--last", "returns"],
        ["rerun", "search", *ONE],
    ],
)
def test_every_command_finds_a_folder_that_was_about_to_be_replaced(
    command: Sequence[str], here: Path
) -> None:
    for name in ("night", "study", "returns", "search"):
        (here / name).rename(of_nobody(temporary_name(here / name, "old")))
    assert 0 == main(list(command))


def interrupted(monkeypatch: pytest.MonkeyPatch, command: Sequence[str], after: int) -> None:
    """Give a command that is interrupted after so many nights."""
    plain = Task.replicate

    def replicate(self: Task, number: int) -> object:
        if number >= after:
            raise KeyboardInterrupt
        return plain(self, number)

    with monkeypatch.context() as patched:
        patched.setattr(Task, "replicate", replicate)
        assert 130 == main(list(command))


def test_a_study_is_there_whole_until_the_one_that_replaces_it_is(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(here / "study")
    command = ["run", "quickstart", "--seed", "2", "--replications", "5", *ONE, "-o", "study"]
    interrupted(monkeypatch, [*command, "--force"], after=3)
    err = capsys.readouterr().err
    assert "study is unchanged; 3 replications of the new study are saved" in err
    assert before == snapshot(here / "study")
    [left] = [path for path in here.iterdir() if path.name.startswith(".study.")]
    left.rename(of_nobody(left))
    begun = []
    plain = Task.replicate
    monkeypatch.setattr(
        Task,
        "replicate",
        lambda self, number: (begun.append(number), plain(self, number))[1],
    )
    assert 0 == main([*command, "--force"])
    assert [3, 4] == begun, "nights that were kept were run again"
    assert 2 == read_study(here / "study", whole=True).identity.seed
    assert [] == [path for path in here.iterdir() if path.name.startswith(".")]


def test_the_same_command_resumes_what_was_interrupted(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in (STUDY, SWEEP, COMPARE):
        interrupted(monkeypatch, [*command, "-o", "new"], after=1)
        assert not read_manifest(here / "new").complete
        assert 0 == main([*command, "-o", "new"])
        assert 0 == main(["verify", "new"])
        assert read_manifest(here / "new").complete
        shutil.rmtree(here / "new")


def test_a_complete_study_is_not_written_again(here: Path) -> None:
    before = snapshot(here)
    assert 4 == extend(here / "study", 4, HERE).replications_run
    assert 0 == main([*SWEEP, "-o", "sweep"])
    assert 0 == main([*COMPARE, "-o", "comparison"])
    assert same(before, here)


def test_damage_is_not_carried_into_a_block_that_grows(here: Path) -> None:
    folder = open_folder(here / "study")
    folder.plan("0:6")
    (here / "study" / "blocks" / "000000-000003" / "national.parquet").write_bytes(b"x")
    with pytest.raises(InputError, match=r"national.parquet: was changed after it was written"):
        extend(here / "study", 6, HERE)
    assert not verify(open_folder(here / "study", checked=False)).sound


def test_a_disk_that_gives_back_other_bytes_is_told(tmp_path: Path) -> None:
    with made_beside(tmp_path / "kept") as made:
        made.put("a.txt", "x")
        (made.path / "a.txt").write_text("y")
        with pytest.raises(
            OutputError, match=r"files on the disk differ from the .* written: a\.txt"
        ):
            made.seal("night")
    assert [] == list(tmp_path.iterdir())


def test_a_page_takes_the_place_of_a_page_only(tmp_path: Path) -> None:
    page = add_page(tmp_path / "page", "<!doctype html>\n<p>1</p>", force=False)
    add_page(page, "<!doctype html>\n<p>2</p>", force=True)
    assert "<p>2</p>" in page.read_text("utf-8")
    with pytest.raises(OutputError, match="already exists"):
        add_page(page, "3", force=False)


def test_a_folder_of_an_earlier_mobsim_is_told_from_one_of_somebody_else(here: Path) -> None:
    assert kind_of(here) is None
    (here / "night" / MANIFEST).unlink()
    with pytest.raises(InputError, match="early versions of mobsim wrote no manifest"):
        read_result(here / "night")
