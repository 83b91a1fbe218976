"""``mobsim new``: what does a scenario to start from look like?"""

from pathlib import Path

import click

from mobsim.cli.options import STARTER, say, say_next, writing_new
from mobsim.ground.errors import did_you_mean
from mobsim.ground.text_layout import columns

_STARTER = Path(__file__).with_name("starter.yaml")
_STARTERS = Path(__file__).with_name("starters")
_LISTED = ""
"""What ``--like`` is without a kind."""


@click.command(epilog=f"Examples:  mobsim new {STARTER}   mobsim new derby.yaml --like football")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--like",
    "kind",
    is_flag=False,
    flag_value=_LISTED,
    metavar="KIND",
    help="A starter of its kind, such as march. Without KIND, list them.",
)
def new(file: Path | None, kind: str | None) -> None:
    """Write a commented scenario to FILE, to be changed into your own.

    Without --like it has two cities and shows the levers. A file that exists is left alone.
    """
    if kind == _LISTED:
        _list_kinds()
        say_next(f"mobsim new {file or STARTER} --like {next(iter(starters()))}")
        return
    starter = _starter(kind)
    if file is None:
        raise click.UsageError(f"expected a FILE to write, such as {STARTER}")
    with writing_new(file), file.open("x", encoding="utf-8") as out:
        out.write(starter.read_text(encoding="utf-8"))
    say(f"Wrote {file}. Edit first: 'title', 'question', 'start', then 'incidents'.")
    say_next(f"mobsim check {file}")


def starters() -> dict[str, Path]:
    """The starter of each kind, in order of name."""
    return {path.stem: path for path in sorted(_STARTERS.glob("*.yaml"))}


def _starter(kind: str | None) -> Path:
    known = starters()
    if kind is not None and kind not in known:
        _list_kinds()
        raise click.UsageError(f"no starter {kind!r}; {did_you_mean(kind, known)}")
    return known[kind] if kind else _STARTER


def _list_kinds() -> None:
    """Each kind with the first line of its starter."""
    rows = []
    for kind, path in starters().items():
        with path.open(encoding="utf-8") as file:
            rows.append([kind, file.readline().lstrip("# ").strip()])
    say(*columns(rows))
