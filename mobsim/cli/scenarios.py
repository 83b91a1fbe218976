"""``mobsim scenarios``: which scenarios can you run, and which question does each one ask?"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mobsim.cli.options import STARTER, json_option, say, say_json, say_next
from mobsim.ground.clock import date_in_full
from mobsim.ground.text_layout import wrapped
from mobsim.scenario.file import shipped_scenarios

if TYPE_CHECKING:
    from mobsim.telling.own_nights import LastResult, OwnNight


@click.command(epilog="Examples:  mobsim scenarios   mobsim scenarios my-nights --tag football")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--tag",
    "tags",
    multiple=True,
    help="List only the scenarios in FOLDER that have this tag. May be repeated.",
)
@json_option
def scenarios(folder: Path | None, tags: tuple[str, ...], as_json: bool) -> None:
    """List the shipped scenarios, each with its question and its overrides.

    You can run a shipped scenario by its name from any folder.

    With FOLDER, list your own scenario files in FOLDER and its subfolders. Each file is listed with
    its title, question, tags and last saved result. If a file has faults, the list shows the first
    fault.
    """
    if folder is not None:
        _own(folder, [tag.casefold() for tag in tags], as_json)
        return
    if tags:
        raise click.UsageError("--tag is for your own FOLDER: mobsim scenarios FOLDER")
    shipped = shipped_scenarios()
    if as_json:
        say_json("scenarios", {"scenarios": [asdict(each) for each in shipped]})
        return
    for each in shipped:
        say(each.name)
        say(f"  {each.question}")
        if each.overrides:
            say(f"  --with {' | '.join(each.overrides)}")
    say_next("mobsim run quickstart", f"mobsim new {STARTER}")


def _own(folder: Path, tags: Sequence[str], as_json: bool) -> None:
    from mobsim.telling.own_nights import library_of

    library = library_of(folder)
    # A file that cannot be read may have any tag.
    found = [each for each in library.nights if each.fault or _has(each, tags)]
    if as_json:
        listed = {"scenarios": [asdict(each) for each in found], "damaged": library.damaged}
        say_json("own_scenarios", {"folder": str(folder), **listed})
        return
    for each in found:
        _say_night(each)
    for damaged in library.damaged:
        say(*wrapped(damaged))
    faulty = sum(bool(each.fault) for each in found)
    bad = f", {faulty} cannot be used" if faulty else ""
    of = f" tagged {' and '.join(tags)}" if tags else ""
    say(f"{len(found)} scenario file{'' if len(found) == 1 else 's'}{of} in {folder}{bad}")
    sound = next((each.file for each in found if not each.fault), None)
    say_next(f"mobsim run {sound}" if sound else f"mobsim new {folder / STARTER}")


def _has(night: "OwnNight", tags: Sequence[str]) -> bool:
    return set(tags) <= {tag.casefold() for tag in night.tags}


def _say_night(night: "OwnNight") -> None:
    say(night.file)
    if night.fault:
        more = f"; {night.faults - 1} more: mobsim check {night.file}" if night.faults > 1 else ""
        say(*wrapped(f"cannot be used: {night.fault}{more}", indent="  ", further="    "))
        return
    lines = [night.title, night.question]
    lines += [f"tags: {', '.join(night.tags)}"] if night.tags else []
    lines += [f"--with {' | '.join(night.overrides)}"] if night.overrides else []
    lines += [_last(night.last)]
    for line in lines:
        say(*wrapped(line, indent="  ", further="    "))


def _last(last: "LastResult | None") -> str:
    if last is None:
        return "no saved result found"
    when = datetime.fromisoformat(last.made_at)
    changed = "" if last.as_it_is else "; the file or its settings have changed since"
    at = f"{date_in_full(when)} {when:%H:%M}"
    return f"last result {at}, {last.verdict} ({last.folder}){changed}"
