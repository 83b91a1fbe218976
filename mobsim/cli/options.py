"""What do several commands have in common?"""

import json
import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

import click

from mobsim.ground.errors import OutputError, did_you_mean
from mobsim.ground.folders import writing

Command = TypeVar("Command", bound=Callable[..., Any])

STARTER = "my-night.yaml"
"""A file name for examples."""

WIDTH = 100

_GAP = "  "


class Suggesting(click.Group):
    """Commands of which a misspelt one is answered with the nearest."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for, or the nearest name."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            ctx.fail(f"no command {args[0]!r}; {did_you_mean(args[0], known)}")
        return super().resolve_command(ctx, args)


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
        help="Apply one of the scenario's named overrides, or the preset likely or static.",
    )(command)


def output_option(text: str) -> Callable[[Command], Command]:
    """The parameter ``output`` of a command that writes a folder."""
    form = click.Path(path_type=Path)
    return click.option("-o", "--output", type=form, metavar="DIR", help=text)


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
"""The parameter ``as_json`` of a command."""


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


@contextmanager
def writing_new(target: Path) -> Iterator[None]:
    """Refuse to write what is there already, and say why something cannot be written."""
    try:
        with writing(target):
            yield
    except OutputError as error:
        if isinstance(error.__cause__, FileExistsError):
            message = f"{target} exists; choose another name, or delete it first"
            raise OutputError(message) from None
        raise


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
    document = _finite({"format": f"mobsim.{kind}", "version": version, **content})
    click.echo(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False))


def _finite(value: Any) -> Any:
    """The same with null for numbers that JSON does not know.

    >>> _finite({"a": [1.0, float("nan")]})
    {'a': [1.0, None]}
    """
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def columns(rows: Sequence[Sequence[str]], width: int = WIDTH) -> list[str]:
    """Rows with their columns lined up; where they are too wide, the widest are wrapped.

    No word is cut, however wide: a path that is cut cannot be copied.

    >>> columns([["a", "bb"], ["ccc", "d"]])
    ['a    bb', 'ccc  d']
    >>> columns([["a", "one two three", "x"]], width=12)
    ['a  one     x', '   two', '   three']
    """
    if not rows:
        return []
    cells = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in cells]
    words = [max(len(word) for cell in column for word in ("", *cell.split())) for column in cells]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and widths != words:
        _, widest = max((w, i) for i, w in enumerate(widths) if w > words[i])
        widths[widest] -= 1
    return [line for row in rows for line in _wrapped_row(row, widths)]


def _wrapped_row(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    cells = [wrapped(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
    for parts in zip_longest(*cells, fillvalue=""):
        filled = (part.ljust(width) for part, width in zip(parts, widths, strict=True))
        yield _GAP.join(filled).rstrip()


def wrapped(text: str, width: int = WIDTH, indent: str = "") -> list[str]:
    """Lines of a text, broken between words only."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
