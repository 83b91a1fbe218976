"""Where was every unit at every minute?

This module follows each unit through the log, and records what it was doing and where it travelled.
Numbers over time are of the type `mobsim.scoring.steps.StepCurve`, which gives the number at any
minute.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from mobsim.scoring import events as ev
from mobsim.scoring.causes import MOVED, NEAR_THE_RVP, WITHDRAWN
from mobsim.scoring.events import Event
from mobsim.scoring.steps import StepCurve

Doing = Literal["home", "gathering", "way", "there", "back"]
"""The activity of a unit.

*back* covers all activities after the unit stands down and before it is free at home, such as
driving, resting and being on call near the RVP. *back* also covers operations.
"""
Sort = Literal["own", "aid", "home"]
Place = tuple[Literal["force", "incident"], str]


@dataclass(frozen=True, slots=True)
class Leg:
    """One journey of one unit."""

    kind: str
    sort: Sort
    """The sort of journey: a host's own crews to a place, aid to a place, or units on the way
    home.
    """
    start: Place
    end: Place
    leaves: float
    """The minute when the journey begins, because the unit has mustered or leaves a place."""
    arrives: float
    """The minute when the journey ends at the RVP or at home; an estimate if the log ends first."""


@dataclass(slots=True)
class _Unit:
    """The state of one unit between two rows of the log."""

    force: str
    kind: str
    at: Place
    doing: Doing = "home"
    incident: str = ""
    """The incident to which the unit is ordered, or at which it is deployed."""
    own: bool = True
    """Whether the unit's own force is the host of that incident."""
    since: float = 0.0
    """The minute when the unit last set out, stood down or rested."""
    under_way: bool = False
    expected: float | None = None
    """The minute at which the unit's order expects the unit to be deployed."""
    drive: float | None = None
    """The length in minutes of the unit's last outward journey."""
    toured: bool = False
    on_call: bool = False
    """Whether the unit rests or is on call near the RVP."""


class Whereabouts:
    """The numbers of units in each activity over time, and all journeys."""

    def __init__(self, log: Iterable[Event], end: float) -> None:
        self.end = end
        self.gathering: dict[tuple[str, str], StepCurve] = defaultdict(StepCurve)
        """The number of units that are ordered and have not mustered, by incident and kind."""
        self.way: dict[tuple[str, str], StepCurve] = defaultdict(StepCurve)
        """The number of units that have mustered and are not deployed yet, by incident and kind."""
        self.out: dict[tuple[str, str], StepCurve] = defaultdict(StepCurve)
        """The number of units that are not free at home, by force and kind."""
        self.legs: list[Leg] = []
        self._units: dict[str, _Unit] = {}
        handlers = {
            ev.UNIT_ORDERED: self._ordered,
            ev.UNIT_CANCELLED: self._cancelled,
            ev.UNIT_MUSTERED: self._mustered,
            ev.UNIT_REACHED_RVP: self._reached,
            ev.UNIT_DEPLOYED: self._deployed,
            ev.UNIT_STOOD_DOWN: self._stood_down,
            ev.UNIT_RETURNED: self._returned,
            ev.UNIT_RESTED: self._rested,
            ev.UNIT_COMMITTED: self._committed,
        }
        for row in log:
            if row.event in handlers:
                handlers[row.event](row, self._unit(row))
        for unit in self._units.values():
            self._still_under_way(unit)

    # --- units ------------------------------------------------------------------------------

    def _unit(self, row: Event) -> _Unit:
        name = row.unit or ""
        if name not in self._units:
            force = row.force or ""
            self._units[name] = _Unit(force, row.kind or "", ("force", force))
        return self._units[name]

    def _does(self, unit: _Unit, doing: Doing, minute: float) -> None:
        """Record that a unit changes its activity."""
        self._count(unit, minute, -1)
        unit.doing = doing
        self._count(unit, minute, 1)

    def _count(self, unit: _Unit, minute: float, by: int) -> None:
        if unit.doing != "home":
            self.out[unit.force, unit.kind].change(minute, by)
        if unit.doing == "gathering":
            self.gathering[unit.incident, unit.kind].change(minute, by)
        elif unit.doing == "way":
            self.way[unit.incident, unit.kind].change(minute, by)

    def _ordered(self, row: Event, unit: _Unit) -> None:
        moved = row.cause in MOVED
        self._does(unit, "back", row.minute)
        self._goes_to(row, unit)
        unit.expected = row.expected_minute
        self._does(unit, "way" if moved else "gathering", row.minute)
        if moved:
            self._sets_out(unit, row.minute)

    def _cancelled(self, row: Event, unit: _Unit) -> None:
        unit.toured = unit.toured or row.cause == WITHDRAWN
        self._does(unit, "back" if unit.toured else "home", row.minute)

    def _mustered(self, row: Event, unit: _Unit) -> None:
        self._heads_for(row, unit)
        unit.toured = True
        self._sets_out(unit, row.minute)

    def _reached(self, row: Event, unit: _Unit) -> None:
        self._heads_for(row, unit)
        self._arrives(unit, row.minute)

    def _heads_for(self, row: Event, unit: _Unit) -> None:
        """Record that a unit is on the way to an incident, even if the log lacks its order."""
        if unit.doing != "way" or unit.incident != row.incident:
            self._does(unit, "back", row.minute)
            self._goes_to(row, unit)
            self._does(unit, "way", row.minute)

    def _goes_to(self, row: Event, unit: _Unit) -> None:
        unit.incident = row.incident or ""
        unit.own = row.counterpart in (None, row.force)

    def _deployed(self, row: Event, unit: _Unit) -> None:
        self._does(unit, "there", row.minute)

    def _stood_down(self, row: Event, unit: _Unit) -> None:
        self._does(unit, "back", row.minute)
        if unit.under_way:
            self._arrives(unit, row.minute)
        unit.since, unit.on_call = row.minute, False

    def _returned(self, row: Event, unit: _Unit) -> None:
        if unit.at[0] == "incident":
            leaves = unit.since
            if unit.on_call and unit.drive is not None:
                leaves = max(leaves, row.minute - unit.drive)
            end: Place = ("force", unit.force)
            self.legs.append(Leg(unit.kind, "home", unit.at, end, leaves, row.minute))
            unit.at = end
        self._does(unit, "back", row.minute)

    def _rested(self, row: Event, unit: _Unit) -> None:
        unit.on_call = row.cause == NEAR_THE_RVP
        unit.since = row.minute
        if not unit.on_call:
            unit.toured, unit.at = False, ("force", unit.force)
        self._does(unit, "back" if unit.on_call else "home", row.minute)

    def _committed(self, row: Event, unit: _Unit) -> None:
        unit.toured = True
        self._does(unit, "back", row.minute)

    # --- journeys ---------------------------------------------------------------------------

    def _sets_out(self, unit: _Unit, minute: float) -> None:
        unit.since, unit.under_way, unit.on_call = minute, True, False

    def _arrives(self, unit: _Unit, minute: float) -> None:
        end: Place = ("incident", unit.incident)
        if unit.under_way and unit.at != end:
            sort: Sort = "own" if unit.own else "aid"
            self.legs.append(Leg(unit.kind, sort, unit.at, end, unit.since, minute))
            unit.drive = minute - unit.since
        unit.at, unit.under_way = end, False

    def _still_under_way(self, unit: _Unit) -> None:
        """Add a journey that has not ended when the log ends, with an estimated arrival."""
        if unit.doing == "way" and unit.under_way:
            self._arrives(unit, max(self.end, unit.expected or self.end))
        elif unit.doing == "back" and unit.at[0] == "incident" and not unit.on_call:
            arrives = max(self.end, unit.since + (unit.drive or 0.0))
            home: Place = ("force", unit.force)
            self.legs.append(Leg(unit.kind, "home", unit.at, home, unit.since, arrives))
