"""How is a stress test kept as a folder, gone on with, and read again?"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from mobsim.country.returns import Returns, freeze, read_returns
from mobsim.ground.errors import Fault, InputError, OutputError, reading
from mobsim.ground.folders import writing
from mobsim.ground.json_files import parsed
from mobsim.ground.privacy import make_private_folder
from mobsim.ground.safe_text import escaped
from mobsim.stress.findings import FORMAT, VERSION, StressFindings

FINDINGS: Final = "stress.json"
PLAN: Final = "plan.json"
INPUTS: Final = "inputs"
RETURNS: Final = "returns"
FORCES: Final = "forces.csv"


@dataclass(frozen=True, slots=True)
class StressPlan:
    """What a stress test is to be; one that is begun is gone on with under the same plan only."""

    quarter: str
    returns_sha256: str
    nights: int
    seed: int
    quick: bool
    hosts: tuple[str, ...]
    """Forces that are host in turn."""


@dataclass(frozen=True)
class Packed:
    """A stress test that was kept."""

    folder: Path
    findings: StressFindings

    @property
    def returns(self) -> Returns:
        """What it was run on."""
        return read_returns(self.folder / INPUTS / RETURNS)


def open_pack(folder: Path, plan: StressPlan, returns: Returns) -> None:
    """Make the folder of a stress test, or find that it may be gone on with.

    Raises
    ------
    OutputError
        When it is not empty and holds anything but this stress test.
    """
    place = folder / PLAN
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        _check_same(folder, plan)
        return
    with writing(folder):
        make_private_folder(folder / INPUTS)
        freeze(returns, folder / INPUTS / RETURNS)
        place.write_text(json.dumps(asdict(plan), indent=2, sort_keys=True) + "\n", "utf-8")


def _check_same(folder: Path, plan: StressPlan) -> None:
    wanted = parsed(json.dumps(asdict(plan)))
    try:
        found = parsed((folder / PLAN).read_text("utf-8"))
        moved = sorted(name for name in wanted if found.get(name) != wanted[name])
    except (OSError, ValueError, AttributeError):
        message = f"{folder} is not empty and no stress test; choose another folder"
        raise OutputError(message) from None
    if moved:
        raise OutputError(
            f"{folder} holds a stress test with other {', '.join(moved)}; choose another folder"
        )


def write_findings(findings: StressFindings, folder: Path) -> None:
    """Keep what it says, as the last thing that is written."""
    made = folder / f".{FINDINGS}"
    made.write_text(escaped(findings.model_dump_json(indent=1)) + "\n", "utf-8")
    made.replace(folder / FINDINGS)


def read_pack(folder: Path | str) -> Packed:
    """A stress test from its folder.

    Raises
    ------
    InputError
        When it is none, not complete, or damaged.
    """
    with reading(folder):
        return _read_pack(folder, Path(folder))


def _read_pack(folder: Path | str, place: Path) -> Packed:
    try:
        text = (place / FINDINGS).read_text("utf-8")
    except FileNotFoundError:
        begun = (place / PLAN).is_file()
        message = (
            "the stress test is not complete; run it again with the same options to go on with it"
            if begun
            else "no stress test; expected a folder that 'mobsim stress run' has written"
        )
        raise InputError([Fault(str(folder), 0, 0, "", message)]) from None
    return Packed(place, _read(place / FINDINGS, text))


def _read(path: Path, text: str) -> StressFindings:
    try:
        return StressFindings.model_validate(parsed(text))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(each) for each in first["loc"])
        message = f"not of {FORMAT} version {VERSION}: {first['msg']}; run the stress test again"
        raise InputError([Fault(str(path), 0, 0, where, message)]) from None
    except ValueError as error:
        raise InputError.about(path, f"is damaged: {error}; run the stress test again") from None
