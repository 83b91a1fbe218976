"""``mobsim inspect``: can a force do what it has promised?"""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from mobsim.cli.completion import inspectable, quarters, settings_of
from mobsim.cli.options import json_option, saved_in, say, say_beside, say_json, say_next
from mobsim.cli.options import output_option as folder_option
from mobsim.ground.folders import check_not_replaced, check_replaceable
from mobsim.inspection.inspected_returns import PUBLISHED, before, inspected
from mobsim.inspection.inspecting import ALL, inspect_force, subject_of
from mobsim.inspection.inspection_evidence import NIGHTS, SEED, TESTS, HowInspected
from mobsim.inspection.inspection_folder import inspection_content, keep_inspection
from mobsim.inspection.inspection_parts import Inspection
from mobsim.inspection.inspection_text import text_of_inspection, text_of_statement
from mobsim.telling.store import read_result


@click.command(
    epilog="Examples:  mobsim inspect kent   mobsim inspect south-east -o south-east   "
    "mobsim inspect all   mobsim inspect west-midlands --returns inspections-2013"
)
@click.argument(
    "subject", nargs=-1, required=True, metavar="FORCE|REGION|all", shell_complete=inspectable
)
@click.option(
    "--quarter",
    metavar="SET",
    shell_complete=quarters,
    help="Shipped quarter, such as 2026-Q4, or a folder that 'mobsim stress import' wrote. The "
    "default is the latest shipped quarter. With --returns FILE, this is the quarter of the file.",
)
@click.option(
    "--returns",
    "paths",
    multiple=True,
    metavar="FILE|DIR",
    help="A file of a force's returns, or a folder with a set of returns. May be repeated. Use "
    f"{PUBLISHED} for the published figures.",
)
@click.option(
    "--kinds", metavar="FILE", help="Table of your own kinds of unit, if the files use any."
)
@click.option(
    "--last",
    metavar="SET",
    shell_complete=quarters,
    help="Previous quarter, for comparison, or 'none'. For a shipped quarter, the default is the "
    "shipped quarter before it.",
)
@click.option(
    "--run",
    "runs",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Use the donors' answers in this result, instead of running nights. May be repeated.",
)
@click.option("--tests", type=click.IntRange(5, 200), default=TESTS, show_default=True,
              help="Number of tests without notice at each hour.")  # fmt: skip
@click.option("--nights", type=click.IntRange(0, 1000), default=NIGHTS, show_default=True,
              help="Number of nights to run to see how donors answer.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=SEED, show_default=True,
              help="Seed of the random draws.")  # fmt: skip
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    shell_complete=settings_of,
    help="Change an assumption, such as --set not_fit=10%. May be repeated.",
)
@click.option("--statement", is_flag=True, help="Print only the draft of the annual statement.")
@folder_option("Folder for the web page, the text, the tables and the draft statement.")
@click.option("--force", is_flag=True, help="Replace an existing inspection in the folder.")
@json_option
def inspect(subject: tuple[str, ...], output: Path | None, **how: Any) -> None:
    """Inspect a force, a region or the whole country by the method of the 2014 inspections.

    The report is based on the returns of a quarter and on simulated nights. It describes capacity
    and contribution, capability, consistency and connectivity, and lists the questions that this
    evidence cannot answer.

    If a force and a region have the same name, the name means the force. To inspect the region, add
    the word: 'west-midlands region'.
    """
    name = " ".join(subject)
    if subject_of(name).kind != "force" and how["statement"]:
        raise click.UsageError("--statement is for one force: name it, such as 'kent'")
    if output is not None:
        check_replaceable(output, ("inspection",), force=how["force"])
        for source in [*how["paths"], how["kinds"], how["quarter"], how["last"], *how["runs"]]:
            if source and Path(source).exists():
                check_not_replaced(source, output, str(source))
    returns = inspected(how["quarter"], how["paths"], how["kinds"])
    manner = HowInspected(
        how["tests"],
        how["nights"],
        how["seed"],
        how["settings"],
        tuple((str(run), read_result(run).log) for run in how["runs"]),
    )
    made = inspect_force(name, returns, before(returns, how["last"]), manner)
    if output is not None:
        keep_inspection(made, output, force=how["force"])
    if how["as_json"]:
        say_json("inspection", inspection_content(made))
        return
    say(text_of_statement(made) if how["statement"] else text_of_inspection(made))
    if output is not None:
        say(f"\n{saved_in(output)}")
        say_beside(f"To read, and to print: {output}/inspection.html")
    say_next(*_next(made, how, kept=output is not None))


def _next(made: Inspection, how: dict[str, Any], *, kept: bool) -> Iterator[str]:
    """The commands to suggest next.

    The first command saves the inspection, unless the inspection is already saved. The last command
    inspects more forces.
    """
    given = [
        word
        for option in ("quarter", "returns", "kinds", "set")
        for value in _values(how[{"returns": "paths", "set": "settings"}.get(option, option)])
        for word in (f"--{option}", value)
    ]
    of_region = "{} region".format
    subject = of_region(made.subject) if made.kind == "region" else made.subject
    wider = {"force": of_region(made.beside[0].region), "region": ALL, "nation": "kent"}
    if not kept:
        folder = f"inspection-{subject.replace(' ', '-')}"
        yield shlex.join(["mobsim", "inspect", subject, *given, "-o", folder])
    yield shlex.join(["mobsim", "inspect", wider[made.kind], *given])


def _values(given: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """The values of an option that can be repeated."""
    return given if isinstance(given, tuple) else (given,) if given else ()
