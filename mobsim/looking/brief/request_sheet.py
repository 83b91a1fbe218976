"""How does mobsim list requests in a table like the table of the national system?"""

from typing import Final

from mobsim.looking.brief.brief_night import BriefNight
from mobsim.looking.brief.sheets import BriefSheet, BriefTable, BriefText
from mobsim.scoring.request_table import COLUMNS, request_rows

REQUESTS: Final = "requests"
_WHAT: Final = (
    "Mercury is the national system for mobilisation requests. Its schema is not published; these "
    "columns are mobsim's own. Each row is for crews of one kind and one force that had the same "
    "times and outcome. Rows of tier 1 are for a host's own crews. The scenario does not name the "
    "RVPs, so each RVP has the name of its place."
)
_READ_BACK: Final = (
    "To score an exercise or a real night, replace these rows with its rows, and run: "
    "mobsim score requests.csv --scenario SCENARIO."
)


def request_sheet(night: BriefNight) -> BriefSheet:
    """The sheet with the table of requests, which mobsim can read back."""
    found = request_rows(night.source.log, night.facts)
    rows = [[_cell(getattr(row, column)) for column in COLUMNS] for row in found]
    table = BriefTable(REQUESTS, "Row by row", COLUMNS, rows, "No crew was asked for or ordered.")
    parts = (BriefText(_WHAT, "quiet"), BriefText(_READ_BACK, "quiet"), table)
    return BriefSheet(REQUESTS, "requests", "Requests", "Requests", parts, wide=True)


def _cell(value: str | int | None) -> str | int:
    return "" if value is None else value
