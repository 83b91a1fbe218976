"""How is the page on performance made of what was measured?

``python -m benchmarks --write`` writes the table of ``docs/performance.md``; the text around it is
written by hand. A test holds the table's form against `GOALS`, never its numbers.
"""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.goals import GOALS, Found
from mobsim.ground.versions import version, version_of

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEAD = ("what", "found", "goal", "", "seconds", "calls", "rows of the log", "beside it")
PACKAGES = "simpy", "numpy", "pandas", "pyarrow", "distributed", "ciw", "salabim"


def circumstances(quiet: str) -> str:
    """Machine, versions and date."""
    installed = ", ".join(f"{name} {version_of(name)}" for name in PACKAGES if version_of(name))
    return (
        f"Measured on {datetime.now(UTC):%-d %B %Y}: {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors, {platform.python_implementation()} "
        f"{platform.python_version()}, mobsim {version()}, {installed}. M{quiet[1:]}."
    )


def table(found: Iterable[Found]) -> str:
    """A line for each goal, in the order of the goals; what is missing was not measured."""
    by_key = {each.key: each for each in found}
    lines = [row_of(HEAD), row_of(["---"] * len(HEAD))]
    for key, goal in GOALS.items():
        each = by_key.get(key, Found(key, None, note="not measured in this run"))
        verdict = goal.verdict(each.value)
        shown = f"**{verdict}**" if verdict == "MISSED" else verdict
        lines.append(
            row_of([goal.words, each.figure, goal.wanted, shown, *(
                cell or "–" for cell in (each.seconds, each.calls, each.rows, each.note))])
        )  # fmt: skip
    return "\n".join(lines)


def row_of(cells: Sequence[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


def cells_of(page: str) -> list[list[str]]:
    """The table of a page, heading first and the line below it left out."""
    measured = page.partition(BEGIN)[2].partition(END)[0]
    lines = [line for line in measured.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [cells[0], *cells[2:]] if cells else []


def write(found: Iterable[Found], quiet: str) -> None:
    """Put the table in its place on the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    made = f"{before}{BEGIN}\n{circumstances(quiet)}\n\n{table(found)}\n{END}{after}"
    PAGE.write_text(made, encoding="utf-8")
