"""``mobsim calibrate``: which sets of beliefs does history not rule out?"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from mobsim.cli.completion import scenario_names
from mobsim.cli.options import (
    engine_options,
    json_option,
    once,
    output_option,
    override_options,
    say,
    say_beside,
    say_json,
    say_next,
    seed_option,
)
from mobsim.cli.study_commands import how_of
from mobsim.study.calibrating.belief_space import HistorySource
from mobsim.study.calibrating.calibrated_sets import CALIBRATED
from mobsim.study.calibrating.calibration import Calibration, CalibrationPlan
from mobsim.study.calibrating.history_matching import calibrate_beliefs
from mobsim.study.designs.beliefs import KNOWN

_USUAL = CalibrationPlan()


@click.command(
    epilog="Examples:  mobsim calibrate -o calibration   "
    "mobsim calibrate history/leicester-2010 --sets 64 --waves 1"
)
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...", shell_complete=scenario_names)
@override_options
@click.option(
    "--sets",
    type=click.IntRange(min=2),
    metavar="N",
    default=_USUAL.sets,
    show_default=True,
    help="Number of sets of beliefs in each wave.",
)
@click.option(
    "--waves",
    type=click.IntRange(min=1),
    metavar="W",
    default=_USUAL.waves,
    show_default=True,
    help="Number of waves. The first wave is drawn from the priors, and each later wave from the "
    "sets that history has not ruled out.",
)
@click.option(
    "-n",
    "--replications",
    type=click.IntRange(min=1),
    metavar="R",
    default=_USUAL.replications,
    show_default=True,
    help="Number of nights for each set and event. All sets use the same random draws.",
)
@click.option(
    "--observed",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    callback=once,
    metavar="CSV",
    help="Table of your own observations, with the same columns as data/history.csv.",
)
@click.option(
    KNOWN,
    multiple=True,
    metavar="PATH",
    help="Treat this belief as known, and do not draw it. May be repeated.",
)
@seed_option(least=1)
@engine_options
@output_option("Folder for the sets that remain. If interrupted, run the same command to resume.")
@json_option
def calibrate(scenarios: tuple[str, ...], override: str | None, **how: Any) -> None:
    """Compare sets of beliefs with history, and keep the sets that history does not rule out.

    By default, the command uses every past event that comes with mobsim and has a calibration
    pattern. Each set has a value for every belief, drawn from that belief's prior. If a SCENARIO
    states a belief, the belief keeps the stated value.

    The command prints the patterns that no set explains, and what history says about each belief.
    Every wave after the first needs scikit-learn.
    """
    if how["observed"] and not scenarios:
        raise click.UsageError("--observed needs a SCENARIO to compare it with")
    laid = override, how["settings"], how["observed"], how["known"]
    plan = CalibrationPlan(how["sets"], how["waves"], how["replications"], how["seed"])
    folder: Path | None = how["output"]
    say_beside(f"{plan.waves} waves of {plan.sets} sets, {plan.replications} nights an event")
    on = how_of(how["jobs"], how["scheduler"])
    made = calibrate_beliefs(HistorySource(scenarios, *laid), plan, folder=folder, how=on)
    if how["as_json"]:
        say_json("calibration", plain(made))
    else:
        say(made.text())
    if folder is not None:
        say_beside(f"Saved in {folder}/")
        if not how["as_json"] and made.kept:
            say_next(f"mobsim run six-cities-saturday --beliefs {folder / CALIBRATED}")


def plain(made: Calibration) -> dict[str, Any]:
    """The content of the JSON document about a calibration."""
    return {
        "tried": len(made.tried),
        "left": len(made.kept),
        "patterns": made.pattern_frame.to_dict("records"),
        "beliefs": [asdict(each) for each in made.beliefs],
        "made_by": dict(made.sets.made_by),
    }
