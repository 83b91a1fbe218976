"""When could each crew of a force be ready, were it ordered at a minute?

Expected and drawn minutes stand apart: a decision may use the first, never the second.
"""

from collections.abc import Container, Mapping, Sequence
from operator import attrgetter, itemgetter

from mobsim.engine.readiness import (
    Turnout,
    drawn_aid_minute,
    drawn_turnout_minute,
    expected_turnout_minute,
)
from mobsim.engine.roster import CrewRoster, MusterMeans
from mobsim.engine.state import Crew
from mobsim.engine.stock import ForceLedger
from mobsim.ground.randomness import Chance
from mobsim.ground.units import day_of
from mobsim.scenario.scenario import Scenario

_by_readiness = itemgetter(0, 1)


class Readying:
    """How crews become ready: by the promised timeline, by the roll or by the roster."""

    def __init__(
        self, scenario: Scenario, chance: Chance, forces: Mapping[str, ForceLedger]
    ) -> None:
        self._forces = forces
        self._scenario = scenario
        self._chance = chance
        self._durations = durations = scenario.durations
        self._means = MusterMeans(
            durations.muster_formed.mean, durations.muster_assembled.mean, durations.recall.mean
        )
        self._local = scenario.host_readiness == "local"
        self._roster = scenario.readiness == "roster"
        self.called = False
        """Whether the national call has been made."""

    # --- the mobilisation clock -------------------------------------------------------------

    def clock_of(self, ledger: ForceLedger, now: float) -> float | None:
        """When the force's running clock started, or None; a clock that ran out is cleared."""
        if ledger.clock is None or ledger.moving:
            return ledger.clock
        if now >= max(ledger.clock, ledger.last_return) + self._durations.clock_reset:
            ledger.clock = None
            ledger.roll_minute = None
        return ledger.clock

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
        day = day_of(now)
        if self._roster:
            if crew.toured:
                return now + self._durations.rested_muster
            turnout = self.turnout(ledger, crew, now)
            return drawn_turnout_minute(self._durations, turnout, now, self._chance, crew.unit, day)
        assert ledger.clock is not None
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
        return expected_turnout_minute(self._durations, turnout, now)

    def drawn_own_ready(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        """Minute of mustering of an own crew ordered now, its clock and roll in force."""
        if self._roster or not self._local:
            return self.drawn_aid_ready(ledger, crew, now)
        if crew.toured:
            return now + self._durations.rested_muster
        turnout = ledger.roll(self._scenario, crew.kind, now)[crew.number - 1]
        day = day_of(now)
        return drawn_turnout_minute(self._durations, turnout, now, self._chance, crew.unit, day)

    def turnout(self, ledger: ForceLedger, crew: Crew, minute: float) -> Turnout:
        """How a crew turns out by the roster, if it is ordered at a minute."""
        return _roster_of(ledger, crew.kind).turnouts(minute, self._recall_share)[crew.number - 1]

    @property
    def _recall_share(self) -> float:
        """Of crews off duty, those that can be recalled."""
        usual = self._scenario.local.recall_share
        return max(usual, self._scenario.rules.recall_after_call) if self.called else usual

    def _expected_by_roster(self, ledger: ForceLedger, kind: str, order: float) -> list[float]:
        """Expected minutes of mustering by number, of crews that have not toured."""
        return _roster_of(ledger, kind).expected(order, self._recall_share, self._means)

    def readiness_class(self, crew: Crew, now: float) -> tuple[str, float]:
        """Crews of one class that are ordered now form convoys together."""
        if not self._roster:
            return ("", crew.bracket.ends)
        if crew.toured:
            return ("toured", 0.0)
        turnout = self.turnout(self._forces[crew.force], crew, now)
        return (turnout.source, turnout.shift_start if turnout.source == "shift" else 0.0)

    # --- who is ready first? ------------------------------------------------------------------

    def free_for_aid(
        self, force: str, kind: str, now: float, order: float
    ) -> list[tuple[float, int, Crew]]:
        """Free crews in the order in which they are given: (expected ready, number, crew)."""
        ledger = self._forces[force]
        return self.in_order(ledger, ledger.kinds[kind].home, now, order, None)

    def in_order(
        self,
        ledger: ForceLedger,
        home: Sequence[Crew],
        now: float,
        order: float,
        toured: Container[Crew] | None,
    ) -> list[tuple[float, int, Crew]]:
        """Crews by readiness; ``toured`` are those that have toured, if reports say which."""
        has_toured = attrgetter("toured") if toured is None else toured.__contains__
        rested = order + self._durations.rested_muster
        if self._roster and home:
            by_number = self._expected_by_roster(ledger, home[0].kind, order)
            crews = [
                (rested if has_toured(crew) else by_number[crew.number - 1], crew.number, crew)
                for crew in home
            ]
        else:
            running = self.clock_of(ledger, now)
            clock = order if running is None else running
            crews = [
                (
                    max(rested if has_toured(crew) else order, clock + crew.promised),
                    crew.number,
                    crew,
                )
                for crew in home
            ]
        crews.sort(key=_by_readiness)
        return crews

    def free_own(self, force: str, kind: str, now: float) -> list[tuple[float, int, Crew]]:
        """Free own crews by (expected ready, number)."""
        if self._roster:
            return self.free_for_aid(force, kind, now, now)
        ledger = self._forces[force]
        crews = [
            (self.expected_own_ready(ledger, crew, now), crew.number, crew)
            for crew in ledger.kinds[kind].home
        ]
        crews.sort(key=_by_readiness)
        return crews

    def on_duty(self, crew: Crew, now: float) -> bool:
        """Whether an own crew is on duty now, by the roll or by the roster."""
        ledger = self._forces[crew.force]
        if self._roster:
            return not crew.toured and self.turnout(ledger, crew, now).on_duty
        self.clock_of(ledger, now)
        return ledger.roll(self._scenario, crew.kind, now)[crew.number - 1].on_duty


def _roster_of(ledger: ForceLedger, kind: str) -> CrewRoster:
    roster = ledger.kinds[kind].roster
    assert roster is not None  # under roster readiness every kind has one
    return roster
