"""What do several commands have in common?"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

STARTER = "my-night.yaml"
"""A file name for examples."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How much is said beside results."""

    quiet: bool = False
    verbose: int = 0


def manner() -> Manner:
    """What the command line asked for, or the usual manner where a command is called by itself."""
    context = click.get_current_context(silent=True)
    found = context.find_object(Manner) if context else None
    return found or Manner()


def scenario_options(required: bool = True) -> Callable[[Command], Command]:
    """The parameters ``scenario``, ``override`` and ``settings`` of a command."""

    def add(command: Command) -> Command:
        command = override_options(command)
        return click.argument("scenario", required=required)(command)

    return add


def override_options(command: Command) -> Command:
    """The parameters ``override`` and ``settings`` of a command."""
    command = click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="PATH=VALUE",
        help="Change one value, such as --set drawdown=extensive or "
        "--set incidents.leeds.need.psu=40. May be repeated.",
    )(command)
    return click.option(
        "--with",
        "override",
        metavar="OVERRIDE",
        help="Apply one of the scenario's named overrides.",
    )(command)


def again(
    command: str, scenario: str, override: str | None = None, settings: Sequence[str] = ()
) -> str:
    """A command line that asks for the same scenario.

    >>> again("run", "national-drill", "sustained", ["drawdown=none"])
    'mobsim run national-drill --with sustained --set drawdown=none'
    """
    import shlex

    words = ["mobsim", command, scenario]
    words += ["--with", override] if override else []
    for setting in settings:
        words += ["--set", setting]
    return shlex.join(words)


def say(text: str = "") -> None:
    """Print a line of the result."""
    click.echo(text)


def say_next(*commands: str) -> None:
    """Print the likely next command, as the last line."""
    if not manner().quiet:
        click.echo("Next: " + "   or   ".join(commands))


def say_beside(text: str) -> None:
    """Print a remark that is not part of the result."""
    if not manner().quiet:
        click.echo(text, err=True)


def say_json(kind: str, content: dict[str, Any], version: int = 1) -> None:
    """Print one versioned document with sorted keys."""
    document = {"format": f"mobsim.{kind}", "version": version, **content}
    click.echo(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False))


def columns(rows: Sequence[Sequence[str]], widest: int = 60) -> list[str]:
    """Rows with their columns lined up; the last is left as it is.

    >>> columns([["a", "bb"], ["ccc", "d"]])
    ['a    bb', 'ccc  d']
    """
    if not rows:
        return []
    widths = [min(widest, max(len(row[i]) for row in rows)) for i in range(len(rows[0]) - 1)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in rows
    ]
