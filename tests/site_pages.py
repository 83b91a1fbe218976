"""What do the pages of reference of the site say?

Keys of a scenario, forces, columns of tables, measures, commands, public names and where the source
documents went, each read from the code or from the shipped tables. ``python -m
tests.refresh_pages`` writes them anew;
`tests.test_site` holds the pages against them.
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
    "yes": "whether it happens in a night",
    "time": "how long it takes, if it comes",
    "number": "a number of a night",
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
    "aid_out": "list of aid that is out",
    "beyond": "`none`, or a list of bodies",
    "durations": "durations by step",
    "asking": "how much, and when",
    "risk": "what is still lent",
    "tensions": "list of tensions",
    "lodging": "which aid, and how long",
    "posture": "list of crews that stand ready",
    "place": "`{lat, lon}`",
    "need": "needs by kind",
    "units": "whole numbers by kind",
    "id": "lower-case words joined by hyphens",
    "name": "text",
    "from": "units by donor and kind",
}
"""Of keys whose schema is longer than a word."""

ABOUT_KEYS = """\
[Scenario files](scenario-files.md) explains how they work together, and how to write durations,
shares, times and places. `mobsim schema` prints the same as a JSON Schema, which lets an editor
complete keys. A file also has `schema` (always 1), `base` and `overrides`. A dash in the column
*default* means that there is none."""
ABOUT_FORCES = """\
[A scenario](scenario-files.md) uses these ids for forces and [kinds of unit](#kinds-of-unit);
`mobsim forces` prints them too. Each force has more names, and you may use any of them wherever
you name a force: in scenario files, with `--set`, in tables and returns, and with `mobsim why`.
Case, hyphens, `&` for *and*, a leading *the* and endings such as *Police* make no difference, so
`Kent Police`, `Avon & Somerset` and `the Met` each mean one force. Results use the id. A region
is not a force: mobsim refuses it and lists its forces. The names are in `data/force_names.csv`.

If a scenario gives no `place`, a force's disorder is in its main city. Its aid sets out from
there too."""
ABOUT_BODIES = """\
They lend only if a scenario names them, `beyond: [police-scotland, psni]`, and host nothing; see
[scenario files](scenario-files.md)."""
ABOUT_REGIONS = """\
`ricc_desks` and `ricc_at` use these ids for the centres of the regions."""
ABOUT_KINDS = """\
`need: {psu: 12, aep: 2}` is 12 PSUs and 2 AEP teams. A scenario can [add kinds of its
own](howto-kind.md)."""
ABOUT_TABLES = """\
Each block of nights has one Parquet file per table, and a study has a frame of the same name
(`study.incidents`). Every table begins with `replication`, the number of the night.
[Studies](studies.md#the-columns-of-every-table) says what an empty cell means."""
ABOUT_MEASURES = """\
These are the columns of `study.nights`, one row per night; mobsim uses them to compare nights and
scenarios. A time counts from the night's first incident. If it never comes, it is infinite there,
counts as the whole run in a mean, and counts as never in a median;
[studies](studies.md#how-certain-is-it) explains each estimate. *Better* says which direction is
good; if neither is, a comparison says *more* or *fewer*."""
ABOUT_NEEDS = """\
mobsim computes each measure of one run from the rows of these events alone. If a log lacks one of
them, because it was not written down, mobsim names the measures that it cannot compute, and gives
the others."""
ABOUT_COMMANDS = """\
This is what `--help` prints for each. Options of `mobsim` itself, such as `-q`, come before the
command.

| exit code | means |
|---|---|
| 0 | done |
| 1 | failed |
| 2 | wrong usage |
| 3 | input that cannot be used; all faults are listed |
| 4 | ran, but missed a stated line; only with `--gate` |
| 130 | interrupted |

mobsim prints each fault on standard error, in one sentence, with the file if there is one.
`mobsim -vv` before the command also shows the place in the code. If a result cannot be printed (a
full disk, a closed standard output), mobsim exits with status 1 and keeps what it has saved.

Output shows invisible characters, such as controls and marks that change the reading order, by
name: `[U+202E]`. JSON documents and `scenario.yaml` hold them as escapes."""
ABOUT_DATA = """\
These are CSV files in UTF-8. *Source* is a key of `data/sources.csv`, *rule* if the value is
computed, or *assumed* if there is no source."""


def pages() -> dict[Path, Callable[[], str]]:
    """What makes each page that is made, by where it stands."""
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
    """What a scenario file may say."""
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
    if model is AidOutKeys and key == "from":
        return "text"
    if key in HOLDS and model is not DurationKeys:
        return HOLDS[key]
    return _form(schema)


def _form(schema: Mapping[str, Any]) -> str:
    """What a schema asks for, in a word or two."""
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
    """A value as a scenario writes it, on one line."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    return str(value)


def _choices() -> Iterator[str]:
    yield from ("", "## Choices and their parameters", "")
    yield "A choice is written as a name, or with its parameters: `{hold: {for: 60m}}`."
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
    """Who and what can be named in a scenario, by id."""
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
    """With the id of each row first."""
    yield from ("", f"| {' | '.join(titles)} |", "|---" * len(titles) + "|")
    for named, *rest in rows:
        yield f"| {' | '.join((f'`{named}`', *rest))} |"


# --- columns --------------------------------------------------------------------------------------


def columns() -> str:
    """Of a study, and of the tables that are shipped."""
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
            "The columns of [the event log](results.md#the-event-log), with the night before them:",
            f"{_listed(column.name for column in columns_of(LOG))}.",
            *_shipped(),
            "",
        ]
    )


def _shipped() -> Iterator[str]:
    yield from ("", "## What is shipped in `data/`", "")
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
    """Of a night."""
    head = [
        "# Measures of a night",
        "",
        MADE.strip(),
        "",
        ABOUT_MEASURES,
        "",
        "| name | label | unit | sort | better | made from |",
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
    """The help text of each."""
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
    """A command, and below it those that are grouped under it."""
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
    """The public names, in a table that reads anywhere and in full on the site."""
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
        "Everything that `import mobsim` offers; what is not here may change without notice.",
        "[Notebooks](../notebooks/first-night.ipynb) show it at work.",
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
