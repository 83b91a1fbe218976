"""What do donors answer, and which of the offered crews are ordered?"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from mobsim.engine.cover import Cover, Picked, before_own, firm_cover, unmustered_own
from mobsim.engine.homecoming import Homecoming
from mobsim.engine.movement import UnitMovement
from mobsim.engine.port import EnginePort
from mobsim.engine.running_night import NightPart, RunningNight
from mobsim.engine.schedule import Phase
from mobsim.engine.state import AskedKind, Crew, DonorAsk, IncidentState, KindState, Order, by_due
from mobsim.engine.stock import KindLedger
from mobsim.ground.units import hour_of, round_up
from mobsim.policy.picture import Candidate
from mobsim.scoring import events as ev
from mobsim.scoring.causes import RISK_AT_HOME
from mobsim.scoring.events import RequestColumns

SILENT = "no answer"


class Donors(NightPart):
    """The asks to donors, their answers, and the orders that follow."""

    def __init__(
        self, night: RunningNight, movement: UnitMovement, homecoming: Homecoming, port: EnginePort
    ) -> None:
        super().__init__(night)
        self._movement = movement
        self._homecoming = homecoming
        self._port = port

    # --- asking -----------------------------------------------------------------------------

    def count_as_asked(
        self,
        incident: IncidentState,
        picks: Mapping[str, tuple[Picked, Sequence[Candidate]]],
        tier: int,
        request: int,
    ) -> list[DonorAsk]:
        """Prepare one ask for each donor, for all kinds; its crews then count as requested.

        Parameters
        ----------
        picks
            The picked crews and all listed crews, for each kind of unit.
        """
        asks: dict[str, DonorAsk] = {}
        for kind, (picked, listed) in picks.items():
            reported = {crew.force: crew.spare for crew in listed if crew.held is None}
            state = incident.kinds[kind]
            for crew in (*picked.need, *picked.relief):
                donor, expected = crew.force, crew.expected_minute
                if donor not in asks:
                    asks[donor] = DonorAsk(incident, donor, tier, request)
                kinds = asks[donor].kinds
                if kind not in kinds:
                    kinds[kind] = AskedKind(expected, reported[donor])
                elif expected < kinds[kind].earliest:
                    kinds[kind].earliest = expected
                self._ledger.forces[donor].kinds[kind].ask(1, incident.priority)
            for crew in picked.need:
                asks[crew.force].kinds[kind].expected.append(crew.expected_minute)
                state.asked_need.append(crew.expected_minute)
            for crew in picked.relief:
                asks[crew.force].kinds[kind].relief += 1
            state.asked_relief += len(picked.relief)
        return [asks[donor] for donor in sorted(asks)]

    def ask(self, asks: Iterable[DonorAsk]) -> None:
        """Send the asks; each donor answers after its own delay."""
        for ask in asks:
            for kind in sorted(ask.kinds):
                asked = ask.kinds[kind]
                stock = self._ledger.forces[ask.donor].kinds[kind]
                at_risk = stock.known_to_hold_back and not self._withheld(ask, kind)
                reason = RISK_AT_HOME if at_risk else None
                self._record(
                    ev.aid_asked(
                        self._schedule.now,
                        ask.tier,
                        _columns(ask, kind),
                        asked.count,
                        known_stock=asked.known_stock,
                        expected_minute=asked.earliest,
                        cause="agreement" if ask.tier == 1 else reason,
                    )
                )
            self._await_answer(ask)

    def _await_answer(self, ask: DonorAsk) -> None:
        now, rules = self._schedule.now, self._rules
        ids = (ask.donor, ask.incident.id, hour_of(now))
        refusal = None
        if self._chance.happens(rules.no_answer, now, "silent", *ids):
            refusal = SILENT
            answered = now + self._durations.silence
        else:
            answered = self._chance.end(now, self._durations.answer, "answer", *ids)
            if self._chance.happens(self._refusing(ask.donor), now, "refuse", *ids):
                refusal = "refused"
            elif self._chance.happens(rules.part_offers, now, "part", *ids):
                ask.part = True
        self._schedule.at(
            answered,
            partial(self._answered, ask, refusal),
            Phase.ANSWER,
            ask.tier,
            incident=ask.incident.rank,
            force=self._ledger.forces[ask.donor].rank,
        )

    def _refusing(self, donor: str) -> float:
        """The probability that a donor refuses, given the incidents under way in its region."""
        rules, region = self._rules, self._ledger.forces[donor].region
        if not rules.refusals_per_incident:
            return rules.refusals
        near = self._night.running[region]
        return min(1.0, rules.refusals + rules.refusals_per_incident * near)

    # --- answering --------------------------------------------------------------------------

    def _answered(self, ask: DonorAsk, refusal: str | None, _: object) -> None:
        offers: dict[str, list[Crew]] = {}
        shared: set[Crew] = set()
        for kind in sorted(ask.kinds):
            offers[kind] = self._offer(ask, kind, refusal, shared)
            shared |= {crew.twin for crew in offers[kind] if crew.twin is not None}
        for kind, crews in offers.items():
            self._order(ask, kind, crews)
        if refusal != SILENT:
            self._ledger.report_again(ask.donor, ask.kinds)
        self._port.donor_answered(ask)

    def _offer(
        self, ask: DonorAsk, kind: str, refusal: str | None, shared: set[Crew]
    ) -> list[Crew]:
        """The crews of one kind that a donor offers: its first free crews, up to its lending limit.

        The donor does not offer the same officers twice, in crews of two kinds. The donor also
        keeps back crews that are requested for an incident of higher priority.
        """
        asked, stock = ask.kinds[kind], self._ledger.forces[ask.donor].kinds[kind]
        self._no_longer_asked(ask.incident, asked, stock)
        kept_back = stock.asked_for(ask.incident.priority - 1)
        available = calm = 0
        if not self._withheld(ask, kind):
            able = stock.available_without(len(shared.intersection(stock.home)))
            available, calm = max(0, able[0] - kept_back), max(0, able[1] - kept_back)
        most = asked.count
        if ask.part:
            most = round_up(self._rules.part_share * asked.count)
        offered = 0 if refusal else min(most, available)
        free = self._free(ask, kind, shared, kept_back, offered) if offered else []
        offered = len(free)
        cause = "full" if offered == asked.count else "part" if offered else "none"
        if available < min(most, calm):
            cause = RISK_AT_HOME
        now, of = self._schedule.now, _columns(ask, kind)
        self._record(
            ev.aid_offered(
                now, ask.tier, of, offered, cause=refusal or cause, known_stock=available
            )
        )
        return free

    def _free(
        self, ask: DonorAsk, kind: str, shared: set[Crew], kept_back: int, most: int
    ) -> list[Crew]:
        """The first ``most`` free crews that a donor can offer, without the crews that it keeps.

        Only crews that can serve the incident are included. The list contains no more crews on
        standby than were requested to meet need.
        """
        now, readying = self._schedule.now, self._ledger.readying
        first = None if shared or self._scenario.posture else kept_back + most
        able = [
            crew
            for _, _, crew in readying.free_for_aid(ask.donor, kind, now, now, first)
            if crew not in shared and self._ledger.serves(crew, ask.incident, now)
        ]
        found, standing = [], len(ask.kinds[kind].expected)
        for crew in able[kept_back:]:
            if crew.posture is not None:
                standing -= 1
                if standing < 0:
                    continue
            found.append(crew)
        return found[:most]

    def _withheld(self, ask: DonorAsk, kind: str) -> bool:
        """Whether the donor is a London force that may not yet lend to other regions."""
        region = self._ledger.forces[ask.donor].region
        return region == self._ledger.withheld(kind, ask.incident.region)

    def _no_longer_asked(
        self, incident: IncidentState, asked: AskedKind, stock: KindLedger
    ) -> None:
        """Stop counting crews as requested, because their donor has answered."""
        state = incident.kinds[stock.kind]
        stock.ask(-asked.count, incident.priority)
        state.asked_relief -= asked.relief
        for expected in asked.expected:
            state.asked_need.remove(expected)

    def _order(self, ask: DonorAsk, kind: str, offered: Sequence[Crew]) -> None:
        """Order the offered crews that are still needed, and release the other crews."""
        if not offered:
            return
        orders: list[Order] = []
        competing = not self._policies.whole_forces
        state = ask.incident.kinds[kind]
        cover = firm_cover(self._scenario, ask.incident, state, own_compete=competing)
        for crew in offered:
            order = self._order_one(ask, kind, crew, cover)
            if order is None:
                self._homecoming.note_freed(crew)
            else:
                orders.append(order)
        self._movement.muster_together(orders)

    def _order_one(self, ask: DonorAsk, kind: str, crew: Crew, cover: Cover) -> Order | None:
        incident = ask.incident
        state = incident.kinds[kind]
        ready = self._expected_ready(crew)
        ordered = partial(self._movement.order_aid, incident, crew, ask.tier, ask.request, ready)
        relieves = bool(state.relief_slots) and crew.posture is None
        if self._policies.priority.relief_first and relieves:
            return ordered(_first_slot(state))
        expected = ready + self._ledger.aid_drive(crew.force, incident) + self._booking_aid
        wanted, displaced = self._still_wanted(state, expected, cover)
        if wanted:
            order = ordered(None)
            cover.add(order.expected)
            state.note_got()
            if displaced is not None:
                quicker = displaced.expected > order.expected
                self._movement.cancel(displaced, "quicker aid" if quicker else "aid instead")
            return order
        return ordered(_first_slot(state)) if relieves else None

    def _still_wanted(
        self, state: KindState, expected: float, cover: Cover
    ) -> tuple[bool, Order | None]:
        """Whether an offered crew is needed, and which of the host's own crews it displaces."""
        if not cover.wants(expected):
            return False, None
        if len(state.lineup) < state.judged:
            return True, None
        if self._policies.whole_forces:
            return False, None
        own = unmustered_own(state)
        if own and (own[-1].expected > expected or before_own(self._scenario)):
            return True, own[-1]
        return False, None

    def _expected_ready(self, crew: Crew) -> float:
        now, ledger = self._schedule.now, self._ledger.forces[crew.force]
        return self._ledger.readying.expected_aid_ready(ledger, crew, now, now)


def _columns(ask: DonorAsk, kind: str) -> RequestColumns:
    """The columns shared by the rows of an ask and its answer."""
    return RequestColumns(ask.incident.id, ask.request, ask.donor, ask.incident.host, kind)


def _first_slot(state: KindState) -> Order:
    """The unit whose tour ends first, among the units that need a relief."""
    return min(state.relief_slots, key=by_due)
