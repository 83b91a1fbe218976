"""Where was each crew sent, and when was the crew there?

A stint is the time of a crew under one order, or in one planned operation, until the crew is off
duty. A crew that is sent on from one place to another has a stint at each place, on the same tour.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from mobsim.scoring import events as ev
from mobsim.scoring.causes import LODGED, MOVED, NEAR_THE_RVP, WITHDRAWN
from mobsim.scoring.events import Event
from mobsim.scoring.facts import Facts


@dataclass(slots=True)
class Stint:
    """One crew's time at one place; times are minutes, or None if an event did not happen."""

    unit: str
    force: str
    host: str
    """The force that hosts the place."""
    kind: str
    ordered: float | None
    """The minute of the order; None for a planned operation, whose crews receive no order."""
    stands_by: bool = False
    """Whether the crew stands ready at a holding area or at home."""
    at_home: bool = False
    """Whether the crew is on standby at home and has not been sent anywhere."""
    begins_tour: bool = True
    """Whether the crew came from home or a rest; if not, it came straight from another place."""
    set_out: float | None = None
    """The minute when the crew mustered and went on duty."""
    at_rvp: float | None = None
    serials: list[tuple[float, int]] = field(default_factory=list)
    """Parts of the crew that arrived before the rest, each with its minute and number of
    officers.
    """
    deployed: float | None = None
    stood_down: float | None = None
    lodged: bool = False
    """Whether the crew stood down to its lodging because the incident would need it again."""
    off_duty: float | None = None
    """The minute when the crew got home, moved to another place, or began its rest near the RVP."""
    near_until: float | None = None
    """The minute until which the crew stayed near the RVP after it stood down."""

    def there(self) -> tuple[float, float] | None:
        """The period in which the crew was deployed."""
        if self.deployed is None:
            return None
        return self.deployed, _known(self.stood_down)

    def ready(self) -> tuple[float, float] | None:
        """The period in which the crew stood ready."""
        if not self.stands_by:
            return None
        return self.on_duty() if self.at_home else self.there()

    def on_duty(self) -> tuple[float, float] | None:
        """The period in which the crew was on duty, including drives."""
        if self.set_out is None:
            return None
        return self.set_out, _known(self.off_duty)

    def kept(self) -> tuple[float, float] | None:
        """The period in which the crew was deployed or, afterwards, rested near the RVP."""
        if self.deployed is None:
            return None
        return self.deployed, max(_known(self.stood_down), self.near_until or 0.0)


def _known(minute: float | None) -> float:
    """Return a minute that `StintRecord.stints` has already filled in."""
    return 0.0 if minute is None else minute


@dataclass(slots=True)
class _Crew:
    """The state of one crew after the rows read so far."""

    stint: Stint | None = None
    """The stint that the crew is in or, between stints, the crew's last stint."""
    standing: Stint | None = None
    """The stint in which the crew is on standby at home, which lasts until it musters."""
    resting: Stint | None = None
    """The stint that ended before the crew's present rest near the RVP."""


class StintRecord:
    """Collects the stints of a log, row by row."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._stints: list[Stint] = []
        self._crews: dict[str, _Crew] = defaultdict(_Crew)
        self._handlers = {
            ev.UNIT_ORDERED: self._ordered,
            ev.UNIT_COMMITTED: self._committed,
            ev.UNIT_STOOD_BY: self._stood_by,
            ev.UNIT_CANCELLED: self._cancelled,
            ev.UNIT_MUSTERED: self._mustered,
            ev.UNIT_REACHED_RVP: self._reached,
            ev.SERIAL_REACHED_RVP: self._reached_in_part,
            ev.UNIT_DEPLOYED: self._deployed,
            ev.UNIT_STOOD_DOWN: self._stood_down,
            ev.UNIT_RETURNED: self._returned,
            ev.UNIT_RESTED: self._rested,
        }

    def add(self, row: Event) -> None:
        """Process the next row of the log; rows that are not about a crew have no effect."""
        handler = self._handlers.get(row.event)
        if handler is not None:
            handler(row, self._crews[row.unit or ""])

    def stints(self) -> list[Stint]:
        """The stints so far; a stint without an end is assumed to last until the log ends.

        A crew that stood down after a whole tour, or to its lodging, is assumed to rest near the
        RVP. A crew that stood down before its tour was over is assumed to be still driving home.
        """
        end = self._facts.duration
        for crew in self._crews.values():
            if (resting := crew.resting) is not None:
                resting.near_until = end
        for stint in self._stints:
            if stint.set_out is None or stint.off_duty is not None:
                continue
            if stint.stood_down is None:
                stint.stood_down = stint.off_duty = end
            elif stint.lodged or stint.stood_down - stint.set_out >= self._facts.tour:
                stint.off_duty, stint.near_until = stint.stood_down, end
            else:
                stint.off_duty = end
        return self._stints

    # --- rows -------------------------------------------------------------------------------------

    def _begin(self, row: Event, crew: _Crew, *, ordered: float | None) -> Stint:
        force = row.force or ""
        crew.stint = Stint(row.unit or "", force, row.counterpart or force, row.kind or "", ordered)
        crew.stint.stands_by = row.incident in self._facts.holding
        self._stints.append(crew.stint)
        return crew.stint

    def _ordered(self, row: Event, crew: _Crew) -> None:
        before = crew.stint
        stint = self._begin(row, crew, ordered=row.minute)
        stint.begins_tour = crew.standing is None
        if row.cause in MOVED:
            _go_on(before, row.minute)
            stint.set_out, stint.begins_tour = row.minute, False

    def _committed(self, row: Event, crew: _Crew) -> None:
        before = crew.stint
        stint = self._begin(row, crew, ordered=None)
        stint.set_out = row.minute
        if before is not None and before.set_out is not None and before.off_duty is None:
            _go_on(before, row.minute)  # the crew had left for an incident and is back
            stint.begins_tour = False

    def _stood_by(self, row: Event, crew: _Crew) -> None:
        stint = crew.standing = self._begin(row, crew, ordered=None)
        stint.stands_by = stint.at_home = True
        stint.set_out = row.minute

    def _cancelled(self, row: Event, crew: _Crew) -> None:
        if crew.stint is not None:
            crew.stint.serials.clear()
        if row.cause == WITHDRAWN:
            _stand_by_no_more(crew, row.minute)
        crew.stint = crew.standing

    def _mustered(self, row: Event, crew: _Crew) -> None:
        _leave_rest(crew, row.minute)
        _stand_by_no_more(crew, row.minute)
        if crew.stint is not None:
            crew.stint.set_out = row.minute

    def _reached(self, row: Event, crew: _Crew) -> None:
        if crew.stint is not None:
            crew.stint.at_rvp = row.minute

    def _reached_in_part(self, row: Event, crew: _Crew) -> None:
        if crew.stint is not None:
            crew.stint.serials.append((row.minute, row.count or 0))

    def _deployed(self, row: Event, crew: _Crew) -> None:
        if crew.stint is not None:
            crew.stint.deployed = row.minute

    def _stood_down(self, row: Event, crew: _Crew) -> None:
        if crew.stint is not None:
            crew.stint.stood_down = row.minute
            crew.stint.lodged = row.cause == LODGED

    def _returned(self, row: Event, crew: _Crew) -> None:
        stint, crew.standing = crew.stint, None
        if crew.resting is None and stint is not None and stint.off_duty is None:
            stint.off_duty = row.minute
            stint.stood_down = row.minute if stint.stood_down is None else stint.stood_down
        _leave_rest(crew, row.minute)

    def _rested(self, row: Event, crew: _Crew) -> None:
        stint = crew.stint
        if row.cause == NEAR_THE_RVP and stint is not None and stint.stood_down is not None:
            stint.off_duty = stint.stood_down
            crew.resting = stint


def _go_on(stint: Stint | None, minute: float) -> None:
    """Record that a crew leaves one place for another place without going home."""
    if stint is not None and stint.off_duty is None:
        stint.stood_down = minute if stint.stood_down is None else stint.stood_down
        stint.off_duty = minute


def _stand_by_no_more(crew: _Crew, minute: float) -> None:
    _go_on(crew.standing, minute)
    crew.standing = None


def _leave_rest(crew: _Crew, minute: float) -> None:
    if crew.resting is not None:
        crew.resting.near_until = minute
        crew.resting = None


def stints_of(log: Iterable[Event], facts: Facts) -> list[Stint]:
    """Return the stints of all crews in a log."""
    record = StintRecord(facts)
    for row in log:
        record.add(row)
    return record.stints()
