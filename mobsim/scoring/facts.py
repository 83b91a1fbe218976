"""Which facts, besides the log, are needed to score a night and tell its story?

For the log of a real mobilisation, the facts can be typed by hand. For a scenario,
`mobsim.telling.night_facts` makes the facts. This module does not depend on how a log was made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from mobsim.country.lines import BEYOND_REGION, LONDON_REGION
from mobsim.ground.clock import LONDON as ZONE
from mobsim.ground.clock import WallClock
from mobsim.ground.typed_values import exact, typed
from mobsim.ground.units import MINUTES_PER_DAY

Mode = Literal["surge", "sustained"]


@exact
@dataclass(frozen=True, slots=True)
class ForceFacts:
    """The printed names of a force, and its region."""

    name: str
    city: str
    region: str


@exact
@dataclass(frozen=True, slots=True)
class KindFacts:
    """The printed names of a kind of unit, and the number of officers in one unit."""

    officers: int
    name: str
    plural: str
    short: str


@exact
@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """The printed name of an incident, and its host."""

    name: str
    force: str


@exact
@dataclass(frozen=True, slots=True)
class TargetFacts:
    """A target: how many units of one kind should be at a place by a given minute."""

    incident: str
    kind: str
    units: int
    by: float


@dataclass(frozen=True, slots=True)
class StockFacts:
    """The commitment, the fit crews and the floor of one force for one kind of unit."""

    commitment: int
    fit: int
    floor: int


@exact
@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of the national requirement, or one region's share of it."""

    line: str
    """The key of the line: ``psu``, ``psu_london``, ``bdu`` or ``aep``."""
    kind: str
    required: int
    declared: int
    region: str | None = None
    """The region to which the figure applies; None for a national line."""
    london: Literal["inside", "outside"] | None = None
    """Whether the line counts only London's units or only other units; None if it counts both."""
    name: str = ""
    """The printed name of the line."""
    plural: str = ""
    """The word that sentences use for the units of the line."""

    def __post_init__(self) -> None:
        # Facts typed by hand may leave out the names; the key then takes their place.
        object.__setattr__(self, "name", self.name or self.line)
        object.__setattr__(self, "plural", self.plural or self.name)

    def counts(self, home_region: str, host_region: str, london_75: str) -> bool:
        """Whether a unit counts on this line, given its own region and its host's region.

        If ``london_75`` is ``held_by``, only London's own forces fill London's 75 PSUs. A unit of
        another force in London then counts towards the country's figure. If ``london_75`` is
        ``available_to``, such a unit counts towards the 75.
        """
        if home_region == BEYOND_REGION:
            return False
        if self.region is not None:
            return home_region == self.region
        if self.london is None:
            return True
        in_london = host_region == LONDON_REGION
        fills_75 = in_london and (london_75 == "available_to" or home_region == LONDON_REGION)
        return fills_75 == (self.london == "inside")


@exact
@dataclass(frozen=True)
class Facts:
    """The facts that scoring and storytelling need besides the log.

    Minutes count from the start of the scenario.
    """

    duration: float
    """The minute at which the log ends."""
    mode: Mode = "surge"
    clock: WallClock | None = None
    """The clock time of each minute; if it is None, no measure counts calendar days."""
    kinds: Mapping[str, KindFacts] = field(default_factory=dict)
    forces: Mapping[str, ForceFacts] = field(default_factory=dict)
    incidents: Mapping[str, IncidentFacts] = field(default_factory=dict)
    operations: Mapping[str, str] = field(default_factory=dict)
    """The names of operations and postures, by id."""
    holding: frozenset[str] = frozenset()
    """Incidents that are holding areas: units stand ready there and meet no need."""
    stock: Mapping[str, Mapping[str, StockFacts]] = field(default_factory=dict)
    """The stock by force and kind; without stock, the cover at home is not scored."""
    lines: Sequence[LineFacts] = ()
    """The national lines, followed by the regions' shares of these lines."""
    london_75: str = "held_by"
    targets: Sequence[TargetFacts] = ()
    returns_loaded: bool = False
    """Whether the declared numbers come from returns; if not, there is no verdict on stock."""
    tour: float = 720.0
    """The longest tour that is allowed, in minutes."""
    rest: float = 660.0
    """The shortest rest that is allowed between tours, in minutes."""
    recorded: frozenset[str] | None = None
    """The events that the author of the log recorded; None means all events."""

    def region_of(self, force: str | None) -> str:
        """The region of a force; empty if the region is unknown."""
        known = self.forces.get(force or "")
        return known.region if known else ""

    def line(self, line: str | None) -> LineFacts | None:
        """The national line with a given key; None if there is no such line."""
        return next((known for known in self.lines if known.line == line), None)

    def officers(self, kind: str | None) -> int:
        """The number of officers in one unit of a kind; 0 if the kind is unknown."""
        known = self.kinds.get(kind or "")
        return known.officers if known else 0

    def midnights(self) -> list[float]:
        """The minutes within the log at which a calendar day begins."""
        if self.clock is None:
            return []
        # Days are added to local time, so a day of 23 or 25 hours counts as one day.
        midnight = self.clock.at(0).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        days = range(1, int(self.duration // MINUTES_PER_DAY) + 3)
        starts = (self.clock.minute_of(midnight + timedelta(days=day)) for day in days)
        return [minute for minute in starts if 0 < minute < self.duration]


def facts_to_plain(facts: Facts) -> dict[str, Any]:
    """Turn facts into plain data that `facts_from_plain` can read back."""
    plain = asdict(facts)
    plain["clock"] = facts.clock.start.isoformat() if facts.clock else None
    plain["holding"] = sorted(facts.holding)
    plain["recorded"] = sorted(facts.recorded) if facts.recorded is not None else None
    return plain


def facts_from_plain(plain: Mapping[str, Any]) -> Facts:
    """Make facts from the plain data that `facts_to_plain` made, for instance in a saved result.

    Raises
    ------
    ValueError
        If a key is missing, unknown or of the wrong type; the message names the first such key.
    """
    start = plain.get("clock")
    clock = WallClock(datetime.fromisoformat(start).astimezone(ZONE)) if start else None
    listed = {name: tuple(plain.get(name, ())) for name in ("lines", "targets")}
    return typed(Facts, {**plain, "clock": clock, **listed})
