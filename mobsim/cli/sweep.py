"""``mobsim sweep``: how does a scenario behave at many settings?"""

from collections.abc import Sequence
from typing import Any

import click

from mobsim.api import load
from mobsim.cli.completion import scenario_names
from mobsim.cli.options import (
    engine_options,
    json_option,
    may_go_outside,
    output_option,
    override_options,
    say,
    say_beside,
    say_json,
    seed_option,
)
from mobsim.cli.study_commands import how_of
from mobsim.ground.errors import InputError
from mobsim.scenario.assumptions import register
from mobsim.scenario.file import resolve
from mobsim.scenario.scenario import Scenario
from mobsim.study.designs.assumed_factors import factors_of_register
from mobsim.study.designs.factors import Factor, parse_factor
from mobsim.study.designs.points import DESIGNS, design_of
from mobsim.study.night_measures import BY, measure_named
from mobsim.study.sweeping import run_sweep

ASSUMED = "assumptions"


@click.command(
    epilog="Examples:  mobsim sweep three-large --vary incidents.medway.need.psu=20:120   "
    "mobsim sweep six-cities-saturday --vary assumptions --design morris --points 4"
)
@click.argument("scenario", shell_complete=scenario_names)
@click.option(
    "--vary",
    "varied",
    multiple=True,
    required=True,
    metavar="PATH=A,B,… or PATH=LOW:HIGH",
    help="Key to vary, with its values or its range. May be repeated. Use 'assumptions' to vary "
    "every assumed number that has a range.",
)
@override_options
@click.option("--design", type=click.Choice(list(DESIGNS)), default="grid", show_default=True,
              help="Method that chooses the points (combinations of settings).")  # fmt: skip
@click.option(
    "--points",
    type=click.IntRange(min=1),
    metavar="N",
    help="Number of points. For a grid, number of values in each range (5 by default); for morris, "
    "number of trajectories (10); otherwise, number of points (64).",
)
@click.option(
    "--replications",
    metavar="N|A:B",
    default="20",
    show_default=True,
    help="Number of nights at each point. All points use the same nights.",
)
@seed_option(least=1)
@click.option(
    "--by",
    default=BY,
    show_default=True,
    metavar="MEASURE",
    help="Measure for which the effects of the settings are printed.",
)
@engine_options
@output_option(
    "Folder for the results of every point. If interrupted, run the same command to resume."
)
@json_option
def sweep(
    scenario: str,
    varied: tuple[str, ...],
    override: str | None,
    settings: tuple[str, ...],
    **how: Any,
) -> None:
    """Run SCENARIO with many different settings, and show which settings matter most."""
    measure_named(how["by"])
    outside = may_go_outside()
    load(scenario, override=override, settings=settings, allow_outside=outside)
    factors = _factors(varied, scenario, override, settings)
    design = design_of(how["design"], factors, how["points"], how["seed"])
    say_beside(f"{len(design)} points, {how['replications']} nights each")

    def at(texts: Sequence[str]) -> Scenario:
        laid = [*settings, *texts]
        return load(scenario, override=override, settings=laid, allow_outside=outside)

    found = run_sweep(
        scenario,
        at,
        design,
        how["replications"],
        seed=how["seed"],
        folder=how["output"],
        how=how_of(how["jobs"], how["scheduler"]),
    )
    if how["as_json"]:
        say_json("sweep", {"effects": found.effects(how["by"]).to_dict("records")})
    else:
        say(found.text(how["by"]))
    if how["output"]:
        say_beside(f"Saved in {how['output']}/")


def _factors(
    varied: Sequence[str], scenario: str, override: str | None, settings: Sequence[str]
) -> list[Factor]:
    factors: list[Factor] = []
    faults = set()
    for text in varied:
        if text == ASSUMED:
            outside = may_go_outside()
            found = resolve(scenario, override=override, settings=settings, allow_outside=outside)
            factors += factors_of_register(register(found.origins))
            continue
        try:
            factors.append(parse_factor(text))
        except InputError as error:
            faults |= set(error.faults)
    if faults:
        raise InputError(faults)
    return factors
