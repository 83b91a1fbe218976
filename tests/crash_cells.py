"""Which commands write, and on what trees must they lose nothing?

Each case is a command on a starting tree: with and without ``--force``, where the target is absent,
present, or one of the command's own inputs.
"""

import importlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.crash_explorer import (
    EITHER,
    REFUSES,
    Action,
    Case,
    End,
    Kept,
    Operations,
    counted,
    explorer,
    in_a_process,
    mobsim,
)

QUARTER: Final = "2026-Q4"
Either: Final = partial(Case, ends=EITHER)
"""The target is an input, or one lies within the other: it works, or refuses in words."""


def warm() -> None:
    """Import and read once what every child would; no threads are begun by it."""
    for name in ("pandas", "pyarrow.parquet", "mobsim.api", "mobsim.study.study"):
        importlib.import_module(name)
    from mobsim.api import load
    from mobsim.cli.main import COMMANDS

    for lazy in COMMANDS.values():
        importlib.import_module(f"mobsim.cli.{lazy.target.partition(':')[0]}")
    load("quickstart")
    make_stress_small()
    with explorer() as one:
        one.warm(scenario, study("a", "0:1", "--report"), mobsim("merge", "a", "-o", "b"))


def make_stress_small() -> None:
    """One test and one search in place of all: the files are the same, each fewer times."""
    from mobsim.cli import stress
    from mobsim.stress import remedies, testing
    from mobsim.stress.reverse import breaking

    pack, readings = testing.shipped_pack(), testing.readings()
    row = next(each for each in pack.rows if each.test_id == "quiet-saturday")
    pack = replace(pack, rows=(row,))
    one = [each for each in readings if each.reading_id == testing.MENDED]

    def break_it(some: Any, forces: Path, runner: Any, scope: Any) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {
            name: [] for name in ("breaking", "frontier", "separating", "map", "pairs")
        }
        base = breaking.everywhere(one[0], forces)
        searches = breaking.Searches(base, one[0].reading_id, runner, scope)
        return found | {"breaking": searches.points()}

    breaking.QUESTIONS = breaking.QUESTIONS[1:2]
    testing.break_it = break_it
    testing.readings = lambda: one
    testing._FIRST = one[0].london
    testing._Test = partial(testing._Test, pack=pack)
    stress.Wanted = partial(stress.Wanted, hosts=("kent",))
    assert remedies


# --- what trees are made of -----------------------------------------------------------------------

ONE: Final = ("--jobs", "1")
DRAWN: Final = ("--set", "chance=drawn")
SCENARIO: Final = """\
schema: 1
title: Two units in Cardiff
question: Who sends them, and when are they there?
start: 2026-06-03 14:00
duration: 24h
mode: surge
incidents:
- {name: Cardiff, force: south-wales, begins: 14:00, lasts: 8h, need: {psu: 2}}
"""


def scenario() -> int:
    """A scenario of the user's."""
    Path("mine.yaml").write_text(SCENARIO, "utf-8")
    return 0


def night(folder: str, *more: str) -> Action:
    return mobsim("run", "mine.yaml", "-o", folder, *more)


def study(folder: str, nights: str, *more: str) -> Action:
    return mobsim("run", "mine.yaml", "--replications", nights, *ONE, "-o", folder, *more)


def returns() -> int:
    """Returns as forces send them, of two quarters."""
    from mobsim.ground.tables import data_path

    table = data_path(f"returns/{QUARTER}/returns.csv").read_text("utf-8")
    Path("sent.csv").write_text(table, "utf-8")
    return 0


def frozen(folder: str, sent: str = "sent.csv", *more: str, quarter: str = QUARTER) -> Action:
    return mobsim("stress", "import", sent, "--quarter", quarter, "-o", folder, *more)


def stress(folder: str, of: str = "set", *more: str) -> Action:
    words = ["--quick", "--nights", "2", *ONE, "-o", folder]
    return mobsim("stress", "run", of, *words, *(more or ("--last", "none")))


def put(source: str, target: str) -> Action:
    def act() -> int:
        Path(source).rename(target)
        return 0

    return act


def broken_off(action: Action, share: float) -> Action:
    """What is left of a command that was ended at a share of its operations."""

    def act() -> int:
        here = Path.cwd()
        before = sorted(here.iterdir())
        _, operations = counted(here, action)
        for made in set(here.iterdir()) - set(before):
            in_a_process(here, partial(_gone, made.name))
        end = End(int(len(operations.told) * share))
        in_a_process(here, action, Operations(str(here), end))
        return 0

    return act


def _gone(name: str) -> int:
    shutil.rmtree(name)
    return 0


# --- what was complete ----------------------------------------------------------------------------


def file(path: str, may: str = "stay") -> Kept:
    return Kept(path, may=may)


def a_night(path: str = "night", may: str = "stay", apart: tuple[str, ...] = ()) -> Kept:
    reads = (
        mobsim("verify", path),
        mobsim("why", path, "cardiff"),
        mobsim("report", path, "-o", "../read.html", "--force"),
    )
    return Kept(path, reads, may, apart)


def a_study(path: str = "study", may: str = "stay", apart: tuple[str, ...] = ()) -> Kept:
    reads = (
        mobsim("verify", path),
        mobsim("report", path, "-o", "../read.html", "--force"),
        mobsim("rerun", path, *ONE, "-o", "../again", "--force"),
    )
    return Kept(path, reads[:1] if may == "grow" else reads, may, apart)


def a_set(path: str = "set", may: str = "stay") -> Kept:
    again = ("--quarter", "2027-Q2", "--dry-run")
    reads = (
        mobsim("verify", path),
        mobsim("stress", "import", "sent.csv", *again, "--last", path),
    )
    return Kept(path, reads, may)


def a_test(path: str = "test") -> Kept:
    """What is written anew is what was there; the manifest says so file by file."""
    return Kept(path, (mobsim("verify", path),), apart=("manifest.json",))


def studies(path: str, *names: str) -> Kept:
    """A sweep or a comparison: a folder of studies."""
    reads = tuple(mobsim("verify", f"{path}/{name}") for name in names)
    return Kept(path, reads)


MINE: Final = file("mine.yaml")
SENT: Final = file("sent.csv")


def _run() -> list[Case]:
    had = (scenario, night("night"))
    now = ("--seed", "2", *DRAWN)
    many = (scenario, study("study", "98:102"))
    return [
        Case("run", "absent", night("night"), (scenario,), (MINE,), "night"),
        Case("run", "absent --force", night("night", "--force"), (scenario,), (MINE,), "night"),
        Case("run", "absent --report", night("night", "--report"), (scenario,), (MINE,), "night"),
        Case("run", "present", night("night"), had, (MINE, a_night()), "night", ends=REFUSES),
        Case(
            "run",
            "present --force",
            night("night", "--force", *now),
            had,
            (MINE, a_night(may="change")),
            "night",
            night("twin", *now),
        ),
        Case(
            "run",
            "present, with a report, --force --report",
            night("night", "--force", "--report", *now),
            (scenario, night("night", "--report")),
            (MINE, a_night(may="change", apart=("report.html",))),
            "night",
            night("twin", "--report", *now),
        ),
        Either(
            "run",
            "a study present --force",
            night("study", "--force", *now),
            many,
            (MINE, a_study(may="change")),
            "study",
            night("twin", *now),
        ),
        Case(
            "run",
            "equal to its input",
            mobsim("run", "night/scenario.yaml", "-o", "night"),
            had,
            (a_night(),),
            "night",
            ends=REFUSES,
        ),
        Either(
            "run",
            "equal to its input --force",
            mobsim("run", "night/scenario.yaml", "--seed", "2", "-o", "night", "--force"),
            had,
            (a_night(may="change"),),
            "night",
            mobsim("run", "night/scenario.yaml", "--seed", "2", "-o", "twin"),
        ),
        Either(
            "run",
            "within its input",
            mobsim("run", "night/scenario.yaml", "--seed", "2", "-o", "night/inner"),
            had,
            (a_night(),),
            "night/inner",
        ),
        Case(
            "run",
            "around its input --force",
            mobsim("run", "night/scenario.yaml", "--seed", "2", "-o", ".", "--force"),
            had,
            (MINE, a_night()),
            "",
            ends=REFUSES,
        ),
    ]


def _replications() -> list[Case]:
    name = "run --replications"
    had = (scenario, study("study", "98:102"))
    other = ("--seed", "2")
    broken = broken_off(study("study", "98:102"), 0.6)
    within = ("run", "study/scenario.yaml", "--replications", "98:102", *ONE, *other)
    return [
        Case(name, "absent", study("study", "98:102"), (scenario,), (MINE,), "study"),
        Case(
            name,
            "absent --force --report",
            study("study", "98:102", "--force", "--report"),
            (scenario,),
            (MINE,),
            "study",
        ),
        Case(
            name,
            "absent --log",
            study("study", "98:102", "--log"),
            (scenario,),
            (MINE,),
            "study",
        ),
        Either(name, "present", study("study", "98:102"), had, (MINE, a_study()), "study"),
        Case(
            name,
            "present --force",
            study("study", "98:102", "--force", *other),
            had,
            (MINE, a_study(may="change")),
            "study",
            study("twin", "98:102", *other),
        ),
        Case(
            name,
            "broken off, --force",
            study("study", "98:102", "--force"),
            (scenario, broken),
            (MINE,),
            "study",
            study("twin", "98:102"),
        ),
        Case(
            name,
            "a night present --force",
            study("night", "98:102", "--force"),
            (scenario, night("night")),
            (MINE, a_night(may="change")),
            "night",
            study("twin", "98:102"),
        ),
        Either(
            name,
            "equal to its input",
            mobsim(*within, "-o", "study"),
            had,
            (a_study(),),
            "study",
        ),
        Either(
            name,
            "equal to its input --force",
            mobsim(*within, "-o", "study", "--force"),
            had,
            (a_study(may="change"),),
            "study",
            mobsim(*within, "-o", "twin"),
        ),
        Either(
            name,
            "within its input",
            mobsim(*within, "-o", "study/inner"),
            had,
            (a_study(),),
            "study/inner",
        ),
    ]


def _extend() -> list[Case]:
    had = (scenario, study("study", "98:101"))
    more = mobsim("extend", "study", "--replications", "98:104", *ONE)
    on = mobsim("extend", "study", *ONE)
    return [
        Case("extend", "absent", on, (scenario,), (MINE,), "", ends=REFUSES),
        Case(
            "extend",
            "to more",
            more,
            had,
            (MINE, a_study(may="grow")),
            "study",
            study("twin", "98:104"),
        ),
        Case(
            "extend",
            "to more, with a report",
            more,
            (scenario, study("study", "98:101", "--report")),
            (MINE, a_study(may="grow", apart=("report.html",))),
            "study",
        ),
        Case("extend", "complete", on, had, (MINE, a_study(may="grow")), "study"),
        Case(
            "extend",
            "broken off",
            on,
            (scenario, broken_off(study("study", "98:104"), 0.6)),
            (MINE,),
            "study",
            study("twin", "98:104"),
        ),
    ]


def _merge() -> list[Case]:
    had = (scenario, study("a", "97:100"), study("b", "100:102"))
    other = (*had, study("c", "0:2"))
    two = (MINE, a_study("a"), a_study("b"))
    new = (MINE, a_study("a", "change"), a_study("b"))

    def into(folder: str, *more: str) -> Action:
        return mobsim("merge", "a", "b", "-o", folder, *more)

    return [
        Case("merge", "absent", into("all"), had, two, "all"),
        Case("merge", "absent --force", into("all", "--force"), had, two, "all"),
        Case("merge", "present", into("c"), other, (*two, a_study("c")), "c", ends=REFUSES),
        Case(
            "merge",
            "present --force",
            into("c", "--force"),
            other,
            (*two, a_study("c", "change")),
            "c",
            into("twin"),
        ),
        Case("merge", "equal to an input", into("a"), had, two, "a", ends=REFUSES),
        Either(
            "merge", "equal to an input --force", into("a", "--force"), had, new, "a", into("twin")
        ),
        Either("merge", "within an input", into("a/all"), had, two, "a/all"),
        Either("merge", "within an input --force", into("a/blocks", "--force"), had, two, ""),
        Either(
            "merge",
            "around its inputs --force",
            mobsim("merge", "all/a", "all/b", "-o", "all", "--force"),
            (scenario, study("all/a", "97:100"), study("all/b", "100:102")),
            (MINE, a_study("all/a"), a_study("all/b")),
            "",
        ),
    ]


def _rerun() -> list[Case]:
    had = (scenario, study("study", "98:102"))
    other = (*had, study("other", "0:2"))
    here = ("rerun", "study")
    one = (*here, "--night", "99")
    kept = (MINE, a_study())
    new = (MINE, a_study(may="change"))
    return [
        Case("rerun", "absent", mobsim(*here, *ONE, "-o", "again"), had, kept, "again"),
        Case(
            "rerun",
            "present",
            mobsim(*here, *ONE, "-o", "other"),
            other,
            (*kept, a_study("other")),
            "other",
            ends=REFUSES,
        ),
        Case(
            "rerun",
            "present --force",
            mobsim(*here, *ONE, "-o", "other", "--force"),
            other,
            (*kept, a_study("other", "change")),
            "other",
            mobsim(*here, *ONE, "-o", "twin"),
        ),
        Case(
            "rerun",
            "equal to its input",
            mobsim(*here, *ONE, "-o", "study"),
            had,
            kept,
            "study",
            ends=REFUSES,
        ),
        Either(
            "rerun",
            "equal to its input --force",
            mobsim(*here, *ONE, "-o", "study", "--force"),
            had,
            new,
            "study",
            mobsim(*here, *ONE, "-o", "twin"),
        ),
        Case("rerun", "--night, absent", mobsim(*one, "-o", "night"), had, kept, "night"),
        Case(
            "rerun",
            "--night, present --force",
            mobsim(*one, "-o", "night", "--force"),
            (*had, night("night")),
            (*kept, a_night(may="change")),
            "night",
            mobsim(*one, "-o", "twin"),
        ),
        Either(
            "rerun",
            "--night, equal to its input --force",
            mobsim(*one, "-o", "study", "--force"),
            had,
            new,
            "study",
            mobsim(*one, "-o", "twin"),
        ),
        Either(
            "rerun",
            "--night, within its input",
            mobsim(*one, "-o", "study/night"),
            had,
            kept,
            "study/night",
        ),
    ]


def _compare() -> list[Case]:
    how = ("--set", "drawdown=extensive", "--replications", "98:101", *ONE)
    words = ("compare", "mine.yaml", *how)
    of_study = ("compare", "study/scenario.yaml", *how)
    return [
        Case("compare", "nothing kept", mobsim(*words), (scenario,), (MINE,), ""),
        Case("compare", "absent", mobsim(*words, "-o", "arms"), (scenario,), (MINE,), "arms"),
        Case(
            "compare",
            "present",
            mobsim(*words, "-o", "arms"),
            (scenario, mobsim(*words, "-o", "arms")),
            (MINE, studies("arms", "0-mine.yaml", "1-drawdown-extensive")),
            "arms",
        ),
        Either(
            "compare",
            "a study present",
            mobsim(*words, "-o", "study"),
            (scenario, study("study", "98:101")),
            (MINE, a_study()),
            "study",
        ),
        Either(
            "compare",
            "equal to its input",
            mobsim(*of_study, "-o", "study"),
            (scenario, study("study", "98:101")),
            (MINE, a_study()),
            "study",
        ),
    ]


def _sweep() -> list[Case]:
    vary = ("--vary", "incidents.cardiff.need.psu=2,3", "--replications", "98:101", *ONE)
    words = ("sweep", "mine.yaml", *vary)
    had = (scenario, mobsim(*words, "-o", "points"))
    return [
        Case("sweep", "nothing kept", mobsim(*words), (scenario,), (MINE,), ""),
        Case("sweep", "absent", mobsim(*words, "-o", "points"), (scenario,), (MINE,), "points"),
        Case(
            "sweep",
            "present",
            mobsim(*words, "-o", "points"),
            had,
            (MINE, studies("points", "points/00000", "points/00001")),
            "points",
        ),
        Case(
            "sweep",
            "another present",
            mobsim(*words, "--seed", "2", "-o", "points"),
            had,
            (MINE, studies("points", "points/00000", "points/00001")),
            "points",
            ends=REFUSES,
        ),
        Case(
            "sweep",
            "equal to its input",
            mobsim("sweep", "study/scenario.yaml", *vary, "-o", "study"),
            (scenario, study("study", "98:101")),
            (MINE, a_study()),
            "study",
            ends=REFUSES,
        ),
    ]


def _latest() -> list[Case]:
    words = ("latest", "mine.yaml", "--replications", "2", *ONE)
    return [Case("latest", "nothing kept", mobsim(*words), (scenario,), (MINE,), "")]


def _import() -> list[Case]:
    name = "stress import"
    had = (returns, frozen("set"))
    new = (SENT, a_set(may="change"))
    made_up = ("--synthetic",)
    return [
        Case(name, "absent", frozen("set"), (returns,), (SENT,), "set"),
        Case(
            name, "absent --force", frozen("set", "sent.csv", "--force"), (returns,), (SENT,), "set"
        ),
        Case(name, "present", frozen("set"), had, (SENT, a_set()), "set", ends=REFUSES),
        Case(
            name,
            "present --force",
            frozen("set", "sent.csv", "--force", *made_up),
            had,
            new,
            "set",
            frozen("twin", "sent.csv", *made_up),
        ),
        Either(
            name,
            "equal to its input --force",
            frozen("set", "set/returns.csv", "--force", *made_up),
            had,
            new,
            "set",
            frozen("twin", "set/returns.csv", *made_up),
        ),
        Either(
            name,
            "equal to last quarter's --force",
            frozen("set", "sent.csv", "--force", "--last", "set", quarter="2027-Q1"),
            had,
            (SENT, a_set(may="change")),
            "set",
            frozen("twin", "sent.csv", "--last", "set", quarter="2027-Q1"),
        ),
        Either(
            name,
            "within its input",
            frozen("set/new", "set/returns.csv"),
            had,
            (SENT, a_set()),
            "set/new",
        ),
    ]


def _stress() -> list[Case]:
    name = "stress run"
    had = (returns, frozen("set"))
    done = (*had, stress("test"))
    kept = (SENT, a_set())
    return [
        Case(name, "absent", stress("test"), had, kept, "test"),
        Case(name, "present", stress("test"), done, (*kept, a_test()), "test"),
        Case(
            name,
            "another present",
            stress("test", "set", "--last", "none", "--seed", "2"),
            done,
            (*kept, a_test()),
            "test",
            ends=REFUSES,
        ),
        Case(name, "equal to its input", stress("set"), had, kept, "set", ends=REFUSES),
        Either(name, "within its input", stress("set/test"), had, kept, "set/test"),
        Case(
            name,
            "after its own",
            stress("later", "set", "--last", "test"),
            done,
            (*kept, a_test()),
            "later",
        ),
    ]


def _report() -> list[Case]:
    had = (scenario, night("night"))
    page = "night/report.html"
    apart = ("report.html",)

    def write(*words: str) -> Action:
        return mobsim("report", *words)

    def over(name: str) -> Case:
        return Either(
            "report",
            f"equal to its input, {name} --force",
            write("night", "-o", f"night/{name}", "--force"),
            had,
            (MINE, a_night()),
            f"night/{name}",
        )

    return [
        Case("report", "absent", write("night"), had, (MINE, a_night()), page),
        Case(
            "report",
            "absent elsewhere",
            write("night", "-o", "x.html"),
            had,
            (a_night(),),
            "x.html",
        ),
        Case(
            "report",
            "present",
            write("night"),
            (*had, write("night")),
            (MINE, a_night(), file(page)),
            page,
            ends=REFUSES,
        ),
        Case(
            "report",
            "present --force",
            write("night", "--force"),
            (*had, write("night")),
            (MINE, a_night(apart=apart), file(page, "change")),
            page,
        ),
        Case(
            "report",
            "of a study, present --force",
            write("study", "-o", "x.html", "--force"),
            (*had, study("study", "98:102"), write("night", "-o", "x.html")),
            (MINE, a_study(), file("x.html", "change")),
            "x.html",
            write("study", "-o", "twin"),
        ),
        *map(over, ("log.csv", "scenario.yaml", "run.json", "summary.txt")),
    ]


_MAKERS: Final[tuple[Callable[[], list[Case]], ...]] = (
    _run,
    _replications,
    _extend,
    _merge,
    _rerun,
    _compare,
    _sweep,
    _latest,
    _import,
    _stress,
    _report,
)
CASES: Final = [case for make in _MAKERS for case in make()]

BOUNDED: Final = frozenset(
    {
        "run: present --force",
        "run: equal to its input --force",
        "run --replications: absent",
        "run --replications: present --force",
        "extend: to more",
        "merge: present --force",
        "merge: equal to an input --force",
        "rerun: equal to its input --force",
        "rerun: --night, present --force",
        "compare: absent",
        "sweep: absent",
        "latest: nothing kept",
        "stress import: present --force",
        "stress import: equal to its input --force",
        "stress run: absent",
        "report: present --force",
        "report: equal to its input, run.json --force",
    }
)
"""A case of each command that can lose most, for a look that takes a minute."""
