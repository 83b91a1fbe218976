"""What is on the site's reference pages?

The pages list the keys of a scenario, the forces, the columns of tables, the measures, the
commands, the public names and the source documents. They come from the code and the shipped tables.
``python -m tests.refresh_pages`` writes them; `tests.test_site` checks that they are up to date.
"""

import csv
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner

import mobsim
from mobsim.cli.main import COMMANDS, cli
from mobsim.country.force_names import force_names
from mobsim.country.forces import load_forces, load_kinds, load_regions
from mobsim.ground.declarations import sentence
from mobsim.scenario.file.beyond_bodies import bodies
from mobsim.scenario.file.choices import CHOICES, plugin_of
from mobsim.scenario.file.defaults import default_document
from mobsim.scenario.file.scenario_keys import (
    AidOutKeys,
    AskingKeys,
    DurationKeys,
    IncidentKeys,
    LayerKeys,
    LodgingKeys,
    OperationKeys,
    PostureKeys,
    RiskKeys,
    TensionKeys,
)
from mobsim.scoring.clocks import NEEDS
from mobsim.study.night_measures import MEASURES
from mobsim.study.outcome import LOG, columns_of
from tests import refresh_pages, source_documents

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
MADE = "<!-- Made by python -m tests.refresh_pages; do not edit by hand. -->\n\n"
SORTS = {
    "yes": "yes or no, for each night",
    "time": "time until it happens, or never",
    "number": "a number for each night",
}
BETTER = {True: "more", False: "less", None: "neither"}
HOLDS = {
    "start": "date and time",
    "leave": "share, or shares by month",
    "agreements": "`none`, `examples`, or a list",
    "ricc_desks": "number, or numbers by region",
    "ricc_at": "regions by region",
    "incidents": "list of incidents",
    "operations": "list of operations",
    "calendar": "list of operations",
    "repeat": "`daily`, or days of the week",
    "aid_out": "list of units that are out",
    "beyond": "`none`, or a list of bodies",
    "durations": "durations by step",
    "asking": "amount and time of requests",
    "risk": "share still lent, and number of incidents",
    "tensions": "list of tensions",
    "lodging": "type of aid, and durations",
    "posture": "list of crews on standby",
    "targets": "list of targets",
    "forces": "table or quarter, or a list",
    "forces_in_play": "`all`, or a list of forces",
    "forces_now": "changes by force",
    "tags": "list of words",
    "may_turn_to": "list of incident ids",
    "place": "town, or `{lat, lon}`",
    "need": "needs by kind",
    "units": "whole numbers by kind",
    "id": "lower-case words joined by hyphens",
    "name": "text",
    "from": "units by donor and kind",
}
"""The content of keys whose schema is longer than a word."""

ABOUT_KEYS = """\
[Scenario files](scenario-files.md) explains how the keys work together, and how to write durations,
shares, times and places. `mobsim schema` prints the keys as a JSON Schema, with which an editor can
complete them. A file also has the keys `schema` (always 1), `base` and `overrides`. A dash in the
column *default* means that a key has no default."""
ABOUT_FORCES = """\
[Scenario files](scenario-files.md) use these ids for forces and [kinds of unit](#kinds-of-unit).
`mobsim forces` also prints the ids. Each force has other names, and you can use any of them
wherever you name a force: in scenario files, with `--set`, in tables and returns, and with
`mobsim why`. Case, hyphens, `&` for *and*, a leading *the* and endings such as *Police* make no
difference, so `Kent Police`, `Avon & Somerset` and `the Met` are valid names. Results use the ids.
If you give the name of a region instead, mobsim reports a fault and lists the region's forces. All
names are in `data/force_names.csv`.

If a scenario gives no `place`, a force's disorder is in its main city. The force's aid always sets
out from its main city."""
ABOUT_BODIES = """\
These bodies lend only if a scenario names them, as in `beyond: [police-scotland, psni]`. They do
not host incidents; see [scenario files](scenario-files.md)."""
ABOUT_REGIONS = """\
The keys `ricc_desks` and `ricc_at` use these ids for the regions' centres."""
ABOUT_KINDS = """\
`need: {psu: 12, aep: 2}` means 12 PSUs and 2 AEP teams. A scenario can [add other
kinds](howto-kind.md)."""
ABOUT_TABLES = """\
Each block of nights has one Parquet file per table, and a study has a data frame with the same name
as the table, such as `study.incidents`. Every table begins with `replication`, the number of the
night. [Studies](studies.md#the-columns-of-every-table) explains empty cells."""
ABOUT_MEASURES = """\
These measures are the columns of `study.nights`, which has one row per night; mobsim uses them to
compare nights and scenarios. Times are counted from the night's first incident. If an event never
happens, its time is infinite in `study.nights`, counts as the whole run in a mean, and counts as
never in a median; [studies](studies.md#how-certain-is-it) explains each estimate. The column
*better* shows whether more or less is better. If it shows *neither*, a comparison says *more* or
*fewer*."""
ABOUT_NEEDS = """\
mobsim computes each measure of one run only from the rows of the events in this table. If a log
does not record one of these events, mobsim names the measures that it cannot compute, and gives the
others."""
ABOUT_COMMANDS = """\
This page shows what each command prints with `--help`. Options of `mobsim` itself, such as `-q`,
come before the command.

| exit code | meaning |
|---|---|
| 0 | The command succeeded. |
| 1 | The command failed. |
| 2 | The command line was wrong. |
| 3 | The input cannot be used; mobsim lists all faults. |
| 4 | With `--gate`: the command succeeded, but the result did not pass the check. |
| 130 | The command was interrupted. |

mobsim prints each fault on standard error, in one sentence, with the file if there is one.
`mobsim -vv` before the command also shows the place in the code. If mobsim cannot print a result
(for example, because the disk is full or standard output is closed), it exits with status 1 and
keeps the saved files.

In its output, mobsim replaces invisible characters, such as control characters and marks that
change the reading order, with their code, such as `[U+202E]`. In JSON documents and
`scenario.yaml`, it writes them as escapes."""
ABOUT_DATA = """\
These tables are CSV files in UTF-8. The column *source* contains a key of `data/sources.csv`,
*rule* if the value is computed, or *assumed* if there is no source."""


def pages() -> dict[Path, Callable[[], str]]:
    """Return the function that makes each generated page, by the page's path."""
    made = {
        "reference-keys.md": keys,
        "reference-forces.md": forces,
        "reference-columns.md": columns,
        "reference-measures.md": measures,
        "reference-commands.md": commands,
        "reference-api.md": python,
        "source-documents.md": source_documents.page,
    }
    return {DOCS / name: make for name, make in made.items()}


# --- keys -----------------------------------------------------------------------------------------


def keys() -> str:
    """Make the page of scenario keys."""
    return "\n".join(
        [
            "# Keys of a scenario file",
            "",
            MADE.strip(),
            "",
            ABOUT_KEYS,
            *_section("At the top", LayerKeys, default_document()),
            *_section("Under `incidents`", IncidentKeys, {}),
            *_section("Under `operations`", OperationKeys, {}),
            *_section("Under `posture`", PostureKeys, {}),
            *_section("Under `aid_out`", AidOutKeys, {"from": None}),
            *_section("Under `asking`", AskingKeys, default_document()["asking"]),
            *_section("Under `risk`", RiskKeys, default_document()["risk"]),
            *_section("Under `tensions`", TensionKeys, {"from": None}),
            *_section("Under `lodging`", LodgingKeys, default_document()["lodging"]),
            *_section("Under `durations`", DurationKeys, default_document()["durations"]),
            *_choices(),
            "",
        ]
    )


def _section(title: str, model: Any, defaults: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"## {title}", "", "| key | holds | default | meaning |", "|---|---|---|---|")
    properties = model.model_json_schema()["properties"]
    for key, schema in properties.items():
        default = f"`{_written(defaults[key])}`" if defaults.get(key) is not None else "–"
        meaning = " ".join(schema["description"].split())
        yield f"| `{key}` | {_holds(key, schema, model)} | {default} | {meaning} |"


def _holds(key: str, schema: Mapping[str, Any], model: Any) -> str:
    if key in CHOICES and model is LayerKeys:
        return "choice: " + ", ".join(f"`{name}`" for name in CHOICES[key])
    if key == "from" and model is not OperationKeys:
        return "text" if model is AidOutKeys else "time"
    if key == "place" and model in (PostureKeys, TensionKeys):
        return "town"
    if key == "incidents" and model is RiskKeys:
        return _form(schema)
    if key in HOLDS and model is not DurationKeys:
        return HOLDS[key]
    return _form(schema)


def _form(schema: Mapping[str, Any]) -> str:
    """Describe the values that a schema allows, in a word or two."""
    forms = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    (form,) = forms if len(forms) == 1 else [{"anyOf": forms}]
    if "enum" in form:
        return "`on` or `off`" if True in form["enum"] else _listed(form["enum"])
    if "anyOf" in form:
        drawn = any(each.get("type") == "object" for each in form["anyOf"])
        return "distribution" if drawn else "share"
    if form["type"] in ("integer", "number"):
        word = "whole number" if form["type"] == "integer" else "number"
        return f"{word}, {form['minimum']} to {form['maximum']}"
    return _text(form)


def _text(form: Mapping[str, Any]) -> str:
    if "pattern" in form:
        return "duration"
    return "time" if "20:00" in form.get("examples", ()) else "text"


def _listed(words: Iterable[object]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _written(value: Any) -> str:
    """Write a value as a scenario does, on one line."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    return str(value)


def _choices() -> Iterator[str]:
    yield from ("", "## Choices and their parameters", "")
    yield "Write a choice as a name, or as a name with parameters: `{hold: {for: 60m}}`."
    yield from ("", "| key | name | parameter | default | meaning |", "|---|---|---|---|---|")
    for key, names in CHOICES.items():
        for name, parameters in names.items():
            if not parameters:
                policy = plugin_of(key, name)
                yield f"| `{key}` | `{name}` | – | – | {policy.summary if policy else '–'} |"
            for each, parameter in parameters.items():
                default = f"`{_written(parameter.default)}`"
                yield f"| `{key}` | `{name}` | `{each}` | {default} | {sentence(parameter)} |"


# --- forces ---------------------------------------------------------------------------------------


def forces() -> str:
    """Make the page of forces, bodies, kinds of unit and regions."""
    regions = {region.region_id: region.name for region in load_regions()}
    return "\n".join(
        [
            "# Forces",
            "",
            MADE.strip(),
            "",
            ABOUT_FORCES,
            *_table(
                ("id", "name", "other names", "main city", "region"),
                (
                    (f.force_id, f.name, _other_names(f.force_id), f.city, regions[f.region])
                    for f in load_forces()
                ),
            ),
            *("", "## Beyond the 43", "", ABOUT_BODIES),
            *_table(
                ("id", "name", "other names"),
                ((b.body_id, b.name, _other_names(b.body_id)) for b in bodies().values()),
            ),
            *("", "## Kinds of unit", "", ABOUT_KINDS),
            *_table(
                ("id", "name", "officers"),
                ((kind.kind_id, kind.name, str(kind.officers)) for kind in load_kinds()),
            ),
            *("", "## Regions", "", ABOUT_REGIONS),
            *_table(("id", "name"), regions.items()),
            "",
        ]
    )


def _other_names(force_id: str) -> str:
    return ", ".join(force_names()[force_id][1:])


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Make a table whose rows begin with an id."""
    yield from ("", f"| {' | '.join(titles)} |", "|---" * len(titles) + "|")
    for named, *rest in rows:
        yield f"| {' | '.join((f'`{named}`', *rest))} |"


# --- columns --------------------------------------------------------------------------------------


def columns() -> str:
    """Make the page of columns, for a study and for the shipped tables."""
    return "\n".join(
        [
            "# Columns of every table",
            "",
            MADE.strip(),
            "",
            "## What a study keeps",
            "",
            ABOUT_TABLES,
            "",
            refresh_pages.tables().replace("**`", "### `").replace("`**", "`"),
            "",
            "### `log` (kept by `--log`)",
            "",
            "The table has the number of the night, then the columns of",
            "[the event log](results.md#the-event-log):",
            f"{_listed(column.name for column in columns_of(LOG))}.",
            *_shipped(),
            "",
        ]
    )


def _shipped() -> Iterator[str]:
    yield from ("", "## Shipped tables in `data/`", "")
    yield ABOUT_DATA
    for name, rows in _dictionary().items():
        yield from ("", f"### `{name}.csv`", "")
        yield from ("| column | type | unit | meaning | source |", "|---|---|---|---|---|")
        for row in rows:
            cells = [
                row[each].replace("|", "\\|") for each in ("type", "unit", "meaning", "source")
            ]
            yield f"| `{row['column']}` | {' | '.join(cells)} |"


def _dictionary() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    path = ROOT / "data" / "dictionary.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["table"], []).append(row)
    return found


# --- measures -------------------------------------------------------------------------------------


def measures() -> str:
    """Make the page of measures of a night."""
    head = [
        "# Measures of a night",
        "",
        MADE.strip(),
        "",
        ABOUT_MEASURES,
        "",
        "| name | label | unit | type | better | made from |",
        "|---|---|---|---|---|---|",
    ]
    rows = [
        f"| `{name}` | {each.label} | {each.unit} | {SORTS[each.sort]} "
        f"| {BETTER[each.more_is_better]} | {_listed(each.made_from)} |"
        for name, each in MEASURES.items()
    ]
    needs = [
        *("", "## What a log must have", "", ABOUT_NEEDS, "", "| measure of one run | events |"),
        "|---|---|",
        *(f"| `{name}` | {_listed(events)} |" for name, events in NEEDS.items()),
    ]
    return "\n".join([*head, *rows, *needs, ""])


# --- commands -------------------------------------------------------------------------------------


def commands() -> str:
    """Make the page of commands, with the help text of each."""
    return "\n".join(
        [
            "# Commands",
            "",
            MADE.strip(),
            "",
            ABOUT_COMMANDS,
            *_help([]),
            *(line for name in COMMANDS for line in _with_parts([name])),
            "",
        ]
    )


def _with_parts(words: Sequence[str]) -> Iterator[str]:
    """Yield the section of a command, then the sections of its subcommands."""
    yield from _help(words)
    context = click.Context(cli)
    command = cli.get_command(context, words[-1]) if len(words) == 1 else None
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            yield from _help([*words, name])


def _help(words: Sequence[str]) -> Iterator[str]:
    told = CliRunner(env={"COLUMNS": "96"}).invoke(
        cli, [*words, "--help"], prog_name="mobsim", terminal_width=96, max_content_width=96
    )
    assert told.exit_code == 0, told.output
    yield from (
        "",
        f"## `{' '.join(['mobsim', *words])}`",
        "",
        "```text",
        told.output.rstrip(),
        "```",
    )


# --- Python ---------------------------------------------------------------------------------------


def python() -> str:
    """Make the page of public names: a table for all readers, and full entries on the site."""
    names = [name for name in mobsim.__all__ if name != "__version__"]
    things = {name: getattr(mobsim, name) for name in names}
    functions = [name for name, thing in things.items() if inspect.isfunction(thing)]
    errors = [name for name in names if name.endswith("Error")]
    classes = [name for name in names if name not in functions and name not in errors]
    head = [
        "# Python",
        "",
        MADE.strip(),
        "",
        "These are the public names of `import mobsim`. Any other name may change without notice.",
        "[Notebooks](../notebooks/first-night.ipynb) show them in use.",
        "",
        "| name | |",
        "|---|---|",
        *(f"| `mobsim.{name}` | {_first_line(things[name])} |" for name in names),
    ]
    parts = [
        *_directives("Functions", "autofunction", functions),
        *_directives("Classes", "autoclass", classes, ":members:", ":inherited-members: Scenario"),
        *_directives("Errors", "autoexception", errors, ":members:"),
    ]
    return "\n".join([*head, *parts, ""])


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ")


def _directives(title: str, directive: str, names: Sequence[str], *options: str) -> Iterator[str]:
    yield from ("", f"## {title}", "", "```{eval-rst}")
    for name in names:
        yield from (f".. {directive}:: mobsim.{name}", *(f"   {each}" for each in options), "")
    yield "```"
