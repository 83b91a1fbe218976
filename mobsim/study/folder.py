"""How does mobsim save a study so that an interruption does not lose finished work?

::

    six-cities-saturday-1-study/
      run.json             its identity and results, and when and where it was made
      scenario.yaml        the scenario with every default filled in
      beliefs.json         the source of the drawn beliefs, if its nights draw any
      summary.txt
      blocks/000000-000099/incidents.parquet, national.parquet …

A block is either complete or absent, and mobsim replaces ``run.json`` in one step. If the last
blocks are missing, the study can be resumed. mobsim writes ``manifest.json`` last, to mark the
study as complete. If a study replaces another study, mobsim first saves it in a temporary folder
next to the old folder.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mobsim.ground.errors import Fault, InputError, OutputError, reading
from mobsim.ground.folders import (
    NewFolder,
    check_not_within,
    check_replaceable,
    clear_leftovers_in,
    complete_folder,
    delete,
    grow_again,
    made_beside,
    move_into_place,
    put_back,
    replace_file,
    writing,
)
from mobsim.ground.input_files import read_regular
from mobsim.ground.leftovers import forget, left_of, temporary_name
from mobsim.ground.manifest import (
    KINDS,
    MANIFEST,
    faults_of,
    kind_of,
    opened_document,
    read_manifest,
    sealed_document,
    sealed_page,
)
from mobsim.ground.typed_values import exact, typed
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.study.blocks import (
    BLOCKS,
    check_block,
    every_block,
    kept_blocks,
    odd_files,
    one_table,
    read_outcomes,
    read_table,
    write_block,
)
from mobsim.study.calibrating.calibrated_sets import CalibratedSets, opened_sets
from mobsim.study.identity import StudyIdentity
from mobsim.study.outcome import Outcome
from mobsim.study.span import (
    BLOCK,
    ReplicationSpan,
    count_of,
    joined,
    parse_replications,
    without,
)
from mobsim.telling.provenance import circumstances
from mobsim.telling.store import (
    DOCUMENT,
    REPLACED,
    REPORT,
    SCENARIO,
    STUDY,
    check_is_kept,
    check_target,
    free_folders,
    keep_scenario,
)

if TYPE_CHECKING:
    import pyarrow

VERSION: Final = 2
SUMMARY: Final = "summary.txt"
BELIEFS: Final = "beliefs.json"
"""The file with the source of the drawn beliefs, if the nights draw any."""
GROWS: Final = (f"{BLOCKS}/*/{MANIFEST}", DOCUMENT, SUMMARY)
"""Patterns for the files that mobsim adds or replaces until a study is complete."""


@exact
@dataclass(frozen=True)
class FolderRecord:
    """The content of ``run.json``."""

    identity: StudyIdentity
    planned: str
    """The replications that the user requested, such as ``0:200`` or ``auto``."""
    complete: bool
    """Whether all requested replications and the results have been saved."""
    circumstances: Mapping[str, Any]

    def content(self) -> bytes:
        """The content of the record's file, as bytes."""
        return sealed_document({STUDY: VERSION, **asdict(self)})


class Folder:
    """The folder of a study, made by `new_folder` or `open_folder`."""

    def __init__(self, path: Path, record: FolderRecord, target: Path | None = None) -> None:
        self.path = path
        self.record = record
        self._target = target
        """The path to which a temporary folder moves once the study is complete."""

    @property
    def identity(self) -> StudyIdentity:
        """The identity of the study. The results are not part of it until the study is complete."""
        return self.record.identity

    @property
    def blocks(self) -> dict[ReplicationSpan, Path]:
        """The folders of the saved blocks, keyed by their replications."""
        return kept_blocks(self.path)

    @property
    def spans(self) -> list[ReplicationSpan]:
        return joined(self.blocks)

    def scenario(self) -> Scenario:
        """The scenario of the study."""
        return load_scenario(self.path / SCENARIO)

    def belief_source(self) -> CalibratedSets | None:
        """The source of the drawn beliefs; None if the nights do not draw any."""
        if not self.identity.beliefs:
            return None
        path = self.path / BELIEFS
        return opened_sets(read_regular(path, "kept", BELIEFS), str(path))

    def keep(self, outcomes: Sequence[Outcome]) -> None:
        """Join consecutive replications of one block to its saved replications, and save the block.

        Raises `OutputError` when the replications cannot be written. Replications that were saved
        before are not lost.
        """
        place = outcomes[0].replication // BLOCK
        before = {s: path for s, path in self.blocks.items() if s.first // BLOCK == place}
        parts = list(outcomes)
        for path in before.values():
            parts += read_outcomes(path, log=self.identity.log)
        parts.sort(key=lambda outcome: outcome.replication)
        try:
            write_block(self.path, parts)
        except OutputError as error:
            said = str(error).partition("; ")[0]
            raise OutputError(f"{said}; {self.next_move()}") from error
        for path in before.values():
            delete(path)

    def table(self, name: str) -> "pyarrow.Table":
        return one_table(name, (read_table(path, name) for path in self.blocks.values()))

    def plan(self, planned: str) -> None:
        """Record the planned replications."""
        check_not_within(self.path)
        with writing(self.path):
            grow_again(self.path, GROWS)
            record = FolderRecord(self.identity, planned, complete=False, circumstances=_now())
            replace_file(self.path / DOCUMENT, record.content())
            (self.path / SUMMARY).unlink(missing_ok=True)
            self._tidy()
        self.record = record

    @property
    def place(self) -> Path:
        """The path of the folder once the study is complete."""
        return self._target or self.path

    def finish(self, identity: StudyIdentity, summary: str, page: str = "") -> None:
        """Record the results as the last step, and move the folder to its final place."""
        record = replace(self.record, identity=identity, complete=True, circumstances=_now())
        with writing(self.path):
            self._tidy()
            written = {
                SUMMARY: replace_file(self.path / SUMMARY, summary + "\n"),
                DOCUMENT: replace_file(self.path / DOCUMENT, record.content()),
            }
            if page:
                replace_file(self.path / REPORT, sealed_page(page))
            complete_folder(self.path, written)
            self.record = record
            if self._target is not None:
                check_replaceable(self._target, REPLACED, force=True)
                move_into_place(self.path, self._target)
                forget(self.path)
                self.path, self._target = self._target, None

    def _tidy(self) -> None:
        """Delete temporary files, and blocks whose replications are all in a larger block."""
        place = self.path / BLOCKS
        clear_leftovers_in(self.path)
        clear_leftovers_in(place)
        kept = set(self.blocks.values())
        for path in every_block(self.path).values():
            if path not in kept:
                delete(path)

    def next_move(self) -> str:
        """A note on the saved part of an interrupted study, and on how to resume the study."""
        count = count_of(self.spans)
        if self._target is not None:
            return (
                f"{self._target} is unchanged; {count} replications of the new study are saved; "
                "to resume, run the same command again"
            )
        return f"{count} replications are saved; resume with: mobsim extend {self.path}"

    def faults(self) -> list[Fault]:
        """Messages about files of the study that have changed.

        For the files of blocks, only their sizes are checked.
        """
        manifest = read_manifest(self.path)
        found = list(faults_of(self.path, manifest))
        return found + [fault for block in self.blocks.values() for fault in odd_files(block)]

    def check(self) -> None:
        """Check every table of every block against its digest.

        Raises an `InputError` that lists every file that has changed.
        """
        faults: list[Fault] = []
        for block in self.blocks.values():
            try:
                check_block(block)
            except InputError as error:
                faults += error.faults
        if faults:
            raise InputError(faults)


def new_folder(
    path: Path | str | None,
    scenario: Scenario,
    identity: StudyIdentity,
    planned: ReplicationSpan | str,
    *,
    force: bool = False,
    whole: bool = False,
    beliefs: CalibratedSets | None = None,
) -> Folder:
    """A folder for a new study, or for an interrupted study that is resumed.

    The default name is ``<scenario>-<seed>-study`` in the working folder. If that folder exists,
    mobsim adds ``-2``, ``-3`` and so on to the name. With ``force``, the new study replaces an
    existing result once the new study is complete. If ``whole`` is set, the folder must never hold
    an incomplete study, so the study is saved in a temporary folder first. Raises `OutputError`
    when the folder cannot be written.
    """
    usual = free_folders(f"{identity.scenario}-{identity.seed}-study")
    target = Path(path) if path is not None else next(usual)
    if not whole and (begun := _begun(target, identity, planned)):
        begun.plan(str(planned))
        return begun
    check_study_target(target, force=force)
    record = FolderRecord(identity, str(planned), complete=False, circumstances=_now())
    if whole:
        return _new_beside(target, scenario, record, beliefs)
    if _holds_something(target):
        return _beside(target, scenario, record, planned, beliefs)
    with made_beside(target) as made:
        _begin(made, scenario, record, beliefs)
        move_into_place(made.path, target)
    return Folder(target, record)


def _begin(
    made: NewFolder, scenario: Scenario, record: FolderRecord, beliefs: CalibratedSets | None
) -> None:
    keep_scenario(made, scenario.resolved)
    if beliefs is not None:
        made.put(BELIEFS, beliefs.content())
    made.seal("study", GROWS)
    replace_file(made.path / DOCUMENT, record.content())


def _holds_something(target: Path) -> bool:
    return target.is_dir() and any(target.iterdir())


def _beside(
    target: Path,
    scenario: Scenario,
    record: FolderRecord,
    planned: ReplicationSpan | str,
    beliefs: CalibratedSets | None,
) -> Folder:
    """A temporary folder next to the target, for a new or an interrupted study."""
    for left in left_of(target, "new"):
        if _begun(left, record.identity, planned, or_complete=True):
            place = temporary_name(target)
            with writing(target):
                left.rename(place)
            folder = Folder(place, record, target)
            folder.plan(record.planned)
            return folder
    return _new_beside(target, scenario, record, beliefs)


def _new_beside(
    target: Path, scenario: Scenario, record: FolderRecord, beliefs: CalibratedSets | None
) -> Folder:
    with made_beside(target) as made:
        _begin(made, scenario, record, beliefs)
        place = temporary_name(target)
        made.path.rename(place)
    return Folder(place, record, target)


def _begun(
    path: Path,
    identity: StudyIdentity,
    planned: ReplicationSpan | str,
    *,
    or_complete: bool = False,
) -> Folder | None:
    """Open an interrupted study, if all its saved parts belong to the requested study."""
    if kind_of(path) != "study":
        return None
    try:
        folder = open_folder(path)
        folder.check()
    except InputError:
        return None
    if folder.record.complete and not or_complete:
        return None
    if folder.identity.moved(identity):
        return None
    wanted = [planned] if isinstance(planned, ReplicationSpan) else folder.spans
    beyond = [span for kept in folder.spans for span in without(kept, wanted)]
    return None if beyond else folder


def check_study_target(
    path: Path | str,
    identity: StudyIdentity | None = None,
    planned: ReplicationSpan | str = "",
    *,
    force: bool = False,
) -> None:
    """Check that a study can be saved in a folder.

    This check accepts every folder that `mobsim.telling.store.check_target` accepts. This check
    also accepts a folder with an interrupted study that the command would resume. Raises
    `OutputError` when the folder holds other files that must not be replaced. For an incomplete
    study, the message says how to resume it.
    """
    target = Path(path)
    put_back(target)
    if not force and kind_of(target) == "study" and not read_manifest(target).complete:
        if identity is not None and _begun(target, identity, planned):
            return
        raise OutputError(
            f"{target} holds a study that is not complete; resume it with: "
            f"mobsim extend {target}, or replace it with --force"
        )
    check_target(target, force=force)


def open_folder(path: Path | str, *, mending: bool = False, checked: bool = True) -> Folder:
    """Open the folder of a study, whether the study is complete or not.

    If ``mending`` is set, blocks may be missing. Files are checked against the manifest only if
    ``checked`` is set. Raises `InputError` when the folder is not a study or has changed, or when
    this version of mobsim cannot read it.
    """
    with reading(path):
        return _open_folder(path, Path(path), mending=mending, checked=checked)


def _open_folder(path: Path | str, place: Path, *, mending: bool, checked: bool) -> Folder:
    put_back(place)
    if not place.is_dir():
        message = "no such folder; expected a folder made by 'mobsim run --replications'"
        raise InputError.about(path, message)
    check_is_kept(place, path)
    if kind_of(place) == "night":
        raise InputError.about(
            path, "found the result of one night, expected a study of many nights"
        )
    manifest = read_manifest(place)
    if manifest.kind != "study":
        raise InputError.about(path, f"found {KINDS[manifest.kind]}, expected a study")
    folder = Folder(place, _read_record(place, path, complete=manifest.complete))
    if checked:
        faults = [each for each in folder.faults() if not (mending and _is_lost_block(each))]
        if faults:
            raise InputError(faults)
    return folder


def _is_lost_block(fault: Fault) -> bool:
    block = Path(fault.file).parent
    return block.parent.name == BLOCKS and not block.exists()


def _read_record(place: Path, path: Path | str, *, complete: bool) -> FolderRecord:
    try:
        found = opened_document(read_regular(place / DOCUMENT, "kept", DOCUMENT))
        if found[STUDY] != VERSION:
            message = (
                f"found version {found[STUDY]!r} of a study, expected {VERSION}; make it again "
                f"with 'mobsim run {place / SCENARIO} --replications …'"
            )
            raise InputError.about(path, message)
        del found[STUDY]
        record = typed(FolderRecord, found)
        _check_planned(record, place / DOCUMENT)
        return replace(record, complete=complete and record.complete)
    except FileNotFoundError:
        message = f"found no {DOCUMENT}; expected a folder saved by 'mobsim run'"
        raise InputError.about(path, message) from None
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        message = f"is damaged: {error}; put the file back, or make the study again"
        raise InputError.about(place / DOCUMENT, message) from None


def _check_planned(record: FolderRecord, path: Path) -> None:
    try:
        parse_replications(record.planned)
    except InputError:
        message = f"is damaged: planned: found {record.planned!r}"
        raise InputError.about(path, message) from None


def _now() -> dict[str, Any]:
    return asdict(circumstances())
