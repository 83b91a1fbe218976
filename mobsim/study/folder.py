"""How is a study kept, so that whatever breaks it off, what was done is there?

::

    six-cities-saturday-1-study/
      run.json             which study it is, what came of it, when and where it was made
      scenario.yaml        with every default filled in
      summary.txt
      blocks/000000-000099/incidents.parquet, national.parquet …

A block is there whole or not at all; ``run.json`` is replaced in one step. A folder without its
last blocks is a study that can be gone on with.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mobsim.ground.errors import InputError, OutputError, reading
from mobsim.ground.folders import made_beside, move_into_place, writing
from mobsim.ground.json_files import parsed
from mobsim.ground.typed_values import exact, typed
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.study.blocks import kept_blocks, one_table, read_outcomes, read_table, write_block
from mobsim.study.identity import StudyIdentity, results_of
from mobsim.study.outcome import Outcome
from mobsim.study.span import BLOCK, ReplicationSpan, count_of, joined, parse_replications
from mobsim.telling.provenance import circumstances
from mobsim.telling.results import dumps
from mobsim.telling.store import (
    DOCUMENT,
    SCENARIO,
    STUDY,
    check_target,
    free_folders,
    is_result,
    keep_scenario,
    read_json,
    write_text,
)

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]

VERSION: Final = 1
SUMMARY: Final = "summary.txt"


@exact
@dataclass(frozen=True)
class FolderRecord:
    """What ``run.json`` says."""

    identity: StudyIdentity
    planned: str
    """Replications that were asked for, such as ``0:200`` or ``auto``."""
    complete: bool
    """Whether all of them are there."""
    circumstances: Mapping[str, Any]


class Folder:
    """A study's folder. See `new_folder` and `open_folder`."""

    def __init__(self, path: Path, record: FolderRecord) -> None:
        self.path = path
        self.record = record

    @property
    def identity(self) -> StudyIdentity:
        """Which study it is; without results until it is complete."""
        return self.record.identity

    @property
    def blocks(self) -> dict[ReplicationSpan, Path]:
        """What is kept, block by block."""
        return kept_blocks(self.path)

    @property
    def spans(self) -> list[ReplicationSpan]:
        return joined(self.blocks)

    def scenario(self) -> Scenario:
        """The scenario as it was run."""
        return load_scenario(self.path / SCENARIO)

    def keep(self, outcomes: Sequence[Outcome]) -> None:
        """Keep replications of one block that follow each other, and those kept of it before.

        Raises `OutputError` when they cannot be written. What was kept before is still there.
        """
        place = outcomes[0].replication // BLOCK
        before = {s: path for s, path in self.blocks.items() if s.first // BLOCK == place}
        parts = list(outcomes)
        for path in before.values():
            parts += read_outcomes(path, log=self.identity.log)
        parts.sort(key=lambda outcome: outcome.replication)
        try:
            write_block(self.path, parts)
        except OSError as error:
            raise OutputError(
                f"{self.path} cannot be written: {error.strerror or error}; {self.next_move()}"
            ) from error
        for path in before.values():
            shutil.rmtree(path, ignore_errors=True)

    def table(self, name: str) -> "pyarrow.Table":
        return one_table(name, (read_table(path, name) for path in self.blocks.values()))

    def plan(self, planned: str) -> None:
        """Say what is going to be there."""
        self._write(FolderRecord(self.identity, planned, complete=False, circumstances=_now()))

    def finish(self) -> None:
        """Say what came of it."""
        identity = results_of(self.identity, self)
        self._write(replace(self.record, identity=identity, complete=True, circumstances=_now()))

    def next_move(self) -> str:
        """What is kept of a study that was broken off, and how it is gone on with."""
        count = count_of(self.spans)
        return f"{count} replications are kept; go on with: mobsim extend {self.path}"

    def summarise(self, text: str) -> None:
        """Keep the summary beside the tables."""
        write_text(self.path / SUMMARY, text + "\n")

    def _write(self, record: FolderRecord) -> None:
        with writing(self.path):
            _replace_text(self.path / DOCUMENT, dumps({STUDY: VERSION, **asdict(record)}) + "\n")
        self.record = record


def new_folder(
    path: Path | str | None,
    scenario: Scenario,
    identity: StudyIdentity,
    planned: str,
    *,
    force: bool = False,
) -> Folder:
    """A folder for a study that begins.

    By default ``<scenario>-<seed>-study`` in the working folder, then ``-2`` and so on. With
    ``force`` a result that is there is replaced. Raises `OutputError` when it cannot be written
    there.
    """
    usual = free_folders(f"{identity.scenario}-{identity.seed}-study")
    target = Path(path) if path is not None else next(usual)
    check_study_target(target, force=force)
    with made_beside(target) as made:
        keep_scenario(made, scenario.resolved)
        move_into_place(made, target)
    folder = Folder(target, FolderRecord(identity, planned, complete=False, circumstances=_now()))
    folder.plan(planned)
    return folder


def check_study_target(path: Path | str, *, force: bool = False) -> None:
    """As `mobsim.telling.store.check_target`; a study that is not complete is named as one.

    Raises `OutputError` when there is something that is not to be replaced.
    """
    target = Path(path)
    if not force and target.is_dir() and is_result(target):
        found = parsed((target / DOCUMENT).read_text(encoding="utf-8"))
        if found.get("complete") is False:
            raise OutputError(
                f"{target} holds a study that is not complete; go on with it by: "
                f"mobsim extend {target}, or replace it by --force"
            )
    check_target(target, force=force)


def open_folder(path: Path | str) -> Folder:
    """The folder of a study, complete or not.

    Raises `InputError` when it is none, or of a version that this mobsim does not read.
    """
    with reading(path):
        return _open_folder(path, Path(path))


def _open_folder(path: Path | str, place: Path) -> Folder:
    if not place.is_dir():
        message = "no such folder; expected one that 'mobsim run --replications' has made"
        raise InputError.about(path, message)
    found = read_json(place / DOCUMENT, path)
    if found.get(STUDY) != VERSION:
        if STUDY not in found:
            raise InputError.about(path, "the result of one night; expected a study of many")
        message = f"found version {found[STUDY]!r} of a study, expected {VERSION}"
        raise InputError.about(path, message)
    with reading(path, f"{DOCUMENT} is damaged"):
        del found[STUDY]
        record = typed(FolderRecord, found)
    try:
        parse_replications(record.planned)
    except InputError:
        message = f"{DOCUMENT} is damaged: planned: found {record.planned!r}"
        raise InputError.about(path, message) from None
    return Folder(place, record)


def _replace_text(path: Path, text: str) -> None:
    made = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write_text(made, text)
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


def _now() -> dict[str, Any]:
    return asdict(circumstances())
