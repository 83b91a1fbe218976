"""``mobsim run``: what happens on a night?"""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mobsim.cli.completion import scenario_names
from mobsim.cli.options import (
    GATE,
    again,
    beliefs_option,
    engine_options,
    json_option,
    may_go_outside,
    output_option,
    override_options,
    saved_in,
    say,
    say_as_is,
    say_beside,
    say_next,
    say_painted,
    seed_option,
)
from mobsim.ground.folders import check_not_replaced
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.study.night_result import Result
from mobsim.study.night_result import night as simulate
from mobsim.telling.results import dumps
from mobsim.telling.scorecard import coloured
from mobsim.telling.store import REPORT, check_target

if TYPE_CHECKING:
    from mobsim.study.drawn_beliefs import NightBeliefs
    from mobsim.study.replication import Task


@click.command(
    epilog="Examples:  mobsim run quickstart   "
    "mobsim run six-cities-saturday --seed 7 --set drawdown=extensive -o my-result"
)
@click.argument("scenario", shell_complete=scenario_names)
@override_options
@seed_option("Seed of the random draws: the same seed gives the same night.")
@click.option(
    "--replications",
    metavar="N|A:B|auto",
    help="Simulate many nights: a number of nights, a range, or auto to stop when results are "
    "precise enough.",
)
@beliefs_option("Draw the beliefs for every night.")
@engine_options
@click.option(
    "--log", is_flag=True, help="With --replications, also keep every event of every night."
)
@click.option(
    "--typical", is_flag=True, help="Use the mean of every duration instead of a random draw."
)
@output_option(
    "Folder for the result. The default is SCENARIO-SEED, then SCENARIO-SEED-2 and so on."
)
@click.option(
    "--force", is_flag=True, help="Replace an existing result in the folder that -o names."
)
@click.option(
    "--report", is_flag=True, help="Also write report.html, with a replay, into the folder."
)
@json_option
@click.option(
    "--gate",
    is_flag=True,
    help="Exit with status 4 if a national line runs out of crews or a target is missed.",
)
@click.option(
    "--dry-run", is_flag=True, help="Check everything, but do not simulate or save anything."
)
def run(
    scenario: str,
    override: str | None,
    settings: tuple[str, ...],
    seed: int,
    typical: bool,
    **how: Any,
) -> int:
    """Simulate a night of SCENARIO, print its scorecard and save the result as a folder.

    SCENARIO is a file, - for standard input, or the name of a shipped scenario. The folder holds
    the scorecard, a JSON document, the scenario with every default filled in, the log, and tables
    for a spreadsheet.
    """
    output: Path | None = how["output"]
    if how["force"] and output is None:
        raise click.UsageError("--force replaces the folder that -o names; add -o DIR")
    replications: str | None = how["replications"]
    if replications is None and (how["log"] or how["jobs"] or how["scheduler"]):
        raise click.UsageError("--jobs, --scheduler and --log need --replications")
    if replications is not None and how["gate"]:
        raise click.UsageError("--gate is for one night; a study prints shares of nights")
    _check_beliefs(**how)
    night = load_scenario(
        scenario, override=override, settings=settings, allow_outside=may_go_outside()
    )
    drawn = _drawn(night, how["beliefs"])
    if output is not None and Path(scenario).is_file():
        check_not_replaced(scenario, output, "the scenario")
    many = _many(night, seed, drawn, typical=typical, **how)
    said = again("run", scenario, override, settings)
    if how["dry_run"]:
        say(f"{scenario}: no fault; nothing was simulated or saved")
        say_next(f"{said} {shlex.join(_words(seed, typical=typical, **how))}")
        return 0
    if many:
        from mobsim.cli.many_nights import run_many

        return run_many(many, **how)
    if drawn:
        night = drawn.scenario(seed, 0)
        say_beside(
            f"draws {len(drawn.beliefs)} beliefs ({how['beliefs']}); scenario.yaml states them"
        )
    result = simulate(night, seed=seed, typical=typical)
    explained = again("explain", scenario, override, settings).removeprefix("mobsim explain ")
    folder = result.save(output, force=how["force"], source=explained, report=how["report"])
    page = folder / REPORT if how["report"] else None
    _show(result, folder, explained, as_json=how["as_json"], page=page)
    return GATE if how["gate"] and result.gate_missed else 0


def _drawn(night: Scenario, beliefs: str | None) -> "NightBeliefs | None":
    """The beliefs to draw for each night, or None if the user did not ask for drawn beliefs."""
    if beliefs is None:
        return None
    from mobsim.study.drawn_beliefs import drawn_for

    return drawn_for(night, beliefs)


def _many(
    night: Scenario, seed: int, drawn: "NightBeliefs | None", *, typical: bool, **how: Any
) -> "Task | None":
    """The task for many nights, or None for one night.

    For one night, this function only checks the folder for the result. The code for many nights is
    imported only when needed, because importing it takes longer than simulating one night.
    """
    if how["replications"] is None:
        if how["output"] is not None:
            check_target(how["output"], force=how["force"])
        return None
    from mobsim.cli.many_nights import task_of_many

    return task_of_many(night, seed, drawn, typical=typical, **how)


def _words(seed: int, *, typical: bool, **how: Any) -> list[str]:
    """The options on the command line, except the options that change the scenario."""
    words = ["--seed", str(seed), *(["--typical"] if typical else [])]
    for option in ("replications", "beliefs", "output"):
        name = "-o" if option == "output" else f"--{option}"
        words += [name, str(how[option])] if how[option] else []
    return words + [f"--{option}" for option in ("force", "report") if how[option]]


def _check_beliefs(**how: Any) -> None:
    """Raise an error if an option cannot be combined with drawn beliefs."""
    if how["beliefs"] and how["replications"] is not None:
        for option in ("force", "report"):
            if how[option]:
                message = f"--{option} with --beliefs is only for one night; leave it out"
                raise click.UsageError(message)


def _show(
    result: Result, folder: Path, source: str, *, as_json: bool, page: Path | None = None
) -> None:
    saved = saved_in(folder, page)
    if as_json:
        say_as_is(dumps(result.document()))
        say_beside(saved)
        return
    say_painted(result.scorecard(source=source, style=coloured))
    say(saved)
    say_next(shlex.join(["mobsim", "why", str(folder), result.most_asked_about()]))
