"""How does a table become a file that a spreadsheet reads as data?"""

import csv
import io

from mobsim.ground.tables import guarded
from mobsim.stress.paper.columns import Cell, Sheet


def as_csv(sheet: Sheet) -> str:
    """Comma-separated values with a header row and LF; shares are fractions of 1.

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_written(cell) for cell in row])
    return text.getvalue().encode("utf-8", "replace").decode("utf-8")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return guarded(cell) if isinstance(cell, str) else repr(cell)
