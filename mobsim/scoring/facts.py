"""What must be known besides the log to score it and tell its story?

For the log of a real mobilisation, facts can be typed by hand; `mobsim.telling.night_facts` makes
those of a scenario. This module does not depend on how a log was made.
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
    """A force as printed, and its region."""

    name: str
    city: str
    region: str


@exact
@dataclass(frozen=True, slots=True)
class KindFacts:
    """A kind of unit as printed, and how many officers are in one unit."""

    officers: int
    name: str
    plural: str
    short: str


@exact
@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """An incident as printed, and its host."""

    name: str
    force: str


@exact
@dataclass(frozen=True, slots=True)
class TargetFacts:
    """A number of units of a kind that should be at a place by a minute."""

    incident: str
    kind: str
    units: int
    by: float


@dataclass(frozen=True, slots=True)
class StockFacts:
    """What a force has of a kind: crews owed, fit, and kept at home."""

    commitment: int
    fit: int
    floor: int


@exact
@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of the national requirement, or one region's share of it."""

    line: str
    """``psu``, ``psu_london``, ``bdu`` or ``aep``."""
    kind: str
    required: int
    declared: int
    region: str | None = None
    """The region, for a figure that each region must be able to field."""
    london: Literal["inside", "outside"] | None = None
    """Whether the line counts London's units only, or all but London's; None for all units."""
    name: str = ""
    """The name as printed."""
    plural: str = ""
    """The word for its units in a sentence."""

    def __post_init__(self) -> None:
        # Facts typed by hand may leave the names out: the key stands for them.
        object.__setattr__(self, "name", self.name or self.line)
        object.__setattr__(self, "plural", self.plural or self.name)

    def counts(self, home_region: str, host_region: str, london_75: str) -> bool:
        """Whether a unit counts on the line of its place, by its region and its host's.

        If London's 75 are ``held_by`` its forces, another force's unit in London is one of the
        country's; if they are ``available_to`` London, it is one of the 75.
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
    """What scoring and storytelling need besides the log. Minutes are since the start."""

    duration: float
    """The minute at which the log ends."""
    mode: Mode = "surge"
    clock: WallClock | None = None
    """The wall clock; None leaves out everything that is counted by calendar day."""
    kinds: Mapping[str, KindFacts] = field(default_factory=dict)
    forces: Mapping[str, ForceFacts] = field(default_factory=dict)
    incidents: Mapping[str, IncidentFacts] = field(default_factory=dict)
    operations: Mapping[str, str] = field(default_factory=dict)
    """Names of operations and of postures by id."""
    holding: frozenset[str] = frozenset()
    """Incidents that are holding areas: units stand ready there and meet no need."""
    stock: Mapping[str, Mapping[str, StockFacts]] = field(default_factory=dict)
    """Stock by force, then kind. A force or kind that is missing has no score at home."""
    lines: Sequence[LineFacts] = ()
    """The national lines, then the regions' shares of them."""
    london_75: str = "held_by"
    targets: Sequence[TargetFacts] = ()
    returns_loaded: bool = False
    """Whether the declared numbers come from returns; if not, there is no verdict on stock."""
    tour: float = 720.0
    """Longest tour."""
    rest: float = 660.0
    """Least rest between tours."""
    recorded: frozenset[str] | None = None
    """Events that the author of the log recorded; None for all."""

    def region_of(self, force: str | None) -> str:
        """Region of a force; empty when it is not known."""
        known = self.forces.get(force or "")
        return known.region if known else ""

    def line(self, line: str | None) -> LineFacts | None:
        """The national line of a key; None if there is none."""
        return next((known for known in self.lines if known.line == line), None)

    def officers(self, kind: str | None) -> int:
        """Officers in one unit of a kind; 0 when it is not known."""
        known = self.kinds.get(kind or "")
        return known.officers if known else 0

    def midnights(self) -> list[float]:
        """Minutes at which a calendar day begins, within the log."""
        if self.clock is None:
            return []
        # Days are added to the wall's time: a night of 23 or 25 hours is one night all the same.
        midnight = self.clock.at(0).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        days = range(1, int(self.duration // MINUTES_PER_DAY) + 3)
        starts = (self.clock.minute_of(midnight + timedelta(days=day)) for day in days)
        return [minute for minute in starts if 0 < minute < self.duration]


def facts_to_plain(facts: Facts) -> dict[str, Any]:
    """Facts as plain data that `facts_from_plain` reads back."""
    plain = asdict(facts)
    plain["clock"] = facts.clock.start.isoformat() if facts.clock else None
    plain["holding"] = sorted(facts.holding)
    plain["recorded"] = sorted(facts.recorded) if facts.recorded is not None else None
    return plain


def facts_from_plain(plain: Mapping[str, Any]) -> Facts:
    """Facts from what `facts_to_plain` made, for instance in a saved result.

    Raises
    ------
    ValueError
        With the first key that is missing, unknown or of another type.
    """
    start = plain.get("clock")
    clock = WallClock(datetime.fromisoformat(start).astimezone(ZONE)) if start else None
    listed = {name: tuple(plain.get(name, ())) for name in ("lines", "targets")}
    return typed(Facts, {**plain, "clock": clock, **listed})
