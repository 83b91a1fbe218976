"""Which files does a stress test write for its readers?"""

from pathlib import Path

from mobsim.ground.folders import replace_file
from mobsim.ground.grids import csv_text
from mobsim.ground.safe_text import shown
from mobsim.ground.tables import guarded
from mobsim.stress.findings import StressFindings
from mobsim.stress.paper.columns import Cell, Sheet, sheets
from mobsim.stress.paper.document import page
from mobsim.stress.paper.stress_workbook import workbook_of


def paper_of(findings: StressFindings) -> dict[str, str | bytes]:
    """A stress test as a page, a workbook and plain tables, by path within its folder.

    Equal findings always give files with equal bytes.
    """
    tables = {f"tables/{sheet.name}.csv": as_csv(sheet) for sheet in sheets(findings)}
    return {"stress.html": page(findings), "stress.xlsx": workbook_of(findings), **tables}


def write_paper(findings: StressFindings, folder: Path) -> list[Path]:
    """Write a stress test as a page, a workbook and plain tables; see `paper_of`.

    The function creates the folder if necessary, and replaces existing files that have these names.

    Returns
    -------
    list of Path
        ``stress.html``, ``stress.xlsx``, and one file in ``tables/`` for each list in the findings.
    """
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name, content in (files := paper_of(findings)).items():
        replace_file(folder / name, content)
    return [folder / name for name in files]


def as_csv(sheet: Sheet) -> str:
    """A table as CSV with a header row and LF line endings; shares are fractions of 1.

    An apostrophe precedes any text that a spreadsheet would read as a formula.
    """
    rows = ([_written(cell) for cell in row] for row in sheet.rows)
    return csv_text([column.name for column in sheet.columns], rows)


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return guarded(shown(cell)) if isinstance(cell, str) else repr(cell)
