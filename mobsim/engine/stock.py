"""What does one force have at home, and what has it reported?"""

from bisect import bisect
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from mobsim.engine.readiness import Turnout, draw_up_roll
from mobsim.engine.roster import CrewRoster
from mobsim.engine.state import Crew, KindState
from mobsim.ground.units import round_down
from mobsim.scenario.scenario import Scenario

_by_number = attrgetter("number")
LOWEST = 3
"""The priority of whatever is served last."""


class StockReport(NamedTuple):
    """What a force reported of a kind."""

    home: tuple[Crew, ...]
    """Its free crews."""
    available: int
    holds_back: bool


@dataclass(slots=True, eq=False)
class KindLedger:
    """One force's crews of one kind."""

    kind: str
    commitment: int
    fit: int
    floor: int
    limit: int
    """The most crews that it lends without risk at home."""
    kept: int
    """Crews that it does not lend: its floor, or more."""
    share: float = 1.0
    """How many of these it lends under the present risk."""
    most: int = field(init=False)
    """The most crews that it lends."""
    home: tuple[Crew, ...] = ()
    """Free crews, by number; each change creates a new tuple."""
    away: int = 0
    """Crews not free: ordered until rested at home."""
    asked: dict[int, int] = field(default_factory=dict)
    """Crews requested and not answered, by the priority of the requesting incident."""
    own_need: list[KindState] = field(default_factory=list)
    """The force's own incidents, if they need this kind."""
    report: StockReport | None = None
    """What brokers and hosts know of it; None if they know the truth."""
    roster: CrewRoster = field(init=False)
    """Only under roster readiness."""
    shared: bool = False
    """Whether its officers also form crews of another kind."""

    def __post_init__(self) -> None:
        self.lend(self.limit, self.share)

    def lend(self, limit: int, share: float) -> None:
        """From now on, limit its lending to a share of this number."""
        self.limit, self.share = limit, share
        self.most = round_down(share * limit)

    def leaves(self, crew: Crew) -> None:
        """Record that a crew is no longer free."""
        at = self.home.index(crew)
        self.home = self.home[:at] + self.home[at + 1 :]

    def comes(self, crew: Crew) -> None:
        """Record that a crew is free again."""
        at = bisect(self.home, crew.number, key=_by_number)
        self.home = (*self.home[:at], crew, *self.home[at:])

    def ask(self, crews: int, priority: int) -> None:
        """Count crews as requested; a negative number undoes this."""
        self.asked[priority] = self.asked.get(priority, 0) + crews
        if not self.asked[priority]:
            del self.asked[priority]

    def asked_for(self, least: int = LOWEST) -> int:
        """Crews asked for but not yet answered, for incidents of this priority or a higher one."""
        if not self.asked:
            return 0
        return sum(crews for priority, crews in self.asked.items() if priority <= least)

    def say(self) -> StockReport:
        """The force's present stock: free crews, those available, and whether risk keeps some."""
        available, risky = self._available(self.most), self.most < self.limit
        return StockReport(self.home, available, risky and available < self._available(self.limit))

    def _available(self, most: int) -> int:
        spare = most - self.away
        if self.shared:
            spare = min(spare, len(self.home) - self.kept)
        if spare <= 0:
            return 0
        for state in self.own_need:
            if state.own_need_unmet:
                return 0
        return spare

    def available_without(self, offered: int) -> tuple[int, int]:
        """Crews available for aid without this many free ones; the same if there were no risk."""
        left = len(self.home) - offered - self.kept
        risky, calm = (
            max(0, min(most - self.away, left)) if self._available(most) else 0
            for most in (self.most, self.limit)
        )
        return risky, calm

    @property
    def known_available(self) -> int:
        """Crews that are available for aid, as far as brokers know."""
        return self._available(self.most) if self.report is None else self.report.available

    @property
    def known_to_hold_back(self) -> bool:
        """Whether risk at home keeps some, as far as brokers know."""
        return (self.report or self.say()).holds_back

    @property
    def known_free(self) -> int:
        """Free crews, as far as brokers know."""
        return len(self.home) if self.report is None else len(self.report.home)


@dataclass(slots=True, eq=False)
class ForceLedger:
    """One force: its mobilisation clock, its roll and its crews."""

    force: str
    region: str
    rank: int
    kinds: dict[str, KindLedger]
    clock: float | None = None
    """The minute when the mobilisation clock started."""
    roll_minute: float | None = None
    """The minute when the roll of own crews was drawn up on this clock."""
    _rolls: dict[tuple[str, float], tuple[Turnout, ...]] = field(default_factory=dict)

    @property
    def all_free(self) -> bool:
        """Whether none of its crews is ordered, out or resting."""
        return not any(stock.away for stock in self.kinds.values())

    def roll(self, scenario: Scenario, kind: str, minute: float) -> tuple[Turnout, ...]:
        """The roll in force, or the one that would be drawn up at ``minute``."""
        drawn_up = minute if self.roll_minute is None else self.roll_minute
        key = (kind, drawn_up)
        roll = self._rolls.get(key)
        if roll is None:
            if self.roll_minute is None:
                self._rolls.clear()
            fit = self.kinds[kind].fit
            roll = draw_up_roll(scenario.local, scenario.clock, drawn_up, fit)
            self._rolls[key] = roll
        return roll
