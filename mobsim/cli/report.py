"""``mobsim report``: how do you turn a result into one file that opens anywhere?"""

from pathlib import Path

import click

from mobsim.cli.completion import results
from mobsim.cli.options import say, say_next
from mobsim.ground.errors import reading
from mobsim.ground.folders import put_back
from mobsim.ground.manifest import kind_of
from mobsim.ground.safe_text import shown_in_line
from mobsim.telling.store import REPORT


@click.command(
    epilog="Examples:  mobsim report six-cities-saturday-1   "
    "mobsim report six-cities-saturday-1 -o saturday.html --force"
)
@click.argument("folder", type=click.Path(path_type=Path), shell_complete=results)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File to write. The default is report.html in FOLDER.",
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def report(folder: Path, output: Path | None, force: bool) -> None:
    """Write the result in FOLDER as one HTML file that works offline.

    For one night, the file shows the answers with their tables and pictures, and a replay of the
    night on a map. For a study, it shows the numbers with their intervals. To read it, you need
    only a browser.
    """
    target = write_report(folder, output, force=force)
    say(f"Written to {shown_in_line(str(target))}")
    say_next(f"open {target} in a browser")


def write_report(folder: Path, output: Path | None = None, *, force: bool = False) -> Path:
    """Write the report on a folder, and return the path of the report."""
    from mobsim.looking.report import night_report, read_source, write_page
    from mobsim.study.study import read_study
    from mobsim.study.study_report import study_report

    with reading(folder):
        put_back(folder)
        if kind_of(folder) == "study":
            text = study_report(read_study(folder, whole=True))
        else:
            text = night_report(read_source(folder))
    return write_page(text, output or folder / REPORT, force=force)
