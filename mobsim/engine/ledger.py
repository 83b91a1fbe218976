"""Which crews has each force at home, and what may it give?"""

from bisect import insort
from collections.abc import Iterable
from operator import attrgetter, itemgetter

from mobsim.engine.state import Crew, IncidentState, KindState
from mobsim.picture import Candidate
from mobsim.policy import lending_limit
from mobsim.randomness import Chance
from mobsim.readiness import (
    Turnout,
    brackets,
    crew_brackets,
    draw_up_roll,
    drawn_aid_minute,
    drawn_local_minute,
    expected_local_minute,
    expected_minutes,
)
from mobsim.scenario import Scenario, Stock
from mobsim.units import MINUTES_PER_DAY, quantise

_by_number = attrgetter("number")
_by_readiness = itemgetter(0, 1)


class KindLedger:
    """One force's crews of one kind."""

    __slots__ = ("asked", "away", "commitment", "fit", "floor", "home", "kind", "limit", "own_need")

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

    @property
    def available(self) -> int:
        """Crews available for aid now."""
        spare = self.limit - self.away
        if spare <= 0 or any(state.own_need_unmet for state in self.own_need):
            return 0
        return spare


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


class Ledger:
    """Every force's crews: who is at home, who is asked for, who could be ready when."""

    def __init__(self, scenario: Scenario, chance: Chance) -> None:
        self._scenario = scenario
        self._chance = chance
        self._local = scenario.host_readiness == "local"
        ids = sorted({kind for incident in scenario.incidents for kind in incident.need})
        self.in_use = dict.fromkeys(ids, 0)
        """Units ordered and not yet rested, of the kinds that some incident needs."""
        self.forces = {
            force: ForceLedger(
                force, region, rank, {kind: self._kind_ledger(force, kind) for kind in ids}
            )
            for rank, (force, region) in enumerate(scenario.force_region.items(), start=1)
        }
        self._muster(ids)
        self._drives: dict[tuple[str, str], float] = {}

    def _kind_ledger(self, force: str, kind: str) -> KindLedger:
        stock = self._scenario.stock[force][kind]
        limit = lending_limit(self._scenario.drawdown, stock.commitment, stock.fit, stock.floor)
        return KindLedger(kind, stock, [], limit)

    def _muster(self, kinds: list[str]) -> None:
        """Number every force's crews and give each its bracket."""
        self.unit_ranks = 0
        offset = 1
        for kind in kinds:
            ledgers = {force: ledger.kinds[kind] for force, ledger in self.forces.items()}
            owed = {force: ledger.commitment for force, ledger in ledgers.items()}
            ready_by = brackets(self._scenario.timeline, owed)
            for force, ledger in ledgers.items():
                bounds = crew_brackets(self._scenario.timeline, ready_by[force], ledger.fit)
                ledger.home = [
                    Crew(
                        force,
                        kind,
                        number,
                        offset + number,
                        bound,
                        expected_minutes(self._scenario.timeline, bound),
                    )
                    for number, bound in enumerate(bounds, start=1)
                ]
            offset += max((ledger.fit for ledger in ledgers.values()), default=0)
        self.unit_ranks = offset + 1

    # --- the mobilisation clock -------------------------------------------------------------

    def clock_of(self, ledger: ForceLedger, now: float) -> float | None:
        """When the force's running clock started, or None; a clock that ran out is cleared."""
        if ledger.clock is None or ledger.moving:
            return ledger.clock
        if now >= max(ledger.clock, ledger.last_return) + self._scenario.durations.clock_reset:
            ledger.clock = None
            ledger.roll_minute = None
        return ledger.clock

    # --- when could a crew be there? --------------------------------------------------------

    def aid_drive(self, force: str, incident: IncidentState) -> float:
        """Expected convoy minutes from a donor to the RVP."""
        key = (force, incident.id)
        drive = self._drives.get(key)
        if drive is None:
            minutes = incident.incident.drive_minutes[force]
            drive = quantise(minutes * self._scenario.rules.convoy_factor)
            self._drives[key] = drive
        return drive

    def expected_aid_ready(
        self, ledger: ForceLedger, crew: Crew, now: float, order: float
    ) -> float:
        """Expected minute of mustering of an aid crew ordered at ``order``."""
        clock = self.clock_of(ledger, now)
        ready = max(order, (order if clock is None else clock) + crew.promised)
        return self._no_sooner_than_rested(crew, order, ready)

    def drawn_aid_ready(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        """Minute of mustering of an aid crew ordered now, its clock running."""
        assert ledger.clock is not None
        day = int(now // MINUTES_PER_DAY)
        ready = drawn_aid_minute(
            self._scenario.timeline, crew.bracket, now, ledger.clock, self._chance, crew.unit, day
        )
        return self._no_sooner_than_rested(crew, now, ready)

    def _no_sooner_than_rested(self, crew: Crew, order: float, ready: float) -> float:
        if not crew.toured:
            return ready
        return max(ready, order + self._scenario.durations.rested_muster)

    def expected_own_ready(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        """Expected minute of mustering of an own crew ordered now."""
        if not self._local:
            return self.expected_aid_ready(ledger, crew, now, now)
        if crew.toured:
            return now + self._scenario.durations.rested_muster
        self.clock_of(ledger, now)
        turnout = ledger.roll(self._scenario, crew.kind, now)[crew.number - 1]
        return expected_local_minute(self._scenario.durations, turnout, now)

    def drawn_own_ready(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        """Minute of mustering of an own crew ordered now, its clock and roll in force."""
        if not self._local:
            return self.drawn_aid_ready(ledger, crew, now)
        if crew.toured:
            return now + self._scenario.durations.rested_muster
        turnout = ledger.roll(self._scenario, crew.kind, now)[crew.number - 1]
        day = int(now // MINUTES_PER_DAY)
        return drawn_local_minute(
            self._scenario.durations, turnout, now, self._chance, crew.unit, day
        )

    # --- what is reported -------------------------------------------------------------------

    def free_for_aid(
        self, force: str, kind: str, now: float, order: float
    ) -> list[tuple[float, int, Crew]]:
        """Free crews in the order in which they are given: (expected ready, number, crew)."""
        ledger = self.forces[force]
        running = self.clock_of(ledger, now)
        clock = order if running is None else running
        rested = order + self._scenario.durations.rested_muster
        crews = [
            (max(rested if crew.toured else order, clock + crew.promised), crew.number, crew)
            for crew in ledger.kinds[kind].home
        ]
        crews.sort(key=_by_readiness)
        return crews

    def free_own(self, force: str, kind: str, now: float) -> list[tuple[float, int, Crew]]:
        """Free own crews by (expected ready, number)."""
        ledger = self.forces[force]
        crews = [
            (self.expected_own_ready(ledger, crew, now), crew.number, crew)
            for crew in ledger.kinds[kind].home
        ]
        crews.sort(key=_by_readiness)
        return crews

    def on_duty(self, force: str, kind: str, now: float) -> int:
        """How many own crews the roll has on duty: numbers 1 … n."""
        ledger = self.forces[force]
        self.clock_of(ledger, now)
        roll = ledger.roll(self._scenario, kind, now)
        return sum(turnout.on_duty for turnout in roll)

    def candidates(
        self,
        incident: IncidentState,
        kind: str,
        forces: Iterable[str],
        now: float,
        order: float,
        most: int,
    ) -> list[Candidate]:
        """The first ``most`` crews reported available at each donor, were they ordered then."""
        booking = self._scenario.durations.booking_aid.mean
        found: list[Candidate] = []
        for force in forces:
            if force == incident.host:
                continue
            ledger = self.forces[force]
            stock = ledger.kinds[kind]
            spare = stock.available - stock.asked
            if spare <= 0:
                continue
            drive = self.aid_drive(force, incident)
            regional = ledger.region == incident.region
            given = stock.away + stock.asked
            last = stock.asked + min(spare, most)
            crews = self.free_for_aid(force, kind, now, order)[stock.asked : last]
            found.extend(
                Candidate(
                    ready + drive + booking, force, number, position, drive, regional,
                    stock.commitment, given, spare,
                )
                for position, (ready, number, _) in enumerate(crews)
            )  # fmt: skip
        return found

    # --- taking and giving back -------------------------------------------------------------

    def take(self, crew: Crew) -> None:
        """A free crew is ordered."""
        ledger = self.forces[crew.force]
        stock = ledger.kinds[crew.kind]
        stock.home.remove(crew)
        stock.away += 1
        ledger.moving += 1
        self.note_use(crew, in_use=True)

    def give_back(self, crew: Crew) -> None:
        """A crew whose order was cancelled is free again."""
        ledger = self.forces[crew.force]
        ledger.moving -= 1
        self.note_use(crew, in_use=False)
        self._free(crew)

    def note_use(self, crew: Crew, *, in_use: bool) -> None:
        """Count a crew as in use, or no longer; it is counted once."""
        self.in_use[crew.kind] += in_use - crew.in_use
        crew.in_use = in_use

    def returned(self, crew: Crew, now: float) -> None:
        """A crew is back in its own force."""
        ledger = self.forces[crew.force]
        ledger.moving -= 1
        ledger.last_return = now

    def rested_at_home(self, crew: Crew) -> None:
        """A crew has rested at home and is free again."""
        crew.tours = 0
        self._free(crew)

    def _free(self, crew: Crew) -> None:
        stock = self.forces[crew.force].kinds[crew.kind]
        stock.away -= 1
        insort(stock.home, crew, key=_by_number)

    def draw_down(self) -> None:
        """From a national call on, every force lends all that is above its floor."""
        for ledger in self.forces.values():
            for stock in ledger.kinds.values():
                stock.limit = lending_limit("extensive", stock.commitment, stock.fit, stock.floor)
