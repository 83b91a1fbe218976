"""``mobsim savings``: what would have saved most?"""

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
    "From the first incident: a time that has not come by then counts as this. By default the "
    "whole run.",
)
@click.option(
    "--replications",
    metavar="N|A:B",
    default="50",
    show_default=True,
    help=f"How many nights; each is run {len(COUNTERFACTUALS) + 1} times.",
)
@seed_option()
@engine_options
@output_option("Folder for the nights of each step; the same command resumes it.")
@json_option
def savings(scenario: str, override: str | None, settings: tuple[str, ...], **how: Any) -> None:
    """Say which step of mobilisation would save most if it took no time.

    Runs each night again without judging, waiting, desks, answers, mustering, the road and booking
    in, one at a time, on the same draws. Prints what each saves until the first unit from another
    force, until 40 % of all PSU need, and in how many more nights each target is met.
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
