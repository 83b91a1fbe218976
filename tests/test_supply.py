"""Does mobsim run what was pinned and nothing else, and does it call nobody?"""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]

# --- what is installed --------------------------------------------------------------------------


def lines_of(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_each_pin_has_hashes_and_nothing_else_has() -> None:
    """See "Pins" in CONTRIBUTING.md for the command that writes the hashes."""
    hashed: list[str] = []
    for indented, lines in groupby(lines_of("constraints-hashes.txt"), lambda x: x[0] == " "):
        found = [line.removesuffix(" \\") for line in lines]
        if indented:
            assert [] == [x for x in found if not re.fullmatch(r" {4}--hash=sha256:\w{64}", x)]
            assert len(found) == len(set(found))
            assert hashed[-1]
        else:
            assert 1 == len(found), f"no hash: {found[:-1]}"
            hashed += found
    assert lines_of("constraints.txt") == hashed


def test_what_builds_mobsim_is_pinned() -> None:
    pinned = {line.partition("==")[0] for line in lines_of("constraints.txt")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (builder,) = project["build-system"]["requires"]
    assert builder.partition(">=")[0] in pinned


# --- what is imported ---------------------------------------------------------------------------

IN_THE_FOLDER: Final = ("click", "enum", "json", "logging", "loky", "numpy", "pickle", "typing")
"""Modules that the command, its workers or their trackers import; here they lie in the folder."""
TWO_WORKERS: Final = """
import sys
del sys.path[0]  # as it is for the command: the current folder
import os
from mobsim.study.engines import Processes
engine = Processes(2)
print({engine.submit(os.getpid).result() for _ in range(4)})
engine.close()
"""
CHECK: Final = """
from mobsim.cli.main import main
raise SystemExit(main(["check", "quickstart", "--set", "ranking=sent"]))
"""


class Sent:
    """A folder with somebody else's modules, which tell when they are imported."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "sent"
        self.folder.mkdir()
        self._told = folder / "imported"

    def module(self, name: str) -> None:
        told = f"open({str(self._told)!r}, 'a').write(__name__ + ' ')\n"
        (self.folder / f"{name}.py").write_text(told)

    def python(self, *words: str, path: Sequence[str] = ()) -> "subprocess.CompletedProcess[str]":
        """Run Python in the folder; what is installed is found as it is here."""
        path = os.pathsep.join([*path, *map(os.path.abspath, filter(None, sys.path))])
        return subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=os.environ | {"PYTHONPATH": path},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    @property
    def imported(self) -> str:
        return self._told.read_text() if self._told.exists() else ""


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    return Sent(tmp_path)


@pytest.mark.parametrize(
    "words",
    [("-m", "mobsim", "check", "quickstart"), ("-c", TWO_WORKERS)],
    ids=["command", "workers"],
)
def test_nothing_is_imported_from_the_current_folder(sent: Sent, words: tuple[str, ...]) -> None:
    for name in IN_THE_FOLDER:
        sent.module(name)
    done = sent.python(*words)
    assert (0, "", "") == (done.returncode, done.stderr, sent.imported)
    sent.python("-c", "import loky")
    assert "loky " == sent.imported


@pytest.mark.parametrize("asked", [False, True], ids=["by nobody", "by PYTHONPATH"])
def test_a_plug_in_in_the_current_folder_is_used_only_if_asked_for(sent: Sent, asked: bool) -> None:
    sent.module("sent_ranking")
    package = sent.folder / "sent_ranking-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: sent-ranking\nVersion: 1\n")
    (package / "entry_points.txt").write_text("[mobsim.rankings]\nsent = sent_ranking:RANKING\n")
    path = [str(sent.folder)] if asked else []
    done = sent.python("-c", CHECK, path=path)
    assert 3 == done.returncode
    assert asked == bool(sent.imported)
    assert asked == ("unknown ranking 'sent'" not in done.stderr)


# --- who is called ------------------------------------------------------------------------------

NOBODY: Final = """
import os, sys

def note(*words):
    file = os.open(os.environ["CALLS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, (" ".join(words) + "\\n").encode())
    os.close(file)

def refuse(event, found):
    named = event.startswith("socket.get") and event != "socket.gethostname"
    sends = event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg")
    # Between processes of this machine a socket has a path for an address, or none.
    if named or (sends and isinstance(found[1], tuple)):
        note("called:", event, repr(found[1:]))
        raise PermissionError(f"{event} is not allowed here")

note("started:", str(os.getpid()))
sys.addaudithook(refuse)
"""
"""What each Python does first: see the module `sitecustomize`."""
TINY_STRESS_TEST: Final = """
from dataclasses import replace
from functools import partial
from pathlib import Path
from mobsim.country.returns import read_returns
from mobsim.stress import testing
from mobsim.stress.pack import shipped_pack
from mobsim.stress.paper import write_paper
from mobsim.study.study import How
pack = shipped_pack()
rows = [row for row in pack.rows if row.test_id == "several-cities"]
testing._Test = partial(testing._Test, pack=replace(pack, rows=rows))
wanted = testing.Wanted(read_returns("2026-Q4"), quick=True, nights=2, hosts=("kent",))
folder = Path("stress")
write_paper(testing.run_stress(wanted, folder, How(jobs=2)), folder)
"""


class Alone:
    """A folder in which no Python can call another machine; who tries is noted."""

    def __init__(self, folder: Path) -> None:
        hook = folder / "hook"
        hook.mkdir()
        (hook / "sitecustomize.py").write_text(NOBODY)
        self.folder, self._calls = folder, folder / "calls"
        path = [str(hook), *map(os.path.abspath, filter(None, sys.path))]
        self._env = {"PYTHONPATH": os.pathsep.join(path), "CALLS": str(self._calls)}

    def python(self, *words: str) -> int:
        done = subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=os.environ | self._env,
            stdout=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        return done.returncode

    def noted(self, what: str) -> list[str]:
        lines = self._calls.read_text().splitlines()
        return [line for line in lines if line.startswith(f"{what}:")]


@pytest.fixture
def alone(tmp_path: Path) -> Alone:
    return Alone(tmp_path)


CALLS: Final = {
    "address": "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
    "name": "import socket; socket.getaddrinfo('localhost', 9)",
    "child": "import os, sys; os.execv(sys.executable, [sys.executable, '-c', "
    '\'import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("127.0.0.1", 9))\'])',
    "worker": "import socket\nfrom mobsim.study.engines import Processes\n"
    "engine = Processes(2)\nengine.submit(socket.getaddrinfo, 'localhost', 9).result()",
}


@pytest.mark.parametrize("code", CALLS.values(), ids=CALLS)
def test_a_call_to_another_machine_is_noted(alone: Alone, code: str) -> None:
    """Else the next test could not fail."""
    assert 1 == alone.python("-c", code)
    assert alone.noted("called")


@pytest.mark.slow
def test_nobody_is_called_by_a_night_a_study_a_report_or_a_stress_test(alone: Alone) -> None:
    command = ("-m", "mobsim", "-q")
    study = ("--with", "likely", "--replications", "4", "--jobs", "2", "-o", "study")
    assert 0 == alone.python(*command, "run", "six-cities-saturday", "-o", "night")
    assert 0 == alone.python(*command, "report", "night")
    assert 1 + 1 == len(alone.noted("started"))
    assert 0 == alone.python(*command, "run", "six-cities-saturday", *study)
    assert 0 == alone.python(*command, "report", "study")
    assert 0 == alone.python("-c", TINY_STRESS_TEST)
    # Each with two workers, and what removes their semaphores.
    assert 2 + 2 * (1 + 2) + 1 <= len(alone.noted("started"))
    assert [] == alone.noted("called")
