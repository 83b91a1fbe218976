"""``mobsim desk``: how is a night planned, run and shared without a terminal?"""

from pathlib import Path

import click

from mobsim.cli.new import STARTER_FILE, starters
from mobsim.cli.options import minutes_option, say, say_beside

_FIRST = "two-cities"
"""The name of the starter without a kind."""


@click.command(epilog="Examples:  mobsim desk   mobsim desk my-nights --port 8765 --no-browser")
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Port on this machine; by default a free port.",
)
@click.option("--no-browser", is_flag=True, help="Print the address without opening a browser.")
@minutes_option(
    "--stop-after",
    "Stop when no page has been active for this long and nothing runs; by default 30m.",
    default="30m",
)
def desk(folder: Path, port: int, no_browser: bool, stop_after: float) -> None:
    """Open a page to build, run, watch, compare and share nights in FOLDER.

    FOLDER is the current folder by default; mobsim makes a new one if needed. Only this machine can
    open the page. It reads and writes no file outside FOLDER, and uses no network. Each night is a
    YAML file there and each result a folder, as the other commands read and write them.
    """
    from mobsim.desk.serving import serve
    from mobsim.ground.folders import writing

    def told(address: str) -> None:
        say("The desk is open. This address opens it once:", address)
        say_beside("Ctrl-C here, or Stop on the page, closes the desk.")

    if not folder.exists():
        with writing(folder):
            folder.mkdir()
    serve(
        folder,
        {_FIRST: STARTER_FILE, **starters()},
        port=port,
        stop_after=stop_after,
        browser=not no_browser,
        say=told,
    )
    say_beside("The desk is closed.")
