"""``mobsim check``: can this scenario be run, and is it what was meant?"""

import click

from mobsim.cli.options import again, say, say_next, scenario_options
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.text_layout import wrapped
from mobsim.scenario.file import Resolved, resolve


@click.command(epilog="Example:  mobsim check my-night.yaml")
@scenario_options()
def check(scenario: str, override: str | None, settings: tuple[str, ...]) -> None:
    """Check SCENARIO, and read back everything that it states.

    Lists every fault with file, line and column, and exits with status 3 if there is one. Without
    a fault, it reads the whole plan back: check it before you run it.

    SCENARIO is a file, the bare name of a shipped scenario, or - for standard input. Without
    --with, every override of the scenario is checked too.
    """
    found = resolve(scenario, override=override, settings=settings)
    # Standard input can be read only once.
    others = () if override or scenario == "-" else found.overrides
    _check_overrides(scenario, others, settings)
    _say_plan(scenario, found, others)
    say_next(again("run", scenario, override, settings))


def _check_overrides(scenario: str, overrides: tuple[str, ...], settings: tuple[str, ...]) -> None:
    faults: set[Fault] = set()
    for name in overrides:
        try:
            resolve(scenario, override=name, settings=settings)
        except InputError as error:
            faults.update(error.faults)
    if faults:
        raise InputError(faults)


def _say_plan(source: str, found: Resolved, checked: tuple[str, ...]) -> None:
    from mobsim.telling.plan import read_back

    plan = read_back(found)
    say(f"{source}: no fault" + (f", {_counted(len(plan.remarks))}" if plan.remarks else ""))
    for line in plan.summary:
        _say_item(line)
    if checked:
        _say_item(f"overrides checked: {', '.join(checked)}")
    for paragraph in plan.paragraphs:
        say(f"{paragraph.heading}")
        for line in paragraph.lines:
            _say_item(line)
    if plan.remarks:
        say("Look again")
        for line in plan.remarks:
            _say_item(line)


def _counted(remarks: int) -> str:
    return "1 remark" if remarks == 1 else f"{remarks} remarks"


def _say_item(text: str) -> None:
    first, *rest = wrapped(text, indent="  ")
    say(first)
    for line in rest:
        say(f"  {line}")
