"""Does a command that writes lose anything, wherever its process ends?

``python -m tests.crash_explorer`` runs each command of `tests.crash_cells` once for every file
operation that it does, and ends the process there: before the operation, with the file opened and
empty, or with what was written last cut to its half. Then it asks mobsim itself. What was complete
before must still be whole, or the new must be. The same command again must end as the command that
nobody interrupted, byte for byte, and leave nothing else behind.

``python -m tests.crash_explorer merge rerun`` explores some commands, ``--most 5`` at most so many
ends of each case, ``--case TEXT`` the cases with that text in their name, ``--at 12:before`` one
end. ``--kills 3`` also kills each from outside, and ``--twice`` ends the second command too. Exit
status 1 where anything was lost.
"""

import argparse
import functools
import gc
import hashlib
import importlib
import io
import json
import os
import random
import shutil
import signal
import stat
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

ENDED: Final = 137
"""Exit status of a process that the explorer ended; a shell says so of one that was killed."""
RAISED: Final = 70
"""Exit status of a process in which a command raised."""
WHOLE: Final = "uninterrupted"
DONE, REFUSES, EITHER = "done", "refuses", "either"
"""How a command ends: with 0, with a refusal in words, or with one of the two."""
BEFORE, OPENED, TORN = "before", "opened", "torn"
CHANGES: Final = {
    "os.chmod": (0, 2),
    "os.link": (1, 3),
    "os.mkdir": (0, 2),
    "os.remove": (0, 1),
    "os.rename": (1, 3),
    "os.rmdir": (0, 1),
    "os.symlink": (1, 2),
    "os.truncate": (0, None),
    "os.utime": (0, 3),
}
"""Events of Python's audit that change a folder: where the path stands, and its folder's number."""
WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

Action = Callable[[], int]
"""A command: it works in the current folder and returns an exit status."""
Listing = Mapping[str, str]
"""By path, what each file of a folder holds and who may read it."""


class End(NamedTuple):
    """Where a process ends, and how."""

    number: int
    """Of the file operation, from 1; one more than there are is the end of the command."""
    manner: str = BEFORE

    def __str__(self) -> str:
        return f"{self.number}:{self.manner}"


class Moment(NamedTuple):
    """When a process is killed from outside."""

    seconds: float

    def __str__(self) -> str:
        return f"kill -9 after {self.seconds:.3f} s"


class Ran(NamedTuple):
    """How a process ended."""

    status: int
    said: str
    """On both its streams."""


# --- what a process does to a folder --------------------------------------------------------------


@dataclass
class Operations:
    """Counts what this process does to the files of a folder, and ends it at one operation."""

    tree: str
    end: End | None = None
    count: int = 0
    told: list[tuple[str, bool, bool]] = field(default_factory=list)
    """Of each operation: what it is, whether it may leave an empty file, and a torn one."""
    unseen: set[str] = field(default_factory=set)
    """Files that were written and that Python had not opened."""
    opened: set[str] = field(default_factory=set)
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    def begin(self) -> None:
        """Watch from now on, until the process ends."""
        self.seen = sizes(self.tree)
        sys.addaudithook(self.hear)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Called by Python before each operation."""
        path = self._changed(event, arguments)
        if path is None:
            return
        makes = event == "open" and not (Path(path).is_file() and not _truncates(arguments))
        self.step(f"{event} {os.path.relpath(path, self.tree)}", path if makes else "")
        if event == "open":
            self.opened.add(path)

    def step(self, what: str, made: str = "") -> None:
        """Count an operation; end here if this is the one."""
        self.count += 1
        if self.end is None:
            changed = self._look()
            self.told.append((what, bool(made), any(size for _, size in changed.values())))
        elif self.count == self.end.number - 1:
            self.seen = sizes(self.tree)
        elif self.count == self.end.number:
            self._die(made)

    def _die(self, made: str) -> None:
        if self.end is not None and self.end.manner == OPENED and made:
            os.close(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666))
        if self.end is not None and self.end.manner == TORN:
            for path, (_, size) in self._look().items():
                os.truncate(path, size // 2)
        os._exit(ENDED)

    def _look(self) -> dict[str, tuple[int, int]]:
        """Files that changed since the operation before."""
        now = sizes(self.tree)
        changed = {path: found for path, found in now.items() if self.seen.get(path) != found}
        moved = {found for path, found in self.seen.items() if path not in now}
        written = {path: found for path, found in changed.items() if found not in moved}
        self.unseen |= {path for path in written if path not in self.opened}
        self.seen = now
        return written

    def _changed(self, event: str, arguments: tuple[Any, ...]) -> str | None:
        """The path below the tree that an operation is about to change."""
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, int) or not (_writes(mode) or flags & WRITING):
                return None
            return self._within(path, -1)
        if event not in CHANGES:
            return None
        place, number = CHANGES[event]
        path = arguments[place]
        if isinstance(path, int):
            return self._within(os.readlink(f"/proc/self/fd/{path}"), -1)
        return self._within(path, -1 if number is None else arguments[number])

    def _within(self, path: Any, folder: int) -> str | None:
        above = os.readlink(f"/proc/self/fd/{folder}") if folder >= 0 else os.getcwd()
        whole = os.path.normpath(os.path.join(above, os.fsdecode(path)))
        return whole if whole.startswith(self.tree + os.sep) else None


def _writes(mode: str | None) -> bool:
    return bool(mode) and bool(set(str(mode)) & set("wax+"))


def _truncates(arguments: tuple[Any, ...]) -> bool:
    return "w" in (arguments[1] or "") or bool(arguments[2] & os.O_TRUNC)


def sizes(tree: str) -> dict[str, tuple[int, int]]:
    """Of each file below a folder, when it was changed and how long it is."""
    found: dict[str, tuple[int, int]] = {}
    with os.scandir(tree) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found |= sizes(entry.path)
            else:
                about = entry.stat(follow_symlinks=False)
                found[entry.path] = (about.st_mtime_ns, about.st_size)
    return found


def listing(place: Path) -> dict[str, str]:
    """What a folder holds, or a file; nothing where there is none."""
    if place.is_file():
        return {".": _digest(place)}
    paths = sorted(place.rglob("*"))
    return {path.relative_to(place).as_posix(): _digest(path) for path in paths}


def _digest(path: Path) -> str:
    mode = oct(stat.S_IMODE(path.lstat().st_mode))
    if path.is_dir():
        return f"folder {mode}"
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()[:16]} {mode}"


# --- processes ------------------------------------------------------------------------------------


def in_a_process(
    tree: Path,
    action: Action,
    operations: Operations | None = None,
    kill_after: float | None = None,
) -> Ran:
    """Do something in a folder, in a child of this process; 137 if it was ended in between."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            _be_the_child(tree, action, said.fileno(), operations)
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        said.seek(0)
        text = said.read().decode(errors="replace")
    code = os.waitstatus_to_exitcode(status)
    return Ran(ENDED if code == -signal.SIGKILL else code, text)


def _be_the_child(tree: Path, action: Action, said: int, operations: Operations | None) -> None:
    status = RAISED
    try:
        os.chdir(tree)
        os.dup2(said, 1)
        os.dup2(said, 2)
        out = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8", write_through=True)
        sys.stdout = sys.stderr = out
        if operations is not None:
            operations.begin()
        status = action()
        if operations is not None and operations.end is not None:
            operations.step("the end of the command")
    except BaseException:
        os.write(1, traceback.format_exc().encode())
    finally:
        os._exit(status)


def counted(tree: Path, action: Action) -> tuple[Ran, Operations]:
    """Do something to its end, and count its operations on the way."""
    operations = Operations(str(tree))
    read, write = os.pipe()

    def act() -> int:
        status = action()
        operations.step("the end of the command")
        known = [operations.told, sorted(operations.unseen), sorted(sys.modules)]
        with os.fdopen(write, "w") as pipe:
            json.dump(known, pipe)
        return status

    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os.close(read)
            _be_the_child(tree, act, said.fileno(), operations)
        os.close(write)
        with os.fdopen(read) as pipe:
            text = pipe.read()
        _, status = os.waitpid(child, 0)
        said.seek(0)
        ran = Ran(os.waitstatus_to_exitcode(status), said.read().decode(errors="replace"))
    if text:
        told, unseen, modules = json.loads(text)
        operations.told = [tuple(each) for each in told]
        operations.unseen = {os.path.relpath(path, tree) for path in unseen}
        _import_now(modules)
    return ran, operations


def _import_now(modules: Sequence[str]) -> None:
    """Spare the children to come what this one had to import."""
    for name in modules:
        if name not in sys.modules and name.partition(".")[0] not in ("tests", "__main__"):
            try:
                importlib.import_module(name)
            except ImportError:
                continue


def mobsim(*words: str) -> Action:
    """A command line of mobsim."""

    def act() -> int:
        from mobsim.cli.main import main

        return main(["-q", *words])

    return act


# --- what is explored -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """What was complete before the command."""

    path: str
    reads: tuple[Action, ...] = ()
    """Each ends with 0 where it finds it whole; one of them is asked at each end, in turn."""
    may: str = "stay"
    """``stay`` as it is, ``change`` at once to the new, or ``grow``, with its nights kept."""
    apart: tuple[str, ...] = ()
    """Files in it that are kept for themselves."""


@dataclass(frozen=True)
class Case:
    """One command on one starting tree."""

    command: str
    about: str
    action: Action
    start: tuple[Action, ...] = ()
    """What makes the tree; each must end with 0, or be ended by the explorer."""
    kept: tuple[Kept, ...] = ()
    target: str = ""
    """What the command makes or replaces."""
    twin: Action | None = None
    """The same with a target ``twin`` that is absent: it must come to the same."""
    ends: str = DONE
    """How it must end if nobody interrupts it."""

    @property
    def name(self) -> str:
        return f"{self.command}: {self.about}"


@dataclass
class Found:
    """What came of a case."""

    case: Case
    operations: int = 0
    tried: int = 0
    lost: dict[str, list[str]] = field(default_factory=dict)
    """At each end that was tried, what was lost; and what is wrong where nobody interrupts it."""
    unseen: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)
    """Folders that no reader can read."""

    @property
    def losses(self) -> list[str]:
        """Each in one line."""
        return [f"{end}: {loss}" for end, losses in self.lost.items() for loss in losses]

    def __str__(self) -> str:
        held = sum(not losses for end, losses in self.lost.items() if end != WHOLE)
        told = f"{self.case.name}: {self.operations} operations, {self.tried} ends, {held} held"
        return told + (f"; no reader of {', '.join(self.unread)}" if self.unread else "")


@dataclass
class Explorer:
    """Explores cases, in one place on the disk."""

    root: Path
    twice: bool = False
    """Whether the command that is given again is ended too, somewhere."""

    @property
    def tree(self) -> Path:
        """Where each command runs: always the same path, so that texts which name it are equal."""
        return self.root / "tree"

    def warm(self, *actions: Action) -> None:
        """Do something once, and import what it imported."""
        _new(self.tree)
        for action in actions:
            counted(self.tree, action)

    def explore(
        self, case: Case, most: int | None = None, kills: int = 0, at: End | None = None
    ) -> Found:
        """End a command everywhere, at most so often, or at one place; kill it so often too."""
        found = Found(case)
        self._begin(case)
        begun = time.monotonic()
        whole, operations = self._uninterrupted(case, found)
        took = time.monotonic() - begun
        if whole is None:
            return found
        found.operations = len(operations.told) - 1
        found.unseen = operations.unseen
        ends = [at] if at else _spread(_ends(operations), most)
        for turn, end in enumerate([*ends, *_moments(case, took, kills)]):
            found.tried += 1
            what = f" ({operations.told[end.number - 1][0]})" if isinstance(end, End) else ""
            found.lost[str(end) + what] = list(self._one(case, whole, end, turn))
        return found

    def _begin(self, case: Case) -> None:
        _new(self.tree)
        for step in case.start:
            ran = in_a_process(self.tree, step)
            if ran.status != 0:
                raise RuntimeError(f"{case.name}: cannot be begun: {ran.said}")
        _copy(self.tree, self.root / "start")
        self.before = {kept.path: listing(self.tree / kept.path) for kept in case.kept}
        self.nights = {
            kept.path: nights_in(self.tree / kept.path) for kept in case.kept if kept.may == "grow"
        }
        self.reads = {kept.path: self._readers(kept, kept.reads) for kept in case.kept}

    def _readers(self, kept: Kept, reads: Sequence[Action]) -> list[Action]:
        return [read for read in reads if in_a_process(self.tree, read).status == 0]

    def _uninterrupted(self, case: Case, found: Found) -> tuple["Whole | None", Operations]:
        """How it ends if nobody interrupts it, and what is wrong even then."""
        ran, operations = counted(self.tree, case.action)
        whole = Whole(ran, listing(self.tree))
        _copy(self.tree, self.root / "whole")
        losses = found.lost[WHOLE] = []
        if ran.status == RAISED or "Traceback" in ran.said:
            losses.append(f"it raised: {ran.said[-300:]}")
            return None, operations
        if case.ends == (REFUSES if ran.status == 0 else DONE):
            losses.append(f"it ends with {ran.status}: {ran.said[-200:].strip()}")
        if ran.status != 0 and whole.tree != listing(self.root / "start"):
            moved = _differences(listing(self.root / "start"), whole.tree)
            losses.append(f"it refused, and changed {moved}: {ran.said[-200:]}")
        for kept in case.kept:
            if kept.may == "change":  # it may come to be of another kind
                self.reads[kept.path] = self._readers(kept, self.reads[kept.path])
        found.unread = [each.path for each in case.kept if each.reads and not self.reads[each.path]]
        losses += self._lost(case, whole, 0)
        if ran.status == 0 and case.twin is not None:
            losses += self._unlike_its_twin(case)
        return whole, operations

    def _unlike_its_twin(self, case: Case) -> Iterator[str]:
        self._back("start")
        if case.twin is None or (ran := in_a_process(self.tree, case.twin)).status != 0:
            yield f"with an absent target it ends otherwise: {ran.said[-200:]}"
            return
        wanted, made = (self.tree / "twin", self.root / "whole" / case.target)
        if moved := _differences(listing(wanted), listing(made)):
            yield f"with an absent target it comes to something else: {moved}"

    def _one(self, case: Case, whole: "Whole", end: End | Moment, turn: int) -> Iterator[str]:
        self._back("start")
        if isinstance(end, Moment):
            ran = in_a_process(self.tree, case.action, kill_after=end.seconds)
        else:
            ran = in_a_process(self.tree, case.action, Operations(str(self.tree), end))
        # One that is killed from outside may have come to its end before.
        if ran.status != ENDED and not (isinstance(end, Moment) and ran.status == whole.ran.status):
            yield f"the command ended with {ran.status} before it came there: {ran.said[-200:]}"
            return
        _copy(self.tree, self.root / "ended")
        yield from self._lost(case, whole, turn)
        self._back("ended")
        if self.twice and isinstance(end, End):
            second = End(random.Random(str(end)).randint(1, end.number))
            in_a_process(self.tree, case.action, Operations(str(self.tree), second))
            _copy(self.tree, self.root / "ended")
            yield from (f"again at {second}: {loss}" for loss in self._lost(case, whole, turn))
            self._back("ended")
        done = case.target and listing(self.tree / case.target) == listing(
            self.root / "whole" / case.target
        )
        again = in_a_process(self.tree, case.action)
        refused = again.status in (1, 2, 3) and "Traceback" not in again.said and done
        if again.status != whole.ran.status and not refused:
            yield f"the same command again ends with {again.status}: {again.said[-300:].strip()}"
        elif moved := _differences(whole.tree, listing(self.tree)):
            yield f"the same command again{' refuses and' if refused else ''} leaves {moved}"

    def _back(self, name: str) -> None:
        _copy(self.root / name, self.tree)

    def _lost(self, case: Case, whole: "Whole", turn: int) -> Iterator[str]:
        """What of that which was complete is not whole in the tree as it is now."""
        for kept in case.kept:
            place = self.tree / kept.path
            reads = self.reads[kept.path]
            if reads and (ran := in_a_process(self.tree, reads[turn % len(reads)])).status != 0:
                yield f"{kept.path} is not sound to a reader: {ran.said[-200:].strip()}"
                continue
            now = _without(listing(place), kept.apart)
            old = _without(self.before[kept.path], kept.apart)
            new = _without(listing(self.root / "whole" / kept.path), kept.apart)
            if old.items() <= now.items() or (kept.may != "stay" and new == now):
                continue
            if kept.may == "grow" and self.nights[kept.path].items() <= nights_in(place).items():
                continue
            yield f"{kept.path} is not whole: {_differences(old, now)}"


class Whole(NamedTuple):
    """A command that nobody interrupted."""

    ran: Ran
    tree: Listing


def _ends(operations: Operations) -> list[End]:
    found = []
    for number, (_, opens, tears) in enumerate(operations.told, 1):
        found += [End(number)] + [End(number, OPENED)] * opens + [End(number, TORN)] * tears
    return found


def _spread(ends: list[End], most: int | None) -> list[End]:
    """So many of them, evenly, the last among them."""
    if most is None or len(ends) <= most:
        return ends
    return [ends[len(ends) * turn // most - 1] for turn in range(1, most + 1)]


def _moments(case: Case, took: float, kills: int) -> list[Moment]:
    """So many moments of a command that took so long, others for each case."""
    chance = random.Random(case.name)
    return [Moment(chance.uniform(0.02, 0.9) * took) for _ in range(kills)]


def _without(found: Listing, apart: Sequence[str]) -> dict[str, str]:
    return {path: digest for path, digest in found.items() if path not in apart}


def _differences(wanted: Listing, found: Listing) -> str:
    """In what two listings differ, in words."""
    said = [f"without {path}" for path in wanted if path not in found]
    said += [f"{path} beside" for path in found if path not in wanted]
    said += [f"{path} other" for path in found if wanted.get(path, found[path]) != found[path]]
    return ", ".join(said[:4]) + (f" and {len(said) - 4} more" if len(said) > 4 else "")


def nights_in(folder: Path) -> dict[str, str]:
    """Of each night of a study, what its rows come to; read in a process of its own."""
    ran = in_a_process(folder.parent, functools.partial(_say_nights, folder))
    return dict(json.loads(ran.said)) if ran.status == 0 else {}


def _say_nights(folder: Path) -> int:
    import pandas as pd

    found: dict[str, Any] = {}
    for block in sorted((folder / "blocks").glob("[0-9]*")):
        tables = [pd.read_parquet(path) for path in sorted(block.glob("*.parquet"))]
        for night in {int(night) for rows in tables for night in rows["replication"]}:
            digest = hashlib.sha256()
            for rows in tables:
                digest.update(rows[rows["replication"] == night].to_csv(index=False).encode())
            found[str(night)] = digest.hexdigest()
    print(json.dumps(found))
    return 0


def _new(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def _copy(one: Path, other: Path) -> None:
    if other.exists():
        shutil.rmtree(other)
    shutil.copytree(one, other, symlinks=True)


@contextmanager
def explorer() -> Iterator[Explorer]:
    """One, with its place on the disk; clocks stand still for it."""
    before = dict(os.environ), tempfile.gettempdir()
    os.environ |= {"SOURCE_DATE_EPOCH": "1780000000", "NO_COLOR": "1"}
    try:
        with tempfile.TemporaryDirectory(prefix="crash-") as root:
            # What a killed process left among temporary files goes with it.
            tempfile.tempdir = tempfile.mkdtemp(dir=root)
            yield Explorer(Path(root).resolve())
    finally:
        os.environ.clear()
        os.environ.update(before[0])
        tempfile.tempdir = before[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Explore what is asked for; 1 if anything was lost."""
    from tests.crash_cells import BOUNDED, CASES, warm

    parser = argparse.ArgumentParser("python -m tests.crash_explorer", description=__doc__)
    parser.add_argument("commands", nargs="*", metavar="command")
    parser.add_argument("--bounded", action="store_true", help="a choice of cases")
    parser.add_argument("--most", type=int, help="ends of each case, at most")
    parser.add_argument("--kills", type=int, default=0, help="kills of each case from outside")
    parser.add_argument("--twice", action="store_true", help="end the second command too")
    parser.add_argument("--case", default="", help="part of the names of cases")
    parser.add_argument("--at", type=_end, help="one end, such as 12:before, 12:opened or 12:torn")
    wanted = parser.parse_args(arguments)
    cases = [each for each in CASES if not wanted.commands or each.command in wanted.commands]
    cases = [each for each in cases if wanted.case in each.name]
    cases = [each for each in cases if not wanted.bounded or each.name in BOUNDED]
    warm()
    gc.freeze()  # children leave alone what they share with this process
    with explorer() as one:
        one.twice = wanted.twice
        found = [_told(one.explore(each, wanted.most, wanted.kills, wanted.at)) for each in cases]
    tried, lost = sum(each.tried for each in found), sum(len(each.losses) for each in found)
    print(f"{len(cases)} cases, {tried} ends, {lost} losses")
    return int(bool(lost) or not cases)


def _end(text: str) -> End:
    number, _, manner = text.partition(":")
    return End(int(number), manner or BEFORE)


def _told(found: Found) -> Found:
    """Print what came of a case."""
    print(found, *(f"  LOST {loss}" for loss in found.losses), sep="\n", flush=True)
    if found.unseen:
        print(f"  not written by Python: {', '.join(sorted(found.unseen)[:3])} …", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
