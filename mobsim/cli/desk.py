"""``mobsim desk``: how do you plan, run and share nights in a browser?"""

from pathlib import Path

import click

from mobsim.cli.new import STARTER_FILE, starters
from mobsim.cli.options import minutes_option, say, say_beside

_FIRST = "two-cities"
"""The name under which the desk offers `STARTER_FILE`."""


@click.command(epilog="Examples:  mobsim desk   mobsim desk my-nights --port 8765 --no-browser")
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Port on this machine. The default is any free port.",
)
@click.option("--no-browser", is_flag=True, help="Print the address without opening a browser.")
@minutes_option(
    "--stop-after",
    "Stop if no page has been active for this long and nothing is running. The default is 30m.",
    default="30m",
)
def desk(folder: Path, port: int, no_browser: bool, stop_after: float) -> None:
    """Open a page in your browser to build, run, watch, compare and share nights in FOLDER.

    FOLDER is the current folder by default; if it does not exist, the command creates it. You can
    open the page only on this machine. The desk does not read or write files outside FOLDER, and
    does not use the network. It saves each night as a YAML file and each result as a folder, which
    the other commands can also use.
    """
    from mobsim.desk.serving import serve
    from mobsim.ground.folders import writing

    def told(address: str) -> None:
        say("The desk is open. You can use this address once:", address)
        say_beside("To close the desk, press Ctrl-C here, or choose Stop the desk on the page.")

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
