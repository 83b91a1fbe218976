"""How are the folders made up that mobsim keeps: nights, studies, sweeps, searches, tests, returns?

A recipe names the kind of folder, what is done to it, and the command that then reads it.
"""

import contextlib
import functools
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

from mobsim.ground.errors import MobsimError
from tests.fuzzing.cases import Reader, Recipe
from tests.fuzzing.folder_edits import edited, made
from tests.fuzzing.judging import command
from tests.fuzzing.watchdog import apart

IT: Final = "it"
_ALONE: Final = ("--jobs", "1")
_SWEEP: Final = (
    "sweep",
    "quickstart",
    "--vary",
    "drawdown=none,minimal",
    "--replications",
    "2",
    *_ALONE,
    "-o",
    IT,
)
_STUDY: Final = ("run", "quickstart", "--replications", "3", "--log", *_ALONE, "-o", IT)
_ANY: Final = (
    ("verify", IT),
    ("report", IT),
    ("why", IT, "cardiff"),
    ("extend", IT, *_ALONE),
    ("rerun", IT, *_ALONE),
)

THEN: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "night": (
        *_ANY,
        ("why", IT, "gwent-psu-01"),
        ("why", IT, "south-wales"),
        ("report", IT, "--force"),
        ("run", "quickstart", "-o", IT, "--force"),
        ("check", f"{IT}/scenario.yaml"),
    ),
    "study": (
        *_ANY,
        ("extend", IT, "--replications", "4", *_ALONE),
        ("merge", IT, "-o", "all"),
        ("merge", IT, "other", "-o", "all"),
        ("rerun", IT, "--night", "1", "-o", "again"),
        ("rerun", IT, *_ALONE, "-o", IT, "--force"),
        (*_STUDY, "--force"),
        ("check", f"{IT}/scenario.yaml"),
    ),
    "sweep": (*_ANY, _SWEEP, _SWEEP, _SWEEP),
    "search": (*_ANY, ("rerun", IT, *_ALONE)),
    "stress": (*_ANY, ("paper",), ("paper",)),
    "returns": (
        *_ANY,
        ("set",),
        (
            "stress",
            "import",
            "kent.csv",
            "--quarter",
            "2027-Q1",
            "--last",
            IT,
            "--partial",
            "--dry-run",
        ),
        (
            "stress",
            "import",
            "kent.csv",
            "--quarter",
            "2027-Q1",
            "--partial",
            "--last",
            "2026-Q4",
            "-o",
            IT,
            "--force",
        ),
        ("stress", "template", "x.csv", "--last", IT),
    ),
}
"""Of each kind of folder, the commands that read it."""


# --- as they are made ---------------------------------------------------------------------------


@functools.cache
def whole(kind: str) -> dict[str, bytes]:
    """The files of a folder as mobsim makes it.

    It is made in a process of its own: what reads Parquet starts threads, and a process that has
    some must not be forked.
    """
    with tempfile.TemporaryDirectory() as made_in:
        place = Path(made_in)
        lost = apart(lambda tell: _make(kind, place))
        paths = sorted(path for path in (place / kind).rglob("*") if path.is_file())
        if lost or not paths:
            raise RuntimeError(f"a folder could not be made: {kind}: {lost}")
        return {path.relative_to(place / kind).as_posix(): path.read_bytes() for path in paths}


def _make(kind: str, place: Path) -> None:
    os.chdir(place)
    _MAKERS[kind](Path(kind))


def _make_returns(folder: Path) -> None:
    from mobsim.country.returns import freeze, read_returns

    freeze(read_returns("2026-Q4"), folder)


def _make_search(folder: Path) -> None:
    from mobsim.scenario.file import load_scenario
    from mobsim.stress.reverse.criteria import TARGET_MISSED
    from mobsim.stress.reverse.search_keeping import searches_at
    from mobsim.stress.reverse.searching import BreakingSearch
    from mobsim.stress.reverse.severity import NeedAt
    from mobsim.study.study import How

    search = BreakingSearch(
        load_scenario("quickstart"), NeedAt(("south-wales",)), TARGET_MISSED, 1, 12
    )
    searches_at(folder.parent, {folder.name: search}, 2, How(jobs=1))


def _make_stress(folder: Path) -> None:
    """A stress test that never was, in the folder of one that was."""
    from mobsim.country.returns import read_returns
    from mobsim.stress.paper import paper_of
    from mobsim.stress.stress_folder import finish_pack, open_pack
    from mobsim.stress.testing import Wanted
    from tests.findings_made import findings

    returns = read_returns("2026-Q4")
    open_pack(folder, Wanted(returns, quick=True).plan, returns)
    finish_pack(findings(), folder, paper_of(findings()))


_MAKERS: Final[dict[str, Callable[[Path], Any]]] = {
    "night": lambda folder: command(["run", "quickstart", "-o", str(folder)]),
    "study": lambda folder: command([*_STUDY[:-1], str(folder)]),
    "sweep": lambda folder: command([*_SWEEP[:-1], str(folder)]),
    "search": _make_search,
    "stress": _make_stress,
    "returns": _make_returns,
}

# --- cases --------------------------------------------------------------------------------------


def seeds() -> list[Recipe]:
    """Each kind as it is made, read by its own commands; damaged ones are read by all."""
    return [
        {"kind": kind, "edits": [], "sealed": False, "then": list(then)}
        for kind, thens in THEN.items()
        for then in dict.fromkeys(thens)
        if then not in _ANY[1:]
    ]


def mutate(rng: Random, mine: Recipe, other: Recipe) -> Recipe:
    """Other edits; often another command."""
    if rng.random() < 0.15:
        mine["kind"], mine["edits"] = rng.choice(list(THEN)), []
        mine["then"] = ["verify", IT]
    mine["sealed"] = rng.random() < 0.7
    if rng.random() < 0.6:
        mine["then"] = list(rng.choice(THEN[mine["kind"]]))
    mine["edits"] = edited(rng, whole(mine["kind"]), mine["edits"], other["edits"])
    return mine


def write(mine: Recipe, folder: Path) -> None:
    made(whole(mine["kind"]), mine["edits"], folder / IT)
    if mine.get("sealed"):
        _seal(folder / IT)
    if "other" in mine["then"]:
        made(whole(mine["kind"]), [], folder / "other")
    if "kent.csv" in mine["then"]:
        rows = whole("returns")["returns.csv"].decode().splitlines(keepends=True)
        chosen = [
            row.replace("2026-12-31", "2027-03-01")
            for row in rows
            if row.startswith(("force_id", "kent,"))
        ]
        (folder / "kent.csv").write_text("".join(chosen), "utf-8")


def _seal(folder: Path) -> None:
    """Its manifests say that it is as it was written, so that what stands behind them is met."""
    from tests.resealing import reseal

    if all(path.is_file() and path.stat().st_size < 10**7 for path in folder.rglob("*.*")):
        with contextlib.suppress(MobsimError):
            reseal(folder)


def read(mine: Recipe) -> Sequence[str]:
    words = mine["then"]
    return _OF_PYTHON[words[0]]() if words[0] in _OF_PYTHON else command(words)


def _paper() -> list[str]:
    """What of a stress test is read for the quarter after, and what can be printed of it."""
    from mobsim.stress.paper import write_paper
    from mobsim.stress.stress_folder import read_pack
    from mobsim.stress.stress_text import text_of

    packed = read_pack(IT)
    write_paper(packed.findings, Path("paper"))
    return [*text_of(packed.findings).splitlines(), *packed.returns.quarter]


def _set() -> list[str]:
    """A set of returns as a table of forces, and held against what is required."""
    from mobsim.country.returns import forces_csv, read_returns, reconcile_returns

    returns = read_returns(IT)
    reconcile_returns(returns)
    return forces_csv(returns).splitlines()[:1]


_OF_PYTHON: Final[dict[str, Callable[[], Any]]] = {"paper": _paper, "set": _set}

FOLDERS: Final = Reader("folders", seeds, mutate, write, read, cases=40)
