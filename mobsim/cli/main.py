"""Which command runs, and how does it end?

The exit codes are 0 (success), 1 (failure), 2 (wrong usage), 3 (input that cannot be used), 4 (with
``--gate``: a gate was not met) and 130 (interrupted).
"""

import atexit
import gc
import io
import logging
import os
import shlex
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from mobsim.cli.fitted_help import HelpContext, Suggesting
from mobsim.cli.options import Manner, fitted_beside, paint
from mobsim.ground.budgets import OPTION, limit, limits, read_limits
from mobsim.ground.errors import InputError, MobsimError, what_happened
from mobsim.ground.safe_text import shown_in_line
from mobsim.ground.standard_streams import safe_streams
from mobsim.ground.text_layout import laid_out, terminal_width

COMPLETION = "_MOBSIM_COMPLETE"
"""The environment variable that a shell sets when it asks for completions."""

TRACED = 2
"""With at least this many ``-v`` flags, mobsim shows where in its code an error was raised."""
_FEW_COLLECTIONS = 50_000
"""The number of new objects after which Python looks for unused objects."""
_OF_CLICK = (click.exceptions.Exit, click.Abort, click.ClickException)

DONE, FAILED, WRONG_USAGE, BAD_INPUT, MISSED, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Lazy(NamedTuple):
    """A command that has not been imported yet."""

    target: str
    """The module in `mobsim.cli` and the name of the command in it, as ``module:attribute``."""
    summary: str


COMMANDS = {
    "run": Lazy("run:run", "Simulate one night, or many, and print the result."),
    "desk": Lazy("desk:desk", "Plan, run, watch and share nights on a page in your browser."),
    "why": Lazy("why:why", "Tell the story of a unit, a force or an incident."),
    "report": Lazy("report:report", "Write a result as one page, with a replay."),
    "brief": Lazy(
        "brief:brief", "Write briefing sheets for chief officers, forces, regions and hosts."
    ),
    "compare": Lazy("compare:compare", "Compare scenarios on the same nights."),
    "sweep": Lazy("sweep:sweep", "Try many settings, and show which of them matter."),
    "uncertainty": Lazy(
        "uncertainty:uncertainty", "Show how certain the answers are, allowing for unknowns."
    ),
    "calibrate": Lazy(
        "calibrate:calibrate", "Find the sets of beliefs that history does not rule out."
    ),
    "latest": Lazy("latest:latest", "Find how late a national call could still be made."),
    "savings": Lazy(
        "savings:savings",
        "Find the mobilisation step that would save the most time if it took none.",
    ),
    "extend": Lazy("study_commands:extend", "Resume a study of many nights, or add nights to it."),
    "merge": Lazy("study_commands:merge", "Combine parts of a study that were run separately."),
    "rerun": Lazy("study_commands:rerun", "Repeat a study, or one night of it."),
    "verify": Lazy("study_commands:verify", "Check that a folder or report has not changed."),
    "stress": Lazy(
        "stress:stress", "Import the forces' returns, and run the quarterly stress test."
    ),
    "inspect": Lazy("inspect:inspect", "Check whether a force can do what it has promised."),
    "requirement": Lazy(
        "requirement:requirement", "Estimate how many units a year's threats require."
    ),
    "scenarios": Lazy("scenarios:scenarios", "List the shipped scenarios, or your own."),
    "forces": Lazy("force_list:forces", "List the forces and the kinds of unit, with their ids."),
    "places": Lazy("place_list:places", "List towns, and the force that covers each town."),
    "new": Lazy("new:new", "Create a commented scenario to start from."),
    "check": Lazy("check:check", "List the faults in a scenario, or describe its plan."),
    "calendar": Lazy("calendar:calendar", "Show how many units a year's planned events take."),
    "explain": Lazy("explain:explain", "Show every value and where it comes from."),
    "diff": Lazy("diff:diff", "Show how two scenarios differ."),
    "validate": Lazy("validate:validate_command", "Compare the model with real events."),
    "score": Lazy("score:score", "Compare the log of a real night with simulated runs."),
    "plugin": Lazy("plugin:plugin", "List, check and create plug-ins."),
    "schema": Lazy("schema:schema", "Print the JSON Schema of a scenario file."),
}
"""The commands, in the order in which the help lists them."""


class Commands(Suggesting):
    """The commands of mobsim, each imported only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order in which the help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command with this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].target.partition(":")
        command: click.Command = getattr(import_module(f"mobsim.cli.{module}"), attribute)
        command.context_class = HelpContext
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin with the typed text, or the options if no command does.

        This does not import any command.
        """
        found = [(name, lazy) for name, lazy in COMMANDS.items() if name.startswith(incomplete)]
        if not found:
            return click.Command.shell_complete(self, ctx, incomplete)
        return [CompletionItem(name, help=lazy.summary) for name, lazy in found]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in COMMANDS.items()])


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from mobsim.ground.versions import version

        click.echo(f"mobsim {version()}")
        ctx.exit()


def _raise_limits(ctx: click.Context, _: click.Parameter, settings: tuple[str, ...]) -> None:
    try:
        ctx.with_resource(limits(**read_limits(settings)))
    except InputError as error:
        raise click.UsageError("; ".join(map(str, error.faults)), ctx) from None


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with:  mobsim run quickstart",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
@click.option(
    "-q", "--quiet", is_flag=True, help="Print only the results, without progress or hints."
)
@click.option(
    "-v",
    "--verbose",
    count=True,
    help="Print each step. If given twice, also show where an error arose.",
)
@click.option("--no-color", is_flag=True, help="Print without colour, as when NO_COLOR is set.")
@click.option(
    OPTION,
    multiple=True,
    expose_value=False,
    callback=_raise_limits,
    metavar="NAME=N",
    help="Raise a limit on input, such as --limit cells=200000. May be repeated.",
)
@click.pass_context
def cli(ctx: click.Context, quiet: bool, verbose: int, no_color: bool) -> None:
    """Simulate mutual aid between the 43 police forces of England and Wales in public disorder.

    mobsim is for planning and research, not for live command.
    """
    ctx.obj = Manner(quiet=quiet)
    ctx.with_resource(laid_out(terminal_width(), paint))
    if no_color or os.environ.get("NO_COLOR"):
        ctx.color = False
    levels = (logging.WARNING, logging.INFO, logging.DEBUG)
    logging.basicConfig(
        level=levels[min(verbose, len(levels) - 1)], format="%(message)s", stream=sys.stderr
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name.

    Returns
    -------
    int
        The exit code, as listed in the module's docstring.
    """
    _collect_seldom()
    with safe_streams():
        try:
            _end_as_on_ctrl_c()
            code = _run(sys.argv[1:] if arguments is None else list(arguments))
            sys.stdout.flush()
        except (click.Abort, KeyboardInterrupt) as interrupted:
            return _failed("interrupted", interrupted, INTERRUPTED)
        except BrokenPipeError:
            _forget_output()
            return DONE
        except OSError as error:
            if error.filename is None:
                _forget_output()
            return _failed(f"failed: {_reason(error)}", error)
        return code


def _collect_seldom() -> None:
    """Make Python look for unused objects less often.

    Most objects that a short command creates are classes and functions, which the command needs
    until it ends. If Python looked for unused objects after every 700 new objects, and again at the
    end, this would take a fifth of the command's time.
    """
    gc.set_threshold(_FEW_COLLECTIONS)
    atexit.register(gc.freeze)


def _end_as_on_ctrl_c() -> None:
    """If a job is terminated or its terminal is closed, end the job as Ctrl-C would.

    The job keeps its finished nights and ends its worker processes.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # If ``nohup`` has made the process ignore this signal, it stays ignored.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, _hang_up)


def _hang_up(number: int, _: FrameType | None) -> None:
    # Both the shell and the terminal may send it.
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _run(arguments: list[str]) -> int:
    try:
        return _answer(arguments)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.ClickException as error:
        # Control characters are shown by name here, because click would remove them silently.
        error.message = shown_in_line(error.message)  # type: ignore[misc]
        error.show()
        return error.exit_code
    except MobsimError as error:
        return _failed("failed: " + "; ".join(str(error).split("\n")), error)
    except (OSError, click.Abort):
        raise  # an OSError is often about the output, which mobsim then cannot use
    except Exception as error:  # noqa: BLE001 - the last net
        asked = shlex.join(["mobsim", *arguments])
        told = f"failed: {asked}: {what_happened(error)}; add -vv after 'mobsim' to see where"
        return _failed(told, error)


def _failed(told: str, error: BaseException, code: int = FAILED) -> int:
    """Print an error and its notes on one line.

    Return the exit code.
    """
    _tell("; ".join([told, *getattr(error, "__notes__", [])]))
    return code


def _answer(arguments: list[str]) -> int:
    if COMPLETION in os.environ:
        cli.main(arguments, prog_name="mobsim")
    # cli.main would end the process with code 1 when a pipe is closed.
    with cli.make_context("mobsim", arguments) as context:
        try:
            result: Any = cli.invoke(context)
        except _OF_CLICK:
            raise
        except Exception as error:
            if context.params["verbose"] >= TRACED:
                traceback.print_exception(error)
            if not isinstance(error, InputError):
                raise
            _list_faults(error, context.invoked_subcommand)
            return BAD_INPUT
    return result if isinstance(result, int) else DONE


def _list_faults(error: InputError, command: str | None) -> None:
    count, most = len(error.faults), limit("faults")
    for fault in error.faults[:most]:
        _tell(str(fault))
    if count > most:
        _tell(f"and {count - most} more; print them with {OPTION} faults={count}")
    told = f"{count} fault{'s' if count != 1 else ''} found"
    if command == "run":
        _tell(f"{told}; nothing was run")
    elif count > 1:
        _tell(told)


def _tell(text: str) -> None:
    """Print a message on standard error, if standard error can still be written."""
    with suppress(OSError):
        click.echo(fitted_beside(shown_in_line(text)), err=True)


def _reason(error: OSError) -> str:
    """The operating system's reason for an error, with the name of the file if there is one."""
    return (
        what_happened(error)
        if error.filename
        else f"output cannot be written: {what_happened(error)}"
    )


def _forget_output() -> None:
    """Discard output that no program reads any longer, so that Python can end without an error."""
    with suppress(io.UnsupportedOperation):  # a caller in Python may have replaced the stream
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
