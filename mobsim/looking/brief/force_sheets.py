"""Which crews is a force asked for, which crews does it send, and how many stay at home?"""

import math
from collections.abc import Iterator
from typing import Final

from mobsim.country.lines import BEYOND_REGION
from mobsim.looking.brief.brief_night import (
    MOVED,
    ORDERED,
    BriefNight,
    opening_texts,
    together,
)
from mobsim.looking.brief.sheets import BriefSheet, BriefTable, BriefText, Cell, Part, columns
from mobsim.scoring.causes import meaning_of
from mobsim.scoring.crew_orders import CrewAsk, CrewOrder
from mobsim.telling.story.force_opening import force_opening

_ASKED: Final = columns("Asked | By | Tier | For | Number | Kind | Answered | Offered | Answer")
_SENT: Final = (*ORDERED, "To the RVP of", *MOVED, "Left at home", "Remark")
_HOME: Final = columns("Kind | Fit | Floor | Fewest at home | When | Given | Received")
_CREWS: Final = {
    "aid": "Crews to send to other forces",
    "own": "Its own crews at its own disorder",
}
_MEANT: Final = (
    "Due on duty: as expected when the crew was ordered. Released: stood down, or cancelled. "
    "Left at home: crews of the kind that are still free at home after the order."
)


def force_sheets(night: BriefNight) -> Iterator[BriefSheet]:
    """Make a sheet for each force that is asked for aid, or whose crews are ordered or planned."""
    for force in night.briefed:
        name = night.force(force)
        parts = tuple(_parts(night, force))
        yield BriefSheet(f"force-{force}", "force", name, f"Force: {name}", parts)


def _parts(night: BriefNight, force: str) -> Iterator[Part]:
    orders = sorted(night.by_force.get(force, []), key=_when_it_leaves)
    region = night.facts.region_of(force)
    if region not in ("", BEYOND_REGION):
        yield BriefText(f"Region: {night.region(region)}.", "quiet")
    for text in opening_texts(force_opening(night.story, force)):
        yield BriefText(text, "point")
    asked = [_asked(night, ask) for ask in night.asks_of.get(force, [])]
    yield BriefTable("force-asks", "Asked for", _ASKED, asked)
    for what, caption in _CREWS.items():
        sent = _sent(night, [order for order in orders if order.is_aid == (what == "aid")])
        shared = (("As", what),)
        yield BriefTable("force-crews", caption, _SENT, sent, note=_MEANT, shared=shared)
    note = "Floor: crews that should stay at home. Given and received: different crews on duty."
    rows = _home(night, force)
    yield BriefTable("force-home", "Crews left at home", _HOME, rows, note=note)


def _when_it_leaves(order: CrewOrder) -> tuple[float, float]:
    """A sort key: the time of the order, then the time when the crew left.

    Crews that never left come last.
    """
    return order.row.minute, math.inf if order.leaves is None else order.leaves


def _asked(night: BriefNight, ask: CrewAsk) -> list[Cell]:
    row, answer = ask.row, ask.answer
    said = "none by the end" if answer is None else meaning_of(answer.event, answer.cause, "")
    asked: list[Cell] = [night.at(row.minute), night.desk(ask.desk), row.tier or 1]
    asked += [night.place(row.incident), row.count or 0, night.kind(row.kind)]
    return [*asked, night.at(answer.minute if answer else None), ask.offered, said]


def _sent(night: BriefNight, orders: list[CrewOrder]) -> list[list[Cell]]:
    rows = []
    for order, count, (*moved, remark) in together(night, orders):
        row = order.row
        home = night.home(row.force or "", row.kind or "")
        left: Cell = "not known" if home is None else home.at(row.minute)
        rows.append(
            [
                *(night.at(row.minute), count, night.kind(row.kind)),
                *(night.place(row.incident), *moved, left, remark),
            ]
        )
    return rows


def _home(night: BriefNight, force: str) -> list[list[Cell]]:
    at_home = night.measures.home
    rows = [row for row in at_home.forces if row.force == force] if at_home else []
    return [
        [
            *(night.kind(row.kind), row.fit, row.floor, row.lowest),
            *(night.at(row.lowest_at, "all throughout"), row.given, row.received),
        ]
        for row in sorted(rows, key=lambda row: night.story.rank(row.kind))
    ]
