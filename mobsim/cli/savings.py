"""``mobsim savings``: which step of mobilisation costs the most time?"""

from collections.abc import Sequence
from typing import Any

import click

from mobsim.api import load
from mobsim.cli.options import (
    engine_options,
    json_option,
    may_go_outside,
    minutes_option,
    output_option,
    say,
    say_beside,
    say_json,
    scenario_options,
    seed_option,
)
from mobsim.cli.study_commands import how_of
from mobsim.scenario.scenario import Scenario
from mobsim.study.step_savings import COUNTERFACTUALS, find_savings


@click.command(
    epilog="Examples:  mobsim savings six-cities-saturday   "
    "mobsim savings my-night.yaml --with likely --replications 100"
)
@scenario_options()
@minutes_option(
    "--within",
    "Time limit, counted from the first incident. Any later time counts as the limit. The default "
    "is the whole run.",
)
@click.option(
    "--replications",
    metavar="N|A:B",
    default="50",
    show_default=True,
    help=f"Number of nights. Each night runs {len(COUNTERFACTUALS) + 1} times.",
)
@seed_option()
@engine_options
@output_option("Folder for all the nights. If interrupted, run the same command to resume.")
@json_option
def savings(scenario: str, override: str | None, settings: tuple[str, ...], **how: Any) -> None:
    """Find the mobilisation step that would save the most time if it took none.

    The command runs each night again on the same random draws, each time without one step: judging,
    waiting, desks, answers, mustering, driving or booking in.

    For each step, it prints how much sooner the first unit from another force arrives, and how much
    sooner 40 % of all PSU need is met. It also prints in how many more nights each target is met.
    """
    outside = may_go_outside()

    def vary(texts: Sequence[str]) -> Scenario:
        laid = [*settings, *texts]
        return load(scenario, override=override, settings=laid, allow_outside=outside)

    found = find_savings(
        vary,
        how["replications"],
        seed=how["seed"],
        horizon=how["within"],
        folder=how["output"],
        how=how_of(how["jobs"], how["scheduler"]),
    )
    if how["as_json"]:
        say_json("savings", {"horizon": found.horizon, "savings": found.frame.to_dict("records")})
    else:
        say(found.text())
    if how["output"]:
        say_beside(f"Saved in {how['output']}/")
