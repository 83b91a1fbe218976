"""Which scenarios are in a folder, and what did the last run of each scenario show?"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from mobsim.ground.budgets import limit, over
from mobsim.ground.clock import LONDON
from mobsim.ground.errors import InputError, reading
from mobsim.ground.input_files import read_regular
from mobsim.ground.manifest import MANIFEST, kind_of
from mobsim.ground.units import MINUTES_PER_HOUR
from mobsim.scenario.file import Resolved, resolve
from mobsim.telling.provenance import provenance_of
from mobsim.telling.store import CIRCUMSTANCES, DOCUMENT, REPLACED, STUDY, read_json

ENDINGS: Final = (".yaml", ".yml")
BUDGET: Final = "library"
_FOUR_HOURS: Final = 4 * MINUTES_PER_HOUR
_BREAKS: Final = re.compile(r"^A national line breaks\s+(\S+ %)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LastResult:
    """The result of a scenario's last run."""

    folder: str
    made_at: str
    """The time of the run, in ISO 8601 with London's offset."""
    name: str
    """The name of the scenario in that run, including the name of any override."""
    verdict: str
    """The verdict on the run, in a few words."""
    as_it_is: bool
    """Whether the file is unchanged since that run."""


@dataclass(frozen=True, slots=True)
class OwnNight:
    """A scenario file, or a file that should be a scenario."""

    file: str
    name: str = ""
    title: str = ""
    question: str = ""
    tags: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    fault: str = ""
    """The first fault of the scenario; empty if the scenario can run."""
    faults: int = 0
    last: LastResult | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """The scenario files of a folder."""

    nights: tuple[OwnNight, ...]
    """The scenarios in order of path; scenarios directly in the folder come first."""
    damaged: tuple[str, ...]
    """Messages about results in the folder that cannot be read."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A result that mobsim found, and the folder of the result."""

    folder: Path
    name: str
    made_at: str
    digest: str
    verdict: str


def library_of(folder: Path) -> Library:
    """The scenario files in a folder and its subfolders.

    Raises
    ------
    InputError
        If there is no such folder, or the folder holds more files or folders than `BUDGET` allows.
    """
    if not folder.is_dir():
        problem = "no such folder" if not folder.exists() else "found a file"
        raise InputError.about(folder, f"{problem}; expected a folder that holds scenario files")
    files, results = _walked(folder)
    if not Path.cwd().resolve().is_relative_to(folder.resolve()):
        results += _results_in(Path.cwd())
    kept = [_kept(each) for each in results]
    read = {path: _read(path) for path in files}
    names = Counter(each.scenario.name for each in read.values() if isinstance(each, Resolved))
    nights = []
    for path, found in read.items():
        if isinstance(found, InputError):
            first, *_ = found.faults
            nights.append(
                OwnNight(str(path), path.stem, fault=str(first), faults=len(found.faults))
            )
            continue
        # A result in another folder belongs to a scenario only if no other scenario has its name.
        alone, here = names[found.scenario.name] == 1, path.resolve().parent
        mine = [k for k in kept if isinstance(k, _Kept) and (alone or k.folder.parent == here)]
        nights.append(_night(path, found, mine))
    return Library(tuple(nights), tuple(each for each in kept if isinstance(each, str)))


def _walked(folder: Path) -> tuple[list[Path], list[Path]]:
    """Find the scenario files and results in a folder and its subfolders.

    The search leaves out hidden folders and the contents of results.
    """
    files: list[Path] = []
    results: list[Path] = []
    for count, (top, below, names) in enumerate(os.walk(folder), start=1):
        if MANIFEST in names and Path(top) != folder:
            below[:] = []
            results.append(Path(top))
            continue
        below[:] = sorted(each for each in below if not each.startswith("."))
        seen = sorted(each for each in names if not each.startswith("."))
        files += [Path(top, each) for each in seen if each.endswith(ENDINGS)]
        if max(len(files), count) > limit(BUDGET):
            raise InputError.about(folder, f"{over(BUDGET)}, or name a folder below")
    return files, results


def _results_in(place: Path) -> list[Path]:
    """The saved results directly inside a folder."""
    return sorted(path.parent for path in place.glob(f"*/{MANIFEST}"))


def _read(path: Path) -> Resolved | InputError:
    try:
        return resolve(path, others=False)
    except InputError as error:
        return error


def _night(path: Path, found: Resolved, results: Iterable[_Kept]) -> OwnNight:
    scenario = found.scenario
    return OwnNight(
        str(path),
        scenario.name,
        scenario.title,
        scenario.question,
        found.tags,
        found.overrides,
        last=_last(path, found, results),
    )


def _last(path: Path, found: Resolved, results: Iterable[_Kept]) -> LastResult | None:
    """The newest result of a scenario, whether it was run with an override or not."""
    name = found.scenario.name
    ways: dict[str, str | None] = {f"{name}-{each}": each for each in found.overrides}
    ways[name] = None
    mine = [each for each in results if each.name in ways]
    if not mine:
        return None
    last = max(mine, key=lambda each: (each.made_at, str(each.folder)))
    digest = _digest(path, found, ways[last.name])
    when = datetime.fromisoformat(last.made_at).astimezone(LONDON).isoformat()
    shown = os.path.relpath(last.folder)
    return LastResult(shown, when, last.name, last.verdict, digest == last.digest)


def _digest(path: Path, found: Resolved, override: str | None) -> str:
    """The SHA-256 of a scenario as its file is at present; empty if the override cannot be read."""
    try:
        whole = resolve(path, override=override, others=False) if override else found
    except InputError:
        return ""
    scenario = whole.scenario
    return provenance_of(scenario.name, scenario.resolved, 1).identity.scenario_sha256


# --- results --------------------------------------------------------------------------------------


def _kept(folder: Path) -> _Kept | str | None:
    """A result, or a message if it is damaged; None if the folder holds no result."""
    shown = os.path.relpath(folder)
    try:
        with reading(shown):
            return _result(folder.resolve()) if kind_of(folder) in REPLACED else None
    except InputError:
        return f"{shown} is damaged: 'mobsim verify {shown}' says where"


def _result(folder: Path) -> _Kept:
    document = read_json(folder / DOCUMENT, folder)
    if STUDY in document:
        identity, made = document["identity"], document["circumstances"]
        verdict = _of_nights(folder, document)
    else:
        identity, made = document["provenance"], read_json(folder / CIRCUMSTANCES, folder)
        verdict = _of_night(document)
    digest = str(identity["scenario_sha256"])
    return _Kept(folder, str(identity["scenario"]), str(made["made_at"]), digest, verdict)


def _of_night(document: Mapping[str, Any]) -> str:
    """The verdict on one night: first on capacity, then on targets or the speed of help."""
    verdicts = {line["verdict_capacity"] for line in document["national"]}
    tested = verdicts - {None, "not tested"}
    capacity = "a national line breaks" if "fail" in tested else "capacity holds"
    parts = [capacity if tested else "no national line tested"]
    met = [target["verdict"] == "met" for target in document["targets"]]
    if met:
        parts.append(f"{sum(met)} of {len(met)} target{'s' if len(met) > 1 else ''} met")
    else:
        psus = [row["time_to"]["40"] for row in document["incidents"] if row["kind"] == "psu"]
        quick = sum(each is not None and each <= _FOUR_HOURS for each in psus)
        if psus:
            parts.append(f"40 % of the PSUs within 4 h in {quick} of {len(psus)} places")
    return "one night: " + ", ".join(parts)


def _of_nights(folder: Path, document: Mapping[str, Any]) -> str:
    asked = re.fullmatch(r"(\d+):(\d+)", str(document["planned"]))
    nights = f"study of {int(asked[2]) - int(asked[1])} nights" if asked else "study of nights"
    if not document["complete"]:
        return f"{nights}, not finished: 'mobsim extend' resumes it"
    summary = read_regular(folder / "summary.txt", "kept", str(folder)).decode()
    breaks = _BREAKS.search(summary)
    return f"{nights}: a national line breaks in {breaks[1]} of them" if breaks else nights
