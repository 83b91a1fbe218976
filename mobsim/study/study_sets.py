"""How does mobsim save several studies in one folder, so that the same command resumes them?

::

    my-sweep/
      run.json         the identity of each study
      manifest.json    written last, to mark the set as complete
      points/00000/    the first study
      summary.txt      the results of all studies
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mobsim.ground.errors import InputError, OutputError
from mobsim.ground.folders import (
    check_not_within,
    clear_leftovers_in,
    complete_folder,
    made_beside,
    move_into_place,
    put_back,
    replace_file,
    writing,
)
from mobsim.ground.manifest import KINDS, MANIFEST, Kind, check_folder, kind_of, read_manifest
from mobsim.study.replication import Task
from mobsim.study.study import How, Study, extend, read_study, run_study
from mobsim.telling.results import dumps
from mobsim.telling.store import DOCUMENT, is_result, read_json

SUMMARY = "summary.txt"


def claim_set(
    place: Path, kind: Kind, document: Mapping[str, Any], files: tuple[str, ...], below: str
) -> None:
    """Make the folder of a set, or check that it can be resumed.

    ``files`` are the files that the set has when it is complete. ``below`` is the folder that holds
    the studies.

    Raises
    ------
    OutputError
        If the folder holds other files, or cannot be written.
    InputError
        If a file of the set has changed.
    """
    put_back(place)
    check_not_within(place)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        _check_same(place, kind, document)
        return
    with made_beside(place) as made:
        made.put(DOCUMENT, dumps(dict(document)) + "\n")
        made.seal(kind, [*files, f"{below}*/{MANIFEST}"])
        move_into_place(made.path, place)


def _check_same(place: Path, kind: Kind, document: Mapping[str, Any]) -> None:
    if not place.is_dir():
        raise OutputError(f"{place} is a file; choose a folder")
    if (place / DOCUMENT).exists():
        read_manifest(place)
    if kind_of(place) != kind:
        raise OutputError(f"{place} is not empty and not {KINDS[kind]}; choose another folder")
    check_folder(place, (kind,))
    if read_json(place / DOCUMENT, place) != document:
        name = KINDS[kind].removeprefix("a ")
        raise OutputError(f"{place} holds another {name}; choose another folder")


def study_in_set(task: Task, replications: int | str, target: Path | None, how: How) -> Study:
    """Return one study of a set. If the study is not complete, resume it or run it first."""
    if target is not None and is_result(target):
        try:
            return read_study(target, whole=True)
        except InputError:
            return extend(target, how=how)
    return run_study(task, replications, folder=target, how=how)


def finish_set(place: Path, files: Mapping[str, str]) -> None:
    """Write the results of a set and mark the set as complete, unless it is already complete."""
    if read_manifest(place).complete:
        return
    with writing(place):
        clear_leftovers_in(place)
        written = {}
        for name, text in files.items():
            (place / name).parent.mkdir(exist_ok=True)
            written[name] = replace_file(place / name, text)
        complete_folder(place, written)
