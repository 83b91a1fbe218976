"""``mobsim latest``: how late could a national call still be made?"""

from typing import Any

import click

from mobsim.api import load
from mobsim.cli.options import (
    engine_options,
    json_option,
    may_go_outside,
    minutes_option,
    say,
    say_json,
    scenario_options,
    seed_option,
)
from mobsim.cli.study_commands import how_of
from mobsim.study.latest_call import LatestCallSearch, find_latest


@click.command(
    epilog="Examples:  mobsim latest six-cities-saturday --within 8h   "
    "mobsim latest three-large --within 8h --replications 100"
)
@scenario_options()
@minutes_option(
    "--within",
    "Time allowed from the first incident until 40 % of all PSU need is met.",
    default="4h",
    show_default=True,
)
@click.option(
    "--replications", metavar="N|A:B", default="50", show_default=True, help="Number of nights."
)
@seed_option()
@engine_options
@json_option
def latest(scenario: str, override: str | None, settings: tuple[str, ...], **how: Any) -> None:
    """Find how late a national call can be made if 40 % of all PSU need must still be met in time.

    The command runs each night again with earlier and later calls, on the same random draws. It
    stops when it knows the latest minute to within five minutes.
    """
    night = load(scenario, override=override, settings=settings, allow_outside=may_go_outside())
    search = LatestCallSearch(night, how["seed"], night.chance == "typical", how["within"])
    found = find_latest(search, how["replications"], how_of(how["jobs"], how["scheduler"]))
    if how["as_json"]:
        say_json("latest", {"minutes": found.told()})
    else:
        say(found.text())
