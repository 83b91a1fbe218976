"""``mobsim why``: why did this unit, place or force do what it did?"""

import shlex
from dataclasses import asdict
from pathlib import Path

import click

from mobsim.cli.completion import results, subjects
from mobsim.cli.options import json_option, say, say_json, say_next
from mobsim.ground.errors import reading
from mobsim.telling.store import Saved, read_result
from mobsim.telling.story import Story
from mobsim.telling.story import why as story_of

PLACES = 6
"""If the user names no subject, at most this many are listed."""


@click.command(
    epilog="Examples:  mobsim why quickstart-1 cardiff   mobsim why quickstart-1 gwent-psu-01"
)
@click.argument("folder", type=click.Path(path_type=Path), shell_complete=results)
@click.argument("subject", nargs=-1, required=False, shell_complete=subjects)
@json_option
def why(folder: Path, subject: tuple[str, ...], as_json: bool) -> None:
    """Tell the story of SUBJECT from the result in FOLDER.

    SUBJECT is a unit, an incident, or a force by its name or city. The story opens with what was
    requested, what came, what delayed it and what never came. Each line below ends with the rows of
    the log that it comes from; row 1 is the first below the header of log.csv.
    """
    saved = read_result(folder)
    if not subject:
        places = ", ".join(list(saved.facts.incidents)[:PLACES])
        raise click.UsageError(f"of what? Name a place, such as {places}, a force or a unit")
    name = " ".join(subject)
    with reading(folder):
        story = story_of(saved.log, saved.facts, name)
    if as_json:
        lines = [asdict(line) for line in story.lines]
        opening = [line._asdict() for line in story.opening]
        told = {"subject": story.subject, "opening": opening, "lines": lines}
        say_json("why", {**told, "cited": list(story.cited)})
        return
    say(str(story))
    say_next(*_next(saved, name, story))


def _next(saved: Saved, name: str, story: Story) -> list[str]:
    """What else you may ask about this subject, or about the same night."""
    cited = [saved.log[number - 1] for number in story.cited]
    told = [story.also] if story.also else []
    told += [row.unit for row in cited if row.unit and row.request is not None and row.unit != name]
    told += [row.incident for row in cited if row.incident and row.incident != name]
    told += saved.facts.incidents
    asked = [each for each in dict.fromkeys(told) if each != name][:2]
    return [shlex.join(["mobsim", "why", str(saved.folder), each]) for each in asked or [name]]
