"""Which files does a stress test become?"""

from pathlib import Path

from mobsim.ground.grids import csv_text
from mobsim.ground.safe_text import shown
from mobsim.ground.tables import guarded
from mobsim.stress.findings import StressFindings
from mobsim.stress.paper.columns import Cell, Sheet, sheets
from mobsim.stress.paper.document import page
from mobsim.stress.paper.stress_workbook import write_workbook
from mobsim.telling.store import write_text


def write_paper(findings: StressFindings, folder: Path) -> list[Path]:
    """Write a stress test as a page, a workbook and plain tables.

    The same findings give the same bytes.

    The folder is made if it is not there; files of these names in it are replaced.

    Returns
    -------
    list of Path
        ``stress.html``, ``stress.xlsx``, and a file of ``tables/`` for each list of the findings.
    """
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    html, book = folder / "stress.html", folder / "stress.xlsx"
    write_text(html, page(findings))
    write_workbook(findings, book)
    written = [html, book]
    for sheet in sheets(findings):
        path = tables / f"{sheet.name}.csv"
        write_text(path, as_csv(sheet))
        written.append(path)
    return written


def as_csv(sheet: Sheet) -> str:
    """Comma-separated values with a header row and LF; shares are fractions of 1.

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    rows = ([_written(cell) for cell in row] for row in sheet.rows)
    return csv_text([column.name for column in sheet.columns], rows)


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return guarded(shown(cell)) if isinstance(cell, str) else repr(cell)
