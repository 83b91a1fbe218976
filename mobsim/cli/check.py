"""``mobsim check``: can this scenario run, and does it say what you meant?"""

from collections.abc import Iterable

import click

from mobsim.cli.options import again, may_go_outside, say, say_next, scenario_options
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.text_layout import wrapped
from mobsim.scenario.file import Resolved, resolve


@click.command(epilog="Example:  mobsim check my-night.yaml")
@scenario_options()
def check(scenario: str, override: str | None, settings: tuple[str, ...]) -> None:
    """Check SCENARIO, and describe everything that it states.

    The command lists every fault with its file, line and column, and exits with status 3 if it
    finds any. If there is no fault, it describes the whole plan in words, so that you can check the
    plan before you run it.

    SCENARIO is a file, - for standard input, or the name of a shipped scenario. Unless you give
    --with, the command also checks every override of the scenario.
    """
    outside = may_go_outside()
    found = resolve(scenario, override=override, settings=settings, allow_outside=outside)
    # Standard input can be read only once.
    others = () if override or scenario == "-" else found.overrides
    _check_overrides(scenario, others, settings)
    _say_plan(scenario, found, others)
    say_next(again("run", scenario, override, settings))


def _check_overrides(scenario: str, overrides: tuple[str, ...], settings: tuple[str, ...]) -> None:
    faults: set[Fault] = set()
    for name in overrides:
        try:
            resolve(
                scenario,
                override=name,
                settings=settings,
                allow_outside=may_go_outside(),
                others=False,
            )
        except InputError as error:
            faults.update(error.faults)
    if faults:
        raise InputError(faults)


def _say_plan(source: str, found: Resolved, checked: tuple[str, ...]) -> None:
    from mobsim.telling.plan import read_back

    plan = read_back(found)
    count = len(plan.remarks)
    counted = f", {count} remark{'s' if count > 1 else ''}" if count else ""
    checks = [f"overrides checked: {', '.join(checked)}"] if checked else []
    _say_items(f"{source}: no fault{counted}", [*plan.summary, *checks])
    for paragraph in plan.paragraphs:
        _say_items(paragraph.heading, paragraph.lines)
    if plan.remarks:
        _say_items("Look again", plan.remarks)


def _say_items(heading: str, items: Iterable[str]) -> None:
    say(heading)
    for item in items:
        say(*wrapped(item, indent="  ", further="    "))
