"""How is a result saved as a folder, and how is it read again?

mobsim writes the folder in full under a temporary name in the same place, and then renames the
folder. So a result is never incomplete. mobsim replaces only its own results, and refuses to read a
result that someone has changed.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

from mobsim.country.force_tables import laid_sources
from mobsim.ground.errors import InputError, did_you_mean, reading
from mobsim.ground.folders import (
    NewFolder,
    check_replaceable,
    made_beside,
    put_back,
    replaced_folder,
)
from mobsim.ground.input_files import read_regular
from mobsim.ground.json_files import parsed
from mobsim.ground.last_made import LastMade
from mobsim.ground.manifest import MANIFEST, Kind, check_folder, kind_of
from mobsim.ground.privacy import mode_of
from mobsim.ground.safe_text import escaped_in_yaml, shown
from mobsim.scoring import Facts, facts_from_plain, facts_to_plain
from mobsim.scoring.events import COLUMNS, Event
from mobsim.scoring.log import check_of_one_night, csv_of, read_csv
from mobsim.telling.provenance import REPLACEABLE, SHIPPED
from mobsim.telling.results import FORMAT, VERSION, dumps

DOCUMENT: Final = "run.json"
SCENARIO: Final = "scenario.yaml"
CIRCUMSTANCES: Final = "circumstances.json"
REPORT: Final = "report.html"
TABLES: Final = "tables"
"""The folder in which mobsim saves copies of the user's tables."""
LOG: Final = "log.csv"
FACTS: Final = "facts.json"
STUDY: Final = "mobsim_study"
"""The key that marks the document of a study; `mobsim.telling.results.FORMAT` marks a night."""
REPLACED: Final[tuple[Kind, ...]] = ("night", "study")
"""The kinds of folder that a result may replace."""


@dataclass(frozen=True)
class SavedResult:
    """The parts of a run that mobsim saves."""

    document: Mapping[str, Any]
    """See `mobsim.telling.results.document`."""
    resolved: Mapping[str, object]
    """The scenario as it was run, with every default filled in."""
    log: list[Event]
    facts: Facts
    summary: str
    """The scorecard."""
    circumstances: Mapping[str, Any]
    """The time and software of the run, as in `mobsim.telling.provenance.Circumstances`."""
    page: str = ""
    """The report as HTML; empty if the run has no report."""


@dataclass(frozen=True)
class Saved:
    """A result read from its folder, with everything needed to score it and tell its stories."""

    folder: Path
    document: Mapping[str, Any]
    log: list[Event]
    facts: Facts


def save(result: SavedResult, folder: Path | str | None = None, *, force: bool = False) -> Path:
    """Save a result as a folder, and return the path of the folder.

    The folder must be absent or empty. By default, the name of the folder is ``<scenario>-<seed>``.
    If this name is taken, ``-2``, ``-3`` and so on follow it. If ``force`` is true, the function
    replaces an existing result. The function raises `OutputError` if it cannot write the folder; an
    existing result then remains unchanged.
    """
    if folder is None:
        return _save_in_default(result)
    target = Path(folder)
    with replaced_folder(target, "night", REPLACED, force=force) as made:
        _write(result, made)
    return target


def check_target(folder: Path | str, *, force: bool = False) -> None:
    """Check before a run that `save` can use a folder.

    Raises `OutputError` if the folder is a file, or holds something that must not be replaced.
    """
    check_replaceable(Path(folder), REPLACED, force=force)


def is_result(folder: Path) -> bool:
    """Whether a folder is a mobsim result."""
    return kind_of(folder) in REPLACED


def free_folders(name: str) -> Iterator[Path]:
    """Return unused names for a result in the current folder; another run may take one first."""
    paths = (Path(name if n == 1 else f"{name}-{n}") for n in count(1))
    return (path for path in paths if not path.exists())


def _save_in_default(result: SavedResult) -> Path:
    document = result.document
    name = f"{document['scenario']['name']}-{document['provenance']['seed']}"
    with made_beside(next(free_folders(name))) as made:
        _write(result, made)
        made.seal("night")
        for target in free_folders(name):
            try:
                made.path.rename(target)
            except OSError:
                if not target.exists():
                    raise
            else:
                return target
    raise AssertionError("there is always one more name")


def _write(result: SavedResult, made: NewFolder) -> None:
    document = result.document
    tables = {"incidents": incident_rows, "national": national_rows, "forces": force_rows}
    made.put(DOCUMENT, dumps(dict(document)) + "\n")
    made.put(FACTS, dumps(facts_to_plain(result.facts)) + "\n")
    made.put(CIRCUMSTANCES, dumps(dict(result.circumstances)) + "\n")
    made.put("summary.txt", result.summary + "\n")
    keep_scenario(made, result.resolved)
    made.put(LOG, csv_of(COLUMNS, result.log))
    for name, rows in tables.items():
        made.put(f"{name}.csv", table_text(rows(document)))
    if result.page:
        made.add_page(REPORT, result.page)


_LAST_TEXT: Final = LastMade[str]()
"""The text of the last scenario. Many searches in a row have the same scenario."""


def keep_scenario(made: NewFolder, content: Mapping[str, object]) -> None:
    """Write a resolved scenario into a folder, with copies of the user's tables that it names.

    The saved scenario still runs if a user moves it, or edits the original tables.
    """
    kept: dict[str, object] = {}
    for table in REPLACEABLE:
        chosen = content.get(table, SHIPPED)
        laid = laid_sources(chosen) if table == "forces" else None
        if laid:
            kept_at = f"{TABLES}/{table}.csv"
            kept[table] = [kept_at]
            made.put(kept_at, laid.text(content.get("kinds", SHIPPED)), laid.mode)
        elif chosen not in (SHIPPED, [SHIPPED]):
            source = Path(str(chosen))
            kept[table] = f"{TABLES}/{table}.csv"
            made.put(f"{TABLES}/{table}.csv", source.read_bytes(), mode_of(source))
    whole = {**content, **kept}
    made.put(SCENARIO, _LAST_TEXT.of((repr(whole),), lambda: scenario_text(whole)))


def write_scenario(path: Path, content: Mapping[str, object]) -> None:
    """Write a resolved scenario as a file that can be run."""
    path.write_text(scenario_text(content), encoding="utf-8", newline="\n")


AS_RUN: Final = "The scenario with every default filled in, as it was run."


def scenario_text(content: Mapping[str, object], said: str = AS_RUN) -> str:
    """Return the text of a scenario file that can be run, with a comment in the first line."""
    from ruamel.yaml import YAML

    yaml, text = YAML(), io.StringIO()
    yaml.width = 100
    yaml.Representer = type("SeenRepresenter", (yaml.Representer,), {})
    yaml.Representer.add_representer(str, _represented)
    yaml.dump(dict(content), text)
    return f"# {said}\n" + escaped_in_yaml(text.getvalue())


def _represented(representer: Any, text: str) -> Any:
    """Write a text as YAML; invisible characters become escapes within double quotes."""
    style = None if shown(text) == text else '"'
    return representer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def table_text(rows: list[dict[str, Any]]) -> str:
    """Write rows as CSV text; the keys of the first row are the columns."""
    columns = list(rows[0]) if rows else []
    return csv_of(columns, ([row[column] for column in columns] for row in rows))


# --- the tables ---------------------------------------------------------------------------------


def incident_rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Make one row for each incident and kind, with one column for each measure."""
    names = document["names"]
    return [
        {
            "incident": row["incident"],
            "name": names["incidents"].get(row["incident"], row["incident"]),
            "force_name": names["forces"].get(row["force"], row["force"]),
            **_flat(row),
        }
        for row in document["incidents"]
    ]


def national_rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Make one row for each national line, then one row for each region's share of a line."""
    lines = [{"line": row["line"], "region": None, **_flat(row)} for row in document["national"]]
    columns = list(lines[0]) if lines else []
    regions = ({key: row.get(key) for key in columns} for row in document["regions"])
    return lines + list(regions)


def force_rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Make one row for each force and kind with an order."""
    names = document["names"]["forces"]
    home = document["home"] or {"forces": []}
    return [
        {"force": row["force"], "name": names.get(row["force"], row["force"]), **_flat(row)}
        for row in home["forces"]
    ]


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the nested keys of a row into columns, such as ``time_to_40``."""
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, Mapping):
            flat |= {f"{key}_{inner}": number for inner, number in value.items()}
        else:
            flat[key] = value
    return flat


# --- reading ------------------------------------------------------------------------------------


def read_result(folder: Path | str) -> Saved:
    """Read a result from its folder.

    Raises `InputError` if the folder is not a result, if someone has changed it, or if this version
    of mobsim cannot read its format.
    """
    with reading(folder):
        return _read_result(folder, Path(folder))


def _read_result(folder: Path | str, place: Path) -> Saved:
    put_back(place)
    if not place.is_dir():
        message = "no such folder; expected one that 'mobsim run' has saved"
        raise InputError.about(folder, message + _or_near(place))
    check_is_kept(place, folder)
    if kind_of(place) == "study":
        message = "a study of many nights; 'mobsim rerun' with --night makes one of them a result"
        raise InputError.about(folder, message)
    check_folder(place, ("night",), folder)
    document = read_json(place / DOCUMENT, folder)
    found = document.get(FORMAT)
    if found != VERSION:
        raise InputError.about(folder, f"found version {found!r} of a result, expected {VERSION}")
    with reading(folder, f"{FACTS} is damaged"):
        facts = facts_from_plain(read_json(place / FACTS, folder))
    log = read_csv(place / LOG)
    check_of_one_night(log, facts, place / LOG)
    return Saved(place, document, log, facts)


def _or_near(place: Path) -> str:
    """Suggest a result with a similar name in the same place; empty if there is no such result."""
    beside = place.parent.iterdir() if place.parent.is_dir() else iter(())
    near = did_you_mean(place.stem, [each.name for each in beside if is_result(each)])
    return f"; {near}" if near.startswith("did") else ""


def check_is_kept(place: Path, folder: Path | str, document: str = DOCUMENT) -> None:
    """Check that a folder holds a mobsim result.

    Raises `InputError` if the folder has neither a manifest nor the document of an earlier version.
    """
    if not (place / MANIFEST).exists() and not (place / document).exists():
        message = f"found no {document}; expected a folder that 'mobsim run' has saved"
        raise InputError.about(folder, message)


def read_json(path: Path, folder: Path | str) -> dict[str, Any]:
    """Read a document from the folder of a result.

    Raises `InputError` if the document is absent or damaged. Error messages give the name of the
    folder as the user typed it.
    """
    try:
        found = parsed(read_regular(path, "kept", str(path)).decode())
    except FileNotFoundError:
        message = f"found no {path.name}; expected a folder that 'mobsim run' has saved"
        raise InputError.about(folder, message) from None
    except OSError as error:
        raise InputError.about(folder, f"{path.name} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise InputError.about(folder, f"{path.name} is damaged: {error}") from None
    if not isinstance(found, dict):
        raise InputError.about(folder, f"{path.name} is damaged: expected an object")
    return found
