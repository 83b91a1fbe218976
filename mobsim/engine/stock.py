"""Which crews does one force have at home, and which has it reported?"""

from bisect import bisect
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from mobsim.engine.mustering import ForceMuster
from mobsim.engine.readiness import Turnout, draw_up_roll
from mobsim.engine.roster import CrewRoster
from mobsim.engine.state import Crew, KindState
from mobsim.ground.units import round_down
from mobsim.scenario.scenario import Scenario

_by_number = attrgetter("number")
LOWEST = 3
"""The lowest priority; incidents of this priority are served last."""


class StockReport(NamedTuple):
    """A force's report of its crews of one kind."""

    home: tuple[Crew, ...]
    """The force's free crews."""
    available: int
    holds_back: bool


@dataclass(slots=True, eq=False)
class KindLedger:
    """One force's crews of one kind."""

    kind: str
    muster: ForceMuster
    commitment: int
    fit: int
    floor: int
    limit: int
    """The largest number of crews that the force lends when there is no risk at home."""
    kept: int
    """The number of crews that the force never lends: its floor or more."""
    shared: bool
    """Whether some of the officers also form crews of another kind."""
    most: int
    """The largest number of crews that the force lends, given the present risk at home."""
    free: int
    """The number of free crews."""
    spare: int
    """The number of crews that the force can lend, unless it has unmet need of its own."""
    roster: CrewRoster = field(init=False)
    """The turnouts of the crews; set only under roster readiness."""
    share: float = 1.0
    """The share of its limit that the force lends, given the present risk at home."""
    away: int = 0
    """The number of crews that are not free: a crew is not free from its order until it has rested
    at home."""
    asked: dict[int, int] = field(default_factory=dict)
    """The number of crews requested and still without an answer, by the priority of the
    incident."""
    own_need: list[KindState] = field(default_factory=list)
    """The needs for this kind of unit at the force's own incidents."""
    report: StockReport | None = None
    """The report on which brokers and hosts rely; None if they know the true stock, which may be
    because nothing has changed since the force reported it."""

    _home: tuple[Crew, ...] | None = None
    """None until the engine first looks at the crews."""

    @property
    def home(self) -> tuple[Crew, ...]:
        """Free crews in order of number; each change creates a new tuple."""
        if self._home is None:
            self._home = self.muster.crews()[self.kind]
        return self._home

    def lend(self, limit: int, share: float) -> None:
        """Limit the force's lending to a share of ``limit`` from now on."""
        self.limit, self.share = limit, share
        self.most = round_down(share * limit)
        self.spare = self._left_to_lend(self.most)

    def leaves(self, crew: Crew) -> None:
        """Record that a crew is no longer free."""
        home = self.home
        at = home.index(crew)
        self._home = home[:at] + home[at + 1 :]
        self.free -= 1
        self.spare = self._left_to_lend(self.most)

    def comes(self, crew: Crew) -> None:
        """Record that a crew is free again."""
        home = self.home
        at = bisect(home, crew.number, key=_by_number)
        self._home = (*home[:at], crew, *home[at:])
        self.free += 1
        self.spare = self._left_to_lend(self.most)

    def ask(self, crews: int, priority: int) -> None:
        """Count crews as requested; a negative number reverses an earlier count."""
        self.asked[priority] = self.asked.get(priority, 0) + crews
        if not self.asked[priority]:
            del self.asked[priority]

    def asked_for(self, least: int = LOWEST) -> int:
        """The requested crews that lack an answer, for incidents of at least this priority."""
        if not self.asked:
            return 0
        return sum(crews for priority, crews in self.asked.items() if priority <= least)

    def say(self) -> StockReport:
        """The free crews, the number available, and whether risk at home reduces this number."""
        available, risky = self._available(self.most), self.most < self.limit
        return StockReport(self.home, available, risky and available < self._available(self.limit))

    def _available(self, most: int) -> int:
        for state in self.own_need:
            if state.own_need_unmet:
                return 0
        return self._left_to_lend(most)

    def _left_to_lend(self, most: int) -> int:
        spare = most - self.away
        if self.shared:
            spare = min(spare, self.free - self.kept)
        return max(0, spare)

    def available_without(self, offered: int) -> tuple[int, int]:
        """The crews available if ``offered`` free crews leave, with and without risk at home."""
        left = self.free - offered - self.kept
        risky, calm = (
            max(0, min(most - self.away, left)) if self._available(most) else 0
            for most in (self.most, self.limit)
        )
        return risky, calm

    @property
    def known_available(self) -> int:
        """The number of crews that are available for aid, as far as brokers know."""
        if self.report is not None:
            return self.report.available
        return self._available(self.most) if self.own_need else self.spare

    @property
    def known_to_hold_back(self) -> bool:
        """Whether risk at home reduces the force's lending, as far as brokers know."""
        return (self.report or self.say()).holds_back

    @property
    def known_free(self) -> int:
        """The number of free crews, as far as brokers know."""
        return self.free if self.report is None else len(self.report.home)


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
    """The minute when the roll of the force's crews was drawn up."""
    _rolls: dict[tuple[str, float], tuple[Turnout, ...]] = field(default_factory=dict)

    @property
    def all_free(self) -> bool:
        """Whether no crew of the force is ordered, away or resting."""
        return not any(stock.away for stock in self.kinds.values())

    def roll(self, scenario: Scenario, kind: str, minute: float) -> tuple[Turnout, ...]:
        """The roll in force, or the roll that would be drawn up at ``minute``."""
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
