"""``mobsim new``: what does a scenario to start from look like?"""

from pathlib import Path

import click

from mobsim.cli.options import STARTER, say, say_next, writing_new

_STARTER = Path(__file__).with_name("starter.yaml")


@click.command(epilog=f"Example:  mobsim new {STARTER}")
@click.argument("file", type=click.Path(path_type=Path))
def new(file: Path) -> None:
    """Write a commented scenario to FILE, to be changed into your own.

    A file that exists is left alone.
    """
    with writing_new(file), file.open("x", encoding="utf-8") as out:
        out.write(_STARTER.read_text(encoding="utf-8"))
    say(f"Wrote {file}. Edit first: 'title', 'question', 'start', then 'incidents'.")
    say_next(f"mobsim check {file}")
