"""How is an inspection shown on one page?"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

from mobsim.inspection.inspection_parts import HEADS, HourOfWeek, Inspection
from mobsim.inspection.inspection_text import (
    PUBLISHED_TITLE,
    TITLES,
    beside_note,
    beside_rows,
    in_short,
    measured,
    published_in_short,
    reached_results,
    spread_cells,
)
from mobsim.inspection.no_notice_week import DAYS, SURE
from mobsim.looking.page import render

STEPS: Final = 5
"""The number of shades in the picture of the week."""


class WeekTile(NamedTuple):
    """One hour in the picture of the week."""

    day: int
    hour: int
    crews: int
    step: int
    """The number of the shade; 0 is the lightest shade."""


def week_tiles(hours: Sequence[HourOfWeek]) -> list[WeekTile]:
    """The PSUs mustered within 60 minutes at each hour; the best hour has the darkest shade."""
    best = max(1, *(each.within for each in hours))
    return [
        WeekTile(*divmod(each.hour, 24), each.within, min(STEPS - 1, STEPS * each.within // best))
        for each in hours
    ]


def page_of_inspection(made: Inspection) -> str:
    """The whole inspection as one HTML file that opens without a network connection."""
    title = f"{made.name}: inspected on the returns for {made.quarter}"
    return render(
        "inspection.html",
        package="mobsim.inspection",
        title=title,
        styles=("inspection.css",),
        running=f"{title} · {made.basis}",
        i=made,
        heads=HEADS,
        badges={"met": "pass", "not met": "fail", "stated": "stated", "gap": "watch"},
        measured=[(name, spread_cells(of)) for name, of in measured(made.test)],
        published_in_short=published_in_short(made),
        published_title=PUBLISHED_TITLE,
        reached=reached_results(made.test) if made.kind == "force" else [],
        days=list(DAYS),
        sure=f"{SURE:.0%}",
        tiles=week_tiles(made.test.hours),
        week_days=[each.name[:3] for each in made.test.hours[::24]],
        in_short=in_short(made),
        beside_note=beside_note(made),
        beside_titles=TITLES,
        beside_rows=beside_rows(made),
        statement=[
            (section, list(lines))
            for section, lines in groupby(enumerate(made.statement, 1), lambda n: n[1].section)
        ],
    )
