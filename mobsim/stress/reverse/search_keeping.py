"""How does mobsim save a search so that anyone can repeat it?

::

    simultaneous-medium/
      search.json      the search, with the checksums of its code, tables and results
      scenario.yaml    the base scenario with every default filled in
      nights.csv       replication, severity, further severities tried, contradictions

A folder is written under a temporary name and then renamed, so the folder is either complete or
absent. mobsim reads a folder only if the files in it have not changed. mobsim does not repeat a
saved search unless the inputs of the search have changed.
"""

import csv
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from mobsim.ground.errors import Fault, InputError, OutputError, reading
from mobsim.ground.folders import put_back, replaced_folder
from mobsim.ground.grids import csv_text
from mobsim.ground.last_made import LastMade
from mobsim.ground.manifest import MANIFEST, check_folder, kind_of
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.stress.reverse.criteria import CRITERIA
from mobsim.stress.reverse.searching import (
    BreakingFound,
    BreakingSearch,
    SearchedNight,
    find_all,
)
from mobsim.stress.reverse.separating import AtPoint
from mobsim.stress.reverse.severity import Lever, NeedAt, SimultaneousIncidents, read_back
from mobsim.study.identity import identity_of
from mobsim.study.study import How
from mobsim.telling.results import dumps
from mobsim.telling.store import SCENARIO, check_is_kept, keep_scenario, read_json

FORMAT: Final = "mobsim.search"
VERSION: Final = 2
DOCUMENT: Final = "search.json"
NIGHTS: Final = "nights.csv"

_NUMBERS: Final = tuple(
    each.name for each in fields(BreakingSearch) if each.name not in ("base", "lever", "criterion")
)
"""The search parameters that are already simple values."""


@dataclass(frozen=True)
class SearchKept:
    """A saved search, read from its folder."""

    folder: Path
    found: BreakingFound
    document: Mapping[str, Any]


@dataclass(frozen=True)
class SearchRepeated:
    """A saved search and its repeat."""

    found: BreakingFound
    different: list[int]
    """The replications whose results differ."""
    moved: dict[str, tuple[object, object]]
    """The inputs that have changed, each with its old and new value."""


def is_search(folder: Path | str) -> bool:
    """Whether a folder holds a saved search."""
    return kind_of(Path(folder)) == "search"


def searches_at(
    folder: Path | str,
    searches: Mapping[str, BreakingSearch],
    nights: int,
    how: How | None = None,
    *,
    known: Sequence[SearchKept] = (),
    force: bool = False,
) -> list[SearchKept]:
    """Run searches and save each in a folder with its name. Read searches that are already saved.

    The folder of a search must be absent, be empty, or hold the same search; ``force`` replaces a
    different search. The bases must come from files. A night is not searched again if one of the
    ``known`` searches covers it with the same parameters and base.

    Raises
    ------
    OutputError
        If a folder holds other files or cannot be written.
    InputError
        If a base was not read from a file or has changed since it was read, or if a saved search
        has changed since it was written.
    """
    places = {name: Path(folder) / name for name in searches}
    planned = {name: _planned(search, nights) for name, search in searches.items()}
    missing = [name for name in searches if not _there(places[name], planned[name], force=force)]
    read = LastMade[Scenario]()
    again = {
        name: _search(planned[name], read.of((base,), partial(_as_read, base)))
        for name in missing
        for base in [searches[name].base]
    }
    done = {name: known_nights(planned[name], nights, known) for name in missing}
    lacking = [name for name in missing if done[name] is None]
    made = find_all([again[name] for name in lacking], range(nights), how)
    done |= {name: found.nights for name, found in zip(lacking, made, strict=True)}
    made_now = {
        name: _write(places[name], planned[name], BreakingFound(again[name], done[name] or ()))
        for name in missing
    }
    return [made_now.get(name) or read_search(place) for name, place in places.items()]


def known_nights(
    planned: Mapping[str, Any], nights: int, known: Sequence[SearchKept]
) -> Sequence[SearchedNight] | None:
    """The first nights of a saved search with the same plan; None if no search has it."""
    for kept in known:
        same = {**kept.document["search"], "replications": planned["replications"]} == planned
        if same and len(kept.found.nights) >= nights:
            return kept.found.nights[:nights]
    return None


def _planned(search: BreakingSearch, nights: int) -> dict[str, Any]:
    """The search in the form of its saved document."""
    content = {**_plain(search), "replications": f"0:{nights}"}
    return dict(json.loads(dumps(content)))


class SearchRecord(NamedTuple):
    """The results and the document of a saved search, without its scenario."""

    nights: list[SearchedNight]
    document: Mapping[str, Any]


def read_search(folder: Path | str) -> SearchKept:
    """Read a search from its folder.

    Raises
    ------
    InputError
        If the folder holds no search, is damaged, or has a version that this mobsim cannot read.
    """
    place, (nights, document) = Path(folder), read_record(folder)
    with reading(folder), reading(folder, "damaged"):
        search = _search(document["search"], load_scenario(place / SCENARIO))
    return SearchKept(place, BreakingFound(search, nights), document)


def read_record(folder: Path | str) -> SearchRecord:
    """Read the results of a search, without its scenario. Raises `InputError` as `read_search`."""
    with reading(folder):
        return _read_record(folder, Path(folder))


def _read_record(folder: Path | str, place: Path) -> SearchRecord:
    put_back(place)
    check_is_kept(place, folder, DOCUMENT)
    check_folder(place, ("search",), folder)
    document = read_json(place / DOCUMENT, folder)
    if document.get("format") != FORMAT or document.get("version") != VERSION:
        found = f"{document.get('format')!r}, version {document.get('version')!r}"
        raise _fault(folder, f"found {found}, expected {FORMAT!r}, version {VERSION}")
    with reading(folder, "damaged"):
        nights = _read_nights(place / NIGHTS)
        digest = document["results_sha256"]
        document["search"]["identity"]  # fails here if it is missing
    if results_sha256(nights) != digest:
        raise _fault(folder, f"{NIGHTS} has changed since it was written; run the search again")
    return SearchRecord(nights, document)


def repeat_search(folder: Path | str, how: How | None = None) -> SearchRepeated:
    """Repeat a saved search with the installed version of mobsim."""
    kept = read_search(folder)
    [again] = find_all([kept.found.search], range(len(kept.found.nights)), how)
    before = {night.replication: night for night in kept.found.nights}
    different = [night.replication for night in again.nights if before[night.replication] != night]
    return SearchRepeated(again, different, _moved(kept))


def results_sha256(nights: Iterable[SearchedNight]) -> str:
    """The SHA-256 of the nights' values, regardless of the program that wrote them."""
    return sha256("\n".join(",".join(_cells(night)) for night in nights).encode()).hexdigest()


def _plain(search: BreakingSearch) -> dict[str, Any]:
    """The values that a repeat of the search needs, apart from the base."""
    if not search.base.resolved:
        message = "found a scenario that was made in memory, expected one that was read from a file"
        raise InputError([Fault(search.base.name, 0, 0, "", message)])
    identity = identity_of(search.base, seed=search.seed, typical=search.typical, log=False)
    return {
        "lever": lever_to_plain(search.lever),
        "criterion": search.criterion.criterion_id,
        **{name: getattr(search, name) for name in _NUMBERS},
        "identity": {
            name: value
            for name, value in asdict(identity).items()
            if name not in ("log", "replications", "results_sha256")
        },
    }


def _search(content: Mapping[str, Any], base: Scenario) -> BreakingSearch:
    """The search that a document describes, on the given base."""
    numbers = {name: content[name] for name in _NUMBERS}
    lever, criterion = lever_from_plain(content["lever"]), CRITERIA[content["criterion"]]
    return BreakingSearch(base, lever, criterion, **numbers)


def _as_read(base: Scenario) -> Scenario:
    """The base as a repeat of the search would read it.

    Raises `InputError` if the base has changed since it was read, because the repeat would fail.
    """
    read = read_back(base)
    if read != base:
        message = "found a scenario that was changed after it was read, expected it unchanged"
        raise InputError([Fault(base.name, 0, 0, "", message)])
    return read


def _there(target: Path, planned: Mapping[str, Any], *, force: bool) -> bool:
    """Whether the folder holds the planned search."""
    put_back(target)
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return False
    if not (target / MANIFEST).is_file() or not (target / DOCUMENT).is_file():
        raise OutputError(f"{target} is not empty and not a search; choose another folder")
    check_folder(target, ("search",))
    if read_json(target / DOCUMENT, target).get("search") == planned:
        return True
    if not force:
        raise OutputError(
            f"{target} holds another search, or a search by another version; choose another folder"
        )
    return False


def _write(target: Path, planned: Mapping[str, Any], found: BreakingFound) -> SearchKept:
    document = {
        "format": FORMAT,
        "version": VERSION,
        "search": dict(planned),
        "results_sha256": results_sha256(found.nights),
    }
    with replaced_folder(target, "search", ("search",), force=True) as made:
        keep_scenario(made, found.search.base.resolved)
        made.put(NIGHTS, csv_text(SearchedNight._fields, map(_cells, found.nights)))
        made.put(DOCUMENT, dumps(document) + "\n")
    return SearchKept(target, found, document)


def _cells(night: SearchedNight) -> tuple[str, ...]:
    return tuple(str(each) if isinstance(each, int) else repr(float(each)) for each in night)


def _read_nights(path: Path) -> list[SearchedNight]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            SearchedNight(int(number), float(severity), int(checked), int(against))
            for number, severity, checked, against in list(csv.reader(file))[1:]
        ]


def _moved(kept: SearchKept) -> dict[str, tuple[object, object]]:
    known = kept.document["search"]["identity"]
    now = _plain(kept.found.search)["identity"]
    return {name: (known[name], now.get(name)) for name in known if known[name] != now.get(name)}


def _fault(folder: Path | str, message: str) -> InputError:
    return InputError([Fault(os.fspath(folder), 0, 0, "", message)])


# --- levers in a document ----------------------------------------------------------------------


_LEVERS: Final[Mapping[str, Any]] = {
    "simultaneous-incidents": SimultaneousIncidents,
    "need-at": NeedAt,
    "at-point": AtPoint,
}


def lever_to_plain(lever: Any) -> dict[str, Any]:
    """A lever as plain data for a document.

    >>> lever_to_plain(NeedAt(("kent",)))
    {'kind': 'need-at', 'forces': ('kent',)}
    """
    name = next(name for name, made in _LEVERS.items() if made is type(lever))
    return {"kind": name} | asdict(lever)


def lever_from_plain(content: Mapping[str, Any]) -> Lever:
    """The lever that a document describes.

    >>> lever_from_plain({"kind": "need-at", "forces": ["kent"]})
    NeedAt(forces=('kent',))
    """
    values = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in content.items()
        if key != "kind"
    }
    lever: Lever = _LEVERS[content["kind"]](**values)
    return lever
