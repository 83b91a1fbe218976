"""Which forces of a region are asked for aid, how many crews do they send, and how many remain?"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from mobsim.ground.errors import listed
from mobsim.looking.brief.brief_night import BriefNight
from mobsim.looking.brief.sheets import BriefSheet, BriefTable, BriefText, Cell, Part, columns
from mobsim.scoring.causes import meaning_of
from mobsim.scoring.crew_orders import CrewAsk, CrewOrder, CrewRequest

_CAPACITY: Final = columns("Kind | Fit before | Floor | Fewest at home | When | At the end")
_REQUESTED: Final = columns("When | By the host | For | Number | Kind | Asked of forces | Why")
_LENT: Final = columns(
    "Of | For | Kind | Asked for | Offered | Ordered | On duty | First asked | First ordered | "
    "First on duty"
)


def region_sheets(night: BriefNight) -> Iterator[BriefSheet]:
    """Make a sheet for each RICC with a request, and for each region that has a force sheet."""
    for region in night.regions:
        name = night.region(region)
        parts = tuple(_parts(night, region))
        yield BriefSheet(f"region-{region}", "region", name, f"RICC: {name}", parts)


def _parts(night: BriefNight, region: str) -> Iterator[Part]:
    forces = night.forces_of(region)
    names = listed([night.force(force) for force in forces], len(forces))
    yield BriefText(f"Forces: {names}.", "quiet")
    rows = [_capacity(night, region, kind) for kind in night.kinds]
    rows = [row for row in rows if row]
    note = "Floor: crews that the forces should keep at home, added up."
    yield BriefTable("region-capacity", "Crews of the region", _CAPACITY, rows, note=note)
    requests = [each for each in night.found.requests if each.row.counterpart == region]
    asked = [_requested(night, each) for each in requests]
    none = "No host asks this RICC for crews."
    yield BriefTable("region-requests", "Requests to this RICC", _REQUESTED, asked, none)
    note = (
        "Asked for and offered: crews for other forces. Crews for a force's own disorder are only "
        "ordered. A crew that is ordered twice counts twice."
    )
    rows = _lent(night, forces)
    none = "No force of the region is asked."
    caption = "Crews asked for, offered and ordered"
    yield BriefTable("region-forces", caption, _LENT, rows, none, note)


def _capacity(night: BriefNight, region: str, kind: str) -> list[Cell]:
    """Make a row with a region's crews of one kind at the start, at the fewest and at the end."""
    level = night.capacity(region, kind)
    if level is None:
        return []
    return [
        *(night.kind(kind), level.before, level.floor, level.fewest),
        *(night.at(level.when, "all throughout"), level.in_the_end),
    ]


def _requested(night: BriefNight, request: CrewRequest) -> list[Cell]:
    row = request.row
    return [
        *(night.at(row.minute), night.force(row.force), night.place(row.incident)),
        *(row.count or 0, night.kind(row.kind), request.asked),
        meaning_of(row.event, row.cause, ""),
    ]


def _lent(night: BriefNight, forces: list[str]) -> list[list[Cell]]:
    """The crews asked for, offered, ordered and on duty, by force, place and kind."""
    asks: dict[tuple[str, str, str], list[CrewAsk]] = defaultdict(list)
    orders: dict[tuple[str, str, str], list[CrewOrder]] = defaultdict(list)
    for force in forces:
        for ask in night.asks_of.get(force, []):
            asks[force, ask.row.incident or "", ask.row.kind or ""].append(ask)
        for order in night.by_force.get(force, []):
            orders[force, order.row.incident or "", order.row.kind or ""].append(order)
    rows: list[list[Cell]] = []
    for key in sorted({*asks, *orders}, key=lambda key: _rank(night, *key)):
        force, incident, kind = key
        asked, sent = asks[key], orders[key]
        on_duty = [order.on_duty for order in sent if order.on_duty is not None]
        counts = (
            sum(ask.row.count or 0 for ask in asked),
            sum(ask.offered for ask in asked),
            len(sent),
            len(on_duty),
        )
        first = (
            min((ask.row.minute for ask in asked), default=None),
            min((order.row.minute for order in sent), default=None),
            min(on_duty, default=None),
        )
        names = (night.force(force), night.place(incident), night.kind(kind))
        rows.append([*names, *counts, *map(night.at, first)])
    return rows


def _rank(night: BriefNight, force: str, incident: str, kind: str) -> tuple[object, ...]:
    return night.force(force), night.place(incident), night.story.rank(kind)
