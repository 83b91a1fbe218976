"""``mobsim compare``: which scenario does better on the same nights?"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from mobsim.api import load
from mobsim.cli.completion import scenario_names
from mobsim.cli.options import (
    beliefs_option,
    engine_options,
    json_option,
    may_go_outside,
    output_option,
    outside_option,
    say,
    say_beside,
    say_json,
    seed_option,
)
from mobsim.cli.study_commands import how_of
from mobsim.scenario.scenario import Scenario
from mobsim.study.comparing import check_names, run_comparison
from mobsim.study.drawn_beliefs import drawn_for
from mobsim.study.night_measures import BY
from mobsim.study.replication import Task


@click.command(
    epilog="Examples:  mobsim compare six-cities-saturday --set drawdown=extensive "
    "--set ranking=fair_share   mobsim compare monday.yaml tuesday.yaml --replications 400"
)
@click.argument("scenarios", nargs=-1, required=True, shell_complete=scenario_names)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="Compare with a copy of the first scenario in which this value is changed. May be "
    "repeated.",
)
@click.option(
    "--with",
    "overrides",
    multiple=True,
    metavar="OVERRIDE",
    help="Compare with a copy of the first scenario under this override, or under the preset "
    "likely or static. May be repeated.",
)
@click.option(
    "--replications",
    metavar="N|A:B",
    default="100",
    show_default=True,
    help="Number of nights for each scenario.",
)
@seed_option("Seed of the random draws, which all scenarios share.")
@click.option(
    "--by",
    default=BY,
    show_default=True,
    metavar="MEASURE",
    help="Measure that ranks three or more scenarios. For this measure, the output also says how "
    "much the shared draws help.",
)
@beliefs_option("Draw the beliefs for every night; all scenarios use the same beliefs.")
@engine_options
@output_option(
    "Folder for the results; each scenario becomes a study in it. If interrupted, run "
    "the same command to resume."
)
@outside_option
@json_option
def compare(
    scenarios: tuple[str, ...], settings: tuple[str, ...], overrides: tuple[str, ...], **how: Any
) -> None:
    """Run SCENARIOS on the same nights, and show the differences with their intervals.

    Each further scenario is compared with the first. With --set or --with, the first scenario is
    also compared with a changed copy of itself.
    """
    check_names([*scenarios, *overrides, *settings])
    arms = _arms(scenarios, settings, overrides)
    output: Path | None = how["output"]
    tasks = [
        (name, Task(each, how["seed"], beliefs=drawn_for(each, how["beliefs"])))
        for name, each in arms
    ]
    found = run_comparison(
        tasks,
        how["replications"],
        by=how["by"],
        folder=output,
        how=how_of(how["jobs"], how["scheduler"]),
    )
    if how["as_json"]:
        say_json("comparison", {"differences": found.frame.to_dict("records")})
    else:
        say(found.text())
    if output:
        say_beside(f"Saved in {output}/")


def _arms(
    scenarios: Sequence[str], settings: Sequence[str], overrides: Sequence[str]
) -> list[tuple[str, Scenario]]:
    first, outside = scenarios[0], may_go_outside()
    arms: list[tuple[str, Scenario]] = [
        (name, load(name, allow_outside=outside)) for name in scenarios
    ]
    arms += [(name, load(first, override=name, allow_outside=outside)) for name in overrides]
    arms += [
        (setting, load(first, settings=[setting], allow_outside=outside)) for setting in settings
    ]
    return arms
