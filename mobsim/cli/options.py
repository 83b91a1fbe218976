"""Which options do several commands share, and how do commands print?"""

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from mobsim.cli.completion import overrides_of, scenario_names, settings_of
from mobsim.country.line_verdicts import colour_of
from mobsim.ground.errors import OutputError
from mobsim.ground.safe_text import shown, shown_in_line, shown_painted
from mobsim.ground.standard_streams import unwrapped
from mobsim.ground.text_layout import WIDTH, fitted, laid_out, room, terminal_width, wrapped
from mobsim.ground.units import parse_duration

Command = TypeVar("Command", bound=Callable[..., Any])
Value = TypeVar("Value")

GATE = 4
"""Exit status of a run that did not meet its gate."""
STARTER = "my-night.yaml"
"""The file name that examples use for the user's scenario."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How much a command prints in addition to its results."""

    quiet: bool = False


def manner() -> Manner:
    """The `Manner` that the user chose, or the default `Manner` if no command is running."""
    context = click.get_current_context(silent=True)
    found = context.find_object(Manner) if context else None
    return found or Manner()


def scenario_options(required: bool = True) -> Callable[[Command], Command]:
    """Add the parameters ``scenario``, ``override`` and ``settings`` to a command."""

    def add(command: Command) -> Command:
        command = override_options(command)
        return click.argument("scenario", required=required, shell_complete=scenario_names)(command)

    return add


def once(
    context: click.Context, option: click.Parameter, values: tuple[Value, ...]
) -> Value | None:
    """The value of an option that may appear only once.

    If an option appeared twice, click would otherwise use the last value.
    """
    if len(values) > 1:
        name = option.opts[-1]
        raise click.UsageError(f"{name} is given {len(values)} times; expected it once", context)
    return values[0] if values else None


_OUTSIDE = "mobsim.allow_outside"


def _keep_outside(context: click.Context, _: click.Parameter, allowed: bool) -> None:
    context.meta[_OUTSIDE] = allowed


outside_option = click.option(
    "--allow-outside",
    is_flag=True,
    expose_value=False,
    callback=_keep_outside,
    help="Allow the scenario to name files outside its folder.",
)
"""The option ``--allow-outside`` for commands that read scenarios; see `may_go_outside`."""


def may_go_outside() -> bool:
    """Whether the command line allows a scenario to name files outside its folder."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_OUTSIDE))


def override_options(command: Command) -> Command:
    """Add the parameters ``override`` and ``settings``, and `outside_option`, to a command."""
    command = outside_option(command)
    command = click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="PATH=VALUE",
        shell_complete=settings_of,
        help="Change one value, such as --set drawdown=extensive or "
        "--set incidents.leeds.need.psu=40. May be repeated.",
    )(command)
    return click.option(
        "--with",
        "override",
        multiple=True,
        callback=once,
        metavar="OVERRIDE",
        shell_complete=overrides_of,
        help="Apply one of the scenario's named overrides, or the preset likely or static.",
    )(command)


def output_option(text: str) -> Callable[[Command], Command]:
    """An option ``output`` for a command that writes a folder."""
    form = click.Path(path_type=Path)
    return click.option(
        "-o", "--output", type=form, multiple=True, callback=once, metavar="DIR", help=text
    )


def seed_option(
    text: str = "Seed of the random draws.", *, least: int = 0
) -> Callable[[Command], Command]:
    """An option ``seed`` for a command that draws nights."""
    form = click.IntRange(min=least)
    return click.option("--seed", type=form, default=1, show_default=True, help=text)


def minutes_option(name: str, text: str, **said: Any) -> Callable[[Command], Command]:
    """An option that reads a duration and passes it to the command in minutes."""

    def read(context: click.Context, option: click.Parameter, found: str | None) -> float | None:
        try:
            return None if found is None else parse_duration(found)
        except ValueError as error:
            raise click.BadParameter(str(error), context, option) from None

    return click.option(name, metavar="DURATION", callback=read, help=text, **said)


def engine_options(command: Command) -> Command:
    """Add the parameters ``jobs`` and ``scheduler`` to a command that runs many nights."""
    command = click.option(
        "--scheduler",
        metavar="ADDRESS",
        help="Run on the Dask cluster that has this scheduler, such as tcp://10.0.0.1:8786.",
    )(command)
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Number of processes on this machine. The default is one for each processor. The "
        "number does not affect the results.",
    )(command)


def beliefs_option(text: str, default: str | None = None) -> Callable[[Command], Command]:
    """An option ``beliefs`` for a command that can draw beliefs."""
    return click.option(
        "--beliefs",
        metavar="prior|calibrated|FILE",
        multiple=True,
        default=[default] if default else [],
        callback=once,
        help=f"{text} prior: draw each belief from its prior. calibrated: use a set that history "
        "does not rule out. FILE: use a set of your own, as written by 'mobsim calibrate'.",
    )


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
"""The option ``as_json`` for commands that can print a JSON document."""


def again(
    command: str, scenario: str, override: str | None = None, settings: Sequence[str] = ()
) -> str:
    """The command line that runs a command on a scenario with an override and settings.

    >>> again("run", "national-drill", "sustained", ["drawdown=none"])
    'mobsim run national-drill --with sustained --set drawdown=none'
    """
    import shlex

    words = ["mobsim", command, scenario]
    words += ["--with", override] if override else []
    for setting in settings:
        words += ["--set", setting]
    words += ["--allow-outside"] if may_go_outside() else []
    return shlex.join(words)


@contextmanager
def writing_new(target: Path) -> Iterator[None]:
    """Refuse to overwrite an existing file, and report why a file cannot be written."""
    from mobsim.ground.folders import writing

    try:
        with writing(target):
            yield
    except OutputError as error:
        if isinstance(error.__cause__, FileExistsError):
            message = f"{target} exists; choose another name, or delete it first"
            raise OutputError(message) from None
        raise


_PAINTED: set[str] = set()
"""The coloured cells that `paint` made. In other text, `say` prints control characters by name."""


def say(*lines: str) -> None:
    """Print lines of the result, and fit them to the width of the terminal.

    If there are no lines, print an empty line.
    """
    text = shown(_fitted("\n".join(lines)))
    for cell in _PAINTED:
        text = text.replace(shown(cell), cell)
    click.echo(text, file=unwrapped(sys.stdout))


def say_painted(text: str) -> None:
    """Print coloured text; click removes the colours if the output cannot show them."""
    click.echo(shown_painted(_fitted(text)), file=unwrapped(sys.stdout))


def _fitted(text: str) -> str:
    return text if terminal_width() is None else fitted(text)


def say_as_is(text: str) -> None:
    """Print text that a program will read, such as JSON, without breaking lines."""
    click.echo(shown(text))


def paint(cell: str) -> str:
    """Return a verdict in its colour, and any other cell unchanged."""
    word = cell.strip()
    colour = colour_of(word)
    if not colour:
        return cell
    made = click.style(word, fg=colour, bold=True)
    _PAINTED.add(made)
    return cell.replace(word, made)


def say_next(*commands: str) -> None:
    """Print the commands that the user may want to run next, on one line if they fit.

    A command that is too long continues on the next line, after a backslash, so that it can be
    copied.
    """
    if not manner().quiet:
        first, *others = map(shown_in_line, commands)
        line = "   or   ".join([f"Next: {first}", *others])
        if len(line) <= min(room(), WIDTH):
            say(line)
            return
        say(*_copied(f"Next: {first}"), *(part for o in others for part in _copied(f"  or: {o}")))


def _copied(line: str) -> list[str]:
    """The lines of a long command, which a shell still reads as a single command."""
    if len(line) <= room() or terminal_width() is None:
        return [line]
    parts = wrapped(line, room() - 2, "", "  ")
    return [*(f"{part} \\" for part in parts[:-1]), parts[-1]]


def say_beside(text: str) -> None:
    """Print a remark on standard error, because it is not part of the result."""
    if not manner().quiet:
        click.echo(fitted_beside(shown(text)), err=True)


def fitted_beside(text: str) -> str:
    """A text for standard error, which is wrapped only if standard error is a terminal."""
    if not sys.stderr.isatty():
        return text
    with laid_out(terminal_width()):
        return fitted(text)


def saved_in(folder: Path, page: Path | None = None) -> str:
    """The text that says where a result or a study is saved, and where its HTML page is."""
    read = f"\nTo read in a browser: {shown_in_line(str(page))}" if page else ""
    return f"Saved in {shown_in_line(str(folder))}/{read}"


def say_json(kind: str, content: dict[str, Any]) -> None:
    """Print one JSON document, which has sorted keys and states its format and version."""
    from mobsim.telling.results import dumps

    document = _finite({"format": f"mobsim.{kind}", "version": 1, **content})
    say_as_is(dumps(document))


def _finite(value: Any) -> Any:
    """The value, with None in place of numbers that JSON cannot represent.

    >>> _finite({"a": [1.0, float("nan")]})
    {'a': [1.0, None]}
    """
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
