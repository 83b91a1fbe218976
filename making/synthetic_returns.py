"""What might forces return, if the shipped table of forces were true?

What forces return is not public. The shipped quarters are therefore made up by a rule, from
``data/forces.csv`` and draws that are hashes of their names. ``python -m making.synthetic_returns
--write`` makes them again. Without ``--write`` it says whether they agree. The second quarter
differs from the first only as ``data/returns/planted.csv`` says.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from mobsim.country.forces import load_forces
from mobsim.country.pool import NEEDS
from mobsim.country.returns.differing import differences
from mobsim.country.returns.importing import compose
from mobsim.country.returns.keeping import DOCUMENT, document_of, freeze, to_csv
from mobsim.country.returns.quarters import Quarter, read_quarter
from mobsim.country.returns.return_rows import (
    REQUIRED_KINDS,
    SHIFTS,
    ReturnRow,
    Returns,
    ReturnSource,
)
from mobsim.ground.grids import csv_text
from mobsim.ground.randomness import uniform
from mobsim.ground.tables import data_path
from mobsim.ground.units import round_half_up

FIRST, SECOND = "2026-Q3", "2026-Q4"

FIT_SHARE: Final = 0.75
"""Of trained crews: fit in a usual month, 15 % not fit and 10 % on leave; assumed."""
SPARE_DECLARED: Final = {"psu": 0.64, "bdu": 0.80, "aep": 0.70}
"""Largest share that a force declares of fit crews beyond what it owes, if it owes any; assumed."""
FLOOR_SHARE: Final = 0.10
"""Of fit crews: kept at home, and at least one PSU and one BDU; assumed."""
ON_DUTY: Final = {"early": (0.20, 0.40), "late": (0.18, 0.35), "night": (0.06, 0.16)}
"""Least and largest share of declared crews on duty on a usual day, by shift; assumed."""
FLEET: Final = {"carriers": (0.90, 1.05), "drivers": (1.00, 1.20)}
"""Least and largest number of carriers and drivers for each that trained PSUs need; assumed."""
SIGNED_BY: Final = ("Head of Operations", "Head of Public Order", "Superintendent, Operations")
PLANTED: Final = "planted.csv"


@dataclass(frozen=True, slots=True)
class Planted:
    """A number that the second quarter has otherwise than the first."""

    force: str
    kind: str
    column: str
    after: int
    why: str


_FLEET_FAULT = "fleet fault: carriers of one make are off the road, their drivers not current"

# fmt: off
CHANGES: Final = (
    Planted("kent", "psu", "floor", 3, "more is kept at home for the ports"),
    Planted("merseyside", "psu", "declared", 6, _FLEET_FAULT),
    Planted("merseyside", "psu", "available_early", 2, _FLEET_FAULT),
    Planted("merseyside", "psu", "available_late", 1, _FLEET_FAULT),
    Planted("merseyside", "psu", "available_night", 0, _FLEET_FAULT),
    Planted("merseyside", "psu", "carriers", 27, _FLEET_FAULT),
    Planted("merseyside", "psu", "drivers", 26, _FLEET_FAULT),
    Planted("metropolitan", "psu", "declared", 100, "a course of new crews is done"),
    Planted("northumbria", "bdu", "declared", 5, "level 3 training has lapsed"),
    Planted("south-wales", "aep", "declared", 0, "its AEP team is stood down for retraining"),
    Planted("west-midlands", "psu", "available_night", 2, "the night shift is cut"),
)
# fmt: on


def first_quarter() -> Returns:
    """The first of the shipped quarters."""
    return compose(_rows(FIRST), read_quarter(FIRST), sources=_sources(), synthetic=True)


def second_quarter() -> Returns:
    """The second: the first, with what is planted."""
    rows = [_planted(row) for row in _rows(SECOND)]
    last = first_quarter()
    return compose(rows, read_quarter(SECOND), last, sources=_sources(), synthetic=True)


def planted_csv() -> str:
    """What is planted, as the shipped table says it."""
    why = {(each.force, each.kind, each.column): each.why for each in CHANGES}
    found = differences(first_quarter(), second_quarter())
    keys = [(each.force, each.kind, each.column) for each in found]
    rows = (
        [*key, str(each.before), str(each.after), why[key]]
        for key, each in zip(keys, found, strict=True)
    )
    return csv_text(["force", "kind", "column", "before", "after", "why"], rows)


def _planted(row: ReturnRow) -> ReturnRow:
    changes = [each for each in CHANGES if (each.force, each.kind) == row.key]
    numbers: dict[str, Any] = {each.column: each.after for each in changes}
    why = "; ".join(dict.fromkeys(["synthetic", *(each.why for each in changes)]))
    return row.model_copy(update=numbers | {"remarks": why})


@cache
def _sources() -> tuple[ReturnSource, ...]:
    content = data_path("forces.csv").read_bytes()
    return (ReturnSource("forces.csv", sha256(content).hexdigest()),)


def _rows(quarter: str) -> Iterator[ReturnRow]:
    for force in load_forces():
        signed = SIGNED_BY[int(uniform(f"returns|signed|{force.force_id}") * len(SIGNED_BY))]
        for kind in REQUIRED_KINDS:
            stock = force.stock[kind]
            numbers = _numbers(force.force_id, kind, stock.trained, stock.commitment)
            yield ReturnRow(
                force_id=force.force_id,
                kind=kind,
                **numbers,
                remarks="synthetic",
                date=_day(force.force_id, read_quarter(quarter)),
                signed_by=signed,
            )


def _numbers(force: str, kind: str, trained: int, commitment: int) -> dict[str, Any]:
    """What a force returns of a kind, by the rule."""
    key = f"returns|{force}|{kind}"
    fit = round_half_up(FIT_SHARE * trained)
    spare = max(0, fit - commitment) if commitment else 0
    extra = min(spare, int(uniform(f"{key}|declared") * SPARE_DECLARED[kind] * (spare + 1)))
    declared = commitment + extra
    least = 0 if kind == "aep" else 1
    found = {"trained": trained, "commitment": commitment, "declared": declared}
    for shift in SHIFTS:
        found[f"available_{shift}"] = round_half_up(
            _between(f"{key}|{shift}", ON_DUTY[shift]) * declared
        )
    found["floor"] = min(declared, max(least, round_half_up(FLOOR_SHARE * fit)))
    if kind == "psu":
        found |= _fleet(key, trained, declared)
    return found


def _fleet(key: str, trained: int, declared: int) -> dict[str, int]:
    """Carriers and drivers of PSUs, enough for what is declared."""
    found = {}
    for column, bounds in FLEET.items():
        each = getattr(NEEDS["psu"], column)
        drawn = _between(f"{key}|{column}", bounds) * each * trained
        found[column] = max(each * declared, round_half_up(drawn))
    return found


def _between(key: str, bounds: tuple[float, float]) -> float:
    low, high = bounds
    return low + (high - low) * uniform(key)


def _day(force: str, quarter: Quarter) -> str:
    """A day in the last three weeks of the quarter."""
    back = int(uniform(f"returns|day|{quarter}|{force}") * 21)
    return (quarter.ends - timedelta(days=back)).isoformat()


def texts() -> dict[str, str]:
    """The shipped tables below ``data/returns``, by name."""
    quarters = (first_quarter(), second_quarter())
    return {f"{each.quarter}/returns.csv": to_csv(each.rows) for each in quarters} | {
        PLANTED: planted_csv()
    }


def differing(folder: Path) -> list[str]:
    """Names of those shipped files that are not as the rule gives them.

    Documents are compared without the version of mobsim that wrote them.
    """
    found = [name for name, text in texts().items() if _read(folder / name) != text]
    for each in (first_quarter(), second_quarter()):
        name = f"{each.quarter}/{DOCUMENT}"
        expected = json.loads(json.dumps(document_of(each)))
        if _versionless(json.loads(_read(folder / name) or "{}")) != _versionless(expected):
            found.append(name)
    return sorted(found)


def _versionless(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "mobsim"}


def _read(path: Path) -> str:
    return path.read_bytes().decode() if path.is_file() else ""


def write(folder: Path) -> None:
    """Make the shipped quarters anew."""
    for each in (first_quarter(), second_quarter()):
        freeze(each, folder / each.quarter, force=True, shared=True)
    (folder / PLANTED).write_text(planted_csv(), encoding="utf-8", newline="\n")


def main(arguments: list[str] | None = None) -> int:
    """Check the shipped quarters against the rule, or make them anew."""
    parser = argparse.ArgumentParser(prog="python -m making.synthetic_returns", description=__doc__)
    parser.add_argument("--write", action="store_true", help="make the quarters anew")
    folder = data_path("returns")
    if parser.parse_args(arguments).write:
        write(folder)
    found = differing(folder)
    told = f"{', '.join(found)} differ from the rule; --write them" if found else "as the rule says"
    print(f"{folder}: {told}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
