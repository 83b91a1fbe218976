"""What does one force have at home, and what has it said that it has?"""

from typing import NamedTuple

from mobsim.engine.readiness import Turnout, draw_up_roll
from mobsim.engine.roster import CrewRoster
from mobsim.engine.state import Crew, KindState
from mobsim.scenario.scenario import Scenario, Stock


class Report(NamedTuple):
    """What a force said that it had of a kind."""

    home: list[Crew]
    """Its free crews."""
    toured: frozenset[Crew]
    """Those of them that had toured."""
    available: int


class KindLedger:
    """One force's crews of one kind."""

    __slots__ = (
        "asked",
        "away",
        "commitment",
        "fit",
        "floor",
        "home",
        "kind",
        "limit",
        "own_need",
        "report",
        "roster",
        "shared",
        "untouched",
    )

    def __init__(self, kind: str, stock: Stock, crews: list[Crew], limit: int) -> None:
        self.kind = kind
        self.commitment = stock.commitment
        self.fit = stock.fit
        self.floor = stock.floor
        self.limit = limit
        self.home = crews
        """Free crews, by number."""
        self.away = 0
        """Crews not free: ordered until rested at home."""
        self.asked = 0
        """Crews asked for and unanswered."""
        self.own_need: list[KindState] = []
        """The force's own incidents, as far as they need this kind."""
        self.report: Report | None = None
        """What brokers and hosts know of it; None if they know what is true."""
        self.roster: CrewRoster | None = None
        self.shared = False
        """Whether its officers make up crews of another kind too."""
        self.untouched = True
        """Whether none of its crews has toured."""

    @property
    def available(self) -> int:
        """Crews available for aid now."""
        spare = self.limit - self.away
        if self.shared:
            spare = min(spare, len(self.home) - self.floor)
        if spare <= 0 or any(state.own_need_unmet for state in self.own_need):
            return 0
        return spare

    def available_without(self, offered: int) -> int:
        """Crews available for aid now, if so many of the free ones were not."""
        if not self.available:
            return 0
        return max(0, min(self.limit - self.away, len(self.home) - offered - self.floor))

    @property
    def known_available(self) -> int:
        """Crews that are available for aid, as far as brokers know."""
        return self.available if self.report is None else self.report.available

    @property
    def known_free(self) -> int:
        """Free crews, as far as brokers know."""
        return len(self.home) if self.report is None else len(self.report.home)


class ForceLedger:
    """One force: its mobilisation clock, its roll and its crews."""

    __slots__ = (
        "_rolls",
        "clock",
        "force",
        "kinds",
        "last_return",
        "moving",
        "rank",
        "region",
        "roll_minute",
    )

    def __init__(self, force: str, region: str, rank: int, kinds: dict[str, KindLedger]) -> None:
        self.force = force
        self.region = region
        self.rank = rank
        self.kinds = kinds
        self.clock: float | None = None
        """Minute at which the mobilisation clock started."""
        self.roll_minute: float | None = None
        """Minute at which the roll of own crews was drawn up on this clock."""
        self.moving = 0
        """Crews ordered or out of their home."""
        self.last_return = 0.0
        self._rolls: dict[tuple[str, float], tuple[Turnout, ...]] = {}

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
