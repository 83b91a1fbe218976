"""What are the columns of the tables of a study, as ``docs/studies.md`` shows them?

Names and types are those of `mobsim.study.outcome`, meanings those that stand beside the fields
that a
column is read from. ``python -m tests.refresh_pages`` writes them anew; `tests.test_project` holds
the page against them.
"""

import re
from pathlib import Path
from typing import Any, get_type_hints

from mobsim.study.night_measures import MEASURES
from mobsim.study.outcome import (
    KEY,
    TABLES,
    Column,
    Counts,
    Endurance,
    Reserve,
    columns_of,
)
from mobsim.telling.results import result_schema

PAGE = Path(__file__).parent.parent / "docs" / "studies.md"
BEGIN, END = "<!-- columns: begin -->", "<!-- columns: end -->"

INNER = {"first_to_break": "FirstToBreak", "worst_shortfall": "WorstShortfall"}
"""Fields that are parts of their own, with a column for each field of the part."""

MINUTES = re.compile(r"_at$|^minute|_minute$|^minutes_|_after$|^time_to|^began_to_|^requested_to_")
HOURS = re.compile(r"_hours$|^hours_|^hour$")
OF_HOURS = {"officer_hours": "officer-hours", "unmet_unit_hours": "unit-hours"}
SHARES = re.compile(r"_share$|^share_")
OFFICERS = {"most"}
PLAIN = {
    "first_to_break_line": "The national line that binds first.",
    "first_to_break_at": "When it binds.",
    "first_to_break_incident": "Where it binds.",
    "first_to_break_cause": "Why: `stock`, `drawdown` or `time`.",
    "worst_shortfall_units": "The most units short at one incident and minute.",
    "worst_shortfall_kind": "Of which kind.",
    "worst_shortfall_incident": "Where.",
    "worst_shortfall_at": "When first.",
    "national_call_at": "When the national call was made.",
    "units_asked": "Units that donors were asked for.",
    "units_offered": "Units that they offered.",
    "answers": "Answers of donors, by what was answered.",
    "longest_tour_hours": "The longest tour.",
    "incident": "Incident id.",
    "force": "Force id.",
    "kind": "Unit kind id.",
    "line": "National line.",
    "region": "Region id.",
    "began_at": "When need began.",
    "required": "The figure: units to be fielded.",
    "declared": "Units declared.",
    "headroom": "Declared less required.",
    "peak_in_use": "Most units ordered and not yet rested at one minute.",
    "peak_in_use_at": "When first.",
    "binds_cause": "Why it binds: `stock`, `drawdown` or `time`.",
    "counted_from_at": "When that was.",
    "crews_deployed": "Different crews deployed at least once.",
    "most_at_once": "Most crews deployed at one minute.",
    "verdict_stock": "As of `national`.",
    "fit": "Crews fit.",
    "floor": "Crews that are to stay at home.",
    "hours_below_floor": "With fewer than the floor at home.",
    "hours_at_floor": "With just the floor at home.",
    "most_at": "When first.",
}
"""What is meant by fields and columns that have no sentence of their own."""
UNITS = re.compile(
    r"^(required|declared|headroom|peak_in_use|peak_need|crews_deployed|most_at_once|fit|floor"
    r"|lowest|given|received|units|units_.*|by_tier_\d|short_at_\d|worst_short|known_stock"
    r"|deployed_at_request|floors_overridden|withdrawn|worst_shortfall_units)$"
)


def page() -> str:
    """The page as it should be."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n{tables()}\n{END}{rest.partition(END)[2]}"


def tables() -> str:
    """A heading and a table for each table of a study but the log."""
    schema = result_schema()["$defs"]
    told = {
        part.__name__: descriptions(part.__name__, schema)
        for parts in TABLES.values()
        for part in parts
    }
    told |= {name: descriptions(name, schema) for name in INNER.values()}
    made = [table(name, parts, told) for name, parts in TABLES.items()]
    return "\n\n".join([measures(), *made])


def measures() -> str:
    """The columns of `mobsim.Study.nights`."""
    rows = [
        "**`nights`** (made from the others)",
        "",
        "| column | unit | meaning |",
        "|---|---|---|",
    ]
    rows += [f"| `{name}` | {each.unit} | {each.label} |" for name, each in MEASURES.items()]
    return "\n".join(rows)


def descriptions(part: str, schema: dict[str, Any]) -> dict[str, str]:
    """What stands below each field of a part."""
    found = schema.get(part) or own_schema(part)
    return {
        name: " ".join(field.get("description", "").split()).replace("``", "`")
        for name, field in found["properties"].items()
    }


def own_schema(part: str) -> dict[str, Any]:
    """As `result_schema` makes it, of the rows that are no part of a result."""
    from pydantic import ConfigDict, TypeAdapter, with_config

    own = {each.__name__: each for each in (Counts, Endurance, Reserve)}[part]
    with_config(ConfigDict(use_attribute_docstrings=True))(own)
    return TypeAdapter(own).json_schema()


def table(name: str, parts: tuple[type, ...], told: dict[str, dict[str, str]]) -> str:
    rows = [f"**`{name}`**", "", "| column | type | unit | meaning |", "|---|---|---|---|"]
    held = {field: part.__name__ for part in parts for field in get_type_hints(part)}
    shown: set[str] = set()
    for column in columns_of(name):
        if column.name == KEY:
            continue
        field = field_of(column.name, held)
        meaning = meaning_of(column.name, field, told[held[field]], told)
        if field in shown and field not in INNER:
            continue
        shown.add(field)
        alike = [column] if field in INNER else siblings(name, field, held)
        written = ", ".join(
            [f"`{column.name}`", *(f"`…{each.name.removeprefix(field)}`" for each in alike[1:])]
        )
        rows.append(f"| {written} | {column.type} | {unit_of(column)} | {meaning} |")
    return "\n".join(rows)


def siblings(name: str, field: str, held: dict[str, str]) -> list[Column]:
    """The columns that are read from one field."""
    return [each for each in columns_of(name)[1:] if field_of(each.name, held) == field]


def field_of(column: str, held: dict[str, str]) -> str:
    """The field that a column is read from: of those that its name begins with, the longest."""
    return max(
        (field for field in held if column == field or column.startswith(f"{field}_")), key=len
    )


def meaning_of(
    column: str, field: str, beside: dict[str, str], told: dict[str, dict[str, str]]
) -> str:
    if field not in INNER:
        return beside[field] or PLAIN[field]
    return told[INNER[field]][column.removeprefix(f"{field}_")] or PLAIN[column]


def unit_of(column: Column) -> str:
    """By the name, as the field's own names are made."""
    if column.type == "text":
        return ""
    if column.name in OF_HOURS:
        return OF_HOURS[column.name]
    for form, unit in ((MINUTES, "minutes"), (HOURS, "hours"), (SHARES, "share"), (UNITS, "units")):
        if form.search(column.name):
            return unit
    if column.name in OFFICERS:
        return "officers"
    return "days" if "days" in column.name else "count"


def main() -> None:
    """Write the tables of the page anew, and the pages of reference."""
    from tests import site_pages

    PAGE.write_text(page(), encoding="utf-8")
    for path, text in site_pages.pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
