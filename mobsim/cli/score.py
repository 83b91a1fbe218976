"""``mobsim score``: did a real night go as mobsim would have predicted?"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from mobsim.api import load
from mobsim.cli.options import (
    json_option,
    may_go_outside,
    once,
    override_options,
    say,
    say_json,
    seed_option,
)
from mobsim.study.logged_night import RUNS, HeldMeasure, LoggedNight, score_log


@click.command(epilog="Example:  mobsim score exercise.csv --scenario my-night.yaml")
@click.argument("log", type=click.Path(path_type=Path))
@click.option(
    "--scenario",
    required=True,
    multiple=True,
    callback=once,
    metavar="SCENARIO",
    help="Scenario of the night in the log. It states the places, the units that they needed, and "
    "when they needed them.",
)
@override_options
@click.option(
    "--replications",
    type=click.IntRange(min=1),
    default=RUNS,
    show_default=True,
    metavar="N",
    help="Number of runs to compare the log with.",
)
@seed_option()
@json_option
def score(
    log: Path, scenario: str, override: str | None, settings: tuple[str, ...], **how: Any
) -> None:
    """Score the LOG of a real mobilisation or an exercise, and compare it with simulated runs.

    LOG is a CSV or XLSX sheet with a row for each event, which states the time, event, incident,
    force, kind and count. LOG can also be a table of requests that 'mobsim brief' has written. If
    the log lacks events that a measure needs, the command names the measure but does not compute
    it. See "Score a log of your own" in the docs.
    """
    night = load(scenario, override=override, settings=settings, allow_outside=may_go_outside())
    found = score_log(log, night, replications=how["replications"], seed=how["seed"])
    if how["as_json"]:
        say_json("logged-night", _plain(found))
    else:
        say(found.text())


def _plain(found: LoggedNight) -> dict[str, Any]:
    return {
        "log": found.name,
        "scenario": found.scenario,
        "runs": found.runs,
        "need_from_scenario": found.need_from_scenario,
        "held": [_plain_row(each) for each in found.held],
        "refused": dict(found.measures.refused),
        "measures": asdict(found.measures),
    }


def _plain_row(each: HeldMeasure) -> dict[str, Any]:
    """One measure as plain data.

    If an event never happens, its time is infinite, which the JSON document shows as null.
    """
    asked = {key: getattr(each.asked, key) for key in ("where", "label", "unit")}
    numbers = {key: getattr(each, key) for key in ("logged", "low", "median", "high", "inside")}
    return {**asked, **numbers}
