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
from mobsim.country.returns.capability_rows import MUSTERED_AT, WEEKEND, CapabilityRow
from mobsim.country.returns.differing import differences
from mobsim.country.returns.importing import completed, compose
from mobsim.country.returns.keeping import (
    CAPABILITY,
    DOCUMENT,
    capability_csv,
    document_of,
    to_csv,
)
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
LOCAL_NEED: Final = (0.45, 0.85)
"""Least and largest share of the PSUs trained beyond those owed that is needed at home; assumed."""
LENT: Final = {"given": (0.0, 1.4), "received": (0.0, 1.0)}
"""Least and largest number of PSUs lent and received in two years for each one owed; assumed."""
PLANNED: Final = {"west-midlands": 0.9, "durham": 1.25}
"""Forces that plan another number of PSUs, as a share of what is trained; assumed."""
SILENT: Final = ("cleveland", "gwent", "warwickshire")
"""Forces that say nothing of their capability."""
UNSAID: Final = 0.08
"""Share of the facts of capability that the others leave empty; assumed."""
PEOPLE: Final = {
    "inspectors": (1, 1.0, 1.5),
    "sergeants": (3, 1.0, 1.3),
    "constables": (18, 1.0, 1.1),
}
"""By rank: officers of a crew, least and largest number trained for each of these; assumed."""
IN_DATE: Final = (0.82, 0.99)
"""Least and largest share of trained officers whose training is in date; assumed."""
COMMANDERS: Final = {
    "gold": (2, 7),
    "silver": (5, 14),
    "bronze": (12, 40),
    "safety_advisers": (3, 10),
    "tactical_advisers": (4, 12),
}
"""Least and largest number accredited; assumed."""
CURRENT: Final = (0.6, 1.0)
"""Least and largest share of them who are current; assumed."""
AT_ONCE: Final = (0.2, 0.5)
"""Least and largest share of crews on duty that can go within 20 minutes; assumed."""
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
    Planted("northumbria", "", "in_date_level_3", 96, "level 3 training has lapsed"),
    Planted("south-wales", "aep", "declared", 0, "its AEP team is stood down for retraining"),
    Planted("west-midlands", "psu", "available_night", 2, "the night shift is cut"),
)
# fmt: on


def first_quarter() -> Returns:
    """The first of the shipped quarters."""
    made = compose(_rows(FIRST), read_quarter(FIRST), sources=_sources(), synthetic=True)
    return completed(made, None, _facts(made))


def second_quarter() -> Returns:
    """The second: the first, with what is planted."""
    rows = [_planted(row) for row in _rows(SECOND)]
    last = first_quarter()
    made = compose(rows, read_quarter(SECOND), last, sources=_sources(), synthetic=True)
    facts = {row.force_id: row for row in last.capability}
    dated = {row.force_id: row.date for row in _facts(made)}
    moved = [
        row.model_copy(update={"date": dated[force], **_numbers_planted(force, "")})
        for force, row in facts.items()
    ]
    return completed(made, last, moved)


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
    numbers = _numbers_planted(*row.key)
    why = "; ".join(dict.fromkeys(["synthetic", *(each.why for each in changes)]))
    return row.model_copy(update=numbers | {"remarks": why})


def _numbers_planted(force: str, kind: str) -> dict[str, Any]:
    return {each.column: each.after for each in CHANGES if (each.force, each.kind) == (force, kind)}


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
        found |= _of_two_years(force, trained, commitment)
    return found


def _of_two_years(force: str, trained: int, commitment: int) -> dict[str, int]:
    """What is needed at home, what was lent and received, and what is planned."""
    key = f"returns|{force}|psu"
    spare = max(0, trained - commitment)
    found = {"local_need": int(_between(f"{key}|local_need", LOCAL_NEED) * spare)}
    for column, bounds in LENT.items():
        found[column] = round_half_up(_between(f"{key}|{column}", bounds) * commitment)
    if force in PLANNED:
        found["planned"] = round_half_up(PLANNED[force] * trained)
    return found


def _facts(returns: Returns) -> Iterator[CapabilityRow]:
    """What forces say of their capability, by the rule."""
    for force in load_forces():
        if force.force_id in SILENT:
            continue
        psu, bdu = returns.of(force.force_id, "psu"), returns.of(force.force_id, "bdu")
        key = f"capability|{force.force_id}"
        found = _people(key, 2, psu.trained) | _people(key, 3, bdu.trained)
        found |= _commanders(key) | _mustered(key, psu) | _standing(key)
        said = {name: value for name, value in found.items() if not _is_unsaid(key, name)}
        yield CapabilityRow(
            force_id=force.force_id,
            **said,
            remarks="synthetic",
            date=psu.date,
            signed_by=psu.signed_by,
        )


def _is_unsaid(key: str, column: str) -> bool:
    return uniform(f"{key}|{column.removesuffix('_remark')}|unsaid") < UNSAID


def _people(key: str, level: int, crews: int) -> dict[str, Any]:
    """Officers trained to a level, and those of them in date."""
    found = {
        f"{rank}_level_{level}": round_half_up(
            each * crews * _between(f"{key}|{rank}|{level}", (low, high))
        )
        for rank, (each, low, high) in PEOPLE.items()
    }
    share = _between(f"{key}|in date|{level}", IN_DATE)
    return found | {f"in_date_level_{level}": round_half_up(share * sum(found.values()))}


def _commanders(key: str) -> dict[str, Any]:
    found: dict[str, int] = {}
    for who, (low, high) in COMMANDERS.items():
        accredited = low + int(uniform(f"{key}|{who}") * (high - low + 1))
        current = int(_between(f"{key}|{who}|current", CURRENT) * accredited)
        found |= {f"{who}_accredited": accredited, f"{who}_current": current}
    return found


def _mustered(key: str, psu: ReturnRow) -> dict[str, Any]:
    """Crews and officers within 20 and 60 minutes, from those on duty; and the list of a tour."""
    found: dict[str, Any] = {}
    for at in MUSTERED_AT:
        on_duty = getattr(psu, f"available_{'late' if at == WEEKEND else at}") or 0
        fast = int(_between(f"{key}|{at}", AT_ONCE) * on_duty)
        found |= {f"crews_20_{at}": fast, f"crews_60_{at}": on_duty}
        found |= {f"officers_20_{at}": 25 * fast, f"officers_60_{at}": 25 * on_duty}
    found |= {"crews_60": min(found[f"crews_60_{at}"] for at in MUSTERED_AT)}
    equipped = round_half_up(_between(f"{key}|equipped", (0.85, 1.0)) * (psu.carriers or 0))
    found |= {"crews_at_once": found["crews_20_late"], "carriers_equipped": equipped}
    found |= {"inspectors_at_once": 1 + found["crews_at_once"]}
    return found | {"carriers_at_once": 3 * found["crews_at_once"]}


def _standing(key: str) -> dict[str, Any]:
    """Standards, agreements, tests and records."""

    def drawn(column: str, *words: Any) -> Any:
        return words[int(uniform(f"{key}|{column}") * len(words))]

    found = {
        "muster_basis": drawn("muster_basis", "tested", "estimated", "estimated"),
        "on_call_commander": drawn("on_call_commander", "yes", "yes", "yes", "no"),
        "kit": drawn("kit", "yes", "yes", "yes", "partly"),
        "vehicles": drawn("vehicles", "yes", "yes", "partly", "no"),
        "tactics": "yes",
        "mixed_serials": drawn("mixed_serials", "yes", "partly", "no"),
        "agreements": drawn("agreements", "regional mobilisation protocol", ""),
        "tests": drawn("tests", 0, 1, 1, 2),
        "exercises": drawn("exercises", 0, 1, 2, 3),
        "plan_shared": drawn("plan_shared", "yes", "yes", "no"),
        "mercury_current": drawn("mercury_current", "yes", "yes", "yes", "no"),
        "assessment": drawn("assessment", "2025-11", "2026-02", "2026-05"),
    }
    if found["muster_basis"] == "tested":
        found["muster_tested"] = drawn("muster_tested", "2026-02-14", "2026-05-09", "2026-06-20")
    if found["kit"] == "partly":
        found["kit_remark"] = "shields of an older pattern"
    if found["vehicles"] != "yes":
        found["vehicles_remark"] = "carriers that await their fittings"
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
    found = {f"{each.quarter}/returns.csv": to_csv(each.rows) for each in quarters}
    found |= {f"{each.quarter}/{CAPABILITY}": capability_csv(each.capability) for each in quarters}
    return found | {PLANTED: planted_csv()}


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
    """Make the shipped quarters anew; what is shipped has no manifest."""
    documents = {
        f"{each.quarter}/{DOCUMENT}": json.dumps(
            document_of(each), indent=2, sort_keys=True, ensure_ascii=False
        )
        + "\n"
        for each in (first_quarter(), second_quarter())
    }
    for name, text in (texts() | documents).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


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
