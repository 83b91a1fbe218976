"""Which requests were made, in the form of a national system?"""

from typing import Final

from mobsim.looking.brief.brief_night import BriefNight
from mobsim.looking.brief.sheets import BriefSheet, BriefTable, BriefText
from mobsim.scoring.request_table import COLUMNS, request_rows

REQUESTS: Final = "requests"
_WHAT: Final = (
    "Mercury is the national system for mobilisation requests. Its schema is not published; these "
    "columns are mobsim's own. A row is a number of crews of one kind that one force was asked for "
    "and that had the same fate. Rows of tier 1 are a host's own crews. The scenario names no RVP, "
    "so each has the name of its place."
)
_READ_BACK: Final = (
    "To score an exercise or a real night, replace the rows by its own and write: "
    "mobsim score requests.csv --scenario SCENARIO."
)


def request_sheet(night: BriefNight) -> BriefSheet:
    """The table of requests. Its columns and ids are those that mobsim reads back."""
    found = request_rows(night.source.log, night.facts)
    rows = [[_cell(getattr(row, column)) for column in COLUMNS] for row in found]
    table = BriefTable(REQUESTS, "Row by row", COLUMNS, rows, "Nobody was asked or ordered.")
    parts = (BriefText(_WHAT, "quiet"), BriefText(_READ_BACK, "quiet"), table)
    return BriefSheet(REQUESTS, "requests", "Requests", "Requests", parts, wide=True)


def _cell(value: str | int | None) -> str | int:
    return "" if value is None else value
