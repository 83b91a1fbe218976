"""Which columns do the tables of a stress test have, and what does each column mean?"""

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
"""The content of a cell; None is an empty cell."""

_CHANGE: Final = "change"
_BELIEFS: Final = "beliefs"
_ENDS: Final = (
    ("", "estimate", ""),
    ("_low", "low", " The lower end of the 95 % interval; empty if it has no bound."),
    ("_high", "high", " The upper end of the 95 % interval; empty if it has no bound."),
    ("_n", "n", " The number of nights."),
)
"""For each column of an estimate: the ending of its name, the attribute it shows, and the words
that follow the field's meaning.
"""

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
"""Columns whose unit is given in each row, in tables that have a column for units."""
_MEANINGS: Final = {
    "title": "The title, as printed.",
    "label": "The label, as printed.",
    "measure_label": "The name of the measure, as printed.",
    "force": "The force's id.",
    "force_name": "The name of the force, as printed.",
    "host_name": "The name of the host, as printed.",
    "other_name": "The name of the second force of a pair, as printed.",
    "region": "The region's id; empty for the national line.",
    "region_name": "The name of the region, as printed.",
    "pack_class": "The class of the test: baseline, severe, national or tail.",
    "test": "The test's id, as in the table tests.",
    "test_id": "The test's id.",
    "reading": "The reading's id, as in the table readings.",
    "london": "outside_297: London owes the 75 only; inside_297: it also owes a share of the 297.",
    "search": "The id of the search for a breaking point.",
    "verdict": "The verdict on the declared stock: pass, watch or fail.",
    "run": "The run on which the row rests, as in the table runs.",
    "kind": "The kind of unit, or the kind of run.",
    "text": "The text of the row.",
    "required": "The number of units required.",
    "declared": "The number of units declared.",
    "on_time": "The share of nights that meet the speed target.",
    "line_breaks": "The share of nights in which a national line runs out of crews.",
    "worst_shortfall": "The largest shortfall in units, as a mean over nights.",
    "tolerance": "The precision of the search, in the unit of severity.",
    "lowest": "The lowest severity tried.",
    "lever": "The second input that the search varies.",
    "median": "The severity that breaks half of the nights.",
    "about": "The subject: capacity or speed.",
    "unit": "The unit of the row's numbers.",
    "setting_unit": "The unit of the setting.",
    "factor": "The id of the input.",
    "p_value": "The probability of such a distance if the input made no difference.",
    "breaking_median": "The median of the input in runs that break.",
    "holding_median": "The median of the input in runs that hold.",
    "holding": "The number of runs that hold.",
    "tile_column": "The column of the force's tile on the map.",
    "tile_row": "The row of the force's tile on the map.",
    "tile_label": "The label of the tile, as printed on the map.",
    "measure": "The id of the measure.",
    "more_is_better": "Whether a larger value is better.",
    "before": "The value before the change.",
    "after": "The value after the change.",
    "told_apart": "Whether the interval of the difference excludes zero.",
    "column": "The column of the return.",
    "nights": "The number of nights simulated.",
    "seed": "The seed of the random draws.",
    "scenario_sha256": "The checksum of the scenario.",
    "tables_sha256": "The checksums of the tables that the run read.",
    "results_sha256": "The checksum of the results.",
    "question": "The question, as printed.",
}
"""Meanings of columns whose field has no description."""


@dataclass(frozen=True)
class SheetColumn:
    """One column of a table."""

    name: str
    meaning: str
    unit: str
    """The unit of the column; empty for a column of texts."""


@dataclass(frozen=True)
class Sheet:
    """One list of the findings, as a table."""

    name: str
    holds: str
    """A description of the rows."""
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheets(findings: StressFindings) -> list[Sheet]:
    """Every list in the findings, in order; an empty list has only its header.

    Tables about beliefs exist only if the test drew beliefs.
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
    """A value for a cell; an infinite number gives an empty cell."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
