"""Which units does a host need, request and receive, and how many units are missing?"""

import math
from collections.abc import Iterator
from typing import Final

from mobsim.looking.brief.brief_night import (
    MOVED,
    ORDERED,
    BriefNight,
    opening_texts,
    together,
)
from mobsim.looking.brief.sheets import BriefSheet, BriefTable, BriefText, Cell, Part, columns
from mobsim.scoring.causes import meaning_of
from mobsim.scoring.crew_orders import AGREEMENT, CrewOrder
from mobsim.telling.story.incident_opening import incident_opening

_NEEDED: Final = columns("From | Kind | Needed | On duty then | Short then")
_REQUESTED: Final = columns("When | Asked of | Number | Kind | Why")
_COMING: Final = ("From", *ORDERED, "Tier", *MOVED, "Remark")


def host_sheets(night: BriefNight) -> Iterator[BriefSheet]:
    """Make a sheet for each force that has disorder or a holding area."""
    for host in sorted(night.hosts, key=night.force):
        name = night.force(host)
        parts = tuple(part for place in night.hosts[host] for part in _parts(night, place))
        yield BriefSheet(f"host-{host}", "host", name, f"Host: {name}", parts)


def _parts(night: BriefNight, incident: str) -> Iterator[Part]:
    name = night.place(incident)
    yield BriefText(name, "heading")
    for text in opening_texts(incident_opening(night.story, incident)):
        yield BriefText(text, "point")
    shared = (("Place", name),)
    needed = f"{name}: units needed, and from when"
    rows = _needed(night, incident)
    yield BriefTable("host-need", needed, _NEEDED, rows, "Nothing is needed.", shared=shared)
    asked = f"{name}: units asked for, and when"
    rows = list(_requested(night, incident))
    none = "No aid is asked for."
    yield BriefTable("host-requests", asked, _REQUESTED, rows, none, shared=shared)
    comes = f"{name}: crews that come, and when"
    orders = sorted(night.by_place.get(incident, []), key=_when_it_comes)
    rows = [
        [
            *(night.force(order.row.force), night.at(order.row.minute), count),
            *(night.kind(order.row.kind), order.row.tier or 1, *moved),
        ]
        for order, count, moved in together(night, orders)
    ]
    none = "No crew is ordered here."
    note = (
        "Tier 1: the host's own crews; 2: crews of its region or of a partner; 3: all other "
        "crews. Due on duty: as "
        "expected when the crew was ordered. Released: stood down, or cancelled."
    )
    yield BriefTable("host-crews", comes, _COMING, rows, none, note, shared)


def _when_it_comes(order: CrewOrder) -> tuple[float, ...]:
    """A sort key: the times when a crew came on duty, reached the RVP, and was due on duty."""
    row, never = order.row, math.inf
    came = never if order.on_duty is None else order.on_duty
    there = never if order.at_rvp is None else order.at_rvp
    return came, there, never if row.expected_minute is None else row.expected_minute, row.minute


def _needed(night: BriefNight, incident: str) -> list[list[Cell]]:
    """A row for each change of need, with the number of units on duty at that time."""
    rows = []
    for kind in night.kinds:
        front = night.fronts.get((incident, kind))
        if front is None:
            continue
        for minute, needed in zip(front.need.minutes, front.need.levels, strict=True):
            there = front.deployed.at(minute)
            short = max(0, needed - there)
            rows.append((minute, night.story.rank(kind), kind, needed, there, short))
    return [
        [night.at(minute), night.kind(kind), *levels] for minute, _, kind, *levels in sorted(rows)
    ]


def _requested(night: BriefNight, incident: str) -> Iterator[list[Cell]]:
    """The host's requests to desks, and to partners under an agreement."""
    of_desks = (
        (each.row, night.desk(each.row.counterpart), meaning_of(each.row.event, each.row.cause, ""))
        for each in night.found.requests
        if each.row.incident == incident
    )
    of_partners = (
        (ask.row, night.force(ask.row.force), "under an agreement")
        for ask in night.found.asks
        if ask.desk == AGREEMENT and ask.row.incident == incident
    )
    found = sorted([*of_desks, *of_partners], key=lambda each: each[0].minute)
    for row, asked, why in found:
        yield [night.at(row.minute), asked, row.count or 0, night.kind(row.kind), why]
