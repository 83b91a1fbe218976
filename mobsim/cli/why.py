"""``mobsim why``: why did a unit, a place or a force do what it did?"""

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
"""The most incidents that the command lists if the user names no subject."""


@click.command(
    epilog="Examples:  mobsim why quickstart-1 cardiff   mobsim why quickstart-1 gwent-psu-01"
)
@click.argument("folder", type=click.Path(path_type=Path), shell_complete=results)
@click.argument("subject", nargs=-1, required=False, shell_complete=subjects)
@json_option
def why(folder: Path, subject: tuple[str, ...], as_json: bool) -> None:
    """Tell the story of SUBJECT from the result in FOLDER.

    SUBJECT is a unit, an incident or a force. You can name a force by its main city. The story
    begins with the units that were requested, the units that came, the delays, and the units that
    never came. Each line below ends with the numbers of the log rows that it is based on. Row 1 is
    the first row below the header of log.csv.
    """
    saved = read_result(folder)
    if not subject:
        places = ", ".join(list(saved.facts.incidents)[:PLACES])
        raise click.UsageError(f"name a subject: a place, such as {places}, a force or a unit")
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
    """The commands to suggest next, about this subject or the same night."""
    cited = [saved.log[number - 1] for number in story.cited]
    told = [story.also] if story.also else []
    told += [row.unit for row in cited if row.unit and row.request is not None and row.unit != name]
    told += [row.incident for row in cited if row.incident and row.incident != name]
    told += saved.facts.incidents
    asked = [each for each in dict.fromkeys(told) if each != name][:2]
    return [shlex.join(["mobsim", "why", str(saved.folder), each]) for each in asked or [name]]
