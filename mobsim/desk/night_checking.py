"""Which faults does a scenario's text have, and which night does it describe?

The page shows the same faults as ``mobsim check``, in the same words. Each fault has a line and
column for the text, and a path for the fields of the form. If the text is only half typed, this
module reports faults and raises no other error.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from mobsim.country.forces import Force
from mobsim.ground.budgets import limit
from mobsim.ground.errors import Fault, InputError, reading, shortened
from mobsim.ground.safe_text import shown_in_line
from mobsim.scenario.file import Resolved
from mobsim.scenario.file.resolving import resolve_source
from mobsim.scenario.file.scenario_finding import ScenarioSource
from mobsim.scenario.file.yaml_reading import read_yaml
from mobsim.telling.plan import read_back

_STEP: Final = re.compile(r"\.?([^.\[\]]+)|\[(\d{1,9})\]")


def source_of(text: str, path: Path) -> ScenarioSource:
    """Make a scenario source from a text that must not name files outside its own folder."""
    return ScenarioSource(path.name, path.stem, path.parent, text, path.parent)


def checked(text: str, path: Path) -> dict[str, Any]:
    """Return the faults of a text, or its summary and night if it has no faults."""
    try:
        found = resolve_source(source_of(text, path))
        _check_overrides(text, path, found.overrides)
        return {"faults": [], **_read_back(found), "settled": settled(found)}
    except InputError as error:
        return {"faults": faults_told(error.faults), "said": "", "plan": None, "settled": None}


def _check_overrides(text: str, path: Path, names: Iterable[str]) -> None:
    faults: set[Fault] = set()
    for name in names:
        try:
            resolve_source(source_of(text, path), name, others=False)
        except InputError as error:
            faults.update(error.faults)
    if faults:
        raise InputError(faults)


def _read_back(found: Resolved) -> dict[str, Any]:
    with reading("scenario"):
        plan = read_back(found)
    paragraphs = [{"heading": o.heading, "lines": list(o.lines)} for o in plan.paragraphs]
    lists = {"summary": list(plan.summary), "remarks": list(plan.remarks)}
    return {"said": _counted(found), "plan": {"paragraphs": paragraphs, **lists}}


def _minute(moment: datetime) -> str:
    """Write a time in the format of a scenario."""
    return f"{moment:%Y-%m-%d %H:%M}"


def _where(stated: Any, city: Force) -> dict[str, float]:
    """Return the coordinates of a place; by default, the coordinates of its host's main city."""
    if isinstance(stated, dict) and {"lat", "lon"} <= stated.keys():
        return {"lat": float(stated["lat"]), "lon": float(stated["lon"])}
    return {"lat": city.latitude, "lon": city.longitude}


_COUNTED: Final = {
    "incidents": ("place", "places"),
    "targets": ("target", "targets"),
    "operations": ("operation", "operations"),
    "calendar": ("planned event", "planned events"),
    "tensions": ("tension", "tensions"),
    "aid_out": ("loan", "loans"),
}


def _counted(found: Resolved) -> str:
    """Say in a few words how many entries of each kind there are."""
    counts = [(found.simulated.get(key, 0), names) for key, names in _COUNTED.items()]
    return ", ".join(f"{n} {names[n != 1]}" for n, names in counts if n)


def settled(found: Resolved) -> dict[str, Any]:
    """Return the night with all defaults, including its places, its times and its forces."""
    night = found.scenario
    stated: Any = night.resolved.get("incidents") or ()
    spots = {str(each["id"]): each.get("place") for each in stated}
    cities = {force.force_id: force for force in night.forces}
    places = [
        {
            "id": each.incident_id,
            "title": each.name,
            "force": each.force,
            "force_name": cities[each.force].name,
            **_where(spots.get(each.incident_id), cities[each.force]),
            "begins": each.begins,
            "ends": each.ends if each.ends < night.duration else None,
        }
        for each in night.incidents
    ]
    return {
        "name": night.name,
        "title": night.title,
        "places": places,
        "forces": [
            {
                "id": force.force_id,
                "title": force.name,
                "region": force.region,
                "lat": force.latitude,
                "lon": force.longitude,
            }
            for force in night.forces
        ],
        "start": _minute(night.clock.start),
        "end": _minute(night.clock.at(night.duration)),
        "minutes": night.duration,
        "usual": {
            force: {kind: crews.fit for kind, crews in stock.items()}
            for force, stock in {**night.stock, **found.usual}.items()
        },
        "overrides": list(found.overrides),
        "values": _plain(night.resolved),
    }


def tree_of(text: str, name: str) -> Any:
    """Return the YAML as plain data, or None if the text is not YAML."""
    try:
        with reading(name):
            return read_yaml(text, name).plain()
    except InputError:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def faults_told(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Return faults in the format that the page reads, but no more than a command prints."""
    found = list(faults)
    told = [_told(each) for each in found[: limit("faults")]]
    if len(found) > len(told):
        more = f"and {len(found) - len(told)} more; correct these first"
        told.append({"where": "", "path": [], "file": "", "said": more, "next": ""})
    return told


def _told(fault: Fault) -> dict[str, Any]:
    place = ":".join(str(n) for n in (fault.line, fault.column) if n)
    return {
        "where": place,
        "file": shown_in_line(fault.file),
        "path": steps_of(fault.path),
        "said": shortened(shown_in_line(fault.message)),
        "next": "",
    }


def steps_of(path: str) -> list[str | int]:
    """Return the steps of a path in a fault.

    >>> steps_of("incidents[2].need.psu")
    ['incidents', 2, 'need', 'psu']
    """
    return [name or int(place) for name, place in _STEP.findall(path)]
