"""``mobsim new``: how do you start a scenario of your own?"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mobsim.cli.options import STARTER, once, say, say_next, writing_new
from mobsim.ground.errors import OutputError, did_you_mean
from mobsim.ground.text_layout import columns

STARTER_FILE = Path(__file__).with_name("starter.yaml")
"""The scenario that the command writes if the user does not give ``--like``."""
_STARTERS = Path(__file__).with_name("starters")
_LISTED = ""
"""The value of ``--like`` if the user names no kind of scenario."""
_LISTS = {
    "incidents": "incidents",
    "operations": "planned operations",
    "calendar": "a year's planned events",
    "tensions": "warnings of trouble",
}


def _list_options(command: Callable[..., Any]) -> Callable[..., Any]:
    form = click.Path(path_type=Path)
    for key, said in reversed(_LISTS.items()):
        text = f"Also write a table of {said}: a workbook if TABLE ends in .xlsx, otherwise CSV."
        option = click.option(
            f"--{key}", type=form, multiple=True, callback=once, metavar="TABLE", help=text
        )
        command = option(command)
    return command


_EXAMPLES = ("my-night.yaml", "derby.yaml --like football", "--incidents week.csv")


@click.command(epilog="Examples:  " + "   ".join(f"mobsim new {each}" for each in _EXAMPLES))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--like",
    "kind",
    is_flag=False,
    flag_value=_LISTED,
    metavar="KIND",
    help="Start from an example of this kind, such as march. Without KIND, list the kinds.",
)
@_list_options
def new(file: Path | None, kind: str | None, **lists: Path | None) -> None:
    """Create FILE, a commented scenario that you can edit.

    Without --like, the scenario has two cities and shows the settings that you can change. The
    command never overwrites an existing file.

    If you ask for a table, the command writes the table and a short scenario that reads it. Without
    FILE, the scenario gets the name of the table with the ending .yaml. The table has example rows
    that you can run; replace them with your own.
    """
    if kind == _LISTED:
        _list_kinds()
        say_next(f"mobsim new {file or STARTER} --like {next(iter(starters()))}")
        return
    tables = {key: path for key, path in lists.items() if path is not None}
    if tables and kind is not None:
        raise click.UsageError("found --like with a table; expected one of them")
    if tables:
        _write_lists(file or next(iter(tables.values())).with_suffix(".yaml"), tables)
        return
    starter = _starter(kind)
    if file is None:
        raise click.UsageError(f"expected a FILE to write, such as {STARTER}")
    with writing_new(file), file.open("x", encoding="utf-8") as out:
        out.write(starter.read_text(encoding="utf-8"))
    say(f"Wrote {file}. Edit first: 'title', 'question', 'start', then 'incidents'.")
    say_next(f"mobsim check {file}")


def starters() -> dict[str, Path]:
    """The example file of each kind of scenario, in order of name."""
    return {path.stem: path for path in sorted(_STARTERS.glob("*.yaml"))}


def _starter(kind: str | None) -> Path:
    known = starters()
    if kind is not None and kind not in known:
        _list_kinds()
        raise click.UsageError(f"no starter {kind!r}; {did_you_mean(kind, known)}")
    return known[kind] if kind else STARTER_FILE


def _list_kinds() -> None:
    """Print each kind of scenario with the first line of its example."""
    rows = []
    for kind, path in starters().items():
        with path.open(encoding="utf-8") as file:
            rows.append([kind, file.readline().lstrip("# ").strip()])
    say(*columns(rows))


def _write_lists(file: Path, tables: dict[str, Path]) -> None:
    from mobsim.cli.list_writing import scenario_with, template
    from mobsim.scenario.file.listed_tables import ENDINGS

    if file in tables.values() or len({*tables.values()}) < len(tables):
        raise click.UsageError("found the same name for two files; expected two names")
    named = {}
    for key, path in tables.items():
        if path.suffix.lower() not in ENDINGS[:1] + ENDINGS[2:4]:
            raise click.UsageError(f"--{key}: found {path.name!r}, expected .csv or .xlsx")
        named[key] = os.path.relpath(path.absolute(), file.absolute().parent).replace(os.sep, "/")
        if named[key].startswith("../"):
            raise click.UsageError(f"--{key}: expected it in the folder of {file}, or below it")
    for path in (file, *tables.values()):
        if path.exists():  # so that all are written, or none
            raise OutputError(f"{path} exists; choose another name, or delete it first")
    for key, path in tables.items():
        with writing_new(path), path.open("xb") as table:
            table.write(template(key, path))
        say(f"Wrote {path}: replace the examples with your own rows.")
    with writing_new(file), file.open("x", encoding="utf-8") as out:
        out.write(scenario_with(named))
    say(f"Wrote {file}, which reads {'it' if len(tables) == 1 else 'them'}.")
    say_next(f"mobsim check {file}")
