"""``mobsim requirement``: how many units do a year's threats require, and who provides them?"""

import time
from pathlib import Path
from typing import Any

import click

from mobsim.cli.options import (
    json_option,
    manner,
    once,
    output_option,
    say,
    say_beside,
    say_json,
    say_next,
    seed_option,
    writing_new,
)
from mobsim.ground.progress import bar, on_processors

SECONDS_AN_EPISODE = 0.07
"""About how many seconds one processor takes for one episode, to estimate the time of a run."""


@click.command(
    epilog="Examples:  mobsim requirement   mobsim requirement --template my-threats.csv   "
    "mobsim requirement my-threats.csv --years 500 -o required"
)
@click.argument("threats", required=False, type=click.Path(path_type=Path))
@click.option(
    "--years", type=click.IntRange(2, 2000), metavar="N", default=200, show_default=True,
    help="Number of years to draw.",
)  # fmt: skip
@click.option(
    "--simulated", type=click.IntRange(0, 2000), metavar="N", default=30, show_default=True,
    help="Number of years in which every episode is simulated. In the other years, only episodes "
    "that need at least half of a national figure at once are simulated.",
)  # fmt: skip
@seed_option()
@click.option(
    "--set", "settings", multiple=True, metavar="PATH=VALUE",
    help="Change a value for every night, such as --set ranking=fair_share or --set likely=on. May "
    "be repeated.",
)  # fmt: skip
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N",
    help="Number of processes on this machine. The default is one for each processor. The number "
    "does not affect the results.",
)  # fmt: skip
@output_option("Folder for the result, its tables and the scenarios of the heaviest nights.")
@click.option("--force", is_flag=True, help="Replace an existing result.")
@json_option
@click.option(
    "--template", type=click.Path(path_type=Path), multiple=True, callback=once, metavar="FILE",
    help="Write the shipped table of threats to FILE, so that you can edit it.",
)  # fmt: skip
@click.option("--columns", is_flag=True, help="Print what each column of the table means.")
def requirement(threats: Path | None, settings: tuple[str, ...], **how: Any) -> None:
    """Estimate how many units would be enough if threats occurred as often as THREATS states.

    THREATS is a table of threats, as CSV or XLSX; the default is the shipped table. Each row
    describes a threat: what can happen, where, how often in a year, how large it is, and how long
    beforehand it is known. The command draws many years of threats from this table.

    The command prints the share of weeks in which each national figure is enough. It also prints
    how many units would be enough in 90, 95 and 99 % of weeks, by line and by region. Finally, it
    says whether a line runs out of crews, and which forces give and receive aid.
    """
    if how["template"]:
        return _write_template(how["template"])
    if how["columns"]:
        return _say_columns()
    return _find(threats, settings, how)


def _write_template(file: Path) -> None:
    from mobsim.ground.tables import data_path
    from mobsim.stress.requirement.threats import SHIPPED

    text = data_path(SHIPPED).read_bytes()
    with writing_new(file), file.open("xb") as out:
        out.write(text)
    say(f"Wrote {file}: the shipped threats. Each row says what is counted and what is assumed.")
    say_next("mobsim requirement --columns", f"mobsim requirement {file}")


def _say_columns() -> None:
    from mobsim.ground.text_layout import columns
    from mobsim.stress.requirement.threats import column_meanings

    say(*columns(list(column_meanings().items())))


def _find(threats: Path | None, settings: tuple[str, ...], how: dict[str, Any]) -> None:
    from mobsim.ground.folders import check_replaceable
    from mobsim.ground.tables import data_path
    from mobsim.stress.requirement.requirement_folder import document_of, keep_requirement
    from mobsim.stress.requirement.requirement_study import RequirementPlan, find_requirement
    from mobsim.stress.requirement.requirement_text import text_of
    from mobsim.stress.requirement.threats import SHIPPED, read_threats

    if how["output"]:
        check_replaceable(how["output"], ("requirement",), force=how["force"])
    table = read_threats(threats)
    simulated = min(how["simulated"], how["years"])
    plan = RequirementPlan(how["years"], simulated, how["seed"], settings)
    began = time.monotonic()
    with bar("Years", show=False if manner().quiet else None, unit="year") as progress:
        found = find_requirement(
            table, plan, jobs=how["jobs"], progress=progress, tell=_say_how_long(how["jobs"])
        )
    if how["as_json"]:
        say_json("requirement", document_of(found))
    else:
        say(text_of(found))
    if how["output"]:
        source = threats or data_path(SHIPPED)
        keep_requirement(found, how["output"], source, force=how["force"])
        say_beside(f"Saved in {how['output']}/")
    say_beside(f"It took {time.monotonic() - began:.0f} s.")


def _say_how_long(jobs: int | None) -> Any:
    from mobsim.study.engines import usable_processors

    processors = min(jobs or usable_processors(), usable_processors())

    def tell(episodes: int) -> None:
        about = on_processors(SECONDS_AN_EPISODE * episodes / processors, processors)
        say_beside(f"{episodes:,} episodes are simulated: {about}")

    return tell
