"""``mobsim brief``: how do you brief chief officers, forces and regions about a night on paper?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from mobsim.cli.completion import results
from mobsim.cli.options import output_option, say, say_next
from mobsim.ground.errors import InputError, did_you_mean, listed, reading
from mobsim.ground.folders import put_back
from mobsim.ground.manifest import kind_of
from mobsim.ground.safe_text import shown_in_line
from mobsim.looking.brief import (
    FORMATS,
    Briefing,
    briefing_of,
    check_brief_folder,
    write_brief,
)
from mobsim.looking.brief.sheets import Group
from mobsim.looking.report import NightSource, read_source

_GROUPS: Mapping[Group, str] = {
    "chief officer": "the chief officer",
    "host": "host",
    "region": "region",
    "force": "force",
    "requests": "the table of requests",
}


def _formats(_: click.Context, __: click.Parameter, text: str) -> tuple[str, ...]:
    """The formats in a comma-separated list."""
    found = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for each in found:
        if each not in FORMATS:
            raise click.BadParameter(f"no format {each!r}; {did_you_mean(each, FORMATS)}")
    if not found:
        raise click.BadParameter(f"found no format; expected one or more of: {', '.join(FORMATS)}")
    return found


@click.command(
    epilog="Examples:  mobsim brief six-cities-saturday-1   "
    "mobsim brief six-cities-saturday-1 --only kent --only leeds --format docx -o for-kent"
)
@click.argument("folder", metavar="RESULT", type=click.Path(path_type=Path), shell_complete=results)
@output_option(
    "Folder for the sheets. The default is RESULT-brief, or RESULT-night-N-brief for a "
    "study, in the current folder."
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Write only this sheet: a force, a region, a place, chief-officer or requests. May be "
    "repeated.",
)
@click.option(
    "--format",
    "formats",
    default=",".join(FORMATS),
    show_default=True,
    callback=_formats,
    metavar="LIST",
    help="Formats, separated by commas.",
)
@click.option(
    "--night",
    type=click.IntRange(min=0),
    metavar="N",
    help="Number of the night, if RESULT is a study.",
)
@click.option("--force", is_flag=True, help="Replace existing sheets in the folder.")
def brief(
    folder: Path,
    output: Path | None,
    only: tuple[str, ...],
    formats: tuple[str, ...],
    night: int | None,
    force: bool,
) -> None:
    """Write briefing sheets for the night in RESULT.

    The command writes two pages for the chief officer, and one sheet for each host, each region,
    and each force that is asked for crews or sends crews. It also writes a table of requests, which
    'mobsim score' can read.
    """
    which = "" if night is None else f"-night-{night}"
    target = output or Path(f"{folder.resolve().name}{which}-brief")
    check_brief_folder(target, force=force)
    briefing = briefing_of(_source(folder, night), only)
    files = write_brief(briefing, target, formats, force=force)
    say(_sheets_told(briefing))
    say(f"Saved in {shown_in_line(str(target))}/: {_files_told(target, files)}")
    first = next(each for each in files)
    say_next(f"open {first}")


def _source(folder: Path, night: int | None) -> NightSource:
    """The night of a result, or the chosen night of a study."""
    with reading(folder):
        put_back(folder)
        is_study = kind_of(folder) == "study"
    if not is_study:
        if night is not None:
            raise click.UsageError("--night is for a study; this is the result of one night")
        return read_source(folder)
    if night is None:
        message = "a study of many nights, but sheets cover one night; choose it with --night N"
        raise InputError.about(folder, message)
    from mobsim.api import night_of_study

    return night_of_study(folder, night).source


def _sheets_told(briefing: Briefing) -> str:
    """The number of sheets in each group."""
    counts = Counter(sheet.group for sheet in briefing.sheets)
    told = []
    for group, name in _GROUPS.items():
        count = counts[group]
        if count and name.startswith("the "):
            told.append(name)
        elif count:
            told.append(f"{count} {name}{'s' if count > 1 else ''}")
    return f"Sheets for {listed(told)}."


def _files_told(folder: Path, files: Sequence[Path]) -> str:
    names = [str(path.relative_to(folder)) for path in files]
    tables = [name for name in names if name.startswith("tables/")]
    told = [name for name in names if name not in tables]
    told += [f"{len(tables)} tables (CSV)"] if tables else []
    return listed(told, len(told))
