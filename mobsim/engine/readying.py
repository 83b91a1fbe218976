"""When could each crew of a force be ready, if the crew is ordered at a given minute?

Expected minutes and randomly drawn minutes are separate: decisions use only expected minutes.
"""

import math
from collections.abc import Collection, Mapping
from operator import itemgetter

from mobsim.engine.readiness import (
    FORMED,
    Turnout,
    drawn_aid_minute,
    drawn_assembly,
    drawn_turnout_minute,
    expected_turnout_minute,
)
from mobsim.engine.roster import ExpectedCrew, MusterMeans
from mobsim.engine.state import Crew
from mobsim.engine.stock import ForceLedger
from mobsim.ground.randomness import Chance
from mobsim.ground.units import day_of
from mobsim.scenario.scenario import Scenario

_by_readiness = itemgetter(0, 1)


class Readying:
    """Computes when crews become ready, from the promised timeline, the roll or the roster."""

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
        self._posture = bool(scenario.posture)
        self._notices = scenario.notices
        """The shortest time that each force's crews take to muster as aid for another force."""
        self._recall_share = scenario.local.recall_share
        """The share of off-duty crews that can be recalled."""
        self.called = False
        """Whether the national call has been made."""

    def call(self) -> None:
        """Record that the national call has been made."""
        self.called = True
        self._recall_share = max(self._recall_share, self._scenario.rules.recall_after_call)

    # --- the mobilisation clock -------------------------------------------------------------

    def clock_of(self, ledger: ForceLedger, now: float) -> float | None:
        """Clear an expired clock or roll, and return the minute when the clock started, or None.

        The engine calls this method before any crew leaves, so additional calls do not change the
        night.
        """
        since = now - self._durations.clock_reset
        if ledger.roll_minute is not None and ledger.roll_minute <= since and ledger.all_free:
            ledger.roll_minute = None
        if ledger.clock is None or self.called or ledger.clock > since or not ledger.all_free:
            return ledger.clock
        ledger.clock = None
        return None

    def expected_aid_ready(
        self, ledger: ForceLedger, crew: Crew, now: float, order: float
    ) -> float:
        """The minute when an aid crew is expected to muster if it is ordered at ``order``."""
        ready = self._expected_ready(ledger, crew, now, order)
        return ready if crew.posture is not None else max(ready, order + self._notice(ledger))

    def _notice(self, ledger: ForceLedger) -> float:
        return self._notices.get(ledger.force, 0.0)

    def _expected_ready(self, ledger: ForceLedger, crew: Crew, now: float, order: float) -> float:
        if crew.posture is not None:
            return order + crew.posture.notice
        if self._roster:
            turnout = self.turnout(ledger, crew, order)
            return ledger.kinds[crew.kind].roster.expected(turnout, order, self._means)
        clock = self.clock_of(ledger, now)
        return max(order, (order if clock is None else clock) + crew.promised)

    def drawn_aid_ready(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        """The randomly drawn minute when an aid crew musters if it is ordered now."""
        ready = self._drawn_ready(ledger, crew, now)
        return ready if crew.posture is not None else max(ready, now + self._notice(ledger))

    def _drawn_ready(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        if crew.posture is not None:
            return now + crew.posture.notice
        day = day_of(now)
        if self._roster:
            turnout = self.turnout(ledger, crew, now)
            return drawn_turnout_minute(self._durations, turnout, now, self._chance, crew.unit, day)
        assert ledger.clock is not None
        return drawn_aid_minute(
            self._scenario.timeline, crew.bracket, now, ledger.clock, self._chance, crew.unit, day
        )

    def expected_own_ready(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        """The minute when a host's own crew is expected to muster if it is ordered now."""
        if self._roster or not self._local or crew.posture is not None:
            return self._expected_ready(ledger, crew, now, now)
        self.clock_of(ledger, now)
        turnout = ledger.roll(self._scenario, crew.kind, now)[crew.number - 1]
        return expected_turnout_minute(self._durations, turnout, now)

    def assembles_from(self, ledger: ForceLedger, crew: Crew, now: float) -> float | None:
        """The minute when a host's own crew begins to assemble; None if it arrives complete."""
        if self._roster:
            turnout = self.turnout(ledger, crew, now)
        elif self._local:
            turnout = ledger.roll(self._scenario, crew.kind, now)[crew.number - 1]
        else:
            return None
        if turnout == FORMED:
            return None
        return drawn_assembly(self._durations, turnout, now, self._chance, crew.unit, day_of(now))

    def drawn_own_ready(self, ledger: ForceLedger, crew: Crew, now: float) -> float:
        """The randomly drawn minute when a host's own crew musters if it is ordered now."""
        if self._roster or not self._local or crew.posture is not None:
            return self._drawn_ready(ledger, crew, now)
        turnout = ledger.roll(self._scenario, crew.kind, now)[crew.number - 1]
        day = day_of(now)
        return drawn_turnout_minute(self._durations, turnout, now, self._chance, crew.unit, day)

    def turnout(self, ledger: ForceLedger, crew: Crew, minute: float) -> Turnout:
        """The turnout of a crew under the roster if the crew is ordered at ``minute``."""
        roster = ledger.kinds[crew.kind].roster
        return roster.turnouts(minute, self._recall_share)[crew.number - 1]

    def readiness_class(self, crew: Crew, now: float) -> tuple[str, float]:
        """A crew's readiness class; crews of one class that are ordered now form convoys."""
        if crew.posture is not None:
            return ("standing by", crew.posture.notice)
        if not self._roster:
            return ("", crew.bracket.ends)
        turnout = self.turnout(self._forces[crew.force], crew, now)
        return (turnout.source, turnout.shift_start if turnout.source == "shift" else 0.0)

    # --- crews in order of readiness ----------------------------------------------------------

    def free_for_aid(
        self, force: str, kind: str, now: float, order: float, most: int | None = None
    ) -> list[ExpectedCrew]:
        """The free crews, sorted by their expected readiness if they are ordered at ``order``.

        ``most`` limits the number of crews.
        """
        ledger = self._forces[force]
        home = ledger.kinds[kind].home
        return self.in_order(ledger, home, now, order, len(home) if most is None else most)

    def in_order(
        self,
        ledger: ForceLedger,
        home: tuple[Crew, ...],
        now: float,
        order: float,
        most: int,
        until: float = math.inf,
        *,
        as_aid: bool = True,
    ) -> list[ExpectedCrew]:
        """The first ``most`` crews, in order of their readiness as aid or for the force itself.

        Crews that muster after ``until`` may be left out.
        """
        notice = self._notices.get(ledger.force, 0.0) if as_aid else 0.0
        others = notice or self._posture
        last = len(home) if others else most
        if self._roster and home:
            roster = ledger.kinds[home[0].kind].roster
            crews = roster.first(home, last, order, self._recall_share, self._means, until)
        else:
            # Brackets get later as crew numbers rise, so the first crews are ready first.
            clock = self.clock_of(ledger, now)
            since = order if clock is None else clock
            crews = [
                (ready if (ready := since + crew.promised) > order else order, crew.number, crew)
                for crew in home[:last]
            ]
        return self._adjusted(crews, order, notice)[:most] if others else crews

    def _adjusted(
        self, crews: list[ExpectedCrew], order: float, notice: float
    ) -> list[ExpectedCrew]:
        """The crews in order of readiness, after a force's notice or a crew's own on standby."""
        found = [
            (order + crew.posture.notice if crew.posture else ready, number, crew)
            for early, number, crew in crews
            for ready in [max(early, order + notice)]
        ]
        found.sort(key=_by_readiness)
        return found

    def free_own(
        self, force: str, kind: str, now: float, passed_over: Collection[int] = ()
    ) -> list[ExpectedCrew]:
        """The free crews that a force can order itself, sorted by expected readiness and number.

        If hosts must keep their floors, the crews that they keep are left out. ``passed_over``
        contains the numbers of crews that cannot be used.
        """
        ledger = self._forces[force]
        stock = ledger.kinds[kind]
        most = len(stock.home)
        if self._scenario.rules.host_floor == "kept":
            most = max(0, most - stock.floor)
        home = stock.home
        if passed_over:
            home = tuple(crew for crew in home if crew.number not in passed_over)
        if self._roster:
            return self.in_order(ledger, home, now, now, most, as_aid=False)
        crews = [(self.expected_own_ready(ledger, crew, now), crew.number, crew) for crew in home]
        crews.sort(key=_by_readiness)
        return crews[:most]

    def on_duty(self, crew: Crew, now: float) -> bool:
        """Whether a crew is on duty now, according to the roll or the roster."""
        ledger = self._forces[crew.force]
        if self._roster:
            return self.turnout(ledger, crew, now).on_duty
        self.clock_of(ledger, now)
        return ledger.roll(self._scenario, crew.kind, now)[crew.number - 1].on_duty
