"""Which crews has each force at home, and what may it give?"""

from bisect import insort
from collections.abc import Container, Iterable, Sequence
from operator import attrgetter, itemgetter
from typing import NamedTuple

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
from mobsim.roster import CrewRoster, WallHours, drawn_roster_minute
from mobsim.scenario import LONDON_REGION, Scenario, Stock
from mobsim.units import MINUTES_PER_DAY, quantise

_by_number = attrgetter("number")
_by_readiness = itemgetter(0, 1)


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


class Ledger:
    """Every force's crews: who is at home, who is asked for, who could be ready when."""

    def __init__(self, scenario: Scenario, chance: Chance) -> None:
        self._scenario = scenario
        self._chance = chance
        self._durations = scenario.durations
        self._local = scenario.host_readiness == "local"
        self._roster = scenario.readiness == "roster"
        self._reported = scenario.durations.report_interval > 0
        self.called = False
        """Whether the national call has been made."""
        self._london_kinds = {
            kind.kind_id for kind in scenario.kinds if kind.london_requirement is not None
        }
        ids = kinds_of(scenario)
        self.in_use = dict.fromkeys(ids, 0)
        """Units ordered and not yet rested, of the kinds that some incident needs."""
        self.forces = {
            force: ForceLedger(
                force, region, rank, {kind: self._kind_ledger(force, kind) for kind in ids}
            )
            for rank, (force, region) in enumerate(scenario.force_region.items(), start=1)
        }
        self._muster(ids)
        self._share_officers()
        if self._roster:
            self._take_shifts()
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

    def _share_officers(self) -> None:
        """Join the crews of two kinds that the same officers make up."""
        for force, ledger in self.forces.items():
            for kind, stock in ledger.kinds.items():
                owned = self._scenario.stock[force][kind]
                other = ledger.kinds.get(owned.filled_by)
                if other is None:
                    continue
                pairs = list(zip(reversed(stock.home), reversed(other.home), strict=False))
                for crew, twin in pairs[: owned.filled]:
                    crew.twin, twin.twin = twin, crew
                    stock.shared = other.shared = True

    def _take_shifts(self) -> None:
        hours = WallHours(self._scenario.clock)
        formed = self._scenario.local.formed_share
        for force, ledger in self.forces.items():
            for kind, stock in ledger.kinds.items():
                roster = self._scenario.rosters[force][kind]
                stock.roster = CrewRoster(hours, roster, stock.fit, formed)

    # --- the mobilisation clock -------------------------------------------------------------

    def clock_of(self, ledger: ForceLedger, now: float) -> float | None:
        """When the force's running clock started, or None; a clock that ran out is cleared."""
        if ledger.clock is None or ledger.moving:
            return ledger.clock
        if now >= max(ledger.clock, ledger.last_return) + self._durations.clock_reset:
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

    def way_between(self, origin: IncidentState, incident: IncidentState) -> float:
        """Expected minutes from the RVP of one incident to that of another."""
        if origin.host == incident.host:
            return self._durations.own_travel
        return self.aid_drive(origin.host, incident)

    def expected_aid_ready(
        self, ledger: ForceLedger, crew: Crew, now: float, order: float
    ) -> float:
        """Expected minute of mustering of an aid crew ordered at ``order``."""
        if self._roster:
            if crew.toured:
                return order + self._durations.rested_muster
            return self._expected_by_roster(ledger, crew.kind, order)[crew.number - 1]
        clock = self.clock_of(ledger, now)
        ready = max(order, (order if clock is None else clock) + crew.promised)
        return self._no_sooner_than_rested(crew, order, ready)

    def drawn_aid_ready(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        """Minute of mustering of an aid crew ordered now, its clock running."""
        if self._roster:
            return self._drawn_by_roster(ledger, crew, now)
        assert ledger.clock is not None
        day = int(now // MINUTES_PER_DAY)
        ready = drawn_aid_minute(
            self._scenario.timeline, crew.bracket, now, ledger.clock, self._chance, crew.unit, day
        )
        return self._no_sooner_than_rested(crew, now, ready)

    def _no_sooner_than_rested(self, crew: Crew, order: float, ready: float) -> float:
        if not crew.toured:
            return ready
        return max(ready, order + self._durations.rested_muster)

    def expected_own_ready(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        """Expected minute of mustering of an own crew ordered now."""
        if self._roster or not self._local:
            return self.expected_aid_ready(ledger, crew, now, now)
        if crew.toured:
            return now + self._durations.rested_muster
        self.clock_of(ledger, now)
        turnout = ledger.roll(self._scenario, crew.kind, now)[crew.number - 1]
        return expected_local_minute(self._durations, turnout, now)

    def drawn_own_ready(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        """Minute of mustering of an own crew ordered now, its clock and roll in force."""
        if self._roster or not self._local:
            return self.drawn_aid_ready(ledger, crew, now)
        if crew.toured:
            return now + self._durations.rested_muster
        turnout = ledger.roll(self._scenario, crew.kind, now)[crew.number - 1]
        day = int(now // MINUTES_PER_DAY)
        return drawn_local_minute(self._durations, turnout, now, self._chance, crew.unit, day)

    def turnout(self, ledger: ForceLedger, crew: Crew, minute: float) -> Turnout:
        """How a crew turns out by the roster, if it is ordered at a minute."""
        roster = ledger.kinds[crew.kind].roster
        assert roster is not None
        return roster.turnouts(minute, self._recall_share)[crew.number - 1]

    @property
    def _recall_share(self) -> float:
        """Of crews off duty, those that can be recalled."""
        usual = self._scenario.local.recall_share
        return max(usual, self._scenario.rules.recall_after_call) if self.called else usual

    def _expected_by_roster(self, ledger: ForceLedger, kind: str, order: float) -> list[float]:
        """Expected minutes of mustering by number, of crews that have not toured."""
        roster = ledger.kinds[kind].roster
        assert roster is not None
        return roster.expected(order, self._recall_share, self._durations)

    def _drawn_by_roster(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        if crew.toured:
            return now + self._durations.rested_muster
        turnout, day = self.turnout(ledger, crew, now), int(now // MINUTES_PER_DAY)
        return drawn_roster_minute(self._durations, turnout, now, self._chance, crew.unit, day)

    def readiness_class(self, crew: Crew, now: float) -> tuple[str, float]:
        """Crews of one class that are ordered now form convoys together."""
        if not self._roster:
            return ("", crew.bracket.ends)
        if crew.toured:
            return ("toured", 0.0)
        turnout = self.turnout(self.forces[crew.force], crew, now)
        return (turnout.source, turnout.shift_start if turnout.source == "shift" else 0.0)

    # --- what is reported -------------------------------------------------------------------

    def free_for_aid(
        self, force: str, kind: str, now: float, order: float
    ) -> list[tuple[float, int, Crew]]:
        """Free crews in the order in which they are given: (expected ready, number, crew)."""
        ledger = self.forces[force]
        return self._in_order(ledger, ledger.kinds[kind].home, now, order, None)

    def _known_for_aid(
        self, ledger: ForceLedger, stock: KindLedger, now: float, order: float, most: int
    ) -> list[tuple[float, int, Crew]]:
        """As `free_for_aid`, the first of them, as far as brokers know."""
        report = stock.report
        if report is not None:
            return self._in_order(ledger, report.home, now, order, report.toured)[:most]
        if stock.untouched and not self._roster:
            # Brackets grow with the number: the first crews are the readiest.
            return self._in_order(ledger, stock.home[:most], now, order, None)
        return self._in_order(ledger, stock.home, now, order, None)[:most]

    def _in_order(
        self,
        ledger: ForceLedger,
        home: Sequence[Crew],
        now: float,
        order: float,
        toured: Container[Crew] | None,
    ) -> list[tuple[float, int, Crew]]:
        """Crews by readiness; ``toured`` are those that have toured, if reports say which."""
        touring = [crew.toured if toured is None else crew in toured for crew in home]
        rested = order + self._durations.rested_muster
        if self._roster and home:
            by_number = self._expected_by_roster(ledger, home[0].kind, order)
            ready = [
                rested if has_toured else by_number[crew.number - 1]
                for crew, has_toured in zip(home, touring, strict=True)
            ]
        else:
            running = self.clock_of(ledger, now)
            clock = order if running is None else running
            ready = [
                max(rested if has_toured else order, clock + crew.promised)
                for crew, has_toured in zip(home, touring, strict=True)
            ]
        crews = [(minute, crew.number, crew) for minute, crew in zip(ready, home, strict=True)]
        crews.sort(key=_by_readiness)
        return crews

    def free_own(self, force: str, kind: str, now: float) -> list[tuple[float, int, Crew]]:
        """Free own crews by (expected ready, number)."""
        if self._roster:
            return self.free_for_aid(force, kind, now, now)
        ledger = self.forces[force]
        crews = [
            (self.expected_own_ready(ledger, crew, now), crew.number, crew)
            for crew in ledger.kinds[kind].home
        ]
        crews.sort(key=_by_readiness)
        return crews

    def on_duty(self, crew: Crew, now: float) -> bool:
        """Whether an own crew is on duty now, by the roll or by the roster."""
        ledger = self.forces[crew.force]
        if self._roster:
            return not crew.toured and self.turnout(ledger, crew, now).on_duty
        self.clock_of(ledger, now)
        return ledger.roll(self._scenario, crew.kind, now)[crew.number - 1].on_duty

    def withheld(self, kind: str, host_region: str) -> str | None:
        """The region that may not lend a kind to another as yet: London, or none."""
        if (
            kind not in self._london_kinds
            or host_region == LONDON_REGION
            or self._scenario.policies.london_release.lends(called=self.called)
        ):
            return None
        return LONDON_REGION

    def draw_up_reports(self) -> None:
        """Every force says what it has."""
        for ledger in self.forces.values():
            for stock in ledger.kinds.values():
                self._report(stock)

    def report_again(self, force: str, kinds: Iterable[str]) -> None:
        """A force that has answered has said what it has of the kinds."""
        if self._reported:
            for kind in kinds:
                self._report(self.forces[force].kinds[kind])

    def _report(self, stock: KindLedger) -> None:
        toured = frozenset(crew for crew in stock.home if crew.toured)
        stock.report = Report(list(stock.home), toured, stock.available)

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
        booking = self._durations.booking_aid.mean
        withheld = self.withheld(kind, incident.region)
        found: list[Candidate] = []
        for force in forces:
            if force == incident.host:
                continue
            ledger = self.forces[force]
            stock = ledger.kinds[kind]
            report = stock.report
            if report is None and stock.away >= stock.limit:
                continue
            spare = (stock.available if report is None else report.available) - stock.asked
            if spare <= 0 or ledger.region == withheld:
                continue
            drive = self.aid_drive(force, incident)
            regional = ledger.region == incident.region
            given = stock.away + stock.asked
            last = stock.asked + min(spare, most)
            crews = self._known_for_aid(ledger, stock, now, order, last)[stock.asked :]
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
        """A free crew is ordered, or goes to an operation."""
        ledger = self.forces[crew.force]
        stock = ledger.kinds[crew.kind]
        stock.home.remove(crew)
        stock.away += 1
        if crew.twin is not None:
            ledger.kinds[crew.twin.kind].home.remove(crew.twin)
        ledger.moving += 1
        self.note_use(crew, in_use=True)

    def note_tour(self, crew: Crew) -> None:
        """A crew has toured, or been at an operation."""
        crew.run += 1
        crew.toured = True
        self.forces[crew.force].kinds[crew.kind].untouched = False

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

    def stays(self, crew: Crew) -> None:
        """A crew whose order was taken back has not left its home, and is not free as yet."""
        self.forces[crew.force].moving -= 1

    def returned(self, crew: Crew, now: float) -> None:
        """A crew is back in its own force."""
        ledger = self.forces[crew.force]
        ledger.moving -= 1
        ledger.last_return = now

    def rested_at_home(self, crew: Crew, now: float) -> None:
        """A crew has rested at home and is free again."""
        crew.tours = 0
        crew.free_since = now
        self._free(crew)

    def _free(self, crew: Crew) -> None:
        kinds = self.forces[crew.force].kinds
        kinds[crew.kind].away -= 1
        insort(kinds[crew.kind].home, crew, key=_by_number)
        if crew.twin is not None:
            insort(kinds[crew.twin.kind].home, crew.twin, key=_by_number)

    def call(self) -> None:
        """From a national call on, every force lends all that is above its floor."""
        self.called = True
        for ledger in self.forces.values():
            for stock in ledger.kinds.values():
                stock.limit = lending_limit("extensive", stock.commitment, stock.fit, stock.floor)
        if self._reported:
            self.draw_up_reports()


def kinds_of(scenario: Scenario) -> list[str]:
    """The kinds that some incident or operation takes."""
    found = {kind for incident in scenario.incidents for kind in incident.need}
    for operation in scenario.operations:
        for units in operation.units.values():
            found |= units.keys()
    return sorted(found)
