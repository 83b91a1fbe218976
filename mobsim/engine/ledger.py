"""Which crews does each force have at home, and which can it lend?"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from mobsim.country.lines import BEYOND_REGION, LONDON_REGION, kinds_for_london
from mobsim.engine.cover import Rivals, Wanting
from mobsim.engine.drives import convoy_drives
from mobsim.engine.mustering import ForceMuster, ForceMustered, kinds_of, mustered
from mobsim.engine.readying import Readying
from mobsim.engine.roster import CrewRoster, rosters_of
from mobsim.engine.state import Crew, IncidentState, KindState
from mobsim.engine.stock import ForceLedger, KindLedger
from mobsim.ground.randomness import Chance
from mobsim.ground.units import MINUTES_PER_DAY
from mobsim.policy import lending_limit
from mobsim.policy.picture import Candidate
from mobsim.scenario.scenario import Posture, Scenario

_Lender = tuple[ForceLedger, KindLedger, int, int]
"""A force that may lend crews of a kind to an incident, with its requested and spare crews."""


class Ledger:
    """The crews of every force: where they are, which are requested, and when they can be ready."""

    def __init__(self, scenario: Scenario, chance: Chance) -> None:
        self._scenario = scenario
        self._durations = scenario.durations
        self._booking = scenario.durations.booking_aid.mean
        self._reported = scenario.durations.report_interval > 0
        self._london_kinds = kinds_for_london(scenario.lines)
        kinds = kinds_of(scenario)
        self.in_use = dict.fromkeys(kinds, 0)
        """The number of crews in use, by kind; a crew is in use until it has rested."""
        found = mustered(scenario, kinds)
        self.unit_ranks = found.unit_ranks
        rosters = rosters_of(scenario, kinds) if scenario.readiness == "roster" else {}
        self.forces = {
            force: _force_ledger(force, region, rank, found.forces[force], rosters.get(force, {}))
            for rank, (force, region) in enumerate(scenario.force_region.items(), start=1)
        }
        self.readying = Readying(scenario, chance, self.forces)
        self._drives = convoy_drives(scenario)
        self._have_reported = False
        self._changed: list[KindLedger] = []
        """The stocks that have changed since they were last reported."""
        self._with_own_need: list[KindLedger] = []
        """The stocks of hosts; their unmet need can change at any minute."""
        self.committed: dict[str, list[Crew]] = defaultdict(list)
        """The crews that were assigned to each operation."""

    # --- drives -----------------------------------------------------------------------------

    def aid_drive(self, force: str, incident: IncidentState) -> float:
        """The expected convoy drive from a donor to the RVP, in minutes."""
        return self._drives[incident.id][force]

    def way_home(self, force: str, incident: IncidentState) -> float:
        """The expected drive home from an incident's RVP to a force, in minutes."""
        if force == incident.host:
            return self._durations.own_travel
        return self.aid_drive(force, incident)

    def way_between(self, origin: IncidentState, incident: IncidentState) -> float:
        """The expected drive between the RVPs of two incidents, in minutes."""
        if origin.host == incident.host:
            return self._durations.own_travel
        return self.aid_drive(origin.host, incident)

    # --- reports ----------------------------------------------------------------------------

    def withheld(self, kind: str, host_region: str) -> str | None:
        """The region that may not yet lend this kind to another region: London, or None."""
        if (
            kind not in self._london_kinds
            or host_region == LONDON_REGION
            or self._scenario.policies.london_release.lends(called=self.readying.called)
        ):
            return None
        return LONDON_REGION

    def draw_up_reports(self) -> None:
        """Let every force report its stock.

        Only a stock that has changed since the last report, or can change unseen, needs an entry.
        """
        self._have_reported = True
        for stock in self._changed:
            stock.report = None
        self._changed.clear()
        for stock in self._with_own_need:
            stock.report = stock.say()

    def report_again(self, force: str, kinds: Iterable[str]) -> None:
        """Let a force that has answered an ask also report its stock of the kinds asked for."""
        if self._have_reported:
            for kind in kinds:
                stock = self.forces[force].kinds[kind]
                stock.report = stock.say() if stock.own_need else None

    def _keep_report(self, stock: KindLedger) -> None:
        """Keep what a force reported of a stock that is about to change."""
        if self._have_reported and stock.report is None:
            stock.report = stock.say()
            self._changed.append(stock)

    # --- crews that could be lent -------------------------------------------------------------

    def candidates(
        self,
        incident: IncidentState,
        kind: str,
        forces: Iterable[str],
        now: float,
        order: float,
        most: int,
        rivals: Rivals,
    ) -> list[Candidate]:
        """Up to ``most`` crews of each donor, soonest first, if they are ordered at ``order``.

        A crew is left out if it can no longer be picked.
        """
        found: list[Candidate] = []
        drives, (soon, near, late) = self._drives[incident.id], rivals
        for lender in self._lenders(incident, kind, self._near(incident, forces, order, rivals)):
            until = late if drives[lender[0].force] <= near else soon
            found += self._crews_of(lender, incident, now, order, most, until)
        return found

    def _near(
        self, incident: IncidentState, forces: Iterable[str], order: float, rivals: Rivals
    ) -> Iterable[str]:
        """The forces whose crews, if they are ready at ``order``, can still be picked."""
        soon, near, late = rivals
        if soon == math.inf:
            return forces
        drives, leaves = self._drives[incident.id], order + self._booking
        return [f for f in forces if leaves + drives[f] <= (late if drives[f] <= near else soon)]

    def first_of_each(
        self,
        incident: IncidentState,
        kind: str,
        forces: Iterable[str],
        now: float,
        order: float,
        most: int,
    ) -> Iterator[Candidate]:
        """Each donor's candidates in turn, as in `candidates`, but listed only when needed."""
        for lender in self._lenders(incident, kind, forces):
            yield from self._crews_of(lender, incident, now, order, most)

    def soonest_or_nearest(
        self,
        incident: IncidentState,
        kind: str,
        nearest: Iterable[str],
        now: float,
        order: float,
        wanting: Wanting,
        tours: tuple[float, float],
    ) -> tuple[list[Candidate], int]:
        """The crews of the given forces that can be picked, and the number that they report.

        The soonest crews can be picked, and for reliefs, the nearest crews that are in time for the
        first of the ``tours``. ``nearest`` must be in order of drive time. A crew is left out if
        enough other crews come before it.
        """
        drives, booking, wanted = self._drives[incident.id], self._booking, wanting.total
        found: list[Candidate] = []
        soonest: list[float] = []
        (first, last), in_time, reported = tours, 0, 0
        soon, near = math.inf, math.inf if wanting.relief else -math.inf
        for lender in self._lenders(incident, kind, nearest):
            reported += _reported_by(lender)
            drive = drives[lender[0].force]
            until = soon if drive > near else max(soon, last)
            if order + drive + booking > until:
                continue
            crews = self._crews_of(lender, incident, now, order, wanted, until)
            found += crews
            soonest = sorted(soonest + [crew.expected_minute for crew in crews])[:wanted]
            if wanted and len(soonest) == wanted:
                soon = soonest[-1]
            if wanting.relief:
                in_time += sum([crew.expected_minute <= first for crew in crews])
                if in_time >= wanted:
                    near = min(near, drive)
                    soon = soon if wanting.need else -math.inf
        return found, reported

    def reported(self, incident: IncidentState, kind: str, forces: Iterable[str]) -> int:
        """The number of crews that forces report as available, minus crews already requested."""
        return sum(map(_reported_by, self._lenders(incident, kind, forces)))

    def _lenders(self, incident: IncidentState, kind: str, forces: Iterable[str]) -> list[_Lender]:
        withheld, priority, found = self.withheld(kind, incident.region), incident.priority, []
        for force in forces:
            ledger = self.forces[force]
            stock = ledger.kinds[kind]
            report = stock.report
            available = stock.spare if report is None else report.available
            if not available or force == incident.host or ledger.region == withheld:
                continue
            if stock.own_need:
                available = stock.known_available
            asked = stock.asked_for(priority) if stock.asked else 0
            if available > asked:
                found.append((ledger, stock, asked, available - asked))
        return found

    def _crews_of(
        self,
        lender: _Lender,
        incident: IncidentState,
        now: float,
        order: float,
        most: int,
        before: float = math.inf,
    ) -> list[Candidate]:
        """The first ``most`` crews that a force may lend, if they can be deployed by ``before``."""
        ledger, stock, asked, spare = lender
        force, booking = ledger.force, self._booking
        drive = self._drives[incident.id][force]
        regional = ledger.region == incident.region
        given = stock.away + (stock.asked_for() if stock.asked else 0)
        home = stock.home if stock.report is None else stock.report.home
        until = before - booking - drive
        if self._scenario.posture:
            crews = self.readying.in_order(ledger, home, now, order, stock.fit)
            crews = [each for each in crews if self.serves(each[2], incident, order)]
            spare = max(0, min(spare, len(crews) - asked))
            last = asked + min(spare, most)
        else:
            last = asked + min(spare, most)
            crews = self.readying.in_order(ledger, home, now, order, last, until)
        return [
            Candidate(
                ready + drive + booking, force, number, position, drive, regional,
                stock.commitment, given, spare, None, crew.posture is not None,
            )
            for position, (ready, number, crew) in enumerate(crews[asked:last])
            if ready <= until
        ]  # fmt: skip

    # --- taking crews and giving them back --------------------------------------------------

    def take(self, crew: Crew) -> None:
        """Record that a free crew is ordered or joins an operation."""
        ledger = self.forces[crew.force]
        stock = ledger.kinds[crew.kind]
        self._keep_report(stock)
        stock.away += 1
        stock.leaves(crew)
        if crew.twin is not None and crew.posture is None:
            self._keep_report(ledger.kinds[crew.twin.kind])
            ledger.kinds[crew.twin.kind].leaves(crew.twin)
        self.note_use(crew, in_use=True)

    def free_for_operations(self, force: str, kind: str, units: int) -> list[Crew]:
        """The last ``units`` free crews that are not on standby."""
        free = [crew for crew in self.forces[force].kinds[kind].home if crew.posture is None]
        return free[-units:] if units else []

    def stand_by(self, crew: Crew, posture: Posture, now: float, ends: float) -> None:
        """Put a free crew on standby; its officers cannot form another crew meanwhile."""
        self.note_break(crew, now)
        crew.posture, crew.stood_by, crew.shift_ends = posture, now, ends
        if crew.twin is not None:
            stock = self.forces[crew.force].kinds[crew.twin.kind]
            self._keep_report(stock)
            stock.leaves(crew.twin)

    def note_break(self, crew: Crew, now: float) -> None:
        """Reset a crew's count of consecutive tours if it has been free for at least a day."""
        if now - crew.free_since >= MINUTES_PER_DAY:
            crew.run = 0

    def serves(self, crew: Crew, incident: IncidentState, order: float) -> bool:
        """Whether a crew can serve an incident if the crew is ordered at ``order``.

        A crew on standby must be ordered before its shift ends, and be deployed before its tour
        ends. In a surge, no tour ends.
        """
        posture = crew.posture
        if posture is None:
            return True
        if order >= crew.shift_ends:
            return False
        if self._scenario.mode == "surge":
            return True
        own = crew.force == incident.host
        booking = self._durations.booking_own if own else self._durations.booking_aid
        drive = self.way_home(crew.force, incident)
        expected = order + posture.notice + drive + booking.mean
        return crew.stood_by + self._durations.tour - drive > expected

    def free_own(
        self, incident: IncidentState, kind: str, now: float, *, relief: bool = False
    ) -> list[tuple[float, int, Crew]]:
        """The host's own crews that it can order now, sorted by expected readiness and number."""
        if not self._scenario.posture:
            return self.readying.free_own(incident.host, kind, now)
        home = self.forces[incident.host].kinds[kind].home
        passed_over = {
            crew.number
            for crew in home
            if crew.posture and (relief or not self.serves(crew, incident, now))
        }
        return self.readying.free_own(incident.host, kind, now, passed_over)

    def give_back(self, crew: Crew) -> None:
        """Free a crew whose order was cancelled."""
        self.note_use(crew, in_use=False)
        self._free(crew)

    def note_use(self, crew: Crew, *, in_use: bool) -> None:
        """Count a crew as in use or no longer in use; only crews of the 43 forces count."""
        if self.forces[crew.force].region != BEYOND_REGION:
            self.in_use[crew.kind] += in_use - crew.in_use
        crew.in_use = in_use

    def rested_at_home(self, crew: Crew, now: float) -> None:
        """Free a crew that has rested at home."""
        crew.tours = 0
        crew.free_since = now
        self._free(crew)

    def _free(self, crew: Crew) -> None:
        kinds = self.forces[crew.force].kinds
        self._keep_report(kinds[crew.kind])
        kinds[crew.kind].away -= 1
        kinds[crew.kind].comes(crew)
        if crew.twin is not None and crew.posture is None:
            self._keep_report(kinds[crew.twin.kind])
            kinds[crew.twin.kind].comes(crew.twin)

    # --- need and risk at home ----------------------------------------------------------------

    def note_own_need(self, force: str, state: KindState) -> None:
        """Record that a force has need for a kind of unit at an incident of its own."""
        stock = self.forces[force].kinds[state.kind]
        self._keep_report(stock)
        if not stock.own_need:
            self._with_own_need.append(stock)
        stock.own_need.append(state)

    def lend(self, force: str, share: float) -> None:
        """Let a force lend only a share of its limit, given the present risk at home."""
        for stock in self.forces[force].kinds.values():
            self._keep_report(stock)
            stock.lend(stock.limit, share)

    def call(self) -> None:
        """Let every force lend all crews above its floor, once the national call is made."""
        self.readying.call()
        for ledger in self.forces.values():
            for stock in ledger.kinds.values():
                limit = lending_limit("extensive", stock.commitment, stock.fit, stock.kept)
                stock.lend(limit, stock.share)
        if self._reported:
            self.draw_up_reports()


def _reported_by(lender: _Lender) -> int:
    _, stock, asked, spare = lender
    return spare if stock.known_free > asked else 0


def _force_ledger(
    force: str,
    region: str,
    rank: int,
    mustered: ForceMustered,
    rosters: Mapping[str, CrewRoster],
) -> ForceLedger:
    """A force's crews, all of which are at home."""
    muster = ForceMuster(force, mustered)
    kinds = {
        kind: KindLedger(kind, muster, *each.stock, each.shared, *each.at_first)
        for kind, each in mustered.kinds.items()
    }
    for kind, roster in rosters.items():
        kinds[kind].roster = roster
    return ForceLedger(force, region, rank, kinds)
