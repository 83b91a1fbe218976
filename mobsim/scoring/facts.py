"""What must be known besides the log to score it and to tell it?

Facts can be typed by hand for the log of a real mobilisation, or taken from a scenario. Nothing
here knows how a log was made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from mobsim.clock import WallClock
from mobsim.forces import Force, UnitKind
from mobsim.units import MINUTES_PER_DAY

LONDON = "london"
"""Id of the region with a national figure of its own."""

Mode = Literal["surge", "sustained"]


@dataclass(frozen=True, slots=True)
class ForceFacts:
    """A force as printed, and its region."""

    name: str
    city: str
    region: str


@dataclass(frozen=True, slots=True)
class KindFacts:
    """A kind of unit as printed, and how many officers are in one unit."""

    officers: int
    name: str
    plural: str
    short: str


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """An incident as printed, and its host."""

    name: str
    force: str


@dataclass(frozen=True, slots=True)
class StockFacts:
    """What a force has of a kind: crews owed, fit, and kept at home."""

    commitment: int
    fit: int
    floor: int


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of the national requirement, or one region's share of it."""

    line: str
    """``psu``, ``psu_london``, ``bdu`` or ``aep``."""
    kind: str
    required: int
    declared: int
    region: str | None = None
    """For a figure that each region must be able to field."""
    london: Literal["inside", "outside"] | None = None
    """Whether the line counts London's units only, or all but London's; None for everybody's."""

    def counts(self, home_region: str, host_region: str, london_75: str) -> bool:
        """Whether a unit counts on the line.

        Parameters
        ----------
        home_region, host_region
            Of the unit's force, and of the host it is ordered to.
        london_75
            ``held_by``: London's line is of London's units; ``available_to``: of units ordered to
            London.
        """
        if self.region is not None:
            return home_region == self.region
        if self.london is None:
            return True
        looked_at = host_region if london_75 == "available_to" else home_region
        return (looked_at == LONDON) == (self.london == "inside")


@dataclass(frozen=True)
class Facts:
    """What scoring and telling need to know besides the log. Minutes are since the start."""

    duration: float
    """The minute at which the log ends."""
    mode: Mode = "surge"
    clock: WallClock | None = None
    """What the clock on the wall says; None leaves out what is counted by calendar day."""
    kinds: Mapping[str, KindFacts] = field(default_factory=dict)
    forces: Mapping[str, ForceFacts] = field(default_factory=dict)
    incidents: Mapping[str, IncidentFacts] = field(default_factory=dict)
    stock: Mapping[str, Mapping[str, StockFacts]] = field(default_factory=dict)
    """By force, then kind. A force or kind that is not there has no score at home."""
    lines: Sequence[LineFacts] = ()
    """The national lines, then the regions' shares of them."""
    london_75: str = "held_by"
    returns_loaded: bool = False
    """Whether what is declared comes from returns; without, there is no verdict on stock."""
    tour: float = 720.0
    """Longest tour."""
    rest: float = 660.0
    """Least rest between tours."""
    recorded: frozenset[str] | None = None
    """Events that the log's keeper wrote down; None for all."""

    def region_of(self, force: str | None) -> str:
        """Region of a force; empty when it is not known."""
        known = self.forces.get(force or "")
        return known.region if known else ""

    def officers(self, kind: str | None) -> int:
        """Officers in one unit of a kind; 0 when it is not known."""
        known = self.kinds.get(kind or "")
        return known.officers if known else 0

    def midnights(self) -> list[float]:
        """Minutes at which a calendar day begins, within the log."""
        if self.clock is None:
            return []
        midnight = self.clock.at(0).replace(hour=0, minute=0, second=0, microsecond=0)
        days = int(self.duration // MINUTES_PER_DAY) + 2
        # Days are added to the wall's time, so that a night of 23 or 25 hours is one night.
        starts = (self.clock.minute_of(midnight.replace(fold=0) + _days(n)) for n in range(days))
        return [minute for minute in starts if 0 < minute < self.duration]


def _days(number: int) -> "timedelta":
    return timedelta(days=number)


class _Duty(Protocol):
    @property
    def tour(self) -> float: ...
    @property
    def rest(self) -> float: ...


class _London(Protocol):
    @property
    def london_75(self) -> str: ...


class _Place(Protocol):
    @property
    def incident_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def force(self) -> str: ...
    @property
    def need(self) -> Mapping[str, object]: ...


class _Stock(Protocol):
    @property
    def commitment(self) -> int: ...
    @property
    def declared(self) -> int: ...
    @property
    def fit(self) -> int: ...
    @property
    def floor(self) -> int: ...
