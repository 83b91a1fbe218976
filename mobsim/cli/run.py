"""``mobsim run``: how does this night go?"""

from pathlib import Path

import click

from mobsim.cli.options import again, manner, override_options, say, say_beside, say_next


@click.command(
    epilog="Examples:  mobsim run quickstart   "
    "mobsim run six-cities-saturday --with early-call --seed 7 -o my-result"
)
@click.argument("scenario")
@override_options
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Names the draws of chance: the same seed gives the same night.",
)
@click.option("--typical", is_flag=True, help="Use the mean of every duration instead of a draw.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the result; by default SCENARIO-SEED, then SCENARIO-SEED-2 and so on.",
)
@click.option("--force", is_flag=True, help="Replace the result that is in the folder of -o.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--dry-run", is_flag=True, help="Check everything; simulate and save nothing.")
@click.pass_context
def run(  # one parameter an option
    context: click.Context,
    /,
    **options: object,
) -> None:
    """Simulate a night of SCENARIO, print its scorecard and save the result as a folder.

    SCENARIO is a file, the bare name of a shipped scenario, or - for standard input. The result
    holds the scorecard, a JSON document, the resolved scenario, the log and tables for a
    spreadsheet.
    """
