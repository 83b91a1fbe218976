"""``mobsim uncertainty``: how certain are the answers, allowing for unknowns?"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from mobsim.api import load
from mobsim.cli.options import (
    beliefs_option,
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
from mobsim.scenario.assumptions import register
from mobsim.scenario.file import resolve
from mobsim.scenario.scenario import Scenario
from mobsim.study.belief_sets import SetPlan, Uncertainty, find_uncertainty
from mobsim.study.designs.beliefs import KNOWN, UNKNOWN, beliefs_of
from mobsim.study.drawn_beliefs import PRIOR, belief_source


@click.command(
    epilog="Examples:  mobsim uncertainty six-cities-saturday   "
    "mobsim uncertainty my-night.yaml --sets 256 --known need_factor -o sure"
)
@scenario_options()
@click.option(
    "--sets",
    type=click.IntRange(min=2),
    metavar="N",
    default=64,
    show_default=True,
    help="Number of sets of beliefs to draw.",
)
@click.option(
    "--replications",
    type=click.IntRange(min=1),
    metavar="R",
    default=2,
    show_default=True,
    help="Number of nights for each set. Each night also runs with the scenario's own beliefs.",
)
@click.option(
    KNOWN,
    multiple=True,
    metavar="PATH",
    help="Treat this belief as known, and use the scenario's value. May be repeated.",
)
@click.option(
    UNKNOWN,
    multiple=True,
    metavar="PATH",
    help="Draw this belief, even if the scenario states it. May be repeated.",
)
@beliefs_option("Source of the beliefs.", PRIOR)
@minutes_option(
    "--within",
    "Time limit, counted from the first incident. Any later time counts as never. The default is "
    "the whole run.",
)
@seed_option(least=1)
@engine_options
@output_option("Folder for the nights of each set. If interrupted, run the same command to resume.")
@json_option
def uncertainty(scenario: str, override: str | None, settings: tuple[str, ...], **how: Any) -> None:
    """Show how certain the answers are, allowing for unknowns.

    The command draws many sets of beliefs. In each set, every belief has a value from its prior,
    and policies keep their values. A belief also keeps its value if SCENARIO sets it to anything
    except the default or the likely value.

    The command prints each headline twice: first with chance alone, then with the drawn beliefs
    too. It also shows which beliefs matter most, and which would be most worth learning about.
    'mobsim explain SCENARIO --assumptions' shows the priors.
    """
    outside = may_go_outside()
    source = belief_source(how["beliefs"])
    found = resolve(scenario, override=override, settings=settings, allow_outside=outside)
    beliefs = beliefs_of(register(found.origins), how["known"], how["unknown"])
    say_beside(f"{how['sets']} sets of {len(beliefs.drawn)} beliefs")

    def vary(texts: Sequence[str]) -> Scenario:
        laid = [*settings, *texts]
        return load(scenario, override=override, settings=laid, allow_outside=outside)

    made = find_uncertainty(
        vary,
        beliefs,
        SetPlan(how["sets"], how["replications"], how["seed"], source),
        horizon=how["within"],
        folder=how["output"],
        how=how_of(how["jobs"], how["scheduler"]),
    )
    say_uncertainty(made, as_json=how["as_json"])
    if how["output"]:
        say_beside(f"Saved in {how['output']}/")


def say_uncertainty(made: Uncertainty, *, as_json: bool) -> None:
    """Print how certain the answers are."""
    if as_json:
        say_json(
            "uncertainty",
            {
                "horizon": made.horizon,
                "sentence": made.sentence(),
                "predictions": made.frame.to_dict("records"),
                "influences": [asdict(each) for each in made.influences],
                "learning": [asdict(each) for each in made.learning],
                "warnings": made.warnings,
            },
        )
    else:
        say(made.text())
