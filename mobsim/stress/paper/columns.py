"""Which columns do the tables of a stress test have, and what does each mean?"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, get_args

from pydantic import BaseModel

from mobsim.stress.findings import (
    AllowingForBeliefs,
    Estimate,
    FindingsPart,
    QuarterChange,
    StressFindings,
)

Cell = str | int | float | bool | None
"""What a cell holds; None is an empty cell."""

_CHANGE: Final = "change"
_BELIEFS: Final = "beliefs"
_ENDS: Final = (
    ("", "estimate", ""),
    ("_low", "low", " Lower end of the 95 % interval; empty if not bounded."),
    ("_high", "high", " Upper end of the 95 % interval; empty if not bounded."),
    ("_n", "n", " How many nights it is of."),
)
"""Of an estimate: how its columns end, of what they are, and what is said of them."""

_SHARES: Final = (
    "breaks", "strained", "on_time", "line_breaks", "breaks_with_beliefs", "missed",
    "missed_with_beliefs",
)  # fmt: skip
_UNITS: Final = {
    "forty_after": "minutes",
    "after": "minutes",
    "worst_shortfall": "units",
    "buffer": "units",
    "required": "units",
    "declared": "units",
    "headroom": "units",
    "trained": "units",
    "commitment": "units",
    "declared_before": "units",
    "forces": "forces",
    "forces_below_floor": "forces",
    "largest": "PSUs",
    "screened": "PSUs",
    "median": "as in the column unit",
    "tolerance": "as in the column unit",
    "lowest": "as in the column unit",
    "highest": "as in the column unit",
    "setting": "as in the column setting_unit",
    "distance": "0 to 1",
    "p_value": "0 to 1",
    "breaking": "runs",
    "holding": "runs",
    "nights": "nights",
    "stopped_after": "nights",
    "always_broken": "nights",
    "never_broken": "nights",
    "tile_column": "tiles from the left",
    "tile_row": "tiles from the top",
}
_ROW_UNITS: Final = ("before", "after", "difference")
"""Columns in the unit that the row names, in the tables that have one."""
_MEANINGS: Final = {
    "title": "As printed.",
    "label": "As printed.",
    "measure_label": "The measure, as printed.",
    "force": "Force id.",
    "force_name": "The force, as printed.",
    "host_name": "The host, as printed.",
    "other_name": "The second of a pair, as printed.",
    "region": "Region id; empty for the national line.",
    "region_name": "The region, as printed.",
    "pack_class": "Class of the test: baseline, severe, national or tail.",
    "test": "Test id, as in the table tests.",
    "test_id": "Id of the test.",
    "reading": "Reading id, as in the table readings.",
    "london": "Whether London's forces owe a share of the 297 besides the 75: outside_297 if not.",
    "search": "Id of the search for a breaking point.",
    "verdict": "On what was declared: pass, watch or fail.",
    "run": "The run that the row rests on, as in the table runs.",
    "kind": "Of what kind it is.",
    "text": "In words.",
    "required": "What is required.",
    "declared": "What was declared.",
    "on_time": "Share of nights that meet the target of speed.",
    "line_breaks": "Share of nights in which a national line runs out of crews.",
    "worst_shortfall": "Units, in the mean night.",
    "tolerance": "How closely the severity was looked for.",
    "lowest": "The lowest severity that was tried.",
    "lever": "What else is varied.",
    "median": "Severity at which it breaks in half of nights.",
    "about": "capacity or speed.",
    "unit": "Of the numbers of the row.",
    "setting_unit": "Of the setting.",
    "factor": "Id of the input.",
    "p_value": "Of the distance, if the input made no difference.",
    "breaking_median": "Its median in runs that break.",
    "holding_median": "Its median in runs that hold.",
    "holding": "Runs that hold.",
    "tile_column": "Place on the tile map.",
    "tile_row": "Place on the tile map.",
    "tile_label": "As printed on the tile map.",
    "measure": "Id of the measure.",
    "more_is_better": "Whether a larger value is the better one.",
    "before": "Before the change.",
    "after": "After the change.",
    "told_apart": "Whether the interval of the difference leaves zero out.",
    "column": "Of the return.",
    "nights": "How many were simulated.",
    "seed": "Of the draws.",
    "scenario_sha256": "Checksum of the scenario.",
    "tables_sha256": "Checksums of the tables that it read.",
    "results_sha256": "Checksum of the results.",
    "question": "The question.",
}
"""Of columns whose name says most of it and whose field has no sentence of its own."""


@dataclass(frozen=True)
class SheetColumn:
    """One column of a table."""

    name: str
    meaning: str
    unit: str
    """The unit; empty for texts."""


@dataclass(frozen=True)
class Sheet:
    """One list of the findings, as a table."""

    name: str
    holds: str
    """The subject of each row."""
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheets(findings: StressFindings) -> list[Sheet]:
    """Every list in the findings, in order; an empty list has only its header.

    Tables about beliefs exist only if the test asked about them.
    """
    found = list(_lists("", StressFindings, findings))
    found += _lists(f"{_CHANGE}_", QuarterChange, findings.change)
    if findings.beliefs is not None:
        found += _lists(f"{_BELIEFS}_", AllowingForBeliefs, findings.beliefs)
    return found


def _lists(prefix: str, model: type[FindingsPart], part: FindingsPart | None) -> Iterator[Sheet]:
    for name, field in model.model_fields.items():
        inner = get_args(field.annotation)
        if not inner or not str(field.annotation).startswith("list["):
            continue
        rows = getattr(part, name) if part is not None else []
        if isinstance(inner[0], type) and issubclass(inner[0], BaseModel):
            columns = [each for of in inner[0].model_fields for each in _columns(inner[0], of)]
            cells = tuple(tuple(_cells(row)) for row in rows)
            holds = (inner[0].__doc__ or "").splitlines()[0]
            yield Sheet(prefix + name, holds, tuple(columns), cells)
        else:
            column = SheetColumn("text", field.description or _MEANINGS["text"], "")
            texts = tuple((text,) for text in rows)
            yield Sheet(prefix + name, column.meaning, (column,), texts)


def _columns(model: type[BaseModel], field: str) -> Iterator[SheetColumn]:
    info = model.model_fields[field]
    meaning = " ".join((info.description or _MEANINGS.get(field, "")).split())
    unit = "share" if field in _SHARES and info.annotation is Estimate else ""
    if field in _ROW_UNITS and "unit" in model.model_fields:
        unit = "as in the column unit"
    unit = unit or _UNITS.get(field, "")
    if info.annotation is not Estimate:
        yield SheetColumn(field, meaning, unit if info.annotation is not str else "")
        return
    for ending, _, said in _ENDS:
        yield SheetColumn(field + ending, meaning + said, "nights" if ending == "_n" else unit)


def _cells(row: BaseModel) -> Iterator[Cell]:
    for name in type(row).model_fields:
        value = getattr(row, name)
        if isinstance(value, Estimate):
            yield from (_finite(getattr(value, end)) for _, end, _ in _ENDS)
        elif isinstance(value, dict):
            yield "; ".join(f"{key}={value[key]}" for key in sorted(value))
        elif isinstance(value, list):
            yield "\n".join(value)
        else:
            yield _finite(value)


def _finite(value: Cell) -> Cell:
    """A number for a cell; infinity and None give an empty cell."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
