"""How does mobsim save a stress test in a folder, resume it and read it again?"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from mobsim.country.returns import Returns, forces_csv, put_returns, read_returns
from mobsim.ground.errors import Fault, InputError, OutputError, reading
from mobsim.ground.folders import (
    check_not_within,
    clear_leftovers_in,
    complete_folder,
    grow_again,
    made_beside,
    move_into_place,
    put_back,
    replace_file,
    writing,
)
from mobsim.ground.input_files import read_regular
from mobsim.ground.json_files import parsed
from mobsim.ground.manifest import (
    KINDS,
    MANIFEST,
    FolderManifest,
    check_folder,
    digest_of,
    faults_below,
    faults_of,
    read_manifest,
)
from mobsim.ground.privacy import PRIVATE_FILE, make_private_folder
from mobsim.ground.safe_text import escaped
from mobsim.stress.findings import FORMAT, VERSION, StressFindings
from mobsim.stress.plain_verdicts import EARLY_ERROR

FINDINGS: Final = "stress.json"
PLAN: Final = "plan.json"
INPUTS: Final = "inputs"
RETURNS: Final = "returns"
FORCES: Final = "forces.csv"
_CHANGED: Final = f"{INPUTS}/forces-*.csv"
"""The changed tables of forces. Each run that uses a changed table writes the table again."""
_WRITTEN: Final = (FINDINGS, "stress.html", "stress.xlsx", "tables/*.csv", _CHANGED)
"""The files that a stress test writes from its runs, and can rebuild at any time."""
GROWS: Final = (f"runs/*/{MANIFEST}", *_WRITTEN)
"""The files that can be added to the folder until the stress test is complete."""


@dataclass(frozen=True, slots=True)
class StressPlan:
    """The plan of a stress test. A test started under a different plan cannot be resumed."""

    quarter: str
    returns_sha256: str
    nights: int
    seed: int
    quick: bool
    hosts: tuple[str, ...]
    """The forces that take a turn as host."""
    beliefs: str = ""
    """The source of beliefs for a second set of nights; empty if nights draw no beliefs."""
    early_error: float = EARLY_ERROR
    """The highest allowed chance of a wrong early verdict on a host's line; 0 if no run stops
    early.
    """

    @property
    def document(self) -> dict[str, object]:
        """The plan as it is saved, without values that equal the defaults."""
        by_default = {each.name: each.default for each in fields(self)}
        kept = {name: value for name, value in asdict(self).items() if value != by_default[name]}
        return dict(parsed(json.dumps(kept)))


@dataclass(frozen=True)
class Packed:
    """A saved stress test."""

    folder: Path
    findings: StressFindings

    @property
    def returns(self) -> Returns:
        """The returns that the runs of the stress test used."""
        return read_returns(self.folder / INPUTS / RETURNS)


def open_pack(folder: Path, plan: StressPlan, returns: Returns) -> None:
    """Create the folder of a stress test, or check that the test in it can be resumed.

    Raises
    ------
    OutputError
        If the folder holds anything other than this stress test.
    InputError
        If the folder holds this test, but its inputs have changed since they were written.
    """
    put_back(folder)
    check_not_within(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        _check_same(folder, plan)
        return
    with made_beside(folder) as made:
        made.put(PLAN, json.dumps(plan.document, indent=2, sort_keys=True) + "\n")
        make_private_folder(made.path / INPUTS)
        with made.within(f"{INPUTS}/{RETURNS}", "returns") as inner:
            inner.make_private()
            put_returns(inner, returns)
        made.put(f"{INPUTS}/{FORCES}", forces_csv(returns), PRIVATE_FILE)
        made.seal("stress test", GROWS)
        move_into_place(made.path, folder)


def _check_same(folder: Path, plan: StressPlan) -> None:
    if not folder.is_dir() or not ((folder / PLAN).is_file() or (folder / MANIFEST).is_file()):
        message = f"{folder} is not empty and not a stress test; choose another folder"
        raise OutputError(message)
    manifest = read_manifest(folder)
    if manifest.kind != "stress test":
        message = f"{folder} holds {KINDS[manifest.kind]}; choose another folder"
        raise OutputError(message)
    written = FolderManifest(manifest.kind, {}, _WRITTEN)
    faults = list(faults_of(folder, manifest))
    told = [f for f in faults if not written.may_come(Path(f.file).relative_to(folder).as_posix())]
    if told:
        raise InputError(told)
    found, wanted = _plan_of(folder), plan.document
    moved = sorted(each for each in found | wanted if found.get(each) != wanted.get(each))
    if moved:
        raise OutputError(
            f"{folder} holds a stress test with another {', '.join(moved)}; a test started under a "
            "different plan cannot be resumed: choose another folder"
        )
    if faults:
        # Files made from the runs are written again.
        grow_again(folder, GROWS)


def _plan_of(folder: Path) -> dict[str, object]:
    with reading(folder / PLAN, "is damaged"):
        return dict(parsed(read_regular(folder / PLAN, "kept", PLAN).decode()))


def let_grow(folder: Path) -> None:
    """Mark a stress test as incomplete, because part of it will be made again."""
    grow_again(folder, GROWS)


def finish_pack(
    findings: StressFindings, folder: Path, paper: Mapping[str, str | bytes]
) -> StressFindings:
    """Save the findings of a stress test, mark it complete, and return the findings.

    If a complete test already has equal findings, its files stay unchanged, including their date.
    """
    if read_manifest(folder).complete:
        known = read_pack(folder).findings
        if known == findings.model_copy(update={"made": known.made}):
            return known
    with writing(folder):
        grow_again(folder, GROWS)
        clear_leftovers_in(folder)
        written = {
            path.relative_to(folder).as_posix(): digest_of(path.read_bytes())
            for path in folder.glob(_CHANGED)
        }
        for name, content in {**paper, FINDINGS: as_kept(findings)}.items():
            (folder / name).parent.mkdir(exist_ok=True)
            written[name] = replace_file(folder / name, content)
        complete_folder(folder, written)
    return findings


def as_kept(findings: StressFindings) -> str:
    """The findings in the form in which mobsim saves them."""
    return escaped(findings.model_dump_json(indent=1)) + "\n"


def read_pack(folder: Path | str, *, whole: bool = False) -> Packed:
    """Read a stress test from its folder; if ``whole`` is true, also check its runs.

    Raises
    ------
    InputError
        If the folder is not a stress test, is incomplete, or has changed since it was written.
    """
    with reading(folder):
        return _read_pack(folder, Path(folder), whole=whole)


def _read_pack(folder: Path | str, place: Path, *, whole: bool) -> Packed:
    put_back(place)
    if not (place / PLAN).is_file() and not (place / MANIFEST).is_file():
        message = "not a stress test; expected a folder that 'mobsim stress run' has written"
        raise InputError.about(folder, message)
    if not check_folder(place, ("stress test",), folder).complete:
        message = "the stress test is not complete; run it again with the same options to resume it"
        raise InputError.about(folder, message)
    if whole and (faults := list(faults_below(place))):
        raise InputError(faults)
    text = read_regular(place / FINDINGS, "kept", FINDINGS).decode()
    return Packed(place, _read(place / FINDINGS, text))


def _read(path: Path, text: str) -> StressFindings:
    try:
        return StressFindings.model_validate(parsed(text))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(each) for each in first["loc"])
        message = f"not in the format {FORMAT} version {VERSION}: {first['msg']}; repeat the test"
        raise InputError([Fault(str(path), 0, 0, where, message)]) from None
    except ValueError as error:
        raise InputError.about(path, f"is damaged: {error}; run the stress test again") from None
