"""What are the columns of the tables of a study, as ``docs/studies.md`` shows them?

Names and types are those of `mobsim.study.outcome`, meanings those that stand beside the fields
that a
column is read from. ``python -m tests.refresh_pages`` writes them anew; `tests.test_project` holds
the page against them.
"""

from pathlib import Path
from typing import Any, get_type_hints

from mobsim.scoring import measures as measures_of_a_run
from mobsim.scoring.declaring import declared
from mobsim.scoring.met_so_far import MetSoFar
from mobsim.study.night_measures import MEASURES
from mobsim.study.outcome import (
    KEY,
    TABLES,
    Counts,
    Endurance,
    OutcomeColumn,
    Reserve,
    columns_of,
)
from mobsim.telling.results import result_schema

PAGE = Path(__file__).parent.parent / "docs" / "studies.md"
BEGIN, END = "<!-- columns: begin -->", "<!-- columns: end -->"

INNER = {"first_to_break": "FirstToBreak", "worst_shortfall": "WorstShortfall"}
"""Fields that are parts of their own, with a column for each field of the part."""


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
        "**`nights`** (computed from the other tables)",
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

    own = {each.__name__: each for each in (Counts, Endurance, Reserve, MetSoFar)}[part]
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
        rows.append(f"| {written} | {column.type} | {unit_of(column, field, parts)} | {meaning} |")
    return "\n".join(rows)


def siblings(name: str, field: str, held: dict[str, str]) -> list[OutcomeColumn]:
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
        return beside[field]
    return told[INNER[field]][column.removeprefix(f"{field}_")]


def unit_of(column: OutcomeColumn, field: str, parts: tuple[type, ...]) -> str:
    """As the field declares it; a column of a part's part goes by the part."""
    units = {name: gauged.unit for part in parts for name, gauged in declared(part)}
    if field in INNER:
        inner = {
            name: gauged.unit for name, gauged in declared(getattr(measures_of_a_run, INNER[field]))
        }
        return inner[column.name.removeprefix(f"{field}_")]
    return units[field]


def main() -> None:
    """Write the tables of the page anew, and the pages of reference."""
    from tests import site_pages

    PAGE.write_text(page(), encoding="utf-8")
    for path, make in site_pages.pages().items():
        path.write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
